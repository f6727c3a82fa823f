"""Hold the mark of a project in a process forked from one that has what it needs imported already."""

from __future__ import annotations

import os
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from ui.core.projectlock import ProjectLock

_FORKING = get_context("forkserver" if os.name != "nt" else "spawn")


def holding(path: Path) -> BaseProcess:
    """Start a process that has taken the mark, and holds it until it is killed."""
    _FORKING.set_forkserver_preload([__name__])
    heard, told = _FORKING.Pipe(duplex=False)
    process = _FORKING.Process(target=_hold, args=(path, told), daemon=True)
    process.start()
    told.close()
    with heard:
        assert heard.recv() is None, "somebody else had it"
    return process


def _hold(path: Path, told: Connection) -> None:
    lock = ProjectLock()
    told.send(lock.take(path))
    time.sleep(300)
