"""The atlas: the county with an index of sheets, then a page per township with its figures and facilities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import shapely
from PySide6.QtCore import QRectF

from models.kernel.text import Lang, t
from reports.context import ScenarioResult
from reports.schedule import ScheduleRow
from reports.unitfacts import unit_candidates, unit_facts
from ui.cartography.legend import LegendEntry
from ui.printing import mapframe, tables, unitblocks
from ui.printing.blocks import FEWEST_ROWS, TableBlock, TextBlock
from ui.printing.compose import ABOVE_MAP, Made, PageMaker, PagePlan
from ui.printing.desk import Desk
from ui.printing.layout import sheet_style
from ui.printing.lists import WIDEST, Part, at_width, divided, list_page, parts_of
from ui.printing.onepage import map_viewport, put_numbered_inset
from ui.printing.page import Page
from ui.printing.phases import KIND as PHASES
from ui.printing.phases import phases_page

UNSERVED = "shelter.fixed"
"""Coverage whose uncovered places a township's page numbers."""
MOST_BELOW = 0.6
"""Part of the column below the index that a list of all facilities takes at most."""
GROUND = ("role.", "road.", "layer.")
"""Signs that the first page explains where another has no room for them."""


@dataclass(frozen=True)
class Content:
    """What stands on a page: the overview, a township, or the rest of a list.

    Parameters
    ----------
    part
        Rows of the list; ``None`` on other pages.
    """

    kind: str
    key: str
    name: str
    row: int = -1
    part: Part | None = None


def atlas_pages(desk: Desk) -> list[PagePlan]:
    """All pages of the atlas."""
    contents = _contents(desk)
    total = len(contents)
    made = []
    for number, content in enumerate(contents, start=1):
        if content.kind == PHASES:
            made.append(phases_page(desk, (number, total)))
            continue
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
    contents = [Content("overview", "overview", t("sheet.overview", lang))]
    if desk.context.phases(desk.shown.scenario.id):
        contents.append(Content(PHASES, PHASES, t("sheet.phases", lang)))
    maker = _maker(desk, contents[0], WIDEST)
    room = _columns(maker)[-1]
    block = tables.index_block(maker.measure, desk.shown, [0] * count, lang, room.width(), desk.context)
    first = block.rows_within(_index_room(desk, maker).height())
    contents += _rest(desk, "index", "index", t("sheet.index", lang), -1, block, first)
    has_pages = desk.schedule and desk.sheet.shows("overview", "schedule")
    if has_pages and _schedule_below(desk, maker) is None and _schedule_split(desk, maker) is None:
        block = _schedule(desk, maker.measure, 100.0)
        contents += _rest(desk, "schedule", "schedule", t("sheet.schedule_title", lang), -1, block, 0)
    for row in range(count):
        name = str(units.names[row]) or str(row + 1)
        content = Content("unit", unit_key(desk, row), name, row)
        contents.append(content)
        maker = _maker(desk, content, WIDEST)
        for kind, make, lists in _own_lists(desk, maker, content):
            if desk.sheet.shows("unit", kind):
                contents += _rest(desk, kind, f"{content.key}:{kind}", name, row, make(100.0), lists)
    return contents


def _rest(
    desk: Desk, kind: str, key: str, name: str, row: int, block: TableBlock, first: int
) -> list[Content]:
    """Pages for the rows of a table from ``first`` on."""
    parts = parts_of(desk, key, name, block, first)
    return [Content(kind, f"{key}:{number}", name, row, part) for number, part in enumerate(parts, start=2)]


def _schedule(desk: Desk, page: Page, width_mm: float) -> TableBlock:
    return tables.schedule_block(
        page, desk.schedule, desk.shown, desk.today, desk.lang, width_mm, finished=desk.finished
    )


def _maker(desk: Desk, content: Content, numbers: tuple[int, int]) -> PageMaker:
    lengths = sheet_style().layout
    title = lengths.title_height_mm if content.kind == "overview" else lengths.page_title_height_mm
    return PageMaker(desk, content.kind, content.key, content.name, title_mm=title, numbers=numbers)


