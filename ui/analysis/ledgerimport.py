"""What a table would change in a ledger: ticked row by row, with the rows that are left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPushButton,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.kernel.text import t
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.widgets.fitting import resize_on_screen
from ui.widgets.parts import label
from ui.widgets.readtable import read_table

_KIND, _NAME, _AT, _WHAT = range(4)


@dataclass(frozen=True)
class ImportLine:
    """One change: the row of the table it is from, what kind, of what, and what it does."""

    row: int
    kind: str
    name: str
    what: str


@dataclass(frozen=True)
class Refusal:
    """A cell for which a row is left alone."""

    at: str
    column: str
    said: str
    why: str


class LedgerImportDialog(Retranslated, QDialog):
    """Changes first, then rows that are left alone; nothing is changed before it is accepted."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._off: set[int] = set()
        self._rows: tuple[int, ...] = ()
        self._is_filling = False
        self.about = label("heading", wrap=True)
        self.table = read_table(4, stretched=_WHAT)
        self.table.itemChanged.connect(self._on_tick)
        self.buttons = QDialogButtonBox()
        self.accept_button, self.cancel_button = QPushButton(), QPushButton()
        self.accept_button.setProperty("primary", True)
        self.buttons.addButton(self.accept_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(self.cancel_button, QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.take_over)
        self.buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 14, 16, 12)
        whole.setSpacing(8)
        whole.addWidget(self.about)
        whole.addWidget(self.table, 1)
        whole.addWidget(self.buttons)
        resize_on_screen(self, 900, 480)
        session.project_changed.connect(self._on_change)
        session.project_replaced.connect(self.reject)

    # -- what a ledger says --------------------------------------------------------------------------------
    def title(self) -> str:
        """Title of the window."""
        raise NotImplementedError

    def name_head(self) -> str:
        """Head over what is changed."""
        raise NotImplementedError

    def compared(self) -> tuple[str, Sequence[ImportLine], Sequence[Refusal]]:
        """The table held against the ledger as it is now: in a line, what changes, what is left alone."""
        raise NotImplementedError

    def take_over(self) -> None:
        """Change the ledger by what is ticked, as one step that can be undone."""
        raise NotImplementedError

    # -- showing it ----------------------------------------------------------------------------------------
    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setWindowTitle(self.title())
        self.cancel_button.setText(self.tr("Cancel"))
        heads = (
            term("workbook.changes.kind"),
            self.name_head(),
            term("keyproject.back.at"),
            term("keyproject.back.what"),
        )
        self.table.setHorizontalHeaderLabels(list(heads))
        self.table.setAccessibleName(self.windowTitle())
        self.refresh()

    def _on_change(self, _: object) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Hold the table against the ledger as it is now; ticks stay."""
        lang = self._session.lang
        said, lines, refusals = self.compared()
        self.about.setText(said)
        self._rows = tuple(line.row for line in lines)
        self._is_filling = True
        self.table.setRowCount(len(lines) + len(refusals))
        for number, line in enumerate(lines):
            kind = self._put(number, _KIND, line.kind)
            kind.setFlags(kind.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            is_on = line.row not in self._off
            kind.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
            self._put(number, _NAME, line.name)
            self._put(number, _AT, str(line.row))
            self._put(number, _WHAT, line.what)
        warning = QColor(current_theme().warning)
        for number, one in enumerate(refusals, start=len(lines)):
            self._put(number, _KIND, t("keyproject.back.kind_refused", lang)).setForeground(warning)
            self._put(number, _NAME, t("keyproject.back.cell", lang, column=one.column, said=one.said))
            self._put(number, _AT, one.at)
            self._put(number, _WHAT, one.why).setForeground(warning)
        self._is_filling = False
        self._count()

    def _put(self, row: int, column: int, text: str) -> QTableWidgetItem:
        item = QTableWidgetItem(" ".join(text.split()))
        item.setToolTip(text)
        self.table.setItem(row, column, item)
        return item

    def _on_tick(self, item: QTableWidgetItem) -> None:
        if self._is_filling or item.column() != _KIND or item.row() >= len(self._rows):
            return
        row = self._rows[item.row()]
        if item.checkState() == Qt.CheckState.Checked:
            self._off.discard(row)
        else:
            self._off.add(row)
        self._count()

    @property
    def chosen(self) -> frozenset[int]:
        """Rows of the table that are ticked."""
        return frozenset(self._rows) - self._off

    def _count(self) -> None:
        count = len(self.chosen)
        self.accept_button.setText(self.tr("Take over {count}").format(count=f"{count:,}"))
        self.accept_button.setEnabled(count > 0)
