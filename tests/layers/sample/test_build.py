"""The sample county: it adds up, it hangs together, and the file that ships is what the generator makes."""

from __future__ import annotations

import time
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from layers.project.file import load_project
from layers.sample import sample_files, sample_path, sample_project
from layers.sample.rawfiles import write_raw_files
from models.assessment.assess import assess
from models.county.layer import Layer, Role
from models.facilities.facility import Facility, Family, Status
from models.kernel.text import LANGUAGES, t
from models.project.project import Project
from models.project.scenario import TODAY_ID
from models.rules.rules import load_rules
from tests.helpers import ROOT

TOLERANCE_M = 0.051


@pytest.fixture(scope="module")
def shipped() -> Project:
    return load_project(sample_path())


@pytest.fixture(scope="module")
def made() -> tuple[Project, float]:
    start = time.process_time()
    project = sample_project()
    return project, time.process_time() - start


def layer(project: Project, key: str) -> Layer:
    return next(one for one in project.layers if one.provenance.file_layer == key)


def same_shapes(a: np.ndarray, b: np.ndarray) -> bool:
    return len(a) == len(b) and bool(shapely.equals_exact(a, b, tolerance=TOLERANCE_M).all())


# -- the file that ships
def test_making_it_takes_seconds_not_minutes(made: tuple[Project, float]) -> None:
    assert made[1] < 30.0  # of processor time, also on a slow one


def test_shipped_layers_are_what_the_generator_makes(made: tuple[Project, float], shipped: Project) -> None:
    assert [one.id for one in shipped.layers] == [one.id for one in made[0].layers]
    for old, new in zip(shipped.layers, made[0].layers, strict=True):
        for part in ("name", "role", "visible", "opacity", "style", "provenance"):
            assert getattr(old, part) == getattr(new, part), f"{new.name}: {part}"
        assert same_shapes(old.geometries, new.geometries), new.name
        assert list(old.frame.columns) == list(new.frame.columns)
        for column in new.frame.columns.drop("geometry"):
            assert old.frame[column].tolist() == new.frame[column].tolist(), f"{new.name}: {column}"
        assert old.frame.crs == new.frame.crs


def test_shipped_facilities_are_what_the_generator_makes(
    made: tuple[Project, float], shipped: Project
) -> None:
    assert shipped.settings == made[0].settings
    for old, new in zip(shipped.scenarios, made[0].scenarios, strict=True):
        assert (old.id, old.name, old.note) == (new.id, new.name, new.note)
        assert list(old.facilities) == list(new.facilities)
        for key, facility in new.facilities.items():
            assert same_facility(old.facilities[key], facility), facility.name


