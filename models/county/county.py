"""The county as inputs to every computation: units, people, land. Read-only, arrays, metric coordinates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.county.closures import Closure
from models.county.demand import Demand
from models.county.land import Land
from models.county.layer import Layer, Role
from models.county.levels import USUAL_LEVELS, HazardLevels
from models.county.outlines import outline_of, union_of
from models.county.points import LIMIT_TOLERANCE_M, PointIndex
from models.county.population import (
    DEMAND_ROLES,
    EVERYBODY,
    PEOPLE_WITHOUT_PLACE,
    Origins,
    PeopleChoice,
    Settled,
    WithoutPlace,
    group_of,
    kind_of,
    settle,
)
from models.county.travel import AS_BEFORE, TravelBy
from models.county.units import Units
from models.county.unplaced import UnplacedSite, area_by_place, place_of
from models.facilities.facility import Family
from models.kernel.arrays import Bools, Floats, Ints
from models.kernel.memo import Memo
from models.kernel.prepared import Prepared, prepared_copy


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
    boundary
        Outline of the county: its units, else its townships, else ``None``.
    settled
        Which sources of residents count and which do not.
    seat, builtup
        County seat (or central urban area) and built-up land as one polygon each; ``None`` without a layer.
    travel_by
        How distances over land are measured.
    road_memo
        Results about its roads, whatever distances are measured by.
    closures
        Barriers that close roads.
    listed
        The same with residents as the data hold them, where others are the denominators.
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
    boundary: BaseGeometry | None
    settled: Settled
    people: PeopleChoice
    hazard_levels: HazardLevels
    unplaced: Mapping[Family, int]
    unplaced_sites: tuple[UnplacedSite, ...]
    unread: frozenset[Family]
    travel_by: TravelBy = AS_BEFORE
    road_memo: Memo = field(default_factory=Memo, repr=False)
    _measured: dict[TravelBy, County] = field(default_factory=dict, repr=False)
    closures: tuple[Closure, ...] = ()
    listed: County | None = field(default=None, repr=False)

    @classmethod
    def from_layers(
        cls,
        layers: Iterable[Layer],
        *,
        name: str = "",
        code: str = "",
        people: PeopleChoice = EVERYBODY,
        unread: frozenset[Family] = frozenset(),
        hazard_levels: HazardLevels = USUAL_LEVELS,
        unplaced: Mapping[Family, int] = MappingProxyType({}),
        travel_by: TravelBy = AS_BEFORE,
        unplaced_sites: tuple[UnplacedSite, ...] = (),
    ) -> County:
        """Make the county from the layers of a project.

        Parameters
        ----------
        people
            Which residents count, where sources differ or some lie outside.
        unread
            Families of facilities that the project's file holds and that could not be read: nothing is known
            of them.
        hazard_levels
            From which level hazard zones apply.
        unplaced
            Facilities that the files name without a place, by family: they count nowhere.
        travel_by
            How distances over land are measured.
        unplaced_sites
            Those of them whose township and area are stated: these count by township.
        """
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
        towns = Units.from_layer(townships[0]) if townships else Units.empty()
        outline = outline_of(units, towns)
        settled = _settled(found, outline, towns if len(towns) else units, people)
        stated = seats[0].number("population_persons") if seats else np.empty(0)
        seat_population = float(stated.sum()) if len(stated) and (stated > 0).all() else None
        made = cls(
            name=name or (str(units.names[0]) if len(units) == 1 else ""),
            code=code or (str(units.codes[0]) if len(units) == 1 else ""),
            units=units,
            townships=towns,
            demand=Demand.from_layer(settled.demand),
            boundary=outline,
            settled=settled,
            people=people,
            hazard_levels=hazard_levels,
            unplaced=unplaced,
            unplaced_sites=unplaced_sites,
            seat=union_of(seats),
            seat_population_stated=seat_population,
            builtup=union_of(builtups),
            hazards=tuple(of(Role.HAZARDS)),
            roads=tuple(of(Role.ROADS)),
            layers=settled.layers,
            unread=unread,
            travel_by=travel_by,
        )
        return made if people.is_as_listed else made._counted_by(people)

    def _counted_by(self, people: PeopleChoice) -> County:
        """The same county whose denominators are a group of its people, or its people in another year."""
        factor = people.factor(self.population_persons)
        by_id = {layer.id: layer for layer in self.layers}

        def of(layer_id: str, rows: Ints, persons: Floats) -> Floats:
            if not people.group:
                return persons * factor
            layer = by_id.get(layer_id)
            return (
                np.full(len(rows), np.nan) if layer is None else group_of(layer, people.group)[rows] * factor
            )

        def of_units(units: Units) -> Units:
            every = np.arange(len(units))
            return replace(units, population_persons=of(units.layer_id, every, units.population_persons))

        demand, stated = self.demand, self.seat_population_stated
        return replace(
            self,
            units=of_units(self.units),
            townships=of_units(self.townships),
            demand=replace(
                demand, population_persons=of(demand.layer_id, demand.rows, demand.population_persons)
            ),
            seat_population_stated=None if stated is None or people.group else stated * factor,
            listed=self,
            _measured={},
        )

    def of_people(self, people: PeopleChoice) -> County:
        """The same county whose denominators are those of another choice of its people."""
        if people == self.people:
            return self
        listed = self.as_listed._on_its_ground(people=people, _measured={})
        made = listed if people.is_as_listed else listed._counted_by(people)
        return made.measured(self.travel_by)

    @property
    def as_listed(self) -> County:
        """The county with its residents as the data hold them."""
        return self.listed or self

    @property
    def people_kind(self) -> str:
        """Whose people its figures count, as text ``people_word.<kind>``."""
        if self.people.group:
            return self.people.group
        if self.people.year:
            return "planned"
        return "registered" if self.has_registered_people else "resident"

    def measured(self, travel_by: TravelBy) -> County:
        """The same county with distances over land measured otherwise, and with what is known of it so."""
        self._measured.setdefault(self.travel_by, self)
        if travel_by not in self._measured:
            self._measured[travel_by] = self._on_its_ground(travel_by=travel_by)
        return self._measured[travel_by]

    def closed(self, closures: tuple[Closure, ...]) -> County:
        """The same county with roads closed, as a scenario has them; itself with none more or less."""
        if closures == self.closures:
            return self
        return self._on_its_ground(closures=closures, _measured={})

    def _on_its_ground(self, **ways: Any) -> County:
        """The same county with other ways: all that is known of its land and people goes along."""
        made = replace(self, **ways)
        names = {item.name for item in fields(self)} | {"memo"}
        vars(made).update({name: value for name, value in vars(self).items() if name not in names})
        return made

    @cached_property
    def memo(self) -> Memo:
        """Results about this county that later computations may use again."""
        return Memo()

    @cached_property
    def is_blank(self) -> bool:
        """Whether nothing is known of whom facilities serve: no units, no townships, no demand points."""
        return not (len(self.units) or len(self.townships) or len(self.demand))

    @cached_property
    def counted_by_township(self) -> tuple[UnplacedSite, ...]:
        """Shelters that are not on the map and whose township is one of the county's."""
        if not len(self.townships):
            return ()
        own = [site for site in self.unplaced_sites if site.family == Family.SHELTER]
        return tuple(site for site in own if place_of(site, self.townships.names) >= 0)

    @cached_property
    def unplaced_area_m2(self) -> Floats:
        """Effective area of shelters that are not on the map, in each of the county's places, shape (n,)."""
        return area_by_place(self.counted_by_township, self.places.names)

    def origin(self, layer_id: str, row: int) -> tuple[str, int]:
        """Layer and row of the project that a row of one of ``layers`` comes from."""
        return self.origin_of(layer_id)(row)

    def origin_of(self, layer_id: str) -> Callable[[int], tuple[str, int]]:
        """The same of any row of a layer, for who asks for thousands."""
        origins: Origins | None = self.settled.origins.get(layer_id)
        if origins is None:
            return lambda row: (layer_id, row)
        layer_ids, rows = origins.layer_ids, origins.rows
        return lambda row: (str(layer_ids[row]), int(rows[row]))

    @cached_property
    def lands(self) -> Mapping[str, Land]:
        """Known land by kind: ``builtup``, ``seat``, ``county``.

        Built-up land outside the county is left out: it is not the county's to cover.
        """
        shapes = {"builtup": self.builtup, "seat": self.seat, "county": self.boundary}
        if self.builtup is not None and self.boundary is not None:
            boundary = prepared_copy(self.boundary)
            if not shapely.covers(boundary, self.builtup):
                shapes["builtup"] = shapely.intersection(self.boundary, self.builtup)
        return {
            kind: Land(kind, shape)
            for kind, shape in shapes.items()
            if shape is not None and shapely.area(shape) > 0
        }

    def land(self, *kinds: str) -> Land | None:
        """First known land of the ``kinds`` asked for, or ``None``."""
        return next((self.lands[kind] for kind in kinds if kind in self.lands), None)

    @cached_property
    def stated_persons(self) -> Mapping[str, float]:
        """Residents of the whole county by every source: ``units``, ``townships``, the demand's role."""
        found: dict[str, float] = {}
        counted = ~self.townships_outside | self.people.counts_outside
        for name, stated in (
            ("units", self.units.population_persons),
            ("townships", self.townships.population_persons[counted]),
        ):
            if len(stated) and np.isfinite(stated).all() and stated.sum() > 0:
                found[name] = float(stated.sum())
        if self.demand.has_population:
            found[self.demand.role.value] = self.demand.total_persons
        return found

    @cached_property
    def townships_outside(self) -> Bools:
        """Which townships lie outside the outline of the county, shape (n,); none where all would."""
        outside = np.zeros(len(self.townships), dtype=np.bool_)
        if self.boundary is None or not self.units.has_area.any():
            return outside
        rows = np.flatnonzero(self.townships.has_area)
        points = shapely.point_on_surface(self.townships.geometries[rows])
        outside[rows] = ~self.in_county(np.column_stack([shapely.get_x(points), shapely.get_y(points)]))
        return outside if not outside[rows].all() else np.zeros_like(outside)

    @cached_property
    def population_source(self) -> str:
        """Which of ``stated_persons`` counts: as chosen, else the highest level; empty for none."""
        if self.people.source in self.stated_persons:
            return self.people.source
        return next(iter(self.stated_persons), "")

    @property
    def population_persons(self) -> float | None:
        """Residents: as county units state, else as townships do, else of all demand points, or ``None``."""
        return self.stated_persons.get(self.population_source)

    @cached_property
    def unknown_people(self) -> tuple[int, int]:
        """Places whose residents are unknown though the county's are a sum over places, and all of these."""
        if self.population_source not in (role.value for role in DEMAND_ROLES):
            return 0, 0
        unknown = int(np.isnan(self.demand.population_persons).sum())
        empty = len(self.places_without_people)
        off = sum(one.count for one in self.people_without_place)
        return unknown + empty + off, len(self.demand) + empty + off

    @cached_property
    def places_without_people(self) -> tuple[str, ...]:
        """Names of townships (or county-level units) that no place of the list of residents lies in."""
        if self.population_source not in (role.value for role in DEMAND_ROLES):
            return ()
        empty = self.places.has_area & np.isnan(self.place_population_persons)
        empty[self.demand_place[self.demand_place >= 0]] = False
        return tuple(str(self.places.names[place]) for place in np.flatnonzero(empty))

    @cached_property
    def people_without_place(self) -> tuple[WithoutPlace, ...]:
        """What lists that count say of places with residents that are not on the map."""
        left = {source.file for source in self.settled.left}
        return tuple(
            WithoutPlace(
                layer.provenance.file, int(values["count"]), float(values["persons"]), str(values["names"])
            )
            for layer in self.layers
            if layer.role in DEMAND_ROLES and layer.provenance.file not in left
            for key, values in layer.provenance.problems
            if key == PEOPLE_WITHOUT_PLACE
        )

    @cached_property
    def unknown_seat_people(self) -> tuple[int, int]:
        """Places of the seat whose residents are unknown while the seat's are their sum, and all of these."""
        if self.seat_population_stated is not None:
            return 0, 0
        inside = self.demand_in_seat
        off = sum(one.count for one in self.people_without_place)  # nobody knows whether they are in the seat
        return int(np.isnan(self.demand.population_persons[inside]).sum()) + off, int(inside.sum()) + off

    @cached_property
    def has_registered_people(self) -> bool:
        """Whether the county's residents are those on the register (户籍), not those who live there."""
        level = {"units": self.units.layer_id, "townships": self.townships.layer_id}
        layer_id = level.get(self.population_source, self.demand.layer_id)
        return any(layer.id == layer_id and kind_of(layer) == "registered" for layer in self.layers)

    @cached_property
    def seat_population_persons(self) -> float | None:
        """Residents of the seat: as its layer states, else of the demand points inside; else ``None``."""
        if self.seat_population_stated is not None:
            return self.seat_population_stated
        if self.seat is None or not self.demand.has_population:
            return None
        persons = self.demand_seat_persons
        return persons if persons > 0 else None

    @property
    def places(self) -> Units:
        """Units that results are given for: townships, or the county-level units where there are none."""
        return self.townships if len(self.townships) else self.units

    @property
    def has_several_places(self) -> bool:
        """Whether the county is divided: into townships, or at least into several county-level units."""
        return len(self.townships) > 0 or len(self.units) > 1

    @property
    def is_by_units(self) -> bool:
        """Whether county-level units stand for the townships, which no layer gives."""
        return not len(self.townships) and len(self.units) > 1

    @cached_property
    def place_population_persons(self) -> Floats:
        """Residents of each of ``places``, shape (n,); NaN if unknown."""
        return self._population_of(self.places, self.demand_place)

    @cached_property
    def demand_place(self) -> Ints:
        """Which of ``places`` holds each demand point, shape (n,); -1 outside all."""
        return self.places.index_of(self.demand.index)

    @property
    def township_population_persons(self) -> Floats:
        """Residents of each township, shape (n,): stated, else of its demand points; NaN if unknown."""
        return self.place_population_persons if len(self.townships) else np.empty(0)

    @property
    def demand_township(self) -> Ints:
        """Township of each demand point, shape (n,); -1 outside all."""
        if len(self.townships):
            return self.demand_place
        return np.full(len(self.demand), -1, dtype=np.intp)

    @cached_property
    def demand_in_seat(self) -> Bools:
        """Whether each demand point lies in the county seat, shape (n,)."""
        return self.in_seat(self.demand.xy)

    @cached_property
    def demand_seat_persons(self) -> float:
        """Known residents of the demand points in the county seat."""
        return float(self.demand.known_persons[self.demand_in_seat].sum())

    def in_seat(self, xy: Floats) -> Bools:
        """Whether each point of ``xy`` (shape (m, 2)) lies in the seat or on its edge, shape (m,)."""
        if self._prepared_seat is None:
            return np.zeros(len(xy), dtype=np.bool_)
        return self._held_by("in seat", self._prepared_seat, xy)

    def in_county(self, xy: Floats) -> Bools:
        """Whether each point of ``xy`` (shape (m, 2)) lies in the county; all do if it has no outline."""
        if self._prepared_boundary is None:
            return np.ones(len(xy), dtype=np.bool_)
        return self._held_by("in county", self._prepared_boundary, xy)

    def _held_by(self, name: str, shape: Prepared, xy: Floats) -> Bools:
        """Whether each point lies in a shape; of a single one, which moves, the last answer is kept."""
        if len(xy) != 1:
            return _inside(shape, xy)
        return self.memo.get_latest((name,), (xy.tobytes(),), lambda: _inside(shape, xy))

    @cached_property
    def _prepared_seat(self) -> Prepared | None:
        return _prepared(self.seat)

    @cached_property
    def _prepared_boundary(self) -> Prepared | None:
        return _prepared(self.boundary)

    def _population_of(self, units: Units, demand_unit: Ints) -> Floats:
        """Residents of units, shape (n,). A unit where no point has a known number is unknown, not empty."""
        stated = np.where(units.population_persons > 0, units.population_persons, np.nan)
        counted = (demand_unit >= 0) & (self.demand.known_persons > 0)
        summed = np.bincount(
            demand_unit[counted], weights=self.demand.known_persons[counted], minlength=len(units)
        )
        return np.where(np.isfinite(stated), stated, np.where(summed > 0, summed, np.nan))


