"""The way by road: minutes (or metres) along the county's own network, with the way to and from the road.

A site and a place each stand at their nearest usable road, if that is not too far; what lies between counts
at the speed of the last metres. On wheels directions are kept; on foot they are not.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from shapely.geometry.base import BaseGeometry

from models.access.roadgraph import RoadGraph
from models.access.ways import TOLERANCE, Box, Cost, Spot, Way
from models.county.points import PointIndex
from models.kernel.arrays import Bools, Floats, Ints, Objects

CELLS = 40_000
"""Cells that the land is divided into for regions; each belongs to its nearest road."""

_SAME_M = 1e-6
"""What stands this near to a junction stands on it."""


@dataclass(frozen=True, eq=False)
class Snapped:
    """Where points stand at the network, arrays of shape (n,).

    Attributes
    ----------
    edge
        Row among the usable roads; -1 where none is near enough.
    share
        How far along the road, 0 at its start, 1 at its stop.
    off_m
        Straight metres to the road; infinite where none is near enough.
    """

    edge: Ints
    share: Floats
    off_m: Floats


@dataclass(frozen=True, eq=False)
class Pace:
    """How fast one is on a network.

    Parameters
    ----------
    km_h
        Speed on each class of road, in the order of ``class_names()``, and last where the class is unknown;
        0 where one may not go.
    off_road_km_h
        Speed between a road and what stands off it.
    snap_m
        The farthest that anything may stand off the road.
    keeps_direction
        Whether one-way roads bind.
    """

    km_h: tuple[float, ...]
    off_road_km_h: float
    snap_m: float
    keeps_direction: bool


class Network:
    """A road graph at a pace: what is needed to search it again and again.

    Not shared between threads: it belongs to the county that it was made for.
    """

    def __init__(self, graph: RoadGraph, pace: Pace, box: Box, cells: int = CELLS) -> None:
        speed = np.array(pace.km_h)[graph.road_class] * (1000 / 60)
        chosen = np.flatnonzero(speed > 0)
        self.graph, self.pace, self.box, self._cell_count = graph, pace, box, cells
        self.edges = chosen
        self.start, self.stop = graph.start[chosen], graph.stop[chosen]
        self.length_m = graph.length_m[chosen]
        minutes = self.length_m / speed[chosen]
        direction = graph.direction[chosen] if pace.keeps_direction else np.zeros(len(chosen), dtype=np.intp)
        self.there = np.where(direction >= 0, minutes, np.inf)
        self.back = np.where(direction <= 0, minutes, np.inf)
        self.shapes: Objects = graph.shapes[chosen]
        self._tree = shapely.STRtree(self.shapes)
        self.matrix, self.edge_of = self._searched()
        self._snapped: WeakKeyDictionary[PointIndex, Snapped] = WeakKeyDictionary()
        self._cells: tuple[PointIndex, Objects] | None = None

    @property
    def off_road_m_min(self) -> float:
        """Speed of the last metres."""
        return self.pace.off_road_km_h * 1000 / 60

    def _searched(self) -> tuple[csr_matrix, dict[tuple[int, int], int]]:
        """Minutes from junction to junction; of parallel roads the quickest."""
        row = np.concatenate((self.start, self.stop))
        column = np.concatenate((self.stop, self.start))
        minutes = np.concatenate((self.there, self.back))
        edge = np.tile(np.arange(len(self.start)), 2)
        open_ = np.isfinite(minutes) & (row != column)
        row, column, minutes, edge = row[open_], column[open_], minutes[open_], edge[open_]
        order = np.lexsort((minutes, column, row))
        row, column, minutes, edge = row[order], column[order], minutes[order], edge[order]
        first = np.ones(len(row), dtype=np.bool_)
        first[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
        row, column, minutes, edge = row[first], column[first], minutes[first], edge[first]
        size = len(self.graph.xy)
        matrix = csr_matrix((minutes, (row, column)), (size, size))
        return matrix, dict(zip(zip(row.tolist(), column.tolist(), strict=True), edge.tolist(), strict=True))

    # -- where things stand -------------------------------------------------------------------------------
    def snap(self, xy: Floats) -> Snapped:
        """Where points (shape (n, 2)) stand at the network."""
        edge = np.full(len(xy), -1, dtype=np.intp)
        share, off_m = np.zeros(len(xy)), np.full(len(xy), np.inf)
        if len(self.shapes) and len(xy):
            points = shapely.points(xy)
            point, near = self._tree.query_nearest(
                points, max_distance=self.pace.snap_m + TOLERANCE, all_matches=False
            )
            edge[point] = near
            along, length = shapely.line_locate_point(self.shapes[near], points[point]), self.length_m[near]
            # At a junction all roads that meet there are at hand, whichever of them was found.
            along = np.where(along < _SAME_M, 0.0, np.where(length - along < _SAME_M, length, along))
            share[point] = along / length
            off_m[point] = shapely.distance(self.shapes[near], points[point])
        return Snapped(edge, share, off_m)

    def places(self, places: PointIndex) -> Snapped:
        """The same for indexed places; kept as long as the index is."""
        found = self._snapped.get(places)
        if found is None:
            found = self._snapped[places] = self.snap(np.column_stack(places.columns))
        return found

    # -- how long it takes --------------------------------------------------------------------------------
    def from_spot(self, spot: Spot) -> Search | None:
        """Search from a site; ``None`` where no road is near enough."""
        at = self.snap(np.array([spot]))
        if at.edge[0] < 0:
            return None
        return Search(self, int(at.edge[0]), float(at.share[0]), float(at.off_m[0]))

    def cells(self) -> tuple[PointIndex, Objects]:
        """Middles and squares of the cells of land, for regions; made once."""
        if self._cells is None:
            left, bottom, right, top = self.box
            left, bottom = left - self.pace.snap_m, bottom - self.pace.snap_m
            right, top = right + self.pace.snap_m, top + self.pace.snap_m
            side = max(((right - left) * (top - bottom) / self._cell_count) ** 0.5, 1.0)
            columns, rows = np.meshgrid(np.arange(left, right, side), np.arange(bottom, top, side))
            x, y = columns.ravel(), rows.ravel()
            middles = np.column_stack((x, y)) + side / 2
            near = self.snap(middles).edge >= 0
            self._cells = (
                PointIndex(middles[near]),
                shapely.box(x[near], y[near], x[near] + side, y[near] + side),
            )
        return self._cells


class Search:
    """What it takes from one site to everywhere on the network."""

    def __init__(self, network: Network, edge: int, share: float, off_m: float) -> None:
        self.network, self.edge, self.share, self.off_m = network, edge, share, off_m
        nodes = np.array([network.stop[edge], network.start[edge]])
        minutes = _part(np.array([network.there[edge], network.back[edge]]), np.array([1 - share, share]))
        self._ends = [
            (node, cost)
            for node, cost in zip(nodes.tolist(), minutes.tolist(), strict=True)
            if np.isfinite(cost)
        ]
        self.minutes, self.before = _searched(network.matrix, self._ends)

    def on_road(self, at: Snapped) -> Floats:
        """Minutes on the road to where points stand at it, shape (n,); infinite if cut off."""
        return np.minimum(np.minimum(*self._by_ends(at)), self._along(at))

    def _by_ends(self, at: Snapped) -> tuple[Floats, Floats]:
        """Minutes to points by the start and by the stop of the road that each stands at, shape (n,)."""
        network, edge = self.network, at.edge  # of -1 that of the last road, taken out below
        nowhere = at.edge < 0
        by_start = self.minutes[network.start[edge]] + _part(network.there[edge], at.share)
        by_stop = self.minutes[network.stop[edge]] + _part(network.back[edge], 1 - at.share)
        return np.where(nowhere, np.inf, by_start), np.where(nowhere, np.inf, by_stop)

    def _along(self, at: Snapped) -> Floats:
        """Minutes to points on the site's own road without leaving it, shape (n,); infinite elsewhere."""
        network, ahead = self.network, at.share - self.share
        there, back = network.there[self.edge], network.back[self.edge]
        along = np.where(
            ahead >= 0, _part(there, np.maximum(ahead, 0.0)), _part(back, np.maximum(-ahead, 0.0))
        )
        return np.where(at.edge == self.edge, along, np.inf)

    def to(self, at: Snapped) -> Floats:
        """Minutes from the site to points, the ways to and from the road among them, shape (n,)."""
        return self.on_road(at) + (self.off_m + at.off_m) / self.network.off_road_m_min

    def metres(self, at: Snapped) -> Floats:
        """Metres of the quickest ways, shape (n,); infinite if cut off."""
        network, metres = self.network, self._node_metres()
        by_start, by_stop = self._by_ends(at)
        along, length = self._along(at), network.length_m[at.edge]
        quickest = np.where(
            by_start <= by_stop,
            metres[network.start[at.edge]] + length * at.share,
            metres[network.stop[at.edge]] + length * (1 - at.share),
        )
        quickest = np.where(
            along <= np.minimum(by_start, by_stop), length * np.abs(at.share - self.share), quickest
        )
        return np.where(np.isfinite(self.on_road(at)), quickest + self.off_m + at.off_m, np.inf)

    def _node_metres(self) -> Floats:
        """Metres along the quickest way to each junction, shape (m,)."""
        metres = np.full(len(self.minutes), np.inf)
        for node, minutes in self._ends:
            if self.before[node] < 0 and abs(self.minutes[node] - minutes) < 1e-9:
                share = 1 - self.share if node == self.network.stop[self.edge] else self.share
                metres[node] = min(metres[node], share * float(self.network.length_m[self.edge]))
        order = np.argsort(self.minutes, kind="stable")
        for node in order[np.isfinite(self.minutes[order])].tolist():
            before = int(self.before[node])
            if before >= 0:
                metres[node] = metres[before] + self.network.length_m[self.network.edge_of[before, node]]
        return metres

    def nodes_to(self, at: Snapped, point: int) -> list[int] | None:
        """Junctions on the quickest way to a point, in the order in which they are passed.

        None are passed on one and the same road; ``None`` if the point is cut off.
        """
        network, edge = self.network, int(at.edge[point])
        by_start, by_stop = (float(one[point]) for one in self._by_ends(at))
        along = float(self._along(at)[point])
        if not np.isfinite(min(by_start, by_stop, along)):
            return None
        if along <= min(by_start, by_stop):
            return []
        node = int(network.start[edge] if by_start <= by_stop else network.stop[edge])
        found = [node]
        while (before := int(self.before[node])) >= 0:
            found.append(before)
            node = before
        return found[::-1]


