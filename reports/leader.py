"""One page for whoever decides: what is there against what is asked for, today and planned.

Workbook, text report, printed page and slide take the page from here, so all of them say the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.assessment.columns import township_column
from models.facilities.facility import Facility, Family, Shelter
from models.findings.findings import Finding, Verdict
from models.findings.formulas import caution_notes, cautious_name, joined_notes, missing_words
from models.findings.numbers import figure_parts, figure_text, fixed, unit_name
from models.findings.results import Assessment
from models.findings.standing import asked, asked_short, is_to_fill, judged, score_text
from models.gate.gate import data_remarks
from models.hazards.check import SitingCheck
from models.hazards.screening import is_excluded, is_unverified, siting_checks
from models.kernel.arrays import Ints
from models.kernel.text import Lang, has_text, inside, t
from models.programme.budget import budget
from models.programme.cost import cost_of
from models.project.scenario import TODAY_ID, Scenario
from reports.context import ReportContext, ScenarioResult
from reports.differences import differences
from reports.headlines import gap_words, leader_findings
from reports.safe import clean_text
from reports.words import headed, of_county, plan_name, shown_unit, townships_word

LEADER_PICTURE = "worst"
"""Key of the small map on the page."""
MOST_WORST = 5
MOST_NAMES = 4
_MEASURES = (
    ("effective_area_m2", "m2"),
    ("floor_area_m2", "m2"),
    ("building_area_m2", "m2"),
    ("site_area_m2", "m2"),
    ("staff_persons", "persons"),
)
"""Fields that say how large a facility is, with their unit, the first that any of a family states."""
BAR_SLACK = 1.15
"""So much longer than the largest number is a bar that has no end of its own."""


@dataclass(frozen=True)
class LeaderTile:
    """One headline figure.

    Parameters
    ----------
    before, after
        Today's figure and the scenario's, as text; ``before`` is empty where today itself is shown.
    bar_before, bar_after
        Both as shares of the bar, 0..1; ``None`` without data.
    bar_target
        Where on the bar the target stands; ``None`` without one.
    target
        What is held against, with whose it is unless it is the plan's.
    gap
        What is lacking or to spare, in words; empty without a target.
    """

    finding_id: str
    name: str
    before: str
    after: str
    unit: str
    target: str
    is_plan_target: bool
    gap: str
    verdict: Verdict
    bar_before: float | None
    bar_after: float | None
    bar_target: float | None


@dataclass(frozen=True)
class LeaderBuild:
    """What a scenario adds of one family: how many, how large in all, and their names."""

    family: Family
    count: int
    size: str
    names: str


@dataclass(frozen=True)
class LeaderTownship:
    """A township that lacks shelter area; ``row`` is its place in the units of the assessment."""

    row: int
    name: str
    population: str
    area_per_resident: str
    gap: str


@dataclass(frozen=True)
class LeaderPage:
    """Everything that the page says, in one language.

    Parameters
    ----------
    title
        The conclusion in one sentence.
    sentences
        (heading, text): how it stands, what the scenario changes, what is still to be settled.
    cost
        What the key projects among what is built cost; empty without such a project.
    units
        Word for the townships, or for the districts that stand for them.
    worst_note
        What the townships listed lack together; without any, whether none does or nobody knows.
    notes
        What the figures rest on, and what the data do not know.
    """

    title: str
    subtitle: str
    tiles: tuple[LeaderTile, ...]
    sentences: tuple[tuple[str, str], ...]
    builds: tuple[LeaderBuild, ...]
    cost: str
    units: str
    worst: tuple[LeaderTownship, ...]
    worst_note: str
    notes: tuple[str, ...]


def townships_short_of_area(assessment: Assessment, most: int) -> Ints:
    """Rows of the townships that lack shelter area, those with the least for each resident first."""
    units = assessment.units
    lacking = np.flatnonzero(np.nan_to_num(units.shelter_area_gap_m2, nan=0.0) > 0)
    order: Ints = lacking[np.argsort(units.shelter_area_per_resident_m2[lacking], kind="stable")][:most]
    return order


def is_area_known(assessment: Assessment) -> bool:
    """Whether it is known of every township what it lacks: only then may be said that none lacks any."""
    gaps = assessment.units.shelter_area_gap_m2
    return bool(len(gaps)) and bool(np.isfinite(gaps).all())


def leader_page(context: ReportContext, lang: Lang, scenario_id: str | None = None) -> LeaderPage:
    """Make the page.

    Parameters
    ----------
    scenario_id
        Scenario that the page is about, the context's own when ``None``.
    """
    shown = context.results[scenario_id or context.scenario_id]
    today = context.results.get(TODAY_ID)
    before = None if today is None or shown.scenario.is_today else today
    chosen = leader_findings(shown.findings)
    old = {finding.id: finding for finding in before.findings} if before is not None else {}
    tiles = tuple(
        _tile(finding, old.get(finding.id), lang, has_before=before is not None) for finding in chosen
    )
    added = differences(before.scenario, shown.scenario).added if before is not None else ()
    builds = _builds(added, lang)
    worst, worst_note = _worst(shown, lang)
    return LeaderPage(
        title=_title(shown, chosen, lang),
        subtitle=_subtitle(context, shown, lang),
        tiles=tiles,
        sentences=_sentences(context, shown, before, chosen, builds, lang),
        builds=builds,
        cost=_cost(context, shown.scenario, added, lang),
        units=townships_word(shown.assessment.county.is_by_units, lang),
        worst=worst,
        worst_note=worst_note,
        notes=_notes(context, shown, chosen, lang),
    )


def _subtitle(context: ReportContext, shown: ScenarioResult, lang: Lang) -> str:
    line = t(
        "leader.subtitle",
        lang,
        plan=plan_name(context.profile, lang),
        scenario=shown.scenario.title(lang),
        date=context.made_on.isoformat(),
    )
    return clean_text(headed(line, shown.assessment.county, lang))


# -- figures -------------------------------------------------------------------------------------------------
def _tile(finding: Finding, old: Finding | None, lang: Lang, *, has_before: bool) -> LeaderTile:
    finding = replace(finding, figure=replace(finding.figure, unit=shown_unit(finding.figure.unit)))
    figure, target = finding.figure, asked(finding)
    number, unit = figure_parts(figure.value, figure.unit, lang, target=target)
    before, value_before = "", None
    if has_before:
        value_before = old.figure.value if old is not None else None
        before = figure_parts(value_before, figure.unit, lang, target=target)[0]
    whole = _bar_whole(finding, value_before)
    return LeaderTile(
        finding_id=finding.id,
        name=finding.name(lang),
        before=before,
        after=number,
        unit=unit or unit_name(figure.unit, lang),
        target=asked_short(finding, lang),
        is_plan_target=finding.is_plan_target,
        gap=gap_words(finding, lang),
        verdict=verdict_of(finding),
        bar_before=_share(value_before, whole),
        bar_after=_share(figure.value, whole),
        bar_target=_share(target.value, whole) if target is not None else None,
    )


def verdict_of(finding: Finding) -> Verdict:
    """How the figure stands against what it is held against, in whoever's name."""
    return judged(finding)[1]


