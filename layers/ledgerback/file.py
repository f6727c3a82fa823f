"""Ledgers of a workbook as the file has them: rows, and what each cell was when it was written.

Nothing in the file is computed, followed or run.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from layers.formats.limits import import_limits
from layers.formats.table import OpenWorkbook
from models.facilities.facility import Family
from models.facilities.ledgersheet import (
    DERIVED_KEY,
    FORMAT,
    ID_KEY,
    KEY_ROW,
    MARKER,
    MARKER_KEYS,
    MARKER_SHEET,
    NOTE_ID,
    SHEET_KEY,
    TOTAL_ID,
)
from models.kernel.errors import HavenError
from models.kernel.text import LANGUAGES, catalogue, t
from models.project.project import Project

_LAST_KEY_ROW = KEY_ROW + 10
"""How far down the row of keys is looked for, where rows were put above it."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Cell:
    """A cell as the file has it."""

    value: Any
    at: str
    is_formula: bool = False  # or an error, which only a formula gives


@dataclass(frozen=True)
class LedgerRow:
    """A row of a ledger. ``facility_id`` is empty in a row that somebody added."""

    family: Family
    sheet: str
    number: int
    facility_id: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Trouble:
    """Something in the file that cannot be taken over: where, and why (text ``ledgerback.trouble.<why>``)."""

    at: str
    why: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class LedgerFile:
    """What a workbook's ledgers say.

    Parameters
    ----------
    marker
        Where it came from: project, revision, scenario_id, scenario, version, lang, made_on.
    rows
        Rows of facilities, in the order of the file.
    written
        Fingerprint of each cell as it was written, by facility id and column.
    families
        Families whose ledger is in the file; of the others nothing was removed.
    """

    name: str
    marker: Mapping[str, str]
    rows: tuple[LedgerRow, ...]
    written: Mapping[str, Mapping[str, str]]
    families: frozenset[Family]
    troubles: tuple[Trouble, ...] = ()

    @property
    def scenario_id(self) -> str:
        """Scenario whose facilities the ledgers list."""
        return self.marker.get("scenario_id", "")


def is_ledger_file(path: Path) -> bool:
    """Whether a file is a workbook with ledgers of this program; quick, and never an error."""
    if path.suffix.lower() != ".xlsx":
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            entry = archive.getinfo("xl/workbook.xml")
            if entry.file_size > import_limits().ledger.list_bytes:
                return False
            return f'"{MARKER_SHEET}"'.encode() in archive.read(entry)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return False


def read_ledgers(path: Path) -> LedgerFile:
    """Read the ledgers of a workbook; the language in which it was written does not matter.

    Raises
    ------
    HavenError
        ``ledger_not_ours`` for a workbook without our mark, ``ledger_newer`` for one of a newer program,
        ``table_damaged``, ``table_too_large`` and ``file_missing`` as for every table.
    """
    path = Path(path)
    if not path.is_file():
        raise HavenError("file_missing", file=path.name, folder=str(path.parent))
    limits = import_limits().table
    rows: list[LedgerRow] = []
    troubles: list[Trouble] = []
    families: dict[Family, str] = {}
    with OpenWorkbook(path, formulas=True) as book:
        if MARKER_SHEET not in book.sheetnames:
            raise HavenError("ledger_not_ours", file=path.name)
        marker, written = _marker(book[MARKER_SHEET], path, limits.rows)
        left = limits.sheet_cells
        for sheet in book.worksheets:
            if sheet.title == MARKER_SHEET:
                continue
            sheet.reset_dimensions()
            keys: dict[int, str] = {}
            family: Family | None = None
            first_row = 0  # of the facilities; 0 as long as the row of keys was not found
            own_rows: list[LedgerRow] = []
            for number_, cells in enumerate(sheet.iter_rows(), start=1):
                left -= max(1, len(cells))
                if left < 0 or number_ > limits.rows:
                    raise HavenError("table_too_large", file=path.name, limit=limits.rows)
                if not first_row:
                    keys, family, trouble = _keys(cells)
                    if trouble:
                        troubles.append(Trouble(sheet.title, trouble))
                        break
                    if family in families:
                        first = families[family]
                        troubles.append(Trouble(sheet.title, "twice", {"first": first}))
                        break
                    if family is not None:
                        families[family] = sheet.title
                        first_row = number_ + 2  # under the row of names
                    elif number_ == _LAST_KEY_ROW:
                        break
                elif number_ >= first_row and family is not None:
                    row = _row(cells, keys, family, sheet.title, number_)
                    if row is not None:
                        own_rows.append(row)
            if first_row:
                troubles += _columns_astray(own_rows, keys, written, sheet.title)
                rows += own_rows
    if not families:
        raise HavenError("ledger_not_ours", file=path.name)
    return LedgerFile(path.name, marker, tuple(rows), written, frozenset(families), tuple(troubles))


