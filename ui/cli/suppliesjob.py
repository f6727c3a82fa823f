"""Need, stock and dispatch of supplies from a terminal."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.findings.numbers import figure_parts, unit_name
from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from models.kernel.text import Lang, t
from ui.cli.opening import MAX_NAMES, find_scenario, names_of, open_project
from ui.cli.parser import EXIT_OK, UsageError, print_json

if TYPE_CHECKING:
    from models.findings.findings import Target
    from models.project.scenario import Scenario
    from models.supplies.dispatch import DispatchPlan
    from models.supplies.need import Shortage, State, Stock


@dataclass(frozen=True, eq=False)
class SuppliesResult:
    """What the command found: items against need, and the plan that sends them."""

    scenario: Scenario
    shortages: tuple[Shortage, ...]
    stock: Stock
    plan: DispatchPlan


def supplies_of(
    path: Path | None, scenario: str | None, persons: int | None, days: float | None, as_of: date
) -> SuppliesResult:
    """Hold the stock of a project against the need of so many people, and plan the dispatch.

    Parameters
    ----------
    persons, days
        People relocated and days; ``None`` for those of a level II response.

    Raises
    ------
    HavenError
        Nobody knows how many people that are (``supplies_no_residents``).
    """
    from models.facilities.facility import Depot, Family
    from models.rules.rules import load_rules
    from models.rules.scope import counted
    from models.supplies.dispatch import dispatch
    from models.supplies.need import OWN_LEVEL, Case, case_persons, needs, shortages, stock_by_item

    project = open_project(path)
    project.check_whole()
    chosen, settings = find_scenario(project, scenario), project.settings
    rules = load_rules(settings.ruleset_id, settings.overrides)
    county = project.county_in(chosen)
    count = case_persons(county, rules) if persons is None else persons
    if count is None:
        raise HavenError("supplies_no_residents", file=path.name if path else "")
    level = OWN_LEVEL if persons is None else ""
    case = Case(count, rules["supply.cover_days"] if days is None else days, settings.local.is_cold, level)
    depots = [one for one in counted(county, chosen, rules, Family.DEPOT) if isinstance(one, Depot)]
    stock = stock_by_item(settings.stock, depots, as_of)
    found = shortages(needs(case.persons, case.days, rules, case.is_cold), stock)
    return SuppliesResult(chosen, found, stock, run_to_end(dispatch(county, depots, stock, rules, case)))


def supplies_json(result: SuppliesResult, path: Path, lang: Lang) -> dict[str, Any]:
    """Return it as ``supplies --json`` prints it; what is not known is null."""
    plan, case, stock = result.plan, result.plan.case, result.stock
    return {
        "project": str(path),
        "scenario": names_of(result.scenario)[0],
        "as_of": stock.as_of.isoformat() if stock.as_of else None,
        "persons": case.persons,
        "days": case.days,
        "is_cold": case.is_cold,
        "rows": {str(state): stock.count(state) for state in _states()},
        "items": [
            {
                "item": one.item.key,
                "name": one.item.name(lang),
                "unit": unit_name(one.item.unit, lang),
                "essential": one.item.is_essential,
                "need": one.need.quantity,
                "stock": None if one.holding.is_unknown else one.holding.usable,
                "stock_by_storage": dict(one.holding.by_storage),
                "expired": one.holding.expired if one.holding.is_told else None,
                "ratio": one.ratio,
                "lacking": one.lacking,
            }
            for one in result.shortages
        ],
        "dispatch": {
            "worst_arrival_h": plan.worst_arrival_h,
            "limits_h": list(plan.limits_h),
            "townships": [
                {
                    "name": plan.name(one.township),
                    "persons": one.persons,
                    "first_h": one.first_h,
                    "last_h": one.last_h,
                    "in_time": list(one.is_in_time),
                    "unmet": dict(one.unmet),
                }
                for one in plan.arrivals
            ],
            "loads": [
                {
                    "depot": plan.depots[leg.depot].id,
                    "depot_name": plan.depots[leg.depot].name,
                    "township": plan.name(leg.township),
                    "item": leg.item.key,
                    "quantity": leg.quantity,
                    "departs_h": leg.departs_h,
                    "arrives_h": leg.arrives_h,
                }
                for leg in plan.legs
            ],
        },
        "missing": [t(f"missing.{item}", lang) for item in plan.missing],
    }


def supplies_text(result: SuppliesResult, lang: Lang) -> str:
    """Return it in lines."""
    from reports.supplytables import basis_lines

    plan, separator = result.plan, t("cli.list_separator", lang)
    lines = [names_of(result.scenario)[0], *basis_lines(plan, lang), ""]
    for one in result.shortages:
        unknown, unit = t("verdict.nodata", lang), unit_name(one.item.unit, lang)
        lines.append(
            t(
                "supplies.cli.item",
                lang,
                verdict=t(f"verdict.{_verdict(one)}", lang),
                item=one.item.name(lang),
                need=f"{one.need.quantity:,}",
                stock=unknown if one.holding.is_unknown else f"{one.holding.usable:,.0f} {unit}",
                unit=unit,
                ratio=figure_parts(one.ratio, "ratio", lang, target=_enough())[0],
            )
        )
    lines.append("")
    for state in _states():
        count = result.stock.count(state)
        if count and state != "usable":
            words = t(f"supply_state.{state}", lang)
            lines.append(t("supplies.cli.rows", lang, state=words, count=f"{count:,}"))
    if plan.missing:
        names = separator.join(t(f"missing.{item}", lang) for item in plan.missing)
        lines.append(t("cli.missing", lang, names=names))
        return "\n".join(lines)
    worst = "–" if plan.worst_arrival_h is None else f"{plan.worst_arrival_h:.1f}"
    lines.append(t("supplies.cli.dispatch", lang, loads=f"{len(plan.legs):,}", hours=worst))
    short = [plan.name(one.township) for one in plan.arrivals if one.unmet]
    if short:
        more = t("cli.and_more", lang) if len(short) > MAX_NAMES else ""
        names = separator.join(short[:MAX_NAMES]) + more
        lines.append(t("supplies.cli.short", lang, count=len(short), names=names))
    return "\n".join(lines)


def _states() -> tuple[State, ...]:
    from models.supplies.need import State

    return tuple(State)


def _verdict(one: Shortage) -> str:
    return "nodata" if one.ratio is None else "fail" if one.is_short else "pass"


def _enough() -> Target:
    from models.findings.findings import Target

    return Target(">=", 1.0)


# -- the command ---------------------------------------------------------------------------------------------
def run(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``supplies`` says; return the exit code."""
    from models.supplies.need import MOST_DAYS, MOST_PERSONS

    persons, days = arguments.persons, arguments.days
    has_people, has_time = (
        persons is None or 0 <= persons <= MOST_PERSONS,
        days is None or 0 < days <= MOST_DAYS,
    )
    if not has_people or not has_time:
        raise UsageError(t("supplies.cli.limits", lang, persons=f"{MOST_PERSONS:,}", days=MOST_DAYS))
    result = supplies_of(arguments.project, arguments.scenario, persons, days, date.today())
    if arguments.json:
        print_json(supplies_json(result, arguments.project, lang))
    else:
        print(supplies_text(result, lang))
    return EXIT_OK
