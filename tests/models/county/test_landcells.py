"""Land counted along its edges is what cutting it by each cell leaves."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from models.county.landcells import land_in_cells
from models.kernel.arrays import Floats

CORNER, SIDE_M, SHAPE = (500_000.0, 4_000_000.0), 100.0, (6, 9)


def cut(geometry: shapely.Geometry) -> Floats:
    """The same, cell by cell."""
    row, column = np.divmod(np.arange(SHAPE[0] * SHAPE[1]), SHAPE[1])
    left, bottom = CORNER[0] + column * SIDE_M, CORNER[1] + row * SIDE_M
    boxes = shapely.box(left, bottom, left + SIDE_M, bottom + SIDE_M)
    found: Floats = shapely.area(shapely.intersection(boxes, geometry)).reshape(SHAPE)
    return found


def placed(geometry: shapely.Geometry) -> shapely.Geometry:
    """A shape in sides of a cell from the corner, in metres."""
    return shapely.transform(geometry, lambda xy: np.array(CORNER) + xy * SIDE_M)


# Halves lie on lines of the grid and between them; far numbers lie beyond it on every side.
spots = st.tuples(st.integers(-6, 26).map(lambda n: n / 2), st.integers(-6, 20).map(lambda n: n / 2))
anywhere = st.tuples(st.floats(-40, 50), st.floats(-40, 50))


@given(st.lists(st.lists(spots | anywhere, min_size=3, max_size=7), min_size=1, max_size=4), st.booleans())
def test_land_in_cells_is_what_cutting_leaves(
    outlines: list[list[tuple[float, float]]], turned: bool
) -> None:
    hulls = [placed(shapely.MultiPoint(spots).convex_hull) for spots in outlines]
    land: shapely.Geometry = hulls[0]
    for other in hulls[1:]:
        land = land.symmetric_difference(other)  # leaves holes, parts and corners that touch
    parts = [one for one in shapely.get_parts(land).tolist() if one.geom_type == "Polygon"]
    land = shapely.MultiPolygon(parts)
    land = shapely.reverse(land) if turned else shapely.normalize(land)
    np.testing.assert_allclose(land_in_cells(land, CORNER, SIDE_M, SHAPE), cut(land), atol=1e-5)


def test_whole_and_empty_cells_are_so_to_the_last_bit() -> None:
    hole = shapely.Point(4.3, 3.1).buffer(1.6)
    land = placed(shapely.box(-0.7, 0.3, 8.2, 5.1).difference(hole))
    found, expected = land_in_cells(land, CORNER, SIDE_M, SHAPE), cut(land)
    whole, empty = expected > SIDE_M**2 - 1e-6, expected == 0
    assert whole.sum() > 15 and empty.sum() > 2
    assert (found[whole] == SIDE_M**2).all() and (found[empty] == 0).all()


@pytest.mark.parametrize(
    "land", [shapely.Polygon(), shapely.MultiPolygon(), placed(shapely.box(20, 1, 30, 3))]
)
def test_no_land_and_land_elsewhere_leave_every_cell_empty(land: shapely.Geometry) -> None:
    assert not land_in_cells(land, CORNER, SIDE_M, SHAPE).any()
    assert land_in_cells(land, CORNER, SIDE_M, SHAPE).shape == SHAPE


def test_land_around_the_grid_fills_every_cell() -> None:
    land = placed(shapely.box(-1e4, -1e4, 1e4, 1e4))
    assert (land_in_cells(land, CORNER, SIDE_M, SHAPE) == SIDE_M**2).all()
