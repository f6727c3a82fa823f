"""The workbook's sheets in order. Numbers come from the report context only."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from models.facility import Family
from models.progress import Progress, Work
from models.text import Lang, t
from reports.context import ReportContext
from reports.safe import safe_cell
from reports.workbook.archive import save
from reports.workbook.assignment import add_assignment
from reports.workbook.charts import add_charts
from reports.workbook.comparison import add_comparison
from reports.workbook.contents import add_contents, fill_contents
from reports.workbook.cover import add_cover, fill_cover
from reports.workbook.document import Document
from reports.workbook.hidden import add_lists, add_marker
from reports.workbook.ledgers import Prints, add_ledger
from reports.workbook.pictures import add_maps
from reports.workbook.sources import add_parameters, add_provenance
from reports.workbook.summary import add_summary, add_working
from reports.workbook.townships import add_townships
from reports.workbook.unserved import add_unserved

_STEPS = 15
_LANGUAGE_TAGS: dict[Lang, str] = {"zh": "zh-CN", "en": "en"}


def write_workbook(
    context: ReportContext, path: Path, lang: Lang, pictures: Mapping[str, bytes] | None = None
) -> Work[None]:
    """Write the workbook.

    Parameters
    ----------
    path
        File to write; the caller wraps it in an atomic write.
    pictures
        Maps as PNG by what they show: ``overview`` (also on the cover), ``shelter``, ``fire``, ``depot``,
        ``hazard``.
    """
    pictures = pictures or {}
    document = Document(context, lang)
    properties = document.workbook.properties
    properties.title = safe_cell(document.title)
    properties.creator = properties.lastModifiedBy = f"Haven {context.version}"
    properties.subject = safe_cell(document.subtitle)
    properties.keywords = safe_cell(t("workbook.keywords", lang, **document.origin))
    properties.language = _LANGUAGE_TAGS[lang]
    done = 0

    def step(key: str) -> Progress:
        nonlocal done
        done += 1
        return Progress(
            done - 1, _STEPS, "progress.workbook.sheet", {"sheet": t(f"workbook.sheet.{key}", lang)}
        )

    cover, contents = add_cover(document), add_contents(document)
    yield step("summary")
    sections = add_summary(document)
    yield step("townships")
    townships = add_townships(document)
    if townships.row_count:
        add_charts(document, townships)
    add_maps(document, pictures)
    prints: Prints = {}
    for family in Family:
        yield step(f"ledger.{family}")
        prints |= add_ledger(document, family)
    unserved = step("unserved")
    yield unserved
    for _ in add_unserved(document):
        yield unserved
    yield step("assignment")
    add_assignment(document)
    yield step("comparison")
    add_comparison(document)
    yield step("working")
    add_working(document)
    yield step("parameters")
    add_parameters(document)
    yield step("provenance")
    add_provenance(document)
    add_lists(document)
    add_marker(document, prints)
    fill_contents(document, contents)
    fill_cover(document, cover, sections, pictures.get("overview"))
    yield Progress(_STEPS - 1, _STEPS, "progress.workbook.write")
    save(document.workbook, path, context.made_on, document.results, document.descriptions)
