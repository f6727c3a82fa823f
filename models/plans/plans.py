"""Plan profiles: the rows a published plan asks for, and the verdict of a county on each.

A profile is data (``resources/plans``). Its rows name a computed figure, count something in the registers of
facilities, or wait for a value that the planner types in. The rows that every county wants
(``resources/plans/core.toml``) follow the plan's own in each profile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Protocol

from models.assessment.ledger import dated_figures
from models.assessment.screening_figures import siting_figures
from models.assessment.usable_area import with_sites
from models.facilities.facility import Family
from models.facilities.families import FOLDER
from models.findings.findings import (
    Baseline,
    Basis,
    Figure,
    Finding,
    Milestone,
    Reference,
    Target,
    Verdict,
)
from models.findings.lacking import Lacking, known_figures
from models.findings.results import Assessment
from models.findings.sources import Source, source_of
from models.fire.results import released_figures
from models.kernel.errors import HavenError
from models.kernel.resources import load_toml, toml_names
from models.plans.planfile import parse_profile, parse_rows
from models.plans.planrows import Profile, Row, RowTarget
from models.project.scenario import Scenario
from models.project.settings import CustomProfile, OwnRow, OwnTarget, Settings
from models.registers.counting import Inventory, register_figure
from models.rules.rules import Rules
from models.supplies.figures import supply_figures

if TYPE_CHECKING:
    from models.assessment.live import LiveStep

CORE = "core"


class FigureValues(Protocol):
    """Anything that holds new values of figures by id, such as a step of a drag."""

    @property
    def figures(self) -> Mapping[str, float | None]:
        """Values by figure id."""
        ...


def profile_ids() -> tuple[str, ...]:
    """Ids of the profiles that ship, the one of no place in particular first."""
    names = (name.removesuffix(".toml") for name in toml_names("plans"))
    return tuple(sorted(names, key=lambda name: (name != CORE, name)))


def profile_for(county_codes: Iterable[str]) -> str:
    """Id of the plan that was made for a place, or for the city it belongs to; else the common indicators.

    Parameters
    ----------
    county_codes
        GB/T 2260 codes of the place's county-level units, of six digits or more. A county's own plan comes
        before its city's; a city's plan (code ending in 00) is for all its counties.
    """
    codes = {code[:6] for code in county_codes if len(code) >= 6}
    by_adcode = {load_profile(profile_id).adcode: profile_id for profile_id in profile_ids()}
    for wanted in (codes, {f"{code[:4]}00" for code in codes}):
        if len(wanted) == 1 and (found := by_adcode.get(next(iter(wanted)))):
            return found
    return CORE


@cache
def load_profile(profile_id: str) -> Profile:
    """Profile by id: its own rows, then the common ones it does not ask for itself.

    Raises
    ------
    HavenError
        When there is no such profile (``unknown_profile``).
    DataFileError
        When its file is not as it should be.
    """
    if profile_id not in profile_ids():
        raise HavenError("unknown_profile", profile=profile_id, known=", ".join(profile_ids()))
    own = parse_profile(load_toml("plans", f"{profile_id}.toml"), f"plans/{profile_id}.toml")
    if profile_id == CORE:
        return own
    core = parse_profile(load_toml("plans", f"{CORE}.toml"), f"plans/{CORE}.toml")
    return replace(own, rows=(*own.rows, *_not_repeated(core.rows, own.rows)))


@cache
def family_rows(family: Family) -> tuple[Row, ...]:
    """Rows that a family of facilities brings into every plan.

    Raises
    ------
    DataFileError
        The family's file is not as it should be.
    """
    return parse_rows({"row": family.spec.row}, f"{FOLDER}/{family}.toml")


def with_families(profile: Profile, scenarios: Iterable[Scenario]) -> Profile:
    """The plan with the rows of the families that any of the scenarios has, but for what it asks itself."""
    bringing = {family for family in Family if family_rows(family)}
    present = {one.family for scenario in scenarios for one in scenario.facilities.values()} & bringing
    added = [row for family in Family if family in present for row in family_rows(family)]
    return replace(profile, rows=(*profile.rows, *_not_repeated(added, profile.rows))) if added else profile


def profile_of(settings: Settings, profile_id: str | None = None) -> Profile:
    """The plan that a project is held against: one that ships, or the county's copy of one.

    Parameters
    ----------
    profile_id
        Another plan than the one chosen in the settings.

    Raises
    ------
    HavenError
        When there is no such profile (``unknown_profile``).
    """
    wanted = profile_id or settings.profile_id
    custom = settings.custom_profiles.get(wanted)
    if custom is None:
        known = (*profile_ids(), *settings.custom_profiles)
        if wanted not in known:
            raise HavenError("unknown_profile", profile=wanted, known=", ".join(known))
        return load_profile(wanted)
    base = load_profile(custom.base_id)
    names = {"zh": custom.name, "en": custom.name}
    added = (_own_row(row, custom) for row in custom.rows)
    changed = (_with_targets(row, custom, custom.targets.get(row.id, ())) for row in base.rows)
    # A report must not pass a county's own targets off as the plan's.
    plan = {"zh": f"{custom.name}（据{base.plan['zh']}）", "en": f"{custom.name} (after {base.plan['en']})"}
    return replace(base, id=custom.id, names=names, plan=plan, rows=(*changed, *added))


def _own_row(own: OwnRow, custom: CustomProfile) -> Row:
    """A row that the county added; what it names as its document is its source."""
    row = Row(
        id=own.id,
        names={"zh": own.name, "en": own.name},
        family=own.family,
        kind="computed" if own.figure else "typed",
        figure=own.figure,
        unit=own.unit,
        scope={"zh": own.scope, "en": own.scope},
        clause=own.clause,
        baseline=Baseline(own.baseline) if own.baseline is not None else None,
    )
    row = replace(_with_targets(row, custom, own.targets), basis=Basis(own.basis))
    if not own.document:
        return replace(row, source=replace(row.source, own_plan=custom.name))
    return replace(row, source=source_of(own.document).at_clause(own.clause))


def _with_targets(row: Row, custom: CustomProfile, own: Sequence[OwnTarget]) -> Row:
    if not own:
        return row
    targets = tuple(
        RowTarget(one.operator, one.value, year=one.year)
        for one in sorted(own, key=lambda one: (one.year is None, one.year or 0))
    )
    return replace(
        row,
        targets=targets,
        target=targets[0],
        due_year=targets[0].year,
        basis=Basis.STATED,
        reference=None,
        is_soft=False,
        source=replace(row.source, own_plan=custom.name),
    )


def target_year(settings: Settings, as_of: date | None) -> int | None:
    """Year whose targets are in force: the one chosen, else that of the day."""
    return settings.target_year or (as_of.year if as_of else None)


def check(
    assessment: Assessment,
    rules: Rules,
    profile: Profile,
    settings: Settings,
    as_of: date | None = None,
) -> tuple[Finding, ...]:
    """Hold an assessment against every row of a profile.

    Parameters
    ----------
    as_of
        Day that ages of inspections and drills are counted to. Without it rows about age have no data. Of
        several targets of a row its year decides which is in force, unless the settings name another.

    Returns
    -------
    tuple of Finding
        One for each row, in the profile's order; none is left out.
    """
    year = target_year(settings, as_of)
    profile = profile.at(year)
    figures = figures_of(assessment, rules, settings, as_of)
    inventory = Inventory(assessment.county, assessment.facilities)
    findings: dict[str, Finding] = {}
    for row in (row for row in profile.rows if row.kind != "summary"):
        target = row.target.resolve(rules) if row.target else None
        figure = _figure_of(row, figures, inventory, settings, target, assessment.lacking)
        findings[row.id] = _finding(row, figure, target, rules, settings, year)
    for row in (row for row in profile.rows if row.kind == "summary"):
        findings[row.id] = _finding(row, _summary(row, findings), None, rules, settings, year)
    return tuple(findings[row.id] for row in profile.rows)


def figures_of(
    assessment: Assessment, rules: Rules, settings: Settings, as_of: date | None = None
) -> dict[str, Figure]:
    """Every figure that a row can be made of, by id: of the assessment, of settings and of a day."""
    figures = {
        **assessment.figures,
        **dated_figures(assessment.facilities, rules, as_of),
        **released_figures(assessment),
        **siting_figures(assessment.county, assessment.facilities, rules, settings.local),
        **supply_figures(assessment, rules, settings, as_of),
    }
    figures = with_sites(figures)
    return known_figures(figures, assessment.lacking, assessment.county.unread, rules.open)


def live_findings(findings: Iterable[Finding], step: FigureValues) -> tuple[Finding, ...]:
    """Findings with the figures of a drag step in place of theirs, and verdicts to match.

    Only the values are new: places and inputs stay those of the last full assessment.
    """
    return tuple(
        _with_figure(finding, replace(finding.figure, value=step.figures[finding.figure.id]))
        if finding.figure.id in step.figures and step.figures[finding.figure.id] != finding.figure.value
        else finding
        for finding in findings
    )


def live_check(
    findings: Iterable[Finding], step: LiveStep, assessment: Assessment, profile: Profile, settings: Settings
) -> tuple[Finding, ...]:
    """Findings of a plan during a drag: figures, the registers of its own rows, and rows that sum up others.

    Parameters
    ----------
    findings
        Those of the last full assessment, by ``profile`` and ``settings``.
    """
    found = {finding.id: finding for finding in live_findings(findings, step)}
    rows = {row.id: row for row in profile.rows if row.id in found}
    moved = step.facility.family
    lacking = {family: item for family, item in assessment.lacking.items() if family != moved}
    inventory = Inventory(assessment.county, step.counted)
    for row in rows.values():
        if row.register is not None and moved in row.register.families:
            now = found[row.id]
            figure = _figure_of(row, {}, inventory, settings, now.target, lacking)
            found[row.id] = _with_figure(now, figure)
    for row in (row for row in rows.values() if row.kind == "summary"):
        found[row.id] = _with_figure(found[row.id], _summary(row, found))
    return tuple(found.values())


def _with_figure(finding: Finding, figure: Figure) -> Finding:
    reference = finding.reference
    if reference is not None:
        reference = replace(reference, verdict=_verdict(figure, reference.target))
    return replace(
        finding,
        figure=figure,
        verdict=_verdict(figure, finding.target),
        reference=reference,
        milestones=tuple(replace(one, verdict=_verdict(figure, one.target)) for one in finding.milestones),
    )


def verdict_on(value: float | None, target: Target | None, *, is_upper_bound: bool = False) -> Verdict:
    """Verdict on one value: no data is neither a pass nor a fail, and no pass rests on people left out."""
    if value is None:
        return Verdict.NO_DATA
    if target is None:
        return Verdict.INFO
    if is_upper_bound and target.operator in (">=", ">") and target.is_met(value):
        return Verdict.NO_DATA
    return Verdict.PASS if target.is_met(value) else Verdict.FAIL


def _verdict(figure: Figure, target: Target | None) -> Verdict:
    return verdict_on(figure.value, target, is_upper_bound=figure.is_upper_bound)


def _figure_of(
    row: Row,
    figures: Mapping[str, Figure],
    inventory: Inventory,
    settings: Settings,
    target: Target | None,
    lacking: Lacking,
) -> Figure:
    indicator = settings.indicators.get(row.id)
    if row.kind == "typed" and indicator is None:
        return Figure("typed.value", None, row.unit, missing=row.missing or ("typed_value",))
    computed = figures.get(row.figure)
    is_open = bool(row.typed_without) and computed is not None and row.typed_without in computed.missing
    if indicator is not None and (row.kind == "typed" or is_open):
        inputs = {"value": indicator.value, "year": indicator.year, "source": indicator.source}
        return Figure("typed.value", indicator.value, row.unit, inputs)
    if row.register is not None:
        missing = tuple(lacking[family] for family in row.register.families if family in lacking)
        if missing and len(missing) == len(row.register.families):
            return Figure(f"register.{row.register.measure}", None, row.unit, missing=missing)
        counted = "since" if row.register.since is not None else row.register.measure
        return register_figure(f"register.{counted}", row.register, row.unit, inventory, target)
    return computed or Figure(row.figure, None, row.unit, missing=("figure",))


def _summary(row: Row, findings: Mapping[str, Finding]) -> Figure:
    """Percentage of the plan's targets under a row that are met; no data as long as one of them has none."""
    unit = row.unit
    parts = [one for key, one in findings.items() if key.startswith(f"{row.id}.") and one.is_plan_target]
    met = sum(part.verdict == Verdict.PASS for part in parts)
    known = sum(part.figure.value is not None for part in parts)
    inputs = {"met": met, "total": len(parts), "known": known}
    if known < len(parts):
        return Figure("summary.met", None, unit, inputs, missing=("typed_value",))
    return Figure("summary.met", 100.0 * met / len(parts), unit, inputs)


