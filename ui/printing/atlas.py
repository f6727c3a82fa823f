"""The atlas: the county with an index of sheets, then a page per township with its figures and facilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import shapely
from PySide6.QtCore import QRectF

from models.facilities.facility import Facility
from models.kernel.text import t
from ui.cartography.legend import LegendEntry
from ui.cartography.viewport import Bounds, Viewport
from ui.printing import mapframe, tables
from ui.printing.blocks import TableBlock, TextBlock
from ui.printing.compose import ABOVE_MAP, Desk, Made, PageMaker, PagePlan
from ui.printing.layout import sheet_style
from ui.printing.onepage import map_viewport
from ui.printing.page import PX_PER_MM

WIDEST = (888, 888)
"""Page numbers that take at least as much room as the real ones, which are not known yet."""
POINT_REACH_M = 3000.0
"""Ground shown around a township that is known only as a point."""
GROUND = ("role.", "road.", "layer.")
"""Signs that the first page explains where another has no room for them."""


@dataclass(frozen=True)
class Content:
    """What stands on a page: the overview, a township, or the rest of a list."""

    kind: str
    key: str
    name: str
    row: int = -1
    first: int = 0
    count: int = 0


def atlas_pages(desk: Desk) -> list[PagePlan]:
    """All pages of the atlas."""
    contents = _contents(desk)
    total = len(contents)
    made = []
    for number, content in enumerate(contents, start=1):
        make = {"overview": _overview, "unit": _unit}.get(content.kind, _list)
        made.append(make(desk, content, contents, (number, total)))
    return made


def unit_key(desk: Desk, row: int) -> str:
    """Stable name of a township's page: its code, else its name."""
    units = desk.shown.assessment.units
    return f"unit:{units.codes[row] or units.names[row] or row}"


def _contents(desk: Desk) -> list[Content]:
    """The pages in order. A list that is longer than its place goes on on a page of its own."""
    units, lang = desk.shown.assessment.units, desk.lang
    count = len(units.names)
    found = tables.unit_facilities(desk.shown, with_candidates=desk.sheet.show_candidates)
    contents = [Content("overview", "overview", t("sheet.overview", lang))]
    maker = _maker(desk, contents[0], WIDEST)
    room = _columns(maker)[-1]
    block = tables.index_block(maker.measure, desk.shown, [0] * count, lang, room.width(), desk.context)
    first = block.rows_within(_index_room(desk, maker).height())
    contents += _rest(desk, "index", "index", t("sheet.index", lang), -1, block, first)
    for row in range(count):
        own = found[row] if row < len(found) else []
        name = str(units.names[row]) or str(row + 1)
        content = Content("unit", unit_key(desk, row), name, row)
        contents.append(content)
        if desk.sheet.shows("unit", "facilities"):
            maker = _maker(desk, content, WIDEST)
            room = maker.place("facilities", _columns(maker)[-1])
            block = tables.facilities_block(maker.measure, own, desk.shown, lang, room.width())
            first = block.rows_within(_with_note(maker, room, block).height())
            contents += _rest(desk, "list", content.key, name, row, block, first)
    return contents


def _rest(
    desk: Desk, kind: str, key: str, name: str, row: int, block: TableBlock, first: int
) -> list[Content]:
    """Pages for the rows of a table from ``first`` on."""
    pages: list[Content] = []
    while first < len(block.rows):
        content = Content(kind, f"{key}:{len(pages) + 2}", name, row, first)
        maker = _maker(desk, content, WIDEST)
        start = first
        for column in _list_columns(maker):
            width_block = replace(block, width_mm=column.width())
            first += width_block.rows_within(column.height(), first)
        if first == start:
            break
        pages.append(replace(content, count=first - start))
    return pages


def _maker(desk: Desk, content: Content, numbers: tuple[int, int]) -> PageMaker:
    lengths = sheet_style().layout
    title = lengths.title_height_mm if content.kind == "overview" else lengths.page_title_height_mm
    kind = "overview" if content.kind == "overview" else "unit" if content.kind == "unit" else "list"
    return PageMaker(desk, kind, content.key, content.name, title_mm=title, numbers=numbers)


