"""Whatever is done to a project can be undone to where it began, and redone to where it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, precondition, rule

from models.county.layer import Role
from models.facilities.facility import Depot, Facility, FireStation, Shelter, Status
from models.project.edits import Edit, EditFacilities, EditTogether, FacilityEdit, indexed
from models.project.project import Project
from models.project.scenario import TODAY_ID
from models.project.settings import Override
from tests.helpers import LETTERS
from tests.models.toy import at, layer, layers, project

statuses = st.sampled_from([str(status) for status in Status])
points = st.builds(at, st.floats(0, 20), st.floats(0, 10))
new_facilities = st.one_of(
    st.builds(Shelter, geometry=points, status=statuses, effective_area_m2=st.none() | st.floats(0, 1e6)),
    st.builds(Depot, geometry=points, status=statuses),
    st.builds(FireStation, geometry=points, status=statuses),
)


def state(made: Project) -> tuple[Any, ...]:
    """Everything an edit can change. Facilities as a set: their order is no part of a project's meaning."""
    scenarios = [(one.id, one.name, one.note, dict(one.facilities)) for one in made.scenarios]
    return made.settings, made.layers, scenarios


class Editing(RuleBasedStateMachine):
    """A person who edits, undoes and redoes, as the undo stack does it."""

    facilities = Bundle("facilities")
    plans = Bundle("plans")

    def __init__(self) -> None:
        super().__init__()
        self.project = project([], *layers())
        self.start = state(self.project)
        self.done: list[tuple[Edit, tuple[Any, ...]]] = []
        self.undone: list[tuple[Edit, tuple[Any, ...]]] = []
        self.told = 0
        self.applied = 0
        self.project.changed.connect(self._count)

    def _count(self, _change: object) -> None:
        self.told += 1

    def _apply(self, edit: Edit) -> None:
        self.project.apply(edit)
        self.applied += 1

    def do(self, edit: Edit) -> None:
        self._apply(edit)
        self.done.append((edit, state(self.project)))
        self.undone.clear()

    def somewhere(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from([one.id for one in self.project.scenarios]))

    @rule(target=facilities, facility=new_facilities, data=st.data())
    def add(self, facility: Facility, data: st.DataObject) -> str:
        self.do(self.project.facility_edit({facility.id: facility}, self.somewhere(data)))
        return facility.id

    @rule(facility_id=facilities, status=statuses, geometry=points, data=st.data())
    def change(self, facility_id: str, status: str, geometry: Any, data: st.DataObject) -> None:
        scenario_id = self.somewhere(data)
        present = self.project.scenario(scenario_id).facilities.get(facility_id)
        if present is not None:
            changed = replace(present, status=status, geometry=geometry)
            self.do(self.project.facility_edit({facility_id: changed}, scenario_id))

    @rule(ids=st.lists(facilities, max_size=3), data=st.data())
    def delete(self, ids: list[str], data: st.DataObject) -> None:
        scenario_id = self.somewhere(data)
        present = [one for one in ids if one in self.project.scenario(scenario_id).facilities]
        self.do(self.project.facility_edit(dict.fromkeys(present), scenario_id))

    @rule(target=plans, data=st.data(), name=st.text(LETTERS, max_size=3))
    def duplicate(self, data: st.DataObject, name: str) -> str:
        edit = self.project.duplicate_edit(self.somewhere(data), name)
        self.do(edit)
        (new,) = {one.id for one in edit.after} - {one.id for one in edit.before}
        return new

    @rule(plan=consumes(plans))
    def remove_plan(self, plan: str) -> None:
        self.do(self.project.remove_scenario_edit(plan))

    @rule(plan=plans, name=st.text(LETTERS, max_size=3))
    def rename(self, plan: str, name: str) -> None:
        self.do(self.project.scenario_edit(plan, name=name))

    @rule(visible=st.booleans(), opacity=st.floats(0, 1))
    def restyle(self, visible: bool, opacity: float) -> None:
        self.do(self.project.layer_edit("townships", visible=visible, opacity=opacity))

    @rule()
    def reorder_layers(self) -> None:
        self.do(self.project.layers_edit(self.project.layers[::-1]))

    @rule(speed=st.floats(1, 100))
    def set_rule(self, speed: float) -> None:
        self.do(self.project.settings_edit(overrides={"fire.speed_km_h": Override(speed)}))

    @rule(target=facilities, facility=new_facilities)
    def bring_in(self, facility: Facility) -> str:
        forest = layer(Role.FOREST, [{"geometry": at(1, 1)}], id=facility.id)
        parts = (
            self.project.facility_edit({facility.id: facility}, TODAY_ID),
            self.project.layers_edit((*self.project.layers, forest)),
        )
        self.do(EditTogether(parts))
        return facility.id

    @rule(data=st.data())
    def show(self, data: st.DataObject) -> None:
        before = self.project.active_scenario_id
        self.project.activate(chosen := self.somewhere(data))
        self.applied += before != chosen

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        edit, after = self.done.pop()
        self._apply(edit.inverse())
        self.undone.append((edit, after))
        assert state(self.project) == (self.done[-1][1] if self.done else self.start)

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        edit, after = self.undone.pop()
        self._apply(edit)
        self.done.append((edit, after))
        assert state(self.project) == after

    @invariant()
    def there_is_a_today_and_something_is_shown(self) -> None:
        assert self.project.scenario(TODAY_ID).is_today
        assert self.project.active.id == self.project.active_scenario_id

    @invariant()
    def every_change_was_told_once(self) -> None:
        assert self.told == self.applied

    def teardown(self) -> None:
        end = state(self.project)
        steps = [edit for edit, _ in self.done]
        for edit in reversed(steps):
            self.project.apply(edit.inverse())
        assert state(self.project) == self.start
        for edit in steps:
            self.project.apply(edit)
        assert state(self.project) == end


