from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from layers.project.file import load_project
from layers.sample import sample_path
from models.assessment.assess import assess
from models.facilities.facility import Depot, FireStation, Shelter
from models.findings.findings import Basis, Finding, Milestone, Target, Verdict
from models.findings.formulas import formula_text
from models.findings.results import Assessment
from models.findings.standing import Score, score_text, scores
from models.kernel.errors import HavenError
from models.kernel.resources import load_toml
from models.kernel.schema import DataFileError
from models.kernel.text import LANGUAGES, has_text, t
from models.plans.planfile import parse_profile
from models.plans.planrows import Profile
from models.plans.plans import (
    check,
    live_findings,
    load_profile,
    profile_for,
    profile_ids,
    verdict_on,
)
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.settings import Indicator, Override, Settings
from models.rules.rules import load_rules, ruleset_ids
from tests.models.toy import at, project

RULES = load_rules()
DAY = date(2026, 8, 1)

PLAN_ROWS = {
    "yanggu": """
        yanggu.shelter.per_capita yanggu.shelter.sources yanggu.relief.initial yanggu.relief.basic
        yanggu.depot.levels yanggu.fire.stations yanggu.air.helipad yanggu.quake.resist
        yanggu.village.station yanggu.township.six yanggu.risk.map yanggu.outcomes
    """,
    "cangzhou": """
        cangzhou.shelter.inventory cangzhou.shelter.siting cangzhou.shelter.demo
        cangzhou.depot.inventory cangzhou.depot.full_coverage cangzhou.depot.level2
        cangzhou.relief.basic cangzhou.warning cangzhou.teams cangzhou.fire.micro cangzhou.hazmat
        cangzhou.flood cangzhou.onemap cangzhou.capability
    """,
    "qinhuangdao": """
        qinhuangdao.shelter.hierarchy qinhuangdao.shelter.seismic qinhuangdao.depot.central
        qinhuangdao.depot.counties qinhuangdao.depot.level2 qinhuangdao.air.forest
        qinhuangdao.fire.stations qinhuangdao.teams qinhuangdao.geohazard qinhuangdao.relief.basic
        qinhuangdao.warning qinhuangdao.region qinhuangdao.capability
    """,
    "suzhou-anhui": """
        suzhou.fire.new suzhou.fire.township suzhou.fire.volunteer suzhou.fire.blanks
        suzhou.depot.network suzhou.relief.basic suzhou.shelter.mix suzhou.forest suzhou.informants
        suzhou.warning suzhou.capability
    """,
    "xinxiang": """
        xinxiang.fire.radius xinxiang.team.city xinxiang.team.county xinxiang.team.township
        xinxiang.air.base xinxiang.centre.regional xinxiang.shelter.live xinxiang.depot.network
        xinxiang.township.kit xinxiang.relief.basic xinxiang.warning xinxiang.quake.flood
        xinxiang.outcomes
    """,
}
# Rows of each plan by the basis of their target, counted by hand in the plans' texts.
ROWS_BY_BASIS = {
    "yanggu": {"stated": 24, "qualitative": 54, "baseline": 8, "practice": 3},
    "cangzhou": {"stated": 17, "qualitative": 38, "baseline": 22, "standard": 2},
    "qinhuangdao": {"stated": 18, "qualitative": 40, "baseline": 18, "standard": 3, "practice": 4},
    "suzhou-anhui": {
        "stated": 36,
        "derived": 1,
        "qualitative": 40,
        "baseline": 7,
        "standard": 1,
        "practice": 5,
    },
    "xinxiang": {"stated": 17, "qualitative": 44, "standard": 1, "practice": 4},
}
# What a plan states or what follows from it: operator, number, and the year where it prints one.
TARGETS = {
    "yanggu.shelter.per_capita": (">=", 2.5, 2025),
    "yanggu.relief.initial": ("<=", 12, 2025),
    "yanggu.relief.basic": ("<=", 24, 2025),
    "yanggu.quake.resist.county": (">=", 1, 2025),
    "yanggu.drill.yearly": (">=", 1, None),
    "yanggu.drill.high": (">=", 1, None),
    "yanggu.drill.high.special": (">=", 1, None),
    "yanggu.drill.high.site": (">=", 1, None),
    "yanggu.drill.other": (">=", 1, None),
    "yanggu.drill.other.special": (">=", 1, None),
    "yanggu.drill.other.site": (">=", 1, None),
    "yanggu.staff.enforcement": (">=", 75, 2022),
    "yanggu.staff.entry": (">=", 3, None),
    "yanggu.staff.refresh": (">=", 2, None),
    "yanggu.hazmat.auto": (">=", 100, 2025),
    "yanggu.hazmat.trucks": (">=", 100, 2022),
    "yanggu.outcomes.loss": ("<=", 1, 2025),
    "yanggu.outcomes.deaths": ("<=", 0.5, 2025),
    "yanggu.outcomes.forest": ("<=", 0.45, 2025),
    "yanggu.outcomes.work_deaths": ("<=", 0.01, 2025),
    "yanggu.outcomes.road_deaths": ("<=", 1.35, 2025),
    "yanggu.outcomes.fire_deaths": ("<", 0.25, 2025),
    "yanggu.outcomes.work_total": ("<=", -10, 2025),
    "yanggu.outcomes.industry_deaths": ("<=", 0.5, 2025),
    "cangzhou.depot.full_coverage": (">=", 100, None),
    "cangzhou.depot.level2": (">=", 1, None),
    "cangzhou.depot.level2.at_200000": (">=", 1, None),
    "cangzhou.relief.basic": ("<=", 10, 2025),
    "cangzhou.warning": (">=", 95, 2025),
    "cangzhou.parks.enforcement": (">=", 75, 2022),
    "cangzhou.parks.platform": (">=", 100, 2022),
    "cangzhou.staff.enforcement": (">=", 75, None),
    "cangzhou.capability.kit": (">=", 85, 2025),
    "cangzhou.capability.specialists": (">=", 60, 2025),
    "cangzhou.capability.training": (">=", 100, 2025),
    "cangzhou.capability.deaths": ("<", 1, 2025),
    "cangzhou.capability.affected": ("<", 15_000, 2025),
    "cangzhou.capability.loss": ("<", 1, 2025),
    "cangzhou.capability.work_total": ("<=", -15, 2025),
    "cangzhou.capability.work_gdp": ("<=", -33, 2025),
    "cangzhou.capability.work_industry": ("<=", -22, 2025),
    "qinhuangdao.shelter.hierarchy": (">=", 1, None),
    "qinhuangdao.shelter.hierarchy.fixed": (">=", 2, None),
    "qinhuangdao.depot.central.site": (">=", 18_000, None),
    "qinhuangdao.depot.central": (">=", 11_000, None),
    "qinhuangdao.air.forest.site": (">=", 80_000, None),
    "qinhuangdao.air.forest.class": (">=", 1, None),
    "qinhuangdao.relief.basic": ("<=", 10, 2025),
    "qinhuangdao.warning": (">=", 95, 2025),
    "qinhuangdao.base.training": (">=", 53_333, None),
    "qinhuangdao.capability.kit": (">=", 85, 2025),
    "qinhuangdao.capability.specialists": (">", 60, 2025),
    "qinhuangdao.capability.training": (">=", 100, 2025),
    "qinhuangdao.capability.deaths": ("<", 1, 2025),
    "qinhuangdao.capability.affected": ("<", 20_000, 2025),
    "qinhuangdao.capability.loss": ("<", 1, 2025),
    "qinhuangdao.capability.work_total": ("<=", -15, 2025),
    "qinhuangdao.capability.work_gdp": ("<=", -33, 2025),
    "qinhuangdao.capability.work_industry": ("<=", -22, 2025),
    "suzhou.fire.new": (">=", 8, 2025),
    "suzhou.fire.new.second": (">=", 2, 2025),
    "suzhou.fire.new.small": (">=", 6, 2025),
    "suzhou.fire.new.total": (">=", 26, 2025),
    "suzhou.fire.new.training_base": (">=", 1, None),
    "suzhou.fire.township": (">=", 100, 2025),
    "suzhou.fire.township.standard": (">=", 100, 2025),
    "suzhou.fire.volunteer": (">=", 100, 2025),
    "suzhou.fire.blanks": ("<=", 0, None),
    "suzhou.depot.network": (">=", 100, None),
    "suzhou.depot.network.new_city": (">=", 1, None),
    "suzhou.relief.basic": ("<=", 10, 2025),
    "suzhou.forest.burnt": ("<=", 0.05, None),
    "suzhou.informants": (">=", 100, None),
    "suzhou.village.manager": (">=", 100, None),
    "suzhou.warning": (">=", 90, 2025),
    "suzhou.warning.weather": (">=", 92, 2025),
    "suzhou.monitor.precision": (">=", 88.75, 2025),
    "suzhou.quake.warning": ("<=", 10, None),
    "suzhou.capability.kit": (">=", 80, None),
    "suzhou.capability.enforcement_kit": (">=", 100, None),
    "suzhou.capability.specialists": (">", 60, 2025),
    "suzhou.capability.linked": (">=", 100, 2025),
    "suzhou.capability.training": (">=", 100, 2025),
    "suzhou.capability.key_training": (">=", 100, None),
    "suzhou.capability.deaths": ("<", 1, None),
    "suzhou.capability.affected": ("<", 15_000, None),
    "suzhou.capability.loss": ("<", 1, None),
    "suzhou.capability.work_total": ("<=", -16.3, None),
    "suzhou.capability.work_gdp": ("<=", -38.9, None),
    "suzhou.capability.work_industry": ("<=", -20, None),
    "suzhou.communities.national": (">=", 5, 2025),
    "suzhou.communities.province": (">=", 10, 2025),
    "suzhou.insurance": (">=", 100, 2025),
    "suzhou.inspection.key": (">=", 1, None),
    "suzhou.command.centre": (">=", 1, None),
    "suzhou.review": (">=", 2, 2025),
    "xinxiang.team.city": (">=", 100, None),
    "xinxiang.team.county": (">=", 50, None),
    "xinxiang.team.township": (">=", 20, None),
    "xinxiang.air.base.upgrade": (">=", 1, None),
    "xinxiang.relief.basic": ("<=", 10, None),
    "xinxiang.warning": (">=", 80, None),
    "xinxiang.risk.survey": (">=", 1, 2023),
    "xinxiang.insurance": (">=", 100, None),
    "xinxiang.communities.national": (">=", 3, None),
    "xinxiang.communities.province": (">=", 6, None),
    "xinxiang.outcomes.loss": ("<", 1.3, None),
    "xinxiang.outcomes.deaths": ("<", 1.3, None),
    "xinxiang.outcomes.affected": ("<", 15_000, None),
    "xinxiang.outcomes.kit": (">=", 80, None),
    "xinxiang.outcomes.work_total": ("<=", -16, None),
    "xinxiang.outcomes.work_gdp": ("<=", -34, None),
    "xinxiang.outcomes.work_industry": ("<=", -21, None),
}
CORE = {
    *(f"shelter.area_per_resident.{name}" for name in ("seat", "county", "townships")),
    *(
        f"shelter.{share}.{name}"
        for share in ("people_share", "area_share")
        for name in ("emergency", "fixed", "short", "medium", "long", "central")
    ),
    "fire.people_share",
    "fire.builtup_share",
    "fire.jurisdiction",
    "depot.township_share",
    "depot.floor_area.ratio",
    "hazard.shelters_inside",
}


