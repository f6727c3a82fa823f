"""The page of what is due: each duty with its last and next day, where its interval is from, and how sure."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import timedelta

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from models.facilities.facility import Facility
from models.facilities.upkeepentry import UpkeepEntry
from models.kernel.text import t
from models.upkeep.due import DueRow
from models.upkeep.enter import entered
from models.upkeep.listing import COUNTED, DUE_COLUMNS, Ledger, due_values, notes
from ui.analysis.resulttable import ResultTable, RowNotes, Told, numbers, words
from ui.analysis.upkeepledger import LedgerFile, LedgerNow, UpkeepPage, places_of
from ui.core.i18n import term
from ui.core.session import Session
from ui.widgets.parts import label
from ui.widgets.quiet import QuietBox

SOON_DAYS = 90
FILTERS: dict[str, Callable[[DueRow, Ledger], bool]] = {
    "all": lambda row, ledger: True,
    "overdue": lambda row, ledger: row.state == "overdue",
    "no_record": lambda row, ledger: row.state == "no_record",
    "soon": lambda row, ledger: (
        row.state == "current"
        and row.next_due is not None
        and row.next_due <= ledger.today + timedelta(days=SOON_DAYS)
    ),
    "current": lambda row, ledger: row.state == "current",
}


class DuePage(UpkeepPage):
    """The most overdue first, then what has no record, then by the day it comes again.

    Signals
    -------
    entries_wanted(frozenset)
        Entries that were made of the chosen duties, to be filled in.
    """

    entries_wanted = Signal(object)

    def __init__(
        self, session: Session, ledger: LedgerNow, file: LedgerFile, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, ledger, file, parent)
        self.filter_box, self.words, self._filter_label = QuietBox(), QLineEdit(), label()
        for name in FILTERS:
            self.filter_box.addItem("", name)
        self.words.setClearButtonEnabled(True)
        self.words.setMaximumWidth(200)
        self.done_button, self.interval_button = QPushButton(), QPushButton()
        self.done_button.setProperty("primary", True)
        self.table = ResultTable(many=True)
        self.connect_table(self.table)
        self.below = self.table
        for widget in (self._filter_label, self.filter_box, self.words, self.done_button):
            self.top.addWidget(widget)
        for button in (self.interval_button, self.save_button, self.copy_button):
            self.top.addWidget(button)
        for button in (self.done_button, self.interval_button):
            button.setAutoDefault(False)
        self.body.addWidget(self.note)
        self.filter_box.activated.connect(self.refresh)
        self.words.textChanged.connect(self.table.rows.set_filter)
        self.done_button.clicked.connect(self.enter_chosen)
        self.interval_button.clicked.connect(self.show_interval)
        self.copy_button.clicked.connect(self.table.copy)
        self.table.selectionModel().selectionChanged.connect(lambda: self._refresh_buttons())
        self._rows: dict[Hashable, DueRow] = {}

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self._filter_label.setText(self.tr("Show"))
        self.filter_box.setAccessibleName(self._filter_label.text())
        self.words.setPlaceholderText(self.tr("Filter"))
        self.words.setAccessibleName(self.tr("Filter"))
        for button, key in ((self.done_button, "done"), (self.interval_button, "interval")):
            button.setText(term(f"upkeep.button.{key}"))
            button.setToolTip(term(f"upkeep.button.{key}_tip"))
        super().retranslate()

    def refresh(self) -> None:
        """Compute and show."""
        ledger, lang = self.ledger(), self.session.lang
        with QSignalBlocker(self.filter_box):
            for index, (name, is_one) in enumerate(FILTERS.items()):
                count = sum(is_one(row, ledger) for row in ledger.rows)
                self.filter_box.setItemText(
                    index,
                    self.tr("{filter} ({count})").format(filter=term(f"upkeep.filter.{name}"), count=count),
                )
        is_one = FILTERS[self.filter_box.currentData()]
        rows = [row for row in ledger.rows if is_one(row, ledger)]
        self._rows = {(row.duty.id, row.about.id): row for row in rows}
        values = [due_values(row, lang) for row in rows]
        columns: list[Told] = []
        for key in DUE_COLUMNS:
            title, cells = term(f"upkeep.column.{key}"), [one[key] for one in values]
            if key not in COUNTED:
                columns.append(words(key, title, (str(cell or "") for cell in cells)))
                continue
            counts = [cell if isinstance(cell, int) else None for cell in cells]
            columns.append(numbers(key, title, counts, ("" if one is None else f"{one:,}" for one in counts)))
        sure = (t(f"confidence.{row.interval.confidence}", lang) for row in rows)
        columns.append(words("confidence", term("upkeep.column.confidence"), sure))
        keys = list(self._rows)
        short = [
            (key, column)
            for key, row in self._rows.items()
            if row.state in ("overdue", "no_record")
            for column in ("state", "overdue_days")
        ]
        tips = {key: row.interval.source.text(lang) for key, row in self._rows.items()}
        self.table.show_rows(columns, keys, places_of(self._rows), short, notes=RowNotes(tips=tips))
        empty = [] if ledger.entries else [term("upkeep.empty")]
        self.note.setText("\n".join((*empty, *notes(ledger, lang))))
        self._refresh_buttons()

    def _refresh_buttons(self) -> None:
        chosen = self._chosen()
        self.done_button.setEnabled(bool(chosen))
        self.interval_button.setEnabled(len({row.duty.id for row in chosen}) == 1)

    def _chosen(self) -> list[DueRow]:
        return [self._rows[key] for key in self.table.selected_keys() if key in self._rows]

    def enter_chosen(self) -> None:
        """Enter the chosen duties as done today, as one step, and let who and finding be filled in."""
        session = self.session
        made = [
            UpkeepEntry(kind=row.duty.kind, day=session.today.isoformat(), **_about(row))
            for row in self._chosen()
        ]
        if made:
            session.push(
                entered(session.project, made, session.today), term("upkeep.step.done", count=len(made))
            )
            session.assess_now()
            self.entries_wanted.emit(frozenset(entry.id for entry in made))

    def show_interval(self) -> None:
        """Show the rule value that says how often."""
        for row in self._chosen()[:1]:
            self.rule_wanted.emit(row.duty.rule)


def _about(row: DueRow) -> dict[str, str]:
    return {"facility_id" if isinstance(row.about, Facility) else "subject": row.about.id}
