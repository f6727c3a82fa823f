"""How coordinate systems and datums are told apart (``resources/import``: ``crs.toml``, ``datums.toml``)."""

from __future__ import annotations

from models.kernel.schema import Number, Table, Text, load


class China(Table):
    """Degrees that every coordinate lies between."""

    west: Number
    east: Number
    south: Number
    north: Number


class Eastings(Table):
    """Metres that numbers of zones lie between."""

    northing_min_m: Number
    northing_max_m: Number
    zone_half_width_m: Number
    stated_half_width_m: Number
    web_mercator_min_m: Number
    web_mercator_max_m: Number


class Frames(Table):
    """Parts of the names of each frame."""

    cgcs2000: tuple[Text, ...]
    beijing54: tuple[Text, ...]
    xian80: tuple[Text, ...]
    wgs84: tuple[Text, ...]


class Far(Table):
    """How far from the county a layer is not the county's."""

    layer_km: Number


class Utm(Table):
    """When a layer is UTM rather than the county's zone."""

    points: int
    inside_share: Number
    share_gained: Number
    same_meridian_m: Number


class CrsTable(Table):
    """``crs.toml``."""

    version: int
    china: China
    eastings: Eastings
    frames: Frames
    names: dict[str, int]
    far: Far
    utm: Utm


def crs_table() -> CrsTable:
    """How coordinate systems are told apart."""
    return load(CrsTable, "import", "crs.toml")


class DatumMarks(Table):
    """Spellings of each datum."""

    bd09: tuple[Text, ...]
    gcj02: tuple[Text, ...]
    wgs84: tuple[Text, ...]


class DatumsTable(Table):
    """``datums.toml``."""

    version: int
    columns: tuple[Text, ...]
    marks: DatumMarks
    headings: DatumMarks


def datums_table() -> DatumsTable:
    """Spellings of datums."""
    return load(DatumsTable, "import", "datums.toml")
