"""Families of which nothing is known: what is counted of them has no data, which is not zero.

Either no list of a family is there (``lacking``), or the list that the project's file held could not be read
(``unread``). The first leaves a figure without its own family's list without data. The second does so with
every figure that such facilities could change: they exist, and nothing is known of them. A figure that rests
on a rule value which nobody gives (``open_rules``) has no data either.
"""

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

_ALL = tuple(Family)
_COUNTS_ANY = ("hazard.facilities_inside", "hazard.major_source_facilities")
"""How figures begin that count facilities of all families: of none is known where every list is lacking."""
_MADE_OF: Mapping[str, tuple[Family, ...]] = {
    **{begin: (family,) for family in Family for begin in family.spec.figures},
    "brigade.": (Family.BRIGADE, Family.FIRE_STATION),
    "depot.floor_area.need": (),
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
"""Families that figures are made of, their own first, by how their ids begin; the longest beginning holds."""


@cache
def families_of(figure_id: str) -> tuple[Family, ...]:
    """Families of facilities that a figure is made of; KeyError for one that nothing is said of."""
    begins = [begin for begin in _MADE_OF if figure_id.startswith(begin)]
    if not begins:
        raise KeyError(figure_id)
    return _MADE_OF[max(begins, key=len)]


def own_family(figure_id: str) -> Family | None:
    """Family whose list a figure cannot do without; ``None`` for those of the county or of all facilities."""
    families = families_of(figure_id)
    return families[0] if families and families != _ALL else None


def known_figures(
    figures: Mapping[str, Figure],
    lacking: Lacking,
    unread: frozenset[Family] = frozenset(),
    open_rules: frozenset[str] = frozenset(),
) -> dict[str, Figure]:
    """Figures by id; those of families of which nothing is known have no data and say what is missing."""
    given = {key: _given(figure, open_rules) for key, figure in figures.items()} if open_rules else figures
    return {key: _known(figure, lacking, unread) for key, figure in given.items()}


def _given(figure: Figure, open_rules: frozenset[str]) -> Figure:
    """Figure without data where it rests on rule values that nobody gives; it says which."""
    missing = tuple(f"rule.{key}" for key in figure.rules if key in open_rules)
    if not missing:
        return figure
    lacking = tuple(dict.fromkeys((*missing, *figure.missing)))
    return replace(figure, value=None, inputs={}, missing=lacking, failing=(), is_estimated=False)


def _known(figure: Figure, lacking: Lacking, unread: frozenset[Family]) -> Figure:
    if is_unread(figure.id, unread):
        return unknown(figure, unread.intersection(families_of(figure.id)))
    family = own_family(figure.id)
    if figure.id.startswith(_COUNTS_ANY) and len(lacking) == len(_ALL):
        item = "facilities"
    elif family is not None and family in lacking:
        item = lacking[family]
    else:
        return figure
    missing = tuple(dict.fromkeys((item, *figure.missing)))
    return replace(figure, value=None, missing=missing, failing=(), is_estimated=False)


def is_unread(figure_id: str, unread: frozenset[Family]) -> bool:
    """Whether a figure is made of facilities that could not be read."""
    return bool(unread) and not unread.isdisjoint(families_of(figure_id))


def unknown(figure: Figure, unread: frozenset[Family]) -> Figure:
    """Figure without data, because these families could not be read."""
    missing = tuple(f"unread_{family}" for family in Family if family in unread)
    return replace(figure, value=None, inputs={}, missing=missing, failing=(), is_estimated=False)
