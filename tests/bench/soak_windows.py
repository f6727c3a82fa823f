"""Random hands on every window: composer, analyses, import page, dialogs, for as long as one likes.

By hand, on a real X display: ``DISPLAY=:1 python tests/bench/soak_windows.py [--seconds 600] [--seed 1]``.
The window runs in a process of its own, which presses, drags, types, switches languages, cancels work and
closes windows at random (the same seed does the same as far as time allows). Ends with 1 when that process
dies, stands still, writes an error into its log, or keeps more and more widgets, threads or files; then the
last actions and the fault log are printed. A line of state is printed at every calm moment, when all dialogs
are closed.
"""

from __future__ import annotations

import argparse
import faulthandler
import gc
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

CALM_EVERY_S = 30.0
FROZEN_S = 90.0
"""Longest time between two actions; beyond it the window counts as standing still."""

MOST_MORE = {"widgets": 400, "threads": 12, "files": 40}
"""How many more there may be at the last calm moment than at the second (the first still loads things)."""

TEXTS = ("1234", "-5", "abc'\"<b>", "0.00001", "1e308", "99999999999", "", "2.5", "=1+1", "  ")


@dataclass(frozen=True)
class Calm:
    """State at a calm moment."""

    seconds: float
    actions: int
    megabytes: int
    threads: int
    files: int
    widgets: int
    objects: int
    windows: Counter[str]

    def line(self) -> str:
        return (
            f"{self.seconds:4.0f} s  {self.actions} actions  {self.megabytes} MB  {self.threads} threads  "
            f"{self.files} files  {self.widgets} widgets  {self.objects} Python objects"
        )


