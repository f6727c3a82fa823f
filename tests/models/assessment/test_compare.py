from __future__ import annotations

from dataclasses import replace

import pytest

from models.assessment.compare import Trend, compare, courses
from models.findings.figures import figure_specs
from models.findings.findings import Figure, Finding, Target, Verdict
from models.findings.formulas import EXCESS
from models.findings.whose import BY_UNITS
from models.kernel.resources import load_toml
from models.kernel.text import LANGUAGES, has_text
from models.plans.plans import load_profile, profile_ids, verdict_on


def finding(
    value: float | None, target: Target | None = None, figure: str = "shelter.count", id: str = "row"
) -> Finding:
    names = {"zh": "行", "en": "Row"}
    made = Figure(figure, value, "count")
    return Finding(id, names, "shelter", made, target, verdict_on(value, target), "source")


@pytest.mark.parametrize(
    ("operator", "a", "b", "trend"),
    [
        (">=", 1, 2, "better"),
        (">=", 2, 1, "worse"),
        (">", 1, 2, "better"),
        ("<=", 1, 2, "worse"),
        ("<", 2, 1, "better"),
        (">=", 1, 1, "same"),
        ("<=", 1, 1 + 1e-13, "same"),
        ("=", 1, 5, "better"),
        ("=", 5, 8, "worse"),
        ("=", 4, 6, "same"),
    ],
)
def test_better_and_worse_follow_the_target(operator: str, a: float, b: float, trend: str) -> None:
    target = Target(operator, 5)
    (found,) = compare([finding(a, target)], [finding(b, target)])
    assert found.trend == trend
    assert found.difference == b - a
    assert (found.a, found.b) == (a, b)


@pytest.mark.parametrize(("a", "b"), [(None, 1.0), (1.0, None), (None, None)])
def test_no_data_cannot_be_compared(a: float | None, b: float | None) -> None:
    target = Target(">=", 1)
    (found,) = compare([finding(a, target)], [finding(b, target)])
    assert (found.difference, found.trend) == (None, Trend.UNKNOWN)
    assert found.verdict_a == (Verdict.NO_DATA if a is None else Verdict.PASS)
    assert found.is_changed == (a is not b)  # what was not known and is, or the other way round


@pytest.mark.parametrize(
    ("figure", "trend"),
    [("fire.people_share", "better"), ("relief.arrival_h", "worse"), ("shelter.count", "unknown")],
)
def test_without_a_target_the_figure_itself_says_which_way_is_better(figure: str, trend: str) -> None:
    (found,) = compare([finding(1, figure=figure)], [finding(2, figure=figure)])
    assert found.trend == trend


def test_what_is_over_its_limit_is_judged_by_how_much_of_it_is_over() -> None:
    # One station with 6 km2 too much; a second one takes half of it and is over its limit as well.
    target, figure = Target("<=", 0), "fire.jurisdiction"

    def over(count: float, excess: float) -> Finding:
        one = finding(count, target, figure)
        return replace(one, figure=replace(one.figure, inputs={EXCESS: excess}))

    for count, excess, trend in ((2, 5.0, "better"), (2, 7.0, "worse"), (2, 6.0, "same"), (1, 5.0, "same")):
        (found,) = compare([over(1, 6.0)], [over(count, excess)])
        assert (found.trend, found.difference) == (trend, count - 1)


def test_a_new_site_that_nobody_could_look_at_is_neither_worse_nor_better() -> None:
    one, other = (finding(count, Target("<=", 0), "shelter.siting_unknown_count") for count in (1, 2))
    assert [row.trend for row in compare([one], [other])] == [Trend.UNKNOWN]
    assert [row.trend for row in compare([one], [one])] == [Trend.SAME]


def test_rows_that_only_one_has_are_left_out_and_the_order_is_the_firsts() -> None:
    first = [finding(1, id="a"), finding(2, id="b"), finding(3, id="c")]
    second = [finding(5, id="c"), finding(4, id="a")]
    assert [(one.id, one.a, one.b) for one in compare(first, second)] == [("a", 1, 4), ("c", 3, 5)]
    assert compare(first, second)[0].name("en") == "Row"


def test_a_scenario_against_itself_is_the_same() -> None:
    findings = [finding(1, Target(">=", 2)), finding(3, id="other")]
    assert {one.trend for one in compare(findings, findings)} == {Trend.SAME}


def test_directions_name_figures_that_exist_and_each_once() -> None:
    table = load_toml("directions.toml")
    named = [*table["higher"], *table["lower"], *table["neither"]]
    assert len(set(named)) == len(named)
    assert [one for one in named if one not in figure_specs()] == []


def test_every_share_in_a_plan_has_a_direction() -> None:
    table = load_toml("directions.toml")
    named = {*table["higher"], *table["lower"]}
    rows = [row for one in profile_ids() for row in load_profile(one).rows]
    undecided = {
        row.figure
        for row in rows
        if row.figure.endswith("_share") and not (row.target or row.reference) and row.figure not in named
    }
    assert undecided == set()
    assert all(has_text(f"trend.{trend}") for trend in Trend) and LANGUAGES


def test_a_course_runs_through_the_scenarios_and_is_held_against_the_first() -> None:
    target = Target("<=", 5)
    through = courses(
        {
            "today": [finding(4, target), finding(None, id="lost")],
            "a": [finding(6, target), finding(1, id="lost")],
            "b": [finding(3, target), finding(None, id="lost")],
            "c": [finding(4, target), finding(None, id="lost"), finding(1, id="late")],
        }
    )
    points = through["row"]
    assert [point.scenario_id for point in points] == ["today", "a", "b", "c"]
    assert [point.value for point in points] == [4, 6, 3, 4]
    assert [point.trend for point in points] == [None, Trend.WORSE, Trend.BETTER, Trend.SAME]
    assert [point.verdict for point in points] == ["pass", "fail", "pass", "pass"]
    assert [point.trend for point in through["lost"]] == [None, *[Trend.UNKNOWN] * 3]
    assert [point.scenario_id for point in through["late"]] == ["c"]
    assert courses({}) == {}


def test_a_row_is_named_as_the_finding_is_where_districts_stand_for_townships() -> None:
    made = Figure("shelter.area_per_resident.townships", 50.0, "percent", {BY_UNITS: 2})
    names = {"zh": "人均达标的乡镇比例", "en": "Townships that reach it"}
    one = Finding("row", names, "shelter", made, None, Verdict.INFO, "source")
    (found,) = compare([one], [one])
    assert (found.name("zh"), found.name("en")) == ("人均达标的县（区）比例", "Districts that reach it")
