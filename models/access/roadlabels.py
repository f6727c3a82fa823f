"""The two nearest of some sites for every junction, by two searches whatever the number of sites.

The first search starts at all sites at once and gives each junction its nearest site: the sites divide the
network. The way from the second nearest site enters the part of the nearest one somewhere and stays in it: so
the second search starts wherever a road leads from one part into another, with the minutes of the first, and
goes on within each part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from models.access.roadbeside import Beside
from models.access.roadcut import Started
from models.access.ways import Nearest, Spot, TwoNearest
from models.kernel.arrays import Bools, Floats, Ints
from models.kernel.memo import Memo

if TYPE_CHECKING:
    from models.access.roadnet import Network


@dataclass(frozen=True, eq=False)
class Snapped:
    """Where points stand at the network, arrays of shape (n,).

    Attributes
    ----------
    edge
        Row among the usable roads; -1 where none is near enough.
    share
        How far along the road, 0 at its start, 1 at its stop.
    off_m
        Straight metres to the road; infinite where none is near enough.
    """

    edge: Ints
    share: Floats
    off_m: Floats


@dataclass(frozen=True, eq=False)
class Labels:
    """Nearest and second nearest of some sites for each junction, arrays of shape (m,).

    The second search is made when somebody asks for the second nearest.

    Attributes
    ----------
    at
        Where the sites stand.
    first
        Positions of the nearest sites; -1 without one.
    first_min
        Minutes from them, the way to the road included; infinite without one.
    """

    network: Network
    at: Snapped
    first: Ints
    first_min: Floats
    _starts: tuple[Ints, Floats, Ints]

    @classmethod
    def of(cls, network: Network, spots: Sequence[Spot]) -> Labels:
        """Search from some sites, which stand at different spots."""
        at = network.snap(np.array(spots, dtype=np.float64).reshape(-1, 2))
        node, minutes, site = network.ends_of(at)
        first, first_min = _spread(network.matrix, node, minutes, site)
        return cls(network, at, first, first_min, (node, minutes, site))

    @cached_property
    def _second(self) -> tuple[Ints, Floats]:
        (node, minutes, site), first, first_min = self._starts, self.first, self.first_min
        matrix = self.network.matrix
        one, other = self.network.rows, matrix.indices
        enters = (first[one] != first[other]) & (first[one] >= 0)
        foreign = first[node] != site
        return _spread(
            _kept(matrix, first[one] == first[other]),
            np.concatenate((other[enters], node[foreign])),
            np.concatenate((first_min[one[enters]] + matrix.data[enters], minutes[foreign])),
            np.concatenate((first[one[enters]], site[foreign])),
        )

    @property
    def second(self) -> Ints:
        """Positions of the second nearest sites; -1 without one."""
        return self._second[0]

    @property
    def second_min(self) -> Floats:
        """Minutes from them; infinite without one."""
        return self._second[1]

    def nearest(self, network: Network, at: Snapped) -> Nearest:
        """Nearest site of points."""
        by_start, by_stop = network.by_ends(at, self.first_min)
        is_start = by_start <= by_stop
        cost = np.minimum(by_start, by_stop)
        site = np.where(is_start, self.first[network.start[at.edge]], self.first[network.stop[at.edge]])
        for own, rows, along in self._on_roads_of_sites(network, at):
            nearer = (along < cost[rows]) | ((along == cost[rows]) & (own < site[rows]))
            site[rows[nearer]], cost[rows[nearer]] = own, along[nearer]
        cost += network.minutes_off(at.off_m)
        return Nearest(np.where(np.isfinite(cost), site, -1), cost)

    def two_nearest(self, network: Network, at: Snapped) -> TwoNearest:
        """Nearest and second nearest site of points."""
        start, stop = network.start[at.edge], network.stop[at.edge]
        start_1, stop_1 = network.by_ends(at, self.first_min)
        start_2, stop_2 = network.by_ends(at, self.second_min)
        is_start = start_1 <= stop_1
        first = np.where(is_start, self.first[start], self.first[stop])
        far = np.where(is_start, self.first[stop], self.first[start])
        # The second comes by the same end, or by the other one: as its first, or as its second where its
        # first is the same site.
        is_other = far != first
        far = np.where(is_other, far, np.where(is_start, self.second[stop], self.second[start]))
        far_cost = np.where(
            is_start, np.where(is_other, stop_1, stop_2), np.where(is_other, start_1, start_2)
        )
        near = np.where(is_start, self.second[start], self.second[stop])
        near_cost = np.where(is_start, start_2, stop_2)
        is_near = near_cost <= far_cost
        first_cost = np.minimum(start_1, stop_1)
        second, second_cost = np.where(is_near, near, far), np.minimum(near_cost, far_cost)
        for own, rows, along in self._on_roads_of_sites(network, at):
            _join(own, rows, along, first, first_cost, second, second_cost)
        off_min = network.minutes_off(at.off_m)
        first_cost += off_min
        second_cost += off_min
        first = np.where(np.isfinite(first_cost), first, -1)
        second = np.where(np.isfinite(second_cost), second, -1)
        swapped = (first_cost == second_cost) & (second < first) & (second >= 0)
        if swapped.any():
            first[swapped], second[swapped] = second[swapped], first[swapped]
        return TwoNearest(first, first_cost, second, second_cost)

    def _on_roads_of_sites(self, network: Network, at: Snapped) -> list[tuple[int, Ints, Floats]]:
        """For each site the points on its own road, with the minutes along it."""
        has_site: Bools = np.zeros(len(network.start) + 1, dtype=np.bool_)
        has_site[self.at.edge] = True
        has_site[-1] = False  # where points without a road would look
        beside = np.flatnonzero(has_site[at.edge])
        edge = at.edge[beside]
        found = []
        for site in np.flatnonzero(self.at.edge >= 0).tolist():
            own = int(self.at.edge[site])
            rows = beside[edge == own]
            if len(rows):
                here = Snapped(at.edge[rows], at.share[rows], at.off_m[rows])
                off_min = float(self.at.off_m[site]) / network.off_road_m_min
                found.append(
                    (
                        site,
                        rows,
                        off_min + network.along(here.edge, here.share, own, float(self.at.share[site])),
                    )
                )
        return found

    # -- one more site -----------------------------------------------------------------------------------
    @cached_property
    def _memo(self) -> Memo:
        return Memo()

    @cached_property
    def _beside_nearest(self) -> Beside:
        return Beside(self.network, self.first_min)

    @cached_property
    def _beside_second(self) -> Beside:
        return Beside(self.network, self.second_min)

    def costs_of_one_more(self, at: Snapped, spot: Spot, *, as_nearest: bool) -> tuple[Ints, Floats]:
        """Rows of the points to which one more site may come sooner than others, and minutes between them.

        To all others it takes at least as long, or comes out as infinite: the search goes no farther than
        where the others come sooner.

        Parameters
        ----------
        as_nearest
            Sooner than the nearest of the others; else than the second nearest.
        """
        found = self._one_more(spot, as_nearest=as_nearest)
        return (np.empty(0, dtype=np.intp), np.empty(0)) if found is None else found.to(at)

    def _one_more(self, spot: Spot, *, as_nearest: bool) -> Started | None:
        # Who asks for the people whom it takes over asks for the land next.
        found: tuple[Started | None] | None = self._memo.latest(("second",), (spot,))
        if found is None and as_nearest:
            found = self._memo.get_latest(
                ("nearest",), (spot,), lambda: (self._beside_nearest.started(spot),)
            )
        elif found is None:
            found = self._memo.get_latest(("second",), (spot,), lambda: (self._beside_second.started(spot),))
        return found[0]


def _spread(matrix: csr_matrix, node: Ints, minutes: Floats, label: Ints) -> tuple[Ints, Floats]:
    """Which of some starts comes first to each junction, and when; -1 and infinite where none does.

    Parameters
    ----------
    node, minutes, label
        Junction at which each start comes onto the network and after how long, and what it is called.
    """
    count = matrix.shape[0]
    if len(node) == 0:
        return np.full(count, -1, dtype=np.intp), np.full(count, np.inf)
    order = np.lexsort((label, minutes, node))
    order = order[np.concatenate(([True], np.diff(node[order]) != 0))]
    node, minutes, label = node[order], minutes[order], label[order]
    wider = csr_matrix(
        (
            np.concatenate((matrix.data, minutes)),
            np.concatenate((matrix.indices, node.astype(matrix.indices.dtype))),
            np.concatenate((matrix.indptr, matrix.indptr[-1] + 1 + np.arange(len(node)))),
        ),
        (count + len(node), count + len(node)),
    )
    starts = np.arange(count, count + len(node))
    found, _, start = dijkstra(wider, indices=starts, min_only=True, return_predecessors=True)
    found, start = found[:count], start[:count]
    return np.where(start >= 0, label[np.maximum(start - count, 0)], -1), found


def _kept(matrix: csr_matrix, kept: Bools) -> csr_matrix:
    """A matrix with some of its entries."""
    before = np.concatenate(([0], np.cumsum(kept)))
    return csr_matrix((matrix.data[kept], matrix.indices[kept], before[matrix.indptr]), matrix.shape)


def _join(
    site: int, rows: Ints, cost: Floats, first: Ints, first_cost: Floats, second: Ints, second_cost: Floats
) -> None:
    """Put what a site costs some points among the two nearest of these, in place."""
    is_first, is_second = first[rows] == site, second[rows] == site
    leads = (cost < first_cost[rows]) & ~is_first
    moved = rows[leads]
    second[moved], second_cost[moved] = first[moved], first_cost[moved]
    first[moved], first_cost[moved] = site, cost[leads]
    same = rows[is_first]
    first_cost[same] = np.minimum(first_cost[same], cost[is_first])
    follows = ~leads & ~is_first & (is_second | (cost < second_cost[rows]))
    behind = rows[follows]
    second_cost[behind] = np.where(
        is_second[follows], np.minimum(second_cost[behind], cost[follows]), cost[follows]
    )
    second[behind] = site
