"""Chapter three: what threatens, what is needed, what could be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from models.facilities.facility import Family, Shelter
from models.findings.numbers import unit_name
from models.hazards.table import HazardRow, hazard_table
from models.kernel.text import t
from models.shelters.need import demand_rows
from models.shelters.values import TARGET_RULE, areas
from reports.textreport.blocks import Block
from reports.textreport.contents.siting import and_outside
from reports.textreport.contents.townships import township_table
from reports.textreport.draft import Draft
from reports.words import hazard_level_word, hazard_word

_LACKING = ("population", "effective_area", "area_per_resident", "area_gap")
"""Figures of the townships that lack shelter area."""


def risk(draft: Draft) -> Sequence[Block]:
    """People inside each kind of hazard zone."""
    assessment = draft.today.assessment
    if not assessment.county.hazards:
        return [draft.say("no_hazards")]
    blocks: list[Block] = [
        draft.say(
            "risk",
            layers=draft.count(len(assessment.county.hazards)),
            people=draft.figure_words("hazard.people_inside", draft.today),
            facilities=draft.figure_words("hazard.facilities_inside", draft.today),
        )
    ]
    table = hazard_table(assessment.county, assessment.facilities, draft.context.rules, assessment.lacking)
    known = [row for row in table if (row.residents, row.villages, row.facilities) != (None, None, None)]
    rows = [_hazard(draft, row) for row in known]
    if rows:
        columns = (
            draft.column("hazard", 0.22),
            draft.column("level", 0.14),
            draft.column("within", 0.22),
            draft.column("people_inside", 0.18, "right", unit="persons"),
            draft.column("villages", 0.12, "right"),
            draft.column("facilities", 0.12, "right"),
        )
        blocks.append(draft.table("risk", columns, rows, note=draft.words("note.risk"), is_small=True))
    return blocks


def _hazard(draft: Draft, row: HazardRow) -> tuple[str, ...]:
    """One class of hazard: who and what is inside its zones, or near its sources."""
    within = draft.words("inside_zone")
    if row.distance_m is not None:
        within = draft.words("near_source", distance=draft.number(row.distance_m, "m"))
    return (
        draft.name(hazard_word(row.kind, draft.lang)),
        draft.name(hazard_level_word(row.level, draft.lang)) or "–",
        within,
        draft.known(row.residents),
        draft.known(row.villages),
        draft.known(row.facilities),
    )


def shelter_need(draft: Draft) -> Sequence[Block]:
    """Area that the residents should have against what they have, and where most is lacking."""
    today, rules = draft.today.assessment, draft.context.rules
    units = today.units
    per_person = rules[TARGET_RULE]
    population = today.county.population_persons
    gap = units.shelter_area_gap_m2
    lacking = np.flatnonzero(np.nan_to_num(gap, nan=0.0) > 0)
    unknown = int((~np.isfinite(gap)).sum())
    need = population * per_person if population is not None else None
    blocks: list[Block] = [
        draft.say(
            "shelter_need",
            per_person=draft.number(per_person, "m2_per_person"),
            source=draft.name(rules.quantity(TARGET_RULE).source_text(draft.lang)),
            population=draft.number(population, "persons"),
            need=draft.size(need, "m2"),
        )
    ]
    if len(units.names) and np.isfinite(gap).any():
        blocks.append(
            draft.say(
                "shelter_gap",
                count=draft.count(len(lacking)),
                all=draft.count(len(units.names)),
                gap=draft.size(float(gap[lacking].sum()), "m2"),
            )
            if len(lacking)
            else draft.say("no_shelter_gap", all=draft.count(len(units.names)))
        )
    if unknown:
        blocks.append(draft.say("unknown_gap", count=draft.count(unknown)))
    if len(lacking):
        blocks.append(_gap_table(draft, lacking))
    return [*blocks, *_stays(draft)]


def _stays(draft: Draft) -> list[Block]:
    """Need and room of the whole county by how long people have to stay."""
    today = draft.today.assessment
    shelters = [item for item in today.facilities if isinstance(item, Shelter)]
    (row, *_) = demand_rows(today.county, shelters, draft.context.rules) or (None,)
    if row is None or row.scope != "county" or not row.stays:
        return []
    rows = [
        (
            t(f"assignment.stay.{balance.stay}", draft.lang),
            draft.known(balance.need_persons),
            draft.known(balance.capacity_persons),
            draft.known(balance.gap_persons),
        )
        for balance in row.stays
    ]
    columns = (
        draft.column("stay", 0.34),
        draft.column("need", 0.22, "right", unit="persons"),
        draft.column("capacity", 0.22, "right", unit="persons"),
        draft.column("gap", 0.22, "right", unit="persons"),
    )
    return [draft.say("stays"), draft.table("stays", columns, rows)]


def _gap_table(draft: Draft, lacking: np.ndarray) -> Block:
    units = draft.today.assessment.units
    order = lacking[np.argsort(-units.shelter_area_gap_m2[lacking], kind="stable")]
    most = draft.most("gap_townships")
    columns, rows = township_table(draft, draft.today, order[:most], 0.24, dict.fromkeys(_LACKING, 0.19))
    rest = len(order) - most
    note = draft.words("note.more_townships", count=draft.count(rest)) if rest > 0 else ""
    return draft.table("gap", columns, rows, note=note)


def depot_need(draft: Draft) -> Sequence[Block]:
    """Floor area against what relocated people need."""
    return [
        draft.figures(
            "depot.floor_area.need", "depot.floor_area.county", "depot.floor_area.ratio", result=draft.today
        )
    ]


def shortages(draft: Draft) -> Sequence[Block]:
    """Items of which there is too little for the county's own case; those nobody can judge are counted."""
    if not draft.context.stock.is_known:
        return [draft.say("stock_without_depots" if draft.context.project.settings.stock else "no_stock")]
    return _shortages(draft)


