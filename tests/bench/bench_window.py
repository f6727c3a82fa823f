"""The large county in the program's own window: 100,000 places, 200,000 pieces of road, 100,000 houses.

Run by hand: ``python -m tests.bench.bench_window [--project FILE]`` (offscreen unless QT_QPA_PLATFORM says
otherwise; without a project it is made, which takes some minutes). Tells of opening and of every gesture how
long a frame takes from the mouse's event until the map has painted, for how long at most the window could do
nothing else, and how long after the mouse rests the true picture stands. All are milliseconds of the
processor on the window's thread, so that other work on the machine does not count; those of the clock follow
in brackets. Ends with 1 when a limit is missed.
"""

from __future__ import annotations

import argparse
import os
import resource  # not on Windows, where this is not run
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QPointF, Qt
from PySide6.QtWidgets import QApplication

from layers.project.file import save_project
from tests.bench.bench_canvas import Bench
from tests.bench.made import large_project
from ui.app.app import collecting_here, make_application, make_window, quieten_qt
from ui.core.preferences import Preferences

WINDOW = (1366, 768)
EVENT_EVERY_S = 0.008
LIMITS_MS = {"frame": 16.0, "worst": 50.0, "stop": 50.0, "true": 200.0}


class Clock:
    """Processor and clock, both ms, and the longest stretch in which the window did one thing."""

    def __init__(self) -> None:
        self.stop_ms = 0.0

    @staticmethod
    def now() -> tuple[float, float]:
        """Milliseconds of this thread's processor, and of the clock."""
        return time.thread_time() * 1e3, time.perf_counter() * 1e3

    def turn(self, *, wait: bool = False) -> None:
        """Let the window do what it has to do next, and wait for it as it does itself."""
        flags = QEventLoop.ProcessEventsFlag.AllEvents
        if wait:
            flags |= QEventLoop.ProcessEventsFlag.WaitForMoreEvents
        before = time.thread_time()
        QApplication.processEvents(flags)
        self.stop_ms = max(self.stop_ms, (time.thread_time() - before) * 1e3)

    def until(self, is_done: Callable[[], bool], limit_s: float = 120.0) -> tuple[float, float]:
        """Run the window until something holds; how long that took."""
        start = self.now()
        while not is_done():
            self.turn(wait=True)
            if self.now()[1] - start[1] > limit_s * 1e3:
                raise RuntimeError("it did not happen")
        end = self.now()
        return end[0] - start[0], end[1] - start[1]


class Window(Bench):
    """The program's window under measurement."""

    def is_true(self) -> bool:
        """Whether what the map shows is the true picture; its margin may still be missing."""
        sheet = self.canvas.stage._maker.sheet
        return sheet is not None and sheet.window == self.canvas.map_window

    def gesture(self, name: str, steps: int, step: Callable[[int], None]) -> None:
        """Do something step by step, then rest; print what each took."""
        clock, times = Clock(), []
        for number in range(steps):
            start, before = clock.now(), self._painted
            step(number)
            sent = clock.now()
            clock.stop_ms = max(clock.stop_ms, sent[0] - start[0])
            clock.until(lambda before=before: self._painted != before)  # type: ignore[misc]
            painted = clock.now()
            times.append((painted[0] - start[0], painted[1] - start[1]))
            while clock.now()[1] - start[1] < EVENT_EVERY_S * 1e3:
                clock.turn()
        true = clock.until(self.is_true)
        p50, p95, worst = np.percentile(np.array(times), [50, 95, 100], axis=0)
        found = {"frame": p95[0], "worst": worst[0], "stop": clock.stop_ms, "true": true[0]}
        missed = [key for key, limit in LIMITS_MS.items() if found[key] > limit]
        self.passed &= not missed
        print(
            f"{name:22} frame p50 {_ms(p50)}  p95 {_ms(p95)}  worst {_ms(worst)}"
            f"  longest stop {clock.stop_ms:5.1f}  true picture {_ms(true)}  {' '.join(missed) or 'ok'}",
            flush=True,
        )

    def pan_map(self, name: str, steps: int = 200) -> None:
        """Drag the map to and fro with the middle button, beyond the picture's margin."""
        centre = QPointF(self.canvas.width() / 2, self.canvas.height() / 2)
        middle = Qt.MouseButton.MiddleButton
        self.mouse(QEvent.Type.MouseButtonPress, centre, middle)

        def step(number: int) -> None:
            away = QPointF(500 * float(np.sin(number / 50)), 90 * float(np.sin(number / 25)))
            self.mouse(QEvent.Type.MouseMove, centre - away, middle)

        self.gesture(f"pan {name}", steps, step)
        self.mouse(QEvent.Type.MouseButtonRelease, centre, middle)

    def zoom_map(self, name: str, turn: int, steps: int = 10) -> None:
        """Turn the wheel one way."""
        at = QPointF(self.canvas.width() * 0.6, self.canvas.height() * 0.4)
        self.gesture(f"zoom {name}", steps, lambda number: self.wheel(at, turn))


def _ms(pair: np.ndarray | tuple[float, float]) -> str:
    return f"{pair[0]:6.1f} ({pair[1]:6.1f})"


def main() -> int:
    """Open the county, then pan and zoom at three scales."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--project", type=Path, help="the large county, kept from an earlier run")
    with tempfile.TemporaryDirectory() as home:
        path = parser.parse_args().project or Path(home) / "county.gpkg"
        if not path.exists():
            save_project(large_project(), path)
        quieten_qt()
        preferences = Preferences(Path(home))
        app = make_application(preferences)
        window = make_window(preferences)
        window.resize(*WINDOW)
        window.show()
        bench, clock = Window(window.canvas), Clock()
        clock.turn()
        stage = window.canvas.stage
        with collecting_here(window.session):
            window.start(path)
            loaded = clock.until(lambda: window.session.has_project)
            seen = clock.until(lambda: stage._maker.sheet is not None)
            print(f"opening: read {_ms(loaded)}, first picture {_ms(seen)} later", flush=True)
            settled = clock.until(lambda: window.session.assessment is not None and not stage.is_busy)
            print(f"  figures and picture {_ms(settled)} later, longest stop {clock.stop_ms:.1f}", flush=True)
            for name, factor in (("county", 1.0), ("6 x", 6.0), ("30 x", 30.0)):
                window.canvas.zoom_county()
                window.canvas.zoom_by(factor)
                first = Clock()
                took = first.until(bench.is_true)
                print(f"{name:22} first picture {_ms(took)}, longest stop {first.stop_ms:.1f}")
                bench.pan_map(f"{name}, first")
                bench.pan_map(f"{name}, again")
                bench.zoom_map(f"in from {name}", 120)
                clock.until(lambda: not stage.is_busy)
                bench.zoom_map(f"out to {name}", -120)
        print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        del app
        return int(not bench.passed)


if __name__ == "__main__":
    sys.exit(main())
