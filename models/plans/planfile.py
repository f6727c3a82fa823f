"""Profiles out of their files (``resources/plans``), with every fault told by file and row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from models.facilities.registers import Register, RegisterTable
from models.findings.figures import figure_specs
from models.findings.sources import NO_SOURCE, Source, source_of
from models.kernel.schema import DataFileError, Number, Table, Text, Words, checked, unknown
from models.kernel.text import has_text
from models.plans.planrows import Profile, Row, RowTarget
from models.rules.rules import load_rules, ruleset_ids


class _TargetTable(Table):
    operator: Literal[">=", "<=", ">", "<", "="]
    value: Number | None = None
    rule: str = ""
    factor: Number = 1.0
    baseline: Literal[True] | None = None


class _RowTable(Table):
    id: Text
    names: Words
    family: str = ""
    kind: Literal["computed", "register", "typed", "summary"] = "computed"
    figure: str = ""
    register: RegisterTable | None = None
    unit: str = ""
    target: _TargetTable | None = None
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


def parse_profile(table: Mapping[str, Any], file: str) -> Profile:
    """Check and take over the parsed table of a profile's file; ``file`` is only for messages."""
    found = checked(table, _ProfileTable, file, "the profile")
    plan = found.plan.as_mapping()
    source = source_of(
        f"{plan['zh']}（{found.number}）" if found.number else plan["zh"], {plan["zh"]: plan["en"]}
    )
    rows = _rows(found.row, file, source, plan)
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
    )


def parse_rows(table: Mapping[str, Any], file: str) -> tuple[Row, ...]:
    """Check and take over rows (``row``) that stand in no plan; ``file`` is only for messages."""
    entries = checked(table, _RowsTable, file, "the file").row
    return tuple(_rows(entries, file, NO_SOURCE, {"zh": "", "en": ""}).values())


def _rows(entries: Sequence[_RowTable], file: str, source: Source, plan: Mapping[str, str]) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for entry in entries:
        if entry.id in rows:
            raise DataFileError(file, f"row {entry.id!r} stands twice")
        rows[entry.id] = _row(entry, file, source, plan)
    return rows


def _row(entry: _RowTable, file: str, plan_source: Source, plan: Mapping[str, str]) -> Row:
    where = f"row {entry.id!r}"
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
    source = NO_SOURCE if target is not None and target.rule else plan_source
    if entry.source:
        source = source_of(entry.source, {plan["zh"]: plan["en"]})
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
        note=entry.note.as_mapping() if entry.note is not None else None,
    )


def _check_figure(entry: _RowTable, file: str, where: str) -> None:
    spec = figure_specs().get(entry.figure)
    if spec is None:
        raise DataFileError(file, f"{where}: {unknown('figure', entry.figure, figure_specs())}")
    # A number typed in takes the figure's place, so it is held against the same target.
    if entry.unit and entry.unit != spec.unit:
        raise DataFileError(file, f"{where}: figure {spec.id!r} is in {spec.unit!r}, not in {entry.unit!r}")


def _target(table: _TargetTable, year: int | None, file: str, where: str) -> RowTarget:
    if (table.value is not None) + bool(table.rule) + (table.baseline is not None) != 1:
        raise DataFileError(file, f"{where}: a target has one of value, rule or baseline")
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
        is_baseline=table.baseline is not None,
        year=year,
    )
