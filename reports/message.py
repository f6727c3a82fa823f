"""The one sentence that a slide or a comparison of two scenarios has as its title, from the same figures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.findings.numbers import fixed
from models.findings.results import Assessment
from models.kernel.text import Lang, t
from models.programme.phases import Phase
from reports.context import ScenarioResult
from reports.leader import is_area_known


def area_message(before: ScenarioResult | None, after: ScenarioResult, lang: Lang) -> str:
    """How many townships lack shelter area, and how many of these the scenario brings to what they need.

    Parameters
    ----------
    before
        What the scenario is compared with; ``None`` tells of the scenario alone.

    Returns
    -------
    str
        Empty where some township's need is not known: then nobody can say how many lack.
    """
    if not is_area_known(after.assessment):
        return ""
    now = after.assessment.units.shelter_area_gap_m2
    units = _units(after.assessment, lang)
    if before is None or before.scenario.id == after.scenario.id:
        short = int((now > 0).sum())
        key = "sheet.message_state" if short else "sheet.message_all"
        return t(key, lang, short=short, all=len(now), units=units)
    past = before.assessment.units.shelter_area_gap_m2
    if not is_area_known(before.assessment) or len(past) != len(now) or not (past > 0).any():
        return ""
    name, short = after.scenario.title(lang), int((past > 0).sum())
    if met := int(((past > 0) & (now <= 0)).sum()):
        return t("sheet.message_met", lang, scenario=name, short=short, met=met, units=units)
    lacks = [fixed(float(np.maximum(gaps, 0.0).sum())) for gaps in (past, now)]
    shown = {"scenario": name, "short": short, "before": lacks[0], "after": lacks[1], "units": units}
    return t("sheet.message_gap", lang, **shown)


def phases_message(today: ScenarioResult | None, phases: Sequence[Phase], lang: Lang) -> str:
    """How many townships lack shelter area today and by each year; else how much is built by then.

    Parameters
    ----------
    phases
        Not empty, by rising year.
    """
    known: list[tuple[int | None, Assessment]] = [(one.year, one.assessment) for one in phases]
    if today is not None:
        known.insert(0, (None, today.assessment))
    between = t("sheet.message_between", lang)
    if all(is_area_known(assessment) for _, assessment in known):
        steps = []
        for year, assessment in known:
            short = int((assessment.units.shelter_area_gap_m2 > 0).sum())
            key = "today" if year is None else "year"
            steps.append(t(f"sheet.message_phase_{key}", lang, year=year, short=short))
        after = phases[-1].assessment
        values = {"all": len(after.units.names), "units": _units(after, lang), "steps": between.join(steps)}
        return t("sheet.message_phases", lang, **values)
    steps = [t("sheet.message_phase_built", lang, year=one.year, count=len(one.built)) for one in phases]
    return t("sheet.message_built", lang, steps=between.join(steps))


def _units(assessment: Assessment, lang: Lang) -> str:
    return t("sheet.message_county_units" if assessment.county.is_by_units else "sheet.message_units", lang)
