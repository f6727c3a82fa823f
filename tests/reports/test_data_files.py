"""Every key of the data that documents are laid out by: misspelt, it is refused with its file."""

from __future__ import annotations

import pytest

from models.kernel.schema import Table
from reports.textreport.look import DocumentTable
from reports.textreport.outlinefile import OutlineTable
from reports.webmap.limits import SizeTable, TilesTable
from tests.datafiles import assert_misspelt_keys_are_refused, assert_other_kinds_are_refused
from ui.printing.pictures import PicturesTable

FILES: dict[tuple[str, ...], type[Table]] = {
    ("report", "document.toml"): DocumentTable,
    ("report", "outline.toml"): OutlineTable,
    ("report", "pictures.toml"): PicturesTable,
    ("webmap", "size.toml"): SizeTable,
    ("webmap", "tiles.toml"): TilesTable,
}


@pytest.mark.parametrize("file", FILES)
def test_a_misspelt_key_is_refused_wherever_it_stands(file: tuple[str, ...]) -> None:
    assert_misspelt_keys_are_refused(FILES[file], *file)


@pytest.mark.parametrize("file", FILES)
def test_a_value_of_another_kind_is_refused(file: tuple[str, ...]) -> None:
    assert_other_kinds_are_refused(FILES[file], *file)
