"""Areas of shelters that cannot be: counted no higher than they can be, and asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.gate.gate import data_remarks
from models.gate.remark import DataRemark
from tests.cases import county
from tests.cases.county import PEOPLE, SHELTER_FILE, SHELTER_HEAD, SHELTERS, Outcome


def remarks(case: Outcome) -> dict[str, DataRemark]:
    return {remark.id: remark for remark in data_remarks(case.result.project)}


def with_areas(folder: Path, gross: float, effective: float, space: str = "") -> Outcome:
    """The county with other areas of its park."""
    made = county.make_county(folder)
    park = (*SHELTERS[0][:5], gross, effective, SHELTERS[0][7], space)
    rows = [(*row, "") for row in SHELTERS[1:]]
    county.write_csv(made / SHELTER_FILE, [(*SHELTER_HEAD, "空间类型"), park, *rows])
    return county.imported(made)


@pytest.mark.parametrize("factor", [2, 5000])
def test_an_effective_area_over_the_gross_one_counts_up_to_it(tmp_path: Path, factor: int) -> None:
    case = with_areas(tmp_path / "c", gross=5000, effective=5000 * factor)
    finding = case.findings["core.shelter.area_per_resident.county"]
    assert finding["figure"] == pytest.approx((5000 + 3600 + 3000) / PEOPLE)
    assert finding["inputs"]["doubtful_shelters"] == 1
    assert "大于总面积" in finding["formula"]
    told = remarks(case)["data.areas.effective_over_gross"]
    assert (told.count, told.file) == (1, SHELTER_FILE)
    assert "人民公园" in told.text("zh")


@pytest.mark.parametrize(
    ("planned", "existing"),
    [
        ("规划有效避难面积", "现状有效避难面积"),
        ("有效避难面积（规划）", "有效避难面积（现状）"),
        ("2035年规划有效避难面积", "有效避难面积"),
    ],
)
def test_of_planned_and_existing_areas_the_existing_counts(
    tmp_path: Path, planned: str, existing: str
) -> None:
    made = county.make_county(tmp_path / "c")
    head = (*SHELTER_HEAD[:5], planned, existing, "状态")
    rows = [(*row[:5], row[6] * 2, row[6], row[7]) for row in SHELTERS]
    county.write_csv(made / SHELTER_FILE, [head, *rows])
    case = county.imported(made)
    assert case.area_m2 == county.AREA_M2
    assert planned in case.told(SHELTER_FILE)


def test_a_building_has_floors(tmp_path: Path) -> None:
    case = with_areas(tmp_path / "c", gross=5000, effective=9000, space="室内")
    finding = case.findings["core.shelter.area_per_resident.county"]
    assert finding["figure"] == pytest.approx((9000 + 3600 + 3000) / PEOPLE)
    assert remarks(case) == {}


def test_an_area_of_square_kilometres_is_asked_about(tmp_path: Path) -> None:
    assert "data.areas.huge" in remarks(with_areas(tmp_path / "c", gross=5e7, effective=4e6))
    assert remarks(with_areas(tmp_path / "d", gross=5e5, effective=4e5)) == {}


def test_a_gross_area_over_the_drawn_outline_is_asked_about(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c", without=[SHELTER_FILE])
    square = county.feature(
        "Polygon", [county.ring(108.62, 30.62, 0.001, 0.001)], 名称="球场", 占地面积=90000, 有效避难面积=5000
    )
    county.write_geojson(folder / "避难场所.geojson", [square])
    told = remarks(county.imported(folder))["data.areas.gross_over_outline"].text("zh")
    assert "90,000" in told
    assert "避难场所.geojson" in told


def test_shelters_beyond_the_boundary_are_named(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    far = ("邻县广场", "紧急", "广场", 108.97, 30.63, 9000, 8000, "已建")
    county.write_csv(folder / SHELTER_FILE, [SHELTER_HEAD, *SHELTERS, far])
    told = remarks(county.imported(folder))["data.facilities.outside"]
    assert told.count == 1
    assert "邻县广场" in told.text("zh")


def test_a_stated_capacity_is_kept_and_is_no_area(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    head = (*SHELTER_HEAD[:5], "设计容纳人数（人）", "状态")
    county.write_csv(folder / SHELTER_FILE, [head, *((*row[:5], 700, row[7]) for row in SHELTERS)])
    case = county.imported(folder)
    assert [one.stated_capacity_persons for one in case.shelters.values()] == [700, 700, 700]
    assert case.findings["core.shelter.area_per_resident.county"]["figure"] is None
    told = remarks(case)["data.areas.capacity_only"].text("zh")
    assert "2,100 人" in told


@pytest.mark.parametrize(("times", "is_upper_bound"), [(1e-4, False), (100.0, True)])
def test_an_area_per_resident_that_no_county_has_is_marked_and_meets_nothing(
    tmp_path: Path, times: float, is_upper_bound: bool
) -> None:
    made = county.make_county(tmp_path / "c")
    rows = [(*row[:5], row[5] * times, row[6] * times, row[7]) for row in SHELTERS]
    county.write_csv(made / SHELTER_FILE, [SHELTER_HEAD, *rows])
    finding = county.imported(made).findings["core.shelter.area_per_resident.county"]
    assert finding["is_estimated"] is True
    assert finding["figure"] == pytest.approx(county.AREA_M2 * times / PEOPLE)
    assert finding["verdict"] == ("nodata" if is_upper_bound else "fail")
