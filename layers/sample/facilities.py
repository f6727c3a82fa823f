"""Facilities of the sample county: today's, candidates, and what two plans add."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.sample.land import Land
from layers.sample.places import Place
from layers.sample.shapes import rounded
from layers.sample.sites import Sites
from layers.sample.spec import Spec
from layers.sample.tables import (
    BrigadeRow,
    DepotRow,
    ExistingShelter,
    HelipadRow,
    StationRow,
    TeamRow,
    Where,
    facilities_table,
)
from models.facilities.facility import Brigade, Depot, Facility, FireStation, Helipad, Shelter, Status, Team
from models.kernel.arrays import Floats
from models.project.scenario import TODAY_ID, Scenario

BIG_M2 = 14_000.0
"""Plots from here on are laid out before the side streets, which end at them."""

_PLANS = {"a": "方案甲", "b": "方案乙"}
_BUREAUS = {
    "住建局": "县住房和城乡建设局",
    "教体局": "县教育和体育局",
    "文旅局": "县文化和旅游局",
    "交通运输局": "县交通运输局",
    "科技局": "县科学技术局",
    "人防办": "县人民防空办公室",
}
_KEEPERS = {
    "school": "县教育和体育局",
    "park": "县园林绿化服务中心",
    "square": "县城市管理局",
    "stadium": "县教育和体育局",
}


@dataclass(frozen=True)
class Planned:
    """A facility and the plans that build it; without plans it exists today."""

    facility: Facility
    plans: tuple[str, ...]


class Plots:
    """Plots of the shelters in the table: large ones before the side streets are drawn, small ones after."""

    def __init__(self, spec: Spec, land: Land) -> None:
        table = facilities_table().shelters
        self.rows: list[ExistingShelter] = [*table.existing, *(row[:-1] for row in table.planned)]
        self.plans: dict[str, tuple[str, ...]] = {row[0]: row[-1] for row in table.planned}
        self._spec, self._land = spec, land
        self.found: dict[str, BaseGeometry] = {}

    def lay_out(self, sites: Sites, *, big: bool) -> list[BaseGeometry]:
        """Find the plots of one size; those of buildings and works below ground are small."""
        wanted = [row for row in self.rows if (self.size_m2(row) >= BIG_M2) == big]
        for row in sorted(wanted, key=self.size_m2, reverse=True):
            near, inside, spread_m = _where(self._spec, self._land, row[6])
            self.found[row[0]] = sites.plot(near, self.size_m2(row), spread_m, inside)
        return [self.found[row[0]] for row in wanted]

    @staticmethod
    def size_m2(row: ExistingShelter) -> float:
        """Ground that a shelter takes."""
        return 3000.0 if row[3] != "outdoor" else row[4]


def _where(spec: Spec, land: Land, where: Where) -> tuple[Floats, BaseGeometry | None, float]:
    """Place to look near, land to stay on, and how far to look."""
    if isinstance(where, str):
        row = next(index for index, township in enumerate(spec.townships) if township.name == where)
        town = land.towns[row]
        assert town is not None
        return spec.offices[row], town.buffer(450.0), float(np.sqrt(town.area)) * 0.3
    at = spec.ground([where])[0]
    return at, land.seat.buffer(-20.0) if land.seat.contains(shapely.Point(at)) else None, 160.0


def make_scenarios(
    spec: Spec, land: Land, townships: Any, plots: Plots, places: Sequence[Place], sites: Sites
) -> tuple[Scenario, ...]:
    """Today, plan A and plan B. A candidate keeps its identity in the plan that builds it."""
    rng = spec.rng("facilities")
    entries = [
        *_shelters(spec, rng, townships, plots),
        *_others(spec, land, rng, sites),
    ]
    candidates = [_candidate(spec, place) for place in places if place.kind in _KEEPERS]
    today: dict[str, Facility] = {}
    plans: dict[str, dict[str, Facility]] = {plan: {} for plan in _PLANS}
    for entry in entries:
        facility = entry.facility
        if not entry.plans:
            today[facility.id] = facility
            for plan in plans.values():
                plan[facility.id] = facility
            continue
        candidate = replace(facility, status=Status.CANDIDATE.value)
        is_shelter = isinstance(facility, Shelter)
        if is_shelter:
            today[facility.id] = candidate
        for name, plan in plans.items():
            if name in entry.plans:
                plan[facility.id] = facility
            elif is_shelter:
                plan[facility.id] = candidate
    for candidate in candidates:
        for facilities in (today, *plans.values()):
            facilities[candidate.id] = candidate
    notes = {"a": "花钱少：补齐最急需的点位", "b": "补足县城人均避难面积，消除乡镇空白点"}
    return (
        Scenario(TODAY_ID, "现状", MappingProxyType(today), "2026年6月底调查"),
        *(
            Scenario(spec.id("scenario", plan), _PLANS[plan], MappingProxyType(plans[plan]), notes[plan])
            for plan in _PLANS
        ),
    )


def _shelters(spec: Spec, rng: np.random.Generator, townships: Any, plots: Plots) -> list[Planned]:
    survey = date.fromisoformat(spec.table.county.survey_date)
    records = spec.rng("records").spawn(3)[2]
    found = []
    tree = shapely.STRtree(townships)
    for row in plots.rows:
        name, shelter_class, kind, space, gross, effective, _, drawn, builder, manager = row
        plans = plots.plans.get(name, ())
        plot = plots.found[name]
        township = spec.townships[int(tree.query(shapely.centroid(plot), predicate="intersects")[0])].name
        bureaus = {**_BUREAUS, "镇政府": f"{township}人民政府"}
        exists = not plans
        luck = rng.random(8)
        state, occupancy = _use(records.random(), effective or 0.4 * gross) if exists else ("", None)
        shelter = Shelter(
            id=spec.id("shelter", name),
            geometry=plot if drawn == "polygon" else rounded(shapely.centroid(plot)),
            name=name,
            status=(Status.EXISTING if exists else Status.PLANNED).value,
            address=township,
            shelter_class=shelter_class,
            kind=kind,
            space=space,
            gross_area_m2=gross if drawn == "point" or luck[0] < 0.85 else None,
            effective_area_m2=effective or None,
            builder=bureaus.get(builder, ""),
            manager=bureaus.get(manager, ""),
            maintainer=bureaus.get(manager, "") if luck[1] < 0.9 or not exists else "",
            contact=f"{bureaus[manager]}值班室" if manager and luck[2] < 0.85 else "",
            last_inspection=_day(rng, survey, 0.92, 420) if exists else None,
            last_drill=_day(rng, survey, 0.78, 620) if exists else None,
            has_command=_known(luck[3], gross > 60000, exists),
            has_tents=_known(luck[4], gross > 20000, exists),
            has_medical=_known(luck[5], gross > 110000, exists),
            seismic_adequate=_known(luck[6], bool(rng.random() < 0.94), exists),
            is_signed=bool(rng.random() < 0.83) or not exists,
            state=state,
            occupancy_persons=occupancy,
            source="应急避难场所台账" if exists else "规划方案",
        )
        found.append(Planned(shelter, plans))
    return found


def _use(luck: float, effective_m2: float) -> tuple[str, int | None]:
    """State and people inside: most stand ready and empty, a few are in use, of some nobody knows."""
    if luck < 0.08:
        return "启用", int(effective_m2 / 10)
    if luck < 0.14:
        return "维修", 0
    return ("待命", 0) if luck < 0.88 else ("", None)


def _known(luck: float, value: bool, exists: bool) -> bool | None:
    """Flag that is not on record for one site in eight; what is planned has everything."""
    if not exists:
        return True
    return value if luck >= 0.125 else None


def _day(rng: np.random.Generator, survey: date, share: float, span_days: int) -> str | None:
    """Day within ``span_days`` before the survey, later ones likelier; ``None`` where there is no record."""
    ago = int(span_days * rng.random() ** 1.6)
    return (survey - timedelta(days=ago)).isoformat() if rng.random() < share else None


def _candidate(spec: Spec, place: Place) -> Shelter:
    area_m2 = float(round(place.plot.area, -1))
    township = spec.townships[place.township].name
    return Shelter(
        id=spec.id("candidate", place.name),
        geometry=place.plot,
        name=place.name + ("操场" if place.kind == "school" else ""),
        status=Status.CANDIDATE.value,
        address=township,
        shelter_class="medium" if area_m2 >= 17000 else "short" if area_m2 >= 4000 else "emergency",
        kind=place.kind,
        gross_area_m2=area_m2,
        manager=_KEEPERS[place.kind] if township.endswith("街道") else f"{township}人民政府",
        source="学校、公园、广场、体育场普查",
    )


@dataclass
class _Points:
    """Facilities of the table that are points, put on the ground one after the other."""

    spec: Spec
    land: Land
    rng: np.random.Generator
    sites: Sites

    def common(self, kind: str, row: Sequence[Any]) -> dict[str, Any]:
        """What rows of all tables say: name, where, and the plans that build it."""
        *_, where, plans = row
        near, inside, spread_m = _where(self.spec, self.land, where)
        if isinstance(where, str):
            near = near + self.rng.uniform(-0.8, 0.8, 2) * spread_m
        plot = self.sites.plot(near, 1200.0, 90.0, inside)
        return {
            "id": self.spec.id(kind, row[0]),
            "geometry": rounded(shapely.centroid(plot)),
            "name": row[0],
            "status": (Status.PLANNED if plans else Status.EXISTING).value,
            "address": where if isinstance(where, str) else "",
        }

    def depot(self, row: DepotRow) -> Depot:
        keeper = (
            "县应急管理局"
            if row[1] in ("county", "city")
            else ""
            if row[3] != "own"
            else row[0].split("应急")[0].split("防汛")[0] + "应急办"
        )
        return Depot(
            **self.common("depot", row),
            level=row[1],
            kind=row[2],
            storage=row[3],
            floor_area_m2=row[4] or None,
            site_area_m2=row[5] or None,
            manager=keeper,
        )

    def fire_station(self, row: StationRow) -> FireStation:
        return FireStation(
            **self.common("fire_station", row),
            station_class=row[1],
            is_suburban=row[2],
            site_area_m2=row[3],
            building_area_m2=row[4],
            vehicles=row[5],
            staff_persons=row[6],
            manager="县消防救援大队",
        )

    def brigade(self, row: BrigadeRow) -> Brigade:
        return Brigade(
            **self.common("brigade", row),
            brigade_class=row[1],
            site_area_m2=row[2] or None,
            vehicles=row[3],
            staff_persons=row[4],
        )

    def team(self, row: TeamRow) -> Team:
        surnames = self.spec.words.village.surnames
        return Team(
            **self.common("team", row),
            specialty=row[1],
            level=row[2],
            staff_persons=row[3],
            equipment=row[4],
            leader=f"{self.rng.choice(surnames)}队长" if self.rng.random() < 0.85 else "",
            contact="县应急指挥中心" if row[2] in ("county", "city") else f"{row[-2]}应急办",
        )

    def helipad(self, row: HelipadRow) -> Helipad:
        return Helipad(
            **self.common("helipad", row),
            kind=row[1],
            site_area_m2=row[2],
            flight_radius_km=row[3] or None,
        )


def _others(spec: Spec, land: Land, rng: np.random.Generator, sites: Sites) -> list[Planned]:
    """Depots, fire stations, brigades, teams and helipads: points."""
    tables, points = facilities_table(), _Points(spec, land, rng, sites)
    found = [Planned(points.depot(row), row[-1]) for row in tables.depots.rows]
    found += [Planned(points.fire_station(row), row[-1]) for row in tables.fire_stations.rows]
    found += [Planned(points.brigade(row), row[-1]) for row in tables.brigades.rows]
    found += [Planned(points.team(row), row[-1]) for row in tables.teams.rows]
    found += [Planned(points.helipad(row), row[-1]) for row in tables.helipads.rows]
    return found
