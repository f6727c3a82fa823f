"""Choosing sites from a terminal."""

from __future__ import annotations

import argparse
from collections.abc import Container, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.facilities.facility import Family, field_specs
from models.findings.numbers import figure_text
from models.kernel.errors import HavenError
from models.kernel.text import Lang, t
from ui.cli.jobs import check_output
from ui.cli.opening import find_scenario, open_project
from ui.cli.parser import EXIT_OK, UsageError, print_json

if TYPE_CHECKING:
    from models.county.county import County
    from models.locate.ask import Ask
    from models.locate.places import SitePlace
    from models.locate.siting import Siting
    from models.project.project import Project
    from models.project.scenario import Scenario
    from models.rules.rules import Rules


MOST_NEW = 1_000


def family_words() -> dict[str, str]:
    """Families that can be placed, by the words of the command: those somebody goes to or comes from."""
    from models.facilities.families import family_specs

    return {spec.travel.word: name for name, spec in family_specs().items() if spec.travel}


@dataclass(frozen=True)
class Source:
    """Where places come from."""

    kind: str = "candidates"
    layers: tuple[str, ...] = ()
    spacing_m: float = 1_000.0
    site_class: str = ""


def classes_of(family: Family, words: Sequence[str], lang: Lang) -> tuple[str, tuple[tuple[str, int], ...]]:
    """The class of all new facilities, or numbers by class, as the command line gives them.

    Raises
    ------
    UsageError
        There is no such class, a number is none, or both ways are mixed.
    """
    field = family.spec.class_field
    known = next((one.values for one in field_specs(family) if one.name == field), ())
    quotas: list[tuple[str, int]] = []
    for word in words:
        name, equals, number = word.partition("=")
        if name not in known:
            raise UsageError(t("site.unknown_class", lang, value=name, known=", ".join(known)))
        if equals and (not number.isdecimal() or not 1 <= int(number) <= MOST_NEW):
            raise UsageError(t("site.quota_number", lang, value=word, most=MOST_NEW))
        if equals:
            quotas.append((name, int(number)))
    if quotas and (len(quotas) < len(words) or len(dict(quotas)) < len(quotas)):
        raise UsageError(t("site.quota_mixed", lang))
    if not quotas and len(words) > 1:
        raise UsageError(t("site.quota_mixed", lang))
    return (words[0] if words and not quotas else ""), tuple(
        sorted(quotas, key=lambda one: known.index(one[0]))
    )


def holds_of(
    quotas: Sequence[tuple[str, int]], words: Sequence[str], lang: Lang
) -> tuple[tuple[str, float], ...]:
    """Persons that one of each class holds, as the command line gives them.

    Raises
    ------
    UsageError
        A class has no number of its own, or what it holds is no positive number.
    """
    found = {}
    for word in words:
        name, _, number = word.partition("=")
        if name not in dict(quotas) or not number.isdecimal() or int(number) < 1:
            raise UsageError(t("site.holds_number", lang, value=word))
        found[name] = float(number)
    return tuple(found.items())


def reaches_of(
    family: Family, words: Sequence[str], lang: Lang
) -> tuple[tuple[tuple[str, float], ...], tuple[tuple[str, float], ...]]:
    """Jurisdictions (km2) and minutes by class of fire stations, as the command line gives them.

    Raises
    ------
    UsageError
        There is no such class, or its reach is neither square kilometres nor minutes.
    """
    known = next((one.values for one in field_specs(family) if one.name == family.spec.class_field), ())
    found: dict[str, dict[str, float]] = {"km2": {}, "min": {}}
    for word in words:
        name, _, said = word.partition("=")
        unit = next((one for one in found if said.endswith(one)), "")
        try:
            value = float(said.removesuffix(unit))
        except ValueError:
            value = -1.0
        if family != Family.FIRE_STATION or name not in known or not unit or not 0 <= value < float("inf"):
            raise UsageError(t("site.class_reach", lang, value=word, known=", ".join(known)))
        found[unit][name] = value
    return tuple(found["km2"].items()), tuple(found["min"].items())


def site_project(
    path: Path | None, scenario: str | None, ask: Ask, source: Source, limit_s: float, lang: Lang
) -> tuple[Project, Scenario, Siting]:
    """Choose sites in a project.

    Raises
    ------
    HavenError
        The project lacks a layer of that name (``site_no_layer``), or what the model needs.
    """
    project = open_project(path)
    project.check_whole()
    chosen = find_scenario(project, scenario)
    return project, chosen, site_scenario(project, chosen, ask, source, limit_s, lang)


def site_scenario(
    project: Project, chosen: Scenario, ask: Ask, source: Source, limit_s: float, lang: Lang
) -> Siting:
    """Choose sites for a scenario of an open project; raises as :func:`site_project` does."""
    from models.locate.siting import site

    county, rules, found = places_in(project, chosen, ask, source, lang)
    return site(county, chosen, rules, found, ask, limit_s=limit_s)


