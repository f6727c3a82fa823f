"""Measures the location models, and with an interpreter that has spopt the same input there.

Usage: python -m tests.bench.bench_locate [--spopt PYTHON] [--limit S] [CASE...]

Points and sites lie in towns on a square of 60 km; ``even`` cases spread both without any order, which
leaves coverings that nobody proves quickly. First is the time to the first plan, proved the time to a gap of
the goal. Times are of the wall and of the processor: the second does not know what else the machine does.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

from models.kernel.arrays import Floats
from models.locate.problem import Costs, Model, Problem
from models.locate.solve import solve_problem

SIDE_M = 60_000.0
_SPOPT = """
import sys, time, numpy as np, pulp, spopt
from spopt.locate import LSCP, MCLP, PCenter, PMedian
model, path, limit = sys.argv[1], sys.argv[2], float(sys.argv[3])
data = np.load(path)
costs, weight, number, radius = data["costs"], data["weight"], int(data["number"]), float(data["radius"])
started = time.monotonic()
if model == "lscp":
    made = LSCP.from_cost_matrix(costs, radius)
elif model == "mclp":
    made = MCLP.from_cost_matrix(costs, weight, radius, number)
elif model == "pmedian":
    made = PMedian.from_cost_matrix(costs, weight, number)
else:
    made = PCenter.from_cost_matrix(costs, number)
try:
    made = made.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=limit, threads=1))
    value = float(made.problem.objective.value())
    said = pulp.LpStatus[made.problem.status] if made.problem.sol_status == 1 else "time is up"
except RuntimeError as fault:
    value, said = float("nan"), str(fault)[:60]
print(f"spopt {value:.6g} {said} {time.monotonic() - started:.1f} s")
"""


def places(random: np.random.Generator, count: int, towns: Floats | None) -> Floats:
    """Places in the towns, or anywhere without them."""
    if towns is None:
        return random.random((count, 2)) * SIDE_M
    own = towns[random.integers(0, len(towns), count)]
    return np.clip(own + random.normal(0.0, 1_500.0, (count, 2)), 0.0, SIDE_M)


def made(points: int, sites: int, *, even: bool, seed: int = 1) -> tuple[Floats, Floats]:
    """Straight distances and weights."""
    random = np.random.default_rng(seed)
    towns = None if even else random.random((80, 2)) * SIDE_M
    a, b = places(random, points, towns), places(random, sites, towns)
    costs: Floats = np.hypot(a[:, None, 0] - b[None, :, 0], a[:, None, 1] - b[None, :, 1])
    return costs, random.integers(1, 500, points).astype(np.float64)


def cases() -> dict[str, tuple[Problem, float]]:
    """Every case with the gap that counts as proved."""
    large, people = made(5_000, 500, even=False)
    apart, crowd = made(5_000, 500, even=True)
    small, few = made(2_000, 200, even=False)
    room = np.full(200, few.sum() / 20 * 1.2)

    def of(model: Model, costs: Floats, weight: Floats, **given: object) -> Problem:
        return Problem.of(model, Costs.dense(costs), weight=weight, **given)  # type: ignore[arg-type]

    return {
        "lscp": (of(Model.LSCP, large, people, radius=6_000.0), 0.0),
        "lscp-even": (of(Model.LSCP, apart, crowd, radius=6_000.0), 0.0),
        "lscp-even-far": (of(Model.LSCP, apart, crowd, radius=15_000.0), 0.0),
        "mclp": (of(Model.MCLP, large, people, radius=4_000.0, number=30), 0.0),
        "mclp-even": (of(Model.MCLP, apart, crowd, radius=4_000.0, number=30), 0.0),
        "pcenter": (of(Model.PCENTER, large, people, number=30), 0.0),
        "pcenter-even": (of(Model.PCENTER, apart, crowd, number=30), 0.0),
        "pmedian": (of(Model.PMEDIAN, small, few, number=20), 0.01),
        "cpmedian": (of(Model.PMEDIAN, small, few, number=20, capacity=room), 0.01),
    }


def main() -> None:
    """Run the cases and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", nargs="*")
    parser.add_argument("--spopt", metavar="PYTHON", type=Path)
    parser.add_argument("--limit", type=float, default=60.0)
    given = parser.parse_args()
    for name, (problem, gap) in cases().items():
        if given.case and name not in given.case:
            continue
        first: list[float] = []
        wall, own = time.monotonic(), time.process_time()
        answer = solve_problem(
            problem,
            limit_s=given.limit,
            gap=gap,
            told=lambda objective, bound, wall=wall, first=first: first.append(time.monotonic() - wall),
        )
        spent = f"{time.monotonic() - wall:.1f} s wall, {time.process_time() - own:.1f} s processor"
        found = "no plan" if answer.objective is None else f"{answer.objective:.6g}"
        share = "unknown" if answer.gap is None else f"{100 * answer.gap:.2f} %"
        begun = f"first after {first[0]:.2f} s" if first else "no first plan"
        print(f"{name}: {found} {answer.status}, gap {share}, {begun}, {spent}", flush=True)
        if given.spopt is not None and not problem.is_capacitated:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder, "case.npz")
                np.savez(
                    path,
                    costs=problem.costs.matrix,
                    weight=problem.weight,
                    number=problem.number or 0,
                    radius=problem.radius,
                )
                words = [str(given.spopt), "-c", _SPOPT, str(problem.model), str(path), str(given.limit)]
                print(f"{name}: {subprocess.run(words, capture_output=True, text=True).stdout.strip()}")


if __name__ == "__main__":
    main()
