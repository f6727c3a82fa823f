"""Find a township, village, facility or any feature of a layer by name."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import shapely
from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from models.county.layer import Layer, Role
from models.kernel.arrays import Objects
from models.kernel.text import t
from ui.core.guard import guarded
from ui.core.i18n import Retranslated
from ui.core.icons import icon
from ui.core.session import Session

MAX_HITS = 12
POINT_MARGIN_M = 800.0
"""A point has no extent to zoom to: this much around it is shown."""
_COORDINATES = re.compile(r"([-+]?\d+(?:\.\d+)?)°?[\s,，、]+([-+]?\d+(?:\.\d+)?)°?")
_FIRST_ROLES = (Role.TOWNSHIPS, Role.VILLAGES, Role.DEMAND)


@dataclass(frozen=True)
class Hit:
    """Something found. ``facility_id`` or ``layer_id`` and ``row`` say what."""

    name: str
    kind: str
    bounds: tuple[float, float, float, float]
    facility_id: str = ""
    layer_id: str = ""
    row: int = -1


def find(session: Session, words: str, limit: int = MAX_HITS) -> list[Hit]:
    """Find by name: what begins with the words first, then what contains them; facilities before features."""
    wanted = words.strip().casefold()
    if not wanted:
        return []
    lang = session.lang
    if (place := _at_coordinates(session, words)) is not None:
        return [place]
    begins: list[Hit] = []
    contains: list[Hit] = []
    for facility in session.scenario.facilities.values():
        name = facility.name.casefold()
        if wanted in name:
            kind = t(f"family.{facility.family}.one", lang)
            hit = Hit(facility.name, kind, around(facility.geometry.bounds), facility_id=facility.id)
            (begins if name.startswith(wanted) else contains).append(hit)
    for layer in _searched_layers(session):
        names = layer.text("name")
        found = [i for i, name in enumerate(names) if wanted in name.casefold()]
        for rows in _things(layer, names, found)[: limit * 4]:
            name = names[rows[0]]
            hit = Hit(
                name,
                layer.title(lang),
                around(tuple(shapely.total_bounds(layer.geometries[rows]))),
                layer_id=layer.id,
                row=rows[0],
            )
            (begins if name.casefold().startswith(wanted) else contains).append(hit)
    # Shorter names are nearer to what was typed.
    return [*sorted(begins, key=lambda h: len(h.name)), *sorted(contains, key=lambda h: len(h.name))][:limit]


def _at_coordinates(session: Session, words: str) -> Hit | None:
    """The place of a longitude and a latitude, in either order as far as that can be told."""
    numbers = _COORDINATES.fullmatch(words.strip())
    if numbers is None:
        return None
    from layers.coordinates.crs import transformer

    first, second = float(numbers[1]), float(numbers[2])
    longitude, latitude = (second, first) if abs(second) > 90 >= abs(first) else (first, second)
    if abs(longitude) > 180 or abs(latitude) > 90:
        return None
    x_m, y_m = transformer(4490, session.project.settings.crs_epsg).transform(longitude, latitude)
    if not np.isfinite([x_m, y_m]).all():
        return None
    name = f"{longitude:.6f}°, {latitude:.6f}°"
    return Hit(name, t("map.coordinates", session.lang), around((x_m, y_m, x_m, y_m)))


def _things(layer: Layer, names: Objects, found: list[int]) -> list[list[int]]:
    """Rows of each thing found. Pieces of road or river with one name are one thing; two villages are two."""
    things: dict[str | int, list[int]] = {}
    lines = shapely.get_dimensions(layer.geometries[found]) == 1 if found else ()
    for row, is_line in zip(found, lines, strict=True):
        things.setdefault(str(names[row]) if is_line else row, []).append(row)
    return list(things.values())


def _searched_layers(session: Session) -> list[Layer]:
    layers = [layer for layer in session.project.layers if "name" in layer.columns]
    rank = {role: place for place, role in enumerate(_FIRST_ROLES)}
    return sorted(layers, key=lambda layer: rank.get(layer.role, len(rank)))


def around(bounds: tuple[float, ...]) -> tuple[float, float, float, float]:
    """Return bounds grown so that a point, or something small, has surroundings to be shown in."""
    min_x, min_y, max_x, max_y = (float(value) for value in bounds)
    if not np.isfinite([min_x, min_y, max_x, max_y]).all():
        return min_x, min_y, max_x, max_y
    grow_x = max(0.0, POINT_MARGIN_M - (max_x - min_x) / 2)
    grow_y = max(0.0, POINT_MARGIN_M - (max_y - min_y) / 2)
    return min_x - grow_x, min_y - grow_y, max_x + grow_x, max_y + grow_y


class SearchBox(Retranslated, QLineEdit):
    """Search field with a list below it: arrows choose, Enter goes there, Escape leaves.

    Signals
    -------
    left
        The person is done; the map should have the keyboard again.
    """

    left = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setClearButtonEnabled(True)
        self.setMaximumWidth(230)
        self.setMinimumWidth(120)
        self._lens = self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._popup: QFrame | None = None
        self._list = QListWidget(self)
        self._list.hide()
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setFocusProxy(self)  # its rows are gone through by the arrow keys from here
        self._list.setUniformItemSizes(True)
        self._list.itemClicked.connect(self._go)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(120)
        self._timer.timeout.connect(self._search)
        self.textEdited.connect(lambda _: self._timer.start())
        session.project_replaced.connect(self.clear)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setPlaceholderText(self.tr("Place or facility  Ctrl+K"))
        self.setToolTip(self.tr("Find a township, village, facility or feature by name"))
        self.setAccessibleName(self.toolTip())
        self._list.setAccessibleName(self.toolTip())

    def restyle(self) -> None:
        """Draw the icon in the colours of the theme in force."""
        self._lens.setIcon(icon("search"))

    def start(self) -> None:
        """Put the cursor here, all text selected."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    @property
    def hits(self) -> list[Hit]:
        """What the list shows."""
        items = (self._list.item(row) for row in range(self._list.count()))
        return [hit for item in items if isinstance(hit := item.data(Qt.ItemDataRole.UserRole), Hit)]

    def _search(self) -> None:
        self._timer.stop()
        self._list.clear()
        words = self.text().strip()
        if not words:
            self._hide_popup()
            return
        for hit in find(self._session, words):
            item = QListWidgetItem(f"{hit.name}    {hit.kind}")
            item.setData(Qt.ItemDataRole.UserRole, hit)
            self._list.addItem(item)
        if self._list.count():
            self._list.setCurrentRow(0)
        else:
            nothing = QListWidgetItem(self.tr("Nothing is called “{words}”").format(words=words))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self._list.addItem(nothing)
        self._show_popup()

    def _show_popup(self) -> None:
        if self._popup is None:
            # A child of the window, not a popup window: the keyboard stays in the field.
            self._popup = QFrame(self.window())
            self._popup.setObjectName("popup")
            box = QVBoxLayout(self._popup)
            box.setContentsMargins(1, 1, 1, 1)
            box.addWidget(self._list)
            self._list.show()
            self.window().installEventFilter(self)
        width = max(self.width(), 320)
        height = self._list.count() * max(self._list.sizeHintForRow(0), 22) + 12
        right = self.mapTo(self.window(), QPoint(self.width(), self.height() + 3))
        self._popup.setGeometry(max(4, right.x() - width), right.y(), width, height)
        self._popup.show()
        self._popup.raise_()

    def _hide_popup(self) -> None:
        if self._popup is not None:
            self._popup.hide()

    def _go(self, item: QListWidgetItem | None) -> None:
        hit = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        if not isinstance(hit, Hit):
            return
        self._hide_popup()
        if hit.facility_id:
            self._session.select([hit.facility_id])
        else:
            self._session.feature_picked.emit(hit.layer_id, hit.row)
        self._session.zoom_wanted.emit(hit.bounds)
        self.left.emit()

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, count = self._list.currentRow(), self._list.count()
        match event.key():
            case Qt.Key.Key_Down:
                self._list.setCurrentRow(min(row + 1, count - 1))
            case Qt.Key.Key_Up:
                self._list.setCurrentRow(max(row - 1, 0))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if self._timer.isActive() or (self._popup is None or not self._popup.isVisible()):
                    self._search()
                self._go(self._list.currentItem())
            case Qt.Key.Key_Escape:
                self._hide_popup()
                self.clear()
                self.left.emit()
            case _:
                super().keyPressEvent(event)

    @guarded()
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._hide_popup()

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._hide_popup()
        return super().eventFilter(watched, event)

    @guarded(QSize())
    def sizeHint(self) -> QSize:
        return QSize(210, super().sizeHint().height())
