"""Figures about depots: places with one, people per depot, floor area against need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from models.access.measures import lorry, way_note
from models.access.sited import Sited
from models.county.county import County
from models.county.units import Units
from models.facilities.facility import Depot
from models.findings.findings import Figure
from models.findings.places import facility_place, largest_first, unit_place
from models.kernel.arrays import Bools, Ints
from models.rules.rules import Rules
from models.supplies.depots import (
    CLASS_LEVELS,
    RULES,
    DepotTable,
    floor_class,
    is_short,
    needed_m2_per_resident,
)

Found = Mapping[str, float | None]


def values(sited: Sited) -> dict[str, float | None]:
    """Values of all depot figures, by figure id."""
    county, rules, table = sited.county, sited.rules, DepotTable.of(sited)
    persons = county.population_persons
    total = None if county.is_blank else _floor_area_m2(table, table.in_county)
    relief = None if county.is_blank else _floor_area_m2(table, table.in_county & table.is_relief)
    need = None if persons is None else persons * needed_m2_per_resident(rules)
    known = np.isfinite(table.served_persons)
    comparable = known & table.is_relief & np.isfinite(table.floor_area_m2)
    return {
        "depot.township_share": _share(county.places, table.place[table.is_relief])
        if county.has_several_places
        else None,
        "depot.persons_per_depot": None
        if persons is None or not table.in_county.any()
        else persons / float(table.in_county.sum()),
        "depot.people_max": float(table.served_persons.max()) if known.any() else None,
        "depot.floor_area.county": total,
        "depot.floor_area.need": need,
        "depot.floor_area.ratio": None if relief is None or need is None or need <= 0 else relief / need,
        "depot.floor_area.short": float(is_short(table, rules).sum()) if comparable.any() else None,
        "depot.floor_area_per_person": None if total is None or persons is None else total / persons,
    }


def figures(sited: Sited) -> dict[str, Figure]:
    """All depot figures with their inputs and the places that fall short."""
    county, rules, depots, table = sited.county, sited.rules, sited.of(Depot), DepotTable.of(sited)
    found = values(sited)
    made = (
        _townships(county, table, found),
        *_people(county, rules, depots, table, found),
        *_floor_area(county, rules, table, found),
        _short(county, rules, depots, table, found),
    )
    return {figure.id: figure for figure in made}


def _floor_area_m2(table: DepotTable, chosen: Bools) -> float | None:
    known = chosen & np.isfinite(table.floor_area_m2)
    if chosen.any() and not known.any():
        return None
    return float(table.floor_area_m2[known].sum())


def _share(units: Units, unit_of: Ints) -> float | None:
    """Percent of units that hold at least one depot; ``None`` if no unit is known as a polygon."""
    if not units.has_area.any():
        return None
    return float(100.0 * len(np.unique(unit_of[unit_of >= 0])) / len(units))


def _townships(county: County, table: DepotTable, found: Found) -> Figure:
    """Share of places with a relief store of their own; fails at those without, most residents first."""
    figure_id, units, persons = "depot.township_share", county.places, county.place_population_persons
    if found[figure_id] is None:
        return Figure(figure_id, None, "percent", missing=("townships",))
    has_depot, has_other = (
        np.bincount(table.place[chosen & (table.place >= 0)], minlength=len(units)) > 0
        for chosen in (table.is_relief, ~table.is_relief)
    )
    without = largest_first(np.flatnonzero(~has_depot & units.has_area), persons)
    return Figure(
        id=figure_id,
        value=found[figure_id],
        unit="percent",
        inputs={
            "with_depot": int(has_depot.sum()),
            "units": len(units),
            "depots": int(table.is_relief.sum()),
            "other_units": int((has_other & ~has_depot).sum()),
        },
        missing=() if units.has_area.all() else ("township_areas",),
        failing=tuple(
            unit_place(county, units, index, float(persons[index]), "persons") for index in without.tolist()
        ),
    )


def _people(
    county: County, rules: Rules, depots: Sequence[Depot], table: DepotTable, found: Found
) -> tuple[Figure, Figure]:
    depots_inside = int(table.in_county.sum())
    lacking = [] if depots_inside else ["depots"]
    if county.population_persons is None:
        lacking.append("population")
    per_depot = Figure(
        id="depot.persons_per_depot",
        value=found["depot.persons_per_depot"],
        unit="persons",
        inputs={"persons": county.population_persons, "depots": depots_inside},
        missing=tuple(lacking),
    )
    lacking = [] if len(table) else ["depots"]
    if not county.demand.has_population:
        lacking.append("demand_population" if len(county.demand) else "demand")
    most = int(np.argmax(table.served_persons)) if not lacking else -1
    largest = Figure(
        id="depot.people_max",
        value=found["depot.people_max"],
        unit="persons",
        inputs={
            "depot": depots[most].name if most >= 0 else None,
            "depots": len(table),
            "persons": county.demand.total_persons if county.demand.has_population else None,
            **way_note(lorry(county, rules)),
        },
        missing=tuple(lacking),
    )
    return per_depot, largest


def _floor_area(
    county: County, rules: Rules, table: DepotTable, found: Found
) -> tuple[Figure, Figure, Figure, Figure]:
    unknown = int((table.in_county & np.isnan(table.floor_area_m2)).sum())
    persons, relief = county.population_persons, table.in_county & table.is_relief
    of_relief = {
        "unknown_depots": int((relief & np.isnan(table.floor_area_m2)).sum()),
        "other_depots": int((table.in_county & ~table.is_relief).sum()),
    }
    no_relief = () if county.is_blank or _floor_area_m2(table, relief) is not None else ("depot_area",)
    no_area = () if county.is_blank or found["depot.floor_area.county"] is not None else ("depot_area",)
    no_persons = ("population",) if persons is None else ()
    no_county = ("county",) if county.is_blank else ()
    inputs = {
        "floor_m2": found["depot.floor_area.county"],
        "need_m2": found["depot.floor_area.need"],
        "persons": persons,
        "depots": int(table.in_county.sum()),
        "unknown_depots": unknown,
        "relief_m2": _floor_area_m2(table, relief),
        "relief_depots": int(relief.sum()),
        "relocated_percent": 100.0 * rules[RULES[0]],
        "per_person_m2": rules[RULES[1]],
    }

    def made(
        figure_id: str, unit: str, missing: tuple[str, ...], *, rules: tuple[str, ...] = RULES
    ) -> Figure:
        told = inputs | of_relief if figure_id == "depot.floor_area.ratio" else inputs
        estimated = bool(told["unknown_depots"]) and figure_id != "depot.floor_area.need"
        return Figure(figure_id, found[figure_id], unit, told, missing, (), rules, estimated)

    return (
        made("depot.floor_area.county", "m2", no_county + no_area, rules=()),
        made("depot.floor_area.need", "m2", no_persons),
        made("depot.floor_area.ratio", "ratio", no_persons + no_relief),
        made("depot.floor_area_per_person", "m2_per_person", no_persons + no_area, rules=()),
    )


def _short(county: County, rules: Rules, depots: Sequence[Depot], table: DepotTable, found: Found) -> Figure:
    figure_id = "depot.floor_area.short"
    relief = table.is_relief
    unknown = int(np.isnan(table.floor_area_m2[relief]).sum())
    lacking = [] if relief.any() else ["depots"]
    if not county.demand.has_population:
        lacking.append("demand_population" if len(county.demand) else "demand")
    if unknown:
        lacking.append("depot_area")
    need = table.served_persons * needed_m2_per_resident(rules)
    short = np.flatnonzero(is_short(table, rules))
    gaps = need - table.floor_area_m2
    return Figure(
        id=figure_id,
        value=found[figure_id],
        unit="count",
        inputs={
            "short": len(short),
            "depots": int(relief.sum()),
            "other_depots": int((~relief).sum()),
            "unknown_depots": unknown,
            "gap_m2": float(gaps[short].sum()),
            "relocated_percent": 100.0 * rules[RULES[0]],
            "per_person_m2": rules[RULES[1]],
        },
        missing=tuple(lacking),
        failing=tuple(
            facility_place(depots[index], float(gaps[index]), "m2")
            for index in short[np.argsort(-gaps[short], kind="stable")].tolist()
        ),
        rules=RULES,
        is_estimated=unknown > 0,
    )


def central_figure(county: County, depots: Sequence[Depot], rules: Rules) -> Figure:
    """Floor area of the largest city-level depot over what its class asks for all relocated people."""
    figure_id = "depot.central.class_ratio"
    keys = (
        RULES[0],
        *(
            f"depot.{level}.{end}"
            for level in CLASS_LEVELS
            for end in (
                "covered_min_persons",
                "covered_max_persons",
                "floor_area_min_m2",
                "floor_area_max_m2",
            )
        ),
    )
    city = [depot for depot in depots if depot.level == "city"]
    known = [depot for depot in city if depot.floor_area_m2 is not None]
    lacking = ("city_depots",) if not city else ("depot_area",) if not known else ()
    if county.population_persons is None:
        lacking = (*lacking, "population")
    if lacking or county.population_persons is None:
        return Figure(figure_id, None, "ratio", missing=lacking, rules=keys)
    largest = max(known, key=lambda depot: depot.floor_area_m2 or 0.0)
    relocated = county.population_persons * rules[RULES[0]]
    asked = floor_class(relocated, rules)
    ratio = (largest.floor_area_m2 or 0.0) / asked.floor_area_m2 if asked.floor_area_m2 > 0 else None
    return Figure(
        figure_id,
        ratio,
        "ratio",
        {
            "depot": largest.name,
            "floor_m2": largest.floor_area_m2,
            "site_m2": largest.site_area_m2,
            "need_m2": asked.floor_area_m2,
            "class": f"depot_class.{asked.level}",
            "persons": relocated,
        },
        failing=(facility_place(largest, largest.floor_area_m2, "m2"),)
        if ratio is not None and ratio < 1.0 - 1e-9
        else (),
        rules=keys,
    )
