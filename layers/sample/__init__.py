"""The sample county: invented, seeded, with the size and the gaps in the records of a real plain county."""

from __future__ import annotations

from pathlib import Path

from models.kernel.resources import RESOURCES
from models.project.project import Project

SEED = 20260
"""Seed of the county that ships."""


def sample_path() -> Path:
    """Project file of the sample county that ships: quicker to open than to make."""
    return RESOURCES / "sample" / "sample.gpkg"


def sample_files() -> Path:
    """Folder with the same county as loose files, the way county bureaus keep them."""
    return RESOURCES / "sample" / "files"


def sample_project(seed: int = SEED) -> Project:
    """Make the sample county; the same seed gives the same project, ids included.

    Returns
    -------
    Project
        Layers and three scenarios: today, plan A and plan B. Coordinates are whole decimetres in EPSG:4548.
    """
    from layers.sample.build import make_project  # takes a second, and opening the file does not need it

    return make_project(seed)
