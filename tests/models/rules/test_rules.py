from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.access.measures import formula_area_m2
from models.kernel.errors import HavenError
from models.kernel.resources import load_toml
from models.kernel.schema import DataFileError
from models.kernel.text import LANGUAGES, has_text, t
from models.project.settings import Override
from models.rules.rules import (
    CONFIDENCES,
    check_override,
    differences,
    load_rules,
    load_standard,
    parse_ruleset,
    parse_standard,
    ruleset_ids,
    ruleset_names,
    standard_ids,
)

CLASSES = ("emergency", "short", "medium", "long", "central")
SHELTER_KINDS = ("square", "park", "green", "school", "stadium", "civil_defence", "building", "other")


# -- what ships --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("standard_id", standard_ids())
def test_every_standard_is_as_its_schema_asks(standard_id: str) -> None:
    standard = load_standard(standard_id)
    assert standard.id == standard_id
    assert standard.number and standard.edition
    for value in standard.values.values():
        assert has_text(f"unit.{value.unit}")
        assert value.confidence in CONFIDENCES
        assert value.source
        assert "http" not in value.source
        assert set(value.names) == set(LANGUAGES)


def test_the_standards_asked_for_are_there() -> None:
    numbers = {load_standard(one).number for one in standard_ids()}
    for number in ("GB 51143", "GB 50413", "GB 21734", "GB 50188", "GB/T 51327", "GB 55028", "建标 152"):
        assert any(one.startswith(number) for one in numbers), number
    for number in ("GB 51080", "GB/T 35547", "建标 121", "Sphere", "GB 18218", "JTG B01"):
        assert any(one.startswith(number) for one in numbers), number


def test_every_standard_value_has_one_id_that_ends_in_its_unit() -> None:
    suffixes = {"_km_h": "km_h", "_km2": "km2", "_persons": "persons", "_days": "days", "_min": "min"}
    for standard_id in standard_ids():
        for value_id, value in load_standard(standard_id).values.items():
            for suffix, unit in suffixes.items():
                # "_min" also means least: then the unit comes before it or stands on its own.
                if value_id.endswith(suffix) and suffix != "_min":
                    assert value.unit == unit, (standard_id, value_id)


@pytest.mark.parametrize("ruleset_id", ruleset_ids())
def test_every_rule_set_has_every_key_with_name_source_and_confidence(ruleset_id: str) -> None:
    rules, national = load_rules(ruleset_id), load_rules()
    assert set(rules) == set(national)
    assert set(ruleset_names(ruleset_id)) == set(LANGUAGES)
    for quantity in rules.quantities():
        assert quantity.value is quantity.standard_value or quantity.value == quantity.standard_value
        assert quantity.value > 0 or quantity.unit == "yes_no" or quantity.confidence == "N"
        assert quantity.override is None
        assert quantity.source and quantity.edition
        assert quantity.confidence in CONFIDENCES
        assert all(quantity.name(lang) == t(f"rule.{quantity.key}", lang) for lang in LANGUAGES)


def test_no_name_is_left_of_a_rule_that_is_gone() -> None:
    national = load_rules()
    named = {key for key in _rule_texts()}
    assert named == set(national)


def _rule_texts() -> set[str]:
    from models.kernel.text import catalogue

    return {key.removeprefix("rule.") for key in catalogue() if key.startswith("rule.")}


def test_names_tell_rules_apart() -> None:
    for lang in LANGUAGES:
        names = [quantity.name(lang) for quantity in load_rules().quantities()]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        # The national values a planner would look up first, each as its document gives it.
        *(
            (f"shelter.{name}.area_per_person_m2", value)
            for name, value in zip(CLASSES, (0.5, 2, 3, 4.5, 4.5), strict=True)
        ),
        *(
            (f"shelter.{name}.service_radius_m", value)
            for name, value in zip(CLASSES, (500, 1000, 1500, 2500, 4000), strict=True)
        ),
        ("shelter.area_per_resident_m2", 2.5),
        ("shelter.fixed_capacity_share", 0.15),
        ("shelter.indoor_share", 0.30),
        ("fire.turnout_min", 1),
        ("fire.driving_min", 4),
        ("fire.first.area_limit_km2", 7),
        ("fire.second.area_limit_km2", 4),
        ("fire.small.area_limit_km2", 2),
        ("fire.special.area_limit_km2", 7),
        ("fire.suburb.area_limit_km2", 15),
        ("micro.reach_min", 3),
        ("brigade.full_time_1.staff_persons", 15),
        ("brigade.full_time_2.site_area_m2", 700),
        ("brigade.volunteer.staff_persons", 8),
        ("depot.county.floor_area_min_m2", 630),
        ("depot.city.floor_area_min_m2", 2900),
        ("hazard.major_source.distance_m", 500),
    ],
)
def test_national_values(key: str, value: float) -> None:
    assert load_rules()[key] == value


