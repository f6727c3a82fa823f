"""Raster tiles under the web map, from an MBTiles file, as data inside the page.

The file comes from anywhere, so it is only read: as a database that cannot be changed, within limits of time
and size (``resources/webmap/tiles.toml``), and nothing but PNG and JPEG pictures is taken from it.
"""

from __future__ import annotations

import base64
import math
import sqlite3
import struct
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from models.kernel.errors import HavenError
from reports.safe import clean_text
from reports.webmap.limits import TilesTable, tile_limits

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_JPEG = b"\xff\xd8\xff"
_MOST_SIDE = 2048
"""Pixels of a tile's side; a picture of few bytes can ask a browser for gigabytes."""
_LARGEST_VALUE = 16_000_000
"""Bytes of any value that the file's own views may come up with."""
_SQLITE = b"SQLite format 3\x00"
_LARGEST_LATITUDE = 85.05112878
_STEPS_BETWEEN_LOOKS = 10_000


@dataclass(frozen=True)
class Tiles:
    """Pictures by ``zoom/column/row`` (rows from the north) as data addresses, and whom to thank for them."""

    pictures: Mapping[str, str]
    least_zoom: int
    most_zoom: int
    attribution: str


def read_tiles(path: Path, box: Box) -> Tiles:
    """Tiles of a place, from the farthest zoom on, as many zooms as fit.

    Parameters
    ----------
    box
        The county; tiles that touch it are taken.

    Raises
    ------
    HavenError
        The file is no MBTiles file with PNG or JPEG tiles, holds none of the place, or not even its farthest
        zoom is small enough.
    """
    limits = tile_limits()
    try:
        if not path.is_file():  # a pipe would keep us waiting for ever
            raise HavenError("tiles_unreadable", file=path.name)
        with path.open("rb") as file:
            if file.read(16) != _SQLITE:
                raise HavenError("tiles_unreadable", file=path.name)
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            _restrain(connection, limits.seconds)
            return _read(connection, path, box, limits)
    except (OSError, sqlite3.Error, ValueError, OverflowError) as error:
        raise HavenError("tiles_unreadable", file=path.name, details=str(error)) from error


def _restrain(connection: sqlite3.Connection, seconds: float) -> None:
    """Let the file's own views do nothing but bring tables together, and not for ever.

    A function or a recursion can make gigabytes out of nothing, in one step that no limit of time interrupts.
    """
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA query_only = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE)
    allowed = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
    connection.set_authorizer(
        lambda action, *_: sqlite3.SQLITE_OK if action in allowed else sqlite3.SQLITE_DENY
    )
    until = time.monotonic() + seconds
    connection.set_progress_handler(lambda: int(time.monotonic() > until), _STEPS_BETWEEN_LOOKS)


def _read(connection: sqlite3.Connection, path: Path, box: Box, limits: TilesTable) -> Tiles:
    least, most = limits.least_zoom, limits.most_zoom
    found = connection.execute(
        "SELECT DISTINCT zoom_level FROM tiles WHERE zoom_level BETWEEN ? AND ? ORDER BY zoom_level",
        (0, most),
    ).fetchall()
    zooms = [int(row[0]) for row in found]
    # Zooms so far out that the county is a speck are of no use; the closest of them is, if there is no other.
    useful = [zoom for zoom in zooms if zoom >= least] or zooms[-1:]
    room = limits.most_megabytes * 1e6
    largest = limits.most_tile_kilobytes * 1000
    pictures: dict[str, str] = {}
    taken: list[int] = []
    for zoom in useful:
        made = _zoom(connection, zoom, box, largest, limits.most_tiles - len(pictures))
        if made is None or sum(map(len, made.values())) > room:
            if not taken:
                raise HavenError("tiles_too_large", file=path.name, limit=f"{limits.most_megabytes:g}")
            break
        if made:
            taken.append(zoom)
            pictures |= made
            room -= sum(map(len, made.values()))
    if not taken:
        shown = ", ".join(map(str, zooms)) or "–"
        raise HavenError("tiles_elsewhere", file=path.name, zooms=shown)
    return Tiles(pictures, taken[0], taken[-1], _attribution(connection))


def _zoom(
    connection: sqlite3.Connection, zoom: int, box: Box, largest: float, most: int
) -> dict[str, str] | None:
    """Pictures of one zoom; ``None`` if there are more than ``most``."""
    west, north = tile_at(box[0], box[3], zoom)
    east, south = tile_at(box[2], box[1], zoom)
    if (east - west + 1) * (south - north + 1) > most:
        return None
    last = 2**zoom - 1
    rows = connection.execute(
        "SELECT tile_column, tile_row, tile_data FROM tiles WHERE zoom_level = ?"
        " AND tile_column BETWEEN ? AND ? AND tile_row BETWEEN ? AND ?",
        (zoom, west, east, last - south, last - north),
    )
    made: dict[str, str] = {}
    for column, row, data in rows:
        kind = _kind(data)
        if kind and len(data) <= largest and len(made) < most:
            picture = base64.b64encode(data).decode("ascii")
            made[f"{zoom}/{int(column)}/{last - int(row)}"] = f"data:image/{kind};base64,{picture}"
    return dict(sorted(made.items()))


def _kind(data: object) -> str:
    """``png`` or ``jpeg`` by the picture's head; empty for anything else, also for a picture too large."""
    if not isinstance(data, bytes):
        return ""
    if data.startswith(_PNG) and len(data) >= 24:
        return "png" if 0 < max(struct.unpack_from(">II", data, 16)) <= _MOST_SIDE else ""
    if data.startswith(_JPEG):
        return "jpeg" if 0 < max(_jpeg_size(data)) <= _MOST_SIDE else ""
    return ""


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Height and width that a JPEG picture's frame states; zeros if there is none."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, at + 5)
            return height, width
        at += 2 + length
    return 0, 0


def _attribution(connection: sqlite3.Connection) -> str:
    try:
        rows: Sequence[tuple[object]] = connection.execute(
            "SELECT value FROM metadata WHERE name IN ('attribution', 'name') ORDER BY name LIMIT 1"
        ).fetchall()
    except sqlite3.Error:
        return ""
    return clean_text(rows[0][0])[:200] if rows else ""


def tile_at(longitude: float, latitude: float, zoom: int) -> tuple[int, int]:
    """Column and row (from the north) of the tile that holds a place, in the usual web projection.

    >>> tile_at(117.0, 36.0, 10)
    (844, 401)
    """
    scale = 2**zoom
    bounded = math.radians(max(-_LARGEST_LATITUDE, min(_LARGEST_LATITUDE, latitude)))
    column = int((longitude + 180.0) / 360.0 * scale)
    row = int((1.0 - math.asinh(math.tan(bounded)) / math.pi) / 2.0 * scale)
    return min(max(column, 0), scale - 1), min(max(row, 0), scale - 1)
