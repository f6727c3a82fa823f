"""The workbook of many counties: contents, order, sums, worst townships, sites, remarks, what failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from models.findings.formulas import figure_name
from models.findings.numbers import target_text, unit_name
from models.kernel.progress import Progress, Work
from models.kernel.text import Lang, t
from models.kernel.version import VERSION
from models.province.combine import Total, ranking, residents, total, worst_townships
from models.province.results import CountyResult, province_spec
from reports.province.words import column_word, districts_note, said_of
from reports.safe import clean_text
from reports.words import joined
from reports.workbook.archive import save
from reports.workbook.cells import CellValue, Empty, Measured
from reports.workbook.contents import add_contents, fill_contents
from reports.workbook.document import Book
from reports.workbook.look import verdict_word
from reports.workbook.sheet import Column, Table

_MOST_ALIKE = 2
"""Counties that are named where several are alike."""


class ProvinceBook(Book):
    """A workbook of many counties, whose townships may be districts."""

    def __init__(self, results: Sequence[CountyResult], name: str, lang: Lang, made_on: date) -> None:
        self._results = results
        done = sum(one.is_done for one in results)
        counts = {"done": done, "failed": len(results) - done, "count": len(results)}
        super().__init__(
            lang,
            made_on,
            title=t("province.title", lang, name=clean_text(name)),
            subtitle=t("province.subtitle", lang, date=made_on.isoformat(), version=VERSION, **counts),
            made_from=t("province.made_from", lang, version=VERSION, **counts),
        )

    def of_units(self, text: str) -> str:
        """Words of a table about townships: of districts where every county is counted by these."""
        return said_of(text, self._results, self.lang)

    def word(self, key: str) -> str:
        """Head of a column."""
        return column_word(key, self._results, self.lang)


def write_province(
    results: Sequence[CountyResult], name: str, path: Path, lang: Lang, made_on: date
) -> Work[None]:
    """Write the workbook.

    Parameters
    ----------
    results
        Every county whose turn is over, those that failed too.
    name
        What all of them together are called.
    path
        File to write; the caller wraps it in an atomic write.
    """
    done = [one for one in results if one.is_done]
    book = ProvinceBook(results, name, lang, made_on)
    properties = book.workbook.properties
    properties.title, properties.creator, properties.lastModifiedBy = book.title, f"Haven {VERSION}", "Haven"
    contents = add_contents(book)
    makers = [_add_ranking, _add_totals, _add_worst]
    if any(one.sites is not None for one in done):
        makers.append(_add_sites)
    if any(one.remarks for one in done):
        makers.append(_add_remarks)
    if len(done) < len(results):
        makers.append(_add_failed)
    makers.append(_add_runs)
    for number, make in enumerate(makers):
        yield Progress(number, len(makers) + 1, "progress.workbook.write")
        make(book, results)
    fill_contents(book, contents, ("rounding",))
    for _ in save(book.workbook, path, made_on, book.results, book.descriptions, book.long):
        yield Progress(len(makers), len(makers) + 1, "progress.workbook.write")


def _count(value: float | None) -> CellValue:
    return Empty.NO_DATA if value is None else round(value)


def _finish(table: Table, key: str, **words: object) -> None:
    table.finish(t(f"province.about.{key}", table.document.lang, **words))


# -- sheets --------------------------------------------------------------------------------------------------
def _add_ranking(book: ProvinceBook, results: Sequence[CountyResult]) -> None:
    """A row for each county, in the order of the first figure, with all of them."""
    lang, figures = book.lang, province_spec().figures
    columns = [
        Column(book.word("place"), "count"),
        Column(book.word("county"), narrowest=14, widest=26, wrap=True),
        Column(book.word("persons"), "count", unit_name("persons", lang)),
        *(Column(figure_name(one, lang), "number", narrowest=12) for one in figures),
        Column(book.word("townships"), "count", narrowest=11),
        Column(book.word("lacking"), "count", narrowest=10),
        Column(book.word("unknown"), "count", narrowest=10),
        Column(book.word("scenario"), narrowest=10),
        Column(book.word("plan"), narrowest=18, widest=46),
    ]
    table = Table(book, "province_ranking", book.title, columns, frozen=2)
    for rank in ranking(results, figures[0]):
        one = rank.result
        row: list[CellValue] = [rank.place if rank.place is not None else "–", one.name, _count(one.persons)]
        for figure_id in figures:
            figure = one.figure(figure_id)
            row.append(Measured(figure.value, figure.unit) if figure is not None else Empty.NO_DATA)
        row += [one.townships_count, one.lacking, one.townships_unknown, one.scenario, one.plan]
        table.add(row)
    done = [one for one in results if one.is_done]
    persons, known = residents(results)
    if persons is None:
        table.note(t("province.note.no_people", lang))
    else:
        people = {"persons": f"{round(persons):,}", "known": known, "count": len(done)}
        table.note(t("province.note.people", lang, **people))
    if mixed := districts_note(results, lang):
        table.note(mixed)
    if failed := [one.name for one in results if not one.is_done]:
        table.note(t("province.note.failed", lang, names=joined(failed, lang)))
    _finish(table, "province_ranking", figure=figure_name(figures[0], lang))


def _add_totals(book: ProvinceBook, results: Sequence[CountyResult]) -> None:
    """Each figure of all counties as one, and the highest and lowest county."""
    lang = book.lang
    columns = [
        Column(book.word("figure"), narrowest=28, widest=40, wrap=True),
        Column(book.word("value"), "number", narrowest=14),
        Column(book.word("target"), narrowest=10),
        Column(book.word("verdict"), narrowest=10),
        Column(book.word("counties"), narrowest=10),
        Column(book.word("part"), "number", narrowest=12),
        Column(book.word("whole"), "number", narrowest=12),
        Column(book.word("best"), narrowest=14, widest=24, wrap=True),
        Column(book.word("worst"), narrowest=14, widest=24, wrap=True),
        Column(book.word("note"), narrowest=24, widest=44, wrap=True),
    ]
    table = Table(book, "province_totals", book.titled("province_totals"), columns)
    for figure_id in province_spec().figures:
        one = total(results, figure_id)
        best, worst = ends(results, figure_id, lang)
        row: list[CellValue] = [
            book.of_units(figure_name(figure_id, lang)),
            Measured(one.value, one.unit),
            target_text(one.target, one.unit, lang) if one.target is not None else "–",
            verdict_word(one.verdict, lang),
            f"{one.counties} / {one.of}",
            one.part if one.part is not None else Empty.NO_DATA,
            one.whole if one.whole is not None else Empty.NO_DATA,
            best,
            worst,
            joined(_notes(one, lang), lang),
        ]
        table.add(row)
    table.colour_verdicts(4)
    _finish(table, "province_totals")


def ends(results: Sequence[CountyResult], figure_id: str, lang: Lang) -> tuple[str, str]:
    """Names of the counties with the highest and the lowest value; where all are alike there is neither."""
    known = [rank for rank in ranking(results, figure_id) if rank.place is not None]
    names = []
    for end in (0, -1):
        its = [rank.result.name for rank in known if rank.value == known[end].value]
        is_all = len(its) == len(known)
        if len(its) > _MOST_ALIKE:
            others = len(its) - _MOST_ALIKE
            its = [t("province.alike", lang, names=joined(its[:_MOST_ALIKE], lang), count=others)]
        names.append("–" if is_all else joined(its, lang))
    return names[0], names[1]


def _notes(one: Total, lang: Lang) -> list[str]:
    """Why no verdict is given, or what else must be known of a sum."""
    notes = []
    if one.value is not None and one.counties < one.of:
        notes.append(t("province.note.missing", lang, count=one.of - one.counties))
    elif one.value is not None and one.asks_differ:
        notes.append(t("province.note.targets", lang))
    if one.is_upper_bound:
        notes.append(t("province.note.bound", lang))
    return notes


def _add_worst(book: ProvinceBook, results: Sequence[CountyResult]) -> None:
    """Townships with the least shelter area for each resident, of all counties."""
    lang, spec = book.lang, province_spec()
    per, area = unit_name("m2_per_person", lang), unit_name("m2", lang)
    columns = [
        Column(book.word("place"), "count"),
        Column(book.word("county"), narrowest=14, widest=26, wrap=True),
        Column(book.word("township"), narrowest=16, widest=30),
        Column(book.word("persons"), "count", unit_name("persons", lang)),
        Column(book.word("area_per_resident"), "ratio", per, narrowest=12),
        Column(book.word("gap"), "area", area, narrowest=12),
    ]
    table = Table(book, "province_worst", book.titled("province_worst"), columns, frozen=3)
    for number, row in enumerate(worst_townships(results, spec.worst), start=1):
        one = row.township
        per_resident = one.area_per_resident_m2
        table.add(
            [
                number,
                row.county,
                one.name,
                _count(one.persons),
                Empty.NO_DATA if per_resident is None else per_resident,
                one.gap_m2,
            ]
        )
    table.note(t("province.note.worst", lang, each=spec.worst_of_county))
    _finish(table, "province_worst")


def _add_sites(book: ProvinceBook, results: Sequence[CountyResult]) -> None:
    """Sites chosen in each county, and what they add."""
    lang = book.lang
    people = unit_name("persons", lang)
    columns = [
        Column(book.word("county"), narrowest=14, widest=26, wrap=True),
        Column(book.word("family"), narrowest=10),
        Column(book.word("sites"), narrowest=40, widest=80, wrap=True),
        Column(book.word("before"), "count", people, narrowest=12),
        Column(book.word("after"), "count", people, narrowest=12),
        Column(book.word("persons"), "count", people, narrowest=12),
        Column(book.word("note"), narrowest=24, widest=50, wrap=True),
    ]
    table = Table(book, "province_sites", book.titled("province_sites"), columns)
    for one in results:
        if one.sites is None:
            continue
        found = one.sites
        table.add(
            [
                one.name,
                t(f"family.{found.family}.plural", lang),
                joined(found.names, lang),
                _count(found.persons_before),
                _count(found.persons_after),
                _count(found.persons_total),
                found.reason,
            ]
        )
    _finish(table, "province_sites")


def _add_remarks(book: ProvinceBook, results: Sequence[CountyResult]) -> None:
    """What the data of each county say against themselves."""
    rows = []
    for one in results:
        rows += [(one.name, remark) for remark in one.remarks]
        if left := one.remarks_count - len(one.remarks):
            rows.append((one.name, t("province.note.more_remarks", book.lang, count=f"{left:,}")))
    _add_texts(book, "province_remarks", ("county", "remark"), rows)


def _add_failed(book: ProvinceBook, results: Sequence[CountyResult]) -> None:
    """Counties of which there is nothing, with the reason."""
    rows = [(one.key, clean_text(one.reason)) for one in results if not one.is_done]
    _add_texts(book, "province_failed", ("source", "reason"), rows)


def _add_texts(book: ProvinceBook, key: str, heads: tuple[str, str], rows: Sequence[tuple[str, str]]) -> None:
    """A sheet of a name and a text in each row."""
    name, text = (book.word(head) for head in heads)
    columns = [
        Column(name, narrowest=18, widest=34, wrap=True),
        Column(text, narrowest=60, widest=110, wrap=True),
    ]
    table = Table(book, key, book.titled(key), columns)
    for row in rows:
        table.add(list(row))
    _finish(table, key)


def _add_runs(book: ProvinceBook, results: Sequence[CountyResult]) -> None:
    """What each county was made from, and what it took."""
    lang = book.lang
    columns = [
        Column(book.word("county"), narrowest=14, widest=26, wrap=True),
        Column(book.word("source"), narrowest=18, widest=40),
        Column(book.word("state"), narrowest=10),
        Column(book.word("seconds"), "minutes", unit_name("s", lang), narrowest=9),
        Column(book.word("memory"), "count", "MB", narrowest=9),
    ]
    table = Table(book, "province_runs", book.titled("province_runs"), columns)
    for one in results:
        said = t(f"province.state.{'done' if one.is_done else 'failed'}", lang)
        table.add([one.name, one.key, said, one.seconds, _count(one.peak_mb)])
    _finish(table, "province_runs")
