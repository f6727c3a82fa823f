"""Per township, and the places that nothing reaches."""

from __future__ import annotations

import numpy as np
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from models.text import Lang, t
from reports.context import ReportContext
from reports.workbook.sheet import CellValue, Column, Formula, Table, put, row_values, style_input
from reports.workbook.summary import subtitle

TARGET_NAME = "AreaPerResidentTarget"
"""Defined name of the target cell, which every shortfall refers to."""


def add_townships(book: Workbook, context: ReportContext, lang: Lang) -> None:
    """Residents, shelters, area per resident and shortfall (live), coverage, depots and stations."""
    units = context.main.assessment.units
    columns = [
        Column(t("workbook.head.township", lang), "text", 16),
        Column(t("report.unit.population", lang), "count", 12),
        Column(t("report.unit.shelters", lang), "count", 10),
        Column(t("workbook.head.effective_area_m2", lang), "area", 14),
        Column(t("workbook.head.area_per_resident_m2", lang), "ratio", 13),
        Column(t("workbook.head.area_gap_m2", lang), "area", 13),
        Column(t("report.unit.capacity", lang), "count", 12),
        Column(t("report.unit.emergency_share", lang), "share", 13),
        Column(t("report.unit.fixed_share", lang), "share", 13),
        Column(t("report.unit.fire_share", lang), "share", 13),
        Column(t("report.unit.depots", lang), "count", 11),
        Column(t("report.unit.stations", lang), "count", 9),
        Column(t("report.unit.brigades", lang), "count", 11),
    ]
    table = Table(
        book,
        t("workbook.sheet.townships", lang),
        t("workbook.townships.title", lang),
        subtitle(context, lang),
        columns,
        lang,
    )
    _target_cell(book, table, context, lang)
    for row in range(len(units.names)):
        number = table.last_row + 1
        known = np.isfinite(units.shelter_area_per_resident_m2[row])
        table.add(
            row_values(
                str(units.names[row]),
                units.population_persons[row],
                units.shelters[row],
                units.shelter_effective_area_m2[row],
                Formula(f'=IF(N(B{number})>0,D{number}/B{number},"")') if known else None,
                Formula(f"=MAX(0,{TARGET_NAME}*B{number}-D{number})") if known else None,
                units.shelter_capacity_persons[row],
                units.emergency_covered_share[row],
                units.fixed_covered_share[row],
                units.fire_reached_share[row],
                units.depots[row],
                units.fire_stations[row],
                units.brigades[row],
            )
        )
    table.finish()
    if not len(units.names):
        return
    ratio = '=IF(N(B{row})>0,D{row}/B{row},"")'
    table.total(
        t("workbook.total", lang),
        ["sum", "sum", "sum", ratio, "sum", "sum", None, None, None, "sum", "sum", "sum"],
    )
    table.colour_below(5, TARGET_NAME)
    _chart(table, lang)


def _target_cell(book: Workbook, table: Table, context: ReportContext, lang: Lang) -> None:
    label, value = table.sheet.cell(3, 1), table.sheet.cell(3, 5)
    put(label, t("workbook.townships.target", lang))
    put(value, context.rules["shelter.area_per_resident_m2"], "ratio")
    style_input(value)
    sheet = table.sheet.title.replace("'", "''")
    book.defined_names[TARGET_NAME] = DefinedName(TARGET_NAME, attr_text=f"'{sheet}'!$E$3")


def _chart(table: Table, lang: Lang) -> None:
    chart = BarChart()
    chart.type = "bar"
    chart.style = 10
    chart.title = t("workbook.head.area_per_resident_m2", lang)
    chart.legend = None
    chart.gapWidth = 40
    chart.height = max(7.0, 0.62 * (table.last_row - table.first_row + 1) + 2.5)
    chart.width = 18
    values = Reference(table.sheet, min_col=5, min_row=table.first_row, max_row=table.last_row)
    names = Reference(table.sheet, min_col=1, min_row=table.first_row, max_row=table.last_row)
    chart.add_data(values, titles_from_data=False)
    chart.set_categories(names)
    chart.series[0].graphicalProperties.solidFill = "2A9D5C"
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = False
    chart.y_axis.delete = False
    chart.y_axis.number_format = "0.0"
    chart.y_axis.majorGridlines = None
    # Below the totals, so that the table's own columns stay one page wide.
    table.sheet.add_chart(chart, f"A{table.last_row + 4}")


def add_unserved(book: Workbook, context: ReportContext, lang: Lang) -> None:
    """Places outside a service radius, most people first, one column for each kind of coverage."""
    assessment = context.main.assessment
    county, demand = assessment.county, assessment.county.demand
    kinds = [key for key in ("shelter.emergency", "shelter.fixed", "fire") if key in assessment.covered]
    columns = [
        Column(t("report.webmap.place", lang), "text", 22),
        Column(t("workbook.head.township", lang), "text", 18),
        Column(t("report.unit.population", lang), "count", 12),
        *(Column(t(f"workbook.covered.{key}", lang), "text", 18) for key in kinds),
    ]
    table = Table(
        book,
        t("workbook.sheet.unserved", lang),
        t("workbook.unserved.title", lang),
        subtitle(context, lang),
        columns,
        lang,
    )
    if kinds and len(demand):
        covered = np.column_stack([assessment.covered[key] for key in kinds])
        rows = np.flatnonzero(~covered.all(axis=1))
        rows = rows[np.argsort(-demand.known_persons[rows], kind="stable")]
        words = (t("workbook.outside", lang), t("workbook.inside", lang))
        townships = county.townships.names
        for row in rows:
            unit = int(county.demand_township[row])
            values: list[CellValue] = [
                str(demand.names[row]),
                str(townships[unit]) if unit >= 0 else "",
                float(demand.population_persons[row]),
                *(words[int(inside)] for inside in covered[row]),
            ]
            table.add(values)
    table.finish()
    if table.last_row >= table.first_row:
        letter = get_column_letter(3)
        put(table.sheet.cell(3, 1), t("workbook.unserved.shown", lang))
        put(
            table.sheet.cell(3, 3),
            Formula(f"=SUBTOTAL(109,{letter}{table.first_row}:{letter}{table.last_row})"),
            "count",
        )
