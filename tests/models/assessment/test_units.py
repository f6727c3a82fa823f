"""Figures about reach name the coverage that they tell a share of."""

from __future__ import annotations

import pytest

from models.assessment.units import coverage_of, coverages
from tests.models.made import assessed, county, depot, rules, shelter, station


@pytest.mark.parametrize(
    ("figure_id", "key"),
    [
        ("shelter.people_share.fixed", "shelter.fixed"),
        ("shelter.placed_share.short", "shelter.short"),
        ("shelter.area_share.emergency", "shelter.emergency"),
        ("fire.builtup_share", "fire"),
        ("shelter.count", None),
        ("depot.level_share.county", None),
        ("fire.hydrant_builtup_share", None),
    ],
)
def test_coverage_of_a_figure(figure_id: str, key: str | None) -> None:
    assert coverage_of(figure_id) == key


def test_every_coverage_named_is_one() -> None:
    found = assessed(shelter(500, 500), station(500, 500), depot(500, 500))
    named = {coverage_of(figure_id) for figure_id in found.figures} - {None}
    assert named <= set(coverages(county(), rules())) and "fire" in named and "shelter.fixed" in named
