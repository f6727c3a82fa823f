"""Long work off the window's thread: progress, cancel, errors, and a result committed only if still true."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, QThread, QTimer, Signal

from models.kernel.errors import HavenError
from models.kernel.progress import Progress, Work
from models.kernel.text import Lang, t
from ui.core.crashlog import report_unexpected
from ui.core.guard import guarded
from ui.core.session import Session

SHOW_AFTER_MS = 300
"""Work that is done sooner shows no progress: a flash teaches nothing."""


@dataclass
class Task:
    """One piece of long work.

    Parameters
    ----------
    title
        What is being done, translated, for the status bar.
    make
        Returns the work's generator; called on the worker thread.
    done
        Called with the result on the window's thread.
    failed
        Called with the error instead of showing it in the message bar.
    ended
        Called on the window's thread in every case, last.
    owner
        Part of a window that asked; once it is gone nothing is called any more. What is done for the person
        and not for the window (a file that was written) has none, and is said by what outlives the window.
    revision
        Project revision that the work started from; the result is dropped if the project has changed since.
    is_lasting
        What is done stays, such as a file that was written: it is told even if it was given up in the moment
        in which it ended.
    """

    title: str
    make: Callable[[], Work[Any]]
    done: Callable[[Any], None]
    failed: Callable[[Exception], None] | None = None
    ended: Callable[[], None] | None = None
    revision: int | None = None
    owner: QObject | None = None
    quiet: bool = False
    is_lasting: bool = False
    cancelled: threading.Event = field(default_factory=threading.Event)

    @property
    def is_ownerless(self) -> bool:
        """Whether the part of a window that asked is gone."""
        return self.owner is not None and not shiboken6.isValid(self.owner)

    def end(self) -> None:
        """Tell whoever asked, and is still there, that nothing more comes."""
        if self.ended is not None and not self.is_ownerless:
            self.ended()


class _Worker(QThread):
    """Runs one task's generator to its end."""

    stepped = Signal(object)

    def __init__(self, task: Task, parent: QObject) -> None:
        super().__init__(parent)
        self.task = task
        self.result: Any = None
        self.error: Exception | None = None
        self.is_complete = False

    @guarded()
    def run(self) -> None:
        work: Work[Any] | None = None
        try:
            work = self.task.make()
            while not self.task.cancelled.is_set():
                try:
                    self.stepped.emit(next(work))
                except StopIteration as stop:
                    self.result, self.is_complete = stop.value, True
                    return
        except Exception as error:  # carried to the window's thread, where it is shown and logged
            self.error = error
        finally:
            if work is not None:
                work.close()


class TaskRunner(QObject):
    """Runs tasks one after the other on a thread of their own.

    Signals
    -------
    showing(str)
        A task has been running long enough to show; its title.
    progressed(int, int, str)
        Steps done, steps in all (0: unknown), text of the step.
    idle
        Nothing runs any more.
    """

    showing = Signal(str)
    progressed = Signal(int, int, str)
    idle = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._waiting: deque[Task] = deque()
        self._worker: _Worker | None = None
        self._show_timer = QTimer(self)
        self._show_timer.setSingleShot(True)
        self._show_timer.setInterval(SHOW_AFTER_MS)
        self._show_timer.timeout.connect(self._show)
        self._is_shown = False
        self._is_shut = False

    @property
    def is_busy(self) -> bool:
        """Whether a task runs or waits."""
        return self._worker is not None or bool(self._waiting)

    def start(self, task: Task) -> Task:
        """Run a task, after those already waiting; nothing is begun any more once the window closes."""
        if self._is_shut:
            return task
        self._waiting.append(task)
        self._next()
        return task

    def cancel(self) -> None:
        """Give up the running task; it stops at its next step, and nothing of it is kept."""
        if self._worker is not None:
            self._worker.task.cancelled.set()

    def cancel_all(self) -> None:
        """Give up the running task and all that wait."""
        waiting = list(self._waiting)
        self._waiting.clear()
        self.cancel()
        for task in waiting:
            task.cancelled.set()
            task.end()

    def shutdown(self) -> None:
        """Give everything up for good and wait until the thread has ended."""
        self._is_shut = True
        self.cancel_all()
        if self._worker is not None:
            self._worker.wait()
            self._finish()

    def _next(self) -> None:
        if self._worker is not None or not self._waiting:
            return
        worker = _Worker(self._waiting.popleft(), self)
        self._worker = worker
        worker.stepped.connect(self._on_step)
        worker.finished.connect(self._finish)
        self._is_shown = False
        if not worker.task.quiet:
            self._show_timer.start()
        worker.start()

    def _show(self) -> None:
        if self._worker is not None:
            self._is_shown = True
            self.showing.emit(self._worker.task.title)

    def _on_step(self, step: Progress) -> None:
        if self._worker is not None and not self._worker.task.quiet:
            self.progressed.emit(step.done, step.total, progress_text(step, self._session.lang))

    def _finish(self) -> None:
        worker = self._worker
        if worker is None:
            return
        worker.wait()  # its work is done, its thread perhaps not yet
        self._worker = None
        self._show_timer.stop()
        task, error, result, is_complete = worker.task, worker.error, worker.result, worker.is_complete
        worker.error = None  # its traceback holds the worker
        # Now, not later: Qt would end it without the lock of Python while the next one already runs.
        shiboken6.delete(worker)
        try:
            if task.is_ownerless:
                pass
            elif error is not None:
                self._fail(task, error)
            elif is_complete and _is_wanted(task, self._session.project.revision):
                task.done(result)
        except HavenError as late_error:
            self._fail(task, late_error)
        finally:
            if error is not None:  # it was told: who still holds it shall not hold the worker by its frames
                error.__traceback__ = None
            task.end()
            self._next()
            if self._worker is None:
                self.idle.emit()

    def _fail(self, task: Task, error: Exception) -> None:
        if task.failed is not None:
            task.failed(error)
        elif isinstance(error, HavenError):
            self._session.say(error.message(self._session.lang), "error")
        else:
            self._session.say(report_unexpected(error), "error")


def _is_wanted(task: Task, revision: int) -> bool:
    """Whether what a task has done is still true and asked for, or is there all the same."""
    return task.is_lasting or (not task.cancelled.is_set() and task.revision in (None, revision))


def progress_text(step: Progress, lang: Lang) -> str:
    """Return a step of long work in words."""
    key = step.key if step.key.startswith("progress.") else f"progress.{step.key}"
    return t(key, lang, **step.values)
