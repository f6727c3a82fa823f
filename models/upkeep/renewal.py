"""What changes when next year's population or stock takes the place of last year's, before it does."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import shapely

from models.county.county import County
from models.county.layer import Layer
from models.facilities.facility import Facility
from models.facilities.stock import StockRow
from models.findings.findings import Finding
from models.plans.projectcheck import findings_of
from models.project.edits import EditLayers, EditSettings
from models.project.project import Project
from models.project.scenario import TODAY_ID

Kind = Literal["new", "changed", "gone", "same"]
KINDS: tuple[Kind, ...] = ("changed", "new", "gone", "same")
"""Text ``renewal.kind.<word>``, in the order of the tables."""
_SAME_CORNER_M = 0.001
_SAME_PEOPLE = 0.5
"""People are counted whole: half a person less or more comes from dividing them."""
_SAME_AMOUNT = 1e-9


@dataclass(frozen=True)
class PlaceChange:
    """One feature of the layer, before and after.

    Parameters
    ----------
    township
        Township that it lies in; empty outside all.
    before, after
        Residents; ``None`` where they are not known, or there is no such feature.
    has_moved
        Whether its place or outline differs.
    """

    name: str
    township: str
    kind: Kind
    before: float | None
    after: float | None
    has_moved: bool = False


@dataclass(frozen=True)
class SumChange:
    """Residents of all features in a township, before and after.

    Parameters
    ----------
    before, after
        Sum over those that are known; ``None`` where none is.
    unknown_before, unknown_after
        Features whose residents are not known.
    """

    name: str
    before: float | None
    after: float | None
    unknown_before: int
    unknown_after: int


@dataclass(frozen=True)
class GoodChange:
    """What a depot holds of one good, in one unit, before and after; ``None`` where it has no such rows."""

    depot: str
    good: str
    unit: str
    kind: Kind
    before: float | None
    after: float | None


@dataclass(frozen=True)
class FigureChange:
    """A row of the plan in today's state, before and after."""

    before: Finding
    after: Finding

    @property
    def is_changed(self) -> bool:
        """Whether value or verdict differ."""
        first, second = self.before.figure.value, self.after.figure.value
        return first != second or self.before.verdict != self.after.verdict


@dataclass(frozen=True)
class Renewal:
    """The whole report.

    Parameters
    ----------
    file
        Name of the file that brings what is new.
    layer_id
        Layer that is replaced; empty for the stock ledger.
    edit
        What taking it over does.
    figures
        Every row of the plan, in its order.
    """

    file: str
    layer_id: str
    edit: EditLayers | EditSettings
    places: tuple[PlaceChange, ...]
    townships: tuple[SumChange, ...]
    goods: tuple[GoodChange, ...]
    figures: tuple[FigureChange, ...]

    def count(self, kind: Kind) -> int:
        """Features or goods of one kind."""
        kinds = [*(one.kind for one in self.places), *(one.kind for one in self.goods)]
        return kinds.count(kind)

    @property
    def changed_figures(self) -> tuple[FigureChange, ...]:
        """Figures that come out otherwise."""
        return tuple(one for one in self.figures if one.is_changed)


def of_layer(project: Project, after: Layer, file: str, as_of: date) -> Renewal:
    """What happens when a layer takes the place of the one with its id."""
    before = project.layer(after.id)
    layers = tuple(after if layer.id == after.id else layer for layer in project.layers)
    edit = EditLayers(project.layers, layers)
    places = place_changes(before, after, project.county)
    return Renewal(file, after.id, edit, places, sums(places), (), _figures(project, edit, as_of))


def of_stock(project: Project, rows: Sequence[StockRow], file: str, as_of: date) -> Renewal:
    """What happens when other rows take the place of the whole stock ledger."""
    edit = project.settings_edit(stock=tuple(rows))
    depots = {key: one for scenario in project.scenarios for key, one in scenario.facilities.items()}
    goods = good_changes(project.settings.stock, rows, depots.values())
    return Renewal(file, "", edit, (), (), goods, _figures(project, edit, as_of))


def _figures(project: Project, edit: EditLayers | EditSettings, as_of: date) -> tuple[FigureChange, ...]:
    later = project.snapshot()
    later.apply(edit)
    before = {one.id: one for one in findings_of(project, TODAY_ID, as_of)}
    after = findings_of(later, TODAY_ID, as_of)
    return tuple(FigureChange(before[one.id], one) for one in after if one.id in before)


