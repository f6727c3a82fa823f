"""The figures that depend on how distances are measured, in every way side by side."""

from __future__ import annotations

from models.findings.formulas import figure_name
from models.kernel.text import t
from reports.workbook.cells import CellValue, Measured
from reports.workbook.document import Document
from reports.workbook.fire import time_limits
from reports.workbook.sheet import Column, Table


def add_ways(document: Document) -> None:
    """One row for each figure: in a straight line, with the detour factor, by road where there are roads."""
    lang, context = document.lang, document.context
    ways = context.ways_known
    columns = [
        Column(t("roads.ways.figure", lang), narrowest=30, widest=44, wrap=True),
        *(Column(t(f"access.way_word.{way}", lang), "number", narrowest=14, widest=22) for way in ways),
    ]
    table = Table(document, "ways", t("workbook.ways.title", lang), columns)
    for row in context.ways:
        values: list[CellValue] = [figure_name(row.figure_id, lang)]
        values += [Measured(row.values[way], row.unit) for way in ways]
        table.add(values)
    if any(row.figure_id.startswith("fire.") for row in context.ways):
        first, second = time_limits(context.rules, lang)
        table.note(t("workbook.fire.limits", lang, first=first, second=second))
    table.finish(t("workbook.about.ways", lang))
