"""A small file beside an open project that tells other windows, and other computers, that it is open here.

Who comes second may look at the project but not save over it, or takes it over on purpose; whom it was taken
from is told at the next save. A mark that a crash left on this computer is replaced without a word, and a
folder without the right to write needs none (docs/adr/0038-years.md).
"""

from __future__ import annotations

import contextlib
import getpass
import os
import secrets
import stat
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QByteArray, QSysInfo

from layers.disk.answering import PARTING_S, within

_MOST_BYTES = 4096
_LINES = ("pid", "program", "computer", "machine", "boot", "user", "since", "began", "token")
"""Lines of the file. The first five are those of Qt's own lock files, as earlier versions wrote them."""


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
    user
        Who is logged in there; empty where the file does not tell.
    pid
        Number of the process.
    """

    computer: str
    is_here: bool
    since: datetime | None
    user: str = ""
    pid: int = 0


class ProjectLock:
    """The mark of one window on the project that it shows."""

    def __init__(self) -> None:
        self._place: Path | None = None
        self._content = b""

    def take(self, path: Path, *, by_force: bool = False) -> Holder | None:
        """Mark a project as open here; who has it open already, or ``None``.

        What a crash left on this computer is replaced, whatever the clocks say and whatever the computer is
        called by now.

        Parameters
        ----------
        by_force
            Whoever has it open: it is ours from now on.
        """
        self.release()
        place, content = lock_path(path), _content()
        try:
            holder = _holder(place)
            if holder is not None and not by_force:
                return holder
            with contextlib.suppress(FileNotFoundError):
                if not stat.S_ISREG(place.lstat().st_mode):
                    return None  # a pipe, a folder, a link of that name: nothing of ours
                place.unlink()
            with place.open("xb") as file:  # fails where there is one
                file.write(content)
        except FileExistsError:  # somebody was a moment faster
            return _holder(place)
        except OSError:
            return None  # nobody can leave a mark there
        self._place, self._content = place, content
        return None

    def taken_over_by(self) -> Holder | None:
        """Who took the project over since it was marked here; ``None`` where it is still ours or unmarked."""
        if self._place is None or _read(self._place) in (self._content, b""):
            return None
        return _holder(self._place)

    def release(self) -> None:
        """Let others have the project; a drive that is gone by now keeps nobody."""
        place, self._place = self._place, None
        if place is not None:
            content = self._content
            within(PARTING_S, lambda: _remove(place, content))


def _remove(place: Path, content: bytes) -> None:
    """Take a mark away if it is still the one that says so."""
    if _read(place) == content:
        with contextlib.suppress(OSError):
            place.unlink()


def lock_path(path: Path) -> Path:
    """Where the mark of a project stands."""
    return path.with_name(f".{path.name}.lock")


def _content() -> bytes:
    pid = os.getpid()
    values = {
        "pid": str(pid),
        "program": _program(),
        "computer": QSysInfo.machineHostName(),
        "machine": _text(QSysInfo.machineUniqueId()),
        "boot": _text(QSysInfo.bootUniqueId()),
        "user": _user(),
        "since": f"{datetime.now().astimezone():%Y-%m-%dT%H:%M:%S%z}",
        "began": _began(pid),
        "token": secrets.token_hex(8),
    }
    return "".join(f"{values[line]}\n" for line in _LINES).encode("utf-8", "replace")


def _program() -> str:
    """Name of what runs, as Qt asks for it: with another one a mark would count as left by a crash."""
    try:
        return Path("/proc/self/exe").readlink().name
    except OSError:
        return Path(sys.executable).stem


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def _text(value: QByteArray) -> str:
    return bytes(value.data()).decode("ascii", "replace")


def _began(pid: int) -> str:
    """What tells a process from a later one with its number, by no clock that could be set."""
    from layers.project.recovery import process_mark

    return process_mark(pid)


def _read(place: Path) -> bytes:
    """Content of a mark; empty where there is none, or what stands there is no file."""
    try:
        if not stat.S_ISREG(place.lstat().st_mode):
            return b""
        with place.open("rb") as file:
            return file.read(_MOST_BYTES)
    except OSError:
        return b""


def _holder(place: Path) -> Holder | None:
    """Who left a mark and may still be there; ``None`` for nobody, or one that says nothing."""
    from layers.project.recovery import is_running

    texts = _read(place).decode("utf-8", "replace").split("\n")
    said = dict(zip(_LINES, texts, strict=False))
    pid = int(said["pid"]) if said.get("pid", "").isascii() and said.get("pid", "").isdigit() else 0
    if pid <= 0 or not said.get("computer"):
        return None  # cut off by a crash or a full disk
    machine, boot = _text(QSysInfo.machineUniqueId()), _text(QSysInfo.bootUniqueId())
    named_here = said["computer"] == QSysInfo.machineHostName()
    is_here = said["machine"] == machine if said.get("machine") and machine else named_here
    if is_here:
        is_of_this_start = not (said.get("boot") and boot) or said["boot"] == boot
        began = said.get("began", "")
        if not is_of_this_start or not is_running(pid) or (began and began != _began(pid)):
            return None
    return Holder(said["computer"], is_here, _time(said.get("since", "")), said.get("user", ""), pid)


def _time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z").astimezone().replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return None
