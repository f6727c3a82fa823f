"""Shortest paths on an undirected network given by its edges."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from models.kernel.arrays import Floats, Ints

_NOTHING = 1e-300


def shortest(count: int, ends: Ints, lengths: Floats, sources: Ints) -> Floats:
    """Length from each source to each node, shape (sources, count); infinite where there is no way.

    Parameters
    ----------
    ends
        The two nodes of each edge, shape (edges, 2), each pair once.
    """
    # A length of zero would be no edge at all in a sparse matrix.
    both = np.concatenate([lengths, lengths])
    rows, columns = np.concatenate([ends[:, 0], ends[:, 1]]), np.concatenate([ends[:, 1], ends[:, 0]])
    graph = csr_array((np.maximum(both, _NOTHING), (rows, columns)), shape=(count, count))
    found: Floats = dijkstra(graph, directed=True, indices=sources)
    return np.where(found < 1e-200, 0.0, found)
