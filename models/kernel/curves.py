"""Curves of how something is spread over people: who has how much, and how many have it by when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.kernel.arrays import Floats, Ints


@dataclass(frozen=True, eq=False)
class Lorenz:
    """Share of an amount (0..1) that the share of people with least of it has.

    Attributes
    ----------
    people_share, amount_share
        Corners of the curve from (0, 0) to (1, 1).
    gini
        0 where all have the same, towards 1 the less evenly it is spread.
    unknown
        How many places are left out, since their people or their amount are unknown.
    order
        The place whose share each corner but the first adds.
    """

    people_share: Floats
    amount_share: Floats
    gini: float
    unknown: int
    order: Ints


def lorenz(amount: Floats, persons: Floats) -> Lorenz | None:
    """Lorenz curve and Gini coefficient of an amount by place, everyone in a place having the same.

    Parameters
    ----------
    amount, persons
        Of each place, shape (n,); NaN unknown. Places without people hold nobody's share: they are left out.

    Returns
    -------
    Lorenz or None
        ``None`` where nobody has anything, or nothing is known.
    """
    known = np.isfinite(amount) & np.isfinite(persons)
    counted = known & (persons > 0)
    own, people = amount[counted], persons[counted]
    if own.sum() <= 0:
        return None
    order = np.argsort(own / people, kind="stable")
    people_share = np.concatenate([[0.0], np.cumsum(people[order]) / people.sum()])
    amount_share = np.concatenate([[0.0], np.cumsum(own[order]) / own.sum()])
    below = float(np.sum(np.diff(people_share) * (amount_share[1:] + amount_share[:-1])))
    return Lorenz(
        people_share, amount_share, 1.0 - below, int((~known).sum()), np.flatnonzero(counted)[order]
    )


def reached_by(values: Floats, persons: Floats) -> tuple[Floats, Floats]:
    """How many of all known people have a value of at most so much.

    Parameters
    ----------
    values
        Of each place, such as minutes; infinite where it is never reached; NaN, unknown, counts so too.
    persons
        Residents of each place; places whose residents are unknown have none here.

    Returns
    -------
    tuple of arrays
        Different values that come up, smallest first, and the share (0..1) of people with at most that; empty
        where nobody is known.
    """
    people = np.where(np.isfinite(persons), persons, 0.0)
    whole = float(people.sum())
    comes = np.isfinite(values) & (people > 0)
    if whole <= 0 or not comes.any():
        return np.empty(0), np.empty(0)
    at, index = np.unique(values[comes], return_inverse=True)
    return at, np.cumsum(np.bincount(index, weights=people[comes])) / whole
