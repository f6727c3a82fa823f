"""Areas on land that is cut into pieces are those of the whole."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from models.county.land import Land, _clipped, _cut


def coast(corners: int) -> shapely.Polygon:
    """Land with a jagged edge, a hole, and more corners than one piece may have."""
    angles = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    radius = 10_000 * (1 + 0.1 * np.sin(7 * angles) + 0.01 * np.sin(corners / 5 * angles))
    ring = np.column_stack((500_000 + radius * np.cos(angles), 4_000_000 + radius * np.sin(angles)))
    return shapely.Polygon(ring).difference(shapely.Point(502_000, 4_000_000).buffer(900, quad_segs=200))


LAND = Land("county", coast(5000))


def test_the_pieces_are_the_land() -> None:
    everything = shapely.box(400_000, 3_900_000, 600_000, 4_100_000)
    assert len(LAND._pieces) > 5
    assert LAND.area_within(everything) == pytest.approx(LAND.area_m2, rel=1e-12)


@given(st.integers(-12_000, 12_000), st.integers(-12_000, 12_000), st.integers(1, 4000))
def test_area_in_a_disc_is_that_of_the_plain_intersection(x, y, radius_m) -> None:
    disc = shapely.Point(500_000 + x, 4_000_000 + y).buffer(radius_m)
    expected = shapely.area(shapely.intersection(LAND.geometry, disc))
    assert LAND.area_within(disc) == pytest.approx(expected, rel=1e-9, abs=1e-3)


@pytest.mark.parametrize("seed", range(3))
def test_of_several_shapes_each_has_what_it_has_alone(seed: int) -> None:
    random = np.random.default_rng(seed)
    land = Land(
        "builtup", shapely.union_all(shapely.buffer(shapely.points(random.random((40, 2)) * 900), 60))
    )
    shapes = [*shapely.buffer(shapely.points(random.random((12, 2)) * 900), 200), shapely.Polygon()]
    shapes += [shapely.box(-100, -100, 999, 999), shapely.box(5e3, 5e3, 6e3, 6e3)]
    assert land.area_within_each(shapes).tolist() == [land.area_within(shape) for shape in shapes]
    assert land.area_within_each([]).tolist() == []


def test_nothing_lies_in_an_empty_shape() -> None:
    assert LAND.area_within(shapely.Polygon()) == 0.0


def test_land_from_a_raster_is_cut_cleanly() -> None:
    # Cells on a lattice: clipping along their edges leaves invalid pieces; this land is cut the slower way.
    row, column = np.nonzero(np.random.default_rng(0).random((64, 64)) < 0.6)
    cells = shapely.box(column, row, column + 1, row + 1)
    land = Land("builtup", shapely.union_all(cells))
    assert not shapely.is_valid(_cut(land.geometry, _clipped)).all()
    assert shapely.is_valid(land._pieces).all()
    window = shapely.box(10.5, -1, 40, 70)
    assert land.area_within(window) == pytest.approx(shapely.area(shapely.intersection(cells, window)).sum())
