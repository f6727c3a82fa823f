"""Every way against every check, and what only the straight line promises."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.access.byroad import ByRoad
from models.access.jurisdictions import Division, Ground
from models.access.roadgraph import build
from models.access.roadnet import Network
from models.access.roadpace import pace_of
from models.access.straight import StraightLine
from models.access.streetgrid import StreetGrid
from models.access.ways import Bound, TwoNearest, Way
from models.county.layer import Layer, Role
from models.county.points import PointIndex
from models.rules.rules import load_rules
from tests.models.access.checks import CHECKS
from tests.models.access.streets import CUT_OFF, STEP_M, Streets
from tests.models.made import ORIGIN, random_county

COUNTY = random_county(np.random.default_rng(11), 120, townships=9)


def roads_of_the_county() -> ByRoad:
    """Streets of several classes at odd places, one of them cut off, some one-way."""
    random = np.random.default_rng(3)
    x, y = ORIGIN
    lines = [
        *([(0, at), (9000, at + 150)] for at in range(100, 9000, 890)),
        *([(at, 0), (at - 130, 9000)] for at in range(300, 9000, 1130)),
        [(-800, 9300), (1200, 9400)],
    ]
    shapes = [shapely.LineString(np.add(line, ORIGIN)) for line in lines]
    columns = {
        "road_class": random.choice(["primary", "secondary", "village"], len(lines)).tolist(),
        "oneway": random.choice(["no", "no", "yes"], len(lines)).tolist(),
    }
    layer = Layer("roads", Role.ROADS, gpd.GeoDataFrame(columns, geometry=shapes, crs=4548))
    network = Network(
        build([layer]), pace_of(load_rules("national"), "fire"), (x, y, x + 9000.0, y + 9000.0), cells=2500
    )
    return ByRoad(network)


WAYS: dict[str, Way] = {
    "straight": StraightLine(speed_km_h=30.0),
    "detour": StraightLine(speed_km_h=30.0, detour=1.4),
    "grid": StreetGrid(speed_km_h=30.0, detour=1.4),
    "streets": Streets(*ORIGIN),
    "road": roads_of_the_county(),
}

DRAWN = {
    "check_the_region_holds_what_it_reaches_and_nothing_else",
    "check_the_cell_of_a_site_holds_whom_it_is_nearest_to",
    "check_each_place_is_served_by_one_site_at_most",
}
"""Checks that hold a place against a drawn region to the metre. By road regions are drawn with cells, and who
is reached is told by cost; ``test_byroad.py`` holds the cells against costs."""

PAIRS = [
    pytest.param(check, way, id=f"{check.__name__}-{name}")
    for check in CHECKS
    for name, way in WAYS.items()
    if not (name == "road" and check.__name__ in DRAWN)
]

SPOTS = st.lists(
    st.tuples(st.integers(0, 9000), st.integers(0, 9000)).map(
        lambda at: (ORIGIN[0] + float(at[0]), ORIGIN[1] + float(at[1]))
    ),
    min_size=2,
    max_size=6,
)


@pytest.mark.parametrize(("check", "way"), PAIRS)
@settings(max_examples=4, deadline=None)
@given(spots=SPOTS)
def test_way(check, way: Way, spots) -> None:
    check(way, COUNTY, spots)


def test_the_network_of_the_checks_is_unlike_a_straight_line() -> None:
    """It cuts places off and takes longer to some that lie nearer: the checks would be worth little else."""
    way = WAYS["streets"]

    def crossings(*places: tuple[int, int]) -> PointIndex:
        return PointIndex(np.array(ORIGIN) + STEP_M * np.array(places))

    here = (ORIGIN[0] + STEP_M, ORIGIN[1] + STEP_M)
    beyond = crossings((CUT_OFF, 1))
    assert np.isinf(way.costs(beyond, here)).all()
    # Two places as far apart: one along a fast street, one along slow ones.
    both, corner = crossings((0, 6), (7, 0)), crossings((0, 0))
    slower = crossings((1, 6), (7, 1))
    assert way.costs(both, ORIGIN).max() < way.costs(slower, here).max()
    assert np.allclose(way.costs(corner, ORIGIN), 0.0)


# -- the straight line -------------------------------------------------------------------------------------
METRES = st.integers(-50, 50).map(float)
POINTS = st.integers(0, 40).flatmap(lambda n: arrays(np.float64, (n, 2), elements=METRES))
SITES = st.lists(st.tuples(METRES, METRES), min_size=1, max_size=8)


def test_exactly_at_the_limit_is_inside() -> None:
    # 300 and 400 m make 500 m; one millimetre more is outside.
    x, y = 500_123.4, 4_000_321.7
    index = PointIndex(np.array([[x + 300, y + 400], [x + 500.001, y], [x - 500, y]]))
    assert sorted(StraightLine().within(index, (x, y), 500.0)) == [0, 2]


def test_a_limit_of_zero_holds_what_is_on_the_spot() -> None:
    index = PointIndex(np.array([[1.0, 2.0], [1.0, 2.5]]))
    assert StraightLine().within(index, (1.0, 2.0), 0.0).tolist() == [0]


@given(POINTS, METRES, METRES, st.integers(0, 60).map(float))
def test_a_disc_holds_what_a_plain_comparison_holds(xy, x, y, limit) -> None:
    expected = np.flatnonzero(np.hypot(xy[:, 0] - x, xy[:, 1] - y) <= limit + 1e-9)
    assert sorted(StraightLine().within(PointIndex(xy), (x, y), limit)) == expected.tolist()


@given(POINTS, SITES)
def test_nearest_is_the_first_of_the_equally_near(xy, sites) -> None:
    apart = np.hypot(*(xy[:, None, :] - np.array(sites)[None, :, :]).transpose(2, 0, 1))
    found = StraightLine().nearest(PointIndex(xy), sites)
    assert found.site.tolist() == apart.argmin(axis=1).tolist()
    assert found.cost == pytest.approx(apart.min(axis=1))


@pytest.mark.parametrize("way", [StraightLine(), StreetGrid()])
def test_among_many_places_no_site_that_is_near_is_left_out(way: StraightLine) -> None:
    # Enough places for several blocks, some at one spot and one nowhere; two sites in one yard.
    random = np.random.default_rng(6)
    xy = np.round(random.uniform(0, 9000, (15_000, 2)), -1)
    xy[7] = np.nan
    places = PointIndex(xy)
    assert len(places.grid.blocks.first) > 2
    spots = [(float(x), float(y)) for x, y in np.round(random.uniform(-500, 9500, (12, 2)), -2)]
    spots[5] = spots[4]
    costs = np.nan_to_num(np.column_stack([way.costs(places, spot) for spot in spots]), nan=np.inf)
    order = np.argsort(costs, axis=1, kind="stable")
    both, one = way.two_nearest(places, spots), way.nearest(places, spots)
    there = np.flatnonzero(np.isfinite(costs[:, 0]))
    assert (both.first[there] == order[there, 0]).all() and (both.second[there] == order[there, 1]).all()
    assert (both.first_cost == costs.min(axis=1)).all()
    assert (one.site == both.first).all() and (one.cost == both.first_cost).all()
    assert (both.first[7], both.second[7]) == (-1, -1)
    at, cost = way.beside(Bound.of(places, one.cost), spots[:-1], spots[-1])
    expected = np.flatnonzero(costs[:, -1] <= one.cost)
    found = places.grid.order[at]
    assert set(expected[expected != 7]) == set(found.tolist()) and (cost == costs[found, -1]).all()


def test_without_sites_nothing_is_near() -> None:
    here = PointIndex(np.zeros((2, 2)))
    assert StraightLine().nearest(here, []).site.tolist() == [-1, -1]
    none: TwoNearest = StraightLine().two_nearest(here, [])
    assert np.isinf([none.first_cost, none.second_cost]).all()


def test_a_detour_makes_the_way_longer_in_time_alone() -> None:
    plain, longer = StraightLine(60.0), StraightLine(60.0, detour=1.5)
    here = PointIndex(np.array([[3000.0, 4000.0]]))
    assert plain.costs(here, (0.0, 0.0)).tolist() == longer.costs(here, (0.0, 0.0)).tolist() == [5000.0]
    assert (plain.minutes(5000.0), longer.minutes(5000.0)) == (5.0, 7.5)
    assert (plain.limit(6.0), longer.limit(6.0)) == (6000.0, 4000.0)
    assert (plain.words, longer.words) == ("straight", "detour")


def test_who_has_no_speed_takes_no_time() -> None:
    with pytest.raises(ValueError, match="no speed"):
        StraightLine().minutes(1.0)


def test_one_more_site_has_all_land_it_reaches_also_where_no_other_does() -> None:
    """The only other site stands where no street leads to the land that is divided."""
    way, ground = WAYS["streets"], Ground(COUNTY.lands["builtup"])
    cut_off, spot = (ORIGIN[0] + 7251.0, ORIGIN[1]), ORIGIN
    for others in ([], [cut_off]):
        whole = Division.of(way, ground, [*others, spot]).area_m2
        assert whole[-1] > 0
        assert np.allclose(Division.of(way, ground, others).areas_with(spot), whole)
    assert Division.of(way, ground, []).areas_with(cut_off)[-1] == 0
