"""Rasters in: exact slopes of made planes, people of made grids, and what is refused, through an import."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.formats import raster, surroundings
from layers.formats.limits import import_limits
from layers.importing.dem import slope_deg
from layers.importing.importer import ImportResult, import_files, import_folder
from layers.importing.preview import preview
from layers.importing.recipe import LayerChoice
from layers.project.file import load_project, save_project
from models.county.layer import Role
from models.facilities.facility import Shelter
from models.findings.findings import Verdict
from models.hazards.screening import siting_checks
from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from models.kernel.text import LANGUAGES
from models.project.local import LocalFacts
from models.rules.rules import load_rules
from tests.helpers import ROOT, shared_data
from tests.layers.made import write

EPSG = 4548
X, Y = 390_000.0, 4_000_000.0
SIDE = 3000.0
RULES = load_rules()


def outline(persons: float | None = None, *, side: float = SIDE) -> gpd.GeoDataFrame:
    """A square county of 3 by 3 km."""
    rows = [{"name": "示例县", "adcode": "371521", "常住人口": persons}]
    return gpd.GeoDataFrame(rows, geometry=[shapely.box(X, Y, X + side, Y + side)], crs=EPSG)


def write_tiff(
    path: Path,
    values: Any,
    cell_m: float = 30.0,
    *,
    at: tuple[float, float] = (X - 1500, Y + 4500),
    **more: Any,
) -> Path:
    """GeoTIFF whose upper left corner is ``at``; the first row is the northernmost."""
    rasterio = raster._rasterio()
    array = np.asarray(values)
    bands = array if array.ndim == 3 else array[None]
    unit, description = more.pop("unit", None), more.pop("description", None)
    given: dict[str, Any] = {
        "crs": f"EPSG:{EPSG}",
        "transform": rasterio.Affine(cell_m, 0, at[0], 0, -cell_m, at[1]),
        **more,
    }
    with (
        raster._surroundings(),
        rasterio.open(
            path,
            "w",
            driver="GTiff",
            width=bands.shape[2],
            height=bands.shape[1],
            count=len(bands),
            dtype=bands.dtype,
            **given,
        ) as target,
    ):
        target.write(bands)
        if unit:
            target.units = (unit,)
        if description:
            target.descriptions = (description,)
    return path


def plane(slope: float, cells: int = 200, cell_m: float = 30.0) -> np.ndarray:
    """Heights that rise to the east so many degrees."""
    return np.tile(100 + np.arange(cells) * cell_m * math.tan(math.radians(slope)), (cells, 1)).astype(
        "float32"
    )


def imported(folder: Path, *others: Path, choices: Any = None, persons: float | None = None) -> ImportResult:
    """Import of the county's outline and everything else in a folder."""
    write(folder, "县界.geojson", outline(persons).to_crs(4490))
    return run_to_end(import_folder(folder, choices=choices))


def keys(line: Any) -> list[str]:
    return [key.rpartition("import.problem.")[2] for key, _ in line.problems]


def errors(result: ImportResult) -> list[str]:
    return [line.error.key for line in result.report if line.error is not None]


def layers_of(result: ImportResult, role: Role) -> list[Any]:
    return [layer for layer in result.project.layers if layer.role == role]


# -- slope -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("x_deg", "y_deg"), [(10.0, 0.0), (0.0, -35.0), (20.0, 12.0)])
def test_the_slope_of_a_plane_is_exact(x_deg: float, y_deg: float) -> None:
    rows, columns = np.mgrid[0:9, 0:7]
    a, b = math.tan(math.radians(x_deg)), math.tan(math.radians(y_deg))
    slope = slope_deg(5.0 * (a * columns + b * rows), 5.0)
    expected = math.degrees(math.atan(math.hypot(a, b)))
    assert np.allclose(slope[1:-1, 1:-1], expected, atol=1e-9)
    assert np.isnan(slope[0]).all() and np.isnan(slope[:, -1]).all()


@given(st.floats(0, 60), st.floats(0, 2 * math.pi), st.floats(1, 90), st.floats(-400, 4000))
def test_a_plane_is_as_steep_whichever_way_it_faces(
    slope: float, facing: float, cell_m: float, base_m: float
) -> None:
    rows, columns = np.mgrid[0:5, 0:5]
    rise = math.tan(math.radians(slope))
    heights = base_m + rise * cell_m * (math.cos(facing) * columns + math.sin(facing) * rows)
    assert np.allclose(slope_deg(heights, cell_m)[1:-1, 1:-1], slope, atol=1e-4)


