"""Figures about shelters: area per resident, capacity, people and land that each class reaches.

A full assessment and a drag ask the same functions; only who counts is told by another :class:`Sited`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from models.access.coverage import Covered, land_share, people_share
from models.access.figures import land_figure, people_figure
from models.access.measures import radius_rule, shelter_inputs
from models.access.sited import Sited
from models.county.county import County
from models.county.population import is_unsure
from models.facilities.doubles import doubles
from models.facilities.facility import FIXED_SHELTER_CLASSES, SHELTER_CLASSES, UNKNOWN_CLASS, Family, Shelter
from models.facilities.gatefile import gate_table
from models.findings.findings import Figure
from models.findings.places import unit_place
from models.kernel.arrays import Bools, Floats
from models.rules.rules import Rules
from models.shelters import need as shelter_demand
from models.shelters import placing
from models.shelters.need import Scope
from models.shelters.values import (
    COVERAGE_KEYS,
    TARGET_RULE,
    ShelterTable,
    cover_of,
    covers_of,
    land_of,
    place_areas,
    serves,
    table_of,
)


def values(sited: Sited) -> dict[str, float | None]:
    """Values of all shelter figures, by figure id."""
    county, rules, table = sited.county, sited.rules, table_of(sited)
    capacity = _known_sum(table.capacity_persons, table.in_county)
    fixed = _known_sum(table.capacity_persons, table.in_county & table.is_fixed)
    found: dict[str, float | None] = {
        "shelter.area_per_resident.seat": None
        if county.seat is None
        else _ratio(_known_sum(table.effective_m2, table.in_seat), county.seat_population_persons),
        "shelter.area_per_resident.county": _ratio(
            _with_unplaced(county, _known_sum(table.effective_m2, table.in_county)), county.population_persons
        ),
        "shelter.gross_area_per_resident.seat": None
        if county.seat is None
        else _ratio(_known_sum(table.gross_m2, table.in_seat), county.seat_population_persons),
        "shelter.gross_area_per_resident.county": _ratio(
            _known_sum(table.gross_m2, table.in_county), county.population_persons
        ),
        "shelter.area_per_resident.townships": None,
        "shelter.area_per_resident.township_min": None,
        "shelter.capacity": None if county.is_blank else capacity,
        "shelter.fixed_capacity_share": _ratio(fixed, county.population_persons, 100.0),
    }
    if county.has_several_places:
        by_place = place_areas(county, rules, table)
        known = np.isfinite(by_place.per_resident_m2)
        if known.any():
            found["shelter.area_per_resident.townships"] = float(100.0 * by_place.reaches.sum() / len(known))
            found["shelter.area_per_resident.township_min"] = float(by_place.per_resident_m2[known].min())
    land = land_of(county)
    for key, reached in covers_of(sited).items():
        found[f"shelter.people_share.{key}"] = people_share(county, reached.persons)
        found[f"shelter.area_share.{key}"] = None if land is None else land_share(land, reached.area_m2(land))
    return found | placing.values(sited) | shelter_demand.values(county, rules, table)


def figures(sited: Sited) -> dict[str, Figure]:
    """All shelter figures with their inputs and the places that fall short."""
    county, rules, shelters, table = sited.county, sited.rules, sited.of(Shelter), table_of(sited)
    found = values(sited)
    twice = len(doubles(shelters))
    made = [
        *(
            _per_resident(county, rules, table, area, scope, found, twice)
            for area in ("effective", "gross")
            for scope in ("seat", "county")
        ),
        *_townships(county, rules, table, found),
        *_capacity(county, table, found),
    ]
    for key in COVERAGE_KEYS:
        sites = sum(serves(key, shelter) for shelter in shelters)
        unclassed = sum(shelter.shelter_class == UNKNOWN_CLASS for shelter in shelters)
        made += _reach(county, rules, key, (sites, unclassed), cover_of(sited, key), found)
    placed = placing.figures(sited, {kind: cover_of(sited, kind) for kind in placing.KINDS})
    named = {figure.id: figure for figure in made} | placed
    for kind in placing.KINDS:
        within = f"shelter.people_share.{kind}"
        named[within] = placing.beside(named[within], placed[placing.figure_id(kind)])
    return named | shelter_demand.figures(county, rules, table)


def _known_sum(column: Floats, chosen: Bools) -> float | None:
    """Sum of the known values chosen; ``None`` if there are some but all are unknown."""
    picked = column[chosen]
    known = np.isfinite(picked)
    return float(picked[known].sum()) if known.any() or len(picked) == 0 else None


def _with_unplaced(county: County, area_m2: float | None) -> float | None:
    """Area of a county's shelters, with that of sites which are counted by township."""
    off_map = sum(site.area_m2 for site in county.counted_by_township)
    return area_m2 if not off_map else (area_m2 or 0.0) + off_map


