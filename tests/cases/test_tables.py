"""Tables as offices lay them out: titles, several heading rows, joined cells, sums, notes, formulas."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cases import county

BOOK = "避难场所统计.xlsx"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The county without its list of shelters."""
    return county.make_county(tmp_path / "青禾县", without=[county.SHELTER_FILE])


def sites(*heads: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Rows of shelters: number, name, class, longitude, latitude, gross, effective, state."""
    found: list[tuple[Any, ...]] = list(heads)
    for number, (name, kind, _, lon, lat, gross, area, state) in enumerate(county.SHELTERS, 1):
        found.append((number, name, kind, lon, lat, gross, area, state))
    return found


TITLE = ("青禾县应急避难场所统计表", *[None] * 7)
TWO_ROWS = [
    ("序号", "场所名称", "类别", "位置坐标", None, "面积（㎡）", None, "建设情况"),
    (None, None, None, "东经", "北纬", "总面积", "有效面积", None),
]
LAYOUTS: dict[str, tuple[list[tuple[Any, ...]], list[str]]] = {
    "joined": ([TITLE, *TWO_ROWS], ["A1:H1", "D2:E2", "F2:G2", "A2:A3", "B2:B3", "C2:C3", "H2:H3"]),
    "not joined": (TWO_ROWS, []),
    "all in groups": (
        [
            ("基本情况", None, None, "坐标", None, "规模（平方米）", None, "其他"),
            ("序号", "名称", "避难时长", "经度", "纬度", "占地面积", "有效避难面积", "状态"),
        ],
        ["A1:C1", "D1:E1", "F1:G1"],
    ),
    "three rows": (
        [
            ("序号", "场所名称", "类别", "空间信息", None, None, None, "建设状态"),
            (None, None, None, "坐标", None, "面积", None, None),
            (None, None, None, "经度", "纬度", "占地面积", "有效避难面积", None),
        ],
        ["D1:G1", "D2:E2", "F2:G2"],
    ),
    "units and numbers below": (
        [
            ("序号", "名称", "类别", "经度", "纬度", "占地面积", "有效避难面积", "状态"),
            (None, None, None, "°", "°", "㎡", "㎡", None),
            ("甲", "乙", 1, 2, 3, 4, 5, 6),
        ],
        [],
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_headings_of_several_rows(folder: Path, layout: str) -> None:
    heads, joined = LAYOUTS[layout]
    county.write_xlsx(folder / BOOK, sites(*heads), joined)
    case = county.imported(folder)
    assert set(case.shelters) == {row[0] for row in county.SHELTERS}
    assert case.area_m2 == county.AREA_M2
    assert case.shelters["人民公园"].gross_area_m2 == 20000
    assert case.shelters["人民公园"].shelter_class == "long"
    assert case.place("人民公园") == (108.63, 30.63)


def test_of_a_group_with_a_sum_the_sum_counts(folder: Path) -> None:
    rows: list[tuple[Any, ...]] = [
        ("名称", "类别", "经度", "纬度", "有效避难面积（亩）", None, None),
        (None, None, None, None, "小计", "室内", "室外"),
    ]
    rows += [
        (name, kind, lon, lat, area * 0.0015, 1, 2) for name, kind, _, lon, lat, _, area, _ in county.SHELTERS
    ]
    county.write_xlsx(folder / BOOK, rows, ["E1:G1"])
    assert county.imported(folder).area_m2 == pytest.approx(county.AREA_M2)


@pytest.mark.parametrize(
    ("title", "factor"),
    [
        (("青禾县避难场所", None, "单位：万平方米"), 1e4),
        (("（单位：亩）",), 10000 / 15),
        (("制表单位：应急局", None, None, "计量单位：公顷"), 1e4),
        (("避难场所面积一览（万平方米）",), 1e4),
        (("填报单位：青禾县应急管理局", "2024年3月"), 1),
    ],
)
def test_the_unit_of_the_title_is_applied_and_told(
    folder: Path, title: tuple[Any, ...], factor: float
) -> None:
    head = ("序号", "名称", "类别", "经度", "纬度", "占地面积", "有效面积", "状态")
    rows = [(*row[:5], row[5] / factor, row[6] / factor, row[7]) for row in sites()]
    county.write_xlsx(folder / BOOK, [title, head, *rows])
    case = county.imported(folder)
    assert case.area_m2 == pytest.approx(county.AREA_M2)
    assert ("上方写明的单位" in case.told(BOOK)) == (factor != 1)


@pytest.mark.parametrize("note", ["注：面积单位为万平方米", "备注：面积均以万平方米计。", "单 位：万㎡"])
def test_the_unit_of_a_note_below_the_table_is_applied(folder: Path, note: str) -> None:
    head = ("序号", "名称", "类别", "经度", "纬度", "占地面积", "有效面积", "状态")
    rows = [(*row[:5], row[5] / 10000, row[6] / 10000, row[7]) for row in sites()]
    county.write_xlsx(folder / BOOK, [head, *rows, (note,)])
    case = county.imported(folder)
    assert case.area_m2 == pytest.approx(county.AREA_M2)
    assert "写明的单位" in case.told(BOOK)


@pytest.mark.parametrize(
    "unit", ["（×10⁴m²）", "（10^4m2）", "（万 平方米）", "，万平方米", " 万㎡", "（单位为万平方米）"]
)
def test_units_of_headings_as_written(folder: Path, unit: str) -> None:
    head = ("序号", "名称", "类别", "经度", "纬度", "占地面积", f"有效避难面积{unit}", "状态")
    rows = [(*row[:6], row[6] / 10000, row[7]) for row in sites()]
    county.write_xlsx(folder / BOOK, [head, *rows])
    assert county.imported(folder).area_m2 == pytest.approx(county.AREA_M2)


def test_a_sum_in_a_group_in_a_group_counts(folder: Path) -> None:
    heads = [
        ("序号", "名称", "类别", "坐标", None, "面积（㎡）", None, None, "状态"),
        (None, None, None, None, None, "占地", "有效避难面积", None, None),
        (None, None, None, "经度", "纬度", None, "合计", "其中：室内", None),
    ]
    rows = [(*row[:7], 100, row[7]) for row in sites()]
    joined = ["A1:A3", "B1:B3", "C1:C3", "D1:E2", "F1:H1", "F2:F3", "G2:H2", "I1:I3"]
    county.write_xlsx(folder / BOOK, [*heads, *rows], joined)
    case = county.imported(folder)
    assert case.area_m2 == county.AREA_M2
    assert case.shelters["人民公园"].gross_area_m2 == 20000


def test_a_unit_in_the_heading_goes_before_the_titles(folder: Path) -> None:
    head = ("序号", "名称", "类别", "经度", "纬度", "占地面积", "有效面积（㎡）", "状态")
    county.write_xlsx(folder / BOOK, [("单位：亩",), *sites(head)])
    assert county.imported(folder).area_m2 == county.AREA_M2


@pytest.mark.parametrize("unit", ["单位：老亩", "单位：平方米、亩"])
def test_a_unit_that_nobody_can_tell_is_no_data_and_told(folder: Path, unit: str) -> None:
    head = ("序号", "名称", "类别", "经度", "纬度", "占地面积", "有效面积", "状态")
    county.write_xlsx(folder / BOOK, [(unit,), *sites(head)])
    case = county.imported(folder)
    assert case.area_m2 == 0 and "单位" in case.told(BOOK)


def test_residents_in_the_unit_of_the_title(folder: Path) -> None:
    rows = [(*row[:5], row[5] / 10000) for row in county.VILLAGES]
    (folder / county.VILLAGE_FILE).unlink()
    county.write_xlsx(folder / "人口.xlsx", [("各村人口（单位：万人）",), county.VILLAGE_HEAD, *rows])
    case = county.imported(folder)
    assert case.people == pytest.approx(county.PEOPLE)
    assert "万人" in case.told("人口.xlsx")


@pytest.mark.parametrize(
    ("sub", "whole"),
    [
        ("{}小计", "全县合计"),
        ("小 计", "合　计"),
        ("{}（小计）", "总计"),
        ("{}汇总", "全县"),
        ("其中：{}", "合计："),
        ("{}合计数", "全县总人口"),
        ("{} 计", "共6村"),
    ],
)
def test_sums_are_left_out_and_told(tmp_path: Path, sub: str, whole: str) -> None:
    folder = county.make_county(tmp_path / "青禾县")
    rows: list[tuple[Any, ...]] = [(*county.VILLAGE_HEAD[:1], *county.VILLAGE_HEAD[3:])]
    for name, _, town, lon, lat, people in county.VILLAGES:
        rows.append((name, lon, lat, people))
        if len(rows) % 3 == 0:
            rows.append((sub.format(town), lon, lat, 2000))
    rows.append((whole, 108.5, 30.65, county.PEOPLE))
    county.write_csv(folder / county.VILLAGE_FILE, rows)
    case = county.imported(folder)
    assert case.people == county.PEOPLE and len(case.residents()) == 6
    assert "合计或小计" in case.told(county.VILLAGE_FILE)


def test_sums_whose_word_stands_in_the_column_of_numbers(folder: Path) -> None:
    head = ("序号", "名称", "类别", "经度", "纬度", "占地面积", "有效面积", "状态")
    total = ("合计", None, None, None, None, 30000, county.AREA_M2, None)
    county.write_xlsx(
        folder / BOOK,
        [*sites(head), total, ("注：面积为实测面积",), ("填表人：张三", None, None, "审核：李四")],
    )
    case = county.imported(folder)
    assert len(case.shelters) == 3
    told = case.told(BOOK)
    assert "1 行是合计" in told and "2 行是表注" in told and "没有坐标" not in told


def test_villages_whose_names_only_look_like_sums_stay(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "青禾县")
    rows = [list(row) for row in county.VILLAGES]
    rows[0][0], rows[1][0] = "总计村", "会计村"
    county.write_csv(folder / county.VILLAGE_FILE, [county.VILLAGE_HEAD, *rows])
    assert county.imported(folder).people == county.PEOPLE


def test_joined_words_hold_for_all_rows_and_joined_numbers_once(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "青禾县", without=[county.VILLAGE_FILE])
    rows: list[list[Any]] = [list(row) for row in county.VILLAGES]
    rows[1][2] = rows[1][4] = rows[1][5] = None
    rows[0][5] = 2000
    county.write_xlsx(folder / "人口.xlsx", [county.VILLAGE_HEAD, *rows], ["C2:C3", "E2:E3", "F2:F3"])
    case = county.imported(folder)
    people = case.residents()
    assert people["上坝村"] == 2000 and people["下坝村"] != people["下坝村"]
    (layer,) = case.result.project.layers_of(county.Role.VILLAGES)
    assert layer.text("所属乡镇").tolist()[:2] == ["石桥镇", "石桥镇"]
    assert "合并单元格" in case.told("人口.xlsx")


def test_formulas_without_results_are_told(folder: Path) -> None:
    head = ("序号", "名称", "类别", "经度", "纬度", "占地面积", "有效面积", "状态")
    rows = [(*row[:6], f"=F{n}*0.45", row[7]) for n, row in enumerate(sites(), 2)]
    county.write_xlsx(folder / BOOK, [head, *rows])
    case = county.imported(folder)
    assert all(shelter.effective_area_m2 is None for shelter in case.shelters.values())
    assert "“有效面积”列有 3 个公式" in case.told(BOOK)


def test_hidden_rows_and_error_cells_are_told(folder: Path) -> None:
    head = ("序号", "名称", "类别", "经度", "纬度", "占地面积", "有效面积", "状态")
    rows = [list(row) for row in sites(head)]
    rows[2][5] = "#REF!"
    county.write_xlsx(folder / BOOK, rows, hidden=[4])
    case = county.imported(folder)
    assert len(case.shelters) == 3
    told = case.told(BOOK)
    assert "1 行在工作表中隐藏" in told and "第 4 行" in told and "#REF" in told


def test_a_table_without_heading_is_refused_and_says_so(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "青禾县")
    county.write_csv(folder / county.VILLAGE_FILE, county.VILLAGES)
    case = county.imported(folder)
    assert case.role(county.VILLAGE_FILE) is None
    assert "没有表头" in case.told(county.VILLAGE_FILE)


def test_a_heading_of_years_is_a_heading(folder: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [("单元", 2010, 2020), ("石桥", 1900, 2000), ("柳林", 2900, 3000)]:
        sheet.append(row)
    book.save(folder / "历年.xlsx")
    assert "没有表头" not in county.imported(folder).told("历年.xlsx")


@pytest.mark.parametrize(
    ("code", "share"),
    [
        ('0.00"万平方米"', 1e4),
        ('#,##0.00"万㎡"', 1e4),
        ('0.00_ "公顷"', 1e4),
        ("0.0\\亩", 10000 / 15),
        ('0.00"㎡"', 1),
        ("#,##0", 1),
        ('0!.0,"万"', 1),
        ('#,##0,"千㎡"', 1),
    ],
)
def test_a_unit_that_only_the_format_of_cells_shows(folder: Path, code: str, share: float) -> None:
    head = ("序号", "名称", "类别", "经度", "纬度", "占地面积", "有效面积", "状态")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(head)
    for row in sites():
        sheet.append([*row[:6], row[6] / share, row[7]])
        sheet.cell(sheet.max_row, 7).number_format = code
    book.save(folder / BOOK)
    assert county.imported(folder).area_m2 == pytest.approx(county.AREA_M2)
