"""Shelters in full: need against room by length of stay, what there is by class, who looks after them."""

from __future__ import annotations

from models.findings.findings import Verdict
from models.findings.numbers import unit_name
from models.kernel.text import Lang, t
from models.shelters.composition import class_rows
from models.shelters.custody import CustodyRow, Due, custody_rows
from models.shelters.fitting import fittings
from models.shelters.need import DemandRow, StayBalance
from reports.words import joined
from reports.workbook.cells import CellValue, Empty, live
from reports.workbook.document import Document
from reports.workbook.places import township_of
from reports.workbook.sheet import FIRST_ROW, Column, Table

_DAYS_UNIT = "days"


def known(value: float | int | None) -> CellValue:
    """A number, or the words for no data."""
    return Empty.NO_DATA if value is None else value


# -- need and room -------------------------------------------------------------------------------------------
def add_demand(document: Document) -> None:
    """Need and room of each stay class: the county, its seat, then each township."""
    lang = document.lang
    people = unit_name("persons", lang)
    has_notes = any(_notes(balance, lang) for row in document.context.demand for balance in row.stays)
    columns = [
        Column(t("workbook.demand.place", lang), narrowest=14, widest=22),
        Column(t("workbook.demand.stay", lang), narrowest=12, widest=20),
        Column(document.whose(t("column.township.population.name", lang)), "count", people, narrowest=11),
        Column(t("workbook.demand.share", lang), "share", narrowest=9),
        Column(t("assignment.total.needing", lang), "count", people, narrowest=10),
        Column(t("column.township.capacity.name", lang), "count", people, narrowest=10),
        Column(t("workbook.demand.gap", lang), "count", people, narrowest=13),
        Column(t("workbook.demand.ratio", lang), "share", narrowest=13),
        Column(t("column.township.shelters.name", lang), "count", narrowest=9),
        Column(t("workbook.head.note", lang), narrowest=22, widest=34, wrap=True, hidden=not has_notes),
    ]
    table = Table(document, "demand", t("workbook.demand.title", lang), columns)
    sources: dict[str, None] = {}
    for row in document.context.demand:
        sources[document.whose(t(f"figure_input.{row.denominator}", lang))] = None
        for balance in row.stays:
            table.add(_demand(document, row, balance, table.last_row + 1))
    if table.row_count:
        table.bars(8)
        table.colour_where(7, f"AND(ISNUMBER(G{FIRST_ROW}),G{FIRST_ROW}>0)")
    last = table.last_row
    if sources:
        table.note(t("workbook.demand.sources", lang, sources=joined(sources, lang)))
    table.finish(t("workbook.about.demand", lang), filter_to=last)


def _demand(document: Document, row: DemandRow, balance: StayBalance, number: int) -> list[CellValue]:
    lang = document.lang
    residents, need, room = row.residents_persons, balance.need_persons, balance.capacity_persons
    made = None if residents is None else residents * balance.share
    gap = None if need is None or room is None else max(0.0, need - room)
    ratio = None if not need or room is None else room / need
    return [
        row.name or t(f"shelter_scope.{row.scope}", lang),
        t(f"assignment.stay.{balance.stay}", lang),
        known(residents),
        balance.share,
        live(f"=C{number}*D{number}", made, need),
        known(room),
        live(f"=MAX(0,E{number}-F{number})", gap, balance.gap_persons),
        live(f"=F{number}/E{number}", ratio, balance.ratio),
        balance.shelters,
        _notes(balance, lang),
    ]


def _notes(balance: StayBalance, lang: Lang) -> str:
    if balance.unknown_shelters:
        return t("workbook.demand.unknown", lang, count=balance.unknown_shelters)
    return t("workbook.demand.estimated", lang) if balance.is_estimated else ""


# -- what there is -------------------------------------------------------------------------------------------
def add_classes(document: Document) -> None:
    """Classes of shelter: what the standards ask of each, how many there are, their area and room."""
    lang, context = document.lang, document.context
    m2, people = unit_name("m2", lang), unit_name("persons", lang)
    columns = [
        Column(t("field.shelter_class", lang), narrowest=18, widest=26),
        Column(t("column.township.shelters.name", lang), "count", narrowest=9),
        Column(t("workbook.classes.in_seat", lang), "count", narrowest=9),
        Column(t("column.township.effective_area.name", lang), "area", m2, narrowest=12),
        Column(t("column.township.capacity.name", lang), "count", people, narrowest=11),
        Column(t("workbook.classes.area_share", lang), "share", narrowest=10),
        Column(t("workbook.classes.days", lang), "count", unit_name("days", lang), narrowest=9),
        Column(t("workbook.classes.each", lang), "number", unit_name("m2_per_person", lang), narrowest=9),
        Column(t("workbook.classes.radius", lang), "count", unit_name("m", lang), narrowest=9),
        Column(t("workbook.classes.least", lang), "area", m2, narrowest=11),
        Column(t("workbook.classes.unknown", lang), "count", narrowest=10),
    ]
    rows = class_rows(context.main.assessment.county, context.shelters, context.rules)
    table = Table(document, "classes", t("workbook.classes.title", lang), columns)
    total = sum(row.effective_m2 or 0.0 for row in rows)
    total_row = FIRST_ROW + len(rows)
    for row in rows:
        number = table.last_row + 1
        area = row.effective_m2
        share = None if area is None or not total else area / total
        table.add(
            [
                t(f"choice.shelter_class.{row.shelter_class}", lang),
                row.shelters,
                known(row.in_seat),
                known(area),
                known(row.capacity_persons),
                None if share is None else live(f"=D{number}/D${total_row}", share, share),
                row.opening_days,
                row.area_per_person_m2,
                row.service_radius_m,
                row.effective_area_min_m2,
                row.unknown,
            ]
        )
    table.bars(6)
    summed: list[CellValue] = [
        table.summed(2, [row.shelters for row in rows]),
        table.summed(3, [row.in_seat for row in rows]),
        table.summed(4, [row.effective_m2 for row in rows]),
        table.summed(5, [row.capacity_persons for row in rows]),
        *([None] * 5),
        table.summed(11, [row.unknown for row in rows]),
    ]
    last = table.last_row
    table.total(t("workbook.total", lang), summed)
    table.finish(t("workbook.about.classes", lang), filter_to=last)


