"""Writes the sample county that ships: ``python3 -m layers.sample``, after a change to its tables or code."""

from __future__ import annotations

from layers.sample.build import sample_path, sample_project, write_sample
from layers.sample.rawfiles import write_raw_files

if __name__ == "__main__":
    project = sample_project()
    write_sample(project)
    write_raw_files(project, sample_path().parent / "files")
