"""Nearest and second nearest site of each demand point, kept; when one site moves, only that one is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from models.access.ways import Nearest, Spot, TwoNearest, Way
from models.county.county import County

Found = TypeVar("Found", Nearest, TwoNearest)


def nearest_site(county: County, way: Way, spots: Sequence[Spot]) -> Nearest:
    """Nearest site of each demand point by a way; of equally near ones the first. Kept.

    If all but the last site have been asked for before, only the last is looked at: it is the one that moves.
    """
    head = ("nearest", way.course)

    def make() -> Nearest:
        others: Nearest | None = county.memo.find((*head, *spots[:-1])) if spots else None
        if others is not None:
            return _followed(county, way, others, spots)
        return way.nearest(county.demand.index, spots)

    return county.memo.get((*head, *spots), make, keep=8)


def two_nearest(county: County, way: Way, spots: Sequence[Spot]) -> TwoNearest:
    """The two nearest sites of each demand point, kept and followed in the same manner."""
    head = ("two nearest", way.course)

    def make() -> TwoNearest:
        others: TwoNearest | None = county.memo.find((*head, *spots[:-1])) if spots else None
        if others is not None:
            return _followed(county, way, others, spots)
        return way.two_nearest(county.demand.index, spots)

    return county.memo.get((*head, *spots), make, keep=8)


def _followed(county: County, way: Way, others: Found, spots: Sequence[Spot]) -> Found:
    """What is kept for all sites but the last, joined by the last."""
    cost = way.costs_beside(county.demand.index, spots[:-1], spots[-1])
    return others.joined_by(cost, len(spots) - 1)
