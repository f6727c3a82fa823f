"""The workbook of a city: counties alone and all at once, items, loads, hours, depots, remarks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np

from models.city.network import City
from models.city.plan import CountyCover, worst_first
from models.findings.findings import Verdict
from models.findings.numbers import unit_name
from models.kernel.progress import Progress, Work
from models.kernel.text import Lang, t
from models.kernel.version import VERSION
from models.supplies.items import items
from reports.city.words import (
    basis_text,
    county_notes,
    head_text,
    not_shared_text,
    ratio_text,
    share_text,
    short_text,
    verdict_text,
)
from reports.safe import clean_text
from reports.workbook.archive import save
from reports.workbook.cells import CellValue, Empty, Format
from reports.workbook.contents import add_contents, fill_contents
from reports.workbook.document import Book
from reports.workbook.sheet import Column, Table


def write_city(city: City, path: Path, lang: Lang, made_on: date) -> Work[None]:
    """Write the workbook; the caller wraps the file in an atomic write."""
    book = _book(city, lang, made_on)
    contents = add_contents(book)
    makers: list[Callable[[Book, City], None]] = [
        partial(_add_counties, key="city_alone", covers=city.plan.alone),
        partial(_add_counties, key="city_together", covers=city.plan.together),
        _add_items,
        _add_loads,
        _add_hours,
        _add_depots,
        _add_network,
        _add_remarks,
    ]
    for number, make in enumerate(makers):
        yield Progress(number, len(makers) + 1, "progress.workbook.write")
        make(book, city)
    fill_contents(book, contents, ("rounding",))
    for _ in save(book.workbook, path, made_on, book.results, book.descriptions, book.long):
        yield Progress(len(makers), len(makers) + 1, "progress.workbook.write")


def _book(city: City, lang: Lang, made_on: date) -> Book:
    plan = city.plan
    words = {"name": clean_text(plan.name), "date": made_on.isoformat(), "version": VERSION}
    counts = {"count": len(plan.counties), "failed": len(plan.failed), "depots": len(plan.depots)}
    book = Book(
        lang,
        made_on,
        title=t("city.title", lang, **words),
        subtitle=t("city.subtitle", lang, **words, **counts),
        made_from=t("city.made_from", lang, version=VERSION, **counts),
    )
    properties = book.workbook.properties
    properties.title, properties.creator, properties.lastModifiedBy = book.title, f"Haven {VERSION}", "Haven"
    return book


_COLUMNS: dict[str, tuple[Format, float, float]] = {
    "number": ("count", 5, 8),
    "county": ("text", 14, 26),
    "verdict": ("text", 10, 14),
    "ratio": ("text", 10, 16),
    "worst": ("text", 10, 16),
    "short": ("text", 30, 56),
    "first_h": ("minutes", 9, 12),
    "last_h": ("minutes", 9, 12),
    "persons": ("count", 10, 14),
    "days": ("count", 7, 10),
    "item": ("text", 12, 18),
    "unit": ("text", 6, 10),
    "essential": ("text", 8, 10),
    "need": ("count", 10, 14),
    "own": ("count", 10, 14),
    "given_alone": ("count", 10, 14),
    "lacking_alone": ("count", 10, 14),
    "given_together": ("count", 10, 14),
    "lacking_together": ("count", 10, 14),
    "depot": ("text", 16, 30),
    "quantity": ("count", 10, 14),
    "sent": ("count", 10, 14),
    "arrives": ("minutes", 9, 12),
    "reception": ("text", 14, 30),
    "scope": ("text", 18, 30),
    "unknown": ("count", 10, 14),
    "project": ("text", 18, 30),
    "scenario": ("text", 10, 20),
    "note": ("text", 60, 110),
}
"""What stands in each column, its least and its greatest width; those wider than 30 go over several lines."""
_UNITS = {"first_h": "h", "last_h": "h", "arrives": "h", "persons": "persons"}


def _columns(book: Book, keys: Sequence[str]) -> list[Column]:
    columns = []
    for key in keys:
        kind, narrow, wide = _COLUMNS[key]
        unit = unit_name(_UNITS.get(key, ""), book.lang)
        head = t(f"city.column.{key}", book.lang)
        columns.append(Column(head, kind, unit, narrowest=narrow, widest=wide, wrap=wide > 30))
    return columns


def _known(value: float | None) -> CellValue:
    return Empty.NO_DATA if value is None else value


def _sheet(
    book: Book,
    key: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[CellValue]],
    notes: Iterable[str] = (),
    *,
    frozen: int = 1,
    finish: Callable[[Table], None] | None = None,
    **words: object,
) -> None:
    """One sheet: a table with remarks below.

    Parameters
    ----------
    notes
        Remarks; empty ones are left out.
    finish
        What is done to the table beside.
    words
        What the line about the sheet in the contents says.
    """
    table = Table(book, key, book.titled(key), columns, frozen=frozen)
    for row in rows:
        table.add(row)
    if finish is not None and table.row_count:
        finish(table)
    for note in notes:
        if note:
            table.note(note)
    table.finish(t(f"city.about.{key}", book.lang, **words))


def _coloured(column: int) -> Callable[[Table], None]:
    """Verdicts of a column in their colours."""

    def colour(table: Table) -> None:
        lang = table.document.lang
        table.colour_words(column, {verdict_text(one, lang): one for one in Verdict if one != Verdict.INFO})

    return colour


# -- sheets --------------------------------------------------------------------------------------------------
def _add_counties(book: Book, city: City, *, key: str, covers: Sequence[CountyCover]) -> None:
    """A row for each county in one case, who is short before all."""
    lang = book.lang
    heads = ("number", "county", "verdict", "ratio", "worst", "short", "first_h", "last_h", "persons", "days")
    rows: list[list[CellValue]] = [
        [
            number,
            clean_text(cover.county.name),
            verdict_text(cover.verdict, lang),
            ratio_text(cover, lang),
            cover.worst.item.name(lang) if cover.worst else "–",
            short_text(cover, lang),
            "–" if cover.first_h is None else cover.first_h,
            "–" if cover.last_h is None else cover.last_h,
            _known(cover.county.persons),
            cover.county.days if cover.county.persons is not None else Empty.NO_DATA,
        ]
        for number, cover in enumerate(worst_first(covers), start=1)
    ]
    notes = (
        head_text(city, lang),
        basis_text(city, lang),
        not_shared_text(city, lang) if key == "city_together" else "",
        _lacking_stock(city, lang),
    )
    _sheet(book, key, _columns(book, heads), rows, notes, frozen=2, finish=_coloured(3))


def _lacking_stock(city: City, lang: Lang) -> str:
    return t("city.note.no_city_stock", lang) if city.plan.missing else ""


def _add_items(book: Book, city: City) -> None:
    """Each item of each county: need, own, what the city brings in both cases, what is lacking then."""
    lang = book.lang
    supply = ("given_alone", "lacking_alone", "given_together", "lacking_together")
    heads = ("county", "item", "unit", "essential", "need", "own", *supply)
    rows: list[list[CellValue]] = []
    for alone, together in zip(city.plan.alone, city.plan.together, strict=True):
        for one, shared in zip(alone.items, together.items, strict=True):
            essential = t("rule_answer.yes" if one.item.is_essential else "rule_answer.no", lang)
            name, unit = one.item.name(lang), unit_name(one.item.unit, lang)
            row: list[CellValue] = [clean_text(alone.county.name), name, unit, essential, one.need]
            row += [_known(one.own), one.given, _known(one.lacking), shared.given, _known(shared.lacking)]
            rows.append(row)
    _sheet(book, "city_items", _columns(book, heads), rows, frozen=2)


def _add_loads(book: Book, city: City) -> None:
    """Loads if all counties are struck at once."""
    lang, plan = book.lang, city.plan
    heads = ("county", "depot", "item", "quantity", "unit", "arrives")
    rows: list[list[CellValue]] = [
        [
            clean_text(cover.county.name),
            clean_text(plan.depots[load.depot].depot.name),
            items()[load.item].name(lang),
            load.quantity,
            unit_name(items()[load.item].unit, lang),
            load.arrives_h,
        ]
        for cover in plan.together
        for load in cover.loads
    ]
    _sheet(book, "city_loads", _columns(book, heads), rows)


def _add_hours(book: Book, city: City) -> None:
    """Hours from each depot to each county."""
    lang, plan = book.lang, city.plan
    hour = unit_name("h", lang)
    columns = [
        *_columns(book, ("county", "reception")),
        *(
            Column(clean_text(one.depot.name), "minutes", hour, narrowest=10, widest=20)
            for one in plan.depots
        ),
    ]
    rows: list[list[CellValue]] = []
    for number, county in enumerate(plan.counties):
        place = county.reception
        where = "–" if place is None else county.reception_name or f"{place[0]:.4f}, {place[1]:.4f}"
        hours = (one if np.isfinite(one) else "–" for one in plan.hours[number].tolist())
        rows.append([clean_text(county.name), where, *hours])

    def colour(table: Table) -> None:
        for column in range(3, 3 + len(plan.depots)):
            letter = table.range_of(column).split(":")[0]
            table.colour_where(column, f"AND(ISNUMBER({letter}),{letter}>{plan.limit_h:g})")

    notes, limit = (basis_text(city, lang),), f"{plan.limit_h:g}"
    _sheet(book, "city_hours", columns, rows, notes, finish=colour, hours=limit)


def _add_depots(book: Book, city: City) -> None:
    """What lies in the city's own depots."""
    lang, plan = book.lang, city.plan
    loads = [load for cover in plan.together for load in cover.loads]
    rows: list[list[CellValue]] = []
    for number, one in enumerate(plan.depots):
        name = clean_text(one.depot.name)
        for key, amount in one.stock.items():
            item = items()[key]
            sent = sum(load.quantity for load in loads if (load.depot, load.item) == (number, key))
            rows.append([name, item.name(lang), amount, unit_name(item.unit, lang), sent])
        for key in one.unknown:
            item = items()[key]
            rows.append([name, item.name(lang), Empty.NO_DATA, unit_name(item.unit, lang), 0])
    notes = [
        t("city.note.rows_left", lang, count=f"{count:,}", reason=t(f"supply_state.{state}", lang))
        for state, count in city.rows_left.items()
    ]
    notes.append(_lacking_stock(city, lang))
    columns = _columns(book, ("depot", "item", "quantity", "unit", "sent"))
    _sheet(book, "city_depots", columns, rows, notes, scenario=city.scenario)


def _add_network(book: Book, city: City) -> None:
    """All stock against the numbers of people that plans name."""
    lang = book.lang
    rows: list[list[CellValue]] = []
    for case in city.network:
        is_all = case.verdict != Verdict.NO_DATA
        rows.append(
            [
                case.persons,
                t(f"city.scope.{'city' if case.is_city_alone else 'all'}", lang),
                verdict_text(case.verdict, lang),
                share_text(case.worst.at_least, lang, is_all=is_all),
                case.worst.item.name(lang),
                case.unknown,
            ]
        )
    columns = _columns(book, ("persons", "scope", "verdict", "ratio", "worst", "unknown"))
    _sheet(book, "city_network", columns, rows, (t("city.note.network", lang),), finish=_coloured(3))


def _add_remarks(book: Book, city: City) -> None:
    """What must be known of each county's numbers."""
    rows = [
        [clean_text(county.name), county.key, clean_text(county.scenario), clean_text(note)]
        for county in city.plan.counties
        for note in county_notes(county, book.lang)
    ]
    _sheet(book, "city_remarks", _columns(book, ("county", "project", "scenario", "note")), rows)
