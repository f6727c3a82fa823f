"""Tables of a style file as checked, immutable values: unknown keys and wrong kinds of value are errors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, get_type_hints

from PySide6.QtGui import QColor

COLOUR = re.compile(r"#[0-9a-f]{6}([0-9a-f]{2})?")


class StyleError(ValueError):
    """A style file does not say what it must: an unknown key, a missing one, or a value of the wrong kind."""


class Colour(str):
    """A colour as ``#rrggbb`` or ``#rrggbbaa``."""

    __slots__ = ()

    @property
    def q(self) -> QColor:
        """The colour for Qt (which reads eight digits as alpha first). Shared: copy before changing it."""
        return qcolor(self)


@cache
def qcolor(colour: str) -> QColor:
    """Colour of ``#rrggbb`` or ``#rrggbbaa``. Shared: copy before changing it."""
    if len(colour) == 9:
        made = QColor(colour[:7])
        made.setAlpha(int(colour[7:], 16))
        return made
    return QColor(colour)


ENTRIES: tuple[tuple[Any, Any, Any], ...] = (
    (Colour, tuple[Colour, ...], Mapping[str, Colour]),
    (str, tuple[str, ...], Mapping[str, str]),
    (float, tuple[float, ...], Mapping[str, float]),
)
"""Kinds of entry, and the types of lists and tables of them."""


_hints = cache(get_type_hints)


def checked(kind: Any, table: Any, where: str) -> Any:
    """Make one dataclass of ``kind`` from one table; StyleError names the key that is wrong."""
    if not isinstance(table, Mapping):
        raise StyleError(f"{where}: a table is missing")
    hints = _hints(kind)
    known = {item.name: item for item in fields(kind)}
    for key in table:
        if key not in known:
            raise StyleError(f"{where}.{key}: unknown key")
    values = {}
    for name, item in known.items():
        if name in table:
            values[name] = checked_value(hints[name], table[name], f"{where}.{name}")
        elif item.default is MISSING and item.default_factory is MISSING:
            raise StyleError(f"{where}.{name}: missing")
    return kind(**values)


def checked_tables(kind: Any, table: Any, where: str) -> dict[str, Any]:
    """Make one dataclass of ``kind`` from each table of a table."""
    if not isinstance(table, Mapping):
        raise StyleError(f"{where}: a table is missing")
    return {key: checked(kind, entry, f"{where}.{key}") for key, entry in table.items()}


def checked_value(kind: Any, raw: Any, where: str) -> Any:
    """Check one value against its type."""
    if is_dataclass(kind):
        return checked(kind, raw, where)
    if kind in (Colour, Colour | None):
        if not isinstance(raw, str) or not COLOUR.fullmatch(raw):
            raise StyleError(f"{where}: {raw!r} is not a colour")
        return Colour(raw)
    for item, many, table in ENTRIES:
        if kind == many:
            if not isinstance(raw, list):
                raise StyleError(f"{where}: {raw!r} is not a list")
            return tuple(checked_value(item, entry, where) for entry in raw)
        if kind == table:
            if not isinstance(raw, Mapping):
                raise StyleError(f"{where}: {raw!r} is not a table")
            return {key: checked_value(item, entry, f"{where}.{key}") for key, entry in raw.items()}
    if kind in (float, float | None):
        if isinstance(raw, bool) or not isinstance(raw, int | float) or raw < 0:
            raise StyleError(f"{where}: {raw!r} is not a number from 0 up")
        return float(raw)
    if not isinstance(raw, kind) or (kind is int and isinstance(raw, bool)):
        raise StyleError(f"{where}: {raw!r} should be {kind.__name__}")
    return raw
