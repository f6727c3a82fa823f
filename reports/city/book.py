"""The workbook of a city: counties alone and all at once, items, loads, hours, depots, remarks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np

from models.city.network import City
from models.city.plan import CountyCover, worst_first
from models.findings.findings import Verdict
from models.findings.numbers import figure_text, unit_name
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


def _columns(book: Book, *rows: tuple[str, Format, str, float, float]) -> list[Column]:
    """Columns of key, format, unit, narrowest and widest; those wider than 30 go over several lines."""
    return [
        Column(t(f"city.column.{key}", book.lang), kind, unit, narrowest=narrow, widest=wide, wrap=wide > 30)
        for key, kind, unit, narrow, wide in rows
    ]


def _known(value: float | None) -> CellValue:
    return Empty.NO_DATA if value is None else value


def _finish(table: Table, key: str, **words: object) -> None:
    table.finish(t(f"city.about.{key}", table.document.lang, **words))


# -- sheets --------------------------------------------------------------------------------------------------
def _add_counties(book: Book, city: City, *, key: str, covers: Sequence[CountyCover]) -> None:
    """A row for each county in one case, who is short before all."""
    lang = book.lang
    people, hours = unit_name("persons", lang), unit_name("h", lang)
    columns = _columns(
        book,
        ("number", "count", "", 5, 8),
        ("county", "text", "", 14, 26),
        ("verdict", "text", "", 10, 14),
        ("ratio", "text", "", 10, 16),
        ("worst", "text", "", 10, 16),
        ("short", "text", "", 30, 56),
        ("first_h", "minutes", hours, 9, 12),
        ("last_h", "minutes", hours, 9, 12),
        ("persons", "count", people, 10, 14),
        ("days", "count", "", 7, 10),
    )
    table = Table(book, key, book.title, columns, frozen=2)
    for number, cover in enumerate(worst_first(covers), start=1):
        county = cover.county
        table.add(
            [
                number,
                clean_text(county.name),
                verdict_text(cover.verdict, lang),
                ratio_text(cover, lang),
                cover.worst.item.name(lang) if cover.worst else "–",
                short_text(cover, lang),
                "–" if cover.first_h is None else cover.first_h,
                "–" if cover.last_h is None else cover.last_h,
                _known(county.persons),
                county.days if county.persons is not None else Empty.NO_DATA,
            ]
        )
    table.note(head_text(city, lang))
    table.note(basis_text(city, lang))
    if key == "city_together" and (left := not_shared_text(city, lang)):
        table.note(left)
    if city.plan.missing:
        table.note(t("city.note.no_city_stock", lang))
    table.colour_words(3, {verdict_text(one, lang): one for one in Verdict if one != Verdict.INFO})
    _finish(table, key)


def _add_items(book: Book, city: City) -> None:
    """Each item of each county: need, own, what the city brings in both cases, what is lacking then."""
    lang = book.lang
    columns = _columns(
        book,
        ("county", "text", "", 14, 26),
        ("item", "text", "", 12, 18),
        ("unit", "text", "", 6, 10),
        ("essential", "text", "", 8, 10),
        ("need", "count", "", 10, 14),
        ("own", "count", "", 10, 14),
        ("given_alone", "count", "", 10, 14),
        ("lacking_alone", "count", "", 10, 14),
        ("given_together", "count", "", 10, 14),
        ("lacking_together", "count", "", 10, 14),
    )
    table = Table(book, "city_items", book.title, columns, frozen=2)
    for alone, together in zip(city.plan.alone, city.plan.together, strict=True):
        for one, shared in zip(alone.items, together.items, strict=True):
            essential = t("rule_answer.yes" if one.item.is_essential else "rule_answer.no", lang)
            name, unit = one.item.name(lang), unit_name(one.item.unit, lang)
            row: list[CellValue] = [clean_text(alone.county.name), name, unit, essential, one.need]
            row += [_known(one.own), one.given, _known(one.lacking), shared.given, _known(shared.lacking)]
            table.add(row)
    _finish(table, "city_items")


def _add_loads(book: Book, city: City) -> None:
    """Loads if all counties are struck at once."""
    lang, plan = book.lang, city.plan
    columns = _columns(
        book,
        ("county", "text", "", 14, 26),
        ("depot", "text", "", 16, 30),
        ("item", "text", "", 12, 18),
        ("quantity", "count", "", 10, 14),
        ("unit", "text", "", 6, 10),
        ("arrives", "minutes", unit_name("h", lang), 9, 12),
    )
    table = Table(book, "city_loads", book.title, columns, frozen=1)
    for cover in plan.together:
        for load in cover.loads:
            item = items()[load.item]
            depot = clean_text(plan.depots[load.depot].depot.name)
            row: list[CellValue] = [clean_text(cover.county.name), depot, item.name(lang), load.quantity]
            table.add([*row, unit_name(item.unit, lang), load.arrives_h])
    _finish(table, "city_loads")


def _add_hours(book: Book, city: City) -> None:
    """Hours from each depot to each county."""
    lang, plan = book.lang, city.plan
    columns = [
        *_columns(book, ("county", "text", "", 14, 26), ("reception", "text", "", 14, 30)),
        *(
            Column(clean_text(one.depot.name), "minutes", unit_name("h", lang), narrowest=10, widest=20)
            for one in plan.depots
        ),
    ]
    table = Table(book, "city_hours", book.title, columns, frozen=1)
    for row, county in enumerate(plan.counties):
        place = county.reception
        where = "–" if place is None else county.reception_name or f"{place[0]:.4f}, {place[1]:.4f}"
        hours = plan.hours[row].tolist()
        table.add([clean_text(county.name), where, *(one if np.isfinite(one) else "–" for one in hours)])
    for column in range(len(plan.depots)):
        letter = table.range_of(3 + column).split(":")[0]
        table.colour_where(3 + column, f"AND(ISNUMBER({letter}),{letter}>{plan.limit_h:g})")
    table.note(basis_text(city, lang))
    _finish(table, "city_hours", hours=f"{plan.limit_h:g}")


def _add_depots(book: Book, city: City) -> None:
    """What lies in the city's own depots."""
    lang, plan = book.lang, city.plan
    columns = _columns(
        book,
        ("depot", "text", "", 16, 30),
        ("item", "text", "", 12, 18),
        ("quantity", "count", "", 10, 14),
        ("unit", "text", "", 6, 10),
        ("sent", "count", "", 10, 14),
    )
    table = Table(book, "city_depots", book.title, columns, frozen=1)
    for number, one in enumerate(plan.depots):
        name = clean_text(one.depot.name)
        for key, amount in one.stock.items():
            sent = sum(
                load.quantity
                for cover in plan.together
                for load in cover.loads
                if (load.depot, load.item) == (number, key)
            )
            item = items()[key]
            table.add([name, item.name(lang), amount, unit_name(item.unit, lang), sent])
        for key in one.unknown:
            item = items()[key]
            table.add([name, item.name(lang), Empty.NO_DATA, unit_name(item.unit, lang), 0])
    for state, count in city.rows_left.items():
        reason = t(f"supply_state.{state}", lang)
        table.note(t("city.note.rows_left", lang, count=f"{count:,}", reason=reason))
    if plan.missing:
        table.note(t("city.note.no_city_stock", lang))
    _finish(table, "city_depots", scenario=city.scenario)


