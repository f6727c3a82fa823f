"""The selected facility, or several at once: every field, checked while typing."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from models.access.measures import shelter_reach
from models.facilities.facility import Facility, Family, FieldSpec, Shelter, field_specs
from models.findings.numbers import exact, figure_text, significant, unit_name, within_text
from models.kernel.text import t
from models.shelters.fitting import fitting, fitting_text
from models.shelters.occupancy import occupancy_of
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.panels.siting import SitingSection, has_checks
from ui.widgets.editors import Editor, TextEditor, make_editor
from ui.widgets.parts import Section, label

ASKED_AREAS = ("effective_area_m2", "floor_area_m2")
"""Without this a facility counts for nothing: it is asked for together with the name."""
GROUPS = ("main", "custody", "functions", "state", "more")


class FieldGroup(QWidget):
    """Fields of one group in two columns: label and editor, with room for a complaint below."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(14, 2, 14, 4)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, 74)

    def add(self, name: QLabel, editor: Editor, complaint: QLabel) -> None:
        """Add a row."""
        row = self._grid.rowCount()
        self._grid.addWidget(name, row, 0)
        self._grid.addWidget(editor, row, 1)
        self._grid.addWidget(complaint, row + 1, 1)
        complaint.hide()


class FacilityForm(Retranslated, QScrollArea):
    """Form of the selected facilities; every change is one undo step.

    Signals
    -------
    title_changed(str)
        What the form is about.
    done
        The person pressed Enter and wants back to the map.
    """

    title_changed = Signal(str)
    done = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._editors: dict[str, Editor] = {}
        self._labels: dict[str, QLabel] = {}
        self._sections: dict[str, Section] = {}
        self._open_groups = {"main", "siting"}
        self._siting: SitingSection | None = None
        self._families: frozenset[Family] = frozenset()
        self._shown: tuple[str, frozenset[str]] = "", frozenset()
        # Scenario and facilities that the fields are about: what is typed is theirs, whatever is selected.
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._build(frozenset())
        # Several signals come with one edit: the form is filled once, after them.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.refresh)
        session.selection_changed.connect(self._later.start)
        session.assessed.connect(self._later.start)
        session.project_changed.connect(lambda _: self._later.start())
        session.project_replaced.connect(self._later.start)
        session.today_refused.connect(lambda _: self._later.start())
        session.doubted.connect(lambda *_: self._later.start())
        session.placed.connect(self._offer_name)
        session.live.connect(self._on_live)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self._families = frozenset()
        self.refresh()

    # -- listening -----------------------------------------------------------------------------------------
    def _offer_name(self, facility_id: str) -> None:
        """Ask for the name of what was placed; not of copies, so that the next paste goes to the map too."""
        facility = self._session.scenario.facilities.get(facility_id)
        if facility is None or self._session.selection != {facility_id}:
            return
        self.refresh()
        self.focus_name()

    def _on_accepted(self, field: str) -> None:
        """Enter: from the name to the area that is lacking, from anywhere else back to the map."""
        selected = self._session.selected
        lacking = self._lacking_area(selected[0]) if len(selected) == 1 and field == "name" else ""
        if lacking and isinstance(editor := self._editors.get(lacking), TextEditor):
            self.ensureWidgetVisible(editor)
            editor.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.done.emit()

    def _lacking_area(self, facility: Facility) -> str:
        """Field of the area that a facility lacks so that nobody can say what it adds; empty if none."""
        from models.shelters.values import areas

        for name in ASKED_AREAS:
            if getattr(facility, name, 0.0) is None:
                known = areas(facility, self._session.rules) if isinstance(facility, Shelter) else None
                return "" if known is not None and known.effective_m2 is not None else name
        return ""

    def focus_name(self) -> None:
        """Put the cursor into the name, all of it selected."""
        editor = self._editors.get("name")
        if isinstance(editor, TextEditor):
            self.ensureWidgetVisible(editor)
            editor.setFocus(Qt.FocusReason.OtherFocusReason)
            editor.selectAll()

    def editor(self, name: str) -> Editor:
        """Editor of a field."""
        return self._editors[name]

    # -- filling -------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Show the selected facilities."""
        self._later.stop()
        about = self._session.scenario.id, frozenset(one.id for one in self._session.selected)
        is_other = about != self._shown
        if is_other:
            for editor in self._editors.values():
                if isinstance(editor, TextEditor):
                    editor.finish()
            self._shown = about
        facilities = self._session.selected
        families = frozenset(facility.family for facility in facilities)
        if families != self._families:
            self._build(families)
        if not facilities:
            return
        lang = self._session.lang
        for name, editor in self._editors.items():
            values = {getattr(facility, name) for facility in facilities}
            mixed = len(values) > 1
            if not is_other and isinstance(editor, TextEditor) and editor.hasFocus() and editor.is_changed:
                continue  # never overwrite what is being typed
            if isinstance(editor, TextEditor):
                editor.setPlaceholderText(self._placeholder(name, facilities))
            editor.show_value(None if mixed else values.pop(), mixed=mixed, lang=lang)
        self._show_results(facilities)
        if self._siting is not None:
            self._siting.show_facility(facilities[0] if len(facilities) == 1 else None)
            self._settle()
        self.title_changed.emit(self._title(facilities))

    def _settle(self) -> None:
        """Let the form take its height now: until the event loop came round to it, it would look squeezed."""
        content = self.widget()
        layout = content.layout() if content is not None else None
        if layout is not None:
            layout.activate()
        QCoreApplication.sendPostedEvents(self.viewport(), int(QEvent.Type.LayoutRequest.value))

    def _build(self, families: frozenset[Family]) -> None:
        self._families = families
        self._open_groups |= {name for name, section in self._sections.items() if section.is_open}
        self._open_groups -= {name for name, section in self._sections.items() if not section.is_open}
        self._editors.clear()
        self._labels.clear()
        self._sections.clear()
        self._siting = None
        content = QWidget()
        content.setObjectName("panel")
        content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        box = QVBoxLayout(content)
        box.setContentsMargins(0, 2, 0, 8)
        box.setSpacing(2)
        if not families:
            self.setWidget(content)
            self.title_changed.emit("")
            return
        self._summary = label("muted", wrap=True)
        self._summary.setContentsMargins(14, 2, 14, 2)
        self._summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._warning = label("error", wrap=True)
        self._warning.setContentsMargins(14, 0, 14, 2)
        specs = common_specs(families)
        for group_name in GROUPS:
            members = [spec for spec in specs if spec.group == group_name]
            if not members:
                continue
            group = FieldGroup()
            for spec in members:
                self._add_field(group, spec)
            if group_name == "main":
                box.addWidget(group)
                box.addWidget(self._warning)
                box.addWidget(self._summary)
                if has_checks(families):
                    self._siting = SitingSection(self._session, is_open="siting" in self._open_groups)
                    self._sections["siting"] = self._siting.section
                    box.addWidget(self._siting)
            else:
                section = Section(group, is_open=group_name in self._open_groups)
                section.set_title(t(f"field_group.{group_name}", self._session.lang))
                section.setContentsMargins(8, 0, 0, 0)
                self._sections[group_name] = section
                box.addWidget(section)
        box.addStretch(1)
        self.setWidget(content)

    def _add_field(self, group: FieldGroup, spec: FieldSpec) -> None:
        lang = self._session.lang
        editor = make_editor(spec)
        text = t(f"field.{spec.name}", lang)
        if spec.unit:
            text = f"{text} ({unit_name(spec.unit, lang)})"
        name = QLabel(text)
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setProperty("role", "muted")
        name.setWordWrap(True)
        name.setBuddy(editor)
        editor.setAccessibleName(text)
        complaint = label("error", wrap=True)
        editor.edited.connect(lambda value, field=spec.name: self._commit(field, value))
        if isinstance(editor, TextEditor):
            editor.complained.connect(complaint.setText)
            editor.complained.connect(lambda why: complaint.setVisible(bool(why)))
            editor.accepted.connect(lambda field=spec.name: self._on_accepted(field))
        group.add(name, editor, complaint)
        self._editors[spec.name] = editor
        self._labels[spec.name] = name

    def _title(self, facilities: tuple[Facility, ...]) -> str:
        if len(facilities) > 1:
            return self.tr("{count} facilities selected").format(count=len(facilities))
        facility = facilities[0]
        return facility.name or self.tr("(no name)")

    # -- what was computed ---------------------------------------------------------------------------------
    def _placeholder(self, name: str, facilities: tuple[Facility, ...]) -> str:
        """What the program takes where nothing is stated: where a figure comes from is never a riddle."""
        assessment = self._session.assessment
        if len(facilities) != 1 or assessment is None:
            return ""
        facility = facilities[0]
        if name in ("effective_area_m2", "gross_area_m2"):
            result = assessment.shelters.get(facility.id)
            area = getattr(result, name) if result is not None else None
            if area is None:
                return ""
            if name == "gross_area_m2":
                return self.tr("{area} (outline)").format(area=significant(area))
            return self.tr("{area} estimated").format(area=significant(area))
        return ""

    def _show_results(self, facilities: tuple[Facility, ...], step: Any = None) -> None:
        """Show what was computed of a facility; during a drag, what its latest step tells."""
        lines = []
        if step is not None:
            lines = self._result_lines(step.facility, step.persons_in_reach, moves=True)
        elif len(facilities) == 1:
            lines = self._result_lines(facilities[0], None)
        self._summary.setText("\n".join(lines))
        self._summary.setVisible(bool(lines))
        warnings = self._warnings(facilities)
        self._warning.setText("\n".join(warnings))
        self._warning.setVisible(bool(warnings))

    def _result_lines(self, facility: Facility, persons: float | None, *, moves: bool = False) -> list[str]:
        assessment = self._session.assessment
        if assessment is None:
            return []
        lang = self._session.lang
        lines: list[str] = []
        unit_index = -1
        if shelter := assessment.shelters.get(facility.id):
            unit_index = shelter.unit_index
            if shelter.capacity_persons is not None:
                lines.append(
                    self.tr("Holds {count} people").format(count=significant(shelter.capacity_persons, 4))
                )
            if isinstance(facility, Shelter) and (
                fit := fitting_text(fitting(facility, self._session.rules), lang)
            ):
                lines.append(fit)
            people = getattr(facility, "occupancy_persons", None)
            if people:
                held = occupancy_of(people, shelter.capacity_persons)
                lines.append(
                    self.tr("{count} people placed: {state}").format(
                        count=exact(people), state=t(f"occupancy.{held.state}", lang)
                    )
                )
            inside = shelter.persons_in_radius if persons is None else persons
            reach = (
                shelter_reach(assessment.county, facility.shelter_class, self._session.rules)
                if isinstance(facility, Shelter)
                else None
            )
            if inside is not None and reach is not None and reach.is_told:
                radius = figure_text(reach.limit, reach.way.unit, lang)
                lines.append(
                    self.tr("{count} people {within}").format(
                        count=exact(round(inside)), within=within_text(radius, lang)
                    )
                )
        elif depot := assessment.depots.get(facility.id):
            unit_index = depot.unit_index
            if depot.persons_served is not None and not moves:  # by all depots, as they stood
                lines.append(
                    self.tr("Nearest depot of {count} people").format(
                        count=exact(round(depot.persons_served))
                    )
                )
            if depot.required_floor_area_m2 is not None and not moves:
                lines.append(
                    self.tr("Floor area asked for: {area}").format(
                        area=figure_text(depot.required_floor_area_m2, "m2", lang)
                    )
                )
        elif station := assessment.stations.get(facility.id):
            unit_index = station.unit_index
            if station.jurisdiction_area_m2 is not None and not moves:
                lines.append(
                    self.tr("Jurisdiction {area}, allowed {limit}").format(
                        area=figure_text(station.jurisdiction_area_m2, "m2", lang),
                        limit=figure_text(station.area_limit_m2, "m2", lang),
                    )
                )
            reached = station.persons_reached if persons is None else persons
            if reached is not None:
                lines.append(self.tr("Reaches {count} people").format(count=exact(round(reached))))
        elif facility.id in assessment.reached_persons:
            inside = assessment.reached_persons[facility.id] if persons is None else persons
            if inside is not None:
                lines.append(self.tr("Reaches {count} people").format(count=exact(round(inside))))
        elif not any(other.id == facility.id for other in assessment.facilities):
            lines.append(self.tr("Does not count in this scenario"))
        if moves:
            (unit_index,) = assessment.county.places.index_at(np.array([facility.location])).tolist()
        if 0 <= unit_index < len(assessment.units.names):
            lines.insert(0, self.tr("In {unit}").format(unit=assessment.units.names[unit_index]))
        return lines

    def _warnings(self, facilities: tuple[Facility, ...]) -> list[str]:
        assessment = self._session.assessment
        found: list[str] = []
        lang = self._session.lang
        for facility in facilities:
            if lacking := self._lacking_area(facility):
                text = self.tr("{field} is missing: without it nobody can say what it adds.")
                found.append(text.format(field=t(f"field.{lacking}", lang)))
            gross = getattr(facility, "gross_area_m2", None)
            effective = getattr(facility, "effective_area_m2", None)
            if gross is not None and effective is not None and effective > gross:
                found.append(self.tr("The effective area is larger than the gross area."))
            if assessment is not None and len(facilities) == 1:
                result = assessment.shelters.get(facility.id) or assessment.depots.get(facility.id)
                if result is not None and result.hazards:
                    names = term("explain.separator").join(result.hazards)
                    found.append(self.tr("Lies in: {hazards}").format(hazards=names))
        return list(dict.fromkeys(found))

    def _on_live(self, step: Any) -> None:
        facilities = self._session.selected
        if step is not None and len(facilities) == 1 and step.facility.id == facilities[0].id:
            if self._later.isActive():
                # A press selects and drags in one go: the form may not yet be about what is dragged.
                self.refresh()
            self._show_results(facilities, step)
            if self._siting is not None:
                self._siting.show_facility(step.facility)
        elif step is None and len(facilities) == 1:
            self._show_results(facilities)  # put back, it reaches whom it reached before
            if self._siting is not None:
                self._siting.show_facility(facilities[0])

    # -- editing -------------------------------------------------------------------------------------------
    def _commit(self, field: str, value: Any) -> None:
        scenario_id, ids = self._shown
        scenario = self._session.scenario
        shown = [
            scenario.facilities[i] for i in ids if i in scenario.facilities and scenario.id == scenario_id
        ]
        spec = next(spec for spec in common_specs(self._families) if spec.name == field)
        text = self.tr("Change {field}").format(field=term(f"field.{field}"))
        self._session.put_typed(shown, spec, value, text)


def common_specs(families: frozenset[Family]) -> tuple[FieldSpec, ...]:
    """Return the fields that all of some families have."""
    if not families:
        return ()
    first, *others = sorted(families)
    shared = [set(field_specs(family)) for family in others]
    return tuple(spec for spec in field_specs(first) if all(spec in specs for specs in shared))
