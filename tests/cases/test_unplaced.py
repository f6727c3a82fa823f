"""Sites that a list names without coordinates: figures say that they are left out, and so does the file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from layers.importing.importer import import_files
from layers.project.file import load_project, save_project
from models.county.unplaced import UnplacedSite, place_of
from models.facilities.facility import Family
from models.gate.gate import data_remarks
from models.kernel.progress import run_to_end
from models.project.project import Project
from tests.cases import county
from tests.cases.county import SHELTER_FILE, SHELTER_HEAD, SHELTERS

FIGURE = "core.shelter.area_per_resident.county"
NOWHERE = ("柳林敬老院", "短期固定", "敬老院", "", "", 3000, 2000, "已建")


def texts(project: Project) -> str:
    return "\n".join(remark.text("zh") for remark in data_remarks(project) if remark.id == "data.file")


def test_a_site_without_coordinates_marks_the_figure_and_is_told_for_good(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    county.write_csv(folder / SHELTER_FILE, [SHELTER_HEAD, *SHELTERS, NOWHERE])
    case = county.imported(folder)
    inputs = case.findings[FIGURE]["inputs"]
    assert (inputs["shelters"], inputs["unplaced_shelters"]) == (3, 1)
    assert case.findings[FIGURE]["is_estimated"]
    assert "没有坐标，未计入" in case.findings[FIGURE]["formula"]
    assert f"{SHELTER_FILE}：1 行没有坐标" in texts(case.result.project)
    save_project(case.result.project, tmp_path / "x.gpkg")
    again = load_project(tmp_path / "x.gpkg")
    assert again.remarks == ()
    assert again.county.unplaced == {Family.SHELTER: 1}
    assert texts(again) == texts(case.result.project)


def test_what_a_later_file_says_stays_too_and_can_be_undone(tmp_path: Path) -> None:
    case = county.imported(county.make_county(tmp_path / "c"))
    project = case.result.project
    assert texts(project) == ""
    more = tmp_path / "新增避难场所.csv"
    county.write_csv(
        more, [SHELTER_HEAD, ("新城广场", *SHELTERS[2][1:3], 108.64, 30.64, 900, 800, "○"), NOWHERE]
    )
    added = run_to_end(import_files([more], project=project))
    assert "“○”" in texts(added.project)
    assert added.project.county.unplaced == {Family.SHELTER: 1}
    assert [file.provenance.file for file in added.project.settings.facility_files] == [
        SHELTER_FILE,
        more.name,
    ]


HEAD = (*SHELTER_HEAD, "所属乡镇", "值班室")


def test_a_site_of_a_township_counts_in_its_area_and_is_not_on_the_map(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    rows = [(*row, "", "") for row in SHELTERS]
    rows += [
        (*NOWHERE, "柳林", "302"),
        (*NOWHERE[:6], 900, "拟建", "石桥镇", ""),
        ("甲厂", *NOWHERE[1:], "外县镇", ""),
    ]
    county.write_csv(folder / SHELTER_FILE, [HEAD, *rows])
    case = county.imported(folder)
    figure = case.findings[FIGURE]
    assert figure["inputs"]["area_m2"] == county.AREA_M2 + 2000
    assert (figure["inputs"]["unplaced_shelters"], figure["inputs"]["township_shelters"]) == (2, 1)
    assert figure["figure"] == pytest.approx((county.AREA_M2 + 2000) / county.PEOPLE)
    assert figure["is_estimated"] and "按所在乡镇计入" in figure["formula"]
    towns = case.findings["core.shelter.area_per_resident.townships"]["inputs"]
    assert towns["gap_m2"] == 2.5 * county.PEOPLE - county.AREA_M2 - 2000
    assert set(case.shelters) == {row[0] for row in SHELTERS}
    assert "柳林敬老院（柳林，2,000 m²）" in texts(case.result.project)
    assert "未使用的列：值班室" in case.told(SHELTER_FILE).replace("所属乡镇、", "")
    save_project(case.result.project, tmp_path / "x.gpkg")
    assert load_project(tmp_path / "x.gpkg").county.counted_by_township == (
        case.result.project.county.counted_by_township
    )


@pytest.mark.parametrize(
    ("town", "place"), [("石桥镇", 0), ("石桥", 0), ("石桥镇人民政府", 0), ("城关", 2), ("镇", -1), ("", -1)]
)
def test_names_of_townships_as_lists_write_them(town: str, place: int) -> None:
    names = np.array(list(county.TOWNSHIPS), dtype=object)
    assert place_of(UnplacedSite("shelter", "a", town, 1.0), names) == place


@pytest.mark.parametrize(("factor", "told"), [(50, "大得不合理"), (0.01, "小得不合理"), (1, "")])
def test_area_per_resident_that_cannot_be_is_asked(tmp_path: Path, factor: float, told: str) -> None:
    folder = county.make_county(tmp_path / "c")
    rows = [(*row[:5], row[5] * factor, row[6] * factor, row[7]) for row in SHELTERS]
    county.write_csv(folder / SHELTER_FILE, [SHELTER_HEAD, *rows])
    remarks = data_remarks(county.imported(folder).result.project)
    found = " ".join(remark.text("zh") for remark in remarks if remark.id.startswith("data.areas.too"))
    assert (told in found) if told else found == ""
