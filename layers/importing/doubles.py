"""Facilities that stand in an import more than once: one of each counts, and the files say which.

Two lists of one family (a copy, a .csv beside an .xlsx, the sheets of two years) often hold the same
facilities. The list of the newest year is taken, else the fuller row, else the one that came first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from layers.formats.read import problem
from layers.importing.importitem import Item
from models.facilities.doubles import agree, doubles, filled
from models.facilities.facility import Facility

_SHOWN_NAMES = 5
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def without_doubles(read: Sequence[tuple[Item, Facility]]) -> list[Facility]:
    """Facilities of all items, each once; what is left out is told at its own item.

    Of two rows of one list that do not agree both stay: they may be parts of one site. The data gate asks.
    """
    dropped: dict[int, int] = {}
    for pair in doubles([facility for _, facility in read]):
        if pair.kind != "same" or pair.first in dropped or pair.second in dropped:
            continue
        (first, one), (second, other) = read[pair.first], read[pair.second]
        is_other_list = first is not second
        if one.status != other.status or not (is_other_list or agree(one, other)):
            continue
        better = max((pair.first, pair.second), key=lambda index: (*_worth(*read[index]), -index))
        worse = pair.second if better == pair.first else pair.first
        dropped[worse] = better
    _tell(read, dropped)
    return [facility for index, (_, facility) in enumerate(read) if index not in dropped]


def _worth(item: Item, facility: Facility) -> tuple[int, int]:
    """Newest year in the list's name first, then the fuller row."""
    years = [int(year) for text in (item.layer, item.file) for year in _YEAR.findall(text)]
    return max(years, default=0), filled(facility)


def _tell(read: Sequence[tuple[Item, Facility]], dropped: dict[int, int]) -> None:
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    for worse, better in dropped.items():
        groups[id(read[worse][0]), id(read[better][0])].append(worse)
    for rows in groups.values():
        item, kept = read[rows[0]][0], read[dropped[rows[0]]][0]
        names = "、".join(read[row][1].name for row in rows[:_SHOWN_NAMES])
        names += " …" if len(rows) > _SHOWN_NAMES else ""
        other = [row for row in rows if not agree(read[row][1], read[dropped[row]][1])]
        key = "doubles_within" if item is kept else "doubles_differ" if other else "doubles"
        item.problems.append(problem(key, count=len(rows), kept=_title(kept), names=names, differ=len(other)))
        item.features -= len(rows)


def _title(item: Item) -> str:
    return f"{item.file}（{item.layer}）" if item.layer else item.file
