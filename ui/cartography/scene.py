"""The project as a drawable scene."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import shapely
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from models.assessment import Assessment
from models.project import Project, Scenario
from ui.cartography.options import Parts, SceneOptions
from ui.cartography.viewport import Bounds, Viewport


@dataclass(frozen=True)
class LegendEntry:
    """One line of the legend.

    Parameters
    ----------
    group
        Title of the group it stands in; entries of one group follow each other. May be empty.
    paint
        Draws the sign into a rectangle, given the pixels per point.
    """

    key: str
    group: str
    text: str
    count: int | None
    paint: Callable[[QPainter, QRectF, float], None]


class Scene:
    """What :func:`build_scene` returns: immutable, cheap to build again, drawable any number of times."""

    def __init__(self, bounds: Bounds | None) -> None:
        self.bounds = bounds

    def draw(
        self,
        painter: QPainter,
        viewport: Viewport,
        parts: Parts = Parts.ALL,
        *,
        keep_inside: QRectF | None = None,
    ) -> None:
        """Draw parts of the scene, bottom to top.

        Parameters
        ----------
        keep_inside
            Pixels that labels lie wholly inside or wholly outside of (the visible part of a larger picture);
            the whole picture when ``None``.
        """
        painter.fillRect(viewport.rect_px, "#f3f1ec")

    def legend(self) -> tuple[LegendEntry, ...]:
        """Entries for what the scene shows, with counts."""
        return ()

    def facility_ids_at(self, pixel: QPointF, viewport: Viewport, tolerance_px: float = 3.0) -> tuple[str, ...]:
        """Facilities whose symbol or outline is at a pixel, topmost first."""
        return ()

    def facility_ids_in(self, rect_px: QRectF, viewport: Viewport) -> tuple[str, ...]:
        """Facilities whose position is inside a rectangle of pixels."""
        return ()


def build_scene(
    project: Project, scenario: Scenario, assessment: Assessment | None, options: SceneOptions
) -> Scene:
    """Make the scene of a scenario.

    Geometry that has been prepared for a layer before is used again, so a new scene after an edit costs little.
    """
    boundary = project.county.boundary
    return Scene(tuple(shapely.bounds(boundary)) if boundary is not None else None)
