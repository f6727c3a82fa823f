"""Template of one page for whoever decides: conclusion, headline figures, what is built, who lacks most."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor

from models.county.layer import Role
from models.findings.findings import Verdict
from models.kernel.text import Lang, t
from reports.leader import LeaderPage, LeaderTile, leader_page, remarks_in_one
from ui.cartography.viewport import Viewport
from ui.printing import mapframe, tables
from ui.printing.blocks import Align, Cell, Column, TableBlock, TextBlock, draw_heading
from ui.printing.compose import ABOVE_MAP, Made, PageMaker, PagePlan
from ui.printing.desk import Desk
from ui.printing.layout import sheet_style
from ui.printing.mapframe import MapDraw
from ui.printing.numbered import draw_numbers
from ui.printing.page import Page

KEY = "leader"
TILE_COLUMNS = 3
NAME_PT, NAME_SHARE = 0.4, 0.85
"""Points beyond those of text, and how much smaller a name becomes before it takes a second line."""
CARD_PAD_MM = 1.8
MOST_LINES = 12
"""Of remarks that go over the whole width."""
MAP_SHARES = (0.46, 0.48, 0.52, 0.56, 0.6, 0.64)
"""Parts of the width that the map takes: as much as its height can use and the column beside it can spare."""
LEAST_USED = 0.9
"""Part of the map's width that the county takes, where its height is what sets its scale."""
MOST_GAPS = 2.5
"""Times the usual distance of blocks that a page which is not full has between them."""
LEAST_MAP_MM = 60.0
MOST_MAP = 1.3
"""Times the height that the county asks for which the map has at most, however long the column beside it."""
SCALE_MM = 14.0
"""Below the county, for the scale; on A3."""
GROUND = (Role.COUNTY, Role.TOWNSHIPS, Role.SEAT, Role.WATER)


def leader_sheet(desk: Desk) -> list[PagePlan]:
    """The page as a sheet."""
    desk = _on_quiet_ground(desk)
    own = leader_page(desk.context, desk.lang, desk.shown.scenario.id)
    maker = PageMaker(desk, KEY, KEY, desk.word("title"))
    lang, measure = desk.lang, maker.measure
    maker.put_frame()
    _put_title(maker, desk.sheet.title or own.title, desk.sheet.subtitle or own.subtitle)
    lengths = sheet_style().layout
    padding = maker.mm(lengths.panel_padding_mm)
    area = maker.strips.middle.adjusted(padding, 0.5 * padding, -padding, -0.5 * padding)
    gap = maker.mm(sheet_style().rows.block_gap_mm)
    top = area.top()

    blocks: list[Made] = [
        ("tiles", lambda width: HeadlineBlock(measure, own, lang, width)),
        ("sentences", lambda width: SentencesBlock(measure, own, lang, width)),
    ]
    if not desk.shown.scenario.is_today:
        blocks.append(("builds", lambda width: _builds_block(measure, own, lang, width)))
        if own.cost:
            blocks.append(("builds_cost", lambda width: TextBlock(measure, (own.cost,), width)))
    shown = [(name, make, make(area.width()).height_mm(0)) for name, make in blocks if maker.wants(name)]
    used = sum(height + gap for *_, height in shown)
    bottom = _Bottom(desk, maker, own, area.width(), area.height() - used)
    spare = (area.height() - used - bottom.height_mm) / max(len(shown), 1)
    gap += min(max(spare, 0.0), (MOST_GAPS - 1.0) * gap)
    for name, make, height in shown:
        maker.put_block(name, QRectF(area.left(), top, area.width(), height), make)
        top += height + gap
    bottom.put(QPointF(area.left(), top))
    return [maker.finish()]


def _on_quiet_ground(desk: Desk) -> Desk:
    """The same with what a small map can carry, unless the sheet says which layers it shows."""
    if desk.sheet.layer_ids is not None:
        return desk
    layers = desk.context.project.layers
    wanted = tuple(layer.id for layer in layers if layer.role in GROUND and layer.visible)
    return Desk(desk.context, desk.lang, replace(desk.sheet, layer_ids=wanted))


