"""Who lives in a zone, village by village."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec
import numpy as np
import shapely

from models.access.ways import Spot
from models.county.county import County
from models.county.layer import Layer, Role
from models.county.population import group_of
from models.county.villages import village_place, villages_of
from models.evacuation.zone import DangerZone
from models.findings.findings import Place
from models.findings.places import demand_places
from models.kernel.arrays import Floats, Ints
from models.kernel.schema import Table, Text, load
from models.shelters.assign import people_in_need

NEEDS = ("elderly", "children", "disabled")
"""Groups of people with special needs, as :func:`models.county.population.group_of` knows them."""


class _ColumnTable(Table):
    words: list[Text]
    unless: list[str] = msgspec.field(name="not")


class _ColumnsTable(Table):
    households: _ColumnTable
    officer: _ColumnTable
    phone: _ColumnTable


class EvacuationTable(Table):
    """The whole file."""

    column: _ColumnsTable


@dataclass(frozen=True)
class Village:
    """People of one village (or of one place's cells of a grid) inside a zone.

    Parameters
    ----------
    place
        Township; -1 outside all.
    persons
        Whole people; ``None`` where nobody knows.
    households, special
        As the data tell; ``None``, and no group, where they do not.
    spot
        Where people set out from, metres.
    at
        The same as a place on the map.
    """

    name: str
    place: int
    persons: int | None
    spot: Spot
    at: Place
    households: int | None = None
    officer: str = ""
    phone: str = ""
    special: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Inside:
    """Everybody inside a zone.

    Attributes
    ----------
    partly
        Names of villages whose outline reaches into the zone and whose middle lies outside: nobody counts.
    tells
        Groups of special needs that the data tell of.
    """

    villages: tuple[Village, ...]
    partly: tuple[str, ...]
    tells: tuple[str, ...]

    @property
    def known(self) -> int:
        """People whose number is known."""
        return sum(one.persons or 0 for one in self.villages)

    @property
    def unknown(self) -> tuple[Village, ...]:
        """Villages of which nobody knows how many live there."""
        return tuple(one for one in self.villages if one.persons is None)


def inside(county: County, zone: DangerZone) -> Inside:
    """People of the county's own list inside a zone or on its edge, in the list's order.

    Cells of a grid are put together by the nearest village of their township, else by township; they set out
    from the cell with the most people.
    """
    demand, layer = county.demand, _layer(county)
    rows = np.sort(demand.index.in_polygon(zone.shape))
    persons = demand.population_persons[rows]
    whole = people_in_need(persons, 1.0)
    tables = {group: _numbers(group_of(layer, group), demand.rows[rows]) for group in NEEDS} if layer else {}
    tells = tuple(group for group, values in tables.items() if any(value is not None for value in values))
    if demand.role == Role.POPULATION_GRID:
        return Inside(_of_grid(county, rows, persons, whole), (), ())
    texts = {key: _texts(layer, key, demand.rows[rows]) for key in ("officer", "phone")}
    households = _numbers(_column(layer, "households"), demand.rows[rows])
    places = demand_places(county, rows)
    made = []
    for number, row in enumerate(rows.tolist()):
        x, y = demand.xy[row].tolist()
        made.append(
            Village(
                name=str(demand.names[row]),
                place=int(county.demand_place[row]),
                persons=None if np.isnan(persons[number]) else int(whole[number]),
                spot=(x, y),
                at=places[number],
                households=households[number],
                officer=texts["officer"][number],
                phone=texts["phone"][number],
                special={group: value for group in tells if (value := tables[group][number]) is not None},
            )
        )
    return Inside(tuple(made), _partly(county, zone, layer), tells)


def _layer(county: County) -> Layer | None:
    return next((layer for layer in county.layers if layer.id == county.demand.layer_id), None)


def _column(layer: Layer | None, key: str) -> Floats:
    name = None if layer is None else _heading(layer, key)
    if layer is None or name is None:
        return np.full(0 if layer is None else len(layer), np.nan)
    return layer.number(name)


def _texts(layer: Layer | None, key: str, rows: Ints) -> list[str]:
    name = None if layer is None else _heading(layer, key)
    if layer is None or name is None:
        return [""] * len(rows)
    return [str(text).strip() for text in layer.text(name)[rows]]


def _heading(layer: Layer, key: str) -> str | None:
    """Column of a layer by its heading: the words that stand first are looked for first."""
    table = getattr(load(EvacuationTable, "evacuation.toml").column, key)
    headings = [str(one) for one in layer.columns]
    for word in table.words:
        for heading in headings:
            plain = heading.lower()
            if word in plain and not any(other in plain for other in table.unless):
                return heading
    return None


def _numbers(values: Floats, rows: Ints) -> list[int | None]:
    if not len(values):
        return [None] * len(rows)
    return [round(value) if np.isfinite(value) and value >= 0 else None for value in values[rows].tolist()]


def _partly(county: County, zone: DangerZone, layer: Layer | None) -> tuple[str, ...]:
    if layer is None or shapely.is_empty(zone.shape):
        return ()
    rows = county.demand.rows
    shapes = layer.geometries[rows]
    reaches = (shapely.get_dimensions(shapes) == 2) & shapely.intersects(zone.shape, shapes)
    reaches[county.demand.index.in_polygon(zone.shape)] = False
    return tuple(str(name) for name in county.demand.names[reaches])


def _of_grid(county: County, rows: Ints, persons: Floats, whole: Ints) -> tuple[Village, ...]:
    demand, towns, villages = county.demand, county.demand_place[rows], villages_of(county)
    nearest = np.full(len(rows), -1)
    if villages is not None:
        of_village = village_place(county)
        for town in np.unique(towns).tolist():
            its, there = np.flatnonzero(towns == town), np.flatnonzero(of_village == town)
            if len(there):
                away = demand.xy[rows[its], None, :] - villages.xy[None, there, :]
                nearest[its] = there[np.argmin((away**2).sum(axis=2), axis=1)]
    made = []
    for town, village in sorted(set(zip(towns.tolist(), nearest.tolist(), strict=True))):
        its = np.flatnonzero((towns == town) & (nearest == village))
        known = its[~np.isnan(persons[its])]
        chief = its[int(np.argmax(np.nan_to_num(persons[its], nan=-1.0)))]
        x, y = demand.xy[rows[chief]].tolist()
        name = str(villages.names[village]) if villages is not None and village >= 0 else ""
        if not name and town >= 0:
            name = str(county.places.names[town])
        at = demand_places(county, rows[chief : chief + 1])[0]
        count = int(whole[its].sum()) if len(known) else None
        if count != 0:  # cells where nobody lives are no village
            made.append(Village(name, town, count, (x, y), at))
    return tuple(made)
