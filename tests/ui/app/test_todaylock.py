"""Today is locked: nothing of it changes unasked, and an edit that was refused is not lost."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.canvas_hand import Hand
from tests.ui.canvas_project import SQUARE_ID
from tests.ui.conftest import MakeWindow
from ui.app.mainwindow import MainWindow

FAR = 1500.0


def drag_away(window: MainWindow) -> tuple[float, float]:
    """Drag the square; return where it was let go."""
    hand = Hand(window.canvas)
    x_m, y_m = window.session.scenario.facilities[SQUARE_ID].location
    hand.drag((x_m, y_m), (x_m + FAR, y_m))
    return x_m + FAR, y_m


def place_of(window: MainWindow, scenario_id: str) -> tuple[float, float]:
    return window.session.project.scenario(scenario_id).facilities[SQUARE_ID].location


def test_a_drag_of_today_is_refused_and_done_in_a_plan_of_its_own(make_window: MakeWindow) -> None:
    window = make_window(locked=True)
    before = place_of(window, "today")
    drag_away(window)
    assert place_of(window, "today") == before and window.session.undo_stack.count() == 0
    assert window.messages.isVisible() and "现状已锁定" in window.messages.message.what  # type: ignore[union-attr]
    extent = window.canvas.extent
    window.messages._action_button.click()
    plan = window.session.scenario
    assert not plan.is_today and plan.title("zh") == "方案乙"
    assert place_of(window, plan.id)[0] > before[0] + FAR / 2
    assert place_of(window, "today") == before
    assert window.canvas.extent == extent and not window.messages.isVisible()
    assert window.session.selection == {SQUARE_ID}


def test_unlocking_is_on_purpose_and_does_what_was_refused(make_window: MakeWindow) -> None:
    window = make_window(locked=True)
    before = place_of(window, "today")
    action = window.actions_["today_locked"]
    assert action.isChecked()
    drag_away(window)
    window.messages._other_button.click()
    assert place_of(window, "today")[0] > before[0] + FAR / 2 and not action.isChecked()
    window.session.undo_stack.undo()
    assert place_of(window, "today") == before
    action.trigger()
    window.session.delete([SQUARE_ID], "x")
    assert SQUARE_ID in window.session.scenario.facilities


def test_every_way_to_change_facilities_asks(make_window: MakeWindow, qtbot: Any) -> None:
    window = make_window(locked=True)
    session = window.session
    before = dict(session.scenario.facilities)
    session.select([SQUARE_ID])
    window.canvas.setFocus()
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Right):
        QTest.keyClick(window.canvas, key)
    form = window.selected_panel.form
    form.refresh()
    form._commit("name", "别的")
    qtbot.wait(1)
    assert form.editor("name").text() == before[SQUARE_ID].name  # type: ignore[attr-defined]
    window.canvas.duplicate()
    window.canvas.set_tool("place.depot")
    hand = Hand(window.canvas)
    hand.click((window.canvas.extent[0] + 3000, window.canvas.extent[1] + 3000))
    window.tables_panel.set_open(True)
    assert dict(session.scenario.facilities) == before and session.undo_stack.count() == 0


def test_what_was_refused_is_forgotten_when_something_else_is_done(make_window: MakeWindow) -> None:
    window = make_window(locked=True)
    drag_away(window)
    window.session.project.activate("plan")
    assert not window.messages.isVisible()
    assert window.session.undo_stack.count() == 0


def test_plans_are_free(make_window: MakeWindow) -> None:
    window = make_window(locked=True)
    window.session.project.activate("plan")
    before = place_of(window, "plan")
    drag_away(window)
    assert place_of(window, "plan")[0] > before[0] + FAR / 2 and not window.messages.isVisible()


def test_a_message_never_moves_the_map(make_window: MakeWindow, qtbot: Any) -> None:
    window = make_window()
    qtbot.wait(30)
    before, extent = window.canvas.geometry(), window.canvas.extent
    window.session.delete(list(window.session.scenario.facilities)[:2], "x")
    qtbot.wait(10)
    bar = window.messages
    assert bar.isVisible() and window.canvas.geometry() == before and window.canvas.extent == extent
    host = bar.parentWidget()
    assert host is not None and host.rect().contains(bar.geometry())
    assert bar.geometry().bottom() > 0.9 * host.height()
    assert not bar.geometry().intersects(window.canvas.overlays.zoom.geometry())
    assert bar.height() >= bar.layout().totalHeightForWidth(bar.width())  # type: ignore[union-attr]
