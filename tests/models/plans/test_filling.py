"""Typed-in rows by chapter, and as a table to a spreadsheet and back."""

from __future__ import annotations

import pytest

from models.kernel.text import LANGUAGES, Lang, t
from models.plans.filling import by_chapter, chapter_of, pasted, table_text
from models.plans.plans import load_profile
from models.project.settings import Indicator
from models.rules.rules import load_rules

RULES = load_rules()
ROWS = load_profile("xinxiang").typed_rows
WARNING, FALL = "xinxiang.warning", "xinxiang.outcomes.work_total"


def test_rows_stand_in_the_order_of_the_plans_chapters() -> None:
    chapters = by_chapter(ROWS)
    assert [row.id for rows in chapters.values() for row in rows] != [row.id for row in ROWS]
    assert sorted(row.id for rows in chapters.values() for row in rows) == sorted(row.id for row in ROWS)
    assert next(iter(chapters)) == "二(三)"
    order = ["一", "二", "三", "四"]
    parts = [order.index(chapter[0]) for chapter in chapters if chapter and chapter[0] in order]
    assert parts == sorted(parts)
    row = load_profile("yanggu").row("yanggu.school.alarm")
    assert chapter_of(row).endswith("六(十一)")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_table_comes_back_as_it_was(lang: Lang) -> None:
    typed = {WARNING: Indicator(82.5, 2024, "广播电视\t统计"), FALL: Indicator(-16.0)}
    table = table_text(ROWS, typed, RULES, lang)
    found = pasted(table, ROWS, lang)
    assert (found.indicators, found.faults, found.strangers) == (typed, [], [])
    assert len(table.splitlines()) == 1 + len(ROWS)


def test_a_table_without_heads_is_name_value_year_and_source() -> None:
    name = next(row for row in ROWS if row.id == WARNING).name("zh")
    found = pasted(f"{name}\t82.5 %\t2024\t年报\nxinxiang.risk.survey\t是\n", ROWS, "zh")
    assert found.indicators == {
        WARNING: Indicator(82.5, 2024, "年报"),
        "xinxiang.risk.survey": Indicator(1.0),
    }


def test_what_cannot_be_read_is_named_by_line() -> None:
    name = next(row for row in ROWS if row.id == WARNING).name("zh")
    text = f"{name}\t约八成\n{name}\t82\t24 年\n{name}\t-3\n月球基地\t7\n{name}\t\n"
    found = pasted(text, ROWS, "zh")
    assert found.indicators == {}
    assert found.faults == [
        t("filling.bad_value", "zh", number=1, row=name, said="约八成"),
        t("filling.bad_year", "zh", number=2, row=name, said="24 年"),
        t("filling.bad_value", "zh", number=3, row=name, said="-3"),
    ]
    assert found.strangers == ["月球基地"]
