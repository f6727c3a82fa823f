"""Cells of sites on a grid of streets that are kept while others come, go and move."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from models.access.streetgrid import StreetGrid, _nearer_part, _nearer_parts
from models.access.ways import Box, Spot

BOX: Box = (0.0, 0.0, 4000.0, 4000.0)
SPOTS = st.lists(st.tuples(st.integers(-5, 45), st.integers(-5, 45)), min_size=1, max_size=14)


@given(SPOTS, st.lists(st.tuples(st.integers(0, 99), st.integers(-5, 45), st.integers(-5, 45)), max_size=6))
def test_kept_cells_are_those_that_are_cut_anew(
    started: list[tuple[int, int]], moves: list[tuple[int, int, int]]
) -> None:
    way, spots = StreetGrid(), [(100.0 * x, 100.0 * y) for x, y in started]
    states: list[list[Spot]] = [spots]
    for number, x, y in moves:
        row, moved = number % len(spots), (100.0 * x, 100.0 * y)
        spots = [
            *spots[:row],
            *([moved] if number % 3 else []),
            *spots[row + 1 :],
            *([] if number % 5 else [moved]),
        ]
        if not spots:
            break
        states.append(spots)
    for its in states:
        fresh = [way.cell(spot, its, BOX) for spot in its]
        assert shapely.to_wkb(way.cells(its, BOX)).tolist() == shapely.to_wkb(fresh).tolist()


@given(st.integers(-3, 3) | st.floats(-9e3, 9e3), st.integers(-3, 3) | st.floats(-9e3, 9e3))
def test_what_is_nearer_than_one_point_is_as_of_many(east: float, north: float) -> None:
    of_many = _nearer_parts(np.array([[east, north], [1.0, 2.0]], dtype=float), np.array([1e4, 5.0]))
    assert np.array(_nearer_part(float(east), float(north), 1e4)).tobytes() == of_many[0].tobytes()


def test_where_one_of_many_goes_only_those_near_it_are_cut_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    way, cut = StreetGrid(), []
    spots: list[Spot] = [(x, y) for x, y in np.random.default_rng(3).uniform(0, 4000, (60, 2)).tolist()]
    way.cells(spots, BOX)
    monkeypatch.setattr(
        StreetGrid, "_cell", lambda self, *given, own=StreetGrid._cell: (cut.append(1), own(self, *given))[1]
    )
    way.cells(spots[1:], BOX)
    assert 0 < len(cut) < 30
