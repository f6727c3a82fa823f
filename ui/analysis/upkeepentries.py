"""The page of entries: add, change in place, put right, paste, delete; each is one undo step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QMenu, QPushButton, QWidget

from models.facilities.facility import Facility
from models.facilities.upkeepentry import UpkeepEntry
from models.findings.places import facility_place
from models.kernel.errors import Message
from models.kernel.progress import Progress, Work
from models.upkeep.duties import Subject, duties, subjects
from models.upkeep.enter import ledger_edit
from models.upkeep.listing import ENTRY_COLUMNS, Ledger
from models.upkeep.naming import pasted_entries
from ui.analysis.upkeepledger import LedgerFile, LedgerNow, UpkeepPage
from ui.analysis.upkeeptable import EntryDelegate, EntryTable
from ui.core.i18n import term
from ui.core.session import Session
from ui.core.tasks import Task
from ui.widgets.ledgerview import LedgerView
from ui.widgets.parts import IconButton, icon_button, label
from ui.widgets.quiet import QuietBox

if TYPE_CHECKING:
    from layers.ledgerback.knowntable import KnownTable

FILTERS: dict[str, Callable[[UpkeepEntry, Ledger], bool]] = {
    "all": lambda entry, ledger: True,
    "open": lambda entry, ledger: entry.is_open(ledger.today),
    "year": lambda entry, ledger: entry.done_on.year == ledger.today.year,
    "ahead": lambda entry, ledger: entry.done_on > ledger.today,
    "strangers": lambda entry, ledger: entry in ledger.strangers,
}
_WIDTHS = {"day": 104, "about": 200, "kind": 104, "who": 170, "finding": 320, "repaired_on": 110}


class EntriesPage(UpkeepPage):
    """Every entry, the latest first; a click on one goes to its facility."""

    def __init__(
        self, session: Session, ledger: LedgerNow, file: LedgerFile, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, ledger, file, parent)
        self.filter_box, self._filter_label = QuietBox(), label()
        for name in FILTERS:
            self.filter_box.addItem("", name)
        self.add_button, self.repaired_button = QPushButton(), QPushButton()
        self._adding = QMenu(self.add_button)
        self._adding.aboutToShow.connect(self.fill_adding)
        self.add_button.setMenu(self._adding)
        self.repaired_button.clicked.connect(self.put_right)
        self.paste_button: IconButton = icon_button("paste", self.paste)
        self.import_button: IconButton = icon_button("import", self.choose_import)
        self.delete_button: IconButton = icon_button("trash", self.delete)
        self.table = EntryTable(session, self)
        self.table.edited.connect(self._edit)
        self.table.refused.connect(self._refuse)
        self.view = LedgerView()
        self.view.setModel(self.table)
        self.view.setItemDelegate(EntryDelegate(self.view))
        self.view.be_sorted()
        self.view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.selectionModel().selectionChanged.connect(lambda: self._refresh_buttons())
        self.view.clicked.connect(lambda _: self._show_on_map())
        self.view.paste_wanted.connect(self.paste)
        self.view.delete_wanted.connect(self.delete)
        self.view.editing_ended.connect(lambda: QTimer.singleShot(0, self, self.refresh))
        self.filter_box.activated.connect(self.refresh)
        for widget in (self._filter_label, self.filter_box, self.add_button, self.repaired_button):
            self.top.addWidget(widget)
        for button in (self.add_button, self.repaired_button):
            button.setAutoDefault(False)
        for icon in (self.paste_button, self.import_button, self.delete_button):
            self.top.addWidget(icon)
        self.top.addWidget(self.save_button)
        self.top.addWidget(self.copy_button)
        self.copy_button.clicked.connect(self.view.copy)
        self.body.addWidget(self.note)
        self.below = self.view
        self._titles: tuple[str, ...] = ()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self._filter_label.setText(self.tr("Show"))
        self.filter_box.setAccessibleName(self._filter_label.text())
        self.add_button.setText(term("upkeep.button.add"))
        self.add_button.setToolTip(term("upkeep.button.add_tip"))
        self.repaired_button.setText(term("upkeep.button.repaired"))
        self.repaired_button.setToolTip(term("upkeep.button.repaired_tip"))
        self.paste_button.name(term("upkeep.button.paste"))
        self.import_button.name(term("upkeep.button.import"))
        self.delete_button.name(term("upkeep.button.delete"))
        self.view.setAccessibleName(term("upkeep.tab.entries"))
        super().retranslate()

    # -- content -------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Show what the project holds."""
        if self.view.is_typed_in:  # rows that move would close the editor
            return
        ledger = self.ledger()
        with QSignalBlocker(self.filter_box):
            for index, (name, is_one) in enumerate(FILTERS.items()):
                count = sum(is_one(entry, ledger) for entry in ledger.entries)
                said = term(f"upkeep.filter.{name}")
                self.filter_box.setItemText(
                    index, self.tr("{filter} ({count})").format(filter=said, count=count)
                )
        is_shown = FILTERS[self.filter_box.currentData()]
        self.table.show_entries(ledger, [one for one in reversed(ledger.entries) if is_shown(one, ledger)])
        self._fit_columns()
        key = "entries_note" if ledger.entries else "entries_empty"
        open_count = len(ledger.findings)
        self.note.setText(term(f"upkeep.{key}", count=len(ledger.entries), open=open_count))
        self._refresh_buttons()

    def _fit_columns(self) -> None:
        """Give each column room for its head, once for each language."""
        titles = tuple(column.title for column in self.table.columns)
        if titles == self._titles:
            return
        self._titles, header = titles, self.view.horizontalHeader()
        for column, key in enumerate(ENTRY_COLUMNS):
            self.view.setColumnWidth(column, max(_WIDTHS[key], header.sectionSizeHint(column)))

    def _chosen(self) -> list[UpkeepEntry]:
        ids = set(self.view.selected_keys())
        return [entry for entry in self._entries if entry.id in ids]

    def _refresh_buttons(self) -> None:
        chosen, today = self._chosen(), self.session.today
        self.delete_button.setEnabled(bool(chosen))
        self.repaired_button.setEnabled(any(entry.is_open(today) for entry in chosen))

    def _show_on_map(self) -> None:
        facilities = self.session.scenario.facilities
        ids = {entry.facility_id for entry in self._chosen()} & set(facilities)
        if len(ids) == 1:
            self.session.show_place(facility_place(facilities[ids.pop()]))
        elif ids:
            self.session.select(ids)

    def show_entries(self, ids: frozenset[str]) -> None:
        """Select some entries, whatever the filter."""
        self.filter_box.setCurrentIndex(0)
        self.refresh()
        rows = self.table.rows_of(ids)
        self.view.clearSelection()
        if rows:
            self.view.setFocus()
            index = self.table.index(rows[0], ENTRY_COLUMNS.index("who"))
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)

    # -- edits ---------------------------------------------------------------------------------------------
    @property
    def _entries(self) -> tuple[UpkeepEntry, ...]:
        return self.session.project.settings.upkeep

    def _push(self, entries: tuple[UpkeepEntry, ...], text: str) -> None:
        session = self.session
        session.push(ledger_edit(session.project, entries, session.today), text)

    def _edit(self, entry: UpkeepEntry, text: str) -> None:
        # The table is filled anew by the change, which must not happen inside the editor's own call.
        def push() -> None:
            self._push(tuple(entry if one.id == entry.id else one for one in self._entries), text)

        QTimer.singleShot(0, self, push)

    def _refuse(self, why: str) -> None:
        self.session.say(Message(term("upkeep.not_changed"), "", why), "warning")

    def fill_adding(self) -> None:
        """Offer what an entry may be about: what is selected on the map, plans, data."""
        session, menu = self.session, self._adding
        menu.clear()
        chosen = [one for one in session.scenario.facilities.values() if one.id in session.selection]
        of_them = menu.addAction(
            term("upkeep.button.of_selection", count=len(chosen)), partial(self._add_of, chosen)
        )
        of_them.setEnabled(bool(chosen))
        known = subjects(self._entries, session.project.settings.local.absent_hazards)
        for on in ("plan", "data"):
            menu.addSeparator()
            for subject in known:
                if subject.on == on:
                    menu.addAction(subject.name(session.lang), partial(self._add_of, [subject]))
            if on == "plan":
                other = Subject(term("upkeep.other_plan"), "plan")
                menu.addAction(term("upkeep.button.other_plan"), partial(self._add_of, [other]))

    def _add_of(self, about: Sequence[Facility | Subject]) -> None:
        """Add an entry of today for each, of the first duty that it has, and let the first be filled in."""
        day = self.session.today.isoformat()
        made = [
            UpkeepEntry(kind=_first_kind(one), day=day, subject=one.id)
            if isinstance(one, Subject)
            else UpkeepEntry(kind=_first_kind(one), day=day, facility_id=one.id)
            for one in about
        ]
        self._push((*self._entries, *made), term("upkeep.step.add", count=len(made)))
        self.session.assess_now()  # the rows are there before they are typed in
        self.show_entries(frozenset(entry.id for entry in made))

    def put_right(self) -> None:
        """Say of the chosen open findings that they were put right today."""
        today = self.session.today
        ids = {entry.id for entry in self._chosen() if entry.is_open(today)}
        after = tuple(
            replace(one, repaired_on=today.isoformat()) if one.id in ids else one for one in self._entries
        )
        self._push(after, term("upkeep.step.repaired", count=len(ids)))

    def delete(self) -> None:
        """Delete the chosen entries."""
        ids = {entry.id for entry in self._chosen()}
        if ids:
            kept = tuple(one for one in self._entries if one.id not in ids)
            self._push(kept, term("upkeep.step.delete", count=len(ids)))

    def paste(self) -> None:
        """Take in the table that is on the clipboard, and say what was left alone."""
        session = self.session
        facilities = tuple(session.scenario.facilities.values())
        found = pasted_entries(QGuiApplication.clipboard().text(), self._entries, facilities, session.lang)
        if found.new:
            self._push((*self._entries, *found.new), term("upkeep.step.paste", count=len(found.new)))
        said = term("upkeep.pasted", added=len(found.new), same=found.same, refused=len(found.faults))
        why, level = (found.faults[0], "warning") if found.faults else ("", "info")
        session.say(Message(said, "", why, "\n".join(found.faults)), level)

    def choose_import(self) -> None:
        """Ask for a table of entries: a workbook of ours, or what another office keeps."""
        path = self.session.path
        folder = "" if path is None else str(path.parent)
        title, kind = term("upkeep.button.import"), term("keyproject.back.file_kind")
        name, _ = QFileDialog.getOpenFileName(self, title, folder, kind)
        if name:
            self.read(Path(name))

    def read(self, path: Path) -> None:
        """Read a table off the window's thread, then show what it would add."""

        def work() -> Work[KnownTable]:
            yield Progress(0, 0, "progress.import.read", {"file": path.name})
            from layers.ledgerback.upkeep import read_entries

            return read_entries(path)

        self._file.tasks.start(Task(term("upkeep.back.reading"), work, self.show_import, owner=self))

    def show_import(self, found: KnownTable) -> None:
        """Show what a table would add; nothing is taken over yet."""
        from ui.analysis.upkeepimport import UpkeepImportDialog

        UpkeepImportDialog(self.session, found, self.window()).open()


def _first_kind(about: Facility | Subject) -> str:
    """Kind of the first duty of a facility, plan or body of data."""
    of = [
        duty
        for duty in duties()
        if (duty.on == about.on if isinstance(about, Subject) else about.family in duty.families)
    ]
    return of[0].kind if of else "inspection"
