"""Rows of a ledger as a model whose cells are edited, each as one undo step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import Qt, Signal

from ui.core.guard import guarded
from ui.core.said import Telling
from ui.core.session import Session
from ui.widgets.editors import FieldValueError
from ui.widgets.tablemodels import ArrayTable, Index

RowType = TypeVar("RowType")


class LedgerModel(Telling, ArrayTable):
    """What the tables of ledgers share: cells of columns that have a field behind them are edited.

    Signals
    -------
    refused(str)
        What was typed is no value of the column, and why.
    edited(object, str)
        A row as it is to be, and the name of the step.
    """

    refused = Signal(str)
    edited = Signal(object, object)

    def __init__(self, session: Session, parent: Any = None) -> None:
        super().__init__(parent)
        self._session = session

    @guarded(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        if self.holds(index) and self.columns[index.column()].spec is not None:
            found |= Qt.ItemFlag.ItemIsEditable
        return found

    def take(self, before: RowType, change: Callable[[], RowType], step: str) -> bool:
        """Tell of a row with what was typed in it; whether that makes a difference.

        Parameters
        ----------
        change
            Returns the row as it is to be; raises FieldValueError for what is no value.
        """
        try:
            after = change()
        except FieldValueError as error:
            self.refused.emit(str(error))
            return False
        if after == before:
            return False
        self.edited.emit(after, step)
        return True
