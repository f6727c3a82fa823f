"""People placed in a shelter against its room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

OccupancyState = Literal["unknown", "empty", "partial", "full", "over", "uncapped"]


@dataclass(frozen=True)
class Occupancy:
    """People in a shelter against its room; exactly its room is full, not over it."""

    state: OccupancyState
    persons: int | None
    capacity_persons: int | None

    @property
    def share(self) -> float | None:
        """People over room; ``None`` where either is unknown or there is no room."""
        if self.persons is None or not self.capacity_persons:
            return None
        return self.persons / self.capacity_persons


def occupancy_of(persons: int | None, capacity: int | None) -> Occupancy:
    """People against room."""
    state: OccupancyState
    if persons is None:
        state = "unknown"
    elif persons == 0:
        state = "empty"
    elif capacity is None:
        state = "uncapped"
    else:
        state = "over" if persons > capacity else "full" if persons == capacity else "partial"
    return Occupancy(state, persons, capacity)
