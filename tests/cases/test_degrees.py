"""Longitudes and latitudes in other writings, those that are no degrees, and states in other words."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from layers.recognition.cells import degrees
from layers.recognition.recognise import coordinate_columns, status
from tests.cases import county
from tests.cases.county import SHELTER_FILE, SHELTER_HEAD, SHELTERS


@pytest.mark.parametrize(
    "text",
    [
        "108.31.48",
        "108_31_48",
        "108/31/48",
        "108,31,48",
        "108、31、48",
        "108∶31∶48",
        "108°31 48",
        "108 31.8",
        "108 31 48E",
        "108. 53",
    ],
)
def test_degrees_minutes_and_seconds_with_other_signs(text: str) -> None:
    assert degrees(text) == pytest.approx(108.53)


@pytest.mark.parametrize("text", ["108,53", "108.31.48.5.6", "108_31/48", "108°61′48″"])
def test_what_is_no_coordinate(text: str) -> None:
    assert math.isnan(degrees(text))


@pytest.mark.parametrize("heading", ["经度,纬度", "经度，纬度", "纬度/经度", "lat,lng", "GPS"])
def test_headings_of_both_coordinates(heading: str) -> None:
    assert coordinate_columns(["名称", heading, "面积"]) == {"pair": heading}


@pytest.mark.parametrize(
    ("east", "north", "told"),
    [
        (lambda value: round(value * 1e6), lambda value: round(value * 1e6), "倍的度"),
        (lambda value: round(value * 1e7), lambda value: round(value * 1e7), "倍的度"),
        (lambda value: round(value * 3600, 1), lambda value: round(value * 3600, 1), "秒为单位"),
        (lambda _: "1083148", lambda _: "303748", "连写的度分秒"),
        (lambda _: "10831.8", lambda _: "3037.8", "连写的度分秒"),
    ],
)
def test_numbers_that_are_no_degrees_are_told_as_what_they_look_like(
    tmp_path: Path, east: object, north: object, told: str
) -> None:
    folder = county.make_county(tmp_path / "青禾县")
    assert callable(east) and callable(north)
    rows = [(*site[:3], east(site[3]), north(site[4]), *site[5:]) for site in SHELTERS]
    county.write_csv(folder / SHELTER_FILE, [SHELTER_HEAD, *rows])
    case = county.imported(folder)
    assert case.role(SHELTER_FILE) is None and told in case.told(SHELTER_FILE)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("√", None),
        ("已命名", "existing"),
        ("选址中", "planned"),
        ("停工", "planned"),
        ("proposed", "planned"),
        ("改建为商场", "rejected"),
        ("移作他用", "rejected"),
        ("已灭失", "rejected"),
        ("禁止使用", None),
    ],
)
def test_states_in_other_words(text: str, meant: str | None) -> None:
    assert status(text) == meant
