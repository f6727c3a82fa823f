"""Telling an edit from damage: what a project file holds, against what was written into it.

Both leave another content than the fingerprint of it. But whoever edits a file through SQLite (QGIS, GDAL, a
line of SQL) moves the change counter of its header on; a bit that turned over on a disk does not.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from layers.project import gpkg
from layers.project.columns import digest, row_marks

EARLIER_COUNTER = 10
"""Change counter of every file of the versions that did not note it."""

_MARK = 8


class Fingerprints:
    """Compares what is read with what was written.

    Parameters
    ----------
    path
        The file itself, not a copy.
    meta
        Texts about the whole project.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, meta: Mapping[str, str]) -> None:
        self._connection = connection
        self.is_edited = gpkg.change_counter(path) not in (
            0,
            int(meta.get("change_counter", EARLIER_COUNTER)),
        )
        """Whether anything wrote through SQLite since the file was saved."""
        self.are_settings_edited = self.is_edited and meta["digest"] != meta_digest(meta)
        self._written: dict[str, str] = json.loads(meta["digests"])
        self._rows: dict[str, int | str] = json.loads(meta.get("rows", "{}"))

    def holds(self, table: str) -> bool:
        """Whether the table was written, so that it must be there."""
        return table in self._written

    @property
    def tables(self) -> frozenset[str]:
        """Tables that were written."""
        return frozenset(self._written)

    def expect(self, table: str, columns: Sequence[Sequence[Any]]) -> bool:
        """Whether another program edited a table; ValueError when it is damaged."""
        if self._written.get(table) == digest(columns):
            return False
        if not self.is_edited:
            raise ValueError(f"fingerprint of {table!r} differs")
        verdict = self._connection.execute(f"PRAGMA quick_check({gpkg.quoted(table)})").fetchone()[0]
        if verdict != "ok":
            raise ValueError(verdict)
        return True

    def count(self, table: str) -> int | None:
        """How many rows were written; ``None`` if the file does not say."""
        rows = self._rows.get(table)
        return len(rows) // _MARK if isinstance(rows, str) else rows

    def differences(
        self, table: str, fids: Sequence[int], columns: Sequence[Sequence[Any]]
    ) -> tuple[list[int], list[int], int]:
        """Rows (by index) that were changed and added, and how many were deleted, as far as marks tell."""
        written = self._rows.get(table, "")
        if not isinstance(written, str) or not written:
            return list(range(len(fids))), [], 0
        marks, now = _split(written), _split(row_marks(columns))
        # Rows were numbered from 1 on when they were written.
        known = [row for row, fid in enumerate(fids) if 0 < fid <= len(marks)]
        changed = [row for row in known if now[row] != marks[fids[row] - 1]]
        added = sorted(set(range(len(fids))) - set(known))
        return changed, added, len(marks) - len(known)


def _split(marks: str) -> list[str]:
    return [marks[start : start + _MARK] for start in range(0, len(marks), _MARK)]


def meta_digest(meta: Mapping[str, str]) -> str:
    """Fingerprint of the texts about the whole project."""
    return digest([sorted((key, value) for key, value in meta.items() if key != "digest")])
