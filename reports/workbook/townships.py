"""Per township: residents, shelters, area per resident and shortfall (live), coverage, depots, stations."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property

import numpy as np
from openpyxl.utils import get_column_letter

from models.assessment.columns import TownshipColumn, township_columns
from models.facilities.facility import Family
from models.findings.numbers import unit_name
from models.findings.results import Assessment
from models.kernel.text import t
from models.shelters.need import denominator
from models.shelters.values import ShelterTable, place_areas
from reports.workbook.cells import CellValue, Empty, Format, Formula
from reports.workbook.document import Document
from reports.workbook.follow import (
    CAPACITY,
    COUNTS,
    EFFECTIVE,
    IN_COUNTY,
    IN_SEAT,
    PLACE,
    Ledger,
    is_same,
    nodata,
    number_or_nodata,
    quoted,
)
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
_COUNTED = {"depots": "depot", "stations": "fire_station", "brigades": "brigade"}
"""Columns that count the facilities of another ledger."""
_LIVE = ("population", "shelters", "effective_area", _JUDGED, "area_gap", "capacity", *_COUNTED)
"""Columns that follow the cells; all others only the program can compute."""
INDEX, ORDER = "index", "order"
"""Keys of hidden columns: which place a row is, as the ledgers say it; order from what lacks most."""
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
    keys += [INDEX, ORDER]
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
        muted = Look(align="right", color="muted")
        typed = Look(align="right", fill="input")
        for row in range(len(names)):
            looks = {self.at[TARGET] - 1: muted}
            if self.are_residents_stated:
                looks[self.at["population"] - 1] = typed
            table.add(
                [str(names[row]), *self._row(row, table.last_row + 1), row + 1, self._order(row)], looks
            )
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
            document.areas["townships"] = {
                key: table.reference(number, last=last) for key, number in self.at.items()
            }
            document.baseline["townships", "population"] = float(np.nansum(self.values["population"]))
            document.baseline["townships", "target"] = self.target
            self._total(table)
            self._wholes(table)
            table.note(t("workbook.computed_note", lang))
            if self.unknown:
                left_out = [
                    document.whose(one.title(lang)) for one in self.figures if one.key in self.unknown
                ]
                words = t("leader.name_separator", lang).join(left_out)
                table.note(t("workbook.townships.left_out", lang, names=words))
        table.finish(t("workbook.about.townships", lang), filter_to=last)
        return table

    def _columns(self) -> list[Column]:
        lang = self.document.lang
        found = [Column(t("workbook.head.township", lang), narrowest=14, widest=22)]
        for one in self.figures:
            least, most = _WIDTHS.get(one.key, (7.0, 24.0))
            unit = "" if one.unit == "share" else unit_name(one.head_unit, lang)
            title = self.document.whose(one.title(lang))
            if one.key not in _LIVE or (one.key == "population" and not self.are_residents_stated):
                title = t("workbook.computed", lang, name=title)
            hidden = one.key in self.unknown
            found.append(Column(title, format_of(one), unit, narrowest=least, widest=most, hidden=hidden))
            if one.key == _JUDGED:
                found.append(Column(t("report.head.target", lang), format_of(one), unit, narrowest=9))
        found.append(Column(t("workbook.head.number", lang), "count", hidden=True))
        found.append(Column(t("workbook.head.order", lang), "ratio", hidden=True))
        return found

    def _put_target(self, table: Table) -> None:
        """Cell of the target, which a reader may change to see what happens."""
        column = self.at[_JUDGED]
        table.note(t("workbook.townships.target", self.document.lang), row=3, column=column - 1)
        cell = table.sheet.cell(3, column)
        self.document.put(cell, self.target, Look(align="right", bold=True, fill="input"), "ratio")
        self.document.define(TARGET_NAME, table.sheet, f"${cell.column_letter}${cell.row}")

    # -- rows ----------------------------------------------------------------------------------------------
    @cached_property
    def unknown(self) -> frozenset[str]:
        """Figures that are known of no township and follow no cell: their columns would say nothing."""
        shown = (*_LIVE[: -len(_COUNTED)], TARGET)
        return frozenset(
            key for key, values in self.values.items() if key not in shown and not np.isfinite(values).any()
        )

    @cached_property
    def are_residents_stated(self) -> bool:
        """Whether residents are those that a layer states for each township, and not sums over villages."""
        return denominator(self.assessment.county, "townships") == "residents.townships.stated"

    @cached_property
    def shelters(self) -> Ledger:
        return Ledger(self.document, Family.SHELTER)

    @cached_property
    def follows(self) -> bool:
        """Whether the figures of shelters are what formulas make of the ledger as it was written."""
        county, table = self.assessment.county, self._table
        found = place_areas(county, self.document.context.rules, table)
        units = self.assessment.units
        return bool(
            np.allclose(found.effective_m2, units.shelter_effective_area_m2, equal_nan=True)
            and np.allclose(found.capacity_persons, units.shelter_capacity_persons, equal_nan=True)
            and np.array_equal(found.shelters, units.shelters)
        )

    @cached_property
    def _table(self) -> ShelterTable:
        context = self.document.context
        return ShelterTable.of(self.assessment.county, context.rules, context.shelters)

    def _row(self, row: int, number: int) -> list[CellValue]:
        cells = {one.key: self._number(one, float(self.values[one.key][row])) for one in self.figures}
        return self._with_target(cells | self._live(row, number) | self._counts(row, number))

    @staticmethod
    def _number(one: TownshipColumn, value: float) -> CellValue:
        """A figure as it stands in a cell; what shows a share shows it in per cent."""
        return value if one.unit == "share" else float(one.in_table(value))

    def _live(self, row: int, number: int) -> dict[str, CellValue]:
        """Shelters, their area and room, what each resident has and what is lacking."""
        document, letters = self.document, self.letters
        value = {key: float(column[row]) for key, column in self.values.items()}
        found: dict[str, CellValue] = {
            _JUDGED: number_or_nodata(document, self._ratio(number), value[_JUDGED]),
            "area_gap": number_or_nodata(document, self._gap(number), value["area_gap"]),
        }
        if not self.follows or not self.assessment.county.places.has_area[row]:
            return found
        place = f"{letters[INDEX]}{number}"
        off_map = float(self.assessment.county.unplaced_area_m2[row])
        beside = f"+{off_map!r}" if off_map else ""
        if not self.shelters:
            return found
        here = (PLACE, place)
        count = self.shelters.number(here, (COUNTS, "1"))
        known = self.shelters.number(here, (EFFECTIVE, '">=0"'))
        held = self.shelters.number(here, (CAPACITY, '">=0"'))
        none_known = f"AND({count}>0,{known}=0)"
        lost = "FALSE" if off_map else none_known
        area = f"=IF({lost},{nodata(document)},{self.shelters.total(EFFECTIVE, here)}{beside})"
        room = (
            f"=IF(OR({none_known},{known}<>{held}),{nodata(document)},{self.shelters.total(CAPACITY, here)})"
        )
        return found | {
            "shelters": Formula(f"={count}", value["shelters"]),
            "effective_area": number_or_nodata(document, area, value["effective_area"]),
            "capacity": number_or_nodata(document, room, value["capacity"]),
        }

    def _counts(self, row: int, number: int) -> dict[str, CellValue]:
        """Facilities of other ledgers that stand in a township; micro stations are no brigades."""
        found: dict[str, CellValue] = {}
        for key, family in _COUNTED.items():
            ledger, value = Ledger(self.document, Family(family)), float(self.values[key][row])
            if not ledger or not math.isfinite(value):
                continue
            asked = [(PLACE, f"{self.letters[INDEX]}{number}"), (COUNTS, "1")]
            if key == "brigades":
                micro = t("choice.brigade_class.micro", self.document.lang)
                asked.append(("brigade_class", quoted(f"<>{micro}")))
            found[key] = Formula(f"={ledger.number(*asked)}", value)
        return found

    def _with_target(self, cells: Mapping[str, CellValue]) -> list[CellValue]:
        found: list[CellValue] = []
        for key, cell in cells.items():
            found += [cell, Formula(f"={TARGET_NAME}", self.target)] if key == _JUDGED else [cell]
        return found

    def _ratio(self, number: int) -> str:
        people, area = (f"{self.letters[key]}{number}" for key in ("population", "effective_area"))
        return f"=IF(AND(ISNUMBER({area}),N({people})>0),{area}/{people},{nodata(self.document)})"

    def _gap(self, number: int) -> str:
        people, area = (f"{self.letters[key]}{number}" for key in ("population", "effective_area"))
        each = f"{self.letters[_JUDGED]}{number}"
        reached = f"{each}>={TARGET_NAME}-1E-9*MAX(1,{TARGET_NAME})"
        gap = f"IF({reached},0,{TARGET_NAME}*{people}-{area})"
        return f"=IF(ISNUMBER({each}),{gap},{nodata(self.document)})"

    def _order(self, row: int) -> Formula:
        """What a township has for each resident if it lacks area; of equal ones the first comes first."""
        number = row + FIRST_ROW
        each, gap, index = (f"{self.letters[key]}{number}" for key in (_JUDGED, "area_gap", INDEX))
        lacking = float(self.values["area_gap"][row])
        own = float(self.values[_JUDGED][row]) + 1e-9 * (row + 1)
        return Formula(f'=IF(N({gap})>0,1E-9*{index}+{each},"")', own if lacking > 0 else None)

    # -- sums ----------------------------------------------------------------------------------------------
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
        ratio = number_or_nodata(self.document, self._ratio(number), area / persons if persons > 0 else None)
        cells[_JUDGED] = Empty.NO_DATA if unknown else ratio
        table.total(t("workbook.townships.sum", self.document.lang), [*self._with_target(cells), None, None])
        if unknown:
            table.note(t("workbook.townships.unknown", self.document.lang, count=unknown))

    def _wholes(self, table: Table) -> None:
        """The county and its seat as wholes: their residents, shelters, area, and what these come to."""
        county, figures = self.assessment.county, self.assessment.figures
        for scope, key, persons in (
            ("county", IN_COUNTY, county.population_persons),
            ("seat", IN_SEAT, county.seat_population_persons),
        ):
            figure = figures.get(f"shelter.area_per_resident.{scope}")
            if figure is None or figure.value is None or persons is None:
                continue
            self._whole(table, scope, key, persons, float(figure.inputs["area_m2"] or 0.0), figure.value)

    def _whole(
        self, table: Table, scope: str, key: str, persons: float, area_m2: float, ratio: float
    ) -> None:
        number = table.last_row + 1
        document, shelters = self.document, self._table
        chosen = shelters.in_county if scope == "county" else shelters.in_seat
        known = float(np.nansum(shelters.effective_m2[chosen]))
        room = float(np.nansum(shelters.capacity_persons[chosen]))
        off_map = area_m2 - known
        people, is_typed = self._residents(table, scope, persons)
        cells: dict[str, CellValue] = {one.key: None for one in self.figures}
        cells["population"] = people
        cells["shelters"], cells["effective_area"], cells["capacity"] = int(chosen.sum()), area_m2, room
        if self.shelters:
            beside = f"+{off_map!r}" if abs(off_map) > 1e-6 else ""
            here = (key, "1")
            cells["shelters"] = Formula(f"={self.shelters.number(here, (COUNTS, '1'))}", int(chosen.sum()))
            cells["effective_area"] = Formula(f"={self.shelters.total(EFFECTIVE, here)}{beside}", area_m2)
            cells["capacity"] = Formula(f"={self.shelters.total(CAPACITY, here)}", room)
        cells[_JUDGED] = number_or_nodata(document, self._ratio(number), ratio)
        is_met = ratio >= self.target - 1e-9 * max(1.0, self.target)
        gap = 0.0 if is_met else self.target * persons - area_m2
        cells["area_gap"] = number_or_nodata(document, self._gap(number), gap)
        name = t(f"workbook.townships.{scope}", document.lang)
        table.total(name, [*self._with_target(cells), None, None])
        if is_typed:
            cell = table.sheet.cell(number, self.at["population"])
            document.put(cell, people, Look(align="right", bold=True, fill="input"), "count")
        for one, value in (("population", persons), ("effective_area", area_m2), ("capacity", room)):
            document.baseline[scope, one] = value
        title = table.sheet.title.replace("'", "''")
        document.areas[scope] = {
            one: f"'{title}'!${self.letters[one]}${number}"
            for one in ("population", "effective_area", _JUDGED, "area_gap", "capacity")
        }

    def _residents(self, table: Table, scope: str, persons: float) -> tuple[CellValue, bool]:
        """Residents of the county or its seat, and whether they are a number that may be changed."""
        county = self.assessment.county
        if scope == "seat":
            return persons, county.seat_population_stated is not None
        first, last = FIRST_ROW, FIRST_ROW + len(self.assessment.units.names) - 1
        summed = float(np.nansum(self.values["population"]))
        if county.population_source == "townships" and self.are_residents_stated and is_same(summed, persons):
            letter = self.letters["population"]
            return Formula(f"=SUM({letter}{first}:{letter}{last})", persons), False
        return persons, county.population_source == "units"
