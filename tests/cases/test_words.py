"""What offices write for state, class and capacity: nothing is taken for more than it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.importing.facilities import year_in
from layers.recognition.recognise import choice, status
from tests.cases import county
from tests.cases.county import SHELTER_FILE, SHELTER_HEAD, SHELTERS


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("已竣工投用", "existing"),
        ("2018年建成", "existing"),
        ("2099年建成", "planned"),
        ("预计明年建成", "planned"),
        ("尚未建成", "planned"),
        ("未建", "planned"),
        ("筹建中", "planned"),
        ("已立项", "planned"),
        ("可行性研究（可研）", "planned"),
        ("前期", "planned"),
        ("正在施工", "planned"),
        ("已不再使用", "rejected"),
        ("封闭管理", "rejected"),
        ("已关闭", "rejected"),
        ("待拆除", "rejected"),
        ("已建（停用）", "rejected"),
        ("暂不开放", "rejected"),
        ("inactive", "rejected"),
        ("not built", "planned"),
        ("规划保留", None),  # may be either
        ("可研已完成", None),
        ("可用", "existing"),
        ("现状保留", "existing"),
        ("候选", "candidate"),
        ("甲类", None),
        ("已达标", "existing"),
        ("正在使用", "existing"),
        ("不可使用", "rejected"),
        ("不具备使用条件", "rejected"),
        ("年内建成", "planned"),
        ("明年投用", "planned"),
        ("不达标", None),
        ("active", "existing"),
        ("In operation", "existing"),
        ("non-operational", "rejected"),
        ("not in service", "rejected"),
    ],
)
def test_states(said: str, meant: str | None) -> None:
    assert status(said) == meant


def test_a_state_that_nobody_understands_never_counts(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    rows = [(*SHELTERS[0][:7], "○"), (*SHELTERS[1][:7], ""), (*SHELTERS[2][:7], "无")]
    county.write_csv(folder / SHELTER_FILE, [SHELTER_HEAD, *rows])
    case = county.imported(folder)
    assert [case.shelters[row[0]].status for row in rows] == ["candidate", "existing", "candidate"]
    told = case.told(SHELTER_FILE)
    assert "“○”" in told and "2 个状态看不懂" in told
    assert "1 行没有填写状态" in told


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("24小时以内", "emergency"),
        ("1天", "emergency"),
        ("不超过3日", "emergency"),
        ("2～14天", "short"),
        ("15天", "short"),
        ("16-30天", "medium"),
        ("15日以上", "long"),
        ("100天", "long"),
        ("长期", "long"),
        ("县级", None),
    ],
)
def test_classes_by_length_of_stay(said: str, meant: str | None) -> None:
    assert choice(said, "shelter_class") == meant


def test_a_list_in_the_words_of_taiwan(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c", without=[county.SHELTER_FILE])
    head = (
        "避難收容處所名稱",
        "縣市及鄉鎮市區",
        "經度",
        "緯度",
        "預計收容人數",
        "避難收容處所地址",
        "管理人姓名",
        "室內",
        "室外",
    )
    rows = [
        ("石橋活動中心", "石橋鄉", 108.43, 30.63, 110, "中正路1號", "王", "是", "否"),
        ("柳林國小", "柳林鄉", 108.53, 30.63, 30, "", "", "否", "是"),
        ("城關公園", "城關區", 108.63, 30.63, 60, "", "", "是", "是"),
    ]
    county.write_csv(folder / "避難收容處所點位檔案.csv", [head, *rows])
    county.write_csv(
        folder / "救援單位點位.csv", [("消防隊名稱", "經度", "緯度"), ("城關分隊", 108.62, 30.62)]
    )
    case = county.imported(folder)
    assert [one.space for one in case.shelters.values()] == ["indoor", "outdoor", "outdoor"]
    assert [one.stated_capacity_persons for one in case.shelters.values()] == [110, 30, 60]
    assert case.shelters["石橋活動中心"].address == "中正路1號"
    assert case.role("救援單位點位.csv") == "fire_stations"


@pytest.mark.parametrize(
    ("said", "year"),
    [
        ("2019-05-01", 2019),
        ("2019年5月", 2019),
        (2017.9, 2017),  # September, no rounding
        (20150601, 2015),
        ("二〇一四年", 2014),
        ("2013年底", 2013),
        ("2018", 2018),
        ("2013—2015年", None),
        ("在建", None),
        (1234567, None),
    ],
)
def test_years_of_dates(said: object, year: int | None) -> None:
    assert year_in(said) == year


def test_the_year_of_a_facility_is_read_from_its_day(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    days = ("2021-05-01", "二〇二二年", "不详时间")
    rows = [(*row, day) for row, day in zip(SHELTERS, days, strict=True)]
    county.write_csv(folder / SHELTER_FILE, [(*SHELTER_HEAD, "建成时间"), *rows])
    case = county.imported(folder)
    assert [case.shelters[row[0]].finished_year for row in rows] == [2021, 2022, None]
    assert "不详时间" in case.told(SHELTER_FILE)


def test_a_fixed_shelter_of_unsaid_stay_is_a_short_one_and_told(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    rows = [(row[0], "固定避难场所", *row[2:]) if row[0] == "人民公园" else row for row in SHELTERS]
    county.write_csv(folder / SHELTER_FILE, [SHELTER_HEAD, *rows])
    case = county.imported(folder)
    assert case.shelters["人民公园"].shelter_class == "short"
    assert "1 处的“避难场所类别”只写“固定”" in case.told(SHELTER_FILE)
