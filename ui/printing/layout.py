"""Measures of the sheet (``resources/styles/sheet.toml``) and where its parts stand on a paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from PySide6.QtCore import QRectF

from models.resources import load_toml
from ui.cartography.checked import StyleError, checked, checked_tables


@dataclass(frozen=True)
class PaperStyle:
    """A paper upright: width and height, and how much larger than on A3 everything is."""

    size_mm: tuple[float, ...]
    scale: float


@dataclass(frozen=True)
class LayoutStyle:
    """Lengths on A3."""

    dpi: float
    margin_mm: float
    frame_gap_mm: float
    frame_width_pt: float
    thin_width_pt: float
    title_height_mm: float
    footer_height_mm: float
    panel_width_mm: float
    panel_height_mm: float
    panel_padding_mm: float
    tick_gutter_mm: float
    county_margin: float


@dataclass(frozen=True)
class LetterStyle:
    """Sizes of letters on A3; none is ever smaller than ``least_pt``."""

    title_pt: float
    title_spacing_percent: float
    subtitle_pt: float
    heading_pt: float
    text_pt: float
    small_pt: float
    least_pt: float


@dataclass(frozen=True)
class RowStyle:
    """Heights of lines of the panel on A3."""

    legend_mm: float
    heading_mm: float
    table_mm: float
    block_gap_mm: float
    sign_width_mm: float
    ground_kept: int


@dataclass(frozen=True)
class FigureStyle:
    """Which figures the table shows, and how many."""

    most: int
    least: int
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


def parse_sheet_style(table: Mapping[str, Any]) -> SheetStyle:
    """Check the whole table; StyleError says which key is wrong."""
    plain = {key: value for key, value in table.items() if key != "paper"}
    papers = checked_tables(PaperStyle, table.get("paper"), "paper")
    parts = {
        "layout": LayoutStyle,
        "letters": LetterStyle,
        "rows": RowStyle,
        "figures": FigureStyle,
        "townships": TownshipStyle,
        "inset": InsetStyle,
    }
    for key in plain:
        if key not in (*parts, "version", "source", "default_paper"):
            raise StyleError(f"{key}: unknown key")
    made = {name: checked(kind, plain.get(name), name) for name, kind in parts.items()}
    if plain.get("default_paper") not in papers:
        raise StyleError("default_paper: is no paper of this file")
    for name, paper in papers.items():
        if len(paper.size_mm) != 2:
            raise StyleError(f"paper.{name}.size_mm: must be width and height")
    return SheetStyle(
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
class SheetLayout:
    """Where the parts of a sheet stand, millimetres from the upper left corner of the paper.

    Attributes
    ----------
    scale
        Factor on every length and letter against A3.
    map
        The map itself, inside its ticks.
    columns
        Columns for legend and tables: one beside the map, or three below it.
    """

    page: QRectF
    scale: float
    outer: QRectF
    inner: QRectF
    title: QRectF
    map_area: QRectF
    map: QRectF
    panel: QRectF
    columns: tuple[QRectF, ...]
    footer: QRectF

    @property
    def is_landscape(self) -> bool:
        """Whether the paper is wider than high."""
        return self.page.width() > self.page.height()


def lay_out(paper: str, orientation: str, *, has_panel: bool = True) -> SheetLayout:
    """Divide a paper (``A4`` to ``A1``; ``landscape`` or ``portrait``) into title, map, panel and footer."""
    style = sheet_style()
    own, lengths = style.paper[paper], style.layout
    width, height = own.size_mm if orientation == "portrait" else reversed(own.size_mm)
    scale = own.scale
    page = QRectF(0.0, 0.0, width, height)
    margin, gap = lengths.margin_mm * scale, lengths.frame_gap_mm * scale
    outer = page.adjusted(margin, margin, -margin, -margin)
    inner = outer.adjusted(gap, gap, -gap, -gap)
    title = QRectF(inner.left(), inner.top(), inner.width(), lengths.title_height_mm * scale)
    footer_height = lengths.footer_height_mm * scale
    footer = QRectF(inner.left(), inner.bottom() - footer_height, inner.width(), footer_height)
    middle = QRectF(inner.left(), title.bottom(), inner.width(), footer.top() - title.bottom())
    padding = lengths.panel_padding_mm * scale
    map_area, panel = QRectF(middle), QRectF()
    columns: tuple[QRectF, ...] = ()
    if has_panel and orientation == "landscape":
        panel_width = lengths.panel_width_mm * scale
        map_area.setWidth(middle.width() - panel_width)
        panel = QRectF(map_area.right(), middle.top(), panel_width, middle.height())
        columns = (panel.adjusted(padding, padding * 0.7, -padding, -padding * 0.5),)
    elif has_panel:
        panel_height = lengths.panel_height_mm * scale
        map_area.setHeight(middle.height() - panel_height)
        panel = QRectF(middle.left(), map_area.bottom(), middle.width(), panel_height)
        third = (panel.width() - 4 * padding) / 3
        columns = tuple(
            QRectF(
                panel.left() + padding + index * (third + padding),
                panel.top() + padding * 0.7,
                third,
                panel.height() - padding * 1.2,
            )
            for index in range(3)
        )
    gutter = lengths.tick_gutter_mm * scale
    return SheetLayout(
        page=page,
        scale=scale,
        outer=outer,
        inner=inner,
        title=title,
        map_area=map_area,
        map=map_area.adjusted(gutter, gutter, -gutter, -gutter),
        panel=panel,
        columns=columns,
        footer=footer,
    )
