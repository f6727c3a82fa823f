"""The page of the stock ledger: filter, add, delete, paste, import, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.facilities.facility import Depot, Family
from models.facilities.stock import StockRow
from models.kernel.errors import HavenError, Message
from models.kernel.progress import Progress, Work
from models.kernel.text import Lang, filled, t
from models.supplies.need import Lot, State, Stock, stock_by_item
from ui.analysis.suppliestable import COLUMNS, LedgerDelegate, LedgerTable, with_row, without
from ui.core.crashlog import report_unexpected
from ui.core.i18n import Retranslated, term
from ui.core.preferences import Preferences
from ui.core.said import filled_again
from ui.core.session import Session
from ui.core.tasks import Task, TaskRunner
from ui.widgets.flow import FlowLayout
from ui.widgets.ledgerview import LedgerView
from ui.widgets.parts import IconButton, icon_button, label
from ui.widgets.quiet import QuietBox

if TYPE_CHECKING:
    from layers.importing.stockfile import StockImport

_WIDTHS = {"depot": 160, "name": 150, "item": 116, "quantity": 84, "unit": 54, "expires": 96, "place": 86}
_WIDTHS |= {"code": 76, "note": 64, "state": 110}
_ALL, _NONE = "*", ""


def known_depots(session: Session) -> dict[str, Depot]:
    """Depots of all scenarios by id: a row may name any of them."""
    found: dict[str, Depot] = {}
    for scenario in (session.scenario, *session.project.scenarios):
        for facility in scenario.facilities.values():
            if isinstance(facility, Depot):
                found.setdefault(facility.id, facility)
    return found


def counted_stock(session: Session) -> Stock:
    """The ledger as it counts in the scenario shown, today."""
    depots = session.counted(Family.DEPOT)
    return stock_by_item(
        session.project.settings.stock, [one for one in depots if isinstance(one, Depot)], session.today
    )


class LedgerPage(Retranslated, QWidget):
    """Everything about the ledger; each change is one undo step.

    Signals
    -------
    said(Message, str)
        Something to tell the person, and how grave it is.
    """

    said = Signal(object, str)

    def __init__(
        self, session: Session, tasks: TaskRunner, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._tasks, self._preferences = session, tasks, preferences
        self.depot_box = QuietBox()
        self.depot_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.depot_box.setMinimumContentsLength(16)
        self.depot_box.activated.connect(lambda _: self.refresh())
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(170)
        self.only_faulty = QCheckBox()
        self.only_faulty.toggled.connect(lambda _: self.refresh())
        self.add_button: IconButton = icon_button("plus", self.add_row)
        self.delete_button: IconButton = icon_button("trash", self.delete_selected)
        self.paste_button: IconButton = icon_button("paste", self.paste)
        self.import_button = QPushButton()
        self.import_button.clicked.connect(self.choose_import)
        self.export_button = QPushButton()
        self._export_menu = QMenu(self.export_button)
        self._export_ledger = self._export_menu.addAction("", lambda: self.choose_export(is_template=False))
        self._export_template = self._export_menu.addAction("", lambda: self.choose_export(is_template=True))
        self.export_button.setMenu(self._export_menu)
        for button in (self.import_button, self.export_button):
            button.setAutoDefault(False)
        self.count = label("muted")
        self.empty = label("muted", wrap=True)
        self.table = LedgerTable(session, self)
        self._titles: tuple[str, ...] = ()
        self.table.refused.connect(self._refuse)
        self.table.edited.connect(self._edit)
        self.view = LedgerView()
        self.view.setModel(self.table)
        self.view.setItemDelegate(LedgerDelegate(self.view))
        self.view.be_sorted()
        self.view.horizontalHeader().setStretchLastSection(True)
        self.view.paste_wanted.connect(self.paste)
        self.view.delete_wanted.connect(self.delete_selected)
        self.view.selectionModel().selectionChanged.connect(lambda: self._refresh_buttons())
        self.filter.textChanged.connect(self._set_filter)
        bar = FlowLayout()
        for widget in (self.depot_box, self.filter, self.only_faulty):
            bar.addWidget(widget)
        bar.addWidget(self.count)
        for icon in (self.add_button, self.delete_button, self.paste_button):
            bar.addWidget(icon)
        bar.addWidget(self.import_button)
        bar.addWidget(self.export_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 10, 12, 10)
        box.setSpacing(8)
        box.addLayout(bar)
        box.addWidget(self.empty)
        self.below = self.view
        self.retranslate()

    # -- language ------------------------------------------------------------------------------------------
    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.filter.setPlaceholderText(self.tr("Filter"))
        self.filter.setAccessibleName(self.tr("Show only rows that contain"))
        self.depot_box.setAccessibleName(term("supplies.column.depot"))
        self.view.setAccessibleName(term("supplies.sheet.ledger"))
        self.only_faulty.setText(self.tr("Not counted only"))
        self.only_faulty.setToolTip(
            self.tr("Expired rows, rows without a depot, and rows whose item, quantity or unit is not known")
        )
        self.add_button.name(self.tr("Add a row"))
        self.delete_button.name(self.tr("Delete the selected rows"))
        self.paste_button.name(self.tr("Paste rows copied from a spreadsheet"))
        self.import_button.setText(self.tr("Import…"))
        self.export_button.setText(self.tr("Export"))
        self._export_ledger.setText(self.tr("This ledger…"))
        self._export_template.setText(self.tr("Empty template…"))
        self.empty.setText(
            self.tr(
                "No stock is listed yet. Import a ledger from Excel, paste rows copied from a spreadsheet, "
                "or add them one by one. The empty template shows the columns."
            )
        )
        self.refresh()

    def _fit_columns(self) -> None:
        """Give each column room for its head, once for each language."""
        titles = tuple(column.title for column in self.table.columns)
        if titles == self._titles:
            return
        self._titles, header = titles, self.view.horizontalHeader()
        for column, key in enumerate(COLUMNS):
            self.view.setColumnWidth(column, max(_WIDTHS[key], header.sectionSizeHint(column)))

    # -- content -------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Show what the project holds."""
        session = self._session
        depots = known_depots(session)
        self._fill_depots(depots)
        stock = counted_stock(session)
        wanted, only_faulty = self.depot_box.currentData(), self.only_faulty.isChecked()

        def is_wanted(lot: Lot) -> bool:
            is_there = wanted in (_ALL, None) or lot.row.depot_id == wanted
            return is_there and (not only_faulty or lot.state != State.USABLE)

        scroll = self.view.verticalScrollBar().value()
        self.table.show_stock(stock, depots, is_wanted)
        self._fit_columns()
        self.view.verticalScrollBar().setValue(scroll)
        has_rows = bool(session.project.settings.stock)
        self.empty.setVisible(not has_rows)
        self._export_ledger.setEnabled(has_rows)
        self._refresh_count(stock)
        self._refresh_buttons()

    def _refresh_count(self, stock: Stock) -> None:
        faulty = len(stock.lots) - stock.count(State.USABLE)
        text = self.tr("{shown} of {total} rows").format(
            shown=f"{self.table.rowCount():,}", total=f"{len(stock.lots):,}"
        )
        if faulty:
            text = self.tr("{rows}, {faulty} not counted").format(rows=text, faulty=f"{faulty:,}")
        self.count.setText(text if stock.lots else "")

    def _refresh_buttons(self) -> None:
        self.delete_button.setEnabled(bool(self.view.selectionModel().selectedRows()))
        for widget in (self.add_button, self.paste_button, self.import_button, self.export_button):
            widget.setEnabled(self._session.has_project)

    def _fill_depots(self, depots: dict[str, Depot]) -> None:
        counts: dict[str, int] = {}
        for row in self._session.project.settings.stock:
            counts[row.depot_id] = counts.get(row.depot_id, 0) + 1
        chosen = self.depot_box.currentData()
        with_count = self.tr("{depot} ({count})")
        entries = [(self.tr("All depots"), _ALL)]
        if counts.get(_NONE):
            entries.append((with_count.format(depot=self.tr("Without a depot"), count=counts[_NONE]), _NONE))
        for depot in depots.values():
            name = depot.name or self.tr("Unnamed")
            count = counts.get(depot.id, 0)
            entries.append((with_count.format(depot=name, count=count) if count else name, depot.id))
        present = [
            (self.depot_box.itemText(index), self.depot_box.itemData(index))
            for index in range(self.depot_box.count())
        ]
        if entries != present:
            self.depot_box.clear()
            for words, value in entries:
                self.depot_box.addItem(words, value)
            self.depot_box.setCurrentIndex(max(0, self.depot_box.findData(chosen)))

    def show_depot(self, depot_id: str) -> None:
        """Show the rows of one depot."""
        self.refresh()
        self.depot_box.setCurrentIndex(max(0, self.depot_box.findData(depot_id)))
        self.refresh()

    def _set_filter(self, words: str) -> None:
        self.table.set_filter(words)
        self._refresh_count(counted_stock(self._session))

    # -- editing -------------------------------------------------------------------------------------------
    def _push(self, rows: tuple[StockRow, ...], text: str) -> None:
        self._session.push(self._session.project.settings_edit(stock=rows), text)

    def _edit(self, row: StockRow, text: str) -> None:
        # The table is filled anew by the change, which must not happen inside the editor's own call.
        QTimer.singleShot(
            0, self, lambda: self._push(with_row(self._session.project.settings.stock, row), text)
        )

    def _refuse(self, why: str) -> None:
        self.said.emit(Message(self.tr("The cell was not changed."), "", why), "warning")

    @property
    def _depot_id(self) -> str:
        chosen = self.depot_box.currentData()
        return chosen if chosen not in (_ALL, None) else ""

    def add_row(self) -> None:
        """Add a row, for the depot that is shown, and let its name be typed."""
        row = StockRow(depot_id=self._depot_id)
        self.filter.clear()
        self.only_faulty.setChecked(False)
        self._push((*self._session.project.settings.stock, row), self.tr("Add a row of stock"))
        self.refresh()
        for line in self.table.rows_of(frozenset({row.id})):
            index = self.table.index(line, COLUMNS.index("name"))
            self.view.scrollTo(index)
            self.view.setCurrentIndex(index)
            self.view.edit(index)

    def delete_selected(self) -> None:
        """Delete the selected rows."""
        ids = self.view.selected_keys()
        if ids:
            text = filled_again(self.tr("Delete {count} {count:row|rows} of stock"), count=len(ids))
            self._push(without(self._session.project.settings.stock, ids), text)

    def paste(self) -> None:
        """Add the rows that are on the clipboard, and say what was not understood."""
        from layers.importing.stockfile import rows_of_text

        if not self._session.has_project:
            return
        lang = self._session.lang
        try:
            found = rows_of_text(QGuiApplication.clipboard().text(), known_depots(self._session).values())
        except HavenError as error:
            self.said.emit(error.message(lang), "warning")
            return
        rows = found.rows(self._depot_id)
        text = filled_again(self.tr("Paste {count} {count:row|rows} of stock"), count=len(rows))
        self._push((*self._session.project.settings.stock, *rows), text)
        problems = [t(key, lang, **values) for line in found.lines for key, values in line.problems]
        message = Message(
            filled(self.tr("{count} {count:row|rows} pasted."), count=f"{len(rows):,}"),
            "",
            problems[0] if problems else "",
            "\n".join(problems),
        )
        self.said.emit(message, "warning" if problems else "info")

    # -- files ---------------------------------------------------------------------------------------------
    def choose_import(self) -> None:
        """Ask which file to import."""
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Import a stock ledger"),
            str(self._preferences.last_folder("import")),
            self.tr("Ledgers (*.xlsx *.xlsm *.xls *.et *.ods *.csv *.tsv)"),
        )
        if name:
            self._preferences.set_last_folder("import", Path(name).parent)
            self.read(Path(name))

    def read(self, path: Path) -> None:
        """Read a file off the window's thread, then show what would change."""
        depots = tuple(known_depots(self._session).values())

        def work() -> Work[StockImport]:
            yield Progress(0, 0, "supplies.read")
            from layers.importing.stockfile import read_stock

            return read_stock(path, depots)

        title = term("progress.import.read", file=path.name)
        self._tasks.start(Task(title, work, self.show_import, failed=self._say_error, owner=self))

    def show_import(self, found: StockImport) -> None:
        """Show what a file holds and what it would change."""
        from ui.analysis.suppliesimport import SuppliesImportDialog

        dialog = SuppliesImportDialog(self._session, found, known_depots(self._session), self.window())
        dialog.open()

    def choose_export(self, *, is_template: bool) -> None:
        """Ask where to write the ledger or the template."""
        folder = self._preferences.last_folder("export")
        stem = self.tr("stock ledger template") if is_template else self.tr("stock ledger")
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export"), str(folder / f"{stem}.xlsx"), self.tr("Excel workbook (*.xlsx)")
        )
        if name:
            path = Path(name).with_suffix(".xlsx") if not Path(name).suffix else Path(name)
            self._preferences.set_last_folder("export", path.parent)
            self.export(path, is_template=is_template)

    def export(self, path: Path, *, is_template: bool) -> None:
        """Write the ledger or the template."""
        session = self._session
        rows = () if is_template else session.project.settings.stock
        stock = None if is_template else counted_stock(session)
        depots, lang = known_depots(session), session.lang

        def work() -> Work[Path]:
            from reports.supplytables import write_ledger
            from ui.outputs.documents import check_suffix, put_in_place

            check_suffix(path, (".xlsx",))
            return (yield from put_in_place(path, lambda made: write_ledger(made, rows, depots, lang, stock)))

        title = self.tr("Writing {file}").format(file=path.name)
        written = Message(term("cli.written", path=path), "", "")
        self._tasks.start(Task(title, work, lambda _: session.say(written, "info"), is_lasting=True))

    def _say_error(self, error: Exception) -> None:
        self.said.emit(error_message(error, self._session.lang), "error")


def error_message(error: Exception, lang: Lang) -> Message:
    """What went wrong, in words; a fault of the program goes to the log too."""
    return error.message(lang) if isinstance(error, HavenError) else report_unexpected(error)
