"""The two nearest of some sites for every junction, by two searches whatever the number of sites.

The first search starts at all sites at once and gives each junction its nearest site: the sites divide the
network. The way from the second nearest site enters the part of the nearest one somewhere and stays in it: so
the second search starts wherever a road leads from one part into another, with the minutes of the first, and
goes on within each part.

Without one of the sites only those junctions are searched anew to which it was the nearest or the second
nearest: at the edge of their land the minutes from the others are known, and ways that go on from there add
up to the same numbers, to the last bit, as from the sites themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from models.access.roadbeside import Beside
from models.access.roadcut import Started, entries_of
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

    def part(self, rows: Ints) -> Snapped:
        """Those at some positions."""
        return Snapped(self.edge[rows], self.share[rows], self.off_m[rows])


class _Starts(NamedTuple):
    """Junctions at which sites come onto the network, after how long, and which site, shape (k,) each."""

    node: Ints
    minutes: Floats
    site: Ints

    def at(self, chosen: Bools) -> _Starts:
        """Some of them."""
        return _Starts(self.node[chosen], self.minutes[chosen], self.site[chosen])

    def joined(self, node: Ints, minutes: Floats, site: Ints) -> _Starts:
        """These and more."""
        return _Starts(
            np.concatenate((self.node, node)),
            np.concatenate((self.minutes, minutes)),
            np.concatenate((self.site, site)),
        )


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
    _starts: _Starts

    @classmethod
    def of(cls, network: Network, spots: Sequence[Spot]) -> Labels:
        """Search from some sites, which stand at different spots."""
        at = network.snap(np.array(spots, dtype=np.float64).reshape(-1, 2))
        node, minutes, site = network.ends_of(at)
        first, first_min = _spread(network.matrix, node, minutes, site)
        return cls(network, at, first, first_min, _Starts(node, minutes, site))

    def without(self, site: int) -> Labels:
        """Those of all sites but one, whose positions close up; only whom it came to is searched anew."""
        network, starts, lost = self.network, self._starts, self.first == site
        at = self.at.part(np.delete(np.arange(len(self.at.edge)), site))
        stay = starts.site != site
        starts = _Starts(starts.node[stay], starts.minutes[stay], _closed_up(starts.site[stay], site))
        first, matrix = _closed_up(self.first, site), network.matrix
        enters = np.flatnonzero(lost[matrix.indices] & ~lost[network.rows])
        one = network.rows[enters]
        entries = starts.at(lost[starts.node]).joined(
            matrix.indices[enters], self.first_min[one] + matrix.data[enters], first[one]
        )
        first, first_min = _spread_in(matrix, lost, entries, first, self.first_min)
        found = Labels(network, at, first, first_min, starts)
        if "_second" in vars(self):
            vars(found)["_second"] = found._second_from(self, site)
        return found

    @cached_property
    def _second(self) -> tuple[Ints, Floats]:
        (node, minutes, site), first, first_min = self._starts, self.first, self.first_min
        matrix, whose = self.network.matrix, self.first.astype(np.int32)  # half as much to go through
        comes_from = np.repeat(whose, np.diff(matrix.indptr))
        stays = comes_from == whose[matrix.indices]
        leaves = np.flatnonzero(~stays)
        enters = leaves[comes_from[leaves] >= 0]
        one, other = self.network.rows[enters], matrix.indices[enters]
        foreign = first[node] != site
        return _spread(
            _without(matrix, self.network.rows[leaves], stays),
            np.concatenate((other, node[foreign])),
            np.concatenate((first_min[one] + matrix.data[enters], minutes[foreign])),
            np.concatenate((first[one], site[foreign])),
        )

    def _second_from(self, more: Labels, left: int) -> tuple[Ints, Floats]:
        """The second nearest from those of one site more, which came first or second to some junctions."""
        matrix, rows, first, first_min = self.network.matrix, self.network.rows, self.first, self.first_min
        lost, second, second_min = more._comes_to(left), _closed_up(more.second, left), more.second_min
        into = np.flatnonzero(lost[matrix.indices])
        one, other, minutes = rows[into], matrix.indices[into], matrix.data[into]
        enters = (first[one] != first[other]) & (first[one] >= 0)
        goes_on = (first[one] == first[other]) & ~lost[one]
        entries = self._starts.at(lost[self._starts.node] & (first[self._starts.node] != self._starts.site))
        entries = entries.joined(
            other[enters], first_min[one[enters]] + minutes[enters], first[one[enters]]
        ).joined(other[goes_on], second_min[one[goes_on]] + minutes[goes_on], second[one[goes_on]])
        return _spread_in(matrix, lost, entries, second, second_min, parts=first)

    def _comes_to(self, site: int) -> Bools:
        """Whether a site is the nearest or the second nearest to each junction, shape (m,)."""
        found: Bools = (self.first == site) | (self.second == site)
        return found

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

    def two_nearest_from(self, more: Labels, left: int, known: TwoNearest, at: Snapped) -> TwoNearest:
        """What :meth:`two_nearest` says of points, from what those of one site more say of them."""
        network = self.network
        touched = np.append(more._comes_to(left), False)
        its = touched[network.start] | touched[network.stop]
        its[more.at.edge[left]] |= more.at.edge[left] >= 0
        rows = np.flatnonzero(its[at.edge] & (at.edge >= 0))
        again = self.two_nearest(network, at.part(rows))
        first, second = _closed_up(known.first, left), _closed_up(known.second, left)
        first_cost, second_cost = known.first_cost.copy(), known.second_cost.copy()
        first[rows], first_cost[rows] = again.first, again.first_cost
        second[rows], second_cost[rows] = again.second, again.second_cost
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
                here = at.part(rows)
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


def _spread_in(
    matrix: csr_matrix,
    asked: Bools,
    entries: _Starts,
    label: Ints,
    minutes: Floats,
    *,
    parts: Ints | None = None,
) -> tuple[Ints, Floats]:
    """What :func:`_spread` says of some junctions; of all others it is known.

    Parameters
    ----------
    asked
        Which are searched, shape (m,).
    entries
        How ways come into their land; those after infinite minutes lead to nowhere.
    parts
        Part of each junction, shape (m,): ways do not leave it.
    """
    label, minutes = label.copy(), minutes.copy()
    nodes = np.flatnonzero(asked)
    number = np.full(len(asked), -1, dtype=np.intp)
    number[nodes] = np.arange(len(nodes))
    entry, begin = entries_of(matrix, nodes)
    column = number[matrix.indices[entry]]
    stays = column >= 0
    if parts is not None:
        stays &= np.repeat(parts[nodes], np.diff(begin)) == parts[matrix.indices[entry]]
    before = np.concatenate(([0], np.cumsum(stays)))[begin]
    inner = csr_matrix((matrix.data[entry[stays]], column[stays], before), (len(nodes), len(nodes)))
    entries = entries.at(np.isfinite(entries.minutes))
    label[nodes], minutes[nodes] = _spread(inner, number[entries.node], entries.minutes, entries.site)
    return label, minutes


def _closed_up(sites: Ints, left: int) -> Ints:
    """Positions among all sites but one; what the one's becomes says nothing."""
    found: Ints = sites - (sites > left)
    return found


def _without(matrix: csr_matrix, rows: Ints, kept: Bools) -> csr_matrix:
    """A matrix without some entries: which are kept, and the rows of the others, of which there are few."""
    gone = np.cumsum(np.bincount(rows, minlength=matrix.shape[0]))
    begin = matrix.indptr - np.concatenate(([0], gone))
    return csr_matrix((matrix.data[kept], matrix.indices[kept], begin), matrix.shape)


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