# -- where things stand --------------------------------------------------------------------------------------
def _areas(maker: PageMaker) -> tuple[QRectF, QRectF]:
    """Map and panel of a page: beside one another, or the panel below."""
    own, lengths = maker.strips, sheet_style().layout
    map_area, panel = QRectF(own.middle), QRectF(own.middle)
    if own.is_landscape:
        width = 2 * maker.mm(lengths.panel_width_mm)
        map_area.setWidth(own.middle.width() - width)
        panel.setLeft(map_area.right())
    else:
        height = lengths.panel_most_share * 0.9 * own.middle.height()
        map_area.setHeight(own.middle.height() - height)
        panel.setTop(map_area.bottom())
    return map_area, panel


def _columns(maker: PageMaker) -> list[QRectF]:
    """Columns of the panel: two beside the map, three below it."""
    _, panel = _areas(maker)
    return _divided(maker, panel, 2 if maker.strips.is_landscape else 3)


def _divided(maker: PageMaker, panel: QRectF, count: int) -> list[QRectF]:
    padding = maker.mm(sheet_style().layout.panel_padding_mm)
    width = (panel.width() - (count + 1) * padding) / count
    return [
        QRectF(
            panel.left() + padding + index * (width + padding),
            panel.top() + 0.7 * padding,
            width,
            panel.height() - 1.2 * padding,
        )
        for index in range(count)
    ]


def _list_columns(maker: PageMaker) -> list[QRectF]:
    return _divided(maker, maker.strips.middle, 3 if maker.strips.is_landscape else 2)


def _map_home(maker: PageMaker, map_area: QRectF) -> QRectF:
    gutter = maker.mm(sheet_style().layout.tick_gutter_mm)
    return map_area.adjusted(gutter, gutter, -gutter, -gutter)


def _lines(maker: PageMaker, map_area: QRectF) -> list[tuple[float, float, float, float]]:
    """Line between map and panel."""
    if maker.strips.is_landscape:
        return [(map_area.right(), map_area.top(), map_area.right(), map_area.bottom())]
    return [(map_area.left(), map_area.bottom(), map_area.right(), map_area.bottom())]


# -- pages ---------------------------------------------------------------------------------------------------
def _overview(
    desk: Desk, content: Content, contents: Sequence[Content], numbers: tuple[int, int]
) -> PagePlan:
    maker = _maker(desk, content, numbers)
    lang, shown = desk.lang, desk.shown
    map_area, _ = _areas(maker)
    columns = _columns(maker)
    scene = desk.scene()
    home = _map_home(maker, map_area)
    frame = maker.place("map", home)
    maker.put_titles()
    viewport = map_viewport(desk, "overview", scene, frame, maker.strips.scale)
    maker.put_map("map", home, scene, viewport, "overview")
    maker.put_furniture(frame, scene, viewport)
    maker.put_frame(_lines(maker, map_area))
    pages = {item.row: index for index, item in enumerate(contents, start=1) if item.kind == "unit"}
    page_numbers = [pages[row] for row in range(len(shown.assessment.units.names))]
    first = next((item.first for item in contents if item.kind == "index"), len(page_numbers))
    entries = scene.legend(viewport)
    notes = tables.note_texts(
        desk.context, lang, own=desk.word("note"), has_facilities=len(scene.facilities) > 0
    )
    # Upright, the legend is as wide as two of the three columns.
    left = columns[0] if len(columns) == 2 else columns[0].united(columns[1])
    maker.put_column(
        left,
        [
            ("legend", lambda width: tables.legend_block(maker.measure, entries, lang, width)),
            ("notes", lambda width: TextBlock(maker.measure, notes, width)),
        ],
    )

    def index(width: float) -> TableBlock:
        block = tables.index_block(maker.measure, shown, page_numbers, lang, width, desk.context)
        return replace(block, rows=block.rows[:first])

    if maker.wants("index"):
        maker.put_block("index", _index_room(desk, maker), index)
    return maker.finish()


