"""The project as a drawable scene: built from the model, drawn by QPainter, the same for window and paper."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from models.county.demand import Demand
from models.county.layer import Layer, Role
from models.facilities.facility import Shelter
from models.findings.results import Assessment
from models.kernel.progress import run_to_end
from models.kernel.text import Lang
from models.project.project import Project
from models.project.scenario import Scenario
from models.shelters.occupancy import Occupancy, occupancy_of
from reports.schedule import finish_years
from ui.cartography import labels, layerdraw, legend
from ui.cartography.dots import draw_sized_dots, sizes_of
from ui.cartography.facilities import FacilitySet, draw_facilities
from ui.cartography.labelling import scene_labels
from ui.cartography.legend import LegendEntry
from ui.cartography.options import Parts, SceneOptions
from ui.cartography.paths import Chunk, chunks_of, rings_of
from ui.cartography.pens import Canvas
from ui.cartography.prepared import by_hazard, hazard_of, prepare
from ui.cartography.style import MapStyle, map_style
from ui.cartography.themes import Theme, theme_of
from ui.cartography.viewport import Bounds, Viewport

__all__ = ["LegendEntry", "Scene", "build_scene"]

AREAS_ON_GROUND = 0.6
"""Colours of the townships let a basemap through."""
BORDER_ROLES = (Role.TOWNSHIPS, Role.SEAT, Role.COUNTY)
"""Administrative borders lie above all other lines, the county's on top."""


