"""Tables: content, order, filter, editing, copying, and the selection in step with the map."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QTableView, QToolButton

from models.facilities.facility import Family
from models.project.edits import EditLayers
from models.project.project import Project
from tests.ui.canvas_project import DEPOT_ID, PARK_ID, SCHOOL_ID, SQUARE_ID, small_project
from tests.ui.conftest import wait_until_idle
from ui.analysis.resulttable import ResultModel
from ui.analysis.suppliestable import LedgerTable
from ui.app.mainwindow import MainWindow
from ui.core.session import Session
from ui.core.themes import apply_theme
from ui.panels import cellpreview
from ui.panels.tables import TOWNSHIPS, VILLAGES, TablesPanel
from ui.widgets.editors import ChoiceEditor
from ui.widgets.rowsview import FrozenColumn, runs_of
from ui.widgets.tablemodels import ArrayTable, Column, FacilityTable

ASCENDING, DESCENDING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


CAPACITY = "computed.capacity_persons"


@pytest.fixture
def panel(session: Session, qtbot: Any) -> TablesPanel:
    panel = TablesPanel(session)
    qtbot.addWidget(panel)
    panel.resize(1000, 240)
    panel.show()
    return panel


@pytest.fixture
def table(panel: TablesPanel) -> TablesPanel:
    panel.set_open(True)
    return panel


def texts(model: ArrayTable, key: str) -> list[str]:
    column = [c.key for c in model.columns].index(key)
    return [model.index(row, column).data() for row in range(model.rowCount())]


def column_of(model: ArrayTable, key: str) -> int:
    return [c.key for c in model.columns].index(key)


def test_starts_folded_in_and_a_tab_folds_it_out(panel: TablesPanel) -> None:
    assert not panel.is_open and not panel.view.isVisible()
    assert panel.tabs.tabText(0) == "避难场所 2 + 1"
    panel.tabs.tabBarClicked.emit(1)
    assert panel.is_open and panel.view.isVisible()
    assert panel.current_key == "depot"
    panel._fold_button.click()
    assert not panel.view.isVisible()


def test_shelters_with_what_was_computed(table: TablesPanel, session: Session) -> None:
    model = table.model
    assert model is not None and session.assessment is not None
    assert texts(model, "name") == ["文化广场", "第一中学", "滨河公园"]
    # Townships are 8 km squares in two rows of three; the school lies at (14, 4) km, in the second.
    assert texts(model, "unit")[1] == "柳河镇"
    assert texts(model, "gross_area_m2") == ["5,120", "9,000", ""]
    capacities = [session.assessment.shelters[i].capacity_persons for i in (SQUARE_ID, SCHOOL_ID)]
    assert texts(model, CAPACITY)[:2] == [f"{capacity:,}" for capacity in capacities]
    assert texts(model, CAPACITY)[2] == ""  # planned: does not count today, which is not zero


def test_numbers_sort_as_numbers_and_unknown_ones_last(table: TablesPanel) -> None:
    model = table.model
    assert model is not None
    area = column_of(model, "gross_area_m2")
    model.sort(area, ASCENDING)
    assert texts(model, "gross_area_m2") == ["5,120", "9,000", ""]
    model.sort(area, DESCENDING)
    assert texts(model, "gross_area_m2") == ["9,000", "5,120", ""]
    model.sort(-1, ASCENDING)
    assert texts(model, "name") == ["文化广场", "第一中学", "滨河公园"]


def test_filter_finds_words_in_any_column(table: TablesPanel) -> None:
    table.filter.setText("学")
    assert table.model is not None and texts(table.model, "name") == ["第一中学"]
    assert table._count.text() == "1 / 3"
    table.filter.clear()
    assert table.model.rowCount() == 3


def test_selection_goes_both_ways(table: TablesPanel, session: Session) -> None:
    session.select([SCHOOL_ID])
    rows = {index.row() for index in table.view.selectionModel().selectedRows()}
    assert rows == {1}
    table.view.selectRow(2)
    assert session.selection == {PARK_ID}
    table.filter.setText("广场")
    table.view.selectRow(0)
    assert session.selection == {SQUARE_ID}
    session.select([])
    assert not table.view.selectionModel().selectedRows()


def test_selecting_elsewhere_is_not_undone_by_the_table(table: TablesPanel, session: Session) -> None:
    session.select([DEPOT_ID])
    assert session.selection == {DEPOT_ID}  # no shelter: nothing to show here, and nothing to change
    assert not table.view.selectionModel().selectedRows()


def test_a_cell_is_edited_as_one_undo_step(table: TablesPanel, session: Session, qtbot: Any) -> None:
    model = table.model
    assert model is not None
    index = model.index(1, column_of(model, "effective_area_m2"))
    table.view.setCurrentIndex(index)
    table.view.edit(index)
    editor = table.view.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    QTest.keyClicks(editor, "6,500")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.undo_stack.count() == 1)
    assert session.scenario.facilities[SCHOOL_ID].effective_area_m2 == 6500.0  # type: ignore[attr-defined]
    assert session.undo_stack.count() == 1
    session.assess_now()
    table._refresh_shown()
    assert texts(model, "effective_area_m2")[1] == "6,500"


def test_a_cell_refuses_what_is_no_value(table: TablesPanel, session: Session, qtbot: Any) -> None:
    model = table.model
    assert model is not None
    with qtbot.waitSignal(table.refused) as signal:
        assert not model.setData(model.index(1, column_of(model, "gross_area_m2")), "很大")
    assert signal.args == ["请填数字"]
    assert session.undo_stack.count() == 0


def test_computed_cells_cannot_be_edited(table: TablesPanel) -> None:
    model = table.model
    assert model is not None
    editable = Qt.ItemFlag.ItemIsEditable
    assert model.flags(model.index(0, column_of(model, "name"))) & editable
    assert not model.flags(model.index(0, column_of(model, CAPACITY))) & editable
    assert not model.flags(model.index(0, column_of(model, "unit"))) & editable


def test_choices_are_chosen_from_a_list(table: TablesPanel, session: Session) -> None:
    model = table.model
    assert model is not None
    index = model.index(0, column_of(model, "shelter_class"))
    table.view.edit(index)
    editor = table.view.findChild(ChoiceEditor)
    assert editor is not None and editor.currentData() == "short"
    editor.setCurrentIndex(editor.findData("long"))
    editor.activated.emit(editor.currentIndex())
    assert session.scenario.facilities[SQUARE_ID].shelter_class == "long"  # type: ignore[attr-defined]


def test_rows_are_copied_for_a_spreadsheet(table: TablesPanel) -> None:
    table.view.selectRow(1)
    QTest.keyClick(table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert len(lines) == 2
    head, row = (line.split("\t") for line in lines)
    assert head[0] == "名称" and row[0] == "第一中学"
    assert row[head.index("总面积（m²）")] == "9000"  # without separators: a number for the spreadsheet
    table.view.clearSelection()
    table._copy_button.click()
    assert len(QGuiApplication.clipboard().text().split("\n")) == 4


def test_townships_and_villages(table: TablesPanel, session: Session, qtbot: Any) -> None:
    table.open_table(TOWNSHIPS)
    model = table.model
    assert model is not None and model.rowCount() == 6
    assert texts(model, "area") == ["64.0"] * 6
    assert sum(int(text) for text in texts(model, "shelters")) == 2
    with qtbot.waitSignal(session.feature_picked) as signal:
        table.view.selectRow(2)
    assert signal.args == ["townships", 2]
    table.open_table(VILLAGES)
    assert table.model is not None and table.model.rowCount() == 240
    population = session.project.county.demand.population_persons
    assert texts(table.model, "population")[:3] == [f"{value:,.0f}" for value in population[:3]]


def test_a_layer_gets_a_tab_that_goes_with_it(table: TablesPanel, session: Session) -> None:
    table.open_table("roads")
    assert table.tabs.tabText(table.tabs.currentIndex()) == "道路"
    assert table.model is not None and texts(table.model, "road_class") == ["国道", "省道"]
    layers = [layer for layer in session.project.layers if layer.id != "roads"]
    session.push(session.project.layers_edit(layers), "x")
    assert "道路" not in [table.tabs.tabText(i) for i in range(table.tabs.count())]
    assert table.current_key == "shelter"


def test_double_click_edits_and_a_button_zooms(table: TablesPanel, session: Session, qtbot: Any) -> None:
    model = table.model
    assert model is not None
    with qtbot.assertNotEmitted(session.zoom_wanted):
        table.view.doubleClicked.emit(model.index(0, 0))
        assert table.view.findChild(QLineEdit) is not None  # the name is edited like any other field
        table.view.doubleClicked.emit(model.index(0, column_of(model, CAPACITY)))
    table.view.selectRow(0)
    with qtbot.waitSignal(session.zoom_wanted) as signal:
        table._zoom_button.click()
    x, y = session.scenario.facilities[SQUARE_ID].location
    assert signal.args == [(x - 800, y - 800, x + 800, y + 800)]


def areas(session: Session) -> list[float | None]:
    found = session.scenario.facilities
    return [found[i].effective_area_m2 for i in (SQUARE_ID, SCHOOL_ID, PARK_ID)]  # type: ignore[attr-defined]


def test_pasted_cells_are_shown_first_and_taken_over_as_one_step(
    table: TablesPanel, session: Session
) -> None:
    model = table.model
    assert model is not None
    table.view.setCurrentIndex(model.index(0, column_of(model, "effective_area_m2")))
    QGuiApplication.clipboard().setText("3,000\n很大\n99999999999")
    QTest.keyClick(table.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    preview = table.preview
    assert preview.isVisible() and not table.view.isVisible() and session.undo_stack.count() == 0
    rows = [
        [preview.model.index(row, column).data() for column in (0, 1, 3, 4, 5)]
        for row in range(preview.model.rowCount())
    ]
    assert rows[0] == ["", "第 2 行第 1 列", "很大", "", "“有效避难面积”应为数值：很大"]
    assert rows[1] == ["文化广场", "第 1 行第 1 列", "（空）", "3,000", ""]
    assert rows[2][:4] == ["滨河公园", "第 3 行第 1 列", "（空）", "99,999,999,999"]
    assert "比全县面积" in rows[2][4]
    ticks = [preview.model.index(row, 0).data(Qt.ItemDataRole.CheckStateRole) for row in range(3)]
    assert ticks == [None, Qt.CheckState.Checked, Qt.CheckState.Unchecked]  # what can hardly be is asked
    preview.apply_button.click()
    assert areas(session) == [3000.0, None, None] and session.undo_stack.count() == 1
    assert table.view.isVisible() and not preview.isVisible()
    session.undo_stack.undo()
    assert areas(session) == [None, None, None]


def test_many_cells_are_read_and_changed_beside_the_window(
    window: MainWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cellpreview, "MOST_AT_ONCE", 1)
    table, session = window.tables_panel, window.session
    table.open_table("shelter")
    model, preview = table.model, table.preview
    assert model is not None
    table.view.setCurrentIndex(model.index(0, column_of(model, "effective_area_m2")))
    QGuiApplication.clipboard().setText("3000\n4000\n5000")
    table.cells.paste()
    assert preview.isVisible() and not preview.changes and window.tasks.is_busy, (
        "the window goes on meanwhile"
    )
    wait_until_idle(window, qtbot)
    assert [one.new for one in preview.changes] == [3000.0, 4000.0, 5000.0] and preview.model.rowCount() == 3
    before = areas(session)
    preview.apply_button.click()
    window.tasks.cancel()
    wait_until_idle(window, qtbot)
    assert areas(session) == before and preview.isVisible() and preview.apply_button.isEnabled()
    preview.apply_button.click()
    wait_until_idle(window, qtbot)
    assert areas(session) == [3000.0, 4000.0, 5000.0] and session.undo_stack.count() == 1
    assert not preview.isVisible() and table.view.isVisible()
    table.cells.paste()
    preview.cancel_button.click()
    wait_until_idle(window, qtbot)
    assert not preview.isVisible() and not preview.changes


def test_a_doubtful_change_is_taken_when_ticked(table: TablesPanel, session: Session) -> None:
    model = table.model
    assert model is not None
    table.view.setCurrentIndex(model.index(2, column_of(model, "effective_area_m2")))
    QGuiApplication.clipboard().setText("4000000")
    table.cells.paste()
    preview = table.preview
    assert not preview.apply_button.isEnabled()
    preview.model.setData(preview.model.index(0, 0), 2, Qt.ItemDataRole.CheckStateRole)
    preview.apply_button.click()
    assert areas(session)[2] == 4_000_000.0
    table.cells.paste()
    QTest.keyClick(preview, Qt.Key.Key_Escape)
    assert not preview.isVisible() and table.view.isVisible()


def test_a_typed_value_that_can_hardly_be_is_asked_about(table: TablesPanel, session: Session) -> None:
    model = table.model
    assert model is not None
    asked: list[tuple[str, Any]] = []
    session.doubted.connect(lambda why, take: asked.append((why, take)))
    cell = model.index(1, column_of(model, "effective_area_m2"))
    model.setData(cell, "99,999,999,999")
    assert areas(session)[1] is None and "请核对单位" in asked[0][0]
    asked[0][1]()
    assert areas(session)[1] == 99_999_999_999.0 and session.undo_stack.count() == 1


def test_find_and_replace_in_one_column_or_all(table: TablesPanel, session: Session) -> None:
    QTest.keyClick(table.view, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    bar = table.find_bar
    assert bar.isVisible() and not bar.go.isEnabled()
    bar.find_text.setText("公园")
    bar.by_text.setText("绿地")
    bar.go.click()
    assert {one.new for one in table.preview.changes} == {"滨河绿地", "green"}  # its name, and its kind
    table.preview.cancel_button.click()
    bar.column.setCurrentIndex(bar.column.findData("name"))
    QTest.keyClick(bar.by_text, Qt.Key.Key_Return)
    assert {one.new for one in table.preview.changes} == {"滨河绿地"}
    table.preview.apply_button.click()
    assert session.scenario.facilities[PARK_ID].name == "滨河绿地"


def test_fill_down_takes_the_topmost_value(table: TablesPanel, session: Session, qtbot: Any) -> None:
    model = table.model
    assert model is not None
    with qtbot.waitSignal(table.told):
        table.cells.fill_down()
    table.view.selectAll()
    kind = column_of(model, "kind")
    table.view.selectionModel().setCurrentIndex(
        model.index(1, kind), QItemSelectionModel.SelectionFlag.NoUpdate
    )
    QTest.keyClick(table.view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    kinds = {one.kind for one in session.scenario.facilities.values() if one.family == Family.SHELTER}  # type: ignore[attr-defined]
    assert kinds == {"square"} and session.undo_stack.count() == 1


def test_the_table_follows_scenarios_and_edits(table: TablesPanel, session: Session, qtbot: Any) -> None:
    session.delete([SQUARE_ID], "x")
    qtbot.waitUntil(lambda: table.model is not None and table.model.rowCount() == 2)
    assert table.tabs.tabText(0) == "避难场所 1 + 1"
    session.undo_stack.undo()
    qtbot.waitUntil(lambda: table.model is not None and table.model.rowCount() == 3)


def test_a_hundred_thousand_rows_sort_and_filter(qtbot: Any, qapp: Any) -> None:
    n = 100_000
    random = np.random.default_rng(3)
    names = np.array([f"村{i}" for i in random.permutation(n)], dtype=object)
    people = random.uniform(0, 5000, n)
    people[::7] = np.nan
    model = ArrayTable()
    model.fill([Column("name", "名称", names), Column("people", "人口", people)], range(n))
    model.sort(1, DESCENDING)
    model.set_filter("村99")
    model.sort(0, ASCENDING)
    shown = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert shown == sorted(name for name in names if "村99" in name)
    model.set_filter("")
    model.sort(1, DESCENDING)
    values = people[[model.key_at(row) for row in range(model.rowCount())]]
    known = values[: np.isfinite(people).sum()]
    assert (np.diff(known) <= 0).all() and np.isnan(values[len(known) :]).all()
    model.deleteLater()


def test_heads_do_not_ask_every_row_of_a_selection(table: TablesPanel) -> None:
    """A head asks Qt for the columns that its selection holds whole, and Qt asks each row of each."""
    table.view.selectAll()
    assert table.model is not None and len(table.view.selected_rows()) == table.model.rowCount() > 1
    frozen = table.view.findChild(FrozenColumn)
    assert frozen is not None and frozen.selectionModel() is table.view.selectionModel()
    for view in (table.view, frozen):
        chosen = view.horizontalHeader().selectionModel()
        assert chosen.model() is table.model and not chosen.hasSelection()


def test_a_sorted_table_gives_way_to_one_not_yet_filled(table: TablesPanel) -> None:
    """The head asks the new model for columns of the old; raising there ends the process on Python 3.11."""
    table.open_table(VILLAGES)
    QCoreApplication.processEvents()
    table.view.sortByColumn(2, ASCENDING)
    table.open_table("depot")
    assert table.model is not None and texts(table.model, "name") == ["县物资库"]


def test_no_model_raises_for_a_cell_or_head_that_is_gone(session: Session) -> None:
    for model in (
        ArrayTable(session),
        FacilityTable(session, Family.SHELTER, session),
        LedgerTable(session, session),
        ResultModel(session),
    ):
        model.fill([Column("name", "名称", np.array(["甲", "乙"], dtype=object))], ["a", "b"])
        gone = model.index(1, 0)
        model.fill([Column("name", "名称", np.array(["甲"], dtype=object))], ["a"])
        beyond = model.createIndex(0, 40)
        for index in (gone, beyond, QModelIndex()):
            assert model.data(index) is None
            assert model.data(index, Qt.ItemDataRole.ForegroundRole) is None
            assert not model.flags(index) & Qt.ItemFlag.ItemIsEditable
            assert not model.setData(index, "丙")
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.TextAlignmentRole):
            assert isinstance(
                model.headerData(40, Qt.Orientation.Horizontal, role), type(None) | Qt.AlignmentFlag
            )


def test_selections_of_tables_left_behind_do_not_pile_up(table: TablesPanel, session: Session) -> None:
    def known_to_python() -> int:
        QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))
        gc.collect()
        return sum(type(one) is QItemSelectionModel for one in gc.get_objects())

    table.open_table("shelter")
    before = known_to_python()
    for _ in range(5):
        for key in (VILLAGES, TOWNSHIPS, "depot", "shelter"):
            table.open_table(key)
    assert table.view.findChildren(QItemSelectionModel) == [table.view.selectionModel()]
    assert known_to_python() <= before
    table.view.selectRow(2)
    assert session.selection == {PARK_ID}


def test_a_cell_being_edited_closes_with_its_tab(table: TablesPanel, session: Session) -> None:
    model = table.model
    assert model is not None
    table.view.edit(model.index(1, column_of(model, "effective_area_m2")))
    editor = table.view.findChild(QLineEdit)
    assert editor is not None
    editor.setText("7000")
    table.open_table("depot")
    QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))
    assert table.view.findChild(QLineEdit) is None
    assert set(session.scenario.facilities) >= {SCHOOL_ID, SQUARE_ID, PARK_ID}


def opened_cell(table: TablesPanel, key: str, typed: str, qtbot: Any) -> QLineEdit | ChoiceEditor:
    """The editor of the school's cell, with the keyboard, and something typed."""
    table.activateWindow()
    qtbot.waitUntil(table.isActiveWindow)
    model = table.model
    assert model is not None
    line = model.rows_of(frozenset({SCHOOL_ID}))[0]
    table.view.edit(model.index(line, column_of(model, key)))
    editor = table.view.findChild(ChoiceEditor if key == "shelter_class" else QLineEdit)
    assert isinstance(editor, QLineEdit | ChoiceEditor) and editor.hasFocus()
    QTest.keyClicks(editor, typed)
    return editor


