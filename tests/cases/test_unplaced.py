"""Sites that a list names without coordinates: figures say that they are left out, and so does the file."""

from __future__ import annotations

from pathlib import Path

from layers.importing.importer import import_files
from layers.project.file import load_project, save_project
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
