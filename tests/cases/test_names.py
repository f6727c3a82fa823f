"""Which column is the name, what a file is by its names, and residents joined by names as written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from layers.recognition.placenames import stem
from models.county.layer import Role
from tests.cases import county


@pytest.mark.parametrize(
    "heads",
    [
        ("乡镇", "村名"),
        ("所属街道", "村居"),
        ("镇街", "社区名称"),
        ("乡镇名称", "行政村"),
        ("街道", "村（社区）"),
    ],
)
def test_beside_the_township_the_village_is_the_name(tmp_path: Path, heads: tuple[str, str]) -> None:
    folder = county.make_county(tmp_path / "青禾县")
    rows: list[tuple[Any, ...]] = [("县区", *heads, "经度", "纬度", "常住人口")]
    rows += [("青禾县", town, name, lon, lat, people) for name, _, town, lon, lat, people in county.VILLAGES]
    county.write_csv(folder / county.VILLAGE_FILE, rows)
    case = county.imported(folder)
    assert set(case.residents()) == {row[0] for row in county.VILLAGES} and case.people == county.PEOPLE


def test_residents_are_joined_by_township_and_village(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "青禾县", without=[county.VILLAGE_FILE])
    names = ["新民村", "河口村"] * 3  # each name stands in three townships
    places: list[tuple[Any, ...]] = [("村名", "所属乡镇", "经度", "纬度")]
    people: list[tuple[Any, ...]] = [("乡镇", "村名", "常住人口")]
    for name, row in zip(names, county.VILLAGES, strict=True):
        places.append((name, row[2], row[3], row[4]))
        people.append((row[2] if name == "新民村" else "", name, row[5]))  # as joined cells come out of Excel
    county.write_csv(folder / "村庄.csv", places)
    county.write_csv(folder / "村人口表.csv", people)
    (layer,) = county.imported(folder).result.project.layers_of(Role.VILLAGES)
    assert layer.number("population_persons").tolist() == [row[5] for row in county.VILLAGES]


TOWN_PEOPLE = dict(zip(county.TOWNSHIPS, (2000, 3000, 7000), strict=True))


@pytest.mark.parametrize(
    "names",
    [
        ("石桥街道", "柳 林 乡", "城关街道办事处"),
        ("石桥", "柳林", "城关"),
        ("青禾县石桥镇", "青禾县柳林乡", "青禾县城关街道"),
        ("石桥镇人民政府", "柳林镇", "城关镇"),
    ],
)
def test_townships_that_were_renamed_or_abbreviated(tmp_path: Path, names: tuple[str, str, str]) -> None:
    folder = county.make_county(tmp_path / "青禾县", without=[county.VILLAGE_FILE])
    rows = [("单位", "常住人口"), *zip(names, TOWN_PEOPLE.values(), strict=True)]
    county.write_csv(folder / "乡镇人口.csv", rows)
    case = county.imported(folder)
    assert case.residents(Role.TOWNSHIPS) == TOWN_PEOPLE
    assert "相近的名称" in case.told("乡镇人口.csv")


def test_names_that_fit_two_places_are_left_out(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "青禾县", without=[county.VILLAGE_FILE])
    rows = [("乡镇", "常住人口"), ("石桥街道", 900), ("石桥乡", 1100), ("柳林乡", 3000), ("城关街道", 7000)]
    county.write_csv(folder / "乡镇人口.csv", rows)
    people = county.imported(folder).residents(Role.TOWNSHIPS)
    assert people["石桥镇"] != people["石桥镇"] and people["柳林乡"] == 3000


@pytest.mark.parametrize("form", ['="{}"', "'{}", "{}"])
def test_codes_that_are_protected_from_excel(tmp_path: Path, form: str) -> None:
    folder = county.make_county(tmp_path / "青禾县", without=[county.VILLAGE_FILE])
    rows = [f"{form.format(code)},某地,{TOWN_PEOPLE[name]}" for name, code in county.TOWNSHIPS.items()]
    (folder / "乡镇人口.csv").write_text("区划代码,备注,常住人口\n" + "\n".join(rows), encoding="utf-8")
    assert county.imported(folder).residents(Role.TOWNSHIPS) == TOWN_PEOPLE


def test_codes_that_excel_ruined_are_told_and_names_used(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "青禾县", without=[county.VILLAGE_FILE])
    rows = [("区划代码", "乡镇", "常住人口"), *(("5.01E+08", *item) for item in TOWN_PEOPLE.items())]
    county.write_csv(folder / "乡镇人口.csv", rows)
    case = county.imported(folder)
    assert case.residents(Role.TOWNSHIPS) == TOWN_PEOPLE
    assert "科学记数" in case.told("乡镇人口.csv")


@pytest.mark.parametrize("file", ["行政区划图.geojson", "青禾县边界.geojson", "图层1.geojson"])
def test_outlines_with_names_of_townships_are_townships(tmp_path: Path, file: str) -> None:
    folder = county.make_county(tmp_path / "青禾县", without=["乡镇.geojson"])
    shapes = county.township_features()
    for shape in shapes:
        shape["properties"] = {"NAME": shape["properties"]["名称"]}
    county.write_geojson(folder / file, shapes)
    case = county.imported(folder)
    assert (case.role(file), case.role("县界.geojson")) == ("townships", "county")


@pytest.mark.parametrize("file", ["生态红线.geojson", "图斑.geojson", "城镇开发边界.geojson"])
def test_patches_are_no_outline_of_the_county(tmp_path: Path, file: str) -> None:
    folder = county.make_county(tmp_path / "青禾县")
    patches = [
        county.feature(
            "Polygon", [county.ring(108.41 + n / 100, 30.61, 0.005, 0.005)], 县区="青禾县", 区划代码="500999"
        )
        for n in range(25)
    ]
    county.write_geojson(folder / file, patches)
    case = county.imported(folder)
    assert case.role(file) == "reference" and case.role("县界.geojson") == "county"


def test_lists_in_traditional_characters(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "青禾县", without=[county.SHELTER_FILE])
    head = ("收容處所名稱", "避難場所類別", "場地類型", "經度", "緯度", "占地面積", "有效避難面積", "狀態")
    county.write_csv(folder / "避難收容處所.csv", [head, *county.SHELTERS])
    case = county.imported(folder)
    assert case.area_m2 == county.AREA_M2 and case.shelters["石桥中学"].shelter_class == "short"


def test_stems() -> None:
    names = ["石桥镇上坝村", "城关街道办事处", "新市镇", "东镇", "上坝村村民委员会"]
    assert [stem(name) for name in names] == ["上坝", "城关", "新市", "东镇", "上坝"]
