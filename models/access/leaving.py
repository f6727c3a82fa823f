"""Ways out of a zone: inside it one only leaves, nobody comes into it or back, and outside it is closed.

The roads are cut at the edge of the zone, and the last bit of each inside leads outwards only: a gate.
Then no way by the network can come into the zone, whatever is searched in it, and inside all is open. One-way
roads keep their direction, so that one that may only be driven inwards has no gate.

Ways are searched from where people go to, so all directions are turned about.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from models.access.byroad import OnFoot
from models.access.roadgraph import RoadGraph
from models.access.roadnet import Network, speeds_km_h
from models.access.roadpace import metres_alone, open_roads, pace_of
from models.access.route import Route, road_names, route
from models.access.ways import Spot
from models.county.county import County
from models.kernel.arrays import Bools, Floats, Ints, Objects
from models.kernel.prepared import prepared_copy
from models.rules.rules import Rules

_LEAST_M = 0.01
"""Shorter pieces at the edge of a zone are none."""

_GATE_M = 0.5
"""Length of a gate, or a third of the road where that is less."""


class WayOutError(RuntimeError):
    """A way that leads into the zone; never shown as a result."""


@dataclass(frozen=True, eq=False)
class Leaving:
    """One way from inside a zone to a place outside.

    Attributes
    ----------
    metres, minutes
        Along it, the ways to and from the road among them; minutes as a lorry drives.
    names
        Roads in the order in which they are driven.
    line
        From where people start to where they go, metres.
    """

    metres: float
    minutes: float
    names: tuple[str, ...]
    line: BaseGeometry


@dataclass(frozen=True, eq=False)
class WaysOut:
    """The roads by which a zone is left.

    Attributes
    ----------
    way
        From a place outside back to whoever leaves; costs are metres of the shortest way on wheels.
    is_inside
        Whether each of the network's roads lies in the zone, shape (e,).
    speed_m_min
        How fast a lorry is on each, shape (e,).
    off_road_m_min
        How fast it is beside the road.
    """

    county: County
    zone: BaseGeometry
    way: OnFoot
    is_inside: Bools
    speed_m_min: Floats
    off_road_m_min: float

    def is_cut_off(self, spots: Floats) -> Bools:
        """Whether no road outside the zone leads to each of some places outside, shape (m,)."""
        network, at = self.way.network, self.way.network.snap(spots)
        cut: Bools = at.edge < 0
        near = np.flatnonzero(~cut)
        edge = at.edge[near]
        on_road = shapely.line_interpolate_point(network.shapes[edge], at.share[near], normalized=True)
        links = shapely.linestrings(np.stack((spots[near], shapely.get_coordinates(on_road)), axis=1))
        cut[near] = self.is_inside[network.edges[edge]] | shapely.intersects(self.zone, links)
        return cut

    def to(self, start: Spot, end: Spot) -> Leaving | None:
        """The shortest way from inside to a place outside, checked against the zone; ``None`` without one.

        Raises
        ------
        WayOutError
            It comes into the zone, or back into it.
        """
        found = route(self.way, end, start)
        if found is None:
            return None
        check_leaves(found, self.zone)
        driven = shapely.length(found.parts)
        of_each = driven / self.speed_m_min[found.edges]
        named = replace(found, edges=found.edges[driven > _LEAST_M])
        return Leaving(
            metres=found.metres,
            minutes=float(of_each.sum()) + found.off_road_m / self.off_road_m_min,
            names=tuple(reversed(road_names(self.county, self.way, named))),
            line=found.line.reverse(),
        )


def ways_out(county: County, zone: BaseGeometry, rules: Rules) -> WaysOut | None:
    """Roads by which a zone is left, but for what is closed anyway; ``None`` without any road. Kept."""

    def make() -> WaysOut | None:
        graph = open_roads(county, "truck")
        if graph is None:
            return None
        left, is_inside = left_only(graph, zone)
        turned = replace(left, direction=-left.direction)
        box = tuple(float(value) for value in shapely.total_bounds(turned.shapes))
        network = Network(turned, metres_alone(pace), box)  # type: ignore[arg-type]
        speed = speeds_km_h(turned, pace) * 1000 / 60
        way = OnFoot(network, rules["road.walking_km_h"])
        return WaysOut(county, zone, way, is_inside, speed, pace.off_road_km_h * 1000 / 60)

    pace = pace_of(rules, "truck")
    key = ("ways out", zone.wkb, rules["road.walking_km_h"], county.closures, *vars(pace).values())
    return county.memo.get(key, make, keep=2)


def check_leaves(found: Route, zone: BaseGeometry) -> None:
    """Hold a way against the zone itself, in the direction from its end to its start.

    Raises
    ------
    WayOutError
        After a road outside comes one inside.
    """
    within = prepared_copy(zone)
    driven = found.parts[::-1]
    driven = driven[shapely.length(driven) > _LEAST_M]
    inside = shapely.intersects(within, shapely.line_interpolate_point(driven, 0.5, normalized=True))
    if len(inside) and bool((inside[1:] & ~inside[:-1]).any()):
        raise WayOutError("a way comes into the zone")
    within_m = shapely.length(shapely.intersection(driven, zone))
    wrong_m = np.where(inside, shapely.length(driven) - within_m, within_m)
    if bool((wrong_m > 2 * _LEAST_M).any()):
        raise WayOutError("a road is neither in the zone nor outside")


def left_only(graph: RoadGraph, zone: BaseGeometry) -> tuple[RoadGraph, Bools]:
    """A network in which a zone is only left, and whether each road of it lies inside, shape (e,)."""
    cut, is_inside = _cut(graph, zone)
    # A junction of which one road lies outside is outside itself: there the zone has been left.
    is_out = np.zeros(len(cut.xy), dtype=np.bool_)
    is_out[cut.start[~is_inside]] = is_out[cut.stop[~is_inside]] = True
    starts, stops = is_out[cut.start] & is_inside, is_out[cut.stop] & is_inside
    cut, is_inside, starts, stops = _with_gates(cut, is_inside, starts, stops)
    outward = np.where(stops, 1, np.where(starts, -1, cut.direction))
    is_wrong = (outward * cut.direction == -1) & (starts | stops)
    kept = ~is_wrong
    chosen = _chosen(replace(cut, direction=outward), np.flatnonzero(kept))
    return chosen, is_inside[kept]


def _cut(graph: RoadGraph, zone: BaseGeometry) -> tuple[RoadGraph, Bools]:
    """The network with its roads cut at the edge of a zone, and whether each lies inside."""
    edge = shapely.boundary(zone)
    hit = np.flatnonzero(shapely.intersects(prepared_copy(edge), graph.shapes))
    row: list[int] = []
    low: list[float] = []
    high: list[float] = []
    for road in hit.tolist():
        line = graph.shapes[road]
        spots = shapely.points(shapely.get_coordinates(shapely.intersection(line, edge)))
        whole = line.length
        along = np.unique(shapely.line_locate_point(line, spots))
        along = along[(along > _LEAST_M) & (along < whole - _LEAST_M)]
        apart = np.ones(len(along), dtype=np.bool_)
        apart[1:] = np.diff(along) > _LEAST_M
        corners = [0.0, *along[apart].tolist(), whole]
        row += [road] * (len(corners) - 1)
        low += corners[:-1]
        high += corners[1:]
    made = _pieces(graph, hit, np.array(row, dtype=np.intp), np.array(low), np.array(high))
    middle = shapely.line_interpolate_point(made.shapes, 0.5, normalized=True)
    is_inside: Bools = shapely.intersects(prepared_copy(zone), middle)
    return made, is_inside


def _with_gates(
    graph: RoadGraph, is_inside: Bools, starts: Bools, stops: Bools
) -> tuple[RoadGraph, Bools, Bools, Bools]:
    """Roads inside that end at the edge, with a short piece there of their own, by which one only leaves."""
    hit = np.flatnonzero(starts | stops)
    row: list[int] = []
    low: list[float] = []
    high: list[float] = []
    for road, whole in zip(hit.tolist(), shapely.length(graph.shapes[hit]).tolist(), strict=True):
        gate = min(_GATE_M, whole / 3)
        inner = [gate] * bool(starts[road]) + [whole - gate] * bool(stops[road])
        row += [road] * (len(inner) + 1)
        low += [0.0, *inner]
        high += [*inner, whole]
    rows, begins = np.array(row, dtype=np.intp), np.array(low)
    made = _pieces(graph, hit, rows, begins, np.array(high))
    kept = np.ones(len(graph), dtype=np.bool_)
    kept[hit] = False
    is_first = begins == 0
    is_last = np.append(is_first[1:], True)[: len(rows)]
    none = np.zeros(int(kept.sum()), dtype=np.bool_)
    return (
        made,
        np.concatenate((is_inside[kept], np.ones(len(rows), dtype=np.bool_))),
        np.concatenate((none, starts[rows] & is_first)),
        np.concatenate((none, stops[rows] & is_last)),
    )


def _pieces(graph: RoadGraph, gone: Ints, row: Ints, low: Floats, high: Floats) -> RoadGraph:
    """The network with some roads replaced by consecutive pieces of them, which meet where they were cut.

    Parameters
    ----------
    row, low, high
        Road of each piece, from where to where along it in metres; pieces of one road follow each other.
    """
    kept = np.ones(len(graph), dtype=np.bool_)
    kept[gone] = False
    whole = shapely.length(graph.shapes[row])
    shapes: Objects = np.empty(len(row), dtype=object)
    shapes[:] = [
        substring(graph.shapes[road], one, other)
        for road, one, other in zip(row.tolist(), low.tolist(), high.tolist(), strict=True)
    ]
    inner = np.flatnonzero(low > 0)  # each begins at a cut, where the piece before it ends
    start, stop = graph.start[row].copy(), graph.stop[row].copy()
    start[inner] = len(graph.xy) + np.arange(len(inner))
    stop[inner - 1] = start[inner]
    cuts = shapely.get_coordinates(shapely.get_point(shapes[inner], 0)).reshape(-1, 2)
    made = _chosen(graph, np.concatenate((np.flatnonzero(kept), row)))
    share = (high - low) / np.where(whole > 0, whole, 1.0)
    return replace(
        made,
        xy=np.vstack((graph.xy, cuts)),
        start=np.concatenate((graph.start[kept], start)),
        stop=np.concatenate((graph.stop[kept], stop)),
        length_m=np.concatenate((graph.length_m[kept], graph.length_m[row] * share)),
        shapes=np.concatenate((graph.shapes[kept], shapes)),
    )


def _chosen(graph: RoadGraph, rows: Ints) -> RoadGraph:
    """Some roads of a network, in the order of ``rows``; junctions stay."""
    names = ("start", "stop", "length_m", "road_class", "direction", "level", "wheels", "feet", "most")
    more = ("boat_km_h", "shapes", "layer", "row")
    return replace(graph, **{name: getattr(graph, name)[rows] for name in (*names, *more)})
