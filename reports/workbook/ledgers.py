"""A register of each family: every field, every facility of the scenario, and what was computed for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from openpyxl.utils import get_column_letter
from pyproj import Transformer

from models.assessment.columns import FacilityColumn, facility_columns
from models.facilities.facility import Facility, Family, FieldSpec, Shelter, Status, field_specs
from models.facilities.ledgersheet import (
    DERIVED_KEY,
    FORMULA,
    ID_KEY,
    NOTE_ID,
    PLACE_DECIMALS,
    PLACE_KEYS,
    SHEET_KEY,
    TOTAL_ID,
    X_KEY,
    Y_KEY,
    fingerprint,
    value_text,
)
from models.findings.numbers import unit_name
from models.hazards.screening import is_excluded, siting_checks
from models.kernel.text import t
from models.project.scenario import TODAY_ID
from reports.context import ReportContext
from reports.words import hazard_word, joined
from reports.workbook.cells import CellValue, Format, Formula, is_number
from reports.workbook.document import Document
from reports.workbook.follow import (
    COUNTS,
    GROSS,
    IN_COUNTY,
    IN_SEAT,
    NEW,
    PLACE,
    UNFIT,
    counting_statuses,
    counts_formula,
    gross_formula,
    shelter_formulas,
)
from reports.workbook.look import Look
from reports.workbook.places import outside_county, township_of
from reports.workbook.sheet import FIRST_ROW, Column, Table
from reports.workbook.validation import rule_of

_STATUS_ORDER = [str(status) for status in Status]
_STATUS_COLUMN = 3
_FORMATS: dict[str, Format] = {"number": "number", "integer": "count"}
_UNSUMMED_UNITS = ("", "km")
"""Units of fields whose sum over facilities means nothing."""
_FIRST_YEAR = 1901
"""Spreadsheets know no days before 1900, and disagree about the first of those."""
_DAY_LETTERS = 10
_DEGREES = "EPSG:4490"
_LAST_GROUPS = ("custody", "functions", "state", "more")

Read = Callable[[Facility, int], CellValue]
"""What a column shows of a facility, given the row of the worksheet."""


@dataclass(frozen=True)
class LedgerColumn:
    """A column of a register: how it looks, what it shows, whether it has a total, what may be typed."""

    column: Column
    read: Read
    summed: bool = False
    spec: FieldSpec | None = None


Prints = dict[str, dict[str, str]]
"""Fingerprints of cells by facility id and column key."""


def add_ledger(document: Document, family: Family) -> Prints:
    """One sheet: existing facilities first, then planned ones; in each the order of townships and names.

    Returns
    -------
    dict
        Fingerprint of every cell that a colleague may edit or must not, by facility id and column key.
    """
    lang, context = document.lang, document.context
    found = [item for item in context.main.scenario.facilities.values() if item.family == family]
    if not found:
        return {}
    townships = township_of(context, found, document.lang)
    order = [str(name) for name in context.main.assessment.county.places.names]
    found.sort(
        key=lambda item: (
            _STATUS_ORDER.index(item.status),
            order.index(townships[item.id]) if townships[item.id] in order else len(order),
            item.name,
            item.id,
        )
    )
    columns = _columns(document, family, found, townships, _places(context, found))
    name = t(f"family.{family}.plural", lang)
    table = Table(
        document,
        f"ledger.{family}",
        t(f"workbook.sheet.ledger.{family}", lang),
        [item.column for item in columns],
        frozen=2,
    )
    prints: Prints = {}
    for facility in found:
        row = table.last_row + 1
        values = [item.read(facility, row) for item in columns]
        table.add(values)
        prints[facility.id] = {
            item.column.key: FORMULA if isinstance(value, Formula) else fingerprint(value)
            for item, value in zip(columns, values, strict=True)
            if item.column.key != ID_KEY and not item.column.key.startswith(SHEET_KEY)
        }
    last = table.last_row
    _insert_line(table, columns)
    for index, item in enumerate(columns, start=1):
        if item.spec is not None:
            table.validate(index, rule_of(item.spec, document))
    _colour(table, family, columns)
    document.areas[f"ledger.{family}"] = {
        item.column.key: table.reference(index) for index, item in enumerate(columns, start=1)
    }
    counted = counting_statuses(document)
    document.baseline[f"ledger.{family}", "counts"] = sum(item.status in counted for item in found)
    _totals(document, table, found, columns)
    document.define(
        f"Ledger_{family.value.title().replace('_', '')}",
        table.sheet,
        f"$A$4:${get_column_letter(len(columns))}${last}",
    )
    outside = outside_county(context, found)
    spare = sum(one.id in outside and one.status not in counted for one in found)
    if spare:
        table.note(t("workbook.ledger.outside", lang, count=spare))
    table.note(t("workbook.ledger.back", lang))
    table.note(t(f"workbook.ledger.{_marks_note(family, columns)}", lang))
    table.finish(t("workbook.about.ledger", lang, family=name), filter_to=last)
    return prints


def _marks_note(family: Family, columns: Sequence[LedgerColumn]) -> str:
    """What may be edited, and what the marks say that this ledger has."""
    if family == Family.SHELTER:
        return "marks"
    is_starred = any(one.column.head.endswith(("＊", "*")) and not one.column.hidden for one in columns)
    return "starred" if is_starred else "plain"


def _insert_line(table: Table, columns: Sequence[LedgerColumn]) -> None:
    """Line above which colleagues add rows, so that lists, colours and totals reach them."""
    values: list[CellValue] = [None] * len(columns)
    # Beside the columns that paper repeats on every page, or its beginning stood there again.
    values[_STATUS_COLUMN - 1] = t("workbook.ledger.insert", table.document.lang)
    values[-1] = NOTE_ID
    small = Look(color="muted", italic=True, border=False)
    table.line(values, small)


# -- columns ------------------------------------------------------------------------------------------------
def _columns(
    document: Document,
    family: Family,
    found: Sequence[Facility],
    townships: dict[str, str],
    places: dict[str, dict[str, float]],
) -> list[LedgerColumn]:
    """Number, name, status, township, main fields, what was computed, everything else, place, id.

    What only formulas of other sheets ask for stands hidden before the id.
    """
    lang = document.lang
    letters: dict[str, str] = {}  # known when rows are read, once every column has its place
    specs = {spec.name: spec for spec in field_specs(family)}
    main = [spec for spec in specs.values() if spec.group == "main" and spec.name not in ("name", "status")]
    rest = [spec for group in _LAST_GROUPS for spec in specs.values() if spec.group == group]
    number = Column(
        t("workbook.head.number", lang), "count", narrowest=5, widest=7, key=f"{SHEET_KEY}{family}"
    )
    township = Column(
        t("workbook.head.township", lang), narrowest=10, widest=20, wrap=True, key=f"{DERIVED_KEY}township"
    )
    columns = [
        LedgerColumn(number, lambda _, row: row - FIRST_ROW + 1),
        _field_column(specs["name"], document),
        _field_column(specs["status"], document),
        LedgerColumn(township, lambda facility, _: townships[facility.id] or None),
        *(_field_column(spec, document) for spec in main),
    ]
    columns += _computed(document, family, letters)
    previous = ""
    for spec in rest:
        columns.append(_field_column(spec, document, begins_group=spec.group != previous))
        previous = spec.group
    columns += [_place_column(key, document, places) for key in PLACE_KEYS]
    columns += _behind(document, family, found, letters)
    columns.append(
        LedgerColumn(
            Column(t("field.id", lang), narrowest=34, key=ID_KEY, hidden=True),
            lambda facility, _: facility.id,
        )
    )
    letters |= {item.column.key: get_column_letter(number) for number, item in enumerate(columns, start=1)}
    return columns


def _behind(
    document: Document, family: Family, found: Sequence[Facility], letters: Mapping[str, str]
) -> list[LedgerColumn]:
    """Hidden columns: whether a facility counts and is new, where it stands; of a shelter also ``UNFIT``."""
    county, lang = document.context.main.assessment.county, document.lang
    xy = np.array([facility.location for facility in found], dtype=np.float64).reshape(-1, 2)
    stands = {
        key: dict(zip((one.id for one in found), values.tolist(), strict=True))
        for key, values in (
            (PLACE, county.places.index_at(xy) + 1),
            (IN_COUNTY, county.in_county(xy).astype(int)),
            (IN_SEAT, county.in_seat(xy).astype(int)),
        )
    }
    today = document.context.results[TODAY_ID].assessment.facilities if _has_today(document) else ()
    before = {one.id for one in today}

    def column(key: str, read: Read) -> LedgerColumn:
        name = t(f"workbook.behind.{key.removeprefix(DERIVED_KEY)}", lang)
        return LedgerColumn(Column(name, "number", key=key, hidden=True), read)

    def standing(key: str) -> Read:
        return lambda facility, _: int(stands[key][facility.id])

    columns = [
        column(COUNTS, lambda facility, row: counts_formula(document, f"{letters['status']}{row}", facility)),
        column(NEW, lambda facility, _: int(facility.id not in before)),
        *(column(key, standing(key)) for key in (PLACE, IN_COUNTY, IN_SEAT)),
    ]
    if family == Family.SHELTER:
        context = document.context
        checks = siting_checks(county, found, context.rules, context.project.settings.local)
        columns += [
            column(UNFIT, lambda facility, _: int(is_excluded(checks[facility.id]))),
            column(GROSS, lambda facility, row: gross_formula(facility, f"{letters['gross_area_m2']}{row}")),
        ]
    return columns


def _has_today(document: Document) -> bool:
    return TODAY_ID in document.context.results


def _field_column(spec: FieldSpec, document: Document, *, begins_group: bool = False) -> LedgerColumn:
    lang = document.lang

    def read(facility: Facility, _: int) -> CellValue:
        value = getattr(facility, spec.name)
        if spec.kind in ("choice", "flag", "text"):
            return value_text(spec, value, lang) or None
        if spec.kind == "date":
            return _day(value) or value
        return None if value == "" else value

    long = spec.kind == "text"
    column = Column(
        t(f"field.{spec.name}", lang),
        _FORMATS.get(spec.kind, "text"),
        unit_name(spec.unit, lang),
        narrowest=18 if spec.name == "name" else 10.5 if spec.kind == "date" else 7,
        widest=34 if long else 24,
        wrap=long,
        begins_group=begins_group,
        key=spec.name,
    )
    return LedgerColumn(column, read, spec.unit not in _UNSUMMED_UNITS and spec.group == "main", spec)


def _day(text: str | None) -> date | None:
    """Day of a record as a spreadsheet knows days; ``None`` for a month without a day, and other texts."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.year > _FIRST_YEAR and len(text or "") == _DAY_LETTERS else None


