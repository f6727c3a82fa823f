"""The application: made once, with fonts, theme, language and the net for what nothing else caught."""

from __future__ import annotations

import builtins
import gc
import importlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QTimer, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from models.kernel.errors import Message
from models.kernel.version import VERSION
from ui.app.shots import PANELS, SCREENSHOT_SIZE
from ui.core.collector import Collector
from ui.core.crashlog import install_hooks
from ui.core.i18n import install_language
from ui.core.preferences import Preferences
from ui.core.themes import apply_font, apply_theme

if TYPE_CHECKING:
    from models.kernel.text import Lang
    from ui.app.mainwindow import MainWindow
    from ui.core.session import Session


FAULT = 1
"""Exit code of the program where the window could not be made."""
# Qt for Python looks through the source of every module that is imported after it, for a switch of its own
# that we never set: a third of a second until the first project is there.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)

QUIET_MS = 1500
"""So long after the first project is there the rest of the libraries is loaded."""
UNSEEN_MS = 400
"""A window that is not painted by then is minimised, or on a screen that is off."""


class _Carrier(QObject):
    """Brings a message from whatever thread it arose in to the window's thread."""

    arrived = Signal(object)


def make_application(preferences: Preferences) -> QApplication:
    """Return the one application, with font, theme and language in force."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        app = existing
    else:
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
        app = QApplication(sys.argv[:1])
    app.setApplicationName("Haven")
    app.setApplicationVersion(VERSION)
    app.setStyle("Fusion")
    apply_font(app)
    apply_theme(app, preferences.theme)
    install_language(app, preferences.lang)
    return app


def quieten_qt() -> None:
    """Drop what Qt's plugin without a screen says about every window; all else goes to standard error."""

    def handle(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if "propagateSizeHints" not in text:
            print(text, file=sys.stderr)

    qInstallMessageHandler(handle)


def make_window(preferences: Preferences) -> MainWindow:
    """Return the main window, not yet shown."""
    from ui.app.mainwindow import MainWindow

    return MainWindow(preferences)


def show_window(preferences: Preferences, furnished: Callable[[], object]) -> MainWindow:
    """Return the main window, shown; it is furnished once it is seen, or after a moment if nobody sees it.

    Parameters
    ----------
    furnished
        What is done then.
    """
    from ui.app.mainwindow import MainWindow

    window = MainWindow(preferences, is_furnished=False)
    waiting = QTimer(window)
    waiting.setSingleShot(True)

    def go_on() -> None:
        waiting.stop()
        if not window.is_furnished:
            window.furnish()
            furnished()

    waiting.timeout.connect(go_on)
    window.opening.seen.connect(go_on)
    waiting.start(UNSEEN_MS)
    window.show()
    return window


def load_rest() -> None:
    """Import what a window works without, and the first table of a layer, chart or import does not.

    Off the window's thread, and after what is there to be seen: nobody waits for it then.
    """
    for name in ("pandas", "geopandas", "pyqtgraph"):
        importlib.import_module(name)


@contextmanager
def collecting_here(session: Session) -> Iterator[None]:
    """Have Python's garbage collected on this thread, between its events; no longer on any other.

    The timer also lets Python see Ctrl+C in the terminal. What is there when a project has been opened is
    set apart: a county's shapes by the hundred thousand would be gone through by every full collection, for
    a tenth of a second.
    """
    collector = Collector()
    session.project_replaced.connect(_set_apart)
    try:
        yield
    finally:
        collector.stop()
        session.project_replaced.disconnect(_set_apart)
        gc.unfreeze()


def _set_apart() -> None:
    """No later collection goes through what is there now."""
    if gc.get_freeze_count():
        # Of the project before this one: what of it holds itself goes now, or it would stay for ever.
        gc.unfreeze()
        gc.collect()
    gc.freeze()


def run_window(path: Path | None, *, lang: Lang | None = None) -> int:
    """Open the window with a project, or with the sample county; return the exit code when it is closed."""
    preferences = Preferences()
    if lang is not None:
        preferences.lang = lang
    app = make_application(preferences)
    carrier = _Carrier()
    before = signal.signal(signal.SIGINT, lambda *_: app.quit())
    with ExitStack() as at_the_end:
        at_the_end.callback(signal.signal, signal.SIGINT, before)
        at_the_end.callback(install_hooks(lambda message: carrier.arrived.emit(message)))

        def tell(message: Message) -> None:
            if window.is_furnished:
                window.messages.show_message(message, "error")
            else:  # there is nothing to work with, and nowhere else to say so
                print(message.one_line(), file=sys.stderr)
                app.exit(FAULT)

        def go_on() -> None:
            QGuiApplication.styleHints().colorSchemeChanged.connect(lambda _: window.retheme())
            at_the_end.enter_context(collecting_here(window.session))
            QTimer.singleShot(0, window, lambda: window.start(path))
            window.files.opened.connect(load_later)

        def load_later() -> None:
            window.files.opened.disconnect(load_later)
            QTimer.singleShot(QUIET_MS, window, lambda: threading.Thread(target=load_rest).start())

        carrier.arrived.connect(tell)
        window = show_window(preferences, go_on)
        return app.exec()


def screenshot(
    file: Path,
    path: Path | None,
    *,
    lang: Lang,
    theme: str = "light",
    scale: float = 1.0,
    size: tuple[int, int] = SCREENSHOT_SIZE,
    panel: str = "verdict",
) -> None:
    """Draw the window with a project (the sample county by default) into a picture, without a screen.

    Parameters
    ----------
    size
        Width and height of the window in logical pixels.
    panel
        One of :data:`PANELS`: what is shown beside the map, or below it.

    Raises
    ------
    HavenError
        When the project cannot be opened or the picture cannot be written.
    """
    from layers.disk.atomic import atomic_write
    from models.kernel.errors import HavenError

    with window_apart(lang, theme=theme, scale=scale, size=size) as (app, window):
        errors: list[Message] = []
        window.session.said.connect(
            lambda message, level: errors.append(message) if level == "error" else None
        )
        window.start(path)
        settle(app, window)
        show_panel(window, panel)
        settle(app, window)
        if errors and not window.session.has_project:
            raise HavenError(
                "cli_message", what=errors[0].what, where=errors[0].where, repair=errors[0].repair
            )
        picture = window.grab()

        def write(temporary: Path) -> None:
            if not picture.save(str(temporary)):
                raise HavenError("file_ending", file=file.name, known=".png, .jpg")

        atomic_write(file, write)


@contextmanager
def window_apart(
    lang: Lang, *, theme: str = "light", scale: float = 1.0, size: tuple[int, int] = SCREENSHOT_SIZE
) -> Iterator[tuple[QApplication, MainWindow]]:
    """A window without a screen and with settings of its own, for pictures; nothing is kept of it."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    quieten_qt()
    if scale != 1.0:
        os.environ["QT_SCALE_FACTOR"] = str(scale)
    import tempfile

    from PySide6.QtCore import QEventLoop

    with tempfile.TemporaryDirectory(prefix="haven-") as folder:
        preferences = Preferences(Path(folder))
        preferences.lang = lang
        preferences.theme = theme
        preferences.set_flag("sample_hint", False)
        app = make_application(preferences)
        window = make_window(preferences)
        window.resize(*size)
        window.show()
        with collecting_here(window.session):
            yield app, window
        window.session.undo_stack.setClean()
        window.close()
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        window.deleteLater()


def show_panel(window: MainWindow, panel: str) -> None:
    """Bring one of :data:`PANELS` to the front; of what is selected the first facility is shown."""
    if panel == "tables":
        window.tables_panel.set_open(True)
    elif window.session.has_project:
        window.inspector.show_tab(PANELS.index(panel))
        if panel == "selected":
            window.session.select(list(window.session.scenario.facilities)[:1])


def settle(app: QApplication, window: MainWindow, timeout_s: float = 120.0) -> None:
    """Let the window finish all it is doing: tasks, computations, the true picture of the map."""
    import time

    end = time.monotonic() + timeout_s
    quiet_since = time.monotonic()
    while time.monotonic() < end and time.monotonic() - quiet_since < 1.0:
        app.processEvents()
        session = window.session
        is_assessed = not session.has_project or session.assessment is not None
        is_working = window.tasks.is_busy or window.saves.is_busy or window.figures.is_busy
        if is_working or window.canvas.stage.is_busy or not is_assessed:
            quiet_since = time.monotonic()
        time.sleep(0.005)
    if window.session.has_project:
        window.canvas.finish_redraw()
