"""A county's copy of a plan: changed targets and added rows over the plan that ships."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from models.assessment.assess import assess
from models.findings.findings import Finding, Verdict
from models.kernel.errors import HavenError
from models.plans.plans import check, load_profile, profile_ids, profile_of, target_year
from models.project.settings import CustomProfile, Indicator, OwnRow, OwnTarget, Settings
from models.rules.rules import load_rules
from tests.ui.canvas_project import small_project

LOSS = "yanggu.outcomes.loss"  # at most 1 per cent by 2025
PER_RESIDENT = "core.shelter.area_per_resident.county"  # its target is a rule


def settings_with(**changes: object) -> Settings:
    custom = CustomProfile("own.a", "本县", "yanggu")
    custom = replace(custom, **changes)  # type: ignore[arg-type]
    return Settings(profile_id="own.a", custom_profiles={"own.a": custom}, indicators={LOSS: Indicator(0.9)})


def findings_of(settings: Settings) -> dict[str, Finding]:
    project, rules = small_project(), load_rules()
    result = assess(project.county, project.active, rules)
    return {found.id: found for found in check(result, rules, profile_of(settings), settings)}


@pytest.mark.parametrize("profile_id", profile_ids())
def test_an_untouched_copy_says_the_same_as_its_plan(profile_id: str) -> None:
    copy = replace(settings_with(base_id=profile_id))
    shipped = Settings(profile_id=profile_id, indicators=copy.indicators)
    assert findings_of(copy) == findings_of(shipped)
    assert profile_of(copy).rows == load_profile(profile_id).rows
    # A report names both: whose targets these are, and the plan that they were made from.
    assert profile_of(copy).plan["zh"] == f"本县（据{load_profile(profile_id).plan['zh']}）"
    assert profile_of(copy).number == load_profile(profile_id).number


def test_a_changed_target_decides_the_verdict_and_says_whose_it_is() -> None:
    assert findings_of(settings_with())[LOSS].verdict == Verdict.PASS
    stricter = settings_with(targets={LOSS: (OwnTarget("<=", 0.8, 2030),)})
    found = findings_of(stricter)[LOSS]
    assert found.verdict == Verdict.FAIL and found.target is not None and found.target.value == 0.8
    plan = load_profile("yanggu").row(LOSS).source
    for lang, own in (("zh", "本县目标：本县"), ("en", "The county's own target: 本县")):
        assert own in found.source.text(lang) and plan.text(lang) in found.source.text(lang)
    assert profile_of(stricter).row(LOSS).year == 2030
    at_limit = settings_with(targets={LOSS: (OwnTarget("<=", 0.9),)})
    assert findings_of(at_limit)[LOSS].verdict == Verdict.PASS
    below = settings_with(targets={LOSS: (OwnTarget("<", 0.9),)})
    assert findings_of(below)[LOSS].verdict == Verdict.FAIL


def test_a_target_that_was_a_rule_no_longer_follows_the_rule() -> None:
    own = settings_with(targets={PER_RESIDENT: (OwnTarget(">=", 0.001),)})
    found = findings_of(own)[PER_RESIDENT]
    assert found.target is not None and found.target.value == 0.001
    assert found.source.text("zh") == "本县目标：本县"
    assert found.source.text("en") == "The county's own target: 本县"


def test_an_added_row_is_checked_after_those_of_the_plan() -> None:
    figure = "shelter.people_share.emergency"
    before = findings_of(settings_with())
    row = OwnRow("own.r", "步行可达", "shelter", figure, "percent", (OwnTarget(">=", 0.0, 2035),))
    after = findings_of(settings_with(rows=(row,)))
    assert list(after) == [*before, "own.r"]
    found = after["own.r"]
    shipped = next(one for one in before.values() if one.figure.id == figure)
    assert found.figure == shipped.figure and found.verdict == Verdict.PASS and found.name("en") == "步行可达"
    unknown = replace(row, figure="no.such.figure")
    found = findings_of(settings_with(rows=(unknown,)))["own.r"]
    assert found.figure.value is None and found.verdict == Verdict.NO_DATA


MILESTONES = (OwnTarget("<=", 0.8, 2035), OwnTarget("<=", 1.0, 2025), OwnTarget("<=", 0.9, 2030))


@pytest.mark.parametrize(
    ("year", "asked"),
    [(2024, 1.0), (2025, 1.0), (2026, 0.9), (2030, 0.9), (2031, 0.8), (2035, 0.8), (2050, 0.8)],
)
def test_of_several_targets_the_next_to_be_reached_is_in_force(year: int, asked: float) -> None:
    settings = settings_with(targets={LOSS: MILESTONES})
    for given_settings, as_of in ((replace(settings, target_year=year), None), (settings, date(year, 7, 1))):
        project, rules = small_project(), load_rules()
        result = assess(project.county, project.active, rules)
        found = {one.id: one for one in check(result, rules, profile_of(settings), given_settings, as_of)}[
            LOSS
        ]
        assert found.target is not None and found.target.value == asked
        assert found.year == {1.0: 2025, 0.9: 2030, 0.8: 2035}[asked]
        # 0.9 is typed in: exactly at the limit of 2030.
        assert found.verdict == (Verdict.PASS if asked >= 0.9 else Verdict.FAIL)
        assert [(one.year, one.verdict) for one in found.milestones] == [
            (2025, "pass"), (2030, "pass"), (2035, "fail")
        ]  # fmt: skip


def test_the_year_chosen_goes_before_the_day() -> None:
    settings = replace(settings_with(targets={LOSS: MILESTONES}), target_year=2035)
    assert target_year(settings, date(2024, 1, 1)) == 2035
    assert profile_of(settings).milestone_years == (2025, 2030, 2035)
    assert profile_of(settings).at(2035).row(LOSS).year == 2035
    assert load_profile("yanggu").milestone_years == ()
    assert load_profile("yanggu").at(2035) is load_profile("yanggu")


def test_a_target_without_a_year_holds_when_all_years_are_over() -> None:
    settings = settings_with(targets={LOSS: (OwnTarget("<=", 0.5), OwnTarget("<=", 1.0, 2025))})
    profile = profile_of(settings)
    assert [profile.at(year).row(LOSS).year for year in (2024, 2025, 2026)] == [2025, 2025, None]


def test_other_plans_can_still_be_asked_for() -> None:
    settings = settings_with()
    assert profile_of(settings, "cangzhou") is load_profile("cangzhou")
    assert profile_of(settings, None).id == "own.a"
    with pytest.raises(HavenError) as error:
        profile_of(settings, "no-such-plan")
    assert "own.a" in error.value.message("zh").repair
    with pytest.raises(HavenError):
        profile_of(settings_with(base_id="no-such-plan"))


@pytest.mark.parametrize(
    ("operator", "value"), [("=>", 1.0), ("", 1.0), (">=", float("nan")), (">=", float("inf"))]
)
def test_what_is_no_target_is_refused(operator: str, value: float) -> None:
    with pytest.raises(ValueError):
        OwnTarget(operator, value)
