"""Nearest and second nearest site of each demand point, kept; when one site moves, only that one is asked."""

from __future__ import annotations

from collections.abc import Sequence

from models.access.ways import Nearest, Spot, TwoNearest, Way
from models.county.county import County


def nearest_site(county: County, way: Way, spots: Sequence[Spot]) -> Nearest:
    """Nearest site of each demand point by a way; of equally near ones the first. Kept.

    If all but the last site have been asked for before, only the last is looked at: it is the one that moves.
    """
    head = ("nearest", way.course)

    def make() -> Nearest:
        others: Nearest | None = county.memo.find((*head, *spots[:-1])) if spots else None
        if others is not None:
            return others.joined_by(way.costs(county.demand.index, spots[-1]), len(spots) - 1)
        return way.nearest(county.demand.index, spots)

    return county.memo.get((*head, *spots), make, keep=8)


def two_nearest(county: County, way: Way, spots: Sequence[Spot]) -> TwoNearest:
    """The two nearest sites of each demand point, kept and followed in the same manner."""
    head = ("two nearest", way.course)

    def make() -> TwoNearest:
        others: TwoNearest | None = county.memo.find((*head, *spots[:-1])) if spots else None
        if others is not None:
            return others.joined_by(way.costs(county.demand.index, spots[-1]), len(spots) - 1)
        return way.two_nearest(county.demand.index, spots)

    return county.memo.get((*head, *spots), make, keep=8)
