"""The GeoPackage container: tables, contents, coordinate system and geometry bytes, through SQLite alone.

Written here rather than through GDAL because a project must come back bit for bit (types, missing values,
geometry), in one transaction, and because reading must never write, lock or leave files beside the project.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

APPLICATION_ID = 0x47504B47  # "GPKG"
FORMAT_VERSION = 10300  # GeoPackage 1.3

_SCHEMA = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL,
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
"""

# Bytes of the envelope that follows the 8-byte header, by the envelope code of the flags byte.
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_LEAST_BYTES = 13


def quoted(name: str) -> str:
    """Name of a table or column as SQL text."""
    return '"' + name.replace('"', '""') + '"'


def create(path: Path, epsg: int) -> sqlite3.Connection:
    """Make an empty GeoPackage that knows one projected coordinate system."""
    connection = sqlite3.connect(path, isolation_level=None)
    # The file is a temporary one that is synced and renamed once it is whole: no journal of its own.
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {FORMAT_VERSION}")
    connection.executescript(_SCHEMA)
    projected = pyproj.CRS.from_epsg(epsg)
    geographic = pyproj.CRS.from_epsg(4326)
    connection.executemany(
        "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)",
        [
            ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", ""),
            ("Undefined geographic SRS", 0, "NONE", 0, "undefined", ""),
            ("WGS 84", 4326, "EPSG", 4326, geographic.to_wkt("WKT1_GDAL"), ""),
            (projected.name, epsg, "EPSG", epsg, projected.to_wkt("WKT1_GDAL"), ""),
        ],
    )
    return connection


def add_table(
    connection: sqlite3.Connection,
    name: str,
    columns: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[Any]],
    *,
    identifier: str,
    changed_at: str,
    geometries: NDArray[np.object_] | None = None,
    epsg: int = 0,
) -> None:
    """Add one table and register it, as features when it has geometries, else as attributes.

    Parameters
    ----------
    columns
        (name, SQL type) of each column after ``fid`` and, for features, ``geom``.
    rows
        Values in the order of ``columns``, with the geometry blob first for features.
    """
    spatial = geometries is not None
    names = [*(["geom"] if spatial else []), *(column for column, _ in columns)]
    declared = [
        "fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL",
        *(["geom GEOMETRY"] if spatial else []),
        *(f"{quoted(column)} {kind}" for column, kind in columns),
    ]
    connection.execute(f"CREATE TABLE {quoted(name)} ({', '.join(declared)})")
    bounds: tuple[float | None, ...] = (None,) * 4
    if geometries is not None and len(geometries):
        total = shapely.total_bounds(geometries)
        bounds = tuple(map(float, total)) if np.isfinite(total).all() else bounds
    connection.execute(
        "INSERT INTO gpkg_contents VALUES (?, ?, ?, '', ?, ?, ?, ?, ?, ?)",
        (
            name,
            "features" if spatial else "attributes",
            identifier,
            changed_at,
            *bounds,
            epsg if spatial else None,
        ),
    )
    if geometries is not None:
        connection.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)",
            (name, _geometry_type(geometries), epsg),
        )
    marks = ", ".join("?" * len(names))
    listed = ", ".join(map(quoted, names))
    connection.executemany(f"INSERT INTO {quoted(name)} ({listed}) VALUES ({marks})", rows)


def _geometry_type(geometries: NDArray[np.object_]) -> str:
    codes = np.unique(shapely.get_type_id(geometries))
    known = codes[codes >= 0]
    return shapely.GeometryType(int(known[0])).name if len(known) == 1 else "GEOMETRY"


def geometry_blobs(geometries: NDArray[np.object_], epsg: int) -> list[bytes | None]:
    """GeoPackage bytes of each geometry, ``None`` for a missing one."""
    wkb = shapely.to_wkb(geometries, byte_order=1, flavor="iso")
    bounds = shapely.bounds(geometries)[:, [0, 2, 1, 3]].astype("<f8").tobytes()
    is_point = shapely.get_type_id(geometries) == 0
    is_empty = shapely.is_empty(geometries)
    srs = epsg.to_bytes(4, "little", signed=True)
    plain, boxed, empty = (b"GP\x00" + flags + srs for flags in (b"\x01", b"\x03", b"\x11"))
    blobs: list[bytes | None] = []
    for index, data in enumerate(wkb):
        if data is None:
            blobs.append(None)
        elif is_empty[index]:
            blobs.append(empty + data)
        elif is_point[index]:
            blobs.append(plain + data)
        else:
            blobs.append(boxed + bounds[32 * index : 32 * index + 32] + data)
    return blobs


def wkb_of(blob: Any) -> bytes | None:
    """Well-known binary inside one GeoPackage blob; ValueError when it is none."""
    if blob is None:
        return None
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < _LEAST_BYTES:
        raise ValueError("not a geometry")
    code = (blob[3] >> 1) & 7
    if code >= len(_ENVELOPE_BYTES):
        raise ValueError("not a geometry")
    return blob[8 + _ENVELOPE_BYTES[code] :]


def wkb_of_all(blobs: Sequence[Any]) -> list[bytes | None]:
    """The same of many: where all begin alike, as those that we wrote mostly do, none is asked alone."""
    if set(map(type, blobs)) == {bytes} and min(map(len, blobs)) >= _LEAST_BYTES:
        starts = {blob[:4] for blob in blobs}
        if len(starts) == 1:
            first = blobs[0]
            wkb_of(first)
            begin = 8 + _ENVELOPE_BYTES[(first[3] >> 1) & 7]
            return [blob[begin:] for blob in blobs]
    return [wkb_of(blob) for blob in blobs]


def system_of(blob: Any) -> int:
    """Coordinate system number inside one GeoPackage blob; ValueError when it is none."""
    wkb_of(blob)
    return int.from_bytes(blob[4:8], "little" if blob[3] & 1 else "big", signed=True)


def change_counter(path: Path) -> int:
    """How often SQLite has changed the file, as its header says; 0 when the header contradicts itself.

    Every transaction that changes a file of ours counts, also switching it to a ``-wal``; a bit that turned
    over on the disk does not.
    """
    with path.open("rb") as file:
        start = file.read(100)
    return int.from_bytes(start[24:28], "big") if start[24:28] == start[92:96] else 0


def column_names(connection: sqlite3.Connection, table: str) -> frozenset[str]:
    """Names of the columns that a table has."""
    return frozenset(row[1] for row in connection.execute(f"PRAGMA table_info({quoted(table)})"))


def has_table(connection: sqlite3.Connection, name: str) -> bool:
    """Whether there is a real table (no view) of that name."""
    row = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)
    ).fetchone()
    return row is not None


def read_columns(
    connection: sqlite3.Connection, table: str, names: Sequence[str], order: str = "fid"
) -> list[list[Any]]:
    """Values of some columns of a table, one list per column.

    Raises
    ------
    ValueError
        There is no such table, or it is a view.
    """
    if not has_table(connection, table):
        raise ValueError(f"no table {table!r}")
    present = column_names(connection, table)
    for name in (*names, order):
        if name not in present:
            raise ValueError(f"no column {name!r} in {table!r}")
    if not names:  # a layer may hold outlines and nothing else
        return []
    listed = ", ".join(map(quoted, names))
    rows = connection.execute(f"SELECT {listed} FROM {quoted(table)} ORDER BY {quoted(order)}").fetchall()
    # Column by column: all at once would go through the rows of a large table side by side.
    return [[row[place] for row in rows] for place in range(len(names))]
