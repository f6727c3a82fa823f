"""What the loss of a site, a bridge or a road costs a whole county, and what closed roads cost; by hand."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely

from models.access.measures import travel_of
from models.access.roadpace import by_road, prepare
from models.access.route import road_names, route
from models.access.straight import StraightLine
from models.assessment.losses import FamilyLosses, closing_costs, county_losses
from models.county.closures import Closure
from models.county.county import County
from models.county.layer import Layer, Role
from models.facilities.facility import Family
from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from tests.models.made import ORIGIN, box, county, depot, layer, layers, rules, shelter, station

# A kilometre a minute; four minutes of driving. Whoever is more than 300 m from a road is not reached.
RULES = rules(road__primary_km_h=60, road__snap_m=300)


def streets(*corners: float, bridge: int = -1, names: str = "甲乙丙") -> Layer:
    """Roads one after the other from west to east, past A, B and C."""
    x, y = ORIGIN
    ends = list(pairwise(corners))
    return layer(
        Role.ROADS,
        [shapely.LineString([(x + a, y + 500), (x + b, y + 500)]) for a, b in ends],
        name=[f"{name}路" if name.strip() else "" for name in names[: len(ends)]],
        road_class=["primary"] * len(ends),
        bridge=["yes" if number == bridge else "" for number in range(len(ends))],
    )


def made(roads: Layer | None) -> County:
    return County.from_layers(layers(roads=roads), travel_by="road")


THREE = (0.0, 1000.0, 2000.0, 3000.0)
"""A lives at the first road, B at the second, C at the third; D and E live off the roads."""


def losses(roads: Layer | None, **counted) -> dict[Family, FamilyLosses]:
    given = {Family[name.upper()]: rows for name, rows in counted.items()}
    return {one.family: one for one in run_to_end(county_losses(made(roads), given, RULES))}


def test_sites_and_roads_are_told_by_name_the_worst_first() -> None:
    one = station(500, 500, id="one", name="一站")
    found = losses(streets(*THREE), fire_station=[one])[Family.FIRE_STATION]
    site, road = found.rows
    assert (site.name, site.loss.behind, site.loss.cut) == ("一站", 6000, 6000)
    assert (site.place.kind, site.place.key, site.shape) == ("facility", "one", shapely.Point(one.location))
    # Without the second road B is reached from its end, C not at all.
    assert (road.name, road.loss.behind, road.loss.cut) == ("乙路", 3000, 3000)
    assert (road.place.kind, road.place.key, road.place.layer_id) == ("feature", "1", "roads")
    assert shapely.length(road.shape) == pytest.approx(1000)


def test_bridges_are_told_as_bridges_and_a_road_without_a_name_without_one() -> None:
    found = losses(streets(*THREE, bridge=1, names="甲 丙"), fire_station=[station(500, 500)])
    (bridge,) = found[Family.FIRE_STATION].losses.bridges
    assert (bridge.behind, found[Family.FIRE_STATION].losses.roads) == (3000, ())
    assert [row.name for row in found[Family.FIRE_STATION].rows if row.loss is bridge] == [""]


def test_families_that_nobody_drives_for_and_those_without_sites_lose_nothing() -> None:
    brigade = station(500, 500)  # what it is does not matter: nobody asks
    found = losses(streets(*THREE), brigade=[brigade], shelter=[], fire_station=[station(500, 500)])
    assert list(found) == [Family.FIRE_STATION]


def test_people_go_to_a_shelter_on_foot_and_lorries_leave_a_depot() -> None:
    found = losses(streets(*THREE), shelter=[shelter(500, 500)], depot=[depot(500, 500)])
    assert list(found) == [Family.SHELTER, Family.DEPOT]
    # Within a kilometre of the shelter on foot: A and, exactly at the limit, B; the lorry has hours.
    assert found[Family.SHELTER].losses.within == 3000
    assert found[Family.DEPOT].losses.within == 6000


def test_without_roads_nothing_can_be_lost_and_it_is_said() -> None:
    with pytest.raises(HavenError) as caught:
        losses(None, fire_station=[station(500, 500)])
    assert caught.value.key == "no_roads"


# -- closed roads --------------------------------------------------------------------------------------------
FLOOD = Closure("flood", "洪水", box(1200, 400, 1300, 600))


def closed(of: County, **counted):
    given = {Family[name.upper()]: rows for name, rows in counted.items()}
    return run_to_end(closing_costs(of, of.closed((FLOOD,)), given, RULES))


def test_what_a_flood_on_a_road_costs() -> None:
    # A hundred metres of the second road are under water: B and C, east of them, are cut off from the west.
    found = closed(made(streets(*THREE)), fire_station=[station(500, 500)], brigade=[station(0, 0)], depot=[])
    assert (found.closed_m, found.all_m) == (pytest.approx(100), pytest.approx(3000))
    (fire,) = found.families
    assert (fire.family, fire.limit_min) == (Family.FIRE_STATION, 4)
    assert (fire.before, fire.after, fire.cut) == (6000, 1000, 5000)
    assert found.persons == 10_500


def test_who_is_reached_too_late_is_not_within_the_limit_but_not_cut_off() -> None:
    x, y = ORIGIN
    round_about = shapely.LineString([(x, y + 500), (x, y + 1900), (x + 3000, y + 1900), (x + 3000, y + 500)])
    straight = streets(0.0, 3000.0)
    roads = layer(
        Role.ROADS, [straight.geometries[0], round_about], name=["甲路", "环路"], road_class=["primary"] * 2
    )
    (fire,) = closed(made(roads), fire_station=[station(500, 500)]).families
    # Round by the north it is 0.5 + 1.4 + 3 + 1.4 km to the east end: C after 6.8 minutes, B after 7.8.
    assert (fire.before, fire.after, fire.cut) == (6000, 1000, 0)


def test_nothing_can_be_closed_where_there_is_no_road() -> None:
    for counted in ({}, {"fire_station": [station(500, 500)]}):
        with pytest.raises(HavenError) as caught:
            closed(made(None), **counted)
        assert caught.value.key == "no_roads"


# -- ways ----------------------------------------------------------------------------------------------------
def test_who_goes_how_and_when_they_set_out() -> None:
    plain, by = county(), rules(relief__loading_h=0.5, fire__turnout_min=1, team__turnout_min=20)
    metres, told = 7000.0, {}
    for family in (Family.FIRE_STATION, Family.DEPOT, Family.TEAM, Family.SHELTER, Family.MEDICAL_POINT):
        way, ready = travel_of(plain, by, family)
        told[family] = (ready, round(way.minutes(metres), 6))
        assert isinstance(way, StraightLine)
    assert told[Family.FIRE_STATION] == (1.0, round(7 / 35 * 60 * 1.4, 6))
    assert told[Family.DEPOT][0] == 30.0
    assert told[Family.TEAM][0] == 20.0
    # On foot no detour factor lengthens the way, and nobody is waited for.
    assert told[Family.SHELTER] == (0.0, round(7 / by["road.walking_km_h"] * 60, 6))
    assert told[Family.MEDICAL_POINT][0] == 0.0
    with pytest.raises(ValueError, match="nobody travels"):
        travel_of(plain, by, Family.BRIGADE)


def test_what_ways_need_is_made_before_anybody_waits_for_it() -> None:
    roads = made(streets(*THREE))
    steps = [(step.done, step.total) for step in prepare(roads, RULES)]
    assert steps == [(0, 4), (1, 4), (2, 4), (3, 4)]
    fire, walk, truck = (by_road(roads, RULES, mode) for mode in ("fire", "walk", "truck"))
    assert all("roads_by_end" in vars(way.network._ground) for way in (fire, walk, truck))
    assert all("cells" in vars(way.network._ground) for way in (fire, walk))
    assert len(list(prepare(made(None), RULES))) == 4  # nothing to make, and nothing fails


def test_roads_on_a_way_are_named_once_and_those_without_a_name_not() -> None:
    roads = made(streets(0.0, 500.0, 1000.0, 2000.0, 3000.0, names="甲甲 丙"))
    way = by_road(roads, RULES, "fire")
    assert way is not None
    ((x, y),) = [ORIGIN]
    found = route(way, (x + 100, y + 500), (x + 2900, y + 500))
    assert found is not None
    assert (found.metres, found.minutes) == (pytest.approx(2800), pytest.approx(2.8))
    assert road_names(roads, way, found) == ("甲路", "丙路")
    here = route(way, (x + 100, y + 500), (x + 400, y + 500))
    assert here is not None and road_names(roads, way, here) == ("甲路",)
    nowhere = route(way, (x + 100, y + 500), (x + 100, y + 500))
    assert nowhere is not None and road_names(roads, way, nowhere) == ()
    assert np.isclose(nowhere.metres, 0.0)
