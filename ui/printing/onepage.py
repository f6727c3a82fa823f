"""Templates of one page: map with legend and tables, map alone, slide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QRectF

from models.kernel.text import t
from ui.cartography.legend import LegendEntry
from ui.cartography.scene import Scene
from ui.cartography.viewport import Bounds, Viewport
from ui.printing import mapframe, tables
from ui.printing.blocks import TextBlock
from ui.printing.compose import ABOVE_MAP, Desk, Made, PageMaker, PagePlan
from ui.printing.layout import sheet_style

KEY = "page"
SHARES = (0.41, 0.33, 0.26)
"""Widths of legend, figures and townships below an upright map."""
SHORT = ("theme.", "family.", "coverage.", "uncovered.")
"""Signs that a slide explains: the others are only ground there."""


def map_viewport(
    desk: Desk,
    key: str,
    scene: Scene,
    frame: QRectF,
    scale: float,
    *,
    extent: Bounds | None = None,
    margin: float | None = None,
    clear: QRectF | None = None,
    least_denominator: float = mapframe.LEAST_DENOMINATOR,
) -> Viewport:
    """What a map shows: what it was moved to, else what the sheet says, else an extent, else the county."""
    view = desk.sheet.views.get(key)
    if view is not None:
        return mapframe.at_scale(view[:2], view[2], frame, scale)
    wanted = extent or desk.sheet.extent or scene.bounds or mapframe.NOWHERE
    return mapframe.fitted(
        wanted,
        frame,
        scale,
        margin=sheet_style().layout.county_margin if margin is None else margin,
        denominator=desk.sheet.scale_denominator if extent is None else None,
        clear_mm=clear,
        least_denominator=least_denominator,
    )


def panel_height(maker: PageMaker, entries: Sequence[LegendEntry], width_mm: float) -> float:
    """Height of a panel below the map: as much as its legend needs, within limits."""
    lengths = sheet_style().layout
    block = tables.legend_block(maker.measure, entries, maker.lang, width_mm)
    padding = 1.2 * maker.mm(lengths.panel_padding_mm)
    needed = block.height_mm(0) + padding + 0.5 if entries and maker.wants("legend") else 0.0
    most = lengths.panel_most_share * maker.strips.middle.height()
    return min(max(needed, maker.mm(lengths.panel_height_mm)), most)


def one_page(desk: Desk) -> list[PagePlan]:
    """The only page of a sheet."""
    make = {"single": _single, "slide": _slide}.get(desk.sheet.template, _table)
    return [make(desk)]


def _maker(desk: Desk) -> PageMaker:
    title = None
    if desk.sheet.template == "slide":
        title = sheet_style().layout.page_title_height_mm
    return PageMaker(desk, KEY, KEY, desk.word("title"), title_mm=title)


def _table(desk: Desk) -> PagePlan:
    maker = _maker(desk)
    own, lengths = maker.strips, sheet_style().layout
    names = ("legend", "figures", "townships", "notes")
    has_panel = any(maker.wants(name) for name in names)
    map_area, panel = QRectF(own.middle), QRectF(own.middle)
    lines: list[tuple[float, float, float, float]] = []
    if has_panel and own.is_landscape:
        map_area.setWidth(own.middle.width() - _panel_width(maker, desk.scene()))
        panel.setLeft(map_area.right())
        lines = [(panel.left(), panel.top(), panel.left(), panel.bottom())]
    elif has_panel:
        legend_width = (own.middle.width() - 4 * maker.mm(lengths.panel_padding_mm)) * SHARES[0]
        map_area.setHeight(own.middle.height() - panel_height(maker, desk.scene().legend(), legend_width))
        panel.setTop(map_area.bottom())
        lines = [(panel.left(), panel.top(), panel.right(), panel.top())]
    scene, viewport = _put_map(maker, map_area)
    maker.put_frame(lines)
    if not has_panel:
        return maker.finish()
    padding = maker.mm(lengths.panel_padding_mm)
    inside = panel.adjusted(padding, 0.7 * padding, -padding, -0.5 * padding)
    lang, shown, measure = desk.lang, desk.shown, maker.measure
    entries = scene.legend(viewport)
    legend: Made = ("legend", lambda width: tables.legend_block(measure, entries, lang, width))
    figures: Made = ("figures", lambda width: tables.figures_block(measure, desk.context, shown, lang, width))
    townships: Made = ("townships", lambda width: tables.townships_block(measure, shown, lang, width))
    notes: Made = ("notes", _notes(desk, maker, scene))
    if own.is_landscape:
        maker.put_column(inside, [legend, figures, townships, notes])
        return maker.finish()
    left = inside.left()
    columns: tuple[list[Made], ...] = ([legend], [figures], [townships, notes])
    for share, blocks in zip(SHARES, columns, strict=True):
        width = (inside.width() - 2 * padding) * share
        maker.put_column(QRectF(left, inside.top(), width, inside.height()), blocks)
        left += width + padding
    return maker.finish()


def _panel_width(maker: PageMaker, scene: Scene) -> float:
    """Width of a panel beside the map: what the county leaves, within limits."""
    lengths = sheet_style().layout
    least, most = maker.mm(lengths.panel_width_mm), maker.mm(lengths.panel_most_width_mm)
    if scene.bounds is None:
        return least
    west, south, east, north = scene.bounds
    gutters = 2 * maker.mm(lengths.tick_gutter_mm)
    height = maker.strips.middle.height() - gutters
    needed = height * (east - west) / max(north - south, 1.0) + gutters
    return min(max(maker.strips.middle.width() - needed, least), most)


def _single(desk: Desk) -> PagePlan:
    """The map as large as the page allows; the legend stands on it, where the county does not reach."""
    maker = _maker(desk)
    own, lengths = maker.strips, sheet_style().layout
    scene = desk.scene()
    gutter = maker.mm(lengths.tick_gutter_mm)
    frame = maker.place("map", own.middle.adjusted(gutter, gutter, -gutter, -gutter))
    gap, lang, measure = maker.mm(3.0), desk.lang, maker.measure
    entries = scene.legend()
    has_legend = maker.wants("legend") and bool(entries)
    clear, home = QRectF(frame), QRectF()
    if has_legend and own.is_landscape:
        width = maker.mm(lengths.panel_width_mm - 2 * lengths.panel_padding_mm)
        home = QRectF(frame.right() - gap - width, frame.top() + gap, width, frame.height() - 2 * gap)
        block = tables.legend_block(measure, entries, lang, width)
        height = min(block.height_mm(0), home.height())
        home = QRectF(home.left(), frame.bottom() - gap - height, width, height)
        clear.setRight(home.left() - gap)
    elif has_legend:
        width = frame.width() - 2 * gap
        height = tables.legend_block(measure, entries, lang, width).height_mm(0)
        home = QRectF(frame.left() + gap, frame.bottom() - gap - height, width, height)
        clear.setBottom(home.top() - gap)
    taken = [home.adjusted(-gap, -gap, gap, gap)] if has_legend else []
    _, viewport = _put_map(maker, own.middle, clear=clear, taken=taken)
    maker.put_frame()
    if has_legend:
        entries = scene.legend(viewport)
        maker.put_block("legend", home, lambda width: tables.legend_block(measure, entries, lang, width))
    return maker.finish()


def _slide(desk: Desk) -> PagePlan:
    """For a screen across the room: map, four large figures, and what the signs mean."""
    maker = _maker(desk)
    own, lengths = maker.strips, sheet_style().layout
    map_area, panel = QRectF(own.middle), QRectF(own.middle)
    has_panel = any(maker.wants(name) for name in ("tiles", "legend"))
    if has_panel:
        map_area.setWidth(own.middle.width() - maker.mm(lengths.panel_width_mm))
        panel.setLeft(map_area.right())
    scene, viewport = _put_map(maker, map_area)
    padding = maker.mm(lengths.panel_padding_mm)
    inside = panel.adjusted(padding, 0.7 * padding, -padding, -0.5 * padding)
    lang, measure, shown = desk.lang, maker.measure, desk.shown
    entries = [replace(entry, count=None) for entry in scene.legend(viewport) if entry.key.startswith(SHORT)]
    if has_panel:
        maker.put_column(
            inside,
            [
                ("tiles", lambda width: tables.tiles_block(measure, shown, lang, width)),
                ("legend", lambda width: tables.legend_block(measure, entries, lang, width)),
            ],
        )
    return maker.finish()


def _notes(desk: Desk, maker: PageMaker, scene: Scene) -> Callable[[float], TextBlock]:
    texts = tables.note_texts(
        desk.context, desk.lang, own=desk.word("note"), has_facilities=len(scene.facilities) > 0
    )
    return lambda width: TextBlock(maker.measure, texts, width)


def _put_map(
    maker: PageMaker, area: QRectF, *, clear: QRectF | None = None, taken: Sequence[QRectF] = ()
) -> tuple[Scene, Viewport]:
    """Title, map with inset, north arrow and scale."""
    desk = maker.desk
    lengths = sheet_style().layout
    is_slide = desk.sheet.template == "slide"
    gutter = maker.mm(lengths.tick_gutter_mm) * (0.4 if is_slide and not maker.wants("ticks") else 1.0)
    maker.put_titles(title_pt=sheet_style().letters.page_title_pt if is_slide else None)
    home = area.adjusted(gutter, gutter, -gutter, -gutter)
    frame = maker.place("map", home)
    scene = desk.scene()
    viewport = map_viewport(desk, KEY, scene, frame, maker.strips.scale, clear=clear)
    inset = None
    seat = desk.shown.assessment.county.seat
    is_free = KEY not in desk.sheet.views and desk.sheet.extent is None and clear is None
    if maker.wants("inset") and is_free and seat is not None and scene.bounds is not None:
        inset = mapframe.plan_inset(viewport, scene.bounds, frame, seat, maker.strips.scale)
    over = []
    covered = list(taken)
    if inset is not None:
        viewport = inset.viewport
        box = maker.place("inset", inset.box)
        assert seat is not None
        middle = seat.envelope.centroid
        denominator = mapframe.inset_denominator(seat, box)
        part = mapframe.at_scale((middle.x, middle.y), denominator, box, maker.strips.scale)
        thin = lengths.thin_width_pt
        over.append(mapframe.outline_of(part.shown, scene.style.page.frame.q, thin))
        words = t("sheet.inset", desk.lang, denominator=f"{denominator:,.0f}")
        maker.put(
            "inset", inset.box, lambda page, box: mapframe.draw_inset(page, box, scene, part, words),
            depth=ABOVE_MAP,
        )  # fmt: skip
        covered.append(box)
    maker.put_map("map", home, scene, viewport, KEY, over=over)
    maker.put_furniture(frame, scene, viewport, covered)
    return scene, viewport
