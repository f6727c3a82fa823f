"""One printed table on one worksheet: title, heads, rows, totals, all with the same look and print set-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal

from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from models.findings import Verdict
from models.resources import load_toml
from models.text import Lang, t
from reports.safe import looks_like_formula, safe_cell

Format = Literal["text", "count", "area", "ratio", "share", "number", "percent"]

NUMBER_FORMATS: dict[Format, str] = {
    "text": "@",
    "count": "#,##0",
    "area": "#,##0",
    "ratio": "#,##0.00",
    "share": "0.0%",
    "number": "#,##0.###",
    "percent": '0.0"%"',
}

FONT = "Microsoft YaHei"
"""Present on every Chinese Windows; elsewhere spreadsheets fall back to their own Chinese font."""

_GRID = Side(style="thin", color="FFD8D4CB")
_BORDER = Border(left=_GRID, right=_GRID, top=_GRID, bottom=_GRID)
_HEAD_FILL = PatternFill("solid", fgColor="FFEDEAE3")
_TOTAL_FILL = PatternFill("solid", fgColor="FFF6F4EF")
_INPUT_FILL = PatternFill("solid", fgColor="FFFFF8E1")


@dataclass(frozen=True)
class Formula:
    """A live formula; the only way to get one into a cell."""

    text: str


CellValue = str | float | int | bool | Formula | None


@dataclass(frozen=True)
class Column:
    """Head (already in words), format and width in characters."""

    head: str
    format: Format = "text"
    width: float = 12.0
    wrap: bool = False


def put(cell: Cell, value: CellValue, kind: Format = "text") -> None:
    """Put a value into a cell: numbers as numbers, formulas only if they are ours, all else as plain text."""
    if isinstance(value, Formula):
        cell.value = value.text
    elif value is None or (isinstance(value, float) and not isfinite(value)):
        cell.value = None
    elif isinstance(value, (bool, int, float)):
        cell.value = value
    else:
        text = safe_cell(value)
        cell.value = text
        cell.data_type = "s"
        if looks_like_formula(text):
            cell.quotePrefix = True
        cell.number_format = "@" if kind == "text" else "General"
        return
    if kind != "text":
        cell.number_format = NUMBER_FORMATS[kind]


class Table:
    """Writes one table from the top of a new worksheet.

    Attributes
    ----------
    first_row, last_row
        Rows of the worksheet that hold the table's data.
    """

    HEAD_ROW = 4

    def __init__(
        self,
        book: Workbook,
        sheet_name: str,
        title: str,
        subtitle: str,
        columns: Sequence[Column],
        lang: Lang,
    ) -> None:
        self.sheet: Worksheet = book.create_sheet(sheet_name)
        self.columns = tuple(columns)
        self.lang: Lang = lang
        self.first_row = self.HEAD_ROW + 1
        self.last_row = self.HEAD_ROW
        self._title(title, subtitle)
        self._heads()
        self._page()

    def _title(self, title: str, subtitle: str) -> None:
        width = max(len(self.columns), 2)
        for row, text, font in (
            (1, title, Font(name=FONT, size=16, bold=True)),
            (2, subtitle, Font(name=FONT, size=9, color="FF6B675F")),
        ):
            self.sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
            cell = self.sheet.cell(row, 1)
            put(cell, text)
            cell.font = font
            cell.alignment = Alignment(vertical="center", wrap_text=row == 2)
        self.sheet.row_dimensions[1].height = 28
        self.sheet.row_dimensions[2].height = 26

    def _heads(self) -> None:
        for index, column in enumerate(self.columns, start=1):
            cell = self.sheet.cell(self.HEAD_ROW, index)
            put(cell, column.head)
            cell.font = Font(name=FONT, size=10, bold=True)
            cell.fill = _HEAD_FILL
            cell.border = _BORDER
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            self.sheet.column_dimensions[get_column_letter(index)].width = column.width
        self.sheet.row_dimensions[self.HEAD_ROW].height = 34
        self.sheet.freeze_panes = self.sheet.cell(self.HEAD_ROW + 1, 2)

    def _page(self) -> None:
        sheet = self.sheet
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = f"{self.HEAD_ROW}:{self.HEAD_ROW}"
        sheet.page_margins.left = sheet.page_margins.right = 0.5
        sheet.page_margins.top = sheet.page_margins.bottom = 0.6
        sheet.oddFooter.center.text = t("workbook.page", self.lang)
        sheet.sheet_view.showGridLines = False

    def add(self, values: Sequence[CellValue]) -> int:
        """Write one row and return its number."""
        self.last_row += 1
        self._row(self.last_row, values)
        return self.last_row

    def _row(self, row: int, values: Sequence[CellValue], *, bold: bool = False) -> None:
        for index, (column, value) in enumerate(zip(self.columns, values, strict=True), start=1):
            cell = self.sheet.cell(row, index)
            put(cell, value, column.format)
            cell.font = Font(name=FONT, size=10, bold=bold)
            cell.border = _BORDER
            cell.alignment = Alignment(
                horizontal="left" if column.format == "text" else "right",
                vertical="center",
                wrap_text=column.wrap,
            )
            if bold:
                cell.fill = _TOTAL_FILL

    def total(self, label: str, sums: Sequence[str | None]) -> int:
        """Write a row of totals below the data.

        Parameters
        ----------
        sums
            For each column after the first: ``"sum"``, a formula with ``{row}`` for the total's own row, or
            ``None`` for nothing.
        """
        row = self.last_row + 1
        values: list[CellValue] = [label]
        for index, kind in enumerate(sums, start=2):
            letter = get_column_letter(index)
            if kind is None or self.last_row < self.first_row:
                values.append(None)
            elif kind == "sum":
                values.append(Formula(f"=SUM({letter}{self.first_row}:{letter}{self.last_row})"))
            else:
                values.append(Formula(kind.format(row=row)))
        self._row(row, values, bold=True)
        return row

    def finish(self, *, filter_rows: bool = True) -> None:
        """Set the filter over the data, or say that there is none."""
        if self.last_row < self.first_row:
            cell = self.sheet.cell(self.first_row, 1)
            put(cell, t("workbook.empty", self.lang))
            cell.font = Font(name=FONT, size=10, italic=True, color="FF6E7781")
            return
        if filter_rows:
            last = get_column_letter(len(self.columns))
            self.sheet.auto_filter.ref = f"A{self.HEAD_ROW}:{last}{self.last_row}"

    def range_of(self, column: int) -> str:
        """Cells of one column (1-based) that hold data, such as ``C5:C22``."""
        letter = get_column_letter(column)
        return f"{letter}{self.first_row}:{letter}{self.last_row}"

    def colour_verdicts(self, column: int) -> None:
        """Colour a column of verdict words."""
        style = load_toml("styles", "map.toml")["verdict"]
        first = f"{get_column_letter(column)}{self.first_row}"
        for verdict in Verdict:
            colour = "FF" + style[verdict.value]["color"][1:].upper()
            word = t(f"verdict.{verdict}", self.lang)
            self.sheet.conditional_formatting.add(
                self.range_of(column),
                FormulaRule(formula=[f'{first}="{word}"'], font=Font(color=colour, bold=verdict == "fail")),
            )

    def colour_below(self, column: int, limit: str) -> None:
        """Colour numbers of a column that are below a limit (a number or a cell reference)."""
        colour = load_toml("styles", "map.toml")["verdict"]["fail"]["color"][1:].upper()
        first = f"{get_column_letter(column)}{self.first_row}"
        cells = self.range_of(column)
        # Empty cells would count as zero: no data is not a failure.
        self.sheet.conditional_formatting.add(
            cells, FormulaRule(formula=[f'{first}=""'], stopIfTrue=True, font=Font(color="FF6E7781"))
        )
        self.sheet.conditional_formatting.add(
            cells, CellIsRule(operator="lessThan", formula=[limit], font=Font(color="FF" + colour, bold=True))
        )


def style_input(cell: Cell) -> None:
    """Mark a cell that a reader may change to see what happens."""
    cell.fill = _INPUT_FILL
    cell.border = _BORDER
    cell.font = Font(name=FONT, size=10, bold=True)


def row_values(*values: Any) -> list[CellValue]:
    """Array members as plain Python values."""
    return [value.item() if hasattr(value, "item") else value for value in values]
