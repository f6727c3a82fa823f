"""Chapter two: the county today. Every number is of the present state, whatever plan the report is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from models.facilities.facility import (
    BRIGADE_CLASSES,
    DEPOT_LEVELS,
    SHELTER_CLASSES,
    STATION_CLASSES,
    UNKNOWN_CLASS,
    Facility,
    Family,
    Shelter,
    Status,
    field_spec,
)
from models.kernel.text import inside, t
from reports.context import ScenarioResult
from reports.textreport.blocks import Block, Table
from reports.textreport.draft import Draft


def county(draft: Draft) -> Sequence[Block]:
    """Land, townships and people: what is known of them, and nothing of what is not."""
    known = draft.today.assessment.county
    land, builtup = known.lands.get("county"), known.lands.get("builtup")
    persons = known.place_population_persons
    units = "county_units" if known.is_by_units else "units"
    facts = {
        "area": draft.number(land.area_m2, "m2") if land is not None else "",
        units: draft.count(len(known.places)) if known.has_several_places else "",
        "villages": draft.count(len(known.demand)) if len(known.demand) else "",
        "builtup": draft.number(builtup.area_m2, "m2") if builtup is not None else "",
        "population": _people(draft, known.population_persons),
        "seat": _people(draft, known.seat_population_persons),
    }
    clauses = [draft.words(f"fact.{key}", value=value) for key, value in facts.items() if value]
    blocks: list[Block] = []
    if clauses:
        text = draft.words("clause_comma").join(clauses)
        blocks.append(draft.say("facts", county=draft.county, facts=text))
    unknown = int((~np.isfinite(persons)).sum())
    if unknown:
        blocks.append(draft.say("unknown_townships", count=draft.count(unknown)))
    return blocks


def _people(draft: Draft, persons: float | None) -> str:
    return draft.number(persons, "persons") if persons is not None else ""


def shelters_now(draft: Draft) -> Sequence[Block]:
    """Shelters by class, their area and room, whom they reach."""
    today = draft.today
    found = [item for item in today.assessment.of(Family.SHELTER) if isinstance(item, Shelter)]
    if not found:
        return [draft.say("no_shelters", county=draft.county)]
    kinds = Counter(item.kind for item in found)
    results = today.assessment.shelters
    estimated = sum(results[item.id].is_estimated for item in found)
    unknown = sum(results[item.id].effective_area_m2 is None for item in found)
    blocks: list[Block] = [
        draft.say(
            "shelters_now",
            county=draft.county,
            count=draft.count(len(found)),
            kinds=draft.parts_of(dict(kinds.most_common()), "choice.shelter_kind", "count_of_sites"),
            area=draft.size(_known_sum([results[item.id].effective_area_m2 for item in found]), "m2"),
            capacity=draft.figure_words("shelter.capacity", today),
        ),
    ]
    if estimated:
        blocks.append(draft.say("estimated", count=draft.count(estimated)))
    if unknown:
        blocks.append(draft.say("unknown_area", count=draft.count(unknown)))
    blocks.append(
        draft.figures(
            "shelter.area_per_resident.seat",
            "shelter.area_per_resident.county",
            "shelter.people_share.emergency",
            "shelter.people_share.fixed",
            result=today,
        )
    )
    return [*blocks, shelter_classes(draft, today, "shelters_now")]


def shelter_classes(draft: Draft, result: ScenarioResult, key: str) -> Table:
    """Shelters of a scenario by class: number, area, room; planned ones apart where there are some."""
    rows = []
    found = [item for item in result.assessment.of(Family.SHELTER) if isinstance(item, Shelter)]
    has_planned = any(item.status == Status.PLANNED for item in found)
    results = result.assessment.shelters
    for shelter_class in (*SHELTER_CLASSES, UNKNOWN_CLASS, None):
        own = [item for item in found if shelter_class in (item.shelter_class, None)]
        if not own and shelter_class is not None:
            continue
        planned = sum(item.status == Status.PLANNED for item in own)
        areas = [results[item.id].effective_area_m2 for item in own]
        rooms = [results[item.id].capacity_persons for item in own]
        rows.append(
            (
                draft.words("total")
                if shelter_class is None
                else draft.choice("shelter_class", shelter_class),
                draft.count(len(own) - planned),
                *([draft.count(planned)] if has_planned else []),
                draft.size(_known_sum(areas), "m2"),
                draft.number(_known_sum(rooms), "persons"),
            )
        )
    columns = (
        draft.column("class", 0.32),
        draft.column("existing", 0.13, "right"),
        *([draft.column("planned", 0.13, "right")] if has_planned else []),
        draft.column("effective_area", 0.2, "right"),
        draft.column("capacity", 0.22, "right"),
    )
    lacking = sum(results[item.id].effective_area_m2 is None for item in found)
    note = draft.words("note.unknown_area", count=draft.count(lacking)) if lacking else ""
    return draft.table(key, columns, rows, note=note, scenario=draft.title_of(result))


def _known_sum(values: Sequence[float | int | None]) -> float | None:
    """Sum of what is known; ``None`` when nothing is."""
    known = [float(value) for value in values if value is not None]
    return sum(known) if known else None


def depots_now(draft: Draft) -> Sequence[Block]:
    """Depots by level, their floor area, whom they serve."""
    today = draft.today
    found = today.assessment.of(Family.DEPOT)
    if not found:
        return [draft.say("no_depots", county=draft.county)]
    levels = Counter(getattr(item, "level", "") for item in found)
    storages = Counter(getattr(item, "storage", "") for item in found)
    return [
        draft.say(
            "depots_now",
            county=draft.county,
            count=draft.count(len(found)),
            levels=draft.parts_of(
                {key: levels[key] for key in DEPOT_LEVELS}, "choice.depot_level", "count_of_sites"
            ),
            storages=draft.parts_of(dict(storages.most_common()), "choice.storage", "count_of_sites"),
            floor=draft.figure_words("depot.floor_area.county", today),
        ),
        draft.figures("depot.township_share", "depot.persons_per_depot", "relief.arrival_h", result=today),
    ]


def fire_now(draft: Draft) -> Sequence[Block]:
    """Fire stations and brigades by class, whom they reach in time."""
    today = draft.today
    stations, brigades = today.assessment.of(Family.FIRE_STATION), today.assessment.of(Family.BRIGADE)
    blocks: list[Block] = []
    if stations:
        classes = Counter(getattr(item, "station_class", "") for item in stations)
        blocks.append(
            draft.say(
                "stations_now",
                county=draft.county,
                count=draft.count(len(stations)),
                classes=draft.parts_of(
                    {key: classes[key] for key in STATION_CLASSES}, "choice.station_class"
                ),
            )
        )
        blocks.append(draft.figures("fire.people_share", "fire.builtup_share", "fire.mean_min", result=today))
    else:
        blocks.append(draft.say("no_stations", county=draft.county))
    if brigades:
        classes = Counter(getattr(item, "brigade_class", "") for item in brigades)
        blocks.append(
            draft.say(
                "brigades_now",
                count=draft.count(len(brigades)),
                classes=draft.parts_of(
                    {key: classes[key] for key in BRIGADE_CLASSES}, "choice.brigade_class"
                ),
                share=draft.figure_words("brigade.township_share", today),
            )
        )
    else:
        blocks.append(draft.say("no_brigades"))
    return blocks


def teams_now(draft: Draft) -> Sequence[Block]:
    """Rescue teams by specialty, helipads."""
    teams = draft.today.assessment.of(Family.TEAM)
    pads = draft.today.assessment.of(Family.HELIPAD)
    blocks: list[Block] = []
    if teams:
        specialties = Counter(getattr(item, "specialty", "") for item in teams)
        staff = [getattr(item, "staff_persons", None) for item in teams]
        blocks.append(
            draft.say(
                "teams_now",
                count=draft.count(len(teams)),
                specialties=draft.parts_of(
                    dict(specialties.most_common()), "choice.team_specialty", "count_of_teams"
                ),
                staff=draft.number(_known_sum(staff), "persons"),
            )
        )
        unknown = sum(number is None for number in staff)
        if unknown:
            blocks.append(draft.say("teams_unknown", count=draft.count(unknown)))
    else:
        blocks.append(draft.say("no_teams"))
    blocks.append(draft.say("pads_now", count=draft.count(len(pads))) if pads else draft.say("no_pads"))
    return blocks


def others_now(draft: Draft) -> Sequence[Block]:
    """Families that have no section of their own, as far as there are any."""
    blocks: list[Block] = []
    for family in Family:
        found = draft.today.assessment.of(family)
        if family.spec.has_section or not found:
            continue
        spec = field_spec(family, family.spec.class_field)
        classes = Counter(getattr(item, spec.name) for item in found)
        blocks.append(
            draft.say(
                "others_now",
                family=t(f"family.{family}.plural", draft.lang),
                count=draft.count(len(found)),
                counter=draft.words(f"counter.{family}"),
                classes=draft.parts_of({key: classes[key] for key in spec.values}, f"choice.{spec.choices}"),
            )
        )
        if family.spec.reach is not None:
            blocks.append(draft.figures(family.spec.reach.figure, result=draft.today))
    return blocks


def facilities(draft: Draft) -> Sequence[Block]:
    """Every family in one table: how many there are and are planned, of which classes, how large together."""
    rows = []
    has_planned = any(item.status == Status.PLANNED for item in draft.main.assessment.facilities)
    for family in draft.context.families:
        found = draft.main.assessment.of(family)
        if not found:
            continue
        planned = sum(item.status == Status.PLANNED for item in found)
        spec = field_spec(family, family.spec.class_field)
        classes = Counter(getattr(item, spec.name) for item in found)
        rows.append(
            (
                t(f"family.{family}.plural", draft.lang),
                draft.count(len(found) - planned),
                *([draft.count(planned)] if has_planned else []),
                draft.parts_of({key: classes[key] for key in spec.values}, f"choice.{spec.choices}"),
                _together(draft, found),
            )
        )
    if not rows:
        return [draft.say("no_facilities")]
    columns = (
        draft.column("family", 0.22),
        draft.column("existing", 0.09, "right"),
        *([draft.column("planned", 0.09, "right")] if has_planned else []),
        draft.column("classes", 0.42),
        draft.column("size", 0.18, "right"),
    )
    missing = [
        inside(t(f"family.{family}.plural", draft.lang))
        for family in draft.context.families
        if not draft.main.assessment.of(family)
    ]
    note = draft.words("note.no_facilities", names=draft.list_of(missing)) if missing else ""
    scenario = draft.title_of(draft.main)
    return [draft.table("facilities", columns, rows, note=note, is_small=True, scenario=scenario)]


def _together(draft: Draft, found: Sequence[Facility]) -> str:
    """Effective area, floor area or staff of all that say one, and how many do not."""
    results = draft.main.assessment.shelters
    for name, unit in (("effective_area_m2", "m2"), ("floor_area_m2", "m2"), ("staff_persons", "persons")):
        if not hasattr(found[0], name):
            continue
        values = [
            results[item.id].effective_area_m2 if item.id in results else getattr(item, name)
            for item in found
        ]
        unknown = sum(value is None for value in values)
        text = draft.size(_known_sum(values), unit)
        if unknown and unknown < len(values):
            text += draft.words("without_size", count=draft.count(unknown))
        return text
    return "–"
