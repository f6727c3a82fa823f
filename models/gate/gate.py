"""The data gate: everything that a project's data say against themselves, made anew from what it holds."""

from __future__ import annotations

from models.gate.facilities import area_remarks, facility_remarks, outside_remarks
from models.gate.files import file_remarks
from models.gate.hazards import hazard_remarks
from models.gate.people import people_remarks
from models.gate.remark import DataRemark
from models.gate.units import unit_remarks
from models.project.project import Project
from models.project.scenario import TODAY_ID


def data_remarks(project: Project) -> tuple[DataRemark, ...]:
    """All doubts about a project's data; empty if they agree."""
    today = project.scenario(TODAY_ID).counted()
    return (
        *people_remarks(project.county),
        *unit_remarks(project.county),
        *facility_remarks(today),
        *outside_remarks(project.county, today),
        *area_remarks(today),
        *hazard_remarks(project.county),
        *file_remarks(project),
    )
