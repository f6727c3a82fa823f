"""Rows of the unit above the others: a sum in a list of villages, the county among its townships."""

from __future__ import annotations

import re
from collections import defaultdict

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.importing.importitem import Item
from layers.recognition.cells import numbers, plain
from layers.recognition.recognise import township_column

_VILLAGE_CODE = re.compile(r"\d{9}(?!000)\d{3}")
_UNIT = re.compile(r".+(?:镇|乡|街道|办事处|苏木|县|旗|市|(?<![小社园城新])区)")
_LEAST_SHARE = 0.8
"""A row is a sum if it holds at least so much of what the rows that it may stand for hold together."""

_LEAST_OTHERS = 2
_MOST_BESIDE = 0.05


def of_unit_above(shapes: NDArray[np.object_]) -> int | None:
    """Place of the outline that all others together fill: the county's among those of its townships."""
    areas = shapely.area(shapes)
    if len(shapes) <= _LEAST_OTHERS:
        return None
    largest = int(np.argmax(areas))
    others = np.delete(np.arange(len(shapes)), largest)
    if areas[others].sum() < _LEAST_SHARE * areas[largest] or areas[others].max() > areas[largest] / 2:
        return None
    together = shapely.union_all(shapes[others])
    inside = shapely.intersection(together, shapes[largest]).area
    is_above = inside >= (1 - _MOST_BESIDE) * together.area and inside >= _LEAST_SHARE * areas[largest]
    return largest if is_above else None


def of_other_level(item: Item, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which of the given rows are of a township or county; by their codes, else by their names and sums.

    A village may bear its township's name, and a township may have residents in no village: a row of that
    name is left out only where it holds about as many as the villages of that township together.
    """
    assert item.raw is not None and item.recognition is not None
    frame, fields = item.raw.frame.iloc[rows], item.recognition.fields
    if "code" in fields:
        codes = [plain(code) for code in frame[fields["code"]]]
        is_village = np.array([not code or bool(_VILLAGE_CODE.fullmatch(code)) for code in codes])
        if is_village.any() and not is_village.all():
            return ~is_village
    none = np.zeros(len(frame), dtype=np.bool_)
    if "name" not in fields or "population_persons" not in fields:
        return none
    names = [plain(name) for name in frame[fields["name"]]]
    units = {row for row, name in enumerate(names) if _UNIT.fullmatch(name)}
    if not units or len(units) * 2 > len(names):
        return none
    persons = np.nan_to_num(numbers(frame[fields["population_persons"]]).values)
    column = township_column([str(name) for name in frame.columns])
    townships = [plain(name) for name in frame[column]] if column and column != fields["name"] else []
    sums: dict[str, float] = defaultdict(float)
    for row, township in enumerate(townships):
        if row not in units:
            sums[township] += persons[row]
    whole = sum(persons[row] for row in range(len(names)) if row not in units)
    for row in units:
        stands_for = sums.get(names[row], whole)
        none[row] = 0 < _LEAST_SHARE * stands_for <= persons[row]
    return none
