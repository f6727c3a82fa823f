"""Files that used to hang, end or fool an import: each gets one message, and the others are taken over."""

from __future__ import annotations

import json
import os
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely

from layers.importing import fileitems
from layers.importing.importer import ImportResult, import_folder
from models.county.layer import Role
from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from tests.layers import made
from tests.layers.made import LAT, LON

TOWNSHIPS = "乡镇.geojson"
PLACES = f"名称,经度,纬度,常住人口\n甲村,{LON},{LAT},100\n"


def imported(folder: Path) -> ImportResult:
    """Import a folder with a good file beside the bad ones; the good one must always come in."""
    made.write(folder, TOWNSHIPS, made.townships())
    result = run_to_end(import_folder(folder))
    assert {line.file: line.role for line in result.report}[TOWNSHIPS] == Role.TOWNSHIPS
    return result


def error_of(folder: Path, file: str) -> HavenError:
    """Import, and the error of a file in words of both languages."""
    (line,) = [line for line in imported(folder).report if line.file == file]
    assert line.role is None and line.error is not None
    for lang in ("zh", "en"):
        message = line.error.message(lang)
        assert message.what and message.where and message.repair and "{" not in message.one_line()
    assert file.rpartition(".")[0] in line.error.message("zh").where
    return line.error


# -- what is no file ---------------------------------------------------------------------------------------
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
@pytest.mark.parametrize("kind", ["pipe", "device"])
@pytest.mark.parametrize(
    "name", ["村.csv", "路.shp", "路.shx", "路.dbf", "路.prj", "路.cpg", "路.qix", "点.gpkg", "点.gpkg-wal"]
)
def test_pipes_and_devices_are_never_opened(tmp_path: Path, name: str, kind: str) -> None:
    made.write(tmp_path, "路.shp", made.roads(), encoding="UTF-8")
    made.write(tmp_path, "点.gpkg", made.roads())
    bad = tmp_path / name
    bad.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(bad)
    else:
        # A link out of the folder is not followed for a file of its own, so it lies in the folder by a second
        # name; what belongs to a file is.
        bad.symlink_to("/dev/zero")
    main = {"路": "路.shp", "点": "点.gpkg", "村": "村.csv"}[bad.stem]
    if kind == "device" and name == main:
        imported(tmp_path)  # not even listed
        return
    error = error_of(tmp_path, main)
    assert error.key == "not_a_file" and error.values["file"] == name


def test_log_that_would_fill_the_disk_is_not_copied(tmp_path: Path) -> None:
    path = made.write(tmp_path, "点.gpkg", made.roads())
    with path.with_name("点.gpkg-wal").open("wb") as log:
        log.truncate(2_000_000_000)  # takes no room where it lies, but its copy would
    error = error_of(tmp_path, "点.gpkg")
    assert (error.key, error.values["part"]) == ("companion_too_large", "点.gpkg-wal")


def test_what_the_system_shows_as_an_empty_file_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "村.csv").write_bytes(b"")
    assert error_of(tmp_path, "村.csv").key == "file_empty"


# -- words that nobody knows -------------------------------------------------------------------------------
def test_recipe_that_nests_without_end(tmp_path: Path) -> None:
    (tmp_path / "村.csv").write_text(PLACES, encoding="utf-8")
    (tmp_path / "haven.toml").write_text("a=" + "[" * 50_000 + "]" * 50_000)
    with pytest.raises(HavenError) as caught:
        run_to_end(import_folder(tmp_path))
    assert caught.value.key == "recipe_unfit"
    (tmp_path / "haven.toml").write_text("#" * 2_000_000)
    with pytest.raises(HavenError) as caught:
        run_to_end(import_folder(tmp_path))
    assert caught.value.key == "recipe_unfit"


@pytest.mark.parametrize("name", ["hex", "rot13", "undefined", "uu", "a\0b", "unicode_escape", "没有的"])
def test_recipe_with_an_encoding_that_is_none(tmp_path: Path, name: str) -> None:
    (tmp_path / "村.csv").write_text(PLACES, encoding="utf-8")
    recipe = f"[[layer]]\nfile = '村.csv'\nencoding = {json.dumps(name)}\n"
    (tmp_path / "haven.toml").write_text(recipe, encoding="utf-8")
    with pytest.raises(HavenError) as caught:
        run_to_end(import_folder(tmp_path))
    assert caught.value.key == "recipe_value"


@pytest.mark.parametrize("name", [b"hex", b"undefined", b"a\0b", b"\xff\xfe", b"nonsense", b"punycode"])
def test_shapefile_with_an_encoding_that_is_none(tmp_path: Path, name: bytes) -> None:
    path = made.write(tmp_path, "路.shp", made.roads(), encoding="UTF-8")
    path.with_suffix(".cpg").write_bytes(name)
    line = {line.file: line for line in imported(tmp_path).report}["路.shp"]
    assert (line.role, line.features, line.encoding) == (Role.ROADS, 2, "UTF-8")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("names", [("a.geojson", "a.geojson"), ("a.shp", "a.SHP")])
