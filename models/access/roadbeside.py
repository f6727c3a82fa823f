"""One more site among others: a search that goes no farther than where one of the others comes sooner.

Roads are counted anew: one from u to v that takes w minutes counts w + bound(u) - bound(v), where bound is
what the second nearest of the others takes. That is never less than nothing, and a way from the site s to v
that takes d minutes counts d + bound(s) - bound(v): it beats bound(v) just if it counts less than bound(s).
So a plain limit on such a search stops it exactly where it should, outside of Python. Minutes are
then taken from the true roads between the junctions found: they are those of any search, to the last bit.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from models.kernel.arrays import Floats, Ints

if TYPE_CHECKING:
    from models.access.roadnet import Network

_SLACK = 1e-9
"""Share of the greatest number that rounding may hide: so much farther is searched, and looked at exactly."""


class Beside:
    """Searches from sites that come to some others; made once for these, from several threads.

    Parameters
    ----------
    bound
        Minutes from the second nearest of the others to each junction, shape (m,); infinite without one.
    """

    def __init__(self, network: Network, bound: Floats) -> None:
        matrix, count = network.matrix, len(bound)
        self._network, self._bound = network, bound
        # Where the second nearest never comes, anybody is sooner: more minutes than any way takes.
        endless = float(matrix.data.sum()) + 1.0 + float(bound[np.isfinite(bound)].max(initial=0.0))
        self._far = np.where(np.isfinite(bound), bound, endless)
        self._slack = _SLACK * float(self._far.max(initial=0.0))
        counted = np.maximum(matrix.data + self._far[network.rows] - self._far[matrix.indices], 0.0)
        # One junction more leads to the two ends of the road at which the site stands.
        self._wider = csr_matrix(
            (
                np.append(counted, [0.0, 0.0]),
                np.append(matrix.indices, np.full(2, count, dtype=matrix.indices.dtype)),
                np.append(matrix.indptr, matrix.indptr[-1] + 2),
            ),
            (count + 1, count + 1),
        )
        self._lock = threading.Lock()

    def reached(self, ends: Sequence[tuple[int, float]]) -> tuple[Ints, Floats]:
        """Junctions to which a site comes sooner than the second nearest of the others, and its minutes.

        Parameters
        ----------
        ends
            Junctions at which one who starts there comes first, with the minutes; two at most.
        """
        ends = [(node, minutes) for node, minutes in ends if minutes < self._bound[node]]
        if not ends:
            return np.empty(0, dtype=np.intp), np.empty(0)
        nodes, minutes = np.array([end[0] for end in ends]), np.array([end[1] for end in ends])
        most = float((self._far[nodes] - minutes).max())
        nearby = self._nearby(nodes, minutes - self._far[nodes] + most, most + self._slack)
        found = dijkstra(self._between(nearby, nodes, minutes), indices=len(nearby))[:-1]
        sooner = np.flatnonzero(found < self._bound[nearby])
        return nearby[sooner], found[sooner]

    def _nearby(self, nodes: Ints, counted: Floats, limit: float) -> Ints:
        """Junctions within a limit, in order, by roads as they are counted here."""
        wider, count = self._wider, len(self._bound)
        with self._lock:
            wider.indices[-2:], wider.data[-2:] = count, 0.0  # what is not needed leads nowhere
            wider.indices[-len(nodes) :], wider.data[-len(nodes) :] = nodes, counted
            found = dijkstra(wider, indices=count, limit=limit)[:count]
        return np.flatnonzero(np.isfinite(found))

    def _between(self, nearby: Ints, nodes: Ints, minutes: Floats) -> csr_matrix:
        """True minutes between some junctions, and from one more, the last, to where a site starts."""
        matrix, size = self._network.matrix, len(nearby)
        number = np.full(len(self._bound), -1, dtype=matrix.indices.dtype)
        number[nearby] = np.arange(size)
        first = matrix.indptr[nearby]
        many = matrix.indptr[nearby + 1] - first
        end = np.cumsum(many)
        entry = np.arange(int(end[-1])) + np.repeat(first - (end - many), many)
        column = number[matrix.indices[entry]]
        stays = column >= 0
        before = np.concatenate(([0], np.cumsum(stays)))
        indptr = before[np.concatenate(([0], end))]
        return csr_matrix(
            (
                np.append(matrix.data[entry[stays]], minutes),
                np.append(column[stays], number[nodes]),
                np.append(indptr, indptr[-1] + len(nodes)),
            ),
            (size + 1, size + 1),
        )
