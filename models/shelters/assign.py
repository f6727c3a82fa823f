"""Assign people to shelters with limited room: nearest first with overflow, or the least total distance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.access.measures import on_foot, radius_rule, shelter_reach
from models.access.transport import Flows, least_cost, nearest_first
from models.access.ways import Reach, Way
from models.county.county import County
from models.county.points import PointIndex
from models.facilities.facility import Shelter
from models.kernel.arrays import Floats, Ints
from models.kernel.progress import Work
from models.project.scenario import Scenario
from models.rules.rules import Rules
from models.rules.scope import counted
from models.shelters.assignment import (
    STAY_OF_CLASS,
    STAYS,
    Assignment,
    Method,
    served_before,
    serving,
    verify,
)
from models.shelters.values import areas, capacity_persons

_Solver = Callable[[Way, Floats, Ints, Floats, Ints, float | None], Work[Flows]]
_SOLVERS: dict[Method, _Solver] = {"nearest": nearest_first, "exact": least_cost}


def share_rule(stay: str) -> str:
    """Key of the rule that says which share of residents needs shelter of a stay class."""
    return f"shelter.displaced_share.{stay}"


def whole_persons(persons: Floats) -> Floats:
    """People in whole numbers; half a person counts."""
    whole: Floats = np.floor(persons + 0.5 + 1e-9)
    return whole


def people_in_need(residents: Floats, share: float) -> Ints:
    """Whole people in need at each point.

    Residents times the share, rounded such that the sum is the rounded sum: the largest fractions are rounded
    up, at equal fractions those of lower rows. Unknown residents (NaN) give nobody.

    Parameters
    ----------
    residents
        Shape (n,), NaN where unknown.
    share
        0..1.
    """
    wanted = np.maximum(np.nan_to_num(residents, nan=0.0), 0.0) * share
    whole = np.floor(wanted + 1e-9)
    more = int(whole_persons(wanted.sum())) - int(whole.sum())
    whole[np.argsort(whole - wanted, kind="stable")[:more]] += 1
    return whole.astype(np.int64)


def assign(
    method: Method,
    county: County,
    scenario: Scenario,
    rules: Rules,
    stay: str,
    *,
    largest_m: float | None = None,
    longer: Assignment | None = None,
) -> Work[Assignment]:
    """Assign the people of one stay class by one method; see :func:`assign_nearest`, :func:`assign_exact`.

    Parameters
    ----------
    longer
        What is known already of the people who stay longer next, by the same method; made if ``None``.
    """
    shelters = tuple(
        facility
        for facility in counted(county, scenario, rules)
        if isinstance(facility, Shelter) and STAY_OF_CLASS.get(facility.shelter_class) in serving(stay)
    )
    share = rules[share_rule(stay)]
    needing = people_in_need(county.demand.population_persons, share)
    held = [capacity_persons(one, areas(one, rules).effective_m2, rules) for one in shelters]
    capacity = np.array(held, dtype=np.float64)
    before = served_before(stay)
    if before:
        if longer is None:
            longer = yield from assign(method, county, scenario, rules, before[-1], largest_m=largest_m)
        left = {one.id: room for one, room in zip(longer.shelters, longer.left_persons.tolist(), strict=True)}
        capacity = np.array([left.get(one.id, room) for one, room in zip(shelters, capacity, strict=True)])
    room: Ints = np.nan_to_num(capacity, nan=0.0).astype(np.int64)
    sites = np.array([one.location for one in shelters], dtype=np.float64).reshape(-1, 2)
    way = on_foot(county, rules)
    flows = yield from _SOLVERS[method](way, county.demand.xy, needing, sites, room, largest_m)
    assignment = Assignment(
        county=county,
        stay=stay,
        method=method,
        displaced_share=share,
        largest_m=largest_m,
        way=way,
        shelters=shelters,
        capacity_persons=capacity,
        reaches=tuple(shelter_reach(county, one.shelter_class, rules) for one in shelters),
        needing_persons=needing,
        nearest_persons=_nearest_persons(way, county.demand.index, needing, sites, capacity, largest_m),
        flows=flows,
        open_rules=tuple(
            key
            for name in dict.fromkeys(one.shelter_class for one in shelters)
            for key in (f"shelter.{name}.area_per_person_m2", radius_rule(name))
            if key in rules.open
        ),
    )
    verify(assignment)
    return assignment


def assign_nearest(
    county: County, scenario: Scenario, rules: Rules, stay: str, *, largest_m: float | None = None
) -> Work[Assignment]:
    """Nearest first, with overflow to the next shelter with room.

    Pairs of demand point and shelter are served by rising distance; at equal distance the demand point of the
    lower row first, then the shelter that comes first in the scenario. All counted shelters that serve the
    stay class take part, wherever they stand, with the room that longer stays have left.

    Parameters
    ----------
    stay
        One of :data:`models.shelters.assignment.STAYS`.
    largest_m
        Nobody is sent farther; exactly that far counts. ``None`` for no limit.

    Raises
    ------
    AssignmentError
        If the result contradicts the raw people or capacities.
    """
    return assign("nearest", county, scenario, rules, stay, largest_m=largest_m)


def assign_every_stay(county: County, scenario: Scenario, rules: Rules) -> Work[dict[str, Assignment]]:
    """:func:`assign_nearest` of every stay class, in the order of the classes, nobody assigned twice."""
    made: dict[str, Assignment] = {}
    for stay in reversed(STAYS):
        before = served_before(stay)
        longer = made[before[-1]] if before else None
        made[stay] = yield from assign("nearest", county, scenario, rules, stay, longer=longer)
    return {stay: made[stay] for stay in STAYS}


def assign_exact(
    county: County, scenario: Scenario, rules: Rules, stay: str, *, largest_m: float | None = None
) -> Work[Assignment]:
    """Everybody placed for whom there is room, with the least sum of all distances.

    Without a largest distance as many people are placed as by :func:`assign_nearest`; with one, possibly
    more. Parameters and errors are the same.
    """
    return assign("exact", county, scenario, rules, stay, largest_m=largest_m)


def _nearest_persons(
    way: Way, places: PointIndex, needing: Ints, sites: Floats, capacity: Floats, largest: float | None
) -> Ints:
    """People for whom each site of known capacity is the nearest of those, shape (m,)."""
    total = np.zeros(len(sites), dtype=np.int64)
    known = np.flatnonzero(~np.isnan(capacity))
    found = way.nearest(places, [(x, y) for x, y in sites[known].tolist()])
    inside = found.site >= 0
    if largest is not None:
        inside &= Reach(way, largest).holds(found.cost)
    np.add.at(total, known[found.site[inside]], needing[inside])
    return total
