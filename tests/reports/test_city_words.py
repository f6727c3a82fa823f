"""What is said of a city's counties: no data is not nought, and of nobody nothing is said."""

from __future__ import annotations

from reports.city.words import ratio_text, share_text
from tests.models.city.test_plan import one, planned, store


def test_what_nobody_knows_is_no_data_and_a_known_part_is_a_least() -> None:
    plan = planned([one("A", own=None), one("B", 200, None)], [store(50, 0)])
    assert [ratio_text(cover, "zh") for cover in plan.alone] == ["无数据", "无数据"]
    plan = planned([one("A", own=None)], [store(50, 90)])
    assert ratio_text(plan.alone[0], "en") == "at least 90 %"
    plan = planned([one("A", own=0)], [store(50, 0)])
    assert ratio_text(plan.alone[0], "en") == share_text(0.0, "en", is_all=True) == "0 %"
