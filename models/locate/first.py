"""A first answer at once: greedy, then interchange (Teitz and Bart), ignoring capacities.

Both work on a table of what it costs to serve each point from each site. What cannot be served costs more
than everything else together, so a plan that leaves nobody out always comes first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from models.kernel.arrays import Bools, Floats, Ints
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


@dataclass(frozen=True, eq=False)
class Room:
    """What the limits on sites still leave open, as one sparse table of their coefficients.

    Parameters
    ----------
    limit, site, count
        One entry a coefficient that is not zero.
    at_most
        Upper bound of each limit.
    """

    problem: Problem
    limit: Ints
    site: Ints
    count: Floats
    at_most: Floats

    @classmethod
    def of(cls, problem: Problem) -> Room:
        """Of all limits, the number of sites among them."""
        bounded = [one for one in problem.all_limits if np.isfinite(one.at_most)]
        places = [np.flatnonzero(one.coefficients) for one in bounded]
        none = [np.zeros(0, dtype=np.intp)]
        return cls(
            problem,
            np.repeat(np.arange(len(bounded)), [len(place) for place in places]),
            np.concatenate([*none, *places]),
            np.concatenate([*none, *(one.coefficients[at] for one, at in zip(bounded, places, strict=True))]),
            np.array([one.at_most for one in bounded], dtype=np.float64),
        )

    def free(self, chosen: Bools) -> Bools:
        """Sites that may be opened too, shape (m,)."""
        spent = np.bincount(self.limit, self.count * chosen[self.site], minlength=len(self.at_most))
        left = self.at_most - spent
        over = self.count > left[self.limit] + 1e-9 * np.maximum(1.0, np.abs(self.at_most[self.limit]))
        shut = np.bincount(self.site[over], minlength=len(chosen)) > 0
        found: Bools = ~shut & ~chosen & ~self.problem.banned
        return found if self.problem.beside is None else found & self.problem.beside.allowed(chosen)

    def next(self, chosen: Bools, gain: Floats) -> int | None:
        """The free site that gains most, first of those that a lower bound still asks for.

        ``None`` if no lower bound asks for one and none gains, or if there is none.
        """
        free, is_asked = self.free(chosen), False
        for limit in (*self.problem.limits, *self.problem.all_limits[len(self.problem.limits) :]):
            if limit.coefficients[chosen].sum() < limit.at_least - 1e-9 * max(1.0, abs(limit.at_least)):
                free, is_asked = free & (limit.coefficients > 0), True
                break
        site = int(np.argmax(np.where(free, gain, -np.inf)))
        return site if free[site] and (is_asked or gain[site] > 0) else None


def greedy_median(problem: Problem, table: Floats) -> Bools:
    """Open the site that saves most, again and again, as the limits allow."""
    chosen, room = problem.fixed.copy(), Room.of(problem)
    best = table[:, chosen].min(axis=1, initial=float(table.max(initial=0.0)))
    while True:
        gain = float(best.sum()) - np.minimum(table, best[:, None]).sum(axis=0)
        site = room.next(chosen, gain)
        if site is None:
            return chosen
        chosen[site] = True
        best = np.minimum(best, table[:, site])


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
    return chosen if problem.keeps(chosen) else None


def greedy_most(problem: Problem) -> Bools:
    """Open the site that reaches most weight still left, again and again, as the limits allow."""
    usable = problem.usable
    pairs = csr_array(
        (np.ones(len(usable.point)), (usable.site, usable.point)), shape=problem.costs.shape[::-1]
    )
    chosen, room, left = problem.fixed.copy(), Room.of(problem), problem.weight.astype(np.float64)
    left[(pairs[problem.fixed].sum(axis=0)) > 0] = 0.0
    while (site := room.next(chosen, pairs @ left)) is not None:
        chosen[site] = True
        left[pairs.indices[pairs.indptr[site] : pairs.indptr[site + 1]]] = 0.0
    return chosen


def greedy_cover(problem: Problem) -> Bools:
    """Open the site that reaches most points still left, until each is reached as often as it can be."""
    usable = problem.usable
    reach = csr_array((np.ones(len(usable.point)), (usable.point, usable.site)), shape=problem.costs.shape)
    by_site = reach.T.tocsr()
    chosen = problem.fixed.copy()
    reached = reach @ chosen.astype(np.float64)
    while True:
        gain = np.where(chosen, 0.0, by_site @ (reached < problem.times).astype(np.float64))
        site = int(np.argmax(gain))
        if gain[site] <= 0:
            break
        chosen[site] = True
        reached[by_site.indices[by_site.indptr[site] : by_site.indptr[site + 1]]] += 1.0
    for site in np.flatnonzero(chosen & ~problem.fixed)[
        np.argsort(gain_of(by_site, chosen & ~problem.fixed))
    ]:
        own = by_site.indices[by_site.indptr[site] : by_site.indptr[site + 1]]
        if (reached[own] > problem.times).all():
            chosen[site] = False
            reached[own] -= 1.0
    return chosen


def gain_of(by_site: csr_array, which: Bools) -> Floats:
    """How many points each of some sites reaches."""
    counts = np.diff(by_site.indptr)[which]
    return np.asarray(counts, dtype=np.float64)
