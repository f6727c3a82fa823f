"""Who and what stands off the roads where distances are by road. The small county is described in made.py."""

from __future__ import annotations

import pytest
import shapely

from models.county.county import County
from models.county.layer import Layer, Role
from models.county.travel import TravelBy
from models.gate.remark import DataRemark
from models.gate.roads import road_remarks
from tests.models.made import ORIGIN, PEOPLE, VILLAGES, at, layer, layers, rules, shelter

NEAR = rules(road__snap_m=300)


def street(*ends: tuple[tuple[float, float], tuple[float, float]]) -> Layer:
    """Roads between places at metres from ORIGIN."""
    x, y = ORIGIN
    lines = [shapely.LineString([(x + a, y + b), (x + c, y + d)]) for (a, b), (c, d) in ends]
    return layer(Role.ROADS, lines, name=[f"路{number}" for number in range(len(lines))])


MAIN, ISLAND = ((0.0, 500.0), (3000.0, 500.0)), ((3300.0, 1500.0), (3700.0, 1500.0))


def by_road(**without_or_with: Layer | None) -> County:
    return County.from_layers(layers(**without_or_with), travel_by="road")


def told(made: County, *sites: tuple[str, float, float]) -> dict[str, DataRemark]:
    rows = [shelter(x, y, id=f"s{number}", name=name) for number, (name, x, y) in enumerate(sites)]
    return {one.id: one for one in road_remarks(made, rows, NEAR)}


@pytest.mark.parametrize("travel_by", ["detour", "straight"])
def test_nothing_is_told_where_nobody_goes_by_road(travel_by: TravelBy) -> None:
    made = County.from_layers(layers(roads=street(MAIN)), travel_by=travel_by)
    assert told(made, ("远", 500, 1900)) == {}


def test_that_there_is_no_road_is_all_that_is_told_of_roads() -> None:
    assert list(told(by_road(), ("远", 500, 1900))) == ["data.roads.none"]


def test_places_near_far_and_on_an_island_are_told_with_their_people() -> None:
    # A, B and C stand on the main road, D on the other; E is 1500 m from the end of the main one.
    found = told(by_road(roads=street(MAIN, ISLAND)))
    assert list(found) == ["data.roads.near", "data.roads.far", "data.roads.cut_off"]
    near, far, cut_off = found.values()
    assert (near.count, near.values) == (4, {"share": 100 * 10_000 / 10_500, "snap": 300})
    assert (far.count, far.values["names"], far.values["persons"]) == (1, "E", 500)
    assert (cut_off.count, cut_off.values["names"], cut_off.values["persons"]) == (1, "D", 4000)
    assert far.file == "villages"


def test_where_residents_are_unknown_places_are_counted() -> None:
    places = layer(Role.VILLAGES, [at(*VILLAGES[name]) for name in PEOPLE], name=list(PEOPLE))
    found = told(by_road(roads=street(MAIN, ISLAND), villages=places))
    assert found["data.roads.near"].values["share"] == 80.0  # four of five
    assert found["data.roads.far"].values["persons"] == 0.0


def test_without_places_only_sites_are_held_against_the_roads() -> None:
    assert told(by_road(roads=street(MAIN), villages=None)) == {}
    found = told(by_road(roads=street(MAIN), villages=None), ("远", 500, 1900), ("近", 500, 700))
    assert [(one.id, one.count, one.values["names"]) for one in found.values()] == [
        ("data.roads.sites", 1, "远")
    ]


def test_of_many_sites_the_first_five_that_have_a_name_are_named() -> None:
    sites = [("", 500.0, 1900.0), *((name, 500.0, 1900.0) for name in "甲乙丙丁戊己")]
    found = told(by_road(roads=street(MAIN)), *sites)["data.roads.sites"]
    assert (found.count, found.values["names"]) == (7, "甲、乙、丙、丁、戊…")
    assert (
        told(by_road(roads=street(MAIN)), *sites[:6])["data.roads.sites"].values["names"]
        == "甲、乙、丙、丁、戊"
    )
