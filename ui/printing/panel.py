"""What stands beside the map: legend, main figures, townships to add to first, notes.

Each block can be drawn at several levels of detail; a column takes the richest that fit its height.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from PySide6.QtCore import QRectF, Qt

from models.findings import Finding, Target, Verdict
from models.numbers import figure_parts, unit_name
from models.project import TODAY_ID
from models.text import Lang, t
from reports.context import ReportContext
from ui.cartography.legend import LegendEntry
from ui.printing.layout import sheet_style
from ui.printing.page import Page

Align = Qt.AlignmentFlag


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

    def height_mm(self, level: int) -> float:
        """Height at a level."""
        ...

    def draw(self, level: int, left_mm: float, top_mm: float) -> None:
        """Draw at a level."""
        ...


def draw_column(page: Page, blocks: Sequence[Block], column: QRectF) -> None:
    """Draw blocks under one another, each in as much detail as the column has room for."""
    gap = sheet_style().rows.block_gap_mm * page.scale
    levels = [0] * len(blocks)

    def total() -> float:
        heights = (block.height_mm(level) for block, level in zip(blocks, levels, strict=True))
        return sum(heights) + gap * max(0, len(blocks) - 1)

    while total() > column.height():
        pairs = list(zip(blocks, levels, strict=True))
        gains = [
            block.height_mm(level) - block.height_mm(level + 1) if level + 1 < block.levels else 0.0
            for block, level in pairs
        ]
        # What can be spared goes first, then whatever frees most.
        spared = [
            gain * (level < block.spare_levels) for gain, (block, level) in zip(gains, pairs, strict=True)
        ]
        best = spared if max(spared, default=0.0) > 0.0 else gains
        if max(best, default=0.0) <= 0.0:
            break
        levels[int(np.argmax(best))] += 1
    # The last step may have freed more than was needed: give back what still fits, figures before the legend.
    for index in reversed(range(len(levels))):
        level = levels[index]
        for richer in range(level):
            levels[index] = richer
            if total() <= column.height():
                break
            levels[index] = level
    top = column.top()
    page.painter.save()
    page.painter.setClipRect(page.rect_px(column.adjusted(-1.0, -1.0, 1.0, 1.0)))
    for block, level in zip(blocks, levels, strict=True):
        block.draw(level, column.left(), top)
        top += block.height_mm(level) + gap
    page.painter.restore()


def draw_heading(page: Page, text: str, left_mm: float, top_mm: float, width_mm: float) -> float:
    """Draw the heading of a block with its rule; returns the height."""
    style = sheet_style()
    height = style.rows.heading_mm * page.scale
    font = page.font(style.letters.heading_pt, "bold")
    page.text(QRectF(left_mm, top_mm, width_mm, height * 0.86), text, font)
    y = top_mm + height * 0.88
    page.line(left_mm, y, left_mm + width_mm, y, style.layout.thin_width_pt, page.style.page.text.q)
    return height


@dataclass(frozen=True)
class LegendBlock:
    """Signs with their words; the ground gives way first."""

    page: Page
    heading: str
    entries: tuple[LegendEntry, ...]
    width_mm: float

    @property
    def levels(self) -> int:
        """One level per two entries from the end that can be left out; figures and facilities never are."""
        needed = sum(entry.key.startswith(("theme.", "family.")) for entry in self.entries)
        return 1 + (len(self.entries) - needed + 1) // 2

    @property
    def spare_levels(self) -> int:
        """Signs of the ground that explain themselves: minor roads, villages, the planner's own layers."""
        ground = sum(entry.key.startswith(("role.", "road.", "layer.")) for entry in self.entries)
        return max(0, ground - sheet_style().rows.ground_kept) // 2

    def _kept(self, level: int) -> list[LegendEntry]:
        return list(self.entries[: len(self.entries) - 2 * level])

    @property
    def _row_mm(self) -> float:
        return sheet_style().rows.legend_mm * self.page.scale

    def _rows(self, level: int) -> list[tuple[str, list[LegendEntry]]]:
        """Rows of a level: ("group", []) or ("entries", one or two of them)."""
        rows: list[tuple[str, list[LegendEntry]]] = []
        font = self.page.font(sheet_style().letters.text_pt)
        groups: dict[str, list[LegendEntry]] = {}
        for entry in self._kept(level):
            groups.setdefault(entry.group, []).append(entry)
        sign = (sheet_style().rows.sign_width_mm + 2.0) * self.page.scale
        half = self.width_mm / 2
        for group, entries in groups.items():
            if group != self.heading:
                rows.append((group, []))
            widths = [sign + self.page.width_mm(self._words(entry), font) for entry in entries]
            in_pairs = len(entries) > 2 and max(widths) <= half and not entries[0].key.startswith("theme.")
            step = 2 if in_pairs else 1
            rows += [("", entries[start : start + step]) for start in range(0, len(entries), step)]
        return rows

    def _words(self, entry: LegendEntry) -> str:
        return entry.text if entry.count is None else f"{entry.text} ({entry.count:,})"

    def height_mm(self, level: int) -> float:
        """Height at a level."""
        heading = sheet_style().rows.heading_mm * self.page.scale
        return heading + self._row_mm * sum(1.0 if entries else 1.08 for _, entries in self._rows(level))

    def draw(self, level: int, left_mm: float, top_mm: float) -> None:
        """Draw at a level."""
        page, style = self.page, sheet_style()
        font = page.font(style.letters.text_pt)
        small = page.font(style.letters.small_pt * 1.08, "medium")
        sign = style.rows.sign_width_mm * page.scale
        row_mm = self._row_mm
        top = top_mm + draw_heading(page, self.heading, left_mm, top_mm, self.width_mm)
        for group, entries in self._rows(level):
            if not entries:
                rect = QRectF(left_mm, top + 0.1 * row_mm, self.width_mm, row_mm)
                page.text(rect, group, small, colour=page.style.page.muted.q)
                top += 1.08 * row_mm
                continue
            width = self.width_mm / len(entries) if len(entries) > 1 else self.width_mm
            for index, entry in enumerate(entries):
                left = left_mm + index * self.width_mm / 2
                page.painter.save()
                box = page.rect_px(QRectF(left, top + 0.1 * row_mm, sign, 0.8 * row_mm))
                entry.paint(page.painter, box, page.px_per_pt)
                page.painter.restore()
                words = left + sign + 2.0 * page.scale
                rect = QRectF(words, top, left + width - words, row_mm)
                page.text(rect, self._words(entry), font)
            top += row_mm


