"""Cells pasted into a ledger, or replaced in it: what each would change, and what cannot be read and why."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from layers.formats.heading import unclear_unit
from layers.ledgerback.cells import Unreadable, read_cell
from layers.ledgerback.file import Cell
from layers.recognition.cells import number, unit_base, written_unit
from layers.recognition.recognise import match_fields
from models.county.layer import FACILITY_ROLES
from models.facilities.facility import Facility, Family, FieldSpec
from models.facilities.ledgersheet import plain_form
from models.kernel.text import Lang, t

NAME = "name"


@dataclass(frozen=True)
class CellChange:
    """One cell that would have another value; ``doubt`` says why somebody should look at it first."""

    row: int
    column: int
    facility: Facility
    spec: FieldSpec
    old: Any
    new: Any
    doubt: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What it changes."""
        return self.facility.id, self.spec.name


@dataclass(frozen=True)
class CellTrouble:
    """One cell, row or column of what was pasted that changes nothing; row and column as pasted, from 1."""

    row: int
    column: int
    text: str
    why: str


@dataclass(frozen=True)
class CellPlan:
    """What would happen, before anything does; ``same`` counts cells that hold the value already."""

    changes: tuple[CellChange, ...] = ()
    troubles: tuple[CellTrouble, ...] = ()
    same: int = 0


@dataclass(frozen=True)
class PasteColumn:
    """A column of the table that is pasted into; without ``spec`` it is computed."""

    title: str
    spec: FieldSpec | None


Doubt = Callable[[FieldSpec, Any], str]


def cells_of(text: str) -> list[list[str]]:
    """Rows of cells as a spreadsheet puts them on the clipboard."""
    rows = list(csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter="\t"))
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


class _Plan:
    """Collects what cells would change; the last word about a cell stands."""

    def __init__(self, doubt: Doubt, lang: Lang) -> None:
        self._doubt, self._lang = doubt, lang
        self._changes: dict[tuple[str, str], CellChange] = {}
        self._troubles: list[CellTrouble] = []
        self._same = 0

    def trouble(self, row: int, column: int, cell: str, why: str, /, **values: object) -> None:
        told = t(f"ledgerback.trouble.{why}", self._lang, **values)
        self._troubles.append(CellTrouble(row, column, cell, told))

    def put(self, row: int, column: int, facility: Facility, spec: FieldSpec, text: str) -> None:
        plain = text.strip()
        try:
            value = read_cell(Cell(plain or None, ""), spec)
        except Unreadable as fault:
            field = t(f"field.{spec.name}", self._lang)
            self.trouble(row, column, plain, fault.why, **{"field": field, **fault.values})
            return
        old = getattr(facility, spec.name)
        if value == old:
            self._same += 1
            return
        change = CellChange(row, column, facility, spec, old, value, self._doubt(spec, value))
        self._changes[change.key] = change

    def made(self) -> CellPlan:
        return CellPlan(tuple(self._changes.values()), tuple(self._troubles), self._same)


def pasted(
    text: str,
    family: Family,
    columns: Sequence[PasteColumn],
    facilities: Sequence[Facility],
    at: tuple[int, int],
    lang: Lang,
    doubt: Doubt,
) -> CellPlan:
    """What pasting would change.

    A first row of heads says which columns are meant, and a column of names among them which rows; else the
    cells go where the keyboard is, as they do in a spreadsheet.

    Parameters
    ----------
    facilities
        Those of the table, in the order shown.
    at
        Row and column of the cell that has the keyboard.
    doubt
        Why a value should be looked at before it is taken; empty if there is no need.
    """
    rows = cells_of(text)
    if not rows:
        return CellPlan()
    plan = _Plan(doubt, lang)
    heads = _heads(rows[0], family, columns) if len(rows) > 1 else None
    if heads is None:
        targets = {column: _Target(at[1] + column) for column in range(max(map(len, rows)))}
        for line, row in enumerate(rows):
            facility = facilities[at[0] + line] if at[0] + line < len(facilities) else None
            _put_row(plan, line, row, targets, columns, facility)
        return plan.made()
    for column, head in enumerate(rows[0]):
        if head.strip() and column not in heads:
            plan.trouble(1, column + 1, head.strip(), "unit" if unclear_unit(head) else "no_column")
    name_at = next((at for at, to in heads.items() if _is_name(columns[to.column])), None)
    by_name = _by_name(facilities)
    for line, row in enumerate(rows[1:], 1):
        if name_at is None:
            position = at[0] + line - 1
            facility = facilities[position] if position < len(facilities) else None
            _put_row(plan, line, row, heads, columns, facility)
            continue
        name = row[name_at].strip() if name_at < len(row) else ""
        found = by_name.get(plain_form(name), [])
        if len(found) == 1:
            others = {at: to for at, to in heads.items() if at != name_at}
            _put_row(plan, line, row, others, columns, found[0])
        else:
            plan.trouble(line + 1, name_at + 1, name, "several_named" if found else "none_named")
    return plan.made()


