"""Several columns for one amount: its parts, which are summed, and names that were cut off alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from layers.recognition.variants import simplified
from layers.recognition.wordfiles import fields

_COUNTED = re.compile(r"(.+?)_?\d")
_DBF_NAME_BYTES = 10
_BROKEN = "\ufffd"


def without_part(heading: str) -> str:
    """Heading without the words that say of which part it is."""
    return _words().sub("", unicodedata.normalize("NFKC", heading).casefold())


@lru_cache(8192)
def is_part(heading: str) -> bool:
    """Whether a heading says that it is about a part of an amount."""
    return _letters(without_part(heading)) != _letters(heading)


def part_columns(columns: Sequence[str], column: str) -> list[str]:
    """Columns that hold parts of one amount (室内, 室外), the given one among them; none if it is whole."""
    if not is_part(column):
        return []
    own = _letters(without_part(column))
    return [other for other in columns if is_part(other) and _letters(without_part(other)) == own]


def cut_alike(columns: Sequence[str], column: str) -> list[str]:
    """Columns whose names were cut off at ten bytes where they still agreed, and then numbered."""
    return [
        other
        for other in columns
        if other != column and (_is_numbered(column, other) or _is_numbered(other, column))
    ]


def _is_numbered(one: str, other: str) -> bool:
    """Whether ``other`` is the numbered one of two names that are as long as a .dbf lets them be."""
    found = _COUNTED.fullmatch(other)
    if found is None or not is_full(one):
        return False
    # Where the number was put into the middle of a character, the rest of it is a broken sign.
    same = found.group(1).rstrip(_BROKEN)
    return one.startswith(same) and (is_full(other) or same != found.group(1))


def is_full(column: str) -> bool:
    """Whether a name is as long as a .dbf lets it be, so that more of it may be cut off."""
    lengths = [len(column.encode(encoding, "replace")) for encoding in ("gb18030", "utf-8")]
    return any(_DBF_NAME_BYTES - 2 < length <= _DBF_NAME_BYTES for length in lengths)


@cache
def _words() -> re.Pattern[str]:
    words = fields().parts.words
    return re.compile("|".join(re.escape(word) for word in words))


def _letters(text: str) -> str:
    plain = simplified(unicodedata.normalize("NFKC", text)).casefold()
    return "".join(char for char in plain if char.isalnum())
