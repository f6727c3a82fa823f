"""The straight line, alone or lengthened by a detour factor, at a mean speed."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.access.manysites import (
    MANY,
    are_within,
    cells_of_many,
    nearest_of_many,
    together_of_many,
)
from models.access.ways import SAME_SPOT_M, TOLERANCE, Bound, Box, Cost, Nearest, Spot, TwoNearest, Way
from models.county.points import PointIndex, Spans
from models.kernel.arrays import Bools, Floats, Ints, Objects

QUAD_SEGS = 32
"""Segments per quarter of a disc."""

_ANGLES = np.linspace(0.0, 2 * math.pi, 4 * QUAD_SEGS, endpoint=False)
_STEP = 2 * math.pi / (4 * QUAD_SEGS)
# The corners lie so far out that the polygon has the area of the circle.
_UNIT_RING = math.sqrt(_STEP / math.sin(_STEP)) * np.column_stack((np.cos(_ANGLES), np.sin(_ANGLES)))


@dataclass(frozen=True)
class StraightLine(Way):
    """Straight lines. Costs are their metres; a detour makes the way longer, and so only the time.

    Parameters
    ----------
    speed_km_h
        Mean speed; ``None`` where nobody asks for time.
    detour
        How many times longer the way is than the straight line; ``None`` for one that is straight.
    """

    speed_km_h: float | None = None
    detour: float | None = None

    unit = "m"
    norm = 2.0
    """Which sum of the way east and the way north is its length."""

    @property
    def words(self) -> str:
        """Whether the line is taken as it is or lengthened."""
        return "straight" if self.detour is None else "detour"

    @property
    def says(self) -> Mapping[str, float]:
        """Speed and detour factor."""
        return {"speed": self.speed_km_h or 0.0, "detour": self._times}

    @property
    def hours_per_km(self) -> str:
        """Detour factor over speed."""
        return f"{self._times!r}/{self._speed_km_h!r}"

    @property
    def course(self) -> Hashable:
        """All straight lines cost the same, however fast one goes."""
        return StraightLine

    def length(self, dx: Floats, dy: Floats) -> Floats:
        """Metres of ways that lead so far east and north; fresh arrays, which are written over.

        Every distance is computed in this one way, so that equal ones compare as equal.
        """
        dx *= dx  # in place: a drag asks with every step, and fresh arrays cost more than sums
        dy *= dy
        dx += dy
        return np.sqrt(dx, out=dx)

    def costs(self, places: PointIndex, spot: Spot) -> Floats:
        """Metres of the way to each place."""
        x, y = places.columns
        return self.length(x - spot[0], y - spot[1])

    def region(self, spot: Spot, limit: float) -> BaseGeometry:
        """Disc as a polygon of 128 corners with exactly the area of the circle.

        Its corners lie 0.02 % of the radius outside the circle, the middles of its edges 0.01 % inside, so
        shares of area have no bias. Places are held against the true circle, not against it.
        """
        if limit <= 0:
            return shapely.Polygon()
        return shapely.polygons(_UNIT_RING * limit + spot)

    def regions(self, spots: Floats, limit: float) -> Objects:
        """The same of many spots, shape (m, 2), for a limit that is more than nothing; shape (m,)."""
        found: Objects = shapely.polygons(_UNIT_RING * limit + spots[:, None])
        return found

    def cell(self, spot: Spot, others: Sequence[Spot], box: Box) -> BaseGeometry:
        """Convex polygon between bisectors, empty if all of the box is nearer to others."""
        left, bottom, right, top = box
        ring = [(left - 1, bottom - 1), (right + 1, bottom - 1), (right + 1, top + 1), (left - 1, top + 1)]
        x, y = spot
        distances = np.hypot(*(np.array(others, dtype=np.float64).reshape(-1, 2) - spot).T)
        for index in np.argsort(distances, kind="stable").tolist():
            if distances[index] <= SAME_SPOT_M:
                continue
            # Beyond twice the farthest corner no site can take anything off the cell.
            if distances[index] > 2 * max(np.hypot(px - x, py - y) for px, py in ring):
                break
            ring = _nearer_half(ring, spot, others[index])
            if len(ring) < 3:
                return shapely.Polygon()
        return shapely.Polygon(ring)

    def metres(self, xy: Floats, spots: Floats, point: Ints, site: Ints) -> Floats:
        """Metres in a straight line: the detour is told in words beside them."""
        return self.pairs(xy, spots, point, site)

    def minutes(self, cost: Cost) -> Cost:
        """Minutes at the mean speed over the longer way."""
        return cost * (self._times / (self._speed_km_h * 1000 / 60))

    def hours(self, cost: Cost) -> Cost:
        """Hours at the mean speed over the longer way."""
        return cost / 1000.0 * self._times / self._speed_km_h

    def limit(self, minutes: float) -> float:
        """Straight metres that one gets in so many minutes."""
        return self._speed_km_h * 1000 / 60 * minutes / self._times

    @property
    def _times(self) -> float:
        return 1.0 if self.detour is None else self.detour

    @property
    def _speed_km_h(self) -> float:
        if self.speed_km_h is None:
            raise ValueError("this way has no speed, so it takes no time")
        return self.speed_km_h

    # -- quicker than what follows from the costs of one site --------------------------------------------
    def beside(self, bound: Bound, others: Sequence[Spot], spot: Spot) -> tuple[Ints, Floats]:
        """Cells of places that are farther off than what any of theirs costs already are left out."""
        (x, y), grid = spot, bound.places.grid
        least = self._least(grid.cells, np.array([spot]))[:, 0]
        at = grid.positions(np.flatnonzero(least <= bound.of_cell))
        own = self.length(grid.x[at] - x, grid.y[at] - y)
        near = np.flatnonzero(own <= bound.by_cell[at])
        return at[near], own[near]

    def within(self, places: PointIndex, spot: Spot, limit: float) -> Ints:
        """Places in the disc, found in its own strip."""
        return places.in_disc(spot, limit)

    def nearest(self, places: PointIndex, spots: Sequence[Spot]) -> Nearest:
        """All sites against all places, block by block."""
        if len(spots) >= MANY:
            owners, far = nearest_of_many(np.column_stack(places.columns), spots, self.length, self.norm, 1)
            return Nearest(owners[:, 0], far[:, 0])
        # A k-d tree does not say which of equally near sites it returns, so all that may be are compared.
        grid, found = places.grid, Nearest.none(len(places))
        for block, sites in self._near(grid.blocks, spots, 1):
            x, y = grid.x[block], grid.y[block]
            cost, owner = found.cost[block], found.site[block]
            for site in sites:
                metres = self.length(x - spots[site][0], y - spots[site][1])
                closer = metres < cost
                np.copyto(cost, metres, where=closer)
                np.copyto(owner, site, where=closer)
        return Nearest(grid.in_rows(found.site), grid.in_rows(found.cost))

    def two_nearest(self, places: PointIndex, spots: Sequence[Spot]) -> TwoNearest:
        """All sites against all places, block by block."""
        if len(spots) >= MANY:
            owners, far = nearest_of_many(np.column_stack(places.columns), spots, self.length, self.norm, 2)
            return TwoNearest(owners[:, 0], far[:, 0], owners[:, 1], far[:, 1])
        grid, found = places.grid, TwoNearest.none(len(places))
        for block, sites in self._near(grid.blocks, spots, 2):
            x, y = grid.x[block], grid.y[block]
            first, first_m = found.first[block], found.first_cost[block]
            second, second_m = found.second[block], found.second_cost[block]
            for site in sites:
                metres = self.length(x - spots[site][0], y - spots[site][1])
                # After a few sites little is left that one more changes: only that is written.
                nearer = np.flatnonzero(metres < second_m)
                leads = metres[nearer] < first_m[nearer]
                ahead, behind = nearer[leads], nearer[~leads]
                second[ahead], second_m[ahead] = first[ahead], first_m[ahead]
                first[ahead], first_m[ahead] = site, metres[ahead]
                second[behind], second_m[behind] = site, metres[behind]
        return TwoNearest(
            grid.in_rows(found.first),
            grid.in_rows(found.first_cost),
            grid.in_rows(found.second),
            grid.in_rows(found.second_cost),
        )

    def reached(self, places: PointIndex, spots: Sequence[Spot], limit: float) -> Bools:
        """Of many sites only the nearest of each place is asked."""
        if len(spots) < MANY:
            return super().reached(places, spots, limit)
        found: Bools = self.nearest(places, spots).cost <= limit + TOLERANCE
        return found

    def together(self, spots: Sequence[Spot], limit: float) -> BaseGeometry:
        """What stands close is not united region by region."""
        if len(spots) < MANY or limit <= 0:
            return super().together(spots, limit)
        return together_of_many(spots, limit, self.length, partial(self.regions, limit=limit))

    def cells(self, spots: Sequence[Spot], box: Box) -> list[BaseGeometry]:
        """Of many all at once."""
        return super().cells(spots, box) if len(spots) < MANY else cells_of_many(spots, box)

    def territories(self, spots: Sequence[Spot], limit: float) -> list[BaseGeometry]:
        """A part that is near altogether is not cut."""
        if len(spots) < MANY or limit <= 0:
            return super().territories(spots, limit)
        xy = np.array(spots, dtype=np.float64)
        (left, bottom), (right, top) = xy.min(axis=0) - 2 * limit, xy.max(axis=0) + 2 * limit
        shapes: Objects = np.array(self.cells(spots, (left, bottom, right, top)), dtype=object)
        cut = np.flatnonzero(~are_within(shapes, xy, limit, self.length))
        shapes[cut] = shapely.intersection(self.regions(xy[cut], limit), shapes[cut])
        return list(shapes)

    def _least(self, spans: Spans, spots: Floats) -> Floats:
        """What no place of a group of places (axis 0) costs less than from sites (shape (m, 2), axis 1).

        Each step of the sum is rounded alike for places and for the edge of their group: none is lost.
        """
        x, y = spots.T
        dx = np.maximum(np.maximum(spans.left[:, None] - x, x - spans.right[:, None]), 0.0)
        dy = np.maximum(np.maximum(spans.bottom[:, None] - y, y - spans.top[:, None]), 0.0)
        return self.length(dx, dy)

    def _near(self, spans: Spans, spots: Sequence[Spot], count: int) -> Iterator[tuple[slice, list[int]]]:
        """Groups of places, each with the sites that may be among so many nearest to one of its places."""
        xy = np.array(spots, dtype=np.float64).reshape(-1, 2)
        x, y = xy.T
        dx = np.maximum(np.abs(spans.left[:, None] - x), np.abs(spans.right[:, None] - x))
        dy = np.maximum(np.abs(spans.bottom[:, None] - y), np.abs(spans.top[:, None] - y))
        most = self.length(dx, dy)
        enough = np.partition(most, count - 1)[:, [count - 1]] if len(spots) > count else np.inf
        may_be = self._least(spans, xy) <= enough
        for row in range(len(spans.first)):
            yield spans.slice(row), np.flatnonzero(may_be[row]).tolist()

    def table(self, xy: Floats, spots: Floats) -> Floats:
        """Metres of all pairs at once."""
        apart = xy[:, None, :] - spots[None, :, :]
        return self.length(apart[..., 0], apart[..., 1])

    def pairs(self, xy: Floats, spots: Floats, point: Ints, site: Ints) -> Floats:
        """Metres of single pairs at once."""
        apart = xy[point] - spots[site]
        return self.length(apart[:, 0], apart[:, 1])

    def meets(self, site: BaseGeometry, shapes: Objects, limit: float) -> Bools:
        """Measured from the outline of a site that has one."""
        found: Bools = shapely.distance(site, shapes) <= limit + TOLERANCE
        return found


def _nearer_half(ring: list[Spot], spot: Spot, other: Spot) -> list[Spot]:
    """Cut a convex ring along the bisector, keeping the side of ``spot``."""
    normal_x, normal_y = other[0] - spot[0], other[1] - spot[1]
    middle_x, middle_y = (other[0] + spot[0]) / 2, (other[1] + spot[1]) / 2
    sides = [(px - middle_x) * normal_x + (py - middle_y) * normal_y for px, py in ring]
    kept: list[Spot] = []
    for index, ((px, py), side) in enumerate(zip(ring, sides, strict=True)):
        (qx, qy), previous = ring[index - 1], sides[index - 1]
        if (side < 0 < previous) or (previous < 0 < side):
            part = previous / (previous - side)
            kept.append((qx + part * (px - qx), qy + part * (py - qy)))
        if side <= 0:
            kept.append((px, py))
    return kept
