"""What a township's page says of it in sentences: what it lacks, what a plan brings, what threatens it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.findings.numbers import fixed
from models.hazards.screening import is_excluded
from models.hazards.zones import every_zone
from models.kernel.arrays import Bools
from models.kernel.text import Lang, t
from models.locate.candidates import candidates_of
from models.project.scenario import TODAY_ID
from models.shelters.values import TARGET_RULE
from reports.context import ReportContext, ScenarioResult
from reports.differences import differences
from reports.schedule import ScheduleRow
from reports.words import hazard_word, joined, of_county

MOST_NAMES = 4


def unit_facts(
    context: ReportContext, shown: ScenarioResult, row: int, own: Sequence[ScheduleRow], lang: Lang
) -> tuple[str, ...]:
    """Sentences about one township, the most telling first; what nobody knows is not mentioned.

    Parameters
    ----------
    row
        Row of the township among the units of the assessment.
    own
        Its facilities.
    """
    texts = [*_area(context, shown, row, lang), *_plan(context, shown, row, own, lang)]
    rejected = [one.facility.name for one in own if is_excluded(context.siting.get(one.facility.id, ()))]
    if rejected and shown.scenario.id == context.scenario_id:
        texts.append(t("unitfact.rejected", lang, names=_names(rejected, lang), count=len(rejected)))
    texts += _hazards(shown, row, lang)
    return tuple(of_county(text, shown.assessment.county, lang) for text in texts)


def unit_candidates(shown: ScenarioResult, row: int) -> list[tuple[str, float]]:
    """Name and gross area (m2, NaN if unknown) of the candidates in a township, the largest first."""
    found = candidates_of(shown.scenario)
    places = shown.assessment.county.places
    if not found or not len(places):
        return []
    inside = places.index_at(np.array([item.location for item in found], dtype=float)) == row
    areas = [
        (item.name, np.nan if item.gross_area_m2 is None else float(item.gross_area_m2))
        for item, is_in in zip(found, inside.tolist(), strict=True)
        if is_in
    ]
    return sorted(areas, key=lambda one: -np.nan_to_num(one[1], nan=-1.0))


def _area(context: ReportContext, shown: ScenarioResult, row: int, lang: Lang) -> list[str]:
    """What each resident has, and what is lacking."""
    units = shown.assessment.units
    own, gaps = float(units.shelter_area_per_resident_m2[row]), units.shelter_area_gap_m2
    gap, wanted = float(gaps[row]), f"{context.rules[TARGET_RULE]:g}"
    if not np.isfinite(own) or not np.isfinite(gap):
        return []
    if gap <= 0:
        return [t("unitfact.met", lang, own=fixed(own, 2), wanted=wanted)]
    lacking = np.nan_to_num(gaps, nan=0.0)
    rank, count = int((lacking > gap).sum()) + 1, int((lacking > 0).sum())
    return [
        t("unitfact.lacking", lang, own=fixed(own, 2), wanted=wanted, gap=fixed(gap), rank=rank, count=count)
    ]


def _plan(
    context: ReportContext, shown: ScenarioResult, row: int, own: Sequence[ScheduleRow], lang: Lang
) -> list[str]:
    """What the scenario adds here, and what that changes."""
    today = context.results.get(TODAY_ID)
    if today is None or shown.scenario.is_today:
        return []
    scenario = shown.scenario.title(lang)
    new = {item.id for item in differences(today.scenario, shown.scenario).added}
    names = [one.facility.name for one in own if one.facility.id in new]
    if not names:
        return [t("unitfact.nothing_new", lang, scenario=scenario)]
    texts = [t("unitfact.new", lang, scenario=scenario, count=len(names), names=_names(names, lang))]
    before, after = (float(one.assessment.units.shelter_area_per_resident_m2[row]) for one in (today, shown))
    if np.isfinite(before) and np.isfinite(after) and fixed(before, 2) != fixed(after, 2):
        texts.append(t("unitfact.change", lang, before=fixed(before, 2), after=fixed(after, 2)))
    return texts


def _hazards(shown: ScenarioResult, row: int, lang: Lang) -> list[str]:
    """Villages and people of the township inside each kind of hazard zone, as far as there are any."""
    county = shown.assessment.county
    found, demand = every_zone(county), county.demand
    if not len(found) or not len(demand):
        return []
    here = county.demand_place == row
    texts = []
    for kind in dict.fromkeys(found.kinds.tolist()):
        chosen: Bools = np.array([one == kind for one in found.kinds.tolist()], dtype=np.bool_)
        inside = found.demand_inside(county, chosen & found.is_area) & here
        if inside.any():
            persons = float(demand.known_persons[inside].sum())
            word = hazard_word(kind, lang)
            word = word[:1].upper() + word[1:]
            texts.append(
                t("unitfact.hazard", lang, hazard=word, count=int(inside.sum()), persons=fixed(persons))
            )
    return texts


def _names(names: Sequence[str], lang: Lang) -> str:
    text = joined([name or t("sheet.unserved_unnamed", lang) for name in names[:MOST_NAMES]], lang)
    return t("report.and_more", lang, names=text, count=len(names)) if len(names) > MOST_NAMES else text