def _put_row(
    plan: _Plan,
    line: int,
    row: Sequence[str],
    targets: Mapping[int, _Target],
    columns: Sequence[PasteColumn],
    facility: Facility | None,
) -> None:
    if facility is None:
        plan.trouble(line + 1, 1, row[0] if row else "", "no_row")
        return
    for column, text in enumerate(row):
        to = targets.get(column)
        if to is None:
            continue
        if to.column >= len(columns):
            plan.trouble(line + 1, column + 1, text, "no_column")
            continue
        spec = columns[to.column].spec
        if spec is not None:
            plan.put(line + 1, column + 1, facility, spec, to.with_unit(text))
        elif text.strip():
            plan.trouble(line + 1, column + 1, text, "computed")


@dataclass(frozen=True)
class _Target:
    """Column that pasted cells go to, and the unit that their head names where it is another."""

    column: int
    unit: str = ""

    def with_unit(self, text: str) -> str:
        """The cell with its unit, unless it names its own."""
        found = number(text) if self.unit else None
        return f"{found!r}{self.unit}" if found is not None and math.isfinite(found) else text


def _heads(row: Sequence[str], family: Family, columns: Sequence[PasteColumn]) -> dict[int, _Target] | None:
    """Columns that a first row names; ``None`` if it is no row of heads."""
    exact: dict[str, int] = {}
    by_field: dict[str, int] = {}
    for position, column in reversed(list(enumerate(columns))):
        exact[plain_form(column.title)] = position
        if column.spec is not None:
            by_field[column.spec.name] = position
    heads = [plain_form(cell) for cell in row]
    found = {at: _Target(exact[head]) for at, head in enumerate(heads) if head in exact}
    # What is not written as in the table is known by the words that files use.
    others = [head for at, head in enumerate(heads) if head and at not in found]
    role = next(role for role, of in FACILITY_ROLES.items() if of == family)
    for field, head in match_fields(others, role).items():
        at = by_field.get(field)
        spec = columns[at].spec if at is not None else None
        if at is None or spec is None or at in {one.column for one in found.values()}:
            continue
        unit = written_unit(head)
        if spec.unit in ("m2", "persons") and (unclear_unit(head) or (unit and unit_base(unit) != spec.unit)):
            continue
        found[heads.index(head)] = _Target(at, unit if spec.unit else "")
    spoken = sum(map(bool, heads))
    return found if found and 2 * len(found) >= spoken else None


def _is_name(column: PasteColumn) -> bool:
    return column.spec is not None and column.spec.name == NAME


def _by_name(facilities: Iterable[Facility]) -> dict[str, list[Facility]]:
    found: dict[str, list[Facility]] = {}
    for facility in facilities:
        found.setdefault(plain_form(facility.name), []).append(facility)
    return found


def replaced(
    find: str,
    by: str,
    columns: Sequence[tuple[FieldSpec, Sequence[str]]],
    facilities: Sequence[Facility],
    lang: Lang,
    doubt: Doubt,
) -> CellPlan:
    """What replacing a piece of text would change.

    Parameters
    ----------
    columns
        Fields with the text of each facility's cell as it is read.
    """
    plan = _Plan(doubt, lang)
    for column, (spec, texts) in enumerate(columns, 1):
        for row, (facility, text) in enumerate(zip(facilities, texts, strict=True), 1):
            if find in text:
                plan.put(row, column, facility, spec, text.replace(find, by))
    return plan.made()


def edited(changes: Iterable[CellChange], facilities: Mapping[str, Facility]) -> list[Facility]:
    """Facilities as they are after some changes; those that are gone meanwhile are left out."""
    values: dict[str, dict[str, Any]] = {}
    for change in changes:
        values.setdefault(change.facility.id, {})[change.spec.name] = change.new
    return [replace(facilities[key], **fields) for key, fields in values.items() if key in facilities]
