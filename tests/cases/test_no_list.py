"""A family of which no list was read is not known: no data, never 0."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

from models.assessment.assess import assess
from models.assessment.live import DragSession
from models.facilities.facility import Family, Shelter
from models.kernel.progress import run_to_end
from models.project.scenario import Scenario
from models.rules.rules import load_rules
from reports.context import make_context
from reports.leader import leader_page
from reports.webmap import write_webmap
from reports.webmap.people import known_covers, uncovered_count
from tests.cases import county
from tests.cases.county import SHELTER_FILE
from tests.models import made


def test_without_a_list_of_shelters_nothing_is_said_of_them(tmp_path: Path) -> None:
    case = county.imported(county.make_county(tmp_path / "c", without=[SHELTER_FILE]))
    for key in ("area_per_resident.county", "area_per_resident.seat", "people_share.emergency"):
        finding = case.findings[f"core.shelter.{key}"]
        assert finding["figure"] is None
        assert finding["verdict"] == "nodata"
        assert "shelters" in finding["missing_keys"]
    assert case.result.project.lacking_in(case.result.project.active).keys() == set(Family)
    # Nor of any township: no site known is no area of 0.
    project = case.result.project
    today = project.scenarios[0]
    units = assess(project.county, today, load_rules(), project.lacking_in(today)).units
    for column in (units.shelters, units.shelter_effective_area_m2, units.shelter_area_gap_m2, units.depots):
        assert np.isnan(column).all()
    page = leader_page(make_context(project, made_on=date(2026, 1, 2)), "zh")
    assert page.worst == ()


def test_districts_that_stand_for_townships_are_called_so(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c", without=["乡镇.geojson"])
    rings = [county.ring(county.WEST + start, county.SOUTH, 0.15, 0.1) for start in (0, 0.15)]
    units = [
        county.feature("Polygon", [ring], 名称=name, 行政区划代码=code)
        for ring, name, code in zip(rings, ("青禾区", "禾东县"), ("500999", "500998"), strict=True)
    ]
    county.write_geojson(folder / "县界.geojson", units)
    case = county.imported(folder)
    assert case.result.project.settings.name == "青禾区、禾东县"
    finding = case.findings["core.shelter.area_per_resident.townships"]
    assert "没有乡镇（街道）图层，按 2 个县（区）计" in finding["formula"]
    assert "按 2 个县" not in case.findings["core.shelter.area_per_resident.county"]["formula"]


def test_a_list_of_candidates_alone_says_that_there_is_none_yet(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    rows = [(*row[:7], "候选") for row in county.SHELTERS]
    county.write_csv(folder / SHELTER_FILE, [county.SHELTER_HEAD, *rows])
    case = county.imported(folder)
    assert case.findings["core.shelter.area_per_resident.county"]["figure"] == 0


def test_schools_of_a_map_are_sites_and_no_list_of_shelters(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c", without=[SHELTER_FILE])
    county.write_csv(folder / "学校.csv", [("名称", "经度", "纬度"), ("石桥小学", 108.43, 30.63)])
    case = county.imported(folder)
    assert case.role("学校.csv") == "candidates"
    finding = case.findings["core.shelter.area_per_resident.county"]
    assert (finding["figure"], finding["verdict"]) == (None, "nodata")


def test_all_plans_ask_nothing_of_a_family_without_a_list(tmp_path: Path) -> None:
    case = county.imported(county.make_county(tmp_path / "c", without=[SHELTER_FILE]))
    day = date(2024, 5, 1)
    for plan in ("core", "cangzhou", "suzhou-anhui", "qinhuangdao", "xinxiang", "yanggu"):
        context = make_context(case.result.project, profile_id=plan, made_on=day)
        judged = [one for one in context.main.findings if one.family in ("shelter", "depot", "team", "air")]
        assert judged
        known = {one.id: one.figure.value for one in judged if one.figure.value is not None}
        assert not {key for key in known if known[key] == 0}, plan


def test_what_a_plan_builds_says_nothing_of_what_there_is_today(tmp_path: Path) -> None:
    project = county.imported(county.make_county(tmp_path / "c", without=[SHELTER_FILE])).result.project
    today = project.scenarios[0]
    inside = project.county.places.geometries[0].representative_point()
    site = Shelter(name="新", geometry=inside, effective_area_m2=1000.0)
    built = replace(site, status="planned")
    plan = Scenario("plan", "甲", MappingProxyType({**today.facilities, built.id: built}))
    project.scenarios = (today, plan)
    figures = [
        make_context(project, scenario_id, made_on=date(2026, 1, 2)).main.assessment.figures
        for scenario_id in ("today", "plan")
    ]
    values = [found["shelter.area_per_resident.county"].value for found in figures]
    assert values[0] is None
    assert values[1] is not None and values[1] > 0
    drawn = replace(site, status="existing")  # the planner says of one that it is there: then it is a list
    listed = Scenario(today.id, today.name, MappingProxyType({**today.facilities, drawn.id: drawn}))
    project.scenarios = (listed, plan)
    assert Family.SHELTER not in project.lacking_in(listed)


def test_a_drag_of_the_first_shelter_shows_numbers_and_leaves_other_families_unknown() -> None:
    shelter = Shelter(name="新", geometry=made.at(500, 500), effective_area_m2=1000.0, status="existing")
    rules, rows = load_rules(), Scenario("today", "")
    lacking = {Family.SHELTER: "shelters", Family.DEPOT: "depots"}
    before = assess(made.county(), rows, rules, lacking)
    assert before.figures["shelter.area_per_resident.county"].value is None
    assert before.figures["depot.count"].value is None
    step = DragSession(made.county(), rows, rules, before, shelter).move(shelter)
    assert step.figures["shelter.area_per_resident.county"] == pytest.approx(1000 / 10_500)
    assert step.figures["depot.count"] is None


def test_whom_unknown_shelters_reach_is_unknown_on_maps_too(tmp_path: Path) -> None:
    """Not even one place is told to be uncovered: no row of the legend, no mark, no word in its popup."""
    project = county.imported(county.make_county(tmp_path / "c", without=[SHELTER_FILE])).result.project
    context = make_context(project, made_on=date(2026, 1, 2))
    assessment = context.main.assessment
    assert not assessment.covered and not assessment.regions
    assert uncovered_count(assessment) is None and known_covers(assessment) == 0
    run_to_end(write_webmap(context, tmp_path / "map.html", "zh"))
    said = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert "固定避难场所未覆盖的居民点" not in said and '"known":[0]' in said.replace(" ", "")
    whole = county.imported(county.make_county(tmp_path / "w")).result.project
    known = make_context(whole, made_on=date(2026, 1, 2)).main.assessment
    assert known_covers(known) == 3 and uncovered_count(known) is not None  # of fire stations nothing
