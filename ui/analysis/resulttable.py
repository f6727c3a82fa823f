"""The tables of the analyses: sortable, with what falls short in red; a click goes to the map."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from models.findings.findings import Place
from ui.core.guard import guarded
from ui.core.i18n import term
from ui.core.themes import current_theme
from ui.widgets.loadbar import LOAD_ROLE, TONE_ROLE
from ui.widgets.parts import paint_words
from ui.widgets.rowsview import is_about_rows
from ui.widgets.tablemodels import ArrayTable, Column

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT_PX = 27
_MAX_COLUMN_PX = 300


@dataclass(frozen=True)
class Told(Column):
    """A column that is sorted by its values and shows texts of its own.

    Parameters
    ----------
    is_left
        Words that are sorted by a number: they stand on the left as words do.
    """

    texts: tuple[str, ...] = ()
    is_left: bool = False

    def text(self, row: int) -> str:
        """Cell as a person reads it."""
        return self.texts[row]


def numbers(
    key: str, title: str, values: Iterable[float | None], texts: Iterable[str], *, is_left: bool = False
) -> Told:
    """Column of numbers; ``None`` is no data and comes last in any order."""
    array = np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)
    return Told(key, title, array, texts=tuple(texts), is_left=is_left)


def words(key: str, title: str, values: Iterable[str]) -> Told:
    """Column of words."""
    found = tuple(values)
    array = np.empty(len(found), dtype=object)
    array[:] = found
    return Told(key, title, array, texts=found)


@dataclass(frozen=True)
class RowNotes:
    """What a table may say of its rows beside their cells.

    Parameters
    ----------
    tips
        More than the cell itself in the tool tip, by the row's key.
    quiet
        Rows that count for less: their first cell is muted.
    bars
        Share that is drawn as a bar in a cell (row key, column key), see :mod:`ui.widgets.loadbar`.
    head_tips
        What a column's head says in its tool tip, by the column's key.
    """

    tips: Mapping[Hashable, str] = field(default_factory=dict)
    quiet: frozenset[Hashable] = frozenset()
    bars: Mapping[tuple[Hashable, str], float] = field(default_factory=dict)
    head_tips: Mapping[str, str] = field(default_factory=dict)


class ResultModel(ArrayTable):
    """Rows that may be somewhere on the map, with cells that fall short and rows that stand out."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._short: frozenset[tuple[Hashable, str]] = frozenset()
        self._heads: frozenset[Hashable] = frozenset()
        self.notes = RowNotes()

    def show_rows(
        self,
        columns: Sequence[Column],
        keys: Sequence[Hashable],
        short: Iterable[tuple[Hashable, str]] = (),
        heads: Iterable[Hashable] = (),
        notes: RowNotes | None = None,
    ) -> None:
        """Show other content.

        Parameters
        ----------
        short
            Cells (row key, column key) that fall short.
        heads
            Rows about the whole.
        """
        self._short, self._heads, self.notes = frozenset(short), frozenset(heads), notes or RowNotes()
        self.update_content(columns, keys)
        if columns:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns) - 1)

    @guarded()
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not self.holds(index):
            return None
        key = self.key_at(index.row())
        cell = key, self.columns[index.column()].key
        if role == Qt.ItemDataRole.ForegroundRole:
            if cell in self._short:
                return QColor(current_theme().fail)
            return QColor(current_theme().muted) if index.column() == 0 and key in self.notes.quiet else None
        if role == Qt.ItemDataRole.FontRole and key in self._heads:
            font = QFont()
            font.setBold(True)
            return font
        if role == LOAD_ROLE:
            return self.notes.bars.get(cell)
        if role == TONE_ROLE:
            return "fail" if cell in self._short else ""
        if role == Qt.ItemDataRole.ToolTipRole and key in self.notes.tips:
            return self.notes.tips[key]
        if role == Qt.ItemDataRole.TextAlignmentRole and self.is_left(index.column()):
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return super().data(index, role)

    @guarded()
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and self.is_left(section):
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole and 0 <= section < len(self.columns):
            return self.notes.head_tips.get(self.columns[section].key)
        return super().headerData(section, orientation, role)

    def is_left(self, column: int) -> bool:
        """Whether a column of numbers stands on the left, as words do."""
        found = self.columns[column] if 0 <= column < len(self.columns) else None
        return isinstance(found, Told) and found.is_left


