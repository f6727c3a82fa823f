"""Lengths, areas and differences in words, as the map says them."""

from __future__ import annotations

from models.access.ways import Reach
from models.findings.numbers import figure_text, significant
from models.kernel.text import Lang

MINUS = "\N{MINUS SIGN}"


def length_text(length_m: float, lang: Lang) -> str:
    """Length in metres below 1 km, else in kilometres."""
    if length_m < 1000:
        return figure_text(round(length_m), "m", lang)
    return figure_text(length_m / 1000, "km", lang)


def reach_text(reach: Reach, lang: Lang) -> str:
    """How far something reaches: a length, or a time where the way is measured by it."""
    if reach.way.unit == "m":
        return length_text(reach.limit, lang)
    return figure_text(reach.limit, reach.way.unit, lang)


def area_text(area_m2: float, lang: Lang) -> str:
    """Area in m2 below 1 ha, then in ha, from 1 km2 in km2."""
    return figure_text(area_m2, "m2", lang)


def signed(value: float, figures: int = 3) -> str:
    """Number with its sign: a plus, a true minus, or both for no change."""
    sign = "+" if value > 0 else MINUS if value < 0 else "±"
    return f"{sign}{significant(abs(value), figures)}"