def school(session: Session) -> Any:
    return session.scenario.facilities[SCHOOL_ID]


@pytest.mark.parametrize("key", ["effective_area_m2", "shelter_class"])
@pytest.mark.parametrize("then", ["Tab", "Enter", "other table", "filter", "other figures"])
def test_enter_and_something_else_at_once_take_what_is_typed_once(
    table: TablesPanel, session: Session, qtbot: Any, qtlog: Any, key: str, then: str
) -> None:
    """Qt carries out Enter a moment later, when the editor may be closed already."""
    editor = opened_cell(table, key, "6500" if key == "effective_area_m2" else "", qtbot)
    before = school(session)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    match then:
        case "Tab" | "Enter":
            QTest.keyClick(editor, Qt.Key.Key_Tab if then == "Tab" else Qt.Key.Key_Enter)
        case "other table":
            table.tabs.setCurrentIndex(1)
        case "filter":
            table.filter.setFocus()
        case "other figures":
            table._refresh_shown()
    QCoreApplication.processEvents()
    if key == "effective_area_m2":
        assert school(session).effective_area_m2 == 6500 and session.undo_stack.count() == 1
    else:
        assert school(session) == before and session.undo_stack.count() == 0
    assert [record.message for record in qtlog.records if "QAbstractItemView" in record.message] == []