@dataclass(frozen=True, eq=False)
class Scene:
    """What :func:`build_scene` returns: immutable, cheap to build again, drawable any number of times.

    Attributes
    ----------
    layers
        Visible layers, topmost first; one whose zones are of several kinds of hazard stands once for each.
    home, land
        Layers whose areas are the county: whether shown or not, and those that are shown.
    region
        Region within reach of ``region_key``, as paths in metres.
    uncovered_xy
        Places outside the reach of ``uncovered_key``, shape (n, 2), metres.
    uncovered_persons
        Residents of each, shape (n,); NaN unknown.
    ground
        Draws a basemap under it, given painter and viewport, where nobody else does.
    """

    options: SceneOptions
    style: MapStyle
    layers: tuple[Layer, ...]
    home: tuple[Layer, ...]
    land: tuple[Layer, ...]
    facilities: FacilitySet
    theme: Theme | None
    demand: Demand
    region: tuple[Chunk, ...]
    region_key: str | None
    uncovered_xy: np.ndarray
    uncovered_persons: np.ndarray
    uncovered_key: str | None
    crs_epsg: int
    ground: Callable[[QPainter, Viewport], None] | None = None

    @cached_property
    def bounds(self) -> Bounds | None:
        """(minx, miny, maxx, maxy) of the county, else of all there is; ``None`` when there is nothing."""
        boxes = [prepare(layer).bounds for layer in self.home or self.layers]
        if len(self.facilities) and not self.home:
            boxes.append(np.hstack((self.facilities.xy, self.facilities.xy)))
        found = np.vstack(boxes) if boxes else np.empty((0, 4))
        found = found[np.isfinite(found).all(axis=1)]
        if not len(found):
            return None
        low, high = found[:, :2].min(axis=0), found[:, 2:].max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def draw(
        self,
        painter: QPainter,
        viewport: Viewport,
        parts: Parts = Parts.ALL,
        *,
        keep_inside: QRectF | None = None,
        keep_off: Sequence[QRectF] = (),
    ) -> None:
        """Draw parts of the scene, bottom to top.

        Parameters
        ----------
        keep_inside
            Pixels that labels lie wholly inside or wholly outside of (the visible part of a larger picture);
            the whole picture when ``None``.
        keep_off
            Pixels that something else will cover: no label stands there.
        """
        for _ in self.steps(painter, viewport, parts, keep_inside=keep_inside, keep_off=keep_off):
            pass

    def steps(
        self,
        painter: QPainter,
        viewport: Viewport,
        parts: Parts = Parts.ALL,
        *,
        keep_inside: QRectF | None = None,
        keep_off: Sequence[QRectF] = (),
        only: QRectF | None = None,
        but: QRectF | None = None,
        seen: QRectF | None = None,
    ) -> Iterator[None]:
        """Draw the same step by step: a window can do other things between them, and give up.

        Parameters
        ----------
        only, but, seen
            Whole pixels that are to be drawn first, those that were, and those that somebody sees: see
            :class:`Canvas`.
        """
        canvas = Canvas(painter, viewport, self.style, self.options, only, but, seen)
        painter.save()
        canvas.clip()
        try:
            if Parts.BASE in parts:
                yield from self._draw_base(canvas)
            if Parts.FACILITIES in parts and self.options.show_facilities:
                yield from draw_facilities(canvas, self.facilities)
                yield
            if Parts.LABELS in parts and self.options.show_labels:
                placed = yield from self._placing(canvas, keep_inside or viewport.rect_px, keep_off)
                yield
                yield from labels.draw(canvas, placed)
        finally:
            painter.restore()

    def _draw_base(self, canvas: Canvas) -> Iterator[None]:
        style = self.style
        if not self.options.on_ground:
            canvas.painter.fillRect(canvas.viewport.rect_px, style.page.paper.q)
            yield from layerdraw.draw_land(canvas, self.land)
        elif self.ground is not None:
            canvas.painter.fillRect(canvas.viewport.rect_px, style.page.paper.q)
            self.ground(canvas.painter, canvas.viewport)
        yield
        bottom_up = tuple(reversed(self.layers))
        looks = {layer: style.layer(layer.role, layer.style, hazard_of(layer)) for layer in bottom_up}
        canvas.painter.setOpacity(AREAS_ON_GROUND if self.options.on_ground else 1.0)
        for layer in bottom_up:
            if self.theme is not None and layer.id == self.theme.layer_id:
                yield from layerdraw.draw_theme(canvas, layer, self.theme)
        canvas.painter.setOpacity(1.0)
        for layer in bottom_up:
            yield from layerdraw.draw_areas(canvas, layer, looks[layer])
        if self.region_key is not None:
            family = style.coverage.family_of(self.region_key)
            layerdraw.draw_coverage(canvas, self.region, style.family[family].color.q)
        for layer in sorted(bottom_up, key=_border_order):
            yield from layerdraw.draw_lines(canvas, layer, looks[layer])
        for layer in bottom_up:
            layerdraw.draw_points(canvas, layer, looks[layer])
            yield
        if len(self.uncovered_xy):
            factor = style.scaling.symbol_factor(canvas.viewport.scale_denominator)
            coverage = style.coverage
            size_pt = coverage.uncovered_size_pt * factor
            draw_sized_dots(
                canvas, self.uncovered_xy, coverage.uncovered.q, size_pt, sizes_of(self.uncovered_persons)
            )

    def placed_labels(
        self, canvas: Canvas, keep_inside: QRectF, keep_off: Sequence[QRectF] = ()
    ) -> tuple[labels.Placed, ...]:
        """Labels of the picture and where they stand."""
        return run_to_end(self._placing(canvas, keep_inside, keep_off))

    def _placing(
        self, canvas: Canvas, keep_inside: QRectF, keep_off: Sequence[QRectF]
    ) -> Generator[None, None, tuple[labels.Placed, ...]]:
        facilities = self.facilities if self.options.show_facilities else None
        wanted: list[labels.Label] = []
        for part in scene_labels(canvas, self.layers, facilities, self.theme, self.demand, keep_inside):
            wanted += part
            yield
        symbols = np.empty((0, 4))
        if facilities is not None:
            symbols = facilities.rects_px(canvas.viewport, apart=self.options.for_print)
        return (yield from labels.placing(canvas, wanted, symbols, keep_inside, keep_off))

    def recoloured(self, before: Scene) -> tuple[Bounds, ...] | None:
        """Where the county looks different from another scene of it.

        Returns
        -------
        Box of each unit that has another colour, project metres; ``None`` where more may differ than these
        colours.
        """
        now, then = self.theme, before.theme
        if now is None or then is None or not self._has_ground_of(before):
            return None
        if (now.key, now.layer_id, now.breaks, now.colours) != (
            then.key, then.layer_id, then.breaks, then.colours,
        ):  # fmt: skip
            return None
        layer = next(layer for layer in self.layers if layer.id == now.layer_id)
        boxes = prepare(layer).bounds[: len(now.classes)]
        return tuple((x0, y0, x1, y1) for x0, y0, x1, y1 in boxes[now.classes != then.classes].tolist())

    def _has_ground_of(self, other: Scene) -> bool:
        """Whether all but units and facilities is drawn alike; where that is not easily told it is not."""

        def look(scene: Scene) -> SceneOptions:
            return replace(scene.options, hidden_facility_ids=frozenset())

        return (
            self.region_key is None
            and other.region_key is None
            and self.ground is other.ground
            and self.style is other.style
            and look(self) == look(other)
            and [*map(_drawn_of, self.layers)] == [*map(_drawn_of, other.layers)]
            and np.array_equal(self.uncovered_xy, other.uncovered_xy)
            and np.array_equal(self.uncovered_persons, other.uncovered_persons)
        )

    @property
    def lang(self) -> Lang:
        """Language of the map's own words."""
        return self.options.lang

    def legend(self, viewport: Viewport | None = None) -> tuple[LegendEntry, ...]:
        """Entries for what the scene shows, with counts: figures first, then facilities, then the ground.

        Parameters
        ----------
        viewport
            Facilities that are left out at its scale are not counted; all are when ``None``.
        """
        entries = legend.theme_entries(self.theme, self.style, self.lang)
        if self.options.show_facilities:
            denominator = viewport.scale_denominator if viewport is not None else 0.0
            entries += legend.facility_entries(
                self.facilities.symbols_at(denominator), self.options, self.facilities.bands
            )
        entries += legend.coverage_entries(
            self.region_key, self.uncovered_key, len(self.uncovered_xy), self.style, self.lang
        )
        entries += legend.ground_entries(self.layers, self.style, self.lang)
        return tuple(entries)

    def facility_ids_at(
        self, pixel: QPointF, viewport: Viewport, tolerance_px: float = 3.0
    ) -> tuple[str, ...]:
        """Facilities whose symbol or outline is at a pixel, topmost first."""
        return self.facilities.at(pixel, viewport, tolerance_px)

    def facility_ids_in(self, rect_px: QRectF, viewport: Viewport) -> tuple[str, ...]:
        """Facilities whose position is inside a rectangle of pixels."""
        left, top = viewport.to_metres(rect_px.topLeft())
        right, bottom = viewport.to_metres(rect_px.bottomRight())
        return self.facilities.inside((left, bottom), (right, top), viewport)


