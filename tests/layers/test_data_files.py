"""Every key of the data that files are read by: misspelt, it is refused with its file."""

from __future__ import annotations

import pytest

from layers.coordinates.crsfile import CrsTable, DatumsTable
from layers.formats.limits import LimitsTable
from layers.ledgerback.projects import ProjectColumnsTable
from layers.ledgerback.upkeep import UpkeepColumnsTable
from layers.recognition import wordfiles
from layers.sample import tables
from models.assessment.columns import place_columns, township_columns
from models.facilities.facility import Family, field_specs
from models.kernel.schema import Table
from tests.datafiles import assert_misspelt_keys_are_refused, assert_other_kinds_are_refused

FILES: dict[tuple[str, ...], type[Table]] = {
    ("export", "shapefile.toml"): wordfiles.ShapefileTable,
    ("import", "choices.toml"): wordfiles.ChoicesTable,
    ("import", "coordinates.toml"): wordfiles.CoordinatesTable,
    ("import", "crs.toml"): CrsTable,
    ("import", "datums.toml"): DatumsTable,
    ("import", "fields.toml"): wordfiles.FieldsTable,
    ("import", "keyprojects.toml"): ProjectColumnsTable,
    ("import", "limits.toml"): LimitsTable,
    ("import", "roles.toml"): wordfiles.RolesTable,
    ("import", "tables.toml"): wordfiles.TablesTable,
    ("import", "units.toml"): wordfiles.UnitsTable,
    ("import", "upkeep.toml"): UpkeepColumnsTable,
    ("import", "variants.toml"): wordfiles.VariantsTable,
    ("sample", "county.toml"): tables.SampleTable,
    ("sample", "facilities.toml"): tables.FacilitiesTable,
    ("sample", "names.toml"): tables.NamesTable,
    ("sample", "stock.toml"): tables.StockTable,
}
FREE = {"names", "m2", "persons", "vehicles", "beds", "km", "yuan_10k", "per_m2"}
"""Tables whose keys are words of the data."""


@pytest.mark.parametrize("file", FILES, ids="/".join)
def test_a_misspelt_key_is_refused_wherever_it_stands(file: tuple[str, ...]) -> None:
    assert_misspelt_keys_are_refused(FILES[file], *file, free=FREE)


@pytest.mark.parametrize("file", FILES, ids="/".join)
def test_a_value_of_another_kind_is_refused(file: tuple[str, ...]) -> None:
    assert_other_kinds_are_refused(FILES[file], *file, free=FREE)


def test_names_in_shapefiles_are_of_fields_and_results_that_there_are() -> None:
    fields = {spec.name for family in Family for spec in field_specs(family)}
    results = {column.key for column in township_columns("table")}
    results |= {f"in_{column.key}".replace(".", "_") for column in place_columns()}
    assert set(wordfiles.shapefile_names()) <= fields | results
