"""What a layer knows of the feature that was clicked."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFormLayout, QScrollArea, QVBoxLayout, QWidget

from models.county.layer import Layer
from models.findings.numbers import exact, figure_text
from models.kernel.text import has_text, t
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.widgets.parts import label


class IdentifyPanel(Retranslated, QScrollArea):
    """Attributes of one feature, with its area or length.

    Signals
    -------
    title_changed(str)
        What the panel is about.
    """

    title_changed = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._picked: tuple[str, int] = ("", -1)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        session.feature_picked.connect(self.show_feature)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.show_feature(*self._picked)

    @property
    def has_feature(self) -> bool:
        """Whether there is something to show."""
        return self._picked[1] >= 0 and self._layer() is not None

    def forget(self) -> None:
        """Show nothing."""
        self._picked = ("", -1)

    def _layer(self) -> Layer | None:
        for layer in self._session.project.layers:
            if layer.id == self._picked[0]:
                return layer
        return None

    def show_feature(self, layer_id: str, row: int) -> None:
        """Show row ``row`` of a layer; ("", -1) for nothing."""
        self._picked = (layer_id, row)
        layer = self._layer()
        if layer is None or not 0 <= row < len(layer):
            self._picked = ("", -1)
            return
        content = QWidget()
        content.setObjectName("panel")
        content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        box = QVBoxLayout(content)
        box.setContentsMargins(14, 2, 14, 8)
        form = QFormLayout()
        form.setSpacing(4)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for name, value in feature_rows(layer, row, self._session):
            key = label("muted")
            key.setText(name)
            text = label(wrap=True)
            text.setText(value)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(key, text)
        box.addLayout(form)
        box.addStretch(1)
        self.setWidget(content)
        lang = self._session.lang
        name = str(layer.text("name")[row]) or f"{row + 1}"
        self.title_changed.emit(f"{name} · {layer.title(lang)}")


def feature_rows(layer: Layer, row: int, session: Session) -> list[tuple[str, str]]:
    """Return the attributes of a feature as (name, value), unknown ones left out, its measure last."""
    lang = session.lang
    rows: list[tuple[str, str]] = []
    frame = layer.frame
    for column in frame.columns:
        if column == frame.geometry.name:
            continue
        value = frame[column].iloc[row]
        # What is not equal to itself is one of the several ways to say "not a number" or "not a time".
        if value is None or str(value) in ("", "<NA>", "NaT") or (np.isscalar(value) and value != value):
            continue
        name = t(f"field.{column}", lang) if has_text(f"field.{column}") else str(column)
        is_number = isinstance(value, (int, float, np.number)) and not isinstance(value, (bool, np.bool_))
        rows.append((name, exact(float(value)) if is_number else str(value)))
    shape = layer.geometries[row]
    if shape is not None and shape.area > 0:
        rows.append((term("column.township.area.name"), figure_text(float(shape.area), "m2", lang)))
    elif shape is not None and shape.length > 0:
        rows.append(
            (
                QCoreApplication.translate("IdentifyPanel", "Length"),
                figure_text(float(shape.length), "m", lang),
            )
        )
    return rows
