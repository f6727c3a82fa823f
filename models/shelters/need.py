"""People in need of shelter, by how long they stay, against the room for them.

What long stays leave of the room serves shorter ones, so that no place is given twice; an emergency comes
first and finds all of it. Need is a share of the residents, room is whole people per shelter.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from models.county.county import County
from models.facilities.facility import Shelter
from models.findings.findings import Figure, Place
from models.findings.places import unit_place
from models.kernel.arrays import Bools, Floats, Ints
from models.rules.rules import Rules
from models.shelters.assign import share_rule, whole_persons
from models.shelters.assignment import STAY_OF_CLASS, STAYS, served_before, serving
from models.shelters.values import ShelterTable

Scope = Literal["county", "seat", "townships"]
SCOPES: tuple[Scope, ...] = ("county", "seat", "townships")


def figure_id(scope: Scope, stay: str) -> str:
    """Id of the figure of a stay class: room against need, or the share of townships with room enough."""
    return f"shelter.stay_ratio.{scope}.{stay}"


@dataclass(frozen=True, eq=False)
class Balance:
    """Need and room of each stay class (axis 0, as STAYS) in each place (axis 1), shape (4, n).

    Attributes
    ----------
    residents_persons
        Residents of each place, shape (n,); NaN unknown.
    capacity_persons
        Room that longer stays leave in the shelters whose area is known; NaN where there are shelters but no
        area is known.
    shelters, unknown
        Shelters that serve the stay class, and those without a known area.
    estimates
        Counts :attr:`estimated`, which a drag does not ask for.
    """

    share: Floats
    residents_persons: Floats
    capacity_persons: Floats
    shelters: Ints
    unknown: Ints
    estimates: Callable[[], Ints]

    @cached_property
    def estimated(self) -> Ints:
        """Shelters that serve the stay class with an estimated area, shape (4, n)."""
        return self.estimates()

    @cached_property
    def need_persons(self) -> Floats:
        """People in need, not rounded; NaN where residents are unknown."""
        need: Floats = self.share[:, None] * self.residents_persons[None, :]
        return need

    @cached_property
    def is_enough(self) -> Bools:
        """Whether there is room for all in need; exactly enough is enough, unknown is not."""
        with np.errstate(invalid="ignore"):
            enough: Bools = self.capacity_persons >= self.need_persons - 1e-9 * np.maximum(
                1.0, self.need_persons
            )
        return enough

    @cached_property
    def gap_persons(self) -> Floats:
        """People without room; NaN where need or room is unknown."""
        return np.where(self.is_enough, 0.0, self.need_persons - self.capacity_persons)

    @cached_property
    def ratio(self) -> Floats:
        """Room over need; NaN where either is unknown or nobody is in need."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.need_persons > 0, self.capacity_persons / self.need_persons, np.nan)


def balance_of(county: County, rules: Rules, table: ShelterTable, scope: Scope) -> Balance:
    """Need and room in the county, in its seat (one place each), or in each of its places."""
    if scope == "townships":
        residents, row, known = county.place_population_persons, table.place, county.places.has_area
    elif scope == "seat":
        residents, row, known = _single(
            county.seat_population_persons, table.in_seat, county.seat is not None
        )
    else:
        residents, row, known = _single(county.population_persons, table.in_county, not county.is_blank)
    count = len(residents)
    inside = (row >= 0) & ~table.is_unclassed
    cell = table.stay[inside] * count + row[inside]
    room = table.capacity_persons[inside]
    is_known = np.isfinite(room)

    def estimates() -> Ints:
        # A shelter of unknown class may be one of any.
        unclassed = np.bincount(row[(row >= 0) & table.is_unclassed], minlength=count)
        return _serving(counted(table.is_estimated[inside])) + unclassed[None, :]

    def counted(chosen: Bools) -> Ints:
        found: Ints = np.bincount(cell[chosen], minlength=len(STAYS) * count).reshape(len(STAYS), count)
        return found

    total = np.bincount(cell[is_known], weights=room[is_known], minlength=len(STAYS) * count)
    own: Floats = total.reshape(len(STAYS), count).astype(np.float64)
    share = np.array([rules[share_rule(stay)] for stay in STAYS])
    persons = np.asarray(residents, dtype=np.float64)
    shelters, unknown = _serving(counted(np.ones(len(cell), dtype=np.bool_))), _serving(counted(~is_known))
    nothing_known = (unknown == shelters) & (shelters > 0)
    return Balance(
        share=share,
        residents_persons=persons,
        capacity_persons=np.where(
            nothing_known | ~known[None, :], np.nan, _room(own, share[:, None] * persons[None, :])
        ),
        shelters=shelters,
        unknown=unknown,
        estimates=estimates,
    )


def _serving(counts: Ints) -> Ints:
    """Shelters that serve each stay class, of those whose longest is that class, shape (4, n)."""
    found: Ints = np.cumsum(counts[::-1], axis=0)[::-1]
    return found