def _searched(matrix: csr_matrix, ends: Sequence[tuple[int, float]]) -> tuple[Floats, Ints]:
    """Minutes to each junction from some that are reached after their own minutes, and the one before it.

    The start is one more junction with a road to each of them. A road of no minutes would vanish from the
    matrix, so all of these are a minute longer.
    """
    count = matrix.shape[0]
    least: dict[int, float] = {}
    for node, minutes in ends:
        least[node] = min(minutes, least.get(node, np.inf))
    wider = csr_matrix(
        (
            np.concatenate((matrix.data, np.array(list(least.values())) + 1.0)),
            np.concatenate((matrix.indices, np.array(list(least), dtype=matrix.indices.dtype))),
            np.append(matrix.indptr, matrix.indptr[-1] + len(least)),
        ),
        (count + 1, count + 1),
    )
    found, before = dijkstra(wider, indices=count, return_predecessors=True)
    minutes_of, before_of = found[:count] - 1.0, before[:count].astype(np.intp)
    return minutes_of, np.where(before_of == count, -1, before_of)


def _part(minutes: Floats, share: Floats) -> Floats:
    """Minutes of a part of roads; none of a road costs nothing, also where one may not go that way."""
    with np.errstate(invalid="ignore"):
        return np.where(share > 0, minutes * share, 0.0)


