"""What was done, step by step; a click goes back to there, or forward again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QUndoView, QVBoxLayout, QWidget

from ui.core.i18n import Retranslated
from ui.core.icons import icon
from ui.core.session import Session
from ui.widgets.parts import PanelHead


class HistoryPanel(Retranslated, QWidget):
    """The undo stack as a list; the step that was saved has a mark."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.head = PanelHead(parent)
        self.view = QUndoView(session.undo_stack)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.view)
        self.restyle()
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.head.heading.setText(self.tr("History"))
        self.view.setEmptyLabel(self.tr("As opened"))
        self.view.setAccessibleName(self.tr("Steps that were done"))
        self.view.viewport().update()  # names of steps change without the list being told

    def restyle(self) -> None:
        """Draw in the colours of the theme in force."""
        self.view.setCleanIcon(icon("save"))
