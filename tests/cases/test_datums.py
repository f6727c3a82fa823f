"""Shifted coordinates of web maps: what headings, cells, titles and notes tell of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from layers.coordinates import datum
from tests.cases import county
from tests.cases.county import SHELTER_FILE, SHELTER_HEAD, SHELTERS


def shifted(lon: float, lat: float, to: str) -> list[float]:
    """Longitude and latitude of a place in a datum."""
    found = datum.wgs84_to_gcj02(np.array([[lon, lat]]))
    found = datum.gcj02_to_bd09(found) if to == "bd09" else found
    return [round(float(value), 8) for value in found[0]]


def sites(to: str, heads: tuple[str, str] = ("经度", "纬度")) -> list[list[object]]:
    rows = [[*site[:3], *shifted(site[3], site[4], to), *site[5:]] for site in SHELTERS]
    return [[*SHELTER_HEAD[:3], *heads, *SHELTER_HEAD[5:]], *rows]


def imported(folder: Path, rows: list[list[object]], file: str = SHELTER_FILE) -> county.Outcome:
    made = county.make_county(folder, without=[SHELTER_FILE])
    county.write_csv(made / file, rows)
    return county.imported(made)


def are_right(case: county.Outcome) -> bool:
    return all(
        case.place(name) == pytest.approx((lon, lat), abs=2e-5) for name, _, _, lon, lat, *_ in SHELTERS
    )


@pytest.mark.parametrize(
    ("heads", "to"),
    [(("bd_lng", "bd_lat"), "bd09"), (("lng_bd", "lat_bd"), "bd09"), (("gd_lng", "gd_lat"), "gcj02")],
)
def test_short_words_in_headings_of_coordinates(tmp_path: Path, heads: tuple[str, str], to: str) -> None:
    assert are_right(imported(tmp_path / "c", sites(to, heads)))


@pytest.mark.parametrize(
    ("heading", "cell", "to"),
    [
        ("坐标系", "GCJ-02", "gcj02"),
        ("坐标系统", "火星坐标系", "gcj02"),
        ("坐标来源", "高德地图拾取", "gcj02"),
        ("坐标类型", "百度", "bd09"),
        ("coord_sys", "BD09", "bd09"),
    ],
)
def test_a_column_says_the_datum_of_its_rows(tmp_path: Path, heading: str, cell: str, to: str) -> None:
    head, *rows = sites(to)
    case = imported(tmp_path / "c", [[*head, heading], *[[*row, cell] for row in rows]])
    assert are_right(case) and "3 行由" in case.told(SHELTER_FILE)


def test_rows_of_several_datums_are_each_put_right(tmp_path: Path) -> None:
    head, *rows = sites("gcj02")
    rows[1][3:5] = shifted(SHELTERS[1][3], SHELTERS[1][4], "bd09")
    rows[2][3:5] = SHELTERS[2][3:5]
    cells = ["GCJ02", "BD09", "CGCS2000"]
    case = imported(
        tmp_path / "c", [[*head, "坐标系"], *[[*row, cell] for row, cell in zip(rows, cells, strict=True)]]
    )
    assert are_right(case)
    assert "1 行由 GCJ-02" in case.told(SHELTER_FILE) and "1 行由 BD-09" in case.told(SHELTER_FILE)


def test_a_title_or_a_note_says_the_datum_of_all_rows(tmp_path: Path) -> None:
    title = ["青禾县应急避难场所（坐标系：GCJ-02）", *[""] * 7]
    note = ["注：经纬度取自高德地图（火星坐标系）。面积由各乡镇填报", *[""] * 7]
    assert are_right(imported(tmp_path / "a", [title, *sites("gcj02")]))
    assert are_right(imported(tmp_path / "b", [*sites("gcj02"), note]))


@pytest.mark.parametrize(
    "note",
    [
        "注：坐标已由百度坐标转换为CGCS2000",
        "注：照片见百度网盘",
        "注：坐标系为CGCS2000，位置与高德地图核对过",
    ],
)
def test_maps_named_for_another_reason_shift_nothing(tmp_path: Path, note: str) -> None:
    rows = [list(row) for row in (SHELTER_HEAD, *SHELTERS)]
    assert are_right(imported(tmp_path / "c", [*rows, [note, *[""] * 7]]))


@pytest.mark.parametrize(
    "file",
    [
        "避难场所_gcj02转wgs84.csv",
        "避难场所_bd09towgs84.csv",
        "避难场所_gcj02_to_wgs84.csv",
        "避难场所_bd09_2_wgs.csv",
    ],
)
def test_what_was_converted_is_not_converted_again(tmp_path: Path, file: str) -> None:
    assert are_right(imported(tmp_path / "c", [list(row) for row in (SHELTER_HEAD, *SHELTERS)], file))