class Hand:
    """Does one random thing after the other to the window's process it lives in."""

    def __init__(self, folder: Path, seconds: float, seed: int) -> None:
        from PySide6.QtCore import QTimer

        from ui.app.app import make_application
        from ui.core.crashlog import install_hooks
        from ui.core.preferences import Preferences

        self.rng = random.Random(seed)
        self.folder, self.seconds = folder, seconds
        self.preferences = Preferences()
        self.preferences.lang = "zh"
        self.app = make_application(self.preferences)
        self.app.setQuitOnLastWindowClosed(False)
        self.errors: list[str] = []
        install_hooks(lambda message: self.errors.append(message.details))
        self.log = (folder / "actions.txt").open("w", encoding="utf-8", buffering=1)
        self.calm: list[Calm] = []
        self.count = 0
        self.slowest = (0.0, "")
        self.last_action = ""
        self.kept: list[object] = []
        self._tame_the_desktop()
        self.began = time.monotonic()
        self.calm_at = self.began
        self.window = self._new_window()
        self.acts = self._acts()
        QTimer.singleShot(4000, self.step)

    def run(self) -> int:
        """Go on until the time is over; 1 if something is wrong."""
        code = self.app.exec()
        while self.window.isVisible():  # a save that runs is waited for; threads end before the program does
            self.window.session.undo_stack.setClean()
            for widget in self.app.topLevelWidgets():
                widget.close()
            settle(self.app)
        print(f"slowest action: {self.slowest[0]:.1f} s, {self.slowest[1]}", flush=True)
        for error in self.errors:
            print(error, flush=True)
        if len(self.calm) > 2:
            first, last = self.calm[1], self.calm[-1]
            for name, most in MOST_MORE.items():
                more = getattr(last, name) - getattr(first, name)
                if more > most:
                    print(f"{more} more {name} than at first", flush=True)
                    if name == "widgets":
                        print(dict(last.windows - first.windows), flush=True)
                    code = 1
        return 1 if self.errors else code

    # -- surroundings --------------------------------------------------------------------------------------
    def _tame_the_desktop(self) -> None:
        """No file dialog of the system, nothing opened in other programs, nothing printed."""
        from PySide6.QtGui import QDesktopServices
        from PySide6.QtPrintSupport import QPrintDialog
        from PySide6.QtWidgets import QFileDialog

        rng, folder = self.rng, self.folder
        (folder / "out").mkdir(exist_ok=True)
        inputs = [path for path in (folder / "in").rglob("*") if path.is_file()]

        def suffix(arguments: tuple[object, ...]) -> str:
            text = str(arguments[3]) if len(arguments) > 3 else ""
            return text.rpartition("*")[2].rstrip(")") or ".gpkg"

        def save_name(*arguments: object, **_: object) -> tuple[str, str]:
            name = folder / "out" / f"{rng.randint(1, 4)}{suffix(arguments)}"
            return ("" if rng.random() < 0.3 else str(name)), ""

        def open_name(*_: object, **__: object) -> tuple[str, str]:
            return ("" if rng.random() < 0.3 else str(rng.choice(inputs))), ""

        def open_names(*_: object, **__: object) -> tuple[list[str], str]:
            return [str(path) for path in rng.sample(inputs, rng.randint(0, 3))], ""

        def directory(*_: object, **__: object) -> str:
            return "" if rng.random() < 0.3 else str(rng.choice((folder / "out", folder / "in")))

        for name, function in {
            "getSaveFileName": save_name,
            "getOpenFileName": open_name,
            "getOpenFileNames": open_names,
            "getExistingDirectory": directory,
        }.items():
            setattr(QFileDialog, name, staticmethod(function))
        QDesktopServices.openUrl = staticmethod(lambda *_: True)  # type: ignore[method-assign,assignment]
        QPrintDialog.exec = lambda *_: 0  # type: ignore[method-assign]

    def _new_window(self):  # type: ignore[no-untyped-def]
        from ui.app.app import make_window

        window = make_window(self.preferences)
        window.session.locks_today = False  # it edits where the project has its facilities
        window.show()
        window.start(self.folder / "soak.gpkg" if self.rng.random() < 0.7 else None)
        return window

    # -- one step ------------------------------------------------------------------------------------------
    def step(self) -> None:
        """Do one thing; the next is arranged first, for this one may open a dialog and not come back soon."""
        from PySide6.QtCore import QTimer

        now = time.monotonic()
        if now - self.began > self.seconds or self.errors:
            self.app.exit(0)  # not quit(), which would ask about unsaved changes
            for modal in (self.app.activeModalWidget(), self.app.activePopupWidget()):
                if modal is not None:
                    modal.close()
            QTimer.singleShot(200, self.step)
            return
        QTimer.singleShot(self.rng.choice((0, 10, 40, 120)), self.step)
        faulthandler.dump_traceback_later(FROZEN_S, exit=True)
        if now - self.calm_at > CALM_EVERY_S:
            self.calm_at = now
            self._calm_down()
            return
        name, act = self.rng.choice(self.acts)
        if not self.window.isVisible() and self.app.activeModalWidget() is None:
            name, act = "new window", self._reopen
        self.count += 1
        self.last_action = name
        self.log.write(f"{self.count} {name}\n")
        act()
        took = time.monotonic() - now
        if took > self.slowest[0] and self.app.activeModalWidget() is None:
            self.slowest = (took, self.last_action)

    def note(self, text: str) -> None:
        """Say more about the present action in the log."""
        self.last_action = text
        self.log.write(f"    {text}\n")

    def _calm_down(self) -> None:
        """Close everything but the window, count what is left; now and then begin with the sample anew."""
        from PySide6.QtWidgets import QApplication

        modal = self.app.activeModalWidget()
        if modal is not None or self.app.activePopupWidget() is not None:
            (self.app.activePopupWidget() or modal).close()
            self.calm_at -= CALM_EVERY_S  # again at the next step
            return
        for widget in QApplication.topLevelWidgets():
            if widget is not self.window and widget.isVisible():
                widget.close()
        if self.window.tasks.is_busy:
            self.window.tasks.cancel_all()
        settle(self.app)
        gc.collect()
        status = Path("/proc/self/status").read_text().splitlines()
        memory = int(next(row for row in status if row.startswith("VmRSS")).split()[1]) // 1024
        calm = Calm(
            time.monotonic() - self.began,
            self.count,
            memory,
            len(list(Path("/proc/self/task").iterdir())),
            len(list(Path("/proc/self/fd").iterdir())),
            len(QApplication.allWidgets()),
            len(gc.get_objects()),
            Counter(
                f"{type(one).__name__} in {type(one.window()).__name__}" for one in QApplication.allWidgets()
            ),
        )
        self.calm.append(calm)
        print(calm.line(), flush=True)
        if len(self.calm) % 4 == 0:
            self.window.session.undo_stack.setClean()
            self.window.files.open_sample()

    # -- what there is to do -------------------------------------------------------------------------------
    def _acts(self) -> Sequence[tuple[str, Callable[[], object]]]:
        openers = [name for name in dir(type(self.window.openers)) if name.startswith("show_")]
        for needs_more in ("show_import", "show_ledgers"):  # these come about through files
            openers.remove(needs_more)
        acts: list[tuple[int, str, Callable[[], object]]] = [
            (60, "press", self._press),
            (12, "press twice", lambda: self._press(twice=True)),
            (25, "key", self._key),
            (12, "type", self._type),
            (12, "drag", self._drag),
            (8, "wheel", self._wheel),
            (4, "right press", lambda: self._press(right=True)),
            (8, "close a window", self._close_one),
            (3, "language", self._language),
            (2, "theme", lambda: self._call("set_theme", self.rng.choice(("light", "dark", "auto")))),
            (5, "cancel", lambda: self.window.tasks.cancel()),
            (1, "cancel all", lambda: self.window.tasks.cancel_all()),
            (8, "undo", lambda: self._has_project() and self.window.session.undo_stack.undo()),
            (4, "redo", lambda: self._has_project() and self.window.session.undo_stack.redo()),
            (4, "import", self._import),
            (4, "menu action", self._action),
            (2, "resize", self._resize),
            (1, "close the window", self._close_main),
            (2, "another scenario", self._scenario),
            *((2, name, lambda name=name: self._open(name)) for name in openers),
        ]
        return [(name, act) for weight, name, act in acts for _ in range(weight)]

    def _has_project(self) -> bool:
        return self.window.isVisible() and self.window.session.has_project and self._modal() is None

    def _modal(self):  # type: ignore[no-untyped-def]
        return self.app.activePopupWidget() or self.app.activeModalWidget()

    def _call(self, name: str, *values: object) -> None:
        if self._modal() is None and self.window.isVisible():
            getattr(self.window, name)(*values)

    def _open(self, name: str) -> None:
        if self._has_project():
            getattr(self.window.openers, name)()

    def _top(self):  # type: ignore[no-untyped-def]
        """The window that can be used: what is modal, else any, dialogs rather than the main window."""
        if (modal := self._modal()) is not None:
            return modal
        shown = [widget for widget in self.app.topLevelWidgets() if widget.isVisible() and widget.isWindow()]
        others = [widget for widget in shown if widget is not self.window]
        if others and self.rng.random() < 0.75:
            return self.rng.choice(others)
        return self.window if self.window.isVisible() else None

    def _target(self):  # type: ignore[no-untyped-def]
        """Some visible part that can be used, and a place in it."""
        from PySide6.QtCore import QPoint
        from PySide6.QtWidgets import (
            QAbstractButton,
            QAbstractItemView,
            QAbstractSpinBox,
            QComboBox,
            QHeaderView,
            QLineEdit,
            QTabBar,
            QWidget,
        )

        top = self._top()
        if top is None:
            return None, QPoint()
        wanted = (QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox, QTabBar, QHeaderView)
        parts = [
            widget
            for widget in [top, *top.findChildren(QWidget)]
            if widget.isVisible() and widget.isEnabled() and min(widget.width(), widget.height()) > 2
        ]
        controls = [widget for widget in parts if isinstance(widget, wanted)]
        views = [widget.viewport() for widget in parts if isinstance(widget, QAbstractItemView)]
        pool = self.rng.choice([kinds for kinds in (controls, views, parts) if kinds])
        self.kept = parts  # a part that Python has of a parent it lets go of counts as deleted
        widget = self.rng.choice(pool)
        width, height = max(1, widget.width()), max(1, widget.height())
        at = QPoint(self.rng.randrange(width), self.rng.randrange(height))
        return widget, at

    def _press(self, *, twice: bool = False, right: bool = False) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QContextMenuEvent
        from PySide6.QtTest import QTest

        widget, at = self._target()
        if widget is None:
            return
        self.note(described(widget, at))
        keys = self.rng.choice([Qt.KeyboardModifier.NoModifier] * 4 + [Qt.KeyboardModifier.ControlModifier])
        if right:
            event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, widget.mapToGlobal(at))
            self.app.sendEvent(widget, event)
        elif twice:
            QTest.mouseDClick(widget, Qt.MouseButton.LeftButton, keys, at)
        else:
            QTest.mouseClick(widget, Qt.MouseButton.LeftButton, keys, at)

    def _drag(self) -> None:
        from PySide6.QtCore import QPoint, Qt
        from PySide6.QtTest import QTest

        widget, at = self._target()
        if widget is None:
            return
        self.note(f"drag {described(widget, at)}")
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=at)
        for _ in range(self.rng.randint(1, 6)):
            if not valid(widget):
                return
            QTest.mouseMove(
                widget,
                QPoint(self.rng.randrange(widget.width() + 1), self.rng.randrange(widget.height() + 1)),
            )
            self.app.processEvents()
            if self.rng.random() < 0.15 and self._has_project():
                self.window.session.undo_stack.undo()
        if valid(widget):
            QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=at)

    def _wheel(self) -> None:
        from PySide6.QtCore import QPoint, QPointF, Qt
        from PySide6.QtGui import QWheelEvent

        widget, at = self._target()
        if widget is None:
            return
        event = QWheelEvent(
            QPointF(at),
            QPointF(widget.mapToGlobal(at)),
            QPoint(),
            QPoint(0, self.rng.choice((-120, 120))),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        self.app.sendEvent(widget, event)

    def _key(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        widget = self._modal() or self.app.focusWidget()
        if widget is None:
            return
        control, none = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
        key = Qt.Key
        keys = [(key.Key_Tab, none), (key.Key_Return, none), (key.Key_Escape, none), (key.Key_Down, none),
                (key.Key_Up, none), (key.Key_Delete, none), (key.Key_Space, none), (key.Key_Backspace, none),
                (key.Key_A, control), (key.Key_Z, control), (key.Key_Y, control), (key.Key_C, control),
                (key.Key_V, control), (key.Key_X, control), (key.Key_D, control), (key.Key_F2, none),
                (key.Key_PageDown, none), (key.Key_Home, none), (key.Key_S, control)]  # fmt: skip
        chosen = self.rng.choice(keys)
        self.note(f"{chosen[0].name} {described(widget)}")
        QTest.keyClick(widget, *chosen)

    def _type(self) -> None:
        from PySide6.QtTest import QTest

        widget = self.app.focusWidget()
        if widget is not None:
            text = self.rng.choice(TEXTS)
            self.note(f"{text!r} {described(widget)}")
            for letter in text:
                if valid(widget):
                    QTest.keyClicks(widget, letter)

    def _close_one(self) -> None:
        top = self._top()
        if top is not None and top is not self.window:
            self.note(described(top))
            top.close()

    def _language(self) -> None:
        if self.window.isVisible():  # also while a dialog waits
            self.window.set_language(self.rng.choice(("zh", "en")))

    def _import(self) -> None:
        if self._has_project():
            paths = [path for path in (self.folder / "in").iterdir()]
            chosen = self.rng.sample(paths, self.rng.randint(1, 3))
            self.window.files.import_paths(chosen, into_project=self.rng.random() < 0.6)

    def _action(self) -> None:
        if self._modal() is None and self.window.isVisible():
            actions = [
                action
                for action in self.window.actions_
                if action.isEnabled() and action is not self.window.actions_["quit"]
            ]
            action = self.rng.choice(actions)
            self.note(action.text())
            action.trigger()

    def _resize(self) -> None:
        top = self._top()
        if top is not None and top.isWindow():
            top.resize(self.rng.randint(300, 1366), self.rng.randint(200, 768))

    def _scenario(self) -> None:
        if self._has_project():
            project = self.window.session.project
            project.activate(self.rng.choice(project.scenarios).id)

    def _close_main(self) -> None:
        if self._modal() is None and self.rng.random() < 0.4:
            self.window.close()

    def _reopen(self) -> None:
        old, self.window = self.window, self._new_window()
        old.deleteLater()


def valid(widget: object) -> bool:
    """Whether Qt still has what Python holds."""
    import shiboken6

    return bool(shiboken6.isValid(widget)) and widget.isVisible()  # type: ignore[attr-defined]


def settle(app) -> None:  # type: ignore[no-untyped-def]
    """Carry out every deletion that is waiting."""
    from PySide6.QtCore import QCoreApplication, QEvent

    for _ in range(4):
        QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))
        app.processEvents()


