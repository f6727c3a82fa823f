"""Chapter six: what sites must be like, which are planned, which are candidates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.facilities.facility import Facility, Family, Shelter, Status
from models.findings.numbers import fixed
from models.locate.candidates import added_in_turn
from models.rules.said import value_text
from reports.schedule import ScheduleRow, adds_text, class_text, schedule
from reports.textreport.blocks import Block, Paragraph
from reports.textreport.draft import Draft
from reports.textreport.outlinefile import outline_table


def siting_rules(draft: Draft) -> Sequence[Block]:
    """Rule values that decide on places and sizes, with their sources."""
    rules = draft.context.rules
    keys = [key for key in outline_table().siting.rules if key in rules]
    rows = [
        (
            quantity.name(draft.lang),
            value_text(quantity.value, quantity.unit, draft.lang),
            draft.name(quantity.source_text(draft.lang))
            + (draft.words("own_value") if quantity.override is not None else ""),
        )
        for quantity in map(rules.quantity, keys)
    ]
    columns = (
        draft.column("rule", 0.46),
        draft.column("value", 0.2, "right"),
        draft.column("source", 0.34),
    )
    return [draft.say("siting_rules"), draft.table("siting_rules", columns, rows)]


def place_names(draft: Draft, items: Sequence[Facility]) -> list[str]:
    """Township of each facility; the word for outside where none holds it."""
    places = draft.main.assessment.county.places
    if not items:
        return []
    rows = places.index_at(np.array([item.location for item in items], dtype=float))
    return [
        draft.name(places.names[row])
        if row >= 0
        else draft.words("outside_all" if len(places) else "unknown")
        for row in rows.tolist()
    ]


def and_outside(draft: Draft, said: str, candidates: Sequence[Facility]) -> Paragraph:
    """What is said of some candidates, and how many of them lie beyond the county, where some do."""
    xy = np.array([item.location for item in candidates], dtype=float).reshape(-1, 2)
    beyond = int((~draft.main.assessment.county.in_county(xy)).sum())
    if not beyond:
        return Paragraph(said)
    gap = " " if draft.lang == "en" else ""
    return Paragraph(said + gap + draft.words("candidates_outside", count=draft.count(beyond)))


def planned_rows(draft: Draft) -> list[ScheduleRow]:
    """What the scenario builds, with the numbers that the symbols of its maps carry."""
    if not draft.has_plan:
        return []
    return [row for row in schedule(draft.main) if row.facility.status == Status.PLANNED]


def projects(draft: Draft) -> Sequence[Block]:
    """What is built: where, of which class and size, what each gives, who is responsible, when."""
    planned = planned_rows(draft)
    if not planned:
        return [draft.say("no_planned", scenario=draft.title_of(draft.main))]
    before = schedule(draft.today)
    most = draft.most("planned")
    places = place_names(draft, [row.facility for row in planned[:most]])
    is_dated = any(row.facility.finished_year is not None for row in planned)
    rows = [
        (
            str(row.number),
            draft.name(row.facility.name) or draft.words("unnamed"),
            class_text(row.facility, draft.lang),
            place,
            size_of(draft, row.facility),
            adds_text(row, draft.main, before, draft.lang),
            draft.name(getattr(row.facility, "builder", "") or row.facility.manager) or "–",
            *([str(row.facility.finished_year or "–")] if is_dated else []),
        )
        for row, place in zip(planned[:most], places, strict=True)
    ]
    columns = (
        draft.column("number", 0.055, "center"),
        draft.column("project", 0.225),
        draft.column("class", 0.165),
        draft.township_column(0.12),
        draft.column("size", 0.105, "right"),
        draft.column("adds", 0.15),
        draft.column("responsible", 0.18),
        *([draft.column("year", 0.08, "center")] if is_dated else []),
    )
    note = draft.words("note.projects")
    if len(planned) > most:
        note += draft.words("note.more_rows", count=draft.count(len(planned) - most))
    scenario = draft.title_of(draft.main)
    return [
        draft.say("projects", scenario=scenario, count=draft.count(len(planned))),
        draft.table("projects", columns, rows, note=note, is_small=True, scenario=scenario),
    ]


def size_of(draft: Draft, item: Facility) -> str:
    """What a facility is measured by: effective area, floor area, site or staff; no data in words."""
    if isinstance(item, Shelter):
        result = draft.main.assessment.shelters.get(item.id)
        return draft.size(result.effective_area_m2 if result is not None else item.effective_area_m2, "m2")
    for field, unit in (
        ("floor_area_m2", "m2"),
        ("building_area_m2", "m2"),
        ("site_area_m2", "m2"),
        ("staff_persons", "persons"),
    ):
        value = getattr(item, field, None)
        if value is not None:
            return draft.size(float(value), unit)
    return draft.size(None, "")


def candidates(draft: Draft) -> Sequence[Block]:
    """The best candidates for shelters: what each would add after those before it, and what speaks for it."""
    found = [item for item in draft.main.scenario.facilities.values() if item.status == Status.CANDIDATE]
    if not found:
        return [draft.say("no_candidates")]
    said = draft.words("candidates", count=draft.count(len(found)))
    blocks: list[Block] = [and_outside(draft, said, found)]
    proposed = [row for row in draft.context.proposed if row.facility.status == Status.CANDIDATE]
    proposed = proposed[: draft.most("candidates")]
    if not proposed:
        return blocks
    sites = [row.facility for row in proposed]
    added: tuple[float | None, ...] = (None,) * len(sites)
    if Family.SHELTER not in draft.main.assessment.lacking:
        added = added_in_turn(draft.main.assessment.county, draft.main.scenario, sites, draft.context.rules)
    # Not what adds nobody after those before it, nor what nobody knows anything of.
    shown = [
        (row, persons)
        for row, persons in zip(proposed, added, strict=True)
        if persons != 0 and not (row.area_m2 is None and (persons is None or not np.isfinite(persons)))
    ]
    rows = [
        (
            draft.count(number),
            draft.name(row.facility.name) or draft.words("unnamed"),
            draft.name(row.ranked.township) or draft.words("outside_all"),
            draft.known(row.area_m2),
            draft.known(persons),
            fixed(100.0 * row.ranked.total, 1),
            draft.name(row.ranked.merits_text(draft.lang)),
        )
        for number, (row, persons) in enumerate(shown, start=1)
    ]
    if not rows:
        return blocks
    columns = (
        draft.column("number", 0.07, "center"),
        draft.column("name", 0.19),
        draft.township_column(0.12),
        draft.column("effective_area", 0.11, "right", unit="m2"),
        draft.column("newly", 0.12, "right", unit="persons"),
        draft.column("score", 0.07, "right"),
        draft.column("reason", 0.32),
    )
    note = draft.words("note.candidates")
    table = draft.table("candidates", columns, rows, note=note, is_small=True)
    return [*blocks, draft.say("candidates_first"), table]
