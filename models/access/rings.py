"""Pairs of places and thousands of sites in rings of rising cost: all of them would fill the memory.

Who is sent to the nearest site with room needs the near pairs first anyway. Beyond each ring only those are
looked for of which both still have something left.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.access.straight import StraightLine
from models.access.ways import TOLERANCE, Way
from models.kernel.arrays import Bools, Floats, Ints

_PAIRS_AT_ONCE = 1_000_000
_LEAST_RING_M = 1.0
_SLACK = 1e-9


def has_rings(way: Way) -> bool:
    """Whether pairs can be looked for in rings: where cost grows with the distance on the map."""
    return isinstance(way, StraightLine)


def rings(
    way: Way,
    xy: Floats,
    left: Floats | Ints,
    spots: Floats,
    limit: Floats,
    free: Floats | Ints,
) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Place, site and cost of all pairs of a ring, shape (k,) each, ring by ring.

    Parameters
    ----------
    way
        One that :func:`has_rings`.
    xy, left
        Places, shape (n, 2), metres, and people there who wait, shape (n,); whoever takes a ring changes it.
    spots, limit, free
        Sites, shape (m, 2), how far each serves, and what it still takes, shape (m,); changed too.
    """
    from scipy.spatial import cKDTree

    assert isinstance(way, StraightLine)
    is_there: Bools = np.isfinite(xy.sum(axis=1))
    known = np.concatenate((xy[is_there], spots))
    most = float(np.ptp(known, axis=0).sum()) + 1.0  # no two are farther apart, by either sum
    reach, low = np.minimum(limit, most) + TOLERANCE, -1.0
    while True:
        points = np.flatnonzero((left > 0) & is_there)
        sites = np.flatnonzero((free > 0) & (reach > low))
        if not (len(points) and len(sites)):
            return
        one, other = cKDTree(xy[points]), cKDTree(spots[sites])
        high = float(reach[sites].max())
        while high - low > _LEAST_RING_M and one.count_neighbors(other, high, p=way.norm) > _PAIRS_AT_ONCE:
            high = (max(low, 0.0) + high) / 2
        near = one.sparse_distance_matrix(other, high * (1 + _SLACK), p=way.norm, output_type="ndarray")
        point, site = points[near["i"]], sites[near["j"]]
        apart = xy[point] - spots[site]
        cost = way.length(apart[:, 0], apart[:, 1])
        is_in: Bools = (cost > low) & (cost <= high) & (cost <= reach[site])
        yield point[is_in], site[is_in], cost[is_in]
        low = high
