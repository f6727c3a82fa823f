"""A table of inspections, drills and renewals held against the yearly ledger.

It is the sheet that the program writes, or any table whose heads are known. A row that the ledger has with
the same words is there already; one with a cell that cannot be read is left alone as a whole. Nothing is
changed and nothing deleted: what comes later is another entry.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from msgspec.structs import asdict
from openpyxl.utils import get_column_letter

from layers.ledgerback.knowntable import KnownTable, read_known, spellings
from layers.recognition.cells import is_missing, plain
from models.facilities.facility import Facility
from models.facilities.upkeepentry import UpkeepEntry
from models.kernel.errors import HavenError
from models.kernel.schema import Table as Schema
from models.kernel.schema import Text, load
from models.kernel.text import LANGUAGES, Lang, t
from models.plans.pasting import plain_text
from models.upkeep.naming import EntryError, known_name, said_of, typed_day, typed_kind


class _Columns(Schema):
    day: tuple[Text, ...]
    about: tuple[Text, ...]
    kind: tuple[Text, ...]
    who: tuple[Text, ...]
    finding: tuple[Text, ...]
    repaired_on: tuple[Text, ...]


class _Kinds(Schema):
    inspection: tuple[Text, ...]
    drill: tuple[Text, ...]
    maintenance: tuple[Text, ...]
    data: tuple[Text, ...]


class UpkeepColumnsTable(Schema):
    """``import/upkeep.toml``."""

    version: int
    columns: _Columns
    kinds: _Kinds
    nothing: tuple[Text, ...]


@dataclass(frozen=True)
class EntryTrouble:
    """A cell for which a row is left alone: where it stands, its head, what it says, and why in words."""

    row: int
    at: str
    column: str
    said: str
    why: str


@dataclass(frozen=True)
class EntriesPlan:
    """What would happen, before anything does: new entries by their rows, rows that are there already."""

    new: tuple[tuple[int, UpkeepEntry], ...]
    same: int
    troubles: tuple[EntryTrouble, ...]

    @property
    def refused(self) -> int:
        """Rows that are left alone."""
        return len({trouble.row for trouble in self.troubles})


@cache
def _words() -> UpkeepColumnsTable:
    return load(UpkeepColumnsTable, "import", "upkeep.toml")


@cache
def _aliases() -> Mapping[str, tuple[str, ...]]:
    read: Mapping[str, tuple[str, ...]] = asdict(_words().columns)
    return {
        key: spellings([t(f"upkeep.column.{key}", lang) for lang in LANGUAGES], words)
        for key, words in read.items()
    }


def read_entries(path: Path) -> KnownTable:
    """Read a table of entries: a text table, or the sheet of a workbook that holds one.

    Raises
    ------
    HavenError
        ``upkeep_no_table`` where no table has the heads of one; ``file_missing`` and all that a table may be
        refused for.
    """
    own = {t("workbook.sheet.upkeep_entries", lang) for lang in LANGUAGES}
    found = read_known(Path(path), _aliases(), lambda _, heads: {"day", "about"} <= heads.keys(), own)
    if found is None:
        raise HavenError("upkeep_no_table", file=Path(path).name)
    return found


def compare_entries(
    table: KnownTable, before: Collection[UpkeepEntry], facilities: Sequence[Facility], lang: Lang
) -> EntriesPlan:
    """Hold a table against the ledger.

    Parameters
    ----------
    facilities
        Those of the scenario: entries name them.
    """
    subjects = {entry.subject for entry in before if entry.subject}
    there = {said_of(entry) for entry in before}
    new: list[tuple[int, UpkeepEntry]] = []
    troubles: list[EntryTrouble] = []
    same = 0
    for row, cells in table.rows:
        reader = _Reader(table, row, cells, lang)
        made = reader.entry(facilities, subjects)
        if made is None:
            troubles += reader.troubles
        elif said_of(made) in there:
            same += 1
        else:
            there.add(said_of(made))
            new.append((row, made))
    return EntriesPlan(tuple(new), same, tuple(troubles))


class _Reader:
    """Reads the cells of one row."""

    def __init__(self, table: KnownTable, row: int, cells: Mapping[str, Any], lang: Lang) -> None:
        self._table, self._row, self._lang = table, row, lang
        self._cells = {key: _said(cell) for key, cell in cells.items()}
        self.troubles: list[EntryTrouble] = []

    def _refuse(self, key: str, fault: EntryError | str) -> None:
        head, place = self._table.heads.get(key) or (t(f"upkeep.column.{key}", self._lang), 0)
        at = f"{get_column_letter(place)}{self._row}" if place else str(self._row)
        why = t(f"upkeep.fault.{fault}", self._lang)
        self.troubles.append(EntryTrouble(self._row, at, head, self._cells.get(key, ""), why))

    def entry(self, facilities: Sequence[Facility], subjects: Collection[str]) -> UpkeepEntry | None:
        """The entry; ``None`` where a cell cannot be read."""
        cells, values = self._cells, dict[str, Any]()
        finding = cells.get("finding", "")
        if plain_text(finding) in {plain_text(word) for word in _words().nothing}:
            finding = ""
        steps: Mapping[str, Callable[[], Mapping[str, Any]]] = {
            "day": lambda: {"day": typed_day(cells["day"])},
            "about": lambda: known_name(cells["about"], facilities, subjects),
            "kind": lambda: {"kind": self._kind()},
            "repaired_on": lambda: {"repaired_on": self._repaired()},
        }
        for key, read in steps.items():
            try:
                values.update(read())
            except EntryError as fault:
                self._refuse(key, fault)
        if self.troubles:
            return None
        made = UpkeepEntry(who=cells.get("who", ""), finding=finding, **values)
        if made.fault:
            of = {"kind_about": "kind", "nothing_found": "repaired_on", "backwards": "repaired_on"}
            self._refuse(of.get(made.fault, "about"), made.fault)
            return None
        return made

    def _kind(self) -> str:
        """Duty of the row; without a column of duties the one that the head of the day speaks of."""
        said = self._cells.get("kind", "")
        if "kind" in self._table.heads:
            named = [kind for kind, words in _kinds().items() if plain_text(said) in words]
            return named[0] if named else typed_kind(said)
        head = plain_text(self._table.heads["day"][0])
        named = [kind for kind, words in _kinds().items() if any(word in head for word in words)]
        if len(named) != 1:
            raise EntryError("no_kind")
        return named[0]

    def _repaired(self) -> str | None:
        said = self._cells.get("repaired_on", "")
        is_open = plain_text(said) in {"", *(plain_text(t("upkeep.open", one)) for one in LANGUAGES)}
        return None if is_open else typed_day(said)


@cache
def _kinds() -> Mapping[str, frozenset[str]]:
    read: Mapping[str, tuple[str, ...]] = asdict(_words().kinds)
    return {kind: frozenset(map(plain_text, words)) for kind, words in read.items()}


def _said(cell: Any) -> str:
    """Words of a cell; a day of a spreadsheet as a date, no value as nothing."""
    if isinstance(cell, date):
        return cell.strftime("%Y-%m-%d")
    said = plain(cell)
    return "" if is_missing(said) else said


def entry_text(entry: UpkeepEntry, lang: Lang) -> str:
    """What a new entry says besides what it is about."""
    parts = [entry.day, t(f"upkeep.kind.{entry.kind}", lang), entry.who, entry.finding]
    if entry.finding:
        parts.append(entry.repaired_on or t("upkeep.open", lang))
    return "  ".join(part for part in parts if part)


def entries_text(table: KnownTable, plan: EntriesPlan, lang: Lang) -> str:
    """How many rows are new, there already and left alone."""
    counts = {"new": len(plan.new), "same": plan.same, "refused": plan.refused}
    return t("upkeep.back.counts", lang, file=table.name, **counts)
