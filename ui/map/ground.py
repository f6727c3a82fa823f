"""The basemap under the map: drawn on a thread of its own, and moved along until it is drawn anew."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from models.kernel.errors import HavenError
from models.kernel.progress import Progress, Work
from models.project.basemap import BASEMAP_KEY, Basemap, basemap_from
from ui.cartography.style import map_style
from ui.cartography.viewport import Viewport
from ui.core.crashlog import report_unexpected
from ui.core.session import Session
from ui.core.tasks import Task, TaskRunner
from ui.map.mapwindow import MapWindow
from ui.map.picture import picture_viewport

if TYPE_CHECKING:
    from ui.cartography.ground import Ground, GroundPicture

REDRAW_AFTER_MS = 60
DARK_SHARE = 0.55
"""On the dark map a bright basemap steps back by so much."""
MARGIN_PX = 6.0
Key = tuple[str, str, int]
"""File, datum and system of the map."""


class GroundKeeper(QObject):
    """Keeps the project's basemap and a picture of it.

    Signals
    -------
    changed
        There is a basemap now, or none any more.
    drawn
        Its picture is another one.

    Attributes
    ----------
    thanks
        Whom to thank for what is shown.
    """

    changed = Signal()
    drawn = Signal()

    def __init__(self, session: Session, view: QWidget, window: Callable[[], MapWindow]) -> None:
        super().__init__(view)
        self._session, self._view, self._window = session, view, window
        self.choice: Basemap | None = None
        self.thanks = ""
        self._drawer = _Drawer()
        self._failed: set[str] = set()
        self._picture: GroundPicture | None = None
        self._tasks: TaskRunner | None = None
        self._task: Task | None = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(REDRAW_AFTER_MS)
        self._wait.timeout.connect(self._draw)
        session.view_changed.connect(self._on_view)

    def _on_view(self, key: str) -> None:
        if key == BASEMAP_KEY:
            self.refresh()

    @property
    def is_shown(self) -> bool:
        """Whether the map has a basemap as its ground, and not one that cannot be read."""
        choice = self.choice
        return choice is not None and choice.is_shown and choice.file not in self._failed

    def refresh(self) -> None:
        """Read from the project which basemap it has."""
        had, old = self.is_shown, self.choice
        self.choice = basemap_from(self._session.project.ui_state.get(BASEMAP_KEY))
        new = self.choice
        if old is None or new is None or (old.file, old.datum) != (new.file, new.datum):
            self._picture, self.thanks = None, ""
            self._failed.clear()
            self.shutdown()  # of the file before
        if had != self.is_shown:
            self.changed.emit()
        self.order()
        self.drawn.emit()

    def order(self) -> None:
        """The map shows another part, or the basemap is another one: have its picture drawn soon."""
        if self.is_shown:
            self._wait.start()

    def finish(self) -> None:
        """Finish the picture now, for a screenshot."""
        self._stop()
        choice = self.choice
        if choice is None or not self.is_shown:
            return
        steps = self._drawer.work(*self._wanted(choice))
        try:
            while True:
                next(steps)
        except StopIteration as done:
            self._done(done.value)
        except HavenError as error:
            self._tell(choice.file, error)

    def shutdown(self) -> None:
        """Give up what is being drawn, and let the file go."""
        self._stop()
        self._drawer.close()

    @property
    def is_busy(self) -> bool:
        """Whether the picture is not the true one yet."""
        return self._wait.isActive() or (self._tasks is not None and self._tasks.is_busy)

    # -- painting ------------------------------------------------------------------------------------------
    def paint(self, painter: QPainter, window: MapWindow, *, dark: bool) -> None:
        """Paint what there is of it where it belongs, in logical pixels of the map."""
        if self._picture is None or self.choice is None or not self.is_shown:
            return
        left, bottom, right, top = self._picture.viewport.shown
        rect = QRectF(QPointF(*window.to_px(left, top)), QPointF(*window.to_px(right, bottom)))
        painter.save()
        painter.setOpacity(self.choice.strength * (DARK_SHARE if dark else 1.0))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(rect, self._picture.image)
        painter.restore()

    def paint_thanks(self, painter: QPainter, window: MapWindow, font: QFont, *, dark: bool) -> None:
        """Say at the map's lower left whose basemap it is."""
        if not (self.is_shown and self.thanks and self._picture is not None):
            return
        page, small = map_style(dark).page, QFont(font)
        small.setPointSizeF(font.pointSizeF() * 0.85)
        metrics = QFontMetricsF(small)
        text = metrics.elidedText(self.thanks, Qt.TextElideMode.ElideRight, window.width_px * 0.45)
        size = metrics.size(0, text)
        height = size.height() + 4
        rect = QRectF(0, window.height_px - height, size.width() + 2 * MARGIN_PX, height)
        ground = QColor(page.panel.q)
        painter.fillRect(rect, ground)
        painter.setFont(small)
        painter.setPen(page.text.q)
        painter.drawText(QPointF(MARGIN_PX, rect.top() + 2 + metrics.ascent()), text)

    # -- drawing on the other thread -----------------------------------------------------------------------
    def _wanted(self, choice: Basemap) -> tuple[Key, Viewport]:
        key = choice.file, choice.datum, self._session.project.settings.crs_epsg
        return key, picture_viewport(self._window(), self._view.devicePixelRatioF())[0]

    def _draw(self) -> None:
        choice = self.choice
        if choice is None or not self.is_shown:
            return
        if self._tasks is None:
            self._tasks = TaskRunner(self._session, self)
        if self._task is not None:
            self._task.cancelled.set()  # a newer one takes its place
        key, viewport = self._wanted(choice)
        self._task = Task(
            "",
            partial(self._drawer.work, key, viewport),
            self._done,
            failed=partial(self._tell, choice.file),
            owner=self,
            quiet=True,
        )
        self._tasks.start(self._task)

    def _done(self, made: tuple[GroundPicture, str]) -> None:
        self._picture, self.thanks = made
        self.drawn.emit()

    def _tell(self, file: str, error: Exception) -> None:
        """Say once that a file cannot be shown; the map goes on without it."""
        self._failed.add(file)
        self._picture, self.thanks = None, ""
        if isinstance(error, HavenError):
            self._session.say(error.message(self._session.lang), "warning")
        else:
            self._session.say(report_unexpected(error), "error")
        self.changed.emit()  # back to the map's own land

    def _stop(self) -> None:
        self._wait.stop()
        if self._tasks is not None:
            self._tasks.shutdown()
            self._tasks.deleteLater()
            self._tasks = self._task = None


class _Drawer:
    """Holds the open file; used by one thread at a time."""

    def __init__(self) -> None:
        self._kept: tuple[Key, Ground] | None = None

    def work(self, key: Key, viewport: Viewport) -> Work[tuple[GroundPicture, str]]:
        """Draw a picture; returns it and whom to thank."""
        if self._kept is None or self._kept[0] != key:
            self.close()
            from layers.basemap.choose import open_basemap
            from ui.cartography.ground import Ground

            file, datum, epsg = key
            self._kept = key, Ground(open_basemap(Path(file)), datum, epsg)
        ground = self._kept[1]
        yield Progress(0, 0, "progress.basemap")
        picture = yield from ground.picture(viewport)
        return picture, ground.thanks

    def close(self) -> None:
        """Let the file go."""
        if self._kept is not None:
            self._kept[1].close()
            self._kept = None
