"""Copies of the open project over time: when, how large, what differs from now; one is opened as a copy."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from layers.project.backups import Backup, Counts, counts_of
from models.kernel.text import Lang, t
from ui.core.i18n import Retranslated
from ui.core.session import Session
from ui.widgets.fitting import resize_on_screen
from ui.widgets.modeless import keep_beside
from ui.widgets.parts import cell_of, label

TIME = "%Y-%m-%d %H:%M"


class BackupsDialog(Retranslated, QDialog):
    """Stays open beside the map; what is counted comes in later.

    Parameters
    ----------
    backups
        Every copy, newest first, with its counts; ``None`` where it cannot be read.

    Signals
    -------
    chosen(object)
        This copy shall be opened.
    """

    chosen = Signal(object)

    def __init__(
        self,
        session: Session,
        backups: list[tuple[Backup, Counts | None]],
        folder: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        keep_beside(self, session.undo_stack)
        self._session, self._backups, self._folder = session, backups, folder
        self.note = label("muted", wrap=True)
        self.table = QTableWidget(len(backups), 3)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setWordWrap(True)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.open_button, self._close_button = QPushButton(), QPushButton()
        self.open_button.setProperty("primary", True)
        self.open_button.clicked.connect(self._open)
        self._close_button.setAutoDefault(False)
        self._close_button.clicked.connect(self.close)
        self.table.itemDoubleClicked.connect(lambda _: self._open())
        self.table.itemSelectionChanged.connect(self._refresh)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.open_button)
        buttons.addWidget(self._close_button)
        column = QVBoxLayout(self)
        column.addWidget(self.note)
        column.addWidget(self.table, 1)
        column.addLayout(buttons)
        session.project_changed.connect(self._fill)  # a method: let go with the dialog
        session.project_replaced.connect(self.close)
        self.retranslate()
        self.table.selectRow(0)
        resize_on_screen(self, 760, 460)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setWindowTitle(self.tr("Earlier versions"))
        self.open_button.setText(self.tr("Open as a copy"))
        self._close_button.setText(self.tr("Close"))
        self.table.setAccessibleName(self.windowTitle())
        self.table.setHorizontalHeaderLabels(
            [self.tr("Kept at"), self.tr("File size"), self.tr("Differs from now in")]
        )
        self.note.setText(
            self.tr(
                "Kept every ten minutes of work and before a save: all of the last hour, then one an hour, "
                "one a day, one a week. They are in {folder}"
            ).format(folder=self._folder)
            if self._backups
            else self.tr(
                "None yet: one is kept every ten minutes in which the project was changed, and before a save."
            )
        )
        self._fill()

    def _fill(self, *_: object) -> None:
        now, lang = counts_of(self._session.project), self._session.lang
        for row, (backup, counts) in enumerate(self._backups):
            differs = self.tr("Cannot be read") if counts is None else difference_text(counts, now, lang)
            texts = (f"{backup.made_at:{TIME}}", size_text(backup.size), differs)
            for column, text in enumerate(texts):
                self.table.setItem(row, column, QTableWidgetItem(text))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            cell_of(self.table, row, 1).setTextAlignment(right)
        self.table.resizeColumnToContents(0)
        self.table.resizeColumnToContents(1)
        self.table.resizeRowsToContents()
        self._refresh()

    def _row(self) -> int:
        rows = self.table.selectionModel().selectedRows()
        return rows[0].row() if rows else -1

    def _refresh(self) -> None:
        row = self._row()
        self.open_button.setEnabled(row >= 0 and self._backups[row][1] is not None)

    def _open(self) -> None:
        if self.open_button.isEnabled():
            self.chosen.emit(self._backups[self._row()][0])


def size_text(size: int) -> str:
    """Size of a file, to a tenth of a megabyte."""
    return f"{max(size, 50_000) / 1e6:,.1f} MB"


def difference_text(then: Counts, now: Counts, lang: Lang) -> str:
    """Counts that differ, with what they were and are."""
    parts = [
        t("backup.count", lang, name=_name(key, lang), then=f"{then.get(key, 0):,}", now=f"{now[key]:,}")
        for key in now
        if then.get(key, 0) != now[key]
    ]
    return t("backup.separator", lang).join(parts) if parts else t("backup.same", lang)


def _name(key: str, lang: Lang) -> str:
    own = {"scenarios", "layers", "stock", "projects"}
    return t(f"backup.{key}" if key in own else f"family.{key}.plural", lang)
