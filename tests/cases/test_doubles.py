"""The same facility twice, in one list or in several, counts once; what may be one is asked about."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from layers.importing.importer import import_files
from models.assessment.assess import assess
from models.gate.gate import data_remarks
from models.kernel.progress import run_to_end
from models.project.scenario import TODAY_ID
from models.rules.rules import load_rules
from tests.cases import county
from tests.cases.county import AREA_M2, PEOPLE, SHELTER_FILE, SHELTER_HEAD, SHELTERS, Outcome

COUNTY_FIGURE = "core.shelter.area_per_resident.county"


def test_a_row_that_stands_twice_counts_once(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    again = ("柳林 广场", *SHELTERS[2][1:])
    county.write_csv(folder / SHELTER_FILE, [SHELTER_HEAD, *SHELTERS, again])
    case = county.imported(folder)
    assert case.area_m2 == AREA_M2
    assert "1 行重复" in case.told(SHELTER_FILE)


def test_a_csv_beside_a_workbook_of_one_list_counts_once(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    county.write_xlsx(folder / "避难场所汇总.xlsx", [SHELTER_HEAD, *SHELTERS])
    case = county.imported(folder)
    assert len(case.shelters) == len(SHELTERS)
    assert case.findings[COUNTY_FIGURE]["figure"] == pytest.approx(AREA_M2 / PEOPLE)
    told = case.told(SHELTER_FILE) + case.told("避难场所汇总.xlsx")
    assert "3 处与" in told
    assert "重复" in told


def test_of_the_sheets_of_two_years_the_newer_counts(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c", without=[SHELTER_FILE])
    book = openpyxl.Workbook()
    for year, area in (("2021年底", 1000), ("2022年底", 7000)):
        sheet = book.create_sheet(year)
        for row in [SHELTER_HEAD, *(((*row[:6], area, row[7])) for row in SHELTERS)]:
            sheet.append(list(row))
    del book["Sheet"]
    book.save(folder / "避难场所.xlsx")
    case = county.imported(folder)
    assert case.area_m2 == 3 * 7000
    assert "其中 3 处数值不同" in "\n".join(
        text for line in case.result.report for text in line.problem_texts("zh")
    )


def test_adding_the_list_again_adds_nothing(tmp_path: Path) -> None:
    case = county.imported(county.make_county(tmp_path / "c"))
    copy = tmp_path / "新建文件夹.csv"
    moved = [(*row[:3], row[3] + 0.0001, *row[4:]) for row in SHELTERS]  # some 10 m off
    county.write_csv(copy, [SHELTER_HEAD, *moved])
    again = run_to_end(import_files([copy], project=case.result.project))
    assert len(again.project.scenarios[0].facilities) == len(SHELTERS)


def overlapping(folder: Path, *, east: float) -> Outcome:
    """Two squares of about 1 ha, the second moved east by a part of its width."""
    made = county.make_county(folder, without=[SHELTER_FILE])
    size = 0.001
    rows = [
        county.feature(
            "Polygon",
            [county.ring(108.62 + move * size, 30.62, size, size)],
            名称=name,
            避难场所类别="短期固定",
            场地类型="广场",
            有效避难面积=30000,
            状态="已建",
        )
        for name, move in (("体育场", 0.0), ("全民健身中心", east))
    ]
    county.write_geojson(made / "应急避难场所.geojson", rows)
    return county.imported(made)


@pytest.mark.parametrize(("east", "is_asked"), [(0.7, True), (0.9, False)])
def test_outlines_that_overlap_by_more_than_a_fifth_are_asked_about(
    tmp_path: Path, east: float, is_asked: bool
) -> None:
    case = overlapping(tmp_path / "c", east=east)
    kinds = {remark.id for remark in data_remarks(case.result.project)}
    assert ("data.doubles.overlap" in kinds) is is_asked
    finding = case.findings["core.shelter.area_per_resident.seat"]
    assert bool(finding["inputs"]["doubtful_pairs"]) is is_asked
    # 60,000 / 7,000 = 8.6 would pass; what may count twice passes nothing.
    assert finding["verdict"] == ("nodata" if is_asked else "pass")


def test_depots_that_may_be_one_mark_what_they_are_counted_in(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    head = ("名称", "储备库级别", "经度", "纬度", "建筑面积", "状态")
    rows = [
        ("县应急物资储备库", "县级", 108.63, 30.63, 1200, "已建"),
        ("县应急物资储备库", "县级", 108.6302, 30.63, 900, "已建"),
    ]
    county.write_csv(folder / "物资储备库.csv", [head, *rows])
    project = county.imported(folder).result.project
    figures = assess(project.county, project.scenario(TODAY_ID), load_rules()).figures
    doubted = {key for key, one in figures.items() if one.inputs.get("doubtful_pairs")}
    assert any(key.startswith("depot.") for key in doubted) and all(
        figures[key].is_estimated for key in doubted
    )
    assert not any(key.startswith(("shelter.", "fire.")) for key in doubted)


@pytest.mark.parametrize("change", ["moved", "county before the name"])
def test_two_states_of_one_list_count_once(tmp_path: Path, change: str) -> None:
    folder = county.make_county(tmp_path / "c")
    if change == "moved":  # 115 m
        rows = [(*row[:3], row[3] + 0.0012, *row[4:]) for row in SHELTERS]
    else:
        rows = [("青禾县" + row[0], *row[1:]) for row in SHELTERS]
    county.write_csv(folder / "避难场所（2023修订）.csv", [SHELTER_HEAD, *rows])
    case = county.imported(folder)
    assert set(case.shelters) == {row[0] for row in rows}  # of the newer list
    assert case.area_m2 == AREA_M2
    assert "3 处与" in case.told(SHELTER_FILE)


def test_another_list_with_one_name_near_by_is_no_state_of_it(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    _, *row = SHELTERS[0]
    more = [(name, *row[:2], row[2] + 0.003 + 0.002 * n, *row[3:]) for n, name in enumerate("甲乙丙丁戊")]
    near = ("人民公园", *row[:2], row[2] + 0.002, *row[3:])
    county.write_csv(folder / "社区避难场所.csv", [SHELTER_HEAD, near, *more])
    assert len(county.imported(folder).result.project.scenarios[0].facilities) == 3 + 6
