"""Registers of a scenario as figures: what is there, what is on record, where there is none.

Counts are defined as data (``resources/registers.toml``); here stand those that need a rule value or another
layer. Figures about distances and areas of the main families are made where those are computed.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache, partial

from models.access.sited import Sited
from models.assessment.part import Case, Part, Values
from models.county.county import County
from models.facilities.facility import (
    FIXED_SHELTER_CLASSES,
    INSIDE_SPACES,
    SHELTER_KINDS,
    SPACES,
    UNKNOWN_SPACE,
    Brigade,
    Depot,
    Facility,
    Family,
    Shelter,
    Status,
)
from models.facilities.registers import Register, common_registers
from models.findings.findings import Figure
from models.findings.places import facility_place
from models.fire import brigades
from models.fire.water import water_figures
from models.hazards.exposure import exposure_figures
from models.hazards.table import hazard_classes
from models.hazards.zones import every_zone
from models.registers.checklists import checklist_figures
from models.registers.counting import Inventory, register_figure
from models.rules.rules import Rules
from models.shelters.custody import occupancy_figures, record_day
from models.shelters.service_limits import limit_figure, limit_value
from models.shelters.values import Areas, areas
from models.supplies.depot_figures import central_figure
from models.teams.arrival import base_figures, relief_figures, relief_values, team_figures

_RECORDS = ("inspection", "drill")
_Size = tuple[Facility, float | None, str]
"""A facility, how large it is and the rule value that tells the least."""


def _part(figures: Callable[[Sited], Iterable[Figure]], *families: Family) -> Part:
    def made(case: Case) -> dict[str, Figure]:
        return {figure.id: figure for figure in figures(case.sited)}

    return Part(frozenset(families), made)


@cache
def ledger_parts() -> tuple[Part, ...]:
    """Parts of an assessment that registers are made of."""
    return (
        *(
            Part(
                frozenset(register.families),
                partial(_registered, figure_id, register, unit),
                partial(_registered_value, figure_id, register, unit),
            )
            for figure_id, (register, unit) in common_registers().items()
        ),
        Part(
            frozenset((Family.SHELTER,)),
            lambda case: _of_shelters(case.sited),
            lambda case: _of_shelters_values(case.sited),
        ),
        _part(_of_county),
        Part(
            frozenset((Family.DEPOT,)),
            lambda case: relief_figures(case.sited),
            lambda case: relief_values(case.sited),
        ),
        _part(lambda sited: team_figures(sited).values(), Family.TEAM),
        _part(lambda sited: base_figures(sited).values(), Family.HELIPAD),
        _part(lambda sited: exposure_figures(sited.inventory, sited.rules).values(), *Family),
        _part(lambda sited: [_themes(sited.inventory)], *Family),
        Part(
            frozenset((Family.SHELTER,)),
            lambda case: {figure.id: figure for figure in _limits(case.sited)},
            lambda case: _limit_values(case.sited),
        ),
        _part(_of_depots, Family.DEPOT),
        _part(lambda sited: [brigades.standard_figure(sited.of(Brigade), sited.rules)], Family.BRIGADE),
        Part(
            frozenset((Family.BRIGADE, Family.FIRE_STATION)),
            partial(_of_towns, names_places=True),
            lambda case: {key: figure.value for key, figure in _of_towns(case, names_places=False).items()},
        ),
        Part(
            frozenset(Family),
            lambda case: {figure.id: figure for figure in _layers(case.sited)},
            lambda _: {},  # no facility changes their values
        ),
    )


def _registered(figure_id: str, register: Register, unit: str, case: Case) -> dict[str, Figure]:
    return {figure_id: register_figure(figure_id, register, unit, case.sited.inventory)}


def _registered_value(figure_id: str, register: Register, unit: str, case: Case) -> Values:
    sited = case.sited

    def make() -> float | None:
        return register_figure(figure_id, register, unit, sited.inventory).value

    if register.asks_where:
        return {figure_id: make()}
    return {figure_id: sited.kept_wherever(("register", figure_id), None, make)}


def _of_shelters(sited: Sited) -> dict[str, Figure]:
    shelters, rules = sited.of(Shelter), sited.rules
    return {**_areas(shelters, rules), **occupancy_figures(shelters, rules)}


def _of_shelters_values(sited: Sited) -> Values:
    """Values of :func:`_of_shelters`; of what moves only the size of its outline matters to them."""

    def make() -> Values:
        return {key: figure.value for key, figure in _of_shelters(sited).items()}

    last = sited.of(Shelter)[-1:]
    sizes = tuple(areas(one, sited.rules) for one in last)
    return sited.kept_wherever("shelters on record", sizes, make)


def _limits(sited: Sited) -> list[Figure]:
    return [_small_shelters(sited.of(Shelter), sited.rules), limit_figure(sited)]


def _limit_values(sited: Sited) -> Values:
    """Values of :func:`_limits`; of those too small only what moves is looked at."""

    def counted(rows: Sequence[Facility]) -> Counter[str]:
        sizes = _sizes([one for one in rows if isinstance(one, Shelter)], sited.rules)
        known = sum(size is not None for _, size, _ in sizes)
        return Counter(all=len(sizes), known=known, small=len(_small(sizes, sited.rules)))

    tally = sited.summed("undersized", counted)
    is_told = _is_told(tally["all"], tally["known"], tally["small"])
    return {
        "shelter.undersized_count": float(tally["small"]) if is_told else None,
        "shelter.over_limit_count": limit_value(sited),
    }


def _of_depots(sited: Sited) -> list[Figure]:
    depots = sited.of(Depot)
    return [_small_depots(depots, sited.rules), central_figure(sited.county, depots, sited.rules)]


def _of_towns(case: Case, *, names_places: bool) -> dict[str, Figure]:
    sited = case.sited
    made = [
        make(sited.inventory, sited.rules, names_places=names_places)
        for make in (brigades.village_figure, brigades.class_figure)
    ]
    return {figure.id: figure for figure in made}


def _of_county(sited: Sited) -> list[Figure]:
    """What no facility changes."""
    county, rules = sited.county, sited.rules
    return [*water_figures(county, rules).values(), *checklist_figures(county, rules).values()]


def _layers(sited: Sited) -> list[Figure]:
    """Of the layers of hazards, with the facilities in them."""
    county = sited.county
    return [_hazard_layers(county), hazard_classes(county, sited.facilities, sited.rules)]


def dated_values(sited: Sited, rules: Rules, as_of: date | None) -> Values:
    """Values of :func:`dated_figures`."""

    def counted(record: str, rows: Sequence[Facility]) -> Counter[str]:
        days = [record_day(getattr(one, f"last_{record}")) for one in _existing(rows)]
        current = [as_of is not None and _is_current(day, record, rules, as_of) for day in days]
        return Counter({"all": len(days), "dated": sum(map(bool, days)), "current": sum(current)})

    found: Values = {}
    for record in _RECORDS:
        tally = sited.summed(("dated", record), partial(counted, record))
        is_known = as_of is not None and tally["dated"] > 0
        found[f"shelter.{record}_current_share"] = (
            100.0 * tally["current"] / tally["all"] if is_known else None
        )
    return found


def dated_figures(facilities: Sequence[Facility], rules: Rules, as_of: date | None) -> dict[str, Figure]:
    """Figures about the age of records, counted to the day ``as_of``; without a day they have no data.

    Only shelters that exist are asked: what is yet to be built can be neither inspected nor drilled in.
    """
    shelters = _existing(facilities)
    return {
        f"shelter.{record}_current_share": _current(shelters, record, rules, as_of) for record in _RECORDS
    }


def _existing(facilities: Sequence[Facility]) -> list[Shelter]:
    return [one for one in facilities if isinstance(one, Shelter) and one.status == Status.EXISTING]


def _is_current(day: date | None, record: str, rules: Rules, as_of: date) -> bool:
    return day is not None and 0 <= (as_of - day).days <= rules[f"shelter.{record}_age_days"]


def _current(shelters: Sequence[Shelter], record: str, rules: Rules, as_of: date | None) -> Figure:
    figure_id, rule = f"shelter.{record}_current_share", f"shelter.{record}_age_days"
    if not shelters:
        return Figure(figure_id, None, "percent", missing=("shelters",), rules=(rule,))
    days = [record_day(getattr(shelter, f"last_{record}")) for shelter in shelters]
    missing = ("as_of",) if as_of is None else () if any(days) else (f"field.last_{record}",)
    if as_of is None or missing:
        return Figure(figure_id, None, "percent", missing=missing, rules=(rule,))
    current = [_is_current(day, record, rules, as_of) for day in days]
    return Figure(
        figure_id,
        100.0 * sum(current) / len(shelters),
        "percent",
        {"met": sum(current), "count": len(shelters), "days": rules[rule], "as_of": as_of.isoformat()},
        failing=tuple(
            facility_place(shelter) for shelter, good in zip(shelters, current, strict=True) if not good
        ),
        rules=(rule,),
    )


def _areas(shelters: Sequence[Shelter], rules: Rules) -> dict[str, Figure]:
    """Effective area by form of space and by kind of site, and the indoor share of the fixed shelters."""
    known = [(shelter, areas(shelter, rules)) for shelter in shelters]
    unknown = sum(area.effective_m2 is None for _, area in known)
    lacks = "shelters" if not known else "shelter_area" if unknown == len(known) else ""
    groups: dict[str, list[Areas]] = {
        **{f"shelter.area.{space}": [] for space in SPACES},
        **{f"shelter.area_of_kind.{kind}": [] for kind in SHELTER_KINDS},
    }
    for shelter, area in known:
        if shelter.space in SPACES:
            groups[f"shelter.area.{shelter.space}"].append(area)
        groups[f"shelter.area_of_kind.{shelter.kind}"].append(area)
    # Of what nobody says whether it is indoors, no form of space can be told what it has.
    unsaid = _of_unknown_space(known)
    figures = {}
    for figure_id, chosen in groups.items():
        total = math.fsum(area.effective_m2 or 0.0 for area in chosen)
        is_space = figure_id.startswith("shelter.area.")
        missing = lacks or ("field.space" if is_space and unsaid else "")
        figures[figure_id] = Figure(
            figure_id,
            None if missing else total,
            "m2",
            {"area_m2": total, "shelters": len(chosen), "unknown": unknown},
            missing=(missing,) if missing else (),
            is_estimated=any(area.is_estimated for area in chosen),
        )
    fixed = [(one, area) for one, area in known if one.shelter_class in FIXED_SHELTER_CLASSES]
    whole = math.fsum(area.effective_m2 or 0.0 for _, area in fixed)
    indoor = math.fsum(area.effective_m2 or 0.0 for one, area in fixed if one.space in INSIDE_SPACES)
    lacking = "" if whole else "fixed_shelters"
    if whole and _of_unknown_space(fixed):
        lacking = "field.space"
    figures["shelter.indoor_share"] = Figure(
        "shelter.indoor_share",
        None if lacking else 100.0 * indoor / whole,
        "percent",
        {"indoor_m2": indoor, "fixed_m2": whole},
        missing=(lacking,) if lacking else (),
        is_estimated=any(area.is_estimated for _, area in fixed),
    )
    return figures


def _of_unknown_space(shelters: Iterable[tuple[Shelter, Areas]]) -> bool:
    """Whether some area is of shelters of which nothing says if they are indoors."""
    return any(one.space == UNKNOWN_SPACE and area.effective_m2 for one, area in shelters)


def _small_shelters(shelters: Sequence[Shelter], rules: Rules) -> Figure:
    """Fixed and central shelters below the least effective area of their class."""
    return _below("shelter.undersized_count", _sizes(shelters, rules), rules, "fixed_shelters")


def _sizes(shelters: Iterable[Shelter], rules: Rules) -> list[_Size]:
    """Effective area of the fixed and central shelters, m2, beside the rule of its least."""
    return [
        (one, areas(one, rules).effective_m2, f"shelter.{one.shelter_class}.effective_area_min_m2")
        for one in shelters
        if one.shelter_class in FIXED_SHELTER_CLASSES
    ]


def _small_depots(depots: Sequence[Depot], rules: Rules) -> Figure:
    """Own depots of relief supplies below the least floor area of their level; others have no least."""
    sizes = [
        (depot, depot.floor_area_m2, f"depot.{depot.level}.floor_area_min_m2")
        for depot in depots
        if depot.storage == "own"
        and depot.kind in ("relief", "comprehensive")
        and depot.level in ("province", "city", "county")
    ]
    return _below("depot.undersized_count", sizes, rules, "large_depots")


def _below(figure_id: str, sizes: Sequence[_Size], rules: Rules, absent: str) -> Figure:
    """Number of facilities whose size is below a rule value; exactly as large is large enough.

    None too small is no data as long as one of the sizes is unknown.
    """
    small = _small(sizes, rules)
    known = sum(size is not None for _, size, _ in sizes)
    is_told = _is_told(len(sizes), known, len(small))
    return Figure(
        figure_id,
        float(len(small)) if is_told else None,
        "places",
        {"count": len(small), "known": known, "unknown": len(sizes) - known},
        missing=() if is_told else (absent,),
        failing=tuple(
            facility_place(facility, size, "m2") for facility, size in sorted(small, key=lambda pair: pair[1])
        ),
        rules=tuple(dict.fromkeys(key for _, _, key in sizes)),
    )


def _small(sizes: Iterable[_Size], rules: Rules) -> list[tuple[Facility, float]]:
    """Those that are too small, with their sizes."""
    return [(one, size) for one, size, key in sizes if size is not None and size < rules[key] - 1e-6]


def _is_told(every: int, known: int, small: int) -> bool:
    """Whether so many of all, of which so many have a known size, are a number and not no data."""
    return small > 0 or 0 < known == every


def _hazard_layers(county: County) -> Figure:
    """Layers that show hazards; slope is terrain and none."""
    count = len(set(every_zone(county).layer_ids.tolist()))
    return Figure(
        "hazard.layers",
        float(count) if count else None,
        "count",
        {"count": count},
        missing=() if count else ("hazards",),
    )


def _themes(inventory: Inventory) -> Figure:
    """How many of the four themes of one map are on it: supplies, equipment, teams, hazards."""
    of, facilities = inventory.of_family, inventory.facilities
    equipped = (*of[Family.FIRE_STATION], *of[Family.BRIGADE], *of[Family.TEAM])
    present = {
        "supplies": bool(of[Family.DEPOT]),
        "equipment": any(
            bool(getattr(facilities[index], "vehicles", None) or getattr(facilities[index], "equipment", ""))
            for index in equipped
        ),
        "teams": bool(of[Family.TEAM]),
        "hazards": bool(inventory.county.hazards),
    }
    count = sum(present.values())
    return Figure("map.themes", float(count), "count", {"count": count})
