"""Tables without coordinates: their residents come to the outlines or villages that they are about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from layers.formats.read import Problem, problem
from layers.importing.facilities import RowReader
from layers.importing.importitem import Item, faults_kept
from layers.importing.severalrows import add_up, leave_out_copies
from layers.importing.unmatched import unmatched_rows
from layers.recognition.cells import plain
from layers.recognition.layerroles import Recognition
from layers.recognition.placenames import stem
from layers.recognition.recognise import (
    county_column,
    normalised,
    other_years,
    people_kind,
    township_column,
)
from models.county.layer import Layer, Role
from models.facilities.gatefile import name_list
from models.kernel.arrays import Floats
from models.kernel.errors import HavenError

_SINGLE_ROLES = (Role.COUNTY, Role.TOWNSHIPS)
_JOINED_ROLES = (Role.COUNTY, Role.TOWNSHIPS, Role.VILLAGES, Role.SEAT)
_RUINED_CODE = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)
_SHOWN_UNLIKE = 3
_LEAST_SHARE = 0.5
"""So many of the features must be found in a table that is to be about them."""
_WIDE_CODE = re.compile(r"156\d{6}")


def join_tables(items: Sequence[Item]) -> None:
    """Bring residents from tables without coordinates to the outlines or villages they are about."""
    for item in items:
        if item.error is not None and item.error.key == "no_coordinates" and item.raw is not None:
            with faults_kept(item):
                _join_to_best(item, items)


def _join_to_best(item: Item, items: Sequence[Item]) -> None:
    fields = dict(item.recognition.fields) if item.recognition else {}
    if "population_persons" not in fields or not fields.keys() & {"code", "name"}:
        return
    leave_out_copies(item)
    if not _joined(item, items) and add_up(item):
        _joined(item, items)


def _joined(item: Item, items: Sequence[Item]) -> bool:
    """Whether a table was joined to the layer that it is about."""
    wanted = (item.choice.role,) if item.choice.role else _JOINED_ROLES
    targets = [other for other in items if other.is_usable and other.role in wanted]
    matches = [(_best_matches(item, other), other) for other in targets]
    if not matches:
        return False
    rows, target = max(matches, key=lambda match: _share(*match))
    if _share(rows, target) < _LEAST_SHARE:
        names = [plain(name) for name in _cells(item, "name") if plain(name)]
        own = [plain(name) for name in _cells(target, "name") if plain(name)]
        item.error = HavenError(
            "people_other_places",
            file=item.file,
            target=target.title,
            count=len(rows),
            total=target.features,
            names=name_list(names[:_SHOWN_UNLIKE]),
            own=name_list(own[:_SHOWN_UNLIKE]),
        )
        return False
    _join(item, target, rows)
    return True


def residents_for(table: Item, layer: Layer) -> tuple[Floats, list[Problem]]:
    """Residents that a table has for the features of a layer, and what to tell of it.

    They are of shape (n,), NaN for a feature that it does not name.

    Raises
    ------
    HavenError
        ``renew_other_places``: fewer than half of the features are named; ``text_in_number``.
    """
    assert table.raw is not None and table.recognition is not None
    target = Item(
        layer.name, raw=replace(table.raw, frame=layer.frame.drop(columns=layer.frame.geometry.name))
    )
    own: dict[str, str] = {ours: ours for ours in ("name", "code") if ours in layer.frame.columns}
    target.recognition = Recognition(layer.role, 0.0, own)
    rows = _best_matches(table, target)
    if len(rows) < len(layer) * _LEAST_SHARE:
        raise HavenError("renew_other_places", file=table.file, count=len(rows), total=len(layer))
    column = table.recognition.fields["population_persons"]
    reader = RowReader(
        table.raw.frame, table.raw.row_numbers, table.file, [column], table.raw.units, table.choice.units
    )
    residents = reader.number(column, "persons")
    values = np.full(len(layer), np.nan)
    values[list(rows)] = residents[list(rows.values())]
    called = [plain(name) for name in _cells(table, "name")]
    lost = unmatched_rows(called, _keys(table, "code"), residents, set(rows.values()))
    return values, [*reader.problems, *lost]


def _share(rows: Mapping[int, int], target: Item) -> float:
    return len(rows) / max(target.features, 1)


def _keys(item: Item, kind: str) -> list[str]:
    assert item.raw is not None and item.recognition is not None
    column = item.recognition.fields.get("code" if kind == "code" else "name")
    if column is None:
        return [""] * len(item.raw.frame)
    texts = [plain(value) for value in item.raw.frame[column]]
    if kind == "code":
        return ["" if _RUINED_CODE.fullmatch(text) else _short_code(text) for text in texts]
    if kind == "name":
        return [normalised(text) for text in texts]
    if kind == "stem":
        return [stem(text) for text in texts]
    lies_in = township_column([str(name) for name in item.raw.frame.columns if name != column])
    if lies_in is None:
        return [""] * len(texts)
    towns = [stem(plain(town)) for town in item.raw.frame[lies_in].ffill()]
    return [f"{town}/{stem(text)}" if text and town else "" for town, text in zip(towns, texts, strict=True)]


def _cells(item: Item, kind: str) -> Sequence[Any]:
    """Cells of one field of an item's rows; empty ones where it has no such column."""
    assert item.raw is not None and item.recognition is not None
    column = item.recognition.fields.get(kind)
    return [""] * len(item.raw.frame) if column is None else list(item.raw.frame[column])


def _short_code(text: str) -> str:
    """Code without the country prefix and without the zeros that stand for lower levels."""
    digits = text[3:] if _WIDE_CODE.fullmatch(text) else text
    while len(digits) > 6 and digits.endswith("000"):
        digits = digits[:-3]
    return digits