def _put_title(maker: PageMaker, title: str, subtitle: str) -> None:
    """The conclusion, each of its parts on a line of its own, and what it is about below it."""
    parts = [part for part in re.split(r"(?<=[；;])", title) if part.strip()]
    area = maker.strips.title
    side = maker.mm(sheet_style().layout.panel_padding_mm)
    home = QRectF(area.left() + side, area.top(), area.width() - 2 * side, area.height())

    def draw(page: Page, box: QRectF) -> None:
        size = sheet_style().letters.page_title_pt * box.height() / max(home.height() * 0.7, 0.1)
        for share in (1.0, 0.9, 0.8, 0.7, 0.6):
            font = page.font(size * share, "bold")
            lines = [line for part in parts for line in page.wrapped(part, font, box.width(), 2)]
            if len(lines) <= 2 and page.line_mm(font) * 0.96 * len(lines) <= box.height():
                break
        else:
            lines = page.wrapped(title, font, box.width(), 2)
        step = page.line_mm(font) * 0.96
        top = box.top() + max(box.height() - step * len(lines), 0.0) / 2
        for index, line in enumerate(lines):
            page.text(QRectF(box.left(), top + index * step, box.width(), step), line, font)

    maker.put("title", QRectF(home.left(), home.top(), home.width(), home.height() * 0.7), draw)

    def draw_subtitle(page: Page, box: QRectF) -> None:
        page.fitted_text(box, subtitle, sheet_style().letters.subtitle_pt, colour=page.style.page.muted.q)

    below = QRectF(home.left(), home.top() + 0.72 * home.height(), home.width(), 0.24 * home.height())
    maker.put("subtitle", below, draw_subtitle)


class _Bottom:
    """Townships that lack most on the left, where they lie on the right; as high as they need.

    Attributes
    ----------
    height_mm
        Height that both take of what is left.
    """

    def __init__(
        self, desk: Desk, maker: PageMaker, own: LeaderPage, width_mm: float, left_mm: float
    ) -> None:
        self._desk, self._maker, self._own = desk, maker, own
        self._width_mm, room = width_mm, max(left_mm, 1.0)
        self._gap = 2 * maker.mm(sheet_style().rows.block_gap_mm)
        self._scene = desk.scene(
            show_facilities=False, show_labels=False, show_uncovered=False, coverage_key=None
        )
        self._has_map = (
            maker.wants("map") and room > maker.mm(LEAST_MAP_MM) and self._scene.bounds is not None
        )
        # Remarks for which the column beside the smallest map is too low go over the whole width below.
        self._below_mm = 0.0
        if self._has_map and maker.wants("notes") and self._column_mm(MAP_SHARES[0]) > room:
            self._below_mm = self._all_notes(width_mm).height_mm(0) + self._gap
            room = max(room - self._below_mm, 1.0)
        self._share = self._map_share(room) if self._has_map else 0.0
        column = self._column_mm(self._share)
        self._upper_mm = min(max(column, self._map_mm(self._share)), room) if self._has_map else room
        self.height_mm = self._upper_mm + self._below_mm

    def _map_mm(self, share: float) -> float:
        """Height of a frame in which the county is as large as its width allows."""
        west, south, east, north = self._scene.bounds or mapframe.NOWHERE
        margin = 2 * sheet_style().layout.county_margin
        shape = (north - south) * (1 + margin) / max((east - west) * (1 + margin), 1.0)
        return shape * share * self._width_mm + self._maker.mm(SCALE_MM)

    def _column_mm(self, share: float) -> float:
        """Height of the column beside a map."""
        width = self._width_mm * (1 - share) - self._gap
        gap = self._maker.mm(sheet_style().rows.block_gap_mm)
        return sum(make(width).height_mm(0) + gap for name, make in self._column() if self._maker.wants(name))

    def _map_share(self, room: float) -> float:
        fitting = [
            share
            for share in MAP_SHARES[1:]
            if LEAST_USED * self._map_mm(share) <= room and self._column_mm(share) <= room
        ]
        return max(fitting, default=MAP_SHARES[0])

    def _column(self) -> list[Made]:
        lang, measure, own = self._desk.lang, self._maker.measure, self._own
        entries = [entry for entry in self._scene.legend() if entry.key.startswith("theme.")]
        column: list[Made] = [("townships", lambda width: _worst_block(measure, own, lang, width))]
        if own.worst:
            column.append(("townships_note", lambda width: TextBlock(measure, (own.worst_note,), width)))
        if entries and self._has_map:
            column.append(("legend", lambda width: tables.legend_block(measure, entries, lang, width)))
        if not self._below_mm:
            column.append(("notes", self._notes))
        return column

    def _notes(self, width_mm: float) -> TextBlock:
        """What the figures rest on and what the data do not know; none is left out without a word."""
        lang = self._desk.lang

        def rest(count: int) -> str:
            return t("leader.notes_rest", lang, count=count)

        heading = t("leader.head.notes", lang)
        return TextBlock(self._maker.measure, self._own.notes, width_mm, heading, rest=rest)

    def _all_notes(self, width_mm: float) -> TextBlock:
        """All of them as one paragraph, which takes fewer lines."""
        lang = self._desk.lang
        texts, heading = (remarks_in_one(self._own, lang),), t("leader.head.notes", lang)
        return TextBlock(self._maker.measure, texts, width_mm, heading, most_lines=MOST_LINES)

    def put(self, corner: QPointF) -> None:
        """Put map and column with their upper left corner somewhere."""
        desk, maker, scene = self._desk, self._maker, self._scene
        left = QRectF(corner.x(), corner.y(), self._width_mm, self._upper_mm)
        if self._below_mm:
            height = self._below_mm - self._gap
            below = QRectF(left.left(), left.bottom() + self._gap, left.width(), height)
            maker.put_block("notes", below, self._all_notes)
        if self._has_map:
            right = left.right()
            height = min(left.height(), MOST_MAP * self._map_mm(self._share))
            left.setWidth(self._width_mm * (1 - self._share) - self._gap)
            x = left.right() + self._gap
            frame = QRectF(x, left.top(), right - x, height)
            view = desk.sheet.views.get(KEY)
            viewport = (
                mapframe.at_scale(view[:2], view[2], frame, maker.strips.scale)
                if view is not None
                else mapframe.fitted(
                    scene.bounds or mapframe.NOWHERE,
                    frame,
                    maker.strips.scale,
                    margin=sheet_style().layout.county_margin,
                    denominator=None,
                )
            )
            maker.put_map("map", frame, scene, viewport, KEY, over=[_numbers_at(desk, self._own)])
            if maker.wants("scalebar"):
                _, bar = mapframe.furniture_homes(scene, viewport, frame, maker.strips.scale, (), None)
                maker.put(
                    "scalebar", bar, lambda page, box: mapframe.draw_scale(page, box, scene, viewport),
                    depth=ABOVE_MAP,
                )  # fmt: skip
        maker.put_column(left, self._column())


