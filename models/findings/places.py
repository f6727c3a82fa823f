"""Facilities, townships and demand points as places that a click can zoom to."""

from __future__ import annotations

import math

import numpy as np

from models.county.county import County
from models.county.demand import Demand
from models.county.units import Units
from models.facilities.facility import Facility
from models.findings.findings import Place
from models.kernel.arrays import Bools, Floats, Ints
from models.kernel.order import rising_order

MOST_PLACES = 2000
"""Unserved places listed with a figure; their full number is among its inputs."""


_PLACE = "_place"


def facility_place(facility: Facility, value: float | None = None, unit: str = "") -> Place:
    """One facility as a place; without a value it is kept on the facility, which never changes."""
    if value is None and not unit:
        kept: Place | None = vars(facility).get(_PLACE)
        if kept is None:
            kept = vars(facility)[_PLACE] = Place("facility", facility.id, facility.name, facility.bounds)
        return kept
    return Place("facility", facility.id, facility.name, facility.bounds, "", value, unit)


def unit_place(county: County, units: Units, index: int, value: float, unit: str) -> Place:
    """One township or county-level unit as a place; a value of NaN is unknown."""
    return Place(
        kind="township" if units is county.townships else "county",
        key=str(index),
        name=str(units.names[index]),
        bounds=units.geometries[index].bounds,
        layer_id=units.layer_id,
        value=value if math.isfinite(value) else None,
        unit=unit,
    )


def demand_places(county: County, indices: Ints) -> tuple[Place, ...]:
    """Demand points as places; each is made once, since thousands may be listed with every figure."""
    demand = county.demand
    count = len(demand)
    made, is_made = county.memo.get(
        ("demand places",), lambda: (np.full(count, None, dtype=object), np.zeros(count, dtype=np.bool_))
    )
    new = indices[~is_made[indices]]
    columns = (new, demand.rows[new], demand.xy[new], demand.population_persons[new], demand.names[new])
    origin_of, is_known = county.origin_of(demand.layer_id), math.isfinite
    for index, source, (x, y), persons, name in zip(*(column.tolist() for column in columns), strict=True):
        layer_id, row = origin_of(source)
        value = persons if is_known(persons) else None
        made[index] = Place("demand", str(row), str(name), (x, y, x, y), layer_id, value, "persons")
    is_made[new] = True  # at last: another thread may look meanwhile
    return tuple(made[indices].tolist())


def demand_place(county: County, index: int) -> Place:
    """One demand point as a place."""
    return demand_places(county, np.array([index]))[0]


def unserved_places(county: County, served: Bools) -> tuple[tuple[Place, ...], int]:
    """Demand points that are not ``served`` where people live, largest first, and their number.

    Points whose residents are unknown come last; those that are known to hold nobody are left out.
    """
    order = county.memo.get(("by residents",), lambda: _by_residents(county.demand))
    outside = order[~served[order]]
    return demand_places(county, outside[:MOST_PLACES]), len(outside)


def largest_first(indices: Ints, persons: Floats, most: int | None = None) -> Ints:
    """``indices`` into ``persons`` by falling number of residents, unknown ones last.

    Parameters
    ----------
    most
        How many are wanted at most: to find a few thousand takes no sorting of a hundred thousand.
    """
    known = persons[indices]
    rank = np.where(np.isnan(known), 1.0, -known)
    if most is not None and most < len(rank):
        ahead = np.flatnonzero(rank <= np.partition(rank, most)[most])
        indices, rank = indices[ahead], rank[ahead]
    return indices[rising_order(rank)[:most]]


def _by_residents(demand: Demand) -> Ints:
    return largest_first(np.flatnonzero(demand.population_persons != 0), demand.population_persons)
