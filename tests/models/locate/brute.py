"""Every choice of sites and every allocation, tried one by one: slow, and right by its simplicity."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt

from models.locate.problem import Costs, Limit, Model, Problem

Array = npt.NDArray[np.float64]


def best_value(problem: Problem) -> float | None:
    """Value of the best plan, points whole; ``None`` if there is none."""
    matrix, found = problem.costs.matrix, []
    for flags in itertools.product((False, True), repeat=len(problem.sites)):
        chosen = np.array(flags)
        if not chosen[problem.fixed].all() or chosen[problem.banned].any():
            continue
        if problem.number is not None and chosen.sum() != problem.number:
            continue
        if any(limit.coefficients[chosen].sum() > limit.at_most for limit in problem.limits):
            continue
        near = np.where((matrix <= problem.radius) & chosen, matrix, np.inf)
        owns = _allocations(problem, near) if problem.capacity is not None else [near.min(axis=1)]
        found += [value for own in owns if (value := _value(problem, chosen, own)) is not None]
    if not found:
        return None
    return max(found) if problem.model == Model.MCLP else min(found)


def _allocations(problem: Problem, near: Array) -> list[Array]:
    assert problem.capacity is not None
    ways = [[*np.flatnonzero(np.isfinite(row)).tolist()] for row in near]
    if problem.model == Model.MCLP:
        ways = [[*row, -1] for row in ways]
    found = []
    for allocation in itertools.product(*ways):
        at = np.array(allocation)
        used = np.bincount(at[at >= 0], weights=problem.load[at >= 0], minlength=near.shape[1])
        if (used <= problem.capacity).all():
            found.append(np.where(at >= 0, near[np.arange(len(at)), at], np.inf))
    return found


def _value(problem: Problem, chosen: npt.NDArray[np.bool_], own: Array) -> float | None:
    if problem.model == Model.MCLP:
        return float(problem.weight[np.isfinite(own)].sum())
    if not np.isfinite(own).all():
        return None
    if problem.model == Model.LSCP:
        return float(chosen.sum())
    return float((problem.weight * own).sum() if problem.model == Model.PMEDIAN else own.max())


def small_case(seed: int, model: Model, *, is_capacitated: bool) -> Problem:
    """A random case with gaps, and now and then a kept site, a banned one and a budget."""
    rng = np.random.default_rng(seed)
    n, m = (5, 4) if is_capacitated else (8, 5)
    matrix = rng.integers(1, 30, (n, m)).astype(float)
    matrix[rng.random((n, m)) < 0.15] = np.inf
    budget = Limit("budget", rng.integers(1, 5, m).astype(float), at_most=float(rng.integers(3, 12)))
    has_radius = model in (Model.LSCP, Model.MCLP) or rng.random() < 0.3
    return Problem.of(
        model,
        Costs.dense(matrix),
        weight=rng.integers(0, 9, n).astype(float),
        load=rng.integers(1, 6, n).astype(float),
        number=int(rng.integers(1, 4)),
        radius=float(rng.integers(8, 25)) if has_radius else np.inf,
        capacity=rng.integers(3, 14, m).astype(float) if is_capacitated else None,
        fixed=[0] if rng.random() < 0.3 else [],
        banned=[1] if rng.random() < 0.3 else [],
        limits=[budget] if rng.random() < 0.3 else [],
    )
