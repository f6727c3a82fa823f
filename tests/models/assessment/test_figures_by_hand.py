"""Figures of the registers and classes, each worked out by hand on the toy county."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import shapely

from models.assessment.assess import assess
from models.county.layer import Role
from models.facilities.facility import Brigade, Depot, Facility, FireStation, Helipad, Shelter, Team
from models.findings.findings import Figure, Finding
from models.plans.plans import check, load_profile
from models.project.scenario import TODAY_ID, Scenario
from models.project.settings import Indicator, Override, Settings
from models.rules.rules import Rules, load_rules
from tests.models import toy

KM2 = 1e6
RADII_M = {"emergency": 500, "short": 1000, "medium": 1500, "long": 2000, "central": 3000}
RULES = load_rules(
    "national", {f"shelter.{name}.service_radius_m": Override(float(m)) for name, m in RADII_M.items()}
)


def figures(*facilities: Facility, county: Any = None, rules: Rules = RULES) -> Mapping[str, Figure]:
    scenario = Scenario(TODAY_ID, "", {one.id: one for one in facilities})
    return assess(county or toy.county(), scenario, rules).figures


def shelter(x_km: float, y_km: float, **fields: Any) -> Shelter:
    return Shelter(geometry=toy.at(x_km, y_km), status="existing", **fields)


def findings(
    profile_id: str, *facilities: Facility, county: Any = None, settings: Settings | None = None
) -> dict[str, Finding]:
    scenario = Scenario(TODAY_ID, "", {one.id: one for one in facilities})
    assessment = assess(county or toy.county(), scenario, RULES)
    found = check(assessment, RULES, load_profile(profile_id), settings or Settings(), date(2026, 8, 1))
    return {one.id: one for one in found}


# -- land and people in reach --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("figure_id", "shelter_class", "radius_km"),
    [
        ("shelter.area_share.emergency", "emergency", 0.5),
        ("shelter.area_share.short", "short", 1.0),
        ("shelter.area_share.medium", "medium", 1.5),
        ("shelter.area_share.long", "long", 2.0),
        ("shelter.area_share.central", "central", 3.0),
        ("shelter.area_share.fixed", "medium", 1.5),
    ],
)
def test_land_in_reach_of_one_shelter_is_its_disc(
    figure_id: str, shelter_class: str, radius_km: float
) -> None:
    # The county has 20 by 10 km; the disc lies inside it.
    found = figures(shelter(10, 5, shelter_class=shelter_class))[figure_id]
    assert found.value == pytest.approx(100 * math.pi * radius_km**2 / 200)
    # In a corner only a quarter of the disc is county land.
    found = figures(shelter(0, 0, shelter_class=shelter_class))[figure_id]
    assert found.value == pytest.approx(100 * math.pi * radius_km**2 / 4 / 200, rel=1e-4)


def test_fixed_land_is_that_of_all_fixed_classes_once() -> None:
    # A central and a short-term shelter at one place: the larger disc holds the smaller.
    both = (shelter(10, 5, shelter_class="central"), shelter(10, 5, shelter_class="short"))
    assert figures(*both)["shelter.area_share.fixed"].value == pytest.approx(100 * math.pi * 9 / 200)


@pytest.mark.parametrize(
    ("figure_id", "shelter_class", "radius_km"),
    [
        ("shelter.people_share.emergency", "emergency", 0.5),
        ("shelter.people_share.short", "short", 1.0),
        ("shelter.people_share.medium", "medium", 1.5),
        ("shelter.people_share.long", "long", 2.0),
        ("shelter.people_share.central", "central", 3.0),
        ("shelter.people_share.fixed", "central", 3.0),
    ],
)
def test_people_exactly_at_the_radius_are_in_reach(
    figure_id: str, shelter_class: str, radius_km: float
) -> None:
    # A at (2, 5) holds 1,500 of the 5,300 people.
    at_limit = figures(shelter(2 + radius_km, 5, shelter_class=shelter_class))[figure_id]
    assert at_limit.value == pytest.approx(100 * 1500 / 5300)
    beyond = figures(shelter(2.002 + radius_km, 5, shelter_class=shelter_class))[figure_id]
    assert beyond.value == 0


# -- areas by kind -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("figure_id", "kind"),
    [
        ("shelter.area_of_kind.square", "square"),
        ("shelter.area_of_kind.park", "park"),
        ("shelter.area_of_kind.green", "green"),
        ("shelter.area_of_kind.school", "school"),
        ("shelter.area_of_kind.stadium", "stadium"),
        ("shelter.area_of_kind.civil_defence", "civil_defence"),
        ("shelter.area_of_kind.building", "building"),
        ("shelter.area_of_kind.other", "other"),
    ],
)
def test_effective_area_of_a_kind(figure_id: str, kind: str) -> None:
    rules = load_rules("national", {f"shelter.effective_ratio.{kind}": Override(0.25)})
    made = (
        shelter(1, 1, kind=kind, effective_area_m2=700.0),
        shelter(2, 1, kind=kind, gross_area_m2=1200.0),  # a quarter of it is effective
        shelter(3, 1, kind="park" if kind == "square" else "square", effective_area_m2=50.0),
    )
    found = figures(*made, rules=rules)
    assert found[figure_id].value == pytest.approx(1000) and found[figure_id].is_estimated
    kinds = [key for key in found if key.startswith("shelter.area_of_kind.")]
    assert math.fsum(found[key].value or 0 for key in kinds) == pytest.approx(1050)
    spaces = [found[f"shelter.area.{space}"].value or 0 for space in ("outdoor", "indoor", "underground")]
    assert math.fsum(spaces) == pytest.approx(1050)


# -- registers ---------------------------------------------------------------------------------------------
UNITS = [
    {"name": "昌黎县", "code": "130322", "geometry": toy.square(0, 0, 10)},
    {"name": "卢龙县", "code": "130324", "geometry": toy.square(10, 0, 10)},
]


def depot(x_km: float, **fields: Any) -> Depot:
    return Depot(geometry=toy.at(x_km, 5), status="existing", **fields)


def test_county_units_with_a_depot() -> None:
    county = toy.county(county=UNITS)
    assert (
        figures(depot(1, level="county"), depot(2, level="county"), county=county)["depot.county_share"].value
        == 50
    )
    assert (
        figures(depot(1, level="county"), depot(11, level="county"), county=county)[
            "depot.county_share"
        ].value
        == 100
    )
    assert figures(county=county)["depot.county_share"].value == 0
    # On the border it stands in the first of the two.
    on_border = figures(depot(10, level="county"), county=county)["depot.county_share"]
    assert on_border.value == 50 and [place.name for place in on_border.failing] == ["卢龙县"]


def test_named_units_are_counted_only_when_all_of_them_are_there() -> None:
    names = ["昌黎", "卢龙", "青龙", "海港", "抚宁", "北戴河区", "山海关"]
    strips = [shapely.box(toy.X + i * 2000, toy.Y, toy.X + i * 2000 + 2000, toy.Y + 10_000) for i in range(7)]
    units = [
        {"name": f"{name}县", "code": f"13030{i}", "geometry": strip}
        for i, (name, strip) in enumerate(zip(names, strips, strict=True))
    ]
    county = toy.county(county=units, townships=[])
    found = findings("qinhuangdao", depot(1), depot(1.5), depot(5), county=county)
    row = found["qinhuangdao.depot.counties"]
    assert row.figure.id == "register.served_count"
    assert (row.figure.value, row.verdict, len(row.figure.failing)) == (2, "fail", 5)
    every = [depot(1 + 2 * i) for i in range(7)]
    row = findings("qinhuangdao", *every, county=county)["qinhuangdao.depot.counties"]
    assert (row.figure.value, row.verdict) == (7, "pass")
    row = findings("qinhuangdao", *every, county=toy.county(county=units[:6], townships=[]))[
        "qinhuangdao.depot.counties"
    ]
    assert row.figure.value is None and row.figure.missing == ("named_units",)


@pytest.mark.parametrize(("area_m2", "verdict"), [(11_000.0, "pass"), (10_999.0, "fail")])
def test_the_largest_city_depot_decides(area_m2: float, verdict: str) -> None:
    made = (
        depot(1, level="city", floor_area_m2=500.0),
        depot(2, level="city", floor_area_m2=area_m2),
        depot(3, level="city"),
        depot(4, level="county", floor_area_m2=90_000.0),
    )
    row = findings("qinhuangdao", *made)["qinhuangdao.depot.central"]
    assert row.figure.id == "register.max"
    assert (row.figure.value, row.verdict, row.figure.is_estimated) == (area_m2, verdict, True)
    assert findings("qinhuangdao")["qinhuangdao.depot.central"].figure.missing == ("city_depots",)


def test_what_a_plan_counts_is_counted() -> None:
    made = (
        depot(1, level="county", kind="flood"),
        depot(2, level="county", kind="flood", storage="contract"),
        depot(3, level="county", kind="relief"),
        depot(4, level="county", kind="flood", name="planned"),
    )
    made = (*made[:3], replace(made[3], status="planned"))
    found = findings("cangzhou", *made)
    row = found["cangzhou.depot.inventory.county_flood"]
    assert row.figure.id == "register.count" and (row.figure.value, row.verdict) == (2, "info")
    assert row.change == 2 - 15
    assert found["cangzhou.depot.inventory"].figure.value == 3


def test_kinds_of_space_are_counted_once_each() -> None:
    made = (shelter(1, 1), shelter(2, 1), shelter(3, 1, space="underground"))
    row = findings("suzhou-anhui", *made)["suzhou.shelter.mix"]
    assert row.figure.id == "register.kinds" and row.figure.value == 2


def test_gross_area_per_resident_stands_beside_the_effective_one() -> None:
    made = (
        shelter(1, 1, gross_area_m2=5300.0, effective_area_m2=2650.0),
        shelter(21, 1, gross_area_m2=9000.0, effective_area_m2=9000.0),  # outside the county
    )
    found = figures(*made)
    assert found["shelter.gross_area_per_resident.county"].value == 1.0
    assert found["shelter.area_per_resident.county"].value == 0.5


# -- outcomes and checklists -------------------------------------------------------------------------------
def test_outcomes_met_are_counted_when_all_are_typed_in() -> None:
    rows = {
        "yanggu.outcomes.loss": 1.0,  # at the limit of 1
        "yanggu.outcomes.deaths": 0.6,  # above 0.5
        "yanggu.outcomes.forest": 0.45,
        "yanggu.outcomes.work_deaths": 0.01,
        "yanggu.outcomes.road_deaths": 1.36,  # above 1.35
        "yanggu.outcomes.fire_deaths": 0.25,  # less than 0.25 is asked for
        "yanggu.outcomes.work_total": -10.0,  # a fall by 10 is asked for
        "yanggu.outcomes.industry_deaths": 0.5,
    }
    typed = {key: Indicator(value, 2025, "年鉴") for key, value in rows.items()}
    row = findings("yanggu", settings=Settings(indicators=typed))["yanggu.outcomes"]
    assert row.figure.id == "summary.met" and row.figure.value == pytest.approx(100 * 5 / 8)
    lacking = {key: value for key, value in typed.items() if key != "yanggu.outcomes.loss"}
    row = findings("yanggu", settings=Settings(indicators=lacking))["yanggu.outcomes"]
    assert row.figure.value is None and row.figure.missing == ("typed_value",)


def test_townships_and_villages_with_their_kit() -> None:
    townships = [{**toy.WEST, "township_kit": True}, {**toy.EAST, "township_kit": False}]
    villages = [{**one, "village_kit": index < 2} for index, one in enumerate(toy.VILLAGES)]
    found = figures(county=toy.county(townships=townships, villages=villages))
    assert found["township.kit_share"].value == 50
    assert [place.name for place in found["township.kit_share"].failing] == ["East"]
    assert found["village.kit_share"].value == pytest.approx(100 * 2 / 3)
    assert [place.name for place in found["village.kit_share"].failing] == ["C"]
    plain = figures()
    for figure_id in ("township.kit_share", "village.kit_share"):
        assert plain[figure_id].value is None and plain[figure_id].missing


# -- hazards -----------------------------------------------------------------------------------------------
def test_facilities_inside_a_flood_zone() -> None:
    zone = {"name": "滞洪区", "hazard_type": "洪水", "geometry": toy.square(1, 4, 2)}
    slide = {"name": "滑坡", "hazard_type": "滑坡", "geometry": toy.square(11, 4, 2)}
    county = toy.county(toy.layer(Role.HAZARDS, [zone, slide]))
    inside, edge, out = shelter(2, 5), Team(geometry=toy.at(3, 5), status="existing"), shelter(3.5, 5)
    landslide = FireStation(geometry=toy.at(12, 5), status="existing")
    found = figures(inside, edge, out, landslide, county=county)
    assert found["hazard.facilities_inside.flood"].value == 2
    assert found["hazard.facilities_inside"].value == 3
    assert found["hazard.people_inside.flood"].value == 1500
    assert figures(county=county)["hazard.facilities_inside.flood"].value == 0
    assert figures(inside)["hazard.facilities_inside.flood"].value is None


# -- outside -----------------------------------------------------------------------------------------------
def test_outside_is_counted_or_left_out() -> None:
    helipad = Helipad(geometry=toy.at(21, 5), status="existing")
    found = figures(shelter(2, 5), helipad)
    assert (found["facility.outside_count"].value, found["facility.left_out_count"].value) == (1, 0)
    own = load_rules("national", {"scope.counts_outside": Override(0.0)})
    found = figures(shelter(2, 5), helipad, rules=own)
    assert (found["facility.outside_count"].value, found["facility.left_out_count"].value) == (0, 1)


# -- towns -------------------------------------------------------------------------------------------------
def test_towns_and_townships_with_a_full_time_brigade() -> None:
    townships = [{**toy.WEST, "name": "西镇"}, {**toy.EAST, "name": "东乡", "code": "371599201"}]
    county = toy.county(townships=townships)
    full, volunteer = (
        Brigade(geometry=toy.at(5, 5), status="existing", brigade_class=kind)
        for kind in ("full_time_1", "volunteer")
    )
    row = next(row for row in load_profile("suzhou-anhui").rows if row.id == "suzhou.fire.township")
    assert row.register is not None and row.register.measure == "served_share"
    for made, value, verdict in (((full,), 50, "fail"), ((volunteer,), 0, "fail"), ((), 0, "fail")):
        found = findings("suzhou-anhui", *made, county=county)["suzhou.fire.township"]
        assert found.figure.id == "register.served_share"
        assert (found.figure.value, found.verdict) == (value, verdict)
    station = FireStation(geometry=toy.at(15, 5), status="existing", station_class="small")
    found = findings("suzhou-anhui", full, station, county=county)["suzhou.fire.township"]
    assert (found.figure.value, found.verdict) == (50, "fail")  # a fire station is no brigade
