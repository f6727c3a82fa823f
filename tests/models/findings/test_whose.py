"""Whose people and which units a text speaks of."""

from __future__ import annotations

import pytest

from models.findings.whose import BY_UNITS, of_inputs, of_units
from models.kernel.text import Lang


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("zh", "人均有效避难面积达标的乡镇比例", "人均有效避难面积达标的县（区）比例"),
        ("zh", "需优先补充的乡镇（街道）", "需优先补充的县（区）"),
        ("zh", "没有消防站和乡镇消防队的乡镇（街道）", "没有消防站和乡镇消防队的县（区）"),
        ("zh", "乡镇（街道）级储备库", "乡镇（街道）级储备库"),
        ("zh", "没有乡镇（街道）图层，按 4 个县（区）计", "没有乡镇（街道）图层，按 4 个县（区）计"),
        ("zh", "“六有”达标的乡镇（街道、园区）", "“六有”达标的乡镇（街道、园区）"),
        ("en", "Townships with a depot", "Districts with a depot"),
        ("en", "first of its township", "first of its district"),
        ("en", "township level in some areas by 2030", "township level in some areas by 2030"),
        ("en", "Township brigades and township-level stores", "Township brigades and township-level stores"),
        ("en", "no layer gives townships", "no layer gives townships"),
    ],
)
def test_districts_that_stand_for_townships_are_called_so(lang: Lang, text: str, wanted: str) -> None:
    assert of_units(text, lang) == wanted
    assert of_inputs(text, {BY_UNITS: 4}, lang) == wanted
    assert of_inputs(text, {}, lang) == text
