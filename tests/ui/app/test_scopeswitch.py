"""The switch that counts facilities outside the boundary or leaves them out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import shapely

from models.project.settings import Override
from models.rules.scope import RULE
from tests.ui.canvas_project import SQUARE_ID
from ui.app.mainwindow import MainWindow
from ui.dialogs.rules import RulesDialog

OTHER = "fire.speed_km_h"


def put_outside(window: MainWindow) -> None:
    """Move the square 500 km away."""
    session = window.session
    square = session.scenario.facilities[SQUARE_ID]
    moved = shapely.transform(square.geometry, lambda xy: xy + np.array([500_000.0, 0.0]))
    session.put([replace(square, geometry=moved)], "x")
    session.assess_now()


def value(window: MainWindow, figure: str) -> float | None:
    assert window.session.assessment is not None
    return window.session.assessment.figures[figure].value


def test_it_is_one_undo_step_and_a_rule_value(window: MainWindow, qtbot: Any) -> None:
    session, action = window.session, window.actions_["counts_outside"]
    assert action.isCheckable() and action.isChecked()
    put_outside(window)
    assert (value(window, "facility.outside_count"), value(window, "facility.left_out_count")) == (1, 0)
    steps = session.undo_stack.count()
    with qtbot.waitSignal(session.said) as said:
        action.trigger()
    assert "1" in said.args[0].what and said.args[0].repair
    session.assess_now()
    assert session.undo_stack.count() == steps + 1 and not action.isChecked()
    assert (value(window, "facility.outside_count"), value(window, "facility.left_out_count")) == (0, 1)
    change = session.project.settings.overrides[RULE]
    assert change.value == 0 and change.when and change.why
    assert RULE in {quantity.key for quantity in session.rules.changed}
    session.undo_stack.undo()
    assert action.isChecked() and RULE not in session.project.settings.overrides
    session.undo_stack.redo()
    assert not action.isChecked()
    action.trigger()  # back to the standard: no change that a report would have to tell of
    assert action.isChecked() and RULE not in session.project.settings.overrides


def test_whoever_changed_a_value_last_is_taken_to_change_this_one(window: MainWindow) -> None:
    session = window.session
    overrides = {OTHER: Override(30.0, "县消防大队", "2026-08-01", "实测")}
    session.push(session.project.settings_edit(overrides=overrides), "x")
    window.actions_["counts_outside"].trigger()
    assert session.project.settings.overrides[RULE].who == "县消防大队"
    assert session.project.settings.overrides[OTHER].value == 30.0


def test_the_rule_form_asks_yes_or_no(window: MainWindow) -> None:
    session = window.session
    window.openers.show_rules(RULE)
    dialog = window.findChild(RulesDialog)
    assert dialog is not None
    form = dialog.form
    assert form.answer.isVisible() and not form.value.isVisible() and form.answer.currentText() == "是"
    form.answer.setCurrentIndex(form.answer.findData("0"))
    form.answer.activated.emit(form.answer.currentIndex())
    form.who.setText("县应急管理局")
    form.why.setText("只看本县")
    form.apply_button.click()
    assert session.project.settings.overrides[RULE].value == 0.0
    assert not window.actions_["counts_outside"].isChecked()
    assert form.answer.currentText() == "否" and "是" in form._standard.text()
    form.reset_button.click()
    assert RULE not in session.project.settings.overrides and form.answer.currentText() == "是"
    dialog.show_rule(OTHER)
    assert form.value.isVisible() and not form.answer.isVisible()
    dialog.close()
