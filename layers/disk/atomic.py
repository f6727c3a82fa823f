"""Writing files so that a crash leaves the old one or the new one, never half of either."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from layers.disk.names import cut_to_bytes, is_odd_name, printable
from models.kernel.errors import HavenError

RETRY_S = 2.0
"""How long a replace is tried again while a virus scanner or indexer on Windows holds the file."""

LEFTOVER_AGE_S = 3600.0
"""Temporary files of a save that died are removed by a later save once they are this old."""

LONGEST_NAME_BYTES = 255 - len("-journal")
"""Beside a file there must be room for the same name with an ending."""

_BUSY_ERRORS = {5, 32, 33}
_FULL_ERRORS = {39, 112}


def atomic_write(
    path: Path,
    write: Callable[[Path], None],
    *,
    check: Callable[[Path], None] | None = None,
    keep_backup: bool = False,
    holding: Callable[[Path], AbstractContextManager[None]] | None = None,
) -> None:
    """Write a file under a temporary name beside its place, then put it there in one step.

    Parameters
    ----------
    path
        Where the file goes; a symbolic link stays a link and its target is replaced.
    write
        Writes the whole file to the path it is given, which has the same ending as ``path``.
    check
        Opens the written file and raises if it is not good; the old file then stays.
    keep_backup
        Keep the file that was there before as ``<name>.bak``.
    holding
        Keeps the file that is there from others while it is replaced.

    Raises
    ------
    HavenError
        The disk is full, the file is open elsewhere, the folder may not be written, or no file can have that
        name or be in that place.
    """
    try:
        target = Path(os.path.realpath(path))
        _check_place(target)
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte in it
        raise _unusable(error, path) from error
    temporary = _temporary(target)
    try:
        _remove_leftovers(target)
        write(temporary)
        _keep_mode(target, temporary)
        _sync(temporary)
        if check is not None:
            check(temporary)
        with holding(target) if holding is not None else contextlib.nullcontext():
            if keep_backup:
                _back_up(target)
            _replace(temporary, target)
        _sync_folder(target.parent)
    except OSError as error:
        raise write_error(error, path) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _check_place(target: Path) -> None:
    """Raise HavenError where no file of ours can go: a device, a folder, a name that others refuse."""
    where = {"file": printable(target.name), "folder": str(target.parent)}
    if len(os.fsencode(target.name)) > LONGEST_NAME_BYTES:
        raise HavenError("name_too_long", **where)
    if target.exists():
        if not target.is_file():
            raise HavenError("place_taken", **where)
    elif is_odd_name(target.name):
        raise HavenError("name_unusable", **where)


def _unusable(error: OSError | ValueError, path: Path) -> HavenError:
    if isinstance(error, OSError):
        return write_error(error, path)
    return HavenError("name_unusable", file=printable(path.name), folder=printable(str(path.parent)))


def write_error(error: OSError, path: Path) -> HavenError:
    """Say in a planner's words why a file could not be written."""
    winerror = getattr(error, "winerror", None)
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", -1)) or winerror in _FULL_ERRORS:
        key = "disk_full"
    elif winerror in (32, 33) or error.errno == errno.ETXTBSY:
        key = "file_in_use"
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        # Windows says "access denied" also for a file that another program holds open.
        key = "file_in_use" if winerror == 5 and os.access(path.parent, os.W_OK) else "write_denied"
    elif error.errno == errno.ENAMETOOLONG:
        key = "name_too_long"
    elif error.errno in (errno.ENOENT, errno.ENOTDIR):
        key = "folder_missing"
    else:
        key = "write_failed"
    return HavenError(key, file=path.name, folder=str(path.parent), details=str(error))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a whole file, for use in :func:`atomic_write`."""
    path.write_bytes(data)


def backup_path(path: Path) -> Path:
    """Where the previous version of a file is kept."""
    return path.with_name(path.name + ".bak")


def _stem(target: Path) -> str:
    return f".{cut_to_bytes(target.stem, 80)}~"


def _temporary(target: Path) -> Path:
    return target.with_name(f"{_stem(target)}{secrets.token_hex(4)}{target.suffix}")


def _remove_leftovers(target: Path) -> None:
    """Remove what earlier saves of the same file left when they were killed."""
    now = time.time()
    for entry in os.scandir(target.parent):
        if entry.name.startswith(_stem(target)) and entry.name.endswith(target.suffix):
            with contextlib.suppress(OSError):
                if now - entry.stat().st_mtime > LEFTOVER_AGE_S:
                    os.unlink(entry.path)  # noqa: PTH108 - the entry is a path already


def _keep_mode(target: Path, temporary: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        temporary.chmod(stat.S_IMODE(target.stat().st_mode))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut; Windows has no way to ask for it and needs none."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        # Some network file systems cannot sync a folder; the file itself is safe by now.
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _back_up(target: Path) -> None:
    """Give the present file a second name, so that it is there at every moment under its own."""
    if not target.exists():
        return
    backup = backup_path(target)
    new_backup = _temporary(backup)
    try:
        try:
            os.link(target, new_backup)
        except OSError:  # memory sticks and some network drives know no second names
            shutil.copy2(target, new_backup)
            _sync(new_backup)
        _replace(new_backup, backup)
    finally:
        with contextlib.suppress(OSError):
            new_backup.unlink(missing_ok=True)


def _replace(source: Path, target: Path) -> None:
    deadline = time.monotonic() + RETRY_S
    pause_s = 0.01
    while True:
        try:
            source.replace(target)
            return
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _BUSY_ERRORS or time.monotonic() > deadline:
                raise
            time.sleep(pause_s)
            pause_s = min(2 * pause_s, 0.2)