def test_unknown_heights_make_unknown_slopes_only_beside_them() -> None:
    heights = np.zeros((7, 7))
    heights[3, 3] = np.nan
    unknown = np.isnan(slope_deg(heights, 30.0)[1:-1, 1:-1])
    assert unknown[1:4, 1:4].sum() == 8 and unknown.sum() == 8  # its own slope needs only the neighbours
    assert np.isnan(slope_deg(np.zeros((2, 9)), 30.0)).all()


@pytest.mark.parametrize(
    ("slope", "names", "steep"),
    [
        (3.0, "坡度 ≤7°", False),
        (10.0, "坡度 7°–15°", False),
        (15.0, "坡度 7°–15°", False),  # exactly at the limit is not steeper
        (15.1, "坡度 15°–25°", True),
        (40.0, "坡度 >25°", True),
    ],
)
def test_a_plane_becomes_one_class(tmp_path: Path, slope: float, names: str, steep: bool) -> None:
    write_tiff(tmp_path / "示例县dem.tif", plane(slope).astype("float64"))
    result = imported(tmp_path)
    (made,) = layers_of(result, Role.HAZARDS if steep else Role.DEM)
    assert set(made.text("name")) == {names}
    area = shapely.union_all(made.geometries)
    assert area.covers(shapely.box(X, Y, X + SIDE, Y + SIDE))
    if steep:
        assert set(made.text("hazard_type")) == {"坡度"}
        assert set(made.text("hazard_level")) == {names.removeprefix("坡度 ")}
    else:
        assert not layers_of(result, Role.HAZARDS)
        assert "no_steep_ground" in keys(next(line for line in result.report if line.role == Role.DEM))


def test_two_slopes_meet_where_they_do_and_siting_knows_them(tmp_path: Path) -> None:
    # Flat in the west; from the middle of the county on it rises at 30 degrees.
    x = X - 1500 + 15 + 30 * np.arange(200)
    heights = np.maximum(0, x - (X + 1500)) * math.tan(math.radians(30))
    write_tiff(tmp_path / "dem.tif", np.tile(heights, (200, 1)))
    result = imported(tmp_path)
    steep, gentle = layers_of(result, Role.HAZARDS)[0], layers_of(result, Role.DEM)[0]
    west_m = shapely.total_bounds(steep.geometries)[0]
    assert abs(west_m - (X + 1500)) <= 60  # two cells
    assert (
        shapely.area(shapely.intersection(*map(shapely.union_all, (steep.geometries, gentle.geometries)))) < 1
    )
    sites = {
        "flat": shapely.Point(X + 500, Y + 500),
        "steep": shapely.Point(X + 2500, Y + 500),
        "off": shapely.Point(X + 9000, Y),
    }
    shelters = [Shelter(id=name, geometry=point) for name, point in sites.items()]
    checks = siting_checks(result.project.county, shelters, RULES, LocalFacts())
    found = {name: next(one for one in row if one.rule == "slope") for name, row in checks.items()}
    assert {name: one.verdict for name, one in found.items()} == {
        "flat": Verdict.PASS,
        "steep": Verdict.FAIL,
        "off": Verdict.NO_DATA,
    }
    assert found["steep"].note == "slope_forbidden"
    assert result.project.county.hazards and result.project.county.layers[0].role != Role.DEM


def test_a_dem_in_degrees_is_brought_to_metres(tmp_path: Path) -> None:
    from layers.coordinates import crs

    west, south, east, north = crs.transformer(EPSG, 4326).transform_bounds(
        X - 500, Y - 500, X + 3500, Y + 3500
    )
    cell = 1 / 3600
    columns, rows = round((east - west) / cell), round((north - south) / cell)
    lon = west + cell * (np.arange(columns) + 0.5)
    lat = north - cell * (np.arange(rows) + 0.5)
    x = crs.transformer(4326, EPSG).transform(*np.meshgrid(lon, lat))[0]
    rasterio = raster._rasterio()
    transform = rasterio.Affine(cell, 0, west, 0, -cell, north)
    write_tiff(
        tmp_path / "dem.tif", (x - X) * math.tan(math.radians(20)), crs="EPSG:4326", transform=transform
    )
    result = imported(tmp_path)
    made = layers_of(result, Role.HAZARDS)[0]
    inner = shapely.box(X + 100, Y + 100, X + SIDE - 100, Y + SIDE - 100)
    assert set(made.text("name")) == {"坡度 15°–25°"}
    assert shapely.union_all(made.geometries).covers(inner)


