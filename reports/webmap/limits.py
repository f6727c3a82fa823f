"""How large the web map and the tiles under it may become, as declared in ``resources/webmap``."""

from __future__ import annotations

from models.kernel.schema import Number, Table, load


class Step(Table):
    """One step from most detail to least."""

    simplify_m: Number
    most_places: int
    road_classes: int


class SizeTable(Table):
    """``size.toml``."""

    most_megabytes: Number
    step: tuple[Step, ...]


def page_size() -> SizeTable:
    """Largest page, and what is left out before it is larger."""
    return load(SizeTable, "webmap", "size.toml")


class TilesTable(Table):
    """``tiles.toml``."""

    most_megabytes: Number
    most_tile_kilobytes: Number
    most_tiles: int
    least_zoom: int
    most_zoom: int
    seconds: Number
    unit_opacity: Number


def tile_limits() -> TilesTable:
    """What may be taken from a file of tiles, and how townships are tinted over them."""
    return load(TilesTable, "webmap", "tiles.toml")
