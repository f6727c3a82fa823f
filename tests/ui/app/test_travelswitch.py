"""The choice by what distances over land are measured."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from models.county.layer import Role
from models.hazards import screening
from models.project.local import LocalFacts
from models.project.project import Project
from models.project.settings import Settings
from ui.app.mainwindow import MainWindow

FIGURE = "fire.people_share"


def value(window: MainWindow, figure: str = FIGURE) -> float | None:
    window.session.assess_now()
    assert window.session.assessment is not None
    return window.session.assessment.figures[figure].value


def switch(window: MainWindow, qtbot: Any, travel_by: str) -> None:
    settings = window.session.project.settings
    window.actions_[f"travel_{travel_by}"].trigger()
    qtbot.waitUntil(lambda: window.session.project.settings.travel_by == travel_by, timeout=20_000)
    assert settings.travel_by != travel_by  # the settings are a value of their own


def test_by_road_is_one_undo_step_and_changes_the_figures(window: MainWindow, qtbot: Any) -> None:
    session = window.session
    before, steps = value(window), session.undo_stack.count()
    assert before is not None and before > 0 and window.actions_["travel_detour"].isChecked()
    said: list[str] = []
    session.said.connect(lambda message, _: said.append(message.what))
    switch(window, qtbot, "road")
    assert session.undo_stack.count() == steps + 1 and window.actions_["travel_road"].isChecked()
    by_road = value(window)
    assert by_road is not None and by_road != before
    assert "%" in said[-1]  # who lives near enough to a road
    session.undo_stack.undo()
    assert window.actions_["travel_detour"].isChecked() and value(window) == before
    session.undo_stack.redo()
    switch(window, qtbot, "straight")
    assert value(window) != before  # without the detour factor an engine comes farther


def test_without_roads_the_straight_line_stays_and_says_so(window: MainWindow, qtbot: Any) -> None:
    project, said = window.session.project, list[str]()
    project.apply(project.layers_edit(one for one in project.layers if one.role != Role.ROADS))
    before = value(window)
    window.session.said.connect(lambda message, _: said.append(message.what))
    switch(window, qtbot, "road")
    assert value(window) == before
    assert any("没有道路" in text or "no road" in text for text in said)


def test_by_road_is_offered_beside_the_map_when_roads_come_in_and_never_taken_in_silence(
    window: MainWindow, qtbot: Any
) -> None:
    session, offer = window.session, window.status.roads
    assert not offer.isVisible()  # a project that was opened is measured as it says
    whole = session.project
    others = [one for one in whole.layers if one.role != Role.ROADS]
    session.open(Project(whole.settings, others, whole.scenarios), None)
    assert not offer.isVisible()
    session.push(session.project.layers_edit(whole.layers), "")
    assert offer.isVisible() and "沿道路" in offer.text() and "曲度系数" in offer.toolTip()
    assert window.messages.message is None and session.project.settings.travel_by == "detour"
    menu = offer.menu()
    assert menu is not None and window.actions_["travel_road"] in menu.actions()
    switch(window, qtbot, "road")
    assert not offer.isVisible()
    roads = session.project.layers_of(Role.ROADS)
    session.open(Project(Settings(crs_epsg=session.project.settings.crs_epsg), roads), None, is_unsaved=True)
    assert offer.isVisible()  # made from files
    window.actions_["travel_detour"].trigger()  # as it is: that is an answer too
    assert not offer.isVisible() and window.actions_["travel_detour"].isChecked()


def test_what_the_planner_states_is_prepared_off_the_windows_thread_too(
    window: MainWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = window.session.project
    project.apply(project.settings_edit(local=LocalFacts(seismic_intensity=7)))
    measured, asked = screening._measured, list[Any]()

    def measure(county: Any, sites: Any, *args: Any, **kwargs: Any) -> Any:
        if county.travel_by == "road":
            asked.append((threading.current_thread() is threading.main_thread(), *sites, args[0]))
        return measured(county, sites, *args, **kwargs)

    monkeypatch.setattr(screening, "_measured", measure)
    switch(window, qtbot, "road")
    value(window)
    known, anew = ([what for is_main, *what in asked if is_main == main] for main in (False, True))
    assert known and not any(what in known for what in anew)
