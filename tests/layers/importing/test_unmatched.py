"""No resident of a census table is lost without a word: rows that match no outline are told."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.importing.importer import ImportResult, import_folder
from layers.importing.unmatched import unmatched_rows
from models.county.layer import Role
from models.kernel.progress import run_to_end
from tests.helpers import shared_data
from tests.layers.made import LAT, LON, write


def told(problems: list) -> dict[str, dict]:
    return {key.removeprefix("import.problem."): values for key, values in problems}


def problems_of(result: ImportResult, file: str) -> dict[str, dict]:
    (line,) = [line for line in result.report if line.file == file]
    return told(list(line.problems))


def test_development_zones_of_the_same_city_are_named_with_their_residents() -> None:
    names = ["甲县", "乙县", "开发区", "新区", "别市甲县", "别市开发区", "全市"]
    codes = ["130921", "130922", "130971", "130972", "130321", "130371", "130900"]
    found = told(unmatched_rows(names, codes, np.array([10.0, 20, 3, 4000, 50, 60, 80]), {0, 1}))
    assert found == {"zones_unmatched": {"count": 2, "names": "新区 4,000、开发区 3", "total": "4,003"}}


def test_zones_beside_townships_and_other_townships_of_the_county() -> None:
    names = ["一镇", "二镇", "三镇", "工业园区", "合计"]
    codes = ["130921100", "130921101", "130921102", "130921400", ""]
    found = told(unmatched_rows(names, codes, np.array([10.0, 20, 30, 40, 100]), {0, 1}))
    assert found["zones_unmatched"]["names"] == "工业园区 40"
    assert found["rows_unmatched"] == {"count": 1, "names": "三镇 30", "total": "30"}


def test_of_a_city_only_one_county_of_which_was_asked_for_the_others_are_no_loss() -> None:
    codes = ["130921", "130922", "130923"]
    assert unmatched_rows(["甲", "乙", "丙"], codes, np.array([1.0, 2, 3]), {0}) == []
    assert told(unmatched_rows(["甲", "乙", "丙"], codes, np.array([1.0, 2, 3]), {0, 1}))["rows_unmatched"]


def test_a_table_without_codes_goes_by_how_many_were_found() -> None:
    none = ["", "", ""]
    assert told(unmatched_rows(["甲", "乙", "丙"], none, np.array([1.0, 2, 3]), {0, 1})) == {
        "rows_unmatched": {"count": 1, "names": "丙 3", "total": "3"}
    }
    assert unmatched_rows(["甲", "乙", "丙"], none, np.array([1.0, 2, 3]), {0}) == []


def test_rows_of_nobody_and_sums_are_not_told() -> None:
    names = ["甲", "乙", "合计", "丙", ""]
    assert unmatched_rows(names, [""] * 5, np.array([1.0, 0, 9, np.nan, 5]), {0, 3}) == []


@given(st.lists(st.tuples(st.integers(1, 99), st.integers(0, 10**6), st.booleans()), max_size=30))
def test_everyone_of_one_city_is_joined_or_told(rows: list[tuple[int, int, bool]]) -> None:
    by_code = {f"1309{number:02d}": (persons, used) for number, persons, used in rows if number % 100}
    codes = list(by_code)
    residents = np.array([float(by_code[code][0]) for code in codes])
    matched = {index for index, code in enumerate(codes) if by_code[code][1]}
    found = told(unmatched_rows(codes, codes, residents, matched)) if matched else {}
    others = [index for index in range(len(codes)) if index not in matched and residents[index] > 0]
    zones = [index for index in others if codes[index][4] == "7"]
    rest = [index for index in others if codes[index][4] != "7"]
    if matched:
        assert found.get("zones_unmatched", {"count": 0})["count"] == len(zones)
        expected = len(rest) if len(rest) <= len(matched) else 0
        assert found.get("rows_unmatched", {"count": 0})["count"] == expected


def test_an_import_tells_them(tmp_path: Path) -> None:
    counties = gpd.GeoDataFrame(
        {"name": ["甲县", "乙县"], "adcode": ["130921", "130922"]},
        geometry=[
            shapely.box(LON, LAT, LON + 0.1, LAT + 0.1),
            shapely.box(LON + 0.1, LAT, LON + 0.2, LAT + 0.1),
        ],
        crs=4490,
    )
    write(tmp_path, "县界.geojson", counties)
    text = "代码,名称,常住人口\n130921,甲县,1000\n130922,乙县,2000\n130971,示例开发区,300\n"
    (tmp_path / "人口.csv").write_text(text, encoding="utf-8")
    result = run_to_end(import_folder(tmp_path))
    assert result.project.county.population_persons == 3000
    assert problems_of(result, "人口.csv")["zones_unmatched"] == {
        "count": 1,
        "names": "示例开发区 300",
        "total": "300",
    }


@pytest.mark.parametrize(
    ("city", "published", "zones"),
    [
        (
            "1309",
            7_300_783,
            {"河北沧州经济开发区": 31_524, "沧州高新技术产业开发区": 14_953, "沧州渤海新区": 153_135},
        ),
        ("1303", 3_136_879, {"秦皇岛市经济技术开发区": 197_898}),
        ("4107", 6_251_929, {}),
    ],
)
def test_the_census_comes_through_whole(
    tmp_path: Path, city: str, published: int, zones: dict[str, int]
) -> None:
    bounds = json.loads(
        shared_data("cn_bounds_amap_wgs84", "districts_9prefectures_epsg4326.geojson").read_text("utf-8")
    )
    own = [one for one in bounds["features"] if str(one["properties"]["district_adcode"]).startswith(city)]
    (tmp_path / "县界.geojson").write_text(json.dumps({**bounds, "features": own}), "utf-8")
    census = shared_data("cn_census2020_county", "population.csv")
    (tmp_path / "人口.csv").write_bytes(census.read_bytes())
    result = run_to_end(import_folder(tmp_path))
    counties = next(layer for layer in result.project.layers if layer.role == Role.COUNTY)
    joined = counties.number("population_persons")
    assert np.isfinite(joined).all()
    found = problems_of(result, "人口.csv")
    total = int(found["zones_unmatched"]["total"].replace(",", ""))
    assert joined.sum() + total == published  # nobody is lost
    for name, persons in zones.items():
        assert f"{name} {persons:,}" in found["zones_unmatched"]["names"]
    assert "rows_unmatched" not in found


def test_census_outlines_with_zones_of_their_own_need_no_words(tmp_path: Path) -> None:
    path = shared_data("cn_census2020_county", "ctamap_county_9prefectures_pop2020_epsg4326.geojson")
    outlines = json.loads(path.read_text("utf-8"))
    own = [one for one in outlines["features"] if one["properties"]["CODE"].startswith("1309")]
    (tmp_path / "county.geojson").write_text(json.dumps({**outlines, "features": own}), "utf-8")
    result = run_to_end(import_folder(tmp_path))
    assert result.project.county.population_persons == 7_300_783
    assert "沧州渤海新区" in set(result.project.county.units.names)
