"""Profiles out of their files (``resources/plans``), with every fault told by file and row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from models.facilities.registers import Register, RegisterTable
from models.findings.figures import figure_specs
from models.findings.findings import Baseline, Basis
from models.findings.sources import NO_SOURCE, Source, source_of
from models.kernel.schema import DataFileError, Number, Table, Text, Words, checked, unknown
from models.kernel.text import has_text
from models.plans.planrows import Profile, Row, RowReference, RowTarget
from models.rules.rules import load_rules, ruleset_ids


class _TargetTable(Table):
    operator: Literal[">=", "<=", ">", "<", "="]
    value: Number | None = None
    rule: str = ""
    factor: Number = 1.0


class _ReferenceTable(_TargetTable, kw_only=True):
    basis: Literal["standard", "practice"]
    source: str = ""


class _BaselineTable(Table):
    value: Number | None = None
    year: int | None = None
    typed: Literal[True] | None = None


class _RowTable(Table):
    id: Text
    names: Words
    basis: Literal["stated", "derived", "qualitative", "baseline", "standard", "practice"]
    family: str = ""
    kind: Literal["computed", "register", "typed", "summary"] = "computed"
    figure: str = ""
    register: RegisterTable | None = None
    unit: str = ""
    target: _TargetTable | None = None
    reference: _ReferenceTable | None = None
    baseline: _BaselineTable | None = None
    soft: Literal[True] | None = None
    scope: Words | None = None
    clause: str = ""
    year: int | None = None
    source: str = ""
    missing: tuple[Text, ...] = ()
    typed_without: str = ""
    note: Words | None = None


class _RowsTable(Table):
    row: list[_RowTable]


class _ProfileTable(Table):
    id: Text
    names: Words
    plan: Words
    row: list[_RowTable]
    number: str = ""
    adcode: str = ""
    status: Literal["issued", "draft", "common"] = "issued"
    issued: str = ""
    period: tuple[int, int] | None = None


def parse_profile(table: Mapping[str, Any], file: str) -> Profile:
    """Check and take over the parsed table of a profile's file; ``file`` is only for messages."""
    found = checked(table, _ProfileTable, file, "the profile")
    plan = found.plan.as_mapping()
    if found.status == "draft" and not ("征求意见稿" in plan["zh"] and "draft" in plan["en"]):
        raise DataFileError(file, "the name of a draft does not say that it is one")
    numbered = f"{plan['zh']}（{found.number}）" if found.number else plan["zh"]
    source = source_of(numbered, {plan["zh"]: plan["en"]})
    rows = _rows(found.row, file, source, plan, found.period)
    if not rows:
        raise DataFileError(file, "the profile has no rows")
    for row_id in (row.id for row in rows.values() if row.kind == "summary"):
        if not any(other.startswith(f"{row_id}.") for other in rows):
            raise DataFileError(file, f"row {row_id!r} sums up no other row")
    return Profile(
        id=found.id,
        names=found.names.as_mapping(),
        plan=plan,
        adcode=found.adcode,
        rows=tuple(rows.values()),
        number=found.number,
        is_draft=found.status == "draft",
        issued=found.issued,
        period=found.period,
    )


def parse_rows(table: Mapping[str, Any], file: str) -> tuple[Row, ...]:
    """Check and take over rows (``row``) that stand in no plan; ``file`` is only for messages."""
    entries = checked(table, _RowsTable, file, "the file").row
    return tuple(_rows(entries, file, NO_SOURCE, {"zh": "", "en": ""}, None).values())


def _rows(
    entries: Sequence[_RowTable],
    file: str,
    source: Source,
    plan: Mapping[str, str],
    period: tuple[int, int] | None,
) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for entry in entries:
        if entry.id in rows:
            raise DataFileError(file, f"row {entry.id!r} stands twice")
        rows[entry.id] = _row(entry, file, source, plan, period)
    return rows


