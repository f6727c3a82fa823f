"""What all pages of a sheet are made from."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar

from PySide6.QtGui import QPainter

from models.findings.results import Assessment
from models.kernel.text import Lang, t
from models.programme.phases import Phase
from models.project.project import Project
from models.project.scenario import TODAY_ID, Scenario
from reports.context import ReportContext, ScenarioResult
from reports.identity import identity_line
from reports.schedule import ScheduleRow, finish_years, schedule
from ui.cartography.options import SceneOptions
from ui.cartography.scene import Scene, build_scene
from ui.cartography.style import map_style
from ui.printing.ground import PrintedGround, printed_ground
from ui.printing.mapframe import Outlines
from ui.printing.page import Page
from ui.printing.sheet import (
    MapSheet,
    other_scenario,
    scenario_of,
    usual_words,
)

Made = TypeVar("Made")


class Desk:
    """What all pages of a sheet are made from.

    Parameters
    ----------
    context
        Results of every scenario.
    sheet
        Template, paper, words and choices.
    """

    def __init__(self, context: ReportContext, lang: Lang, sheet: MapSheet) -> None:
        self.context = context
        self.lang = lang
        self.sheet = sheet
        self.style = map_style(black_and_white=sheet.black_and_white)
        self.shown: ScenarioResult = context.results[scenario_of(context, sheet).id]
        self.other: ScenarioResult = context.results[other_scenario(context, sheet).id]
        self.usual = usual_words(context, lang, sheet)
        self._made: dict[Hashable, Any] = {}
        self._scenes: dict[tuple[str, SceneOptions], Scene] = {}

    def made(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What ``make`` returned when it was first asked for under this key: pages are laid out in turns."""
        if key not in self._made:
            self._made[key] = make()
        found: Made = self._made[key]
        return found

    @cached_property
    def project(self) -> Project:
        """The project with the layers that the sheet shows."""
        return self._with_layers(self.context.project)

    def _with_layers(self, project: Project) -> Project:
        wanted = self.sheet.layer_ids
        if wanted is None:
            return project
        copy = project.snapshot()
        copy.layers = tuple(layer.with_changes(visible=layer.id in wanted) for layer in project.layers)
        return copy

    @cached_property
    def identity(self) -> str:
        """What the sheet was made from, in one line."""
        return identity_line(self.context, self.lang)

    @cached_property
    def schedule(self) -> tuple[ScheduleRow, ...]:
        """Facilities that count in the scenario shown, with their numbers."""
        return schedule(self.shown)

    @cached_property
    def numbers(self) -> tuple[tuple[str, int], ...]:
        """(id, number) of each, as a scene takes them."""
        return tuple((row.facility.id, row.number) for row in self.schedule)

    @cached_property
    def finished(self) -> dict[str, int]:
        """Year in which each planned facility shall be finished, as far as one is said."""
        return finish_years(self.context.project.settings.projects, self.shown.scenario.facilities.values())

    @cached_property
    def outlines(self) -> Outlines:
        """Outlines of the townships, for the small maps that say where one lies."""
        return Outlines(list(self.shown.assessment.county.places.geometries))

    @property
    def today(self) -> ScenarioResult | None:
        """Results of today, if there are any."""
        return self.context.results.get(TODAY_ID)

    def word(self, name: str) -> str:
        """Word of the sheet, else the usual one."""
        own = getattr(self.sheet, name) or self.usual[name]
        if name != "sources" or self.ground is None:
            return str(own)
        basemap = self.ground.words(self.lang)
        return t("sheet.with_basemap", self.lang, names=own, basemap=basemap) if own else basemap

    def scene(self, result: ScenarioResult | None = None, **changes: object) -> Scene:
        """Scene of a scenario, the sheet's own by default; made once."""
        result = result or self.shown
        options = replace(self.sheet.options(self.lang, result.scenario), **changes)  # type: ignore[arg-type]
        key = (result.scenario.id, options)
        if key not in self._scenes:
            self._scenes[key] = self._built(self.project, result.scenario, result.assessment, options)
        return self._scenes[key]

    def _built(
        self, project: Project, scenario: Scenario, assessment: Assessment, options: SceneOptions
    ) -> Scene:
        if self.ground is None:
            return build_scene(project, scenario, assessment, options)
        scene = build_scene(project, scenario, assessment, replace(options, on_ground=True))
        return replace(scene, ground=self.ground)

    @cached_property
    def ground(self) -> PrintedGround | None:
        """The project's basemap, where the sheet shows it: not in grey, and not on the leader's small map."""
        sheet = self.sheet
        is_wanted = sheet.show_basemap and not sheet.black_and_white and sheet.template != "leader"
        return printed_ground(self.context.project) if is_wanted else None

    def scene_in(self, phase: Phase) -> Scene:
        """Scene of the scenario shown as it stands in a year."""
        options = self.sheet.options(self.lang, phase.scenario)
        return self._built(self._with_layers(phase.view.project), phase.scenario, phase.assessment, options)

    def page(self, scale: float) -> Page:
        """Page to measure letters with."""
        return Page(QPainter(), scale, self.style)
