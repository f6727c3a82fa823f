"""Shelters by hand. The small county is described in made.py."""

from __future__ import annotations

import math

import numpy as np
import pytest

from models.county.layer import Role
from models.shelters.values import areas, capacity_persons
from tests.models.made import assessed, at, box, county, failing, layer, rules, shelter, value

RULES = rules()


def two():
    """A short-term one of 1000 m2 in the seat (West), a medium-term one of 3000 m2 in East."""
    return (
        shelter(500, 500, id="one", name="One"),
        shelter(2500, 1000, id="two", name="Two", shelter_class="medium", effective_area_m2=3000.0),
    )


def test_stated_area_is_taken_as_it_is() -> None:
    assert areas(shelter(effective_area_m2=900.0, gross_area_m2=5000.0), RULES).effective_m2 == 900
    assert not areas(shelter(effective_area_m2=900.0), RULES).is_estimated


def test_unstated_effective_area_is_estimated_by_kind() -> None:
    square = areas(shelter(effective_area_m2=None, gross_area_m2=1000.0, kind="square"), RULES)
    assert (square.effective_m2, square.is_estimated) == (pytest.approx(700), True)  # 1000 x 0.7


def test_unstated_gross_area_is_the_drawn_polygons() -> None:
    park = shelter(geometry=box(0, 0, 100, 60), effective_area_m2=None, kind="park")
    assert areas(park, RULES).gross_m2 == pytest.approx(6000)
    assert areas(park, RULES).effective_m2 == pytest.approx(3000)  # 6000 x 0.5


def test_a_point_without_areas_is_unknown() -> None:
    unknown = areas(shelter(effective_area_m2=None), RULES)
    assert (unknown.gross_m2, unknown.effective_m2, unknown.is_estimated) == (None, None, False)
    assert capacity_persons(shelter(effective_area_m2=None), None, RULES) is None


@pytest.mark.parametrize(
    ("shelter_class", "area_m2", "people"),
    [("short", 1000.0, 500), ("medium", 1000.0, 333), ("emergency", 0.4, 0), ("short", 2.0, 1)],
)
def test_capacity_is_whole_people(shelter_class: str, area_m2: float, people: int) -> None:
    # 1000 / 2 = 500; 1000 / 3 = 333.3; 0.4 / 0.5 = 0.8; 2 / 2 = 1
    assert capacity_persons(shelter(shelter_class=shelter_class), area_m2, RULES) == people


def test_capacity_does_not_lose_a_person_to_rounding() -> None:
    tenth = rules(shelter__short__area_per_person_m2=0.1)
    assert capacity_persons(shelter(), 300.0, tenth) == 3000  # 300 / 0.1 is 2999.9999999999995 in floats


def test_area_per_resident_of_the_seat() -> None:
    # One stands in the seat with 1000 m2; A's 1000 people live there.
    assert value(assessed(*two()), "shelter.area_per_resident.seat") == pytest.approx(1.0)


def test_area_per_resident_of_the_county() -> None:
    # (1000 + 3000) m2 / 10,500 people
    assert value(assessed(*two()), "shelter.area_per_resident.county") == pytest.approx(4000 / 10_500)


def test_shelters_outside_the_county_do_not_count_for_it() -> None:
    outside = shelter(4500, 500, effective_area_m2=1e6)
    assert value(assessed(*two(), outside), "shelter.area_per_resident.county") == pytest.approx(
        4000 / 10_500
    )


def test_on_the_edge_of_the_seat_is_inside() -> None:
    assert value(assessed(shelter(1000, 1000)), "shelter.area_per_resident.seat") == pytest.approx(1.0)


def test_townships_below_the_target_are_listed_worst_first() -> None:
    # West: 1000 / 3000 = 0.333; East: 3000 / 7000 = 0.429; target 2.5.
    found = assessed(*two()).figures["shelter.area_per_resident.townships"]
    assert found.value == 0.0
    assert [(place.name, place.kind) for place in found.failing] == [
        ("West", "township"),
        ("East", "township"),
    ]
    assert [place.value for place in found.failing] == pytest.approx([1000 / 3000, 3000 / 7000])
    assert found.inputs["gap_m2"] == pytest.approx((7500 - 1000) + (17_500 - 3000))
    assert value(assessed(*two()), "shelter.area_per_resident.township_min") == pytest.approx(1000 / 3000)


