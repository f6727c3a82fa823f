"""The window of the supplies, and the command."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)

from layers.project.file import save_project
from models.assessment.repairs import Repair
from models.facilities.stock import StockRow
from models.kernel.errors import Message
from models.kernel.text import LANGUAGES, Lang
from models.project.edits import EditSettings
from models.project.local import LocalFacts
from models.project.project import Project
from models.supplies.items import items
from models.supplies.need import case_persons, needs, stock_by_item
from tests.models.supplies.test_need import depot, row
from tests.models.toy import layers, project
from tests.ui.conftest import MakeWindow, wait_until_idle
from tests.ui.leaks import deliver_deletions
from tests.ui.reached import buddies, spoken
from ui.analysis.resulttable import ResultTable
from ui.analysis.supplies import DISPATCH, LEDGER, NEED, SuppliesPanel
from ui.analysis.suppliesimport import SuppliesImportDialog
from ui.analysis.suppliesneed import RATIO_COLUMN
from ui.analysis.suppliestable import COLUMNS
from ui.app.mainwindow import MainWindow
from ui.cli.commandline import run
from ui.core.i18n import install_language
from ui.core.preferences import Preferences
from ui.core.session import Session
from ui.core.tasks import TaskRunner
from ui.core.themes import apply_theme, current_theme
from ui.widgets.loadbar import LOAD_ROLE, TONE_ROLE


def made_project() -> Project:
    depots = [
        depot(level="county", floor_area_m2=5.0),
        depot(18, 5, id="b", name="Depot B", storage="contract"),
    ]
    stock = (
        row("bed", 30, name="折叠床"),
        row("bed", 10, "b", name="折叠床"),
        row("tent", 20, name="帐篷", expires="2001-01-01"),
        row("", 5, name="自热火锅"),
    )
    return project(depots, *layers(), stock=stock, local=LocalFacts(is_cold=False))


class Bench:
    """A session with the dialog beside it, without the main window: much quicker to make."""

    def __init__(self, home: Path) -> None:
        self.session = Session("zh")
        self.session.open(made_project(), None)
        self.tasks = TaskRunner(self.session)
        self.saves = TaskRunner(self.session)
        self.preferences = Preferences(home)
        self.holder = QWidget()
        self.holder.resize(400, 800)
        self.holder.show()
        self.said: list[Message] = []
        self.session.said.connect(lambda message, _: self.said.append(message))

    def open(self) -> None:
        panel = SuppliesPanel(self.session, self.tasks, self.preferences, self.holder)
        panel.resize(self.holder.size())
        panel.show()
        panel.set_shown(True)

    def close(self) -> None:
        self.tasks.shutdown()
        self.saves.shutdown()
        for one in (self.holder, self.tasks, self.saves, self.session):
            one.deleteLater()
        deliver_deletions()


@pytest.fixture
def bench(qapp: QApplication, haven_home: Path) -> Iterator[Bench]:
    install_language(qapp, "zh")
    apply_theme(qapp, "light")
    made = Bench(haven_home)
    yield made
    made.close()
    install_language(qapp, "en")


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    """The main window with the toy county."""
    return make_window(made_project())


def opened(place: MainWindow | Bench, page: int = LEDGER) -> SuppliesPanel:
    if isinstance(place, Bench):
        place.open()
        found = place.holder.findChildren(SuppliesPanel)
    else:
        place.actions_["supplies"].trigger()
        found = place.findChildren(SuppliesPanel)
    dialog = next(one for one in found if one.isVisible())
    dialog.tabs.setCurrentIndex(page)
    QApplication.processEvents()
    return dialog


def shown(dialog: SuppliesPanel) -> list[list[str]]:
    table = dialog.ledger.table
    return [
        [table.index(line, column).data() for column in range(len(COLUMNS))]
        for line in range(table.rowCount())
    ]


def stock(window: MainWindow | Bench) -> tuple[StockRow, ...]:
    return window.session.project.settings.stock


def cell(dialog: SuppliesPanel, line: int, key: str) -> Any:
    return dialog.ledger.table.index(line, COLUMNS.index(key))


# -- ledger ------------------------------------------------------------------------------------------------
def test_the_ledger_says_which_rows_count(bench: Bench) -> None:
    dialog = opened(bench)
    rows = shown(dialog)
    assert [line[0] for line in rows] == ["Depot A", "Depot B", "Depot A", "Depot A"]
    assert [line[-1] for line in rows] == ["", "", "已过期", "不在物资目录内"]
    assert "4 / 4" in dialog.ledger.count.text() and "2" in dialog.ledger.count.text()
    dialog.ledger.only_faulty.setChecked(True)
    assert [line[1] for line in shown(dialog)] == ["帐篷", "自热火锅"]
    dialog.ledger.only_faulty.setChecked(False)
    dialog.ledger.show_depot("b")
    assert [line[0] for line in shown(dialog)] == ["Depot B"]
    assert opened(bench) is dialog  # one window, raised again


def test_a_cell_is_edited_as_one_undo_step(bench: Bench) -> None:
    dialog = opened(bench)
    table = dialog.ledger.table
    before = stock(bench)
    for key, text, field, value in (
        ("quantity", "1,200", "quantity", 1200.0),
        ("expires", "2030/6/30", "expires", "2030-06-30"),
        ("depot", "b", "depot_id", "b"),
        ("item", "coat", "item", "coat"),
        ("note", "x", "note", "x"),
        ("name", "棉被", "name", "棉被"),
    ):
        assert table.setData(cell(dialog, 0, key), text)
        QApplication.processEvents()
        assert getattr(stock(bench)[0], field) == value, key
    assert stock(bench)[0].item == "quilt"  # the name says so
    stack = bench.session.undo_stack
    install_language(QApplication.instance(), "en")
    bench.session.retell_steps()
    assert stack.text(0) == "Change Quantity"  # the column's word, too
    while stack.canUndo():
        stack.undo()
    assert stock(bench) == before
    QApplication.processEvents()
    assert shown(dialog)[0][3] == "30"


def test_cell_after_cell_is_typed_though_the_rows_are_sorted_by_one(bench: Bench, qtbot: Any) -> None:
    """Filling the table anew between two cells closed the second and lost what was typed there."""
    dialog = opened(bench)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    view, table = dialog.ledger.view, dialog.ledger.table
    table.sort(COLUMNS.index("place"))
    row_id = table.key_at(2)
    view.setCurrentIndex(cell(dialog, 2, "place"))
    view.edit(cell(dialog, 2, "place"))
    for typed in ("a", "b"):
        editor = view.findChild(QLineEdit)
        assert editor is not None and editor.hasFocus()
        QTest.keyClicks(editor, typed)
        QTest.keyClick(editor, Qt.Key.Key_Tab)
        deliver_deletions()
    view.finish_editing()
    qtbot.waitUntil(lambda: table.key_at(0) == row_id)
    assert [(one.place, one.code) for one in stock(bench) if one.id == row_id] == [("a", "b")]


def test_what_is_no_value_is_refused_and_said(bench: Bench) -> None:
    dialog = opened(bench)
    before = stock(bench)
    for key, text in (("quantity", "-1"), ("quantity", "viele"), ("expires", "next year")):
        assert not dialog.ledger.table.setData(cell(dialog, 0, key), text)
        assert bench.said.pop().what
    QApplication.processEvents()
    assert stock(bench) == before
    assert not cell(dialog, 0, "state").flags() & Qt.ItemFlag.ItemIsEditable


def test_choices_are_a_list_in_the_cell(bench: Bench) -> None:
    dialog = opened(bench)
    view, index = dialog.ledger.view, cell(dialog, 0, "depot")
    editor = view.itemDelegate().createEditor(view.viewport(), None, index)
    assert isinstance(editor, QComboBox)
    view.itemDelegate().setEditorData(editor, index)
    assert [editor.itemText(i) for i in range(editor.count())] == ["", "Depot A", "Depot B"]
    assert editor.currentData() == "a"
    editor.setCurrentIndex(2)
    view.itemDelegate().setModelData(editor, dialog.ledger.table, index)
    QApplication.processEvents()
    assert stock(bench)[0].depot_id == "b"
    assert len(dialog.ledger.table.choices("item")) == 1 + len(items())
    editor.deleteLater()


def test_rows_are_added_and_deleted(window: MainWindow) -> None:
    dialog = opened(window)
    dialog.ledger.show_depot("b")
    dialog.ledger.add_button.click()
    QApplication.processEvents()
    assert stock(window)[-1].depot_id == "b" and len(stock(window)) == 5
    assert dialog.ledger.view.state() == dialog.ledger.view.State.EditingState
    dialog.ledger.view.closePersistentEditor(dialog.ledger.view.currentIndex())
    dialog.ledger.show_depot("*")
    dialog.ledger.view.selectRow(0)
    assert dialog.ledger.delete_button.isEnabled()
    QTest.keyClick(dialog.ledger.view, Qt.Key.Key_Delete)
    QApplication.processEvents()
    assert len(stock(window)) == 4 and stock(window)[0].depot_id == "b"
    assert set(window.session.scenario.facilities) == {"a", "b"}  # the key did not reach the map
    window.session.undo_stack.undo()
    window.session.undo_stack.undo()
    assert len(stock(window)) == 4 and stock(window)[0].depot_id == "a"


def test_rows_are_pasted_from_a_spreadsheet(bench: Bench) -> None:
    dialog = opened(bench)
    QGuiApplication.clipboard().setText("储备库\t物资名称\t数量\nDepot B\t棉大衣\t70\nNowhere\t棉被\tx\n")
    QTest.keyClick(dialog.ledger.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    assert [(one.depot_id, one.item, one.quantity) for one in stock(bench)[-2:]] == [
        ("b", "coat", 70.0),
        ("", "quilt", None),
    ]
    assert "Nowhere" in bench.said[-1].details
    bench.session.undo_stack.undo()
    assert len(stock(bench)) == 4
    QGuiApplication.clipboard().setText("")
    dialog.ledger.paste()
    assert len(stock(bench)) == 4 and bench.said[-1].repair


def test_what_is_exported_is_imported_again(bench: Bench, qtbot: Any, tmp_path: Path) -> None:
    dialog = opened(bench)
    path = tmp_path / "台账.xlsx"
    dialog.ledger.export(path, is_template=False)
    wait_until_idle(bench, qtbot)
    assert path.exists()
    dialog.ledger.export(tmp_path / "模板.xlsx", is_template=True)
    wait_until_idle(bench, qtbot)
    assert load_workbook(tmp_path / "模板.xlsx").worksheets[0].max_row >= 1
    dialog.ledger.read(path)
    wait_until_idle(bench, qtbot)
    preview = bench.holder.findChild(SuppliesImportDialog)
    assert preview is not None and preview.result_difference.is_nothing
    assert not preview.accept_button.isEnabled()
    preview.reject()


def test_an_import_is_seen_before_it_changes_anything(bench: Bench, qtbot: Any, tmp_path: Path) -> None:
    dialog = opened(bench)
    path = tmp_path / "x.csv"
    path.write_text(
        "储备库,物资名称,数量,单位\nDepot A,折叠床,99,张\nNowhere,棉被,5,床\n合计,,104,\n", "gb18030"
    )
    before = stock(bench)
    dialog.ledger.read(path)
    wait_until_idle(bench, qtbot)
    preview = bench.holder.findChild(SuppliesImportDialog)
    assert preview is not None and stock(bench) == before
    change = preview.result_difference
    assert (len(change.added), len(change.changed), len(change.removed), change.same) == (1, 1, 0, 3)
    assert preview.table.item(0, 1).text() == "Nowhere"  # what was not understood comes first
    preview.mode_box.setCurrentIndex(preview.mode_box.findData("replace"))
    assert len(preview.result_difference.removed) == 3
    preview.mode_box.setCurrentIndex(preview.mode_box.findData("update"))
    preview.depot_box.setCurrentIndex(preview.depot_box.findData("b"))
    preview.accept_button.click()
    assert [(one.depot_id, one.quantity) for one in stock(bench)] == [
        ("a", 99), ("b", 10), ("a", 20), ("a", 5), ("b", 5)
    ]  # fmt: skip
    bench.session.undo_stack.undo()
    assert stock(bench) == before


def test_a_bad_file_is_said_in_the_window(bench: Bench, qtbot: Any, tmp_path: Path) -> None:
    dialog = opened(bench)
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    dialog.ledger.read(path)
    wait_until_idle(bench, qtbot)
    assert "x.csv" in bench.said[-1].where
    assert bench.holder.findChild(SuppliesImportDialog) is None and len(stock(bench)) == 4


def test_an_empty_ledger_says_what_to_do(bench: Bench) -> None:
    bench.session.open(project([depot()]), None)
    dialog = opened(bench)
    assert dialog.ledger.empty.isVisible() and dialog.ledger.empty.text()
    dialog.ledger.add_row()
    QApplication.processEvents()
    assert not dialog.ledger.empty.isVisible()


def test_heads_of_the_ledger_have_room_in_either_language(bench: Bench) -> None:
    dialog = opened(bench)
    for lang in ("en", "zh"):
        install_language(QApplication.instance(), lang)  # type: ignore[arg-type]
        bench.session.lang = lang  # type: ignore[assignment]
        dialog.ledger.retranslate()
        header = dialog.ledger.view.horizontalHeader()
        for column in range(header.count()):
            assert header.sectionSize(column) >= header.sectionSizeHint(column), (lang, column)
    dialog.tabs.setCurrentIndex(DISPATCH)
    QApplication.processEvents()
    blank = dialog.below.grab().toImage()
    middle = {blank.pixel(x, blank.height() // 2) for x in range(blank.width())}
    assert len(middle) > 3, "words where the plan's tables will stand"


# -- need --------------------------------------------------------------------------------------------------
def texts(table: ResultTable) -> list[list[str]]:
    model = table.rows
    return [
        [model.index(line, column).data() for column in range(model.columnCount())]
        for line in range(model.rowCount())
    ]


def need_rows(dialog: SuppliesPanel) -> dict[str, list[str]]:
    return {first: rest for first, *rest in texts(dialog.need.items)}


def test_need_and_shortage_are_those_of_the_models(bench: Bench) -> None:
    dialog = opened(bench, NEED)
    session = bench.session
    persons = case_persons(session.project.county, session.rules)
    case = dialog.case_bar.case
    assert (case.persons, case.level, case.is_cold) == (persons, "2", False)
    found = needs(persons or 0, case.days, session.rules, False)
    rows = need_rows(dialog)
    assert list(rows) == [need.item.name("zh") for need in found.values()]
    beds = rows["折叠床"]
    assert beds[:6] == ["张", f"{found['bed'].quantity:,}", "40", "30", "10", ""]
    assert beds[RATIO_COLUMN - 1].startswith("✗") and beds[-1] == f"{found['bed'].quantity - 40:,}"
    assert rows["帐篷（12 m²）"][6] == "20"  # expired
    dialog.case_bar.persons_box.setValue(40)
    assert dialog.case_bar.case.level == ""
    assert need_rows(dialog)["折叠床"][RATIO_COLUMN - 1].startswith("✓")
    assert need_rows(dialog)["折叠床"][-1] == ""


def test_heads_stand_over_their_cells(bench: Bench) -> None:
    page = opened(bench, NEED).need
    for table in (page.items, page.depots):
        model, side = table.rows, Qt.ItemDataRole.TextAlignmentRole
        assert model.rowCount()
        for column in range(model.columnCount()):
            head = model.headerData(column, Qt.Orientation.Horizontal, side) & Qt.AlignmentFlag.AlignRight
            assert head == model.index(0, column).data(side) & Qt.AlignmentFlag.AlignRight, column


def test_what_is_short_is_red_and_barred_and_says_by_which_rule(bench: Bench) -> None:
    model = opened(bench, NEED).need.items.rows
    line = next(row for row in range(model.rowCount()) if model.index(row, 0).data() == "折叠床")
    bar, last = model.index(line, RATIO_COLUMN), model.index(line, model.columnCount() - 1)
    assert 0.0 < bar.data(LOAD_ROLE) < 1.0 and bar.data(TONE_ROLE) == "fail"
    assert last.data(Qt.ItemDataRole.ForegroundRole).name() == current_theme().fail
    assert last.data(Qt.ItemDataRole.ToolTipRole) == model.index(line, 0).data(Qt.ItemDataRole.ToolTipRole)
    rules = bench.session.rules
    for key in items()["bed"].rules:
        assert rules.quantity(key).name("zh") in last.data(Qt.ItemDataRole.ToolTipRole)


def test_levels_and_days(bench: Bench) -> None:
    dialog = opened(bench, NEED)
    water = items()["water"].name("zh")
    session = bench.session
    for level in ("1", "2", "3", "4"):
        dialog.case_bar.level_box.setCurrentIndex(dialog.case_bar.level_box.findData(level))
        dialog.case_bar.level_box.activated.emit(0)
        assert dialog.case_bar.case.persons == case_persons(session.project.county, session.rules, level)
    before = need_rows(dialog)[water][1]
    dialog.case_bar.days_box.setValue(30)
    assert need_rows(dialog)[water][1] != before


def test_climate_is_a_fact_of_the_county(bench: Bench) -> None:
    dialog = opened(bench, NEED)
    quilts = items()["quilt"].name("zh")
    mild = need_rows(dialog)[quilts][1]
    dialog.case_bar.climate_box.setCurrentIndex(dialog.case_bar.climate_box.findData("cold"))
    dialog.case_bar.climate_box.activated.emit(0)
    QApplication.processEvents()
    assert bench.session.project.settings.local.is_cold is True
    assert need_rows(dialog)[quilts][1] != mild
    bench.session.undo_stack.undo()
    QApplication.processEvents()
    assert need_rows(dialog)[quilts][1] == mild and dialog.case_bar.climate_box.currentData() == "warm"


def test_a_depot_by_itself(bench: Bench) -> None:
    dialog = opened(bench, NEED)
    table = dialog.need.depots
    rows = texts(table)
    assert [row[0] for row in rows] == ["Depot A", "Depot B"]
    assert rows[0][3] == "1,500"
    table.selectRow(1)
    table.clicked.emit(table.rows.index(1, 0))
    assert bench.session.selection == {"b"} and "Depot B" in dialog.need.scope.text()
    beds = need_rows(dialog)["折叠床"]
    held = stock_by_item(stock(bench), bench.session.scenario.counted(), None).of(["b"])
    assert beds[2] == f"{held['bed'].usable:,.0f}"
    dialog.need.whole_link.click()
    assert "Depot B" not in dialog.need.scope.text() and not dialog.need.whole_link.isVisible()


def test_a_stale_page_never_shows_old_numbers(bench: Bench) -> None:
    dialog = opened(bench, NEED)
    settings = bench.session.project.settings
    edit = bench.session.project.settings_edit(stock=())
    assert isinstance(edit, EditSettings) and settings.stock
    bench.session.push(edit, "x")
    QApplication.processEvents()
    assert need_rows(dialog)["折叠床"][2] == "无数据"
    assert dialog.need.note.text().startswith("无数据")
    dialog.tabs.setCurrentIndex(LEDGER)
    assert shown(dialog) == []


# -- dispatch ----------------------------------------------------------------------------------------------
def planned(window: MainWindow | Bench, qtbot: Any) -> SuppliesPanel:
    dialog = opened(window, DISPATCH)
    dialog.dispatch.run_button.click()
    qtbot.waitUntil(lambda: not window.tasks.is_busy, timeout=60_000)
    return dialog


def test_the_plan_is_made_shown_and_drawn(window: MainWindow, qtbot: Any) -> None:
    dialog = planned(window, qtbot)
    plan = dialog.dispatch.result
    assert plan is not None and len(plan.legs) > 0
    assert dialog.dispatch.loads.rowCount() == len(plan.legs)
    assert dialog.dispatch.townships.rowCount() == 2
    assert dialog.dispatch.values["loads"].text() == str(len(plan.legs))
    assert window.canvas.flows.count == len(plan.lines)
    seen: list[tuple[float, ...]] = []
    window.session.zoom_wanted.connect(seen.append)
    dialog.dispatch.townships_view.clicked.emit(dialog.dispatch.townships.index(0, 0))
    dialog.dispatch.loads_view.doubleClicked.emit(dialog.dispatch.loads.index(0, 0))
    assert len(seen) == 2 and window.session.selection <= {"a", "b"}
    dialog.tabs.setCurrentIndex(NEED)
    assert window.canvas.flows.count == 0
    dialog.tabs.setCurrentIndex(DISPATCH)
    assert window.canvas.flows.count == len(plan.lines)
    dialog.close()
    assert window.canvas.flows.count == 0


def test_a_change_makes_the_plan_out_of_date(bench: Bench, qtbot: Any) -> None:
    dialog = planned(bench, qtbot)
    drawn: list[Any] = []
    dialog.flows_wanted.connect(drawn.append)
    assert not dialog.dispatch.stale.isVisible()
    dialog.case_bar.persons_box.setValue(7)
    assert dialog.dispatch.stale.isVisible() and drawn[-1] is None
    dialog.dispatch.run_button.click()
    wait_until_idle(bench, qtbot)
    assert not dialog.dispatch.is_stale and dialog.dispatch.result.case.persons == 7
    bench.session.delete(["b"], "x")
    QApplication.processEvents()
    assert dialog.dispatch.stale.isVisible() and drawn[-1] is None


@pytest.mark.parametrize("what", ["ledger", "plan"])
def test_a_file_is_written_and_told_though_its_window_was_closed(
    window: MainWindow, qtbot: Any, tmp_path: Path, what: str
) -> None:
    path = tmp_path / "表.xlsx"
    dialog = opened(window, DISPATCH)
    if what == "plan":
        dialog.dispatch.run()
        wait_until_idle(window, qtbot)
        dialog.dispatch.export(path)
    else:
        dialog.ledger.export(path, is_template=False)
    dialog.close()
    deliver_deletions()
    assert not shiboken6.isValid(dialog)
    wait_until_idle(window, qtbot)
    assert path.exists()
    assert window.messages.message is not None and "表.xlsx" in window.messages.message.what


@pytest.mark.parametrize("what", ["import", "plan"])
def test_what_was_asked_for_by_a_window_that_was_closed_is_dropped(
    window: MainWindow, qtbot: Any, tmp_path: Path, what: str
) -> None:
    dialog = opened(window, DISPATCH)
    path = tmp_path / "表.csv"
    path.write_text("no ledger", encoding="utf-8")
    if what == "plan":
        dialog.dispatch.run()
    else:
        dialog.ledger.read(path)
    dialog.close()
    deliver_deletions()
    wait_until_idle(window, qtbot)
    assert window.messages.message is None


def test_a_plan_without_stock_says_what_is_missing(bench: Bench, qtbot: Any) -> None:
    bench.session.open(project([depot()]), None)
    dialog = planned(bench, qtbot)
    assert "库存" in dialog.dispatch.about.text()
    assert not dialog.dispatch.export_button.isEnabled() and not dialog.dispatch.pages.isVisible()


def test_the_plan_as_a_workbook(bench: Bench, qtbot: Any, tmp_path: Path) -> None:
    dialog = planned(bench, qtbot)
    path = tmp_path / "plan.xlsx"
    dialog.dispatch.export(path)
    wait_until_idle(bench, qtbot)
    assert load_workbook(path).worksheets[0].max_row == 1 + len(dialog.dispatch.result.legs)
    assert "plan.xlsx" in bench.said[-1].what


# -- the window itself -------------------------------------------------------------------------------------
def test_it_remembers_its_page_and_case(bench: Bench) -> None:
    dialog = opened(bench, NEED)
    dialog.case_bar.persons_box.setValue(123)
    dialog.case_bar.days_box.setValue(9)
    dialog.close()
    QApplication.sendPostedEvents(None, 0)
    QApplication.processEvents()
    bench.open()
    again = next(one for one in bench.holder.findChildren(SuppliesPanel) if one.isVisible())
    assert again.tabs.currentIndex() == NEED
    assert (again.case_bar.case.persons, again.case_bar.case.days) == (123, 9)


def test_a_depot_leads_to_its_stock(window: MainWindow) -> None:
    panel = window.selected_panel
    assert not panel.stock_link.isVisible()
    window.session.select(["b"])
    QApplication.processEvents()
    assert panel.stock_link.isVisible() and "1" in panel.stock_link.text()
    panel.stock_link.click()
    dialog = window.findChild(SuppliesPanel)
    assert dialog is not None and dialog.tabs.currentIndex() == LEDGER
    assert [line[0] for line in shown(dialog)] == ["Depot B"]
    dialog.close()
    window.openers.repair(Repair("stock"))  # what a finding without a ledger leads to
    assert any(one.isVisible() for one in window.findChildren(SuppliesPanel))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_changes_language_with_the_program(
    bench: Bench, lang: Lang, qtbot: Any, qapp: QApplication
) -> None:
    dialog = planned(bench, qtbot)
    for one in ("en" if lang == "zh" else "zh", lang):
        bench.session.lang = one
        install_language(qapp, one)
        QApplication.processEvents()
    assert dialog.windowTitle() == {"zh": "物资保障", "en": "Supplies"}[lang]
    assert dialog.dispatch.townships.columns[0].title == {"zh": "乡镇（街道）", "en": "Township"}[lang]
    dialog.tabs.setCurrentIndex(NEED)
    assert items()["bed"].name(lang) in need_rows(dialog)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_has_a_name_and_only_one_language(
    bench: Bench, lang: Lang, qtbot: Any, qapp: QApplication
) -> None:
    stock = (
        row("bed", 30, name="cots", unit="pcs"),
        row("tent", 5, name="tents", unit="pcs", expires="2001-01-01"),
    )
    bench.session.open(project([depot()], *layers(), stock=stock), None)
    bench.session.lang = lang
    install_language(qapp, lang)
    dialog = planned(bench, qtbot)
    for page in (NEED, LEDGER):
        dialog.tabs.setCurrentIndex(page)
        QApplication.processEvents()
    kinds = (QAbstractButton, QComboBox, QAbstractSpinBox, QLineEdit, QAbstractItemView)
    parts = [
        one
        for one in dialog.findChildren(QWidget)
        if isinstance(one, kinds)
        and one.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not one.objectName().startswith("qt_")
        and not _is_inner(one)
    ]
    assert len(parts) > 15
    labels = buddies(dialog)
    assert [one for one in parts if not spoken(one, labels)] == []
    if lang == "en":
        texts = [one.text() for one in dialog.findChildren(QLabel)]
        texts += [spoken(one, labels) for one in parts]
        texts += [text for line in shown(dialog) for text in line if text]
        texts += [text for key, line in need_rows(dialog).items() for text in (key, *line)]
        texts += [column.title for column in dialog.dispatch.townships.columns]
        assert [text for text in texts if re.search("[\u4e00-\u9fff]", text)] == []


def _is_inner(widget: QWidget) -> bool:
    """Whether a widget is part of a table or a spin box."""
    inner = (QAbstractSpinBox, QComboBox, QAbstractItemView)
    above = widget.parentWidget()
    while above is not None and not isinstance(above, SuppliesPanel):
        if isinstance(above, inner):
            return True
        above = above.parentWidget()
    return False


def test_another_project_closes_it(bench: Bench) -> None:
    dialog = opened(bench)
    bench.session.open(made_project(), None)
    assert not dialog.isVisible()


# -- the command -------------------------------------------------------------------------------------------
@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "toy.gpkg"
    save_project(made_project(), path)
    return path


def test_the_command_says_what_the_models_say(saved: Path, capsys: Any) -> None:
    assert run(["supplies", str(saved), "--persons", "53", "--days", "3", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    held = {one["item"]: one for one in said["items"]}
    assert (held["bed"]["stock"], held["bed"]["need"]) == (40, 53)
    assert held["bed"]["stock_by_storage"] == {"own": 30, "contract": 10, "corporate": 0}
    assert (held["tent"]["stock"], held["tent"]["expired"]) == (0, 20)
    assert said["rows"]["expired"] == 1 and said["rows"]["unknown_item"] == 1
    assert sum(load["quantity"] for load in said["dispatch"]["loads"]) == 40
    for lang in LANGUAGES:
        assert run(["supplies", str(saved), "--lang", lang]) == 0
        assert items()["bed"].name(lang) in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong",
    [
        ["--persons", "-1"],
        ["--persons", "9" * 20],
        ["--persons", "x"],
        ["--days", "0"],
        ["--days", "nan"],
        ["--days", "1e20"],
    ],
)
def test_wrong_numbers_are_refused(saved: Path, wrong: list[str], capsys: Any) -> None:
    assert run(["supplies", str(saved), *wrong]) == 2
    assert capsys.readouterr().err


def test_nobody_to_relocate_is_said(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "empty.gpkg"
    save_project(Project(), path)
    assert run(["supplies", str(path)]) == 2
    assert "--persons" in capsys.readouterr().err
