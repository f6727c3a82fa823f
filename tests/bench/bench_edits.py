"""How long the window stands still after an edit of a county with 10,000 facilities.

Run by hand: ``python -m tests.bench.bench_edits [facilities]``. A clock in the window's thread ticks every
few milliseconds; the longest time between two ticks is told, from the edit until its figures are shown and
the map is drawn. Ends with 1 when the window stood still for longer than the limit.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("HAVEN_HOME", tempfile.mkdtemp(prefix="haven-"))

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from models.project.project import Project
from models.project.settings import Settings
from tests.bench.made import large_county, many_facilities, shifted
from ui.app.app import collecting_here, make_application, quieten_qt, settle
from ui.app.mainwindow import MainWindow
from ui.core.files import warmed
from ui.core.preferences import Preferences

FACILITIES = 10_000
STILL_LIMIT_S = 0.5


class Ticks(QTimer):
    """The longest time in which the window's thread could not do anything else."""

    def __init__(self) -> None:
        super().__init__()
        self.setInterval(5)
        self.timeout.connect(self._tick)
        self.begin()

    def begin(self) -> None:
        """Forget what was."""
        self.longest_s, self._last = 0.0, time.perf_counter()
        self.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest_s, self._last = max(self.longest_s, now - self._last), now


def measured(app: QApplication, window: MainWindow, ticks: Ticks, what: str) -> float:
    """Wait for what was begun, tell how long it took, and return how long the window stood still."""
    started = time.perf_counter()
    session = window.session
    while session._pending.isActive() or session.is_behind or window.canvas.stage.is_busy:
        app.processEvents()
        time.sleep(0.001)
    took = time.perf_counter() - started
    app.processEvents()
    print(f"{what:34}{took:8.2f} s, window still {ticks.longest_s:6.2f} s", flush=True)
    settle(app, window)
    return ticks.longest_s


def main() -> int:
    """Open such a county, edit it, drag in it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else FACILITIES
    county = large_county(100_000)
    scenario = many_facilities(count)
    project = Project(Settings(crs_epsg=4548, county_name="County"), county.layers, (scenario,), scenario.id)
    for _ in warmed(project):
        pass
    quieten_qt()
    app = make_application(Preferences())
    window = MainWindow(Preferences())
    window.show()
    session = window.session
    still: list[float] = []
    with collecting_here(session):
        ticks = Ticks()
        session.open(project, None)
        session.lock_today(False)
        window.show_page(window.canvas)
        window.canvas.zoom_county()
        measured(app, window, ticks, "opened (read before)")
        first = next(iter(session.scenario.facilities.values()))
        for number in range(3):
            ticks.begin()
            session.put([shifted(first, 300.0 * (number + 1), 0.0)], "move")
            still.append(measured(app, window, ticks, "a facility moved"))
        ticks.begin()
        session.undo_stack.undo()
        still.append(measured(app, window, ticks, "undone"))
        ticks.begin()
        at = session.scenario.facilities[first.id]
        window.canvas.carry.lift([at])
        steps = 0
        started = time.perf_counter()
        while session.live_step is None and time.perf_counter() - started < 60:
            steps += 1
            window.canvas.carry.update([shifted(at, float(steps), 0.0)])
            app.processEvents()
            time.sleep(0.01)
        waited = time.perf_counter() - started
        print(f"{'drag: first live figures after':34}{waited:8.2f} s, window still {ticks.longest_s:6.2f} s")
        window.canvas.carry.drop("move")
        still.append(measured(app, window, ticks, "dropped"))
    window.session.undo_stack.setClean()
    window.close()
    print(f"longest still {max(still):.2f} s, limit {STILL_LIMIT_S} s")
    return 0 if max(still) <= STILL_LIMIT_S else 1


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)
