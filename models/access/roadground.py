"""Where things stand at the roads of a graph: the same for everybody who may use the same roads."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from scipy.sparse import csr_matrix

from models.access.roadcells import Cells
from models.access.roadgraph import RoadGraph
from models.access.roadlabels import Snapped
from models.access.roadwords import afloat
from models.access.ways import TOLERANCE, Box
from models.county.points import PointIndex
from models.kernel.arrays import Floats, Ints, Objects

_SAME_M = 1e-6
"""What stands this near to a junction stands on it."""


class RoadGround:
    """Some roads of a graph, and what stands at them.

    Fire engines, trucks and people on foot mostly may use the same roads: what stands where at them is looked
    for once, not for each of them.

    Parameters
    ----------
    chosen
        Rows of the roads in the graph; all else tells roads by their position among these.
    snap_m
        The farthest that anything may stand off the road.
    box
        Land that is divided into about ``count`` cells.
    """

    def __init__(self, graph: RoadGraph, chosen: Ints, snap_m: float, box: Box, count: int) -> None:
        self._snap_m, self._box, self._count = snap_m, box, count
        self._ends: tuple[Ints, Ints] = graph.start[chosen], graph.stop[chosen]
        self._junctions = len(graph.xy)
        self.shapes: Objects = graph.shapes[chosen]
        self.length_m: Floats = graph.length_m[chosen]
        self._shape_m: Floats = shapely.length(self.shapes)
        # Nothing stands on the water: boats are got on where roads lead to.
        self._ashore: Ints = np.flatnonzero(~afloat()[graph.road_class[chosen]])
        self._tree = shapely.STRtree(self.shapes[self._ashore])
        self._snapped: WeakKeyDictionary[PointIndex, Snapped] = WeakKeyDictionary()

    @property
    def has_boats(self) -> bool:
        """Whether one may go by boat somewhere."""
        return len(self._ashore) < len(self.shapes)

    @cached_property
    def roads_by_end(self) -> tuple[Ints, Ints]:
        """Roads in order of the junctions at which they begin or end, and where those of each begin."""
        ends = np.concatenate(self._ends).astype(np.int32)
        road = np.tile(np.arange(len(self.shapes), dtype=np.int32), 2)
        rows = np.arange(len(ends) + 1, dtype=np.int32)
        # To turn over a matrix with one entry in each row is to sort by counting: a third of the time.
        by_end = csr_matrix((road, ends, rows), (len(ends), self._junctions)).tocsc()
        return by_end.data.astype(np.intp), by_end.indptr.astype(np.intp)

    def snap(self, xy: Floats) -> Snapped:
        """Where points (shape (n, 2)) stand at the network."""
        edge = np.full(len(xy), -1, dtype=np.intp)
        share, off_m = np.zeros(len(xy)), np.full(len(xy), np.inf)
        if len(self._ashore) and len(xy):
            points = shapely.points(xy)
            point, near = self._tree.query_nearest(
                points, max_distance=self._snap_m + TOLERANCE, all_matches=False
            )
            near = self._ashore[near]
            edge[point] = near
            along, length = shapely.line_locate_point(self.shapes[near], points[point]), self._shape_m[near]
            # At a junction all roads that meet there are at hand, whichever of them was found.
            along = np.where(along < _SAME_M, 0.0, np.where(length - along < _SAME_M, length, along))
            share[point] = along / length
            off_m[point] = shapely.distance(self.shapes[near], points[point])
        return Snapped(edge, share, off_m)

    def places(self, places: PointIndex) -> Snapped:
        """The same for indexed places; kept as long as the index is."""
        if places.whole is not None:
            whole, rows = places.whole
            every = self.places(whole)
            return Snapped(every.edge[rows], every.share[rows], every.off_m[rows])
        found = self._snapped.get(places)
        if found is None:
            # Neighbours one after another find the same parts of the tree at hand.
            order = places.grid.order
            snapped = self.snap(np.column_stack(places.columns)[order])
            back = np.empty(len(order), dtype=np.intp)
            back[order] = np.arange(len(order))
            found = Snapped(snapped.edge[back], snapped.share[back], snapped.off_m[back])
            self._snapped[places] = found
        return found

    @cached_property
    def cells(self) -> Cells:
        """The land in cells, each at its nearest road; made once."""
        ashore = self._ashore
        found = Cells.of(self.shapes[ashore], self.length_m[ashore], self._box, self._snap_m, self._count)
        if len(ashore) == len(self.shapes):
            return found
        edge = np.where(found.at.edge >= 0, np.append(ashore, -1)[found.at.edge], -1)
        return replace(found, at=Snapped(edge, found.at.share, found.at.off_m))
