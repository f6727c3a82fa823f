"""What a test of the window must not leave behind: widgets, timers, threads, work for the collector."""

from __future__ import annotations

import gc
import threading
import weakref
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QThread, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGraphicsItem, QWidget


def deliver_deletions() -> None:
    """Carry out every ``deleteLater`` that is waiting, also those that deletions bring about."""
    for _ in range(4):
        QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))
        QCoreApplication.processEvents()


def left_to_the_collector() -> Counter[str]:
    """What of Qt nothing holds any more but itself since the test began; only the collector would free it.

    In the program that would come later than it seems, and it is what must not happen on a worker's thread.
    """
    deliver_deletions()
    gc.set_debug(gc.DEBUG_SAVEALL)
    gc.collect()
    gc.set_debug(0)
    found = Counter(
        type(thing).__name__ for thing in gc.garbage if isinstance(thing, QObject | QGraphicsItem | QPixmap)
    )
    gc.garbage.clear()
    return found


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
    # Held weakly: what ends too early because nothing holds it must do so in a test, too.
    started: dict[str, weakref.WeakSet[Any]] = {"timers": weakref.WeakSet(), "threads": weakref.WeakSet()}
    start_timer, start_thread = QTimer.start, QThread.start

    def note_timer(timer: QTimer, *arguments: Any) -> None:
        started["timers"].add(timer)
        # A signal connected to it brings its own arguments, which Qt itself would leave out.
        start_timer(timer, *(argument for argument in arguments if isinstance(argument, int)))

    def note_thread(thread: QThread, *arguments: Any) -> None:
        started["threads"].add(thread)
        start_thread(thread, *arguments)

    monkeypatch.setattr(QTimer, "start", note_timer)
    monkeypatch.setattr(QThread, "start", note_thread)
    _let_go_of_keys()
    deliver_deletions()
    gc.collect()
    gc.freeze()  # what was there before is not looked through again and again
    gc.disable()  # as in the program; and what is left can be counted
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
    ]
    for window in windows:  # so that the next test does not suffer
        window.close()
        window.deleteLater()
    for timer in timers:
        timer.stop()
    for thread in threads:
        thread.wait(10_000)
    deliver_deletions()
    gc.enable()
    assert not left, "left over: " + "; ".join(left)
