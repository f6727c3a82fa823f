"""Telling which column is which, and what a cell's words mean. All spellings are data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from layers.recognition.cells import KEPT_HEADINGS, is_missing, plain, written_unit
from layers.recognition.coordinateheadings import paired_columns
from layers.recognition.parts import is_full, is_part, without_part
from layers.recognition.stays import stay_class
from layers.recognition.variants import simplified
from layers.recognition.wordfiles import (
    by_name,
    choices,
    fields,
    shapefile_names,
    table_words,
)
from models.county.layer import FACILITY_ROLES, Role
from models.facilities.facility import Family, Status, field_specs
from models.facilities.families import family_specs
from models.facilities.gatefile import gate_table

if TYPE_CHECKING:
    import pandas as pd

LAYER_FIELDS = (
    "name",
    "code",
    "population_persons",
    "road_class",
    "hazard_type",
    "hazard_level",
    "voltage_kv",
)
"""Columns of a layer that the program knows, see :class:`models.county.layer.Layer`."""

COORDINATES = ("longitude", "latitude", "x", "y", "pair", "wkt")

STOCK_FIELDS = ("depot", "name", "quantity", "unit", "expires", "place", "code", "note")
"""Our names of the columns of a stock ledger, in the order of a block without a heading."""

_ROLE_FIELDS: Mapping[Role, tuple[str, ...]] = {
    Role.ROADS: ("name", "road_class"),
    Role.HAZARDS: ("name", "hazard_type", "hazard_level", "voltage_kv"),
    Role.STOCK: STOCK_FIELDS,
}
_AROUND_PEOPLE = re.compile(
    r"^(?:第[一二三四五六七八九十]+次(?:全国)?人口普查|[五六七八]普|\d{1,2}月(?:\d{1,2}日)?|零时"
    r"|年[末底]|期末|截止|目前|当前|现有|现状|实有|实际|村内|全村|本村|辖区|村庄|全镇|村(?!民))+|(?:合计|规模|总?数量?|情况)$"
)
_NUMERAL = re.compile(r"[ivx]{2}|\d{2}|[一二三四五六七八九十]{2}")
_NUMBERED = re.compile(r"^\(?\d{1,2}[.、:)]?\s*(?=[^\W\d])")
"""Number of a column before its name: 1.名称, （2）经度, ③面积."""
_STATE = re.compile(r"现状|现有|已有|实际")
_TO_COME = re.compile(r"规划|拟建|远期|预期|预测|目标年")
_AMOUNTS = ("面积", "人口", "人数", "容量")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


# -- names of columns --------------------------------------------------------------------------------------
@lru_cache(KEPT_HEADINGS)
def normalised(name: str) -> str:
    """Name without case, blanks, signs and width, for comparing."""
    text = simplified(unicodedata.normalize("NFKC", name)).casefold()
    return "".join(char for char in text if char.isalnum())


@lru_cache(KEPT_HEADINGS)
def forms(column: str) -> tuple[str, ...]:
    """Spellings under which a column may be known: without number, brackets, unit, year or datum."""
    text = _NUMBERED.sub("", unicodedata.normalize("NFKC", column))
    bare = re.sub(r"[(\[【].*?[)\]】]", "", text)
    untimed = re.sub(r"(19|20)\d\d\s*(年[末底]?)?", "", bare)
    undated = re.sub(
        r"[_\s-]*(gcj-?0?2|bd-?0?9|wgs-?(19)?84|cgcs2000|百度|高德|火星|腾讯)", "", bare, flags=re.I
    )
    unitless = _without_unit(bare.strip())
    stated = re.split(r"[,\s]*单位\s*:", bare)[0]
    wholes = (without_part(text), without_part(bare))
    is_of_people = "人口" in bare or "常住" in bare
    counted = [_AROUND_PEOPLE.sub("", form) if is_of_people else bare for form in (untimed, unitless)]
    existing = _STATE.sub("", bare) if any(word in bare for word in _AMOUNTS) else bare
    spellings = (text, bare, untimed, undated, unitless, stated, *wholes, *counted, existing)
    found = [normalised(form) for form in spellings]
    return tuple(dict.fromkeys(form for form in found if form))


def _without_unit(text: str) -> str:
    """Heading without the unit at its end: after a sign (面积/亩, 面积：亩) or without one (面积公顷)."""
    sign = written_unit(text)
    if not sign:
        return text
    before = re.split(r"[/_,:\s–—-](?=[^/_,:\s–—-]*$)", text)[0]
    return before if before != text else text[: -len(sign)] if text.casefold().endswith(sign) else text


@cache
def aliases_of(table: str) -> dict[str, tuple[str, ...]]:
    """Spellings of each field of one subject, in the form in which names are compared."""
    exported = shapefile_names()
    return {
        field: tuple(
            dict.fromkeys(normalised(word) for word in (*spellings, field, exported.get(field, field)))
        )
        for field, spellings in _columns()[table].items()
    }


@cache
def _columns() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """What files call the fields: by subject, and of each family its own."""
    return {**by_name(fields()), **{family: spec.columns for family, spec in family_specs().items()}}


@cache
def _cells() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """What files write for choices, by the name of the choices."""
    own = {name: words for spec in family_specs().values() for name, words in spec.cells.items()}
    return {**by_name(choices()), **own}


@cache
def known_names() -> frozenset[str]:
    """Every column name that is known in any role; marks the heading line of a table."""
    return frozenset(
        alias
        for table in _columns()
        if table not in ("layer_units", "codes", "any_name")
        for spellings in aliases_of(table).values()
        for alias in spellings
        if len(alias) > 1 or not alias.isascii()
    )


def match_columns(columns: Sequence[str], aliases: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Best column for each field; no column serves twice, fields listed first choose first.

    Returns
    -------
    dict
        Our field name to the file's column name.
    """
    spelt = {column: forms(column) for column in columns}
    ranked: list[tuple[int, int, int, int, str, str]] = []
    for order, (field, spellings) in enumerate(aliases.items()):
        places = {spelling: place for place, spelling in enumerate(spellings)}
        for position, column in enumerate(columns):
            hits = [places[form] for form in spelt[column] if form in places]
            if _is_to_come(column) and normalised(column) not in places:
                continue  # what is to be is no amount of what is
            if is_part(column):  # of an amount and a part of it the amount is wanted
                hits = [place + 500 for place in hits]
            if not hits:
                hits = [place + 1000 for place in _cut_off(column, places)]
            if hits:
                ranked.append((min(hits), order, -_year_rank(column), position, field, column))
    found: dict[str, str] = {}
    used: set[str] = set()
    for _, _, _, _, field, column in sorted(ranked):
        if field not in found and column not in used:
            found[field] = column
            used.add(column)
    return {field: found[field] for field in aliases if field in found}


