from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from models.county.layer import Layer, Role
from models.facilities.facility import Depot, Facility
from models.findings.findings import Figure
from models.hazards.exposure import exposure_figures
from models.project.settings import Override
from models.registers.counting import Inventory
from models.rules.rules import Rules, load_rules
from tests.models.toy import VILLAGES, X, Y, at, county, layer, square

RULES = load_rules()


def sources(*shapes: Any, kind: str = "重大危险源") -> Layer:
    rows = [{"name": f"plant {i}", "hazard_type": kind, "geometry": one} for i, one in enumerate(shapes)]
    return layer(Role.HAZARDS, rows)


def figures(
    hazards: Layer | None, *facilities: Facility, rules: Rules = RULES, **changed: Any
) -> dict[str, Figure]:
    more = () if hazards is None else (hazards,)
    return exposure_figures(Inventory(county(*more, **changed), facilities), rules)


@pytest.mark.parametrize(("y_km", "persons"), [(5.5, 1500), (5.5 + 1e-5, 0), (5, 1500)])
def test_people_at_exactly_the_distance_are_counted(y_km: float, persons: float) -> None:
    found = figures(sources(at(2, y_km)))["hazard.major_source_people"]
    assert found.value == persons
    assert [place.value for place in found.failing] == ([persons] if persons else [])


def test_people_near_two_sources_are_counted_once() -> None:
    found = figures(sources(at(2, 5), at(2, 5.3), at(18, 5), at(10, 9)))["hazard.major_source_people"]
    assert found.value == 4500
    assert [(place.name, place.value) for place in found.failing] == [
        ("plant 2", 3000),
        ("plant 0", 1500),
        ("plant 1", 1500),
    ]


def test_the_distance_of_a_plant_drawn_as_an_area_starts_at_its_fence() -> None:
    assert figures(sources(square(2.4, 4, 2)))["hazard.major_source_people"].value == 1500
    assert figures(sources(square(2.6, 4, 2)))["hazard.major_source_people"].value == 0


@pytest.mark.parametrize(
    ("x_km", "value", "missing"), [(5.5, None, ("hazard_level",)), (5.501, 0, ()), (18, 1, ())]
)
def test_a_facility_near_a_plant_of_unknown_level_is_not_taken_for_safe(
    x_km: float, value: float | None, missing: tuple[str, ...]
) -> None:
    rows = [
        {"name": "unknown", "hazard_type": "危险化学品", "hazard_level": "", "geometry": at(5, 5)},
        {"name": "major", "hazard_type": "危险化学品", "hazard_level": "一级", "geometry": at(18, 5)},
    ]
    found = figures(layer(Role.HAZARDS, rows), Depot(geometry=at(x_km, 5)))["hazard.major_source_facilities"]
    assert (found.value, found.missing, found.is_estimated) == (value, missing, True)


def test_where_the_level_of_every_plant_is_known_nothing_is_estimated() -> None:
    found = figures(sources(at(2, 5)), Depot(geometry=at(2, 5)))
    values = {key: figure.value for key, figure in found.items()}
    assert values["hazard.major_source_people"] == 1500
    assert values["hazard.major_source_facilities"] == 1
    assert not [key for key, figure in found.items() if figure.is_estimated]


def test_facilities_near_a_source_are_listed() -> None:
    near = Depot(geometry=at(5, 5), name="near")
    outline = Depot(geometry=square(5.4, 5, 1), name="outline")
    far = Depot(geometry=at(7, 5), name="far")
    found = figures(sources(at(5, 5)), near, outline, far)["hazard.major_source_facilities"]
    assert found.value == 2
    assert [place.name for place in found.failing] == ["near", "outline"]
    assert figures(sources(at(5, 5)))["hazard.major_source_facilities"].value == 0


def test_the_distance_is_a_rule() -> None:
    wide = load_rules("national", {"hazard.major_source.distance_m": Override(20_000.0)})
    assert figures(sources(at(2, 5)), rules=wide)["hazard.major_source_people"].value == 5300


def test_other_hazards_are_no_sources() -> None:
    for hazards in (None, sources(square(0, 0, 5), kind="flood")):
        found = figures(hazards)
        assert all(figure.value is None for figure in found.values())
        assert {figure.missing for figure in found.values()} == {("major_sources",)}
    assert figures(sources(at(5, 5)))["hazard.major_source_count"].value == 1


def test_people_need_known_residents() -> None:
    rows = [{"name": "A", "geometry": at(2, 5)}]
    assert figures(sources(at(2, 5)), villages=rows)["hazard.major_source_people"].missing == ("population",)


@given(st.lists(st.tuples(st.floats(0, 20), st.floats(0, 10)), min_size=1, max_size=8), st.floats(1, 9000))
def test_people_are_those_that_measuring_every_pair_finds(
    spots: list[tuple[float, float]], distance_m: float
) -> None:
    rules = load_rules("national", {"hazard.major_source.distance_m": Override(distance_m)})
    found = figures(sources(*(at(*spot) for spot in spots)), rules=rules)["hazard.major_source_people"]
    xy = np.array([shapely.get_coordinates(row["geometry"])[0] for row in VILLAGES])
    points = np.array(spots) * 1000 + (X, Y)
    near = np.hypot(*(xy[:, None] - points[None]).T).min(axis=0) <= distance_m + 1e-6
    assert found.value == sum(
        row["population_persons"] for row, one in zip(VILLAGES, near, strict=True) if one
    )


def plants(*rows: tuple[Any, str]) -> Layer:
    entries = [
        {"name": f"plant {i}", "hazard_type": "危险化学品", "hazard_level": level, "geometry": shape}
        for i, (shape, level) in enumerate(rows)
    ]
    return layer(Role.HAZARDS, entries)


def test_only_plants_of_a_major_grade_are_sources() -> None:
    found = figures(plants((at(2, 5), "一级"), (at(18, 5), "一般")))
    assert found["hazard.major_source_count"].value == 1
    assert found["hazard.major_source_people"].value == 1500
    assert not found["hazard.major_source_people"].is_estimated


def test_plants_without_a_grade_are_told_and_where_all_are_such_nothing_is_known() -> None:
    found = figures(plants((at(2, 5), "一级"), (at(18, 5), "")))
    count = found["hazard.major_source_count"]
    assert (count.value, count.inputs["unknown_sources"], count.is_estimated) == (1, 1, True)
    for figure in figures(plants((at(2, 5), ""))).values():
        assert (figure.value, figure.missing) == (None, ("hazard_level",))


def test_known_plants_none_of_which_is_major_are_zero_and_not_no_data() -> None:
    found = figures(plants((at(2, 5), "一般")), Depot(geometry=at(2, 5)))
    assert {figure.value for figure in found.values()} == {0.0}


@pytest.mark.parametrize(("y_km", "count"), [(5.5, 1), (5.5 + 1e-5, 0)])
def test_villages_at_exactly_the_distance_are_counted(y_km: float, count: int) -> None:
    found = figures(sources(at(2, y_km)))["hazard.major_source_villages"]
    assert found.value == count
    assert [place.name for place in found.failing] == ["A"][:count]
    assert figures(sources(at(2, 5)), villages=[])["hazard.major_source_villages"].missing == ("villages",)
