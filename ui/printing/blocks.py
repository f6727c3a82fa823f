"""Blocks beside the map: legend, tables, lists, large figures, notes.

Each block can be drawn at several levels of detail; a column takes the richest that fit its height. The
legend gives way last: a sign without its meaning is worse than a table without its last row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np
from PySide6.QtCore import QRectF, Qt

from models.findings.findings import Verdict
from ui.cartography.legend import Paint
from ui.printing.layout import sheet_style
from ui.printing.page import Page

Align = Qt.AlignmentFlag
MOST_COLUMNS = 6
FEWEST_ROWS = 2
COLUMN_GAP_MM = 1.5
"""Between columns that are as wide as their words ask, on A3."""
LEAST_HEAD_SHARE = 0.5
"""Headings of columns that are as narrow as their words allow become so much smaller at most."""
ROOMY_SHARE = 0.75
"""Part of what the wrapped column asks that it has in a list of large letters."""
LEAST_WRAPPED_SHARE = 0.85
"""Part of its own width that the wrapped column of such a table keeps, whatever the others ask."""
LEAST_SHARE, DENSE_SHARE = 0.8, 0.68
"""Words of a table become so much smaller at most before they are cut."""


class Block(Protocol):
    """Part of a column."""

    @property
    def levels(self) -> int:
        """Number of levels of detail; 0 is the richest."""
        ...

    @property
    def spare_levels(self) -> int:
        """Levels that are given up before another block loses anything."""
        ...

    @property
    def firm_level(self) -> int:
        """Level that is passed only when every other block has come to its own."""
        ...

    def height_mm(self, level: int) -> float:
        """Height at a level."""
        ...

    def draw(self, page: Page, level: int, left_mm: float, top_mm: float) -> None:
        """Draw at a level."""
        ...


def fitted_levels(blocks: Sequence[Block], height_mm: float, gap_mm: float) -> list[int]:
    """Level of each block, as rich as the height allows."""
    levels = [0] * len(blocks)

    def total() -> float:
        heights = [block.height_mm(level) for block, level in zip(blocks, levels, strict=True)]
        return sum(heights) + gap_mm * max(0, sum(height > 0 for height in heights) - 1)

    while total() > height_mm:
        pairs = list(zip(blocks, levels, strict=True))
        gains = [
            block.height_mm(level) - block.height_mm(level + 1) if level + 1 < block.levels else 0.0
            for block, level in pairs
        ]
        # What can be spared goes first, then what is not firm, then whatever frees most.
        spared = [
            gain * (level < block.spare_levels) for gain, (block, level) in zip(gains, pairs, strict=True)
        ]
        loose = [gain * (level < block.firm_level) for gain, (block, level) in zip(gains, pairs, strict=True)]
        best = next((found for found in (spared, loose, gains) if max(found, default=0.0) > 0.0), None)
        if best is None:
            break
        levels[int(np.argmax(best))] += 1
    # The last step may have freed more than was needed: give back what still fits, figures before the legend.
    for index in reversed(range(len(levels))):
        level = levels[index]
        for richer in range(level):
            levels[index] = richer
            if total() <= height_mm:
                break
            levels[index] = level
    return levels


def level_for(block: Block, height_mm: float) -> int:
    """Richest level of one block that fits a height; the poorest where none does."""
    return next(
        (level for level in range(block.levels) if block.height_mm(level) <= height_mm + 0.01),
        block.levels - 1,
    )


def draw_heading(page: Page, text: str, left_mm: float, top_mm: float, width_mm: float) -> float:
    """Write the heading of a block over a line; returns the height it takes."""
    style = sheet_style()
    height = style.rows.heading_mm * page.scale
    font = page.font(style.letters.heading_pt, "bold")
    page.text(QRectF(left_mm, top_mm, width_mm, height * 0.72), text, font)
    y = top_mm + height * 0.8
    page.line(
        left_mm, y, left_mm + width_mm, y, style.layout.thin_width_pt * 1.6, page.style.page.panel_line.q
    )
    return height


@dataclass(frozen=True)
class Column:
    """A column of a table: heading, share of the width, alignment."""

    heading: str
    share: float
    align: Align


@dataclass(frozen=True)
class Cell:
    """A cell: text, a verdict that marks and colours it, a unit in brackets after it, a sign before it.

    ``mark`` stands for the verdict's own mark.
    """

    text: str
    verdict: Verdict | None = None
    note: str = ""
    sign: Paint | None = None
    mark: str = ""


@dataclass(frozen=True)
class TableBlock:
    """A table with a heading; rows at the end give way first.

    Parameters
    ----------
    most_lines
        Lines that the wrapped cell of a row may take.
    wraps
        Column whose cells are wrapped; those of the others become smaller before they are cut.
    is_dense
        Small letters in low rows, for long lists.
    is_fitted
        Columns as wide as their words ask, the rest for the wrapped one: letters of a column are alike.
    growth
        Factor on letters and rows, where a list has a page to itself.
    shrinks
        Whether all rows become dense before any is left out.
    firm
        Rows that stay until every other block has come to its own.
    head_share
        Part of its usual size that the heading of a fitted column asks room for.
    headings
        Headings for so many rows shown, the fullest first, where the heading says how many these are: the
        first that has room stands there.
    """

    page: Page
    heading: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    least: int
    width_mm: float
    empty_text: str
    most_lines: int = 2
    wraps: int = 0
    is_dense: bool = False
    is_fitted: bool = False
    growth: float = 1.0
    shrinks: bool = False
    firm: int = 0
    head_share: float = DENSE_SHARE
    headings: Callable[[int], Sequence[str]] | None = None

    @property
    def levels(self) -> int:
        """One level per row that can be left out, after a dense one; a few rows always stay."""
        return 1 + self.shrinks + max(0, len(self.rows) - min(self.least, FEWEST_ROWS))

    @property
    def firm_level(self) -> int:
        """The last, where no rows are firm."""
        kept = max(self.firm, min(self.least, FEWEST_ROWS))
        return self.shrinks + max(0, len(self.rows) - kept)

    @property
    def spare_levels(self) -> int:
        """All rows beyond the least: the most telling ones come first."""
        return self.shrinks + max(0, len(self.rows) - self.least)

    @cached_property
    def _dense(self) -> TableBlock:
        return replace(self, is_dense=True, shrinks=False)

    @property
    def _row_mm(self) -> float:
        rows = sheet_style().rows
        return rows.table_mm * self.page.scale * self.growth * (rows.dense if self.is_dense else 1.0)

    @property
    def _size_pt(self) -> float:
        letters = sheet_style().letters
        return self.growth * (letters.small_pt if self.is_dense else letters.text_pt)

    @cached_property
    def _needs(self) -> tuple[float, ...]:
        """Width that the words of each column ask, a gap before them included."""
        page, font = self.page, self.page.font(self._size_pt)
        bold = page.font(self._size_pt, "bold")
        head = page.font(self.growth * sheet_style().letters.small_pt)
        sign = 0.78 * self._row_mm + 0.6 * page.scale
        needs = []
        for index, column in enumerate(self.columns):
            texts = dict.fromkeys(row[index].text for row in self.rows)
            widest = max((page.width_mm(text, font) for text in texts), default=0.0)
            judged = dict.fromkeys(text for row in self.rows if (text := self._judged(row[index])))
            widest = max([widest, *(page.width_mm(text, bold) for text in judged)])
            widest += sign if any(row[index].sign is not None for row in self.rows) else 0.0
            gap = COLUMN_GAP_MM * page.scale * self.growth if index else 0.0
            needs.append(max(widest, self.head_share * page.width_mm(column.heading, head)) + gap)
        return tuple(needs)

    @property
    def is_roomy(self) -> bool:
        """Whether every column has the width that its words ask, but for a little of the wrapped one."""
        return sum(self._needs) - (1 - ROOMY_SHARE) * self._needs[self.wraps] <= self.width_mm

    @cached_property
    def _widths(self) -> tuple[float, ...]:
        """Width of each column."""
        given = [column.share * self.width_mm for column in self.columns]
        if not self.is_fitted or not self.rows:
            return tuple(given)
        needs = list(self._needs)
        others = sum(needs) - needs[self.wraps]
        spare = self.width_mm - sum(needs)
        if spare >= 0:
            return tuple(need + spare / len(needs) for need in needs)
        least = min(LEAST_WRAPPED_SHARE * given[self.wraps], needs[self.wraps])
        shrunk = min(1.0, (self.width_mm - least) / others)
        widths = [need * shrunk for need in needs]
        widths[self.wraps] = self.width_mm - others * shrunk
        return tuple(widths)

    @cached_property
    def _wrapped(self) -> tuple[list[str], ...]:
        font = self.page.font(self._size_pt)
        gap = COLUMN_GAP_MM if self.is_fitted else (2.0 if self.wraps else 1.0)
        width = self._widths[self.wraps] - gap * self.page.scale * self.growth
        wrapped = []
        for row in self.rows:
            cell = row[self.wraps]
            name, unit = cell.text, f"({cell.note})" if cell.note else ""
            lines = self.page.wrapped(name, font, width, self.most_lines)
            if unit and self.page.width_mm(f"{lines[-1]} {unit}", font) <= width:
                lines[-1] = f"{lines[-1]} {unit}"
            elif unit:
                lines.append(unit)
            wrapped.append(lines)
        return tuple(wrapped)

    @cached_property
    def _heights(self) -> tuple[float, ...]:
        """Height of each row."""
        row, line = self._row_mm, self.page.line_mm(self.page.font(self._size_pt))
        return tuple(row + (len(lines) - 1) * line * 0.92 for lines in self._wrapped)

    @property
    def _head_mm(self) -> float:
        heading = sheet_style().rows.heading_mm * self.page.scale if self.heading else 0.0
        return heading + self._row_mm * 0.95

    def heading_of(self, shown: int) -> str:
        """Heading where so many rows are shown."""
        if self.headings is None or not self.rows:
            return self.heading
        font = self.page.font(sheet_style().letters.heading_pt, "bold")
        *fuller, shortest = self.headings(shown)
        fitting = (text for text in fuller if self.page.width_mm(text, font) <= self.width_mm)
        return next(fitting, shortest)

    def height_mm(self, level: int) -> float:
        """Height at a level."""
        if self.shrinks and level:
            return self._dense.height_mm(level - 1)
        body = sum(self._heights[: len(self.rows) - level]) if self.rows else self._row_mm
        return self._head_mm + body

    def cut_to(self, count: int) -> TableBlock:
        """The same with its first rows only."""
        return self if count >= len(self.rows) else replace(self, rows=self.rows[:count])

    def rows_within(self, height_mm: float, first: int = 0) -> int:
        """How many rows from ``first`` on fit a height."""
        room = height_mm - self._head_mm + 0.01
        for index in range(first, len(self.rows)):
            room -= self._heights[index]
            if room < 0:
                return index - first
        return len(self.rows) - first

    def draw(self, page: Page, level: int, left_mm: float, top_mm: float) -> None:
        """Draw at a level."""
        if self.shrinks and level:
            self._dense.draw(page, level - 1, left_mm, top_mm)
            return
        style = sheet_style()
        size, font = self._size_pt, page.font(self._size_pt)
        muted, rule = page.style.page.muted.q, page.style.page.panel_line.q
        thin = style.layout.thin_width_pt
        top = top_mm
        if self.heading:
            heading = self.heading_of(len(self.rows) - level)
            top += draw_heading(page, heading, left_mm, top_mm, self.width_mm)
        if not self.rows:
            page.text(QRectF(left_mm, top, self.width_mm, self._row_mm), self.empty_text, font, colour=muted)
            return
        lefts, widths = [left_mm], self._widths
        for width in widths:
            lefts.append(lefts[-1] + width)
        # A hair between neighbours: a full cell never touches the next one.
        between = COLUMN_GAP_MM if self.is_fitted else 1.0
        gaps = [between * page.scale * self.growth if index else 0.0 for index in range(len(self.columns))]
        least = DENSE_SHARE if self.is_dense else LEAST_SHARE
        least = LEAST_HEAD_SHARE if self.is_fitted else least
        for index, column in enumerate(self.columns):
            gap = gaps[index]
            rect = QRectF(lefts[index] + gap, top, widths[index] - gap, self._row_mm * 0.9)
            page.fitted_text(
                rect, column.heading, self.growth * style.letters.small_pt, align=column.align, colour=muted,
                least_share=least,
            )  # fmt: skip
        top += self._row_mm * 0.95
        page.line(left_mm, top, left_mm + self.width_mm, top, thin, rule)
        line = page.line_mm(font) * 0.92
        # Letters of a column shrink together.
        needs = self._needs if self.is_fitted else widths
        shares = [
            min(1.0, max((width - gap) / max(need - gap, 0.1), DENSE_SHARE))
            for width, need, gap in zip(widths, needs, gaps, strict=True)
        ]
        for number, row in enumerate(self.rows[: len(self.rows) - level]):
            height = self._heights[number]
            lines = self._wrapped[number]
            first = top + (height - line * len(lines)) / 2
            for index, cell in enumerate(row):
                box = QRectF(
                    lefts[index] + gaps[index],
                    top,
                    widths[index] - gaps[index],
                    height,
                )
                if index == self.wraps:
                    for at, words in enumerate(lines):
                        page.text(QRectF(box.left(), first + at * line, box.width(), line), words, font)
                    continue
                if cell.sign is not None:
                    side = min(0.78 * self._row_mm, box.width() / 2)
                    sign = QRectF(box.left(), box.center().y() - side / 2, side, side)
                    page.painter.save()
                    cell.sign(page.painter, page.rect_px(sign), page.px_per_pt)
                    page.painter.restore()
                    box.setLeft(sign.right() + 0.6 * page.scale)
                self._draw_cell(page, box, cell, size * shares[index], self.columns[index].align)
            top += height
            page.line(left_mm, top, left_mm + self.width_mm, top, thin, rule)

    def _judged(self, cell: Cell) -> str:
        """Words of a cell with its mark, where it passes or fails; else empty."""
        if cell.verdict not in (Verdict.PASS, Verdict.FAIL):
            return ""
        mark = cell.mark or self.page.style.verdict[str(cell.verdict)].mark
        return f"{mark} {cell.text}" if mark else cell.text

    def _draw_cell(self, page: Page, box: QRectF, cell: Cell, size_pt: float, align: Align) -> None:
        judged = self._judged(cell)
        page.fitted_text(
            box,
            judged or cell.text,
            size_pt,
            "bold" if judged else "normal",
            align=align,
            colour=page.style.verdict[str(cell.verdict)].color.q if judged else None,
            least_share=DENSE_SHARE if self.is_dense else LEAST_SHARE,
        )


@dataclass(frozen=True)
class TextBlock:
    """Lines under a heading (which may be empty); the last texts give way first.

    Parameters
    ----------
    least
        Texts that always stay.
    kept
        Texts that stay as long as tables have rows to lose.
    rest
        Line that says how many gave way, and where they stand; without it none does.
    """

    page: Page
    texts: tuple[str, ...]
    width_mm: float
    heading: str = ""
    is_small: bool = True
    most_lines: int = 4
    least: int = 0
    kept: int = 0
    rest: Callable[[int], str] | None = None

    @property
    def levels(self) -> int:
        """One level per text that can be left out."""
        return 1 + max(0, len(self.texts) - self.least)

    @property
    def spare_levels(self) -> int:
        """All beyond those that are kept."""
        return max(0, len(self.texts) - max(self.least, self.kept))

    @property
    def firm_level(self) -> int:
        """The last."""
        return self.levels - 1

    @property
    def _size_pt(self) -> float:
        letters = sheet_style().letters
        return letters.small_pt if self.is_small else letters.text_pt

    def _lines(self, level: int) -> list[str]:
        font = self.page.font(self._size_pt)
        kept = self.texts[: len(self.texts) - level]
        if self.rest is not None and 0 < len(kept) < len(self.texts):
            kept = (*kept, self.rest(len(self.texts) - len(kept)))
        return [
            line for text in kept for line in self.page.wrapped(text, font, self.width_mm, self.most_lines)
        ]

    def height_mm(self, level: int) -> float:
        """Height at a level; without texts there is no heading either."""
        lines = self._lines(level)
        heading = sheet_style().rows.heading_mm * self.page.scale if self.heading and lines else 0.0
        return heading + len(lines) * self.page.line_mm(self.page.font(self._size_pt))

    def draw(self, page: Page, level: int, left_mm: float, top_mm: float) -> None:
        """Draw at a level."""
        font = page.font(self._size_pt)
        step = page.line_mm(font)
        top = top_mm
        if self.heading and self._lines(level):
            top += draw_heading(page, self.heading, left_mm, top_mm, self.width_mm)
        colour = page.style.page.muted.q if self.is_small else None
        for index, line in enumerate(self._lines(level)):
            page.text(QRectF(left_mm, top + index * step, self.width_mm, step), line, font, colour=colour)


@dataclass(frozen=True)
class Tile:
    """A large figure with its name, unit, target and verdict."""

    name: str
    value: str
    unit: str
    remark: str
    verdict: Verdict | None


@dataclass(frozen=True)
class TilesBlock:
    """Large figures under one another, to be read across a room."""

    page: Page
    tiles: tuple[Tile, ...]
    width_mm: float

    @property
    def levels(self) -> int:
        """One level per figure but the first."""
        return max(1, len(self.tiles))

    @property
    def spare_levels(self) -> int:
        """The last."""
        return 1 if len(self.tiles) > 1 else 0

    @property
    def firm_level(self) -> int:
        """All but three."""
        return max(0, len(self.tiles) - 3)

    @property
    def _tile_mm(self) -> float:
        return sheet_style().rows.tile_mm * self.page.scale

    def height_mm(self, level: int) -> float:
        """Height at a level."""
        return self._tile_mm * (len(self.tiles) - level)

    def draw(self, page: Page, level: int, left_mm: float, top_mm: float) -> None:
        """Draw at a level."""
        style, height = sheet_style(), self._tile_mm
        small, big = page.font(style.letters.text_pt), page.font(style.letters.big_pt, "bold")
        muted, rule = page.style.page.muted.q, page.style.page.panel_line.q
        top = top_mm
        for tile in self.tiles[: len(self.tiles) - level]:
            name = QRectF(left_mm, top + 0.04 * height, self.width_mm, 0.3 * height)
            page.fitted_text(name, tile.name, style.letters.text_pt, least_share=DENSE_SHARE)
            verdict = page.style.verdict[str(tile.verdict)] if tile.verdict is not None else None
            is_judged = tile.verdict in (Verdict.PASS, Verdict.FAIL)
            text = f"{verdict.mark} {tile.value}" if verdict is not None and is_judged else tile.value
            colour = verdict.color.q if verdict is not None and is_judged else None
            row = QRectF(left_mm, top + 0.34 * height, self.width_mm, 0.58 * height)
            page.text(row, text, big, colour=colour)
            after = left_mm + page.width_mm(text, big) + 1.6 * page.scale
            rest = QRectF(
                after, row.top() + 0.1 * height, left_mm + self.width_mm - after, row.height() * 0.9
            )
            gap = COLUMN_GAP_MM * page.scale
            asked = page.width_mm(tile.unit, small) + gap + page.width_mm(tile.remark, small)
            # Where both have no room side by side, the target says in which unit it is meant.
            is_said = asked > rest.width() and tile.unit in tile.remark
            page.text(rest, "" if is_said else tile.unit, small, colour=muted)
            page.text(rest, tile.remark, small, align=Align.AlignRight, colour=muted)
            top += height
            page.line(left_mm, top, left_mm + self.width_mm, top, style.layout.thin_width_pt, rule)