# -- where things stand --------------------------------------------------------------------------------------
def _areas(maker: PageMaker, columns: int = 2) -> tuple[QRectF, QRectF]:
    """Map and panel of a page: beside one another with some columns, or the panel below."""
    own, lengths = maker.strips, sheet_style().layout
    map_area, panel = QRectF(own.middle), QRectF(own.middle)
    if own.is_landscape:
        width = columns * maker.mm(lengths.panel_width_mm)
        map_area.setWidth(own.middle.width() - width)
        panel.setLeft(map_area.right())
    else:
        height = lengths.panel_most_share * 0.9 * own.middle.height()
        map_area.setHeight(own.middle.height() - height)
        panel.setTop(map_area.bottom())
    return map_area, panel


def _columns(maker: PageMaker, beside: int = 2) -> list[QRectF]:
    """Columns of the panel: some beside the map, three below it."""
    _, panel = _areas(maker, beside)
    return divided(maker, panel, beside if maker.strips.is_landscape else 3)


def _beside(desk: Desk, maker: PageMaker, content: Content) -> int:
    """Columns beside the map of a township: one where all that the page says has room in it; found once."""
    return desk.made(("beside", content.row), lambda: _found_beside(desk, maker, content))


def _found_beside(desk: Desk, maker: PageMaker, content: Content) -> int:
    if not maker.strips.is_landscape:
        return 2
    (column,) = _columns(maker, 1)
    width, gap = column.width(), maker.mm(sheet_style().rows.block_gap_mm)
    own = [*_own_blocks(desk, maker, content, desk.scene().legend()), *_lists_of(desk, maker, content)]
    said = _said(desk, maker, has_facilities=bool(desk.schedule))
    heights = [make(width).height_mm(0) for name, make in (*own, *said) if maker.wants(name)]
    return 1 if sum(heights) + gap * len(heights) <= column.height() else 2


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
    home = _map_home(maker, map_area)
    frame = maker.place("map", home)
    maker.put_titles()
    scene = desk.scene()
    viewport = map_viewport(desk, "overview", scene, frame, maker.strips.scale)
    index_room = _index_room(desk, maker)
    taken_mm, gap = _index_mm(desk, maker, index_room), 2 * maker.mm(sheet_style().rows.block_gap_mm)
    free = columns[-1].adjusted(0.0, taken_mm + gap, 0.0, 0.0)
    below = _schedule_below(desk, maker)
    if below is not None:
        box = QRectF(free.left(), free.top(), free.width(), below.height_mm(0))
        maker.put_block("schedule", box, partial(at_width, below))
        free.setTop(box.bottom() + gap)
    split = _schedule_split(desk, maker) if below is None else None
    if split is not None and split[1].rows:
        box = QRectF(free.left(), free.top(), free.width(), split[1].height_mm(0))
        maker.put_block("continued_schedule", box, partial(at_width, split[1]))
        free.setTop(box.bottom() + gap)
    scene, outline = put_numbered_inset(maker, viewport, free)
    maker.put_map("map", home, scene, viewport, "overview", under_labels=outline)
    maker.put_furniture(frame, scene, viewport)
    maker.put_frame(_lines(maker, map_area))
    pages = {item.row: index for index, item in enumerate(contents, start=1) if item.kind == "unit"}
    page_numbers = [pages[row] for row in range(len(shown.assessment.units.names))]
    first = next(
        (item.part.first for item in contents if item.kind == "index" and item.part is not None),
        len(page_numbers),
    )
    entries = scene.legend(viewport)
    # Upright, the legend is as wide as two of the three columns.
    left = columns[0] if len(columns) == 2 else columns[0].united(columns[1])
    schedule: list[Made] = [("schedule", partial(at_width, split[0]))] if split is not None else []
    maker.put_column(
        left,
        [
            ("legend", lambda width: tables.legend_block(maker.measure, entries, lang, width)),
            *schedule,
            *_said(desk, maker, has_facilities=len(scene.facilities) > 0),
        ],
    )

    def index(width: float) -> TableBlock:
        block = tables.index_block(maker.measure, shown, page_numbers, lang, width, desk.context)
        return replace(block, rows=block.rows[:first])

    if maker.wants("index"):
        room = QRectF(columns[-1])
        room.setHeight(taken_mm)
        maker.put_block("index", room, index)
    return maker.finish()


