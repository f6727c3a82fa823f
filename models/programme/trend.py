"""One figure over scenarios and years, for a chart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.findings.findings import Finding
from models.programme.years import Point


@dataclass(frozen=True)
class TrendPoint:
    """A figure in a scenario, or at the end of a year.

    Attributes
    ----------
    scenario_id
        Empty for a year.
    year
        ``None`` for a scenario.
    """

    scenario_id: str
    year: int | None
    finding: Finding


def trend(
    finding_id: str, scenarios: Mapping[str, Iterable[Finding]], years: Sequence[Point]
) -> tuple[TrendPoint, ...]:
    """A figure in each scenario, then at the end of each year; left out where no finding is of it."""
    sources = [
        *((scenario_id, None, findings) for scenario_id, findings in scenarios.items()),
        *(("", point.year, point.findings) for point in years if point.year is not None),
    ]
    return tuple(
        TrendPoint(scenario_id, year, finding)
        for scenario_id, year, findings in sources
        for finding in findings
        if finding.id == finding_id
    )
