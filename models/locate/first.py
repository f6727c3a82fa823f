"""A first answer at once: greedy, then interchange (Teitz and Bart), ignoring capacities.

Both work on a table of what it costs to serve each point from each site. What cannot be served costs more
than everything else together, so a plan that leaves nobody out always comes first.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from models.kernel.arrays import Bools, Floats
from models.locate.highs import Clock
from models.locate.problem import Model, Problem

FIRST_S = 0.1


def cost_table(problem: Problem) -> Floats:
    """What serving each point from each site costs, shape (n, m); finite everywhere."""
    usable = problem.usable
    if problem.model == Model.MCLP:
        table = np.repeat(problem.weight[:, None], len(problem.sites), axis=1)
        table[usable.point, usable.site] = 0.0
        return table
    paid = problem.weight[usable.point] * usable.cost
    worst = np.zeros(len(problem.demand))
    np.maximum.at(worst, usable.point, paid)
    table = np.full(problem.costs.shape, 2.0 * float(worst.sum()) + 1.0)
    table[usable.point, usable.site] = paid
    return table


def greedy_median(table: Floats, fixed: Bools, allowed: Bools, number: int) -> Bools:
    """Open the site that saves most, again and again."""
    chosen = fixed.copy()
    best = table[:, chosen].min(axis=1) if chosen.any() else None
    for _ in range(number - int(chosen.sum())):
        total = table.sum(axis=0) if best is None else np.minimum(table, best[:, None]).sum(axis=0)
        site = int(np.argmin(np.where(allowed & ~chosen, total, np.inf)))
        chosen[site] = True
        best = table[:, site] if best is None else np.minimum(best, table[:, site])
    return chosen


def interchange(table: Floats, start: Bools, fixed: Bools, allowed: Bools, clock: Clock) -> Bools:
    """Exchange one open site for a closed one while that saves, the best exchange first."""
    chosen = start.copy()
    n = len(table)
    while not clock.is_over:
        opened = np.flatnonzero(chosen)
        closed = np.flatnonzero(allowed & ~chosen)
        movable = ~fixed[opened]
        if not movable.any() or not len(closed):
            break
        own = table[:, opened]
        at = own.argmin(axis=1)
        first = own[np.arange(n), at]
        own[np.arange(n), at] = np.inf
        second = own.min(axis=1)
        if len(opened) == 1:
            second = np.full(n, table.max() + 1.0)
        # Per exchange: everybody takes the nearest or the new; who loses the nearest, second or new.
        new = table[:, closed]
        kept = np.minimum(new, first[:, None])
        lost = np.minimum(new, second[:, None]) - kept
        groups = csr_array((np.ones(n), (at, np.arange(n))), shape=(len(opened), n))
        totals = kept.sum(axis=0)[None, :] + groups @ lost
        totals[~movable] = np.inf
        out, into = np.unravel_index(int(np.argmin(totals)), totals.shape)
        now = float(first.sum())
        if not totals[out, into] < now - 1e-9 * max(1.0, abs(now)):
            break
        chosen[opened[out]] = False
        chosen[closed[into]] = True
    return chosen


def farthest_first(problem: Problem) -> Bools | None:
    """Open the site nearest to whoever is worst off, again and again; ``None`` if there are too few sites."""
    costs = np.where(problem.costs.matrix <= problem.farthest, problem.costs.matrix, np.inf)
    costs[:, problem.banned] = np.inf
    chosen, number = problem.fixed.copy(), problem.number or 0
    free = ~problem.fixed & ~problem.banned
    if not chosen.any() and free.any() and number:
        worst = np.where(free, costs.max(axis=0, initial=0.0), np.inf)
        chosen[int(np.argmin(worst))] = True
    own = costs[:, chosen].min(axis=1, initial=np.inf)
    while chosen.sum() < number:
        left = free & ~chosen
        if not left.any():
            return None
        point = int(np.argmax(own)) if len(own) else 0
        near = np.where(left, costs[point] if len(own) else 0.0, np.inf)
        site = int(np.argmin(near)) if np.isfinite(near).any() else int(np.flatnonzero(left)[0])
        chosen[site] = True
        own = np.minimum(own, costs[:, site])
    return chosen if all(limit.holds(chosen) for limit in problem.all_limits) else None


def greedy_most(problem: Problem) -> Bools:
    """Open the site that reaches most weight still left, until there are as many as asked for."""
    usable = problem.usable
    pairs = csr_array(
        (np.ones(len(usable.point)), (usable.site, usable.point)), shape=problem.costs.shape[::-1]
    )
    chosen, left = problem.fixed.copy(), problem.weight.astype(np.float64)
    left[(pairs[problem.fixed].sum(axis=0)) > 0] = 0.0
    for _ in range((problem.number or 0) - int(chosen.sum())):
        site = int(np.argmax(np.where(chosen | problem.banned, -np.inf, pairs @ left)))
        chosen[site] = True
        left[pairs.indices[pairs.indptr[site] : pairs.indptr[site + 1]]] = 0.0
    return chosen


def greedy_cover(problem: Problem) -> Bools:
    """Open the site that reaches most points still left, until nobody is left who can be reached."""
    usable = problem.usable
    reach = csr_array((np.ones(len(usable.point)), (usable.point, usable.site)), shape=problem.costs.shape)
    by_site = reach.T.tocsr()
    chosen, left = problem.fixed.copy(), np.ones(len(problem.demand))
    left[reach @ chosen.astype(np.float64) > 0] = 0.0
    while True:
        gain = by_site @ left
        site = int(np.argmax(gain))
        if gain[site] <= 0:
            break
        chosen[site] = True
        left[by_site.indices[by_site.indptr[site] : by_site.indptr[site + 1]]] = 0.0
    for site in np.flatnonzero(chosen & ~problem.fixed)[
        np.argsort(gain_of(by_site, chosen & ~problem.fixed))
    ]:
        without = chosen.copy()
        without[site] = False
        served = reach @ without.astype(np.float64) > 0
        if served.sum() == (reach @ chosen.astype(np.float64) > 0).sum():
            chosen = without
    return chosen


def gain_of(by_site: csr_array, which: Bools) -> Floats:
    """How many points each of some sites reaches."""
    counts = np.diff(by_site.indptr)[which]
    return np.asarray(counts, dtype=np.float64)
