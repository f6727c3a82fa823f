"""The data gate: everything that a project's data say against themselves, made anew from what it holds."""

from __future__ import annotations

from models.gate.people import people_remarks
from models.gate.remark import DataRemark
from models.project.project import Project


def data_remarks(project: Project) -> tuple[DataRemark, ...]:
    """All doubts about a project's data; empty if they agree."""
    return tuple(people_remarks(project.county))