def test_shipped_tables_are_what_the_generator_writes(made: tuple[Project, float], tmp_path: Path) -> None:
    """Text files to the byte; the others are held to their content by the import (``test_files.py``)."""
    write_raw_files(made[0], tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {path.name for path in sample_files().iterdir()}
    for name in names:
        if name.endswith(".csv"):
            assert (tmp_path / name).read_bytes() == (sample_files() / name).read_bytes(), name


def same_facility(a: Facility, b: Facility) -> bool:
    plain = [item.name for item in fields(b) if item.name != "geometry"]
    return (
        type(a) is type(b)
        and all(getattr(a, name) == getattr(b, name) for name in plain)
        and bool(shapely.equals_exact(a.geometry, b.geometry, tolerance=TOLERANCE_M))
    )


def test_files_are_small() -> None:
    raw = sample_path().parent / "files"
    assert sample_path().stat().st_size < 4_000_000
    assert 0 < sum(path.stat().st_size for path in raw.iterdir()) < 1_500_000


# -- size, as published for a plain county
def test_it_has_the_size_of_a_plain_county(shipped: Project) -> None:
    county = shipped.county
    assert county.boundary is not None
    assert 1000e6 <= county.boundary.area <= 1065e6
    assert len(county.townships) == 19
    assert sum(str(name).endswith("街道") for name in county.townships.names) == 3
    assert 860 <= len(county.demand) <= 880
    assert county.population_persons == pytest.approx(700_000, rel=0.01)
    assert county.seat_population_persons is not None
    assert 180_000 <= county.seat_population_persons <= 220_000
    assert 4_000 <= len(layer(shipped, "roads")) <= 5_000
    assert len(layer(shipped, "plants")) == 27
    centre = layer(shipped, "seat").frame.to_crs(4490).geometry.iloc[0].centroid
    assert (centre.x, centre.y) == pytest.approx((115.8, 36.1), abs=0.05)


def test_facilities_are_as_many_as_such_a_county_has(shipped: Project) -> None:
    today = shipped.scenario(TODAY_ID)
    assert len(today.counted(Family.SHELTER)) == 36
    assert len(today.counted(Family.FIRE_STATION)) == 4
    candidates = [one for one in today.facilities.values() if one.status == Status.CANDIDATE]
    assert 190 <= len(candidates) <= 220
    assert not [one for one in today.facilities.values() if one.status == Status.PLANNED]
    assert {one.geometry.geom_type for one in today.counted(Family.SHELTER)} == {"Point", "Polygon"}


# -- sums
def test_residents_add_up_exactly(shipped: Project) -> None:
    county = shipped.county
    villages = county.demand.population_persons
    assert (villages == np.floor(villages)).all()
    assert villages.min() > 50
    by_township = np.bincount(county.demand_township, weights=villages, minlength=19)
    assert by_township.tolist() == county.townships.population_persons.tolist()
    assert by_township.sum() == county.units.population_persons[0]
    assert villages[county.demand_in_seat].sum() == county.seat_population_stated


def test_sizes_of_villages_spread_like_a_lognormal(shipped: Project) -> None:
    frame = layer(shipped, "villages").frame
    villages = np.log(frame.loc[frame["name"].str.endswith("村"), "population_persons"].to_numpy(dtype=float))
    centred = (villages - villages.mean()) / villages.std()
    assert 0.4 < villages.std() < 0.65
    assert abs((centred**3).mean()) < 0.5  # the logarithms lean to neither side


# -- ground
def test_townships_tile_the_county(shipped: Project) -> None:
    townships = shipped.county.townships.geometries
    outline = shipped.county.units.geometries[0]
    assert shapely.is_valid(townships).all()
    assert set(shapely.get_type_id(townships)) == {3}
    assert shapely.area(townships).sum() == pytest.approx(outline.area, rel=1e-9)
    assert shapely.union_all(townships).symmetric_difference(outline).area < 1e-6 * outline.area
    first, second = shapely.STRtree(townships).query(townships, predicate="intersects")
    other = first < second
    shared = shapely.intersection(townships[first[other]], townships[second[other]])
    assert shapely.area(shared).max() == 0.0


def test_borders_bend(shipped: Project) -> None:
    """No long straight stretch in a border, as the edges of plain Voronoi cells would be."""
    for shape in shipped.county.townships.geometries:
        steps = np.hypot(*np.diff(shapely.get_coordinates(shape.exterior), axis=0).T)
        assert steps.max() < 400.0


def test_each_village_lies_in_the_township_it_belongs_to(shipped: Project) -> None:
    villages = layer(shipped, "villages").frame
    inside = shipped.county.demand_township
    names = shipped.county.townships.names
    assert names[inside].tolist() == villages["township"].tolist()
    codes = layer(shipped, "townships").frame["code"].to_numpy()
    assert [code[:9] for code in villages["code"]] == codes[inside].tolist()


def test_villages_keep_their_distance(shipped: Project) -> None:
    points = shapely.points(shipped.county.demand.xy)
    first, second = shapely.STRtree(points).query(points, predicate="dwithin", distance=200.0)
    assert (first == second).all()


def test_river_passes_the_seat_by(shipped: Project) -> None:
    water = layer(shipped, "water").frame
    river = water.geometry[water["kind"] == "river"].iloc[0]
    seat = shipped.county.seat
    assert seat is not None
    assert 200.0 < river.distance(seat) < 3000.0
    assert water.within(shipped.county.units.geometries[0].buffer(1.0)).all()


def test_flood_zones_do_not_overlap(shipped: Project) -> None:
    zones = layer(shipped, "flood").geometries
    assert shapely.is_valid(zones).all()
    for row, zone in enumerate(zones):
        for other in zones[row + 1 :]:
            assert zone.intersection(other).area < 1e-5 * zone.area


# -- names
@pytest.mark.parametrize("key", ["villages", "townships", "places", "plants", "hydrants"])
def test_names_are_given_once(shipped: Project, key: str) -> None:
    names = layer(shipped, key).frame["name"]
    assert names.str.len().min() >= 3
    assert names.is_unique


def test_codes_are_given_once_and_belong_to_no_province(shipped: Project) -> None:
    codes = layer(shipped, "villages").frame["code"]
    assert codes.is_unique
    assert codes.str.fullmatch(r"99\d{10}").all()


def test_facility_names_are_given_once(shipped: Project) -> None:
    for scenario in shipped.scenarios:
        names = [facility.name for facility in scenario.facilities.values()]
        assert len(names) == len(set(names))
        assert all(names)


def test_every_layer_says_that_it_is_made_up(shipped: Project) -> None:
    assert shipped.settings.is_sample
    for one in shipped.layers:
        assert one.provenance.problems[0][0] == "sample.generated"
    assert all(t("sample.generated", lang) for lang in LANGUAGES)


# -- roads
def test_roads_are_in_one_piece(shipped: Project) -> None:
    roads = layer(shipped, "roads").geometries
    starts = shapely.get_coordinates(shapely.get_point(roads, 0))
    stops = shapely.get_coordinates(shapely.get_point(roads, -1))
    nodes, index = np.unique(np.vstack((starts, stops)), axis=0, return_inverse=True)
    start, stop = np.split(index.ravel(), 2)
    graph = coo_matrix((np.ones(len(start)), (start, stop)), (len(nodes), len(nodes)))
    label = connected_components(graph, directed=False)[1]
    length = np.bincount(label[start], weights=shapely.length(roads))
    assert length.max() > 0.99 * length.sum()


def test_roads_meet_only_at_their_ends(shipped: Project) -> None:
    """The expressway alone passes above or below the others."""
    frame = layer(shipped, "roads").frame
    roads = frame.geometry[frame["road_class"] != "expressway"].to_numpy()
    tree = shapely.STRtree(roads)
    for predicate in ("crosses", "overlaps"):
        assert tree.query(roads, predicate=predicate).size == 0
    first, second = tree.query(roads, predicate="touches")
    parts, owner = shapely.get_parts(shapely.intersection(roads[first], roads[second]), return_index=True)
    assert len(parts) > 5000
    assert (shapely.distance(shapely.boundary(roads[first[owner]]), parts) == 0.0).all()


def test_expressway_has_junctions_only_with_its_ramps(shipped: Project) -> None:
    frame = layer(shipped, "roads").frame

    def ends(rows: np.ndarray) -> np.ndarray:
        return shapely.boundary(frame.geometry[rows].to_numpy())

    kind = frame["road_class"].to_numpy()
    cuts = shapely.union_all(ends(kind == "expressway"))
    assert (kind == "motorway_link").sum() == 8
    assert (shapely.distance(ends(kind == "motorway_link"), cuts) == 0.0).all()
    assert (shapely.distance(ends(~np.isin(kind, ["expressway", "motorway_link"])), cuts) > 0.0).all()


def test_every_village_has_a_road(shipped: Project) -> None:
    frame = layer(shipped, "villages").frame
    villages = frame.geometry[frame["name"].str.endswith("村")].to_numpy()
    roads = shapely.STRtree(layer(shipped, "roads").geometries)
    reached = np.unique(roads.query(villages, predicate="dwithin", distance=500.0)[0])
    assert len(reached) == len(villages)


# -- facilities
def test_facilities_stand_inside_the_county(shipped: Project) -> None:
    outline = shipped.county.units.geometries[0]
    for scenario in shipped.scenarios:
        shapes = [facility.geometry for facility in scenario.facilities.values()]
        assert shapely.is_valid(shapes).all()
        assert shapely.contains(outline, shapes).all()


def test_shelters_and_candidates_stand_on_land_of_their_own(shipped: Project) -> None:
    today = shipped.scenario(TODAY_ID).facilities.values()
    plots = np.array([one.geometry for one in today if one.geometry.geom_type == "Polygon"])
    tree = shapely.STRtree(plots)
    first, second = tree.query(plots, predicate="intersects")
    assert (first == second).all()
    assert tree.query(layer(shipped, "roads").geometries, predicate="intersects").size == 0


def test_drawn_shelters_have_the_area_on_record(shipped: Project) -> None:
    for facility in shipped.scenario(TODAY_ID).counted(Family.SHELTER):
        if facility.geometry.geom_type == "Polygon" and facility.gross_area_m2:
            assert facility.geometry.area == pytest.approx(facility.gross_area_m2, rel=0.01)


def test_records_have_gaps(shipped: Project) -> None:
    """Some values are missing, most are there, so that both can be seen."""
    shelters = shipped.scenario(TODAY_ID).counted(Family.SHELTER)
    for name in ("effective_area_m2", "gross_area_m2", "maintainer", "last_drill", "seismic_adequate"):
        missing = sum(getattr(one, name) in (None, "") for one in shelters)
        assert 0 < missing < len(shelters) / 2, name


def test_plans_share_what_they_do_not_change(shipped: Project) -> None:
    today, plan_a, plan_b = shipped.scenarios
    for plan in (plan_a, plan_b):
        for key, facility in today.facilities.items():
            held = plan.facilities[key]
            if facility.status == Status.EXISTING:
                assert held == facility
            else:  # a candidate stays one, or the plan builds it on the same plot
                assert held.status in (Status.CANDIDATE, Status.PLANNED)
                assert held.geometry == facility.geometry
        assert any(one.status == Status.PLANNED for one in plan.facilities.values())


# -- figures a planner sees first
def test_seat_fails_today_and_reaches_its_target_only_in_plan_b(shipped: Project) -> None:
    rules = load_rules()
    today, plan_a, plan_b = (
        assess(shipped.county, scenario, rules).figures["shelter.area_per_resident.seat"].value
        for scenario in shipped.scenarios
    )
    assert today is not None and plan_a is not None and plan_b is not None
    assert 1.6 <= today <= 1.9
    assert today < plan_a <= 2.2
    assert 2.5 <= plan_b <= 2.8


def test_seat_figure_by_hand(shipped: Project) -> None:
    """Effective area on record, else gross area times the ratio of its kind, over the seat's residents."""
    rules = load_rules()
    seat, residents = shipped.county.seat, shipped.county.seat_population_stated
    assert seat is not None and residents is not None
    today = shipped.scenario(TODAY_ID)
    total = 0.0
    for one in today.counted(Family.SHELTER):
        if seat.contains(shapely.Point(one.location)):
            gross = one.gross_area_m2 or one.geometry.area
            total += one.effective_area_m2 or gross * rules[f"shelter.effective_ratio.{one.kind}"]
    figure = assess(shipped.county, today, rules).figures["shelter.area_per_resident.seat"]
    assert figure.value == pytest.approx(total / residents, rel=1e-6)


@pytest.mark.parametrize("file", ["README.md", "README.zh.md"])
def test_readme_tells_the_figures_of_this_county(shipped: Project, file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    rules = load_rules()
    today, _, plan_b = (
        assess(shipped.county, scenario, rules).figures["shelter.area_per_resident.seat"].value
        for scenario in shipped.scenarios
    )
    population = shipped.county.population_persons
    assert text.count(f"{today:.2f}") >= 2
    assert f"{plan_b:.2f}" in text
    assert f"{population:,.0f}" in text
    assert f"{len(shipped.county.demand)} " in text


def test_townships_and_depots_are_mixed(shipped: Project) -> None:
    units = assess(shipped.county, shipped.scenario(TODAY_ID), load_rules()).units
    assert 2 <= (units.shelter_area_per_resident_m2 >= 2.5).sum() <= 6
    assert 2 <= (units.shelter_area_per_resident_m2 == 0).sum() <= 4
    assert 1 <= (units.depots == 0).sum() <= 4
    assert 2 <= (units.brigades + units.fire_stations == 0).sum() <= 4


# -- other counties
def test_another_seed_makes_another_county_that_adds_up(shipped: Project) -> None:
    county = sample_project(7).county
    assert county.demand.total_persons == county.population_persons == 700_316
    assert (county.demand_township >= 0).all()
    assert shapely.coverage_is_valid(county.townships.geometries)
    assert not same_shapes(county.townships.geometries, shipped.county.townships.geometries)
    assert len(county.layers) == len(shipped.layers)
    assert {one.role for one in county.layers} >= {Role.ROADS, Role.TOWNSHIPS, Role.VILLAGES}


def test_scenarios_and_layers_are_called_in_either_language(shipped: Project) -> None:
    titles = [*(one.title("en") for one in shipped.scenarios), *(one.title("en") for one in shipped.layers)]
    assert len(titles) > 15 and all(title.isascii() for title in titles)
    assert [one.title("zh") for one in shipped.layers] == [one.name for one in shipped.layers]