@pytest.fixture(scope="module")
def sample() -> Project:
    return load_project(sample_path())


@pytest.fixture(scope="module")
def assessments(sample: Project) -> tuple[Assessment, ...]:
    return tuple(assess(sample.county, scenario, RULES) for scenario in sample.scenarios)


def checked(made: Project, profile: Profile, **changes: Any) -> dict[str, Finding]:
    settings = replace(made.settings, **changes)
    rules = load_rules(settings.ruleset_id, settings.overrides)
    found = check(assess(made.county, made.active, rules), rules, profile, settings, DAY)
    return {finding.id: finding for finding in found}


# -- the profiles ------------------------------------------------------------------------------------------
def test_a_place_gets_its_own_plan_or_its_citys_or_none() -> None:
    assert profile_for(["371521"]) == "yanggu"
    assert profile_for(["371521000000"]) == "yanggu"
    assert profile_for(["130921", "130922"]) == "cangzhou"
    assert profile_for(["130921", "410721"]) == "core"
    assert profile_for(["610115"]) == "core"
    assert profile_for(["", "3715"]) == "core"


def test_the_five_plans_are_there() -> None:
    assert set(profile_ids()) == {*PLAN_ROWS, "core"}
    assert {one: load_profile(one).adcode for one in PLAN_ROWS} == {
        "yanggu": "371521",
        "cangzhou": "130900",
        "qinhuangdao": "130300",
        "suzhou-anhui": "341300",
        "xinxiang": "410700",
    }
    assert load_profile("yanggu").number == "阳政办字〔2022〕15号"