# -- places --------------------------------------------------------------------------------------------------
def place_changes(before: Layer, after: Layer, county: County) -> tuple[PlaceChange, ...]:
    """Features before and after.

    They are paired by code where all of both have one of their own, else by township and name; several of one
    name in their order.
    """
    towns = _townships(before, county), _townships(after, county)
    by_code = all(_are_keys(layer.text("code").tolist()) for layer in (before, after))
    first, second = (
        _numbered(
            layer.text("code").tolist()
            if by_code
            else list(zip(of.tolist(), layer.text("name").tolist(), strict=True))
        )
        for layer, of in zip((before, after), towns, strict=True)
    )
    people = before.number("population_persons"), after.number("population_persons")
    names = before.text("name"), after.text("name")
    there = {key: row for row, key in enumerate(first)}
    found: list[PlaceChange] = []
    for row, key in enumerate(second):
        count = _known(people[1][row])
        old = there.pop(key, None)
        if old is None:
            found.append(PlaceChange(str(names[1][row]), str(towns[1][row]), "new", None, count))
            continue
        was = _known(people[0][old])
        has_moved = not shapely.equals_exact(before.geometries[old], after.geometries[row], _SAME_CORNER_M)
        is_same = _is_same(was, count, _SAME_PEOPLE) and names[0][old] == names[1][row] and not has_moved
        kind: Kind = "same" if is_same else "changed"
        found.append(PlaceChange(str(names[1][row]), str(towns[1][row]), kind, was, count, has_moved))
    found += [
        PlaceChange(str(names[0][row]), str(towns[0][row]), "gone", _known(people[0][row]), None)
        for row in there.values()
    ]
    return tuple(sorted(found, key=lambda one: KINDS.index(one.kind)))


def _townships(layer: Layer, county: County) -> np.ndarray:
    places = county.places
    if not len(layer) or not len(places):
        return np.full(len(layer), "", dtype=object)
    middles = layer.middles
    is_placed = np.isfinite(middles).all(axis=1)
    index = np.full(len(layer), -1)
    index[is_placed] = places.index_at(middles[is_placed])
    return np.array([str(places.names[row]) if row >= 0 else "" for row in index], dtype=object)


def _are_keys(codes: Sequence[str]) -> bool:
    return bool(codes) and all(codes) and len(set(codes)) == len(codes)


def _numbered(keys: Iterable[Hashable]) -> list[tuple[Hashable, int]]:
    """Keys with how often each stood before: none stands twice."""
    seen: Counter[Hashable] = Counter()
    made = []
    for key in keys:
        made.append((key, seen[key]))
        seen[key] += 1
    return made


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _is_same(one: float | None, other: float | None, tolerance: float) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= tolerance


def sums(places: Sequence[PlaceChange]) -> tuple[SumChange, ...]:
    """Residents by township, in the order of their names; unknown ones are counted, never taken for none."""
    made = []
    for name in sorted({one.township for one in places}):
        here = [one for one in places if one.township == name]
        old = [one.before for one in here if one.kind != "new"]
        new = [one.after for one in here if one.kind != "gone"]
        made.append(SumChange(name, _sum(old), _sum(new), old.count(None), new.count(None)))
    return tuple(made)


def _sum(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


# -- stock ---------------------------------------------------------------------------------------------------
def good_changes(
    before: Iterable[StockRow], after: Iterable[StockRow], depots: Iterable[Facility]
) -> tuple[GoodChange, ...]:
    """What each depot holds of each good before and after; lots of one good and unit are added up.

    A quantity that is not known makes the sum unknown: it is told as ``None``, and as changed unless it was
    unknown before too.
    """
    names = {one.id: one.name for one in depots}
    first, second = _held(before), _held(after)
    found = []
    for key in dict.fromkeys((*first, *second)):
        depot_id, good, unit = key
        old, new = first.get(key), second.get(key)
        was, count = (None if one is None else one[0] for one in (old, new))
        kind: Kind = (
            "new"
            if old is None
            else "gone"
            if new is None
            else "same"
            if _is_same(was, count, _SAME_AMOUNT)
            else "changed"
        )
        found.append(GoodChange(names.get(depot_id, ""), good, unit, kind, was, count))
    return tuple(sorted(found, key=lambda one: (KINDS.index(one.kind), one.depot, one.good, one.unit)))


def _held(rows: Iterable[StockRow]) -> dict[tuple[str, str, str], tuple[float | None]]:
    found: dict[tuple[str, str, str], list[float | None]] = {}
    for row in rows:
        found.setdefault((row.depot_id, row.name, row.unit), []).append(row.quantity)
    return {
        key: (None if None in amounts else sum(one for one in amounts if one is not None),)
        for key, amounts in found.items()
    }