def _bar_whole(finding: Finding, before: float | None) -> float:
    """What the whole bar stands for: a hundred per cent, else a little more than the largest number."""
    if finding.figure.unit == "percent":
        return 100.0
    target = asked(finding)
    numbers = [finding.figure.value or 0.0, before or 0.0, target.value if target is not None else 0.0]
    return max(numbers) * BAR_SLACK


def _share(value: float | None, whole: float) -> float | None:
    if value is None or not np.isfinite(value) or whole <= 0:
        return None
    return float(min(max(value / whole, 0.0), 1.0))


def _title(shown: ScenarioResult, chosen: Sequence[Finding], lang: Lang) -> str:
    """The conclusion: what of the headline figures is met, and the largest thing that is lacking."""
    known = [finding for finding in chosen if verdict_of(finding) in (Verdict.PASS, Verdict.FAIL)]
    failing = [finding for finding in known if verdict_of(finding) == Verdict.FAIL]
    scenario = shown.scenario.title(lang)
    kind = "today" if shown.scenario.is_today else "plan"
    if not known:
        return t("leader.title_unjudged", lang, scenario=scenario)
    if not failing:
        return t(f"leader.title_met_{kind}", lang, scenario=scenario, count=len(known))
    return t(
        f"leader.title_{kind}",
        lang,
        scenario=scenario,
        met=len(known) - len(failing),
        count=len(known),
        lacking=_lacking(failing[:1], lang),
    )


