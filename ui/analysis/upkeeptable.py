"""The entries of the yearly ledger as a table that is edited in place: one undo step for each cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyleOptionViewItem, QWidget

from models.facilities.upkeepentry import KINDS, UpkeepEntry
from models.kernel.text import LANGUAGES, t
from models.project.scenario import Scenario
from models.upkeep.duties import shipped_subjects
from models.upkeep.listing import ENTRY_COLUMNS, Ledger, entry_values
from models.upkeep.naming import EntryError, known_name, named, typed_day, typed_kind
from ui.core.guard import NO_EDITOR, guarded
from ui.core.i18n import term
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.widgets.editors import FieldValueError
from ui.widgets.ledgermodel import LedgerModel
from ui.widgets.ledgerview import ChoosingDelegate
from ui.widgets.tablemodels import Column

Index = QModelIndex | QPersistentModelIndex


class EntryTable(LedgerModel):
    """Rows of the ledger as they are shown."""

    def __init__(self, session: Session, parent: Any = None) -> None:
        super().__init__(session, parent)
        self._rows: dict[str, UpkeepEntry] = {}
        self._open: frozenset[str] = frozenset()
        self._strange: frozenset[str] = frozenset()

    def show_entries(self, ledger: Ledger, entries: Sequence[UpkeepEntry]) -> None:
        """Show some entries of the ledger."""
        lang = self._session.lang
        self._rows = {entry.id: entry for entry in entries}
        self._open = frozenset(entry.id for entry in ledger.findings)
        self._strange = frozenset(entry.id for entry in ledger.strangers)
        values = [entry_values(entry, ledger, lang) for entry in entries]
        made = []
        for key in ENTRY_COLUMNS:
            texts = np.empty(len(entries), dtype=object)
            texts[:] = [str(one[key] or "") for one in values]
            made.append(Column(key, t(f"upkeep.column.{key}", lang), texts))
        self.update_content(made, list(self._rows))

    def entry_at(self, row: int) -> UpkeepEntry:
        """Entry that is shown in a line."""
        return self._rows[self.key_at(row)]

    def typed_text(self, index: Index) -> str:
        """What stands in a cell while it is edited."""
        key, entry = self.columns[index.column()].key, self.entry_at(index.row())
        if key == "about":
            return str(self.data(index) or "")
        return str(getattr(entry, key) or "")

    # -- Qt ------------------------------------------------------------------------------------------------
    @guarded(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsEditable if self.holds(index) else found

    @guarded()
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not self.holds(index):
            return None
        key, entry_id = self.columns[index.column()].key, self.key_at(index.row())
        if role == Qt.ItemDataRole.ForegroundRole:
            if key == "about" and entry_id in self._strange:
                return QColor(current_theme().muted)
            is_open = key in ("finding", "repaired_on") and entry_id in self._open
            return QColor(current_theme().fail) if is_open else None
        return super().data(index, role)

    @guarded(False)
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Edit one cell, as one undo step."""
        if role != Qt.ItemDataRole.EditRole or not self.holds(index):
            return False
        key, entry_id = self.columns[index.column()].key, self.key_at(index.row())
        # The table may still show the row as it was before the cell beside was edited.
        entry = next((one for one in self._session.project.settings.upkeep if one.id == entry_id), None)
        if entry is None or str(value or "") == self.typed_text(index):
            return False
        step = term("upkeep.step.change", column=term(f"upkeep.column.{key}"))
        session = self._session
        others = {one.subject for one in session.project.settings.upkeep if one.subject}
        return self.take(
            entry,
            lambda: changed(entry, key, str(value or "").strip(), session.scenario, others, session.lang),
            step,
        )


def changed(
    entry: UpkeepEntry, key: str, said: str, scenario: Scenario, subjects: set[str], lang: Any
) -> UpkeepEntry:
    """An entry with one column as it was typed.

    Raises
    ------
    FieldValueError
        The value cannot be, or goes against the entry's other columns.
    """
    try:
        after = replace(entry, **_values(entry, key, said, scenario, subjects))
    except EntryError as fault:
        raise FieldValueError(t(f"upkeep.fault.{fault}", lang)) from fault
    if after.fault:
        raise FieldValueError(t(f"upkeep.fault.{after.fault}", lang))
    return after


def _values(
    entry: UpkeepEntry, key: str, said: str, scenario: Scenario, subjects: set[str]
) -> dict[str, Any]:
    if key == "day":
        return {key: typed_day(said)}
    if key == "kind":
        return {key: typed_kind(said)}
    if key == "about":
        # A plan that nobody but the county knows is called what the county calls it.
        is_own = entry.subject and entry.subject not in {one.id for one in shipped_subjects()}
        facilities = scenario.facilities.values()
        return dict(named(said, facilities) if is_own else known_name(said, facilities, subjects))
    if key == "repaired_on":
        is_empty = said in ("", *(t("upkeep.open", lang) for lang in LANGUAGES))
        return {key: None if is_empty else typed_day(said)}
    # A finding that is taken back takes along that it was put right.
    return {key: said, **({"repaired_on": None} if key == "finding" and not said else {})}


class EntryDelegate(ChoosingDelegate):
    """Edits a cell: the duty from a list, everything else as text."""

    @guarded(NO_EDITOR)
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model = index.model()
        assert isinstance(model, EntryTable)
        if model.columns[index.column()].key != "kind":
            return super().createEditor(parent, option, index)
        editor = QComboBox(parent)
        for kind in KINDS:
            editor.addItem(term(f"upkeep.kind.{kind}"), kind)
        return self.opened(editor)

    @guarded()
    def setEditorData(self, editor: QWidget, index: Index) -> None:
        model = index.model()
        assert isinstance(model, EntryTable)
        said = model.typed_text(index)
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(said)))
        elif isinstance(editor, QLineEdit):
            editor.setText(said)
