"""Rows that the planner types in: by chapter of the plan, and as a table to a spreadsheet and back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.findings.numbers import exact, target_text, unit_name
from models.kernel.text import LANGUAGES, Lang, t
from models.plans.pasting import pasted_lines, plain_text
from models.plans.planrows import Row
from models.project.settings import Indicator
from models.rules.rules import Rules

HEADS = ("row", "unit", "target", "figure", "year", "source")
_NUMERALS = "一二三四五六七八九十"
_CHAPTER = re.compile(rf"^(?P<plan>.*?规划)?(?P<part>[{_NUMERALS}]+)(?:\((?P<section>[{_NUMERALS}]+)\))?")
_YES, _NO = frozenset({"是", "有", "√", "yes", "true"}), frozenset({"否", "无", "×", "no", "false"})


def chapter_of(row: Row) -> str:
    """First section that a row's clause names, such as ``四(二)``; empty for a row without."""
    found = _CHAPTER.match(row.clause)
    return found[0] if found is not None else row.clause


def by_chapter(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Rows by section in the order of the plan's text; those without one stand last."""
    chapters: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: _place(row.clause)):
        chapters.setdefault(chapter_of(row), []).append(row)
    return chapters


def _place(clause: str) -> tuple[bool, str, int, int]:
    found = _CHAPTER.match(clause)
    if found is None:
        return True, clause, 0, 0
    return False, found["plan"] or "", _number(found["part"]), _number(found["section"] or "")


def _number(numeral: str) -> int:
    """Chinese numeral up to nineteen, as chapters are numbered; zero for none."""
    tens, _, ones = numeral.rpartition("十")
    value = _NUMERALS.index(ones) + 1 if ones else 0
    return value + (10 if "十" in numeral else 0) + (10 * _NUMERALS.index(tens) if tens else 0)


def table_text(rows: Sequence[Row], indicators: Mapping[str, Indicator], rules: Rules, lang: Lang) -> str:
    """The rows as a table of tabs with a row of heads, for a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, dialect="excel-tab", lineterminator="\n")
    writer.writerow([t(f"explain.head.{head}", lang) for head in HEADS])
    for row in rows:
        indicator = indicators.get(row.id)
        target = row.target.resolve(rules) if row.target is not None else None
        writer.writerow(
            [
                row.name(lang),
                unit_name(row.unit, lang),
                target_text(target, row.unit, lang),
                "" if indicator is None else exact(indicator.value),
                "" if indicator is None or indicator.year is None else indicator.year,
                "" if indicator is None else indicator.source,
            ]
        )
    return out.getvalue()


@dataclass
class Pasted:
    """What a pasted table says.

    Attributes
    ----------
    indicators
        Values by row id.
    faults
        Lines that cannot be read, in words; nothing should be taken over as long as there are any.
    strangers
        First cells of lines that are of no row.
    """

    indicators: dict[str, Indicator] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)


def pasted(text: str, rows: Sequence[Row], lang: Lang) -> Pasted:
    """Read a table copied from a spreadsheet.

    Its columns are told by a row of heads; without one they are name, value, year, source. Rows are told by
    name or id; a line without a value is left alone.
    """
    known = {plain_text(name): row for row in rows for name in (row.id, *row.names.values())}
    words = {head: [t(f"explain.head.{head}", one) for one in LANGUAGES] for head in HEADS}
    found = Pasted()
    for number, line in pasted_lines(text, words, ("row", "figure", "year", "source"), ("row", "figure")):
        name, value, year, source = (line[key] for key in ("row", "figure", "year", "source"))
        row = known.get(plain_text(name))
        if row is None:
            found.strangers.append(name)
            continue
        if not value:
            continue
        figure, when = _value(value), _value(year) if year else None
        if figure is not None and figure < 0 and not (row.target is not None and row.target.asks_for_a_fall):
            figure = None
        if figure is None or (year and (when is None or not 1949 <= when <= 2100 or when != int(when))):
            key = "value" if figure is None else "year"
            said = value if figure is None else year
            found.faults.append(t(f"filling.bad_{key}", lang, number=number, row=row.name(lang), said=said))
            continue
        found.indicators[row.id] = Indicator(figure, int(when) if when is not None else None, source)
    return found


def _value(text: str) -> float | None:
    plain = plain_text(text).replace(",", "").replace("，", "").replace("−", "-").rstrip("%％")
    if plain in _YES or plain in _NO:
        return float(plain in _YES)
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None
