"""A project as it stands in one year: what is finished by then, and who lives there then.

Today, a plan and a year are one axis: what a year shows is the same project with fewer facilities and other
residents, so every figure of it is computed by what computes those of today and of the plan.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from models.county.population import PeopleChoice
from models.facilities.facility import Facility, Status
from models.facilities.keyproject import FIRST_YEAR, LAST_YEAR, KeyProject, projects_of
from models.kernel.errors import HavenError
from models.kernel.text import Lang, t
from models.project.project import Project

MOST_BANDS = 4
"""Bands of years of finishing that a map tells apart by colour."""


@dataclass(frozen=True)
class InYear:
    """A project in one year.

    Attributes
    ----------
    project
        Its scenarios hold what is finished by the end of the year; its residents are those of the year.
    later
        Planned facilities that are finished after it, or not at all, by the scenario's id.
    undated
        Planned facilities whose year of finishing nobody said, by the scenario's id; they count from the
        plan's last year.
    undated_from
        That year; ``None`` where the plan has none, and then they count in no year.
    has_people
        Whether the residents of that year are known; else they are those of the data.
    """

    year: int
    project: Project
    later: Mapping[str, frozenset[str]]
    undated: Mapping[str, frozenset[str]]
    undated_from: int | None
    has_people: bool

    @property
    def counts_undated(self) -> bool:
        """Whether facilities without a year count in this one."""
        return self.undated_from is not None and self.year >= self.undated_from


def finish_year(facility: Facility, building: Sequence[KeyProject]) -> int | None:
    """Year that a facility is finished in: that of the last of its projects, else its own.

    Parameters
    ----------
    building
        The projects that build it and are not dropped.
    """
    if not building:
        return facility.finished_year
    years = [project.finish_year for project in building]
    known = [year for year in years if year is not None]
    return max(known) if len(known) == len(years) else None


def year_bands(years: Iterable[int], most: int = MOST_BANDS) -> tuple[tuple[int, int], ...]:
    """Years as a map tells them apart: each on its own, or where they are more, spans of equally many.

    Returns
    -------
    tuple of pairs
        First and last year of each band, rising, all of one length but the last; none is empty.
    """
    every = sorted(set(years))
    if len(every) <= most:
        return tuple((year, year) for year in every)
    first, last = every[0], every[-1]
    width = -(-(last - first + 1) // most)
    spans = ((start, min(start + width - 1, last)) for start in range(first, last + 1, width))
    return tuple((low, high) for low, high in spans if any(low <= year <= high for year in every))


def band_of(year: int, bands: Sequence[tuple[int, int]]) -> int:
    """Band that a year lies in; -1 for none."""
    return next((at for at, (low, high) in enumerate(bands) if low <= year <= high), -1)


def band_text(band: tuple[int, int], lang: Lang) -> str:
    """Years of a band in words."""
    low, high = band
    return t("map.finished_in", lang, years=str(low) if low == high else f"{low}–{high}")


def people_in(people: PeopleChoice, year: int) -> PeopleChoice | None:
    """Residents of a year, by what was typed; ``None`` where it says nothing of that year."""
    if people.year == year:
        return people
    if people.year and people.persons is None and people.since <= year:
        return replace(people, year=year)
    return None


def in_year(project: Project, year: int, plan_end: int | None) -> InYear:
    """The project as it stands at the end of a year.

    Parameters
    ----------
    plan_end
        Last year of the plan: what is planned without a year is finished by then, as the plan says.

    Raises
    ------
    HavenError
        It is no year that a plan is made for (``year_out_of_range``).
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise HavenError("year_out_of_range", year=year)
    by_facility = projects_of(project.settings.projects)
    scenarios, later, undated = [], {}, {}
    for scenario in project.scenarios:
        planned = {
            key: _finished_in(one, by_facility.get(key, ()))
            for key, one in scenario.facilities.items()
            if one.status == Status.PLANNED
        }
        years = {key: plan_end if year is None else year for key, year in planned.items()}
        late = {key for key, finished in years.items() if finished is None or finished > year}
        undated[scenario.id] = frozenset(key for key, finished in planned.items() if finished is None)
        later[scenario.id] = frozenset(late - undated[scenario.id])
        held = {key: one for key, one in scenario.facilities.items() if key not in late and _stood(one, year)}
        scenarios.append(replace(scenario, facilities=MappingProxyType(held)))
    settings = project.settings
    people = people_in(settings.people, year)
    then = replace(
        settings, target_year=year, people=people or replace(settings.people, year=0, persons=None)
    )
    view = project.view(then, tuple(scenarios))
    return InYear(year, view, later, undated, plan_end, people is not None)


def not_standing(project: Project, scenario_id: str, year: int, plan_end: int | None) -> frozenset[str]:
    """Ids of a scenario's facilities that do not stand at the end of a year, as :func:`in_year` has it."""
    then = in_year(project, year, plan_end).project.scenario(scenario_id)
    return frozenset(project.scenario(scenario_id).facilities.keys() - then.facilities.keys())


def _stood(facility: Facility, year: int) -> bool:
    """Whether what exists was there in a year already; candidates stay where they are proposed."""
    is_later = facility.status == Status.EXISTING and (facility.finished_year or year) > year
    return not is_later


def _finished_in(facility: Facility, projects: Sequence[KeyProject]) -> float | None:
    """Year that a planned facility is finished in; never if all of its projects are dropped."""
    building = [one for one in projects if not one.is_dropped]
    return math.inf if projects and not building else finish_year(facility, building)


def year_remarks(view: InYear, scenario_id: str, lang: Lang) -> list[str]:
    """What a reader of a year's figures has to know: whose people, and what counts without a year."""
    year = view.year
    lines = [
        t("keyproject.year.people" if view.has_people else "keyproject.year.people_unknown", lang, year=year)
    ]
    later, undated = view.later[scenario_id], view.undated[scenario_id]
    if later:
        lines.append(t("keyproject.year.later", lang, count=len(later), year=year))
    if undated:
        counted = t(f"keyproject.year.{'counted' if view.counts_undated else 'not_counted'}", lang)
        key = "undated" if view.undated_from is not None else "undated_never"
        values = {"count": len(undated), "from": view.undated_from, "counted": counted}
        lines.append(t(f"keyproject.year.{key}", lang, **values))
    return lines
