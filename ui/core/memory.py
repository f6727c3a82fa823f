"""Memory that is free is given back to the system.

Glibc keeps what was freed, in a store for every thread that ever worked, as long as anything above it is in
use: after a workbook that was 40 MB here, and more with every kind of work. Other systems' allocators give it
back themselves.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QObject, QTimer

from ui.core.tasks import TaskRunner

AFTER_MS = 2000
"""Somebody who works on and on is not kept waiting: it is done once nothing has run for so long."""


class MemoryKeeper(QObject):
    """Gives free memory back when tasks have ended."""

    def __init__(self, tasks: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(AFTER_MS)
        self.timer.timeout.connect(give_back)
        tasks.idle.connect(self.timer.start)


def give_back() -> None:
    """Give all memory back that nothing uses, where the allocator has to be told."""
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    if sys.platform != "linux":
        return None
    found: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
    return found
