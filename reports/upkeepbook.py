"""The yearly ledger as a workbook of its own: what is due, the year plan, all entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from models.kernel.progress import Progress, Work
from models.kernel.text import Lang, t
from models.kernel.version import VERSION
from models.upkeep.listing import (
    COUNTED,
    DUE_COLUMNS,
    ENTRY_COLUMNS,
    PLAN_COLUMNS,
    Ledger,
    Value,
    due_values,
    entry_values,
    notes,
    plan_values,
)
from reports.safe import clean_text
from reports.workbook.archive import save
from reports.workbook.contents import add_contents, fill_contents
from reports.workbook.document import Book
from reports.workbook.sheet import Column, Table


def write_upkeep(path: Path, ledger: Ledger, name: str, lang: Lang) -> Work[None]:
    """Write it.

    Parameters
    ----------
    name
        County and scenario.
    """
    said = t("upkeep.book.subtitle", lang, date=ledger.today.isoformat(), version=VERSION)
    title = t("upkeep.book.title", lang, name=clean_text(name))
    book = Book(lang, ledger.today, title=title, subtitle=said, made_from=said)
    properties = book.workbook.properties
    properties.title, properties.creator, properties.lastModifiedBy = book.title, f"Haven {VERSION}", "Haven"
    contents = add_contents(book)
    yield Progress(0, 2, "progress.workbook.write")
    entries = [entry_values(entry, ledger, lang) for entry in ledger.entries]
    rows = [due_values(row, lang) for row in ledger.rows]
    _add(book, "upkeep_due", DUE_COLUMNS, rows, notes(ledger, lang))
    _add(book, "upkeep_plan", PLAN_COLUMNS, plan_values(ledger, lang))
    _add(book, "upkeep_entries", ENTRY_COLUMNS, entries)
    fill_contents(book, contents, ())
    for _ in save(book.workbook, path, ledger.today, book.results, book.descriptions, book.long):
        yield Progress(1, 2, "progress.workbook.write")


def _add(
    book: Book,
    key: str,
    columns: Sequence[str],
    rows: Iterable[Mapping[str, Value]],
    said: Iterable[str] = (),
) -> None:
    """One sheet. A cell stays empty where there is no such day: the state says why."""
    made = [
        Column(
            t(f"upkeep.column.{column}", book.lang),
            "count" if column in COUNTED else "text",
            narrowest=8,
            widest=40.0 if column in ("about", "finding", "source") else 20.0,
            wrap=column in ("about", "finding", "source"),
        )
        for column in columns
    ]
    table = Table(book, key, t(f"workbook.sheet.{key}", book.lang), made)
    for row in rows:
        table.add([row[column] for column in columns])
    last = table.last_row
    for line in said:
        table.note(line)
    table.finish(t(f"workbook.about.{key}", book.lang), filter_to=last)