@pytest.mark.parametrize("profile_id", PLAN_ROWS)
def test_no_row_of_the_plan_is_left_out(profile_id: str) -> None:
    rows = [row.id for row in load_profile(profile_id).rows]
    assert [one for one in PLAN_ROWS[profile_id].split() if one not in rows] == []


@pytest.mark.parametrize("profile_id", ROWS_BY_BASIS)
def test_as_many_rows_have_each_basis_as_the_plan_has(profile_id: str) -> None:
    own = [row for row in load_profile(profile_id).rows if not row.id.startswith("core.")]
    assert Counter(str(row.basis) for row in own if row.kind != "summary") == ROWS_BY_BASIS[profile_id]
    assert sum(row.kind == "summary" for row in own) == 1


def test_the_five_plans_have_407_rows() -> None:
    assert sum(sum(rows.values()) for rows in ROWS_BY_BASIS.values()) == 407


def test_common_rows_are_a_standards_or_practice_and_say_whose() -> None:
    for row in load_profile("core").rows:
        assert row.basis in (Basis.STANDARD, Basis.PRACTICE), row.id
        source = RULES.quantity(row.target.rule).source if row.target and row.target.rule else ""
        document = row.source.document or source
        is_standard = document.startswith(("GB", "建标", "国家", "应急"))
        assert is_standard == (row.basis == Basis.STANDARD), (row.id, document)


def test_a_draft_says_that_it_is_one_wherever_it_is_named() -> None:
    drafts = {one for one in profile_ids() if load_profile(one).is_draft}
    assert drafts == {"qinhuangdao", "suzhou-anhui"}
    for one in drafts:
        own = [row for row in load_profile(one).rows if row.basis.is_of_plan]
        assert all("（征求意见稿）" in row.source.text("zh") for row in own)
        assert all("(consultation draft)" in row.source.text("en") for row in own)


def test_targets_are_the_plans_own() -> None:
    rows = {row.id: row for one in PLAN_ROWS for row in load_profile(one).rows}
    asked = {
        row.id: (row.target.operator, row.target.value, row.year)
        for row in rows.values()
        if row.target is not None and row.basis.is_plans_own
    }
    assert asked == TARGETS
    assert [row.id for row in rows.values() if row.is_soft] == [
        "suzhou.communities.national",
        "suzhou.command.centre",
    ]


