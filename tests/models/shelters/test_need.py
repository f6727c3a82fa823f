"""Need for shelter by length of stay against room. The small county is described in made.py.

Residents: county 10,500 (settlements, one of them outside), seat 1,000, West 3,000, East 7,000. In need of
shelter: all for an emergency, 10 % for a short, 3 % for a medium and 2 % for a long stay. What a longer stay
leaves of its room serves shorter ones; an emergency finds all room.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.county.county import County
from models.county.layer import Role
from models.facilities.facility import SHELTER_CLASSES, Shelter
from models.kernel.text import has_text
from models.shelters.assign import whole_persons
from models.shelters.assignment import STAYS
from models.shelters.need import (
    SCOPES,
    area_pairs,
    balance_of,
    demand_rows,
    denominator,
    figure_id,
)
from models.shelters.values import ShelterTable, areas
from tests.models.made import (
    assessed,
    at,
    box,
    county,
    failing,
    layer,
    layers,
    random_county,
    rules,
    shelter,
    value,
)

SHARES = {
    f"shelter__displaced_share__{stay}": share
    for stay, share in zip(STAYS, (1.0, 0.1, 0.03, 0.02), strict=True)
}
RULES = rules(**SHARES)


def two() -> tuple[Shelter, Shelter]:
    """Short stay, 1000 m2 (500 people) in the seat; medium stay, 3000 m2 (1000 people) in East."""
    return (
        shelter(500, 500, id="one"),
        shelter(2500, 1000, id="two", shelter_class="medium", effective_area_m2=3000.0),
    )


def test_room_against_need_in_the_county_and_the_seat() -> None:
    found = assessed(*two(), by=RULES)
    # Medium stays leave 1000 - 315 = 685 places for short ones.
    assert value(found, "shelter.stay_ratio.county.short") == pytest.approx(1185 / 1050)
    assert value(found, "shelter.stay_ratio.county.medium") == pytest.approx(1000 / 315)
    assert value(found, "shelter.stay_ratio.county.emergency") == pytest.approx(1500 / 10_500)
    assert value(found, "shelter.stay_ratio.county.long") == 0
    assert value(found, "shelter.stay_ratio.seat.short") == pytest.approx(500 / 100)
    assert value(found, "shelter.stay_ratio.seat.medium") == 0
    inputs = found.figures["shelter.stay_ratio.county.short"].inputs
    assert (inputs["need_persons"], inputs["gap_persons"], inputs["shelters"]) == (pytest.approx(1050), 0, 2)


def test_townships_without_room_enough_are_listed_with_the_people_left_over() -> None:
    found = assessed(*two(), by=RULES)
    # West needs 300 short places and has 500; East needs 700, and medium stays leave it 790 of 1000.
    assert value(found, "shelter.stay_ratio.townships.short") == 100
    # With room for 400 in East 210 medium stays leave 190 for 700 short ones.
    less = assessed(two()[0], replace(two()[1], effective_area_m2=1200.0), by=RULES)
    assert value(less, "shelter.stay_ratio.townships.short") == 50
    places = less.figures["shelter.stay_ratio.townships.short"].failing
    assert [(place.name, place.value, place.unit) for place in places] == [
        ("East", pytest.approx(510), "persons")
    ]
    # Of long stays East lacks 140 and West 60: the larger gap first.
    assert failing(found, "shelter.stay_ratio.townships.long") == ["East", "West"]


def test_exactly_enough_room_is_enough() -> None:
    # East needs 700 short places: 1400 m2 at 2 m2 each, where medium stays leave none of their 210.
    both = (two()[0], replace(two()[1], effective_area_m2=630.0))
    exact = assessed(*both, shelter(3000, 500, effective_area_m2=1400.0), by=RULES)
    assert value(exact, "shelter.stay_ratio.townships.short") == 100
    short = assessed(*both, shelter(3000, 500, effective_area_m2=1397.9), by=RULES)
    assert value(short, "shelter.stay_ratio.townships.short") == 50
    assert failing(short, "shelter.stay_ratio.townships.short") == ["East"]


def test_a_central_shelter_is_for_long_stays() -> None:
    central = shelter(500, 500, shelter_class="central", effective_area_m2=4500.0)
    found = assessed(central, by=RULES)
    assert value(found, "shelter.stay_ratio.county.long") == pytest.approx(1000 / 210)
    # Long stays leave 790 places, medium ones 475 of those.
    assert value(found, "shelter.stay_ratio.county.medium") == pytest.approx(790 / 315)
    assert value(found, "shelter.stay_ratio.county.short") == pytest.approx(475 / 1050)
    # A shelter for short stays has no room for longer ones.
    assert value(assessed(shelter(500, 500), by=RULES), "shelter.stay_ratio.county.long") == 0


def test_unknown_area_is_no_data_and_not_zero() -> None:
    lost = shelter(2500, 500, effective_area_m2=None)
    found = assessed(lost, by=RULES)
    figure = found.figures["shelter.stay_ratio.county.short"]
    assert (figure.value, figure.missing) == (None, ("shelter_area",))
    # Beside one that is known it is left out, and told.
    partly = assessed(lost, *two(), by=RULES).figures["shelter.stay_ratio.county.short"]
    assert partly.value == pytest.approx(1185 / 1050)
    assert (partly.inputs["unknown_shelters"], partly.is_estimated) == (1, True)


@pytest.mark.parametrize(
    ("left_out", "scope", "missing"),
    [
        ("seat", "seat", "seat"),
        ("townships", "townships", "townships"),
        ("villages", "county", "population"),
        ("villages", "seat", "seat_population"),
        ("villages", "townships", "township_population"),
    ],
)
def test_what_is_lacking_is_named(left_out: str, scope: str, missing: str) -> None:
    found = assessed(*two(), of=county(**{left_out: None}), by=RULES)
    figure = found.figures[f"shelter.stay_ratio.{scope}.short"]
    assert (figure.value, figure.missing) == (None, (missing,))


def test_where_the_residents_come_from_is_told() -> None:
    assert denominator(county(), "county") == "residents.county.demand"
    assert denominator(county(), "seat") == "residents.seat.demand"
    assert denominator(county(), "townships") == "residents.townships.demand"
    stated = county(
        county=layer(
            Role.COUNTY, [box(0, 0, 4000, 2000)], name=["S"], code=["1"], population_persons=[9000.0]
        ),
        seat=layer(Role.SEAT, [box(0, 0, 1000, 1000)], population_persons=[800.0]),
    )
    assert denominator(stated, "county") == "residents.county.units"
    assert denominator(stated, "seat") == "residents.seat.stated"
    inputs = assessed(*two(), of=stated, by=RULES).figures["shelter.area_per_resident.county"].inputs
    assert (inputs["persons"], inputs["numerator"]) == (9000.0, "area.effective.county")
    assert inputs["denominator"] == "residents.county.units"


def test_pairs_of_area_and_residents_by_hand() -> None:
    rows = {
        (pair.numerator, pair.scope): pair.m2_per_person
        for pair in area_pairs(county(), (shelter(500, 500, gross_area_m2=4000.0), two()[1]), RULES)
    }
    assert rows == {
        ("area.effective.county", "county"): pytest.approx(4000 / 10_500),
        ("area.effective.seat", "seat"): pytest.approx(1.0),
        ("area.effective.townships", "townships"): pytest.approx(1000 / 3000),
        ("area.gross.county", "county"): pytest.approx(4000 / 10_500),  # that of the other is unknown
        ("area.gross.seat", "seat"): pytest.approx(4.0),
        ("area.gross.townships", "townships"): pytest.approx(4000 / 3000),
    }


def test_every_basis_has_words() -> None:
    for pair in area_pairs(county(), two(), RULES):
        assert has_text(f"figure_input.{pair.numerator}")
        assert has_text(f"figure_input.{pair.denominator}")
    for scope in SCOPES:
        assert has_text(f"figure_input.capacity.{scope}")
        assert has_text(f"shelter_scope.{scope}")


def test_gross_area_per_resident_is_a_figure_of_its_own() -> None:
    found = assessed(shelter(500, 500, gross_area_m2=4000.0), by=RULES)
    assert value(found, "shelter.gross_area_per_resident.seat") == pytest.approx(4.0)
    assert value(found, "shelter.area_per_resident.seat") == pytest.approx(1.0)
    inputs = found.figures["shelter.gross_area_per_resident.seat"].inputs
    assert (inputs["numerator"], inputs["denominator"]) == ("area.gross.seat", "residents.seat.demand")


def test_rows_hold_the_county_the_seat_and_each_township() -> None:
    rows = demand_rows(county(), two(), RULES)
    assert [(row.scope, row.name) for row in rows] == [
        ("county", ""),
        ("seat", ""),
        ("townships", "West"),
        ("townships", "East"),
    ]
    east = {one.stay: one for one in rows[3].stays}
    assert (east["short"].need_persons, east["short"].capacity_persons) == (
        pytest.approx(700),
        pytest.approx(790),
    )
    assert (east["medium"].gap_persons, east["medium"].ratio) == (0, pytest.approx(1000 / 210))
    assert rows[0].place is None and rows[3].place is not None and rows[3].place.name == "East"


def test_without_shelters_nobody_in_need_has_room() -> None:
    found = assessed(by=RULES)
    for scope in ("county", "seat"):
        assert [value(found, figure_id(scope, stay)) for stay in STAYS] == [0, 0, 0, 0]
    assert [value(found, figure_id("townships", stay)) for stay in STAYS] == [0, 0, 0, 0]


SHELTERS = st.lists(
    st.builds(
        lambda x, y, kind, area: shelter(
            x, y, shelter_class=kind, effective_area_m2=area, id=f"{x}{y}{kind}{area}"
        ),
        st.integers(0, 8000),
        st.integers(0, 8000),
        st.sampled_from(SHELTER_CLASSES),
        st.sampled_from([None, 90.0, 1234.5, 60_000.0]),
    ),
    max_size=8,
    unique_by=lambda one: one.id,
)
RANDOM: County = random_county(np.random.default_rng(7), 60)


@given(SHELTERS, SHELTERS)
def test_no_square_metre_counts_twice_and_more_shelters_never_mean_less_room(
    first: list[Shelter], more: list[Shelter]
) -> None:
    for scope in SCOPES:
        balance = balance_of(RANDOM, RULES, ShelterTable.of(RANDOM, RULES, first), scope)
        known = np.nan_to_num(balance.capacity_persons)
        assert (known == np.round(known)).all()  # what longer stays leave is room for whole people
        placed = np.minimum(known, whole_persons(np.nan_to_num(balance.need_persons)))[1:].sum(axis=0)
        assert (placed <= known[0] + 1e-6).all()
        area_m2 = sum(areas(one, RULES).effective_m2 or 0.0 for one in first)
        least_m2 = min(RULES[f"shelter.{name}.area_per_person_m2"] for name in SHELTER_CLASSES)
        assert known[0].sum() * least_m2 <= area_m2 + 1e-6
        ids = {one.id for one in first}
        joined = [*first, *(one for one in more if one.id not in ids)]
        after = balance_of(RANDOM, RULES, ShelterTable.of(RANDOM, RULES, joined), scope)
        assert (np.nan_to_num(after.capacity_persons) >= known - 1e-6).all()


@given(SHELTERS)
def test_townships_add_up_to_the_county(shelters: list[Shelter]) -> None:
    # Everybody and every shelter inside a township: then need and room of the townships are the county's.
    made = County.from_layers(
        [
            *(one for one in layers(county=None, villages=None, hazards=None, seat=None)),
            layer(
                Role.VILLAGES,
                [at(500, 500), at(2500, 500)],
                name=["A", "C"],
                population_persons=[1000.0, 3000.0],
            ),
        ]
    )
    inside = [
        shelter(
            *_clip(one), id=one.id, shelter_class=one.shelter_class, effective_area_m2=one.effective_area_m2
        )
        for one in shelters
    ]
    table = ShelterTable.of(made, RULES, inside)
    parts, whole = (balance_of(made, RULES, table, scope) for scope in ("townships", "county"))
    assert np.allclose(parts.need_persons.sum(axis=1), whole.need_persons[:, 0])
    of_parts, of_whole = (np.nansum(one.capacity_persons, axis=1) for one in (parts, whole))
    # All room serves an emergency, and long stays have their own; together no fewer find a place than apart.
    assert np.allclose(of_parts[[0, 3]], of_whole[[0, 3]])
    placed = [
        np.nansum(np.minimum(one.capacity_persons, one.need_persons)[1:], axis=None) for one in (parts, whole)
    ]
    assert placed[0] <= placed[1] + 1e-6
    assert (parts.shelters.sum(axis=1) == whole.shelters[:, 0]).all()


def _clip(one: Shelter) -> tuple[float, float]:
    x, y = one.location
    return (x - 500_000.0) % 3999 + 0.5, (y - 4_000_000.0) % 1999 + 0.5