@dataclass(frozen=True)
class Column:
    """A column of a table: heading, share of the width, alignment."""

    heading: str
    share: float
    align: Align


@dataclass(frozen=True)
class Cell:
    """A cell: text, a verdict that colours it, and a unit that stands after the text in brackets."""

    text: str
    verdict: Verdict | None = None
    note: str = ""


@dataclass(frozen=True)
class TableBlock:
    """A table with a heading; rows at the end give way first."""

    page: Page
    heading: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    least: int
    width_mm: float
    empty_text: str

    @property
    def levels(self) -> int:
        """One level per row that can be left out."""
        return 1 + max(0, len(self.rows) - self.least)

    @property
    def spare_levels(self) -> int:
        """None: the most telling rows come first, and each tells something."""
        return 0

    @property
    def _row_mm(self) -> float:
        return sheet_style().rows.table_mm * self.page.scale

    @cached_property
    def _wrapped(self) -> tuple[list[str], ...]:
        font = self.page.font(sheet_style().letters.text_pt)
        width = self.columns[0].share * self.width_mm - 1.0
        wrapped = []
        for row in self.rows:
            name, unit = row[0].text, f"({row[0].note})" if row[0].note else ""
            lines = self.page.wrapped(name, font, width, 2)
            if unit and self.page.width_mm(f"{lines[-1]} {unit}", font) <= width:
                lines[-1] = f"{lines[-1]} {unit}"
            elif unit:
                lines.append(unit)
            wrapped.append(lines)
        return tuple(wrapped)

    def _row_height(self, index: int) -> float:
        font = self.page.font(sheet_style().letters.text_pt)
        return self._row_mm + (len(self._wrapped[index]) - 1) * self.page.line_mm(font) * 0.92

    def height_mm(self, level: int) -> float:
        """Height at a level."""
        heading = sheet_style().rows.heading_mm * self.page.scale
        shown = range(len(self.rows) - level)
        body = sum(self._row_height(index) for index in shown) if self.rows else self._row_mm
        return heading + self._row_mm * 0.95 + body

    def draw(self, level: int, left_mm: float, top_mm: float) -> None:
        """Draw at a level."""
        page, style = self.page, sheet_style()
        small = page.font(style.letters.small_pt)
        font, strong = page.font(style.letters.text_pt), page.font(style.letters.text_pt, "bold")
        muted, rule = page.style.page.muted.q, page.style.page.panel_line.q
        thin = style.layout.thin_width_pt
        top = top_mm + draw_heading(page, self.heading, left_mm, top_mm, self.width_mm)
        if not self.rows:
            page.text(QRectF(left_mm, top, self.width_mm, self._row_mm), self.empty_text, font, colour=muted)
            return
        lefts = [left_mm]
        for column in self.columns:
            lefts.append(lefts[-1] + column.share * self.width_mm)
        for index, column in enumerate(self.columns):
            rect = QRectF(lefts[index], top, column.share * self.width_mm, self._row_mm * 0.9)
            page.text(rect, column.heading, small, align=column.align, colour=muted)
        top += self._row_mm * 0.95
        page.line(left_mm, top, left_mm + self.width_mm, top, thin, rule)
        line = page.line_mm(font) * 0.92
        for number, row in enumerate(self.rows[: len(self.rows) - level]):
            height = self._row_height(number)
            lines = self._wrapped[number]
            first = top + (height - line * len(lines)) / 2
            for at, words in enumerate(lines):
                rect = QRectF(left_mm, first + at * line, self.columns[0].share * self.width_mm, line)
                page.text(rect, words, font)
            for index, cell in enumerate(row[1:], start=1):
                verdict = page.style.verdict[str(cell.verdict)] if cell.verdict is not None else None
                is_judged = cell.verdict in (Verdict.PASS, Verdict.FAIL)
                text = f"{verdict.mark} {cell.text}" if verdict is not None and is_judged else cell.text
                page.text(
                    QRectF(lefts[index], top, self.columns[index].share * self.width_mm, height),
                    text,
                    strong if is_judged else font,
                    align=self.columns[index].align,
                    colour=verdict.color.q if verdict is not None and is_judged else None,
                )
            top += height
            page.line(left_mm, top, left_mm + self.width_mm, top, thin, rule)