class ResultTable(QTableView):
    """Table over a :class:`ResultModel`.

    Signals
    -------
    wanted(list)
        Keys of the selected rows: somebody clicked one, or pressed Enter.
    """

    wanted = Signal(list)

    def __init__(self, *, many: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = ResultModel(self)
        self.places: Mapping[Any, Place] = {}
        self._fitted: tuple[str, ...] = ()
        self._own_px: list[int] = []  # what each column needs
        self._is_by_hand = False
        self._is_fitting = False
        self._is_whole = False
        self.setModel(self.rows)
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.horizontalHeader().setSortIndicatorClearable(True)
        self.horizontalHeader().setHighlightSections(False)
        # Qt's own stretching squeezes the last column below its content where there is too little room.
        self.horizontalHeader().setStretchLastSection(False)
        self.horizontalHeader().sectionResized.connect(self._on_column)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT_PX)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if many else mode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(self._want)
        self.activated.connect(self._want)

    def show_rows(
        self,
        columns: Sequence[Column],
        keys: Sequence[Hashable],
        places: Mapping[Any, Place],
        short: Iterable[tuple[Hashable, str]] = (),
        heads: Iterable[Hashable] = (),
        notes: RowNotes | None = None,
    ) -> None:
        """Show other content; the selected rows stay selected where they are still there."""
        chosen = self.selected_keys()
        self.places = places
        self.rows.show_rows(columns, keys, short, heads, notes)
        titles = tuple(column.title for column in columns)
        if titles != self._fitted:
            self._fitted = titles if keys else ()  # heads alone are fitted until there are rows
            self._fit_columns()
        self.select_keys(chosen)

    def selected_keys(self) -> list[Any]:
        """Keys of the selected rows, from top to bottom."""
        indexes = self.selectionModel().selectedRows()
        return [self.rows.key_at(index.row()) for index in sorted(indexes, key=lambda one: one.row())]

    def select_keys(self, keys: Iterable[Hashable]) -> None:
        """Select rows; nobody is sent to the map."""
        wanted = frozenset(keys)
        if wanted == frozenset(self.selected_keys()):
            return
        selection = QItemSelection()
        rows = self.rows.rows_of(wanted)
        for row in rows:
            selection.select(self.rows.index(row, 0), self.rows.index(row, self.rows.columnCount() - 1))
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if rows:
            self.scrollTo(self.rows.index(rows[0], 0))

    def fit_height(self) -> None:
        """Be as high as the head and the rows; where the columns have no room, scroll them sideways."""
        if not self._is_whole:
            self._is_whole = True
            self.setProperty("isWhole", True)  # closer cells: it stands in the inspector
            self.style().polish(self)
            self.style().polish(self.horizontalHeader())
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Give each column the width of its content, and what is left besides to one or to all."""
        self._is_fitting = True
        self.resizeColumnsToContents()
        columns = range(self.rows.columnCount())
        self._own_px = [min(self.columnWidth(column), _MAX_COLUMN_PX) for column in columns]
        for column, own_px in zip(columns, self._own_px, strict=True):
            self.setColumnWidth(column, own_px)
        self._is_fitting = self._is_by_hand = False
        self._fill_width()

    def _on_column(self, column: int, _: int, __: int) -> None:
        if not self._is_fitting and column < self.rows.columnCount() - 1:
            self._is_by_hand = True
            self._fill_width()

    def _fill_width(self) -> None:
        """Fit the columns, and the height of a table that is shown whole, to the room there is.

        Words at the end take what is left; a number there would stand far from the row that it is about:
        then all columns share it, until somebody makes one wider or narrower.
        """
        last = self.rows.columnCount() - 1
        if last < 0 or len(self._own_px) != last + 1:
            return
        room_px = self.viewport().width()
        if not self._is_by_hand and self.rows.columns[last].is_number and not self.rows.is_left(last):
            share_px = max(0, room_px - sum(self._own_px)) // (last + 1)
            self._is_fitting = True
            for column, own_px in enumerate(self._own_px[:-1]):
                self.setColumnWidth(column, own_px + share_px)
            self._is_fitting = False
        others_px = self.horizontalHeader().length() - self.columnWidth(last)
        self.setColumnWidth(last, max(self._own_px[last], room_px - others_px))
        if self._is_whole:
            bar_px = self.horizontalScrollBar().sizeHint().height()
            is_wide = others_px + self._own_px[last] > room_px
            head_px = self.horizontalHeader().sizeHint().height()
            rows_px = self.rows.rowCount() * ROW_HEIGHT_PX
            self.setFixedHeight(head_px + rows_px + 2 + (bar_px if is_wide else 0))

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill_width()

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.rows.columns and not self._is_whole:
            paint_words(self.viewport(), term("explain.not_yet"))

    def copy(self) -> None:
        """Put the selected rows, or all while none or only one is selected, on the clipboard."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        chosen = rows if len(rows) > 1 else range(self.rows.rowCount())
        QGuiApplication.clipboard().setText(self.rows.as_tsv(list(chosen)))

    def _want(self) -> None:
        self.wanted.emit(self.selected_keys())

    @guarded(False)
    def event(self, event: QEvent) -> bool:
        if is_about_rows(event):
            event.accept()
            return True
        return super().event(event)

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)
