"""Controls that stand beside each other as far as there is room, and go on in the next line."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget, QWidgetItem

from ui.core.guard import guarded

_NO_ITEM: Any = None


class FlowLayout(QLayout):
    """Widgets in lines, each as wide as it likes to be; a text that wraps has a line for itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(*([parent] if parent is not None else []))
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}  # by width: those around it ask for them again and again
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(6)

    def insert_widget(self, index: int, widget: QWidget) -> None:
        """Put a widget before others."""
        self.addChildWidget(widget)
        self._items.insert(index, QWidgetItem(widget))
        self.invalidate()

    # -- what Qt asks ----------------------------------------------------------------------------------------
    @guarded()
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    @guarded(0)
    def count(self) -> int:
        return len(self._items)

    @guarded(_NO_ITEM)
    def itemAt(self, index: int) -> QLayoutItem | None:  # Qt asks beyond the end
        return self._items[index] if 0 <= index < len(self._items) else None

    @guarded(_NO_ITEM)
    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    @guarded(Qt.Orientation(0))
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    @guarded(True)
    def hasHeightForWidth(self) -> bool:
        return True

    @guarded(0)
    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._lay_out(QRect(0, 0, width, 0), is_real=False)
        return self._heights[width]

    @guarded()
    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    @guarded(QSize())
    def sizeHint(self) -> QSize:
        return self.minimumSize()

    @guarded(QSize())
    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    @guarded()
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay_out(rect, is_real=True)

    def _lay_out(self, rect: QRect, *, is_real: bool) -> int:
        """Place the widgets, or only reckon; how high they are together."""
        margins, gap_px = self.contentsMargins(), self.spacing()
        room = rect.marginsRemoved(margins)
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        used_px = 0
        for item in self._items:
            if item.isEmpty():
                continue
            is_text = item.hasHeightForWidth()
            width = room.width() if is_text else min(item.sizeHint().width(), room.width())
            size = QSize(width, item.heightForWidth(width) if is_text else item.sizeHint().height())
            if not lines or used_px + gap_px + width > room.width():
                lines.append([])
                used_px = -gap_px
            lines[-1].append((item, size))
            used_px += gap_px + width
        y = room.y()
        for line in lines:
            height, x = max(size.height() for _, size in line), room.x()
            for item, size in line:
                if is_real:
                    item.setGeometry(QRect(x, y + (height - size.height()) // 2, size.width(), size.height()))
                x += size.width() + gap_px
            y += height + gap_px
        return y - rect.y() - (gap_px if lines else 0) + margins.bottom()
