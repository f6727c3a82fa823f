"""A part of a network, cut out of it for searches that stay within it: those of a site that moves.

Nothing that a search does then is as large as the network. What stands at the roads of the part is looked up
once, and so is what of its minutes does not depend on where the site is.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from models.kernel.arrays import Bools, Floats, Ints

if TYPE_CHECKING:
    from models.access.roadlabels import Snapped
    from models.access.roadnet import Network

Ends = Sequence[tuple[int, float]]
"""Junctions at which one who starts somewhere comes first, with the minutes; two at most."""


@dataclass(frozen=True, eq=False)
class Near:
    """Points that stand at the roads of a part, in their order, arrays of shape (k,).

    Attributes
    ----------
    rows
        Which points these are.
    edge, share
        Where they stand.
    start, stop
        Ends of their roads as the part numbers junctions.
    there, back
        Minutes between them and these ends.
    off
        Minutes between them and the road.
    """

    rows: Ints
    edge: Ints
    share: Floats
    start: Ints
    stop: Ints
    there: Floats
    back: Floats
    off: Floats

    @classmethod
    def of(cls, network: Network, at: Snapped, rows: Ints, number: Ints) -> Near:
        """Look them up.

        Parameters
        ----------
        number
            Number that the part gives each junction of the network, shape (m,).
        """
        edge, share = at.edge[rows], at.share[rows]
        there, back = network.to_ends(edge, share)
        start, stop = number[network.start[edge]], number[network.stop[edge]]
        return cls(rows, edge, share, start, stop, there, back, network.minutes_off(at.off_m[rows]))

    def by_ends(self, minutes: Floats) -> Floats:
        """Minutes to the points at the road, from those to the junctions of the part."""
        found: Floats = np.minimum(minutes[self.start] + self.there, minutes[self.stop] + self.back)
        return found


class Cut:
    """Some junctions of a network and the roads between them; may be searched from several threads.

    Parameters
    ----------
    nodes
        The junctions, rising, shape (n,).
    ahead
        Where roads are counted anew, what is taken off the minutes of those that lead to each junction of the
        network and put onto those of roads that lead away, shape (m,).
    """

    def __init__(self, network: Network, nodes: Ints, ahead: Floats | None = None) -> None:
        matrix, size = network.matrix, len(nodes)
        self._network, self.nodes = network, nodes
        self.number: Ints = np.full(matrix.shape[0], size, dtype=np.intp)
        self.number[nodes] = np.arange(size)
        entry, begin = entries_of(matrix, nodes)
        other = matrix.indices[entry]
        column = self.number[other]
        stays: Bools = column < size
        minutes = matrix.data[entry[stays]]
        if ahead is not None:
            minutes += np.repeat(ahead[nodes], np.diff(begin))[stays]
            minutes -= ahead[other[stays]]
            np.maximum(minutes, 0.0, out=minutes)
        before = np.concatenate(([0], np.cumsum(stays)))[begin]
        # One junction more, the last, leads to where a site starts.
        self._wider = csr_matrix(
            (
                np.append(minutes, (0.0, 0.0)),
                np.append(column[stays], (size, size)).astype(matrix.indices.dtype),
                np.append(before, before[-1] + 2).astype(matrix.indices.dtype),
            ),
            (size + 1, size + 1),
        )
        self._lock = threading.Lock()
        self._near: WeakKeyDictionary[Snapped, Near] = WeakKeyDictionary()

    @property
    def is_whole(self) -> bool:
        """Whether no junction lies outside."""
        return len(self.nodes) == len(self.number)

    def minutes(self, ends: Ends, limit: float = np.inf) -> Floats:
        """Minutes from a site to each junction of the part without leaving it, shape (n + 1,).

        Infinite beyond the limit, and for one more, the last: its number is that of all that lie outside.
        """
        wider, size = self._wider, len(self.nodes)
        with self._lock:
            wider.indices[-2:], wider.data[-2:] = size, 0.0  # what is not needed leads nowhere
            for place, (node, minutes) in enumerate(ends, start=-len(ends)):
                wider.indices[place], wider.data[place] = self.number[node], minutes
            found: Floats = dijkstra(wider, indices=size, limit=limit)
        found[size] = np.inf
        return found

    @cached_property
    def _roads(self) -> Bools:
        return self._network.ends_among(self.nodes)

    def near(self, at: Snapped) -> Near:
        """Points that stand at roads that begin or end in the part; kept as long as the points are."""
        found = self._near.get(at)
        if found is None:
            rows = np.flatnonzero(self._roads[at.edge])
            found = self._near[at] = Near.of(self._network, at, rows, self.number)
        return found


def entries_of(matrix: csr_matrix, nodes: Ints) -> tuple[Ints, Ints]:
    """Entries of some rows of a matrix one after another, and where those of each begin and the last ends."""
    first = matrix.indptr[nodes].astype(np.intp)
    many = matrix.indptr[nodes + 1] - first
    begin = np.concatenate(([0], np.cumsum(many)))
    return np.arange(int(begin[-1])) + np.repeat(first - begin[:-1], many), begin


@dataclass(frozen=True, eq=False)
class Started:
    """Minutes from one site, searched in a part of the network.

    Attributes
    ----------
    edge, share, off_m
        Where the site stands.
    cut
        The part; ``None`` where nothing but the site's own road was searched.
    minutes
        To each of its junctions, as :meth:`Cut.minutes` has them.
    """

    network: Network
    edge: int
    share: float
    off_m: float
    cut: Cut | None
    minutes: Floats

    def to(self, at: Snapped) -> tuple[Ints, Floats]:
        """Rows of the points at roads that were searched, and the minutes to them, shape (k,) each.

        Those of whom the search did not come near enough to tell are infinite.
        """
        network = self.network
        if self.cut is None:
            rows = np.flatnonzero(at.edge == self.edge)
            return rows, self._along(at.edge[rows], at.share[rows]) + network.minutes_off(at.off_m[rows])
        near = self.cut.near(at)
        found = near.by_ends(self.minutes)
        own = np.flatnonzero(near.edge == self.edge)
        if len(own):
            found[own] = np.minimum(found[own], self._along(near.edge[own], near.share[own]))
        found += near.off
        return near.rows, found

    def _along(self, edge: Ints, share: Floats) -> Floats:
        """Minutes to points on the site's own road without leaving it."""
        off_min = self.off_m / self.network.off_road_m_min
        return off_min + self.network.along(edge, share, self.edge, self.share)
