"""Residents in a table of their own, where a place has several rows, another name, or columns of years."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.county.layer import Role
from tests.cases import county
from tests.cases.county import PEOPLE, TOWNSHIPS, VILLAGE_FILE, VILLAGES

FILE = "乡镇人口.csv"
PERSONS = {"石桥镇": 2000, "柳林乡": 3000, "城关街道": 7000}


def case_of(folder: Path, rows: list[tuple[object, ...]], file: str = FILE) -> county.Outcome:
    made = county.make_county(folder, without=[VILLAGE_FILE])
    county.write_csv(made / file, rows)
    return county.imported(made)


def people(case: county.Outcome) -> dict[str, float]:
    return case.residents(Role.TOWNSHIPS)


@pytest.mark.parametrize(
    ("part", "words"),
    [("性别", ("男", "女")), ("年龄段", ("0-14岁", "15-59岁", "60岁以上")), ("Sex", ("M", "F"))],
)
def test_parts_of_the_people_of_a_place_are_added_up(
    tmp_path: Path, part: str, words: tuple[str, ...]
) -> None:
    rows: list[tuple[object, ...]] = [("乡镇名称", part, "常住人口")]
    for name, persons in PERSONS.items():
        first = persons - 100 * (len(words) - 1)
        rows += [(name, word, 100 if place else first) for place, word in enumerate(words)]
    case = case_of(tmp_path / "c", rows)
    assert people(case) == PERSONS and f"按“{part}”分" in case.told(FILE)


def test_villages_without_places_are_added_up_by_township(tmp_path: Path) -> None:
    rows = [("所属乡镇", "村名", "常住人口"), *[(row[2], row[0], row[5]) for row in VILLAGES]]
    assert people(case_of(tmp_path / "c", rows)) == PERSONS


def test_where_a_part_is_unknown_so_is_the_sum(tmp_path: Path) -> None:
    rows = [("乡镇名称", "性别", "常住人口")]
    rows += [(name, sex, persons / 2) for name, persons in PERSONS.items() for sex in "男女"]
    rows[1] = ("石桥镇", "男", "")
    found = people(case_of(tmp_path / "c", rows))
    assert found["石桥镇"] != found["石桥镇"] and found["柳林乡"] == 3000


@pytest.mark.parametrize(
    "rows",
    [
        [("石桥镇", "60岁以上", 500), ("石桥镇", "65岁以上", 300), ("石桥镇", "0-59岁", 1500)],
        [("石桥镇", "男", 1000), ("石桥镇", "男", 1100)],
        [("石桥镇", "", 2000), ("石桥镇", "男", 1000), ("石桥镇", "女", 1000)],
    ],
)
def test_parts_that_may_contain_each_other_are_not_added_up(
    tmp_path: Path, rows: list[tuple[object, ...]]
) -> None:
    others: list[tuple[object, ...]] = [(name, "男", 1) for name in ("柳林乡", "城关街道")]
    case = case_of(tmp_path / "c", [("乡镇名称", "性别", "常住人口"), *rows, *others])
    assert "相加" not in case.told(FILE)


def test_a_row_that_stands_twice_counts_once(tmp_path: Path) -> None:
    rows = [(name, TOWNSHIPS[name], persons) for name, persons in PERSONS.items()]
    case = case_of(tmp_path / "c", [("乡镇名称", "区划代码", "常住人口"), *rows, rows[0]])
    assert people(case) == PERSONS and "完全相同" in case.told(FILE)


def test_names_with_all_units_above_them(tmp_path: Path) -> None:
    rows = [(f"重庆市青禾县{name}", persons) for name, persons in PERSONS.items()]
    assert people(case_of(tmp_path / "c", [("乡镇名称", "常住人口"), *rows])) == PERSONS


def test_names_of_another_county_are_told_as_such(tmp_path: Path) -> None:
    case = case_of(tmp_path / "c", [("乡镇名称", "常住人口"), ("甲镇", 100), ("乙镇", 200)])
    told = case.told(FILE)
    assert "对不上" in told and "甲镇" in told and "石桥镇" in told and "没有可用的坐标" not in told


def test_codes_that_belong_to_another_name_are_told(tmp_path: Path) -> None:
    codes = list(TOWNSHIPS.values())
    rows = [
        (name, code, persons)
        for (name, persons), code in zip(PERSONS.items(), (*codes[1:], codes[0]), strict=True)
    ]
    case = case_of(tmp_path / "c", [("乡镇名称", "区划代码", "常住人口"), *rows])
    assert "代码与名称有一个填错了" in case.told(FILE)


def test_columns_called_by_their_years_are_people_in_a_list_of_people(tmp_path: Path) -> None:
    rows = [(name, persons - 20, persons - 10, persons) for name, persons in PERSONS.items()]
    file = "乡镇常住人口.csv"
    case = case_of(tmp_path / "c", [("乡镇名称", "2021年", "2022年", "2023年"), *rows], file)
    assert people(case) == PERSONS and "“2023年”" in case.told(file)


def test_years_are_nothing_in_a_list_of_something_else(tmp_path: Path) -> None:
    rows = [(name, 100, 110) for name in PERSONS]
    file = "乡镇财政收入.csv"
    case = case_of(tmp_path / "c", [("乡镇名称", "2021年", "2022年"), *rows], file)
    assert case.role(file) is None and sum(people(case).values()) != sum(PERSONS.values()) == PEOPLE
