"""Lists that count men and women and nobody else: together they are the residents."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd

from layers.formats.read import problem
from layers.importing.importitem import Item
from layers.recognition.cells import numbers
from layers.recognition.recognise import normalised
from models.county.layer import Role

_MEN = re.compile(r"男性?(?:人口|人数|居民)?数?")
_WOMEN = re.compile(r"女性?(?:人口|人数|居民)?数?")
_BOTH = re.compile(r"(?:男女)?(?:合计|总计|小计|总数|共计)")
SUM = "人口（男女合计）"
"""Heading of the column that they are added up in."""


def add_by_sex(item: Item, role: Role, fields: dict[str, str]) -> dict[str, str]:
    """Fields of a list of people, with the residents of its columns by sex where it has no other column.

    A total beside them is taken as it stands; else men and women are added up, for a place that states both.
    """
    if role not in (Role.VILLAGES, Role.DEMAND, Role.TOWNSHIPS) or "population_persons" in fields:
        return fields
    assert item.raw is not None
    frame = item.raw.frame
    men, women, both = (
        [str(name) for name in frame.columns if kind.fullmatch(_bare(str(name)))]
        for kind in (_MEN, _WOMEN, _BOTH)
    )
    if len(men) != 1 or len(women) != 1:
        return fields
    if len(both) == 1:
        item.problems.append(problem("people_both", column=both[0], columns="、".join(men + women)))
        return {**fields, "population_persons": both[0]}
    parts = [numbers(frame[name], "persons").values for name in (*men, *women)]
    total = parts[0] + parts[1]  # unknown where either is
    column = pd.Series([None if np.isnan(value) else f"{value:.10g}" for value in total], index=frame.index)
    item.raw = replace(item.raw, frame=frame.assign(**{SUM: column}))
    item.problems.append(problem("people_by_sex", columns="、".join(men + women)))
    return {**fields, "population_persons": SUM}


def _bare(heading: str) -> str:
    return normalised(re.sub(r"[(（\[【].*", "", heading))
