"""Service limits of fixed and central shelters: room, built-up land and people that one may serve at most.

A shelter serves what lies in its service radius and nearer to it than to any other of its class. Shelters at
the same spot share it equally; a place equally far from two spots belongs to the western, then southern one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from models.access.manysites import MANY
from models.access.measures import shelter_reach
from models.access.service import Neighbours, served, territory
from models.access.sited import Counted, Sited
from models.access.ways import Reach, Spot
from models.county.county import County
from models.facilities.facility import FIXED_SHELTER_CLASSES, Shelter
from models.findings.findings import Figure
from models.findings.places import facility_place
from models.rules.rules import Rules
from models.shelters.values import areas, people_in

_FEW = 3  # spots from which one search for all of a class takes less time than one for the rivals of each
_SERVED_KEPT = 2048

LIMITS = ("capacity_max_persons", "service_area_max_km2", "service_population_max_persons")


_One = tuple[str, Spot, float | None]
"""Id of a shelter, where it stands and its effective area."""

_State = tuple[_One, ...]


@dataclass(frozen=True)
class ServiceLimit:
    """What one shelter serves and may serve at most; ``None`` means no data, or no such limit.

    Parameters
    ----------
    capacity_persons
        People it holds at the area per person of a short stay, which the limit is about.
    service_area_m2
        Built-up land in its responsibility area, ``None`` without such a layer.
    service_persons
        Known residents in its responsibility area.
    over
        Limits it exceeds: some of ``capacity``, ``area``, ``persons``.
    """

    shelter: Shelter
    capacity_persons: float | None
    capacity_max_persons: float | None
    service_area_m2: float | None
    service_area_max_m2: float
    service_persons: float | None
    service_max_persons: float
    over: tuple[str, ...]


def service_limits(county: County, shelters: Sequence[Shelter], rules: Rules) -> tuple[ServiceLimit, ...]:
    """Every fixed and central shelter against the limits of its class; exactly at a limit is not over it."""
    return limits_of(Counted(county, rules, shelters))


def limits_of(sited: Sited) -> tuple[ServiceLimit, ...]:
    """The same of the shelters that count."""

    def rows_of(name: str) -> tuple[ServiceLimit, ...]:
        return sited.kept_of(
            ("service limits", name),
            lambda one: isinstance(one, Shelter) and one.shelter_class == name,
            lambda rows: _rows(
                sited.county, name, [one for one in rows if isinstance(one, Shelter)], sited.rules
            ),
        )

    return tuple(row for name in FIXED_SHELTER_CLASSES for row in rows_of(name))


def _rows(county: County, name: str, chosen: Sequence[Shelter], rules: Rules) -> tuple[ServiceLimit, ...]:
    """Shelters of one class; of those known before only such near one that came or went are asked again."""
    if not chosen:
        return ()
    reach = shelter_reach(county, name, rules)
    limits = tuple(rules[f"shelter.{name}.{limit}"] for limit in LIMITS if f"shelter.{name}.{limit}" in rules)
    per_person = rules["shelter.short.area_per_person_m2"]
    state = tuple((one.id, one.location, areas(one, rules).effective_m2) for one in chosen)
    head = ("service limits", name, reach, limits, per_person)

    def make() -> tuple[ServiceLimit, ...]:
        spots = [one.location for one in chosen]
        neighbours, sharers = Neighbours(reach, spots), Counter(spots)
        known = _known(county, head, state, neighbours)
        lacking = {one[1] for one in state if one not in known}
        its = _served_by_many(county, reach, set(spots)) if len(lacking) >= MANY else {}
        if not its and reach.way.one_search_for_all:
            _ask_together(county, reach, {spot: neighbours.rivals(spot) for spot in lacking}, set(spots))
        rows = []
        for shelter, spot, one in zip(chosen, spots, state, strict=True):
            if spot not in lacking:
                rows.append(known[one])
                continue
            own = its[spot] if its else _served(county, neighbours.rivals(spot), spot, reach)
            rows.append(_row(shelter, name, own, sharers[spot], rules))
        made = tuple(rows)
        county.memo.get_latest(("latest service limits", *head[1:]), (state,), lambda: made)
        return made

    kept = county.memo.get((*head, state), make, keep=64)
    # What is kept does not know of a new name.
    return tuple(
        row if row.shelter is one else replace(row, shelter=one)
        for row, one in zip(kept, chosen, strict=True)
    )


def _known(
    county: County, head: tuple[Hashable, ...], state: _State, neighbours: Neighbours
) -> dict[_One, ServiceLimit]:
    """Limits that are known already of those to which none that came or went is near enough.

    Others are those of a drag, who all stand before the one that moves, or of the last time.
    """
    found: tuple[ServiceLimit, ...] | None = county.memo.find((*head, state[:-1]))
    before = (state[:-1], found) if found is not None else None
    if before is None:
        latest: tuple[tuple[_State], tuple[ServiceLimit, ...]] | None = county.memo.find(
            ("latest service limits", *head[1:])
        )
        if latest is None:
            return {}
        before = latest[0][0], latest[1]
    changed = {one[1] for one in {*before[0]} ^ {*state}}
    if len(changed) > _FEW:
        return {}
    touched = changed.union(*(neighbours.rivals(spot) for spot in changed))
    return {one: row for one, row in zip(*before, strict=True) if one[1] not in touched}


@dataclass(frozen=True)
class Served:
    """Built-up land and known residents of one spot; ``None`` without the layer."""

    area_m2: float | None
    persons: float | None


def _served(county: County, near: tuple[Spot, ...], spot: Spot, reach: Reach) -> Served:
    """What a spot serves; kept by which others are near enough to take from it."""

    def make() -> Served:
        if not reach.is_told:
            return Served(None, None)
        land, demand = county.land("builtup"), county.demand
        its = served(reach, demand.index, spot, near)
        return Served(
            None if land is None else land.area_within(territory(reach, spot, near)),
            float(demand.known_persons[its].sum()) if demand.has_population else None,
        )

    return county.memo.get(_served_key(spot, reach, near), make, keep=_SERVED_KEPT)


def _served_key(spot: Spot, reach: Reach, near: tuple[Spot, ...]) -> tuple[Hashable, ...]:
    return ("served by", spot, reach, near)


def _ask_together(
    county: County, reach: Reach, near: Mapping[Spot, tuple[Spot, ...]], spots: Iterable[Spot]
) -> None:
    """Keep what spots serve of which that is not known, where one search for all finds it sooner."""
    keys = {spot: _served_key(spot, reach, its) for spot, its in near.items()}
    lacking = [spot for spot, key in keys.items() if county.memo.find(key) is None]
    if len(lacking) > _FEW:
        its = _served_by_many(county, reach, spots)
        for spot in lacking:
            county.memo.get(keys[spot], partial(its.__getitem__, spot), keep=_SERVED_KEPT)


def _served_by_many(county: County, reach: Reach, spots: Iterable[Spot]) -> dict[Spot, Served]:
    """What all spots of a class serve, when they are too many to ask each of its rivals."""
    ordered = sorted(spots)  # a place equally far from two belongs to the first
    land, demand = county.land("builtup"), county.demand
    area_m2 = persons = None
    if reach.is_told and land is not None:
        area_m2 = land.areas_within(reach.way.territories(ordered, reach.limit)).tolist()
    if reach.is_told and demand.has_population:
        found = reach.way.nearest(demand.index, ordered)
        inside = reach.holds(found.cost)
        weights = demand.known_persons[inside]
        persons = np.bincount(found.site[inside], weights=weights, minlength=len(ordered)).tolist()
    return {
        spot: Served(area_m2 and area_m2[row], persons and persons[row]) for row, spot in enumerate(ordered)
    }


def _row(shelter: Shelter, name: str, served: Served, sharers: int, rules: Rules) -> ServiceLimit:
    area_m2 = None if served.area_m2 is None else served.area_m2 / sharers
    persons = None if served.persons is None else served.persons / sharers
    effective = areas(shelter, rules).effective_m2
    # The limit on room is about short stays, whatever the class of the shelter.
    held = None if effective is None else people_in(effective, rules["shelter.short.area_per_person_m2"])
    room = None if held is None else float(held)
    room_limit = None if name == "central" else rules[f"shelter.{name}.capacity_max_persons"]
    area_limit = 1e6 * rules[f"shelter.{name}.service_area_max_km2"]
    persons_limit = rules[f"shelter.{name}.service_population_max_persons"]
    over = (
        ("capacity", room, room_limit),
        ("area", area_m2, area_limit),
        ("persons", persons, persons_limit),
    )
    return ServiceLimit(
        shelter=shelter,
        capacity_persons=room,
        capacity_max_persons=room_limit,
        service_area_m2=area_m2,
        service_area_max_m2=area_limit,
        service_persons=persons,
        service_max_persons=persons_limit,
        over=tuple(
            what
            for what, value, limit in over
            if value is not None and limit is not None and value > limit * (1 + 1e-9)
        ),
    )


def _lacking(rows: Sequence[ServiceLimit]) -> tuple[str, ...]:
    """What limits of some could not be looked at for, as texts under ``missing``."""
    unknown = (
        ("shelter_area", any(row.capacity_persons is None and row.capacity_max_persons for row in rows)),
        ("builtup", any(row.service_area_m2 is None for row in rows)),
        ("population", any(row.service_persons is None for row in rows)),
    )
    return tuple(what for what, is_lacking in unknown if is_lacking)


def limit_value(sited: Sited) -> float | None:
    """Value of :func:`limit_figure`, which names the shelters too."""
    rows = limits_of(sited)
    over = sum(bool(row.over) for row in rows)
    return float(over) if over or (rows and not _lacking(rows)) else None


def limit_figure(sited: Sited) -> Figure:
    """Number of fixed and central shelters over a service limit.

    None over a limit is no data as long as one of the limits could not be looked at.
    """
    figure_id = "shelter.over_limit_count"
    keys = tuple(
        key for name in FIXED_SHELTER_CLASSES for key in (f"shelter.{name}.{limit}" for limit in LIMITS)
    )
    keys = tuple(key for key in keys if key in sited.rules)
    rows = limits_of(sited)
    known = [
        row
        for row in rows
        if not (row.capacity_persons is row.service_area_m2 is row.service_persons is None)
    ]
    if not known:
        missing = ("fixed_shelters",) if not rows else ("shelter_area",)
        return Figure(figure_id, None, "places", {"shelters": len(rows)}, missing=missing, rules=keys)
    over = sorted((row for row in known if row.over), key=lambda row: -len(row.over))
    lacking = _lacking(rows)
    is_open = bool(lacking) and not over
    looked_at = {
        "capacity": any(row.capacity_persons is not None and row.capacity_max_persons for row in rows),
        "area": any(row.service_area_m2 is not None for row in rows),
        "persons": any(row.service_persons is not None for row in rows),
    }
    return Figure(
        figure_id,
        None if is_open else float(len(over)),
        "places",
        {
            "shelters": len(rows),
            "count": len(over),
            # Of a limit that no shelter could be held against, it is not known how many exceed it.
            **{
                f"over_{what}": sum(what in row.over for row in over) if is_known else None
                for what, is_known in looked_at.items()
            },
        },
        missing=lacking if is_open else (),
        failing=tuple(facility_place(row.shelter) for row in over),
        rules=keys,
        is_estimated=bool(lacking),
    )
