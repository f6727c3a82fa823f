"""What a planner does, from the first click to the saved file, with mouse and keyboard only."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import pytest
import shapely
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from models.facilities.facility import Shelter
from models.findings.numbers import figure_text
from tests.ui.canvas_hand import Hand
from tests.ui.conftest import MakeWindow, wait_until_idle, write
from ui.app.mainwindow import MainWindow

COUNTY = "core.shelter.area_per_resident.county"
FIGURE = "shelter.area_per_resident.county"


def figure(window: MainWindow) -> float:
    value = next(f for f in window.session.findings if f.id == COUNTY).figure.value
    assert value is not None
    return value


def open_sample(make_window: MakeWindow, qtbot: Any) -> MainWindow:
    window = make_window(empty=True)
    QTest.mouseClick(window.welcome.sample_button, Qt.MouseButton.LeftButton)
    wait_until_idle(window, qtbot)
    window.canvas.finish_redraw()
    return window


def free_spot(window: MainWindow, side_m: float) -> tuple[float, float]:
    """Centre of a square of empty ground inside the county, away from everything that can be snapped to."""
    session = window.session
    boundary = session.project.county.boundary
    assert boundary is not None
    shapes = [shape for layer in session.project.layers for shape in layer.geometries if layer.visible]
    shapes += [facility.geometry for facility in session.scenario.facilities.values()]
    lines = [s.boundary if s.geom_type in ("Polygon", "MultiPolygon") else s for s in shapes if s is not None]
    tree = shapely.STRtree(lines)
    min_x, min_y, max_x, max_y = boundary.bounds
    best, room = (0.0, 0.0), 0.0
    for step in range(1, 30):
        for other in range(1, 30):
            x, y = min_x + (max_x - min_x) * step / 30, min_y + (max_y - min_y) * other / 30
            if not boundary.contains(shapely.Point(x, y)):
                continue
            distance = shapely.Point(x, y).distance(lines[int(tree.nearest(shapely.Point(x, y)))])
            if distance > room:
                best, room = (x, y), distance
    assert room > side_m, room
    return best


def test_draw_a_shelter_watch_the_figure_undo_save_reopen(
    make_window: MakeWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_sample(make_window, qtbot)
    session = window.session
    hand = Hand(window.canvas)
    before = figure(window)
    residents = session.project.county.population_persons
    assert residents

    # Draw a square of 200 m x 200 m with the mouse, today.
    x, y = free_spot(window, 150.0)
    session.zoom_wanted.emit((x - 600, y - 400, x + 600, y + 400))
    window.canvas.finish_redraw()
    window.actions_.tools["draw.shelter"].trigger()
    corners = [(x - 100, y - 100), (x + 100, y - 100), (x + 100, y + 100), (x - 100, y + 100)]
    for corner in corners[:-1]:
        hand.click(corner)
    hand.double_click(corners[-1])
    (shelter,) = session.selected
    assert isinstance(shelter, Shelter)
    assert shelter.geometry.area == pytest.approx(40_000, rel=0.02)

    # Its name is asked for at once; type it, then say that it exists and is a park.
    form = window.selected_panel.form
    qtbot.waitUntil(lambda: "name" in form._editors and form.editor("name").hasFocus())
    write(window.selected_panel.form.editor("name"), "新公园")
    QTest.keyClick(window.selected_panel.form.editor("name"), Qt.Key.Key_Return)
    for name, value in (("kind", "park"), ("status", "existing")):
        box = window.selected_panel.form.editor(name)
        assert isinstance(box, QComboBox)
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())
    session.assess_now()

    # By hand: area of the outline, times the ratio for parks, over all residents.
    ratio = session.rules["shelter.effective_ratio.park"]
    expected = before + shelter.geometry.area * ratio / residents
    assert figure(window) == pytest.approx(expected, rel=1e-9)
    assert window.findings_panel.row(COUNTY).shown_figure == figure_text(expected, "m2_per_person", "zh")

    # Drag it: the findings follow while the button is down, and say the same as afterwards.
    hand.drag((x, y), (x + 150, y), let_go=False)
    assert session.live_step is not None
    assert session.live_step.figures[FIGURE] == pytest.approx(expected)
    hand.release((x + 150, y))
    moved = session.scenario.facilities[shelter.id]
    assert moved.location[0] - shelter.location[0] == pytest.approx(150, abs=2)

    # Save, and open again: the same to the last digit.
    path = tmp_path / "示例 县.gpkg"
    monkeypatch.setattr("ui.core.files.QFileDialog.getSaveFileName", lambda *_, **__: (str(path), ""))
    window.actions_["save"].trigger()
    wait_until_idle(window, qtbot)
    saved = [finding.as_json("zh") for finding in session.findings]
    window.files.open_path(path)
    wait_until_idle(window, qtbot)
    assert [finding.as_json("zh") for finding in session.findings] == saved
    reopened = session.scenario.facilities[shelter.id]
    assert reopened == moved and reopened.name == "新公园"

    # And back to where it began.
    session.delete([shelter.id], "x")
    session.assess_now()
    assert figure(window) == pytest.approx(before, rel=1e-9)
    session.undo_stack.undo()
    session.assess_now()
    assert figure(window) == pytest.approx(expected, rel=1e-9)


def test_undo_takes_a_placed_shelter_back_to_the_last_digit(make_window: MakeWindow, qtbot: Any) -> None:
    window = open_sample(make_window, qtbot)
    session = window.session
    before = [finding.as_json("zh") for finding in session.findings]
    facilities = dict(session.scenario.facilities)
    hand = Hand(window.canvas)
    QTest.keyClick(window.canvas, Qt.Key.Key_2)  # the depot tool
    assert window.canvas.tool_name == "place.depot"
    hand.click(free_spot(window, 50.0))
    session.assess_now()
    (depot,) = session.selected
    assert depot.family == "depot" and len(session.scenario.facilities) == len(facilities) + 1
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    session.assess_now()
    assert dict(session.scenario.facilities) == facilities
    assert [finding.as_json("zh") for finding in session.findings] == before


def test_a_plan_is_made_and_compared(
    make_window: MakeWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.analysis.compare import ComparePanel

    window = open_sample(make_window, qtbot)
    session = window.session
    monkeypatch.setattr("ui.app.scenarioedits.QInputDialog.getText", lambda *_, **k: ("我的方案", True))
    window.actions_["scenario_duplicate"].trigger()
    session.assess_now()
    today = figure(window)
    hand = Hand(window.canvas)
    window.actions_.tools["place.shelter"].trigger()
    hand.click(free_spot(window, 50.0))
    (shelter,) = session.selected
    assert shelter.status == "planned"
    editor = window.selected_panel.form
    qtbot.waitUntil(lambda: "effective_area_m2" in editor._editors)
    box = editor.editor("effective_area_m2")
    box.setFocus()
    QTest.keyClicks(box, "70000")
    QTest.keyClick(box, Qt.Key.Key_Return)
    session.assess_now()
    residents = session.project.county.population_persons
    assert residents and figure(window) == pytest.approx(today + 70_000 / residents)
    assert shelter.id not in session.project.scenario("today").facilities

    window.actions_["compare"].trigger()
    wait_until_idle(window, qtbot)
    panel = window.analyses_panel.shown
    assert isinstance(panel, ComparePanel) and panel.second.currentText() == "我的方案"
    rows = panel.figures.table.rows
    (row,) = rows.rows_of({COUNTY})
    assert rows.index(row, rows.columnCount() - 1).data() == "▲ 变好"
    wait_until_idle(window, qtbot)


def test_a_failing_place_is_one_click_away(make_window: MakeWindow, qtbot: Any) -> None:
    window = open_sample(make_window, qtbot)
    finding = next(f for f in window.session.findings if f.figure.failing)
    place = finding.figure.failing[0]
    QTest.mouseClick(window.findings_panel.row(finding.id), Qt.MouseButton.LeftButton)
    details = window.findings_panel.details(finding.id)
    assert details is not None and details.places is not None
    details.places.itemClicked.emit(details.places.item(0))
    min_x, min_y, max_x, max_y = window.canvas.extent
    assert min_x <= (place.bounds[0] + place.bounds[2]) / 2 <= max_x
    assert min_y <= (place.bounds[1] + place.bounds[3]) / 2 <= max_y
    assert max_x - min_x < 60_000


def test_the_program_starts_shows_its_window_first_and_ends(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, haven_home: Path
) -> None:
    """The real start, from the command line's `run` to closing the window."""
    from ui.cli.commandline import run

    seen: list[str] = []
    collecting: list[bool] = []
    made: list[MainWindow] = []
    start = MainWindow.start

    def start_and_note(window: MainWindow, path: Path | None) -> None:
        made.append(window)
        seen.append("window" if window.isVisible() else "hidden")
        start(window, path)
        QTimer.singleShot(50, window, look)

    def look() -> None:
        window = made[0]
        collecting.append(gc.isenabled())
        if window.session.has_project and not window.tasks.is_busy:
            seen.append(window.session.project.county.name)
            window.close()
        else:
            QTimer.singleShot(50, window, look)

    monkeypatch.setattr(MainWindow, "start", start_and_note)
    gc.enable()  # as Python starts
    assert run([]) == 0
    assert seen[0] == "window" and len(seen) == 2 and seen[1]
    assert not any(collecting)  # on whichever thread; the window's own timer sees to it
    for window in made:
        window.deleteLater()


def test_paste_goes_to_the_map_again_and_again(make_window: MakeWindow, qtbot: Any) -> None:
    window = open_sample(make_window, qtbot)
    session = window.session
    window.activateWindow()
    window.canvas.setFocus()
    depot = next(f for f in session.scenario.facilities.values() if f.family == "depot")
    session.select([depot.id])
    before = len(session.scenario.facilities)
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(window.canvas, Qt.Key.Key_C, control)
    for pasted in range(1, 4):
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_V, control)
        QApplication.processEvents()
        assert len(session.scenario.facilities) == before + pasted
    for _ in range(3):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, control)
    assert len(session.scenario.facilities) == before