def _prepared(shape: BaseGeometry | None) -> Prepared | None:
    return None if shape is None else Prepared(np.array([shape], dtype=object))


def _inside(shape: Prepared, xy: Floats) -> Bools:
    inside = shape.holds(0, xy[:, 0], xy[:, 1])
    if not inside.all():
        # On a slanting edge rounding alone would decide; what is beyond the bounds is on none.
        left, bottom, right, top = shape.bounds(0)
        x, y = xy.T
        in_box = (x >= left - LIMIT_TOLERANCE_M) & (x <= right + LIMIT_TOLERANCE_M)
        in_box &= (y >= bottom - LIMIT_TOLERANCE_M) & (y <= top + LIMIT_TOLERANCE_M)
        rest = np.flatnonzero(in_box & ~inside)
        inside[rest] = shape.within(0, shapely.points(xy[rest]), LIMIT_TOLERANCE_M)
    return inside


def _settled(
    layers: Sequence[Layer], outline: BaseGeometry | None, places: Units, people: PeopleChoice
) -> Settled:
    """Hold the sources of residents against the outline, the places and each other."""
    prepared = _prepared(outline)
    inside, place = [], []
    for layer in layers:
        if layer.role not in DEMAND_ROLES:
            continue
        xy = layer.middles
        there = np.isfinite(xy).all(axis=1)
        within = np.ones(len(xy), dtype=np.bool_)
        if prepared is not None:
            within[there] = _inside(prepared, xy[there])
        unit = np.full(len(xy), -1, dtype=np.intp)
        unit[there] = places.index_of(PointIndex(xy[there]))
        inside.append(within)
        place.append(unit)
    return settle(layers, inside, place, people)
