"""Checklists of villages and townships: which places have everything that a list asks for.

The lists, and the columns they are read from, are data (``resources/checklists.toml``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from models.county.county import County
from models.county.layer import Layer, Role
from models.findings.features import feature_places
from models.findings.findings import Figure, Place
from models.kernel.arrays import Floats
from models.kernel.schema import Table, Text, load
from models.rules.rules import Rules

_FILE = "checklists.toml"


class _ChecklistTable(Table):
    figure: Text
    roles: list[Role]
    whole: tuple[Text, ...] = ()
    items: tuple[list[Text], ...] = ()
    at_least: str = ""


class _AnswersTable(Table):
    yes: list[Text]
    no: list[Text]


class _ChecklistsTable(Table):
    checklist: list[_ChecklistTable]
    words: _AnswersTable


@dataclass(frozen=True)
class Checklist:
    """What every place of a layer should have.

    Parameters
    ----------
    figure
        Id of the figure: percentage of places that have everything.
    roles
        Roles of the layers that may hold it; the first layer with its columns is used.
    whole
        Names of a column that says it in one.
    items
        Names of the column of each item, used where the file has no ``whole`` column.
    at_least
        Rule key of a number that the column must reach; empty for columns that say yes or no.
    """

    figure: str
    roles: tuple[Role, ...]
    whole: tuple[str, ...]
    items: tuple[tuple[str, ...], ...]
    at_least: str = ""


@cache
def checklists() -> tuple[Checklist, ...]:
    """Checklists that ship."""
    return tuple(
        Checklist(
            figure=entry.figure,
            roles=tuple(entry.roles),
            whole=tuple(entry.whole),
            items=tuple(tuple(names) for names in entry.items),
            at_least=entry.at_least,
        )
        for entry in load(_ChecklistsTable, _FILE).checklist
    )


def checklist_figures(county: County, rules: Rules) -> dict[str, Figure]:
    """Share of places that meet each checklist. Kept: it depends on no facility."""
    thresholds = tuple(rules[entry.at_least] for entry in checklists() if entry.at_least)
    return county.memo.get(
        ("checklists", thresholds),
        lambda: {entry.figure: _figure(entry, county, rules) for entry in checklists()},
    )


def flags(layer: Layer, names: Sequence[str]) -> Floats | None:
    """Column that says yes or no as 1, 0 and NaN for unknown, shape (n,); ``None`` without the column."""
    column = next((name for name in names if name in layer.columns), None)
    if column is None:
        return None
    words = _words()
    return np.array([words.get(_plain(value), np.nan) for value in layer.values(column)], dtype=np.float64)


@dataclass(frozen=True)
class ChecklistRow:
    """What one place has of a list.

    Parameters
    ----------
    place
        Where it is; its value is the number that a list asks for, where it asks for one.
    is_met
        Whether it has everything; ``None`` while nobody knows.
    items
        Whether it has each item of the list (``None`` unknown), by item id (text ``checklist.item.<id>``);
        empty for a list whose file says it only in one.
    """

    place: Place
    is_met: bool | None
    items: Mapping[str, bool | None]

    @property
    def lacking(self) -> tuple[str, ...]:
        """Items that it plainly has not."""
        return tuple(item for item, has in self.items.items() if has is False)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Items of which nobody said whether it has them."""
        return tuple(item for item, has in self.items.items() if has is None)


def checklist_rows(county: County, figure_id: str, rules: Rules) -> tuple[ChecklistRow, ...]:
    """Every place that a list is about, with what it has and lacks; those with most lacking first.

    Returns
    -------
    tuple of ChecklistRow
        Empty where the county's layers say nothing about the list.

    Raises
    ------
    KeyError
        If no checklist makes the figure ``figure_id``.
    """
    entry = {one.figure: one for one in checklists()}[figure_id]
    found = _layer_of(entry, county, rules)
    if found is None:
        return ()
    layer, met = found
    places = feature_places(county, layer, np.arange(len(layer)))
    items = {} if entry.at_least else {names[0]: flags(layer, names) for names in entry.items}
    if all(column is None for column in items.values()):
        items = {}
    if entry.at_least:
        column = next(name for name in entry.whole if name in layer.columns)
        places = tuple(
            replace(place, value=None if np.isnan(number) else number, unit="count")
            for place, number in zip(places, layer.number(column).tolist(), strict=True)
        )
    rows = [
        ChecklistRow(
            place=place,
            is_met=_known(met[row]),
            items={item: None if has is None else _known(has[row]) for item, has in items.items()},
        )
        for row, place in enumerate(places)
    ]
    return tuple(sorted(rows, key=lambda row: (row.is_met is True, row.is_met is None, -len(row.lacking))))


def item_ids(figure_id: str) -> tuple[str, ...]:
    """Items of a checklist, as texts ``checklist.item.<id>``."""
    entry = {one.figure: one for one in checklists()}[figure_id]
    return entry.whole[:1] if entry.at_least else tuple(names[0] for names in entry.items)


def _known(flag: float) -> bool | None:
    return None if np.isnan(flag) else bool(flag)


def _layer_of(entry: Checklist, county: County, rules: Rules) -> tuple[Layer, Floats] | None:
    """First layer that says something about the list, and which of its places have everything."""
    for role in entry.roles:
        for layer in county.layers:
            if layer.role == role and len(layer):
                met = _met(entry, layer, rules)
                if met is not None and not np.isnan(met).all():
                    return layer, met
    return None


def _figure(entry: Checklist, county: County, rules: Rules) -> Figure:
    rule_keys = (entry.at_least,) if entry.at_least else ()
    found = _layer_of(entry, county, rules)
    if found is None:
        has_layer = any(layer.role in entry.roles and len(layer) for layer in county.layers)
        missing = f"checklist.{entry.figure}" if has_layer else str(entry.roles[0])
        return Figure(entry.figure, None, "percent", missing=(missing,), rules=rule_keys)
    layer, met = found
    good = met == 1
    return Figure(
        entry.figure,
        100.0 * float(good.sum()) / len(layer),
        "percent",
        {"met": int(good.sum()), "total": len(layer), "unknown": int(np.isnan(met).sum())},
        failing=feature_places(county, layer, np.flatnonzero(~good)),
        rules=rule_keys,
    )


def _met(entry: Checklist, layer: Layer, rules: Rules) -> Floats | None:
    """1 where a place has everything, 0 where not, NaN if unknown; shape (n,). ``None`` without columns."""
    if entry.at_least:
        column = next((name for name in entry.whole if name in layer.columns), None)
        if column is None:
            return None
        numbers = layer.number(column)
        return np.where(np.isnan(numbers), np.nan, numbers >= rules[entry.at_least])
    whole = flags(layer, entry.whole)
    if whole is not None:
        return whole
    parts = [flags(layer, names) for names in entry.items]
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts):
        return None
    table = np.array(known)
    # One plain no settles it, even where another item is unknown.
    return np.where((table == 0).any(axis=0), 0.0, np.where(np.isnan(table).any(axis=0), np.nan, 1.0))


def _plain(value: Any) -> str:
    if isinstance(value, (bool, np.bool_)):
        return "1" if value else "0"
    if isinstance(value, (int, float, np.integer, np.floating)):
        return str(int(value)) if value in (0, 1) else ""
    return str(value).strip().lower()


@cache
def _words() -> Mapping[str, float]:
    words = load(_ChecklistsTable, _FILE).words
    return {**dict.fromkeys(words.yes, 1.0), **dict.fromkeys(words.no, 0.0)}
