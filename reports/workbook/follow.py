"""What follows a change in the book: formulas over the cells of the ledgers, with the program's own numbers.

Who lies within a radius a spreadsheet cannot tell; areas, counts and their ratios it can. A number is a
formula only where what the formula makes of the cells as written is the program's number: of data that are
counted otherwise (families that could not be read, shelters without a point) the number itself stands.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

from models.facilities.facility import (
    INSIDE_SPACES,
    SHELTER_CLASSES,
    SHELTER_KINDS,
    Facility,
    Family,
    Shelter,
    Status,
)
from models.facilities.ledgersheet import DERIVED_KEY
from models.kernel.text import t
from models.shelters.values import AREA_ROUNDING
from reports.safe import clean_text
from reports.workbook.cells import Formula
from reports.workbook.document import Document

COUNTS, NEW, PLACE, IN_COUNTY, IN_SEAT, UNFIT, GROSS = (
    f"{DERIVED_KEY}{name}" for name in ("counts", "new", "place", "in_county", "in_seat", "unfit", "gross")
)
"""Hidden columns of a ledger: whether it counts, counts today too, in which place it stands; of shelters also
whether a siting check rejects the site, and the gross area."""
EFFECTIVE, CAPACITY = f"{DERIVED_KEY}effective_area_m2", f"{DERIVED_KEY}capacity_persons"
LONGEST_LITERAL = 250
"""A text in a formula may have no more than 255 letters."""


def quoted(text: str) -> str:
    """Text as part of a formula: no letter of it is read as anything else.

    >>> quoted('a"b')
    '"a""b"'
    """
    text = clean_text(text)
    parts = [text[at : at + LONGEST_LITERAL] for at in range(0, len(text), LONGEST_LITERAL)] or [""]
    return "&".join('"{}"'.format(part.replace('"', '""')) for part in parts)


def is_same(first: float | None, second: float | None) -> bool:
    """Whether two numbers are the same but for what rounding leaves; no data is the same as no data."""
    if first is None or second is None or math.isnan(first) or math.isnan(second):
        return (first is None or math.isnan(first)) and (second is None or math.isnan(second))
    return math.isclose(first, second, rel_tol=1e-9, abs_tol=1e-9)


def status_word(document: Document, status: Status) -> str:
    """Word of a status as it stands in the ledgers."""
    return t(f"choice.status.{status}", document.lang)


def counting_statuses(document: Document) -> tuple[Status, ...]:
    """Statuses of the facilities that count in the scenario."""
    if document.context.main.scenario.is_today:
        return (Status.EXISTING,)
    return (Status.EXISTING, Status.PLANNED)


def counts_formula(document: Document, cell: str, facility: Facility) -> Formula:
    """1 where the status in a cell makes a facility count, else 0."""
    statuses = counting_statuses(document)
    tests = [f"{cell}={quoted(status_word(document, status))}" for status in statuses]
    test = f"OR({','.join(tests)})" if len(tests) > 1 else tests[0]
    return Formula(f"=IF({test},1,0)", int(facility.status in statuses))


def nodata(document: Document) -> str:
    """Words for no data as part of a formula."""
    return quoted(t("verdict.nodata", document.lang))


def number_or_nodata(document: Document, formula: str, value: float | None) -> Formula:
    """A formula that gives a number or the words for no data."""
    known = value is not None and math.isfinite(value)
    return Formula(formula, value if known else t("verdict.nodata", document.lang))


def gross_formula(facility: Facility, cell: str) -> Formula:
    """Gross area of a shelter: as stated in a cell, else that of its outline as drawn."""
    assert isinstance(facility, Shelter)
    drawn = facility.drawn_area_m2
    stated = facility.gross_area_m2
    other = '""' if drawn is None else repr(float(drawn))
    return Formula(f"=IF(ISNUMBER({cell}),{cell},{other})", stated if stated is not None else drawn)


def shelter_formulas(document: Document, letters: Mapping[str, str]) -> Mapping[str, Callable[[int], str]]:
    """What is computed for a shelter, by column and for a row: as models.shelters.values has it."""
    lang, rules = document.lang, document.context.rules

    def looked_up(field: str, choices: str, values: Mapping[str, float | str]) -> Callable[[int], str]:
        words = document.offer_values(
            f"{field}_words", [t(f"choice.{choices}.{key}", lang) for key in values]
        )
        numbers = document.offer_values(f"{field}_numbers", list(values.values()))
        return lambda row: f"INDEX({numbers},MATCH({letters[field]}{row},{words},0))"

    ratio = looked_up(
        "kind", "shelter_kind", {kind: rules[f"shelter.effective_ratio.{kind}"] for kind in SHELTER_KINDS}
    )
    each = looked_up(
        "shelter_class",
        "shelter_class",
        {
            name: quantity.value if quantity.is_given else ""
            for name in SHELTER_CLASSES
            for quantity in (rules.quantity(f"shelter.{name}.area_per_person_m2"),)
        },
    )
    inside = [quoted(t(f"choice.space.{name}", lang)) for name in INSIDE_SPACES]

    def cell(key: str, row: int) -> str:
        return f"{letters[key]}{row}"

    def ground(row: int) -> str:
        return ",".join(f"{cell('space', row)}<>{word}" for word in inside)

    def effective(row: int) -> str:
        stated, gross = cell("effective_area_m2", row), cell(GROSS, row)
        is_over = f"AND({ground(row)},N({gross})>0,N({gross})*{1 + AREA_ROUNDING!r}<{stated})"
        return (
            f"=IF({cell(COUNTS, row)}=1,IF(ISNUMBER({stated}),IF({is_over},{gross},{stated}),"
            f'IF(ISNUMBER({gross}),IFERROR({gross}*{ratio(row)},""),"")),"")'
        )

    def estimated(row: int) -> str:
        word = quoted(t("column.facility.estimated.yes", lang))
        is_so = f"AND(ISNUMBER({cell(EFFECTIVE, row)}),NOT(ISNUMBER({cell('effective_area_m2', row)})))"
        return f'=IF({is_so},{word},"")'

    def capacity(row: int) -> str:
        area = cell(EFFECTIVE, row)
        return f'=IF(ISNUMBER({area}),IFERROR(INT({area}/{each(row)}+1E-9),""),"")'

    return {"effective_area_m2": effective, "estimated": estimated, "capacity_persons": capacity}


class Ledger:
    """Where the columns of a ledger stand, for formulas of other sheets."""

    def __init__(self, document: Document, family: Family) -> None:
        self._areas = document.areas.get(f"ledger.{family}", {})

    def __bool__(self) -> bool:
        return bool(self._areas)

    def __getitem__(self, key: str) -> str:
        """Cells of a column, such as ``'Sheet'!$C$5:$C$22``."""
        return self._areas[key]

    def total(self, key: str, *asked: tuple[str, str]) -> str:
        """Sum of a column over rows; ``asked`` are columns and what is to stand in them."""
        tests = "".join(f",{self[column]},{wanted}" for column, wanted in asked)
        return f"SUMIFS({self[key]}{tests})"

    def number(self, *asked: tuple[str, str]) -> str:
        """How many rows have what is asked for in their columns."""
        return f"COUNTIFS({','.join(f'{self[column]},{wanted}' for column, wanted in asked)})"


def added(parts: Iterable[str]) -> str:
    """Sum of parts of a formula."""
    found = tuple(parts)
    return f"({'+'.join(found)})" if len(found) > 1 else found[0] if found else "0"
