"""Awkward cases as plain files, each with its answer found by trying every choice and every allocation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.locate.answer import Answer
from models.locate.problem import Problem
from tests.models.locate.brute import best_value
from ui.cli.solvejob import Case, solve_case

DEGREES = "demand,site,cost\n" + "".join(
    f"v{i},s{j},{abs(i * 0.00013 - j * 0.00029):.7f}\n" for i in range(7) for j in range(4)
)
HUGE = "demand,site,cost\n" + "".join(
    f"v{i},s{j},{abs(i * 3.1e8 - j * 7.7e8):.0f}\n" for i in range(7) for j in range(4)
)
GAPS = "code,甲,乙,丙\n01,3,,8\n1,,4,2\n001,5,6,\n"
SUMS = "demand,site,cost\na,x,0.30000000000000004\na,y,0.2\nb,x,0.1\nb,y,0.30000000000000004\n"
ROOMY = "demand,site,cost\n" + "".join(
    f"d{i},s{j},{(7 * i + 5 * j) % 11 + 1}\n" for i in range(5) for j in range(4)
)
LOADS = "id,weight,demand\nd0,3,0.1\nd1,1,0.1\nd2,0,0.1\nd3,2,0.2\nd4,5,0.3\n"
ROOMS = "site,capacity\ns0,0.3\ns1,0\ns2,0.5\ns3,0.3\n"
SHARES = "demand,weight\n" + "".join(f"v{i},{(i + 1) * 1e-9}\n" for i in range(7))
CROWDS = "demand,weight\n" + "".join(f"v{i},{(i + 1) * 1_000_000}\n" for i in range(7))
NOBODY = "demand,weight\n" + "".join(f"v{i},0\n" for i in range(7))

CASES: dict[str, dict[str, Any]] = {
    "degrees, median": {"model": "pmedian", "matrix": DEGREES, "number": 2},
    "degrees, center": {"model": "pcenter", "matrix": DEGREES, "number": 2},
    "degrees and shares": {"model": "pmedian", "matrix": DEGREES, "number": 3, "demand": SHARES},
    "shares covered": {"model": "mclp", "matrix": DEGREES, "number": 1, "demand": SHARES, "radius": 0.0002},
    "huge costs and crowds": {"model": "pmedian", "matrix": HUGE, "number": 2, "demand": CROWDS},
    "huge costs, center": {"model": "pcenter", "matrix": HUGE, "number": 3},
    "weights of zero, median": {"model": "pmedian", "matrix": DEGREES, "number": 2, "demand": NOBODY},
    "weights of zero, covered": {
        "model": "mclp", "matrix": DEGREES, "number": 2, "demand": NOBODY, "radius": 0.0003,
    },
    "keys that only look alike": {"model": "pmedian", "matrix": GAPS, "number": 2},
    "gaps, center": {"model": "pcenter", "matrix": GAPS, "number": 2},
    "gaps, too few": {"model": "pmedian", "matrix": GAPS, "number": 1},
    "gaps, fewest": {"model": "lscp", "matrix": GAPS, "radius": 5},
    "exactly the radius, of a sum": {"model": "lscp", "matrix": SUMS, "radius": 0.3},
    "exactly the radius, bounded median": {"model": "pmedian", "matrix": SUMS, "number": 1, "radius": 0.3},
    "just beyond": {"model": "lscp", "matrix": SUMS, "radius": 0.29},
    "p above the sites": {"model": "pcenter", "matrix": SUMS, "number": 3},
    "p of all sites": {"model": "pmedian", "matrix": SUMS, "number": 2},
    "none may be open": {"model": "mclp", "matrix": SUMS, "number": 0, "radius": 1.0},
    "capacities of fractions": {
        "model": "pmedian", "matrix": ROOMY, "number": 3, "demand": LOADS, "capacity": ROOMS,
    },
    "capacities, fewest": {"model": "lscp", "matrix": ROOMY, "radius": 9, "demand": LOADS, "capacity": ROOMS},
    "capacities, most covered": {
        "model": "mclp", "matrix": ROOMY, "number": 2, "radius": 7, "demand": LOADS, "capacity": ROOMS,
    },
    "capacities, center": {
        "model": "pcenter", "matrix": ROOMY, "number": 3, "demand": LOADS, "capacity": ROOMS,
    },
    "capacity short by a hair": {
        "model": "pmedian", "matrix": ROOMY, "number": 2, "demand": LOADS, "capacity": ROOMS,
    },
    "kept and banned": {
        "model": "pmedian", "matrix": ROOMY, "number": 3, "fixed": "site,fixed\ns1,1\ns0,-1\n",
    },
    "all banned": {
        "model": "lscp", "matrix": SUMS, "radius": 1.0, "fixed": "site,fixed\nx,-1\ny,-1\n",
    },
    "one point and one site": {"model": "pcenter", "matrix": "demand,site,cost\na,x,0\n", "number": 1},
}  # fmt: skip


def answered(folder: Path, given: dict[str, Any]) -> tuple[Problem, Answer]:
    files = {}
    for name in ("matrix", "demand", "capacity", "fixed"):
        if name in given:
            files[name] = folder / f"{name}.csv"
            files[name].write_text(given[name], encoding="utf-8")
    plain = {key: value for key, value in given.items() if key not in files}
    problem, answer, _ = solve_case(Case(**plain, **files), 20.0)
    return problem, answer


@pytest.mark.parametrize("name", list(CASES))
def test_the_answer_is_that_of_trying_everything(name: str, tmp_path: Path) -> None:
    problem, answer = answered(tmp_path, CASES[name])
    exact = Problem(**{**vars_of(problem), "radius": problem.farthest})
    if problem.capacity is not None:  # three times 0.1 is 0.3
        exact = Problem(**{**vars_of(exact), "capacity": problem.capacity * (1 + 1e-9)})
    best = best_value(exact)
    if best is None:
        assert answer.status == "infeasible" and answer.plan is None and answer.reasons
        return
    assert answer.status == "optimal" and answer.plan is not None
    assert answer.objective == pytest.approx(best, rel=1e-9, abs=0.0 if best else 1e-12)
    assert answer.bound == answer.objective


def vars_of(problem: Problem) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in Problem.__dataclass_fields__}


def test_a_wide_table_is_turned_by_its_keys(tmp_path: Path) -> None:
    turned = "site,d2,d0,d1\nB,1,9,4\nA,7,2,3\n"
    given = {"model": "pmedian", "matrix": turned, "number": 1, "demand": "id,weight\nd0,1\nd1,10\nd2,2\n"}
    problem, answer = answered(tmp_path, given)
    # A: 2 + 30 + 14, B: 9 + 40 + 2.
    assert answer.objective == 46 and answer.plan is not None
    assert [problem.sites[at] for at in np.flatnonzero(answer.plan.chosen)] == ["A"]
