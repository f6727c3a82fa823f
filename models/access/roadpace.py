"""From rule values to ways by road: who goes how fast on which class of road."""

from __future__ import annotations

from typing import Literal

import numpy as np
import shapely

from models.access.byroad import ByRoad, Network, Pace
from models.access.roadgraph import RoadGraph, road_graph
from models.access.roadwords import class_names, usable
from models.access.straight import StraightLine
from models.access.ways import Box
from models.county.county import County
from models.rules.rules import Rules

Mode = Literal["fire", "truck", "walk"]


def pace_of(rules: Rules, mode: Mode) -> Pace:
    """How fast one is on each class of road, in km/h.

    A class without a speed of its own is a village road to whom may use it, and so is a road whose class is
    not known. Whoever walks is as fast off the road.
    """
    allowed = usable("feet" if mode == "walk" else "wheels")
    if mode == "walk":
        speeds = [rules["road.walking_km_h"]] * (len(allowed) + 1)
        off_road_km_h = rules["road.walking_km_h"]
    else:
        factor = rules["road.lorry_factor"] if mode == "truck" else 1.0
        speeds = [factor * _speed_km_h(rules, name) for name in (*class_names(), "village")]
        off_road_km_h = rules["road.off_road_km_h"]
    return Pace(
        km_h=tuple(np.where([*allowed, True], speeds, 0.0).tolist()),
        off_road_km_h=off_road_km_h,
        snap_m=rules["road.snap_m"],
        keeps_direction=mode != "walk",
    )


def own_network(county: County, rules: Rules, mode: Mode) -> Network | None:
    """A network for one piece of work alone, on whatever thread; ``None`` if the county has no roads."""
    graph = road_graph(county)
    if graph is None:
        return None
    return Network(graph, pace_of(rules, mode), _box(county, graph))


def _box(county: County, graph: RoadGraph) -> Box:
    bounds = county.boundary.bounds if county.boundary is not None else shapely.total_bounds(graph.shapes)
    left, bottom, right, top = (float(value) for value in bounds)
    return left, bottom, right, top


def by_road(county: County, rules: Rules, mode: Mode) -> ByRoad | None:
    """The way by the county's own roads; ``None`` if it has none. Kept."""
    graph = road_graph(county)
    if graph is None:
        return None
    pace = pace_of(rules, mode)

    def make() -> ByRoad:
        return ByRoad(Network(graph, pace, _box(county, graph)))

    key = (pace.km_h, pace.off_road_km_h, pace.snap_m, pace.keeps_direction)
    return county.memo.get(("by road", *key), make, keep=4)


def _speed_km_h(rules: Rules, name: str) -> float:
    key = f"road.{name}_km_h"
    return rules[key] if key in rules else rules["road.village_km_h"]


def straight_way(rules: Rules, keys: tuple[str, str], *, is_lengthened: bool) -> StraightLine:
    """The straight line at a speed, times a detour factor if it is lengthened; ``keys`` are those of both."""
    speed_km_h, detour = (rules[key] for key in keys)
    return StraightLine(speed_km_h, detour if is_lengthened else 1.0)
