"""Before and after: two scenarios at the same extent and scale, their figures, and what differs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from models.kernel.text import Lang, t
from reports.differences import Differences, differences
from reports.schedule import ScheduleRow
from ui.cartography.legend import LegendEntry, Paint
from ui.cartography.scene import Scene
from ui.cartography.style import MapStyle
from ui.cartography.viewport import MM_PER_INCH, PT_PER_INCH, Viewport
from ui.printing import mapframe, tables
from ui.printing.blocks import TableBlock, TextBlock
from ui.printing.compose import PageMaker, PagePlan
from ui.printing.desk import Desk
from ui.printing.layout import sheet_style, strips
from ui.printing.legendblocks import LegendStrip
from ui.printing.lists import WIDEST, list_page, parts_of
from ui.printing.onepage import KEY, map_viewport
from ui.printing.page import PX_PER_MM, Page

LEGEND_COLUMNS = {"landscape": 4, "portrait": 3}
FIGURES_SHARE = 0.42
"""Width of the figures on the second page; the rest are the facilities that differ."""
DIFFERS = "compared"
"""Kind and key of the second page."""


def compare_page(desk: Desk) -> list[PagePlan]:
    """Both maps with one message; on a page of its own what changes in figures and facilities."""
    found = differences(desk.other.scenario, desk.shown.scenario)
    rows = tuple(row for row in desk.schedule if row.facility.id in found.ids_after)
    if not any(desk.sheet.shows(DIFFERS, name) for name in ("comparison", "differences", "schedule")):
        return [_maps(desk, found, rows, None)]
    _, first = _differing(desk, found, rows, WIDEST)
    whole = _schedule(desk, rows, 100.0)
    parts = []
    if desk.sheet.shows(DIFFERS, "schedule"):
        parts = parts_of(desk, "differing:3", "", whole, first)
    total = 2 + len(parts)
    pages = [_maps(desk, found, rows, (1, total)), _differing(desk, found, rows, (2, total))[0]]
    title = t("sheet.schedule_differing", desk.lang, count=len(rows))
    for number, part in enumerate(parts, start=3):
        pages.append(list_page(desk, f"differing:{number}", title, title, whole, part, (number, total)))
    return pages


def _schedule(desk: Desk, rows: Sequence[ScheduleRow], width_mm: float, heading: str = "") -> TableBlock:
    page = desk.page(strips(desk.sheet.page_paper, desk.sheet.page_orientation).scale)
    return tables.schedule_block(
        page, rows, desk.shown, desk.today, desk.lang, width_mm, heading, finished=desk.finished
    )


def _maps(
    desk: Desk, found: Differences, rows: Sequence[ScheduleRow], numbers: tuple[int, int] | None
) -> PagePlan:
    """The maps, as large as the page allows, above one legend."""
    title_mm = sheet_style().layout.compare_title_height_mm
    maker = PageMaker(desk, KEY, KEY, desk.word("title"), title_mm=title_mm, numbers=numbers)
    own, lengths = maker.strips, sheet_style().layout
    maker.put_titles()
    numbered: tuple[tuple[str, int], ...] = ()
    if desk.sheet.shows(DIFFERS, "schedule"):
        numbered = tuple((row.facility.id, row.number) for row in rows)
    before, after = desk.scene(desk.other), desk.scene(numbers=numbered)
    area, panel = QRectF(own.middle), QRectF(own.middle)
    padding, lang = maker.mm(lengths.panel_padding_mm), desk.lang

    def legend(entries: Sequence[LegendEntry]) -> Callable[[float], LegendStrip]:
        heading, columns = t("sheet.legend", lang), LEGEND_COLUMNS[desk.sheet.page_orientation]
        return lambda width: LegendStrip(maker.measure, heading, tuple(entries), width, columns)

    ringed = t("sheet.differs", lang) if found.ids_before or found.ids_after else ""
    signs = joined_legend((before.legend(), after.legend()), ringed, lang, desk.style)
    lines: list[tuple[float, float, float, float]] = []
    if maker.wants("legend") and signs:
        block = legend(signs)(own.middle.width() - 2 * padding)
        area.setHeight(own.middle.height() - block.height_mm(1) - 1.2 * padding)
        panel.setTop(area.bottom())
        lines = [(panel.left(), panel.top(), panel.right(), panel.top())]
    viewport, middle = _put_maps(maker, area, (before, after), found)
    maker.put_frame([*lines, middle])
    if lines:
        inside = panel.adjusted(padding, 0.7 * padding, -padding, -0.4 * padding)
        both = before.legend(viewport), after.legend(viewport)
        entries = joined_legend(both, ringed, lang, desk.style)
        maker.put_column(inside, [("legend", legend(entries))])
    return maker.finish()


def _differing(
    desk: Desk, found: Differences, rows: Sequence[ScheduleRow], numbers: tuple[int, int]
) -> tuple[PagePlan, int]:
    """What changes in figures and in facilities, and how many rows of the schedule the page holds."""
    lang = desk.lang
    title = t(
        "sheet.compared_title", lang,
        before=desk.other.scenario.title(lang), after=desk.shown.scenario.title(lang),
    )  # fmt: skip
    lengths = sheet_style().layout
    maker = PageMaker(desk, DIFFERS, DIFFERS, title, title_mm=lengths.page_title_height_mm, numbers=numbers)
    own, measure = maker.strips, maker.measure
    maker.put_titles(title, desk.word("title"), title_pt=sheet_style().letters.page_title_pt)
    padding = maker.mm(lengths.panel_padding_mm)
    inside = own.middle.adjusted(padding, 0.7 * padding, -padding, -0.5 * padding)
    left, right = QRectF(inside), QRectF(inside)
    lines: list[tuple[float, float, float, float]] = []
    if own.is_landscape:
        left.setWidth(inside.width() * FIGURES_SHARE)
        right.setLeft(left.right() + 2 * padding)
        x = left.right() + padding
        lines = [(x, own.middle.top(), x, own.middle.bottom())]
    maker.put_frame(lines)
    texts = tables.note_texts(desk.context, lang, own=desk.word("note"), has_facilities=bool(desk.schedule))
    texts = (t("sheet.note_trend", lang), *texts)
    rest = maker.put_column(
        left,
        [
            (
                "comparison",
                lambda width: tables.comparison_block(measure, desk.other, desk.shown, lang, width),
            ),
            ("differences", lambda width: tables.differences_block(measure, found, lang, width)),
            ("notes", lambda width: TextBlock(measure, texts, width)),
            *tables.data_blocks(measure, desk.context, lang),
        ],
    )
    if not maker.wants("schedule") or not rows:
        return maker.finish(), 0
    room = right if own.is_landscape else rest
    heading = t("sheet.schedule_differing", lang, count=len(rows))
    block = _schedule(desk, rows, room.width(), heading)
    kept = replace(block, rows=block.rows[: block.rows_within(room.height())])
    if not kept.rows:
        return maker.finish(), 0
    home = QRectF(room.left(), room.top(), room.width(), kept.height_mm(0))
    maker.put_block("schedule", home, lambda width: replace(kept, width_mm=width))
    return maker.finish(), len(kept.rows)


def _put_maps(
    maker: PageMaker, area: QRectF, scenes: tuple[Scene, Scene], found: Differences
) -> tuple[Viewport, tuple[float, float, float, float]]:
    """Both maps with their headings; returns what they show and the line between them."""
    desk, lang = maker.desk, maker.lang
    gutter, head = maker.mm(sheet_style().layout.tick_gutter_mm), maker.mm(7.5)
    first, second = QRectF(area), QRectF(area)
    if maker.strips.is_landscape:
        first.setWidth(area.width() / 2)
        second.setLeft(first.right())
        line = (first.right(), area.top(), first.right(), area.bottom())
    else:
        first.setHeight(area.height() / 2)
        second.setTop(first.bottom())
        line = (area.left(), first.bottom(), area.right(), first.bottom())
    parts = (
        ("before", first, desk.other, scenes[0], found.ids_before),
        ("after", second, desk.shown, scenes[1], found.ids_after),
    )
    shown: Viewport | None = None
    for name, half, result, scene, ids in parts:
        words = t(f"sheet.{name}", lang, name=result.scenario.title(lang))
        maker.put_label(
            f"label_{name}", QRectF(half.left(), half.top() + 0.1 * head, half.width(), head), words
        )
        home = half.adjusted(gutter, gutter + head * 0.8, -gutter, -gutter)
        element_id = f"map_{name}"
        if not maker.wants(element_id):
            continue
        frame = maker.place(element_id, home)
        if shown is None:
            # One extent for both: that of all that either shows.
            shown = map_viewport(desk, KEY, _wider(scenes), frame, maker.strips.scale)
        viewport = mapframe.at_scale(
            mapframe.view_of(shown)[:2], mapframe.printed_denominator(shown), frame, maker.strips.scale
        )
        rings = mapframe.rings_around(scene, ids) if ids else None
        maker.put_map(element_id, home, scene, viewport, KEY, under_labels=rings)
        last = (frame, scene, viewport)
    if shown is None:
        return map_viewport(desk, KEY, scenes[1], second, maker.strips.scale), line
    maker.put_furniture(*last)
    return shown, line


def _wider(scenes: tuple[Scene, Scene]) -> Scene:
    """The scene that reaches further: without county both have facilities only."""

    def size(scene: Scene) -> float:
        box = scene.bounds
        return (box[2] - box[0]) + (box[3] - box[1]) if box is not None else -1.0

    return max(scenes, key=size)


def joined_legend(
    maps: Sequence[Sequence[LegendEntry]], ringed: str, lang: Lang, style: MapStyle
) -> tuple[LegendEntry, ...]:
    """One legend for several maps: every sign once, without counts, which differ.

    Parameters
    ----------
    maps
        Legends of the maps; the last says the order.
    ringed
        What a ring around a facility means; empty where none is drawn.
    """
    entries = [replace(entry, count=None) for entry in maps[-1]]
    for legend in reversed(maps[:-1]):
        known = {entry.key for entry in entries}
        for entry in (replace(entry, count=None) for entry in legend if entry.key not in known):
            same = [index for index, other in enumerate(entries) if other.group == entry.group]
            entries.insert(same[-1] + 1 if same else len(entries), entry)
    if ringed:
        group = t("map.legend.status", lang)
        at = [index for index, entry in enumerate(entries) if entry.group == group]
        facilities = t("map.legend.facilities", lang)
        at = at or [index for index, entry in enumerate(entries) if entry.group == facilities]
        place = at[-1] + 1 if at else len(entries)
        group = entries[at[-1]].group if at else group
        entries.insert(place, LegendEntry("differs", group, ringed, None, _ring_sign(style)))
    return tuple(entries)


def _ring_sign(style: MapStyle) -> Paint:
    """Sign of a facility that differs, as it is drawn on the map."""

    def paint(painter: QPainter, box: QRectF, px_per_pt: float) -> None:
        page = Page(painter, px_per_pt * PT_PER_INCH / MM_PER_INCH / PX_PER_MM, style)
        painter.save()
        mapframe.draw_ring(page, box.center(), min(box.height() * 0.42, 4.2 * px_per_pt))
        painter.restore()

    return paint
