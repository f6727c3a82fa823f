"""What was freed is given back to the system once work has ended."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject

from models.kernel.progress import Progress, Work
from ui.core import memory
from ui.core.memory import MemoryKeeper, give_back
from ui.core.session import Session
from ui.core.tasks import Task, TaskRunner

BLOCKS, BYTES = 60_000, 1000


def resident_mb() -> float:
    rows = Path("/proc/self/status").read_text().splitlines()
    return int(next(row for row in rows if row.startswith("VmRSS")).split()[1]) / 1024


@pytest.fixture
def freed() -> Iterator[float]:
    """Memory was taken in small blocks and freed but for the last; how much was resident then."""
    libc = ctypes.CDLL(None)
    libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    blocks = [libc.malloc(BYTES) for _ in range(BLOCKS)]
    for block in blocks:
        ctypes.memset(block, 1, BYTES)
    for block in blocks[:-1]:
        libc.free(block)
    yield resident_mb()
    libc.free(blocks[-1])


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc keeps what was freed")
def test_what_was_freed_is_given_back(freed: float) -> None:
    give_back()
    assert resident_mb() < freed - 0.7 * BLOCKS * BYTES / 2**20


def test_it_is_given_back_once_work_has_ended(
    session: Session, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[bool] = []
    monkeypatch.setattr(memory, "give_back", lambda: given.append(True))
    monkeypatch.setattr(memory, "AFTER_MS", 1)
    holder = QObject()
    tasks = TaskRunner(session, holder)
    keeper = MemoryKeeper(tasks, holder)

    def work() -> Work[None]:
        yield Progress(0, 1, "project.open")
        assert not given and not keeper.timer.isActive()

    tasks.start(Task("t", work, lambda _: None))
    qtbot.waitUntil(lambda: bool(given))
    holder.deleteLater()
