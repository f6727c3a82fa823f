"""Places outside a service radius, most people first, one column for each kind of coverage.

Places without a name are summed up by township and by what covers them: a hundred thousand of them would be
nine tenths of the workbook, and tell nobody where to go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models.assessment.columns import cover_columns
from models.county.county import County
from models.findings.findings import Verdict
from models.findings.numbers import unit_name
from models.kernel.arrays import Bools, Ints
from models.kernel.text import Lang, t
from reports.workbook.cells import Formula
from reports.workbook.document import Document
from reports.workbook.look import Look
from reports.workbook.sheet import Column, Table, mark_computed

_POPULATION = 4
_ROWS_A_STEP = 2000


@dataclass(frozen=True)
class _Row:
    """One place, or all places without a name in one township that the same covers.

    Parameters
    ----------
    place
        Row of the township; -1 outside all.
    persons
        NaN if unknown.
    """

    name: str
    place: int
    persons: float
    covered: tuple[bool, ...]


def _rows(county: County, outside: Ints, covered: Bools, lang: Lang) -> list[_Row]:
    """Places with a name, most people first, then those without: nobody finds a place by an empty name."""
    demand = county.demand
    has_name = np.array([bool(str(name).strip()) for name in demand.names[outside]], dtype=np.bool_)
    named = outside[has_name]
    named = named[np.argsort(-demand.known_persons[named], kind="stable")]
    rows = [
        _Row(
            str(demand.names[row]),
            int(county.demand_place[row]),
            float(demand.population_persons[row]),
            tuple(covered[row].tolist()),
        )
        for row in named.tolist()
    ]
    rest = outside[~has_name]
    if len(rest) == 0:
        return rows
    is_known = np.isfinite(demand.population_persons[rest])
    keys = np.column_stack((county.demand_place[rest], is_known, covered[rest]))
    groups, group_of, counts = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
    sums = np.bincount(group_of.ravel(), weights=demand.known_persons[rest], minlength=len(groups))
    sums = np.where(groups[:, 1] == 1, sums, np.nan)
    return rows + [
        _Row(
            t("workbook.unserved.nameless", lang, count=int(counts[index])),
            int(groups[index, 0]),
            float(sums[index]),
            tuple(groups[index, 2:].astype(bool).tolist()),
        )
        for index in np.argsort(-np.nan_to_num(sums), kind="stable").tolist()
    ]


def _sum_shown(cells: str, persons: float, unknown: Bools, lang: Lang) -> Formula:
    """People of the rows that a filter leaves; where it leaves rows of which none is known, no data."""
    added = f"SUBTOTAL(109,{cells})"
    if not unknown.any():
        return Formula(f"={added}", persons)
    word = t("verdict.nodata", lang)
    none_known = f"AND(SUBTOTAL(103,{cells})>0,SUBTOTAL(102,{cells})=0)"
    return Formula(f'=IF({none_known},"{word}",{added})', word if unknown.all() else persons)


def add_unserved(document: Document) -> Iterator[None]:
    """Write the sheet; pauses now and then, as there may be tens of thousands of places."""
    lang, assessment = document.lang, document.context.main.assessment
    county, demand = assessment.county, assessment.county.demand
    covers = [(column, mask) for column in cover_columns() if (mask := column.values(assessment)) is not None]
    columns = [
        Column(t("workbook.head.number", lang), "count", narrowest=6),
        Column(t("report.webmap.place", lang), narrowest=20, widest=30),
        Column(t("workbook.head.township", lang), narrowest=16, widest=24),
        Column(
            document.whose(t("column.place.population.name", lang)),
            "count",
            unit_name("persons", lang),
            narrowest=12,
        ),
        *(Column(column.title(lang), narrowest=14, widest=20) for column, _ in covers),
    ]
    table = Table(document, "unserved", t("workbook.unserved.title", lang), columns, frozen=2)
    shown, unknown = 0.0, np.empty(0, dtype=np.bool_)
    if covers and len(demand):
        covered: Bools = np.column_stack([mask for _, mask in covers]).astype(np.bool_)
        outside = np.flatnonzero(~covered.all(axis=1))
        shown = float(demand.known_persons[outside].sum())
        unknown = ~np.isfinite(demand.population_persons[outside])
        words = (t("column.outside", lang), t("column.covered", lang))
        names = ["", *map(str, county.places.names)]
        looks = {index: Look(align="center") for index in range(_POPULATION, len(columns))}
        rows: list[tuple[str | float | int | None, ...]] = [
            (number, row.name, names[row.place + 1], row.persons, *map(words.__getitem__, row.covered))
            for number, row in enumerate(_rows(county, outside, covered, lang), start=1)
        ]
        for first in range(0, len(rows), _ROWS_A_STEP):
            table.add_long(rows[first : first + _ROWS_A_STEP], looks)
            yield
        for column in range(_POPULATION + 1, len(columns) + 1):
            table.colour_words(column, {words[0]: Verdict.FAIL, words[1]: Verdict.PASS})
    if table.row_count:
        table.note(t("workbook.unserved.shown", lang), row=3, column=_POPULATION - 1)
        document.put(
            table.sheet.cell(3, _POPULATION),
            _sum_shown(table.range_of(_POPULATION), shown, unknown, lang),
            Look(align="right", bold=True, border=False),
            "count",
        )
        mark_computed(document, table.sheet, _POPULATION + 1)
    table.finish(t("workbook.about.unserved", lang))
