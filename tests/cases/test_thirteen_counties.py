"""Thirteen small counties, each with one trap, and the figure that a planner reads worked out by hand.

Folders are those of :mod:`tests.cases.county`: six villages with 12,000 people, three shelters with 9,000,
3,600 and 3,000 m2 of effective area, so 15,600 / 12,000 = 1.3 m2 a resident. Sites that are drawn stand in
the toy county of :mod:`tests.models.toy`: A with 1,500 people in West, B with 800 and C with 3,000 in East,
5,300 in all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.assessment.assess import assess
from models.facilities.facility import Depot, Facility, Shelter
from models.facilities.stock import StockRow
from models.findings.findings import Figure
from models.findings.formulas import caution_text, formula_text
from models.gate.gate import data_remarks
from models.plans.plans import figures_of
from models.project.local import LocalFacts
from models.project.project import Project
from models.project.scenario import TODAY_ID, Scenario
from models.project.settings import Settings
from models.rules.rules import load_rules
from tests.cases import county as folders
from tests.cases.county import SHELTER_FILE, SHELTER_HEAD, SHELTERS, VILLAGE_FILE, VILLAGE_HEAD, VILLAGES
from tests.models import toy
from tests.models.hazards.test_screening import hazards

PER_RESIDENT = "shelter.area_per_resident.county"
LOCAL = LocalFacts(
    seismic_intensity=7, absent_hazards=("fault", "power", "pipeline", "fire_source", "explosives")
)
DEPOT_HEAD = ("储备库名称", "储备级别", "储备方式", "物资种类", "经度", "纬度", "建筑面积", "状态")


def of(project: Project) -> Mapping[str, Figure]:
    return assess(project.county, project.scenarios[0], load_rules()).figures


def told(project: Project) -> set[str]:
    return {remark.id for remark in data_remarks(project)}


def villages(folder: Path, rows: list[Any], head: tuple[str, ...] = VILLAGE_HEAD) -> Project:
    made = folders.make_county(folder)
    folders.write_csv(made / VILLAGE_FILE, [head, *rows])
    return folders.imported(made).result.project


def drawn(
    *facilities: Facility, stock: tuple[StockRow, ...] = (), zones: tuple[Mapping[str, Any], ...] = ()
) -> Mapping[str, Figure]:
    """Figures of facilities in the toy county, with hazard zones and a ledger."""
    made = toy.county(hazards(*zones)) if zones else toy.county()
    scenario = Scenario(TODAY_ID, "", {one.id: one for one in facilities})
    settings = Settings(stock=stock, local=LOCAL)
    found = assess(made, scenario, load_rules(), local=LOCAL)
    return figures_of(found, load_rules(), settings, date(2026, 1, 1))


def shelter(x_km: float, y_km: float, **values: Any) -> Shelter:
    given = {"status": "existing", "shelter_class": "short", "geometry": toy.at(x_km, y_km)} | values
    return Shelter(**given)


# -- whose people ------------------------------------------------------------------------------------------
def test_01_people_in_two_files_are_one_county(tmp_path: Path) -> None:
    """Four villages in one list with 5,000, two communities in another with 7,000: 15,600 / 12,000 = 1.3."""
    folder = folders.make_county(tmp_path / "c", without=[VILLAGE_FILE])
    folders.write_csv(folder / "农村人口.csv", [VILLAGE_HEAD, *VILLAGES[:4]])
    folders.write_csv(folder / "城区社区.csv", [VILLAGE_HEAD, *VILLAGES[4:]])
    project = folders.imported(folder).result.project
    assert of(project)[PER_RESIDENT].value == pytest.approx(1.3)
    assert "data.people.merged" in told(project)


def test_02_people_outside_the_boundary_are_the_neighbours(tmp_path: Path) -> None:
    """A village of 8,000 beyond the eastern border: still 15,600 / 12,000, and told."""
    beyond = ("界外村", "500998100201", "邻县镇", 108.75, 30.65, 8000)
    project = villages(tmp_path / "c", [*VILLAGES, beyond])
    assert of(project)[PER_RESIDENT].value == pytest.approx(1.3)
    assert "data.people.outside" in told(project)


def test_03_a_village_without_a_figure_makes_no_smaller_county_in_silence(tmp_path: Path) -> None:
    """The largest, of 4,000, states none: 15,600 / 8,000 = 1.95 is an estimate, and says so."""
    project = villages(tmp_path / "c", [*VILLAGES[:5], (*VILLAGES[5][:5], "")])
    figure = of(project)[PER_RESIDENT]
    assert figure.value == pytest.approx(1.95)
    assert figure.is_estimated and figure.is_upper_bound
    assert (figure.inputs["unknown_places"], figure.inputs["places"]) == (1, 6)


def test_04_registered_people_are_not_called_residents(tmp_path: Path) -> None:
    """The same 12,000, but by the register: 1.3 m2, whose working says 户籍."""
    project = villages(tmp_path / "c", VILLAGES, (*VILLAGE_HEAD[:5], "户籍人口"))
    figure = of(project)[PER_RESIDENT]
    assert figure.value == pytest.approx(1.3)
    assert "户籍人口" in formula_text(figure, "zh") and "常住人口" not in formula_text(figure, "zh")


# -- which sites -----------------------------------------------------------------------------------------
def test_05_a_list_given_twice_counts_once(tmp_path: Path) -> None:
    """The list of shelters and a copy of it under another name: 15,600 m2, not 31,200."""
    folder = folders.make_county(tmp_path / "c")
    folders.write_csv(folder / "避难场所（最终版）.csv", [SHELTER_HEAD, *SHELTERS])
    project = folders.imported(folder).result.project
    assert of(project)[PER_RESIDENT].value == pytest.approx(1.3)
    assert of(project)["shelter.count"].value == 3


def test_06_indoor_and_outdoor_area_are_one_site(tmp_path: Path) -> None:
    """A school with 1,200 m2 indoors and 2,400 m2 outdoors, nothing else: 3,600 / 12,000 = 0.3."""
    folder = folders.make_county(tmp_path / "c")
    head = (*SHELTER_HEAD[:5], "室内有效面积", "室外有效面积", "状态")
    folders.write_csv(folder / SHELTER_FILE, [head, (*SHELTERS[1][:5], 1200, 2400, "已建")])
    assert of(folders.imported(folder).result.project)[PER_RESIDENT].value == pytest.approx(0.3)


def test_07_building_the_plan_turns_today_into_the_plan() -> None:
    """4,000 m2 stand, 6,600 m2 are planned: today 4,000 / 5,300; in the plan, and once built, 2."""
    stands, planned = (
        shelter(2, 5, effective_area_m2=4000.0, id="old"),
        shelter(12, 5, effective_area_m2=6600.0, id="new", status="planned"),
    )
    built = replace(planned, status="existing")

    def value(scenario: Scenario) -> float | None:
        return assess(toy.county(), scenario, load_rules()).figures[PER_RESIDENT].value

    both = {"old": stands, "new": planned}
    assert value(Scenario(TODAY_ID, "", both)) == pytest.approx(4000 / 5300)
    assert value(Scenario("plan", "plan", both)) == pytest.approx(2.0)
    assert value(Scenario(TODAY_ID, "", {"old": stands, "new": built})) == pytest.approx(2.0)


# -- which can be used -------------------------------------------------------------------------------------
def test_08_a_county_wide_zone_of_level_low_closes_nothing() -> None:
    """One park of 5,300 m2, the county in a flood zone: at level 低 1 m2 a resident, at level 高 0."""
    zone = {"geometry": toy.square(0, 0, 20), "hazard_type": "洪水"}
    park = shelter(2, 5, effective_area_m2=5300.0)
    far = {"geometry": toy.square(30, 0, 1), "hazard_type": "滑坡", "hazard_level": "高"}
    low = drawn(park, zones=({**zone, "hazard_level": "低"}, far))
    assert low["shelter.flood_area_per_resident.county"].value == pytest.approx(1.0)
    assert low["shelter.siting_excluded_count"].value == 0
    high = drawn(park, zones=({**zone, "hazard_level": "高"}, far))
    assert high["shelter.flood_area_per_resident.county"].value == 0
    assert high["shelter.siting_excluded_count"].value == 1


def test_09_a_rejected_site_counts_only_if_the_headline_says_so() -> None:
    """5,300 m2 stand well, 2,650 m2 in a landslide zone: 1.5 m2 stated, with one site unfit; 1.0 usable."""
    zone = {"geometry": toy.square(15, 3, 1), "hazard_type": "滑坡", "hazard_level": "高"}
    flood = {"geometry": toy.square(30, 0, 1), "hazard_type": "洪水", "hazard_level": "高"}
    found = drawn(
        shelter(2, 5, effective_area_m2=5300.0),
        shelter(15.5, 3.5, effective_area_m2=2650.0),
        zones=(zone, flood),
    )
    assert found[PER_RESIDENT].value == pytest.approx(1.5)
    assert "其中 1 处选址不符合避让要求（有效面积 2,650 m²）" in caution_text(found[PER_RESIDENT], "zh")
    assert found["shelter.earthquake_area_per_resident.county"].value == pytest.approx(1.0)


def test_10_a_park_partly_in_a_zone_loses_that_part() -> None:
    """100 m by 100 m with 5,300 m2, its eastern quarter under water: 3/4 of 1 m2 a resident."""
    park = shelter(1, 1, geometry=toy.square(1, 1, 0.1), effective_area_m2=5300.0)
    water = {"geometry": toy.square(1.075, 0, 1.2), "hazard_type": "洪水", "hazard_level": "高"}
    far = {"geometry": toy.square(30, 0, 1), "hazard_type": "滑坡", "hazard_level": "高"}
    found = drawn(park, zones=(water, far))
    assert found[PER_RESIDENT].value == pytest.approx(1.0)
    assert found["shelter.flood_area_per_resident.county"].value == pytest.approx(0.75)


# -- whether there is room, and anything in the store ----------------------------------------------------
def test_11_room_for_a_long_stay_serves_shorter_ones() -> None:
    """Beside A a long-stay shelter for 225 people. Long, medium and short stays of A: 30, 45 and 150 = 225.

    All three find a place there, though none is for short stays alone: of 15 % of 5,300 = 795 people 225,
    while 1,500 of 5,300 residents are within the radius. Half that room: 112 of 795.
    """
    each = load_rules()["shelter.long.area_per_person_m2"]
    for room in (225, 112):
        found = drawn(shelter(2, 5, shelter_class="long", effective_area_m2=room * each))
        assert found["shelter.people_share.fixed"].value == pytest.approx(100 * 1500 / 5300)
        assert found["shelter.placed_share.fixed"].value == pytest.approx(100 * room / 795)


def test_12_a_township_store_on_contract_is_no_depot_of_the_county(tmp_path: Path) -> None:
    """The only store is of a township, for floods, on contract: nobody has one of their own."""
    folder = folders.make_county(tmp_path / "c")
    row = ("石桥粮站", "乡镇级", "协议代储", "防汛", 108.44, 30.63, 900, "已建")
    folders.write_csv(folder / "物资储备库.csv", [DEPOT_HEAD, row])
    found = of(folders.imported(folder).result.project)
    assert found["depot.county_share"].value == 0
    assert found["depot.township_share"].value == 0
    assert found["depot.township_share"].inputs["other_units"] == 1


def test_13_a_store_with_nothing_in_it_covers_nobody() -> None:
    """West's store holds 100 quilts, East's is empty: two townships have a store, one is covered."""
    west, east = (
        Depot(id=name, geometry=toy.at(x, 5), status="existing", level="township")
        for name, x in (("west", 2), ("east", 12))
    )
    quilts = StockRow(depot_id="west", item="quilt", name="棉被", quantity=100, unit="床")
    found = drawn(west, east, stock=(quilts,))
    assert found["depot.township_share"].value == 100
    assert found["depot.stocked_township_share"].value == 50
    assert found["depot.stocked_township_share"].inputs["empty_units"] == 1
    assert [place.key for place in found["depot.without_stock_count"].failing] == ["east"]
