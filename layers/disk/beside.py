"""Other programs beside a project file: what they wrote and have not merged yet, and what they hold.

A program that has an SQLite file open (QGIS, a database browser) may keep committed edits in a ``-wal``
beside it, and leaves a ``-wal`` or a ``-journal`` there when it dies. Whoever reads the file must see them;
whoever replaces it must take them in first, or they are later applied to a file they do not belong to.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import sqlite3
import stat
import sys
import tempfile
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from layers.disk.atomic import atomic_write, write_bytes
from models.kernel.errors import HavenError

MAGIC = b"SQLite format 3\x00"
ENDINGS = ("-wal", "-journal", "-shm")
LARGEST_BYTES = 1 << 30
"""A companion larger than that is none that a planner's edits have made."""
LOCK_WAIT_S = 2.0

_CHUNK_BYTES = 1 << 20
_MODE = slice(18, 20)
_COUNTERS = (slice(24, 28), slice(92, 100))
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
_NO_DATABASE = ("SQLITE_NOTADB", "SQLITE_CORRUPT")

SQL_FAULTS = (sqlite3.Error, UnicodeDecodeError)
"""What reading a damaged file may raise: SQLite quotes bytes of it in its messages, which need be no text."""

_turns: weakref.WeakValueDictionary[str, threading.RLock] = weakref.WeakValueDictionary()
_turns_lock = threading.Lock()


# -- our own threads ---------------------------------------------------------------------------------------
@contextlib.contextmanager
def in_turn(path: Path) -> Iterator[None]:
    """Keep our other threads from a file: whoever opens it waits until this one is done with it.

    Locks on a file belong to the whole process: a thread that merely opens and closes it ends those that
    another thread holds, and other programs could then write in the middle of a save.
    """
    try:
        name = os.path.normcase(os.path.realpath(path))
    except (OSError, ValueError):  # no name of a file: opening it says so
        name = str(path)
    with _turns_lock:
        turn = _turns.setdefault(name, threading.RLock())  # it lasts as long as somebody holds or waits
    with turn:
        yield


# -- reading -----------------------------------------------------------------------------------------------
@contextlib.contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open an SQLite file for reading without changing it or leaving anything beside it.

    What is read is one committed state of the file, with what other programs have not merged yet.

    Raises
    ------
    HavenError
        Another program is writing the file, or what lies beside it is no regular file (``file_locked``,
        ``companion_odd``).
    """
    path = Path(os.path.realpath(path))
    with contextlib.ExitStack() as stack:
        stack.enter_context(in_turn(path))
        present = companions(path)
        connection = _with_its_locks(path, is_shared="-wal" in present)
        if connection is None and any(map(_size, present.values())):
            folder = stack.enter_context(
                tempfile.TemporaryDirectory(prefix="haven-", ignore_cleanup_errors=True)
            )
            connection = _connect(_private_copy(path, present, Path(folder)), "mode=rw")
        elif connection is None:
            # Nobody has it open: as it is on disk it is whole.
            connection = _connect(path, "mode=ro&immutable=1")
        stack.callback(connection.close)
        yield connection


def check_regular(path: Path) -> None:
    """Raise OSError for a pipe, a device or a folder: reading them may never end."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "no regular file")


def companions(path: Path) -> dict[str, Path]:
    """Files that SQLite keeps beside a database, those that are there, by ending.

    Raises
    ------
    HavenError
        One of them is no regular file (a pipe, a device, a link) or larger than edits can be.
    """
    found = {}
    for ending in ENDINGS:
        companion = path.with_name(path.name + ending)
        try:
            status = companion.lstat()
        except OSError:  # not there, or a name too long for anything to be there
            continue
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST_BYTES:
            raise HavenError("companion_odd", file=companion.name, folder=str(path.parent))
        found[ending] = companion
    return found


def _with_its_locks(path: Path, *, is_shared: bool) -> sqlite3.Connection | None:
    """Open as every other program does, within one read transaction; ``None`` where that cannot be.

    It cannot be for a file that needs a repair after a crash, and where the disk knows no locks. Without a
    ``-wal``, a file that is made for one would get one.
    """
    with path.open("rb") as file:
        is_made_for_wal = 2 in file.read(20)[_MODE]
    if is_made_for_wal and not is_shared:
        return None
    connection = _connect(path, "mode=ro&readonly_shm=1")
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except SQL_FAULTS as error:
        connection.close()
        if _is(error, _BUSY):
            raise HavenError("file_locked", file=path.name, folder=str(path.parent)) from error
        return None
    return connection