def _lacking(findings: Sequence[Finding], lang: Lang) -> str:
    """Findings that fail, each with what it lacks."""
    parts = [
        t(
            "leader.lacking",
            lang,
            name=inside(cautious_name(finding.name(lang), finding.figure, lang)),
            gap=gap_words(finding, lang),
        )
        for finding in findings
    ]
    return t("leader.part_separator", lang).join(parts)


# -- three sentences -----------------------------------------------------------------------------------------
def _sentences(
    context: ReportContext,
    shown: ScenarioResult,
    before: ScenarioResult | None,
    chosen: Sequence[Finding],
    builds: Sequence[LeaderBuild],
    lang: Lang,
) -> tuple[tuple[str, str], ...]:
    there = _builds(shown.assessment.facilities, lang) if before is None else ()
    if there:  # where nothing is planned, what fails is what is left: it is said once
        comma = t("leader.name_separator", lang)
        built = comma.join(build_words(replace(one, size=""), lang) for one in there)
        sentences = [(t("leader.now", lang), t("leader.there", lang, built=built))]
    else:
        sentences = [(t("leader.now", lang), _now(before or shown, chosen, lang))]
    if before is not None:
        sentences.append((t("leader.changes", lang), _changes(before, chosen, builds, lang)))
    sentences.append((t("leader.next", lang), _next(context, shown, chosen, lang)))
    texts = ((heading, clean_text(text)) for heading, text in sentences)
    return tuple((heading, text[:1].upper() + text[1:]) for heading, text in texts)


def _now(start: ScenarioResult, chosen: Sequence[Finding], lang: Lang) -> str:
    """What the present state lacks."""
    ids = {finding.id for finding in chosen}
    first = [
        finding for finding in start.findings if finding.id in ids and verdict_of(finding) == Verdict.FAIL
    ]
    order = [finding.id for finding in chosen]
    first.sort(key=lambda finding: order.index(finding.id))
    if first:
        now = _lacking(first[:3], lang)
    else:
        is_met = any(one.id in ids and verdict_of(one) == Verdict.PASS for one in start.findings)
        now = t("leader.now_met" if is_met else "leader.unjudged", lang)
    return t("leader.sentence", lang, text=now)


def _changes(
    before: ScenarioResult, chosen: Sequence[Finding], builds: Sequence[LeaderBuild], lang: Lang
) -> str:
    if not builds:
        return t("leader.no_changes", lang)
    comma = t("leader.name_separator", lang)
    built = comma.join(build_words(one, lang) for one in builds)
    was = {finding.id: verdict_of(finding) for finding in before.findings}
    turned = [
        inside(finding.name(lang))
        for finding in chosen
        if verdict_of(finding) == Verdict.PASS and was.get(finding.id) == Verdict.FAIL
    ]
    key = "leader.builds_and_turns" if turned else "leader.builds_only"
    return t(key, lang, built=built, turned=comma.join(turned))


