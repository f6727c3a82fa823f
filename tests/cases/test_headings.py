"""Headings with numbers, hints, two units and other signs, and rows that only show how to fill a table in."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.recognition.cells import heading_unit, number
from tests.cases import county
from tests.cases.county import AREA_M2, PEOPLE, SHELTER_FILE, SHELTER_HEAD, SHELTERS, VILLAGE_FILE, VILLAGES

IN_HECTARES = [
    "有效避难面积（公顷，2023年）",
    "有效避难面积（2023年，公顷）",
    "有效避难面积（公顷、保留两位小数）",
    "有效避难面积（单位：公顷；实测）",
    "有效避难面积-公顷",
    "有效避难面积—公顷",
    "有效避难面积：公顷",
    "有效避难面积公顷",
    "7.有效避难面积（公顷）",
    "effective area (hectares)",
]
"""Headings below which 0.9 is 9,000 square metres."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The whole county."""
    return county.make_county(tmp_path / "青禾县")


def with_areas(folder: Path, heading: str, areas: list[object]) -> county.Outcome:
    """Import with another column of effective areas; its file is parted by tabs."""
    rows = [[*SHELTER_HEAD[:6], heading, SHELTER_HEAD[7]]]
    rows += [[*site[:6], area, site[7]] for site, area in zip(SHELTERS, areas, strict=True)]
    (folder / SHELTER_FILE).write_text("\n".join("\t".join(map(str, row)) for row in rows), "utf-8")
    return county.imported(folder)


@pytest.mark.parametrize("heading", IN_HECTARES)
def test_a_unit_is_seen_beside_a_hint_and_after_any_sign(folder: Path, heading: str) -> None:
    assert with_areas(folder, heading, [0.9, 0.36, 0.3]).area_m2 == pytest.approx(AREA_M2)


def test_a_heading_that_ends_in_mu(folder: Path) -> None:
    assert with_areas(folder, "有效避难面积亩", [13.5, 5.4, 4.5]).area_m2 == pytest.approx(AREA_M2)


@pytest.mark.parametrize(
    "heading", ["有效避难面积（万）", "有效避难面积（平方米，亩）", "有效避难面积（人）"]
)
def test_a_unit_that_may_be_another_is_told_and_counts_nothing(folder: Path, heading: str) -> None:
    case = with_areas(folder, heading, [0.9, 0.36, 0.3])
    assert case.area_m2 == 0 and "单位" in case.told(SHELTER_FILE) and "看不明白" in case.told(SHELTER_FILE)


def test_a_unit_row_in_brackets_is_a_unit_row(folder: Path) -> None:
    (folder / SHELTER_FILE).unlink()
    units = ("", "", "", "（°）", "（°）", "（m²）", "（万m²）", "")
    rows = [(*site[:6], site[6] / 1e4, site[7]) for site in SHELTERS]
    county.write_xlsx(folder / "避难场所.xlsx", [SHELTER_HEAD, units, *rows])
    assert county.imported(folder).area_m2 == pytest.approx(AREA_M2)


@pytest.mark.parametrize("sign", ["{}.{}", "{}、{}", "（{}）{}", "{}）{}"])
def test_headings_that_are_numbered(folder: Path, sign: str) -> None:
    (folder / SHELTER_FILE).unlink()
    heads = [sign.format(place, head) for place, head in enumerate(SHELTER_HEAD, 1)]
    county.write_xlsx(folder / "避难场所.xlsx", [heads, *SHELTERS])
    case = county.imported(folder)
    assert case.area_m2 == AREA_M2 and case.place("人民公园") == (108.63, 30.63)


@pytest.mark.parametrize(
    ("heading", "share"),
    [
        ("第七次人口普查常住人口（人）", 1),
        ("2020年11月1日零时常住人口", 1),
        ("村常住人口数（人）", 1),
        ("6.常住人口", 1),
        ("Resident population", 1),
        ("Population ('000)", 1000),
        ("Population (thousand)", 1000),
        ("常住人口（千）", 1000),
        ("常住人口（万人，保留两位小数）", 10000),
    ],
)
def test_residents_in_other_words_and_units(folder: Path, heading: str, share: int) -> None:
    head = [*county.VILLAGE_HEAD[:5], heading]
    county.write_csv(folder / VILLAGE_FILE, [head, *[(*row[:5], row[5] / share) for row in VILLAGES]])
    assert county.imported(folder).people == pytest.approx(PEOPLE)


