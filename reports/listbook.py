"""A workbook of plain tables that belong together: a contents sheet, then one sheet each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from models.kernel.progress import Progress, Work
from models.kernel.text import Lang, t
from models.kernel.version import VERSION
from reports.workbook.archive import save
from reports.workbook.cells import Format
from reports.workbook.contents import add_contents, fill_contents
from reports.workbook.document import Book
from reports.workbook.sheet import Column, Table


@dataclass(frozen=True)
class ListSheet:
    """One sheet; its name is text ``workbook.sheet.<key>``, what it is ``workbook.about.<key>``.

    Parameters
    ----------
    heads
        Words over each column, by its key.
    rows
        Cells by column; one stays empty where nothing is known.
    formats
        Of columns that are not of words.
    wide
        Columns whose texts go over several lines.
    notes
        What stands below the table.
    """

    key: str
    heads: Mapping[str, str]
    rows: Sequence[Mapping[str, str | float | int | None]]
    formats: Mapping[str, Format]
    wide: frozenset[str] = frozenset()
    notes: Sequence[str] = ()


def write_lists(
    path: Path, sheets: Iterable[ListSheet], title: str, subtitle: str, lang: Lang, on: date
) -> Work[None]:
    """Write it."""
    book = Book(lang, on, title=title, subtitle=subtitle, made_from=subtitle)
    properties = book.workbook.properties
    properties.title, properties.creator, properties.lastModifiedBy = book.title, f"Haven {VERSION}", "Haven"
    contents = add_contents(book)
    yield Progress(0, 2, "progress.workbook.write")
    for sheet in sheets:
        _add(book, sheet)
    fill_contents(book, contents, ())
    for _ in save(book.workbook, path, on, book.results, book.descriptions, book.long):
        yield Progress(1, 2, "progress.workbook.write")


def _add(book: Book, sheet: ListSheet) -> None:
    made = [
        Column(
            head,
            sheet.formats.get(key, "text"),
            narrowest=8,
            widest=40.0 if key in sheet.wide else 20.0,
            wrap=key in sheet.wide,
        )
        for key, head in sheet.heads.items()
    ]
    table = Table(book, sheet.key, t(f"workbook.sheet.{sheet.key}", book.lang), made)
    for row in sheet.rows:
        table.add([row[key] for key in sheet.heads])
    last = table.last_row
    for line in sheet.notes:
        table.note(line)
    table.finish(t(f"workbook.about.{sheet.key}", book.lang), filter_to=last)