def test_limits_are_the_county_s_own_rules(tmp_path: Path) -> None:
    from models.project.settings import Override

    write(tmp_path, "县界.geojson", outline().to_crs(4490))
    project = run_to_end(import_folder(tmp_path)).project
    project.apply(project.settings_edit(overrides={"siting.slope.reject_deg": Override(9.0)}))
    path = write_tiff(tmp_path / "dem.tif", plane(10))
    result = run_to_end(import_files([path], project=project))
    assert set(layers_of(result, Role.HAZARDS)[0].text("name")) == {"坡度 9°–25°"}
    assert result.edit is not None


def test_small_patches_join_what_is_around_them(tmp_path: Path) -> None:
    heights = np.zeros((200, 200))
    heights[100, 100] = 8.0  # one cell: about 15 degrees around it, on 8 cells
    heights[60:64, 60:64] = 60.0
    write_tiff(tmp_path / "dem.tif", heights)
    made = layers_of(imported(tmp_path), Role.HAZARDS)[0]
    assert shapely.area(made.geometries).min() >= 2000


def test_gaps_and_impossible_heights_are_told_and_stay_unknown(tmp_path: Path) -> None:
    heights = plane(3).astype("float64")
    heights[:, :100] = -9999.0  # stated as no data nowhere
    write_tiff(tmp_path / "dem.tif", heights)
    result = imported(tmp_path)
    line = next(line for line in result.report if line.role == Role.DEM)
    assert {"heights_impossible", "dem_gaps", "heights_in_metres", "slope_made"} <= set(keys(line))
    made = layers_of(result, Role.DEM)[0]
    assert shapely.total_bounds(made.geometries)[0] > X + 1400
    assert {"slope_made"} <= {key.rpartition(".")[2] for key, _ in made.provenance.problems}


def test_a_height_model_without_a_height_is_refused(tmp_path: Path) -> None:
    write_tiff(tmp_path / "dem.tif", np.full((200, 200), -9999.0))
    assert errors(imported(tmp_path)) == ["dem_no_heights"]


def test_feet_are_converted_and_other_units_refused(tmp_path: Path) -> None:
    write_tiff(tmp_path / "dem.tif", plane(20) / 0.3048, unit="ft")
    result = imported(tmp_path)
    assert set(layers_of(result, Role.HAZARDS)[0].text("name")) == {"坡度 15°–25°"}
    write_tiff(tmp_path / "dem.tif", plane(20), unit="fathom")
    assert errors(imported(tmp_path)) == ["dem_unit"]


def test_an_ascii_grid_with_a_prj_beside_it(tmp_path: Path) -> None:
    import pyproj

    heights = plane(20, 210)
    head = (
        f"ncols 210\nnrows 210\nxllcorner {X - 1500}\nyllcorner {Y - 1800}\ncellsize 30\nNODATA_value -9999\n"
    )
    lines = "\n".join(" ".join(f"{value:.4f}" for value in row) for row in heights)
    (tmp_path / "高程.asc").write_text(head + lines, encoding="ascii")
    (tmp_path / "高程.prj").write_text(pyproj.CRS.from_epsg(EPSG).to_wkt("WKT1_ESRI"), encoding="ascii")
    result = imported(tmp_path)
    assert set(layers_of(result, Role.HAZARDS)[0].text("name")) == {"坡度 15°–25°"}
    (line,) = [line for line in result.report if line.role == Role.DEM]
    assert line.crs == f"EPSG:{EPSG}"


@pytest.mark.filterwarnings("ignore:Dataset has no geotransform")
def test_a_world_file_places_a_tiff_that_does_not_say(tmp_path: Path) -> None:
    write_tiff(tmp_path / "dem.tif", plane(20), crs=None, transform=None)
    assert errors(imported(tmp_path)) == ["raster_no_place"]
    (tmp_path / "dem.tfw").write_text(f"30\n0\n0\n-30\n{X - 1500 + 15}\n{Y + 4500 - 15}\n", encoding="ascii")
    result = imported(tmp_path, choices=None)
    assert shapely.union_all(layers_of(result, Role.HAZARDS)[0].geometries).covers(outline().geometry[0])