def _row(
    entry: _RowTable,
    file: str,
    plan_source: Source,
    plan: Mapping[str, str],
    period: tuple[int, int] | None,
) -> Row:
    where = f"row {entry.id!r}"
    basis = Basis(entry.basis)
    _check_basis(entry, basis, file, where)
    if not has_text(f"finding_family.{entry.family}"):
        raise DataFileError(file, f"{where}: unknown family {entry.family!r}")
    if (entry.kind == "computed") != bool(entry.figure):
        raise DataFileError(file, f"{where}: a computed row, and no other, names a figure")
    if (entry.kind == "register") != (entry.register is not None):
        raise DataFileError(file, f"{where}: a register row, and no other, says what it counts")
    if (entry.kind != "computed" or entry.typed_without) and not has_text(f"unit.{entry.unit}"):
        raise DataFileError(file, f"{where}: unknown unit {entry.unit!r}")
    if entry.kind == "computed":
        _check_figure(entry, file, where)
    if entry.typed_without and entry.kind != "computed":
        raise DataFileError(file, f"{where}: only a computed row can be typed in its place")
    for item in (*entry.missing, *([entry.typed_without] if entry.typed_without else [])):
        if not has_text(f"missing.{item}"):
            raise DataFileError(file, f"{where}: the text 'missing.{item}' is missing")
    target = _target(entry.target, entry.year, file, where) if entry.target is not None else None
    source = plan_source.at_clause(entry.clause)
    if not basis.is_of_plan:
        source = NO_SOURCE if target is not None and target.rule else source_of("规划实践")
    if entry.source:
        source = source_of(entry.source, {plan["zh"]: plan["en"]})
    end = period[1] if period is not None and basis.is_plans_own and target else None
    base = entry.baseline
    return Row(
        id=entry.id,
        names=entry.names.as_mapping(),
        family=entry.family,
        kind=entry.kind,
        figure=entry.figure,
        register=Register.from_table(entry.register, file, where) if entry.register is not None else None,
        unit=entry.unit,
        targets=(target,) if target is not None else (),
        target=target,
        source=source,
        missing=tuple(entry.missing),
        typed_without=entry.typed_without,
        note=entry.note.as_mapping() if entry.note is not None else {},
        basis=basis,
        baseline=Baseline(base.value, base.year) if base is not None and not base.typed else None,
        has_typed_baseline=base is not None and base.typed is not None,
        reference=_reference(entry.reference, file, where) if entry.reference is not None else None,
        is_soft=entry.soft is not None,
        scope=entry.scope.as_mapping() if entry.scope is not None else {},
        clause=entry.clause,
        due_year=entry.year or end,
    )


def _check_basis(entry: _RowTable, basis: Basis, file: str, where: str) -> None:
    """A plan is never said to ask for what it does not, and every row of it can be looked up."""
    if entry.target is not None and basis in (Basis.QUALITATIVE, Basis.BASELINE):
        raise DataFileError(file, f"{where}: a {basis} row has no target; it may have a reference")
    if entry.reference is not None and not basis.is_of_plan:
        raise DataFileError(file, f"{where}: a {basis} row has a target, not a reference")
    if basis == Basis.BASELINE and entry.baseline is None:
        raise DataFileError(file, f"{where}: the baseline is missing")
    if basis.is_plans_own and entry.target is None and entry.kind != "summary":
        raise DataFileError(file, f"{where}: the target is missing")
    if basis.is_of_plan and not entry.clause and entry.kind != "summary":
        raise DataFileError(file, f"{where}: the clause is missing")
    if basis == Basis.STANDARD and not entry.source and not (entry.target is not None and entry.target.rule):
        raise DataFileError(file, f"{where}: the source is missing")


def _reference(table: _ReferenceTable, file: str, where: str) -> RowReference:
    source = NO_SOURCE if table.rule else source_of(table.source or "规划实践")
    return RowReference(Basis(table.basis), _target(table, None, file, where), source)


def _check_figure(entry: _RowTable, file: str, where: str) -> None:
    spec = figure_specs().get(entry.figure)
    if spec is None:
        raise DataFileError(file, f"{where}: {unknown('figure', entry.figure, figure_specs())}")
    # A number typed in takes the figure's place, so it is held against the same target.
    if entry.unit and entry.unit != spec.unit:
        raise DataFileError(file, f"{where}: figure {spec.id!r} is in {spec.unit!r}, not in {entry.unit!r}")


def _target(table: _TargetTable, year: int | None, file: str, where: str) -> RowTarget:
    if (table.value is not None) + bool(table.rule) != 1:
        raise DataFileError(file, f"{where}: a target has one of value or rule")
    for rules in map(load_rules, ruleset_ids() if table.rule else ()):  # a plan goes with any rule set
        if table.rule not in rules:
            raise DataFileError(
                file, f"{where}: {unknown('rule', table.rule, rules)} (rule set {rules.ruleset_id!r})"
            )
    return RowTarget(
        table.operator,
        value=table.value,
        rule=table.rule,
        factor=table.factor,
        year=year,
    )
