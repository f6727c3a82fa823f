"""Every key of the data that documents are laid out by: misspelt, it is refused with its file."""

from __future__ import annotations

import pytest

from models.kernel.schema import Table
from reports.symbols import SymbolsTable
from reports.textreport.look import DocumentTable
from reports.textreport.outlinefile import OutlineTable
from reports.webmap.limits import SizeTable, TilesTable
from reports.workbook.stylefile import WorkbookTable
from tests.datafiles import assert_misspelt_keys_are_refused, assert_other_kinds_are_refused
from ui.core.themes import WindowTable
from ui.printing.pictures import PicturesTable

FILES: dict[tuple[str, ...], type[Table]] = {
    ("report", "document.toml"): DocumentTable,
    ("report", "outline.toml"): OutlineTable,
    ("report", "pictures.toml"): PicturesTable,
    ("styles", "symbols.toml"): SymbolsTable,
    ("styles", "window.toml"): WindowTable,
    ("styles", "workbook.toml"): WorkbookTable,
    ("webmap", "size.toml"): SizeTable,
    ("webmap", "tiles.toml"): TilesTable,
}
FREE = {"shape", "paper_of"}
"""Tables whose keys are words of the data."""


@pytest.mark.parametrize("file", FILES)
def test_a_misspelt_key_is_refused_wherever_it_stands(file: tuple[str, ...]) -> None:
    assert_misspelt_keys_are_refused(FILES[file], *file, free=FREE)


@pytest.mark.parametrize("file", FILES)
def test_a_value_of_another_kind_is_refused(file: tuple[str, ...]) -> None:
    assert_other_kinds_are_refused(FILES[file], *file, free=FREE)
