"""What memory does in long use: ordinary acts over and over in the real window, on the sample county.

Run by hand: ``python tests/bench/bench_memory.py [--rounds 300] [--no-trace]``. A round places a facility,
drags it, undoes and redoes, zooms, and changes scenario, tab, theme and coverage; every place is a new one.
Printed now and then: resident memory, and the same after ``malloc_trim`` (the difference is free memory of
the allocator, nothing that is kept); live bytes of Python; results in the county's memo by computation. At
the end the types and source lines that grew most in the second half. Tracing slows the rounds and takes
memory itself: with ``--no-trace`` resident memory is that of the program. Ends with 1 when resident memory
after trimming is more than a tenth larger at the end than in the middle. Linux only.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import os
import random
import sys
import tempfile
import time
import tracemalloc
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["HAVEN_HOME"] = tempfile.mkdtemp(prefix="memory-")

from PySide6.QtCore import QCoreApplication, QEvent, Qt  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from layers.sample import sample_project  # noqa: E402
from tests.ui.canvas_hand import Hand  # noqa: E402
from ui.app.app import collecting_here, make_application, make_window, settle  # noqa: E402
from ui.app.mainwindow import MainWindow  # noqa: E402
from ui.core.preferences import Preferences  # noqa: E402

PLACING = ("place.shelter", "place.depot", "place.fire_station")
THEMES = ("none", "fixed_share", "fire_share")
COVERAGES = (None, "fire", "fixed")
DRAG_STEPS = 30
GROWTH = 1.10


def resident_mb() -> float:
    """Resident memory of this process, MB."""
    rows = Path("/proc/self/status").read_text().splitlines()
    return int(next(row for row in rows if row.startswith("VmRSS")).split()[1]) / 1024


def trimmed_mb() -> float:
    """The same after the allocator has given back what is free."""
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    return resident_mb()


class Rounds:
    """One person's acts, the same for the same seed."""

    def __init__(self, app: QApplication, window: MainWindow, seed: int) -> None:
        self.app, self.window, self.rng = app, window, random.Random(seed)
        self.hand = Hand(window.canvas)

    def _events(self, seconds: float = 0.0) -> None:
        until = time.monotonic() + seconds
        while True:
            self.app.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            if time.monotonic() >= until:
                return

    def _spot(self) -> tuple[float, float]:
        min_x, min_y, max_x, max_y = self.window.canvas.extent
        part_x, part_y = self.rng.uniform(0.2, 0.8), self.rng.uniform(0.2, 0.8)
        return min_x + part_x * (max_x - min_x), min_y + part_y * (max_y - min_y)

    def round(self, number: int) -> None:
        """Do everything once, at places where nothing was before."""
        canvas, hand, session = self.window.canvas, self.hand, self.window.session
        canvas.zoom_county()
        start, end = self._spot(), self._spot()
        canvas.set_tool(PLACING[number % len(PLACING)])
        hand.move(start)
        hand.press(start)
        hand.release(start)
        self._events(0.1)
        canvas.set_tool("select")
        hand.press(start)
        for step in range(1, DRAG_STEPS + 1):
            part = step / DRAG_STEPS
            at = start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])
            hand.move(at, Qt.MouseButton.LeftButton)
            self._events()
        hand.release(end)
        self._events(0.3)
        session.undo_stack.undo()
        self._events(0.1)
        session.undo_stack.redo()
        for factor in (3.0, 2.0, 0.5):
            canvas.zoom_by(factor)
            self._events(0.1)
        canvas.set_options(theme=THEMES[number % 3], coverage_key=COVERAGES[number // 3 % 3])
        tabs = self.window.tables_panel.tabs
        tabs.setCurrentIndex(number % tabs.count())
        self._events(0.1)
        while session.undo_stack.canUndo() and number % 4 == 3:  # the county does not fill up
            session.undo_stack.undo()
        scenarios = [one.id for one in session.project.scenarios]
        session.project.activate(scenarios[number % len(scenarios)])
        self._events(0.3)


class Ledger:
    """What is counted between rounds."""

    def __init__(self, window: MainWindow, *, is_traced: bool) -> None:
        self.window, self.is_traced = window, is_traced
        self.types: Counter[str] = Counter()
        self.lines: tracemalloc.Snapshot | None = None

    def tell(self, number: int, seconds: float) -> float:
        """Print the state; return resident memory after trimming, MB."""
        gc.collect()
        before = resident_mb()
        after = trimmed_mb()
        kept = self.window.session.project.county.memo._kept
        most = Counter({str(name): len(results) for name, results in kept.items()}).most_common(6)
        traced = f"Python {tracemalloc.get_traced_memory()[0] / 2**20:6.1f} MB  " if self.is_traced else ""
        print(
            f"{number:4d} rounds {seconds:5.0f} s  {before:6.1f} MB, trimmed {after:6.1f} MB  {traced}"
            f"{len(gc.get_objects())} objects  {len(QApplication.allWidgets())} widgets  "
            f"{self.window.session.undo_stack.count()} edits  memo {dict(most)}",
            flush=True,
        )
        return after

    def mark(self) -> None:
        """Growth is counted from here."""
        self.types = Counter(type(one).__name__ for one in gc.get_objects())
        self.lines = tracemalloc.take_snapshot() if self.is_traced else None

    def growth(self) -> None:
        """Print the types and source lines that have grown most."""
        more = Counter(type(one).__name__ for one in gc.get_objects()) - self.types
        print("more objects:", dict(more.most_common(12)))
        if self.lines is not None:
            for line in tracemalloc.take_snapshot().compare_to(self.lines, "lineno")[:20]:
                print(line)


def main() -> int:
    """Run the rounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--every", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-trace", action="store_true")
    given = parser.parse_args()
    if not given.no_trace:
        tracemalloc.start()
    preferences = Preferences()
    app = make_application(preferences)
    window = make_window(preferences)
    window.session.locks_today = False  # it edits where the project has its facilities
    window.resize(1366, 768)
    window.show()
    window.session.open(sample_project(), None)
    window.show_page(window.canvas)
    window.canvas.zoom_county()
    settle(app, window)
    ledger, person = Ledger(window, is_traced=not given.no_trace), Rounds(app, window, given.seed)
    sizes = []
    with collecting_here(window.session):
        begun = time.monotonic()
        for number in range(given.rounds):
            seconds = time.monotonic() - begun
            if number % given.every == 0:
                sizes.append(ledger.tell(number, seconds))
                if not ledger.types and (number >= given.rounds / 2 or seconds >= given.seconds / 2):
                    ledger.mark()
            if seconds > given.seconds:
                break
            person.round(number)
        sizes.append(ledger.tell(number + 1, time.monotonic() - begun))
    ledger.growth()
    window.session.undo_stack.setClean()
    window.close()
    grown = sizes[-1] / sizes[len(sizes) // 2]
    print(f"{grown:.3f} times the memory of the middle")
    return int(grown > GROWTH)


if __name__ == "__main__":
    raise SystemExit(main())
