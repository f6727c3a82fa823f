"""Cells and descriptions of very many characters: each is read in one way through it.

A pattern that goes back again and again would need minutes, and the suite's own limit ends it.
"""

from __future__ import annotations

import math

import pytest

from layers.formats.kmltext import attributes_of
from layers.recognition.cells import degrees, number

MANY = 100_000
LONG = [
    "1" * MANY,
    "1," * MANY,
    "1(" * MANY,
    "1亩（" * MANY,
    "1" + "\t" * MANY + "2",
    "1" + " " * MANY + "(2)",
    "(1" + " " * MANY + ")",
    "°" + "\t" * MANY + "N",
    "村" + "\t" * MANY + "镇",
    "1°" * MANY,
]


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_a_long_text_is_read_in_no_time(text: str) -> None:
    for base in ("", "m2", "persons"):
        found = number(text, base)
        assert found is None or math.isnan(found) or found > 0
    assert math.isnan(degrees(text)) or degrees(text) >= 0
    attributes_of(text)
