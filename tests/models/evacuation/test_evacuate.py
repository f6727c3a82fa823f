"""Evacuations worked out by hand: who goes where, by which road, and who is left."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from scipy.optimize import linprog

from models.access.leaving import WayOutError, check_leaves, ways_out
from models.access.route import route
from models.county.closures import Closure
from models.county.layer import Role
from models.evacuation.listing import host_rows, list_columns, notes, receiving, shown
from models.evacuation.plan import EvacuationError
from models.evacuation.verify import verify
from models.evacuation.zone import offers
from models.facilities.stock import StockRow
from models.hazards.screening_spec import siting_specs
from models.kernel.text import LANGUAGES
from models.project.evacuation import EvacuationCase, ZoneChoice
from models.supplies.need import stock_by_item
from tests.models.evacuation.made_evacuation import (
    FLOOD,
    RULES,
    ZONE,
    county,
    planned,
    room,
    told,
)
from tests.models.made import at, box, depot, layer

WEST, EAST, NORTH = room(1500, 500, 150), room(3500, 500, 60), room(3500, 1500, 40)


def test_nearest_with_overflow_keeps_villages_whole_as_long_as_it_can() -> None:
    # By metres: P west 600, R east 600, both whole. Q (100) fits whole nowhere any more (60, 10, 40 are left)
    # and is divided by metres: west 900, east 1,100, north 100 + 1,000 + 1,000 = 2,100.
    plan = planned(WEST, EAST, NORTH)
    assert told(plan) == [
        ("P", "1500,500", 90, 600),
        ("Q", "1500,500", 60, 900),
        ("Q", "3500,500", 10, 1100),
        ("Q", "3500,1500", 30, 2100),
        ("R", "3500,500", 50, 600),
    ]
    # 40 to a bus: 3 + 2 + 1 + 1 + 2 loads, two each.
    assert (plan.inside.known, plan.moved, plan.unplaced) == (240, 240, 0)
    assert (plan.total.trips, plan.total.buses) == (9, 5)
    assert plan.person_m == pytest.approx(90 * 600 + 60 * 900 + 10 * 1100 + 30 * 2100 + 50 * 600)
    assert [plan.villages[one].name for one in plan.split] == ["Q"]


def test_a_village_that_fits_whole_farther_away_is_not_divided_unless_wanted() -> None:
    far = room(300, 500, 100)
    assert told(planned(WEST, EAST, far))[1] == ("Q", "300,500", 100, 2100)
    divided = planned(WEST, EAST, far, case=replace(FLOOD, keeps_whole=False))
    assert told(divided)[1:3] == [("Q", "1500,500", 60, 900), ("Q", "3500,500", 10, 1100)]


@pytest.mark.parametrize("rooms", [(150, 60, 40), (240, 10, 10), (50, 60, 100), (30, 20, 10)])
def test_the_least_total_way_is_that_of_a_transport_problem_over_ways_measured_by_hand(
    rooms: tuple[int, int, int],
) -> None:
    metres = np.array([[600, 1400, 2400], [900, 1100, 2100], [1400, 600, 1600]])  # P, Q, R by W, E, N
    shelters = [
        room(x, y, persons)
        for (x, y), persons in zip([(1500, 500), (3500, 500), (3500, 1500)], rooms, strict=True)
    ]
    placed = min(240, sum(rooms))
    best = linprog(
        metres.ravel(),
        A_ub=np.vstack((np.kron(np.eye(3), np.ones(3)), np.kron(np.ones(3), np.eye(3)))),
        b_ub=[90, 100, 50, *rooms],
        A_eq=np.ones((1, 9)),
        b_eq=[placed],
    )
    plan = planned(*shelters, case=replace(FLOOD, method="least"))
    nearest = planned(*shelters)
    assert (plan.moved, plan.unplaced) == (placed, 240 - placed) == (nearest.moved, nearest.unplaced)
    assert plan.person_m == pytest.approx(best.fun) and plan.person_m <= nearest.person_m + 1e-6


def test_nearest_says_whom_it_leaves_that_the_least_total_way_would_place() -> None:
    # From S a one-way lane of 1,000 m leads to the western shelter alone; P, 600 m from it, fills it first,
    # though it could go east.
    lane = [(2200, 200), (1500, 200), (1500, 500)]
    made = county(
        villages=layer(
            Role.VILLAGES, [at(2100, 500), at(2200, 200)], name=["P", "S"], population_persons=[90, 70]
        ),
        roads=layer(
            Role.ROADS,
            [
                shapely.LineString([at(*xy).coords[0] for xy in line])
                for line in ([(0, 500), (4000, 500)], lane)
            ],
            road_class=["village"] * 2,
            oneway=["no", "yes"],
        ),
    )
    plan = planned(room(1500, 500, 100), EAST, of=made)
    assert (plan.moved, plan.total.no_room) == (100, 60)
    assert told(plan) == [("P", "1500,500", 90, 600), ("S", "1500,500", 10, 1000)]
    # 60 of P go east instead: there S has 60 more of the 100 places.
    assert plan.placed_by_least == (90, 70) and plan.by_least == {1: 60}
    assert "按“总路程最短”分配，其中 60 人可以落实：S 60 人。" in notes(plan, "zh")
    least = planned(room(1500, 500, 100), EAST, of=made, case=replace(FLOOD, method="least"))
    assert least.moved == 160 and least.placed_by_least is None
    # All room is taken whoever comes first: nothing is said.
    assert planned(room(1500, 500, 100), of=made).by_least == {}


def test_who_finds_no_room_or_no_road_is_told_apart() -> None:
    plan = planned(room(1500, 500, 100), case=replace(FLOOD, keeps_whole=False))
    assert (plan.total.no_room, plan.total.no_road) == (140, 0)
    # The road west is broken at x = 1800: nobody comes to the only shelter.
    broken = Closure("c", "断路", shapely.LineString([at(1800, 400), at(1800, 600)]))
    cut = planned(WEST, closures=(broken,))
    assert [(host.why, host.room) for host in cut.hosts] == [("cut", 150)]
    assert (cut.total.no_room, cut.total.no_road, cut.moved) == (0, 240, 0)


def test_nobody_drives_through_the_zone_to_a_shelter_beyond_it() -> None:
    # A second part of the zone lies across the way east: R goes round by the north, 100 + 400 back to the
    # junction, 1,000 up, 1,000 east, 1,000 down.
    twice = county(
        hazards=layer(
            Role.HAZARDS, [ZONE, box(3200, 0, 3400, 1000)], hazard_type=["洪水"] * 2, hazard_level=["高"] * 2
        )
    )
    plan = planned(room(3500, 500, 999), of=twice)
    assert told(plan)[-1] == ("R", "3500,500", 50, 400 + 1000 + 1000 + 1000)
    assert [name for move in plan.moves[-1:] for name in move.names] == ["横路", "北路", "东路"]
    assert all(shapely.intersection(move.line, box(3200, 0, 3400, 1000)).is_empty for move in plan.moves)


def test_a_road_that_only_touches_the_edge_goes_on_inside() -> None:
    # The tip of a notch touches the road between R and Q: nobody has left the zone there.
    notch = shapely.Polygon([at(2700, 500), at(2650, 0), at(2750, 0)])
    notched = county(
        hazards=layer(
            Role.HAZARDS, [shapely.difference(ZONE, notch)], hazard_type=["洪水"], hazard_level=["高"]
        )
    )
    assert told(planned(room(1500, 500, 999), of=notched))[-1] == ("R", "1500,500", 50, 1400)


def test_a_way_that_comes_back_is_refused() -> None:
    made = county()
    open_ = ways_out(made, shapely.Polygon(), RULES)
    assert open_ is not None
    through = route(open_.way, at(3500, 500).coords[0], at(1500, 500).coords[0])
    assert through is not None
    with pytest.raises(WayOutError):
        check_leaves(through, ZONE)


def test_one_way_streets_that_lead_in_are_no_way_out() -> None:
    roads = layer(
        Role.ROADS,
        [shapely.LineString([at(0, 500), at(4000, 500)])],
        name=["单行"],
        road_class=["village"],
        oneway=["yes"],
    )
    plan = planned(WEST, EAST, of=county(roads=roads))
    assert {name for _, name, *_ in told(plan)} == {"3500,500"} and plan.moved == 60


def test_shelters_that_do_not_suit_take_nobody_and_say_why() -> None:
    plan = planned(
        room(2500, 500, 999),
        room(1500, 500, 999, suited_hazards="地震", id="quake"),
        room(1500, 510, 999, effective_area_m2=None, gross_area_m2=None, id="open"),
        room(1500, 520, 999, shelter_class="emergency", id="short"),
        room(1500, 2900, 999, id="off"),
        EAST,
    )
    assert [(host.shelter.id, host.why) for host in plan.hosts] == [
        ("s2500,500", "inside"), ("quake", "unsuited"), ("open", "no_room"), ("off", "cut"),
        ("s3500,500", ""),
    ]  # fmt: skip
    assert plan.moved == 60 and {move.host for move in plan.moves} == {4}


def test_a_drawn_zone_asks_of_the_hazard_that_it_is_said_to_be_of() -> None:
    drawn = ZoneChoice(shape=ZONE, hazard="geological", name="滑坡")
    quake = room(1500, 500, 999, suited_hazards="地震")
    plan = planned(quake, case=EvacuationCase((drawn,)))
    assert plan.zone.checks == ("geological",) and plan.moved == 240
    assert plan.hosts[0].is_unverified, "no layer tells of landslides"
    assert "geological" in {spec.id for spec in siting_specs()}


def test_villages_without_a_number_are_told_and_not_taken_for_nobody() -> None:
    plan = planned(WEST, EAST, NORTH)
    assert [one.name for one in plan.inside.unknown] == ["U"] and plan.total.unknown == 1
    last = receiving(plan, "zh")[-1]
    assert last.values["village"] == "U" and last.values["persons"] is None
    assert last.values["shelter"] == "未落实"
    assert shown(last.values["persons"], "persons", "zh") == "无数据"
    assert any("U" in note for note in notes(plan, "zh"))


def test_the_list_tells_households_officer_and_special_needs_once_of_a_divided_village() -> None:
    rows = [row.values for row in receiving(planned(WEST, EAST, NORTH), "zh")]
    assert [(row["village"], row["households"], row["elderly"], row["officer"]) for row in rows] == [
        ("P", 30, 9, "张三"), ("Q", 40, 20, ""), ("Q", None, None, ""), ("Q", None, None, ""),
        ("R", 20, None, "李四"), ("U", 9, 1, ""),
    ]  # fmt: skip
    assert rows[1]["remark"] == "分多处安置" and rows[0]["route"] == "横路"
    columns = list_columns(planned(WEST, EAST, NORTH))
    assert "officer" in columns and "phone" not in columns and "disabled" not in columns


def test_the_reserve_of_a_village_has_room_for_all_of_it_when_everybody_is_placed() -> None:
    plan = planned(room(1500, 500, 400), room(3500, 500, 60), room(3500, 1500, 95))
    by_name = {plan.villages[move.village].name: move.reserve for move in plan.moves}
    # P (90): 10 are left east of 60, 95 north; Q (100): nowhere; R (50) goes east, 210 are left west.
    assert by_name == {"P": 2, "Q": None, "R": 0}


def test_minutes_are_those_of_a_lorry_on_the_way() -> None:
    speed = RULES["road.village_km_h"] * RULES["road.lorry_factor"] * 1000 / 60
    assert planned(WEST).moves[0].minutes == pytest.approx(600 / speed)


def test_supplies_go_from_depots_outside_to_who_takes_people_in() -> None:
    store, drowned = depot(3500, 1000, id="out", name="库"), depot(2500, 500, id="in")
    rows = tuple(
        StockRow(id=f"{item}{where}", depot_id=where, item=item, quantity=float(count), unit=unit)
        for item, where, count, unit in (("quilt", "out", 100, "床"), ("quilt", "in", 999, "床"))
    )
    stock = stock_by_item(rows, (store, drowned), None)
    plan = planned(WEST, EAST, store, drowned, stock=stock)
    supplies = plan.supplies
    assert supplies is not None and supplies.persons == plan.moved == 210
    need = supplies.needed["quilt"].quantity
    assert supplies.sent["quilt"] == 100 and supplies.short("quilt") == need - 100
    # By the rest of the road west nothing comes but through the zone: only the shelter east is reached.
    assert {plan.hosts[load.host].shelter.name for load in supplies.loads} == {"3500,500"}
    assert {supplies.depots[load.depot].id for load in supplies.loads} == {"out"}


def test_without_roads_people_or_a_zone_there_is_no_plan_and_it_is_said() -> None:
    assert planned(WEST, of=county(roads=None)).missing == ("roads",)
    assert planned(WEST, case=EvacuationCase()).missing == ("evacuation_zone",)
    assert planned().missing == ("shelters",)
    # There are shelters, but of no known class: nobody knows who may stay there for how long.
    unclear = planned(replace(WEST, shelter_class="unknown"))
    assert unclear.missing == ("shelter_class",)
    assert {row.values["remark"] for row in receiving(unclear, "zh")} == {"尚未编排"}
    gone = planned(WEST, case=EvacuationCase((ZoneChoice("gone"), ZoneChoice("hazards", "高"))))
    assert gone.zone.absent == 1 and gone.moved == 150
    for lang in LANGUAGES:
        assert notes(planned(WEST, of=county(roads=None)), lang)


def test_a_plan_that_contradicts_its_data_is_refused() -> None:
    plan = planned(WEST, EAST, NORTH)
    more = replace(plan.moves[0], persons=91)
    with pytest.raises(EvacuationError, match="twice"):
        verify(replace(plan, moves=(more, *plan.moves[1:])), RULES)
    crowded = replace(plan.moves[3], host=plan.moves[0].host)
    with pytest.raises(EvacuationError, match="room"):
        verify(replace(plan, moves=(*plan.moves[:3], crowded, plan.moves[4])), RULES)


def test_zones_are_offered_by_layer_and_level() -> None:
    made = county(
        hazards=layer(
            Role.HAZARDS,
            [ZONE, box(0, 0, 9, 9), box(10, 0, 19, 9), at(5, 5)],
            hazard_type=["洪水"] * 4,
            hazard_level=["高", "中", "高", "高"],
        )
    )
    assert [(one.level, one.count) for one in offers(made)] == [("高", 2), ("中", 1)]


def test_who_is_kept_out_stands_last_in_the_table_of_shelters() -> None:
    plan = planned(room(2500, 500, 999), NORTH, WEST, EAST, room(3600, 1500, 7))
    states = [values["state"] for _, values in host_rows(plan, "zh")]
    assert states[-1] == "位于灾害风险区内" and states[0] == "接收"
