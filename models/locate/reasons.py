"""Why nothing is feasible, seen from the raw numbers before any search, and the least change that helps."""

from __future__ import annotations

from math import ceil, floor, log10

import numpy as np

from models.kernel.arrays import Floats
from models.locate.answer import Reason
from models.locate.problem import Problem

MOST_NAMES = 5


def named(keys: list[str]) -> str:
    """The first few, with an ellipsis."""
    return ", ".join(keys[:MOST_NAMES]) + (" …" if len(keys) > MOST_NAMES else "")


def rounded_up(limit: float) -> float:
    """The least number of six digits, as many as are printed, that is not below a limit.

    Whoever types what they read has the limit, and not a hair less.
    """
    if limit <= 0 or not np.isfinite(limit):
        return limit
    digits = 5 - floor(log10(limit))
    scaled = round(limit * 10.0**digits, 6)  # what arithmetic adds to a whole number is no reason to go up
    return ceil(scaled) / 10.0**digits


def reasons_of(problem: Problem) -> tuple[Reason, ...]:
    """Every single limit that already rules out any plan."""
    found = []
    both = np.flatnonzero(problem.fixed & problem.banned)
    if len(both):
        found.append(Reason("both", {"sites": named([problem.sites[one] for one in both])}))
    kept, usable = int(problem.fixed.sum()), int((~problem.banned).sum())
    if problem.number is not None and problem.number < kept:
        found.append(Reason("fewer_than_kept", {"given": problem.number, "number": kept}))
    if problem.number is not None and problem.number > usable:
        found.append(Reason("more_than_sites", {"given": problem.number, "number": usable}))
    if problem.serves_all:
        found += _unreached(problem)
        found += _too_little_room(problem)
    return tuple(found)


def _unreached(problem: Problem) -> list[Reason]:
    times = problem.times
    lone = np.flatnonzero(np.bincount(problem.usable.point, minlength=len(problem.demand)) < times)
    if not len(lone):
        return []
    nearest = _nearest(problem, times)
    names = named([problem.demand[one] for one in lone])
    needed = float(nearest[lone].max())
    found = [Reason("unreached", {"count": len(lone), "names": names})]
    if times > 1:
        found = [Reason("few", {"count": len(lone), "names": names, "times": times})]
    if np.isfinite(needed):
        found.append(Reason("radius", {"radius": rounded_up(needed), "given": problem.radius}))
    else:
        cut = named([problem.demand[one] for one in lone if not np.isfinite(nearest[one])])
        found.append(Reason("no_way", {"names": cut}))
    return found


def _nearest(problem: Problem, times: int) -> Floats:
    """Cost of each point's nearest usable site, or of that many nearest ones the last, shape (n,)."""
    costs = problem.costs
    open_pairs = ~problem.banned[costs.site]
    point, cost = costs.point[open_pairs], costs.cost[open_pairs]
    order = np.lexsort((cost, point))
    point, cost = point[order], cost[order]
    rank = np.arange(len(point)) - np.searchsorted(point, point)
    found = np.full(len(problem.demand), np.inf)
    found[point[rank == times - 1]] = cost[rank == times - 1]
    return found


def _too_little_room(problem: Problem) -> list[Reason]:
    if problem.capacity is None:
        return []
    room = np.where(problem.banned, 0.0, problem.capacity)
    need = float(problem.load.sum())
    found = []
    if room.sum() < need:
        found.append(
            Reason("room", {"need": need, "room": float(room.sum()), "short": need - float(room.sum())})
        )
    elif problem.number is not None:
        free = np.sort(room[~problem.fixed])[::-1]
        most = room[problem.fixed].sum() + np.concatenate([[0.0], np.cumsum(free)])
        number = int(problem.fixed.sum()) + int(np.argmax(most >= need))
        if number > problem.number:
            found.append(Reason("number", {"number": number, "given": problem.number}))
    largest = np.zeros(len(problem.demand))
    usable = problem.usable
    np.maximum.at(largest, usable.point, room[usable.site])
    if not problem.may_split and (big := np.flatnonzero((problem.load > largest) & (largest > 0))).size:
        found.append(Reason("too_large", {"names": named([problem.demand[one] for one in big])}))
    return found