def _index_mm(desk: Desk, maker: PageMaker, room: QRectF) -> float:
    """Height of the index on the overview."""
    if not maker.wants("index"):
        return 0.0
    count = len(desk.shown.assessment.units.names)
    block = tables.index_block(maker.measure, desk.shown, [0] * count, desk.lang, room.width(), desk.context)
    return min(block.height_mm(0), room.height())


def _schedule_below(desk: Desk, maker: PageMaker) -> TableBlock | None:
    """All facilities below the index, where they are so few that they need no page of their own."""
    if not maker.wants("schedule") or not desk.schedule:
        return None
    room = _index_room(desk, maker)
    gap = 2 * maker.mm(sheet_style().rows.block_gap_mm)
    heading = t("sheet.schedule", desk.lang, count=len(desk.schedule))
    block = replace(_schedule(desk, maker.measure, room.width()), heading=heading)
    left = room.height() - _index_mm(desk, maker, room) - gap
    return block if block.height_mm(0) <= MOST_BELOW * left else None


def _schedule_split(desk: Desk, maker: PageMaker) -> tuple[TableBlock, TableBlock] | None:
    """All facilities below the legend and, from some row on, below the index, where both have room."""
    columns = _columns(maker)
    if not maker.wants("schedule") or not desk.schedule or len(columns) != 2:
        return None
    left, right = columns[0], _index_room(desk, maker)
    gap = 2 * maker.mm(sheet_style().rows.block_gap_mm)
    own: list[Made] = [
        ("legend", partial(tables.legend_block, maker.measure, desk.scene().legend(), desk.lang)),
        *_said(desk, maker, has_facilities=True),
    ]
    used = sum(make(left.width()).height_mm(0) + gap for name, make in own if maker.wants(name))
    heading = t("sheet.schedule", desk.lang, count=len(desk.schedule))
    whole = replace(_schedule(desk, maker.measure, left.width()), heading=heading)
    first = whole.rows_within(left.height() - used)
    rest = replace(whole, rows=whole.rows[first:], heading="", width_mm=right.width())
    room = right.height() - _index_mm(desk, maker, right) - gap
    if first < min(FEWEST_ROWS, len(whole.rows)) or (rest.rows and rest.rows_within(room) < len(rest.rows)):
        return None
    return replace(whole, rows=whole.rows[:first]), rest


def _index_room(desk: Desk, maker: PageMaker) -> QRectF:
    return maker.place("index", _columns(maker)[-1])