def test_what_is_typed_in_a_cell_outlives_rows_that_move(
    table: TablesPanel, session: Session, qtbot: Any
) -> None:
    model = table.model
    assert model is not None
    model.sort(column_of(model, "name"), ASCENDING)
    order = texts(model, "name")
    editor = opened_cell(table, "effective_area_m2", "65", qtbot)
    first = session.scenario.facilities[SQUARE_ID]
    session.put([replace(first, name="".join(("\uffe6", first.name)))], "x")
    session.assess_now()
    QCoreApplication.processEvents()
    assert table.view.findChild(QLineEdit) is editor and editor.isVisible()
    QTest.keyClicks(editor, "00")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: texts(model, "name") != order)  # shown once the cell is closed
    assert school(session).effective_area_m2 == 6500


def test_a_click_on_a_head_takes_what_is_typed(table: TablesPanel, session: Session, qtbot: Any) -> None:
    opened_cell(table, "effective_area_m2", "6500", qtbot)
    head = table.view.horizontalHeader()
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, head.height() // 2))
    assert school(session).effective_area_m2 == 6500


def test_what_is_typed_does_not_reach_another_project(
    table: TablesPanel, session: Session, qtbot: Any
) -> None:
    opened_cell(table, "effective_area_m2", "6500", qtbot)
    session.open(small_project(), None)
    before = school(session).effective_area_m2
    QCoreApplication.processEvents()
    assert before != 6500 and school(session).effective_area_m2 == before
    assert session.undo_stack.count() == 0


