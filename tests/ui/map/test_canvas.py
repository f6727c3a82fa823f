"""The map itself: panning, zooming, keys, the kept picture, what it listens to, what it emits."""

from __future__ import annotations

import math
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRectF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QPainter
from PySide6.QtWidgets import QApplication, QFrame

from models.project.project import Project
from tests.ui.canvas_hand import M_PER_PX, SIZE, Hand, hand, make_hand, plan_hand, xy
from tests.ui.canvas_project import HEIGHT_M, SQUARE_ID, WIDTH_M, X0, Y0, small_project
from ui.core.session import Session
from ui.map import TOOLS, MapCanvas
from ui.map.host import EXTENT_KEY
from ui.map.mapwindow import MAX_M_PER_PX, MIN_M_PER_PX, MapWindow
from ui.map.picture import MARGIN, Order, PictureMaker, Sheet, picture_viewport

__all__ = ["hand", "plan_hand"]

MIDDLE = Qt.MouseButton.MiddleButton
LEFT = Qt.MouseButton.LeftButton
COUNTY = (X0, Y0, X0 + WIDTH_M, Y0 + HEIGHT_M)


def image_of(hand: Hand) -> np.ndarray:
    """What the widget shows, as an array of bytes."""
    image = hand.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return (
        np.frombuffer(image.constBits(), dtype=np.uint8)
        .reshape(image.height(), image.width(), 4)[..., :3]
        .copy()
    )


