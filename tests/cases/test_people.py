"""Whose people the residents are: several lists, copies, other counties, other years, other kinds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.county.population import PeopleChoice
from models.gate.gate import data_remarks
from models.gate.remark import DataRemark
from tests.cases import county
from tests.cases.county import AREA_M2, PEOPLE, VILLAGE_FILE, VILLAGE_HEAD, VILLAGES, Outcome

COUNTY_FIGURE = "core.shelter.area_per_resident.county"


def remarks(case: Outcome) -> dict[str, DataRemark]:
    return {remark.id: remark for remark in data_remarks(case.result.project)}


def case_of(folder: Path, **lists: list[tuple[object, ...]]) -> Outcome:
    """The county with other lists of residents: file name without ending to rows without heading."""
    made = county.make_county(folder, without=[VILLAGE_FILE])
    for name, rows in lists.items():
        county.write_csv(made / f"{name}.csv", [VILLAGE_HEAD, *rows])
    return county.imported(made)


def test_lists_that_complete_each_other_are_one(tmp_path: Path) -> None:
    case = case_of(tmp_path / "c", 城区社区=VILLAGES[4:], 农村人口=VILLAGES[:4])
    made = case.result.project.county
    assert made.population_persons == PEOPLE
    assert sorted(made.demand.names) == sorted(row[0] for row in VILLAGES)
    assert case.findings[COUNTY_FIGURE]["figure"] == pytest.approx(AREA_M2 / PEOPLE)
    # A place says which file's row it stands for.
    files = {layer.id: layer.provenance.file for layer in case.result.project.layers}
    place = made.origin(made.demand.layer_id, list(made.demand.names).index("东门社区"))
    assert files[place[0]] == "城区社区.csv"
    assert place[1] == 0
    assert "12,000" in remarks(case)["data.people.merged"].text("zh")


def test_a_list_of_one_estate_does_not_replace_the_villages(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    county.write_csv(
        folder / "居民点人口.csv", [("小区名称", "经度", "纬度", "人口"), ("滨江苑", 108.661, 30.661, 900)]
    )
    case = county.imported(folder)
    assert case.result.project.county.population_persons == PEOPLE
    told = remarks(case)["data.people.less_complete"]
    assert told.file == "居民点人口.csv"
    assert "900" in told.text("zh")


def test_a_copy_of_a_list_counts_once_and_the_newest_is_taken(tmp_path: Path) -> None:
    newer = [(*row[:5], int(row[5]) * 2) for row in VILLAGES]
    case = case_of(tmp_path / "c", 村庄人口2018=VILLAGES, 村庄人口2023=newer)
    assert case.result.project.county.population_persons == 2 * PEOPLE
    told = remarks(case)["data.people.same_list"]
    assert told.file == "村庄人口2018.csv"
    assert "24,000" in told.text("zh")


def test_people_outside_the_county_count_only_if_wished(tmp_path: Path) -> None:
    far = [
        ("邻县甲村", "500998100201", "邻镇", 108.95, 30.65, 7000),
        ("邻县乙村", "", "", 108.35, 30.65, 500),
    ]
    case = case_of(tmp_path / "c", 村庄人口=[*VILLAGES, *far])
    project = case.result.project
    assert project.county.population_persons == PEOPLE
    told = remarks(case)["data.people.outside"]
    assert told.count == 2
    assert "7,500" in told.text("zh")
    assert "邻县甲村" in told.text("en")
    project.apply(project.settings_edit(people=PeopleChoice(counts_outside=True)))
    assert project.county.population_persons == PEOPLE + 7500
    assert "data.people.outside_counted" in remarks(case)


def test_a_village_of_millions_and_a_negative_one_are_asked_about(tmp_path: Path) -> None:
    rows = [*VILLAGES[:4], (*VILLAGES[4][:5], 8_000_000), (*VILLAGES[5][:5], -1)]
    case = case_of(tmp_path / "c", 村庄人口=rows)
    assert case.result.project.county.population_persons == 5000
    assert "东门社区 8,000,000" in remarks(case)["data.people.absurd"].text("zh")
    assert "负数（如“-1”）" in case.told("村庄人口.csv")
    finding = case.findings[COUNTY_FIGURE]
    # Two of six places have no number: 15,600 / 5,000 = 3.12 reaches any target, and still is no pass.
    assert finding["figure"] == pytest.approx(3.12)
    assert (finding["inputs"]["unknown_places"], finding["inputs"]["places"]) == (2, 6)
    assert finding["is_estimated"]
    assert finding["verdict"] == "nodata"


def test_sums_of_two_levels_that_differ_are_told_and_the_planner_chooses(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    outlines = county.township_features()
    for outline, persons in zip(outlines, (3000, 4000, 8000), strict=True):
        outline["properties"]["常住人口"] = persons
    county.write_geojson(folder / "乡镇.geojson", outlines)
    case = county.imported(folder)
    project = case.result.project
    assert project.county.population_persons == 15_000
    text = remarks(case)["data.people.levels_differ"].text("zh")
    assert "12,000" in text
    assert "15,000" in text
    project.apply(project.settings_edit(people=PeopleChoice(source="villages")))
    assert project.county.population_persons == PEOPLE


def test_registered_people_are_not_called_residents(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    head = (*VILLAGE_HEAD[:5], "2022年末户籍人口数")
    county.write_csv(folder / VILLAGE_FILE, [head, *VILLAGES])
    case = county.imported(folder)
    assert remarks(case)["data.people.registered"].file == VILLAGE_FILE
    formula = case.findings[COUNTY_FIGURE]["formula"]
    assert "户籍人口" in formula
    assert "常住人口" not in formula


@pytest.mark.parametrize("name", ["title", "file", "note"])
def test_registered_people_told_by_the_title_or_the_file(tmp_path: Path, name: str) -> None:
    folder = county.make_county(tmp_path / "c", without=[VILLAGE_FILE])
    title = "青禾县户籍人口统计表" if name == "title" else "青禾县人口统计表"
    file = "各村户籍人口2023.csv" if name == "file" else "村庄.csv"
    note = ("注：本表人口均为户籍人口。",) if name == "note" else ()
    county.write_csv(folder / file, [(title,), (*VILLAGE_HEAD[:5], "人口数"), *VILLAGES, note])
    case = county.imported(folder)
    assert case.people == PEOPLE
    assert remarks(case)["data.people.registered"].file == file


def test_townships_of_other_counties_are_told_and_their_people_do_not_count(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c", without=[VILLAGE_FILE])
    outlines = county.township_features()
    for outline, persons in zip(outlines, (2000, 3000, 7000), strict=True):
        outline["properties"]["常住人口"] = persons
    ring = county.ring(county.WEST + 3 * county.STEP, county.SOUTH, county.STEP, county.STEP)
    beyond = county.feature("Polygon", [ring], 名称="邻县镇", 行政区划代码="500998100", 常住人口=90000)
    county.write_geojson(folder / "乡镇.geojson", [*outlines, beyond])
    case = county.imported(folder)
    project = case.result.project
    assert project.county.population_persons == PEOPLE
    told = remarks(case)["data.units.outside"]
    assert (told.count, told.file) == (1, "乡镇.geojson")
    assert "邻县镇" in told.text("zh") and "90,000" in told.text("zh")
    project.apply(project.settings_edit(people=PeopleChoice(counts_outside=True)))
    assert project.county.population_persons == PEOPLE + 90000


def test_of_a_table_of_a_whole_city_the_countys_own_rows_are_joined(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c", without=[VILLAGE_FILE])
    outlines = county.township_features()
    for outline in outlines:
        del outline["properties"]["行政区划代码"]
    county.write_geojson(folder / "乡镇.geojson", outlines)
    own = [
        ("青禾县", name, persons) for name, persons in zip(county.TOWNSHIPS, (2000, 3000, 7000), strict=True)
    ]
    others = [("白沙县", "石桥镇", 90000), ("白沙县", "城西镇", 50000)]
    county.write_csv(folder / "全市乡镇人口.csv", [("县区", "乡镇", "常住人口"), *others, *own])
    case = county.imported(folder)
    assert case.result.project.county.population_persons == PEOPLE
    assert "城西镇" in case.told("全市乡镇人口.csv")


def test_of_two_years_the_newest_that_is_no_forecast_counts(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    head = (*VILLAGE_HEAD[:5], "常住人口（2035年）", "常住人口（2015年）", "常住人口（2021年）")
    rows = [(*row[:5], 9, 5, row[5]) for row in VILLAGES]
    county.write_csv(folder / VILLAGE_FILE, [head, *rows])
    case = county.imported(folder)
    assert case.people == PEOPLE
    assert "2015" in case.told(VILLAGE_FILE)


@pytest.mark.parametrize(
    "head",
    [
        "现有人口",
        "年末常住人口",
        "常住人口合计",
        "村内常住人口数",
        "居住人口",
        "常住",
        "人口规模（人）",
        "人口，人",
    ],
)
def test_headings_that_say_residents(tmp_path: Path, head: str) -> None:
    folder = county.make_county(tmp_path / "c")
    county.write_csv(folder / VILLAGE_FILE, [(*VILLAGE_HEAD[:5], head), *VILLAGES])
    assert county.imported(folder).people == PEOPLE


@pytest.mark.parametrize("head", ["服务人口", "2035年规划人口"])
def test_other_people_are_no_residents_and_told(tmp_path: Path, head: str) -> None:
    folder = county.make_county(tmp_path / "c")
    county.write_csv(folder / VILLAGE_FILE, [(*VILLAGE_HEAD[:5], head), *VILLAGES])
    case = county.imported(folder)
    assert case.findings[COUNTY_FIGURE]["verdict"] == "nodata"
    assert head in case.told(VILLAGE_FILE)


def test_residents_go_before_registered_people(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    registered = [(*row[:5], int(row[5]) * 2) for row in VILLAGES]
    head = (*VILLAGE_HEAD[:5], "2024年户籍总人口（人）")
    county.write_csv(folder / "户籍人口.csv", [head, *registered])
    case = county.imported(folder)
    assert case.result.project.county.population_persons == PEOPLE
    assert remarks(case)["data.people.same_list"].file == "户籍人口.csv"


def test_people_of_a_village_without_coordinates_are_missed_and_told(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    rows = [(*row[:3], "", "", row[5]) if row[0] == "西门社区" else row for row in VILLAGES]
    county.write_csv(folder / VILLAGE_FILE, [VILLAGE_HEAD, *rows, ("合计", "", "", "", "", PEOPLE)])
    case = county.imported(folder)
    assert case.result.project.county.people_without_place[0].persons == 4000
    finding = case.findings[COUNTY_FIGURE]
    assert finding["figure"] == pytest.approx(county.AREA_M2 / (PEOPLE - 4000))
    assert finding["is_estimated"] is True and finding["verdict"] != "pass"
    said = remarks(case)
    assert "西门社区" in said["data.people.unplaced"].text("zh") and "data.people.unknown" not in said
    assert "4,000" in case.told(VILLAGE_FILE)


def test_other_columns_of_people_are_named(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    rows = [(*row[:5], row[5] * 2, row[5] * 3, row[5]) for row in VILLAGES]
    head = (*VILLAGE_HEAD[:5], "户籍人口", "2035年规划人口", "2023年常住人口")
    county.write_csv(folder / VILLAGE_FILE, [head, *rows])
    case = county.imported(folder)
    assert case.people == PEOPLE
    assert "未使用：户籍人口、2035年规划人口" in case.told(VILLAGE_FILE)


def test_rows_of_townships_among_villages_are_left_out_by_their_sums(tmp_path: Path) -> None:
    head = ("村名", "所属乡镇", "经度", "纬度", "常住人口")
    villages = [(row[0], *row[2:]) for row in VILLAGES]
    sums = [
        ("石桥镇", "石桥镇", 108.45, 30.65, 2000),
        ("柳林乡", "柳林乡", 108.55, 30.65, 3000),
        ("青禾县", "", 108.55, 30.65, PEOPLE),
    ]
    folder = county.make_county(tmp_path / "c")
    county.write_csv(folder / VILLAGE_FILE, [head, *sums, *villages])
    case = county.imported(folder)
    assert case.people == PEOPLE
    assert "3 行是县或乡镇一级" in case.told(VILLAGE_FILE)
    # Residents of the town itself, who are in no village, count.
    county.write_csv(folder / VILLAGE_FILE, [head, ("石桥镇", "石桥镇", 108.45, 30.65, 700), *villages])
    assert county.imported(folder).people == PEOPLE + 700


def test_nothing_is_said_of_a_county_that_agrees(tmp_path: Path) -> None:
    assert remarks(county.imported(county.make_county(tmp_path / "c"))) == {}


def test_a_list_of_several_years_counts_its_newest(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c", without=[VILLAGE_FILE])
    rows = [(year, *row[:5], row[5] - (2023 - year) * 50) for year in (2020, 2023) for row in VILLAGES]
    county.write_csv(folder / VILLAGE_FILE, [("年份", *VILLAGE_HEAD), *rows])
    case = county.imported(folder)
    assert case.people == PEOPLE
    assert "2020、2023" in case.told(VILLAGE_FILE) and "其余 6 行不计" in case.told(VILLAGE_FILE)


def test_a_village_that_stands_twice_in_its_list_counts_once(tmp_path: Path) -> None:
    again = (VILLAGES[5], (*VILLAGES[5][:5], ""))
    other = (*VILLAGES[0][:5], 850)
    case = case_of(tmp_path / "c", 村庄人口=[*VILLAGES, *again, other])
    assert case.result.project.county.population_persons == PEOPLE + 850
    told = remarks(case)
    assert told["data.people.twice_within"].count == 2
    assert "西门社区" in told["data.people.twice_within"].text("zh")
    assert "850" in told["data.people.twice_differ"].text("zh")
    assert "data.people.unknown" not in told


@pytest.mark.parametrize(("name", "kind"), [("乡镇户籍人口", "registered"), ("乡镇人口", "resident")])
def test_a_joined_table_hands_on_whose_people_it_lists(tmp_path: Path, name: str, kind: str) -> None:
    folder = county.make_county(tmp_path / "c", without=[VILLAGE_FILE])
    rows = [(town, 4000) for town in county.TOWNSHIPS]
    county.write_csv(folder / f"{name}.csv", [("乡镇（街道）", "年末总人口/人"), *rows])
    made = county.imported(folder).result.project.county
    assert made.population_persons == PEOPLE and made.people_kind == kind


@pytest.mark.parametrize(
    ("heads", "told"),
    [
        (("男", "女"), "人口按“男、女”相加"),
        (("男性人口（人）", "女性人口（人）"), "相加"),
        (("男", "女", "合计"), "人口取“合计”列"),
        (("男（人）", "女（人）", "小计"), "人口取“小计”列"),
    ],
)
def test_men_and_women_are_the_residents(tmp_path: Path, heads: tuple[str, ...], told: str) -> None:
    folder = county.make_county(tmp_path / "county")
    rows = [
        (name, town, lon, lat, persons // 4, persons - persons // 4, persons)[: 4 + len(heads)]
        for name, _, town, lon, lat, persons in county.VILLAGES
    ]
    county.write_csv(folder / county.VILLAGE_FILE, [("村名", "所属乡镇", "经度", "纬度", *heads), *rows])
    outcome = county.imported(folder)
    assert outcome.people == county.PEOPLE and told in outcome.told(county.VILLAGE_FILE)


def test_where_one_sex_is_not_stated_the_residents_are_unknown(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "county")
    rows = [(name, town, lon, lat, 100, "" if place else 200)
            for place, (name, _, town, lon, lat, _) in enumerate(county.VILLAGES)]  # fmt: skip
    county.write_csv(folder / county.VILLAGE_FILE, [("村名", "所属乡镇", "经度", "纬度", "男", "女"), *rows])
    residents = list(county.imported(folder).residents().values())
    assert residents[0] == 300 and all(np.isnan(residents[1:]))


def test_townships_that_a_list_leaves_out_are_named(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "county")
    county.write_csv(folder / county.VILLAGE_FILE, [county.VILLAGE_HEAD, *county.VILLAGES[:2]])
    outcome = county.imported(folder)
    said = {remark.id: remark.text("zh") for remark in data_remarks(outcome.result.project)}
    assert (
        "2 个乡镇（街道）" in said["data.people.none_in"]
        and "柳林乡、城关街道" in said["data.people.none_in"]
    )
    assert "data.people.unknown" not in said
