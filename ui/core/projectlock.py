"""A small file beside an open project that tells other windows, and other computers, that it is open here.

Nobody is kept from anything by it: whoever comes second is told, and a save looks by itself whether the file
has changed. So a lock that a crash left does no harm, and a folder without the right to write needs none.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QLockFile, QSysInfo


@dataclass(frozen=True)
class Holder:
    """Who has a project open.

    Parameters
    ----------
    computer
        Its name.
    is_here
        Whether that is this computer.
    since
        When it was opened there; ``None`` where the file does not tell.
    """

    computer: str
    is_here: bool
    since: datetime | None


class ProjectLock:
    """The mark of one window on the project that it shows."""

    def __init__(self) -> None:
        self._lock: QLockFile | None = None

    def take(self, path: Path) -> Holder | None:
        """Mark a project as open here; who has it open already, or ``None``.

        What a crash left on this computer is replaced, whatever the clocks say and whatever the computer is
        called by now.
        """
        self.release()
        place = lock_path(path)
        if place.exists() and not place.is_file():
            return None  # a pipe or a folder of that name: reading it could wait for ever
        lock = QLockFile(str(place))
        lock.setStaleLockTime(0)  # age says nothing: a window may be open for weeks
        taken = lock.tryLock(0)
        if not taken and lock.error() == QLockFile.LockError.LockFailedError and not _info(lock)[0]:
            # Nothing can be read from it: cut off by a crash or a full disk.
            with contextlib.suppress(OSError):
                place.unlink()
            taken = lock.tryLock(0)
        if taken:
            self._lock = lock
            return None
        if lock.error() != QLockFile.LockError.LockFailedError:
            return None
        computer = _info(lock)[1]
        return Holder(computer, computer == QSysInfo.machineHostName(), _since(place))

    def release(self) -> None:
        """Let others have the project."""
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None


def lock_path(path: Path) -> Path:
    """Where the mark of a project stands."""
    return path.with_name(f".{path.name}.lock")


def _info(lock: QLockFile) -> tuple[int, str]:
    """Process and computer that hold a lock; zero where nothing can be read."""
    told = lock.getLockInfo()
    return (int(told[0]), str(told[1])) if isinstance(told, tuple) and len(told) >= 2 else (0, "")


def _since(place: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(place.stat().st_mtime)
    except (OSError, OverflowError, ValueError):
        return None
