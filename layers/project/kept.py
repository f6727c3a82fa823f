"""Layers of a large project as plain arrays, kept from one opening of its file to the next.

Reading 400,000 features out of the file takes seconds, reading the same arrays a fraction of one. They are
kept in the program's own folder, one file for each project, and hold only as long as the mark of the
project's content stays the same: whoever changes it makes them stale, and the next opening makes them anew.
Nothing in them is run: they are numbers and letters.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from layers.disk.atomic import atomic_write
from layers.project.columns import Column
from models.kernel.arrays import Ints, Objects
from models.kernel.errors import HavenError

FORMAT = 1
LEAST_BYTES = 4_000_000
"""Smaller projects are read about as quickly from their own file."""
MOST_BYTES = 1_000_000_000
"""All that is kept together; of more the longest unused goes."""
ENDING = ".npz"

_PLAIN = (0, 1, 3)
"""Types of geometry that are kept as coordinates: points, lines, polygons. All others as their bytes."""

_DAMAGE = (
    OSError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    EOFError,
    zipfile.BadZipFile,
    shapely.errors.ShapelyError,
)


class KeptLayers:
    """Tables of the layers of one project file, as they were read when its content had a mark.

    Parameters
    ----------
    folder
        Where such files are kept.
    path
        The project's file.
    mark
        :func:`layers.disk.beside.content_mark` of it.
    """

    def __init__(self, folder: Path, path: Path, mark: str) -> None:
        name = hashlib.sha256(os.path.realpath(path).encode("utf-8", "surrogatepass")).hexdigest()[:24]
        self._file = folder / (name + ENDING)
        self._mark = mark
        self._arrays: dict[str, np.ndarray] = {}
        self._tables: dict[str, dict[str, Any]] = {}
        self._is_new = False
        # What cannot be read as it should be is made anew, as if it had never been there.
        with contextlib.suppress(*_DAMAGE):
            self._read()

    def _read(self) -> None:
        # A damaged file that numpy has opened itself it leaves open, and on Windows nothing could replace it.
        with self._file.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            head = json.loads(kept["head"].tobytes())
            if head["format"] == FORMAT and head["mark"] == self._mark:
                self._arrays, self._tables = dict(kept), head["tables"]
                os.utime(self._file)

    def table(self, name: str, columns: Sequence[Column]) -> tuple[Objects, list[Any]] | None:
        """Geometries of a table and the values of its columns as they were stored; ``None`` if unknown."""
        told = self._tables.get(name)
        if told is None or told["columns"] != _described(columns):
            return None
        try:
            geometries = self._geometries(told["key"])
            values = [
                self._values(f"{told['key']}.{number}", column.kind) for number, column in enumerate(columns)
            ]
        except _DAMAGE:
            return None
        is_whole = all(len(one) == len(geometries) == told["rows"] for one in values)
        return (geometries, values) if is_whole else None

    def keep(
        self, name: str, columns: Sequence[Column], geometries: Objects, values: Sequence[list[Any]]
    ) -> None:
        """Take up a table that was read and holds what was written into it."""
        key = f"t{len(self._tables)}"
        arrays = _of_geometries(key, geometries)
        for number, (column, stored) in enumerate(zip(columns, values, strict=True)):
            made = _of_values(f"{key}.{number}", column.kind, stored)
            if made is None:
                return
            arrays |= made
        self._arrays |= arrays
        self._tables[name] = {"key": key, "rows": len(geometries), "columns": _described(columns)}
        self._is_new = True

    def save(self) -> None:
        """Write what is new to the disk, and drop what has not been used for longest."""
        if not self._is_new:
            return
        head = json.dumps({"format": FORMAT, "mark": self._mark, "tables": self._tables})
        arrays = {name: array for name, array in self._arrays.items() if name != "head"}

        def write(temporary: Path) -> None:
            with zipfile.ZipFile(temporary, "w") as archive:
                for name, array in {"head": np.frombuffer(head.encode(), dtype=np.uint8), **arrays}.items():
                    with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                        np.lib.format.write_array(file, np.asarray(array), allow_pickle=False)

        # A full or locked disk costs the next opening its time, and nobody anything else.
        with contextlib.suppress(OSError, HavenError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            atomic_write(self._file, write)
            _drop_unused(self._file.parent)
        self._is_new = False

    # -- arrays and what they stand for --------------------------------------------------------------------
    def _geometries(self, key: str) -> Objects:
        if f"{key}.xy" not in self._arrays:
            return shapely.from_wkb(_cut(self._arrays[f"{key}.wkb"].tobytes(), self._arrays[f"{key}.wkb at"]))
        offsets = [self._arrays[name] for name in (f"{key}.at 0", f"{key}.at 1") if name in self._arrays]
        kind = shapely.GeometryType(int(self._arrays[f"{key}.type"]))
        found: Objects = shapely.from_ragged_array(kind, self._arrays[f"{key}.xy"], tuple(offsets) or None)
        return found

    def _values(self, key: str, kind: str) -> Any:
        if kind == "real":
            return self._arrays[f"{key}.real"]
        if kind in ("integer", "flag"):
            values: list[Any] = self._arrays[f"{key}.whole"].tolist()
            for row in self._arrays[f"{key}.none"].tolist():
                values[row] = None
            return values
        at = self._arrays[f"{key}.at"]
        text = self._arrays[f"{key}.text"].tobytes().decode("utf-8", "surrogatepass")
        each = np.array([*_cut(text, at), None], dtype=object)
        return each[self._arrays[f"{key}.which"]].tolist()


def _described(columns: Sequence[Column]) -> list[list[str]]:
    return [[column.sql_name, column.kind] for column in columns]


def _cut(joined: Any, at: Ints) -> Any:
    """Pieces of what was joined, which end at some places; nothing where the end is negative."""
    pieces = np.empty(len(at), dtype=object)
    begin = 0
    for row, end in enumerate(at.tolist()):
        if end >= 0:
            pieces[row] = joined[begin:end]
            begin = end
    return pieces


def _of_geometries(key: str, geometries: Objects) -> dict[str, np.ndarray]:
    kinds = np.unique(shapely.get_type_id(geometries))
    is_plain = len(kinds) == 1 and int(kinds[0]) in _PLAIN and not shapely.is_empty(geometries).any()
    if is_plain and not (shapely.has_z(geometries).any() or shapely.has_m(geometries).any()):
        kind, xy, offsets = shapely.to_ragged_array(geometries, include_z=False)
        made = {f"{key}.xy": xy, f"{key}.type": np.array(int(kind))}
        return made | {f"{key}.at {number}": one for number, one in enumerate(offsets)}
    blobs = shapely.to_wkb(geometries, byte_order=1, flavor="iso")
    there = np.array([blob is not None for blob in blobs], dtype=np.bool_)
    sizes = np.array([len(blob) if blob is not None else 0 for blob in blobs], dtype=np.int64)
    joined = b"".join(blob for blob in blobs if blob is not None)
    ends = np.where(there, np.cumsum(sizes), -1)
    return {f"{key}.wkb": np.frombuffer(joined, dtype=np.uint8), f"{key}.wkb at": ends}


def _of_values(key: str, kind: str, stored: Sequence[Any]) -> dict[str, np.ndarray] | None:
    """Arrays of the values of a column; ``None`` if they are not what such a column holds."""
    its = {"real": float, "integer": int, "flag": int}.get(kind, str)
    if not {type(value) for value in stored} <= {its, type(None)}:
        return None
    if kind == "real":
        return {f"{key}.real": np.array(stored, dtype=np.float64)}
    none = np.array([row for row, value in enumerate(stored) if value is None], dtype=np.int64)
    if kind in ("integer", "flag"):
        whole = np.array([0 if value is None else value for value in stored], dtype=np.int64)
        return {f"{key}.whole": whole, f"{key}.none": none}
    each = {text: row for row, text in enumerate(dict.fromkeys(text for text in stored if text is not None))}
    which = np.array([-1 if text is None else each[text] for text in stored], dtype=np.int64)
    return {
        f"{key}.text": np.frombuffer("".join(each).encode("utf-8", "surrogatepass"), dtype=np.uint8),
        f"{key}.at": np.cumsum([len(text) for text in each], dtype=np.int64),
        f"{key}.which": which,
    }


def _drop_unused(folder: Path) -> None:
    """Delete the longest unused files beyond what may be kept."""
    files = [(file.stat().st_mtime, file.stat().st_size, file) for file in folder.glob(f"*{ENDING}")]
    total = 0
    for _, size, file in sorted(files, key=lambda one: one[0], reverse=True):
        total += size
        if total > MOST_BYTES:
            file.unlink()
