"""The analysis of the yearly ledger, without the main window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from models.facilities.facility import Shelter
from models.facilities.upkeepentry import UpkeepEntry
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.settings import Settings
from models.upkeep.listing import DUE_COLUMNS, ENTRY_COLUMNS
from tests.models.made import depot, layers, shelter
from tests.ui.leaks import deliver_deletions
from ui.analysis.renewaldialog import RenewalDialog
from ui.analysis.upkeep import TABS, UpkeepPanel
from ui.analysis.upkeepimport import UpkeepImportDialog
from ui.core.i18n import install_language
from ui.core.preferences import Preferences
from ui.core.session import Session
from ui.core.tasks import TaskRunner
from ui.core.themes import apply_theme


class Bench:
    """A session with the panel beside it: a shelter inspected 400 days ago, and a depot without a record."""

    def __init__(self, folder: Path) -> None:
        self.session = Session("zh")
        self.today = self.session.today
        held = {
            one.id: one
            for one in (
                shelter(1000, 500, id="w", name="西广场", last_inspection=self.ago(400)),
                depot(100, 100, id="d", name="县库"),
            )
        }
        made = Project(Settings(county_name="甲县"), layers(), [Scenario("today", "", held)], "today")
        self.session.open(made, None)
        self.tasks = TaskRunner(self.session)
        self.holder = QWidget()
        self.panel = UpkeepPanel(self.session, self.tasks, Preferences(folder), self.holder)
        self.said: list[Any] = []
        self.session.said.connect(lambda message, level: self.said.append((message, level)))
        self.holder.show()
        self.panel.show()

    def ago(self, days: int) -> str:
        return (self.today - timedelta(days=days)).isoformat()

    @property
    def entries(self) -> tuple[UpkeepEntry, ...]:
        return self.session.project.settings.upkeep

    @property
    def yard(self) -> Shelter:
        found = self.session.scenario.facilities["w"]
        assert isinstance(found, Shelter)
        return found

    def settle(self) -> None:
        QApplication.processEvents()
        self.session.assess_now()

    def page(self, key: str) -> Any:
        self.panel.tabs.setCurrentIndex(TABS.index(key))
        return self.panel.pages[TABS.index(key)]

    def type(self, row: int, key: str, value: str) -> None:
        table = self.panel.entries.table
        table.setData(table.index(row, ENTRY_COLUMNS.index(key)), value)
        self.settle()

    def close(self) -> None:
        self.tasks.shutdown()
        for one in (self.panel, self.holder, self.tasks, self.session):
            one.deleteLater()
        deliver_deletions()


@pytest.fixture
def bench(qapp: QApplication, tmp_path: Path) -> Iterator[Bench]:
    install_language(qapp, "zh")
    apply_theme(qapp, "light")
    made = Bench(tmp_path)
    yield made
    made.close()
    install_language(qapp, "en")


def texts(table: Any) -> list[list[str]]:
    model = table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_what_is_overdue_comes_first_is_filtered_and_leads_to_its_facility_and_rule(bench: Bench) -> None:
    page = bench.page("due")
    rows = texts(page.table)
    first = dict(zip((*DUE_COLUMNS, "confidence"), rows[0], strict=True))
    # 400 days ago, due after 365.
    assert (first["about"], first["kind"], first["state"], first["overdue_days"]) == (
        "西广场", "检查评估", "逾期", "35",
    )  # fmt: skip
    assert first["interval_days"] == "365" and first["basis"] and first["source"] and first["confidence"]
    assert "台账还没有记录" in page.note.text() and not page.done_button.isEnabled()
    page.filter_box.setCurrentIndex(page.filter_box.findData("overdue"))
    page.filter_box.activated.emit(1)
    assert texts(page.table) == rows[:1] and page.filter_box.currentText() == "逾期（1）"
    went, asked = [], []
    bench.session.zoom_wanted.connect(went.append)
    bench.panel.rule_wanted.connect(asked.append)
    page.table.selectRow(0)
    page.table.clicked.emit(page.table.model().index(0, 0))
    page.interval_button.click()
    assert bench.session.selection == {"w"} and went == [bench.yard.bounds]
    assert asked == ["shelter.inspection_age_days"]


def test_chosen_duties_are_entered_as_done_today_in_one_step_and_shown_to_be_filled_in(bench: Bench) -> None:
    page = bench.page("due")
    page.table.select_keys(
        [("shelter.inspection", "w"), ("depot.inspection", "d"), ("plan.drill", "plan.flood")]
    )
    page.done_button.click()
    day = bench.today.isoformat()
    assert {(one.kind, one.day, one.facility_id or one.subject) for one in bench.entries} == {
        ("inspection", day, "w"), ("inspection", day, "d"), ("drill", day, "plan.flood"),
    }  # fmt: skip
    assert bench.yard.last_inspection == day, "the form says the same"
    assert bench.panel.tabs.currentIndex() == TABS.index("entries")
    assert bench.panel.entries.view.selected_keys() == [bench.panel.entries.table.key_at(0)]
    states = {(row.duty.id, row.about.id): row.state for row in bench.panel.due.ledger().rows}
    assert states["shelter.inspection", "w"] == states["depot.inspection", "d"] == "current"
    bench.session.undo_stack.undo()
    assert bench.entries == () and bench.yard.last_inspection == bench.ago(400)


def test_an_entry_is_added_from_the_selection_typed_in_put_right_and_deleted(bench: Bench) -> None:
    page = bench.page("entries")
    bench.session.select(["w"])
    page.fill_adding()
    page._adding.actions()[0].trigger()
    bench.settle()
    (made,) = bench.entries
    assert (made.facility_id, made.kind, made.day) == ("w", "inspection", bench.today.isoformat())
    assert not page.repaired_button.isEnabled()
    earlier = bench.today - timedelta(days=10)
    bench.type(0, "day", f"{earlier.year}年{earlier.month}月{earlier.day}日")
    bench.type(0, "who", "应急管理局")
    bench.type(0, "finding", "水泵损坏")
    assert bench.yard.last_inspection == bench.ago(10), "the form goes along when a day is put right"
    page.view.selectRow(0)
    assert page.repaired_button.isEnabled()
    page.repaired_button.click()
    bench.settle()
    assert (bench.entries[0].finding, bench.entries[0].repaired_on) == ("水泵损坏", bench.today.isoformat())
    page.view.selectRow(0)
    page.delete_button.click()
    assert bench.entries == () and bench.yard.last_inspection is None
    for _ in range(6):
        bench.session.undo_stack.undo()
    assert bench.entries == () and bench.yard.last_inspection == bench.ago(400)


def test_what_cannot_be_typed_is_told_and_changes_nothing(bench: Bench) -> None:
    page = bench.page("entries")
    page._add_of([bench.yard])
    bench.settle()
    before = bench.entries
    bench.type(0, "day", "2026-02-30")
    bench.type(0, "about", "东公圆")
    bench.type(0, "kind", "data")
    bench.type(0, "repaired_on", bench.today.isoformat())
    assert bench.entries == before
    assert [message.repair for message, _ in bench.said] == [
        "日期应写成 2026-11-29", "当前方案中没有这处设施，也没有这项预案或资料", "这类对象没有这种事项",
        "没有问题却填了整改日期",
    ]  # fmt: skip
    bench.type(0, "about", "防汛抗旱应急预案")
    assert (bench.entries[0].subject, bench.entries[0].facility_id) == ("plan.flood", "")


def test_entries_are_pasted_from_a_spreadsheet_and_lines_that_cannot_be_are_told(bench: Bench) -> None:
    page = bench.page("entries")
    QGuiApplication.clipboard().setText(
        "对象\t日期\t事项\t发现问题\t整改日期\n"
        "西广场\t2026/3/5\t演练\t\t\n"
        "地震应急预案\t2026.1.9\t演练\t通信不畅\t2026-02-01\n"
        "东公圆\t2026-03-05\t检查评估\t\t\n"
    )
    page.paste_button.click()
    bench.settle()
    assert [(one.day, one.facility_id or one.subject, one.repaired_on) for one in bench.entries] == [
        ("2026-03-05", "w", None), ("2026-01-09", "plan.earthquake", "2026-02-01"),
    ]  # fmt: skip
    message, level = bench.said[-1]
    assert level == "warning" and "新增 2 条" in message.what and "第 4 行（东公圆）" in message.repair
    page.copy_button.click()
    page.paste_button.click()
    assert len(bench.entries) == 2 and "已有 2 条" in bench.said[-1][0].what


def test_the_plan_shows_a_month_alone_and_is_written_as_a_workbook(
    bench: Bench, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = bench.page("plan")
    months = texts(page.months)
    assert len(months) == 13 and months[0][0] == "十二个月"
    assert months[1][0] == f"{bench.today.year}-{bench.today.month:02}" and months[1][1] == months[0][1]
    whole = page.table.model().rowCount()
    assert whole == sum(int(cell) for cell in months[0][1:])
    page.months.select_keys([months[2][0]])
    assert page.table.model().rowCount() == sum(int(cell) for cell in months[2][1:]) < whole
    path = tmp_path / "台账.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    page.save_button.click()
    qtbot.waitUntil(path.is_file, timeout=20_000)
    book = openpyxl.load_workbook(path)
    assert "年计划" in book.sheetnames
    said = [[cell.value for cell in row] for row in book["到期事项"].iter_rows()]
    assert any(row[0] == "西广场" and 35 in row for row in said)


def test_newer_residents_are_looked_into_then_taken_in_one_step_with_the_year_before(
    bench: Bench, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = bench.page("years")
    assert "还没有封存的年份" in page.note.text() and not page.chart.isVisible()
    villages = next(one for one in bench.session.project.layers if one.role == "villages")
    path, book = tmp_path / "2026.csv", tmp_path / "差异.xlsx"
    rows = "".join(f"{name},{7 + number}\n" for number, name in enumerate(villages.text("name")))
    path.write_text(f"名称,常住人口\n{rows}", encoding="utf-8")
    page.fill_renewing()
    offered = [one.text() for one in page._renewing.actions() if not one.isSeparator()]
    assert offered[0].startswith("物资库存台账") and villages.title("zh") in offered
    page.read(path, villages.id)
    qtbot.waitUntil(lambda: bool(bench.panel.window().findChildren(RenewalDialog)), timeout=20_000)
    (dialog,) = bench.panel.window().findChildren(RenewalDialog)
    assert f"变化 {len(villages)} 项" in dialog.about.text() and dialog.accept_button.isEnabled()
    assert dialog.tables["places"].rowCount() == len(villages)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(book), ""))
    dialog.save_button.click()
    qtbot.waitUntil(book.is_file, timeout=20_000)
    year = dialog.year_box.value()
    assert year == bench.today.year - 1
    dialog.take_over()
    bench.settle()
    project = bench.session.project
    renewed = project.layer(villages.id).number("population_persons")
    assert renewed.tolist() == [7.0 + number for number in range(len(villages))]
    assert [one.year for one in project.settings.history] == [year]
    page.refresh()
    heads = [page.table.model().headerData(n, Qt.Orientation.Horizontal) for n in range(3)]
    assert heads[1] == str(year) and page.chart.isVisible()
    bench.session.undo_stack.undo()
    project = bench.session.project
    assert project.settings.history == ()
    old = villages.number("population_persons").tolist()
    assert project.layer(villages.id).number("population_persons").tolist() == old


def test_a_year_is_closed_on_demand(bench: Bench, qtbot: Any) -> None:
    page = bench.page("years")
    page.close_button.click()
    qtbot.waitUntil(lambda: bool(bench.session.project.settings.history), timeout=20_000)
    bench.settle()
    (record,) = bench.session.project.settings.history
    assert record.year == bench.today.year - 1 and record.figures
    assert page.year_box.value() == bench.today.year, "the next year to close"
    bench.session.undo_stack.undo()
    assert bench.session.project.settings.history == ()


def test_a_layer_asks_for_its_newer_file_on_the_page_of_years(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    read: list[tuple[Path, str]] = []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "新.csv"), ""))
    monkeypatch.setattr(bench.panel.years, "read", lambda path, layer_id: read.append((path, layer_id)))
    bench.panel.renew("villages")
    assert read == [(tmp_path / "新.csv", "villages")]
    assert bench.panel.tabs.currentIndex() == TABS.index("years")


def test_a_table_of_inspections_is_looked_at_then_taken_in_in_one_step(
    bench: Bench, tmp_path: Path, qtbot: Any
) -> None:
    path = tmp_path / "检查.csv"
    path.write_text(
        "日期,对象,事项,经办人,发现问题\n2026-03-01,西广场,检查,张三,门坏\n2026-03-02,县库,检查,李四,\n某日,县库,检查,,\n",
        encoding="utf-8",
    )
    page = bench.page("entries")
    page.read(path)
    window = bench.holder.window()
    qtbot.waitUntil(lambda: bool(window.findChildren(UpkeepImportDialog)), timeout=10_000)
    (dialog,) = window.findChildren(UpkeepImportDialog)
    assert dialog.about.text() == "检查.csv：新增 2 条，已有 0 条，未采用 1 行"
    rows = [[dialog.table.item(row, column).text() for column in range(4)] for row in range(3)]
    assert rows == [
        ["新增", "西广场", "2", "2026-03-01 检查评估 张三 门坏 未整改"],
        ["新增", "县库", "3", "2026-03-02 检查评估 李四"],
        ["未采用", "日期“某日”", "A4", "日期应写成 2026-11-29"],
    ]
    dialog.table.item(1, 0).setCheckState(Qt.CheckState.Unchecked)
    dialog.accept_button.click()
    bench.settle()
    assert [(one.facility_id, one.day) for one in bench.entries] == [("w", "2026-03-01")]
    assert bench.yard.last_inspection is not None
    bench.session.undo_stack.undo()
    assert bench.entries == ()
