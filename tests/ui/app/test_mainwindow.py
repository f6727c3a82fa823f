"""The main window as a person meets it: layout, tools, keys, title, pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QStyle, QWidget

from tests.ui.canvas_project import SCHOOL_ID, SQUARE_ID
from tests.ui.conftest import MakeWindow, wait_until_idle
from tests.ui.leaks import deliver_deletions
from ui.app.mainwindow import MainWindow
from ui.core.preferences import Preferences
from ui.panels.findingrow import FindingRow


def test_the_map_has_at_least_half_the_width(window: MainWindow, qtbot: Any) -> None:
    for width, height in ((1366, 768), (1920, 1080), (1280, 720)):
        window.resize(width, height)
        qtbot.wait(30)
        assert window.canvas.width() >= width / 2, width
        assert (window.width(), window.height()) == (width, height)  # nothing forces the window larger


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_full_status_bar_does_not_force_the_window_larger(
    make_window: MakeWindow, qtbot: Any, lang: str
) -> None:
    window = make_window(lang=lang)
    window.resize(1280, 720)
    window.status.remarks.setText("118 remarks on the data")
    window.status.remarks.show()
    window.status.show_position(window.canvas.map_window.to_map(300, 300))
    window.canvas.set_tool("place.shelter")
    qtbot.wait(30)
    assert window.status.hint.text() and window.status.position.text()
    assert window.width() == 1280
    window.status.show_hint(500 * "w")
    qtbot.wait(30)
    assert window.width() == 1280


def test_the_first_window_is_not_larger_than_the_screen(
    qapp: QApplication, qtbot: Any, haven_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    title_px = qapp.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)  # it comes on top
    assert title_px > 0
    small = QSize(1280, 680)
    for size, expected in ((small, small - QSize(0, title_px)), (QSize(3840, 2100), QSize(1366, 768))):
        monkeypatch.setattr(QScreen, "availableSize", lambda _, size=size: size)
        window = MainWindow(Preferences(haven_home / str(size.width())))
        assert window.size() == expected
        window.close()
        window.deleteLater()
    deliver_deletions()


def test_starts_on_the_welcome_page_without_panels(make_window: MakeWindow) -> None:
    window = make_window(empty=True)
    assert window.pages.currentWidget() is window.welcome
    assert not any(dock.isVisible() for dock in window.findChildren(QDockWidget))
    assert not window.actions_["save"].isEnabled()
    assert window.actions_["open"].isEnabled()


def test_home_and_back_keep_the_project_and_closed_panels_closed(window: MainWindow) -> None:
    window.docks["scenarios"].toggleViewAction().trigger()
    assert window.docks["scenarios"].isHidden()
    window.actions_["home"].trigger()
    assert window.pages.currentWidget() is window.welcome
    assert not window.actions_.tools["place.shelter"].isEnabled()
    window.welcome.back_wanted.emit()
    assert window.pages.currentWidget() is window.canvas
    assert window.docks["layers"].isVisible()
    assert window.docks["scenarios"].isHidden()
    assert window.session.has_project


def test_title_and_menus_follow_file_scenario_selection_and_unsaved_work(
    window: MainWindow, tmp_path: Any
) -> None:
    assert not window.actions_["delete"].isEnabled()
    window.session.select([SCHOOL_ID])
    assert window.actions_["delete"].isEnabled()
    window.session.select([])
    assert not window.actions_["delete"].isEnabled()
    assert "示例" in window.windowTitle() and "现状" in window.windowTitle()
    assert "*" not in window.windowTitle() and not window.menus.undo.isEnabled()
    window.session.delete([SQUARE_ID], "删除文化广场")
    assert "*" in window.windowTitle()
    assert window.menus.undo.isEnabled() and "删除文化广场" in window.menus.undo.text()
    window.menus.undo.trigger()
    assert "*" not in window.windowTitle() and "删除文化广场" in window.menus.redo.text()
    window.session.set_path(tmp_path / "我的县.gpkg")
    assert "我的县.gpkg" in window.windowTitle()


def test_tool_buttons_follow_the_map_and_the_map_follows_them(window: MainWindow) -> None:
    tools = window.actions_.tools
    tools["measure"].trigger()
    assert window.canvas.tool_name == "measure"
    window.session.tool_wanted.emit("place.depot")
    assert tools["place.depot"].isChecked() and not tools["measure"].isChecked()
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert tools["select"].isChecked()


def test_keys_undo_redo_delete_select_all(window: MainWindow, qtbot: Any) -> None:
    window.activateWindow()
    window.canvas.setFocus()
    session = window.session
    before = dict(session.scenario.facilities)
    session.select([SQUARE_ID])
    QTest.keyClick(window.canvas, Qt.Key.Key_Delete)
    assert SQUARE_ID not in session.scenario.facilities
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert dict(session.scenario.facilities) == before
    QTest.keyClick(window.canvas, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert SQUARE_ID not in session.scenario.facilities
    QTest.keyClick(window.canvas, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert session.selection == frozenset(session.scenario.facilities)


def test_a_tool_s_key_takes_after_a_scenario_was_chosen_and_a_row_clicked(
    window: MainWindow, qtbot: Any
) -> None:
    """What a newcomer does first: look at a row, choose a plan, press 1 and click on the map."""
    tool, row = window.actions_.tools["place.shelter"], window.findings_panel.findChildren(FindingRow)[0]
    assert window.scenario_box.focusPolicy() == Qt.FocusPolicy.TabFocus
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_1)
    assert tool.isChecked() and window.canvas.hasFocus()
    window.actions_.tools["select"].trigger()
    window.findings_panel.setFocus()
    window.scenario_box.activated.emit(1)
    assert window.canvas.hasFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_1)
    assert tool.isChecked()
    window.actions_.tools["select"].trigger()
    window.show_page(window.welcome)
    QTest.keyClick(window, Qt.Key.Key_1)
    assert not tool.isChecked()


def test_scenario_box_and_cards_show_the_same_scenario(window: MainWindow, qtbot: Any) -> None:
    window.scenario_box.setCurrentIndex(1)
    window.scenario_box.activated.emit(1)
    assert window.session.project.active_scenario_id == "plan"
    assert "方案甲" in window.windowTitle()
    QTest.mouseClick(window.scenarios_panel.card("today"), Qt.MouseButton.LeftButton)
    assert window.session.scenario.is_today
    assert window.scenario_box.currentData() == "today"
    wait_until_idle(window, qtbot)


def test_status_bar_tells_coordinates_of_the_cursor(window: MainWindow) -> None:
    # EPSG:4548 is the zone of 117 E, number 39; a point on its meridian has easting 500,000.
    window.status.show_position((500_000.0, 3_998_214.2))
    assert "117.00000" in window.status.position.text()
    assert "39,500,000.0" in window.status.grid_position.text()
    assert "3,998,214.2" in window.status.grid_position.text()
    window.status.show_position(None)
    assert window.status.position.text() == ""


def test_no_panel_reaches_beyond_a_window_made_smaller(make_window: MakeWindow) -> None:
    window = make_window(lang="en")  # where the right panel wants more than it may have
    dock = window.docks["inspector"]
    for width in (1366, 1280, 1366, 1024):
        window.resize(width, 768)
        QApplication.processEvents()
        QApplication.processEvents()
        assert window.rect().contains(dock.geometry()), width
        assert dock.width() <= dock.maximumWidth()


def test_no_text_of_the_toolbar_is_cut_off(make_window: MakeWindow, qtbot: Any) -> None:
    for lang in ("zh", "en"):
        window = make_window(lang=lang)
        window.resize(1280, 720)
        qtbot.wait(20)
        extension = window.toolbar.findChild(object, "qt_toolbar_ext_button")
        assert extension is None or not extension.isVisible(), lang


def test_messages_show_three_lines_and_go(window: MainWindow, qtbot: Any) -> None:
    from models.kernel.errors import Message

    window.session.say(Message("文件读不出来。", "道路.shp", "请补上 .shx 文件。", "traceback"), "error")
    assert window.messages.isVisible()
    shown = [w.text() for w in (window.messages._what, window.messages._where, window.messages._repair)]
    assert shown == ["文件读不出来。", "道路.shp", "请补上 .shx 文件。"]
    assert not window.messages._details.isVisible()
    window.messages._details_button.click()
    assert window.messages._details.isVisible()
    window.messages._close.click()
    assert not window.messages.isVisible()


def test_places_beyond_reach_show_only_when_their_finding_is_looked_at(window: MainWindow) -> None:
    scene = window.canvas.stage.scene
    assert scene is not None and scene.uncovered_key is None
    finding = next(one for one in window.session.findings if one.figure.id == "shelter.people_share.fixed")
    window.findings_panel.filter.show_more(True)
    window.findings_panel.toggle(finding.id)
    scene = window.canvas.stage.scene
    assert scene is not None and scene.uncovered_key == "shelter.fixed" and len(scene.uncovered_xy)
    assert window.layers_panel.coverage_box.currentData() == "shelter.fixed"


def test_panels_get_their_width_back_after_a_wide_page(window: MainWindow, qtbot: Any) -> None:
    qtbot.wait(30)
    layers, inspector = (window.docks[name].width() for name in ("layers", "inspector"))
    wide = QWidget()
    wide.setMinimumWidth(1000)
    window.pages.addWidget(wide)
    window.show_page(wide)
    qtbot.wait(30)
    window.show_page(window.canvas)  # before the wide page is gone
    window.pages.removeWidget(wide)
    wide.deleteLater()
    assert (layers, inspector) == (256, 336)
    qtbot.waitUntil(
        lambda: [window.docks[name].width() for name in ("layers", "inspector")] == [layers, inspector]
    )