def _drawn_of(layer: Layer) -> tuple[object, ...]:
    """What the picture of a layer is made of; its table is never changed, only replaced."""
    return id(layer.features), layer.role, layer.name, layer.opacity, layer.style


def _border_order(layer: Layer) -> int:
    return BORDER_ROLES.index(layer.role) + 1 if layer.role in BORDER_ROLES else 0


def build_scene(
    project: Project, scenario: Scenario, assessment: Assessment | None, options: SceneOptions
) -> Scene:
    """Make the scene of a scenario.

    Geometry that has been prepared for a layer before is used again: a new scene after an edit costs little.
    Without an assessment nothing is coloured by figures.
    """
    style = map_style(options.dark, options.black_and_white)
    visible = tuple(
        part for layer in project.layers if layer.visible and len(layer) for part in by_hazard(layer)
    )
    theme = theme_of(project, assessment, options.theme, style)
    if theme is not None and theme.layer_id not in {layer.id for layer in visible}:
        theme = None
    region: tuple[Chunk, ...] = ()
    region_key = None
    uncovered, uncovered_persons = np.empty((0, 2)), np.empty(0)
    uncovered_key = None
    demand = project.county.demand
    if assessment is not None:
        reached = assessment.regions.get(options.coverage_key or "")
        if reached is not None:
            region_key = options.coverage_key
            shapes = np.full(1, reached, dtype=object)
            region = chunks_of(rings_of(shapes[~shapely.is_empty(shapes)]))
        key = options.coverage_key or style.coverage.default_key
        covered = assessment.covered.get(key)
        if options.show_uncovered and covered is not None and len(covered) == len(demand) and len(demand):
            uncovered, uncovered_key = demand.xy[~covered], key
            uncovered_persons = demand.population_persons[~covered]
    shown = (
        facility
        for facility in scenario.facilities.values()
        if facility.id not in options.hidden_facility_ids
    )
    return Scene(
        options=options,
        style=style,
        layers=visible,
        home=_county_areas(project.layers),
        land=_county_areas(visible),
        facilities=FacilitySet.of(
            shown,
            style,
            _occupancies(scenario, assessment),
            finish_years(project.settings.projects, scenario.facilities.values()),
        ),
        theme=theme,
        demand=demand,
        region=region,
        region_key=region_key,
        uncovered_xy=uncovered,
        uncovered_persons=uncovered_persons,
        uncovered_key=uncovered_key,
        crs_epsg=project.settings.crs_epsg,
    )


def _occupancies(scenario: Scenario, assessment: Assessment | None) -> dict[str, Occupancy]:
    """Shelters with people in them, by id."""
    rooms = {} if assessment is None else assessment.shelters
    return {
        one.id: occupancy_of(
            one.occupancy_persons, rooms[one.id].capacity_persons if one.id in rooms else None
        )
        for one in scenario.facilities.values()
        if isinstance(one, Shelter) and one.occupancy_persons
    }


def _county_areas(layers: Sequence[Layer]) -> tuple[Layer, ...]:
    """Those of some layers whose areas are the county's land: its own outline, else its townships."""
    for role in (Role.COUNTY, Role.TOWNSHIPS):
        found = tuple(
            layer for layer in layers if layer.role == role and len(layer) and prepare(layer).has_areas
        )
        if found:
            return found
    return ()
