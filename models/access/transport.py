"""People to places with limited room: nearest first with overflow, and the least total cost.

Both know nothing of shelters: points with whole numbers of people, sites with room for a whole number each,
and the way between them. Whoever finds no room is left over.

scipy and highspy are imported where they are used: every assessment comes by this module, and few need it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.access.manysites import MANY
from models.access.rings import has_rings, rings
from models.access.ways import TOLERANCE, Way
from models.county.points import PointIndex
from models.kernel.arrays import Bools, Floats, Ints
from models.kernel.progress import Progress, Work

_FIRST_SITES = 6  # nearest sites of each point that the exact method begins with
_MOST_ADDED = 3  # pairs added per point and round
_SCALE = 1000.0  # costs are divided by this: in km rather than metres the solver's numbers stay small
_PRICE_TOLERANCE = 1e-6  # a pair that saves less than this per person, so scaled, saves nothing
_WHOLE_TOLERANCE = 1e-3  # share of a person that the solver's rounding may leave
_BLOCK_CELLS = 4_000_000  # pairs priced at once
_ENDLESS = float(np.finfo(np.float64).max)  # not infinite: what cannot be reached costs that


@dataclass(frozen=True, eq=False)
class Flows:
    """Who goes where, one entry per pair of point and site, sorted by point, then cost.

    Attributes
    ----------
    point, site
        Indices, shape (k,).
    persons
        People, whole and more than none, shape (k,).
    cost
        What the way costs each of them, shape (k,).
    distance_m
        Metres of the way, shape (k,).
    """

    point: Ints
    site: Ints
    persons: Ints
    cost: Floats
    distance_m: Floats

    @classmethod
    def of(cls, way: Way, xy: Floats, sites: Floats, point: Ints, site: Ints, persons: Ints) -> Flows:
        """Flows between known pairs."""
        cost = way.pairs(xy, sites, point, site)
        order = np.lexsort((site, cost, point))
        point, site = point[order], site[order]
        return cls(point, site, persons[order], cost[order], way.metres(xy, sites, point, site))

    def __len__(self) -> int:
        return len(self.point)


@dataclass(frozen=True)
class _Closing:
    """The moment at which a site is full: cost and row of the point that fills it."""

    cost: float
    row: int
    site: int
    position: int

    @property
    def key(self) -> tuple[float, int, int]:
        return self.cost, self.row, self.site


def nearest_first(
    way: Way, xy: Floats, persons: Ints, sites: Floats, room: Ints, largest: float | None = None
) -> Work[Flows]:
    """Send people to sites by rising cost over all pairs of point and site.

    The pairs are taken in the order of their cost; at equal cost the point with the lower row comes
    first, then the site with the lower index. Each pair moves as many people as are still waiting at the
    point and find room at the site, so people of one point may go to several sites.

    Not all pairs are looked at one by one: every point waits at the nearest site that is still open, and the
    site that is full first closes and sends away who comes after that. Sites close in the order in which the
    pairs would fill them, so the result is the same.

    Parameters
    ----------
    way
        How people go.
    xy, persons
        Points, shape (n, 2), metres, and whole people at each, shape (n,).
    sites, room
        Sites, shape (m, 2), and whole people each takes, shape (m,).
    largest
        No way costs more; exactly that much counts. ``None`` for no limit.
    """
    if len(sites) >= MANY and has_rings(way):
        return (yield from _ring_by_ring(way, xy, persons, sites, room, largest))
    waiting, is_open = persons.copy(), room > 0
    # Rows at each site by cost, then number: sorting them anew for each that fills takes most of the time.
    waiting_at: dict[int, Ints] = {}
    none = np.empty(0, dtype=np.intp)
    cost = np.full(len(xy), np.inf)
    limit = _ENDLESS if largest is None else largest + TOLERANCE
    taken: list[tuple[Ints, int, Ints]] = []

    def send(rows: Ints) -> list[int]:
        """Let points wait at their nearest open site; return the sites they wait at."""
        chosen = np.flatnonzero(is_open)
        found = way.nearest(PointIndex(xy[rows]), [(x, y) for x, y in sites[chosen].tolist()])
        near = (found.site >= 0) & (found.cost <= limit)
        cost[rows] = found.cost
        sent, to = rows[near], chosen[found.site[near]]
        order = np.lexsort((sent, cost[sent], to))
        met, first = np.unique(to[order], return_index=True)
        for site, more in zip(met.tolist(), np.split(sent[order], first[1:]), strict=False):
            waiting_at[site] = _by_cost(np.concatenate((waiting_at.get(site, none), more)), cost)
        return met.tolist()

    def queue(site: int) -> Ints:
        rows = waiting_at.get(site, none)
        return rows[waiting[rows] > 0]

    def closing(site: int) -> _Closing | None:
        """When a site is full with people still behind; ``None`` if all who wait find room."""
        rows = queue(site)
        reached = np.cumsum(waiting[rows])
        if len(rows) == 0 or reached[-1] <= room[site]:
            return None
        position = int(np.searchsorted(reached, room[site], side="left"))
        return _Closing(float(cost[rows[position]]), int(rows[position]), site, position)

    closings = {site: closing(site) for site in send(np.flatnonzero(persons > 0))}
    done, total = 0, int(is_open.sum())
    while True:
        due = [one for one in closings.values() if one is not None]
        if not due:
            break
        yield Progress(done, total, "assignment.nearest")
        done += 1
        first = min(due, key=lambda one: one.key)
        rows = queue(first.site)
        inside = rows[: first.position + 1]
        moved = waiting[inside].copy()
        moved[-1] -= moved.sum() - room[first.site]
        taken.append((inside, first.site, moved))
        waiting[inside] -= moved
        is_open[first.site] = False
        closings[first.site] = None
        del waiting_at[first.site]
        for site in send(rows[waiting[rows] > 0]):
            closings[site] = closing(site)
    for site in np.flatnonzero(is_open).tolist():
        rows = queue(site)
        taken.append((rows, site, waiting[rows]))
    return _flows(way, xy, sites, taken)


def _by_cost(rows: Ints, cost: Floats) -> Ints:
    """Rows by cost, then number; where both halves are so already the sort has only to merge them."""
    rows = rows[np.argsort(cost[rows], kind="stable")]
    costs = cost[rows]
    return rows[np.lexsort((rows, costs))] if (costs[1:] == costs[:-1]).any() else rows


def _ring_by_ring(
    way: Way, xy: Floats, persons: Ints, sites: Floats, room: Ints, largest: float | None
) -> Work[Flows]:
    """The same to thousands of sites: to ask again at every site that closes would take hours."""
    waiting, free = persons.copy(), room.copy()
    limit = np.full(len(sites), np.inf if largest is None else largest)
    moves: list[tuple[int, int, int]] = []
    everybody = int(persons.sum())
    for ring in rings(way, xy, waiting, sites, limit, free):
        yield Progress(everybody - int(waiting.sum()), everybody, "assignment.nearest")
        point, site, cost = ring
        order = np.lexsort((site, point, cost))
        for row, to in zip(point[order].tolist(), site[order].tolist(), strict=True):
            moved = min(int(waiting[row]), int(free[to]))
            if moved > 0:
                waiting[row] -= moved
                free[to] -= moved
                moves.append((row, to, moved))
    columns = np.array(moves, dtype=np.int64).reshape(-1, 3).T
    return Flows.of(way, xy, sites, columns[0].astype(np.intp), columns[1].astype(np.intp), columns[2])


def _flows(way: Way, xy: Floats, sites: Floats, taken: list[tuple[Ints, int, Ints]]) -> Flows:
    """Flows of what each site took: rows of points, and how many people of each."""
    none, nobody = np.empty(0, dtype=np.intp), np.empty(0, dtype=np.int64)
    point = np.concatenate([none, *(rows for rows, _, _ in taken)])
    site = np.concatenate([none, *(np.full(len(rows), site) for rows, site, _ in taken)])
    return Flows.of(way, xy, sites, point, site, np.concatenate([nobody, *(moved for _, _, moved in taken)]))


def least_cost(
    way: Way, xy: Floats, persons: Ints, sites: Floats, room: Ints, largest: float | None = None
) -> Work[Flows]:
    """Place as many people as there is room for, and in such a manner that the total cost is least.

    A transport problem, solved by HiGHS over some pairs of point and site: the nearest few sites of each
    point, and the pairs of a way to place that many people. The prices of the solution then show for every
    other pair whether it could make the total less; such pairs are added and the problem is solved again
    until there is none, which proves the optimum over all pairs. Totally unimodular: with whole people and
    whole room a vertex sends whole people.

    Parameters are those of :func:`nearest_first`.
    """
    start = yield from nearest_first(way, xy, persons, sites, room, largest)
    points, open_sites = np.flatnonzero(persons > 0), np.flatnonzero(room > 0)
    if len(points) == 0 or len(open_sites) == 0:
        return start
    problem = _Problem(way, xy[points], persons[points], sites[open_sites], room[open_sites], largest)
    problem.begin_with(
        np.searchsorted(points, start.point), np.searchsorted(open_sites, start.site), start.persons
    )
    solved = 0
    while True:
        yield Progress(solved, 0, "assignment.exact", {"pairs": f"{problem.count:,}"})
        solved += 1
        moved = problem.solve()
        if not problem.add_what_saves():
            break
    used = moved > 0
    return Flows.of(way, xy, sites, points[problem.point[used]], open_sites[problem.site[used]], moved[used])


class _Problem:
    """The transport problem over the pairs known so far."""

    def __init__(
        self, way: Way, xy: Floats, persons: Ints, sites: Floats, room: Ints, largest: float | None
    ) -> None:
        self._way = way
        self._xy, self._persons, self._sites, self._room = xy, persons, sites, room
        self._limit = _ENDLESS if largest is None else (largest + TOLERANCE) / _SCALE
        self._known: Bools = np.zeros((len(xy), len(sites)), dtype=np.bool_)
        self.point = np.empty(0, dtype=np.intp)
        self.site = np.empty(0, dtype=np.intp)
        self._left_over = 0
        self._prices: tuple[Floats, Floats] = (np.zeros(len(xy)), np.zeros(len(sites)))
        count = min(_FIRST_SITES, len(sites))
        for first, cost in self._blocks():
            found = np.argpartition(cost, count - 1, axis=1)[:, :count]
            order = np.argsort(np.take_along_axis(cost, found, axis=1), axis=1, kind="stable")
            found = np.take_along_axis(found, order, axis=1)
            row, column = np.nonzero(np.take_along_axis(cost, found, axis=1) <= self._limit)
            self.add(first + row, found[row, column])

    @property
    def count(self) -> int:
        """Pairs that the problem holds."""
        return len(self.point)

    def begin_with(self, point: Ints, site: Ints, persons: Ints) -> None:
        """Take in the pairs of a way to place people, or of one that places more; that number then stays."""
        everybody = int(self._persons.sum())
        placed = int(persons.sum())
        if placed < min(everybody, int(self._room.sum())):  # the largest distance keeps somebody out
            point, site, placed = self._most_placed()
        self._left_over = everybody - placed
        self.add(point, site)

    def _most_placed(self) -> tuple[Ints, Ints, int]:
        """Pairs by which most people are placed, and how many: the greatest flow through pairs in reach."""
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import maximum_flow

        n, m = len(self._xy), len(self._sites)
        near = [
            (first + row, site)
            for first, cost in self._blocks()
            for row, site in [np.nonzero(cost <= self._limit)]
        ]
        point = np.concatenate([rows for rows, _ in near])
        site = np.concatenate([columns for _, columns in near])
        source, sink = n + m, n + m + 1
        graph = csr_array(
            (
                np.concatenate((self._persons, self._persons[point], self._room)).astype(np.int32),
                (
                    np.concatenate((np.full(n, source), point, n + np.arange(m))),
                    np.concatenate((np.arange(n), n + site, np.full(m, sink))),
                ),
            ),
            shape=(n + m + 2, n + m + 2),
        )
        flow = maximum_flow(graph, source, sink)
        moved = flow.flow.tocoo()
        used = (moved.data > 0) & (moved.row < n)
        return moved.row[used], moved.col[used] - n, int(flow.flow_value)

    def add(self, point: Ints, site: Ints) -> None:
        """Take pairs in; those known already are not taken again."""
        fresh = ~self._known[point, site]
        self._known[point[fresh], site[fresh]] = True
        self.point = np.concatenate((self.point, point[fresh]))
        self.site = np.concatenate((self.site, site[fresh]))

    def solve(self) -> Ints:
        """People on each pair, shape (count,); keeps the prices of people and of room."""
        import highspy

        n, m, status = len(self._xy), len(self._sites), ""
        for method in ("ipm", "simplex"):  # the first is quicker and ends at a vertex too, as a rule
            highs = highspy.Highs()
            highs.setOptionValue("output_flag", False)
            highs.setOptionValue("threads", 1)  # a planner's laptop stays usable, and runs repeat exactly
            highs.setOptionValue("solver", method)
            highs.passModel(self._model(highspy))
            highs.run()
            status = highs.modelStatusToString(highs.getModelStatus())
            if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                continue
            solution = highs.getSolution()
            exact = np.asarray(solution.col_value)[: self.count]
            moved: Ints = np.rint(exact).astype(np.int64)
            if np.abs(exact - moved).max(initial=0.0) <= _WHOLE_TOLERANCE:
                prices = np.asarray(solution.row_dual)
                self._prices = (prices[:n], prices[n : n + m])
                return moved
        raise RuntimeError(f"the transport problem was not solved in whole people: {status}")

    def _model(self, highspy: Any) -> Any:
        """The least total with a column for each pair and for who is left over of each point.

        The rows of points come first, then those of sites. Being left over is one more site, at no cost, for
        as many as have to be.
        """
        from scipy.sparse import coo_array, csr_array

        n, m, count = len(self._xy), len(self._sites), self.count
        points = np.concatenate((self.point, np.arange(n)))
        sites = np.concatenate((self.site, np.full(n, m)))
        columns = np.tile(np.arange(count + n), 2)
        entries = (np.ones(len(columns)), (np.concatenate((points, n + sites)), columns))
        rows = csr_array(coo_array(entries, shape=(n + m + 1, count + n)))
        placed = self._persons.astype(np.float64)
        cost = self._way.pairs(self._xy, self._sites, self.point, self.site) / _SCALE
        lp = highspy.HighsLp()
        lp.num_row_, lp.num_col_ = rows.shape
        lp.col_cost_ = np.concatenate((cost, np.zeros(n)))
        lp.col_lower_, lp.col_upper_ = np.zeros(count + n), np.full(count + n, np.inf)
        lp.row_lower_ = np.concatenate((placed, np.full(m + 1, -np.inf)))
        lp.row_upper_ = np.concatenate((placed, self._room, [self._left_over])).astype(np.float64)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = rows.indptr.astype(np.int32)
        lp.a_matrix_.index_ = rows.indices.astype(np.int32)
        lp.a_matrix_.value_ = rows.data
        return lp

    def add_what_saves(self) -> bool:
        """Take in pairs that could make the total less; ``False`` if there is none."""
        of_people, of_room = self._prices
        found: list[tuple[Ints, Ints]] = []
        for first, cost in self._blocks():
            saves = cost - of_people[first : first + len(cost), None] - of_room
            saves[self._known[first : first + len(cost)]] = 0.0
            saves[cost > self._limit] = 0.0
            best = np.argsort(saves, axis=1, kind="stable")[:, :_MOST_ADDED]
            worth = np.take_along_axis(saves, best, axis=1) < -_PRICE_TOLERANCE
            row, column = np.nonzero(worth)
            found.append((first + row, best[row, column]))
        before = self.count
        self.add(np.concatenate([row for row, _ in found]), np.concatenate([site for _, site in found]))
        return self.count > before

    def _blocks(self) -> Iterator[tuple[int, Floats]]:
        """Costs of all pairs, some points at a time, with the first point's row."""
        step = max(1, _BLOCK_CELLS // len(self._sites))
        for first in range(0, len(self._xy), step):
            yield first, self._way.table(self._xy[first : first + step], self._sites) / _SCALE
