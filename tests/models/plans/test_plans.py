from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from layers.project.file import load_project
from layers.sample import sample_path
from models.assessment.assess import assess
from models.facilities.facility import Depot, FireStation, Shelter
from models.findings.findings import Finding, Milestone, Target, Verdict
from models.findings.formulas import formula_text
from models.findings.results import Assessment
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
from models.project.settings import Indicator, Override, Settings
from models.rules.rules import load_rules, ruleset_ids
from tests.models.toy import at, project, square

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
TARGETS = {
    "yanggu.shelter.per_capita": (">=", 2.5),
    "yanggu.relief.initial": ("<=", 12),
    "yanggu.relief.basic": ("<=", 24),
    "yanggu.air.helipad": (">=", 1),
    "yanggu.outcomes.loss": ("<=", 1),
    "yanggu.outcomes.deaths": ("<=", 0.5),
    "yanggu.outcomes.forest": ("<=", 0.45),
    "yanggu.outcomes.work_deaths": ("<=", 0.01),
    "yanggu.outcomes.road_deaths": ("<=", 1.35),
    "yanggu.outcomes.fire_deaths": ("<", 0.25),
    "cangzhou.shelter.inventory": (">=", 36),
    "cangzhou.depot.inventory": (">=", 34),
    "cangzhou.depot.inventory.city_relief": (">=", 1),
    "cangzhou.depot.inventory.county_flood": (">=", 15),
    "cangzhou.depot.inventory.county_fire": (">=", 5),
    "cangzhou.depot.inventory.county_comprehensive": (">=", 6),
    "cangzhou.depot.inventory.county_relief": (">=", 7),
    "cangzhou.depot.full_coverage": (">=", 100),
    "cangzhou.depot.level2": (">=", 1),
    "cangzhou.depot.level2.at_200000": (">=", 1),
    "cangzhou.relief.basic": ("<=", 10),
    "cangzhou.warning": (">=", 95),
    "cangzhou.teams": (">=", 29),
    "cangzhou.capability.kit": (">=", 85),
    "cangzhou.capability.specialists": (">=", 60),
    "cangzhou.capability.training": (">=", 100),
    "cangzhou.capability.deaths": ("<", 1),
    "cangzhou.capability.affected": ("<", 15_000),
    "cangzhou.capability.loss": ("<", 1),
    "qinhuangdao.shelter.hierarchy": (">=", 1),
    "qinhuangdao.shelter.hierarchy.fixed": (">=", 2),
    "qinhuangdao.depot.central": (">=", 11_000),
    "qinhuangdao.depot.central.site": (">=", 18_000),
    "qinhuangdao.depot.counties": (">=", 7),
    "qinhuangdao.air.forest.site": (">=", 80_000),
    "qinhuangdao.relief.basic": ("<=", 10),
    "qinhuangdao.warning": (">=", 95),
    "qinhuangdao.capability.kit": (">=", 85),
    "qinhuangdao.capability.specialists": (">", 60),
    "qinhuangdao.capability.affected": ("<", 20_000),
    "suzhou.fire.new": (">=", 8),
    "suzhou.fire.new.second": (">=", 2),
    "suzhou.fire.new.small": (">=", 6),
    "suzhou.fire.township": (">=", 100),
    "suzhou.fire.volunteer": (">=", 100),
    "suzhou.fire.blanks": ("<=", 0),
    "suzhou.relief.basic": ("<=", 10),
    "suzhou.forest.burnt": ("<=", 0.05),
    "suzhou.warning": (">=", 90),
    "suzhou.warning.weather": (">=", 92),
    "suzhou.capability.kit": (">=", 80),
    "suzhou.capability.specialists": (">", 60),
    "suzhou.capability.linked": (">=", 100),
    "xinxiang.team.city": (">=", 100),
    "xinxiang.team.county": (">=", 50),
    "xinxiang.team.township": (">=", 20),
    "xinxiang.relief.basic": ("<=", 10),
    "xinxiang.warning": (">=", 80),
    "xinxiang.outcomes.loss": ("<", 1.3),
    "xinxiang.outcomes.deaths": ("<", 1.3),
    "xinxiang.outcomes.affected": ("<", 15_000),
    "xinxiang.outcomes.kit": (">=", 80),
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
    asked = PLAN_ROWS[profile_id].split()
    rows = [row.id for row in load_profile(profile_id).rows]
    assert [one for one in asked if one not in rows] == []
    strangers = [
        one
        for one in rows
        if not one.startswith("core.") and not any(one == row or one.startswith(f"{row}.") for row in asked)
    ]
    assert strangers == []


def test_targets_are_the_plans_own() -> None:
    rows = {row.id: row for one in profile_ids() for row in load_profile(one).rows}
    for row_id, (operator, value) in TARGETS.items():
        asked = rows[row_id].target
        target = asked.resolve(RULES, None) if asked else None
        assert target is not None, row_id
        assert (target.operator, target.value) == (operator, value), row_id
        assert rows[row_id].year == 2025


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
    findings = check(assessments[0], RULES, load_profile(profile_id), sample.settings, DAY)
    known = [finding for finding in findings if finding.figure.value is not None]
    assert len(known) > 0.6 * len(findings)
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
    shelter = Shelter(geometry=at(1, 1), status="existing", effective_area_m2=area_m2)
    found = checked(project([shelter]), load_profile("yanggu"))["yanggu.shelter.per_capita"]
    assert found.verdict == verdict
    assert found.figure.value == (None if area_m2 is None else area_m2 / 1000)
    assert found.target == Target(">=", 2.5)
    assert found.source.text("zh") == "阳谷县“十四五”应急管理规划（阳政办字〔2022〕15号）"
    assert found.source.text("en") == (
        "Yanggu county 14th Five-Year plan for emergency management "
        "(Yanggu county office document No. 15 of 2022)"
    )


@pytest.mark.parametrize(("station_class", "stations"), [("small", 1), ("support", 0)])
def test_a_support_station_leaves_the_seat_a_blank_spot(station_class: str, stations: int) -> None:
    one = FireStation(geometry=at(1, 1), status="existing", station_class=station_class)
    made = project([one])
    row = checked(made, load_profile("suzhou-anhui"))["suzhou.fire.blanks.seat"]
    assert (row.figure.value, row.verdict) == (stations, Verdict.PASS if stations else Verdict.FAIL)


def test_candidates_never_count_towards_a_target() -> None:
    def value(status: str) -> float | None:
        shelter = Shelter(geometry=at(1, 1), status=status, effective_area_m2=2500.0)
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
    assert [row.id for row in load_profile("yanggu").typed_rows] == [
        f"yanggu.outcomes.{name}"
        for name in ("loss", "deaths", "forest", "work_deaths", "road_deaths", "fire_deaths")
    ]
    typed = {row.id for row in load_profile("xinxiang").typed_rows}
    assert {"xinxiang.warning", "xinxiang.fire.radius", "xinxiang.fire.radius.mean"} <= typed


def test_outcomes_are_summed_up_once_all_are_known() -> None:
    rows = [row.id for row in load_profile("yanggu").typed_rows]
    typed = {row_id: Indicator(0.0) for row_id in rows}
    assert (
        checked(project(), load_profile("yanggu"), indicators=typed)["yanggu.outcomes"].verdict
        == Verdict.PASS
    )
    typed["yanggu.outcomes.road_deaths"] = Indicator(2.0)
    found = checked(project(), load_profile("yanggu"), indicators=typed)["yanggu.outcomes"]
    assert (found.figure.value, found.verdict) == (pytest.approx(500 / 6), Verdict.FAIL)
    del typed["yanggu.outcomes.deaths"]
    found = checked(project(), load_profile("yanggu"), indicators=typed)["yanggu.outcomes"]
    assert (found.figure.value, found.verdict) == (None, Verdict.NO_DATA)


def test_a_baseline_typed_in_becomes_the_target(sample: Project) -> None:
    profile, row = load_profile("xinxiang"), "xinxiang.fire.radius"
    plain = checked(sample, profile, indicators={})[row]
    assert (plain.target, plain.verdict) == (None, Verdict.INFO)
    value = plain.figure.value
    assert value is not None
    for baseline, verdict in ((value + 1, Verdict.PASS), (value, Verdict.FAIL), (value - 1, Verdict.FAIL)):
        found = checked(sample, profile, indicators={row: Indicator(baseline)})[row]
        assert (found.target, found.verdict) == (Target("<", baseline), verdict)


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

    assert verdict(date(2026, 6, 1)).verdict == Verdict.PASS
    assert verdict(date(2027, 6, 1)).verdict == Verdict.FAIL
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
    shelter = Shelter(geometry=square(1, 1, 0.1), status="existing", effective_area_m2=2400.0)
    findings = tuple(checked(project([shelter]), load_profile("yanggu")).values())
    live = live_findings(findings, Step({"shelter.area_per_resident.seat": 2.5}))
    assert [one.id for one in live] == [one.id for one in findings]
    before, after = ({one.id: one for one in some} for some in (findings, live))
    row = "yanggu.shelter.per_capita"
    assert (before[row].verdict, after[row].verdict) == (Verdict.FAIL, Verdict.PASS)
    assert after[row].figure.value == 2.5
    assert after[row].target == before[row].target
    assert all(after[one] is before[one] for one in before if one != row)


def test_a_drag_that_loses_its_data_loses_its_verdict() -> None:
    shelter = Shelter(geometry=at(1, 1), status="existing", effective_area_m2=2500.0)
    findings = tuple(checked(project([shelter]), load_profile("yanggu")).values())
    (row,) = (
        one
        for one in live_findings(findings, Step({"shelter.area_per_resident.seat": None}))
        if one.id == "yanggu.shelter.per_capita"
    )
    assert (row.figure.value, row.verdict) == (None, Verdict.NO_DATA)


def test_a_step_of_a_drag_changes_the_verdict_of_each_milestone() -> None:
    shelter = Shelter(geometry=square(1, 1, 0.1), status="existing", effective_area_m2=2400.0)
    findings = tuple(checked(project([shelter]), load_profile("yanggu")).values())
    row = next(one for one in findings if one.id == "yanggu.shelter.per_capita")
    milestones = tuple(
        Milestone(year, Target(">=", value), Verdict.FAIL) for year, value in ((2025, 2.5), (2030, 3.0))
    )
    (live,) = live_findings(
        [replace(row, milestones=milestones)], Step({"shelter.area_per_resident.seat": 2.5})
    )
    assert [(one.year, one.verdict) for one in live.milestones] == [
        (2025, Verdict.PASS),
        (2030, Verdict.FAIL),
    ]


# -- the schema --------------------------------------------------------------------------------------------
def good_profile() -> dict[str, Any]:
    return deepcopy(load_toml("plans", "yanggu.toml"))


ONE_OF = "a target has one of value, rule or baseline"


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
