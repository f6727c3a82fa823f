"""Counting in the registers of facilities that count in a scenario."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

import numpy as np
import shapely

from models.county.county import County
from models.county.units import Units
from models.facilities.facility import UNKNOWN_SPACE, Facility, Family, Status
from models.facilities.registers import PLACES, SERVED, Register, field_names
from models.findings.findings import Figure, Place, Target
from models.findings.lacking import unknown
from models.findings.places import facility_place, largest_first
from models.kernel.arrays import Bools, Floats, Ints, Objects

AnyArray = TypeVar("AnyArray", Bools, Ints)

_STREET_CODES = range(1, 100)  # GB/T 10114: street offices
_PARK_CODES = range(400, 600)  # GB/T 10114: township-level codes of development zones and other mixed units


@dataclass(frozen=True, eq=False)
class Inventory:
    """The facilities that count, and where in the county they stand.

    Attributes
    ----------
    but_last
        The same without the last of them, which moves; ``None`` where all stay.
    """

    county: County
    facilities: tuple[Facility, ...]
    but_last: Inventory | None = None

    def with_one(self, facility: Facility) -> Inventory:
        """The same with one more, which is all that is looked at again."""
        return Inventory(self.county, (*self.facilities, facility), self)

    @cached_property
    def geometries(self) -> Objects:
        """Geometries, shape (n,)."""
        return np.array([facility.geometry for facility in self.facilities], dtype=object)

    @cached_property
    def xy(self) -> Floats:
        """Locations, shape (n, 2), metres."""
        if self.but_last is not None:
            return np.vstack(
                (self.but_last.xy, shapely.get_coordinates(self.facilities[-1].geometry.centroid))
            )
        return shapely.get_coordinates(shapely.centroid(self.geometries))

    def location(self, index: int) -> tuple[float, float]:
        """Where one facility stands, metres."""
        x, y = self._locations[index]
        return x, y

    @cached_property
    def _locations(self) -> list[list[float]]:
        return self.xy.tolist()

    @cached_property
    def of_family(self) -> Mapping[Family, tuple[int, ...]]:
        """Positions of the facilities of each family."""
        if self.but_last is not None:
            rest, last = self.but_last.of_family, self.facilities[-1].family
            return {**rest, last: (*rest[last], len(self.facilities) - 1)}
        found: dict[Family, list[int]] = {family: [] for family in Family}
        for index, facility in enumerate(self.facilities):
            found[facility.family].append(index)
        return {family: tuple(indices) for family, indices in found.items()}

    @cached_property
    def in_seat(self) -> Bools:
        """Whether each facility lies in the county seat, shape (n,)."""
        return self._asked("in_seat", self.county.in_seat)

    @cached_property
    def in_county(self) -> Bools:
        """Whether each facility lies in the county, shape (n,)."""
        return self._asked("in_county", self.county.in_county)

    @cached_property
    def township(self) -> Ints:
        """Township of each facility, shape (n,); -1 outside all."""
        return self._asked("township", self.county.townships.index_at)

    @cached_property
    def county_unit(self) -> Ints:
        """County-level unit of each facility, shape (n,); -1 outside all."""
        return self._asked("county_unit", self.county.units.index_at)

    def _asked(self, what: str, ask: Callable[[Floats], AnyArray]) -> AnyArray:
        """What is asked about each location, shape (n,); the attribute ``what``."""
        rest, last = self.xy[:-1], self.xy[-1:]
        if self.but_last is not None:
            kept: AnyArray = getattr(self.but_last, what)
        else:
            kept = self.county.memo.get(("inventory", what, rest.tobytes()), lambda: ask(rest), keep=32)
        return cast(AnyArray, np.concatenate((kept, ask(last))))

    def chosen(self, register: Register) -> list[int]:
        """Positions of the facilities that a register looks at."""
        found: list[int] = []
        for family in register.families:
            indices: Iterable[int] = self.of_family[family]
            for name, values in register.where:
                if name in field_names(family):
                    indices = [index for index in indices if getattr(self.facilities[index], name) in values]
            found.extend(indices)
        if register.within == "seat":
            return [index for index in found if self.in_seat[index]]
        if register.within == "outside":
            return [index for index in found if not self.in_county[index]]
        return found


@dataclass(frozen=True, eq=False)
class _Places:
    """Places that must each have something: rows of a layer of units, and the unit of each facility."""

    units: Units
    kind: str
    wanted: tuple[int, ...]
    of_facility: Ints
    persons: Floats

    def largest_first(self, indices: Sequence[int]) -> list[int]:
        """Most residents first; where they are unknown last."""
        return largest_first(np.array(indices, dtype=np.intp), self.persons).tolist()

    def place(self, index: int, value: float | None = None, unit: str = "") -> Place:
        units = self.units
        bounds = units.geometries[index].bounds
        return Place(self.kind, str(index), str(units.names[index]), bounds, units.layer_id, value, unit)


def register_figure(
    figure_id: str, register: Register, unit: str, inventory: Inventory, target: Target | None = None
) -> Figure:
    """Count.

    Parameters
    ----------
    target
        What each group has to reach, for the ``failing`` places of ``least_sum``.
    """
    if register.within == "seat" and inventory.county.seat is None:
        return Figure(figure_id, None, unit, missing=("seat",))
    if register.within == "outside" and inventory.county.boundary is None:
        return Figure(figure_id, None, unit, missing=("county",))
    if unread := inventory.county.unread & frozenset(register.families):
        return unknown(Figure(figure_id, None, unit), unread)
    indices = inventory.chosen(register)
    chosen = [inventory.facilities[index] for index in indices]
    measure = register.measure
    if register.since is not None:
        return _finished_since(figure_id, register.since, unit, chosen, target)
    if measure == "count":
        failing = tuple(facility_place(one) for one in chosen) if register.within == "outside" else ()
        return Figure(figure_id, float(len(chosen)), unit, {"count": len(chosen)}, failing=failing)
    if measure in SERVED:
        return _served(figure_id, register, unit, inventory, indices)
    if measure == "least_sum":
        return _least_sum(figure_id, register, unit, inventory, indices, target)
    if not chosen:
        return Figure(figure_id, None, unit, {"count": 0}, missing=register.absent)
    if measure in ("sum", "max", "kinds"):
        return _of_values(figure_id, register, unit, chosen)
    return _of_records(figure_id, register, unit, chosen)


def _finished_since(
    figure_id: str, since: int, unit: str, chosen: Sequence[Facility], target: Target | None
) -> Figure:
    """Count of what was finished in a year or later; what a plan builds is finished when it is carried out.

    Where the year of some that stand is unknown, the number is a least: it is told when the target is met
    all the same, and has no data when the unknown ones decide.
    """
    standing = [one for one in chosen if one.status != Status.PLANNED]
    undated = tuple(facility_place(one) for one in standing if one.finished_year is None)
    new = sum(one.finished_year is not None and one.finished_year >= since for one in standing)
    least, planned = new + len(chosen) - len(standing), len(chosen) - len(standing)
    inputs = {"count": least, "since": since, "planned": planned, "unknown": len(undated)}
    if target is not None:
        is_open = target.is_met(least) != target.is_met(least + len(undated))
    else:
        is_open = bool(undated) and len(undated) == len(standing)
    if is_open:
        return Figure(figure_id, None, unit, inputs, missing=("field.finished_year",), failing=undated)
    return Figure(figure_id, float(least), unit, inputs, is_estimated=bool(undated))


def _of_values(figure_id: str, register: Register, unit: str, chosen: Sequence[Facility]) -> Figure:
    """``sum``, ``max`` or ``kinds`` of the first field; what is not on record is left out and told."""
    name = register.fields[0]
    known = [value for one in chosen if (value := getattr(one, name, None)) not in (None, "", UNKNOWN_SPACE)]
    inputs = {"count": len(chosen), "unknown": len(chosen) - len(known)}
    if not known:
        return Figure(figure_id, None, unit, inputs, missing=(f"field.{name}",))
    measures: dict[str, Callable[[], float]] = {
        "sum": lambda: float(sum(known)),
        "max": lambda: float(max(known)),
        "kinds": lambda: float(len(set(known))),
    }
    return Figure(
        figure_id,
        measures[register.measure](),
        unit,
        inputs,
        is_estimated=len(known) < len(chosen),
    )


def _of_records(figure_id: str, register: Register, unit: str, chosen: Sequence[Facility]) -> Figure:
    """``filled_share``, ``true_share`` or ``true_count``."""
    columns = [[getattr(one, name) for one in chosen] for name in register.fields]
    filled = [[value not in (None, "") for value in column] for column in columns]
    lacking = tuple(
        f"field.{name}" for name, column in zip(register.fields, filled, strict=True) if not any(column)
    )
    if lacking:  # nobody ever recorded it: that says nothing about the facilities themselves
        return Figure(figure_id, None, unit, {"count": len(chosen)}, missing=lacking)
    if register.measure == "filled_share":
        good = [all(row) for row in zip(*filled, strict=True)]
    else:
        good = [all(value is True for value in row) for row in zip(*columns, strict=True)]
    met = sum(good)
    inputs = {"met": met, "count": len(chosen)}
    if register.measure == "true_count":
        return Figure(figure_id, float(met), unit, inputs)
    failing = tuple(facility_place(one) for one, is_good in zip(chosen, good, strict=True) if not is_good)
    return Figure(figure_id, 100.0 * met / len(chosen), unit, inputs, failing=failing)


def _places(register: Register, inventory: Inventory) -> _Places | str:
    """Places that the register asks about, or the name of what is missing."""
    county = inventory.county
    if register.by == "county":
        units = county.units
        wanted = [
            index
            for index, name in enumerate(units.names)
            if not register.only or any(part in str(name) for part in register.only)
        ]
        wanted = [index for index in wanted if units.has_area[index]]
        if not units.has_area.any():
            return "county"
        if register.only and len(wanted) < len(register.only):
            return "named_units"
        return _Places(units, "county", tuple(wanted), inventory.county_unit, units.population_persons)
    units = county.townships
    if len(units) == 0:
        return "townships"
    wanted = np.flatnonzero(units.has_area).tolist()
    if not wanted:
        return "township_areas"
    if register.by == "park":
        wanted = [index for index in wanted if is_park(str(units.codes[index]))]
        if not wanted:
            return "parks"
    if register.by == "town":  # a unit whose code does not tell what it is is taken for a town
        codes = {index: str(units.codes[index]) for index in wanted}
        wanted = [index for index in wanted if not (is_street(codes[index]) or is_park(codes[index]))]
        if not wanted:
            return "townships"
    persons = county.township_population_persons
    return _Places(units, "township", tuple(wanted), inventory.township, persons)


def is_street(code: str) -> bool:
    """Whether a township-level code (at least 9 digits) is in the range of street offices, 001 to 099."""
    return len(code) >= 9 and code[:9].isdigit() and int(code[6:9]) in _STREET_CODES


def is_park(code: str) -> bool:
    """Whether a township-level code (at least 9 digits) is in the range of development zones, 400 to 599."""
    return len(code) >= 9 and code[:9].isdigit() and int(code[6:9]) in _PARK_CODES


def _served(
    figure_id: str, register: Register, unit: str, inventory: Inventory, indices: Sequence[int]
) -> Figure:
    places = _places(register, inventory)
    if isinstance(places, str):
        return Figure(figure_id, None, unit, missing=(places,))
    present = {int(places.of_facility[index]) for index in indices}
    without = [index for index in places.wanted if index not in present]
    total = len(places.wanted)
    served = total - len(without)
    values = {"served_share": 100.0 * served / total, "served_count": served, "unserved_count": len(without)}
    return Figure(
        figure_id,
        float(values[register.measure]),
        unit,
        {"served": served, "total": total, "unserved": len(without)},
        failing=tuple(places.place(index) for index in places.largest_first(without)),
    )


def _least_sum(
    figure_id: str,
    register: Register,
    unit: str,
    inventory: Inventory,
    indices: Sequence[int],
    target: Target | None,
) -> Figure:
    """Lowest sum over groups. One unknown value makes its group unknown, and the lowest with it."""
    if not indices:
        return Figure(figure_id, None, unit, missing=register.absent)
    places = _places(register, inventory) if register.by in PLACES else None
    if isinstance(places, str):
        return Figure(figure_id, None, unit, missing=(places,))
    sums: dict[Hashable, float] = dict.fromkeys(places.wanted if places else register.groups, 0.0)
    name = register.fields[0]
    unknown = []
    for index in indices:
        facility = inventory.facilities[index]
        group: Hashable = int(places.of_facility[index]) if places else getattr(facility, register.by)
        if group not in sums and (places or register.groups):
            continue
        value = getattr(facility, name)
        if value is None:
            unknown.append(facility)
        sums[group] = sums.get(group, 0.0) + (value or 0)
    inputs: dict[str, int | str] = {
        "groups": len(sums),
        "facilities": len(indices),
        "unknown": len(unknown),
    }
    if unknown:
        without = tuple(facility_place(facility) for facility in unknown)
        return Figure(figure_id, None, unit, inputs, missing=(f"field.{name}",), failing=without)
    failing: tuple[Place, ...] = ()
    if places:
        lowest = min(places.wanted, key=lambda index: sums[index])
        inputs["lowest"] = str(places.units.names[lowest])
        totals = [(index, sums[index]) for index in places.wanted]
        short = [pair for pair in totals if target and not target.is_met(pair[1])]
        failing = tuple(
            places.place(index, total, unit) for index, total in sorted(short, key=lambda pair: pair[1])
        )
    else:
        group = min(sums, key=lambda key: sums[key])
        inputs["lowest"] = f"{register.by}.{group}"
        # The facilities of the groups that fall short, each with what its group adds up to.
        members = [(getattr(one, register.by), one) for one in map(inventory.facilities.__getitem__, indices)]
        inputs["without"] = len(set(sums) - {key for key, _ in members})
        failing = tuple(
            facility_place(one, sums[key], unit)
            for key, one in sorted(members, key=lambda member: sums.get(member[0], 0.0))
            if target is not None and key in sums and not target.is_met(sums[key])
        )
    return Figure(figure_id, min(sums.values()), unit, inputs, failing=failing)
