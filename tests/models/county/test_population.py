"""Lists of residents held against each other: what is one list, what is two, and what is told of the rest."""

from __future__ import annotations

from dataclasses import replace

from models.county.layer import Layer, Role
from tests.models.made import PEOPLE, VILLAGES, at, county, layer


def villages(*names: str, id: str = "more", share: float = 1.0, role: Role = Role.VILLAGES) -> Layer:
    """A second list of villages, that of ``at`` those of the small county."""
    made = layer(
        role,
        [at(*VILLAGES[name]) for name in names],
        name=list(names),
        population_persons=[PEOPLE[name] * share for name in names],
    )
    return replace(made, id=id, name=id)


def test_a_copy_of_a_list_counts_once_and_is_told() -> None:
    found = county(more=villages("A", "B", "C"))
    assert found.demand.total_persons == county().demand.total_persons
    assert [(source.name, source.reason) for source in found.settled.left] == [("more", "same_list")]


def test_another_list_of_the_same_people_counts_once() -> None:
    # Each village of the other list is called otherwise, and two of them make one of the small county.
    names = [f"{name}{half}" for name in "ABCD" for half in (1, 2)]
    halves = layer(
        Role.VILLAGES,
        [at(x + step, y) for x, y in list(VILLAGES.values())[:4] for step in (-50, 50)],
        name=names,
        population_persons=[PEOPLE[name[0]] / 2 for name in names],
    )
    found = county(more=replace(halves, id="halves", name="halves"))
    assert found.demand.total_persons == sum(PEOPLE[name] for name in "ABCD")
    assert [source.reason for source in found.settled.left] == ["same_people"]


def test_places_that_stand_in_two_lists_count_once_and_are_told() -> None:
    names = ["A", *(f"new{number}" for number in range(4))]
    more = layer(
        Role.VILLAGES,
        [at(*VILLAGES["A"]), *(at(100 + 300 * number, 1900) for number in range(4))],
        name=names,
        population_persons=[1000.0] * 5,
    )
    found = county(more=replace(more, id="more", name="more"))
    assert found.demand.total_persons == county().demand.total_persons + 4000
    assert [(oddity.kind, oddity.count) for oddity in found.settled.oddities if oddity.kind == "twice"] == [
        ("twice", 1)
    ]


def test_lists_of_points_that_share_no_place_are_parts_of_one_whole() -> None:
    west, east = villages("A", "B", id="villages"), villages("C", "D", id="demand", role=Role.DEMAND)
    found = county(villages=west, demand=east)
    assert found.demand.total_persons == sum(PEOPLE[name] for name in "ABCD")
    assert not found.settled.left