def _ratio(top: float | None, bottom: float | None, factor: float = 1.0) -> float | None:
    return None if top is None or bottom is None else factor * top / bottom


def _unknown(column: Floats, chosen: Bools) -> int:
    return int(np.isnan(column[chosen]).sum())


def _per_resident(
    county: County,
    rules: Rules,
    table: ShelterTable,
    area: str,
    scope: Scope,
    found: Mapping[str, float | None],
    twice: int,
) -> Figure:
    """Effective or gross area in the seat or the county over its residents."""
    is_effective = area == "effective"
    figure_id = f"shelter.{'' if is_effective else 'gross_'}area_per_resident.{scope}"
    column = table.effective_m2 if is_effective else table.gross_m2
    if scope == "seat":
        chosen, persons = table.in_seat, county.seat_population_persons
        lacking = ["seat"] if county.seat is None else ["seat_population"] if persons is None else []
    else:
        chosen, persons = table.in_county, county.population_persons
        lacking = ["population"] if persons is None else []
    area_m2 = _known_sum(column, chosen)
    by_township = county.counted_by_township if is_effective and scope == "county" else ()
    if by_township:
        area_m2 = _with_unplaced(county, area_m2)
    if area_m2 is None:
        lacking.append("shelter_area")
    unknown = _unknown(column, chosen)
    estimated = int(table.is_estimated[chosen].sum()) if is_effective else 0
    capped = int(table.is_capped[chosen].sum()) if is_effective else 0
    off_map = county.unplaced.get(Family.SHELTER, 0)
    unplaced = off_map - len(by_township)
    no_number, places = county.unknown_seat_people if scope == "seat" else county.unknown_people
    is_too_little, is_too_much = _beyond_reason(found[figure_id])
    is_doubtful = estimated > 0 or unknown > 0 or no_number > 0 or twice > 0 or capped > 0 or off_map > 0
    return Figure(
        id=figure_id,
        value=found[figure_id],
        unit="m2_per_person",
        inputs={
            "area_m2": area_m2,
            "persons": persons,
            "shelters": int(chosen.sum()),
            "unknown_shelters": unknown,
            "estimated_shelters": estimated,
            "unknown_places": no_number,
            "places": places,
            "doubtful_pairs": twice,
            "unplaced_shelters": unplaced,
            "township_shelters": len(by_township),
            "doubtful_shelters": capped,
            "needed_m2": None if persons is None else persons * rules[TARGET_RULE],
            "numerator": f"area.{area}.{scope}",
            "denominator": shelter_demand.denominator(county, scope),
        },
        missing=tuple(lacking),
        rules=(TARGET_RULE,),
        is_estimated=is_doubtful or is_too_little or is_too_much,
        is_upper_bound=is_unsure(no_number, places) or twice > 0 or is_too_much,
    )


def _beyond_reason(each_m2: float | None) -> tuple[bool, bool]:
    """Whether an area per resident is less, or more, than any county has: then a unit is wrong."""
    limits = gate_table().facilities
    if not each_m2:
        return False, False
    return each_m2 < limits.least_m2_per_resident, each_m2 > limits.most_m2_per_resident


