"""Lagrangean bound of the p-median: what serving a point is worth is priced, the sites that earn most open.

The requirement that everybody goes to exactly one site is priced; what is left falls apart into one question
a site: without capacities, everybody for whom it is worth it; with them a knapsack, taken as divisible.
Subgradient steps raise the bound; the sites of each step are plans to try.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.kernel.arrays import Bools, Floats
from models.locate.highs import Clock
from models.locate.problem import Problem

_STEPS = 600
_PATIENCE = 25
_LEAST_SCALE = 0.005


@dataclass(frozen=True, eq=False)
class Bounded:
    """What the prices tell.

    Parameters
    ----------
    bound
        No plan costs less.
    reduced
        What opening each site would add to the bound's own choice, shape (m,).
    opened
        The choice of the best step.
    tried
        Distinct choices of the steps that came near the bound, the last first.
    """

    bound: float
    reduced: Floats
    opened: Bools
    tried: tuple[Bools, ...]


def lagrangean(
    problem: Problem, table: Floats, clock: Clock, incumbent: Bools, upper: float, gap: float = 0.0
) -> Bounded:
    """Bound a p-median from below; `upper` is the cost of the best plan known, `gap` what is near enough."""
    m = table.shape[1]
    number = problem.number
    assert number is not None
    near = np.sort(table[:, incumbent], axis=1)
    price = near[:, : min(2, near.shape[1])].mean(axis=1)
    free = ~problem.fixed & ~problem.banned
    count = number - int(problem.fixed.sum())
    room = problem.capacity if problem.is_capacitated else None
    best, scale, idle = -np.inf, 1.5, 0
    reduced, choice = np.zeros(m), incumbent
    tried: dict[bytes, Bools] = {}
    for _ in range(_STEPS):
        if clock.is_over or scale < _LEAST_SCALE or upper - best <= max(gap, 1e-7) * max(1.0, abs(upper)):
            break
        worth = np.minimum(table - price[:, None], 0.0)
        taken = (worth < 0.0).astype(np.float64) if room is None else _packed(worth, problem.load, room)
        earned = (worth * taken).sum(axis=0)
        opened = problem.fixed.copy()
        order = np.flatnonzero(free)[np.argsort(earned[free], kind="stable")]
        opened[order[:count]] = True
        value = float(price.sum() + earned[opened].sum())
        if value > best:
            best, reduced, choice, idle = value, earned, opened, 0
        else:
            idle += 1
        tried.pop(opened.tobytes(), None)
        tried[opened.tobytes()] = opened
        if idle >= _PATIENCE:
            scale, idle = scale / 2, 0
        slope = 1.0 - taken[:, opened].sum(axis=1)
        length = float((slope**2).sum())
        if length == 0.0:
            break
        price = price + scale * max(upper - value, 1e-9 * abs(upper)) / length * slope
    return Bounded(best, reduced, choice, tuple(reversed(tried.values())))


def _packed(worth: Floats, load: Floats, room: Floats) -> Floats:
    """Share of each point that each site takes when it fills its room with what is worth most, divisibly."""
    ratio = np.where(load > 0, worth.T / np.where(load > 0, load, 1.0), np.where(worth.T < 0, -np.inf, 0.0))
    order = np.argsort(ratio, axis=1, kind="stable")
    loads = load[order]
    before = np.cumsum(loads, axis=1) - loads
    fits = np.clip((room[:, None] - before) / np.where(loads > 0, loads, 1.0), 0.0, 1.0)
    fits = np.where(loads > 0, fits, 1.0)
    taken = np.zeros_like(worth.T)
    np.put_along_axis(taken, order, fits, axis=1)
    return np.where(worth < 0.0, taken.T, 0.0)


def narrowed(
    problem: Problem, bounded: Bounded, upper: float, lower_ends: Floats, upper_ends: Floats
) -> tuple[Floats, Floats]:
    """Close the sites that no plan better than `upper` opens, and open those that each such plan has."""
    free = ~problem.fixed & ~problem.banned
    inside, outside = free & bounded.opened, free & ~bounded.opened
    if not inside.any() or not outside.any():
        return lower_ends, upper_ends
    slack = 1e-7 * max(1.0, abs(upper))
    dearest, cheapest = bounded.reduced[inside].max(), bounded.reduced[outside].min()
    closed = outside & (bounded.bound - dearest + bounded.reduced > upper + slack)
    needed = inside & (bounded.bound - bounded.reduced + cheapest > upper + slack)
    return np.where(needed, 1.0, lower_ends), np.where(closed, 0.0, upper_ends)
