"""One more site among others: a search that goes no farther than where one of the others comes sooner.

Roads are counted anew: one from u to v that takes w minutes counts w + bound(u) - bound(v), where bound is
what the others take. That is never less than nothing, and a way from the site s to v that takes d minutes
counts d + bound(s) - bound(v): it beats bound(v) just if it counts less than bound(s). So a plain limit on
such a search stops it exactly where it should, outside of Python.

The junctions that it finds, and those that it would find with a few minutes more, are cut out of the network.
As long as the site stands no farther than these minutes from where that was done, all that it comes to first
lies in the part: from the old place one is at v at the latest those minutes after the one who starts at the
new place. Minutes are those of a search in the part by its true roads: the quickest way to whom a site comes
first leads only through junctions to which it comes first, so that they are those of any search, to the
last bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.access.roadcut import Cut, Ends, Started
from models.access.ways import Spot
from models.kernel.arrays import Floats, Ints

if TYPE_CHECKING:
    from models.access.roadnet import Network

_SLACK = 1e-9
"""Share of the greatest number that rounding may hide: so much farther is searched, and looked at exactly."""

_MORE = 0.25
"""Minutes that the part is cut wider by, as a share of what the others take to where the site stands."""


@dataclass(frozen=True, eq=False)
class _Around:
    """What a site and those that stand near it come to first.

    Attributes
    ----------
    more
        Minutes that the part is wider by than the site needs.
    minutes
        From the site, as :meth:`Cut.minutes` has them.
    limit
        Minutes after which the others are everywhere in the part.
    """

    cut: Cut
    more: float
    minutes: Floats
    limit: float

    def serves(self, ends: Ends) -> bool:
        """Whether all that another site comes to first lies in the part."""
        number, minutes_of, more = self.cut.number, self.minutes, self.more
        return self.cut.is_whole or all(minutes_of[number[node]] - minutes <= more for node, minutes in ends)


class Beside:
    """Searches from sites that come to some others; made once for these, from several threads.

    Parameters
    ----------
    bound
        Minutes from the nearest, or from the second nearest, of the others to each junction, shape (m,);
        infinite without one.
    """

    def __init__(self, network: Network, bound: Floats) -> None:
        self._network, known = network, np.isfinite(bound)
        self._most = float(bound[known].max(initial=0.0))
        # Where the others never come, anybody is sooner: more minutes than any way takes.
        self._far = np.where(known, bound, float(network.matrix.data.sum()) + 1.0 + self._most)
        self._slack = _SLACK * float(self._far.max(initial=0.0))
        self._around: _Around | None = None

    def started(self, spot: Spot) -> Started | None:
        """Search from a site; ``None`` where no road is near enough."""
        network, at = self._network, self._network.snap(np.array([spot]))
        edge, share, off_m = int(at.edge[0]), float(at.share[0]), float(at.off_m[0])
        if edge < 0:
            return None
        ends = [
            (node, minutes)
            for node, minutes in network.ends(edge, share, off_m)
            if minutes <= self._far[node] + self._slack
        ]
        if not ends:
            return Started(network, edge, share, off_m, None, np.empty(0))
        around = self._around
        if around is not None and around.serves(ends):
            minutes = around.cut.minutes(ends, around.limit)
        else:
            around = self._around = self._cut_around(spot, ends)
            minutes = around.minutes
        return Started(network, edge, share, off_m, around.cut, minutes)

    def _cut_around(self, spot: Spot, ends: Ends) -> _Around:
        """Cut out all that a site comes to first, and some more."""
        nodes, minutes = np.array([end[0] for end in ends]), np.array([end[1] for end in ends])
        ahead = self._far[nodes] - minutes
        most, more = float(ahead.max()), _MORE * min(float(self._far[nodes].min()), self._most)
        starts = list(zip(nodes.tolist(), (most - ahead).tolist(), strict=True))
        nearby = self._nearby(spot, starts, most, more + self._slack)
        cut, limit = Cut(self._network, nearby), float(self._far[nearby].max()) + self._slack
        return _Around(cut, more, cut.minutes(ends, limit), limit)

    def _nearby(self, spot: Spot, starts: Ends, most: float, more: float) -> Ints:
        """Junctions within the most and some more minutes, rising, by roads as they are counted here."""
        network = self._network
        may = network.junctions_within(spot, network.farthest_m(self._far + more))
        counted = Cut(network, may, self._far).minutes(starts, most + more)
        return may[np.isfinite(counted[: len(may)])]
