"""How much an import takes in, as declared in ``resources/import/limits.toml``."""

from __future__ import annotations

from models.kernel.schema import Number, Table, load


class ArchiveLimits(Table):
    """Of packed files."""

    entries: int
    bytes: int


class TableLimits(Table):
    """Of text tables and workbooks."""

    rows: int
    columns: int
    cells: int
    sheet_cells: int
    sheet_bytes: int
    old_bytes: int
    styles_bytes: int
    cell_characters: int
    header_rows: int


class ShapeLimits(Table):
    """Of shapes that cross themselves."""

    crossings: int
    moment_crossings: int
    moment_shapes: int
    nested_collections: int


class LedgerLimits(Table):
    """Of a workbook that may be one of ours."""

    list_bytes: int


class MomentLimits(Table):
    """Bytes of each format that are read where the window works."""

    table: int
    xlsx: int
    ods: int
    xls: int
    geojson: int
    kml: int
    shp: int
    gpkg: int
    zip: int
    osm: int
    mapinfo: int
    dxf: int
    raster: int


class ApartLimits(Table):
    """Of one file in a process of its own."""

    seconds: Number
    memory_bytes: int


class PreviewLimits(Table):
    """Of what is shown before an import."""

    rows: int
    features: int


class RasterLimits(Table):
    """Of rasters."""

    cells: int
    county_cells: int
    blocks_bytes: int


class DemLimits(Table):
    """Of heights of the ground."""

    cells: int
    margin_m: Number
    least_patch_m2: Number
    lowest_m: Number
    highest_m: Number


class PopulationLimits(Table):
    """Of people by cell."""

    most_persons: int
    cells: int
    sum_factor: Number
    least_share: Number


class LimitsTable(Table):
    """The whole file."""

    version: int
    archive: ArchiveLimits
    table: TableLimits
    shape: ShapeLimits
    ledger: LedgerLimits
    moment: MomentLimits
    apart: ApartLimits
    preview: PreviewLimits
    raster: RasterLimits
    dem: DemLimits
    population: PopulationLimits


def import_limits() -> LimitsTable:
    """Limits of an import."""
    return load(LimitsTable, "import", "limits.toml")
