"""Siting checks by hand: unknown is not safe, and exactly at the distance is far enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from models.assessment.screening_figures import siting_figures
from models.county.county import County
from models.county.layer import Layer, Role
from models.facilities.facility import FACILITY_TYPES, Depot, Facility, FireStation, Shelter, Team
from models.findings.findings import Verdict
from models.hazards.check import SitingCheck
from models.hazards.screening import is_excluded, is_unverified, siting_checks
from models.hazards.screening_spec import asked_of, parse_specs, siting_specs
from models.kernel.resources import load_toml
from models.kernel.schema import DataFileError
from models.kernel.text import LANGUAGES, has_text, t
from models.project.local import LocalFacts
from models.project.settings import Override
from models.rules.rules import Rules, load_rules
from tests.models.toy import X, Y, at, county, layer, square

RULES = load_rules()
QUIET = LocalFacts(seismic_intensity=7)
EVERYTHING = tuple(spec.id for spec in siting_specs())


def hazards(*rows: dict[str, Any], id: str = "hazards") -> Layer:
    """Layer of hazards; each row has a geometry and a type."""
    return layer(Role.HAZARDS, [{"name": "", **row} for row in rows], id=id)


def line(x_km: float, **columns: Any) -> dict[str, Any]:
    """Line from south to north through the whole county."""
    return {"geometry": shapely.LineString([(X + x_km * 1000, Y), (X + x_km * 1000, Y + 10_000)]), **columns}


def check(
    rule: str,
    facility: Facility,
    *layers: Layer,
    local: LocalFacts = QUIET,
    rules: Rules = RULES,
    of: County | None = None,
) -> SitingCheck:
    """One check of one facility."""
    found = siting_checks(of or county(*layers), [facility], rules, local)[facility.id]
    (chosen,) = (one for one in found if one.rule == rule)
    return chosen


def shelter(x_km: float = 5, y_km: float = 5, **values: Any) -> Shelter:
    return Shelter(**{"geometry": at(x_km, y_km), "status": "existing", "effective_area_m2": 1000.0} | values)


# -- zones -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("x_km", "verdict", "distance_m"),
    [(5, Verdict.FAIL, 0), (6, Verdict.FAIL, 0), (6.001, Verdict.PASS, 1), (9, Verdict.PASS, 3000)],
)
def test_a_site_in_or_touching_a_zone_fails(x_km: float, verdict: Verdict, distance_m: float) -> None:
    zone = {"geometry": square(4, 4, 2), "hazard_type": "滑坡", "name": "北坡"}
    found = check("geological", shelter(x_km), hazards(zone))
    assert (found.verdict, found.limit_m) == (verdict, 0)
    assert found.distance_m == pytest.approx(distance_m, abs=1e-6)
    assert found.place is not None and (found.place.name, found.place.layer_id) == ("北坡", "hazards")
    assert "GB 55028" in found.source


def test_a_drawn_site_is_measured_from_its_edge() -> None:
    zone = {"geometry": square(4, 4, 2), "hazard_type": "flood"}
    hall = shelter(geometry=square(6, 4, 1), space="indoor")
    assert check("flood", hall, hazards(zone)).verdict == Verdict.FAIL
    apart = check("flood", shelter(geometry=square(6.5, 4, 1)), hazards(zone))
    assert (apart.verdict, apart.distance_m) == (Verdict.PASS, pytest.approx(500))


def test_a_kind_that_no_layer_holds_is_never_passed() -> None:
    found = check("flood", shelter(), hazards({"geometry": square(0, 0, 1), "hazard_type": "滑坡"}))
    assert (found.verdict, found.missing, found.place) == (Verdict.NO_DATA, ("siting_flood",), None)
    assert "洪涝" in t("missing.siting_flood", "zh")


def test_what_the_planner_stated_to_be_absent_passes_until_a_layer_shows_it() -> None:
    local = LocalFacts(absent_hazards=("geological",))
    stated = check("geological", shelter(), local=local)
    assert (stated.verdict, stated.note) == (Verdict.PASS, "absent")
    zone = {"geometry": square(4, 4, 2), "hazard_type": "滑坡"}
    assert check("geological", shelter(), hazards(zone), local=local).verdict == Verdict.FAIL


# -- lines -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kv", "limit_m"), [(10, 5), (35, 10), (66, 10), (110, 10), (220, 15), (330, 15), (500, 20), (1000, 20)]
)
def test_a_line_asks_for_the_distance_of_its_voltage(kv: float, limit_m: float) -> None:
    lines = hazards(line(5, hazard_type="高压线", voltage_kv=kv))
    for metres, verdict in ((limit_m - 0.01, Verdict.FAIL), (limit_m, Verdict.PASS)):
        found = check("power", shelter(5 + metres / 1000), lines)
        assert (found.verdict, found.limit_m) == (verdict, limit_m)
        assert found.distance_m == pytest.approx(metres, abs=1e-6)


def test_the_hazard_that_most_is_lacking_to_is_told_not_the_nearest() -> None:
    lines = hazards(
        line(5, hazard_type="高压线", voltage_kv=10, name="near"),
        line(5.022, hazard_type="高压线", voltage_kv=500, name="far"),
    )
    near_m, far_m = RULES["siting.power.10kv_m"], RULES["siting.power.500kv_m"]
    x_m = near_m - 1  # 1 m too near to the one, much more to the other, which stands farther away
    assert far_m - (22 - x_m) > 1 and 22 - x_m > x_m
    found = check("power", shelter(5 + x_m / 1000), lines)
    assert found.place is not None and found.place.name == "far"
    assert (found.distance_m, found.limit_m) == (pytest.approx(22 - x_m), far_m)


@pytest.mark.parametrize(
    ("metres", "verdict"),
    [(4.9, Verdict.FAIL), (5, Verdict.NO_DATA), (19.9, Verdict.NO_DATA), (20, Verdict.PASS)],
)
def test_an_unknown_voltage_decides_only_between_the_narrowest_and_the_widest(
    metres: float, verdict: Verdict
) -> None:
    found = check("power", shelter(5 + metres / 1000), hazards(line(5, hazard_type="输电线路")))
    assert (found.verdict, found.limit_m) == (verdict, 20)
    assert found.missing == (("voltage",) if verdict == Verdict.NO_DATA else ())


def test_the_line_that_decides_is_told_and_not_the_nearest() -> None:
    lines = hazards(
        line(5, hazard_type="高压线", voltage_kv=10, name="near"),
        line(5.022, hazard_type="高压线", voltage_kv=500, name="far"),
    )
    found = check("power", shelter(5.008), lines)
    assert (found.verdict, found.limit_m) == (Verdict.FAIL, 20)
    assert found.place is not None and found.place.name == "far"
    assert found.distance_m == pytest.approx(14, abs=1e-6)


def test_a_corridor_drawn_as_an_area_must_only_not_be_entered() -> None:
    corridor = hazards({"geometry": square(4, 4, 1), "hazard_type": "高压走廊"})
    assert check("power", shelter(4.5, 4.5), corridor).verdict == Verdict.FAIL
    assert check("power", shelter(5.001, 4.5), corridor).verdict == Verdict.PASS


def test_corridors_of_the_other_standard_are_a_rule_set() -> None:
    lines = hazards(line(5, hazard_type="高压线", voltage_kv=110))
    rules = load_rules("gb50293")
    assert check("power", shelter(5.0124), lines, rules=rules).verdict == Verdict.FAIL
    assert check("power", shelter(5.0125), lines, rules=rules).verdict == Verdict.PASS


def test_a_pipeline_is_not_crossed_and_its_distance_is_a_rule() -> None:
    pipes = hazards(line(5, hazard_type="油气管道"))
    assert check("pipeline", shelter(geometry=square(4.5, 4, 1)), pipes).distance_m == 0
    assert check("pipeline", shelter(5.005), pipes).verdict == Verdict.PASS
    wide = load_rules("national", {"siting.pipeline.distance_m": Override(200.0)})
    assert check("pipeline", shelter(5.005), pipes, rules=wide).verdict == Verdict.FAIL


# -- plants ------------------------------------------------------------------------------------------------
def test_fire_sources_and_explosives_have_their_own_distances() -> None:
    station = hazards({"geometry": at(5, 5), "hazard_type": "加油站"})
    assert check("fire_source", shelter(5.0299), station).verdict == Verdict.FAIL
    assert check("fire_source", shelter(5.03), station).verdict == Verdict.PASS
    store = hazards({"geometry": at(5, 5), "hazard_type": "油库"})
    assert check("explosives", shelter(5.9999), store).verdict == Verdict.FAIL
    assert check("explosives", shelter(6), store).verdict == Verdict.PASS
    assert check("explosives", shelter(6), store).rule_keys == ("siting.explosives.distance_m",)


@pytest.mark.parametrize(
    ("level", "verdict"),
    [
        ("一级", Verdict.FAIL),
        ("Ⅳ", Verdict.FAIL),
        ("Ⅲ级", Verdict.FAIL),
        ("IV 级", Verdict.FAIL),
        ("4.0", Verdict.FAIL),
        ("高", Verdict.NO_DATA),  # a level of something else
        ("major", Verdict.FAIL),
        ("general", Verdict.PASS),
        ("不构成重大危险源", Verdict.PASS),
        ("", Verdict.NO_DATA),
    ],
)
def test_of_other_plants_only_major_sources_keep_everyone_far(level: str, verdict: Verdict) -> None:
    plant = {"geometry": at(5, 5), "hazard_type": "危险化学品", "hazard_level": level}
    other = {"geometry": at(15, 5), "hazard_type": "重大危险源"}
    found = check("explosives", shelter(5.5), hazards(plant, other))
    assert found.verdict == verdict
    assert found.missing == (("hazard_level",) if verdict == Verdict.NO_DATA else ())
    assert check("fire_source", shelter(5.5), hazards(plant, other)).verdict == Verdict.PASS


def test_a_site_on_a_plant_of_unknown_level_is_not_passed() -> None:
    plant = hazards({"geometry": square(5, 5, 1), "hazard_type": "化工"})
    assert check("explosives", shelter(5.5, 5.5), plant).verdict == Verdict.NO_DATA
    assert check("fire_source", shelter(5.5, 5.5), plant).verdict == Verdict.FAIL


# -- faults ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("intensity", "space", "limit_m"),
    [(8, "indoor", 200), (9, "underground", 400), (8, "outdoor", 100), (9, "outdoor", 200)],
)
def test_faults_by_intensity_and_class(intensity: int, space: str, limit_m: float) -> None:
    fault, local = hazards(line(5, hazard_type="活动断裂")), LocalFacts(seismic_intensity=intensity)
    for metres, verdict in ((limit_m - 0.1, Verdict.FAIL), (limit_m, Verdict.PASS)):
        found = check("fault", shelter(5 + metres / 1000, space=space), fault, local=local)
        assert (found.verdict, found.limit_m) == (verdict, limit_m)


@pytest.mark.parametrize("level", ["province", "city", "county"])
def test_depots_of_county_level_and_above_are_of_class_b(level: str) -> None:
    fault, local = hazards(line(5, hazard_type="断层")), LocalFacts(seismic_intensity=8)
    for metres, verdict in ((199.9, Verdict.FAIL), (200.0, Verdict.PASS)):
        found = check("fault", Depot(geometry=at(5 + metres / 1000, 5), level=level), fault, local=local)
        assert (found.verdict, found.limit_m) == (verdict, 200)


def test_fire_stations_are_of_class_b_and_township_depots_of_class_c() -> None:
    fault, local = hazards(line(5, hazard_type="断层")), LocalFacts(seismic_intensity=8)
    assert check("fault", FireStation(geometry=at(5.15, 5)), fault, local=local).verdict == Verdict.FAIL
    assert check("fault", Depot(geometry=at(5.15, 5)), fault, local=local).verdict == Verdict.PASS


def test_without_an_intensity_a_fault_is_unknown() -> None:
    fault = hazards(line(5, hazard_type="活动断裂"))
    found = check("fault", shelter(19), fault, local=LocalFacts())
    assert (found.verdict, found.missing) == (Verdict.NO_DATA, ("seismic_intensity",))
    assert check("fault", shelter(), local=LocalFacts(seismic_intensity=8)).missing == ("siting_fault",)


def test_below_the_least_intensity_only_the_rupture_itself_is_excluded() -> None:
    zone = hazards({"geometry": square(4, 4, 1), "hazard_type": "断裂带"})
    assert check("fault", shelter(4.5, 4.5), zone).verdict == Verdict.FAIL
    near = check("fault", shelter(5.001, 4.5), zone)
    assert (near.verdict, near.note, near.values) == (
        Verdict.PASS,
        "intensity_low",
        {"intensity": 7, "least": 8},
    )
    assert check("fault", shelter()).verdict == Verdict.PASS  # may be ignored, so no layer is needed


# -- slope and buildings -----------------------------------------------------------------------------------
def slopes(*classes: tuple[float, float, float]) -> tuple[Layer, Layer]:
    """Strips 1 km wide from x = first: the steep ones as hazards, the gentle ones as terrain."""
    rows = [
        {
            "name": "坡度",
            "hazard_type": "坡度",
            "geometry": square(x, 4, 1),
            "slope_min_deg": a,
            "slope_max_deg": b,
        }
        for x, a, b in classes
    ]
    return (
        layer(Role.HAZARDS, [row for row in rows if row["slope_min_deg"] >= 15], id="steep"),
        layer(Role.DEM, [row for row in rows if row["slope_min_deg"] < 15], id="dem"),
    )


CLASSES = slopes((0, 0, 7), (1, 7, 15), (2, 15, 25), (3, 25, 90))


@pytest.mark.parametrize(
    ("x_km", "verdict", "note"),
    [
        (0.5, Verdict.PASS, "slope_gentle"),
        (1.5, Verdict.PASS, "slope_gentle"),
        (2.5, Verdict.FAIL, "slope_steep"),
        (3.5, Verdict.FAIL, "slope_forbidden"),
        (4.5, Verdict.NO_DATA, ""),
    ],
)
def test_slope_by_class(x_km: float, verdict: Verdict, note: str) -> None:
    found = check("slope", shelter(x_km, 4.5), *CLASSES)
    assert (found.verdict, found.note) == (verdict, note)
    assert found.missing == (("siting_slope_here",) if verdict == Verdict.NO_DATA else ())
    if note:
        for lang in LANGUAGES:
            assert t(f"siting.note.{note}", lang, **found.values)


def test_a_drawn_site_is_as_steep_as_its_steepest_part() -> None:
    assert check("slope", shelter(geometry=square(0.5, 4.2, 0.6)), *CLASSES).values["most"] == 15
    assert check("slope", shelter(geometry=square(1.5, 4.2, 0.6)), *CLASSES).verdict == Verdict.FAIL


def test_classes_made_with_other_limits_are_not_read_as_if_they_fitted() -> None:
    strict = load_rules("national", {"siting.slope.reject_deg": Override(10.0)})
    found = check("slope", shelter(1.5, 4.5), *CLASSES, rules=strict)
    assert (found.verdict, found.missing) == (Verdict.NO_DATA, ("siting_slope_classes",))
    assert check("slope", shelter(0.5, 4.5), *CLASSES, rules=strict).verdict == Verdict.PASS
    assert check("slope", shelter(2.5, 4.5), *CLASSES, rules=strict).verdict == Verdict.FAIL


def test_slope_is_no_hazard_that_people_are_counted_in() -> None:
    from models.hazards.zones import terrain, zones

    made = county(*CLASSES)
    assert (len(zones(made)), len(terrain(made))) == (0, 2)


def test_no_terrain_leaves_the_slope_open_but_the_site_verified() -> None:
    found = check("slope", shelter())
    assert (found.verdict, found.is_optional) == (Verdict.NO_DATA, True)
    assert not is_unverified([found])


def test_outdoor_sites_keep_out_of_the_collapse_of_buildings_of_known_height() -> None:
    rows = [
        {"name": "塔楼", "geometry": square(5, 5, 0.02), "高度": 30.0},
        {"name": "平房", "geometry": square(7, 5, 0.02), "高度": None},
    ]
    buildings = layer(Role.REFERENCE, rows)
    limit_m = RULES["siting.collapse.height_factor"] * 30
    for metres, verdict in ((limit_m - 0.1, Verdict.FAIL), (limit_m, Verdict.PASS)):
        found = check("collapse", shelter(5.02 + metres / 1000, 5.01), buildings)
        assert (found.verdict, found.limit_m) == (verdict, pytest.approx(limit_m))
    rules_of = {one.rule for one in siting_checks(county(), [shelter(id="s")], RULES, QUIET)["s"]}
    assert "collapse" not in rules_of  # nobody asks for it where no heights are known
    indoor = siting_checks(county(buildings), [shelter(id="s", space="indoor")], RULES, QUIET)["s"]
    assert "collapse" not in {one.rule for one in indoor}


def test_storeys_stand_for_heights() -> None:
    buildings = layer(Role.REFERENCE, [{"name": "", "geometry": square(5, 5, 0.02), "层数": 10}])
    assert check("collapse", shelter(5.05), buildings).limit_m == pytest.approx(20.0)  # 2/3 of 30 m


# -- many at once ------------------------------------------------------------------------------------------
def test_families_without_checks_have_none_and_results_are_in_the_files_order() -> None:
    found = siting_checks(county(), [shelter(id="s"), Team(id="t", geometry=at(1, 1))], RULES, QUIET)
    assert found["t"] == ()
    ids = [one.rule for one in found["s"]]
    assert ids == [name for name in EVERYTHING if name in ids]


def test_several_at_once_are_what_each_is_alone() -> None:
    rows = [
        {"geometry": square(4, 4, 2), "hazard_type": "洪水"},
        line(5, hazard_type="高压线", voltage_kv=500),
        line(7, hazard_type="高压线"),
        {"geometry": at(6, 6), "hazard_type": "重大危险源"},
        {"geometry": at(12, 6), "hazard_type": "危化"},
    ]
    many = [shelter(x / 2, y / 2, id=f"{x},{y}") for x in range(41) for y in range(0, 21, 4)]
    many += [Depot(id=f"d{x}", geometry=at(x, 5)) for x in range(20)]
    together = siting_checks(county(hazards(*rows)), many, RULES, QUIET)
    for one in many[::7]:
        assert siting_checks(county(hazards(*rows)), [one], RULES, QUIET)[one.id] == together[one.id]


def test_asked_again_the_same_object_comes_back() -> None:
    made, site = county(), shelter(id="s")
    first = siting_checks(made, [site], RULES, QUIET)["s"]
    assert siting_checks(made, [site], RULES, QUIET)["s"] is first
    assert siting_checks(made, [site], RULES, LocalFacts())["s"] is not first


@given(
    st.lists(st.tuples(st.floats(0, 20), st.floats(0, 10)), min_size=1, max_size=6),
    st.tuples(st.floats(0, 20), st.floats(0, 10)),
    st.floats(0.5, 5000),
)
def test_distances_are_those_that_measuring_every_pair_finds(
    spots: Sequence[tuple[float, float]], site: tuple[float, float], limit_m: float
) -> None:
    rules = load_rules("national", {"siting.explosives.distance_m": Override(limit_m)})
    stores = hazards(*({"geometry": at(*spot), "hazard_type": "油库"} for spot in spots))
    found = check("explosives", shelter(*site), stores, rules=rules)
    least_m = min(shelter(*site).geometry.distance(at(*spot)) for spot in spots)
    assert found.distance_m == pytest.approx(least_m, abs=1e-6)
    assert (found.verdict == Verdict.FAIL) == (least_m < limit_m - 1e-6)


def test_a_feature_without_a_shape_is_nowhere() -> None:
    rows = [{"geometry": None, "hazard_type": "滑坡"}, {"geometry": shapely.Point(), "hazard_type": "滑坡"}]
    assert check("geological", shelter(), hazards(*rows)).verdict == Verdict.NO_DATA


# -- figures -----------------------------------------------------------------------------------------------
FLOOD = hazards({"geometry": square(0, 0, 1), "hazard_type": "洪水"})
REST = tuple(name for name in EVERYTHING if name not in ("flood", "slope", "collapse"))


def test_figures_by_hand() -> None:
    local = LocalFacts(seismic_intensity=7, absent_hazards=REST)
    wet = shelter(0.5, 0.5, id="wet", name="Wet", effective_area_m2=700.0)
    dry = shelter(3, 3, id="dry", name="Dry", effective_area_m2=2000.0)
    away = shelter(30, 3, id="away", effective_area_m2=9000.0)  # outside the county
    found = siting_figures(county(FLOOD), [wet, dry, away], RULES, local)
    assert found["shelter.siting_excluded_count"].value == 1
    assert [place.name for place in found["shelter.siting_excluded_count"].failing] == ["Wet"]
    assert found["shelter.siting_unknown_count"].value == 0
    assert found["shelter.usable_area_m2"].value == 2000
    assert found["depot.siting_excluded_count"].missing == ("depots",)


def test_nothing_found_but_not_everything_known_is_no_data() -> None:
    found = siting_figures(county(FLOOD), [shelter(3, 3, id="dry", name="Dry")], RULES, QUIET)
    excluded, unknown = found["shelter.siting_excluded_count"], found["shelter.siting_unknown_count"]
    assert excluded.value is None
    assert set(excluded.missing) >= {"siting_geological", "siting_power"}
    assert "siting_slope" not in excluded.missing
    assert (unknown.value, [place.name for place in unknown.failing]) == (1, ["Dry"])
    assert found["shelter.usable_area_m2"].value is None
    for item in excluded.missing:
        assert has_text(f"missing.{item}")


def test_what_fails_is_counted_although_something_is_unknown() -> None:
    local = LocalFacts(seismic_intensity=7, absent_hazards=REST[1:])
    rows = [shelter(0.5, 0.5, id="wet", effective_area_m2=700.0), shelter(3, 3, id="dry")]
    found = siting_figures(county(FLOOD), rows, RULES, local)
    assert found["shelter.siting_excluded_count"].value == 1
    assert found["shelter.siting_unknown_count"].value == 1
    assert found["shelter.usable_area_m2"].value is None  # what is left is not verified


def test_no_sites_are_no_data() -> None:
    found = siting_figures(county(FLOOD), [], RULES, QUIET)
    assert all(figure.value is None and figure.missing for figure in found.values())


@given(st.lists(st.tuples(st.floats(0, 20), st.floats(0, 10)), min_size=1, max_size=8))
def test_sites_are_excluded_unverified_or_verified_and_one_more_never_lowers_a_count(
    spots: Sequence[tuple[float, float]],
) -> None:
    local = LocalFacts(seismic_intensity=7, absent_hazards=REST)
    plant = hazards({"geometry": at(10, 5), "hazard_type": "化工"}, id="plants")
    made, rows = county(FLOOD, plant), [shelter(*spot, id=f"{n}") for n, spot in enumerate(spots)]
    checks = siting_checks(made, rows, RULES, local)
    for row in checks.values():
        assert not (is_excluded(row) and is_unverified(row))
    excluded = [sum(is_excluded(checks[one.id]) for one in rows[:n]) for n in range(len(rows) + 1)]
    assert excluded == sorted(excluded)
    found = siting_figures(made, rows, RULES, local)
    usable = sum(not is_excluded(row) and not is_unverified(row) for row in checks.values())
    assert (found["shelter.usable_area_m2"].value or 0) == 1000.0 * usable
    assert found["shelter.siting_unknown_count"].value == sum(is_unverified(row) for row in checks.values())


def test_what_a_facility_is_asked_follows_every_field_that_decides() -> None:
    asked_about = 0
    for family, kind in FACILITY_TYPES.items():
        plain = kind(id="x", name="", geometry=at(0, 0))
        of_family = [spec for spec in siting_specs() if family in spec.families]
        wheres = [where for spec in of_family for where in (spec.where, spec.class_b.get(family, {}))]
        changes = [{}, *({name: value} for where in wheres for name in where for value in where[name])]
        for change in changes:
            facility = replace(plain, **change)
            specs = [spec for spec in of_family if spec.is_for(facility)]
            is_b = any(spec.is_class_b(facility) for spec in specs)
            assert asked_of(facility) == (tuple(spec.id for spec in specs), is_b)
            asked_about += bool(change)
    assert asked_about  # some check looks at a field


# -- the data file -----------------------------------------------------------------------------------------
def test_every_check_has_its_words_and_its_rules() -> None:
    for spec in siting_specs():
        is_never_asked = spec.is_optional and spec.test != "slope"
        for key in (f"siting.{spec.id}", *([] if is_never_asked else [f"missing.siting_{spec.id}"])):
            assert has_text(key), key
        assert all(key in RULES for key in spec.rule_keys)
        assert spec.source or spec.rule_keys


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"families": ["castle"]}, "families"),
        ({"test": "guess"}, "unknown test"),
        ({"test": "distance", "limit": ""}, "names no rule"),
        ({"where": {"floors": ["1"]}}, "no field"),
        ({"families": []}, "families must be named"),
        ({"limits": {"active": "fault.m"}}, "voltages and faults"),
        ({"test": "voltage", "limits": [{"kv": 35, "rule": "a"}, {"kv": 10, "rule": "b"}]}, "must rise"),
        ({"events": ["quake"]}, "events are"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_faulty_data_file_is_named(changed: dict[str, Any], message: str) -> None:
    entry = {"id": "x", "families": ["shelter"], "words": ["x"], "test": "inside", "source": "x"}
    parse_specs({"check": [entry]})
    with pytest.raises(DataFileError, match=message):
        parse_specs({"check": [entry | changed]})
    with pytest.raises(DataFileError, match="id of its own"):
        parse_specs({"check": [entry, entry]})


def test_the_words_for_levels_are_lower_case() -> None:
    table = load_toml("hazards.toml")["major"]
    words = np.concatenate([table[name] for name in ("kinds", "levels", "level_parts", "not_levels")])
    assert [word for word in words if word != word.lower()] == []


def test_the_steps_of_a_drag_are_not_kept() -> None:
    of = county(hazards(line(5, hazard_type="活动断层")))
    sites = (shelter(0), FireStation(id="s", name="s", geometry=at(1, 1), status="existing"))
    for step in range(50):
        moved = [replace(one, geometry=at(step / 10, 1)) for one in sites]
        siting_checks(of, moved, load_rules(), LocalFacts())
    kept = of.memo._kept
    assert (len(kept["siting"]), len(kept["station checks"])) == (2, 1)
    again = siting_checks(of, moved, load_rules(), LocalFacts())
    assert all(again[one.id][0] is kept["siting"]["siting", one.id][1][0] for one in moved)
