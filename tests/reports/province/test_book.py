"""What the workbook of many counties says beside its numbers."""

from __future__ import annotations

import pytest

from models.province.results import CountyResult, FigureResult
from reports.province.book import ends

FIGURE = "shelter.people_share.fixed"


def county(name: str, value: float | None) -> CountyResult:
    return CountyResult(name, name, "mark", figures=(FigureResult(FIGURE, value, "percent", "info"),))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"a": 1.0, "b": 3.0, "c": 2.0}, ("b", "a")),
        ({"a": 0.0, "b": 0.0, "c": None}, ("–", "–")),  # alike: neither is the highest
        ({"a": 0.0, "b": 0.0, "c": 5.0}, ("c", "a, b")),
        ({"a": 0.0, "b": 0.0, "c": 5.0, "d": 0.0}, ("c", "a, b and 1 more alike")),
        ({"a": None}, ("–", "–")),
    ],
)
def test_highest_and_lowest_are_named_only_where_there_are_such(
    values: dict[str, float | None], expected: tuple[str, str]
) -> None:
    results = [county(name, value) for name, value in values.items()]
    assert ends(results, FIGURE, "en") == expected
