"""What this program is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from models.kernel.version import VERSION
from ui.core.i18n import Retranslated
from ui.core.icons import icon_of_program
from ui.widgets.parts import label


class AboutDialog(Retranslated, QDialog):
    """Name, version, what for, and that nothing leaves the computer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picture = QLabel()
        picture.setPixmap(icon_of_program(56))
        self._title = label("title")
        self._text = label(wrap=True)
        self._text.setMinimumWidth(380)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._buttons.rejected.connect(self.reject)
        self.licences_button = self._buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.licences_button.clicked.connect(self._show_licences)
        words = QVBoxLayout()
        words.addWidget(self._title)
        words.addWidget(self._text)
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(22, 20, 22, 14)
        box.setSpacing(16)
        box.addLayout(row)
        box.addWidget(self._buttons)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setWindowTitle(self.tr("About Haven"))
        self.licences_button.setText(self.tr("Licences…"))
        self._title.setText(self.tr("Haven {version}").format(version=VERSION))
        self._text.setText(
            self.tr(
                "Plans emergency shelters, relief depots and fire stations of a county and shows at once "
                "whom they reach. It works without a network; nothing leaves this computer.\n\n"
                "Figures follow the standards named beside them. They support a planner's decision and "
                "do not replace it."
            )
        )

    def _show_licences(self) -> None:
        from ui.dialogs.licences import LicencesDialog

        LicencesDialog(self).open()
