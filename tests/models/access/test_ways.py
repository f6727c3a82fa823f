"""Every way against every check, and what only the straight line promises."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.access.straight import StraightLine
from models.access.ways import TwoNearest, Way
from models.county.points import PointIndex
from tests.models.access.checks import CHECKS
from tests.models.access.streets import CUT_OFF, STEP_M, Streets
from tests.models.made import ORIGIN, random_county

COUNTY = random_county(np.random.default_rng(11), 120, townships=9)

WAYS: dict[str, Way] = {
    "straight": StraightLine(speed_km_h=30.0),
    "detour": StraightLine(speed_km_h=30.0, detour=1.4),
    "streets": Streets(*ORIGIN),
}

SPOTS = st.lists(
    st.tuples(st.integers(0, 9000), st.integers(0, 9000)).map(
        lambda at: (ORIGIN[0] + float(at[0]), ORIGIN[1] + float(at[1]))
    ),
    min_size=2,
    max_size=6,
)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@settings(max_examples=6, deadline=None)
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
