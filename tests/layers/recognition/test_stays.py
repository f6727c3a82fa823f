"""Lengths of stay as lists write them."""

from __future__ import annotations

import pytest

from layers.recognition.recognise import choice, status
from layers.recognition.stays import stay_class


@pytest.mark.parametrize(
    ("meant", "texts"),
    [
        ("emergency", ["24小时", "二十四小时以内", "≤24h", "1天", "一天以内", "1-3天", "不超过3天"]),
        ("short", ["2-14天", "2天至14天", "2天以上14天以下", "十四天", "半个月", "15天以内", "不超过15日"]),
        ("medium", ["30天", "15天-30天", "一个月", "30日以内", "十五至三十天"]),
        (
            "long",
            ["15天以上", "15天及以上", "15天（含）以上", "≥15天", "不少于15天", "超过14天"],
        ),
        ("long", ["十五天以上", "100天", "3个月", "一百天"]),
    ],
)  # fmt: skip
def test_lengths_of_stay(meant: str, texts: list[str]) -> None:
    assert {text: stay_class(text) for text in texts} == dict.fromkeys(texts, meant)


@pytest.mark.parametrize("text", ["县级", "2023年5月1日", "综合性", "", "15", "第3避难点"])
def test_what_is_no_length_of_stay(text: str) -> None:
    assert stay_class(text) is None


@pytest.mark.parametrize("text", ["县级", "乡镇级", "村（社区）级", "综合性避难场所", "平急两用"])
def test_levels_and_sorts_are_no_class(text: str) -> None:
    assert choice(text, "shelter_class") is None


@pytest.mark.parametrize("text", ["主体完工", "部分建成", "未启用", "拟提升", "2099年建成"])
def test_what_is_not_finished_is_planned(text: str) -> None:
    assert status(text) == "planned"