def test_the_formula_of_the_fire_standard_gives_its_known_area() -> None:
    # A = 2 (S / detour)^2: 2 km in 4 min at 30 km/h, 1.4286 km with a detour factor of 1.4: 4.08 km2.
    # The known 5.56 km2 are at 35 km/h.
    rules = load_rules()
    assert formula_area_m2(rules) == pytest.approx(2 * (2000 / 1.4) ** 2)
    assert formula_area_m2(load_rules("national", {"fire.speed_km_h": Override(35.0)})) == pytest.approx(
        5.56e6, abs=5e3
    )


@pytest.mark.parametrize("kind", SHELTER_KINDS)
def test_effective_ratios_are_marked_as_practice(kind: str) -> None:
    quantity = load_rules().quantity(f"shelter.effective_ratio.{kind}")
    assert 0 < quantity.value < 1
    assert quantity.confidence == "M"
    assert quantity.note["zh"]


def test_earthquake_planning_takes_other_radii_and_areas() -> None:
    national, seismic = load_rules(), load_rules("gb50413")
    assert seismic["shelter.emergency.area_per_person_m2"] == 1
    assert seismic["shelter.short.service_radius_m"] == 2000
    assert seismic.quantity("shelter.short.service_radius_m").source == "GB 50413-2007 8.2.10"
    assert seismic["fire.first.area_limit_km2"] == national["fire.first.area_limit_km2"]
    changed = {one.key for one in differences(national, seismic)}
    assert "shelter.long.service_radius_m" in changed
    assert all(key.startswith("shelter.") for key in changed)


def test_urban_fire_planning_knows_no_smaller_class() -> None:
    rules = load_rules("gb51080")
    assert {rules[f"fire.{name}.area_limit_km2"] for name in ("first", "second", "small", "special")} == {7}


def test_rule_sets_that_agree_differ_in_nothing() -> None:
    assert differences(load_rules(), load_rules()) == ()


# -- a county's own values ---------------------------------------------------------------------------------
def test_a_change_is_in_force_and_stays_visible() -> None:
    change = Override(32.0, "Li", "2026-01-05", "measured on three drills")
    rules = load_rules("national", {"fire.speed_km_h": change})
    quantity = rules.quantity("fire.speed_km_h")
    assert rules["fire.speed_km_h"] == 32.0
    assert quantity.standard_value == 30.0
    assert quantity.override == change
    assert rules.changed == (quantity,)
    assert rules.unapplied == {}


def test_a_change_taken_back_gives_the_standard_again() -> None:
    load_rules("national", {"fire.speed_km_h": Override(32.0)})
    assert load_rules()["fire.speed_km_h"] == 30.0
    assert load_rules().changed == ()


@given(
    st.dictionaries(
        st.sampled_from(sorted(key for key in load_rules() if load_rules().quantity(key).unit != "yes_no")),
        st.floats(min_value=1e-6, max_value=1.0),
        max_size=8,
    )
)
def test_changes_round_trip(values: dict[str, float]) -> None:
    rules = load_rules("national", {key: Override(value) for key, value in values.items()})
    assert {one.key: one.value for one in rules.changed} == values
    others = set(rules) - set(values)
    assert all(rules[key] == load_rules()[key] for key in others)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("no.such.rule", 1.0),
        ("fire.speed_km_h", 0.0),
        ("fire.speed_km_h", -1.0),
        ("fire.speed_km_h", float("nan")),
        ("fire.speed_km_h", float("inf")),
        ("depot.relocated_share", 1.5),
        ("scope.counts_outside", 0.5),
    ],
)
def test_a_change_that_cannot_be_is_told_and_has_no_effect(key: str, value: float) -> None:
    change = Override(value)
    rules = load_rules("national", {key: change})
    assert rules.unapplied == {key: change}
    assert rules.changed == ()
    if key in rules:
        assert rules[key] == load_rules()[key]
        with pytest.raises(HavenError) as caught:
            check_override(rules.quantity(key), value)
        assert rules.quantity(key).name("zh") in caught.value.message("zh").what
        assert rules.quantity(key).name("en") in caught.value.message("en").what


@pytest.mark.parametrize(("key", "value"), [("fire.speed_km_h", 0.1), ("depot.relocated_share", 1.0)])
def test_a_change_at_the_limit_counts(key: str, value: float) -> None:
    check_override(load_rules().quantity(key), value)
    assert load_rules("national", {key: Override(value)})[key] == value


def test_the_same_choice_gives_the_same_object() -> None:
    changes = {"fire.speed_km_h": Override(30.0), "micro.reach_min": Override(4.0)}
    assert load_rules("national", changes) is load_rules("national", dict(reversed(changes.items())))
    assert load_rules() is load_rules("national", {})