def test_exactly_the_target_reaches_it() -> None:
    # West needs 3000 x 2.5 = 7500 m2.
    exact = assessed(shelter(500, 500, effective_area_m2=7500.0))
    assert value(exact, "shelter.area_per_resident.townships") == 50.0
    assert failing(exact, "shelter.area_per_resident.townships") == ["East"]
    short = assessed(shelter(500, 500, effective_area_m2=7499.9))
    assert value(short, "shelter.area_per_resident.townships") == 0.0


def test_units_hold_area_gap_and_capacity_of_each_township() -> None:
    units = assessed(*two()).units
    assert units.names.tolist() == ["West", "East"]
    assert units.shelters.tolist() == [1, 1]
    assert units.shelter_effective_area_m2.tolist() == [1000, 3000]
    assert units.shelter_area_gap_m2.tolist() == [6500, 14_500]
    assert units.shelter_capacity_persons.tolist() == [500, 1000]
    assert units.population_persons.tolist() == [3000, 7000]
    # Within 500 m: A (1000 of 3000) and, exactly 500 m from Two, C (3000 of 7000).
    assert units.emergency_covered_share == pytest.approx([1 / 3, 3 / 7])


def test_unknown_areas_are_left_out_and_said() -> None:
    found = assessed(*two(), shelter(600, 600, id="x", effective_area_m2=None)).figures
    seat = found["shelter.area_per_resident.seat"]
    assert (seat.value, seat.is_estimated, seat.inputs["unknown_shelters"]) == (pytest.approx(1.0), True, 1)


def test_only_unknown_areas_give_no_figure() -> None:
    found = assessed(shelter(500, 500, effective_area_m2=None))
    for figure_id in (
        "shelter.area_per_resident.seat",
        "shelter.area_per_resident.county",
        "shelter.capacity",
    ):
        assert value(found, figure_id) is None
        assert "shelter_area" in found.figures[figure_id].missing
    west, east = found.units.shelter_area_per_resident_m2
    assert np.isnan(west)  # a shelter of unknown area: unknown
    assert east == 0.0  # no shelter: nothing, and that is known


def test_no_shelter_is_zero_where_people_are_known() -> None:
    found = assessed()
    assert value(found, "shelter.area_per_resident.seat") == 0.0
    assert value(found, "shelter.area_per_resident.county") == 0.0
    assert value(found, "shelter.people_share.emergency") == 0.0
    assert value(found, "shelter.area_share.emergency") == 0.0
    assert value(found, "shelter.fixed_capacity_share") == 0.0
    assert failing(found, "shelter.people_share.fixed") == ["D", "C", "B", "A", "E"]


def test_what_is_missing_is_named() -> None:
    no_seat = assessed(*two(), of=county(seat=None)).figures["shelter.area_per_resident.seat"]
    assert (no_seat.value, no_seat.missing) == (None, ("seat",))
    nobody = assessed(*two(), of=county(villages=None)).figures
    assert nobody["shelter.area_per_resident.seat"].missing == ("seat_population",)
    assert nobody["shelter.area_per_resident.county"].missing == ("population",)
    assert nobody["shelter.people_share.emergency"].missing == ("demand",)
    assert nobody["shelter.area_per_resident.townships"].missing == ("township_population",)
    assert nobody["shelter.area_per_resident.townships"].value is None


def test_a_township_of_unknown_population_does_not_pass() -> None:
    towns = layer(Role.TOWNSHIPS, [box(0, 0, 2000, 2000), box(0, 5000, 10, 5010)], name=["West", "Unknown"])
    found = assessed(shelter(500, 500, effective_area_m2=7500.0), of=county(townships=towns)).figures
    share = found["shelter.area_per_resident.townships"]
    assert (share.value, share.missing) == (50.0, ("township_population",))  # one of two, not one of one
    assert share.failing == ()
    assert share.inputs["unknown_townships"] == 1


