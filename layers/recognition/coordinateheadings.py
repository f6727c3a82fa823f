"""Headings that say longitude and latitude, or easting and northing, whatever stands around these words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache

from layers.recognition.variants import simplified
from layers.recognition.wordfiles import coordinate_words


@cache
def _written(column: str) -> str:
    return simplified(unicodedata.normalize("NFKC", column)).casefold()


def _letters(column: str) -> list[str]:
    """Runs of Latin letters of a heading; camel case, signs, digits and Chinese are borders."""
    split = re.sub(r"([a-z])([A-Z])", r"\1 \2", unicodedata.normalize("NFKC", column))
    return [run.casefold() for run in re.findall(r"[A-Za-z]+", split)]


def _says(column: str, word: str) -> bool:
    if any(mark in _written(column) for mark in coordinate_words().not_):
        return False
    if not word.isascii():
        # 经 and 纬 alone are too short to stand for themselves inside other words.
        bare = re.sub(r"[\W\d_]+", "", _written(column))
        return word in bare if len(word) > 1 else bare == word
    return word in _letters(column)


def _rest(column: str, word: str, place: int) -> str:
    """What stands around the word, but for marks that differ between the two headings of a pair."""
    text = re.sub(r"[\W_]+", " ", _written(column))
    text = re.sub(rf"(?<![a-z]){word}(?![a-z])", " ", text) if word.isascii() else text.replace(word, " ", 1)
    marks = {pair[place] for pair in coordinate_words().marks}
    return "".join(part for part in text.split() if part not in marks)


def _pair(columns: Sequence[str], first: str, second: str) -> tuple[str, str] | None:
    """The two columns that say the two words and otherwise the same; or the only ones that say them."""
    ones = [column for column in columns if _says(column, first)]
    others = [column for column in columns if _says(column, second)]
    ones, others = (
        [column for column in ones if column not in others],
        [column for column in others if column not in ones],
    )
    for one in ones:
        for other in others:
            if _rest(one, first, 0) == _rest(other, second, 1):
                return one, other
    return (ones[0], others[0]) if len(ones) == len(others) == 1 else None


def paired_columns(columns: Sequence[str], is_filled: Callable[[str], bool] = bool) -> dict[str, str]:
    """Columns of coordinates by what they hold: longitude and latitude, else x and y, else a pair in one.

    Parameters
    ----------
    is_filled
        Whether a column may be used at all.
    """
    words = coordinate_words()
    usable = [column for column in columns if is_filled(column)]
    for names, pairs in ((("longitude", "latitude"), words.degrees), (("x", "y"), words.metres)):
        for first, second in pairs:
            found = _pair(usable, first, second)
            if found is not None:
                return dict(zip(names, found, strict=True))
    for word in words.both:
        both = [column for column in usable if _says(column, word)]
        if len(both) == 1:
            return {"pair": both[0]}
    return {}
