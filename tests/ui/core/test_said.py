"""Names of steps follow the language, in the menu, the history and after a switch back."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from tests.ui.canvas_project import PARK_ID, SCHOOL_ID, SQUARE_ID
from tests.ui.conftest import MakeWindow, wait_until_idle
from tests.ui.dialogs.test_dialogs import chinese_left_in
from ui.core.i18n import install_language, said_by, term
from ui.core.said import Said, Telling, filled_again


class Menus(Telling, QObject):
    """Has a text that the window's translation knows under this name."""

    def told(self) -> Said:
        return self.tr("Undo: {step}").format(step=term("field.name"))


@pytest.fixture(autouse=True)
def _in_english_again(qapp: QApplication) -> Any:
    yield
    install_language(qapp, "en")


def test_a_text_is_said_again_with_what_stands_in_it(qapp: QApplication) -> None:
    install_language(qapp, "zh")
    told = Menus().told()
    assert told == "撤销：名称" and isinstance(told, str)
    by = term("keyproject.step.change", column=term("field.name"))
    own = said_by({"zh": "甲", "en": "A"}.__getitem__)
    counted = filled_again(Menus().tr("{count} {count:row is|rows are}"), count=2)
    install_language(qapp, "en")
    assert told == "撤销：名称"  # as it was said
    assert told.again() == "Undo: Name" and own.again() == "A"
    assert term("field.name") in by.again() and counted.again() == "2 rows are"
    assert told.again().again() == "Undo: Name"


def test_to_anybody_else_it_is_a_text(qapp: QApplication) -> None:
    said = term("field.name")
    assert json.loads(json.dumps({said: said})) == {str(said): str(said)}
    assert type(copy.deepcopy(said)) is str and {said: 1}[str(said)] == 1
    assert Menus().tr("nobody translated this") == "nobody translated this"


def edit_all_over(window: Any) -> None:
    """Steps of many kinds, by the parts of the window that name them."""
    session, canvas, layers = window.session, window.canvas, window.layers_panel
    session.select([SQUARE_ID])
    canvas.nudge(10, 0)
    canvas.duplicate()
    canvas.delete_selected()
    session.select([SQUARE_ID, SCHOOL_ID])
    canvas.delete_selected()
    window.tables_panel.open_table("shelter")
    model = window.tables_panel.model
    name = next(number for number, column in enumerate(model.columns) if column.key == "name")
    model.setData(model.index(0, name), "新名", Qt.ItemDataRole.EditRole)
    for row in range(layers.tree.topLevelItemCount()):
        item = layers.tree.topLevelItem(row)
        if item.data(0, Qt.ItemDataRole.UserRole) in ("shelter", "roads"):
            item.setCheckState(0, Qt.CheckState.Unchecked)
    layers.remove_layer("roads")
    window.scenario_edits.duplicate(session.project.active_scenario_id, "方案丙")
    window.scenario_edits.rename(session.project.active_scenario_id, "方案丁")
    window.scenario_edits.delete(session.project.active_scenario_id)
    window.actions_["counts_outside"].trigger()
    window.bookmarks.add("西关")
    window.findings_panel.pinned.pin("fire.people_share", True)
    session.put(
        [replace(session.scenario.facilities[PARK_ID], name="公园")], Said(lambda: term("field.name"))
    )


def test_every_step_is_named_in_the_present_language(make_window: MakeWindow, qtbot: Any) -> None:
    window = make_window(lang="zh")
    window.docks["history"].show()
    edit_all_over(window)
    wait_until_idle(window, qtbot)
    stack = window.session.undo_stack
    chinese = [stack.text(index) for index in range(stack.count())]
    assert len(chinese) >= 13
    window.set_language("en")
    english = [stack.text(index) for index in range(stack.count())]
    names = {"文化广场", "副本", "第一中学", "道路", "方案丙", "方案丁", "西关"}
    assert chinese_left_in(english, names) == []
    assert all(a != b for a, b in zip(chinese, english, strict=True))
    assert window.menus.undo.text() == f"Undo: {english[-1]}"
    model = window.history_panel.view.model()
    assert [model.index(row, 0).data() for row in range(1, model.rowCount())] == english
    stack.undo()
    assert window.menus.redo.text() == f"Redo: {english[-1]}"
    window.set_language("zh")
    assert [stack.text(index) for index in range(stack.count())] == chinese
