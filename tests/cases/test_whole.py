"""The county that every case starts from is right as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases import county


def test_the_untouched_county_is_read_and_checked(tmp_path: Path) -> None:
    case = county.imported(county.make_county(tmp_path / "青禾县"))
    assert case.people == county.PEOPLE
    assert case.area_m2 == county.AREA_M2
    assert case.place("石桥中学") == (108.43, 30.63)
    finding = case.findings["core.shelter.area_per_resident.county"]
    assert finding["figure"] == pytest.approx(county.AREA_M2 / county.PEOPLE)
