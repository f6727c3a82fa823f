"""The page for whoever decides: what it says is what the findings say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook
from shapely import Point

from models.facilities.facility import Depot, Family, Shelter, counts_in
from models.facilities.keyproject import KeyProject
from models.facilities.team import Team
from models.findings.findings import Target, Verdict
from models.findings.formulas import REJECTED
from models.findings.numbers import figure_parts
from models.findings.standing import asked
from models.hazards.screening import is_excluded, is_unverified
from models.kernel.progress import run_to_end
from models.kernel.text import Lang, inside, t
from models.project.project import Project
from models.project.scenario import TODAY_ID, Scenario
from models.project.settings import Settings
from reports.context import ReportContext, make_context
from reports.headlines import MOST_TILES
from reports.leader import _builds, _cost, build_words, leader_page, remarks_in_one
from reports.textreport.leaderpage import SHARES, height_pt, summary_share
from reports.workbook import write_workbook
from tests.reports.conftest import MADE_ON, small_project
from tests.reports.test_workbook import written
from tests.ui.made_county import made_project

LANGUAGES: tuple[Lang, ...] = ("zh", "en")
BUILT = (
    Shelter(id="a", geometry=Point(0, 0), status="planned", effective_area_m2=1500.0),
    Shelter(id="b", geometry=Point(0, 0), status="planned"),
    Depot(id="d", geometry=Point(0, 0), status="planned", floor_area_m2=300.0),
    Team(id="t", geometry=Point(0, 0), status="planned", staff_persons=25),
)


@pytest.fixture(scope="module")
def context() -> ReportContext:
    return make_context(made_project(roads=20, villages=60), made_on=date(2026, 7, 1))


def test_todays_figures_stand_once_on_the_workbooks_page() -> None:
    today = make_context(small_project(), TODAY_ID, made_on=MADE_ON)
    sheet = written(today).worksheets[0]
    heads = next(row for row in range(1, 20) if sheet.cell(row, 4).value == t("report.head.target", "zh"))
    assert sheet.cell(heads, 2).value is None and sheet.cell(heads, 3).value == t("report.head.figure", "zh")
    assert f"A{heads}:B{heads}" in {str(one) for one in sheet.merged_cells.ranges}
    plan = written(make_context(small_project(), "plan", made_on=MADE_ON)).worksheets[0]
    heads = next(row for row in range(1, 20) if plan.cell(row, 4).value == t("report.head.target", "zh"))
    assert str(plan.cell(heads, 2).value).startswith(t("scenario.today", "zh"))


def test_no_more_rows_than_townships_wait_for_those_that_lack_most() -> None:
    context = make_context(small_project(), "plan", made_on=MADE_ON)
    count = len(context.main.assessment.units.names)
    assert count < 5
    sheet = written(context).worksheets[0]
    formulas = [str(row[0].value) for row in sheet.iter_rows(max_col=1) if "SMALL(" in str(row[0].value)]
    assert len(formulas) == count


@pytest.mark.parametrize("lang", LANGUAGES)
def test_remarks_in_one_are_sentences(context: ReportContext, lang: Lang) -> None:
    """Remarks have semicolons of their own: between them these would not tell where one ends."""
    page = leader_page(context, lang)
    end, stop = {"zh": ("。", "。"), "en": (". ", ".")}[lang]
    assert remarks_in_one(page, lang) == end.join(note.rstrip("。.") for note in page.notes) + stop


@pytest.mark.parametrize("lang", LANGUAGES)
def test_tiles_are_findings_with_today_beside_the_plan(context: ReportContext, lang: Lang) -> None:
    page = leader_page(context, lang)
    findings = {finding.id: finding for finding in context.main.findings}
    today = {finding.id: finding for finding in context.results[TODAY_ID].findings}
    assert 0 < len(page.tiles) <= MOST_TILES
    for tile in page.tiles:
        finding, old = findings[tile.finding_id], today[tile.finding_id]
        target = asked(finding)
        assert target is not None
        assert tile.after == figure_parts(finding.figure.value, finding.figure.unit, lang, target=target)[0]
        assert tile.before == figure_parts(old.figure.value, old.figure.unit, lang, target=target)[0]
        met = target.is_met(finding.figure.value)
        assert tile.verdict == (Verdict.PASS if met else Verdict.FAIL)
        assert bool(tile.gap) == (target.operator != "=")
        assert tile.is_plan_target == finding.is_plan_target


def test_the_title_counts_what_is_met(context: ReportContext) -> None:
    page = leader_page(context, "zh")
    judged = [tile for tile in page.tiles if tile.verdict in (Verdict.PASS, Verdict.FAIL)]
    met = [tile for tile in judged if tile.verdict == Verdict.PASS]
    assert f"{len(judged)} 项重点指标中 {len(met)} 项达标" in page.title


def test_what_is_built_counts_in_the_plan_and_not_today(context: ReportContext) -> None:
    page = leader_page(context, "zh")
    today, plan = context.results[TODAY_ID].scenario, context.main.scenario
    before = {key for key, one in today.facilities.items() if counts_in(one.status, today=True)}
    added = [
        one
        for key, one in plan.facilities.items()
        if key not in before and counts_in(one.status, today=False)
    ]
    assert {one.family: one.count for one in page.builds} == {
        family: sum(one.family == family for one in added)
        for family in Family
        if any(one.family == family for one in added)
    }
    assert leader_page(context, "zh", TODAY_ID).builds == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_of_today_nothing_is_said_twice(lang: Lang) -> None:
    """What stands there, then what is to be settled: the same gaps in both sentences said one thing twice."""
    context = make_context(small_project(), made_on=MADE_ON)
    page = leader_page(context, lang, TODAY_ID)
    (_, there), (_, left) = page.sentences
    shelters = sum(one.family == Family.SHELTER for one in context.results[TODAY_ID].assessment.facilities)
    assert f"{shelters} " in there
    gaps = [tile.gap for tile in page.tiles if tile.verdict == Verdict.FAIL]
    assert gaps and gaps[0] in left and not any(gap in there for gap in gaps)


def test_remarks_begin_with_a_capital_but_names_inside_do_not(context: ReportContext) -> None:
    notes = leader_page(context, "en").notes
    assert notes and all(note[:1] == note[:1].upper() for note in notes)
    assert not any(", Effective" in note or ", Townships" in note for note in notes)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_texts_first_page_stays_one_page_however_much_there_is_to_say(
    context: ReportContext, lang: Lang
) -> None:
    page = leader_page(context, lang)
    assert summary_share(page, lang) == 1.0
    shares = []
    for times in (1, 12, 24, 40):
        long = replace(page, sentences=tuple((head, text * times) for head, text in page.sentences[-1:]))
        shares.append(summary_share(long, lang))
        assert height_pt(long, lang, 0.8) < height_pt(long, lang, 0.9) < height_pt(long, lang)
    assert shares[0] == 1.0 and shares == sorted(shares, reverse=True) and shares[-1] == SHARES[-1]


def test_what_is_built_says_how_large_it_is(context: ReportContext) -> None:
    """By hand: what of a family states no measure is told, as is who serves where no area is stated."""
    zh = [replace(one, names="") for one in _builds(BUILT, "zh")]
    assert [(one.family, one.count, one.size) for one in zh] == [
        (Family.SHELTER, 2, "有效面积 1,500 m²（2 个中 1 个有资料）"),
        (Family.DEPOT, 1, "建筑面积 300 m²"),
        (Family.TEAM, 1, "25 人"),
    ]
    en = [build_words(one, "en") for one in _builds(BUILT, "en")]
    assert en == [
        "2 emergency shelters (1,500 m² effective (1 of 2 say it))",
        "1 relief depot (300 m² of floor)",
        "1 rescue team (25 people)",
    ]


def test_cost_is_that_of_the_key_projects_among_what_is_built(context: ReportContext) -> None:
    def cost(*projects: KeyProject) -> str:
        project = Project(
            Settings(projects=projects), [], [Scenario("p", "甲", {one.id: one for one in BUILT})]
        )
        return _cost(make_context(project, "p", made_on=context.made_on), project.scenarios[-1], BUILT, "zh")

    first = KeyProject(facility_ids=("a", "d"), cost_10k=60.0)
    dropped = KeyProject(facility_ids=("t",), cost_10k=99.0, state="dropped")
    other = KeyProject(facility_ids=("elsewhere",), cost_10k=40.0)
    assert cost() == cost(dropped, other) == ""
    outside = "；未列入重点工程的 2 个设施没有填报投资。"
    assert cost(first, dropped, other) == f"列入重点工程 1 项，投资合计 60.0 万元{outside}"
    unknown = KeyProject(facility_ids=("b", "t"))
    assert cost(first, unknown) == "列入重点工程 2 项，投资合计 60.0 万元（其中 1 项投资不详，未计入）。"
    assert cost(unknown) == f"列入重点工程 1 项，投资均不详{outside}"


def test_the_worst_townships_lack_most_for_each_resident(context: ReportContext) -> None:
    page = leader_page(context, "zh")
    units = context.main.assessment.units
    lacking = np.flatnonzero(np.nan_to_num(units.shelter_area_gap_m2) > 0)
    order = sorted(lacking, key=lambda row: units.shelter_area_per_resident_m2[row])
    assert [one.row for one in page.worst] == [int(row) for row in order[:5]]


def test_a_site_that_is_rejected_and_counts_is_named(context: ReportContext) -> None:
    counted = context.main.assessment.facilities
    rejected = [one for one in counted if is_excluded(context.siting.get(one.id, ()))]
    unverified = [one for one in counted if is_unverified(context.siting.get(one.id, ()))]
    text = " ".join(text for _, text in leader_page(context, "zh").sentences)
    assert rejected or unverified, "nothing is tried"
    assert bool(rejected) == ("避让要求" in text)
    assert bool(unverified) == (f"{len(unverified)} 处选址因资料不足" in text)
    for one in rejected[:4]:
        assert one.name in text


def test_only_what_shelters_hold_is_said_to_be_in_the_figures_though_rejected(
    context: ReportContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.leader.is_excluded", lambda checks: True)
    monkeypatch.setattr("reports.leader.MOST_NAMES", 100)
    text = dict(leader_page(context, "zh").sentences)[t("leader.next", "zh")]
    (counted,) = (part for part in text.split(t("leader.part_separator", "zh")) if "却计入了上述数字" in part)
    names = {one.name: one.family for one in context.main.assessment.facilities}
    assert {family for name, family in names.items() if name in counted} == {Family.SHELTER}
    assert all(name in text for name in names)


@pytest.mark.parametrize(
    ("lang", "named", "noted"),
    [
        ("zh", "（含 2 处选址不符合）", "其中 2 处选址不符合避让要求（有效面积 500 m²）"),
        ("en", " (counting 2 rejected sites)", "sites that screening rejects are in it: 2, with 500 m²"),
    ],
)
def test_a_headline_says_that_rejected_sites_count_in_it(
    context: ReportContext, lang: Lang, named: str, noted: str
) -> None:
    (area,) = [one for one in context.main.findings if one.id == "core.shelter.area_per_resident.county"]
    assert area.figure.value is not None
    target = Target(">=", area.figure.value + 1)
    inputs = {**area.figure.inputs, REJECTED: 2, "rejected_m2": 500.0}
    area = replace(area, figure=replace(area.figure, inputs=inputs), target=target, verdict=Verdict.FAIL)
    main = replace(context.main, findings=(area,))
    page = leader_page(replace(context, results={**context.results, main.scenario.id: main}), lang)
    assert inside(area.name(lang)) + named in page.title
    assert any(note.startswith(area.name(lang)) and noted in note for note in page.notes)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_data_nothing_is_said_to_be_met(tmp_path: Path, lang: Lang) -> None:
    """A project that holds nothing: no figure, no township, and no claim that none lacks anything."""
    context = make_context(Project(), made_on=date(2026, 7, 1))
    page = leader_page(context, lang)
    assert not page.worst and page.worst_note == t("map.no_data", lang)
    words = " ".join([page.title, *(text for _, text in page.sentences)])
    assert t("leader.unjudged", lang) in words
    assert t("missing.shelters", lang) in page.sentences[-1][1], "what to get first is said"
    assert t("leader.now_met", lang) not in words and t("leader.nothing_left", lang) not in words
    path = tmp_path / "book.xlsx"
    run_to_end(write_workbook(context, path, lang))
    texts = {cell.value for row in load_workbook(path).worksheets[0].iter_rows() for cell in row}
    assert t("map.no_data", lang) in texts and t("sheet.all_reach", lang) not in texts


def test_a_township_that_nobody_knows_of_is_not_one_that_reaches(context: ReportContext) -> None:
    units = context.main.assessment.units
    gaps = np.array(units.shelter_area_gap_m2, dtype=float)
    for replaced, wanted in ((0.0, "sheet.all_reach"), (np.nan, "map.no_data")):
        known = np.where(gaps > 0, 0.0, gaps)
        known[0] = replaced
        assessment = replace(context.main.assessment, units=replace(units, shelter_area_gap_m2=known))
        main = replace(context.main, assessment=assessment)
        changed = replace(context, results={**context.results, context.scenario_id: main})
        assert leader_page(changed, "zh").worst_note == t(wanted, "zh")


def test_people_on_the_register_are_not_called_residents(
    context: ReportContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert any("常住人口" in note for note in leader_page(context, "zh").notes)
    monkeypatch.setitem(vars(context.main.assessment.county), "has_registered_people", True)
    notes = leader_page(context, "zh").notes
    assert any("户籍人口" in note for note in notes) and not any("常住人口" in note for note in notes)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_sheet_takes_figures_and_verdicts_from_the_summary(
    context: ReportContext, lang: Lang
) -> None:
    live, shown = (written(context, lang, values=values).worksheets[0] for values in (False, True))
    summary = t("workbook.sheet.summary", lang)
    page = leader_page(context, lang)
    assert shown["A2"].value == page.title
    findings = {finding.id: finding for finding in context.main.findings}
    for row, tile in enumerate(page.tiles, start=7):
        assert live.cell(row, 3).value.startswith(f"='{summary}'!B")
        assert live.cell(row, 4).value.startswith(f"='{summary}'!C")
        assert live.cell(row, 6).value.startswith(f"='{summary}'!E")
        assert shown.cell(row, 3).value == pytest.approx(findings[tile.finding_id].figure.value)
        assert t(f"verdict.{tile.verdict}", lang) in shown.cell(row, 6).value
