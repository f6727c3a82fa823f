"""Messages that float over the map's foot or head: they never move it, and one lies above the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QFrame, QWidget

from ui.core.guard import guarded

MOST_WIDTH_PX, MARGIN_PX = 560, 14
KEEP_FREE_PX = 216
"""At the right, where scale bar and zoom buttons are; given up where a text has no room beside."""
LEAST_WIDTH_PX = 360
_MOVED, _CHANGED = (QEvent.Type.Resize, QEvent.Type.Move), (QEvent.Type.Show, QEvent.Type.LayoutRequest)


class Floating(QObject):
    """Keeps bars in place over a page.

    Parameters
    ----------
    host
        What holds them.
    over
        What of it they float over.
    bars
        From the bottom to the top: of two that are shown at once the later covers the earlier.
    is_at_top
        They stand at the head of the page, where they and messages do not cover one another.
    """

    def __init__(
        self, host: QWidget, over: QWidget, bars: Sequence[QFrame], *, is_at_top: bool = False
    ) -> None:
        super().__init__(host)
        self._is_at_top = is_at_top
        self._over, self._bars = over, tuple(bars)
        over.installEventFilter(self)
        for bar in bars:
            bar.setParent(host)
            bar.setProperty("floating", True)
            bar.installEventFilter(self)

    def place(self) -> None:
        """Put what is shown where it belongs."""
        whole = self._over.geometry()
        free = whole.width() - KEEP_FREE_PX - MARGIN_PX
        is_beside = free >= LEAST_WIDTH_PX
        width = min(MOST_WIDTH_PX, free if is_beside else whole.width() - 2 * MARGIN_PX)
        left = (whole.width() - width) // 2
        if is_beside:
            left = max(MARGIN_PX, min(left, MARGIN_PX + free - width))
        left += whole.left()
        for bar in self._bars:
            if bar.isHidden():
                continue
            layout = bar.layout()
            is_wrapped = layout is not None and layout.hasHeightForWidth()
            height = layout.totalHeightForWidth(width) if layout and is_wrapped else bar.sizeHint().height()
            height = min(height, whole.height() - 2 * MARGIN_PX)
            at_foot = whole.bottom() + 1 - height - MARGIN_PX
            bar.setGeometry(left, whole.top() + MARGIN_PX if self._is_at_top else at_foot, width, height)
            bar.raise_()

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (_MOVED if watched is self._over else _CHANGED):
            self.place()
        return super().eventFilter(watched, event)
