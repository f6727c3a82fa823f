"""Rows of several years: of each place the newest counts."""

from __future__ import annotations

import pandas as pd
import pytest

from layers.recognition.yearrows import year_rows


def newest(**columns: list[object]) -> list[bool] | None:
    found = year_rows(pd.DataFrame(columns, dtype=object))
    return None if found is None else found.newest.tolist()


def test_of_each_place_the_newest_row_counts() -> None:
    towns = ["东镇", "东镇", "西镇", "西镇", "东镇", "东镇"]
    found = newest(
        年份=["2020年", "2023年末", 2020, 2023.0, 2023, "2019"],
        村名=["上村", "上村", "上村", "上村", "下村", "下村"],
        所属乡镇=towns,
        常住人口=[1, 2, 3, 4, 5, 6],
    )
    assert found == [False, True, False, True, True, False]


def test_a_place_without_a_newer_row_keeps_its_old_one_and_a_row_without_a_year_stays() -> None:
    found = newest(年度=[2020, 2022, 2020, None], 名称=["甲", "甲", "乙", "甲"])
    assert found is None, "most places stand once: these are no years of one list"
    found = newest(年度=[2020, 2022, 2020, 2022, 2020, None], 名称=["甲", "甲", "乙", "乙", "丙", "甲"])
    assert found == [False, True, False, True, True, True]


@pytest.mark.parametrize(
    "columns",
    [
        {"年份": [2020, 2020], "名称": ["甲", "乙"]},  # one year
        {"建成年份": [2015, 2020], "名称": ["公园", "公园"]},  # two parts of one park
        {"年份": [2020, 2023], "人口": [1, 2]},  # nothing says which place
        {"名称": ["甲", "甲"], "人口": [1, 2]},
    ],
)
def test_other_tables_keep_all_rows(columns: dict[str, list[object]]) -> None:
    assert newest(**columns) is None
