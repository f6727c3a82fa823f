"""Pages under a line of buttons that goes on in the next line where the panel is narrow."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from ui.widgets.fitting import Scrolled
from ui.widgets.flow import FlowLayout


class PageSwitch(QWidget):
    """What a tab widget does, with no tab ever out of sight; each page scrolls up and down.

    A single page has no button: there is nothing to choose.

    Signals
    -------
    currentChanged(int)
        Another page is shown.
    """

    currentChanged = Signal(int)  # called as Qt's

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = QButtonGroup(self)
        self._pages: list[QWidget] = []
        self._line = QWidget()
        self._bar = FlowLayout(self._line)
        self._bar.setContentsMargins(8, 4, 8, 4)
        self._bar.setSpacing(2)
        self._stack = QStackedWidget()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._line)
        box.addWidget(self._stack, 1)
        self._buttons.idClicked.connect(self.setCurrentIndex)

    def addTab(self, page: QWidget, text: str) -> None:
        """One more page."""
        button = QToolButton()
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setText(text)
        self._buttons.addButton(button, len(self._pages))
        self._bar.addWidget(button)
        self._pages.append(page)
        held = QWidget()
        held.setObjectName("panel")
        held.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        box = QVBoxLayout(held)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(page)
        box.addStretch(1)
        scrolled = Scrolled(held)
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._stack.addWidget(scrolled)
        self._line.setVisible(len(self._pages) > 1)
        if len(self._pages) == 1:
            button.setChecked(True)

    def setTabText(self, index: int, text: str) -> None:
        """Name a page."""
        self._buttons.button(index).setText(text)

    def tabText(self, index: int) -> str:
        """Name of a page."""
        return self._buttons.button(index).text()

    def count(self) -> int:
        """How many pages there are."""
        return len(self._pages)

    def currentIndex(self) -> int:
        """Number of the page that is shown."""
        return self._stack.currentIndex()

    def currentWidget(self) -> QWidget:
        """The page that is shown."""
        return self._pages[self.currentIndex()]

    def setCurrentIndex(self, index: int) -> None:
        """Show a page."""
        self._buttons.button(index).setChecked(True)
        if index != self.currentIndex():
            self._stack.setCurrentIndex(index)
            self.currentChanged.emit(index)

    def setCurrentWidget(self, page: QWidget) -> None:
        """Show a page."""
        self.setCurrentIndex(self._pages.index(page))