def test_the_real_height_model_of_a_coast(tmp_path: Path) -> None:
    path = shared_data("cn_dem_weihai", "ASTGTMV003_N36E122_dem.tif")
    county = gpd.GeoDataFrame(
        [{"name": "示例县", "adcode": "371002"}],
        geometry=[shapely.box(122.05, 36.85, 122.45, 36.99)],
        crs=4490,
    )
    write(tmp_path, "县界.geojson", county)
    (tmp_path / path.name).write_bytes(path.read_bytes())
    result = run_to_end(import_folder(tmp_path))
    assert errors(result) == []
    gentle, steep = layers_of(result, Role.DEM)[0], layers_of(result, Role.HAZARDS)[0]
    assert set(steep.text("hazard_level")) == {"15°–25°", ">25°"}
    both = shapely.area(gentle.geometries).sum() + shapely.area(steep.geometries).sum()
    inside = shapely.area(result.project.county.boundary)
    assert inside < both < 1.2 * inside  # the county and a margin of 1 km
    assert 0.02 < shapely.area(steep.geometries).sum() / both < 0.3
    assert shapely.is_valid(gentle.geometries).all() and shapely.is_valid(steep.geometries).all()


# -- people ------------------------------------------------------------------------------------------------
def people(cells: int = 60) -> np.ndarray:
    """100 m cells; those of the county (15 to 45 from the corner) hold 2 people each, the others 1000."""
    values = np.full((cells, cells), 1000.0, dtype="float32")
    values[15:45, 15:45] = 2.0
    values[20:25, 20:25] = -99999.0
    return values


def test_people_per_cell_become_points_of_the_county(tmp_path: Path) -> None:
    write_tiff(tmp_path / "worldpop_2020.tif", people(), 100.0, nodata=-99999.0)
    result = imported(tmp_path, persons=1800)
    made = layers_of(result, Role.POPULATION_GRID)[0]
    assert len(made) == 900 - 25
    assert made.number("population_persons").sum() == 2 * 875
    assert result.project.county.demand.total_persons == 1750
    x, y = shapely.get_coordinates(made.geometries).T
    assert (x.min(), x.max(), y.min(), y.max()) == (X + 50, X + 2950, Y + 50, Y + 2950)
    (line,) = [line for line in result.report if line.role == Role.POPULATION_GRID]
    assert "people_read" in keys(line)


def test_negative_people_are_no_data(tmp_path: Path) -> None:
    write_tiff(tmp_path / "人口.tif", people(), 100.0)
    result = imported(tmp_path)
    assert layers_of(result, Role.POPULATION_GRID)[0].number("population_persons").sum() == 1750
    assert "people_negative" in keys(
        next(line for line in result.report if line.role == Role.POPULATION_GRID)
    )


def test_a_density_is_refused_unless_it_says_per_which_area(tmp_path: Path) -> None:
    write_tiff(tmp_path / "人口密度.tif", people(), 100.0, nodata=-99999.0)
    assert errors(imported(tmp_path)) == ["raster_density"]
    write_tiff(tmp_path / "人口密度.tif", people(), 100.0, nodata=-99999.0, unit="persons/km2")
    result = imported(tmp_path)
    made = layers_of(result, Role.POPULATION_GRID)[0]
    assert made.number("population_persons").sum() == pytest.approx(875 * 2 / 100)  # a cell is 0.01 km2
    assert "density_converted" in keys(
        next(line for line in result.report if line.role == Role.POPULATION_GRID)
    )


def test_a_sum_far_from_the_stated_residents_cannot_be_counts(tmp_path: Path) -> None:
    write_tiff(tmp_path / "pop.tif", people(), 100.0, nodata=-99999.0)
    assert errors(imported(tmp_path, persons=180_000)) == ["raster_not_counts"]
    assert errors(imported(tmp_path, persons=1750 * 3)) == []  # exactly at the factor


