"""HiGHS behind one function: a sparse model in, the best solution and the bound out, stopped when asked.

highspy is imported when first used: a window that solves nothing does not wait for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from models.kernel.arrays import Bools, Floats, Ints


@dataclass(frozen=True)
class Clock:
    """How long may be worked, and whether somebody asked to stop."""

    limit_s: float = 60.0
    is_stopped: Callable[[], bool] = lambda: False
    started: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.monotonic() - self.started

    @property
    def left_s(self) -> float:
        """Until the limit; never below 0."""
        return max(0.0, self.limit_s - self.seconds)

    @property
    def is_over(self) -> bool:
        """Whether to come to an end."""
        return self.left_s <= 0.0 or self.is_stopped()


@dataclass(frozen=True, eq=False)
class Mip:
    """Minimise ``cost @ x`` with every x in 0..1, ``row_lower <= rows @ x <= row_upper``."""

    cost: Floats
    is_integer: Bools
    lower: Floats
    upper: Floats
    rows: csr_array
    row_lower: Floats
    row_upper: Floats


@dataclass(frozen=True, eq=False)
class Solved:
    """What came out.

    Parameters
    ----------
    x
        Best solution found; ``None`` if none was.
    bound
        No solution costs less; minus infinity if nothing is known.
    """

    x: Floats | None
    bound: float
    is_optimal: bool
    is_infeasible: bool


class Rows:
    """Rows of a sparse model, gathered block by block."""

    def __init__(self) -> None:
        self._row: list[Ints] = []
        self._column: list[Ints] = []
        self._value: list[Floats] = []
        self._lower: list[Floats] = []
        self._upper: list[Floats] = []
        self.count = 0

    def add(
        self, count: int, parts: list[tuple[Ints, Ints, Any]], lower: float | Floats, upper: float | Floats
    ) -> None:
        """Add `count` rows; each part gives rows (from 0 in this block), columns and values."""
        for row, column, value in parts:
            self._row.append(np.asarray(row) + self.count)
            self._column.append(np.asarray(column))
            self._value.append(np.broadcast_to(np.asarray(value, dtype=np.float64), np.shape(row)))
        self._lower.append(np.broadcast_to(np.asarray(lower, dtype=np.float64), (count,)))
        self._upper.append(np.broadcast_to(np.asarray(upper, dtype=np.float64), (count,)))
        self.count += count

    def matrix(self, columns: int) -> tuple[csr_array, Floats, Floats]:
        """All rows, and their bounds."""
        if not self._row:
            return csr_array((self.count, columns)), np.zeros(self.count), np.zeros(self.count)
        at = np.concatenate(self._row), np.concatenate(self._column)
        rows = csr_array((np.concatenate(self._value), at), shape=(self.count, columns))
        return rows, np.concatenate(self._lower), np.concatenate(self._upper)


def solve(
    mip: Mip,
    clock: Clock,
    *,
    start: Floats | None = None,
    gap: float = 0.0,
    step: float = 0.0,
    target: float = -np.inf,
) -> Solved:
    """Solve to proof, to the relative `gap`, or until the clock is over; `start` is where to begin.

    Where the objective goes in steps of `step`, less than one step between plan and bound is proof. A
    solution that costs no more than `target` is enough.
    """
    import highspy

    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)  # a planner's laptop stays usable, and runs repeat exactly
    highs.setOptionValue("time_limit", max(0.01, clock.left_s))
    highs.setOptionValue("mip_rel_gap", gap)
    highs.setOptionValue("mip_abs_gap", max(1e-7, step - 1e-4))
    highs.setOptionValue("objective_target", target)
    highs.passModel(_model(highspy, mip))
    if start is not None:
        known = np.flatnonzero(mip.is_integer).astype(np.int32)
        highs.setSolution(len(known), known, np.round(start[known]))
    if clock.is_over:
        return Solved(start, -np.inf, False, False)

    def watch(event: Any) -> None:
        if clock.is_stopped():
            event.interrupt()

    for signal in (highs.cbMipInterrupt, highs.cbSimplexInterrupt, highs.cbIpmInterrupt):
        signal += watch
    highs.run()
    status, info = highs.getModelStatus(), highs.getInfo()
    has_x = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    x = np.asarray(highs.getSolution().col_value) if has_x else None
    is_optimal = status == highspy.HighsModelStatus.kOptimal
    if mip.is_integer.any():
        bound = float(info.mip_dual_bound)
        is_optimal = is_optimal and info.mip_gap <= 1e-9
    else:
        bound = float(info.objective_function_value) if is_optimal else -np.inf
    return Solved(x, bound, is_optimal, status == highspy.HighsModelStatus.kInfeasible)


def _model(highspy: Any, mip: Mip) -> Any:
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = mip.rows.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = mip.cost, mip.lower, mip.upper
    lp.row_lower_, lp.row_upper_ = mip.row_lower, mip.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = mip.rows.indptr.astype(np.int32)
    lp.a_matrix_.index_ = mip.rows.indices.astype(np.int32)
    lp.a_matrix_.value_ = mip.rows.data
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[one] for one in mip.is_integer.tolist()]
    return lp
