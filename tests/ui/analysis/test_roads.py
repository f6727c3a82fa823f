"""The window about roads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from PySide6.QtWidgets import QApplication, QWidget

from models.county.closures import BRIDGES
from models.county.layer import Layer, Role
from models.facilities.facility import Facility, Family, FireStation, Shelter, Status
from models.gate.gate import data_remarks
from models.hazards import screening
from models.project.local import LocalFacts
from models.project.project import Project
from models.project.settings import Override
from tests.models.toy import CRS, X, Y, at, layers, project
from tests.ui.leaks import deliver_deletions
from ui.analysis.roads import RoadsPanel
from ui.core.i18n import install_language
from ui.core.session import Session
from ui.core.tasks import TaskRunner
from ui.map.roadmarks import MarkedRoads


def road_layer() -> Layer:
    """A street through all villages, one that just misses it, and an island."""
    lines = [
        [(0, 5), (20, 5)],
        [(1, 5.0015), (1, 8)],
        [(11, 5.2), (13, 5.2)],
    ]
    shapes = [shapely.LineString([(X + 1000 * x, Y + 1000 * y) for x, y in line]) for line in lines]
    frame = gpd.GeoDataFrame({"name": ["东西路", "北巷", ""]}, geometry=shapes, crs=CRS)
    return Layer("道路", Role.ROADS, frame, id="roads")


def road_project() -> Project:
    return project((), *layers(), road_layer())


class Bench:
    """A session with the dialog beside it, without the main window."""

    def __init__(self) -> None:
        self.session = Session("zh")
        self.session.open(road_project(), None)
        self.tasks = TaskRunner(self.session)
        self.holder = QWidget()
        self.marks: list[MarkedRoads | None] = []
        self.said: list[str] = []
        self.session.said.connect(lambda message, _: self.said.append(message.what))
        self.holder.resize(400, 800)
        self.holder.show()
        self.put_panel()

    def put_panel(self) -> RoadsPanel:
        self.dialog = RoadsPanel(self.session, self.tasks, self.holder)
        self.dialog.marks_wanted.connect(self.marks.append)
        self.dialog.resize(self.holder.size())
        self.dialog.show()
        self.dialog.set_shown(True)
        return self.dialog


@pytest.fixture
def bench(qapp: QApplication) -> Iterator[Bench]:
    install_language(qapp, "zh")
    made = Bench()
    yield made
    made.tasks.shutdown()
    for one in (made.holder, made.tasks, made.session):
        one.deleteLater()
    deliver_deletions()
    install_language(qapp, "en")


def cells(page: Any, column: int) -> list[str]:
    model = page.table.rows
    return [str(model.data(model.index(row, column))) for row in range(model.rowCount())]


def test_faults_are_listed_marked_and_gone_to(bench: Bench, qtbot: Any) -> None:
    page = bench.dialog.doctor
    assert page.hint.isVisible() and not page.tables.isVisible()
    page.run_button.click()
    qtbot.waitUntil(lambda: page.result is not None)
    assert cells(page, 0) == ["断头未接", "孤立路段", "孤立路段"]
    assert cells(page, 1) == ["北巷、东西路", "北巷", "无名道路"]
    assert cells(page, 2) == ["", "0", "0"]
    assert "离道路 500 m 以内的人口：100%" in page.about.text()
    assert page.kind_box.itemText(0) == "全部问题（3）"
    marked = bench.marks[-1]
    assert marked is not None and len(marked.lines) == 3 and len(marked.spots) == 3
    wanted: list[Any] = []
    bench.session.zoom_wanted.connect(wanted.append)
    picked: list[Any] = []
    bench.session.feature_picked.connect(lambda *one: picked.append(one))
    page.table.selectRow(0)
    page.table.wanted.emit(page.table.selected_keys())
    assert picked == [("roads", 1)] and wanted[0][:2] == pytest.approx((X + 1000, Y + 5001.5))


def test_work_that_runs_does_not_widen_the_window(bench: Bench, qtbot: Any) -> None:
    """It stands at the right edge of the screen: what it grows by is out of sight, its close button first."""
    page = bench.dialog.doctor
    rooms = [page.minimumSizeHint().width()]
    page.run_button.click()
    assert page.is_running
    rooms.append(page.minimumSizeHint().width())
    qtbot.waitUntil(lambda: page.result is not None)
    rooms.append(page.minimumSizeHint().width())
    spare = page.bar.minimumWidth() + 2 * page.layout().spacing()
    assert rooms[1] <= max(rooms[0], rooms[2]) + spare, rooms


def test_only_the_kind_that_is_looked_at_is_shown_and_repaired(bench: Bench, qtbot: Any) -> None:
    page = bench.dialog.doctor
    page.run_button.click()
    qtbot.waitUntil(lambda: page.result is not None)
    page.kind_box.setCurrentIndex(page.kind_box.findData("island"))
    page.kind_box.activated.emit(page.kind_box.currentIndex())
    assert cells(page, 0) == ["孤立路段", "孤立路段"] and not page.repair_button.isEnabled()
    marked = bench.marks[-1]
    assert marked is not None and len(marked.spots) == 2


def test_a_repair_is_one_step_that_can_be_undone_and_is_told(bench: Bench, qtbot: Any) -> None:
    page, session = bench.dialog.doctor, bench.session
    before = session.project.layer("roads").geometries
    page.run_button.click()
    qtbot.waitUntil(lambda: page.result is not None)
    first = page.result
    page.repair_button.click()
    qtbot.waitUntil(lambda: page.result is not first)
    assert cells(page, 0) == ["孤立路段"] and not page.repair_button.isEnabled()
    assert bench.said == ["已修复 1 处（断头未接 1 处）"]
    assert any("1 处断头已接到相邻道路" in one.text("zh") for one in data_remarks(session.project))
    assert session.undo_stack.undoText() == "修复路网（1 处）"
    session.undo_stack.undo()
    assert page.is_stale and bench.marks[-1] is None
    after = session.project.layer("roads").geometries
    assert np.array_equal(shapely.to_wkb(before), shapely.to_wkb(after))


def test_another_width_of_gaps_asks_for_another_look(bench: Bench, qtbot: Any) -> None:
    page = bench.dialog.doctor
    page.run_button.click()
    qtbot.waitUntil(lambda: page.result is not None)
    page.gap_box.setValue(1.0)
    assert page.is_stale and not page.repair_button.isEnabled()
    first = page.result
    page.run_button.click()
    qtbot.waitUntil(lambda: page.result is not first)
    assert "断头未接" not in cells(page, 0)


def test_without_roads_it_says_what_to_do(bench: Bench, qtbot: Any) -> None:
    bench.session.open(project((), *layers()), None)
    dialog = bench.put_panel()
    dialog.doctor.run_button.click()
    qtbot.waitUntil(lambda: bool(bench.said))
    assert bench.said == ["工程中没有道路，求不出路线。"]


def test_the_marks_leave_the_map_with_the_window(bench: Bench, qtbot: Any) -> None:
    page = bench.dialog.doctor
    page.run_button.click()
    qtbot.waitUntil(lambda: page.result is not None)
    assert bench.marks[-1] is not None
    bench.dialog.close()
    assert bench.marks[-1] is None


# -- closed roads --------------------------------------------------------------------------------------------
def flood() -> Layer:
    areas = [shapely.box(X + 8000, Y, X + 9000, Y + 10_000)]
    frame = gpd.GeoDataFrame({"name": ["淹没区"]}, geometry=areas, crs=CRS)
    return Layer("洪水淹没区", Role.HAZARDS, frame, id="flood")


def station(x_km: float, name: str = "站") -> FireStation:
    return FireStation(id=name, geometry=at(x_km, 5), name=name, status=Status.EXISTING)


def shown(bench: Bench, page: QWidget, *facilities: Facility, **settings: Any) -> None:
    bench.session.open(project(facilities, *layers(), road_layer(), flood(), **settings), None)
    bench.put_panel()


def test_a_drawn_barrier_and_a_hazard_layer_close_roads_of_the_scenario(bench: Bench, qtbot: Any) -> None:
    shown(bench, bench.holder, station(2))
    page, session = bench.dialog.closures, bench.session
    bench.dialog.tabs.setCurrentWidget(page)
    page.add_drawn(shapely.LineString([(X + 15_000, Y), (X + 15_000, Y + 9000)]))
    (action,) = page.layer_menu.actions()
    action.trigger()
    assert [(one.name, one.layer_id) for one in session.scenario.closures] == [
        ("封路线 1", ""),
        ("洪水淹没区", "flood"),
    ]
    assert not page.layer_button.isEnabled()
    marked = bench.marks[-1]
    assert marked is not None and len(marked.lines) == 2
    page.run_button.click()
    qtbot.waitUntil(lambda: page.result is not None)
    assert page.about.text().endswith("车辆不能通行的道路 1.0 km，全部道路 25 km")
    (row,) = [one for one in page.result.families if one.family == Family.FIRE_STATION]
    assert row.cut == 3800 and row.before >= row.after


def test_barriers_are_switched_changed_and_taken_out_and_every_step_is_undone(bench: Bench) -> None:
    shown(bench, bench.holder, station(2))
    page, session = bench.dialog.closures, bench.session
    bench.dialog.tabs.setCurrentWidget(page)
    page.add_layer("flood")
    page.switch_button.click()
    assert not session.scenario.closures[0].is_on and bench.marks[-1] is None
    page.switch_button.click()
    page.bridges_box.setCurrentIndex(BRIDGES.index("open"))
    page.bridges_box.activated.emit(page.bridges_box.currentIndex())
    page.feet_box.click()
    (one,) = session.scenario.closures
    assert (one.is_on, one.bridges, one.stops_feet) == (True, "open", True)
    page.remove_button.click()
    assert session.scenario.closures == () and not page.remove_button.isEnabled()
    for _ in range(6):
        session.undo_stack.undo()
    assert session.scenario.closures == () and session.undo_stack.index() == 0


def test_by_road_the_figures_follow_a_barrier(bench: Bench, qtbot: Any) -> None:
    overrides = {"fire.driving_min": Override(90.0)}
    shown(bench, bench.holder, station(2), travel_by="road", overrides=overrides)
    page, session = bench.dialog.closures, bench.session
    assert session.assessment is not None and session.assessment.covered["fire"].all()
    page.add_layer("flood")
    qtbot.waitUntil(lambda: bool(session.scenario.closures))
    session.assess_now()
    assert session.assessment is not None
    assert session.assessment.covered["fire"].tolist() == [True, False, False]
    session.undo_stack.undo()
    session.assess_now()
    assert session.assessment.covered["fire"].all()


def test_what_a_barrier_changes_is_prepared_off_the_windows_thread(
    bench: Bench, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelter = Shelter(id="s", geometry=at(2, 5), status=Status.EXISTING)
    shown(bench, bench.holder, shelter, travel_by="road", local=LocalFacts(seismic_intensity=7))
    measured, asked = screening._measured, list[Any]()

    def measure(county: Any, sites: Any, *args: Any, **kwargs: Any) -> Any:
        if county.closures:
            asked.append((threading.current_thread() is threading.main_thread(), *sites, args[0]))
        return measured(county, sites, *args, **kwargs)

    monkeypatch.setattr(screening, "_measured", measure)
    bench.dialog.closures.add_layer("flood")
    qtbot.waitUntil(lambda: bool(bench.session.scenario.closures))
    bench.session.assess_now()
    known, anew = ([what for is_main, *what in asked if is_main == main] for main in (False, True))
    assert known and not any(what in known for what in anew)


# -- what is lost --------------------------------------------------------------------------------------------
def test_losses_are_told_for_each_family_and_gone_to(bench: Bench, qtbot: Any) -> None:
    shown(bench, bench.holder, station(2), station(17, "东站"))
    page = bench.dialog.lost
    bench.dialog.tabs.setCurrentWidget(page)
    page.run_button.click()
    qtbot.waitUntil(lambda: page.result is not None)
    assert [page.family_box.itemText(index) for index in range(page.family_box.count())] == ["消防救援站"]
    assert cells(page, 0) == ["设施", "设施"] and set(cells(page, 1)) == {"站", "东站"}
    east = cells(page, 1).index("东站")
    assert cells(page, 4)[east] == "3,800" and cells(page, 6)[east] == "3,800"
    selected: list[Any] = []
    bench.session.selection_changed.connect(lambda: selected.append(bench.session.selection))
    page.table.selectRow(east)
    page.table.wanted.emit(page.table.selected_keys())
    assert selected == [frozenset({"东站"})]


def test_without_facilities_there_is_nothing_to_lose(bench: Bench, qtbot: Any) -> None:
    page = bench.dialog.lost
    page.run_button.click()
    qtbot.waitUntil(lambda: page.result is not None)
    assert page.about.text() == "本方案没有可推演的设施。" and not page.tables.isVisible()


# -- sensitivity ---------------------------------------------------------------------------------------------
def test_what_moves_a_figure_is_a_table_and_a_chart(bench: Bench, qtbot: Any) -> None:
    # A reaches the station in time at 17 km/h whatever happens, B (10 km off) by a little, C (16 km) never.
    shown(bench, bench.holder, station(2), overrides={"fire.driving_min": Override(36.0)})
    page = bench.dialog.sensitivity
    bench.dialog.tabs.setCurrentWidget(page)
    page.run_button.click()
    qtbot.waitUntil(lambda: page.result is not None)
    assert page.about.text() == "today：消防救援站沿道路 36 分钟内人口比例，基准 43.4%"
    told = dict(zip(cells(page, 0), zip(cells(page, 1), cells(page, 2), strict=True), strict=True))
    assert told["车速（步速）降低 20%"] == ("28.3%", "−15.1") and told["夜间（车速降低 15%）"][0] == "28.3%"
    assert told["车速（步速）提高 20%"] == ("43.4%", "+0.0")
    assert told["灾害范围内道路全部封闭"][0] == "28.3%" and told["人口增加 10%"] == ("", "")
    assert told["积雪结冰（车速降低 30%）"] == ("28.3%", "−15.1")
    assert {bar.text for bar in page.chart.bars} == {"28.3%"} and len(page.chart.bars) == 6
    assert not page.grab().isNull()
