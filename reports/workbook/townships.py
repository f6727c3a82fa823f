"""Per township: residents, shelters, area per resident and shortfall (live), coverage, depots, stations."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from openpyxl.utils import get_column_letter

from models.assessment.columns import TownshipColumn, township_columns
from models.findings.numbers import unit_name
from models.findings.results import Assessment
from models.kernel.text import t
from reports.workbook.cells import CellValue, Empty, Format, Formula
from reports.workbook.document import Document
from reports.workbook.look import Look
from reports.workbook.sheet import FIRST_ROW, Column, Table

TARGET_NAME = "AreaPerResidentTarget"
"""Defined name of the target cell, which every shortfall refers to."""

TARGET = "target"
"""Key of the column of that target, behind the figure that is held against it."""

_JUDGED = "area_per_resident"
_NAMES = {
    "TownshipNames": "name",
    "TownshipResidents": "population",
    "TownshipShelterArea": "effective_area",
}
_WIDTHS = {
    "effective_area": (11.0, 24.0),
    "area_per_resident": (10.0, 24.0),
    "area_gap": (10.0, 24.0),
    "capacity": (10.0, 24.0),
    "emergency_share": (11.0, 13.0),
    "fixed_share": (11.0, 13.0),
    "fire_share": (11.0, 13.0),
    "depots": (9.0, 10.0),
    "stations": (8.0, 10.0),
    "brigades": (8.0, 10.0),
}
"""Least and greatest width of the columns that are not as wide as most."""


def add_townships(document: Document) -> Table:
    """Write the sheet and return its table, which the charts draw from."""
    return _Townships(document).written()


def positions() -> dict[str, int]:
    """Column (1-based) of each figure by its key, of the name and of the target."""
    keys = ["name"]
    for column in township_columns("workbook"):
        keys += [column.key, TARGET] if column.key == _JUDGED else [column.key]
    return {key: number for number, key in enumerate(keys, start=1)}


def format_of(column: TownshipColumn) -> Format:
    """How a figure's numbers are shown."""
    if column.table_unit == "percent":
        return "share"
    if column.table_unit == "m2":
        return "area"
    return "ratio" if column.decimals else "count"


class _Townships:
    """The sheet while it is written."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.assessment: Assessment = document.context.main.assessment
        self.figures = township_columns("workbook")
        self.values: Mapping[str, np.ndarray] = {one.key: one.values(self.assessment) for one in self.figures}
        self.at = positions()
        self.letters = {key: get_column_letter(number) for key, number in self.at.items()}
        self.target: float = document.context.rules[
            next(one.rule for one in self.figures if one.key == _JUDGED)
        ]

    def written(self) -> Table:
        lang, document = self.document.lang, self.document
        names = self.assessment.units.names
        table = Table(document, "townships", t("workbook.townships.title", lang), self._columns())
        self._put_target(table)
        muted = {self.at[TARGET] - 1: Look(align="right", color="muted")}
        for row in range(len(names)):
            table.add([str(names[row]), *self._row(row, table.last_row + 1)], muted)
        last = table.last_row
        if len(names):
            table.colour_below(self.at[_JUDGED], TARGET_NAME)
            table.colour_where(self.at["area_gap"], f"N({self.letters['area_gap']}{FIRST_ROW})>0")
            for one in self.figures:
                if one.unit == "share":
                    table.bars(self.at[one.key])
            for name, key in _NAMES.items():
                letter = self.letters[key]
                document.define(name, table.sheet, f"${letter}${FIRST_ROW}:${letter}${last}")
            self._total(table)
        table.finish(t("workbook.about.townships", lang), filter_to=last)
        return table

    def _columns(self) -> list[Column]:
        lang = self.document.lang
        found = [Column(t("workbook.head.township", lang), narrowest=14, widest=22)]
        for one in self.figures:
            least, most = _WIDTHS.get(one.key, (7.0, 24.0))
            unit = "" if one.unit == "share" else unit_name(one.head_unit, lang)
            found.append(Column(one.title(lang), format_of(one), unit, narrowest=least, widest=most))
            if one.key == _JUDGED:
                found.append(Column(t("report.head.target", lang), format_of(one), unit, narrowest=9))
        return found

    def _put_target(self, table: Table) -> None:
        """Cell of the target, which a reader may change to see what happens."""
        column = self.at[_JUDGED]
        table.note(t("workbook.townships.target", self.document.lang), row=3, column=column - 1)
        cell = table.sheet.cell(3, column)
        self.document.put(cell, self.target, Look(align="right", bold=True, fill="input"), "ratio")
        self.document.define(TARGET_NAME, table.sheet, f"${cell.column_letter}${cell.row}")

    # -- rows ----------------------------------------------------------------------------------------------
    def _row(self, row: int, number: int) -> list[CellValue]:
        ratio = float(self.values[_JUDGED][row])
        is_known = math.isfinite(ratio)
        live = {
            _JUDGED: Formula(self._ratio(number), ratio) if is_known else Empty.NO_DATA,
            "area_gap": self._gap(number, float(self.values["area_gap"][row])) if is_known else Empty.NO_DATA,
        }
        cells = {one.key: self._number(one, float(self.values[one.key][row])) for one in self.figures}
        return self._with_target(cells | live)

    @staticmethod
    def _number(one: TownshipColumn, value: float) -> CellValue:
        """A figure as it stands in a cell; what shows a share shows it in per cent."""
        return value if one.unit == "share" else float(one.in_table(value))

    def _with_target(self, cells: Mapping[str, CellValue]) -> list[CellValue]:
        found: list[CellValue] = []
        for key, cell in cells.items():
            found += [cell, Formula(f"={TARGET_NAME}", self.target)] if key == _JUDGED else [cell]
        return found

    def _ratio(self, number: int) -> str:
        people, area = self.letters["population"], self.letters["effective_area"]
        return f'=IF(N({people}{number})>0,{area}{number}/{people}{number},"")'

    def _gap(self, number: int, value: float) -> Formula:
        people, area = self.letters["population"], self.letters["effective_area"]
        return Formula(f"=MAX(0,{TARGET_NAME}*{people}{number}-{area}{number})", value)

    def _total(self, table: Table) -> None:
        """Sums of what can be summed. Shares are of different numbers of people, so they have no sum."""
        number = table.last_row + 1
        unknown = int((~np.isfinite(self.values[_JUDGED])).sum())
        cells: dict[str, CellValue] = {}
        for one in self.figures:
            values = one.in_table(self.values[one.key])
            formula = Formula(f"=SUM({table.range_of(self.at[one.key])})", float(np.nansum(values)))
            # What is known of no township is not known of all.
            total = formula if np.isfinite(values).any() else Empty.NO_DATA
            cells[one.key] = total if one.is_summed else None
        area, persons = (float(np.nansum(self.values[key])) for key in ("effective_area", "population"))
        # Residents of some townships unknown: their shelters over the others' residents would say too much.
        ratio = Formula(self._ratio(number), area / persons if persons > 0 else None)
        cells[_JUDGED] = Empty.NO_DATA if unknown else ratio
        table.total(t("workbook.total", self.document.lang), self._with_target(cells))
        if unknown:
            table.note(t("workbook.townships.unknown", self.document.lang, count=unknown))
