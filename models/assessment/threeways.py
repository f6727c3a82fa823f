"""The same figures by road, with the detour factor and in a straight line, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.assessment.assess import figures_alone
from models.county.county import County
from models.county.travel import TRAVEL_BY, TravelBy
from models.findings.lacking import Lacking
from models.kernel.progress import Progress, Work
from models.project.local import LocalFacts
from models.project.scenario import Scenario
from models.rules.rules import Rules


@dataclass(frozen=True)
class ThreeWays:
    """One figure that depends on how distances are measured; ``None`` is no data."""

    figure_id: str
    unit: str
    values: Mapping[TravelBy, float | None]

    @property
    def difference(self) -> float | None:
        """By road less in a straight line."""
        road, straight = self.values["road"], self.values["straight"]
        return None if road is None or straight is None else road - straight


def three_ways(
    county: County,
    scenario: Scenario,
    rules: Rules,
    lacking: Lacking,
    local: LocalFacts,
) -> Work[tuple[ThreeWays, ...]]:
    """Figures that are not the same by all ways, in the order of the assessment."""
    found = {}
    for done, travel_by in enumerate(TRAVEL_BY):
        yield Progress(done, len(TRAVEL_BY), "progress.roads.ways")
        found[travel_by] = figures_alone(county.measured(travel_by), scenario, rules, lacking, local)
    return tuple(
        ThreeWays(figure_id, figure.unit, values)
        for figure_id, figure in found["road"].items()
        if len(set((values := {by: figures[figure_id].value for by, figures in found.items()}).values())) > 1
    )
