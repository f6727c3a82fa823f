"""Workbooks of ledgers, written and edited as colleagues would."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache, partial
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
from models.facilities.facility import Facility
from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from models.kernel.text import LANGUAGES, Lang, t
from models.project.project import Project
from reports.context import make_context
from reports.workbook import write_workbook
from reports.workbook.archive import save
from reports.workbook.document import Document
from reports.workbook.hidden import add_lists, add_marker
from reports.workbook.ledgers import Prints, add_ledger
from tests.reports.conftest import MADE_ON, small_project

Change = Callable[[Worksheet, dict[str, int]], object]


@cache
def small_book(lang: Lang) -> bytes:
    """Workbook of the small county as it is, made once."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        run_to_end(write_workbook(make_context(small_project(), made_on=MADE_ON), path, lang))
        return path.read_bytes()


@cache
def small_ledgers(lang: Lang) -> bytes:
    """Ledgers of the small county alone, made once."""
    with tempfile.TemporaryDirectory() as folder:
        return written(small_project(), Path(folder) / "book.xlsx", lang).read_bytes()


def small(path: Path, lang: Lang = "zh") -> Path:
    path.write_bytes(small_ledgers(lang))
    return path


def written(project: Project, path: Path, lang: Lang = "zh", scenario_id: str | None = None) -> Path:
    """Write the workbook without the sheets that are no ledgers: a third as long to write and to read."""
    document = Document(make_context(project, scenario_id, made_on=MADE_ON), lang)
    prints: Prints = {}
    for family in document.context.families:
        prints |= add_ledger(document, family)
    add_lists(document)
    add_marker(document, prints)
    for _ in save(document.workbook, path, MADE_ON, document.results, document.descriptions, document.long):
        pass
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
