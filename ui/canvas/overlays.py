"""What lies on the map's edges: legend, scale bar, north arrow and zoom buttons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QToolButton, QVBoxLayout, QWidget

from ui.cartography.legend import LegendEntry
from ui.cartography.style import Colour, map_style
from ui.cartography.viewport import SCREEN_PX_PER_PT
from ui.icons import icon

if TYPE_CHECKING:
    from ui.canvas.canvas import MapCanvas

MARGIN_PX = 12
LEGEND_SHARE = 0.62
"""The legend is at most this share of the map high; more is reached by scrolling."""
SIGN_PX = QSize(22, 15)
ROW_GAP_PX = 3
GROUP_GAP_PX = 7
BUTTON_PX = 30


class LegendBody(QWidget):
    """The legend's lines, painted by the map's own signs."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._entries: tuple[LegendEntry, ...] = ()
        self._dark = False

    def show_entries(self, entries: tuple[LegendEntry, ...], *, dark: bool) -> None:
        """Show other lines."""
        self._entries, self._dark = entries, dark
        self.setFixedSize(self.sizeHint())
        self.update()

    @property
    def _title_font(self) -> QFont:
        font = QFont(self.font())
        font.setBold(True)
        return font

    @property
    def _row_px(self) -> float:
        return max(QFontMetricsF(self.font()).height(), SIGN_PX.height()) + ROW_GAP_PX

    def _rows(self) -> list[tuple[float, str, LegendEntry | None]]:
        """Lines from top to bottom: (top, text, entry), without an entry for a group's title."""
        rows: list[tuple[float, str, LegendEntry | None]] = []
        y, group = 0.0, ""
        for entry in self._entries:
            if entry.group != group:
                group = entry.group
                y += GROUP_GAP_PX if rows else 0
                rows.append((y, group, None))
                y += self._row_px
            text = entry.text if entry.count is None else f"{entry.text}  ({entry.count:,})"
            rows.append((y, text, entry))
            y += self._row_px
        return rows

    def sizeHint(self) -> QSize:
        """Size that shows every line."""
        rows = self._rows()
        plain, bold = QFontMetricsF(self.font()), QFontMetricsF(self._title_font)
        widths = [
            SIGN_PX.width() + 8 + plain.horizontalAdvance(text) if entry else bold.horizontalAdvance(text)
            for _, text, entry in rows
        ]
        height = rows[-1][0] + self._row_px if rows else 0.0
        return QSize(round(max(widths, default=0.0)) + 2, round(height))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines that are seen."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        page = map_style(self._dark).page
        for top, text, entry in self._rows():
            if top > event.rect().bottom() or top + self._row_px < event.rect().top():
                continue
            line = QRectF(0, top, self.width(), self._row_px)
            painter.setFont(self._title_font if entry is None else self.font())
            painter.setPen(page.text.q)
            if entry is not None:
                painter.save()
                sign = QRectF(0, 0, SIGN_PX.width(), SIGN_PX.height())
                sign.moveCenter(QRectF(0, top, SIGN_PX.width(), self._row_px).center())
                entry.paint(painter, sign, SCREEN_PX_PER_PT)
                painter.restore()
                line.setLeft(SIGN_PX.width() + 8)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


