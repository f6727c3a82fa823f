"""Rows of long tables, written as they will stand in the file: a tenth of the cost of the library's cells.

A county of a hundred thousand places has as many rows of unserved ones, and nothing in the workbook looks at
their cells again. They take no part in formulas, and nothing stands below them on their sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from xml.sax.saxutils import escape

from openpyxl.compat import safe_string
from openpyxl.utils import get_column_letter

Cell = tuple[str | float | int | None, int]
"""Content of a cell, and the number of its look."""


class LongRows:
    """Rows of one sheet from some row on, in order.

    Attributes
    ----------
    last_row
        Last of them.
    """

    def __init__(self, columns: int) -> None:
        self._last_letter = get_column_letter(columns)
        cells = (f'<c r="{get_column_letter(index)}{{0}}{{{index}}}' for index in range(1, columns + 1))
        self._row = f'<row r="{{0}}">{"".join(cells)}</row>'.format
        self._rows: list[str] = []
        self.first_row = self.last_row = 0

    def add(self, row: int, columns: Sequence[Sequence[str]]) -> None:
        """More rows from a row on, of what :func:`cell_xml` made of the cells of each column."""
        self.first_row = self.first_row or row
        self._rows += map(self._row, count(row), *columns)
        self.last_row = self.first_row + len(self._rows) - 1

    def into(self, sheet: bytes) -> bytes:
        """Sheet as the library wrote it, with these rows at its end; RuntimeError if something is there."""
        head, end, rest = sheet.partition(b"</sheetData>")
        last = head.rfind(b'<row r="') + len(b'<row r="')
        if int(head[last : head.index(b'"', last)]) >= self.first_row:
            raise RuntimeError("something stands below a long table")
        size = f'<dimension ref="A1:{self._last_letter}{self.last_row}"'.encode()
        start = head.index(b"<dimension ref=")
        stop = head.index(b"/>", start)
        rows = "".join(self._rows).encode()
        return b"".join((head[:start], size, head[stop:], rows, end, rest))


def cell_xml(content: str | float | int | None, look: int) -> str:
    """A cell after its letter and row, as the library writes it."""
    if content is None:
        return f'" s="{look}" t="n"/>'
    if isinstance(content, str):
        space = ' xml:space="preserve"' if content != content.strip() else ""
        text = escape(content, {"\r": "&#13;"})
        return f'" s="{look}" t="inlineStr"><is><t{space}>{text}</t></is></c>'
    return f'" s="{look}" t="n"><v>{safe_string(content)}</v></c>'
