"""Areas that stand in several columns: parts that are summed, names that were cut off alike."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from layers.recognition.parts import cut_alike, part_columns
from tests.cases import county

WHOLE, INDOOR = "有效避难面积", "有效避难面积（室内）"
HEADS = [
    ("有效避难面积（室内）", "有效避难面积（室外）"),
    ("室内有效避难面积", "室外有效避难面积"),
    ("有效面积(㎡)室外", "有效面积(㎡)室内"),
    ("避难面积-室内（m²）", "避难面积-室外（m²）"),
    ("有效避难面积（一期）", "有效避难面积（二期）"),
]


@pytest.mark.parametrize("heads", HEADS)
def test_parts_of_an_area_are_summed_and_told(tmp_path: Path, heads: tuple[str, str]) -> None:
    folder = county.make_county(tmp_path / "in")
    head = (*county.SHELTER_HEAD[:5], *heads, "状态")
    rows = [(*row[:5], 700, row[6] - 700, "已建") for row in county.SHELTERS]
    rows[1] = (*rows[1][:5], "", 3600, "已建")  # nothing indoors
    county.write_csv(folder / county.SHELTER_FILE, [head, *rows])
    found = county.imported(folder)
    assert found.area_m2 == county.AREA_M2
    assert "已相加" in found.told(county.SHELTER_FILE)


def shelters_with(folder: Path, heads: tuple[str, ...], areas: list[tuple[float, ...]]) -> None:
    """Write the shelters with other columns of areas."""
    head = (*county.SHELTER_HEAD[:5], *heads, "状态")
    rows = [(*row[:5], *own, "已建") for row, own in zip(county.SHELTERS, areas, strict=True)]
    county.write_csv(folder / county.SHELTER_FILE, [head, *rows])


@pytest.mark.parametrize(
    "heads", [("有效避难面积（室内）", "有效避难面积"), ("有效避难面积", "有效避难面积（室内）")]
)
def test_of_an_area_and_a_part_of_it_the_area_counts(tmp_path: Path, heads: tuple[str, str]) -> None:
    folder = county.make_county(tmp_path / "in")
    whole = [row[6] for row in county.SHELTERS]
    is_first = heads[0] == WHOLE
    shelters_with(folder, heads, [(area, 50) if is_first else (50, area) for area in whole])
    found = county.imported(folder)
    assert found.area_m2 == county.AREA_M2 and "部分" not in found.told(county.SHELTER_FILE)


def test_one_part_alone_is_said_to_be_one(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "in")
    shelters_with(folder, ("有效避难面积（室外）",), [(row[6],) for row in county.SHELTERS])
    found = county.imported(folder)
    assert found.area_m2 == county.AREA_M2 and "只是该面积的一部分" in found.told(county.SHELTER_FILE)
    assert part_columns(["有效避难面积", "占地面积"], "有效避难面积") == []


@pytest.mark.parametrize(
    ("names", "alike"),
    [
        (["名称", "有效避难面", "有效避难_1"], ["有效避难_1"]),
        (["名称", "有效避", "有效\ufffd_1"], ["有效\ufffd_1"]),
        (["eff_area_m", "eff_area_1"], ["eff_area_1"]),
        (["面积", "面积1"], []),
        (["有效避难面积", "有效避难面积1"], []),  # not cut off: both are told apart by whoever wrote them
    ],
)
def test_names_that_were_cut_off_alike(names: list[str], alike: list[str]) -> None:
    column = next(name for name in names if name not in ("名称", *alike))
    assert cut_alike(names, column) == alike
    assert all(cut_alike(names, other) == [column] for other in alike)


def test_an_area_that_may_be_either_of_two_columns_is_no_data(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "in", without=[county.SHELTER_FILE])
    points = [shapely.Point(row[3], row[4]) for row in county.SHELTERS]
    columns = {
        "名称": [row[0] for row in county.SHELTERS],
        "有效避难面": [row[6] for row in county.SHELTERS],
        "有效避难_1": [100.0] * len(county.SHELTERS),
    }
    frame = gpd.GeoDataFrame(columns, geometry=points, crs=4490)
    frame.to_file(folder / "应急避难场所.shp", encoding="GB18030", engine="pyogrio")
    found = county.imported(folder)
    assert [one.effective_area_m2 for one in found.shelters.values()] == [None] * 3
    assert "无法判断" in found.told("应急避难场所.shp")
    (folder / "haven.toml").write_text(
        '[[layer]]\nfile = "应急避难场所.shp"\nfields = { effective_area_m2 = "有效避难面" }\n',
        encoding="utf-8",
    )
    assert county.imported(folder).area_m2 == county.AREA_M2
