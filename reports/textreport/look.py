"""Measures and fonts of the text report, from ``resources/report/document.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from models.kernel.schema import Number, Table, Text, load
from models.kernel.text import Lang

TWIPS_PER_MM = 1440 / 25.4
EMU_PER_MM = 36_000


class Page(Table):
    """Paper and margins, millimetres."""

    source: Text
    width_mm: Number
    height_mm: Number
    top_mm: Number
    bottom_mm: Number
    left_mm: Number
    right_mm: Number
    footer_mm: Number

    @property
    def text_mm(self) -> float:
        """Width of the text."""
        return self.width_mm - self.left_mm - self.right_mm


class ChineseFont(Table):
    """A font of official documents, and what a computer without it may take, best first."""

    zh: Text
    alternatives: tuple[Text, ...]


class LatinFont(Table):
    """The font of Latin letters and numbers."""

    name: Text
    alternatives: tuple[Text, ...]


class Fonts(Table):
    """Fonts by what they are for."""

    title: ChineseFont
    body: ChineseFont
    heading: ChineseFont
    second: ChineseFont
    plain: ChineseFont
    latin: LatinFont


FontName = Literal["title", "body", "heading", "second", "plain"]


class FontUses(Table):
    """Which font each use has; headings one for each level."""

    title: FontName
    body: FontName
    heading: tuple[FontName, FontName, FontName, FontName]
    caption: FontName
    cell: FontName
    page_number: FontName


class Sizes(Table):
    """Points; ``heading`` holds one for each level, ``indent_chars`` are letters."""

    title: Number
    subtitle: Number
    body: Number
    line: Number
    heading: tuple[Number, Number, Number, Number]
    caption: Number
    cell: Number
    small_cell: Number
    note: Number
    page_number: Number
    toc: Number
    summary: Number
    summary_line: Number
    indent_chars: int


class Levels(Table):
    """How headings of each level and list items are numbered."""

    formats: tuple[Text, Text, Text, Text]
    texts: tuple[Text, Text, Text, Text]
    after: Text
    appendix: Text
    item: Text
    bold: tuple[bool, bool, bool, bool]


class SizesByLanguage(Table):
    """Sizes of each language."""

    zh: Sizes
    en: Sizes


class LevelsByLanguage(Table):
    """Numbers of each language."""

    zh: Levels
    en: Levels


class Colours(Table):
    """``rrggbb``, as the file format writes them."""

    table_head: Text
    prompt: Text
    rule: Text


class DocumentTable(Table):
    """The whole file."""

    page: Page
    font: Fonts
    size: SizesByLanguage
    font_of: FontUses
    levels: LevelsByLanguage
    colour: Colours


def document_table() -> DocumentTable:
    """Layout of the text report."""
    return load(DocumentTable, "report", "document.toml")


@dataclass(frozen=True)
class Look:
    """Everything of one language."""

    lang: Lang
    page: Page
    sizes: Sizes
    levels: Levels
    colours: Colours

    def size(self, name: str) -> float:
        """Size in points."""
        size: float = getattr(self.sizes, name)
        return size

    def heading_size(self, level: int) -> float:
        """Size of a heading, level 1 to 4, points."""
        return self.sizes.heading[level - 1]

    def font(self, use: str, level: int = 0) -> str:
        """Name of the Chinese font for a use; headings have one for each level (1 to 4)."""
        table = document_table()
        name: FontName = table.font_of.heading[level - 1] if level else getattr(table.font_of, use)
        font: ChineseFont = getattr(table.font, name)
        return font.zh

    @property
    def latin(self) -> str:
        """Name of the font for Latin letters and numbers."""
        return document_table().font.latin.name


def look(lang: Lang) -> Look:
    """Look of the report in a language."""
    table = document_table()
    if lang == "zh":
        return Look(lang, table.page, table.size.zh, table.levels.zh, table.colour)
    return Look(lang, table.page, table.size.en, table.levels.en, table.colour)


def fonts() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Fonts that documents name, each with what a computer without it may take instead, best first."""
    font = document_table().font
    chinese = (font.title, font.body, font.heading, font.second, font.plain)
    return (*((one.zh, one.alternatives) for one in chinese), (font.latin.name, font.latin.alternatives))


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
