"""In whose name a row is judged: counted apart, said in words, in one place for every output."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.findings.findings import Baseline, Basis, Figure, Finding, Reference, Target, Verdict
from models.findings.sources import Source
from models.findings.standing import (
    TO_FILL,
    Score,
    asked_short,
    basis_text,
    beside_text,
    grouped,
    headline,
    judged,
    named_text,
    ranked,
    score_text,
    scores,
    shortfall,
)

ASKED = Target(">=", 100.0)


def finding(row_id: str, basis: Basis, value: float | None = 80.0, figure: str = "depot.count") -> Finding:
    own = basis not in (Basis.QUALITATIVE, Basis.BASELINE)
    verdict = Verdict.NO_DATA if value is None else Verdict.FAIL if own else Verdict.INFO
    return Finding(
        id=row_id,
        names={"zh": "库点", "en": "Depots"},
        family="depot",
        figure=Figure(figure, value, "percent"),
        target=ASKED if own else None,
        verdict=verdict,
        source=Source("规划", "plan"),
        basis=basis,
    )


IN_WORDS = replace(
    finding("q", Basis.QUALITATIVE),
    reference=Reference(Basis.STANDARD, ASKED, Verdict.FAIL, Source("GB 1", "GB 1")),
)
WAITING = replace(IN_WORDS, id="w", figure=Figure("typed.value", None, "percent"), verdict=Verdict.NO_DATA)
START = replace(finding("b", Basis.BASELINE), baseline=Baseline(60.0, 2020))
EVERY = (
    finding("s", Basis.STATED),
    replace(finding("d", Basis.DERIVED, 100.0), verdict=Verdict.PASS),
    finding("u", Basis.STATED, None),
    finding("n", Basis.STANDARD),
    finding("p", Basis.PRACTICE),
    IN_WORDS,
    START,
    WAITING,
)


def test_each_verdict_counts_in_one_name_only() -> None:
    assert scores(EVERY) == {
        "plan": Score(met=1, total=3, unknown=1),
        "standard": Score(met=0, total=2, unknown=0),
        "practice": Score(met=0, total=1, unknown=0),
    }
    assert [judged(one)[0] for one in EVERY] == ["plan"] * 3 + ["standard", "practice", "standard", "", ""]
    assert score_text(EVERY, "zh") == "规划指标达标 1 / 3（1 项无数据）；国家标准符合 0 / 2；参考值达到 0 / 1"


def test_headlines_count_the_plans_targets_and_without_a_plan_the_others() -> None:
    assert [one.id for one in headline(EVERY)] == ["s", "d", "u"]
    assert [one.id for one in headline(EVERY[3:])] == ["n", "p"]


def test_rows_that_wait_for_a_value_stand_together_at_the_end() -> None:
    typed = replace(EVERY[0], id="t", figure=Figure("typed.value", 3.0, "percent"))
    groups = grouped([WAITING, typed, *EVERY[:2]])
    assert {name: [one.id for one in group] for name, group in groups.items()} == {
        "depot": ["s", "d", "t"],
        TO_FILL: ["w"],
    }
    assert TO_FILL not in grouped(EVERY[:2])


def test_rows_that_lack_most_come_first() -> None:
    half, all_but = replace(EVERY[0], id="half"), replace(EVERY[0], id="all")
    half = replace(half, figure=replace(half.figure, value=50.0))
    all_but = replace(all_but, figure=replace(all_but.figure, value=1.0))
    met = replace(half, id="met", figure=replace(half.figure, value=100.0), verdict=Verdict.PASS)
    unknown = replace(half, id="none", figure=replace(half.figure, value=None), verdict=Verdict.NO_DATA)
    assert (shortfall(half), shortfall(all_but), shortfall(met), shortfall(unknown)) == (0.5, 0.99, 0, 0)
    groups = ranked([met, unknown, half, all_but, *EVERY[2:]])
    made = ("all", "half", "none", "met")
    assert tuple(one.id for one in groups["plan"] if one.id in made) == made
    assert list(groups) == ["plan", "standard", "info", TO_FILL]
    assert [one.id for one in groups[TO_FILL]] == ["w"]


def test_a_row_says_what_it_rests_on() -> None:
    soft = replace(EVERY[0], is_soft=True, is_expired=True)
    assert basis_text(soft, "zh") == "规划指标，争取目标，期限已过"
    assert basis_text(EVERY[4], "zh") == "参考值"
    assert beside_text(IN_WORDS, "zh") == "对照国家标准 ≥ 100 %：未达标（GB 1）"
    assert beside_text(START, "zh") == "基期（2020 年） 60 %，增减 +20"
    assert beside_text(EVERY[0], "zh") == ""


@pytest.mark.parametrize(
    ("one", "short"),
    [
        (EVERY[0], "≥ 100 %"),
        (EVERY[3], "国标 ≥ 100 %"),
        (EVERY[4], "参考 ≥ 100 %"),
        (IN_WORDS, "国标 ≥ 100 %"),
        (START, "基期 60 %"),
        (finding("x", Basis.QUALITATIVE), ""),
    ],
)
def test_where_there_is_little_room_the_name_stands_before_the_number(one: Finding, short: str) -> None:
    assert asked_short(one, "zh") == short


def test_only_what_is_not_the_plans_has_its_basis_beside_its_name() -> None:
    assert named_text(EVERY[0], "库点", "zh") == "库点"
    assert named_text(EVERY[4], "库点", "zh") == "库点（参考值）"
    assert named_text(EVERY[3], "库点（县级）", "zh") == "库点（县级，国家标准）"
    # Inside brackets nothing begins with a capital.
    assert named_text(EVERY[4], "Depots", "en") == "Depots (usual value)"
    assert beside_text(IN_WORDS, "en").endswith("(national standard, GB 1)")