def _numbers_at(desk: Desk, own: LeaderPage) -> MapDraw:
    """Drawing of the numbers of the townships that lack most, each inside its township."""
    shapes = desk.shown.assessment.county.places.geometries

    def draw(page: Page, viewport: Viewport) -> None:
        font = page.font(sheet_style().letters.small_pt, "bold")
        draw_numbers(page.painter, viewport, page.style, font, own.worst, shapes)

    return draw


# -- tables --------------------------------------------------------------------------------------------------
def _builds_block(page: Page, own: LeaderPage, lang: Lang, width_mm: float) -> TableBlock:
    rows = tuple(
        (
            Cell(t(f"family.{one.family}.plural", lang)),
            Cell(f"{one.count:,}"),
            Cell(one.size or "–"),
            Cell(""),
            Cell(one.names),
        )
        for one in own.builds
    )
    shares = {"family": 0.21, "count": 0.06, "size": 0.24, "gap": 0.02, "names": 0.47}
    aligns = {"family": Align.AlignLeft, "count": Align.AlignRight, "size": Align.AlignRight}
    columns = tuple(
        Column("" if key == "gap" else t(f"leader.head.{key}", lang), share, aligns.get(key, Align.AlignLeft))
        for key, share in shares.items()
    )
    heading, empty = t("leader.head.builds", lang), t("leader.head.no_builds", lang)
    return TableBlock(page, heading, columns, rows, len(rows), width_mm, empty, wraps=len(columns) - 1)


def _worst_block(page: Page, own: LeaderPage, lang: Lang, width_mm: float) -> TableBlock:
    rows = tuple(
        (
            Cell(f"{number}  {one.name}"),
            Cell(one.population),
            Cell(one.area_per_resident),
            Cell(one.gap),
        )
        for number, one in enumerate(own.worst, start=1)
    )
    shares = {"township": 0.37, "population": 0.2, "area_per_resident": 0.19, "gap": 0.24}
    columns = tuple(
        Column(t(f"leader.head.{key}", lang), share, Align.AlignRight if index else Align.AlignLeft)
        for index, (key, share) in enumerate(shares.items())
    )
    return TableBlock(
        page,
        t("leader.head.worst", lang, units=own.units),
        columns,
        rows,
        len(rows),
        width_mm,
        own.worst_note,
    )


