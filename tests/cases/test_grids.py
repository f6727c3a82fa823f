"""People by cell: rasters that do not declare no data, cover a part, or bring a band of transparency."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from layers.formats import raster
from layers.importing import popgrid
from models.county.layer import Role
from tests.cases import county
from tests.cases.county import SOUTH, VILLAGE_FILE, WEST

CELL = 0.01
FILE = "人口格网.tif"
PER_CELL = 40
"""People in each of the 300 cells of the county."""


def cells(dtype: str, around: float) -> Any:
    """Ten rows and thirty columns over the county, two cells of something else around them."""
    values = np.full((14, 34), around, dtype=dtype)
    values[2:12, 2:32] = PER_CELL
    return values


def write(path: Path, values: Any, west: float = WEST, **more: Any) -> None:
    """GeoTIFF of which the county's corner is the third cell of the third row from below."""
    rasterio = raster._rasterio()
    bands = values if values.ndim == 3 else values[None]
    place = rasterio.transform.from_origin(west - 2 * CELL, SOUTH + 12 * CELL, CELL, CELL)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=bands.shape[1],
        width=bands.shape[2],
        count=len(bands),
        dtype=bands.dtype,
        crs="EPSG:4490",
        transform=place,
        **more,
    ) as file:
        file.write(bands)


def people(case: county.Outcome) -> float:
    (layer,) = case.result.project.layers_of(Role.POPULATION_GRID)
    return float(layer.number("population_persons").sum())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The county without its list of villages."""
    return county.make_county(tmp_path / "青禾县", without=[VILLAGE_FILE])


@pytest.mark.parametrize(
    ("dtype", "mark"),
    [
        ("uint8", 255),
        ("uint16", 65535),
        ("int16", 32767),
        ("int32", 2147483647),
        ("float32", 99999),
        ("int32", 9999),
    ],
)
def test_a_mark_of_no_data_that_is_not_declared_is_nobody(folder: Path, dtype: str, mark: float) -> None:
    values = cells(dtype, mark)
    values[2:7, 2:12] = mark
    write(folder / FILE, values)
    case = county.imported(folder)
    assert people(case) == 250 * PER_CELL and "无数据" in case.told(FILE)


def test_where_a_mark_is_declared_the_highest_number_is_people(folder: Path) -> None:
    values = cells("uint8", 0)
    values[2, 2] = 255
    write(folder / FILE, values, nodata=0)
    assert people(county.imported(folder)) == 299 * PER_CELL + 255


@pytest.mark.parametrize("mark", [-9999.0, 3.4e38])
def test_marks_are_left_out_before_cells_become_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, mark: float
) -> None:
    whole = popgrid.raster.read_part

    def coarse(*given: Any, **more: Any) -> Any:
        return whole(*given, **{**more, "most_cells": 100})

    monkeypatch.setattr(popgrid.raster, "read_part", coarse)
    values = cells("float32", mark)
    values[4, 4] = mark
    found = []
    for more in ({"nodata": mark}, {}):
        write(folder / FILE, values, **more)
        case = county.imported(folder)
        assert "合并" in case.told(FILE)
        found.append(people(case))
    assert found[0] == found[1] > 0


def test_a_raster_of_a_part_of_the_county_says_so(folder: Path) -> None:
    write(folder / FILE, cells("float32", -1), west=WEST + 0.17, nodata=-1)
    case = county.imported(folder)
    assert people(case) == 130 * PER_CELL and "只覆盖县域的 50%" in case.told(FILE)


def test_a_raster_of_the_whole_county_says_nothing_of_that(folder: Path) -> None:
    write(folder / FILE, cells("float32", -1), nodata=-1)
    case = county.imported(folder)
    assert people(case) == 300 * PER_CELL and "只覆盖" not in case.told(FILE)


def test_a_band_of_transparency_says_where_there_is_no_data(folder: Path) -> None:
    values = np.stack([cells("uint8", 77), np.full((14, 34), 255, dtype="uint8")])
    values[1, 2, 2] = 0
    write(folder / FILE, values, alpha="yes")
    assert people(county.imported(folder)) == 299 * PER_CELL


@pytest.mark.parametrize(("per_cell", "is_told"), [(40, False), (200, True), (10, True)])
def test_people_far_from_those_of_the_villages_are_told(tmp_path: Path, per_cell: int, is_told: bool) -> None:
    folder = county.make_county(tmp_path / "青禾县")
    values = cells("float32", -1)
    values[values > 0] = per_cell
    write(folder / FILE, values, nodata=-1)
    assert ("相差太大" in county.imported(folder).told(FILE)) == is_told
