"""Points indexed for what is asked of them most: which lie in here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from models.kernel.arrays import Floats, Ints, Objects
from models.kernel.order import rising_order
from models.kernel.prepared import each_holds, holds, prepared_copy

_MANY_PARTS = 8
"""With more parts a polygon is asked part by part: most of what it spans lies in none."""

_LONG_STRIP, _MANY_CELLS = 5_000, 16
"""Polygons with so many points in their strip that span so many cells are asked for whole cells first."""

LIMIT_TOLERANCE_M = 1e-6
"""Slack of every comparison of a distance with a limit: rounding never puts a point at the limit outside."""


def xy_of(points: Objects) -> Floats:
    """Coordinates of single points, shape (n, 2); NaN where there is none or it is empty."""
    xy = np.full((len(points), 2), np.nan)
    there = ~(shapely.is_missing(points) | shapely.is_empty(points))
    xy[there] = shapely.get_coordinates(points[there])
    return xy


def middles_of(shapes: Objects) -> Floats:
    """Coordinates of points and middles of all else, shape (n, 2); NaN where there is none or it is empty."""
    if (shapely.get_type_id(shapes) == shapely.GeometryType.POINT).all():
        return xy_of(shapes)  # many times quicker than to look for their middles
    return xy_of(shapely.centroid(shapes))


class PointIndex:
    """Points sorted by x, so that a disc or a polygon looks only at its own strip.

    Parameters
    ----------
    xy
        Coordinates, shape (n, 2), metres.
    """

    def __init__(self, xy: Floats) -> None:
        self._all_x, self._all_y = np.ascontiguousarray(xy.T)
        self.whole: tuple[PointIndex, Ints] | None = None

    def __len__(self) -> int:
        return len(self._all_x)

    def part(self, rows: Ints) -> PointIndex:
        """Index of some of the points, in the order of ``rows`` (shape (k,)).

        It names the ``whole`` it is of, for who keeps something of each point.
        """
        return self._part(self._all_x[rows], self._all_y[rows], rows)

    def _part(self, x: Floats, y: Floats, rows: Ints) -> PointIndex:
        found = PointIndex.__new__(PointIndex)
        found._all_x, found._all_y, found.whole = x, y, (self, rows)
        return found

    def part_at(self, at: Ints) -> PointIndex:
        """Index of the points at some positions of its grid, which rise, shape (k,): sorted already."""
        rows, grid = self.grid.order[at], self.grid.part(at)
        found = self._part(grid.x, grid.y, rows)
        found.__dict__["grid"] = grid
        return found

    @cached_property
    def _order(self) -> Ints:
        return rising_order(self._all_x)

    @cached_property
    def _x(self) -> Floats:
        return self._all_x[self._order]

    @cached_property
    def _y(self) -> Floats:
        return self._all_y[self._order]

    @property
    def columns(self) -> tuple[Floats, Floats]:
        """X and y of all points in their own order, shape (n,) each."""
        return self._all_x, self._all_y

    def strip(self, left: float, right: float) -> tuple[Ints, Floats, Floats]:
        """Indices, x and y of the points between two x, shape (k,) each, from left to right."""
        first = int(np.searchsorted(self._x, left, side="left"))
        last = int(np.searchsorted(self._x, right, side="right"))
        return self._order[first:last], self._x[first:last], self._y[first:last]

    @cached_property
    def grid(self) -> PointGrid:
        """The same points in square cells."""
        return PointGrid(self._all_x, self._all_y)

    def in_disc(self, middle: tuple[float, float], distance_m: float) -> Ints:
        """Indices of the points that are at most so far from one, shape (k,), in no particular order."""
        x, y = middle
        most = distance_m + LIMIT_TOLERANCE_M
        rows, near_x, near_y = self.strip(x - most, x + most)
        dx, dy = near_x - x, near_y - y
        dx *= dx  # in place: an assessment asks hundreds of times, and fresh arrays cost more than sums
        dy *= dy
        dx += dy
        return rows[dx <= most * most]

    def in_polygon(self, polygon: BaseGeometry) -> Ints:
        """Indices of the points in a polygon or on its edge, shape (k,), in no particular order."""
        if shapely.is_empty(polygon):
            return np.empty(0, dtype=np.intp)
        if shapely.get_num_geometries(polygon) > _MANY_PARTS:
            return self._in_parts(shapely.get_parts(polygon))
        left, bottom, right, top = polygon.bounds
        order, x, y = self.strip(left, right)
        if len(order) >= _LONG_STRIP:
            cells = self.grid.cells_in(left, bottom, right, top)
            if len(cells) >= _MANY_CELLS:
                return self._in_cells(polygon, cells)
        near = np.flatnonzero((y >= bottom) & (y <= top))
        return order[near[holds(polygon, x[near], y[near])]]

    def _in_parts(self, parts: Objects) -> Ints:
        """Indices of the points in one of many polygons, rising: small ones are asked all at once."""
        found = np.zeros(len(self), dtype=np.bool_)
        left, bottom, right, top = shapely.bounds(parts).T
        first, last = np.searchsorted(self._x, left), np.searchsorted(self._x, right, side="right")
        is_long = last - first >= _LONG_STRIP
        for part in parts[is_long].tolist():
            found[self.in_polygon(part)] = True
        parts, y, near = parts[~is_long], self._y, []
        ends = (column[~is_long].tolist() for column in (first, last, bottom, top))
        for begin, end, low, high in zip(*ends, strict=True):
            beside = y[begin:end]
            near.append(begin + np.flatnonzero((beside >= low) & (beside <= high)))
        if near:
            at = np.concatenate(near)
            is_inside = each_holds(parts, [len(rows) for rows in near], self._x[at], y[at])
            found[self._order[at[is_inside]]] = True
        return np.flatnonzero(found)

    def _in_cells(self, polygon: BaseGeometry, near: Ints) -> Ints:
        """The same of the points of some cells: those of cells that lie inside altogether are not asked."""
        grid, cells = self.grid, self.grid.cells
        boxes = shapely.box(cells.left[near], cells.bottom[near], cells.right[near], cells.top[near])
        is_inside = shapely.contains_properly(prepared_copy(polygon), boxes)
        at = grid.positions(near[~is_inside])
        at = at[holds(polygon, grid.x[at], grid.y[at])]
        return grid.order[np.concatenate((grid.positions(near[is_inside]), at))]


Kind = TypeVar("Kind", np.float64, np.intp)

_POINTS_A_CELL = 200
_MOST_CELLS = 4096
_BLOCK = 4


@dataclass(frozen=True, eq=False)
class Spans:
    """Points in groups that stand one after another, and what each group spans; arrays of shape (m,)."""

    first: Ints
    count: Ints
    left: Floats
    bottom: Floats
    right: Floats
    top: Floats

    @classmethod
    def of(cls, x: Floats, y: Floats, count: Ints) -> Spans:
        """Of points in order, so many in each group and none without any."""
        first = np.cumsum(count) - count
        if not len(first):
            return cls(first, count, *(np.empty(0),) * 4)
        low, high = np.minimum.reduceat, np.maximum.reduceat
        return cls(first, count, low(x, first), low(y, first), high(x, first), high(y, first))

    def slice(self, row: int) -> slice:
        """Positions of the points of one group."""
        first = int(self.first[row])
        return slice(first, first + int(self.count[row]))


class PointGrid:
    """Points in square cells, for questions that leave out whole cells of them.

    Attributes
    ----------
    order
        Rows of the points, cell by cell, shape (n,); of a block of four by four cells one after another.
    x, y
        The same order, shape (n,).
    cells, blocks
        What the points of each cell, and of each block, that has some span.
    """

    order: Ints
    x: Floats
    y: Floats
    cells: Spans
    blocks: Spans

    def __init__(self, x: Floats, y: Floats) -> None:
        blocks = max(1, math.isqrt(min(len(x) // _POINTS_A_CELL, _MOST_CELLS)) // _BLOCK)
        there = ~(np.isnan(x) | np.isnan(y))
        # Few enough for numpy to sort them without comparing; what lies nowhere is in a block of its own.
        cell = np.full(len(x), (blocks * _BLOCK) ** 2, dtype=np.uint16)
        cell[there] = _cells(x[there], y[there], blocks)
        self.order = np.argsort(cell, kind="stable")
        self.x, self.y = x[self.order], y[self.order]
        held = np.bincount(cell)
        used = np.flatnonzero(held)
        self.cells = Spans.of(self.x, self.y, held[used])
        held = np.bincount(used // _BLOCK**2, weights=held[used]).astype(np.intp)
        self.blocks = Spans.of(self.x, self.y, held[held > 0])

    def part(self, at: Ints) -> PointGrid:
        """Grid of the points at some positions, which rise, shape (k,): they stay in their cells."""
        found = PointGrid.__new__(PointGrid)
        found.order, found.x, found.y = np.arange(len(at)), self.x[at], self.y[at]

        def held(spans: Spans) -> Spans:
            count = np.diff(np.searchsorted(at, np.append(spans.first, len(self.x))))
            return Spans.of(found.x, found.y, count[count > 0])

        found.cells, found.blocks = held(self.cells), held(self.blocks)
        return found

    @cached_property
    def position(self) -> Ints:
        """Position in ``order`` of each point, shape (n,)."""
        return self.in_rows(np.arange(len(self.order)))

    def in_rows(self, column: NDArray[Kind]) -> NDArray[Kind]:
        """A column of this order in that of the points themselves, shape (n,)."""
        found = np.empty_like(column)
        found[self.order] = column
        return found

    def most(self, column: Floats) -> Floats:
        """The most in each cell of a column in this order, shape (m,)."""
        first = self.cells.first
        return np.maximum.reduceat(column, first) if len(first) else np.empty(0)

    def cells_in(self, left: float, bottom: float, right: float, top: float) -> Ints:
        """Cells whose points may lie in a box."""
        cells = self.cells
        return np.flatnonzero(
            (cells.left <= right) & (cells.right >= left) & (cells.bottom <= top) & (cells.top >= bottom)
        )

    def positions(self, cells: Ints) -> Ints:
        """Positions in ``order`` of all points of some cells, shape (k,)."""
        count = self.cells.count[cells]
        shift = np.repeat(self.cells.first[cells] - (np.cumsum(count) - count), count)
        found: Ints = np.arange(int(count.sum())) + shift
        return found


def _cells(x: Floats, y: Floats, blocks: int) -> Ints:
    """Number of the cell of each of some points: first its block's, then its own in there."""
    block, inner = np.zeros(len(x), dtype=np.intp), np.zeros(len(x), dtype=np.intp)
    for column in (x, y):
        low, high = float(column.min(initial=np.inf)), float(column.max(initial=-np.inf))
        scale = blocks * _BLOCK / (high - low) if high > low else 0.0
        along = np.minimum((column - low) * scale, blocks * _BLOCK - 1).astype(np.intp)
        block = block * blocks + along // _BLOCK
        inner = inner * _BLOCK + along % _BLOCK
    found: Ints = block * _BLOCK**2 + inner
    return found


