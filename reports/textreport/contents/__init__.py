"""What fills each section, by the names that the outlines use."""

from collections.abc import Callable, Mapping, Sequence

from reports.textreport.blocks import Block
from reports.textreport.contents import (
    appendices,
    general,
    goals,
    hazards,
    layout,
    need,
    phasing,
    present,
    problems,
    siting,
)
from reports.textreport.draft import Draft

Part = Callable[[Draft], Sequence[Block]]

PARTS: Mapping[str, Part] = {
    "scope": general.scope,
    "period": general.period,
    "basis": general.basis,
    "certainty": general.certainty,
    "left_to_author": general.left_to_author,
    "county": present.county,
    "facilities": present.facilities,
    "shelters_now": present.shelters_now,
    "depots_now": present.depots_now,
    "fire_now": present.fire_now,
    "teams_now": present.teams_now,
    "others_now": present.others_now,
    "problems": problems.problems,
    "risk": need.risk,
    "shelter_need": need.shelter_need,
    "depot_need": need.depot_need,
    "shortages": need.shortages,
    "fire_need": need.fire_need,
    "resources": need.resources,
    "aim": goals.aim,
    "targets": goals.targets,
    "shelter_layout": layout.shelter_layout,
    "shelter_classes": layout.shelter_classes_layout,
    "depot_layout": layout.depot_layout,
    "depot_classes": layout.depot_classes_layout,
    "fire_layout": layout.fire_layout,
    "fire_classes": layout.fire_classes_layout,
    "team_layout": layout.team_layout,
    "other_layout": layout.other_layout,
    "siting_rules": siting.siting_rules,
    "projects": siting.projects,
    "candidates": siting.candidates,
    "inside": hazards.inside,
    "excluded": hazards.excluded,
    "avoidance": hazards.avoidance,
    "phases": phasing.phases,
    "funding": phasing.funding,
    "upkeep": phasing.upkeep,
    "review": phasing.review,
    "data_limits": appendices.data_limits,
    "townships_table": appendices.townships_table,
    "values": goals.values,
    "ways": appendices.ways,
    "parameters_table": appendices.parameters_table,
    "provenance_table": appendices.provenance_table,
    "asks": appendices.asks,
}