class Legend(QFrame):
    """A panel in the map's lower left corner that folds into its title."""

    def __init__(self, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self.setObjectName("mapLegend")
        self._canvas = canvas
        self._header = QToolButton(self)
        self._header.setObjectName("mapLegendHeader")
        self._header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._header.setAutoRaise(True)
        self._header.setIconSize(QSize(12, 12))
        self._header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._header.clicked.connect(self.toggle)
        self._body = LegendBody(self)
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 7)
        layout.setSpacing(2)
        layout.addWidget(self._header, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._scroll)
        self.is_folded = False
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def toggle(self) -> None:
        """Fold or unfold."""
        self.set_folded(not self.is_folded)

    def set_folded(self, folded: bool) -> None:
        """Show the title only, or everything."""
        self.is_folded = folded
        self.retranslate()
        self.place()

    def retranslate(self) -> None:
        """Put the title in the present language."""
        self._header.setText(self.tr("Legend"))
        self._header.setIcon(icon("chevron-right" if self.is_folded else "chevron-down"))
        self._header.setToolTip(self.tr("Show the legend") if self.is_folded else self.tr("Fold the legend"))

    def show_entries(self, entries: Sequence[LegendEntry], *, dark: bool) -> None:
        """Show other lines, on a ground of the map's own panel colour."""
        page = map_style(dark).page
        self.setStyleSheet(
            f"#mapLegend {{ background: {_css(page.panel)}; border: 1px solid {page.panel_line};"
            " border-radius: 4px; }"
            f"#mapLegendHeader {{ border: none; background: transparent; padding: 1px; color: {page.text};"
            " font-weight: bold; }"
            "QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }"
        )
        self._body.show_entries(tuple(entries), dark=dark)
        self.retranslate()
        self.setVisible(bool(entries))
        self.place()

    def place(self) -> None:
        """Sit in the corner, no larger than the map allows."""
        self._scroll.setVisible(not self.is_folded)
        size = self._body.sizeHint()
        margins = self.layout().contentsMargins()
        room = round(self._canvas.height() * LEGEND_SHARE)
        head = self._header.sizeHint().height() + margins.top() + margins.bottom() + 4
        height = min(size.height(), max(room - head, 40))
        bar = self._scroll.verticalScrollBar().sizeHint().width() if height < size.height() else 0
        self._scroll.setFixedSize(size.width() + bar + 2, height + 2)
        self.adjustSize()
        self.move(MARGIN_PX, self._canvas.height() - self.height() - MARGIN_PX)


class ZoomButtons(QFrame):
    """Plus, minus and the whole county, above the scale bar."""

    def __init__(self, canvas: MapCanvas) -> None:
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
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(action)
            layout.addWidget(button)
            self._buttons[name] = button
        self.setCursor(Qt.CursorShape.ArrowCursor)

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

    def __init__(self, canvas: MapCanvas) -> None:
        self._canvas = canvas
        self.legend = Legend(canvas)
        self.zoom = ZoomButtons(canvas)
        self.zoom.restyle()
        self._is_legend_shown = True

    def show_legend(self, shown: bool) -> None:
        """Show the legend, or take it away."""
        self._is_legend_shown = shown
        self.scene_changed()

    def scene_changed(self) -> None:
        """Show what the new scene shows."""
        scene = self._canvas.stage.scene
        shown = scene is not None and self._is_legend_shown and self._canvas.session.has_project
        self.legend.show_entries(
            scene.legend() if scene is not None and shown else (), dark=self._canvas.is_dark
        )
        self.zoom.restyle()
        self.place()

    def place(self) -> None:
        """The map has another size."""
        self.legend.place()
        self.zoom.place()

    def retranslate(self) -> None:
        """The language changed."""
        self.legend.retranslate()
        self.zoom.retranslate()

    def paint(self, painter: QPainter) -> None:
        """Paint scale bar and north arrow, in logical pixels of the map."""
        scene = self._canvas.stage.scene
        if scene is not None:
            margin_pt = MARGIN_PX / SCREEN_PX_PER_PT
            scene.draw_furniture(painter, self._canvas.screen_viewport, margin_pt=margin_pt)

    def paint_into(self, painter: QPainter) -> None:
        """Paint everything but the buttons, for a picture of the map."""
        self.paint(painter)
        if self.legend.isVisibleTo(self._canvas):
            painter.save()
            painter.translate(self.legend.pos())
            self.legend.render(painter, QPoint())
            painter.restore()


def _css(colour: Colour) -> str:
    """Colour for a style sheet, with its alpha."""
    c = colour.q
    return f"rgba({c.red()}, {c.green()}, {c.blue()}, {c.alpha()})"
