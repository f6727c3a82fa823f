"""A city over its counties from a terminal: workbook, map, JSON."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.kernel.progress import run_to_end
from models.kernel.text import Lang, t
from ui.cli.parser import EXIT_OK, UsageError, print_json

if TYPE_CHECKING:
    from models.city.network import City
    from models.city.plan import CountyCover


def city_json(city: City, documents: tuple[Path, ...]) -> dict[str, Any]:
    """As ``city --json`` prints it; what is not known is null."""
    plan = city.plan
    return {
        "name": plan.name,
        "as_of": city.as_of.isoformat(),
        "limit_h": plan.limit_h,
        "loading_h": plan.loading_h,
        "depots": [{"name": one.depot.name, "stock": dict(one.stock)} for one in plan.depots],
        "counties": [
            {
                "project": county.key,
                "name": county.name,
                "reason": county.reason,
                "persons": county.persons,
                "need": dict(county.need),
                "own": dict(county.own),
                "alone": _cover_json(alone),
                "together": _cover_json(together),
            }
            for county, alone, together in zip(plan.counties, plan.alone, plan.together, strict=True)
        ],
        "network": [
            {
                "persons": case.persons,
                "is_city_alone": case.is_city_alone,
                "verdict": str(case.verdict),
                "worst": case.worst.item.key,
                "at_least": case.worst.at_least,
                "unknown": case.unknown,
            }
            for case in city.network
        ],
        "documents": [str(path) for path in documents],
    }


def _cover_json(cover: CountyCover) -> dict[str, Any]:
    return {
        "verdict": str(cover.verdict),
        "ratio": cover.ratio,
        "worst": cover.worst.item.key if cover.worst else None,
        "first_h": cover.first_h,
        "last_h": cover.last_h,
        "given": {one.item.key: one.given for one in cover.items},
        "lacking": {one.item.key: one.lacking for one in cover.items},
    }


def city_text(city: City, documents: tuple[Path, ...], lang: Lang) -> str:
    """What it comes to in lines, worst first, then the documents."""
    from models.city.plan import worst_first
    from reports.city.words import (
        basis_text,
        head_text,
        hours_text,
        not_shared_text,
        ratio_text,
        verdict_text,
    )

    lines = [city.plan.name, basis_text(city, lang), head_text(city, lang)]
    for case, covers in (("alone", city.plan.alone), ("together", city.plan.together)):
        lines += ["", t(f"city.case.{case}", lang)]
        for one in worst_first(covers):
            words = (verdict_text(one.verdict, lang), one.county.name, ratio_text(one, lang))
            lines.append("  ".join((*words, hours_text(one.first_h, lang), one.county.reason)).rstrip())
    lines += [note for note in (not_shared_text(city, lang),) if note]
    return "\n".join([*lines, "", *(str(path) for path in documents)])


# -- the command ---------------------------------------------------------------------------------------------
def run(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``city`` says; return the exit code."""
    from layers.city.cityfile import read_city
    from layers.city.read import city_of
    from ui.cli.jobs import can_paint, painting_application
    from ui.outputs.city import city_documents

    a = arguments
    if a.hours is not None and not 0 < a.hours < float("inf"):
        raise UsageError(t("cli.not_positive", lang))
    today = date.today()
    city = run_to_end(city_of(read_city(a.file), lang, today, a.hours))
    has_map = can_paint()
    if has_map:
        painting_application()
    documents = run_to_end(city_documents(city, a.output, lang, today, has_map=has_map))
    if a.json:
        print_json(city_json(city, documents))
    else:
        print(city_text(city, documents, lang))
    return EXIT_OK