def _best_matches(table: Item, target: Item) -> dict[int, int]:
    """Rows of the table for those of the target; of a table of a whole city the county that answers most."""
    assert table.raw is not None and table.recognition is not None
    used = table.recognition.fields.get("name")
    column = county_column([str(name) for name in table.raw.frame.columns if name != used])
    best = _matches(table, target)
    if column is None:
        return best
    counties = [normalised(plain(cell)) for cell in table.raw.frame[column].ffill()]
    for county in dict.fromkeys(counties):
        others = {row for row, name in enumerate(counties) if name != county}
        best = max(best, _matches(table, target, others), key=len)
    return best


def _matches(table: Item, target: Item, left_out: Collection[int] = ()) -> dict[int, int]:
    """Row of the table for each row of the target's raw layer; by code where both have one, else by name.

    Names alone come first, then names with the township that the place lies in; what no row answers to is
    looked for by the name without the kind of place, for renamed and abbreviated ones.

    Rows that are ``left_out`` are none. What stands twice in the table or in the target is left out: nobody
    can say which is which, and people must not be counted twice.
    """
    best: dict[int, int] = {}
    assert target.raw is not None
    located = target.located
    # A layer of the project has a place for each of its features.
    rows = range(len(target.raw.frame)) if located is None else [int(row) for row in located.rows]
    for kind in ("code", "name", "place"):
        keys, own = _without(_keys(table, kind), left_out), _keys(target, kind)
        often, own_often = Counter(keys), Counter(own[row] for row in rows)
        places = {key: row for row, key in enumerate(keys) if key and often[key] == 1}
        found = {row: places[own[row]] for row in rows if own[row] in places and own_often[own[row]] == 1}
        if len(found) > len(best):
            best = found
    alike = _alike(table, target, set(rows) - set(best), set(best.values()), left_out)
    return {**alike, **best}


def _without(keys: Sequence[str], left_out: Collection[int]) -> list[str]:
    return ["" if row in left_out else key for row, key in enumerate(keys)]


def _alike(
    table: Item, target: Item, rows: Collection[int], taken: Collection[int], left_out: Collection[int]
) -> dict[int, int]:
    """Rows of the table, of those not taken, whose name is alike that of one row of the target only."""
    keys, own = _without(_keys(table, "stem"), left_out), _keys(target, "stem")
    often, own_often = Counter(keys), Counter(own)
    places = {key: row for row, key in enumerate(keys) if key and often[key] == 1 and row not in taken}
    return {row: places[own[row]] for row in rows if own[row] in places and own_often[own[row]] == 1}


def _crossed(table: Item, target: Item, rows: Mapping[int, int]) -> list[Problem]:
    """What to tell where the codes join a row to one place and its name is that of another."""
    names, own = _keys(table, "name"), _keys(target, "name")
    places = {name: row for row, name in enumerate(own) if name}
    wrong = [(row, at) for row, at in rows.items() if places.get(names[at], row) != row and own[row]]
    if not wrong:
        return []
    said, there = _cells(table, "name"), _cells(target, "name")
    shown = name_list([f"{plain(said[at])} → {plain(there[row])}" for row, at in wrong])
    return [problem("codes_against_names", count=len(wrong), names=shown)]


def _join(table: Item, target: Item, rows: Mapping[int, int]) -> None:
    assert table.raw is not None and table.recognition is not None
    assert target.raw is not None and target.recognition is not None
    column = table.recognition.fields["population_persons"]
    reader = RowReader(
        table.raw.frame, table.raw.row_numbers, table.file, [column], table.raw.units, table.choice.units
    )
    try:
        residents = reader.number(column, "persons")
    except HavenError as error:
        table.error = error
        return
    target_rows, table_rows = np.array(list(rows)), np.array(list(rows.values()))
    values = np.full(len(target.raw.frame), np.nan)
    old = target.recognition.fields.get("population_persons")
    if old is not None:
        known = RowReader(
            target.raw.frame,
            target.raw.row_numbers,
            target.file,
            units=target.raw.units,
            told=target.choice.units,
        )
        values = known.number(old, "persons")
    gaps = np.isnan(values[target_rows])
    values[target_rows[gaps]] = residents[table_rows[gaps]]
    name = f"population_persons ({table.title})"
    target.raw.frame[name] = values
    # 人口 in a file of 户籍人口: what only the name of the table says would be lost with it.
    is_registered = not people_kind(column) and people_kind(table.title) == "registered"
    target.people_heading = f"户籍{column}" if is_registered else column
    target.recognition = type(target.recognition)(
        target.recognition.role,
        target.recognition.points,
        {**target.recognition.fields, "population_persons": name},
    )
    table.error, table.role, table.is_joined = None, target.role, True
    table.features = len(rows)
    table.problems += [*reader.problems, problem("joined", target=target.title, count=len(rows))]
    names = [plain(name) for name in _cells(table, "name")]
    own_names = [plain(name) for name in _cells(target, "name")]
    codes, own_codes = _keys(table, "code"), _keys(target, "code")
    renamed = [
        f"{names[row]} → {own_names[own]}"
        for own, row in rows.items()
        if normalised(names[row]) != normalised(own_names[own])
        if not codes[row] or codes[row] != own_codes[own]
    ]
    if renamed:
        table.problems.append(problem("joined_by_likeness", count=len(renamed), names=name_list(renamed)))
    others = other_years([str(name) for name in table.raw.frame.columns], column)
    if others:
        table.problems.append(problem("newest_year", column=column, others="、".join(others)))
    table.problems += _crossed(table, target, rows)
    table.problems += unmatched_rows(names, _keys(table, "code"), residents, set(rows.values()))
    if gaps.any():
        target.problems.append(problem("joined_from", table=table.title, count=int(gaps.sum())))
