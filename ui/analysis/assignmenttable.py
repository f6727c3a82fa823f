"""Tables of the assignment panel: shelters with their load, places with people left over."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from models.findings.findings import Place
from ui.core.guard import guarded
from ui.core.themes import current_theme
from ui.widgets.parts import cell_of

BAR_HEIGHT_PX = 5
_LOAD, _TONE, _PLACE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2


class LoadDelegate(QStyledItemDelegate):
    """Draws a bar for the load below the cell's text."""

    @guarded()
    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Leave the text to :meth:`paint` where there is a bar."""
        super().initStyleOption(option, index)
        if index.data(_LOAD) is not None:
            option.text = ""

    @guarded()
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        load = index.data(_LOAD)
        if load is None:
            return
        theme = current_theme()
        room = QRectF(option.rect).adjusted(8, 0, -8, -4)
        bar = QRectF(room.left(), room.bottom() - BAR_HEIGHT_PX, room.width(), BAR_HEIGHT_PX)
        painter.save()
        painter.setPen(QColor(theme.text))
        words = room.adjusted(0, 2, 0, -BAR_HEIGHT_PX - 1)
        painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, index.data())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.track))
        painter.drawRoundedRect(bar, 2, 2)
        if load > 0:
            bar.setWidth(max(bar.width() * min(load, 1.0), 3.0))
            painter.setBrush(QColor(theme.fail if index.data(_TONE) == "fail" else theme.accent))
            painter.drawRoundedRect(bar, 2, 2)
        painter.restore()


class PlaceTable(QTableWidget):
    """Rows that are somewhere on the map; a click or Enter goes there.

    Signals
    -------
    wanted(Place)
        Somebody wants to see a row's place.
    """

    wanted = Signal(object)

    def __init__(self, columns: int, row_height_px: int, parent: QWidget | None = None) -> None:
        super().__init__(0, columns, parent)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(row_height_px)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.cellClicked.connect(lambda row, _: self._want(row))
        self.cellActivated.connect(lambda row, _: self._want(row))

    def _want(self, row: int) -> None:
        self.wanted.emit(cell_of(self, row, 0).data(_PLACE))

    def add(
        self, place: Place, texts: Sequence[str], tip: str = "", load: float | None = None, tone: str = ""
    ) -> None:
        """Add a row; ``load`` (0..1) is drawn as a bar in the last column, in red for the tone ``fail``."""
        row = self.rowCount()
        self.insertRow(row)
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(tip or texts[0])
            if column:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.setItem(row, column, item)
        cell_of(self, row, 0).setData(_PLACE, place)
        last = cell_of(self, row, len(texts) - 1)
        last.setData(_LOAD, load)
        last.setData(_TONE, tone)
