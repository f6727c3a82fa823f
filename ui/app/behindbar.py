"""Says over the map's head that figures are being computed, how far that is, and stops it or begins anew."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QWidget

from ui.core.figuresbeside import Beside
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.widgets.parts import label


class BehindBar(Retranslated, QFrame):
    """Seen as long as what is shown are the figures of before the last change."""

    def __init__(self, session: Session, beside: Beside, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setProperty("level", "warning")
        self._session, self._beside = session, beside
        self._is_on_map = True
        self.text = label(wrap=True)
        self.bar = QProgressBar()
        self.bar.setFixedWidth(90)
        self.bar.setTextVisible(False)
        self.button = QPushButton()
        self.button.clicked.connect(self._on_button)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.addWidget(self.text, 1)
        row.addWidget(self.bar)
        row.addWidget(self.button)
        beside.progressed.connect(self._show_progress)
        session.behind_changed.connect(self._on_behind)
        self.retranslate()

    def set_map_visible(self, is_visible: bool) -> None:
        """Other pages show no figures."""
        self._is_on_map = is_visible
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the present language; out of sight where the figures hold."""
        behind = self._session.behind
        self.setVisible(self._is_on_map and bool(behind))
        self.bar.setVisible(self._beside.is_running)
        self.bar.setAccessibleName(term("progress.project.assess"))
        if behind:
            self.text.setText(term(f"behind.{behind}"))
            self.button.setText(self.tr("Stop") if self._beside.is_running else term("behind.again"))
            self.setAccessibleName(self.text.text())

    def _on_behind(self) -> None:
        self.bar.setRange(0, 0)
        self.retranslate()

    def _show_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _on_button(self) -> None:
        if self._beside.is_running:
            self._beside.stop()
        else:
            self._session.assess()
