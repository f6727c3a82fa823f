"""Who comes first and who comes second: the two nearest stations of each demand point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.county.county import County
from models.kernel.arrays import Floats, Ints

Spot = tuple[float, float]

_BLOCK = 16_384  # points per pass over the stations: the arrays of one pass stay in the processor's cache


@dataclass(frozen=True, eq=False)
class Due:
    """First-due and second-due station of each demand point, in a straight line; arrays of shape (n,).

    Two stations in one yard are two stations: either may be the second. Of equally near ones the one that
    stands first in the list comes first.

    Attributes
    ----------
    first, second
        Position of the station; -1 without one.
    first_m2, second_m2
        Squared distance to it; infinite without one.
    """

    first: Ints
    first_m2: Floats
    second: Ints
    second_m2: Floats


def due(county: County, spots: Sequence[Spot]) -> Due:
    """The two nearest stations of each demand point; kept.

    If all but the last station have been asked for before, only the last is looked at: that one moves.
    """

    def make() -> Due:
        others: Due | None = county.memo.find(("due", *spots[:-1])) if spots else None
        if others is not None:
            return joined(others, county.demand.index.squared_m2(*spots[-1]), len(spots) - 1)
        return due_at(county.demand.xy, spots)

    return county.memo.get(("due", *spots), make, keep=8)


def joined(others: Due, squared_m2: Floats, station: int) -> Due:
    """The same with one more station, which stands last.

    Parameters
    ----------
    squared_m2
        Squared distance of each demand point to it, shape (n,).
    """
    leads, follows = squared_m2 < others.first_m2, squared_m2 < others.second_m2
    return Due(
        first=np.where(leads, station, others.first),
        first_m2=np.where(leads, squared_m2, others.first_m2),
        second=np.where(leads, others.first, np.where(follows, station, others.second)),
        second_m2=np.where(leads, others.first_m2, np.where(follows, squared_m2, others.second_m2)),
    )


def due_at(xy: Floats, spots: Sequence[Spot]) -> Due:
    """The two nearest stations of each of some points, shape (n, 2), metres."""
    stations = np.array(spots, dtype=np.float64).reshape(-1, 2)
    count = len(xy)
    none = np.full(count, -1, dtype=np.intp)
    found = Due(none, np.full(count, np.inf), none.copy(), np.full(count, np.inf))
    for start in range(0, count, _BLOCK):
        block = slice(start, start + _BLOCK)
        x, y = np.ascontiguousarray(xy[block].T)
        first, first_m2 = found.first[block], found.first_m2[block]
        second, second_m2 = found.second[block], found.second_m2[block]
        for index, (station_x, station_y) in enumerate(stations):
            dx, dy = x - station_x, y - station_y
            squared = dx * dx + dy * dy
            # After a few stations little is left that one more changes: only that is written.
            found_nearer = np.flatnonzero(squared < second_m2)
            leads = squared[found_nearer] < first_m2[found_nearer]
            ahead, behind = found_nearer[leads], found_nearer[~leads]
            second[ahead], second_m2[ahead] = first[ahead], first_m2[ahead]
            first[ahead], first_m2[ahead] = index, squared[ahead]
            second[behind], second_m2[behind] = index, squared[behind]
    return found
