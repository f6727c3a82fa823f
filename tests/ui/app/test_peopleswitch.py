"""The choice whose people figures count: everybody, or who is there by day or by night."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.county.layer import Role
from models.project.project import Project
from tests.ui.canvas_project import small_project
from tests.ui.conftest import MakeWindow
from ui.app.mainwindow import MainWindow

FIGURE = "shelter.area_per_resident.county"


def with_people_by_day() -> Project:
    """The small county where twice as many people are by day as live there; nobody knows by night."""
    project = small_project()
    layers = [
        replace(
            one, frame=one.frame.assign(**{"白天人口": 2 * one.frame["population_persons"], "夜间人口": None})
        )
        if one.role == Role.VILLAGES
        else one
        for one in project.layers
    ]
    return Project(project.settings, layers, project.scenarios)


def value(window: MainWindow) -> float:
    window.session.assess_now()
    assert window.session.assessment is not None
    found = window.session.assessment.figures[FIGURE].value
    assert found is not None
    return found


def test_by_day_is_one_undo_step_and_counts_who_is_there_then(make_window: MakeWindow) -> None:
    window = make_window(with_people_by_day())
    session, actions, button = window.session, window.actions_, window.status.people
    before, steps = value(window), session.undo_stack.count()
    assert actions["people_"].isChecked() and button.isVisible() and "常住人口" in button.text()
    assert actions["people_day"].isEnabled() and not actions["people_night"].isEnabled()
    said: list[str] = []
    session.said.connect(lambda message, _: said.append(message.what))
    actions["people_day"].trigger()
    assert session.undo_stack.count() == steps + 1 and actions["people_day"].isChecked()
    assert value(window) == pytest.approx(before / 2)
    assert button.text() == "白天人口" and button.accessibleDescription() == said[-1] == "按白天人口计算"
    window.presentation.band.refresh()
    assert "按白天人口计算" in window.presentation.band.accessibleName()
    actions["people_day"].trigger()
    assert session.undo_stack.count() == steps + 1 and actions["people_day"].isChecked()
    session.undo_stack.undo()
    assert actions["people_"].isChecked() and value(window) == before and "常住人口" in button.text()
    session.undo_stack.redo()
    value(window)
    session.undo_stack.undo()
    session.undo_stack.redo()  # nothing is known of the figures yet
    assert button.isVisible()
    window.set_language("en")
    assert button.text() == "People there by day"


def test_without_such_data_there_is_no_choice(window: MainWindow) -> None:
    window.session.assess_now()
    assert not window.status.people.isVisible()
    assert not window.actions_["people_day"].isEnabled() and window.actions_["people_"].isEnabled()
    settings = window.session.project.settings
    of_day = window.session.project.settings_edit(people=replace(settings.people, group="day"))
    window.session.push(of_day, "")
    window.session.assess_now()
    assert window.status.people.isVisible()  # a choice that the data no longer bear out can be taken back
    window.actions_["people_"].trigger()
    assert not window.status.people.isVisible()
