"""Figures of a plan by year: today, some years and the whole plan, all by what computes today's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.findings.findings import Finding
from models.kernel.progress import Progress, Work
from models.plans.plans import profile_of
from models.plans.projectcheck import findings_of
from models.project.project import Project
from models.project.scenario import TODAY_ID
from models.project.years import InYear, in_year


@dataclass(frozen=True)
class Point:
    """One place on the axis.

    Attributes
    ----------
    year
        ``None`` at both ends: today, and the plan whole.
    view
        What was made of the project for the year.
    """

    year: int | None
    is_today: bool
    view: InYear | None
    findings: tuple[Finding, ...]


def usual_years(project: Project, plan_end: int | None) -> tuple[int, ...]:
    """Years to look at: the plan's last, 2030 and 2035, and those that projects are finished in."""
    named = {one.finish_year for one in project.settings.projects if not one.is_dropped}
    years = {plan_end, 2030, 2035, *named} - {None}
    return tuple(sorted(year for year in years if year is not None))


def plan_end(project: Project) -> int | None:
    """Last year of the plan that a project is held against."""
    period = profile_of(project.settings).period
    return period[1] if period else None


def by_year(project: Project, scenario_id: str, years: Sequence[int], as_of: date) -> Work[tuple[Point, ...]]:
    """Findings of a scenario today, at the end of each year, and whole."""
    end = plan_end(project)
    steps: list[tuple[int | None, str, InYear | None]] = [(None, TODAY_ID, None)]
    steps += [(year, scenario_id, in_year(project, year, end)) for year in sorted(set(years))]
    if scenario_id != TODAY_ID:
        steps.append((None, scenario_id, None))
    found = []
    for number, (year, of, view) in enumerate(steps):
        yield Progress(number, len(steps), "progress.by_year")
        found.append(
            Point(year, of == TODAY_ID, view, findings_of(view.project if view else project, of, as_of))
        )
    return tuple(found)
