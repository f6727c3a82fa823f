"""A plan by year: the years that are shown, and what stands in each of them."""

from __future__ import annotations

import pytest
import shapely

from models.facilities.facility import Depot, Facility
from models.facilities.keyproject import KeyProject
from models.programme.phases import phase_years, phases
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.settings import Settings
from models.rules.rules import load_rules


def depot(key: str, status: str = "planned", year: int | None = None) -> Facility:
    return Depot(id=key, status=status, finished_year=year, geometry=shapely.Point(0, 0))


def project_of(
    years: dict[str, int | None], *more: KeyProject, others: tuple[Facility, ...] = ()
) -> tuple[Project, Scenario]:
    """A project for each facility and its year, and facilities that none builds."""
    planned = [depot(key) for key in years] + list(others)
    scenario = Scenario(id="plan", name="Plan", facilities={one.id: one for one in planned})
    projects = tuple(KeyProject(facility_ids=(key,), finish_year=year) for key, year in years.items())
    settings = Settings(crs_epsg=4547, projects=(*projects, *more), profile_id="core")
    return Project(settings, (), (scenario,)), scenario


@pytest.mark.parametrize(
    ("years", "shown"),
    [
        ((2027, 2030, 2027, None), (2027, 2030)),
        ((2026, 2027, 2029, 2034), (2030, 2035)),
        ((2025, 2030, 2035, 2040, 2041), (2025, 2035, 2045)),
        ((None, None), ()),
    ],
)
def test_the_years_are_those_of_projects_and_three_at_most(years, shown):
    named = {f"d{number}": year for number, year in enumerate(years)}
    assert phase_years(*project_of(named)) == shown


def test_without_a_dated_project_of_what_is_planned_no_year_is_shown():
    own = depot("own", year=2027)
    built = depot("built", status="existing")
    dropped = KeyProject(facility_ids=("own",), finish_year=2030, state="dropped")
    assert phase_years(*project_of({}, others=(own,))) == ()
    assert phase_years(*project_of({}, dropped, others=(own,))) == ()
    finished = KeyProject(facility_ids=("built",), finish_year=2030)
    assert phase_years(*project_of({}, finished, others=(built,))) == ()
    # Beside a project's year that of a facility without project counts, too.
    assert phase_years(*project_of({"a": 2030}, others=(own,))) == (2027, 2030)


def test_what_stands_in_a_year_is_built_by_then_and_what_is_dropped_is_not_to_come():
    old = depot("old", status="existing")
    dropped = KeyProject(facility_ids=("gone",), finish_year=2028, state="dropped")
    others = (old, depot("gone"), depot("never"))
    project, scenario = project_of({"a": 2027, "b": 2030}, dropped, others=others)
    first, last = phases(project, scenario, load_rules(project.settings.ruleset_id))
    assert (first.year, first.built, first.later) == (2027, {"a"}, 2), "b, and the one without a year"
    assert (last.year, last.built, last.later) == (2030, {"a", "b"}, 1)
    assert set(first.scenario.facilities) == {"old", "a"}
    assert {one.id for one in last.assessment.facilities} == {"old", "a", "b"}