def _shortages(draft: Draft) -> list[Block]:
    context = draft.context
    case, found = context.case, context.shortages
    if case is None or not found:
        return []
    short = [one for one in found if one.is_short]
    unknown = sum(one.ratio is None for one in found)
    blocks: list[Block] = [
        draft.say(
            "supplies",
            persons=draft.number(case.persons, "persons"),
            days=draft.number(case.days, "days"),
            count=draft.count(len(found)),
            short=draft.count(len(short)),
            scenario=draft.title_of(draft.main),
        )
    ]
    if unknown:
        blocks.append(draft.say("supplies_unknown", count=draft.count(unknown)))
    if not short:
        return blocks
    most = draft.most("supplies")
    rows = [
        (
            one.item.name(draft.lang),
            unit_name(one.item.unit, draft.lang),
            draft.known(one.need.quantity),
            draft.known(one.holding.usable),
            draft.known(one.lacking),
        )
        for one in short[:most]
    ]
    columns = (
        draft.column("item", 0.34),
        draft.column("unit", 0.12),
        draft.column("need", 0.18, "right"),
        draft.column("usable", 0.18, "right"),
        draft.column("gap", 0.18, "right"),
    )
    rest = len(short) - most
    note = draft.words("note.more_rows", count=draft.count(rest)) if rest > 0 else ""
    return [*blocks, draft.table("supplies", columns, rows, note=note, scenario=draft.title_of(draft.main))]


def fire_need(draft: Draft) -> Sequence[Block]:
    """Reach in time against what the plan asks."""
    today = draft.today
    return [
        draft.figures("fire.people_seat_share", "fire.people_share", "fire.p90_min", result=today),
    ]


def resources(draft: Draft) -> Sequence[Block]:
    """Candidates that could become shelters, by kind."""
    found = [
        item
        for item in draft.main.scenario.facilities.values()
        if item.status == "candidate" and item.family == Family.SHELTER and isinstance(item, Shelter)
    ]
    others = sum(item.status == "candidate" for item in draft.main.scenario.facilities.values()) - len(found)
    if not found and not others:
        return [draft.say("no_candidates")]
    blocks: list[Block] = []
    if found:
        kinds = Counter(item.kind for item in found)
        known = [areas(item, draft.context.rules).gross_m2 for item in found]
        gross = [area for area in known if area is not None]
        said = draft.words(
            "resources" if gross else "resources_no_area",
            count=draft.count(len(found)),
            kinds=draft.parts_of(dict(kinds.most_common()), "choice.shelter_kind", "count_of_sites"),
            area=draft.size(sum(gross) if gross else None, "m2"),
            known=draft.count(len(gross)),
        )
        blocks.append(and_outside(draft, said, found))
    if others:
        blocks.append(draft.say("other_candidates", count=draft.count(others)))
    return blocks
