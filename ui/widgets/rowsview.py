"""A table view whose rows can be copied, and that shows one model after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QTableView,
    QWidget,
)

from ui.core.guard import guarded
from ui.widgets.tablemodels import (
    ArrayTable,
)

FILL_KEYS, REPLACE_KEYS = QKeySequence("Ctrl+D"), QKeySequence("Ctrl+H")
"""As in spreadsheets; on the map Ctrl+D makes a duplicate."""


class RowsView(QTableView):
    """A table that copies its selected rows as tab-separated text; its keys are about its rows alone.

    Signals
    -------
    rows_selected
        Other rows of the model in force are selected.
    delete_wanted, paste_wanted, fill_wanted, replace_wanted
        The person pressed Delete, or the keys for pasting, filling down, finding and replacing.
    editing_ended
        The editor of a cell was closed; that of another may be open.
    """

    rows_selected = Signal()
    delete_wanted = Signal()
    paste_wanted = Signal()
    fill_wanted = Signal()
    replace_wanted = Signal()
    editing_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.horizontalHeader().sectionPressed.connect(self.finish_editing)  # heads do not take the focus
        self._frozen: FrozenColumn | None = None
        self._of_heads: QItemSelectionModel | None = None

    def be_plain(self, row_px: int) -> None:
        """Choose whole rows; no grid, no row numbers, one line of text a row of this height."""
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(row_px)

    def be_sorted(self) -> None:
        """Sort by the heads, which people may drag wider, and by none of them at first."""
        head = self.horizontalHeader()
        self.setSortingEnabled(True)
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setSortIndicatorClearable(True)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def freeze_first_column(self) -> None:
        """Keep the first column, which says what a row is about, in view when others scroll."""
        self._frozen = FrozenColumn(self)

    @guarded()
    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show another model, with nothing selected; what is typed in a cell is taken before."""
        self.finish_editing()
        super().setModel(model)
        if self._frozen is not None:
            self._frozen.follow(model)
        # Qt makes new selections for view and heads; the old ones would stay as long as their model lives.
        present = self.selectionModel()
        for selection in self.findChildren(QItemSelectionModel):
            if selection is not present:
                selection.setParent(None)  # else Python keeps its half of it as long as the view lives
                selection.deleteLater()
        self._of_heads = nothing_chosen(self.horizontalHeader()) if model is not None else None

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._frozen is not None:
            self._frozen.place()

    @property
    def is_typed_in(self) -> bool:
        """Whether the keyboard is with the editor of a cell, or with its list of choices."""
        focus = QApplication.focusWidget()
        while focus is not None and focus is not self.viewport():
            focus = focus.parentWidget()
        return focus is not None and self.state() == QAbstractItemView.State.EditingState

    def finish_editing(self) -> None:
        """Take what is typed in a cell, and close its editor."""
        if self.state() == QAbstractItemView.State.EditingState:
            self.setFocus()

    @guarded()
    def commitData(self, editor: QWidget) -> None:
        # Qt carries out Enter a moment later. What closed the editor before that has taken its text.
        if not editor.isHidden():
            super().commitData(editor)

    @guarded()
    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        self.editing_ended.emit()

    @guarded()
    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.rows_selected.emit()

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
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_wanted.emit()
        elif QKeySequence(event.keyCombination()) == FILL_KEYS:
            self.fill_wanted.emit()
        elif QKeySequence(event.keyCombination()) == REPLACE_KEYS:
            self.replace_wanted.emit()
        elif is_plain(event, Qt.Key.Key_Delete):
            # The editor of a cell hands on what it has no use for: that is not about the row.
            if self.state() != QAbstractItemView.State.EditingState:
                self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)

    def selected_rows(self) -> list[int]:
        """Selected rows from top to bottom; Qt's own way of asking looks at every cell of them."""
        # Qt's stubs do not say that a selection can be gone through.
        chosen = cast("Iterable[QItemSelectionRange]", self.selectionModel().selection())
        return sorted({row for part in chosen for row in range(part.top(), part.bottom() + 1)})

    def copy(self) -> None:
        """Copy the selected rows, all of them if none is selected."""
        model = self.model()
        if isinstance(model, ArrayTable):
            rows = self.selected_rows()
            text = model.as_tsv(rows or range(model.rowCount()))
            QGuiApplication.clipboard().setText(text)


