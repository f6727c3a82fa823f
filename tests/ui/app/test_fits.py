"""Every panel and dialog in both languages: no text cut off, nothing beyond the screen, nothing out of reach.

Each control has a name for a screen reader, and Tab comes to it in the order one reads.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from tests.helpers import ROOT
from tests.ui.app.test_states import cut_off, select_one, visible_in
from tests.ui.canvas_project import X0, Y0
from tests.ui.conftest import MakeWindow, wait_until_idle
from tests.ui.reached import out_of_reach
from ui.analysis.panel import AnalysisPanel
from ui.analysis.resulttable import ResultTable
from ui.app.mainwindow import MainWindow
from ui.composer import ComposerWindow
from ui.panels.inspector import ANALYSIS, SELECTED, VERDICT

SIZES = [(1366, 768), (1280, 720)]
SHAPES = ("polygon", "rectangle", "circle", "freehand", "trace")


def fold_out(window: MainWindow) -> None:
    window.inspector.show_tab(VERDICT)
    panel = window.findings_panel
    panel.filter.show_more(True)
    panel.show_row(max(window.session.findings, key=lambda one: len(one.figure.failing)).id)


def form(window: MainWindow) -> None:
    select_one(window)
    window.inspector.show_tab(SELECTED)
    window.selected_panel.form.refresh()


def message(window: MainWindow) -> None:
    window.session.is_today_locked = True
    window.session.delete(list(window.session.scenario.facilities)[:1], "x")
    assert window.messages.isVisible()


def analysis(window: MainWindow, name: str, page: int) -> None:
    window.actions_[name].trigger()
    shown = window.analyses_panel.shown
    assert isinstance(shown, AnalysisPanel) and shown.tabs.count() == ANALYSES[name]
    shown.tabs.setCurrentIndex(page)
    assert window.tables_panel.isAncestorOf(shown.below) and shown.below.isVisible()


ANALYSES = {
    "shelters": 4,
    "fire_response": 3,
    "supplies": 3,
    "teams": 4,
    "siting": 1,
    "roads": 6,
    "evacuation": 5,
    "projects": 6,
    "upkeep": 4,
    "compare": 2,
}
"""How many pages each has."""
PANELS: dict[str, Callable[[MainWindow], None]] = {
    "verdict": fold_out,
    "selected": form,
    "analysis": lambda window: window.inspector.show_tab(ANALYSIS),
    "history": lambda window: window.docks["history"].show(),
    "assignment": lambda window: window.actions_["assign"].trigger(),
    **{
        f"{name} {page}": lambda window, name=name, page=page: analysis(window, name, page)
        for name, pages in ANALYSES.items()
        for page in range(pages)
    },
    "tables": lambda window: window.tables_panel.set_open(True),
    "message": message,
}
DIALOGS = (
    "project_settings", "data_remarks", "targets", "rules", "indicators", "preferences",
    "export_pack", "bookmarks", "shortcuts", "manual", "commands", "about", "formulas",
)  # fmt: skip


def beyond(window: QWidget) -> list[str]:
    """Panels and buttons that reach out of a window."""
    whole = window.rect()
    found = []
    for child in window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if child.window() is not window or not child.isVisible() or child.visibleRegion().isEmpty():
            continue
        is_qts = child.objectName().startswith("qt_")  # its grips between the docks
        if not is_qts and not whole.contains(child.geometry()):
            found.append(f"{type(child).__name__} {child.objectName()} {child.geometry()}")
    return found


def scrolled_sideways(visible: Sequence[QWidget]) -> list[str]:
    """Tables that are shown whole and hide a column all the same."""
    return [
        f"{table.accessibleName()} {table.horizontalScrollBar().maximum()} px hidden"
        for table in visible
        if isinstance(table, ResultTable)
        and table.property("isWhole")
        and table.horizontalScrollBar().maximum() > 0
    ]


def misfits(window: QWidget) -> list[str]:
    """What of a window is cut off, beyond it or scrolled sideways."""
    visible = visible_in(window)
    return [*cut_off(window, visible), *beyond(window), *scrolled_sideways(visible)]


def settled(window: MainWindow, qtbot: Any, look: Callable[[], list[str]]) -> list[str]:
    """Faults that stay once the layouts are done."""
    QApplication.processEvents()
    faults = look()
    for _ in range(20):
        if not faults:
            break
        qtbot.wait(30)
        faults = look()
    return faults


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_panel_fits(make_window: MakeWindow, qtbot: Any, lang: str) -> None:
    window = make_window(lang=lang)
    wrong: list[tuple[str, list[str]]] = []
    for size in SIZES if window.devicePixelRatio() == 1 else SIZES[-1:]:
        window.tables_panel.set_open(False)
        window.docks["history"].hide()
        window.messages.close_message()
        window.resize(*size)
        wait_until_idle(window, qtbot)
        for name, show in PANELS.items():
            show(window)
            faults = settled(window, qtbot, lambda: misfits(window))
            faults += out_of_reach(window) if size == SIZES[0] else []
            assert (window.width(), window.height()) == size, name
            wrong += [(f"{name} {size}", faults)] if faults else []
            assert window.canvas.width() >= size[0] / 2
    assert wrong == []
    window.session.select([])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_each_tool_expects_is_said_whole_on_a_small_screen(make_window: MakeWindow, lang: str) -> None:
    window = make_window(lang=lang)
    window.resize(1280, 720)
    status, cut = window.status, []
    status.set_saved_at("10:42")
    ways = [
        (name, shape)
        for name in window.actions_.tools
        for shape in (SHAPES if name.startswith("draw.") else ("",))
    ]
    for name, shape in ways:
        window.canvas.set_tool(name)
        if shape:
            window.canvas.set_draw_shape(shape)
        status.show_position((X0 + 12_345.6, Y0 + 9_876.5))
        status.show_hint(window.canvas.tool.hint())
        status.remarks.setText("12 remarks on the data" if lang == "en" else "数据疑点 12 条")
        status.remarks.show()
        QApplication.processEvents()
        QApplication.processEvents()  # the bar has moved its parts
        assert status.position.text() and status.hint.text()
        needed = status.hint.fontMetrics().horizontalAdvance(status.hint.text())
        if needed > status.hint.width():
            cut.append((status.hint.text(), needed, status.hint.width()))
    assert cut == [], "\n".join(map(str, cut))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_dialog_fits(
    make_window: MakeWindow, qtbot: Any, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = QSize(1280, 720)
    monkeypatch.setattr(QScreen, "availableSize", lambda _: screen)
    window = make_window(lang=lang)
    wait_until_idle(window, qtbot)
    wrong: list[tuple[str, list[str]]] = []
    for name in DIALOGS:
        if name == "formulas":
            window.tables_panel.open_table("shelter")
            window.tables_panel.formula_action.trigger()
        else:
            window.actions_[name].trigger()
        wait_until_idle(window, qtbot)
        qtbot.wait(20)
        opened = [one for one in window.findChildren(QDialog) if one.isVisible()]
        assert len(opened) == 1, name
        dialog = opened[0]
        faults = [*cut_off(dialog), *out_of_reach(dialog)]
        if dialog.width() > screen.width() or dialog.height() > screen.height():
            faults.append(f"{dialog.size()} is larger than the screen")
        wrong += [(name, faults)] if faults else []
        dialog.close()
        qtbot.waitUntil(lambda: not any(one.isVisible() for one in window.findChildren(QDialog)))
    assert wrong == []


def test_the_composer_stands_inside_the_screen(
    make_window: MakeWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = QSize(1280, 720)
    monkeypatch.setattr(QScreen, "availableSize", lambda _: screen)
    window = make_window()
    window.actions_["compose"].trigger()
    (composer,) = window.findChildren(ComposerWindow)
    wait_until_idle(window, qtbot)
    assert composer.width() <= screen.width() and composer.height() < screen.height()  # its title bar on top
    assert composer.minimumSizeHint().height() < screen.height()
    assert out_of_reach(composer) == []
    composer.close()


def test_every_panel_fits_at_200_percent() -> None:
    """The measure with everything drawn twice as large, in the longer language and the smaller window.

    In a process of its own: Qt takes the scale at its start.
    """
    chosen = f"{Path(__file__)}::test_every_panel_fits"
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", f"{chosen}[en]"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "QT_SCALE_FACTOR": "2", "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0 and "1 passed" in done.stdout, done.stdout[-3000:]