@pytest.mark.parametrize("profile_id", PLAN_ROWS)
def test_every_profile_has_the_common_figures_once_and_after_its_own(profile_id: str) -> None:
    rows = load_profile(profile_id).rows
    figures = {row.figure for row in rows}
    assert figures >= CORE
    is_core = [row.id.startswith("core.") for row in rows]
    assert is_core == sorted(is_core)
    own = {row.figure for row in rows if not row.id.startswith("core.") and row.target}
    assert [row.id for row in rows if row.id.startswith("core.") and row.figure in own] == []


@pytest.mark.parametrize("profile_id", PLAN_ROWS)
def test_rows_have_words_a_family_and_a_source(profile_id: str) -> None:
    profile = load_profile(profile_id)
    assert all(profile.names[lang] and profile.plan[lang] for lang in LANGUAGES)
    for row in profile.rows:
        assert all(row.name(lang) for lang in LANGUAGES)
        assert has_text(f"finding_family.{row.family}")
        assert row.source.document or (row.target and row.target.rule)
        assert "http" not in row.source.document
        if row.figure:
            assert has_text(f"figure.{row.figure}.name"), row.figure
            assert has_text(f"figure.{row.figure}.formula"), row.figure
        if row.target and row.target.rule:
            assert row.target.rule in RULES
    for lang in LANGUAGES:
        names = [row.name(lang) for row in profile.rows if not row.id.startswith("core.")]
        assert len(set(names)) == len(names)


def test_an_unknown_plan_is_said_so() -> None:
    with pytest.raises(HavenError, match="atlantis"):
        load_profile("atlantis")


# -- on the sample county ----------------------------------------------------------------------------------
@pytest.mark.parametrize("scenario", [0, 1, 2])
@pytest.mark.parametrize("profile_id", PLAN_ROWS)
def test_every_row_gets_a_verdict_that_fits_its_figure(
    profile_id: str, scenario: int, sample: Project, assessments: tuple[Assessment, ...]
) -> None:
    profile = load_profile(profile_id)
    findings = check(assessments[scenario], RULES, profile, sample.settings, DAY)
    assert [finding.id for finding in findings] == [row.id for row in profile.rows]
    for finding in findings:
        figure = finding.figure
        assert "figure" not in figure.missing, f"{finding.id}: nothing computes {figure.id}"
        assert finding.verdict == verdict_on(figure.value, finding.target)
        assert finding.source.text("zh") and finding.source.text("en")
        assert has_text(f"unit.{figure.unit}")
        for lang in LANGUAGES:
            assert formula_text(figure, lang), (finding.id, lang)
            said = finding.as_json(lang)
            assert said["figure"] == figure.value
            if figure.value is None:
                assert said["verdict"] == "nodata"
                assert said["missing"], finding.id
        if figure.unit == "percent" and figure.id != "typed.value":
            assert figure.value is None or 0 <= figure.value <= 100


@pytest.mark.parametrize("profile_id", PLAN_ROWS)
def test_most_rows_have_data_on_the_sample(
    profile_id: str, sample: Project, assessments: tuple[Assessment, ...]
) -> None:
    profile = load_profile(profile_id)
    computed = {row.id for row in profile.rows if row.kind != "typed"}
    findings = [
        finding
        for finding in check(assessments[0], RULES, profile, sample.settings, DAY)
        if finding.id in computed
    ]
    known = [finding for finding in findings if finding.figure.value is not None]
    assert len(known) > 0.8 * len(findings)
    assert {Verdict.PASS, Verdict.FAIL, Verdict.INFO} <= {finding.verdict for finding in findings}


def test_a_blank_county_fails_nothing_that_needs_layers() -> None:
    made = Project()
    for profile_id in profile_ids():
        for finding in checked(made, load_profile(profile_id)).values():
            if finding.figure.value is None:
                assert finding.verdict == Verdict.NO_DATA
                assert finding.figure.missing
            else:
                # Only registers know their number without any layer: it is zero, and a stated fact.
                assert finding.figure.value == 0, finding.id


# -- verdicts ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("operator", "at_limit", "above", "below"),
    [
        (">=", "pass", "pass", "fail"),
        ("<=", "pass", "fail", "pass"),
        (">", "fail", "pass", "fail"),
        ("<", "fail", "fail", "pass"),
        ("=", "pass", "fail", "fail"),
    ],
)
def test_exactly_at_the_limit(operator: str, at_limit: str, above: str, below: str) -> None:
    target = Target(operator, 2.5)
    assert verdict_on(2.5, target) == at_limit
    assert verdict_on(2.5 + 1e-12, target) == at_limit  # rounding of a sum is not a miss
    assert verdict_on(2.5001, target) == above
    assert verdict_on(2.4999, target) == below
    assert verdict_on(None, target) == Verdict.NO_DATA
    assert verdict_on(2.5, None) == Verdict.INFO
    assert verdict_on(None, None) == Verdict.NO_DATA