def described(widget, at=None) -> str:  # type: ignore[no-untyped-def]
    """A widget in words: itself, what it says, its window."""
    says = getattr(widget, "text", lambda: "")
    text = says() if callable(says) and widget.metaObject().className() != "QLabel" else ""
    parts = [
        type(widget).__name__,
        repr(str(text)[:30]) if text else "",
        f"in {type(widget.window()).__name__}",
    ]
    if at is not None:
        parts.append(f"at {at.x()},{at.y()}")
    return " ".join(part for part in parts if part)


def prepare(folder: Path) -> None:
    """The sample, its layers as files, and some that bite."""
    from layers.project.export import export_facilities
    from layers.project.file import load_project
    from layers.sample import sample_path

    shutil.copy(sample_path(), folder / "soak.gpkg")
    inputs = folder / "in"
    inputs.mkdir()
    project = load_project(sample_path())
    export_facilities(project, project.active, inputs, lang="zh")
    shutil.copy(sample_path(), inputs / "county.gpkg")
    (inputs / "cut.geojson").write_text(
        '{"type": "FeatureCollection", "features": [{"type"', encoding="utf-8"
    )
    (inputs / "empty.csv").write_text("", encoding="utf-8")
    (inputs / "points.csv").write_text(
        "名称,经度,纬度\n" + "".join(f"点{i},{117 + i / 1000},{36 + i / 1000}\n" for i in range(200)), "utf-8"
    )