def _next(context: ReportContext, shown: ScenarioResult, chosen: Sequence[Finding], lang: Lang) -> str:
    """What still fails, and sites that the check of sites rejects although they count."""
    parts = []
    failing = [finding for finding in chosen if verdict_of(finding) == Verdict.FAIL]
    if failing:
        parts.append(_lacking(failing[:2], lang))
    elif not any(verdict_of(finding) == Verdict.PASS for finding in chosen):
        rows = chosen or [finding for finding in shown.findings if judged(finding)[0]]
        lacking = Counter(word for finding in rows for word in missing_words(finding.figure, lang))
        words = [word for word, _ in lacking.most_common(MOST_NAMES)]
        names = t("leader.name_separator", lang).join(words)
        parts.append(t("leader.to_get" if names else "leader.unjudged", lang, names=names))
    checks = _checks(context, shown)
    counted = shown.assessment.facilities
    excluded = [item for item in counted if is_excluded(checks.get(item.id, ()))]
    unverified = sum(is_unverified(checks.get(item.id, ())) for item in counted)
    # What shelters hold stands in the figures above; not every store that counts here is in those of depots.
    for key, rejected in (
        ("leader.excluded", [item for item in excluded if item.family == Family.SHELTER]),
        ("leader.excluded_too", [item for item in excluded if item.family != Family.SHELTER]),
    ):
        if rejected:
            parts.append(t(key, lang, names=_names(rejected, lang), count=len(rejected)))
    if unverified:
        parts.append(t("leader.unverified", lang, count=unverified))
    if not parts:
        return t("leader.nothing_left", lang)
    return t("leader.sentence", lang, text=t("leader.part_separator", lang).join(parts))


def _checks(context: ReportContext, shown: ScenarioResult) -> Mapping[str, tuple[SitingCheck, ...]]:
    """Siting checks of the facilities that count, by their id."""
    if shown.scenario.id == context.scenario_id:
        return context.siting
    county, local = shown.assessment.county, context.project.settings.local
    return siting_checks(county, shown.assessment.facilities, context.rules, local)


def _names(facilities: Sequence[Facility], lang: Lang) -> str:
    names = [item.name or t(f"family.{item.family}.short", lang) for item in facilities]
    text = t("leader.name_separator", lang).join(names[:MOST_NAMES])
    return t("report.and_more", lang, names=text, count=len(names)) if len(names) > MOST_NAMES else text


# -- what is built, where most is lacking --------------------------------------------------------------------
def _builds(added: Sequence[Facility], lang: Lang) -> tuple[LeaderBuild, ...]:
    of_family = {family: [item for item in added if item.family == family] for family in Family}
    return tuple(
        LeaderBuild(family, len(items), _size(items, lang), _names(items, lang))
        for family, items in of_family.items()
        if items
    )


def _size(items: Sequence[Facility], lang: Lang) -> str:
    """What is built in all, by the first measure that any of it states: an area, else its people."""
    for field, unit in _MEASURES:
        known = [value for item in items if (value := getattr(item, field, None)) is not None]
        if known:
            total = figure_text(sum(known), unit, lang, full=True)
            size = t(f"leader.size.{field}", lang, amount=total)
            if len(known) == len(items):
                return size
            return t("leader.size_of", lang, size=size, known=len(known), count=len(items))
    return ""


def _cost(context: ReportContext, scenario: Scenario, added: Sequence[Facility], lang: Lang) -> str:
    """Money of the key projects that build what a scenario adds, as their ledger sums it up."""
    settings, ids = context.project.settings, {item.id for item in added}
    projects = [one for one in settings.projects if not one.is_dropped and ids.intersection(one.facility_ids)]
    if not projects:
        return ""
    money = budget((one, cost_of(one, scenario.facilities, settings.cost_quotas)) for one in projects)
    if money.is_known:
        text = t("leader.cost", lang, projects=len(projects), total=f"{money.total:,.1f}")
        text += t("leader.cost_unknown", lang, count=len(money.unknown)) if money.unknown else ""
    else:
        text = t("leader.cost_none", lang, projects=len(projects))
    outside = len(ids.difference(*(one.facility_ids for one in projects)))
    text += t("leader.cost_outside", lang, count=outside) if outside else ""
    return t("leader.sentence", lang, text=text)