def _unit(desk: Desk, content: Content, contents: Sequence[Content], numbers: tuple[int, int]) -> PagePlan:
    maker = _maker(desk, content, numbers)
    lang, shown, row = desk.lang, desk.shown, content.row
    places = shown.assessment.county.places
    area = places.geometries[row] if row < len(places) else None
    beside = _beside(desk, maker, content)
    map_area, _ = _areas(maker, beside)
    columns = _columns(maker, beside)
    places_out = unserved_places(shown, row)
    scene = desk.scene(numbers=desk.numbers, numbered_places=places_out)
    map_home = _map_home(maker, map_area)
    frame = maker.place("map", map_home)
    maker.put_titles(
        t("sheet.unit_title", lang, name=content.name),
        title_pt=sheet_style().letters.page_title_pt,
    )
    extent = mapframe.unit_extent(area, scene.bounds)
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
        home = mapframe.freest_corner(frame, side, height, gap, viewport, area)
        taken.append(maker.place("locator", home))
        maker.put(
            "locator", home,
            lambda page, box: mapframe.draw_locator(page, box, desk.outlines, content.row, bounds),
            depth=ABOVE_MAP,
        )  # fmt: skip
    maker.put_furniture(frame, scene, viewport, taken, area if has_area else None)
    maker.put_frame(_lines(maker, map_area))
    facts, figures, legend = _own_blocks(desk, maker, content, scene.legend(viewport))
    last = QRectF(columns[-1])
    if len(columns) == 1:
        last = maker.put_column(columns[0], [facts, figures, legend])
    elif len(columns) == 2:
        room = columns[0].height() - maker.mm(sheet_style().rows.block_gap_mm)
        if maker.wants("unit_figures"):
            room -= figures[1](columns[0].width()).height_mm(0)
        if legend[1](columns[0].width()).height_mm(1) > room:
            entries = [one for one in scene.legend(viewport) if not one.key.startswith(GROUND)]
            legend = _own_blocks(desk, maker, content, entries)[2]
        maker.put_column(columns[0], [figures, legend])
        last = maker.put_column(last, [facts])
    else:
        for column, item in zip(columns, (figures, legend), strict=False):
            maker.put_column(column, [item])
        last = maker.put_column(last, [facts])
    _put_lists(desk, maker, content, contents, last, is_whole=len(columns) == 1)
    return maker.finish()


def _own_blocks(
    desk: Desk, maker: PageMaker, content: Content, entries: Sequence[LegendEntry]
) -> tuple[Made, Made, Made]:
    """What is said of a township in sentences and in figures, and what the signs mean."""
    lang, shown, row, measure = desk.lang, desk.shown, content.row, maker.measure
    signs = _uncounted(entries)

    def facts(width: float) -> TextBlock:
        own = _facilities_of(desk, row)
        said = desk.made(("facts", row), lambda: unit_facts(desk.context, shown, row, own, lang))
        return unitblocks.facts_block(measure, said, lang, width)

    def figures(width: float) -> TableBlock:
        return desk.made(
            ("figures", row, width),
            lambda: tables.unit_block(measure, desk.context, shown, row, lang, width),
        )

    return (
        ("unit_facts", facts),
        ("unit_figures", figures),
        ("legend", lambda width: tables.legend_block(measure, signs, lang, width)),
    )


def _facilities_of(desk: Desk, row: int) -> list[ScheduleRow]:
    """Facilities of a township; none where nobody knows where it lies."""
    by_unit = desk.made("facilities", lambda: tables.unit_facilities(desk.shown))
    return by_unit[row] if row < len(by_unit) else []


def unserved_places(shown: ScenarioResult, row: int) -> tuple[tuple[int, int], ...]:
    """(row of the demand, number) of places outside every fixed shelter, those with most people first."""
    county = shown.assessment.county
    demand, covered = county.demand, shown.assessment.covered.get(UNSERVED)
    if covered is None or len(covered) != len(demand) or not len(county.places):
        return ()
    rows = np.flatnonzero(~covered & (county.demand_place == row))
    rows = rows[np.argsort(-demand.known_persons[rows], kind="stable")]
    return tuple((int(at), number) for number, at in enumerate(rows.tolist(), start=1))


def _lists_of(
    desk: Desk, maker: PageMaker, content: Content
) -> list[tuple[str, Callable[[float], TableBlock]]]:
    """Lists of a township's page: its facilities, and the places beyond every fixed shelter."""
    lang, shown, row, measure = desk.lang, desk.shown, content.row, maker.measure

    def made_facilities(width: float) -> TableBlock:
        own = _facilities_of(desk, row)
        heading = t("sheet.facilities", lang, count=len(own))
        return tables.schedule_block(
            measure, own, shown, desk.today, lang, width, heading, finished=desk.finished, has_township=False
        )

    def made_unserved(width: float) -> TableBlock:
        out = unserved_places(shown, row)
        return tables.unserved_block(measure, out, shown, lang, width, _unserved_heading(shown, out, lang))

    def facilities(width: float) -> TableBlock:
        return desk.made(("facilities", row, width), lambda: made_facilities(width))

    def unserved(width: float) -> TableBlock:
        return desk.made(("unserved", row, width), lambda: made_unserved(width))

    if shown.assessment.covered.get(UNSERVED) is None or not len(shown.assessment.county.demand):
        return [("facilities", facilities)]
    return [("facilities", facilities), ("unserved", unserved)]


