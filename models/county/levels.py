"""From which level hazard zones apply, and what a county's words for levels mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LEVELS = (1, 2, 3, 4)
"""The scale of all hazards, 4 the highest."""


@dataclass(frozen=True)
class HazardLevels:
    """What the planner decided about levels of hazard zones.

    Parameters
    ----------
    from_level
        Level from which zones apply, for every rule that has no level of its own.
    by_rule
        Level of one rule, by the id of its check (``resources/siting.toml``).
    words
        What words of the county's own layers mean, 0 for no hazard; all others are read as usual.
    """

    from_level: int = 3
    by_rule: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)

    def of_rule(self, rule: str) -> int:
        """Level from which a rule applies."""
        return self.by_rule.get(rule, self.from_level)


USUAL_LEVELS = HazardLevels()
