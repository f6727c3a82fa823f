"""A county with something on every sheet of the workbook, each thing with a name of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

import geopandas as gpd
from shapely.geometry import LineString, Point, box

from models.county.layer import Layer, Provenance, Role
from models.facilities.facility import FACILITY_TYPES, Depot, Facility, Family, Shelter, field_specs
from models.facilities.stock import StockRow
from models.project.local import LocalFacts
from models.project.project import Project
from models.project.scenario import TODAY_ID, Scenario
from models.project.settings import Indicator, Override, Settings
from tests.reports.conftest import CRS, X, Y

SIDE = 4000.0


def full_project(names: Sequence[str]) -> Project:
    """One township, village, hazard, facility of each family and stock row for each name, in every field."""
    count = len(names)

    def of(number: int) -> str:
        return names[number % count]

    def at(number: int, dx: float = 500.0, dy: float = 500.0) -> Point:
        return Point(X + SIDE * (number % 5) + dx, Y + SIDE * (number // 5) + dy)

    def square(number: int, size: float = SIDE) -> object:
        left, bottom = X + SIDE * (number % 5), Y + SIDE * (number // 5)
        return box(left, bottom, left + size, bottom + size)

    whole = box(X, Y, X + 5 * SIDE, Y + SIDE * -(-count // 5))
    ids = range(count)
    townships = [
        {
            "name": of(i),
            "code": of(i + 1),
            "population_persons": 1000.0 * (i + 1),
            "geometry": square(i),
        }
        for i in ids
    ]
    villages = [
        {"name": of(i + 2), "population_persons": 900.0 + 10 * i, "geometry": at(i, 400.0)} for i in ids
    ]
    hazards = [
        {
            "name": of(i + 3),
            "hazard_type": ("洪水", "滑坡", of(i))[i % 3],
            "hazard_level": of(i + 4),
            "geometry": square(i, 550.0),
        }
        for i in ids
    ]
    roads = [
        {
            "name": of(i),
            "road_class": of(i + 1),
            "geometry": LineString([(X, Y + 500 * i), (X + 5 * SIDE, Y + 500 * i)]),
        }
        for i in ids
    ]
    origin = Provenance(
        file=of(0),
        file_layer=of(1),
        encoding=of(2),
        crs=of(3),
        datum=of(4),
        imported_at="2026-01-01",
        sha256="0" * 64,
    )
    layers = [
        Layer(
            of(5),
            Role.COUNTY,
            _frame([{"name": of(6), "code": "371599", "geometry": whole}]),
            provenance=origin,
        ),
        Layer(of(6), Role.TOWNSHIPS, _frame(townships), provenance=origin),
        Layer(of(7), Role.VILLAGES, _frame(villages), provenance=origin),
        Layer(of(8), Role.HAZARDS, _frame(hazards), provenance=origin),
        Layer(of(9), Role.ROADS, _frame(roads), provenance=origin),
    ]
    held = {one.id: one for i in ids for one in _facilities(i, of, at)}
    plan = dict(held)
    plan["s0"] = replace(held["s0"], name=of(11), status="planned", note=of(12))
    del plan["t1"]
    stock = tuple(
        StockRow(
            id=f"r{i}",
            depot_id=f"d{i}",
            code=of(i),
            item=("tent", "quilt", "water", "")[i % 4],
            name=of(i),
            quantity=None if i == 3 else 10.0 * i,
            unit=("顶", "床", "升", of(i))[i % 4],
            expires=("2027-01-01", "2020-01-01", None, of(i))[i % 4],
            place=of(i + 1),
            note=of(i + 2),
        )
        for i in ids
    )
    settings = Settings(
        name=of(0),
        county_name=of(1),
        county_code=of(2),
        crs_epsg=4548,
        overrides={
            "shelter.area_per_resident_m2": Override(3.0, of(3), of(4), of(5)),
            of(6): Override(1.0, of(7)),
        },
        indicators={"outcome.deaths": Indicator(1.0, 2025, of(8))},
        local=LocalFacts(seismic_intensity=7, wind_from_deg=45.0),
        stock=stock,
    )
    scenarios = [
        Scenario(TODAY_ID, of(9), MappingProxyType(held), of(10)),
        Scenario("plan", of(11), MappingProxyType(plan), of(12)),
    ]
    return Project(settings, layers, scenarios, active_scenario_id="plan")


def _frame(rows: list[dict[str, object]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)


def _facilities(i: int, of, at) -> list[Facility]:  # type: ignore[no-untyped-def]
    """One of each family; every text field has a name of its own."""
    status = ("existing", "planned", "candidate", "rejected")[i % 4]
    texts = {
        name: of(i + 3 + number)
        for number, name in enumerate(("address", "manager", "contact", "source", "note"))
    }
    shelter = Shelter(
        id=f"s{i}",
        name=of(i),
        status=status,
        geometry=at(i),
        shelter_class=("emergency", "short", "medium", "long", "central")[i % 5],
        gross_area_m2=None if i == 2 else 4000.0 + i,
        builder=of(i + 1),
        maintainer=of(i + 2),
        last_inspection=("2024-01", "2025-11-01", of(i), None)[i % 4],
        last_drill=of(i + 1),
        seismic_adequate=(True, False, None)[i % 3],
        occupancy_persons=(None, 0, 5, 100_000)[i % 4],
        state=of(i + 4),
        **texts,
    )
    depot = Depot(
        id=f"d{i}", name=of(i + 1), status="existing", geometry=at(i, 200), floor_area_m2=300.0, **texts
    )
    others = [family for family in Family if family not in (Family.SHELTER, Family.DEPOT)]
    return [
        shelter,
        depot,
        *(
            FACILITY_TYPES[family](
                id=f"{family[0]}{i}",
                name=of(i + 2 + number),
                status=status,
                geometry=at(i, 300.0 + 100 * number),
                **texts,
                **{
                    spec.name: of(i)
                    for spec in field_specs(family)
                    if spec.kind == "text" and spec.name not in ("name", *texts)
                },
            )
            for number, family in enumerate(others)
        ),
    ]
