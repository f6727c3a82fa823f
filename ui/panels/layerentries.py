"""What the list of layers lists: families of facilities and the county's layers; and the list itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QDropEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
)

from models.facilities.facility import Family, Status
from models.kernel.text import t
from ui.cartography.legend import LegendEntry
from ui.cartography.style import map_style
from ui.core.guard import guarded
from ui.core.icons import icon
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.panels import layersigns
from ui.widgets.layerstyle import layer_icon

FAMILY_ITEM, LAYER_ITEM, MAP_ITEM, SIGN_ITEM = 1001, 1002, 1003, 1004
"""A family, a layer, a choice about the whole map (colours, reach), a sign below any of them."""
KEY = Qt.ItemDataRole.UserRole
"""Where an item keeps what it stands for."""
MOST_LINES = 3
LINES_MARGIN_PX, CHECK_MARGIN_PX = 6, 6


@dataclass(frozen=True)
class Entry:
    """One line of the list."""

    kind: int
    key: str
    text: str
    tip: str
    count: str
    icon: QIcon
    is_on: bool
    signs: Sequence[LegendEntry] = ()


class ShortNames(QStyledItemDelegate):
    """Names in as many lines as they need, but for very long ones: those end in an ellipsis."""

    @guarded(QSize())
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        tree = self.parent()
        if not isinstance(tree, QTreeWidget) or index.column() != 0:
            return super().sizeHint(option, index)
        # Of itself a tree asks for one line, however wide its column is.
        depth = 1 + int(index.parent().isValid())
        check = tree.style().pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth) + CHECK_MARGIN_PX
        wide = QStyleOptionViewItem(option)
        wide.rect = QRect(0, 0, max(1, tree.columnWidth(0) - depth * tree.indentation() - check), 10_000)
        hint = super().sizeHint(wide, index)
        most = MOST_LINES * wide.fontMetrics.lineSpacing() + LINES_MARGIN_PX
        return QSize(hint.width(), min(hint.height(), most))


class LayersTree(QTreeWidget):
    """The list itself; dropping a layer elsewhere asks for a new order and changes nothing by itself.

    Signals
    -------
    dropped(str, int)
        The layer dragged, and the item it was dropped before.
    """

    dropped = Signal(str, int)
    step_wanted = Signal(int)
    remove_wanted = Signal()

    @guarded()
    def dropEvent(self, event: QDropEvent) -> None:
        item = self.currentItem()
        target = self.indexAt(event.position().toPoint())
        is_sign = target.parent().isValid()
        target = target.parent() if is_sign else target
        position = target.row() if target.isValid() else self.topLevelItemCount()
        below = self.dropIndicatorPosition() == QAbstractItemView.DropIndicatorPosition.BelowItem
        if target.isValid() and (below or is_sign):
            position += 1
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        if item is not None and item.type() == LAYER_ITEM:
            self.dropped.emit(item.data(0, KEY), position)

    @guarded(False)
    def event(self, event: QEvent) -> bool:
        # Delete is about the layer here, not about the facilities selected on the map.
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if is_asked and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete:
            event.accept()
            return True
        return super().event(event)

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        with_control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if with_control and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step_wanted.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_wanted.emit()
        else:
            super().keyPressEvent(event)


def family_entries(
    session: Session, hidden: Collection[Family], legend: Sequence[LegendEntry]
) -> list[Entry]:
    """Families that the project has, or whose list could not be read."""
    lang, dark = session.lang, current_theme().is_dark
    style = map_style(dark=dark)
    states: dict[Family, Counter[str]] = {family: Counter() for family in Family}
    for facility in session.scenario.facilities.values():
        states[facility.family][facility.status] += 1
    unread = session.project.unread
    entries = []
    for family in Family:
        counted = states[family]
        if counted or family.spec.always_listed or family in unread:
            signs = layersigns.of_family(family, counted, legend, lang, dark=dark) if counted else []
            text = t(f"family.{family}.short", lang)  # the list is narrow
            tip = "\n".join(
                [t(f"family.{family}.plural", lang), *(f"{sign.text} {sign.count:,}" for sign in signs)]
            )
            count = t("verdict.nodata", lang) if family in unread else count_text(counted)
            picture = icon(str(family), style.family[family].color)
            is_on = family not in hidden
            entries.append(Entry(FAMILY_ITEM, str(family), text, tip, count, picture, is_on, signs))
    return entries


def layer_entries(session: Session) -> list[Entry]:
    """Layers of the county, in the order they are drawn."""
    lang, dark = session.lang, current_theme().is_dark
    entries = []
    for layer in session.project.layers:
        text = layer.title(lang)
        tip = f"{text} ({t(f'role.{layer.role}', lang)})"
        signs = layersigns.of_layer(layer, lang, dark=dark)
        # A layer with one sign wears it; several fold out.
        picture = layersigns.icon_of(signs[0]) if len(signs) == 1 else layer_icon(layer)
        signs = signs if len(signs) > 1 else []
        entries.append(
            Entry(LAYER_ITEM, layer.id, text, tip, f"{len(layer):,}", picture, layer.visible, signs)
        )
    return entries


def count_text(states: Mapping[str, int]) -> str:
    """What there is, and what a plan adds; candidates count nowhere before somebody plans them."""
    planned = states.get(Status.PLANNED, 0)
    return f"{states.get(Status.EXISTING, 0):,}" + (f" + {planned:,}" if planned else "")
