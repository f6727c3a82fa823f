"""Two scenarios against each other: figures, who gains and loses on the map, one over the other."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from models.assessment.assess import assess
from models.assessment.changed import changed_reach
from models.assessment.compare import compare
from models.findings.findings import Verdict
from models.findings.numbers import figure_text
from tests.ui.canvas_project import SQUARE_ID, small_project
from tests.ui.conftest import wait_until_idle
from ui.analysis.compare import BESIDE, MARKS, SWIPE, ComparePanel
from ui.app.mainwindow import MainWindow

COUNTY = "core.shelter.area_per_resident.county"


def opened(window: MainWindow, qtbot: Any) -> ComparePanel:
    window.actions_["compare"].trigger()
    panel = window.analyses_panel.shown
    assert isinstance(panel, ComparePanel)
    wait_until_idle(window, qtbot)
    return panel


def cell(panel: ComparePanel, key: str, column: str) -> str:
    rows = panel.figures.table.rows
    (row,) = rows.rows_of({key})
    at = [one.key for one in rows.columns].index(column)
    return str(rows.index(row, at).data())


def test_figures_are_what_the_computation_says(window: MainWindow, qtbot: Any) -> None:
    panel = opened(window, qtbot)
    assert (panel.first.currentData(), panel.second.currentData()) == ("today", "plan")
    qtbot.waitUntil(lambda: window.results.of("plan") is not None, timeout=20_000)
    today, plan = window.results.of("today"), window.results.of("plan")
    assert today is not None and plan is not None
    expected = compare(today, plan)
    table = panel.figures.table
    assert [table.rows.key_at(row) for row in range(table.rows.rowCount())] == [
        one.id for one in expected if one.is_changed
    ]
    panel.figures.only_changed.setChecked(False)
    assert table.rows.rowCount() == len(expected)
    for one in expected:
        assert cell(panel, one.id, "first") == MARKS[one.verdict_a] + figure_text(one.a, one.unit, "zh")
    failing = next(one for one in expected if one.verdict_b == Verdict.FAIL)
    assert cell(panel, failing.id, "second").startswith("✗ ") and cell(panel, failing.id, "target")
    # The plan counts a park more than today.
    assert cell(panel, COUNTY, "trend") == "▲ 变好" and cell(panel, COUNTY, "difference").startswith("+")


def test_it_follows_edits_and_ends_with_its_project(window: MainWindow, qtbot: Any) -> None:
    panel = opened(window, qtbot)
    before = cell(panel, COUNTY, "first")
    window.session.delete([SQUARE_ID], "x")
    window.session.assess_now()
    wait_until_idle(window, qtbot)
    panel.figures.only_changed.setChecked(False)
    assert cell(panel, COUNTY, "first") != before
    other = small_project()
    other.scenarios = other.scenarios[:1]
    window.session.open(other, None)
    assert window.analyses_panel.shown is None


def test_who_gains_and_loses_is_marked_while_it_is_looked_at(window: MainWindow, qtbot: Any) -> None:
    panel = opened(window, qtbot)
    panel.tabs.setCurrentIndex(1)
    project, rules = window.session.project, window.session.rules
    today, plan = (
        assess(
            project.county,
            project.scenario(key),
            rules,
            project.lacking_in(project.scenario(key)),
            project.settings.local,
        )
        for key in ("today", "plan")
    )
    expected = changed_reach(today, plan, "shelter.fixed")
    assert expected is not None and panel.people.key_box.currentData() == "shelter.fixed"
    marked = window.canvas.people_marks.places
    assert marked is not None
    assert (len(marked.gained), len(marked.lost)) == (len(expected.gained), len(expected.lost))
    assert panel.people.table.rows.rowCount() == len(expected.gained) + len(expected.lost)
    panel.tabs.setCurrentIndex(0)
    assert window.canvas.people_marks.places is None


def test_one_scenario_lies_over_the_other_up_to_a_line(window: MainWindow, qtbot: Any) -> None:
    panel = opened(window, qtbot)
    panel.show_on_map(SWIPE)
    canvas, swipe = window.canvas, window.canvas.swipe
    assert window.session.scenario.id == "plan" and swipe.scene is not None
    qtbot.waitUntil(lambda: not (swipe.is_busy or canvas.stage.is_busy))
    width = canvas.map_window.width_px
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(round(width / 2), 200))
    QTest.mouseMove(canvas.viewport(), QPoint(round(width / 4), 200))
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(round(width / 4), 200))
    assert abs(swipe.share - 0.25) < 0.01 and panel.line.value() == 25
    panel.line.setValue(80)
    assert swipe.share == 0.8
    assert panel.line.isVisible()
    panel.show_on_map("")
    assert swipe.scene is None and not panel.line.isVisible()


def test_both_scenarios_stand_side_by_side_and_move_together(window: MainWindow, qtbot: Any) -> None:
    panel = opened(window, qtbot)
    side, canvas = window.side_map, window.canvas
    before = canvas.width()
    panel.show_on_map(BESIDE)
    qtbot.waitUntil(lambda: canvas.width() < before and not (side.is_busy or canvas.stage.is_busy))
    assert side.isVisible() and abs(side.width() - canvas.width()) <= 1
    assert window.session.scenario.id == "plan" and canvas.caption == window.session.scenario.title("zh")
    assert side.scene is not None and side.accessibleName() == "现状的地图"
    today = window.session.project.scenario("today").facilities
    items = side.scene.facilities.items
    assert items and all(one is today[one.id] for one in items)

    middle = QPoint(side.width() // 2, side.height() // 2)
    QTest.mousePress(side, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(side, middle + QPoint(40, 0))
    at = canvas.map_window
    QTest.mouseMove(side, middle + QPoint(60, 10))
    QTest.mouseRelease(side, Qt.MouseButton.LeftButton, pos=middle + QPoint(60, 10))
    assert canvas.map_window == at.panned(20, 10)
    assert (side.map_window.x_m, side.map_window.m_per_px) == (canvas.map_window.x_m, at.m_per_px)
    assert canvas.echo_xy == side.map_window.to_map(middle.x() + 60, middle.y() + 10)

    square = window.session.project.scenario("today").facilities[SQUARE_ID]
    px = side.map_window.to_px(square.geometry.centroid.x, square.geometry.centroid.y)
    at_square = QPoint(round(px[0]), round(px[1]))
    QTest.mouseClick(side, Qt.MouseButton.LeftButton, pos=at_square)
    assert window.session.selection == {SQUARE_ID}
    window.session.delete([SQUARE_ID], "x")
    assert SQUARE_ID in {one.id for one in side.scene.facilities.items}, "today still has it"
    QTest.mouseClick(side, Qt.MouseButton.LeftButton, pos=at_square)
    assert window.session.selection == frozenset()
    window.go_home()
    assert not side.isVisible()
    window.show_page(canvas)
    assert side.isVisible()
    panel.show_on_map("")
    assert not side.isVisible() and canvas.caption == ""
    qtbot.waitUntil(lambda: canvas.width() == before)


def test_the_map_beside_goes_with_its_scenario(window: MainWindow, qtbot: Any) -> None:
    panel = opened(window, qtbot)
    panel.first.setCurrentIndex(panel.first.findData("plan"))
    panel.second.setCurrentIndex(panel.second.findData("today"))
    panel.show_on_map(BESIDE)
    assert window.side_map.isVisible() and window.session.scenario.is_today
    window.session.push(window.session.project.remove_scenario_edit("plan"), "x")
    assert not window.side_map.isVisible() and window.canvas.caption == ""


def test_delete_in_the_table_is_not_about_facilities(window: MainWindow, qtbot: Any) -> None:
    panel = opened(window, qtbot)
    window.session.select([SQUARE_ID])
    table = panel.figures.table
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert SQUARE_ID in window.session.scenario.facilities
