"""MBTiles: tiles in an SQLite database (MBTiles 1.3), which is only read."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from layers.basemap.archive import MOST_ZOOM, TILE_BYTES, About, picture_kind, plain
from models.kernel.errors import HavenError

HEAD = b"SQLite format 3\x00"
_VECTOR = ("pbf", "mvt", "application/x-protobuf")
_LONGEST_S = 5.0
"""So long one look-up may take: a file's own views can work for ever."""
_STEPS_BETWEEN_LOOKS = 10_000


class MBTiles:
    """An MBTiles file.

    Raises
    ------
    HavenError
        It is none (``basemap_unreadable``), holds no picture (``basemap_empty``), or vector tiles
        (``basemap_vector``).
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._until = 0.0
        try:
            address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
            self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        except (sqlite3.Error, ValueError) as error:
            raise self._unreadable(error) from error
        try:
            self._restrain()
            self.about = self._about()
        except BaseException:
            self._connection.close()
            raise

    def _restrain(self) -> None:
        """Let the file's own views do nothing but bring tables together, and not for ever."""
        connection = self._connection
        allowed = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA query_only = ON")
        except sqlite3.Error as error:
            raise self._unreadable(error) from error
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 2 * TILE_BYTES)
        connection.set_authorizer(
            lambda action, *_: sqlite3.SQLITE_OK if action in allowed else sqlite3.SQLITE_DENY
        )
        connection.set_progress_handler(lambda: int(time.monotonic() > self._until), _STEPS_BETWEEN_LOOKS)

    def _rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        self._until = time.monotonic() + _LONGEST_S
        try:
            return self._connection.execute(query, values).fetchall()
        except (sqlite3.Error, OverflowError) as error:
            raise self._unreadable(error) from error

    def _about(self) -> About:
        try:
            rows = self._rows("SELECT name, value FROM metadata LIMIT 100")
        except HavenError:
            rows = []  # some have no metadata; their tiles say all the same what they are
        said = {str(name): value for name, value in rows}
        if str(said.get("format", "")).lower() in _VECTOR:
            raise HavenError("basemap_vector", file=self._path.name)
        zooms = [
            zoom
            for zoom in range(MOST_ZOOM + 1)  # each by its index: a large file is not gone through
            if self._rows("SELECT 1 FROM tiles WHERE zoom_level = ? LIMIT 1", zoom)
        ]
        if not zooms:
            raise HavenError("basemap_empty", file=self._path.name)
        first = self._rows("SELECT tile_data FROM tiles WHERE zoom_level = ? LIMIT 4", zooms[0])
        if not any(picture_kind(row[0]) for row in first):
            raise HavenError("basemap_vector", file=self._path.name)
        name, thanks = plain(said.get("name")), plain(said.get("attribution"))
        return About(name or self._path.stem, thanks, zooms[0], zooms[-1])

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """Picture of a tile; the file counts rows from the south."""
        found = self._rows(
            "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ? LIMIT 1",
            zoom,
            column,
            2**zoom - 1 - row,
        )
        data = found[0][0] if found else None
        return data if isinstance(data, bytes) and picture_kind(data) else None

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()

    def _unreadable(self, error: Exception) -> HavenError:
        return HavenError("basemap_unreadable", file=self._path.name, details=str(error))
