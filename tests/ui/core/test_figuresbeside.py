"""Edits of a county with many facilities: the window lives on and marks what it shows; the end is right."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely

from models.assessment.assess import assess
from models.facilities.facility import Shelter
from models.kernel.progress import Progress, Work
from models.kernel.text import t
from models.plans.plans import check
from models.project.project import Project
from tests.ui.canvas_project import SQUARE_ID, X0, Y0, facilities, layers, small_project
from tests.ui.conftest import MakeWindow
from ui.app.mainwindow import MainWindow
from ui.core import figuresbeside
from ui.core.session import Session


class Gate:
    """Holds assessments up after their first step, until they are let go; counts those begun."""

    def __init__(self) -> None:
        self.is_open = threading.Event()
        self.begun: list[int] = []
        self.threads: set[int] = set()

    def hold(self, work: Work[Any]) -> Work[Any]:
        """The same work, held up."""
        self.begun.append(len(self.begun))
        self.threads.add(threading.get_ident())
        yield Progress(0, 2, "project.assess")
        while not self.is_open.wait(0.01):
            yield Progress(1, 2, "project.assess")
        return (yield from work)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Three facilities are many, and no assessment ends before the test lets it."""
    monkeypatch.setattr(figuresbeside, "MANY_FACILITIES", 3)
    made = Gate()
    made.is_open.set()
    real = Session.assessing
    monkeypatch.setattr(Session, "assessing", lambda session: made.hold(real(session)))
    return made


@pytest.fixture
def window(gate: Gate, make_window: MakeWindow, qtbot: Any) -> MainWindow:
    """The window with the small county, its figures there."""
    made = make_window()
    qtbot.waitUntil(lambda: made.session.assessment is not None)
    gate.is_open.clear()
    gate.begun.clear()
    gate.threads.clear()
    return made


def widened(window: MainWindow, area_m2: float) -> None:
    """Give the square another area, as one step."""
    session = window.session
    square = session.scenario.facilities[SQUARE_ID]
    assert isinstance(square, Shelter)
    session.put([replace(square, gross_area_m2=area_m2)], "area")


def wait_for_figures(window: MainWindow, gate: Gate, qtbot: Any) -> None:
    """Let the computation come to its end."""
    gate.is_open.set()
    qtbot.waitUntil(lambda: not window.session._pending.isActive() and not window.session.is_behind)


def assert_as_anew(window: MainWindow) -> None:
    """The figures that are shown are those that the same project has when it is opened anew."""
    session = window.session
    project = Project(session.project.settings, session.project.layers, session.project.scenarios)
    fresh = assess(project.county, session.scenario, session.rules, project.lacking_in(session.scenario))
    shown = session.assessment
    assert shown is not None
    assert {key: one.value for key, one in shown.figures.items()} == {
        key: one.value for key, one in fresh.figures.items()
    }
    assert shown.facilities == fresh.facilities
    assert shown.shelters == fresh.shelters
    assert shown.covered.keys() == fresh.covered.keys()
    assert all(np.array_equal(shown.covered[key], fresh.covered[key]) for key in fresh.covered)
    findings = check(fresh, session.rules, session.profile, session.project.settings, session.today)
    assert [(one.id, one.verdict, one.figure.value) for one in session.findings] == [
        (one.id, one.verdict, one.figure.value) for one in findings
    ]


def area_shown(window: MainWindow) -> float | None:
    """Area that the figures on the screen count for the square."""
    assessment = window.session.assessment
    assert assessment is not None
    return assessment.shelters[SQUARE_ID].gross_area_m2


def test_an_edit_is_computed_on_another_thread_and_what_is_shown_is_marked(
    window: MainWindow, gate: Gate, qtbot: Any
) -> None:
    tiles = window.findings_panel.pinned.tiles
    assert tiles
    widened(window, 7_000.0)
    qtbot.waitUntil(lambda: bool(gate.begun))
    assert gate.threads.isdisjoint({threading.get_ident()})
    assert area_shown(window) == 5_120.0
    assert window.session.behind == "computing"
    assert window.behind_bar.isVisible()
    assert window.behind_bar.text.text() == t("behind.computing", "zh")
    mark = t("behind.mark.computing", "zh")
    assert all(mark in tile.accessibleName() and mark in tile.toolTip() for tile in tiles.values())
    window.presentation.band.refresh()
    assert mark in window.presentation.band.accessibleName()
    wait_for_figures(window, gate, qtbot)
    assert area_shown(window) == 7_000.0
    assert not window.behind_bar.isVisible()
    assert not any(mark in tile.accessibleName() for tile in tiles.values())
    assert_as_anew(window)


def test_a_second_edit_gives_the_first_computation_up(window: MainWindow, gate: Gate, qtbot: Any) -> None:
    shown: list[float | None] = []
    window.session.assessed.connect(lambda: shown.append(area_shown(window)))
    widened(window, 7_000.0)
    qtbot.waitUntil(lambda: len(gate.begun) == 1)
    widened(window, 8_000.0)
    qtbot.waitUntil(lambda: len(gate.begun) == 2)
    wait_for_figures(window, gate, qtbot)
    assert shown == [8_000.0]
    assert_as_anew(window)


