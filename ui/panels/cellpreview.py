"""What pasting or replacing would change, cell by cell, before anything does; one step takes it over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QPushButton, QTableView, QVBoxLayout, QWidget

from models.facilities.facility import Facility
from models.kernel.progress import Progress, meanwhile
from models.kernel.text import Lang, filled, t
from ui.core.guard import guarded
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.core.tasks import Task, TaskRunner
from ui.core.themes import current_theme
from ui.widgets.editors import field_text
from ui.widgets.parts import label
from ui.widgets.tablemodels import ArrayTable, Column, texts_of

if TYPE_CHECKING:
    # What reads ledgers brings pandas: imported where it is called, so that the window shows first.
    from layers.ledgerback import CellChange, CellPlan, CellTrouble

Index = QModelIndex | QPersistentModelIndex
_TICK, _WHY = 0, 5
MOST_AT_ONCE = 2_000
"""Cells that are read and changed in one go; more would take longer than a blink."""


@dataclass(frozen=True)
class _Names:
    """Words of the table in one language."""

    heads: tuple[str, ...]
    place: str
    lang: Lang


class PlanTable(ArrayTable):
    """Cells that cannot be read, then changes with a tick each; doubtful ones are not ticked.

    Signals
    -------
    ticked
        Another change is chosen, or none.
    """

    ticked = Signal()

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._changes: tuple[CellChange, ...] = ()
        self._chosen: set[tuple[str, str]] = set()

    def show_changes(self, changes: tuple[CellChange, ...], columns: list[Column]) -> None:
        """Show other changes; they are the last rows of the columns."""
        self._changes = changes
        self._chosen = {change.key for change in changes if not change.doubt}
        self.fill(columns, range(len(columns[0].values)))

    @property
    def chosen(self) -> list[CellChange]:
        """Changes that are ticked."""
        return [change for change in self._changes if change.key in self._chosen]

    def _change_at(self, index: Index) -> CellChange | None:
        if not self.holds(index):
            return None
        number = self.key_at(index.row()) - self.total + len(self._changes)
        return self._changes[number] if number >= 0 else None

    @guarded(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        if index.column() == _TICK and self._change_at(index) is not None:
            found |= Qt.ItemFlag.ItemIsUserCheckable
        return found

    @guarded()
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        change = self._change_at(index)
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == _TICK and change is not None:
            return Qt.CheckState.Checked if change.key in self._chosen else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ForegroundRole and self.holds(index):
            if change is None:
                return QColor(current_theme().fail)
            if change.doubt:
                return QColor(current_theme().warning)
        return super().data(index, role)

    @guarded(False)
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick a change, or take its tick away."""
        change = self._change_at(index)
        if role != Qt.ItemDataRole.CheckStateRole or change is None:
            return False
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self._chosen.add(change.key)
        else:
            self._chosen.discard(change.key)
        self.dataChanged.emit(index, index)
        self.ticked.emit()
        return True