@dataclass(frozen=True)
class SentencesBlock:
    """Sentences with their heading before them, numbered."""

    page: Page
    own: LeaderPage
    lang: Lang
    width_mm: float

    levels: int = 1
    spare_levels: int = 0
    firm_level: int = 0

    def _lines(self) -> list[tuple[str, list[str]]]:
        font = self.page.font(sheet_style().letters.text_pt + 1.0)
        room = self.width_mm - self._indent
        return [(head, self.page.wrapped(text, font, room, 3)) for head, text in self.own.sentences]

    @property
    def _indent(self) -> float:
        font = self.page.font(sheet_style().letters.text_pt + 1.0, "bold")
        widest = max((self.page.width_mm(head, font) for head, _ in self.own.sentences), default=0.0)
        return widest + 4.0 * self.page.scale

    @property
    def _step(self) -> float:
        return self.page.line_mm(self.page.font(sheet_style().letters.text_pt + 1.0))

    def height_mm(self, level: int) -> float:
        """Height; there is one level only."""
        lines = sum(len(lines) for _, lines in self._lines())
        heading = sheet_style().rows.heading_mm * self.page.scale
        return heading + self._step * (lines + 0.35 * len(self.own.sentences))

    def draw(self, page: Page, level: int, left_mm: float, top_mm: float) -> None:
        """Draw."""
        size = sheet_style().letters.text_pt + 1.0
        font, bold = page.font(size), page.font(size, "bold")
        top = top_mm + draw_heading(
            page, t("leader.head.sentences", self.lang), left_mm, top_mm, self.width_mm
        )
        for head, lines in self._lines():
            page.text(QRectF(left_mm, top, self._indent, self._step), head, bold)
            for line in lines:
                room = QRectF(left_mm + self._indent, top, self.width_mm - self._indent, self._step)
                page.text(room, line, font)
                top += self._step
            top += 0.35 * self._step


