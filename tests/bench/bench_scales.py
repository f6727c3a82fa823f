"""The window and everything it opens on screens of other sizes and scalings: inside the screen, no cut text.

Run by hand: ``python tests/bench/bench_scales.py [--scales 1,1.25,1.5,2] [--screens 1366x768,1920x1080]
[--langs zh,en] [--pictures FOLDER]``. Each combination starts the program without a monitor, on a screen of
so many dots, and opens the sample county. Of the main window in several states and of every dialog it prints
whether a window reaches beyond the screen and which texts do not fit. Ends with 1 when there is any.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

TITLE_PX = 18
"""Height of a low title bar; the frame drawn without a monitor is thinner than any real one."""
FRAME_PX = 2


def on_screen(width: int, height: int, scale: float, lang: str, pictures: Path | None) -> list[str]:
    """What is wrong on one screen, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="scales-") as folder:
        screen = {"name": "one", "x": 0, "y": 0, "width": width, "height": height}
        screen |= {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1.0}
        screens = Path(folder) / "screens.json"
        screens.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
        surroundings = dict(
            os.environ,
            HAVEN_HOME=folder,
            QT_QPA_PLATFORM=f"offscreen:configfile={screens}",
            QT_SCALE_FACTOR=str(scale),
        )
        words = [sys.executable, __file__, "--look", lang]
        if pictures is not None:
            words += ["--pictures", str(pictures / f"{width}x{height}-{scale}-{lang}")]
        found = subprocess.run(words, env=surroundings, cwd=ROOT, capture_output=True, text=True, timeout=600)
    if found.returncode != 0:
        return [f"ended with {found.returncode}: {found.stderr[-2000:]}"]
    return list(json.loads(found.stdout.splitlines()[-1]))


def look(lang: str, pictures: Path | None) -> list[str]:
    """Open everything on the screen of this process; what reaches beyond it or is cut off."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QDialog, QWidget

    from tests.ui.app.test_states import cut_off, open_table, select_one
    from ui.app.app import collecting_here, make_application, make_window, quieten_qt, settle
    from ui.core.preferences import Preferences

    quieten_qt()
    preferences = Preferences()
    preferences.lang = "en" if lang == "en" else "zh"
    app = make_application(preferences)
    window = make_window(preferences)
    window.session.locks_today = False  # it edits where the project has its facilities
    found: list[str] = []

    def events() -> None:
        until = time.monotonic() + 0.15
        while time.monotonic() < until or window.tasks.is_busy:
            app.processEvents()
            QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))

    def check(name: str, seen: QWidget) -> None:
        events()
        room = seen.screen().availableGeometry()
        at, least = seen.geometry(), seen.minimumSizeHint()
        is_in = room.left() <= at.left() + FRAME_PX and at.right() <= room.right() + FRAME_PX
        if not (
            is_in and at.bottom() <= room.bottom() + FRAME_PX and at.height() + TITLE_PX <= room.height()
        ):
            found.append(
                f"{name}: {at.x()},{at.y()} {at.width()}x{at.height()} beyond "
                f"{room.width()}x{room.height()}, least {least.width()}x{least.height()}"
            )
        found.extend(f"{name}: {text}" for text in cut_off(seen))
        if pictures is not None:
            pictures.mkdir(parents=True, exist_ok=True)
            seen.grab().save(str(pictures / f"{name}.png"))

    def closed() -> None:
        for dialog in window.findChildren(QDialog):
            dialog.close()
        events()

    window.show()
    with collecting_here(window.session):
        check("start", window)
        window.files.open_sample()
        settle(app, window)
        check("map", window)
        select_one(window)
        check("selection", window)
        open_table(window)
        check("table", window)
        window.tables_panel.set_open(False)
        show = window.openers
        show.show_assignment()
        check("assignment", window)
        dialogs: dict[str, Callable[[], object]] = {
            "shelters": show.show_shelters,
            "fire": show.show_fire_response,
            "teams": show.show_teams,
            "supplies": show.show_supplies,
            "comparison": show.show_comparison,
            "rules": show.show_rules,
            "targets": show.show_targets,
            "indicators": show.show_indicators,
            "settings": show.show_project_settings,
            "remarks": show.show_data_remarks,
            "preferences": show.show_preferences,
            "shortcuts": show.show_shortcuts,
            "about": show.show_about,
            "pack": show.show_pack,
            "composer": show.show_composer,
        }
        for name, open_it in dialogs.items():
            open_it()
            events()
            for dialog in window.findChildren(QDialog):
                if dialog.isVisible():
                    check(name, dialog)
            closed()
        files = ROOT / "resources" / "sample" / "files"
        window.files.import_paths([files], into_project=True)
        settle(app, window)
        check("import", window)
    window.session.undo_stack.setClean()
    window.close()
    settle(app, window)
    return found


def main() -> int:
    """Try every combination."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scales", default="1,1.25,1.5,2")
    parser.add_argument("--screens", default="1366x768,1920x1080")
    parser.add_argument("--langs", default="zh,en")
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--look", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.look:
        print(json.dumps(look(given.look, given.pictures), ensure_ascii=False))
        return 0
    wrong = 0
    for size in given.screens.split(","):
        width, height = map(int, size.split("x"))
        for scale in map(float, given.scales.split(",")):
            for lang in given.langs.split(","):
                found = on_screen(width, height, scale, lang, given.pictures)
                wrong += bool(found)
                print(f"{size} at {scale:g} in {lang}: {'; '.join(found) if found else 'whole'}", flush=True)
    return int(wrong > 0)


if __name__ == "__main__":
    raise SystemExit(main())
