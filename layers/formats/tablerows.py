"""Rows of an office's table that are no places: sums, examples, and notes under the table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from layers.recognition.cells import number, plain
from layers.recognition.recognise import is_total_row, normalised
from layers.recognition.wordfiles import table_words

_LOOKED_AT = 4
_LONG_NOTE = 25


def total_name(row: Sequence[Any]) -> str:
    """Words that say that a row sums up others, in its first cells; empty if it does not."""
    for cell in row[:_LOOKED_AT]:
        text = plain(cell)
        if text and is_total_row(text):
            return text
        found = number(cell) if text else None
        if found is not None and found == found and cell is not row[0]:
            return ""
    return ""


def is_example(row: Sequence[Any]) -> bool:
    """Whether a row only shows how the table is to be filled in: 示例, 例：XX公园, （示例）人民公园."""
    for cell in row[:_LOOKED_AT]:
        text = plain(cell)
        if text:
            found = number(cell)
            if found is None or found != found:  # behind a number of the row
                return _example().match(text.casefold()) is not None
    return False


@cache
def _example() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(table_words().example.words, key=len, reverse=True))
    return re.compile(rf"[(\[【]?\s*(?:{words})\s*\d*\s*(?:[)\]】:、]|[x×*]{{2}}|某|$)")


def is_note(row: Sequence[Any], width: int) -> bool:
    """Whether a row only says something about the table."""
    cells = [plain(cell) for cell in row if plain(cell)]
    if (
        width < 3
        or not cells
        or any(number(cell) == number(cell) for cell in cells if number(cell) is not None)
    ):
        return False
    starts = table_words().note.starts
    marked = [":" in cell or len(cell) > _LONG_NOTE for cell in cells]
    named = [normalised(cell).startswith(starts) for cell in cells]
    return all(named) or (len(cells) == 1 and any(marked)) or (len(cells) <= 3 and all(marked))
