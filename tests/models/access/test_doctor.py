"""The road network is looked over, and put right where no guess is needed."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from models.access.byroad import Network
from models.access.doctor import Checkup, Fault, FaultKind, check_roads
from models.access.roadgraph import build
from models.access.roadrepair import REMARKS, repaired, with_points
from models.county.county import County
from models.county.layer import Layer, Role
from models.kernel.progress import run_to_end
from tests.models.access.test_byroad import EVEN

BOX = (0.0, 0.0, 10_000.0, 10_000.0)
Line = list[tuple[float, float]]


def roads(*lines: Line | shapely.MultiLineString, **columns: list[Any]) -> Layer:
    shapes = [
        line if isinstance(line, shapely.MultiLineString) else shapely.LineString(line) for line in lines
    ]
    return Layer("道路", Role.ROADS, gpd.GeoDataFrame(columns, geometry=shapes, crs=4548))


def people(**at: tuple[float, float, float]) -> Layer:
    frame = gpd.GeoDataFrame(
        {"name": list(at), "population_persons": [persons for *_, persons in at.values()]},
        geometry=[shapely.Point(x, y) for x, y, _ in at.values()],
        crs=4548,
    )
    return Layer("居民点", Role.DEMAND, frame)


def check(*layers: Layer, gap_m: float = 2.0) -> Checkup:
    county = County.from_layers(layers)
    return run_to_end(check_roads(county, Network(build(county.roads), EVEN, BOX), gap_m))


def kinds(found: Checkup) -> list[str]:
    return [fault.kind.value for fault in found.faults]


def put_right(*layers: Layer, gap_m: float = 2.0) -> tuple[Layer, ...]:
    found = check(*layers, gap_m=gap_m)
    return repaired(layers, County.from_layers(layers).roads, found.faults).layers


def only(found: Checkup) -> Fault:
    assert len(found.faults) == 1, kinds(found)
    return found.faults[0]


STREET: Line = [(0, 0), (1000, 0)]
ACROSS: Line = [(500, -500), (500, 500)]


# -- junctions -----------------------------------------------------------------------------------------------
def test_a_crossing_without_a_vertex_is_told_and_gets_one() -> None:
    layer = roads(STREET, ACROSS)
    fault = only(check(layer))
    assert (fault.kind, fault.xy, fault.features) == (FaultKind.UNSPLIT, (500, 0), ((0, 0), (0, 1)))
    (mended,) = put_right(layer)
    assert [len(line.coords) for line in mended.geometries] == [3, 3]
    assert check(mended).faults == ()
    assert layer.geometries[0].equals(shapely.LineString(STREET))  # what was read stays as it is


@pytest.mark.parametrize("column", [{"bridge": "yes"}, {"tunnel": "yes"}, {"layer": "1"}])
def test_what_passes_over_is_no_junction(column: dict[str, str]) -> None:
    (name, word), *_ = column.items()
    found = check(roads(STREET, ACROSS, [(500, 500), (900, 900)], **{name: ["", word, ""]}))
    assert kinds(found) == ["island", "bridge"]


# -- gaps ----------------------------------------------------------------------------------------------------
def test_an_end_just_short_of_a_road_is_told_and_moved_to_it() -> None:
    layer = roads(STREET, [(400, 1.5), (400, 300)])
    found = check(layer)
    assert kinds(found) == ["gap", "island"]  # what the gap cuts off is an island
    gap = found.of(FaultKind.GAP)[0]
    assert (gap.metres, gap.xy, gap.target) == (pytest.approx(1.5), (400, 1.5), pytest.approx((400, 0)))
    (mended,) = put_right(layer)
    assert [list(line.coords) for line in mended.geometries] == [
        [(0, 0), (400, 0), (1000, 0)],
        [(400, 0), (400, 300)],
    ]
    assert check(mended).faults == ()


def test_two_ends_that_face_each_other_are_one_gap() -> None:
    layer = roads([(0, 0), (500, 0)], [(501, 0), (1000, 0)])
    assert kinds(check(layer)) == ["gap", "island"]
    (mended,) = put_right(layer)
    assert len(build([mended]).xy) == 3 and check(mended).faults == ()


def test_the_tolerance_decides_what_a_gap_is() -> None:
    layer = roads(STREET, [(400, 5), (400, 300)])
    assert kinds(check(layer)) == ["island"] and kinds(check(layer, gap_m=5)) == ["gap", "island"]


def test_what_ends_under_a_bridge_or_meets_the_road_round_the_corner_is_no_gap() -> None:
    bridge = roads(STREET, [(400, 1), (400, 300), (0, 300), (0, 0)], bridge=["yes", ""])
    assert FaultKind.GAP.value not in kinds(check(bridge))
    stub = roads([(0, 0), (400, 0)], [(400, 0), (1000, 0)], [(400, 0), (402, 1)])
    assert check(stub).faults == ()


def test_only_the_part_that_is_meant_is_moved() -> None:
    two = shapely.MultiLineString([[(400, 1), (400, 300)], [(400, 300), (700, 300)]])
    (mended,) = put_right(roads(STREET, two))
    first, second = shapely.get_parts(mended.geometries[1])
    assert first.coords[0] == (400, 0) and list(second.coords) == [(400, 300), (700, 300)]


# -- doubles -------------------------------------------------------------------------------------------------
def test_of_two_that_run_alike_the_better_described_stays() -> None:
    layer = roads(STREET, list(reversed(STREET)), [(1000, 0), (1000, 900)], road_class=["", "国道", "村道"])
    fault = only(check(layer))
    assert (fault.kind, fault.features, fault.metres) == (FaultKind.DOUBLE, ((0, 0), (0, 1)), 1000)
    (mended,) = put_right(layer)
    assert mended.text("road_class").tolist() == ["国道", "村道"] and list(mended.frame.index) == [0, 1]
    assert check(mended).faults == ()


def test_two_directions_of_one_line_are_no_doubles() -> None:
    assert check(roads(STREET, list(reversed(STREET)), oneway=["yes", "yes"])).faults == ()
    assert kinds(check(roads(STREET, list(reversed(STREET)), oneway=["yes", "-1"]))) == ["double", "trap"]


def test_a_road_that_runs_on_another_for_a_part_is_told_and_left() -> None:
    layer = roads([(0, 0), (500, 0), (1000, 0)], [(0, 0), (500, 0)], [(500, 0), (1000, 0), (1000, 900)])
    found = check(layer)
    whole = {fault.features[0]: fault.is_whole for fault in found.of(FaultKind.DOUBLE)}
    assert whole == {(0, 1): True, (0, 2): False}
    (mended,) = put_right(layer)
    assert len(mended) == 2


# -- what hangs together -------------------------------------------------------------------------------------
def test_an_island_tells_its_people_and_how_far_it_is_off() -> None:
    layer = roads(STREET, [(1300, 0), (1900, 0)], [(5000, 0), (5050, 0)])
    found = check(layer, people(甲=(100, 10, 70), 乙=(1800, 0, 30), 丙=(1700, 200, 12)))
    first, second = found.of(FaultKind.ISLAND)
    assert (first.persons, first.places, first.metres, first.distance_m) == (42, 2, 600, 300)
    assert first.xy == (1300, 0) and (second.persons, second.places) == (0, 0)


def test_a_foot_bridge_joins_no_island_for_vehicles() -> None:
    layer = roads(
        STREET, [(1000, 0), (1300, 0)], [(1300, 0), (1900, 0)], fclass=["primary", "footway", "primary"]
    )
    pace = type(EVEN)((*(60.0,) * 6, 0.0, 0.0, 60.0), 6.0, 500.0, on_wheels=True)
    county = County.from_layers([layer])
    found = run_to_end(check_roads(county, Network(build(county.roads), pace, BOX)))
    assert kinds(found) == ["island"] and found.faults[0].distance_m == pytest.approx(300)


def test_a_bridge_that_ends_in_the_air_is_dead_but_not_at_the_border() -> None:
    layer = roads(STREET, [(1000, 0), (1300, 0)], bridge=["", "yes"])
    fault = only(check(layer))
    assert (fault.kind, fault.xy, fault.features) == (FaultKind.BRIDGE, (1300, 0), ((0, 1),))
    outline = gpd.GeoDataFrame(geometry=[shapely.box(-500, -500, 1350, 500)], crs=4548)
    assert check(layer, Layer("县界", Role.COUNTY, outline)).faults == ()


def test_one_way_roads_that_lead_nowhere_are_traps() -> None:
    layer = roads(STREET, [(1000, 0), (2000, 0)], [(0, 900), (0, 0)], oneway=["", "yes", "yes"])
    into, out = sorted(check(layer, people(甲=(1900, 0, 8))).of(FaultKind.TRAP), key=lambda one: -one.xy[0])
    assert (into.can_enter, into.can_leave, into.persons, into.metres) == (True, False, 8, 1000)
    assert (out.can_enter, out.can_leave, out.persons) == (False, True, 0)
    ring = roads(
        STREET, [(1000, 0), (1500, 500), (2000, 0)], [(2000, 0), (1000, 0)], oneway=["", "yes", "yes"]
    )
    assert check(ring).faults == ()


# -- people --------------------------------------------------------------------------------------------------
def test_the_share_of_people_near_a_road_is_told_and_who_is_not() -> None:
    found = check(roads(STREET), people(甲=(500, 500, 600), 乙=(500, 501, 100), 丙=(1000, 900, 300)))
    assert (found.persons, found.persons_near, found.share_near) == (1000, 600, 0.6)
    assert found.far.tolist() == [2, 1] and found.far_m.tolist() == pytest.approx([900, 501])


def test_without_people_there_is_no_share() -> None:
    assert check(roads(STREET)).share_near is None
    assert only(check(roads(STREET, [(3000, 0), (3100, 0)]))).persons is None


# -- repair --------------------------------------------------------------------------------------------------
def test_a_repair_is_told_in_the_layer_and_adds_up() -> None:
    layer = roads(STREET, ACROSS, [(200, 1), (200, 300)])
    (once,) = put_right(layer)
    counts = {key: values["count"] for key, values in once.provenance.problems}
    assert counts == {REMARKS[FaultKind.UNSPLIT]: 1, REMARKS[FaultKind.GAP]: 1}
    more = once.with_changes(frame=roads(STREET, ACROSS).frame)
    (twice,) = put_right(more)
    assert dict(twice.provenance.problems)[REMARKS[FaultKind.UNSPLIT]] == {"count": 2}


def test_layers_that_have_nothing_to_repair_stay_the_same() -> None:
    folk, layer = people(甲=(0, 0, 1)), roads(STREET, ACROSS)
    good = roads([(3000, 0), (3100, 0)])
    made = put_right(folk, layer, good)
    assert made[0] is folk and made[1] is not layer and made[2] is good


def test_a_vertex_keeps_the_heights_of_a_line() -> None:
    line = shapely.LineString([(0, 0, 10), (100, 0, 20)])
    made = with_points(line, [(50, 0), (100, 0)])
    assert [tuple(xyz) for xyz in made.coords] == [(0, 0, 10), (50, 0, 15), (100, 0, 20)]


def test_random_towns_are_whole_after_repair() -> None:
    random = np.random.default_rng(7)
    for _ in range(3):
        lines = [
            [(x * 100 + float(dx), y * 100.0), (x * 100 + 97.0 + float(gap), y * 100 + 3.0)]
            for x in range(5)
            for y in range(5)
            for dx, gap in [(random.uniform(-1, 1), random.uniform(0, 4))]
        ]
        lines += [
            [(x * 100 + 50.0, -50.0), (x * 100 + 50.0 + float(random.uniform(-9, 9)), 480.0)]
            for x in range(5)
        ]
        layers: tuple[Layer, ...] = (roads(*lines),)
        for _ in range(4):
            layers = put_right(*layers, gap_m=5)
        left = check(*layers, gap_m=5)
        assert not {kind for kind in kinds(left)} & {"unsplit", "gap", "double"}
