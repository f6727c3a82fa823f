"""The townships' colours and figures follow a facility in the hand, in true pictures all along."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from models.county.layer import LayerStyle
from tests.ui.canvas_hand import LEFT, Hand, hand, xy
from tests.ui.canvas_project import SQUARE_ID
from ui.cartography.themes import Theme, classify
from ui.map.livecolours import FOLLOW_AFTER_MS, REST_MS
from ui.map.picture import Order, PictureMaker, Sheet

__all__ = ["hand"]

SQUARE, EAST = xy(6, 8.0), xy(10, 12)
"""Where the square is, on the border of two townships of the west, and a spot further east."""


def theme_of(hand: Hand) -> Theme:
    """What colours the map now."""
    scene = hand.canvas.stage.scene
    assert scene is not None and scene.theme is not None
    return scene.theme


def sheet_of(hand: Hand) -> Sheet:
    """The picture that the map shows."""
    sheet = hand.canvas.stage._maker.sheet
    assert sheet is not None
    return sheet


def pixels(image: QImage) -> np.ndarray:
    return np.frombuffer(image.constBits(), dtype=np.uint8).copy()


def settle(hand: Hand, qtbot: Any) -> None:
    """Wait till the map has followed all that was done."""
    qtbot.waitUntil(lambda: not hand.canvas.stage.is_busy and not hand.canvas._live_colours._soon.isActive())


def anew(hand: Hand) -> Sheet:
    """The same picture by somebody who has nothing kept."""
    stage, sheet = hand.canvas.stage, sheet_of(hand)
    assert stage.scene is not None
    keeper = QWidget()
    maker = PictureMaker(keeper)
    maker.order(Order(stage.scene, sheet.window, sheet.pixel_ratio, 1, 1))
    maker.finish()
    assert maker.sheet is not None
    return maker.sheet


@pytest.fixture
def large(hand: Hand, qtbot: Any) -> Hand:
    """The square is large enough for its township to be of the best class."""
    square = hand.session.scenario.facilities[SQUARE_ID]
    hand.session.put([replace(square, gross_area_m2=400_000.0)], "larger")
    hand.session.assess_now()
    settle(hand, qtbot)
    return hand


def test_colours_and_figures_follow_the_hand_and_go_back(large: Hand, qtbot: Any) -> None:
    hand = large
    before, picture = theme_of(hand), pixels(sheet_of(hand).base)
    told: list[object] = []
    hand.canvas.legend_changed.connect(told.append)
    hand.drag(SQUARE, EAST, let_go=False)
    settle(hand, qtbot)
    left, right = hand.session.county.places.index_at(np.array([SQUARE, EAST])).tolist()
    now = theme_of(hand)
    assert now.values[left] < before.values[left] and now.values[right] > before.values[right]
    others = [row for row in range(len(now.values)) if row not in (left, right)]
    assert (now.values[others] == before.values[others]).all()
    assert told, "the legend counts the townships of each colour"
    shown, wanted = sheet_of(hand), anew(hand)
    assert shown.viewport == wanted.viewport
    assert (pixels(shown.base) == pixels(wanted.base)).all() and (
        pixels(shown.top) == pixels(wanted.top)
    ).all()
    assert not (pixels(shown.base) == picture).all()
    hand.key(Qt.Key.Key_Escape)
    settle(hand, qtbot)
    assert (theme_of(hand).values == before.values).all()
    assert (pixels(sheet_of(hand).base) == picture).all()


def test_let_go_the_colours_are_those_of_the_assessment(large: Hand, qtbot: Any) -> None:
    hand = large
    hand.drag(SQUARE, EAST, let_go=False)
    settle(hand, qtbot)
    live = theme_of(hand)
    hand.release(EAST)
    settle(hand, qtbot)
    now = theme_of(hand)
    assert now is not live
    np.testing.assert_allclose(now.values, live.values, rtol=1e-12)
    wanted = anew(hand)
    assert (pixels(sheet_of(hand).base) == pixels(wanted.base)).all()


def test_a_map_that_is_slow_to_draw_follows_when_the_mouse_rests(
    large: Hand, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.map.stage.SLOW_S", 0.0)
    soon = large.canvas._live_colours._soon
    large.drag(SQUARE, EAST, let_go=False)
    assert soon.interval() == FOLLOW_AFTER_MS
    settle(large, qtbot)
    large.move(xy(10.1, 12), LEFT)
    assert soon.interval() == REST_MS
    large.move(xy(18, 4), LEFT)
    settle(large, qtbot)
    row = int(large.session.county.places.index_at(np.array([xy(18, 4)]))[0])
    assert theme_of(large).values[row] > 5.0


def test_with_a_basemap_nothing_is_painted_twice(large: Hand, qtbot: Any) -> None:
    large.canvas.set_options(on_ground=True)
    settle(large, qtbot)
    large.drag(SQUARE, EAST, let_go=False)
    settle(large, qtbot)
    assert sheet_of(large).base.hasAlphaChannel()
    assert (pixels(sheet_of(large).base) == pixels(anew(large).base)).all()


def test_a_layer_that_looks_otherwise_is_not_taken_for_the_same_ground(large: Hand) -> None:
    scene = large.canvas.stage.scene
    assert scene is not None and scene.theme is not None
    assert scene.recoloured(replace(scene)) == ()
    first, *others = scene.layers
    looks = replace(first, style=LayerStyle(line_color="#123456"))
    for other in (
        replace(scene, layers=(looks, *others)),
        replace(scene, layers=tuple(others)),
        replace(scene, theme=None),
        replace(scene, theme=replace(scene.theme, breaks=(1.0,))),
        replace(scene, region_key="fire"),
        replace(scene, options=replace(scene.options, dark=True)),
        replace(scene, uncovered_xy=np.zeros((1, 2)), uncovered_persons=np.ones(1)),
    ):
        assert scene.recoloured(other) is None


def test_only_a_unit_of_another_class_is_drawn_anew(large: Hand) -> None:
    scene = large.canvas.stage.scene
    assert scene is not None and scene.theme is not None
    classes = scene.theme.classes.copy()
    classes[2] = (classes[2] + 1) % len(scene.theme.colours)
    other = replace(scene, theme=replace(scene.theme, classes=classes))
    layer = next(layer for layer in scene.layers if layer.id == scene.theme.layer_id)
    assert other.recoloured(scene) == (layer.geometries[2].bounds,)


values = st.lists(st.one_of(st.floats(0, 5), st.just(float("nan"))), min_size=6, max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values, values)
def test_themes_look_the_same_if_and_only_if_all_that_is_read_is(large_theme: Theme, one, other) -> None:
    first, second = (
        replace(large_theme, values=np.array(made), classes=classify(np.array(made), large_theme.breaks))
        for made in (one, other)
    )
    read = [
        [(theme.short_text(row, "en"), theme.classes[row]) for row in range(6)] for theme in (first, second)
    ]
    assert first.says_the_same(second) == (read[0] == read[1])


@pytest.fixture
def large_theme(large: Hand) -> Theme:
    return theme_of(large)
