"""What a worksheet says beside its values: joined cells, hidden rows, formulas that nobody has computed."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

_CHUNK = 1 << 20
_OVERLAP = 1 << 14
_TAG = re.compile(
    rb'<(?:\w+:)?(?:row\b[^>]*?\br="(?P<row>\d+)"[^>]*>'
    rb'|mergeCell\b[^>]*?\bref="(?P<area>[A-Z]+\d+:[A-Z]+\d+)"'
    rb'|c\b[^>]*?\br="(?P<cell>[A-Z]+\d+)"[^>]*>\s*<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>)"
)
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')


@dataclass(frozen=True)
class SheetMarks:
    """Marks of a sheet; rows and columns counted from 0.

    Attributes
    ----------
    joined
        Joined cells: first row and column, last row and column.
    hidden
        Rows that are not shown.
    uncomputed
        Row and column of formulas without a stored result.
    """

    joined: tuple[tuple[int, int, int, int], ...] = ()
    hidden: frozenset[int] = frozenset()
    uncomputed: tuple[tuple[int, int], ...] = ()


def marks_of(archive: zipfile.ZipFile, part: str) -> SheetMarks:
    """Marks of one sheet, by the name of its part in the workbook."""
    from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries  # a third of a second to import

    joined: set[tuple[int, int, int, int]] = set()
    hidden: set[int] = set()
    uncomputed: set[tuple[int, int]] = set()
    for found in _tags(archive, part):
        if found["row"]:
            if _HIDDEN.search(found.group()):
                hidden.add(int(found["row"]) - 1)
        elif found["area"]:
            left, top, right, bottom = (int(n or 1) for n in range_boundaries(found["area"].decode()))
            joined.add((top - 1, left - 1, bottom - 1, right - 1))
        else:
            row, column = coordinate_to_tuple(found["cell"].decode())
            uncomputed.add((row - 1, column - 1))
    return SheetMarks(tuple(sorted(joined)), frozenset(hidden), tuple(sorted(uncomputed)))


def _tags(archive: zipfile.ZipFile, part: str) -> Iterator[re.Match[bytes]]:
    """Marked tags of a part, looked through piece by piece; those in an overlap come twice."""
    rest = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            text = rest + chunk
            yield from _TAG.finditer(text)
            rest = text[-_OVERLAP:]
