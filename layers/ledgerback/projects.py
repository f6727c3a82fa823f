"""A table of key projects held against the ledger: what is new, what would change, what cannot be read.

It is the sheet that the workbook writes, or any table whose heads are known. Projects are told by their
names. What a table has no column for, or leaves empty, stays as it is; a row with a cell that cannot be
read is left alone as a whole. Projects that it does not list stay.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from msgspec.structs import asdict
from openpyxl.utils import get_column_letter

from layers.ledgerback.knowntable import KnownTable, read_known, spellings
from layers.recognition.cells import heading_unit, is_missing, number, plain
from models.facilities.facility import Facility
from models.facilities.keyproject import FUNDS, KeyProject
from models.facilities.spread import spread_of
from models.kernel.errors import HavenError
from models.kernel.schema import Table as Schema
from models.kernel.schema import Text, load
from models.kernel.text import LANGUAGES, Lang, t
from models.plans.pasting import plain_text
from models.programme.ledger import (
    COLUMNS,
    FACILITIES,
    SPECS,
    LineError,
    column_title,
    facilities_text,
    facilities_words,
    named_facilities,
    typed_value,
)

YEARS = "years"
"""A column that holds the first and the last year together."""

YEAR = "year."
"""What keys of columns of one year's money begin with; the year follows."""

_TELLING = {"start_year", YEARS, "cost_10k", *(f"fund_{source}" for source in FUNDS)}
MONEY = "yuan_10k"
_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")
_OF_A_YEAR = re.compile(
    r"分?年度?|计划|安排|拟?完成|投资额?|资金|money|spent|in|cost|investment|[\s_/·:：-]", re.IGNORECASE
)
"""Words that the head of a year's money may have besides the year."""
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_ONE_YEAR = re.compile(r"((?:19|20|21)\d\d)(?:年.*|[-./]\d{1,2}(?:[-./]\d{1,2})?)?")
_WITHOUT_YUAN = re.compile(r".*\d\s*[万亿]")


class _Columns(Schema):
    project_name: tuple[Text, ...]
    state: tuple[Text, ...]
    facilities: tuple[Text, ...]
    start_year: tuple[Text, ...]
    finish_year: tuple[Text, ...]
    years: tuple[Text, ...]
    cost_10k: tuple[Text, ...]
    fund_central: tuple[Text, ...]
    fund_provincial: tuple[Text, ...]
    fund_city: tuple[Text, ...]
    fund_county: tuple[Text, ...]
    fund_other: tuple[Text, ...]
    money_by_year: tuple[Text, ...]
    office: tuple[Text, ...]
    document: tuple[Text, ...]
    remark: tuple[Text, ...]


class ProjectColumnsTable(Schema):
    """``import/keyprojects.toml``."""

    version: int
    columns: _Columns


@dataclass(frozen=True)
class ProjectChange:
    """A project that a table adds (``before`` is ``None``) or changes."""

    row: int
    before: KeyProject | None
    after: KeyProject

    @property
    def kind(self) -> str:
        """``new`` or ``changed``."""
        return "new" if self.before is None else "changed"

    @property
    def fields(self) -> tuple[str, ...]:
        """Columns whose values differ."""
        old = self.before or KeyProject()
        return tuple(key for key in COLUMNS if _held(old, key) != _held(self.after, key))


@dataclass(frozen=True)
class ProjectTrouble:
    """A cell for which a row is left alone: where it stands, its head, what it says, and why in words.

    Row and place of its column count from 1; ``at`` is what a spreadsheet calls it.
    """

    row: int
    place: int
    at: str
    column: str
    said: str
    why: str


ProjectsTable = KnownTable
"""A table of key projects as the file has it, its columns told apart."""


@dataclass(frozen=True)
class ProjectsPlan:
    """What would happen, before anything does; ``same`` counts rows that the ledger holds already."""

    changes: tuple[ProjectChange, ...]
    same: int
    troubles: tuple[ProjectTrouble, ...]

    def count(self, kind: str) -> int:
        """Changes of one kind."""
        return sum(change.kind == kind for change in self.changes)

    @property
    def refused(self) -> int:
        """Rows that are left alone."""
        return len({trouble.row for trouble in self.troubles})


def _held(project: KeyProject, key: str) -> Any:
    return getattr(project, "facility_ids" if key == FACILITIES else key)


# -- reading -------------------------------------------------------------------------------------------------
@cache
def _aliases() -> Mapping[str, tuple[str, ...]]:
    """Spellings of each column; those that the program writes come first."""
    read: Mapping[str, tuple[str, ...]] = asdict(
        load(ProjectColumnsTable, "import", "keyprojects.toml").columns
    )
    return {
        key: spellings([t(f"keyproject.field.{key}", lang) for lang in LANGUAGES if key != YEARS], words)
        for key, words in read.items()
    }