def true_picture(hand: Hand) -> QImage:
    """The base of the scene drawn directly, without any kept picture."""
    window = hand.canvas.map_window
    image = QImage(round(window.width_px), round(window.height_px), QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        hand.canvas.stage.scene.draw(painter, hand.canvas.screen_viewport)
    return image


def settled(hand: Hand, qtbot: Any) -> None:
    """Wait until nothing is left to be drawn."""
    qtbot.waitUntil(lambda: not hand.canvas.stage.is_busy, timeout=5000)


# -- the window onto the county as a value --------------------------------------------------------------

windows = st.builds(
    MapWindow,
    st.floats(-1e6, 1e6),
    st.floats(2e6, 6e6),
    st.floats(0.05, 2000),
    st.integers(100, 3000).map(float),
    st.integers(100, 2000).map(float),
)


@given(windows, st.floats(-500, 3500), st.floats(-500, 2500))
def test_pixels_and_coordinates_are_inverse(window: MapWindow, x_px: float, y_px: float) -> None:
    assert window.to_px(*window.to_map(x_px, y_px)) == pytest.approx((x_px, y_px), abs=1e-3)
    array = window.all_to_px(np.array([window.to_map(x_px, y_px)]))
    assert array[0] == pytest.approx((x_px, y_px), abs=1e-3)


@given(windows, st.floats(0.1, 10), st.floats(0, 1), st.floats(0, 1))
def test_zooming_keeps_what_is_under_the_cursor(window: MapWindow, factor: float, u: float, v: float) -> None:
    at = (u * window.width_px, v * window.height_px)
    zoomed = window.zoomed(factor, at)
    assert zoomed.to_map(*at) == pytest.approx(window.to_map(*at), abs=1e-6 * window.m_per_px + 1e-6)
    assert MIN_M_PER_PX <= zoomed.m_per_px <= MAX_M_PER_PX


@given(windows, st.floats(-800, 800), st.floats(-800, 800))
def test_panning_pushes_the_picture(window: MapWindow, dx: float, dy: float) -> None:
    place = window.to_map(100, 100)
    assert window.panned(dx, dy).to_px(*place) == pytest.approx((100 + dx, 100 + dy), abs=1e-3)


@given(windows, st.floats(10, 1e5), st.floats(10, 1e5), st.floats(0, 0.3))
def test_fitting_shows_everything_with_the_margin(
    window: MapWindow, width: float, height: float, margin: float
) -> None:
    bounds = (4e5, 4e6, 4e5 + width, 4e6 + height)
    fitted = window.fitted(bounds, margin)
    left, top = fitted.to_px(bounds[0], bounds[3])
    right, bottom = fitted.to_px(bounds[2], bounds[1])
    least = min(
        left / fitted.width_px,
        1 - right / fitted.width_px,
        top / fitted.height_px,
        1 - bottom / fitted.height_px,
    )
    assert least >= margin - 1e-6
    if MIN_M_PER_PX < fitted.m_per_px < MAX_M_PER_PX:
        assert least == pytest.approx(margin, abs=1e-6)


def test_scale_denominator_by_hand() -> None:
    # 96 pixels are an inch, 0.0254 m; at 10 m to a pixel an inch shows 960 m: 1 : 37,795.
    assert MapWindow(m_per_px=10.0).scale_denominator == pytest.approx(960 / 0.0254)


def test_not_finite_bounds_change_nothing() -> None:
    window = MapWindow()
    assert window.fitted((float("nan"), 0, 1, 1)) == window
    assert window.fitted((float("inf"), 0, 1, 1)) == window


@given(windows, st.sampled_from([1.0, 1.25, 1.5, 2.0]))
def test_the_picture_has_a_margin_and_whole_pixels(window: MapWindow, ratio: float) -> None:
    viewport, visible = picture_viewport(window, ratio)
    left, bottom, right, top = viewport.shown
    min_x, min_y, max_x, max_y = window.extent
    m_per_device_px = window.m_per_px / ratio
    assert viewport.metres_per_px == pytest.approx(m_per_device_px, rel=1e-9)
    assert (
        viewport.width_px * viewport.height_px
        <= 20_000_000 * 1.01 + window.width_px * window.height_px * ratio**2
    )
    slack = 1.01 * m_per_device_px
    assert (
        left <= min_x + slack and bottom <= min_y + slack and right >= max_x - slack and top >= max_y - slack
    )
    assert visible.width() == pytest.approx(window.width_px * ratio, abs=0.51)
    if window.width_px * window.height_px * ratio**2 * (1 + 2 * MARGIN) ** 2 < 20_000_000:
        assert viewport.width_px == pytest.approx(window.width_px * ratio * (1 + 2 * MARGIN), abs=3)


# -- panning and zooming --------------------------------------------------------------------------------


def test_the_middle_button_pans_in_every_tool(hand: Hand) -> None:
    for name in TOOLS:
        hand.canvas.set_tool(name)
        before = hand.canvas.extent
        start, end = hand.pixel(xy(12, 8)), hand.pixel(xy(10, 9))
        hand.press(xy(12, 8), MIDDLE)
        at = xy(10, 9)
        hand.move(at, MIDDLE)
        hand.release(at, MIDDLE)
        offset = np.subtract(hand.canvas.extent, before)
        assert offset == pytest.approx([2000, -1000, 2000, -1000]), name
        assert (end - start).x() == pytest.approx(-50)
        assert hand.session.undo_stack.count() == 0


def test_space_pans_with_the_left_button(hand: Hand, qtbot: Any) -> None:
    before = hand.canvas.extent
    qtbot.keyPress(hand.canvas, Qt.Key.Key_Space)
    hand.drag(xy(6, 8), xy(7, 8), steps=1)
    qtbot.keyRelease(hand.canvas, Qt.Key.Key_Space)
    assert np.subtract(hand.canvas.extent, before) == pytest.approx([-1000, 0, -1000, 0])
    assert hand.session.selection == frozenset() and hand.session.undo_stack.count() == 0
    hand.click(xy(6, 8))
    assert hand.session.selection == {SQUARE_ID}


def test_the_pan_tool_pans(hand: Hand) -> None:
    before = hand.canvas.extent
    hand.canvas.set_tool("pan")
    hand.drag(xy(6, 8), xy(7, 8), steps=1)
    assert np.subtract(hand.canvas.extent, before) == pytest.approx([-1000, 0, -1000, 0])
    assert hand.session.undo_stack.count() == 0


def test_the_wheel_zooms_about_the_cursor(hand: Hand) -> None:
    place = xy(6, 8)
    before = hand.pixel(place)
    hand.wheel(place, 2)
    assert hand.canvas.map_window.m_per_px == pytest.approx(M_PER_PX / 1.3**2)
    assert hand.pixel(place).x() == pytest.approx(before.x())
    assert hand.pixel(place).y() == pytest.approx(before.y())
    hand.wheel(place, -2)
    assert hand.canvas.map_window.m_per_px == pytest.approx(M_PER_PX)


def test_a_double_click_on_empty_land_zooms_in(hand: Hand) -> None:
    hand.double_click(xy(3, 14))
    assert hand.canvas.map_window.m_per_px == pytest.approx(M_PER_PX / 2)


def test_keys_zoom_pan_and_show_the_county(hand: Hand) -> None:
    hand.key(Qt.Key.Key_Plus)
    assert hand.canvas.map_window.m_per_px == pytest.approx(M_PER_PX / 1.5)
    hand.key(Qt.Key.Key_Minus)
    before = hand.canvas.extent
    hand.key(Qt.Key.Key_Right)
    assert hand.canvas.extent[0] > before[0] and hand.canvas.extent[1] == pytest.approx(before[1])
    hand.key(Qt.Key.Key_Up)
    assert hand.canvas.extent[1] > before[1]
    hand.key(Qt.Key.Key_Home)
    extent = hand.canvas.extent
    assert extent[0] < COUNTY[0] and extent[1] < COUNTY[1] and extent[2] > COUNTY[2] and extent[3] > COUNTY[3]
    share = max(WIDTH_M / (extent[2] - extent[0]), HEIGHT_M / (extent[3] - extent[1]))
    assert share == pytest.approx(0.92)


def test_a_place_that_the_map_does_not_hold_moves_nothing(hand: Hand) -> None:
    before = hand.canvas.extent
    hand.canvas.session.zoom_wanted.emit((math.nan,) * 4)
    assert hand.canvas.extent == before


def test_zoom_to_selection_and_wishes_of_the_session(hand: Hand) -> None:
    hand.session.select([SQUARE_ID])
    hand.canvas.zoom_selection()
    x_m, y_m = xy(6, 8)
    extent = hand.canvas.extent
    assert ((extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2) == pytest.approx((x_m, y_m))
    # A single point shows 400 m around it, with the margin.
    assert min(extent[2] - extent[0], extent[3] - extent[1]) == pytest.approx(400 / 0.6)
    hand.session.zoom_wanted.emit((X0, Y0, X0 + 1000, Y0 + 1000))
    extent = hand.canvas.extent
    assert extent[0] < X0 and extent[3] > Y0 + 1000 and extent[3] - extent[1] < 1300


def test_the_extent_is_remembered_with_the_project(hand: Hand, qtbot: Any) -> None:
    hand.canvas.extent = (X0, Y0, X0 + 8200, Y0 + 5300)
    kept = hand.session.project.ui_state[EXTENT_KEY]
    assert kept == pytest.approx([X0, Y0, X0 + 8200, Y0 + 5300])
    again = small_project()
    again.ui_state[EXTENT_KEY] = kept
    hand.session.open(again, None)
    assert hand.canvas.extent == pytest.approx((X0, Y0, X0 + 8200, Y0 + 5300))
    hand.session.open(small_project(), None)
    assert hand.canvas.extent[2] - hand.canvas.extent[0] > WIDTH_M


def test_nonsense_in_the_kept_extent_is_passed_over(hand: Hand) -> None:
    for nonsense in ([1, 2, 3], "here", [float("nan")] * 4, None, ["a", 1, 2, 3]):
        project = small_project()
        project.ui_state[EXTENT_KEY] = nonsense
        hand.session.open(project, None)
        assert hand.canvas.extent[0] < X0 < hand.canvas.extent[2]


def test_asked_for_before_it_has_its_size_the_county_still_fits(qtbot: Any) -> None:
    session = Session("zh")
    session.open(small_project(), None)
    canvas = MapCanvas(session)
    qtbot.addWidget(canvas)
    canvas.zoom_county()
    canvas.resize(300, 700)
    canvas.show()
    qtbot.waitExposed(canvas)
    extent = canvas.extent
    assert extent[0] < COUNTY[0] and extent[2] > COUNTY[2]
    assert extent[2] - extent[0] == pytest.approx(WIDTH_M / 0.92)


def test_the_county_still_fits_when_a_bar_takes_room_and_until_the_map_is_moved(hand: Hand) -> None:
    canvas = hand.canvas
    canvas.resize(800, 520)
    canvas.zoom_county()
    before = canvas.map_window.m_per_px
    kept = hand.session.project.ui_state[EXTENT_KEY]
    canvas.resize(800, 380)
    assert canvas.extent[1] < COUNTY[1] and canvas.extent[3] > COUNTY[3]
    assert canvas.map_window.m_per_px > before
    assert hand.session.project.ui_state[EXTENT_KEY] == kept  # reopened, the county is shown as it was
    canvas.resize(800, 520)
    assert canvas.map_window.m_per_px == pytest.approx(before)
    canvas.show_window(canvas.map_window.panned(30, 0))
    canvas.resize(800, 380)
    assert canvas.map_window.m_per_px == pytest.approx(before)


def test_resizing_keeps_the_middle_and_the_scale(hand: Hand) -> None:
    hand.canvas.show_window(replace(hand.canvas.map_window, m_per_px=12.5))
    centre = (hand.canvas.map_window.x_m, hand.canvas.map_window.y_m)
    hand.canvas.resize(500, 400)
    assert (hand.canvas.map_window.x_m, hand.canvas.map_window.y_m) == pytest.approx(centre)
    assert hand.canvas.map_window.m_per_px == 12.5
    assert hand.canvas.map_window.width_px == 500


# -- the kept picture -----------------------------------------------------------------------------------


def test_while_panning_the_kept_picture_moves_and_nothing_is_drawn_anew(hand: Hand) -> None:
    hand.canvas.set_options(show_labels=False)
    hand.canvas.finish_redraw()
    hand.canvas.overlays.zoom.hide()
    calls: list[object] = []
    scene = hand.canvas.stage.scene
    object.__setattr__(scene, "steps", lambda *a, **k: calls.append(a))
    before = image_of(hand)
    hand.press(xy(12, 8), MIDDLE)
    hand.move((xy(12, 8)[0] + 80 * M_PER_PX, xy(12, 8)[1]), MIDDLE)
    after = image_of(hand)
    assert not calls
    # 80 pixels to the right, apart from the corners where scale bar and north arrow stand still.
    assert np.array_equal(after[100:400, 180:700], before[100:400, 100:620])


def test_the_kept_picture_equals_the_true_one_after_a_pan(hand: Hand, qtbot: Any) -> None:
    hand.canvas.set_options(show_labels=False)
    hand.canvas.overlays.zoom.hide()
    hand.canvas.finish_redraw()
    hand.press(xy(12, 8), MIDDLE)
    hand.move((xy(12, 8)[0] + 70 * M_PER_PX, xy(12, 8)[1] - 30 * M_PER_PX), MIDDLE)
    hand.release(xy(12, 8), MIDDLE)
    shown = image_of(hand)[60:440, 60:760]
    true = true_picture(hand).convertToFormat(QImage.Format.Format_RGB32)
    wanted = np.frombuffer(true.constBits(), dtype=np.uint8).reshape(true.height(), true.width(), 4)[..., :3]
    different = (np.abs(shown.astype(int) - wanted[60:440, 60:760]).max(axis=2) > 40).mean()
    assert different < 0.002


def test_other_things_go_on_while_a_picture_is_drawn(
    hand: Hand, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.map.picture.SLICE_S", 0.0)
    turns: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: turns.append(1))
    with qtbot.waitSignal(hand.canvas.stage.picture_changed, timeout=20_000):
        hand.canvas.stage.renew()
        timer.start(0)
    assert len(turns) > 5


def test_a_picture_that_nobody_waits_for_any_more_goes_without_the_collector(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.map.picture.SLICE_S", 0.0)
    maker = PictureMaker(None)
    maker.order(Order(hand.canvas.stage.scene, hand.canvas.map_window, 1.0, 1, 1))
    maker._start()
    maker._step()
    assert maker.is_drawing
    gone = weakref.ref(maker)
    del maker  # the collector does not run in tests
    assert gone() is None


def test_the_true_picture_follows_after_a_pause(hand: Hand, qtbot: Any) -> None:
    with qtbot.waitSignal(hand.canvas.stage.picture_changed, timeout=3000):
        hand.wheel(xy(12, 8))
    settled(hand, qtbot)
    sheet = hand.canvas.stage._maker.sheet
    assert sheet.fits(hand.canvas.map_window, 1.0) and sheet.covers(hand.canvas.map_window)


def sheets_of(hand: Hand, qtbot: Any, gesture: Callable[[], None]) -> list[Sheet]:
    """Every picture that comes of a gesture."""
    made: list[Sheet] = []
    stage = hand.canvas.stage
    stage.picture_changed.connect(lambda: made.append(stage._maker.sheet))
    gesture()
    settled(hand, qtbot)
    return made.copy()


def test_turning_the_wheel_many_times_draws_once_what_is_seen_then_the_margin(hand: Hand, qtbot: Any) -> None:
    def turn() -> None:
        for _ in range(8):
            hand.wheel(xy(12, 8), 0.5)

    seen, whole = sheets_of(hand, qtbot, turn)
    window = hand.canvas.map_window
    assert seen.viewport.shown == pytest.approx(window.extent, abs=window.m_per_px)
    expected, visible = picture_viewport(window, 1.0)
    assert whole.viewport == expected and whole.covers(window.panned(0.4 * window.width_px, 0))
    # The first one is the middle of the whole.
    assert whole.base.copy(visible.toRect()) == seen.base
    assert whole.top.copy(visible.toRect()) == seen.top


def test_after_a_pan_within_the_margin_only_letters_are_drawn_before_the_new_margin(
    hand: Hand, qtbot: Any
) -> None:
    hand.canvas.finish_redraw()
    before = hand.canvas.stage._maker.sheet
    pan = hand.canvas.map_window.panned(60, 20)
    seen, whole = sheets_of(hand, qtbot, lambda: hand.canvas.show_window(pan))
    assert seen.base is before.base and seen.window == pan
    assert whole.base is not before.base and whole.viewport == picture_viewport(pan, 1.0)[0]


def test_what_changed_meanwhile_is_not_drawn_with_the_county_of_before(hand: Hand, qtbot: Any) -> None:
    hand.canvas.finish_redraw()
    before = hand.canvas.stage._maker.sheet
    seen, whole = sheets_of(hand, qtbot, lambda: hand.canvas.set_options(dark=True))
    assert before.base not in (seen.base, whole.base)
    (after,) = sheets_of(hand, qtbot, lambda: hand.canvas.set_hidden_families(["shelter"]))
    assert after.base is whole.base and after.top != whole.top


def test_a_long_pan_beyond_the_margin_is_drawn_before_it_ends(hand: Hand, qtbot: Any) -> None:
    hand.press(xy(12, 8), MIDDLE)
    with qtbot.waitSignal(hand.canvas.stage.picture_changed, timeout=3000):
        for _ in range(12):
            at = hand.canvas.map_window.to_map(410 - 60, 265)
            hand.canvas._pan._last = QPointF(410, 265)
            hand.move(at, MIDDLE)
    settled(hand, qtbot)
    assert hand.canvas.stage._maker.sheet.covers(hand.canvas.map_window)
    hand.release(xy(12, 8), MIDDLE)


def test_a_dragged_facility_is_never_missing_nor_twice(hand: Hand, qtbot: Any) -> None:
    hand.session.select([])
    hand.drag(xy(6, 8), xy(3, 13), let_go=False)
    settled(hand, qtbot)
    assert SQUARE_ID in hand.canvas.stage.scene.options.hidden_facility_ids
    hand.release(xy(3, 13))
    # Until the new picture is there the facility is drawn above the old one.
    assert [item.id for item in hand.canvas.stage.settling] == [SQUARE_ID]
    settled(hand, qtbot)
    assert hand.canvas.stage.settling == []
    assert SQUARE_ID not in hand.canvas.stage.scene.options.hidden_facility_ids


def test_escape_shows_the_facility_again(hand: Hand, qtbot: Any) -> None:
    before = image_of(hand)
    hand.drag(xy(6, 8), xy(3, 13), let_go=False)
    settled(hand, qtbot)
    hand.key(Qt.Key.Key_Escape)
    hand.release(xy(3, 13))
    hand.session.select([])
    hand.canvas.leaveEvent(QEvent(QEvent.Type.Leave))
    settled(hand, qtbot)
    assert np.array_equal(image_of(hand), before)


def test_an_edit_is_drawn(hand: Hand, qtbot: Any) -> None:
    settled(hand, qtbot)
    before = image_of(hand)
    hand.session.delete([SQUARE_ID], "")
    hand.session.assess_now()
    settled(hand, qtbot)
    after = image_of(hand)
    x, y = (round(value) for value in hand.canvas.map_window.to_px(*xy(6, 8)))
    assert not np.array_equal(before[y - 5 : y + 5, x - 5 : x + 5], after[y - 5 : y + 5, x - 5 : x + 5])
    hand.session.undo_stack.undo()
    hand.session.assess_now()
    settled(hand, qtbot)
    assert np.array_equal(image_of(hand), before)


def test_another_project_leaves_nothing_of_the_first(hand: Hand, qtbot: Any) -> None:
    hand.session.select([SQUARE_ID])
    hand.session.open(Project(), None)
    hand.canvas.finish_redraw()
    assert len(hand.canvas.stage.scene.facilities) == 0
    assert hand.canvas.hover is None and hand.canvas.picked_shape is None
    image = image_of(hand)[100:300, 300:600]
    assert (image == image[0, 0]).all()


def test_options_change_the_picture(hand: Hand, qtbot: Any) -> None:
    settled(hand, qtbot)
    light = image_of(hand)
    hand.canvas.set_options(dark=True)
    settled(hand, qtbot)
    assert image_of(hand).mean() < light.mean() - 60
    assert hand.canvas.is_dark
    with pytest.raises(TypeError, match="colour"):
        hand.canvas.set_options(colour="red")


# -- what it tells --------------------------------------------------------------------------------------


def test_cursor_and_scale_are_told(hand: Hand, qtbot: Any) -> None:
    told: list[Any] = []
    hand.canvas.cursor_moved.connect(told.append)
    hand.move(xy(6, 8))
    assert told[-1] == pytest.approx(xy(6, 8))
    hand.canvas.leaveEvent(QEvent(QEvent.Type.Leave))
    assert told[-1] is None
    with qtbot.waitSignal(hand.canvas.scale_changed) as scale:
        hand.canvas.zoom_by(2)
    assert scale.args[0] == pytest.approx(M_PER_PX / 2 / (0.0254 / 96))


def test_the_menu_is_asked_for_with_the_facility_selected(hand: Hand, qtbot: Any) -> None:
    with qtbot.waitSignal(hand.canvas.context_menu_wanted) as wanted:
        hand.press(xy(6, 8), Qt.MouseButton.RightButton)
    assert hand.session.selection == {SQUARE_ID}
    assert isinstance(wanted.args[0], QPoint) and wanted.args[1] == pytest.approx(xy(6, 8))


def test_dropped_files_are_passed_on_and_other_things_are_not(hand: Hand, qtbot: Any, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "乡镇.shp")), QUrl("https://example.org/a.gpkg")])
    enter = QDragEnterEvent(
        QPoint(50, 50), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier
    )
    hand.canvas.dragEnterEvent(enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    with qtbot.waitSignal(hand.canvas.files_dropped) as dropped:
        hand.canvas.dropEvent(drop)
    assert dropped.args[0] == [tmp_path / "乡镇.shp"]
    text = QMimeData()
    text.setText("hello")
    enter = QDragEnterEvent(
        QPoint(50, 50), Qt.DropAction.CopyAction, text, LEFT, Qt.KeyboardModifier.NoModifier
    )
    hand.canvas.dragEnterEvent(enter)
    assert not enter.isAccepted()


def test_tools_are_told_and_unknown_ones_refused(hand: Hand, qtbot: Any) -> None:
    told: list[str] = []
    hand.canvas.tool_changed.connect(told.append)
    for name in (*TOOLS[1:], TOOLS[0]):
        hand.session.tool_wanted.emit(name)
        hand.session.tool_wanted.emit(name)
        assert hand.canvas.tool_name == name
        assert hand.canvas.tool.hint()
    assert told == [*TOOLS[1:], TOOLS[0]]
    with pytest.raises(ValueError, match="lasso"):
        hand.canvas.set_tool("lasso")


def test_an_error_while_painting_is_told_once(hand: Hand, qtbot: Any, monkeypatch: Any, capfd: Any) -> None:
    said: list[Any] = []
    hand.session.said.connect(lambda message, level: said.append(level))

    def broken(*_: object) -> None:
        raise ZeroDivisionError("in paint")

    monkeypatch.setattr(hand.canvas.stage, "paint", broken)
    for _ in range(5):
        hand.canvas.viewport().repaint()
        QApplication.processEvents()
    assert said == ["error"]
    capfd.readouterr()


def test_an_error_while_drawing_the_picture_is_told_and_the_map_goes_on(
    hand: Hand, qtbot: Any, capfd: Any
) -> None:
    said: list[Any] = []
    hand.session.said.connect(lambda message, level: said.append(level))

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("in draw")

    object.__setattr__(hand.canvas.stage.scene, "steps", broken)
    hand.wheel(xy(12, 8))
    qtbot.waitUntil(lambda: said == ["error"], timeout=3000)
    hand.canvas.set_options(show_labels=False)  # another scene, which can be drawn
    settled(hand, qtbot)
    assert said == ["error"]
    assert hand.canvas.stage._maker.sheet.fits(hand.canvas.map_window, 1.0)
    capfd.readouterr()


def test_without_a_project_every_tool_does_nothing(qtbot: Any) -> None:
    session = Session("zh")
    canvas = MapCanvas(session)
    qtbot.addWidget(canvas)
    canvas.resize(*SIZE)
    canvas.show()
    empty = Hand(canvas)
    for name in TOOLS:
        canvas.set_tool(name)
        at = canvas.map_window.to_map(300, 200)
        far = canvas.map_window.to_map(400, 300)
        empty.click(at)
        empty.drag(at, far)
        empty.double_click(at)
        empty.key(Qt.Key.Key_Return)
        empty.key(Qt.Key.Key_Delete)
        empty.key(Qt.Key.Key_Escape)
    assert session.undo_stack.count() == 0
    assert len(session.scenario.facilities) == 0


# -- what lies on the edges -----------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(820, 530), (560, 360), (1600, 1000)])
def test_overlays_lie_wholly_on_the_map_and_apart(hand: Hand, size: tuple[int, int]) -> None:
    hand.canvas.resize(*size)
    hand.canvas.finish_redraw()
    whole = hand.canvas.rect()
    overlays = hand.canvas.overlays
    furniture = [rect.toAlignedRect() for rect, _ in overlays.furniture(1.0)]
    parts = [overlays.zoom.geometry(), *furniture]
    for part in parts:
        assert whole.contains(part), part
    for number, part in enumerate(parts):
        assert not any(part.intersects(other) for other in parts[number + 1 :])


def test_nothing_but_zoom_scale_and_north_lies_on_the_map(hand: Hand) -> None:
    canvas = hand.canvas
    canvas.set_options(coverage_key="shelter.fixed")
    hand.session.select([SQUARE_ID])
    over = [child for child in canvas.findChildren(QFrame) if child.isVisible() and child.parent() is canvas]
    assert [child for child in over if child is not canvas.viewport()] == [canvas.overlays.zoom]


def test_what_the_signs_mean_is_told_with_every_scene(hand: Hand) -> None:
    told: list[tuple[Any, ...]] = []
    hand.canvas.legend_changed.connect(told.append)
    hand.canvas.set_options(theme="density")
    assert any(entry.key.startswith("theme.density.") for entry in told[-1])
    hand.canvas.set_options(theme="none")
    assert not any(entry.key.startswith("theme.") for entry in told[-1])


def test_the_language_changes_while_running(hand: Hand, qtbot: Any) -> None:
    before = [entry.text for entry in hand.canvas.stage.scene.legend()]
    hand.session.lang = "en"
    QApplication.sendEvent(hand.canvas, QEvent(QEvent.Type.LanguageChange))
    after = [entry.text for entry in hand.canvas.stage.scene.legend()]
    assert before != after and len(before) == len(after)


def test_the_map_is_freed_with_its_window(qtbot: Any) -> None:
    import gc
    import weakref

    from shiboken6 import delete

    owner = make_hand(qtbot)
    session = owner.session
    second = MapCanvas(session)
    second.resize(*SIZE)
    second.show()
    second.finish_redraw()
    gone = weakref.ref(second)
    second.close()
    delete(second)
    del second
    gc.collect()
    assert gone() is None
    # What the session tells does not reach the dead map.
    session.select([SQUARE_ID])
    session.assess_now()
    assert isinstance(owner.canvas.free_rect(), QRectF)
