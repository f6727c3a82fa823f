"""Plan profiles: the rows a published plan asks for, and the verdict of a county on each.

A profile is data (``resources/plans``). Its rows name a computed figure, count something in the registers of
facilities, or wait for a value that the planner types in. The rows that every county wants
(``resources/plans/core.toml``) follow the plan's own in each profile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, Protocol

from models.assessment import Assessment
from models.counting import Inventory, register_figure
from models.errors import HavenError
from models.findings import OPERATORS, Figure, Finding, Milestone, Target, Verdict
from models.fire_results import released_figures
from models.ledger import dated_figures
from models.project import CustomProfile, Indicator, OwnTarget, Settings
from models.registers import Register
from models.resources import load_toml, toml_names
from models.rules import Rules
from models.schema import DataFileError, both_languages, only_known, required_number, required_text
from models.siting_figures import siting_figures
from models.sources import NO_SOURCE, Source, source_of
from models.supply_figures import supply_figures
from models.text import Lang, has_text

CORE = "core"
KINDS = ("computed", "register", "typed", "summary")

_ROW_KEYS = {
    "id",
    "names",
    "family",
    "kind",
    "figure",
    "register",
    "unit",
    "target",
    "year",
    "source",
    "missing",
    "typed_without",
    "note",
}


@dataclass(frozen=True)
class RowTarget:
    """What a row asks for: a number of its own, a rule value times ``factor``, or the baseline typed in.

    ``year`` is when it is to be reached, if the plan says.
    """

    operator: str
    value: float | None = None
    rule: str = ""
    factor: float = 1.0
    is_baseline: bool = False
    year: int | None = None

    def resolve(self, rules: Rules, typed_in: Indicator | None) -> Target | None:
        """Target in force; ``None`` while nobody typed in the baseline."""
        if self.is_baseline:
            return Target(self.operator, typed_in.value) if typed_in else None
        return Target(self.operator, rules[self.rule] * self.factor if self.value is None else self.value)


@dataclass(frozen=True)
class Row:
    """One row of a profile.

    Parameters
    ----------
    id
        Identifier that starts with the row's id in the plan, such as ``yanggu.outcomes.deaths``.
    kind
        ``computed``: a figure of the assessment; ``register``: a count over facilities; ``typed``: a value
        that the planner typed in, from the project's indicators; ``summary``: how many of the rows whose id
        begins with this one's reach their target.
    figure
        Figure id of a computed row.
    targets
        What it asks for, by year: none for rows without a number to reach, several where a county set
        milestones.
    target
        The one in force: of several the next to be reached, when the last year is past the last; see
        :meth:`at`.
    source
        Document and clause; of a row whose target is a rule, the rule's own.
    missing
        What a typed row lacks as long as nobody typed it in.
    typed_without
        What a computed row has to lack (text ``missing.<item>``) for a value typed in to take its place.
    """

    id: str
    names: Mapping[str, str]
    family: str
    kind: str = "computed"
    figure: str = ""
    register: Register | None = None
    unit: str = ""
    targets: tuple[RowTarget, ...] = ()
    target: RowTarget | None = None
    source: Source = NO_SOURCE
    missing: tuple[str, ...] = ()
    typed_without: str = ""
    note: Mapping[str, str] | None = None

    @property
    def is_typed(self) -> bool:
        """Whether the planner types a number in for it: its value, or the baseline it is held against."""
        is_value = self.kind == "typed" or bool(self.typed_without)
        return is_value or (self.target is not None and self.target.is_baseline)

    def takes_typed(self, figure: Figure) -> bool:
        """Whether a number typed in would be used, given the row's present figure."""
        if not self.typed_without:
            return self.is_typed
        return figure.id == "typed.value" or self.typed_without in figure.missing

    @property
    def year(self) -> int | None:
        """Year by which the target in force is to be reached, if the plan says."""
        return self.target.year if self.target is not None else None

    def at(self, year: int | None) -> Row:
        """The row as it is held against in a year; without a year against the first target."""
        if len(self.targets) < 2:
            return self
        ahead = [target for target in self.targets if year is None or (target.year or year) >= year]
        chosen = ahead[0] if ahead else self.targets[-1]
        return self if chosen is self.target else replace(self, target=chosen)

    def name(self, lang: Lang) -> str:
        """Name in a language."""
        return self.names[lang]


