"""The project: layers, scenarios and settings, changed only through edits, telling of each by one signal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, ClassVar

from psygnal import Signal

from models.county.closures import Closure
from models.county.county import County
from models.county.layer import FACILITY_ROLES, Layer, Role
from models.county.unplaced import UnplacedSite, sites_of
from models.facilities.facility import Facility, Family, Status, counts_in, new_id
from models.findings.lacking import NO_LIST, Lacking
from models.kernel.errors import HavenError
from models.kernel.remark import Remark
from models.project.edits import (
    Change,
    Edit,
    EditFacilities,
    EditLayers,
    EditScenarios,
    EditSettings,
    FacilityEdit,
    Part,
)
from models.project.scenario import TODAY_ID, Scenario
from models.project.settings import Settings

UNPLACED = "import.problem.rows_without_coordinates"
UNPLACED_SITES = "import.problem.sites_by_township"
"""What an import says of rows that it could not place."""

MOST_CLOSED = 4
"""Counties with closed roads that are kept, each with all that is known of it."""


class Project:
    """Everything one file holds.

    Nothing but :meth:`apply` changes a project. Each call emits ``changed`` once, after the change.

    Attributes
    ----------
    revision
        Grows with every change; work that started on an older revision must not be committed.
    remarks
        What was found and done when the project was read from its file, ``left_out`` included.
    left_out
        What the file holds and this project does not, because it could not be read. As long as there is any
        the project is not written over a file, and no document is made of it.
    """

    changed: ClassVar[Signal] = Signal(Change)

    def __init__(
        self,
        settings: Settings | None = None,
        layers: Iterable[Layer] = (),
        scenarios: Iterable[Scenario] = (),
        active_scenario_id: str = TODAY_ID,
        ui_state: Mapping[str, Any] | None = None,
    ) -> None:
        self.settings = settings or Settings()
        self.layers: tuple[Layer, ...] = tuple(layers)
        found = tuple(scenarios)
        if not any(scenario.is_today for scenario in found):
            found = (Scenario(TODAY_ID, ""), *found)
        self.scenarios: tuple[Scenario, ...] = found
        self.active_scenario_id = active_scenario_id
        if active_scenario_id not in {scenario.id for scenario in found}:
            self.active_scenario_id = TODAY_ID
        self.ui_state: dict[str, Any] = dict(ui_state or {})
        self.revision = 0
        self.remarks: tuple[Remark, ...] = ()
        self._left_out: tuple[Remark, ...] = ()
        self._county: County | None = None
        self._closed: tuple[County, dict[tuple[Closure, ...], County]] | None = None

    # -- reading -------------------------------------------------------------------------------------------
    @property
    def county(self) -> County:
        """The county made from the layers; kept until a layer is added or removed."""
        if self._county is None:
            self._county = County.from_layers(
                self.layers,
                name=self.settings.county_name,
                code=self.settings.county_code,
                people=self.settings.people,
                unread=self.unread,
                hazard_levels=self.settings.hazard_levels,
                unplaced=self._unplaced(),
                travel_by=self.settings.travel_by,
                unplaced_sites=self._unplaced_sites(),
            )
        return self._county

    def county_in(self, scenario: Scenario) -> County:
        """The county with the roads that a scenario closes; kept, so that what is known of it is too."""
        county = self.county
        if not scenario.closures:
            return county
        if self._closed is None or self._closed[0] is not county:
            self._closed = (county, {})
        kept = self._closed[1]
        found = kept.pop(scenario.closures, None) or county.closed(scenario.closures)
        kept[scenario.closures] = found
        while len(kept) > MOST_CLOSED:
            del kept[next(iter(kept))]
        return found

    @property
    def left_out(self) -> tuple[Remark, ...]:
        """What the file holds and this project does not; see the class."""
        return self._left_out

    @left_out.setter
    def left_out(self, remarks: tuple[Remark, ...]) -> None:
        before = self.unread
        self._left_out = remarks
        if self.unread != before:
            self._county = None

    @property
    def unread(self) -> frozenset[Family]:
        """Families of facilities of which nothing could be read from the file."""
        return frozenset(Family(remark.unread) for remark in self._left_out if remark.unread)

    @property
    def active(self) -> Scenario:
        """The scenario that the map shows and edits change."""
        return self.scenario(self.active_scenario_id)

    def scenario(self, scenario_id: str) -> Scenario:
        """Scenario by id; KeyError if there is none."""
        for scenario in self.scenarios:
            if scenario.id == scenario_id:
                return scenario
        raise KeyError(scenario_id)

    def layer(self, layer_id: str) -> Layer:
        """Layer by id; KeyError if there is none."""
        for layer in self.layers:
            if layer.id == layer_id:
                return layer
        raise KeyError(layer_id)

    def layers_of(self, role: Role) -> tuple[Layer, ...]:
        """Layers of one role, topmost first."""
        return tuple(layer for layer in self.layers if layer.role == role)

    def lacking_in(self, scenario: Scenario) -> Lacking:
        """Families of which a scenario says nothing: no list was read of them, and it builds none.

        Facilities planned by hand say nothing of those that there are: a scenario without them, as
        today's, has no data of their family, not zero. Candidate sites that a list of shelters names say that
        there is none yet; schools and parks of a map that were read as sites say nothing of shelters.
        """
        roles = {file.role for file in self.settings.facility_files}
        there = {
            one.family
            for one in scenario.facilities.values()
            if counts_in(one.status, today=scenario.is_today)
        }
        for every in self.scenarios:
            for one in every.facilities.values():
                if one.family in there:
                    continue
                is_listed = one.family.spec.role in roles or one.status == Status.EXISTING
                if is_listed or (
                    one.status == Status.CANDIDATE and one.family.spec.candidate_role not in roles
                ):
                    there.add(one.family)
        unread = {family: f"unread_{family}" for family in self.unread}
        return {family: item for family, item in {**NO_LIST, **unread}.items() if family not in there}

    def _unplaced(self) -> Mapping[Family, int]:
        """Facilities that stand in the files without a place on the map, by family."""
        found: dict[Family, int] = {}
        for file in self.settings.facility_files:
            count = sum(
                int(values.get("count", 0)) for key, values in file.provenance.problems if key == UNPLACED
            )
            family = FACILITY_ROLES.get(Role(file.role)) if file.role in set(Role) else None
            if family is not None and count:
                found[family] = found.get(family, 0) + count
        return found

    def _unplaced_sites(self) -> tuple[UnplacedSite, ...]:
        """Those of them whose township and area the files state."""
        found: list[UnplacedSite] = []
        for file in self.settings.facility_files:
            family = FACILITY_ROLES.get(Role(file.role)) if file.role in set(Role) else None
            for key, values in file.provenance.problems:
                if key == UNPLACED_SITES and family is not None:
                    found += sites_of(family, values.get("sites", ()))
        return tuple(found)

    def check_whole(self) -> None:
        """Refuse to make a document as long as parts of the file are left out (``HavenError``)."""
        if self.left_out:
            raise HavenError("project_incomplete_document", name=self.settings.name, count=len(self.left_out))

    def check_facilities_read(self) -> None:
        """Refuse an analysis as long as whole families of facilities are left out (``HavenError``)."""
        if self.unread:
            raise HavenError("facilities_unread", name=self.settings.name)

    def snapshot(self) -> Project:
        """Copy that stays as it is while this one is edited on: what work on another thread reads.

        Everything inside is immutable and shared, the county too.
        """
        copy = Project(self.settings, self.layers, self.scenarios, self.active_scenario_id, self.ui_state)
        copy.revision = self.revision
        copy.remarks, copy.left_out = self.remarks, self.left_out
        copy._county = self.county
        copy._closed = None if self._closed is None else (self._closed[0], dict(self._closed[1]))
        return copy

    def view(self, settings: Settings, scenarios: tuple[Scenario, ...]) -> Project:
        """The same project with other scenarios, and settings that its land does not follow."""
        copy = self.snapshot()
        copy.settings, copy.scenarios, copy._closed = settings, scenarios, None
        copy._county = self.county.of_people(settings.people)
        return copy

    # -- making edits --------------------------------------------------------------------------------------
    def facility_edit(
        self, changes: Mapping[str, Facility | None], scenario_id: str | None = None
    ) -> EditFacilities:
        """Edit that puts each id of ``changes`` to its new value (``None`` deletes) in one scenario.

        Today is the base of every plan: an edit to today also reaches each plan that still holds the very
        same facility (or, for a new one, does not know its id), and leaves plans alone that changed it.
        """
        target = self.scenario(scenario_id or self.active_scenario_id)
        others = [plan for plan in self.scenarios if plan.id != target.id] if target.is_today else []
        items: list[FacilityEdit] = []
        for facility_id, after in changes.items():
            before = target.facilities.get(facility_id)
            items.append(FacilityEdit(target.id, facility_id, before, after))
            items.extend(
                FacilityEdit(plan.id, facility_id, before, after)
                for plan in others
                if plan.facilities.get(facility_id) == before
            )
        return EditFacilities(tuple(items))

    def layers_edit(self, layers: Iterable[Layer]) -> EditLayers:
        """Edit that replaces the list of layers."""
        return EditLayers(self.layers, tuple(layers))

    def layer_edit(self, layer_id: str, **changes: Any) -> EditLayers:
        """Edit that changes how one layer is named, shown or styled."""
        return self.layers_edit(
            layer.with_changes(**changes) if layer.id == layer_id else layer for layer in self.layers
        )

    def settings_edit(self, **changes: Any) -> EditSettings:
        """Edit that changes some settings."""
        return EditSettings(self.settings, replace(self.settings, **changes))

    def duplicate_edit(
        self, scenario_id: str, name: str, new_scenario_id: str | None = None
    ) -> EditScenarios:
        """Edit that adds a plan which starts as a copy of another scenario."""
        source = self.scenario(scenario_id)
        copy = replace(source, id=new_scenario_id or new_id(), name=name)
        position = self.scenarios.index(source) + 1
        return EditScenarios(
            self.scenarios,
            (*self.scenarios[:position], copy, *self.scenarios[position:]),
        )

    def planned_edit(
        self, scenario_id: str, name: str, facilities: Iterable[Facility], new_scenario_id: str
    ) -> EditScenarios:
        """Edit that adds a plan: a copy of another scenario with some facilities planned in it."""
        edit = self.duplicate_edit(scenario_id, name, new_scenario_id)
        planned = {one.id: replace(one, status=Status.PLANNED.value) for one in facilities}
        after = tuple(
            replace(one, facilities=MappingProxyType({**one.facilities, **planned}))
            if one.id == new_scenario_id
            else one
            for one in edit.after
        )
        return EditScenarios(edit.before, after)

    def remove_scenario_edit(self, scenario_id: str) -> EditScenarios:
        """Edit that removes a plan; today cannot be removed (ValueError)."""
        if scenario_id == TODAY_ID:
            raise ValueError("today cannot be removed")
        kept = tuple(scenario for scenario in self.scenarios if scenario.id != scenario_id)
        return EditScenarios(self.scenarios, kept)

    def scenario_edit(self, scenario_id: str, **changes: Any) -> EditScenarios:
        """Edit that renames a scenario, changes its note, closes roads in it or says who has to leave."""
        return EditScenarios(
            self.scenarios,
            tuple(
                replace(scenario, **changes) if scenario.id == scenario_id else scenario
                for scenario in self.scenarios
            ),
        )

    # -- changing ------------------------------------------------------------------------------------------
    def apply(self, edit: Edit) -> Change:
        """Carry out an edit and tell of it. Returns the change that was emitted."""
        change = self._apply(edit)
        self.revision += 1
        self.changed.emit(change)
        return change

    def activate(self, scenario_id: str) -> None:
        """Show another scenario. Not an edit: it is a view of the same data, so it cannot be undone."""
        if scenario_id == self.active_scenario_id:
            return
        self.active_scenario_id = self.scenario(scenario_id).id
        self.changed.emit(Change(frozenset({Part.ACTIVE_SCENARIO}), scenario_ids=frozenset({scenario_id})))

    def _apply(self, edit: Edit) -> Change:
        if isinstance(edit, EditFacilities):
            return self._apply_facilities(edit)
        if isinstance(edit, EditLayers):
            return self._apply_layers(edit)
        if isinstance(edit, EditScenarios):
            return self._apply_scenarios(edit)
        if isinstance(edit, EditSettings):
            before = self.settings
            self.settings = edit.after
            if _about_county(before) != _about_county(edit.after):
                self._county = None
            elif self._county is not None:
                self._county = self._county.measured(edit.after.travel_by)
            return Change(frozenset({Part.SETTINGS}))
        changes = [self._apply(item) for item in edit.items]
        return Change(
            frozenset().union(*(change.parts for change in changes)),
            frozenset().union(*(change.scenario_ids for change in changes)),
            frozenset().union(*(change.facility_ids for change in changes)),
            frozenset().union(*(change.layer_ids for change in changes)),
        )

    def _apply_facilities(self, edit: EditFacilities) -> Change:
        grouped: dict[str, dict[str, Facility | None]] = {}
        for item in edit.items:
            grouped.setdefault(item.scenario_id, {})[item.facility_id] = item.after
        updated: list[Scenario] = []
        for scenario in self.scenarios:
            changes = grouped.get(scenario.id)
            if changes is not None:
                facilities = dict(scenario.facilities)
                for facility_id, after in changes.items():
                    if after is None:
                        facilities.pop(facility_id, None)
                    else:
                        facilities[facility_id] = after
                scenario = replace(scenario, facilities=MappingProxyType(facilities))
            updated.append(scenario)
        self.scenarios = tuple(updated)
        return Change(
            frozenset({Part.FACILITIES}),
            scenario_ids=frozenset(grouped),
            facility_ids=frozenset(item.facility_id for item in edit.items),
        )

    def _apply_layers(self, edit: EditLayers) -> Change:
        old = {layer.id: layer for layer in self.layers}
        new = {layer.id: layer for layer in edit.after}
        self.layers = edit.after
        touched = {
            layer_id
            for layer_id in old.keys() | new.keys()
            if layer_id not in old or layer_id not in new or old[layer_id] is not new[layer_id]
        }
        same_content = old.keys() == new.keys() and all(
            old[layer_id].features is new[layer_id].features and old[layer_id].role == new[layer_id].role
            for layer_id in old
        )
        if same_content:
            return Change(frozenset({Part.LAYER_LOOKS}), layer_ids=frozenset(touched))
        self._county = None
        return Change(frozenset({Part.LAYERS, Part.LAYER_LOOKS}), layer_ids=frozenset(touched))

    def _apply_scenarios(self, edit: EditScenarios) -> Change:
        closed = {scenario.id: scenario.closures for scenario in self.scenarios}
        # Facilities may have been edited since the command was made, and undone again: an id that stays keeps
        # its present facilities, so that only the list itself (order, names, notes) is replaced.
        present = {scenario.id: scenario.facilities for scenario in self.scenarios}
        self.scenarios = tuple(
            replace(scenario, facilities=present.get(scenario.id, scenario.facilities))
            for scenario in edit.after
        )
        ids = {scenario.id for scenario in self.scenarios}
        parts = {Part.SCENARIOS}
        if self.active_scenario_id not in ids:
            self.active_scenario_id = TODAY_ID
            parts.add(Part.ACTIVE_SCENARIO)
        after = {scenario.id: scenario.closures for scenario in self.scenarios}
        touched = {one for one in closed.keys() & ids if closed[one] != after[one]}
        return Change(frozenset(parts), scenario_ids=frozenset((closed.keys() ^ ids) | touched))


def _about_county(settings: Settings) -> tuple[object, ...]:
    """What the county is made with, besides its layers."""
    return (
        settings.county_name,
        settings.county_code,
        settings.people,
        settings.hazard_levels,
        settings.facility_files,
    )