def _place_column(key: str, document: Document, places: dict[str, dict[str, float]]) -> LedgerColumn:
    """Column of coordinates: who adds a row fills in either pair."""
    lang = document.lang
    is_metric = key in (X_KEY, Y_KEY)
    column = Column(
        t(f"workbook.place.{key[1:]}", lang),
        "metres" if is_metric else "degrees",
        unit_name("m", lang) if is_metric else "°",
        narrowest=11,
        begins_group=key == X_KEY,
        key=key,
    )
    return LedgerColumn(column, lambda facility, _: places[facility.id][key])


def _places(context: ReportContext, facilities: Sequence[Facility]) -> dict[str, dict[str, float]]:
    """Coordinates of each facility in metres and in degrees (CGCS2000), rounded to a centimetre."""
    if not facilities:
        return {}
    x, y = np.array([facility.location for facility in facilities]).T
    epsg = context.project.settings.crs_epsg
    to_degrees = Transformer.from_crs(f"EPSG:{epsg}", _DEGREES, always_xy=True)
    columns = dict(zip(PLACE_KEYS, (x, y, *to_degrees.transform(x, y)), strict=True))
    return {
        facility.id: {
            key: round(float(values[row]), PLACE_DECIMALS[key]) + 0.0 for key, values in columns.items()
        }
        for row, facility in enumerate(facilities)
    }