@dataclass(frozen=True)
class Profile:
    """A plan as rows to check: its own first, as these are what it is held to, then the common ones.

    Parameters
    ----------
    plan
        The plan's own name in both languages; ``number`` its document number, if it is known.
    adcode
        Code of the administrative unit that the plan is for.
    """

    id: str
    names: Mapping[str, str]
    plan: Mapping[str, str]
    adcode: str
    rows: tuple[Row, ...]
    number: str = ""

    def row(self, row_id: str) -> Row:
        """Row by id; KeyError if there is none."""
        for row in self.rows:
            if row.id == row_id:
                return row
        raise KeyError(row_id)

    @property
    def typed_rows(self) -> tuple[Row, ...]:
        """Rows that the planner types a number in for; it is kept under the row's id."""
        return tuple(row for row in self.rows if row.is_typed)

    @property
    def milestone_years(self) -> tuple[int, ...]:
        """Years of the rows that have several targets; empty if none has."""
        rows = (row for row in self.rows if len(row.targets) > 1)
        return tuple(sorted({target.year for row in rows for target in row.targets if target.year}))

    def at(self, year: int | None) -> Profile:
        """The profile as it is held against in a year."""
        return replace(self, rows=tuple(row.at(year) for row in self.rows)) if self.milestone_years else self


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
    added = (
        _with_targets(
            Row(
                id=row.id,
                names={"zh": row.name, "en": row.name},
                family=row.family,
                figure=row.figure,
                unit=row.unit,
            ),
            custom,
            row.targets,
        )
        for row in custom.rows
    )
    changed = (_with_targets(row, custom, custom.targets.get(row.id, ())) for row in base.rows)
    # A report must not pass a county's own targets off as the plan's.
    plan = {"zh": f"{custom.name}（据{base.plan['zh']}）", "en": f"{custom.name} (after {base.plan['en']})"}
    return replace(base, id=custom.id, names=names, plan=plan, rows=(*changed, *added))


def _with_targets(row: Row, custom: CustomProfile, own: Sequence[OwnTarget]) -> Row:
    if not own:
        return row
    targets = tuple(
        RowTarget(one.operator, one.value, year=one.year)
        for one in sorted(own, key=lambda one: (one.year is None, one.year or 0))
    )
    return replace(row, targets=targets, target=targets[0], source=replace(row.source, own_plan=custom.name))


def target_year(settings: Settings, as_of: date | None) -> int | None:
    """Year whose targets are in force: the one chosen, else that of the day."""
    return settings.target_year or (as_of.year if as_of else None)


def parse_profile(table: Mapping[str, Any], file: str) -> Profile:
    """Check and take over the parsed table of a profile's file; ``file`` is only for messages."""
    where = "the profile"
    only_known(table, {"id", "names", "plan", "number", "adcode", "row"}, file, where)
    number = str(table.get("number", ""))
    plan = both_languages(table, "plan", file, where)
    title = f"{plan['zh']}（{number}）" if number else plan["zh"]
    source = source_of(title, {plan["zh"]: plan["en"]})
    rows: dict[str, Row] = {}
    for entry in table.get("row", ()):
        row = _row(entry, file, source, plan)
        if row.id in rows:
            raise DataFileError(file, f"row {row.id!r} stands twice")
        rows[row.id] = row
    if not rows:
        raise DataFileError(file, "the profile has no rows")
    for row_id in (row.id for row in rows.values() if row.kind == "summary"):
        if not any(other.startswith(f"{row_id}.") for other in rows):
            raise DataFileError(file, f"row {row_id!r} sums up no other row")
    return Profile(
        id=required_text(table, "id", file, where),
        names=both_languages(table, "names", file, where),
        plan=plan,
        adcode=str(table.get("adcode", "")),
        rows=tuple(rows.values()),
        number=number,
    )


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
    profile = profile.at(target_year(settings, as_of))
    figures = figures_of(assessment, rules, settings, as_of)
    inventory = Inventory(assessment.county, assessment.facilities)
    findings: dict[str, Finding] = {}
    for row in (row for row in profile.rows if row.kind != "summary"):
        target = row.target.resolve(rules, settings.indicators.get(row.id)) if row.target else None
        figure = _figure_of(row, figures, inventory, settings, target)
        findings[row.id] = _finding(row, figure, target, rules)
    for row in (row for row in profile.rows if row.kind == "summary"):
        target = row.target.resolve(rules, None) if row.target else None
        parts = [finding for key, finding in findings.items() if key.startswith(f"{row.id}.")]
        findings[row.id] = _finding(row, _summary(parts, row.unit), target, rules)
    return tuple(findings[row.id] for row in profile.rows)


def figures_of(
    assessment: Assessment, rules: Rules, settings: Settings, as_of: date | None = None
) -> dict[str, Figure]:
    """Every figure that a row can be made of, by id: of the assessment, of settings and of a day."""
    return {
        **assessment.figures,
        **dated_figures(assessment.facilities, rules, as_of),
        **released_figures(assessment),
        **siting_figures(assessment.county, assessment.facilities, rules, settings.local),
        **supply_figures(assessment, rules, settings, as_of),
    }


def live_findings(findings: Iterable[Finding], step: FigureValues) -> tuple[Finding, ...]:
    """Findings with the figures of a drag step in place of theirs, and verdicts to match.

    Only the values are new: places and inputs stay those of the last full assessment.
    """
    return tuple(
        replace(
            finding,
            figure=replace(finding.figure, value=step.figures[finding.figure.id]),
            verdict=verdict_on(step.figures[finding.figure.id], finding.target),
            milestones=tuple(
                replace(one, verdict=verdict_on(step.figures[finding.figure.id], one.target))
                for one in finding.milestones
            ),
        )
        if finding.figure.id in step.figures and step.figures[finding.figure.id] != finding.figure.value
        else finding
        for finding in findings
    )


