"""Assigning people to shelters in the window and from a terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest

from layers.project.file import save_project
from models.kernel.progress import run_to_end
from models.rules.rules import load_rules
from models.shelters.assign import assign_nearest
from tests.ui.canvas_project import SQUARE_ID, small_project
from tests.ui.conftest import MakeWindow, wait_until_idle
from ui.analysis.assignment import METHODS, STAYS, AssignmentPanel
from ui.app.mainwindow import MainWindow
from ui.cli.commandline import run
from ui.map.flows import WIDTHS, FlowLines
from ui.map.mapwindow import MapWindow
from ui.panels.inspector import ANALYSIS


def opened(window: MainWindow) -> AssignmentPanel:
    window.actions_["assign"].trigger()
    assert window.inspector.tabs.currentIndex() == ANALYSIS
    panel = window.analyses_panel.shown
    assert isinstance(panel, AssignmentPanel)
    return panel


def ran(window: MainWindow, qtbot: Any) -> AssignmentPanel:
    panel = opened(window)
    panel.run_button.click()
    wait_until_idle(window, qtbot)
    return panel


def test_the_panel_knows_all_stay_classes_and_methods() -> None:
    from models.shelters import assignment

    assert STAYS == assignment.STAYS and METHODS == assignment.METHODS


def test_it_is_made_when_first_wanted_and_once(window: MainWindow) -> None:
    assert not window.findChildren(AssignmentPanel) and window.analyses_panel.shown is None
    panel = opened(window)
    assert panel.isVisible() and panel.result is None and not panel.shelters.isVisible()
    assert opened(window) is panel
    assert window.canvas.width() >= window.width() / 2


def test_the_panel_says_what_the_computation_says(window: MainWindow, qtbot: Any) -> None:
    panel = ran(window, qtbot)
    session = window.session
    expected = run_to_end(assign_nearest(session.project.county, session.scenario, session.rules, "short"))
    assert panel.result is not None and expected.total_unserved > 0
    assert panel.values["needing"].text() == f"{expected.total_needing:,}"
    assert panel.values["unserved"].text() == f"{expected.total_unserved:,}"
    rows = [
        [panel.shelters.item(row, column).text() for column in range(3)]
        for row in range(panel.shelters.rowCount())
    ]
    assert rows == [
        [one.name, f"{load:,} / {capacity:,.0f}", f"{100 * load / capacity:.0f} %"]
        for one, load, capacity in zip(
            expected.shelters, expected.load_persons, expected.capacity_persons, strict=True
        )
    ]
    assert panel.places.rowCount() == len(expected.unserved_points)
    assert panel.places.item(0, 1).text() == f"{expected.unserved_persons.max():,}"
    assert window.canvas.flows.count == len(expected.flows)


def test_a_click_goes_to_the_shelter_or_the_place(window: MainWindow, qtbot: Any) -> None:
    panel = ran(window, qtbot)
    seen: list[tuple[str, int]] = []
    window.session.feature_picked.connect(lambda layer, row: seen.append((layer, row)))
    panel.shelters.cellClicked.emit(0, 0)
    assert window.session.selection == {panel.result.shelters[0].id}
    panel.tabs.setCurrentIndex(1)
    before = window.canvas.extent
    QTest.mouseClick(
        panel.places.viewport(),
        Qt.MouseButton.LeftButton,
        pos=panel.places.visualItemRect(panel.places.item(0, 0)).center(),
    )
    assert seen[-1] == ("villages", int(panel.result.unserved_points[0]))
    assert window.canvas.extent != before


def test_a_change_makes_it_out_of_date_until_run_again(window: MainWindow, qtbot: Any) -> None:
    panel = ran(window, qtbot)
    assert panel.stale.isHidden() and window.canvas.flows.count
    window.session.delete([SQUARE_ID], "x")
    assert panel.is_stale and not panel.stale.isHidden()
    assert window.canvas.flows.count == 0
    assert panel.shelters.rowCount() == 2  # the old result can still be read
    panel.run_button.click()
    wait_until_idle(window, qtbot)
    assert not panel.is_stale and panel.shelters.rowCount() == 1
    assert window.canvas.flows.count == len(panel.result.flows)


def test_lines_go_when_the_panel_closes_and_come_back_with_it(window: MainWindow, qtbot: Any) -> None:
    panel = ran(window, qtbot)
    count = window.canvas.flows.count
    panel._close_button.click()
    assert window.analyses_panel.shown is None and window.canvas.flows.count == 0
    window.actions_["home"].trigger()
    window.show_page(window.canvas)
    assert window.analyses_panel.shown is None
    opened(window)
    assert window.canvas.flows.count == count > 0


def test_choices_reach_the_computation(window: MainWindow, qtbot: Any) -> None:
    panel = opened(window)
    panel.method_box.setCurrentIndex(METHODS.index("exact"))
    panel.limit_box.setValue(2.5)
    panel = ran(window, qtbot)
    assert (panel.result.method, panel.result.stay, panel.result.largest_m) == ("exact", "short", 2500.0)
    assert panel.result.farthest_m <= 2500.0
    panel.stay_box.setCurrentIndex(STAYS.index("long"))
    panel = ran(window, qtbot)
    assert panel.result.shelters == () and panel.result.total_unserved == panel.result.total_needing
    assert "缺少" in panel.notes.text()


def test_both_languages(make_window: MakeWindow, qtbot: Any) -> None:
    window = make_window(lang="en")
    panel = ran(window, qtbot)
    assert panel.tabs.tabText(0) == "Shelters (2)"
    window.set_language("zh")
    assert panel.tabs.tabText(0) == "避难场所（2）"
    assert panel.head.heading.text() == "避难人员分配"
    assert panel.stay_box.itemText(1) == "短期避难"


def test_names_of_figures_are_read_in_full(make_window: MakeWindow, qtbot: Any) -> None:
    window = make_window(lang="en")
    panel = ran(window, qtbot)
    panel.setFixedWidth(326)
    QTest.qWait(0)
    name = panel.names["within"]
    assert name.text() == "Placed in the service radius"
    qtbot.waitUntil(lambda: name.width() >= name.sizeHint().width())


# -- the lines -----------------------------------------------------------------------------------------------
def test_lines_lie_where_the_map_says_and_are_wider_for_more_people() -> None:
    window = MapWindow().resized(200, 100).fitted((0.0, 0.0, 2000.0, 1000.0), margin=0.0)
    lines = FlowLines()
    lines.show(np.array([[200.0, 800.0, 1800.0, 800.0, 10.0], [200.0, 300.0, 1800.0, 300.0, 1000.0]]))
    assert lines.count == 2 and len(lines._paths) == 2 <= WIDTHS
    picture = QImage(200, 100, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.white)
    with QPainter(picture) as painter:
        lines.paint(painter, window, dark=False)

    def inked(x: int, y_from: int, y_to: int) -> int:
        return sum(picture.pixelColor(x, y).lightness() < 235 for y in range(y_from, y_to))

    few, many = inked(100, 10, 30), inked(100, 60, 80)
    assert 1 <= few < many
    assert inked(100, 35, 55) == 0 and inked(195, 0, 100) == 0
    lines.show(None)
    assert lines.count == 0 and lines._paths == []


# -- the command line ----------------------------------------------------------------------------------------
@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "县.gpkg"
    save_project(small_project(), path)
    return path


@pytest.mark.parametrize("method", METHODS)
def test_the_command_prints_one_json_object(file: Path, capsys: Any, method: str) -> None:
    assert run(["assign", str(file), "--method", method, "--json"]) == 0
    out, err = capsys.readouterr()
    report = json.loads(out)
    assert err == "" and (report["scenario"], report["stay"], report["method"]) == ("现状", "short", method)
    totals = report["totals"]
    assert totals["placed_persons"] == sum(flow["persons"] for flow in report["flows"])
    assert totals["placed_persons"] == sum(one["assigned_persons"] for one in report["shelters"])
    assert totals["unserved_persons"] == sum(place["persons"] for place in report["unserved"])
    assert totals["needing_persons"] == totals["placed_persons"] + totals["unserved_persons"]
    rules = load_rules()
    area = 5120 * rules["shelter.effective_ratio.square"]
    capacity = int(area / rules["shelter.short.area_per_person_m2"] + 1e-9)
    assert report["shelters"][0]["capacity_persons"] == capacity


def test_the_command_in_words_and_of_another_scenario(file: Path, capsys: Any) -> None:
    assert run(["--lang", "en", "assign", str(file), "--scenario", "方案甲", "--largest", "3"]) == 0
    out = capsys.readouterr().out
    assert "Short stay" in out and "People in need: " in out and "文化广场" in out


@pytest.mark.parametrize("wrong", [["--largest", "0"], ["--largest", "nan"], ["--stay", "forever"]])
def test_the_command_refuses_what_cannot_be(file: Path, capsys: Any, wrong: list[str]) -> None:
    assert run(["assign", str(file), *wrong]) == 2
    assert capsys.readouterr().out == ""
