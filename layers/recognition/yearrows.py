"""Tables that list the same places once for each year: only the newest row of each place is its state."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from layers.recognition.cells import plain
from layers.recognition.recognise import forms, normalised
from layers.recognition.wordfiles import fields, table_words
from models.kernel.arrays import Bools

if TYPE_CHECKING:
    import pandas as pd

_YEAR = re.compile(r"((?:19|20)\d\d)(?:\.0)?\s*(?:年?(?:度|[末底])?|-\d\d(?:-\d\d)?)")


@dataclass(frozen=True)
class YearRows:
    """Which rows of a table are the newest of their place.

    Attributes
    ----------
    newest
        Shape (n,).
    years
        Years that the table has, in order.
    """

    column: str
    newest: Bools
    years: tuple[int, ...]


def year_rows(frame: pd.DataFrame) -> YearRows | None:
    """Newest rows of a table with a column of years in which most places stand more than once."""
    columns = [str(name) for name in frame.columns]
    headings = frozenset(map(normalised, table_words().year.headings))
    column = next((name for name in columns if normalised(name) in headings), None)
    known = [name for name in columns if name != column and not _identity_words().isdisjoint(forms(name))]
    if column is None or not known:
        return None
    years = [_year(value) for value in frame[column]]
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for row, key in enumerate(zip(*(map(_key, frame[name]) for name in known), strict=True)):
        if years[row]:
            places[key].append(row)
    several = [rows for rows in places.values() if len({years[row] for row in rows}) > 1]
    if not several or 2 * len(several) <= len(places):
        return None
    newest = np.ones(len(frame), dtype=np.bool_)
    for rows in several:
        last = max(years[row] for row in rows)
        newest[[row for row in rows if years[row] < last]] = False
    return YearRows(column, newest, tuple(sorted({year for year in years if year})))


def _year(value: Any) -> int:
    found = _YEAR.fullmatch(plain(value))
    return int(found[1]) if found else 0


def _key(value: Any) -> str:
    return normalised(plain(value))


@cache
def _identity_words() -> frozenset[str]:
    """Headings of names, codes and the unit that a place lies in."""
    words = fields()
    spellings = (
        *words.layer.name,
        *words.layer.code,
        *words.lies_in.township,
        *words.facility.name,
        *words.name_of.villages,
        *words.name_of.townships,
    )
    return frozenset(map(normalised, spellings))
