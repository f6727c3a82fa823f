"""Small fire stations beside larger ones: where the jurisdictions of both meet (JB 152-2017, 14).

What a station covers is what it reaches in the time of its class, so two jurisdictions meet where the drive
from one to the other takes no longer than both times together. The figure of the verdicts goes by what is
nearest to each, which needs the stations; here it is asked before they are chosen.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.access.ways import TOLERANCE, Way
from models.facilities.facility import Facility, FireStation
from models.fire.results import LARGER_CLASSES
from models.kernel.arrays import Bools, Floats, Ints
from models.locate.problem import Beside

SMALL = "small"


def _of_classes(facilities: Sequence[Facility], classes: Sequence[str]) -> Bools:
    return np.array(
        [isinstance(one, FireStation) and one.station_class in classes for one in facilities], dtype=np.bool_
    )


def meeting(
    way: Way, facilities: Sequence[Facility], limits: Floats, small: Ints, larger: Ints
) -> tuple[Ints, Ints]:
    """Pairs of a small and a larger station whose jurisdictions meet.

    Parameters
    ----------
    limits
        How far each covers, in the way's unit, shape (m,).
    """
    spots = np.array([one.location for one in facilities], dtype=np.float64).reshape(-1, 2)
    ends, end = np.unique(spots[small], axis=0, return_inverse=True)
    starts, start = np.unique(spots[larger], axis=0, return_inverse=True)
    if not len(small) or not len(larger):
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    apart = way.table(ends, starts)[np.ix_(end.ravel(), start.ravel())]
    meets = apart <= limits[small][:, None] + limits[larger][None, :] + TOLERANCE
    one, other = np.nonzero(meets)
    return small[one], larger[other]


def beside_larger(way: Way, facilities: Sequence[Facility], limits: Floats, kept: int) -> Beside:
    """The new small stations, and the larger ones, kept or new, that each may stand beside.

    Parameters
    ----------
    limits
        As for :func:`meeting`; below zero for one that covers nobody or may not be used.
    """
    new = np.arange(len(facilities)) >= kept
    asks = _of_classes(facilities, (SMALL,)) & new & (limits >= 0)
    larger = np.flatnonzero(_of_classes(facilities, LARGER_CLASSES) & (limits >= 0))
    return Beside(asks, *meeting(way, facilities, limits, np.flatnonzero(asks), larger))


def apart_from_larger(
    way: Way, facilities: Sequence[Facility], limits: Floats, kept: int, chosen: Bools
) -> tuple[int, tuple[str, ...]]:
    """How many of the chosen new stations are small, and the names of those that adjoin no larger one."""
    opened = np.flatnonzero(chosen)
    stations = [facilities[at] for at in opened.tolist()]
    beside = beside_larger(way, stations, limits[opened], int((opened < kept).sum()))
    alone = beside.asks & ~beside.allowed(np.ones(len(opened), dtype=np.bool_))
    return int(beside.asks.sum()), tuple(stations[at].name for at in np.flatnonzero(alone).tolist())
