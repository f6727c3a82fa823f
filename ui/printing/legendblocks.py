"""The legend as a block, and as a strip below a map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise, starmap

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont

from ui.cartography.legend import LegendEntry
from ui.printing.blocks import MOST_COLUMNS, draw_heading
from ui.printing.layout import sheet_style
from ui.printing.page import Page


@dataclass(frozen=True)
class LegendBlock:
    """Signs and their meaning, in as many columns as their words leave room for."""

    page: Page
    heading: str
    entries: tuple[LegendEntry, ...]
    width_mm: float

    @property
    def levels(self) -> int:
        """Roomy, tight, then one level per two entries of the ground left out from the end."""
        needed = sum(entry.key.startswith(("theme.", "family.")) for entry in self.entries)
        return 2 + (len(self.entries) - needed + 1) // 2

    @property
    def spare_levels(self) -> int:
        """Tight rows; no entry is spared."""
        return 1

    @property
    def firm_level(self) -> int:
        """Tight rows with every sign."""
        return 1

    def _kept(self, level: int) -> list[LegendEntry]:
        return list(self.entries[: len(self.entries) - 2 * max(0, level - 1)])

    def _row_mm(self, level: int) -> float:
        rows = sheet_style().rows
        return rows.legend_mm * self.page.scale * (rows.tight if level else 1.0)

    def _rows(self, level: int) -> list[tuple[str, int, list[LegendEntry]]]:
        """Rows of a level: (group, 0, []) or ("", columns, entries)."""
        rows: list[tuple[str, int, list[LegendEntry]]] = []
        groups: dict[str, list[LegendEntry]] = {}
        for entry in self._kept(level):
            groups.setdefault(entry.group, []).append(entry)
        for group, entries in groups.items():
            if group != self.heading:
                rows.append((group, 0, []))
            columns = self._columns(entries)
            if level and columns == 1 and not entries[0].key.startswith("theme."):
                rows += self._pairs(entries)
                continue
            starts = range(0, len(entries), columns)
            rows += [("", columns, entries[start : start + columns]) for start in starts]
        return rows

    def _pairs(self, entries: Sequence[LegendEntry]) -> Iterator[tuple[str, int, list[LegendEntry]]]:
        """Neighbours side by side where both leave room; a long one has a row of its own."""
        rest = list(entries)
        while rest:
            both = len(rest) > 1 and self._columns(rest[:2], least=2) > 1
            yield "", 2 if both else 1, rest[: 2 if both else 1]
            rest = rest[2 if both else 1 :]

    def _columns(self, entries: Sequence[LegendEntry], least: int = 3) -> int:
        """Columns that a group's widest words leave room for; classes of a figure stay in one or go wide."""
        font = self._font(entries[0])
        sign = (sheet_style().rows.sign_width_mm + 2.0) * self.page.scale
        gap = 2.0 * self.page.scale
        widest = max(sign + self.page.width_mm(self._words(entry), font) + gap for entry in entries)
        columns = int(min(max(1, (self.width_mm + gap) // widest), MOST_COLUMNS, max(1, len(entries))))
        if len(entries) < least or (entries[0].key.startswith("theme.") and columns < 3):
            return 1 if columns < 3 else columns
        return columns

    def _font(self, entry: LegendEntry) -> QFont:
        """Letters of an entry; those of the ground are small, so that it can take two columns."""
        letters = sheet_style().letters
        is_ground = entry.key.startswith(("role.", "road.", "layer."))
        return self.page.font(letters.small_pt if is_ground else letters.text_pt)

    def _words(self, entry: LegendEntry) -> str:
        return entry.text if entry.count is None else f"{entry.text} ({entry.count:,})"

    def height_mm(self, level: int) -> float:
        """Height at a level."""
        heading = sheet_style().rows.heading_mm * self.page.scale
        rows = sum(1.0 if entries else 1.08 for _, _, entries in self._rows(level))
        return heading + self._row_mm(level) * rows

    def draw(self, page: Page, level: int, left_mm: float, top_mm: float) -> None:
        """Draw at a level."""
        style = sheet_style()
        small = page.font(style.letters.small_pt, "medium")
        sign = style.rows.sign_width_mm * page.scale
        row_mm = self._row_mm(level)
        top = top_mm + draw_heading(page, self.heading, left_mm, top_mm, self.width_mm)
        for group, columns, entries in self._rows(level):
            if not entries:
                rect = QRectF(left_mm, top + 0.1 * row_mm, self.width_mm, row_mm)
                page.text(rect, group, small, colour=page.style.page.muted.q)
                top += 1.08 * row_mm
                continue
            width = self.width_mm / columns
            for index, entry in enumerate(entries):
                left = left_mm + index * width
                page.painter.save()
                box = page.rect_px(QRectF(left, top + 0.1 * row_mm, sign, 0.8 * row_mm))
                entry.paint(page.painter, box, page.px_per_pt)
                page.painter.restore()
                words = left + sign + 2.0 * page.scale
                page.text(
                    QRectF(words, top, left + width - words, row_mm), self._words(entry), self._font(entry)
                )
            top += row_mm


@dataclass(frozen=True)
class LegendStrip:
    """A legend in columns of equal width beside one another; groups stay whole and in their order."""

    page: Page
    heading: str
    entries: tuple[LegendEntry, ...]
    width_mm: float
    columns: int

    @property
    def levels(self) -> int:
        """Roomy and tight: every sign stays."""
        return 2

    @property
    def spare_levels(self) -> int:
        """Tight rows."""
        return 1

    @property
    def firm_level(self) -> int:
        """Tight rows."""
        return 1

    @property
    def _gap_mm(self) -> float:
        return sheet_style().layout.panel_padding_mm * self.page.scale

    @cached_property
    def parts(self) -> tuple[LegendBlock, ...]:
        """The columns, divided where the highest of them is least high."""
        groups: dict[str, list[LegendEntry]] = {}
        for entry in self.entries:
            groups.setdefault(entry.group, []).append(entry)
        lists = list(groups.values())
        count = max(1, min(self.columns, len(lists)))
        width = (self.width_mm - (self.columns - 1) * self._gap_mm) / self.columns

        def column(first: int, last: int) -> LegendBlock:
            chosen = tuple(entry for group in lists[first:last] for entry in group)
            return LegendBlock(self.page, "" if first else self.heading, chosen, width)

        divided = [
            tuple(starmap(column, pairwise((0, *cuts, len(lists)))))
            for cuts in combinations(range(1, len(lists)), count - 1)
        ]
        return min(divided, key=lambda parts: max(part.height_mm(1) for part in parts))

    def height_mm(self, level: int) -> float:
        """Height at a level."""
        return max(part.height_mm(level) for part in self.parts)

    def draw(self, page: Page, level: int, left_mm: float, top_mm: float) -> None:
        """Draw at a level."""
        for number, part in enumerate(self.parts):
            part.draw(page, level, left_mm + number * (part.width_mm + self._gap_mm), top_mm)
