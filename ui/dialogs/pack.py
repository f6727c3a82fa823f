"""What goes into the meeting pack: scenario, languages, day, folder, tiles; remembered for the next one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from layers.disk.names import is_folder
from models.kernel.text import LANGUAGES, Lang
from ui.core.guard import guarded
from ui.core.i18n import Retranslated, term
from ui.core.preferences import Preferences
from ui.core.session import Session
from ui.outputs.pack import PackRequest
from ui.widgets.quiet import QuietBox

BOTH = "both"


class PackDialog(Retranslated, QDialog):
    """Stays beside the map until the pack is asked for.

    Signals
    -------
    chosen(PackRequest)
        What shall be packed.
    """

    chosen = Signal(object)

    def __init__(self, session: Session, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._preferences = session, preferences
        self.scenario = QuietBox()
        self.language = QuietBox()
        for lang in (*LANGUAGES, BOTH):
            self.language.addItem("", lang)
        self.day = QDateEdit(QDate.currentDate())
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.folder = QLineEdit(str(preferences.last_folder("pack")))
        self.tiles = QLineEdit(preferences.text("pack/tiles", ""))
        self._folder_button, self._tiles_button = QToolButton(), QToolButton()
        self._folder_button.clicked.connect(self.choose_folder)
        self._tiles_button.clicked.connect(self.choose_tiles)
        self._labels = [QLabel() for _ in range(5)]
        self._content = QLabel()
        self._content.setWordWrap(True)
        self._content.setTextFormat(Qt.TextFormat.PlainText)
        form = QFormLayout()
        form.setSpacing(9)
        rows = (
            self.scenario,
            self.language,
            self.day,
            _with_button(self.folder, self._folder_button),
            _with_button(self.tiles, self._tiles_button),
        )
        editors = (self.scenario, self.language, self.day, self.folder, self.tiles)
        for label, row, editor in zip(self._labels, rows, editors, strict=True):
            form.addRow(label, row)
            label.setBuddy(editor)  # its name to a screen reader
        buttons = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(buttons.Ok | buttons.Cancel)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 14)
        layout.setSpacing(14)
        layout.addWidget(self._content)
        layout.addLayout(form)
        layout.addWidget(self._buttons)
        self.setMinimumWidth(520)
        lang = preferences.text("pack/language", session.lang)
        self.language.setCurrentIndex(max(0, self.language.findData(lang)))
        session.project.changed.connect(self._fill_scenarios)
        self.folder.textChanged.connect(self._show_ready)
        self._fill_scenarios()
        self.retranslate()
        self._show_ready()

    def _fill_scenarios(self, *_: object) -> None:
        """Scenarios of the project; the one that was chosen stays chosen."""
        project = self._session.project
        chosen = self.scenario.currentData() or project.active_scenario_id
        self.scenario.clear()
        for scenario in project.scenarios:
            self.scenario.addItem(scenario.title(self._session.lang), scenario.id)
        self.scenario.setCurrentIndex(max(0, self.scenario.findData(chosen)))

    def _show_ready(self) -> None:
        """There must be a folder to write into."""
        folder = self.folder.text().strip()
        ready = bool(folder) and is_folder(Path(folder))
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(ready)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setWindowTitle(self.tr("Meeting pack"))
        self._content.setText(
            self.tr(
                "Workbook, atlas, map, web map, text and geodata of one scenario, in a folder of their own "
                "with a list of the files."
            )
        )
        names = (
            term("report.webmap.scenario"),
            self.tr("Language"),
            self.tr("Date"),
            self.tr("Folder"),
            self.tr("Map tiles"),
        )
        for label, text in zip(self._labels, names, strict=True):
            label.setText(text)
        for index, text in enumerate(
            (term("workbook.glossary.in_zh"), term("workbook.glossary.in_en"), self.tr("Both"))
        ):
            self.language.setItemText(index, text)
        for button, text in (
            (self._folder_button, self.tr("Choose a folder")),
            (self._tiles_button, self.tr("Choose a file of tiles")),
        ):
            button.setText("…")
            button.setToolTip(text)
            button.setAccessibleName(text)
        self.tiles.setPlaceholderText(self.tr("None (an MBTiles file may stand under the web map)"))
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("Make the pack"))
        self._fill_scenarios()

    def choose_folder(self) -> None:
        """Ask for the folder."""
        name = QFileDialog.getExistingDirectory(
            self, self.tr("Folder for the meeting pack"), self.folder.text()
        )
        if name:
            self.folder.setText(name)

    def choose_tiles(self) -> None:
        """Ask for a file of tiles."""
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Tiles under the web map"),
            self.tiles.text() or self.folder.text(),
            self.tr("Map tiles (*.mbtiles)"),
        )
        if name:
            self.tiles.setText(name)

    @guarded()
    def accept(self) -> None:
        """Hand over the choices and remember what is usual here."""
        language = self.language.currentData()
        folder, tiles = self.folder.text().strip(), self.tiles.text().strip()
        self._preferences.set_text("pack/language", language)
        self._preferences.set_text("pack/tiles", tiles)
        self._preferences.set_last_folder("pack", Path(folder))
        self._preferences.save()
        langs: tuple[Lang, ...] = LANGUAGES if language == BOTH else (language,)
        request = PackRequest(
            self._session.project.snapshot(),
            Path(folder),
            langs,
            date(*self.day.date().getDate()),
            self.scenario.currentData(),
            tiles=Path(tiles) if tiles else None,
        )
        super().accept()
        self.chosen.emit(request)

    @guarded()
    def done(self, result: int) -> None:
        """Listen to the project no longer."""
        self._session.project.changed.disconnect(self._fill_scenarios, missing_ok=True)
        super().done(result)


def _with_button(editor: QLineEdit, button: QToolButton) -> QWidget:
    holder = QWidget()
    layout = QHBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(editor)
    layout.addWidget(button)
    return holder
