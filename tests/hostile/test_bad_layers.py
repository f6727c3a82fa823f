"""Bad input gets one clear message (what, where, how to repair it); the open project is unchanged."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.formats.read import read
from layers.formats.sources import sources
from layers.importing.importer import import_files, import_folder
from layers.importing.recipe import LayerChoice
from models.county.layer import Role
from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from models.project.project import Project
from tests.helpers import ROOT
from tests.layers import made
from tests.layers.made import EPSG, LAT, LON


def shapefile(folder: Path, name: str = "道路.shp") -> Path:
    return made.write(folder, name, made.roads(), encoding="UTF-8")


def text_table(folder: Path, rows: str) -> Path:
    path = folder / "村庄.csv"
    path.write_text(rows, encoding="utf-8")
    return path


def without_index(folder: Path) -> Path:
    path = shapefile(folder)
    path.with_suffix(".shx").unlink()
    return path


def empty_index(folder: Path) -> Path:
    path = shapefile(folder)
    path.with_suffix(".shx").write_bytes(b"")
    return path


def without_table(folder: Path) -> Path:
    path = shapefile(folder)
    path.with_suffix(".dbf").unlink()
    return path


def foreign_table(folder: Path) -> Path:
    path = shapefile(folder)
    other = made.write(folder, "other.shp", made.townships(), encoding="UTF-8")
    path.with_suffix(".dbf").write_bytes(other.with_suffix(".dbf").read_bytes())
    return path


def cut_off(folder: Path) -> Path:
    path = shapefile(folder)
    path.write_bytes(path.read_bytes()[:-40])
    return path


def degrees_said_metres_meant(folder: Path) -> Path:
    path = made.write(folder, "道路.shp", made.roads().to_crs(EPSG), encoding="UTF-8")
    path.with_suffix(".prj").write_text(made.crs.pyproj.CRS.from_epsg(4490).to_wkt("WKT1_ESRI"))
    return path


def no_system(folder: Path) -> Path:
    path = made.write(folder, "道路.shp", made.roads().to_crs(EPSG), encoding="UTF-8")
    path.with_suffix(".prj").unlink()
    return path


def unknown_system(folder: Path) -> Path:
    path = shapefile(folder)
    path.with_suffix(".prj").write_text("PROJCS[我县独立坐标系")
    return path


def abroad(folder: Path) -> Path:
    return made.write(folder, "点.geojson", made.frame([{"名称": "x"}], [shapely.Point(-0.1, 51.5)]))


def no_rows(folder: Path) -> Path:
    return made.write(folder, "道路.geojson", made.roads().iloc[:0])


def no_numbers(folder: Path) -> Path:
    return text_table(folder, f"名称,经度,纬度,人口\n甲,{LON},{LAT},很多\n乙,{LON},{LAT},不少\n")


def no_places(folder: Path) -> Path:
    return text_table(folder, "名称,地址\n甲村,东街\n")


def cut_geojson(folder: Path) -> Path:
    path = made.write(folder, "道路.geojson", made.roads())
    path.write_bytes(path.read_bytes()[:-100])
    return path


def bytes_of_no_encoding(folder: Path) -> Path:
    path = folder / "村庄.csv"
    path.write_bytes(b"\xe5\x90\x8d,lon,lat\n\xff\xff\xfe\x80,1,2\n")
    return path


def locked_workbook(folder: Path) -> Path:
    path = folder / "表.xls"
    data = (ROOT / "tests" / "cases" / "old_workbook.xls").read_bytes()
    code_page, lock = b"\x42\x00\x02\x00\xb0\x04", b"\x2f\x00\x02\x00\xb0\x04"
    assert data.count(code_page) == 1
    path.write_bytes(data.replace(code_page, lock))
    return path


def drawing(folder: Path) -> Path:
    path = folder / "图.dwg"
    path.write_bytes(b"AC1015")
    return path


def nothing_in_it(folder: Path) -> Path:
    path = folder / "村庄.csv"
    path.write_bytes(b"")
    return path


def stations_as_lines(folder: Path) -> Path:
    return made.write(folder, "消防站.geojson", made.roads()[["名称", "geometry"]])


CASES: list[tuple[Callable[[Path], Path], str, str]] = [
    (without_index, "shx_missing", "道路.shp"),
    (empty_index, "shx_damaged", "道路.shx"),
    (without_table, "dbf_missing", "道路.dbf"),
    (foreign_table, "shp_parts_disagree", "4"),
    (cut_off, "shp_damaged", "道路.shp"),
    (degrees_said_metres_meant, "crs_wrong", "EPSG:4490"),
    (no_system, "crs_missing", "道路.shp"),
    (unknown_system, "file_crs_unknown", "道路.shp"),
    (abroad, "outside_china", "51.5"),
    (no_rows, "no_features", "道路.geojson"),
    (no_numbers, "text_in_number", "很多"),
    (no_places, "no_coordinates", "地址"),
    (cut_geojson, "layer_unreadable", "道路.geojson"),
    (bytes_of_no_encoding, "encoding_unknown", "村庄.csv"),
    (locked_workbook, "office_locked", "表.xls"),
    (drawing, "file_type_unknown", ".dwg"),
    (nothing_in_it, "file_empty", "村庄.csv"),
    (stations_as_lines, "wrong_geometry", "消防站.geojson"),
]


def test_every_fault_has_its_own_message() -> None:
    assert len({key for _, key, _ in CASES}) == len(CASES) >= 12


@pytest.mark.parametrize(("make", "key", "named"), CASES)
def test_one_clear_message_and_nothing_changed(
    tmp_path: Path, make: Callable[[Path], Path], key: str, named: str
) -> None:
    project = made.project()
    before = (project.layers, project.scenarios, project.settings, project.revision)
    path = make(tmp_path)
    role = {"text_in_number": Role.DEMAND, "wrong_geometry": Role.FIRE_STATIONS}.get(key)
    told = [LayerChoice(path.name, role=role)]
    # Without a project first: an open county would help a file without a system out.
    with pytest.raises(HavenError) as caught:
        run_to_end(import_files([path], choices=told))
    error = caught.value
    assert error.key == key
    for lang in ("zh", "en"):
        message = error.message(lang)
        assert message.what and message.where and message.repair
        assert named in message.one_line()
        assert "Traceback" not in message.one_line() and "{" not in message.one_line()
    if key != "crs_missing":
        with pytest.raises(HavenError):
            run_to_end(import_files([path], choices=told, project=project))
    assert (project.layers, project.scenarios, project.settings, project.revision) == before


@pytest.mark.parametrize(("make", "key", "named"), CASES)
def test_bad_file_beside_a_good_one_is_left_out_and_said(
    tmp_path: Path, make: Callable[[Path], Path], key: str, named: str
) -> None:
    path = make(tmp_path)
    for other in tmp_path.glob("other.*"):
        other.unlink()
    made.write(tmp_path, "乡镇.geojson", made.townships())
    role = {"text_in_number": "demand", "wrong_geometry": "fire_stations"}.get(key)
    if role:
        (tmp_path / "haven.toml").write_text(
            f"[[layer]]\nfile = '{path.name}'\nrole = '{role}'\n[[layer]]\nfile = '乡镇.geojson'\n",
            encoding="utf-8",
        )
    result = run_to_end(import_folder(tmp_path))
    line = {line.file: line for line in result.report}[path.name]
    if key == "crs_missing":  # the outline tells the zone
        assert line.role == Role.ROADS and any("EPSG:4548" in text for text in line.problem_texts("zh"))
    else:
        assert line.role is None and line.error is not None and line.error.key == key
        assert named in " ".join(line.problem_texts("zh"))
    assert [layer.role for layer in result.project.layers][-1] == Role.TOWNSHIPS


def test_some_text_among_the_numbers_is_counted_and_named(tmp_path: Path) -> None:
    path = text_table(
        tmp_path, f"名称,经度,纬度,人口\n甲,{LON},{LAT},100\n乙,{LON},{LAT},不少\n丙,{LON},{LAT},-5\n"
    )
    result = run_to_end(import_files([path]))
    people = result.project.county.demand.population_persons
    assert people[0] == 100 and np.isnan(people[1:]).all()
    assert dict(result.report[0].problems)["import.problem.not_a_number"] == {
        "column": "人口",
        "count": 1,
        "rows": "3",
        "example": "不少",
    }
    assert dict(result.report[0].problems)["import.problem.negative"]["count"] == 1


# -- bytes changed at random -------------------------------------------------------------------------------
def survives(path: Path, scratch: Path) -> None:
    """Read a file: features or one HavenError, within seconds."""
    started = time.process_time()
    scratch.mkdir(exist_ok=True)
    try:
        for source in sources(path, scratch):
            raw = read(source)
            assert len(raw.frame) > 0
        run_to_end(import_files([path]))
    except HavenError as error:
        assert error.message("zh").what
    assert time.process_time() - started < 5


@pytest.mark.parametrize("part", [".dbf", ".shp", ".shx"])
def test_shapefile_with_changed_bytes(tmp_path: Path, part: str) -> None:
    path = shapefile(tmp_path)
    good = path.with_suffix(part).read_bytes()
    chance = random.Random(part)
    for number in range(60):
        data = bytearray(good)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(min(len(data), 200))] = chance.randrange(256)
        path.with_suffix(part).write_bytes(data)
        survives(path, tmp_path / f"s{number}")


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.kml"])
def test_cut_off_and_changed_files(tmp_path: Path, name: str) -> None:
    path = made.write(tmp_path, name, made.townships())
    good = path.read_bytes()
    chance = random.Random(name)
    for percent in (0, 1, 10, 50, 90, 99):
        path.write_bytes(good[: len(good) * percent // 100])
        survives(path, tmp_path / f"c{percent}")
    for number in range(30):
        data = bytearray(good)
        for _ in range(5):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data)
        survives(path, tmp_path / f"s{number}")


def test_strange_names_in_a_file_come_through(tmp_path: Path) -> None:
    names = [
        'a"; DROP TABLE x; --',
        "' OR '1'='1",
        "sqlite_master",
        "x" * 300,
        "\u202e反",
        "𠮷",
        "<b>",
        "=1+1",
        "{0}",
    ]
    frame = gpd.GeoDataFrame({name: [name] for name in names}, geometry=[shapely.Point(LON, LAT)], crs=4490)
    path = made.write(tmp_path, "点.gpkg", frame)
    result = run_to_end(import_files([path]))
    layer = result.project.layers[0]
    assert [layer.frame[name].iloc[0] for name in names] == names
    assert isinstance(result.project, Project)
