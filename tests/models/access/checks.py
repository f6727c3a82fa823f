"""What must hold of every way, whatever it measures by. ``test_ways.py`` runs each check for each way.

A new way is added to ``WAYS`` there; it is done when all of these pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely

from models.access.coverage import Site, sites_of
from models.access.jurisdictions import Division, Ground
from models.access.nearest import nearest_site, nearest_without, two_nearest, two_without
from models.access.service import Neighbours, served, territory
from models.access.sited import Counted, Moved
from models.access.transport import least_cost, nearest_first
from models.access.ways import Bound, Reach, Spot, Way
from models.county.county import County
from models.county.points import PointIndex
from models.facilities.depot import Depot
from models.facilities.facility import Facility
from models.kernel.progress import run_to_end
from models.rules.rules import load_rules

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
    for bound in (others.cost, way.two_nearest(county.demand.index, spots[:-1]).second_cost):
        at, its = way.beside(Bound.of(county.demand.index, bound), spots[:-1], spots[-1])
        rows = county.demand.index.grid.order[at]
        assert (its == cost[rows]).all() and len(np.unique(rows)) == len(rows)
        assert set(np.flatnonzero((cost <= bound) & np.isfinite(cost))) <= set(rows.tolist())
    joined = others.joined_by(cost, last)
    assert (joined.site == afresh.site).all() and (joined.cost == afresh.cost).all()
    two = way.two_nearest(county.demand.index, spots[:-1])
    both = two.joined_by(cost, last)
    for name in ("first", "first_cost", "second", "second_cost"):
        assert (getattr(both, name) == getattr(afresh_two, name)).all()


def check_without_one_site_is_what_asking_the_others_gives(way: Way, county: County, spots: Spots):
    places = county.demand.index
    for row in range(len(spots)):
        others = [spot for position, spot in enumerate(spots) if position != row]
        found, expected = nearest_without(county, way, spots, row), way.nearest(places, others)
        assert (found.cost == expected.cost).all()
        assert (found.site == expected.site + (expected.site >= row)).all()
        two = way.two_nearest(places, others)
        first, second = two_without(county, way, spots, row)
        assert (first.values == two.first_cost).all() and (second.values == two.second_cost).all()


def check_one_that_moves_gives_what_all_that_stay_give(way: Way, county: County, spots: Spots):
    """Every question that figures ask, while the first facility is dragged about, and the last one."""
    reach, places, rules = Reach(way, near(way, county, spots)), county.demand.index, load_rules()
    rows = [Depot(id=f"{index:02}", geometry=shapely.Point(spot)) for index, spot in enumerate(spots)]
    ground = Ground(county.lands["builtup"])

    def sites(some: Sequence[Facility]) -> tuple[Site, ...]:
        return sites_of(some, lambda _: reach)

    def chosen(one: Facility) -> bool:
        return one.id != "01"  # one takes no part: it is not the one that moves

    for dragged in (rows[0], rows[-1]):
        before = Counted(county, rules, rows)
        before.served(Depot, way), before.two_costs("two", way, chosen)
        others = before.without(dragged.id)
        for spot in (spots[-1], spots[0], spots[len(spots) // 2]):
            one = replace(dragged, geometry=shapely.Point(spot))
            moved = Moved(others, one)
            afresh = Counted(replace(county), rules, [*others.facilities, one])
            assert moved.facilities == afresh.facilities and moved.of(Depot) == afresh.of(Depot)
            assert moved.summed("ids", _ids) == _ids(afresh.facilities)
            cover, whole = moved.cover("all", sites), afresh.cover("all", sites)
            assert (cover.mask == whole.mask).all()
            assert np.isclose(cover.persons, whole.persons)
            assert np.isclose(cover.seat_persons, whole.seat_persons)
            assert np.allclose(cover.persons_of_place, whole.persons_of_place)
            for land in county.lands.values():
                assert np.isclose(cover.area_m2(land), whole.area_m2(land), rtol=1e-9, atol=1e-2)
            assert (moved.reached("all", places, sites) == afresh.reached("all", places, sites)).all()
            served, expected = moved.served(Depot, way), afresh.served(Depot, way)
            assert (served.cost == expected.cost).all()
            assert np.allclose(served.persons_of(moved.of(Depot)), expected.persons_of(moved.of(Depot)))
            for point in np.flatnonzero(np.isfinite(served.cost))[:9].tolist():
                assert served.spot_of(point) == expected.spot_of(point)
            for found, cost in zip(
                moved.two_costs("two", way, chosen), afresh.two_costs("two", way, chosen), strict=True
            ):
                assert (found.values == cost.values).all()
                assert found.quantile(0.9) == cost.quantile(0.9)
                assert np.isclose(found.within(reach), cost.within(reach))
                assert found.reached.everyone == cost.reached.everyone
                assert np.allclose(found.reached[1:], cost.reached[1:])
            assert served.most() == expected.most()
            areas = moved.divided_m2("two", way, ground, chosen)
            expected_m2 = afresh.divided_m2("two", way, ground, chosen)
            assert np.allclose(areas, expected_m2, rtol=1e-9, atol=1e-2)
        nobody = Moved(others, None)
        assert nobody.facilities == others.facilities
        assert nobody.cover("all", sites).persons == others.cover("all", sites).persons


def _ids(rows: Sequence[Facility]) -> tuple[str, ...]:
    return tuple(one.id for one in rows)


# -- within ------------------------------------------------------------------------------------------------
def check_a_larger_limit_reaches_no_less(way: Way, county: County, spots: Spots):
    limit, places = near(way, county, spots), county.demand.index
    for spot in spots:
        less = set(Reach(way, limit).members(places, spot).tolist())
        more = set(Reach(way, 1.7 * limit).members(places, spot).tolist())
        assert less <= more
        costs = way.costs(places, spot)
        holds = Reach(way, limit).holds(costs)
        assert less == set(np.flatnonzero(holds).tolist())
        # However little is searched for them, their costs are those of a search of everything.
        for most in (limit, 0.2 * limit, np.inf):
            rows, cost = Reach(way, most).members_at(places, spot)
            assert set(rows.tolist()) == set(np.flatnonzero(Reach(way, most).holds(costs)).tolist())
            np.testing.assert_array_equal(cost, costs[rows])


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
        others = Neighbours(reach, distinct).rivals(spot)
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
