"""Order of building: by people gained per yuan, each after the ones before it."""

from __future__ import annotations

import numpy as np
import pytest

from models.facilities.facility import Facility
from models.facilities.keyproject import KeyProject
from models.programme.order import Gains, Order, order_of
from tests.models.made import county, depot, random_county, rules, shelter

# Short-term shelters reach 1,000 m: A (1,000 people) and B (2,000) from 1,000; B and C (3,000) from 2,000.
WEST = shelter(1000, 500, id="west", status="planned")
MIDDLE = shelter(2000, 500, id="middle", status="planned")
EAST = shelter(3500, 1500, id="east", status="planned")
STORE = depot(10, 10, id="store", status="planned")
FACILITIES: dict[str, Facility] = {one.id: one for one in (WEST, MIDDLE, EAST, STORE)}


def of(name: str, *ids: str, **values: object) -> KeyProject:
    return KeyProject(id=name, facility_ids=ids or (name,), **values)  # type: ignore[arg-type]


def ordered(
    costs: dict[str, float | None], *projects: KeyProject, budget: float | None = None, **more: Facility
) -> Order:
    facilities = FACILITIES | more
    return order_of(projects, costs, Gains(county(), facilities, rules(), projects), budget)


def told(order: Order) -> list[tuple[str, float | None, float]]:
    return [(step.project.id, step.gained, step.spent_10k) for step in order.steps]


PROJECTS = (of("west"), of("middle"), of("east"))
COSTS: dict[str, float | None] = {"west": 100.0, "middle": 200.0, "east": 100.0}


def test_most_people_per_yuan_first_each_after_the_ones_before() -> None:
    # At first 30, 25 and 40 people per 10,000 yuan: east. Then west's 3,000; of middle's 5,000 B is served.
    assert told(ordered(COSTS, *PROJECTS)) == [
        ("east", 4000.0, 100.0),
        ("west", 3000.0, 200.0),
        ("middle", 3000.0, 400.0),
    ]


def test_pinned_projects_come_first_and_the_others_after_them() -> None:
    pinned = (of("west"), of("middle", is_pinned=True), of("east"))
    assert told(ordered(COSTS, *pinned)) == [
        ("middle", 5000.0, 200.0),
        ("east", 4000.0, 300.0),
        ("west", 1000.0, 400.0),
    ]


def test_a_budget_takes_what_fits_and_names_what_does_not() -> None:
    found = ordered(COSTS, *PROJECTS, budget=250.0)
    assert [step.project.id for step in found.steps] == ["east", "west"]
    assert [one.id for one in found.beyond] == ["middle"]
    pinned = ordered(COSTS, of("west"), of("middle", is_pinned=True), budget=150.0)
    assert [step.project.id for step in pinned.steps] == ["west"]
    assert [one.id for one in pinned.beyond] == ["middle"], "a pinned one too has to fit"


def test_what_stands_or_was_finished_gains_nobody() -> None:
    standing = shelter(1000, 500, id="old")
    assert told(ordered(COSTS, of("west"), **{"old": standing})) == [("west", 0.0, 100.0)]
    finished = of("done", "middle", state="finished")
    assert told(ordered(COSTS, of("west"), finished)) == [("west", 1000.0, 100.0)], "A alone is left"


def test_what_cannot_be_compared_is_named_and_dropped_ones_are_not() -> None:
    costs = COSTS | {"store": 10.0, "middle": None}
    found = ordered(costs, of("middle"), of("store"), of("east", state="dropped"), of("west"))
    assert [one.id for one in found.unknown] == ["middle", "store"]
    assert [step.project.id for step in found.steps] == ["west"]
    priced = ordered(costs, of("middle", is_pinned=True), budget=500.0)
    assert [one.id for one in priced.unknown] == ["middle"], "nobody knows whether it fits"
    assert told(ordered(costs, of("middle", is_pinned=True))) == [("middle", 5000.0, 0.0)]


@pytest.mark.parametrize("seed", range(8))
def test_each_step_is_the_best_of_all_that_fit(seed: int) -> None:
    random = np.random.default_rng(seed)
    small = random_county(random, 40)
    sites = [
        shelter(*random.integers(0, 8000, 2).astype(float), id=f"{number}", status="planned")
        for number in range(6)
    ]
    held = {one.id: one for one in sites}
    projects = [of(one.id) for one in sites]
    costs: dict[str, float | None] = {one.id: float(random.integers(1, 9)) for one in sites}
    budget = float(random.integers(5, 30))
    gains = Gains(small, held, rules(), projects)
    found = order_of(projects, costs, gains, budget)

    def reached(ids: list[str]) -> float:
        """People within 1,000 m of any of them, village by village."""
        xy, total = small.demand.xy, 0.0
        for at, people in zip(xy, small.demand.known_persons, strict=True):
            if any(np.hypot(*(at - np.array(held[key].location))) <= 1000 for key in ids):
                total += people
        return total

    built: list[str] = []
    for step in found.steps:
        left = [one for one in costs if one not in built]
        spent = sum(costs[one] or 0.0 for one in built)
        fitting = [one for one in left if spent + (costs[one] or 0.0) <= budget]
        gain = {one: reached([*built, one]) - reached(built) for one in fitting}
        best = max(gain[one] / (costs[one] or 1.0) for one in fitting)
        assert step.gained == pytest.approx(gain[step.project.id])
        assert gain[step.project.id] / (step.cost_10k or 1.0) == pytest.approx(best)
        built.append(step.project.id)
    assert sum(costs[one] or 0.0 for one in built) <= budget
    assert all(
        sum(costs[one] or 0.0 for one in built) + (costs[one.id] or 0.0) > budget for one in found.beyond
    )
