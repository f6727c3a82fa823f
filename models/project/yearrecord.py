"""What the plan's rows came to at the end of a year, kept as it was computed then."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from models.findings.findings import Target, Verdict

FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class YearFigure:
    """One row of the plan as it stood.

    Parameters
    ----------
    id
        Of the row.
    names
        Name of the row in both languages: the plan may be another by the time that it is read.
    value
        ``None`` where there was no data.
    """

    id: str
    names: Mapping[str, str]
    unit: str
    value: float | None
    verdict: Verdict
    target: Target | None = None


@dataclass(frozen=True)
class YearRecord:
    """One year that was closed.

    Parameters
    ----------
    day
        When that was done, ISO date.
    profile_id
        Plan that the project was held against.
    note
        What people want to remember of it.
    """

    year: int
    day: str
    profile_id: str
    figures: tuple[YearFigure, ...]
    note: str = ""

    @cached_property
    def by_id(self) -> Mapping[str, YearFigure]:
        """Its figures by row."""
        return {one.id: one for one in self.figures}

    @property
    def fault(self) -> str:
        """Why it cannot be so; empty if it can."""
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            return "year"
        try:
            date.fromisoformat(self.day)
        except ValueError:
            return "day"
        values = [one.value for one in self.figures if one.value is not None]
        if len(self.by_id) < len(self.figures) or not all(map(math.isfinite, values)):
            return "figures"
        return ""
