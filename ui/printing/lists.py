"""Pages that hold nothing but the rest of a table, in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QRectF

from ui.printing.blocks import TableBlock
from ui.printing.compose import PageMaker, PagePlan
from ui.printing.desk import Desk
from ui.printing.layout import sheet_style

GROWTHS = (1.5, 1.4, 1.3, 1.2, 1.1)
"""Factors on letters and rows of a list that does not fill its page."""
WIDEST = (888, 888)
"""Page numbers that take at least as much room as the real ones, which are not known yet."""


@dataclass(frozen=True)
class Part:
    """Rows of a table that stand on one page."""

    first: int
    count: int


def divided(maker: PageMaker, panel: QRectF, count: int) -> list[QRectF]:
    """Columns of an area, with room between and around them."""
    padding = maker.mm(sheet_style().layout.panel_padding_mm)
    width = (panel.width() - (count + 1) * padding) / count
    return [
        QRectF(
            panel.left() + padding + index * (width + padding),
            panel.top() + 0.7 * padding,
            width,
            panel.height() - 1.2 * padding,
        )
        for index in range(count)
    ]


def _maker(desk: Desk, key: str, name: str, numbers: tuple[int, int]) -> PageMaker:
    return PageMaker(
        desk, "list", key, name, title_mm=sheet_style().layout.page_title_height_mm, numbers=numbers
    )


def _columns(maker: PageMaker) -> list[QRectF]:
    return divided(maker, maker.strips.middle, 3 if maker.strips.is_landscape else 2)


def parts_of(desk: Desk, key: str, name: str, block: TableBlock, first: int) -> list[Part]:
    """Pages for the rows of a table from ``first`` on."""
    parts: list[Part] = []
    columns = _columns(_maker(desk, key, name, WIDEST))
    while first < len(block.rows):
        start = first
        for column in columns:
            first += replace(block, width_mm=column.width()).rows_within(column.height(), first)
        if first == start:
            break
        parts.append(Part(start, first - start))
    return parts


def list_page(
    desk: Desk,
    key: str,
    name: str,
    title: str,
    block: TableBlock,
    part: Part,
    numbers: tuple[int, int],
) -> PagePlan:
    """The page with some rows of a table."""
    maker = _maker(desk, key, name, numbers)
    maker.put_titles(title, title_pt=sheet_style().letters.page_title_pt)
    maker.put_frame()
    first, end = part.first, part.first + part.count
    columns = _columns(maker)
    block = _grown(block, columns, first, end)
    counts = _row_counts([replace(block, width_mm=one.width()) for one in columns], columns, first, end)
    for number, (column, count) in enumerate(zip(columns, counts, strict=True), start=1):
        if count <= 0:
            break
        rows = replace(block, rows=block.rows[first : first + count])
        maker.put_block(f"list_{number}", column, partial(at_width, rows))
        first += count
    return maker.finish()


def _grown(block: TableBlock, columns: Sequence[QRectF], first: int, end: int) -> TableBlock:
    """The table in letters as large as its rows and words have room for on the page."""
    for growth in GROWTHS:
        grown = replace(block, growth=growth)
        at_widths = [replace(grown, width_mm=one.width()) for one in columns]
        if at_widths[0].is_roomy and sum(_row_counts(at_widths, columns, first, end)) == end - first:
            return grown
    return block


def _row_counts(blocks: Sequence[TableBlock], columns: Sequence[QRectF], first: int, end: int) -> list[int]:
    """Rows of each column: as many in one as in another where they fit so, else each as full as it can be."""
    even: list[int] = []
    full: list[int] = []
    for number, (block, column) in enumerate(zip(blocks, columns, strict=True)):
        at = first + sum(even)
        wanted = -(-(end - at) // (len(columns) - number))
        even.append(min(wanted, block.rows_within(column.height(), at)))
        at = first + sum(full)
        full.append(min(end - at, block.rows_within(column.height(), at)))
    return even if first + sum(even) == end else full


def at_width(block: TableBlock, width_mm: float) -> TableBlock:
    """The same table for another width."""
    return replace(block, width_mm=width_mm)
