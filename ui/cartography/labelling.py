"""What is written on the map: townships with their figure, facilities, places, hazards, waters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QRectF

from models.county.demand import Demand
from models.county.layer import Layer, Role
from models.county.points import xy_of
from models.facilities.facility import Facility, Shelter, Status
from models.facilities.shelter import state_word
from models.kernel.arrays import Bools, Floats, Ints
from models.kernel.prepared import holds
from models.kernel.text import t
from ui.cartography.facilities import FacilitySet
from ui.cartography.labels import MOST_LABELS, Label, Line, spread
from ui.cartography.paths import POLYGON_TYPES
from ui.cartography.pens import Canvas
from ui.cartography.prepared import PreparedGeometry, hazard_of, prepare
from ui.cartography.symbols import ring_room_px
from ui.cartography.themes import Theme

NAMED_ROLES = {Role.HAZARDS: "hazard", Role.WATER: "water"}
"""Roles whose features carry their names without being asked to, and the letters they use."""
SMALLER = 0.8
"""Size of a township's letters where the usual ones find no place."""
_SLIVER_PT = 26.0
"""Part of a unit at the edge of a printed map that is too narrow, or too low, to bear a name."""
MOST_LED = 150
"""Townships of which none goes without its label on paper; where there are more the small ones give way."""


def scene_labels(
    canvas: Canvas,
    layers: Sequence[Layer],
    facilities: FacilitySet | None,
    theme: Theme | None,
    demand: Demand,
    keep_inside: QRectF,
) -> Iterator[list[Label]]:
    """Every label that the picture would like to have, as far as it is in sight, layer by layer."""
    for layer in layers:
        if layer.style.show_labels is False:
            continue
        if layer.role == Role.TOWNSHIPS:
            yield list(_unit_labels(canvas, layer, theme, keep_inside, "township"))
        elif layer.role == Role.COUNTY and theme is not None and theme.layer_id == layer.id:
            yield list(_unit_labels(canvas, layer, theme, keep_inside, "seat"))
        elif layer.id == demand.layer_id:
            yield list(_place_labels(canvas, demand))
        elif layer.role in NAMED_ROLES and layer.style.show_labels is not True:
            yield list(_feature_labels(canvas, layer, NAMED_ROLES[layer.role]))
        elif layer.style.show_labels:
            yield list(_feature_labels(canvas, layer, "layer"))
    if facilities is not None and len(facilities):
        yield list(_facility_labels(canvas, facilities))
    if canvas.options.numbered_places and len(demand):
        yield list(_place_numbers(canvas, demand))


def _is_shown(canvas: Canvas, kind: str) -> bool:
    limit = canvas.style.label[kind].max_denominator
    return limit is None or canvas.viewport.scale_denominator <= limit


def _inside(pixels: Floats, canvas: Canvas) -> Ints:
    size = np.array([canvas.viewport.width_px, canvas.viewport.height_px])
    return np.flatnonzero(((pixels >= 0) & (pixels <= size)).all(axis=1))


def _unit_labels(
    canvas: Canvas, layer: Layer, theme: Theme | None, keep_inside: QRectF, kind: str
) -> Iterable[Label]:
    """Name and figure of each unit, inside the part of it that is in sight."""
    viewport, style = canvas.viewport, canvas.style
    prepared = prepare(layer)
    names = layer.text("name")
    em = viewport.px(style.label[kind].size_pt)
    size_px = (prepared.bounds[:, 2:] - prepared.bounds[:, :2]) / viewport.metres_per_px
    # On a screen one can zoom in; on paper no township goes without its name.
    leads: Bools = np.zeros(len(names), dtype=np.bool_)
    if canvas.options.for_print and len(names) <= MOST_LED:
        leads = _whole_in_sight(canvas, prepared)
    has_room: Bools = leads | ((size_px[:, 0] > 2.5 * em) & (size_px[:, 1] > 1.3 * em))
    shows_figure = theme is not None and theme.layer_id == layer.id
    anchors = _anchors(canvas, prepared, keep_inside)
    rows = np.flatnonzero(has_room & np.isfinite(anchors).all(axis=1))
    # The largest first: where there are thousands, the small ones give way.
    rows = rows[np.argsort(-(size_px[rows, 0] * size_px[rows, 1]), kind="stable")][:MOST_LABELS]
    for row in rows:
        lines = [Line(str(names[row]), kind)] if names[row] else []
        if shows_figure and theme is not None and row < len(theme.values):
            lines.append(_figure_line(canvas, theme, int(row)))
        if not lines:
            continue
        anchor = QPointF(*anchors[row])
        step = (1.6 * em, 1.1 * em)
        tried = _within(canvas, prepared, int(row), spread(anchor, step))
        label = Label(tuple(lines), tried, style.label[kind].priority, must=True)
        smaller = replace(label, size=SMALLER, leads=bool(leads[row]))
        yield replace(label, instead=smaller)


