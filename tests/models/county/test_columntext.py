"""Whatever kind of values a column holds, its text is what a reader would write down."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from models.county.layer import Layer, Role


def texts(values: Any, column: str = "it") -> list[Any]:
    points = [shapely.Point(0, row) for row in range(len(values))]
    frame = gpd.GeoDataFrame({"it": values}, geometry=points, crs=4548)
    return Layer("layer", Role.REFERENCE, frame).text(column).tolist()


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_day_that_is_not_on_record_is_empty(unit: str) -> None:
    days = pd.to_datetime(["2020-01-02", None, "2021-03-04"]).as_unit(unit)
    assert texts(days) == ["2020-01-02", "", "2021-03-04"]
    assert texts(pd.to_datetime([None, None]).as_unit(unit)) == ["", ""]


def test_the_time_of_day_stands_behind_days_only_where_one_is_told() -> None:
    moments = pd.to_datetime(["2020-01-02 10:30", None])
    assert texts(moments) == ["2020-01-02 10:30:00", ""]
    mixed = pd.Series([datetime(2020, 1, 2), date(2021, 3, 4), None, "spring", 7], dtype=object)
    assert texts(mixed) == ["2020-01-02", "2021-03-04", "", "spring", "7"]
    abroad = pd.to_datetime(["2020-01-02T10:30:00+08:00", None])
    assert texts(abroad) == ["2020-01-02 10:30:00+08:00", ""]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["a", None], ["a", ""]),
        ([1, 20], ["1", "20"]),
        ([1.0, None], ["1.0", ""]),
        (pd.array([1.5, None], dtype="Float32"), ["1.5", ""]),
        (pd.Series([0.1, None], dtype="float32"), ["0.1", ""]),
        (pd.array([1, None], dtype="Int64"), ["1", ""]),
        ([True, False], ["True", "False"]),
        (pd.array([True, None], dtype="boolean"), ["True", ""]),
        (pd.Categorical(["a", None]), ["a", ""]),
        (pd.to_timedelta(["1h", None]), ["0 days 01:00:00", ""]),
    ],
)
def test_every_kind_of_column_is_text(values: Any, expected: list[str]) -> None:
    assert texts(values) == expected


def test_a_column_that_is_not_there_is_empty() -> None:
    assert texts(["a", "b"], "other") == ["", ""]
    assert texts([]) == []


def test_it_is_made_once_and_nobody_writes_into_it() -> None:
    frame = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(0, 0)], crs=4548)
    layer = Layer("layer", Role.ROADS, frame)
    found = layer.text("name")
    assert layer.text("name") is found
    with pytest.raises(ValueError, match="read-only"):
        found[0] = "b"
    other = layer.with_changes(frame=frame.assign(name=["b"]))
    assert other.text("name").tolist() == ["b"]
