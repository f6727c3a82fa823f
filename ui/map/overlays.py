"""What lies on the map's edges, and nothing else does: scale bar, north arrow and zoom buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout

from ui.cartography.furniture import draw_north_arrow, draw_scale_bar
from ui.cartography.style import Colour, map_style
from ui.cartography.viewport import SCREEN_PX_PER_PT
from ui.core.icons import icon
from ui.core.themes import current_theme
from ui.map.host import MapView

MARGIN_PX = 12
BUTTON_PX = 30


class ZoomButtons(QFrame):
    """Plus, minus and the whole county, above the scale bar."""

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        self.setObjectName("mapZoom")
        self._canvas = canvas
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._buttons: dict[str, QToolButton] = {}
        for name, action in (
            ("plus", lambda: canvas.zoom_by(1.5)),
            ("minus", lambda: canvas.zoom_by(1 / 1.5)),
            ("county", canvas.zoom_county),
        ):
            button = QToolButton(self)
            button.setObjectName(f"mapZoom_{name}")
            button.setFixedSize(BUTTON_PX, BUTTON_PX)
            button.setIconSize(QSize(16, 16))
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard to the map
            button.clicked.connect(action)
            layout.addWidget(button)
            self._buttons[name] = button
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.restyle()

    def retranslate(self) -> None:
        """Put tips in the present language, and icons in the theme's colour."""
        tips = {
            "plus": self.tr("Zoom in (+)"),
            "minus": self.tr("Zoom out (-)"),
            "county": self.tr("Whole county (Home)"),
        }
        for name, button in self._buttons.items():
            button.setToolTip(tips[name])
            button.setAccessibleName(tips[name])
            button.setIcon(icon(name, map_style(self._canvas.is_dark).page.text))

    def restyle(self) -> None:
        """Wear the map's own panel colour."""
        page = map_style(self._canvas.is_dark).page
        self.setStyleSheet(
            f"#mapZoom {{ background: {_css(page.panel)}; border: 1px solid {page.panel_line};"
            " border-radius: 4px; }"
            "QToolButton { border: none; border-radius: 3px; background: transparent; padding: 0px; }"
            f"QToolButton:hover {{ background: {page.panel_line}; }}"
            f"QToolButton:focus {{ border: 1px solid {current_theme().accent}; }}"
        )
        self.retranslate()

    def place(self) -> None:
        """Sit above the scale bar, at the right edge."""
        self.adjustSize()
        furniture = map_style().furniture
        below = round((furniture.scalebar_height_pt + furniture.text_pt * 1.6) * SCREEN_PX_PER_PT) + 22
        self.move(
            self._canvas.width() - self.width() - MARGIN_PX,
            max(self._canvas.height() - self.height() - MARGIN_PX - below, MARGIN_PX),
        )


class Overlays:
    """Keeps all of it in place and up to date."""

    def __init__(self, canvas: MapView) -> None:
        self._canvas = canvas
        self._is_dark = canvas.is_dark
        self._furniture_kept: tuple[object, tuple[tuple[QRectF, QPixmap], ...]] | None = None
        self.zoom = ZoomButtons(canvas)

    def scene_changed(self) -> None:
        """Wear the colours of the scene."""
        if self._is_dark != self._canvas.is_dark:
            self._is_dark = self._canvas.is_dark
            self.zoom.restyle()

    def place(self) -> None:
        """The map has another size."""
        self.zoom.place()

    def retranslate(self) -> None:
        """The language changed."""
        self.zoom.retranslate()

    def paint(self, painter: QPainter) -> None:
        """Paint scale bar and north arrow, in logical pixels of the map."""
        for rect, picture in self.furniture(self._canvas.devicePixelRatioF()):
            painter.drawPixmap(rect.topLeft(), picture)

    def furniture(self, ratio: float) -> tuple[tuple[QRectF, QPixmap], ...]:
        """Scale bar and north arrow on grounds that keep the map's letters out; kept until they change.

        Parameters
        ----------
        ratio
            Device pixels per logical pixel of the pictures.
        """
        canvas = self._canvas
        viewport = canvas.screen_viewport
        key = (viewport.metres_per_px, viewport.rect_px, ratio, canvas.is_dark, canvas.session.lang)
        if self._furniture_kept is None or self._furniture_kept[0] != key:
            style = map_style(canvas.is_dark)
            corner = QPointF(viewport.width_px - MARGIN_PX - 4, viewport.height_px - MARGIN_PX - 2)
            top = QPointF(viewport.width_px - MARGIN_PX - 12, MARGIN_PX + 3)
            made = (
                self._on_ground(ratio, lambda painter: draw_scale_bar(painter, viewport, corner, style)),
                self._on_ground(
                    ratio,
                    lambda painter: draw_north_arrow(painter, viewport, top, style, canvas.session.lang),
                ),
            )
            self._furniture_kept = (key, made)
        return self._furniture_kept[1]

    def _on_ground(self, ratio: float, draw: Callable[[QPainter], QRectF]) -> tuple[QRectF, QPixmap]:
        """Picture of something, cut out around what it says it covers, on the map's panel colour."""
        whole = QPixmap(self._canvas.size() * ratio)
        whole.setDevicePixelRatio(ratio)
        whole.fill(Qt.GlobalColor.transparent)
        with QPainter(whole) as painter:
            covers = draw(painter).adjusted(-4, -3, 4, 2).toAlignedRect()
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOver)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ground = QColor(map_style(self._canvas.is_dark).page.panel.q)
            ground.setAlpha(190)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(covers, 4, 4)
        part = QRectF(covers.x() * ratio, covers.y() * ratio, covers.width() * ratio, covers.height() * ratio)
        return QRectF(covers), whole.copy(part.toAlignedRect())


def _css(colour: Colour) -> str:
    """Colour for a style sheet, with its alpha."""
    c = colour.q
    return f"rgba({c.red()}, {c.green()}, {c.blue()}, {c.alpha()})"
