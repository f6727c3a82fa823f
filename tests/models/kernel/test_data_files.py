"""Every key of the data that the models work with: misspelt, it is refused with its file."""

from __future__ import annotations

import pytest

from models.access import barriers, roadwords
from models.assessment import compare, repairs
from models.evacuation import people
from models.facilities.gatefile import GateTable
from models.findings import sources
from models.fire import water
from models.hazards import fire_screening
from models.hazards.hazardfile import HazardsTable
from models.kernel.glossary import GlossaryTable
from models.kernel.schema import Table, load
from models.locate import candidates
from models.programme import seeds
from models.registers import checklists
from models.supplies.items import SuppliesTable
from models.upkeep.duties import UpkeepTable
from tests.datafiles import assert_misspelt_keys_are_refused, assert_other_kinds_are_refused

FILES: dict[str, type[Table]] = {
    "barriers.toml": barriers._BarriersTable,
    "candidates.toml": candidates._CandidatesTable,
    "checklists.toml": checklists._ChecklistsTable,
    "directions.toml": compare._DirectionsTable,
    "documents.toml": sources._DocumentsTable,
    "evacuation.toml": people.EvacuationTable,
    "fire_siting.toml": fire_screening._SitingTable,
    "fire_water.toml": water._WaterTable,
    "gate.toml": GateTable,
    "glossary.toml": GlossaryTable,
    "hazards.toml": HazardsTable,
    "keyprojects.toml": seeds.SeedsTable,
    "repairs.toml": repairs._RepairsTable,
    "roads.toml": roadwords._RoadsTable,
    "supplies.toml": SuppliesTable,
    "upkeep.toml": UpkeepTable,
}
FREE = {"multiples", "units", "class", "coded"}
"""Tables whose keys are words of the data."""


@pytest.mark.parametrize("file", FILES)
def test_a_misspelt_key_is_refused_wherever_it_stands(file: str) -> None:
    assert load(FILES[file], file) is load(FILES[file], file), "read once"
    assert_misspelt_keys_are_refused(FILES[file], file, free=FREE)


@pytest.mark.parametrize("file", FILES)
def test_a_value_of_another_kind_is_refused(file: str) -> None:
    assert_other_kinds_are_refused(FILES[file], file, free=FREE)
