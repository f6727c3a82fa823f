"""The file itself: the same workbook gives the same bytes, and formulas carry the program's numbers.

The library writes formulas without results, drawings without words, and stamps every part with the time of
day. All are put right here, while the parts go into the archive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.writer.excel import ExcelWriter

from reports.workbook.longrows import LongRows
from reports.workbook.rowtext import RowWriter

Results = Mapping[str, float | int | str | None]
"""Results of one sheet's formulas by cell (``E5``)."""

_DRAWN = re.compile(rb'<(?P<tag>(?:xdr:)?cNvPr) id="(?P<id>[0-9]+)" name="(?P<name>[^"]*)"[^>]*?/>')
_FORMULA = re.compile(
    rb'<c r="(?P<cell>[A-Z]+[0-9]+)"(?P<rest>[^>]*)>(?P<formula><f>[^<]*</f>)<v\s*(?:/>|></v>)</c>'
)


def save(
    book: Workbook,
    path: Path,
    made_on: date,
    results: Mapping[str, Results],
    descriptions: Mapping[str, Sequence[str]],
    long: Mapping[str, LongRows],
) -> Iterator[None]:
    """Write a workbook; yields after each sheet, so that it can be given up between them.

    Parameters
    ----------
    made_on
        Date of every part and of the document's own properties.
    results
        For each sheet by its title, the result of each of its formulas.
    descriptions
        For each sheet by its title, what its charts and then its pictures show.
    long
        For each sheet by its title, the rows at its end that are no cells of the library's.
    """
    moment = datetime(made_on.year, made_on.month, made_on.day)
    book.properties.created = book.properties.modified = moment
    sheets = {sheet.path[1:]: results.get(sheet.title, {}) for sheet in _numbered(book)}
    rows = {sheet.path[1:]: long[sheet.title] for sheet in book.worksheets if sheet.title in long}
    drawn = [sheet for sheet in book.worksheets if sheet._charts or sheet._images]  # numbered in this order
    words = {
        f"xl/drawings/drawing{number}.xml": descriptions.get(sheet.title, ())
        for number, sheet in enumerate(drawn, start=1)
    }
    with _Archive(path, moment, sheets, words, rows) as archive:
        writer = _Writer(book, archive)
        try:
            yield from writer.make_sheets()
            writer.save()
        finally:
            writer.clean_up()


def _numbered(book: Workbook) -> list[Any]:
    for number, sheet in enumerate(book.worksheets, start=1):
        sheet._id = number  # as the writer will count them; the path depends on it
    return list(book.worksheets)


class _Writer(ExcelWriter):  # type: ignore[misc]
    """Writer that makes the sheets beforehand, one by one: together they take most of the time."""

    def __init__(self, book: Workbook, archive: ZipFile) -> None:
        super().__init__(book, archive)
        self._made: dict[str, RowWriter] = {}

    def make_sheets(self) -> Iterator[None]:
        """Make the sheets, in files of their own."""
        for sheet in self.workbook.worksheets:
            sheet._drawing = SpreadsheetDrawing()
            sheet._drawing.charts, sheet._drawing.images = sheet._charts, sheet._images
            writer = self._made[sheet.title] = RowWriter(sheet)
            writer.write()
            sheet._rels = writer._rels
            yield

    def write_worksheet(self, ws: Any) -> None:
        made = self._made[ws.title]
        self._archive.write(made, ws.path[1:])
        self.manifest.append(ws)

    def clean_up(self) -> None:
        """Remove the files of the sheets."""
        for writer in self._made.values():
            writer.cleanup()


class _Archive(ZipFile):
    """Archive whose parts all have one date, and whose sheets get the results of their formulas."""

    def __init__(
        self,
        path: Path,
        moment: datetime,
        sheets: Mapping[str, Results],
        words: Mapping[str, Sequence[str]],
        rows: Mapping[str, LongRows],
    ) -> None:
        super().__init__(path, "w", ZIP_DEFLATED, allowZip64=True)
        self._moment = moment
        self._sheets = sheets
        self._words = words
        self._rows = rows

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        info = ZipInfo(str(zinfo_or_arcname), self._moment.timetuple()[:6])
        info.compress_type = ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        if info.filename in self._words:
            data = with_words(data, self._words[info.filename])
        super().writestr(info, data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """Take in a sheet; ``filename`` is what wrote it."""
        data = filename.into(Path(filename.out).read_bytes())
        data = with_results(data, self._sheets.get(str(arcname), {}))
        rows = self._rows.get(str(arcname))
        self.writestr(arcname, data if rows is None else rows.into(data))


def with_results(sheet: bytes, results: Results) -> bytes:
    """Sheet with the results of its formulas filled in; RuntimeError unless there is exactly one for each."""
    if not results and b"<f>" not in sheet:
        return sheet
    filled: set[str] = set()

    def fill(match: re.Match[bytes]) -> bytes:
        cell = match["cell"].decode()
        filled.add(cell)
        value = results[cell]
        if isinstance(value, (int, float)):
            kind, text = b"", repr(float(value))
        else:
            kind, text = b' t="str"', escape(value or "")
        return (
            b'<c r="%s"%s%s>' % (match["cell"], match["rest"], kind)
            + match["formula"]
            + f"<v>{text}</v></c>".encode()
        )

    try:
        made = _FORMULA.sub(fill, sheet)
    except KeyError as missing:
        raise RuntimeError(f"formula without a result at {missing}") from missing
    if filled != set(results) or sheet.count(b"<f>") != len(filled):
        raise RuntimeError("formulas and results do not match")
    return made


def with_words(drawing: bytes | str, words: Sequence[str]) -> bytes:
    """Drawing whose charts and pictures say what they show; RuntimeError unless each has its words."""
    left = list(words)

    def fill(match: re.Match[bytes]) -> bytes:
        if not left:
            raise RuntimeError("a drawing without words")
        said = escape(left.pop(0), {'"': "&quot;"}).encode()
        return b'<%s id="%s" name="%s" descr="%s"/>' % (match["tag"], match["id"], match["name"], said)

    made = _DRAWN.sub(fill, drawing.encode() if isinstance(drawing, str) else drawing)
    if left:
        raise RuntimeError("words without a drawing")
    return made
