"""A plan that does not agree with the data it was made from is not let through, whatever is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import shapely

from models.county.layer import Role
from models.evacuation.plan import EvacuationError, EvacuationPlan
from models.evacuation.verify import verify
from tests.models.evacuation.made_evacuation import RULES, county, planned, room
from tests.models.made import at, box, layer

WEST, EAST, NORTH = room(1500, 500, 150), room(3500, 500, 60), room(3500, 1500, 40)


@pytest.fixture(scope="module")
def plan() -> EvacuationPlan:
    made = planned(WEST, EAST, NORTH)
    verify(made, RULES)
    return made


def first_move(plan: EvacuationPlan, **changes: object) -> EvacuationPlan:
    return replace(plan, moves=(replace(plan.moves[0], **changes), *plan.moves[1:]))  # type: ignore[arg-type]


def in_the_zone(plan: EvacuationPlan) -> EvacuationPlan:
    host = plan.hosts[plan.moves[0].host]
    moved = replace(host, shelter=replace(host.shelter, geometry=at(2500, 500)))
    return replace(plan, hosts=tuple(moved if one is host else one for one in plan.hosts))


def without_its_last_township(plan: EvacuationPlan) -> EvacuationPlan:
    broken = replace(plan)
    vars(broken)["towns"] = plan.towns[:-1]
    return broken


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda plan: replace(plan, zone=replace(plan.zone, shape=box(2000, 0, 2200, 1000))), "of the list"),
        (lambda plan: first_move(plan, persons=0), "nobody is sent"),
        (lambda plan: replace(plan, moves=(*plan.moves, plan.moves[0])), "sent twice"),
        (in_the_zone, "stands in the zone"),
        (lambda plan: first_move(plan, line=shapely.reverse(plan.moves[0].line)), "leads elsewhere"),
        (lambda plan: first_move(plan, metres=plan.moves[0].metres + 5.0), "not as long as it says"),
        (without_its_last_township, "do not add up"),
    ],
)
def test_what_is_wrong_is_named(
    plan: EvacuationPlan, spoil: Callable[[EvacuationPlan], EvacuationPlan], told: str
) -> None:
    with pytest.raises(EvacuationError, match=told):
        verify(spoil(plan), RULES)


def test_without_people_or_without_their_number_there_is_no_plan() -> None:
    assert "demand" in planned(WEST, of=county(villages=None)).missing
    unknown = layer(Role.VILLAGES, [at(2100, 500)], name=["P"])
    assert "population" in planned(WEST, of=county(villages=unknown)).missing
