"""The terms of the field in both languages (``resources/glossary.toml``)."""

from __future__ import annotations

from models.kernel.schema import Table, Text, load
from models.kernel.text import Lang


class Term(Table):
    """One term, as the code calls it, and words that no text may use instead."""

    zh: Text
    en: Text
    id: Text
    avoid: tuple[Text, ...] = ()

    def word(self, lang: Lang) -> str:
        """The term in one language."""
        return self.zh if lang == "zh" else self.en


class GlossaryTable(Table):
    """The whole file."""

    term: tuple[Term, ...]


def terms() -> tuple[Term, ...]:
    """Every term, in the order of the file."""
    return load(GlossaryTable, "glossary.toml").term