_COMPUTED_FORMATS: dict[str, Format] = {
    "m2": "area",
    "km2": "ratio",
    "percent": "share",
    "flag": "text",
    "hazards": "text",
}
"""How what was computed is shown, by the unit of a table; everything else is counted."""
_RATIOS = {
    "floor_area_share": ("floor_area_m2", f"{DERIVED_KEY}required_floor_area_m2"),
    "limit_share": (f"{DERIVED_KEY}jurisdiction_km2", f"{DERIVED_KEY}limit_km2"),
}
"""Shares that are live formulas: keys of the columns above and below the line."""


def _computed(document: Document, family: Family, letters: Mapping[str, str]) -> list[LedgerColumn]:
    """Columns of results; empty for facilities that do not count in the scenario."""
    columns = facility_columns(family, "workbook")
    return [
        _computed_column(document, one, letters, is_first=number == 0) for number, one in enumerate(columns)
    ]


def _computed_column(
    document: Document, one: FacilityColumn, letters: Mapping[str, str], *, is_first: bool
) -> LedgerColumn:
    lang, assessment = document.lang, document.context.main.assessment
    follows = shelter_formulas(document, letters).get(one.key)

    def read(facility: Facility, row: int) -> CellValue:
        value = one.of(assessment, facility)
        if follows is not None and isinstance(facility, Shelter):
            shown = one.word(lang) if value is True else None if value is False else value
            assert not isinstance(shown, (bool, tuple))
            return Formula(follows(row), shown)
        if isinstance(value, bool):
            return one.word(lang) if value else None
        if isinstance(value, tuple):
            return joined((hazard_word(kind, lang) for kind in value), lang) or None
        if value is None:
            return None
        ratio = [letters[key] for key in _RATIOS.get(one.key, ())]
        if ratio:
            return Formula(f"={ratio[0]}{row}/{ratio[1]}{row}", value)
        return value if one.unit == "share" else one.in_table(value)

    kind = _COMPUTED_FORMATS.get(one.table_unit, "count")
    title = one.title(lang) if follows is not None else t("workbook.computed", lang, name=one.title(lang))
    column = Column(
        title,
        kind,
        "" if one.unit in ("share", "flag", "hazards") else unit_name(one.head_unit, lang),
        narrowest=8,
        widest=16,
        wrap=kind == "text",
        begins_group=is_first,
        key=f"{DERIVED_KEY}{one.key}",
    )
    return LedgerColumn(column, read, one.is_summed)


