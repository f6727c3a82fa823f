"""Three tasks of a planner in the real window, a picture of each step: to be looked at, not measured.

A park of 5,000 m² that is typed; a project from a folder of which two guesses are wrong; fifty areas pasted
from a spreadsheet. Run ``python tests/bench/walk_workbench.py FOLDER`` with a display; each task says how
many clicks and typed texts it took.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from layers.project.file import load_project  # noqa: E402
from layers.sample import sample_files, sample_path  # noqa: E402
from models.facilities.facility import Shelter  # noqa: E402
from ui.app.mainwindow import MainWindow  # noqa: E402
from ui.core.i18n import install_language  # noqa: E402
from ui.core.preferences import Preferences  # noqa: E402
from ui.core.themes import apply_theme  # noqa: E402

MOST_S = 60.0
ROWS = [
    ("中心公园", 115.8157, 36.1166, 60, "已建成"),
    ("东湖绿地", 115.8408, 36.1190, 24, "已建成"),
    ("北集操场", 115.8100, 36.1300, 9, "前期"),
]


class Walk:
    """The window, its pictures, and what a person had to do."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self.window, self._folder = window, folder
        self._number = self.clicks = self.texts = 0

    def wait(self, until: Callable[[], bool] = lambda: True) -> None:
        end = time.monotonic() + MOST_S
        while True:
            QTest.qWait(60)
            if until() and not self.window.tasks.is_busy:
                break
            if time.monotonic() > end:
                raise SystemExit("waited too long")
        self.window.canvas.finish_redraw()
        QTest.qWait(60)

    def picture(self, name: str) -> None:
        self.wait()
        self._number += 1
        self.window.grab().save(str(self._folder / f"{self._number:02}-{name}.png"))

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        self.clicks += 1
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())
        QTest.qWait(60)

    def choose(self, box: QComboBox, data: str) -> None:
        """Two clicks: open the list, take a line."""
        self.clicks += 2
        box.setCurrentIndex(box.findData(data))
        box.activated.emit(box.currentIndex())
        QTest.qWait(60)

    def type(self, widget: QWidget, text: str) -> None:
        self.texts += 1
        QTest.keyClicks(widget, text)

    def told(self, what: str) -> None:
        print(f"{what}: {self.clicks} clicks, {self.texts} texts")
        self.clicks = self.texts = 0


def park(walk: Walk) -> None:
    """Choose the tool, type the area, click where it shall be."""
    window, canvas = walk.window, walk.window.canvas
    window.session.project.activate(
        next(one.id for one in window.session.project.scenarios if not one.is_today)
    )
    walk.picture("park-before")
    walk.clicks += 1
    window.actions_.tools["draw.shelter"].trigger()
    canvas.setFocus()
    walk.type(canvas, "5000")
    QTest.mouseMove(canvas.viewport(), QPoint(300, 200))
    walk.picture("park-typed")
    walk.click(canvas.viewport(), QPoint(300, 200))
    walk.picture("park-drawn")
    (made,) = window.session.selected
    assert isinstance(made, Shelter) and made.drawn_area_m2 is not None
    print(f"the park has {made.drawn_area_m2:.3f} m²")
    walk.told("park of 5,000 m²")


def folder_with_wrong_guesses(walk: Walk, folder: Path) -> None:
    """Drop the folder, put a role and a unit right, make the project."""
    window = walk.window
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    flags = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    window.welcome.dragEnterEvent(QDragEnterEvent(QPoint(300, 300), *flags))
    window.welcome.dropEvent(QDropEvent(QPointF(300, 300), *flags))
    walk.wait(lambda: window.openers.import_page is not None)
    page = window.openers.import_page
    assert page is not None
    walk.picture("import-read")
    files = [page.table.item(row, 0).text() for row in range(page.table.rowCount())]  # type: ignore[union-attr]
    row = files.index("台账2025.csv")
    walk.choose(page.role_box(row), "shelters")
    walk.picture("import-role")
    walk.wait(lambda: page.accept_button.isEnabled())
    walk.picture("import-role-read")
    column = next(
        at
        for at in range(page.detail.table.columnCount())
        if page.detail.table.horizontalHeaderItem(at).text() == "有效面积"  # type: ignore[union-attr]
    )
    walk.choose(page.detail.table.cellWidget(1, column), "亩")  # type: ignore[arg-type]
    walk.wait(lambda: page.accept_button.isEnabled())
    walk.picture("import-unit-read")
    walk.click(page.accept_button)
    walk.wait(lambda: window.openers.import_page is None)
    walk.picture("import-done")
    made = {one.name: one for one in window.session.scenario.facilities.values() if isinstance(one, Shelter)}
    print(f"中心公园: {made['中心公园'].effective_area_m2} m²; recipe: {(folder / 'haven.toml').is_file()}")
    walk.told("project from a folder with two wrong guesses")


def fifty_rows(walk: Walk) -> None:
    """Go to the column, paste, look, take over."""
    window = walk.window
    panel = window.tables_panel
    walk.clicks += 1
    panel.tabs.tabBarClicked.emit(0)
    walk.wait()
    model = panel.model
    assert model is not None
    column = next(at for at, one in enumerate(model.columns) if one.key == "effective_area_m2")
    index = model.index(0, column)
    panel.view.scrollTo(index)
    walk.click(panel.view.viewport(), panel.view.visualRect(index).center())
    values = [f"{12_000 + 100 * n:,}" for n in range(50)]
    values[7] = "很大"
    values[9] = "99,999,999,999"
    QGuiApplication.clipboard().setText("\r\n".join(values))
    QTest.keyClick(panel.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    walk.picture("paste-shown")
    walk.click(panel.preview.apply_button)
    walk.picture("paste-taken")
    window.session.undo_stack.undo()
    walk.picture("paste-undone")
    walk.told("fifty rows pasted")


def write_county(folder: Path) -> Path:
    """A folder of the sample's files and a list whose role and unit nobody can guess."""
    shutil.copytree(sample_files(), folder)
    lines = ["名称,经度,纬度,有效面积,情况"] + [",".join(map(str, row)) for row in ROWS]
    (folder / "台账2025.csv").write_text("\n".join(lines), encoding="gb18030")
    return folder


def main() -> None:
    shots = Path(sys.argv[1])
    shots.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    install_language(app, "zh")
    apply_theme(app, "light")
    with tempfile.TemporaryDirectory() as home:
        preferences = Preferences(Path(home))
        preferences.lang, preferences.theme = "zh", "light"
        window = MainWindow(preferences)
        window.resize(1366, 740)
        window.show()
        walk = Walk(window, shots)
        folder_with_wrong_guesses(walk, write_county(Path(home) / "示例县"))
        window.session.undo_stack.setClean()
        window.session.open(load_project(sample_path()), None)
        window.show_page(window.canvas)
        window.canvas.zoom_county()
        park(walk)
        fifty_rows(walk)
        window.session.undo_stack.setClean()
        window.close()


if __name__ == "__main__":
    main()
