"""Where facilities stand, in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.facilities.facility import Facility
from reports.context import ReportContext


def township_of(context: ReportContext, facilities: Sequence[Facility]) -> dict[str, str]:
    """Name of the township that each facility stands in, by its id; empty outside all."""
    units = context.main.assessment.county.townships
    if not facilities or not len(units):
        return {facility.id: "" for facility in facilities}
    rows = units.index_at(np.array([facility.location for facility in facilities]))
    return {
        facility.id: str(units.names[row]) if row >= 0 else ""
        for facility, row in zip(facilities, rows, strict=True)
    }
