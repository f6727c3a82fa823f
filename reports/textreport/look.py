"""Measures and fonts of the text report, from ``resources/report/document.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from models.kernel.resources import load_toml
from models.kernel.text import Lang

TWIPS_PER_MM = 1440 / 25.4
EMU_PER_MM = 36_000


@dataclass(frozen=True)
class Page:
    """Paper and margins, millimetres."""

    width_mm: float
    height_mm: float
    top_mm: float
    bottom_mm: float
    left_mm: float
    right_mm: float
    footer_mm: float

    @property
    def text_mm(self) -> float:
        """Width of the text."""
        return self.width_mm - self.left_mm - self.right_mm


@dataclass(frozen=True)
class Levels:
    """How headings of each level and list items are numbered."""

    formats: tuple[str, ...]
    texts: tuple[str, ...]
    after: str
    appendix: str
    item: str
    bold: tuple[bool, ...]


@dataclass(frozen=True)
class Look:
    """Everything of one language.

    Attributes
    ----------
    sizes
        Points by name; ``heading`` holds one for each level.
    """

    lang: Lang
    page: Page
    sizes: Mapping[str, Any]
    levels: Levels
    colours: Mapping[str, str]

    def size(self, name: str) -> float:
        """Size in points."""
        return float(self.sizes[name])

    def heading_size(self, level: int) -> float:
        """Size of a heading, level 1 to 4, points."""
        return float(self.sizes["heading"][level - 1])

    def font(self, use: str, level: int = 0) -> str:
        """Name of the Chinese font for a use; headings have one for each level (1 to 4)."""
        table = load_toml("report", "document.toml")
        name = table["font_of"][use]
        return str(table["font"][name[level - 1] if isinstance(name, list) else name]["zh"])

    @property
    def latin(self) -> str:
        """Name of the font for Latin letters and numbers."""
        return str(load_toml("report", "document.toml")["font"]["latin"]["name"])


@cache
def look(lang: Lang) -> Look:
    """Look of the report in a language."""
    table = load_toml("report", "document.toml")
    page = {name: value for name, value in table["page"].items() if name.endswith("_mm")}
    levels = table["levels"][lang]
    return Look(
        lang,
        Page(**page),
        table["size"][lang],
        Levels(
            tuple(levels["formats"]),
            tuple(levels["texts"]),
            levels["after"],
            levels["appendix"],
            levels["item"],
            tuple(levels["bold"]),
        ),
        table["colour"],
    )


def fonts() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Fonts that documents name, each with what a computer without it may take instead, best first."""
    table = load_toml("report", "document.toml")["font"]
    return tuple((one.get("zh", one.get("name")), tuple(one["alternatives"])) for one in table.values())


def twips(mm: float) -> int:
    """Millimetres in twentieths of a point."""
    return round(mm * TWIPS_PER_MM)


def number_word(number: int, number_format: str) -> str:
    """Number as a list shows it: 3 is 三, C or 3; 1 to 99.

    >>> number_word(3, "chineseCountingThousand"), number_word(12, "chineseCountingThousand")
    ('三', '十二')
    """
    if number_format == "upperLetter":
        return chr(ord("A") + number - 1)
    if number_format != "chineseCountingThousand":
        return str(number)
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    if not tens:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")
