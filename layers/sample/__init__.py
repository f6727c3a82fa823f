"""The sample county: invented, seeded, with the size and the gaps in the records of a real plain county."""

from __future__ import annotations

from layers.sample.build import SEED, sample_path, sample_project

__all__ = ["SEED", "sample_path", "sample_project"]
