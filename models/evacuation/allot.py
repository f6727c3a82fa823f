"""Nearest with overflow; a village stays whole as long as one place within reach has room for all of it."""

from __future__ import annotations

import numpy as np

from models.kernel.arrays import Floats, Ints

Share = tuple[int, int, int]
"""Village, shelter, persons."""


def nearest_whole(metres: Floats, persons: Ints, room: Ints, *, keeps_whole: bool) -> list[Share]:
    """Give people places by rising metres over all pairs of village and shelter.

    At equal metres the village that stands first comes first, then the shelter that does. With
    ``keeps_whole`` a pair is taken only if the shelter has room for all of the village; who found no place so
    is then divided, by rising metres again, over whatever room is left.

    Parameters
    ----------
    metres
        Of each pair, infinite where there is no way, shape (n, m).
    persons, room
        Whole people, shape (n,), and whole people each shelter takes, shape (m,).
    """
    waiting, left = persons.astype(np.int64), room.astype(np.int64)
    village, shelter = np.nonzero(np.isfinite(metres) & (waiting[:, None] > 0) & (left[None, :] > 0))
    order = np.lexsort((shelter, village, metres[village, shelter]))
    pairs = list(zip(village[order].tolist(), shelter[order].tolist(), strict=True))
    found: list[Share] = []
    for is_whole in (True, False) if keeps_whole else (False,):
        for one, to in pairs:
            moved = int(min(waiting[one], left[to]))
            if moved and (not is_whole or moved == waiting[one]):
                waiting[one] -= moved
                left[to] -= moved
                found.append((one, to, moved))
    return found
