"""How one layer looks: opacity, colours, width, size, labels."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from models.county.layer import Layer
from ui.cartography.prepared import hazard_of
from ui.cartography.style import RoleStyle, map_style
from ui.core.icons import swatch
from ui.core.said import Telling
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.widgets.parts import label, link_button
from ui.widgets.spins import DecimalSpin

_ICON_PX = 16


def geometry_kind(layer: Layer) -> str:
    """Return ``point``, ``line`` or ``polygon``: what most of a layer is made of."""
    for shape in layer.geometries[:50]:
        if shape is not None:
            name = shape.geom_type
            return "point" if "Point" in name else "line" if "Line" in name else "polygon"
    return "polygon"


def shown_style(layer: Layer) -> RoleStyle:
    """Return how the map draws a layer: its role's style with the planner's changes."""
    return map_style(dark=current_theme().is_dark).layer(layer.role, layer.style, hazard_of(layer))


def layer_icon(layer: Layer) -> QIcon:
    """Return a small picture of how a layer is drawn."""
    style = shown_style(layer)
    picture = QPixmap(_ICON_PX * 2, _ICON_PX * 2)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(2, 2)
        kind = geometry_kind(layer)
        if kind == "point":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush((style.point or style.line or style.fill).q)  # type: ignore[union-attr]
            painter.drawEllipse(QPointF(8, 8), 3.2, 3.2)
        elif kind == "line":
            colour = style.line or style.edge or style.fill
            painter.setPen(QPen(QColor(current_theme().muted if colour is None else colour.q), 2.4))
            painter.drawPolyline(
                QPolygonF([QPointF(1.5, 12.5), QPointF(6, 6), QPointF(10, 9.5), QPointF(14.5, 3)])
            )
        else:
            rect = QRectF(2, 3, 12, 10)
            painter.setPen(Qt.PenStyle.NoPen)
            if style.fill is not None:
                painter.fillRect(rect, style.fill.q)
            if style.hatch is not None:
                painter.fillRect(rect, QColor(style.hatch.q).lighter(150))
            edge = style.line or style.edge or style.hatch or style.fill
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(current_theme().muted) if edge is None else edge.q, 1.2))
            painter.drawRect(rect)
    picture.setDevicePixelRatio(2)
    return QIcon(picture)


class LayerStylePopup(Telling, QFrame):
    """Small window beside the layer list; every change shows at once and is one undo step."""

    def __init__(self, session: Session, layer_id: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._layer_id = layer_id
        layer = self._layer()
        style = shown_style(layer)
        kind = geometry_kind(layer)

        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(0, 100)
        self.opacity.setValue(round(layer.opacity * 100))
        self.opacity.setMinimumWidth(150)
        self.opacity.valueChanged.connect(self._set_opacity)
        self._percent = label("muted")
        self._percent.setText(f"{self.opacity.value()} %")
        self._percent.setMinimumWidth(44)

        title = label("heading")
        title.setText(layer.title(session.lang))
        form = QFormLayout()
        form.setSpacing(8)
        row = QHBoxLayout()
        row.addWidget(self.opacity, 1)
        row.addWidget(self._percent)
        form.addRow(self.tr("Opacity"), row)
        if kind != "point":
            line = style.line or style.edge or style.fill
            self.line_button = self._colour_button("line_color", line)
            form.addRow(self.tr("Line colour"), self.line_button)
            self.width_box = self._number_box(
                "line_width_pt", style.line_width_pt if style.line else style.edge_width_pt
            )
            form.addRow(self.tr("Line width"), self.width_box)
        if kind != "line":
            self.fill_button = self._colour_button(
                "fill_color", style.point if kind == "point" else style.fill
            )
            form.addRow(self.tr("Colour") if kind == "point" else self.tr("Fill colour"), self.fill_button)
        if kind == "point":
            self.size_box = self._number_box("point_size_pt", style.point_size_pt)
            form.addRow(self.tr("Symbol size"), self.size_box)
        self.labels_box = QCheckBox(self.tr("Show names on the map"))
        self.labels_box.setTristate(False)
        self.labels_box.setChecked(layer.style.show_labels is not False)
        self.labels_box.toggled.connect(lambda is_on: self._set_style(show_labels=is_on))
        form.addRow(self.labels_box)
        reset = link_button(self._reset)
        reset.setText(self.tr("Back to the usual look"))
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 10, 14, 10)
        box.setSpacing(8)
        box.addWidget(title)
        box.addLayout(form)
        box.addWidget(reset, 0, Qt.AlignmentFlag.AlignLeft)

    def show_at(self, position: QPoint) -> None:
        """Show beside a point of the screen, wholly on it."""
        self.adjustSize()
        screen = (QGuiApplication.screenAt(position) or QGuiApplication.primaryScreen()).availableGeometry()
        x = min(position.x(), screen.right() - self.width() - 4)
        y = min(position.y(), screen.bottom() - self.height() - 4)
        self.move(max(x, screen.left()), max(y, screen.top()))
        self.show()
        self.opacity.setFocus(Qt.FocusReason.PopupFocusReason)

    def _layer(self) -> Layer:
        return self._session.project.layer(self._layer_id)

    # -- editors -------------------------------------------------------------------------------------------
    def _colour_button(self, field: str, colour: str | None) -> QPushButton:
        button = QPushButton()
        button.setIcon(swatch((colour or current_theme().panel)[:7]))
        button.setText((colour or "")[:7])
        button.clicked.connect(lambda: self._choose_colour(field, button))
        return button

    def _number_box(self, field: str, value: float) -> QDoubleSpinBox:
        box = DecimalSpin()
        box.setRange(0.1, 40.0)
        box.setSingleStep(0.2)
        box.setDecimals(1)
        box.setSuffix(" pt")
        box.setValue(value)
        box.valueChanged.connect(lambda number: self._set_style(**{field: round(number, 1)}))
        return box

    def _choose_colour(self, field: str, button: QPushButton) -> None:
        # The dialog belongs to the window: this popup closes as soon as another window takes over.
        session, layer_id, text = self._session, self._layer_id, self.tr("Appearance of a layer")
        chosen = QColorDialog.getColor(QColor(button.text() or "#808080"), self.window().parentWidget())
        if chosen.isValid():
            layer = session.project.layer(layer_id)
            changed: dict[str, Any] = {field: chosen.name()}
            style = replace(layer.style, **changed)
            session.push(session.project.layer_edit(layer_id, style=style), text)

    # -- edits ---------------------------------------------------------------------------------------------
    def _set_opacity(self, percent: int) -> None:
        self._percent.setText(f"{percent} %")
        self._session.push(
            self._session.project.layer_edit(self._layer_id, opacity=percent / 100),
            self.tr("Appearance of a layer"),
            merge_key=f"opacity:{self._layer_id}",
        )

    def _set_style(self, **changes: Any) -> None:
        style = replace(self._layer().style, **changes)
        key = f"style:{self._layer_id}:{','.join(changes)}"
        self._session.push(
            self._session.project.layer_edit(self._layer_id, style=style),
            self.tr("Appearance of a layer"),
            merge_key=key,
        )

    def _reset(self) -> None:
        from models.county.layer import LayerStyle

        self._session.push(
            self._session.project.layer_edit(self._layer_id, style=LayerStyle(), opacity=1.0),
            self.tr("Appearance of a layer"),
        )
        self.close()
