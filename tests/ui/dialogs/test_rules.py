"""Rules and sources: the table, changing values with who and why, other rule sets and what they do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from models.assessment.assess import assess
from models.facilities.facility import Family
from models.findings.findings import Figure, Finding, Target, Verdict
from models.findings.numbers import figure_text
from models.kernel.text import has_text
from models.plans.plans import check
from models.project.project import Project
from models.project.settings import Override
from models.rules.rules import load_rules
from tests.ui.conftest import write
from ui.app.mainwindow import MainWindow
from ui.core.i18n import install_language
from ui.core.session import Session
from ui.core.tasks import TaskRunner
from ui.dialogs.rulecompare import PLAIN, changed_findings, effective_differences
from ui.dialogs.rules import RulesDialog
from ui.dialogs.ruletable import CHANGED, CONFIDENCE, STANDARD_VALUE, UNIT, VALUE, family_of

RADIUS = "shelter.emergency.service_radius_m"
RATIO = "shelter.effective_ratio.school"


@pytest.fixture
def tasks(session: Session) -> Iterator[TaskRunner]:
    made = TaskRunner(session)
    yield made
    made.shutdown()
    made.deleteLater()


@pytest.fixture
def dialog(session: Session, tasks: TaskRunner, qtbot: Any) -> RulesDialog:
    made = RulesDialog(session, tasks)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_rule_stands_under_a_heading_with_a_name() -> None:
    assert [
        one.key for one in load_rules().quantities() if not has_text(f"finding_family.{family_of(one.key)}")
    ] == []


def test_values_that_are_not_verified_stand_in_one_list(dialog: RulesDialog, session: Session) -> None:
    listed = dialog.unverified.table
    names = [listed.topLevelItem(row).text(0) for row in range(listed.topLevelItemCount())]
    expected = [one for one in session.rules.quantities() if one.confidence != "S"]
    assert names == [one.name("zh") for one in expected] and len(names) > 30
    assert f"{len(names)} 项" in dialog.unverified.about.text()
    wanted = {one.key: listed.topLevelItem(row).text(3) for row, one in enumerate(expected)}
    assert wanted["shelter.area_per_resident_m2"] == "没有标准条文，由本县论证后自定"
    assert wanted[RADIUS].startswith("查对 GB 51143-2015")
    change(dialog, RADIUS, "600")
    assert listed.topLevelItemCount() == len(names) - 1  # the county answers for it now


def test_what_a_rule_set_leaves_open_is_filled_in_kept_and_taken_back(
    dialog: RulesDialog, session: Session
) -> None:
    dialog.ruleset.setCurrentIndex(dialog.ruleset.findData("gbt44013"))
    dialog.ruleset.activated.emit(dialog.ruleset.currentIndex())
    dialog.show_rule(RADIUS)
    assert (dialog.table.currentItem().text(VALUE), dialog.form.value.text()) == ("未给出", "")
    assert dialog.unverified.table.topLevelItem(0).text(1) == "未给出"  # open ones first
    dialog.form.apply_button.click()
    assert not dialog.form.complaint.isHidden()  # an empty value is none
    change(dialog, RADIUS, "800")
    assert session.rules[RADIUS] == 800 and RADIUS not in session.rules.open
    assert dialog.table.currentItem().text(VALUE) == "800"
    session.undo_stack.undo()
    assert RADIUS in session.rules.open and dialog.table.currentItem().text(VALUE) == "未给出"


def change(dialog: RulesDialog, key: str, value: str, who: str = "李工", why: str = "会议纪要") -> None:
    dialog.show_rule(key)
    for editor, text in ((dialog.form.value, value), (dialog.form.who, who), (dialog.form.why, why)):
        editor.selectAll()
        write(editor, text)
    dialog.form.apply_button.click()


def test_every_rule_has_a_row_with_value_source_and_confidence(dialog: RulesDialog, session: Session) -> None:
    assert dialog.table.shown_keys() and set(dialog.table.shown_keys()) == set(session.rules)
    item = dialog.table._items[RADIUS]
    quantity = session.rules.quantity(RADIUS)
    assert item.text(0) == "紧急避难场所服务半径"
    assert (item.text(VALUE), item.text(UNIT), item.text(STANDARD_VALUE)) == ("500", "m", "500")
    assert item.text(4) == quantity.source and item.text(CONFIDENCE) == "参考取值"
    # No warning on every row: what is not verified stands in a list of its own.
    assert item.icon(CONFIDENCE).isNull() and item.text(CHANGED) == ""
    assert {family_of(key) for key in session.rules} <= {
        "road", "relief", "hazard", "grassroots", "map", "evacuation", "upkeep",
        *(family.spec.findings for family in Family),
    }  # fmt: skip


def test_search_finds_either_language_and_standards(dialog: RulesDialog) -> None:
    dialog.search.setText("emergency radius")
    assert dialog.table.shown_keys() == [RADIUS]
    dialog.search.setText("紧急 服务半径")
    assert dialog.table.shown_keys() == [RADIUS]
    dialog.search.setText("no such words")
    assert dialog.table.shown_keys() == [] and dialog._nothing.isVisible()
    dialog.search.clear()
    dialog.only_changed.setChecked(True)
    assert dialog.table.shown_keys() == []
    change(dialog, RADIUS, "600")
    dialog.only_changed.setChecked(True)
    assert dialog.table.shown_keys() == [RADIUS]


def test_a_change_is_one_undo_step_and_reaches_the_figures(dialog: RulesDialog, session: Session) -> None:
    session.assess_now()
    assert session.assessment is not None
    before = session.assessment.figures["shelter.people_share.emergency"].value
    change(dialog, RADIUS, "３０００")  # full-width digits, as an input method leaves them
    override = session.project.settings.overrides[RADIUS]
    assert override == Override(3000.0, "李工", date.today().isoformat(), "会议纪要")
    assert session.undo_stack.count() == 1 and "紧急避难场所服务半径" in session.undo_stack.undoText()
    item = dialog.table._items[RADIUS]
    assert (item.text(VALUE), item.text(STANDARD_VALUE), item.text(CHANGED)) == ("3,000", "500", "本县取值")
    assert "李工" in item.toolTip(CHANGED) and "会议纪要" in item.toolTip(CHANGED)
    session.assess_now()
    after = session.assessment.figures["shelter.people_share.emergency"].value
    assert before is not None and after is not None and after > before
    QTest.keyClick(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    if session.undo_stack.canUndo():  # the shortcut needs an active window, which offscreen may not give
        session.undo_stack.undo()
    assert session.project.settings.overrides == {}
    assert dialog.table._items[RADIUS].text(VALUE) == "500" and dialog.form.value.text() == "500"


def test_what_cannot_be_is_refused_with_a_reason(dialog: RulesDialog, session: Session) -> None:
    for value, who, why, words in (
        ("abc", "李工", "x", "请填数字"),
        ("0", "李工", "x", "大于 0"),
        ("-5", "李工", "x", "大于 0"),
        ("", "李工", "x", "新的取值"),
        ("600", "", "x", "确定人"),
        ("600", "李工", " ", "理由"),
    ):
        dialog.show_rule(RATIO)
        dialog.show_rule(RADIUS)
        dialog.form.complaint.hide()
        for editor, text in ((dialog.form.value, value), (dialog.form.who, who), (dialog.form.why, why)):
            editor.setText(text)
        dialog.form.apply_button.click()
        assert words in dialog.form.complaint.text() and dialog.form.complaint.isVisible(), (value, who, why)
        assert session.project.settings.overrides == {} and session.undo_stack.count() == 0


def test_shares_are_written_in_per_cent(dialog: RulesDialog, session: Session) -> None:
    standard = session.rules.quantity(RATIO)
    assert standard.unit == "share"
    change(dialog, RATIO, "29")
    assert session.rules[RATIO] == pytest.approx(0.29, abs=1e-15)
    assert dialog.form.value.text() == "29" and dialog.form._unit.text() == "%"
    change(dialog, RATIO, "100")  # exactly the limit
    assert session.rules[RATIO] == 1.0
    change(dialog, RATIO, "101")
    assert dialog.form.complaint.isVisible() and session.rules[RATIO] == 1.0


def test_the_standards_own_value_is_no_change(dialog: RulesDialog, session: Session) -> None:
    change(dialog, RADIUS, "500")
    assert session.undo_stack.count() == 0
    change(dialog, RADIUS, "600")
    change(dialog, RADIUS, "500")
    assert session.project.settings.overrides == {}


def test_reset_one_and_all(dialog: RulesDialog, session: Session) -> None:
    dialog.show_rule(RADIUS)
    assert not dialog.reset_all.isEnabled() and not dialog.form.reset_button.isEnabled()
    change(dialog, RADIUS, "600")
    change(dialog, RATIO, "30")
    dialog.show_rule(RADIUS)
    dialog.form.reset_button.click()
    assert set(session.project.settings.overrides) == {RATIO}
    session.undo_stack.undo()
    dialog.reset_all.click()
    assert session.project.settings.overrides == {} and not dialog.reset_all.isEnabled()
    session.undo_stack.undo()
    assert set(session.project.settings.overrides) == {RADIUS, RATIO}


def test_typing_survives_a_look_at_another_row(dialog: RulesDialog) -> None:
    dialog.show_rule(RADIUS)
    dialog.form.value.setText("777")
    dialog.show_rule(RATIO)
    assert dialog.form.value.text() != "777"
    dialog.show_rule(RADIUS)
    assert dialog.form.value.text() == "777"


def test_typing_survives_an_edit_elsewhere(dialog: RulesDialog, session: Session) -> None:
    dialog.show_rule(RADIUS)
    dialog.form.value.setText("777")
    overrides = {RATIO: Override(0.5, "王工", "2026-01-01", "x")}
    session.push(session.project.settings_edit(overrides=overrides), "x")
    assert dialog.form.value.text() == "777"


def test_values_without_effect_are_named_and_can_go(dialog: RulesDialog, session: Session) -> None:
    assert not dialog._unapplied_box.isVisible()
    overrides = {
        "gone.key": Override(3.0),
        RADIUS: Override(600.0, "a", "2026-01-01", "b"),
        RATIO: Override(7.0),
    }
    session.push(session.project.settings_edit(overrides=overrides), "x")
    assert dialog._unapplied_box.isVisible()
    assert "gone.key 3" in dialog.unapplied.text() and "学校" in dialog.unapplied.text()
    dialog.remove_unapplied.click()
    assert set(session.project.settings.overrides) == {RADIUS} and not dialog._unapplied_box.isVisible()


def test_choosing_a_rule_set_is_undoable(dialog: RulesDialog, session: Session) -> None:
    other = "gb50413"
    dialog.ruleset.setCurrentIndex(dialog.ruleset.findData(other))
    dialog.ruleset.activated.emit(dialog.ruleset.currentIndex())
    assert session.project.settings.ruleset_id == other
    shown = dialog.table._items["shelter.short.service_radius_m"].text(VALUE)
    assert shown == "2,000" == f"{load_rules(other)['shelter.short.service_radius_m']:,.0f}"
    session.undo_stack.undo()
    assert dialog.ruleset.currentData() == "national"


def test_comparison_shows_exactly_what_computing_with_the_other_set_gives(
    dialog: RulesDialog, session: Session, tasks: TaskRunner, qtbot: Any
) -> None:
    dialog.tabs.setCurrentIndex(1)
    comparison = dialog.comparison
    comparison.other.setCurrentIndex(comparison.other.findData("gb50413"))
    comparison.other.activated.emit(comparison.other.currentIndex())
    qtbot.waitUntil(lambda: not tasks.is_busy, timeout=30_000)
    rules = load_rules("gb50413")
    project = session.project
    expected = check(
        assess(project.county, session.scenario, rules, project.lacking_in(session.scenario)),
        rules,
        session.profile,
        project.settings,
        session.today,
    )
    pairs = changed_findings(session.findings, expected)
    assert pairs and comparison.figures.rowCount() == len(pairs)
    shown = {
        comparison.figures.item(row, 0).text(): comparison.figures.item(row, 2).text()
        for row in range(len(pairs))
    }
    for _, other in pairs:
        assert shown[other.name("zh")].startswith(figure_text(other.figure.value, other.figure.unit, "zh"))
    assert comparison.values.rowCount() == len(effective_differences(session.rules, rules))
    names = [comparison.values.item(row, 0).text() for row in range(comparison.values.rowCount())]
    at = names.index("短期固定避难场所服务半径")
    assert [comparison.values.item(at, column).text() for column in (1, 2)] == ["1,000 m", "2,000 m"]


def test_comparison_with_the_plain_set_shows_what_own_values_do(
    dialog: RulesDialog, session: Session, tasks: TaskRunner, qtbot: Any
) -> None:
    change(dialog, RADIUS, "3000")
    session.assess_now()
    dialog.tabs.setCurrentIndex(1)
    comparison = dialog.comparison
    comparison.other.setCurrentIndex(comparison.other.findData(PLAIN + "national"))
    comparison.other.activated.emit(comparison.other.currentIndex())
    qtbot.waitUntil(lambda: not tasks.is_busy, timeout=30_000)
    assert comparison.values.rowCount() == 1
    assert [comparison.values.item(0, column).text() for column in (1, 2, 3)] == [
        "3,000 m",
        "500 m",
        "本县取值",
    ]
    assert comparison.figures.rowCount() >= 1
    # A value that the county set holds in both sets, so it is no difference between them.
    keys = {
        pair.key
        for pair in effective_differences(
            session.rules, load_rules("gb50413", session.project.settings.overrides)
        )
    }
    assert RADIUS not in keys and "shelter.short.service_radius_m" in keys


def test_a_result_of_another_state_is_not_shown(
    dialog: RulesDialog, session: Session, tasks: TaskRunner, qtbot: Any
) -> None:
    dialog.tabs.setCurrentIndex(1)
    first = dialog.comparison._task
    session.assess_now()  # starts the comparison anew
    assert first is not None and first.cancelled.is_set()
    qtbot.waitUntil(lambda: not tasks.is_busy, timeout=30_000)
    assert dialog.comparison._other_findings is not None
    dialog.tabs.setCurrentIndex(0)
    assert dialog.comparison._task is None


def test_changed_findings_tells_no_data_from_zero() -> None:
    def finding(value: float | None, target: float | None, verdict: Verdict) -> Finding:
        goal = None if target is None else Target(">=", target)
        return Finding("x", {}, "shelter", Figure("x", value, "m2"), goal, verdict, "")

    same = finding(1.0, 2.0, Verdict.FAIL)
    assert changed_findings((same,), (finding(1.0 + 1e-13, 2.0, Verdict.FAIL),)) == []
    for other in (
        finding(1.1, 2.0, Verdict.FAIL),
        finding(1.0, 2.1, Verdict.FAIL),
        finding(None, 2.0, Verdict.NO_DATA),
    ):
        assert changed_findings((same,), (other,)) == [(same, other)]
    none, zero = finding(None, None, Verdict.NO_DATA), finding(0.0, None, Verdict.INFO)
    assert changed_findings((none,), (zero,)) == [(none, zero)]
    assert changed_findings((same,), ()) == []


def test_another_project_closes_it(dialog: RulesDialog, session: Session) -> None:
    session.open(Project(), None)
    assert not dialog.isVisible()


def test_switches_language(dialog: RulesDialog, session: Session, qapp: Any) -> None:
    session.lang = "en"
    install_language(qapp, "en")
    qapp.processEvents()
    assert dialog.windowTitle() == "Rules and sources"
    assert dialog.table._items[RADIUS].text(0) == "Emergency shelter, service radius"
    assert dialog.table._items[RADIUS].text(CONFIDENCE) == "Reference"
    session.lang = "zh"
    install_language(qapp, "zh")
    qapp.processEvents()
    assert dialog.windowTitle() == "参数与依据"


def test_a_finding_names_own_values_and_leads_to_them(window: MainWindow, qtbot: Any) -> None:
    session = window.session
    finding = next(found for found in session.findings if RADIUS in found.figure.rules)
    panel = window.findings_panel
    panel.toggle(finding.id)
    details = panel.details(finding.id)
    assert details is not None and details.links.changes == []
    overrides = {RADIUS: Override(600.0, "李工", "2026-03-02", "会议纪要")}
    session.push(session.project.settings_edit(overrides=overrides), "x")
    session.assess_now()
    details = panel.details(finding.id)
    assert details is not None
    text = details.links.changes[0].text()
    for part in ("600 m", "500 m", "李工", "2026-03-02", "会议纪要"):
        assert part in text
    details.links.rule_link.click()
    dialog = window.findChild(RulesDialog)
    assert dialog is not None and dialog.isVisible() and not dialog.isModal()
    assert dialog.table.key == RADIUS and dialog.form.value.text() == "600"
    window.actions_["rules"].trigger()
    assert len([found for found in window.findChildren(RulesDialog) if found.isVisible()]) == 1
    dialog.close()