def test_undo_meanwhile_ends_with_the_figures_of_before(window: MainWindow, gate: Gate, qtbot: Any) -> None:
    widened(window, 7_000.0)
    qtbot.waitUntil(lambda: bool(gate.begun))
    window.session.undo_stack.undo()
    wait_for_figures(window, gate, qtbot)
    assert area_shown(window) == 5_120.0
    assert_as_anew(window)
    window.session.undo_stack.redo()
    qtbot.waitUntil(lambda: area_shown(window) == 7_000.0)
    wait_for_figures(window, gate, qtbot)
    assert_as_anew(window)


def test_a_look_changed_meanwhile_loses_no_figures(window: MainWindow, gate: Gate, qtbot: Any) -> None:
    widened(window, 7_000.0)
    qtbot.waitUntil(lambda: bool(gate.begun))
    window.session.show_so("pinned_findings", [], "pins")
    layer = window.session.project.layers[0]
    window.session.push(window.session.project.layer_edit(layer.id, visible=not layer.visible), "look")
    wait_for_figures(window, gate, qtbot)
    assert area_shown(window) == 7_000.0


def test_stopped_it_says_so_until_it_is_asked_for(window: MainWindow, gate: Gate, qtbot: Any) -> None:
    widened(window, 7_000.0)
    qtbot.waitUntil(lambda: bool(gate.begun))
    window.behind_bar.button.click()
    assert window.session.behind == "stopped"
    qtbot.waitUntil(lambda: not window.figures.is_busy)
    assert window.session.behind == "stopped"
    assert window.behind_bar.text.text() == t("behind.stopped", "zh")
    assert area_shown(window) == 5_120.0
    window.behind_bar.button.click()
    wait_for_figures(window, gate, qtbot)
    assert area_shown(window) == 7_000.0
    assert_as_anew(window)


def test_saving_meanwhile_writes_the_edit(window: MainWindow, gate: Gate, qtbot: Any, tmp_path: Any) -> None:
    from layers.project.file import load_project

    window.session.set_path(tmp_path / "county.gpkg", is_all=False)
    widened(window, 7_000.0)
    qtbot.waitUntil(lambda: bool(gate.begun))
    window.files._save_to(tmp_path / "county.gpkg", None, check_outside=False)
    qtbot.waitUntil(lambda: not window.files.is_saving)
    assert window.session.behind == "computing"  # no save waits for figures
    saved = load_project(tmp_path / "county.gpkg").active.facilities[SQUARE_ID]
    assert isinstance(saved, Shelter)
    assert saved.gross_area_m2 == 7_000.0
    wait_for_figures(window, gate, qtbot)
    assert_as_anew(window)


def test_another_project_opened_meanwhile_is_shown_with_its_own(
    window: MainWindow, gate: Gate, qtbot: Any
) -> None:
    widened(window, 7_000.0)
    qtbot.waitUntil(lambda: bool(gate.begun))
    window.session.undo_stack.setClean()
    window.session.open(small_project(), None)
    assert window.session.assessment is None
    assert window.session.findings == ()
    wait_for_figures(window, gate, qtbot)
    assert area_shown(window) == 5_120.0
    assert_as_anew(window)


def test_closed_meanwhile_nothing_comes_any_more(window: MainWindow, gate: Gate, qtbot: Any) -> None:
    shown: list[bool] = []
    window.session.assessed.connect(lambda: shown.append(True))
    widened(window, 7_000.0)
    qtbot.waitUntil(lambda: bool(gate.begun))
    window.session.undo_stack.setClean()
    window.close()
    assert not window.figures.is_busy
    assert not shown


def test_a_drag_begun_meanwhile_gets_its_figures_when_they_are_there(
    window: MainWindow, gate: Gate, qtbot: Any
) -> None:
    session = window.session
    widened(window, 7_000.0)
    qtbot.waitUntil(lambda: bool(gate.begun))
    square = session.scenario.facilities[SQUARE_ID]
    moved = replace(square, geometry=shapely.Point(X0 + 7_000.0, Y0 + 8_000.0))
    session.begin_drag(square)
    assert session.drag_to(moved) is None
    gate.is_open.set()
    qtbot.waitUntil(lambda: session.live_step is not None)
    assert session.live_step is not None
    assert session.live_step.facility == moved
    last = session.drag_to(replace(moved, geometry=shapely.Point(X0 + 8_000.0, Y0 + 8_000.0)))
    assert last is not None
    session.put([last.facility], "move")
    session.assess()
    session.end_drag()
    wait_for_figures(window, gate, qtbot)
    assert session.assessment is not None
    for key, value in session.assessment.figures.items():
        if key in last.figures and value.value is not None:
            assert last.figures[key] == pytest.approx(value.value)
    assert_as_anew(window)


def test_few_facilities_are_computed_at_once(make_window: MakeWindow) -> None:
    window = make_window()
    widened(window, 7_000.0)
    window.session.assess()
    assert not window.session.is_behind
    assert area_shown(window) == 7_000.0


def test_what_took_long_once_is_not_waited_for_again(
    make_window: MakeWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window()
    assessment = window.session.assessment
    assert assessment is not None
    window.figures.overtaken(2.0, assessment)
    widened(window, 7_000.0)
    window.session.assess()
    assert window.session.is_behind
    qtbot.waitUntil(lambda: not window.session.is_behind)
    assert area_shown(window) == 7_000.0
    assert not window.figures.is_long()  # it was quick after all


def test_the_small_county_has_what_these_tests_edit() -> None:
    assert len(facilities()) > 3
    assert len(layers()) > 0
