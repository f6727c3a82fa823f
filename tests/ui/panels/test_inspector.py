"""The one panel at the right: what comes to the front by itself, and what stays."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from tests.ui.canvas_hand import LEFT, Hand
from tests.ui.canvas_project import SQUARE_ID
from tests.ui.conftest import MakeWindow
from ui.app.mainwindow import MainWindow
from ui.core.actions import ANALYSES
from ui.panels.inspector import ANALYSIS, SELECTED, VERDICT


def click_on(window: MainWindow, facility_id: str) -> None:
    hand = Hand(window.canvas)
    hand.click(window.session.scenario.facilities[facility_id].location)


def test_a_click_on_the_map_shows_the_form_and_a_click_beside_it_goes_back(window: MainWindow) -> None:
    tabs = window.inspector.tabs
    assert tabs.currentIndex() == VERDICT and window.findings_panel.isVisible()
    click_on(window, SQUARE_ID)
    assert tabs.currentIndex() == SELECTED and window.selected_panel.form.isVisible()
    window.session.select([])
    assert tabs.currentIndex() == VERDICT
    # Whoever chose the page stays on it.
    window.inspector.show_tab(SELECTED)
    window.session.select([SQUARE_ID])
    window.session.select([])
    assert tabs.currentIndex() == SELECTED


def test_the_form_has_the_whole_height(window: MainWindow, qtbot: Any) -> None:
    for size in ((1366, 768), (1280, 720)):
        window.resize(*size)
        click_on(window, SQUARE_ID)
        qtbot.wait(20)
        form = window.selected_panel.form
        assert form.viewport().height() > 0.6 * window.inspector.height(), size
        seen = form.viewport().rect()
        for name in ("name", "status", "shelter_class", "effective_area_m2"):
            editor = form.editor(name)
            assert seen.contains(editor.mapTo(form.viewport(), editor.rect().center())), (size, name)
        window.session.select([])


def test_a_list_of_the_panel_stays_while_its_places_are_gone_through(window: MainWindow) -> None:
    panel = window.findings_panel
    finding = next(
        one
        for one in window.session.findings
        if any(place.kind == "facility" for place in one.figure.failing)
    )
    panel.show_row(finding.id)
    details = panel.details(finding.id)
    assert details is not None and details.places is not None
    window.activateWindow()
    details.places.setFocus()
    details.places.itemClicked.emit(details.places.item(0))
    assert window.session.selection and window.inspector.tabs.currentIndex() == VERDICT


def test_a_drag_shows_the_headline_figures_on_every_page(window: MainWindow) -> None:
    pinned = window.findings_panel.pinned
    window.session.select([SQUARE_ID])
    for tab in (SELECTED, ANALYSIS):
        window.inspector.show_tab(tab)
        assert not pinned.isVisible()
        hand = Hand(window.canvas)
        x_m, y_m = window.session.scenario.facilities[SQUARE_ID].location
        hand.press((x_m, y_m))
        for step in range(1, 6):
            hand.move((x_m + 200 * step, y_m + 120 * step), LEFT)
        assert pinned.isVisible() and pinned.tiles
        hand.key(Qt.Key.Key_Escape)
        hand.release((x_m, y_m))
        assert not pinned.isVisible()


def test_placing_shows_the_form_with_the_name_to_type(window: MainWindow, qtbot: Any) -> None:
    window.activateWindow()
    window.canvas.set_tool("place.shelter")
    hand = Hand(window.canvas)
    hand.move((window.canvas.extent[0] + 3000, window.canvas.extent[1] + 3000))
    hand.click((window.canvas.extent[0] + 3000, window.canvas.extent[1] + 3000))
    assert window.inspector.tabs.currentIndex() == SELECTED
    assert window.selected_panel.form.editor("name").hasFocus()


def test_every_analysis_is_a_click_away_with_a_line_about_it(make_window: MakeWindow) -> None:
    window = make_window(lang="zh")
    window.inspector.show_tab(ANALYSIS)
    texts = [note.text() for note in window.analyses_panel._notes]
    assert len(texts) == len(ANALYSES) and all(texts)
    buttons = window.analyses_panel.findChildren(QToolButton)
    button = next(one for one in buttons if one.defaultAction() is window.actions_["assign"])
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.analyses_panel.shown is not None