@pytest.mark.parametrize(("area_m2", "verdict"), [(2500.0, "pass"), (2499.0, "fail"), (None, "nodata")])
def test_the_seat_of_a_thousand_people_needs_2500_m2(area_m2: float | None, verdict: str) -> None:
    shelter = Shelter(geometry=at(1, 1), status="existing", gross_area_m2=area_m2)
    found = checked(project([shelter]), load_profile("yanggu"))["yanggu.shelter.per_capita"]
    assert found.verdict == verdict
    assert found.figure.value == (None if area_m2 is None else area_m2 / 1000)
    assert found.target == Target(">=", 2.5)
    assert (found.basis, found.year, found.is_expired) == (Basis.STATED, 2025, True)
    assert found.source.text("zh").endswith("（阳政办字〔2022〕15号） 应急管理规划二(三)表7、五(三)")
    assert found.source.text("en").endswith(
        "(Yanggu county office document No. 15 of 2022) emergency plan 2(3) table 7, 5(3)"
    )
    own = checked(project([shelter]), load_profile("yanggu"))["yanggu.shelter.per_capita.effective"]
    assert (own.basis, own.target, own.source.text("zh")) == (Basis.PRACTICE, Target(">=", 2.5), "规划实践")
    assert not own.is_plan_target


@pytest.mark.parametrize(("station_class", "stations"), [("small", 1), ("support", 0)])
def test_a_support_station_leaves_the_seat_a_blank_spot(station_class: str, stations: int) -> None:
    one = FireStation(geometry=at(1, 1), status="existing", station_class=station_class)
    made = project([one])
    row = checked(made, load_profile("suzhou-anhui"))["suzhou.fire.blanks.seat"]
    assert (row.figure.value, row.verdict) == (stations, Verdict.PASS if stations else Verdict.FAIL)


def test_candidates_never_count_towards_a_target() -> None:
    def value(status: str) -> float | None:
        shelter = Shelter(geometry=at(1, 1), status=status, gross_area_m2=2500.0)
        found = checked(project([shelter]), load_profile("yanggu"))
        return found["yanggu.shelter.per_capita"].figure.value

    assert value("existing") == 2.5
    assert value("candidate") == value("planned") == 0


def test_a_targets_rule_follows_the_countys_own_value() -> None:
    made = project()
    change = {"shelter.area_per_resident_m2": Override(1.5, "Li", "2026-01-05", "county plan")}
    plain = checked(made, load_profile("cangzhou"))["core.shelter.area_per_resident.seat"]
    own = checked(made, load_profile("cangzhou"), overrides=change)["core.shelter.area_per_resident.seat"]
    assert plain.target == Target(">=", 2.5)
    assert plain.source.text("zh") == "规划实践"
    assert own.target == Target(">=", 1.5)
    assert own.source.text("zh") == "规划实践（本县取值）"
    assert own.source.text("en") == "planning practice (own value of the county)"
    share = checked(made, load_profile("cangzhou"))["core.shelter.fixed_capacity_share"]
    assert share.target == Target(">=", pytest.approx(15.0))  # the rule says 0.15, the figure is in percent


def test_no_other_countys_plan_is_the_source_of_a_countys_figures() -> None:
    plans = [load_profile(one) for one in profile_ids() if one != "core"]
    named = {plan.plan["zh"] for plan in plans} | {plan.number for plan in plans if plan.number}
    named |= {plan.names["zh"].rstrip("县市") for plan in plans} | {"地市"}
    sources = {row.id: row.source.document for row in load_profile("core").rows}
    sources |= {
        quantity.key: quantity.source
        for one in map(load_rules, ruleset_ids())
        for quantity in one.quantities()
    }
    sources["candidates"] = str(load_toml("candidates.toml")["source"])
    assert [(key, source) for key, source in sources.items() if any(name in source for name in named)] == []


# -- typed in ----------------------------------------------------------------------------------------------
def test_an_indicator_typed_in_is_held_against_its_target() -> None:
    found = checked(
        project(),
        load_profile("yanggu"),
        indicators={
            "yanggu.outcomes.loss": Indicator(1.0, 2024, "bureau of statistics"),
            "yanggu.outcomes.fire_deaths": Indicator(0.25, 2024),
        },
    )
    loss, fire, road = (found[f"yanggu.outcomes.{name}"] for name in ("loss", "fire_deaths", "road_deaths"))
    assert (loss.figure.value, loss.verdict) == (1.0, Verdict.PASS)
    assert loss.figure.inputs == {"value": 1.0, "year": 2024, "source": "bureau of statistics"}
    assert formula_text(loss.figure, "en") == "typed in: 1 (2024, bureau of statistics)"
    assert fire.verdict == Verdict.FAIL  # less than 0.25 was asked for
    assert (road.figure.value, road.figure.missing) == (None, ("typed_value",))


def test_rows_that_are_typed_in_can_be_listed() -> None:
    for profile_id in PLAN_ROWS:
        profile = load_profile(profile_id)
        assert {row.id for row in profile.typed_rows} >= {
            row.id for row in profile.rows if row.kind == "typed"
        }
    assert "xinxiang.fire.radius" in {row.id for row in load_profile("xinxiang").typed_rows}


OUTCOMES = ("loss", "deaths", "forest", "work_deaths", "road_deaths", "fire_deaths", "work_total")


