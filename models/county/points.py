"""Points indexed for what is asked of them most: which lie in here, and which of these sites is nearest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.kernel.arrays import Floats, Ints, Objects
from models.kernel.prepared import holds

LIMIT_TOLERANCE_M = 1e-6
"""Slack of every comparison of a distance with a limit: rounding never puts a point at the limit outside."""

_BLOCK = 16_384  # points per pass over the sites: the arrays of one pass stay in the processor's cache


def xy_of(points: Objects) -> Floats:
    """Coordinates of single points, shape (n, 2); NaN where there is none or it is empty."""
    xy = np.full((len(points), 2), np.nan)
    there = ~(shapely.is_missing(points) | shapely.is_empty(points))
    xy[there] = shapely.get_coordinates(points[there])
    return xy


class PointIndex:
    """Points sorted by x, so that a disc looks only at its own strip.

    Parameters
    ----------
    xy
        Coordinates, shape (n, 2), metres.
    """

    def __init__(self, xy: Floats) -> None:
        self._order: Ints = np.argsort(xy[:, 0], kind="stable")
        self._x = np.ascontiguousarray(xy[self._order, 0])
        self._y = np.ascontiguousarray(xy[self._order, 1])
        self._all_x, self._all_y = np.ascontiguousarray(xy.T)

    def __len__(self) -> int:
        return len(self._order)

    def within(self, x: float, y: float, radius_m: float) -> Ints:
        """Indices of the points at most ``radius_m`` from (x, y), shape (k,), in no particular order."""
        limit = radius_m + LIMIT_TOLERANCE_M
        first = int(np.searchsorted(self._x, x - limit, side="left"))
        last = int(np.searchsorted(self._x, x + limit, side="right"))
        dx = self._x[first:last] - x
        dy = self._y[first:last] - y
        return self._order[first:last][dx * dx + dy * dy <= limit * limit]

    def in_polygon(self, polygon: BaseGeometry) -> Ints:
        """Indices of the points in a polygon or on its edge, shape (k,), in no particular order."""
        if shapely.is_empty(polygon):
            return np.empty(0, dtype=np.intp)
        left, bottom, right, top = polygon.bounds
        first = int(np.searchsorted(self._x, left, side="left"))
        last = int(np.searchsorted(self._x, right, side="right"))
        y = self._y[first:last]
        near = first + np.flatnonzero((y >= bottom) & (y <= top))
        return self._order[near[holds(polygon, self._x[near], self._y[near])]]

    def squared_m2(self, x: float, y: float) -> Floats:
        """Squared distance of each point, in their own order, to (x, y), shape (n,)."""
        squared: Floats = self._all_x - x
        dy = self._all_y - y
        squared *= squared  # in place: a drag asks with every step, and fresh arrays cost more than sums
        dy *= dy
        squared += dy
        return squared


@dataclass(frozen=True, eq=False)
class Nearest:
    """Nearest site of each point.

    Attributes
    ----------
    site
        Index of the nearest site, shape (n,); -1 without sites.
    squared_m2
        Squared distance to it, shape (n,); infinite without sites.
    """

    site: Ints
    squared_m2: Floats

    def joined_by(self, squared_m2: Floats, site: int) -> Nearest:
        """Result with one more site, which gets the points that it is nearer to than all others are.

        Parameters
        ----------
        squared_m2
            Squared distance of each point to it, shape (n,).
        site
            Its index.
        """
        closer = squared_m2 < self.squared_m2
        return Nearest(np.where(closer, site, self.site), np.where(closer, squared_m2, self.squared_m2))


def nearest(xy: Floats, sites: Floats) -> Nearest:
    """Nearest site of each point in a straight line; of equally near ones the first.

    A k-d tree does not say which of equally near sites it returns, so all are compared, block by block.

    Parameters
    ----------
    xy
        Points, shape (n, 2), metres.
    sites
        Sites, shape (m, 2), metres.
    """
    site = np.full(len(xy), -1, dtype=np.intp)
    squared = np.full(len(xy), np.inf)
    for start in range(0, len(xy), _BLOCK):
        block = slice(start, start + _BLOCK)
        x, y = np.ascontiguousarray(xy[block].T)
        best, best_site = squared[block], site[block]
        for index, (site_x, site_y) in enumerate(sites):
            dx, dy = x - site_x, y - site_y
            distance = dx * dx + dy * dy
            closer = distance < best
            np.copyto(best, distance, where=closer)
            np.copyto(best_site, index, where=closer)
    return Nearest(site, squared)


def weighted_quantile(values: Floats, weights: Floats, share: float) -> float:
    """Smallest value that holds at least ``share`` of all weight; NaN without weight.

    One histogram finds the bin that holds it, so that only the values in that bin are sorted.

    Parameters
    ----------
    values, weights
        Finite values and weights >= 0, shape (n,).
    share
        0..1; rounding of a billionth of the weight is forgiven.
    """
    total = float(weights.sum())
    if total <= 0:
        return float("nan")
    need = total * (share - 1e-9)
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