def _townships(
    county: County, rules: Rules, table: ShelterTable, found: Mapping[str, float | None]
) -> tuple[Figure, Figure]:
    share_id, lowest_id = "shelter.area_per_resident.townships", "shelter.area_per_resident.township_min"
    if not county.has_several_places:
        return (
            Figure(share_id, None, "percent", missing=("townships",), rules=(TARGET_RULE,)),
            Figure(lowest_id, None, "m2_per_person", missing=("townships",), rules=(TARGET_RULE,)),
        )
    by_place = place_areas(county, rules, table)
    known = np.isfinite(by_place.per_resident_m2)
    lacking = []
    if not county.places.has_area.all():
        lacking.append("township_areas")
    if np.isnan(county.place_population_persons).any():
        lacking.append("township_population")
    if (county.places.has_area & np.isnan(by_place.effective_m2)).any():
        lacking.append("shelter_area")
    short = np.flatnonzero(known & ~by_place.reaches)
    worst_first = short[np.lexsort((-by_place.gap_m2[short], by_place.per_resident_m2[short]))]
    inside = table.place >= 0
    unknown_shelters = _unknown(table.effective_m2, inside)
    estimated = bool(table.is_estimated[inside].any()) or unknown_shelters > 0
    lowest = int(np.nanargmin(by_place.per_resident_m2)) if known.any() else -1
    failing = tuple(
        unit_place(county, county.places, index, float(by_place.per_resident_m2[index]), "m2_per_person")
        for index in worst_first.tolist()
    )
    return (
        Figure(
            id=share_id,
            value=found[share_id],
            unit="percent",
            inputs={
                "reached": int(by_place.reaches.sum()),
                "townships": len(known),
                "unknown_townships": int((~known).sum()),
                "unknown_shelters": unknown_shelters,
                "target_m2": rules[TARGET_RULE],
                "gap_m2": float(by_place.gap_m2[short].sum()),
                "numerator": "area.effective.townships",
                "denominator": shelter_demand.denominator(county, "townships"),
            },
            missing=tuple(lacking),
            failing=failing,
            rules=(TARGET_RULE,),
            is_estimated=estimated,
        ),
        Figure(
            id=lowest_id,
            value=found[lowest_id],
            unit="m2_per_person",
            inputs={
                "township": str(county.places.names[lowest]) if lowest >= 0 else None,
                "area_m2": float(by_place.effective_m2[lowest]) if lowest >= 0 else None,
                "persons": float(county.place_population_persons[lowest]) if lowest >= 0 else None,
                "unknown_townships": int((~known).sum()),
                "unknown_shelters": unknown_shelters,
                "numerator": "area.effective.townships",
                "denominator": shelter_demand.denominator(county, "townships"),
            },
            missing=tuple(lacking),
            failing=failing,
            rules=(TARGET_RULE,),
            is_estimated=estimated,
        ),
    )


def _capacity(
    county: County, table: ShelterTable, found: Mapping[str, float | None]
) -> tuple[Figure, Figure]:
    all_id, fixed_id = "shelter.capacity", "shelter.fixed_capacity_share"
    made = []
    for figure_id, chosen, unit in (
        (all_id, table.in_county, "persons"),
        (fixed_id, table.in_county & table.is_fixed, "percent"),
    ):
        capacity = _known_sum(table.capacity_persons, chosen)
        unclassed = int((table.in_county & table.is_unclassed).sum())
        unknown = _unknown(table.capacity_persons, chosen & ~table.is_unclassed)
        lacking = []
        if figure_id == all_id and county.is_blank:
            lacking.append("county")
        if figure_id == fixed_id and county.population_persons is None:
            lacking.append("population")
        if capacity is None:
            lacking.append("shelter_area" if unknown or not unclassed else "field.shelter_class")
        inputs: dict[str, float | int | str | None] = {
            "capacity_persons": capacity,
            "shelters": int(chosen.sum()),
            "unknown_shelters": unknown,
            "estimated_shelters": int(table.is_estimated[chosen].sum()),
            "unclassed_shelters": unclassed,
        }
        if figure_id == fixed_id:
            inputs["persons"] = county.population_persons
        classes = SHELTER_CLASSES if figure_id == all_id else FIXED_SHELTER_CLASSES
        made.append(
            Figure(
                id=figure_id,
                value=found[figure_id],
                unit=unit,
                inputs=inputs,
                missing=tuple(lacking),
                rules=tuple(f"shelter.{name}.area_per_person_m2" for name in classes),
                is_estimated=bool(table.is_estimated[chosen].any()) or unknown > 0 or unclassed > 0,
            )
        )
    return made[0], made[1]


def _reach(
    county: County,
    rules: Rules,
    key: str,
    sites: tuple[int, int],
    reached: Covered,
    found: Mapping[str, float | None],
) -> tuple[Figure, Figure]:
    classes = FIXED_SHELTER_CLASSES if key == "fixed" else (key,)
    keys = tuple(radius_rule(name) for name in classes)
    radii = shelter_inputs(county, classes, rules)
    # Of an unknown class any may be: it may reach further than what counts, or be one of this class.
    name = "unclassed_as_emergency" if key == "emergency" else "unclassed_shelters"
    inputs = {**radii, "sites": sites[0], name: sites[1]}
    people_id, area_id = f"shelter.people_share.{key}", f"shelter.area_share.{key}"
    made = (
        people_figure(county, people_id, found[people_id], reached, keys, inputs),
        land_figure(area_id, found[area_id], reached, land_of(county), keys, inputs, "builtup"),
    )
    if not sites[1]:
        return made
    return replace(made[0], is_estimated=True), replace(made[1], is_estimated=True)
