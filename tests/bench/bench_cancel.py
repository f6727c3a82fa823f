"""How soon long work ends once it is given up, in the real window.

Run by hand: ``python tests/bench/bench_cancel.py [--project FILE] [--times 10] [--only pack,import]``. Each
kind of work is first done to its end: its length, the longest time between two of its steps (nothing can
stop it sooner than at the next) and between which, and the longest time the window did not answer. Then it
is begun again and cancelled at moments spread over its length. Ends with 1 when giving up took longer than
a second, or when anything was left of it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["HAVEN_HOME"] = tempfile.mkdtemp(prefix="cancel-")

from PySide6.QtCore import QCoreApplication, QEvent  # noqa: E402
from PySide6.QtWidgets import QApplication, QFileDialog  # noqa: E402

from layers.project.file import load_project  # noqa: E402
from layers.sample import sample_path  # noqa: E402
from ui.analysis.assignment import AssignmentPanel  # noqa: E402
from ui.analysis.suppliesdispatch import DispatchPage  # noqa: E402
from ui.app.app import collecting_here, make_application, make_window, quieten_qt, settle  # noqa: E402
from ui.app.mainwindow import MainWindow  # noqa: E402
from ui.core.preferences import Preferences  # noqa: E402
from ui.core.tasks import Task, TaskRunner  # noqa: E402
from ui.outputs.pack import PackRequest  # noqa: E402

LIMIT_S = 1.0
MANY = 140_000
"""Rows of a table so large that it is read by a process of its own."""


@dataclass
class Watched:
    """Steps of the work that runs: when each was reached, and what it said."""

    steps: list[tuple[float, str]] = field(default_factory=list)

    def over(self, work: Any) -> Iterator[Any]:
        """The work itself, watched."""
        self.steps = [(time.monotonic(), "begin")]
        result = None
        try:
            while True:
                try:
                    step = next(work)
                except StopIteration as stop:
                    result = stop.value
                    break
                self.steps.append((time.monotonic(), f"{step.key} {step.done}"))
                yield step
        finally:
            work.close()
            self.steps.append((time.monotonic(), "end"))
        return result

    def longest(self) -> tuple[float, str]:
        """Longest time between two steps, and which."""
        pairs = zip(self.steps, self.steps[1:], strict=False)
        return max(((b - a, f"{said} -> {then}") for (a, said), (b, then) in pairs), default=(0.0, ""))


class Cancels:
    """The window, and what is begun in it."""

    def __init__(self, app: QApplication, window: MainWindow, folder: Path) -> None:
        self.app, self.window, self.folder = app, window, folder
        self.watched = Watched()
        self.pause_s = 0.0
        start, watched = TaskRunner.start, self.watched

        def started(runner: TaskRunner, task: Task) -> Task:
            if not task.quiet:
                make = task.make
                task.make = lambda: watched.over(make())  # type: ignore[assignment,return-value]
            return start(runner, task)

        TaskRunner.start = started  # type: ignore[method-assign]

    def events(self, until: Callable[[], bool], limit_s: float = 600.0) -> None:
        """Let the window work until something is so; the longest single turn is kept."""
        end = time.monotonic() + limit_s
        while not until() and time.monotonic() < end:
            began = time.monotonic()
            self.app.processEvents()
            QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))
            self.pause_s = max(self.pause_s, time.monotonic() - began)
            time.sleep(0.002)

    def is_idle(self) -> bool:
        """Whether nothing runs."""
        return not (self.window.tasks.is_busy or self.window.saves.is_busy)

    def left(self) -> list[str]:
        """What lies where documents go."""
        return sorted(path.name for path in self.folder.iterdir())

    def whole(self, begin: Callable[[], object]) -> float:
        """Do it to its end; seconds that it took."""
        self.pause_s = 0.0
        began = time.monotonic()
        begin()
        self.events(self.is_idle)
        return time.monotonic() - began

    def given_up(self, begin: Callable[[], object], after_s: float) -> float | None:
        """Begin, give up after some time; seconds until nothing runs, ``None`` if it had ended by then."""
        began = time.monotonic()
        begin()
        self.events(lambda: time.monotonic() - began >= after_s or self.is_idle())
        if self.is_idle():
            return None
        pressed = time.monotonic()
        self.window.tasks.cancel()
        self.events(self.is_idle)
        return time.monotonic() - pressed


def works(cancels: Cancels, inputs: Path) -> dict[str, Callable[[], object]]:
    """Every kind of long work by its name."""
    window, folder = cancels.window, cancels.folder
    exports, session, show = window.exports, window.session, window.openers
    files = window.files

    def document(ending: str, write: Callable[[], object]) -> Callable[[], object]:
        def begin() -> None:
            path = str(folder / f"out{ending}")
            QFileDialog.getSaveFileName = staticmethod(lambda *_, **__: (path, ""))  # type: ignore[method-assign,assignment]
            write()

        return begin

    def pack() -> None:
        exports.pack(PackRequest(session.project.snapshot(), folder, ("zh", "en"), date(2026, 3, 1)))

    def assignment(method: str) -> Callable[[], object]:
        def begin() -> None:
            panel = window.findChildren(AssignmentPanel)[0]
            panel.method_box.setCurrentIndex(panel.method_box.findData(method))
            panel.run()

        return begin

    show.show_assignment()
    show.show_supplies()
    return {
        "import": lambda: files.import_paths([inputs], into_project=True),
        "import anew": lambda: files.import_paths([inputs], into_project=False),
        "pack": pack,
        "workbook": document(".xlsx", exports.workbook),
        "text": document(".docx", exports.textreport),
        "map pdf": document(".pdf", lambda: exports.map(".pdf")),
        "map png": document(".png", lambda: exports.map(".png")),
        "web map": document(".html", lambda: exports.map(".html")),
        "nearest": assignment("nearest"),
        "exact": assignment("exact"),
        "dispatch": lambda: window.findChildren(DispatchPage)[0].run(),
        "open": lambda: (session.undo_stack.setClean(), files.open_sample()),
    }


def main() -> int:
    """Do, give up, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--project", type=Path, default=sample_path())
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    home = Path(os.environ["HAVEN_HOME"])
    inputs, folder = home / "in", home / "out"
    folder.mkdir()
    shutil.copytree(ROOT / "resources" / "sample" / "files", inputs)
    with (inputs / "large.csv").open("w", encoding="utf-8") as file:
        file.write("名称,经度,纬度\n" + "村,119.5,39.9\n" * MANY)
    quieten_qt()
    preferences = Preferences()
    app = make_application(preferences)
    window = make_window(preferences)
    window.session.locks_today = False  # it edits where the project has its facilities
    window.resize(1366, 768)
    window.show()
    window.session.open(load_project(given.project), None)
    window.show_page(window.canvas)
    settle(app, window)
    cancels = Cancels(app, window, folder)
    begins = works(cancels, inputs)
    chosen = [name for name in given.only.split(",") if name] or list(begins)
    failed = 0
    with collecting_here(window.session):
        for name in chosen:
            begin = begins[name]
            cancels.whole(begin)  # modules are imported, caches filled
            whole_s = cancels.whole(begin)
            (gap_s, between), pause_s = cancels.watched.longest(), cancels.pause_s
            for path in folder.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            revision = window.session.project.revision
            took = [
                cancels.given_up(begin, whole_s * (number + 0.5) / given.times)
                for number in range(given.times)
            ]
            ended = sum(one is None for one in took)
            longest = max((one for one in took if one is not None), default=0.0)
            left = cancels.left() if not ended else []
            is_changed = name != "open" and window.session.project.revision != revision
            is_bad = longest > LIMIT_S or bool(left) or is_changed
            failed += is_bad
            print(
                f"{name:12s} whole {whole_s:6.2f} s, longest step {gap_s:.2f} s ({between}), window silent "
                f"{pause_s:.2f} s; given up {given.times - ended} times: at most {longest:.2f} s"
                f"{f', left: {left}' if left else ''}{'  TOO LONG' if is_bad else ''}",
                flush=True,
            )
            if window.openers.import_page is not None:
                window.openers.close_import()
    window.session.undo_stack.setClean()
    window.close()
    settle(app, window)
    shutil.rmtree(home, ignore_errors=True)
    return int(failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
