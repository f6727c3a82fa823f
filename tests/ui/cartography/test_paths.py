"""From shapes to paths: every vertex arrives, features stay whole, nothing is lost between chunks."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from models.county.layer import Layer, LayerStyle, Role
from models.county.points import xy_of
from tests.ui.made_county import frame, made_project
from ui.cartography import prepared as prepared_module
from ui.cartography.dots import dots_image, specks_image
from ui.cartography.hatching import hatch_segments
from ui.cartography.paths import (
    CHUNK_VERTICES,
    chunks_of,
    lines_of,
    on_paper,
    path_of_strokes,
    points_of,
    polygon_of,
    rings_of,
)
from ui.cartography.prepared import TOLERANCE_PX, TOLERANCES_M, PreparedGeometry, level_of, prepare

pytestmark = pytest.mark.usefixtures("qapp")


def vertices(path) -> list[tuple[float, float]]:
    return [(path.elementAt(i).x, path.elementAt(i).y) for i in range(path.elementCount())]


def test_a_path_holds_each_vertex_and_starts_each_line():
    xy = np.array([[0.5, 1e-9], [2.25, -3.0], [4e6, 5.0], [7.0, 8.0], [9.0, 9.0]])
    path = path_of_strokes(xy, [0, 3])
    assert vertices(path) == [tuple(row) for row in xy]
    assert [path.elementAt(i).isMoveTo() for i in range(5)] == [True, False, False, True, False]
    assert path_of_strokes(np.empty((0, 2)), []).isEmpty()


def test_a_point_list_holds_each_point():
    xy = np.random.default_rng(1).normal(0, 1e6, (1000, 2))
    polygon = polygon_of(xy)
    assert [(point.x(), point.y()) for point in polygon] == [tuple(row) for row in xy]
    assert polygon_of(np.empty((0, 2))).isEmpty()


def test_overlapping_areas_of_one_path_stay_filled_and_holes_stay_open(qapp):
    ring = shapely.Polygon([(0, 0), (20, 0), (20, 20), (0, 20)], [[(5, 5), (15, 5), (15, 15), (5, 15)]])
    lap = shapely.box(15, 0, 40, 20)
    (chunk,) = chunks_of(rings_of(np.array([ring, lap], dtype=object)))
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    with QPainter(image) as painter:
        painter.fillPath(chunk.path, QColor("black"))
    assert image.pixelColor(17, 10) == QColor("black")
    assert image.pixelColor(10, 10) == QColor("white")
    assert image.pixelColor(30, 10) == QColor("black")


lines = st.lists(
    st.lists(
        st.tuples(st.integers(-9000, 9000), st.integers(-9000, 9000)), min_size=2, max_size=9, unique=True
    ),
    min_size=1,
    max_size=120,
)


@given(lines, st.integers(1, 4))
def test_chunks_hold_every_line_once_under_its_own_key(found, classes):
    shapes = np.array([shapely.LineString(line) for line in found], dtype=object)
    keys = np.arange(len(shapes)) % classes
    chunks = chunks_of(lines_of(shapes), keys)
    drawn: Counter[tuple[int, tuple[float, float]]] = Counter()
    for chunk in chunks:
        for vertex in vertices(chunk.path):
            drawn[chunk.key, vertex] += 1
            assert chunk.bounds[0] <= vertex[0] <= chunk.bounds[2]
            assert chunk.bounds[1] <= vertex[1] <= chunk.bounds[3]
    wanted = Counter(
        (int(key), tuple(map(float, vertex)))
        for key, line in zip(keys, found, strict=True)
        for vertex in line
    )
    assert drawn == wanted
    assert [chunk.key for chunk in chunks] == sorted(chunk.key for chunk in chunks)


def test_chunks_are_small_and_lie_together():
    random = np.random.default_rng(3)
    starts = random.uniform(0, 60_000, (3000, 1, 2))
    shapes = shapely.linestrings(starts + random.uniform(0, 200, (3000, 5, 2)))
    chunks = chunks_of(lines_of(shapes))
    assert max(chunk.path.elementCount() for chunk in chunks) <= CHUNK_VERTICES + 5
    inside = sum(chunk.meets((0, 0, 6_000, 6_000)) for chunk in chunks)
    assert inside < len(chunks) / 8


@pytest.mark.parametrize("rising", [True, False])
def test_hatching_fills_each_polygon_and_nothing_else(rising):
    ring = shapely.Polygon(
        [(10, 10), (210, 30), (190, 180), (60, 150)], [[(80, 60), (140, 60), (140, 110), (80, 110)]]
    )
    lap = shapely.box(150, 20, 290, 100)
    apart = shapely.MultiPolygon([shapely.box(5, 160, 40, 195), shapely.box(220, 150, 280, 190)])
    shapes = np.array([ring, None, lap, apart], dtype=object)
    strokes = rings_of(shapes)
    spacing = 2.0
    segments = hatch_segments(
        strokes.xy,
        strokes.starts,
        strokes.feature,
        spacing,
        within=QRectF(0, 0, 300, 200),
        phase=0.37,
        rising=rising,
    )
    lengths = np.hypot(*(segments[:, 1] - segments[:, 0]).T)
    # Lines so far apart, side by side, cover the area: also where two polygons overlap, each its own.
    assert lengths.sum() * spacing == pytest.approx(ring.area + lap.area + apart.area, rel=0.01)
    middles = segments.mean(axis=1)
    assert shapely.intersects_xy(shapely.union_all([ring, lap, apart]), middles[:, 0], middles[:, 1]).all()
    slope = (segments[:, 1, 1] - segments[:, 0, 1]) / (segments[:, 1, 0] - segments[:, 0, 0])
    assert np.allclose(slope, -1.0 if rising else 1.0)


def test_hatching_stays_inside_the_picture_and_in_its_place():
    strokes = rings_of(np.array([shapely.box(-1e5, -1e5, 1e5, 1e5)], dtype=object))
    how = {"within": QRectF(0, 0, 300, 200), "phase": 3.0}
    segments = hatch_segments(strokes.xy, strokes.starts, strokes.feature, 5.0, **how)
    assert 0 < len(segments) < 120
    places = segments[:, 0].sum(axis=1)
    assert np.allclose((places - 3.0) / (5.0 * 2**0.5), np.round((places - 3.0) / (5.0 * 2**0.5)))
    moved = hatch_segments(
        strokes.xy + np.array([7.0, 2.0]),
        strokes.starts,
        strokes.feature,
        5.0,
        within=how["within"],
        phase=12.0,
    )
    there = set(np.round((places + 9.0) / 5.0, 6))
    assert set(np.round(moved[:, 0].sum(axis=1) / 5.0, 6)) & there, "the same lines, moved with the ground"


def test_strokes_of_some_features():
    shapes = np.array(
        [shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 7), shapely.box(8, 8, 9, 9)], dtype=object
    )
    some = rings_of(shapes).of(np.array([False, True, True]))
    assert some.feature.tolist() == [1, 2]
    assert some.starts.tolist() == [0, 5, 10]
    assert some.xy.min() == 5.0


def test_missing_and_empty_shapes_are_passed_over():
    shapes = np.array([None, shapely.Point(), shapely.Polygon(), shapely.Point(1, 2)], dtype=object)
    assert len(rings_of(shapes)) == len(lines_of(shapes)) == 0
    xy, row = points_of(shapes)
    assert (xy.tolist(), row.tolist()) == ([[1.0, 2.0]], [3])
    assert np.isnan(xy_of(shapes[[0, 1]])).all()


def test_layers_that_share_a_table_are_prepared_once():
    project = made_project(villages=20, roads=20)
    layer = project.layer("roads")
    prepared = prepare(layer)
    assert prepare(layer.with_changes(visible=False, style=LayerStyle(line_width_pt=4.0))) is prepared
    assert prepared.lines(20.0) is prepared.lines(20.0)
    assert prepare(project.layer("townships")) is not prepared


def test_a_large_layer_is_made_ready_only_where_somebody_looks(monkeypatch):
    random = np.random.default_rng(5)
    starts = random.uniform(0, 60_000, (3000, 1, 2))
    shapes = np.array(
        [*shapely.linestrings(starts + random.uniform(0, 200, (3000, 5, 2))), None], dtype=object
    )
    whole = PreparedGeometry(shapes)
    assert [rows for rows, _ in whole.near((0, 0, 1, 1))] == [slice(None)]
    monkeypatch.setattr(prepared_module, "BLOCKED_VERTICES", 1000)
    monkeypatch.setattr(prepared_module, "BLOCK_VERTICES", 500)
    large = PreparedGeometry(shapes)
    few = {row for rows, _ in large.near((0, 0, 6_000, 6_000)) for row in rows.tolist()}
    bounds = shapely.bounds(shapes[:-1])
    assert set(np.flatnonzero((bounds[:, 0] <= 6_000) & (bounds[:, 1] <= 6_000)).tolist()) <= few
    assert len(few) < 1000
    parts = list(large.near((-1, -1, 1e6, 1e6)))
    assert sorted(row for rows, _ in parts for row in rows.tolist()) == list(range(3000))
    assert all(part.geometries.tolist() == shapes[rows].tolist() for rows, part in parts)
    assert all(
        one is other for (_, one), (_, other) in zip(parts, large.near((-1, -1, 1e6, 1e6)), strict=True)
    )


def test_a_border_of_two_polygons_is_drawn_once_when_asked():
    two = Layer("", Role.TOWNSHIPS, frame([shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)]))
    prepared = prepare(two)

    def length(chunks) -> float:
        return sum(chunk.path.length() for chunk in chunks)

    assert length(prepared.edges(1.0)) == pytest.approx(80.0)
    assert length(prepared.edges(1.0, once=True)) == pytest.approx(70.0)


def test_what_is_left_out_when_zoomed_out_is_smaller_than_a_pixel():
    for metres_per_px in (0.1, 4.0, 5.0, 40.0, 100.0, 5000.0):
        assert (
            TOLERANCES_M[level_of(metres_per_px)] <= TOLERANCE_PX * metres_per_px
            or level_of(metres_per_px) == 0
        )


def test_many_dots_are_where_few_would_be():
    pixels = np.array([[10.5, 5.5], [0.2, 0.2], [29.9, 19.9], [-3.0, 4.0], [31.0, 4.0]])
    image = dots_image(pixels, 30, 20, QColor("#ff0000"), 1.0)
    red = {(x, y) for x in range(30) for y in range(20) if image.pixelColor(x, y).alpha()}
    assert {(10, 5), (0, 0), (29, 19)} <= red
    assert all(min(abs(x - px) + abs(y - py) for px, py in ((10, 5), (0, 0), (29, 19))) <= 1 for x, y in red)
    assert image.pixelColor(10, 5) == QColor("#ff0000")


def test_areas_below_a_pixel_are_told_from_those_that_are_seen(monkeypatch):
    random = np.random.default_rng(6)
    corner = random.uniform(0, 60_000, (500, 2))
    small = shapely.box(*corner.T, *(corner + random.uniform(5, 30, (500, 2))).T)
    shapes = np.array([*small, shapely.box(0, 0, 500, 400), shapely.Point(3, 3), None], dtype=object)
    few = PreparedGeometry(shapes)
    assert few.split(64.0)[1] is few and not len(few.split(64.0)[0].xy)
    monkeypatch.setattr(prepared_module, "BLOCKED_VERTICES", 1000)
    many = PreparedGeometry(shapes)
    specks, solid = many.split(64.0)
    assert solid.geometries.tolist() == shapes[500:].tolist()
    assert specks.xy == pytest.approx(shapely.get_coordinates(shapely.centroid(small)))
    low, high = shapely.bounds(small)[:, :2], shapely.bounds(small)[:, 2:]
    assert (specks.size_m == (high - low).max(axis=1)).all()
    # Of what is larger than half a pixel something is seen; what is left is the same at all such scales.
    assert many.split(63.9)[0].size_m.max() <= 32.0 <= 63.9
    assert many.split(100.0)[1] is solid
    assert many.split(1.0)[1] is many
    lines = PreparedGeometry(shapely.boundary(small))
    assert lines.split(64.0)[1] is lines


def test_specks_are_the_paler_the_smaller_and_fewer_they_are():
    pixels = np.array(
        [[10.5, 5.5], [10.2, 5.9], [0.2, 0.2], [4.5, 4.5], [4.5, 4.6], [-3.0, 4.0], [31.0, 4.0]]
    )
    share = np.array([0.25, 0.5, 0.5, 0.75, 0.75, 1.0, 1.0])
    image = specks_image(pixels, share, 30, 20, QColor(255, 0, 0, 200))
    found = {(x, y): image.pixelColor(x, y).alpha() for x in range(30) for y in range(20)}
    assert {at: alpha for at, alpha in found.items() if alpha} == {(10, 5): 150, (0, 0): 100, (4, 4): 200}
    assert image.pixelColor(10, 5).red() == 255 and image.pixelColor(10, 5).blue() == 0
    nothing = specks_image(np.full((1, 2), -5.0), np.ones(1), 30, 20, QColor("red"))
    assert not any(nothing.pixelColor(x, y).alpha() for x in range(30) for y in range(20))


def test_borders_are_the_paths_that_are_filled():
    prepared = PreparedGeometry(np.array([shapely.box(0, 0, 10, 10), shapely.Point(3, 3)], dtype=object))
    assert prepared.edges(1.0) is prepared.areas(1.0)


def test_a_path_is_rounded_vertex_by_vertex_and_stays_in_its_pieces() -> None:
    xy = np.array([[0.04, 1.26], [10.0, 2.449], [3.31, 7.0], [3.36, -7.06], [100.123, 5.0]])
    path = path_of_strokes(xy, [0, 3])
    found = on_paper(path, 1)
    assert found.fillRule() == path.fillRule()
    elements = [found.elementAt(row) for row in range(found.elementCount())]
    assert [one.isMoveTo() for one in elements] == [True, False, False, True, False]
    np.testing.assert_array_equal([[one.x, one.y] for one in elements], np.round(xy, 1))
    assert on_paper(path_of_strokes(xy[:0], []), 1).isEmpty()


def test_on_paper_a_path_keeps_what_shows_in_the_frame_and_little_else() -> None:
    around = np.linspace(0.0, 2 * np.pi, 401)
    circle = np.column_stack((np.cos(around), np.sin(around)))
    wide, far = 150 * circle + [100.0, 60.0], 20 * circle + [400.0, 40.0]
    box = QRectF(0.0, 0.0, 100.0, 80.0)
    # Through a corner's outside: what turns round the corner may not be cut short across it.
    corner = np.array([[-5.0, 40.0], [-5.0, -5.0], [-5.0, -9.0], [50.0, -9.0], [50.0, 40.0], [-5.0, 40.0]])
    path = path_of_strokes(np.vstack((wide, far, corner)), [0, len(wide), len(wide) + len(far)])
    found = on_paper(path, 1, box)

    def picture(drawn) -> np.ndarray:
        image = QImage(100, 80, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(QColor("white"))
        with QPainter(image) as painter:
            painter.setBrush(QColor("red"))
            painter.drawPath(drawn)
        return np.frombuffer(image.constBits(), dtype=np.uint8).copy()

    assert found.elementCount() < 0.4 * path.elementCount()
    np.testing.assert_array_equal(picture(found), picture(on_paper(path, 1)))
    assert on_paper(path_of_strokes(far, [0]), 1, box).isEmpty()
