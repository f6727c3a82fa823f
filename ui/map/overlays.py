"""What lies on the map's edges: legend, scale bar, north arrow and zoom buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFrame, QScrollArea, QToolButton, QVBoxLayout, QWidget

from ui.cartography.furniture import draw_north_arrow, draw_scale_bar
from ui.cartography.legend import LegendEntry
from ui.cartography.style import Colour, map_style
from ui.cartography.viewport import SCREEN_PX_PER_PT
from ui.core.guard import guarded
from ui.core.i18n import term
from ui.core.icons import icon
from ui.map.host import MapView

MARGIN_PX = 12
LEGEND_SHARE = 0.48
"""The legend is at most this share of the map high; more is reached by unfolding and scrolling."""
OPEN_AT_FIRST = ("theme", "coverage", "uncovered")
"""Groups that are open until they are clicked; the layer list explains the others beside the map."""
FONT_FACTOR = 0.92
SIGN_PX = QSize(20, 13)
FOLD_PX = 14
TEXT_LEFT_PX = FOLD_PX + SIGN_PX.width() + 6
ROW_GAP_PX = 1
GROUP_GAP_PX = 3
BUTTON_PX = 30


@dataclass(frozen=True)
class _Row:
    """One line of the legend: a group's title (without an entry) or a sign with its words."""

    top_px: float
    text: str
    group: str
    entry: LegendEntry | None = None


