"""What the workbook of many counties says beside its numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from msgspec.structs import replace

from models.kernel.progress import run_to_end
from models.kernel.text import Lang, t
from models.province.results import CountyResult, FigureResult
from reports.province.book import ends, write_province

FIGURE = "shelter.people_share.fixed"


def county(name: str, value: float | None) -> CountyResult:
    return CountyResult(name, name, "mark", figures=(FigureResult(FIGURE, value, "percent", "info"),))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"a": 1.0, "b": 3.0, "c": 2.0}, ("b", "a")),
        ({"a": 0.0, "b": 0.0, "c": None}, ("–", "–")),  # alike: neither is the highest
        ({"a": 0.0, "b": 0.0, "c": 5.0}, ("c", "a, b")),
        ({"a": 0.0, "b": 0.0, "c": 5.0, "d": 0.0}, ("c", "a, b and 1 more alike")),
        ({"a": None}, ("–", "–")),
    ],
)
def test_highest_and_lowest_are_named_only_where_there_are_such(
    values: dict[str, float | None], expected: tuple[str, str]
) -> None:
    results = [county(name, value) for name, value in values.items()]
    assert ends(results, FIGURE, "en") == expected


def test_a_long_name_of_a_county_goes_over_several_lines(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    long = county("高陵区、灞桥区、临潼区、未央区", 1.0)
    run_to_end(write_province([long, county("乙县", 2.0)], "省", path, "zh", date(2026, 1, 2)))
    book = openpyxl.load_workbook(path)
    for key, column in (("province_ranking", 2), ("province_runs", 1)):
        sheet = book[t(f"workbook.sheet.{key}", "zh")]
        rows = [row for row in range(5, 7) if sheet.cell(row, column).value == long.name]
        assert rows and all(sheet.cell(row, column).alignment.wrap_text for row in rows)
        assert all(sheet.row_dimensions[row].height > 20 for row in rows)


@pytest.mark.parametrize(
    ("lang", "tab", "head"),
    [
        ("zh", "最差县（区）", "避难面积不足的县（区）"),
        ("en", "Worst districts", "Districts short of shelter area"),
    ],
)
def test_where_districts_are_counted_nothing_speaks_of_townships(
    tmp_path: Path, lang: Lang, tab: str, head: str
) -> None:
    city = replace(county("高陵、临潼", 1.0), is_by_units=True, townships_count=2)
    path = tmp_path / "x.xlsx"
    run_to_end(write_province([city], "市", path, lang, date(2026, 1, 2)))
    book = openpyxl.load_workbook(path)
    assert tab in book.sheetnames
    said = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert [text for text in said if "乡镇" in text or "ownship" in text] == []
    heads = [cell.value for cell in book[t("workbook.sheet.province_ranking", lang)][4]]
    assert head in [str(one).replace("\n", "") for one in heads]
    assert heads[1] == t("province.column.area", lang)
    # Beside a county with townships both are called so, and a note says which counties have none.
    run_to_end(write_province([city, county("乙县", 2.0)], "市", path, lang, date(2026, 1, 2)))
    book = openpyxl.load_workbook(path)
    assert t("workbook.sheet.province_worst", lang) in book.sheetnames
    sheet = book[t("workbook.sheet.province_ranking", lang)]
    said = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert t("province.note.by_units", lang, names="高陵、临潼") in said
