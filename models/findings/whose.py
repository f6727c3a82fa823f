"""Whose people a text speaks of, where figures do not count the residents of the data."""

from __future__ import annotations

from collections.abc import Mapping

from models.kernel.text import Lang, t

PEOPLE_KIND = "people_kind"
"""Input of a figure that says whose people it counts, where they are not the residents."""

PEOPLE_YEAR = "people_year"
"""Input of such a figure: the year whose people they are; 0 for those that the data hold."""


def people_word(kind: str, year: int, lang: Lang) -> str:
    """Word for the people that figures count, with their year if it is not that of the data."""
    word = t(f"people_word.{kind}", lang)
    return t("people_word.of_year", lang, year=year, word=word) if year else word


def of_people(text: str, kind: str, year: int, lang: Lang) -> str:
    """A text about residents that says whose people it speaks of."""
    return text.replace(t("people_word.resident", lang), people_word(kind, year, lang))


def of_inputs(text: str, inputs: Mapping[str, float | int | str | None], lang: Lang) -> str:
    """A text about a figure that says whose people the figure counts."""
    kind = inputs.get(PEOPLE_KIND)
    return text if kind is None else of_people(text, str(kind), int(inputs.get(PEOPLE_YEAR) or 0), lang)
