"""How distances over land are measured in a county: what its planner chose."""

from __future__ import annotations

from typing import Literal, get_args

TravelBy = Literal["road", "detour", "straight"]
"""By the county's roads; in a straight line times a detour factor where time counts; in a straight line."""

TRAVEL_BY: tuple[TravelBy, ...] = get_args(TravelBy)

AS_BEFORE: TravelBy = "detour"
"""What projects measured by that say nothing of it."""
