"""Figures as people read them."""

from __future__ import annotations

import math

import pytest

from models.findings.findings import Target
from models.findings.numbers import (
    change_parts,
    delta_text,
    figure_text,
    fixed,
    significant,
    target_text,
    within_text,
)


def test_a_target_of_none_of_them_is_said_in_words() -> None:
    none = Target("<=", 0.0)
    assert (target_text(none, "places", "zh"), target_text(none, "count", "en")) == ("不得有", "none allowed")
    assert target_text(Target("<=", 1.0), "places", "zh") == "≤ 1 处"
    # Nothing may be there of what is counted; a share or a change that may not rise is a number.
    assert target_text(none, "percent", "zh") == "≤ 0 %"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.8249, "1.82"),
        (71.449, "71.4"),
        (12_463.2, "12,463"),
        (0.0, "0"),
        (0.00412, "0.00412"),
        (-3.0, "-3"),
    ],
)
def test_three_significant_figures_and_never_fewer_than_the_whole_part(value: float, text: str) -> None:
    assert significant(value) == text


@pytest.mark.parametrize(
    ("value_m2", "text"),
    [(9_999.0, "9,999 m²"), (10_000.0, "1 公顷"), (999_000.0, "99.9 公顷"), (7e6, "7 km²")],
)
def test_areas_change_their_unit_exactly_at_the_limit(value_m2: float, text: str) -> None:
    assert figure_text(value_m2, "m2", "zh") == text


def test_no_data_is_said_in_words_never_as_zero() -> None:
    assert figure_text(None, "percent", "zh") == "无数据"
    assert figure_text(math.nan, "m2", "en") == "No data"


def test_a_share_stands_in_per_cent_and_a_percentage_as_it_is() -> None:
    assert figure_text(0.5, "share", "zh") == figure_text(50.0, "percent", "zh") == "50 %"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(0.02, "percent", "0.02 %"), (0.0002, "share", "0.02 %"), (0.008, "", "0.008"), (0.02004, "", "0.0200")],
)
def test_small_values_have_the_digits_that_mean_something(value: float, unit: str, text: str) -> None:
    assert figure_text(value, unit, "zh") == text


def test_the_change_from_a_short_small_value_is_not_made_coarser_by_it() -> None:
    assert change_parts(0.02, 0.0315, "percent", "zh")[0] == "+0.0115"


def test_english_counts_without_a_unit() -> None:
    assert figure_text(3.0, "count", "en") == "3"
    assert figure_text(3.0, "count", "zh") == "3 个"


def test_targets_and_changes_carry_their_signs() -> None:
    assert target_text(Target(">=", 2.5), "m2_per_person", "zh") == "≥ 2.5 m²/人"
    assert target_text(None, "percent", "zh") == ""
    assert delta_text(0.06, "m2_per_person", "zh") == "+0.06"
    assert delta_text(-0.0921, "m2_per_person", "zh") == "−0.092"
    assert delta_text(3240.0, "persons", "zh") == "+3,240"
    # The figure beside it may stand in km²: an area's change says which unit it is in.
    assert delta_text(20_000.0, "m2", "zh") == "+2 公顷"


@pytest.mark.parametrize(
    ("value", "target", "text"),
    [
        (2.497, Target(">=", 2.5), "2.497 m²/人"),
        (2.4999996, Target(">=", 2.5), "2.4999996 m²/人"),
        (2.5, Target(">=", 2.5), "2.50 m²/人"),
        (2.503, Target("<=", 2.5), "2.503 m²/人"),
        (1.8249, Target(">=", 2.5), "1.82 m²/人"),
        (0.0, Target(">=", 2.5), "0 m²/人"),
    ],
)
def test_a_figure_beside_its_target_never_looks_met_when_it_is_not(
    value: float, target: Target, text: str
) -> None:
    assert figure_text(value, "m2_per_person", "zh", target=target) == text


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (75_512.5, 0, "75,513"),
        (19_352.5, 0, "19,353"),
        (2.675, 2, "2.68"),
        (0.5, 0, "1"),
        (-0.5, 0, "-1"),
        (-0.4, 0, "0"),
        (12.0, 1, "12.0"),
    ],
)
def test_halves_go_up_as_in_a_spreadsheet(value: float, decimals: int, shown: str) -> None:
    assert fixed(value, decimals) == shown


def test_a_figure_rounds_halves_like_a_table() -> None:
    assert significant(75_512.5) == "75,513"
    assert significant(1.125) == "1.13"


def test_a_change_is_the_difference_of_what_is_printed() -> None:
    assert change_parts(1.604, 1.356, "h", "zh") == ("−0.24", "小时")
    assert change_parts(0.842, 1.0, "share", "zh") == ("+15.8", "%")
    assert change_parts(1.684, 2.576, "m2_per_person", "en") == ("+0.90", "m² per person")
    assert change_parts(9_000.0, 29_000.0, "m2", "zh") == ("+2 公顷", "")
    assert change_parts(1.0001, 1.0002, "ratio", "zh") == ("+0.0001", "")


@pytest.mark.parametrize(
    ("value", "shown"), [(0.00812, "0 m"), (0.06, "0.1 m"), (8.123, "8.1 m"), (812.3, "812 m"), (3.0, "3 m")]
)
def test_metres_say_no_more_than_a_decimetre(value: float, shown: str) -> None:
    assert figure_text(value, "m", "zh") == shown


def test_metres_beside_a_target_are_as_fine_as_it_takes() -> None:
    assert figure_text(50.02, "m", "zh", target=Target("<=", 50.0)) == "50.02 m"


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (1.0, "places", "1 处", "1 place"),
        (0.0, "places", "0 处", "0 places"),
        (1.0, "persons", "1 人", "1 person"),
        (1.04, "ratio", "1.04 倍", "1.04"),
        (1.0, "count", "1 个", "1"),
    ],
)
def test_one_thing_is_not_many(value: float, unit: str, zh: str, en: str) -> None:
    assert figure_text(value, unit, "zh") == zh
    assert figure_text(value, unit, "en") == en


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [(4.0, "min", "4 分钟内", "within 4 min"), (500.0, "m", "500 m 内", "within 500 m")],
)
def test_inside_a_distance_or_a_time_each_language_has_its_spaces(
    value: float, unit: str, zh: str, en: str
) -> None:
    assert within_text(figure_text(value, unit, "zh"), "zh") == zh
    assert within_text(figure_text(value, unit, "en"), "en") == en