def _is_to_come(column: str) -> bool:
    return bool(_TO_COME.search(column)) and any(word in column for word in _AMOUNTS)


def other_people(columns: Sequence[str], column: str) -> list[str]:
    """Columns, beside the one that is used, of registered residents or of those that a plan expects."""
    words = ("人口", "人数")
    return [
        other
        for other in columns
        if other != column and any(word in other for word in words)
        if _is_to_come(other) or people_kind(other) == "registered"
    ]


def heading_year(column: str) -> int:
    """Year that a heading names; 0 for none."""
    found = _YEAR.search(unicodedata.normalize("NFKC", column))
    return int(found.group()) if found else 0


def _year_rank(column: str) -> int:
    """Order among headings that differ by their year alone: the newest state first, forecasts last."""
    year = heading_year(column)
    return -1 if year > date.today().year else year


def other_years(columns: Sequence[str], column: str) -> list[str]:
    """Columns whose headings differ from one's by the year alone."""
    if not heading_year(column):
        return []
    bare = _without_year(column)
    return [
        other for other in columns if other != column and heading_year(other) and _without_year(other) == bare
    ]


def _without_year(column: str) -> str:
    text = _YEAR.sub("", unicodedata.normalize("NFKC", column))
    return normalised(re.sub(r"年末|年底|年", "", text))


def _cut_off(column: str, places: Mapping[str, int]) -> list[int]:
    """Places of spellings that a ten-byte column name may be the start of."""
    form = normalised(column)
    if not is_full(column) or len(form) < 3:
        return []
    return [place for spelling, place in places.items() if spelling.startswith(form)]


def find_column(columns: Sequence[str], wanted: str) -> str | None:
    """Column of that name, or the only one that differs in width or case alone; ``None`` without one."""
    if wanted in columns:
        return wanted
    alike = [column for column in columns if plain(column).casefold() == plain(wanted).casefold()]
    return alike[0] if len(alike) == 1 else None


