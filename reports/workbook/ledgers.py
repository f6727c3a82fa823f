"""A register of each family: every field, every facility of the scenario, and what was computed for it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from openpyxl import Workbook

from models.facility import Facility, Family, FieldSpec, Status, field_specs
from models.numbers import unit_name
from models.text import Lang, t
from reports.context import ReportContext
from reports.workbook.sheet import CellValue, Column, Format, Table
from reports.workbook.summary import subtitle

_FORMATS: dict[str, Format] = {"number": "number", "integer": "count"}
_STATUS_ORDER = [str(status) for status in Status]


def _head(spec: FieldSpec, lang: Lang) -> str:
    label = t(f"field.{spec.name}", lang)
    return f"{label} ({unit_name(spec.unit, lang)})" if spec.unit else label


def _value(facility: Facility, spec: FieldSpec, lang: Lang) -> CellValue:
    value: CellValue = getattr(facility, spec.name)
    if spec.kind == "choice" and value:
        return t(f"choice.{spec.choices}.{value}", lang)
    if spec.kind == "flag":
        return None if value is None else t("report.yes" if value else "report.no", lang)
    return value


def _computed(context: ReportContext, family: Family, lang: Lang) -> list[Column]:
    heads: dict[Family, list[tuple[str, Format]]] = {
        Family.SHELTER: [
            ("computed.effective_area_m2", "area"),
            ("computed.estimated", "text"),
            ("computed.capacity_persons", "count"),
            ("computed.persons_in_radius", "count"),
            ("computed.hazards", "text"),
        ],
        Family.DEPOT: [
            ("computed.persons_served", "count"),
            ("computed.required_floor_area_m2", "area"),
            ("computed.hazards", "text"),
        ],
        Family.FIRE_STATION: [
            ("computed.jurisdiction_km2", "ratio"),
            ("computed.limit_km2", "ratio"),
            ("computed.persons_reached", "count"),
        ],
    }
    return [Column(t(f"workbook.{key}", lang), kind, 14, wrap=True) for key, kind in heads.get(family, [])]


def _computed_values(context: ReportContext, facility: Facility, lang: Lang) -> list[CellValue]:
    assessment = context.main.assessment
    separator = t("workbook.separator", lang)

    def hazards(names: tuple[str, ...]) -> str:
        return separator.join(names)

    if facility.family == Family.SHELTER:
        shelter = assessment.shelters.get(facility.id)
        if shelter is None:
            return [None] * 5
        return [
            shelter.effective_area_m2,
            t("workbook.estimated", lang) if shelter.is_estimated else "",
            shelter.capacity_persons,
            shelter.persons_in_radius,
            hazards(shelter.hazards),
        ]
    if facility.family == Family.DEPOT:
        depot = assessment.depots.get(facility.id)
        if depot is None:
            return [None] * 3
        return [depot.persons_served, depot.required_floor_area_m2, hazards(depot.hazards)]
    if facility.family == Family.FIRE_STATION:
        station = assessment.stations.get(facility.id)
        if station is None:
            return [None] * 3
        area, limit = station.jurisdiction_area_m2, station.area_limit_m2
        return [
            None if area is None else area / 1e6,
            None if limit is None else limit / 1e6,
            station.persons_reached,
        ]
    return []


def add_ledger(book: Workbook, context: ReportContext, lang: Lang, family: Family) -> None:
    """One sheet: the family's facilities, existing first, then by township order and name."""
    specs = field_specs(family)
    computed = _computed(context, family, lang)
    columns = [
        Column(t("workbook.head.number", lang), "count", 6),
        *(
            Column(
                _head(spec, lang),
                _FORMATS.get(spec.kind, "text"),
                22 if spec.name in ("name", "address", "note") else 13,
                wrap=spec.kind == "text",
            )
            for spec in specs
        ),
        Column(t("workbook.head.township", lang), "text", 14),
        *computed,
    ]
    family_name = t(f"family.{family}.plural", lang)
    table = Table(
        book,
        t(f"workbook.sheet.ledger.{family}", lang),
        t("workbook.ledger.title", lang, family=family_name),
        subtitle(context, lang),
        columns,
        lang,
    )
    found = [item for item in context.main.scenario.facilities.values() if item.family == family]
    found.sort(key=lambda item: (_STATUS_ORDER.index(item.status), item.name, item.id))
    townships = _townships(context, found)
    for number, (facility, township) in enumerate(zip(found, townships, strict=True), start=1):
        table.add(
            [
                number,
                *(_value(facility, spec, lang) for spec in specs),
                township,
                *_computed_values(context, facility, lang),
            ]
        )
    table.finish()
    table.sheet.freeze_panes = table.sheet.cell(table.HEAD_ROW + 1, 3)


def _townships(context: ReportContext, facilities: list[Facility]) -> list[str]:
    units = context.main.assessment.county.townships
    if not facilities or not len(units):
        return [""] * len(facilities)
    rows = units.index_at(np.array([facility.location for facility in facilities]))
    return [str(units.names[row]) if row >= 0 else "" for row in rows]


def maker(family: Family) -> Callable[[Workbook, ReportContext, Lang], None]:
    """Sheet maker of one family."""

    def make(book: Workbook, context: ReportContext, lang: Lang) -> None:
        add_ledger(book, context, lang, family)

    return make
