"""Figures that facilities touch which may stand twice: they are estimates, and say of how many pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from models.facilities.doubles import doubles
from models.facilities.facility import Facility, Family
from models.findings.findings import Figure
from models.findings.lacking import families_of

PAIRS = "doubtful_pairs"


def with_doubles(figures: Mapping[str, Figure], facilities: Sequence[Facility]) -> dict[str, Figure]:
    """Figures by id, those marked that are made of facilities which may be one and the same."""
    pairs = Counter(facilities[pair.first].family for pair in doubles(facilities))
    if not pairs:
        return dict(figures)
    return {key: _marked(figure, pairs) for key, figure in figures.items()}


def _marked(figure: Figure, pairs: Mapping[Family, int]) -> Figure:
    count = sum(pairs.get(family, 0) for family in families_of(figure.id))
    if not count or figure.value is None or figure.inputs.get(PAIRS):
        return figure
    return replace(figure, inputs={**figure.inputs, PAIRS: count}, is_estimated=True)
