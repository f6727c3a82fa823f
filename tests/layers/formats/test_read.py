"""Opening files: formats, encodings, title lines, types of columns, parts of Shapefiles, geometry repair."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely

from layers.coordinates import crs
from layers.formats import shapefile
from layers.formats.limits import import_limits
from layers.formats.read import Raw, read, table_column
from layers.formats.shapes import TooMuchWorkError, repair
from layers.formats.sources import sources
from layers.importing.locate import locate
from models.kernel.errors import HavenError
from tests.layers import made
from tests.layers.made import LAT, LON


def only(path: Path, scratch: Path, encoding: str | None = None) -> Raw:
    scratch.mkdir(exist_ok=True)
    (source,) = sources(path, scratch)
    return read(source, encoding)


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


# -- text tables -------------------------------------------------------------------------------------------
CSV = f"编号,名称,经度,纬度,常住人口\n001,甲村,{LON},{LAT},120\n002,乙村,{LON + 0.01},{LAT},\n"


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("gbk", "GB18030"),
        ("gb18030", "GB18030"),
        ("utf-16", "UTF-16"),
    ],
)
def test_encodings_of_text_tables(tmp_path: Path, scratch: Path, codec: str, name: str) -> None:
    path = tmp_path / "村.csv"
    path.write_bytes(CSV.encode(codec))
    raw = only(path, scratch)
    assert raw.encoding == name
    assert raw.frame["名称"].tolist() == ["甲村", "乙村"]
    assert raw.frame["编号"].tolist() == ["001", "002"]
    assert raw.frame["常住人口"].iloc[0] == 120 and np.isnan(raw.frame["常住人口"].iloc[1])
    assert raw.row_numbers.tolist() == [2, 3]


def test_stated_encoding_is_used_and_checked(tmp_path: Path, scratch: Path) -> None:
    path = tmp_path / "台.csv"
    path.write_bytes("名稱,經度,緯度\n國小,121.5,25.0\n".encode("big5"))
    assert only(path, scratch, "Big5").frame["名稱"].tolist() == ["國小"]
    with pytest.raises(HavenError) as caught:
        only(path, scratch, "UTF-8")
    assert caught.value.key == "encoding_wrong"
    with pytest.raises(HavenError) as caught:
        only(path, scratch, "klingon")
    assert caught.value.key == "encoding_name"


@pytest.mark.parametrize("sign", [",", "\t", ";", "|"])
def test_separators(tmp_path: Path, scratch: Path, sign: str) -> None:
    path = tmp_path / "村.csv"
    path.write_text(CSV.replace(",", sign), encoding="utf-8")
    assert list(only(path, scratch).frame.columns) == ["编号", "名称", "经度", "纬度", "常住人口"]


def test_title_lines_blank_lines_and_ragged_rows(tmp_path: Path, scratch: Path) -> None:
    path = tmp_path / "表.csv"
    head = "示例县村庄一览表,,\n填表日期：2024年,,\n\n名称,经度,纬度\n"
    text = f"{head}甲村,{LON},{LAT}\n\n乙村,{LON},{LAT},多余,的\n丙村\n"
    path.write_text(text, encoding="utf-8")
    raw = only(path, scratch)
    assert raw.frame["名称"].tolist() == ["甲村", "乙村", "丙村"]
    assert raw.row_numbers.tolist() == [5, 7, 8]
    assert raw.problems == (("import.problem.cells_beyond_heading", {"count": 1}),)
    assert (raw.shapes.rows.tolist(), raw.shapes.empty.tolist()) == ([0, 1], [2])


def test_quoted_cells(tmp_path: Path, scratch: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text(f'名称,经度,纬度\n"甲,""村""\n二行",{LON},{LAT}\n', encoding="utf-8")
    assert only(path, scratch).frame["名称"].tolist() == ['甲,"村"\n二行']


@pytest.mark.parametrize(
    ("cells", "name", "expected"),
    [
        (["1", "2"], "数", [1, 2]),
        (["1", None], "数", [1.0, np.nan]),
        (["1.5", "2"], "数", [1.5, 2.0]),
        (["012", "345"], "数", ["012", "345"]),
        (["371521100000"], "数", ["371521100000"]),
        (["371521"], "行政区划代码", ["371521"]),
        ([371521.0], "代码", ["371521"]),
        (["6351234"], "联系电话", ["6351234"]),
        (["1", "甲"], "数", ["1", "甲"]),
        ([True, False], "数", [True, False]),
        ([3, 4.5], "数", [3.0, 4.5]),
    ],
)
def test_types_of_columns(cells: list, name: str, expected: list) -> None:
    found = table_column(cells, name)
    pd.testing.assert_series_equal(found, pd.Series(expected, dtype=found.dtype))
    assert pd.api.types.is_string_dtype(found) == isinstance(expected[0], str)


# -- coordinates in tables ---------------------------------------------------------------------------------
EAST, NORTH = made.from_lonlat(np.array([[LON, LAT]]), 4548)[0]
GK = f"{crs.prefixed_easting(EAST, 4548):.3f},{NORTH:.3f}"
KG = f"{NORTH:.3f},{crs.prefixed_easting(EAST, 4548):.3f}"


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("经度,纬度", f"{LON},{LAT}"),
        ("纬度,经度", f"{LAT},{LON}"),
        ("东经,北纬", "115°46′48″,36°06′36″"),
        ("lon,lat", f"{LON},{LAT}"),
        ("经度,纬度", f"{LAT},{LON}"),  # the wrong way round
        ("x,y", f"{LON},{LAT}"),
        ("经纬度", f'"{LON},{LAT}"'),
        ("wkt", f'"POINT ({LON} {LAT})"'),
        ("X,Y", GK),
        ("X,Y", KG),  # X is north, as surveyors have it
    ],
)
def test_coordinates_in_any_dress(tmp_path: Path, scratch: Path, heading: str, row: str) -> None:
    path = tmp_path / "点.csv"
    path.write_text(f"名称,{heading}\n甲,{row}\n", encoding="utf-8")
    assert locate(only(path, scratch)).lonlat[0] == pytest.approx((LON, LAT), abs=2e-6)


# -- workbooks ---------------------------------------------------------------------------------------------
def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "避难场所"
    sheet.append(["示例县应急避难场所一览表"])
    sheet.merge_cells("A1:E1")
    sheet.append(["序号", "名称", "经度", "纬度", "有效面积（亩）", "代码"])
    sheet.append([1, "广场", LON, LAT, 3, 371521100000])
    sheet.append([2, "公园", LON, LAT, "2公顷", 371521100001])
    sheet.append(["合计", None, None, None, 33])
    other = book.create_sheet("村庄")
    other.append(["村名", "经度", "纬度", "常住人口"])
    other.append(["甲村", LON, LAT, 120])
    hidden = book.create_sheet("草稿")
    hidden.append(["x"])
    hidden.sheet_state = "hidden"
    book.save(path)
    return path


def test_sheets_of_a_workbook(tmp_path: Path, scratch: Path) -> None:
    found = sources(workbook(tmp_path / "表.xlsx"), scratch)
    assert [source.layer for source in found] == ["避难场所", "村庄"]
    raw = read(found[0])
    assert raw.frame["名称"].tolist()[:2] == ["广场", "公园"]
    assert raw.frame["代码"].tolist()[:2] == ["371521100000", "371521100001"]
    assert raw.frame["有效面积（亩）"].tolist() == ["3", "2公顷"]
    assert raw.row_numbers.tolist() == [3, 4]  # not the sum
    assert raw.source.title == "避难场所"


# -- Shapefiles --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("codec", ["GBK", "UTF-8"])
@pytest.mark.parametrize("cpg", ["right", "wrong", "none"])
def test_encoding_of_shapefiles(tmp_path: Path, scratch: Path, codec: str, cpg: str) -> None:
    path = made.write(tmp_path, "乡镇.shp", made.townships(), encoding=codec)
    other = "UTF-8" if codec == "GBK" else "GBK"
    if cpg == "none":
        path.with_suffix(".cpg").unlink()
        data = bytearray(path.with_suffix(".dbf").read_bytes())
        data[29] = 0
        path.with_suffix(".dbf").write_bytes(data)
    else:
        path.with_suffix(".cpg").write_text(codec if cpg == "right" else other)
    raw = only(path, scratch)
    assert raw.frame.iloc[:, 0].tolist() == ["东镇", "西镇", "南乡", "北乡"]
    assert raw.encoding == ("GB18030" if codec == "GBK" else "UTF-8")
    name = {"right": None, "wrong": "encoding_contradicts", "none": "encoding_guessed"}[cpg]
    assert [key.rpartition(".")[2] for key, _ in raw.problems] == ([name] if name else [])


def test_names_cut_in_half_by_the_format(tmp_path: Path, scratch: Path) -> None:
    frame = made.frame([{"有效避难面积": 1.5, "名称": "广" * 100}], [shapely.Point(LON, LAT)])
    path = made.write(tmp_path, "场所.shp", frame, encoding="UTF-8")
    raw = only(path, scratch)
    assert list(raw.frame.columns) == ["有效避", "名称"]
    assert set(raw.frame["名称"].iloc[0]) == {"广"}


def test_shapefile_encoding_by_ldid(tmp_path: Path) -> None:
    path = made.write(tmp_path, "乡镇.shp", made.townships(), encoding="GBK")
    path.with_suffix(".cpg").unlink()
    data = bytearray(path.with_suffix(".dbf").read_bytes())
    data[29] = 0x4D
    path.with_suffix(".dbf").write_bytes(data)
    assert shapefile.text_encoding(path) == shapefile.TextEncoding("GB18030", "ldid")


def test_endings_in_capitals(tmp_path: Path, scratch: Path) -> None:
    made.write(tmp_path, "a.shp", made.townships(), encoding="UTF-8")
    for part in tmp_path.glob("a.*"):
        part.rename(part.with_name(f"A{part.suffix.upper()}"))
    assert len(only(tmp_path / "A.SHP", scratch).frame) == 4


# -- the other formats -------------------------------------------------------------------------------------
def test_geopackage_with_several_layers(tmp_path: Path, scratch: Path) -> None:
    path = tmp_path / "县.gpkg"
    made.gdal.write(made.townships(), path, "GPKG", "乡镇")
    made.gdal.write(made.roads(), path, "GPKG", "道路", append=True)
    found = sources(path, scratch)
    assert [source.layer for source in found] == ["乡镇", "道路"]
    assert [len(read(source).frame) for source in found] == [4, 2]
    assert read(found[0]).crs == "EPSG:4490"


def test_geopackage_that_another_program_has_open_is_left_alone(tmp_path: Path, scratch: Path) -> None:
    path = made.write(tmp_path, "县.gpkg", made.townships(), layer_options={"SPATIAL_INDEX": "NO"})
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("""UPDATE "县" SET "乡镇名称" = '改名' WHERE "乡镇名称" = '东镇'""")
    writer.commit()
    before = {item.name: item.read_bytes() for item in tmp_path.iterdir() if item.is_file()}
    raw = only(path, scratch)
    after = {item.name: item.read_bytes() for item in tmp_path.iterdir() if item.is_file()}
    writer.close()
    assert raw.frame["乡镇名称"].tolist()[0] == "改名"
    assert before == after


def test_geojson_in_the_encoding_of_chinese_windows(tmp_path: Path, scratch: Path) -> None:
    path = made.write(tmp_path, "a.geojson", made.townships())
    path.write_bytes(path.read_text(encoding="utf-8").encode("gbk"))
    assert only(path, scratch).frame["乡镇名称"].tolist()[0] == "东镇"


def test_geojson_with_lists_and_numbers_as_codes(tmp_path: Path, scratch: Path) -> None:
    point = {"type": "Point", "coordinates": [LON, LAT, 12.0]}
    rows = [
        {"type": "Feature", "properties": {"adcode": 371521, "tags": ["a"], "x": None}, "geometry": point}
    ]
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    raw = only(path, scratch)
    assert raw.frame["adcode"].tolist() == [371521]
    assert not shapely.has_z(raw.shapes.geometries).any()


def test_kml_and_kmz(tmp_path: Path, scratch: Path) -> None:
    path = made.write(
        tmp_path, "场所.kml", made.frame([{"Name": "广场", "note": "x"}], [shapely.Point(LON, LAT)])
    )
    raw = only(path, scratch)
    assert raw.frame["Name"].tolist() == ["广场"]
    assert not {"tessellate", "visibility"} & set(raw.frame.columns)
    with zipfile.ZipFile(tmp_path / "场所.kmz", "w") as archive:
        archive.write(path, "doc.kml")
    (source,) = sources(tmp_path / "场所.kmz", scratch)
    assert source.file == "场所.kmz/doc.kml" and len(read(source).frame) == 1


def test_zip_with_a_shapefile_packed_on_chinese_windows(tmp_path: Path, scratch: Path) -> None:
    made.write(tmp_path, "乡镇.shp", made.townships(), encoding="GBK")
    gbk = "资料/乡镇".encode("gbk")  # and nothing in the archive says so
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for part in tmp_path.glob("乡镇.*"):
            archive.write(part, f"{'x' * len(gbk)}{part.suffix}")
    packed = (tmp_path / "b.zip").read_bytes().replace(b"x" * len(gbk), gbk)
    (tmp_path / "b.zip").write_bytes(packed)
    (source,) = sources(tmp_path / "b.zip", scratch)
    assert source.file == "b.zip/乡镇.shp"
    assert read(source).frame.iloc[:, 0].tolist()[0] == "东镇"


# -- geometry ----------------------------------------------------------------------------------------------
def test_what_a_repair_leaves_nothing_of_does_not_outvote_the_rest() -> None:
    spot = shapely.Polygon([(1, 1), (1, 1), (1, 1)])
    repaired = repair(np.array([spot, shapely.Point(1, 1), spot], dtype=object))
    assert (repaired.kind, repaired.rows.tolist()) == ("point", [1])


def test_geometry_repair_counts_what_it_did() -> None:
    bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    mixed = shapely.GeometryCollection(
        [shapely.box(5, 5, 6, 6), shapely.Point(9, 9), shapely.box(7, 7, 8, 8)]
    )
    deep = shapely.Polygon([(0, 0, 5), (1, 0, 5), (1, 1, 5), (0, 0, 5)])
    geometries = np.array(
        [bow, None, shapely.Polygon(), mixed, deep, shapely.Point(1, 1), shapely.box(0, 0, 1e308, 1)],
        dtype=object,
    )
    found = repair(geometries)
    assert found.kind == "polygon" and found.rows.tolist() == [0, 3, 4]
    assert found.counts == {"empty": 2, "not_finite": 1, "invalid": 1, "tangled": 0, "other_kind": 1}
    assert found.empty.tolist() == [1, 2]
    assert shapely.area(found.geometries).tolist() == pytest.approx([2.0, 2.0, 0.5])
    assert shapely.is_valid(found.geometries).all() and not shapely.has_z(found.geometries).any()
    assert set(shapely.get_type_id(found.geometries)) == {6}


@pytest.mark.parametrize(
    "bad",
    [
        shapely.Point(np.nan, 1),
        shapely.LineString([(0, 0), (np.nan, 1)]),
        shapely.LineString([(0, 0), (np.inf, 1)]),
    ],
)
def test_coordinates_that_are_no_numbers_are_left_out(bad: shapely.Geometry) -> None:
    good = shapely.LineString([(0, 0), (1, 1)]) if bad.geom_type == "LineString" else shapely.Point(1, 1)
    found = repair(np.array([bad, good], dtype=object))
    assert found.rows.tolist() == [1]
    assert found.counts["not_finite"] + found.counts["empty"] == 1


def test_nothing_left() -> None:
    found = repair(np.array([None, shapely.Point()], dtype=object))
    assert len(found.rows) == 0 and found.kind == ""


def test_frame_with_a_table_only(tmp_path: Path, scratch: Path) -> None:
    path = tmp_path / "人口.csv"
    path.write_text("乡镇,常住人口\n东镇,3万\n", encoding="utf-8")
    assert only(path, scratch).shapes is None


def test_geopandas_is_not_needed_to_read_back(tmp_path: Path) -> None:
    path = made.write(tmp_path, "a.gpkg", made.townships())
    assert len(gpd.read_file(path)) == 4


def test_the_encoding_of_a_shapefile_that_is_told_counts(tmp_path: Path, scratch: Path) -> None:
    path = made.write(tmp_path, "乡镇.shp", made.townships(), encoding="GBK")
    assert only(path, scratch, "gb2312").encoding == "GB18030"
    with pytest.raises(HavenError) as caught:
        only(path, scratch, "klingon")
    assert caught.value.key == "encoding_name"


def test_an_archive_without_geodata_is_empty(tmp_path: Path, scratch: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as pack:
        pack.writestr("读我.md", "nothing")
    with pytest.raises(HavenError) as caught:
        sources(tmp_path / "a.zip", scratch)
    assert caught.value.key == "archive_empty"


@pytest.mark.parametrize("content", ["\n \n", ",,\n,,\n"])
def test_a_table_of_blanks_has_no_features(tmp_path: Path, scratch: Path, content: str) -> None:
    (tmp_path / "a.csv").write_text(f"{content};", encoding="utf-8")
    (tmp_path / "b.csv").write_text(f" {content} ", encoding="utf-8")
    with pytest.raises(HavenError) as caught:
        only(tmp_path / "b.csv", scratch)
    assert caught.value.key in ("no_features", "file_empty")


# -- collections ------------------------------------------------------------------------------------------
SQUARE, SPOT = shapely.box(0, 0, 1, 1), shapely.Point(5, 5)


def test_collections_in_collections_give_up_the_parts_of_one_kind() -> None:
    inner = shapely.GeometryCollection([SQUARE, SPOT])
    shapes = [
        shapely.GeometryCollection([inner, SPOT]),
        shapely.GeometryCollection([SPOT]),
        shapely.GeometryCollection([inner, shapely.box(3, 3, 4, 4)]),
        SQUARE,
    ]
    found = repair(np.array(shapes, dtype=object), "polygon")
    assert (found.kind, found.rows.tolist(), found.counts["other_kind"]) == ("polygon", [0, 2, 3], 1)
    assert {shape.geom_type for shape in found.geometries} == {"MultiPolygon"}
    assert [shapely.area(shape) for shape in found.geometries] == [1.0, 2.0, 1.0]


def test_very_many_shapes_that_cross_themselves_are_no_work_of_a_moment() -> None:
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    many = np.array([bow] * (import_limits().shape.moment_shapes + 1), dtype=object)
    with pytest.raises(TooMuchWorkError):
        repair(many, in_a_moment=True)
    assert repair(many[1:], in_a_moment=True).counts["invalid"] == len(many) - 1
