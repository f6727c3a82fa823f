"""Kinds of value that style files are made of."""

from __future__ import annotations

import re
from functools import cache
from typing import Annotated, Any

import msgspec
from PySide6.QtGui import QColor

COLOUR = re.compile(r"#[0-9a-f]{6}([0-9a-f]{2})?")

Amount = Annotated[float, msgspec.Meta(ge=0)]
"""A length, a share, a factor: a number from 0 up."""


class Style(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of a style file; a key that no field reads is refused."""


class Colour(str):
    """A colour as ``#rrggbb`` or ``#rrggbbaa``."""

    __slots__ = ()

    @property
    def q(self) -> QColor:
        """The colour for Qt (which reads eight digits as alpha first). Shared: copy before changing it."""
        return qcolor(self)


def value_of(kind: type[Any], raw: Any) -> Any:
    """Make a colour of what stands in a file; ValueError says why it is none."""
    if kind is not Colour:
        raise NotImplementedError(kind)
    if not isinstance(raw, str) or not COLOUR.fullmatch(raw):
        raise ValueError("expected a colour such as #30a0ff")
    return Colour(raw)


@cache
def qcolor(colour: str) -> QColor:
    """Colour of ``#rrggbb`` or ``#rrggbbaa``. Shared: copy before changing it."""
    if len(colour) == 9:
        made = QColor(colour[:7])
        made.setAlpha(int(colour[7:], 16))
        return made
    return QColor(colour)
