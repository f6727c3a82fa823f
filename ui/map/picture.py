"""The picture of the map: drawn once, larger than the map, then moved and scaled until it is drawn anew."""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter

from ui.cartography.options import Parts
from ui.cartography.scene import Scene
from ui.cartography.viewport import SCREEN_PX_PER_PT, Viewport
from ui.map.mapwindow import MapWindow

MARGIN = 0.5
"""How far the picture reaches beyond the map on each side, as a share of the map's size."""
MAX_PIXELS = 20_000_000
"""Pictures of very large screens get less margin, so that two of them stay below 160 MB."""
SLICE_S = 0.006
"""So long the picture is drawn before the window does other things: there is time for them in a frame."""
LIVE_SLICE_S = 0.002
"""The same for what follows a facility in the hand, which is itself drawn in each frame."""
TOP = Parts.FACILITIES | Parts.LABELS


@dataclass(frozen=True)
class Sheet:
    """A finished picture: the county, and above it facilities and letters, which change more often.

    Parameters
    ----------
    pixel_ratio
        Device pixels per logical pixel.
    ground, generation
        Numbers of the scenes that ``base`` and ``top`` were drawn from; as long as only facilities change,
        ``ground`` stays.
    window
        What the map showed when it was ordered: letters stand for that.
    scene
        What it shows.
    """

    base: QImage
    top: QImage
    viewport: Viewport
    pixel_ratio: float
    ground: int
    generation: int
    window: MapWindow
    scene: Scene

    @property
    def m_per_px(self) -> float:
        """Metres per logical pixel."""
        return self.viewport.metres_per_px * self.pixel_ratio

    def fits(self, window: MapWindow, pixel_ratio: float) -> bool:
        """Whether it was drawn at the window's scale."""
        return pixel_ratio == self.pixel_ratio and math.isclose(self.m_per_px, window.m_per_px, rel_tol=1e-9)

    def covers(self, window: MapWindow) -> bool:
        """Whether it shows everything that the window shows."""
        left, bottom, right, top = self.viewport.shown
        min_x, min_y, max_x, max_y = window.extent
        slack = window.m_per_px
        return (
            min_x >= left - slack
            and min_y >= bottom - slack
            and max_x <= right + slack
            and max_y <= top + slack
        )

    def paint(self, painter: QPainter, window: MapWindow, paper: QColor | None) -> None:
        """Paint it where it belongs in the window, in logical pixels; without ``paper`` on what is there."""
        left, bottom, right, top = self.viewport.shown
        corner = QPointF(*window.to_px(left, top))
        if self.fits(window, self.pixel_ratio):
            # Whole device pixels: the picture is copied as it is, and stays sharp.
            ratio = self.pixel_ratio
            at = QPointF(round(corner.x() * ratio) / ratio, round(corner.y() * ratio) / ratio)
            if paper is not None and not self.covers(window):
                painter.fillRect(QRectF(0, 0, window.width_px, window.height_px), paper)
            painter.drawImage(at, self.base)
            painter.drawImage(at, self.top)
            return
        if paper is not None:
            painter.fillRect(QRectF(0, 0, window.width_px, window.height_px), paper)
        whole = QRectF(corner, QPointF(*window.to_px(right, bottom)))
        shown = whole.intersected(QRectF(0, 0, window.width_px, window.height_px))
        if shown.isEmpty():
            return
        # Only the part that is seen is scaled.
        scale = self.base.width() / whole.width()
        part = QRectF(
            (shown.left() - whole.left()) * scale,
            (shown.top() - whole.top()) * scale,
            shown.width() * scale,
            shown.height() * scale,
        )
        painter.drawImage(shown, self.base, part)
        painter.drawImage(shown, self.top, part)


@dataclass(frozen=True)
class Order:
    """What is to be drawn, and for which numbers of :class:`Sheet`; ``is_live`` during a drag."""

    scene: Scene
    window: MapWindow
    pixel_ratio: float
    ground: int
    generation: int
    is_live: bool = False


