"""A plan in phases: what stands by the years in which its key projects are finished, for maps."""

from __future__ import annotations

from dataclasses import dataclass

from models.assessment.assess import assess
from models.facilities.facility import Status
from models.facilities.keyproject import FIRST_YEAR, LAST_YEAR, projects_of
from models.findings.results import Assessment
from models.programme.years import plan_end
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.years import InYear, finish_year, in_year
from models.rules.rules import Rules

MOST_YEARS = 3
FIVE_YEARS = 5
"""Plans end in years that five divides."""


@dataclass(frozen=True, eq=False)
class Phase:
    """A scenario at the end of a year.

    Attributes
    ----------
    view
        The project in that year.
    scenario
        What stands then.
    built
        Planned facilities that are finished by then.
    later
        How many are not, without those that no project builds any more.
    """

    year: int
    view: InYear
    scenario: Scenario
    assessment: Assessment
    built: frozenset[str]
    later: int


def _planned(project: Project, scenario: Scenario) -> dict[str, tuple[int | None, bool]]:
    """Year that each planned facility is finished in, and whether a project builds it; none is dropped."""
    by_facility = projects_of(project.settings.projects)
    found = {}
    for key, facility in scenario.facilities.items():
        named = by_facility.get(key, ())
        building = [one for one in named if not one.is_dropped]
        if facility.status == Status.PLANNED and (building or not named):
            found[key] = (finish_year(facility, building), bool(building))
    return found


def phase_years(project: Project, scenario: Scenario) -> tuple[int, ...]:
    """Years to show a scenario in, three at most, rising.

    They are those in which what it plans is finished; where these are more, the ends of the five-year plans
    they lie in, and of these the first, the middle and the last.

    Returns
    -------
    tuple of int
        Empty where no project that builds one of its planned facilities names a year.
    """
    dated = [
        (year, has_project)
        for year, has_project in _planned(project, scenario).values()
        if year is not None and FIRST_YEAR <= year <= LAST_YEAR
    ]
    if not any(has_project for _, has_project in dated):
        return ()
    years = {year for year, _ in dated}
    if len(years) > MOST_YEARS:
        years = {min(-(-year // FIVE_YEARS) * FIVE_YEARS, LAST_YEAR) for year in years}
    rising = sorted(years)
    if len(rising) > MOST_YEARS:
        rising = [rising[0], rising[len(rising) // 2], rising[-1]]
    return tuple(rising)


def phases(project: Project, scenario: Scenario, rules: Rules) -> tuple[Phase, ...]:
    """A scenario in each of its :func:`phase_years`, assessed by what assesses today and the plan."""
    planned, found = _planned(project, scenario).keys(), []
    for year in phase_years(project, scenario):
        view = in_year(project, year, plan_end(project))
        then = view.project
        held = then.scenario(scenario.id)
        built = frozenset(planned & held.facilities.keys())
        found.append(
            Phase(
                year,
                view,
                held,
                assess(then.county_in(held), held, rules, then.lacking_in(held), then.settings.local),
                built,
                len(planned) - len(built),
            )
        )
    return tuple(found)
