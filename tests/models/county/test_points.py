"""Points in polygons and weighted quantiles against the plainest way to compute them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.county.points import PointIndex, weighted_quantile


def test_quantile_by_hand() -> None:
    # 10 of 100 people at 1 min, 80 at 2 min, 10 at 9 min: nine of ten are there within 2 min.
    values, weights = np.array([9.0, 2.0, 1.0]), np.array([10.0, 80.0, 10.0])
    assert weighted_quantile(values, weights, 0.9) == 2.0
    assert weighted_quantile(values, weights, 0.91) == 9.0
    assert weighted_quantile(values, weights, 0.1) == 1.0


def test_quantile_without_weight_is_unknown() -> None:
    assert np.isnan(weighted_quantile(np.array([1.0]), np.array([0.0]), 0.9))


def test_what_is_never_reached_counts_among_the_largest() -> None:
    values = np.array([np.inf, 2.0, 1.0])
    assert weighted_quantile(values, np.array([10.0, 80.0, 10.0]), 0.9) == 2.0
    assert weighted_quantile(values, np.array([11.0, 80.0, 9.0]), 0.9) == np.inf
    assert weighted_quantile(np.array([np.inf]), np.array([1.0]), 0.1) == np.inf


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


def test_points_in_a_polygon_of_many_parts() -> None:
    # Twenty squares of a metre, two metres apart and the last two touching in a corner that is a point, too.
    lower_left = [(2.0 * part, 0.0) for part in range(19)] + [(37.0, 1.0)]
    squares = shapely.multipolygons([shapely.box(x, y, x + 1, y + 1) for x, y in lower_left])
    assert squares.is_valid
    index = PointIndex(np.array([[37.0, 1.0], [1.5, 0.5], [2.5, 0.5], [37.5, 1.5], [36.5, 1.5], [-1.0, 0.5]]))
    assert index.in_polygon(squares).tolist() == [0, 2, 3]


@pytest.mark.parametrize("seed", range(4))
def test_many_points_in_a_polygon_are_found_by_whole_cells(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(seed)
    xy = random.integers(0, 100, (8_000, 2)).astype(float)  # many on the edges, and at one spot
    xy[:5] = np.nan
    angles = np.sort(random.uniform(0, 2 * np.pi, 9))
    corners = 50 + np.column_stack((np.cos(angles), np.sin(angles))) * random.uniform(20, 60, (9, 1))
    shapes = [
        shapely.buffer(shapely.Polygon(corners), 0),
        shapely.box(20, 10, 80, 90),
        shapely.box(1, 1, 2, 2),
    ]
    index, one_by_one = PointIndex(xy), PointIndex(xy)
    asked: list[int] = []
    monkeypatch.setattr("models.county.points._LONG_STRIP", 10**9)
    expected = [np.sort(one_by_one.in_polygon(shape)).tolist() for shape in shapes]
    monkeypatch.setattr("models.county.points._LONG_STRIP", 100)
    monkeypatch.setattr(
        PointIndex,
        "_in_cells",
        lambda self, *given, own=PointIndex._in_cells: (asked.append(1), own(self, *given))[1],
    )
    assert [sorted(index.in_polygon(shape).tolist()) for shape in shapes] == expected
    assert len(asked) == 2 and min(len(rows) for rows in expected) > 0


@pytest.mark.parametrize("seed", range(4))
def test_points_in_many_polygons_are_those_in_any_of_them(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(40 + seed)
    xy = random.integers(0, 60, (4_000, 2)).astype(float)  # many on the edges and corners
    xy[:5] = np.nan
    places = shapely.STRtree(shapely.points(np.nan_to_num(xy, nan=-99.0)))
    corner, side = random.integers(0, 60, (2, 40, 2)).astype(float) // [[[1]], [[8]]]
    boxes = shapely.box(*corner.T, *(corner + side + 1).T)
    # Some overlap, which a reader of damaged layers may leave; one has a hole, one is nowhere near.
    boxes[0] = shapely.box(5, 5, 25, 25).difference(shapely.box(9, 9, 20, 20))
    boxes[1] = shapely.box(900, 900, 990, 990)
    expected = np.unique(places.query(boxes, predicate="intersects")[1]).tolist()
    for is_long in (1, 300, 10**9):
        monkeypatch.setattr("models.county.points._LONG_STRIP", is_long)
        found = PointIndex(xy).in_polygon(shapely.multipolygons(boxes))
        assert found.tolist() == expected and 5 < len(expected) < 4_000
    assert PointIndex(xy[:0]).in_polygon(shapely.multipolygons(boxes)).tolist() == []


def test_points_in_a_disc_and_at_its_edge() -> None:
    # Round 10, 10: 3 and 4 m make 5 m; 4 and 4 m are in the square about the disc alone.
    index = PointIndex(
        np.array([[13.0, 14.0], [14.0, 14.0], [10.0, 5.0], [10.0, 4.99], [5.0, 10.0], [10.0, 10.0]])
    )
    assert sorted(index.in_disc((10.0, 10.0), 5.0)) == [0, 2, 4, 5]
    assert index.in_disc((10.0, 10.0), 0.0).tolist() == [5]


def test_a_part_of_a_grid_has_its_points_in_their_cells() -> None:
    random = np.random.default_rng(4)
    whole = PointIndex(random.random((20_000, 2)) * 1000)
    for size in (0, 1, 5_000, len(whole)):
        at = np.sort(random.choice(len(whole), size, replace=False))
        part = whole.part_at(at)
        assert part.whole is not None
        rows = part.whole[1]
        assert part.columns[0].tolist() == whole.columns[0][rows].tolist()
        assert part.grid.order.tolist() == list(range(size))
        for spans in (part.grid.cells, part.grid.blocks):
            assert spans.count.sum() == size
            for row in range(len(spans.first)):
                x, y = part.grid.x[spans.slice(row)], part.grid.y[spans.slice(row)]
                assert (x.min(), x.max(), y.min(), y.max()) == (
                    spans.left[row],
                    spans.right[row],
                    spans.bottom[row],
                    spans.top[row],
                )
