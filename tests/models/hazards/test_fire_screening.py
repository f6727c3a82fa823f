"""Where a fire station must not stand, by hand. The small county is described in made.py."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from models.assessment.screening_figures import siting_figures
from models.county.layer import Layer, Role
from models.findings.findings import Verdict
from models.hazards.check import SitingCheck
from models.hazards.fire_screening import is_downwind, station_checks
from models.hazards.screening import siting_checks
from models.kernel.text import LANGUAGES, has_text, t
from models.project.local import LocalFacts
from models.rules.rules import load_rules
from tests.models.made import at, box, county, layer, rules, station

SOUTHERLY = LocalFacts(wind_from_deg=180.0)


def crowds(*shapes: shapely.Geometry, **columns) -> Layer:
    return layer(Role.REFERENCE, list(shapes), **(columns or {"kind": ["hospital"] * len(shapes)}))


def chemicals(*shapes: shapely.Geometry, kind: str = "危险化学品") -> Layer:
    return layer(Role.HAZARDS, list(shapes), hazard_type=[kind] * len(shapes), name=["厂"] * len(shapes))


def checks(
    of=None, local: LocalFacts = SOUTHERLY, ruleset: str = "national", **layers
) -> dict[str, SitingCheck]:
    made = county(**({"hazards": None} | layers))
    found = station_checks(made, station(500, 500), load_rules(ruleset), local)
    return {check.rule: check for check in found}


# -- crowded places ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("distance_m", "verdict"), [(50, "pass"), (49.9, "fail"), (0, "fail"), (500, "pass")]
)
def test_fifty_metres_from_crowded_places(distance_m: float, verdict: str) -> None:
    found = checks(reference=crowds(at(500 + distance_m, 500)))["crowd_exits"]
    assert (found.verdict, found.limit_m) == (verdict, 50)
    assert found.distance_m == pytest.approx(distance_m)
    assert found.place.layer_id == "reference"
    assert (found.note, found.rule_keys) == ("crowd_points", ("fire.crowd_exit_distance_m",))


def test_an_outline_is_measured_from_its_edge() -> None:
    found = checks(reference=crowds(box(549, 400, 900, 600)))["crowd_exits"]
    assert (found.verdict, found.distance_m, found.note) == ("fail", 49, "crowd_outlines")


@pytest.mark.parametrize(
    ("columns", "is_one"),
    [
        ({"kind": ["school"]}, True),
        ({"类型": ["幼儿园"]}, True),
        ({"amenity": ["cinema"]}, True),
        ({"name": ["万达购物中心"]}, True),
        ({"name": ["人民体育场"]}, True),
        ({"kind": ["square"], "name": ["学校广场"]}, False),
        ({"name": ["派出所"]}, False),
    ],
)
def test_crowded_places_are_told_by_their_class_else_by_name(columns: dict, is_one: bool) -> None:
    found = checks(reference=crowds(at(510, 500), **columns))["crowd_exits"]
    assert found.verdict == (Verdict.FAIL if is_one else Verdict.NO_DATA)
    assert found.missing == (() if is_one else ("crowded_places",))


def test_no_layer_of_crowded_places_is_no_pass() -> None:
    found = checks()["crowd_exits"]
    assert (found.verdict, found.missing) == (Verdict.NO_DATA, ("crowded_places",))


# -- dangerous chemicals -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("ruleset", "distance_m", "verdict"),
    [
        ("national", 300, "pass"),
        ("national", 299.9, "fail"),
        ("gb51080", 299.9, "pass"),
        ("gb51080", 200, "pass"),
        ("gb51080", 199.9, "fail"),
    ],
)
def test_distance_to_chemicals_by_rule_set(ruleset: str, distance_m: float, verdict: str) -> None:
    found = checks(ruleset=ruleset, hazards=chemicals(at(500 + distance_m, 500)))["station_hazmat"]
    assert found.verdict == verdict
    assert found.limit_m == (300 if ruleset == "national" else 200)
    assert found.place.name == "厂"


def test_other_hazards_are_no_chemicals_and_no_layer_is_no_pass() -> None:
    for layers in ({}, {"hazards": chemicals(at(500, 500), kind="洪水")}):
        found = checks(**layers)
        assert found["station_hazmat"].missing == found["station_wind"].missing == ("siting_fire_source",)
        assert found["station_hazmat"].verdict == found["station_wind"].verdict == Verdict.NO_DATA
    none = checks(local=LocalFacts(absent_hazards=("fire_source",)))
    assert none["station_hazmat"].verdict == none["station_wind"].verdict == Verdict.PASS


# -- wind --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("x", "y", "verdict"),
    [
        (500, 100, "fail"),  # the plant lies to the south, whence the wind comes
        (500, 900, "pass"),  # the station lies upwind
        (900, 500, "pass"),  # side wind
        (900, 100, "pass"),  # exactly at the edge of the sector: still side wind
        (890, 100, "fail"),
    ],
)
def test_a_station_is_not_downwind_of_chemicals(x: float, y: float, verdict: str) -> None:
    found = checks(hazards=chemicals(at(x, y)))["station_wind"]
    assert found.verdict == verdict
    assert found.values == {"wind_deg": 180.0, "half_deg": 45.0}


def test_chemicals_beyond_reach_do_not_matter_and_exactly_in_reach_do() -> None:
    # 30 km/h for 4 min over 1.4: 1428.571 m.
    reach_m = 30_000 / 60 * 4 / 1.4
    assert checks(hazards=chemicals(at(500, 500 - reach_m)))["station_wind"].verdict == Verdict.FAIL
    far = checks(hazards=chemicals(at(500, 500 - reach_m - 0.01)))["station_wind"]
    assert (far.verdict, far.note) == (Verdict.PASS, "wind_no_chemicals.grid")
    assert checks(local=LocalFacts(), hazards=chemicals(at(500, -5000)))["station_wind"].verdict == "pass"


def test_without_the_wind_nobody_knows() -> None:
    found = checks(local=LocalFacts(), hazards=chemicals(at(500, 100)))["station_wind"]
    assert (found.verdict, found.missing) == (Verdict.NO_DATA, ("wind_from_deg",))


def test_of_several_the_one_downwind_decides() -> None:
    found = checks(hazards=chemicals(at(500, 600), at(500, 100)))["station_wind"]
    assert (found.verdict, found.place.key) == (Verdict.FAIL, "1")


@given(st.integers(0, 359), st.integers(0, 359), st.floats(10, 3000), st.integers(1, 89))
def test_downwind_is_the_sector_opposite_to_the_wind(wind, bearing, distance_m, half) -> None:
    source = at(
        500 + distance_m * math.sin(math.radians(bearing)), 500 + distance_m * math.cos(math.radians(bearing))
    )
    found = bool(
        is_downwind(station(500, 500), np.array([source], dtype=object), float(wind), float(half))[0]
    )
    off = abs((bearing - wind + 180) % 360 - 180)  # the source lies where the wind comes from
    if off != half:
        assert found == (off < half)


# -- together with the other checks ------------------------------------------------------------------------
def test_stations_have_these_checks_and_others_have_not() -> None:
    made = county(hazards=chemicals(at(500, 100)), reference=crowds(at(500, 520)))
    own = siting_checks(made, [station(500, 500, id="f")], rules(), SOUTHERLY)["f"]
    verdicts = {check.rule: check.verdict for check in own}
    assert verdicts["crowd_exits"] == verdicts["station_wind"] == Verdict.FAIL
    assert verdicts["station_hazmat"] == Verdict.PASS
    assert "geological" in verdicts


def test_every_check_has_its_words() -> None:
    for found in (
        checks(reference=crowds(at(510, 500)), hazards=chemicals(at(500, 100))),
        checks(reference=crowds(box(549, 400, 900, 600)), hazards=chemicals(at(500, 900))),
        checks(local=LocalFacts(), hazards=chemicals(at(500, 9000))),
        checks(local=LocalFacts(), hazards=chemicals(at(500, 100))),
    ):
        for rule, check in found.items():
            assert has_text(f"siting.{rule}")
            assert check.source
            assert all(has_text(f"missing.{item}") for item in check.missing)
            for lang in LANGUAGES:
                assert not check.note or t(f"siting.note.{check.note}", lang, **check.values)


def test_sites_of_stations_are_figures() -> None:
    made = county(hazards=chemicals(at(500, 100)), reference=crowds(at(500, 520)))
    rows = (station(500, 500, id="bad"), station(3000, 1500, id="open"))
    found = siting_figures(made, rows, rules(), SOUTHERLY)
    excluded = found["fire_station.siting_excluded_count"]
    assert (excluded.value, [place.key for place in excluded.failing]) == (1, ["bad"])
    assert found["fire_station.siting_unknown_count"].value == 1
    none = siting_figures(made, (), rules(), SOUTHERLY)["fire_station.siting_excluded_count"]
    assert (none.value, none.missing) == (None, ("fire_stations",))
