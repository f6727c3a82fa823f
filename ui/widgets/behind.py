"""Says where figures stand that they are of before the last change, while the new ones are computed."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.widgets.parts import label


def behind_mark(session: Session) -> str:
    """What stands beside a single figure of before the last change; nothing where the figures hold."""
    return term(f"behind.mark.{session.behind}") if session.behind else ""


class BehindStrip(Retranslated, QFrame):
    """One line at the head of a panel; out of sight while the figures hold."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setProperty("level", "warning")
        self._session = session
        self.text = label(wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 8, 3)
        row.addWidget(self.text, 1)
        session.behind_changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the present language."""
        behind = self._session.behind
        self.text.setText(term(f"behind.strip.{behind}") if behind else "")
        self.setVisible(bool(behind))
