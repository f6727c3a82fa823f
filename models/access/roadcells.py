"""The land in square cells, each at its nearest road: regions and divisions by road are made of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.access.roadlabels import Snapped
from models.access.ways import Box, Spot
from models.county.land import Land
from models.county.landcells import land_in_cells
from models.kernel.arrays import Bools, Floats, Ints, Objects


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells of land by rows from south to north.

    Attributes
    ----------
    corner
        South-western corner, metres.
    side_m
        Side of a cell.
    shape
        Rows and columns.
    at
        Where each cell stands at the network, row by row, however far off.
    is_near
        Whether that is near enough to be reached.
    """

    corner: Spot
    side_m: float
    shape: tuple[int, int]
    at: Snapped
    is_near: Bools

    @classmethod
    def of(cls, shapes: Objects, length_m: Floats, box: Box, snap_m: float, count: int) -> Cells:
        """Divide the land within reach of roads that cross a box.

        A cell stands at that point of a road that is nearest to its middle, by half a cell.
        """
        from scipy.ndimage import distance_transform_edt

        left, bottom, right, top = box[0] - snap_m, box[1] - snap_m, box[2] + snap_m, box[3] + snap_m
        side = max(((right - left) * (top - bottom) / count) ** 0.5, 1.0)
        rows, columns = (
            max(int(np.ceil((top - bottom) / side)), 1),
            max(int(np.ceil((right - left) / side)), 1),
        )
        edge, share, xy = _points(shapes, length_m, side / 2)
        row = np.floor((xy[:, 1] - bottom) / side).astype(np.intp)
        column = np.floor((xy[:, 0] - left) / side).astype(np.intp)
        there = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        edge, share, xy, row, column = edge[there], share[there], xy[there], row[there], column[there]
        none = Snapped(np.full(rows * columns, -1), np.zeros(rows * columns), np.full(rows * columns, np.inf))
        if len(edge) == 0:
            return cls((left, bottom), side, (rows, columns), none, np.zeros(rows * columns, dtype=np.bool_))
        # Of several points of roads in one cell the one nearest to its middle stands for it.
        middle = np.column_stack((left + (column + 0.5) * side, bottom + (row + 0.5) * side))
        order = np.argsort(-np.hypot(*(xy - middle).T), kind="stable")
        point = np.full((rows, columns), -1, dtype=np.intp)
        point[row[order], column[order]] = order
        near_row, near_column = distance_transform_edt(point < 0, return_distances=False, return_indices=True)
        nearest = point[near_row, near_column].ravel()
        y, x = np.divmod(np.arange(rows * columns), columns)
        off_m = np.hypot(left + (x + 0.5) * side - xy[nearest, 0], bottom + (y + 0.5) * side - xy[nearest, 1])
        at = Snapped(edge[nearest], share[nearest], off_m)
        return cls((left, bottom), side, (rows, columns), at, off_m <= snap_m)

    def __len__(self) -> int:
        return len(self.is_near)

    def around(self, spot: Spot, metres: float) -> tuple[slice, slice]:
        """Rows and columns of the cells within so many metres of a spot, each way."""
        (left, bottom), (rows, columns) = self.corner, self.shape
        ends = []
        for middle, start, most in ((spot[1], bottom, rows), (spot[0], left, columns)):
            low = min(max((middle - metres - start) / self.side_m, 0.0), float(most))
            high = min(max((middle + metres - start) / self.side_m + 1, 0.0), float(most))
            ends.append(slice(int(low), int(high)))
        return ends[0], ends[1]

    def window(self, box: Box) -> tuple[slice, slice]:
        """Rows and columns of the cells that touch a box."""
        (left, bottom), (rows, columns) = self.corner, self.shape
        ends = []
        for low, high, start, most in ((box[1], box[3], bottom, rows), (box[0], box[2], left, columns)):
            first = min(max(np.floor((low - start) / self.side_m), 0.0), float(most))
            last = min(max(np.ceil((high - start) / self.side_m), first), float(most))
            ends.append(slice(int(first), int(last)))
        return ends[0], ends[1]

    @property
    def whole(self) -> tuple[slice, slice]:
        """All rows and columns."""
        return slice(0, self.shape[0]), slice(0, self.shape[1])

    def is_small(self, window: tuple[slice, slice]) -> bool:
        """Whether a window is at most a quarter of the land."""
        rows, columns = (one.stop - one.start for one in window)
        return 4 * rows * columns <= self.shape[0] * self.shape[1]

    def standing(self, window: tuple[slice, slice], *, only_near: bool = True) -> Snapped:
        """Where the cells of a window stand, row by row; nowhere if they are not near enough."""
        at, shape = self.at, self.shape
        edge = at.edge.reshape(shape)[window].ravel()
        if only_near:
            edge = np.where(self.is_near.reshape(shape)[window].ravel(), edge, -1)
        return Snapped(edge, at.share.reshape(shape)[window].ravel(), at.off_m.reshape(shape)[window].ravel())

    def rows_of(self, inside: Bools, window: tuple[slice, slice]) -> Ints:
        """Cells of a window that are inside (shape (n,), row by row), as positions among all, rising."""
        wide = window[1].stop - window[1].start
        row, column = np.divmod(np.flatnonzero(inside), max(wide, 1))
        found: Ints = (row + window[0].start) * self.shape[1] + column + window[1].start
        return found

    def middles(self, rows: Ints) -> Floats:
        """Middles of cells, shape (k, 2), metres."""
        row, column = np.divmod(rows, self.shape[1])
        return np.column_stack(
            (self.corner[0] + (column + 0.5) * self.side_m, self.corner[1] + (row + 0.5) * self.side_m)
        )

    @cached_property
    def _land_m2(self) -> WeakKeyDictionary[Land, Floats]:
        return WeakKeyDictionary()

    def land_m2(self, land: Land) -> Floats:
        """Land in each cell, shape (n,), m2; kept as long as the land is.

        The area of any shape made of whole cells is a sum of these: nothing has to be cut for it.
        """
        found = self._land_m2.get(land)
        if found is None:
            found = land_in_cells(land.geometry, self.corner, self.side_m, self.shape).ravel()
            self._land_m2[land] = found
        return found

    def polygon(self, chosen: Bools, window: tuple[slice, slice] | None = None) -> BaseGeometry:
        """Outline of chosen cells of a window, or of all; shape (rows, columns)."""
        south, west = (0, 0) if window is None else (window[0].start, window[1].start)
        padded = np.pad(chosen.astype(np.int8), 1)
        row, start, stop = _runs(np.diff(padded, axis=0)[:, 1:-1])
        column, low, high = _runs(np.diff(padded, axis=1)[1:-1].T)
        ends = np.concatenate(
            (np.stack((start, row, stop, row), axis=1), np.stack((column, low, column, high), axis=1))
        ).reshape(-1, 2, 2)
        if len(ends) == 0:
            return shapely.Polygon()
        corner, first = np.array(self.corner), np.array([west, south])
        # Such lines meet only at their ends, so that they close rings: of the cells, and of holes in them.
        faces = shapely.get_parts(
            shapely.polygonize(shapely.linestrings(corner + (ends + first) * self.side_m))
        )
        inner = shapely.get_coordinates(shapely.point_on_surface(faces))
        x, y = (np.floor((inner - corner) / self.side_m).astype(np.intp) - first).T
        found = faces[chosen[y, x]]
        return found[0] if len(found) == 1 else shapely.multipolygons(found)

    def polygons(self, whose: Ints, count: int) -> list[BaseGeometry]:
        """Outlines of the cells of each of so many owners, each looked for only where it has some.

        Parameters
        ----------
        whose
            Owner of each cell, -1 for nobody's, shape (rows, columns).
        """
        from scipy.ndimage import find_objects  # not before somebody asks for roads

        return [
            shapely.Polygon() if window is None else self.polygon(whose[window] == owner, window)
            for owner, window in enumerate(find_objects(whose + 1, max_label=count))
        ]


