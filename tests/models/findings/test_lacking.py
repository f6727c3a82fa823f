"""What is made of facilities that could not be read has no data: never zero, never a verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from models.assessment.assess import assess
from models.assessment.live import DragSession
from models.facilities.facility import Family
from models.findings.figures import figure_specs
from models.findings.findings import Figure, Verdict
from models.findings.lacking import families_of
from models.kernel.remark import Remark
from models.plans.plans import check, figures_of, profile_of
from models.project.project import Project
from models.project.scenario import Scenario
from models.rules.rules import load_rules
from tests.reports.full_county import full_project

DAY = date(2026, 3, 1)
RULES = load_rules()


def small() -> Project:
    return full_project("甲乙丙丁戊")


def fullest(project: Project) -> Scenario:
    return max(project.scenarios, key=lambda scenario: len(scenario.counted()))


def without(project: Project, family: Family) -> tuple[Project, Scenario]:
    """The project as it opens when one family cannot be read."""
    kept = {key: one for key, one in fullest(project).facilities.items() if one.family != family}
    scenario = replace(fullest(project), facilities=kept)
    left = Project(project.settings, project.layers, [scenario], scenario.id)
    left.left_out = (Remark("reading.family_left_out", unread=str(family)),)
    return left, scenario


def figures(project: Project, scenario: Scenario) -> dict[str, Figure]:
    return figures_of(assess(project.county, scenario, RULES), RULES, project.settings, DAY)


def test_every_figure_says_what_it_is_made_of() -> None:
    for figure_id in figure_specs():
        families_of(figure_id)


def test_every_figure_that_a_family_changes_has_no_data_without_it() -> None:
    project = small()
    whole = figures(project, fullest(project))
    for family in Family:
        left, scenario = without(project, family)
        found = figures(left, scenario)
        for key, figure in found.items():
            if figure.missing == (f"unread_{family}",):
                assert figure.value is None and not figure.failing
            else:
                assert figure.value == whole[key].value, key
        assert {key.partition(".")[0] for key, one in found.items() if one.missing == (f"unread_{family}",)}


@pytest.mark.parametrize("profile", ["core", "qinhuangdao", "suzhou-anhui"])
def test_no_row_of_a_plan_judges_what_was_not_read(profile: str) -> None:
    project = small()
    plan = profile_of(project.settings, profile)
    whole = check(assess(project.county, fullest(project), RULES), RULES, plan, project.settings, DAY)
    for family in Family:
        left, scenario = without(project, family)
        found = check(assess(left.county, scenario, RULES), RULES, plan, left.settings, DAY)
        for before, after in zip(whole, found, strict=True):
            if after.figure.value != before.figure.value:
                assert (after.figure.value, after.verdict) == (None, Verdict.NO_DATA), after.id


def test_townships_and_coverage_have_no_data_either() -> None:
    left, scenario = without(small(), Family.SHELTER)
    found = assess(left.county, scenario, RULES)
    assert not any(key.startswith("shelter") for key in (*found.covered, *found.regions))
    assert "fire" in found.covered and (found.units.fire_stations >= 0).all()
    units = found.units
    assert not any((column == column).any() for column in (units.shelters, units.fixed_covered_share))


@pytest.mark.parametrize("family", [Family.SHELTER, Family.DEPOT, Family.FIRE_STATION])
def test_one_that_is_placed_meanwhile_does_not_stand_for_all(family: Family) -> None:
    project = small()
    one = next(iter(fullest(project).counted(family)))
    left, scenario = without(project, family)
    before = assess(left.county, scenario, RULES)
    step = DragSession(left.county, scenario, RULES, before, one, DAY).move(one)
    placed = replace(scenario, facilities={**scenario.facilities, one.id: one})
    after = assess(left.county, placed, RULES)
    for key, figure in after.figures.items():
        assert figure.value == before.figures[key].value
        assert step.figures[key] == figure.value, key
    assert step.covered is None and step.persons_served is None


def test_once_the_loss_is_accepted_figures_count_what_is_there() -> None:
    left, scenario = without(small(), Family.SHELTER)
    assert left.snapshot().county.unread == {Family.SHELTER}
    left.left_out = ()
    assert figures(left, scenario)["shelter.count"].value == 0


def test_facilities_in_danger_are_unknown_only_where_no_family_is_known() -> None:
    project = small()
    scenario = replace(fullest(project), facilities={})
    empty = Project(project.settings, project.layers, [scenario], scenario.id)
    nothing = assess(empty.county, scenario, RULES, {family: family.spec.role for family in Family})
    some = assess(empty.county, scenario, RULES, {Family.SHELTER: "shelters"})
    counted = [
        key for key in figure_specs() if key.startswith(("hazard.facilities_inside", "hazard.major_source_f"))
    ]
    assert len(counted) >= 3
    known, unknown = (figures_of(one, RULES, empty.settings, DAY) for one in (some, nothing))
    for key in counted:
        assert unknown[key].value is None and unknown[key].missing[0] == "facilities"
        assert "facilities" not in known[key].missing
    assert known["hazard.facilities_inside"].value == 0
    assert known["hazard.people_inside"] == unknown["hazard.people_inside"]
