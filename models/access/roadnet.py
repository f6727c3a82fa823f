"""A road graph at a pace: where points stand at it, and what it takes from one of them to all others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from models.access.roadcells import Cells
from models.access.roadcut import Cut, Started
from models.access.roadgraph import RoadGraph
from models.access.roadground import RoadGround
from models.access.roadlabels import Labels, Snapped
from models.access.ways import Box, Cost, Spot, TwoNearest
from models.county.points import PointIndex
from models.kernel.arrays import Bools, Floats, Ints, Objects
from models.kernel.memo import Memo

CELLS = 250_000
"""Cells that the land is divided into for regions; each belongs to its nearest road."""

_SEARCHES_KEPT = 4
_LABELS_KEPT = 8
_DIVISIONS_KEPT = 3
_GROUNDS_KEPT = 6

_CUTS_KEPT = 8

_AROUND, _AROUND_M = 1.25, 500.0
"""Times, and metres, farther than it reaches that the network is cut out around a site that moves."""

_FEW = 4
"""Points of which it is quicker to follow the way to each than to measure the ways to all junctions."""

_SLACK_M = 1.0
"""Nothing lies farther than the fastest gets within a limit of minutes, but for rounding."""


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
    on_wheels
        Whether one drives: one-way roads bind, and what is closed to vehicles is closed, not what is to feet.
    keeps_speed
        Whether speed limits that the data give bind.
    tonnes, metres
        Weight and width: roads that are said to bear less, or to let through less, are closed.
    boat_factor
        What the speed of a boat is multiplied by where the data give it; 0 if what they give does not count.
    snow
        What the speeds on and off the road were multiplied by already, because of snow or ice.
    """

    km_h: tuple[float, ...]
    off_road_km_h: float
    snap_m: float
    on_wheels: bool
    keeps_speed: bool = False
    tonnes: float = 0.0
    metres: float = 0.0
    boat_factor: float = 1.0
    snow: float = 1.0


def speeds_km_h(graph: RoadGraph, pace: Pace) -> Floats:
    """How fast one is on each road of a graph, shape (e,); 0 where one may not go by its class."""
    km_h: Floats = np.array(pace.km_h)[graph.road_class]
    if pace.keeps_speed:
        km_h = np.minimum(km_h, graph.most[:, 0])
    if pace.boat_factor:
        said = np.isfinite(graph.boat_km_h) & (km_h > 0)
        km_h[said] = graph.boat_km_h[said] * pace.boat_factor
    return km_h


