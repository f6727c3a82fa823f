"""How the workbook looks, as declared in ``resources/styles/workbook.toml``."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from models.kernel.schema import Number, Table, Text, load
from models.kernel.text import Lang

Rgb = Annotated[str, msgspec.Meta(pattern="^#[0-9a-f]{6}$")]


class FontTable(Table):
    """Sizes of letters."""

    body_pt: Number
    small_pt: Number
    title_pt: Number


class FaceTable(Table):
    """A font, and what a computer without it takes instead: its kind and its character set."""

    name: Text
    kind: int
    charset: int
    bold: bool


class FacesTable(Table):
    """Fonts of one language."""

    title: FaceTable
    head: FaceTable
    body: FaceTable


class FaceByLanguage(Table):
    """Fonts of each language."""

    zh: FacesTable
    en: FacesTable


class ColourTable(Table):
    """Colours by what they are for, and how much of a verdict's colour is behind its word."""

    text: Rgb
    muted: Rgb
    link: Rgb
    grid: Rgb
    head: Rgb
    section: Rgb
    total: Rgb
    input: Rgb
    bar: Rgb
    accent: Rgb
    verdict_tint: Number


class RowTable(Table):
    """Heights of rows."""

    line_pt: Number
    padding_pt: Number
    title_pt: Number
    subtitle_pt: Number


class PrintTable(Table):
    """How sheets are printed."""

    margin_mm: Number
    smallest_pt: Number


class SizeTable(Table):
    """A paper upright, and the number that spreadsheets have for it."""

    code: int
    short_mm: Number
    long_mm: Number


class PapersTable(Table):
    """Papers."""

    A4: SizeTable
    A3: SizeTable


class UseTable(Table):
    """Paper of a sheet, and whether it lies."""

    paper: Literal["A4", "A3"]
    lies: bool


class ChartTable(Table):
    """Size and colours of charts."""

    width_cm: Number
    height_cm: Number
    area: Rgb
    target: Rgb
    emergency: Rgb
    fixed: Rgb
    fire: Rgb
    # The names of verdicts, of which one is no name of Python's.
    pass_: Rgb = msgspec.field(name="pass")
    fail: Rgb
    nodata: Rgb
    info: Rgb


class WorkbookTable(Table):
    """The whole file; ``paper_of`` goes by the names of sheets, or their first parts."""

    version: int
    source: Text
    font: FontTable
    face: FaceByLanguage
    color: ColourTable
    row: RowTable
    print: PrintTable
    paper: PapersTable
    paper_of: dict[str, UseTable]
    chart: ChartTable

    def faces(self, lang: Lang) -> FacesTable:
        """Fonts of a language."""
        return self.face.zh if lang == "zh" else self.face.en


def style() -> WorkbookTable:
    """The workbook's style."""
    return load(WorkbookTable, "styles", "workbook.toml")
