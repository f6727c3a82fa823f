"""A front of plans from a terminal: the aim weighed against money, land, number or the worst way."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.kernel.text import Lang, t
from ui.cli.opening import find_scenario, open_project
from ui.cli.parser import EXIT_OK, UsageError, print_json
from ui.cli.sitejob import Source, places_in, save_plan, site_json

if TYPE_CHECKING:
    from models.locate.ask import Ask
    from models.locate.sitefront import SiteFront

MOST_POINTS = 50


def front_json(project: Path | None, scenario: str, found: SiteFront, lang: Lang) -> dict[str, Any]:
    """Return it as ``site --pareto --json`` prints it: each plan as ``site`` does, with what is weighed."""
    return {
        "project": str(project),
        "scenario": scenario,
        "family": str(found.ask.family),
        "model": str(found.ask.model),
        "against": str(found.against),
        "unit": found.unit,
        "seconds": round(found.seconds, 3),
        "proved": found.is_proved and bool(found.plans),
        "plans": [
            {
                "objective": one.first,
                str(found.against): one.second,
                "proved": one.is_proved,
                **{
                    key: value
                    for key, value in site_json(project, scenario, one.siting, lang).items()
                    if key in ("chosen", "kept", "persons_before", "persons_after", "persons_total", "levels")
                },
            }
            for one in found.plans
        ],
        "reasons": [t(f"locate.reason.{one.key}", lang, **one.values) for one in found.reasons],
    }


def front_text(found: SiteFront, lang: Lang) -> str:
    """Return it in lines."""
    if not found.plans:
        reasons = [t(f"locate.reason.{one.key}", lang, **one.values) for one in found.reasons]
        return "\n".join(
            [t("site.front_none", lang), *(t("locate.because", lang, reason=one) for one in reasons)]
        )
    from models.locate.words import first_text, second_text

    separator = t("cli.list_separator", lang)
    lines = [
        t(
            "site.front",
            lang,
            against=t(f"site.against.{found.against}", lang),
            count=len(found.plans),
            proof=t(f"site.front_{'proved' if found.is_proved else 'unproved'}", lang),
            seconds=f"{found.seconds:.1f}",
        )
    ]
    for number, one in enumerate(found.plans, start=1):
        names = separator.join(step.place.facility.name for step in one.siting.steps)
        lines.append(
            t(
                "site.front_plan",
                lang,
                number=number,
                first=first_text(found, one, lang),
                second=second_text(found, one, lang),
                names=names or t("site.front_nothing", lang),
                mark="" if one.is_proved else t("site.front_mark", lang),
            )
        )
    return "\n".join(lines)


def run_front(a: argparse.Namespace, ask: Ask, source: Source, lang: Lang) -> int:
    """Do what ``site --pareto`` says; return the exit code."""
    from models.locate.pareto import POINTS
    from models.locate.sitefront import site_front

    points, pick = a.points or POINTS, 1 if a.pick is None else a.pick
    if ask.against is None or not 2 <= points <= MOST_POINTS or pick < 1:
        raise UsageError(t("site.pareto_only", lang, most=MOST_POINTS))
    project = open_project(a.project)
    project.check_whole()
    scenario = find_scenario(project, a.scenario)
    county, rules, places = places_in(project, scenario, ask, source, lang)
    found = site_front(county, scenario, rules, places, ask, points=points, limit_s=a.limit)
    if a.json:
        print_json(front_json(a.project, scenario.title(lang), found, lang))
    else:
        from models.locate.words import unlisted_text

        unlisted = unlisted_text(ask.family, project.lacking_in(scenario), lang)
        print("\n".join(filter(None, [unlisted, front_text(found, lang)])))
    if a.output is not None and found.plans:
        if a.pick is not None and a.pick > len(found.plans):
            raise UsageError(t("site.no_pick", lang, number=a.pick, count=len(found.plans)))
        plan = found.plans[-1 if a.pick is None else a.pick - 1]
        name = a.save or t("site.plan_name", lang)
        save_plan(project, scenario, plan.siting, name, a.output)
        if not a.json:
            print(t("site.saved", lang, name=name, path=a.output))
    return EXIT_OK
