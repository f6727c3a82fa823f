"""Parts of an assessment: figures that are made together, and whose move changes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from models.access.sited import Sited
from models.facilities.facility import Facility, Family, Shelter
from models.findings.findings import Figure
from models.project.local import LocalFacts

Values = dict[str, float | None]
"""Values of figures by id; ``None`` means no data."""


@dataclass(frozen=True, eq=False)
class Case:
    """All that figures are made of.

    Parameters
    ----------
    sited
        The facilities that count.
    candidates
        Candidates for shelters, wherever they stand.
    left_out
        Facilities outside the county that do not count.
    local
        What the planner knows of the county and no layer holds, for siting checks.
    as_of
        Day that ages of inspections and drills are counted to; without it they have no data.
    """

    sited: Sited
    candidates: tuple[Shelter, ...] = ()
    left_out: tuple[Facility, ...] = ()
    local: LocalFacts = field(default_factory=LocalFacts)
    as_of: date | None = None


@dataclass(frozen=True, eq=False)
class Part:
    """Figures that are made together.

    Parameters
    ----------
    families
        Whose facilities they are made of; whatever is done with others changes nothing of them, neither their
        inputs nor the places that they list.
    figures
        Makes them, with inputs and places that fall short; ``None`` for those that another room makes on
        demand and a drag follows all the same.
    values
        Makes only their values, which is what a drag asks for with every step; where it is ``None`` those of
        the figures are taken.
    """

    families: frozenset[Family]
    figures: Callable[[Case], Mapping[str, Figure]] | None
    values: Callable[[Case], Values] | None = None

    def values_of(self, case: Case) -> Values:
        """Values by figure id."""
        if self.values is not None:
            return self.values(case)
        assert self.figures is not None
        return {key: figure.value for key, figure in self.figures(case).items()}
