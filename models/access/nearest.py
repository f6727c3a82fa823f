"""Nearest and second nearest site of each demand point, kept; those without one of the sites follow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.access.costs import AllCosts, ChangedCosts, Costs
from models.access.ways import Nearest, Spot, TwoNearest, Way
from models.county.county import County


def nearest_site(county: County, way: Way, spots: Sequence[Spot]) -> Nearest:
    """Nearest site of each demand point by a way; of equally near ones the first. Kept."""
    key = ("nearest", way.course, *spots)
    return county.memo.get(key, lambda: way.nearest(county.demand.index, spots), keep=8)


def two_nearest(county: County, way: Way, spots: Sequence[Spot]) -> TwoNearest:
    """The two nearest sites of each demand point. Kept."""
    key = ("two nearest", way.course, *spots)
    return county.memo.get(key, lambda: way.two_nearest(county.demand.index, spots), keep=8)


def nearest_without(county: County, way: Way, spots: Sequence[Spot], row: int) -> Nearest:
    """Nearest site but for one of them; positions stay those among all.

    Only the places that it was the nearest to are asked of the others.
    """
    found = nearest_site(county, way, spots)
    way.leave(spots, row)
    lost = np.flatnonzero(found.site == row)
    others = [spot for position, spot in enumerate(spots) if position != row]
    again = way.nearest(county.demand.index.part(lost), others)
    site, cost = found.site.copy(), found.cost.copy()
    site[lost], cost[lost] = again.site + (again.site >= row), again.cost
    return Nearest(site, cost)


def two_costs(county: County, way: Way, spots: Sequence[Spot]) -> tuple[Costs, Costs]:
    """Costs of the nearest and the next site. Kept."""

    def make() -> tuple[Costs, Costs]:
        found = two_nearest(county, way, spots)
        return AllCosts(county.demand, found.first_cost), AllCosts(county.demand, found.second_cost)

    return county.memo.get(("two costs", way.course, *spots), make, keep=4)


def two_without(county: County, way: Way, spots: Sequence[Spot], row: int) -> tuple[Costs, Costs]:
    """Costs of the nearest and the next site but for one of them.

    Only the places that it was the nearest or the next to are asked of the others.
    """
    found, (first, second) = two_nearest(county, way, spots), two_costs(county, way, spots)
    way.leave(spots, row)
    is_lost = (found.first == row) | (found.second == row)
    x, y = spots[row]
    others = [spot for position, spot in enumerate(spots) if position != row]
    if not way.one_search_for_all:  # which is kept for who asks for them in their own order
        # Its neighbours are most likely next.
        others.sort(key=lambda spot: (spot[0] - x) ** 2 + (spot[1] - y) ** 2)
    at = np.flatnonzero(is_lost[county.demand.index.grid.order])
    again = way.two_nearest(county.demand.index.part_at(at), others)
    return ChangedCosts.of(first, at, again.first_cost), ChangedCosts.of(second, at, again.second_cost)