@dataclass(frozen=True)
class NotesBlock:
    """Small lines at the end; the last give way first."""

    page: Page
    texts: tuple[str, ...]
    width_mm: float

    @property
    def levels(self) -> int:
        """One level per note."""
        return 1 + len(self.texts)

    @property
    def spare_levels(self) -> int:
        """The last note."""
        return 1

    def _lines(self, level: int) -> list[str]:
        font = self.page.font(sheet_style().letters.small_pt)
        kept = self.texts[: len(self.texts) - level]
        return [line for text in kept for line in self.page.wrapped(text, font, self.width_mm, 4)]

    def height_mm(self, level: int) -> float:
        """Height at a level."""
        font = self.page.font(sheet_style().letters.small_pt)
        return len(self._lines(level)) * self.page.line_mm(font)

    def draw(self, level: int, left_mm: float, top_mm: float) -> None:
        """Draw at a level."""
        font = self.page.font(sheet_style().letters.small_pt)
        step = self.page.line_mm(font)
        for index, line in enumerate(self._lines(level)):
            rect = QRectF(left_mm, top_mm + index * step, self.width_mm, step)
            self.page.text(rect, line, font, colour=self.page.style.page.muted.q)


def legend_blocks(
    page: Page, entries: Sequence[LegendEntry], lang: Lang, width_mm: float, *, split: bool
) -> list[LegendBlock]:
    """The legend as one block, or (``split``) as two: figures and facilities, and the ground."""
    ground = t("map.legend.ground", lang)
    if not entries:
        return []
    if not split:
        return [LegendBlock(page, t("sheet.legend", lang), tuple(entries), width_mm)]
    parts = (
        (t("sheet.legend", lang), tuple(entry for entry in entries if entry.group != ground)),
        (ground, tuple(entry for entry in entries if entry.group == ground)),
    )
    return [LegendBlock(page, heading, part, width_mm) for heading, part in parts if part]


