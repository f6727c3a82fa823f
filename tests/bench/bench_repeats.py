"""What one act leaves behind: each done over and over in the real window, on the sample county.

Run by hand: ``python tests/bench/bench_repeats.py [--times 40] [--only composer,rules]``. Of each act, after
a warm-up of a third as many times: resident memory after ``gc.collect`` and ``malloc_trim`` (KB a time),
objects of Python, widgets, and which types have become more. What an act leaves each time grows without end;
what a cache takes in does not. Linux only.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["HAVEN_HOME"] = tempfile.mkdtemp(prefix="repeats-")

from PySide6.QtCore import QCoreApplication, QEvent  # noqa: E402
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog  # noqa: E402

from layers.sample import sample_project  # noqa: E402
from tests.bench.bench_memory import trimmed_mb  # noqa: E402
from ui.app.app import collecting_here, make_application, make_window, quieten_qt, settle  # noqa: E402
from ui.app.mainwindow import MainWindow  # noqa: E402
from ui.composer import ComposerWindow  # noqa: E402
from ui.core.preferences import Preferences  # noqa: E402

Act = Callable[[], object]


class Repeats:
    """The acts, on one window."""

    def __init__(self, app: QApplication, window: MainWindow, folder: Path) -> None:
        self.app, self.window, self.folder = app, window, folder
        self.count = 0

    def events(self, seconds: float = 0.0) -> None:
        """Let the window work until nothing runs any more."""
        until = time.monotonic() + seconds
        window = self.window
        while True:
            self.app.processEvents()
            QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))
            if time.monotonic() >= until and not (window.tasks.is_busy or window.saves.is_busy):
                return

    def dialog(self, show: Callable[[], object]) -> Act:
        """Open a dialog, close it."""

        def act() -> None:
            show()
            self.events()
            for dialog in self.window.findChildren(QDialog):
                if dialog.isVisible():
                    if isinstance(dialog, ComposerWindow):
                        while dialog.view.picture is None:
                            self.events(0.05)
                    dialog.close()
            self.events()

        return act

    def pages(self, show: Callable[[], object]) -> Act:
        """Open a dialog with pages, look at each, close it."""
        from PySide6.QtWidgets import QTabWidget

        def act() -> None:
            show()
            self.events()
            for dialog in self.window.findChildren(QDialog):
                for tabs in dialog.findChildren(QTabWidget):
                    for index in range(tabs.count()):
                        tabs.setCurrentIndex(index)
                        self.events()
                dialog.close()
            self.events()

        return act

    def export(self, ending: str, write: Callable[[], object]) -> Act:
        """Write a document."""
        path = self.folder / f"out{ending}"

        def act() -> None:
            QFileDialog.getSaveFileName = staticmethod(lambda *_, **__: (str(path), ""))  # type: ignore[method-assign,assignment]
            write()
            self.events()

        return act

    def edit(self) -> None:
        """Move a facility, so that the stack of undo steps grows."""
        session = self.window.session
        facility = next(iter(session.scenario.facilities.values()))
        self.count += 1
        session.put([replace(facility, note=f"{self.count}")], "x", "")
        self.events()

    def tabs(self) -> None:
        """Go through all tables."""
        tabs = self.window.tables_panel.tabs
        for index in range(tabs.count()):
            tabs.setCurrentIndex(index)
            self.events()

    def scenarios(self) -> None:
        """Show every scenario."""
        project = self.window.session.project
        for scenario in [*project.scenarios]:
            project.activate(scenario.id)
            self.events()

    def save(self) -> None:
        """Edit and save."""
        self.edit()
        self.window.files._save_to(self.folder / "saved.gpkg", None, check_outside=False)
        self.events()

    def acts(self) -> dict[str, Act]:
        """Every act by its name."""
        window, show = self.window, self.window.openers
        files, exports = window.files, window.exports
        return {
            "edit": self.edit,
            "table tabs": self.tabs,
            "scenarios": self.scenarios,
            "theme": lambda: (
                window.set_theme("dark"),
                self.events(),
                window.set_theme("light"),
                self.events(),
            ),
            "language": lambda: (
                window.set_language("en"),
                self.events(),
                window.set_language("zh"),
                self.events(),
            ),
            "zoom": lambda: (
                window.canvas.zoom_by(2.0),
                self.events(0.1),
                window.canvas.zoom_by(0.5),
                self.events(0.1),
            ),
            "save": self.save,
            "open sample": lambda: (window.session.undo_stack.setClean(), files.open_sample(), self.events()),
            "shelters": self.pages(show.show_shelters),
            "fire": self.pages(show.show_fire_response),
            "teams": self.pages(show.show_teams),
            "supplies": self.pages(show.show_supplies),
            "compare": self.pages(show.show_comparison),
            "rules": self.dialog(show.show_rules),
            "targets": self.dialog(show.show_targets),
            "indicators": self.dialog(show.show_indicators),
            "settings": self.dialog(show.show_project_settings),
            "preferences": self.dialog(show.show_preferences),
            "shortcuts": self.dialog(show.show_shortcuts),
            "pack": self.dialog(show.show_pack),
            "composer": self.dialog(show.show_composer),
            "workbook": self.export(".xlsx", exports.workbook),
            "text": self.export(".docx", exports.textreport),
            "web map": self.export(".html", lambda: exports.map(".html")),
            "map pdf": self.export(".pdf", lambda: exports.map(".pdf")),
            "map png": self.export(".png", lambda: exports.map(".png")),
        }


def counted() -> Counter[str]:
    """Objects of Python by type."""
    gc.collect()
    return Counter(type(one).__name__ for one in gc.get_objects())


def main() -> int:
    """Do each act many times and print what is left of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    quieten_qt()
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
    repeats = Repeats(app, window, Path(os.environ["HAVEN_HOME"]))
    acts = repeats.acts()
    chosen = [name for name in given.only.split(",") if name] or list(acts)
    with collecting_here(window.session):
        for name in chosen:
            act = acts[name]
            for _ in range(max(3, given.times // 3)):
                act()
            types, before = counted(), trimmed_mb()
            widgets, began = len(app.allWidgets()), time.monotonic()
            for _ in range(given.times):
                act()
            seconds = (time.monotonic() - began) / given.times
            more = counted() - types
            kilobytes = (trimmed_mb() - before) * 1024 / given.times
            told = {kind: round(number / given.times, 1) for kind, number in more.most_common(6)}
            print(
                f"{name:12s} {kilobytes:8.1f} KB a time, {trimmed_mb():6.0f} MB in all, "
                f"{len(app.allWidgets()) - widgets:+d} widgets, {seconds:.2f} s; more a time: {told}",
                flush=True,
            )
    window.session.undo_stack.setClean()
    window.close()
    settle(app)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
