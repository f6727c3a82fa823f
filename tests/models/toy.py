"""A county small enough to count by hand: two townships of 10 by 10 km side by side, three villages.

West (0 to 10 km, code ...101) holds village A (1,500 people at 2, 5); East (10 to 20 km, code ...401, a
development zone) holds B (800 at 12, 5) and C (3,000 at 18, 5). The seat is the square 0 to 4 km.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import geopandas as gpd
import pyproj
from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry

from models.county.county import County
from models.county.layer import Layer, Role
from models.facilities.facility import Facility
from models.project.project import Project
from models.project.scenario import TODAY_ID, Scenario
from models.project.settings import Settings

CRS = pyproj.CRS("EPSG:4548")
KM = 1000.0
X, Y = 500_000.0, 4_000_000.0


def at(x_km: float, y_km: float) -> Point:
    return Point(X + x_km * KM, Y + y_km * KM)


def square(x_km: float, y_km: float, side_km: float) -> BaseGeometry:
    return box(X + x_km * KM, Y + y_km * KM, X + (x_km + side_km) * KM, Y + (y_km + side_km) * KM)


def layer(role: Role, rows: Sequence[Mapping[str, Any]], *, name: str = "", id: str = "") -> Layer:
    frame = gpd.GeoDataFrame(list(rows), geometry="geometry", crs=CRS)
    return Layer(name or str(role), role, frame, id=id or str(role))


WEST = {"name": "West", "code": "371599101", "population_persons": 1500.0, "geometry": square(0, 0, 10)}
EAST = {"name": "East", "code": "371599401", "population_persons": 3800.0, "geometry": square(10, 0, 10)}
VILLAGES = (
    {"name": "A", "population_persons": 1500.0, "geometry": at(2, 5)},
    {"name": "B", "population_persons": 800.0, "geometry": at(12, 5)},
    {"name": "C", "population_persons": 3000.0, "geometry": at(18, 5)},
)
COUNTY = {
    "name": "Toy",
    "code": "371599",
    "population_persons": 5300.0,
    "geometry": box(X, Y, X + 20 * KM, Y + 10 * KM),
}
SEAT = {"name": "Seat", "population_persons": 1000.0, "geometry": square(0, 0, 4)}

USUAL: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "county": [COUNTY],
    "townships": [WEST, EAST],
    "villages": VILLAGES,
    "seat": [SEAT],
}


def layers(*more: Layer, **changed: Sequence[Mapping[str, Any]]) -> tuple[Layer, ...]:
    """The county's layers; ``changed`` replaces the rows of a role, an empty list drops it."""
    own = {role: layer(Role(role), rows) for role, rows in changed.items() if rows}
    there = {role: one for role, one in _usual_layers().items() if role not in changed}
    return (*more, *(one for role in {**USUAL, **changed} if (one := (own | there).get(role))))


@cache
def _usual_layers() -> Mapping[str, Layer]:
    """Layers of the county as it is, made once: nothing changes a layer."""
    return {role: layer(Role(role), rows) for role, rows in USUAL.items()}


def county(*more: Layer, **changed: Sequence[Mapping[str, Any]]) -> County:
    return County.from_layers(layers(*more, **changed)) if more or changed else _plain_county()


@cache
def _plain_county() -> County:
    return County.from_layers(layers())


def project(facilities: Sequence[Facility] = (), *given: Layer, **settings: Any) -> Project:
    today = Scenario(TODAY_ID, "today", {facility.id: facility for facility in facilities})
    return Project(Settings(county_name="Toy", **settings), given or layers(), [today])