def coordinate_columns(columns: Sequence[str]) -> dict[str, str]:
    """Columns that hold coordinates, by what they hold: a pair of two, or one that holds both, or a WKT."""
    found = match_columns(columns, aliases_of("coordinates"))
    said = paired_columns(columns)
    known = [
        {part: found[part] for part in parts}
        for parts in (("longitude", "latitude"), ("wkt",), ("x", "y"), ("pair",))
        if all(part in found for part in parts)
    ]
    order = ("longitude", "wkt", "x", "pair")
    return min([*known, said] if said else known, key=lambda one: order.index(next(iter(one))), default={})


def township_column(columns: Sequence[str]) -> str | None:
    """Column that says in which township a row's place lies, beside the column of its own name."""
    return match_columns(columns, {"township": aliases_of("lies_in")["township"]}).get("township")


def county_column(columns: Sequence[str]) -> str | None:
    """Column that says in which county a row's place lies, beside the column of its own name."""
    return match_columns(columns, {"county": aliases_of("name_of")["county"]}).get("county")


def fields_of(role: Role) -> tuple[str, ...]:
    """Our names of the fields that a role's columns may be matched to."""
    if role in FACILITY_ROLES:
        return tuple(spec.name for spec in field_specs(FACILITY_ROLES[role]))
    return _ROLE_FIELDS.get(role, ("name", "code", "population_persons"))


def match_fields(columns: Sequence[str], role: Role, frame: pd.DataFrame | None = None) -> dict[str, str]:
    """Our field names to the file's columns, for one role.

    Parameters
    ----------
    frame
        The columns themselves: lets the words in the cells decide between a facility's class, kind and level,
        for which files use the same headings.
    """
    if role == Role.STOCK:
        return {}  # known by words of their own
    if role in FACILITY_ROLES:
        family = FACILITY_ROLES[role]
        wanted = {**aliases_of(family.value), **aliases_of("facility")}
        if frame is not None:
            known = _with_any_name(match_columns(columns, wanted), columns)
            return _sure_choices(known, frame, family, wanted)
    else:
        wanted = {field: aliases_of("layer")[field] for field in fields_of(role)}
        own = aliases_of("name_of").get(role.value, ())
        above = aliases_of("name_of")["townships"] if role == Role.VILLAGES else ()
        others = [word for word in wanted["name"] if word not in own]
        wanted["name"] = (*own, *sorted(others, key=lambda word: word in above))
    return _with_any_name(match_columns(columns, wanted), columns)


def _with_any_name(found: dict[str, str], columns: Sequence[str]) -> dict[str, str]:
    """Take a column for the name whose heading ends so (收容处所名称), where no heading is known."""
    ends = fields().any_name.ends
    for column in columns if "name" not in found else ():
        if column not in found.values() and normalised(re.sub(r"[(（].*", "", column)).endswith(ends):
            return {**found, "name": column}
    return found


