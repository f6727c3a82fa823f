"""Fire response: by township, by station, and the villages that nobody reaches in time."""

from __future__ import annotations

import numpy as np

from models.access.measures import engine
from models.access.words import way_text
from models.findings.findings import Verdict
from models.findings.numbers import figure_text, unit_name
from models.fire.response import Summary
from models.fire.tables import FireTables, LateVillage, StationRow, TownRow
from models.kernel.text import Lang, t
from models.rules.rules import Rules
from reports.workbook.cells import CellValue, Empty, Formula, live
from reports.workbook.document import Document
from reports.workbook.look import verdict_word
from reports.workbook.sheet import Column, Table
from reports.workbook.sheltering import known
from reports.workbook.siting import faults_in_words

MOST_VILLAGES = 3000


def add_fire_towns(document: Document) -> None:
    """Times and shares of each township, what it needs and has; the whole county below."""
    lang, fire = document.lang, document.context.fire
    people, minutes = unit_name("persons", lang), unit_name("min", lang)
    columns = [
        Column(t("workbook.head.township", lang), narrowest=14, widest=22),
        Column(document.whose(t("column.township.population.name", lang)), "count", people, narrowest=11),
        Column(t("workbook.fire.mean", lang), "minutes", minutes, narrowest=9),
        Column(t("workbook.fire.p90", lang), "minutes", minutes, narrowest=9),
        Column(t("workbook.fire.second_p90", lang), "minutes", minutes, narrowest=9),
        Column(t("workbook.fire.first_share", lang), "share", narrowest=10),
        Column(t("workbook.fire.second_share", lang), "share", narrowest=10),
        Column(t("workbook.fire.villages", lang), "count", narrowest=8, begins_group=True),
        Column(t("workbook.fire.villages_reached", lang), "count", narrowest=9),
        Column(t("workbook.fire.village_share", lang), "share", narrowest=10),
        Column(t("workbook.fire.builtup_share", lang), "share", narrowest=10),
        Column(t("column.township.stations.name", lang), "count", narrowest=8),
        Column(t("column.township.brigades.name", lang), "count", narrowest=8),
        Column(t("choice.brigade_class.micro", lang), "count", narrowest=8),
        Column(t("workbook.fire.needs", lang), narrowest=12, widest=20, wrap=True),
        Column(t("workbook.fire.has", lang), narrowest=12, widest=20, wrap=True),
        Column(t("report.head.verdict", lang), narrowest=10, widest=14),
        Column(t("workbook.fire.hydrants", lang), "count", narrowest=8),
        Column(t("workbook.fire.water", lang), "count", narrowest=8),
    ]
    table = Table(document, "fire_towns", t("workbook.fire.towns_title", lang), columns)
    for row in fire.towns:
        table.add(_town(document, row, table.last_row + 1, has_villages=fire.has_villages))
    last = table.last_row
    if fire.towns:
        for column in (6, 7, 10, 11):
            table.bars(column)
        table.colour_verdicts(17)
        _county(document, table, fire)
    if any(row.is_by_places for row in fire.towns):
        table.note(t("workbook.fire.by_places", lang))
    first, second = time_limits(fire.rules, lang)
    ways = way_text(engine(fire.county, fire.rules), "note", lang)
    table.note(t("workbook.fire.basis", lang, first=first, second=second, ways=ways))
    table.finish(t("workbook.about.fire_towns", lang), filter_to=last)


def time_limits(rules: Rules, lang: Lang) -> tuple[str, str]:
    """Times within which the first and the second station to come arrive in time, turnout included."""
    first = rules["fire.turnout_min"] + rules["fire.driving_min"]
    return figure_text(first, "min", lang), figure_text(rules["fire.second_due_min"], "min", lang)


def _town(document: Document, row: TownRow, number: int, *, has_villages: bool) -> list[CellValue]:
    lang = document.lang
    share = row.villages_reached / row.villages if row.villages else None
    verdict = Verdict.NO_DATA if row.is_short is None else Verdict.FAIL if row.is_short else Verdict.PASS

    def brigade(name: str | None) -> CellValue:
        if name is None:
            return Empty.NO_DATA
        if name == "station":
            return t("family.fire_station.one", lang)
        return t(f"choice.brigade_class.{name}", lang) if name else t("workbook.fire.none", lang)

    return [
        row.place.name,
        known(row.persons),
        known(row.mean_min),
        known(row.p90_min),
        known(row.second_p90_min),
        known(row.first_share),
        known(row.second_share),
        row.villages if has_villages else Empty.NO_DATA,
        row.villages_reached if has_villages else Empty.NO_DATA,
        Formula(f"=I{number}/H{number}", share) if share is not None else None,
        known(row.builtup_share),
        known(row.stations),
        known(row.brigades),
        known(row.micro),
        brigade(row.needs),
        brigade(row.has),
        verdict_word(verdict, lang),
        known(row.hydrants),
        known(row.water_sources),
    ]


