"""Import as a whole: what a folder becomes, what is reported, what an open project gets."""

from __future__ import annotations

import json
import os
import sys
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely

from layers.coordinates import crs, datum
from layers.importing.importer import ImportResult, import_files, import_folder
from layers.importing.recipe import LayerChoice, read_recipe
from layers.project.file import load_project, save_project
from models.county.layer import Role
from models.facilities.facility import Family, Shelter
from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from models.project.edits import EditTogether
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.settings import Settings
from tests.helpers import shared_data
from tests.layers import made
from tests.layers.made import EPSG, LAT, LON, assert_same


def run(folder: Path, **options: Any) -> ImportResult:
    return run_to_end(import_folder(folder, **options))


def by_file(result: ImportResult) -> dict[str, Any]:
    return {line.file: line for line in result.report}


def keys(line: Any) -> list[str]:
    return [key.removeprefix("import.problem.") for key, _ in line.problems]


SHELTERS = (
    "名称,经度,纬度,避难场所类别,场地类型,占地面积(亩),有效面积(㎡),建设状态\n"
    f"文化广场,{LON},{LAT},紧急避难场所,广场,15,6000,现有\n"
    f"一中操场,{LON + 0.01},{LAT},短期固定,学校,30,不详,规划\n"
    f"东湖公园,{LON},{LAT + 0.01},中心,公园,4公顷,好大,备选\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Folder as a planner has it: several formats and systems, a table, a note, things nobody can read."""
    here = tmp_path / "示例县资料"
    here.mkdir()
    made.write(here, "乡镇界.shp", made.townships(4527), encoding="GBK")
    made.write(here, "县界.geojson", made.county())
    made.write(here, "道路.gpkg", made.roads())
    (here / "避难场所.csv").write_bytes(SHELTERS.encode("gb18030"))
    (here / "说明.docx").write_bytes(b"PK\x03\x04")
    (here / "照片").mkdir()
    (here / "照片" / "1.jpg").write_bytes(b"\xff\xd8")
    (here / ".hidden.csv").write_text("x")
    return here


def test_folder_without_a_recipe(folder: Path) -> None:
    result = run(folder)
    lines = by_file(result)
    roles = {file: line.role for file, line in lines.items()}
    assert roles == {
        "乡镇界.shp": Role.TOWNSHIPS,
        "县界.geojson": Role.COUNTY,
        "道路.gpkg": Role.ROADS,
        "避难场所.csv": Role.SHELTERS,
        "说明.docx": None,
        "照片/1.jpg": None,
    }
    assert lines["说明.docx"].error is not None and lines["说明.docx"].error.key == "file_is_document"
    assert (lines["乡镇界.shp"].crs, lines["乡镇界.shp"].encoding) == ("EPSG:4527", "GB18030")
    project = result.project
    assert project.settings.crs_epsg == EPSG and project.settings.name == "示例县"
    assert all(layer.frame.crs.to_epsg() == EPSG for layer in project.layers)
    assert [layer.role for layer in project.layers] == [Role.ROADS, Role.COUNTY, Role.TOWNSHIPS]
    county = project.county
    assert (county.name, county.code) == ("示例县", "371521")
    assert county.townships.population_persons.tolist() == [30000, 25000, 18000, 12000]
    assert county.townships.codes.tolist()[0] == "371521100"
    # A square of 0.2 degrees at 36 N: 18.0 km by 22.2 km.
    assert county.units.area_m2[0] == pytest.approx(18.0e3 * 22.2e3, rel=0.01)


def test_facilities_of_the_folder(folder: Path) -> None:
    project = run(folder).project
    today, plan = project.scenarios
    assert plan.name == "方案甲"
    square, lake = today.facilities.values()
    assert [f.name for f in plan.facilities.values()] == ["文化广场", "东湖公园", "一中操场"]
    school = list(plan.facilities.values())[2]
    assert isinstance(square, Shelter) and isinstance(lake, Shelter) and isinstance(school, Shelter)
    assert (square.status, square.shelter_class, square.kind) == ("existing", "emergency", "square")
    assert square.gross_area_m2 == pytest.approx(15 * 10000 / 15) and square.effective_area_m2 == 6000
    assert (school.status, school.shelter_class, school.kind) == ("planned", "short", "school")
    assert school.gross_area_m2 == pytest.approx(20000) and school.effective_area_m2 is None
    assert (lake.status, lake.shelter_class, lake.gross_area_m2) == ("candidate", "central", 40000)
    assert lake.effective_area_m2 is None and lake.source == "避难场所.csv"
    assert today.facilities[square.id] is plan.facilities[square.id]
    east, north = made.from_lonlat(np.array([[LON, LAT]]), EPSG)[0]
    assert square.location == pytest.approx((east, north), abs=1e-3)


def test_report_names_what_was_not_a_number(folder: Path) -> None:
    line = by_file(run(folder))["避难场所.csv"]
    found = {key.removeprefix("import.problem."): values for key, values in line.problems}
    assert found["not_a_number"] == {"column": "有效面积(㎡)", "count": 1, "rows": "4", "example": "好大"}
    assert found["unit_converted"]["column"] == "占地面积(亩)"
    assert any("好大" in text for text in line.problem_texts("zh"))


def test_json_of_the_report(folder: Path) -> None:
    for lang in ("zh", "en"):
        rows = [line.as_json(lang) for line in run(folder).report]
        assert json.loads(json.dumps(rows)) == rows
        assert all(set(row) >= {"file", "role", "features", "encoding", "crs", "problems"} for row in rows)


def test_imported_project_is_saved_and_opened_exactly(folder: Path, tmp_path: Path) -> None:
    project = run(folder).project
    save_project(project, tmp_path / "p.gpkg")
    assert_same(project, load_project(tmp_path / "p.gpkg"))


def test_folder_is_never_written_to(folder: Path) -> None:
    before = {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()
    }
    run(folder)
    after = {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()
    }
    assert before == after


# -- recipe ------------------------------------------------------------------------------------------------
def test_recipe_decides(folder: Path) -> None:
    (folder / "haven.toml").write_text(
        """
        [county]
        name = "示例县（试）"
        code = "371521"
        crs = "EPSG:4527"
        [[layer]]
        file = "乡镇界.shp"
        role = "reference"
        [[layer]]
        file = "避难场所.csv"
        role = "depots"
        status = "planned"
        datum = "gcj02"
        encoding = "GBK"
        [layer.fields]
        name = "场地类型"
        floor_area_m2 = "有效面积(㎡)"
        """,
        encoding="utf-8",
    )
    result = run(folder)
    lines = by_file(result)
    assert result.project.settings.county_name == "示例县（试）"
    assert result.project.settings.crs_epsg == 4548
    assert lines["乡镇界.shp"].role == Role.REFERENCE
    assert lines["县界.geojson"].role is None and keys(lines["县界.geojson"]) == ["not_in_recipe"]
    depots = list(result.project.scenarios[1].facilities.values())
    assert [(d.family, d.name, d.status) for d in depots] == [
        (Family.DEPOT, name, "planned") for name in ("广场", "学校", "公园")
    ]
    assert [d.floor_area_m2 for d in depots] == [6000, None, None]
    shifted = datum.to_wgs84(np.array([[LON, LAT]]), "gcj02")
    assert depots[0].location == pytest.approx(tuple(made.from_lonlat(shifted, 4548)[0]), abs=0.01)
    assert not result.project.scenarios[0].facilities


RECIPES = [
    ("x = 1", "recipe_key", "x"),
    ("[county]\nnam = 'a'", "recipe_key", "nam"),
    ("[county]\ncrs = 'EPSG:4326'", "recipe_value", "EPSG:4326"),
    ("[county]\nname = 3.5", "recipe_value", "3.5"),
    ("[[layer]]\nrole = 'roads'", "recipe_key_missing", "file"),
    ("[[layer]]\nfile = 'nix.shp'", "recipe_file", "nix.shp"),
    ("[[layer]]\nfile = '../x.shp'", "recipe_path", "../x.shp"),
    ("[[layer]]\nfile = 'C:\\x.shp'", "recipe_path", "C:"),
    ("[[layer]]\nfile = '道路.gpkg'\nrole = 'road'", "recipe_value", "road"),
    ("[[layer]]\nfile = '道路.gpkg'\ncrs = 'EPSG:0'", "recipe_value", "EPSG:0"),
    ("[[layer]]\nfile = '道路.gpkg'\ndatum = 'bd-09'", "recipe_value", "bd-09"),
    ("[[layer]]\nfile = '道路.gpkg'\nstatus = '现有'", "recipe_value", "现有"),
    ("[[layer]]\nfile = '道路.gpkg'\nencoding = 'GBQ'", "recipe_value", "GBQ"),
    ("[[layer]]\nfile = '道路.gpkg'\nrole = 'roads'\n[layer.fields]\nclass = 'x'", "recipe_key", "class"),
    ("[[layer]]\nfile = '道路.gpkg\n", "recipe_syntax", "haven.toml"),
    ("layer = 3", "recipe_value", "layer"),
]


@pytest.mark.parametrize(("text", "key", "named"), RECIPES)
def test_faults_in_a_recipe_are_named(folder: Path, text: str, key: str, named: str) -> None:
    (folder / "haven.toml").write_text(text, encoding="utf-8")
    with pytest.raises(HavenError) as caught:
        run(folder)
    assert caught.value.key == key
    for lang in ("zh", "en"):
        assert named in caught.value.message(lang).one_line()


def test_a_recipe_in_the_encoding_of_the_office_is_read_and_one_in_none_refused(folder: Path) -> None:
    text = "[[layer]]\nfile = '道路.gpkg'\n"
    (folder / "haven.toml").write_bytes(text.encode("gb18030"))
    assert read_recipe(folder / "haven.toml").layers[0].file == "道路.gpkg"
    (folder / "haven.toml").write_bytes(b"a = '\x81\xff\xff'")
    with pytest.raises(HavenError) as caught:
        read_recipe(folder / "haven.toml")
    assert caught.value.key == "recipe_syntax"
    for text in ("layer = ['x']", "[[layer]]\nfile = '道路.gpkg'\nfields = 3"):
        (folder / "haven.toml").write_text(text, encoding="utf-8")
        with pytest.raises(HavenError) as caught:
            read_recipe(folder / "haven.toml")
        assert caught.value.key == "recipe_value"


def test_recipe_with_a_column_that_is_not_there(folder: Path) -> None:
    text = "[[layer]]\nfile = '避难场所.csv'\nrole = 'shelters'\n[layer.fields]\nname = '站名'\n"
    text += "[[layer]]\nfile = '县界.geojson'"
    (folder / "haven.toml").write_text(text, encoding="utf-8")
    line = by_file(run(folder))["避难场所.csv"]
    assert line.error is not None and line.error.key == "recipe_column"


def test_recipe_naming_a_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "一"
    for name in ("一", "二"):
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        sheet.append(["名称", "经度", "纬度"])
        sheet.append([f"点{name}", LON, LAT])
    book.save(tmp_path / "表.xlsx")
    (tmp_path / "haven.toml").write_text(
        "[[layer]]\nfile = '表.xlsx'\nlayer = '二'\nrole = 'fire_stations'\n"
        "[[layer]]\nfile = '表.xlsx'\nlayer = '三'\nrole = 'depots'\n",
        encoding="utf-8",
    )
    result = run(tmp_path)
    assert [f.name for f in result.project.active.facilities.values()] == ["点二"]
    found = {line.layer: line for line in result.report}
    assert found["三"].error.key == "recipe_layer" and keys(found["一"]) == ["not_in_recipe"]


def test_status_of_the_recipe_does_not_make_candidates_count(tmp_path: Path) -> None:
    (tmp_path / "学校.csv").write_text(f"名称,经度,纬度,状态\n一中,{LON},{LAT},现有\n", encoding="utf-8")
    project = run(tmp_path).project
    (school,) = project.active.facilities.values()
    assert school.status == "candidate" and school.kind == "school"
    assert project.active.counted() == ()


# -- what belongs together ---------------------------------------------------------------------------------
def test_residents_from_a_table_are_joined_by_code_or_name(tmp_path: Path) -> None:
    outlines = made.townships()[["乡镇名称", "代码", "geometry"]]
    made.write(tmp_path, "乡镇.geojson", outlines)
    table = "统计用区划代码,单位,常住人口（万人）\n371521100000,东镇,3\n371521101000,西镇,2.5\n"
    table += "371521102000,南乡,不详\n合计,,5.5\n"
    (tmp_path / "人口.csv").write_text(table, encoding="utf-8")
    result = run(tmp_path)
    people = result.project.county.townships.population_persons
    assert people[:2].tolist() == [30000, 25000] and np.isnan(people[2:]).all()
    line = by_file(result)["人口.csv"]
    assert line.role == Role.TOWNSHIPS and "joined" in keys(line)


def test_a_name_that_two_villages_have_gets_no_residents_from_a_table(tmp_path: Path) -> None:
    names = ("张庄", "李庄", "王庄", "张庄", "赵庄")
    rows = "".join(f"37152110{n}20{n},{name},{LON + n / 100},{LAT}\n" for n, name in enumerate(names))
    (tmp_path / "村庄.csv").write_text("代码,村名,经度,纬度\n" + rows, encoding="utf-8")
    table = "村名,常住人口\n张庄,900\n李庄,100\n王庄,200\n赵庄,300\n"
    (tmp_path / "人口.csv").write_text(table, encoding="utf-8")
    demand = run(tmp_path).project.county.demand
    people = dict(zip(demand.names, demand.population_persons, strict=True))
    assert (people["李庄"], people["王庄"], people["赵庄"]) == (100, 200, 300)
    assert demand.total_persons == 600 and np.isnan(people["张庄"])


@pytest.mark.skipif(sys.platform != "linux", reason="file names are any bytes only there")
def test_a_file_name_in_another_encoding_does_not_stop_the_project_from_being_saved(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("避难场所.csv", "村庄.zip"):
        path = folder / os.fsdecode(name.encode("gbk"))
        if path.suffix == ".zip":
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("村庄.csv", f"村名,经度,纬度,人口\n甲,{LON},{LAT},3\n")
        else:
            path.write_text(f"名称,经度,纬度,类别\n甲,{LON},{LAT},公园\n", encoding="utf-8")
    made = run(folder).project
    save_project(made, tmp_path / "out.gpkg")
    assert load_project(tmp_path / "out.gpkg").county.population_persons == 3


def test_outline_with_residents_is_preferred(tmp_path: Path) -> None:
    plain = made.county()
    made.write(tmp_path, "a县界.geojson", plain)
    with_people = plain.assign(人口=[700083])
    made.write(tmp_path, "b县界.geojson", with_people)
    result = run(tmp_path)
    lines = by_file(result)
    assert lines["b县界.geojson"].role == Role.COUNTY
    assert lines["a县界.geojson"].role == Role.REFERENCE and keys(lines["a县界.geojson"]) == ["second_county"]
    assert result.project.county.population_persons == 700083


def test_villages_without_residents_are_unknown_not_empty(tmp_path: Path) -> None:
    rows = "".join(f"37152110{n}20{n},村{n},{LON + n / 100},{LAT},{'' if n else 0}\n" for n in range(3))
    (tmp_path / "村庄.csv").write_text("代码,村名,经度,纬度,常住人口\n" + rows, encoding="utf-8")
    people = run(tmp_path).project.county.demand.population_persons
    assert people[0] == 0 and np.isnan(people[1:]).all()


def test_township_rows_are_not_villages(tmp_path: Path) -> None:
    rows = {"371521100000": "镇", "371521100201": "甲", "371521100202": "乙"}
    text = "代码,名称,经度,纬度\n" + "".join(f"{code},{name},{LON},{LAT}\n" for code, name in rows.items())
    (tmp_path / "名录.csv").write_text(text, encoding="utf-8")
    result = run(tmp_path)
    assert result.project.county.demand.names.tolist() == ["甲", "乙"]
    assert "other_levels" in keys(result.report[0])


def test_zone_from_the_neighbours_for_six_digit_eastings(tmp_path: Path) -> None:
    made.write(tmp_path, "县界.geojson", made.county())
    path = made.write(tmp_path, "道路.shp", made.roads().to_crs(EPSG), encoding="UTF-8")
    path.with_suffix(".prj").unlink()
    result = run(tmp_path)
    line = by_file(result)["道路.shp"]
    assert line.role == Role.ROADS and keys(line) == ["crs_guessed"]
    roads = next(layer for layer in result.project.layers if layer.role == Role.ROADS)
    middle = crs.to_lonlat(shapely.get_coordinates(roads.geometries[0]), EPSG).mean(axis=0)
    assert middle == pytest.approx((LON, LAT), abs=1e-5)


def test_layer_in_the_wrong_zone_is_left_out(tmp_path: Path) -> None:
    made.write(tmp_path, "县界.geojson", made.county())
    path = made.write(tmp_path, "道路.shp", made.roads().to_crs(EPSG), encoding="UTF-8")
    text = path.with_suffix(".prj").read_text()
    path.with_suffix(".prj").write_text(text.replace("117.0", "114.0").replace("117E", "114E"))
    result = run(tmp_path)
    line = by_file(result)["道路.shp"]
    assert line.error is not None and line.error.key == "layer_elsewhere"
    assert line.error.values["distance"] == pytest.approx(260, abs=20)  # 3 degrees at 36 N, less the width
    assert [layer.role for layer in result.project.layers] == [Role.COUNTY]


def test_old_frame_is_said(tmp_path: Path) -> None:
    made.write(tmp_path, "县界.gpkg", made.county().to_crs(2436))
    assert "old_frame" in keys(run(tmp_path).report[0])


def test_two_files_of_one_name_in_two_folders(tmp_path: Path) -> None:
    for place in ("a", "b"):
        (tmp_path / place).mkdir()
        made.write(tmp_path / place, "道路.geojson", made.roads())
    names = [layer.name for layer in run(tmp_path).project.layers]
    assert names == ["道路", "道路_2"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    outside.mkdir()
    folder.mkdir()
    made.write(outside, "道路.geojson", made.roads())
    made.write(folder, "乡镇.geojson", made.townships())
    (folder / "道路.geojson").symlink_to(outside / "道路.geojson")
    (folder / "全部").symlink_to(outside, target_is_directory=True)
    assert [line.file for line in run(folder).report] == ["乡镇.geojson"]


def test_database_folder_is_one_thing_that_cannot_be_read(tmp_path: Path) -> None:
    made.write(tmp_path, "乡镇.geojson", made.townships())
    (tmp_path / "县.gdb").mkdir()
    (tmp_path / "县.gdb" / "a00000001.gdbtable").write_bytes(b"x")
    lines = by_file(run(tmp_path))
    assert set(lines) == {"乡镇.geojson", "县.gdb"} and lines["县.gdb"].error.key == "file_type_unknown"


# -- nothing to use ----------------------------------------------------------------------------------------
def test_nothing_usable(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n", encoding="utf-8")
    (tmp_path / "b.shp").write_bytes(b"rubbish")
    with pytest.raises(HavenError) as caught:
        run(tmp_path)
    assert caught.value.key == "import_nothing_usable"
    assert "a.csv" in caught.value.details and "b.shp" in caught.value.details
    for lang in ("zh", "en"):
        assert "a.csv" in caught.value.message(lang).where and "b.shp" in caught.value.message(lang).where


def test_a_reason_of_many_files_is_told_once(tmp_path: Path) -> None:
    for number in range(7):
        (tmp_path / f"{number}.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(HavenError) as caught:
        run(tmp_path)
    where = caught.value.message("zh").where
    assert where.count("坐标") == 1 and "0.csv、1.csv、2.csv、3.csv、4.csv、5.csv、6.csv " in where


def test_only_file_worth_naming_says_its_own_fault(tmp_path: Path) -> None:
    path = made.write(tmp_path, "道路.shp", made.roads(), encoding="UTF-8")
    path.with_suffix(".shx").unlink()
    (tmp_path / "说明.docx").write_bytes(b"x")
    with pytest.raises(HavenError) as caught:
        run(tmp_path)
    assert caught.value.key == "shx_missing"


def test_empty_and_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(HavenError) as caught:
        run(tmp_path)
    assert caught.value.key == "import_empty_folder"
    with pytest.raises(HavenError) as caught:
        run(tmp_path / "no")
    assert caught.value.key == "import_no_folder"


def test_single_bad_file_says_its_own_fault(tmp_path: Path) -> None:
    path = made.write(tmp_path, "a.shp", made.roads(), encoding="UTF-8")
    path.with_suffix(".shx").unlink()
    with pytest.raises(HavenError) as caught:
        run_to_end(import_files([path]))
    assert caught.value.key == "shx_missing"


def test_project_file_is_not_taken_for_layers(tmp_path: Path) -> None:
    save_project(Project(), tmp_path / "p.gpkg")
    with pytest.raises(HavenError) as caught:
        run_to_end(import_files([tmp_path / "p.gpkg"]))
    assert caught.value.key == "import_is_project"


# -- into an open project ----------------------------------------------------------------------------------
def existing_project(folder: Path) -> Project:
    return run(folder).project


def test_import_into_a_project_is_one_edit_that_can_be_taken_back(folder: Path, tmp_path: Path) -> None:
    project = existing_project(folder)
    before = project.layers, project.scenarios
    (tmp_path / "消防站.csv").write_text(
        f"名称,经度,纬度,站级,状态\n一站,{LON},{LAT},一级站,现有\n二站,{LON},{LAT},小型站,规划\n",
        encoding="utf-8",
    )
    made.write(tmp_path, "水系.geojson", made.roads())
    result = run_to_end(import_files([tmp_path / "消防站.csv", tmp_path / "水系.geojson"], project=project))
    assert (project.layers, project.scenarios) == before  # nothing happened yet
    assert isinstance(result.edit, EditTogether)
    project.apply(result.edit)
    today, plan = project.scenarios
    assert [f.name for f in today.facilities.values() if f.family == Family.FIRE_STATION] == ["一站"]
    assert [f.name for f in plan.facilities.values() if f.family == Family.FIRE_STATION] == ["一站", "二站"]
    assert [layer.role for layer in project.layers] == [Role.ROADS, Role.COUNTY, Role.TOWNSHIPS, Role.WATER]
    project.apply(result.edit.inverse())
    assert project.layers == before[0]
    assert [dict(s.facilities) for s in project.scenarios] == [dict(s.facilities) for s in before[1]]


def test_a_file_added_twice_doubles_nothing_and_says_so(folder: Path, tmp_path: Path) -> None:
    project = existing_project(folder)
    stations = tmp_path / "消防站.csv"
    first = f"名称,经度,纬度,状态\n一站,{LON},{LAT},现有\n二站,{LON},{LAT},规划\n"
    stations.write_text(first, encoding="utf-8")
    roads = made.write(tmp_path, "水系.shp", made.roads(), encoding="UTF-8")
    project.apply(run_to_end(import_files([stations, roads], project=project)).edit)
    save_project(project, tmp_path / "p.gpkg")
    project = load_project(tmp_path / "p.gpkg")
    stations.write_text(f"{first}三站,{LON + 0.01},{LAT},现有\n", encoding="utf-8")

    result = run_to_end(import_files([stations, roads], project=project))
    told, layer = result.report
    assert told.role == Role.FIRE_STATIONS and told.features == 1
    assert "3 处设施中有 2 处工程里已有（名称和位置相同），没有重复添加：一站、二站" in told.problem_texts(
        "zh"
    )
    assert layer.role is None and "没有重复添加" in layer.problem_texts("zh")[0]
    project.apply(result.edit)
    assert [
        [f.name for f in s.facilities.values() if f.family == Family.FIRE_STATION] for s in project.scenarios
    ] == [["一站", "三站"], ["一站", "二站", "三站"]]
    assert [each.role for each in project.layers].count(Role.WATER) == 1

    again = run_to_end(import_files([roads], project=project))
    assert again.edit == EditTogether(())
    wanted = [LayerChoice("水系.shp", role=Role.WATER)]
    again = run_to_end(import_files([roads], project=project, choices=wanted))
    assert [each.role for each in again.project.layers].count(Role.WATER) == 2


def test_a_file_changed_since_is_not_taken_for_the_same(folder: Path, tmp_path: Path) -> None:
    project = existing_project(folder)
    frame = made.roads()
    path = made.write(tmp_path, "水系.geojson", frame)
    project.apply(run_to_end(import_files([path], project=project)).edit)
    for changed in (
        frame.assign(备注="改"),
        frame.set_geometry(frame.geometry.translate(0.001, 0)),
        frame.iloc[:-1],
    ):
        made.write(tmp_path, "水系.geojson", changed)
        result = run_to_end(import_files([path], project=project))
        assert result.report[0].role == Role.WATER
        assert [each.role for each in result.project.layers].count(Role.WATER) == 2


def test_facilities_of_another_place_or_name_are_new(folder: Path, tmp_path: Path) -> None:
    project = existing_project(folder)
    path = tmp_path / "消防站.csv"
    path.write_text(f"名称,经度,纬度,状态\n一站,{LON},{LAT},现有\n", encoding="utf-8")
    project.apply(run_to_end(import_files([path], project=project)).edit)
    path.write_text(
        f"名称,经度,纬度,状态\n一站,{LON + 0.001},{LAT},现有\n二站,{LON},{LAT},现有\n", encoding="utf-8"
    )
    result = run_to_end(import_files([path], project=project))
    assert result.report[0].features == 2


def test_planned_facilities_make_a_plan_when_there_is_none(tmp_path: Path) -> None:
    project = Project(Settings(crs_epsg=EPSG), scenarios=[Scenario("today", "")])
    (tmp_path / "消防站.csv").write_text(f"名称,经度,纬度,状态\n一站,{LON},{LAT},规划\n", encoding="utf-8")
    result = run_to_end(import_files([tmp_path / "消防站.csv"], project=project))
    project.apply(result.edit)
    assert [(s.name, len(s.facilities)) for s in project.scenarios] == [("", 0), ("方案甲", 1)]
    project.apply(result.edit.inverse())
    assert [s.id for s in project.scenarios] == ["today"]


def test_open_project_keeps_its_outline_and_system(folder: Path, tmp_path: Path) -> None:
    project = existing_project(folder)
    made.write(tmp_path, "新县界.geojson", made.county().assign(人口=[5.0]))
    result = run_to_end(import_files([tmp_path / "新县界.geojson"], project=project))
    assert result.report[0].role == Role.REFERENCE
    told = [LayerChoice("新县界.geojson", role=Role.COUNTY)]
    result = run_to_end(import_files([tmp_path / "新县界.geojson"], project=project, choices=told))
    assert result.report[0].role == Role.COUNTY
    assert result.project.settings.crs_epsg == project.settings.crs_epsg


def test_layer_far_from_the_open_county_is_refused(folder: Path, tmp_path: Path) -> None:
    project = existing_project(folder)
    away = made.roads()
    away["geometry"] = shapely.transform(np.asarray(away.geometry), lambda xy: xy + np.array([8.0, 0.0]))
    made.write(tmp_path, "别处道路.geojson", away)
    with pytest.raises(HavenError) as caught:
        run_to_end(import_files([tmp_path / "别处道路.geojson"], project=project))
    assert caught.value.key == "layer_elsewhere"


def test_cancelled_import_leaves_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    work = import_folder(folder)
    step = next(work)
    assert step.total > 2 and step.key == "progress.import.read"
    next(work)
    work.close()
    assert list(temporary.iterdir()) == []


# -- the real trial county ---------------------------------------------------------------------------------
def test_trial_county_without_a_recipe() -> None:
    result = run(shared_data("dev_xian_ne"))
    found = {
        line.file: (line.role, line.features, line.encoding, line.crs, line.datum) for line in result.report
    }
    assert found == {
        "admin_5level_gcj02.csv": (Role.VILLAGES, 110, "UTF-8", "EPSG:4490", "gcj02"),
        "county_pop2020.geojson": (Role.COUNTY, 4, "UTF-8", "EPSG:4326", ""),
        "districts_epsg4490.geojson": (Role.REFERENCE, 4, "UTF-8", "EPSG:4490", ""),
        "osm_roads.shp": (Role.ROADS, 7483, "GB18030", "EPSG:32649", ""),
        "poi_10_medicalTreatment_bd09_gbk.csv": (Role.REFERENCE, 1469, "GB18030", "EPSG:4490", "bd09"),
        "poi_16_government_bd09_gbk.csv": (Role.REFERENCE, 2341, "GB18030", "EPSG:4490", "bd09"),
        "poi_8_education_bd09_gbk.csv": (Role.CANDIDATES, 389, "GB18030", "EPSG:4490", "bd09"),
    }
    county = result.project.county
    assert result.project.settings.crs_epsg == 4545
    residents = dict(zip(county.units.names, county.units.population_persons, strict=True))
    assert residents == {"高陵区": 441814, "临潼区": 675961, "未央区": 1891363, "灞桥区": 1020259}
    assert not county.demand.has_population
    roads = next(layer for layer in result.project.layers if layer.role == Role.ROADS)
    assert shapely.length(roads.geometries).sum() / 1000 == pytest.approx(6112, rel=0.002)
    schools = list(result.project.active.facilities.values())
    assert (
        len(schools) == 389
        and {s.status for s in schools} == {"candidate"}
        and {s.kind for s in schools} == {"school"}
    )


def test_trial_points_lie_in_the_district_they_name() -> None:
    result = run(shared_data("dev_xian_ne"))
    layers = {layer.name: layer for layer in result.project.layers}
    districts = layers["districts_epsg4490"]
    points = layers["poi_16_government_bd09_gbk"]
    homes = pd.Series(districts.geometries, index=districts.text("name")).reindex(points.text("区县"))
    assert shapely.contains(homes.to_numpy(), points.geometries).mean() == pytest.approx(0.995, abs=0.001)


def test_trial_county_of_many_counties() -> None:
    path = shared_data("cn_bounds_tianditu", "districts_9prefectures_epsg4490.geojson")
    result = run_to_end(import_files([path]))
    assert result.report[0].role == Role.COUNTY and result.report[0].features == 82
    codes = result.project.county.units.codes
    assert all(len(code) == 6 for code in codes) and "371521" in set(codes)


def test_real_shelter_list_with_faulty_rows() -> None:
    path = next(shared_data("tw_national").glob("避難收容處所*.csv"))
    told = [LayerChoice(path.name, role=Role.SHELTERS)]
    result = run_to_end(import_files([path], choices=told))
    found = dict(result.report[0].problems)
    assert found["import.problem.outside_china"]["count"] == 3
    assert found["import.problem.swapped"]["count"] == 1
    assert found["import.problem.doubles_within"]["count"] == 10  # the same site in two rows; others differ
    assert result.report[0].features == 5970 - 10


def test_export_of_another_program_comes_back(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(LON, LAT)], crs=4326)
    frame.to_file(tmp_path / "消防站.gpkg")
    assert len(run(tmp_path).project.active.facilities) == 1
