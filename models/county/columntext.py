"""A column of a layer as text, whatever kind of values a file holds there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from models.kernel.arrays import Objects

if TYPE_CHECKING:
    import geopandas as gpd  # half a second to import, and no code here calls it

_AS_PYTHON_SAYS = ("int64", "float64", "bool")
"""Kinds of numbers that Python's own write alike, in a third of the time of the array's."""


def texts_of(frame: gpd.GeoDataFrame, column: str) -> Objects:
    """A column as strings, shape (n,), read-only; empty where it is missing or says nothing."""
    found: Objects = np.full(len(frame), "", dtype=object)
    if column in frame.columns:
        series = frame[column]
        told = series.notna().to_numpy(dtype=np.bool_)
        known = series if told.all() else series[told]
        if str(series.dtype) in _AS_PYTHON_SAYS:
            found[told] = [str(value) for value in known.tolist()]
        elif series.dtype.kind in "fM":  # no digit too many, and the time only where one is told
            found[told] = known.astype(str).to_numpy(dtype=object)
        else:
            values = known.to_numpy(dtype=object)
            found[told] = values if str(series.dtype) == "str" else [_text(value) for value in values]
    found.flags.writeable = False
    return found


def _text(value: Any) -> str:
    """One value of a column of mixed ones; a day that a file keeps as its midnight is a day."""
    if isinstance(value, str):
        return value
    if isinstance(value, date):  # a moment is one, too
        return str(value).removesuffix(" 00:00:00")
    return str(value)
