"""Profiles out of their files (``resources/plans``), with every fault told by file and row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.findings import OPERATORS
from models.planrows import Profile, Row, RowTarget
from models.registers import Register
from models.schema import DataFileError, both_languages, only_known, required_number, required_text
from models.sources import NO_SOURCE, Source, source_of
from models.text import has_text

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
