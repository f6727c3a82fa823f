"""How far fire engines and micro fire stations come in their time, from rule values."""

from __future__ import annotations

from models.access.coverage import StraightLine
from models.rules.rules import Rules

REACH_RULES = ("fire.speed_km_h", "fire.driving_min", "fire.detour_factor")
"""Rule values: speed of a fire engine, driving time, and how much longer a road is than the straight line."""

MICRO_RULES = ("micro.speed_km_h", "micro.reach_min", "fire.detour_factor")
"""The same for micro fire stations, with their own speed and time."""

TIME_RULES = ("fire.turnout_min", "fire.speed_km_h", "fire.detour_factor")
"""Rule values of the time to arrive."""

SECOND_RULES = (*TIME_RULES, "fire.second_due_min")
"""Rule values of the second station: it has longer to come, turnout included."""


def reach_of(rules: Rules, keys: tuple[str, str, str] = REACH_RULES) -> StraightLine:
    """Straight line within reach: speed times driving time, over the detour factor."""
    speed_km_h, driving_min, detour = (rules[key] for key in keys)
    return StraightLine(speed_km_h * 1000 / 60 * driving_min / detour)


def second_reach_of(rules: Rules) -> StraightLine:
    """Straight line that the second station to come covers in its time after turnout."""
    driving_min = max(rules["fire.second_due_min"] - rules["fire.turnout_min"], 0.0)
    return StraightLine(rules["fire.speed_km_h"] * 1000 / 60 * driving_min / rules["fire.detour_factor"])
