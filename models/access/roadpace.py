"""From rule values to ways by road: who goes how fast on which class of road."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import replace
from functools import lru_cache
from typing import Literal

import numpy as np
import shapely

from models.access.byroad import ByRoad, OnFoot
from models.access.closing import closed_graph, in_force
from models.access.roadgraph import RoadGraph, road_graph
from models.access.roadnet import Network, Pace
from models.access.roadwords import afloat, class_names, usable
from models.access.ways import Box
from models.county.county import County
from models.kernel.progress import Progress, Work
from models.rules.rules import Rules

Mode = Literal["fire", "truck", "walk"]

_METRE_A_MINUTE_KM_H = 60 / 1000
"""Pace at which the minutes of a way are its metres."""


def pace_of(rules: Rules, mode: Mode, most_km_h: float = math.inf, snow: float = 1.0) -> Pace:
    """How fast one is on each class of road, in km/h.

    A class without a speed of its own is a village road to whom may use it, and so is a road whose class is
    not known. Whoever walks is as fast off the road. Limits of speed, weight and width bind lorries:
    an engine on its way to an emergency keeps no speed limit, and engines differ too much in weight and width
    to close a road to all of them. A boat is as fast with everybody on it, in snow too, and the time that the
    data give for it goes before its rule value; snow and ice slow down vehicles.

    Parameters
    ----------
    most_km_h
        What a vehicle is not faster than, whatever the road.
    snow
        What speeds of vehicles are multiplied by beside the rule value.
    """
    allowed = usable("feet" if mode == "walk" else "wheels")
    if mode == "walk":
        speeds = [rules["road.walking_km_h"]] * (len(allowed) + 1)
        off_road_km_h, snow = rules["road.walking_km_h"], 1.0
    else:
        snow *= rules["road.snow_factor"]
        factor = rules["road.lorry_factor"] if mode == "truck" else 1.0
        speeds = [
            snow * min(factor * _speed_km_h(rules, name), most_km_h) for name in (*class_names(), "village")
        ]
        off_road_km_h = snow * min(rules["road.off_road_km_h"], most_km_h)
    speeds = np.where([*afloat(), False], rules["road.ferry_km_h"], speeds).tolist()
    return Pace(
        km_h=tuple(np.where([*allowed, True], speeds, 0.0).tolist()),
        off_road_km_h=off_road_km_h,
        snap_m=rules["road.snap_m"],
        on_wheels=mode != "walk",
        keeps_speed=mode == "truck",
        tonnes=rules["road.lorry_t"] if mode == "truck" else 0.0,
        metres=rules["road.lorry_width_m"] if mode == "truck" else 0.0,
        snow=snow,
    )


def metres_alone(pace: Pace) -> Pace:
    """The same with the minutes of every way its metres."""
    km_h = tuple(_METRE_A_MINUTE_KM_H if speed > 0 else 0.0 for speed in pace.km_h)
    return replace(pace, km_h=km_h, off_road_km_h=_METRE_A_MINUTE_KM_H, boat_factor=0.0)


def metres_walked(pace: Pace, walking_km_h: float) -> Pace:
    """The same with the minutes of every way the metres that one walks in the time it takes.

    On land these are its own metres; on a boat one comes farther, or less far, than one would have walked.
    """
    factor = _METRE_A_MINUTE_KM_H / walking_km_h
    km_h = tuple(_METRE_A_MINUTE_KM_H if speed == walking_km_h else speed * factor for speed in pace.km_h)
    return replace(pace, km_h=km_h, off_road_km_h=_METRE_A_MINUTE_KM_H, boat_factor=factor)


def own_network(county: County, rules: Rules, mode: Mode, snow: float = 1.0) -> Network | None:
    """A network for one piece of work alone, on whatever thread; ``None`` if the county has no roads.

    Parameters
    ----------
    snow
        What speeds of vehicles are multiplied by beside the rule value.
    """
    graph = open_roads(county, mode)
    if graph is None:
        return None
    return Network(graph, pace_of(rules, mode, snow=snow), _box(county, graph))


def open_roads(county: County, mode: Mode) -> RoadGraph | None:
    """The road network without what is closed for whoever goes so; ``None`` without roads. Kept."""
    graph = road_graph(county)
    closures = in_force(county.closures, on_foot=mode == "walk")
    if graph is None or not closures:
        return graph
    return county.memo.get(
        ("open roads", closures), lambda: closed_graph(graph, closures, county.layers), keep=4
    )


def _box(county: County, graph: RoadGraph) -> Box:
    bounds = county.boundary.bounds if county.boundary is not None else shapely.total_bounds(graph.shapes)
    left, bottom, right, top = (float(value) for value in bounds)
    return left, bottom, right, top


@lru_cache(maxsize=32)
def _paced(rules: Rules, mode: Mode, most_km_h: float) -> tuple[Pace, tuple[Hashable, ...]]:
    """The pace of a way, and what it consists of; figures ask for it again and again in a drag."""
    pace = pace_of(rules, mode, most_km_h)
    if mode == "walk":
        pace = metres_walked(pace, rules["road.walking_km_h"])
    return pace, tuple(vars(pace).values())


def by_road(county: County, rules: Rules, mode: Mode, most_km_h: float = math.inf) -> ByRoad | None:
    """The way by the county's own roads; ``None`` if it has none. Kept. Parameters as of :func:`pace_of`."""
    graph = open_roads(county, mode)
    if graph is None:
        return None
    pace, speeds = _paced(rules, mode, most_km_h)

    def make() -> ByRoad:
        network = Network(graph, pace, _box(county, graph))
        return OnFoot(network, walking_km_h) if mode == "walk" else ByRoad(network)

    walking_km_h = rules["road.walking_km_h"]
    closures = in_force(county.closures, on_foot=mode == "walk")
    key = (mode, walking_km_h, *speeds, closures)
    return county.road_memo.get(("by road", *key), make, keep=8)


def prepare(county: County, rules: Rules) -> Work[None]:
    """Make what distances by road need once, so that nobody waits for it later; nothing without roads."""
    modes: tuple[Mode, ...] = ("fire", "truck", "walk")
    yield Progress(0, len(modes) + 1, "progress.roads.prepare")
    road_graph(county)
    for done, mode in enumerate(modes, start=1):
        yield Progress(done, len(modes) + 1, "progress.roads.prepare")
        way = by_road(county, rules, mode)
        if way is not None:
            way.network.places(county.demand.index)
            way.network.make_ready()
            if mode != "truck":  # which has no region
                for land in county.lands.values():
                    way.network.cells.land_m2(land)


def _speed_km_h(rules: Rules, name: str) -> float:
    key = f"road.{name}_km_h"
    return rules[key] if key in rules else rules["road.village_km_h"]
