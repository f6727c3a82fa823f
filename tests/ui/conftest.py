"""Fixtures for tests of the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from models.project.project import Project
from tests.ui.canvas_project import small_project
from tests.ui.leaks import deliver_deletions, left_to_the_collector, no_leaks
from ui.app.mainwindow import MainWindow
from ui.core import i18n
from ui.core.i18n import install_language
from ui.core.preferences import Preferences
from ui.core.session import Session
from ui.core.themes import apply_theme

__all__ = ["no_leaks"]

MakeWindow = Callable[..., MainWindow]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """Hide the windows before anything is taken down: what a test left is seen once, and nobody looks on.

    Else Qt's plugin would have the map of each drawn to its end, and drawn anew after whatever is taken down.
    """
    for window in QApplication.topLevelWidgets():
        if isinstance(window, MainWindow) and window.is_furnished:
            window.hide()
            window.canvas.stage.forget()
    return (yield)


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    """A session with the small county, today's scenario shown; the program speaks Chinese."""
    install_language(qapp, "zh")
    made = Session("zh")
    made.open(small_project(), None)
    yield made
    made.deleteLater()
    deliver_deletions()
    install_language(qapp, "en")


@pytest.fixture
def make_window(qapp: QApplication, qtbot: Any, haven_home: Path) -> Iterator[MakeWindow]:
    """Make the real main window, shown, with a project in it (the small county by default).

    Whatever a test does in it: all that came and went goes without the collector while the window is there.
    """
    made: list[MainWindow] = []

    def make(
        project: Project | None = None, *, lang: str = "zh", empty: bool = False, locked: bool = False
    ) -> MainWindow:
        preferences = Preferences(haven_home)
        preferences.lang = "en" if lang == "en" else "zh"
        preferences.theme = "light"
        if i18n._shown != [preferences.lang]:  # else every window that is there would be told once more
            install_language(qapp, preferences.lang)
        apply_theme(qapp, "light")
        window = MainWindow(preferences)
        made.append(window)
        window.session.locks_today = locked  # most tests try out edits where the small county has its figures
        window.resize(1366, 768)
        window.show()
        if not empty:
            window.session.open(project or small_project(), None)
            window.show_page(window.canvas)
            window.canvas.zoom_county()
        qapp.processEvents()
        return window

    yield make
    left = left_to_the_collector()
    for window in made:
        qtbot.waitUntil(lambda one=window: not one.files.is_saving)
        window.session.undo_stack.setClean()
        window.close()
        window.deleteLater()
    deliver_deletions()
    install_language(qapp, "en")
    assert not left, f"left to the collector: {left}"


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    """The main window with the small county."""
    return make_window()


def wait_until_idle(window: MainWindow, qtbot: Any, timeout_ms: int = 60_000) -> None:
    """Wait until nothing runs in the background."""
    qtbot.waitUntil(lambda: not (window.tasks.is_busy or window.saves.is_busy), timeout=timeout_ms)


def write(widget: QWidget, text: str) -> None:
    """Type a text in any script, letter by letter; QTest knows only ASCII."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(widget, event)
