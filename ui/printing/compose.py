"""Pages made of elements: where each stands, and how it is drawn. The same for preview, file and printer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from shapely.geometry.base import BaseGeometry

from layers.coordinates.crs import is_zone, zone_label
from models.kernel.text import t
from ui.cartography.scene import Scene
from ui.cartography.style import MapStyle
from ui.cartography.viewport import Viewport
from ui.printing import blocks, mapframe
from ui.printing.blocks import Block
from ui.printing.desk import Desk
from ui.printing.layout import Strips, sheet_style, strips
from ui.printing.mapframe import MapDraw
from ui.printing.page import Align, Page
from ui.printing.sheet import (
    BLANK,
    SIGNED,
    Box,
    date_text,
)

READING_ORDER = (
    "title", "subtitle", "map", "map_before", "map_after", "label_before", "label_after",
    *(f"{part}_year_{number}" for number in range(1, 5) for part in ("label", "map")), "inset", "locator",
    "ticks", "north", "scalebar", "tiles", "sentences", "builds", "builds_cost", "legend", "figures",
    "comparison", "differences", "townships", "townships_note", "index", "unit_facts", "unit_figures",
    "facilities", "schedule", "unserved", "unit_candidates", "continued", "notes", "origins", "remarks",
    "drawing", "horizon", "compiler", "crs", "sources", "security", "approval", "signatures", "date",
    "page_number", "imprint", "frame",
)  # fmt: skip
"""Elements in the order in which they are listed."""
Draw = Callable[[Page, QRectF], None]
Made = tuple[str, Callable[[float], Block]]
"""Name of a block, and what makes it for a width."""
MAPS, LINES, ABOVE_MAP, FURNITURE, PANELS = range(5)
"""What is drawn first lies under what comes later."""


@dataclass(frozen=True)
class Element:
    """A part of a page.

    Parameters
    ----------
    rect, home
        Where it stands, and where the template puts it, millimetres.
    depth
        Order of drawing.
    viewport, view_key
        What a map shows (pixels of its frame), and the key of ``MapSheet.views`` that changes it.
    """

    id: str
    rect: QRectF
    home: QRectF
    draw: Draw
    depth: int = PANELS
    has_ground: bool = False
    viewport: Viewport | None = None
    view_key: str = ""

    @property
    def is_movable(self) -> bool:
        """Whether it has a place of its own; ticks and frame have not."""
        return not self.rect.isEmpty()


@dataclass(frozen=True)
class PagePlan:
    """One page.

    Parameters
    ----------
    kind
        Pages of one kind share what was moved and hidden.
    key, name
        Which page it is, for navigation.
    choices
        Every element that a page of this kind can have, whether it is shown or not, in reading order.
    """

    kind: str
    key: str
    name: str
    size_mm: tuple[float, float]
    scale: float
    elements: tuple[Element, ...]
    choices: tuple[str, ...]
    margins: QRectF

    def element(self, element_id: str) -> Element | None:
        """Element by id; ``None`` if it is not shown."""
        return next((item for item in self.elements if item.id == element_id), None)

    @property
    def maps(self) -> tuple[Element, ...]:
        """Elements that are maps."""
        return tuple(item for item in self.elements if item.viewport is not None)

    def draw(self, painter: QPainter, style: MapStyle, between: Callable[[], None] | None = None) -> None:
        """Draw the page with a painter of 300 dots per inch (scaled as its owner wants it).

        ``between`` is called before each element; what it raises ends the drawing.
        """
        page = Page(painter, self.scale, style)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for item in sorted(self.elements, key=lambda item: item.depth):
            if between is not None:
                between()
            painter.save()
            if item.has_ground:
                self._draw_ground(page, item.rect)
            item.draw(page, item.rect)
            painter.restore()

    def _draw_ground(self, page: Page, rect: QRectF) -> None:
        """Paper with a thin edge, a little larger than what stands on it."""
        ground = rect.adjusted(-1.8 * page.scale, -1.2 * page.scale, 1.8 * page.scale, 1.2 * page.scale)
        page.ground(ground)
        page.frame(ground, sheet_style().layout.thin_width_pt, page.style.page.panel_line.q)


class PageMaker:
    """Collects the elements of one page; what the sheet hides is left out, what it moved stands there."""

    def __init__(
        self,
        desk: Desk,
        kind: str,
        key: str,
        name: str,
        *,
        title_mm: float | None = None,
        numbers: tuple[int, int] | None = None,
    ) -> None:
        self.desk = desk
        self.sheet = desk.sheet
        self.lang = desk.lang
        self.kind, self.key, self.name = kind, key, name
        self._choices: list[str] = []
        self._elements: list[Element] = []
        self._footer = self._footer_texts(numbers)
        paper, orientation = self.sheet.page_paper, self.sheet.page_orientation
        one = strips(paper, orientation, title_mm=title_mm)
        self.measure = desk.page(one.scale)
        rows = self._footer_rows(one)
        self.strips: Strips = strips(paper, orientation, title_mm=title_mm, footer_rows=max(1, len(rows)))
        self._put_footer(rows)
        self._put_imprint()

    def mm(self, on_a3: float) -> float:
        """Length on this paper of a length on A3."""
        return on_a3 * self.strips.scale

    def wants(self, element_id: str) -> bool:
        """Whether the sheet shows an element; from now on it is one of the page's choices."""
        if element_id not in self._choices:
            self._choices.append(element_id)
        return self.sheet.shows(self.kind, element_id)

    def place(self, element_id: str, home: QRectF) -> QRectF:
        """Where an element stands: at home, or where it was put."""
        box: Box | None = self.sheet.placed.get(f"{self.kind}.{element_id}")
        return QRectF(*box) if box is not None else home

    def put(
        self,
        element_id: str,
        home: QRectF,
        draw: Draw,
        *,
        depth: int = PANELS,
        viewport: Viewport | None = None,
        view_key: str = "",
    ) -> None:
        """Add an element, if it is wanted."""
        if not self.wants(element_id):
            return
        rect = self.place(element_id, home)
        self._elements.append(
            Element(element_id, rect, home, draw, depth, viewport=viewport, view_key=view_key)
        )

    def put_map(
        self,
        element_id: str,
        home: QRectF,
        scene: Scene,
        viewport: Viewport,
        view_key: str,
        *,
        over: Sequence[MapDraw] = (),
        under_labels: MapDraw | None = None,
    ) -> None:
        """Add a map; its letters keep off what stands on it."""
        has_ticks = self.wants("ticks")

        def draw(page: Page, box: QRectF) -> None:
            mapframe.draw_map(
                page,
                box,
                scene,
                viewport,
                has_ticks=has_ticks,
                keep_off_mm=self._standing_on(element_id),
                over=over,
                under_labels=under_labels,
            )

        self.put(element_id, home, draw, depth=MAPS, viewport=viewport, view_key=view_key)

    def _standing_on(self, map_id: str) -> list[QRectF]:
        """What stands on a map, once all elements are put: its letters keep off."""
        return [
            item.rect
            for item in self._elements
            if item.id != map_id and item.depth > LINES and item.is_movable
        ]

    def finish(self) -> PagePlan:
        """Return the page. What lies on a map gets a ground to stand on."""
        frames = [item.rect for item in self._elements if item.viewport is not None]
        elements = tuple(
            replace(item, has_ground=True)
            if item.depth == PANELS and any(item.rect.intersects(frame) for frame in frames)
            else item
            for item in self._elements
        )
        return PagePlan(
            self.kind,
            self.key,
            self.name,
            self.sheet.size_mm,
            self.strips.scale,
            elements,
            tuple(sorted(self._choices, key=_reading_order)),
            self.strips.inner,
        )

    # -- what most pages have ------------------------------------------------------------------------------
    def put_frame(self, lines: Sequence[tuple[float, float, float, float]] = ()) -> None:
        """Frame of the page with the lines between its strips, and others (x1, y1, x2, y2)."""
        if not self.wants("frame"):
            return
        own, lengths = self.strips, sheet_style().layout
        inner = own.inner
        across = [(inner.left(), y, inner.right(), y) for y in (own.title.bottom(), own.footer.top())]

        def draw(page: Page, _: QRectF) -> None:
            colour = page.style.page.frame.q
            page.frame(own.outer, lengths.frame_width_pt, colour)
            page.frame(own.inner, lengths.thin_width_pt, colour)
            for line in (*across, *lines):
                page.line(*line, lengths.thin_width_pt, colour)

        self.put("frame", QRectF(), draw, depth=LINES)

    def put_titles(self, title: str = "", subtitle: str = "", *, title_pt: float | None = None) -> None:
        """Title and subtitle in their strip."""
        letters, area = sheet_style().letters, self.strips.title
        title, subtitle = title or self.desk.word("title"), subtitle or self.desk.word("subtitle")
        has_subtitle = self.wants("subtitle") and bool(subtitle)
        side = area.width() * 0.02
        share = 0.57 if has_subtitle else 0.88
        home = QRectF(
            area.left() + side, area.top() + area.height() * 0.06, area.width() - 2 * side,
            area.height() * share,
        )  # fmt: skip
        if self.wants("title"):
            self._put_line(
                "title", home, title, title_pt or letters.title_pt, "bold", letters.title_spacing_percent
            )
        if has_subtitle:
            home = QRectF(home.left(), area.top() + area.height() * 0.64, home.width(), area.height() * 0.26)
            self._put_line("subtitle", home, subtitle, letters.subtitle_pt, muted=True)

    def _put_line(
        self,
        element_id: str,
        home: QRectF,
        text: str,
        size_pt: float,
        weight: str = "normal",
        spacing: float = 100.0,
        *,
        muted: bool = False,
        align: Align = Align.AlignHCenter,
    ) -> None:
        """A line whose letters grow and shrink with the height of its box."""

        def draw(page: Page, rect: QRectF) -> None:
            factor = rect.height() / home.height() if home.height() > 0 else 1.0
            page.fitted_text(
                rect,
                text,
                size_pt * factor,
                weight,
                align=align,
                colour=page.style.page.muted.q if muted else None,
                spacing_percent=spacing,
            )

        self.put(element_id, home, draw)

    def put_label(self, element_id: str, home: QRectF, text: str) -> None:
        """A heading of a map."""
        if self.wants(element_id):
            self._put_line(element_id, home, text, sheet_style().letters.heading_pt, "bold")

    def put_block(self, element_id: str, home: QRectF, make: Callable[[float], Block]) -> None:
        """A block that fills its box in as much detail as fits; ``make`` gets the width."""

        def draw(page: Page, rect: QRectF) -> None:
            block = make(rect.width())
            page.painter.setClipRect(page.rect_px(rect.adjusted(-1.0, -1.0, 1.0, 1.0)))
            block.draw(page, blocks.level_for(block, rect.height()), rect.left(), rect.top())

        self.put(element_id, home, draw)

    def put_column(self, column: QRectF, makers: Sequence[Made]) -> QRectF:
        """Blocks under one another, each with as much of the column as there is; returns the rest of it."""
        wanted = [(name, make) for name, make in makers if self.wants(name)]
        made = [make(column.width()) for _, make in wanted]
        gap = self.mm(sheet_style().rows.block_gap_mm)
        levels = blocks.fitted_levels(made, column.height(), gap)
        top = column.top()
        for (name, make), block, level in zip(wanted, made, levels, strict=True):
            height = block.height_mm(level)
            if height > 0:
                self.put_block(name, QRectF(column.left(), top, column.width(), height), make)
                top += height + gap
        return QRectF(column.left(), top, column.width(), max(column.bottom() - top, 0.0))

    def put_furniture(
        self,
        frame: QRectF,
        scene: Scene,
        viewport: Viewport,
        taken: Sequence[QRectF] = (),
        area: BaseGeometry | None = None,
    ) -> None:
        """North arrow and scale of a map, off the county or the ``area`` that it is about."""
        has_north, has_scale = self.wants("north"), self.wants("scalebar")
        if scene.bounds is None:
            return
        north, bar = mapframe.furniture_homes(scene, viewport, frame, self.strips.scale, taken, area)
        if has_north:
            self.put(
                "north", north, lambda page, box: mapframe.draw_north(page, box, scene, viewport),
                depth=FURNITURE,
            )  # fmt: skip
        if has_scale:
            self.put(
                "scalebar", bar, lambda page, box: mapframe.draw_scale(page, box, scene, viewport),
                depth=FURNITURE,
            )  # fmt: skip

    def _put_imprint(self) -> None:
        """What the sheet was made from, in the margin below the frame, where that has room for letters."""
        own = self.strips
        room = own.page.bottom() - own.outer.bottom()
        height = self.mm(sheet_style().layout.imprint_mm)
        if room >= 2 * height:
            home = QRectF(own.outer.left(), own.outer.bottom() + 0.25 * height, own.outer.width(), height)
            size = sheet_style().letters.least_pt / own.scale
            self._put_line("imprint", home, self.desk.identity, size, muted=True, align=Align.AlignRight)

    # -- footer --------------------------------------------------------------------------------------------
    def _footer_texts(self, numbers: tuple[int, int] | None) -> list[tuple[str, str]]:
        lang, desk, sheet = self.lang, self.desk, self.sheet
        epsg = desk.context.project.settings.crs_epsg
        crs = zone_label(epsg, lang) if is_zone(epsg) else f"EPSG:{epsg}"
        sources = desk.word("sources")
        drawing = sheet.drawing_number
        if drawing and numbers is not None:
            drawing = f"{drawing}-{numbers[0]:02d}"
        texts = [
            ("drawing", t("sheet.drawing", lang, number=drawing or BLANK)),
            ("horizon", t("sheet.horizon", lang, year=desk.word("horizon") or BLANK)),
            ("compiler", t("sheet.compiler", lang, name=desk.word("compiler") or BLANK)),
            ("crs", t("sheet.crs", lang, name=crs)),
            ("sources", t("sheet.sources", lang, names=sources) if sources else ""),
            ("security", desk.word("security_mark")),
            ("approval", t("sheet.approval", lang, number=sheet.approval_number or BLANK)),
            ("signatures", t("sheet.signatures", lang, blank=SIGNED)),
            ("date", date_text(sheet.made_on or desk.context.made_on, lang)),
        ]
        if numbers is not None:
            texts.append(("page_number", t("sheet.page_number", lang, page=numbers[0], pages=numbers[1])))
        return [(name, text) for name, text in texts if self.wants(name) and text]

    def _footer_rows(self, one: Strips) -> list[list[tuple[str, str, float]]]:
        """Texts of the footer with their widths, in as few rows as leave none cut."""
        font = self.measure.font(sheet_style().letters.text_pt)
        room, gap = self._footer_room(one.footer), self._footer_gap
        parts = [(name, text, self.measure.width_mm(text, font) + 0.4) for name, text in self._footer]
        for count in (1, 2, 3):
            rows = _balanced(parts, count)
            if all(sum(part[2] for part in row) + gap * (len(row) - 1) <= room for row in rows):
                break
        return [row for row in rows if row]

    def _footer_room(self, footer: QRectF) -> float:
        return footer.width() - 2 * sheet_style().layout.panel_padding_mm * self.measure.scale

    @property
    def _footer_gap(self) -> float:
        return 4.0 * self.measure.scale

    def _put_footer(self, rows: list[list[tuple[str, str, float]]]) -> None:
        lengths, footer = sheet_style().layout, self.strips.footer
        padding, row_mm = self.mm(lengths.panel_padding_mm), self.mm(lengths.footer_row_mm)
        room, gap = self._footer_room(footer), self._footer_gap
        top = footer.top() + self.mm(lengths.footer_padding_mm)
        size = sheet_style().letters.text_pt
        for row in rows:
            widths = [width for _, _, width in row]
            if sum(widths) > room - gap * (len(row) - 1):
                widths = shared(widths, room - gap * (len(row) - 1))
            spare = (room - gap * (len(row) - 1) - sum(widths)) / max(1, len(row) - 1)
            left = footer.left() + padding
            for (name, text, _), width in zip(row, widths, strict=True):
                self._put_line(name, QRectF(left, top, width, row_mm), text, size, align=Align.AlignLeft)
                left += width + gap + spare
            top += row_mm


def _reading_order(element_id: str) -> int:
    return READING_ORDER.index(element_id) if element_id in READING_ORDER else len(READING_ORDER)


def _balanced(parts: Sequence[tuple[str, str, float]], count: int) -> list[list[tuple[str, str, float]]]:
    """Parts in so many rows of about the same width, in their order."""
    total = sum(width for _, _, width in parts)
    rows: list[list[tuple[str, str, float]]] = [[] for _ in range(count)]
    so_far = 0.0
    for part in parts:
        middle = so_far + part[2] / 2
        rows[min(int(middle / max(total, 1e-9) * count), count - 1)].append(part)
        so_far += part[2]
    return rows


def shared(widths: Sequence[float], room: float) -> list[float]:
    """Widths cut so that they fit: only the widest give way, down to one another."""
    limit = room
    rest = sorted(widths)
    for index, width in enumerate(rest):
        fair = (room - sum(rest[:index])) / (len(rest) - index)
        if width > fair:
            limit = fair
            break
    return [min(width, limit) for width in widths]