def picture_viewport(window: MapWindow, pixel_ratio: float) -> tuple[Viewport, QRectF]:
    """Viewport of a picture around a window, in device pixels, and where the window lies in it."""
    width, height = (max(1, round(side * pixel_ratio)) for side in (window.width_px, window.height_px))
    margin = min(MARGIN, max(0.0, (math.sqrt(MAX_PIXELS / (width * height)) - 1) / 2))
    more_x, more_y = round(width * margin), round(height * margin)
    m_per_device_px = window.m_per_px / pixel_ratio
    # On whole device pixels of the ground, so that a picture drawn anew lies exactly on the one before it.
    left = round(window.extent[0] / m_per_device_px) - more_x
    top = round(window.extent[3] / m_per_device_px) + more_y
    full_width, full_height = width + 2 * more_x, height + 2 * more_y
    extent = (
        left * m_per_device_px,
        (top - full_height) * m_per_device_px,
        (left + full_width) * m_per_device_px,
        top * m_per_device_px,
    )
    viewport = Viewport(extent, full_width, full_height, SCREEN_PX_PER_PT * pixel_ratio)
    return viewport, QRectF(more_x, more_y, width, height)


class PictureMaker(QObject):
    """Draws sheets in slices between other events, so that the map can be moved meanwhile.

    Signals
    -------
    made(Sheet)
        A picture of what the map shows is there; its margin follows with another.
    finished
        All that was ordered is there.
    failed(Exception)
        Drawing went wrong; nothing is drawn until something new is ordered.

    Attributes
    ----------
    spent_s
        Processor time that the picture drawn last has taken so far.
    """

    made = Signal(object)
    finished = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.sheet: Sheet | None = None
        self._order: Order | None = None
        self._slices: Iterator[Sheet | None] | None = None
        self._is_live = False
        self.spent_s = 0.0
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._start)
        self._next = QTimer(self)
        self._next.setInterval(0)
        self._next.timeout.connect(self._step)

    @property
    def is_busy(self) -> bool:
        """Whether something is ordered that is not finished."""
        return self._wait.isActive() or self._slices is not None

    @property
    def is_drawing(self) -> bool:
        """Whether a picture is being drawn or will be without a pause."""
        return self._slices is not None or (self._wait.isActive() and self._wait.interval() == 0)

    def order(self, order: Order, *, delay_ms: int = 0) -> None:
        """Have a picture drawn after a pause; a newer order takes the place of one that still waits."""
        self._order = order
        self._wait.start(delay_ms)

    def finish(self) -> None:
        """Finish at once what is ordered."""
        if self._wait.isActive():
            self._start(in_one=True)
        while self._slices is not None:
            self._step()

    def forget(self) -> None:
        """Drop the picture and whatever is ordered."""
        self._wait.stop()
        self._next.stop()
        self._slices = None
        self.sheet = None

    def _start(self, *, in_one: bool = False) -> None:
        self._wait.stop()
        if self._order is not None:
            self._slices = _drawn(self._order, self.sheet, in_one=in_one)
            self._is_live = self._order.is_live
            self.spent_s = 0.0
            self._next.start()

    def _step(self) -> None:
        if self._slices is None:
            self._next.stop()
            return
        begun = time.thread_time()
        until = time.perf_counter() + (LIVE_SLICE_S if self._is_live else SLICE_S)
        made: Sheet | None = None
        try:
            while made is None:
                made = next(self._slices)
                if time.perf_counter() >= until:
                    break
            self.spent_s += time.thread_time() - begun
        except StopIteration:
            self._next.stop()
            self._slices = None
            self.finished.emit()
        except Exception as error:
            self._next.stop()
            self._slices = None
            self.failed.emit(error)
        if made is not None:
            self.sheet = made
            self.made.emit(made)