def test_the_sum_is_held_against_the_townships_where_the_county_states_none(tmp_path: Path) -> None:
    """One township of two states nobody: their sum says nothing, and the raster counts."""
    write_tiff(tmp_path / "pop.tif", people(), 100.0, nodata=-99999.0)
    halves = [shapely.box(X, Y, X + 1500, Y + SIDE), shapely.box(X + 1500, Y, X + SIDE, Y + SIDE)]

    def with_townships(*persons: float | None) -> list[str]:
        rows = {"乡镇": ["甲镇", "乙镇"], "code": ["371521100", "371521200"], "常住人口": persons}
        write(tmp_path, "乡镇界.geojson", gpd.GeoDataFrame(rows, geometry=halves, crs=EPSG).to_crs(4490))
        return errors(imported(tmp_path))

    assert with_townships(90_000, 90_000) == ["raster_not_counts"]
    assert with_townships(90_000, None) == []
    assert with_townships(875, 875) == []


def test_where_nobody_lives_there_are_no_people_to_read(tmp_path: Path) -> None:
    write_tiff(tmp_path / "pop.tif", np.where(people() == 1000, 1000.0, 0.0).astype("float32"), 100.0)
    assert errors(imported(tmp_path)) == ["raster_no_people"]


def test_too_many_cells_are_gathered_and_nobody_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_limits().population, "cells", 100)
    write_tiff(tmp_path / "pop.tif", people(), 100.0, nodata=-99999.0)
    made = layers_of(imported(tmp_path), Role.POPULATION_GRID)[0]
    assert len(made) <= 100
    assert made.number("population_persons").sum() == pytest.approx(1750)
    assert shapely.union_all(outline().geometry.array).covers(shapely.multipoints(made.geometries))


def test_coarser_cells_add_people_and_average_heights() -> None:
    values = np.array([[1.0, 2, 3], [4, np.nan, 5], [np.nan, np.nan, 6]])
    summed = raster._coarser(values, 2, 2, is_sum=True)
    assert np.array_equal(summed, [[7, 8], [np.nan, 6]], equal_nan=True)
    mean = raster._coarser(values, 2, 2, is_sum=False)
    assert np.allclose(mean, [[7 / 3, 4], [np.nan, 6]], equal_nan=True)


def test_a_large_raster_is_read_coarser(tmp_path: Path) -> None:
    path = write_tiff(tmp_path / "dem.tif", plane(10))
    info = raster.open_info(path, "dem.tif")
    system = raster.crs_of_raster(info)
    bounds = (X, Y, X + SIDE, Y + SIDE)
    fine = run_to_end(raster.read_part(info, system, bounds, EPSG, most_cells=10**9))
    coarse = run_to_end(raster.read_part(info, system, bounds, EPSG, most_cells=1000))
    assert fine.values.shape == (100, 100) and fine.coarsened == 1
    assert coarse.coarsened == 4 and coarse.values.size <= 1000
    assert coarse.transform[0] == 120.0
    assert np.allclose(coarse.values[0, 0], fine.values[:4, :4].mean())


# -- roles and refusals ------------------------------------------------------------------------------------
def test_an_unclear_raster_asks_for_its_role_and_takes_it(tmp_path: Path) -> None:
    write_tiff(tmp_path / "grid1.tif", plane(20))
    assert errors(imported(tmp_path)) == ["raster_role_unknown"]
    choices = [LayerChoice("县界.geojson"), LayerChoice("grid1.tif", role=Role.DEM)]
    result = imported(tmp_path, choices=choices)
    assert errors(result) == [] and layers_of(result, Role.HAZARDS)
    wrong = [LayerChoice("县界.geojson"), LayerChoice("grid1.tif", role=Role.ROADS)]
    assert errors(imported(tmp_path, choices=wrong)) == ["role_not_for_raster"]


def test_the_report_can_be_read_again_as_it_stands_or_without_the_zones(tmp_path: Path) -> None:
    write_tiff(tmp_path / "dem.tif", plane(20))
    first = imported(tmp_path)
    assert [(line.layer, line.role) for line in first.report if line.file == "dem.tif"] == [
        ("", Role.DEM),
        ("坡度", Role.HAZARDS),
    ]
    choices = [LayerChoice(line.file, line.layer, role=line.role) for line in first.report]
    again = imported(tmp_path, choices=choices)
    assert [(line.file, line.layer, line.role) for line in again.report] == [
        (line.file, line.layer, line.role) for line in first.report
    ]
    choices = [choice for choice in choices if choice.layer != "坡度"]
    without = imported(tmp_path, choices=[*choices, LayerChoice("dem.tif", "坡度", is_left_out=True)])
    assert not layers_of(without, Role.HAZARDS) and layers_of(without, Role.DEM)


