"""Discs, nearest sites and weighted quantiles against the plainest way to compute them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.county.points import PointIndex, nearest, weighted_quantile

METRES = st.integers(-50, 50).map(float)
POINTS = st.integers(0, 40).flatmap(lambda n: arrays(np.float64, (n, 2), elements=METRES))
SITES = st.integers(1, 8).flatmap(lambda n: arrays(np.float64, (n, 2), elements=METRES))


def test_exactly_at_the_radius_is_inside() -> None:
    # 300 and 400 m make 500 m; one millimetre more is outside.
    x, y = 500_123.4, 4_000_321.7
    index = PointIndex(np.array([[x + 300, y + 400], [x + 500.001, y], [x - 500, y]]))
    assert sorted(index.within(x, y, 500.0)) == [0, 2]


def test_radius_of_zero_holds_what_is_on_the_spot() -> None:
    assert PointIndex(np.array([[1.0, 2.0], [1.0, 2.5]])).within(1.0, 2.0, 0.0).tolist() == [0]


@given(POINTS, METRES, METRES, st.integers(0, 60).map(float))
def test_disc_holds_what_a_plain_comparison_holds(xy, x, y, radius_m) -> None:
    expected = np.flatnonzero(np.hypot(xy[:, 0] - x, xy[:, 1] - y) <= radius_m + 1e-9)
    assert sorted(PointIndex(xy).within(x, y, radius_m)) == expected.tolist()


@given(POINTS, SITES)
def test_nearest_is_the_first_of_the_equally_near(xy, sites) -> None:
    squared = ((xy[:, None, :] - sites[None, :, :]) ** 2).sum(axis=2)
    found = nearest(xy, sites)
    assert found.site.tolist() == squared.argmin(axis=1).tolist()
    assert found.squared_m2.tolist() == squared.min(axis=1).tolist()


@given(POINTS, SITES)
def test_one_more_site_gives_the_same_as_all_at_once(xy, sites) -> None:
    last = len(sites) - 1
    joined = nearest(xy, sites[:last]).joined_by(PointIndex(xy).squared_m2(*sites[last]), last)
    together = nearest(xy, sites)
    assert joined.site.tolist() == together.site.tolist()
    assert joined.squared_m2.tolist() == together.squared_m2.tolist()


def test_without_sites_nothing_is_near() -> None:
    found = nearest(np.zeros((2, 2)), np.empty((0, 2)))
    assert found.site.tolist() == [-1, -1]
    assert np.isinf(found.squared_m2).all()


def test_quantile_by_hand() -> None:
    # 10 of 100 people at 1 min, 80 at 2 min, 10 at 9 min: nine of ten are there within 2 min.
    values, weights = np.array([9.0, 2.0, 1.0]), np.array([10.0, 80.0, 10.0])
    assert weighted_quantile(values, weights, 0.9) == 2.0
    assert weighted_quantile(values, weights, 0.91) == 9.0
    assert weighted_quantile(values, weights, 0.1) == 1.0


def test_quantile_without_weight_is_unknown() -> None:
    assert np.isnan(weighted_quantile(np.array([1.0]), np.array([0.0]), 0.9))


@given(
    st.integers(1, 60).flatmap(
        lambda n: st.tuples(
            arrays(np.float64, n, elements=st.integers(0, 30).map(float)),
            arrays(np.float64, n, elements=st.integers(0, 20).map(float)),
        )
    ),
    st.sampled_from([0.1, 0.5, 0.9, 1.0]),
)
def test_quantile_is_the_smallest_value_that_holds_enough(pair, share) -> None:
    values, weights = pair
    if weights.sum() == 0:
        return
    enough = [v for v in sorted(values) if weights[values <= v].sum() >= share * weights.sum() - 1e-6]
    assert weighted_quantile(values, weights, share) == pytest.approx(enough[0])


def test_points_in_a_polygon_and_on_its_edge() -> None:
    # A triangle with its corners at 0, 0 and 10, 0 and 0, 10; the point at 6, 6 is in its box only.
    index = PointIndex(np.array([[1.0, 1.0], [6.0, 6.0], [5.0, 5.0], [11.0, 1.0], [0.0, 10.0]]))
    triangle = shapely.Polygon([(0, 0), (10, 0), (0, 10)])
    assert sorted(index.in_polygon(triangle)) == [0, 2, 4]
    assert index.in_polygon(shapely.Polygon()).tolist() == []