# -- class and size ------------------------------------------------------------------------------------------
def add_fitting(document: Document) -> None:
    """Stated class of each shelter, the class that its area makes, and what is lacking to the next."""
    lang, context = document.lang, document.context
    m2 = unit_name("m2", lang)
    columns = [
        Column(t("family.shelter.short_one", lang), narrowest=20, widest=32, wrap=True),
        Column(t("fitting.stated", lang), narrowest=16, widest=22),
        Column(t("column.facility.effective_area_m2.name", lang), "area", m2, narrowest=12),
        Column(t("fitting.lacking", lang), "area", m2, narrowest=12),
        Column(t("fitting.suggested", lang), narrowest=16, widest=22),
        Column(t("fitting.next", lang), narrowest=16, widest=22),
        Column(t("fitting.to_next_head", lang), "area", m2, narrowest=12),
    ]

    def word(name: str | None) -> CellValue:
        return None if name is None else t(f"choice.shelter_class.{name}", lang)

    table = Table(document, "fitting", t("workbook.sheet.fitting", lang), columns)
    for row in fittings(context.shelters, context.rules):
        table.add(
            [
                row.shelter.name,
                word(row.stated),
                known(row.effective_m2),
                known(row.lacking_m2),
                Empty.NO_DATA if row.by_area is None else word(row.by_area),
                word(row.next_class),
                row.to_next_m2,
            ]
        )
    table.finish(t("workbook.about.fitting", lang))


# -- who looks after them ------------------------------------------------------------------------------------
def add_custody(document: Document) -> None:
    """Records of each shelter that counts: inspections, drills, who is named, the most overdue first."""
    lang, context = document.lang, document.context
    days = unit_name(_DAYS_UNIT, lang)
    columns = [
        Column(t("workbook.head.number", lang), "count", narrowest=5, widest=7),
        Column(t("field.name", lang), narrowest=18, widest=30, wrap=True),
        Column(t("workbook.head.township", lang), narrowest=12, widest=20),
        Column(t("field.shelter_class", lang), narrowest=14, widest=24),
        Column(t("field.last_inspection", lang), "text", narrowest=11),
        Column(t("workbook.custody.state", lang), narrowest=9, widest=18),
        Column(t("workbook.custody.late", lang), "count", days, narrowest=8),
        Column(t("field.last_drill", lang), "text", narrowest=11),
        Column(t("workbook.custody.state", lang), narrowest=9, widest=18),
        Column(t("workbook.custody.late", lang), "count", days, narrowest=8),
        Column(t("workbook.custody.lacking", lang), narrowest=14, widest=22, wrap=True),
        Column(t("workbook.custody.seismic", lang), narrowest=9, widest=14),
        Column(t("workbook.custody.signs", lang), narrowest=9, widest=14),
        Column(t("field.occupancy_persons", lang), "count", unit_name("persons", lang), narrowest=9),
        Column(t("workbook.custody.occupancy", lang), narrowest=9, widest=16),
    ]
    table = Table(document, "custody", t("workbook.custody.title", lang), columns, frozen=2)
    rows = custody_rows(context.shelters, context.rules, context.made_on)
    places = township_of(context, [row.shelter for row in rows], lang)
    for number, row in enumerate(rows, start=1):
        table.add(_custody(document, row, number, places[row.shelter.id]))
    if rows:
        good = {t("custody.due.current", lang): Verdict.PASS, t("custody.due.overdue", lang): Verdict.FAIL}
        open_ = {t(f"custody.due.{state}", lang): Verdict.NO_DATA for state in ("missing", "future")}
        for column in (6, 9):
            table.colour_words(column, good | open_)
        seismic = {
            t("custody.seismic.adequate", lang): Verdict.PASS,
            t("custody.seismic.inadequate", lang): Verdict.FAIL,
            t("custody.seismic.unassessed", lang): Verdict.NO_DATA,
        }
        table.colour_words(12, seismic)
        table.colour_words(15, {t("occupancy.over", lang): Verdict.FAIL})
    table.finish(t("workbook.about.custody", lang))


def _custody(document: Document, row: CustodyRow, number: int, township: str) -> list[CellValue]:
    lang = document.lang
    signs = {True: "signed", False: "unsigned", None: "unknown"}[row.is_signed]

    def of(due: Due) -> list[CellValue]:
        day = due.day
        return [None if day is None else day, t(f"custody.due.{due.state}", lang), due.overdue_days]

    return [
        number,
        row.shelter.name,
        township,
        t(f"choice.shelter_class.{row.shelter.shelter_class}", lang),
        *of(row.inspection),
        *of(row.drill),
        joined((t(f"custody.{name}", lang) for name in row.lacking), lang),
        t(f"custody.seismic.{row.seismic}", lang),
        t(f"custody.signs.{signs}", lang),
        row.occupancy.persons,
        t(f"occupancy.{row.occupancy.state}", lang),
    ]
