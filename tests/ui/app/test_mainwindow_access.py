"""Everything can be reached and named without a mouse; the panels fold; the history leads back."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.canvas_project import PARK_ID, SCHOOL_ID, SQUARE_ID
from tests.ui.conftest import MakeWindow
from tests.ui.reached import out_of_reach
from ui.app.mainwindow import MainWindow
from ui.panels.inspector import ANALYSIS, SELECTED, VERDICT


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_of_the_start_page_has_a_name(make_window: MakeWindow, lang: str) -> None:
    assert out_of_reach(make_window(lang=lang, empty=True)) == []


def test_zoom_buttons_are_reached_from_the_map(window: MainWindow) -> None:
    window.activateWindow()
    window.canvas.setFocus()
    before = window.canvas.extent
    QTest.keyClick(window.canvas, Qt.Key.Key_Tab)
    button = QApplication.focusWidget()
    assert button is not None and button.objectName() == "mapZoom_plus"
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert window.canvas.extent != before


def test_tab_reaches_every_part_of_the_window(window: MainWindow, qtbot: Any) -> None:
    window.session.select([SQUARE_ID])
    window.selected_panel.form.refresh()
    window.activateWindow()
    parts = {
        "layers": window.layers_panel,
        "scenarios": window.scenarios_panel,
        "tabs": window.inspector.tabs,
        "headlines": window.findings_panel.pinned,
        "findings": window.findings_panel,
        "form": window.selected_panel,
        "analyses": window.analyses_panel,
        "tables": window.tables_panel,
    }
    reached: set[str] = set()
    for tab in (SELECTED, VERDICT, ANALYSIS):
        window.inspector.show_tab(tab)
        window.canvas.setFocus()
        for _ in range(150):
            QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
            focus = QApplication.focusWidget()
            reached |= {
                name
                for name, part in parts.items()
                if focus is not None and (part is focus or part.isAncestorOf(focus))
            }
            if focus is window.canvas:
                break
    assert reached == set(parts)


def test_the_history_leads_back_and_forward(window: MainWindow) -> None:
    session = window.session
    assert window.docks["history"].isHidden()
    window.docks["history"].toggleViewAction().trigger()
    assert window.docks["history"].isVisible()
    before = dict(session.scenario.facilities)
    for facility_id in (SQUARE_ID, SCHOOL_ID, PARK_ID):
        session.delete([facility_id], f"删除 {facility_id}")
    model = window.history_panel.view.model()
    texts = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert texts == ["打开时", f"删除 {SQUARE_ID}", f"删除 {SCHOOL_ID}", f"删除 {PARK_ID}"]
    window.history_panel.view.setCurrentIndex(model.index(0, 0))
    assert dict(session.scenario.facilities) == before
    window.history_panel.view.setCurrentIndex(model.index(2, 0))
    assert set(before) - set(session.scenario.facilities) == {SQUARE_ID, SCHOOL_ID}


def test_keys_mean_what_they_mean_where_they_are_pressed(window: MainWindow, qtbot: Any) -> None:
    session = window.session
    window.activateWindow()
    session.select([SQUARE_ID])

    # Delete in the layer list removes the layer, not the selected facility.
    tree = window.layers_panel.tree
    tree.setFocus()
    rows = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    tree.setCurrentItem(next(item for item in rows if item.data(0, Qt.ItemDataRole.UserRole) == "roads"))
    QTest.keyClick(tree, Qt.Key.Key_Delete)
    assert SQUARE_ID in session.scenario.facilities
    assert "roads" not in {layer.id for layer in session.project.layers}
    session.undo_stack.undo()

    # Copying in a table copies rows for a spreadsheet, on the map facilities.
    window.tables_panel.set_open(True)
    view = window.tables_panel.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "\t" in QApplication.clipboard().text() and session.clipboard == ()
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert [facility.id for facility in session.clipboard] == [SQUARE_ID]

    # A digit typed into a table or a field is a digit; on the map it is a tool.
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_2)
    assert window.canvas.tool_name == "select"
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_2)
    assert window.canvas.tool_name == "place.depot"
    qtbot.wait(10)


def test_every_panel_can_be_closed_and_opened(window: MainWindow) -> None:
    for name, dock in window.docks.items():
        was_hidden = dock.isHidden()
        dock.toggleViewAction().trigger()
        assert dock.isHidden() != was_hidden, name
        dock.toggleViewAction().trigger()
        assert dock.isHidden() == was_hidden, name


def test_dark_and_light_reach_every_part(window: MainWindow) -> None:
    from ui.core.themes import current_theme, theme_named

    window.set_theme("dark")
    assert current_theme() == theme_named("dark")
    assert window.canvas.is_dark if hasattr(window.canvas, "is_dark") else window.canvas.stage.options.dark
    dark = window.findings_panel.grab().toImage()
    window.set_theme("light")
    light = window.findings_panel.grab().toImage()
    at = (3, dark.height() - 3)  # left of every row, where nothing is written
    assert dark.pixelColor(*at).lightness() < 90 < 200 < light.pixelColor(*at).lightness()
