"""Barriers that divide a county: expressways, trunk railways and large rivers, and the sides they leave.

How layers name them is data (``resources/barriers.toml``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.county.county import County
from models.county.layer import Layer, Role
from models.kernel.arrays import Bools, Floats, Ints, Objects
from models.kernel.prepared import prepared_copy
from models.kernel.schema import Number, Table, Text, load
from models.rules.rules import Rules

RIVER_WIDTH = "fire.river_width_m"
"""Rule value: mean width from which a river is a large one."""

_GRID_M = 0.1
"""Barriers are put together on this grid, so that a line that ends on another cuts it."""


class _BarrierTable(Table):
    id: Text
    roles: list[Role]
    classes: list[Text]
    names: tuple[str, ...]
    unless: tuple[str, ...]
    width_columns: tuple[str, ...] = ()


class _BarriersTable(Table):
    columns: list[Text]
    join_m: Number
    least_side_m2: Number
    barrier: list[_BarrierTable]


@dataclass(frozen=True)
class BarrierKind:
    """How layers name one kind of barrier; see ``resources/barriers.toml``."""

    id: str
    roles: frozenset[Role]
    classes: frozenset[str]
    names: tuple[str, ...]
    unless: tuple[str, ...]
    width_columns: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Barriers:
    """Barriers of a county: lines, and rivers known by their banks; metres.

    Attributes
    ----------
    counts
        Features of each kind, by its id.
    """

    lines: Objects
    areas: Objects
    counts: Mapping[str, int]

    def __bool__(self) -> bool:
        return bool(len(self.lines) or len(self.areas))


@dataclass(frozen=True, eq=False)
class Sides:
    """What barriers leave of a county: polygons that none of them crosses.

    Land under a wide river, beyond the outline and in pieces too small to matter lies on no side.

    Attributes
    ----------
    faces
        The sides, shape (n,), n >= 2.
    """

    faces: Objects
    counts: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.faces)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.faces)

    def of(self, x: float, y: float) -> int:
        """Side on which a point lies, or the nearest one; of several the first."""
        point = shapely.Point(x, y)
        found: Ints = self._tree.query(point, predicate="intersects")
        if len(found) == 0:
            found = self._tree.query_nearest(point)
        return int(found.min())


def sides_of(county: County, rules: Rules) -> Sides | None:
    """Sides of a county; ``None`` if no barrier cuts it. Kept."""
    width_m = rules[RIVER_WIDTH]

    def make() -> tuple[Sides | None]:
        found = barriers(county, width_m)
        if not found:
            return (None,)
        frame = county.boundary if county.boundary is not None else _around(county)
        faces = split(frame, found)
        return (Sides(faces, found.counts) if len(faces) > 1 else None,)

    return county.road_memo.get(("sides", width_m), make)[0]  # whatever distances are measured by


def barriers(county: County, river_width_m: float) -> Barriers:
    """Barriers among the layers of a county.

    Parameters
    ----------
    river_width_m
        Mean width from which a river is large. A river drawn as a line without a width counts.
    """
    lines: list[BaseGeometry] = []
    areas: list[BaseGeometry] = []
    counts: dict[str, int] = {}
    dimensions = {
        layer.id: shapely.get_dimensions(layer.geometries)
        for layer in county.layers
        if any(layer.role in kind.roles for kind in kinds())
    }
    for kind in kinds():
        for layer in county.layers:
            if layer.role not in kind.roles:
                continue
            dimension: Ints = dimensions[layer.id]
            may_be = (dimension > 0) & ((kind.id == "river") | (dimension == 1))
            if not may_be.any():  # points, of which a county has a hundred thousand, divide nothing
                continue
            shapes = layer.geometries
            chosen = _named(layer, kind) & may_be
            chosen &= ~(_width_m(layer, kind) < river_width_m)
            lines.extend(shapes[chosen & (dimension == 1)])
            areas.extend(shapely.make_valid(shapes[chosen & (dimension == 2)]))
            if chosen.any():
                counts[kind.id] = counts.get(kind.id, 0) + int(chosen.sum())
    return Barriers(_objects(lines), _objects(areas), counts)


def split(frame: BaseGeometry, found: Barriers) -> Objects:
    """Parts of ``frame`` that no barrier crosses, largest first, shape (n,).

    Only barriers that run through cut anything: a railway that ends in the county can be driven around. Lines
    that end just short of the outline or of another barrier reach it (``join_m``).
    """
    table = load(_BarriersTable, "barriers.toml")
    outline = shapely.boundary(frame)
    wet = shapely.union_all(found.areas) if len(found.areas) else shapely.Polygon()
    banks = shapely.boundary(wet)
    network = shapely.line_merge(shapely.union_all(found.lines)) if len(found.lines) else shapely.Polygon()
    rails = shapely.get_parts(network)
    joints = _joints(rails, [outline, banks], table.join_m)
    together = shapely.union_all([outline, banks, *rails, *joints], grid_size=_GRID_M)
    faces = shapely.get_parts(shapely.polygonize([together]))
    inner = shapely.point_on_surface(faces)
    kept = shapely.intersects(prepared_copy(frame), inner) & (shapely.area(faces) >= table.least_side_m2)
    if not shapely.is_empty(wet):
        kept &= ~shapely.intersects(prepared_copy(wet), inner)
    faces = faces[kept]
    largest_first: Objects = faces[np.argsort(-shapely.area(faces), kind="stable")]
    return largest_first


@cache
def kinds() -> tuple[BarrierKind, ...]:
    """Kinds of barrier."""
    return tuple(
        BarrierKind(
            id=entry.id,
            roles=frozenset(entry.roles),
            classes=frozenset(entry.classes),
            names=entry.names,
            unless=entry.unless,
            width_columns=entry.width_columns,
        )
        for entry in load(_BarriersTable, "barriers.toml").barrier
    )


def _named(layer: Layer, kind: BarrierKind) -> Bools:
    """Whether each feature says that it is a barrier of this kind, shape (n,)."""
    columns = [name for name in load(_BarriersTable, "barriers.toml").columns if name in layer.columns]
    own_name = layer.name.strip().lower()
    names = layer.text("name") if kind.names else np.full(len(layer), "", dtype=object)
    texts = zip(*(layer.text(column) for column in columns), names, strict=True)

    @cache  # a road layer has a hundred thousand rows and a dozen classes
    def is_one(row: tuple[str, ...]) -> bool:
        *classes, name = (text.strip().lower() for text in row)
        words = [word for word in classes if word]
        if words:
            return any(word in kind.classes for word in words) and not _holds(words, kind.unless)
        return _holds([name or own_name], kind.names) and not _holds([name or own_name], kind.unless)

    return np.fromiter(map(is_one, texts), dtype=np.bool_, count=len(layer))


def _holds(texts: list[str], words: tuple[str, ...]) -> bool:
    return any(word in text for text in texts for word in words)


def _width_m(layer: Layer, kind: BarrierKind) -> Floats:
    """Width as a column says, else the mean width of a polygon, else NaN; shape (n,)."""
    if not kind.width_columns:
        return np.full(len(layer), np.nan)
    shapes = layer.geometries
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(
            shapely.get_dimensions(shapes) == 2, 2 * shapely.area(shapes) / shapely.length(shapes), np.nan
        )
    said = next((name for name in kind.width_columns if name in layer.columns), None)
    if said is None:
        return mean
    width = layer.number(said)
    return np.where(width > 0, width, mean)


def _joints(rails: Objects, edges: list[BaseGeometry], join_m: float) -> list[BaseGeometry]:
    """Short lines from open ends of ``rails`` to what they nearly reach."""
    if len(rails) == 0:
        return []
    ends = shapely.get_point(np.concatenate((rails, rails)), np.repeat((0, -1), len(rails)))
    owner = np.tile(np.arange(len(rails)), 2)
    there = ~shapely.is_missing(ends)
    ends, owner = ends[there], owner[there]
    targets = np.array([*rails, *(edge for edge in edges if not shapely.is_empty(edge))], dtype=object)
    end, target = shapely.STRtree(targets).query(ends, predicate="dwithin", distance=join_m)
    other = owner[end] != target
    end, target = end[other], target[other]
    gaps: list[BaseGeometry] = list(shapely.shortest_line(ends[end], targets[target]))
    return [gap for gap in gaps if gap.length > 0]


def _around(county: County) -> BaseGeometry:
    """Box around all that is known of a county without an outline."""
    shapes = [land.geometry for land in county.lands.values()]
    if len(county.demand):
        shapes.append(shapely.multipoints(county.demand.xy))
    if not shapes:
        return shapely.Polygon()
    return shapely.box(*shapely.total_bounds(_objects(shapes))).buffer(1000.0, join_style="mitre")


def _objects(shapes: list[BaseGeometry]) -> Objects:
    array: Objects = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array
