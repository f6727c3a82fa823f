"""Awkward cases as plain files, each with its answer found by trying every choice and every allocation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.kernel.errors import HavenError
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


# -- known from elsewhere ------------------------------------------------------------------------------------
def grid(side: int) -> str:
    """Squares of a board within one step of each other, along its lines."""
    squares = [(x, y) for x in range(side) for y in range(side)]
    near = [(a, b, abs(a[0] - b[0]) + abs(a[1] - b[1])) for a in squares for b in squares]
    return "demand,site,cost\n" + "".join(
        f"{a[0]}/{a[1]},{b[0]}/{b[1]},{cost}\n" for a, b, cost in near if cost <= 1
    )


def queens(side: int) -> str:
    """Squares of a board that a queen reaches in one move."""
    squares = [(x, y) for x in range(side) for y in range(side)]
    pairs = [
        (a, b) for a in squares for b in squares
        if a[0] == b[0] or a[1] == b[1] or abs(a[0] - b[0]) == abs(a[1] - b[1])
    ]  # fmt: skip
    return "demand,site,cost\n" + "".join(f"{a[0]}/{a[1]},{b[0]}/{b[1]},1\n" for a, b in pairs)


def triples() -> str:
    """Lines of the affine plane of order three: nine points, twelve triples, each pair in one."""
    points = [(x, y) for x in range(3) for y in range(3)]
    found = {
        frozenset((((x + k * dx) % 3), ((y + k * dy) % 3)) for k in range(3))
        for x, y in points
        for dx, dy in ((1, 0), (0, 1), (1, 1), (1, 2))
    }
    assert len(found) == 12
    return "demand;site;cost\n" + "".join(
        f"t{at};{x}{y};1\n" for at, one in enumerate(sorted(map(sorted, found))) for x, y in one
    )


@pytest.mark.parametrize(
    ("matrix", "fewest"),
    [
        (grid(5), 7), (grid(6), 10), (grid(7), 12),  # domination numbers of grids
        (queens(6), 3), (queens(8), 5),  # queens that reach every square
        (triples(), 5),  # Steiner triple system A9
    ],
    ids=["grid 5", "grid 6", "grid 7", "queens 6", "queens 8", "triples 9"],
)  # fmt: skip
def test_the_fewest_that_are_known_from_elsewhere(matrix: str, fewest: int, tmp_path: Path) -> None:
    _, answer = answered(tmp_path, {"model": "lscp", "matrix": matrix, "radius": 1})
    assert (answer.status, answer.objective, answer.bound) == ("optimal", fewest, fewest)


@pytest.mark.parametrize(("points", "sites"), [(12, 3), (13, 3), (20, 6)])
def test_centers_of_a_ring_are_half_their_share_away(points: int, sites: int, tmp_path: Path) -> None:
    # Each of p sites on a ring of n serves 2 r + 1 of its points.
    matrix = "demand,site,cost\n" + "".join(
        f"d{i},s{j},{min(abs(i - j), points - abs(i - j))}\n" for i in range(points) for j in range(points)
    )
    _, answer = answered(tmp_path, {"model": "pcenter", "matrix": matrix, "number": sites})
    assert (answer.status, answer.objective) == ("optimal", -(-(points - sites) // (2 * sites)))


@pytest.mark.parametrize("cost", ["far", "1,5", "1.2.3"])
def test_a_cost_that_is_no_number_is_named_in_its_own_column(cost: str, tmp_path: Path) -> None:
    with pytest.raises(HavenError) as refused:
        answered(tmp_path, {"model": "lscp", "radius": 1, "matrix": f"demand;site;cost\na;x;{cost}\nb;x;3\n"})
    said = refused.value.message("en")
    assert cost in said.what and "line 2" in said.where and "cost" in said.where
