"""Hydrants and water sources by hand. The small county is described in made.py."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.county.county import County
from models.county.layer import Layer, Role
from models.fire.water import near_hydrant_m2, water_figures, water_points
from tests.models.made import at, box, county, layer, rules


def water(*spots: tuple[float, float], **columns) -> Layer:
    return layer(Role.WATER, [at(*spot) for spot in spots], **columns)


def figure(figure_id: str, **layers: Layer | None):
    return water_figures(county(**layers), rules())[figure_id]


def test_points_of_water_layers_are_sources_and_hydrants_say_so() -> None:
    rows = water((1, 1), (2, 2), (3, 3), name=["消火栓1", "取水点", "3号"], kind=["", "", "Hydrant"])
    found = water_points(county(water=rows))
    assert (len(found), found.is_hydrant.tolist()) == (3, [True, False, True])
    assert figure("fire.water_sources", water=rows).inputs == {"count": 3, "hydrants": 2, "others": 1}


def test_what_a_layer_is_called_goes_for_points_that_say_nothing_themselves() -> None:
    rows = water((1, 1), (2, 2), (3, 3), (4, 4), kind=["地上式", "", "天然水源", "取水口消火栓"])
    found = water_points(county(water=replace(rows, name="消火栓及天然水源")))
    assert found.is_hydrant.tolist() == [True, True, False, True]


def test_reference_points_count_when_they_are_called_so() -> None:
    rows = layer(
        Role.REFERENCE, [at(1, 1), at(2, 2), at(3, 3)], name=["市政消火栓", "人民医院", "消防取水码头"]
    )
    found = water_points(county(reference=rows))
    assert (len(found), found.is_hydrant.tolist()) == (2, [True, False])


def test_lakes_are_no_points_and_none_at_all_is_no_data() -> None:
    lake = layer(Role.WATER, [box(0, 0, 100, 100)], name=["消防水源湖"])
    found = figure("fire.water_sources", water=lake)
    assert (found.value, found.missing) == (None, ("water_points",))
    assert figure("fire.water_blank_count").missing == ("water_points",)
    assert figure("fire.hydrant_builtup_share").missing == ("hydrants",)


def test_townships_without_a_source_are_listed() -> None:
    found = figure("fire.water_blank_count", water=water((100, 100)))
    assert (found.value, [place.name for place in found.failing]) == (1, ["East"])
    assert (
        figure("fire.water_blank_count", water=water((100, 100), (2000, 1))).value == 1
    )  # on the border: West
    assert figure("fire.water_blank_count", water=water((100, 100), (2001, 1))).value == 0
    assert figure("fire.water_blank_count", water=water((-5, 0))).value == 2
    assert figure("fire.water_blank_count", water=water((1, 1)), townships=None).missing == ("townships",)


def test_a_township_is_listed_with_its_own_layer_whichever_stands_first() -> None:
    found = county(water=water((100, 100)))
    layers = sorted(found.layers, key=lambda one: one.id, reverse=True)
    assert layers[0].role == Role.WATER  # the last by its id stands first
    figure = water_figures(County.from_layers(layers), rules())["fire.water_blank_count"]
    assert [(place.name, place.layer_id) for place in figure.failing] == [("East", found.townships.layer_id)]


def test_built_up_land_near_a_hydrant() -> None:
    # A disc of 150 m inside the square kilometre, and a quarter of one at its corner.
    rows = water((500, 500), (0, 0), kind=["消火栓"] * 2)
    disc = math.pi * 150**2
    found = figure("fire.hydrant_builtup_share", water=rows)
    assert found.value == pytest.approx(100 * 1.25 * disc / 1e6)
    assert found.inputs["covered_km2"] == pytest.approx(1.25 * disc / 1e6)
    assert found.rules == ("fire.hydrant_distance_m",)
    nowhere = figure("fire.hydrant_builtup_share", water=rows, builtup=None)
    assert (nowhere.value, nowhere.missing) == (None, ("builtup",))


SPOTS = st.lists(st.tuples(st.integers(-200, 1200), st.integers(-200, 1200)), min_size=1, max_size=8)


@given(SPOTS, SPOTS, st.integers(20, 400))
def test_more_hydrants_and_a_longer_distance_never_cover_less(some, more, distance_m) -> None:
    def covered(spots, metres: float) -> float:
        rows = water(*spots, kind=["hydrant"] * len(spots))
        return near_hydrant_m2(county(water=rows), metres)

    few = covered(some, distance_m)
    assert few <= covered(some + more, distance_m) + 1e-6
    assert few <= covered(some, distance_m + 10) + 1e-6
    assert 0 <= few <= 1e6 + 1e-6


def test_water_figures_are_kept() -> None:
    made = county(water=water((1, 1)))
    assert water_figures(made, rules()) is water_figures(made, rules())
    assert np.isfinite(water_points(made).xy).all()
