"""Whom warning points reach: shares reckoned by hand, and that they do not speak in a plan's name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.facilities.facility import Status
from models.facilities.warning_point import WARNING_KINDS, WarningPoint
from models.findings.findings import Finding, Verdict
from models.plans.plans import check, load_profile, with_families
from models.project.scenario import Scenario
from models.project.settings import Indicator, Settings
from tests.models.made import PEOPLE, VILLAGES, assessed, at, failing, rules, value

SHARE = "warning.people_share"
VILLAGES_BY_NAME = {name: (place, PEOPLE[name]) for name, place in VILLAGES.items()}
"""10,500 people; E lies outside the county, and counts among all as its list says."""


def point(x: float, y: float, kind: str = "loudspeaker", **more: object) -> WarningPoint:
    made = WarningPoint(geometry=at(x, y), warning_kind=kind, status=Status.EXISTING)
    return replace(made, id=f"{kind}{x}{y}", **more)  # type: ignore[arg-type]


def test_a_loudspeaker_reaches_whom_its_radius_holds_and_a_monitoring_station_nobody() -> None:
    (x, y), people = VILLAGES_BY_NAME["A"]
    share = 100 * people / 10_500
    inside = assessed(point(x + 300, y))
    assert value(inside, SHARE) == pytest.approx(share)
    figure = inside.figures[SHARE]
    assert (figure.inputs["sites"], figure.inputs["loudspeaker_m"], figure.inputs["terminal_m"]) == (
        1,
        300,
        100,
    )
    assert value(assessed(point(x + 301, y)), SHARE) == 0.0
    assert value(assessed(point(x + 101, y, "terminal")), SHARE) == 0.0
    assert value(assessed(point(x + 100, y, "terminal")), SHARE) == pytest.approx(share)
    assert inside.reached_persons == {f"loudspeaker{x + 300}{y}": people}
    assert assessed(point(x, y, "monitoring")).reached_persons == {}
    alone = assessed(point(x, y, "monitoring")).figures[SHARE]
    assert alone.value is None and alone.missing == ("warning_points",), (
        "nothing is known, not nobody reached"
    )
    both = assessed(point(x, y, "monitoring"), point(x + 300, y))
    assert value(both, SHARE) == pytest.approx(share) and failing(both, SHARE)
    wide = assessed(point(x + 301, y), by=rules(**{"warning.loudspeaker_radius_m": 301.0}))
    assert value(wide, SHARE) == pytest.approx(share)


@given(
    st.lists(
        st.tuples(st.integers(0, 4000), st.integers(0, 2000), st.sampled_from(WARNING_KINDS)), max_size=6
    )
)
def test_the_share_is_that_of_villages_within_the_radius_of_any(spots: list[tuple[int, int, str]]) -> None:
    points = [replace(point(x, y, kind), id=str(number)) for number, (x, y, kind) in enumerate(spots)]
    found = value(assessed(*points), SHARE)
    radius = {"loudspeaker": 300.0, "terminal": 100.0}
    heard = [(x, y, radius[kind]) for x, y, kind in spots if kind in radius]
    if not heard:
        assert found is None
        return
    reached = whole = 0.0
    for (x, y), people in VILLAGES_BY_NAME.values():
        whole += people
        reached += people * any((x - a) ** 2 + (y - b) ** 2 <= r**2 for a, b, r in heard)
    assert found == pytest.approx(100 * reached / whole)


def row(plan: str, row_id: str, *points: WarningPoint, typed: float | None = None) -> Finding:
    indicators = {} if typed is None else {row_id: Indicator(typed, 2025, "气象局")}
    settings = Settings(profile_id=plan, indicators=indicators)
    made = Scenario("plan", "甲", {one.id: one for one in points})
    profile = with_families(load_profile(plan), [made])
    findings = check(assessed(*points), rules(), profile, settings, date(2026, 1, 1))
    return next(one for one in findings if one.id == row_id)


@pytest.mark.parametrize(
    ("plan", "row_id"),
    [
        ("cangzhou", "cangzhou.warning"),
        ("qinhuangdao", "qinhuangdao.warning"),
        ("suzhou-anhui", "suzhou.warning"),
        ("xinxiang", "xinxiang.warning"),
    ],
)
def test_what_is_computed_never_speaks_in_a_plans_name(plan: str, row_id: str) -> None:
    # The plans mean every way a warning goes, text messages and television among them.
    nothing = row(plan, row_id)
    assert (nothing.figure.value, nothing.verdict) == (None, Verdict.NO_DATA)
    spot, _ = VILLAGES_BY_NAME["A"]
    typed = row(plan, row_id, point(*spot), typed=96.0)
    assert (typed.figure.id, typed.figure.value, typed.verdict) == ("typed.value", 96.0, Verdict.PASS)
    beside = row(plan, SHARE, point(*spot))
    assert beside.figure.id == SHARE and beside.basis == "practice"
    assert beside.figure.value is not None and 0 < beside.figure.value < 96.0
