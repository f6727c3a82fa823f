"""The contents: every sheet with a link to it, what it holds and how many rows; how to read the workbook."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from models.findings.findings import Verdict
from models.kernel.text import t
from reports.workbook.document import Book
from reports.workbook.look import Look, verdict_colour, verdict_fill, verdict_word
from reports.workbook.measure import line_count
from reports.workbook.paper import set_up
from reports.workbook.stylefile import style

_WIDTHS = (6.0, 24.0, 56.0, 9.0)
_HEAD = Look(bold=True, fill="head", align="center", wrap=True, face="head")
_HEADS = ("number", "sheet", "about", "rows")


def add_contents(document: Book) -> Worksheet:
    """Make the sheet; it is filled once the others are made."""
    return document.add_sheet("contents")


SIGNS: Mapping[str, Look] = {
    "input": Look(fill="input", align="center"),
    "computed": Look(align="center"),
    "ledgers": Look(align="center"),
    "hidden": Look(align="center", color="muted"),
    "rounding": Look(align="center"),
}
"""What there is to say on how to read a workbook, and how the word for it looks."""


def fill_contents(document: Book, sheet: Worksheet, signs: Collection[str] = tuple(SIGNS)) -> None:
    """One row for each sheet that people see, then the signs used in all of them.

    Parameters
    ----------
    signs
        Those of :data:`SIGNS` that the workbook has, beside the verdicts.
    """
    lang, sizes = document.lang, style().font
    line, padding = style().row.line_pt, style().row.padding_pt
    sheet.sheet_format.defaultRowHeight = line + padding
    sheet.sheet_format.customHeight = True
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = width
    title = Look(bold=True, size_pt=sizes.title_pt, border=False, face="head")
    small = Look(size_pt=sizes.small_pt, color="muted", border=False)
    document.put(sheet.cell(1, 1), t("workbook.contents.title", lang), title)
    document.put(sheet.cell(2, 1), document.subtitle, small)
    sheet.row_dimensions[1].height = style().row.title_pt
    for column, head in enumerate(_HEADS, start=1):
        document.put(sheet.cell(4, column), t(f"workbook.contents.{head}", lang), _HEAD)
    row = 4
    for number, entry in enumerate(document.contents, start=1):
        row += 1
        document.put(sheet.cell(row, 1), number, Look(align="center"), "count")
        link = sheet.cell(row, 2)
        if document.workbook[entry.sheet].sheet_state == "visible":
            document.put(link, entry.sheet, Look(color="link", underline=True, indent=1))
            target = entry.sheet.replace("'", "''")
            link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{target}'!A1")
        else:  # a link to a hidden sheet leads nowhere
            document.put(link, entry.sheet, Look(color="muted", indent=1))
        document.put(sheet.cell(row, 3), entry.about, Look(indent=1, wrap=True))
        document.put(sheet.cell(row, 4), entry.rows, Look(align="right"), "count")
        lines = line_count(entry.about, _WIDTHS[2] - 1.5)
        if lines > 1:
            sheet.row_dimensions[row].height = lines * line + padding
    sheet.freeze_panes = "A5"
    _notes(document, sheet, row + 2, signs)
    set_up(document, sheet, "contents", _WIDTHS, head_row=4, one_page=True)


def _notes(document: Book, sheet: Worksheet, row: int, signs: Collection[str]) -> None:
    """How to read: signs of verdicts, cells to try things in, ledgers that may be edited."""
    lang = document.lang
    heading = Look(bold=True, size_pt=12, border=False, face="head")
    document.put(sheet.cell(row, 1), t("workbook.contents.reading", lang), heading)
    for verdict in (Verdict.PASS, Verdict.FAIL, Verdict.NO_DATA, Verdict.INFO):
        row += 1
        fill = "" if verdict == Verdict.INFO else verdict_fill(verdict)
        look = Look(align="center", color=verdict_colour(verdict), fill=fill)
        document.put(sheet.cell(row, 2), verdict_word(verdict, lang), look)
        _text(document, sheet, row, t(f"workbook.contents.mark.{verdict}", lang))
    for note in signs:
        row += 1
        document.put(sheet.cell(row, 2), t(f"workbook.contents.sign.{note}", lang), SIGNS[note])
        _text(document, sheet, row, t(f"workbook.contents.{note}", lang))


def _text(document: Book, sheet: Worksheet, row: int, text: str) -> None:
    look = Look(indent=1, wrap=True)
    for column in (3, 4):
        document.put(sheet.cell(row, column), text if column == 3 else None, look)
    sheet.merge_cells(start_row=row, start_column=3, end_row=row, end_column=4)
    lines = line_count(text, sum(_WIDTHS[2:]) - 1.5)
    if lines > 1:
        height = lines * style().row.line_pt + style().row.padding_pt
        sheet.row_dimensions[row].height = height
