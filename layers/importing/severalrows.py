"""Tables of residents with several rows for one place: copies, sex and age, or village by village."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from layers.formats.read import problem, row_list
from layers.importing.importitem import Item
from layers.recognition.cells import plain
from layers.recognition.layerroles import Recognition
from layers.recognition.recognise import aliases_of, normalised, township_column
from layers.recognition.wordfiles import table_words

if TYPE_CHECKING:
    import pandas as pd

_OPEN_AGE = re.compile(r"\+|以上|and over|or more", re.IGNORECASE)


def leave_out_copies(item: Item) -> None:
    """Leave out rows that another row of the table repeats cell by cell."""
    assert item.raw is not None
    again = item.raw.frame.duplicated().to_numpy(dtype=np.bool_)
    if again.any():
        rows = row_list(item.raw.row_numbers[again])
        item.problems.append(problem("rows_repeated", count=int(again.sum()), rows=rows))
        kept = item.raw.frame[~again].reset_index(drop=True)
        item.raw = replace(item.raw, frame=kept, row_numbers=item.raw.row_numbers[~again])


def add_up(item: Item) -> bool:
    """Make one row of several of a place that count parts of its people; whether there were such.

    Parts are told by a column of sex or age, or are the villages of a township. A row without a part, one
    that is empty, or ages of which one contains the other: nobody can say what all of them are together.
    """
    assert item.raw is not None and item.recognition is not None
    frame, fields = item.raw.frame, item.recognition.fields
    people = fields["population_persons"]
    if frame[people].dtype.kind not in "if":
        return False
    columns = [str(name) for name in frame.columns]
    for ours, place, part in _divisions(columns, fields):
        groups = _groups(frame, place, part)
        if groups is None:
            continue
        first = np.array([rows[0] for rows in groups])
        sums = [float(frame[people].iloc[rows].sum(skipna=False)) for rows in groups]
        made = frame.iloc[first].reset_index(drop=True).assign(**{people: sums})
        item.raw = replace(item.raw, frame=made, row_numbers=item.raw.row_numbers[first])
        if ours is not None:
            kept = {key: column for key, column in fields.items() if key != "code"}
            item.recognition = Recognition(
                item.recognition.role, item.recognition.points, {**kept, ours: place}
            )
        item.problems.append(problem("rows_added_up", count=len(frame), places=len(groups), column=part))
        return True
    return False


def _divisions(columns: Sequence[str], fields: Mapping[str, str]) -> list[tuple[str | None, str, str]]:
    """Our field, column of places, column of parts: by sex or age, else the villages of townships."""
    found: list[tuple[str | None, str, str]] = []
    parts = [name for name in columns if normalised(name) in table_words().people.parts]
    place = fields.get("code") or fields.get("name")
    if place is not None:
        found += [(None, place, part) for part in parts]
    villages = [name for name in columns if normalised(name) in aliases_of("name_of")["villages"]]
    town = township_column([name for name in columns if name not in villages])
    if town is not None and not parts:
        found += [("name", town, village) for village in villages if village != town]
    return found


def _groups(frame: pd.DataFrame, place: str, part: str) -> list[list[int]] | None:
    """Rows of each place, in the order of the table; ``None`` if they are not parts of its people."""
    places = [plain(cell) for cell in frame[place].ffill()]
    parts = [plain(cell) for cell in frame[part]]
    if not all(places) or not all(parts) or len(set(places)) == len(places):
        return None
    if sum(bool(_OPEN_AGE.search(text)) for text in set(parts)) > 1:
        return None
    rows: dict[str, list[int]] = {}
    for row, name in enumerate(places):
        rows.setdefault(name, []).append(row)
    if any(len({parts[row] for row in some}) < len(some) for some in rows.values()):
        return None
    return list(rows.values())
