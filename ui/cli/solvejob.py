"""Answering a location problem from plain files."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.findings.numbers import significant
from models.kernel.errors import HavenError
from models.kernel.text import Lang, t
from ui.cli.parser import EXIT_OK, UsageError, print_json

if TYPE_CHECKING:
    from layers.formats.casetables import Pairs, Values
    from models.locate.answer import Answer
    from models.locate.problem import Costs, Problem

_NAMES = 8

Assumed = tuple[str, dict[str, object]]


@dataclass(frozen=True)
class Case:
    """What the command was given."""

    model: str
    matrix: Path | None = None
    edges: Path | None = None
    demand: Path | None = None
    radius: float | None = None
    number: int | None = None
    capacity: Path | float | None = None
    fixed: Path | None = None
    may_split: bool = False
    times: int = 1
    backs_up: bool = False


def read_case(case: Case) -> tuple[Problem, list[Assumed]]:
    """Read the files and join them by key.

    Raises
    ------
    HavenError
        Naming file, row, column or keys: something is missing, unknown, or no number.
    """
    from layers.formats import casetables
    from models.locate.problem import Model, Problem

    values = casetables.read_demand(case.demand) if case.demand else None
    one_room = case.capacity if isinstance(case.capacity, float) else None
    capacity = casetables.read_capacity(case.capacity) if isinstance(case.capacity, Path) else None
    kept, banned = casetables.read_fixed(case.fixed) if case.fixed else ((), ())
    number = case.number
    if case.edges is not None:
        edges = casetables.read_edges(case.edges)
        assumed = list(edges.assumed)
        number = edges.number if number is None else number
        demand = edges.nodes if values is None else values.keys
        sites = edges.nodes if capacity is None else capacity.keys
        _known(edges.nodes, values, capacity, kept, banned, case)
        for name, keys in (("demand_nodes", demand), ("site_nodes", sites)):
            if len(keys) < len(edges.nodes):
                assumed.append((name, {"count": len(keys), "nodes": len(edges.nodes)}))
        costs = _paths(edges.nodes, edges.lengths, demand, sites)
    else:
        assert case.matrix is not None
        named = {*kept, *banned} if capacity is None else set(capacity.keys)
        pairs = casetables.read_matrix(case.matrix, set(values.keys) if values else set(), named)
        assumed, demand, sites = list(pairs.assumed), pairs.demand, pairs.sites
        _joined(pairs, values, capacity, case)
        _known(sites, None, None, kept, banned, case)
        costs = _costs(pairs)
    if one_room is not None:
        capacity = casetables.same_capacity(one_room, sites)
    _complete(case, number, assumed)
    place = {key: at for at, key in enumerate(sites)}
    weight, load = _demand(values, demand, assumed, is_capacitated=capacity is not None)
    model = Model(case.model)
    if model in (Model.LSCP, Model.PCENTER) and values is not None and capacity is None:
        assumed.append(("weights_unused", {}))
    if case.times > 1:
        assumed.append(("times", {"times": case.times}))
    if case.backs_up:
        assumed.append(("backup", {}))
    if capacity is not None:
        assumed.append(("split" if case.may_split else "whole", {}))
    if kept and model != Model.LSCP:
        assumed.append(("number_counts_kept", {"number": number, "kept": len(kept)}))
    rooms = None if capacity is None else np.array([capacity.columns["capacity"][key] for key in sites])
    return Problem.of(
        model,
        costs,
        demand=demand,
        sites=sites,
        weight=weight,
        load=load,
        number=number,
        radius=np.inf if case.radius is None else case.radius,
        capacity=rooms,
        fixed=[place[key] for key in kept],
        banned=[place[key] for key in banned],
        may_split=case.may_split,
        times=case.times,
        backs_up=case.backs_up,
    ), assumed


def _complete(case: Case, number: int | None, assumed: list[Assumed]) -> None:
    if case.model in ("lscp", "mclp") and case.radius is None:
        raise HavenError("case_no_radius", model=case.model)
    if case.model != "lscp" and number is None:
        raise HavenError("case_no_number", model=case.model)
    if case.model == "lscp" and case.number is not None:
        assumed.append(("number_unused", {}))
    if case.model in ("pmedian", "pcenter") and case.radius is not None:
        assumed.append(("radius_bounds", {"radius": case.radius}))


def _listed(keys: Sequence[str]) -> str:
    return ", ".join(keys[:_NAMES]) + (" …" if len(keys) > _NAMES else "")


def _refuse(key: str, path: Path | float | None, keys: Sequence[str]) -> None:
    if keys:
        raise HavenError(
            key, file=path.name if isinstance(path, Path) else "", count=len(keys), keys=_listed(keys)
        )


def _joined(pairs: Pairs, values: Values | None, capacity: Values | None, case: Case) -> None:
    if values is not None:
        _refuse("case_unknown_demand", case.demand, sorted(set(values.keys) - set(pairs.demand)))
        _refuse("case_no_weight", case.demand, [key for key in pairs.demand if key not in set(values.keys)])
    if capacity is not None:
        _refuse("case_unknown_site", case.capacity, sorted(set(capacity.keys) - set(pairs.sites)))
        _refuse(
            "case_no_capacity", case.capacity, [key for key in pairs.sites if key not in set(capacity.keys)]
        )


def _known(
    sites: Sequence[str],
    values: Values | None,
    capacity: Values | None,
    kept: Sequence[str],
    banned: Sequence[str],
    case: Case,
) -> None:
    known = set(sites)
    if values is not None:
        _refuse("case_unknown_demand", case.demand, sorted(set(values.keys) - known))
    if capacity is not None:
        _refuse("case_unknown_site", case.capacity, sorted(set(capacity.keys) - known))
        known = set(capacity.keys)
    _refuse("case_unknown_site", case.fixed, sorted({*kept, *banned} - known))


def _demand(
    values: Values | None, demand: Sequence[str], assumed: list[Assumed], *, is_capacitated: bool
) -> Any:
    if values is None:
        assumed.append(("weight_one", {}))
        return None, None
    columns = values.columns
    weight, load = columns.get("weight"), columns.get("load")
    if weight is not None and load is not None:
        assumed.append(("weight_and_load", {"weight": values.names["weight"], "load": values.names["load"]}))
    else:
        name = values.names["weight" if weight is not None else "load"]
        assumed.append(("weight_is_load" if is_capacitated else "weight", {"weight": name}))
    weights, loads = weight or load or {}, load or weight or {}
    return np.array([weights[key] for key in demand]), np.array([loads[key] for key in demand])


def _costs(pairs: Pairs) -> Costs:
    from models.locate.problem import Costs

    rows = {key: at for at, key in enumerate(pairs.demand)}
    columns = {key: at for at, key in enumerate(pairs.sites)}
    point = np.array([rows[key] for key, _ in pairs.pairs], dtype=np.intp)
    site = np.array([columns[key] for _, key in pairs.pairs], dtype=np.intp)
    return Costs.pairs(
        (len(rows), len(columns)), point, site, np.array(list(pairs.pairs.values()), dtype=float)
    )


def _paths(
    nodes: Sequence[str], lengths: dict[tuple[str, str], float], demand: Sequence[str], sites: Sequence[str]
) -> Costs:
    from models.locate.paths import shortest
    from models.locate.problem import Costs

    place = {key: at for at, key in enumerate(nodes)}
    ends = np.array([(place[a], place[b]) for a, b in lengths], dtype=np.intp).reshape(-1, 2)
    at = np.array([place[key] for key in sites], dtype=np.intp)
    table = shortest(len(nodes), ends, np.array(list(lengths.values())), at)
    return Costs.dense(table[:, [place[key] for key in demand]].T)


def solve_case(case: Case, limit_s: float, gap: float = 0.0) -> tuple[Problem, Answer, list[Assumed]]:
    """Read and answer a case."""
    from models.locate.solve import solve_problem

    problem, assumed = read_case(case)
    return problem, solve_problem(problem, limit_s=limit_s, gap=gap), assumed


def _plain(value: float | None) -> float | int | None:
    if value is None or not np.isfinite(value):
        return None
    return int(value) if float(value).is_integer() else float(value)


def answer_json(problem: Problem, answer: Answer, assumed: Sequence[Assumed], lang: Lang) -> dict[str, Any]:
    """Return an answer as ``solve --json`` prints it; what is not known is null."""
    from models.locate.answer import pair_costs, served_share

    plan = answer.plan
    assignment: list[dict[str, Any]] = []
    chosen: list[str] = []
    unserved: list[str] = []
    if plan is not None:
        chosen = [problem.sites[at] for at in np.flatnonzero(plan.chosen)]
        order = np.lexsort((plan.site, plan.point))
        paid = pair_costs(problem, plan)
        assignment = [
            {
                "demand": problem.demand[plan.point[one]],
                "site": problem.sites[plan.site[one]],
                "cost": _plain(float(paid[one])),
                "share": _plain(round(float(plan.share[one]), 9)),
            }
            for one in order.tolist()
        ]
        unserved = [problem.demand[at] for at in np.flatnonzero(served_share(problem, plan) < 1 - 1e-6)]
    return {
        "model": str(problem.model),
        "status": str(answer.status),
        "objective": _plain(answer.objective),
        "bound": _plain(answer.bound),
        "gap": answer.gap,
        "backup": _plain(answer.backup),
        "backup_bound": _plain(answer.backup_bound),
        "seconds": round(answer.seconds, 3),
        "points": len(problem.demand),
        "sites": len(problem.sites),
        "p": problem.number,
        "radius": _plain(problem.radius),
        "times": problem.times,
        "total_weight": _plain(float(problem.weight.sum())),
        "chosen": chosen,
        "assignment": assignment,
        "unserved": unserved,
        "assumed": [t(f"locate.assumed.{key}", lang, **values) for key, values in assumed],
        "reasons": [t(f"locate.reason.{one.key}", lang, **one.values) for one in answer.reasons],
    }


def answer_text(problem: Problem, answer: Answer, assumed: Sequence[Assumed], lang: Lang) -> str:
    """Return an answer in lines."""
    said = answer_json(problem, answer, assumed, lang)
    lines = [f"{t(f'locate.model.{problem.model}', lang)} · {t(f'locate.status.{answer.status}', lang)}"]
    lines += [*objective_text(answer, str(problem.model), lang), *gap_text(answer, lang)]
    lines += backup_text(answer, lang)
    if said["chosen"]:
        names = t("cli.list_separator", lang).join(said["chosen"])
        lines.append(t("locate.chosen", lang, count=len(said["chosen"]), names=names))
    if said["unserved"]:
        lines.append(t("locate.unserved", lang, count=len(said["unserved"]), names=_listed(said["unserved"])))
    lines += [t("locate.because", lang, reason=reason) for reason in said["reasons"]]
    lines += [t("locate.assuming", lang, assumed=text) for text in said["assumed"]]
    return "\n".join(lines)


def objective_text(answer: Answer, model: str, lang: Lang) -> list[str]:
    """The objective in a line; none where there is no plan."""
    if answer.objective is None:
        return []
    values = {"objective": f"{answer.objective:,.10g}", "seconds": f"{answer.seconds:.2f}"}
    return [t(f"locate.objective.{model}", lang, **values)]


def backup_proof(answer: Answer, lang: Lang) -> str:
    """How sure it is that no plan as good reaches more twice."""
    bound = answer.backup_bound
    if bound is None or answer.backup is None or bound <= answer.backup:
        return t(f"locate.{'backup_proved' if bound is not None else 'status.feasible'}", lang)
    return t("locate.backup_bound", lang, bound=f"{bound:,.10g}")


def backup_text(answer: Answer, lang: Lang) -> list[str]:
    """What is reached twice in a line; none where that was not asked for."""
    if answer.backup is None:
        return []
    proof = backup_proof(answer, lang)
    return [t("locate.backup", lang, backup=f"{answer.backup:,.10g}", proof=proof)]


def gap_text(answer: Answer, lang: Lang) -> list[str]:
    """Bound and gap in a line; none where they are not known."""
    if answer.gap is None:
        return []
    gap = f"{significant(100.0 * answer.gap)} %"
    return [t("locate.gap", lang, bound=f"{answer.bound:,.10g}", gap=gap)]


# -- the command ---------------------------------------------------------------------------------------------
def run(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``solve`` says; return the exit code."""
    a = arguments
    rooms = a.capacity if isinstance(a.capacity, float) else None
    given = (a.radius, a.number, a.limit, a.gap, rooms)
    if any(value is not None and not 0 <= value < float("inf") for value in given):
        raise UsageError(t("locate.not_negative", lang))
    if a.times < 1 or ((a.times != 1 or a.backup) and a.model not in ("lscp", "mclp")):
        raise UsageError(t("locate.no_backup", lang))
    files = (a.matrix, a.edges, a.demand)
    case = Case(
        a.model, *files, a.radius, a.number, a.capacity, a.fixed, a.split, times=a.times, backs_up=a.backup
    )
    problem, answer, assumed = solve_case(case, a.limit, a.gap)
    if a.json:
        print_json(answer_json(problem, answer, assumed, lang))
    else:
        print(answer_text(problem, answer, assumed, lang))
    return EXIT_OK