def test_no_table_mixes_the_county_that_is_there_with_figures_of_another(
    table: TablesPanel, session: Session
) -> None:
    """Places without figures of their own, listed beside figures of the county before, ended the process."""
    asked: list[tuple[bool, bool]] = []
    session.project_replaced.connect(lambda: asked.append((session.assessment is None, not session.findings)))
    session.open(Project(), None)
    table.open_table(VILLAGES)
    session.open(small_project(), None)
    assert asked == [(True, True)] * 2
    session.project_changed.connect(lambda change: asked.append((session.assessment is None, True)))
    villages = session.project.county.demand.layer_id
    layers = [layer for layer in session.project.layers if layer.id != villages]
    session.push(EditLayers(session.project.layers, tuple(layers)), "without villages")
    assert asked[-1] == (True, True)
    QCoreApplication.processEvents()
    assert session.assessment is not None and table.model is not None
    assert {len(column.values) for column in table.model.columns} <= {len(table.model.keys)}


def test_long_heads_are_read_in_full(table: TablesPanel, session: Session) -> None:
    session.lang = "en"
    table.open_table(TOWNSHIPS)
    head, model = table.view.horizontalHeader(), table.model
    assert model is not None
    long = column_of(model, "emergency_share")
    assert model.columns[long].title == "People in reach of an emergency shelter (%)"
    assert all(
        head.sectionSize(column) >= head.sectionSizeHint(column) for column in range(model.columnCount())
    )


