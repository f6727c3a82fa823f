"""Nothing lost: follows every edit in a journal on disk, and brings back what a crash left there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from models.kernel.progress import Progress, Work
from models.project.project import Project
from ui.core.preferences import Preferences
from ui.core.session import Session
from ui.core.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from layers.project.journal import Journal
    from layers.project.recovery import Recovery

TICK_MS = 1000
LONGEST_PAUSE_S = 60
"""Where no copy can be written (a full disk), the next tries come ever later, up to so late."""


class Safety(QObject):
    """Keeps the journal of the open project.

    Signals
    -------
    found(list)
        Unsaved work of runs that ended badly, newest first; none if there is none any more.
    """

    found = Signal(list)

    def __init__(
        self,
        session: Session,
        tasks: TaskRunner,
        saves: TaskRunner,
        preferences: Preferences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._tasks = tasks
        self._saves = saves
        self.folder = preferences.folder / "unsaved"
        self.journal: Journal | None = None
        self._is_copying = False
        self._pause_s = 0
        self._wait_s = 0
        self.recovered: Recovery | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def follow(
        self,
        project: Project,
        base: Path | None,
        mark: str | None = None,
        recovered: Recovery | None = None,
    ) -> None:
        """Follow a project from now on.

        Parameters
        ----------
        base
            File that holds the project exactly as it is now; ``None`` if there is none, then a copy is kept.
        mark
            Mark of the content that ``base`` was read with.
        recovered
            Where the project was brought back from; removed once the project is saved.
        """
        from layers.project.journal import Journal

        self.stop()
        if self.recovered is not None:
            self.look_for_work()  # it was brought back and not saved: it is offered again
        self.recovered = recovered
        self._pause_s = self._wait_s = 0
        replaces = recovered.journal.name if recovered is not None else ""
        self.journal = Journal(self.folder, project, base, mark, replaces=replaces)
        self._timer.start()
        self._tick()

    def saved(self, path: Path, mark: str, revision: int) -> None:
        """The project was saved as it was at a revision."""
        if self.journal is not None:
            self.journal.saved(path, mark, revision)
        if self.recovered is not None:
            self.discard(self.recovered)
            self.recovered = None

    def stop(self) -> None:
        """Nothing is unsaved any more, or the person gave it up."""
        self._timer.stop()
        if self.journal is not None:
            self.journal.close()
            self.journal = None

    def look_for_work(self) -> None:
        """Look, off the window's thread, for what earlier runs left."""

        def work() -> Work[list[Recovery]]:
            yield Progress(0, 0, "progress.project.open")
            from layers.disk.leftovers import remove_scratch
            from layers.project.recovery import pending_recoveries

            remove_scratch()
            return pending_recoveries(self.folder)

        def done(found: list[Recovery]) -> None:
            self.found.emit(found)

        self._tasks.start(Task("", work, done, failed=lambda _: None, quiet=True))

    def discard(self, recovery: Recovery) -> None:
        """Unsaved work is saved by now, or the person gives it up."""
        from layers.project.recovery import discard

        discard(recovery)
        self.look_for_work()

    # -- inside --------------------------------------------------------------------------------------------
    def _tick(self) -> None:
        if self.journal is None:
            return
        self.journal.flush()
        if self.journal.needs_snapshot and not self._is_copying:
            if self._wait_s > 0:
                self._wait_s -= 1
            else:
                self._copy(self.journal)

    def _copy(self, journal: Journal) -> None:
        """Copy the whole project off the window's thread: lines alone cannot hold what changed."""
        project = self._session.project.snapshot()
        self._is_copying = True

        def work() -> Work[Path]:
            yield Progress(0, 0, "progress.project.save")
            return journal.write_copy(project)

        def done(copy: Path) -> None:
            self._pause_s = 0
            if journal is not self.journal:
                copy.unlink(missing_ok=True)
            else:
                journal.adopt(copy, project.revision)

        def failed(_: object) -> None:
            # A full disk is told when the person saves; here it only means that there is no copy yet.
            self._pause_s = min(LONGEST_PAUSE_S, max(1, 2 * self._pause_s))
            self._wait_s = self._pause_s

        def ended() -> None:
            self._is_copying = False

        self._saves.start(Task("", work, done, failed=failed, ended=ended, quiet=True))
