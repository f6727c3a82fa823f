"""What a test of the window must not leave behind: widgets, running timers, threads, garbage held back."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QThread, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget


def deliver_deletions() -> None:
    """Carry out every ``deleteLater`` that is waiting, also those that deletions bring about."""
    for _ in range(4):
        QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))
        QCoreApplication.processEvents()


def _let_go_of_keys() -> None:
    """Qt remembers Ctrl or Shift of the last key that a test pressed; no test starts with one held down."""
    widget = QWidget()
    QTest.keyClick(widget, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    shiboken6.delete(widget)


def _address(widget: QWidget) -> int:
    return int(shiboken6.getCppPointer(widget)[0])


@pytest.fixture(autouse=True)
def no_leaks(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test after which a window, a running timer or a thread is left over."""
    started: dict[str, list[Any]] = {"timers": [], "threads": []}
    start_timer, start_thread = QTimer.start, QThread.start

    def note_timer(timer: QTimer, *arguments: Any) -> None:
        started["timers"].append(timer)
        # A signal connected to it brings its own arguments, which Qt itself would leave out.
        start_timer(timer, *(argument for argument in arguments if isinstance(argument, int)))

    def note_thread(thread: QThread, *arguments: Any) -> None:
        started["threads"].append(thread)
        start_thread(thread, *arguments)

    monkeypatch.setattr(QTimer, "start", note_timer)
    monkeypatch.setattr(QThread, "start", note_thread)
    _let_go_of_keys()
    deliver_deletions()
    windows_before = {_address(window) for window in qapp.topLevelWidgets()}
    threads_before = set(threading.enumerate())
    yield
    deliver_deletions()
    windows = [window for window in qapp.topLevelWidgets() if _address(window) not in windows_before]
    timers = {t for t in started["timers"] if shiboken6.isValid(t) and t.isActive()}
    threads = [t for t in started["threads"] if shiboken6.isValid(t) and t.isRunning()]
    python_threads = [t for t in set(threading.enumerate()) - threads_before if not t.daemon]
    left: list[str] = [
        *(f"window {w!r} {w.objectName()!r}" for w in windows),
        *(f"timer of {t.parent()!r}" for t in timers),
        *(f"thread {t!r}" for t in (*threads, *python_threads)),
        *([] if gc.isenabled() else ["garbage is not collected"]),
    ]
    for window in windows:  # so that the next test does not suffer
        window.close()
        window.deleteLater()
    for timer in timers:
        timer.stop()
    for thread in threads:
        thread.wait(10_000)
    deliver_deletions()
    assert not left, "left over: " + "; ".join(left)
