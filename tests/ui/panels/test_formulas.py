"""Computed columns: typed with heads of columns, kept by their keys, undone, and never more than a sum."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.conftest import MakeWindow
from ui.app.mainwindow import MainWindow
from ui.panels.formuladialog import FormulaDialog
from ui.widgets.formulas import FORMULAS_KEY, Formula, formulas_of, with_formulas, with_table
from ui.widgets.tablemodels import Column

COLUMNS = [
    Column("name", "名称", np.array(["a", "b"], dtype=object)),
    Column("area", "面积（m²）", np.array([100.0, np.nan])),
    Column("people", "人口", np.array([50.0, 10.0])),
]


def dialog_of(window: MainWindow, table: str = "shelter") -> FormulaDialog:
    window.tables_panel.open_table(table)
    window.tables_panel.formula_action.trigger()
    (dialog,) = (one for one in window.tables_panel.findChildren(FormulaDialog) if one.isVisible())
    return dialog


def titles(window: MainWindow) -> list[str]:
    return [column.title for column in window.tables_panel.model.columns]


def test_a_column_is_worked_out_from_others_and_can_be_undone(window: MainWindow, qtbot: Any) -> None:
    dialog = dialog_of(window)
    dialog.name.setText(" 亩数 ")
    area = next(c for c in window.tables_panel.model.columns if c.key == "gross_area_m2")
    row = next(r for r in range(dialog.heads.count()) if dialog.heads.item(r).text() == area.title)
    dialog.heads.setCurrentRow(row)
    QTest.keyClick(dialog.heads, Qt.Key.Key_Return)
    dialog.text.insert(" / 666.667")
    assert dialog.save_button.isEnabled() and dialog.answer.text().startswith("前几行：")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: titles(window)[-1] == "亩数")
    own = window.tables_panel.model.columns[-1]
    view = window.tables_panel.view
    last = view.columnViewportPosition(len(titles(window)) - 1)
    assert last < last + view.columnWidth(len(titles(window)) - 1) <= view.viewport().width()
    assert np.allclose(own.values, area.values / 666.667, equal_nan=True)
    assert formulas_of(window.session.project.ui_state[FORMULAS_KEY], "shelter") == (
        Formula("亩数", "[gross_area_m2] / 666.667"),
    )
    window.set_language("en")
    qtbot.waitUntil(lambda: titles(window)[-1] == "亩数")  # the formula holds in the other language too
    assert np.allclose(window.tables_panel.model.columns[-1].values, own.values, equal_nan=True)
    window.session.undo_stack.undo()
    qtbot.waitUntil(lambda: titles(window)[-1] != "亩数")
    window.session.undo_stack.redo()
    dialog = dialog_of(window)
    dialog.which.setCurrentIndex(0)
    dialog.which.activated.emit(0)
    dialog.delete_button.click()
    qtbot.waitUntil(lambda: titles(window)[-1] != "亩数")
    assert FORMULAS_KEY not in window.session.project.ui_state
    dialog.close()


def test_what_is_wrong_is_said_while_it_is_typed(make_window: MakeWindow) -> None:
    window = make_window(lang="en")
    dialog = dialog_of(window, "townships")
    dialog.name.setText("x")
    for text, said in (
        ("1 +", "At character 4"),
        ("[nothing] * 2", "nothing"),
        ("__import__('os')", "At character 1"),
        ("", "columns in brackets"),
    ):
        dialog.text.setText(text)
        assert said in dialog.answer.text() and not dialog.save_button.isEnabled(), text
    dialog.text.setText("2 * 3")
    assert "6" in dialog.answer.text() and dialog.save_button.isEnabled()
    dialog.name.setText("  ")
    assert not dialog.save_button.isEnabled()
    dialog.close()


def test_no_data_stays_no_data_and_a_lost_column_gives_none() -> None:
    made = with_formulas(COLUMNS, [Formula("each", "[area] / [people]"), Formula("lost", "[gone]")])
    assert [one.key for one in made[3:]] == ["own.0", "own.1"]
    assert made[3].values[0] == 2.0 and np.isnan(made[3].values[1])
    assert np.isnan(made[4].values).all() and made[4].text(0) == ""
    assert with_formulas([], [Formula("x", "1")])[0].values.size == 0


def test_what_a_project_file_may_hold() -> None:
    kept = {"shelter": [["a", "1"], ["", "1"], "x", ["b"], [1, 2]], "depot": 3}
    assert formulas_of(kept, "shelter") == (Formula("a", "1"),)
    assert formulas_of(kept, "depot") == formulas_of(None, "x") == ()
    assert with_table({"depot": [["a", "1"]]}, "depot", ()) is None
    assert with_table(None, "depot", [Formula("a", "1")]) == {"depot": [["a", "1"]]}
