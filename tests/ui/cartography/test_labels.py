"""Labels: none on another, none cut, none broken by a strange name."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter

from models.assessment.assess import assess
from models.facilities.facility import Shelter
from models.rules.rules import load_rules
from tests.ui.made_county import made_project
from ui.cartography.facilities import FacilitySet
from ui.cartography.labelling import _facility_labels
from ui.cartography.labels import STEP_LABELS, Label, Line, Taken, _measure, place, placing
from ui.cartography.letters import fitted, font_px, line_width, one_line
from ui.cartography.options import SceneOptions
from ui.cartography.pens import Canvas
from ui.cartography.scene import build_scene
from ui.cartography.style import map_style
from ui.cartography.symbols import draw_symbol
from ui.cartography.viewport import Viewport

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("qapp")

HOSTILE = [
    "很长很长的名字" * 20,
    "{county}{0}{}",
    "%s %d %n",
    "<b>粗</b><script>",
    "line\nbreak\ttab\r\x00\x1b[31m",
    "عربي שלום",
    "\u202eevil\u202c",
    "👨‍👩‍👧‍👦🏠",
    " ",
    "W" * 300,
]


@contextmanager
def canvas_of(width: float = 800, height: float = 500, metres_per_px: float = 60.0) -> Iterator[Canvas]:
    image = QImage(int(width), int(height), QImage.Format.Format_RGB32)
    extent = (0.0, 0.0, width * metres_per_px, height * metres_per_px)
    with QPainter(image) as painter:
        yield Canvas(painter, Viewport(extent, width, height), map_style(), SceneOptions())


def overlaps(rects: list[QRectF]) -> list[tuple[int, int]]:
    return [
        (i, j) for i, one in enumerate(rects) for j, other in enumerate(rects[:i]) if one.intersects(other)
    ]


spots = st.lists(st.tuples(st.floats(-20, 820), st.floats(-20, 520)), min_size=1, max_size=80)


@given(spots, st.booleans())
def test_labels_never_overlap_and_are_never_cut(qapp, places, beside):
    with canvas_of() as canvas:
        labels = [
            Label(
                (Line(f"村庄{index}", "village"),),
                ((x, y),),
                index % 3,
                5.0 if beside else 0.0,
                must=index % 2 == 0,
            )
            for index, (x, y) in enumerate(places)
        ]
        keep = QRectF(100, 100, 600, 300)
        placed = place(canvas, labels, np.empty((0, 4)), keep)
        assert overlaps([item.rect for item in placed]) == []
        for item in placed:
            assert canvas.viewport.rect_px.contains(item.rect)
            assert keep.contains(item.rect) or not keep.intersects(item.rect)


def test_labels_find_their_places_in_steps_between_which_a_window_can_do_other_things() -> None:
    with canvas_of() as canvas:
        line = (Line("甲", "village"),)
        many = [Label(line, ((8.0 * row, 250.0),), priority=0) for row in range(3 * STEP_LABELS)]
        whole = canvas.viewport.rect_px
        assert len(list(placing(canvas, many, np.empty((0, 4)), whole))) == 3
        assert len(place(canvas, many, np.empty((0, 4)), whole)) > 0


def test_the_more_important_label_wins():
    with canvas_of() as canvas:
        low = Label((Line("次要", "village"),), ((300, 200),), 4)
        high = Label((Line("重要", "township"),), ((300, 200),), 0)
        placed = place(canvas, [low, high], np.empty((0, 4)), canvas.viewport.rect_px)
        assert [item.texts for item in placed] == [("重要",)]


def test_labels_keep_off_symbols_unless_they_must_stand():
    with canvas_of() as canvas:
        symbols = np.array([[0.0, 0.0, 800.0, 500.0]])
        may = Label((Line("可省", "village"),), ((300, 200),), 1)
        must = Label((Line("必须", "township"),), ((300, 200),), 1, must=True)
        placed = place(canvas, [may, must], symbols, canvas.viewport.rect_px)
        assert [item.texts for item in placed] == [("必须",)]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_strange_name_is_one_short_printable_line(name):
    text, width = fitted(name, font_px(13), 130.0)
    assert width <= 130.5
    assert text == one_line(text)
    assert all(sign.isprintable() for sign in text)


@pytest.mark.parametrize("for_print", [False, True])
def test_a_county_of_strange_names_is_drawn_with_labels_apart(for_print):
    project = made_project(villages=60, roads=5, names=HOSTILE)
    assessment = assess(project.county, project.active, load_rules("national"))
    scene = build_scene(project, project.active, assessment, SceneOptions(for_print=for_print))
    image = QImage(900, 600, QImage.Format.Format_RGB32)
    viewport = Viewport(scene.bounds, 900, 600)
    with QPainter(image) as painter:
        scene.draw(painter, viewport)
        placed = scene.placed_labels(Canvas(painter, viewport, scene.style, scene.options), viewport.rect_px)
    assert overlaps([item.rect for item in placed]) == []
    assert len(placed) >= 10


def test_townships_show_name_and_figure_inside_their_own_borders():
    project = made_project(villages=60, roads=5)
    assessment = assess(project.county, project.active, load_rules("national"))
    scene = build_scene(project, project.active, assessment, SceneOptions(lang="zh"))
    image = QImage(1366, 768, QImage.Format.Format_RGB32)
    viewport = Viewport(scene.bounds, 1366, 768)
    with QPainter(image) as painter:
        placed = scene.placed_labels(Canvas(painter, viewport, scene.style, scene.options), viewport.rect_px)
    written = {item.texts[0]: item for item in placed if len(item.texts) == 2}
    names, shapes = project.layer("townships").text("name"), project.layer("townships").geometries
    assert set(written) == set(names)
    for name, shape in zip(names, shapes, strict=True):
        item = written[str(name)]
        assert re.fullmatch(r"(✓ )?\d+\.\d\d", item.texts[1]), "the unit stands in the legend"
        import shapely

        x, y = viewport.to_metres(item.rect.center())
        assert shapely.intersects_xy(shape, x, y)


@pytest.mark.parametrize("metres_per_px", [1.0, 5.0, 12.0])
def test_the_ring_of_a_selected_symbol_leaves_its_name_alone(metres_per_px):
    width, height = 400, 200
    viewport = Viewport((0, 0, width * metres_per_px, height * metres_per_px), width, height)
    spot = (200 * metres_per_px, 100 * metres_per_px)
    facilities = FacilitySet.of([Shelter(geometry=shapely.Point(spot), name="文化广场")], map_style())
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(0)
    with QPainter(image) as painter:
        canvas = Canvas(painter, viewport, map_style(), SceneOptions())
        labels = list(_facility_labels(canvas, facilities))
        (placed,) = place(
            canvas, labels, facilities.rects_px(viewport, apart=False), QRectF(0, 0, width, height)
        )
        size = float(facilities.size_px(viewport)[0])
        draw_symbol(painter, facilities.items[0], QPointF(200, 100), size, selected=True)
    ring = map_style().symbol.selected.q.rgb()
    text = placed.rects[0].toAlignedRect()
    seen = [image.pixel(x, y) for x in range(width) for y in range(height)]
    assert ring in seen
    assert ring not in [
        image.pixel(x, y)
        for x in range(text.left(), text.right() + 1)
        for y in range(text.top(), text.bottom() + 1)
    ]


def test_a_name_is_longer_on_paper_before_it_is_cut():
    name = "12 市级应急物资区域中心库"
    with canvas_of() as canvas:
        paper = Canvas(canvas.painter, canvas.viewport, canvas.style, SceneOptions(for_print=True))
        label = Label((Line(name, "facility"),), ((100.0, 100.0),), 1, 5.0)
        (shown,), _ = _measure(canvas, label)
        (printed,), _ = _measure(paper, label)
        assert shown != name and shown.endswith("…")
        assert printed == name


@given(
    st.lists(st.tuples(*[st.integers(0, 60)] * 4), max_size=4),
    st.tuples(*[st.floats(-20.0, 80.0)] * 2, *[st.floats(0.0, 40.0)] * 2),
)
def test_a_box_s_share_of_symbols_is_counted_cell_by_cell(symbols, box):
    rects = np.array([(x, y, x + wide, y + high) for x, y, wide, high in symbols]).reshape(-1, 4)
    taken = Taken(60.0, 50.0, 2.0)
    taken.cover(rects)
    mask = np.zeros((27, 32), dtype=bool)  # two cells beyond the picture's edge
    for left, top, right, bottom in (rects // 2).astype(int).tolist():
        mask[top : bottom + 1, left : right + 1] = True
    left, top, wide, high = box
    down = slice(max(0, int(top / 2)), max(0, int(np.ceil((top + high) / 2))))
    part = mask[down, max(0, int(left / 2)) : max(0, int(np.ceil((left + wide) / 2)))]
    assert taken.share_of_symbols(QRectF(*box)) == (part.mean() if part.size else 0.0)
    assert taken.has_symbol(*box) == part.any()


def test_a_line_is_as_wide_as_its_font_and_spacing_say():
    font = font_px(20)
    wide = QFont(font)
    wide.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 150.0)
    for one in (font, wide, font):
        assert line_width("避难\n场所", one) == QFontMetricsF(one).horizontalAdvance("避难 场所")
    assert line_width("避难\n场所", wide) > line_width("避难\n场所", font)
