"""Which facilities of a scenario figures are made of: with or without those outside the county.

Neighbours help each other, so facilities beyond the boundary count as long as the county does not decide
otherwise. The decision is a rule value, kept with who, when and why, and every computation asks here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.county.county import County
from models.facilities.facility import Facility, Family, counts_in
from models.findings.findings import Figure
from models.findings.places import facility_place
from models.kernel.arrays import Bools
from models.project.scenario import Scenario
from models.rules.rules import Rules

RULE = "scope.counts_outside"
LEFT_OUT = "facility.left_out_count"


def counts_outside(rules: Rules) -> bool:
    """Whether facilities outside the county's boundary are counted."""
    return rules[RULE] != 0


@dataclass(frozen=True, eq=False)
class Scope:
    """The facilities of one scenario that its status lets count, held against the boundary."""

    county: County
    scenario: Scenario
    rules: Rules

    @cached_property
    def present(self) -> tuple[Facility, ...]:
        """Facilities that count by their status, wherever they stand.

        None of a family that could not be read: what was put there since is not all there is.
        """
        unread = self.county.unread
        return tuple(one for one in self.scenario.counted() if one.family not in unread)

    @cached_property
    def is_inside(self) -> Bools:
        """Whether each of ``present`` stands in the county; on its boundary is inside; shape (n,)."""
        return _inside(self.county, self.present)

    @cached_property
    def counted(self) -> tuple[Facility, ...]:
        """Facilities that every figure is computed from."""
        if counts_outside(self.rules):
            return self.present
        return tuple(one for one, inside in zip(self.present, self.is_inside.tolist(), strict=True) if inside)

    @cached_property
    def left_out(self) -> tuple[Facility, ...]:
        """Facilities outside the county that are not counted because the county decided so."""
        if counts_outside(self.rules):
            return ()
        return tuple(
            one for one, inside in zip(self.present, self.is_inside.tolist(), strict=True) if not inside
        )


def counted(
    county: County, scenario: Scenario, rules: Rules, family: Family | None = None
) -> tuple[Facility, ...]:
    """Facilities of a scenario that figures are computed from, in the scenario's order.

    Existing ones today, planned ones too in a plan; those outside the county as the rule value says. Without
    a boundary nothing is outside.
    """
    found = Scope(county, scenario, rules).counted
    return tuple(one for one in found if one.family == family) if family is not None else found


def counts(county: County, rules: Rules, facility: Facility, *, today: bool) -> bool:
    """Whether one facility counts, as it is in a drag."""
    if facility.family in county.unread or not counts_in(facility.status, today=today):
        return False
    return counts_outside(rules) or bool(_inside(county, (facility,))[0])


def left_out_figure(county: County, rules: Rules, left_out: Sequence[Facility]) -> Figure:
    """How many facilities outside the county are not counted; without a boundary there is no saying."""
    if county.boundary is None:
        return Figure(LEFT_OUT, None, "places", missing=("county",), rules=(RULE,))
    return Figure(
        LEFT_OUT,
        float(len(left_out)),
        "places",
        {"count": len(left_out)},
        failing=tuple(facility_place(facility) for facility in left_out),
        rules=(RULE,),
    )


def _inside(county: County, facilities: Sequence[Facility]) -> Bools:
    xy = np.array([facility.location for facility in facilities], dtype=np.float64).reshape(-1, 2)
    return county.in_county(xy)
