"""A figure over scenarios and years: nothing is computed again, and nothing invented."""

from __future__ import annotations

from models.findings.findings import Figure, Finding, Target, Verdict
from models.findings.sources import Source
from models.programme.trend import TrendPoint, trend
from models.programme.years import Point


def finding(row_id: str, value: float) -> Finding:
    verdict = Verdict.PASS if value >= 2.5 else Verdict.FAIL
    figure = Figure("x", value, "m2_per_person")
    return Finding(
        row_id, {"zh": "x", "en": "x"}, "shelter", figure, Target(">=", 2.5), None, verdict, Source()
    )


def test_scenarios_first_then_years() -> None:
    today, plan, later = finding("a", 1.5), finding("a", 2.6), finding("a", 2.0)
    scenarios = {"today": [finding("b", 9), today], "plan": [plan], "other": [finding("b", 9)]}
    years = [
        Point(None, True, None, (today,)),
        Point(2030, False, None, (later,)),
        Point(None, False, None, (plan,)),
    ]
    assert trend("a", scenarios, years) == (
        TrendPoint("today", None, today),
        TrendPoint("plan", None, plan),
        TrendPoint("", 2030, later),  # today and the whole plan stand among the scenarios already
    )
    assert trend("c", scenarios, years) == ()
