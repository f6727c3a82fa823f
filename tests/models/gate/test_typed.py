"""What is typed is asked about where no county of this size could have it; worked out by hand."""

from __future__ import annotations

import pytest

from models.facilities.facility import Family, field_specs
from models.facilities.gatefile import gate_table
from models.gate.typed import typed_doubt
from models.kernel.text import LANGUAGES
from tests.models.made import county

FIELDS = {spec.name: spec for spec in field_specs(Family.SHELTER)}
LAND_M2 = 4000.0 * 2000.0
MOST_M2 = float(gate_table().facilities.most_m2)


@pytest.mark.parametrize(
    ("field", "value", "is_asked"),
    [
        ("gross_area_m2", LAND_M2 + 1, True),
        ("gross_area_m2", LAND_M2, LAND_M2 > MOST_M2),
        ("gross_area_m2", MOST_M2 + 1, True),
        ("gross_area_m2", min(MOST_M2, LAND_M2), False),
        ("occupancy_persons", 10_501, True),  # all villages together
        ("occupancy_persons", 10_500, False),
        ("occupancy_persons", None, False),
        ("name", "9e99", False),
    ],
)
def test_more_than_the_county_is_asked_about(field: str, value: object, is_asked: bool) -> None:
    for lang in LANGUAGES:
        assert bool(typed_doubt(FIELDS[field], value, Family.SHELTER, county(), lang)) == is_asked


def test_what_nobody_can_compare_is_not_asked_about() -> None:
    bare = county(county=None, townships=None, villages=None)
    assert bare.population_persons is None
    assert typed_doubt(FIELDS["occupancy_persons"], 10**9, Family.SHELTER, bare, "zh") == ""
    depot = {spec.name: spec for spec in field_specs(Family.DEPOT)}["floor_area_m2"]
    assert typed_doubt(depot, LAND_M2, Family.DEPOT, county(), "zh") == ""  # a limit of shelters alone
