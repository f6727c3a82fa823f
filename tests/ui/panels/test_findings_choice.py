"""Which findings are shown, how they run through the scenarios, what is copied, and how data are mended."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest

from models.assessment.compare import Trend
from models.assessment.explain import table_of, working_text
from models.assessment.repairs import Repair
from models.findings.findings import Verdict
from models.findings.numbers import figure_text
from models.findings.standing import is_to_fill
from models.kernel.text import t
from models.plans.localfindings import failing_there, unit_figures
from models.project.edits import EditLayers
from models.project.settings import CustomProfile, OwnTarget
from tests.ui.canvas_project import PARK_ID, SQUARE_ID, small_project
from tests.ui.conftest import MakeWindow
from ui.app.mainwindow import MainWindow
from ui.core.i18n import install_language
from ui.core.session import Session
from ui.panels.findingcopy import table_text
from ui.panels.findings import FindingsPanel

COUNTY = "core.shelter.area_per_resident.county"
TOWNSHIPS = "core.shelter.area_per_resident.townships"
LOSS = "yanggu.outcomes.loss"


@pytest.fixture
def panel(window: MainWindow, qtbot: Any) -> FindingsPanel:
    """The panel in the window, with the findings of both scenarios there."""
    qtbot.waitUntil(lambda: window.results.of("plan") is not None, timeout=20_000)
    return window.findings_panel


def of_its_own(session: Session, qtbot: Any) -> FindingsPanel:
    """The panel without a window, for what needs neither the map nor other scenarios."""
    panel = FindingsPanel(session)
    qtbot.addWidget(panel.head)
    qtbot.addWidget(panel)
    panel.head.show()
    panel.show()
    return panel


def shown(panel: FindingsPanel) -> set[str]:
    return {finding.id for finding in panel.shown_findings}


def unfolded(session: Session) -> set[str]:
    """Rows that nothing hides: those that are judged; what is only told or waits for a value is folded in."""
    return {one.id for one in session.findings if one.target is not None and not is_to_fill(one)}


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


# -- choosing ----------------------------------------------------------------------------------------------
def test_words_are_looked_for_in_both_languages(session: Session, qtbot: Any) -> None:
    panel = of_its_own(session, qtbot)
    panel.filter.search.setText("人均")
    names = [finding.name("zh") for finding in panel.shown_findings]
    assert names and all("人均" in name for name in names)
    panel.filter.search.setText("PER resident county")
    assert COUNTY in shown(panel)
    panel.filter.search.setText("没有这样的指标")
    assert shown(panel) == set() and panel._nothing.isVisible()
    panel.filter.clear()
    assert shown(panel) == unfolded(session)
    assert not panel._nothing.isVisible()


def test_counts_follow_the_other_filters(session: Session, qtbot: Any) -> None:
    panel = of_its_own(session, qtbot)
    panel.filter.families.setCurrentIndex(panel.filter.families.findData("fire"))
    fire = [finding for finding in session.findings if finding.family == "fire"]
    for verdict, button in panel.filter.verdicts.items():
        assert button.text() == str(sum(finding.verdict == verdict for finding in fire))
    panel.filter.verdicts[Verdict.FAIL].click()
    assert shown(panel) == {finding.id for finding in fire if finding.verdict == "fail"}
    # The number beside a verdict is what would be shown with it, so choosing one changes none.
    assert panel.filter.verdicts[Verdict.INFO].text() == str(
        sum(finding.verdict == "info" for finding in fire)
    )


def test_a_township_has_its_figures_and_the_rows_with_places_in_it(
    panel: FindingsPanel, window: MainWindow, qtbot: Any
) -> None:
    session, box = window.session, panel.filter.townships
    assert session.assessment is not None
    assert box.count() == 1 + 6 and box.itemText(0) == "全县"
    index = 2
    box.setCurrentIndex(box.findData(index))
    expected = {one.id for one in session.findings if failing_there(session.assessment, one, index)}
    assert shown(panel) == expected and TOWNSHIPS in expected
    township = panel.township
    assert township is not None
    qtbot.waitUntil(township.isVisible, timeout=5_000)
    for one in unit_figures(session.assessment, session.rules, index):
        text = figure_text(one.value, one.column.unit, "zh", target=one.target)
        assert township.values[one.column.key].text() == text
    panel.toggle(TOWNSHIPS)
    details = panel.details(TOWNSHIPS)
    assert details is not None and details.places is not None
    assert details.places.count() == 1 and "白杨镇" in details.places.item(0).text()
    with qtbot.waitSignal(session.zoom_wanted) as zoom:
        township.show_link.click()
    assert zoom.args == [session.assessment.county.places.geometries[index].bounds]
    township.section.set_open(False)
    session.assess_now()  # folded in it stays folded in
    assert panel.township is not None and not panel.township.section.is_open
    box.setCurrentIndex(0)
    assert panel.township is None and shown(panel) == unfolded(session)
    details = panel.details(TOWNSHIPS)
    assert details is not None and details.places is not None and details.places.count() > 1


def test_another_project_offers_its_own_townships(session: Session, qtbot: Any) -> None:
    panel = of_its_own(session, qtbot)
    panel.filter.townships.setCurrentIndex(3)
    project = small_project()
    kept = tuple(layer for layer in project.layers if layer.role != "townships")
    project.apply(EditLayers(project.layers, kept))
    session.open(project, None)
    assert panel.filter.townships.isHidden() and panel.township is None
    assert shown(panel) == unfolded(session)


# -- between scenarios -------------------------------------------------------------------------------------
def test_rows_that_differ_between_scenarios_have_a_line(
    panel: FindingsPanel, window: MainWindow, qtbot: Any
) -> None:
    session = window.session
    plan = window.results.of("plan")
    assert plan is not None
    for today, later in zip(session.findings, plan, strict=True):
        a, b = today.figure.value, later.figure.value
        points = panel.row(today.id).course
        if a is not None and b is not None and a != b:
            assert [point.value for point in points] == [a, b]
        elif a == b:
            assert points == ()
    row = panel.row(COUNTY)
    assert [point.trend for point in row.course] == [None, Trend.BETTER]
    assert "方案甲" in row.toolTip() and "变好" in row.toolTip()
    panel.toggle(COUNTY)
    details = panel.details(COUNTY)
    assert details is not None
    lines = details.course.text().splitlines()
    assert len(lines) == 2 and lines[0].startswith("现状") and lines[1].startswith("方案甲")
    # Of the plan shown the order is the same: today comes first.
    session.project.activate("plan")
    session.assess_now()
    assert [point.scenario_id for point in panel.row(COUNTY).course] == ["today", "plan"]
    # Without the park the plan is like today.
    session.delete([PARK_ID], "x")
    session.assess_now()
    qtbot.waitUntil(lambda: window.results.of("today") is not None, timeout=20_000)
    assert panel.row(COUNTY).course == ()
    details = panel.details(COUNTY)
    assert details is not None and details.course.isHidden()


def test_while_other_scenarios_are_unknown_there_is_no_line(
    panel: FindingsPanel, window: MainWindow, qtbot: Any
) -> None:
    assert panel.row(COUNTY).course
    window.session.delete([SQUARE_ID], "x")  # of today, and so of the plan
    assert window.results.of("plan") is None and panel.row(COUNTY).course == ()
    qtbot.waitUntil(lambda: bool(panel.row(COUNTY).course), timeout=20_000)


# -- clipboard ---------------------------------------------------------------------------------------------
def test_selected_rows_are_copied_as_a_table(panel: FindingsPanel, window: MainWindow) -> None:
    session = window.session
    order = [finding.id for finding in panel.shown_findings]
    rows = [panel.row(key) for key in order]
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    session.select([SQUARE_ID])  # the window's own copy is about facilities
    window.activateWindow()
    QTest.mouseClick(rows[1], Qt.MouseButton.LeftButton, control)
    QTest.mouseClick(rows[3], Qt.MouseButton.LeftButton, control)
    assert panel.selected_ids == (order[1], order[3])
    assert panel.details(order[1]) is None  # selecting folds nothing out
    QTest.keySequence(rows[3], QKeySequence(QKeySequence.StandardKey.Copy))
    assert session.clipboard == ()
    findings = {finding.id: finding for finding in session.findings}
    chosen = [findings[order[1]], findings[order[3]]]
    lines = clipboard().rstrip("\n").split("\n")
    table = table_of(chosen, "zh")
    assert len(lines) == 3 and [len(line.split("\t")) for line in lines] == [len(table[0])] * 3
    for line, row in zip(lines, table, strict=True):
        for cell, value in zip(line.split("\t"), row, strict=True):
            if isinstance(value, str):
                assert cell.lstrip("'") == " ".join(value.split())
            else:
                assert float(cell) == pytest.approx(value, rel=1e-11)
    QTest.mouseClick(rows[1], Qt.MouseButton.LeftButton, control)
    assert panel.selected_ids == (order[3],)
    QTest.mouseClick(rows[3], Qt.MouseButton.LeftButton)  # a plain click selects nothing
    assert panel.selected_ids == ()
    QTest.mouseClick(rows[5], Qt.MouseButton.LeftButton, shift)
    assert panel.selected_ids == tuple(order[3:6])
    QTest.keySequence(rows[3], QKeySequence(QKeySequence.StandardKey.SelectAll))
    assert panel.selected_ids == tuple(order) and session.selection == {SQUARE_ID}
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.selected_ids == ()


def test_rows_that_are_no_longer_shown_are_not_copied(session: Session, qtbot: Any) -> None:
    panel = of_its_own(session, qtbot)
    panel._select([COUNTY, LOSS])
    panel.filter.search.setText("人均")
    assert panel.selected_ids == (COUNTY,)
    panel.copy_all()
    assert len(clipboard().splitlines()) == 1 + len(panel.shown_findings)


def test_keys_go_from_row_to_row_and_on_from_one_that_was_hidden_before_they_came(
    panel: FindingsPanel, window: MainWindow
) -> None:
    order = [finding.id for finding in panel.shown_findings]
    window.activateWindow()
    panel.row(order[0]).setFocus()
    QTest.keyClick(panel.row(order[0]), Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert panel.selected_ids == tuple(order[:2])
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    hidden = panel.row(order[1])
    hidden.hide()
    hidden.moved.emit(1)
    assert panel.row(order[2]).hasFocus()
    hidden.moved.emit(-1)
    assert panel.row(order[0]).hasFocus()
    panel.row(order[0]).picked.emit(False)
    hidden.picked.emit(True)
    assert panel.selected_ids == (order[0],)


def test_a_name_never_becomes_a_formula(session: Session) -> None:
    finding = next(one for one in session.findings if one.id == COUNTY)
    bad = replace(finding, names={"zh": "=HYPERLINK(1)\t+2\n@x", "en": "-1"})
    for lang, start in (("zh", "'=HYPERLINK(1) +2 @x"), ("en", "'-1")):
        cells = table_text([bad], lang).split("\n")[1].split("\t")
        assert cells[1] == start


def test_the_whole_working_is_copied_as_lines(session: Session, qtbot: Any) -> None:
    panel = of_its_own(session, qtbot)
    finding = next(one for one in session.findings if one.id == COUNTY)
    panel.toggle(COUNTY)
    details = panel.details(COUNTY)
    assert details is not None
    details.links.copy_link.click()
    assert clipboard() == working_text(finding, session.rules, "zh")
    assert details.rules is not None and not details.rules.is_open
    assert str(len(finding.rules)) in details.rules._button.text()


def test_the_menu_does_what_it_says(panel: FindingsPanel, window: MainWindow, qtbot: Any) -> None:
    menu = panel.menu_of(TOWNSHIPS)
    actions = {action.text(): action for action in menu.actions() if action.text()}
    assert panel.selected_ids == (TOWNSHIPS,)
    finding = panel.row(TOWNSHIPS).finding
    with qtbot.waitSignal(window.session.zoom_wanted) as zoom:
        actions["在地图上显示相关地方"].trigger()
    bounds = [place.bounds for place in finding.figure.failing]
    lows, highs = zip(*((box[:2], box[2:]) for box in bounds), strict=True)
    west, south = (min(values) for values in zip(*lows, strict=True))
    east, north = (max(values) for values in zip(*highs, strict=True))
    assert zoom.args == [(west, south, east, north)]
    actions["复制本行"].trigger()
    assert clipboard() == table_text([finding], "zh")
    actions["复制完整计算过程"].trigger()
    assert clipboard() == working_text(finding, window.session.rules, "zh")
    actions["展开"].trigger()
    assert panel.details(TOWNSHIPS) is not None
    menu.deleteLater()
    menu = panel.menu_of(TOWNSHIPS)
    next(action for action in menu.actions() if action.text() == "全部收起").trigger()
    assert panel.details(TOWNSHIPS) is None
    for text, signal in (
        ("目标…", panel.target_wanted),
        (window.actions_["rules"].text(), panel.rule_wanted),
    ):
        with qtbot.waitSignal(signal):
            next(action for action in menu.actions() if action.text() == text).trigger()
    menu.deleteLater()


def test_a_right_click_opens_the_menu_of_its_row(session: Session, qtbot: Any) -> None:
    panel = of_its_own(session, qtbot)
    row = panel.row(COUNTY)
    with qtbot.waitSignal(row.menu_wanted) as asked:
        row.customContextMenuRequested.emit(QPoint(5, 5))
    assert asked.args == [row.mapToGlobal(QPoint(5, 5))]
    assert panel.selected_ids == (COUNTY,)


# -- missing data ------------------------------------------------------------------------------------------
def test_what_is_missing_leads_to_where_it_can_be_added(
    panel: FindingsPanel, window: MainWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen: list[bool] = []
    monkeypatch.setattr(window.files, "choose_files", lambda **given: chosen.append(given["into_project"]))
    seat = next(one for one in window.session.findings if "seat" in one.figure.missing)
    panel.toggle(seat.id)
    details = panel.details(seat.id)
    assert details is not None and t("missing.seat", "zh") in "".join(
        widget.text() for widget in details.findChildren(type(details.course))
    )
    (button,) = details.repairs
    button.click()
    assert chosen == [True]


def test_every_way_to_repair_goes_somewhere(window: MainWindow, qtbot: Any) -> None:
    session, openers = window.session, window.openers
    with qtbot.waitSignal(session.tool_wanted) as tool:
        openers.repair(Repair("place", "helipad"))
    assert tool.args == ["place.helipad"] and window.actions_.tools["place.helipad"].isChecked()
    openers.repair(Repair("table", "depot"))
    assert window.tables_panel.current_key == "depot"
    openers.repair(Repair("stock"))
    openers.repair(Repair("typed"))
    openers.repair(Repair("county"))
    names = {type(dialog).__name__ for dialog in window.findChildren(object) if hasattr(dialog, "exec")}
    assert {"IndicatorsDialog", "ProjectSettingsDialog"} <= names
    assert type(window.analyses_panel.shown).__name__ == "SuppliesPanel"


# -- targets by year ---------------------------------------------------------------------------------------
def test_the_year_of_the_targets_is_chosen_where_there_are_several(session: Session, qtbot: Any) -> None:
    panel = of_its_own(session, qtbot)
    assert panel.filter.years.isHidden()
    targets = {COUNTY: (OwnTarget(">=", 0.01, 2025), OwnTarget(">=", 9, 2035))}
    custom = CustomProfile("own.a", "本县", "yanggu", targets)
    edit = session.project.settings_edit(
        profile_id="own.a", custom_profiles={"own.a": custom}, target_year=2025
    )
    session.push(edit, "x")
    session.assess_now()
    years = panel.filter.years
    assert [years.itemData(i) for i in range(years.count())] == [0, 2025, 2035]
    assert years.currentData() == 2025 and years.isVisible()
    assert panel.row(COUNTY).finding.verdict == Verdict.PASS
    steps = session.undo_stack.count()
    years.setCurrentIndex(years.findData(2035))
    years.activated.emit(years.currentIndex())
    session.assess_now()
    assert session.undo_stack.count() == steps + 1
    finding = panel.row(COUNTY).finding
    assert (finding.verdict, finding.year) == (Verdict.FAIL, 2035)
    panel.toggle(COUNTY)
    details = panel.details(COUNTY)
    assert details is not None
    texts = [widget.text() for widget in details.findChildren(type(details.course))]
    assert any("2025" in text and "达标" in text for text in texts)
    session.undo_stack.undo()
    session.assess_now()
    assert panel.row(COUNTY).finding.year == 2025


# -- language ----------------------------------------------------------------------------------------------
def test_it_switches_language_with_everything_folded_out(
    make_window: MakeWindow, qapp: Any, qtbot: Any
) -> None:
    window = make_window()
    panel = window.findings_panel
    qtbot.waitUntil(lambda: window.results.of("plan") is not None, timeout=20_000)
    panel.filter.townships.setCurrentIndex(1)
    window.set_language("en")
    qapp.processEvents()
    assert panel.filter.townships.itemText(0) == "Whole county"
    assert "Better" in panel.row(COUNTY).toolTip()
    assert panel.township is not None
    install_language(qapp, "en")


def test_a_session_of_its_own_needs_no_other_scenarios(session: Session, qtbot: Any) -> None:
    panel = of_its_own(session, qtbot)
    assert all(panel.row(finding.id).course == () for finding in session.findings)