def _own_lists(
    desk: Desk, maker: PageMaker, content: Content, *, is_whole: bool | None = None
) -> list[tuple[str, Callable[[float], TableBlock], int]]:
    """Lists of a township's page: name, what makes it for a width, and how many of its rows fit.

    Parameters
    ----------
    is_whole
        Whether all of them fit; asked of the page where not given.
    """
    wanted = [(name, make) for name, make in _lists_of(desk, maker, content) if maker.wants(name)]
    if is_whole is None:
        is_whole = _beside(desk, maker, content) == 1
    column, measure = _columns(maker)[-1], maker.measure
    gap = maker.mm(sheet_style().rows.block_gap_mm)
    line = 1.3 * measure.line_mm(measure.font(sheet_style().letters.small_pt))
    blocks = [make(column.width()) for _, make in wanted]
    room = column.height() - gap * max(len(wanted) - 1, 0)
    facts = _own_blocks(desk, maker, content, ())[0]
    if maker.wants(facts[0]):
        room -= facts[1](column.width()).height_mm(0) + gap
    whole = [block.height_mm(0) for block in blocks]
    fits = is_whole or sum(whole) <= room
    found: list[tuple[str, Callable[[float], TableBlock], int]] = []
    for index, ((name, make), block) in enumerate(zip(wanted, blocks, strict=True)):
        if fits:
            found.append((name, make, len(block.rows)))
            continue
        # The first list keeps room for a few rows of the next.
        later = sum(min(height, 0.3 * room) for height in whole[index + 1 :])
        kept = block.rows_within(max(room - later - line, 0.0))
        found.append((name, make, kept))
        room -= block.cut_to(kept).height_mm(0) + (line if kept < len(block.rows) else 0.0)
    return found


def _unserved_heading(shown: ScenarioResult, out: Sequence[tuple[int, int]], lang: Lang) -> str:
    persons = shown.assessment.county.demand.population_persons[[row for row, _ in out]]
    if np.isfinite(persons).all():
        return t("sheet.unserved", lang, count=len(out), persons=f"{persons.sum():,.0f}")
    return t("sheet.unserved_part", lang, count=len(out))


