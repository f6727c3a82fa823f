"""Rows of a sheet as the library would write them, letter for letter, at a fraction of what that takes.

The library writes each cell through four contexts of its XML writer. Sheets with cells of kinds that no
workbook of ours has are left to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Any
from xml.sax.saxutils import escape

from openpyxl.compat import safe_string
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet

_KINDS = {"n", "s", "f", "d"}
_EMPTY = b"<sheetData></sheetData>"


class RowWriter(WorksheetWriter):  # type: ignore[misc]
    """Writer of a sheet that keeps its rows apart, as text; :meth:`into` puts them where they belong."""

    def __init__(self, sheet: Worksheet) -> None:
        super().__init__(sheet)
        self._text: bytes | None = None

    def write_rows(self) -> None:
        """Make the rows."""
        if not _is_usual(self.ws):
            super().write_rows()
            return
        # As the library's writer does: letters beyond ASCII by their numbers.
        self._text = "".join(_rows(self.ws)).encode("ascii", "xmlcharrefreplace")
        with self.xf.send(True).element("sheetData"):
            pass
        self.xf.send(None)

    def into(self, sheet: bytes) -> bytes:
        """The sheet as it was written, with its rows."""
        if self._text is None:
            return sheet
        head, empty, rest = sheet.partition(_EMPTY)
        if not empty:
            raise RuntimeError("a sheet without a place for its rows")
        return b"".join((head, b"<sheetData>", self._text, b"</sheetData>", rest))


def _is_usual(sheet: Any) -> bool:
    """Whether there are only cells that are written here."""
    return all(
        cell.data_type in _KINDS
        and cell._comment is None
        and (cell.data_type in ("n", "d") or cell._value is None or type(cell._value) is str)
        for cell in sheet._cells.values()
    )


def _rows(sheet: Any) -> Iterator[str]:
    rows: dict[int, list[Any]] = {row: [] for row in sheet.row_dimensions}
    for (row, _), cell in sorted(sheet._cells.items(), key=itemgetter(0)):
        rows.setdefault(row, []).append(cell)
    numbers: dict[int, str] = {}
    for row, cells in sorted(rows.items()):
        dimension = dict(sheet.row_dimensions[row]) if row in sheet.row_dimensions else {}
        attributes = "".join(f' {name}="{value}"' for name, value in ({"r": row} | dimension).items())
        yield f"<row{attributes}>{''.join(_cell(cell, sheet, numbers) for cell in cells)}</row>"


def _cell(cell: Any, sheet: Any, numbers: dict[int, str]) -> str:
    """A cell.

    Parameters
    ----------
    numbers
        What the file calls the looks that were met so far: many cells share one.
    """
    value, kind, look = cell._value, cell.data_type, cell._style
    number = numbers.get(id(look))
    if number is None:
        number = numbers[id(look)] = f' s="{cell.style_id}"' if cell.has_style else ""
    if value is None and not number:
        return ""
    if cell.hyperlink:
        sheet._hyperlinks.append(cell.hyperlink)
    start = f'<c r="{get_column_letter(cell.column)}{cell.row}"{number}'
    if kind == "f":
        return f"{start}><f>{_text(value[1:])}</f><v></v></c>" if value else f"{start}></c>"
    if kind == "s":
        if not value:
            return f'{start} t="inlineStr"></c>'
        space = ' xml:space="preserve"' if value != value.strip() else ""
        return f'{start} t="inlineStr"><is><t{space}>{_text(value)}</t></is></c>'
    if kind == "d":
        value = to_excel(value, sheet.parent.epoch)
    content = "" if value is None or value == "" else f"<v>{safe_string(value)}</v>"
    return f'{start} t="n">{content}</c>'


def _text(text: str) -> str:
    return escape(text, {"\r": "&#13;"})
