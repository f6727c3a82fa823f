"""Whether a file can be read in a moment, judged by what it cannot hide.

A file of some kilobytes can ask for hours and gigabytes: packed tables, shapes that cross themselves,
queries that never end. What is small in every way that counts is read where we are; everything else by
another process that can be given up (:mod:`layers.importing.readapart`).
"""

from __future__ import annotations

import re
import sqlite3
import stat
import zipfile
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from layers.formats import shapefile
from layers.formats.limits import import_limits
from layers.formats.sniff import FORMATS, RASTERS, ending_of
from models.kernel.errors import HavenError

_PACKED = (".xlsx", ".xlsm", ".kmz", ".shz", ".zip")
_COMPUTED = re.compile(
    r"\bas\s*\(|^\s*create\s+virtual\s+table(?!.*\busing\s+rtree\b)", re.IGNORECASE | re.DOTALL
)


def is_brief(path: Path) -> bool:
    """Whether a file is surely read within about a second and some hundred megabytes.

    A file that cannot even be looked at is: to say so takes no time.
    """
    kind = FORMATS.get(ending_of(path))
    if kind is None:
        return True
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return True
        if path.suffix.lower() == ".gz":  # its size says nothing of what is in it
            return False
        limits = import_limits().moment
        # A format of which nothing is said is read apart, whatever its size.
        most: int = getattr(limits, "raster" if kind in RASTERS else kind, 0)
        size = found.st_size
        if kind == "shp":
            size += sum(part.stat().st_size for part in shapefile.siblings(path))
        if size > most:
            return False
        if kind in ("zip", "xlsx", "ods"):
            return _unpacks_to_little(path, most)
        return kind != "gpkg" or _holds_only_tables(path)
    except HavenError:
        return True
    except (OSError, zipfile.BadZipFile, sqlite3.Error, ValueError, NotImplementedError):
        return kind != "gpkg"


def _unpacks_to_little(path: Path, most: int) -> bool:
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    packed_again = any(entry.filename.lower().endswith(_PACKED) for entry in entries)
    return sum(entry.file_size for entry in entries) <= most and not packed_again


def _holds_only_tables(path: Path) -> bool:
    """Whether a database answers with what is written in it: no views, nothing computed, nobody writing."""
    if any(path.with_name(path.name + ending).exists() for ending in ("-wal", "-journal")):
        return False
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)) as connection:
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        rows = connection.execute(
            "SELECT type, sql FROM sqlite_master WHERE type IN ('table', 'view')"
        ).fetchall()
    return not any(kind == "view" or _COMPUTED.search(sql or "") for kind, sql in rows)
