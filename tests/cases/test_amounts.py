"""Areas and residents as people write them into cells."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from layers.recognition.cells import heading_unit, number, numbers
from tests.cases import county

AREAS = {
    "0.36万": 3600,
    "约3600平方米左右": 3600,
    "3600余": 3600,
    "3600多平方米": 3600,
    "３６００㎡；": 3600,
    "3600平方米（含室内）": 3600,
    "3600(估)": 3600,
    "3600m^2": 3600,
    "3600平方米以上": 3600,
    "3千6百平方米": 3600,
    "3.6千平方米": 3600,
    "1万2000平方米": 12000,
    "0.36万平": 3600,
    "36\u200b00": 3600,
    "5.4亩": 3600,
    "0.36（公顷）": 3600,
}
DOUBTFUL = ["1,2000", "3600-4000", "3600/12", "室外3600", "叁仟陆佰", "1万2", "3600（含室内600）"]


@pytest.mark.parametrize(("text", "area"), AREAS.items())
def test_areas(text: str, area: float) -> None:
    assert number(text, "m2") == pytest.approx(area)


@pytest.mark.parametrize("text", DOUBTFUL)
def test_what_may_mean_several_areas_is_none(text: str) -> None:
    found = number(text, "m2")
    assert found is not None and math.isnan(found)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("1830余人", 1830),
        ("约900", 900),
        ("0.35万", 3500),
        ("户籍2100，常住1980", 1980),
        ("常住人口1980人（户籍2100）", 1980),
        ("412户1530人", 1530),
        ("412户，1530人", 1530),
        ("1.2万余人", 12000),
    ],
)
def test_residents(text: str, people: float) -> None:
    assert number(text, "persons") == people


def test_two_kinds_of_people_without_residents_are_no_number() -> None:
    found = number("男700人女650人", "persons")
    assert found is not None and math.isnan(found)


@pytest.mark.parametrize(
    ("heading", "factor"),
    [
        ("有效面积 单位：万平方米", 1e4),
        ("面积（千平方米）", 1e3),
        ("避难面积(万平)", 1e4),
        ("面积（水平）", None),
        ("有效避難面積（坪）", 400 / 121),
        ("effective area (sq ft)", 0.09290304),
        ("effective area (1000 m2)", 1e3),
        ("有效避难面积（公亩）", 100),
    ],
)
def test_headings(heading: str, factor: float | None) -> None:
    assert heading_unit(heading, "m2") == (None if factor is None else pytest.approx(factor))


def test_a_multiplier_in_the_cell_is_not_taken_twice() -> None:
    assert numbers(["0.36万", "0.5"], "m2", 1e4).values.tolist() == [3600, 5000]
    doubtful = numbers(["0.36万", "5"], "m2", 10000 / 15)
    assert doubtful.unreadable.tolist() == [0]


def test_a_point_that_may_mark_thousands_is_doubtful() -> None:
    found = numbers(["8000", "12.000", "3600"], "m2")
    assert found.unreadable.tolist() == [1]
    assert numbers(["8.125", "12.000", "3.600"], "m2", 1e4).unreadable.tolist() == []
    assert numbers(["8.5", "12.000", "3600"], "m2").unreadable.tolist() == []


def test_a_doubtful_area_is_told_with_its_row_and_counts_nothing(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "青禾县")
    rows = [list(row) for row in county.SHELTERS]
    rows[0][6], rows[1][6], rows[2][6] = "9.000", "3600", "3000"
    county.write_csv(folder / county.SHELTER_FILE, [county.SHELTER_HEAD, *rows])
    case = county.imported(folder)
    assert case.shelters["人民公园"].effective_area_m2 is None
    assert "9.000" in case.told(county.SHELTER_FILE) and "第 2 行" in case.told(county.SHELTER_FILE)


def test_areas_in_many_writings_add_up(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "青禾县")
    rows = [list(row) for row in county.SHELTERS]
    rows[0][6], rows[1][6], rows[2][6] = "0.9万", "5.4亩", "约3000平方米左右"
    county.write_csv(folder / county.SHELTER_FILE, [county.SHELTER_HEAD, *rows])
    assert county.imported(folder).area_m2 == pytest.approx(county.AREA_M2)
