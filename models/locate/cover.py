"""Fewest sites that reach everyone: what no best plan needs is left out, the rest is searched and bounded.

A point is left out that every plan reaches which reaches another one; so is a site that reaches no more than
another. What falls apart is solved part by part. A search with weights on the points that stay unreached
(Gao et al., 2015) finds plans, HiGHS bounds them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from models.kernel.arrays import Bools, Floats, Ints
from models.locate.highs import Clock, Mip, Rows, solve
from models.locate.problem import Problem

_SEARCH_S = 0.25
_IDLE = 30


@dataclass(frozen=True, eq=False)
class Cover:
    """What was found.

    Parameters
    ----------
    chosen
        A cover, shape (m,); ``None`` if somebody cannot be reached at all.
    bound
        No cover has fewer sites.
    """

    chosen: Bools | None
    bound: int

    @property
    def is_proved(self) -> bool:
        """Whether nothing is left open."""
        return self.chosen is None or int(self.chosen.sum()) <= self.bound


def least_rows(reach: Bools) -> Ints:
    """Points whose being reached means that all are."""
    sizes = reach.sum(axis=1)
    columns = np.packbits(reach.T, axis=1)
    alive = np.ones(len(reach), dtype=np.bool_)
    kept = []
    for row in np.argsort(sizes, kind="stable"):
        if not alive[row]:
            continue
        kept.append(int(row))
        if sizes[row]:
            over = np.bitwise_and.reduce(columns[reach[row]], axis=0)
            alive &= ~np.unpackbits(over, count=len(reach)).astype(np.bool_)
    return np.sort(np.array(kept, dtype=np.intp))


def most_columns(reach: Bools) -> Ints:
    """Sites that no other one replaces; of equal ones the first."""
    sizes = reach.sum(axis=0)
    rows = np.packbits(reach, axis=1)
    alive = sizes > 0
    for column in np.argsort(sizes, kind="stable"):
        if not alive[column]:
            continue
        over = np.bitwise_and.reduce(rows[reach[:, column]], axis=0)
        others = np.unpackbits(over, count=reach.shape[1]).astype(np.bool_) & alive
        others[column] = False
        # Among equal ones all but the first go, whichever comes up first.
        alive[column] = not (others & ((sizes > sizes[column]) | (np.arange(len(sizes)) < column))).any()
    return np.flatnonzero(alive)


def reduced(reach: Bools) -> tuple[Ints, Ints]:
    """Points and sites that are left when nothing more can be left out."""
    rows, columns = np.arange(reach.shape[0]), np.arange(reach.shape[1])
    while True:
        part = reach[np.ix_(rows, columns)]
        rows = rows[least_rows(part)]
        left = columns[most_columns(reach[np.ix_(rows, columns)])]
        if len(left) == len(columns):
            return rows, columns
        columns = left


def search(reach: Bools, start: Bools, clock: Clock, seconds: float, enough: int) -> Bools:
    """A cover with fewer sites: take one out, reach again whom that leaves, who is often left counts more."""
    table = reach.astype(np.float32)
    n, m = reach.shape
    rows = [np.flatnonzero(reach[:, one]) for one in range(m)]
    columns = [np.flatnonzero(reach[one]) for one in range(n)]
    weight = np.ones(n, dtype=np.float32)
    count, chosen = np.zeros(n, dtype=np.intp), np.zeros(m, dtype=np.bool_)
    gain, loss = table.sum(axis=0), np.zeros(m, dtype=np.float32)

    def move(site: int, step: int) -> None:
        own = rows[site]
        before = count[own]
        count[own] += step
        chosen[site] = step > 0
        none, alone = own[(before if step > 0 else count[own]) == 0], own[np.maximum(before, count[own]) == 2]
        for at, to_gain, to_loss in ((none, -step, step), (alone, 0, -step)):
            if len(at):
                change = weight[at] @ table[at]
                if to_gain:
                    np.add(gain, to_gain * change, out=gain)
                np.add(loss, to_loss * change, out=loss)

    for site in np.flatnonzero(start).tolist():
        move(site, 1)
    until = min(clock.limit_s, clock.seconds + seconds)
    best, moved, last, idle, turn = chosen.copy(), np.zeros(m, dtype=np.intp), -1, 0, 0
    random = np.random.default_rng(0)
    while True:
        open_sites = np.flatnonzero(chosen)
        if not (count == 0).any():
            if len(open_sites) < int(best.sum()) or turn == 0:
                best, idle = chosen.copy(), 0
            if len(open_sites) <= max(enough, 1):
                break
            move(int(open_sites[np.argmin(loss[open_sites])]), -1)
            continue
        turn, idle = turn + 1, idle + 1
        if idle > _IDLE * m or clock.seconds > until or clock.is_stopped():
            break
        if len(open_sites):
            losses = np.where(open_sites == last, np.inf, loss[open_sites])
            least = open_sites[losses <= losses.min() + 1e-6]
            out = int(least[np.argmin(moved[least])])
            move(out, -1)
            moved[out] = turn
        left = np.flatnonzero(count == 0)
        near = columns[int(random.choice(left))]
        near = near[near != out] if len(open_sites) and len(near) > 1 else near
        most = near[gain[near] >= gain[near].max() - 1e-6]
        last = int(most[np.argmin(moved[most])])
        move(last, 1)
        moved[last] = turn
        left = np.flatnonzero(count == 0)
        weight[left] += 1
        gain += table[left].sum(axis=0)
    return best


def _program(reach: Bools, *, is_integer: bool, most: int | None = None) -> Mip:
    n, m = reach.shape
    row, column = np.nonzero(reach)
    rows = Rows()
    rows.add(n, [(row, column, 1.0)], 1.0, np.inf)
    if most is not None:
        rows.add(1, [(np.zeros(m, np.intp), np.arange(m), 1.0)], -np.inf, float(most))
    kinds = np.full(m, is_integer)
    return Mip(np.ones(m), kinds, np.zeros(m), np.ones(m), *rows.matrix(m))


@dataclass
class _Part:
    """Points and sites that have nothing to do with the others."""

    reach: Bools
    columns: Ints
    chosen: Bools
    bound: int

    @property
    def count(self) -> int:
        return int(self.chosen.sum())


def fewest(
    reach: Bools,
    clock: Clock,
    *,
    enough: int = 0,
    is_quick: bool = False,
    told: Callable[[Bools, int], None] = lambda chosen, bound: None,
) -> Cover:
    """Cover every row with the fewest columns.

    Parameters
    ----------
    enough
        Nothing better is looked for than a cover of so many sites, or the proof that there is none.
    is_quick
        Only search, and the bound of the linear program.
    told
        Hears of each better cover and of the bound known by then.
    """
    if not len(reach):
        return Cover(np.zeros(reach.shape[1], dtype=np.bool_), 0)
    if not reach.any(axis=1).all():
        return Cover(None, reach.shape[1] + 1)
    rows, columns = reduced(reach)
    parts = _parts(reach[np.ix_(rows, columns)], columns)
    width = reach.shape[1]

    def whole() -> Bools:
        chosen = np.zeros(width, dtype=np.bool_)
        for one in parts:
            chosen[one.columns[one.chosen]] = True
        return chosen

    def found() -> Cover:
        return Cover(whole(), sum(one.bound for one in parts))

    def is_decided() -> bool:
        cover = found()
        return cover.is_proved or (
            enough > 0 and (sum(p.count for p in parts) <= enough or cover.bound > enough)
        )

    for one in parts:
        others = sum(part.count for part in parts) - one.count
        one.chosen = search(one.reach, one.chosen, clock, _SEARCH_S, max(one.bound, enough - others))
        told(whole(), found().bound)
        if is_decided():
            return found()
    for one in parts:
        if one.count > one.bound:
            solved = solve(_program(one.reach, is_integer=False), clock)
            if np.isfinite(solved.bound):
                one.bound = max(one.bound, int(np.ceil(solved.bound - 1e-6)))
            if is_decided():
                return found()
    if is_quick:
        return found()
    for one in parts:
        if one.count > one.bound:
            _prove(one, clock, enough if len(parts) == 1 else 0)
            told(whole(), found().bound)
            if is_decided():
                break
    return found()


def _prove(part: _Part, clock: Clock, enough: int) -> None:
    """Solve a part to the end; with `enough`, only whether so many sites do."""
    if enough:
        mip = _program(part.reach, is_integer=True, most=enough)
        solved = solve(mip, clock, step=1.0, target=float(enough))
    else:
        mip = _program(part.reach, is_integer=True)
        solved = solve(mip, clock, start=part.chosen.astype(np.float64), step=1.0)
    if solved.x is not None and int((solved.x > 0.5).sum()) < part.count:
        part.chosen = solved.x > 0.5
    if solved.is_infeasible:
        part.bound = max(part.bound, enough + 1)
    elif np.isfinite(solved.bound):
        part.bound = max(part.bound, min(part.count, int(np.ceil(solved.bound - 1e-6))))


def _parts(reach: Bools, columns: Ints) -> list[_Part]:
    n, m = reach.shape
    row, column = np.nonzero(reach)
    graph = csr_array((np.ones(len(row)), (row, n + column)), shape=(n + m, n + m))
    count, label = connected_components(graph, directed=False)
    parts = []
    for one in range(count):
        own_rows, own = np.flatnonzero(label[:n] == one), np.flatnonzero(label[n:] == one)
        part = reach[np.ix_(own_rows, own)]
        start = _greedy(part)
        parts.append(_Part(part, columns[own], start, 1))
    return parts


def _greedy(reach: Bools) -> Bools:
    table, left = reach.astype(np.float32), np.ones(len(reach), dtype=np.float32)
    chosen = np.zeros(reach.shape[1], dtype=np.bool_)
    gain: Floats = table.sum(axis=0)
    while left.any():
        site = int(np.argmax(gain))
        chosen[site] = True
        new = (left > 0) & reach[:, site]
        gain = gain - table[new].sum(axis=0)
        left[new] = 0.0
    return chosen


def covered(
    problem: Problem,
    reach: Bools,
    clock: Clock,
    *,
    enough: int = 0,
    is_quick: bool = False,
    told: Callable[[Bools, int], None] = lambda chosen, bound: None,
) -> Cover:
    """The fewest sites that reach everyone with those that are kept, which count."""
    kept = int(problem.fixed.sum())
    left, free = ~reach[:, problem.fixed].any(axis=1), np.flatnonzero(~problem.fixed)

    def whole(chosen: Bools) -> Bools:
        every = problem.fixed.copy()
        every[free[chosen]] = True
        return every

    cover = fewest(
        reach[np.ix_(left, free)],
        clock,
        enough=max(0, enough - kept),
        is_quick=is_quick,
        told=lambda chosen, bound: told(whole(chosen), bound + kept),
    )
    return Cover(None if cover.chosen is None else whole(cover.chosen), cover.bound + kept)