def _sure_choices(
    found: dict[str, str], frame: pd.DataFrame, family: Family, wanted: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Give each column of choices to the field whose words its cells hold."""
    choices = {spec.name: spec.choices for spec in field_specs(family) if spec.kind == "choice"}
    columns = [column for field, column in found.items() if field in choices]
    kept = {field: column for field, column in found.items() if field not in choices}
    ranked = []
    for order, (field, name) in enumerate(choices.items()):
        for column in dict.fromkeys(
            [*columns, *(c for c in map(str, frame.columns) if c not in kept.values())]
        ):
            places = {spelling: place for place, spelling in enumerate(wanted[field])}
            hits = [places[form] for form in forms(column) if form in places]
            if hits:
                ranked.append((-_understood(frame[column], name), min(hits), order, field, column))
    for _, _, _, field, column in sorted(ranked):
        if field not in kept and column not in kept.values():
            kept[field] = column
    return {field: kept[field] for field in wanted if field in kept}


def _understood(series: pd.Series, choices: str) -> float:
    """Share of the cells, in fifths, that mean one of the choices."""
    texts = [value for value in series.head(500) if not is_missing(plain(value))]
    known = sum(choice(value, choices) is not None for value in texts)
    return round(5 * known / len(texts)) / 5 if texts else 0.0


# -- words in cells ----------------------------------------------------------------------------------------
@cache
def _spellings(choices: str) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    table = _cells()[choices]
    spelt = ((normalised(word), value) for value, words in table.items() for word in (value, *words))
    exact = {form: value for form, value in spelt if form}
    inside = sorted(
        ((word, value) for word, value in exact.items() if len(word) > 1), key=lambda item: -len(item[0])
    )
    return exact, tuple(inside)


def choice(value: Any, choices: str) -> str | None:
    """Choice that a cell means: the whole cell first, then the longest known word in it; else ``None``."""
    text = normalised(plain(value))
    exact, inside = _spellings(choices)
    if text in exact:
        return exact[text]
    found = next((meant for word, meant in inside if _stands_in(word, text)), None)
    return found or (stay_class(plain(value)) if choices == "shelter_class" else None)


def _stands_in(word: str, text: str) -> bool:
    """Whether a word stands in a text and is no part of a longer number there: ii级 in iii级, 2级 in 12级."""
    place = text.find(word)
    while place >= 0:
        before, after = text[place - 1 : place] + word[0], word[-1] + text[place + len(word) :][:1]
        if not any(_NUMERAL.fullmatch(pair) for pair in (before, after)):
            return True
        place = text.find(word, place + 1)
    return False


def status(value: Any) -> str | None:
    """Status that a cell means; ``None`` for one that is not understood.

    What says that something is not yet there (未建成, 拟建, a year to come) or no more (不再使用) is never
    taken for existing, whatever other word stands beside it.
    """
    text, found = plain(value).casefold(), choice(value, "status")
    if found == Status.REJECTED:
        return found
    parts = choices().status_parts
    for meant, words in ((Status.REJECTED, parts.rejected), (Status.PLANNED, parts.planned)):
        if any(word in text for word in words):
            return meant.value
    if found != Status.EXISTING:
        return found
    if heading_year(text) > date.today().year:
        return Status.PLANNED.value
    return _held_against(normalised(text))


def _held_against(text: str) -> str | None:
    """What a cell means in which a word for existing stands: no more if it says that, too (已建（停用）).

    Beside a word for what is to come (规划保留) it may mean either, so nobody says that it exists.
    """
    exact, inside = _spellings("status")
    if text in exact:
        return exact[text]
    built = next(word for word, meant in inside if meant == Status.EXISTING and word in text)
    rest = text.replace(built, " ")
    others = {meant for word, meant in inside if word in rest and meant != Status.EXISTING}
    if Status.REJECTED in others:
        return Status.REJECTED.value
    return None if others else Status.EXISTING.value


def flag(value: Any) -> bool | None:
    """Yes, no, or ``None`` for anything else."""
    if isinstance(value, bool):
        return value
    text = plain(value)
    sign = {"√": True, "✓": True, "×": False}.get(text)
    if sign is not None:
        return sign
    found = _spellings("flag")[0].get(normalised(text))
    return None if found is None else found == "yes"


def people_kind(column: str) -> str:
    """Kind of residents that a heading names: ``resident``, ``registered``, ``other``; empty if none."""
    text = normalised(column)
    kinds = msgspec.structs.asdict(gate_table().people.kinds)
    return next((kind for kind, words in kinds.items() if any(word in text for word in words)), "")


def is_total_row(name: Any) -> bool:
    """Whether a row's name says that it only sums up others."""
    text = normalised(plain(name))
    words = table_words().total
    if text in words.whole or text.endswith(words.ends):
        return True
    if any(re.fullmatch(pattern, text) for pattern in words.patterns):
        return True
    return text.startswith(words.starts) and not text.endswith(("村", "社区"))


def family_of(role: Role) -> Family | None:
    """Family of the facilities that a role holds."""
    return FACILITY_ROLES.get(role)


def check_data() -> Iterable[str]:
    """Names in the alias files that no field or choice of the program has; none, or the files are wrong."""
    for family in Family:
        own = {spec.name for spec in field_specs(family)}
        yield from (f"{family}.{name}" for name in family.spec.columns if name not in own)
        for spec in field_specs(family):
            if spec.kind == "choice":
                yield from (
                    f"{spec.choices}.{name}" for name in _cells()[spec.choices] if name not in spec.values
                )
    yield from (f"layer.{name}" for name in _columns()["layer"] if name not in (*LAYER_FIELDS, "level"))