def test_archive_with_two_files_of_one_name(tmp_path: Path, names: tuple[str, str]) -> None:
    with zipfile.ZipFile(tmp_path / "包.zip", "w") as pack:
        for name in names:
            pack.writestr(name, "{}")
    assert error_of(tmp_path, "包.zip").key == "archive_twice"


# -- numbers -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("value", ["1e308", "-1e308", "inf", "1e400", "9" * 400])
def test_numbers_that_overflow_are_no_data(tmp_path: Path, value: str) -> None:
    rows = f"名称,经度,纬度,常住人口\n甲村,{LON},{LAT},{value}\n乙村,{LON},{LAT},3\n"
    (tmp_path / "村.csv").write_text(rows, encoding="utf-8")
    result = imported(tmp_path)
    villages = next(layer for layer in result.project.layers if layer.role == Role.VILLAGES)
    people = villages.frame["population_persons"]
    assert np.isnan(people[0]) and people[1] == 3
    line = {line.file: line for line in result.report}["村.csv"]
    assert {"import.problem.not_a_number", "import.problem.negative"} & set(dict(line.problems))


def test_collections_without_end_do_not_end_the_program(tmp_path: Path) -> None:
    deep = "GEOMETRYCOLLECTION(" * 50_000 + "POINT(115 36)" + ")" * 50_000
    (tmp_path / "点.csv").write_text(f'名称,WKT\n甲,"{deep}"\n乙,POINT ({LON} {LAT})\n', encoding="utf-8")
    line = {line.file: line for line in imported(tmp_path).report}["点.csv"]
    assert line.features == 1


# -- coordinate systems ------------------------------------------------------------------------------------
ESRI = pyproj.CRS.from_epsg(4548).to_wkt("WKT1_ESRI")
CODED = pyproj.CRS.from_epsg(4548).to_wkt("WKT1_GDAL")
NO_PLACE = {
    "of a site": 'LOCAL_CS["我县独立坐标系",UNIT["Meter",1.0]]',
    "of an engineer": 'ENGCRS["x",EDATUM["y"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],'
    'LENGTHUNIT["metre",1]]',
    "of heights": 'VERT_CS["x",VERT_DATUM["y",2005],UNIT["metre",1],AXIS["Up",UP]]',
    "from the middle of the earth": pyproj.CRS.from_epsg(4978).to_wkt(),
}
TAMPERED = {
    "meridian": ESRI.replace('"Central_Meridian",117.0', '"Central_Meridian",120.0'),
    "meridian beside a code": CODED.replace('"central_meridian",117', '"central_meridian",120'),
    "easting": ESRI.replace('"False_Easting",500000.0', '"False_Easting",530000.0'),
    "easting beside a code": CODED.replace('"false_easting",500000', '"false_easting",530000'),
    "scale": ESRI.replace('"Scale_Factor",1.0', '"Scale_Factor",0.9996'),
    "ellipsoid": ESRI.replace("6378137.0", "6378245.0"),
    "unit": ESRI.replace("0.0174532925199433", "0.0157079632679"),
}


def with_prj(folder: Path, text: str) -> None:
    path = made.write(folder, "路.shp", made.roads().to_crs(4548), encoding="UTF-8")
    path.with_suffix(".prj").write_text(text, encoding="utf-8")


def test_system_of_a_site_has_no_place_on_a_map(tmp_path: Path) -> None:
    with_prj(tmp_path, NO_PLACE["of a site"])
    assert error_of(tmp_path, "路.shp").key == "file_crs_unknown"


@pytest.mark.parametrize("kind", [kind for kind in NO_PLACE if kind != "of a site"])
def test_system_that_features_cannot_be_in_gives_way_to_the_numbers(tmp_path: Path, kind: str) -> None:
    with_prj(tmp_path, NO_PLACE[kind])
    line = {line.file: line for line in imported(tmp_path).report}["路.shp"]
    assert (line.role, line.crs) == (Role.ROADS, "EPSG:4548")
    assert "import.problem.crs_guessed" in dict(line.problems)


@pytest.mark.parametrize("kind", TAMPERED)
def test_description_that_contradicts_itself_is_not_used(tmp_path: Path, kind: str) -> None:
    assert TAMPERED[kind] not in (ESRI, CODED)
    with_prj(tmp_path, TAMPERED[kind])
    error = error_of(tmp_path, "路.shp")
    assert error.key == "crs_contradicts_itself"
    assert "CGCS2000" in str(error.values["named"]) or "China" in str(error.values["named"])


def test_what_the_planner_says_comes_before_a_tampered_description(tmp_path: Path) -> None:
    with_prj(tmp_path, TAMPERED["meridian"])
    recipe = f"[[layer]]\nfile = '路.shp'\ncrs = 'EPSG:4548'\n[[layer]]\nfile = '{TOWNSHIPS}'\n"
    (tmp_path / "haven.toml").write_text(recipe, encoding="utf-8")
    line = {line.file: line for line in imported(tmp_path).report}["路.shp"]
    assert (line.role, line.crs) == (Role.ROADS, "EPSG:4548")


