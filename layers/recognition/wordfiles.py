"""Words by which files are understood, as declared in ``resources/import``: each file a schema."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from models.kernel.schema import Number, Table, Text, load

Words = tuple[Text, ...]
Kind = Literal["point", "line", "polygon"]


# -- fields.toml -------------------------------------------------------------------------------------------
class CoordinateWords(Table):
    """What columns of coordinates are called."""

    longitude: Words
    latitude: Words
    x: Words
    y: Words
    pair: Words
    wkt: Words


class LayerWords(Table):
    """What files call the fields of layers."""

    name: Words
    code: Words
    population_persons: Words
    road_class: Words
    hazard_type: Words
    hazard_level: Words
    voltage_kv: Words
    level: Words


class NameWords(Table):
    """What names of units are called in lists of one kind."""

    villages: Words
    townships: Words
    county: Words


class LiesInWords(Table):
    """What the unit is called that a row lies in."""

    township: Words


class AnyName(Table):
    """How a heading ends that is a name, whatever stands before it."""

    ends: Words


class PartWords(Table):
    """What a heading says of which part of an amount it is."""

    words: Words


class LayerUnits(Table):
    """Units that fields of layers may be written in."""

    population_persons: Text


class FacilityWords(Table):
    """What files call the fields that all facilities share."""

    name: Words
    status: Words
    finished_year: Words
    address: Words
    manager: Words
    contact: Words
    source: Words
    note: Words


class CodeWords(Table):
    """Words of a heading whose cells are codes, never amounts."""

    marks: Words


class FieldsTable(Table):
    """``fields.toml``."""

    version: int
    coordinates: CoordinateWords
    layer: LayerWords
    name_of: NameWords
    lies_in: LiesInWords
    any_name: AnyName
    parts: PartWords
    layer_units: LayerUnits
    facility: FacilityWords
    codes: CodeWords


def fields() -> FieldsTable:
    """What files call the fields."""
    return load(FieldsTable, "import", "fields.toml")


# -- choices.toml ------------------------------------------------------------------------------------------
class StatusWords(Table):
    """What cells say for each status."""

    existing: Words
    planned: Words
    candidate: Words
    rejected: Words


class StatusParts(Table):
    """Parts of cells that decide, whatever else they say."""

    rejected: Words
    planned: Words


class FlagWords(Table):
    """Yes and no."""

    yes: Words
    no: Words


class ChoicesTable(Table):
    """``choices.toml``."""

    version: int
    status: StatusWords
    status_parts: StatusParts
    flag: FlagWords


def choices() -> ChoicesTable:
    """What files write for choices."""
    return load(ChoicesTable, "import", "choices.toml")


# -- roles.toml --------------------------------------------------------------------------------------------
class Values(Table):
    """Columns whose cells speak for a role, and the words that they hold."""

    columns: Words
    words: Words


class RoleRule(Table, omit_defaults=True):
    """What speaks for a role."""

    role: Text
    geometry: tuple[Kind, ...]
    names: Words
    columns: Words
    strong: Words = ()
    values: Values | None = None
    needs_population: bool = False


class Pattern(Table):
    """What speaks for a role if most codes or names are like it."""

    role: Text
    geometry: tuple[Kind, ...]
    pattern: Text
    points: Number


class RasterWords(Table):
    """Names and units of a raster."""

    names: Words
    units: Words


class RasterRules(Table):
    """What speaks for each kind of raster."""

    dem: RasterWords
    population_grid: RasterWords


class Density(Table):
    """Words for a density, and square metres of the areas that it may be of."""

    marks: Words
    per_m2: dict[str, Number]


class SlopeLook(Table):
    """How a class of slope is drawn."""

    line: Text
    fill: Text
    line_width_pt: Number


class SlopeStyle(Table):
    """How both classes of slope are drawn."""

    steep: SlopeLook
    gentle: SlopeLook


class Stack(Table):
    """Order of layers from the top, and those that are hidden at first."""

    order: Words
    hidden: Words


class RolesTable(Table):
    """``roles.toml``."""

    version: int
    least: Number
    name_points: Number
    file_points: Number
    strong_points: Number
    column_points: Number
    value_points: Number
    value_share: Number
    population_points: Number
    rule: tuple[RoleRule, ...]
    raster: RasterRules
    raster_density: Density
    slope_style: SlopeStyle
    codes: tuple[Pattern, ...]
    named: tuple[Pattern, ...]
    stack: Stack


def roles() -> RolesTable:
    """What speaks for a role, and how layers of each lie."""
    return load(RolesTable, "import", "roles.toml")


# -- units.toml, tables.toml, coordinates.toml, variants.toml ----------------------------------------------
class UnitFactors(Table):
    """Factors from written units to each base unit."""

    m2: dict[str, Number]
    persons: dict[str, Number]
    vehicles: dict[str, Number]
    beds: dict[str, Number]
    km: dict[str, Number]
    yuan_10k: dict[str, Number]


class UnitsTable(Table):
    """``units.toml``."""

    version: int
    missing: tuple[str, ...]
    units: UnitFactors


def units() -> UnitsTable:
    """Units that people write, and what they write for no value."""
    return load(UnitsTable, "import", "units.toml")


class TotalWords(Table):
    """How rows are told that only sum up others."""

    whole: Words
    starts: Words
    ends: Words
    patterns: Words
    leaf: Words


class NoteWords(Table):
    """How notes below a table begin."""

    starts: Words


class ExampleWords(Table):
    """What rows begin with that show how to fill a table in."""

    words: Words


class PeopleWords(Table):
    """Headings of what parts the people of a place into rows."""

    parts: Words


class NumberingSigns(Table):
    """Signs before the numbers of columns."""

    signs: Words


class YearWords(Table):
    """Headings of the year that a row is of."""

    headings: Words


class TablesTable(Table):
    """``tables.toml``."""

    version: int
    year: YearWords
    total: TotalWords
    note: NoteWords
    example: ExampleWords
    people: PeopleWords
    numbering: NumberingSigns


def table_words() -> TablesTable:
    """Rows of an office's table that are no data."""
    return load(TablesTable, "import", "tables.toml")


Pair = tuple[Text, Text]


class CoordinatesTable(Table, rename={"not_": "not"}):
    """``coordinates.toml``."""

    version: int
    degrees: tuple[Pair, ...]
    metres: tuple[Pair, ...]
    marks: tuple[Pair, ...]
    both: Words
    not_: Words


def coordinate_words() -> CoordinatesTable:
    """Words for the two coordinates in headings."""
    return load(CoordinatesTable, "import", "coordinates.toml")


class VariantsTable(Table, rename={"from_": "from"}):
    """``variants.toml``."""

    version: int
    from_: Text
    to: Text


def variants() -> VariantsTable:
    """Characters and the Simplified ones that stand for them."""
    return load(VariantsTable, "import", "variants.toml")


class ShapefileTable(Table):
    """``export/shapefile.toml``."""

    version: int
    names: dict[str, Text]


def shapefile_names() -> dict[str, str]:
    """Names of fields in Shapefiles that we write, by which they are known when they come back."""
    return load(ShapefileTable, "export", "shapefile.toml").names


def by_name(table: Table) -> dict[str, Any]:
    """What a table holds, by the names of its keys, without the version of the file."""
    held: dict[str, Any] = msgspec.to_builtins(table)
    held.pop("version", None)
    return held
