"""Points of a table's rows: from two columns, from one cell with both numbers, or from shapes as text."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.formats.limits import import_limits
from layers.recognition.cells import degrees, plain
from layers.recognition.recognise import normalised


def row_points(frame: pd.DataFrame, coordinates: Mapping[str, str]) -> NDArray[np.object_]:
    """Points (or shapes) of a table's rows; missing where a row has none."""
    if "wkt" in coordinates:
        texts = [plain(value) or None for value in frame[coordinates["wkt"]]]
        array = np.empty(len(texts), dtype=object)
        array[:] = [text.rpartition(";")[2] if text and not _is_too_deep(text) else None for text in texts]
        shapes: NDArray[np.object_] = shapely.from_wkt(array, on_invalid="ignore")
        return shapes
    if "pair" in coordinates:
        pairs = [_pair(plain(value)) for value in frame[coordinates["pair"]]]
        xy = np.array(pairs, dtype=np.float64).reshape(-1, 2)
    else:
        parts = [part for part in ("longitude", "latitude", "x", "y") if part in coordinates]
        xy = np.column_stack([_values(frame, coordinates[part]) for part in parts])
    points = np.empty(len(xy), dtype=object)
    good = np.isfinite(xy).all(axis=1) & (xy != 0).any(axis=1)  # 0, 0 is written where nobody knows
    points[good] = shapely.points(xy[good])
    return points


def _values(frame: pd.DataFrame, column: str) -> NDArray[np.float64]:
    """Coordinates of a column, with the minutes and seconds that stand in columns of their own."""
    found = np.array([degrees(value) for value in frame[column]], dtype=np.float64)
    is_whole = found == np.floor(found)
    stem = normalised(column).removesuffix("度")
    for sign, share in (("分", 60.0), ("秒", 3600.0)):
        beside = [
            str(name) for name in frame.columns if normalised(str(name)) in (stem + sign, stem + "度" + sign)
        ]
        if stem and len(beside) == 1:
            more = np.nan_to_num([degrees(value) for value in frame[beside[0]]]) / share
            found = np.where(is_whole, found + more, found)
    return found


def _is_too_deep(text: str) -> bool:
    """Whether collections in collections would bring the reader of this text to its end."""
    most = import_limits().shape.nested_collections
    return text.upper().count("COLLECTION") > most


_BETWEEN = (
    r"[,;、/|]",
    r"\s+",
    r"(?<=[\d.°度分秒′″'\"])(?=(?:[东西南北][经纬]?|[NSEW])\W*\d)",
    r"(?<=[NSEW])(?=\d)",
)
"""Where two coordinates in one cell are parted: by a sign, by a blank, by the words themselves."""


_LABEL = re.compile(
    r"^POINT\s*Z?\s*(?=\()|[\"']?(?<![a-z])(?:longitude|latitude|long|lon|lng|lat|x|y)[\"']?\s*[:=]",
    re.IGNORECASE,
)
"""What says which of the two a number is: the numbers themselves tell it as well."""


def _pair(text: str) -> tuple[float, float]:
    text = _LABEL.sub("", text).strip(" ()[]{}<>").replace("经度", "东经").replace("纬度", "北纬")
    for border in _BETWEEN:
        parts = [part.strip() for part in re.split(border, text) if part.strip()]
        if len(parts) == 6 and border == r"\s+":  # degrees, minutes and seconds, twice
            parts = [" ".join(parts[:3]), " ".join(parts[3:])]
        if len(parts) == 3 and border != _BETWEEN[2] and np.isfinite(degrees(parts[2])):
            parts.pop()  # a height
        if len(parts) == 2:
            first, second = degrees(parts[0]), degrees(parts[1])
            if np.isfinite([first, second]).all():
                return first, second
    return np.nan, np.nan
