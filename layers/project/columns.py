"""Table columns as plain values for a database, and back with the same types and the same missing values."""

from __future__ import annotations

import hashlib
import json
import math
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from layers.project.codec import dumps, storable
from models.county.unframed import PlainColumn

if TYPE_CHECKING:
    import pandas as pd

SQL_TYPES = {
    "text": "TEXT",
    "real": "REAL",
    "integer": "INTEGER",
    "flag": "BOOLEAN",
    "time": "TEXT",
    "json": "TEXT",
}

_PLAIN = frozenset(
    {("real", "float64"), ("integer", "int64"), ("flag", "bool"), ("text", "str"), ("text", "object")}
)
"""Kinds and types of columns that need no table to be understood."""

_AT_ONCE = 5000
"""Values of a column that are put together for its fingerprint."""

LARGEST_INTEGER = 2**63 - 1
"""Largest whole number that SQLite holds."""


@dataclass(frozen=True)
class Column:
    """One column: its own name, its name in the database, how it is stored, and its type in memory."""

    name: str
    sql_name: str
    kind: str
    dtype: str


def kind_of(series: pd.Series) -> str:
    """How a column is stored."""
    import pandas as pd

    dtype = series.dtype
    if pd.api.types.is_bool_dtype(dtype) and not isinstance(dtype, pd.CategoricalDtype):
        return "flag"
    if pd.api.types.is_integer_dtype(dtype):
        return "json" if len(series) and series.max() > LARGEST_INTEGER else "integer"
    if pd.api.types.is_float_dtype(dtype):
        return "real"
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return "time"
    if isinstance(dtype, pd.StringDtype):
        return "text"
    only_text = all(value is None or isinstance(value, str) for value in series.to_list())
    return "text" if only_text and pd.api.types.is_object_dtype(dtype) else "json"


def encoded(series: pd.Series, kind: str) -> list[Any]:
    """Values of a column as SQLite takes them; missing ones are ``None``."""
    if kind == "real":
        values = series.to_numpy(dtype=np.float64, na_value=np.nan)
        plain = (values + 0.0).astype(object)  # SQLite knows no negative zero
        plain[np.isnan(values)] = None
        return list(plain)
    if kind == "json":
        return [_json(value) for value in series.to_list()]
    missing = series.isna().to_numpy()
    values = series.to_list()
    if kind in ("integer", "flag"):
        return [None if gone else int(value) for value, gone in zip(values, missing, strict=True)]
    if kind == "time":
        return [None if gone else value.isoformat() for value, gone in zip(values, missing, strict=True)]
    # A text of numpy's own type stands in a fingerprint as another text than the one that is read back.
    return [None if gone else storable(str(value)) for value, gone in zip(values, missing, strict=True)]


def _json(value: Any) -> str | None:
    if value is None:
        return None
    try:
        return dumps(value)
    except TypeError:
        return dumps(str(value))


def decoded(column: Column, values: Sequence[Any]) -> pd.Series:
    """Column as it was before :func:`encoded`.

    Raises
    ------
    ValueError, TypeError
        The values are not of the column's kind.
    """
    import pandas as pd

    kind, dtype = column.kind, column.dtype
    if kind == "real":
        return pd.Series(np.array(values, dtype=np.float64)).astype(dtype)
    if kind in ("integer", "flag"):
        if any(value is None for value in values) and dtype[:1].islower() and dtype != "boolean":
            return pd.Series(np.array(values, dtype=np.float64))  # another program emptied a cell
        return pd.Series(pd.array(values, dtype="Int64")).astype(dtype)
    if kind == "time":
        return pd.to_datetime(pd.Series(values, dtype=object), format="ISO8601").astype(dtype)
    for value in values:
        if value is not None and not isinstance(value, str):
            raise TypeError(f"{column.name}: {value!r}")
    if kind == "json":
        plain = [None if value is None else json.loads(value) for value in values]
        return _objects(plain).astype(dtype)
    return _objects(values) if dtype == "object" else pd.Series(values, dtype=dtype)


def plain(column: Column, values: Sequence[Any]) -> PlainColumn | None:
    """A column that can be looked at without a table; ``None`` of other kinds, or if something is odd in it.

    What the table would make of the values is known then: no number is missing where its type has no place
    for that, and every value is of the column's kind.
    """
    if (column.kind, column.dtype) not in _PLAIN:
        return None
    given: Any = values  # an array where the program had kept one
    kinds = {float} if isinstance(given, np.ndarray) else {type(value) for value in values}
    if column.kind == "real":
        known = kinds <= {float, int, type(None)}
        return PlainColumn("real", np.array(values, dtype=np.float64)) if known else None
    if column.kind == "text":
        missing = math.nan if column.dtype == "str" else None
        return PlainColumn("text", values, missing) if kinds <= {str, type(None)} else None
    if not kinds <= {int} or (column.kind == "flag" and not set(values) <= {0, 1}):
        return None
    return PlainColumn("flag" if column.kind == "flag" else "integer", np.array(values, dtype=np.int64))


def cleaned(column: Column, values: Sequence[Any], *, is_quantity: bool) -> tuple[list[Any], list[int]]:
    """Values that another program edited, without those that :func:`decoded` cannot take; and their rows.

    Parameters
    ----------
    is_quantity
        Whether the column holds amounts, which are finite and not negative.
    """
    fits = _FITS[column.kind]
    bad = [
        row
        for row, value in enumerate(values)
        if value is not None and not (fits(value) and (not is_quantity or value >= 0))
    ]
    kept = list(values)
    for row in bad:
        kept[row] = None
    return kept, bad


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and math.isfinite(value)


def _is_json(value: Any) -> bool:
    try:
        json.loads(value)
    except (ValueError, TypeError, RecursionError):
        return False
    return isinstance(value, str)


def _is_time(value: Any) -> bool:
    import pandas as pd

    try:
        pd.to_datetime(pd.Series([value], dtype=object), format="ISO8601")
    except (ValueError, TypeError, OverflowError):
        return False
    return isinstance(value, str)


_FITS: Mapping[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "real": _is_number,
    "integer": lambda value: isinstance(value, int),
    "flag": lambda value: value in (0, 1),
    "time": _is_time,
    "json": _is_json,
}


def _objects(values: Sequence[Any]) -> pd.Series:
    import pandas as pd

    array = np.empty(len(values), dtype=object)
    array[:] = values
    return pd.Series(array, dtype=object)


def row_marks(columns: Sequence[Sequence[Any]]) -> str:
    """Short fingerprints of the rows of stored columns, eight letters each, to tell which were edited."""
    return "".join(
        f"{zlib.crc32(repr(row).encode('utf-8', 'replace')):08x}" for row in zip(*columns, strict=True)
    )


def digest(columns: Sequence[Sequence[Any]]) -> str:
    """Fingerprint of stored columns, the same before writing and after reading."""
    found = hashlib.blake2b(digest_size=16)
    for values in columns:
        if values and set(map(type, values)) == {bytes}:
            for start in range(0, len(values), _AT_ONCE):
                found.update(b"".join(values[start : start + _AT_ONCE]))
        else:
            found.update(repr(list(values)).encode("utf-8", "replace"))
        found.update(b"\x00")
    return found.hexdigest()
