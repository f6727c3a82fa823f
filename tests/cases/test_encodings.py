"""Encodings: UTF-16 without its mark, Big5 and Shift-JIS without a word, and bytes that are no text."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from layers.formats import shapefile
from layers.formats.encodings import detect, likeliest, utf16_codec
from models.county.layer import Role
from tests.cases import county

TRADITIONAL = [
    ("避難收容處所名稱", "類別", "經度", "緯度", "有效避難面積", "狀態"),
    ("人民公園", "長期固定", 108.63, 30.63, 9000, "已建"),
    ("石橋國中活動中心", "短期固定", 108.43, 30.63, 3600, "已建"),
    ("柳林廣場", "緊急", 108.53, 30.63, 3000, "已建"),
]
JAPANESE = [
    ("避難所名", "種別", "経度", "緯度", "有効避難面積", "状態"),
    ("中央公園", "長期", 108.63, 30.63, 9000, "既存"),
    ("石橋小学校", "短期", 108.43, 30.63, 3600, "既存"),
    ("柳林コミュニティセンター", "緊急", 108.53, 30.63, 3000, "既存"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The whole county."""
    return county.make_county(tmp_path / "青禾县")


def broken(text: str, codec: str, inside: str) -> bytes:
    """Text in an encoding, of which the first byte of one character is gone."""
    data = text.encode(codec)
    place = data.index(inside.encode(codec.removesuffix("-sig")))
    return data[:place] + data[place + 1 :]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_character_cut_in_half_costs_no_more_than_itself(folder: Path, codec: str) -> None:
    rows = [county.VILLAGE_HEAD, *county.VILLAGES]
    (folder / county.VILLAGE_FILE).write_bytes(broken(county.csv_text(rows), codec, "村,500999101202"))
    case = county.imported(folder)
    assert case.people == county.PEOPLE and len(case.residents()) == 6
    assert "第 5 行" in case.told(county.VILLAGE_FILE) and "乱码" in case.told(county.VILLAGE_FILE)


def test_a_heading_with_a_broken_character_is_named(folder: Path) -> None:
    rows = [county.SHELTER_HEAD, *county.SHELTERS]
    (folder / county.SHELTER_FILE).write_bytes(broken(county.csv_text(rows), "utf-8", "难面积"))
    assert "“有效避" in county.imported(folder).told(county.SHELTER_FILE)


def test_townships_with_a_broken_character_are_read(folder: Path) -> None:
    path = folder / "乡镇.geojson"
    path.write_bytes(broken(path.read_text("utf-8"), "utf-8", '乡"'))
    case = county.imported(folder)
    (layer,) = case.result.project.layers_of(Role.TOWNSHIPS)
    assert {"石桥镇", "城关街道"} <= set(layer.text("name"))
    assert "第 2 行" in case.told("乡镇.geojson")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-16"])
@pytest.mark.parametrize("file", [county.SHELTER_FILE, "乡镇.geojson"])
def test_utf16_with_and_without_its_mark(folder: Path, codec: str, file: str) -> None:
    path = folder / file
    path.write_bytes(path.read_text("utf-8").encode(codec))
    case = county.imported(folder)
    assert case.area_m2 == county.AREA_M2 and case.role("乡镇.geojson") == "townships"


@pytest.mark.parametrize(("rows", "codec"), [(TRADITIONAL, "cp950"), (JAPANESE, "cp932")])
def test_lists_from_taiwan_and_japan(folder: Path, rows: county.Rows, codec: str) -> None:
    (folder / county.SHELTER_FILE).unlink()
    county.write_csv(folder / "避難收容處所.csv", rows, codec)
    case = county.imported(folder)
    assert set(case.shelters) == {row[0] for row in rows[1:]}
    assert case.area_m2 == county.AREA_M2
    assert [item.shelter_class for item in case.shelters.values()] == ["long", "short", "emergency"]


@pytest.mark.parametrize("codec", ["cp950", "cp932", "gb18030"])
def test_a_few_signs_are_enough(codec: str) -> None:
    text = {"cp950": "名稱,經度\n國小", "cp932": "名称,経度\n学校の", "gb18030": "名称,经度\n学校"}[codec]
    assert likeliest([text.encode(codec)]) == codec


def test_bytes_that_are_no_text_are_refused_by_name(folder: Path) -> None:
    (folder / county.VILLAGE_FILE).write_bytes(b"\xff\xff,\x81\x20\n" * 8)
    assert "编码" in county.imported(folder).told(county.VILLAGE_FILE)


def test_utf16_is_not_seen_where_there_is_none() -> None:
    assert utf16_codec("名称,经度\n".encode("gb18030")) == ""
    assert utf16_codec(b"\x89PNG\x0d\x0a\x1a\x0a" + bytes(100)) == ""


def test_a_long_file_that_begins_in_ascii(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"name,x\n" + b"a,1\n" * 60_000 + "避難收容處所國民小學".encode("cp950"))
    assert detect(path).name == "Big5"


@pytest.mark.parametrize(
    ("cpg", "mark"),
    [("ISO-8859-1", 0x57), ("ANSI 1252", 0), (None, 0x57), (None, 0x03), ("UTF-8", 0), (None, 0)],
)
def test_a_chinese_table_that_claims_to_be_western_is_chinese(
    folder: Path, cpg: str | None, mark: int
) -> None:
    """Programs write the encoding of their own system where nobody chose one."""
    (folder / county.SHELTER_FILE).unlink()
    heads = ("名称", "类别", "场地类型", "有效面积", "状态")
    rows = [dict(zip(heads, (*row[:3], *row[6:]), strict=True)) for row in county.SHELTERS]
    points = [shapely.Point(row[3], row[4]) for row in county.SHELTERS]
    path = folder / "应急避难场所.shp"
    gpd.GeoDataFrame(rows, geometry=points, crs=4490).to_file(path, encoding="GBK")
    path.with_suffix(".cpg").unlink()
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg, "ascii")
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[29] = mark
    path.with_suffix(".dbf").write_bytes(table)
    case = county.imported(folder)
    assert case.area_m2 == county.AREA_M2 and case.place("人民公园") == (108.63, 30.63)


def test_a_western_table_stays_western(tmp_path: Path) -> None:
    names = ["Zürich", "Köln", "São Paulo", "Málaga", "Besançon"]
    frame = gpd.GeoDataFrame({"name": names}, geometry=[shapely.Point(8, 47)] * 5, crs=4326)
    frame.to_file(tmp_path / "a.shp", encoding="ISO-8859-1")
    assert shapefile.text_encoding(tmp_path / "a.shp").name.lower() in ("cp1252", "iso8859-1")