def _county(document: Document, table: Table, fire: FireTables) -> None:
    """The whole county in one row: sums where the program has sums, its own figures elsewhere."""
    whole, towns = fire.response.whole, fire.towns
    residents = [row.persons for row in towns]
    number = table.last_row + 1
    villages, reached = int(whole.villages[0]), int(whole.villages_reached[0])

    def first(values: str) -> CellValue:
        value = float(getattr(whole, values)[0])
        return value if np.isfinite(value) else Empty.NO_DATA

    share = _share(whole)
    table.total(
        t("shelter_scope.county", document.lang),
        [
            table.summed(2, residents),
            first("mean_min"),
            first("p90_min"),
            first("second_p90_min"),
            first("first_share"),
            first("second_share"),
            villages if fire.has_villages else Empty.NO_DATA,
            reached if fire.has_villages else Empty.NO_DATA,
            None if share is None else live(f"=I{number}/H{number}", share, share),
            first("builtup_share"),
            table.summed(12, [row.stations for row in towns]),
            table.summed(13, [row.brigades for row in towns]),
            table.summed(14, [row.micro for row in towns]),
            None,
            None,
            None,
            table.summed(18, [row.hydrants for row in towns]),
            table.summed(19, [row.water_sources for row in towns]),
        ],
    )


def _share(whole: Summary) -> float | None:
    share = float(whole.village_share[0])
    return share if np.isfinite(share) else None


def add_fire_stations(document: Document) -> None:
    """Each station that counts: its area against the limit, whom it reaches, whether it may stand there."""
    lang, fire = document.lang, document.context.fire
    km2 = unit_name("km2", lang)
    columns = [
        Column(t("workbook.head.number", lang), "count", narrowest=5, widest=7),
        Column(t("field.name", lang), narrowest=18, widest=30, wrap=True),
        Column(t("workbook.head.township", lang), narrowest=12, widest=20),
        Column(t("field.station_class", lang), narrowest=14, widest=22),
        Column(t("field.status", lang), narrowest=8, widest=12),
        Column(t("column.facility.jurisdiction_km2.name", lang), "ratio", km2, narrowest=10),
        Column(t("column.facility.limit_km2.name", lang), "ratio", km2, narrowest=10),
        Column(t("column.facility.limit_share.name", lang), "share", narrowest=10),
        Column(
            t("column.facility.persons_reached.name", lang), "count", unit_name("persons", lang), narrowest=10
        ),
        Column(t("workbook.fire.siting", lang), narrowest=10, widest=14),
        Column(t("workbook.head.remarks", lang), narrowest=40, widest=60, wrap=True),
    ]
    table = Table(document, "fire_stations", t("workbook.fire.stations_title", lang), columns, frozen=2)
    for number, row in enumerate(fire.stations, start=1):
        table.add(_station(document, row, number, table.last_row + 1))
    if fire.stations:
        table.colour_verdicts(10)
        table.colour_where(8, "AND(ISNUMBER(H5),H5>1)")
    table.finish(t("workbook.about.fire_stations", lang))


def _station(document: Document, row: StationRow, number: int, at: int) -> list[CellValue]:
    lang, result = document.lang, row.result
    area = None if result.jurisdiction_area_m2 is None else result.jurisdiction_area_m2 / 1e6
    limit = None if result.area_limit_m2 is None else result.area_limit_m2 / 1e6
    share = area / limit if area is not None and limit else None
    return [
        number,
        row.station.name,
        row.unit,
        t(f"choice.station_class.{row.station.station_class}", lang),
        t(f"choice.status.{row.station.status}", lang),
        area,
        limit,
        None if share is None else Formula(f"=F{at}/G{at}", share),
        result.persons_reached,
        verdict_word(row.siting, lang),
        faults_in_words(row.checks, lang),
    ]


def add_late_villages(document: Document) -> None:
    """Villages that no station reaches in time, the latest first."""
    lang, fire = document.lang, document.context.fire
    minutes = unit_name("min", lang)
    columns = [
        Column(t("workbook.head.number", lang), "count", narrowest=6),
        Column(t("role.villages", lang), narrowest=18, widest=28),
        Column(t("workbook.head.township", lang), narrowest=14, widest=22),
        Column(
            document.whose(t("column.township.population.name", lang)),
            "count",
            unit_name("persons", lang),
            narrowest=10,
        ),
        Column(t("workbook.fire.first", lang), narrowest=18, widest=28),
        Column(t("workbook.fire.first_min", lang), "minutes", minutes, narrowest=9),
        Column(t("workbook.fire.second", lang), narrowest=18, widest=28),
        Column(t("workbook.fire.second_min", lang), "minutes", minutes, narrowest=9),
    ]
    table = Table(document, "late_villages", t("workbook.fire.late_title", lang), columns, frozen=2)
    for number, row in enumerate(fire.worst_villages(MOST_VILLAGES), start=1):
        table.add(_late(row, number))
    last, count = table.last_row, fire.late_count
    if count > MOST_VILLAGES:
        table.note(t("workbook.fire.most", lang, most=f"{MOST_VILLAGES:,}", count=f"{count:,}"))
    table.finish(t("workbook.about.late_villages", lang), filter_to=last)


def _late(row: LateVillage, number: int) -> list[CellValue]:
    return [
        number,
        row.place.name,
        row.unit,
        known(row.persons),
        row.first.name if row.first is not None else None,
        known(row.first_min),
        row.second.name if row.second is not None else None,
        known(row.second_min),
    ]
