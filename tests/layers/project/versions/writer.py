"""Writes the same small project with whatever tree of the program is the working folder.

Rooms were renamed and settings came one after the other, so everything is looked for by name and used where
it is there. ``writer.py OUTPUT`` is run by ``make.py``; nothing of today's program is imported.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

EPSG = 4548
SAVED_AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def found(name: str, *modules: str) -> Any:
    """The first thing of that name in one of the modules; ``None`` where there is none."""
    for module in modules:
        with suppress(ImportError, AttributeError):
            return getattr(importlib.import_module(module), name)
    return None


def made(kind: Any, /, **values: Any) -> Any:
    """One of its kind from those values that it has fields for."""
    known = (
        {one.name for one in fields(kind)} if is_dataclass(kind) else set(inspect.signature(kind).parameters)
    )
    return kind(**{name: value for name, value in values.items() if name in known})


Layer = found("Layer", "models.county.layer", "models.layer")
Role = found("Role", "models.county.layer", "models.layer")
Shelter = found("Shelter", "models.facilities.shelter", "models.facilities.facility", "models.facility")
Depot = found("Depot", "models.facilities.depot", "models.facilities.facility", "models.facility")
FireStation = found(
    "FireStation", "models.facilities.fire_station", "models.facilities.facility", "models.facility"
)
Status = found("Status", "models.facilities.facility", "models.facility")
Project = found("Project", "models.project.project", "models.project")
Scenario = found("Scenario", "models.project.scenario", "models.scenario", "models.project")
SETTINGS = ("models.project.settings", "models.settings", "models.project")
Settings = found("Settings", *SETTINGS)
save_project = found("save_project", "layers.project.file", "layers.projectfile")


def box(x: float, y: float, size: float) -> Any:
    """A square by its lower left corner, metres."""
    return shapely.box(500_000 + x, 4_000_000 + y, 500_000 + x + size, 4_000_000 + y + size)


def layers() -> list[Any]:
    """Outline, two townships, three villages and a road."""
    frames = {
        "county": ("县界", {"name": ["甲县"]}, [box(0, 0, 20_000)]),
        "townships": (
            "乡镇",
            {"name": ["东镇", "西乡"], "population_persons": [12_000.0, 8_000.0]},
            [box(0, 0, 10_000), box(10_000, 0, 10_000)],
        ),
        "villages": (
            "村",
            {"name": ["一村", "二村", "三村"], "population_persons": [500.0, None, 0.0]},
            [shapely.Point(500_000 + x, 4_000_000 + 2_000) for x in (1_000, 6_000, 12_000)],
        ),
        "roads": (
            "道路",
            {"name": ["县道"], "road_class": ["county"]},
            [shapely.LineString([(500_000, 4_002_000), (519_000, 4_002_000)])],
        ),
    }
    return [
        made(
            Layer,
            name=name,
            role=Role(role),
            frame=gpd.GeoDataFrame(columns, geometry=shapes, crs=EPSG),
            id=role,
        )
        for role, (name, columns, shapes) in frames.items()
    ]


def facilities() -> list[Any]:
    """A shelter with its outline, a depot, a planned fire station, and one of each family that came later."""
    at = shapely.Point(503_000, 4_002_500)
    listed = [
        made(
            Shelter,
            id="s1",
            geometry=box(1_000, 2_000, 200),
            name="一中操场",
            status=Status.EXISTING,
            effective_area_m2=12_000.0,
            capacity_persons=6_000,
            stated_capacity_persons=6_000,
            note="含地下室",
        ),
        made(
            Depot,
            id="d1",
            geometry=at,
            name="县储备库",
            status=Status.EXISTING,
            floor_area_m2=600.0,
            building_area_m2=600.0,
        ),
        made(
            FireStation,
            id="f1",
            geometry=shapely.Point(505_000, 4_003_000),
            name="规划站",
            status=Status.PLANNED,
        ),
    ]
    for module, kind in (
        ("brigade", "Brigade"),
        ("team", "Team"),
        ("helipad", "Helipad"),
        ("medical_point", "MedicalPoint"),
        ("warning_point", "WarningPoint"),
    ):
        of_family = found(kind, f"models.facilities.{module}")
        if of_family is not None:
            listed.append(made(of_family, id=module, geometry=at, name=kind))
    return listed


def settings() -> Any:
    """What a county chose, in every part that there was by then."""
    override, indicator = found("Override", *SETTINGS), found("Indicator", *SETTINGS)
    values: dict[str, Any] = {
        "name": "甲县规划",
        "county_name": "甲县",
        "county_code": "371500",
        "crs_epsg": EPSG,
        "profile_id": "yanggu",
        "target_year": 2030,
        "overrides": {"shelter.short.area_m2": override(3.0, "某人", "2026-11-22", "实测")},
        "indicators": {"air.wait_min": indicator(12.5, 2025, "年报")},
        "hazard_level_from": 2,
        "travel_by": "straight",
        "budget_10k": 1_500.0,
    }
    custom, target = found("CustomProfile", *SETTINGS), found("OwnTarget", *SETTINGS)
    if custom is not None:
        one = target(">=", 0.9)
        several = "tuple" in str(custom.__annotations__["targets"]).lower()
        targets = {"shelter.short.share": (one,) if several else one}
        values["custom_profiles"] = {
            "own": made(custom, id="own", name="本县目标", base_id="yanggu", targets=targets)
        }
    local = found("LocalFacts", "models.project.local", "models.local", *SETTINGS)
    if local is not None:
        values["local"] = made(local, seismic_intensity=7.0, is_cold=True)
    stock = found("StockRow", "models.facilities.stock", "models.stock", *SETTINGS)
    if stock is not None:
        values["stock"] = (
            made(stock, id="k1", depot_id="d1", name="帐篷", item="tent_12", quantity=100.0, unit="顶"),
        )
    people = found("PeopleChoice", "models.county.population", "models.population")
    if people is not None:
        values["people"] = made(people, counts_outside=True)
    levels = found("HazardLevels", "models.county.levels")
    if levels is not None:
        values["hazard_levels"] = made(levels, from_level=2)
    project = found("KeyProject", "models.facilities.keyproject")
    if project is not None:
        values["projects"] = (
            made(project, id="p1", name="扩建操场", facility_ids=("f1",), money_by_year="2026: 40%"),
        )
        values["cost_quotas"] = {"shelter.short": indicator(800.0, 2025, "定额")}
    entry = found("UpkeepEntry", "models.facilities.upkeepentry")
    if entry is not None:
        values["upkeep"] = (
            made(
                entry, id="u1", day="2026-05-12", facility_id="s1", finding="漏水", repaired_on="2026-06-01"
            ),
            made(entry, id="u2", kind="drill", day="2025-07-01", subject="plan.flood", who="应急局"),
        )
    record, figure = (found(name, "models.project.yearrecord") for name in ("YearRecord", "YearFigure"))
    if record is not None:
        findings = "models.findings.findings"
        target, verdict = found("Target", findings)(">=", 3.0), found("Verdict", findings)("fail")
        row = made(
            figure,
            id="r1",
            names={"zh": "甲", "en": "A"},
            unit="m2",
            value=2.5,
            verdict=verdict,
            target=target,
        )
        values["history"] = (
            made(record, year=2025, day="2026-01-10", profile_id="core", figures=(row,), note="封存"),
        )
    if found("TravelBy", "models.county.travel") is None:
        del values["travel_by"]
    return made(Settings, **values)


def scenarios() -> list[Any]:
    """Today, and a plan; roads that it closes and whom it evacuates where a scenario could tell."""
    listed = facilities()
    today = {one.id: one for one in listed if getattr(one, "status", "") != Status.PLANNED}
    plan: dict[str, Any] = {"note": "比选"}
    closure = found("Closure", "models.county.closures")
    if closure is not None:
        plan["closures"] = (made(closure, id="c1", name="断桥", shape=box(10_000, 1_950, 100)),)
    case, zone = (found(name, "models.project.evacuation") for name in ("EvacuationCase", "ZoneChoice"))
    if case is not None:
        plan["evacuation"] = made(
            case, zones=(made(zone, shape=box(11_000, 1_000, 3_000), name="洪水淹没"),), days=3
        )
    return [
        made(Scenario, id="today", name="现状", facilities=today),
        made(Scenario, id="plan", name="方案甲", facilities={one.id: one for one in listed}, **plan),
    ]


if __name__ == "__main__":
    save_project(Project(settings(), layers(), scenarios(), "plan"), Path(sys.argv[1]), saved_at=SAVED_AT)
