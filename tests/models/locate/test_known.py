"""Published cases with known answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from layers.formats.casetables import read_edges
from models.locate.answer import Status
from models.locate.problem import Costs, Limit, Model, Problem
from models.locate.solve import solve_problem
from tests.helpers import shared_data
from ui.cli.solvejob import Case, read_case


def published(name: str) -> dict[str, int]:
    lines = shared_data("known_orlib", name).read_text(encoding="utf-8").splitlines()
    return {words[0]: int(words[1]) for words in map(str.split, lines) if words[0].startswith("pmed")}


@pytest.mark.parametrize("case", [f"pmed{number}" for number in range(1, 11)])
@pytest.mark.parametrize(("model", "answers"), [("pmedian", "pmedopt.txt"), ("pcenter", "kcenteropt.txt")])
def test_or_library(case: str, model: str, answers: str) -> None:
    problem, _ = read_case(Case(model, edges=shared_data("known_orlib", f"{case}.txt")))
    answer = solve_problem(problem)
    assert (answer.status, answer.objective) == (Status.OPTIMAL, published(answers)[case])


def test_of_parallel_edges_the_last_holds(tmp_path: Path) -> None:
    path = tmp_path / "edges.csv"
    path.write_text("from,to,length\na,b,3\nb,a,7\nb,c,0\n", encoding="utf-8")
    edges = read_edges(path)
    assert edges.lengths == {("a", "b"): 7.0, ("b", "c"): 0.0}
    problem, _ = read_case(Case("pmedian", edges=path, number=1))
    assert problem.costs.matrix.tolist() == [[0, 7, 7], [7, 0, 0], [7, 0, 0]]


def salt_lake() -> tuple[Costs, np.ndarray, np.ndarray]:
    """Costs (0 inside a service area), population, and which sites are of the second group."""
    import geopandas

    points = geopandas.read_file(shared_data("known_allagash_slc", "demand_point.shp"))
    columns, second = [], []
    for at, name in enumerate(("facility_service_areas.shp", "facility2_service_areas.shp")):
        areas = geopandas.read_file(shared_data("known_allagash_slc", name))
        for area in areas.geometry:
            columns.append(np.where(points.intersects(area), 0.0, np.inf))
            second.append(at == 1)
    return Costs.dense(np.array(columns).T), points["Population"].to_numpy(float), np.array(second)


def test_salt_lake() -> None:
    costs, people, second = salt_lake()
    assert solve_problem(Problem.of(Model.LSCP, costs, radius=0.0)).objective == 24
    quotas = [
        Limit("first", (~second).astype(float), at_most=5.0),
        Limit("second", second.astype(float), at_most=10.0),
    ]
    answer = solve_problem(Problem.of(Model.MCLP, costs, weight=people, number=15, radius=0.0, limits=quotas))
    assert answer.status == Status.OPTIMAL and answer.objective == 983_285
    assert round(100 * answer.objective / people.sum(), 2) == 95.5