def test_a_summary_says_how_many_of_its_rows_are_met_and_has_no_verdict_of_its_own() -> None:
    good = {f"yanggu.outcomes.{name}": Indicator(0.0) for name in (*OUTCOMES, "industry_deaths")}
    good["yanggu.outcomes.work_total"] = Indicator(-10.0)  # a fall of exactly what was asked

    def summary(typed: dict[str, Indicator]) -> Finding:
        return checked(project(), load_profile("yanggu"), indicators=typed)["yanggu.outcomes"]

    found = summary(good)
    assert (found.figure.value, found.target, found.verdict) == (100.0, None, Verdict.INFO)
    found = summary({**good, "yanggu.outcomes.road_deaths": Indicator(2.0)})
    assert found.figure.value == pytest.approx(700 / 8)
    found = summary({key: value for key, value in good.items() if not key.endswith(".deaths")})
    assert (found.figure.value, found.verdict) == (None, Verdict.NO_DATA)


def test_a_baseline_typed_in_shows_the_change_and_is_no_target(sample: Project) -> None:
    profile, row = load_profile("xinxiang"), "xinxiang.fire.radius"
    plain = checked(sample, profile, indicators={})[row]
    assert (plain.target, plain.verdict, plain.baseline, plain.change) == (None, Verdict.INFO, None, None)
    value = plain.figure.value
    assert value is not None
    found = checked(sample, profile, indicators={row: Indicator(value + 1, 2020)})[row]
    assert (found.target, found.verdict) == (None, Verdict.INFO)
    assert found.change == pytest.approx(-1)
    assert found.as_json("zh")["baseline"] == {
        "value": value + 1,
        "year": 2020,
        "change": pytest.approx(-1),
    }


# -- what a row rests on -----------------------------------------------------------------------------------
def test_a_baseline_shows_its_change_and_is_never_failed() -> None:
    depots = [Depot(geometry=at(1, 1), status="existing", level="county", kind="flood")] * 2
    found = checked(
        project([replace(one, id=f"D{i}") for i, one in enumerate(depots)]), load_profile("cangzhou")
    )
    row = found["cangzhou.depot.inventory.county_flood"]
    assert (row.figure.value, row.target, row.verdict) == (2, None, Verdict.INFO)
    assert row.as_json("zh")["baseline"] == {"value": 15, "year": 2020, "change": -13}
    assert row.as_json("zh")["basis"] == "baseline"


def test_what_a_plan_asks_in_words_is_judged_apart() -> None:
    shelter = Shelter(geometry=at(1, 1), status="existing", last_inspection="2026-01-01")
    row = checked(project([shelter]), load_profile("yanggu"))["yanggu.shelter.sources.inspection"]
    assert (row.basis, row.target, row.verdict) == (Basis.QUALITATIVE, None, Verdict.INFO)
    assert row.as_json("zh")["reference"] == {
        "basis": "practice",
        "target": {"operator": ">=", "value": 100},
        "verdict": "pass",
        "source": "规划实践",
    }
    standard = checked(project([shelter]), load_profile("yanggu"))["yanggu.fire.stations"].reference
    assert standard is not None
    assert (standard.basis, standard.source.text("zh")) == (Basis.STANDARD, "GB 51080-2015 4.1.3")


def test_only_stated_and_derived_rows_count_in_the_plans_score() -> None:
    typed = {
        "xinxiang.warning": Indicator(80.0),  # stated: met
        "xinxiang.relief.basic": Indicator(11.0),  # stated: not met
        "xinxiang.mines.monitor": Indicator(100.0),  # in words: held against practice, apart
    }
    found = checked(project(), load_profile("xinxiang"), indicators=typed)
    score = scores(tuple(found.values()))
    assert score["plan"] == Score(met=1, total=17, unknown=15)
    # Nothing else of the plan has a value but the mines; the rows of core have one of their own.
    own = [one for key, one in found.items() if not key.startswith("core.")]
    assert (scores(own)["practice"].met, scores(own)["plan"].met) == (1, 1)
    assert "规划指标达标 1 / 17" in score_text(own, "zh")
    assert found["xinxiang.relief.basic"].verdict == Verdict.FAIL
    assert found["xinxiang.mines.monitor"].verdict == Verdict.INFO


@pytest.mark.parametrize(
    ("day", "is_expired"), [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (None, False)]
)
def test_a_row_is_expired_once_its_time_is_over(day: date | None, is_expired: bool) -> None:
    made, profile = project(), load_profile("xinxiang")
    found = check(assess(made.county, made.active, RULES), RULES, profile, made.settings, day)
    rows = {one.id: one for one in found}
    # No year is printed for it: the plan is for 2021 to 2025.
    assert rows["xinxiang.warning"].is_expired == is_expired
    assert rows["xinxiang.warning"].as_json("en")["expired"] == is_expired
    assert rows["xinxiang.risk.survey"].is_expired == (day is not None)  # due by the end of 2023
    assert not rows["xinxiang.fire.micro"].is_expired  # asked in words


def stations(*years: int | None, planned: int = 0) -> tuple[FireStation, ...]:
    standing = [
        FireStation(
            geometry=at(1, 1), id=f"S{i}", status="existing", station_class="small", finished_year=year
        )
        for i, year in enumerate(years)
    ]
    new = [FireStation(geometry=at(1, 2), id=f"P{i}", station_class="small") for i in range(planned)]
    return (*standing, *new)


