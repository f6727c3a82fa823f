"""Terms of everything the program is made of: a list, and the text of what is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.core.i18n import Retranslated
from ui.core.licences import Licence, licences
from ui.widgets.fitting import resize_on_screen
from ui.widgets.parts import label


class LicencesDialog(Retranslated, QDialog):
    """What was bundled, by name; the terms are in the words of those who gave them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._licences = licences()
        self._note = label("muted", wrap=True)
        self.list = QListWidget()
        self.list.addItems([f"{one.name} {one.version}" for one in self._licences])
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.list.currentRowChanged.connect(self._show)
        parts = QSplitter()
        parts.addWidget(self.list)
        parts.addWidget(self.text)
        parts.setSizes([230, 570])
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.addWidget(self._note)
        box.addWidget(parts, 1)
        box.addWidget(self._buttons)
        self.list.setCurrentRow(0)
        self.retranslate()
        resize_on_screen(self, 840, 520)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setWindowTitle(self.tr("Licences"))
        self.list.setAccessibleName(self.windowTitle())
        self.text.setAccessibleName(self.tr("Terms"))
        self._note.setText(
            self.tr("What Haven is made of, and under what terms each part is given, in its own words.")
        )

    def _show(self, row: int) -> None:
        self.text.setPlainText(full_text(self._licences[row]) if row >= 0 else "")


def full_text(one: Licence) -> str:
    """What a part says of its terms: in short, then file by file."""
    files = [f"— {name} —\n\n{text.strip()}" for name, text in one.files]
    return "\n\n\n".join(part for part in (one.stated.strip(), *files) if part)
