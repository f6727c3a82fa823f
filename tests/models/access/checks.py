"""What must hold of every way, whatever it measures by. ``test_ways.py`` runs each check for each way.

A new way is added to ``WAYS`` there; it is done when all of these pass.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from models.access.coverage import OneMore, cover, members
from models.access.jurisdictions import Division, Ground
from models.access.nearest import nearest_site, two_nearest
from models.access.service import rivals, served, territory
from models.access.transport import least_cost, nearest_first
from models.access.ways import Reach, Spot, Way
from models.county.county import County
from models.county.points import PointIndex
from models.kernel.progress import run_to_end

Spots = Sequence[Spot]

_ROUND = 3e-4
"""A region may be drawn with corners, so much of its width away from where it ends in truth."""


def all_costs(way: Way, county: County, spots: Spots) -> np.ndarray:
    """Costs of every demand point (rows) from every site (columns)."""
    return np.column_stack([way.costs(county.demand.index, spot) for spot in spots])


def near(way: Way, county: County, spots: Spots) -> float:
    """A limit that reaches some of what can be reached, but not all."""
    costs = all_costs(way, county, spots)
    return float(np.quantile(costs[np.isfinite(costs)], 0.3))


# -- costs -------------------------------------------------------------------------------------------------
def check_costs_are_never_negative_and_come_in_the_order_of_places(way: Way, county: County, spots: Spots):
    xy = county.demand.xy
    for spot in spots:
        cost = way.costs(county.demand.index, spot)
        assert cost.shape == (len(xy),) and (cost >= 0).all()
        backwards = way.costs(PointIndex(xy[::-1].copy()), spot)
        assert (backwards[::-1] == cost).all()


def check_tables_and_pairs_hold_the_same_costs(way: Way, county: County, spots: Spots):
    costs, xy, sites = all_costs(way, county, spots), county.demand.xy, np.array(spots)
    assert (way.table(xy, sites) == costs).all()
    point, site = np.arange(len(xy)), np.arange(len(xy)) % len(spots)
    assert (way.pairs(xy, sites, point, site) == costs[point, site]).all()


def check_metres_are_no_shorter_than_the_straight_line(way: Way, county: County, spots: Spots):
    xy, sites = county.demand.xy, np.array(spots)
    point = np.flatnonzero(np.isfinite(all_costs(way, county, spots)[:, 0]))[:12]
    metres = way.metres(xy, sites, point, np.zeros(len(point), dtype=np.intp))
    # Both ends may stand half a crossing away from where a network has them.
    assert (metres >= np.hypot(*(xy[point] - sites[0]).T) * (1 - 1e-9) - 1500.0).all()
    assert np.isfinite(metres).all()


def check_time_grows_with_the_cost_and_limits_are_told_in_minutes(way: Way, county: County, spots: Spots):
    cost = np.sort(way.costs(county.demand.index, spots[0]))
    cost = cost[np.isfinite(cost)]
    assert (np.diff(way.minutes(cost)) >= 0).all()
    assert np.allclose(way.hours(cost) * 60, way.minutes(cost))
    assert np.isclose(way.minutes(way.limit(7.5)), 7.5)
    # Proportional: the minutes of a mean are the mean of the minutes.
    assert len(cost) == 0 or np.isclose(way.minutes(float(cost.mean())), way.minutes(cost).mean())


# -- nearest -----------------------------------------------------------------------------------------------
def check_the_nearest_is_the_least_of_all_costs(way: Way, county: County, spots: Spots):
    costs = all_costs(way, county, spots)
    found = nearest_site(county, way, spots)
    assert (found.cost == costs.min(axis=1)).all()
    reached = np.isfinite(found.cost)
    assert (found.site[reached] == costs.argmin(axis=1)[reached]).all()
    assert (found.site[~reached] == -1).all()


def check_the_second_is_the_next_and_never_nearer(way: Way, county: County, spots: Spots):
    costs = all_costs(way, county, spots)
    found = two_nearest(county, way, spots)
    order = np.argsort(costs, axis=1, kind="stable")
    rows = np.arange(len(costs))
    assert (found.first_cost == costs.min(axis=1)).all()
    assert (found.second_cost >= found.first_cost).all()
    if len(spots) > 1:
        assert (found.second_cost == costs[rows, order[:, 1]]).all()
        both = np.isfinite(found.second_cost)
        assert (found.second[both] == order[both, 1]).all()
        assert (found.second[~both] == -1).all()
    first = np.isfinite(found.first_cost)
    assert (found.first[first] == order[first, 0]).all()


def check_a_moved_site_gives_what_asking_afresh_gives(way: Way, county: County, spots: Spots):
    last, cost = len(spots) - 1, way.costs(county.demand.index, spots[-1])
    afresh, afresh_two = (ask(county.demand.index, spots) for ask in (way.nearest, way.two_nearest))
    others = way.nearest(county.demand.index, spots[:-1])
    joined = others.joined_by(cost, last)
    assert (joined.site == afresh.site).all() and (joined.cost == afresh.cost).all()
    two = way.two_nearest(county.demand.index, spots[:-1])
    both = two.joined_by(cost, last)
    for name in ("first", "first_cost", "second", "second_cost"):
        assert (getattr(both, name) == getattr(afresh_two, name)).all()
    for found, expected in zip(
        two.costs_with(cost), (afresh_two.first_cost, afresh_two.second_cost), strict=True
    ):
        assert (found == expected).all()


def check_what_is_kept_is_what_asking_afresh_gives(way: Way, county: County, spots: Spots):
    nearest_site(county, way, spots[:-1])  # so that the next one only looks at the last
    two_nearest(county, way, spots[:-1])
    assert (nearest_site(county, way, spots).site == way.nearest(county.demand.index, spots).site).all()
    found, expected = two_nearest(county, way, spots), way.two_nearest(county.demand.index, spots)
    assert (found.second == expected.second).all()


# -- within ------------------------------------------------------------------------------------------------
def check_a_larger_limit_reaches_no_less(way: Way, county: County, spots: Spots):
    limit, places = near(way, county, spots), county.demand.index
    for spot in spots:
        less = set(Reach(way, limit).members(places, spot).tolist())
        more = set(Reach(way, 1.7 * limit).members(places, spot).tolist())
        assert less <= more
        holds = Reach(way, limit).holds(way.costs(places, spot))
        assert less == set(np.flatnonzero(holds).tolist())


def check_the_region_holds_what_it_reaches_and_nothing_else(way: Way, county: County, spots: Spots):
    limit, demand = near(way, county, spots), county.demand
    points = shapely.points(demand.xy)
    for spot in spots:
        reach = Reach(way, limit)
        region, its = reach.region(spot), reach.members(demand.index, spot)
        width = np.hypot(*(np.array(region.bounds[2:]) - region.bounds[:2])) if not region.is_empty else 0.0
        slack = 1e-3 + _ROUND * min(width, 1e4)
        assert shapely.covers(shapely.buffer(region, slack), points[its]).all()
        inside = np.flatnonzero(shapely.covers(shapely.buffer(region, -slack), points))
        assert set(inside.tolist()) <= set(its.tolist())
        assert shapely.covers(way.region(spot, 1.7 * limit).buffer(slack), region)
        assert reach.meets(shapely.Point(spot), points)[its].all()


def check_no_time_reaches_no_land_but_where_one_stands(way: Way, county: County, spots: Spots):
    assert shapely.area(way.region(spots[0], 0.0)) <= shapely.area(
        way.region(spots[0], near(way, county, spots))
    )


def check_one_more_site_covers_what_all_cover_together(way: Way, county: County, spots: Spots):
    reach = Reach(way, near(way, county, spots))
    sites = [(*spot, reach) for spot in dict.fromkeys(spots)]
    drag, whole = OneMore(county, sites[:-1]), cover(county, sites)
    moved = drag.reached(sites[-1], counts=True)
    assert (moved.mask == whole.mask).all()
    assert np.isclose(moved.persons, whole.persons)
    own = members(county, sites[-1])
    assert np.isclose(moved.own_persons, county.demand.known_persons[own].sum())
    for land in county.lands.values():
        assert np.isclose(drag.area_m2(sites[-1], land), whole.area_m2(land), rtol=1e-9, atol=1e-2)
    idle = drag.reached(sites[-1], counts=False)
    assert idle.persons == drag.without.persons


# -- shares ------------------------------------------------------------------------------------------------
def check_the_cell_of_a_site_holds_whom_it_is_nearest_to(way: Way, county: County, spots: Spots):
    box = (*(county.demand.xy.min(axis=0) - 1), *(county.demand.xy.max(axis=0) + 1))
    costs, points = all_costs(way, county, spots), shapely.points(county.demand.xy)
    for row, spot in enumerate(spots):
        cell = way.cell(spot, spots, box)
        rest = np.delete(costs, [k for k, other in enumerate(spots) if other == spot], axis=1)
        least = rest.min(axis=1, initial=np.inf)
        its = costs[:, row] < least
        assert shapely.covers(shapely.buffer(cell, 1e-3), points[its]).all()
        other = least < costs[:, row]
        assert not shapely.covers(shapely.buffer(cell, -1e-3), points[other]).any()


def check_a_division_with_one_more_is_the_division_of_all(way: Way, county: County, spots: Spots):
    ground = Ground(county.lands["builtup"])
    joined = Division.of(way, ground, spots[:-1]).areas_with(spots[-1])
    assert np.allclose(joined, Division.of(way, ground, spots).area_m2, rtol=1e-9, atol=1e-2)


def check_each_place_is_served_by_one_site_at_most(way: Way, county: County, spots: Spots):
    reach, places = Reach(way, near(way, county, spots)), county.demand.index
    distinct = list(dict.fromkeys(spots))
    counts = np.zeros(len(county.demand), dtype=np.intp)
    for spot in distinct:
        others = rivals(reach, spot, distinct)
        its = served(reach, places, spot, others)
        counts[its] += 1
        land = territory(reach, spot, others).buffer(1e-3 + _ROUND * 1e4)
        assert shapely.covers(land, shapely.points(county.demand.xy[its])).all()
    in_reach = reach.reached(places, distinct)
    assert counts.tolist() == in_reach.astype(np.intp).tolist()


def check_nobody_is_sent_where_no_way_leads(way: Way, county: County, spots: Spots):
    xy, costs = county.demand.xy, all_costs(way, county, spots)
    persons = np.arange(len(xy), dtype=np.int64) % 5
    room = np.full(len(spots), int(persons.sum()) // 2 + 1, dtype=np.int64)
    for solve in (nearest_first, least_cost):
        flows = run_to_end(solve(way, xy, persons, np.array(spots), room))
        assert np.isfinite(flows.cost).all()
        assert (flows.cost == costs[flows.point, flows.site]).all()
        assert flows.persons.sum() <= persons[np.isfinite(costs).any(axis=1)].sum()
        load = np.bincount(flows.site, weights=flows.persons, minlength=len(spots))
        assert (load <= room).all()


# -- as a key ----------------------------------------------------------------------------------------------
def check_equal_ways_are_one_key(way: Way, county: County, spots: Spots):
    from copy import copy

    assert copy(way) == way and hash(copy(way)) == hash(way)
    assert copy(way).course == way.course
    assert Reach(way, 5.0) == Reach(copy(way), 5.0) != Reach(way, 6.0)


CHECKS = [value for name, value in globals().items() if name.startswith("check_")]