def places_in(
    project: Project, chosen: Scenario, ask: Ask, source: Source, lang: Lang
) -> tuple[County, Rules, tuple[SitePlace, ...]]:
    """County and rules of a scenario, and the places to choose from."""
    from models.locate import places
    from models.rules.rules import load_rules

    settings = project.settings
    rules = load_rules(settings.ruleset_id, settings.overrides)
    county = project.county_in(chosen)
    known = [layer.name for layer in project.layers]
    for name in source.layers:
        if name not in known:
            raise HavenError("site_no_layer", name=name, known=", ".join(known))
    spec = ask.family.spec
    found = places.places_of(
        county,
        chosen,
        rules,
        settings.local,
        ask.family,
        places.Source("layer" if source.layers else source.kind),
        site_class=source.site_class if spec.class_field else "",
        layers=[layer for layer in project.layers if layer.name in source.layers],
        spacing_m=source.spacing_m,
        lang=lang,
    )
    return county, rules, found


def save_plan(project: Project, scenario: Scenario, siting: Siting, name: str, output: Path) -> None:
    """Write the project with one more plan in which the chosen sites are planned."""
    from layers.project.file import save_project
    from models.facilities.facility import new_id

    plan_id = new_id()
    facilities = [step.place.facility for step in siting.steps]
    project.apply(project.planned_edit(scenario.id, name, facilities, plan_id))
    project.activate(plan_id)
    save_project(project, output)