def holds_projects(path: Path, *, own_only: bool = False) -> bool:
    """Whether a file holds a table of key projects; HavenError where it cannot be read at all."""
    try:
        read_projects(path, own_only=own_only)
    except HavenError as error:
        if error.key != "projects_no_table":
            raise
        return False
    return True


def read_projects(path: Path, *, own_only: bool = False) -> ProjectsTable:
    """Read a table of key projects: a text table, or the sheet of a workbook that holds one.

    Parameters
    ----------
    own_only
        Look at the sheet that the program writes alone.

    Raises
    ------
    HavenError
        ``projects_no_table`` where no table has the heads of one; ``file_missing`` and all that a table may
        be refused for.
    """
    own = {t("workbook.sheet.projects", lang) for lang in LANGUAGES}
    found = read_known(Path(path), _aliases(), _told_apart, own, own_only=own_only)
    if found is None:
        raise HavenError("projects_no_table", file=Path(path).name)
    return found


def _told_apart(names: Sequence[str], heads: dict[str, str]) -> bool:
    for name in names:
        if (year := _year_of(name)) and name not in heads.values():
            heads.setdefault(f"{YEAR}{year}", name)
    # Lists of facilities have names, states and years of building too; only projects cost or begin.
    return "project_name" in heads and bool(heads.keys() & _TELLING)


def _year_of(head: str) -> str:
    """Year whose money a column holds by its head; empty if it is no such column."""
    bare = _BRACKETS.sub("", head).replace("万元", "")
    years = _YEAR.findall(bare)
    return years[0] if len(years) == 1 and not _OF_A_YEAR.sub("", bare.replace(years[0], "")) else ""


# -- holding against the ledger ------------------------------------------------------------------------------
def compare_projects(
    table: ProjectsTable, before: Sequence[KeyProject], facilities: Mapping[str, Facility], lang: Lang
) -> ProjectsPlan:
    """Hold a table against the ledger.

    Parameters
    ----------
    facilities
        Those of the scenario, by id: projects name them.
    """
    changes: list[ProjectChange] = []
    troubles: list[ProjectTrouble] = []
    seen: dict[str, int] = {}
    waiting = list(before)
    same = 0
    for row, cells in table.rows:
        name = plain(cells["project_name"])
        old = next(
            (one for one in waiting if plain_text(one.project_name) == plain_text(name) and name), None
        )
        reader = _Reader(table, row, facilities, lang)
        if is_missing(name) or name in {t("keyproject.unnamed", one) for one in LANGUAGES}:
            reader.refuse("project_name", name, t("keyproject.back.no_name", lang))
        elif old is None and plain_text(name) in seen:
            reader.refuse("project_name", name, t("keyproject.back.again", lang, row=seen[plain_text(name)]))
        after = reader.read(old or KeyProject(), cells)
        if reader.troubles:
            troubles += sorted(reader.troubles, key=lambda one: one.place)
            continue
        seen.setdefault(plain_text(name), row)
        if old is not None:
            waiting.remove(old)
        if after == old:
            same += 1
        else:
            changes.append(ProjectChange(row, old, after))
    return ProjectsPlan(tuple(changes), same, tuple(troubles))


