"""How figures move when speeds, roads, people or capacity are other than assumed, one factor at a time.

What is varied and by how much is data (``resources/sensitivity.toml``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import msgspec
import shapely

from models.access.losing import Reached, Stands, limit_min
from models.access.roadpace import own_network
from models.access.ways import TOLERANCE
from models.county.closures import Closure
from models.county.county import County
from models.facilities.facility import Facility, Family
from models.kernel.arrays import Floats, Objects
from models.kernel.errors import HavenError
from models.kernel.progress import Progress, Work
from models.kernel.resources import load_toml
from models.kernel.schema import Table, Text, checked
from models.rules.rules import Rules

Varied = Literal["speed", "snow", "roads", "people", "capacity"]
"""Speed of everybody, that of vehicles alone, roads in hazard zones, residents, room of the shelters."""

_FILE = "sensitivity.toml"


class Factor(Table):
    """One thing that is other than assumed.

    Parameters
    ----------
    change
        Relative change; of roads, which are closed, it says nothing.
    """

    id: Text
    varies: Varied
    change: float = 0.0


class _FactorsTable(Table):
    version: int
    factor: list[Factor] = msgspec.field(default_factory=list)


@cache
def factors() -> tuple[Factor, ...]:
    """What is varied."""
    return tuple(checked(load_toml(_FILE), _FactorsTable, _FILE, "the file").factor)


@dataclass(frozen=True)
class Moved:
    """A figure with one thing changed.

    Attributes
    ----------
    value
        ``None`` where the thing does not bear on the figure.
    """

    factor: Factor
    value: float | None


@dataclass(frozen=True)
class Sensitivity:
    """One figure.

    Attributes
    ----------
    family
        Family of which the share of residents within the limit is meant; ``None`` for the shelters' square
        metres for each resident.
    limit_min
        Minutes on the way.
    base
        As assumed.
    """

    family: Family | None
    limit_min: float
    base: float
    moved: tuple[Moved, ...]


def sensitivity(
    county: County,
    counted: Mapping[Family, Sequence[Facility]],
    rules: Rules,
    area_per_resident: float | None,
) -> Work[tuple[Sensitivity, ...]]:
    """Every figure against every factor, by road.

    Parameters
    ----------
    area_per_resident
        Effective shelter area for each resident, square metres; ``None`` if unknown.

    Raises
    ------
    HavenError
        There is no road.
    """
    persons = county.demand.known_persons
    zones = tuple(
        Closure(layer.id, layer.name, layer_id=layer.id)
        for layer in county.hazards
        if _has_areas(layer.geometries)
    )
    closed = county.closed((*county.closures, *zones))
    found = []
    for number, (family, facilities) in enumerate(counted.items()):
        yield Progress(number, len(counted), "progress.roads.trees")
        travel = family.spec.travel
        if travel is None or not facilities or not persons.sum():
            continue
        limit = limit_min(rules, family)
        minutes = _minutes(county, rules, travel.mode, facilities)
        shut = _minutes(closed, rules, travel.mode, facilities) if zones else minutes

        def share(of: Floats, within: float) -> float:
            return 100 * float(persons[of <= within + TOLERANCE].sum()) / float(persons.sum())

        moved = []
        for factor in factors():
            value: float | None = None
            if factor.varies == "speed":
                value = share(minutes, limit * (1 + factor.change))
            elif factor.varies == "snow" and travel.mode != "walk":
                slower = _minutes(county, rules, travel.mode, facilities, 1 + factor.change)
                value = share(slower, limit)
            elif factor.varies == "roads" and zones and travel.mode != "walk":
                value = share(shut, limit)
            moved.append(Moved(factor, value))
        found.append(Sensitivity(family, limit, share(minutes, limit), tuple(moved)))
    if area_per_resident is not None:
        rows = tuple(Moved(factor, _area(area_per_resident, factor)) for factor in factors())
        found.append(Sensitivity(None, 0.0, area_per_resident, rows))
    return tuple(found)


def _area(area_per_resident: float, factor: Factor) -> float | None:
    if factor.varies == "people":
        return area_per_resident / (1 + factor.change)
    return area_per_resident * (1 + factor.change) if factor.varies == "capacity" else None


def _minutes(
    county: County,
    rules: Rules,
    mode: Literal["fire", "truck", "walk"],
    sites: Sequence[Facility],
    snow: float = 1.0,
) -> Floats:
    network = own_network(county, rules, mode, snow)
    if network is None:
        raise HavenError("no_roads")
    reached = Reached(network, [one.location for one in sites], Stands.of(network, county.demand.xy))
    return reached.places(reached.nodes(network.matrix)[0])


def _has_areas(shapes: Objects) -> bool:
    return bool((shapely.get_dimensions(shapes) == 2).any())
