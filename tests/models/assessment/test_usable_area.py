"""What can be used of shelters in an earthquake and in a flood, counted by hand; the stated area says so.

Four shelters: a park of 100 m by 100 m with 6,000 m² (its eastern quarter in a flood zone), a square with
2,000 m² in a landslide zone and a hall with 1,000 m² that is known not to withstand earthquakes, all in the
seat (1,000 residents); a field with 3,000 m² in East, listed for floods and typhoons only.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from shapely.geometry import box

from models.assessment.assess import assess
from models.assessment.columns import township_column
from models.county.county import County
from models.facilities.facility import Shelter
from models.findings.findings import Figure
from models.findings.formulas import caution_text, formula_text
from models.hazards.loss import lost_share, suits
from models.hazards.screening_spec import EVENTS, siting_specs
from models.plans.plans import figures_of
from models.project.local import LocalFacts
from models.project.scenario import TODAY_ID, Scenario
from models.project.settings import Override, Settings
from models.rules.rules import Rules, load_rules
from tests.models.hazards.test_screening import hazards
from tests.models.toy import X, Y, at, county, square

LOCAL = LocalFacts(
    seismic_intensity=7, absent_hazards=("fault", "power", "pipeline", "fire_source", "explosives")
)
LANDSLIDE = {"geometry": square(2.5, 2.5, 1), "hazard_type": "滑坡", "hazard_level": "高"}
FIGURES = [
    f"shelter.{name}area_per_resident.{scope}"
    for name in ("", "earthquake_", "flood_")
    for scope in ("seat", "county")
]


def flood(inside_m: float, level: str = "高") -> dict[str, Any]:
    """Zone that covers so much of the park's width, from the east."""
    edge = X + 1100 - inside_m
    return {"geometry": box(edge, Y, edge + 700, Y + 1500), "hazard_type": "洪水", "hazard_level": level}


def shelters() -> list[Shelter]:
    given: dict[str, Any] = {"status": "existing", "shelter_class": "short"}
    return [
        Shelter(id="park", geometry=square(1, 1, 0.1), effective_area_m2=6000, **given),
        Shelter(id="square", geometry=at(3, 3), effective_area_m2=2000, **given),
        Shelter(
            id="hall",
            geometry=at(2, 2),
            effective_area_m2=1000,
            space="indoor",
            seismic_adequate=False,
            **given,
        ),
        Shelter(id="field", geometry=at(12, 5), effective_area_m2=3000, suited_hazards="洪水、台风", **given),
    ]


def figures(of: County, rules: Rules | None = None, changed: Shelter | None = None) -> dict[str, Figure]:
    scenario = Scenario(TODAY_ID, "", {one.id: one for one in (*shelters(), *([changed] if changed else []))})
    rules = rules or load_rules()
    assessment = assess(of, scenario, rules, local=LOCAL)
    return figures_of(assessment, rules, Settings(local=LOCAL), date(2026, 1, 1))


def test_area_per_resident_stands_in_three_columns() -> None:
    found = figures(county(hazards(LANDSLIDE, flood(25))))
    assert [found[key].value for key in FIGURES] == pytest.approx(
        [
            9000 / 1000,
            12000 / 5300,
            6000 / 1000,
            6000 / 5300,
            (4500 + 1000) / 1000,
            (4500 + 1000 + 3000) / 5300,
        ]
    )
    assert found["shelter.usable_area_m2"].value == pytest.approx(4500 + 1000 + 3000)


def test_sites_in_the_same_zones_each_lose_a_share_of_their_own() -> None:
    of = county(hazards(LANDSLIDE, flood(25), {**flood(700), "geometry": square(1, 1, 0.05)}))
    every = [spec.id for spec in siting_specs() if spec.test == "inside"]
    park, part, away = square(1, 1, 0.1), square(1, 1, 0.05), square(5, 5, 0.1)
    for _ in range(2):  # the second time of what is kept
        # A quarter in the east, a quarter in the south-west: no ground is lost twice.
        assert lost_share(of, park, every) == pytest.approx(0.5)
        assert lost_share(of, part, every) == pytest.approx(1.0)
        assert lost_share(of, away, every) == 0.0
        assert lost_share(of, park, []) == 0.0


def test_the_headline_says_which_it_is_and_by_how_much_the_others_differ() -> None:
    found = figures(county(hazards(LANDSLIDE, flood(25))))["shelter.area_per_resident.seat"]
    told = caution_text(found, "zh")
    assert "1 处选址不符合避让要求（有效面积 2,000 m²），仍按登记计入" in told
    # 9,000 m² less the 2,000 m² that are rejected, for 1,000 people.
    assert "不计选址不符合的为 7.00 m²/人" in told
    assert "without those sites 7.00 m² per resident" in caution_text(found, "en")
    assert "登记口径；地震时可用 6.00 m²/人（少 3.00），洪涝时可用 5.50 m²/人（少 3.50）" in told
    assert told in formula_text(found, "zh")
    assert "usable in an earthquake 6.00" in caution_text(found, "en")


@pytest.mark.parametrize(
    ("zones", "text"),
    [
        ([], "地震、洪涝时可用多少因缺少资料未知"),
        ([LANDSLIDE], "地震时可用 6.00 m²/人（少 3.00），洪涝时可用多少因缺少资料未知"),
    ],
)
def test_what_is_not_known_of_the_others_is_said_in_words(zones: list[dict[str, Any]], text: str) -> None:
    of = county(hazards(*zones)) if zones else county()
    told = caution_text(figures(of)["shelter.area_per_resident.seat"], "zh")
    assert told.endswith(f"此为登记口径；{text}") and "无数据" not in told


