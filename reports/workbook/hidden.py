"""Hidden sheets: lists that cells offer, and what is needed to read the ledgers back."""

from __future__ import annotations

import json

from models.facilities.ledgersheet import FORMAT, MARKER, MARKER_KEYS, MARKER_SHEET
from models.kernel.text import t
from reports.workbook.document import Document
from reports.workbook.ledgers import Prints
from reports.workbook.look import Look

_PLAIN = Look(border=False)


def add_lists(document: Document) -> None:
    """Words of all lists, one column each, under the names by which validation refers to them."""
    if not document.choices:
        return
    sheet = document.add_sheet("lists")
    sheet.sheet_state = "veryHidden"  # no appendix to be read, so that nobody is asked to unhide it
    for column, (name, words) in enumerate(document.choices.items(), start=1):
        document.put(sheet.cell(1, column), name, _PLAIN)
        for row, word in enumerate(words, start=2):
            document.put(sheet.cell(row, column), word, _PLAIN, "text" if isinstance(word, str) else "number")
        letter = sheet.cell(1, column).column_letter
        document.define(name, sheet, f"${letter}$2:${letter}${len(words) + 1}")


def add_marker(document: Document, prints: Prints) -> None:
    """Which project and scenario the ledgers are of, and the fingerprints of their cells as written."""
    context = document.context
    settings, scenario = context.project.settings, context.main.scenario
    says = {
        "format": str(FORMAT),
        "project": settings.name,
        "county_code": settings.county_code,
        "revision": context.revision,
        "scenario_id": scenario.id,
        "scenario": scenario.title(document.lang),
        "version": context.version,
        "lang": document.lang,
        "made_on": context.made_on.isoformat(),
    }
    sheet = document.workbook.create_sheet(MARKER_SHEET)
    document.results[sheet.title] = {}
    sheet.sheet_state = "veryHidden"
    rows = [(MARKER, t("workbook.marker", document.lang)), *((key, says[key]) for key in MARKER_KEYS)]
    rows += [(key, json.dumps(cells, separators=(",", ":"))) for key, cells in prints.items()]
    for row, texts in enumerate(rows, start=1):
        for column, text in enumerate(texts, start=1):
            document.put(sheet.cell(row, column), text, _PLAIN)