def test_county_units_stand_in_for_townships_when_there_are_several() -> None:
    districts = layer(Role.COUNTY, [box(0, 0, 2000, 2000), box(2000, 0, 4000, 2000)], name=["Left", "Right"])
    found = assessed(*two(), of=county(county=districts, townships=None))
    assert failing(found, "shelter.area_per_resident.townships") == ["Left", "Right"]
    assert found.figures["shelter.area_per_resident.townships"].failing[0].kind == "county"
    one = assessed(*two(), of=county(townships=None)).figures["shelter.area_per_resident.townships"]
    assert (one.value, one.missing) == (None, ("townships",))


def test_capacity_of_all_and_of_the_fixed_ones() -> None:
    found = assessed(*two(), shelter(100, 100, shelter_class="emergency", effective_area_m2=50.0))
    assert value(found, "shelter.capacity") == 500 + 1000 + 100  # 50 m2 / 0.5 m2
    assert value(found, "shelter.fixed_capacity_share") == pytest.approx(100 * 1500 / 10_500)


def test_people_within_the_radius_of_each_class() -> None:
    found = assessed(*two())
    # Emergency, 500 m: A at One, C exactly 500 m from Two.
    assert value(found, "shelter.people_share.emergency") == pytest.approx(100 * 4000 / 10_500)
    # Short, 1000 m around One: A, and B at exactly 1000 m.
    assert value(found, "shelter.people_share.short") == pytest.approx(100 * 3000 / 10_500)
    # Medium, 1500 m around Two: C (500), B and D (1118).
    assert value(found, "shelter.people_share.medium") == pytest.approx(100 * 9000 / 10_500)
    assert value(found, "shelter.people_share.fixed") == pytest.approx(100 * 10_000 / 10_500)
    assert value(found, "shelter.people_share.long") == 0.0
    assert failing(found, "shelter.people_share.fixed") == ["E"]
    assert found.covered["shelter.fixed"].tolist() == [True, True, True, True, False]


def test_an_emergency_shelter_is_not_a_fixed_one() -> None:
    found = assessed(shelter(500, 500, shelter_class="emergency"))
    assert value(found, "shelter.people_share.emergency") == pytest.approx(100 * 1000 / 10_500)
    assert value(found, "shelter.people_share.fixed") == 0.0


def test_share_of_built_up_land() -> None:
    found = assessed(*two())
    # Built-up land is 1 km2 around One: its 1000 m disc holds it all (the corners are 707 m off), its 500 m
    # disc is the circle drawn inside the square.
    assert value(found, "shelter.area_share.short") == pytest.approx(100.0)
    assert value(found, "shelter.area_share.emergency") == pytest.approx(100 * math.pi / 4, rel=2e-4)
    assert found.figures["shelter.area_share.short"].inputs["land"] == "builtup"


def test_without_built_up_land_the_county_stands_in() -> None:
    found = assessed(shelter(1000, 1000), of=county(builtup=None))
    share = found.figures["shelter.area_share.short"]
    assert share.value == pytest.approx(100 * math.pi / 8, rel=1e-5)  # a circle of 1 km in 8 km2
    assert share.inputs["land"] == "county"


def test_results_of_each_shelter() -> None:
    found = assessed(*two(), shelter(2500, 500, id="wet", effective_area_m2=None)).shelters
    assert found["one"].persons_in_radius == 3000  # A and B within 1000 m
    assert found["two"].capacity_persons == 1000
    assert (found["one"].unit_index, found["two"].unit_index) == (0, 1)
    assert found["wet"].hazards == ("洪水",)
    assert found["wet"].effective_area_m2 is None


def test_distances_run_from_the_middle_of_a_drawn_site() -> None:
    # Middle at 1000, 500: A and B are 500 m away, exactly the emergency radius.
    drawn = shelter(geometry=box(900, 450, 1100, 550), id="drawn")
    assert value(assessed(drawn), "shelter.people_share.emergency") == pytest.approx(100 * 3000 / 10_500)


def test_unknown_villages_are_said() -> None:
    villages = layer(
        Role.VILLAGES, [at(500, 500), at(600, 500)], name=["A", "?"], population_persons=[1000.0, np.nan]
    )
    found = assessed(of=county(villages=villages)).figures["shelter.people_share.emergency"]
    assert [place.name for place in found.failing] == ["A", "?"]
    assert found.failing[1].value is None
    assert (found.inputs["unknown_places"], found.is_estimated) == (1, True)
