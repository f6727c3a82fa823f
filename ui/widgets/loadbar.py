"""A bar below the text of a cell: how much of something there is."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ui.core.guard import guarded
from ui.core.themes import current_theme

LOAD_ROLE, TONE_ROLE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
"""What a cell's bar shows, and ``fail`` for a red one."""
_BAR_HEIGHT_PX = 5


class LoadDelegate(QStyledItemDelegate):
    """Draws a bar for the load below the cell's text."""

    @guarded()
    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Leave the text to :meth:`paint` where there is a bar."""
        super().initStyleOption(option, index)
        if index.data(LOAD_ROLE) is not None:
            option.text = ""

    @guarded()
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        load = index.data(LOAD_ROLE)
        if load is None:
            return
        theme = current_theme()
        room = QRectF(option.rect).adjusted(8, 0, -8, -4)
        bar = QRectF(room.left(), room.bottom() - _BAR_HEIGHT_PX, room.width(), _BAR_HEIGHT_PX)
        painter.save()
        painter.setPen(QColor(theme.text))
        words = room.adjusted(0, 2, 0, -_BAR_HEIGHT_PX - 1)
        painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, index.data())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.track))
        painter.drawRoundedRect(bar, 2, 2)
        if load > 0:
            bar.setWidth(max(bar.width() * min(load, 1.0), 3.0))
            painter.setBrush(QColor(theme.fail if index.data(TONE_ROLE) == "fail" else theme.accent))
            painter.drawRoundedRect(bar, 2, 2)
        painter.restore()
