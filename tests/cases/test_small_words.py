"""Words inside other words, units of beds, areas in degrees, Chinese texts that MapInfo calls Western."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.importing.facilities import year_in
from layers.recognition.days import iso_date
from layers.recognition.recognise import choice
from models.facilities.medical_point import MedicalPoint
from tests.cases import county
from tests.cases.county import SHELTER_FILE, SHELTERS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The whole county."""
    return county.make_county(tmp_path / "青禾县")


@pytest.mark.parametrize(
    ("text", "choices", "meant"),
    [
        ("Ⅲ级", "medical_class", None),
        ("III级", "medical_class", None),
        ("Ⅱ级保障", "medical_class", "hospital_2"),
        ("Ⅰ级", "medical_class", "hospital_1"),
        ("森林消防", "team_specialty", "forest"),
        ("消防", "team_specialty", "fire"),
    ],
)
def test_a_word_that_is_a_part_of_a_longer_one(text: str, choices: str, meant: str | None) -> None:
    assert choice(text, choices) == meant


@pytest.mark.parametrize(
    ("text", "year", "day"),
    [
        ("42156", 2015, "2015-06-01"),
        (42156, 2015, "2015-06-01"),
        ("20150601", 2015, "2015-06-01"),
        ("20151", None, None),
        ("99999", None, None),
    ],
)
def test_days_as_numbers(text: object, year: int | None, day: str | None) -> None:
    assert (year_in(text), iso_date(text)) == (year, day)


def test_beds_with_their_unit(folder: Path) -> None:
    rows = [("名称", "经度", "纬度", "编制床位", "救护车"), ("县医院", 108.62, 30.64, "500张", "6辆")]
    county.write_csv(folder / "医疗救护点.csv", rows)
    found = county.imported(folder).result.project.scenarios[0].facilities.values()
    (point,) = [item for item in found if isinstance(item, MedicalPoint)]
    assert (point.beds, point.ambulances) == (500, 6)


@pytest.mark.parametrize(("area", "gross"), [(1.04e-6, None), (10600.0, 10600.0)])
def test_areas_that_a_program_measured_in_degrees_are_none(
    folder: Path, area: float, gross: float | None
) -> None:
    (folder / SHELTER_FILE).unlink()
    rows = [
        county.feature(
            "Polygon",
            [county.ring(site[3], site[4], 0.001, 0.001)],
            名称=site[0],
            有效避难面积=site[6],
            Shape_Area=area,
        )
        for site in SHELTERS
    ]
    county.write_geojson(folder / "应急避难场所.geojson", rows)
    case = county.imported(folder)
    assert {shelter.gross_area_m2 for shelter in case.shelters.values()} == {gross}
    assert case.area_m2 == county.AREA_M2


@pytest.mark.parametrize("charset", ["WindowsLatin1", "WindowsSimpChinese", "Neutral"])
def test_chinese_texts_of_mapinfo_whatever_it_says(folder: Path, charset: str) -> None:
    (folder / SHELTER_FILE).unlink()
    head = (
        f'Version 300\nCharset "{charset}"\nDelimiter ","\nCoordSys Earth Projection 1, 104\n'
        "Columns 3\n  名称 Char(40)\n  类别 Char(20)\n  有效避难面积 Float\nData\n\n"
    )
    points = "".join(f"Point {site[3]} {site[4]}\n" for site in SHELTERS)
    (folder / "应急避难场所.mif").write_bytes((head + points).encode("gbk"))
    rows = "".join(f'"{site[0]}","{site[1]}",{site[6]}\n' for site in SHELTERS)
    (folder / "应急避难场所.mid").write_bytes(rows.encode("gbk"))
    case = county.imported(folder)
    assert case.area_m2 == county.AREA_M2 and case.place("人民公园") == (108.63, 30.63)
