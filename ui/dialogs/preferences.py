"""Preferences: language and appearance. Every choice takes effect at once."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from ui.core.i18n import LANGUAGE_NAMES, Retranslated
from ui.core.preferences import THEMES, Preferences
from ui.widgets.parts import label
from ui.widgets.quiet import QuietBox


class PreferencesDialog(Retranslated, QDialog):
    """Two choices.

    Signals
    -------
    language_chosen(str), theme_chosen(str)
        ``zh`` or ``en``; ``auto``, ``light`` or ``dark``.
    """

    language_chosen = Signal(str)
    theme_chosen = Signal(str)

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._preferences = preferences
        self.language_box = QuietBox()
        for lang, name in LANGUAGE_NAMES.items():
            self.language_box.addItem(name, lang)
        self.theme_box = QuietBox()
        for theme in THEMES:
            self.theme_box.addItem("", theme)
        self.language_box.setCurrentIndex(self.language_box.findData(preferences.lang))
        self.theme_box.setCurrentIndex(self.theme_box.findData(preferences.theme))
        self.language_box.activated.connect(
            lambda: self.language_chosen.emit(self.language_box.currentData())
        )
        self.theme_box.activated.connect(lambda: self.theme_chosen.emit(self.theme_box.currentData()))
        self._language_label, self._theme_label = label(), label()
        self._folder = label("muted", wrap=True)
        self._folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        form = QFormLayout()
        form.setSpacing(10)
        form.addRow(self._language_label, self.language_box)
        form.addRow(self._theme_label, self.theme_box)
        self._language_label.setBuddy(self.language_box)  # their names to a screen reader
        self._theme_label.setBuddy(self.theme_box)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 14)
        box.setSpacing(14)
        box.addLayout(form)
        box.addWidget(self._folder)
        box.addWidget(buttons)
        self.setMinimumWidth(400)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setWindowTitle(self.tr("Preferences"))
        # Found by whoever reads only the other language.
        self._language_label.setText("语言 / Language")
        self._theme_label.setText(self.tr("Appearance"))
        for position, text in enumerate((self.tr("As the system"), self.tr("Light"), self.tr("Dark"))):
            self.theme_box.setItemText(position, text)
        self._folder.setText(
            self.tr("Preferences, crash logs and unsaved work are kept in {folder}").format(
                folder=self._preferences.folder
            )
        )
