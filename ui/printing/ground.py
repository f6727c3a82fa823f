"""The project's basemap as the ground of printed maps."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QImage, QPainter

from layers.basemap.choose import open_basemap
from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from models.kernel.text import Lang, t
from models.project.basemap import BASEMAP_KEY, Basemap, basemap_from
from models.project.project import Project
from ui.cartography.ground import Ground
from ui.cartography.viewport import Viewport

MOST_PX = 9_000_000
"""Pictures of larger maps are coarser: A3 has 150 dots per inch, and a poster needs no gigabyte."""


class PrintedGround:
    """Draws the basemap under a map. The file is opened for each picture: pages are drawn on any thread.

    Attributes
    ----------
    thanks
        Whom to thank for it.
    """

    def __init__(self, choice: Basemap, crs_epsg: int) -> None:
        self.choice, self._epsg = choice, crs_epsg
        self._kept: dict[Viewport, QImage] = {}
        ground = self._opened()
        self.thanks = ground.thanks
        ground.close()

    def _opened(self) -> Ground:
        return Ground(open_basemap(Path(self.choice.file)), self.choice.datum, self._epsg)

    def __call__(self, painter: QPainter, viewport: Viewport) -> None:
        """Draw what a viewport shows, in its pixels."""
        if viewport not in self._kept:
            self._kept.clear()  # one at a time: they are large
            share = min(1.0, math.sqrt(MOST_PX / max(viewport.width_px * viewport.height_px, 1.0)))
            coarse = replace(
                viewport,
                width_px=max(1.0, round(viewport.width_px * share)),
                height_px=max(1.0, round(viewport.height_px * share)),
                px_per_pt=viewport.px_per_pt * share,
            )
            ground = self._opened()
            try:
                self._kept[viewport] = run_to_end(ground.picture(coarse)).image
            finally:
                ground.close()
        painter.save()
        painter.setOpacity(self.choice.strength)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(viewport.rect_px, self._kept[viewport])
        painter.restore()

    def words(self, lang: Lang) -> str:
        """The file, the datum that it is taken to lie in, and whom to thank."""
        words = t(
            "sheet.basemap",
            lang,
            file=Path(self.choice.file).name,
            datum=t(f"datum.{self.choice.datum}", lang),
        )
        return t("sheet.basemap_thanks", lang, basemap=words, thanks=self.thanks) if self.thanks else words


def printed_ground(project: Project) -> PrintedGround | None:
    """Ground of a project's printed maps; ``None`` where it shows no basemap, or its file cannot be read."""
    choice = basemap_from(project.ui_state.get(BASEMAP_KEY))
    if choice is None or not choice.is_shown:
        return None
    try:
        return PrintedGround(choice, project.settings.crs_epsg)
    except HavenError:
        return None  # the window says why; a sheet has the map's own land then