class FrozenColumn(QTableView):
    """The first column of a table over the table itself, while that is scrolled to the right.

    It only shows: a click selects the row below, and a double click leads back to the cell.
    """

    def __init__(self, table: RowsView) -> None:
        super().__init__(table)
        self._table = table
        self._of_heads: QItemSelectionModel | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(table.verticalScrollMode())
        self.setObjectName("frozen")
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.sectionClicked.connect(self._sort)
        self.doubleClicked.connect(self._edit)
        table.horizontalScrollBar().valueChanged.connect(lambda _: self.place())
        table.horizontalHeader().sectionResized.connect(lambda *_: self.place())
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(table.verticalScrollBar().setValue)
        self.hide()

    def follow(self, model: QAbstractItemModel | None) -> None:
        """Show the model of the table, with its selection."""
        self.setModel(model)
        if model is not None:
            self.setSelectionModel(self._table.selectionModel())
            self._of_heads = nothing_chosen(self.horizontalHeader())
        self.place()

    def place(self) -> None:
        """Lie over the first column of the table, if that is not in view by itself."""
        table, model = self._table, self._table.model()
        is_needed = table.horizontalScrollBar().value() > 0 and model is not None and model.columnCount() > 1
        if is_needed and model is not None:
            for column in range(1, model.columnCount()):
                self.setColumnHidden(column, True)
            width, head = table.columnWidth(0), table.horizontalHeader()
            self.setColumnWidth(0, width)
            self.horizontalHeader().setFixedHeight(head.height())
            self.verticalHeader().setDefaultSectionSize(table.verticalHeader().defaultSectionSize())
            self.setGeometry(0, 0, width, table.viewport().height() + head.height())
            self.verticalScrollBar().setValue(table.verticalScrollBar().value())
        self.setVisible(is_needed)

    def _sort(self, column: int) -> None:
        head = self._table.horizontalHeader()
        rises = (
            head.sortIndicatorSection() == column and head.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        )
        self._table.sortByColumn(
            column, Qt.SortOrder.DescendingOrder if rises else Qt.SortOrder.AscendingOrder
        )

    def _edit(self, index: QModelIndex) -> None:
        self._table.horizontalScrollBar().setValue(0)
        self._table.doubleClicked.emit(index)


def nothing_chosen(head: QHeaderView) -> QItemSelectionModel:
    """Give the heads of columns a selection that stays empty, which the caller keeps; none of them shows any.

    Qt asks each cell of a selected column whether it can be selected, each time a head is drawn: with all
    of 50,000 rows selected that took seconds.
    """
    chosen = QItemSelectionModel(head.model())
    head.setSelectionModel(chosen)
    return chosen


def is_plain(event: QKeyEvent, key: Qt.Key) -> bool:
    """Whether an event is of a key without Ctrl, Shift or Alt."""
    return event.key() == key and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier


def is_about_rows(event: QEvent) -> bool:
    """Whether a key that the window has a use for, too, is about the rows that have the keyboard."""
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
        return False
    standard = (
        QKeySequence.StandardKey.Copy,
        QKeySequence.StandardKey.Paste,
        QKeySequence.StandardKey.SelectAll,
    )
    own = QKeySequence(event.keyCombination()) in (FILL_KEYS, REPLACE_KEYS)
    return own or is_plain(event, Qt.Key.Key_Delete) or any(event.matches(key) for key in standard)


def runs_of(rows: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each run of rows that follow one another."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], row
        else:
            runs.append((row, row))
    return runs