def _worst(shown: ScenarioResult, lang: Lang) -> tuple[tuple[LeaderTownship, ...], str]:
    """Townships that lack most, and what they lack of all; what it says where there are none."""
    units = shown.assessment.units
    order = townships_short_of_area(shown.assessment, MOST_WORST)
    if not len(order):
        said = t("sheet.all_reach" if is_area_known(shown.assessment) else "map.no_data", lang)
        return (), of_county(said, shown.assessment.county, lang)
    rows = []
    for row in order:
        people, area, gap = (
            fixed(column.in_table(float(column.values(shown.assessment)[row])), column.decimals)
            for column in (township_column(key) for key in ("population", "area_per_resident", "area_gap"))
        )
        rows.append(LeaderTownship(int(row), clean_text(str(units.names[row])), people, area, gap))
    unknown = int((~np.isfinite(units.shelter_area_gap_m2)).sum())
    gaps = np.maximum(np.nan_to_num(units.shelter_area_gap_m2, nan=0.0), 0.0)
    total, these = float(gaps.sum()), float(gaps[order].sum())
    word = townships_word(shown.assessment.county.is_by_units, lang)
    note = t(
        "leader.worst_note",
        lang,
        units=word,
        count=len(rows),
        gap=f"{fixed(these)} {unit_name('m2', lang)}",
        share=fixed(these / total * 100),
        all=int((gaps > 0).sum()),
    )
    if unknown:
        note += t("leader.worst_unknown", lang, count=unknown, units=word)
    return tuple(rows), note


def _notes(
    context: ReportContext, shown: ScenarioResult, chosen: Sequence[Finding], lang: Lang
) -> tuple[str, ...]:
    """What the figures rest on and what the data do not know."""
    notes = [score_text(shown.findings, lang)]
    population = shown.assessment.county.population_persons
    if population is not None:
        county = shown.assessment.county
        note = t("leader.note_people", lang, persons=fixed(population))
        notes.append(of_county(note, county, lang))
    shelters = [item for item in shown.assessment.facilities if isinstance(item, Shelter)]
    results = [
        shown.assessment.shelters[item.id] for item in shelters if item.id in shown.assessment.shelters
    ]
    estimated = sum(result.is_estimated for result in results)
    unknown = sum(result.effective_area_m2 is None for result in results)
    if estimated or unknown:
        notes.append(t("leader.note_areas", lang, count=len(results), estimated=estimated, unknown=unknown))
    notes += _cautions(chosen, lang)
    remarks = data_remarks(context.project)
    if remarks:
        notes.append(t("leader.note_data", lang, count=len(remarks)))
    no_data = [
        finding.name(lang)
        for finding in shown.findings
        if finding.verdict == Verdict.NO_DATA and not is_to_fill(finding)
    ]
    if no_data:
        notes.append(t("leader.note_no_data", lang, count=len(no_data)))
    notes.append(t("leader.note_source", lang, rules=context.rules.names[lang]))
    return tuple(text[:1].upper() + text[1:] for text in map(clean_text, notes) if text)


def remarks_in_one(page: LeaderPage, lang: Lang) -> str:
    """What the figures rest on, a sentence for each remark: remarks have semicolons of their own."""
    notes = t("leader.note_separator", lang).join(note.rstrip("。.") for note in page.notes)
    return t("leader.sentence", lang, text=notes)


def _cautions(chosen: Sequence[Finding], lang: Lang) -> list[str]:
    """Remarks that must stand beside the figures; what holds for several stands once, with their names."""
    names: dict[str, list[str]] = {}
    for finding in chosen:
        for caution in caution_notes(finding.figure, lang):
            names.setdefault(caution, []).append(finding.name(lang))
    comma = t("leader.name_separator", lang)
    together: dict[str, list[str]] = {}
    for caution, named in names.items():
        together.setdefault(comma.join((*named[:1], *map(inside, named[1:]))), []).append(caution)
    return [
        t("leader.note_caution", lang, name=name, caution=joined_notes(cautions, lang))
        for name, cautions in together.items()
    ]


def build_words(build: LeaderBuild, lang: Lang) -> str:
    """What is built of a family, with the word by which such things are counted, and how large it is."""
    key = f"leader.count.{build.family}"
    family = t(f"family.{build.family}.{'one' if build.count == 1 else 'plural'}", lang)
    built = t(key if has_text(key) else "leader.count.other", lang, family=inside(family), count=build.count)
    return t("leader.with_size", lang, built=built, size=build.size) if build.size else built
