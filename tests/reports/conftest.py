"""A county small enough to work out by hand, with names that try to break out of cells and pages."""

from __future__ import annotations

from datetime import date
from functools import cache

import geopandas as gpd
import pytest
from shapely.geometry import LineString, Point, box

from models.county.layer import Layer, Provenance, Role
from models.facilities.facility import Depot, Facility, FireStation, Shelter
from models.project.project import Project
from models.project.scenario import TODAY_ID, Scenario
from models.project.settings import Settings
from reports.context import ReportContext, make_context

CRS = "EPSG:4548"
X, Y = 500_000.0, 4_000_000.0
MADE_ON = date(2026, 1, 2)

HOSTILE = (
    "=1+1",
    '=HYPERLINK("http://example.invalid","x")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "{=1+1}",
    "＝1+1",
    " =1+1",
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "<img src=x onerror=alert(3)>",
    "${alert(4)}",
    "`${alert(5)}`",
    "{{7*7}}",
    "{0.__class__}",
    "\u202egnirts",
    "bad\x07control",
    "javascript:alert(6)",
)


def frame(rows: list[dict[str, object]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)


@cache
def small_layers(names: tuple[str, ...]) -> tuple[Layer, ...]:
    """Layers of the small county, made once for its names: nothing changes a layer."""
    left, right = box(X, Y, X + 4000, Y + 8000), box(X + 4000, Y, X + 8000, Y + 8000)
    first, second = names[0], names[-1]
    return (
        Layer(
            "县界", Role.COUNTY, frame([{"name": "小县", "code": "371599", "geometry": left.union(right)}])
        ),
        Layer(
            names[0],
            Role.TOWNSHIPS,
            frame(
                [
                    {"name": first, "code": "371599100", "population_persons": 10_000.0, "geometry": left},
                    {"name": second, "code": "371599200", "population_persons": 20_000.0, "geometry": right},
                ]
            ),
            provenance=Provenance(file=first, encoding="GB18030", crs="EPSG:4548", sha256="0" * 64),
        ),
        Layer(
            "村庄",
            Role.VILLAGES,
            frame(
                [
                    {"name": first, "population_persons": 10_000.0, "geometry": Point(X + 2000, Y + 4000)},
                    {"name": second, "population_persons": 20_000.0, "geometry": Point(X + 7000, Y + 4000)},
                ]
            ),
        ),
        Layer(
            "道路",
            Role.ROADS,
            frame([{"name": first, "road_class": "国道", "geometry": LineString([(X, Y), (X + 8000, Y)])}]),
        ),
        Layer(
            "危险区",
            Role.HAZARDS,
            frame([{"name": first, "hazard_type": "flood", "geometry": box(X, Y, X + 500, Y + 500)}]),
        ),
    )


def small_project(names: tuple[str, ...] = ("东镇", "西乡")) -> Project:
    """Two townships of 4 by 8 km; 10,000 and 20,000 people; one shelter of 20,000 m2 in the first."""
    first, second = names[0], names[-1]
    facilities: list[Facility] = [
        Shelter(
            id="s1",
            name=first,
            status="existing",
            geometry=Point(X + 2000, Y + 4000),
            effective_area_m2=20_000.0,
            note=second,
        ),
        Shelter(
            id="s2", name=second, status="planned", geometry=Point(X + 7000, Y + 4000), gross_area_m2=1000.0
        ),
        Shelter(id="s3", name=first, status="candidate", geometry=Point(X + 6000, Y + 4000)),
        Depot(
            id="d1", name=second, status="existing", geometry=Point(X + 1000, Y + 1000), floor_area_m2=700.0
        ),
        FireStation(id="f1", name=first, status="existing", geometry=Point(X + 2000, Y + 4000)),
    ]
    held = {item.id: item for item in facilities}
    return Project(
        Settings(name=first, county_name=first, crs_epsg=4548),
        small_layers(names),
        [Scenario(TODAY_ID, "现状", held), Scenario("plan", second, held)],
        active_scenario_id="plan",
    )


@pytest.fixture(scope="session")
def context() -> ReportContext:
    """What documents of the small county are made from; reading it changes nothing."""
    return make_context(small_project(), made_on=MADE_ON)


@pytest.fixture(scope="session")
def hostile_contexts() -> list[ReportContext]:
    """The same of counties whose every name is made to harm, one after the other."""
    return [make_context(small_project((name, name)), made_on=MADE_ON) for name in HOSTILE]