class CellPreview(Retranslated, QWidget):
    """Stands in the place of the table until the changes are taken over or given up.

    Signals
    -------
    closed
        The table can come back.
    """

    closed = Signal()

    def __init__(
        self, session: Session, tasks: TaskRunner | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._tasks = session, tasks
        self._is_large = False
        self._give_up_work = Event()  # of the task, which itself holds the preview
        self._make: Callable[[], CellPlan] | None = None
        self._step = ""
        self.changes: tuple[CellChange, ...] = ()
        self.troubles: tuple[CellTrouble, ...] = ()
        self._same = 0
        self.model = PlanTable(self)
        self.counts = label("heading", wrap=True)
        self.view = QTableView()
        self.view.setModel(self.model)
        self.view.setShowGrid(False)
        self.view.setWordWrap(False)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(27)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.horizontalHeader().setHighlightSections(False)
        self.view.horizontalHeader().setStretchLastSection(True)
        self.view.horizontalHeader().setResizeContentsPrecision(100)  # rows that widths are made for
        self.apply_button, self.cancel_button = QPushButton(), QPushButton()
        self.apply_button.setProperty("primary", True)
        self.apply_button.clicked.connect(self.apply)
        self.cancel_button.clicked.connect(self.give_up)
        self.model.ticked.connect(self._count)
        head = QHBoxLayout()
        head.setContentsMargins(12, 4, 8, 4)
        head.addWidget(self.counts, 1)
        head.addWidget(self.cancel_button)
        head.addWidget(self.apply_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self.view, 1)
        session.project_changed.connect(self._on_change)  # a method: let go with the widget
        session.project_replaced.connect(self.give_up)
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.cancel_button.setText(self.tr("Cancel"))
        self.view.setAccessibleName(self.tr("What would change"))
        self._compute()

    @property
    def is_asking(self) -> bool:
        """Whether changes wait to be taken over."""
        return self._make is not None

    def ask(self, make: Callable[[], CellPlan], step: str, cells: int = 0) -> None:
        """Show what would change; ``make`` is asked again when the project changes meanwhile.

        Parameters
        ----------
        cells
            How many there are: many are read beside the window, with progress and cancel.
        """
        self._make, self._step = make, step
        self._is_large = self._tasks is not None and cells > MOST_AT_ONCE
        self._compute()
        self.show()
        self.apply_button.setFocus()

    def _on_change(self, _change: object) -> None:
        if self.is_asking:
            self._compute()

    def _compute(self) -> None:
        """Find out what would change."""
        make, names = self._make, self._names()
        self._show(None, self._columns(None, names))
        if make is None:
            return
        if not self._is_large:
            plan = make()
            self._show(plan, self._columns(plan, names))
            return
        self.counts.setText(self.tr("Reading the cells…"))

        def compute() -> tuple[CellPlan, list[Column]]:
            plan = make()
            return plan, self._columns(plan, names)

        self._run(self.tr("Reading the cells…"), compute, lambda made: self._show(*made), lambda: None)

    def _run(
        self, title: str, compute: Callable[[], Any], done: Callable[[Any], None], ended: Callable[[], None]
    ) -> None:
        """Compute beside the window; given up with the preview, or when the project changes."""
        assert self._tasks is not None  # only then is anything large
        self._give_up_work.set()
        task = Task(
            title,
            lambda: meanwhile(compute, Progress(0, 0, "progress.cells")),
            done,
            ended=ended,
            owner=self,
            revision=self._session.project.revision,
        )
        self._give_up_work = task.cancelled
        self._tasks.start(task)

    def _names(self) -> _Names:
        return _Names(
            (
                term("field.name"),
                self.tr("Cell"),
                self.tr("Field"),
                self.tr("Present value"),
                self.tr("New value"),
                term("workbook.assignment.remark"),
            ),
            str(self.tr("row {row}, column {column}")),
            self._session.lang,
        )

    @staticmethod
    def _columns(plan: CellPlan | None, names: _Names) -> list[Column]:
        """What the table says: first what cannot be read, then what would change."""
        lang, place = names.lang, names.place
        blank = t("ledgerback.said.blank", lang)
        troubles, changes = (plan.troubles, plan.changes) if plan is not None else ((), ())
        rows = [
            *(
                ("", place.format(row=one.row, column=one.column), "", one.text, "", one.why)
                for one in troubles
            ),
            *(
                (
                    one.facility.name,
                    place.format(row=one.row, column=one.column),
                    t(f"field.{one.spec.name}", lang),
                    field_text(one.spec, one.old, lang) or blank,
                    field_text(one.spec, one.new, lang) or blank,
                    one.doubt,
                )
                for one in changes
            ),
        ]
        return [
            Column(str(number), head, texts_of(row[number] for row in rows))
            for number, head in enumerate(names.heads)
        ]

    def _show(self, plan: CellPlan | None, columns: list[Column]) -> None:
        self.changes = plan.changes if plan is not None else ()
        self.troubles = plan.troubles if plan is not None else ()
        self._same = plan.same if plan is not None else 0
        self.model.show_changes(self.changes, columns)
        self.view.resizeColumnsToContents()
        for column in range(_WHY):
            self.view.setColumnWidth(column, min(self.view.columnWidth(column) + 16, 260))
        self._count()

    def _count(self) -> None:
        count = len(self.model.chosen)
        doubtful = sum(bool(change.doubt) for change in self.changes)
        self.counts.setText(
            filled(
                self.tr(
                    "{count} {count:cell changes|cells change}, {same} stay as they are, {refused} cannot be "
                    "read, {doubtful} to be looked at"
                ),
                count=f"{len(self.changes):,}",
                same=f"{self._same:,}",
                refused=f"{len(self.troubles):,}",
                doubtful=f"{doubtful:,}",
            )
        )
        self.apply_button.setText(self.tr("Change {count}").format(count=f"{count:,}"))
        self.apply_button.setEnabled(count > 0)

    def apply(self) -> None:
        """Take over what is ticked, as one step that can be undone."""
        from layers.ledgerback import edited

        chosen, step, present = self.model.chosen, self._step, self._session.scenario.facilities

        def put(facilities: list[Facility]) -> None:
            self.give_up()
            self._session.put(facilities, step)

        if not self._is_large:
            put(edited(chosen, present))
            return
        self.apply_button.setEnabled(False)
        # Given up: what would change stands there as before.
        self._run(step, lambda: edited(chosen, present), put, self._count)

    def give_up(self) -> None:
        """Leave everything as it is."""
        if not self.is_asking:
            return
        self._make = None
        self._give_up_work.set()
        self.hide()
        self._compute()
        self.closed.emit()

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.give_up()
        else:
            super().keyPressEvent(event)
