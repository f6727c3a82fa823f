"""A county small enough to work every figure out by hand.

4 km by 2 km in two townships, West and East, with the county seat and built-up land in the south-west corner.
Coordinates below are relative to ORIGIN, where a real county could lie, so that rounding is as it would be.

    village   at            people   township
    A         500, 500      1000     West, in the seat
    B         1500, 500     2000     West
    C         2500, 500     3000     East
    D         3500, 1500    4000     East
    E         4500, 500      500     outside the county
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from models.assessment.assess import assess
from models.county.county import County
from models.county.layer import Layer, Role
from models.facilities.facility import Brigade, Depot, Facility, FireStation, Shelter
from models.findings.results import Assessment
from models.project.scenario import TODAY_ID, Scenario
from models.project.settings import Override
from models.rules.rules import Rules, load_rules

ORIGIN = (500_000.0, 4_000_000.0)
ZONE = CRS(4548)

VALUES = {
    "shelter.emergency.service_radius_m": 500,
    "shelter.short.service_radius_m": 1000,
    "shelter.medium.service_radius_m": 1500,
    "shelter.long.service_radius_m": 2500,
    "shelter.central.service_radius_m": 4000,
    "shelter.emergency.area_per_person_m2": 0.5,
    "shelter.short.area_per_person_m2": 2,
    "shelter.medium.area_per_person_m2": 3,
    "shelter.long.area_per_person_m2": 4.5,
    "shelter.central.area_per_person_m2": 4.5,
    "shelter.effective_ratio.square": 0.7,
    "shelter.effective_ratio.park": 0.5,
    "shelter.area_per_resident_m2": 2.5,
    "fire.speed_km_h": 35,
    "fire.driving_min": 4,
    "fire.detour_factor": 1.4,
    "fire.first.area_limit_km2": 7,
    "fire.second.area_limit_km2": 4,
    "fire.small.area_limit_km2": 2,
    "fire.special.area_limit_km2": 7,
    "fire.suburb.area_limit_km2": 15,
    "micro.reach_min": 3,
    "depot.floor_area_per_person_m2": 0.12,
    "depot.relocated_share": 0.01,
}
"""Rule values the tests reckon with; set here so that a better source for one breaks no test."""

VILLAGES = {"A": (500, 500), "B": (1500, 500), "C": (2500, 500), "D": (3500, 1500), "E": (4500, 500)}
PEOPLE = {"A": 1000.0, "B": 2000.0, "C": 3000.0, "D": 4000.0, "E": 500.0}


def rules(**values: float) -> Rules:
    """Rule values of VALUES, with some replaced (``__`` stands for a dot)."""
    changed = VALUES | {name.replace("__", "."): value for name, value in values.items()}
    return load_rules("national", {name: Override(value) for name, value in changed.items()})


def at(x: float, y: float) -> shapely.Point:
    """Point at metres from ORIGIN."""
    return shapely.Point(ORIGIN[0] + x, ORIGIN[1] + y)


def box(left: float, bottom: float, right: float, top: float) -> shapely.Polygon:
    """Rectangle at metres from ORIGIN."""
    return shapely.box(ORIGIN[0] + left, ORIGIN[1] + bottom, ORIGIN[0] + right, ORIGIN[1] + top)


def layer(role: Role, geometries: Sequence[BaseGeometry | None], **columns: Sequence[Any]) -> Layer:
    """Layer with an id that is its role."""
    frame = gpd.GeoDataFrame(columns, geometry=list(geometries), crs=ZONE)
    return Layer(name=str(role), role=role, frame=frame, id=str(role))


@cache
def _usual_layers() -> Mapping[str, Layer]:
    """Layers of the small county by role name, made once: nothing changes a layer."""
    names = list(VILLAGES)
    return MappingProxyType(
        {
            "county": layer(Role.COUNTY, [box(0, 0, 4000, 2000)], name=["Small"], code=["371500"]),
            "townships": layer(
                Role.TOWNSHIPS,
                [box(0, 0, 2000, 2000), box(2000, 0, 4000, 2000)],
                name=["West", "East"],
                code=["371500101", "371500102"],
            ),
            "villages": layer(
                Role.VILLAGES,
                [at(*VILLAGES[name]) for name in names],
                name=names,
                population_persons=[PEOPLE[name] for name in names],
            ),
            "seat": layer(Role.SEAT, [box(0, 0, 1000, 1000)], name=["Seat"]),
            "builtup": layer(Role.BUILTUP, [box(0, 0, 1000, 1000)]),
            "hazards": layer(Role.HAZARDS, [box(2400, 400, 2600, 600)], hazard_type=["洪水"]),
        }
    )


def layers(**without_or_with: Layer | None) -> list[Layer]:
    """Layers of the small county by role name; ``None`` leaves one out."""
    return [item for item in {**_usual_layers(), **without_or_with}.values() if item is not None]


@cache
def _usual_county() -> County:
    return County.from_layers(layers())


def county(**without_or_with: Layer | None) -> County:
    """The small county, with some layers replaced or (``None``) left out.

    As it is there is one for all tests: what a county keeps for the next question never changes an answer
    (``test_warm_county.py``). A test of what it keeps takes a copy, which has answered nothing yet.
    """
    return County.from_layers(layers(**without_or_with)) if without_or_with else _usual_county()


def scenario(facilities: Iterable[Facility], scenario_id: str = TODAY_ID) -> Scenario:
    """Scenario that holds some facilities."""
    return Scenario(scenario_id, "", {facility.id: facility for facility in facilities})


def shelter(x: float = 0, y: float = 0, **values: Any) -> Shelter:
    """Existing short-term shelter on a square of 1000 m2 effective area."""
    given = {"effective_area_m2": 1000.0, "status": "existing", "id": f"s{x:g},{y:g}"} | values
    return Shelter(geometry=given.pop("geometry", at(x, y)), **given)


def station(x: float = 0, y: float = 0, **values: Any) -> FireStation:
    """Existing second-class fire station."""
    given = {"station_class": "second", "status": "existing", "id": f"f{x:g},{y:g}"} | values
    return FireStation(geometry=given.pop("geometry", at(x, y)), **given)


def depot(x: float = 0, y: float = 0, **values: Any) -> Depot:
    """Existing depot of 10 m2."""
    given = {"floor_area_m2": 10.0, "status": "existing", "id": f"d{x:g},{y:g}"} | values
    return Depot(geometry=given.pop("geometry", at(x, y)), **given)


def micro(x: float = 0, y: float = 0, **values: Any) -> Brigade:
    """Existing micro fire station."""
    given = {"brigade_class": "micro", "status": "existing", "id": f"m{x:g},{y:g}"} | values
    return Brigade(geometry=given.pop("geometry", at(x, y)), **given)


def assessed(*facilities: Facility, of: County | None = None, by: Rules | None = None) -> Assessment:
    """Assessment of existing facilities today."""
    return assess(of or county(), scenario(facilities), by or rules())


def value(assessment: Assessment, figure_id: str) -> float | None:
    """Value of one figure."""
    return assessment.figures[figure_id].value


def failing(assessment: Assessment, figure_id: str) -> list[str]:
    """Names of the places that a figure fails at."""
    return [place.name for place in assessment.figures[figure_id].failing]


def random_county(random: np.random.Generator, points: int, townships: int = 4) -> County:
    """County of random villages in square townships, with random built-up land; whole metres."""
    side = int(np.ceil(np.sqrt(townships)))
    width = 8000 / side
    squares = [
        box(column * width, row * width, (column + 1) * width, (row + 1) * width)
        for row in range(side)
        for column in range(side)
    ][:townships]
    built = [at(*random.integers(500, 7500, 2)).buffer(int(random.integers(100, 900))) for _ in range(4)]
    people = random.integers(0, 5000, points).astype(np.float64)
    people[random.random(points) < 0.1] = np.nan
    return County.from_layers(
        [
            layer(Role.TOWNSHIPS, squares, name=[f"T{i}" for i in range(len(squares))]),
            layer(
                Role.VILLAGES,
                [at(*random.integers(-200, 8200, 2)) for _ in range(points)],
                name=[f"V{i}" for i in range(points)],
                population_persons=people,
            ),
            layer(Role.SEAT, [box(2000, 2000, 5000, 5000)]),
            layer(Role.BUILTUP, built),
            layer(
                Role.HAZARDS,
                [box(0, 0, 3000, 1500), box(6000, 6000, 7000, 8000)],
                hazard_type=["洪水", "滑坡"],
            ),
        ]
    )


def moved(facility: Facility, x: float, y: float) -> Facility:
    """Facility moved so that its location is at metres from ORIGIN."""
    here_x, here_y = facility.location
    shift = np.array([ORIGIN[0] + x - here_x, ORIGIN[1] + y - here_y])
    return replace(facility, geometry=shapely.transform(facility.geometry, lambda xy: xy + shift))
