"""What the loss of a facility, a bridge or a road costs, by hand and against trying everything."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from models.access.losing import Loss, Losses, Stands, find_losses, limit_min
from models.access.roadgraph import build
from models.access.roadnet import Network, Pace
from models.access.roadwords import class_names
from models.county.layer import Layer, Role
from models.facilities.facility import Family
from models.kernel.progress import run_to_end
from models.rules.rules import load_rules
from tests.models.access.test_byroad import town

EVEN = Pace(tuple(60.0 for _ in range(len(class_names()) + 1)), 6.0, 500.0, on_wheels=True)
BOX = (0.0, 0.0, 6000.0, 6000.0)


def network(made: dict[str, Any], pace: Pace = EVEN) -> Network:
    frame = gpd.GeoDataFrame(made, geometry="geometry", crs=4548)
    return Network(build([Layer("道路", Role.ROADS, frame)]), pace, BOX)


def losses(on: Network, spots: list[Any], places: list[Any], persons: list[float], limit: float) -> Losses:
    at = Stands.of(on, np.array(places, dtype=float))
    return run_to_end(find_losses(on, spots, at, np.array(persons, dtype=float), limit))


# Two banks, joined by a bridge and, much farther east, by a road. Stations on the south bank.
LINES = [
    [(0, 0), (1000, 0)],
    [(1000, 0), (5000, 0)],
    [(1000, 0), (1000, 1000)],
    [(5000, 0), (5000, 1000)],
    [(1000, 1000), (5000, 1000)],
    [(0, 1000), (1000, 1000)],
]
BANKS = {"geometry": [shapely.LineString(line) for line in LINES], "bridge": ["", "", "yes", "", "", ""]}


def test_a_bridge_costs_those_behind_it_a_way_round() -> None:
    # 甲 lives on the south bank, 乙 and 丙 on the north bank.
    found = losses(network(BANKS), [(0, 0)], [(500, 0), (500, 1000), (2000, 1000)], [10, 20, 30], 5.0)
    assert (found.persons, found.within, found.is_certain) == (60, 60, True)
    (bridge,) = found.bridges
    # Round by the east: 乙 5 + 1 + 4 + 0.5 instead of 2.5 minutes, 丙 5 + 1 + 3 instead of 3.
    assert (bridge.behind, bridge.late, bridge.cut, bridge.longer) == (50, 50, 0, 50)
    assert bridge.extra_min == pytest.approx((20 * 8 + 30 * 6) / 50)
    assert found.roads == ()  # nobody comes by a road that neither they nor the station stand at


def test_who_lives_at_a_lost_road_is_still_reached_from_its_end() -> None:
    lines = [[(0, 0), (1000, 0)], [(1000, 0), (2000, 0)], [(2000, 0), (3000, 0)]]
    street = {"geometry": [shapely.LineString(line) for line in lines]}
    found = losses(network(street), [(0, 0)], [(1500, 0), (2500, 0)], [1, 2], 9.0)
    assert [(loss.behind, loss.cut) for loss in found.roads] == [(2, 2)]


def test_a_site_costs_those_whom_the_next_one_is_too_far_for() -> None:
    street = {"geometry": [shapely.LineString([(0, 0), (6000, 0)])]}
    found = losses(network(street), [(0, 0), (4000, 0)], [(1000, 0), (3000, 0), (5900, 0)], [7, 5, 3], 3.0)
    first, second = found.sites
    assert (first.key, first.behind, first.late, first.cut, first.longer) == (1, 8, 3, 0, 8)
    assert first.extra_min == pytest.approx((5 * 2 + 3 * 4) / 8)  # 丁: 5.9 instead of 1.9
    assert (second.key, second.late, second.longer) == (0, 0, 7)


def test_the_last_site_cuts_everybody_off() -> None:
    street = {"geometry": [shapely.LineString([(0, 0), (6000, 0)])]}
    (site,) = losses(network(street), [(0, 0)], [(1000, 0), (1000, 900)], [7, 5], 3.0).sites
    assert (site.behind, site.cut, site.late) == (7, 7, 0)  # who stands too far off was never reached


def test_a_parallel_road_takes_the_place_of_a_lost_one() -> None:
    arc = shapely.LineString([(1000, 0), (1500, 800), (2000, 0)])
    lines = [
        shapely.LineString(line)
        for line in ([(0, 0), (1000, 0)], [(1000, 0), (2000, 0)], [(2000, 0), (3000, 0)])
    ]
    found = losses(network({"geometry": [*lines, arc]}), [(0, 0)], [(2500, 0)], [9], 9.0)
    by_road = {loss.key: loss for loss in found.roads}
    middle = next(loss for loss in by_road.values() if loss.extra_min > 0)
    assert (middle.cut, middle.longer) == (0, 9) and middle.extra_min == pytest.approx(arc.length / 1000 - 1)


def test_the_worst_roads_are_those_that_trying_every_road_finds() -> None:
    random = np.random.default_rng(3)
    made = town(random)
    on = network(made)
    places, spots = random.uniform(0, 5600, (80, 2)), [(2000.0, 2000.0), (4200.0, 900.0)]
    persons = random.integers(1, 200, 80).astype(float)
    found = losses(on, spots, places.tolist(), persons.tolist(), 4.0)
    assert found.is_certain
    at, worst = Stands.of(on, places), []
    base = _minutes(on, spots, at, None)
    for edge in range(len(on.start)):
        after = _minutes(on, spots, at, edge)
        late = (base <= 4 + 1e-6) & ~(after <= 4 + 1e-6) | np.isfinite(base) & ~np.isfinite(after)
        worst.append(float(persons[late].sum()))
    assert max(loss.late + loss.cut for loss in found.roads) == pytest.approx(max(worst))
    for loss in found.roads:
        assert loss.late + loss.cut == pytest.approx(worst[loss.key])
        assert loss.longer <= loss.behind + 1e-9


def _minutes(on: Network, spots: list[Any], at: Stands, gone: int | None) -> Any:
    """Minutes to each place with Bellman-Ford over a list of roads, one of them not passable."""
    best = np.full(len(on.graph.xy), np.inf)
    stands = Stands.of(on, np.array(spots))
    sites = list(zip(stands.edge, stands.share, stands.off_m / on.off_road_m_min, strict=True))
    for edge, share, off in sites:
        for node, whole, part in (
            (on.stop[edge], on.there[edge], 1 - share),
            (on.start[edge], on.back[edge], share),
        ):
            best[node] = min(best[node], off + (whole * part if part > 0 else 0.0))
    keep = np.ones(len(on.start), dtype=bool)
    if gone is not None:
        keep[gone] = False
    for _ in range(len(best)):
        before = best.copy()
        np.minimum.at(best, on.stop[keep], before[on.start[keep]] + on.there[keep])
        np.minimum.at(best, on.start[keep], before[on.stop[keep]] + on.back[keep])
        if np.array_equal(before, best):
            break
    found = []
    for edge, share, off in zip(at.edge, at.share, at.off_m / on.off_road_m_min, strict=True):
        if edge < 0:
            found.append(np.inf)
            continue
        ways = [best[on.start[edge]] + (on.there[edge] * share if share > 0 else 0.0)]
        ways.append(best[on.stop[edge]] + (on.back[edge] * (1 - share) if share < 1 else 0.0))
        for own, own_share, own_off in sites:
            if own == edge:
                ahead = share - own_share
                whole = on.there[edge] if ahead >= 0 else on.back[edge]
                ways.append(own_off + (whole * abs(ahead) if ahead else 0.0))
        found.append(min(ways) + off)
    return np.array(found)


def test_every_family_that_one_goes_from_or_to_has_a_limit() -> None:
    rules = load_rules("national")
    limits = {family: limit_min(rules, family) for family in Family if family.spec.travel}
    assert {family.value: round(limit, 3) for family, limit in limits.items()} == {
        "shelter": 60 * rules["shelter.short.service_radius_m"] / 1000 / rules["road.walking_km_h"],
        "depot": 60 * (rules["relief.first_supplies_h"] - rules["relief.loading_h"]),
        "fire_station": rules["fire.driving_min"],
        "team": rules["team.reach_min"] - rules["team.turnout_min"],
        "medical_point": rules["medical.reach_min"],
    }


def test_no_loss_is_told_of_what_nobody_needs() -> None:
    street = {
        "geometry": [shapely.LineString([(0, 0), (1000, 0)]), shapely.LineString([(1000, 0), (2000, 0)])]
    }
    found = losses(network(street), [(0, 0)], [(300, 0)], [5], 3.0)
    assert found.roads == () and found.bridges == () and found.sites[0] == Loss("site", 0, 5, 0, 5, 5, 0.0)
