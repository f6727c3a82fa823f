"""Measures of the sheet (``resources/styles/sheet.toml``) and the strips that every page is divided into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from PySide6.QtCore import QRectF

from models.kernel.resources import load_toml
from ui.cartography.checked import Colour, StyleError, checked, checked_tables, checked_value


@dataclass(frozen=True)
class PaperStyle:
    """A paper upright: width and height, and how much larger than on A3 everything is."""

    size_mm: tuple[float, ...]
    scale: float


@dataclass(frozen=True)
class LayoutStyle:
    """Lengths on A3."""

    dpi: float
    strip_megapixels: float
    margin_mm: float
    frame_gap_mm: float
    frame_width_pt: float
    thin_width_pt: float
    title_height_mm: float
    page_title_height_mm: float
    compare_title_height_mm: float
    footer_row_mm: float
    footer_padding_mm: float
    imprint_mm: float
    slide_margin_mm: float
    panel_width_mm: float
    panel_most_width_mm: float
    panels_from_mm: float
    panels_most_mm: float
    panels_first_share: float
    panel_height_mm: float
    panel_most_share: float
    panel_padding_mm: float
    tick_gutter_mm: float
    county_margin: float
    unit_margin: float


@dataclass(frozen=True)
class LetterStyle:
    """Sizes of letters on A3; none is ever smaller than ``least_pt`` on the paper itself."""

    title_pt: float
    page_title_pt: float
    title_spacing_percent: float
    subtitle_pt: float
    heading_pt: float
    text_pt: float
    small_pt: float
    least_pt: float
    big_pt: float


@dataclass(frozen=True)
class RowStyle:
    """Heights of lines of the panel on A3."""

    legend_mm: float
    tight: float
    heading_mm: float
    table_mm: float
    dense: float
    block_gap_mm: float
    sign_width_mm: float
    tile_mm: float
    card_mm: float


@dataclass(frozen=True)
class FigureStyle:
    """Which figures the tables show, and how many."""

    most: int
    least: int
    tiles: int
    compared: int
    leader: tuple[str, ...]
    first: tuple[str, ...]


@dataclass(frozen=True)
class TownshipStyle:
    """How many townships the table shows."""

    most: int
    least: int


@dataclass(frozen=True)
class InsetStyle:
    """When and how large the county seat is enlarged."""

    gap_pt: float
    least_mm: float
    most_share: float
    height_by_width: float
    least_enlargement: float
    margin: float
    most_column_share: float


@dataclass(frozen=True)
class AtlasStyle:
    """How a page of the atlas sets its township apart."""

    veil: float
    outline_pt: float
    outline: Colour
    here: Colour
    locator_mm: float
    least_denominator: float


@dataclass(frozen=True)
class CompareStyle:
    """How facilities that differ are marked."""

    ring: Colour
    ring_pt: float
    most_names: int


@dataclass(frozen=True)
class ScaleChoices:
    """Scales that are offered."""

    offered: tuple[float, ...]


@dataclass(frozen=True)
class SlideStyle:
    """Widths of a slide's picture."""

    widths_px: tuple[float, ...]


PARTS = {
    "layout": LayoutStyle,
    "letters": LetterStyle,
    "rows": RowStyle,
    "figures": FigureStyle,
    "townships": TownshipStyle,
    "inset": InsetStyle,
    "atlas": AtlasStyle,
    "compare": CompareStyle,
    "scales": ScaleChoices,
    "slide": SlideStyle,
}


@dataclass(frozen=True)
class SheetStyle:
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
    left_out: Mapping[str, tuple[str, ...]]


def parse_sheet_style(table: Mapping[str, Any]) -> SheetStyle:
    """Check the whole table; StyleError says which key is wrong."""
    plain = {key: value for key, value in table.items() if key != "paper"}
    papers = checked_tables(PaperStyle, table.get("paper"), "paper")
    for key in plain:
        if key not in (*PARTS, "version", "source", "default_paper", "left_out"):
            raise StyleError(f"{key}: unknown key")
    made = {name: checked(kind, plain.get(name), name) for name, kind in PARTS.items()}
    if plain.get("default_paper") not in papers:
        raise StyleError("default_paper: is no paper of this file")
    for name, paper in papers.items():
        if len(paper.size_mm) != 2:
            raise StyleError(f"paper.{name}.size_mm: must be width and height")
    left_out = plain.get("left_out", {})
    if not isinstance(left_out, Mapping):
        raise StyleError("left_out: a table is missing")
    names = {key: checked_value(tuple[str, ...], item, f"left_out.{key}") for key, item in left_out.items()}
    return SheetStyle(
        left_out=names,
        version=plain["version"],
        source=plain["source"],
        default_paper=plain["default_paper"],
        paper=papers,
        **made,
    )


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