@pytest.mark.parametrize(
    ("made", "value", "verdict"),
    [
        (stations(*[2021] * 6), 6, "pass"),
        (stations(*[2021] * 5, 2020), 5, "fail"),
        # Built ones stay new, where one that is only planned no longer is.
        (stations(*[2023] * 4, planned=2), 6, "pass"),
        # Six planned ones are enough whenever the old ones were finished.
        (stations(None, None, planned=6), 6, "pass"),
        # One of unknown year may be the sixth.
        (stations(*[2022] * 5, None), None, "nodata"),
        (stations(*[2022] * 3, None), 3, "fail"),
        ((), 0, "fail"),
    ],
)
def test_new_stations_are_counted_by_the_year_they_were_finished(
    made: tuple[FireStation, ...], value: float | None, verdict: str
) -> None:
    base, profile = project(), load_profile("suzhou-anhui")
    plan = Scenario("plan", "plan", {one.id: one for one in made})
    findings = check(assess(base.county, plan, RULES), RULES, profile, base.settings, DAY)
    row = next(one for one in findings if one.id == "suzhou.fire.new.small")
    assert (row.figure.value, row.verdict) == (value, verdict)
    if value is None:
        assert [place.name for place in row.figure.failing] == [made[-1].name]


def test_stock_ratios_say_what_they_lack_until_typed_in() -> None:
    found = checked(project(), load_profile("cangzhou"))["cangzhou.depot.level2"]
    assert found.figure.missing == ("stock",)
    typed = {"cangzhou.depot.level2": Indicator(1.0, 2025, "stock-taking")}
    assert (
        checked(project(), load_profile("cangzhou"), indicators=typed)["cangzhou.depot.level2"].verdict
        == "pass"
    )


# -- records and their day ---------------------------------------------------------------------------------
def test_ages_are_counted_to_the_day_given() -> None:
    shelter = Shelter(geometry=at(1, 1), status="existing", last_inspection="2026-01-01")
    made, profile = project([shelter]), load_profile("yanggu")
    assessment = assess(made.county, made.active, RULES)

    def verdict(day: date | None) -> Finding:
        found = check(assessment, RULES, profile, made.settings, day)
        return next(one for one in found if one.id == "yanggu.shelter.sources.inspection")

    for day, asked in ((date(2026, 6, 1), Verdict.PASS), (date(2027, 6, 1), Verdict.FAIL)):
        reference = verdict(day).reference
        assert reference is not None
        assert reference.verdict == asked
    assert verdict(None).figure.missing == ("as_of",)


def test_a_plans_own_count_follows_its_conditions() -> None:
    depots = [
        Depot(geometry=at(1, 1), status="existing", level="county", kind="flood"),
        Depot(geometry=at(1, 1), status="existing", level="county", kind="relief"),
        Depot(geometry=at(1, 1), status="planned", level="county", kind="flood"),
    ]
    found = checked(project(depots), load_profile("cangzhou"))
    assert found["cangzhou.depot.inventory"].figure.value == 2
    assert found["cangzhou.depot.inventory.county_flood"].figure.value == 1
    assert found["cangzhou.depot.inventory.county_fire"].figure.value == 0


# -- while dragging ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Step:
    figures: dict[str, float | None]


def test_a_step_of_a_drag_changes_figures_and_verdicts_and_nothing_else() -> None:
    shelter = Shelter(geometry=at(1, 1), status="existing", gross_area_m2=2400.0)
    findings = tuple(checked(project([shelter]), load_profile("yanggu")).values())
    live = live_findings(findings, Step({"shelter.gross_area_per_resident.seat": 2.5}))
    assert [one.id for one in live] == [one.id for one in findings]
    before, after = ({one.id: one for one in some} for some in (findings, live))
    row = "yanggu.shelter.per_capita"
    assert (before[row].verdict, after[row].verdict) == (Verdict.FAIL, Verdict.PASS)
    assert after[row].figure.value == 2.5
    assert after[row].target == before[row].target
    assert all(after[one] is before[one] for one in before if one != row)


def test_a_drag_that_loses_its_data_loses_its_verdict() -> None:
    shelter = Shelter(geometry=at(1, 1), status="existing", gross_area_m2=2500.0)
    findings = tuple(checked(project([shelter]), load_profile("yanggu")).values())
    (row,) = (
        one
        for one in live_findings(findings, Step({"shelter.gross_area_per_resident.seat": None}))
        if one.id == "yanggu.shelter.per_capita"
    )
    assert (row.figure.value, row.verdict) == (None, Verdict.NO_DATA)


def test_a_step_of_a_drag_changes_the_verdict_of_each_milestone() -> None:
    shelter = Shelter(geometry=at(1, 1), status="existing", gross_area_m2=2400.0)
    findings = tuple(checked(project([shelter]), load_profile("yanggu")).values())
    row = next(one for one in findings if one.id == "yanggu.shelter.per_capita")
    milestones = tuple(
        Milestone(year, Target(">=", value), Verdict.FAIL) for year, value in ((2025, 2.5), (2030, 3.0))
    )
    (live,) = live_findings(
        [replace(row, milestones=milestones)], Step({"shelter.gross_area_per_resident.seat": 2.5})
    )
    assert [(one.year, one.verdict) for one in live.milestones] == [
        (2025, Verdict.PASS),
        (2030, Verdict.FAIL),
    ]


