"""Streets at right angles: ways of fire engines where no roads are known, by which A = 2 (S / λ)².

The construction standard reckons a station's area as 2R², with R the way of the driving time over the detour
factor: what a grid of streets lets an engine reach is a diamond, and R is half of its diagonal. A disc of the
same R is half as large again. Streets are taken to run to the four points of the compass.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.access.manysites import MANY, nearest_of_many, spots_apart
from models.access.straight import StraightLine
from models.access.ways import SAME_SPOT_M, TOLERANCE, Box, Spot
from models.county.points import PointIndex
from models.kernel.arrays import Bools, Floats, Ints, Objects
from models.kernel.memo import Memo

_RIVALS = 24  # so many others have usually cut all that they can
_CELLS_KEPT = 2048
_EACH_KEPT = 3

_KEPT = Memo()
"""Last cells of each of few sites, as with all others and without one: with all that each depends on."""


@dataclass(frozen=True)
class StreetGrid(StraightLine):
    """Along streets to north, east, south and west. Costs are their metres; a detour lengthens the time."""

    norm = 1.0

    @property
    def words(self) -> str:
        """Metres along a grid of streets."""
        return "grid"

    @property
    def course(self) -> Hashable:
        """All grids cost the same, however fast one goes."""
        return StreetGrid

    def length(self, dx: Floats, dy: Floats) -> Floats:
        """Metres east or west and metres north or south together."""
        found: Floats = np.abs(dx)
        found += np.abs(dy)
        return found

    def region(self, spot: Spot, limit: float) -> BaseGeometry:
        """Diamond: a square that stands on a corner, of the area 2 limit²."""
        if limit <= 0:
            return shapely.Polygon()
        x, y = spot
        return shapely.Polygon([(x + limit, y), (x, y + limit), (x - limit, y), (x, y - limit)])

    def regions(self, spots: Floats, limit: float) -> Objects:
        """Diamonds around many spots."""
        corners = np.array([(limit, 0.0), (0.0, limit), (-limit, 0.0), (0.0, -limit)])
        found: Objects = shapely.polygons(corners + spots[:, None])
        return found

    def cell(self, spot: Spot, others: Sequence[Spot], box: Box) -> BaseGeometry:
        """Part of a box that is nearer to a spot along streets than to others."""
        return self._cell(spot, *self._rivals(spot, others), box).shape

    def _rivals(self, spot: Spot, others: Sequence[Spot]) -> tuple[Floats, Floats]:
        """Where others stand from a spot, shape (k, 2), and how far along streets, (k,); nearest first."""
        apart = np.array(others, dtype=np.float64).reshape(-1, 2) - spot
        metres = self.length(apart[:, 0], apart[:, 1])
        nearest_first = np.argsort(metres, kind="stable")
        nearest_first = nearest_first[np.hypot(apart[:, 0], apart[:, 1])[nearest_first] > SAME_SPOT_M]
        return apart[nearest_first], metres[nearest_first]

    def _cell(self, spot: Spot, apart: Floats, metres: Floats, box: Box) -> _Cell:
        left, bottom, right, top = box
        found: BaseGeometry = shapely.box(left - 1, bottom - 1, right + 1, top + 1)
        asked = 0
        while True:
            corners = np.abs(shapely.get_coordinates(found) - spot)
            # Beyond twice the farthest corner no site can take anything off the cell.
            most = 2 * float(corners.sum(axis=1).max(initial=-np.inf))
            if asked == len(metres) or metres[asked] > most:
                return _Cell(found, apart[:asked], most)
            size = float(metres[asked]) + float(corners.max()) + 1
            east, north = apart[asked].tolist()
            half = shapely.polygons(np.array(_nearer_part(east, north, size)) + spot)
            found = _faces(shapely.intersection(found, half))
            asked += 1

    def cells(self, spots: Sequence[Spot], box: Box) -> list[BaseGeometry]:
        """Of many sites: cut by the nearest other of each at once, then by the next.

        Of few each is kept: where one comes, goes or moves, those that it is too far off from stay.
        """
        if len(spots) < MANY:
            return [self._kept_cell(spot, spots, box) for spot in spots]
        unique, of_spot = spots_apart(spots)
        found: list[BaseGeometry] = self._cells(unique, box)[of_spot].tolist()
        return found

    def _kept_cell(self, spot: Spot, others: Sequence[Spot], box: Box) -> BaseGeometry:
        apart, metres = self._rivals(spot, others)
        key = ("cell", spot, box)
        kept: tuple[_Cell, ...] = _KEPT.find(key) or ()
        for one in kept:
            if one.is_of(apart, metres):
                return one.shape
        made = self._cell(spot, apart, metres, box)
        _KEPT.put(key, (made, *kept[: _EACH_KEPT - 1]), keep=_CELLS_KEPT)
        return made.shape

    def _cells(self, unique: Floats, box: Box) -> Objects:
        """Cells of sites that all stand apart, shape (m,)."""
        left, bottom, right, top = box
        around = shapely.box(left - 1, bottom - 1, right + 1, top + 1)
        cells: Objects = np.full(len(unique), around, dtype=object)
        rows, done = np.arange(len(unique)), 1  # the nearest of all is the site itself
        while len(rows) and done < len(unique):
            wanted = min(max(2 * done, _RIVALS), len(unique))
            near = nearest_of_many(unique[rows], unique, self.length, self.norm, wanted)[0]
            for rank in range(done, wanted):
                is_open = self._cut(cells, unique, rows, near[:, rank])
                rows, near = rows[is_open], near[is_open]
            done = wanted
        return cells

    def _cut(self, cells: Objects, unique: Floats, rows: Ints, rival: Ints) -> Bools:
        """Take off some cells what is nearer to one rival of each; whether others may take more, (k,)."""
        apart = unique[rival] - unique[rows]
        to_rival = self.length(apart[:, 0], apart[:, 1])
        corners, owner = shapely.get_coordinates(cells[rows], return_index=True)
        off = np.abs(corners - unique[rows[owner]])
        farthest, widest = np.zeros(len(rows)), np.zeros(len(rows))
        np.maximum.at(farthest, owner, off.sum(axis=1))
        np.maximum.at(widest, owner, off.max(axis=1))
        # Beyond twice the farthest corner no site can take anything off the cell.
        is_open: Bools = to_rival <= 2 * farthest
        at = np.flatnonzero(is_open & _takes(apart, corners - unique[rows[owner]], owner))
        halves = _nearer_parts(apart[at], (to_rival + widest + 1)[at])
        cut = shapely.intersection(cells[rows[at]], shapely.polygons(halves + unique[rows[at]][:, None]))
        for odd in np.flatnonzero(~np.isin(shapely.get_type_id(cut), (3, 6))).tolist():
            cut[odd] = _faces(cut[odd])
        cells[rows[at]] = cut
        return is_open

    def within(self, places: PointIndex, spot: Spot, limit: float) -> Ints:
        """Those places in the disc around the diamond that lie in the diamond."""
        near = places.in_disc(spot, limit)
        x, y = places.columns
        inside: Ints = near[self.length(x[near] - spot[0], y[near] - spot[1]) <= limit + TOLERANCE]
        return inside

    def meets(self, site: BaseGeometry, shapes: Objects, limit: float) -> Bools:
        """Measured from the middle of a site that has an outline."""
        middle = site.centroid
        found: Bools = shapely.distance(self.region((middle.x, middle.y), limit), shapes) <= TOLERANCE
        return found


@dataclass(frozen=True, eq=False)
class _Cell:
    """A cell, the rivals that it was cut by, shape (k, 2), and how far any other must be to take nothing."""

    shape: BaseGeometry
    cut_by: Floats
    most: float

    def is_of(self, apart: Floats, metres: Floats) -> bool:
        """Whether among such rivals, the nearest first, the same would be cut by the same."""
        asked = len(self.cut_by)
        is_enough = len(metres) == asked or (len(metres) > asked and metres[asked] > self.most)
        return bool(is_enough) and np.array_equal(apart[:asked], self.cut_by)


def _nearer_parts(apart: Floats, size: Floats) -> Floats:
    """Corners of what is nearer to the origin than to each of some points, shape (k, 6, 2).

    Between the two the border runs along a diagonal, beyond them along a street. Where both lie on one
    diagonal, whole quarters are as near to either: each gets the one on its left, as it looks at the other.

    Parameters
    ----------
    apart
        The points, shape (k, 2).
    size
        How far from the origin the part is drawn, shape (k,).
    """
    bends, is_steep, sign = _bends(apart)
    x = np.column_stack((-size, bends[:, 0, 0], bends[:, 0, 0], bends[:, 1, 0], bends[:, 1, 0], -size))
    y = np.column_stack((-size, -size, bends[:, 0, 1], bends[:, 1, 1], size, size))
    corners = np.stack((x, y), axis=-1) * sign[:, None]
    corners[is_steep] = corners[is_steep][..., ::-1]
    return corners


def _nearer_part(east: float, north: float, size: float) -> list[Spot]:
    """What :func:`_nearer_parts` says of one point: a drag asks for one after another with every step."""
    is_steep = abs(east) < abs(north)
    along, across = (north, east) if is_steep else (east, north)
    far, near = abs(along), abs(across)
    low, high = (far + near) / 2, (far - near) / 2
    turn_x, turn_y = math.copysign(1.0, along), math.copysign(1.0, across)
    corners = (-size, -size), (low, -size), (low, 0.0), (high, near), (high, size), (-size, size)
    if is_steep:
        return [(y * turn_y, x * turn_x) for x, y in corners]
    return [(x * turn_x, y * turn_y) for x, y in corners]


def _bends(apart: Floats) -> tuple[Floats, Bools, Floats]:
    """Where borders between the origin and some points bend, the lower first, shape (k, 2, 2).

    They are told as if each point lay north-east of the origin and not more north than east; beside them
    whether x and y have to change places for that, shape (k,), and after it their signs, shape (k, 2).
    """
    far = np.abs(apart)
    is_steep: Bools = far[:, 0] < far[:, 1]
    east, north = np.where(is_steep, far[:, ::-1].T, far.T)
    bends = np.stack(
        (
            np.column_stack(((east + north) / 2, np.zeros(len(apart)))),
            np.column_stack(((east - north) / 2, north)),
        ),
        axis=1,
    )
    sign = np.copysign(1.0, np.where(is_steep[:, None], apart[:, ::-1], apart))
    return bends, is_steep, sign


def _takes(apart: Floats, corners: Floats, owner: Ints) -> Bools:
    """Whether each of some points may take something from a cell around the origin, shape (k,).

    It does if a corner of the cell lies beyond their border. Else the border could only enter the cell and
    leave it by the same side, for which it has to bend in there.

    Parameters
    ----------
    corners, owner
        Corners of all cells, shape (n, 2), and whose each is, shape (n,).
    """
    bends, is_steep, sign = _bends(apart)
    x, y = (np.where(is_steep[owner, None], corners[:, ::-1], corners) * sign[owner]).T
    border = bends[owner, 0, 0] - np.clip(y, 0.0, bends[owner, 1, 1])
    takes: Bools = np.bincount(owner, weights=x > border, minlength=len(apart)) > 0
    low, high = np.full((len(apart), 2), np.inf), np.full((len(apart), 2), -np.inf)
    for axis, column in enumerate((x, y)):
        np.minimum.at(low[:, axis], owner, column)
        np.maximum.at(high[:, axis], owner, column)
    for row in range(2):
        bend = bends[:, row]
        takes |= ((bend > low) & (bend < high)).all(axis=1)
    return takes


def _faces(shape: BaseGeometry) -> BaseGeometry:
    """What of an intersection has an area."""
    if shape.geom_type in {"Polygon", "MultiPolygon"}:
        return shape
    faces = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return shapely.union_all(faces) if faces else shapely.Polygon()
