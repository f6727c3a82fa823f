"""What counts in one scenario and not in another, or differs."""

from __future__ import annotations

from dataclasses import dataclass

from models.facilities.facility import Facility, counts_in
from models.project.scenario import Scenario


@dataclass(frozen=True)
class Differences:
    """Facilities that count in one of two scenarios only, or differ."""

    added: tuple[Facility, ...]
    removed: tuple[Facility, ...]
    changed: tuple[Facility, ...]

    @property
    def ids_before(self) -> frozenset[str]:
        """Those that the map of the first scenario marks."""
        return frozenset(item.id for item in (*self.removed, *self.changed))

    @property
    def ids_after(self) -> frozenset[str]:
        """Those that the map of the second scenario marks."""
        return frozenset(item.id for item in (*self.added, *self.changed))


def differences(before: Scenario, after: Scenario) -> Differences:
    """What counts in the second scenario and not in the first, the other way round, and what was changed."""
    first, second = _counting(before), _counting(after)
    return Differences(
        added=tuple(item for key, item in second.items() if key not in first),
        removed=tuple(item for key, item in first.items() if key not in second),
        changed=tuple(item for key, item in second.items() if key in first and item != first[key]),
    )


def _counting(scenario: Scenario) -> dict[str, Facility]:
    today = scenario.is_today
    return {item.id: item for item in scenario.facilities.values() if counts_in(item.status, today=today)}