def _figure_line(canvas: Canvas, theme: Theme, row: int) -> Line:
    """Figure without its unit, which the legend names: with a tick where it is met, else in red."""
    met = theme.is_met(row)
    text = theme.short_text(row, canvas.options.lang)
    if met is None:
        is_unknown = theme.classes[row] < 0
        return Line(text, "value", canvas.style.verdict["nodata"].color.q if is_unknown else None)
    return Line(f"{canvas.style.verdict['pass'].mark} {text}", "value") if met else Line(text, "missed")


def _whole_in_sight(canvas: Canvas, prepared: PreparedGeometry) -> Bools:
    """Which areas are seen with the place of their label: only a sliver of others is."""
    pixels = canvas.viewport.to_px_array(prepared.kept("label_points", lambda: _label_points(prepared)))
    size = np.array([canvas.viewport.width_px, canvas.viewport.height_px])
    return np.asarray(((pixels >= 0) & (pixels <= size)).all(axis=1), dtype=np.bool_)


def _anchors(canvas: Canvas, prepared: PreparedGeometry, keep_inside: QRectF) -> Floats:
    """Where the label of each polygon wants to stand, pixels, shape (n, 2); NaN where it is out of sight."""
    viewport = canvas.viewport
    inner = prepared.kept("label_points", lambda: _label_points(prepared))
    pixels = viewport.to_px_array(inner)
    low = np.array([keep_inside.left(), keep_inside.top()])
    high = np.array([keep_inside.right(), keep_inside.bottom()])
    away = ~((pixels >= low) & (pixels <= high)).all(axis=1)
    left, top = viewport.to_metres(keep_inside.topLeft())
    right, bottom = viewport.to_metres(keep_inside.bottomRight())
    box = prepared.bounds
    crossing = away & (box[:, 0] < right) & (box[:, 2] > left) & (box[:, 1] < top) & (box[:, 3] > bottom)
    pixels[away & ~crossing] = np.nan
    rows = np.flatnonzero(crossing)
    if len(rows):
        parts = shapely.clip_by_rect(prepared.geometries[rows], left, bottom, right, top)
        points = shapely.point_on_surface(parts)
        pixels[rows] = viewport.to_px_array(xy_of(points))
        if canvas.options.for_print:  # a name on less than its own height would stand on the neighbour's land
            low_m = viewport.px(_SLIVER_PT) * viewport.metres_per_px
            west, south, east, north = shapely.bounds(parts).T
            pixels[rows[(east - west < low_m) | (north - south < low_m)]] = np.nan
    return pixels


def _label_points(prepared: PreparedGeometry) -> Floats:
    """A point well inside each polygon: its centroid where that is inside, else a point on it."""
    centres = prepared.centres.copy()
    polygons = np.isin(prepared.types, POLYGON_TYPES)
    outside = polygons & ~shapely.intersects(prepared.geometries, shapely.points(centres))
    if outside.any():
        points = shapely.point_on_surface(prepared.geometries[outside])
        centres[outside] = xy_of(points)
    centres[~polygons] = np.nan
    return centres


def _within(
    canvas: Canvas, prepared: PreparedGeometry, row: int, tried: list[tuple[float, float]]
) -> tuple[tuple[float, float], ...]:
    """Those of some pixels that lie on a polygon, and the first of them in any case."""
    xy = np.array([canvas.viewport.to_metres(QPointF(*pixel)) for pixel in tried])
    inside = holds(prepared.geometries[row], xy[:, 0], xy[:, 1])
    return tuple(pixel for index, pixel in enumerate(tried) if index == 0 or inside[index])


def _facility_labels(canvas: Canvas, facilities: FacilitySet) -> Iterable[Label]:
    """Names beside symbols, the larger the symbol, the sooner; a number on each that a schedule explains."""
    shows_names = _is_shown(canvas, "facility")
    numbers = dict(canvas.options.numbers)
    if not shows_names and not numbers:
        return
    viewport = canvas.viewport
    priority = canvas.style.label["facility"].priority
    pixels = facilities.positions_px(viewport, apart=canvas.options.for_print)
    sizes = facilities.size_px(viewport)
    rows = facilities.shown(viewport, pixels, sizes)
    # On a screen any of them may be selected: its ring, drawn above the map, must not cut into the name.
    per_pt = 0.0 if canvas.options.for_print else viewport.px_per_pt
    ring = ring_room_px(canvas.style, per_pt * canvas.style.scaling.symbol_factor(viewport.scale_denominator))
    for row in rows[::-1] if numbers else rows[::-1][:MOST_LABELS]:
        facility = facilities.items[row]
        if facility.status == Status.REJECTED:
            continue
        anchor = ((float(pixels[row][0]), float(pixels[row][1])),)
        clearance = float(sizes[row] / 2 + ring)
        tag = _tag(canvas, facilities, int(row), anchor, clearance, numbers)
        if not shows_names or not facility.name:
            if tag is not None:
                yield tag
            continue
        number = f"{numbers[facility.id]} " if tag is not None else ""
        lines = (Line(f"{number}{facility.name}", "facility"), *_people_line(canvas, facilities, facility))
        yield Label(lines, anchor, tag.priority if tag is not None else priority, clearance, instead=tag)


