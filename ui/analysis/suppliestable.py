"""The stock ledger as a table that is edited in place: one undo step for each cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyleOptionViewItem, QWidget

from layers.importing.stockfile import day_in
from layers.recognition.cells import plain
from models.facilities.facility import Depot, FieldSpec
from models.facilities.stock import StockRow
from models.findings.numbers import unit_name
from models.kernel.text import Lang, t
from models.supplies.items import find_item, items
from models.supplies.need import Lot, State, Stock
from ui.core.guard import NO_EDITOR, guarded
from ui.core.i18n import term
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.widgets.editors import parse_field
from ui.widgets.ledgermodel import LedgerModel
from ui.widgets.ledgerview import ChoosingDelegate
from ui.widgets.tablemodels import Column

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("depot", "name", "item", "quantity", "unit", "expires", "place", "code", "note", "state")
CHOSEN = ("depot", "item")
"""Columns whose cells are chosen from a list."""
_QUANTITY = FieldSpec("quantity", "number", minimum=0)
_EXPIRES = FieldSpec("expires", "date")


class LedgerTable(LedgerModel):
    """Rows of the ledger with whether each counts, and why not."""

    def __init__(self, session: Session, parent: Any = None) -> None:
        super().__init__(session, parent)
        self._lots: dict[str, Lot] = {}
        self.depots: dict[str, Depot] = {}

    def show_stock(self, stock: Stock, depots: dict[str, Depot], wanted: Callable[[Lot], bool]) -> None:
        """Show some rows of a ledger.

        Parameters
        ----------
        depots
            All that a row may name, by id.
        """
        self.depots = depots
        lots = [lot for lot in stock.lots if wanted(lot)]
        self._lots = {lot.row.id: lot for lot in lots}
        lang = self._session.lang
        made = []
        for key in COLUMNS:
            title = t(f"supplies.column.{key}", lang)
            if key == "quantity":
                numbers = [np.nan if lot.row.quantity is None else lot.row.quantity for lot in lots]
                made.append(Column(key, title, np.array(numbers, dtype=np.float64)))
                continue
            texts = np.empty(len(lots), dtype=object)
            texts[:] = [self._text(lot, key, lang) for lot in lots]
            made.append(Column(key, title, texts))
        self.update_content(made, [lot.row.id for lot in lots])

    def _text(self, lot: Lot, key: str, lang: Lang) -> str:
        row = lot.row
        if key == "depot":
            depot = self.depots.get(row.depot_id)
            return depot.name or self.tr("Unnamed") if depot is not None else ""
        if key == "item":
            return items()[row.item].name(lang) if row.item in items() else ""
        if key == "state":
            return "" if lot.state == State.USABLE else t(f"supply_state.{lot.state}", lang)
        return str(getattr(row, key) or "")

    def row_at(self, row: int) -> StockRow:
        """Row of the ledger that is shown in a line."""
        return self._lots[self.key_at(row)].row

    def choices(self, key: str) -> list[tuple[str, str]]:
        """What a cell may be chosen from: words and value."""
        nothing = ("", "")
        lang = self._session.lang
        if key == "depot":
            return [nothing, *((one.name or self.tr("Unnamed"), one.id) for one in self.depots.values())]
        return [nothing, *((item.name(lang), item.key) for item in items().values())]

    # -- Qt ------------------------------------------------------------------------------------------------
    @guarded(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        if self.holds(index) and COLUMNS[index.column()] != "state":
            found |= Qt.ItemFlag.ItemIsEditable
        return found

    @guarded()
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.holds(index) and role == Qt.ItemDataRole.ForegroundRole:
            state = self._lots[self.key_at(index.row())].state
            theme = current_theme()
            if state in (State.EXPIRED, State.UNKNOWN_DATE):
                return QColor(theme.fail)
            if state in (State.ELSEWHERE, State.UNKNOWN_ITEM):
                return QColor(theme.muted)
            if COLUMNS[index.column()] == "state":
                return QColor(theme.warning)
            return None
        return super().data(index, role)

    @guarded(False)
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Edit one cell, as one undo step."""
        if role != Qt.ItemDataRole.EditRole or not self.holds(index):
            return False
        key, row_id = COLUMNS[index.column()], self.key_at(index.row())
        # The table may still show the row as it was before the cell beside was edited.
        row = next((one for one in self._session.project.settings.stock if one.id == row_id), None)
        if row is None:
            return False
        step = self.tr("Change {column}").format(column=term(f"supplies.column.{key}"))
        return self.take(row, lambda: _changed(row, key, value), step)


def _changed(row: StockRow, key: str, value: Any) -> StockRow:
    text = str(value or "").strip()
    if key == "depot":
        return replace(row, depot_id=text)
    if key == "item":
        item = items().get(text)
        unit = row.unit or (unit_name(item.unit, "zh") if item is not None else "")
        return replace(row, item=text, unit=unit)
    if key == "quantity":
        return replace(row, quantity=parse_field(_QUANTITY, text))
    if key == "expires":
        found = day_in(plain(text))
        return replace(row, expires=found.isoformat() if found else parse_field(_EXPIRES, text))
    if key == "name":
        # A name that says another item changes it; one that says none leaves what was chosen by hand.
        item_key = find_item(text) or row.item
        unit = row.unit
        if item_key and not unit:
            unit = unit_name(items()[item_key].unit, "zh")
        return replace(row, name=text, item=item_key, unit=unit)
    texts: dict[str, Any] = {key: text}
    return replace(row, **texts)


class LedgerDelegate(ChoosingDelegate):
    """Edits a cell of the ledger: depots and items from a list, everything else as text."""

    @guarded(NO_EDITOR)
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model = index.model()
        assert isinstance(model, LedgerTable)
        key = COLUMNS[index.column()]
        if key not in CHOSEN:
            return super().createEditor(parent, option, index)
        editor = QComboBox(parent)
        for words, value in model.choices(key):
            editor.addItem(words, value)
        return self.opened(editor)

    @guarded()
    def setEditorData(self, editor: QWidget, index: Index) -> None:
        model = index.model()
        if isinstance(editor, QComboBox) and isinstance(model, LedgerTable):
            row = model.row_at(index.row())
            value = row.depot_id if COLUMNS[index.column()] == "depot" else row.item
            editor.setCurrentIndex(max(0, editor.findData(value)))
        elif isinstance(editor, QLineEdit):
            text = str(index.data(Qt.ItemDataRole.EditRole) or "")
            editor.setText(text.replace(",", "") if COLUMNS[index.column()] == "quantity" else text)


def without(rows: Sequence[StockRow], ids: Iterable[str]) -> tuple[StockRow, ...]:
    """Ledger without some rows."""
    gone = frozenset(ids)
    return tuple(row for row in rows if row.id not in gone)


def with_row(rows: Sequence[StockRow], row: StockRow) -> tuple[StockRow, ...]:
    """Ledger with one row as it is to be."""
    return tuple(row if one.id == row.id else one for one in rows)
