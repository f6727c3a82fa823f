"""Doubts about facilities: what they are called that no file brought."""

from __future__ import annotations

from shapely.geometry import Point

from models.facilities.facility import Shelter
from models.gate.facilities import area_remarks


def test_a_remark_names_its_file_or_says_that_none_is_stated() -> None:
    def said(source: str) -> str:
        shelter = Shelter(
            id="s1",
            name="东园",
            status="existing",
            geometry=Point(0, 0),
            source=source,
            effective_area_m2=20_000.0,
            gross_area_m2=100.0,
        )
        (remark,) = area_remarks([shelter])
        return remark.text("zh")

    assert said("避难场所.xlsx").startswith("避难场所.xlsx：1 处避难场所")
    assert said("").startswith("未注明来源文件的设施：1 处避难场所")
