"""The difference report of new data as a workbook: places and townships, or goods of depots, and figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from models.kernel.progress import Work
from models.kernel.text import Lang, t
from models.kernel.version import VERSION
from models.upkeep.renewal import Renewal
from models.upkeep.renewallist import NUMBERS, RenewalTable, summary, tables
from reports.listbook import ListSheet, write_lists
from reports.safe import clean_text
from reports.workbook.cells import Format

_WIDE = frozenset({"figure", "remark"})


def write_renewal(path: Path, renewal: Renewal, name: str, lang: Lang, today: date) -> Work[None]:
    """Write it.

    Parameters
    ----------
    name
        County.
    """
    said = (summary(renewal, lang),)
    sheets = [_sheet(table, lang, said) for table in tables(renewal, lang)]
    title = t("renewal.book_title", lang, name=clean_text(name))
    subtitle = t("upkeep.book.subtitle", lang, date=today.isoformat(), version=VERSION)
    yield from write_lists(path, sheets, title, subtitle, lang, today)


def _sheet(table: RenewalTable, lang: Lang, said: tuple[str, ...]) -> ListSheet:
    heads = {column: t(f"renewal.column.{column}", lang) for column in table.columns}
    is_stock = table.key == "goods"
    formats: dict[str, Format] = {
        key: "number" if is_stock and not key.startswith("unknown") else "count"
        for key in NUMBERS
        if key in heads
    }
    return ListSheet(f"renewal_{table.key}", heads, table.rows, formats, _WIDE, said)
