"""How a figure was computed, in words, with the very numbers that went in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from models.findings.findings import Figure
from models.findings.numbers import fixed, rounded, significant
from models.findings.whose import BY_UNITS, of_inputs
from models.kernel.text import Lang, catalogue, has_text, t

REJECTED = "rejected_shelters"
"""Input of a figure: shelters that count in it though screening rejects their sites."""

WITH_PLACE = "with_place"
"""Input of a figure of people within a radius: 1 where it also says how many of them have a place."""

OTHER_BASES = "other_bases"
"""Input of a figure of stated area: 1 where it also says what can be used in an earthquake and in a flood; by
the event that is known, or ``none``, where not both are."""

_BASES = (OTHER_BASES, *(f"{OTHER_BASES}_{known}" for known in ("earthquake", "flood", "none")))
WITHOUT_REJECTED = "without_rejected"
"""Input of a figure of stated area: 1 where it also says what it is without sites that screening rejects."""
EXCESS = "excess"
"""Input of a number of what is over its limit: by how much all of it together is over."""

CAUTIONS = (REJECTED, WITHOUT_REJECTED, *_BASES, WITH_PLACE, BY_UNITS)
"""Inputs whose notes stand beside the figure itself, not only in its working."""


LESS = "less"
"""Format of what something is less by, in words: two decimals, or as many as it needs where it is smaller; no
word where it is not less."""
NOTHING = 1e-9


class _Shown:
    """An input as a formula shows it: a number in its format, a word in the language, no data in words.

    What a text says of how a distance was measured (a key under ``access``) may tell other inputs in turn.
    """

    def __init__(
        self, value: float | int | str | None, lang: Lang, every: Mapping[str, float | int | str | None]
    ) -> None:
        self._value = value
        self._lang = lang
        self._every = every

    def __format__(self, spec: str) -> str:
        value = self._value
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return t("verdict.nodata", self._lang)
        if isinstance(value, str) and value.startswith("access.") and has_text(value):
            others = {key: _Shown(one, self._lang, {}) for key, one in self._every.items()}
            return catalogue()[value][self._lang].format(**others)
        if isinstance(value, str):
            key = f"figure_input.{value}"
            return t(key, self._lang) if has_text(key) else value
        if spec == LESS:
            if abs(value) < NOTHING:
                return ""
            amount = fixed(value, 2) if rounded(value, 2) else significant(value, 2)
            return t("explain.less", self._lang, amount=amount)
        if spec or isinstance(value, int):
            return format(value, spec or ",d")
        return _six_figures(value)


def _six_figures(value: float) -> str:
    """A number with six significant figures, never with an exponent."""
    text = format(value, ",.6g")
    if "e" not in text:
        return text
    text = significant(value, 6)
    return text.rstrip("0").rstrip(".") if "." in text else text


def figure_name(figure_id: str, lang: Lang) -> str:
    """Name of a figure; its id if the catalogue has no name for it."""
    key = f"figure.{figure_id}.name"
    return t(key, lang) if has_text(key) else figure_id


def formula_text(figure: Figure, lang: Lang) -> str:
    """Formula of a figure with its inputs put in, and remarks on what was left out or estimated.

    Empty if the catalogue has no formula for it.
    """
    key = f"figure.{figure.id}.formula"
    if not has_text(key):
        return ""
    shown = {name: _Shown(value, lang, figure.inputs) for name, value in figure.inputs.items()}
    if figure.value is None:
        return missing_text(figure, lang)
    text = catalogue()[key][lang].format(**shown)
    text = of_inputs(text, figure.inputs, lang)
    return joined_notes([text, *_notes(figure, lang, figure.inputs)], lang)


def caution_notes(figure: Figure, lang: Lang) -> list[str]:
    """What must stand beside the figure wherever it is told, one remark each."""
    return _notes(figure, lang, CAUTIONS)


def caution_text(figure: Figure, lang: Lang) -> str:
    """What must stand beside the figure wherever it is told; empty if nothing must."""
    return joined_notes(caution_notes(figure, lang), lang)


def cautious_name(name: str, figure: Figure, lang: Lang) -> str:
    """Name of a figure, with how many sites count in it that screening rejects."""
    count = figure.inputs.get(REJECTED)
    return t("explain.name_with_rejected", lang, name=name, count=count) if count else name


def _notes(figure: Figure, lang: Lang, names: Iterable[str]) -> list[str]:
    shown = {name: _Shown(value, lang, {}) for name, value in figure.inputs.items()}
    counts = [(name, figure.inputs.get(name)) for name in names if has_text(f"figure_note.{name}")]
    return [
        t(f"figure_note.{name}", lang, **{**shown, "number": f"{value:,}"})
        for name, value in counts
        if isinstance(value, int) and value > 0
    ]


def joined_notes(parts: Sequence[str], lang: Lang) -> str:
    """Remarks on a figure in one sentence."""
    return ("；" if lang == "zh" else "; ").join(parts)


def missing_words(figure: Figure, lang: Lang) -> list[str]:
    """What a figure lacks, each in words."""
    return [of_inputs(t(f"missing.{item}", lang), figure.inputs, lang) for item in figure.missing]


def missing_text(figure: Figure, lang: Lang) -> str:
    """What a figure lacks, in words; empty if nothing."""
    return ("、" if lang == "zh" else ", ").join(missing_words(figure, lang))
