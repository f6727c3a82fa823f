"""Plans of new sites weighed against money, land, number and the worst way; see made.py."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.facilities.facility import Family, Shelter
from models.kernel.errors import HavenError
from models.locate.ask import Against, Ask
from models.locate.places import Source, places_of
from models.locate.problem import Model
from models.locate.sitefront import SiteFront, site_front
from models.locate.siting import site
from models.locate.words import first_value, plan_text
from models.project.local import LocalFacts
from tests.models.made import county, rules, scenario, shelter

RULES, LOCAL, COUNTY = rules(), LocalFacts(), county()
SITES = [
    shelter(500, 500, id="now"),
    shelter(3500, 1500, id="Q", name="Q", status="candidate", gross_area_m2=3000.0),
    shelter(600, 250, id="R", name="R", status="candidate", gross_area_m2=500.0),
    shelter(3000, 500, id="S", name="S", status="candidate", gross_area_m2=1000.0),
]


def weighed(
    against: Against, model: Model = Model.MCLP, sites: list[Shelter] = SITES, **given: object
) -> SiteFront:
    places = places_of(COUNTY, scenario(sites), RULES, LOCAL, Family.SHELTER, Source.CANDIDATES)
    ask = Ask(Family.SHELTER, model, against=against, **given)  # type: ignore[arg-type]
    return site_front(COUNTY, scenario(sites), RULES, places, ask)


def told(found: SiteFront) -> list[tuple[float, float, set[str]]]:
    return [
        (one.first, one.second, {step.place.facility.id for step in one.siting.steps}) for one in found.plans
    ]


def test_people_against_land_and_number_by_hand() -> None:
    # A and B are served; S adds C's 3000 on 1000 m2, Q adds D's 4000 on 3000 m2, R nobody.
    found = weighed(Against.LAND, new=2)
    assert found.is_proved and found.unit == "m2"
    assert told(found) == [
        (3000, 0, set()),
        (6000, 1000, {"S"}),
        (7000, 3000, {"Q"}),
        (10_000, 4000, {"Q", "S"}),
    ]
    assert told(weighed(Against.NUMBER)) == [(3000, 0, set()), (7000, 1, {"Q"}), (10_000, 2, {"Q", "S"})]


def test_cost_is_of_each_site_and_of_its_ground() -> None:
    found = weighed(Against.COST, price=100.0, price_m2=2.0)
    assert told(found) == [
        (3000, 0, set()),
        (6000, 2100, {"S"}),
        (7000, 6100, {"Q"}),
        (10_000, 8200, {"Q", "S"}),
    ]
    unknown = [replace(one, gross_area_m2=None) if one.id == "S" else one for one in SITES]
    found = weighed(Against.COST, price=100.0, price_m2=2.0, sites=unknown)
    assert told(found) == [(3000, 0, set()), (7000, 6100, {"Q"})]  # no known area is not no cost
    assert [one.failed for one in found.plans[0].siting.rejected] == [("no_area",)]


def test_the_end_is_the_plan_of_the_aim_alone() -> None:
    places = places_of(COUNTY, scenario(SITES), RULES, LOCAL, Family.SHELTER, Source.CANDIDATES)
    for model in (Model.MCLP, Model.PMEDIAN, Model.PCENTER):
        alone = site(COUNTY, scenario(SITES), RULES, places, Ask(Family.SHELTER, model, 2), explains=False)
        assert weighed(Against.NUMBER, model, new=2).plans[-1].first == pytest.approx(alone.answer.objective)
    worst = weighed(Against.WORST, Model.PMEDIAN, new=1)
    center = site(
        COUNTY, scenario(SITES), RULES, places, Ask(Family.SHELTER, Model.PCENTER, 1), explains=False
    )
    assert worst.plans[0].second == pytest.approx(center.answer.objective)


def test_what_does_not_go_together_is_refused() -> None:
    for against, given, key in (
        (Against.WORST, {"model": Model.PCENTER, "new": 1}, "site_no_front"),
        (Against.WORST, {"new": 1, "capacity": 10.0}, "site_no_front"),
        (Against.WORST, {}, "site_no_number"),
        (Against.COST, {"new": 1}, "site_no_price"),
    ):
        with pytest.raises(HavenError) as refused:
            weighed(against, **given)  # type: ignore[arg-type]
        assert refused.value.key == key
    mixed = [replace(one, shelter_class="long") if one.id == "Q" else one for one in SITES]
    with pytest.raises(HavenError) as refused:
        weighed(Against.WORST, sites=mixed, new=1)
    assert refused.value.key == "site_no_worst"


def test_without_a_plan_it_says_why() -> None:
    found = weighed(Against.LAND, Model.LSCP)
    assert found.plans == () and {one.key for one in found.reasons} >= {"unreached", "radius"}


def test_a_plan_is_told_in_words_a_planner_reads() -> None:
    found = weighed(Against.WORST, Model.PMEDIAN, new=1)
    text = plan_text(found, 0, "zh")
    people = 10_500  # everybody, E outside the county included
    assert first_value(found, found.plans[0]) == pytest.approx(found.plans[0].first / people)
    assert text.startswith("方案 1/") and "；最远距离" in text and "：平均 " in text and "加权" not in text
    cost = weighed(Against.COST, price=100_000.0)
    assert "总投资 10 万元" in plan_text(cost, 1, "zh") and "Cost 100,000 yuan" in plan_text(cost, 1, "en")