def _room(own: Floats, need: Floats) -> Floats:
    """Room for each stay class of the room in shelters whose longest is that class, shape (4, n).

    Who stays longer takes the places of whole people, as many as are assigned to a place each.
    """
    room = own.copy()
    room[0], wanted = own.sum(axis=0), whole_persons(np.nan_to_num(need))
    for stay in range(len(STAYS) - 2, 0, -1):
        room[stay] += np.maximum(room[stay + 1] - wanted[stay + 1], 0.0)
    return room


def denominator(county: County, scope: Scope) -> str:
    """Where the residents of a scope come from, as text ``figure_input.<key>``."""
    if scope == "seat":
        return f"residents.seat.{'stated' if county.seat_population_stated is not None else 'demand'}"
    if scope == "townships":
        stated = county.places.population_persons
        is_stated = (stated > 0).all() if len(stated) else False
        return f"residents.townships.{'stated' if is_stated else 'demand'}"
    source = county.population_source
    return f"residents.county.{source if source in ('units', 'townships') else 'demand'}"


# -- figures -------------------------------------------------------------------------------------------------
def values(county: County, rules: Rules, table: ShelterTable) -> dict[str, float | None]:
    """Values of the figures by id."""
    found: dict[str, float | None] = {}
    for scope in SCOPES:
        lacking = _lacking(county, scope)
        balance = balance_of(county, rules, table, scope) if not lacking else None
        for index, stay in enumerate(STAYS):
            value = None if balance is None else _value(balance, index, scope)
            found[figure_id(scope, stay)] = value
    return found


def figures(county: County, rules: Rules, table: ShelterTable) -> dict[str, Figure]:
    """Room against need of each stay class: in the county, in its seat, and the share of townships."""
    made = {}
    for scope in SCOPES:
        lacking = _lacking(county, scope)
        balance = None if lacking else balance_of(county, rules, table, scope)
        for index, stay in enumerate(STAYS):
            made[figure_id(scope, stay)] = _figure(county, rules, balance, index, scope, lacking)
    return made


def _figure(
    county: County, rules: Rules, balance: Balance | None, index: int, scope: Scope, lacking: tuple[str, ...]
) -> Figure:
    stay = STAYS[index]
    unit = "percent" if scope == "townships" else "ratio"
    keys = (*(share_rule(one) for one in (stay, *served_before(stay))), *_area_rules(stay))
    if balance is None:
        return Figure(figure_id(scope, stay), None, unit, missing=lacking, rules=keys)
    value = _value(balance, index, scope)
    inputs: dict[str, float | int | str | None] = {
        "share_percent": 100.0 * float(balance.share[index]),
        "numerator": f"capacity.{scope}",
        "denominator": denominator(county, scope),
        "unknown_shelters": int(balance.unknown[index].sum()),
        "estimated_shelters": int(balance.estimated[index].sum()),
    }
    if scope == "townships":
        gap = balance.gap_persons[index]
        known = np.isfinite(gap)
        short = np.flatnonzero(known & (gap > 0))
        short = short[np.argsort(-gap[short], kind="stable")]
        inputs |= {
            "met": int(balance.is_enough[index].sum()),
            "townships": len(gap),
            "unknown_townships": int((~known).sum()),
            "gap_persons": float(gap[short].sum()),
        }
        failing = tuple(
            unit_place(county, county.places, place, float(gap[place]), "persons") for place in short.tolist()
        )
    else:
        inputs |= {
            "shelters": int(balance.shelters[index, 0]),
            "capacity_persons": _number(balance.capacity_persons[index, 0]),
            "need_persons": _number(balance.need_persons[index, 0]),
            "persons": _number(balance.residents_persons[0]),
            "gap_persons": _number(balance.gap_persons[index, 0]),
        }
        failing = ()
    missing = ("shelter_area",) if value is None else ()
    is_estimated = bool(balance.estimated[index].any() or balance.unknown[index].any())
    return Figure(figure_id(scope, stay), value, unit, inputs, missing, failing, keys, is_estimated)


def _value(balance: Balance, index: int, scope: Scope) -> float | None:
    if scope != "townships":
        return _number(balance.ratio[index, 0])
    gap = balance.gap_persons[index]
    if not np.isfinite(gap).any():
        return None
    return 100.0 * float(balance.is_enough[index].sum()) / len(gap)


def _lacking(county: County, scope: Scope) -> tuple[str, ...]:
    if scope == "seat":
        return (
            ("seat",)
            if county.seat is None
            else ("seat_population",)
            if county.seat_population_persons is None
            else ()
        )
    if scope == "county":
        return ("population",) if county.population_persons is None else ()
    if not county.has_several_places:
        return ("townships",)
    if not county.places.has_area.any():
        return ("township_areas",)
    return () if np.isfinite(county.place_population_persons).any() else ("township_population",)


def _area_rules(stay: str) -> tuple[str, ...]:
    classes = (name for name, own in STAY_OF_CLASS.items() if own in serving(stay))
    return tuple(f"shelter.{name}.area_per_person_m2" for name in classes)


def _single(persons: float | None, inside: Bools, is_known: bool) -> tuple[Floats, Ints, Bools]:
    residents = np.array([math.nan if persons is None else persons])
    return residents, np.where(inside, 0, -1), np.array([is_known])


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


