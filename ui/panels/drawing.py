"""How an outline is drawn: its form, a size that is typed, corners at coordinates."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.core.i18n import Retranslated
from ui.core.icons import icon
from ui.core.session import Session
from ui.map.drawshapes import SHAPES
from ui.widgets.parts import label

_PAIR = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,，\s]\s*(-?\d+(?:\.\d+)?)\s*")


class DrawPanel(Retranslated, QWidget):
    """Stands in the inspector while an outline is drawn.

    Signals
    -------
    shape_chosen(str)
        Another form: one of :data:`SHAPES`.
    size_typed(str)
        A size as the drawing tool reads it; empty for none.
    corner_typed(tuple)
        A place (x_m, y_m) that is exact.
    finish_wanted
        What is drawn shall be closed.
    """

    shape_chosen = Signal(str)
    size_typed = Signal(str)
    corner_typed = Signal(tuple)
    finish_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shape = SHAPES[0]
        self.shapes = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        forms = QGridLayout()
        forms.setSpacing(4)
        for at, shape in enumerate(SHAPES):
            button = QToolButton()
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, shape=shape: self.choose(shape))
            self.shapes.addButton(button)
            self._buttons[shape] = button
            forms.addWidget(button, at // 2, at % 2)
        self._heading, self._note = label("muted"), label("muted", wrap=True)
        self._names = {name: label("muted") for name in ("area", "width", "height", "radius", "at")}
        self.fields = {name: QLineEdit() for name in self._names}
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(5)
        for row, (name, edit) in enumerate(self.fields.items()):
            grid.addWidget(self._names[name], row, 0)
            grid.addWidget(edit, row, 1)
            self._names[name].setBuddy(edit)
            if name != "at":
                edit.textEdited.connect(lambda _, name=name: self._on_size(name))
                edit.returnPressed.connect(self.finish_wanted)
        self.fields["at"].returnPressed.connect(self._on_corner)
        self.finish_button = QPushButton()
        self.finish_button.setProperty("primary", True)
        self.finish_button.clicked.connect(self.finish_wanted)
        end = QHBoxLayout()
        end.addStretch(1)
        end.addWidget(self.finish_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 6, 14, 6)
        box.setSpacing(8)
        box.addWidget(self._heading)
        box.addLayout(forms)
        box.addLayout(grid)
        box.addWidget(self._note)
        box.addLayout(end)
        box.addStretch(1)
        self.retranslate()
        self.restyle()
        self._show_shape()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        for shape, text in {
            "polygon": self.tr("Polygon"),
            "rectangle": self.tr("Rectangle"),
            "circle": self.tr("Circle"),
            "freehand": self.tr("Free hand"),
            "trace": self.tr("Along a line"),
        }.items():
            self._buttons[shape].setText(text)
        for name, text in {
            "area": self.tr("Area (m²)"),
            "width": self.tr("Width (m)"),
            "height": self.tr("Height (m)"),
            "radius": self.tr("Radius (m)"),
            "at": self.tr("At"),
        }.items():
            self._names[name].setText(text)
            self.fields[name].setAccessibleName(text)
        self._heading.setText(self.tr("Form"))
        self.fields["at"].setPlaceholderText(self.tr("longitude, latitude or X, Y"))
        self._note.setText(
            self.tr(
                "Coordinates and Enter put a corner there, or with a size the whole outline about it. "
                "Ctrl holds snapping off."
            )
        )
        self.finish_button.setText(self.tr("Draw it"))

    def restyle(self) -> None:
        """Draw the icons in the colours of the theme in force."""
        for shape, button in self._buttons.items():
            button.setIcon(icon(f"draw-{shape}"))

    def begin(self) -> None:
        """Something else is drawn: nothing is typed yet."""
        for edit in self.fields.values():
            edit.clear()
        self._show_shape()

    def choose(self, shape: str) -> None:
        """Take a form."""
        self._shape = shape
        self.begin()
        self.size_typed.emit("")
        self.shape_chosen.emit(shape)

    def _show_shape(self) -> None:
        self._buttons[self._shape].setChecked(True)
        shown = {
            "area": True,
            "width": self._shape == "rectangle",
            "height": self._shape == "rectangle",
            "radius": self._shape == "circle",
            "at": self._shape != "freehand",
        }
        for name, is_shown in shown.items():
            self.fields[name].setVisible(is_shown)
            self._names[name].setVisible(is_shown)

    def _text(self, name: str) -> str:
        return self.fields[name].text().strip().replace(",", "").replace("，", "")

    def _on_size(self, name: str) -> None:
        """One kind of size at a time: what was typed last counts."""
        kinds = {
            "area": ("area",),
            "width": ("width", "height"),
            "height": ("width", "height"),
            "radius": ("radius",),
        }
        for other in ("area", "width", "height", "radius"):
            if other not in kinds[name]:
                self.fields[other].clear()
        if name == "area":
            typed = self._text("area")
        elif name == "radius":
            typed = f"r{self._text('radius')}" if self._text("radius") else ""
        else:
            typed = f"{self._text('width')}x{self._text('height')}" if self._text("width") else ""
        self.size_typed.emit(typed)

    def _on_corner(self) -> None:
        found = _PAIR.fullmatch(self.fields["at"].text())
        place = self._place(float(found[1]), float(found[2])) if found is not None else None
        is_wrong = place is None
        self.fields["at"].setProperty("invalid", is_wrong)
        self.fields["at"].style().unpolish(self.fields["at"])
        self.fields["at"].style().polish(self.fields["at"])
        if place is not None:
            self.fields["at"].clear()
            self.corner_typed.emit(place)

    def _place(self, first: float, second: float) -> tuple[float, float] | None:
        """Project coordinates of a pair: degrees in either order, or easting and northing in metres."""
        from layers.coordinates.crs import prefixed_easting, transformer

        epsg = self._session.project.settings.crs_epsg
        if abs(first) <= 180 and abs(second) <= 180:
            lon, lat = (second, first) if abs(second) > 90 >= abs(first) else (first, second)
            x_m, y_m = transformer(4490, epsg).transform(lon, lat)
            return float(x_m), float(y_m)
        east, north = (second, first) if second < first else (first, second)
        if east > 1_000_000 and first > 1_000_000 and second > 1_000_000:
            # With the zone in front, as the status bar shows it: 39,399,075.
            east, north = max(first, second), min(first, second)
            east -= prefixed_easting(0.0, epsg)
        return (east, north) if 0 < east < 1_000_000 and 0 < north < 10_000_000 else None
