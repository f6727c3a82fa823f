"""People of a stay class in shelters of limited room: by hand, against raw capacities, nothing unsaid."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from layers.project.file import load_project
from layers.sample import sample_path
from models.county.layer import Role
from models.facilities.facility import SHELTER_CLASSES, Facility
from models.kernel.progress import run_to_end
from models.rules.rules import load_rules
from models.shelters.assign import assign, assign_every_stay, assign_exact, assign_nearest, people_in_need
from models.shelters.assignment import (
    METHODS,
    STAY_OF_CLASS,
    STAYS,
    Assignment,
    AssignmentError,
    Method,
    verify,
)
from tests.models import made

SHARES = {f"shelter__displaced_share__{stay}": 0.1 for stay in STAYS}


def run(
    method: Method, *shelters: Facility, stay: str = "short", of=None, largest_m=None, **values
) -> Assignment:
    """Villages A to E hold 100, 200, 300, 400 and 50 people in need."""
    rules = made.rules(**(SHARES | values))
    return run_to_end(
        assign(method, of or made.county(), made.scenario(shelters), rules, stay, largest_m=largest_m)
    )


# -- demand --------------------------------------------------------------------------------------------------
def test_people_are_whole_and_their_sum_is_the_rounded_sum() -> None:
    """10 % of 14, 16, 25 and nobody knows: 1.4 + 1.6 + 2.5 = 5.5 -> 6; largest fractions go up."""
    residents = np.array([14.0, 16.0, 25.0, np.nan])
    assert people_in_need(residents, 0.1).tolist() == [1, 2, 3, 0]
    assert people_in_need(np.array([5.0, 5.0, 5.0]), 0.1).tolist() == [1, 1, 0]
    assert people_in_need(np.array([100.0, 0.0]), 1.0).tolist() == [100, 0]
    assert people_in_need(np.full(1000, 0.3), 1.0).sum() == 300
    assert people_in_need(np.empty(0), 0.5).tolist() == []


def test_a_shelter_serves_its_own_stay_class_and_shorter_ones() -> None:
    assert set(STAY_OF_CLASS) == set(SHELTER_CLASSES)
    assert set(STAY_OF_CLASS.values()) == set(STAYS)
    shelters = [made.shelter(x, 0, shelter_class=name) for x, name in enumerate(SHELTER_CLASSES)]
    held = {
        stay: {one.shelter_class for one in run("nearest", *shelters, stay=stay).shelters} for stay in STAYS
    }
    assert held == {
        "emergency": set(SHELTER_CLASSES),
        "short": {"short", "medium", "long", "central"},
        "medium": {"medium", "long", "central"},
        "long": {"long", "central"},
    }


@pytest.mark.parametrize("method", METHODS)
def test_a_long_stay_leaves_its_room_to_shorter_ones(method: Method) -> None:
    """Long, 7,200 m2 at B: 1,600 places. Of each stay 1,050 people are in need.

    550 places are left for medium stays and nothing for short ones; in an emergency all 1,600 are free.
    """
    long = made.shelter(1500, 500, shelter_class="long", effective_area_m2=7200.0)
    placed = {stay: run(method, long, stay=stay) for stay in STAYS}
    assert [one.total_placed for one in placed.values()] == [1050, 0, 550, 1050]
    assert [one.total_capacity for one in placed.values()] == [1600, 0, 550, 1600]


def test_every_stay_at_once_is_as_each_alone() -> None:
    long = made.shelter(1500, 500, shelter_class="long", effective_area_m2=7200.0)
    short = made.shelter(2500, 500, shelter_class="short", effective_area_m2=900.0)
    county, scenario, rules = made.county(), made.scenario([long, short]), made.rules(**SHARES)
    found = run_to_end(assign_every_stay(county, scenario, rules))
    assert tuple(found) == STAYS
    for stay, one in found.items():
        alone = run_to_end(assign_nearest(county, scenario, rules, stay))
        assert one.shelters == alone.shelters and one.stay == stay
        for part in ("point", "site", "persons", "cost", "distance_m"):
            assert np.array_equal(getattr(one.flows, part), getattr(alone.flows, part))
        assert np.array_equal(one.capacity_persons, alone.capacity_persons)


def test_the_shares_come_from_the_rules_and_say_that_they_are_not_sure() -> None:
    rules = load_rules()
    for stay in STAYS:
        quantity = rules.quantity(f"shelter.displaced_share.{stay}")
        assert quantity.unit == "share" and quantity.confidence == "M" and quantity.note
    fixed = sum(rules[f"shelter.displaced_share.{stay}"] for stay in ("short", "medium", "long"))
    assert fixed == pytest.approx(rules["shelter.fixed_capacity_share"])


# -- by hand -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("method", METHODS)
def test_one_shelter_with_room_for_some(method: Method) -> None:
    """500 places at B: B itself 200, then A and C (both 1 km off) 100 and 200 of 300 people; 550 are left.

    D, 2,236 m off, and E, 3 km off, get none. C keeps 100 without a place.
    """
    result = run(method, made.shelter(1500, 500))
    assert result.total_needing == 1050 and result.total_capacity == 500
    assert result.total_placed == 500 and result.total_unserved == 550
    assert result.placed_persons.tolist()[1] == 200
    assert sum(result.placed_persons.tolist()[:3:2]) == 300  # A and C are equally far
    assert result.person_distance_m == pytest.approx(300_000.0)
    assert result.mean_distance_m == pytest.approx(600.0)
    assert result.farthest_m == pytest.approx(1000.0)
    assert result.within_radius_share == pytest.approx(500 / 1050)  # 1,000 m is inside the radius of 1,000 m
    assert result.load_persons.tolist() == [500]
    assert result.nearest_persons.tolist() == [1050] and result.is_overloaded.tolist() == [True]
    west, east = result.by_place[0].tolist()
    assert (west, east) == (300, 700)  # E lies outside both
    assert result.by_place[1].sum() == 500


def test_nearest_first_at_equal_distance_takes_the_first_village() -> None:
    result = run("nearest", made.shelter(1500, 500))
    assert result.placed_persons.tolist() == [100, 200, 200, 0, 0]
    assert result.unserved_points.tolist() == [3, 2, 4]  # 400, 100, 50


def test_overflow_idle_and_overloaded() -> None:
    """At A 100 m2 hold 50, at B 1,000 m2 hold 500, at (0, 9000) nobody goes."""
    first = made.shelter(500, 500, effective_area_m2=100.0)
    second, far = made.shelter(1500, 500), made.shelter(0, 90_000, effective_area_m2=20.0)
    result = run("nearest", first, second, far)
    assert result.load_persons.tolist() == [50, 500, 10]
    assert result.nearest_persons.tolist() == [100, 950, 0]
    assert result.is_overloaded.tolist() == [True, True, False]
    assert not result.is_idle.any()
    alone = run("nearest", first, second, far, largest_m=5000.0)
    assert alone.is_idle.tolist() == [False, False, True]
    assert alone.load_persons.tolist() == [50, 500, 0]


# -- what is not known ---------------------------------------------------------------------------------------
def test_a_shelter_without_an_area_takes_nobody_and_is_named() -> None:
    unknown = made.shelter(1500, 500, effective_area_m2=None)
    result = run("nearest", unknown, made.shelter(500, 500))
    assert result.load_persons.tolist() == [0, 500]
    assert result.is_unknown.tolist() == [True, False]
    assert not result.is_idle[0] and not result.is_overloaded[0]
    assert result.missing == ("shelter_area",)


def test_a_place_without_residents_known_is_named() -> None:
    villages = made.layer(
        Role.VILLAGES,
        [made.at(500, 500), made.at(1500, 500)],
        name=["A", "B"],
        population_persons=[1000.0, None],
    )
    result = run("nearest", made.shelter(500, 500), of=made.county(villages=villages))
    assert result.total_needing == 100
    assert [place.name for place in result.place_of(result.unknown_population)] == ["B"]
    assert result.missing == ("demand_population",)


@pytest.mark.parametrize("method", METHODS)
def test_no_shelters_leave_everybody_without_a_place(method: Method) -> None:
    result = run(method)
    assert result.total_unserved == result.total_needing == 1050
    assert result.mean_distance_m is None and result.farthest_m is None
    assert result.missing == ("shelters",)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("shelters", [(), (made.shelter(500, 500, effective_area_m2=None),)])
def test_where_no_room_is_known_nobody_is_told_to_be_without_a_place(method: Method, shelters) -> None:
    result = run(method, *shelters)
    assert not result.has_room and result.within_radius_share is None
    assert len(result.unserved_points) == 0
    with_some = run(method, *shelters, made.shelter(500, 500))
    assert with_some.has_room and with_some.total_placed == 500 and len(with_some.unserved_points) > 0


@pytest.mark.parametrize("method", METHODS)
def test_no_people_at_all(method: Method) -> None:
    result = run(method, made.shelter(0, 0), of=made.county(villages=None))
    assert not result.has_people and result.within_radius_share is None
    assert result.missing == ("demand",) and result.total_needing == 0
    assert len(result.lines) == 0


# -- the check -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("persons", [201, 100, 200]),
        ("persons", [200, 100, 0]),
        ("site", [0, 0, 1]),
        ("point", [1, 1, 2]),
        ("point", [0, 1, 9]),
        ("distance_m", [1000.0, 0.0, 900.0]),
    ],
)
def test_the_check_refuses_what_cannot_be(part: str, value: list[float]) -> None:
    result = run("nearest", made.shelter(1500, 500))
    verify(result)
    with pytest.raises(AssignmentError):
        verify(replace(result, flows=replace(result.flows, **{part: np.array(value)})))


def test_the_check_refuses_full_shelters_and_long_ways() -> None:
    result = run("nearest", made.shelter(1500, 500))
    for changed in (
        {"capacity_persons": np.array([499.0])},
        {"capacity_persons": np.array([np.nan])},
        {"largest_m": 999.0},
        {"needing_persons": np.array([100, 199, 300, 400, 50])},
    ):
        with pytest.raises(AssignmentError):
            verify(replace(result, **changed))


# -- what must always hold -----------------------------------------------------------------------------------
@pytest.mark.parametrize("seed", range(8))
def test_more_shelters_never_leave_more_people_over(seed: int) -> None:
    random = np.random.default_rng(seed)
    county = made.random_county(random, 60)
    shelters = [
        made.shelter(
            *random.integers(0, 8000, 2), id=f"s{i}", effective_area_m2=float(random.integers(0, 9000))
        )
        for i in range(10)
    ]
    before = None
    for count in range(0, 11, 2):
        results = {method: run(method, *shelters[:count], of=county) for method in METHODS}
        nearest, exact = results["nearest"], results["exact"]
        assert nearest.total_unserved == exact.total_unserved
        assert exact.person_distance_m <= nearest.person_distance_m + 1e-3
        for result in results.values():
            assert (result.load_persons <= result.capacity_persons).all()
            inside = county.demand_place >= 0
            assert result.by_place[1].sum() == result.unserved_persons[inside].sum()
        assert before is None or nearest.total_unserved <= before
        before = nearest.total_unserved


def test_in_the_sample_county_all_are_placed_for_whom_there_is_room() -> None:
    project, rules = load_project(sample_path()), load_rules()
    county = project.county
    for work in (assign_nearest, assign_exact):
        result = run_to_end(work(county, project.active, rules, "short"))
        assert result.total_placed == min(result.total_needing, result.total_capacity) > 0
