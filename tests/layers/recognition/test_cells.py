"""Numbers as people write them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.recognition.cells import degrees, heading_unit, number, numbers, voltage_kv


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        ("1234", "", 1234),
        ("1,234.5", "", 1234.5),
        ("1 234", "", 1234),
        ("１２３４", "", 1234),
        ("约300", "", 300),
        ("-5", "", -5),
        ("1.5e3", "", 1500),
        ("1234㎡", "m2", 1234),
        ("3亩", "m2", 2000),
        ("1.5 公顷", "m2", 15000),
        ("0.2平方公里", "m2", 200000),
        ("2.5万平方米", "m2", 25000),
        ("3.5万", "persons", 35000),
        ("120人", "persons", 120),
        (12, "", 12),
        (12.5, "m2", 12.5),
    ],
)
def test_readable(text: object, base: str, expected: float) -> None:
    assert number(text, base) == pytest.approx(expected)


@pytest.mark.parametrize("text", ["", " ", "-", "—", "/", "无", "不详", "N/A", None, math.nan])
def test_nothing_is_not_zero(text: object) -> None:
    assert number(text) is None


@pytest.mark.parametrize("text", ["很大", "12人", "3-5", "12.5.6", "一百", "1,23", "=1+1", math.inf])
def test_what_is_no_number_is_said(text: object) -> None:
    found = number(text, "m2")
    assert found is not None and math.isnan(found)


@given(st.floats(min_value=-1e12, max_value=1e12, allow_nan=False))
def test_every_float_comes_back(value: float) -> None:
    assert number(repr(value)) == value


@pytest.mark.parametrize(
    ("heading", "base", "factor"),
    [
        ("有效面积(亩)", "m2", 10000 / 15),
        ("有效面积（单位：公顷）", "m2", 10000),
        ("占地面积/平方米", "m2", 1),
        ("area_km2", "m2", 1e6),
        ("面积公顷", "m2", 1e4),
        ("常住人口（万人）", "persons", 1e4),
        ("人口【人】", "persons", 1),
        ("面积", "m2", None),
        ("有效面积(亩)", "persons", None),
        ("备注（见附表）", "m2", None),
    ],
)
def test_units_in_headings(heading: str, base: str, factor: float | None) -> None:
    assert heading_unit(heading, base) == (pytest.approx(factor) if factor else None)


@pytest.mark.parametrize("cell", ["300平方米", "约300平方米", "近 300 ㎡", "约３００㎡"])
def test_the_unit_of_a_cell_takes_the_place_of_the_headings(cell: str) -> None:
    assert numbers([cell, "1 200平方米", "约0.03"], "m2", 10_000).values.tolist() == [300, 1200, 300]


def test_column_with_a_unit_in_the_heading_and_others_in_cells() -> None:
    found = numbers(["3", "2公顷", None, "多", 4.5], "m2", 10000 / 15)
    assert found.values[[0, 1, 4]] == pytest.approx([2000, 20000, 3000])
    assert np.isnan(found.values[[2, 3]]).all()
    assert found.unreadable.tolist() == [3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("115.78", 115.78),
        (115.78, 115.78),
        ("E115.78", 115.78),
        ("115.78°E", 115.78),
        ("东经115.78", 115.78),
        ("115°46′48″", 115.78),
        ("115°46'48\"E", 115.78),
        ("东经115度46分48秒", 115.78),
        ("115:46:48", 115.78),
        ("115°46.8′", 115.78),
        ("73°30′W", -73.5),
        ("39447890.12", 39447890.12),
    ],
)
def test_coordinates(text: object, expected: float) -> None:
    assert degrees(text) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("text", ["", "无", "待测", "115度多", None, "117°75′30″", "30度12分83秒"])
def test_no_coordinate(text: object) -> None:
    assert math.isnan(degrees(text))


@pytest.mark.parametrize(
    ("text", "kv"),
    [
        ("110kV", 110),
        ("１１０ 千伏", 110),
        (220, 220),
        (35.0, 35),
        ("110000", 110),  # volts, as OpenStreetMap has them
        ("220000;110000", 220),
        ("220/110kV", 220),
        ("±800kV", 800),
        ("10000V", 10),
        ("380伏", 0.38),
        (1000, 1000),
    ],
)
def test_voltages(text: object, kv: float) -> None:
    assert voltage_kv(text) == pytest.approx(kv)


@pytest.mark.parametrize("text", ["", None, "高压", "不详"])
def test_no_voltage(text: object) -> None:
    assert math.isnan(voltage_kv(text))
