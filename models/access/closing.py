"""Barriers close roads: what lies inside one is taken out of the network, what is left ends at its edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.access.roadgraph import RoadGraph
from models.county.closures import Closure
from models.county.layer import Layer
from models.kernel.arrays import Floats, Ints, Objects
from models.kernel.prepared import prepared_copy

_LEAST_M = 0.01
"""Shorter pieces at the edge of a barrier are none."""


def in_force(closures: Sequence[Closure], *, on_foot: bool) -> tuple[Closure, ...]:
    """Barriers that are on and stop whoever goes so."""
    return tuple(one for one in closures if one.is_on and (one.stops_feet or not on_foot))


def shape_of(closure: Closure, layers: Sequence[Layer]) -> BaseGeometry:
    """Area or line of a barrier; empty where its layer is not there any more."""
    if closure.shape is not None:
        return closure.shape
    shapes = [one.geometries for one in layers if one.id == closure.layer_id]
    areas = shapes[0][shapely.get_dimensions(shapes[0]) > 0] if shapes else np.empty(0, dtype=object)
    return shapely.union_all(shapely.make_valid(areas))


def closed_graph(graph: RoadGraph, closures: Sequence[Closure], layers: Sequence[Layer]) -> RoadGraph:
    """A network without the roads, and parts of roads, that barriers close."""
    for closure in closures:
        graph = _without(graph, shape_of(closure, layers), closure)
    return graph


def _without(graph: RoadGraph, barrier: BaseGeometry, closure: Closure) -> RoadGraph:
    if shapely.is_empty(barrier) or not len(graph):
        return graph
    hit = np.flatnonzero(shapely.intersects(prepared_copy(barrier), graph.shapes))
    if closure.bridges != "closed":
        hit = hit[(graph.level[hit] > 0) == (closure.bridges == "only")]
    if not len(hit):
        return graph
    parts, of = shapely.get_parts(shapely.difference(graph.shapes[hit], barrier), return_index=True)
    keeps = (shapely.get_dimensions(parts) == 1) & (shapely.length(parts) > _LEAST_M)
    parts, edge = parts[keeps], hit[of[keeps]]
    return _put_together(graph, hit, parts, edge)


def _put_together(graph: RoadGraph, gone: Ints, parts: Objects, edge: Ints) -> RoadGraph:
    """The network with some roads replaced by parts of them, which end freely where they were cut."""
    first, last = shapely.get_point(parts, 0), shapely.get_point(parts, -1)
    at_first, at_last = (shapely.line_locate_point(graph.shapes[edge], ends) for ends in (first, last))
    backward = at_first > at_last
    parts = np.where(backward, shapely.reverse(parts), parts)
    low, high = np.minimum(at_first, at_last), np.maximum(at_first, at_last)
    xy, start = _ends(graph.xy, graph.start[edge], low < _LEAST_M, parts, 0)
    whole = shapely.length(graph.shapes[edge])
    xy, stop = _ends(xy, graph.stop[edge], whole - high < _LEAST_M, parts, -1)
    kept = np.ones(len(graph), dtype=np.bool_)
    kept[gone] = False
    rows = np.concatenate((np.flatnonzero(kept), edge))
    return replace(
        graph,
        xy=xy,
        start=np.concatenate((graph.start[kept], start)),
        stop=np.concatenate((graph.stop[kept], stop)),
        length_m=np.concatenate((graph.length_m[kept], shapely.length(parts))),
        road_class=graph.road_class[rows],
        direction=graph.direction[rows],
        level=graph.level[rows],
        wheels=graph.wheels[rows],
        feet=graph.feet[rows],
        most=graph.most[rows],
        boat_km_h=graph.boat_km_h[rows],
        shapes=np.concatenate((graph.shapes[kept], parts)),
        layer=graph.layer[rows],
        row=graph.row[rows],
    )


def _ends(xy: Floats, node: Ints, is_kept: Ints, parts: Objects, end: int) -> tuple[Floats, Ints]:
    """Nodes at one end of each part: the road's own, or a new one where it was cut."""
    new = np.flatnonzero(~is_kept)
    found = node.copy()
    found[new] = len(xy) + np.arange(len(new))
    return np.vstack((xy, shapely.get_coordinates(shapely.get_point(parts[new], end)))), found
