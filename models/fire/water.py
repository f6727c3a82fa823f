"""Water for fire engines: hydrants and other sources, built-up land near a hydrant, townships without any."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import shapely

from models.access.measures import hydrant_reach
from models.county.county import County
from models.county.layer import Layer, Role
from models.county.points import xy_of
from models.findings.features import feature_places
from models.findings.findings import Figure
from models.findings.places import largest_first
from models.kernel.arrays import Bools, Floats, Ints, Objects
from models.kernel.schema import Table, Text, load
from models.rules.rules import Rules

HYDRANT_RULE = "fire.hydrant_distance_m"


@dataclass(frozen=True, eq=False)
class WaterPoints:
    """Hydrants, intakes, tanks and ponds; arrays of shape (n,).

    Attributes
    ----------
    xy
        Coordinates, shape (n, 2), metres.
    is_hydrant
        Whether each says that it is a hydrant.
    place
        Which of the county's places holds each; -1 outside all.
    """

    xy: Floats
    is_hydrant: Bools
    place: Ints

    def __len__(self) -> int:
        return len(self.xy)

    @cached_property
    def hydrants_xy(self) -> Floats:
        """Coordinates of the hydrants, shape (k, 2), metres."""
        return self.xy[self.is_hydrant]


class _WaterTable(Table):
    columns: list[Text]
    hydrants: list[Text]
    sources: list[Text]


def water_points(county: County) -> WaterPoints:
    """All points of the water layers, and points of reference layers that are called so. Kept."""

    def make() -> WaterPoints:
        xy: list[Floats] = [np.empty((0, 2))]
        hydrants: list[Bools] = [np.empty(0, dtype=np.bool_)]
        table = load(_WaterTable, "fire_water.toml")
        for layer in county.layers:
            if layer.role not in (Role.WATER, Role.REFERENCE) or len(layer) == 0:
                continue
            is_point = shapely.get_dimensions(layer.geometries) == 0
            if not is_point.any():
                continue
            hydrant, source = (_say(layer, table.columns, words) for words in (table.hydrants, table.sources))
            # What the layer is called goes for all that do not say themselves what they are.
            is_hydrant = hydrant | (_is_called(layer, table.hydrants) & ~source)
            if layer.role == Role.REFERENCE:
                is_point &= is_hydrant | source | _is_called(layer, table.sources)
            found = xy_of(layer.geometries[is_point])
            xy.append(found)
            hydrants.append(is_hydrant[is_point])
        where = np.concatenate(xy)
        return WaterPoints(where, np.concatenate(hydrants), county.places.index_at(where))

    return county.memo.get(("water points",), make)


def water_figures(county: County, rules: Rules) -> dict[str, Figure]:
    """Number of sources, townships without any, built-up land near a hydrant; kept."""
    distance_m = rules[HYDRANT_RULE]

    def make() -> dict[str, Figure]:
        made = (_sources(county), _townships(county), _hydrants(county, distance_m))
        return {figure.id: figure for figure in made}

    return county.memo.get(("water figures", distance_m), make)


def near_hydrant_m2(county: County, distance_m: float) -> float | None:
    """Built-up land within a distance of a hydrant, m2; ``None`` if the land or the hydrants are unknown."""
    land, points = county.lands.get("builtup"), water_points(county)
    if land is None or not len(points.hydrants_xy):
        return None
    reach = hydrant_reach(distance_m)
    region = shapely.union_all([reach.region((x, y)) for x, y in points.hydrants_xy.tolist()])
    return land.area_within(region)


def _sources(county: County) -> Figure:
    points = water_points(county)
    count, hydrants = len(points), int(points.is_hydrant.sum())
    return Figure(
        "fire.water_sources",
        float(count) if count else None,
        "places",
        {"count": count, "hydrants": hydrants, "others": count - hydrants},
        missing=() if count else ("water_points",),
    )


def _townships(county: County) -> Figure:
    figure_id, towns, points = "fire.water_blank_count", county.townships, water_points(county)
    lacking = [] if len(points) else ["water_points"]
    if len(towns) == 0:
        lacking.insert(0, "townships")
    elif not towns.has_area.any():
        lacking.insert(0, "township_areas")
    if lacking:
        return Figure(figure_id, None, "towns", missing=tuple(lacking))
    counts = np.bincount(points.place[points.place >= 0], minlength=len(towns))
    blank = np.flatnonzero((counts == 0) & towns.has_area)
    layer = next((one for one in county.layers if one.id == towns.layer_id), None)
    blank = largest_first(blank, county.township_population_persons)
    return Figure(
        figure_id,
        float(len(blank)),
        "towns",
        {"count": len(blank), "total": int(towns.has_area.sum()), "sources": len(points)},
        failing=() if layer is None else feature_places(county, layer, blank),
    )


def _hydrants(county: County, distance_m: float) -> Figure:
    figure_id, land = "fire.hydrant_builtup_share", county.lands.get("builtup")
    hydrants = len(water_points(county).hydrants_xy)
    lacking = [] if hydrants else ["hydrants"]
    if land is None:
        lacking.append("builtup")
    near_m2 = near_hydrant_m2(county, distance_m)
    if land is None or near_m2 is None:
        return Figure(figure_id, None, "percent", missing=tuple(lacking), rules=(HYDRANT_RULE,))
    return Figure(
        figure_id,
        min(100.0 * near_m2 / land.area_m2, 100.0),
        "percent",
        {
            "hydrants": hydrants,
            "distance_m": distance_m,
            "covered_km2": near_m2 / 1e6,
            "land_km2": land.area_m2 / 1e6,
        },
        rules=(HYDRANT_RULE,),
    )


def _is_called(layer: Layer, words: list[str]) -> bool:
    """Whether the name of a layer holds one of the words."""
    return any(word in layer.name.lower() for word in words)


def _say(layer: Layer, columns: list[str], words: list[str]) -> Bools:
    """Whether class or name of each feature hold one of the words, shape (n,)."""
    texts: list[Objects] = [layer.text(name) for name in (*columns, "name") if name in layer.columns]
    found = np.zeros(len(layer), dtype=np.bool_)

    @cache  # of thousands of features few are told by another word
    def tells(text: str) -> bool:
        return any(word in text.lower() for word in words)

    for column in texts:
        found |= np.fromiter(map(tells, column), dtype=np.bool_, count=len(layer))
    return found
