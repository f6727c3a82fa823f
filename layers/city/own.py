"""A city's own project from its tables: depots, their stock, and the roads that lorries take."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from layers.importing.importer import import_files
from layers.importing.stockfile import read_stock
from models.county.travel import TravelBy
from models.facilities.facility import Depot
from models.kernel.errors import HavenError
from models.kernel.progress import Progress, Work
from models.kernel.text import Lang
from models.project.edits import EditFacilities, EditSettings, FacilityEdit
from models.project.project import Project

UNSTATED = ("", "township")
"""What an import makes of a depot without a word of its level; in a city's own table it is the city's."""


@dataclass(frozen=True, eq=False)
class OwnProject:
    """What became of the tables.

    Parameters
    ----------
    depots
        Depots of city level.
    raised
        Of them, those whose table does not say that they are.
    rows
        Rows of the ledger that belong to one of them.
    rows_left
        Rows whose depot is none of the table's.
    has_roads
        Whether lorries go by road; else as the crow flies with a detour.
    """

    project: Project
    depots: int
    raised: int
    rows: int
    rows_left: int
    has_roads: bool


def own_project(
    name: str, depots: Path, stock: Path | None, roads: Path | None, lang: Lang
) -> Work[OwnProject]:
    """Read a city's tables into a project of its own, not yet saved.

    Raises
    ------
    HavenError
        A file cannot be read, or holds no depots (``city_no_depots``).
    """
    files = [path for path in (depots, roads) if path is not None]
    result = yield from import_files(files, lang=lang)
    for line in result.report:
        if line.error is not None:
            raise line.error
    project = result.project
    found = [one for one in project.active.facilities.values() if isinstance(one, Depot)]
    if not found:
        raise HavenError("city_no_depots", file=depots.name)
    raised = [one for one in found if one.level in UNSTATED]
    scenario = project.active.id
    project.apply(
        EditFacilities(
            tuple(FacilityEdit(scenario, one.id, one, replace(one, level="city")) for one in raised)
        )
    )
    ledger = None
    if stock is not None:
        yield Progress(0, 0, "progress.project.open")
        ledger = read_stock(stock, found)
    rows = ledger.rows() if ledger is not None else ()
    kept = tuple(row for row in rows if row.depot_id)
    travel_by: TravelBy = "road" if roads is not None else project.settings.travel_by
    settings = replace(project.settings, name=name, stock=kept, travel_by=travel_by)
    project.apply(EditSettings(project.settings, settings))
    own = sum(one.level in (*UNSTATED, "city") for one in found)
    return OwnProject(project, own, len(raised), len(kept), len(rows) - len(kept), roads is not None)
