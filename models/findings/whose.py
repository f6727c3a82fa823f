"""Whose people, and whose units, a text speaks of where figures do not count residents or townships."""

from __future__ import annotations

import re
from collections.abc import Mapping

from models.kernel.text import Lang, t

PEOPLE_KIND = "people_kind"
"""Input of a figure that says whose people it counts, where they are not the residents."""

BY_UNITS = "by_units"
"""Input of a figure of townships: county-level units that stand for them, where no layer gives townships."""

_TOWNSHIPS = {
    "zh": re.compile(r"乡镇(?:（街道）)?(?![（、级界村图专志企]|消防(?!响应|到场)|面状|边界|队伍|应急|救援)"),
    "en": re.compile(
        r"(?<!gives )(?<!layer of )\b([Tt])ownship(s?)\b(?!-level| (?:level|brigade|boundar|layer|road|team))"
    ),
}
"""Townships as units of figures: not their brigades and stores, which are named so, nor layers of them."""

PEOPLE_YEAR = "people_year"
"""Input of such a figure: the year whose people they are; 0 for those that the data hold."""


def people_word(kind: str, year: int, lang: Lang) -> str:
    """Word for the people that figures count, with their year if it is not that of the data."""
    word = t(f"people_word.{kind}", lang)
    return t("people_word.of_year", lang, year=year, word=word) if year else word


def counted_note(kind: str, year: int, lang: Lang) -> str:
    """Whose people figures count, as a heading of a document or a window says it."""
    return t("people_word.counted", lang, people=people_word(kind, year, lang))


def of_people(text: str, kind: str, year: int, lang: Lang) -> str:
    """A text about residents that says whose people it speaks of."""
    return text.replace(t("people_word.resident", lang), people_word(kind, year, lang))


def of_units(text: str, lang: Lang) -> str:
    """A text about townships where county-level units stand for them."""
    if lang == "zh":
        return _TOWNSHIPS["zh"].sub(_county_unit, text)
    return _TOWNSHIPS["en"].sub(lambda found: f"{'D' if found[1] == 'T' else 'd'}istrict{found[2]}", text)


def _county_unit(found: re.Match[str]) -> str:
    """The Chinese word for districts, without its brackets where it stands in brackets itself."""
    word = t("people_word.county_unit", "zh")
    around = found.string[max(found.start() - 1, 0) : found.end() + 1]
    return word.replace("（", "").replace("）", "") if around == f"（{found[0]}）" else word


def of_inputs(text: str, inputs: Mapping[str, float | int | str | None], lang: Lang) -> str:
    """A text about a figure that says whose people the figure counts, and of which units it tells."""
    if inputs.get(BY_UNITS):
        text = of_units(text, lang)
    kind = inputs.get(PEOPLE_KIND)
    return text if kind is None else of_people(text, str(kind), int(inputs.get(PEOPLE_YEAR) or 0), lang)
