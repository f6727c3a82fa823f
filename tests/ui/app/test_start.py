"""The first window: what it needs is little, and the rest comes when it is seen."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from ui.app import app as app_module
from ui.app.app import show_window
from ui.app.mainwindow import MainWindow
from ui.core.preferences import Preferences

ROOT = Path(__file__).resolve().parents[3]
FIRST_WINDOW = """
import builtins, json, sys
before = set(sys.modules)
from ui.app.app import make_application
from ui.app.mainwindow import MainWindow
from ui.core.preferences import Preferences
app = make_application(Preferences())
window = MainWindow(Preferences(), is_furnished=False)
window.show()
app.processEvents()
assert window.opening.isVisible() and window.menuBar().actions()
print(json.dumps(sorted({name.partition(".")[0] for name in set(sys.modules) - before})))
assert "feature" not in repr(builtins.__import__)  # Qt for Python reads every module's source in its own
import ui.app.furniture
print(json.dumps(sorted({name.partition(".")[0] for name in set(sys.modules) - before})))
print(*(name for name in sys.modules if name.startswith("reports.")))
"""
WHEN_WANTED = {"docx", "folium", "geopandas", "lxml", "openpyxl", "pandas", "pyogrio", "pyproj", "pyqtgraph"}
WHEN_WANTED |= {"rasterio", "scipy", "highspy"}
"""What comes with the first project, chart, table or document, and not with the window."""
SIDE = ("layers", "scenarios", "history")
OURS = {"layers", "models", "reports", "ui"}
OF_QT = {"PySide6", "shiboken6", "shibokensupport", "signature_bootstrap", "__feature__"}


def of_libraries(line: str) -> set[str]:
    """Packages of others among the names of imported ones."""
    found = {str(name) for name in json.loads(line)}
    return found - OURS - OF_QT - set(sys.stdlib_module_names) - {"typing_extensions"}  # of msgspec


def test_the_first_window_needs_qt_and_one_small_library(haven_home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_WINDOW], cwd=ROOT, capture_output=True, text=True, check=True
    )
    first, furnished = (of_libraries(line) for line in done.stdout.splitlines()[:2])
    assert first == {"msgspec"}
    assert furnished & WHEN_WANTED == set()
    assert "reports.context" not in done.stdout  # all that documents are made from


def layout_done() -> None:
    """Docks find their sizes over some turns of the event loop."""
    for _ in range(5):
        QApplication.processEvents()


@pytest.fixture
def unfurnished(qtbot: Any, haven_home: Path) -> MainWindow:
    window = MainWindow(Preferences(), is_furnished=False)
    qtbot.addWidget(window)
    return window


@pytest.mark.parametrize("is_first", [True, False])
def test_a_window_is_furnished_once_it_is_seen(
    qtbot: Any, haven_home: Path, monkeypatch: pytest.MonkeyPatch, is_first: bool
) -> None:
    monkeypatch.setattr(app_module, "UNSEEN_MS", 60_000)
    if not is_first:
        before = MainWindow(Preferences())
        qtbot.addWidget(before)
        before.show()
        before.show_page(before.canvas)
        layout_done()
        before.resizeDocks([before.docks["layers"]], [200], Qt.Orientation.Horizontal)
        before.resizeDocks([before.docks["layers"]], [300], Qt.Orientation.Vertical)
        before.docks["history"].show()
        layout_done()
        heights = [before.docks[name].height() for name in SIDE]
        before.docks.save(before.preferences, on_map=True)
        before.preferences.save()
    told: list[bool] = []
    window = show_window(Preferences(), lambda: told.append(window.is_furnished))
    qtbot.addWidget(window)
    assert window.pages.currentWidget() is window.opening and not window.is_furnished
    qtbot.waitUntil(lambda: bool(told))
    window.opening.seen.emit()  # nothing is made twice
    assert told == [True]
    whole = MainWindow(Preferences())
    qtbot.addWidget(whole)
    assert list(dict(window.docks.items())) == list(dict(whole.docks.items()))
    whole.show()
    assert window.size() == whole.size()
    for one in (window, whole):
        one.show_page(one.canvas)
        layout_done()
    assert [dock.geometry() for _, dock in window.docks.items()] == [
        dock.geometry() for _, dock in whole.docks.items()
    ]
    if not is_first:  # panels that were hidden while a project was opened do not creep from start to start
        assert [window.docks[name].height() for name in SIDE] == pytest.approx(heights, abs=8)
    assert {action.objectName() for action in window.findChildren(type(window.menus.undo))} == {
        action.objectName() for action in whole.findChildren(type(whole.menus.undo))
    }


def test_a_window_that_nobody_sees_is_furnished_too(
    qtbot: Any, haven_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "UNSEEN_MS", 1)
    monkeypatch.setattr(MainWindow, "show", MainWindow.showMinimized)
    told: list[str] = []
    window = show_window(Preferences(), lambda: told.append("furnished"))
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: told == ["furnished"])


def test_before_it_is_furnished_a_window_can_be_resized_and_closed(unfurnished: MainWindow) -> None:
    unfurnished.show()
    unfurnished.resize(900, 600)
    QApplication.sendEvent(unfurnished, QEvent(QEvent.Type.LanguageChange))
    assert unfurnished.close() and not unfurnished.is_furnished


def test_what_was_computed_while_a_project_was_read_is_not_computed_again(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.assessment import assess
    from models.kernel.progress import run_to_end
    from tests.ui.canvas_project import small_project
    from ui.core.files import warmed
    from ui.core.session import Session

    computed: list[str] = []
    real = assess.assess_in_steps

    def counted(county: Any, scenario: Any, *rest: Any) -> Any:
        computed.append(scenario.id)
        return (yield from real(county, scenario, *rest))

    monkeypatch.setattr(assess, "assess_in_steps", counted)
    project = run_to_end(warmed(small_project()))
    assert len(computed) == 1
    session = Session("zh")
    session.open(project, None)
    assert len(computed) == 1
    shown = session.assessment
    assert shown is not None
    assert shown.county is project.county
    opened = session.findings
    session.assess_now()
    assert [(one.id, one.verdict, one.figure.value) for one in opened] == [
        (one.id, one.verdict, one.figure.value) for one in session.findings
    ]
    again = small_project()
    run_to_end(warmed(again))
    again.apply(again.facility_edit({next(iter(again.active.facilities)): None}))
    computed.clear()
    session.open(again, None)
    assert computed, "edited since it was read"
    session.deleteLater()


def test_while_a_project_opens_the_map_is_made_once_and_the_layers_listed_twice(
    make_window: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.kernel.progress import run_to_end
    from tests.ui.canvas_project import small_project
    from ui.core.files import warmed
    from ui.map import stage

    window = make_window(empty=True)
    made: list[str] = []
    real, listed = stage.build_scene, type(window.layers_panel).refresh

    def build_scene(*given: Any) -> Any:
        made.append("scene")
        return real(*given)

    def refresh(panel: Any) -> None:
        made.append("layers")
        listed(panel)

    monkeypatch.setattr(stage, "build_scene", build_scene)
    monkeypatch.setattr(type(window.layers_panel), "refresh", refresh)
    window.session.open(run_to_end(warmed(small_project())), None)
    window.show_page(window.canvas)
    assert made.count("scene") == 1
    assert made.count("layers") <= 2
    assert window.canvas.stage.scene.legend()
