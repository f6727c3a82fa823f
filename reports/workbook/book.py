"""The workbook's sheets in order. Numbers come from the report context only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from models.kernel.progress import Progress, Work
from models.kernel.text import Lang, t
from reports.context import ReportContext
from reports.safe import safe_cell
from reports.workbook.archive import save
from reports.workbook.assignment import add_assignment
from reports.workbook.charts import add_charts
from reports.workbook.comparison import add_comparison
from reports.workbook.contents import add_contents, fill_contents
from reports.workbook.cover import add_cover, fill_cover
from reports.workbook.document import Document
from reports.workbook.fire import add_fire_stations, add_fire_towns, add_late_villages
from reports.workbook.hidden import add_lists, add_marker
from reports.workbook.leader import add_leader, fill_leader
from reports.workbook.ledgers import Prints, add_ledger
from reports.workbook.pictures import add_maps
from reports.workbook.sheltering import add_classes, add_custody, add_demand
from reports.workbook.sites import add_changes, add_glossary, add_proposed
from reports.workbook.siting import add_hazards, add_siting
from reports.workbook.sources import add_parameters, add_provenance
from reports.workbook.summary import add_summary, add_working
from reports.workbook.supplies import add_dispatch, add_loads, add_stock, add_stock_ledger
from reports.workbook.townships import add_townships
from reports.workbook.unserved import add_unserved

_TABLES: Mapping[str, Callable[[Document], object]] = {
    "demand": add_demand,
    "classes": add_classes,
    "assignment": add_assignment,
    "custody": add_custody,
    "stock": add_stock,
    "stock_ledger": add_stock_ledger,
    "dispatch": add_dispatch,
    "loads": add_loads,
    "fire_towns": add_fire_towns,
    "fire_stations": add_fire_stations,
    "late_villages": add_late_villages,
    "hazards": add_hazards,
    "siting": add_siting,
    "proposed": add_proposed,
    "comparison": add_comparison,
    "changes": add_changes,
}
"""Sheets between the ledgers and the working, in order."""

_STEPS = 8 + len(_TABLES)  # and one for each ledger
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
        Maps as PNG by what they show: ``overview`` (also on the first page), ``shelter``, ``fire``,
        ``depot``, ``hazard``.
    """
    pictures = pictures or {}
    document = Document(context, lang)
    properties = document.workbook.properties
    properties.title = safe_cell(document.title)
    properties.creator = properties.lastModifiedBy = f"Haven {context.version}"
    properties.subject = safe_cell(document.subtitle)
    properties.keywords = safe_cell(t("workbook.keywords", lang, **document.origin))
    properties.language = _LANGUAGE_TAGS[lang]
    done, steps = 0, _STEPS + len(context.families)

    def step(key: str) -> Progress:
        nonlocal done
        done += 1
        return Progress(
            done - 1, steps, "progress.workbook.sheet", {"sheet": t(f"workbook.sheet.{key}", lang)}
        )

    leader, cover, contents = add_leader(document), add_cover(document), add_contents(document)
    yield step("summary")
    sections = add_summary(document)
    yield step("townships")
    townships = add_townships(document)
    if townships.row_count:
        add_charts(document, townships)
    add_maps(document, pictures)
    unserved = step("unserved")
    yield unserved
    for _ in add_unserved(document):
        yield unserved
    prints: Prints = {}
    for family in context.families:
        yield step(f"ledger.{family}")
        prints |= add_ledger(document, family)
    for key, add in _TABLES.items():
        yield step(key)
        add(document)
    yield step("working")
    add_working(document)
    yield step("parameters")
    add_parameters(document)
    yield step("provenance")
    add_provenance(document)
    yield step("glossary")
    add_glossary(document)
    add_lists(document)
    add_marker(document, prints)
    fill_contents(document, contents)
    fill_leader(document, leader, sections, pictures.get("overview"))
    fill_cover(document, cover, sections)
    write = Progress(steps - 1, steps, "progress.workbook.write")
    yield write
    for _ in save(document.workbook, path, context.made_on, document.results, document.descriptions):
        yield write
