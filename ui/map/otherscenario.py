"""Another scenario than the one that is edited, in the look of the map: for a swipe, or a map beside."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.cartography.options import SceneOptions
from ui.cartography.scene import Scene, build_scene
from ui.cartography.style import map_style
from ui.core.session import Session

CAPTION_MARGIN_PX = 10
ECHO_PX = 9.0


def scene_of(
    session: Session, scenario_id: str, options: SceneOptions, *, on_ground: bool = False
) -> tuple[Scene, str] | None:
    """Scene and title of a scenario of the open project; ``None`` if there is none of this id.

    Parameters
    ----------
    on_ground
        Whether it lets a basemap show through.
    """
    project = session.project
    scenario = next((one for one in project.scenarios if one.id == scenario_id), None)
    if scenario is None:
        return None
    from models.assessment.assess import assess

    county, settings = project.county_in(scenario), project.settings
    # Kept by the county: computed anew is only what an edit touched.
    assessment = assess(county, scenario, session.rules, project.lacking_in(scenario), settings.local)
    scene = build_scene(project, scenario, assessment, replace(options, on_ground=on_ground))
    return scene, scenario.title(session.lang)


def paint_caption(
    painter: QPainter, title: str, x: float, *, is_dark: bool, ends_there: bool = False
) -> None:
    """Say at the upper edge which scenario a map shows, in logical pixels.

    Parameters
    ----------
    x
        Where the caption begins, or ends.
    """
    page, metrics = map_style(is_dark).page, painter.fontMetrics()
    width = metrics.horizontalAdvance(title) + 16
    box = QRectF(x - width if ends_there else x, CAPTION_MARGIN_PX, width, metrics.height() + 8)
    ground = QColor(page.panel.q)
    ground.setAlpha(225)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(page.text.q)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, title)


def paint_echo(painter: QPainter, at: QPointF, *, is_dark: bool) -> None:
    """A cross where the mouse is on the other map."""
    page = map_style(is_dark).page
    for colour, width in ((QColor(page.panel.q), 4.0), (QColor(page.text.q), 1.6)):
        painter.setPen(QPen(colour, width))
        painter.drawLine(at - QPointF(ECHO_PX, 0), at + QPointF(ECHO_PX, 0))
        painter.drawLine(at - QPointF(0, ECHO_PX), at + QPointF(0, ECHO_PX))
