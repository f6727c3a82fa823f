"""Plan and targets: every row, copying a plan, own targets and rows, the copy in every list of plans."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from models.findings.findings import Verdict
from models.findings.numbers import figure_text
from models.kernel.text import t
from models.project.project import Project
from models.project.settings import Indicator, OwnRow, OwnTarget
from ui.app.mainwindow import MainWindow
from ui.core.i18n import install_language
from ui.core.session import Session
from ui.dialogs.plan import PlanDialog
from ui.dialogs.projectsettings import ProjectSettingsDialog

LOSS = "yanggu.outcomes.loss"
FIGURE, TARGET, YEAR, OWN = 1, 2, 3, 5


@pytest.fixture
def dialog(session: Session, qtbot: Any) -> PlanDialog:
    made = PlanDialog(session)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def copied(dialog: PlanDialog, session: Session) -> PlanDialog:
    dialog.copy_button.click()
    session.assess_now()
    return dialog


def apply(dialog: PlanDialog, session: Session, row_id: str, operator: str, value: str, year: str) -> None:
    dialog.select(row_id)
    dialog.form.operator.setCurrentIndex(dialog.form.operator.findData(operator))
    dialog.form.value.setText(value)
    dialog.form.year.setText(year)
    dialog.form.apply_button.click()
    session.assess_now()


def test_every_row_of_the_plan_stands_with_figure_target_and_year(
    dialog: PlanDialog, session: Session
) -> None:
    assert set(dialog._items) == {row.id for row in session.profile.rows}
    for finding in session.findings:
        item = dialog._items[finding.id]
        assert item.text(0) == finding.name("zh")
        assert item.text(FIGURE) == figure_text(finding.figure.value, finding.figure.unit, "zh")
        assert bool(item.text(TARGET)) == (finding.target is not None) and item.text(OWN) == ""
    assert dialog._items[LOSS].text(TARGET) == "≤ 1 %" and dialog._items[LOSS].text(YEAR) == "2025"
    assert "阳政办字〔2022〕15号" in dialog._document.text()


def test_a_plan_that_ships_cannot_be_changed_only_copied(dialog: PlanDialog, session: Session) -> None:
    dialog.select(LOSS)
    assert not dialog.form._editing.isVisible() and "复制" in dialog.form._hint.text()
    assert not dialog.add_button.isVisible() and not dialog.remove_button.isVisible()
    dialog.copy_button.click()
    session.assess_now()
    settings = session.project.settings
    assert settings.profile_id in settings.custom_profiles and session.undo_stack.count() == 1
    assert dialog.form._editing.isVisible() and dialog.add_button.isVisible()
    session.undo_stack.undo()
    session.assess_now()
    assert session.project.settings.profile_id == "yanggu" and not session.project.settings.custom_profiles


def test_an_own_target_changes_the_verdict_and_can_be_taken_back(
    copied: PlanDialog, session: Session
) -> None:
    session.push(session.project.settings_edit(indicators={LOSS: Indicator(0.9)}), "x")
    session.assess_now()
    assert next(f for f in session.findings if f.id == LOSS).verdict == Verdict.PASS
    steps = session.undo_stack.count()
    apply(copied, session, LOSS, "<=", "０.８", "2030")
    assert session.undo_stack.count() == steps + 1
    assert copied.edits.custom is not None
    assert copied.edits.custom.targets == {LOSS: (OwnTarget("<=", 0.8, 2030),)}
    assert next(f for f in session.findings if f.id == LOSS).verdict == Verdict.FAIL
    item = copied._items[LOSS]
    assert (item.text(TARGET), item.text(YEAR), item.text(OWN)) == ("≤ 0.8 %", "2030", "本县")
    assert "≤ 1 %" in copied.form._original.text() and "2025" in copied.form._original.text()
    copied.form.apply_button.click()  # nothing new, no step
    assert session.undo_stack.count() == steps + 1
    copied.form.reset_button.click()
    session.assess_now()
    assert copied.edits.custom.targets == {} and copied._items[LOSS].text(TARGET) == "≤ 1 %"


def test_what_is_no_target_is_refused(copied: PlanDialog, session: Session) -> None:
    for value, year in (("", "2030"), ("abc", ""), ("1", "20"), ("1", "soon")):
        copied.form.complaint.hide()
        copied.form.complaint.clear()
        apply(copied, session, LOSS, "<=", value, year)
        assert copied.form.complaint.isVisible() and copied.form.complaint.text(), (value, year)
        assert copied.edits.custom is not None and copied.edits.custom.targets == {}


def test_a_target_of_ones_own_is_added_and_removed(copied: PlanDialog, session: Session) -> None:
    copied.add_button.click()
    form = copied.form
    assert form.figure.count() == len(form.computable()) > 50
    form.figure.setCurrentIndex(form.figure.findData("shelter.people_share.emergency"))
    form.figure.activated.emit(form.figure.currentIndex())
    form.name.setText("应急避难步行可达")
    form.value.setText("90")
    form.year.setText("2035")
    form.apply_button.click()
    session.assess_now()
    finding = session.findings[-1]
    figure = session.assessment.figures["shelter.people_share.emergency"] if session.assessment else None
    assert finding.name("zh") == "应急避难步行可达" and finding.figure == figure
    assert finding.target is not None and (finding.target.operator, finding.target.value) == (">=", 90)
    item = copied._items[finding.id]
    assert item.isSelected() and (item.text(YEAR), item.text(OWN)) == ("2035", "本县")
    form.reset_button.click()
    session.assess_now()
    assert finding.id not in copied._items
    copied.add_button.click()
    form.reset_button.click()
    assert not form.is_new


def test_renaming_and_deleting_the_copy(copied: PlanDialog, session: Session) -> None:
    copied.name.setText("本县“十五五”")
    copied.name.editingFinished.emit()
    session.assess_now()
    assert copied.plan.currentText() == "本县“十五五”" == session.profile.names["zh"]
    copied.remove_button.click()
    session.assess_now()
    assert session.project.settings.profile_id == "yanggu" and session.project.settings.custom_profiles == {}
    session.undo_stack.undo()
    assert session.profile.names["zh"] == "本县“十五五”"


def test_a_copy_of_a_copy_keeps_its_targets(copied: PlanDialog, session: Session) -> None:
    apply(copied, session, LOSS, "<=", "0.8", "")
    copied.copy_button.click()
    session.assess_now()
    custom = copied.edits.custom
    assert custom is not None and custom.base_id == "yanggu" and LOSS in custom.targets
    assert len(session.project.settings.custom_profiles) == 2


def test_the_copy_is_in_every_list_of_plans(window: MainWindow, qtbot: Any) -> None:
    session = window.session
    window.findings_panel.toggle(LOSS)
    details = window.findings_panel.details(LOSS)
    assert details is not None
    details.links.target_link.click()
    dialog = window.findChild(PlanDialog)
    assert dialog is not None and dialog.isVisible() and not dialog.isModal()
    assert dialog._current_id() == LOSS
    dialog.copy_button.click()
    session.assess_now()
    custom_id = session.project.settings.profile_id
    assert window.findings_panel.plan_box.currentData() == custom_id
    settings = ProjectSettingsDialog(session, window)
    assert settings.plan.currentData() == custom_id
    settings.reject()
    dialog.close()


def test_another_project_closes_it(dialog: PlanDialog, session: Session) -> None:
    session.open(Project(), None)
    assert not dialog.isVisible()


def test_switches_language(dialog: PlanDialog, session: Session, qapp: Any) -> None:
    session.lang = "en"
    install_language(qapp, "en")
    qapp.processEvents()
    assert dialog.windowTitle() == "Plan and targets"
    assert dialog._items[LOSS].text(0) == "Direct disaster loss as a share of GDP, yearly mean"
    assert not [one.text() for one in dialog.findChildren(QLabel) if re.search("[一-鿿]", one.text())]
    session.lang = "zh"
    install_language(qapp, "zh")
    qapp.processEvents()
    assert dialog.windowTitle() == "规划与目标"


def test_a_row_can_have_a_target_for_several_years(copied: PlanDialog, session: Session) -> None:
    changes = {"indicators": {LOSS: Indicator(0.9)}, "target_year": 2028}
    session.push(session.project.settings_edit(**changes), "x")
    session.assess_now()
    copied.select(LOSS)
    form = copied.form
    assert form.years.isHidden() and form.add_year_button.isVisible()
    form.add_year_button.click()
    assert form.year.text() == "2030" and form.apply_button.text() == "增加"
    form.year.setText("2025")  # the plan's own
    form.apply_button.click()
    assert form.complaint.isVisible() and copied.edits.custom and copied.edits.custom.targets == {}
    for year, value in (("2030", "0.9"), ("2035", "0.8")):
        form.year.setText(year)
        form.value.setText(value)
        form.apply_button.click()
        session.assess_now()
        assert not form.complaint.isVisible()
        form.add_year_button.click()
    form.reset_button.click()  # no further year after all
    own = copied.edits.custom.targets[LOSS]
    assert own == (OwnTarget("<=", 1, 2025), OwnTarget("<=", 0.9, 2030), OwnTarget("<=", 0.8, 2035))
    finding = next(one for one in session.findings if one.id == LOSS)
    assert finding.year == 2030 and [one.verdict for one in finding.milestones] == ["pass", "pass", "fail"]
    assert form.years.count() == 3 and "执行" in form.years.item(1).text()
    assert copied._items[LOSS].text(YEAR) == "2030（+2）"
    assert "2035：≤ 0.8 %" in copied._items[LOSS].toolTip(YEAR)
    form.years.setCurrentRow(2)
    assert (form.value.text(), form.year.text()) == ("0.8", "2035")
    form.value.setText("0.7")
    form.apply_button.click()
    session.assess_now()
    assert copied.edits.custom.targets[LOSS][2] == OwnTarget("<=", 0.7, 2035)
    form.years.setCurrentRow(0)
    steps = session.undo_stack.count()
    form.remove_year_button.click()
    session.assess_now()
    assert session.undo_stack.count() == steps + 1
    assert [one.year for one in copied.edits.custom.targets[LOSS]] == [2030, 2035]
    session.undo_stack.undo()
    session.assess_now()
    assert len(copied.edits.custom.targets[LOSS]) == 3
    form.reset_button.click()
    session.assess_now()
    assert copied.edits.custom.targets == {} and form.years.isHidden()


def test_an_added_row_whose_figure_is_not_computed_has_no_data_and_can_be_removed(
    copied: PlanDialog, session: Session
) -> None:
    custom = copied.edits.custom
    assert custom is not None
    row = OwnRow("own.r", "月相", "shelter", "moon.phase", "percent", (OwnTarget(">=", 1.0),))
    profiles = {custom.id: replace(custom, rows=(row,))}
    session.push(session.project.settings_edit(custom_profiles=profiles), "add")
    session.assess_now()
    assert copied._items["own.r"].text(FIGURE) == t("verdict.nodata", "zh")
    copied.select("own.r")
    copied.form.reset_button.click()
    session.assess_now()
    assert "own.r" not in copied._items
