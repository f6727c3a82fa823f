"""Rule values as people read them."""

from __future__ import annotations

import math

from models.findings.numbers import figure_parts, unit_name
from models.kernel.text import Lang, t


def value_parts(value: float, unit: str, lang: Lang) -> tuple[str, str]:
    """A rule value in full as (number, unit); one that nobody gives is said in words."""
    if math.isnan(value):
        return t("rule_answer.open", lang), unit_name("percent" if unit == "share" else unit, lang)
    return figure_parts(value, unit, lang, full=True)


def value_text(value: float, unit: str, lang: Lang) -> str:
    """A rule value in full with its unit; one that nobody gives has none."""
    number, name = value_parts(value, unit, lang)
    return number if math.isnan(value) else f"{number} {name}".rstrip()
