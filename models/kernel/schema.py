"""Schemas of the data that ships, declared as types; each fault is told by file and entry.

A schema is a class whose fields are the keys of a table. What types cannot say (a name that must have a
text, a rule that must exist) is checked where the table is taken over, with the same error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache, partial
from typing import Annotated, Any, TypeVar, cast

import msgspec

from models.kernel.resources import load_toml

Text = Annotated[str, msgspec.Meta(min_length=1)]
"""A text that may not be empty."""

Number = Annotated[float, msgspec.Meta(ge=-1e18, le=1e18)]
"""A finite number; whole numbers are numbers too, yes and no are not."""

Made = TypeVar("Made")

_STEP = re.compile(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]")
_QUOTED = re.compile(r"`([^`]*)`")
_NAMES = ("id", "key", "figure", "name")
"""Keys that an entry of a list may be called by."""


class DataFileError(ValueError):
    """A file of standards, rule sets, registers or plans is not as its schema asks."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(f"{file}: {problem}")


class Table(msgspec.Struct, forbid_unknown_fields=True):
    """A table of a data file; a key that no field reads is refused: mostly it is misspelt."""


class Words(Table):
    """A text in both languages, neither empty."""

    zh: Text
    en: Text

    def as_mapping(self) -> Mapping[str, str]:
        """Text by language."""
        return {"zh": self.zh, "en": self.en}


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """What to say of a name that there is none of: mostly it is misspelt, so the nearest is named too."""
    near = get_close_matches(name, known, n=1)
    return f"there is no {kind} {name!r}" + (f"; did you mean {near[0]!r}?" if near else "")


def load(schema: type[Made], *parts: str) -> Made:
    """Return one TOML file below ``resources/`` as an object of its schema, read once; it is shared."""
    return cast(Made, _load(cast(Any, schema), parts))


@cache
def _load(schema: type[Any], parts: tuple[str, ...]) -> Any:
    return checked(load_toml(*parts), schema, "/".join(parts), "the file")


def checked(
    table: Any,
    schema: type[Made],
    file: str,
    where: str,
    made: Callable[[type[Any], Any], Any] | None = None,
) -> Made:
    """Return a parsed table as an object of its schema.

    Parameters
    ----------
    file, where
        Name of the file, and of what the table is (``the document``, ``row 'x'``), for messages.
    made
        Makes a value of a type of the caller's own from what stands in the file, or raises ValueError.

    Raises
    ------
    DataFileError
        A key is missing, unknown, or holds something else than it should.
    """
    try:
        return msgspec.convert(table, schema, dec_hook=made)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$")
        path = _with_keys(table, path.rstrip("`"), partial(_fault, schema, made), str(error))
        place, value = _place(table, path, where)
        raise DataFileError(file, f"{place}{_problem(message, path, value)}") from None


def _fault(schema: type[Any], made: Callable[[type[Any], Any], Any] | None, table: Any) -> str:
    """What msgspec says of a table; empty where nothing is wrong."""
    try:
        msgspec.convert(table, schema, dec_hook=made)
    except msgspec.ValidationError as error:
        return str(error)
    return ""


def _with_keys(table: Any, path: str, fault: Callable[[Any], str], said: str) -> str:
    """The path with the key for each ``[...]``: which entry is wrong is not said, so each is tried."""
    before, open_key, after = path.partition("[...]")
    if not open_key:
        return path
    entries = table
    steps = [name or int(index) for name, index in _STEP.findall(before)]
    for step in steps:
        entries = entries[step]
    for key, entry in entries.items() if isinstance(entries, Mapping) else ():
        if fault(_replaced(table, steps, {key: entry})) == said:
            return _with_keys(table, f"{before}.{key}{after}", fault, said)
    return path


def _replaced(table: Any, steps: Sequence[str | int], entries: Any) -> Any:
    """The table with other entries at one place."""
    if not steps:
        return entries
    first, *rest = steps
    changed: Any = dict(table) if isinstance(table, Mapping) else list(table)
    changed[first] = _replaced(table[first], rest, entries)
    return changed


def _place(table: Any, path: str, where: str) -> tuple[str, Any]:
    """The entry that a path leads to, in words, and what stands there."""
    present, key = table, ""
    tables: list[str] = []
    for name, index in _STEP.findall(path):
        if name:
            key, present = name, present.get(name) if isinstance(present, Mapping) else None
            if isinstance(present, Mapping) and not set(present) <= {"zh", "en"}:
                tables.append(name)
        elif index != "..." and isinstance(present, Sequence):
            present = present[int(index)]
            if isinstance(present, Mapping):
                called = next((present[known] for known in _NAMES if known in present), None)
                where, tables = f"a {key}" if not called else f"{key} {called!r}", []
    return f"{where}: " + (f"{'.'.join(tables)}: " if tables else ""), present


def _problem(message: str, path: str, value: Any) -> str:
    """What is wrong, in the words of whoever mends the file."""
    names = [name for name, _ in _STEP.findall(path) if name]
    key = names[-1] if names else ""
    if key in ("zh", "en") and len(names) > 1 and not isinstance(value, Mapping):
        key, message = names[-2], "missing both languages"
    quoted = _QUOTED.findall(message)
    if "unknown field" in message:
        return f"unknown key {quoted[0]!r}"
    if "missing required field" in message:
        if quoted[0] in ("zh", "en"):
            return f"{key} must have zh and en"
        return f"{quoted[0]} is missing"
    if message == "missing both languages":
        return f"{key} must have zh and en"
    if "length >= 1" in message:
        return f"{key} is missing"
    if "enum" in message:
        return f"unknown {key} {value!r}"
    if "float" in message or "number" in message:
        return f"{key} must be a number, not {value!r}"
    return f"{key}: {message[:1].lower()}{message[1:]}, not {value!r}"
