"""Every key of the data that the models work with: misspelt, it is refused with its file."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from models.access import barriers, roadwords
from models.assessment import compare, repairs
from models.facilities.gatefile import GateTable
from models.findings import sources
from models.fire import water
from models.hazards import fire_screening
from models.hazards.hazardfile import HazardsTable
from models.kernel.resources import load_toml
from models.kernel.schema import DataFileError, Table, checked, load
from models.locate import candidates
from models.registers import checklists
from models.supplies.items import SuppliesTable

FILES: dict[str, type[Table]] = {
    "barriers.toml": barriers._BarriersTable,
    "candidates.toml": candidates._CandidatesTable,
    "checklists.toml": checklists._ChecklistsTable,
    "directions.toml": compare._DirectionsTable,
    "documents.toml": sources._DocumentsTable,
    "fire_siting.toml": fire_screening._SitingTable,
    "fire_water.toml": water._WaterTable,
    "gate.toml": GateTable,
    "hazards.toml": HazardsTable,
    "repairs.toml": repairs._RepairsTable,
    "roads.toml": roadwords._RoadsTable,
    "supplies.toml": SuppliesTable,
}
FREE = {"multiples", "units", "class"}
"""Tables whose keys are words of the data."""


def tables(table: Any) -> Iterator[dict[str, Any]]:
    """Every table in a table, itself first, but those with free keys."""
    if isinstance(table, list):
        for entry in table:
            yield from tables(entry)
    elif isinstance(table, dict):
        yield table
        for key, value in table.items():
            yield from () if key in FREE and isinstance(value, dict) else tables(value)


@pytest.mark.parametrize("file", FILES)
def test_a_misspelt_key_is_refused_wherever_it_stands(file: str) -> None:
    assert load(FILES[file], file) is load(FILES[file], file), "read once"
    whole = deepcopy(load_toml(file))
    tried = 0
    for table in tables(whole):
        for key in list(table):
            value = table.pop(key)
            table[f"{key}_x"] = value
            with pytest.raises(DataFileError, match=rf"^{file}: .*({key}_x|{key} is missing)"):
                checked(whole, FILES[file], file, "the file")
            del table[f"{key}_x"]
            table[key] = value
            tried += 1
    assert tried > 1
    checked(whole, FILES[file], file, "the file")


@pytest.mark.parametrize("file", FILES)
def test_a_value_of_another_kind_is_refused(file: str) -> None:
    whole = deepcopy(load_toml(file))
    for table in tables(whole):
        for key, value in list(table.items()):
            table[key] = 1j
            with pytest.raises(DataFileError, match=f"^{file}: "):
                checked(whole, FILES[file], file, "the file")
            table[key] = value
