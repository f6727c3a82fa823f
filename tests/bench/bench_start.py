"""How long a start takes: to the first painted window, and until the sample county is there with its figures.

Run by hand: ``python tests/bench/bench_start.py``. Each start is a process of its own with an empty home; the
first, which compiles modules and data files, is not counted. Ends with 1 when a limit is missed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

STARTED = time.perf_counter()
ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

RUNS = 5
LIMITS_S = {"window": 1.0, "usable": 2.5}


def start() -> None:
    """Start the window as the program does; print seconds, also of the processor, for each stage."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    from ui.app.app import collecting_here, make_application, quieten_qt, show_window
    from ui.core.preferences import Preferences

    def tell(stage: str) -> None:
        print(stage, time.perf_counter() - STARTED, time.process_time(), flush=True)

    class FirstPaint(QObject):
        """Tells when the window has painted for the first time."""

        is_told = False

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and not self.is_told:
                self.is_told = True
                QTimer.singleShot(0, lambda: tell("window"))
            return False

    quieten_qt()
    preferences = Preferences()
    app = make_application(preferences)
    paint = FirstPaint()
    app.installEventFilter(paint)

    def usable() -> None:
        tell("usable")
        QTimer.singleShot(0, lambda: os._exit(0))

    def go_on() -> None:
        tell("furnished")
        collecting.enter_context(collecting_here(window.session))
        window.session.assessed.connect(usable)
        QTimer.singleShot(0, window, lambda: window.start(None))

    with ExitStack() as collecting:
        window = show_window(preferences, go_on)
        app.exec()


def main() -> int:
    """Measure some starts and print the median of each stage."""
    found: dict[str, list[tuple[float, float]]] = {}
    for run in range(RUNS + 1):
        with tempfile.TemporaryDirectory() as home:
            environment = {
                **os.environ,
                "HAVEN_HOME": home,
                "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
            }
            environment.pop("PYTHONDONTWRITEBYTECODE", None)
            command = [sys.executable, __file__, "start"]
            done = subprocess.run(
                command, check=True, capture_output=True, text=True, timeout=120, env=environment
            )
        for line in done.stdout.splitlines() if run else ():
            stage, seconds, used = line.split()
            found.setdefault(stage, []).append((float(seconds), float(used)))
    passed = True
    for stage, limit_s in LIMITS_S.items():
        seconds, used = (sorted(column)[RUNS // 2] for column in zip(*found[stage], strict=True))
        passed &= used <= limit_s
        print(f"{stage:8} {seconds:6.2f} s ({used:5.2f} s of the processor), limit {limit_s} s")
    return 0 if passed else 1


if __name__ == "__main__":
    if sys.argv[1:] == ["start"]:
        start()
    else:
        sys.exit(main())
