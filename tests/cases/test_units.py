"""Townships in several rows are one, and townships that overlap are told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from models.county.county import County
from models.gate import gate
from models.gate.gate import data_remarks
from models.project.edits import EditLayers
from tests.cases import county
from tests.cases.county import SOUTH, STEP, VILLAGE_FILE, WEST


def test_an_exclave_in_a_row_of_its_own_is_part_of_its_township(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c", without=[VILLAGE_FILE])
    rows = county.township_features()
    for row in rows:
        del row["properties"]["行政区划代码"]
    exclave = county.feature("Polygon", [county.ring(WEST + 1.5 * STEP, SOUTH, 0.01, 0.01)], 名称="石桥镇")
    county.write_geojson(folder / "乡镇.geojson", [*rows, exclave])
    county.write_csv(
        folder / "乡镇人口.csv",
        [("乡镇", "常住人口"), ("石桥镇", 2500), ("柳林乡", 3500), ("城关街道", 7500)],
    )
    case = county.imported(folder)
    made = case.result.project.county
    assert made.townships.names.tolist() == ["石桥镇", "柳林乡", "城关街道"]
    assert made.townships.geometries[0].geom_type == "MultiPolygon"
    assert made.population_persons == 13_500
    assert "石桥镇×2" in case.told("乡镇.geojson")


def test_two_townships_of_one_name_and_two_codes_stay_two(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    rows = county.township_features()
    rows[1]["properties"]["名称"] = "石桥镇"
    county.write_geojson(folder / "乡镇.geojson", rows)
    assert len(county.imported(folder).result.project.county.townships) == 3


def test_the_county_among_its_townships_is_none_of_them(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c", without=[VILLAGE_FILE])
    rows = [*county.township_features(), county.county_feature()]
    for row, persons in zip(rows, (2000, 3000, 7000, 12000), strict=True):
        row["properties"]["常住人口"] = persons
    county.write_geojson(folder / "乡镇.geojson", rows)
    case = county.imported(folder)
    assert case.result.project.county.population_persons == 12000
    assert len(case.result.project.county.townships) == 3
    assert "“青禾县”的范围" in case.told("乡镇.geojson")


def test_a_township_around_another_stays(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    rows = county.township_features()
    rows[2]["geometry"]["coordinates"].append(county.ring(WEST + 0.24, SOUTH + 0.04, 0.02, 0.02)[::-1])
    inner = county.feature("Polygon", [county.ring(WEST + 0.24, SOUTH + 0.04, 0.02, 0.02)], 名称="飞地镇")
    county.write_geojson(folder / "乡镇.geojson", [*rows, inner])
    assert len(county.imported(folder).result.project.county.townships) == 4


def test_townships_that_overlap_are_told(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    rows = county.township_features()
    rows[1]["geometry"]["coordinates"] = [county.ring(WEST + 0.85 * STEP, SOUTH, 1.15 * STEP, STEP)]
    rows[1]["properties"]["名称"] = ""
    county.write_geojson(folder / "乡镇.geojson", rows)
    (told,) = data_remarks(county.imported(folder).result.project)
    assert told.id == "data.units.overlap"
    assert "石桥镇／500999101（15%）" in told.text("zh")


def test_what_the_land_says_is_asked_once_for_all_edits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The remarks are counted after every edit; outlines held against each other take long."""
    project = county.imported(county.make_county(tmp_path / "in")).result.project
    asked: list[County] = []
    monkeypatch.setattr(gate, "unit_remarks", lambda land: asked.append(land) or ())
    first = data_remarks(project)
    (key, facility), *_ = project.active.facilities.items()
    project.apply(project.facility_edit({key: replace(facility, name="另一个名字")}))
    assert data_remarks(project) == first and len(asked) == 1
    project.apply(EditLayers(project.layers, project.layers[1:]))
    data_remarks(project)
    assert len(asked) == 2