@pytest.mark.parametrize(
    "heads",
    [
        ("避难场所名", "避难类型", "依托场地", "东经", "北纬", "用地面积", "可用避难面积", "建设状态"),
        ("Shelter name", "Class", "Kind", "Longitude", "Latitude", "Gross area", "Effective area", "Status"),
        ("名称", "避难时长", "场地", "经度", "纬度", "占地规模", "有效避难规模", "使用状态"),
        ("避难场所", "分类", "性质", "经度", "纬度", "占地面积", "避难有效面积", "状态"),
        ("名称", "类别", "类型", "经度", "纬度", "面积", "其中：有效避难面积", "是否建成"),
        ("名称", "类别", "类型", "经度", "纬度", "总面积", "有效避难面积合计（㎡）", "开放状态"),
    ],
)
def test_lists_of_shelters_in_other_words(folder: Path, heads: tuple[str, ...]) -> None:
    county.write_csv(folder / SHELTER_FILE, [heads, *SHELTERS])
    found = county.imported(folder).shelters
    assert [found[site[0]].effective_area_m2 for site in SHELTERS] == [9000, 3600, 3000]
    assert [found[site[0]].gross_area_m2 for site in SHELTERS] == [20000, 6000, 4000]
    assert [found[site[0]].shelter_class for site in SHELTERS] == ["long", "short", "emergency"]


def test_committees_are_villages_beside_their_townships(folder: Path) -> None:
    head = ["村（居）委会", "编码", "镇（街）", "经度", "纬度", "总人口"]
    county.write_csv(folder / VILLAGE_FILE, [head, *VILLAGES])
    assert set(county.imported(folder).residents()) == {row[0] for row in VILLAGES}


def test_english_residents_that_nobody_knows_are_told(folder: Path) -> None:
    county.write_csv(
        folder / VILLAGE_FILE, [[*county.VILLAGE_HEAD[:5], "Populace resident there"], *VILLAGES]
    )
    case = county.imported(folder)
    assert "Populace resident there" in case.told(VILLAGE_FILE) and case.people != case.people


@pytest.mark.parametrize(
    ("text", "area"),
    [("13.5亩（9000平方米）", 9000), ("9000㎡(合13.5亩)", 9000), ("0.9公顷（13.5亩）", 9000)],
)
def test_an_area_told_in_two_units_is_one(text: str, area: float) -> None:
    assert number(text, "m2") == pytest.approx(area)


@pytest.mark.parametrize("text", ["13.5亩（9500平方米）", "9000平方米（3000平方米）", "3600（含室内600）"])
def test_two_areas_that_differ_are_none(text: str) -> None:
    found = number(text, "m2")
    assert found is not None and found != found


def test_area_per_person_is_no_area() -> None:
    assert heading_unit("人均有效避难面积（㎡/人）", "m2") is None


@pytest.mark.parametrize(
    "example",
    [
        "示例：XX公园",
        "例：XX公园",
        "（示例）人民公园",
        "示例1：广场",
        "示例",
        "样例XX小学",
        "Example: park",
        "e.g.: a park",
    ],
)
@pytest.mark.parametrize("is_numbered", [False, True])
def test_a_row_that_shows_how_to_fill_in_is_no_place(folder: Path, example: str, is_numbered: bool) -> None:
    (folder / SHELTER_FILE).unlink()
    shown = (example, "长期固定", "公园", 108.5, 30.65, 99999, 88888, "已建")
    rows = [SHELTER_HEAD, shown, *SHELTERS]
    if is_numbered:
        rows = [("序号", *rows[0]), *[(place, *row) for place, row in enumerate(rows[1:])]]
    county.write_xlsx(folder / "避难场所.xlsx", rows)
    case = county.imported(folder)
    assert case.area_m2 == AREA_M2 and "1 行是填表示例" in case.told("避难场所.xlsx")


@pytest.mark.parametrize("name", ["示例开发区", "例庄广场", "如意公园", "Example Park"])
def test_a_place_may_be_called_so(folder: Path, name: str) -> None:
    rows = [list(site) for site in SHELTERS]
    rows[0][0] = name
    county.write_csv(folder / SHELTER_FILE, [SHELTER_HEAD, *rows])
    assert name in county.imported(folder).shelters


def test_a_number_of_its_own_may_say_that_a_row_is_an_example(folder: Path) -> None:
    (folder / SHELTER_FILE).unlink()
    shown = ("示例", "XX公园", "长期固定", "公园", 108.5, 30.65, 99999, 88888, "已建")
    rows = [(place, *site) for place, site in enumerate(SHELTERS, 1)]
    county.write_xlsx(folder / "避难场所.xlsx", [("序号", *SHELTER_HEAD), shown, *rows])
    assert county.imported(folder).area_m2 == AREA_M2
