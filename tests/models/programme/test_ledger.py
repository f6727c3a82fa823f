"""The ledger out of a spreadsheet, the programme as a whole, and the plans' seeds."""

from __future__ import annotations

import pytest

from models.facilities.facility import Facility
from models.facilities.keyproject import KeyProject
from models.plans.plans import profile_ids
from models.programme.ledger import COLUMNS, column_title, facilities_text, pasted_projects
from models.programme.programme import programme_of
from models.programme.seeds import seeds
from models.project.settings import Indicator, Settings
from tests.models.made import county, rules, scenario, shelter

WEST = shelter(1000, 500, id="w", name="西广场", status="planned", gross_area_m2=2000.0)
EAST = shelter(3500, 1500, id="e", name="东公园", status="planned")
HELD: dict[str, Facility] = {one.id: one for one in (WEST, EAST)}
DEPOT = KeyProject(
    project_name="县库", facility_ids=("w",), cost_10k=300.0, finish_year=2027, office="应急局"
)


def test_a_table_changes_those_of_the_same_name_and_adds_the_others() -> None:
    text = (
        "工程名称\t进展\t总投资（万元）\t建成年份\t建设设施\n"
        "县库\t在建\t1,350\t2028年\t西广场\n新站\tPlanned\t\t\t西广场、东公园\n"
    )
    found = pasted_projects(text, [DEPOT], HELD, "zh")
    depot, station = found.after
    assert (found.added, found.changed, found.faults) == (1, 1, ())
    assert (depot.id, depot.state, depot.cost_10k, depot.finish_year) == (DEPOT.id, "building", 1350.0, 2028)
    assert depot.office == "应急局", "what the table has no column for stays"
    assert (station.facility_ids, station.cost_10k) == (("w", "e"), None)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("甲\t在做", "进展不能是“在做”"),
        ("甲\t拟建\t南广场", "当前方案中没有设施“南广场”"),
        ("甲\t拟建\t\t二〇二六", "开工年份不能是“二〇二六”"),
        ("甲\t拟建\t\t2028\t2027", "建成年份早于开工年份"),
        ("甲\t拟建\t\t\t\t-5", "总投资不能是“-5”"),
    ],
)
def test_a_line_that_cannot_be_is_left_alone_and_named(line: str, why: str) -> None:
    found = pasted_projects(line, [DEPOT], HELD, "zh")
    assert found.after == (DEPOT,) and found.faults == (f"第 1 行“甲”未采用：{why}",)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_copied_ledger_comes_back_as_it_was(lang: str) -> None:
    cells = {**vars(DEPOT), "facilities": facilities_text(DEPOT, HELD)}
    heads = [column_title(key, lang) for key in COLUMNS]  # type: ignore[arg-type]
    row = ["" if cells[key] is None else str(cells[key]) for key in COLUMNS]
    found = pasted_projects("\t".join(heads) + "\n" + "\t".join(row), [DEPOT], HELD, "zh")
    assert (found.after, found.added, found.changed) == ((DEPOT,), 0, 0)


def test_cost_per_square_metre_and_per_resident_gained() -> None:
    # Short-term shelters reach 1,000 m: A and B, 3,000 people. 2,000 m2 at 300 yuan are 600,000 yuan.
    west = KeyProject(id="p", facility_ids=("w",), start_year=2026, finish_year=2027)
    lost = KeyProject(id="q", facility_ids=("w", "gone"), finish_year=2029, state="dropped")
    settings = Settings(projects=(west, lost), cost_quotas={"shelter.short": Indicator(300.0)})
    found = programme_of(county(), scenario(HELD.values(), "plan"), rules(), settings)
    row = found.row("p")
    assert (row.cost.value_10k, row.area_m2, row.gained) == (60.0, 2000.0, 3000.0)
    assert (row.per_m2, row.per_person) == (300.0, 200.0)
    assert (found.row("q").absent, found.row("q").area_m2, found.row("q").per_m2) == (1, None, None)
    assert (found.budget.by_year, found.years) == ({2026: 30.0, 2027: 30.0}, (2026, 2027))


def test_every_plan_that_is_one_has_seeds_without_cost() -> None:
    for profile_id in profile_ids():
        found = seeds(profile_id)
        assert bool(found) == (profile_id != "core")
        assert all(one.cost_10k is None and not one.fault and one.document for one in found)
    assert {one.project_name: one.finish_year for one in seeds("cangzhou")}["化工园区信息化监管平台"] == 2022