def _index_room(desk: Desk, maker: PageMaker) -> QRectF:
    return maker.place("index", _columns(maker)[-1])


def _unit(desk: Desk, content: Content, contents: Sequence[Content], numbers: tuple[int, int]) -> PagePlan:
    maker = _maker(desk, content, numbers)
    lang, shown, row = desk.lang, desk.shown, content.row
    places = shown.assessment.county.places
    area = places.geometries[row] if row < len(places) else None
    map_area, _ = _areas(maker)
    columns = _columns(maker)
    scene = desk.scene()
    map_home = _map_home(maker, map_area)
    frame = maker.place("map", map_home)
    maker.put_titles(
        t("sheet.unit_title", lang, name=content.name),
        title_pt=sheet_style().letters.page_title_pt,
    )
    extent = _unit_extent(area, scene.bounds)
    viewport = map_viewport(
        desk, content.key, scene, frame, maker.strips.scale, extent=extent,
        margin=sheet_style().layout.unit_margin, least_denominator=sheet_style().atlas.least_denominator,
    )  # fmt: skip
    has_area = area is not None and shapely.get_dimensions(area) == 2
    veil = mapframe.veil_around(area, has_veil=desk.sheet.show_veil) if has_area else None
    maker.put_map("map", map_home, scene, viewport, content.key, under_labels=veil)
    taken = []
    if maker.wants("locator") and has_area and scene.bounds is not None:
        side = maker.mm(sheet_style().atlas.locator_mm)
        gap = maker.mm(2.0)
        bounds = scene.bounds
        height = side * min(max((bounds[3] - bounds[1]) / (bounds[2] - bounds[0]), 0.5), 1.4)
        home = _freest_corner(frame, side, height, gap, viewport, area)
        taken.append(maker.place("locator", home))
        maker.put(
            "locator", home,
            lambda page, box: mapframe.draw_locator(page, box, list(places.geometries), area, bounds),
            depth=ABOVE_MAP,
        )  # fmt: skip
    maker.put_furniture(frame, scene, viewport, taken, area if has_area else None)
    maker.put_frame(_lines(maker, map_area))
    figures = tables.unit_block(maker.measure, desk.context, shown, row, lang, columns[0].width())
    entries = _uncounted(scene.legend(viewport))
    whole = tables.legend_block(maker.measure, entries, lang, columns[0].width())
    room = columns[0].height()
    if maker.wants("unit_figures") and len(columns) == 2:
        room -= figures.height_mm(0) + maker.mm(sheet_style().rows.block_gap_mm)
    if whole.height_mm(1) > room:
        entries = tuple(entry for entry in entries if not entry.key.startswith(GROUND))
    makers: list[Made] = [
        (
            "unit_figures",
            lambda width: tables.unit_block(maker.measure, desk.context, shown, row, lang, width),
        ),
        ("legend", lambda width: tables.legend_block(maker.measure, entries, lang, width)),
    ]
    if len(columns) == 2:
        maker.put_column(columns[0], makers)
    else:
        for column, item in zip(columns, makers, strict=False):
            maker.put_column(column, [item])
    if maker.wants("facilities"):
        _put_facilities(desk, maker, content, contents, columns[-1])
    return maker.finish()


def _freest_corner(
    frame: QRectF, width: float, height: float, gap: float, viewport: Viewport, area: shapely.Geometry
) -> QRectF:
    """Corner of a map that covers least of an area, the lower right one first."""
    lefts, tops = (
        (frame.right() - gap - width, frame.left() + gap),
        (
            frame.bottom() - gap - height,
            frame.top() + gap,
        ),
    )
    corners = [QRectF(left, top, width, height) for top in tops for left in lefts]
    land = shapely.box(*viewport.shown).intersection(area)

    def covered(box: QRectF) -> float:
        inside = box.translated(-frame.topLeft())
        west, north = viewport.to_metres(inside.topLeft() * PX_PER_MM)
        east, south = viewport.to_metres(inside.bottomRight() * PX_PER_MM)
        return float(shapely.area(shapely.clip_by_rect(land, west, south, east, north)))

    return min(corners, key=covered)


