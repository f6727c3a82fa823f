"""From the file of a city to its plan: of each project only what is needed is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import shapely

from layers.city.cityfile import CityFile, CountyEntry
from layers.coordinates.crs import to_epsg, to_lonlat, transformer
from layers.project.file import load_project
from models.access.measures import lorry
from models.city.county import CityCounty, county_of, reception_of, rows_left
from models.city.network import City, network_case
from models.city.plan import LIMIT_RULE, CityDepot, city_depots, city_plan
from models.county.county import County
from models.facilities.facility import Depot
from models.kernel.arrays import Floats
from models.kernel.errors import HavenError
from models.kernel.progress import Progress, Work
from models.kernel.text import Lang
from models.project.project import Project
from models.province.outline import plain_outline
from models.rules.rules import Rules, load_rules
from models.rules.scope import Scope
from models.supplies.items import supplies_table
from models.supplies.need import State, stock_by_item

LONLAT = 4490
"""Longitude and latitude of CGCS2000."""


def city_of(file: CityFile, lang: Lang, as_of: date, hours: float | None = None) -> Work[City]:
    """Read all projects and work out the plan.

    A county that cannot be read stays in it with its reason.

    Parameters
    ----------
    hours
        Limit instead of the file's.

    Raises
    ------
    HavenError
        The city's own project cannot be read.
    """
    total = len(file.counties) + 1
    yield Progress(0, total, "progress.project.open")
    own = load_project(file.project)
    own.check_whole()
    county, rules = own.county_in(own.active), load_rules(own.settings.ruleset_id, own.settings.overrides)
    depots, rows_left = _own_depots(own, county, rules, as_of)
    epsg = own.settings.crs_epsg
    counties: list[CityCounty] = []
    for number, entry in enumerate(file.counties, start=1):
        yield Progress(number, total, "progress.project.open")
        counties.append(_read(entry, lang, as_of, depots, counties))
    limit_h = hours or file.hours or rules[LIMIT_RULE]
    plan = yield from city_plan(
        file.name,
        counties,
        depots,
        _places(counties, epsg),
        lorry(county, rules),
        rules["relief.loading_h"],
        limit_h,
    )
    network = tuple(
        network_case(
            persons, counties, depots, rules, is_cold=own.settings.local.is_cold, is_city_alone=is_alone
        )
        for persons in supplies_table().cases
        for is_alone in (False, True)
    )
    return City(plan, network, rows_left, own.active.title(lang), as_of, epsg)


def _own_depots(
    own: Project, county: County, rules: Rules, as_of: date
) -> tuple[tuple[CityDepot, ...], dict[State, int]]:
    """The depots of city level that count in the city's project, and the rows that do not."""
    counted = Scope(county, own.active, rules).counted
    depots = [one for one in counted if isinstance(one, Depot) and one.level == "city"]
    stock = stock_by_item(own.settings.stock, depots, as_of)
    return city_depots(stock), rows_left(stock)


def _read(
    entry: CountyEntry, lang: Lang, as_of: date, depots: Sequence[CityDepot], before: Sequence[CityCounty]
) -> CityCounty:
    """One county; why there is nothing of it where it cannot be read."""
    if not entry.path.is_file():
        error = HavenError("file_missing", file=entry.path.name, folder=str(entry.path.parent))
        return CityCounty(entry.key, entry.path.stem, error.for_document(lang))
    try:
        project = load_project(entry.path)
        project.check_whole()
    except HavenError as error:
        return CityCounty(entry.key, entry.path.stem, error.for_document(lang))
    taken = frozenset(depot.id for county in before for depot in county.depots)
    found = county_of(project, entry.key, as_of, [one.depot for one in depots], taken)
    place, name = entry.reception, ""
    if place is None:
        told = reception_of(project.county)
        if told is not None:
            lon, lat = to_lonlat(np.array([told[0]]), project.settings.crs_epsg)[0].tolist()
            place, name = (lon, lat), told[1]
    return replace(
        found,
        scenario=project.active.title(lang),
        reception=place,
        reception_name=name,
        outline=outline_of(project),
    )


def outline_of(project: Project) -> str:
    """A county's area as :class:`models.province.results.CountyResult` has it."""
    plain = plain_outline(project.county.boundary)
    if plain is None:
        return ""
    degrees = to_epsg(shapely.get_parts([plain]), project.settings.crs_epsg, LONLAT)
    return str(shapely.to_wkb(shapely.union_all(degrees), hex=True))


def _places(counties: Sequence[CityCounty], epsg: int) -> Floats:
    """Where loads go in the city's system, metres, shape (c, 2); NaN where nobody knows."""
    degrees = np.array([one.reception or (np.nan, np.nan) for one in counties], dtype=np.float64)
    places = np.full((len(counties), 2), np.nan)
    known = np.isfinite(degrees).all(axis=1)
    if known.any():
        moved = transformer(LONLAT, epsg).transform(degrees[known, 0], degrees[known, 1])
        places[known] = np.column_stack(moved)
    return places


def depots_in_degrees(city: City) -> tuple[tuple[float, float, str], ...]:
    """The city's depots as a map marks them: longitude, latitude, name."""
    xy = np.array([one.depot.location for one in city.plan.depots], dtype=np.float64).reshape(-1, 2)
    names = [one.depot.name for one in city.plan.depots]
    degrees = to_lonlat(xy, city.epsg).tolist() if len(xy) else []
    return tuple((lon, lat, name) for (lon, lat), name in zip(degrees, names, strict=True))
