"""The county as inputs to every computation: units, people, land. Read-only, arrays, metric coordinates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from models.layer import Layer, Role

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]
Objects = NDArray[np.object_]

DEMAND_ROLES = (Role.DEMAND, Role.POPULATION_GRID, Role.VILLAGES)
"""Roles that hold people, best first; one of them is used, so that nobody is counted twice."""


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

    def index_at(self, xy: Floats) -> Ints:
        """Unit that holds each point of ``xy`` (shape (m, 2)), -1 outside all; the lowest index on a shared border."""
        found = np.full(len(xy), -1, dtype=np.intp)
        if len(self) == 0 or len(xy) == 0:
            return found
        tree = shapely.STRtree(self.geometries)
        point_index, unit_index = tree.query(shapely.points(xy), predicate="intersects")
        order = np.argsort(-unit_index, kind="stable")
        found[point_index[order]] = unit_index[order]
        return found


@dataclass(frozen=True, eq=False)
class Demand:
    """Points that hold people: villages, settlements or grid cells.

    Attributes
    ----------
    xy
        Coordinates, shape (n, 2), metres.
    population_persons
        Residents at each point, shape (n,); NaN where unknown.
    names
        Strings, shape (n,).
    """

    xy: Floats
    population_persons: Floats
    names: Objects
    layer_id: str = ""
    role: Role = Role.DEMAND

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def known_persons(self) -> Floats:
        """Residents with unknown ones as 0, for sums; shape (n,)."""
        return np.nan_to_num(self.population_persons, nan=0.0)

    @property
    def has_population(self) -> bool:
        """Whether at least one point has a known number of residents."""
        return bool(np.isfinite(self.population_persons).any())

    @property
    def total_persons(self) -> float:
        """All known residents."""
        return float(self.known_persons.sum())


@dataclass(frozen=True, eq=False)
class County:
    """Everything about the county that facilities are held against.

    Attributes
    ----------
    units
        County-level units: one for a county, several for a city or a group of districts.
    townships
        Townships; empty when no layer gives them.
    demand
        People as points; empty when no layer gives them.
    seat, builtup
        County seat (or central urban area) and built-up land as one polygon each; ``None`` without a layer.
    """

    name: str
    code: str
    units: Units
    townships: Units
    demand: Demand
    seat: BaseGeometry | None
    seat_population_stated: float | None
    builtup: BaseGeometry | None
    hazards: tuple[Layer, ...]
    roads: tuple[Layer, ...]
    layers: tuple[Layer, ...]

    @classmethod
    def from_layers(
        cls, layers: Iterable[Layer], *, name: str = "", code: str = ""
    ) -> County:
        """Make the county from the layers of a project."""
        found = tuple(layers)

        def of(role: Role) -> list[Layer]:
            return [layer for layer in found if layer.role == role and len(layer)]

        counties, townships, seats, builtups = (
            of(Role.COUNTY),
            of(Role.TOWNSHIPS),
            of(Role.SEAT),
            of(Role.BUILTUP),
        )
        units = Units.from_layer(counties[0]) if counties else Units.empty()
        stated = seats[0].number("population_persons") if seats else np.empty(0)
        seat_population = (
            float(stated.sum()) if len(stated) and np.isfinite(stated).all() else None
        )
        return cls(
            name=name or (str(units.names[0]) if len(units) == 1 else ""),
            code=code or (str(units.codes[0]) if len(units) == 1 else ""),
            units=units,
            townships=Units.from_layer(townships[0]) if townships else Units.empty(),
            demand=_demand([layer for role in DEMAND_ROLES for layer in of(role)]),
            seat=_union(seats),
            seat_population_stated=seat_population,
            builtup=_union(builtups),
            hazards=tuple(of(Role.HAZARDS)),
            roads=tuple(of(Role.ROADS)),
            layers=found,
        )

    @cached_property
    def boundary(self) -> BaseGeometry | None:
        """Outline of the county: its units, else its townships, else ``None``."""
        units = self.units if len(self.units) else self.townships
        polygons = [
            shape
            for shape in units.geometries
            if shape.geom_type in ("Polygon", "MultiPolygon")
        ]
        return shapely.union_all(polygons) if polygons else None

    @cached_property
    def population_persons(self) -> float | None:
        """Residents of the county: as its units state, else townships', else of all demand points; else ``None``."""
        for stated in (
            self.units.population_persons,
            self.townships.population_persons,
        ):
            if len(stated) and np.isfinite(stated).all():
                return float(stated.sum())
        return self.demand.total_persons if self.demand.has_population else None

    @cached_property
    def seat_population_persons(self) -> float | None:
        """Residents of the county seat: as its layer states, else of the demand points inside; else ``None``."""
        if self.seat_population_stated is not None:
            return self.seat_population_stated
        if self.seat is None or not self.demand.has_population:
            return None
        return float(self.demand.known_persons[self.demand_in_seat].sum())

    @cached_property
    def township_population_persons(self) -> Floats:
        """Residents of each township, shape (n,): as stated, else of the demand points inside; NaN if unknown."""
        stated = self.townships.population_persons
        if not self.demand.has_population:
            return stated
        inside = self.demand_township >= 0
        summed = np.bincount(
            self.demand_township[inside],
            weights=self.demand.known_persons[inside],
            minlength=len(self.townships),
        )
        return np.where(np.isfinite(stated), stated, summed)

    @cached_property
    def demand_township(self) -> Ints:
        """Township of each demand point, shape (n,); -1 outside all."""
        return self.townships.index_at(self.demand.xy)

    @cached_property
    def demand_in_seat(self) -> Bools:
        """Whether each demand point lies in the county seat, shape (n,)."""
        if self.seat is None:
            return np.zeros(len(self.demand), dtype=np.bool_)
        shapely.prepare(self.seat)
        inside: Bools = shapely.intersects_xy(
            self.seat, self.demand.xy[:, 0], self.demand.xy[:, 1]
        )
        return inside


def _union(layers: Sequence[Layer]) -> BaseGeometry | None:
    polygons = [
        shape
        for layer in layers
        for shape in layer.geometries
        if shape is not None and shape.geom_type in ("Polygon", "MultiPolygon")
    ]
    return shapely.union_all(polygons) if polygons else None


def _demand(layers: Sequence[Layer]) -> Demand:
    with_people = [
        layer
        for layer in layers
        if np.isfinite(layer.number("population_persons")).any()
    ]
    for layer in (*with_people, *layers):
        centres = shapely.centroid(layer.geometries)
        return Demand(
            xy=np.column_stack((shapely.get_x(centres), shapely.get_y(centres))),
            population_persons=layer.number("population_persons"),
            names=layer.text("name"),
            layer_id=layer.id,
            role=layer.role,
        )
    return Demand(np.empty((0, 2)), np.empty(0), np.empty(0, dtype=object))
