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
from ui.printing.blocks import FEWEST_ROWS, TableBlock, TextBlock
from ui.printing.compose import ABOVE_MAP, Made, PageMaker, PagePlan
from ui.printing.desk import Desk
from ui.printing.layout import sheet_style
from ui.printing.lists import WIDEST, list_page, parts_of
from ui.printing.mapframe import MapDraw
from ui.printing.page import Page

KEY = "page"
SHARES = (0.41, 0.33, 0.26)
"""Widths of legend, figures and townships below an upright map."""
KEPT_NOTES = 2
"""Notes that stay while tables lose rows: the sheet's own and what the figures rest on."""
SHORT_SHARE = 0.65
"""Part of a column that legend and schedule take together at most, where figures stand below them."""
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
    """The page of a sheet, and those that hold what of its schedule has no room there."""
    make = {"slide": _slide, "single": _single}.get(desk.sheet.template, _table)
    page, first = make(desk, None)
    whole = _schedule(desk, desk.page(page.scale), 100.0)
    if not desk.sheet.shows(KEY, "schedule") or first >= len(whole.rows):
        return [page]
    _, first = make(desk, WIDEST)
    title = t("sheet.schedule_title", desk.lang)
    parts = parts_of(desk, "schedule:2", title, whole, first)
    total = 1 + len(parts)
    pages = [make(desk, (1, total) if parts else None, first)[0]]
    for number, part in enumerate(parts, start=2):
        words = t(
            "sheet.schedule_part", desk.lang,
            first=part.first + 1, last=part.first + part.count, count=len(whole.rows),
        )  # fmt: skip
        pages.append(list_page(desk, f"schedule:{number}", title, words, whole, part, (number, total)))
    return pages


def _maker(desk: Desk, numbers: tuple[int, int] | None = None) -> PageMaker:
    title = None
    if desk.sheet.template == "slide":
        title = sheet_style().layout.page_title_height_mm
    return PageMaker(desk, KEY, KEY, desk.word("title"), title_mm=title, numbers=numbers)


# -- map with tables -----------------------------------------------------------------------------------------
def _schedule(desk: Desk, page: Page, width_mm: float, heading: str = "") -> TableBlock:
    return tables.schedule_block(
        page, desk.schedule, desk.shown, desk.today, desk.lang, width_mm, heading, finished=desk.finished
    )


