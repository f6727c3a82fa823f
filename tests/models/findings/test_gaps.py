"""What a figure lacks to its target, worked by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.findings.findings import Figure, Finding, Target, Verdict
from models.findings.gaps import Gap, gap_of
from models.findings.sources import Source


def finding(value, unit, inputs=None, operator=">=", target=None):
    figure = Figure("x", value, unit, inputs or {})
    wanted = None if target is None else Target(operator, target)
    met = wanted is not None and value is not None and wanted.is_met(value)
    verdict = Verdict.PASS if met else Verdict.FAIL
    return Finding("x", {"zh": "x", "en": "x"}, "shelter", figure, wanted, None, verdict, Source())


def test_area_for_each_resident_lacks_square_metres():
    # 2.5 m2 x 1,000 residents = 2,500 m2; 1,600 m2 are there.
    row = finding(1.6, "m2_per_person", {"area_m2": 1600.0, "persons": 1000.0}, target=2.5)
    assert gap_of(row) == Gap(900.0, "m2")


def test_what_is_over_is_negative():
    row = finding(3.0, "m2_per_person", {"area_m2": 3000.0, "persons": 1000.0}, target=2.5)
    gap = gap_of(row)
    assert gap == Gap(-500.0, "m2")
    assert not gap.is_lacking


def test_a_share_of_people_lacks_whole_people():
    # 60 % of 1,001 is 600.6: 601 people are needed, 500 are covered.
    row = finding(500 / 1001 * 100, "percent", {"covered_persons": 500, "persons": 1001}, target=60.0)
    assert gap_of(row) == Gap(101, "persons")


def test_a_share_of_townships_lacks_townships():
    row = finding(6 / 19 * 100, "percent", {"reached": 6, "townships": 19}, target=100.0)
    assert gap_of(row) == Gap(13, "towns")


def test_a_count_that_must_be_nothing():
    assert gap_of(finding(9.0, "count", operator="<=", target=0.0)) == Gap(9.0, "count")


def test_inputs_that_are_not_the_figure_are_not_used():
    row = finding(50.0, "percent", {"covered_persons": 1, "persons": 1001}, target=60.0)
    assert gap_of(row) == Gap(10.0, "percent")


@pytest.mark.parametrize("row", [finding(None, "count", target=1.0), finding(1.0, "count")])
def test_nothing_is_said_without_figure_or_target(row):
    assert gap_of(row) is None


def test_just_as_much_is_no_gap():
    assert gap_of(finding(1.0, "count", operator="=", target=2.0)) is None


@given(st.integers(0, 10_000), st.integers(1, 10_000), st.integers(0, 100))
def test_what_lacks_is_enough_and_no_more(part, whole, target):
    part = min(part, whole)
    row = finding(part / whole * 100, "percent", {"covered_persons": part, "persons": whole}, target=target)
    gap = gap_of(row)
    after = (part + gap.amount) / whole * 100
    assert Target(">=", target).is_met(after)
    if gap.is_lacking:
        assert not Target(">=", target).is_met((part + gap.amount - 1) / whole * 100)
