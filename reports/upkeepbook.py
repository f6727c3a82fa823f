"""The yearly ledger as a workbook of its own: what is due, the year plan, all entries."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from models.kernel.progress import Work
from models.kernel.text import Lang, t
from models.kernel.version import VERSION
from models.upkeep.listing import (
    COUNTED,
    DUE_COLUMNS,
    ENTRY_COLUMNS,
    PLAN_COLUMNS,
    Ledger,
    Value,
    due_values,
    entry_values,
    notes,
    plan_values,
)
from reports.listbook import ListSheet, write_lists
from reports.safe import clean_text

_WIDE = frozenset({"about", "finding", "source"})


def write_upkeep(path: Path, ledger: Ledger, name: str, lang: Lang) -> Work[None]:
    """Write it. A cell stays empty where there is no such day: the state says why.

    Parameters
    ----------
    name
        County and scenario.
    """
    entries = [entry_values(entry, ledger, lang) for entry in ledger.entries]
    rows = [due_values(row, lang) for row in ledger.rows]
    sheets = (
        _sheet("upkeep_due", DUE_COLUMNS, rows, lang, notes(ledger, lang)),
        _sheet("upkeep_plan", PLAN_COLUMNS, plan_values(ledger, lang), lang),
        _sheet("upkeep_entries", ENTRY_COLUMNS, entries, lang),
    )
    title = t("upkeep.book.title", lang, name=clean_text(name))
    said = t("upkeep.book.subtitle", lang, date=ledger.today.isoformat(), version=VERSION)
    yield from write_lists(path, sheets, title, said, lang, ledger.today)


def _sheet(
    key: str, columns: Sequence[str], rows: Sequence[dict[str, Value]], lang: Lang, said: Sequence[str] = ()
) -> ListSheet:
    heads = {column: t(f"upkeep.column.{column}", lang) for column in columns}
    return ListSheet(key, heads, rows, dict.fromkeys(COUNTED, "count"), _WIDE, said)
