"""Denominators to choose: residents of a target year, people with special needs; toy.py has the county."""

from __future__ import annotations

import numpy as np
import pytest

from layers.project.codec import settings_from_json, settings_to_json
from models.assessment.assess import assess
from models.county.county import County
from models.county.population import PeopleChoice, times_given
from models.facilities.facility import Shelter
from models.findings.formulas import formula_text
from models.gate.people import chosen_remarks
from models.project.scenario import TODAY_ID, Scenario
from models.project.settings import Settings
from models.rules.rules import load_rules
from tests.models import toy

PER_RESIDENT = "shelter.area_per_resident.county"
VILLAGES = [
    {
        **row,
        "60岁及以上人口": old,
        "60岁以上占比": 0.3,
        "夜间人口": night,
        "白天人口比例": 0.5,
        "POP_DAY": day,
    }
    for row, old, night, day in zip(
        toy.VILLAGES, (300.0, 200.0, None), (1400.0, 700.0, 2800.0), (2500.0, 400.0, 2000.0), strict=True
    )
]


def county(people: PeopleChoice) -> County:
    return County.from_layers(toy.layers(villages=VILLAGES), people=people)


def per_resident(people: PeopleChoice) -> tuple[float | None, str]:
    site = Shelter(id="a", geometry=toy.at(2, 5), status="existing", effective_area_m2=10_600.0)
    found = assess(county(people), Scenario(TODAY_ID, "", {"a": site}), load_rules()).figures[PER_RESIDENT]
    return found.value, formula_text(found, "zh")


def test_residents_as_listed_are_the_default() -> None:
    made = county(PeopleChoice())
    assert made is made.as_listed and not list(chosen_remarks(made))
    value, words = per_resident(PeopleChoice())
    assert value == pytest.approx(10_600 / 5300) and "常住人口" in words


def test_a_typed_total_is_spread_like_the_residents() -> None:
    """5,300 become 10,600: every place doubles, 10,600 m2 are 1 m2 each."""
    people = PeopleChoice(year=2035, persons=10_600)
    made = county(people)
    assert made.demand.population_persons.tolist() == [3000, 1600, 6000]
    assert made.place_population_persons.tolist() == [3000, 7600]
    assert made.seat_population_persons == 2000
    value, words = per_resident(people)
    assert value == pytest.approx(1.0)
    assert "2035年规划人口" in words and "常住人口" not in words
    (told,) = chosen_remarks(made)
    assert "2035 年的规划人口计算，全县 10,600 人；资料中的人口合计为 5,300 人" in told.text("zh")


def test_growth_a_year_from_a_year_on() -> None:
    """10 % a year from 2024 to 2026: 5,300 x 1.21 = 6,413."""
    made = county(PeopleChoice(year=2026, growth=0.1, since=2024))
    assert made.population_persons == pytest.approx(6413)


def test_people_with_special_needs_are_those_of_their_column() -> None:
    """A has 300 people of 60 and over, B 200, C says none, nor do townships and county: 500 of two places."""
    people = PeopleChoice(group="elderly")
    made = county(people)
    assert made.demand.population_persons[:2].tolist() == [300, 200]
    assert np.isnan(made.demand.population_persons[2])
    assert made.population_persons == 500
    assert made.unknown_people == (1, 3)
    value, words = per_resident(people)
    assert value == pytest.approx(10_600 / 500)
    assert "60岁及以上人口" in words


@pytest.mark.parametrize(
    ("group", "persons", "word"), [("night", 4_900, "夜间人口"), ("day", 4_900, "白天人口")]
)
def test_who_is_there_by_day_or_by_night_can_be_counted(group: str, persons: int, word: str) -> None:
    """1,400 + 700 + 2,800 sleep there, 2,500 + 400 + 2,000 are there by day; a share of them is no number."""
    made = county(PeopleChoice(group=group))
    assert made.population_persons == persons
    assert made.demand.population_persons[0] == (1400 if group == "night" else 2500)
    value, words = per_resident(PeopleChoice(group=group))
    assert value == pytest.approx(10_600 / persons) and word in words


def test_times_of_day_that_layers_tell_of() -> None:
    assert times_given(toy.layers(villages=VILLAGES)) == {"day", "night"}
    by_night = [{key: row[key] for key in row if key != "POP_DAY"} for row in VILLAGES]
    assert times_given(toy.layers(villages=by_night)) == {"night"}
    assert times_given(toy.layers()) == frozenset()
    nobody_knows = [{**row, "夜间人口": None} for row in toy.VILLAGES]
    assert times_given(toy.layers(villages=nobody_knows)) == frozenset()


def test_a_group_that_no_column_tells_of_has_no_data() -> None:
    assert county(PeopleChoice(group="disabled")).population_persons is None
    assert per_resident(PeopleChoice(group="disabled"))[0] is None


def test_a_choice_is_kept_with_the_project() -> None:
    settings = Settings(people=PeopleChoice(group="children", year=2035, growth=-0.01, since=2025))
    assert settings_from_json(settings_to_json(settings)).people == settings.people
