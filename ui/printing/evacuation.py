"""A sheet for each township whose people leave a hazard zone: map with their ways, receiving list, sums."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen, QPolygonF

from layers.disk.atomic import atomic_write
from models.evacuation.listing import about, kind_of, notes, receiving, shown, title
from models.evacuation.plan import EvacuationPlan, TownRow
from models.facilities.facility import Family
from models.kernel.errors import HavenError
from models.kernel.progress import Work
from models.kernel.text import Lang, t
from reports.context import ReportContext
from ui.cartography.letters import draw_haloed
from ui.cartography.options import NO_THEME
from ui.cartography.viewport import Viewport
from ui.printing import mapframe
from ui.printing.blocks import Align, Cell, Column, TableBlock, TextBlock
from ui.printing.compose import PageMaker, PagePlan
from ui.printing.desk import Desk
from ui.printing.layout import sheet_style
from ui.printing.lists import list_page, parts_of
from ui.printing.mapframe import MapDraw
from ui.printing.onepage import map_viewport
from ui.printing.page import Page
from ui.printing.sheet import default_sheet
from ui.printing.write import ensure_application, write_pdf

KIND = "evacuation"
COLUMNS = {
    "village": 0.13, "shelter": 0.17, "route": 0.24, "officer": 0.15,
    "persons": 0.08, "km": 0.09, "minutes": 0.08, "trips": 0.06,
}  # fmt: skip
"""Columns of the list with their shares of the width; where nobody is named, remarks."""
MAP_SHARE, MOST_MAP_SHARE = 0.5, 0.74
"""Part of the page that the map takes: more where the list leaves room."""
THINNEST_PT, WIDEST_PT = 0.7, 3.2
ZONE_ALPHA = 0.28
RING_PT = 4.2
"""Radius of the ring around a village whose people have no place."""
MARGIN = 0.06


def write_sheets(context: ReportContext, path: Path, lang: Lang) -> Work[None]:
    """Write the sheets of all townships as one PDF, atomically.

    Raises
    ------
    HavenError
        The ending is another one, or the scenario evacuates nobody (``evacuation_nobody``), or something
        lacks to plan it (``evacuation_missing``).
    """
    ensure_application()
    if path.suffix.lower() != ".pdf":
        raise HavenError("file_ending", file=path.name, known=".pdf")
    plan = context.evacuation
    name = context.main.scenario.title(lang)
    if plan is not None and plan.missing and plan.villages:
        names = t("cli.list_separator", lang).join(t(f"missing.{one}", lang) for one in plan.missing)
        raise HavenError("evacuation_missing", name=name, names=names)
    if plan is None or plan.missing or not plan.villages:
        raise HavenError("evacuation_nobody", name=name)
    sheet = replace(default_sheet(context, lang, NO_THEME), paper="A4", orientation="portrait")
    desk = Desk(context, lang, sheet)
    heading = t("evacuation.sheet.document", lang, scenario=context.main.scenario.title(lang))
    with tempfile.TemporaryDirectory(prefix="haven-") as folder:
        made = Path(folder) / "document.pdf"
        day = context.made_on
        yield from write_pdf(
            pages(desk, plan),
            made,
            desk.style,
            title=heading,
            identity=desk.identity,
            day=day,
            seed=f"{heading}{day}",
        )
        atomic_write(path, lambda temporary: _copy(made, temporary))


def _copy(source: Path, target: Path) -> None:
    target.write_bytes(source.read_bytes())


def pages(desk: Desk, plan: EvacuationPlan) -> list[PagePlan]:
    """A page for each township with somebody inside; a list that is too long goes on on a page of its own."""
    towns = [row for row in plan.towns if row.villages]
    made: list[PagePlan] = []
    for number, row in enumerate(towns, start=1):
        made += _town(desk, plan, row, (number, len(towns)))
    return made


def _town(desk: Desk, plan: EvacuationPlan, row: TownRow, numbers: tuple[int, int]) -> list[PagePlan]:
    lang, name = desk.lang, plan.town_name(row.place, desk.lang)
    lengths, letters = sheet_style().layout, sheet_style().letters
    maker = PageMaker(
        desk, KIND, f"{KIND}:{row.place}", name, title_mm=lengths.page_title_height_mm, numbers=numbers
    )
    heading = t("evacuation.sheet.title", lang, name=name)
    maker.put_titles(heading, about(plan, lang), title_pt=letters.page_title_pt)
    middle = maker.strips.middle
    padding = maker.mm(lengths.panel_padding_mm)
    gap = maker.mm(sheet_style().rows.block_gap_mm)
    width = middle.width() - 2 * padding
    rings = [t("evacuation.sheet.rings", lang)] if len(plan.spots_left(row.place)) else []
    said = TextBlock(maker.measure, (_sums(plan, row, lang), *rings, *notes(plan, lang)[:1]), width)
    below = said.height_mm(0)
    whole = _table(maker.measure, plan, row.place, lang, width)
    needed = whole.height_mm(0) + gap + below + 1.2 * padding
    share = min(max(1.0 - needed / middle.height(), MAP_SHARE), MOST_MAP_SHARE)
    split = middle.top() + share * middle.height()
    gutter = maker.mm(lengths.tick_gutter_mm)
    home = QRectF(middle.left(), middle.top(), middle.width(), split - middle.top()).adjusted(
        gutter, gutter, -gutter, -gutter
    )
    frame = maker.place("map", home)
    scene = desk.scene()
    viewport = map_viewport(
        desk, maker.key, scene, frame, maker.strips.scale, extent=_extent(plan, row), margin=MARGIN
    )
    maker.put_map("map", home, scene, viewport, maker.key, over=[_ways(plan, row.place)])
    maker.put_furniture(frame, scene, viewport)
    maker.put_frame([(middle.left(), split, middle.right(), split)])
    panel = QRectF(middle.left(), split, middle.width(), middle.bottom() - split).adjusted(
        padding, 0.6 * padding, -padding, -0.6 * padding
    )
    room = panel.height() - below - gap
    count = whole.rows_within(room)
    first = replace(whole, rows=whole.rows[:count])
    box = QRectF(panel.left(), panel.top(), panel.width(), room)
    maker.put_block("list_1", box, lambda width: replace(first, width_mm=width))
    notes_box = QRectF(panel.left(), panel.bottom() - below, panel.width(), below)
    maker.put_block("notes", notes_box, lambda width: replace(said, width_mm=width))
    rest = replace(whole, heading="")
    key = f"{maker.key}:rest"
    return [
        maker.finish(),
        *(
            list_page(desk, key, name, heading, rest, part, numbers)
            for part in parts_of(desk, key, name, rest, count)
        ),
    ]


def _sums(plan: EvacuationPlan, row: TownRow, lang: Lang) -> str:
    counts = {
        "persons": row.persons, "moved": row.moved, "left": row.no_road + row.no_room, "unknown": row.unknown,
        "buses": row.buses, "trips": row.trips,
    }  # fmt: skip
    return t("evacuation.sheet.sums", lang, **{key: f"{count:,}" for key, count in counts.items()})


def _table(page: Page, plan: EvacuationPlan, place: int, lang: Lang, width_mm: float) -> TableBlock:
    rows = receiving(plan, lang, place)
    has_officers = any(row.values.get("officer") for row in rows)
    keys = {
        ("remark" if key == "officer" and not has_officers else key): share for key, share in COLUMNS.items()
    }
    cells = []
    numbers = numbers_of(plan, place)
    for row in rows:
        values = dict(row.values)
        values["village"] = f"{numbers[row.village]} {values['village']}"
        if row.move is None:
            values["shelter"] = values.get("remark")
        elif has_officers and not values.get("officer"):
            values["officer"] = values.get("remark")
        cells.append(
            tuple(Cell(shown(values.get(key), key, lang, is_stated=key == "persons") or "–") for key in keys)
        )
    return TableBlock(
        page,
        t("evacuation.sheet.list", lang, count=len(rows)),
        tuple(
            Column(title(key, lang), share, Align.AlignLeft if kind_of(key) == "text" else Align.AlignRight)
            for key, share in keys.items()
        ),
        tuple(cells),
        0,
        width_mm,
        t("evacuation.none", lang),
        wraps=list(keys).index("route"),
    )


def numbers_of(plan: EvacuationPlan, place: int) -> dict[int, int]:
    """Number of each village of a township, in the order of its list, by its position in the plan's list."""
    its = [at for at, one in enumerate(plan.villages) if one.place == place]
    return {at: number for number, at in enumerate(its, start=1)}


