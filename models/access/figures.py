"""Figures that every kind of coverage has: share of people and share of land."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.access.coverage import Covered
from models.county.county import County
from models.county.land import Land
from models.findings.findings import Figure

Inputs = Mapping[str, float | int | str | None]


def people_figure(
    county: County,
    figure_id: str,
    value: float | None,
    reached: Covered,
    rules: tuple[str, ...],
    inputs: Inputs,
) -> Figure:
    """Share of residents inside a coverage; fails at the demand points outside, largest first."""
    demand = county.demand
    if not demand.has_population:
        missing = ("demand_population",) if len(demand) else ("demand",)
        return Figure(figure_id, None, "percent", inputs=inputs, missing=missing, rules=rules)
    places, count = reached.unserved
    unknown = int(np.isnan(demand.population_persons).sum())
    return Figure(
        id=figure_id,
        value=value,
        unit="percent",
        inputs={
            **inputs,
            "covered_persons": reached.persons,
            "persons": demand.total_persons,
            "unserved_places": count,
            "unknown_places": unknown,
        },
        failing=places,
        rules=rules,
        is_estimated=unknown > 0,
    )


def land_figure(
    figure_id: str,
    value: float | None,
    reached: Covered,
    land: Land | None,
    rules: tuple[str, ...],
    inputs: Inputs,
    missing: str,
) -> Figure:
    """Share of land inside a coverage; ``missing`` is what is lacking without land."""
    if land is None:
        return Figure(figure_id, None, "percent", inputs=inputs, missing=(missing,), rules=rules)
    return Figure(
        id=figure_id,
        value=value,
        unit="percent",
        inputs={
            **inputs,
            "covered_km2": reached.area_m2(land) / 1e6,
            "land_km2": land.area_m2 / 1e6,
            "land": land.kind,
        },
        rules=rules,
    )
