"""Chapter three: what threatens, what is needed, what could be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from models.facility import Family, Shelter
from models.formulas import figure_name
from models.shelters import TARGET_RULE
from models.stock import StockRow
from models.text import has_text
from reports.textreport.blocks import Block
from reports.textreport.draft import Draft
from reports.words import hazard_word


def risk(draft: Draft) -> Sequence[Block]:
    """People inside each kind of hazard zone."""
    assessment = draft.today.assessment
    if not assessment.county.hazards:
        return [draft.say("no_hazards"), draft.ask("risk")]
    inside = {
        key.removeprefix("hazard.people_inside."): figure
        for key, figure in assessment.figures.items()
        if key.startswith("hazard.people_inside.")
    }
    rows = [(_kind(draft, kind), draft.number(figure.value, "persons")) for kind, figure in inside.items()]
    blocks: list[Block] = [
        draft.say(
            "risk",
            layers=draft.count(len(assessment.county.hazards)),
            people=draft.figure_words("hazard.people_inside", draft.today),
            facilities=draft.figure_words("hazard.facilities_inside", draft.today),
        )
    ]
    if rows:
        columns = (draft.column("hazard", 0.6), draft.column("people_inside", 0.4, "right"))
        blocks.append(draft.table("risk", columns, rows, note=draft.words("note.risk")))
    return [*blocks, draft.ask("risk")]


def _kind(draft: Draft, kind: str) -> str:
    """Word for a kind of hazard, else the name of its figure."""
    if has_text(f"hazard_kind.{kind}"):
        return hazard_word(kind, draft.lang)
    return figure_name(f"hazard.people_inside.{kind}", draft.lang)


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
            need=draft.number(need, "m2"),
        )
    ]
    if len(units.names) and np.isfinite(gap).any():
        blocks.append(
            draft.say(
                "shelter_gap",
                count=draft.count(len(lacking)),
                all=draft.count(len(units.names)),
                gap=draft.number(float(gap[lacking].sum()), "m2"),
            )
            if len(lacking)
            else draft.say("no_shelter_gap", all=draft.count(len(units.names)))
        )
    if unknown:
        blocks.append(draft.say("unknown_gap", count=draft.count(unknown)))
    if len(lacking):
        blocks.append(_gap_table(draft, lacking))
    return blocks


def _gap_table(draft: Draft, lacking: np.ndarray) -> Block:
    units = draft.today.assessment.units
    order = lacking[np.argsort(-units.shelter_area_gap_m2[lacking], kind="stable")]
    most = draft.most("gap_townships")
    rows = [
        (
            draft.name(units.names[row]),
            draft.plain(units.population_persons[row]),
            draft.plain(units.shelter_effective_area_m2[row]),
            draft.plain(units.shelter_area_per_resident_m2[row], decimals=2),
            draft.plain(units.shelter_area_gap_m2[row]),
        )
        for row in order[:most]
    ]
    columns = (
        draft.column("township", 0.24),
        draft.column("population", 0.19, "right", unit="persons"),
        draft.column("effective_area", 0.19, "right", unit="m2"),
        draft.column("per_resident", 0.19, "right", unit="m2_per_person"),
        draft.column("gap", 0.19, "right", unit="m2"),
    )
    rest = len(order) - most
    note = draft.words("note.more_townships", count=draft.count(rest)) if rest > 0 else ""
    return draft.table("gap", columns, rows, note=note)


def depot_need(draft: Draft) -> Sequence[Block]:
    """Floor area and stock against what relocated people need."""
    today = draft.today
    stock: tuple[StockRow, ...] = draft.context.project.settings.stock
    return [
        draft.figures(
            "depot.floor_area.need", "depot.floor_area.county", "depot.floor_area.ratio", result=today
        ),
        draft.say("stock", count=draft.count(len(stock))) if stock else draft.say("no_stock"),
    ]


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
        return [draft.say("no_candidates"), draft.ask("resources")]
    blocks: list[Block] = []
    if found:
        kinds = Counter(item.kind for item in found)
        gross = [item.gross_area_m2 for item in found if item.gross_area_m2 is not None]
        blocks.append(
            draft.say(
                "resources",
                count=draft.count(len(found)),
                kinds=draft.parts_of(dict(kinds.most_common()), "choice.shelter_kind", "count_of_sites"),
                area=draft.number(sum(gross) if gross else None, "m2"),
                known=draft.count(len(gross)),
            )
        )
    if others:
        blocks.append(draft.say("other_candidates", count=draft.count(others)))
    return [*blocks, draft.ask("resources")]