Editing.TestCase.settings = settings(stateful_step_count=30)
TestEditing = Editing.TestCase


def moved(shelter: Facility, x_km: float) -> Facility:
    return replace(shelter, geometry=at(x_km, 0))


def test_steps_of_one_drag_become_one_step_from_its_start_to_its_end() -> None:
    shelter: Facility = Shelter(geometry=at(0, 0))
    other: Facility = Shelter(geometry=at(9, 9))

    def step(before: Facility | None, after: Facility | None) -> EditFacilities:
        facility_id = (before or after or shelter).id
        return EditFacilities((FacilityEdit(TODAY_ID, facility_id, before, after),))

    merged = (
        step(shelter, moved(shelter, 1))
        .followed_by(step(None, other))
        .followed_by(step(moved(shelter, 1), moved(shelter, 2)))
    )
    assert merged.items == (
        FacilityEdit(TODAY_ID, shelter.id, shelter, moved(shelter, 2)),
        FacilityEdit(TODAY_ID, other.id, None, other),
    )


def test_the_same_facility_in_two_scenarios_merges_apart() -> None:
    shelter: Facility = Shelter(geometry=at(0, 0))
    first = EditFacilities((FacilityEdit(TODAY_ID, shelter.id, shelter, moved(shelter, 1)),))
    second = EditFacilities((FacilityEdit("a", shelter.id, shelter, moved(shelter, 1)),))
    assert len(first.followed_by(second).items) == 2


def test_an_inverse_runs_backwards_and_inverts_back() -> None:
    shelter: Facility = Shelter(geometry=at(0, 0))
    edit = EditFacilities(
        (
            FacilityEdit(TODAY_ID, shelter.id, None, shelter),
            FacilityEdit(TODAY_ID, shelter.id, shelter, moved(shelter, 1)),
        )
    )
    made = project()
    made.apply(edit)
    made.apply(edit.inverse())
    assert made.active.facilities == {}
    assert edit.inverse().inverse() == edit


@pytest.mark.parametrize("count", [0, 1, 3])
def test_facilities_are_indexed_by_id_in_their_order(count: int) -> None:
    shelters = [Shelter(geometry=at(i, 0)) for i in range(count)]
    found: Mapping[str, Facility] = indexed(shelters)
    assert list(found) == [one.id for one in shelters]
    assert list(found.values()) == shelters
