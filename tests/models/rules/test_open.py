"""Values that a rule set leaves open: what rests on one has no data and says which, until it is filled in."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.assessment.assess import assess
from models.assessment.explain import finding_json
from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from models.kernel.schema import DataFileError
from models.kernel.text import LANGUAGES, t
from models.plans.plans import check, load_profile
from models.project.settings import Override, Settings
from models.rules.rules import load_rules, parse_standard
from models.rules.said import value_text
from models.shelters.assign import assign_nearest
from models.shelters.composition import class_rows
from models.shelters.service_limits import service_limits
from tests.models.made import county, scenario, shelter

ROWS = (
    shelter(500, 500, shelter_class="emergency"),
    shelter(1500, 500, shelter_class="short"),
    shelter(2500, 500, shelter_class="long"),
)
FILLED = {
    "shelter.emergency.area_per_person_m2": 1.0,
    "shelter.short.area_per_person_m2": 1.5,
    "shelter.long.area_per_person_m2": 4.0,
    "shelter.emergency.service_radius_m": 500.0,
    "shelter.short.service_radius_m": 1000.0,
    "shelter.long.service_radius_m": 2000.0,
    "shelter.short.effective_area_min_m2": 2000.0,
    "shelter.long.effective_area_min_m2": 800.0,
}


def rules(**filled: float):
    return load_rules("gbt44013", {key.replace("__", "."): Override(value) for key, value in filled.items()})


def filled(values: dict[str, float]):
    return load_rules("gbt44013", {key: Override(value) for key, value in values.items()})


def findings(by):
    made = assess(county(), scenario(ROWS), by)
    return {one.id: one for one in check(made, by, load_profile("core"), Settings())}


def test_what_the_standard_does_not_say_is_open_and_said_in_both_languages() -> None:
    assert load_rules("gbt44013").open == FILLED.keys()
    assert load_rules().open == frozenset()
    for key in FILLED:
        quantity = load_rules("gbt44013").quantity(key)
        assert not quantity.is_given and quantity.confidence == "N"
        assert value_text(quantity.value, quantity.unit, "zh") == "未给出"
        for lang in LANGUAGES:
            assert "44013" in t(f"missing.rule.{key}", lang)


def test_stays_are_those_of_the_standard() -> None:
    by = load_rules("gbt44013")
    assert [by[f"shelter.{name}.opening_days"] for name in ("emergency", "short", "long")] == [1, 14, 180]


def test_a_figure_on_an_open_value_has_no_data_and_names_it() -> None:
    made = assess(county(), scenario(ROWS), load_rules("gbt44013"))
    figure = made.figures["shelter.people_share.emergency"]
    assert figure.value is None
    assert figure.missing == ("rule.shelter.emergency.service_radius_m",)
    assert made.figures["shelter.capacity"].value is None
    assert made.figures["shelter.area_per_resident.county"].value is not None  # rests on none of them


def test_filled_in_by_hand() -> None:
    # 1000 m2 each: 1000 people at 1 m2, 666 at 1.5, 250 at 4. From (500, 500), (1500, 500) and (2500, 500)
    # 500 m reach A, B and C of the county's 10,500: 6000.
    made = assess(county(), scenario(ROWS), filled(FILLED))
    assert made.figures["shelter.capacity"].value == 1000 + 666 + 250
    assert made.figures["shelter.people_share.emergency"].value == pytest.approx(100 * 6000 / 10_500)
    assert not filled(FILLED).open


def test_no_verdict_rests_on_an_open_value() -> None:
    by = load_rules("gbt44013")
    for row in findings(by).values():
        if not by.are_given(row.figure.rules):
            assert row.verdict == "nodata" and row.figure.missing
        json.dumps(finding_json(row, by, "zh"), allow_nan=False)


@settings(max_examples=12, deadline=None)
@given(st.sets(st.sampled_from(sorted(FILLED))), st.floats(0.3, 3.0))
def test_what_an_open_value_could_change_has_no_data(given_keys: set[str], factor: float) -> None:
    """Whatever differs between two ways to fill it in is not told while it is open."""
    one = {key: FILLED[key] for key in given_keys}
    other = one | {key: value for key, value in FILLED.items() if key not in given_keys}
    third = one | {key: factor * value for key, value in FILLED.items() if key not in given_keys}
    left, a, b = (findings(filled(values)) for values in (one, other, third))
    for row_id, row in left.items():
        if a[row_id].figure.value != b[row_id].figure.value:
            assert row.figure.value is None, row_id


def test_tables_of_townships_and_shelters_tell_nothing_of_it() -> None:
    by = load_rules("gbt44013")
    made = assess(county(), scenario(ROWS), by)
    assert all(map(math.isnan, made.units.emergency_covered_share.tolist()))
    assert "shelter.emergency" not in made.covered
    result = made.shelters[ROWS[0].id]
    assert (result.capacity_persons, result.persons_in_radius) == (None, None)
    short = class_rows(county(), ROWS, by)[1]
    assert (short.area_per_person_m2, short.service_radius_m, short.capacity_persons) == (None, None, None)
    assert [row.over for row in service_limits(county(), ROWS, by)] == [(), ()]
    assert all(row.service_persons is None for row in service_limits(county(), ROWS, by))


def test_an_assignment_says_what_is_open() -> None:
    found = run_to_end(assign_nearest(county(), scenario(ROWS), load_rules("gbt44013"), "emergency"))
    assert "rule.shelter.short.area_per_person_m2" in found.missing
    assert found.within_radius_share is None


def test_nobody_reckons_with_what_is_required_and_open() -> None:
    with pytest.raises(HavenError, match="does not give"):
        load_rules("gbt44013").require("shelter.short.service_radius_m")
    filled(FILLED).require("shelter.short.service_radius_m")


@pytest.mark.parametrize(("value", "confidence"), [(1.0, "N"), (None, "S")])
def test_only_open_values_are_marked_so(value: float | None, confidence: str) -> None:
    entry = {"id": "a", "names": {"zh": "甲", "en": "a"}, "unit": "m", "confidence": confidence}
    entry |= {} if value is None else {"value": value}
    table = {"id": "x", "number": "X 1", "edition": "1", "names": {"zh": "某", "en": "x"}, "value": [entry]}
    with pytest.raises(DataFileError):
        parse_standard(table, "x.toml")


def test_what_a_rule_counts_has_no_unit_as_its_name_tells() -> None:
    """Neither people nor trips are "2 个", and a factor is not "1 times"."""
    for lang in LANGUAGES:
        assert value_text(2.0, "count", lang) == "2"
    assert [value_text(value, "ratio", "en") for value in (1.0, 0.5, 9 / 7)] == ["1", "0.5", "1.286"]
    assert value_text(0.5, "ratio", "zh") == "0.5 倍"
