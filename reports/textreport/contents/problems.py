"""What falls short today, by subject, and of each what concerns most people first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.county.county import County
from models.findings.findings import Finding, Verdict
from models.findings.standing import is_to_fill, judged, shortfall
from models.kernel.text import inside, t
from reports.textreport.blocks import Block, Paragraph
from reports.textreport.draft import Draft


def problems(draft: Draft) -> Sequence[Block]:
    """Rows that the present state does not meet, a list for each subject; the rest is counted."""
    today = draft.today.findings
    county = draft.today.assessment.county
    failing = [finding for finding in today if judged(finding)[1] == Verdict.FAIL]
    blocks: list[Block] = []
    most = draft.most("problems")
    if failing:
        own = sum(judged(finding)[0] == "plan" for finding in failing)
        has_targets = any(finding.is_plan_target for finding in today)
        key = "problems" if has_targets else "problems_no_plan"
        blocks.append(draft.say(key, own=draft.count(own), beside=draft.count(len(failing) - own)))
    elif any(judged(finding)[1] == Verdict.PASS for finding in today):
        blocks.append(draft.say("no_problems"))
    for family, rows in subjects(failing, county):
        blocks.append(_subject(draft, family, len(rows), most))
        blocks += draft.items(draft.statement(finding, persons=persons) for finding, persons in rows[:most])
    unknown = [finding for finding in today if finding.verdict == Verdict.NO_DATA and not is_to_fill(finding)]
    if unknown and not blocks:  # the appendix names those that the plan leaves unknown, which are fewer
        blocks.append(draft.say("nothing_judged", count=draft.count(len(unknown))))
    elif unknown:
        blocks += _unknown(draft, unknown)
    to_fill = sum(map(is_to_fill, today))
    if to_fill:
        blocks.append(draft.say("rows_to_fill", count=draft.count(to_fill)))
    return blocks


def _unknown(draft: Draft, unknown: Sequence[Finding]) -> list[Block]:
    """What is not known today: the appendix names what the plan leaves unknown, so the rest is named here."""
    left = {finding.id for finding in draft.main.findings if finding.verdict == Verdict.NO_DATA}
    named = sum(finding.id in left for finding in unknown)
    told = [inside(finding.name(draft.lang)) for finding in unknown if finding.id not in left]
    blocks: list[Block] = []
    if named:
        blocks.append(draft.say("unknown_findings", count=draft.count(named)))
    if told:
        words = {"scenario": draft.title_of(draft.main), "names": draft.list_of(told)}
        blocks.append(draft.say("unknown_today", count=draft.count(len(told)), **words))
    return blocks


def _subject(draft: Draft, family: str, count: int, most: int) -> Paragraph:
    name = t(f"finding_family.{family}", draft.lang)
    key = "subject_first" if count > most else "subject"
    return draft.say(key, name=name, count=draft.count(count), most=draft.count(most))


def subjects(
    findings: Sequence[Finding], county: County
) -> list[tuple[str, list[tuple[Finding, float | None]]]]:
    """Findings by family, each with the residents whom it concerns.

    Families and the findings of each are ordered by these residents, the most first; of what concerns nobody
    in numbers, by how large a part of the target is lacking.
    """
    groups: dict[str, list[tuple[Finding, float | None]]] = {}
    for finding in findings:
        groups.setdefault(finding.family, []).append((finding, persons_concerned(finding, county)))
    for rows in groups.values():
        rows.sort(key=lambda row: (-(row[1] or 0.0), -shortfall(row[0])))
    return sorted(groups.items(), key=lambda group: -max(persons or 0.0 for _, persons in group[1]))


def persons_concerned(finding: Finding, county: County) -> float | None:
    """Residents for whom something is lacking; ``None`` where the figure does not say whom.

    Those for whom room is lacking, else those of the places that fall short, else all whom an area for each
    resident is for.
    """
    figure = finding.figure
    lacking = figure.inputs.get("gap_persons")
    if isinstance(lacking, float):
        return lacking
    if figure.failing:
        return _of_places(finding, county)
    everyone = figure.inputs.get("persons")
    return everyone if figure.unit == "m2_per_person" and isinstance(everyone, float) else None


def _of_places(finding: Finding, county: County) -> float | None:
    """Residents of the places that fall short, where these are townships or where people live."""
    persons = 0.0
    known = dict(zip(county.places.names.tolist(), county.place_population_persons.tolist(), strict=True))
    for place in finding.figure.failing:
        if place.unit == "persons" and place.kind in ("demand", "township"):
            found = place.value
        else:
            found = known.get(place.name) if place.kind == "township" else None
        if found is None or not np.isfinite(found):
            return None
        persons += found
    return persons