def _put_facilities(
    desk: Desk, maker: PageMaker, content: Content, contents: Sequence[Content], column: QRectF
) -> None:
    """The list of facilities; where it goes on, the page on which it does."""
    own = _own_facilities(desk, content.row)
    lang, shown = desk.lang, desk.shown
    room = maker.place("facilities", column)
    rest = next((item for item in contents if item.kind == "list" and item.row == content.row), None)
    kept = own if rest is None else own[: rest.first]

    def facilities(width: float) -> TableBlock:
        heading = t("sheet.facilities", lang, count=len(own))
        return tables.facilities_block(maker.measure, kept, shown, lang, width, heading)

    block = facilities(room.width())
    height = min(block.height_mm(0), room.height())
    home = QRectF(column.left(), column.top(), column.width(), height)
    maker.put_block("facilities", home, facilities)
    if rest is not None:
        words = t("sheet.continued", lang, page=contents.index(rest) + 1)
        line = maker.measure.line_mm(maker.measure.font(sheet_style().letters.small_pt))
        below = QRectF(room.left(), room.bottom() - line, room.width(), line)
        maker.put_block("continued", below, lambda width: TextBlock(maker.measure, (words,), width))


def _with_note(maker: PageMaker, room: QRectF, block: TableBlock) -> QRectF:
    """Room for a table; a line less where it goes on on another page."""
    if block.height_mm(0) <= room.height():
        return room
    line = maker.measure.line_mm(maker.measure.font(sheet_style().letters.small_pt))
    return room.adjusted(0, 0, 0, -1.3 * line)


def _own_facilities(desk: Desk, row: int) -> list[Facility]:
    found = tables.unit_facilities(desk.shown, with_candidates=desk.sheet.show_candidates)
    return found[row] if row < len(found) else []


def _list(desk: Desk, content: Content, contents: Sequence[Content], numbers: tuple[int, int]) -> PagePlan:
    """A page with the rest of a table in columns."""
    maker = _maker(desk, content, numbers)
    lang, shown = desk.lang, desk.shown
    if content.kind == "index":
        title = t("sheet.index_title", lang)
        pages = {item.row: index for index, item in enumerate(contents, start=1) if item.kind == "unit"}
        numbers_of = [pages[row] for row in range(len(shown.assessment.units.names))]
        whole = tables.index_block(maker.measure, shown, numbers_of, lang, 100.0, desk.context)
    else:
        title = t("sheet.list_title", lang, name=content.name)
        own = _own_facilities(desk, content.row)
        whole = tables.facilities_block(maker.measure, own, shown, lang, 100.0)
    maker.put_titles(title, title_pt=sheet_style().letters.page_title_pt)
    maker.put_frame()
    first, end = content.first, content.first + content.count
    for number, column in enumerate(_list_columns(maker), start=1):
        block = replace(whole, width_mm=column.width())
        count = min(block.rows_within(column.height(), first), end - first)
        if count <= 0:
            break
        name = f"list_{number}"
        part = replace(whole, rows=whole.rows[first : first + count])
        maker.put_block(name, column, partial(_at_width, part))
        first += count
    return maker.finish()


def _at_width(block: TableBlock, width_mm: float) -> TableBlock:
    return replace(block, width_mm=width_mm)


def _unit_extent(area: shapely.Geometry | None, county: Bounds | None) -> Bounds:
    if area is None or area.is_empty:
        return county or mapframe.NOWHERE
    west, south, east, north = area.bounds
    if shapely.get_dimensions(area) < 2:
        reach = POINT_REACH_M
        return west - reach, south - reach, east + reach, north + reach
    return float(west), float(south), float(east), float(north)


def _uncounted(entries: Sequence[LegendEntry]) -> tuple[LegendEntry, ...]:
    """Legend without counts, which are the county's."""
    return tuple(replace(entry, count=None) for entry in entries)
