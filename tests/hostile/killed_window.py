"""The real window in a process of its own that works until it is killed, and a next run that brings it back.

``python -m tests.hostile.killed_window work PROJECT`` edits and saves without end and prints each edit's
number once it is done; ``... back PROJECT`` opens the project, takes the offer, saves, and prints what was
found. In the project, the name of the county is that number.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from layers.project.file import load_project
from models.facilities.facility import Facility
from models.project.edits import EditTogether
from models.project.project import Project
from ui.app.app import make_application, make_window
from ui.app.mainwindow import MainWindow
from ui.core.i18n import install_language
from ui.core.preferences import Preferences

ROOT = Path(__file__).resolve().parents[2]
TICK_MS = 30
PATIENCE_S = 300.0


# -- in the process that works -------------------------------------------------------------------------------
def opened_window(path: Path) -> tuple[QApplication, MainWindow]:
    preferences = Preferences()
    preferences.lang = "zh"
    app = make_application(preferences)
    install_language(app, "zh")
    window = make_window(preferences)
    window.session.locks_today = False  # it edits where the project has its facilities
    window.show()
    window.start(path)
    return app, window


def wait(app: QApplication, until: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not until():
        if time.monotonic() > end:
            raise TimeoutError
        app.processEvents()
        time.sleep(0.005)


def marked(project: Project) -> Facility:
    """The facility that carries the number."""
    return next(iter(project.scenario("today").facilities.values()))


def number_of(project: Project) -> int:
    """Number of the last edit that a project holds; its two places must agree."""
    number = int(project.settings.county_name or 0)
    assert number == 0 or marked(project).name == f"n{number}", "half an edit"
    return number


def work(path: Path) -> None:
    app, window = opened_window(path)
    wait(app, lambda: window.session.has_project and not window.tasks.is_busy)
    session, chance = window.session, random.Random()
    project = session.project
    number = number_of(project)

    def edit() -> None:
        nonlocal number
        number += 1
        facility = replace(marked(project), name=f"n{number}")
        session.push(
            EditTogether(
                (
                    project.settings_edit(county_name=str(number)),
                    project.facility_edit({facility.id: facility}, "today"),
                )
            ),
            "x",
        )
        print(number, flush=True)
        kind = chance.randrange(12)
        if kind < 3:  # by the keyboard, as a person does
            session.select([facility.id])
            QTest.keyClick(window.canvas, Qt.Key.Key_Right)
        elif kind == 3:
            layer = project.layers[0]
            session.push(project.layer_edit(layer.id, visible=not layer.visible), "x")
        elif kind == 4:
            session.undo_stack.undo()
            session.undo_stack.redo()
        elif kind == 5:
            window.actions_["save"].trigger()

    timer = QTimer(window)
    timer.timeout.connect(edit)
    timer.start(TICK_MS)
    app.exec()


def back(path: Path) -> None:
    app, window = opened_window(path)
    wait(app, lambda: window.session.has_project and not window.tasks.is_busy)
    in_file = number_of(window.session.project)
    found, offers = in_file, len(window.welcome.recovery.offered)
    QFileDialog.getSaveFileName = lambda *arguments: (arguments[2], "")  # type: ignore[method-assign,assignment]
    if offers:
        button = next(b for b in window.welcome.recovery.findChildren(QPushButton) if b.text() == "找回")
        button.click()
        wait(app, lambda: not window.tasks.is_busy)
        message = window.messages.message
        assert window.session.is_dirty, (
            message.one_line() + message.details if message else "nothing was said"
        )
        found = number_of(window.session.project)
        window.actions_["save"].trigger()
        wait(app, lambda: not window.files.is_saving)
    saved = window.session.path
    assert saved is not None and not window.session.is_dirty
    assert number_of(load_project(path)) >= in_file
    assert number_of(load_project(saved)) == found
    left = len(list(window.files.safety.folder.glob("[!.]*.journal")))
    assert window.close()
    print(
        json.dumps({"in_file": in_file, "found": found, "offers": offers, "path": str(saved), "left": left})
    )


# -- in the process that kills -------------------------------------------------------------------------------
@dataclass(frozen=True)
class Killed:
    """What was done before a kill, and what was there after it."""

    done: int
    done_a_second_before: int
    in_file: int
    offers: int
    found: int
    left: int


def kill_window(path: Path, home: Path, kills: int, seed: int = 1) -> Iterator[Killed]:
    """Kill the window that works on a project, at any moment, and bring back what it did, again and again."""
    moments = random.Random(seed)
    environment = os.environ | {"HAVEN_HOME": str(home)}
    for _ in range(kills):
        times: dict[int, float] = {}
        command = [sys.executable, "-m", "tests.hostile.killed_window", "work", str(path)]
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as worker:
            assert worker.stdout is not None
            times[int(worker.stdout.readline())] = time.monotonic()
            end = time.monotonic() + moments.uniform(0.0, 4.0)
            while time.monotonic() < end:
                times[int(worker.stdout.readline())] = time.monotonic()
            worker.kill()
            ended = time.monotonic()
            for line in worker.stdout:
                times[int(line)] = ended
        command[-2] = "back"
        checked = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=2 * PATIENCE_S
        )
        assert checked.returncode == 0, checked.stderr
        told = json.loads(checked.stdout.splitlines()[-1])
        path = Path(told["path"])
        long_ago = [number for number, at in times.items() if at <= ended - 1.0]
        killed = Killed(
            max(times), max(long_ago, default=0), told["in_file"], told["offers"], told["found"], told["left"]
        )
        assert max(killed.in_file, killed.found) >= killed.done_a_second_before, killed
        yield killed


if __name__ == "__main__":
    {"work": work, "back": back}[sys.argv[1]](Path(sys.argv[2]))
