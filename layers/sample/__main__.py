"""Writes the sample county that ships: ``python3 -m layers.sample``, after a change to its tables or code."""

from __future__ import annotations

from datetime import UTC, datetime

from layers.project.file import save_project
from layers.sample import sample_files, sample_path, sample_project
from layers.sample.rawfiles import write_raw_files

if __name__ == "__main__":
    project = sample_project()
    save_project(project, sample_path(), saved_at=datetime(2026, 7, 1, tzinfo=UTC))
    sample_path().with_name(sample_path().name + ".bak").unlink(missing_ok=True)
    write_raw_files(project, sample_files())