# -- tables --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class StayBalance:
    """One stay class in one place; ``None`` means no data."""

    stay: str
    share: float
    need_persons: float | None
    capacity_persons: float | None
    gap_persons: float | None
    ratio: float | None
    shelters: int
    unknown_shelters: int
    is_estimated: bool


@dataclass(frozen=True)
class DemandRow:
    """Need and room in the county, in the seat or in one township.

    Parameters
    ----------
    name
        Name of the township; empty for the county and the seat (text ``shelter_scope.<scope>``).
    place
        Where it is on the map; ``None`` for the county and the seat.
    denominator
        Where the residents come from, as text ``figure_input.<key>``.
    """

    scope: Scope
    name: str
    place: Place | None
    residents_persons: float | None
    denominator: str
    stays: tuple[StayBalance, ...]


def demand_rows(county: County, shelters: Iterable[Shelter], rules: Rules) -> tuple[DemandRow, ...]:
    """Need and room by stay class: the county, its seat where one is known, then each township.

    Parameters
    ----------
    shelters
        Those that count in the scenario.
    """
    table = ShelterTable.of(county, rules, shelters)
    rows: list[DemandRow] = []
    for scope in SCOPES:
        if (scope == "seat" and county.seat is None) or (
            scope == "townships" and not county.has_several_places
        ):
            continue
        balance = balance_of(county, rules, table, scope)
        source = denominator(county, scope)
        for index, persons in enumerate(balance.residents_persons.tolist()):
            is_unit = scope == "townships"
            rows.append(
                DemandRow(
                    scope=scope,
                    name=str(county.places.names[index]) if is_unit else "",
                    place=unit_place(county, county.places, index, math.nan, "") if is_unit else None,
                    residents_persons=_number(persons),
                    denominator=source,
                    stays=tuple(_stay(balance, stay, index) for stay in range(len(STAYS))),
                )
            )
    return tuple(rows)


def _stay(balance: Balance, stay: int, index: int) -> StayBalance:
    return StayBalance(
        stay=STAYS[stay],
        share=float(balance.share[stay]),
        need_persons=_number(balance.need_persons[stay, index]),
        capacity_persons=_number(balance.capacity_persons[stay, index]),
        gap_persons=_number(balance.gap_persons[stay, index]),
        ratio=_number(balance.ratio[stay, index]),
        shelters=int(balance.shelters[stay, index]),
        unknown_shelters=int(balance.unknown[stay, index]),
        is_estimated=bool(balance.estimated[stay, index] or balance.unknown[stay, index]),
    )


@dataclass(frozen=True)
class AreaPair:
    """One way to reckon area per resident: which area over whose residents.

    Parameters
    ----------
    numerator, denominator
        Texts ``figure_input.<key>``.
    place
        The township with the lowest value; ``None`` for the county and the seat.
    """

    scope: Scope
    numerator: str
    denominator: str
    area_m2: float | None
    persons: float | None
    m2_per_person: float | None
    place: Place | None = None


def area_pairs(county: County, shelters: Iterable[Shelter], rules: Rules) -> tuple[AreaPair, ...]:
    """Area per resident by every pair that plans use: effective and gross area; seat, township, county.

    Areas of shelters for which the area is unknown are left out. For townships the lowest one is given.
    """
    table = ShelterTable.of(county, rules, shelters)
    areas: Mapping[str, Floats] = {"effective": table.effective_m2, "gross": table.gross_m2}
    pairs = []
    for kind, area in areas.items():
        for scope in SCOPES:
            residents, row = _residents(county, table, scope)
            if len(residents) == 0 or (scope == "townships" and not county.has_several_places):
                continue
            inside = row >= 0
            known = inside & np.isfinite(area)
            total = np.bincount(row[known], weights=area[known], minlength=len(residents))
            lost = (np.bincount(row[inside], minlength=len(residents)) > 0) & (
                np.bincount(row[known], minlength=len(residents)) == 0
            )
            total = np.where(lost, np.nan, total)
            with np.errstate(invalid="ignore", divide="ignore"):
                each = total / residents
            lowest = int(np.nanargmin(each)) if np.isfinite(each).any() else 0
            pairs.append(
                AreaPair(
                    scope=scope,
                    numerator=f"area.{kind}.{scope}",
                    denominator=denominator(county, scope),
                    area_m2=_number(total[lowest]),
                    persons=_number(residents[lowest]),
                    m2_per_person=_number(each[lowest]),
                    place=unit_place(county, county.places, lowest, float(each[lowest]), "m2_per_person")
                    if scope == "townships"
                    else None,
                )
            )
    return tuple(pairs)


def _residents(county: County, table: ShelterTable, scope: Scope) -> tuple[Floats, Ints]:
    if scope == "townships":
        return np.where(county.places.has_area, county.place_population_persons, np.nan), table.place
    if scope == "seat":
        if county.seat is None:
            return np.empty(0), table.place
        return _single(county.seat_population_persons, table.in_seat, True)[:2]
    return _single(county.population_persons, table.in_county, True)[:2]
