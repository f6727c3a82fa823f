"""Widths, heights and pages: texts are not cut, letters stay readable, columns are shared out in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from models.kernel.progress import run_to_end
from models.kernel.text import t
from reports.listbook import ListSheet, write_lists
from reports.workbook.cells import Measured, decimals_of, measured_format, measured_text
from reports.workbook.document import Book
from reports.workbook.measure import line_count, text_width
from reports.workbook.paper import Rows, column_pixels, narrowed, own_scale, pages_across, paper_of, room_pt
from reports.workbook.sheet import Column, Table, head_width
from reports.workbook.stylefile import style


def test_chinese_letters_are_about_two_wide() -> None:
    assert text_width("") == 0
    assert text_width("1234") == 4
    assert 3.8 <= text_width("避难") <= 4
    assert text_width("避难\n避难场所") == text_width("避难场所")


def test_a_head_has_room_for_its_longest_word_in_bold() -> None:
    # "accommodation" in a bold Arial takes 13.8 digits: each m is 1.6 wide.
    assert head_width("Tented accommodation") >= 13.7
    assert head_width("Field inspection") == text_width("inspection"), "no letter of it is wide"


def test_lines_of_a_text() -> None:
    assert line_count("避难场所", 20) == 1
    assert line_count("避难场所" * 5, 20) == 3  # 20 letters of 2 in 19.1
    assert line_count("a\nb\nc", 20) == 3
    # Words are not broken: "shelters and" fits into 13, "shelters and depots" does not.
    assert line_count("shelters and depots", 13) == 2


@given(st.text(max_size=200), st.floats(3, 80))
def test_lines_are_never_fewer_than_the_letters_need(text: str, width: float) -> None:
    lines = line_count(text, width)
    assert lines >= text.count("\n") + 1
    assert lines * width >= text_width(text.replace("\n", "").replace(" ", "").strip()) * 0.9 - width


@given(
    st.lists(st.floats(5, 60), min_size=1, max_size=40),
    st.integers(0, 2),
    st.sets(st.integers(2, 40), max_size=6),
)
def test_pages_across_hold_every_column_and_fit(widths: list[float], repeated: int, starts: set[int]) -> None:
    pages = pages_across(widths, repeated, sorted(starts))
    assert 75 <= pages.scale <= 100
    assert list(pages.breaks) == sorted(set(pages.breaks))
    room = 273 / 25.4 * 96 / (pages.scale / 100)
    edges = [0, *pages.breaks, len(widths)]
    for number, (first, last) in enumerate(pairwise(edges)):
        again = sum(map(column_pixels, widths[:repeated])) if number else 0
        wide = sum(map(column_pixels, widths[first:last])) + again
        assert wide <= room + 1 or last - first == 1 or (number == 0 and last <= repeated + 1)


def test_a_page_is_broken_where_a_group_begins() -> None:
    # 16 columns of 131 px; 1,238 px have room at the smallest size: 9 columns. A group begins at the eighth.
    assert pages_across([18.0] * 16, 0, [8]).breaks[0] == 7
    assert pages_across([18.0] * 7, 0, [3]).breaks == ()


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (1.3198, "m2_per_person", '#,##0.00" m²/人"', '#,##0.00" m² per person"'),
        (16.6667, "percent", '#,##0.0" %"', '#,##0.0" %"'),
        (3.0, "count", '#,##0" 个"', "#,##0"),
        (0.0, "places", '#,##0" 处"', '[=1]#,##0" place";#,##0" places"'),
        (7.5, "m2", '#,##0.0" m²"', '#,##0.0" m²"'),
        (0.6, "share", "0 %", "0 %"),
        (0.38, "percent", '#,##0.00" %"', '#,##0.00" %"'),
    ],
)
def test_units_in_number_formats(value: float, unit: str, zh: str, en: str) -> None:
    assert measured_format(Measured(value, unit), "zh") == zh
    assert measured_format(Measured(value, unit), "en") == en


def test_a_target_of_none_is_said_in_words_until_somebody_types_another() -> None:
    none = Measured(0.0, "places", exact=True, prefix="≤", zero="不得有")
    assert measured_format(none, "zh") == '[=0]"不得有";"≤ "#,##0" 处"'
    assert measured_text(none, "zh") == "不得有"
    assert measured_text(replace(none, value=2.0), "zh") == "≤ 2 处"


def test_one_is_told_in_the_singular_and_so_is_the_target_of_one() -> None:
    one = Measured(1.0, "places", exact=True, prefix="≤", zero="none allowed")
    assert measured_text(one, "en") == "≤ 1 place"
    assert measured_text(replace(one, value=2.0), "en") == "≤ 2 places"
    assert measured_format(one, "en") == '[=0]"none allowed";[=1]"≤ "#,##0" place";"≤ "#,##0" places"'
    assert measured_text(Measured(1.0, "count"), "en") == "1"
    more = Measured(1.0, "places", signed=True)
    assert measured_format(more, "en") == '+#,##0" place";-#,##0" place";#,##0" place"'
    assert measured_text(more, "en") == "+1 place"
    assert measured_text(replace(more, value=-2.0), "en") == "-2 places"


def test_what_something_is_multiplied_by_is_no_share_and_a_fraction_has_an_end() -> None:
    factor = Measured(1.4, "ratio", exact=True, is_factor=True)
    assert measured_text(factor, "zh") == "1.4 倍"
    assert measured_text(replace(factor, value=9 / 7), "zh") == "1.286 倍"
    assert measured_format(replace(factor, value=2 / 3), "zh") == '#,##0.000" 倍"'
    assert measured_text(Measured(0.123457, "m", exact=True), "zh") == "0.123457 m"
    assert measured_text(Measured(0.35, "share", exact=True, is_factor=True), "zh") == "35 %"


def test_remarks_are_not_cut_at_the_end_of_the_first_page_across(tmp_path: Path) -> None:
    heads = {str(number): f"第{number}栏" for number in range(30)}
    said = "这一段说明要比纸宽得多。" * 30
    lists = ListSheet("upkeep_due", heads, [dict.fromkeys(heads, "内容" * 8)], {}, notes=(said, "短"))
    path = tmp_path / "book.xlsx"
    run_to_end(write_lists(path, [lists], "甲", "乙", "zh", date(2026, 1, 2)))
    sheet = openpyxl.load_workbook(path)[t("workbook.sheet.upkeep_due", "zh")]
    last = sheet.col_breaks.brk[0].id
    (folded,) = sheet.merged_cells.ranges
    # Not in the first column, which every page across repeats.
    assert (folded.min_row, folded.min_col, folded.max_row, folded.max_col) == (6, 2, 6, last)
    cell = sheet["B6"]
    width = sum(sheet.column_dimensions[get_column_letter(one)].width for one in range(2, last + 1))
    assert cell.value == said and cell.alignment.wrap_text
    height_pt = sheet.row_dimensions[6].height
    assert height_pt >= text_width(said) * 0.9 / width * style().row.line_pt
    assert sheet["B7"].value == "短" and not sheet["B7"].alignment.wrap_text
    assert sheet["A6"].value is None and not sheet.print_area


def test_pages_across_that_hold_nothing_are_not_printed(tmp_path: Path) -> None:
    heads = {str(number): f"第{number}栏的长名称" for number in range(40)}
    row = {key: "内容" * 8 if int(key) < 8 or int(key) > 32 else None for key in heads}
    path = tmp_path / "book.xlsx"
    lists = ListSheet("upkeep_due", heads, [row], {})
    run_to_end(write_lists(path, [lists], "甲", "乙", "zh", date(2026, 1, 2)))
    sheet = openpyxl.load_workbook(path)[t("workbook.sheet.upkeep_due", "zh")]
    ends = [one.id for one in sheet.col_breaks.brk]
    pages = [(first + 1, last) for first, last in pairwise([0, *ends, len(heads)])]
    printed = [area.replace("$", "").split("!")[-1] for area in sheet.print_area.split(",")]
    full = [page for page in pages if any(row[str(column - 1)] for column in range(page[0], page[1] + 1))]
    assert 1 < len(full) < len(pages)
    assert printed == [f"{get_column_letter(first)}1:{get_column_letter(last)}5" for first, last in full]


def test_percentages_differ_by_points() -> None:
    assert "个百分点" in measured_format(Measured(5.0, "percent", signed=True), "zh")
    assert measured_text(Measured(5.26, "percent", signed=True), "zh") == "+5.26 个百分点"


def test_widths_are_of_what_a_cell_shows() -> None:
    assert measured_text(Measured(0.6, "share"), "zh") == "60 %"
    assert measured_text(Measured(1.3198, "m2_per_person"), "zh") == "1.32 m²/人"
    assert measured_text(Measured(0.0046, "ratio"), "zh") == "0.46 %"
    assert measured_format(Measured(0.0046, "ratio"), "en") == "0.00 %"
    assert measured_text(Measured(0.00812, "m"), "zh") == "0.0 m"
    assert measured_text(Measured(None, "m2"), "zh") == ""


def test_a_factor_is_no_share_and_a_limit_below_zero_keeps_its_sign() -> None:
    """The text says 1.4 times, and "-≤ 10 %" says nothing."""
    factor = Measured(1.4, "ratio", exact=True, is_factor=True)
    assert measured_text(factor, "zh") == "1.4 倍" and measured_format(factor, "en") == "#,##0.0"
    assert measured_text(Measured(1.4, "ratio", exact=True), "zh") == "140 %"
    limit = Measured(-0.1, "share", exact=True, prefix="≤")
    assert measured_format(limit, "en") == '"≤ "0 %;"≤ "-0 %'
    assert measured_text(limit, "en") == "≤ -10 %"


@given(st.floats(1e-6, 1e9))
def test_decimals_keep_three_significant_figures(value: float) -> None:
    places = decimals_of(value)
    assert places <= 8
    assert round(value, places) == pytest.approx(value, rel=0.0051)


def test_no_page_ends_with_a_heading() -> None:
    rows = Rows([10.0] * 30, 10.0, 100.0)
    assert rows.starts(100) == [1, 11, 20, 29]  # the head is printed again on every page but the first
    assert rows.starts(100, [10]) == [1, 10, 19, 28]
    assert rows.starts(100, [9]) == [1, 11, 20, 29], "a row still stands below it"
    assert rows.starts(50) == [1, 21]
    # The row below is higher than what is left; a low one stands too near the foot to be sure of.
    assert Rows([15.0, 10.0, 80.0, 10.0], 10.0, 100.0).starts(100, [2]) == [1, 2, 4]
    assert Rows([85.0, 4.0, 4.0], 0.0, 100.0).starts(100, [2]) == [1]
    assert Rows([90.0, 4.0, 4.0], 0.0, 100.0).starts(100, [2]) == [1, 2]


def test_few_rows_are_not_left_for_a_last_page() -> None:
    rows = Rows([10.0] * 21, 10.0, 200.0)
    assert rows.starts(100) == [1, 21]
    assert rows.scale(100) == 95 and rows.starts(95) == [1]
    assert rows.scale(75) == 75 and Rows([10.0] * 24, 10.0, 200.0).scale(100) == 100
    assert Rows([10.0] * 23, 10.0, 200.0).scale(100) == 86, "pages of three rows on every page across"
    assert Rows([10.0] * 12, 10.0, 100.0).scale(100) == 100, "letters would have to be a sixth smaller"


def test_a_sheet_whose_pages_are_broken_by_hand_is_not_fitted_to_its_paper(tmp_path: Path) -> None:
    """Excel ignores such breaks on a sheet that is fitted to its paper."""
    sheet = printed(tmp_path, 4, 40)
    assert sheet.row_breaks.brk and not sheet.col_breaks.brk
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage and 69 <= sheet.page_setup.scale <= 100
    short = printed(tmp_path, 4, 1)
    assert not short.row_breaks.brk and short.sheet_properties.pageSetUpPr.fitToPage


@given(st.lists(st.floats(8.0, 60.0), min_size=2, max_size=9))
def test_columns_of_texts_give_way_to_a_page_of_a_readable_scale(widths: list[float]) -> None:
    texts = list(range(0, len(widths), 2))
    given_way = narrowed(widths, texts, 273.0)
    assert all(after == before for after, before in list(zip(given_way, widths, strict=True))[1::2])
    assert all(0.7 * before < after <= before for after, before in zip(given_way, widths, strict=True))
    if given_way != widths:
        assert own_scale(widths, 273.0) is None and own_scale(given_way, 273.0) is not None


def printed(tmp_path: Path, columns: int, sections: int, title: str = "题") -> Worksheet:
    """A table of sections with three rows each, as its sheet is read again."""
    book = Book("zh", date(2026, 1, 2), title="甲", subtitle="乙", made_from="丙")
    table = Table(book, "upkeep_due", title, [Column(f"第{one}栏", widest=30) for one in range(columns)])
    for number in range(sections):
        table.section(f"第{number}组")
        for _ in range(3):
            table.add(["内容" * 8] * columns)
    table.finish("丁")
    book.workbook.save(tmp_path / "x.xlsx")
    return openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0]


def test_a_heading_at_the_foot_of_a_page_goes_to_the_next(tmp_path: Path) -> None:
    sheet = printed(tmp_path, 4, 40)
    broken = [one.id + 1 for one in sheet.row_breaks.brk]
    assert broken and all(str(sheet.cell(row, 1).value).endswith("组") for row in broken)


def test_a_title_is_not_cut_on_the_second_page_across(tmp_path: Path) -> None:
    sheet = printed(tmp_path, 30, 1, "一个比重复打印的第一栏宽得多的标题一个比重复打印的第一栏宽得多的标题")
    assert sheet.col_breaks.brk and sheet["A1"].value is None and str(sheet["B1"].value).startswith("一个")
    assert printed(tmp_path, 30, 1)["A1"].value == "题"
    assert printed(tmp_path, 3, 1, "长" * 60)["A1"].value == "长" * 60


def pages_of(tmp_path: Path, rows: int) -> tuple[Worksheet, list[int]]:
    """A table of so many rows with two remarks below it, and the rows that begin its pages."""
    book = Book("zh", date(2026, 1, 2), title="甲", subtitle="乙", made_from="丙")
    table = Table(book, "siting", "题", [Column(f"第{one}栏", widest=30) for one in range(7)])
    for _ in range(rows):
        table.add(["内容" * 8] * 7)
    table.note("注一")
    table.note("注二")
    table.finish("丁")
    book.workbook.save(tmp_path / "x.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0]
    usual = sheet.sheet_format.defaultRowHeight
    heights = [sheet.row_dimensions[row].height or usual for row in range(1, sheet.max_row + 1)]
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDEFG"]
    scale = sheet.page_setup.scale or pages_across(widths, 1, (), paper_of("siting").room_mm).scale
    return sheet, Rows(heights, heights[3], room_pt("siting")).starts(int(scale))


def test_remarks_do_not_stand_on_a_page_of_their_own(tmp_path: Path) -> None:
    scales = set()
    for rows in range(20, 60):
        sheet, starts = pages_of(tmp_path, rows)
        table_rows = sum(sheet.cell(row, 7).value is not None for row in range(starts[-1], sheet.max_row + 1))
        scales.add(sheet.page_setup.scale)
        assert len(starts) == 1 or table_rows >= 2, rows
    assert len(scales) > 1  # it was drawn together where it had to be