def _finding(
    row: Row, figure: Figure, target: Target | None, rules: Rules, settings: Settings, year: int | None
) -> Finding:
    several = row.targets if len(row.targets) > 1 else ()
    milestones = ((one.year, one.resolve(rules)) for one in several)
    baseline = row.baseline
    if row.has_typed_baseline and (typed := settings.indicators.get(row.id)) is not None:
        baseline = Baseline(typed.value, typed.year)
    return Finding(
        id=row.id,
        names=row.names,
        family=row.family,
        figure=figure,
        target=target,
        verdict=_verdict(figure, target),
        source=_source_of(row, rules),
        year=row.year,
        target_rule=row.target.rule if row.target else "",
        milestones=tuple(Milestone(when, asked, _verdict(figure, asked)) for when, asked in milestones),
        basis=row.basis,
        baseline=baseline,
        reference=_reference(row, figure, rules),
        is_soft=row.is_soft,
        scope=row.scope,
        note=row.note,
        clause=row.clause,
        is_expired=year is not None and row.due_year is not None and row.due_year < year,
    )


def _reference(row: Row, figure: Figure, rules: Rules) -> Reference | None:
    if row.reference is None:
        return None
    asked = row.reference.target
    target = asked.resolve(rules)
    source = rules.quantity(asked.rule).as_source if asked.rule else row.reference.source
    return Reference(row.reference.basis, target, _verdict(figure, target), source)


def _source_of(row: Row, rules: Rules) -> Source:
    if row.target and row.target.rule and not row.source.document:
        return rules.quantity(row.target.rule).as_source
    return row.source


def _not_repeated(core: Sequence[Row], own: Sequence[Row]) -> Iterable[Row]:
    """Common rows without those that the plan asks for itself."""
    for row in core:
        same = [other for other in own if other.kind == "computed" and other.figure == row.figure]
        if not any(row.target is None or other.target is not None or other.reference for other in same):
            yield row
