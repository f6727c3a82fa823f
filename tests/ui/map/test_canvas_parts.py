"""Outlines, snapping, finding features, round steps and words: the parts of the map without a window."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from models.county.layer import Layer, Role
from tests.ui.canvas_project import small_project
from ui.cartography.dots import dots_image
from ui.map import ink
from ui.map.editing import nudge_step_m
from ui.map.layerindex import Feature, LayerIndex
from ui.map.outline import Outline, is_sound
from ui.map.snapping import find_snap
from ui.map.tools.select import moved
from ui.map.words import area_text, length_text, signed

HOLED = shapely.Polygon([(0, 0), (10, 0), (10, 10), (0, 10)], [[(2, 2), (4, 2), (4, 4), (2, 4)]])


def layer_of(role: Role, shapes: list[object], layer_id: str = "layer", *, visible: bool = True) -> Layer:
    import geopandas as gpd

    frame = gpd.GeoDataFrame(geometry=np.array(shapes, dtype=object), crs=4548)
    return Layer(layer_id, role, frame, id=layer_id, visible=visible)


# -- outlines -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [HOLED, shapely.MultiPolygon([HOLED, shapely.box(20, 0, 30, 5)])])
def test_an_outline_taken_apart_and_put_together_is_the_same(shape: shapely.Geometry) -> None:
    outline = Outline.of(shape)
    assert outline.geometry().geom_type == shape.geom_type
    assert shapely.equals_exact(outline.geometry(), shape)


def test_points_have_no_corners() -> None:
    outline = Outline.of(shapely.Point(1, 2))
    assert outline.corners[0] == () and outline.midpoints[0] == ()


def test_corners_and_middles_by_hand() -> None:
    outline = Outline.of(HOLED)
    names, xy = outline.corners
    assert names[:5] == ((0, 0), (0, 1), (0, 2), (0, 3), (1, 0))
    assert xy[5].tolist() == [2, 4] or xy[5].tolist() == [4, 2]
    names, xy = outline.midpoints
    assert xy[names.index((0, 1))].tolist() == [5, 0]
    assert xy[names.index((0, 4))].tolist() == [0, 5]  # the edge back to the first corner


def test_moving_adding_and_removing_change_one_corner() -> None:
    outline = Outline.of(HOLED)
    assert outline.moved((0, 2), (14, 14)).geometry().area == pytest.approx(100 - 4 + 2 * 10 * 4 / 2)
    added = outline.added((0, 4), (-4.0, 5.0))
    assert added.geometry().area == pytest.approx(96 + 10 * 4 / 2)
    assert shapely.equals(added.removed((0, 4)).geometry(), HOLED)
    triangle = Outline.of(shapely.Polygon([(0, 0), (1, 0), (0, 1)]))
    assert not triangle.can_remove((0, 0)) and outline.can_remove((1, 0))
    assert shapely.equals(outline.geometry(), HOLED), "an outline is a value"


def test_sound_outlines() -> None:
    assert is_sound(HOLED)
    assert not is_sound(shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]))
    assert not is_sound(shapely.Polygon([(0, 0), (1, 1), (2, 2)]))


# -- snapping -------------------------------------------------------------------------------------------

ROAD = layer_of(Role.ROADS, [shapely.LineString([(0, 0), (100, 0), (100, 100)])])


def test_corners_win_over_edges_that_are_nearer() -> None:
    snap = find_snap(LayerIndex(), [ROAD], [], (95.0, 1.0), 10.0)
    assert snap is not None and snap.xy_m == (100.0, 0.0) and snap.is_corner
    snap = find_snap(LayerIndex(), [ROAD], [], (50.0, 3.0), 10.0)
    assert snap is not None and snap.xy_m == (50.0, 0.0) and not snap.is_corner


def test_exactly_at_the_distance_snaps_and_beyond_does_not() -> None:
    assert find_snap(LayerIndex(), [ROAD], [], (-10.0, 0.0), 10.0) is not None
    assert find_snap(LayerIndex(), [ROAD], [], (-10.001, 0.0), 10.0) is None


def test_borders_attract_from_inside_and_points_of_layers_do_not() -> None:
    townships = layer_of(Role.TOWNSHIPS, [shapely.box(0, 0, 1000, 1000)])
    snap = find_snap(LayerIndex(), [townships], [], (996.0, 500.0), 10.0)
    assert snap is not None and snap.xy_m == (1000.0, 500.0)
    assert find_snap(LayerIndex(), [townships], [], (500.0, 500.0), 10.0) is None
    villages = layer_of(Role.VILLAGES, [shapely.Point(0, 0)])
    assert find_snap(LayerIndex(), [villages], [], (1.0, 0.0), 10.0) is None


def test_hidden_layers_and_left_out_facilities_do_not_attract() -> None:
    hidden = ROAD.with_changes(visible=False)
    assert find_snap(LayerIndex(), [hidden], [], (1.0, 1.0), 10.0) is None
    facilities = list(small_project().active.facilities.values())
    x_m, y_m = facilities[0].location
    assert find_snap(LayerIndex(), [], facilities, (x_m + 3, y_m), 10.0) is not None
    left_out = {facilities[0].id}
    assert find_snap(LayerIndex(), [], facilities, (x_m + 3, y_m), 10.0, leave_out=left_out) is None


def test_facilities_attract_where_they_are_now() -> None:
    index, facilities = LayerIndex(), list(small_project().active.facilities.values())
    x_m, y_m = facilities[0].location
    went = [moved(facilities[0], 900.0, 0.0), *facilities[1:]]
    for placed, at_m, snaps in (
        (facilities, x_m, True),
        (went, x_m, False),
        (went, x_m + 900.0, True),
        ([], x_m, False),
        (facilities, x_m, True),
    ):
        assert (find_snap(index, [], placed, (at_m + 3, y_m), 10.0) is not None) == snaps


def test_an_outline_of_a_facility_attracts_from_inside() -> None:
    facilities = list(small_project().active.facilities.values())
    park = next(item for item in facilities if item.geometry.geom_type == "Polygon")
    min_x, min_y, _, _ = park.geometry.bounds
    snap = find_snap(LayerIndex(), [], facilities, (min_x + 4, min_y + 700), 10.0)
    assert snap is not None and snap.xy_m == pytest.approx((min_x, min_y + 700))


# -- finding features -----------------------------------------------------------------------------------


def test_points_before_lines_before_areas_and_upper_layers_first() -> None:
    areas = layer_of(Role.TOWNSHIPS, [shapely.box(-50, -50, 50, 50), shapely.box(-5, -5, 5, 5)], "areas")
    lines = layer_of(Role.ROADS, [shapely.LineString([(-50, 0), (50, 0)])], "lines")
    points = layer_of(Role.VILLAGES, [shapely.Point(0, 3), shapely.Point(0, 1)], "points")
    index, layers = LayerIndex(), (areas, lines, points)
    assert index.feature_at(layers, (0.0, 0.0), 4.0) == Feature("points", 1)
    assert index.feature_at(layers, (20.0, 1.0), 4.0) == Feature("lines", 0)
    assert index.feature_at(layers, (3.0, 4.9), 0.5) == Feature("areas", 1), "the smaller of two"
    assert index.feature_at(layers, (30.0, 30.0), 4.0) == Feature("areas", 0)
    assert index.feature_at(layers, (52.0, 0.0), 4.0, dimensions=(2,)) is None, "beside is not inside"
    assert index.feature_at(layers, (0.0, 0.0), 4.0, dimensions=(1,)) == Feature("lines", 0)
    assert index.feature_at((), (0.0, 0.0), 4.0) is None


def test_a_layer_with_other_features_under_the_same_id_is_looked_up_anew() -> None:
    index = LayerIndex()
    first = layer_of(Role.VILLAGES, [shapely.Point(0, 0)])
    second = layer_of(Role.VILLAGES, [shapely.Point(100, 0)])
    assert index.feature_at([first], (0.0, 0.0), 1.0) is not None
    assert index.feature_at([second], (0.0, 0.0), 1.0) is None
    assert index.feature_at([second], (100.0, 0.0), 1.0) is not None


def test_missing_and_empty_shapes_are_passed_over() -> None:
    odd = layer_of(Role.REFERENCE, [None, shapely.Point(), shapely.Polygon(), shapely.Point(0, 0)])
    assert LayerIndex().feature_at([odd], (0.0, 0.0), 1.0) == Feature("layer", 3)
    assert find_snap(LayerIndex(), [odd], [], (0.0, 0.0), 1.0) is None


# -- steps and words ------------------------------------------------------------------------------------


@given(st.floats(0.02, 20_000))
def test_a_nudge_is_round_and_between_one_pixel_and_two_and_a_half(m_per_px: float) -> None:
    step = nudge_step_m(m_per_px)
    assert step >= 0.1 * (1 - 1e-9)
    assert step >= m_per_px * (1 - 1e-6)
    if m_per_px >= 0.1:
        assert step <= m_per_px * 2.5 * (1 + 1e-6)
    mantissa = step / 10 ** np.floor(np.log10(step) + 1e-9)
    assert min(abs(mantissa - digit) for digit in (1, 2, 5)) < 1e-6


def test_lengths_areas_and_signs() -> None:
    assert length_text(480.4, "zh").startswith("480")
    assert length_text(999.4, "en").startswith("999") and length_text(1000, "en").startswith("1 ")
    assert length_text(7538, "en").startswith("7.54")
    assert area_text(5120, "en").startswith("5,120")
    assert area_text(18_300, "en").startswith("1.83")
    assert area_text(2_040_000, "en").startswith("2.04")
    assert signed(1240.0, 12) == "+1,240"
    assert signed(-0.295) == "−0.295"
    assert signed(0.0) == "±0"


# -- dots -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_many_dots_stand_where_they_belong_also_at_the_edge(qapp: object, ratio: float) -> None:
    random = np.random.default_rng(2)
    pixels = random.uniform((-30, 40), (90, 130), (ink.MANY_DOTS, 2))  # some left of the picture
    red, size = QColor("red"), 2.0
    wanted = dots_image(pixels * ratio, round(200 * ratio), round(150 * ratio), red, size * ratio)
    image = QImage(wanted.size(), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    image.setDevicePixelRatio(ratio)
    with QPainter(image) as painter:
        ink.draw_dots(painter, pixels, red, size, red)
    image.setDevicePixelRatio(1.0)
    inner = QRect(0, 0, wanted.width(), wanted.height()).adjusted(3, 3, -3, -3)  # a dot outside reaches in
    assert image.copy(inner) == wanted.copy(inner)
