"""What stands in a year, and who lives there then; worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.county.population import PeopleChoice
from models.facilities.keyproject import STATES, KeyProject
from models.kernel.errors import HavenError
from models.project.project import Project
from models.project.scenario import TODAY_ID, Scenario
from models.project.settings import Settings
from models.project.years import (
    MOST_BANDS,
    band_of,
    band_text,
    in_year,
    not_standing,
    people_in,
    year_bands,
    year_remarks,
)
from tests.models.made import layers, shelter

PLAN_END = 2030


def project(*facilities: object, projects: tuple[KeyProject, ...] = (), **settings: object) -> Project:
    held = {one.id: one for one in facilities}  # type: ignore[attr-defined]
    scenarios = [Scenario(TODAY_ID, "", held), Scenario("plan", "甲", held)]  # type: ignore[arg-type]
    return Project(Settings(projects=projects, **settings), layers(), scenarios)  # type: ignore[arg-type]


def planned(name: str, year: int | None = None) -> object:
    return shelter(id=name, status="planned", finished_year=year)


def standing(of: Project, year: int, plan_end: int | None = PLAN_END) -> set[str]:
    return set(in_year(of, year, plan_end).project.scenario("plan").facilities)


def test_bands_of_years_are_single_years_or_spans_that_leave_none_out() -> None:
    assert year_bands([2028, 2026, 2028]) == ((2026, 2026), (2028, 2028))
    # Seven years in four bands are two each; nothing is finished in 2030 and 2031.
    assert year_bands([2026, 2027, 2028, 2029, 2032]) == ((2026, 2027), (2028, 2029), (2032, 2032))
    assert [band_of(year, ((2026, 2027), (2032, 2032))) for year in (2027, 2030, 2032)] == [0, -1, 1]
    assert band_text((2026, 2027), "zh") == "2026–2027 年" and band_text((2032, 2032), "en") == "2032"


@given(st.lists(st.integers(2000, 2100), max_size=30))
def test_every_year_lies_in_one_band_and_bands_rise(years: list[int]) -> None:
    bands = year_bands(years)
    assert len(bands) <= MOST_BANDS and list(bands) == sorted(bands)
    assert all(sum(low <= year <= high for low, high in bands) == 1 for year in years)


def test_a_facility_counts_from_the_year_its_project_is_finished() -> None:
    own = KeyProject(id="p", facility_ids=("a", "b"), finish_year=2027)
    other = KeyProject(id="q", facility_ids=("b",), finish_year=2029)
    gone = KeyProject(id="r", facility_ids=("c",), finish_year=2026, state="dropped")
    of = project(
        shelter(id="old"),
        planned("a", 2025),
        planned("b"),
        planned("c", 2026),
        planned("d", 2028),
        shelter(id="site", status="candidate"),
        projects=(own, other, gone),
    )
    assert standing(of, 2026) == {"old", "site"}
    assert standing(of, 2027) == {"old", "site", "a"}
    assert standing(of, 2028) == {"old", "site", "a", "d"}
    assert standing(of, 2035) == {"old", "site", "a", "b", "d"}, "what is dropped counts in no year"
    assert set(of.scenario("plan").facilities) == {"old", "a", "b", "c", "d", "site"}, "itself it stays"


def test_without_a_year_it_counts_from_the_end_of_the_plan_and_that_is_told() -> None:
    of = project(planned("a"))
    assert (standing(of, 2029), standing(of, 2030), standing(of, 2035, None)) == (set(), {"a"}, set())
    told = [
        year_remarks(in_year(of, year, end), "plan", "zh")[-1] for year, end in ((2029, 2030), (2030, None))
    ]
    assert told == [
        "1 处规划设施未定建成年份，按规划期末（2030 年）建成，不计入",
        "1 处规划设施未定建成年份，规划也未写明期限，不计入",
    ]
    assert in_year(of, 2030, 2030).later["plan"] == frozenset()


def test_what_exists_was_not_there_before_it_was_finished() -> None:
    of = project(shelter(id="a"), shelter(id="b", finished_year=2024))
    assert (standing(of, 2023), standing(of, 2024)) == ({"a"}, {"a", "b"})
    assert not_standing(of, "plan", 2023, PLAN_END) == {"b"}
    assert not_standing(of, "plan", 2024, PLAN_END) == frozenset()


def test_residents_are_those_of_the_year_where_they_are_known() -> None:
    # 10,500 people in the villages grow by 1 % a year from 2025: 10,500 * 1.01 ** 5 in 2030.
    growing = PeopleChoice(counts_outside=True, year=2035, growth=0.01, since=2025)
    then = in_year(project(people=growing), 2030, None)
    assert then.has_people
    assert then.project.county.demand.total_persons == pytest.approx(10_500 * 1.01**5)
    assert then.project.settings.target_year == 2030
    typed = PeopleChoice(counts_outside=True, year=2035, persons=20_000.0)
    other = in_year(project(people=typed), 2030, None)
    assert not other.has_people and other.project.county.demand.total_persons == 10_500
    assert year_remarks(other, TODAY_ID, "zh") == ["2030 年人口未填，按资料中的现有人口计算"]
    assert people_in(typed, 2035) == typed and people_in(PeopleChoice(), 2030) is None
    assert people_in(growing, 2024) is None, "nothing is said of the years before"


@pytest.mark.parametrize("year", [1999, 2101])
def test_years_that_no_plan_is_made_for_are_refused(year: int) -> None:
    with pytest.raises(HavenError):
        in_year(project(), year, None)


YEARS = st.none() | st.integers(2000, 2100)


@given(YEARS, YEARS, st.sampled_from(STATES), YEARS, st.integers(2000, 2099))
def test_a_later_year_never_has_less(
    own: int | None, finish: int | None, state: str, end: int | None, year: int
) -> None:
    one = KeyProject(id="p", facility_ids=("a",), finish_year=finish, state=state)
    of = project(planned("a", own), shelter(id="b", finished_year=own), projects=(one,))
    of._county = _COUNTY
    assert standing(of, year, end) <= standing(of, year + 1, end)


_COUNTY = project().county


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, ""),
        ({"finish_year": 1999}, "year"),
        ({"start_year": 2031, "finish_year": 2030}, "backwards"),
        ({"cost_10k": 10.0, "fund_city": 6.0, "fund_county": 5.0}, "funds"),
        ({"cost_10k": 10.0, "fund_city": 6.0, "fund_county": 4.0}, ""),
        ({"fund_city": 6.0}, ""),
    ],
)
def test_a_project_against_itself_is_faulty(change: dict[str, object], fault: str) -> None:
    assert replace(KeyProject(), **change).fault == fault  # type: ignore[arg-type]