def test_names_stay_in_view_when_other_columns_scroll(table: TablesPanel, session: Session) -> None:
    view = table.view
    frozen = view.findChild(QTableView, "frozen")
    assert isinstance(frozen, QTableView) and not frozen.isVisible()
    bar = view.horizontalScrollBar()
    bar.setValue(bar.maximum())
    assert frozen.isVisible() and frozen.width() == view.columnWidth(0)
    assert frozen.indexAt(QPoint(5, 30)) == view.model().index(1, 0)
    QTest.mouseClick(frozen.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 30))
    assert session.selection == {SCHOOL_ID}
    frozen.doubleClicked.emit(view.model().index(1, 0))
    assert not frozen.isVisible() and view.findChild(QLineEdit) is not None  # edited in the table itself
    table.open_table("depot")
    assert not frozen.isVisible()


def test_what_rises_has_an_arrow_that_points_up(table: TablesPanel, qapp: Any) -> None:
    """Qt's own points down where values rise."""
    apply_theme(qapp, "light")
    qapp.processEvents()
    head = table.view.horizontalHeader()

    def arrow() -> list[int]:
        """How wide the arrow in the head is, row by row."""
        picture = head.grab().toImage()
        right = head.sectionPosition(0) + head.sectionSize(0)
        ground = picture.pixelColor(right - 3, 3).lightness()
        widths = []
        for y in range(4, picture.height() - 4):
            dark = [
                x for x in range(right - 12, right) if abs(picture.pixelColor(x, y).lightness() - ground) > 30
            ]
            if dark:
                widths.append(dark[-1] - dark[0])
        return widths

    table.view.sortByColumn(0, ASCENDING)
    rising = arrow()
    table.view.sortByColumn(0, DESCENDING)
    falling = arrow()
    assert rising[0] < rising[-1] and falling[0] > falling[-1]  # a tip at the top, a tip at the foot