class Network:
    """A road graph at a pace: what is needed to search it again and again.

    It belongs to the county that it was made for, and may be searched from several threads.
    """

    def __init__(self, graph: RoadGraph, pace: Pace, box: Box, cells: int = CELLS) -> None:
        speed, most = speeds_km_h(graph, pace) * (1000 / 60), graph.most
        is_open = graph.wheels if pace.on_wheels else graph.feet
        chosen = np.flatnonzero(
            (speed > 0) & is_open & (most[:, 1] >= pace.tonnes) & (most[:, 2] >= pace.metres)
        )
        self.graph, self.pace, self.box = graph, pace, box
        self.edges = chosen
        self.start, self.stop = graph.start[chosen], graph.stop[chosen]
        self.length_m = graph.length_m[chosen]
        minutes = self.length_m / speed[chosen]
        direction = graph.direction[chosen] if pace.on_wheels else np.zeros(len(chosen), dtype=np.intp)
        self.there = np.where(direction >= 0, minutes, np.inf)
        self.back = np.where(direction <= 0, minutes, np.inf)
        self.fastest_m_min = max(float(speed.max(initial=0.0)), self.off_road_m_min)
        self.shapes: Objects = graph.shapes[chosen]
        self._ground = graph.grounds.get(
            ("ground", chosen.tobytes(), pace.snap_m, box, cells),
            lambda: RoadGround(graph, chosen, pace.snap_m, box, cells),
            keep=_GROUNDS_KEPT,
        )
        self.matrix, self._key, self._edge = self._searched()
        self._memo = Memo()

    @property
    def has_boats(self) -> bool:
        """Whether one may go by boat somewhere."""
        return self._ground.has_boats

    @property
    def off_road_m_min(self) -> float:
        """Speed of the last metres."""
        return self.pace.off_road_km_h * 1000 / 60

    def _searched(self) -> tuple[csr_matrix, Ints, Ints]:
        """Minutes from junction to junction, of parallel roads the quickest; key and road of each entry."""
        row = np.concatenate((self.start, self.stop))
        column = np.concatenate((self.stop, self.start))
        minutes = np.concatenate((self.there, self.back))
        edge = np.tile(np.arange(len(self.start)), 2)
        open_ = np.isfinite(minutes) & (row != column)
        row, column, minutes, edge = row[open_], column[open_], minutes[open_], edge[open_]
        size = len(self.graph.xy)
        key = row * size + column
        order = np.lexsort((minutes, key))
        key, minutes, edge = key[order], minutes[order], edge[order]
        first = np.ones(len(key), dtype=np.bool_)
        first[1:] = key[1:] != key[:-1]
        key, minutes, edge = key[first], minutes[first], edge[first]
        matrix = csr_matrix((minutes, (key // max(size, 1), key % max(size, 1))), (size, size))
        return matrix, key, edge

    def edges_between(self, one: Ints, other: Ints) -> Ints:
        """Roads by which one drives from junctions to adjoining ones, rows of the usable ones, shape (k,)."""
        found: Ints = self._edge[np.searchsorted(self._key, one * len(self.graph.xy) + other)]
        return found

    # -- where things stand -------------------------------------------------------------------------------
    def snap(self, xy: Floats) -> Snapped:
        """Where points (shape (n, 2)) stand at the network."""
        return self._ground.snap(xy)

    def places(self, places: PointIndex) -> Snapped:
        """The same for indexed places; kept as long as the index is."""
        return self._ground.places(places)

    @property
    def cells(self) -> Cells:
        """The land in cells, each at its nearest road; made once."""
        return self._ground.cells

    def roads_at(self, nodes: Ints) -> Ints:
        """Usable roads that begin or end at some junctions, shape (k,); those between two of them twice."""
        road, begin = self._ground.roads_by_end
        first = begin[nodes]
        many = begin[nodes + 1] - first
        shift = np.repeat(first - (np.cumsum(many) - many), many)
        found: Ints = road[np.arange(int(many.sum())) + shift]
        return found

    def ends_among(self, nodes: Ints) -> Bools:
        """Whether each usable road begins or ends at some junctions; one more, that is none, does not."""
        found: Bools = np.zeros(len(self.start) + 1, dtype=np.bool_)
        found[self.roads_at(nodes)] = True
        return found

    def make_ready(self) -> None:
        """Make what a drag searches, so that its first step does not wait for it."""
        _ = self._ground.roads_by_end, self.rows

    @cached_property
    def rows(self) -> Ints:
        """Junction that each entry of the matrix starts from."""
        found: Ints = self._key // max(len(self.graph.xy), 1)
        return found

    @cached_property
    def _junctions(self) -> PointIndex:
        return PointIndex(self.graph.xy)

    # -- how long it takes --------------------------------------------------------------------------------
    def farthest_m(self, limit: Cost) -> Cost:
        """Straight metres beyond which nothing is reached within so many minutes."""
        return limit * self.fastest_m_min + _SLACK_M

    def from_spot(self, spot: Spot, limit: float = np.inf) -> Search | None:
        """Search from a site; ``None`` where no road is near enough.

        Parameters
        ----------
        limit
            Minutes beyond which nothing is asked for: what lies there may come out as cut off.
        """

        def make() -> Search | None:
            at = self.snap(np.array([spot]))
            if at.edge[0] < 0:
                return None
            return Search(self, int(at.edge[0]), float(at.share[0]), float(at.off_m[0]), limit, spot)

        # Who asks for the people that a site and its rivals reach asks for the land next.
        return self._memo.get(("search", spot, limit), make, keep=_SEARCHES_KEPT)

    def junctions_near(self, spot: Spot, limit: float) -> Ints | None:
        """Junctions that may lie within so many minutes, rising; ``None`` if most may."""
        if not np.isfinite(limit):
            return None
        found = self._junctions.in_disc(spot, self.farthest_m(limit))
        return np.sort(found) if len(found) < len(self._junctions) / 2 else None

    def junctions_within(self, spot: Spot, most_m: Floats) -> Ints:
        """Junctions from which a spot is no farther straight on than the most of each, shape (m,); rising."""
        x, y = self._junctions.columns
        east, north = x - spot[0], y - spot[1]
        east *= east
        north *= north
        east += north
        return np.flatnonzero(east <= most_m * most_m)

    def started(self, spot: Spot, limit: float) -> Started | None:
        """Search from a site that moves, within so many minutes; ``None`` where no road is near enough.

        What lies beyond comes out as infinite. The land around is cut out of the network with some more, so
        that the next steps find it again.
        """

        def make() -> tuple[Started | None]:
            at = self.snap(np.array([spot]))
            edge, share, off_m = int(at.edge[0]), float(at.share[0]), float(at.off_m[0])
            if edge < 0:
                return (None,)
            cut = self._cut_around(spot, edge, limit)
            minutes = cut.minutes(self.ends(edge, share, off_m), limit)
            return (Started(self, edge, share, off_m, cut, minutes),)

        # Who asks for the people that a site reaches asks for the land next.
        return self._memo.get_latest(("started",), (spot, limit), make)[0]

    def _cut_around(self, spot: Spot, edge: int, limit: float) -> Cut:
        """A part of the network with all within so many minutes of a site on a road, and that road."""
        reached_m, ends = self.farthest_m(limit), [self.start[edge], self.stop[edge]]
        key, kept = ("cut", limit), self._memo.find(("cut", limit))
        if kept is not None:
            (middle,), (cut, around_m) = kept
            is_around = cut.is_whole or math.dist(spot, middle) + reached_m <= around_m
            if is_around and (cut.number[ends] < len(cut.nodes)).any():
                found: Cut = cut
                return found

        def make() -> tuple[Cut, float]:
            around_m = reached_m * _AROUND + _AROUND_M
            near = self.junctions_near(spot, around_m / self.fastest_m_min)
            if near is None:
                return Cut(self, np.arange(len(self._junctions))), np.inf
            return Cut(self, np.union1d(near, ends)), around_m

        return self._memo.get_latest(key, (spot,), make, keep=_CUTS_KEPT)[0]

    def labels(self, spots: tuple[Spot, ...]) -> Labels:
        """The two nearest of some sites for every junction; the last few are kept."""
        return self._memo.get(("labels", *spots), lambda: Labels.of(self, spots), keep=_LABELS_KEPT)

    def leave(self, spots: tuple[Spot, ...], spot: Spot) -> None:
        """Make the labels of some sites but one, if those of all are kept; no two stand at one spot."""
        every: Labels | None = self._memo.find(("labels", *spots))
        if every is None or len(spots) < 2:
            return
        others, row = tuple(other for other in spots if other != spot), spots.index(spot)
        self._memo.get(("labels", *others), lambda: every.without(row), keep=_LABELS_KEPT)
        divided: TwoNearest | None = self._memo.find(("division", *spots))
        if divided is not None:
            self._memo.get(
                ("division", *others),
                lambda: self.labels(others).two_nearest_from(every, row, divided, self.cells.at),
                keep=_DIVISIONS_KEPT,
            )

    def labels_of_fewer(self, spots: tuple[Spot, ...]) -> Labels | None:
        """Those of all sites but the last, which moves; ``None`` unless only they are kept."""
        if self._memo.find(("labels", *spots)) is not None:
            return None
        found: Labels | None = self._memo.find(("labels", *spots[:-1]))
        return found

    def division(self, spots: tuple[Spot, ...]) -> TwoNearest:
        """The two nearest of some sites for every cell of land; the last few are kept."""

        def make() -> TwoNearest:
            at = self.cells.at
            return self.labels(spots).two_nearest(self, at) if spots else TwoNearest.none(len(at.edge))

        return self._memo.get(("division", *spots), make, keep=_DIVISIONS_KEPT)

    def minutes_off(self, off_m: Floats) -> Floats:
        """Minutes between the road and what stands so far off it."""
        return off_m / self.off_road_m_min

    def ends_of(self, at: Snapped) -> tuple[Ints, Floats, Ints]:
        """Junctions at which those who start at some points come first, with the minutes and the point."""
        point = np.flatnonzero(at.edge >= 0)
        edge, share, off = at.edge[point], at.share[point], self.minutes_off(at.off_m[point])
        node = np.concatenate((self.stop[edge], self.start[edge]))
        minutes = np.concatenate(
            (off + _part(self.there[edge], 1 - share), off + _part(self.back[edge], share))
        )
        opens = np.isfinite(minutes)
        return node[opens], minutes[opens], np.tile(point, 2)[opens]

    def ends(self, edge: int, share: float, off_m: float) -> list[tuple[int, float]]:
        """The same of one point."""
        node, minutes, _ = self.ends_of(Snapped(np.array([edge]), np.array([share]), np.array([off_m])))
        return list(zip(node.tolist(), minutes.tolist(), strict=True))

    def along(self, edges: Ints, shares: Floats, edge: int, share: float) -> Floats:
        """Minutes from a point of a road to points on the same one without leaving it; infinite elsewhere."""
        ahead = shares - share
        there, back = self.there[edge], self.back[edge]
        along = np.where(
            ahead >= 0, _part(there, np.maximum(ahead, 0.0)), _part(back, np.maximum(-ahead, 0.0))
        )
        return np.where(edges == edge, along, np.inf)

    def to_ends(self, edge: Ints, share: Floats) -> tuple[Floats, Floats]:
        """Minutes between points of roads and the start, and the stop, of these."""
        return _part(self.there[edge], share), _part(self.back[edge], 1 - share)

    def by_ends(self, at: Snapped, minutes: Floats) -> tuple[Floats, Floats]:
        """Minutes to points by the start and by the stop of their road, from those to every junction."""
        edge = at.edge  # of -1 that of the last road, taken out below
        nowhere = edge < 0
        there, back = self.to_ends(edge, at.share)
        by_start, by_stop = minutes[self.start[edge]] + there, minutes[self.stop[edge]] + back
        return np.where(nowhere, np.inf, by_start), np.where(nowhere, np.inf, by_stop)


class Search:
    """What it takes from one site to everywhere on the network, the way to the road included."""

    def __init__(
        self, network: Network, edge: int, share: float, off_m: float, limit: float, spot: Spot
    ) -> None:
        self.network, self.edge, self.share, self.off_m = network, edge, share, off_m
        self._ends = network.ends(edge, share, off_m)
        near = network.junctions_near(spot, limit)
        if near is None:
            self.minutes, self.before = _searched(network.matrix, self._ends, limit)
        else:
            self.minutes, self.before = _searched_near(network.matrix, near, self._ends, limit)

    def on_road(self, at: Snapped) -> Floats:
        """Minutes to where points stand at the road, shape (n,); infinite if cut off."""
        return np.minimum(np.minimum(*self._by_ends(at)), self._along(at))

    def _by_ends(self, at: Snapped) -> tuple[Floats, Floats]:
        """Minutes to points by the start and by the stop of the road that each stands at, shape (n,)."""
        return self.network.by_ends(at, self.minutes)

    def _along(self, at: Snapped) -> Floats:
        """Minutes to points on the site's own road without leaving it, shape (n,); infinite elsewhere."""
        off_min = self.off_m / self.network.off_road_m_min
        return off_min + self.network.along(at.edge, at.share, self.edge, self.share)

    def to(self, at: Snapped) -> Floats:
        """Minutes from the site to points, the ways to and from the road among them, shape (n,)."""
        return self.on_road(at) + self.network.minutes_off(at.off_m)

    def metres(self, at: Snapped) -> Floats:
        """Metres of the quickest ways, shape (n,); infinite if cut off."""
        network = self.network
        metres = self._node_metres() if len(at.edge) > _FEW else self._metres_to_ends(at)
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

    def _metres_to_ends(self, at: Snapped) -> Floats:
        """The same as of all junctions, but only of those at which the roads of some points end."""
        network = self.network
        metres = np.full(len(self.minutes), np.inf)
        edges = at.edge[at.edge >= 0]
        for node in {*network.start[edges].tolist(), *network.stop[edges].tolist()}:
            if np.isfinite(self.minutes[node]):
                way = np.array(self._nodes_before(node))
                between = network.edges_between(way[:-1], way[1:])
                metres[node] = network.length_m[between].sum() + self._metres_onto(int(way[0]))
        return metres

    def _nodes_before(self, node: int) -> list[int]:
        """Junctions on the quickest way to one, that one included, in the order in which they are passed."""
        found = [node]
        while (before := int(self.before[found[-1]])) >= 0:
            found.append(before)
        return found[::-1]

    def _metres_onto(self, first: int) -> float:
        """Metres along the site's own road to the junction that is passed first."""
        return min(
            (
                (1 - self.share if node == self.network.stop[self.edge] else self.share)
                * float(self.network.length_m[self.edge])
                for node, minutes in self._ends
                if node == first and abs(self.minutes[node] - minutes) < 1e-9
            ),
            default=np.inf,
        )

    def _node_metres(self) -> Floats:
        """Metres along the quickest way to each junction, shape (m,)."""
        network, size = self.network, len(self.minutes)
        metres = np.full(size, np.inf)
        for node, _ in self._ends:
            if self.before[node] < 0:
                metres[node] = self._metres_onto(node)
        # One junction more, of no metres, ahead of those that are reached first, and of those that are not.
        ahead = np.where(self.before >= 0, self.before, size)
        moved = np.flatnonzero(self.before >= 0)
        metres[moved] = network.length_m[network.edges_between(self.before[moved], moved)]
        metres, ahead = np.append(metres, 0.0), np.append(ahead, size)
        # Each takes over the metres of the one before it, and so of twice as many with every round.
        while (ahead < size).any():
            metres, ahead = metres + metres[ahead], ahead[ahead]
        return metres[:size]

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
        return self._nodes_before(int(network.start[edge] if by_start <= by_stop else network.stop[edge]))


def _searched(matrix: csr_matrix, ends: Sequence[tuple[int, float]], limit: float) -> tuple[Floats, Ints]:
    """Minutes to each junction from some that are reached after their own minutes, and the one before it.

    The start is one more junction with a road to each of them.
    """
    count = matrix.shape[0]
    least: dict[int, float] = {}
    for node, minutes in ends:
        least[node] = min(minutes, least.get(node, np.inf))
    wider = csr_matrix(
        (
            np.concatenate((matrix.data, list(least.values()))),
            np.concatenate((matrix.indices, np.array(list(least), dtype=matrix.indices.dtype))),
            np.append(matrix.indptr, matrix.indptr[-1] + len(least)),
        ),
        (count + 1, count + 1),
    )
    found, before = dijkstra(wider, indices=count, return_predecessors=True, limit=limit)
    before_of = before[:count].astype(np.intp)
    return found[:count], np.where(before_of == count, -1, before_of)


def _searched_near(
    matrix: csr_matrix, near: Ints, ends: Sequence[tuple[int, float]], limit: float
) -> tuple[Floats, Ints]:
    """The same among some junctions alone (rising), which are all that lie within the limit."""
    size = matrix.shape[0]
    row_of = np.full(size, -1, dtype=np.intp)
    row_of[near] = np.arange(len(near))
    first, last = matrix.indptr[near].astype(np.intp), matrix.indptr[near + 1].astype(np.intp)
    count = last - first
    entry = np.arange(int(count.sum())) + np.repeat(first - (np.cumsum(count) - count), count)
    column = row_of[matrix.indices[entry]]
    kept = column >= 0
    before_each = np.concatenate(([0], np.cumsum(kept)))[np.concatenate(([0], np.cumsum(count)))]
    part = csr_matrix((matrix.data[entry[kept]], column[kept], before_each), (len(near), len(near)))
    here = [(int(row_of[node]), minutes) for node, minutes in ends if row_of[node] >= 0]
    found, before = _searched(part, here, limit)
    minutes_of, before_of = np.full(size, np.inf), np.full(size, -1, dtype=np.intp)
    minutes_of[near] = found
    came = np.flatnonzero(before >= 0)
    before_of[near[came]] = near[before[came]]
    return minutes_of, before_of


def _part(minutes: Floats, share: Floats) -> Floats:
    """Minutes of a part of roads; none of a road costs nothing, also where one may not go that way."""
    with np.errstate(invalid="ignore"):
        return np.where(share > 0, minutes * share, 0.0)
