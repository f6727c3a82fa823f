"""Opening what a command is about: a project, and one of its scenarios by the name that was typed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from models.kernel.errors import HavenError
from models.kernel.text import LANGUAGES

if TYPE_CHECKING:
    from models.county.travel import TravelBy
    from models.project.project import Project
    from models.project.scenario import Scenario
    from reports.context import ReportContext

MAX_NAMES = 8


def open_project(path: Path | None) -> Project:
    """Open a project, or the sample county."""
    from layers.project.file import load_project
    from layers.sample import sample_path
    from ui.core.home import KEPT_LAYERS, home_folder

    return load_project(path or sample_path(), keep_in=home_folder() / KEPT_LAYERS)


def find_scenario(project: Project, name: str | None) -> Scenario:
    """Return the scenario with a name or id; the project's active one for ``None``.

    Raises
    ------
    HavenError
        If there is none (``unknown_scenario``).
    """
    if name is None:
        return project.active
    names = [names_of(scenario) for scenario in project.scenarios]
    for scenario, known in zip(project.scenarios, names, strict=True):
        if name.strip().casefold() in {word.casefold() for word in known}:
            return scenario
    raise HavenError("unknown_scenario", name=name, known=", ".join(known[0] for known in names))


def names_of(scenario: Scenario) -> list[str]:
    """Return all names that a scenario answers to, best first."""
    own = [scenario.name] if scenario.name else []
    is_called = bool(scenario.name) or scenario.is_today
    generic = [scenario.title(lang) for lang in LANGUAGES] if is_called else []
    return [*own, *generic, scenario.id]


def measured_by(project: Project, by: TravelBy | None) -> Project:
    """The project with distances over land measured as was asked for, not as it says itself.

    Raises
    ------
    HavenError
        By road is asked for, and the project has no roads (``no_roads``).
    """
    if by is not None:
        project.apply(project.settings_edit(travel_by=by))
        if by == "road":
            from models.access.roadgraph import road_graph

            if road_graph(project.county) is None:
                raise HavenError("no_roads")
    return project


def context_of(
    path: Path | None,
    scenario: str | None,
    profile: str | None,
    by: TravelBy | None = None,
    year: int | None = None,
) -> ReportContext:
    """Compute everything about a project, as it stands in a year if one is asked for."""
    from reports.context import make_context

    project = measured_by(open_project(path), by)
    chosen = find_scenario(project, scenario).id
    return make_context(project, chosen, profile, made_on=date.today(), year=year)