# -- below and behind ----------------------------------------------------------------------------------------
def _colour(table: Table, family: Family, columns: Sequence[LedgerColumn]) -> None:
    """Mark what falls short: shelters in hazards, depots too small, jurisdictions too large."""
    at = {item.column.key: index for index, item in enumerate(columns, start=1)}

    def mark(key: str, test: str) -> None:
        column = at[f"{DERIVED_KEY}{key}"]
        table.colour_where(column, test.format(cell=f"{get_column_letter(column)}{FIRST_ROW}"))

    if family in (Family.SHELTER, Family.DEPOT):
        mark("hazards", "LEN({cell})>0")
    if family == Family.DEPOT:
        mark("floor_area_share", "AND(ISNUMBER({cell}),{cell}<1)")
    if family == Family.FIRE_STATION:
        mark("limit_share", "AND(ISNUMBER({cell}),{cell}>1)")


def _totals(
    document: Document, table: Table, found: Sequence[Facility], columns: Sequence[LedgerColumn]
) -> None:
    """One row of totals for each status that counts; candidates and rejected sites are never summed."""
    lang = document.lang
    last = table.last_row  # with the line above which rows are inserted
    status_cells = _fixed(table.range_of(_STATUS_COLUMN, last=last))
    for status in (Status.EXISTING, Status.PLANNED):
        chosen = [(item, FIRST_ROW + row) for row, item in enumerate(found) if item.status == status]
        if not chosen:
            continue
        word = t(f"choice.status.{status}", lang)
        values: list[CellValue] = [
            t("workbook.total_of", lang, status=word),
            Formula(f'=COUNTIF({status_cells},"{word}")', len(chosen)),
        ]
        for index, column in enumerate(columns[3:-1], start=4):
            if not column.summed:
                values.append(None)
                continue
            shown = [_value(column.read(item, row)) for item, row in chosen]
            known = [value for value in shown if isinstance(value, (int, float)) and is_number(value)]
            cells = _fixed(table.range_of(index, last=last))
            formula = Formula(f'=SUMIF({status_cells},"{word}",{cells})', float(sum(known)))
            values.append(formula if known else None)
        table.total("", [*values, TOTAL_ID])


def _value(cell: CellValue) -> CellValue:
    return cell.value if isinstance(cell, Formula) else cell


def _fixed(cells: str) -> str:
    """Range with its rows held fast."""
    first, last = cells.split(":")
    letters = first.rstrip("0123456789")
    return f"{letters}${first[len(letters) :]}:{letters}${last[len(letters) :]}"