def watch(seconds: float, seed: int, folder: Path) -> int:
    """Run the hand in a process of its own; 1 if it dies or says that something is wrong."""
    prepare(folder)
    surroundings = dict(os.environ, HAVEN_HOME=str(folder / "home"), HOME=str(folder), QT_QPA_PLATFORM="xcb")
    command = [
        sys.executable,
        __file__,
        "--hand",
        str(folder),
        "--seconds",
        str(seconds),
        "--seed",
        str(seed),
    ]
    with (folder / "stderr.txt").open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(command, env=surroundings, stderr=errors, cwd=ROOT)
        timer = threading.Timer(seconds + 300, process.kill)
        timer.start()
        code = process.wait()
        timer.cancel()
    logs = sorted((folder / "home").rglob("haven-crash-*.log"))
    is_good = code == 0 and not logs
    if not is_good:
        print(f"last actions (seed {seed}, all in {folder / 'actions.txt'}):")
        print("".join((folder / "actions.txt").read_text(encoding="utf-8").splitlines(keepends=True)[-25:]))
        for path in [*(folder / "home").rglob("haven-fault.log"), *logs[:3], folder / "stderr.txt"]:
            text = path.read_text(encoding="utf-8", errors="replace")
            print(f"--- {path.name}\n{text if len(text) < 6000 else text[:5000]}")
    print(f"seed {seed}: {'alive' if is_good else f'FAILED with {code}, {len(logs)} logs'}", flush=True)
    return 0 if is_good else 1


def main() -> int:
    """Run as told by the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hand", type=Path, help=argparse.SUPPRESS)
    a = parser.parse_args()
    if a.hand is not None:
        return Hand(a.hand, a.seconds, a.seed).run()
    with tempfile.TemporaryDirectory(prefix="haven-soak-", ignore_cleanup_errors=True) as folder:
        return watch(a.seconds, a.seed, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
