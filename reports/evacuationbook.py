"""The receiving list of an evacuation as a workbook of its own, for those who carry it out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from models.evacuation.plan import EvacuationPlan
from models.kernel.progress import Progress, Work
from models.kernel.text import Lang, t
from models.kernel.version import VERSION
from reports.safe import clean_text
from reports.workbook.archive import save
from reports.workbook.contents import add_contents, fill_contents
from reports.workbook.document import Book
from reports.workbook.evacuation import add_hosts, add_loads, add_receiving, add_supplies, add_towns


def write_evacuation(path: Path, plan: EvacuationPlan, name: str, lang: Lang, made_on: date) -> Work[None]:
    """Write it.

    Parameters
    ----------
    name
        County and scenario.
    """
    day = made_on.isoformat()
    book = Book(
        lang,
        made_on,
        title=t("evacuation.book.title", lang, name=clean_text(name)),
        subtitle=t("evacuation.book.subtitle", lang, date=day, version=VERSION),
        made_from=t("evacuation.book.subtitle", lang, date=day, version=VERSION),
    )
    properties = book.workbook.properties
    properties.title, properties.creator, properties.lastModifiedBy = book.title, f"Haven {VERSION}", "Haven"
    contents = add_contents(book)
    makers = (add_receiving, add_towns, add_hosts, add_supplies, add_loads)
    for number, make in enumerate(makers):
        yield Progress(number, len(makers) + 1, "progress.workbook.write")
        make(book, plan)
    fill_contents(book, contents, ("rounding",))
    for _ in save(book.workbook, path, made_on, book.results, book.descriptions, book.long):
        yield Progress(len(makers), len(makers) + 1, "progress.workbook.write")
