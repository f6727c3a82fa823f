"""Figures of facilities that could not be read: nothing is known of them, and that is not zero.

A project whose file is damaged opens without the families of facilities that nothing could be read of. Every
figure that they could change has no data then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from models.facilities.facility import Family
from models.findings.findings import Figure

_ALL = tuple(Family)
_MADE_OF: Mapping[str, tuple[Family, ...]] = {
    **{begin: (family,) for family in Family for begin in family.spec.figures},
    "brigade.": (Family.BRIGADE, Family.FIRE_STATION),
    "facility.": _ALL,
    "fire.blank_spots": (Family.FIRE_STATION, Family.BRIGADE),
    "fire.hydrant_": (),
    "fire.water_": (),
    "hazard.classes": _ALL,
    "hazard.facilities_inside": _ALL,
    "hazard.layers": (),
    "hazard.major_source_": (),
    "hazard.major_source_facilities": _ALL,
    "hazard.people_inside": (),
    "map.themes": _ALL,
    "township.": (),
    "village.": (),
}
"""Families that figures are made of, by how their ids begin; the longest beginning holds."""


@cache
def families_of(figure_id: str) -> frozenset[Family]:
    """Families of facilities that a figure is made of; KeyError for one that nothing is said of."""
    begins = [begin for begin in _MADE_OF if figure_id.startswith(begin)]
    if not begins:
        raise KeyError(figure_id)
    return frozenset(_MADE_OF[max(begins, key=len)])


def is_unread(figure_id: str, unread: frozenset[Family]) -> bool:
    """Whether a figure is made of facilities that could not be read."""
    return bool(unread and unread & families_of(figure_id))


def known_figures(figures: Mapping[str, Figure], unread: frozenset[Family]) -> dict[str, Figure]:
    """Figures by id; those made of facilities that could not be read have no data and say so."""
    return {
        key: unknown(figure, families_of(key) & unread) if is_unread(key, unread) else figure
        for key, figure in figures.items()
    }


def unknown(figure: Figure, unread: frozenset[Family]) -> Figure:
    """Figure without data, because these families could not be read."""
    missing = tuple(f"unread_{family}" for family in Family if family in unread)
    return replace(figure, value=None, inputs={}, missing=missing, failing=(), is_estimated=False)