def _plain(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else float(value)


def site_json(
    project: Path | None, scenario: str, siting: Siting, lang: Lang, lacking: Container[Family] = ()
) -> dict[str, Any]:
    """Return it as ``site --json`` prints it; what is not known is null."""
    answer, ask = siting.answer, siting.ask
    is_listed = ask.family not in lacking
    return {
        "project": str(project),
        "scenario": scenario,
        "family": str(ask.family),
        "model": str(ask.model),
        "status": str(answer.status),
        "objective": _plain(answer.objective),
        "bound": _plain(answer.bound),
        "gap": answer.gap,
        "seconds": round(answer.seconds, 3),
        "reach": list(siting.limits),
        "unit": siting.way.unit,
        "measured_by": siting.way.words,
        "coverage": siting.purpose or None,
        "kept": siting.kept,
        "places": len(siting.places),
        "is_listed": is_listed,
        "persons_before": siting.before if is_listed else None,
        "persons_after": siting.after if answer.plan else None,
        "persons_total": siting.total,
        "levels": [
            {
                "coverage": one.name,
                "persons_before": one.before if is_listed else None,
                "persons_after": one.after,
            }
            for one in siting.levels
        ],
        "class_reach": [
            {"class": one.name, "area_km2": one.area_km2, "minutes": one.minutes}
            for one in siting.class_reach
        ],
        "small_apart": list(siting.apart) if siting.small else None,
        "backup": None
        if siting.backup is None
        else {
            "persons_before": siting.backup.before if is_listed else None,
            "persons_after": siting.backup.after,
            "proved": siting.backup.is_proved,
        },
        "chosen": [
            {
                "id": step.place.facility.id,
                "name": step.place.facility.name,
                "class": getattr(step.place.facility, ask.family.spec.class_field or "", None),
                "x": step.place.facility.location[0],
                "y": step.place.facility.location[1],
                "persons_added": step.persons,
                "persons_covered": step.covered,
                "mean": _plain(step.mean),
                "worst": _plain(step.worst),
                "townships": list(step.townships),
                "unverified": list(step.place.unknown),
            }
            for step in siting.steps
        ],
        "rejected": [
            {"id": one.facility.id, "name": one.facility.name, "checks": list(one.failed)}
            for one in siting.rejected
        ],
        "left_out": {"points": siting.left_out[0], "persons": siting.left_out[1]},
        "curve": [
            {"new": number, "objective": _plain(value), "bound": _plain(bound)}
            for number, value, bound in siting.curve
        ],
        "knee": siting.knee,
        "second_best": None
        if siting.second is None
        else {
            "sites": list(siting.second.names),
            "objective": siting.second.objective,
            "proved": siting.second.is_proved,
        },
        "reasons": [t(f"locate.reason.{one.key}", lang, **one.values) for one in answer.reasons],
    }


def site_text(siting: Siting, lang: Lang, lacking: Container[Family] = ()) -> str:
    """Return it in lines."""
    from models.access.words import pace_text, way_text
    from models.locate.words import (
        class_name,
        class_reach_lines,
        covered_lines,
        left_out_text,
        unlisted_text,
    )
    from ui.cli.solvejob import gap_text, objective_text

    answer, ask = siting.answer, siting.ask
    model = t(f"locate.model.{ask.model}", lang)
    rejected, travel = siting.rejected, ask.family.spec.travel
    is_walk = travel is not None and travel.mode == "walk"
    family = t(f"family.{ask.family}.plural", lang)
    values = {"places": len(siting.places), "rejected": len(rejected), "kept": siting.kept}
    lines = [
        t("site.asked", lang, family=family, model=model, **values),
        *filter(None, [unlisted_text(ask.family, lacking, lang)]),
        t(
            "site.reach",
            lang,
            way=way_text(siting.way, "measured", lang) if is_walk else pace_text(siting.way, lang),
            limit=" – ".join(figure_text(one, siting.way.unit, lang) for one in dict.fromkeys(siting.limits)),
        ),
        *class_reach_lines(siting, lang),
        t(f"locate.status.{answer.status}", lang),
    ]
    if not siting.levels:  # a sum over kinds of coverage says nothing to anybody: each is told below
        lines += objective_text(answer, str(ask.model), lang)
    lines += gap_text(answer, lang) if answer.gap else []
    if answer.plan is not None:
        lines += covered_lines(siting, lang, lacking)
    separator = t("cli.list_separator", lang)
    for number, step in enumerate(siting.steps, start=1):
        towns = t("site.towns", lang, names=separator.join(step.townships)) if step.townships else ""
        kind = class_name(step.place.facility, lang) if ask.quotas else ""
        lines.append(
            t(
                "site.step_class" if kind else "site.step",
                lang,
                number=number,
                name=step.place.facility.name,
                kind=kind,
                persons=f"{round(step.persons):,}",
                covered=f"{round(step.covered):,}",
                towns=towns,
            )
        )
    lines += [
        t("site.unverified", lang, name=step.place.facility.name, checks=step.place.why(lang))
        for step in siting.steps
        if step.place.unknown
    ]
    if siting.left_out[0]:
        lines.append(left_out_text(siting, lang))
    if siting.curve:
        pairs = separator.join(f"{number}: {value:,.6g}" for number, value, _ in siting.curve)
        lines.append(t("site.curve", lang, list=pairs))
    if siting.knee is not None:
        lines.append(t("site.knee", lang, number=siting.knee))
    if siting.second is not None:
        second, key = siting.second, "second" if siting.second.is_proved else "second_unproved"
        names, objective = separator.join(second.names), f"{second.objective:,.6g}"
        lines.append(t(f"site.{key}", lang, names=names, objective=objective))
    lines += [
        t("locate.because", lang, reason=t(f"locate.reason.{one.key}", lang, **one.values))
        for one in answer.reasons
    ]
    lines += [t("site.rejected", lang, name=one.facility.name, checks=one.why(lang)) for one in rejected[:20]]
    return "\n".join(lines)


# -- the command ---------------------------------------------------------------------------------------------
def run(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``site`` says; return the exit code."""
    from models.locate.ask import Against, Ask
    from models.locate.problem import Model

    a = arguments
    names = ("new", "radius", "capacity", "budget", "price", "price_m2", "limit", "area_min", "area_max")
    given = {name: getattr(a, name) for name in names}
    wrong = {name: one for name, one in given.items() if one is not None and not 0 <= one < float("inf")}
    wrong |= {} if 1 <= a.spacing <= 1e6 else {"spacing": a.spacing}
    if wrong:
        said = ", ".join(f"--{name.replace('_', '-')} {one:g}" for name, one in wrong.items())
        raise UsageError(t("site.not_negative", lang, given=said))
    if a.times < 1 or ((a.times != 1 or a.backup) and a.model not in ("lscp", "mclp")):
        raise UsageError(t("locate.no_backup", lang))
    if a.save is not None and a.output is None:
        raise HavenError("site_no_output")
    if a.output is not None:
        check_output(a.output, (".gpkg",))
    family = Family(family_words()[a.family])
    site_class, quotas = classes_of(family, a.site_class, lang)
    areas, minutes = reaches_of(family, a.reach, lang)
    if (areas or minutes) and (not quotas or a.model not in ("lscp", "mclp") or a.radius is not None):
        raise UsageError(t("site.class_reach_only", lang))
    is_by_area = family == Family.FIRE_STATION and a.model in ("lscp", "mclp") and a.radius is None
    if a.adjoin and not (is_by_area and "small" in dict(quotas)):
        raise UsageError(t("site.adjoin_only", lang))
    ask = Ask(
        family,
        Model(a.model),
        None if a.model == "lscp" else a.new,
        a.radius,
        a.capacity,
        tuple(a.must),
        tuple(a.ban),
        a.each_township,
        a.budget,
        a.price,
        a.price_m2,
        quotas,
        holds_of(quotas, a.holds, lang),
        a.times,
        a.backup,
        a.area_min,
        a.area_max,
        a.per_resident,
        None if a.pareto is None else Against(a.pareto),
        areas,
        minutes,
        a.adjoin,
    )
    source = Source(a.source, tuple(a.layer), a.spacing, site_class)
    if ask.against is not None or a.points is not None or a.pick is not None:
        from ui.cli.sitefront import run_front

        return run_front(a, ask, source, lang)
    project, scenario, found = site_project(a.project, a.scenario, ask, source, a.limit, lang)
    lacking = project.lacking_in(scenario)
    is_saved = a.output is not None and found.answer.plan is not None
    name = a.save or t("site.plan_name", lang)
    if is_saved:  # before it is told: who reads only the first lines shall have the file all the same
        save_plan(project, scenario, found, name, a.output)
    if a.json:
        print_json(site_json(a.project, scenario.title(lang), found, lang, lacking))
    else:
        print(site_text(found, lang, lacking))
        if is_saved:
            print(t("site.saved", lang, name=name, path=a.output))
    return EXIT_OK
