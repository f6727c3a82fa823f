"""The data gate: everything that a project's data say against themselves, made anew from what it holds."""

from __future__ import annotations

from models.gate.facilities import area_remarks, facility_remarks, outside_remarks, share_remarks
from models.gate.files import file_remarks
from models.gate.hazards import hazard_remarks
from models.gate.people import chosen_remarks, people_remarks
from models.gate.remark import DataRemark
from models.gate.roads import road_remarks
from models.gate.units import beyond_remarks, unit_remarks, zone_remarks
from models.project.project import Project
from models.project.scenario import TODAY_ID
from models.rules.rules import load_rules


def data_remarks(project: Project) -> tuple[DataRemark, ...]:
    """All doubts about a project's data; empty if they agree."""
    county, today = project.county.as_listed, project.scenario(TODAY_ID).counted()
    # Asked after every edit: what the county alone says stays the same as long as the county does.
    land = county.memo.get(
        ("land remarks",),
        lambda: (
            *people_remarks(county),
            *unit_remarks(county),
            *beyond_remarks(county),
            *zone_remarks(county, project.settings.crs_epsg),
            *hazard_remarks(county),
        ),
    )
    return (
        *land,
        *chosen_remarks(project.county),
        *facility_remarks(today),
        *outside_remarks(county, today),
        *area_remarks(today),
        *_by_road(project),
        *share_remarks(county, today),
        *file_remarks(project),
    )


def _by_road(project: Project) -> tuple[DataRemark, ...]:
    """What slows vehicles down, and what distances by road leave out; kept."""
    county, settings, today = project.county, project.settings, tuple(project.scenario(TODAY_ID).counted())
    rules = load_rules(settings.ruleset_id, settings.overrides)
    return county.memo.get(
        ("road remarks", rules, *(one.id for one in today), *(one.location for one in today)),
        lambda: tuple(road_remarks(county, today, rules)),
        keep=4,
    )
