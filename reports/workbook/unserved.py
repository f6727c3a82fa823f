"""Places outside a service radius, most people first, one column for each kind of coverage."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.assessment.columns import cover_columns
from models.findings.findings import Verdict
from models.findings.numbers import unit_name
from models.kernel.text import t
from reports.workbook.cells import CellValue, Formula
from reports.workbook.document import Document
from reports.workbook.look import Look
from reports.workbook.sheet import Column, Table

_POPULATION = 4
_ROWS_A_STEP = 2000


def add_unserved(document: Document) -> Iterator[None]:
    """Write the sheet; pauses now and then, as there may be tens of thousands of places."""
    lang, assessment = document.lang, document.context.main.assessment
    county, demand = assessment.county, assessment.county.demand
    covers = [(column, mask) for column in cover_columns() if (mask := column.values(assessment)) is not None]
    columns = [
        Column(t("workbook.head.number", lang), "count", narrowest=6),
        Column(t("report.webmap.place", lang), narrowest=20, widest=30),
        Column(t("workbook.head.township", lang), narrowest=16, widest=24),
        Column(t("column.place.population.name", lang), "count", unit_name("persons", lang), narrowest=12),
        *(Column(column.title(lang), narrowest=14, widest=20) for column, _ in covers),
    ]
    table = Table(document, "unserved", t("workbook.unserved.title", lang), columns, frozen=2)
    shown = 0.0
    if covers and len(demand):
        covered = np.column_stack([mask for _, mask in covers])
        rows = np.flatnonzero(~covered.all(axis=1))
        rows = rows[np.argsort(-demand.known_persons[rows], kind="stable")]
        shown = float(demand.known_persons[rows].sum())
        words = (t("column.outside", lang), t("column.covered", lang))
        names = ["", *map(str, county.places.names)]
        looks = {index: Look(align="center") for index in range(_POPULATION, len(columns))}
        for number, row in enumerate(rows.tolist(), start=1):
            values: list[CellValue] = [
                number,
                str(demand.names[row]),
                names[int(county.demand_place[row]) + 1],
                float(demand.population_persons[row]),
                *(words[int(inside)] for inside in covered[row]),
            ]
            table.add(values, looks)
            if number % _ROWS_A_STEP == 0:
                yield
        for column in range(_POPULATION + 1, len(columns) + 1):
            table.colour_words(column, {words[0]: Verdict.FAIL, words[1]: Verdict.PASS})
    if table.row_count:
        table.note(t("workbook.unserved.shown", lang), row=3, column=_POPULATION - 1)
        document.put(
            table.sheet.cell(3, _POPULATION),
            Formula(f"=SUBTOTAL(109,{table.range_of(_POPULATION)})", shown),
            Look(align="right", bold=True, border=False),
            "count",
        )
    table.finish(t("workbook.about.unserved", lang))
