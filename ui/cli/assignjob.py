"""Assigning people to shelters from a terminal."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.findings.numbers import figure_text
from models.kernel.progress import run_to_end
from models.kernel.text import Lang, t
from ui.cli.opening import MAX_NAMES, find_scenario, names_of, open_project
from ui.cli.parser import EXIT_OK, UsageError, print_json

if TYPE_CHECKING:
    from models.project.scenario import Scenario
    from models.shelters.assignment import Assignment, Method


def assignment_of(
    path: Path | None, scenario: str | None, stay: str, method: Method, largest_km: float | None
) -> tuple[Assignment, Scenario]:
    """Assign the people of a project, and return the scenario too."""
    from models.rules.rules import load_rules
    from models.shelters.assign import assign

    project = open_project(path)
    project.check_whole()
    chosen = find_scenario(project, scenario)
    settings = project.settings
    rules = load_rules(settings.ruleset_id, settings.overrides)
    largest_m = None if largest_km is None else 1000.0 * largest_km
    return run_to_end(
        assign(method, project.county_in(chosen), chosen, rules, stay, largest_m=largest_m)
    ), chosen


def assignment_json(result: Assignment, scenario: Scenario, path: Path, lang: Lang) -> dict[str, Any]:
    """Return an assignment as ``assign --json`` prints it; what is not known is null."""
    demand = result.county.demand
    flows, known, has_room = result.flows, result.has_people, result.has_room
    return {
        "project": str(path),
        "scenario": names_of(scenario)[0],
        "stay": result.stay,
        "method": result.method,
        "displaced_share": result.displaced_share,
        "largest_m": result.largest_m,
        "totals": {
            "needing_persons": result.total_needing if known else None,
            "capacity_persons": result.total_capacity if has_room else None,
            "placed_persons": result.total_placed if known and has_room else None,
            "unserved_persons": result.total_unserved if known and has_room else None,
            "person_distance_m": result.person_distance_m if has_room else None,
            "mean_distance_m": result.mean_distance_m,
            "farthest_m": result.farthest_m,
            "within_radius_share": result.within_radius_share,
        },
        "shelters": [
            {
                "id": shelter.id,
                "name": shelter.name,
                "capacity_persons": None if result.is_unknown[row] else int(result.capacity_persons[row]),
                "assigned_persons": int(result.load_persons[row]),
                "within_radius_persons": int(result.within_radius_persons[row])
                if result.reaches[row].is_told
                else None,
                "nearest_persons": None if result.is_unknown[row] else int(result.nearest_persons[row]),
                "overloaded": bool(result.is_overloaded[row]),
                "idle": bool(result.is_idle[row]),
            }
            for row, shelter in enumerate(result.shelters)
        ],
        "unserved": [
            {"place": str(demand.names[row]), "persons": int(result.unserved_persons[row])}
            for row in result.unserved_points.tolist()
        ],
        "flows": [
            {
                "place": str(demand.names[point]),
                "row": int(demand.rows[point]),
                "shelter": result.shelters[site].id,
                "persons": persons,
                "distance_m": distance_m,
            }
            for point, site, persons, distance_m in zip(
                flows.point.tolist(),
                flows.site.tolist(),
                flows.persons.tolist(),
                flows.distance_m.tolist(),
                strict=True,
            )
        ],
        "unknown_population": [str(demand.names[row]) for row in result.unknown_population.tolist()],
        "missing": [t(f"missing.{item}", lang) for item in result.missing],
    }


def assignment_text(result: Assignment, scenario: Scenario, lang: Lang) -> str:
    """Return an assignment in lines."""
    from models.shelters.assignment import basis_text

    words = [t(f"assignment.stay.{result.stay}", lang), t(f"assignment.method.{result.method}", lang)]
    lines = [" · ".join((names_of(scenario)[0], *words)), ""]
    nothing = t("verdict.nodata", lang)
    share, known = result.within_radius_share, result.has_people and result.has_room
    for key, value, unit in (
        ("needing", result.total_needing if result.has_people else None, "persons"),
        ("capacity", result.total_capacity if result.has_room else None, "persons"),
        ("placed", result.total_placed if known else None, "persons"),
        ("unserved", result.total_unserved if known else None, "persons"),
        ("mean", result.mean_distance_m, "m"),
        ("farthest", result.farthest_m, "m"),
        ("within", share, "share"),
    ):
        text = nothing if value is None else figure_text(float(value), unit, lang, full=unit == "persons")
        lines.append(t("assignment.cli.total", lang, name=t(f"assignment.total.{key}", lang), value=text))
    lines.append("")
    for row, shelter in enumerate(result.shelters):
        if result.is_unknown[row]:
            remark = t("workbook.assignment.unknown", lang)
        elif result.is_overloaded[row]:
            persons = f"{int(result.nearest_persons[row]):,}"
            remark = t("workbook.assignment.overloaded", lang, persons=persons)
        else:
            remark = t("workbook.assignment.idle", lang) if result.is_idle[row] else ""
        capacity = nothing if result.is_unknown[row] else f"{result.capacity_persons[row]:,.0f}"
        values = {"name": shelter.name, "load": f"{result.load_persons[row]:,}", "capacity": capacity}
        lines.append(t("assignment.cli.shelter", lang, **values, remark=remark).rstrip())
    lines += _listed(result, lang)
    lines.append(basis_text(result, lang))
    return "\n".join(lines)


def _listed(result: Assignment, lang: Lang) -> list[str]:
    """What falls short and what is lacking, the first few by name."""
    names, separator = result.county.demand.names, t("cli.list_separator", lang)
    unknown = [one.name for one, is_so in zip(result.shelters, result.is_unknown, strict=True) if is_so]
    lines = [""]
    for key, listed in (
        ("assignment.cli.unserved", [str(names[row]) for row in result.unserved_points.tolist()]),
        ("assignment.note.unknown_capacity", unknown),
        ("assignment.note.unknown_population", [str(names[row]) for row in result.unknown_population]),
    ):
        if listed:
            more = t("cli.and_more", lang) if len(listed) > MAX_NAMES else ""
            text = separator.join(listed[:MAX_NAMES]) + more
            lines.append(t(key, lang, count=f"{len(listed):,}", names=text))
    if result.missing:
        missing = separator.join(t(f"missing.{item}", lang) for item in result.missing)
        lines.append(t("cli.missing", lang, names=missing))
    return lines


# -- the command ---------------------------------------------------------------------------------------------
def run(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``assign`` says; return the exit code."""
    if arguments.largest is not None and not 0 < arguments.largest < float("inf"):
        raise UsageError(t("cli.not_positive", lang))
    result, scenario = assignment_of(
        arguments.project, arguments.scenario, arguments.stay, arguments.method, arguments.largest
    )
    if arguments.json:
        print_json(assignment_json(result, scenario, arguments.project, lang))
    else:
        print(assignment_text(result, scenario, lang))
    return EXIT_OK