def test_a_raster_needs_a_county(tmp_path: Path) -> None:
    path = write_tiff(tmp_path / "dem.tif", plane(20))
    with pytest.raises(HavenError) as caught:
        run_to_end(import_files([path]))
    assert caught.value.key == "raster_needs_county"


def test_a_raster_elsewhere_is_told(tmp_path: Path) -> None:
    write_tiff(tmp_path / "dem.tif", plane(20), at=(X + 50_000, Y))
    assert errors(imported(tmp_path)) == ["raster_elsewhere"]


@pytest.mark.parametrize("bands", [3, 4])
def test_pictures_are_refused(tmp_path: Path, bands: int) -> None:
    write_tiff(tmp_path / "dem影像.tif", np.zeros((bands, 20, 20), dtype="uint8"))
    assert errors(imported(tmp_path)) == ["raster_picture"]


def test_other_rasters_are_still_named_as_unsupported(tmp_path: Path) -> None:
    (tmp_path / "底图.mbtiles").write_bytes(b"SQLite format 3\x00")
    (tmp_path / "dem.img").write_bytes(b"EHFA_HEADER_TAG")
    assert errors(imported(tmp_path)) == ["file_type_unknown"] * 2


def test_a_tiff_that_is_none_and_a_damaged_one(tmp_path: Path) -> None:
    (tmp_path / "dem1.tif").write_bytes(b"<VRTDataset rasterXSize='1'></VRTDataset>")
    (tmp_path / "dem2.tif").write_bytes(b"PK\x03\x04")
    path = write_tiff(tmp_path / "dem3.tif", plane(20), compress="lzw")
    path.write_bytes(path.read_bytes()[:3000])
    (tmp_path / "dem4.asc").write_text("ncols 5\nnothing", encoding="ascii")
    assert sorted(errors(imported(tmp_path))) == [
        "not_any_format",
        "not_what_it_says",
        "raster_unreadable",
        "refers_elsewhere",
    ]


def test_a_raster_too_large_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = import_limits().raster
    for name in ("cells", "county_cells", "blocks_bytes"):
        monkeypatch.setattr(limits, name, 10**9)
    write_tiff(tmp_path / "dem.tif", plane(20), tiled=True, blockxsize=64, blockysize=64)
    assert errors(imported(tmp_path)) == []
    for name, most, key in (
        ("cells", 200 * 200 - 1, "raster_too_large"),
        ("county_cells", 166 * 166 - 1, "raster_too_large"),  # 5 km with the margin, in cells of 30 m
        ("blocks_bytes", 3 * 64 * 64 * 4 - 1, "raster_blocks"),  # three blocks stand beside each other
    ):
        setattr(limits, name, most)
        assert errors(imported(tmp_path)) == [key]
        setattr(limits, name, most + 1 if name != "county_cells" else 170 * 170)
        assert errors(imported(tmp_path)) == []


def test_nothing_beside_the_raster_is_read(tmp_path: Path) -> None:
    path = write_tiff(tmp_path / "dem.tif", plane(20))
    evil = '<PAMDataset><PAMRasterBand band="1"><UnitType>ft</UnitType></PAMRasterBand></PAMDataset>'
    path.with_name("dem.tif.aux.xml").write_text(evil, encoding="ascii")
    assert raster.open_info(path, "dem.tif").unit == ""