def _put_lists(
    desk: Desk,
    maker: PageMaker,
    content: Content,
    contents: Sequence[Content],
    column: QRectF,
    *,
    is_whole: bool,
) -> None:
    """The lists of a township under one another; where one goes on, the page on which it does."""
    gap = maker.mm(sheet_style().rows.block_gap_mm)
    line = maker.measure.line_mm(maker.measure.font(sheet_style().letters.small_pt))
    top = column.top()
    for name, make, kept in _own_lists(desk, maker, content, is_whole=is_whole):

        def cut(width: float, make: Callable[[float], TableBlock] = make, kept: int = kept) -> TableBlock:
            return make(width).cut_to(kept)

        height = cut(column.width()).height_mm(0)
        maker.put_block(name, QRectF(column.left(), top, column.width(), height), cut)
        top += height
        later = next((item for item in contents if item.kind == name and item.row == content.row), None)
        if later is not None:
            words = t("sheet.continued", desk.lang, page=contents.index(later) + 1)
            below = QRectF(column.left(), top + 0.1 * line, column.width(), line)
            block = TextBlock(maker.measure, (words,), column.width())
            maker.put_block(f"continued_{name}", below, partial(_same, block))
            top += 1.3 * line
        top += gap
    rest = QRectF(column)
    rest.setTop(min(top, column.bottom()))
    said = _said(desk, maker, has_facilities=bool(desk.schedule))
    foot = sum(make(rest.width()).height_mm(0) + gap for name, make in said if maker.wants(name))
    sites = unit_candidates(desk.shown, content.row)
    if not any(np.isfinite(area) for _, area in sites):
        sites = []  # in no order, and no reason to take one rather than another
    spare = unitblocks.candidates_block(maker.measure, sites, desk.lang, rest.width())
    count = spare.rows_within(rest.height() - foot - gap)
    if maker.wants("unit_candidates") and count >= min(FEWEST_ROWS, len(sites)) > 0:
        shown_rows = spare.cut_to(count)
        home = QRectF(rest.left(), rest.top(), rest.width(), shown_rows.height_mm(0))
        maker.put_block("unit_candidates", home, lambda width: replace(shown_rows, width_mm=width))
        rest.setTop(home.bottom() + gap)
    elif maker.wants("unit_candidates") and sites:
        words = t("sheet.unit_candidates_none", desk.lang, count=len(sites))
        told = TextBlock(maker.measure, (words,), rest.width())
        height = told.height_mm(0)
        if foot - gap + height <= rest.height():  # between two lists, where there is a gap to stand in
            top = rest.top() - 0.5 * gap
            maker.put_block(
                "unit_candidates", QRectF(rest.left(), top, rest.width(), height), partial(_same, told)
            )
            rest.setTop(rest.top() + height)
    worst = partial(tables.townships_block, maker.measure, desk.shown, desk.lang)
    if (
        maker.strips.is_landscape
        and maker.wants("townships")
        and worst(rest.width()).height_mm(0) + gap + foot <= rest.height()
    ):
        rest = maker.put_column(rest, [("townships", worst)])
    maker.put_column(rest, said)


def _said(desk: Desk, maker: PageMaker, *, has_facilities: bool) -> list[Made]:
    """What the figures rest on, what is doubtful in the data, where they are from."""
    texts = desk.made(
        ("notes", has_facilities),
        lambda: tables.note_texts(
            desk.context, desk.lang, own=desk.word("note"), has_facilities=has_facilities
        ),
    )
    data = desk.made("data", lambda: tables.data_blocks(maker.measure, desk.context, desk.lang))
    return [("notes", lambda width: TextBlock(maker.measure, texts, width)), *data]


def _same(block: TextBlock, _: float) -> TextBlock:
    return block


def _list(desk: Desk, content: Content, contents: Sequence[Content], numbers: tuple[int, int]) -> PagePlan:
    """A page with the rest of a table in columns."""
    lang, shown = desk.lang, desk.shown
    assert content.part is not None
    maker = _maker(desk, content, WIDEST)
    if content.kind == "index":
        title = t("sheet.index_title", lang)
        pages = {item.row: index for index, item in enumerate(contents, start=1) if item.kind == "unit"}
        numbers_of = [pages[row] for row in range(len(shown.assessment.units.names))]
        whole = tables.index_block(maker.measure, shown, numbers_of, lang, 100.0, desk.context)
    elif content.kind == "schedule":
        last = content.part.first + content.part.count
        title = t(
            "sheet.schedule_part", lang, first=content.part.first + 1, last=last, count=len(desk.schedule)
        )
        whole = _schedule(desk, maker.measure, 100.0)
    else:
        title = t(f"sheet.list_{content.kind}", lang, name=content.name)
        lists = _own_lists(desk, maker, content)
        whole = next(make for name, make, _ in lists if name == content.kind)(100.0)
    whole = replace(whole, heading="")
    return list_page(desk, content.key, content.name, title, whole, content.part, numbers)


def _uncounted(entries: Sequence[LegendEntry]) -> tuple[LegendEntry, ...]:
    """Legend without counts, which are the county's."""
    return tuple(replace(entry, count=None) for entry in entries)
