"""Depots by hand. The small county is described in made.py."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.findings.formulas import formula_text
from tests.models.made import assessed, county, depot, failing, random_county, rules, value

RANDOM = random_county(np.random.default_rng(11), 60)


def two(**values):
    """Near A: A, B (1000 against 2236 m) and C (2000 m). Near D: C is 1414 m off, so C, D and E."""
    return (
        depot(500, 500, id="west", name="West depot"),
        depot(3500, 1500, id="east", name="East depot", **values),
    )


def test_people_are_served_by_the_nearest() -> None:
    found = assessed(*two()).depots
    assert found["west"].persons_served == 3000
    assert found["east"].persons_served == 7500


def test_floor_area_follows_from_the_people_served() -> None:
    # 3000 x 1 % x 0.12 m2 and 7500 x 1 % x 0.12 m2
    found = assessed(*two()).depots
    assert found["west"].required_floor_area_m2 == pytest.approx(3.6)
    assert found["east"].required_floor_area_m2 == pytest.approx(9.0)


def test_depots_with_too_little_floor_area_fail() -> None:
    assert value(assessed(*two(floor_area_m2=9.0)), "depot.floor_area.short") == 0.0  # exactly enough
    found = assessed(*two(floor_area_m2=8.9))
    assert value(found, "depot.floor_area.short") == 1.0
    (place,) = found.figures["depot.floor_area.short"].failing
    assert (place.name, place.kind, place.unit) == ("East depot", "facility", "m2")
    assert place.value == pytest.approx(0.1)


def test_floor_area_against_need() -> None:
    # 10 + 10 m2 against 10,500 x 1 % x 0.12 = 12.6 m2
    found = assessed(*two())
    assert value(found, "depot.floor_area.county") == 20.0
    assert value(found, "depot.floor_area.need") == pytest.approx(12.6)
    assert value(found, "depot.floor_area.ratio") == pytest.approx(20 / 12.6)
    assert value(found, "depot.floor_area_per_person") == pytest.approx(20 / 10_500)


def test_unknown_floor_areas_are_said_and_never_enough() -> None:
    some = assessed(*two(floor_area_m2=None))
    assert value(some, "depot.floor_area.county") == 10.0
    assert some.figures["depot.floor_area.county"].is_estimated
    assert some.figures["depot.floor_area.short"].missing == ("depot_area",)
    none = assessed(depot(500, 500, floor_area_m2=None))
    for figure_id in ("depot.floor_area.county", "depot.floor_area.ratio", "depot.floor_area.short"):
        assert value(none, figure_id) is None
        assert "depot_area" in none.figures[figure_id].missing


def test_share_of_townships_with_a_depot() -> None:
    found = assessed(depot(500, 500))
    assert value(found, "depot.township_share") == 50.0
    assert failing(found, "depot.township_share") == ["East"]
    assert found.figures["depot.township_share"].failing[0].value == 7000
    assert value(assessed(*two()), "depot.township_share") == 100.0
    # Stores on contract, of companies and for flood control alone are no relief store of the township.
    for other in ({"storage": "contract"}, {"storage": "corporate"}, {"kind": "flood"}):
        apart = assessed(depot(500, 500), depot(2500, 500, id="o", **other)).figures["depot.township_share"]
        assert (apart.value, apart.inputs["other_units"]) == (50.0, 1)
        assert [place.name for place in apart.failing] == ["East"]
    assert value(assessed(), "depot.township_share") == 0.0
    assert failing(assessed(), "depot.township_share") == ["East", "West"]  # most residents first
    assert value(assessed(of=county(townships=None)), "depot.township_share") is None


def test_people_per_depot() -> None:
    assert value(assessed(*two()), "depot.persons_per_depot") == 5250
    assert value(assessed(*two()), "depot.people_max") == 7500
    assert assessed(*two()).figures["depot.people_max"].inputs["depot"] == "East depot"
    assert assessed().figures["depot.persons_per_depot"].missing == ("depots",)


def test_depots_outside_the_county_serve_but_are_not_the_countys() -> None:
    found = assessed(*two(), depot(4500, 500, id="beyond", floor_area_m2=500.0))
    assert found.depots["beyond"].persons_served == 500  # E
    assert found.depots["beyond"].unit_index == -1
    assert value(found, "depot.floor_area.county") == 20.0
    assert value(found, "depot.persons_per_depot") == 5250


def test_of_two_on_one_spot_the_first_by_id_serves() -> None:
    for order in (1, -1):
        found = assessed(*(depot(500, 500, id="b"), depot(500, 500, id="a"))[::order]).depots
        assert (found["a"].persons_served, found["b"].persons_served) == (10_500, 0)


def test_without_people_nobody_is_known_to_be_served() -> None:
    found = assessed(*two(), of=county(villages=None))
    assert found.depots["west"].persons_served is None
    assert found.depots["west"].required_floor_area_m2 is None
    assert found.figures["depot.people_max"].missing == ("demand",)
    assert found.figures["depot.floor_area.ratio"].missing == ("population",)
    assert value(found, "depot.floor_area.county") == 20.0


def test_larger_need_follows_the_rules() -> None:
    found = assessed(*two(), by=rules(depot__relocated_share=0.1))
    assert value(found, "depot.floor_area.need") == pytest.approx(126)
    assert value(found, "depot.floor_area.short") == 2.0


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=1, max_size=8, unique=True))
def test_everybody_is_served_once(spots) -> None:
    rows = [depot(x * 1000, y * 1000) for x, y in spots]
    found = assessed(*rows, of=RANDOM).depots.values()
    assert sum(result.persons_served for result in found) == pytest.approx(RANDOM.demand.total_persons)


def test_only_own_relief_stores_are_held_against_the_building_standard() -> None:
    # 10 m2 of its own against 12.6 m2; 500 m2 for flood control and 300 m2 on contract are told apart.
    found = assessed(
        depot(500, 500, id="county", level="county"),
        depot(600, 500, id="flood", kind="flood", floor_area_m2=500),
        depot(700, 500, id="township", level="township", storage="contract", floor_area_m2=300),
    )
    ratio = found.figures["depot.floor_area.ratio"]
    assert ratio.value == pytest.approx(10 / 12.6)
    assert "2 处未计入" in formula_text(ratio, "zh")
    assert value(found, "depot.floor_area.county") == 810.0


def test_a_store_on_contract_is_not_said_to_be_too_small() -> None:
    found = assessed(*two(floor_area_m2=1.0, storage="contract"))
    assert value(found, "depot.floor_area.short") == 0.0
    only = assessed(depot(500, 500, storage="contract", floor_area_m2=1.0)).figures["depot.floor_area.short"]
    assert (only.value, only.missing) == (None, ("depots",))
