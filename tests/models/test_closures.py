"""Closed roads are part of a scenario: kept with it, undone with it, and its figures follow."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.project.codec import closure_from_json, closure_to_json
from layers.project.file import load_project, save_project
from models.access.roadpace import by_road
from models.assessment.assess import assess
from models.county.closures import Closure
from models.county.layer import Layer, Role
from models.facilities.facility import FireStation, Status
from models.project.edits import Part
from models.project.project import Project
from models.project.revision import project_revision
from models.project.settings import Override
from models.rules.rules import load_rules
from tests.models.toy import CRS, X, Y, layers, project

RULES = load_rules("national")
RULES_60 = load_rules("national", {"fire.driving_min": Override(60)})
FLOOD = Closure("c1", "洪水", shapely.box(X + 8000, Y, X + 9000, Y + 10_000), bridges="open", stops_feet=True)


def road_project() -> Project:
    street = shapely.LineString([(X, Y + 5000), (X + 20_000, Y + 5000)])
    frame = gpd.GeoDataFrame({"name": ["东西路"]}, geometry=[street], crs=CRS)
    return project((), *layers(), Layer("道路", Role.ROADS, frame, id="roads"))


def closed(*closures: Closure) -> Project:
    made = road_project()
    made.apply(made.scenario_edit("today", closures=closures))
    return made


def test_figures_by_road_follow_what_a_scenario_closes() -> None:
    made = closed(FLOOD)
    spot = (X + 2000, Y + 5000)
    for county, reached in ((made.county, [True] * 3), (made.county_in(made.active), [True, False, False])):
        by = by_road(county, RULES, "fire")
        assert by is not None
        assert np.isfinite(by.costs(county.demand.index, spot)).tolist() == reached
    on_foot = by_road(closed(replace(FLOOD, stops_feet=False)).county, RULES, "walk")
    assert on_foot is not None and np.isfinite(on_foot.costs(made.county.demand.index, spot)).all()


def test_the_figures_of_a_scenario_are_those_with_its_roads_closed() -> None:
    spot = shapely.Point(X + 2000, Y + 5000)
    station = FireStation(id="f", geometry=spot, name="站", status=Status.EXISTING)
    made = closed(FLOOD)
    made.apply(made.facility_edit({"f": station}))
    made.apply(made.settings_edit(travel_by="road"))
    open_ = assess(made.county, replace(made.active, closures=()), RULES_60)
    shut = assess(made.county_in(made.active), made.active, RULES_60)
    assert open_.covered["fire"].tolist() == [True, True, True]
    assert shut.covered["fire"].tolist() == [True, False, False]


def test_a_county_with_closed_roads_is_kept_and_given_up_with_the_county() -> None:
    made = closed(FLOOD)
    first = made.county_in(made.active)
    assert made.county_in(made.active) is first and first is not made.county
    assert made.snapshot().county_in(made.active) is first
    made.apply(made.layers_edit(made.layers[1:]))
    assert made.county_in(made.active) is not first
    made.apply(made.scenario_edit("today", closures=()))
    assert made.county_in(made.active) is made.county


def test_land_and_people_are_looked_at_once_whatever_the_ways() -> None:
    county = road_project().county
    assess(county, closed(FLOOD).active, RULES)
    for other in (county.closed((FLOOD,)), county.measured("road")):
        assert other.lands is county.lands and other.demand_place is county.demand_place
        assert other.memo is not county.memo


def test_closing_is_an_edit_that_says_whom_it_is_about_and_is_taken_back() -> None:
    made = road_project()
    edit = made.scenario_edit("today", closures=(FLOOD,))
    change = made.apply(edit)
    assert change.parts == {Part.SCENARIOS} and change.scenario_ids == {"today"}
    made.apply(edit.inverse())
    assert made.active.closures == ()
    made.apply(edit)
    made.apply(made.duplicate_edit("today", "方案甲", "plan"))
    assert made.scenario("plan").closures == (FLOOD,)


def test_closed_roads_stay_with_the_file(tmp_path: Path) -> None:
    other = Closure("c2", "断桥", layer_id="flood", is_on=False)
    made, path = closed(FLOOD, other), tmp_path / "县.gpkg"
    save_project(made, path)
    again = load_project(path)
    assert again.active.closures == (FLOOD, other) and again.remarks == ()
    assert project_revision(again) == project_revision(made) != project_revision(road_project())


@pytest.mark.parametrize(
    "change", [{"bridges": "some"}, {"is_on": 2}, {"shape": "no geometry"}, {"name": 3}, {"more": 1}]
)
def test_a_barrier_that_is_not_as_it_should_be_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError, shapely.errors.ShapelyError)):
        closure_from_json({**closure_to_json(FLOOD), **change})
