"""Who comes within reach and who leaves it from one scenario to another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.findings.results import Assessment
from models.kernel.arrays import Ints


@dataclass(frozen=True, eq=False)
class ChangedReach:
    """Demand points by their rows, largest first, and their known residents."""

    gained: Ints
    lost: Ints
    gained_persons: float
    lost_persons: float


def changed_reach(before: Assessment, after: Assessment, key: str) -> ChangedReach | None:
    """What becomes of everyone by one kind of coverage; ``None`` where either scenario does not tell."""
    first, second = before.covered.get(key), after.covered.get(key)
    if first is None or second is None or len(first) != len(second):
        return None
    persons = after.county.demand.known_persons
    order = np.argsort(-persons, kind="stable")
    gained, lost = order[~first[order] & second[order]], order[first[order] & ~second[order]]
    return ChangedReach(gained, lost, float(persons[gained].sum()), float(persons[lost].sum()))
