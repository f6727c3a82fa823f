"""Ranking of candidate sites by hand. The small county is described in made.py.

A shelter for short stays stands in the seat and serves A and B. A road runs along the southern edge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from models.county.county import County
from models.county.layer import Role
from models.facilities.facility import Facility, Shelter
from models.findings.findings import Verdict
from models.hazards.check import SitingCheck
from models.hazards.screening import siting_checks
from models.kernel.text import LANGUAGES, t
from models.locate import candidates
from models.locate.candidates import CRITERIA, CandidateRank, proposed_rows, rank_candidates, weight_rule
from models.project.local import LocalFacts
from models.project.scenario import Scenario
from models.rules.rules import Rules
from tests.models.made import (
    ORIGIN,
    assessed,
    at,
    county,
    layer,
    random_county,
    rules,
    scenario,
    shelter,
    value,
)

WEIGHTS = {"people": 0.35, "layout": 0.15, "road": 0.1, "gap": 0.2, "hazard": 0.1, "kind": 0.1}
RULES = rules(
    siting__road_distance_m=500, **{f"siting__weight__{name}": value for name, value in WEIGHTS.items()}
)
LOCAL = LocalFacts()
VERDICTS = {
    "P": (Verdict.FAIL, Verdict.PASS),
    "Q": (Verdict.PASS, Verdict.NO_DATA),
    "R": (Verdict.PASS, Verdict.PASS),
}


def with_road(**changed: Any) -> County:
    line = shapely.LineString([(ORIGIN[0], ORIGIN[1]), (ORIGIN[0] + 4000, ORIGIN[1])])
    return county(roads=layer(Role.ROADS, [line]), **changed)


def sites() -> list[Shelter]:
    return [
        shelter(500, 500, id="now"),
        shelter(2500, 500, id="P", name="P", status="candidate", kind="square"),
        shelter(3500, 1500, id="Q", name="Q", status="candidate", kind="building"),
        shelter(600, 250, id="R", name="R", status="candidate", kind="park", shelter_class="medium"),
    ]


def told(
    county: County, facilities: Iterable[Facility], rules: Rules, local: LocalFacts
) -> Mapping[str, tuple[SitingCheck, ...]]:
    """Checks as given above, instead of what the layers say."""
    names = ("flood", "geological")
    return {
        one.id: tuple(
            SitingCheck(name, verdict)
            for name, verdict in zip(names, VERDICTS.get(one.id, (Verdict.PASS,) * 2), strict=True)
        )
        for one in facilities
    }


@pytest.fixture
def by_hand(monkeypatch: pytest.MonkeyPatch) -> tuple[CandidateRank, ...]:
    monkeypatch.setattr(candidates, "siting_checks", told)
    return rank_candidates(with_road(), scenario(sites()), RULES, LOCAL)


def test_order_and_totals_by_hand(by_hand: tuple[CandidateRank, ...]) -> None:
    assert [one.facility.id for one in by_hand] == ["Q", "R", "P"]
    assert [one.rank for one in by_hand] == [1, 2, 3]
    # Q: 0.35 x 4000/4000 + 0.2 x 2.5/2.5 + 0.1 x 1/2; no road within 500 m, outside, no recommended kind.
    assert by_hand[0].total == pytest.approx(0.6)
    # R: newly serves nobody; in the seat; 250 m of 500 m; West has 1000 / 3000 = 0.333 of 2.5 m2; park.
    assert by_hand[1].total == pytest.approx(0.15 + 0.1 * 0.5 + 0.2 * (2.5 - 1 / 3) / 2.5 + 0.1 + 0.1)
    # P: 3000 of 4000; exactly 500 m from the road scores 0; East; one of two checks; square.
    assert by_hand[2].total == pytest.approx(0.35 * 0.75 + 0.2 + 0.1 * 0.5 + 0.1)


def test_raw_values_by_hand(by_hand: tuple[CandidateRank, ...]) -> None:
    raw = {one.facility.id: {c.id: c.raw for c in one.criteria} for one in by_hand}
    assert raw["Q"] == {
        "people": 4000,
        "layout": 0,
        "road": pytest.approx(1500),
        "gap": pytest.approx(2.5),
        "hazard": 0.5,
        "kind": 0,
    }
    assert raw["P"]["people"] == 3000  # C; B at exactly 1000 m is served already
    assert raw["P"]["road"] == pytest.approx(500)
    assert raw["R"]["gap"] == pytest.approx(2.5 - 1 / 3)
    assert [one.inside for one in by_hand] == ["none", "seat", "none"]
    assert [one.township for one in by_hand] == ["East", "West", "East"]


def test_excluded_come_last_and_unknown_is_not_safe(by_hand: tuple[CandidateRank, ...]) -> None:
    assert [(one.is_excluded, one.is_unverified) for one in by_hand] == [
        (False, True),
        (False, False),
        (True, False),
    ]
    assert by_hand[2].total > by_hand[1].total  # last though it scores more


def test_why_in_words(by_hand: tuple[CandidateRank, ...]) -> None:
    assert by_hand[0].reason("zh") == (
        "第 1 位，得分 60；1,000 m 内新增服务 4,000 人；East人均避难面积还差 2.50 m²/人；建成区外；"
        "距道路 1,500 m；公共建筑不属推荐类型。尚不能确认安全：" + t("siting.geological", "zh") + "。"
    )
    english = by_hand[2].reason("en")
    assert english.startswith("Rank 3, score 61.3; newly serves 3,000 people within 1,000 m; ")
    assert english.endswith(f"Not suitable: {t('siting.flood', 'en')}.")
    assert "nobody in its radius is newly served" in by_hand[1].reason("en")


def test_weights_are_rule_values_and_only_their_proportion_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "siting_checks", told)
    half = rules(
        siting__road_distance_m=500,
        **{f"siting__weight__{name}": value / 2 for name, value in WEIGHTS.items()},
    )
    before = rank_candidates(with_road(), scenario(sites()), RULES, LOCAL)
    after = rank_candidates(with_road(), scenario(sites()), half, LOCAL)
    assert [one.total for one in after] == pytest.approx([one.total for one in before])
    # Almost nothing but the seat counts: R comes first.
    seat = rules(**{f"siting__weight__{name}": 1.0 if name == "layout" else 1e-6 for name in WEIGHTS})
    assert rank_candidates(with_road(), scenario(sites()), seat, LOCAL)[0].facility.id == "R"


def test_what_nobody_knows_is_left_out_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "siting_checks", told)
    ranked = rank_candidates(county(seat=None, builtup=None), scenario(sites()), RULES, LOCAL)
    for one in ranked:
        assert one.criterion("road").score is None and one.criterion("layout").score is None
        assert one.inside == ""
    # Q: 0.6 of all weights but 0.25.
    assert ranked[0].total == pytest.approx(0.6 / 0.75)


def test_what_is_unknown_of_one_site_earns_nothing_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "siting_checks", told)
    outside = shelter(3000, 3000, id="far", status="candidate")  # in no township
    ranked = rank_candidates(with_road(), scenario([*sites(), outside]), RULES, LOCAL)
    gap = next(one for one in ranked if one.facility.id == "far").criterion("gap")
    assert (gap.raw, gap.score) == (None, 0.0)


def test_an_emergency_site_looks_at_the_emergency_radius() -> None:
    ranked = rank_candidates(
        with_road(),
        scenario(
            [
                shelter(500, 500, id="now"),
                shelter(1500, 500, id="E", status="candidate", shelter_class="emergency"),
            ]
        ),
        RULES,
        LOCAL,
    )
    # B is 1000 m from the shelter: inside its own radius, but not within 500 m.
    assert ranked[0].newly_served_persons == 2000


def test_planned_shelters_serve_in_a_plan_only() -> None:
    rows = [*sites(), shelter(3500, 1500, id="plan", status="planned")]
    today = rank_candidates(with_road(), scenario(rows), RULES, LOCAL)
    plan = rank_candidates(with_road(), scenario(rows, "plan"), RULES, LOCAL)
    assert {one.facility.id: one.newly_served_persons for one in today}["Q"] == 4000
    assert {one.facility.id: one.newly_served_persons for one in plan}["Q"] == 0


def test_without_people_or_candidates() -> None:
    assert rank_candidates(with_road(), scenario(sites()[:1]), RULES, LOCAL) == ()
    ranked = rank_candidates(with_road(villages=None), scenario(sites()), RULES, LOCAL)
    assert all(one.newly_served_persons is None and one.criterion("people").score is None for one in ranked)


def test_where_no_list_tells_of_shelters_nobody_knows_what_a_site_adds_or_a_township_lacks() -> None:
    known = rank_candidates(with_road(), scenario(sites()), RULES, LOCAL)
    ranked = rank_candidates(with_road(), scenario(sites()[1:]), RULES, LOCAL, is_listed=False)
    assert {one.facility.id for one in ranked} == {one.facility.id for one in known}
    for one in ranked:
        assert one.newly_served_persons is None
        assert one.criterion("people").raw is None and one.criterion("gap").raw is None
        assert not any(word in one.reason("zh") for word in ("还差", "新增"))
    (proposed, *_) = proposed_rows(with_road(), scenario(sites()[1:]), RULES, LOCAL, is_listed=False)
    assert proposed.ranked.newly_served_persons is None


def test_sites_are_held_against_the_real_checks() -> None:
    wet = shelter(2500, 500, id="wet", status="candidate")  # in the flood zone
    dry = shelter(600, 250, id="dry", status="candidate")
    ranked = rank_candidates(with_road(), scenario([wet, dry]), RULES, LOCAL)
    assert [one.facility.id for one in ranked] == ["dry", "wet"]
    assert ranked[1].is_excluded
    assert ranked[1].checks == siting_checks(with_road(), [wet], RULES, LOCAL)["wet"]
    for one in ranked:
        assert all(one.reason(lang) for lang in LANGUAGES)


def test_planned_ones_and_the_best_candidates_are_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "siting_checks", told)
    planned = shelter(
        3500, 1000, id="plan", name="Plan", status="planned", effective_area_m2=None, gross_area_m2=1000.0
    )
    rows = proposed_rows(with_road(), scenario([*sites(), planned], "a plan"), RULES, LOCAL, most=1)
    assert [row.facility.id for row in rows] == ["plan", "R"]  # Q's people are served by the planned one
    # 700 m2 estimated of 1000; D at 500 m; C is 1118 m off.
    assert (rows[0].area_m2, rows[0].is_estimated, rows[0].newly_served_persons) == (
        pytest.approx(700),
        True,
        4000,
    )
    assert [
        row.facility.id
        for row in proposed_rows(with_road(), scenario([*sites(), planned], "p"), RULES, LOCAL)
    ] == [
        "plan",
        "R",
        "Q",
    ]  # never an excluded one


def test_candidates_are_counted_and_those_of_a_recommended_kind() -> None:
    found = assessed(*sites()).figures["shelter.candidate_count"]
    assert (found.value, found.inputs["preferred"]) == (3, 2)
    assert value(assessed(), "shelter.candidate_count") == 0


def test_every_criterion_has_a_weight_and_words() -> None:
    for name in CRITERIA:
        assert weight_rule(name) in RULES
        assert all(t(f"candidate.criterion.{name}", lang) for lang in LANGUAGES)


# -- properties ----------------------------------------------------------------------------------------------
SEEDS = [random_county(np.random.default_rng(seed), 50) for seed in range(3)]


@st.composite
def some_sites(draw: st.DrawFn) -> list[Shelter]:
    spots = draw(
        st.lists(st.tuples(st.integers(0, 16), st.integers(0, 16)), min_size=1, max_size=7, unique=True)
    )
    return [
        shelter(
            x * 500,
            y * 500,
            id=f"{x},{y}",
            name=draw(st.sampled_from("abc")),
            status=draw(st.sampled_from(["existing", "candidate", "candidate"])),
            shelter_class=draw(st.sampled_from(["emergency", "short", "medium", "long", "central"])),
            kind=draw(st.sampled_from(["square", "building"])),
        )
        for x, y in spots
    ]


@given(st.sampled_from(SEEDS), some_sites(), st.randoms())
def test_any_ranking_is_sound(made: County, rows: list[Shelter], random: Any) -> None:
    ranked = rank_candidates(made, scenario(rows), RULES, LOCAL)
    assert {one.facility.id for one in ranked} == {one.id for one in rows if one.status == "candidate"}
    assert [one.rank for one in ranked] == list(range(1, len(ranked) + 1))
    flags = [one.is_excluded for one in ranked]
    assert flags == sorted(flags)
    for one in ranked:
        assert 0 <= one.total <= 1 + 1e-12
        assert all(c.score is None or 0 <= c.score <= 1 for c in one.criteria)
    for chosen in (
        [one for one in ranked if not one.is_excluded],
        [one for one in ranked if one.is_excluded],
    ):
        totals = [one.total for one in chosen]
        assert all(a >= b - 1e-9 for a, b in pairwise(totals))
    shuffled = list(rows)
    random.shuffle(shuffled)
    again = rank_candidates(made, scenario(shuffled), RULES, LOCAL)
    assert [one.facility.id for one in again] == [one.facility.id for one in ranked]


@given(st.integers(0, 20_000), st.integers(0, 20_000))
def test_more_people_round_a_site_never_lower_it(fewer: int, more: int) -> None:
    low, high = sorted((fewer, more))
    totals = []
    for persons in (low, high):
        made = with_road(villages=layer(Role.VILLAGES, [at(2500, 500), at(3500, 1500)], name=["C", "D"],
                                        population_persons=[3000.0, float(persons)]))  # fmt: skip
        ranked = rank_candidates(made, scenario(sites()), RULES, LOCAL)
        totals.append(next(one.total for one in ranked if one.facility.id == "Q"))
    # Residents also make the township's gap larger, never smaller.
    assert totals[1] >= totals[0] - 1e-12


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_a_nearer_road_never_lowers_a_site(one: int, other: int) -> None:
    far, near = sorted((one, other), reverse=True)
    totals = []
    for away in (far, near):
        line = shapely.LineString(
            [(ORIGIN[0], ORIGIN[1] + 1500 + away), (ORIGIN[0] + 4000, ORIGIN[1] + 1500 + away)]
        )
        ranked = rank_candidates(county(roads=layer(Role.ROADS, [line])), scenario(sites()), RULES, LOCAL)
        totals.append(next(one.total for one in ranked if one.facility.id == "Q"))
    assert totals[1] >= totals[0] - 1e-12


def test_the_same_question_gets_the_same_answer() -> None:
    made: Sequence[Scenario] = [scenario(sites()), scenario(sites())]
    first, second = (rank_candidates(with_road(), one, RULES, LOCAL) for one in made)
    assert [(one.facility, one.total) for one in first] == [(one.facility, one.total) for one in second]
