"""Where facilities stand, in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.facilities.facility import Facility
from models.kernel.text import Lang, t
from reports.context import ReportContext


def outside_county(context: ReportContext, facilities: Sequence[Facility]) -> frozenset[str]:
    """Ids of the facilities beyond the county's boundary; of none where no layer gives it."""
    xy = np.array([facility.location for facility in facilities], dtype=np.float64).reshape(-1, 2)
    inside = context.main.assessment.county.in_county(xy)
    return frozenset(one.id for one, is_in in zip(facilities, inside, strict=True) if not is_in)


def township_of(context: ReportContext, facilities: Sequence[Facility], lang: Lang) -> dict[str, str]:
    """Name of the township, or district where they stand for townships, that holds each facility.

    By the facility's id; beyond the county that is said, and empty inside it but in no township.
    """
    county = context.main.assessment.county
    units = county.places if county.has_several_places else county.townships
    if not facilities or not len(units):
        names = {facility.id: "" for facility in facilities}
        return names | dict.fromkeys(outside_county(context, facilities), t("workbook.outside", lang))
    rows = units.index_at(np.array([facility.location for facility in facilities]))
    outside = outside_county(context, facilities)
    return {
        one.id: str(units.names[row])
        if row >= 0
        else t("workbook.outside", lang)
        if one.id in outside
        else ""
        for one, row in zip(facilities, rows, strict=True)
    }
