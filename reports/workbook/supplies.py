"""Relief supplies: need, stock and shortage of each item; who sends what to which township; the ledger."""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from models.access.measures import lorry
from models.access.words import pace_text, way_text
from models.findings.findings import Verdict
from models.findings.numbers import unit_name
from models.kernel.text import t
from models.supplies.dispatch import Arrival, DispatchPlan
from models.supplies.items import unit_word
from models.supplies.need import STORAGES, Lot, Shortage, State
from reports.words import joined
from reports.workbook.cells import CellValue, Empty, live
from reports.workbook.document import Document
from reports.workbook.look import Look
from reports.workbook.sheet import FIRST_ROW, Column, Table
from reports.workbook.sheltering import known


def _basis(document: Document) -> str:
    """Whom the supplies are for."""
    lang, case = document.lang, document.context.case
    if case is None:
        return t("report.remark.missing", lang, items=t("missing.population", lang))
    climate = {True: "cold", False: "warm", None: "unknown"}[case.is_cold]
    return t(
        "supplies.basis.case",
        lang,
        persons=f"{case.persons:,}",
        days=f"{case.days:g}",
        climate=t(f"supplies.climate.{climate}", lang),
    )


def add_stock(document: Document) -> None:
    """Each needed item: need, usable stock by kind of storage, ratio and shortage, both live."""
    lang, context = document.lang, document.context
    columns = [
        Column(t("supplies.column.item", lang), narrowest=16, widest=26),
        Column(t("supplies.column.unit", lang), narrowest=7, widest=10),
        Column(t("supplies.column.need", lang), "count", narrowest=10),
        Column(t("supplies.column.stock", lang), "count", narrowest=10),
        Column(t("supplies.column.ratio", lang), "share", narrowest=10),
        Column(t("supplies.column.unmet", lang), "count", narrowest=10),
        *(Column(t(f"supply_storage.{storage}", lang), "count", narrowest=9) for storage in STORAGES),
        Column(t("workbook.stock.expired", lang), "count", narrowest=9),
        Column(t("workbook.stock.unknown", lang), "count", narrowest=9),
        Column(t("workbook.head.note", lang), narrowest=20, widest=34, wrap=True),
    ]
    table = Table(document, "stock", t("workbook.stock.title", lang), columns)
    for shortage in context.shortages:
        table.add(_item(document, shortage, table.last_row + 1))
    if table.row_count:
        table.bars(5)
        table.colour_where(6, f"N(F{FIRST_ROW})>0")
    last = table.last_row
    table.note(_basis(document))
    if not context.project.settings.stock:
        table.note(t("report.remark.missing", lang, items=t("missing.stock", lang)))
    table.finish(t("workbook.about.stock", lang), filter_to=last)


def _item(document: Document, shortage: Shortage, number: int) -> list[CellValue]:
    lang, holding, need = document.lang, shortage.holding, shortage.need.quantity
    usable: CellValue = Empty.NO_DATA if holding.is_unknown else holding.usable
    ratio = holding.usable / need if need else None
    notes = []
    if shortage.item.is_essential:
        notes.append(t("workbook.stock.essential", lang))
    if holding.is_told and not shortage.is_listed:
        notes.append(t("workbook.stock.unlisted", lang))
    if shortage.need.is_larger:
        notes.append(t("supplies.climate.unknown", lang))
    return [
        shortage.item.name(lang),
        unit_name(shortage.item.unit, lang),
        need,
        usable,
        live(f"=D{number}/C{number}", ratio, shortage.ratio) if need else None,
        live(f"=MAX(0,C{number}-D{number})", max(0.0, need - holding.usable), shortage.lacking),
        *(Empty.NO_DATA if holding.is_unknown else holding.by_storage[storage] for storage in STORAGES),
        holding.expired if holding.is_told else Empty.NO_DATA,
        holding.unknown_rows,
        joined(notes, lang),
    ]


def add_stock_ledger(document: Document) -> None:
    """Every row of the stock ledger, as it is judged on the day of the report."""
    lang, context = document.lang, document.context
    columns = [
        Column(t("workbook.head.number", lang), "count", narrowest=5, widest=7),
        Column(t("supplies.column.depot", lang), narrowest=18, widest=30, wrap=True),
        Column(t("supplies.column.name", lang), narrowest=16, widest=28),
        Column(t("supplies.column.item", lang), narrowest=12, widest=22),
        Column(t("supplies.column.code", lang), narrowest=10, widest=14),
        Column(t("supplies.column.quantity", lang), "number", narrowest=10),
        Column(t("supplies.column.unit", lang), narrowest=7, widest=10),
        Column(t("supplies.column.expires", lang), narrowest=11),
        Column(t("supplies.column.place", lang), narrowest=10, widest=18),
        Column(t("supplies.column.state", lang), narrowest=12, widest=26, wrap=True),
        Column(t("supplies.column.note", lang), narrowest=16, widest=30, wrap=True),
    ]
    table = Table(document, "stock_ledger", t("workbook.stock.ledger_title", lang), columns, frozen=3)
    scenarios = context.project.scenarios  # a depot of another plan has a name too
    names = {one.id: one.name for scenario in scenarios for one in scenario.facilities.values()}
    for number, lot in enumerate(context.stock.lots, start=1):
        table.add(_lot(document, lot, number, names))
    if table.row_count:
        words = {t(f"supply_state.{state}", lang): Verdict.NO_DATA for state in State}
        words[t("supply_state.usable", lang)] = Verdict.PASS
        words[t("supply_state.expired", lang)] = Verdict.FAIL
        table.colour_words(10, words)
    table.finish(t("workbook.about.stock_ledger", lang))


