"""While somebody works on a project, copies of it are kept in the program's own folder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from models.kernel.progress import Progress, Work
from ui.core.session import Session
from ui.core.tasks import Task, TaskRunner

TICK_MS = 60_000


class Backups(QObject):
    """Writes a copy every ten minutes in which something was changed.

    Parameters
    ----------
    saves
        Runs what is written, one after the other.
    home
        The program's own folder.
    is_read_only
        Whether somebody else has the project open. What is tried out beside it is no version of it: a copy
        would stand among those that its holder is offered. The journal keeps it from being lost.
    """

    def __init__(
        self,
        session: Session,
        saves: TaskRunner,
        home: Path,
        is_read_only: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._saves, self.home = session, saves, home
        self._is_read_only = is_read_only
        self._revision = 0
        self._minutes = 0
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)

    def folder(self, path: Path) -> Path:
        """Where the copies of a project are."""
        from layers.project.backups import backup_folder

        return backup_folder(self.home, path)

    def follow(self) -> None:
        """Another project is open, as it stands in its file."""
        self._revision, self._minutes = self._session.project.revision, 0
        self._timer.start()

    def stop(self) -> None:
        """The window closes."""
        self._timer.stop()

    def tick(self) -> None:
        """A minute went by."""
        from layers.project.backups import EACH_MIN

        session = self._session
        self._minutes += 1
        if self._minutes < EACH_MIN or session.path is None or session.project.revision == self._revision:
            return
        if self._is_read_only():
            return  # once it is taken over, with the next minute
        self._minutes = 0
        project, folder = session.project.snapshot(), self.folder(session.path)
        source = session.project

        def work() -> Work[None]:
            yield Progress(0, 0, "progress.project.save")
            from layers.project.backups import write_backup

            write_backup(project, folder, datetime.now())

        def done(_: object) -> None:
            if session.project is source:
                self._revision = project.revision

        # A copy that fails is tried again in ten minutes; a full disk is told when the person saves.
        self._saves.start(Task("", work, done, failed=lambda _: None, quiet=True))
