"""Rows of long tables: in the file as if the library had written them cell by cell."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from reports.context import ReportContext
from reports.workbook.archive import save
from reports.workbook.document import Document
from reports.workbook.look import Look
from reports.workbook.sheet import Column, Table
from tests.reports.conftest import MADE_ON

ROWS: list[list[str | float | int | None]] = [
    [1, "第1村", 1200.0, 0.25],
    [2, "=1+1", math.nan, 1 / 3],
    [3, ' <a> & "b" ', None, 0.0],
    [4, "_x0041_\r𠮷\x00", 12_345.5, 1.0],
    [5, "", 0, None],
]
COLUMNS = [Column("序号", "count"), Column("名称"), Column("人口", "count"), Column("比例", "share")]


def written(context: ReportContext, path: Path, *, is_long: bool) -> list[list[Any]]:
    document = Document(context, "zh")
    table = Table(document, "unserved", "长表", COLUMNS)
    looks = {3: Look(align="center")}
    if is_long:
        table.add_long(ROWS[:3], looks)
        table.add_long(ROWS[3:], looks)
    else:
        for row in ROWS:
            table.add(row, looks)
    table.finish("")
    for _ in save(document.workbook, path, MADE_ON, document.results, {}, document.long):
        pass
    (sheet,) = load_workbook(path).worksheets
    cells = (cell for row in sheet.iter_rows() for cell in row)
    shown = [
        [cell.value, cell.data_type, cell.number_format, cell.alignment.horizontal, cell.quotePrefix]
        for cell in cells
    ]
    widths = [sheet.column_dimensions[letter].width for letter in "ABCD"]
    return [[sheet.dimensions, sheet.auto_filter.ref, sheet.freeze_panes, *widths], *shown]


def test_long_rows_are_those_that_the_library_writes(context: ReportContext, tmp_path: Path) -> None:
    long = written(context, tmp_path / "long.xlsx", is_long=True)
    assert long == written(context, tmp_path / "cells.xlsx", is_long=False)
    assert long[0][0] == "A1:D9" and len(long) == 1 + 9 * 4


def test_nothing_stands_below_a_long_table(context: ReportContext, tmp_path: Path) -> None:
    document = Document(context, "zh")
    table = Table(document, "unserved", "长表", COLUMNS)
    table.add_long(ROWS[:1], {})
    table.note("其后")
    with pytest.raises(RuntimeError, match="below a long table"):
        list(save(document.workbook, tmp_path / "a.xlsx", MADE_ON, {}, {}, document.long))