def figures_block(page: Page, context: ReportContext, lang: Lang, width_mm: float) -> TableBlock:
    """Table of the main figures: today, the plan and the target; only today where that is shown."""
    main, today = context.main, context.results.get(TODAY_ID)
    has_today = today is not None and not main.scenario.is_today
    before = {finding.id: finding for finding in today.findings} if today is not None and has_today else {}
    rows = []
    for finding in chosen_findings(main.findings):
        value, unit = _short(finding.figure.value, finding.figure.unit, lang, finding.target)
        cells = [Cell(finding.name(lang), note=unit)]
        if has_today:
            old = before.get(finding.id)
            before_value = old.figure.value if old else None
            cells.append(Cell(_short(before_value, finding.figure.unit, lang, finding.target)[0]))
        cells.append(Cell(value, finding.verdict))
        target = finding.target
        cells.append(Cell(_short(target.value, finding.figure.unit, lang)[0] if target else "–"))
        rows.append(tuple(cells))
    right = Align.AlignRight
    names = [main.scenario.title(lang), t("sheet.target", lang)]
    if today is not None and has_today:
        names.insert(0, today.scenario.title(lang))
    shares = [0.17, 0.135] if not has_today else [0.135, 0.175, 0.135]
    first = Column(t("sheet.indicator", lang), 1.0 - sum(shares), Align.AlignLeft)
    return TableBlock(
        page,
        t("sheet.figures", lang),
        (first, *(Column(name, share, right) for name, share in zip(names, shares, strict=True))),
        tuple(rows),
        sheet_style().figures.least,
        width_mm,
        t("map.no_data", lang),
    )


def chosen_findings(findings: Sequence[Finding]) -> list[Finding]:
    """Rows of the table of figures: those named in the style, then failing ones, each figure once."""
    style = sheet_style().figures
    by_figure: dict[str, Finding] = {}
    for finding in findings:
        known = by_figure.get(finding.figure.id)
        if known is None or (known.target is None and finding.target is not None):
            by_figure[finding.figure.id] = finding
    first = [by_figure[figure_id] for figure_id in style.first if figure_id in by_figure]
    failing = [
        finding
        for finding in by_figure.values()
        if finding.verdict == Verdict.FAIL and finding.figure.id not in style.first
    ]
    return [finding for finding in (*first, *failing) if finding.figure.value is not None][: style.most]


def _short(value: float | None, unit: str, lang: Lang, target: Target | None = None) -> tuple[str, str]:
    """Figure and unit, the unit only where the figure stands in it."""
    number, shown = figure_parts(value, unit, lang, target=target)
    return number, shown or unit_name(unit, lang)


def townships_block(page: Page, context: ReportContext, lang: Lang, width_mm: float) -> TableBlock:
    """Table of the townships with the least shelter area per resident among those that lack some."""
    units = context.main.assessment.units
    style = sheet_style().townships
    lacking = np.flatnonzero(np.nan_to_num(units.shelter_area_gap_m2, nan=0.0) > 0)
    order = lacking[np.argsort(units.shelter_area_per_resident_m2[lacking], kind="stable")][: style.most]
    rows = tuple(
        (
            Cell(str(units.names[row])),
            Cell(f"{units.population_persons[row]:,.0f}"),
            Cell(f"{units.shelter_area_per_resident_m2[row]:,.2f}"),
            Cell(f"{units.shelter_area_gap_m2[row]:,.0f}"),
        )
        for row in order
    )
    right = Align.AlignRight
    return TableBlock(
        page,
        t("sheet.townships", lang),
        (
            Column(t("sheet.township", lang), 0.37, Align.AlignLeft),
            Column(t("sheet.residents", lang), 0.23, right),
            Column(t("sheet.per_resident", lang), 0.18, right),
            Column(t("sheet.gap", lang), 0.22, right),
        ),
        rows,
        style.least,
        width_mm,
        t("sheet.all_reach" if np.isfinite(units.shelter_area_gap_m2).any() else "map.no_data", lang),
    )


def notes_block(
    page: Page, context: ReportContext, lang: Lang, width_mm: float, *, has_facilities: bool
) -> NotesBlock:
    """What the figures rest on, and how to read the symbols if there are any."""
    source = context.rules.quantity("shelter.short.service_radius_m").source
    texts = [t("sheet.note_radius", lang, source=source), t("sheet.note_area", lang)]
    if has_facilities:
        texts += [t("map.legend.class_by_size", lang), t("sheet.note_moved", lang)]
    return NotesBlock(page, tuple(texts), width_mm)
