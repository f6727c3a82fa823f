"""The plan by year: what stands today and by each year, as maps of one extent and scale with one message."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF

from models.kernel.text import t
from models.programme.phases import Phase
from models.project.years import year_remarks
from reports.message import phases_message
from ui.cartography.scene import Scene
from ui.cartography.viewport import Bounds
from ui.printing import mapframe
from ui.printing.blocks import TextBlock
from ui.printing.compare import LEGEND_COLUMNS, joined_legend
from ui.printing.compose import Made, PageMaker, PagePlan
from ui.printing.desk import Desk
from ui.printing.layout import sheet_style
from ui.printing.legendblocks import LegendStrip
from ui.printing.onepage import map_viewport

KIND = "phases"
"""Kind and key of the page."""
HEADING_MM = 7.5
Map = tuple[str, Scene, frozenset[str]]
"""Heading, what is drawn, and which facilities are new since the map before."""


def phases_page(desk: Desk, numbers: tuple[int, int]) -> PagePlan:
    """The page of a scenario that has phases (:meth:`reports.context.ReportContext.phases`)."""
    lang, phases = desk.lang, desk.context.phases(desk.shown.scenario.id)
    title = t("sheet.phases", lang)
    lengths = sheet_style().layout
    maker = PageMaker(desk, KIND, KIND, title, title_mm=lengths.compare_title_height_mm, numbers=numbers)
    own, measure = maker.strips, maker.measure
    subtitle = t("sheet.subtitle_message", lang, title=title, subtitle=desk.word("subtitle"))
    maker.put_titles(phases_message(desk.today, phases, lang), subtitle)
    maps = _maps(desk, phases)
    padding = maker.mm(lengths.panel_padding_mm)
    ringed = t("sheet.phase_built", lang) if any(new for _, _, new in maps) else ""
    entries = joined_legend([scene.legend() for _, scene, _ in maps], ringed, lang, desk.style)
    columns = LEGEND_COLUMNS[desk.sheet.page_orientation]
    remarks = _remarks(desk, phases)
    blocks: list[Made] = [
        ("legend", lambda width: LegendStrip(measure, t("sheet.legend", lang), entries, width, columns)),
        ("notes", lambda width: TextBlock(measure, remarks, width)),
    ]
    width = own.middle.width() - 2 * padding
    heights = [
        make(width).height_mm(1 if name == "legend" else 0) for name, make in blocks if maker.wants(name)
    ]
    area, panel = QRectF(own.middle), QRectF(own.middle)
    if heights:
        gap = maker.mm(sheet_style().rows.block_gap_mm)
        area.setHeight(own.middle.height() - sum(heights) - gap * (len(heights) - 1) - 1.2 * padding)
        panel.setTop(area.bottom())
    lines = _put_maps(maker, area, maps)
    if heights:
        lines.append((panel.left(), panel.top(), panel.right(), panel.top()))
        maker.put_column(panel.adjusted(padding, 0.7 * padding, -padding, -0.4 * padding), blocks)
    maker.put_frame(lines)
    return maker.finish()


def _maps(desk: Desk, phases: tuple[Phase, ...]) -> list[Map]:
    """Today, where there is one, and each year."""
    lang, maps = desk.lang, list[Map]()
    if desk.today is not None:
        maps.append((desk.today.scenario.title(lang), desk.scene(desk.today), frozenset()))
    before: frozenset[str] = frozenset()
    for one in phases:
        words = t("sheet.phase", lang, year=one.year, built=len(one.built), later=one.later)
        maps.append((words, desk.scene_in(one), one.built - before))
        before = one.built
    return maps


def _remarks(desk: Desk, phases: tuple[Phase, ...]) -> tuple[str, ...]:
    """Whose people the figures of each year count, and what has no year."""
    lines = [line for one in phases for line in year_remarks(one.view, one.scenario.id, desk.lang)]
    return tuple(dict.fromkeys(line[:1].upper() + line[1:] for line in lines))


def _put_maps(maker: PageMaker, area: QRectF, maps: list[Map]) -> list[tuple[float, float, float, float]]:
    """The maps with their headings in rows; returns the lines between them."""
    desk = maker.desk
    across, down = _grid(len(maps), area, maps[-1][1].bounds)
    gutter, head = maker.mm(sheet_style().layout.tick_gutter_mm), maker.mm(HEADING_MM)
    width, height = area.width() / across, area.height() / down
    shown = None
    for number, (words, scene, new) in enumerate(maps, start=1):
        row, column = divmod(number - 1, across)
        part = QRectF(area.left() + column * width, area.top() + row * height, width, height)
        heading = QRectF(part.left(), part.top() + 0.1 * head, part.width(), head)
        maker.put_label(f"label_year_{number}", heading, words)
        name = f"map_year_{number}"
        if not maker.wants(name):
            continue
        home = part.adjusted(gutter, gutter + head * 0.8, -gutter, -gutter)
        frame = maker.place(name, home)
        # One extent and scale for all.
        shown = shown or map_viewport(desk, KIND, scene, frame, maker.strips.scale)
        viewport = mapframe.at_scale(
            mapframe.view_of(shown)[:2], mapframe.printed_denominator(shown), frame, maker.strips.scale
        )
        rings = mapframe.rings_around(scene, new) if new else None
        maker.put_map(name, home, scene, viewport, KIND, under_labels=rings)
        last = frame, scene, viewport
    if shown is not None:
        maker.put_furniture(*last)
    right, bottom = area.right(), area.bottom()
    upright = [area.left() + column * width for column in range(1, across)]
    level = [area.top() + row * height for row in range(1, down)]
    return [
        *((x, area.top(), x, bottom) for x in upright),
        *((area.left(), y, right, y) for y in level),
    ]


def _grid(count: int, area: QRectF, bounds: Bounds | None) -> tuple[int, int]:
    """Maps beside and below one another, so that what they show is largest."""
    west, south, east, north = bounds or mapframe.NOWHERE
    shape = max(north - south, 1.0) / max(east - west, 1.0)

    def width(across: int) -> float:
        return min(area.width() / across, area.height() / math.ceil(count / across) / shape)

    across = max(range(1, count + 1), key=width)
    return across, math.ceil(count / across)
