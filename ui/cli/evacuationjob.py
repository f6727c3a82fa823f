"""An evacuation from a terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from models.kernel.text import Lang, t
from models.project.evacuation import EvacuationCase, Method, ZoneChoice
from ui.cli.jobs import check_output
from ui.cli.opening import MAX_NAMES, find_scenario, names_of, open_project
from ui.cli.parser import EXIT_OK, print_json

if TYPE_CHECKING:
    from models.county.county import County
    from models.evacuation.plan import EvacuationPlan
    from models.project.project import Project
    from models.project.scenario import Scenario


def plan_of(
    path: Path | None,
    scenario: str | None,
    hazards: Sequence[str],
    method: Method | None,
    as_of: date,
) -> tuple[EvacuationPlan, Project, Scenario]:
    """Work out an evacuation; returns the project, with the case in it, and the scenario too.

    Parameters
    ----------
    hazards
        Names of hazard layers, with a colon and a level if wanted; none for what the scenario keeps.

    Raises
    ------
    HavenError
        There is no such layer or level (``evacuation_hazard``).
    """
    from models.evacuation.evacuate import evacuate
    from models.facilities.facility import Depot
    from models.rules.rules import load_rules
    from models.rules.scope import counted
    from models.supplies.need import stock_by_item

    project = open_project(path)
    project.check_whole()
    chosen, settings = find_scenario(project, scenario), project.settings
    county, rules = project.county_in(chosen), load_rules(settings.ruleset_id, settings.overrides)
    case = chosen.evacuation or EvacuationCase()
    if hazards:
        case = replace(case, zones=tuple(_choice(county, name) for name in hazards))
    if method is not None:
        case = replace(case, method=method)
    facilities = counted(county, chosen, rules)
    depots = [one for one in facilities if isinstance(one, Depot)]
    stock = stock_by_item(settings.stock, depots, as_of)
    plan = run_to_end(evacuate(county, facilities, case, rules, settings.local, stock))
    project.apply(project.scenario_edit(chosen.id, evacuation=case))
    return plan, project, chosen


def _choice(county: County, wanted: str) -> ZoneChoice:
    from models.evacuation.zone import offers

    there = offers(county)
    for choice, names in (
        *((replace(one.choice, level=""), {one.layer_name}) for one in there),
        *((one.choice, {f"{one.layer_name}:{one.level}", f"{one.layer_name}：{one.level}"}) for one in there),
    ):
        if wanted.strip() in names:
            return choice
    known = t("cli.list_separator", "zh").join(
        dict.fromkeys(f"{one.layer_name}:{one.level}" if one.level else one.layer_name for one in there)
    )
    raise HavenError("evacuation_hazard", name=wanted, known=known or "–")


def evacuation_json(
    plan: EvacuationPlan, scenario: Scenario, path: Path | None, lang: Lang
) -> dict[str, Any]:
    """Return it as ``evacuate --json`` prints it; what is not known is null."""
    from models.evacuation.listing import host_rows, load_rows, notes, receiving, supply_rows, town_values

    return {
        "project": str(path),
        "scenario": names_of(scenario)[0],
        "zones": list(plan.zone.names),
        "method": plan.case.method,
        "stay": plan.case.stay,
        "missing": list(plan.missing),
        "totals": {
            "inside_persons": plan.inside.known,
            "moved_persons": plan.moved,
            "no_road_persons": plan.total.no_road,
            "no_room_persons": plan.total.no_room,
            "villages": len(plan.villages),
            "villages_unknown": len(plan.inside.unknown),
            "villages_divided": len(plan.split),
            "person_km": plan.person_m / 1000,
            "bus_loads": plan.total.trips,
            "buses": plan.total.buses,
        },
        "list": [
            # A program tells those without a place by the key that is not there, people by a word.
            {key: value for key, value in row.values.items() if key != "shelter" or row.move is not None}
            for row in receiving(plan, lang)
        ],
        "townships": [town_values(plan, row, lang) for row in plan.towns],
        "shelters": [values for _, values in host_rows(plan, lang)],
        "supplies": supply_rows(plan, lang),
        "loads": load_rows(plan, lang),
        "notes": notes(plan, lang),
    }


def evacuation_text(plan: EvacuationPlan, scenario: Scenario, lang: Lang) -> str:
    """Return it as a person reads it."""
    from models.evacuation.listing import about, notes, receiving, shown

    title = scenario.title(lang)
    lines = [f"{title} · {about(plan, lang)}" if plan.zone.names else title]
    if not plan.missing:
        total = plan.total
        for key, text in (
            ("inside", f"{plan.inside.known:,}"),
            ("moved", f"{plan.moved:,}"),
            ("unplaced", f"{plan.unplaced:,}"),
            (
                "buses",
                t("evacuation.value.buses", lang, buses=f"{total.buses:,}", trips=f"{total.trips:,}"),
            ),
        ):
            lines.append(f"{t(f'evacuation.total.{key}', lang)}  {text}")
        rows = receiving(plan, lang)
        for row in rows[:MAX_NAMES]:
            keys = ("township", "village", "persons", "shelter", "km", "route", "remark")
            cells = [shown(row.values.get(key), key, lang, is_stated=key == "persons") for key in keys]
            lines.append("  ".join(filter(None, cells)))
        if len(rows) > MAX_NAMES:
            lines.append(t("evacuation.more", lang, count=len(rows) - MAX_NAMES))
    return "\n".join([*lines, *notes(plan, lang)])


def write(
    plan: EvacuationPlan, project: Project, scenario: Scenario, path: Path, lang: Lang, made_on: date
) -> None:
    """Write the receiving list: as a workbook, or as sheets with maps, as the file's ending says."""
    if path.suffix.lower() == ".pdf":
        from reports.context import make_context
        from ui.printing.evacuation import write_sheets

        run_to_end(write_sheets(make_context(project, scenario.id, made_on=made_on), path, lang))
        return
    from reports.evacuationbook import write_evacuation
    from ui.outputs.documents import put_in_place

    name = f"{project.settings.county_name} {scenario.title(lang)}".strip()
    run_to_end(put_in_place(path, lambda part: write_evacuation(part, plan, name, lang, made_on)))


# -- the command ---------------------------------------------------------------------------------------------
def run(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``evacuate`` says; return the exit code."""
    a, today = arguments, date.today()
    if a.output is not None:
        check_output(a.output, (".xlsx", ".pdf"))
    plan, project, scenario = plan_of(a.project, a.scenario, a.hazard, a.method, today)
    if a.json:
        print_json(evacuation_json(plan, scenario, a.project, lang))
    else:
        print(evacuation_text(plan, scenario, lang))
    if a.output is not None:
        write(plan, project, scenario, a.output, lang, today)
        print(a.output, file=sys.stderr if a.json else sys.stdout)
    return EXIT_OK
