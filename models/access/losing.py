"""What it costs when one facility, one bridge or one road is lost: who comes too late, or not at all.

A facility's loss follows from who is second nearest. A road's is searched anew, for roads with most people
behind them, until none that is left can be among the worst: only those behind one are worse off without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from models.access.roadnet import Network
from models.access.ways import TOLERANCE, Spot
from models.facilities.facility import Family
from models.kernel.arrays import Bools, Floats, Ints
from models.kernel.progress import Progress, Work
from models.rules.rules import Rules

Kind = Literal["site", "bridge", "road"]

TOP = 10
"""Roads, and bridges, that are told for certain to be the worst."""

MOST_SEARCHES = 120
"""Roads, and bridges, that are searched at most; where that is not enough to be certain, it is said."""


def limit_min(rules: Rules, family: Family) -> float:
    """Minutes on the way within which a family has to come, or be reached; see ``Travel.limit_rules``."""
    travel = family.spec.travel
    if travel is None:
        raise ValueError(f"nobody goes from or to {family}")
    whole, *taken_off = (_minutes(rules, key) for key in travel.limit_rules)
    return max(whole - sum(taken_off), 0.0)


def _minutes(rules: Rules, key: str) -> float:
    """A rule value in minutes: one in hours, or the minutes in which its metres are walked."""
    if key.endswith("_h"):
        return 60 * rules[key]
    return rules[key] if key.endswith("_min") else 60 * rules[key] / 1000 / rules["road.walking_km_h"]


@dataclass(frozen=True)
class Loss:
    """What the loss of one thing costs.

    Attributes
    ----------
    key
        Position of the site, or row of the road among the usable ones.
    behind
        People whose quickest way it is on, or whose nearest it is.
    late
        People who were within the limit and are not any more.
    cut
        People who were reached and are not any more, however long it takes.
    longer
        People to whom the way becomes longer, or who are cut off.
    extra_min
        Mean minutes that the way of those who are still reached becomes longer by.
    """

    kind: Kind
    key: int
    behind: float
    late: float
    cut: float
    longer: float
    extra_min: float


@dataclass(frozen=True, eq=False)
class Losses:
    """All of one family.

    Attributes
    ----------
    persons, within
        Known residents, and those of them within the limit with nothing lost.
    limit_min
        Minutes on the way.
    sites, bridges, roads
        Losses of each kind, the worst first.
    is_certain
        Whether no road or bridge that was not searched can be among the worst.
    """

    persons: float
    within: float
    limit_min: float
    sites: tuple[Loss, ...]
    bridges: tuple[Loss, ...]
    roads: tuple[Loss, ...]
    is_certain: bool


@dataclass(frozen=True, eq=False)
class Stands:
    """Where places stand at a network: road (-1 for none), share of it, metres off it; shape (n,)."""

    edge: Ints
    share: Floats
    off_m: Floats

    @classmethod
    def of(cls, network: Network, xy: Floats) -> Stands:
        """Of points, shape (n, 2)."""
        at = network.snap(xy)
        return cls(at.edge, at.share, at.off_m)


class Reached:
    """Minutes from the nearest of several sites to each place along a network."""

    def __init__(self, network: Network, spots: Sequence[Spot], at: Stands) -> None:
        self.network, self.at = network, at
        stands = network.snap(np.array(spots, dtype=np.float64).reshape(-1, 2))
        off = stands.off_m / network.off_road_m_min
        self._starts: list[tuple[int, float]] = []
        self._on: list[tuple[int, float, float]] = []
        for edge, share, off_min in zip(
            stands.edge.tolist(), stands.share.tolist(), off.tolist(), strict=True
        ):
            if edge < 0:
                continue
            self._on.append((edge, share, off_min))
            for node, minutes, part in (
                (network.stop[edge], network.there[edge], 1 - share),
                (network.start[edge], network.back[edge], share),
            ):
                if part == 0 or np.isfinite(minutes):
                    self._starts.append((int(node), off_min + (minutes * part if part else 0.0)))

    def nodes(self, matrix: csr_matrix) -> tuple[Floats, Ints]:
        """Minutes to each junction, and the one before it."""
        count = matrix.shape[0]
        least: dict[int, float] = {}
        for node, minutes in self._starts:
            least[node] = min(minutes, least.get(node, np.inf))
        # One more junction leads to all of them; a road of no minutes would vanish from the matrix.
        wider = csr_matrix(
            (
                np.concatenate((matrix.data, np.array(list(least.values())) + 1.0)),
                np.concatenate((matrix.indices, np.array(list(least), dtype=matrix.indices.dtype))),
                np.append(matrix.indptr, matrix.indptr[-1] + len(least)),
            ),
            (count + 1, count + 1),
        )
        found, before = dijkstra(wider, indices=count, return_predecessors=True)
        last = before[:count].astype(np.intp)
        return found[:count] - 1.0, np.where(last == count, -1, last)

    def by_ends(self, minutes: Floats) -> tuple[Floats, Floats]:
        """Minutes to each place by the start and by the stop of its road, without the way from the road."""
        network, at = self.network, self.at
        nowhere = at.edge < 0
        with np.errstate(invalid="ignore"):
            there = np.where(at.share > 0, network.there[at.edge] * at.share, 0.0)
            back = np.where(at.share < 1, network.back[at.edge] * (1 - at.share), 0.0)
        by_start = minutes[network.start[at.edge]] + there
        by_stop = minutes[network.stop[at.edge]] + back
        return np.where(nowhere, np.inf, by_start), np.where(nowhere, np.inf, by_stop)

    def along(self) -> Floats:
        """Minutes to places on a site's own road, without leaving it; infinite elsewhere."""
        network, at = self.network, self.at
        found = np.full(len(at.edge), np.inf)
        for edge, share, off_min in self._on:
            here = np.flatnonzero(at.edge == edge)
            ahead = at.share[here] - share
            with np.errstate(invalid="ignore"):
                way = np.where(ahead >= 0, network.there[edge] * ahead, network.back[edge] * -ahead)
            found[here] = np.minimum(found[here], off_min + np.where(ahead == 0, 0.0, way))
        return found

    def places(self, minutes: Floats) -> Floats:
        """Minutes to each place, the way from the road among them, shape (n,)."""
        by_start, by_stop = self.by_ends(minutes)
        on_road = np.minimum(np.minimum(by_start, by_stop), self.along())
        return on_road + self.at.off_m / self.network.off_road_m_min