def test_an_unknown_rule_set_is_the_planners_fault_and_said_so() -> None:
    with pytest.raises(HavenError, match="mine"):
        load_rules("mine")


def test_an_unknown_key_is_our_fault() -> None:
    with pytest.raises(KeyError):
        load_rules()["no.such.rule"]
    assert "no.such.rule" not in load_rules()


# -- the schema --------------------------------------------------------------------------------------------
def good_standard() -> dict[str, Any]:
    return deepcopy(load_toml("standards", "gb50188.toml"))


def test_a_good_file_is_taken() -> None:
    assert parse_standard(good_standard(), "x.toml") == load_standard("gb50188")


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("unit", "", "value 'area_min_m2': unit is missing"),
        ("unit", "furlong", "value 'area_min_m2': unknown unit 'furlong'"),
        ("confidence", "X", "value 'area_min_m2': unknown confidence 'X'"),
        ("confidence", None, "value 'area_min_m2': confidence is missing"),
        ("value", "4000", "value 'area_min_m2': value must be a number, not '4000'"),
        ("value", True, "value must be a number, not True"),
        ("value", float("nan"), "value must be a number, not nan"),
        ("value", None, "value is missing"),
        ("names", None, "value 'area_min_m2': names is missing"),
        ("names", {"zh": "一"}, "value 'area_min_m2': names must have zh and en"),
        ("names", {"zh": "一", "en": ""}, "value 'area_min_m2': names must have zh and en"),
        ("note", {"zh": "一"}, "value 'area_min_m2': note must have zh and en"),
        ("id", None, "a value: id is missing"),
        ("id", "area_per_person_m2", "value 'area_per_person_m2' stands twice"),
        ("vlaue", 3, "value 'area_min_m2': unknown key 'vlaue'"),
    ],
)
def test_a_faulty_value_is_refused_by_name(key: str, value: object, problem: str) -> None:
    table = good_standard()
    table["value"][0][key] = value
    if value is None:
        del table["value"][0][key]
    with pytest.raises(DataFileError, match=re.escape(problem)) as caught:
        parse_standard(table, "standards/mine.toml")
    assert str(caught.value).startswith("standards/mine.toml: ")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"number": ""}, "the document: number is missing"),
        ({"edition": 2007}, "the document: edition: expected `str`, got `int`, not 2007"),
        ({"value": []}, "the document holds no value"),
        ({"publisher": "x"}, "the document: unknown key 'publisher'"),
        ({"names": "GB 50188"}, "the document: names: expected `object`, got `str`"),
    ],
)
def test_a_faulty_document_is_refused(change: dict[str, Any], problem: str) -> None:
    with pytest.raises(DataFileError, match=re.escape(problem)):
        parse_standard({**good_standard(), **change}, "x.toml")


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"fire.speed_km_h": "nowhere:speed"}, "'fire.speed_km_h': there is no standard 'nowhere'"),
        ({"fire.speed_km_h": "jb152:speed"}, "'fire.speed_km_h': 'jb152' has no value 'speed'"),
        ({"fire.speed_km_h": "jb152:turnout_min"}, "'fire.speed_km_h': 'jb152:turnout_min' is in 'min'"),
        ({"fire.turnout_h": "jb152:turnout_min"}, "'fire.turnout_h': 'jb152:turnout_min' is in 'min'"),
        ({"fire.unheard_min": "jb152:turnout_min"}, "the text 'rule.fire.unheard_min' is missing"),
    ],
)
def test_a_faulty_reference_is_refused(values: dict[str, str], problem: str) -> None:
    with pytest.raises(DataFileError, match=re.escape(problem)):
        parse_ruleset({"id": "x", "values": values}, "rulesets/x.toml")


def test_a_rule_set_takes_over_what_it_extends() -> None:
    table = {"id": "x", "extends": "national", "values": {"fire.turnout_min": "jb152:driving_min"}}
    found = parse_ruleset(table, "rulesets/x.toml")
    assert found["fire.turnout_min"].value == 4
    assert found["fire.driving_min"].value == 4
    assert set(found) == set(load_rules())


def test_notes_on_values_speak_to_who_uses_them_and_not_of_how_they_were_found() -> None:
    rules = load_rules()
    said = {key: rules.quantity(key).note for key in rules}
    said |= {
        f"confidence.{one}": {lang: t(f"confidence.{one}", lang) for lang in LANGUAGES} for one in "SLMN"
    }
    ours = re.compile(
        r"网页|图片|查到|另一来源|页面|memory|not found|was found|another source|image|the page"
    )
    assert {key: note for key, note in said.items() if any(map(ours.search, note.values()))} == {}
