"""Who finds a place where shelters are so many that all their pairs with places would fill the memory.

The nearest pairs come first anyway: they are looked for ring by ring, and beyond each ring only for people
who still want a place and shelters that still have one.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.access.straight import StraightLine
from models.access.ways import TOLERANCE
from models.kernel.arrays import Bools, Floats, Ints

_PAIRS_AT_ONCE = 1_000_000
_LEAST_RING_M = 1.0
_SLACK = 1e-9

Fill = Callable[[Floats, Floats, Ints, Ints, Floats], tuple[Ints, Floats, Floats]]
"""Who has a place: people at the point of each pair, room of each site, points, sites and costs of pairs."""


def fill_by_rings(
    way: StraightLine,
    xy: Floats,
    wanted: Floats,
    spots: Floats,
    limit: Floats,
    room: Floats,
    fill: Fill,
) -> tuple[Floats, Floats]:
    """People of each place who have a place, shape (n,), and people in each shelter, shape (m,).

    Parameters
    ----------
    xy, wanted
        Places, shape (n, 2), metres, and people there, shape (n,).
    spots, limit, room
        Shelters, shape (m, 2), how far each serves and how many it holds, shape (m,).
    """
    from scipy.spatial import cKDTree

    left, free, low = wanted.copy(), room.copy(), -1.0
    is_there: Bools = np.isfinite(xy.sum(axis=1))
    while True:
        points = np.flatnonzero((left > 0) & is_there)
        sites = np.flatnonzero((free > 0) & (limit + TOLERANCE > low))
        if not (len(points) and len(sites)):
            return wanted - left, room - free
        one, other = cKDTree(xy[points]), cKDTree(spots[sites])
        high = float(limit[sites].max()) + TOLERANCE
        while high - low > _LEAST_RING_M and (one.count_neighbors(other, high, p=way.norm) > _PAIRS_AT_ONCE):
            high = (max(low, 0.0) + high) / 2
        near = one.sparse_distance_matrix(other, high * (1 + _SLACK), p=way.norm, output_type="ndarray")
        point, site = points[near["i"]], sites[near["j"]]
        apart = xy[point] - spots[site]
        cost = way.length(apart[:, 0], apart[:, 1])
        is_in: Bools = (cost > low) & (cost <= high) & (cost <= limit[site] + TOLERANCE)
        point, site, cost = point[is_in], site[is_in], cost[is_in]
        who, persons, load = fill(left[point], free, point, site, cost)
        left[who] -= persons
        free = free - load
        low = high
