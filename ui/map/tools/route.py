"""The quickest way by road between two clicks: line, distance, time and the names of the roads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from models.kernel.text import t
from ui.map import ink
from ui.map.host import MapView
from ui.map.mapwindow import MapWindow
from ui.map.pointer import Pointer
from ui.map.tools.base import Tool
from ui.map.words import length_text

if TYPE_CHECKING:
    from models.access.byroad import ByRoad
    from models.access.route import Route
    from models.county.county import County

XY = tuple[float, float]
MOST_NAMES = 4


class RouteTool(Tool):
    """Click where to start, then where to go. The way stays until the next one begins."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        self.points: list[XY] = []
        self.found: Route | None = None
        self.lines: list[ink.ChipLine] = []
        self._pressed: Pointer | None = None
        self._county: County | None = None

    def hint(self) -> str:
        key = "hint_end" if len(self.points) == 1 else "hint_start"
        return t(f"roads.route.{key}", self.session.lang)

    # -- mouse and keys ------------------------------------------------------------------------------------
    def press(self, pointer: Pointer) -> None:
        self._pressed = pointer

    def release(self, pointer: Pointer) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            return
        if len(self.points) != 1 or self._county is not self.session.project.county:
            self._clear()
        self.points.append(self.canvas.snapped(pressed))
        if len(self.points) == 2:
            self._find()
        self.canvas.forget_snap()
        self.refresh()

    def move(self, pointer: Pointer, *, pressed: bool) -> None:
        self.canvas.snapped(pointer)
        self.canvas.refresh_marks()

    def double_click(self, pointer: Pointer) -> bool:
        self._pressed = None
        return True

    def escape(self) -> bool:
        had = bool(self.points)
        self._clear()
        self.refresh()
        return had

    def project_changed(self) -> None:
        """The way does not depend on the facilities."""

    def _clear(self) -> None:
        self._county = self.session.project.county
        self.points, self.found, self.lines = [], None, []

    def leave(self) -> None:
        self.canvas.forget_snap()

    def stop(self) -> None:
        self._clear()
        self.canvas.forget_snap()

    # -- the way -------------------------------------------------------------------------------------------
    def _find(self) -> None:
        """Find the way of a fire engine, and how long a lorry and people on foot take."""
        from models.access.roadpace import by_road
        from models.access.route import off_road, road_names, route

        county, rules, lang = self.session.project.county, self.session.rules, self.session.lang
        start, end = self.points

        def said(key: str, **values: object) -> str:
            return t(f"roads.route.{key}", lang, **values)

        way = by_road(county, rules, "fire")
        if way is None:
            self.lines = [ink.ChipLine(said("no_roads"), "bad")]
            return
        if off_road(way, start) or off_road(way, end):
            self.lines = [ink.ChipLine(said("off_road", snap=f"{way.network.pace.snap_m:g}"), "bad")]
            return
        self.found = route(way, start, end)
        if self.found is None:
            self.lines = [ink.ChipLine(said("none"), "bad")]
        else:
            minutes = said("fire", minutes=f"{self.found.minutes:.1f}")
            self.lines = [ink.ChipLine(f"{length_text(self.found.metres, lang)} · {minutes}", "title")]
            names = road_names(county, way, self.found)
            if names:
                told = t("cli.list_separator", lang).join(names[:MOST_NAMES])
                self.lines.append(
                    ink.ChipLine(said("by", names=told + ("…" if len(names) > MOST_NAMES else "")))
                )
        self.lines += self._others(by_road(county, rules, "truck"), by_road(county, rules, "walk"))

    def _others(self, truck: ByRoad | None, walk: ByRoad | None) -> list[ink.ChipLine]:
        from models.access.route import route

        lang, lines = self.session.lang, []
        start, end = self.points
        driven = route(truck, start, end) if truck is not None else None
        walked = route(walk, start, end) if walk is not None else None
        if driven is not None:
            lines.append(ink.ChipLine(t("roads.route.truck", lang, minutes=f"{driven.minutes:.1f}")))
        if walked is not None:
            metres = length_text(walked.metres, lang)
            text = t("roads.route.walk", lang, metres=metres, minutes=f"{walked.minutes:.0f}")
            lines.append(ink.ChipLine(text))
        return lines

    # -- drawing -------------------------------------------------------------------------------------------
    def paint(self, painter: QPainter, window: MapWindow) -> None:
        if self._county is not self.session.project.county:
            self._clear()  # other roads: the way may no longer be one
        if not self.points:
            return
        colour = ink.accent(self.canvas.is_dark)
        line_px = np.empty((0, 2))
        if self.found is not None:
            xy = shapely.get_coordinates(self.found.line)
            line_px = window.all_to_px(xy)
            ink.draw_line(painter, ink.polygon_px(xy, window), colour, 4.0)
        pixels = window.all_to_px(np.array(self.points))
        ink.draw_handles(painter, pixels, colour, round_ones=True)
        if self.lines:
            at = QPointF(*pixels[-1].tolist())
            room = self.canvas.free_rect()
            ink.draw_chip(painter, self.lines, at, self.canvas.font(), room, line_px=line_px)
