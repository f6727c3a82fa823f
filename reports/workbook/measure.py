"""How much room a text takes in a cell, in widths of a digit; Chinese letters are about two wide."""

from __future__ import annotations

import re
from functools import lru_cache
from math import ceil

_PIECES = re.compile(r"[^\s\u2e80-\uffff\U00010000-\U0003ffff]+[ \t]*|.")


class _Widths(dict[str, float]):
    """Widths of letters as the workbook's font has them, told once for each letter."""

    def __missing__(self, letter: str) -> float:
        code = ord(letter)
        if 0x2010 <= code <= 0x205F or code >= 0x2190:
            width = 2.0
        elif letter.isupper():
            width = 1.2
        else:
            width = 0.6 if letter.isspace() else 0.95 if letter.isalpha() else 1.0
        self[letter] = width
        return width


_WIDTHS = _Widths()

PADDING = 0.9
"""Room that a cell keeps free beside its text."""

_MOST_LINES = 60
"""No row is higher than half as many lines: of longer texts nobody needs to know where they break."""


@lru_cache(maxsize=4096)
def text_width(text: str) -> float:
    """Width of the longest line of a text, which is mostly one that stands in many cells."""
    if "\n" in text:
        return max(text_width(line) for line in text.split("\n"))
    return sum(map(_WIDTHS.__getitem__, text))


def line_count(text: str, width: float) -> int:
    """Lines that a text takes in a column of a width, broken between words and between Chinese letters."""
    room = max(2.0, width - PADDING)
    return sum(_lines(paragraph, room) for paragraph in text.split("\n"))


def _lines(paragraph: str, room: float) -> int:
    wide = text_width(paragraph)
    if wide <= room:
        return 1
    if wide > _MOST_LINES * room:
        return ceil(wide / room)
    lines, used = 1, 0.0
    for piece in _PIECES.findall(paragraph):
        wide = text_width(piece.rstrip())
        if used > 0 and used + wide > room:
            lines, used = lines + 1, 0.0
        if wide > room:  # a word longer than the column is broken anywhere
            more = int(wide // room)
            lines, used = lines + more, wide - more * room
        else:
            used += text_width(piece)
    return lines
