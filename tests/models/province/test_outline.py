"""Outlines for a map of many counties."""

from __future__ import annotations

import shapely

from models.province.outline import plain_outline
from models.province.results import province_spec


def test_corners_that_tell_little_are_left_out_and_an_area_never_vanishes() -> None:
    least = province_spec().outline_m
    jagged = shapely.Polygon([(0, 0), (20_000, 0), (20_000, 9_000), (10_000, 9_000 + least / 2), (0, 9_000)])
    assert plain_outline(jagged).equals(shapely.box(0, 0, 20_000, 9_000))  # type: ignore[union-attr]
    tiny = shapely.box(0, 0, least / 9, least / 9)
    assert plain_outline(tiny) is not None
    assert not plain_outline(tiny).is_empty  # type: ignore[union-attr]


def test_no_area_has_no_outline() -> None:
    assert plain_outline(None) is None
    assert plain_outline(shapely.Polygon()) is None