@pytest.mark.parametrize("code", [4214, 4326, 4490, 4510, 4528, 4548, 4555, 4610, 2437, 32650, 3857])
@pytest.mark.parametrize("form", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"])
def test_true_descriptions_do_not_contradict_themselves(code: int, form: str) -> None:
    from layers.formats.crsclaims import check_claims

    text = pyproj.CRS.from_epsg(code).to_wkt(form)
    check_claims(text, "", "a.shp")
    check_claims(text, f"EPSG:{code}", "a.shp")
    with pytest.raises(HavenError):
        check_claims(text, "EPSG:32651", "a.shp")


def changed(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_geopackage_whose_definition_contradicts_its_code(tmp_path: Path) -> None:
    path = made.write(tmp_path, "路.gpkg", made.roads().to_crs(4548))
    changed(path, "UPDATE gpkg_spatial_ref_sys SET definition = replace(definition, '117', '120')")
    assert error_of(tmp_path, "路.gpkg").key == "crs_contradicts_itself"


@pytest.mark.parametrize("code", [-1, 0])
@pytest.mark.parametrize("epsg", [4490, 4548])
def test_geopackage_that_does_not_know_its_system(tmp_path: Path, code: int, epsg: int) -> None:
    path = made.write(tmp_path, "路.gpkg", made.roads().to_crs(epsg))
    changed(path, f"UPDATE gpkg_contents SET srs_id = {code}",
            f"UPDATE gpkg_geometry_columns SET srs_id = {code}")  # fmt: skip
    line = {line.file: line for line in imported(tmp_path).report}["路.gpkg"]
    assert (line.role, line.crs) == (Role.ROADS, f"EPSG:{epsg}")
    assert "import.problem.crs_guessed" in dict(line.problems)


@pytest.mark.parametrize("text", ["CREATE TABEL x(", 'CREATE TABLE 路 ("fid', ""])
def test_geopackage_with_a_broken_schema(tmp_path: Path, text: str) -> None:
    path = made.write(tmp_path, "路.gpkg", made.roads())
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA writable_schema = 1")
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = '路'", (text,))
    assert error_of(tmp_path, "路.gpkg").key in ("layer_unreadable", "no_features")


# -- shapes ------------------------------------------------------------------------------------------------
def tangle(sides: int) -> shapely.Polygon:
    """Polygon of which nearly every side crosses many others."""
    chance = np.random.default_rng(1)
    return shapely.Polygon(np.array([LON, LAT]) + chance.random((sides, 2)) / 100)


def test_tangled_shape_is_left_out_and_the_others_stay(tmp_path: Path) -> None:
    frame = made.frame([{"名称": "甲"}, {"名称": "乙"}], [tangle(4000), made.box(0, 0)])
    made.write(tmp_path, "林地.geojson", frame)
    line = {line.file: line for line in imported(tmp_path).report}["林地.geojson"]
    assert line.features == 1 and line.role is not None
    assert dict(line.problems)["import.problem.geometry_tangled"] == {"count": 1}


def test_shape_that_crosses_itself_a_little_is_repaired(tmp_path: Path) -> None:
    made.write(tmp_path, "林地.geojson", made.frame([{"名称": "甲"}], [tangle(60)]))
    line = {line.file: line for line in imported(tmp_path).report}["林地.geojson"]
    assert line.features == 1
    assert dict(line.problems)["import.problem.geometry_invalid"] == {"count": 1}


def test_outline_with_very_many_vertices_is_not_called_damaged(tmp_path: Path) -> None:
    turn = np.linspace(0, 2 * np.pi, 250_000, endpoint=False)
    ring = np.column_stack([LON + np.cos(turn) / 10, LAT + np.sin(turn) / 10]).round(7)
    shape = {"type": "Polygon", "coordinates": [[*ring.tolist(), ring[0].tolist()]]}
    feature = {"type": "Feature", "properties": {"名称": "林地"}, "geometry": shape}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    (tmp_path / "林地.geojson").write_text(text, encoding="utf-8")
    result = imported(tmp_path)
    line = {line.file: line for line in result.report}["林地.geojson"]
    assert (line.features, line.error) == (1, None)
    forest = next(layer for layer in result.project.layers if layer.provenance.file == "林地.geojson")
    assert shapely.get_num_coordinates(forest.geometries[0]) == 250_001


# -- the net -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("step", ["reading", "placing", "layers"])
def test_fault_that_nobody_foresaw_stops_one_file_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    from layers.importing import assemble, importer

    made.write(tmp_path, "路.geojson", made.roads())
    module, name = {
        "reading": (fileitems.reading, "read_kinds"),
        "placing": (importer, "locate"),
        "layers": (assemble, "_frame"),
    }[step]
    real: Callable = getattr(module, name)

    def failing(first, *rest, **named):  # type: ignore[no-untyped-def]
        file = getattr(first, "file", "") or first.source.file
        if file == "路.geojson":
            raise ZeroDivisionError("nobody saw this coming")
        return real(first, *rest, **named)

    monkeypatch.setattr(module, name, failing)
    error = error_of(tmp_path, "路.geojson")
    assert error.key == "import_fault" and "nobody saw this coming" in error.details
