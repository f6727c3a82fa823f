"""What each loss of a facility, a bridge or a road costs a county, family by family, by road."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.access.losing import Loss, Losses, Reached, Stands, find_losses, limit_min, rank
from models.access.roadnet import Network
from models.access.roadpace import Mode, open_roads, own_network
from models.access.ways import TOLERANCE
from models.county.county import County
from models.facilities.facility import Facility, Family
from models.findings.findings import Place
from models.findings.places import facility_place
from models.kernel.errors import HavenError
from models.kernel.progress import Progress, Work
from models.rules.rules import Rules


@dataclass(frozen=True, eq=False)
class LossRow:
    """One loss, with what it is.

    Attributes
    ----------
    name
        Of the facility or road; empty where a road has none.
    shape
        For the map.
    """

    loss: Loss
    name: str
    place: Place
    shape: BaseGeometry


@dataclass(frozen=True, eq=False)
class FamilyLosses:
    """Losses of one family, facilities, bridges and roads together, the worst first."""

    family: Family
    losses: Losses
    rows: tuple[LossRow, ...]


def county_losses(
    county: County, counted: Mapping[Family, Sequence[Facility]], rules: Rules
) -> Work[tuple[FamilyLosses, ...]]:
    """Losses of every family that has facilities and that one goes from or to.

    Parameters
    ----------
    counted
        Facilities that count, by family.

    Raises
    ------
    HavenError
        There is no road.
    """
    yield Progress(0, 0, "progress.roads.trees")
    names = [layer.text("name") for layer in county.roads]
    networks: dict[str, tuple[Network, Stands]] = {}
    found = []
    for family, facilities in counted.items():
        travel = family.spec.travel
        if travel is None or not facilities:
            continue
        if travel.mode not in networks:
            networks[travel.mode] = _standing(county, rules, travel.mode)
        network, at = networks[travel.mode]
        spots = [one.location for one in facilities]
        persons = county.demand.known_persons
        losses = yield from find_losses(network, spots, at, persons, limit_min(rules, family))
        rows = [_of_site(facilities[loss.key], loss) for loss in losses.sites if loss.behind > 0]
        for loss in (*losses.bridges, *losses.roads):
            edge = network.edges[loss.key]
            layer, row = int(network.graph.layer[edge]), int(network.graph.row[edge])
            shape = network.shapes[loss.key]
            name = str(names[layer][row]).strip()
            place = Place("feature", str(row), name, shape.bounds, county.roads[layer].id)
            rows.append(LossRow(loss, name, place, shape))
        found.append(FamilyLosses(family, losses, tuple(sorted(rows, key=lambda row: rank(row.loss)))))
    return tuple(found)


def _of_site(facility: Facility, loss: Loss) -> LossRow:
    return LossRow(loss, facility.name, facility_place(facility), shapely.Point(facility.location))


# -- roads closed by a scenario ----------------------------------------------------------------------------
@dataclass(frozen=True)
class ClosedFamily:
    """What closed roads cost one family.

    Attributes
    ----------
    before, after
        Known residents within the limit with all roads open, and with some closed.
    cut
        Residents who were reached and are not any more.
    """

    family: Family
    limit_min: float
    before: float
    after: float
    cut: float


@dataclass(frozen=True)
class ClosedRoads:
    """What a scenario's barriers close, and what that costs.

    Attributes
    ----------
    closed_m, all_m
        Metres of road that vehicles cannot use, and of all roads.
    """

    closed_m: float
    all_m: float
    persons: float
    families: tuple[ClosedFamily, ...]


def closing_costs(
    open_: County, closed: County, counted: Mapping[Family, Sequence[Facility]], rules: Rules
) -> Work[ClosedRoads]:
    """What follows when roads are closed, by road.

    Parameters
    ----------
    open_, closed
        The county with all roads open, and with those closed that the scenario closes.
    """
    modes: dict[str, tuple[tuple[Network, Stands], ...]] = {}
    persons = open_.demand.known_persons
    found = []
    for number, (family, facilities) in enumerate(counted.items()):
        yield Progress(number, len(counted), "progress.roads.trees")
        travel = family.spec.travel
        if travel is None or not facilities:
            continue
        if travel.mode not in modes:
            modes[travel.mode] = tuple(_standing(one, rules, travel.mode) for one in (open_, closed))
        spots = [one.location for one in facilities]
        ways = [Reached(network, spots, at) for network, at in modes[travel.mode]]
        before, after = (way.places(way.nodes(way.network.matrix)[0]) for way in ways)
        limit = limit_min(rules, family)
        found.append(
            ClosedFamily(
                family,
                limit,
                float(persons[before <= limit + TOLERANCE].sum()),
                float(persons[after <= limit + TOLERANCE].sum()),
                float(persons[np.isfinite(before) & ~np.isfinite(after)].sum()),
            )
        )
    whole, left = (open_roads(one, "fire") for one in (open_, closed))
    if whole is None or left is None:
        raise HavenError("no_roads")
    all_m, left_m = float(whole.length_m.sum()), float(left.length_m.sum())
    return ClosedRoads(all_m - left_m, all_m, float(persons.sum()), tuple(found))


def _standing(county: County, rules: Rules, mode: Mode) -> tuple[Network, Stands]:
    network = own_network(county, rules, mode)
    if network is None:
        raise HavenError("no_roads")
    return network, Stands.of(network, county.demand.xy)
