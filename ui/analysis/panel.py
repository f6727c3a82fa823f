"""What every analysis in the inspector is made of: its name, its pages, and a wide table below the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui.core.guard import guarded
from ui.core.i18n import Retranslated
from ui.core.session import Session
from ui.widgets.pageswitch import PageSwitch
from ui.widgets.parts import PanelHead, icon_button, tab_as_read


class AnalysisPage(Protocol):
    """A page of choices and words with a table that needs more width than the inspector has."""

    below: QWidget


class Below(QStackedWidget):
    """The wide tables of an analysis, that of the present page in front.

    Signals
    -------
    seen
        It came into view.
    """

    seen = Signal()

    @guarded()
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seen.emit()


class AnalysisPanel(Retranslated, QWidget):
    """Pages of one subject. Its tables stand under it until somebody gives them a wider place.

    Signals
    -------
    closed
        It was closed, and goes.

    Parameters
    ----------
    pages
        Widgets that are each an :class:`AnalysisPage`.
    above
        What stands above the pages.
    """

    closed = Signal()

    def __init__(
        self,
        session: Session,
        pages: Sequence[QWidget],
        parent: QWidget | None = None,
        *,
        above: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self.head = PanelHead()
        self._close_button = icon_button("close", self.close)
        self.head.add(self._close_button)
        self.tabs = PageSwitch()
        self.below = Below()
        for page in pages:
            self.tabs.addTab(page, "")
            self.below.addWidget(_held(page.below))  # type: ignore[attr-defined]
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(self.head)
        if above is not None:
            box.addWidget(above)
        box.addWidget(self.tabs, 2)
        box.addWidget(self.below, 1)
        tab_as_read(self)
        self.tabs.currentChanged.connect(self.below.setCurrentIndex)
        session.project_replaced.connect(self.close)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self._close_button.name(self.tr("Close"))

    def set_title(self, title: str) -> None:
        """Say what this is about."""
        self.head.heading.setText(title)
        self.setWindowTitle(title)
        self.below.setWindowTitle(title)

    def set_shown(self, is_shown: bool) -> None:
        """Another analysis took its place, or it came back: the map shows its marks only meanwhile."""

    @property
    def is_looked_at(self) -> bool:
        """Whether the pages or their tables are in view."""
        return self.isVisible() or self.below.isVisible()

    @guarded()
    def closeEvent(self, event: QCloseEvent) -> None:
        self.below.setParent(self)  # it goes too, wherever it stands
        self.set_shown(False)
        super().closeEvent(event)
        self.closed.emit()


def _held(table: QWidget) -> QWidget:
    """A table in a page of its own: the stack shows and hides the page, never the table."""
    page = QWidget()
    box = QVBoxLayout(page)
    box.setContentsMargins(0, 0, 0, 0)
    box.addWidget(table)
    return page