def _tag(
    canvas: Canvas,
    facilities: FacilitySet,
    row: int,
    anchor: tuple[tuple[float, float], ...],
    clearance: float,
    numbers: Mapping[str, int],
) -> Label | None:
    """Number of a facility in a box; ``None`` for one that has none, or that has it on another map."""
    facility = facilities.items[row]
    apart = canvas.options.left_to_inset
    if facility.id not in numbers:
        return None
    if apart is not None:
        x, y = facilities.xy[row]
        if apart[0] <= x <= apart[2] and apart[1] <= y <= apart[3]:
            return None
    colour = canvas.style.family[facility.family].color.q
    line = Line(str(numbers[facility.id]), "number")
    priority = canvas.style.label["number"].priority
    return Label((line,), anchor, priority, clearance, leads=True, tag=colour)


def _people_line(canvas: Canvas, facilities: FacilitySet, facility: Facility) -> tuple[Line, ...]:
    """How many people are in a shelter, and its running state; nothing while it is empty."""
    held = facilities.occupancies.get(facility.id)
    if held is None or not held.persons:
        return ()
    lang = canvas.options.lang
    known = held.capacity_persons is not None
    text = t(
        "map.occupancy.of" if known else "map.occupancy.alone",
        lang,
        persons=f"{held.persons:,}",
        **({"capacity": f"{held.capacity_persons:,}"} if known else {}),
    )
    state = state_word(facility.state, lang) if isinstance(facility, Shelter) else ""
    if state:
        text = t("map.occupancy.state", lang, people=text, state=state)
    colour = canvas.style.symbol.overloaded.q if held.state == "over" else None
    return (Line(text, "facility", colour),)


def _place_labels(canvas: Canvas, demand: Demand) -> Iterable[Label]:
    """Names of villages and settlements, the most populous first."""
    if not _is_shown(canvas, "village") or not len(demand):
        return
    style = canvas.style
    pixels = canvas.viewport.to_px_array(demand.xy)
    numbers = dict(canvas.options.numbered_places)
    rows = _inside(pixels, canvas)
    rows = rows[[row not in numbers for row in rows.tolist()]] if numbers else rows
    rows = rows[np.argsort(-demand.known_persons[rows], kind="stable")][:MOST_LABELS]
    clearance = canvas.viewport.px(style.coverage.uncovered_size_pt / 2)
    for row in rows:
        if demand.names[row]:
            x, y = pixels[row]
            line = Line(str(demand.names[row]), "village")
            yield Label((line,), ((float(x), float(y)),), style.label["village"].priority, clearance)


def _place_numbers(canvas: Canvas, demand: Demand) -> Iterable[Label]:
    """Numbers of places that a list beside the map names, with as much of the name as there is room for."""
    style = canvas.style
    own = style.label["place_number"]
    clearance = canvas.viewport.px(style.coverage.uncovered_size_pt / 2)
    pixels = canvas.viewport.to_px_array(demand.xy)
    inside = set(_inside(pixels, canvas).tolist())
    for row, number in canvas.options.numbered_places:
        if row in inside:
            anchor = ((float(pixels[row][0]), float(pixels[row][1])),)
            short = Label((Line(str(number), "place_number"),), anchor, own.priority, clearance, leads=True)
            name = str(demand.names[row])
            whole = replace(short, lines=(Line(f"{number} {name}", "place_number"),), leads=False)
            yield replace(whole, instead=short) if name else short


def _feature_labels(canvas: Canvas, layer: Layer, kind: str) -> Iterable[Label]:
    """Names of a layer's features: on areas and lines, beside points."""
    if not _is_shown(canvas, kind):
        return
    style, viewport = canvas.style, canvas.viewport
    names = layer.text("name")
    prepared = prepare(layer)
    pixels = viewport.to_px_array(prepared.kept("name_points", lambda: _name_points(prepared)))
    own = style.layer(layer.role, layer.style, hazard_of(layer))
    rows = _inside(pixels, canvas)
    size_px = (prepared.bounds[:, 2:] - prepared.bounds[:, :2]).max(axis=1) / viewport.metres_per_px
    is_point = np.isin(prepared.types, (0, 4))
    em = viewport.px(style.label[kind].size_pt)
    rows = rows[is_point[rows] | (size_px[rows] > 3 * em)]
    rows = rows[np.argsort(-size_px[rows], kind="stable")][:MOST_LABELS]
    written: set[str] = set()
    for row in rows:
        name = str(names[row])
        # One name for the many pieces of one river or road.
        if not name or (not is_point[row] and name in written):
            continue
        written.add(name)
        clearance = viewport.px(own.point_size_pt / 2) if is_point[row] else 0.0
        x, y = (float(value) for value in pixels[row])
        yield Label((Line(name, kind),), ((x, y),), style.label[kind].priority, clearance)


def _name_points(prepared: PreparedGeometry) -> Floats:
    """Where a feature's name wants to stand, shape (n, 2): a point on it."""
    return xy_of(shapely.point_on_surface(prepared.geometries))