def _extent(plan: EvacuationPlan, row: TownRow) -> tuple[float, float, float, float]:
    """Villages of a township with their ways and shelters."""
    its = [number for number, one in enumerate(plan.villages) if one.place == row.place]
    shapes = [shapely.Point(plan.villages[number].spot) for number in its]
    shapes += [move.line for number in its for move in plan.by_village.get(number, ())]
    west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object)).tolist()
    reach = max(500.0 - (east - west) / 2, 500.0 - (north - south) / 2, 0.0)
    return west - reach, south - reach, east + reach, north + reach


def _ways(plan: EvacuationPlan, place: int) -> MapDraw:
    """The zone, the ways of a township's people, wider for more of them, and rings where some have none."""
    moves = sorted(
        (move for move in plan.moves if plan.villages[move.village].place == place),
        key=lambda move: move.persons,
    )
    most = max((move.persons for move in moves), default=1)
    numbered = [(number, plan.villages[at].spot) for at, number in numbers_of(plan, place).items()]
    lacking = plan.spots_left(place)

    def draw(page: Page, viewport: Viewport) -> None:
        painter, colour = page.painter, page.style.family[Family.SHELTER].color.q
        zone = mapframe.area_path(plan.zone.shape, viewport)
        warning = QColor(page.style.page.frame.q)
        fill = QColor(warning)
        fill.setAlphaF(ZONE_ALPHA)
        painter.fillPath(zone, fill)
        pen = QPen(warning, 1.2 * page.px_per_pt, Qt.PenStyle.DashLine)
        painter.strokePath(zone, pen)
        for is_edge in (True, False):
            for move in moves:
                width = THINNEST_PT + (WIDEST_PT - THINNEST_PT) * move.persons / most
                ink = QColor(page.style.page.halo.q) if is_edge else colour
                pen = QPen(ink, (width + (1.2 if is_edge else 0.0)) * page.px_per_pt)
                pen.setCapStyle(Qt.PenCapStyle.RoundCap)
                pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
                path = QPainterPath()
                xy = viewport.to_px_array(shapely.get_coordinates(move.line))
                path.addPolygon(QPolygonF([QPointF(x, y) for x, y in xy.tolist()]))
                painter.strokePath(path, pen)
        painter.setPen(QPen(page.style.page.halo.q, 0.8 * page.px_per_pt))
        painter.setBrush(colour)
        radius = 1.8 * page.px_per_pt
        for _, spot in numbered:
            painter.drawEllipse(viewport.to_px(*spot), radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for ink, width in ((page.style.page.halo.q, 2.6), (page.style.coverage.uncovered.q, 1.4)):
            painter.setPen(QPen(ink, width * page.px_per_pt))
            for x, y in lacking.tolist():
                painter.drawEllipse(viewport.to_px(x, y), RING_PT * page.px_per_pt, RING_PT * page.px_per_pt)
        for number, spot in numbered:
            _draw_number(page, str(number), viewport.to_px(*spot))

    return draw


def _draw_number(page: Page, text: str, spot: QPointF) -> None:
    """A village's number of the list, at the right of its spot and of the ring that may be around it."""
    font = page.font(sheet_style().letters.small_pt, "medium")
    width, height = page.width_mm(text, font) * page.px_per_mm, 1.2 * font.pixelSize()
    box = QRectF(spot.x() + (RING_PT + 1.0) * page.px_per_pt, spot.y() - height / 2, width, height)
    ink, halo = page.style.page.text.q, page.style.page.halo.q
    draw_haloed(page.painter, text, font, box, ink, halo, 0.18 * font.pixelSize(), as_letters=True)
