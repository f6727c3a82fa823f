"""How cells look: a handful of looks, each registered in the workbook once and shared by all its cells."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.worksheet import Worksheet

from models.findings.findings import Verdict
from models.kernel.resources import load_toml
from models.kernel.text import Lang, t
from reports.workbook.stylefile import FaceTable, style

Align = Literal["left", "center", "right"]
Face = Literal["body", "head", "title"]


def argb(colour: str) -> str:
    """``#rrggbb`` as spreadsheets write it."""
    return "FF" + colour[1:7].upper()


def colour(name: str) -> str:
    """One of the workbook's colours by name."""
    return argb(getattr(style().color, name))


def verdict_colour(verdict: Verdict | str) -> str:
    """Colour of a verdict's word."""
    return argb(load_toml("styles", "map.toml")["verdict"][str(verdict)]["color"])


def verdict_fill(verdict: Verdict | str) -> str:
    """Pale fill behind a verdict's word."""
    share = style().color.verdict_tint
    full = verdict_colour(verdict)[2:]
    parts = (int(full[index : index + 2], 16) for index in (0, 2, 4))
    return "FF" + "".join(f"{round(255 - share * (255 - part)):02X}" for part in parts)


def verdict_word(verdict: Verdict | str, lang: Lang) -> str:
    """Verdict as a sign and a word, so that it can be told without its colour."""
    return f"{t(f'workbook.mark.{verdict}', lang)} {t(f'verdict.{verdict}', lang)}"


@dataclass(frozen=True)
class Look:
    """What can differ from cell to cell. Colours are names in the style or ``FFrrggbb``."""

    number_format: str = "General"
    align: Align = "left"
    wrap: bool = False
    bold: bool = False
    italic: bool = False
    underline: bool = False
    size_pt: float = 0.0
    color: str = "text"
    fill: str = ""
    border: bool = True
    quote: bool = False
    indent: int = 0
    face: Face = "body"

    @cached_property
    def _hash(self) -> int:
        return hash(tuple(getattr(self, item.name) for item in fields(self)))

    @cached_property
    def _shown(self) -> dict[str, Look]:
        return {}

    def with_format(self, number_format: str) -> Look:
        """The same look for numbers of a format; every number asks, so what was made is found at once."""
        if look := self._shown.get(number_format):
            return look
        return self._shown.setdefault(number_format, changed(self, number_format=number_format))

    def __hash__(self) -> int:  # every cell asks what its look is called
        return self._hash


@lru_cache(1024)  # nearly all cells of a workbook look alike
def changed(look: Look, **changes: Any) -> Look:
    """The same look, with something else about it."""
    return replace(look, **changes)


def _argb(name: str) -> str:
    return name if name.startswith("FF") and len(name) == 8 else colour(name)


class Looks:
    """The looks that a workbook uses.

    Making fonts and borders cell by cell would take most of the time of a large sheet; here each look is made
    once, and the cells share it.
    """

    def __init__(self, book: Workbook, lang: Lang) -> None:
        self._made: dict[Look, StyleArray] = {}
        self._numbers: dict[Look, int] = {}
        side = Side(style="thin", color=colour("grid"))
        self._grid = Border(left=side, right=side, top=side, bottom=side)
        self._faces = style().faces(lang)
        self._size_pt = style().font.body_pt
        for named in book._named_styles:  # what empty cells have, and what widths of columns are counted in
            named.font = self._font(Look())

    def apply(self, cell: Cell, look: Look) -> None:
        """Give a cell a look. Later changes to the cell's own style would show in all that share it."""
        cell._style = self._style(cell.parent, look)

    def number(self, sheet: Worksheet, look: Look) -> int:
        """What the file calls a look by."""
        found = self._numbers.get(look)
        if found is None:
            found = self._numbers[look] = sheet.parent._cell_styles.add(self._style(sheet, look))
        return found

    def _style(self, sheet: Worksheet, look: Look) -> StyleArray:
        made = self._made.get(look)
        if made is None:
            made = self._made[look] = self._make(sheet, look)
        return made

    def _make(self, sheet: Worksheet, look: Look) -> StyleArray:
        cell = Cell(sheet, row=1, column=1)  # not on the sheet: only to register the look
        cell.font = self._font(look)
        if look.fill:
            cell.fill = PatternFill("solid", fgColor=_argb(look.fill))
        if look.border:
            cell.border = self._grid
        cell.alignment = Alignment(
            horizontal=look.align, vertical="center", wrap_text=look.wrap, indent=look.indent
        )
        cell.number_format = look.number_format
        cell.quotePrefix = look.quote
        return cell._style

    def _font(self, look: Look) -> Font:
        """Font of a look. Kind and character set tell a computer that lacks the font what to take instead."""
        face: FaceTable = getattr(self._faces, look.face)
        return Font(
            name=face.name,
            family=face.kind,
            charset=face.charset,
            size=look.size_pt or self._size_pt,
            bold=look.bold and face.bold,
            italic=look.italic,
            underline="single" if look.underline else None,
            color=_argb(look.color),
        )