def _drawn(order: Order, old: Sheet | None, *, in_one: bool) -> Iterator[Sheet | None]:
    """Draw a picture step by step: first what the map shows, then the margin around it.

    It knows nothing of who wants it: given up in the middle, it goes with whoever held it.

    Parameters
    ----------
    old
        The sheet before it, whose county is used again where it is the same, or all but some townships are.
    in_one
        Nobody looks before all of it is there.
    """
    viewport, visible = picture_viewport(order.window, order.pixel_ratio)
    is_seen = False
    if old is not None and old.fits(order.window, order.pixel_ratio) and old.covers(order.window):
        ground = old.base if old.ground == order.ground else (yield from _recoloured(order, old))
        if ground is not None:
            letters = yield from _top(order, old.viewport, _place_of(order.window, old))
            yield _sheet(order, old.viewport, ground, letters)
            if old.viewport == viewport:
                return
            is_seen = True
    base = _base(viewport, is_clear=order.scene.options.on_ground)
    if is_seen or in_one:
        yield from _paint(base, order, viewport, Parts.BASE, visible)
        letters = yield from _top(order, viewport, visible)
    else:
        yield from _paint(base, order, viewport, Parts.BASE, visible, only=visible)
        letters = yield from _top(order, viewport, visible)
        cut = visible.toRect()
        seen = Viewport(viewport.box_of(visible), cut.width(), cut.height(), viewport.px_per_pt)
        yield _sheet(order, seen, base.copy(cut), letters.copy(cut))
        yield from _paint(base, order, viewport, Parts.BASE, visible, but=visible)
    yield _sheet(order, viewport, base, letters)


def _recoloured(order: Order, old: Sheet) -> Generator[None, None, QImage | None]:
    """The county of a sheet with other colours of some townships; ``None`` where more is different."""
    boxes = order.scene.recoloured(old.scene)
    if boxes is None:
        return None
    if not boxes:
        return old.base
    base, seen = old.base.copy(), _place_of(old.window, old)
    base.setDevicePixelRatio(1.0)
    yield
    for min_x, min_y, max_x, max_y in boxes:
        corner, end = old.viewport.to_px(min_x, max_y), old.viewport.to_px(max_x, min_y)
        # Whole pixels, and those that the edges of the area only touch.
        part = QRectF(QRectF(corner, end).adjusted(-1, -1, 1, 1).toAlignedRect() & base.rect())
        if part.isEmpty():
            continue
        if base.hasAlphaChannel():
            with QPainter(base) as painter:
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
                painter.fillRect(part, Qt.GlobalColor.transparent)
        yield from _paint(base, order, old.viewport, Parts.BASE, seen, only=part, seen=seen)
    return base


def _place_of(window: MapWindow, sheet: Sheet) -> QRectF:
    """Pixels of a sheet that a window shows."""
    ratio = sheet.pixel_ratio
    left, top = window.to_px(sheet.viewport.shown[0], sheet.viewport.shown[3])
    return QRectF(-left * ratio, -top * ratio, window.width_px * ratio, window.height_px * ratio)


def _sheet(order: Order, viewport: Viewport, base: QImage, top: QImage) -> Sheet:
    for image in (base, top):
        image.setDevicePixelRatio(order.pixel_ratio)
    return Sheet(
        base, top, viewport, order.pixel_ratio, order.ground, order.generation, order.window, order.scene
    )


def _top(order: Order, viewport: Viewport, visible: QRectF) -> Generator[None, None, QImage]:
    """Facilities and letters, on nothing."""
    image = _image(viewport, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    yield from _paint(image, order, viewport, TOP, visible)
    return image


def _base(viewport: Viewport, *, is_clear: bool) -> QImage:
    """For the county: on paper, or on nothing where a basemap shall show through."""
    if not is_clear:
        return _image(viewport, QImage.Format.Format_RGB32)
    image = _image(viewport, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image


def _image(viewport: Viewport, image_format: QImage.Format) -> QImage:
    return QImage(round(viewport.width_px), round(viewport.height_px), image_format)


def _paint(
    image: QImage,
    order: Order,
    viewport: Viewport,
    parts: Parts,
    visible: QRectF,
    *,
    only: QRectF | None = None,
    but: QRectF | None = None,
    seen: QRectF | None = None,
) -> Iterator[None]:
    with QPainter(image) as painter:
        yield from order.scene.steps(
            painter, viewport, parts, keep_inside=visible, only=only, but=but, seen=seen
        )