def _lot(document: Document, lot: Lot, number: int, names: dict[str, str]) -> list[CellValue]:
    lang, row = document.lang, lot.row
    item = f"figure_input.supply.{lot.item}"
    return [
        number,
        names.get(row.depot_id) or None,
        row.name,
        t(item, lang) if lot.item else None,
        row.code or None,
        known(row.quantity),
        unit_word(row.unit, lang) or None,
        lot.expires or row.expires,
        row.place or None,
        t(f"supply_state.{lot.state}", lang),
        row.note or None,
    ]


# -- dispatch ------------------------------------------------------------------------------------------------
def add_dispatch(document: Document) -> None:
    """Each township: people, first and last load, whether in time, what is lacking."""
    lang, plan = document.lang, document.context.dispatch
    limits = plan.limits_h if plan is not None else ()
    items = plan.items if plan is not None and not plan.missing else ()
    columns = [
        Column(t("workbook.head.township", lang), narrowest=14, widest=24),
        Column(t("supplies.column.persons", lang), "count", narrowest=10),
        Column(t("supplies.column.first", lang), "minutes", narrowest=10),
        Column(t("supplies.column.last", lang), "minutes", narrowest=10),
        *(
            Column(t("supplies.within", lang, hours=f"{limit:g}"), narrowest=10, widest=14)
            for limit in limits
        ),
        *(
            Column(
                t("supplies.lacking_of", lang, item=item.name(lang)),
                "count",
                unit_name(item.unit, lang),
                narrowest=9,
                begins_group=index == 0,
            )
            for index, item in enumerate(items)
        ),
    ]
    table = Table(document, "dispatch", t("workbook.dispatch.title", lang), columns)
    arrivals = plan.arrivals if plan is not None and not plan.missing else ()
    looks = {index: Look(align="center") for index in range(4, 4 + len(limits))}
    for arrival in arrivals:
        assert plan is not None
        table.add(_arrival(document, plan, arrival), looks)
    last = table.last_row
    if arrivals:
        in_time = {
            t("supplies.in_time.yes", lang): Verdict.PASS,
            t("supplies.in_time.no", lang): Verdict.FAIL,
        }
        for column in range(5, 5 + len(limits)):
            table.colour_words(column, in_time)
        first = 5 + len(limits)
        for column in range(first, first + len(items)):
            table.colour_where(column, f"N({get_column_letter(column)}{FIRST_ROW})>0")
        lacking = [
            table.summed(column, [one.unmet.get(item.key, 0) for one in arrivals])
            for column, item in enumerate(items, start=first)
        ]
        blank: list[CellValue] = [None] * (2 + len(limits))
        persons = table.summed(2, [one.persons for one in arrivals])
        table.total(t("workbook.total", lang), [persons, *blank, *lacking])
    _dispatch_notes(document, table, plan)
    table.finish(t("workbook.about.dispatch", lang), filter_to=last)


def _dispatch_notes(document: Document, table: Table, plan: DispatchPlan | None) -> None:
    lang = document.lang
    table.note(_basis(document))
    if plan is None:
        return
    if plan.missing:
        items = joined((t(f"missing.{item}", lang) for item in plan.missing), lang)
        table.note(t("report.remark.missing", lang, items=items))
        return
    pace = pace_text(plan.way, lang)
    table.note(t("supplies.basis.way", lang, loading=f"{plan.loading_h:g}", pace=pace))
    table.note(t("supplies.basis.share", lang))
    table.note(document.whose(t("supplies.basis.first", lang)))


def _arrival(document: Document, plan: DispatchPlan, arrival: Arrival) -> list[CellValue]:
    lang = document.lang
    return [
        plan.name(arrival.township),
        arrival.persons,
        known(arrival.first_h),
        known(arrival.last_h),
        *(t(f"supplies.in_time.{'yes' if good else 'no'}", lang) for good in arrival.is_in_time),
        *(arrival.unmet.get(item.key, 0) for item in plan.items),
    ]


def add_loads(document: Document) -> None:
    """Every load: from which depot, to which township, of what, when it leaves and arrives."""
    lang, plan, context = document.lang, document.context.dispatch, document.context
    way = lorry(context.main.assessment.county, context.rules)
    columns = [
        Column(t("workbook.head.number", lang), "count", narrowest=6),
        Column(t("supplies.column.depot", lang), narrowest=18, widest=30, wrap=True),
        Column(t("supplies.column.township", lang), narrowest=14, widest=22),
        Column(t("supplies.column.item", lang), narrowest=12, widest=22),
        Column(t("supplies.column.sent", lang), "count", narrowest=10),
        Column(t("supplies.column.unit", lang), narrowest=7, widest=10),
        Column(way_text(way, "column", lang), "minutes", narrowest=10),
        Column(t("supplies.column.departs", lang), "ratio", narrowest=9),
        Column(t("supplies.column.arrives", lang), "ratio", narrowest=9),
    ]
    table = Table(document, "loads", t("workbook.dispatch.loads_title", lang), columns, frozen=2)
    for number, leg in enumerate(plan.legs if plan is not None else (), start=1):
        assert plan is not None
        at = table.last_row + 1
        factor = plan.way.hours_per_km
        table.add(
            [
                number,
                plan.depots[leg.depot].name,
                plan.name(leg.township),
                leg.item.name(lang),
                leg.quantity,
                unit_name(leg.item.unit, lang),
                leg.distance_m / 1000,
                leg.departs_h,
                leg.arrives_h
                if factor is None
                else live(f"=H{at}+G{at}*{factor}", leg.arrives_h, leg.arrives_h),
            ]
        )
    table.finish(t("workbook.about.loads", lang))
