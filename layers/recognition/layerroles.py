"""Telling what a layer is: names, columns and values speak for roles, the strongest wins. Marks are data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from layers.recognition.cells import is_missing, plain
from layers.recognition.recognise import aliases_of, forms, match_columns, match_fields, normalised
from layers.recognition.variants import simplified
from layers.recognition.wordfiles import (
    RolesTable,
    by_name,
    roles,
)
from models.county.layer import Role
from models.facilities.families import family_specs

if TYPE_CHECKING:
    import pandas as pd

_FEW_PARTS = 3
_LEVELS = ("county", "townships", "villages")


@cache
def _rules() -> Sequence[Mapping[str, Any]]:
    """Rules of all roles: those of facilities first, the family's order or their own deciding."""
    ranked = [
        (spec.order if rule.rank is None else rule.rank, msgspec.to_builtins(rule))
        for spec in family_specs().values()
        for rule in spec.recognise
    ]
    ranked.sort(key=lambda item: item[0])
    return [*(rule for _, rule in ranked), *by_name(roles())["rule"]]


@dataclass(frozen=True)
class Recognition:
    """What a layer seems to be: role (``None`` if nothing speaks for any) and its columns by our names."""

    role: Role | None
    points: float
    fields: Mapping[str, str]


def recognise(frame: pd.DataFrame, kind: str, file: str, layer: str = "") -> Recognition:
    """Guess the role of a layer.

    Parameters
    ----------
    frame
        Its columns, without the geometry.
    kind
        ``point``, ``line``, ``polygon``, or empty for a table without places.
    file, layer
        Names, without folder and ending; ``layer`` empty when it says no more than the file.
    """
    table = roles()
    columns = [str(column) for column in frame.columns]
    known = match_columns(
        columns, {name: aliases_of("layer")[name] for name in ("code", "population_persons")}
    )
    points: dict[str, float] = {}
    for rule in _rules():
        if kind and kind not in rule["geometry"]:
            continue
        if rule.get("needs_population") and "population_persons" not in known:
            continue
        score = _name_points(rule, layer, file, table) + _column_points(rule, columns, frame, table)
        holds_people = rule.get("needs_population") or rule["role"] in ("villages", "townships", "county")
        if score and holds_people and "population_persons" in known:
            score += table.population_points
        points[rule["role"]] = max(points.get(rule["role"], 0.0), score)
    if "code" in known:
        for pattern in table.codes:
            if (not kind or kind in pattern.geometry) and _mostly(frame[known["code"]], pattern.pattern):
                points[pattern.role] = points.get(pattern.role, 0.0) + pattern.points
    named = match_columns(
        columns, {"name": (*aliases_of("name_of")["villages"], *aliases_of("layer")["name"])}
    )
    leading = max(points, key=lambda role: points[role], default="")
    if "name" in named and len(frame) > 1 and (not points.get(leading) or leading in _LEVELS):
        for pattern in table.named:
            if kind in pattern.geometry and _mostly(frame[named["name"]], pattern.pattern):
                points[pattern.role] = points.get(pattern.role, 0.0) + pattern.points
    if kind == "point" and "population_persons" in known:
        points["demand"] = max(points.get("demand", 0.0), table.least)
    best = max(points, key=lambda role: points[role], default="")
    if not best or points[best] < table.least:
        return Recognition(None, 0.0, match_fields(columns, Role.REFERENCE))
    role = Role(best)
    return Recognition(role, points[best], match_fields(columns, role, frame))


def raster_role(file: str, unit: str, description: str) -> Role | None:
    """What the cells of a raster hold, by its name and by what it says of its values; ``None`` if unclear."""
    rules = by_name(roles().raster)
    for text in (file, unit, description):
        plain = normalised(text)
        for role, rule in rules.items():
            if any(_has_mark(text, mark) or (len(mark) > 4 and mark in plain) for mark in rule["names"]):
                return Role(role)
    for role, rule in rules.items():
        if unit.strip().casefold() in rule["units"]:
            return Role(role)
    return None


def takes(role: Role, kind: str) -> bool:
    """Whether layers of a role are of a kind of geometry."""
    return any(kind in rule["geometry"] for rule in _rules() if rule["role"] == role.value)


def named_role(name: str) -> str:
    """Role that a name alone speaks for, whatever the geometry; empty if for none."""
    table = roles()
    points = {rule["role"]: _name_points(rule, name, name, table) for rule in reversed(_rules())}
    best = max(points, key=lambda role: points[role])
    return best if points[best] else ""


_PLACE = re.compile(r".{2,}(?:镇|乡|街道|苏木|村|社区|居委会|县|区|市|旗|屯|寨|鄉|鎮|縣|區|里|町)")


def is_place_name(name: str) -> bool:
    """Whether a name seems to be of one place: it ends as those of townships, villages and counties do."""
    text = plain(name)
    marks = {mark for rule in _rules() for mark in (*rule["names"], *rule.get("strong", ()))}
    return bool(_PLACE.fullmatch(text)) and text not in marks


def _name_points(rule: Mapping[str, Any], layer: str, file: str, table: RolesTable) -> float:
    best = 0.0
    for name, weight in ((layer or file, table.name_points), (file, table.file_points)):
        strong = rule.get("strong", ())
        for mark in (*rule["names"], *strong):
            if _has_mark(name, mark):
                length = len(mark) * (1 if mark.isascii() else 2)
                extra = table.strong_points if mark in strong else 0.0
                best = max(best, weight + extra + 0.1 * length)
    return best


@cache
def _words(name: str) -> str:
    """Name in lower-case words: camel case, signs and Chinese are word borders, digits are left out."""
    text = re.sub(r"([a-z])([A-Z])", r"\1 \2", simplified(unicodedata.normalize("NFKC", name)))
    text = re.sub(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z])|(?<=[A-Za-z])(?=[\u4e00-\u9fff])", " ", text)
    return " " + re.sub(r"[\W\d_]+", " ", text).strip().casefold() + " "


def _has_mark(name: str, mark: str) -> bool:
    words = _words(name)
    return f" {mark} " in words if mark.isascii() else mark in words


def _column_points(
    rule: Mapping[str, Any], columns: Sequence[str], frame: pd.DataFrame, table: RolesTable
) -> float:
    marks = {normalised(column) for column in rule["columns"]}
    score = table.column_points if any(marks & set(forms(column)) for column in columns) else 0.0
    values = rule.get("values")
    if values:
        wanted = {normalised(column) for column in values["columns"]}
        for column in columns:
            if wanted & set(forms(column)) and _hold(frame[column], values["words"], table.value_share):
                return float(score + table.value_points)
    return float(score)


def _hold(series: pd.Series, words: Sequence[str], share: float) -> bool:
    texts = [plain(value).casefold() for value in series.head(2000) if not is_missing(plain(value))]
    hits = sum(any(word in text for word in words) for text in texts)
    return bool(texts) and hits / len(texts) > share


def _mostly(series: pd.Series, pattern: str) -> bool:
    texts = [text for value in series.head(5000) if (text := plain(value))]
    matcher = re.compile(pattern)
    if len(texts) > _FEW_PARTS and 2 * len(set(texts)) < len(texts):
        return False  # the places that these are in, not what they are
    return bool(texts) and sum(bool(matcher.match(text)) for text in texts) > 0.5 * len(texts)


def unknown_roles() -> Iterable[str]:
    """Roles in the file of marks that the program has not; none, or the file is wrong."""
    known = {role.value for role in Role}
    yield from (rule["role"] for rule in _rules() if rule["role"] not in known)
