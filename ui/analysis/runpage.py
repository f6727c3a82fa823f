"""A page that computes when asked: run, cancel, progress, last result, out of date, ways on the map."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from models.kernel.progress import Work
from models.project.edits import Change
from ui.core.guard import guarded
from ui.core.i18n import Retranslated, term
from ui.core.session import VERDICT_PARTS, Session
from ui.core.tasks import Task, TaskRunner
from ui.widgets.parts import label, line, paint_words

_LEAST_BAR_PX = 12


class Held(QWidget):
    """Tables in a place of their own, and words there as long as nothing was computed."""

    def __init__(self, tables: QWidget) -> None:
        super().__init__()
        self._tables = tables
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(tables)

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._tables.isHidden():
            paint_words(self, term("explain.not_yet"))


class RunPage(Retranslated, QWidget):
    """What such pages share; each lays out these parts, makes the work and shows its result.

    A result stays until the next one or another project: cancelled work and work that an edit overtook leave
    it. Once the project has changed it can still be read, but says so, and its ways leave the map.

    Signals
    -------
    flows_wanted(ndarray | None)
        Lines that the map is to show, as :meth:`ui.map.MapCanvas.set_flows` takes them.

    Attributes
    ----------
    result
        What was computed last.
    totals, totals_a_row
        Keys of the figures above the tables, and how many stand beside each other.
    """

    flows_wanted = Signal(object)
    totals: ClassVar[tuple[str, ...]] = ()
    totals_a_row: ClassVar[int] = 2

    def __init__(
        self, session: Session, tasks: TaskRunner, parent: QWidget | None = None, *, is_shown: bool = True
    ) -> None:
        super().__init__(parent)
        self._session, self._tasks = session, tasks
        # Not the task: it holds this page, and the two would hold each other once the window is closed.
        self._running: Event | None = None
        self._is_overtaken = False
        self._is_shown = is_shown
        self.scenario_title = ""
        self.result: Any = None
        self.run_button, self.cancel_button = QPushButton(), QPushButton()
        self.run_button.setProperty("primary", True)
        self.run_button.clicked.connect(self.run)
        self.cancel_button.clicked.connect(self.cancel)
        for button in (self.run_button, self.cancel_button):
            button.setAutoDefault(False)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        # It takes what room there is: a window at the edge of the screen must not grow as work runs.
        self.bar.setMinimumWidth(_LEAST_BAR_PX)
        self.stale = label("error", wrap=True)
        self.hint = label("muted", wrap=True)
        self.about = label("heading", wrap=True)
        self.notes = label("muted", wrap=True)
        self.names: dict[str, QLabel] = {key: label("muted") for key in self.totals}
        self.values: dict[str, QLabel] = {key: label() for key in self.totals}
        self.summary = self._summary()
        self.tabs, self.pages = QTabBar(), QStackedWidget()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.currentChanged.connect(self.pages.setCurrentIndex)
        self.tables = QWidget()
        box = QVBoxLayout(self.tables)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part in (self.tabs, line(), self.pages):
            box.addWidget(part)
        session.project_changed.connect(self._on_change)
        session.project_replaced.connect(self._on_replaced)
        tasks.progressed.connect(self._on_progress)

    def _summary(self) -> QWidget:
        """The figures in rows; the last one has a row for itself where none stands beside it."""
        summary = QWidget()
        summary.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        grid = QGridLayout(summary)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        cells = 2 * self.totals_a_row
        for number, key in enumerate(self.totals):
            row, column = divmod(number, self.totals_a_row)
            if column == 0 and number == len(self.totals) - 1:
                alone = QHBoxLayout()
                alone.setSpacing(8)
                alone.addWidget(self.names[key])
                alone.addWidget(self.values[key], 1)
                grid.addLayout(alone, row, 0, 1, cells)
                break
            grid.addWidget(self.names[key], row, 2 * column)
            grid.addWidget(self.values[key], row, 2 * column + 1)
        for column in range(1, cells, 2):
            grid.setColumnStretch(column, 1)
        return summary

    def add_table(self, table: QWidget) -> None:
        """One more page of the tables."""
        self.tabs.addTab("")
        self.pages.addWidget(table)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.cancel_button.setText(self.tr("Cancel"))
        self.refresh()

    # -- for each page -------------------------------------------------------------------------------------
    def work(self) -> Callable[[], Work[Any]] | None:
        """What is to be computed, as the choices are now; ``None`` if it cannot be.

        It is called on another thread: what it needs of the window is read before.
        """
        raise NotImplementedError

    def doing(self) -> str:
        """What is being done, for the status bar."""
        raise NotImplementedError

    def first_run(self) -> str:
        """Text of the button while there is no result."""
        raise NotImplementedError

    def show_result(self, result: Any) -> None:
        """Fill texts and tables; ``None`` for no result."""
        raise NotImplementedError

    def lines(self, result: Any) -> Any:
        """Ways of a result on the map."""
        return result.lines

    def is_of_choices(self, result: Any) -> bool:
        """Whether a result is of the choices as they are now."""
        return True

    def has_tables(self, result: Any) -> bool:
        """Whether there is something to show in the tables."""
        return True

    # -- running -------------------------------------------------------------------------------------------
    @property
    def is_running(self) -> bool:
        """Whether something is being computed."""
        return self._running is not None

    @property
    def is_stale(self) -> bool:
        """Whether the result is of other choices, or of the project before an edit."""
        return self.result is not None and (self._is_overtaken or not self.is_of_choices(self.result))

    def run(self) -> None:
        """Compute, off the window's thread."""
        session = self._session
        work = self.work() if session.has_project and not self.is_running else None
        if work is None:
            return
        title = session.scenario.title(session.lang)

        def done(result: Any) -> None:
            self.result, self.scenario_title, self._is_overtaken = result, title, False

        task = Task(
            self.doing(), work, done, ended=self._on_ended, revision=session.project.revision, owner=self
        )
        self._running = task.cancelled
        self.refresh()
        self._tasks.start(task)

    def cancel(self) -> None:
        """Give up what is being computed; an earlier result stays."""
        if self._running is not None:
            self._running.set()

    def _on_ended(self) -> None:
        self._running = None
        self.refresh()

    def _on_progress(self, done: int, total: int, _: str) -> None:
        if self.is_running:
            self.bar.setRange(0, total)
            self.bar.setValue(done)

    def _on_change(self, change: Change) -> None:
        if change.parts & VERDICT_PARTS and self.result is not None and not self._is_overtaken:
            self._is_overtaken = True
            self.refresh()

    def _on_replaced(self) -> None:
        self.cancel()
        self.result, self._is_overtaken = None, False
        self.refresh()

    # -- showing -------------------------------------------------------------------------------------------
    def set_shown(self, is_shown: bool) -> None:
        """The page came into view or went: the map shows the ways only beside it."""
        if is_shown != self._is_shown:
            self._is_shown = is_shown
            self.send_flows()

    def send_flows(self) -> None:
        """Give the map what it is to show: nothing while the page is hidden or out of date."""
        is_drawn = self.result is not None and self._is_shown and not self.is_stale
        self.flows_wanted.emit(self.lines(self.result) if is_drawn else None)

    def refresh(self) -> None:
        """Show the state of things."""
        result = self.result
        self.run_button.setText(self.tr("Run again") if result is not None else self.first_run())
        self.run_button.setVisible(not self.is_running)
        self.run_button.setEnabled(self._session.has_project)
        for widget in (self.cancel_button, self.bar):
            widget.setVisible(self.is_running)
        self.hint.setVisible(result is None)
        self.about.setVisible(result is not None)
        self.stale.setVisible(self.is_stale)
        has_tables = result is not None and self.has_tables(result)
        for part in (self.summary, self.notes, self.tables):
            part.setVisible(has_tables)
        self.show_result(result)
        if self._is_shown:
            self.send_flows()