def _table(desk: Desk, numbers: tuple[int, int] | None, most_rows: int | None = None) -> tuple[PagePlan, int]:
    """The sheet, and how many rows of the schedule it holds."""
    maker = _maker(desk, numbers)
    own, lengths = maker.strips, sheet_style().layout
    names = ["legend", "figures", "townships", "notes"]
    has_schedule = maker.wants("schedule") and bool(desk.schedule)
    # A list, not a generator: each of them becomes a choice of the page.
    has_panel = any([maker.wants(name) for name in names]) or (has_schedule and own.is_landscape)
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
    columns = _panel_columns(maker, panel)
    scene, viewport, inset_box = _put_map(maker, map_area, column=columns[-1] if len(columns) == 2 else None)
    maker.put_frame(lines)
    if not has_panel:
        return maker.finish(), 0
    lang, shown, measure = desk.lang, desk.shown, maker.measure
    entries = scene.legend(viewport)
    legend: Made = ("legend", lambda width: tables.legend_block(measure, entries, lang, width))
    figures: Made = ("figures", lambda width: tables.figures_block(measure, desk.context, shown, lang, width))
    townships: Made = ("townships", lambda width: tables.townships_block(measure, shown, lang, width))
    notes: Made = ("notes", _notes(desk, maker, scene))
    data: list[Made] = [*tables.data_blocks(measure, desk.context, lang)]
    if not own.is_landscape:
        # Upright the schedule has pages of its own.
        parts: tuple[list[Made], ...] = ([legend], [figures], [townships, notes, *data])
        for column, blocks in zip(columns, parts, strict=True):
            maker.put_column(column, blocks)
        return maker.finish(), 0
    if len(columns) == 1:
        rest, count = columns[0], 0
        if _is_short(desk, maker, rest, legend):
            rest = maker.put_column(rest, [legend])
            count = _put_schedule(desk, maker, rest, most_rows)
            taken = _schedule(desk, measure, rest.width(), " ").height_mm(0)
            rest.setTop(rest.top() + taken + maker.mm(sheet_style().rows.block_gap_mm))
            maker.put_column(rest, [figures, townships, notes, *data])
            return maker.finish(), count
        rest = maker.put_column(rest, [legend, figures, townships, notes, *data])
        return maker.finish(), _put_schedule(desk, maker, rest, most_rows)
    maker.put_column(columns[0], [legend, figures, townships])
    column = QRectF(columns[1])
    if inset_box is not None:
        column.setTop(inset_box.bottom() + maker.mm(sheet_style().rows.block_gap_mm))
    block = _notes(desk, maker, scene)(column.width())
    gap = maker.mm(sheet_style().rows.block_gap_mm)
    foot = block.height_mm(0) + gap if maker.wants("notes") else 0.0
    rows = _put_schedule(desk, maker, column.adjusted(0, 0, 0, -foot), most_rows)
    below = QRectF(column)
    below.setTop(column.bottom() - foot)
    if rows == len(desk.schedule):
        taken = _schedule(desk, measure, column.width(), " ").height_mm(0) + gap if rows else 0.0
        below.setTop(min(below.top(), column.top() + taken))
    maker.put_column(below, [notes, *data])
    return maker.finish(), rows


def _is_short(desk: Desk, maker: PageMaker, column: QRectF, legend: Made) -> bool:
    """Whether a list of all facilities leaves a column, beside the legend, room for figures."""
    if not maker.wants("schedule") or not desk.schedule:
        return False
    blocks = (legend[1](column.width()), _schedule(desk, maker.measure, column.width(), " "))
    return sum(block.height_mm(0) for block in blocks) <= SHORT_SHARE * column.height()


def _put_schedule(desk: Desk, maker: PageMaker, room: QRectF, most_rows: int | None) -> int:
    """The schedule where it has room for a few rows at least; returns how many of its rows stand there."""
    if not maker.wants("schedule") or not desk.schedule:
        return 0
    heading = t("sheet.schedule", desk.lang, count=len(desk.schedule))
    block = _schedule(desk, maker.measure, room.width(), heading)
    count = block.rows_within(room.height())
    if count < min(FEWEST_ROWS, len(block.rows)):
        return 0
    count = count if most_rows is None else min(count, most_rows)
    if count < len(block.rows):
        # Where it goes on is said in the last line.
        line = 1.3 * maker.measure.line_mm(maker.measure.font(sheet_style().letters.small_pt))
        count = min(count, block.rows_within(room.height() - line))
        below = QRectF(room.left(), room.bottom() - line / 1.3, room.width(), line / 1.3)
        words = t("sheet.continued", desk.lang, page=2)
        maker.put_block("continued", below, lambda width: TextBlock(maker.measure, (words,), width))
    kept = replace(block, rows=block.rows[:count])
    home = QRectF(room.left(), room.top(), room.width(), kept.height_mm(0))
    maker.put_block("schedule", home, lambda width: replace(kept, width_mm=width))
    return count


def _panel_columns(maker: PageMaker, panel: QRectF) -> list[QRectF]:
    """Columns of the panel: one or two beside the map, three below it."""
    lengths = sheet_style().layout
    padding = maker.mm(lengths.panel_padding_mm)
    inside = panel.adjusted(padding, 0.7 * padding, -padding, -0.5 * padding)
    shares: Sequence[float] = SHARES
    if maker.strips.is_landscape:
        is_wide = panel.width() >= maker.mm(lengths.panels_from_mm)
        shares = (lengths.panels_first_share, 1 - lengths.panels_first_share) if is_wide else (1.0,)
    room = inside.width() - (len(shares) - 1) * padding
    left, columns = inside.left(), []
    for share in shares:
        columns.append(QRectF(left, inside.top(), room * share, inside.height()))
        left += room * share + padding
    return columns