def test_only_the_needed_drivers_are_there_whatever_the_surroundings_say() -> None:
    program = (
        "import json, os, sys\n"
        "os.environ.update(GDAL_SKIP='', OGR_SKIP='', GDAL_DRIVER_PATH='/tmp')\n"
        "from layers.formats import raster\n"
        "rasterio = raster._rasterio()\n"
        "import pyogrio\n"
        "with rasterio.Env() as env:\n"
        "    print(json.dumps(list(env.drivers())))\n"
        "print(json.dumps(list(pyogrio.list_drivers())))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    own, vector = (set(json.loads(line)) for line in done.stdout.strip().splitlines())
    assert {"AAIGrid", "GTiff", "MEM"} <= own <= set(surroundings.DRIVERS)
    names = {"DXF", "ESRI Shapefile", "GPKG", "GeoJSON", "KML", "LIBKML", "MEM", "MapInfo File", "OSM"}
    assert vector == names | {"TopoJSON"}


def test_only_one_file_imports_the_raster_library() -> None:
    users = [
        path.relative_to(ROOT).as_posix()
        for room in ("models", "layers", "reports", "ui")
        for path in (ROOT / room).rglob("*.py")
        if "import rasterio" in (text := path.read_text(encoding="utf-8")) or "from rasterio" in text
    ]
    assert users == ["layers/formats/raster.py"]


def test_what_was_made_of_a_raster_is_saved_and_opened(tmp_path: Path) -> None:
    write_tiff(tmp_path / "dem.tif", plane(20))
    write_tiff(tmp_path / "pop.tif", people(), 100.0, nodata=-99999.0)
    project = imported(tmp_path).project
    save_project(project, tmp_path / "a.gpkg")
    opened = load_project(tmp_path / "a.gpkg")
    assert [layer.role for layer in opened.layers] == [layer.role for layer in project.layers]
    for before, after in zip(project.layers, opened.layers, strict=True):
        assert before.frame.drop(columns="geometry").equals(after.frame.drop(columns="geometry"))
        assert shapely.equals_exact(before.geometries, after.geometries).all()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_told_has_words(tmp_path: Path, lang: Any) -> None:
    write_tiff(tmp_path / "dem.tif", plane(20))
    write_tiff(tmp_path / "pop.tif", people(), 100.0)
    write(tmp_path, "县界.geojson", outline().to_crs(4490))
    result = run_to_end(import_folder(tmp_path, lang=lang))
    for line in result.report:
        assert all(line.problem_texts(lang))
        assert line.as_json(lang)["file"]


def test_the_voltage_of_imported_lines_decides_a_check(tmp_path: Path) -> None:
    lines = gpd.GeoDataFrame(
        {"名称": ["甲线", "乙线"], "电压等级": ["110kV", ""]},
        geometry=[
            shapely.LineString([(X + 500, Y), (X + 500, Y + SIDE)]),
            shapely.LineString([(X + 2500, Y), (X + 2500, Y + SIDE)]),
        ],
        crs=EPSG,
    )
    write(tmp_path, "高压线.geojson", lines.to_crs(4490))
    project = imported(tmp_path).project
    shelters = [Shelter(id=f"{m}", geometry=shapely.Point(X + m, Y + 500)) for m in (509, 511, 2511, 2521)]
    checks = siting_checks(project.county, shelters, RULES, LocalFacts())
    power = {name: next(one.verdict for one in row if one.rule == "power") for name, row in checks.items()}
    assert power == {
        "509": Verdict.FAIL,
        "511": Verdict.PASS,
        "2511": Verdict.NO_DATA,
        "2521": Verdict.PASS,
    }


@pytest.mark.parametrize(
    ("more", "choice", "key"),
    [
        ({}, "nobody knows", "file_crs_unknown"),
        ({"crs": None}, "", "crs_missing"),
        ({"crs": None}, f"EPSG:{EPSG}", None),
    ],
)
def test_the_system_of_a_raster_is_told_or_asked_for(
    tmp_path: Path, more: dict[str, Any], choice: str, key: str | None
) -> None:
    path = write_tiff(tmp_path / "高程.tif", np.ones((3, 3), "float32"), at=(5.0, 7.0), **more)
    (layer,) = preview(path, LayerChoice(path.name, crs=choice)).layers
    assert (layer.error.key if layer.error else None) == key
    if key is None:
        assert (layer.role, layer.crs) == (Role.DEM, f"EPSG:{EPSG}")


def test_a_damaged_raster_is_said_on_looking_into_it(tmp_path: Path) -> None:
    (tmp_path / "dem.tif").write_bytes(b"II*\x00" + bytes(64))
    (layer,) = preview(tmp_path / "dem.tif").layers
    assert layer.error is not None and layer.error.key == "raster_unreadable"


@pytest.mark.filterwarnings("ignore:Dataset has no geotransform")
def test_a_world_file_that_is_none_places_nothing(tmp_path: Path) -> None:
    write_tiff(tmp_path / "dem.tif", plane(20), crs=None, transform=None)
    (tmp_path / "dem.tfw").write_text("here\n0\n0\n-30\n1\n2\n", encoding="ascii")
    assert errors(imported(tmp_path)) == ["raster_no_place"]
