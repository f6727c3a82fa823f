"""What is drawn above the picture in every frame: selection, facilities in the hand, people, chips."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QPainter, QPainterPath
from shapely.geometry.base import BaseGeometry

from models.access.measures import shelter_reach
from models.access.ways import Reach
from models.county.county import County
from models.facilities.facility import Facility, Family, Shelter
from models.findings.numbers import significant, within_text
from models.kernel.arrays import Bools, Floats
from ui.cartography.style import map_style
from ui.cartography.viewport import SCREEN_PX_PER_PT
from ui.map import ink
from ui.map.changednames import draw_changed
from ui.map.host import MapView
from ui.map.ink import ChipLine
from ui.map.mapwindow import Bounds, MapWindow
from ui.map.tools.base import Tool
from ui.map.words import area_text, reach_text, signed

if TYPE_CHECKING:
    from models.assessment.live import LiveStep
    from models.findings.results import Assessment

LIVE_DOT_FACTOR = 1.3
LEAST_M2 = 0.0005
"""Smaller changes of the area per resident are not worth a word."""


class Marks:
    """Draws everything above the picture, in logical pixels of the map."""

    def __init__(self, canvas: MapView) -> None:
        self._canvas = canvas
        self._session = canvas.session

    def paint(self, painter: QPainter, tool: Tool) -> None:
        """Draw one frame, with what the tool in force shows."""
        window = self._canvas.map_window
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_feature(painter, window)
        self._paint_people(painter, window)
        self._paint_selection(painter, window)
        self._paint_snap(painter, window)
        self._paint_hand(painter, window)
        tool.paint(painter, window)
        self._paint_chip(painter)

    # -- under the hand ------------------------------------------------------------------------------------
    def _paint_feature(self, painter: QPainter, window: MapWindow) -> None:
        shape = self._canvas.picked_shape
        if shape is None:
            return
        colour = ink.accent(self._canvas.is_dark)
        for point in _points(shape):
            at = ink.point_px(point, window)
            ring = QPainterPath()
            ring.addEllipse(at, 8.0, 8.0)
            ink.draw_line(painter, ring, colour, 2.0)
        ink.draw_outline(painter, shape, window, dark=self._canvas.is_dark)

    def _paint_selection(self, painter: QPainter, window: MapWindow) -> None:
        canvas, dark = self._canvas, self._canvas.is_dark
        held = {facility.id for facility in canvas.carry.facilities}
        selected = [item for item in self._session.selected if item.id not in held]
        assessment = self._session.assessment
        if len(selected) == 1 and not held and assessment is not None:
            shelter = selected[0]
            if isinstance(shelter, Shelter) and shelter.id in assessment.shelters:
                colour = map_style(dark).family[Family.SHELTER].color.q
                region = self._reach(assessment.county, shelter).region(shelter.location)
                ink.draw_reach(painter, region, window, colour, strong=False)
        for facility in selected:
            if canvas.stage.is_hidden(facility):
                continue
            if facility.geometry.geom_type != "Point":
                ink.draw_outline(painter, facility.geometry, window, dark=dark)
            ink.draw_facility_symbol(painter, facility, window, dark=dark)

    def _paint_snap(self, painter: QPainter, window: MapWindow) -> None:
        snap, lead = self._canvas.snap_mark, self._canvas.carry.lead
        if snap is None:
            return
        # Around the symbol that snapped, not across it.
        room = ink.symbol_size_px(lead, window) / 2 + 3 if lead is not None else 0.0
        at = ink.point_px(snap.xy_m, window)
        colour = ink.accent(self._canvas.is_dark)
        ink.draw_snap(painter, at, colour, is_corner=snap.is_corner, half_px=max(room, 7.0))

    def _paint_hand(self, painter: QPainter, window: MapWindow) -> None:
        canvas, dark = self._canvas, self._canvas.is_dark
        held = canvas.carry.facilities
        ids = {facility.id for facility in held}
        for facility in canvas.stage.settling:
            if facility.id not in ids and not canvas.stage.is_hidden(facility):
                ink.draw_facility(painter, facility, window, dark=dark, selected=False)
        step, lead = self._session.live_step, canvas.carry.lead
        if step is not None and step.reach is not None and lead is not None and canvas.carry.is_sound:
            colour = map_style(dark).family[lead.family].color.q
            ink.draw_reach(painter, step.reach.region(lead.location), window, colour, strong=True)
        stored = self._session.scenario.facilities.get(lead.id) if lead is not None else None
        if lead is not None and stored is not None:
            ink.draw_origin(painter, stored, lead, window, dark=dark)
        for facility in held:
            ink.draw_facility(painter, facility, window, dark=dark, is_wrong=not canvas.carry.is_sound)

    def _paint_people(self, painter: QPainter, window: MapWindow) -> None:
        """Mark the demand points that the dragged facility newly reaches, and those it no longer does."""
        step, assessment = self._session.live_step, self._session.assessment
        if step is None or step.covered is None or assessment is None:
            return
        before = assessment.covered.get(step.coverage_key)
        if before is None and _is_first(step.coverage_key, assessment):
            before = np.zeros_like(step.covered)
        demand = assessment.county.demand
        if before is None or len(before) != len(demand):
            return
        style = map_style(self._canvas.is_dark)
        changed = np.flatnonzero(before != step.covered)  # few of up to a million, with every step
        xy = demand.xy[changed]
        seen = _inside(xy, window.extent)
        changed, xy = changed[seen], xy[seen]
        size, paper = self._dot_size_px(_dots_seen(assessment.county, window), window), style.page.halo.q
        lost = before[changed]
        for rows, colour in (
            (lost, style.coverage.uncovered.q),
            (~lost, style.verdict["pass"].color.q),
        ):
            ink.draw_dots(painter, window.all_to_px(xy[rows]), colour, size, paper)
        names, persons = demand.names[changed], demand.known_persons[changed]
        draw_changed(
            painter, window.all_to_px(xy), names, persons, lost, denominator=window.scale_denominator,
            taken=self._hand_rects(window), dark=self._canvas.is_dark,
        )  # fmt: skip

    def _hand_rects(self, window: MapWindow) -> list[QRectF]:
        """Where the facility in the hand stands."""
        lead = self._canvas.carry.lead
        if lead is None:
            return []
        half = ink.symbol_size_px(lead, window) / 2 + 3
        at = ink.point_px(lead.location, window)
        return [QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half)]

    def _dot_size_px(self, dots_seen: int, window: MapWindow) -> float:
        """A little larger than the map's own dots, which shrink where there are very many."""
        style = map_style(self._canvas.is_dark)
        factor = style.scaling.symbol_factor(window.scale_denominator)
        size = style.coverage.uncovered_size_pt * factor * SCREEN_PX_PER_PT
        room = style.scaling.dots_cover_most * window.width_px * window.height_px
        return LIVE_DOT_FACTOR * max(min(size, float(np.sqrt(room / max(dots_seen, 1)))), 0.75)

    def _reach(self, county: County, shelter: Shelter) -> Reach:
        return shelter_reach(county, shelter.shelter_class, self._session.rules)

    # -- beside the cursor ---------------------------------------------------------------------------------
    def _paint_chip(self, painter: QPainter) -> None:
        canvas = self._canvas
        lines: list[ChipLine] = []
        near = canvas.cursor_px
        lead = canvas.carry.lead
        if lead is not None:
            lines = self._hand_lines(lead)
        elif canvas.carry.is_holding:
            text = QCoreApplication.translate("Canvas", "{count} facilities")
            lines = [ChipLine(text.format(count=len(canvas.carry.facilities)), "title")]
        elif canvas.hover is not None:
            lines = self._hover_lines(canvas.hover)
        else:
            lines = canvas.card.lines
        if lines and near is not None:
            ink.draw_chip(painter, lines, near, canvas.font(), canvas.free_rect())

    def _title(self, facility: Facility) -> str:
        name = facility.name or QCoreApplication.translate("Canvas", "Unnamed")
        if not isinstance(facility, Shelter):
            return name
        from models.shelters.values import areas

        lang = self._session.lang
        known = areas(facility, self._session.rules)
        if known.gross_m2 is None and known.effective_m2 is None:
            return name
        if known.gross_m2 is None:
            text = QCoreApplication.translate("Canvas", "{name} · effective {effective}")
        elif known.effective_m2 is None:
            text = QCoreApplication.translate("Canvas", "{name} · {gross}")
        else:
            text = QCoreApplication.translate("Canvas", "{name} · {gross} (effective {effective})")
        return text.format(
            name=name,
            gross=area_text(known.gross_m2 or 0.0, lang),
            effective=area_text(known.effective_m2 or 0.0, lang),
        )

    def _hand_lines(self, facility: Facility) -> list[ChipLine]:
        if not self._canvas.carry.is_sound:
            wrong = QCoreApplication.translate("Canvas", "The outline crosses itself")
            return [ChipLine(facility.name, "title"), ChipLine(wrong, "bad")]
        lines = [ChipLine(self._title(facility), "title")]
        step = self._session.live_step
        return lines if step is None else [*lines, *self._figure_lines(step)]

    def _figure_lines(self, step: LiveStep) -> list[ChipLine]:
        lang = self._session.lang
        parts: list[tuple[str, float]] = []
        if step.persons_delta is not None and step.reach is not None:
            text = QCoreApplication.translate("Canvas", "{people} people {within}")
            people = signed(round(step.persons_delta), 12)
            within = within_text(reach_text(step.reach, lang), lang)
            parts.append((text.format(people=people, within=within), step.persons_delta))
        if step.facility.family == Family.SHELTER:
            in_seat = step.deltas.get("shelter.area_per_resident.seat")
            in_county = step.deltas.get("shelter.area_per_resident.county")
            if in_seat is not None and abs(in_seat) >= LEAST_M2:
                text = QCoreApplication.translate("Canvas", "{area} m² per resident of the county seat")
                parts.append((text.format(area=signed(in_seat)), in_seat))
            elif in_county is not None and abs(in_county) >= LEAST_M2:
                text = QCoreApplication.translate("Canvas", "{area} m² per resident of the county")
                parts.append((text.format(area=signed(in_county)), in_county))
        if step.persons_served is not None:
            text = QCoreApplication.translate("Canvas", "serves {people} people")
            parts.append((text.format(people=significant(round(step.persons_served), 12)), 0.0))
        if not parts:
            return []
        worst = min(value for _, value in parts)
        best = max(value for _, value in parts)
        tone = "bad" if worst < 0 else "good" if best > 0 else "plain"
        mark = {"bad": "▼ ", "good": "▲ ", "plain": ""}[tone]
        return [ChipLine(mark + " · ".join(text for text, _ in parts), tone)]

    def _hover_lines(self, facility: Facility) -> list[ChipLine]:
        lines = [ChipLine(self._title(facility), "title")]
        assessment = self._session.assessment
        if assessment is None:
            return lines
        lang = self._session.lang
        shelter = assessment.shelters.get(facility.id)
        if isinstance(facility, Shelter) and shelter is not None and shelter.persons_in_radius is not None:
            text = QCoreApplication.translate("Canvas", "{people} people live {within}")
            people = significant(round(shelter.persons_in_radius), 12)
            within = within_text(reach_text(self._reach(assessment.county, facility), lang), lang)
            lines.append(ChipLine(text.format(people=people, within=within)))
        if shelter is not None and shelter.capacity_persons is not None:
            text = QCoreApplication.translate("Canvas", "holds {people} people")
            lines.append(ChipLine(text.format(people=significant(shelter.capacity_persons, 12))))
        depot = assessment.depots.get(facility.id)
        if depot is not None and depot.persons_served is not None:
            text = QCoreApplication.translate("Canvas", "serves {people} people")
            lines.append(ChipLine(text.format(people=significant(round(depot.persons_served), 12))))
        station = assessment.stations.get(facility.id)
        if station is not None and station.persons_reached is not None:
            text = QCoreApplication.translate("Canvas", "{people} people in reach")
            lines.append(ChipLine(text.format(people=significant(round(station.persons_reached), 12))))
        return lines


def _dots_seen(county: County, window: MapWindow) -> int:
    """How many demand points lie in the window; kept while it shows the same part of the county."""
    extent = window.extent
    return county.memo.get(
        ("dots seen", extent), lambda: int(_inside(county.demand.xy, extent).sum()), keep=1
    )


def _is_first(key: str, assessment: Assessment) -> bool:
    """Whether a coverage is of a family of which nothing was there before what is dragged."""
    return any(family.spec.coverage == key.partition(".")[0] for family in assessment.lacking)


def _inside(xy: Floats, extent: Bounds) -> Bools:
    """Whether each point of shape (n, 2) lies in the extent, shape (n,)."""
    min_x, min_y, max_x, max_y = extent
    x, y = xy.T
    found: Bools = (x >= min_x) & (x <= max_x) & (y >= min_y) & (y <= max_y)
    return found


def _points(shape: BaseGeometry) -> list[tuple[float, float]]:
    if shape.geom_type == "Point":
        return [(shape.x, shape.y)]
    if shape.geom_type == "MultiPoint":
        return [(point.x, point.y) for point in shape.geoms]
    return []
