"""Roads closed in the scenario that is shown: drawn or taken from hazard layers, and what that costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QMenu, QPushButton, QVBoxLayout, QWidget
from shapely.geometry.base import BaseGeometry

from models.county.closures import BRIDGES, Closure
from models.facilities.facility import Family, new_id
from models.findings.findings import Place
from models.kernel.progress import Work
from models.kernel.text import t
from models.project.edits import Change
from ui.analysis.resulttable import ROW_HEIGHT_PX, ResultTable, Told, numbers, words
from ui.analysis.roadspage import RoadsPage
from ui.core.i18n import term
from ui.core.session import Session
from ui.core.tasks import Task, TaskRunner
from ui.map.roadmarks import MarkedRoads
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import label
from ui.widgets.quiet import QuietBox

if TYPE_CHECKING:
    # What computes brings scipy: imported when it runs, so that the window shows first.
    from models.assessment.losses import ClosedRoads


class ClosuresPage(RoadsPage):
    """Barriers, on and off, each change one step that can be undone."""

    def __init__(self, session: Session, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(session, tasks, parent)
        self.draw_button, self.layer_button = QPushButton(), QPushButton()
        self.switch_button, self.remove_button = QPushButton(), QPushButton()
        self.layer_menu = QMenu(self)
        self.layer_button.setMenu(self.layer_menu)
        self.bridges_box, self.feet_box = QuietBox(), QCheckBox()
        for bridges in BRIDGES:
            self.bridges_box.addItem("", bridges)
        self.barriers = ResultTable()
        self.barriers.setFixedHeight(6 * ROW_HEIGHT_PX)
        self.barriers.wanted.connect(self._show_barrier)
        self.barriers.selectionModel().selectionChanged.connect(self._on_selected)
        self.measure_note = label("muted", wrap=True)
        for button in (self.draw_button, self.layer_button, self.switch_button, self.remove_button):
            button.setAutoDefault(False)
        self.draw_button.clicked.connect(self._draw)
        self.switch_button.clicked.connect(self._switch)
        self.remove_button.clicked.connect(self._remove)
        self.bridges_box.activated.connect(self._set_bridges)
        self.feet_box.clicked.connect(self._set_feet)
        self.lay_out([], [])
        self._put_barriers()
        session.barrier_drawn.connect(self.add_drawn)
        session.project_changed.connect(self._on_scenario)
        self.retranslate()

    def _put_barriers(self) -> None:
        above = FlowLayout()
        for button in (self.draw_button, self.layer_button):
            above.addWidget(button)
        for widget in (self.bridges_box, self.feet_box, self.switch_button, self.remove_button):
            above.addWidget(widget)
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        box.insertLayout(0, above)
        box.insertWidget(1, self.barriers)
        box.insertWidget(2, self.measure_note)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.draw_button.setText(term("roads.closures.draw"))
        self.draw_button.setToolTip(term("roads.closures.draw_hint"))
        self.layer_button.setText(term("roads.closures.from_layer"))
        self.remove_button.setText(term("roads.closures.remove"))
        self.feet_box.setText(term("roads.closures.feet"))
        for index, bridges in enumerate(BRIDGES):
            self.bridges_box.setItemText(index, term(f"roads.closures.bridges.{bridges}"))
        self.bridges_box.setAccessibleName(term("roads.closures.bridges_name"))
        self.barriers.setAccessibleName(term("roads.tab.closures"))
        self.hint.setText(term("roads.closures.hint"))
        super().retranslate()

    # -- the barriers --------------------------------------------------------------------------------------
    @property
    def closures(self) -> tuple[Closure, ...]:
        """Barriers of the scenario that is shown."""
        return self._session.scenario.closures

    def add_drawn(self, shape: BaseGeometry) -> None:
        """One more barrier, drawn on the map."""
        kind = "area" if shape.geom_type == "Polygon" else "line"
        name = term(f"roads.closures.{kind}_name", number=len(self.closures) + 1)
        self._put(
            (*self.closures, Closure(new_id(), name, shape)), term("roads.closures.step_add", name=name)
        )

    def add_layer(self, layer_id: str) -> None:
        """One more barrier: the areas of a hazard layer."""
        name = self._session.project.layer(layer_id).name
        closure = Closure(new_id(), name, layer_id=layer_id)
        self._put((*self.closures, closure), term("roads.closures.step_add", name=name))

    def _draw(self) -> None:
        self._session.tool_wanted.emit("barrier")

    def _selected(self) -> Closure | None:
        keys = self.barriers.selected_keys()
        return next((one for one in self.closures if one.id in keys), None)

    def _change(self, **changes: Any) -> None:
        chosen = self._selected()
        if chosen is not None:
            made = replace(chosen, **changes)
            rest = tuple(made if one.id == chosen.id else one for one in self.closures)
            self._put(rest, term("roads.closures.step_change", name=chosen.name))

    def _switch(self) -> None:
        chosen = self._selected()
        if chosen is not None:
            self._change(is_on=not chosen.is_on)

    def _set_bridges(self) -> None:
        self._change(bridges=self.bridges_box.currentData())

    def _set_feet(self) -> None:
        self._change(stops_feet=self.feet_box.isChecked())

    def _remove(self) -> None:
        chosen = self._selected()
        if chosen is not None:
            rest = tuple(one for one in self.closures if one.id != chosen.id)
            self._put(rest, term("roads.closures.step_remove", name=chosen.name))

    def _put(self, closures: tuple[Closure, ...], text: str) -> None:
        """Close other roads, as one step; what is measured by road is made ready before."""
        session = self._session
        if closures == self.closures:
            return
        project, scenario = session.project, session.scenario
        edit = project.scenario_edit(scenario.id, closures=closures)
        if project.settings.travel_by != "road":
            session.push(edit, text)
            return
        closed, rules, lacking = (
            replace(scenario, closures=closures),
            session.rules,
            project.lacking_in(scenario),
        )
        county, local = project.county_in(closed), project.settings.local

        def work() -> Work[None]:
            from models.access.roadpace import prepare
            from models.assessment.assess import assess

            yield from prepare(county, rules)
            assess(county, closed, rules, lacking, local)

        revision = project.revision
        task = Task(text, work, lambda _: session.push(edit, text), revision=revision, owner=self)
        self._tasks.start(task)

    def _on_scenario(self, change: Change) -> None:
        self.refresh()

    def _on_selected(self) -> None:
        chosen = self._selected()
        for widget in (self.bridges_box, self.feet_box, self.switch_button, self.remove_button):
            widget.setEnabled(chosen is not None)
        self.switch_button.setText(
            term("roads.closures.off" if chosen and chosen.is_on else "roads.closures.on")
        )
        if chosen is not None:
            with QSignalBlocker(self.bridges_box):
                self.bridges_box.setCurrentIndex(BRIDGES.index(chosen.bridges))
            self.feet_box.setChecked(chosen.stops_feet)

    def _shape_of(self, closure: Closure) -> BaseGeometry:
        from models.access.closing import shape_of

        return shape_of(closure, self._session.project.layers)

    def _show_barrier(self, keys: list[Any]) -> None:
        chosen = next((one for one in self.closures if one.id in keys), None)
        shape = None if chosen is None else self._shape_of(chosen)
        if chosen is not None and shape is not None and not shape.is_empty:
            self._session.show_place(Place("feature", chosen.id, chosen.name, shape.bounds))

    # -- running -------------------------------------------------------------------------------------------
    def work(self) -> Callable[[], Work[ClosedRoads]]:
        """What the barriers cost."""
        session = self._session
        open_, closed, rules = session.project.county, session.county, session.rules
        counted = {family: session.counted(family) for family in Family if family.spec.travel}

        def make() -> Work[ClosedRoads]:
            from models.assessment.losses import closing_costs

            return closing_costs(open_, closed, counted, rules)

        return make

    def doing(self) -> str:
        """What is being done."""
        return term("roads.closures.doing")

    def first_run(self) -> str:
        """Text of the button."""
        return term("roads.closures.run")

    # -- showing -------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Show the state of things."""
        self._fill_barriers()
        self._fill_layers()
        by_road = self._session.project.settings.travel_by == "road"
        self.measure_note.setText(term("roads.closures.by_road" if by_road else "roads.closures.not_by_road"))
        super().refresh()

    def send_flows(self) -> None:
        """The barriers stand on the map whether their costs are known or not."""
        self.flows_wanted.emit(self._marked() if self._is_shown else None)

    def _marked(self) -> MarkedRoads | None:
        shapes = [self._shape_of(one) for one in self.closures if one.is_on]
        shapes = [one for one in shapes if not one.is_empty]
        if not shapes:
            return None
        lines = np.empty(len(shapes), dtype=object)
        lines[:] = shapes
        return MarkedRoads(lines)

    def _fill_layers(self) -> None:
        self.layer_menu.clear()
        taken = {one.layer_id for one in self.closures}
        for layer in self._session.project.county.hazards:
            if layer.id not in taken and (shapely.get_dimensions(layer.geometries) > 0).any():
                action = self.layer_menu.addAction(layer.title(self._session.lang))
                action.triggered.connect(lambda _=False, layer_id=layer.id: self.add_layer(layer_id))
        self.layer_button.setEnabled(not self.layer_menu.isEmpty())

    def _fill_barriers(self) -> None:
        closures = self.closures
        columns = [
            words("on", term("roads.closures.state"), (
                term("roads.closures.is_on" if one.is_on else "roads.closures.is_off") for one in closures
            )),
            words("name", term("roads.closures.name"), (one.name for one in closures)),
            words("from", term("roads.closures.from"), (
                term("roads.closures.drawn" if one.shape is not None else "roads.closures.layer")
                for one in closures
            )),
            words("bridges", term("roads.closures.bridges_name"), (
                term(f"roads.closures.bridges.{one.bridges}") for one in closures
            )),
            words("feet", term("roads.closures.who"), (
                term("roads.closures.everybody" if one.stops_feet else "roads.closures.vehicles")
                for one in closures
            )),
        ]  # fmt: skip
        self.barriers.show_rows(columns, [one.id for one in closures], {})
        if len(closures) and not self.barriers.selected_keys():
            self.barriers.select_keys([closures[-1].id])
        self._on_selected()

    def show_result(self, result: ClosedRoads | None) -> None:
        """Fill texts and table."""
        if result is None:
            return
        lang = self._session.lang
        self.about.setText(
            term(
                "roads.closures.about",
                scenario=self.scenario_title,
                closed=f"{result.closed_m / 1000:,.1f}",
                all=f"{result.all_m / 1000:,.0f}",
            )
        )

        def share(persons: float) -> str:
            return f"{100 * persons / result.persons:.1f}%" if result.persons else t("verdict.nodata", lang)

        rows = result.families
        names = [t(f"family.{one.family}.plural", lang) for one in rows]

        def column(key: str, title: str, values: list[float], said: Callable[[float], str]) -> Told:
            return numbers(key, term(title), values, (said(value) for value in values))

        columns = [
            words("family", term("roads.lost.family"), names),
            column("limit", "roads.closures.limit", [one.limit_min for one in rows], "{:.4g}".format),
            column("before", "roads.closures.before", [one.before for one in rows], share),
            column("after", "roads.closures.after", [one.after for one in rows], share),
            column("late", "roads.closures.late", [one.before - one.after for one in rows], "{:,.0f}".format),
            column("cut", "roads.lost.cut", [one.cut for one in rows], "{:,.0f}".format),
        ]
        self.show_table(columns, list(range(len(rows))), {})