def _panel_width(maker: PageMaker, scene: Scene) -> float:
    """Width of a panel beside the map: what the county leaves, within limits; one column or two."""
    lengths = sheet_style().layout
    least, most = maker.mm(lengths.panel_width_mm), maker.mm(lengths.panel_most_width_mm)
    if scene.bounds is None:
        return least
    west, south, east, north = scene.bounds
    gutters = 2 * maker.mm(lengths.tick_gutter_mm)
    height = maker.strips.middle.height() - gutters
    needed = height * (east - west) / max(north - south, 1.0) + gutters
    left = maker.strips.middle.width() - needed
    if maker.wants("schedule") and left >= maker.mm(lengths.panels_from_mm):
        return min(left, maker.mm(lengths.panels_most_mm))
    return min(max(left, least), most)


def _single(
    desk: Desk, numbers: tuple[int, int] | None, most_rows: int | None = None
) -> tuple[PagePlan, int]:
    """The map as large as the page allows; the legend stands on it, where the county does not reach."""
    maker = _maker(desk, numbers)
    maker.wants("schedule")
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
    _, viewport, _ = _put_map(maker, own.middle, clear=clear, taken=taken)
    maker.put_frame()
    if has_legend:
        entries = scene.legend(viewport)
        maker.put_block("legend", home, lambda width: tables.legend_block(measure, entries, lang, width))
    return maker.finish(), 0


def _slide(desk: Desk, numbers: tuple[int, int] | None, most_rows: int | None = None) -> tuple[PagePlan, int]:
    """For a screen across the room: map, four large figures, and what the signs mean."""
    maker = _maker(desk, numbers)
    maker.wants("schedule")
    own, lengths = maker.strips, sheet_style().layout
    map_area, panel = QRectF(own.middle), QRectF(own.middle)
    has_panel = any(maker.wants(name) for name in ("tiles", "legend"))
    if has_panel:
        map_area.setWidth(own.middle.width() - maker.mm(lengths.panel_width_mm))
        panel.setLeft(map_area.right())
    scene, viewport, _ = _put_map(maker, map_area)
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
    return maker.finish(), 0


def _notes(desk: Desk, maker: PageMaker, scene: Scene) -> Callable[[float], TextBlock]:
    texts = tables.note_texts(
        desk.context, desk.lang, own=desk.word("note"), has_facilities=len(scene.facilities) > 0
    )
    return lambda width: TextBlock(maker.measure, texts, width, kept=KEPT_NOTES)


def _put_map(
    maker: PageMaker,
    area: QRectF,
    *,
    clear: QRectF | None = None,
    taken: Sequence[QRectF] = (),
    column: QRectF | None = None,
) -> tuple[Scene, Viewport, QRectF | None]:
    """Title, map with inset, north arrow and scale; also returns where an inset in the panel stands.

    Parameters
    ----------
    column
        Column of the panel whose head may take the inset.
    """
    desk = maker.desk
    lengths = sheet_style().layout
    is_slide = desk.sheet.template == "slide"
    gutter = maker.mm(lengths.tick_gutter_mm) * (0.4 if is_slide and not maker.wants("ticks") else 1.0)
    maker.put_titles(title_pt=sheet_style().letters.page_title_pt if is_slide else None)
    home = area.adjusted(gutter, gutter, -gutter, -gutter)
    frame = maker.place("map", home)
    scene = desk.scene(numbers=_numbers(desk))
    viewport = map_viewport(desk, KEY, scene, frame, maker.strips.scale, clear=clear)
    covered = list(taken)
    outline: MapDraw | None = None
    if column is not None:
        scene, outline, box = _inset_in(maker, viewport, column)
        maker.put_map("map", home, scene, viewport, KEY, under_labels=outline)
        maker.put_furniture(frame, scene, viewport, covered)
        return scene, viewport, box
    inset = None
    seat = desk.shown.assessment.county.seat
    is_free = KEY not in desk.sheet.views and desk.sheet.extent is None and clear is None
    if maker.wants("inset") and is_free and seat is not None and scene.bounds is not None:
        inset = mapframe.plan_inset(viewport, scene.bounds, frame, seat, maker.strips.scale)
    if inset is not None:
        viewport = inset.viewport
        scene, outline = _put_inset(maker, inset.box)
        covered.append(maker.place("inset", inset.box))
    maker.put_map("map", home, scene, viewport, KEY, under_labels=outline)
    maker.put_furniture(frame, scene, viewport, covered)
    return scene, viewport, None


