"""The list beside a map of many counties."""

from __future__ import annotations

from ui.printing.counties import ListedCounty, both_ends


def rows(count: int) -> list[ListedCounty]:
    return [ListedCounty(str(one), f"c{one}", "", float(one), ("x", "y")) for one in range(1, count + 1)]


def test_where_not_all_have_room_the_middle_is_left_out_and_counted() -> None:
    assert both_ends(rows(6), 6, "en") == tuple(rows(6))
    found = both_ends(rows(100), 7, "en")
    assert [one.number for one in found] == ["1", "2", "3", "…", "98", "99", "100"]
    assert "94" in found[3].name
    assert found[3].cells == ("", "")
