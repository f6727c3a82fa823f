"""Rows of a sheet are written letter for letter as the library writes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from reports.workbook.rowtext import RowWriter


def sheet() -> Worksheet:
    """Every kind of cell that a workbook of ours has."""
    made = Workbook().active
    values = [
        "县应急 <&> 'a' \"b\"", "  blank ", "two\nlines\ttab\rreturn", "\U00020000𠮷", "", None,
        1, 0, -0.1, 1e300, 1 / 3, 2**60, float("nan"), date(2026, 1, 2), datetime(2026, 1, 2, 3, 4),
        "=SUM(A1:B2)&\"<x>\"", "=1<2",
    ]  # fmt: skip
    for row in (1, 2, 5):
        for column, value in enumerate(values, start=1):
            cell = made.cell(row, column, value)
            if row == 2:
                cell.font = Font(bold=column % 2 == 0)
    made.cell(7, 30).font = Font(italic=True)
    made.cell(8, 1, "text").data_type = "s"
    made.row_dimensions[3].hidden = True
    made.row_dimensions[5].height = 22.5
    made.row_dimensions[9].height = 12
    made.merge_cells("B11:D12")
    made["B11"] = "merged"
    link = made["A13"]
    link.value, link.hyperlink = "there", Hyperlink(ref="A13", location="'Sheet'!A1")
    return made


def written(made: Worksheet, writer: Callable[[Worksheet], WorksheetWriter]) -> bytes:
    one = writer(made)
    one.write()
    text = Path(one.out).read_bytes()
    one.cleanup()
    return one.into(text) if isinstance(one, RowWriter) else text


def test_rows_are_those_of_the_library() -> None:
    theirs, ours = written(sheet(), WorksheetWriter), written(sheet(), RowWriter)
    assert ours == theirs
    assert b"<row" in ours and b"SUM(A1:B2)&amp;" in ours and b"<hyperlink " in ours


@pytest.mark.parametrize("kind", ["comment", "truth"])
def test_what_is_not_written_here_is_left_to_the_library(kind: str) -> None:
    def made() -> Worksheet:
        one = sheet()
        if kind == "comment":
            one["A1"].comment = Comment("said", "who")
        else:
            one["A1"] = True
        return one

    assert written(made(), RowWriter) == written(made(), WorksheetWriter)


def test_an_empty_sheet_is_written_too() -> None:
    assert written(Workbook().active, RowWriter) == written(Workbook().active, WorksheetWriter)