class LegendBody(QWidget):
    """The legend's lines, painted by the map's own signs, in groups that fold.

    What the colours mean is open as far as there is room for it; a click on a title decides otherwise.
    """

    folded = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._entries: tuple[LegendEntry, ...] = ()
        self._dark = False
        self._room_px = 0.0
        self._chosen: dict[str, bool] = {}
        self._rows: tuple[_Row, ...] = ()

    def show_entries(self, entries: tuple[LegendEntry, ...], *, dark: bool, room_px: float) -> None:
        """Show other lines, or the same ones in another height."""
        self._entries, self._dark, self._room_px = entries, dark, room_px
        font = QFont(self.window().font())
        font.setPointSizeF(font.pointSizeF() * FONT_FACTOR)
        self.setFont(font)
        self._rows = self._laid_out()
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

    def _groups(self) -> dict[str, list[LegendEntry]]:
        """Entries by group; a group keeps its name when the language changes."""
        groups: dict[str, list[LegendEntry]] = {}
        last, name = "", ""
        for entry in self._entries:
            if entry.group != last:
                last, name = entry.group, entry.key.partition(".")[0]
            groups.setdefault(name, []).append(entry)
        return groups

    def _laid_out(self) -> tuple[_Row, ...]:
        groups, row_px = self._groups(), self._row_px
        open_ones = self._open_groups(groups)
        rows: list[_Row] = []
        y = 0.0
        for name, entries in groups.items():
            if entries[0].group:
                y += GROUP_GAP_PX if rows else 0
                rows.append(_Row(y, entries[0].group, name))
                y += row_px
            for entry in entries if name in open_ones else ():
                text = entry.text if entry.count is None else f"{entry.text}  ({entry.count:,})"
                rows.append(_Row(y, text, name, entry))
                y += row_px
        return tuple(rows)

    def _open_groups(self, groups: dict[str, list[LegendEntry]]) -> set[str]:
        row_px = self._row_px
        left = self._room_px - len(groups) * (row_px + GROUP_GAP_PX)
        open_ones = {name for name in groups if self._chosen.get(name)}
        left -= sum(len(groups[name]) * row_px for name in open_ones)
        for name, entries in groups.items():
            wanted = name in OPEN_AT_FIRST and name not in self._chosen
            if wanted and len(entries) * row_px <= left:
                open_ones.add(name)
                left -= len(entries) * row_px
        return open_ones

    @guarded(QSize())
    def sizeHint(self) -> QSize:
        """Size that shows every line, as wide as the widest group so that folding does not jump."""
        plain, bold = QFontMetricsF(self.font()), QFontMetricsF(self._title_font)
        widths = [TEXT_LEFT_PX + plain.horizontalAdvance(row.text) for row in self._rows if row.entry]
        widths += [FOLD_PX + bold.horizontalAdvance(row.text) for row in self._rows if not row.entry]
        height = self._rows[-1].top_px + self._row_px if self._rows else 0.0
        return QSize(round(max(widths, default=0.0)) + 2, round(height))

    def _title_at(self, y_px: float) -> _Row | None:
        for row in self._rows:
            if row.entry is None and row.top_px <= y_px < row.top_px + self._row_px:
                return row
        return None

    @guarded()
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Fold or unfold a group."""
        title = self._title_at(event.position().y())
        if title is not None:
            is_open = any(row.entry and row.group == title.group for row in self._rows)
            self._chosen[title.group] = not is_open
            self.folded.emit()
        event.accept()

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines that are seen."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        page, row_px = map_style(self._dark).page, self._row_px
        open_ones = {row.group for row in self._rows if row.entry}
        for row in self._rows:
            if row.top_px > event.rect().bottom() or row.top_px + row_px < event.rect().top():
                continue
            line = QRectF(0, row.top_px, self.width(), row_px)
            painter.setFont(self.font() if row.entry else self._title_font)
            if row.entry is not None:
                painter.save()
                sign = QRectF(0, 0, SIGN_PX.width(), SIGN_PX.height())
                sign.moveCenter(QRectF(FOLD_PX, row.top_px, SIGN_PX.width(), row_px).center())
                row.entry.paint(painter, sign, SCREEN_PX_PER_PT * FONT_FACTOR)
                painter.restore()
                line.setLeft(TEXT_LEFT_PX)
            else:
                chevron = "chevron-down" if row.group in open_ones else "chevron-right"
                side = FOLD_PX - 3
                at = QRectF(0, row.top_px + (row_px - side) / 2, side, side).toRect()
                icon(chevron, page.muted).paint(painter, at)
                line.setLeft(FOLD_PX)
            painter.setPen(page.text.q)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, row.text)


class Legend(QFrame):
    """A panel in the map's lower left corner that folds into its title."""

    def __init__(self, canvas: MapView) -> None:
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
        self._entries: tuple[LegendEntry, ...] = ()
        self._body = LegendBody(self)
        self._body.folded.connect(self.place)
        self._scroll = QScrollArea(self)
        self._scroll.setObjectName("mapLegendScroll")
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._body)
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 7)
        layout.setSpacing(2)
        layout.addWidget(self._header, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._scroll)
        self.is_folded = False
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.restyle()

    @property
    def has_entries(self) -> bool:
        """Whether there is anything to show."""
        return bool(self._entries)

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
        self._header.setText(term("sheet.legend"))
        self._header.setIcon(icon("chevron-right" if self.is_folded else "chevron-down"))
        self._header.setToolTip(self.tr("Show the legend") if self.is_folded else self.tr("Fold the legend"))

    def restyle(self) -> None:
        """Wear the map's own panel colour."""
        page = map_style(self._canvas.is_dark).page
        self.setStyleSheet(
            f"#mapLegend {{ background: {_css(page.panel)}; border: 1px solid {page.panel_line};"
            " border-radius: 4px; }"
            f"#mapLegendHeader {{ border: none; background: transparent; padding: 1px; color: {page.text};"
            " font-weight: bold; }"
            "#mapLegendScroll, #mapLegendScroll > QWidget > QWidget { background: transparent; }"
        )
        self.retranslate()

    def show_entries(self, entries: Sequence[LegendEntry]) -> None:
        """Show other lines."""
        self._entries = tuple(entries)
        self.place()

    def place(self) -> None:
        """Sit in the corner, no larger than the map allows."""
        canvas = self._canvas
        self.setVisible(bool(self._entries))
        self._scroll.setVisible(not self.is_folded)
        margins = self._layout.contentsMargins()
        head = self._header.sizeHint().height() + margins.top() + margins.bottom() + 4
        room = max(round(canvas.height() * LEGEND_SHARE) - head, 40)
        self._body.show_entries(self._entries, dark=canvas.is_dark, room_px=room)
        size = self._body.sizeHint()
        height = min(size.height(), room)
        bar = self._scroll.verticalScrollBar().sizeHint().width() if height < size.height() else 0
        self._scroll.setFixedSize(size.width() + bar + 2, height + 2)
        self.adjustSize()
        self.move(MARGIN_PX, canvas.height() - self.height() - MARGIN_PX)


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
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
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
        self._is_legend_shown = True
        self._furniture_kept: tuple[object, tuple[tuple[QRectF, QPixmap], ...]] | None = None
        self.legend = Legend(canvas)
        self.zoom = ZoomButtons(canvas)

    def show_legend(self, shown: bool) -> None:
        """Show the legend, or take it away."""
        self._is_legend_shown = shown
        self.scene_changed()

    def scene_changed(self) -> None:
        """Show what the new scene shows."""
        if self._is_dark != self._canvas.is_dark:
            self._is_dark = self._canvas.is_dark
            self.legend.restyle()
            self.zoom.restyle()
        scene = self._canvas.stage.scene
        shown = scene is not None and self._is_legend_shown and self._canvas.session.has_project
        self.legend.show_entries(scene.legend() if scene is not None and shown else ())

    def make_way(self, at_px: QPointF | None) -> None:
        """Take the legend off the place where something is being carried; ``None`` when that has ended."""
        wanted = bool(self.legend.has_entries)
        if at_px is not None and self.legend.geometry().contains(at_px.toPoint()):
            wanted = False
        if self.legend.isVisibleTo(self._canvas) != wanted:
            self.legend.setVisible(wanted)

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
        painter = QPainter(whole)
        covers = draw(painter).adjusted(-4, -3, 4, 2).toAlignedRect()
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOver)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(map_style(self._canvas.is_dark).page.panel.q)
        ground.setAlpha(190)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(covers, 4, 4)
        painter.end()
        part = QRectF(covers.x() * ratio, covers.y() * ratio, covers.width() * ratio, covers.height() * ratio)
        return QRectF(covers), whole.copy(part.toAlignedRect())


def _css(colour: Colour) -> str:
    """Colour for a style sheet, with its alpha."""
    c = colour.q
    return f"rgba({c.red()}, {c.green()}, {c.blue()}, {c.alpha()})"
