"""The yearly ledger: days reckoned by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from models.facilities.facility import Depot, Facility, Shelter, Status, Team
from models.facilities.upkeepentry import KINDS, UpkeepEntry
from models.kernel.schema import DataFileError, load
from models.kernel.text import t
from models.plans.plans import load_profile, profile_of
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.settings import CustomProfile, Override, OwnTarget, Settings
from models.rules.rules import load_rules
from models.upkeep import duties as duties_file
from models.upkeep.due import DueRow, due, open_findings, strangers
from models.upkeep.duties import duties, shipped_subjects, subject_key, subjects
from models.upkeep.enter import entered, ledger_edit
from models.upkeep.intervals import intervals
from models.upkeep.listing import ENTRY_COLUMNS, entry_values, ledger_of
from models.upkeep.naming import EntryError, PastedEntries, known_name, pasted_entries, typed_day
from models.upkeep.yearplan import year_plan

TODAY = date(2026, 11, 29)
AT = shapely.Point(0, 0)
RULES = intervals(load_rules())
YARD = Shelter(
    id="s",
    geometry=AT,
    name="操场",
    status=Status.EXISTING,
    last_inspection="2025-11-29",
    last_drill="2025-10",
)
STORE = Depot(id="d", geometry=AT, name="县库", status=Status.EXISTING)
HALL = Shelter(id="n", geometry=AT, name="新馆", status=Status.PLANNED)


def entry(
    kind: str = "inspection", day: str = "2026-11-01", facility_id: str = "s", **more: str
) -> UpkeepEntry:
    about = {} if "subject" in more else {"facility_id": facility_id}
    return UpkeepEntry(kind=kind, day=day, **about, **more)


def rows_of(
    *entries: UpkeepEntry, facilities: tuple[Facility, ...] = (YARD, STORE, HALL)
) -> dict[str, DueRow]:
    """Rows by what they are about and duty."""
    found = due(entries, facilities, RULES, TODAY, subjects(entries))
    return {f"{row.about.id} {row.duty.kind}": row for row in found}


def test_a_duty_is_in_time_up_to_its_last_day_and_overdue_from_the_next() -> None:
    rows = rows_of(entry("maintenance", "2025-11-28"))
    assert rows["s inspection"].state == "current" and rows["s inspection"].overdue_days == 0
    assert rows["s inspection"].next_due == TODAY
    late = rows["s maintenance"]
    assert (late.state, late.next_due, late.overdue_days) == ("overdue", date(2026, 11, 28), 1)
    # A record that names only its month counts from its first day: 1 October 2025 + 365 days.
    drill = rows["s drill"]
    assert (drill.last, drill.next_due, drill.overdue_days) == (date(2025, 10, 1), date(2026, 10, 1), 59)


def test_what_was_never_done_has_no_record_and_is_neither_late_nor_in_time() -> None:
    row = rows_of()["d inspection"]
    assert (row.state, row.last, row.next_due, row.overdue_days) == ("no_record", None, None, None)
    assert {one.about.id for one in rows_of().values()} == {"s", "d", *(one.id for one in shipped_subjects())}


def test_the_later_of_form_and_entry_holds_and_a_day_ahead_is_planned() -> None:
    rows = rows_of(entry(day="2026-03-01"), entry(day="2025-01-01"), entry(day="2026-12-20"))
    row = rows["s inspection"]
    assert (row.last, row.planned, row.next_due) == (date(2026, 3, 1), date(2026, 12, 20), date(2027, 3, 1))
    only = rows_of(entry(facility_id="d", day="2027-01-05"))["d inspection"]
    assert (only.state, only.planned) == ("no_record", date(2027, 1, 5))


def test_the_most_overdue_comes_first_and_what_nobody_knows_before_what_is_in_time() -> None:
    found = due([entry("maintenance", "2024-11-29")], [YARD, STORE], RULES, TODAY)
    assert [(row.duty.id, row.state) for row in found] == [
        ("shelter.maintenance", "overdue"),
        ("shelter.drill", "overdue"),
        ("depot.inspection", "no_record"),
        ("shelter.inspection", "current"),
    ]
    assert found[0].overdue_days == 365


def test_an_interval_is_the_countys_then_its_plans_then_the_rules() -> None:
    assert (RULES["plan.drill"].days, RULES["plan.drill"].basis) == (1095, "document")
    assert (RULES["depot.inspection"].days, RULES["depot.inspection"].basis) == (90, "practice")
    plan = intervals(load_rules(), load_profile("yanggu").rows)["plan.drill"]
    assert (plan.days, plan.basis, plan.confidence) == (365, "plan", "S")
    assert "四(二)" in plan.source.document
    own = CustomProfile("own", "本县", "yanggu", {"yanggu.drill.yearly": (OwnTarget(">=", 2),)})
    twice = profile_of(Settings(profile_id="own", custom_profiles={"own": own}))
    assert intervals(load_rules(), twice.rows)["plan.drill"].days == 182.5
    typed = load_rules("national", {"upkeep.plan_drill_days": Override(180.0)})
    assert intervals(typed, twice.rows)["plan.drill"].basis == "own"


def test_a_duty_without_an_interval_is_said_to_have_none() -> None:
    unknown = {key: replace(one, days=float("nan")) for key, one in RULES.items()}
    row = next(one for one in due([], [YARD], unknown, TODAY) if one.duty.kind == "inspection")
    assert (row.state, row.next_due, row.overdue_days) == ("no_interval", None, None)
    assert all(not month.tasks for month in year_plan([row], TODAY))


def test_plans_and_data_are_asked_after_and_those_that_entries_name_too() -> None:
    entries = [
        entry("drill", subject="plan.flood"),
        entry("drill", subject="地铁预案"),
        entry("data", subject="遥感"),
    ]
    found = {one.id: one for one in subjects(entries, {"geological"})}
    assert "plan.geological" not in found and found["地铁预案"].on == "plan" and found["遥感"].on == "data"
    assert found["地铁预案"].name("en") == "地铁预案" and found["plan.flood"].name("zh") == "防汛抗旱应急预案"
    assert "plan.geological" in {
        one.id for one in subjects([entry("drill", subject="plan.geological")], {"geological"})
    }
    assert subject_key("防汛抗旱应急预案 ") == "plan.flood" == subject_key("flood and drought plan")
    assert subject_key("地铁预案") == "地铁预案"
    assert rows_of(*entries)["plan.flood drill"].next_due == date(2029, 10, 31)


def test_the_year_plan_has_twelve_months_and_says_what_comes_again() -> None:
    rows = due([entry(facility_id="d", day="2026-10-20")], [YARD, STORE], RULES, TODAY)
    months = year_plan(rows, TODAY)
    assert [(month.year, month.month) for month in (months[0], months[1], months[11])] == [
        (2026, 11),
        (2026, 12),
        (2027, 10),
    ]
    assert [(task.row.duty.id, task.why) for task in months[0].tasks] == [
        ("shelter.drill", "overdue"),
        ("shelter.maintenance", "no_record"),
        ("shelter.inspection", "due"),
    ]
    # 20 October + 90 days is 18 January, then 18 April, 17 July and 15 October.
    stock = [(task.day, task.why) for month in months for task in month.tasks if task.row.about is STORE]
    assert stock == [
        (date(2027, 1, 18), "due"),
        (date(2027, 4, 18), "again"),
        (date(2027, 7, 17), "again"),
        (date(2027, 10, 15), "again"),
    ]


def test_a_day_that_is_planned_stands_in_the_plan_instead() -> None:
    months = year_plan(due([entry("drill", "2027-02-10")], [YARD], RULES, TODAY), TODAY)
    drills = [
        (task.day, task.why) for month in months for task in month.tasks if task.row.duty.kind == "drill"
    ]
    assert drills == [(date(2027, 2, 10), "planned")]


def test_a_finding_is_open_until_it_is_put_right() -> None:
    open_one = entry(day="2026-02-01", finding="漏雨")
    later = entry(day="2026-01-01", finding="断电", repaired_on="2026-12-01")
    entries = [
        open_one,
        later,
        entry(finding="缺灯", repaired_on="2026-11-20"),
        entry(),
        entry(day="2027-01-01", finding="x"),
    ]
    assert open_findings(entries, TODAY) == (later, open_one)
    assert strangers([open_one, entry("drill", subject="plan.flood")], ["d"]) == (open_one,)


@pytest.mark.parametrize(
    ("fault", "change"),
    [
        ("", {}),
        ("kind", {"kind": "party"}),
        ("day", {"day": "2026-11"}),
        ("day", {"repaired_on": "soon"}),
        ("about", {"facility_id": ""}),
        ("about", {"subject": "plan.flood"}),
        ("kind_about", {"kind": "data"}),
        ("kind_about", {"kind": "maintenance", "facility_id": "", "subject": "plan.flood"}),
        ("nothing_found", {"repaired_on": "2026-11-02"}),
        ("backwards", {"finding": "漏雨", "repaired_on": "2026-10-31"}),
    ],
)
def test_an_entry_that_cannot_be_is_told_apart(fault: str, change: dict[str, str]) -> None:
    assert replace(entry(), **change).fault == fault


def test_an_entry_goes_into_the_ledger_and_onto_the_form_in_one_step() -> None:
    squad = Team(id="t", geometry=AT, status=Status.EXISTING)
    both = {one.id: one for one in (YARD, squad)}
    project = Project(
        Settings(),
        [],
        [Scenario("today", "", facilities=both), Scenario("plan", "", facilities=both)],
        "plan",
    )
    before = project.settings, project.scenarios
    news = [
        entry(day="2026-09-01"),
        entry(day="2026-10-01"),
        entry("drill", "2027-05-01"),
        entry("drill", facility_id="t"),
    ]
    edit = entered(project, news, TODAY)
    project.apply(edit)
    assert project.settings.upkeep == tuple(news)
    for scenario in project.scenarios:
        yard = scenario.facilities["s"]
        assert isinstance(yard, Shelter)
        assert (yard.last_inspection, yard.last_drill) == ("2026-10-01", "2025-10"), (
            "what is planned is not done"
        )
        assert scenario.facilities["t"] is squad
    project.apply(edit.inverse())
    assert (project.settings, project.scenarios) == before
    with pytest.raises(ValueError, match="day"):
        entered(project, [entry(day="")], TODAY)


def test_a_form_goes_back_with_an_entry_that_is_gone_and_only_then() -> None:
    first, second = entry(day="2026-09-01"), entry(day="2026-10-01")
    held = {"s": replace(YARD, last_inspection="2026-10-01"), "d": STORE}
    project = Project(Settings(upkeep=(first, second)), [], [Scenario("today", "", held)])

    def inspected(*after: UpkeepEntry) -> object:
        edit = ledger_edit(project, after, TODAY)
        project.apply(edit)
        found = getattr(project.scenarios[0].facilities["s"], "last_inspection", "")
        project.apply(edit.inverse())
        return found

    assert inspected(first) == "2026-09-01" and inspected() is None
    assert inspected(first, replace(second, day="2026-08-01")) == "2026-09-01"
    assert inspected(second) == "2026-10-01", "what is gone is not what the form says"
    assert inspected(first, replace(second, kind="drill")) == "2026-09-01"
    assert inspected(first, replace(second, finding="锁坏")) == "2026-10-01"


@pytest.mark.parametrize(
    ("said", "day"),
    [("2026-1-5", "2026-01-05"), ("2026年1月5日", "2026-01-05"), ("2026/11/29 0:00:00", "2026-11-29")],
)
def test_days_are_read_as_people_write_them(said: str, day: str) -> None:
    assert typed_day(said) == day
    for wrong in ("", "2026-02-30", "5.1.2026", "2026-01"):
        with pytest.raises(EntryError, match="day"):
            typed_day(wrong)


def test_a_misspelt_facility_is_refused_and_a_plan_of_ones_own_is_not() -> None:
    assert known_name("操场", [YARD], []) == {"facility_id": "s", "subject": ""}
    assert known_name("Earthquake plan", [YARD], [])["subject"] == "plan.earthquake"
    assert known_name("危化品预案", [YARD], [])["subject"] == "危化品预案"
    assert known_name("遥感", [YARD], ["遥感"])["subject"] == "遥感"
    with pytest.raises(EntryError, match="stranger"):
        known_name("操厂", [YARD], [])
    with pytest.raises(EntryError, match="twice"):
        known_name("操场", [YARD, replace(YARD, id="other")], [])


@given(st.lists(st.tuples(st.sampled_from(KINDS[:3]), st.integers(-900, 400)), max_size=6))
def test_what_is_copied_is_there_already_when_it_is_pasted(made: list[tuple[str, int]]) -> None:
    entries = [entry(kind, (TODAY + timedelta(days=days)).isoformat(), who="甲") for kind, days in made]
    project = Project(Settings(upkeep=tuple(entries)), [], [Scenario("today", "", {"s": YARD})])
    ledger = ledger_of(project, project.scenarios[0], TODAY)
    lines = ["\t".join(str(entry_values(one, ledger, "zh")[key]) for key in ENTRY_COLUMNS) for one in entries]
    text = "\n".join(lines)
    assert pasted_entries(text, entries, [YARD], "zh") == PastedEntries((), len(entries), ())
    anew = pasted_entries(text, (), [YARD], "zh")
    assert len(anew.new) == len({(one.kind, one.day) for one in entries}) and not anew.faults


def test_lines_that_cannot_be_entries_are_told_one_by_one() -> None:
    text = (
        "日期\t对象\t事项\t经办人\t发现问题\t整改日期\n"
        "2026-01-05\t操场\t检查评估\t甲\t漏水\t2026-01-09\n"
        "2026-01-05\t操场\t擦窗\t\t\t\n"
        "2026-01-05\t操场\t资料更新\t\t\t\n"
        "2026-01-05\t操场\t演练\t\t漏水\t2025-01-01\n"
        "\t\t演练\t\t\t\n"
    )
    found = pasted_entries(text, (), [YARD], "zh")
    assert [(one.kind, one.day, one.repaired_on) for one in found.new] == [
        ("inspection", "2026-01-05", "2026-01-09")
    ]
    assert [fault.partition("：")[2] for fault in found.faults] == [
        t(f"upkeep.fault.{why}", "zh") for why in ("kind", "kind_about", "backwards", "day")
    ]
    assert found.faults[0].startswith("第 3 行（操场）") and "（–）" in found.faults[-1]


def test_every_duty_has_an_interval() -> None:
    assert set(RULES) == {duty.id for duty in duties()}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"families": []}, "families belong to duties of facilities"),
        ({}, "two duties ask the same of the same"),
    ],
)
def test_a_faulty_duty_is_refused(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, object], message: str
) -> None:
    table = load(duties_file.UpkeepTable, duties_file.FILE)
    first = next(one for one in table.duty if one.on == "facility")
    wrong = msgspec.structs.replace(table, duty=[first, msgspec.structs.replace(first, **change)])
    monkeypatch.setattr(duties_file, "load", lambda *_: wrong)
    with pytest.raises(DataFileError, match=message):
        duties.__wrapped__()
    assert all(one.days > 0 and one.source.document for one in RULES.values())
