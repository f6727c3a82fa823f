"""The workbook's sheets in order. Numbers come from the report context only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from openpyxl import Workbook

from models.facility import Family
from models.progress import Progress, Work
from models.text import Lang, t
from reports.context import ReportContext
from reports.workbook import ledgers, places, sources, summary
from reports.workbook.sheet import FONT

SheetMaker = Callable[[Workbook, ReportContext, Lang], None]

SHEETS: Sequence[tuple[str, SheetMaker]] = (
    ("summary", summary.add_summary),
    ("townships", places.add_townships),
    *((f"ledger.{family}", ledgers.maker(family)) for family in Family),
    ("unserved", places.add_unserved),
    ("comparison", summary.add_comparison),
    ("parameters", sources.add_parameters),
    ("provenance", sources.add_provenance),
)


def write_workbook(context: ReportContext, path: Path, lang: Lang) -> Work[None]:
    """Write the workbook.

    Parameters
    ----------
    path
        File to write; the caller wraps it in an atomic write.
    """
    book = Workbook()
    book.remove(book.active)
    book.properties.title = summary.document_title(context, lang)
    book.properties.creator = f"Haven {context.version}"
    for done, (name, make) in enumerate(SHEETS):
        yield Progress(
            done, len(SHEETS) + 1, "progress.workbook.sheet", {"sheet": t(f"workbook.sheet.{name}", lang)}
        )
        make(book, context, lang)
    yield Progress(len(SHEETS), len(SHEETS) + 1, "progress.workbook.write")
    for style in book._named_styles:
        style.font.name = FONT
    book.save(path)
