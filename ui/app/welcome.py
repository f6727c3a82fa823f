"""The first page: the sample county, a project, new files, what was open lately, what a crash left behind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.app.recoverylist import RecoveryList
from ui.core.drops import FileDrops
from ui.core.guard import guarded
from ui.core.i18n import Retranslated, term
from ui.core.icons import icon, icon_of_program
from ui.core.preferences import Preferences
from ui.core.themes import current_theme
from ui.widgets.parts import label

if TYPE_CHECKING:
    from layers.disk.answering import Looking

LOOK_MS, LOOKS = 250, 24
"""How often, and how many times, it is asked whether recent projects were found: six seconds in all."""


class ChoiceButton(QPushButton):
    """A wide button with an icon, what it does, and a line of explanation."""

    def __init__(self, icon_name: str, colour: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name, self._colour = icon_name, colour
        self._title = QLabel()
        bold = QFont(self.font())
        bold.setPointSizeF(bold.pointSizeF() * 1.12)
        bold.setWeight(QFont.Weight.DemiBold)
        self._title.setFont(bold)
        self._note = label("muted", wrap=True)
        self._picture = QLabel()
        text = QVBoxLayout()
        text.setSpacing(3)
        text.addStretch(1)
        text.addWidget(self._title)
        text.addWidget(self._note)
        text.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 14, 10)
        row.setSpacing(14)
        row.addWidget(self._picture)
        row.addLayout(text, 1)
        for child in (self._title, self._note, self._picture):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMinimumHeight(84)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.restyle()

    def restyle(self) -> None:
        """Draw the icon in the colours of the theme in force."""
        self._picture.setPixmap(icon(self._icon_name, self._colour).pixmap(QSize(30, 30)))

    def say(self, title: str, note: str) -> None:
        """Set the texts."""
        self._title.setText(title)
        self._note.setText(note)
        self.setAccessibleName(title)
        self.setAccessibleDescription(note)


class WelcomePage(Retranslated, FileDrops, QScrollArea):
    """Shown when no project is open, and by Home.

    Signals
    -------
    sample_wanted, open_wanted, files_wanted, folder_wanted
        A choice was made.
    recent_wanted(Path)
        A recent project was chosen.
    files_dropped(list)
        Paths of files dropped here.
    back_wanted
        Back to the open project.
    """

    sample_wanted = Signal()
    open_wanted = Signal()
    files_wanted = Signal()
    folder_wanted = Signal()
    recent_wanted = Signal(Path)
    files_dropped = Signal(list)
    back_wanted = Signal()

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.setWidgetResizable(True)
        self.setAcceptDrops(True)
        page = QWidget()
        self.setWidget(page)

        logo = QLabel()
        logo.setPixmap(icon_of_program(44))
        self._title = label("title")
        self._subtitle = label("muted", wrap=True)
        titles = QVBoxLayout()
        titles.setSpacing(2)
        titles.addStretch(1)
        titles.addWidget(self._title)
        titles.addWidget(self._subtitle)
        titles.addStretch(1)
        self._back = QPushButton()
        self._back.setProperty("link", True)
        self._back.clicked.connect(self.back_wanted)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(logo)
        head.addLayout(titles, 1)
        head.addWidget(self._back, 0, Qt.AlignmentFlag.AlignTop)

        self.recovery = RecoveryList()

        self.sample_button = ChoiceButton("sample", "#2a9d5c")
        self.open_button = ChoiceButton("open")
        self.files_button = ChoiceButton("import")
        self.folder_button = ChoiceButton("folder")
        for button, signal in (
            (self.sample_button, self.sample_wanted),
            (self.open_button, self.open_wanted),
            (self.files_button, self.files_wanted),
            (self.folder_button, self.folder_wanted),
        ):
            button.clicked.connect(signal)
        choices = QGridLayout()
        choices.setSpacing(10)
        choices.addWidget(self.sample_button, 0, 0)
        choices.addWidget(self.open_button, 0, 1)
        choices.addWidget(self.files_button, 1, 0)
        choices.addWidget(self.folder_button, 1, 1)
        choices.setColumnStretch(0, 1)
        choices.setColumnStretch(1, 1)

        self._recent_title = label("heading")
        self.recent_list = QListWidget()
        self.recent_list.setUniformItemSizes(True)
        self.recent_list.itemActivated.connect(self._open_recent)
        self.recent_list.itemClicked.connect(self._open_recent)
        self._no_recent = label("muted", wrap=True)
        self._drop_note = label("muted", wrap=True)

        holder = QWidget(page)
        column = QVBoxLayout()
        column.setSpacing(14)
        column.addLayout(head)
        column.addWidget(self.recovery)
        column.addLayout(choices)
        column.addSpacing(4)
        column.addWidget(self._recent_title)
        column.addWidget(self.recent_list, 100)
        column.addWidget(self._no_recent)
        column.addWidget(self._drop_note)
        column.addStretch(1)
        holder.setLayout(column)
        holder.setMaximumWidth(860)
        outer = QHBoxLayout(page)
        outer.setContentsMargins(28, 30, 28, 22)
        outer.addStretch(1)
        outer.addWidget(holder, 12)
        outer.addStretch(1)
        self.set_back_visible(False)
        self._looking: Looking | None = None
        self._looks_left = 0
        self._look_timer = QTimer(self)
        self._look_timer.setInterval(LOOK_MS)
        self._look_timer.timeout.connect(self._on_look)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self._title.setText(self.tr("Haven"))
        self._subtitle.setText(
            self.tr(
                "Plan shelters, relief depots and fire stations of a county, and see at once whom they reach"
            )
        )
        self._back.setText(self.tr("Back to the map"))
        self.sample_button.say(
            self.tr("Open the sample county"),
            self.tr("An invented county with everything in it, to try things out"),
        )
        self.open_button.say(self.tr("Open a project"), self.tr("A project file saved before"))
        self.files_button.say(
            self.tr("New project from files"),
            self.tr("GeoPackage, Shapefile, GeoJSON, KML, CSV or Excel with coordinates"),
        )
        self.folder_button.say(
            self.tr("New project from a folder"), self.tr("Everything in it that can be recognised")
        )
        self._recent_title.setText(self.tr("Recent projects"))
        self.recent_list.setAccessibleName(self._recent_title.text())
        self._no_recent.setText(self.tr("None yet. Projects you save or open are listed here."))
        self._drop_note.setText(self.tr("Files can also be dragged onto this window."))
        self.refresh()

    def refresh(self) -> None:
        """Show the recent projects; nothing is looked up on disk here, a dead drive would hang the window."""
        self.recent_list.clear()
        for path in self._preferences.recent:
            item = QListWidgetItem(icon("document"), f"{path.name}    {path.parent}")
            item.setData(Qt.ItemDataRole.UserRole, path)
            item.setToolTip(str(path))
            self.recent_list.addItem(item)
        self._mark_recent()
        has_any = self.recent_list.count() > 0
        self.recent_list.setVisible(has_any)
        self._no_recent.setVisible(not has_any)

    def look_for_recent(self) -> None:
        """Begin to look whether the recent projects are there; what is found is marked as it comes in."""
        from layers.disk.answering import look

        self._looking = look(self._preferences.recent)
        self._looks_left = LOOKS
        self._look_timer.start()

    def _on_look(self) -> None:
        self._looks_left -= 1
        if self._looking is None or self._looking.wait(0) or self._looks_left <= 0:
            self._look_timer.stop()
        self._mark_recent()

    def _mark_recent(self) -> None:
        """Grey out what is gone, or does not answer; it can be chosen all the same."""
        if self._looking is None:
            return
        from layers.disk.answering import Answer

        words = {
            Answer.MISSING: self.tr("not there any more"),
            Answer.SILENT: self.tr("does not answer"),
        }
        for row in range(self.recent_list.count()):
            item = self.recent_list.item(row)
            path = item.data(Qt.ItemDataRole.UserRole)
            answer = self._looking.of(path) if path in self._looking.paths else Answer.THERE
            is_known = answer != Answer.SILENT or self._looks_left <= 0
            word = words.get(answer, "") if is_known else ""
            item.setText(f"{path.name}    {path.parent}" + (f"    ({word})" if word else ""))
            if word:
                item.setForeground(QColor(current_theme().muted))

    def restyle(self) -> None:
        """Draw in the colours of the theme in force."""
        self.refresh()

    def set_back_visible(self, is_visible: bool) -> None:
        """Offer the way back to an open project, or not."""
        self._back.setVisible(is_visible)

    def _open_recent(self, item: QListWidgetItem) -> None:
        self.recent_wanted.emit(item.data(Qt.ItemDataRole.UserRole))


class OpeningPage(Retranslated, QWidget):
    """What is seen while the first project is being opened.

    Signals
    -------
    seen
        It has been painted for the first time.
    """

    seen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_seen = False
        logo = QLabel()
        logo.setPixmap(icon_of_program(44))
        self._text = label("heading")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(260)
        box = QVBoxLayout(self)
        box.setSpacing(10)
        box.addStretch(3)
        for widget in (logo, self._text, self._bar):
            box.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(4)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self._text.setText(term("progress.project.open"))

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_seen:
            self._is_seen = True
            QTimer.singleShot(0, self, self.seen.emit)

    def show_progress(self, done: int, total: int, text: str) -> None:
        """Show how far it is."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._text.setText(text)