class _Reader:
    """Reads the cells of one row."""

    def __init__(
        self, table: ProjectsTable, row: int, facilities: Mapping[str, Facility], lang: Lang
    ) -> None:
        self._table, self._row, self._facilities, self._lang = table, row, facilities, lang
        self.troubles: list[ProjectTrouble] = []

    def refuse(self, key: str, said: str, why: str) -> None:
        """Leave the row alone for one of its cells."""
        head, place = self._table.heads.get(key) or (t(f"keyproject.field.{key}", self._lang), 0)
        at = f"{get_column_letter(place)}{self._row}" if place else str(self._row)
        self.troubles.append(ProjectTrouble(self._row, place, at, head, said, why))

    def read(self, old: KeyProject, cells: Mapping[str, Any]) -> KeyProject:
        """The project as it is after the row."""
        values: dict[str, Any] = {}
        years: dict[bool, dict[int, float]] = {}
        for key, cell in cells.items():
            said = plain(cell)
            if is_missing(said) or said == t("verdict.nodata", "zh") or said == t("verdict.nodata", "en"):
                continue
            try:
                if key.startswith(YEAR):
                    is_share = said.endswith(("%", "％"))
                    part = self._share(key, said) if is_share else self._money(key, said, cell)
                    years.setdefault(is_share, {})[int(key.removeprefix(YEAR))] = part
                else:
                    values |= self._values(key, said, cell, old)
            except LineError as fault:
                self.refuse(key, said, str(fault))
        if len(years) > 1:
            key = next(one for one in cells if one.startswith(YEAR))
            self.refuse(key, plain(cells[key]), t("keyproject.fault.spread_mixed", self._lang))
        for is_share, parts in years.items():
            values["money_by_year"] = spread_of(parts, is_share=is_share).text
        new = replace(old, **values)
        if new.fault and not self.troubles:
            typed = {"funds": ("cost_10k",), "year": ("finish_year",), "backwards": ("finish_year",)}
            wanted = typed.get(new.fault) or (
                "money_by_year",
                *(one for one in cells if one.startswith(YEAR)),
            )
            known = (one for one in wanted if one in self._table.heads)
            column = key = next(known, next(iter(self._table.heads)))
            self.refuse(column, plain(cells.get(key)), t(f"keyproject.fault.{new.fault}", self._lang))
        return new

    def _values(self, key: str, said: str, cell: Any, old: KeyProject) -> dict[str, Any]:
        if key == FACILITIES:
            return self._facilities_of(said, old)
        if key == YEARS:
            found = [int(year) for year in _YEAR.findall(said)]
            if not 1 <= len(found) <= 2:
                raise LineError(t("keyproject.back.bad_years", self._lang, said=said))
            return {"start_year": found[0], "finish_year": found[-1]}
        spec = SPECS[key]
        if spec.kind == "number":
            return {key: typed_value(spec, repr(self._money(key, said, cell)), self._lang)}
        if spec.kind == "integer" and (year := _ONE_YEAR.fullmatch(said)) is not None:
            said = year.group(1)
        return {key: typed_value(spec, said, self._lang)}

    def _share(self, key: str, said: str) -> float:
        """Per cent of the cost."""
        found = number(said.rstrip("%％"))
        if found is None or not found >= 0:
            title = self._table.heads[key][0]
            raise LineError(t("keyproject.bad_value", self._lang, title=title, said=said))
        return found

    def _money(self, key: str, said: str, cell: Any) -> float:
        """10,000 yuan; the cell's own unit comes before that of the head, and that before the table's."""
        head = self._table.heads[key][0]
        title = head if key.startswith(YEAR) else column_title(key, self._lang)
        told = f"{said}元" if _WITHOUT_YUAN.fullmatch(said) else cell
        bare = number(told)
        if bare is None or bare != bare:  # the cell names a unit, or is none
            found = number(told, MONEY)
            if found is None or found != found:
                raise LineError(t("keyproject.bad_value", self._lang, title=title, said=said))
            return found
        factor = heading_unit(head, MONEY)
        if factor is None:
            stated = self._table.units.get(MONEY, "")
            factor = heading_unit(f"x({stated})", MONEY) if stated else None
        if factor is None:
            raise LineError(t("keyproject.back.no_unit", self._lang, title=head))
        return round(bare * factor, 6)

    def _facilities_of(self, said: str, old: KeyProject) -> dict[str, Any]:
        """Ids of those named; nothing where the cell is as a document lists those of the project."""
        listed = {facilities_text(old, self._facilities)}
        for lang in LANGUAGES:
            words = facilities_words(old, self._facilities, lang)
            listed |= {t("cli.list_separator", lang).join(words), "、".join(words), ", ".join(words)}
        if plain_text(said) in {plain_text(plain(one)) for one in listed}:
            return {}
        return {"facility_ids": named_facilities(said, self._facilities, self._lang)}


# -- taking over, and words ----------------------------------------------------------------------------------
def taken_over(
    before: Sequence[KeyProject], changes: Sequence[ProjectChange], rows: Collection[int] | None = None
) -> tuple[KeyProject, ...]:
    """The ledger after some changes, those of some rows alone if wanted; new projects come last."""
    chosen = [change for change in changes if rows is None or change.row in rows]
    by_id = {change.before.id: change.after for change in chosen if change.before is not None}
    added = (change.after for change in chosen if change.before is None)
    return (*(by_id.get(one.id, one) for one in before), *added)


def change_text(change: ProjectChange, facilities: Mapping[str, Facility], lang: Lang) -> str:
    """What a change does, column by column."""
    old = change.before or KeyProject()
    blank = t("ledgerback.said.blank", lang)

    def said(project: KeyProject, key: str) -> str:
        if key == FACILITIES:
            return facilities_text(project, facilities) or blank
        value, spec = getattr(project, key), SPECS[key]
        if value is None or value == "":
            return blank
        if spec.kind == "choice":
            return t(f"choice.{spec.choices}.{value}", lang)
        return f"{value:,.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)

    parts = [
        t(
            "keyproject.back.value",
            lang,
            title=column_title(key, lang),
            old=said(old, key),
            new=said(change.after, key),
        )
        for key in change.fields
        if key != "project_name" or change.before is not None
    ]
    return t("cli.list_separator", lang).join(parts) or "–"


def plan_text(table: ProjectsTable, plan: ProjectsPlan, lang: Lang) -> str:
    """How many rows are new, changed, the same and left alone."""
    counts = {"new": plan.count("new"), "changed": plan.count("changed"), "same": plan.same}
    return t("keyproject.back.counts", lang, file=table.name, refused=plan.refused, **counts)
