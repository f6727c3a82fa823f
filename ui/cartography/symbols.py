"""Symbols of facilities: family by shape, glyph and colour, status by fill, class by size."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from models.facility import Facility, Family, Status


@dataclass(frozen=True)
class Symbol:
    """What a symbol says of a facility."""

    family: Family
    status: Status = Status.EXISTING
    facility_class: str = ""


def symbol_of(facility: Facility) -> Symbol:
    """Symbol of a facility."""
    raise NotImplementedError


def symbol_size_pt(symbol: Symbol) -> float:
    """Width of a symbol at full size, points (the map draws it smaller when zoomed out)."""
    raise NotImplementedError


def draw_symbol(
    painter: QPainter,
    symbol: Symbol | Facility,
    centre_px: QPointF,
    size_px: float,
    *,
    selected: bool = False,
    dark: bool = False,
    black_and_white: bool = False,
) -> None:
    """Draw a symbol of ``size_px`` width around a pixel; used by map, legend, tables and buttons."""
    raise NotImplementedError
