"""Everything that a figure can lack leads somewhere."""

from __future__ import annotations

import pytest

from models.assessment.repairs import Repair, known_items, repairs_of
from models.facilities.facility import FACILITY_TYPES, Family
from models.findings.findings import Figure, Finding, Verdict
from models.findings.sources import NO_SOURCE
from models.kernel.text import catalogue

# Nothing that a planner could add: the day comes with the check, what could not be read with the backup, a
# city's stock with the city's own project; the rest is a fault of the program.
WITHOUT = {"as_of", "city_stock", "figure", *(f"unread_{family}" for family in Family)}


def lacking(*items: str, family: str = "shelter") -> Finding:
    figure = Figure("x", None, "m2", missing=items)
    return Finding("x", {"zh": "", "en": ""}, family, figure, None, Verdict.NO_DATA, NO_SOURCE)


def missing_items() -> set[str]:
    return {key.removeprefix("missing.") for key in catalogue() if key.startswith("missing.")}


@pytest.mark.parametrize("item", sorted(missing_items()))
def test_every_missing_item_has_a_repair(item: str) -> None:
    assert bool(repairs_of(lacking(item))) == (item not in WITHOUT)


def test_no_repair_is_for_nothing() -> None:
    assert known_items() <= missing_items()
    for item in known_items():
        for repair in repairs_of(lacking(item)):
            assert repair.kind in ("layers", "place", "table", "typed", "county", "stock")
            assert (repair.family in {str(one) for one in FACILITY_TYPES}) == (
                repair.kind in ("place", "table")
            )


def test_fields_lead_to_the_table_that_has_them() -> None:
    assert repairs_of(lacking("field.builder")) == (Repair("table", "shelter"),)
    assert repairs_of(lacking("field.site_area_m2", family="air")) == (Repair("table", "helipad"),)
    assert repairs_of(lacking("field.site_area_m2", family="depot")) == (Repair("table", "depot"),)
    assert repairs_of(lacking("field.leader", family="outcome")) == (Repair("table", "team"),)


def test_open_rule_values_lead_to_the_first_of_them() -> None:
    first, other = "rule.shelter.short.service_radius_m", "rule.shelter.long.service_radius_m"
    assert repairs_of(lacking(first, other)) == (Repair("rule", rule="shelter.short.service_radius_m"),)


def test_each_thing_is_offered_once() -> None:
    found = repairs_of(lacking("townships", "seat", "shelters", "field.builder", "field.manager"))
    assert found == (Repair("layers"), Repair("place", "shelter"), Repair("table", "shelter"))
    assert repairs_of(lacking()) == ()
