"""Read layers as plain files, for handing over from one process of ours to another.

JSON for what is said, an array file for the cells and shapes. Nothing in them is ever run.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.formats.raster import RasterInfo
from layers.formats.read import Raw
from layers.formats.shapes import Repaired
from layers.formats.sources import Source
from layers.importing.importitem import Item
from layers.importing.recipe import LayerChoice
from models.county.layer import Role
from models.kernel.errors import HavenError

_WORDS, _ARRAYS = "items.json", "items.npz"
Arrays = dict[str, NDArray[Any]]


def write_items(items: Sequence[Item], folder: Path) -> None:
    """Write items that were read to a folder."""
    arrays: Arrays = {}
    words = [_item_words(item, f"{number}", arrays) for number, item in enumerate(items)]
    np.savez(folder / _ARRAYS, **arrays)  # type: ignore[arg-type]
    text = json.dumps(words, default=lambda value: value.item() if hasattr(value, "item") else str(value))
    (folder / _WORDS).write_text(text, encoding="ascii")


def read_items(folder: Path) -> list[Item]:
    """Items as they were written."""
    words = json.loads((folder / _WORDS).read_text(encoding="ascii"))
    with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
        return [_item(table, f"{number}", arrays) for number, table in enumerate(words)]


# -- choices -----------------------------------------------------------------------------------------------
def choice_words(choice: LayerChoice) -> dict[str, Any]:
    """What is decided about a layer, as plain values."""
    return asdict(choice)


def choice_of(table: Mapping[str, Any]) -> LayerChoice:
    """Choice from :func:`choice_words`."""
    role = Role(table["role"]) if table["role"] is not None else None
    return LayerChoice(**{**table, "role": role, "ignored": tuple(table["ignored"])})


# -- items -------------------------------------------------------------------------------------------------
def _item_words(item: Item, key: str, arrays: Arrays) -> dict[str, Any]:
    error = item.error
    return {
        "file": item.file,
        "layer": item.layer,
        "source": _plain(item.source),
        "choice": choice_words(item.choice),
        "raw": _raw_words(item.raw, key, arrays) if item.raw is not None else None,
        "info": _plain(item.info),
        "role": item.role,
        "sha256": item.sha256,
        "problems": item.problems,
        "error": [error.key, error.values, error.details] if error is not None else None,
    }


def _item(table: Mapping[str, Any], key: str, arrays: Mapping[str, NDArray[Any]]) -> Item:
    source = _source(table["source"])
    item = Item(
        table["file"], table["layer"], source, choice_of(table["choice"]), sha256=table["sha256"],
        problems=_problems(table["problems"]),
    )  # fmt: skip
    item.role = Role(table["role"]) if table["role"] is not None else None
    if table["error"] is not None:
        error_key, values, details = table["error"]
        item.error = HavenError(error_key, details=details, **values)
    if table["raw"] is not None and source is not None:
        item.raw = _raw(table["raw"], source, key, arrays)
    if table["info"] is not None:
        info = table["info"]
        placed = tuple(info["transform"]) if info["transform"] is not None else None
        item.info = RasterInfo(**{**info, "path": Path(info["path"]), "transform": placed})
    return item


def _plain(value: Source | RasterInfo | None) -> dict[str, Any] | None:
    if value is None:
        return None
    table = {field.name: getattr(value, field.name) for field in fields(value)}
    return {**table, "path": str(value.path)}


def _source(table: Mapping[str, Any] | None) -> Source | None:
    return Source(**{**table, "path": Path(table["path"])}) if table is not None else None


def _problems(found: Sequence[Sequence[Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    return [(key, values) for key, values in found]


def _raw_words(raw: Raw, key: str, arrays: Arrays) -> dict[str, Any]:
    arrays[f"{key}.rows"] = raw.row_numbers
    for number, name in enumerate(raw.frame.columns):
        _keep_column(raw.frame[name], f"{key}.{number}", arrays)
    shapes = raw.shapes
    if shapes is not None:
        _keep_bytes(list(shapely.to_wkb(shapes.geometries)), f"{key}.shape", arrays)
        arrays[f"{key}.shape.rows"], arrays[f"{key}.shape.empty"] = shapes.rows, shapes.empty
    return {
        "columns": [str(name) for name in raw.frame.columns],
        "shapes": [shapes.kind, dict(shapes.counts)] if shapes is not None else None,
        "crs": raw.crs,
        "encoding": raw.encoding,
        "coordinates": dict(raw.coordinates),
        "problems": raw.problems,
        "stated": raw.stated,
        "units": dict(raw.units),
    }


def _raw(table: Mapping[str, Any], source: Source, key: str, arrays: Mapping[str, NDArray[Any]]) -> Raw:
    rows = arrays[f"{key}.rows"]
    names = table["columns"]
    columns = {name: _column(f"{key}.{number}", arrays) for number, name in enumerate(names)}
    shapes = None
    if table["shapes"] is not None:
        kind, counts = table["shapes"]
        wkb = np.array([None, *_bytes(f"{key}.shape", arrays)], dtype=object)[1:]
        geometries = shapely.from_wkb(wkb)
        shapes = Repaired(geometries, arrays[f"{key}.shape.rows"], kind, arrays[f"{key}.shape.empty"], counts)
    return Raw(
        source,
        pd.DataFrame(columns, index=pd.RangeIndex(len(rows))),
        shapes,
        table["crs"],
        table["encoding"],
        rows,
        table["coordinates"],
        tuple(_problems(table["problems"])),
        table["stated"],
        table["units"],
    )


def _keep_column(column: pd.Series, key: str, arrays: Arrays) -> None:
    values = column.to_numpy()
    if values.dtype != object:
        arrays[key] = values
        return
    missing = column.isna().to_numpy()
    arrays[f"{key}.missing"] = missing
    texts = [
        b"" if gone else str(text).encode("utf-8", "surrogatepass")
        for text, gone in zip(values, missing, strict=True)
    ]
    _keep_bytes(texts, key, arrays)


def _column(key: str, arrays: Mapping[str, NDArray[Any]]) -> pd.Series:
    if f"{key}.missing" not in arrays:
        return pd.Series(arrays[key])
    parts = zip(_bytes(key, arrays), arrays[f"{key}.missing"], strict=True)
    texts = [None if gone else part.decode("utf-8", "surrogatepass") for part, gone in parts]
    return pd.Series(texts, dtype="str")


def _keep_bytes(parts: Sequence[bytes], key: str, arrays: Arrays) -> None:
    arrays[f"{key}.bytes"] = np.frombuffer(b"".join(parts), dtype=np.uint8)
    arrays[f"{key}.ends"] = np.cumsum([len(part) for part in parts], dtype=np.int64)


def _bytes(key: str, arrays: Mapping[str, NDArray[Any]]) -> list[bytes]:
    data, ends = arrays[f"{key}.bytes"].tobytes(), arrays[f"{key}.ends"].tolist()
    return [data[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=False)]
