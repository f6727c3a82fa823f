"""Jurisdictions of fire stations: the land nearer to one station than to any other, by the way they drive.

Where expressways, trunk railways or large rivers cut the county (:mod:`models.access.barriers`), a side is
divided among the stations on that side only, so that no jurisdiction crosses a barrier. A side without any
station cannot be served otherwise than across a barrier: its land goes to the nearest station of the
county, and how much each gets so is told. Land that lies on no side, such as the bed of a large river, goes
to the nearest station too. All parts together are the land, and each part has one owner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.access.barriers import Sides
from models.access.manysites import MANY, standing
from models.access.ways import SAME_SPOT_M, Box, Spot, Way
from models.county.land import Land
from models.kernel.arrays import Floats, Ints, Objects
from models.kernel.prepared import prepared_copy

_LEAST_M2 = 1e-6
_BORDER_M = 1.0
"""Jurisdictions that share less of a border than this do not adjoin: they meet in a corner."""
_GAP_M = 0.01
"""Each is cut on its own, so that rounding may leave a gap between two."""


def sharers(spots: Sequence[Spot]) -> list[int]:
    """How many of the spots lie where each one lies, itself included."""
    xy, count, of_spot, one, other = standing(spots)
    shared = np.bincount(one, weights=count[other], minlength=len(xy)).astype(np.intp)
    counts: list[int] = shared[of_spot].tolist()
    return counts


def cells(way: Way, spots: Sequence[Spot], bounds: Box) -> list[BaseGeometry]:
    """Cell of each spot among all of them; stations at the same spot have the same cell."""
    return way.cells(spots, bounds)


def areas_m2(spots: Sequence[Spot], shapes: Sequence[BaseGeometry], land: Land) -> Floats:
    """Land in each spot's cell, shape (m,), m2. Stations at the same spot share their cell's area equally."""
    shared = sharers(spots)
    return land.areas_within(shapes) / np.array(shared, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Ground:
    """Land to be divided, and the sides that barriers cut the county into.

    Attributes
    ----------
    sides
        ``None`` if no barrier cuts the county: then everything lies on side 0.
    """

    land: Land
    sides: Sides | None = None
    _parts: dict[tuple[str, tuple[int, ...]], Land | None] = field(default_factory=dict, repr=False)

    def side_of(self, spot: Spot) -> int:
        """Side of a station."""
        return 0 if self.sides is None else self.sides.of(*spot)

    def of(self, side: int) -> Land | None:
        """Land of one side; ``None`` if it has none. Kept."""
        if self.sides is None:
            return self.land
        return self._part("side", (side,))

    def beyond(self, taken: Sequence[int]) -> Land | None:
        """Land of all sides but those that have a station; ``None`` if there is none. Kept."""
        return None if self.sides is None else self._part("beyond", tuple(sorted(set(taken))))

    @property
    def nowhere(self) -> Land | None:
        """Land on no side; ``None`` if there is none. Kept."""
        return None if self.sides is None else self._part("nowhere", ())

    def _part(self, kind: str, key: tuple[int, ...]) -> Land | None:
        if (kind, key) not in self._parts:
            if len(self._parts) > 256:
                self._parts.clear()
            assert self.sides is not None
            faces, whole = self.sides.faces, self.land.geometry
            if kind == "side":
                shape = shapely.intersection(whole, faces[key[0]])
            elif kind == "beyond":
                others = np.delete(faces, key)
                shape = shapely.intersection(whole, shapely.union_all(others))
            else:
                shape = shapely.difference(whole, shapely.union_all(faces))
            self._parts[kind, key] = _land(self.land.kind, shape)
        return self._parts[kind, key]


@dataclass(frozen=True, eq=False)
class Part:
    """Land divided among some stations.

    Attributes
    ----------
    rows
        The stations, positions in the division, shape (k,).
    area_m2
        Land in each, shape (k,).
    """

    way: Way
    land: Land
    rows: Ints
    spots: tuple[Spot, ...]
    area_m2: Floats

    @classmethod
    def of(cls, way: Way, land: Land, rows: Sequence[int], spots: Sequence[Spot]) -> Part:
        """Divide land among the stations at ``spots`` that ``rows`` names."""
        own, number = tuple(spots[row] for row in rows), np.array(rows, dtype=np.intp)
        known = way.nearest_m2(own, land) if own else None
        if known is not None:
            return cls(way, land, number, own, known / np.array(sharers(own), dtype=np.float64))
        shapes = tuple(cells(way, own, land.geometry.bounds))
        part = cls(way, land, number, own, areas_m2(own, shapes, land))
        part.__dict__["cells"] = shapes
        return part

    @cached_property
    def cells(self) -> tuple[BaseGeometry, ...]:
        """Everything nearest to each of them, shape (k,); polygons that also cover what is not land."""
        return tuple(cells(self.way, self.spots, self.land.geometry.bounds))

    @cached_property
    def _xy(self) -> Floats:
        return np.array(self.spots, dtype=np.float64).reshape(-1, 2)

    @cached_property
    def _shapes(self) -> Objects:
        return np.array(self.cells, dtype=object)

    @cached_property
    def _shared_by(self) -> Ints:
        return np.array(sharers(self.spots), dtype=np.intp)

    def with_one(self, new: Spot) -> Floats:
        """Areas with one more station, shape (k + 1,), its own last; only what it takes is measured."""
        land, areas = self.land, self.area_m2
        if not self.spots:
            return np.array([land.area_within(self.way.cell(new, (), land.geometry.bounds))])
        same = np.hypot(*(self._xy - new).T) <= SAME_SPOT_M
        if same.any():
            shared = float(areas[same].sum()) / (int(same.sum()) + 1)
            return np.append(np.where(same, shared, areas), shared)
        # What it has is more than it takes from others, where some land is in nobody's reach.
        from_each, own_m2 = self.way.taken_m2(new, self.spots, lambda: self._shapes, land)
        return np.append(np.maximum(areas - from_each / self._shared_by, 0.0), own_m2)


@dataclass(frozen=True, eq=False)
class Division:
    """Land divided among stations.

    Attributes
    ----------
    way
        By which the nearest station is found.
    spots, side
        Where each station stands and on which side, shape (m,).
    parts
        Land of each side that has a station and some land, by side.
    beyond, nowhere
        Land that lies on sides without station, and on no side, divided among all stations.
    area_m2
        Of each jurisdiction, shape (m,).
    beyond_m2
        Part of it on sides without station, that is across a barrier, shape (m,).
    """

    way: Way
    ground: Ground
    spots: tuple[Spot, ...]
    side: tuple[int, ...]
    parts: dict[int, Part]
    beyond: Part | None
    nowhere: Part | None
    area_m2: Floats
    beyond_m2: Floats

    @classmethod
    def of(cls, way: Way, ground: Ground, spots: Sequence[Spot]) -> Division:
        """Divide ``ground`` among stations, shape (m,)."""
        side = tuple(ground.side_of(spot) for spot in spots)
        rows_of = {one: [row for row, other in enumerate(side) if other == one] for one in set(side)}
        lands = {one: ground.of(one) for one in rows_of}
        parts = {
            one: Part.of(way, land, rows_of[one], spots) for one, land in lands.items() if land is not None
        }
        everyone = range(len(spots))
        rest = (ground.beyond(side), ground.nowhere) if spots else (None, None)
        beyond, nowhere = (None if land is None else Part.of(way, land, everyone, spots) for land in rest)
        area_m2, beyond_m2 = np.zeros(len(spots)), np.zeros(len(spots))
        for part in parts.values():
            area_m2[part.rows] += part.area_m2
        for more in (beyond, nowhere):
            if more is not None:
                area_m2 += more.area_m2
        if beyond is not None:
            beyond_m2 += beyond.area_m2
        return cls(way, ground, tuple(spots), side, parts, beyond, nowhere, area_m2, beyond_m2)

    @property
    def land(self) -> Land:
        """All the land."""
        return self.ground.land

    def areas_with(self, new: Spot) -> Floats:
        """Areas of all jurisdictions with one more station, shape (m + 1,), its own last."""
        side = self.ground.side_of(new)
        areas = np.zeros(len(self.spots) + 1)
        for one, part in self.parts.items():
            if one == side:
                found = part.with_one(new)
                areas[part.rows] += found[:-1]
                areas[-1] += found[-1]
            else:
                areas[part.rows] += part.area_m2
        beyond = self.beyond
        if side not in self.side:  # a side that had no station: all that the new one can reach is its own
            own, rest = self.ground.of(side), self.ground.beyond((*self.side, side))
            areas[-1] += 0.0 if own is None else Part.of(self.way, own, (0,), (new,)).area_m2[0]
            beyond = None if rest is None else self._rest(rest)
        for more in (beyond, self.nowhere if self.spots else self._rest_of(self.ground.nowhere)):
            if more is not None:
                areas += more.with_one(new)
        return areas

    @cached_property
    def _rests(self) -> dict[Land, Part]:
        return {}

    def _rest(self, land: Land) -> Part:
        if land not in self._rests:
            self._rests[land] = Part.of(self.way, land, range(len(self.spots)), self.spots)
        return self._rests[land]

    def _rest_of(self, land: Land | None) -> Part | None:
        return None if land is None else self._rest(land)

    @cached_property
    def jurisdictions(self) -> tuple[BaseGeometry, ...]:
        """Land of each station as a polygon, metres."""
        pieces: list[list[BaseGeometry]] = [[] for _ in self.spots]
        for part in (*self.parts.values(), self.beyond, self.nowhere):
            if part is None:
                continue
            shapes = _land_in(part.land, np.array(part.cells, dtype=object))
            for row, shape in zip(part.rows.tolist(), shapes, strict=True):
                pieces[row].append(shape)
        return tuple(
            group[0] if len(group) == 1 else shapely.union_all(_polygons_of(group)) for group in pieces
        )

    def territories(self, bounds: Box) -> Objects:
        """What is nearest to each station on its own side inside a box, land or not, shape (m,)."""
        found: Objects = np.empty(len(self.spots), dtype=object)
        sides, side = self.ground.sides, np.array(self.side, dtype=np.intp)
        for one in np.unique(side).tolist():
            rows = np.flatnonzero(side == one)
            shapes = np.array(self.way.cells([self.spots[row] for row in rows], bounds), dtype=object)
            found[rows] = shapes if sides is None else shapely.intersection(shapes, sides.faces[one])
        return found


def adjoining(one: Objects, others: Objects) -> Ints:
    """How many of ``others`` share a border of at least a metre with each of ``one``, shape (m,)."""
    wide = shapely.buffer(one, _GAP_M, quad_segs=1, join_style="mitre")
    row, other = shapely.STRtree(others).query(wide, predicate="intersects")
    border_m = shapely.length(shapely.intersection(wide[row], shapely.boundary(others[other])))
    touching = border_m >= _BORDER_M
    counts: Ints = np.bincount(row[touching], minlength=len(one))
    return counts


def _land_in(land: Land, shapes: Objects) -> Objects:
    """What of each of some shapes is land, shape (m,); of many each looks only at the polygons near it."""
    if len(shapes) < MANY:
        found: Objects = shapely.intersection(land.geometry, shapes)
        return found
    polygons = shapely.get_parts(land.geometry)
    shape, polygon = shapely.STRtree(polygons).query(shapes, predicate="intersects")
    order = np.lexsort((polygon, shape))
    shape, polygon = shape[order], polygon[order]
    within = prepared_copy(polygons)
    cut = shapes[shape]
    is_cut = ~shapely.contains_properly(within[polygon], cut)
    cut[is_cut] = shapely.intersection(polygons[polygon[is_cut]], cut[is_cut])
    groups = np.split(cut, np.flatnonzero(np.diff(shape)) + 1) if len(shape) else []
    made: Objects = np.full(len(shapes), shapely.Polygon(), dtype=object)
    for row, group in zip(np.unique(shape).tolist(), groups, strict=True):
        made[row] = group[0] if len(group) == 1 else shapely.multipolygons(_polygons_of(group.tolist()))
    return made


def _land(kind: str, shape: BaseGeometry) -> Land | None:
    polygons = _polygons_of([shape])
    if len(polygons) == 0:
        return None
    whole = shapely.multipolygons(polygons)
    return Land(kind, whole) if shapely.area(whole) > _LEAST_M2 else None


def _polygons_of(shapes: Sequence[BaseGeometry]) -> Objects:
    parts: Objects = shapely.get_parts(np.array(shapes, dtype=object))
    inner: Objects = shapely.get_parts(parts)
    polygons: Objects = inner[shapely.get_type_id(inner) == 3]
    return polygons