def weighted_quantile(values: Floats, weights: Floats, share: float) -> float:
    """Smallest value that holds at least ``share`` of all weight; NaN without weight.

    One histogram finds the bin that holds it, so that only the values in that bin are sorted.

    Parameters
    ----------
    values, weights
        Values, of which infinite ones are the largest, and weights >= 0, shape (n,).
    share
        0..1; rounding of a billionth of the weight is forgiven.
    """
    total = float(weights.sum())
    if total <= 0:
        return float("nan")
    need = total * (share - 1e-9)
    low, high = float(values.min()), float(values.max())
    if high == np.inf:
        finite = np.isfinite(values)
        values, weights = values[finite], weights[finite]
        if need > float(weights.sum()):
            return high
        low, high = float(values.min()), float(values.max())
    bins = 4096
    scale = (bins - 1) / (high - low) if high > low else 0.0
    place = values - low
    place *= scale
    bin_of = place.astype(np.intp)
    held = np.cumsum(np.bincount(bin_of, weights=weights, minlength=bins))
    chosen = min(int(np.searchsorted(held, need, side="left")), bins - 1)
    inside = np.flatnonzero(bin_of == chosen)
    ranked = inside[np.argsort(values[inside], kind="stable")]
    before = float(held[chosen - 1]) if chosen else 0.0
    position = int(np.searchsorted(before + np.cumsum(weights[ranked]), need, side="left"))
    return float(values[ranked[min(position, len(ranked) - 1)]])
