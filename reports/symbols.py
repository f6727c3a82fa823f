"""Facility symbols as SVG, from the same outlines that screen and print use."""

from __future__ import annotations

from models.facilities.facility import Facility
from models.kernel.resources import load_toml
from models.kernel.schema import Table, Text, load


class SymbolsTable(Table):
    """``styles/symbols.toml``: side of the box that path data are in, and signs of layers."""

    version: int
    box: int
    shape: dict[str, Text]


def signs() -> SymbolsTable:
    """Signs of layers."""
    return load(SymbolsTable, "styles", "symbols.toml")


def year_colours() -> list[str]:
    """Colours of the rings of what is planned, by the band of years that it shall be finished in."""
    colours: list[str] = load_toml("styles", "map.toml")["palette"]["year"]
    return colours


def symbol_svg(facility: Facility, size_px: int, ring: str = "") -> str:
    """Symbol of a facility: family by colour and glyph, status by fill; no text from data is in it.

    Parameters
    ----------
    ring
        Colour of a ring around it.
    """
    style = load_toml("styles", "map.toml")
    family = facility.family.spec.symbol
    status = style["status"][facility.status]
    colour, paper = family.color, style["symbol"]["paper"]
    shape, glyph = family.shape, family.glyph
    box = signs().box
    if status["outline"] == "cross":
        grey = style["symbol"]["rejected"]
        body = f'<path d="M4 4 L20 20 M20 4 L4 20" stroke="{grey}" stroke-width="3" fill="none"/>'
    else:
        solid = status["fill"] == "solid"
        stroke = paper if solid else colour
        dash = ' stroke-dasharray="4 2.5"' if status["outline"] == "dashed" else ""
        body = (
            f'<path d="{shape}" fill="{colour if solid else paper}" stroke="{stroke}"'
            f' stroke-width="1.8"{dash}/>'
            f'<path d="{glyph}" fill="{paper if solid else colour}" fill-rule="evenodd"/>'
        )
    if ring:
        body = (
            f'<path d="{shape}" transform="translate(1 1) scale(0.917)" fill="none" stroke="{ring}"'
            f' stroke-width="2.4"/><g transform="translate(3 3) scale(0.75)">{body}</g>'
        )
    return f'<svg width="{size_px}" height="{size_px}" viewBox="0 0 {box} {box}">{body}</svg>'
