"""Rule values as people read them."""

from __future__ import annotations

import math

from models.findings.numbers import figure_parts, unit_name
from models.kernel.text import Lang, t

FRACTION_DECIMALS = 3
"""Decimals that are shown of a value which no number of decimals says in full."""


def value_unit(unit: str) -> str:
    """Unit that stands after a rule value: what is counted its name tells, and no one word fits all."""
    return "" if unit == "count" else unit


def value_parts(value: float, unit: str, lang: Lang) -> tuple[str, str]:
    """A rule value in full as (number, unit); one that nobody gives is said in words."""
    unit = value_unit(unit)
    if math.isnan(value):
        return t("rule_answer.open", lang), unit_name("percent" if unit == "share" else unit, lang)
    if not math.isclose(value, round(value, 6), rel_tol=1e-12):  # a fraction such as 9/7 has no end
        return figure_parts(round(value, FRACTION_DECIMALS), unit, lang, full=True)
    return figure_parts(value, unit, lang, full=True)


def value_text(value: float, unit: str, lang: Lang) -> str:
    """A rule value in full with its unit; one that nobody gives has none."""
    number, name = value_parts(value, unit, lang)
    return number if math.isnan(value) else f"{number} {name}".rstrip()
