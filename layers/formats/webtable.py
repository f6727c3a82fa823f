"""Tables that web systems call workbooks: a page of HTML, or the XML of Excel 2003, named ``.xls``.

Excel and WPS open both after a question, so planners take them for workbooks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, TextIO

from layers.formats.encodings import detect
from layers.formats.limits import import_limits
from layers.formats.numberformats import as_written, unit_shown
from layers.formats.sheetmarks import SheetMarks
from layers.formats.xmltext import elements, local_name
from models.kernel.errors import HavenError

SHEETS_IN_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
"""What stands at the begin of a workbook in the XML of Excel 2003."""

_SPREADSHEET = f"{{{SHEETS_IN_XML.decode()}}}"
_CHUNK = 1 << 16
_SILENT = frozenset(["style", "script", "title"])
_BREAKS = frozenset(["br", "p", "div", "li"])
_UNSEEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


@dataclass
class _Sheet:
    """Rows of a table as they are read; a cell that goes over several stands in its first place."""

    name: str
    rows: list[list[Any]] = field(default_factory=list)
    joined: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    covered: dict[int, int] = field(default_factory=dict)
    """Column to the row up to which a cell above covers it."""

    def add(self, value: Any, down: int = 1, across: int = 1, column: int | None = None) -> None:
        """Put a cell behind those of the last row, or at a column."""
        row, place = len(self.rows) - 1, len(self.rows[-1]) if column is None else column
        most = import_limits().table.columns + 1
        while column is None and self.covered.get(place, -1) >= row:
            place += 1
        last = min(place + max(across, 1), most)
        self.rows[-1] += [None] * (min(last, most) - len(self.rows[-1]))
        if place >= most:
            return
        self.rows[-1][place] = value
        if down > 1 or across > 1:
            self.joined.append((row, place, row + max(down, 1) - 1, last - 1))
        if down > 1:
            self.covered.update(dict.fromkeys(range(place, last), row + down - 1))

    def found(self) -> tuple[list[list[Any]], SheetMarks]:
        """Rows and marks."""
        return self.rows, SheetMarks(tuple(self.joined), frozenset(self.hidden))


def sheet_names(path: Path) -> list[str]:
    """Names of the sheets, of a page the numbers of its tables."""
    return [sheet.name for sheet in _sheets(path)]


def read_sheet(path: Path, sheet: str) -> tuple[list[list[Any]], SheetMarks]:
    """Rows of one sheet and its marks."""
    for one in _sheets(path):
        if one.name == sheet:
            return one.found()
    raise HavenError("no_features", file=path.name, layer=sheet)


def _sheets(path: Path) -> list[_Sheet]:
    limits = import_limits().table
    if path.stat().st_size > limits.sheet_bytes:
        raise HavenError("workbook_too_large", file=path.name, limit=f"{limits.sheet_bytes / 1e6:,.0f}")
    with path.open("rb") as file:
        is_xml = SHEETS_IN_XML in file.read(_CHUNK)
    sheets = _xml_sheets(path) if is_xml else _html_tables(path)
    found = []
    cells = 0
    for sheet in sheets:
        if len(sheet.rows) > limits.rows:
            raise HavenError("table_rows", file=path.name, limit=f"{limits.rows:,}")
        cells += sum(map(len, sheet.rows))
        if cells > limits.sheet_cells:
            raise HavenError("table_cells", file=path.name, limit=f"{limits.sheet_cells:,}")
        if any(value is not None for row in sheet.rows for value in row):
            found.append(sheet)
    return found


# -- XML of Excel 2003 -------------------------------------------------------------------------------------
def _xml_sheets(path: Path) -> Iterator[_Sheet]:
    sheet, column = _Sheet(""), 0
    codes: dict[str, str] = {}
    for event, element in elements(path):
        name = local_name(element)
        if event == "end" and name == "Style":
            formats = (part for part in element if local_name(part) == "NumberFormat")
            code = next((part.get(f"{_SPREADSHEET}Format", "") for part in formats), "")
            codes[element.get(f"{_SPREADSHEET}ID", "")] = code
        elif event == "start" and name == "Worksheet":
            sheet = _Sheet(element.get(f"{_SPREADSHEET}Name", ""))
        elif event == "start" and name == "Row":
            number = _number(element.get(f"{_SPREADSHEET}Index"), len(sheet.rows) + 1)
            _check_rows(path, number)
            sheet.rows += [[] for _ in range(max(number - len(sheet.rows), 1))]
            column = 0
            if element.get(f"{_SPREADSHEET}Hidden") == "1":
                sheet.hidden.add(len(sheet.rows) - 1)
        elif event == "end" and name == "Cell" and sheet.rows:
            column = max(_number(element.get(f"{_SPREADSHEET}Index"), column + 1) - 1, column)
            data = next((part for part in element if local_name(part) == "Data"), None)
            across = 1 + _number(element.get(f"{_SPREADSHEET}MergeAcross"), 0)
            down = 1 + _number(element.get(f"{_SPREADSHEET}MergeDown"), 0)
            value = "".join(data.itertext()) if data is not None else ""
            if value.strip() and data is not None and data.get(f"{_SPREADSHEET}Type") == "Number":
                value += unit_shown(codes.get(element.get(f"{_SPREADSHEET}StyleID", ""), ""))
            sheet.add(value or None, down, across, column)
            column += across
            element.clear()
        elif event == "end" and name == "Worksheet":
            yield sheet
            element.clear()


def _number(text: str | None, usual: int) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 8 else usual


def _check_rows(path: Path, number: int) -> None:
    limit = import_limits().table.rows
    if number > limit:
        raise HavenError("table_rows", file=path.name, limit=f"{limit:,}")


# -- pages -------------------------------------------------------------------------------------------------
def _html_tables(path: Path) -> list[_Sheet]:
    encoding = detect(path)
    with path.open(encoding=encoding.codec, errors=encoding.errors, newline="") as file:
        return _read(file)


def _read(file: TextIO) -> list[_Sheet]:
    reader = _Page()
    while chunk := file.read(_CHUNK):
        reader.feed(chunk)
    reader.close()
    for number, sheet in enumerate(reader.sheets, 1):
        sheet.name = str(number)
    return reader.sheets


@dataclass
class _Cell:
    down: int
    across: int
    stated: str
    text: list[str] = field(default_factory=list)


def _stated(number: str, text: str) -> str:
    """Number that a cell has beside its text, with the unit of the text where it is that of the number."""
    try:
        shown = as_written(float(number), text)
    except ValueError:  # none, or no number
        return number
    return shown if isinstance(shown, str) else number


class _Page(HTMLParser):
    """Collects the tables of a page; one inside another stands by itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sheets: list[_Sheet] = []
        self._open: list[tuple[_Sheet, list[_Cell]]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self.sheets.append(_Sheet(""))
            self._open.append((self.sheets[-1], []))
        elif not self._open:
            return
        elif tag == "tr":
            self._close_cell()
            sheet = self._open[-1][0]
            sheet.rows.append([])
            if _UNSEEN.search(said.get("style") or ""):
                sheet.hidden.add(len(sheet.rows) - 1)
        elif tag in ("td", "th") and self._open[-1][0].rows:
            self._close_cell()
            down, across = (_number(said.get(name), 1) for name in ("rowspan", "colspan"))
            self._open[-1][1].append(_Cell(down, across, said.get("x:num") or ""))
        elif tag in _BREAKS and self._open[-1][1]:
            self._open[-1][1][-1].text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th", "tr"):
            self._close_cell()
        elif tag == "table" and self._open:
            self._close_cell()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][1] and not self._silent:
            self._open[-1][1][-1].text.append(data)

    def _close_cell(self) -> None:
        if self._open and self._open[-1][1]:
            sheet, cells = self._open[-1]
            cell = cells.pop()
            text = "\n".join(" ".join(line.split()) for line in "".join(cell.text).split("\n")).strip()
            sheet.add(_stated(cell.stated, text) or text or None, cell.down, cell.across)
