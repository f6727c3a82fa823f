"""Measures of the sheet (``resources/styles/sheet.toml``) and the strips that every page is divided into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from PySide6.QtCore import QRectF

from models.kernel.resources import load_toml
from models.kernel.schema import DataFileError, checked, unknown
from ui.cartography.values import Amount, Colour, Style, value_of

FILE = "styles/sheet.toml"


class PaperStyle(Style, frozen=True):
    """A paper upright: width and height, and how much larger than on A3 everything is."""

    size_mm: tuple[Amount, Amount]
    scale: Amount


class LayoutStyle(Style, frozen=True):
    """Lengths on A3."""

    dpi: Amount
    strip_megapixels: Amount
    margin_mm: Amount
    frame_gap_mm: Amount
    frame_width_pt: Amount
    thin_width_pt: Amount
    title_height_mm: Amount
    page_title_height_mm: Amount
    compare_title_height_mm: Amount
    footer_row_mm: Amount
    footer_padding_mm: Amount
    imprint_mm: Amount
    slide_margin_mm: Amount
    panel_width_mm: Amount
    panel_most_width_mm: Amount
    panels_from_mm: Amount
    panels_most_mm: Amount
    panels_first_share: Amount
    panel_height_mm: Amount
    panel_most_share: Amount
    panel_padding_mm: Amount
    tick_gutter_mm: Amount
    county_margin: Amount
    unit_margin: Amount


class LetterStyle(Style, frozen=True):
    """Sizes of letters on A3; none is ever smaller than ``least_pt`` on the paper itself."""

    title_pt: Amount
    page_title_pt: Amount
    title_spacing_percent: Amount
    subtitle_pt: Amount
    heading_pt: Amount
    text_pt: Amount
    small_pt: Amount
    least_pt: Amount
    big_pt: Amount


class RowStyle(Style, frozen=True):
    """Heights of lines of the panel on A3."""

    legend_mm: Amount
    tight: Amount
    heading_mm: Amount
    table_mm: Amount
    dense: Amount
    block_gap_mm: Amount
    sign_width_mm: Amount
    tile_mm: Amount
    card_mm: Amount


class FigureStyle(Style, frozen=True):
    """Which figures the tables show, and how many."""

    most: int
    least: int
    tiles: int
    compared: int
    leader: tuple[str, ...]
    first: tuple[str, ...]


class TownshipStyle(Style, frozen=True):
    """How many townships the table shows."""

    most: int
    least: int


class InsetStyle(Style, frozen=True):
    """When and how large the county seat is enlarged."""

    gap_pt: Amount
    least_mm: Amount
    most_share: Amount
    height_by_width: Amount
    least_enlargement: Amount
    margin: Amount
    most_column_share: Amount


class AtlasStyle(Style, frozen=True):
    """How a page of the atlas sets its township apart."""

    veil: Amount
    outline_pt: Amount
    outline: Colour
    here: Colour
    locator_mm: Amount
    least_denominator: Amount


class CompareStyle(Style, frozen=True):
    """How facilities that differ are marked."""

    ring: Colour
    ring_pt: Amount
    most_names: int


class ScaleChoices(Style, frozen=True):
    """Scales that are offered."""

    offered: tuple[Amount, ...]


class SlideStyle(Style, frozen=True):
    """Widths of a slide's picture."""

    widths_px: tuple[Amount, ...]


class SheetStyle(Style, frozen=True):
    """All measures of the sheet."""

    version: int
    source: str
    default_paper: str
    paper: Mapping[str, PaperStyle]
    layout: LayoutStyle
    letters: LetterStyle
    rows: RowStyle
    figures: FigureStyle
    townships: TownshipStyle
    inset: InsetStyle
    atlas: AtlasStyle
    compare: CompareStyle
    scales: ScaleChoices
    slide: SlideStyle
    left_out: Mapping[str, tuple[str, ...]] = {}


def parse_sheet_style(table: Mapping[str, Any]) -> SheetStyle:
    """Check the whole table; DataFileError says which key is wrong."""
    style = checked(table, SheetStyle, FILE, "the file", made=value_of)
    if style.default_paper not in style.paper:
        raise DataFileError(FILE, unknown("paper", style.default_paper, style.paper))
    return style


@cache
def sheet_style() -> SheetStyle:
    """Measures of the sheet."""
    return parse_sheet_style(load_toml("styles", "sheet.toml"))


@dataclass(frozen=True)
class Strips:
    """Where the strips of a page stand, millimetres from the upper left corner of the paper.

    Attributes
    ----------
    scale
        Factor on every length and letter against A3.
    middle
        What title and footer leave: map and panels.
    """

    page: QRectF
    scale: float
    outer: QRectF
    inner: QRectF
    title: QRectF
    middle: QRectF
    footer: QRectF

    @property
    def is_landscape(self) -> bool:
        """Whether the paper is wider than high."""
        return self.page.width() > self.page.height()

    def mm(self, on_a3: float) -> float:
        """Length on this paper of a length on A3."""
        return on_a3 * self.scale


def page_size_mm(paper: str, orientation: str) -> tuple[float, float]:
    """Width and height of a paper lying ``landscape`` or standing ``portrait``."""
    width, height = sheet_style().paper[paper].size_mm
    return (width, height) if orientation == "portrait" else (height, width)


def strips(paper: str, orientation: str, *, title_mm: float | None = None, footer_rows: int = 1) -> Strips:
    """Divide a paper into frame, title, middle and footer.

    Parameters
    ----------
    title_mm
        Height of the title on A3.
    footer_rows
        Lines of the footer.
    """
    style = sheet_style()
    lengths, scale = style.layout, style.paper[paper].scale
    page = QRectF(0.0, 0.0, *page_size_mm(paper, orientation))
    margin = (lengths.slide_margin_mm if paper == "slide" else lengths.margin_mm) * scale
    gap = lengths.frame_gap_mm * scale
    outer = page.adjusted(margin, margin, -margin, -margin)
    inner = outer.adjusted(gap, gap, -gap, -gap)
    height = (lengths.title_height_mm if title_mm is None else title_mm) * scale
    title = QRectF(inner.left(), inner.top(), inner.width(), height)
    footer_height = (lengths.footer_row_mm * footer_rows + 2 * lengths.footer_padding_mm) * scale
    footer = QRectF(inner.left(), inner.bottom() - footer_height, inner.width(), footer_height)
    middle = QRectF(inner.left(), title.bottom(), inner.width(), footer.top() - title.bottom())
    return Strips(page, scale, outer, inner, title, middle, footer)