def test_runs_of_rows_are_selected_at_once() -> None:
    assert runs_of([0, 1, 2, 5, 7, 8]) == [(0, 2), (5, 5), (7, 8)] and runs_of([]) == []


def test_an_edit_is_read_into_its_row_alone(table: TablesPanel, session: Session) -> None:
    model = table.model
    assert isinstance(model, FacilityTable)
    before = {column.key: column.values.copy() for column in model.columns}
    session.put([replace(session.scenario.facilities[SCHOOL_ID], note="看过")], "x")
    session.assess_now()
    table._refresh_shown()
    assert texts(model, "note") == ["", "看过", ""]
    for column in model.columns:
        same = np.array_equal(column.values.astype(str), before[column.key].astype(str))
        assert same == (column.key != "note"), column.key
    session.put(
        [replace(session.scenario.facilities[one], status="rejected") for one in (SQUARE_ID, PARK_ID)], "x"
    )
    session.assess_now()
    table._refresh_shown()
    assert texts(model, "status") == ["不采用", "现状", "不采用"]
    session.lang = "en"
    table._refresh_shown()
    assert texts(model, "status")[1] == "Existing"


def test_selected_rows_of_several_ranges(table: TablesPanel, session: Session) -> None:
    session.select([SQUARE_ID, PARK_ID])
    assert table.view.selected_rows() == [0, 2]
    table.view.selectAll()
    assert table.view.selected_rows() == [0, 1, 2]


def test_arrows_are_seen_where_not_all_tabs_have_room(window: MainWindow, qtbot: Any) -> None:
    panel = window.tables_panel
    panel.open_table("shelter")
    panel.tabs.setFixedWidth(260)
    arrows = panel.tabs.findChildren(QToolButton)
    qtbot.waitUntil(lambda: len(arrows) == 2 and all(one.isVisible() for one in arrows))
    for arrow in arrows:
        image = arrow.grab().toImage()
        colours = {image.pixel(x, image.height() // 2) for x in range(image.width())}
        assert arrow.width() >= 16 and len(colours) > 1, "an arrow on the ground"
