"""Who may save the open project: this window, or another one that has it open already."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from models.kernel.errors import HavenError
from ui.core.projectlock import Holder, ProjectLock


class Holding(QObject):
    """Keeps the mark on the open project, and what became of it.

    Signals
    -------
    changed
        The project may be saved over its file from now on, or no longer.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = ProjectLock()
        self.path: Path | None = None
        self.holder: Holder | None = None
        self.was_taken_over = False

    @property
    def is_read_only(self) -> bool:
        """Whether somebody else has the project open: it is looked at here, and not saved over."""
        return self.holder is not None

    def take(self, path: Path | None) -> None:
        """Mark a project as open here, unless somebody else has it open; ``None`` marks nothing."""
        self._lock.release()
        self.path = path
        self._set(self._lock.take(path) if path is not None else None)

    def take_over(self) -> None:
        """From now on the project is this window's, whoever has it open."""
        if self.path is not None:
            self._set(self._lock.take(self.path, by_force=True))

    def release(self) -> None:
        """Let others have the project."""
        self._lock.release()
        self.path = None
        self._set(None)

    def check(self) -> None:
        """Raise HavenError where another window took the project over; asked by the thread that saves."""
        holder = self._lock.taken_over_by()
        if holder is not None:
            raise TakenOverError(holder, self.path)

    def lost_to(self, holder: Holder) -> None:
        """Another window took the project over."""
        self._set(holder, was_taken_over=True)

    def _set(self, holder: Holder | None, *, was_taken_over: bool = False) -> None:
        self.holder, self.was_taken_over = holder, was_taken_over
        self.changed.emit()


class TakenOverError(HavenError):
    """Another window took the project over while it was open here."""

    def __init__(self, holder: Holder, path: Path | None) -> None:
        self.holder = holder
        super().__init__(
            "project_taken_over",
            file=path.name if path is not None else "",
            user=holder.user or "?",
            computer=holder.computer,
            since=since_text(holder.since),
        )


def since_text(since: datetime | None) -> str:
    """Time at which somebody opened a project."""
    return f"{since:%Y-%m-%d %H:%M}" if since is not None else "?"
