"""Workbooks of ledgers, written and edited as colleagues would."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from layers.ledgerback import (
    LedgerDifference,
    difference,
    read_ledgers,
    scenario_of,
)
from models.facilities.facility import Facility, Family
from models.facilities.ledgersheet import MARKER_SHEET
from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from models.kernel.text import LANGUAGES, Lang, t
from models.project.project import Project
from reports.context import make_context
from reports.workbook import write_workbook
from tests.reports.conftest import MADE_ON, small_project

Change = Callable[[Worksheet, dict[str, int]], object]


@cache
def small_book(lang: Lang) -> bytes:
    """Workbook of the small county as it is, made once."""
    with tempfile.TemporaryDirectory() as folder:
        return written(small_project(), Path(folder) / "book.xlsx", lang).read_bytes()


@cache
def small_ledgers(lang: Lang) -> bytes:
    """Return the same workbook without the sheets that are no ledgers, a third as long to read and write."""
    book = load_workbook(BytesIO(small_book(lang)))
    kept = {MARKER_SHEET, *(t(f"workbook.sheet.ledger.{family}", lang) for family in Family)}
    for sheet in book.worksheets:
        if sheet.title not in kept:
            book.remove(sheet)
    left = BytesIO()
    book.save(left)
    return left.getvalue()


def small(path: Path, lang: Lang = "zh") -> Path:
    path.write_bytes(small_ledgers(lang))
    return path


def written(project: Project, path: Path, lang: Lang = "zh") -> Path:
    run_to_end(write_workbook(make_context(project, made_on=MADE_ON), path, lang))
    return path


def found(project: Project, path: Path) -> LedgerDifference:
    ledger = read_ledgers(path)
    return difference(ledger, project, scenario_of(ledger, project))


def edited(
    project: Project, folder: Path, change: Change, family: str = "shelter", lang: Lang = "zh"
) -> LedgerDifference:
    """Difference after a colleague changed one ledger."""
    is_small = project.revision == 0
    path = (small if is_small else partial(written, project))(folder / "book.xlsx", lang)
    book = load_workbook(path)
    sheet = book[t(f"workbook.sheet.ledger.{family}", lang)]
    change(sheet, {str(cell.value): cell.column for cell in sheet[3] if cell.value})
    book.save(path)
    return found(project, path)


def put(row: int, **values: Any) -> Change:
    """Change cells of a row by their keys; ``__x`` stands for ``#x``."""

    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        for key, value in values.items():
            sheet.cell(row, columns[key.replace("__", "#")]).value = value

    return change


def plan(project: Project) -> dict[str, Facility]:
    return dict(project.scenario("plan").facilities)


def new_row(sheet: Worksheet, columns: dict[str, int], **values: Any) -> int:
    """Insert a row where the ledger says, as colleagues do."""
    row = next(row for row in range(5, 40) if sheet.cell(row, columns["#id"]).value == "#note")
    sheet.insert_rows(row)
    put(row, **values)(sheet, columns)
    return row


def fails(path: Path) -> str:
    with pytest.raises(HavenError) as caught:
        read_ledgers(path)
    for lang in LANGUAGES:
        assert caught.value.message(lang).one_line()
    return caught.value.key
