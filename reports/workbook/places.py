"""Where facilities stand, in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.facilities.facility import Facility
from reports.context import ReportContext


def township_of(context: ReportContext, facilities: Sequence[Facility]) -> dict[str, str]:
    """Name of the township, or district where they stand for townships, that holds each facility.

    By the facility's id; empty outside all.
    """
    county = context.main.assessment.county
    units = county.places if county.has_several_places else county.townships
    if not facilities or not len(units):
        return {facility.id: "" for facility in facilities}
    rows = units.index_at(np.array([facility.location for facility in facilities]))
    return {
        facility.id: str(units.names[row]) if row >= 0 else ""
        for facility, row in zip(facilities, rows, strict=True)
    }