def _marker(sheet: Any, path: Path, most_rows: int) -> tuple[dict[str, str], dict[str, Mapping[str, str]]]:
    sheet.reset_dimensions()
    says: dict[str, str] = {}
    written: dict[str, Mapping[str, str]] = {}
    for index, row in enumerate(sheet.iter_rows(max_col=2, values_only=True)):
        if index > most_rows:
            raise HavenError("table_too_large", file=path.name, limit=most_rows)
        key, value = (str(cell) if cell is not None else "" for cell in (*row, None, None)[:2])
        if index == 0:
            if key != MARKER:
                raise HavenError("ledger_not_ours", file=path.name)
        elif index <= len(MARKER_KEYS):
            says[key] = _unescaped(value)
        elif key:
            try:
                cells = json.loads(value)
            except RecursionError as error:
                raise ValueError("fingerprints nested without end") from error
            if not isinstance(cells, dict) or not all(isinstance(one, str) for one in cells.values()):
                raise ValueError("fingerprints of a facility")
            written[key] = cells
    if not says.get("format", "").isdigit():
        raise HavenError("ledger_not_ours", file=path.name)
    if int(says["format"]) > FORMAT:
        raise HavenError("ledger_newer", file=path.name, version=says.get("version", ""))
    return says, written


def _keys(cells: Iterable[Any]) -> tuple[dict[int, str], Family | None, str]:
    """Keys by column (from 0), the family of the ledger, and what is wrong with the row of keys.

    The family is ``None`` for a row that holds no keys.
    """
    keys = {index: cell.value for index, cell in enumerate(cells) if isinstance(cell.value, str)}
    marks = [key.removeprefix(SHEET_KEY) for key in keys.values() if key.startswith(SHEET_KEY)]
    known = [Family(mark) for mark in marks if mark in set(Family)]
    if not marks:
        return keys, None, ""
    if len(known) != 1 or len(marks) > 1:
        return keys, None, "sheet_unknown"
    return (keys, known[0], "") if ID_KEY in keys.values() else (keys, None, "ids_gone")


def _columns_astray(
    rows: Iterable[LedgerRow], keys: Mapping[int, str], written: Mapping[str, Mapping[str, str]], sheet: str
) -> list[Trouble]:
    """Columns that were written and are not there any more, or twice: edits in them would be passed over."""
    there = [key for key in keys.values() if not key.startswith((SHEET_KEY, DERIVED_KEY))]
    own = [written[row.facility_id].keys() for row in rows if row.facility_id in written]
    wanted = set.intersection(*map(set, own)) if own else set()  # a row may bear an id of another ledger
    gone = [key for key in sorted(wanted - set(there)) if not key.startswith(DERIVED_KEY)]
    twice = sorted({key for key in there if there.count(key) > 1})
    troubles = []
    for why, fields in (("column_gone", gone), ("column_twice", twice)):
        named = [key for key in fields if not key.startswith("#")]
        troubles += [Trouble(sheet, why, {"field": key}) for key in named]
        if len(named) < len(fields):  # coordinates, or the ids
            troubles.append(Trouble(sheet, f"hidden_{why}"))
    return troubles


def _row(
    cells: Iterable[Any], keys: Mapping[int, str], family: Family, sheet: str, number_: int
) -> LedgerRow | None:
    found: dict[str, Cell] = {}
    for index, cell in enumerate(cells):
        key = keys.get(index, "")
        if not key or key.startswith(SHEET_KEY) or key in found:
            continue
        value, is_formula = cell.value, getattr(cell, "data_type", "") in ("f", "e")
        if isinstance(value, str):
            value = _unescaped(value).strip() or None
        found[key] = Cell(value, f"{sheet}!{get_column_letter(index + 1)}{number_}", is_formula)
    facility_id = found.pop(ID_KEY, Cell(None, "")).value
    own = [key for key in found if not key.startswith(DERIVED_KEY) and found[key].value is not None]
    if facility_id == NOTE_ID:
        # The line that says where to add rows, over which somebody may have typed, and remarks below.
        lines = ("insert", "back", "marks", "starred", "plain")
        notes = {t(f"workbook.ledger.{line}", lang) for line in lines for lang in LANGUAGES}
        counted = tuple(catalogue()["workbook.ledger.outside"][lang].split("{")[0] for lang in LANGUAGES)
        own = [
            key
            for key in own
            if found[key].value not in notes and not str(found[key].value).startswith(counted)
        ]
        facility_id = None
    if facility_id == TOTAL_ID or (facility_id is None and not own):
        return None
    return LedgerRow(family, sheet, number_, str(facility_id or ""), found)


def _unescaped(text: str) -> str:
    """Text whose escaped letters (``_x000D_``) are themselves again."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def scenario_of(ledger: LedgerFile, project: Project) -> str:
    """Scenario of the project that the ledgers are of; HavenError ``ledger_scenario`` if it has none such."""
    if ledger.scenario_id not in {scenario.id for scenario in project.scenarios}:
        raise HavenError("ledger_scenario", file=ledger.name, scenario=ledger.marker.get("scenario", ""))
    return ledger.scenario_id
