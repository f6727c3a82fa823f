"""Classes sited together: shelters that nest, stock by level, sizes; by hand, see made.py."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
import shapely

from models.access.measures import area_reach_min, formula_area_m2
from models.facilities.facility import Depot, Facility, Family, Shelter
from models.kernel.errors import HavenError
from models.locate.ask import Ask
from models.locate.places import Source, places_of, sized
from models.locate.problem import Model
from models.locate.siting import Siting, site
from models.locate.words import said_of
from models.project.local import LocalFacts
from tests.models.made import at, county, layer, rules, scenario, shelter, station

LOCAL, COUNTY = LocalFacts(), county(hazards=None)
RULES = rules(shelter__short__effective_area_min_m2=2000, shelter__central__effective_area_min_m2=50_000)


def spot(key: str, x: float, y: float, area: float | None = 1000.0) -> Shelter:
    return shelter(x, y, id=key, name=key, status="candidate", effective_area_m2=area)


def asked(rows: list[Facility], family: Family = Family.SHELTER, **given: object) -> Siting:
    places = places_of(COUNTY, scenario(rows), RULES, LOCAL, family, Source.CANDIDATES)
    ask = Ask(family, **{"model": Model.MCLP, **given})  # type: ignore[arg-type]
    return site(COUNTY, scenario(rows), RULES, places, ask)


def classes(found: Siting) -> dict[str, str]:
    return {one.place.facility.id: one.place.facility.shelter_class for one in found.steps}  # type: ignore[attr-defined]


def test_a_fixed_shelter_also_serves_as_an_emergency_one_and_small_ground_takes_no_fixed_one() -> None:
    # Short ones reach 1000 m and need 2000 m2, emergency ones reach 500 m and need no least size.
    rows: list[Facility] = [spot("a", 500, 500), spot("c", 2500, 500, 2500.0), spot("d", 3500, 1500, 2500.0)]
    found = asked(rows, quotas=(("short", 1), ("emergency", 1)))
    # d as a fixed one: 4000 by both kinds; c as an emergency one: 3000 by one kind.
    # c as a fixed one would reach B and C (5000) and d as an emergency one 4000: 5000 + 3000 + 4000.
    assert classes(found) == {"c": "short", "d": "emergency"}
    assert [(one.name, one.before, one.after) for one in found.levels] == [
        ("emergency", 0, 7000),
        ("fixed", 0, 5000),
    ]
    assert found.answer.objective == 12_000 and found.answer.status == "optimal"
    by_id = {one.place.facility.id: one for one in found.steps}
    assert (by_id["c"].persons, by_id["d"].persons) == (5000, 4000)  # each by its own kind of coverage
    none = asked(rows[:1], quotas=(("short", 1),))
    assert none.answer.status == "infeasible"
    assert [(one.key, one.values) for one in none.answer.reasons] == [("places", {"number": 1, "given": 0})]


def test_all_levels_at_once_and_one_class_a_place() -> None:
    rows: list[Facility] = [spot("big", 2000, 1000, 60_000.0), spot("c", 2500, 500, 2500.0)]
    found = asked(rows, quotas=(("central", 1), ("short", 1)))
    assert classes(found) == {"big": "central", "c": "short"}
    # 4000 m from (2000, 1000) is everybody, E included: as a fixed shelter too.
    assert [(one.name, one.after) for one in found.levels] == [("fixed", 10_500), ("central", 10_500)]
    assert asked(rows[:1], quotas=(("central", 1), ("short", 1))).answer.status == "infeasible"
    with pytest.raises(HavenError) as refused:
        asked(rows, quotas=(("huge", 1),))
    assert refused.value.key == "site_no_quota"


def test_what_stands_counts_by_its_own_class() -> None:
    stands = replace(spot("now", 500, 500), status="existing", shelter_class="emergency")
    found = asked([stands, spot("c", 2500, 500, None)], quotas=(("short", 1),), must=("c",))
    assert [(one.name, one.before, one.after) for one in found.levels] == [("fixed", 0, 5000)]
    found = asked([stands, spot("c", 2500, 500, None)], quotas=(("short", 1), ("emergency", 0)))
    assert [(one.name, one.before) for one in found.levels] == [("emergency", 1000), ("fixed", 0)]


def depot(key: str, x: float, y: float) -> Depot:
    return Depot(id=key, geometry=at(x, y), name=key, status="candidate")


def test_levels_of_depots_are_placed_by_what_they_hold() -> None:
    rows: list[Facility] = [depot("west", 1000, 500), depot("east", 3500, 1500)]
    given = {"quotas": (("county", 1), ("township", 1)), "holds": (("county", 7600.0), ("township", 3100.0))}
    found = asked(rows, Family.DEPOT, model=Model.PMEDIAN, **given)
    levels = {one.place.facility.id: one.place.facility.level for one in found.steps}  # type: ignore[attr-defined]
    # 10,500 people: D's 4000 and more live in the east, so the larger store goes there.
    assert levels == {"west": "township", "east": "county"}
    assert found.answer.status == "optimal"
    less = asked(rows, Family.DEPOT, model=Model.PMEDIAN, **(given | {"holds": (("county", 5000.0),)}))
    assert less.answer.status == "infeasible"
    assert {one.key for one in less.answer.reasons} & {"room", "together"}


def test_a_place_out_of_bounds_keeps_its_size_as_the_reason() -> None:
    squares = [
        shapely.box(*at(x, y).coords[0], *at(x + side, y + side).coords[0])
        for x, y, side in ((500, 500, 20), (1500, 500, 50), (3400, 1400, 200))
    ]
    parcels = layer("reference", squares, name=["small", "fits", "large"])  # type: ignore[arg-type]
    places = places_of(COUNTY, scenario([]), RULES, LOCAL, Family.DEPOT, Source.LAYER, layers=[parcels])
    held = {one.facility.name: one for one in sized(places, 1000.0, 10_000.0, needs_area=False)}
    assert {name: one.size for name, one in held.items()} == {"small": "small", "fits": "", "large": "large"}
    assert held["small"].is_rejected and held["small"].failed == ("small",)
    [unknown] = sized(
        places_of(COUNTY, scenario([depot("x", 1, 1)]), RULES, LOCAL, Family.DEPOT, Source.CANDIDATES),
        1000.0,
        None,
        needs_area=False,
    )
    assert not unknown.is_rejected and "no_area" in unknown.unknown
    with pytest.raises(HavenError) as refused:
        asked([depot("x", 1, 1)], Family.DEPOT, new=1, budget=1.0, price_m2=1.0)
    assert refused.value.key == "site_no_area"


# -- fire stations: each class by the jurisdiction of its own ------------------------------------------------
SPOTS = {
    "a": (500, 500),
    "b": (1500, 500),
    "c": (2500, 500),
    "d": (3500, 1500),
    "m": (2000, 500),
    "n": (3000, 1000),
}


def fire(keys: str, **given: object) -> list[Facility]:
    return [station(*SPOTS[key], id=key, name=key, **{"status": "candidate", **given}) for key in keys]


def test_a_jurisdiction_gives_the_drive_to_its_corners() -> None:
    # A = 2 R^2: 2 km2 is 1 km straight; a drive of 1 km x detour at the engine's speed.
    one_km = 60.0 * RULES["fire.detour_factor"] / RULES["fire.speed_km_h"]
    assert area_reach_min(RULES, 2e6) == pytest.approx(one_km)
    assert area_reach_min(RULES, 8e6) == pytest.approx(min(2 * one_km, RULES["fire.driving_min"]))
    assert area_reach_min(RULES, 1e12) == RULES["fire.driving_min"]
    # The formula's own area is reached in just the driving time.
    assert area_reach_min(RULES, formula_area_m2(RULES)) == pytest.approx(RULES["fire.driving_min"])


def test_each_class_of_fire_stations_covers_by_its_own_area_and_stands_where_that_counts() -> None:
    # From m B and C (2000 + 3000) lie 500 m off, A and D 1500 m and more; from d only D (4000).
    given = {"quotas": (("second", 1), ("small", 1)), "areas": (("second", 0.5), ("small", 0.02))}
    found = asked(fire("md"), Family.FIRE_STATION, **given)
    kinds = {one.place.facility.id: one.place.facility.station_class for one in found.steps}  # type: ignore[attr-defined]
    # 0.5 km2 is 500 m, 0.02 km2 is 100 m: at m only the larger one reaches anybody.
    assert kinds == {"m": "second", "d": "small"}
    assert (found.answer.objective, found.answer.status) == (9000, "optimal")
    assert [(one.name, one.area_km2) for one in found.class_reach] == [("second", 0.5), ("small", 0.02)]
    by_time = asked(
        fire("md"),
        Family.FIRE_STATION,
        **{**given, "areas": (), "minutes": (("second", 0.0), ("small", 0.0))},
    )
    assert by_time.answer.objective == 4000  # only who lives at the door
    assert [one.area_km2 for one in by_time.class_reach] == [None, None]


def test_stations_that_stand_cover_by_their_own_class_and_support_stations_cover_nobody() -> None:
    stands = [
        *fire("m", status="existing", station_class="small"),
        *fire("b", status="existing", station_class="support"),
    ]
    given = {"quotas": (("second", 1),), "areas": (("second", 0.02), ("small", 0.5))}
    found = asked([*stands, *fire("da")], Family.FIRE_STATION, **given)
    assert (found.kept, found.before, found.after) == (1, 5000, 9000)
    none = asked(
        [*fire("b", status="existing", station_class="support"), *fire("d")], Family.FIRE_STATION, new=1
    )
    assert (none.kept, none.before) == (0, 0)
    usual = asked([*stands, *fire("da")], Family.FIRE_STATION, quotas=(("second", 1),))
    assert [one.area_km2 for one in usual.class_reach] == [RULES["fire.second.area_limit_km2"]]
    plain = asked([*stands, *fire("da")], Family.FIRE_STATION, quotas=(("second", 1),), model=Model.PMEDIAN)
    assert plain.class_reach == () and len(plain.steps) == 1


@pytest.mark.parametrize("seed", range(12))
def test_classes_of_fire_stations_are_placed_as_trying_every_choice_does(seed: int) -> None:
    random = np.random.default_rng(seed)
    keys = list("abcdmn")
    areas = {
        "first": float(random.uniform(1, 6)),
        "second": float(random.uniform(0.2, 2)),
        "small": float(random.uniform(0.02, 0.6)),
    }
    numbers = {"first": int(random.integers(0, 2)), "second": 1, "small": int(random.integers(1, 3))}
    stands, free = keys[:1], keys[1:]
    quotas = tuple((name, number) for name, number in numbers.items() if number)
    found = asked(
        [*fire("".join(stands), status="existing", station_class="small"), *fire("".join(free))],
        Family.FIRE_STATION,
        quotas=quotas,
        areas=tuple(areas.items()),
    )
    persons, xy = COUNTY.demand.known_persons, COUNTY.demand.xy
    # Along streets at right angles: a jurisdiction is a diamond, 2 R^2 large.
    metres = {key: np.abs(xy - np.array(at(*SPOTS[key]).coords[0])).sum(axis=1) for key in keys}
    limit = {
        name: min(np.sqrt(area / 2), np.sqrt(formula_area_m2(RULES) / 2e6)) * 1000 + 1e-6
        for name, area in areas.items()
    }
    classes_of = [name for name, number in quotas for _ in range(number)]
    best = 0.0
    for chosen in itertools.permutations(free, len(classes_of)):
        open_ones = [(stands[0], "small"), *zip(chosen, classes_of, strict=True)]
        reached = np.any([metres[key] <= limit[name] for key, name in open_ones], axis=0)
        best = max(best, float(persons[reached].sum()))
    assert found.answer.objective == pytest.approx(best) and found.answer.status == "optimal"


@pytest.mark.parametrize("seed", range(12))
def test_small_stations_that_have_to_adjoin_larger_ones_are_placed_as_trying_every_choice_does(
    seed: int,
) -> None:
    random = np.random.default_rng(100 + seed)
    keys = list("abcdmn")
    random.shuffle(keys)
    areas = {"second": float(random.uniform(0.1, 1.5)), "small": float(random.uniform(0.02, 0.4))}
    quotas = (("second", 1), ("small", int(random.integers(1, 3))))
    stand_class = str(random.choice(["second", "small"]))
    stands, free = keys[:1], keys[1:]
    facilities = [*fire("".join(stands), status="existing", station_class=stand_class), *fire("".join(free))]
    given = {"quotas": quotas, "areas": tuple(areas.items())}
    found = asked(facilities, Family.FIRE_STATION, adjoins=True, **given)
    persons, xy = COUNTY.demand.known_persons, COUNTY.demand.xy
    spot = {key: np.array(at(*SPOTS[key]).coords[0]) for key in keys}
    limit = {
        name: min(np.sqrt(area / 2), np.sqrt(formula_area_m2(RULES) / 2e6)) * 1000
        for name, area in areas.items()
    }
    classes_of = [name for name, number in quotas for _ in range(number)]
    best = None
    for chosen in itertools.permutations(free, len(classes_of)):
        new = list(zip(chosen, classes_of, strict=True))
        open_ones = [(stands[0], stand_class), *new]
        larger = [key for key, name in open_ones if name == "second"]
        meet = limit["small"] + limit["second"] + 1e-6
        if any(
            name == "small" and min(np.abs(spot[key] - spot[one]).sum() for one in larger) > meet
            for key, name in new
        ):
            continue
        reached = np.any(
            [np.abs(xy - spot[key]).sum(axis=1) <= limit[name] + 1e-6 for key, name in open_ones], axis=0
        )
        best = max(best or 0.0, float(persons[reached].sum()))
    if best is None:
        assert found.answer.status == "infeasible"
        assert [one.key for one in found.answer.reasons] == ["beside"]
        return
    assert found.answer.objective == pytest.approx(best) and found.answer.status == "optimal"
    assert (found.small, found.apart) == (dict(quotas)["small"], ())


def test_small_stations_that_adjoin_no_larger_one_are_named_with_the_clause() -> None:
    given = {"quotas": (("second", 1), ("small", 1)), "areas": (("second", 0.5), ("small", 0.02))}
    found = asked(fire("md"), Family.FIRE_STATION, **given)  # 500 m and 100 m, kilometres apart
    assert (found.small, found.apart) == (1, ("d",))
    assert "1 处的辖区不与" in said_of(found, "zh") and "d" in said_of(found, "zh")
    beside = asked(fire("md"), Family.FIRE_STATION, adjoins=True, **given)
    assert beside.answer.status == "infeasible" and "去掉这一条就有方案" in said_of(beside, "zh")
    alone = asked(fire("md"), Family.FIRE_STATION, quotas=(("second", 2),))
    assert (alone.small, alone.apart) == (0, ()) and "小型站" not in said_of(alone, "zh")


def test_the_second_best_plan_by_class_has_another_place() -> None:
    # At m 5000 are within the larger one's reach, at d and a 4000 and 1000 at the door of the small one.
    given = {"quotas": (("second", 1), ("small", 1)), "areas": (("second", 0.5), ("small", 0.02))}
    found = asked(fire("mda"), Family.FIRE_STATION, **given)
    persons = {key: asked(fire(key), Family.FIRE_STATION, quotas=(("small", 1),), areas=given["areas"]).after
               for key in "da"}  # fmt: skip
    assert found.second is not None and found.second.is_proved
    assert found.answer.objective == 5000 + persons["d"]
    assert set(found.second.names) != {"m", "d"}
    assert found.second.objective == max(5000 + persons["a"], persons["d"] + persons["a"])
    assert "次优方案改用：a" in said_of(found, "zh")
