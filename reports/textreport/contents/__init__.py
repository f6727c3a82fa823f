"""What fills each section, by the names that the outline uses."""

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
    siting,
)
from reports.textreport.draft import Draft

Part = Callable[[Draft], Sequence[Block]]

PARTS: Mapping[str, Part] = {
    "scope": general.scope,
    "period": general.period,
    "basis": general.basis,
    "principles": general.principles,
    "county": present.county,
    "shelters_now": present.shelters_now,
    "depots_now": present.depots_now,
    "fire_now": present.fire_now,
    "teams_now": present.teams_now,
    "others_now": present.others_now,
    "problems": present.problems,
    "risk": need.risk,
    "shelter_need": need.shelter_need,
    "depot_need": need.depot_need,
    "fire_need": need.fire_need,
    "resources": need.resources,
    "aim": goals.aim,
    "targets": goals.targets,
    "shelter_layout": layout.shelter_layout,
    "depot_layout": layout.depot_layout,
    "fire_layout": layout.fire_layout,
    "team_layout": layout.team_layout,
    "other_layout": layout.other_layout,
    "siting_rules": siting.siting_rules,
    "new_sites": siting.new_sites,
    "candidates": siting.candidates,
    "inside": hazards.inside,
    "avoidance": hazards.avoidance,
    "near_term": phasing.near_term,
    "funding": phasing.funding,
    "organisation": phasing.organisation,
    "upkeep": phasing.upkeep,
    "review": phasing.review,
    "townships_table": appendices.townships_table,
    "parameters_table": appendices.parameters_table,
    "provenance_table": appendices.provenance_table,
}
