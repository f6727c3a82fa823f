"""Windows as large as they like to be, but no larger than the screen: what lies beyond it is lost to all."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QScrollArea, QStyle, QWidget

from ui.core.guard import guarded


def resize_on_screen(window: QWidget, width: int, height: int) -> None:
    """Give a window its first size, where the screen has room for it; a title bar comes on top."""
    title_px = window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
    room = window.screen().availableSize() - QSize(0, title_px)
    window.resize(QSize(width, height).boundedTo(room))


def centre_on_screen(window: QWidget) -> None:
    """Give a window its first place: its title bar on the screen, however high the rest is.

    Left to themselves some window managers centre what is below the title bar.
    """
    title_px = window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
    screen = window.screen()
    spare = screen.availableSize() - window.size() - QSize(0, title_px)
    corner = screen.availableGeometry().topLeft()
    window.move(corner.x() + max(spare.width() // 2, 0), corner.y() + max(spare.height() // 2, 0))


class Scrolled(QScrollArea):
    """Content that scrolls up and down where the screen has no room for all of it."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setWidget(content)

    @guarded(QSize())
    def sizeHint(self) -> QSize:
        content = self.widget()
        return super().sizeHint() if content is None else content.sizeHint()

    @guarded(QSize())
    def minimumSizeHint(self) -> QSize:
        content, own = self.widget(), super().minimumSizeHint()
        if content is None:
            return own
        bar_px = self.verticalScrollBar().sizeHint().width()
        return QSize(content.minimumSizeHint().width() + bar_px, own.height())
