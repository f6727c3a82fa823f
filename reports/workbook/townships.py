"""Per township: residents, shelters, area per resident and shortfall (live), coverage, depots, stations."""

from __future__ import annotations

import numpy as np

from models.findings.numbers import unit_name
from models.findings.results import UnitResults
from models.kernel.text import t
from reports.workbook.cells import CellValue, Empty, Formula
from reports.workbook.document import Document
from reports.workbook.look import Look
from reports.workbook.sheet import FIRST_ROW, Column, Table

TARGET_NAME = "AreaPerResidentTarget"
"""Defined name of the target cell, which every shortfall refers to."""

_NAMES = {"TownshipNames": "A", "TownshipResidents": "B", "TownshipShelterArea": "D"}
_POPULATION, _AREA, _RATIO, _TARGET, _GAP = 2, 4, 5, 6, 7
_SHARES = (9, 10, 11)
_RATIO_FORMULA = '=IF(N(B{row})>0,D{row}/B{row},"")'


def add_townships(document: Document) -> Table:
    """Write the sheet and return its table, which the charts draw from."""
    lang, context = document.lang, document.context
    units = context.main.assessment.units
    table = Table(document, "townships", t("workbook.townships.title", lang), _columns(document))
    target = _target_cell(document, table)
    for row in range(len(units.names)):
        table.add(_row(units, row, table.last_row + 1, target), {5: Look(align="right", color="muted")})
    last = table.last_row
    if len(units.names):
        table.colour_below(_RATIO, TARGET_NAME)
        table.colour_where(_GAP, f"N(G{FIRST_ROW})>0")
        for column in _SHARES:
            table.bars(column)
        for name, letter in _NAMES.items():
            document.define(name, table.sheet, f"${letter}${FIRST_ROW}:${letter}${last}")
        _totals(document, table, units, target)
    table.finish(t("workbook.about.townships", lang), filter_to=last)
    return table


def _columns(document: Document) -> list[Column]:
    lang = document.lang
    m2, people = unit_name("m2", lang), unit_name("persons", lang)
    each = unit_name("m2_per_person", lang)
    return [
        Column(t("workbook.head.township", lang), narrowest=14, widest=22),
        Column(t("report.unit.population", lang), "count", people),
        Column(t("report.unit.shelters", lang), "count"),
        Column(t("report.unit.effective_area", lang), "area", m2, narrowest=11),
        Column(t("report.unit.area_per_resident", lang), "ratio", each, narrowest=10),
        Column(t("report.head.target", lang), "ratio", each, narrowest=9),
        Column(t("report.unit.area_gap", lang), "area", m2, narrowest=10),
        Column(t("report.unit.capacity", lang), "count", people, narrowest=10),
        Column(t("report.unit.emergency_share", lang), "share", narrowest=11, widest=13),
        Column(t("report.unit.fixed_share", lang), "share", narrowest=11, widest=13),
        Column(t("report.unit.fire_share", lang), "share", narrowest=11, widest=13),
        Column(t("report.unit.depots", lang), "count", narrowest=9, widest=10),
        Column(t("report.unit.stations", lang), "count", narrowest=8, widest=10),
        Column(t("report.unit.brigades", lang), "count", narrowest=8, widest=10),
    ]


def _target_cell(document: Document, table: Table) -> float:
    """Cell of the target, which a reader may change to see what happens; returns the target."""
    target = document.context.rules["shelter.area_per_resident_m2"]
    table.note(t("workbook.townships.target", document.lang), row=3, column=_RATIO - 1)
    cell = table.sheet.cell(3, _RATIO)
    document.put(cell, target, Look(align="right", bold=True, fill="input"), "ratio")
    document.define(TARGET_NAME, table.sheet, f"${cell.column_letter}${cell.row}")
    return target


def _row(units: UnitResults, row: int, number: int, target: float) -> list[CellValue]:
    ratio = float(units.shelter_area_per_resident_m2[row])
    known = bool(np.isfinite(ratio))
    gap = f"=MAX(0,{TARGET_NAME}*B{number}-D{number})"
    return [
        str(units.names[row]),
        float(units.population_persons[row]),
        int(units.shelters[row]),
        float(units.shelter_effective_area_m2[row]),
        Formula(_RATIO_FORMULA.format(row=number), ratio) if known else Empty.NO_DATA,
        Formula(f"={TARGET_NAME}", target),
        Formula(gap, float(units.shelter_area_gap_m2[row])) if known else Empty.NO_DATA,
        float(units.shelter_capacity_persons[row]),
        float(units.emergency_covered_share[row]),
        float(units.fixed_covered_share[row]),
        float(units.fire_reached_share[row]),
        int(units.depots[row]),
        int(units.fire_stations[row]),
        int(units.brigades[row]),
    ]


def _totals(document: Document, table: Table, units: UnitResults, target: float) -> None:
    """Sums of what can be summed. Shares are of different numbers of people, so they have no sum."""
    number = table.last_row + 1
    unknown = int((~np.isfinite(units.shelter_area_per_resident_m2)).sum())

    def summed(column: int, values: np.ndarray) -> Formula:
        return Formula(f"=SUM({table.range_of(column)})", float(np.nansum(values)))

    area = float(np.nansum(units.shelter_effective_area_m2))
    persons = float(np.nansum(units.population_persons))
    # Residents of some townships unknown: their shelters over the others' residents would say too much.
    ratio: CellValue = Formula(_RATIO_FORMULA.format(row=number), area / persons if persons > 0 else None)
    table.total(
        t("workbook.total", document.lang),
        [
            summed(_POPULATION, units.population_persons),
            summed(3, units.shelters),
            summed(_AREA, units.shelter_effective_area_m2),
            ratio if not unknown else Empty.NO_DATA,
            Formula(f"={TARGET_NAME}", target),
            summed(_GAP, units.shelter_area_gap_m2),
            summed(8, units.shelter_capacity_persons),
            None,
            None,
            None,
            summed(12, units.depots),
            summed(13, units.fire_stations),
            summed(14, units.brigades),
        ],
    )
    if unknown:
        table.note(t("workbook.townships.unknown", document.lang, count=unknown))
