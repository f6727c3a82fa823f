"""What one of several sites serves: all in its reach that is not nearer to another of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from shapely.geometry.base import BaseGeometry

from models.access.ways import Reach, Spot
from models.county.points import PointIndex
from models.kernel.arrays import Ints


class Neighbours:
    """Sites of one kind, of which each is asked who is near enough to take something from it."""

    def __init__(self, reach: Reach, spots: Sequence[Spot]) -> None:
        self._reach, self._spots = reach, sorted(set(spots))
        self._index = PointIndex(np.array(self._spots).reshape(-1, 2))
        self._rivals: dict[Spot, tuple[Spot, ...]] = {}

    def rivals(self, spot: Spot) -> tuple[Spot, ...]:
        """Other spots, in order, that are near enough to one; each once. Kept."""
        if spot not in self._rivals:
            self._rivals[spot] = self._searched(spot)
        return self._rivals[spot]

    def _searched(self, spot: Spot) -> tuple[Spot, ...]:
        most = 2 * self._reach.limit
        rows, cost = self._reach.way.costs_within(self._index, spot, most)
        near = np.sort(rows[cost <= most]).tolist()
        return tuple(other for row in near if (other := self._spots[row]) != spot)


def served(reach: Reach, places: PointIndex, spot: Spot, near: Sequence[Spot]) -> Ints:
    """Positions of the places in reach of a site and no nearer to one of its rivals, shape (k,).

    A place equally far from two sites belongs to the western, then southern one.
    """
    inside, own = reach.members_at(places, spot)
    here, is_own = places.part(inside), np.ones(len(inside), dtype=np.bool_)
    for other in near:
        # Beyond the limit a rival takes nobody away.
        cost = reach.way.costs_up_to(here, other, reach.limit)
        is_own &= (own < cost) | ((own == cost) & (spot < other))
    return inside[is_own]


def territory(reach: Reach, spot: Spot, near: Sequence[Spot]) -> BaseGeometry:
    """Part of a site's region that is nearer to it than to each of its rivals."""
    return reach.way.territory(spot, near, reach.limit)
