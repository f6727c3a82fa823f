"""Cells of an edited ledger as values of their fields, or why not."""

from __future__ import annotations

import math
from typing import Any

from layers.ledgerback.file import Cell
from layers.recognition.cells import number, plain
from layers.recognition.days import iso_date
from layers.recognition.recognise import choice, flag
from models.facilities.facility import FieldSpec
from models.facilities.ledgersheet import plain_form
from models.kernel.text import LANGUAGES, t

_LARGEST = 1e12
"""No area, head count or distance of a county is larger; a slip of the pen or a file made to harm."""


class Unreadable(Exception):  # noqa: N818  # never leaves this package
    """A cell that says nothing we can take over."""

    def __init__(self, why: str, **values: object) -> None:
        super().__init__(why)
        self.why, self.values = why, values


def read_cell(cell: Cell, spec: FieldSpec) -> Any:
    """Value of a field as a cell says it; :class:`Unreadable` if it says nothing that fits."""
    value = cell.value
    if cell.is_formula:
        raise Unreadable("formula")
    if spec.kind == "text":
        return _text(value, spec)
    if spec.kind == "choice":
        return _choice(value, spec)
    if value is None:
        return None
    if spec.kind == "flag":
        found = flag(value)
        if found is None:
            raise Unreadable("flag", text=plain(value)[:40])
        return found
    if spec.kind == "date":
        if isinstance(value, (int, float)):
            raise Unreadable("date", text=plain(value))
        text = value.isoformat()[:10] if hasattr(value, "isoformat") else value
        day = iso_date(text)
        if day is None:
            raise Unreadable("date", text=plain(value)[:40])
        return day
    return _number(value, spec)


def _text(value: Any, spec: FieldSpec) -> str:
    if value is None:
        if spec.name == "name":
            raise Unreadable("no_name")
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return value if isinstance(value, str) else plain(value)


def _choice(value: Any, spec: FieldSpec) -> str:
    text = plain_form(value)
    for known in spec.values:
        if text in (plain_form(t(f"choice.{spec.choices}.{known}", lang)) for lang in LANGUAGES):
            return known
    found = choice(value, spec.choices) if value is not None else None
    if found is None:
        raise Unreadable("choice", text=text[:40])
    return found


def _number(value: Any, spec: FieldSpec) -> float | int | None:
    if isinstance(value, bool) or hasattr(value, "isoformat"):
        raise Unreadable("not_a_number", text=plain(value)[:40])
    found = number(value, spec.unit)
    if found is None:
        return None
    if math.isnan(found):
        raise Unreadable("not_a_number", text=plain(value)[:40])
    if spec.minimum is not None and found < spec.minimum:
        raise Unreadable("below", text=plain(value)[:40])
    if found > _LARGEST:
        raise Unreadable("above", text=plain(value)[:40])
    if spec.kind == "integer":
        if found != round(found):
            raise Unreadable("not_whole", text=plain(value)[:40])
        return round(found)
    return found