def find_losses(
    network: Network, spots: Sequence[Spot], at: Stands, persons: Floats, limit: float
) -> Work[Losses]:
    """Worst losses of one family's sites and of the roads that lead to people.

    Who lives at a lost road, or a site there, still has either of its ends: it is lost for whoever passes.

    Parameters
    ----------
    at, persons
        Where places stand at the network, and their known residents, shape (n,).
    limit
        Minutes within which they have to be reached.
    """
    yield Progress(0, 0, "progress.roads.trees")
    reached = Reached(network, spots, at)
    node_minutes, before = reached.nodes(network.matrix)
    base = reached.places(node_minutes)
    sites = _site_losses(network, spots, at, base, persons, limit)
    behind = _behind(network, reached, node_minutes, before, persons)
    is_bridge = network.graph.level[network.edges] > 0
    chains = _chains(network)
    found: dict[bool, list[Loss]] = {}
    is_certain = True
    for wants_bridges in (True, False):
        candidates = np.flatnonzero((behind > 0) & (is_bridge == wants_bridges))
        candidates = candidates[np.argsort(-behind[candidates], kind="stable")]
        _, first = np.unique(chains[candidates], return_index=True)
        candidates = candidates[np.sort(first)]
        losses: list[Loss] = []
        for number, edge in enumerate(candidates.tolist()):
            worst = sorted(losses, key=rank)[:TOP]
            # Nobody is late without a road but those behind it.
            if len(worst) == TOP and behind[edge] <= worst[-1].late + worst[-1].cut:
                break
            if number >= MOST_SEARCHES:
                is_certain = False
                break
            yield Progress(number, min(len(candidates), MOST_SEARCHES), "progress.roads.lost")
            after = reached.places(reached.nodes(without(network, edge))[0])
            kind: Kind = "bridge" if wants_bridges else "road"
            losses.append(_loss(kind, edge, float(behind[edge]), base, after, persons, limit))
        found[wants_bridges] = sorted(losses, key=rank)[:TOP]
    return Losses(
        persons=float(persons.sum()),
        within=float(persons[base <= limit + TOLERANCE].sum()),
        limit_min=limit,
        sites=tuple(sorted(sites, key=rank)),
        bridges=tuple(found[True]),
        roads=tuple(found[False]),
        is_certain=is_certain,
    )


def rank(loss: Loss) -> tuple[float, ...]:
    """Order of losses, the worst first: people late or cut off, late, on longer ways, by it at all."""
    return (-(loss.late + loss.cut), -loss.late, -loss.longer, -loss.behind, loss.key)


