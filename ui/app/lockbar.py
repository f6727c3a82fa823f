"""Says above the map that somebody else has the project open, and what can be done about it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from ui.core.files import Files
from ui.core.holding import since_text
from ui.core.i18n import Retranslated
from ui.core.projectlock import lock_path
from ui.widgets.parts import label


class LockBar(Retranslated, QFrame):
    """Seen as long as the project may not be saved over its file; nothing has to be answered."""

    def __init__(self, files: Files, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setProperty("level", "warning")
        self._files = files
        self._is_on_map = True
        self.text = label(wrap=True)
        self.save_button, self.take_button = QPushButton(), QPushButton()
        self.save_button.clicked.connect(lambda: files.save_as())
        self.take_button.clicked.connect(lambda: files.take_over())
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.addWidget(self.text, 1)
        row.addWidget(self.save_button)
        row.addWidget(self.take_button)
        files.holding.changed.connect(self.retranslate)
        self.retranslate()

    def set_map_visible(self, is_visible: bool) -> None:
        """Other pages are about no project."""
        self._is_on_map = is_visible
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the present language; out of sight where there is nothing to say."""
        holding = self._files.holding
        self.save_button.setText(self.tr("Save as…"))
        self.take_button.setText(self.tr("Take over"))
        self.take_button.setToolTip(
            self.tr("From then on this window saves the project; the other one is told when it next saves.")
        )
        holder = holding.holder
        self.setVisible(self._is_on_map and holder is not None and holding.path is not None)
        if holder is None or holding.path is None:
            return
        if holding.was_taken_over:
            what = self.tr("{who} took this project over. It is read only here.")
        elif holder.is_here:
            what = self.tr("Another window has had this project open since {since}. It is read only here.")
        else:
            what = self.tr("{who} has had this project open since {since}. It is read only here.")
        who = self.tr("{user} on {computer}").format(user=holder.user, computer=holder.computer)
        what = what.format(who=who if holder.user else holder.computer, since=since_text(holder.since))
        self.text.setText(what)
        self.text.setToolTip(str(lock_path(holding.path)))
