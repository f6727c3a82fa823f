"""One table on one worksheet: title, heads, sections, rows, totals, with one look and print set-up."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from math import ceil
from typing import Any

from openpyxl.formatting.rule import CellIsRule, DataBarRule, FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from models.facilities.ledgersheet import KEY_ROW, NOTE_ID
from models.findings.findings import Verdict
from models.kernel.text import t
from reports.workbook.cells import (
    CellValue,
    Empty,
    Format,
    Formula,
    Measured,
    decimals_of,
    is_number,
    measured_text,
)
from reports.workbook.document import Book, Entry
from reports.workbook.longrows import LongRows, cell_xml
from reports.workbook.look import Look, changed, colour, verdict_colour, verdict_fill, verdict_word
from reports.workbook.measure import PADDING, line_count, text_width
from reports.workbook.paper import (
    MOST_ROW_PT,
    PIXELS_PER_MM,
    Pages,
    Rows,
    column_pixels,
    narrowed,
    own_scale,
    paper_of,
    room_pt,
    set_up,
)
from reports.workbook.stylefile import style

HEAD_ROW = 4
FIRST_ROW = HEAD_ROW + 1
_INDENT = 1.3
_MEASURED_ROWS = 2000
"""Rows whose texts decide how wide columns are."""

_DECIMALS: Mapping[Format, int] = {"ratio": 2, "share": 2, "minutes": 1, "degrees": 6, "metres": 2}
"""Decimals of numbers by their format; none where it is not here."""
_MM_PER_PT = 25.4 / 72
_SURE = 0.9
"""Part of what is left of a page that is surely there: spreadsheets disagree on how much a page holds."""
_LEAST_ROWS = 4
"""Rows of a table that may stand on its last page with the remarks; fewer are drawn onto the page before."""


@dataclass(frozen=True)
class Column:
    """One column.

    Parameters
    ----------
    head, unit
        Words of the head; the unit stands below, in brackets.
    narrowest, widest
        Width in digits; within these bounds the contents decide.
    wrap
        Whether long texts go over several lines.
    begins_group
        Whether a printed page may better begin here than at its neighbours.
    key
        What the column is called when the sheet is read back; see :mod:`models.facilities.ledgersheet`.
    hidden
        Whether nobody sees it, on screen or on paper.
    """

    head: str
    format: Format = "text"
    unit: str = ""
    narrowest: float = 7.0
    widest: float = 24.0
    wrap: bool = False
    begins_group: bool = False
    key: str = ""
    hidden: bool = False


class Table:
    """Writes one table from the top of a new worksheet.

    Attributes
    ----------
    last_row
        Last row of the worksheet that holds the table's data so far.
    room_cm
        Width and height that the first page across has on the sheet below its head; known at the end.
    """

    def __init__(
        self, document: Book, key: str, title: str, columns: Sequence[Column], *, frozen: int = 1
    ) -> None:
        self.document = document
        self.sheet = document.add_sheet(key)
        self._key = key
        self.columns = tuple(replace(column, head=document.of_units(column.head)) for column in columns)
        self.last_row = HEAD_ROW
        self.row_count = 0
        self.room_cm = (0.0, 0.0)
        self._pages = Pages(100, ())
        self._left_pt = 0.0
        self._printed: list[float] = []
        self._title = document.of_units(title)
        self._frozen = frozen
        self._wrapped: dict[int, list[tuple[int, str]]] = {}
        self._notes: dict[int, str] = {}
        self._sections: list[int] = []
        self._widest = [0.0] * len(self.columns)
        self._looks = [
            Look(align="left", indent=1, wrap=column.wrap)
            if column.format == "text"
            else Look(align="right", wrap=column.wrap)
            for column in self.columns
        ]

    # -- writing -------------------------------------------------------------------------------------------
    def _put_title(self, title_column: int, column: int) -> None:
        """Write the title and, above another column, the line of particulars."""
        sizes, rows = style().font, style().row
        title = Look(bold=True, size_pt=sizes.title_pt, border=False, face="head")
        small = Look(size_pt=sizes.small_pt, color="muted", border=False)
        self.document.put(self.sheet.cell(1, title_column), self._title, title)
        self.document.put(self.sheet.cell(2, column), self.document.subtitle, small)
        self.sheet.row_dimensions[1].height = rows.title_pt
        self.sheet.row_dimensions[2].height = rows.subtitle_pt
        self._put_link_back()

    def _put_link_back(self) -> None:
        """Link to the contents; a ledger has its hidden keys in the third row, and the link above them."""
        contents = self.document.sheet_name("contents")
        cell = self.sheet.cell(2 if self._has_keys else 3, 1)
        look = Look(size_pt=style().font.small_pt, color="link", underline=True, border=False)
        self.document.put(cell, contents, look)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{contents}'!A1")
        if self._has_keys:
            self.sheet.row_dimensions[KEY_ROW].hidden = True
            for index, column in enumerate(self.columns, start=1):
                self.document.put(self.sheet.cell(KEY_ROW, index), column.key)

    @property
    def _has_keys(self) -> bool:
        return any(column.key for column in self.columns)

    def _put_heads(self, widths: Sequence[float]) -> int:
        """Write the heads and return how many lines they take."""
        look = Look(bold=True, fill="head", align="center", wrap=True, face="head")
        lines = 1
        for index, (column, width) in enumerate(zip(self.columns, widths, strict=True), start=1):
            head = self._head(column, width)
            self.document.put(self.sheet.cell(HEAD_ROW, index), head, look)
            lines = max(lines, line_count(head, width))
        return lines

    def _head(self, column: Column, width: float) -> str:
        """Words of a head; what is in brackets goes to the next line if not all has room in one."""
        head = column.head
        if column.unit:
            return f"{head}\n{self._unit(column)}"
        if text_width(head) > width - PADDING and not head.startswith(("（", "(")):
            return head.replace("（", "\n（", 1).replace(" (", "\n(", 1)
        return head

    def _unit(self, column: Column) -> str:
        return t("workbook.in_unit", self.document.lang, unit=column.unit) if column.unit else ""

    def add(
        self, values: Sequence[CellValue], looks: Mapping[int, Look] | None = None, *, fill: str = ""
    ) -> int:
        """Write one row and return its number; ``looks`` by index (from 0) differ from the columns' own."""
        self.last_row += 1
        self.row_count += 1
        self._row(values, looks or {}, fill)
        return self.last_row

    def add_long(self, rows: Sequence[Sequence[str | float | int | None]], looks: Mapping[int, Look]) -> None:
        """Write some of very many rows at a sheet's end; nothing refers to their cells or changes them."""
        for values in rows[: max(0, _MEASURED_ROWS - self.row_count)]:
            for index, value in enumerate(values):
                self._widest[index] = max(self._widest[index], self._width_of(self.columns[index], value))
        long = self.document.long.setdefault(self.sheet.title, LongRows(len(self.columns)))
        # Most texts of a long table are those of many rows. Looks are numbered in the order of the cells.
        made: list[dict[str | float | int | None, str]] = [{} for _ in self.columns]
        for values in rows:
            for index, value in enumerate(values):
                if value not in made[index]:
                    made[index][value] = self._made_long(index, value, looks.get(index))
        columns = zip(made, zip(*rows, strict=True), strict=True)
        long.add(self.last_row + 1, [list(map(cells.__getitem__, values)) for cells, values in columns])
        self.last_row += len(rows)
        self.row_count += len(rows)

    def _made_long(self, index: int, value: str | float | int | None, look: Look | None) -> str:
        content, seen = self.document.plain(value, look or self._looks[index], self.columns[index].format)
        assert not isinstance(content, date)
        return cell_xml(content, self.document.looks.number(self.sheet, seen))

    def _row(self, values: Sequence[CellValue], looks: Mapping[int, Look], fill: str) -> None:
        row, measure = self.last_row, self.row_count <= _MEASURED_ROWS
        for index, (column, value) in enumerate(zip(self.columns, values, strict=True)):
            look = looks.get(index, self._looks[index])
            if fill and not look.fill:
                look = changed(look, fill=fill)
            self.document.put(self.sheet.cell(row, index + 1), value, look, column.format)
            if column.wrap and isinstance(value, str) and value:
                self._wrapped.setdefault(row, []).append((index, value))
            if measure:
                wide = self._width_of(column, value)
                if wide > self._widest[index]:
                    self._widest[index] = wide

    def _width_of(self, column: Column, value: CellValue) -> float:
        if isinstance(value, str):
            return text_width(value)
        if isinstance(value, date):
            return 10.5
        if isinstance(value, Measured) and value.value is not None:
            return text_width(measured_text(value, self.document.lang)) + 0.5
        if isinstance(value, Formula):
            value = value.value
        if not is_number(value):
            return 0.0 if value is None else text_width(t("verdict.nodata", self.document.lang))
        assert isinstance(value, (int, float))
        decimals = (
            min(3, decimals_of(value)) if column.format == "number" else _DECIMALS.get(column.format, 0)
        )
        return text_width(f"{value:,.{decimals}f}") + 0.5

    def section(self, label: str) -> int:
        """Write a heading over the rows that follow."""
        self.last_row += 1
        self._sections.append(self.last_row)
        for index in range(1, len(self.columns) + 1):
            cell = self.sheet.cell(self.last_row, index)
            self.document.put(cell, label if index == 1 else None, Look(bold=True, fill="section"))
        return self.last_row

    def total(self, label: str, values: Sequence[CellValue]) -> int:
        """Write a row of totals: the label, then a value for each other column."""
        self.last_row += 1
        bold = {index: changed(look, bold=True, fill="total") for index, look in enumerate(self._looks)}
        self._row([self.document.of_units(label), *values], bold, "")
        return self.last_row

    def summed(self, column: int, values: Sequence[float | int | None]) -> CellValue:
        """Sum of a column (1-based) as a formula; no data if a row has none, for it would say too little."""
        known = [float(value) for value in values if value is not None and is_number(value)]
        if not known or len(known) < len(values):
            return Empty.NO_DATA
        return Formula(f"=SUM({self.range_of(column)})", math.fsum(known))

    def line(self, values: Sequence[CellValue], look: Look) -> int:
        """Write a row that is part of the table but no record of it, and return its number."""
        self.last_row += 1
        for index, value in enumerate(values, start=1):
            self.document.put(self.sheet.cell(self.last_row, index), value, look)
        return self.last_row

    def note(self, text: str, row: int = 0, column: int = 1) -> None:
        """Write a remark below the table, or in another row, where it ends in the given column."""
        if not row:
            self.last_row += 1
            row = self.last_row
        look = Look(
            size_pt=style().font.small_pt,
            color="muted",
            border=False,
            align="left" if column == 1 else "right",
        )
        text = self.document.of_units(text)
        self.document.put(self.sheet.cell(row, column), text, look)
        if column == 1:
            self._notes[row] = text

    def _fold_notes(self, pages: Pages, printed: Mapping[int, float]) -> None:
        """Let remarks go over several lines: beyond the first page across, or the last column, paper ends.

        Parameters
        ----------
        printed
            Widths of the columns that are printed, by their number (from 1).
        """
        across = list(printed)[: pages.breaks[0] if pages.breaks else None]
        # Columns repeated on every page would repeat the beginning of a remark that stands in them.
        first = self._frozen + 1 if pages.breaks and len(across) > self._frozen else 1
        width, sizes = sum(printed[column] for column in across if column >= first), style().font
        line, padding = style().row.line_pt, style().row.padding_pt
        for row, text in self._notes.items():
            lines = line_count(text, width * sizes.body_pt / sizes.small_pt)
            if first > 1:
                self.sheet.cell(row, 1).value = None
                if self._has_keys:  # no row of the ledger, though it stands under one of its columns
                    self.document.put(self.sheet.cell(row, len(self.columns)), NOTE_ID)
            elif lines == 1:
                continue
            look = Look(size_pt=sizes.small_pt, color="muted", border=False, wrap=lines > 1)
            self.document.put(self.sheet.cell(row, first), text, look)
            if lines > 1 and across[-1] > first:
                self.sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=across[-1])
                self.sheet.row_dimensions[row].height = min(MOST_ROW_PT, lines * line + padding)

    def _break_rows(self, pages: Pages) -> Pages:
        """Let no heading end a page; pages whose scale is ours are made so that no few rows stand alone."""
        if self.document.long.get(self.sheet.title):
            return pages
        dimensions, usual = self.sheet.row_dimensions, self.sheet.sheet_format.defaultRowHeight
        found = [dimensions.get(row) for row in range(1, self.last_row + 1)]
        heights = [
            0.0 if one is not None and one.hidden else one.height if one is not None and one.height else usual
            for one in found
        ]
        rows = Rows(heights, heights[HEAD_ROW - 1], room_pt(self._key))
        if pages.breaks:
            pages = replace(pages, scale=rows.scale(pages.scale))
            self.sheet.page_setup.scale = pages.scale
        elif any(row in self._sections for row in rows.starts(pages.scale, self._sections)):
            pages = self._scaled(pages)
        if not pages.breaks:
            pages = self._with_remarks(pages, rows)
        starts = rows.starts(pages.scale, self._sections)
        for row in starts:
            if row in self._sections:
                self.sheet.row_breaks.append(Break(id=row - 1, max=16_383))
        self._pages = pages
        self._left_pt = 100 * rows.room_pt / pages.scale - sum(heights[starts[-1] - 1 :])
        if len(starts) > 1:
            self._left_pt -= rows.head_pt
        return pages

    def _table_rows_from(self, start: int) -> int:
        """Rows of the table itself, without remarks, on a last page that begins with a row."""
        return sum(row not in self._notes for row in range(start, self.last_row + 1))

    def _with_remarks(self, pages: Pages, rows: Rows) -> Pages:
        """Pages slightly smaller, of which none holds remarks alone, if there are such."""
        starts = rows.starts(pages.scale, self._sections)
        own = own_scale(self._printed, paper_of(self._key).room_mm)
        if own is None or len(starts) == 1 or self._table_rows_from(starts[-1]) >= _LEAST_ROWS:
            return pages
        smaller = rows.without_last(min(own, pages.scale), self._sections, len(starts))
        if smaller is None:
            return pages
        pages = self._scaled(pages)
        self.sheet.page_setup.scale = smaller
        return replace(pages, scale=smaller)

    def _scaled(self, pages: Pages) -> Pages:
        """Pages of a scale of their own, not fitted to the paper, where letters stay large enough."""
        scale = None if pages.breaks else own_scale(self._printed, paper_of(self._key).room_mm)
        if scale is None:
            return pages
        self.sheet.sheet_properties.pageSetUpPr.fitToPage = False
        self.sheet.page_setup.fitToHeight = None
        self.sheet.page_setup.fitToWidth = None
        self.sheet.page_setup.scale = scale
        return replace(pages, scale=scale)

    def left_cm(self, row: int) -> float:
        """Height that is surely left on the last page below the table from a row on, before it is scaled."""
        above = (row - self.last_row - 1) * self.sheet.sheet_format.defaultRowHeight
        return (_SURE * self._left_pt - above) * _MM_PER_PT / 10

    def begin_page(self, row: int, high_cm: float) -> None:
        """Let what stands below the table, from a row on, begin a page unless the last one has room for it.

        Parameters
        ----------
        high_cm
            Height of it on the sheet, before it is scaled to the paper.
        """
        if high_cm <= self.left_cm(row):
            return
        self.sheet.row_breaks.append(Break(id=row - 1, max=16_383))
        self._pages = self._scaled(self._pages)

    def _leave_out_empty(self, pages: Pages, printed: Sequence[int]) -> None:
        """Print no page across, after the first, whose columns hold nothing."""
        edges = [*pages.breaks, len(printed)]
        groups = [printed[first:last] for first, last in pairwise(edges)]
        kept = [group for group in groups if any(self._widest[column - 1] > 0 for column in group)]
        if len(kept) < len(groups) and self.row_count <= _MEASURED_ROWS:
            areas = [printed[: pages.breaks[0]], *kept]
            self.sheet.print_area = [
                f"{get_column_letter(one[0])}1:{get_column_letter(one[-1])}{self.last_row}" for one in areas
            ]

    def validate(self, column: int, rule: DataValidation) -> None:
        """Check what people type into a column (1-based), from the first row of data to the last."""
        rule.add(self.range_of(column))
        self.sheet.add_data_validation(rule)

    # -- finishing -----------------------------------------------------------------------------------------
    def finish(self, about: str, *, filter_to: int = 0) -> None:
        """Set widths, heights, filter, panes and paper, and enter the sheet into the contents.

        Parameters
        ----------
        about
            What the sheet holds, for the contents.
        filter_to
            Last row of the filter; 0 for the last row, -1 for no filter.
        """
        if not self.row_count:
            self.note(t("workbook.empty", self.document.lang))
        elif filter_to >= 0:
            last = get_column_letter(len(self.columns))
            self.sheet.auto_filter.ref = f"A{HEAD_ROW}:{last}{filter_to or self.last_row}"
        widths = [self._width(index) for index in range(len(self.columns))]
        if self._sections:
            texts = [index for index, column in enumerate(self.columns) if column.wrap and not column.hidden]
            widths = narrowed(widths, texts, paper_of(self._key).room_mm)
        for index, width in enumerate(widths, start=1):
            dimension = self.sheet.column_dimensions[get_column_letter(index)]
            dimension.width = round(width, 1)
            dimension.hidden = self.columns[index - 1].hidden
        self._set_heights(widths)
        self.sheet.freeze_panes = f"{get_column_letter(self._frozen + 1)}{HEAD_ROW + 1}"
        starts = [index for index, column in enumerate(self.columns, start=1) if column.begins_group]
        printed = {
            number: width
            for number, (width, column) in enumerate(zip(widths, self.columns, strict=True), start=1)
            if not column.hidden
        }
        self._printed = list(printed.values())
        pages = set_up(
            self.document,
            self.sheet,
            self._key,
            self._printed,
            repeated=self._frozen,
            starts=starts,
            head_row=HEAD_ROW,
        )
        self._leave_out_empty(pages, list(printed))
        self._fold_notes(pages, printed)
        # What stands in the columns repeated on every page is cut off where they end.
        beside = _beside_link(self.document, self.sheet) if self._has_keys else 1
        repeated = sum(widths[: self._frozen]) if pages.breaks else math.inf
        wide = text_width(self._title) * style().font.title_pt / style().font.body_pt
        self._put_title(
            self._frozen + 1 if wide > repeated else 1,
            max(beside, self._frozen + 1) if pages.breaks else beside,
        )
        pages = self._break_rows(pages)
        first = list(printed.values())[: pages.breaks[0] if pages.breaks else None]
        self.room_cm = _room_cm(self._key, pages, first, self.sheet.row_dimensions[HEAD_ROW].height)
        self.document.contents.append(Entry(self.sheet.title, self.document.of_units(about), self.row_count))

    def _width(self, index: int) -> float:
        column = self.columns[index]
        head = max(text_width(self._unit(column)), head_width(column.head)) + PADDING
        indent = _INDENT if column.format == "text" else 0.0
        wanted = max(self._widest[index] + PADDING + indent, head, column.narrowest)
        # A number cannot go over several lines: too narrow a column would show #### instead.
        width = min(wanted, max(column.widest, head)) if column.format == "text" else wanted
        while _leaves_one(column.head, width - PADDING):
            width += 1.0
        return width

    def _set_heights(self, widths: Sequence[float]) -> None:
        line, padding = style().row.line_pt, style().row.padding_pt
        sheet = self.sheet
        sheet.sheet_format.defaultRowHeight = line + padding
        sheet.sheet_format.customHeight = True
        sheet.row_dimensions[HEAD_ROW].height = max(2, self._put_heads(widths)) * line + padding
        for row, texts in self._wrapped.items():
            lines = max(line_count(text, widths[index] - _INDENT) for index, text in texts)
            if lines > 1:
                sheet.row_dimensions[row].height = min(MOST_ROW_PT, lines * line + padding)

    # -- colours that follow the values ----------------------------------------------------------------------
    def range_of(self, column: int, first: int = FIRST_ROW, last: int = 0) -> str:
        """Cells of one column (1-based) that hold data, such as ``C5:C22``."""
        letter = get_column_letter(column)
        return f"{letter}{first}:{letter}{last or self.last_row}"

    def reference(self, column: int, first: int = FIRST_ROW, last: int = 0) -> str:
        """Cells of one column as other sheets refer to them, such as ``'Sheet'!$C$5:$C$22``."""
        name, letter = self.sheet.title.replace("'", "''"), get_column_letter(column)
        return f"'{name}'!${letter}${first}:${letter}${last or self.last_row}"

    def colour_words(self, column: int, words: Mapping[str, Verdict]) -> None:
        """Colour the cells of a column by the word in them."""
        cells = self.range_of(column)
        first = cells.split(":")[0]
        for word, verdict in words.items():
            font = Font(color=verdict_colour(verdict), bold=verdict == Verdict.FAIL)
            fill = None
            if verdict != Verdict.INFO:
                fill = PatternFill(bgColor=verdict_fill(verdict), fill_type="solid")
            self._rule(cells, FormulaRule(formula=[f'{first}="{word}"'], font=font, fill=fill))

    def colour_verdicts(self, column: int) -> None:
        """Colour a column of verdict words."""
        self.colour_words(column, {verdict_word(verdict, self.document.lang): verdict for verdict in Verdict})

    def colour_below(self, column: int, limit: str) -> None:
        """Colour numbers of a column that are below a limit (a number or a cell reference)."""
        cells = self.range_of(column)
        first = cells.split(":")[0]
        # Words and empty cells are no numbers: no data is not a failure.
        self._rule(cells, FormulaRule(formula=[f"NOT(ISNUMBER({first}))"], stopIfTrue=True))
        font = Font(color=verdict_colour(Verdict.FAIL), bold=True)
        fill = PatternFill(bgColor=verdict_fill(Verdict.FAIL), fill_type="solid")
        self._rule(cells, CellIsRule(operator="lessThan", formula=[limit], font=font, fill=fill))

    def colour_where(self, column: int, formula: str) -> None:
        """Colour cells of a column as failing where a formula about the first data row holds."""
        font = Font(color=verdict_colour(Verdict.FAIL), bold=True)
        self._rule(self.range_of(column), FormulaRule(formula=[formula], font=font))

    def bars(self, column: int) -> None:
        """Bars behind shares, from none to all."""
        self._rule(
            self.range_of(column),
            DataBarRule("num", 0, "num", 1, colour("bar"), showValue=True, minLength=0, maxLength=100),
        )

    def _rule(self, cells: str, rule: Any) -> None:
        self.sheet.conditional_formatting.add(cells, rule)


