"""Coordinates as people head and write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from layers.coordinates.datum import datum_of
from layers.formats.tablepoints import _pair
from layers.recognition.cells import degrees
from layers.recognition.recognise import coordinate_columns
from tests.cases import county

HEADINGS = [
    ("经度(E)", "纬度(N)"),
    ("中心点经度", "中心点纬度"),
    ("点位（经度）", "点位（纬度）"),
    ("WGS84_Lng", "WGS84_Lat"),
    ("lon84", "lat84"),
    ("经 度", "纬 度"),
    ("東經", "北緯"),
    ("経度", "緯度"),
    ("大地坐标经度（度）", "大地坐标纬度（度）"),
    ("JINGDU_1", "WEIDU_1"),
    ("E", "N"),
    ("经", "纬"),
    ("经度X坐标", "纬度Y坐标"),
    ("精度", "维度"),
    ("longtitude", "latitude"),
]


@pytest.mark.parametrize(("one", "other"), HEADINGS)
def test_headings_that_say_longitude_and_latitude(tmp_path: Path, one: str, other: str) -> None:
    folder = county.make_county(tmp_path / "青禾县")
    head = [{"经度": one, "纬度": other}.get(name, name) for name in county.SHELTER_HEAD]
    county.write_csv(folder / county.SHELTER_FILE, [head, *county.SHELTERS])
    case = county.imported(folder)
    assert case.area_m2 == county.AREA_M2 and case.place("石桥中学") == (108.43, 30.63)


@pytest.mark.parametrize("one", ["横坐标（Y）", "东坐标", "CGCS2000_X", "坐标X(m)", "X（东）"])
@pytest.mark.parametrize("is_prefixed", [True, False])
def test_headings_of_metres_in_either_order(tmp_path: Path, one: str, is_prefixed: bool) -> None:
    from layers.coordinates.crs import transformer

    other = {"横坐标（Y）": "纵坐标（X）", "东坐标": "北坐标", "CGCS2000_X": "CGCS2000_Y"}.get(one)
    other = other or one.replace("X", "Y").replace("东", "北")
    folder = county.make_county(tmp_path / "青禾县")
    head = [{"经度": other, "纬度": one}.get(name, name) for name in county.SHELTER_HEAD]
    rows: list[tuple[Any, ...]] = []
    for row in county.SHELTERS:
        x, y = transformer(4490, 4524 if is_prefixed else 4545).transform(row[3], row[4])
        rows.append((*row[:3], round(y, 3), round(x, 3), *row[5:]))
    county.write_csv(folder / county.SHELTER_FILE, [head, *rows])
    assert county.imported(folder).place("石桥中学") == (108.43, 30.63)


@pytest.mark.parametrize(
    "columns",
    [
        ("坐标系", "名称"),
        ("经费", "纬编"),
        ("经度误差", "面积"),
        ("max", "may"),
        ("坐标来源", "名称"),
        ("index", "key"),
    ],
)
def test_what_only_looks_like_coordinates(columns: tuple[str, str]) -> None:
    assert coordinate_columns(columns) == {}


def test_of_several_pairs_the_two_that_belong_together() -> None:
    columns = ("终点纬度", "起点经度", "起点纬度", "终点经度")
    assert coordinate_columns(columns) == {"longitude": "起点经度", "latitude": "起点纬度"}


WRITTEN = [
    "108°37′48″", "108-37-48", "108 37 48", "108:37:48", "108º37´48´´", "108˚37’48”", "108°37‘48“",
    "东经108°37′48″", "108度37分48秒", "E108.63", "108.63,", "108。63", "１０８．６３", "108.63 ", "E:108.63",
    "经度108.63", "108°37.8′", "108 37 48.0 E", "E108 37 48", "108–37–48", "108°37′48″（东经）",
    "東経108度37分48秒", "108º37'48''東", "108.63東經", "108 deg 37' 48\" E",
]  # fmt: skip


@pytest.mark.parametrize("text", WRITTEN)
def test_degrees_as_written(text: str) -> None:
    assert degrees(text) == pytest.approx(108.63)


PAIRS = [
    "108.63,30.63", "108.63 30.63", "（108.63，30.63）", "[108.63, 30.63]", "108.63/30.63", "108.63、30.63",
    "东经108.63北纬30.63", "经度：108.63，纬度：30.63", "108.63E,30.63N", "108.63E30.63N",
    "E108°37′48″N30°37′48″",
    "lng:108.63,lat:30.63", '{"lng":108.63,"lat":30.63}', "X:108.63;Y:30.63", "108.63,30.63,412.5",
    "POINT Z (108.63 30.63 412)", "108°37′48″E 30°37′48″N", "POINT(108.63 30.63)", "108 37 48 30 37 48",
    "108.63;30.63",
]  # fmt: skip


@pytest.mark.parametrize("text", PAIRS)
def test_a_pair_in_one_cell(tmp_path: Path, text: str) -> None:
    folder = county.make_county(tmp_path / "青禾县")
    head = ("名称", "避难场所类别", "位置坐标", "有效避难面积")
    county.write_csv(folder / county.SHELTER_FILE, [head, ("人民公园", "长期", text, 9000)])
    assert county.imported(folder).place("人民公园") == (108.63, 30.63)


@pytest.mark.parametrize("text", ["108°30′", "108°30", "108:30", "108°30′00", "E108°30"])
def test_minutes_without_their_sign_are_no_seconds(text: str) -> None:
    assert degrees(text) == pytest.approx(108.5)


@pytest.mark.parametrize("head", [("经度（度）", "经度（分）", "经度（秒）"), ("经度", "经度分", "经度秒")])
def test_degrees_minutes_and_seconds_in_three_columns(tmp_path: Path, head: tuple[str, str, str]) -> None:
    folder = county.make_county(tmp_path / "青禾县")
    others = tuple(text.replace("经", "纬") for text in head)
    row = ("人民公园", "长期", 108, 37, 48, 30, 37, 48, 9000)
    county.write_csv(
        folder / county.SHELTER_FILE, [("名称", "避难场所类别", *head, *others, "有效避难面积"), row]
    )
    assert county.imported(folder).place("人民公园") == (108.63, 30.63)


@pytest.mark.parametrize("text", ["108.63", "见附图", "108.63,30.63,52.1,7", ""])
def test_what_is_no_pair(text: str) -> None:
    first, second = _pair(text)
    assert first != first and second != second


@pytest.mark.parametrize(
    ("name", "datum"),
    [
        ("ctamap_青禾县", ""),
        ("roadmapamaps", ""),
        ("amap_青禾县", "gcj02"),
        ("青禾县AMap导出", "gcj02"),
        ("poi-gcj-02", "gcj02"),
        ("BD09坐标", "bd09"),
        ("百度经度", "bd09"),
        ("lng_bd_09", "bd09"),
    ],
)
def test_datums_are_words_not_parts_of_words(name: str, datum: str) -> None:
    assert datum_of(name) == datum


def test_zero_and_zero_is_no_place(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "青禾县")
    row = ("敬老院", "短期固定", "建筑", 0, 0, 900, 600, "已建")
    county.write_csv(folder / county.SHELTER_FILE, [county.SHELTER_HEAD, *county.SHELTERS, row])
    case = county.imported(folder)
    assert "敬老院" not in case.shelters
    assert "没有坐标" in case.told(county.SHELTER_FILE)
