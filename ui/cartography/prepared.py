"""Geometry of a layer made ready for drawing, kept as long as the layer's table lives.

Editing a facility, switching a layer on or off or choosing another style makes new ``Layer`` values that
share the table, so nothing is prepared twice.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

from models.county.layer import Layer, Role
from models.county.points import xy_of
from models.kernel.arrays import Floats, Ints
from reports.hazardkinds import common_key, hazard_key
from ui.cartography.paths import (
    POLYGON_TYPES,
    Chunk,
    Strokes,
    along_snake,
    chunks_of,
    lines_of,
    points_of,
    rings_of,
)
from ui.cartography.viewport import Bounds

if TYPE_CHECKING:
    import geopandas as gpd  # half a second to import, and no code here calls it

Made = TypeVar("Made")

TOLERANCES_M = (0.0, 2.0, 6.0, 18.0, 54.0, 160.0, 500.0)
"""Vertices that move a line by less than this are left out when the map is zoomed out so far."""
TOLERANCE_PX = 0.4
LIGHT_VERTICES = 500
"""Layers with fewer vertices are drawn whole at every scale."""
BLOCKED_VERTICES = 100_000
"""Layers of more vertices are made ready block by block, where they are seen first."""
BLOCK_VERTICES = 6_000
"""A block is made ready within some milliseconds: so long the window may wait."""
DISSOLVE_VERTICES = 80_000
"""Borders that two polygons share are drawn once in layers of up to this size."""


def level_of(metres_per_px: float) -> int:
    """Index in ``TOLERANCES_M`` that no eye can tell from the full geometry at this scale."""
    allowed = TOLERANCE_PX * metres_per_px
    return max(index for index, tolerance in enumerate(TOLERANCES_M) if tolerance <= allowed)


@dataclass(frozen=True, eq=False)
class Specks:
    """Areas of which nobody sees more than where they are: middles, shape (n, 2), and lengths, shape (n,)."""

    xy: Floats
    size_m: Floats


NO_SPECKS = Specks(np.empty((0, 2)), np.empty(0))


class PreparedGeometry:
    """Paths and points of one array of geometries; everything is made when first asked for."""

    def __init__(self, geometries: NDArray[np.object_]) -> None:
        self.geometries = geometries
        self._chunks: dict[tuple[str, int, bytes], tuple[Chunk, ...]] = {}
        self._strokes: dict[tuple[str, int], Strokes] = {}
        self._kept: dict[str, Any] = {}

    def kept(self, name: str, make: Callable[[], Made]) -> Made:
        """What ``make`` returned the first time it was asked for under this name."""
        if name not in self._kept:
            self._kept[name] = make()
        found: Made = self._kept[name]
        return found

    @cached_property
    def vertices(self) -> int:
        """Number of vertices of all geometries."""
        return int(shapely.get_num_coordinates(self.geometries).sum())

    @cached_property
    def types(self) -> NDArray[np.int32]:
        """Shapely type of each geometry, shape (n,); -1 where there is none."""
        types: NDArray[np.int32] = shapely.get_type_id(self.geometries)
        return types

    @cached_property
    def has_areas(self) -> bool:
        """Whether there are polygons (also inside collections)."""
        return bool(np.isin(self.types, (3, 6, 7)).any())

    @cached_property
    def has_lines(self) -> bool:
        """Whether there are lines (also inside collections)."""
        return bool(np.isin(self.types, (1, 2, 5, 7)).any())

    @cached_property
    def points(self) -> tuple[Floats, Ints]:
        """Coordinates of points, shape (n, 2), and the row of each."""
        return points_of(self.geometries)

    @cached_property
    def centres(self) -> Floats:
        """Centroid of each geometry, shape (n, 2); NaN where there is none."""
        return xy_of(shapely.centroid(self.geometries))

    @cached_property
    def bounds(self) -> Floats:
        """(minx, miny, maxx, maxy) of each geometry, shape (n, 4)."""
        bounds: Floats = shapely.bounds(self.geometries)
        return bounds

    def made_ready(self) -> Iterator[None]:
        """Find in steps what :meth:`near` asks of a large layer: where features lie, who is neighbour."""
        if self.vertices > BLOCKED_VERTICES and "_blocks" not in self.__dict__:
            yield
            _ = self.bounds
            yield
            _ = self._blocks
            yield

    def split(self, pixel_m: float) -> tuple[Specks, PreparedGeometry]:
        """Areas that are smaller than a pixel, and what is made ready of all else.

        Of few features, and where hardly any are so small, none is: they are drawn as they are.
        """
        # By powers of two: what is left is made ready anew for each, not for each turn of the wheel.
        least_m = 2.0 ** np.floor(np.log2(pixel_m))
        found: tuple[Specks, PreparedGeometry] = self.kept(f"split {least_m}", lambda: self._split(least_m))
        return found

    def _split(self, least_m: float) -> tuple[Specks, PreparedGeometry]:
        nothing = NO_SPECKS, self
        if self.vertices <= BLOCKED_VERTICES or not self.has_areas:
            return nothing
        low, high = self.bounds[:, :2], self.bounds[:, 2:]
        size_m = (high - low).max(axis=1)
        is_speck = np.isin(self.types, POLYGON_TYPES) & (size_m <= least_m)
        if 2 * is_speck.sum() < len(is_speck):
            return nothing
        specks = Specks((low[is_speck] + high[is_speck]) / 2, size_m[is_speck])
        return specks, PreparedGeometry(self.geometries[~is_speck])

    def near(self, shown: Bounds) -> Iterator[tuple[Ints | slice, PreparedGeometry]]:
        """Parts of the layer that may show in a box, each with the rows it is of.

        A large layer is made ready only where somebody looks; any other is one part.
        """
        if self.vertices <= BLOCKED_VERTICES:
            yield slice(None), self
            return
        rows, low, high, made = self._blocks
        minx, miny, maxx, maxy = shown
        meets = (low[:, 0] <= maxx) & (high[:, 0] >= minx) & (low[:, 1] <= maxy) & (high[:, 1] >= miny)
        for block in np.flatnonzero(meets).tolist():
            if made[block] is None:
                made[block] = PreparedGeometry(self.geometries[rows[block]])
            yield rows[block], made[block]

    @cached_property
    def _blocks(self) -> tuple[list[Ints], Floats, Floats, list[Any]]:
        """Neighbours in blocks: their rows, lower and upper corners, shape (k, 2), what is made of each."""
        there = np.flatnonzero(np.isfinite(self.bounds).all(axis=1))
        low, high = self.bounds[there, :2], self.bounds[there, 2:]
        counts = shapely.get_num_coordinates(self.geometries[there])
        order = np.argsort(along_snake((low + high) / 2, self.vertices // BLOCK_VERTICES), kind="stable")
        block = np.cumsum(counts[order]) // BLOCK_VERTICES
        cut = np.flatnonzero(np.r_[True, np.diff(block) != 0, True])
        members = [order[begin:end] for begin, end in pairwise(cut.tolist())]
        return (
            [there[one] for one in members],
            np.array([low[one].min(axis=0) for one in members]),
            np.array([high[one].max(axis=0) for one in members]),
            [None] * len(members),
        )

    def _simplified(self, level: int) -> NDArray[np.object_]:
        if level == 0:
            return self.geometries
        simple: NDArray[np.object_] = shapely.simplify(
            self.geometries, TOLERANCES_M[level], preserve_topology=False
        )
        return simple

    def _made(self, kind: str, level: int) -> Strokes:
        made = self._strokes.get((kind, level))
        if made is None:
            shapes = self._simplified(level)
            if kind == "areas":
                made = rings_of(shapes)
            elif kind == "lines":
                made = lines_of(shapes)
            else:
                made = lines_of(self._shared_edges(shapes))
            self._strokes[kind, level] = made
        return made

    def _shared_edges(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        polygons = shapes[np.isin(shapely.get_type_id(shapes), (3, 6, 7))]
        borders = shapely.boundary(polygons)
        if self.vertices <= DISSOLVE_VERTICES:
            borders = np.array([shapely.line_merge(shapely.union_all(borders))], dtype=object)
        kept: NDArray[np.object_] = borders[~shapely.is_missing(borders)]
        return kept

    def _level(self, metres_per_px: float) -> int:
        return 0 if self.vertices < LIGHT_VERTICES else level_of(metres_per_px)

    def _chunked(self, kind: str, metres_per_px: float, keys: Ints | None) -> tuple[Chunk, ...]:
        level = self._level(metres_per_px)
        key = (kind, level, b"" if keys is None else keys.tobytes())
        chunks = self._chunks.get(key)
        if chunks is None:
            chunks = self._chunks[key] = chunks_of(self._made(kind, level), keys)
        return chunks

    def areas(self, metres_per_px: float, keys: Ints | None = None) -> tuple[Chunk, ...]:
        """Polygons to fill, by class of each geometry (``keys``, shape (n,))."""
        return self._chunked("areas", metres_per_px, keys)

    def rings(self, metres_per_px: float) -> Strokes:
        """Rings of polygons to hatch."""
        return self._made("areas", self._level(metres_per_px))

    def edges(self, metres_per_px: float, *, once: bool = False) -> tuple[Chunk, ...]:
        """Borders of polygons to stroke: the very paths that are filled.

        ``once`` keeps a border that two polygons share only once: two dashed lines on one another look solid.
        """
        return self._chunked("edges once" if once else "areas", metres_per_px, None)

    def lines(self, metres_per_px: float, keys: Ints | None = None) -> tuple[Chunk, ...]:
        """Lines to stroke, by class of each geometry (``keys``, shape (n,))."""
        return self._chunked("lines", metres_per_px, keys)


def hazard_of(layer: Layer) -> str:
    """Kind of hazard that all zones of a layer are of (a key of the style); empty for others. Kept."""
    if layer.role != Role.HAZARDS:
        return ""

    def make() -> str:
        kinds = layer.text("hazard_type")
        return common_key(set(np.where(kinds == "", layer.name, kinds)))

    return prepare(layer).kept(f"hazard kind {layer.name}", make)


def by_hazard(layer: Layer) -> tuple[Layer, ...]:
    """A layer's zones as a layer for each kind of hazard that has a look; any other layer alone."""
    if layer.role != Role.HAZARDS or len(layer) < 2:
        return (layer,)

    def make() -> tuple[gpd.GeoDataFrame, ...]:
        kinds = layer.text("hazard_type")
        keys = np.array([hazard_key(str(kind) or layer.name) for kind in kinds])
        every = list(dict.fromkeys(keys.tolist()))
        if len(every) == 1:
            return ()
        return tuple(layer.frame[keys == key].reset_index(drop=True) for key in every)

    frames = prepare(layer).kept(f"hazard zones {layer.name}", make)
    return (layer,) if not frames else tuple(replace(layer, frame=frame) for frame in frames)


_prepared: dict[int, tuple[weakref.ref[Any], PreparedGeometry]] = {}


def prepare(layer: Layer) -> PreparedGeometry:
    """Prepared geometry of a layer: the same object for every layer value with the same table."""
    key = id(layer.features)
    entry = _prepared.get(key)
    if entry is not None and entry[0]() is layer.features:
        return entry[1]
    made = PreparedGeometry(layer.geometries)
    _prepared[key] = (weakref.ref(layer.features, lambda _: _prepared.pop(key, None)), made)
    return made