def _loss(
    kind: Kind, key: int, behind: float, base: Floats, after: Floats, persons: Floats, limit: float
) -> Loss:
    was, still = np.isfinite(base), np.isfinite(after)
    cut: Bools = was & ~still
    longer: Bools = was & still & (after > base + TOLERANCE)
    late = still & (base <= limit + TOLERANCE) & (after > limit + TOLERANCE)
    extra = (after[longer] - base[longer]) * persons[longer]
    weight = float(persons[longer].sum())
    return Loss(
        kind=kind,
        key=key,
        behind=behind,
        late=float(persons[late].sum()),
        cut=float(persons[cut].sum()),
        longer=weight + float(persons[cut].sum()),
        extra_min=float(extra.sum()) / weight if weight else 0.0,
    )


def _site_losses(
    network: Network, spots: Sequence[Spot], at: Stands, base: Floats, persons: Floats, limit: float
) -> list[Loss]:
    """Loss of each site: its places go to whoever is second nearest."""
    costs = []
    for spot in spots:
        one = Reached(network, [spot], at)
        costs.append(one.places(one.nodes(network.matrix)[0]))
    if not costs:
        return []
    table = np.column_stack(costs)
    nearest = np.argmin(table, axis=1)
    least = table[np.arange(len(table)), nearest]
    others = table.copy()
    others[np.arange(len(table)), nearest] = np.inf
    second = others.min(axis=1, initial=np.inf)
    losses = []
    for site in range(len(spots)):
        own = (nearest == site) & np.isfinite(least)
        after = np.where(own, second, least)
        losses.append(_loss("site", site, float(persons[own].sum()), least, after, persons, limit))
    return losses


def without(network: Network, edge: int) -> csr_matrix:
    """Minutes from junction to junction without one road; a parallel one takes its place."""
    matrix = network.matrix.copy()
    one, other = int(network.start[edge]), int(network.stop[edge])
    beside = ((network.start == one) & (network.stop == other)) | (
        (network.start == other) & (network.stop == one)
    )
    beside[edge] = False
    rest = np.flatnonzero(beside)
    forward = network.start[rest] == one
    there = np.where(forward, network.there[rest], network.back[rest]).min(initial=np.inf)
    back = np.where(forward, network.back[rest], network.there[rest]).min(initial=np.inf)
    for start, stop, minutes in ((one, other, there), (other, one, back)):
        row = np.arange(matrix.indptr[start], matrix.indptr[start + 1])
        matrix.data[row[matrix.indices[row] == stop]] = minutes
    return matrix


def _behind(network: Network, reached: Reached, minutes: Floats, before: Ints, persons: Floats) -> Floats:
    """People whose quickest way each road is on, shape (e,); those who live at it are not behind it."""
    by_start, by_stop = reached.by_ends(minutes)
    along, at = reached.along(), reached.at
    goes_by = np.minimum(by_start, by_stop)
    through = np.isfinite(goes_by) & (goes_by < along)
    node = np.where(by_start <= by_stop, network.start[at.edge], network.stop[at.edge])
    load = np.bincount(node[through], weights=persons[through], minlength=len(minutes))
    found = np.zeros(len(network.edges))
    road = _quickest(network)
    order = np.argsort(-minutes, kind="stable")
    for one in order[np.isfinite(minutes[order])].tolist():
        last = int(before[one])
        if last >= 0 and load[one] > 0:
            found[road[last, one]] += load[one]
            load[last] += load[one]
    return found


def _quickest(network: Network) -> dict[tuple[int, int], int]:
    """Road by which one drives from each junction to an adjoining one."""
    row = np.concatenate((network.start, network.stop))
    column = np.concatenate((network.stop, network.start))
    minutes = np.concatenate((network.there, network.back))
    order = np.argsort(-minutes, kind="stable")  # of parallel roads the quickest comes last, and stays
    edge = np.tile(np.arange(len(network.start)), 2)[order]
    pairs = zip(row[order].tolist(), column[order].tolist(), strict=True)
    return dict(zip(pairs, edge.tolist(), strict=True))


def _chains(network: Network) -> Ints:
    """Number of the chain that each road is part of: roads in a row with no turning between them."""
    size = len(network.graph.xy)
    ends = np.concatenate((network.start, network.stop))
    edge = np.tile(np.arange(len(network.edges)), 2)
    plain = np.bincount(ends, minlength=size)[ends] == 2
    order = np.argsort(ends[plain], kind="stable")
    pairs = edge[plain][order].reshape(-1, 2)
    count = len(network.edges)
    links = csr_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), (count, count))
    chains: Ints = connected_components(links, directed=False)[1]
    return chains
