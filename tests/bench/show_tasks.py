"""Drives four everyday jobs in the real window with mouse and keyboard, and keeps a picture of each step.

``python -m tests.bench.show_tasks FOLDER`` (``QT_QPA_PLATFORM=offscreen`` without a screen). Each job says
how many clicks, keys and typed texts it took, and is checked: the pictures are there to be looked at.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QToolButton, QWidget

from models.facilities.facility import Shelter
from ui.analysis.compare import ComparePanel
from ui.app.app import make_application, make_window, settle
from ui.app.mainwindow import MainWindow
from ui.composer import ComposerWindow
from ui.core.preferences import Preferences

LEFT = Qt.MouseButton.LeftButton
NAME, AREA_M2 = "新建应急广场", 12_500.0


class Hand:
    """Clicks, presses and types, counts it, and takes a picture after each step."""

    def __init__(self, app: QApplication, window: MainWindow, folder: Path) -> None:
        self.app, self.window, self.folder = app, window, folder
        self.clicks = self.keys = self.texts = self.shots = 0

    def begin(self) -> None:
        self.clicks = self.keys = self.texts = 0

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        QTest.mouseClick(widget, LEFT, pos=at or widget.rect().center())
        self.clicks += 1
        self.look()

    def press(self, widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        QTest.keyClick(widget, key, modifiers)
        self.keys += 1
        self.look()

    def write(self, text: str) -> None:
        focused = QApplication.focusWidget()
        assert focused is not None, "nothing has the keyboard"
        QApplication.clipboard().setText(text)  # letters of any script
        QTest.keyClick(focused, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(focused, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(focused, Qt.Key.Key_Return)
        self.texts += 1
        self.look()

    def look(self, widget: QWidget | None = None) -> None:
        settle(self.app, self.window)
        self.shots += 1
        (widget or self.window).grab().save(str(self.folder / f"{self.shots:02}.png"))

    def told(self, job: str) -> str:
        return f"{job}: {self.clicks} clicks, {self.keys} keys, {self.texts} texts"


def worst_township(hand: Hand) -> str:
    """Which township is worst, and why: a headline figure, then the first of its places."""
    window = hand.window
    hand.begin()
    panel = window.findings_panel
    tile = next(tile for key, tile in panel.pinned.tiles.items() if panel.row(key).worst)
    hand.click(tile)
    details = panel.details(tile.finding.id)
    assert details is not None and details.places is not None, "folded out, with its working and places"
    places = details.places
    hand.click(places.viewport(), places.visualItemRect(places.item(0)).center())
    worst = tile.finding.figure.failing[0]
    left, _, right, _ = window.canvas.extent
    assert left <= (worst.bounds[0] + worst.bounds[2]) / 2 <= right and right - left < 60_000
    return hand.told(f"worst township and why ({worst.name})")


def planned_shelter(hand: Hand) -> str:
    """A planned shelter with name and area."""
    window = hand.window
    project = window.session.project
    project.activate(next(one.id for one in project.scenarios if not one.is_today))
    settle(hand.app, window)
    hand.begin()
    action = window.actions_.tools["place.shelter"]
    button = next(one for one in window.toolbar.findChildren(QToolButton) if one.defaultAction() is action)
    hand.click(button)
    canvas = window.canvas
    hand.click(canvas.viewport(), QPoint(canvas.width() // 2 + 90, canvas.height() // 2 + 60))
    (placed,) = window.session.selected
    hand.write(NAME)
    form = window.selected_panel.form
    editor = form.editor("effective_area_m2")
    hand.click(editor)
    hand.write(f"{AREA_M2:.0f}")
    shelter = window.session.scenario.facilities[placed.id]
    assert isinstance(shelter, Shelter) and shelter.name == NAME and shelter.effective_area_m2 == AREA_M2
    assert shelter.status == "planned"
    return hand.told("planned shelter with name and area")


def two_scenarios(hand: Hand) -> str:
    """Today against the plan that is shown."""
    window = hand.window
    hand.begin()
    hand.press(window.canvas, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    panel = window.analyses_panel.shown
    assert isinstance(panel, ComparePanel) and panel.figures.table.rows.rowCount() > 0
    assert panel.first.currentText() == "现状" and panel.second.currentData() == window.session.scenario.id
    return hand.told("two scenarios compared")


def a3_pdf(hand: Hand) -> str:
    """A sheet of A3 as PDF: the menu, its entry, the button; the file is called as is offered."""
    window = hand.window
    hand.begin()
    bar = window.menuBar()
    compose = window.actions_["compose"]
    menus = {action: action.menu() for action in bar.actions()}
    entry, menu = next(
        (action, menu)
        for action, menu in menus.items()
        if isinstance(menu, QMenu) and compose in menu.actions()
    )
    hand.click(bar, bar.actionGeometry(entry).center())
    hand.click(menu, menu.actionGeometry(compose).center())
    (composer,) = window.findChildren(ComposerWindow)
    hand.look(composer)
    offered: list[str] = []
    target = hand.folder / "sheet.pdf"

    def ask(*arguments: object, **_: object) -> tuple[str, str]:
        offered.append(str(arguments[2]))
        return str(target), ""

    QFileDialog.getSaveFileName = staticmethod(ask)  # type: ignore[method-assign]
    hand.click(composer.bar.widgetForAction(composer.bar.pdf))
    settle(hand.app, window)
    composer.close()
    assert target.read_bytes().startswith(b"%PDF") and offered[0].endswith(".pdf")
    from pypdf import PdfReader

    box = PdfReader(target).pages[0].mediabox
    assert {round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)} == {297, 420}
    return hand.told("A3 PDF")


def main(folder: Path) -> int:
    """Do all jobs; return how many failed."""
    folder.mkdir(parents=True, exist_ok=True)
    failed = 0
    with tempfile.TemporaryDirectory() as home:
        preferences = Preferences(Path(home))
        preferences.lang = "zh"
        preferences.theme = "light"
        preferences.set_flag("sample_hint", False)
        app = make_application(preferences)
        window = make_window(preferences)
        window.resize(1366, 768)
        window.show()
        window.start(None)
        settle(app, window)
        hand = Hand(app, window, folder)
        for job in (worst_township, planned_shelter, two_scenarios, a3_pdf):
            try:
                print(job(hand), flush=True)
            except Exception as error:
                failed += 1
                print(f"{job.__name__} FAILED: {type(error).__name__}: {error}", flush=True)
                hand.look()
        window.session.undo_stack.setClean()
        window.close()
    return failed


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
