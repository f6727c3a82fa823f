"""Planned facilities of the other families than shelters: how large, whom they newly reach, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models import fire
from models.county import County
from models.coverage import Site, cover, members
from models.facility import Brigade, Facility, FireStation, Shelter, Status, field_specs
from models.project import Scenario
from models.rules import Rules
from models.scope import counted
from models.text import Lang, t


@dataclass(frozen=True)
class PlannedRow:
    """One planned facility.

    Parameters
    ----------
    class_field
        Field that holds its class (``station_class``, ``level`` and so on).
    area_m2
        Floor or site area on record.
    township
        Name of the place it stands in; empty outside all.
    newly_reached_persons
        Residents whom a planned station or micro station reaches in time and no existing one does; ``None``
        for families without a time of their own, and if no residents are known.
    is_first
        Whether it is the first of its family in its place; ``None`` outside all.
    """

    facility: Facility
    class_field: str
    area_m2: float | None
    township: str
    newly_reached_persons: float | None
    is_first: bool | None

    def class_text(self, lang: Lang) -> str:
        """Its class in words."""
        specs = {spec.name: spec for spec in field_specs(self.facility.family)}
        choices = specs[self.class_field].choices
        return t(f"choice.{choices}.{getattr(self.facility, self.class_field)}", lang)

    def reason(self, lang: Lang) -> str:
        """Why it is planned, as far as the figures tell; may be empty."""
        parts = []
        if self.newly_reached_persons:
            parts.append(t("planned.reached", lang, persons=f"{round(self.newly_reached_persons):,}"))
        elif self.newly_reached_persons is not None:
            parts.append(t("planned.reached_none", lang))
        if self.is_first:
            parts.append(t("planned.first", lang, township=self.township))
        return t("candidate.reason.separator", lang).join(parts)


_CLASS_FIELDS = {
    "depot": "level",
    "fire_station": "station_class",
    "brigade": "brigade_class",
    "team": "specialty",
    "helipad": "kind",
}


def planned_rows(county: County, scenario: Scenario, rules: Rules) -> tuple[PlannedRow, ...]:
    """Planned facilities of a scenario that are no shelters, by family and name.

    Shelters have a ranking of their own (:func:`models.candidates.proposed_rows`).
    """
    others = [one for one in scenario.facilities.values() if not isinstance(one, Shelter)]
    planned = [one for one in others if one.status == Status.PLANNED]
    existing = [one for one in counted(county, scenario, rules) if one.status == Status.EXISTING]
    place, places = _place(county, planned), _place(county, existing)
    taken = {(one.family, index) for one, index in zip(existing, places, strict=True)}
    rows = [
        PlannedRow(
            facility=one,
            class_field=_CLASS_FIELDS[one.family],
            area_m2=_area_m2(one),
            township=str(county.places.names[index]) if index >= 0 else "",
            newly_reached_persons=_newly(county, one, existing, rules),
            is_first=(one.family, index) not in taken if index >= 0 else None,
        )
        for one, index in zip(planned, place, strict=True)
    ]
    order = list(_CLASS_FIELDS)
    return tuple(sorted(rows, key=lambda row: (order.index(row.facility.family), row.facility.name)))


def _place(county: County, facilities: Sequence[Facility]) -> list[int]:
    xy = np.array([one.location for one in facilities], dtype=np.float64).reshape(-1, 2)
    found: list[int] = county.places.index_at(xy).tolist()
    return found


def _area_m2(facility: Facility) -> float | None:
    for name in ("floor_area_m2", "building_area_m2", "site_area_m2"):
        area = getattr(facility, name, None)
        if area is not None:
            return float(area)
    return facility.drawn_area_m2


def _newly(county: County, facility: Facility, existing: Sequence[Facility], rules: Rules) -> float | None:
    """Residents inside its reach and outside that of every existing one of its kind."""
    own, served = _sites([facility], rules), _sites(existing, rules, like=facility)
    if not own or not county.demand.has_population:
        return None
    inside = members(county, own[0])
    return float(county.demand.known_persons[inside[~cover(county, served).mask[inside]]].sum())


def _sites(facilities: Sequence[Facility], rules: Rules, like: Facility | None = None) -> tuple[Site, ...]:
    first = like or facilities[0]
    if isinstance(first, FireStation):
        return fire.station_sites((one for one in facilities if isinstance(one, FireStation)), rules)
    if isinstance(first, Brigade) and first.brigade_class == "micro":
        return fire.micro_sites((one for one in facilities if isinstance(one, Brigade)), rules)
    return ()