@dataclass(frozen=True)
class ByRoad(Way):
    """Along the roads; costs are minutes.

    Two are equal if they are of one network, which is made once for a county and a pace.
    """

    network: Network

    unit = "min"

    @property
    def words(self) -> str:
        """By road."""
        return "road"

    @property
    def says(self) -> Mapping[str, float]:
        """Metres within which a road must lie."""
        return {"snap": self.network.pace.snap_m}

    @property
    def course(self) -> Hashable:
        """The network itself."""
        return self.network

    def costs(self, places: PointIndex, spot: Spot) -> Floats:
        """Minutes on and off the road."""
        search = self.network.from_spot(spot)
        if search is None:
            return np.full(len(places), np.inf)
        return search.to(self.network.places(places))

    def region(self, spot: Spot, limit: float) -> BaseGeometry:
        """Cells of land whose middles cost at most the limit."""
        middles, squares = self.network.cells()
        inside = self.within(middles, spot, limit)
        return shapely.union_all(squares[inside]) if len(inside) else shapely.Polygon()

    def cell(self, spot: Spot, others: Sequence[Spot], box: Box) -> BaseGeometry:
        """Cells of land that are nearer to ``spot`` than to each of the others."""
        middles, squares = self.network.cells()
        own = self.costs(middles, spot)
        nearer: Bools = np.isfinite(own)
        for other in others:
            if other != spot:
                nearer &= own < self.costs(middles, other)
        found = shapely.union_all(squares[nearer]) if nearer.any() else shapely.Polygon()
        return shapely.intersection(found, shapely.box(*box))

    def metres(self, xy: Floats, spots: Floats, point: Ints, site: Ints) -> Floats:
        """Metres of the quickest way."""
        found = np.full(len(point), np.inf)
        for one in np.unique(site).tolist():
            chosen = site == one
            search = self.network.from_spot((float(spots[one, 0]), float(spots[one, 1])))
            if search is not None:
                found[chosen] = search.metres(self.network.snap(xy[point[chosen]]))
        return found

    def minutes(self, cost: Cost) -> Cost:
        """Costs are minutes."""
        return cost

    def hours(self, cost: Cost) -> Cost:
        """A sixtieth of the minutes."""
        return cost / 60.0

    def limit(self, minutes: float) -> float:
        """Costs are minutes."""
        return minutes