def _private_copy(path: Path, present: dict[str, Path], folder: Path) -> Path:
    """Copy a file with what lies beside it, to be repaired there; nobody may be writing meanwhile."""
    sources = [path, *(companion for ending, companion in present.items() if ending != "-shm")]
    before = [_state(source) for source in sources]
    copy = folder / "copy.gpkg"
    for source in sources:
        shutil.copyfile(source, copy.with_name(copy.name + source.name.removeprefix(path.name)))
    if before != [_state(source) for source in sources]:
        raise HavenError("file_locked", file=path.name, folder=str(path.parent))
    return copy


def copy_content(path: Path, target: Path) -> None:
    """Write what an SQLite file holds, unmerged edits of other programs included, into a file of its own."""
    with opened(path) as connection:
        data = connection.serialize()
    atomic_write(target, lambda temporary: write_bytes(temporary, data))


# -- telling states apart ------------------------------------------------------------------------------------
def content_mark(path: Path) -> str:
    """SHA-256 of what an SQLite file holds, unmerged edits of other programs included.

    What changes when a program merely opens and closes the file is left out.
    """
    path = Path(os.path.realpath(path))
    with in_turn(path):
        present = companions(path)
        if not any(_size(companion) for ending, companion in present.items() if ending != "-shm"):
            with path.open("rb") as file:
                return _mark_of(file)
        with opened(path) as connection:
            return hashlib.sha256(_masked(connection.serialize())).hexdigest()


def _mark_of(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256(_masked(file.read(_CHUNK_BYTES)))
    while chunk := file.read(_CHUNK_BYTES):
        digest.update(chunk)
    return digest.hexdigest()


def _masked(start: bytes) -> bytearray:
    data = bytearray(start)
    for part in (_MODE, *_COUNTERS):
        data[part] = bytes(len(data[part]))
    return data


# -- replacing -----------------------------------------------------------------------------------------------
@contextlib.contextmanager
def held(path: Path, expected: str | None = None) -> Iterator[None]:
    """Keep a file from every other program while it is replaced, after taking in what they wrote.

    Parameters
    ----------
    expected
        Mark of the content that may be replaced; any content if not given.

    Raises
    ------
    HavenError
        Another program has the file open (``file_in_use``), or it holds other content than expected
        (``changed_outside``); what others wrote is in the file all the same.
    """
    with in_turn(path), contextlib.ExitStack() as stack:
        companions(path)
        if path.exists():
            # Opened before the connection and closed after it: closing it would end the locks of the latter.
            file = stack.enter_context(path.open("rb"))
            if file.read(len(MAGIC)) == MAGIC:
                _take_hold(path, stack)
            if expected is not None and _mark_of(file) != expected:
                raise HavenError("changed_outside", file=path.name)
        _set_aside(path)
        if sys.platform == "win32":
            stack.close()  # no file that is open can be replaced there, neither by us nor by others
        yield


def _take_hold(path: Path, stack: contextlib.ExitStack) -> None:
    connection = _connect(path, "mode=rw")
    stack.callback(connection.close)
    try:
        # Takes in and removes a -wal; refused as long as anybody else has the file open that way.
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        # Rolls back what a crash left half done; refused while anybody reads or writes.
        connection.execute("BEGIN EXCLUSIVE")
    except SQL_FAULTS as error:
        if _is(error, _BUSY):
            raise HavenError("file_in_use", file=path.name, folder=str(path.parent)) from error
        if _is(error, ("SQLITE_READONLY",)):
            raise HavenError("write_denied", file=path.name, folder=str(path.parent)) from error
        if isinstance(error, sqlite3.Error) and not _is(error, _NO_DATABASE):
            raise OSError(str(error)) from error


def _set_aside(path: Path) -> None:
    """Keep what is left beside a file that it does not belong to from being applied to the next one."""
    for ending, companion in companions(path).items():
        if ending == "-shm" or not _size(companion):
            companion.unlink()
        else:
            companion.replace(companion.with_name(companion.name + ".bak"))


# -- inside --------------------------------------------------------------------------------------------------
def _connect(path: Path, options: str) -> sqlite3.Connection:
    posix = path.absolute().as_posix()
    # A share (//server/folder) and a drive (C:/folder) both need an empty host in front.
    slashes = "//" if posix.startswith("/") else "///"
    uri = f"file:{slashes}{quote(posix)}?{options}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=LOCK_WAIT_S)
    # A file from a stranger: its own views, triggers and defaults may call nothing of consequence.
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


def _is(error: Exception, names: tuple[str, ...]) -> bool:
    return getattr(error, "sqlite_errorname", "").startswith(names)


def _size(path: Path) -> int:
    return path.stat().st_size


def _state(path: Path) -> tuple[int, int, int]:
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns
