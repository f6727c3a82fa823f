"""The analysis of key projects, without the main window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from models.facilities.keyproject import KeyProject
from models.project.scenario import Scenario
from models.project.settings import Indicator
from tests.models.made import depot, layers, shelter
from tests.ui.leaks import deliver_deletions
from ui.analysis.gantt import HEAD_PX, ROW_PX
from ui.analysis.projects import TABS, ProjectsPanel
from ui.analysis.projectsimport import ProjectsImportDialog
from ui.analysis.projectstable import shown_columns
from ui.core.i18n import install_language
from ui.core.scenariofindings import ScenarioFindings
from ui.core.session import Session
from ui.core.tasks import TaskRunner
from ui.core.themes import apply_theme

# Short-term shelters reach 1,000 m: A (1,000 people) and B (2,000) from 1,000; D (4,000) from 3,500.
WEST = shelter(1000, 500, id="w", name="西广场", status="planned", gross_area_m2=2000.0)
EAST = shelter(3500, 1500, id="e", name="东公园", status="planned", finished_year=2028)
STORE = depot(100, 100, id="d", name="县库", status="planned")


class Bench:
    """A session with the window beside it."""

    def __init__(self) -> None:
        from models.project.project import Project
        from models.project.settings import Settings

        held = {one.id: one for one in (WEST, EAST, STORE)}
        self.session = Session("zh")
        made = Project(Settings(profile_id="yanggu"), layers(), [Scenario("plan", "甲", held)], "plan")
        self.session.open(made, None)
        self.tasks = TaskRunner(self.session)
        self.holder = QWidget()
        self.dialog = ProjectsPanel(
            self.session, self.tasks, ScenarioFindings(self.session, self.tasks, self.holder), self.holder
        )
        self.holder.show()
        self.dialog.show()

    @property
    def projects(self) -> tuple[KeyProject, ...]:
        return self.session.project.settings.projects

    def give(self, *projects: KeyProject, **settings: Any) -> None:
        self.session.push(self.session.project.settings_edit(projects=projects, **settings), "give")
        self.settle()

    def settle(self) -> None:
        QApplication.processEvents()
        self.session.assess_now()

    def page(self, key: str) -> Any:
        self.dialog.tabs.setCurrentIndex(TABS.index(key))
        return self.dialog.pages[TABS.index(key)]

    def type(self, row: int, key: str, value: Any) -> None:
        table = self.dialog.ledger.table
        table.setData(table.index(row, shown_columns().index(key)), value)
        self.settle()

    def close(self) -> None:
        self.tasks.shutdown()
        for one in (self.dialog, self.holder, self.tasks, self.session):
            one.deleteLater()
        deliver_deletions()


@pytest.fixture
def bench(qapp: QApplication) -> Iterator[Bench]:
    install_language(qapp, "zh")
    apply_theme(qapp, "light")
    made = Bench()
    yield made
    made.close()
    install_language(qapp, "en")


def texts(table: Any) -> list[list[str]]:
    model = table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_a_project_is_made_of_the_selection_and_typed_in_one_undo_step_a_cell(bench: Bench) -> None:
    ledger = bench.page("ledger")
    assert not ledger.group_button.isEnabled()
    bench.session.select(["w", "e"])
    ledger.group_button.click()
    (made,) = bench.projects
    assert (made.project_name, made.facility_ids, made.finish_year) == ("西广场", ("w", "e"), None)
    ledger.view.finish_editing()
    bench.type(0, "finish_year", "2027")
    bench.type(0, "cost_10k", "1,200")
    bench.type(0, "state", "building")
    assert [bench.projects[0].finish_year, bench.projects[0].cost_10k, bench.projects[0].state] == [
        2027, 1200.0, "building",
    ]  # fmt: skip
    said: list[str] = []
    bench.session.said.connect(lambda message, _: said.append(message.repair))
    bench.type(0, "start_year", "2028")
    bench.type(0, "fund_city", "1300")
    assert said == ["建成年份早于开工年份", "各渠道资金之和超过总投资"]
    assert (bench.projects[0].start_year, bench.projects[0].fund_city) == (None, None)
    for _ in range(4):
        bench.session.undo_stack.undo()
    assert bench.projects == ()


def test_several_are_added_at_once_from_the_scenario_and_the_plan(bench: Bench) -> None:
    ledger = bench.page("ledger")
    ledger._fill_seeds()
    each, *_, last = [one for one in ledger._seeds.actions() if not one.isSeparator()]
    name, every = last.text(), each.text()
    each.trigger()
    last.trigger()
    bench.settle()
    assert [one.facility_ids for one in bench.projects] == [("w",), ("e",), ("d",), ()]
    assert bench.projects[1].finish_year == 2028 and bench.projects[3].project_name == name
    ledger._fill_seeds()
    again = [one.text() for one in ledger._seeds.actions()]
    assert name not in again and every not in again


def test_a_copied_ledger_is_pasted_back_without_a_change(bench: Bench) -> None:
    bench.give(
        KeyProject(
            project_name="甲", facility_ids=("w",), cost_10k=1350.5, start_year=2026, finish_year=2027
        ),
        KeyProject(project_name="乙", state="approved", fund_city=20.0, office="应急局"),
    )
    before, steps = bench.projects, bench.session.undo_stack.count()
    ledger = bench.page("ledger")
    ledger.copy_button.click()
    ledger.paste_button.click()
    assert bench.projects == before and bench.session.undo_stack.count() == steps
    QGuiApplication.clipboard().setText("工程名称\t总投资\n甲\t1400\n丙\t许多\n")
    said: list[tuple[str, str]] = []
    bench.session.said.connect(lambda message, level: said.append((message.details, level)))
    ledger.paste_button.click()
    assert [one.cost_10k for one in bench.projects] == [1400.0, None]
    assert said == [("第 3 行“丙”未采用：总投资不能是“许多”", "warning")]


def test_rows_are_moved_deleted_and_shown_on_the_map(bench: Bench) -> None:
    bench.give(KeyProject(id="a", facility_ids=("w",)), KeyProject(id="b", facility_ids=("e",)))
    ledger = bench.page("ledger")
    ledger.view.selectRow(1)
    ledger._show_on_map()
    assert bench.session.selection == {"e"}
    ledger.up_button.click()
    assert [one.id for one in bench.projects] == ["b", "a"]
    bench.session.select(["w", "d"])
    ledger.assign_button.click()
    assert bench.projects[0].facility_ids == ("w", "d")
    bench.settle()
    ledger.view.selectRow(1)
    ledger.delete_button.click()
    assert [one.id for one in bench.projects] == ["b"]


def test_bars_and_money_are_those_of_the_ledger(bench: Bench) -> None:
    bench.give(
        KeyProject(project_name="甲", start_year=2026, finish_year=2027, cost_10k=100.0, fund_city=30.0),
        KeyProject(project_name="乙", finish_year=2029, state="finished", cost_10k=50.0),
        KeyProject(project_name="丙"),
    )
    money = bench.page("money")
    assert money.chart.years == (2026, 2029) and money.empty.isHidden()
    first, second, third = (money.chart.bar_of(span) for span in money.chart.spans)
    year_px = (second[1] - second[0]) / 1
    assert third is None and first[1] - first[0] == pytest.approx(2 * year_px)
    assert second[0] - first[0] == pytest.approx(3 * year_px)
    assert [row[:2] for row in texts(money.by_year)] == [
        ["2026", "50.0"], ["2027", "50.0"], ["2029", "50.0"], ["合计", "150.0"],
    ]  # fmt: skip
    paid = {row[0]: row[1] for row in texts(money.by_source)}
    assert (paid["市级"], paid["未落实"], paid["合计"]) == ("30.0", "120.0", "150.0")
    assert money.note.text().startswith("1 项工程投资不详，未计入：丙。")


def test_bars_are_linked_with_the_map(bench: Bench, qtbot: Any) -> None:
    bench.give(
        KeyProject(project_name="东", facility_ids=("e",), finish_year=2027),
        KeyProject(project_name="无", finish_year=2028),
    )
    money, session = bench.page("money"), bench.session
    east, nothing = (span.key for span in money.chart.spans)
    with qtbot.waitSignal(session.zoom_wanted):
        QTest.mouseClick(money.chart, Qt.MouseButton.LeftButton, pos=QPoint(5, HEAD_PX + 3))
    assert session.selection == {"e"} and money.chart.marked == {east}
    QTest.mouseClick(money.chart, Qt.MouseButton.LeftButton, pos=QPoint(5, HEAD_PX + ROW_PX + 3))
    assert session.selection == {"e"}  # it builds nothing that could be shown
    session.select([])
    assert money.chart.marked == frozenset() and nothing != east
    session.select(["e"])
    assert money.chart.marked == {east}


def test_money_that_is_not_known_is_no_data_and_not_nothing(bench: Bench) -> None:
    bench.give(KeyProject(project_name="丙", finish_year=2027))
    money = bench.page("money")
    assert {row[1] for row in (*texts(money.by_year), *texts(money.by_source))} == {"无数据"}
    assert money.empty.isHidden()
    bench.session.undo_stack.undo()
    bench.session.assess_now()
    assert not money.empty.isHidden() and "还没有重点工程" in money.empty.text()


def test_the_order_follows_budget_and_pins(bench: Bench) -> None:
    # 3,000 people for 100 are 30 each, 4,000 for 200 are 20.
    bench.give(
        KeyProject(project_name="东", facility_ids=("e",), cost_10k=200.0),
        KeyProject(project_name="西", facility_ids=("w",), cost_10k=100.0),
        KeyProject(project_name="库", facility_ids=("d",), cost_10k=10.0),
    )
    page = bench.page("order")
    assert [row[:6] for row in texts(page.table)] == [
        ["1", "西", "3,000", "100.0", "30.0", "100.0"],
        ["2", "东", "4,000", "200.0", "20.0", "300.0"],
        ["", "库", "", "10.0", "", ""],
    ]
    page.table.selectRow(1)
    page.pin_button.click()
    bench.settle()
    assert [row[1] for row in texts(page.table)] == ["东", "西", "库"]
    page.budget.setText("250")
    page.budget.editingFinished.emit()
    bench.settle()
    assert [(row[1], row[6]) for row in texts(page.table)][:2] == [("东", "人工置前"), ("西", "超出资金上限")]
    page.budget.setText("much")
    page.budget.editingFinished.emit()
    assert bench.session.project.settings.budget_10k == 250.0


def test_a_cost_per_square_metre_gives_what_is_not_typed(bench: Bench) -> None:
    bench.give(KeyProject(project_name="西", facility_ids=("w",)))
    page = bench.page("quotas")
    assert [page.table.item(0, column).text() for column in range(3)] == [
        "避难场所 · 短期固定避难场所",
        "1",
        "",
    ]
    page.table.item(0, 2).setText("300")
    bench.settle()
    assert bench.session.project.settings.cost_quotas == {"shelter.short": Indicator(300.0)}
    ledger = bench.page("ledger")
    counted = ledger.table.index(0, shown_columns().index("counted"))
    assert counted.data() == "60", "2,000 m2 at 300 yuan"
    page = bench.page("quotas")
    page.table.item(0, 2).setText("")
    assert bench.session.project.settings.cost_quotas == {}


def test_figures_by_year_count_what_is_finished(bench: Bench, qtbot: Any) -> None:
    bench.give(KeyProject(project_name="西", facility_ids=("w",), finish_year=2030))
    page = bench.page("years")
    page.years.setText("2027、2028、2030")
    page.run_button.click()
    qtbot.waitUntil(lambda: page.table.rows.rowCount() > 0, timeout=20_000)
    heads = [column.title for column in page.table.rows.columns]
    assert heads == ["指标", "现状", "2027", "2028", "2030", "规划全部建成"]
    views = [point.view for point in page._points if point.view is not None]
    assert [sorted(view.later["plan"]) for view in views] == [["e", "w"], ["w"], []]
    assert page.note.text().startswith("2027、2028、2030 年人口未填")
    # The chart shows the same figures, after the scenarios that are known, in the order of their list.
    dots = page.trend.plot.dots
    listed = [one.title("zh") for one in bench.session.project.scenarios]
    scenarios = [dot.name for dot in dots if not dot.line]
    assert scenarios == [name for name in listed if name in scenarios]
    assert [dot.name for dot in dots if dot.line] == ["2027", "2028", "2030"]
    shown = page.trend.figure_box.currentData()
    values = [next(one for one in point.findings if one.id == shown).figure.value for point in page._points]
    assert [dot.value for dot in dots if dot.line] == values[1:4]
    assert page.trend.plot.readout(QPointF(len(dots) - 1, 0)).startswith("2030")
    bench.give()
    assert page.stale.text() == "方案已改动，请重新计算"


def test_a_table_is_previewed_row_by_row_and_taken_over_in_one_step(
    bench: Bench, tmp_path: Path, qtbot: Any
) -> None:
    before = KeyProject(project_name="县库", finish_year=2027)
    bench.give(before)
    path = tmp_path / "表.csv"
    path.write_text(
        "工程名称,建成年份,总投资（万元）\n县库,2028,\n消防站,2027,800\n坏站,某年,1\n", encoding="utf-8"
    )
    ledger = bench.page("ledger")
    ledger.read(path)
    window = bench.holder.window()
    qtbot.waitUntil(lambda: bool(window.findChildren(ProjectsImportDialog)), timeout=10_000)
    (dialog,) = window.findChildren(ProjectsImportDialog)
    assert dialog.about.text() == "表.csv：新增 1 项，修改 1 项，相同 0 项，未采用 1 行"
    assert texts(dialog.table) == [
        ["修改", "县库", "2", "建成年份：2027 → 2028"],
        ["新增", "消防站", "3", "建成年份：（空） → 2027、总投资（万元）：（空） → 800"],
        ["未采用", "建成年份“某年”", "B4", "建成年份不能是“某年”"],
    ]
    dialog.table.item(1, 0).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.accept_button.text() == "读回 1 处改动"
    bench.give(before, KeyProject(project_name="消防站", cost_10k=800.0, finish_year=2027))
    assert dialog.plan.same == 1 and dialog.chosen == {2}, "it follows the ledger while it is open"
    dialog.accept_button.click()
    bench.settle()
    assert [one.finish_year for one in bench.projects] == [2028, 2027]
    bench.session.undo_stack.undo()
    assert bench.projects[0] == before


def test_the_map_leaves_out_what_does_not_stand_in_the_year_while_the_panel_is_there(bench: Bench) -> None:
    sent: list[frozenset[str]] = []
    bench.dialog.unbuilt_wanted.connect(sent.append)
    bench.dialog.set_shown(True)
    # The square is finished with its project in 2027, the park in 2028, the depot with the plan, in 2025.
    bench.give(KeyProject(project_name="广场", facility_ids=("w",), finish_year=2027))
    page = bench.page("years")
    page.years.setText("2026、2027、2030")
    page.refresh()
    assert [page.map_box.itemData(row) for row in range(page.map_box.count())] == [None, 2026, 2027, 2030]
    assert page.map_note.isHidden() and sent[-1] == frozenset()
    for row, missing in ((1, {"w", "e"}), (2, {"e"}), (3, set())):
        page.map_box.setCurrentIndex(row)
        page.map_box.activated.emit(row)
        assert sent[-1] == missing
    page.map_box.setCurrentIndex(2)
    bench.page("ledger")
    bench.type(0, "finish_year", "2029")
    assert sent[-1] == {"w", "e"}, "it follows the ledger"
    assert not page.map_note.isHidden()
    bench.dialog.set_shown(False)
    assert sent[-1] == frozenset()


def test_money_is_typed_by_year_in_its_table_and_is_even_again(bench: Bench) -> None:
    bench.give(
        KeyProject(project_name="甲", start_year=2026, finish_year=2027, cost_10k=100.0),
        KeyProject(project_name="丙", finish_year=2027),
    )
    page = bench.page("spread")

    def heads() -> list[str]:
        return [column.key for column in page.table.columns]

    def put(key: str, value: str) -> None:
        page.table.setData(page.table.index(0, heads().index(key)), value)
        bench.settle()

    assert heads() == ["project_name", "total", "2026", "2027", "2028"]
    assert texts(page.view) == [["甲", "100.0", "50.0", "50.0", ""], ["丙", "无数据", "", "", ""]]
    put("2026", "30%")
    assert texts(page.view)[0] == ["甲", "100.0", "30.0 (30%)", "", "", "70.0"]
    assert page.note.text().startswith("甲的分年投资比总投资少 70.0 万元")
    put("2028", "70％")
    assert bench.projects[0].money_by_year == "2026: 30%; 2028: 70%"
    assert [(bar.name, bar.text) for bar in page.plot.bars] == [("2026", "30.0"), ("2028", "70.0")]
    said: list[str] = []
    bench.session.said.connect(lambda message, _: said.append(message.repair))
    put("2027", "20")
    put("2028", "71%")
    put("2028", "some")
    assert said[:2] == ["同一工程的分年投资要么全填百分比，要么全填金额", "分年投资比例之和超过 100%"]
    assert len(said) == 3 and bench.projects[0].money_by_year == "2026: 30%; 2028: 70%"
    assert [row[:2] for row in texts(bench.page("money").by_year)][:2] == [["2026", "30.0"], ["2028", "70.0"]]
    page = bench.page("spread")
    page.view.selectRow(0)
    page.even_button.click()
    bench.settle()
    assert bench.projects[0].money_by_year == "" and not page.even_button.isEnabled()
    bench.session.undo_stack.undo()
    put("2028", "")
    assert bench.projects[0].money_by_year == "2026: 30%"
