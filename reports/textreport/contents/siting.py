"""Chapter six: what sites must be like, which are planned, which are candidates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.facilities.facility import Facility, Family, Shelter, field_spec
from models.findings.numbers import figure_text, fixed
from models.kernel.resources import load_toml
from models.kernel.text import t
from reports.textreport.blocks import Block
from reports.textreport.draft import Draft


def siting_rules(draft: Draft) -> Sequence[Block]:
    """Rule values that decide on places and sizes, with their sources."""
    rules = draft.context.rules
    keys = [key for key in load_toml("report", "outline.toml")["siting"]["rules"] if key in rules]
    rows = [
        (
            quantity.name(draft.lang),
            figure_text(quantity.value, quantity.unit, draft.lang, full=True),
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
    return [draft.say("siting_rules"), draft.table("siting_rules", columns, rows), draft.ask("siting_rules")]


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


def class_of(draft: Draft, item: Facility) -> str:
    """Class, level or specialty of a facility in words."""
    name = item.family.spec.symbol.class_field
    return draft.choice(field_spec(item.family, name).choices, getattr(item, name))


def size_of(draft: Draft, item: Facility) -> str:
    """What a facility is measured by: effective area, floor area, site or staff; no data in words."""
    if isinstance(item, Shelter):
        result = draft.main.assessment.shelters.get(item.id)
        return draft.number(result.effective_area_m2 if result is not None else item.effective_area_m2, "m2")
    for field, unit in (
        ("floor_area_m2", "m2"),
        ("building_area_m2", "m2"),
        ("site_area_m2", "m2"),
        ("staff_persons", "persons"),
    ):
        value = getattr(item, field, None)
        if value is not None:
            return draft.number(float(value), unit)
    return draft.number(None, "")


def planned_items(draft: Draft) -> list[Facility]:
    """Planned facilities of the scenario, by family."""
    return [
        item
        for family in Family
        for item in draft.main.scenario.facilities.values()
        if item.family == family and item.status == "planned"
    ]


def new_sites(draft: Draft) -> Sequence[Block]:
    """Planned facilities: where, what, how large, whom they reach."""
    items = planned_items(draft)
    if not items or not draft.has_plan:
        return [draft.say("no_planned", scenario=draft.title_of(draft.main)), draft.ask("new_sites")]
    most = draft.most("planned")
    rows = []
    for item, place in zip(items[:most], place_names(draft, items[:most]), strict=True):
        shelter = draft.main.assessment.shelters.get(item.id)
        station = draft.main.assessment.stations.get(item.id)
        depot = draft.main.assessment.depots.get(item.id)
        persons: float | None = None
        if shelter is not None:
            persons = shelter.persons_in_radius
        elif station is not None:
            persons = station.persons_reached
        elif depot is not None:
            persons = depot.persons_served
        is_counted = shelter is not None or station is not None or depot is not None
        rows.append(
            (
                draft.name(item.name) or draft.words("unnamed"),
                class_of(draft, item) or t(f"family.{item.family}.short", draft.lang),
                place,
                size_of(draft, item),
                draft.number(persons, "persons") if is_counted else "–",
            )
        )
    columns = (
        draft.column("name", 0.28),
        draft.column("class", 0.22),
        draft.column("township", 0.16),
        draft.column("size", 0.16, "right"),
        draft.column("persons", 0.18, "right"),
    )
    counts = {family: sum(item.family == family for item in items) for family in Family}
    families = draft.list_of(
        draft.words("count_of", name=t(f"family.{family}.short", draft.lang), count=draft.count(number))
        for family, number in counts.items()
        if number
    )
    note = draft.words("note.persons")
    if len(items) > most:
        note += draft.words("note.more_rows", count=draft.count(len(items) - most))
    return [
        draft.say(
            "new_sites", scenario=draft.title_of(draft.main), count=draft.count(len(items)), families=families
        ),
        draft.table("new_sites", columns, rows, note=note, is_small=True),
        draft.ask("new_sites"),
    ]


def candidates(draft: Draft) -> Sequence[Block]:
    """Shelter sites that are proposed, planned ones and the best candidates, with the reason for each."""
    found = [item for item in draft.main.scenario.facilities.values() if item.status == "candidate"]
    blocks: list[Block] = [
        draft.say("candidates", count=draft.count(len(found))) if found else draft.say("no_candidates")
    ]
    rows = [
        (
            draft.count(row.ranked.rank),
            draft.name(row.facility.name) or draft.words("unnamed"),
            draft.choice("status", row.facility.status),
            draft.name(row.ranked.township) or draft.words("outside_all"),
            draft.known(row.newly_served_persons),
            fixed(100.0 * row.ranked.total, 1),
            draft.name(row.reason(draft.lang)),
        )
        for row in draft.context.proposed[: draft.most("candidates")]
    ]
    if not rows:
        return blocks
    columns = (
        draft.column("rank", 0.07, "center"),
        draft.column("name", 0.18),
        draft.column("status", 0.08),
        draft.column("township", 0.11),
        draft.column("newly", 0.11, "right", unit="persons"),
        draft.column("score", 0.08, "right"),
        draft.column("reason", 0.37),
    )
    note = draft.words("note.proposed")
    return [*blocks, draft.table("proposed", columns, rows, note=note, is_small=True)]
