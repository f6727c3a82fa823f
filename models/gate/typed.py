"""Values that somebody types or pastes: what is possible, but so large that it is asked about first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import shapely

from models.county.county import County
from models.facilities.facility import Family, FieldSpec
from models.facilities.gatefile import gate_table
from models.findings.numbers import figure_text
from models.kernel.text import Lang, t


def typed_doubt(spec: FieldSpec, value: Any, family: Family, county: County, lang: Lang) -> str:
    """Why a value of a facility should be looked at before it is taken; empty if there is no need."""
    return doubts_of(family, county, lang)(spec, value)


def doubts_of(family: Family, county: County, lang: Lang) -> Callable[[FieldSpec, Any], str]:
    """:func:`typed_doubt` for many values of one family: what a county's limits are is looked up once."""
    limits = _limits(family, county)

    def doubt(spec: FieldSpec, value: Any) -> str:
        if spec.kind not in ("number", "integer") or value is None:
            return ""
        for key, unit, limit in limits:
            if spec.unit == unit and limit is not None and value > limit:
                typed = figure_text(float(value), unit, lang, full=True)
                return t(f"typed.{key}", lang, value=typed, limit=figure_text(limit, unit, lang))
        return ""

    return doubt


def _limits(family: Family, county: County) -> tuple[tuple[str, str, float | None], ...]:
    """Text, unit and the most that is not asked about, the plainest case first."""
    land = float(shapely.area(county.boundary)) if county.boundary is not None else None
    shelter = float(gate_table().facilities.most_m2) if family == Family.SHELTER else None
    return (
        ("beyond_county", "m2", land),
        ("large", "m2", shelter),
        ("more_people", "persons", county.population_persons),
    )
