"""Figures of a county so large that computing them would hold the window up: they are computed beside it.

Meanwhile the session is *behind*: what is shown are the figures of before the last change, and whoever shows
them says so. A newer change gives up what runs and begins anew; the figures that come hold for what is there.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from models.kernel.progress import Progress, Work
from ui.core.i18n import term
from ui.core.session import Session
from ui.core.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from models.assessment.live import DragSession
    from models.findings.results import Assessment
    from ui.core.assessing import Assessed

LONG_S = 0.4
"""An edit that took so long is not waited for the next time."""
MANY_FACILITIES = 500
"""Of so many it is not tried out first: it does take that long."""


class Beside(QObject):
    """Computes figures, and what a drag begins with, on a thread of its own.

    Signals
    -------
    progressed(int, int)
        Steps done, steps in all.

    Attributes
    ----------
    is_stopped
        The person gave the computation up: the figures stay behind until asked for, or the next change.
    """

    progressed = Signal(int, int)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._runner = TaskRunner(session, self)
        self._runner.progressed.connect(lambda done, total, _: self.progressed.emit(done, total))
        self._assessing: Task | None = None
        self._dragging: Task | None = None
        self._edit_s = 0.0
        self.is_stopped = False
        session.beside = self
        session.project_replaced.connect(self._forget)

    # -- what is the case ----------------------------------------------------------------------------------
    @property
    def is_running(self) -> bool:
        """Whether figures are being computed."""
        return self._assessing is not None

    @property
    def is_behind(self) -> bool:
        """Whether the figures that are shown are of an earlier state."""
        return self.is_running or self.is_stopped

    @property
    def is_busy(self) -> bool:
        """Whether anything runs."""
        return self._runner.is_busy

    def is_long(self) -> bool:
        """Whether the figures of what is there now are not computed in a moment."""
        return self._edit_s > LONG_S or len(self._session.scenario.facilities) >= MANY_FACILITIES

    def overtaken(self, seconds: float, assessment: Assessment) -> None:
        """All was computed on the window's thread, in so long: what runs here is not wanted any more."""
        self._learn(seconds, assessment)
        self._give_up()
        self._set(None)

    # -- computing -----------------------------------------------------------------------------------------
    def assess(self) -> None:
        """Compute figures and findings of what is there now; the session is told when they are there."""
        self._give_up()
        self.drop_drag()  # of a state that is no more; it is made anew when the figures are there
        session, work = self._session, self._session.assessing()

        def timed() -> Work[tuple[float, Assessed]]:
            started = time.thread_time()
            assessed = yield from work
            return time.thread_time() - started, assessed

        def done(made: tuple[float, Assessed]) -> None:
            if self._assessing is task:  # else another change has come since
                seconds, assessed = made
                self._learn(seconds, assessed.assessment)
                self._set(None)
                session.take_assessed(assessed)

        def ended() -> None:
            if self._assessing is task:  # given up by the person, or it failed
                self._set(None, is_stopped=True)

        task = Task(term("progress.project.assess"), timed, done, ended=ended)
        self._set(task)
        self._runner.start(task)

    def stop(self) -> None:
        """Give the computation up: the figures that are shown stay behind."""
        if self._assessing is not None:
            self._assessing.cancelled.set()
            self._set(None, is_stopped=True)

    def make_drag(self, make: Callable[[], DragSession], take: Callable[[DragSession], None]) -> None:
        """Get the live figures of a drag ready, unless that is being done already."""
        if self._dragging is not None:
            return

        def work() -> Work[DragSession]:
            yield Progress(0, 0, "project.assess")
            return make()

        def done(drag: DragSession) -> None:
            if self._dragging is task:
                take(drag)

        def ended() -> None:
            if self._dragging is task:
                self._dragging = None

        task = self._dragging = Task("", work, done, ended=ended, quiet=True)
        self._runner.start(task)

    def drop_drag(self) -> None:
        """The drag is over."""
        if self._dragging is not None:
            self._dragging.cancelled.set()
            self._dragging = None

    def shutdown(self) -> None:
        """Give everything up for good."""
        self._runner.shutdown()

    # -- keeping the state ---------------------------------------------------------------------------------
    def _give_up(self) -> None:
        """What runs is of a state that is no more."""
        if self._assessing is not None:
            self._assessing.cancelled.set()
            self._assessing = None

    def _set(self, task: Task | None, *, is_stopped: bool = False) -> None:
        was_behind = self.is_behind
        self._assessing, self.is_stopped = task, is_stopped
        if was_behind or self.is_behind:
            self._session.behind_changed.emit()

    def _learn(self, seconds: float, assessment: Assessment) -> None:
        """The first assessment of a county takes longer than any after an edit, and says nothing of them."""
        known: Any = self._session.assessment
        if known is not None and known.county is assessment.county:
            self._edit_s = seconds

    def _forget(self) -> None:
        self._edit_s = 0.0
        self._give_up()
        self._set(None)
