"""Hold an evacuation against the raw data it was computed from."""

from __future__ import annotations

import numpy as np
import shapely

from models.evacuation.plan import EvacuationError, EvacuationPlan
from models.rules.rules import Rules
from models.shelters.values import areas, capacity_persons

_SLACK_M = 0.01


def verify(plan: EvacuationPlan, rules: Rules) -> None:
    """Check that everybody counts once, no shelter holds too many, and no way comes back into the zone.

    Raises
    ------
    EvacuationError
        One of these does not hold.
    """
    within = plan.county.demand.index.in_polygon(plan.zone.shape)
    residents = plan.county.demand.known_persons[within].sum()
    if plan.inside.known != int(np.floor(residents + 0.5 + 1e-9)):
        raise EvacuationError("people inside the zone are not those of the list")
    if any(move.persons < 1 for move in plan.moves):
        raise EvacuationError("nobody is sent somewhere")
    if any(plan.left_over(number) < 0 for number in range(len(plan.villages))):
        raise EvacuationError("somebody is sent twice")
    for host, load in zip(plan.hosts, plan.load, strict=True):
        room = capacity_persons(host.shelter, areas(host.shelter, rules).effective_m2, rules)
        if load and (host.why or room is None or load > room):
            raise EvacuationError("a shelter holds more than its room")
        if load and shapely.intersects(host.shelter.geometry, plan.zone.shape):
            raise EvacuationError("a shelter stands in the zone")
    for move in plan.moves:
        start, end = shapely.get_coordinates(move.line)[[0, -1]]
        village, shelter = plan.villages[move.village], plan.hosts[move.host].shelter
        if np.hypot(*(start - village.spot)) > _SLACK_M or np.hypot(*(end - shelter.location)) > _SLACK_M:
            raise EvacuationError("a way leads elsewhere")
        if abs(shapely.length(move.line) - move.metres) > 1e-3 * (1.0 + move.metres):
            raise EvacuationError("a way is not as long as it says")
    if sum(row.persons for row in plan.towns) != plan.inside.known:
        raise EvacuationError("townships do not add up to the county")
    total = plan.total
    if total.moved + total.no_road + total.no_room != plan.inside.known:
        raise EvacuationError("people without a place are not told")
