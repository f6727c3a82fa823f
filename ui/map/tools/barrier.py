"""Drawing what closes roads: a line across them, or an area."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from ui.core.i18n import term
from ui.map.pointer import Pointer
from ui.map.tools.measure import MeasureTool


class BarrierTool(MeasureTool):
    """Click along the line; the first point closes it to an area. What was drawn is told, and drawn once."""

    def hint(self) -> str:
        return term("roads.closures.draw_more" if self.points else "roads.closures.draw_hint")

    def release(self, pointer: Pointer) -> None:
        super().release(pointer)
        if self.is_closed:
            self._finish()

    def _finish(self) -> None:
        points, is_area = self.points, self.is_closed
        is_sound = not is_area or self.area_m2 is not None
        self._clear()
        self.canvas.forget_snap()
        self.refresh()
        if not is_sound:
            self.say_wrong_outline()
        elif len(points) > 1:
            shape = shapely.Polygon(points) if is_area else shapely.LineString(points)
            self.session.tool_wanted.emit("select")
            self.tell(shape)

    def tell(self, shape: BaseGeometry) -> None:
        """Say what was drawn."""
        self.session.barrier_drawn.emit(shape)


class ZoneTool(BarrierTool):
    """Drawing an area that people have to leave; a line that is ended is closed."""

    def hint(self) -> str:
        return term("evacuation.draw_more" if self.points else "evacuation.draw_hint")

    def _finish(self) -> None:
        if len(self.points) > 2:
            self.is_closed = True
            super()._finish()

    def tell(self, shape: BaseGeometry) -> None:
        """Say what was drawn."""
        self.session.zone_drawn.emit(shape)
