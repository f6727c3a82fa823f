"""What a ledger file holds and what it would change, before anything is taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QPushButton,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.facilities.facility import Depot
from models.facilities.stock import MODES, StockDifference, taken_in
from models.findings.numbers import exact
from models.kernel.text import filled, t
from models.supplies.items import items
from ui.core.i18n import Retranslated
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.widgets.fitting import resize_on_screen
from ui.widgets.parts import label
from ui.widgets.quiet import QuietBox
from ui.widgets.readtable import read_table

if TYPE_CHECKING:
    from layers.importing.stockfile import StockImport

_COLUMNS = ("depot", "name", "item", "quantity", "unit", "expires")
MOST_LINES = 2000
"""Lines that are listed; those with something to say come first."""


class SuppliesImportDialog(Retranslated, QDialog):
    """Lists the lines with what was not understood; nothing is changed before it is accepted."""

    def __init__(
        self, session: Session, found: StockImport, depots: dict[str, Depot], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._found, self._depots = session, found, depots
        self.about = label("heading", wrap=True)
        self.columns = label("muted", wrap=True)
        self.mode_box, self.depot_box = QuietBox(), QuietBox()
        for mode in MODES:
            self.mode_box.addItem("", mode)
        self.depot_box.addItem("", "")
        for depot in depots.values():
            self.depot_box.addItem(depot.name, depot.id)
        self._labels = {self.mode_box: label(), self.depot_box: label()}
        form = QFormLayout()
        form.setVerticalSpacing(5)
        for box, words in self._labels.items():
            form.addRow(words, box)
            box.activated.connect(lambda _: self.refresh())
        self.table = read_table(len(_COLUMNS) + 2, stretched=len(_COLUMNS) + 1)
        self.difference = label(wrap=True)
        self.buttons = QDialogButtonBox()
        self.accept_button = QPushButton()
        self.accept_button.setProperty("primary", True)
        self.cancel_button = QPushButton()
        self.buttons.addButton(self.accept_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(self.cancel_button, QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.take_over)
        self.buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 14, 16, 12)
        whole.setSpacing(8)
        for widget in (self.about, self.columns):
            whole.addWidget(widget)
        whole.addLayout(form)
        whole.addWidget(self.table, 1)
        whole.addWidget(self.difference)
        whole.addWidget(self.buttons)
        resize_on_screen(self, 900, 560)
        session.project_replaced.connect(self.reject)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        lang = self._session.lang
        self.setWindowTitle(self.tr("Import a stock ledger"))
        self._labels[self.mode_box].setText(self.tr("Into the ledger"))
        self._labels[self.depot_box].setText(self.tr("Rows without a known depot go to"))
        modes = {
            "update": self.tr("Update what is there, add what is new, keep the rest"),
            "replace": self.tr("Replace the whole ledger"),
            "add": self.tr("Add every row after those that are there"),
        }
        for index in range(self.mode_box.count()):
            self.mode_box.setItemText(index, modes[self.mode_box.itemData(index)])
        self.depot_box.setItemText(0, self.tr("no depot yet"))
        for box, words in self._labels.items():
            box.setAccessibleName(words.text())
        self.accept_button.setText(self.tr("Add to the ledger"))
        self.cancel_button.setText(self.tr("Cancel"))
        self.table.setHorizontalHeaderLabels(
            [
                self.tr("Line"),
                *(t(f"supplies.column.{key}", lang) for key in _COLUMNS),
                self.tr("What was not understood"),
            ]
        )
        self._fill_lines()
        self.refresh()

    def _fill_lines(self) -> None:
        found, lang = self._found, self._session.lang
        faulty = [line for line in found.lines if line.problems]
        good = [line for line in found.lines if not line.problems]
        listed = [*faulty, *good][:MOST_LINES]
        self.about.setText(
            filled(
                self.tr("{file}: {rows} {rows:row|rows}, {faulty} with something not understood"),
                file=found.file,
                rows=f"{len(found.lines):,}",
                faulty=f"{len(faulty):,}",
            )
        )
        separator = t("cli.list_separator", lang)
        known = separator.join(
            f"{t(f'supplies.column.{key}', lang)} ← {heading}" for key, heading in found.columns.items()
        )
        if found.totals:
            totals = self.tr("Lines of totals left out: {count}.").format(count=found.totals)
            known = self.tr("{columns}. {totals}").format(columns=known, totals=totals)
        self.columns.setText(known)
        self.table.setRowCount(len(listed))
        for number, line in enumerate(listed):
            row = line.row
            depot = self._depots.get(row.depot_id)
            where = f"{line.sheet} {line.number}".strip()
            problems = separator.join(t(key, lang, **values) for key, values in line.problems)
            texts = (
                where,
                depot.name if depot is not None else line.depot_text,
                row.name,
                items()[row.item].name(lang) if row.item else "",
                "" if row.quantity is None else exact(row.quantity),
                row.unit,
                row.expires or "",
                problems,
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column == len(texts) - 1:
                    item.setForeground(QColor(current_theme().warning))
                if column == 1 and depot is None:
                    item.setForeground(QColor(current_theme().muted))
                if column == 4:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(number, column, item)
        for column in range(self.table.columnCount() - 1):
            self.table.setColumnWidth(column, min(self.table.columnWidth(column), 200))

    @property
    def result_difference(self) -> StockDifference:
        """What accepting would do to the ledger as it is now."""
        rows = self._found.rows(self.depot_box.currentData())
        stock = self._session.project.settings.stock
        return taken_in(stock, rows, self.mode_box.currentData(), self._found.columns)

    def refresh(self) -> None:
        """Say what accepting would do."""
        change = self.result_difference
        self.difference.setText(
            self.tr("{added} added, {changed} changed, {removed} removed, {same} unchanged").format(
                added=f"{len(change.added):,}",
                changed=f"{len(change.changed):,}",
                removed=f"{len(change.removed):,}",
                same=f"{change.same:,}",
            )
        )
        self.accept_button.setEnabled(not change.is_nothing)

    def take_over(self) -> None:
        """Change the ledger, as one undo step."""
        change = self.result_difference
        project = self._session.project
        text = self.tr("Import stock from {file}").format(file=self._found.file)
        self._session.push(project.settings_edit(stock=change.after), text)
        self.accept()