def _runs(turn: Ints) -> tuple[Ints, Ints, Ints]:
    """Stretches of rows along which an array is one number that is not nought: row, start and end of each."""
    edged = np.pad(turn, ((0, 0), (1, 1)))
    step = np.diff(edged, axis=1) != 0
    wide = step.shape[1]
    # Of flat arrays: in two dimensions numpy looks several times as long for what is not nought.
    row, start = np.divmod(np.flatnonzero(step & (edged[:, 1:] != 0)), wide)
    return row, start, np.flatnonzero(step & (edged[:, :-1] != 0)) % wide


def _points(shapes: Objects, length_m: Floats, step_m: float) -> tuple[Ints, Floats, Floats]:
    """Points along roads, not farther apart than a step: road, share of it and coordinates of each."""
    count = np.ceil(length_m / step_m).astype(np.intp) + 1
    edge = np.repeat(np.arange(len(shapes)), count)
    place = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    share = place / (count[edge] - 1)
    return edge, share, _along(shapes, edge, share)


def _along(shapes: Objects, edge: Ints, share: Floats) -> Floats:
    """Where one is after a share of some roads, shape (n, 2): of straight ones without asking GEOS."""
    vertex, owner = shapely.get_coordinates(shapes, return_index=True)
    first = np.searchsorted(owner, np.arange(len(shapes)))
    is_straight = shapely.get_num_coordinates(shapes) == 2
    xy = np.empty((len(edge), 2))
    straight = is_straight[edge]
    begin = first[edge[straight]]
    xy[straight] = vertex[begin] + share[straight, None] * (vertex[begin + 1] - vertex[begin])
    rest = ~straight
    if rest.any():
        xy[rest] = shapely.get_coordinates(
            shapely.line_interpolate_point(shapes[edge[rest]], share[rest], normalized=True)
        )
    return xy
