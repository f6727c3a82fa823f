"""Small basemap files, made by hand."""

from __future__ import annotations

import gzip
import json
import sqlite3
import struct
import warnings
import zlib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from layers.basemap.pmtiles import tile_id
from layers.formats import raster

Tiles = Mapping[tuple[int, int, int], bytes]


def png(rgb: tuple[int, int, int], side: int = 8) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\x00" + bytes(rgb) * side) * side)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def mbtiles(path: Path, tiles: Tiles, **metadata: str) -> Path:
    """An MBTiles file; tiles are counted from the north here, as everywhere but in the file."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE metadata (name text, value text)")
        connection.execute(
            "CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)"
        )
        connection.executemany("INSERT INTO metadata VALUES (?, ?)", metadata.items())
        connection.executemany(
            "INSERT INTO tiles VALUES (?, ?, ?, ?)",
            [(zoom, column, 2**zoom - 1 - row, data) for (zoom, column, row), data in tiles.items()],
        )
    return path


def number(value: int) -> bytes:
    """A number of seven bits a byte."""
    made = bytearray()
    while value > 0x7F:
        made.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*made, value])


def directory(entries: list[tuple[int, int, int, int]], *, packed: bool) -> bytes:
    """Entries (id, run, length, offset) as the file has them."""
    made, last = [number(len(entries))], 0
    for entry in entries:
        made.append(number(entry[0] - last))
        last = entry[0]
    made += [number(entry[1]) for entry in entries] + [number(entry[2]) for entry in entries]
    made += [number(entry[3] + 1) for entry in entries]
    data = b"".join(made)
    return gzip.compress(data) if packed else data


def pmtiles(
    path: Path, tiles: Tiles, *, packed: bool = True, leaf: bool = False, kind: int = 2, version: int = 3
) -> Path:
    """A PMTiles file, its entries in the root or one leaf below it."""
    entries, data = [], b""
    for key in sorted(tiles, key=lambda one: tile_id(*one)):
        entries.append((tile_id(*key), 1, len(tiles[key]), len(data)))
        data += tiles[key]
    root = directory(entries, packed=packed)
    leaves = b""
    if leaf:
        leaves, root = root, directory([(entries[0][0], 0, len(root), 0)], packed=packed)
    metadata = json.dumps({"name": "一张图", "attribution": "<a href='x'>© 测绘</a>"}).encode()
    metadata = gzip.compress(metadata) if packed else metadata
    at = 127
    places = []
    for part in (root, metadata, leaves, data):
        places += [at, len(part)]
        at += len(part)
    zooms = [key[0] for key in tiles]
    head = struct.pack(
        "<7sB11Q6B4iB2i", b"PMTiles", version, *places, len(tiles), len(tiles), len(tiles), 1,
        2 if packed else 1, 1, kind, min(zooms), max(zooms), 0, 0, 0, 0, 0, 0, 0,
    )  # fmt: skip
    path.write_bytes(head + root + metadata + leaves + data)
    return path


def tif(
    path: Path,
    cells: Any,
    *,
    epsg: int | None = 4548,
    at: tuple[float, float] | None = (500_000.0, 4_000_000.0),
    cell_m: float = 10.0,
    palette: Mapping[int, tuple[int, int, int, int]] | None = None,
    **more: object,
) -> Path:
    """A GeoTIFF of bands, shape (bands, rows, columns), its upper left corner at a place or at none."""
    rasterio = raster._rasterio()
    bands, height, width = cells.shape
    if at is not None:
        more["transform"] = rasterio.Affine(cell_m, 0.0, at[0], 0.0, -cell_m, at[1])
    profile = {"width": width, "height": height, "count": bands, "dtype": cells.dtype.name, "crs": epsg}
    with warnings.catch_warnings(), raster._surroundings():
        warnings.simplefilter("ignore")  # of a raster without a place
        with rasterio.open(path, "w", driver="GTiff", **profile, **more) as target:
            target.write(cells)
            if palette is not None:
                target.write_colormap(1, palette)
    return path