@pytest.mark.parametrize(
    ("less_m2", "text"),
    [(0.0, "6.00 m²/人，"), (1e-13, "6.00 m²/人，"), (0.00412, "6.00 m²/人（少 0.0041），")],
)
def test_a_small_difference_is_not_nothing_and_none_is_not_told(less_m2: float, text: str) -> None:
    found = figures(county(hazards(LANDSLIDE, flood(25))))["shelter.area_per_resident.seat"]
    told = caution_text(replace(found, inputs={**found.inputs, "earthquake_less_m2": less_m2}), "zh")
    assert text in told


@pytest.mark.parametrize(("inside_m", "park_m2"), [(0, 6000), (50, 3000), (50.1, 0), (100, 0)])
def test_a_park_counts_without_its_part_in_the_zone_up_to_the_share(inside_m: float, park_m2: float) -> None:
    found = figures(county(hazards(LANDSLIDE, flood(inside_m))))
    assert found["shelter.flood_area_per_resident.seat"].value == pytest.approx((park_m2 + 1000) / 1000)
    assert found["shelter.siting_excluded_count"].value == (1 if park_m2 else 2)


def test_the_share_is_the_countys_to_say() -> None:
    rules = load_rules("national", {"shelter.hazard_loss_share": Override(0.2)})
    found = figures(county(hazards(LANDSLIDE, flood(25))), rules)
    assert found["shelter.flood_area_per_resident.seat"].value == pytest.approx(1000 / 1000)


def test_a_zone_of_a_low_level_costs_nothing() -> None:
    found = figures(county(hazards(LANDSLIDE, flood(100, "低"))))
    assert found["shelter.flood_area_per_resident.seat"].value == pytest.approx(7000 / 1000)


@pytest.mark.parametrize(
    "key", ["gross_area_per_resident.seat", "gross_area_per_resident.county", "area_per_resident.townships"]
)
def test_every_headline_that_counts_a_rejected_site_says_so(key: str) -> None:
    stated = figures(county(hazards(LANDSLIDE, flood(25))))[f"shelter.{key}"]
    assert stated.value is not None
    assert "1 处选址不符合避让要求（有效面积 2,000 m²）" in caution_text(stated, "zh")


def test_where_no_layer_shows_floods_nothing_is_said_of_them() -> None:
    found = figures(county(hazards(LANDSLIDE)))
    of_flood = found["shelter.flood_area_per_resident.seat"]
    assert (of_flood.value, of_flood.missing) == (None, ("siting_flood",))
    assert found["shelter.earthquake_area_per_resident.seat"].value == pytest.approx(6.0)
    assert "洪涝时可用多少因缺少资料未知" in caution_text(found["shelter.area_per_resident.seat"], "zh")


def test_townships_have_the_same_columns() -> None:
    of = county(hazards(LANDSLIDE, flood(25)))
    scenario = Scenario(TODAY_ID, "", {one.id: one for one in shelters()})
    assessment = assess(of, scenario, load_rules(), local=LOCAL)
    units = assessment.units
    wholes = [township_column(f"{event}_per_resident").of_county(assessment) for event in EVENTS]
    assert wholes == pytest.approx([6000 / 5300, 8500 / 5300])
    assert units.shelter_area_per_resident_m2 == pytest.approx([9000 / 1500, 3000 / 3800])
    assert units.shelter_earthquake_per_resident_m2 == pytest.approx([6000 / 1500, 0])
    assert units.shelter_flood_per_resident_m2 == pytest.approx([5500 / 1500, 3000 / 3800])


@pytest.mark.parametrize(
    ("said", "earthquake", "is_flood"),
    [
        ("", None, None),
        ("综合", True, True),
        ("地震、洪涝", True, True),
        ("地震灾害", True, False),
        ("台风", False, False),
        ("除洪涝外", None, None),
        ("其他", None, None),
    ],
)
def test_hazards_that_a_shelter_suits(said: str, earthquake: bool | None, is_flood: bool | None) -> None:
    shelter = Shelter(geometry=at(1, 1), suited_hazards=said)
    assert (suits(shelter, "earthquake"), suits(shelter, "flood")) == (earthquake, is_flood)


CHANGES: list[tuple[str, str, Any]] = [
    ("park", "geometry", square(1, 1, 0.15)),
    ("park", "geometry", at(1, 1)),
    ("park", "space", "indoor"),
    ("park", "effective_area_m2", 4000.0),
    ("park", "shelter_class", "long"),
    ("square", "geometry", at(12, 5)),
    ("hall", "seismic_adequate", True),
    ("field", "suited_hazards", "地震"),
]


@functools.cache
def warm_county() -> County:
    return county(hazards(LANDSLIDE, flood(25)))


@pytest.mark.parametrize(("which", "name", "value"), CHANGES)
def test_what_is_kept_of_a_shelter_does_not_outlive_what_is_said_of_it(
    which: str, name: str, value: Any
) -> None:
    before = figures(warm_county())
    changed = replace(next(one for one in shelters() if one.id == which), **{name: value})
    found = figures(warm_county(), changed=changed)
    assert found != before
    assert found == figures(county(hazards(LANDSLIDE, flood(25))), changed=changed)
    assert figures(warm_county()) == before
