"""A tiny network that is a way, to prove that the interface is not shaped like a straight line.

Streets run along a square grid at different speeds; one street is missing all along, so that the land east of
it is cut off. Places and sites stand at the nearest crossing; costs are minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from shapely.geometry.base import BaseGeometry

from models.access.ways import TOLERANCE, Box, Cost, Spot, Way
from models.county.points import PointIndex
from models.kernel.arrays import Floats, Ints

STEP_M = 500.0
SIDE = 19
CUT_OFF = 15
"""Streets from this column on have no link to those west of it."""


@dataclass(frozen=True)
class Streets(Way):
    """Minutes along a grid of streets whose south-western crossing lies at (left, bottom)."""

    left: float
    bottom: float
    fast_m_per_min: float = 800.0
    slow_m_per_min: float = 300.0

    unit = "min"

    @property
    def words(self) -> str:
        return "streets"

    def _at(self, xy: Floats) -> Ints:
        """Crossing of each point, shape (n,)."""
        column, row = np.clip(np.rint((xy - (self.left, self.bottom)) / STEP_M), 0, SIDE - 1).T.astype(
            np.intp
        )
        return row * SIDE + column

    def _from(self, spot: Spot) -> tuple[Floats, Floats]:
        """Minutes and metres from a site to every crossing."""
        number = np.arange(SIDE * SIDE)
        row, column = np.divmod(number, SIDE)
        east, north = (column < SIDE - 1) & (column != CUT_OFF - 1), row < SIDE - 1
        one = np.concatenate((number[east], number[north]))
        other = np.concatenate((number[east] + 1, number[north] + SIDE))
        line = np.concatenate((row[east], column[north]))
        minutes = STEP_M / np.where(line % 3 == 0, self.fast_m_per_min, self.slow_m_per_min)
        graph = coo_array((minutes, (one, other)), (SIDE * SIDE, SIDE * SIDE)).tocsr()
        start = int(self._at(np.array([spot]))[0])
        cost, before = dijkstra(graph, directed=False, indices=start, return_predecessors=True)
        metres = np.where(np.isfinite(cost), 0.0, np.inf)
        for node in np.argsort(cost, kind="stable").tolist():
            if before[node] >= 0:
                metres[node] = metres[before[node]] + STEP_M
        return cost, metres

    def costs(self, places: PointIndex, spot: Spot) -> Floats:
        return self._from(spot)[0][self._at(np.column_stack(places.columns))]

    def region(self, spot: Spot, limit: float) -> BaseGeometry:
        return self._squares(np.flatnonzero(self._from(spot)[0] <= limit + TOLERANCE))

    def cell(self, spot: Spot, others: Sequence[Spot], box: Box) -> BaseGeometry:
        own = self._from(spot)[0]
        mine = np.isfinite(own)
        for other in set(others) - {spot}:
            its = self._from(other)[0]
            mine &= (own < its) | ((own == its) & (spot < other))
        return shapely.intersection(self._squares(np.flatnonzero(mine)), shapely.box(*box))

    def metres(self, xy: Floats, spots: Floats, point: Ints, site: Ints) -> Floats:
        at = self._at(xy)
        pairs = zip(point.tolist(), site.tolist(), strict=True)
        return np.array([self._from(tuple(spots[j]))[1][at[i]] for i, j in pairs])

    def minutes(self, cost: Cost) -> Cost:
        return cost

    def hours(self, cost: Cost) -> Cost:
        return cost / 60.0

    def limit(self, minutes: float) -> float:
        return minutes

    def _squares(self, nodes: Ints) -> BaseGeometry:
        """Land nearest to some crossings; that at the rim reaches as far as anything that stands there."""
        row, column = np.divmod(nodes, SIDE)
        far, half = 1e5, STEP_M / 2
        left = np.where(column == 0, -far, column * STEP_M - half)
        right = np.where(column == SIDE - 1, far, column * STEP_M + half)
        bottom = np.where(row == 0, -far, row * STEP_M - half)
        top = np.where(row == SIDE - 1, far, row * STEP_M + half)
        x, y = self.left, self.bottom
        return shapely.union_all(shapely.box(x + left, y + bottom, x + right, y + top))
