"""Families of which no list is there: whatever is counted of them has no data, which is not zero."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from models.facilities.facility import Family
from models.findings.findings import Figure

Lacking = Mapping[Family, str]
"""Families without a list, each with the text (``missing.<item>``) that says what to add."""

NO_LIST: Lacking = {family: family.spec.role for family in Family}
"""What is lacking of each family if neither a file nor the planner says that there is any."""

_OF_NONE = ("depot.floor_area.need", "fire.water", "fire.hydrant")
"""Figures that are about the county, not about what is there of the family that their name begins with."""


@cache
def family_of_figure(figure_id: str) -> Family | None:
    """Family whose list a figure cannot do without; ``None`` for figures about something else."""
    if figure_id.startswith(_OF_NONE):
        return None
    return next((family for family in Family if figure_id.startswith(family.spec.figures)), None)


def without_list(figures: Mapping[str, Figure], lacking: Lacking) -> dict[str, Figure]:
    """Figures of which those about a family without a list have no value, and say what is missing."""
    return {key: _without(figure, lacking) for key, figure in figures.items()}


def _without(figure: Figure, lacking: Lacking) -> Figure:
    family = family_of_figure(figure.id)
    if family is None or family not in lacking:
        return figure
    missing = tuple(dict.fromkeys((lacking[family], *figure.missing)))
    return replace(figure, value=None, missing=missing, failing=(), is_estimated=False)
