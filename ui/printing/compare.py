"""Before and after: two scenarios at the same extent and scale, their figures, and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from models.kernel.text import Lang, t
from reports.differences import Differences, differences
from ui.cartography.legend import LegendEntry, Paint
from ui.cartography.scene import Scene
from ui.cartography.style import MapStyle
from ui.cartography.viewport import MM_PER_INCH, PT_PER_INCH, Viewport
from ui.printing import mapframe, tables
from ui.printing.blocks import TextBlock
from ui.printing.compose import Desk, Made, PageMaker, PagePlan
from ui.printing.layout import sheet_style
from ui.printing.onepage import KEY, map_viewport, panel_height
from ui.printing.page import PX_PER_MM, Page

STRIP_SHARES = (0.36, 0.38, 0.26)


def compare_page(desk: Desk) -> list[PagePlan]:
    """The page."""
    title_mm = sheet_style().layout.compare_title_height_mm
    maker = PageMaker(desk, KEY, KEY, desk.word("title"), title_mm=title_mm)
    own, lengths = maker.strips, sheet_style().layout
    maker.put_titles()
    found = differences(desk.other.scenario, desk.shown.scenario)
    before, after = desk.scene(desk.other), desk.scene()
    names = ("legend", "comparison", "differences", "notes")
    has_panel = any(maker.wants(name) for name in names)
    area, panel = QRectF(own.middle), QRectF(own.middle)
    lines: list[tuple[float, float, float, float]] = []
    if has_panel and own.is_landscape:
        room = own.middle.width() - 4 * maker.mm(lengths.panel_padding_mm)
        signs = _joined(before.legend(), after.legend(), found, desk.lang, desk.style)
        area.setHeight(own.middle.height() - panel_height(maker, signs, room * STRIP_SHARES[0]))
        panel.setTop(area.bottom())
        lines = [(panel.left(), panel.top(), panel.right(), panel.top())]
    elif has_panel:
        area.setWidth(own.middle.width() - maker.mm(lengths.panel_width_mm))
        panel.setLeft(area.right())
        lines = [(panel.left(), panel.top(), panel.left(), panel.bottom())]
    viewport, middle = _put_maps(maker, area, (before, after), found)
    maker.put_frame([*lines, middle])
    if not has_panel:
        return [maker.finish()]
    padding = maker.mm(lengths.panel_padding_mm)
    inside = panel.adjusted(padding, 0.7 * padding, -padding, -0.5 * padding)
    lang, measure = desk.lang, maker.measure
    entries = _joined(before.legend(viewport), after.legend(viewport), found, lang, desk.style)
    texts = tables.note_texts(
        desk.context, lang, own=desk.word("note"), has_facilities=len(after.facilities) > 0
    )
    legend: Made = ("legend", lambda width: tables.legend_block(measure, entries, lang, width))
    figures: Made = (
        "comparison",
        lambda width: tables.comparison_block(measure, desk.other, desk.shown, lang, width),
    )
    changed: Made = ("differences", lambda width: tables.differences_block(measure, found, lang, width))
    notes: Made = ("notes", lambda width: TextBlock(measure, texts, width))
    if not own.is_landscape:
        maker.put_column(inside, [legend, figures, changed, notes])
        return [maker.finish()]
    left = inside.left()
    room = inside.width() - 2 * padding
    columns: tuple[list[Made], ...] = ([legend], [figures], [changed, notes])
    for share, items in zip(STRIP_SHARES, columns, strict=True):
        maker.put_column(QRectF(left, inside.top(), room * share, inside.height()), items)
        left += room * share + padding
    return [maker.finish()]


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
        over = [mapframe.rings_around(scene, ids)] if ids else []
        maker.put_map(element_id, home, scene, viewport, KEY, over=over)
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


def _joined(
    before: Sequence[LegendEntry],
    after: Sequence[LegendEntry],
    found: Differences,
    lang: Lang,
    style: MapStyle,
) -> tuple[LegendEntry, ...]:
    """One legend for both maps: every sign once, without counts, which differ."""
    by_key = {entry.key: replace(entry, count=None) for entry in after}
    missing = [replace(entry, count=None) for entry in before if entry.key not in by_key]
    entries = list(by_key.values())
    for entry in missing:
        same = [index for index, other in enumerate(entries) if other.group == entry.group]
        entries.insert(same[-1] + 1 if same else len(entries), entry)
    if found.ids_before or found.ids_after:
        group = t("map.legend.status", lang)
        at = [index for index, entry in enumerate(entries) if entry.group == group]
        facilities = t("map.legend.facilities", lang)
        at = at or [index for index, entry in enumerate(entries) if entry.group == facilities]
        place = at[-1] + 1 if at else len(entries)
        group = entries[at[-1]].group if at else group
        entries.insert(
            place, LegendEntry("differs", group, t("sheet.differs", lang), None, _ring_sign(style))
        )
    return tuple(entries)


def _ring_sign(style: MapStyle) -> Paint:
    """Sign of a facility that differs, as it is drawn on the map."""

    def paint(painter: QPainter, box: QRectF, px_per_pt: float) -> None:
        page = Page(painter, px_per_pt * PT_PER_INCH / MM_PER_INCH / PX_PER_MM, style)
        painter.save()
        mapframe.draw_ring(page, box.center(), min(box.height() * 0.42, 4.2 * px_per_pt))
        painter.restore()

    return paint
