"""A table of a ledger as a file has it: the sheet that the program writes, or any table with known heads."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers.formats.sniff import Format
from layers.formats.table import OpenWorkbook, Table, read_sheet, read_text, sheet_names
from layers.recognition.recognise import match_columns, normalised
from models.kernel.errors import HavenError

_KINDS: Mapping[str, Format] = {".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls", ".ods": "ods"}
IsOne = Callable[[Sequence[str], dict[str, str]], bool]
"""Whether a table of such heads is one of the kind; may tell more columns apart, by our name."""


@dataclass(frozen=True)
class KnownTable:
    """A table, its columns told apart.

    Parameters
    ----------
    heads
        Head and place (from 1) of each column that is known.
    rows
        Number of each row in the file, with its cells by column.
    """

    name: str
    heads: Mapping[str, tuple[str, int]]
    rows: tuple[tuple[int, Mapping[str, Any]], ...]
    units: Mapping[str, str]


def spellings(written: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    """Spellings of a column, to be compared; those that the program writes come first."""
    return tuple(dict.fromkeys(normalised(word) for word in (*written, *others)))


def read_known(
    path: Path,
    aliases: Mapping[str, Sequence[str]],
    is_one: IsOne,
    own: Collection[str],
    *,
    own_only: bool = False,
) -> KnownTable | None:
    """Read a text table, or the first sheet of a workbook that holds one; ``None`` where none is.

    Parameters
    ----------
    aliases
        Spellings of each column.
    own
        Names of the sheet that the program writes, which it may have hidden: it is looked at first.
    own_only
        Look at no other.

    Raises
    ------
    HavenError
        ``file_missing`` and all that a table may be refused for.
    """
    if not path.is_file():
        raise HavenError("file_missing", file=path.name, folder=str(path.parent))
    known = {alias for words in aliases.values() for alias in words}
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        return _known(path, read_text(path, None, known), aliases, is_one)
    for sheet in _sheets(path, kind, own, own_only=own_only):
        try:
            found = _known(path, read_sheet(path, kind, sheet, known), aliases, is_one)
        except HavenError as error:
            if error.key not in ("no_features", "table_without_heading"):
                raise
            continue  # an empty sheet, or one of text, is no such table
        if found is not None:
            return found
    return None


def _sheets(path: Path, kind: Format, own: Collection[str], *, own_only: bool) -> list[str]:
    visible = sheet_names(path, kind)
    every = visible
    if kind == "xlsx":
        with OpenWorkbook(path) as book:
            every = list(book.sheetnames)
    others = [] if own_only else [name for name in visible if name not in own]
    return [*(name for name in every if name in own), *others]


def _known(
    path: Path, table: Table, aliases: Mapping[str, Sequence[str]], is_one: IsOne
) -> KnownTable | None:
    names = [str(name) for name in table.frame.columns]
    heads = match_columns(names, aliases)
    if not is_one(names, heads):
        return None
    rows = tuple(
        (int(number), {key: row[names.index(head)] for key, head in heads.items()})
        for number, row in zip(table.row_numbers, table.frame.itertuples(index=False, name=None), strict=True)
    )
    placed = {key: (head, names.index(head) + 1) for key, head in heads.items()}
    return KnownTable(path.name, placed, rows, table.units)