@dataclass(frozen=True)
class HeadlineBlock:
    """Headline figures as cards: today, the plan, a bar with the target, what is lacking."""

    page: Page
    own: LeaderPage
    lang: Lang
    width_mm: float

    levels: int = 1
    spare_levels: int = 0
    firm_level: int = 0

    @property
    def _card_mm(self) -> float:
        return sheet_style().rows.card_mm * self.page.scale + self._more_mm

    @property
    def _more_mm(self) -> float:
        """Height that a second line of a name takes, on all cards where one of them has it."""
        page, letters = self.page, sheet_style().letters
        font = page.font(letters.text_pt + NAME_PT, "bold")
        width = (
            self.width_mm - (TILE_COLUMNS - 1) * self._gap_mm
        ) / TILE_COLUMNS - 2 * CARD_PAD_MM * page.scale
        mark = page.width_mm("✓", page.font(letters.text_pt + 1, "bold")) + 1.0
        is_long = any(page.width_mm(tile.name, font) * NAME_SHARE > width - mark for tile in self.own.tiles)
        return page.line_mm(font) * 0.9 if is_long else 0.0

    @property
    def _gap_mm(self) -> float:
        return 0.7 * sheet_style().rows.block_gap_mm * self.page.scale

    def height_mm(self, level: int) -> float:
        """Height; there is one level only."""
        rows = -(-len(self.own.tiles) // TILE_COLUMNS)
        heading = sheet_style().rows.heading_mm * self.page.scale
        return heading + rows * self._card_mm + max(rows - 1, 0) * self._gap_mm

    def draw(self, page: Page, level: int, left_mm: float, top_mm: float) -> None:
        """Draw."""
        heading = draw_heading(page, t("leader.head.tiles", self.lang), left_mm, top_mm, self.width_mm)
        has_before = any(tile.before for tile in self.own.tiles)
        page.text(
            QRectF(left_mm, top_mm, self.width_mm, heading * 0.72),
            t("leader.head.bars" if has_before else "leader.head.bars_today", self.lang),
            page.font(sheet_style().letters.small_pt),
            align=Align.AlignRight,
            colour=page.style.page.muted.q,
        )
        width = (self.width_mm - (TILE_COLUMNS - 1) * self._gap_mm) / TILE_COLUMNS
        for index, tile in enumerate(self.own.tiles):
            row, column = divmod(index, TILE_COLUMNS)
            box = QRectF(
                left_mm + column * (width + self._gap_mm),
                top_mm + heading + row * (self._card_mm + self._gap_mm),
                width,
                self._card_mm,
            )
            self._draw_card(page, box, tile)

    def _draw_card(self, page: Page, box: QRectF, tile: LeaderTile) -> None:
        style = sheet_style()
        small, muted = style.letters.small_pt, page.style.page.muted.q
        own = page.style.verdict[str(tile.verdict)]
        is_judged = tile.verdict in (Verdict.PASS, Verdict.FAIL)
        colour = own.color.q if is_judged else page.style.page.text.q
        page.frame(box, style.layout.thin_width_pt, page.style.page.panel_line.q)
        page.line(box.left(), box.top(), box.right(), box.top(), 2.0, colour)
        pad, more = CARD_PAD_MM * page.scale, self._more_mm
        inner = box.adjusted(pad, pad, -pad, -0.7 * pad)
        height = inner.height() - more
        mark = own.mark if is_judged else ""
        mark_width = page.width_mm(mark, page.font(style.letters.text_pt + 1, "bold")) + 1.0
        name = QRectF(inner.left(), inner.top(), inner.width() - mark_width, 0.24 * height)
        font = page.font(style.letters.text_pt + NAME_PT, "bold")
        if more and page.width_mm(tile.name, font) > name.width():
            for number, line in enumerate(page.wrapped(tile.name, font, name.width(), 2)):
                page.text(name.translated(0.0, number * more), line, font)
        else:
            page.fitted_text(name, tile.name, style.letters.text_pt + NAME_PT, "bold", least_share=NAME_SHARE)
        inner.setTop(inner.top() + more)
        page.text(
            QRectF(inner.left(), name.top(), inner.width(), 0.24 * height), mark,
            page.font(style.letters.text_pt + 1, "bold"), align=Align.AlignRight, colour=colour,
        )  # fmt: skip
        row = QRectF(inner.left(), inner.top() + 0.25 * height, inner.width(), 0.36 * height)
        left, space = row.left(), 1.2 * page.scale
        parts = [
            (tile.after, style.letters.big_pt * 0.9, "bold", colour),
            (tile.unit, small, "normal", muted),
        ]
        if tile.before:
            parts.insert(0, (f"{tile.before} →", style.letters.text_pt + 2.5, "normal", muted))
        for text, size, weight, ink in parts:
            font = page.font(size, weight)
            rect = QRectF(left, row.top(), max(row.right() - left, 0.1), row.height())
            page.text(rect, text, font, colour=ink)
            left += page.width_mm(text, font) + space
        self._draw_bar(
            page, QRectF(inner.left(), inner.top() + 0.64 * height, inner.width(), 0.1 * height), tile, colour
        )
        foot = QRectF(inner.left(), inner.top() + 0.78 * height, inner.width(), 0.22 * height)
        font = page.font(small)
        target = tile.target
        if tile.is_plan_target:
            target = t("leader.head.target", self.lang, target=target)
        page.text(foot, target, font, colour=muted)
        rest = QRectF(foot)
        rest.setLeft(foot.left() + page.width_mm(target, font) + (1.5 * page.scale if target else 0.0))
        page.fitted_text(
            rest, tile.gap, small, "bold", align=Align.AlignRight, colour=colour, least_share=0.7
        )

    def _draw_bar(self, page: Page, box: QRectF, tile: LeaderTile, colour: QColor) -> None:
        """The whole pale, the scenario's figure in colour, today's grey inside it, the target a line."""
        pale = QColor(page.style.page.panel_line.q)
        pale.setAlphaF(0.45)
        page.painter.fillRect(page.rect_px(box), pale)
        if tile.bar_after is not None:
            after = QRectF(box.left(), box.top(), box.width() * tile.bar_after, box.height())
            page.painter.fillRect(page.rect_px(after), colour)
        if tile.before and tile.bar_before is not None:
            third = box.height() * 0.3
            before = QRectF(
                box.left(), box.top() + third, box.width() * tile.bar_before, box.height() - 2 * third
            )
            page.painter.fillRect(page.rect_px(before), page.style.page.muted.q)
        if tile.bar_target is not None:
            x = box.left() + box.width() * tile.bar_target
            over = 0.6 * box.height()
            page.line(x, box.top() - over, x, box.bottom() + over, 1.3, page.style.page.text.q)