def verdict_on(value: float | None, target: Target | None) -> Verdict:
    """Verdict on one value: no data is neither a pass nor a fail."""
    if value is None:
        return Verdict.NO_DATA
    if target is None:
        return Verdict.INFO
    return Verdict.PASS if target.is_met(value) else Verdict.FAIL


def _figure_of(
    row: Row,
    figures: Mapping[str, Figure],
    inventory: Inventory,
    settings: Settings,
    target: Target | None,
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
        return register_figure(f"register.{row.register.measure}", row.register, row.unit, inventory, target)
    return computed or Figure(row.figure, None, row.unit, missing=("figure",))


def _summary(parts: Sequence[Finding], unit: str) -> Figure:
    """Percentage of rows that reach their target; no data as long as one of them has none."""
    met = sum(part.verdict == Verdict.PASS for part in parts)
    known = sum(part.figure.value is not None for part in parts)
    inputs = {"met": met, "total": len(parts), "known": known}
    if known < len(parts):
        return Figure("summary.met", None, unit, inputs, missing=("typed_value",))
    return Figure("summary.met", 100.0 * met / len(parts), unit, inputs)


def _finding(row: Row, figure: Figure, target: Target | None, rules: Rules) -> Finding:
    several = row.targets if len(row.targets) > 1 else ()
    milestones = ((one.year, one.resolve(rules, None)) for one in several)
    return Finding(
        id=row.id,
        names=row.names,
        family=row.family,
        figure=figure,
        target=target,
        verdict=verdict_on(figure.value, target),
        source=_source_of(row, rules),
        year=row.year,
        target_rule=row.target.rule if row.target else "",
        milestones=tuple(
            Milestone(year, asked, verdict_on(figure.value, asked)) for year, asked in milestones if asked
        ),
    )


def _source_of(row: Row, rules: Rules) -> Source:
    if row.target and row.target.rule and not row.source.document:
        return rules.quantity(row.target.rule).as_source
    return row.source


def _not_repeated(core: Sequence[Row], own: Sequence[Row]) -> Iterable[Row]:
    """Common rows without those that the plan asks for itself."""
    for row in core:
        same = [other for other in own if other.kind == "computed" and other.figure == row.figure]
        if not any(row.target is None or other.target is not None for other in same):
            yield row


def _row(entry: Mapping[str, Any], file: str, plan_source: Source, plan: Mapping[str, str]) -> Row:
    row_id = required_text(entry, "id", file, "a row")
    where = f"row {row_id!r}"
    only_known(entry, _ROW_KEYS, file, where)
    kind = entry.get("kind", "computed")
    if kind not in KINDS:
        raise DataFileError(file, f"{where}: unknown kind {kind!r}")
    family = entry.get("family", "")
    if not has_text(f"finding_family.{family}"):
        raise DataFileError(file, f"{where}: unknown family {family!r}")
    unit = entry.get("unit", "")
    if (kind == "computed") != bool(entry.get("figure")):
        raise DataFileError(file, f"{where}: a computed row, and no other, names a figure")
    if (kind == "register") != ("register" in entry):
        raise DataFileError(file, f"{where}: a register row, and no other, says what it counts")
    if (kind != "computed" or "typed_without" in entry) and not has_text(f"unit.{unit}"):
        raise DataFileError(file, f"{where}: unknown unit {unit!r}")
    missing, typed_without = tuple(entry.get("missing", ())), str(entry.get("typed_without", ""))
    if typed_without and kind != "computed":
        raise DataFileError(file, f"{where}: only a computed row can be typed in its place")
    for item in (*missing, typed_without) if typed_without else missing:
        if not has_text(f"missing.{item}"):
            raise DataFileError(file, f"{where}: the text 'missing.{item}' is missing")
    register = Register.from_table(entry["register"], file, where) if "register" in entry else None
    target = _target(entry["target"], entry.get("year"), file, where) if "target" in entry else None
    source = NO_SOURCE if target is not None and target.rule else plan_source
    if "source" in entry:
        source = source_of(entry["source"], {plan["zh"]: plan["en"]})
    return Row(
        id=row_id,
        names=both_languages(entry, "names", file, where),
        family=family,
        kind=kind,
        figure=entry.get("figure", ""),
        register=register,
        unit=unit,
        targets=(target,) if target is not None else (),
        target=target,
        source=source,
        missing=missing,
        typed_without=typed_without,
        note=both_languages(entry, "note", file, where) if "note" in entry else None,
    )


def _target(table: Mapping[str, Any], year: int | None, file: str, where: str) -> RowTarget:
    only_known(table, {"operator", "value", "rule", "factor", "baseline"}, file, f"{where}: target")
    if sum(key in table for key in ("value", "rule", "baseline")) != 1:
        raise DataFileError(file, f"{where}: a target has one of value, rule or baseline")
    operator = table.get("operator")
    if operator not in OPERATORS:
        raise DataFileError(file, f"{where}: unknown operator {operator!r}")
    return RowTarget(
        operator,
        value=required_number(table, "value", file, where) if "value" in table else None,
        rule=str(table.get("rule", "")),
        factor=float(table.get("factor", 1.0)),
        is_baseline="baseline" in table,
        year=year,
    )
