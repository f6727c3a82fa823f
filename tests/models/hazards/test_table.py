"""The table of hazard classes, counted by hand on the toy county."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.county.layer import Layer, Role
from models.facilities.facility import Brigade, Depot, Facility, Family, FireStation, Helipad, Shelter
from models.hazards.table import HazardRow, hazard_classes, hazard_table
from models.rules.rules import load_rules
from tests.models.toy import at, county, layer, square

RULES = load_rules()


def hazards(*rows: tuple[str, str, Any]) -> Layer:
    entries = [
        {"name": f"{i}", "hazard_type": kind, "hazard_level": level, "geometry": shape}
        for i, (kind, level, shape) in enumerate(rows)
    ]
    return layer(Role.HAZARDS, entries)


def table(layer_: Layer, *facilities: Facility, **changed: Any) -> dict[tuple[str, str, bool], HazardRow]:
    rows = hazard_table(county(layer_, **changed), facilities, RULES)
    return {(row.kind, row.level, row.distance_m is not None): row for row in rows}


def test_classes_by_type_and_level_by_hand() -> None:
    found = table(
        hazards(
            ("洪水", "high", square(1, 4, 2)),  # holds A
            ("洪水", "high", square(2, 4, 2)),  # half of it the same land, A on its edge
            ("洪水", "low", square(11, 4, 2)),  # holds B
            ("滑坡", "high", square(5, 0, 1)),
        ),
        Shelter(geometry=at(2, 4.5), name="park"),
        Depot(geometry=at(3.5, 4.5), name="store"),
        FireStation(geometry=at(12, 4), name="station"),
        Brigade(geometry=at(12, 6), name="brigade"),
        Helipad(geometry=at(6, 1), name="pad"),
        Shelter(geometry=at(19, 9), name="far"),
    )
    assert list(found) == [("洪水", "high", False), ("洪水", "low", False), ("滑坡", "high", False)]
    high = found["洪水", "high", False]
    assert (high.features, high.area_m2, high.residents, high.villages) == (2, 6_000_000, 1500, 1)
    assert (high.shelters, high.depots, high.stations, high.others) == (1, 1, 0, 0)
    assert high.names == ("park", "store")
    low = found["洪水", "low", False]
    assert (low.residents, low.villages, low.stations, low.facilities) == (800, 1, 2, 2)
    slide = found["滑坡", "high", False]
    assert (slide.residents, slide.villages, slide.others, slide.names) == (0, 0, 1, ("pad",))
    assert slide.place.layer_id == "hazards"


def test_what_no_list_tells_of_is_not_counted_as_none() -> None:
    layers = county(hazards(("洪水", "high", square(1, 4, 2))))
    (row,) = hazard_table(layers, (Depot(geometry=at(2, 4.5)),), RULES, {Family.SHELTER, Family.BRIGADE})
    assert (row.shelters, row.depots, row.stations, row.others, row.facilities) == (None, 1, 0, 0, 1)
    (row,) = hazard_table(layers, (), RULES, set(Family))
    assert (row.shelters, row.depots, row.stations, row.others, row.facilities) == (None,) * 5
    assert row.residents == 1500


def test_classes_known_only_as_points_hold_nobody_but_are_listed() -> None:
    row = table(hazards(("滑坡", "", at(2, 5))), Shelter(geometry=at(2, 5)))["滑坡", "", False]
    assert (row.features, row.area_m2, row.residents, row.villages, row.facilities) == (
        1,
        None,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(("x_km", "is_near"), [(2.5, True), (2.5 + 1e-5, False)])
def test_major_sources_count_what_is_near(x_km: float, is_near: bool) -> None:
    found = table(
        hazards(("危险化学品", "一级", at(x_km, 5)), ("危险化学品", "一般", at(12, 5))),
        Shelter(geometry=at(2, 5), name="near"),
    )
    assert list(found) == [
        ("危险化学品", "一级", False),
        ("危险化学品", "一般", False),
        ("危险化学品", "一级", True),
    ]
    row = found["危险化学品", "一级", True]
    assert row.distance_m == RULES["hazard.major_source.distance_m"] == 500
    expected = (1500, 1, 1, ("near",)) if is_near else (0, 0, 0, ())
    assert (row.residents, row.villages, row.shelters, row.names) == expected


def test_without_people_or_villages_those_are_unknown() -> None:
    rows = hazards(("洪水", "", square(1, 4, 2)))
    assert table(rows, villages=[])["洪水", "", False].villages is None
    assert table(rows, villages=[{"name": "A", "geometry": at(2, 5)}])["洪水", "", False].residents is None


def test_no_hazards_no_rows_and_no_figure() -> None:
    assert hazard_table(county(), [], RULES) == ()
    figure = hazard_classes(county(), [], RULES)
    assert (figure.value, figure.missing) == (None, ("hazards",))
    assert hazard_classes(county(hazards(("滑坡", "", at(2, 5)))), [], RULES).value is None


def test_the_figure_counts_classes_with_an_extent() -> None:
    rows = hazards(("洪水", "high", square(1, 4, 2)), ("洪水", "", square(4, 4, 2)), ("断层", "", at(1, 1)))
    figure = hazard_classes(county(rows), [Shelter(geometry=at(5, 5))], RULES)
    assert figure.value == 2
    assert figure.inputs == {"classes": 2, "persons": 1500.0, "facilities": 1}


@given(
    st.lists(st.tuples(st.integers(0, 18), st.integers(0, 8), st.sampled_from("ab")), min_size=1, max_size=6)
)
def test_classes_together_hold_at_least_whom_all_zones_hold(spots: list[tuple[int, int, str]]) -> None:
    shapes = [square(x, y, 2) for x, y, _ in spots]
    rows = hazards(*(("洪水", spot[2], shape) for spot, shape in zip(spots, shapes, strict=True)))
    sites = [Shelter(geometry=at(x + 0.5, 5)) for x in range(20)]
    counts = [row.shelters or 0 for row in table(rows, *sites).values()]
    inside = sum(any(shape.intersects(one.geometry) for shape in shapes) for one in sites)
    assert max(counts) <= inside <= sum(counts)