def _numbers(desk: Desk) -> tuple[tuple[str, int], ...]:
    """Numbers that the symbols of a sheet carry: those of its schedule, if it has one."""
    kind = "overview" if desk.sheet.template == "atlas" else KEY
    return desk.numbers if desk.sheet.shows(kind, "schedule") else ()


def _inset_in(
    maker: PageMaker, viewport: Viewport, column: QRectF, most_share: float | None = None
) -> tuple[Scene, MapDraw | None, QRectF | None]:
    """The seat enlarged at the head of a column, where it is crowded; the scene of the main map beside it."""
    desk, style = maker.desk, sheet_style().inset
    seat = desk.shown.assessment.county.seat
    plain = desk.scene(numbers=_numbers(desk))
    is_free = KEY not in desk.sheet.views and desk.sheet.extent is None
    if not maker.wants("inset") or not is_free or seat is None or plain.bounds is None:
        return plain, None, None
    west, south, east, north = seat.bounds
    wanted = column.width() * (north - south) / max(east - west, 1.0)
    share = style.most_column_share if most_share is None else most_share
    height = min(wanted, share * column.height())
    box = QRectF(column.left(), column.top(), column.width(), height)
    if min(box.width(), box.height()) < maker.mm(style.least_mm):
        return plain, None, None
    denominator = mapframe.inset_denominator(seat, box)
    if denominator * style.least_enlargement > mapframe.printed_denominator(viewport):
        return plain, None, None
    scene, outline = _put_inset(maker, box)
    return scene, outline, box


def _put_inset(maker: PageMaker, home: QRectF) -> tuple[Scene, MapDraw]:
    """The seat enlarged; the scene of the main map, whose symbols there carry their numbers in the inset.

    With it the outline of what the inset shows, which goes below names and values.
    """
    desk = maker.desk
    seat = desk.shown.assessment.county.seat
    assert seat is not None
    numbers = _numbers(desk)
    box = maker.place("inset", home)
    middle = seat.envelope.centroid
    denominator = mapframe.inset_denominator(seat, box)
    part = mapframe.at_scale((middle.x, middle.y), denominator, box, maker.strips.scale)
    inside = desk.scene(numbers=numbers)
    words = t("sheet.inset", desk.lang, denominator=f"{denominator:,.0f}")
    maker.put(
        "inset", home, lambda page, box: mapframe.draw_inset(page, box, inside, part, words), depth=ABOVE_MAP,
    )  # fmt: skip
    left = part.shown if numbers else None
    scene = desk.scene(numbers=numbers, left_to_inset=left)
    width_pt = sheet_style().layout.thin_width_pt
    return scene, mapframe.outline_of(part.shown, scene.style.page.frame.q, width_pt)


def put_numbered_inset(maker: PageMaker, viewport: Viewport, column: QRectF) -> tuple[Scene, MapDraw | None]:
    """The seat enlarged in what is left of a column, if there is room; the scene of the main map."""
    scene, outline, _ = _inset_in(maker, viewport, column, most_share=1.0)
    return scene, outline
