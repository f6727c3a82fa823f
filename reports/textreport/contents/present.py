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
    Family,
    Shelter,
    field_spec,
)
from models.findings.findings import Verdict
from models.findings.standing import is_to_fill
from models.kernel.text import t
from reports.context import ScenarioResult
from reports.textreport.blocks import Block, Table
from reports.textreport.draft import Draft


def county(draft: Draft) -> Sequence[Block]:
    """People and where they live."""
    known = draft.today.assessment.county
    population = draft.number(known.population_persons, "persons")
    seat = draft.number(known.seat_population_persons, "persons")
    builtup = known.lands.get("builtup")
    blocks: list[Block] = [
        draft.say("people", county=draft.county, population=population, seat=seat),
        draft.say(
            "places",
            places=draft.number(float(len(known.demand)) if len(known.demand) else None, "places"),
            builtup=draft.number(builtup.area_m2 if builtup is not None else None, "m2"),
        ),
    ]
    persons = known.township_population_persons
    if len(persons) > 1 and np.isfinite(persons).any():
        most, least = int(np.nanargmax(persons)), int(np.nanargmin(persons))
        blocks.append(
            draft.say(
                "largest",
                most=draft.name(known.townships.names[most]),
                most_persons=draft.number(float(persons[most]), "persons"),
                least=draft.name(known.townships.names[least]),
                least_persons=draft.number(float(persons[least]), "persons"),
            )
        )
    unknown = int((~np.isfinite(persons)).sum())
    if unknown:
        blocks.append(draft.say("unknown_townships", count=draft.count(unknown)))
    return blocks


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
            area=draft.number(_known_sum([results[item.id].effective_area_m2 for item in found]), "m2"),
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
    results = result.assessment.shelters
    for shelter_class in (*SHELTER_CLASSES, UNKNOWN_CLASS, None):
        own = [item for item in found if shelter_class in (item.shelter_class, None)]
        if not own and shelter_class is not None:
            continue
        planned = sum(item.status == "planned" for item in own)
        areas = [results[item.id].effective_area_m2 for item in own]
        rooms = [results[item.id].capacity_persons for item in own]
        rows.append(
            (
                draft.words("total")
                if shelter_class is None
                else draft.choice("shelter_class", shelter_class),
                draft.count(len(own) - planned),
                draft.count(planned),
                draft.number(_known_sum(areas), "m2"),
                draft.number(_known_sum(rooms), "persons"),
            )
        )
    columns = (
        draft.column("class", 0.32),
        draft.column("existing", 0.13, "right"),
        draft.column("planned", 0.13, "right"),
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


def problems(draft: Draft) -> Sequence[Block]:
    """Rows of the plan that the present state does not meet, and those that nobody can judge yet."""
    today = draft.today.findings
    own = [finding for finding in today if finding.is_plan_target]
    beside = [finding for finding in today if finding.target is not None and not finding.is_plan_target]
    unknown = [finding for finding in today if finding.verdict == Verdict.NO_DATA and not is_to_fill(finding)]
    most = draft.most("problems")
    blocks: list[Block] = []
    if own and not any(finding.verdict == Verdict.FAIL for finding in own):
        is_judged = any(finding.verdict == Verdict.PASS for finding in own)
        blocks.append(draft.say("no_problems" if is_judged else "nothing_judged", plan=_plan(draft)))
    for key, rows in (("problems", own), ("problems_beside", beside)):
        failing = [finding for finding in rows if finding.verdict == Verdict.FAIL]
        if failing:
            blocks.append(draft.say(key, plan=_plan(draft), count=draft.count(len(failing))))
            blocks += draft.items(draft.statement(finding) for finding in failing[:most])
        if len(failing) > most:
            blocks.append(draft.say("more_in_workbook", count=draft.count(len(failing) - most)))
    if unknown:
        blocks.append(draft.say("unknown_findings", count=draft.count(len(unknown))))
        blocks += draft.items(draft.statement(finding) for finding in unknown[:most])
    to_fill = sum(map(is_to_fill, today))
    if to_fill:
        blocks.append(draft.say("rows_to_fill", count=draft.count(to_fill)))
    return [*blocks, draft.ask("problems")]


def _plan(draft: Draft) -> str:
    return draft.name(draft.context.profile.plan[draft.lang])
