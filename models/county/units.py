"""Administrative units of one level, and which of them holds a point."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from models.county.layer import Layer
from models.county.points import PointIndex
from models.kernel.arrays import Bools, Floats, Ints, Objects
from models.kernel.prepared import Prepared


@dataclass(frozen=True, eq=False)
class Units:
    """Administrative units of one level.

    Attributes
    ----------
    names, codes
        Strings, shape (n,).
    geometries
        Polygons or points, shape (n,), metres.
    population_persons
        Residents as the layer states them, shape (n,); NaN where it does not.
    layer_id
        Layer they come from; row i of it is unit i.
    """

    names: Objects
    codes: Objects
    geometries: Objects
    population_persons: Floats
    layer_id: str = ""

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def area_m2(self) -> Floats:
        """Area of each unit, shape (n,); 0 for points."""
        areas: Floats = shapely.area(self.geometries)
        return areas

    @classmethod
    def from_layer(cls, layer: Layer) -> Units:
        """Units of one layer."""
        return cls(
            names=layer.text("name"),
            codes=layer.text("code"),
            geometries=layer.geometries,
            population_persons=layer.number("population_persons"),
            layer_id=layer.id,
        )

    @classmethod
    def empty(cls) -> Units:
        """No units."""
        none = np.empty(0, dtype=object)
        return cls(none, none, none, np.empty(0))

    @cached_property
    def has_area(self) -> Bools:
        """Whether each unit is a polygon, shape (n,); a unit known only as a point holds nothing."""
        dimensions: Ints = shapely.get_dimensions(self.geometries)
        return (dimensions == 2) & (self.area_m2 > 0)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.geometries)

    @cached_property
    def _prepared(self) -> Prepared:
        return Prepared(self.geometries)

    def index_of(self, points: PointIndex) -> Ints:
        """Unit that holds each of many points, shape (m,); -1 outside all, on a border the first."""
        found = np.full(len(points), -1, dtype=np.intp)
        for unit in np.flatnonzero(self.has_area)[::-1].tolist():
            found[points.in_polygon(self.geometries[unit])] = unit
        return found

    def index_at(self, xy: Floats) -> Ints:
        """Unit that holds each of a few points, shape (m, 2); -1 outside all, on a border the first.

        Of a single point the last answer is kept: figures ask for one that moves alike.
        """
        if len(xy) != 1:
            return self._at(xy)
        found = self._latest.get(key := xy.tobytes())
        if found is None:
            found = self._at(xy)
            self._latest.clear()
            self._latest[key] = found
        return found

    @cached_property
    def _latest(self) -> dict[bytes, Ints]:
        return {}

    def _at(self, xy: Floats) -> Ints:
        found = np.full(len(xy), -1, dtype=np.intp)
        if len(self) == 0 or len(xy) == 0:
            return found
        point_index, unit_index = self._tree.query(shapely.points(xy))
        inside = self.has_area[unit_index] & self._prepared.holds(
            unit_index, xy[point_index, 0], xy[point_index, 1]
        )
        point_index, unit_index = point_index[inside], unit_index[inside]
        order = np.argsort(-unit_index, kind="stable")
        found[point_index[order]] = unit_index[order]
        return found
