"""Facilities that stand in an import more than once: one of each counts, and the files say which.

Two lists of one family (a copy, a .csv beside an .xlsx, the sheets of two years) often hold the same
facilities. The list of the newest year is taken, else the fuller row, else the one that came first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
import shapely

from layers.formats.read import problem
from layers.importing.importitem import Item
from models.facilities.doubles import agree, doubles, filled, plain_name
from models.facilities.facility import Facility
from models.facilities.gatefile import gate_table, name_list

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
    for worse, better in _of_one_list(read, dropped):
        dropped[worse] = better
    _tell(read, dropped)
    return [facility for index, (_, facility) in enumerate(read) if index not in dropped]


def _of_one_list(
    read: Sequence[tuple[Item, Facility]], dropped: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """Rows of two lists that are states of one: most of the shorter one's names stand in the other near by.

    There a name may have moved (a point was set anew) or carry its county before it; each as worse, better.
    """
    lists: dict[tuple[int, str], list[int]] = defaultdict(list)
    for index, (item, facility) in enumerate(read):
        lists[id(item), facility.family.value].append(index)
    for (one, family), (other, other_family) in combinations(lists, 2):
        if family != other_family:
            continue
        rows, others = lists[one, family], lists[other, family]
        gone = sum(index in dropped and dropped[index] in others for index in rows)
        gone += sum(index in dropped and dropped[index] in rows for index in others)
        left = [[index for index in part if index not in dropped] for part in (rows, others)]
        pairs = list(_alike(read, left[0], left[1]))
        if len(pairs) < 2 or 2 * (gone + len(pairs)) < min(len(rows), len(others)):
            continue
        years = [_year(read[part[0]][0]) for part in (rows, others)]
        for first, second in pairs:
            is_second = years[1] > years[0] or (
                years[0] == years[1] and filled(read[second][1]) > filled(read[first][1])
            )
            yield (first, second) if is_second else (second, first)


def _alike(
    read: Sequence[tuple[Item, Facility]], rows: Sequence[int], others: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Rows of two lists with one name near by, or where one's name is the end of the other's at one place."""
    if not rows or not others:
        return
    limits = gate_table().facilities
    shapes = [np.array([read[index][1].geometry for index in part], dtype=object) for part in (rows, others)]
    tree = shapely.STRtree(shapes[1])
    first, second = tree.query(shapes[0], predicate="dwithin", distance=limits.same_list_place_m)
    away = shapely.distance(shapes[0][first], shapes[1][second])
    taken: set[int] = set()
    for place in np.argsort(away, kind="stable").tolist():
        a, b = rows[first[place]], others[second[place]]
        if read[a][1].status != read[b][1].status:
            continue
        names = sorted((plain_name(read[a][1]), plain_name(read[b][1])), key=len)
        is_end = away[place] <= limits.same_place_m and len(names[0]) >= 3 and names[1].endswith(names[0])
        if names[0] and (names[0] == names[1] or is_end) and not {a, b} & taken:
            taken |= {a, b}
            yield a, b


def _year(item: Item) -> int:
    return max((int(year) for text in (item.layer, item.file) for year in _YEAR.findall(text)), default=0)


def _worth(item: Item, facility: Facility) -> tuple[int, int]:
    """Newest year in the list's name first, then the fuller row."""
    return _year(item), filled(facility)


def _tell(read: Sequence[tuple[Item, Facility]], dropped: dict[int, int]) -> None:
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    for worse, better in dropped.items():
        groups[id(read[worse][0]), id(read[better][0])].append(worse)
    for rows in groups.values():
        item, kept = read[rows[0]][0], read[dropped[rows[0]]][0]
        names = name_list([read[row][1].name for row in rows])
        other = [row for row in rows if not agree(read[row][1], read[dropped[row]][1])]
        key = "doubles_within" if item is kept else "doubles_differ" if other else "doubles"
        item.problems.append(problem(key, count=len(rows), kept=_title(kept), names=names, differ=len(other)))
        item.features -= len(rows)


def _title(item: Item) -> str:
    return f"{item.file}（{item.layer}）" if item.layer else item.file
