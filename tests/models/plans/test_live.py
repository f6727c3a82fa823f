"""During a drag every row of a plan says what a check says when the facility is dropped there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from layers.project.file import load_project
from layers.sample import sample_path
from models.assessment.assess import assess
from models.assessment.live import DragSession
from models.facilities.facility import Facility, Family
from models.plans.plans import check, figures_of, live_check, load_profile, profile_ids, target_year
from models.project.project import Project
from models.project.scenario import Scenario
from models.rules.rules import Rules, load_rules

DAY = date(2026, 7, 1)
SHIFT_M = (9000.0, -7000.0)


@pytest.fixture(scope="module")
def project() -> Project:
    return load_project(sample_path())


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


def without(scenario: Scenario, gone: Facility) -> Scenario:
    rest = {key: one for key, one in scenario.facilities.items() if key != gone.id}
    return replace(scenario, facilities=rest)


@pytest.mark.parametrize("family", [family for family in Family])
def test_every_row_of_every_plan_follows_a_facility_that_is_placed(
    project: Project, rules: Rules, family: Family
) -> None:
    """Placed, so that registers change too: what moves within a township changes few of them."""
    county, after = project.county, project.active
    chosen = next((one for one in after.facilities.values() if one.family == family), None)
    if chosen is None:
        pytest.skip(f"the sample has no {family}")
    before = without(after, chosen)
    settings = project.settings
    assessed, fresh = assess(county, before, rules), assess(county, after, rules)
    step = DragSession(county, before, rules, assessed, chosen, DAY, settings.local).move(chosen)
    followed = set(step.figures)
    assert followed <= set(figures_of(fresh, rules, settings, DAY))
    changed: set[str] = set()
    for profile_id in profile_ids():
        profile = load_profile(profile_id)
        then = check(assessed, rules, profile, settings, DAY)
        expected = {one.id: one for one in check(fresh, rules, profile, settings, DAY)}
        in_force = profile.at(target_year(settings, DAY))
        live = live_check(then, step, assessed, in_force, settings)
        assert [one.id for one in live] == list(expected)
        for was, now in zip(then, live, strict=True):
            wanted = expected[now.id]
            figure_id = wanted.figure.id
            if figure_id not in followed and not figure_id.startswith(("register.", "summary.")):
                continue  # told when the facility is dropped: stocks, borders of jurisdictions
            where = f"{profile_id}: {now.id}"
            if wanted.figure.value is None:
                assert now.figure.value is None, where
            else:
                assert now.figure.value == pytest.approx(wanted.figure.value, rel=1e-6, abs=1e-9), where
            assert now.verdict == wanted.verdict, where
            assert [one.verdict for one in now.milestones] == [one.verdict for one in wanted.milestones], (
                where
            )
            if was.figure.value != now.figure.value:
                changed.add(figure_id.split(".")[0])
    if family in (Family.SHELTER, Family.DEPOT):
        assert "register" in changed
