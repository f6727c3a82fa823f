"""The analysis of an evacuation, without the main window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from models.kernel.text import t
from models.project.evacuation import EvacuationCase, ZoneChoice
from models.project.project import Project
from models.project.scenario import Scenario
from tests.models.evacuation.made_evacuation import room, street_layers
from tests.models.made import box
from tests.ui.leaks import deliver_deletions
from ui.analysis.evacuation import TABS, EvacuationPanel
from ui.core.i18n import install_language
from ui.core.preferences import Preferences
from ui.core.session import Session
from ui.core.tasks import TaskRunner
from ui.core.themes import apply_theme
from ui.map.roadmarks import MarkedRoads

FLOOD = ZoneChoice("hazards", "高")


class Bench:
    """A session with the analysis beside it."""

    def __init__(self, qtbot: Any) -> None:
        held = {one.id: one for one in (room(1500, 500, 150), room(3500, 500, 60), room(2500, 500, 99))}
        self.qtbot = qtbot
        self.session = Session("zh")
        self.session.open(Project(None, street_layers(), [Scenario("plan", "预案", held)], "plan"), None)
        self.tasks = TaskRunner(self.session)
        self.holder = QWidget()
        self.panel = EvacuationPanel(self.session, self.tasks, Preferences(), self.holder)
        self.page = self.panel.page
        self.flows: list[Any] = []
        self.marks: list[MarkedRoads | None] = []
        self.panel.flows_wanted.connect(self.flows.append)
        self.panel.marks_wanted.connect(self.marks.append)
        self.holder.show()
        self.panel.show()
        self.panel.set_shown(True)

    @property
    def case(self) -> EvacuationCase | None:
        return self.session.scenario.evacuation

    def tick(self, row: int, is_on: bool = True) -> None:
        item = self.page.zones.rows.item(row)
        item.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)

    def run(self) -> None:
        self.page.run_button.click()
        self.qtbot.waitUntil(lambda: not self.page.is_running, timeout=30_000)

    def cells(self, table: Any) -> list[list[str]]:
        model = table.model()
        return [
            [model.index(row, column).data() for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    def close(self) -> None:
        self.tasks.shutdown()
        for one in (self.panel, self.holder, self.tasks, self.session):
            one.deleteLater()
        deliver_deletions()


@pytest.fixture
def bench(qapp: QApplication, qtbot: Any) -> Iterator[Bench]:
    install_language(qapp, "zh")
    apply_theme(qapp, "light")
    made = Bench(qtbot)
    yield made
    made.close()
    install_language(qapp, "en")


def test_a_zone_is_ticked_worked_out_and_listed(bench: Bench) -> None:
    page = bench.page
    assert not page.run_button.isEnabled() and bench.marks[-1] is None
    bench.tick(0)
    assert bench.case == EvacuationCase((FLOOD,)) and bench.marks[-1] is not None
    bench.run()
    plan = page.result
    assert page.values["inside"].text() == "240 人（4 村）"
    # 150 and 60 places at the rule set's area per person; the shelter in the zone takes nobody.
    assert page.values["moved"].text() == f"{plan.moved:,}" and plan.moved < 240
    rows = bench.cells(page.table)
    assert len(rows) == len(plan.moves) + 2, "Q without a place for all, U whose people nobody knows"
    assert any("人数不详" in cell for cell in rows[-1]) and any("无数据" in cell for cell in rows[-1])
    assert bench.flows[-1] is not None and bench.flows[-1][:, 4].max() == max(
        sum(move.persons for move in plan.moves if move.host == host) for host in range(3)
    )
    left = [one.spot for number, one in enumerate(plan.villages) if plan.left_over(number)]
    assert (
        left and bench.marks[-1] is not None and bench.marks[-1].spots.tolist() == [list(one) for one in left]
    )
    assert "红圈" in page.notes.text()
    towns = bench.cells(bench.panel.lists[TABS.index("towns") - 1].table)
    assert towns[0][0] == t("evacuation.county", "zh") and "240" in towns[0]
    hosts = bench.cells(bench.panel.lists[TABS.index("hosts") - 1].table)
    assert hosts[-1][-1] == "位于灾害风险区内"


def test_choices_are_kept_and_undone_one_by_one_and_make_the_result_out_of_date(bench: Bench) -> None:
    page = bench.page
    bench.tick(0)
    bench.run()
    assert not page.is_stale
    page.method_box.setCurrentIndex(1)
    page.method_box.activated.emit(1)
    assert bench.case == EvacuationCase((FLOOD,), "least")
    assert page.is_stale and page.stale.isVisible() and bench.flows[-1] is None
    assert bench.panel.lists[0].stale.isVisibleTo(bench.panel.lists[0])
    bench.run()
    assert page.result.case.method == "least" and not page.is_stale
    bench.session.undo_stack.undo()
    bench.session.undo_stack.undo()
    assert bench.case is None and page.zones.rows.item(0).checkState() == Qt.CheckState.Unchecked
    assert page.method_box.currentData() == "nearest"


def test_a_drawn_area_is_kept_switched_off_and_removed(bench: Bench) -> None:
    zones = bench.page.zones
    zones.hazard_box.setCurrentIndex(1)
    bench.session.zone_drawn.emit(box(2000, 0, 3000, 1000))
    assert bench.case is not None
    (drawn,) = bench.case.zones
    assert (drawn.name, drawn.hazard, drawn.is_on) == ("手绘范围 1", "geological", True)
    bench.run()
    assert bench.page.result.inside.known == 240
    bench.tick(1, False)
    assert bench.case is not None and not bench.case.zones[0].is_on
    bench.run()
    assert bench.page.about.text().startswith("无法编排") and not bench.page.export_button.isEnabled()
    zones.rows.setCurrentRow(1)
    zones.remove_button.click()
    assert bench.case is None and zones.rows.count() == 1


def test_a_row_goes_to_the_map_and_back(bench: Bench) -> None:
    bench.tick(0)
    bench.run()
    page, plan = bench.page, bench.page.result
    zooms: list[Any] = []
    bench.session.zoom_wanted.connect(zooms.append)
    page.table.wanted.emit([(0, 0)])
    assert bench.session.selection == {plan.hosts[plan.moves[0].host].shelter.id}
    assert zooms == [plan.moves[0].line.bounds]
    east = next(move for move in plan.moves if plan.hosts[move.host].shelter.name == "3500,500")
    bench.session.select([plan.hosts[east.host].shelter.id])
    ((village, number),) = page.table.selected_keys()
    assert plan.moves[number].host == east.host and village == plan.moves[number].village
    marked = bench.marks[-1]
    assert marked is not None and len(marked.lines) == 2, "the zone and the route"
    bench.session.feature_picked.emit(plan.villages[3].at.layer_id, int(plan.villages[3].at.key))
    assert page.table.selected_keys() == [(3, -1)]


def test_the_list_is_written_as_a_workbook(bench: Bench, tmp_path: Path) -> None:
    bench.tick(0)
    bench.run()
    path = tmp_path / "名单.xlsx"
    bench.page.export(path)
    bench.qtbot.waitUntil(path.exists, timeout=30_000)
    assert openpyxl.load_workbook(path, read_only=True).sheetnames[1] == "转移安置接收名单"


def test_the_map_shows_nothing_once_the_panel_went(bench: Bench) -> None:
    bench.tick(0)
    bench.run()
    bench.panel.set_shown(False)
    assert bench.flows[-1] is None and bench.marks[-1] is None
