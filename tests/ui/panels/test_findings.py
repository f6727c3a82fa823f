"""Findings: rows, filters, details with clickable places, typed values, live figures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest

from models.facilities.facility import Shelter
from models.findings.findings import Verdict
from models.findings.numbers import figure_text
from models.findings.standing import TO_FILL, is_to_fill, ranked, scores
from models.kernel.text import Lang
from models.plans.plans import check, load_profile, profile_ids
from models.project.project import Project
from reports.headlines import gap_words, leader_findings
from tests.ui.canvas_project import SQUARE_ID
from tests.ui.reached import chain
from ui.core.session import Session
from ui.panels.findingrow import FindingRow, share_of_target
from ui.panels.findings import FindingsPanel
from ui.panels.findingsections import FOLDED

COUNTY = "core.shelter.area_per_resident.county"


@pytest.fixture
def panel(session: Session, qtbot: Any) -> FindingsPanel:
    panel = FindingsPanel(session)
    qtbot.addWidget(panel.head)
    qtbot.addWidget(panel)
    panel.resize(330, 500)
    panel.show()
    return panel


def test_every_finding_has_a_row_with_its_figure(panel: FindingsPanel, session: Session) -> None:
    assert len(session.findings) > 20
    for finding in session.findings:
        row = panel.row(finding.id)
        assert row.shown_figure == figure_text(finding.figure.value, finding.figure.unit, "zh")
        assert finding.name("zh") in row.accessibleName()
        if finding.verdict == Verdict.NO_DATA:
            assert "无数据" in row.accessibleName() and row.shown_figure == "无数据"


def test_an_edit_changes_the_figure_as_worked_out_by_hand(panel: FindingsPanel, session: Session) -> None:
    # Two shelters count today: 5,120 m2 square and 9,000 m2 school with ratios of the rules; a third with a
    # stated effective area of 20,000 m2 adds exactly 20,000 / residents.
    persons = session.project.county.population_persons
    before = next(f for f in session.findings if f.id == COUNTY).figure.value
    assert persons and before is not None
    new = Shelter(
        name="新广场",
        geometry=session.scenario.facilities[SQUARE_ID].geometry,
        status="existing",
        effective_area_m2=20_000.0,
    )
    session.put([new], "x")
    session.assess_now()
    after = next(f for f in session.findings if f.id == COUNTY).figure.value
    assert after == pytest.approx(before + 20_000 / persons)
    assert panel.row(COUNTY).shown_figure == figure_text(after, "m2_per_person", "zh")


def test_verdict_buttons_filter_and_combine(panel: FindingsPanel, session: Session) -> None:
    def visible() -> set[str]:
        return {finding.id for finding in session.findings if not panel.row(finding.id).isHidden()}

    judged = {finding.id for finding in session.findings if finding.target is not None}
    all_ids = judged - {finding.id for finding in session.findings if is_to_fill(finding)}
    fails = {f.id for f in session.findings if f.verdict == Verdict.FAIL}
    no_data = {f.id for f in session.findings if f.verdict == Verdict.NO_DATA}
    assert fails and no_data
    buttons = panel.filter.verdicts
    assert buttons[Verdict.FAIL].text() == str(len(fails))
    buttons[Verdict.FAIL].click()
    assert visible() == fails
    buttons[Verdict.NO_DATA].click()
    assert visible() == fails | no_data
    buttons[Verdict.FAIL].click()
    buttons[Verdict.NO_DATA].click()
    assert visible() == all_ids


def test_rows_that_wait_for_a_value_are_folded_in_and_counted(panel: FindingsPanel, session: Session) -> None:
    waiting = [finding.id for finding in session.findings if is_to_fill(finding)]
    heading = panel._headings[TO_FILL]
    assert len(waiting) > 20 and f"（{len(waiting)}）" in heading.text()
    assert all(panel.row(key).isHidden() for key in waiting)
    heading.click()
    assert not any(panel.row(key).isHidden() for key in waiting)
    heading.click()
    panel.filter.search.setText(panel.row(waiting[0]).finding.name("zh"))
    assert not panel.row(waiting[0]).isHidden()


def test_the_panel_says_how_many_targets_of_the_plan_are_met(panel: FindingsPanel, session: Session) -> None:
    score = scores(session.findings)["plan"]
    waiting = sum(is_to_fill(one) and one.basis.is_plans_own for one in session.findings)
    heading = panel._headings["plan"].text()
    assert heading == f"规划指标：{score.total - waiting} 项，达标 {score.met} 项"
    assert f"规划指标达标 {score.met} / {score.total}" in panel.head.heading.toolTip() and score.total == 24


def test_family_filter(panel: FindingsPanel, session: Session) -> None:
    panel.filter.families.setCurrentIndex(panel.filter.families.findData("fire"))
    panel.show_section("info", True)
    shown = {f.family for f in session.findings if not panel.row(f.id).isHidden()}
    assert shown == {"fire"}


def test_details_name_the_places_and_a_click_goes_there(
    panel: FindingsPanel, session: Session, qtbot: Any
) -> None:
    finding = next(f for f in session.findings if f.figure.failing)
    QTest.mouseClick(panel.row(finding.id), Qt.MouseButton.LeftButton)
    details = panel.details(finding.id)
    assert details is not None and details.places is not None
    assert details.places.count() == len(finding.figure.failing)
    assert finding.figure.failing[0].name in details.places.item(0).text()
    with qtbot.waitSignal(session.zoom_wanted) as signal:
        details.places.itemClicked.emit(details.places.item(0))
    assert signal.args == [finding.figure.failing[0].bounds]
    QTest.mouseClick(panel.row(finding.id), Qt.MouseButton.LeftButton)
    assert panel.details(finding.id) is None


def test_keyboard_moves_and_folds(panel: FindingsPanel, session: Session, qtbot: Any) -> None:
    order = [finding.id for finding in panel.shown_findings]
    first = panel.row(order[0])
    panel.activateWindow()
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert panel.details(order[0]) is not None
    QTest.keyClick(first, Qt.Key.Key_Left)
    assert panel.details(order[0]) is None
    QTest.keyClick(first, Qt.Key.Key_Down)
    assert panel.row(order[1]).hasFocus()


def test_live_figures_stand_with_their_change_and_go_when_let_go(
    panel: FindingsPanel, session: Session
) -> None:
    facility = session.scenario.facilities[SQUARE_ID]
    assert isinstance(facility, Shelter)
    session.begin_drag(facility)
    moved = replace(facility, effective_area_m2=50_000.0)
    step = session.drag_to(moved)
    assert step is not None
    delta = step.deltas["shelter.area_per_resident.county"]
    row = panel.row(COUNTY)
    assert delta is not None and delta > 0
    assert row.shown_delta.startswith("+")
    assert row.shown_figure == figure_text(
        step.figures["shelter.area_per_resident.county"], "m2_per_person", "zh"
    )
    session.end_drag()
    assert row.shown_delta == ""
    assert row.shown_figure == figure_text(row.finding.figure.value, "m2_per_person", "zh")


def test_another_plan_is_one_undo_step(panel: FindingsPanel, session: Session) -> None:
    ids = {finding.id for finding in session.findings}
    panel.plan_box.setCurrentIndex(panel.plan_box.findData("cangzhou"))
    panel.plan_box.activated.emit(panel.plan_box.currentIndex())
    session.assess_now()
    assert session.project.settings.profile_id == "cangzhou"
    assert {finding.id for finding in session.findings} != ids
    session.undo_stack.undo()
    session.assess_now()
    assert {finding.id for finding in session.findings} == ids
    assert panel.plan_box.currentData() == "yanggu"


def test_a_typed_value_gives_the_row_its_figure(panel: FindingsPanel, session: Session) -> None:
    row_id = "yanggu.outcomes.loss"
    assert next(f for f in session.findings if f.id == row_id).verdict == Verdict.NO_DATA
    panel.toggle(row_id)
    details = panel.details(row_id)
    assert details is not None and details.typed is not None
    details.typed.value.setText("abc")
    details.typed.button.click()
    assert details.typed._complaint.text() == "请填数字"
    assert row_id not in session.project.settings.indicators
    details.typed.value.setText("０.４")  # full-width digits, as an input method leaves them
    details.typed.year.setText("2024")
    details.typed.source.setText("统计年鉴")
    details.typed.button.click()
    session.assess_now()
    finding = next(f for f in session.findings if f.id == row_id)
    assert finding.figure.value == pytest.approx(0.4)
    assert finding.verdict != Verdict.NO_DATA
    details = panel.details(row_id)
    assert details is not None and details.typed is not None and details.typed.source.text() == "统计年鉴"
    details.typed.clear_button.click()
    session.assess_now()
    assert next(f for f in session.findings if f.id == row_id).verdict == Verdict.NO_DATA


def test_an_empty_project_says_what_to_add(panel: FindingsPanel, session: Session, qtbot: Any) -> None:
    session.open(Project(), None)
    assert panel._empty_box.isVisible() and "乡镇" in panel._empty_box.text.text()
    with qtbot.waitSignal(panel.add_layers_wanted):
        panel._empty_box.button.click()


def test_share_of_target(session: Session) -> None:
    from models.findings.findings import Figure, Finding, Target

    def finding(value: float | None, target: Target | None, unit: str = "m2") -> Finding:
        return Finding("x", {}, "shelter", Figure("x", value, unit), target, Verdict.INFO, "")

    assert share_of_target(finding(1.25, Target(">=", 2.5))) == 0.5
    assert share_of_target(finding(9.0, Target(">=", 2.5))) == 1.0
    assert share_of_target(finding(None, Target(">=", 2.5))) is None
    assert share_of_target(finding(40.0, None, "percent")) == pytest.approx(0.4)
    assert share_of_target(finding(40.0, None)) is None
    assert share_of_target(finding(0.0, Target("<=", 0))) == 1.0
    assert share_of_target(finding(3.0, Target("<=", 0))) == 0.0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_names_of_every_plan_have_room(session: Session, lang: Lang) -> None:
    assert session.assessment is not None
    for profile_id in profile_ids():
        profile = load_profile(profile_id)
        for finding in check(session.assessment, session.rules, profile, session.project.settings):
            row = FindingRow(finding, "", lang)
            room = row._name_rect(320)
            needed = QFontMetrics(row._name_font()).boundingRect(
                QRect(0, 0, room.width(), 1000), int(Qt.TextFlag.TextWordWrap), finding.name(lang)
            )
            assert room.height() >= needed.height(), finding.name(lang)
            row.deleteLater()


def test_a_row_is_as_high_as_what_it_shows_now(session: Session) -> None:
    findings = sorted(session.findings, key=lambda finding: len(finding.name("en")))
    short, long = findings[0], findings[-1]
    row, fresh = FindingRow(short, "", "en"), FindingRow(long, "", "en")
    before = row.heightForWidth(300)
    row.show_finding(long, "", "en")
    assert row.heightForWidth(300) == fresh.heightForWidth(300) > before
    font = row.font()
    font.setPointSizeF(2 * font.pointSizeF())
    row.setFont(font)
    again = FindingRow(long, "", "en")
    again.setFont(font)
    assert row.heightForWidth(300) == again.heightForWidth(300) > fresh.heightForWidth(300)
    for one in (row, fresh, again):
        one.deleteLater()


def test_rows_that_fail_come_first_and_say_what_they_lack_and_where(
    panel: FindingsPanel, session: Session, qtbot: Any
) -> None:
    shown = panel.shown_findings
    assert any(one.verdict == Verdict.FAIL for one in shown)
    for is_plans_own in (True, False):
        verdicts = [one.verdict for one in shown if one.basis.is_plans_own is is_plans_own]
        ranks = [[Verdict.FAIL, Verdict.NO_DATA, Verdict.PASS].index(verdict) for verdict in verdicts]
        assert ranks and ranks == sorted(ranks)
    for finding in shown:
        row = panel.row(finding.id)
        assert row.gap == (gap_words(finding, "zh") if finding.verdict == Verdict.FAIL else "")
    finding = next(one for one in panel.shown_findings if panel.row(one.id).worst is not None)
    row = panel.row(finding.id)
    assert row.worst == finding.figure.failing[0]
    with qtbot.waitSignal(session.zoom_wanted) as signal:
        QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=row._worst_rect().center())
    assert signal.args == [finding.figure.failing[0].bounds]
    assert panel.details(finding.id) is None  # going there folds nothing out


def test_what_is_only_told_is_folded_in(panel: FindingsPanel, session: Session) -> None:
    told = [one for one in session.findings if one.target is None and not is_to_fill(one)]
    assert told and all(panel.row(one.id).isHidden() for one in told)
    assert panel._headings["info"].text() == f"参考，不判定（{len(told)}）"
    panel._headings["info"].click()
    assert not any(panel.row(one.id).isHidden() for one in told)


def test_rows_of_folded_sections_are_made_when_they_are_asked_for_and_stand_in_order(
    panel: FindingsPanel, session: Session
) -> None:
    def standing() -> list[str]:
        found = [panel._list_box.itemAt(at).widget() for at in range(panel._list_box.count())]
        return [one.finding.id for one in found if isinstance(one, FindingRow)]

    ranks = ranked(session.findings)
    folded = [finding.id for name in FOLDED for finding in ranks[name]]
    assert len(folded) > 20 and not panel._rows.keys() & set(folded)
    panel.row(folded[7])  # one in their midst, by its name
    assert panel.row(folded[7]).isHidden() and len(panel._rows.keys() & set(folded)) == 1
    panel.toggle(panel.shown_findings[0].id)  # details stand below their row, whatever comes next
    for name in FOLDED:
        panel.show_section(name, True)
    order = [finding.id for group in ranks.values() for finding in group]
    assert standing() == order == [finding.id for finding in panel.shown_findings]
    by_tab = [one.finding.id for one in chain(panel) if isinstance(one, FindingRow)]
    assert by_tab == order  # Tab goes through them as they stand, whichever was made first
    fold = panel._folds[order[0]]
    assert panel._list_box.indexOf(fold) == panel._list_box.indexOf(panel.row(order[0])) + 1
    panel.show_section("info", False)
    assert standing() == order
    assert not {finding.id for finding in ranks["info"]} & {one.id for one in panel.shown_findings}


def test_details_fold_out_and_leave_the_list_in_sight(panel: FindingsPanel, session: Session) -> None:
    panel.resize(
        330, 640
    )  # as on a screen of 768; the least a fold takes is more than its share of a small list
    key = max(panel.shown_findings, key=lambda one: len(one.figure.failing)).id
    panel.toggle(key)
    panel._settle()
    assert panel._scroll.viewport().height() > 200
    assert panel._folds[key].height() <= round(0.6 * panel._scroll.viewport().height())
    assert panel._details[key].sizeHint().height() > panel._folds[key].height()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width_px", [110, 150])
def test_headline_figures_are_told_apart_by_their_names(
    panel: FindingsPanel, session: Session, lang: Lang, width_px: int
) -> None:
    session.lang = lang
    panel.pinned.retranslate()
    names = {key: tuple(tile.name_lines(width_px)) for key, tile in panel.pinned.tiles.items()}
    assert len(names) > 1 and len(set(names.values())) == len(names)


def test_headline_figures_lead_to_their_rows_and_change_in_a_drag(
    panel: FindingsPanel, session: Session, qtbot: Any
) -> None:
    pinned = panel.pinned
    assert list(pinned.tiles) == [finding.id for finding in leader_findings(session.findings)]
    tile = pinned.tiles[COUNTY]
    assert tile.gap == gap_words(tile.finding, "zh") and tile.gap
    QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert panel.details(COUNTY) is not None and not panel.row(COUNTY).isHidden()
    facility = session.scenario.facilities[SQUARE_ID]
    session.begin_drag(facility)
    session.drag_to(replace(facility, effective_area_m2=50_000.0))  # type: ignore[call-arg]
    assert tile.shown_delta.startswith("▲ +") and tile.shown_figure == panel.row(COUNTY).shown_figure
    session.end_drag()
    assert tile.shown_delta == ""


def test_the_planner_pins_figures_and_the_project_remembers(panel: FindingsPanel, session: Session) -> None:
    other = next(one.id for one in panel.shown_findings if one.id not in panel.pinned.tiles)
    before = list(panel.pinned.tiles)
    panel.pinned.pin(other, True)
    assert list(panel.pinned.tiles) == [*before, other]
    panel.pinned.pin(before[0], False)
    again = FindingsPanel(session)
    assert list(again.pinned.tiles) == [*before[1:], other]
    session.undo_stack.undo()
    assert list(panel.pinned.tiles) == [*before, other]
    session.undo_stack.undo()
    assert list(panel.pinned.tiles) == before
    again.head.deleteLater()
    again.deleteLater()
