"""Rows of a table of residents that no outline answers to: people who would be lost without a word.

The census counts development zones on rows of their own, with statistical codes that no ordinary boundary has
(XXYY7Z for zones beside counties, 400 to 599 for zones beside townships). They are told by name and
residents, and so is any other row of a place whose rows were otherwise found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from layers.formats.read import Problem, problem
from layers.recognition.recognise import is_total_row
from models.kernel.arrays import Floats

_SHOWN = 20
_PARENT_DIGITS = {6: 4, 9: 6, 12: 9}
"""Digits of the code of the place that a row belongs to, by the digits of the row's own."""


@dataclass(frozen=True)
class _Row:
    name: str
    code: str
    residents: float

    @property
    def parent(self) -> str:
        return self.code[: _PARENT_DIGITS.get(len(self.code), 0)]

    @property
    def is_zone(self) -> bool:
        """Whether its code is one of the statistical ones of development zones."""
        if len(self.code) == 6:
            return self.code[4] == "7"
        return len(self.code) == 9 and 400 <= int(self.code[6:]) < 600


def unmatched_rows(
    names: Sequence[str], codes: Sequence[str], residents: Floats, matched: Collection[int]
) -> list[Problem]:
    """What to tell of the rows that nothing was found for.

    Parameters
    ----------
    names, codes
        Of each row of the table, shape (n,); codes short, of the row's own level, empty where there are none.
    matched
        Rows that were joined to an outline.
    """
    found = [
        _Row(name, code, float(value)) for name, code, value in zip(names, codes, residents, strict=True)
    ]
    used = [found[row] for row in matched]
    others = [
        row
        for index, row in enumerate(found)
        if index not in matched and np.isfinite(row.residents) and row.residents > 0
        if not is_total_row(row.name) and (row.name or row.code)
    ]
    problems: list[Problem] = []
    digits = Counter(len(row.code) for row in used if row.code.isdigit())
    level = digits.most_common(1)[0][0] if digits else 0
    if level in _PARENT_DIGITS:
        parents = Counter(row.parent for row in used)
        here = [
            row for row in others if len(row.code) == level and row.code.isdigit() and row.parent in parents
        ]
        here = [row for row in here if not (level == 6 and row.code.endswith("00"))]  # sums of whole cities
        zones = [row for row in here if row.is_zone]
        if zones:
            problems.append(problem("zones_unmatched", **_told(zones)))
        # Of a place most of whose rows were found the rest is missing; of others only a part was asked for.
        rest = Counter(row.parent for row in here if not row.is_zone)
        lost = [row for row in here if not row.is_zone and rest[row.parent] <= parents[row.parent]]
    else:
        lost = others if len(others) <= len(used) else []
    if lost:
        problems.append(problem("rows_unmatched", **_told(lost)))
    return problems


def _told(rows: Sequence[_Row]) -> dict[str, str | int]:
    largest = sorted(rows, key=lambda row: -row.residents)
    shown = "、".join(f"{row.name or row.code} {row.residents:,.0f}" for row in largest[:_SHOWN])
    total = sum(row.residents for row in rows)
    return {
        "count": len(rows),
        "names": f"{shown} …" if len(rows) > _SHOWN else shown,
        "total": f"{total:,.0f}",
    }