def _room_cm(key: str, pages: Pages, widths: Sequence[float], head_pt: float) -> tuple[float, float]:
    """What a page has room for, as long as it is on the sheet before it is scaled to the paper."""
    paper, scale = paper_of(key), pages.scale / 100
    wide = min(sum(map(column_pixels, widths)) / PIXELS_PER_MM, paper.room_mm / scale)
    high = (paper.height_mm - 3 * style().print.margin_mm) / scale - head_pt * _MM_PER_PT
    return wide / 10, high / 10


def mark_computed(document: Book, sheet: Worksheet, column: int = 0) -> None:
    """Say in a sheet's third row that the program computed it and nothing on it follows other cells."""
    look = Look(size_pt=style().font.small_pt, color="muted", border=False)
    cell = sheet.cell(KEY_ROW, column or _beside_link(document, sheet))
    document.put(cell, t("workbook.computed_sheet", document.lang), look)


def _beside_link(document: Book, sheet: Worksheet) -> int:
    """First column (1-based) beside the link to the contents, which goes over narrow ones."""
    room = text_width(document.sheet_name("contents")) + PADDING
    column = 1
    while room > 0:
        room -= sheet.column_dimensions[get_column_letter(column)].width
        column += 1
    return column


def head_width(head: str) -> float:
    """Least width that a head should have: one line if it is short, two if not, and no word broken."""
    whole = text_width(head)
    longest = max((_bold_width(word) for word in head.split() if word.isascii()), default=0.0)
    return max(longest, whole if whole <= 12 else ceil(whole / 4) * 2)


def _bold_width(word: str) -> float:
    """Width of a word of a head, whose bold m and w are much wider than other letters."""
    return text_width(word) + 0.7 * sum(letter in "mw" for letter in word)


def _leaves_one(head: str, room: float) -> bool:
    """Whether a head breaks so that a single letter is left on its last line, which looks like a mistake."""
    if " " in head or "（" in head or text_width(head) <= room:
        return False
    # Some spreadsheets make columns nearly a tenth wider.
    return any(len(head) % max(2, int(wide * room // 2.0)) == 1 for wide in (1.0, 1.09))
