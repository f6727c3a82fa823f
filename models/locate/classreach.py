"""How far fire stations of each class cover: by the jurisdiction of the class, or by minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.access.losing import limit_min
from models.access.measures import area_reach_min
from models.access.ways import Way
from models.facilities.facility import Facility, FireStation
from models.fire.values import responds
from models.kernel.arrays import Floats
from models.locate.ask import Ask
from models.rules.rules import Rules

_SUPPORT = "support"
_NOBODY = -1.0
"""Limit of who has no area of its own: even its own yard is beyond."""


@dataclass(frozen=True)
class ClassReach:
    """How far one of a class covers.

    Parameters
    ----------
    area_km2
        Jurisdiction that this follows from; ``None`` where only time decides.
    minutes
        Minutes under way.
    """

    name: str
    area_km2: float | None
    minutes: float


def reach_of(name: str, ask: Ask, rules: Rules, *, is_suburban: bool = False) -> ClassReach:
    """How far a class covers, by what is asked or by the rules; one in a suburb by the rules."""
    areas, minutes = dict(ask.areas), dict(ask.minutes)
    rule = f"fire.{'suburb' if is_suburban else name}.area_limit_km2"
    if name in minutes and not is_suburban:
        return ClassReach(name, None, minutes[name])
    if name in areas and not is_suburban:
        area_km2 = areas[name]
    else:
        rules.require(rule)
        area_km2 = rules[rule]
    if not area_km2:
        return ClassReach(name, None, limit_min(rules, ask.family))
    return ClassReach(name, area_km2, area_reach_min(rules, area_km2 * 1e6))


def asked_reaches(ask: Ask, rules: Rules) -> tuple[ClassReach, ...]:
    """Those of the classes that are asked for, where each has its own; support stations have none."""
    if not ask.has_own_areas:
        return ()
    return tuple(reach_of(name, ask, rules) for name, _ in ask.quotas if name != _SUPPORT)


def own_limits(facilities: Sequence[Facility], ask: Ask, rules: Rules, way: Way) -> Floats:
    """How far each station covers, in the way's unit, shape (m,)."""
    found = np.full(len(facilities), _NOBODY)
    for at, one in enumerate(facilities):
        if isinstance(one, FireStation) and responds(one):
            reach = reach_of(one.station_class, ask, rules, is_suburban=bool(one.is_suburban))
            found[at] = way.limit(reach.minutes)
    return found
