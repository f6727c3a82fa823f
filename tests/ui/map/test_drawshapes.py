"""Outlines of a form and size: exact areas, ways along lines."""

from __future__ import annotations

from math import pi

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from ui.map.drawshapes import (
    SHAPES,
    Size,
    along,
    between,
    circle,
    freehand,
    may_grow_into_size,
    of_size,
    size_of,
)


@pytest.mark.parametrize(
    ("typed", "size"),
    [
        ("5000", Size(area_m2=5000)), ("120x80", Size(sides_m=(120, 80))), ("r40", Size(from_middle_m=40)),
        ("12.5", Size(area_m2=12.5)), ("120x", None), ("r", None), ("", None), ("0", None), ("0x5", None),
    ],
)  # fmt: skip
def test_what_is_typed_is_an_area_two_sides_or_a_radius(typed: str, size: Size | None) -> None:
    assert size_of(typed) == size and may_grow_into_size(typed)


@pytest.mark.parametrize("typed", ["x5", "5r", "1x2x3", "-4", "1..2", "a"])
def test_what_can_be_no_size_is_not_taken(typed: str) -> None:
    assert not may_grow_into_size(typed) and size_of(typed) is None


@settings(max_examples=40)
@given(area=st.floats(1, 1e7), shape=st.sampled_from(SHAPES), drawn=st.booleans())
def test_a_typed_area_is_the_area_of_whatever_form(area: float, shape: str, drawn: bool) -> None:
    corners = [(0.0, 0.0), (90.0, 10.0), (40.0, 70.0)] if drawn else []
    made = shapely.Polygon(of_size(Size(area_m2=area), shape, corners, (500.0, 500.0)))
    assert made.is_valid and made.area == pytest.approx(area, rel=1e-8) and made.area >= area
    middle = shapely.Polygon(corners).centroid.coords[0] if drawn else (500.0, 500.0)
    assert made.centroid.coords[0] == pytest.approx(middle, abs=1e-6)


def test_a_circle_has_the_area_of_a_circle() -> None:
    assert shapely.Polygon(circle((3, 4), 40)).area == pytest.approx(pi * 1600)
    assert shapely.Polygon(between("circle", (0, 0), (30, 40))).area == pytest.approx(pi * 2500)
    assert shapely.Polygon(between("rectangle", (0, 0), (30, 40))).area == 1200


def test_sides_and_radius_are_kept_about_the_place() -> None:
    box = shapely.Polygon(of_size(Size(sides_m=(120, 80)), "rectangle", [], (10.0, 20.0)))
    assert box.bounds == pytest.approx((-50, -20, 70, 60))
    round_one = shapely.Polygon(of_size(Size(from_middle_m=40), "circle", [], (0.0, 0.0)))
    assert round_one.area == pytest.approx(pi * 1600)


def test_a_free_hand_keeps_what_was_meant() -> None:
    way = [(x, 0.2 * (x % 2)) for x in range(100)] + [(99.0, float(y)) for y in range(1, 60)]
    corners = freehand(way, 1.0)
    assert len(corners) == 3 and freehand(way[:2], 1.0) == way[:2]


def test_between_two_points_of_a_line_the_outline_follows_it() -> None:
    bent = shapely.LineString([(0, 0), (10, 0), (10, 10), (20, 10)])
    assert along([bent], (5, 0), (15, 10), 0.1) == [(10, 0), (10, 10)]
    assert along([bent], (15, 10), (5, 0), 0.1) == [(10, 10), (10, 0)]
    assert along([bent], (5, 0), (15, 30), 0.1) == []  # not on the line
    ring = shapely.LinearRing([(0, 0), (30, 0), (30, 10), (0, 10)])
    assert along([ring], (2, 0), (2, 10), 0.1) == [(0, 0), (0, 10)]  # the shorter way round
    assert along([ring], (2, 10), (2, 0), 0.1) == [(0, 10), (0, 0)]
    assert along([ring], (28, 0), (28, 10), 0.1) == [(30, 0), (30, 10)]