def _add_network(book: Book, city: City) -> None:
    """All stock against the numbers of people that plans name."""
    lang = book.lang
    columns = _columns(
        book,
        ("persons", "count", unit_name("persons", lang), 10, 14),
        ("scope", "text", "", 18, 30),
        ("verdict", "text", "", 10, 14),
        ("ratio", "text", "", 10, 16),
        ("worst", "text", "", 10, 16),
        ("unknown", "count", "", 10, 14),
    )
    table = Table(book, "city_network", book.title, columns, frozen=1)
    for case in city.network:
        text = figure_text(case.worst.at_least, "share", lang)
        is_open = case.verdict == Verdict.NO_DATA
        table.add(
            [
                case.persons,
                t(f"city.scope.{'city' if case.is_city_alone else 'all'}", lang),
                verdict_text(case.verdict, lang),
                t("city.at_least", lang, value=text) if is_open else text,
                case.worst.item.name(lang),
                case.unknown,
            ]
        )
    table.note(t("city.note.network", lang))
    table.colour_words(3, {verdict_text(one, lang): one for one in Verdict if one != Verdict.INFO})
    _finish(table, "city_network")


def _add_remarks(book: Book, city: City) -> None:
    """What must be known of each county's numbers."""
    lang = book.lang
    columns = _columns(
        book,
        ("county", "text", "", 14, 26),
        ("project", "text", "", 18, 30),
        ("scenario", "text", "", 10, 20),
        ("note", "text", "", 60, 110),
    )
    table = Table(book, "city_remarks", book.title, columns)
    for county in city.plan.counties:
        for note in county_notes(county, lang):
            table.add([clean_text(county.name), county.key, clean_text(county.scenario), clean_text(note)])
    _finish(table, "city_remarks")
