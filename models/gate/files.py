"""What was found in the files that facilities came from, as far as it bears on figures."""

from __future__ import annotations

from collections.abc import Iterator

from models.facilities.gatefile import gate_table
from models.gate.remark import DataRemark
from models.kernel.remark import Remark
from models.project.project import Project


def file_remarks(project: Project) -> Iterator[DataRemark]:
    """Findings of the import that the planner has to act upon, of facility files and of layers."""
    told = frozenset(f"import.problem.{name}" for name in gate_table().files.told)
    origins = [file.provenance for file in project.settings.facility_files]
    origins += [layer.provenance for layer in project.layers]
    for origin in origins:
        for key, values in origin.problems:
            if key in told:
                yield DataRemark("data.file", origin.file, found=Remark(key, dict(values)))
