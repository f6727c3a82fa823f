"""Who and what stands in a hazard zone; unknown is not safe."""

from __future__ import annotations

import numpy as np

from models.county.layer import Role
from models.hazards.zones import groups, in_group, zones
from tests.models.made import assessed, at, box, county, depot, failing, layer, shelter, station, value


def test_facilities_inside_or_touching_a_zone() -> None:
    # The zone reaches from 2400, 400 to 2600, 600.
    inside = shelter(2500, 500, id="in", name="In")
    touching = shelter(geometry=box(2600, 400, 2700, 500), id="touch", name="Touch")
    outside = shelter(2700, 500, id="out", name="Out")
    found = assessed(inside, touching, outside, depot(2450, 450, name="Depot"), station(1, 1))
    assert value(found, "hazard.shelters_inside") == 2.0
    assert failing(found, "hazard.shelters_inside") == ["In", "Touch"]
    assert value(found, "hazard.facilities_inside") == 3.0
    assert failing(found, "hazard.facilities_inside") == ["In", "Touch", "Depot"]
    assert found.shelters["out"].hazards == ()
    assert found.depots["d2450,450"].hazards == ("洪水",)


def test_people_inside_by_kind() -> None:
    # The flood holds C (3000), the landslide A and, again, C; the major source is known as a point only.
    hazards = layer(
        Role.HAZARDS,
        [box(2400, 400, 2600, 600), box(400, 400, 600, 600), box(2450, 450, 2550, 550), at(500, 500)],
        hazard_type=["洪水", "滑坡", "滑坡", "重大危险源"],
    )
    found = assessed(of=county(hazards=hazards))
    assert value(found, "hazard.people_inside") == 4000  # A and C, C once
    assert value(found, "hazard.people_inside.flood") == 3000
    assert value(found, "hazard.people_inside.geological") == 4000
    assert value(found, "hazard.people_inside.major_source") is None
    kinds = found.figures["hazard.people_inside"].failing
    assert [(kind.name, kind.value, kind.key) for kind in kinds] == [("滑坡", 4000, "1"), ("洪水", 3000, "0")]


def test_without_zones_nothing_is_safe() -> None:
    for made in (county(hazards=None), county(hazards=layer(Role.HAZARDS, [at(1, 1)], hazard_type=["化工"]))):
        found = assessed(shelter(500, 500), of=made)
        for name in ("shelters_inside", "facilities_inside", "people_inside", "people_inside.flood"):
            assert value(found, f"hazard.{name}") is None
            assert found.figures[f"hazard.{name}"].missing == ("hazards",)


def test_no_facility_in_a_known_zone_is_zero() -> None:
    assert value(assessed(), "hazard.shelters_inside") == 0.0


def test_zones_without_a_type_have_the_layers_name() -> None:
    made = county(hazards=layer(Role.HAZARDS, [box(0, 0, 4000, 2000)]))
    assert assessed(shelter(1, 1, id="s"), of=made).shelters["s"].hazards == ("hazards",)


def test_unknown_people_in_a_zone_are_said() -> None:
    villages = layer(
        Role.VILLAGES, [at(2500, 500), at(2500, 510)], name=["C", "?"], population_persons=[3000.0, np.nan]
    )
    found = assessed(of=county(villages=villages)).figures["hazard.people_inside"]
    assert (found.value, found.is_estimated, found.inputs["unknown_places"]) == (3000, True, 1)


def test_every_group_knows_its_own_english_name_or_a_chinese_one() -> None:
    words = {"flood": "蓄滞洪区", "geological": "泥石流", "major_source": "重大危险源"}
    assert set(groups()) == set(words)
    for group, word in words.items():
        made = county(hazards=layer(Role.HAZARDS, [box(0, 0, 1, 1)], hazard_type=[word]))
        assert [other for other in words if in_group(zones(made), other).any()] == [group]


def test_groups_count_their_own_zones_only() -> None:
    hazards = layer(
        Role.HAZARDS,
        [box(0, 0, 1000, 1000), box(2000, 0, 3000, 1000)],
        hazard_type=["蓄滞洪区", "滑坡"],
    )
    found = assessed(
        shelter(500, 500, name="Wet"),
        shelter(2500, 500, name="Steep"),
        depot(2500, 600, name="Depot"),
        shelter(1500, 500),
        of=county(hazards=hazards),
    )
    assert failing(found, "hazard.shelters_inside.flood") == ["Wet"]
    assert failing(found, "hazard.shelters_inside.geological") == ["Steep"]
    assert failing(found, "hazard.facilities_inside.geological") == ["Steep", "Depot"]
    assert value(found, "hazard.facilities_inside") == 3.0


def test_a_group_without_zones_is_no_data_and_says_which_layer() -> None:
    found = assessed(shelter(500, 500)).figures  # the small county has a flood zone only
    assert found["hazard.shelters_inside.flood"].value == 0.0
    for name in ("shelters_inside", "facilities_inside", "people_inside"):
        figure = found[f"hazard.{name}.geological"]
        assert (figure.value, figure.missing) == (None, ("hazards_geological",))


def test_a_plant_is_a_major_source_by_its_level() -> None:
    hazards = layer(
        Role.HAZARDS,
        [box(0, 0, 1, 1)] * 6,
        hazard_type=["危险化学品", "危险化学品", "危险化学品", "重大危险源", "滑坡", "重大危险源"],
        hazard_level=["二级", "general", "", "", "一级", "非重大"],
    )
    found = zones(county(hazards=hazards))
    assert found.is_major.tolist() == [True, False, False, True, False, False]
    assert found.may_be_major.tolist() == [False, False, True, False, False, False]
    assert found.kinds[in_group(found, "major_source")].tolist() == ["危险化学品", "重大危险源"]


def test_people_of_a_major_source_are_not_those_of_a_small_plant() -> None:
    hazards = layer(
        Role.HAZARDS,
        [box(2400, 400, 2600, 600), box(400, 400, 600, 600)],
        hazard_type=["化工", "化工"],
        hazard_level=["一级", "一般"],
    )
    found = assessed(of=county(hazards=hazards))
    assert value(found, "hazard.people_inside.major_source") == 3000
    assert value(found, "hazard.people_inside") == 4000