# -- the schema --------------------------------------------------------------------------------------------
def good_profile() -> dict[str, Any]:
    return deepcopy(load_toml("plans", "yanggu.toml"))


ONE_OF = "a target has one of value or rule"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"family": "zoo"}, "unknown family 'zoo'"),
        ({"kind": "guess"}, "unknown kind 'guess'"),
        ({"figure": ""}, "a computed row, and no other, names a figure"),
        ({"figure": "moon.phase"}, "row 'yanggu.shelter.per_capita': there is no figure 'moon.phase'"),
        (
            {"figure": "shelter.area_per_resident.seet"},
            "row 'yanggu.shelter.per_capita': there is no figure 'shelter.area_per_resident.seet'; "
            "did you mean 'shelter.area_per_resident.seat'?",
        ),
        ({"unit": "percent"}, "is in 'm2_per_person', not in 'percent'"),
        (
            {"target": {"operator": ">=", "rule": "shelter.area_per_resident_m"}},
            "row 'yanggu.shelter.per_capita': there is no rule 'shelter.area_per_resident_m'; "
            "did you mean 'shelter.area_per_resident_m2'? (rule set 'national')",
        ),
        ({"kind": "typed", "unit": "m2"}, "a computed row, and no other, names a figure"),
        ({"kind": "typed", "figure": "", "unit": "furlong"}, "unknown unit 'furlong'"),
        ({"register": {"families": ["depot"], "measure": "count"}}, "a register row, and no other"),
        ({"target": {"operator": "~", "value": 1}}, "unknown operator '~'"),
        ({"target": {"operator": ">="}}, ONE_OF),
        (
            {"target": {"operator": ">=", "value": 1, "rule": "x"}},
            ONE_OF,
        ),
        ({"target": {"operator": ">=", "value": "much"}}, "value must be a number, not 'much'"),
        ({"target": {"operator": ">=", "velue": 1}}, "unknown key 'velue'"),
        ({"missing": ["moon"]}, "the text 'missing.moon' is missing"),
        ({"names": {"zh": "一"}}, "names must have zh and en"),
        ({"id": ""}, "a row: id is missing"),
        ({"id": "yanggu.relief.basic"}, "row 'yanggu.relief.basic' stands twice"),
        ({"deadline": 2025}, "unknown key 'deadline'"),
        ({"kind": "typed", "figure": "", "unit": "m2", "typed_without": "seat"}, "only a computed row"),
        # A plan is never said to ask for what it does not, and each row of it can be looked up.
        ({"basis": "qualitative"}, "a qualitative row has no target; it may have a reference"),
        ({"basis": "baseline"}, "a baseline row has no target; it may have a reference"),
        ({"basis": "baseline", "target": None}, "the baseline is missing"),
        ({"target": None}, "the target is missing"),
        ({"clause": ""}, "the clause is missing"),
        ({"basis": "standard"}, "the source is missing"),
        (
            {"basis": "practice", "reference": {"operator": ">=", "value": 2, "basis": "practice"}},
            "a practice row has a target, not a reference",
        ),
    ],
)
def test_a_faulty_row_is_refused_by_name(change: dict[str, Any], problem: str) -> None:
    table = good_profile()
    table["row"][0].update(change)
    with pytest.raises(DataFileError, match=re.escape(problem)) as caught:
        parse_profile(table, "plans/mine.toml")
    assert str(caught.value).startswith("plans/mine.toml: ")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"row": []}, "the profile has no rows"),
        ({"plan": {"zh": "一"}}, "plan must have zh and en"),
        ({"publisher": "x"}, "unknown key 'publisher'"),
        ({"id": ""}, "id is missing"),
        ({"status": "draft"}, "the name of a draft does not say that it is one"),
    ],
)
def test_a_faulty_profile_is_refused(change: dict[str, Any], problem: str) -> None:
    with pytest.raises(DataFileError, match=re.escape(problem)):
        parse_profile({**good_profile(), **change}, "x.toml")


def test_a_summary_of_nothing_is_refused() -> None:
    table = good_profile()
    table["row"] = [row for row in table["row"] if not row["id"].startswith("yanggu.outcomes.")]
    with pytest.raises(DataFileError, match="sums up no other row"):
        parse_profile(table, "x.toml")


def test_the_settings_of_a_new_project_name_a_plan_and_rules_that_exist() -> None:
    settings = Settings()
    assert settings.profile_id in profile_ids()
    assert load_rules(settings.ruleset_id)
    assert t("verdict.pass", "zh") == "达标"


@pytest.mark.parametrize("profile_id", profile_ids())
def test_shares_of_land_do_not_promise_built_up_land(profile_id: str) -> None:
    """Without a layer of built-up land they are shares of the whole county; their workings say of which."""
    rows = [row for row in load_profile(profile_id).rows if row.figure.startswith("shelter.area_share")]
    assert rows
    for row in rows:
        assert "建成区" not in row.names["zh"] and "uilt-up" not in row.names["en"]
