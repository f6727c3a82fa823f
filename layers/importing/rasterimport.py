"""Rasters on their way through an import: cells over the county become slope zones, or points with people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.coordinates import crs as crs_of
from layers.formats import raster
from layers.formats.read import problem
from layers.importing.dem import slope_zones
from layers.importing.facilities import RowReader
from layers.importing.importitem import Item, faults_kept
from layers.importing.popgrid import population_cells
from layers.importing.recipe import LayerChoice, find_choice
from layers.recognition.layerroles import raster_role
from layers.recognition.wordfiles import SlopeLook, roles
from models.county.layer import LayerStyle, Role
from models.kernel.errors import HavenError
from models.kernel.progress import Work
from models.kernel.text import Lang, t
from models.project.project import Project
from models.rules.rules import load_rules

ROLES = (Role.DEM, Role.POPULATION_GRID)
"""What a raster can be taken as."""

_SLOPE_RULES = ("siting.slope.gentle_deg", "siting.slope.reject_deg", "siting.slope.forbid_deg")


def take_in(item: Item) -> None:
    """Read a raster's header and say what it seems to be; HavenError if it cannot be used."""
    assert item.source is not None
    item.info = raster.open_info(item.source.path, item.file)
    if item.info.is_picture:
        raise HavenError("raster_picture", file=item.file)
    name = item.file.rpartition("/")[2].rpartition(".")[0]
    item.role = item.choice.role or raster_role(name, item.info.unit, item.info.description)
    if item.role is None:
        raise HavenError("raster_role_unknown", file=item.file)
    if item.role not in ROLES:
        role = item.role
        item.role = None
        raise HavenError("role_not_for_raster", file=item.file, role=role.value)


def make_features(
    items: list[Item], choices: Sequence[LayerChoice], project: Project | None, epsg: int, lang: Lang
) -> Work[None]:
    """Make features of all rasters, over the county that the other items or the open project show."""
    rasters = [item for item in items if item.info is not None and item.error is None]
    if not rasters:
        return
    county = _county(items, project, epsg)
    for item in rasters:
        with faults_kept(item):
            if county is None:
                raise HavenError("raster_needs_county", file=item.file)
            yield from _make(item, items, choices, county, project, epsg, lang)


def without_county(items: Sequence[Item]) -> None:
    """Say of every raster that it needs to know where the county is."""
    for item in items:
        if item.info is not None and item.error is None:
            item.error = HavenError("raster_needs_county", file=item.file)


def _make(
    item: Item,
    items: list[Item],
    choices: Sequence[LayerChoice],
    county: BaseGeometry,
    project: Project | None,
    epsg: int,
    lang: Lang,
) -> Work[None]:
    assert item.info is not None
    crs = raster.crs_of_raster(item.info, item.choice.crs, epsg)
    item.made_crs = crs_of.describe(crs)
    if item.role == Role.POPULATION_GRID:
        stated = _stated_persons(items, project)
        listed = _persons_in(items, (Role.VILLAGES,))
        people = yield from population_cells(item.info, crs, county, epsg, stated, listed)
        item.made, item.features = people.frame, len(people.frame)
        item.problems += people.problems
        return
    settings = project.settings if project is not None else None
    rules = load_rules(settings.ruleset_id, settings.overrides) if settings is not None else load_rules()
    limits = sorted({rules[key] for key in _SLOPE_RULES})
    zones = yield from slope_zones(
        item.info, crs, county, epsg, limits, rules["siting.slope.reject_deg"], lang
    )
    item.made, item.features = zones.gentle, len(zones.gentle)
    item.problems += zones.problems
    name = t("import.slope.kind", lang)
    choice = find_choice([one for one in choices if one.layer], item.file, name)
    steep = Item(item.file, name, item.source, choice or LayerChoice(item.file, name), sha256=item.sha256)
    steep.info, steep.role, steep.made_crs = item.info, Role.HAZARDS, item.made_crs
    steep.problems = [*zones.problems]
    looks = roles().slope_style
    item.style, steep.style = _slope_style(looks.gentle), _slope_style(looks.steep)
    if not len(zones.steep):
        item.problems.append(problem("no_steep_ground", limit=f"{rules['siting.slope.reject_deg']:g}"))
        return
    if choice is None or not choice.is_left_out:
        steep.made, steep.features = zones.steep, len(zones.steep)
        steep.role = steep.choice.role or steep.role
    else:
        steep.role, steep.problems = None, [problem("left_out")]
    items.insert(items.index(item) + 1, steep)


def _slope_style(look: SlopeLook) -> LayerStyle:
    return LayerStyle(look.line, look.fill, look.line_width_pt, show_labels=False)


def _county(items: Sequence[Item], project: Project | None, epsg: int) -> BaseGeometry | None:
    """Outline of the county: of the open project, else of the outlines or townships that come with it."""
    if project is not None and project.county.boundary is not None:
        return project.county.boundary
    for role in (Role.COUNTY, Role.TOWNSHIPS):
        shapes = [
            item.located.at(epsg) for item in items if item.is_usable and item.role == role and item.located
        ]
        if shapes:
            polygons = np.concatenate(shapes)
            polygons = polygons[shapely.get_dimensions(polygons) == 2]
            if len(polygons):
                return shapely.union_all(polygons)
    return None


def _stated_persons(items: Sequence[Item], project: Project | None) -> float | None:
    """Residents that the layers of the county state; ``None`` if none does."""
    if project is not None and project.county.population_persons is not None:
        return project.county.population_persons
    return _persons_in(items, (Role.COUNTY, Role.TOWNSHIPS))


def _persons_in(items: Sequence[Item], of: Sequence[Role]) -> float | None:
    """Residents that the first layer of some roles states which has them for all its places."""
    for role in of:
        for item in items:
            if not item.is_usable or item.role != role or item.raw is None or item.recognition is None:
                continue
            column = item.recognition.fields.get("population_persons")
            if column is None or item.located is None:
                continue
            reader = RowReader(item.raw.frame, item.raw.row_numbers, item.file)
            persons = reader.number(column, "persons")[item.located.rows]
            if np.isfinite(persons).all() and persons.sum() > 0:
                return float(persons.sum())
    return None
