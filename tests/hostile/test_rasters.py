"""Rasters made to harm: small files with endless cells, countless bands, cells askew, boundless values.

Each ends in one clear message or, where the content can be used, in numbers that are no more than it holds.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from layers.formats import raster
from tests.helpers import ROOT
from tests.layers.formats.test_raster import (
    EPSG,
    X,
    Y,
    errors,
    imported,
    keys,
    layers_of,
    outline,
    write_tiff,
)
from tests.layers.made import write

CORNER = (X - 1500, Y + 4500)
MOST_MEGABYTES = 700
"""A whole window with a county takes about 400 MB; importing alone begins with 140."""

# The peak is the child's own (VmHWM): what getrusage tells begins with that of the process it was born from.
_CHILD = """
import json, sys
from pathlib import Path
from layers.importing.importer import import_folder
from models.kernel.progress import run_to_end
lines = run_to_end(import_folder(Path(sys.argv[1]))).report
made = {line.file: line.error.key for line in lines if line.error is not None}
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(json.dumps([made, int(status["VmHWM"].split()[0]) / 1024]))
"""


def empty_tiff(path: Path, cell_m: float, **more: Any) -> None:
    """GeoTIFF over the county of which no cell is written: its blocks count as zeros."""
    rasterio = raster._rasterio()
    place = rasterio.Affine(cell_m, 0, CORNER[0], 0, -cell_m, CORNER[1])
    usual = {"driver": "GTiff", "count": 1, "dtype": "float32", "crs": f"EPSG:{EPSG}", "transform": place}
    with raster._surroundings(), rasterio.open(path, "w", **{**usual, "SPARSE_OK": True, **more}):
        pass


def one_block_for_all(path: Path, side: int, tile: int, cell_m: float, samples: int = 1) -> None:
    """Hand-made GeoTIFF whose tiles are all one and the same packed block of zeros."""
    block = zlib.compress(bytes(tile * tile * 4), 9)
    tiles = (-(-side // tile)) ** 2
    data = bytearray(b"II*\0\0\0\0\0")

    def put(part: bytes) -> int:
        data.extend(b"\0" * (-len(data) % 4))
        data.extend(part)
        return len(data) - len(part)

    at = put(block)
    offsets, sizes = put(struct.pack("<I", at) * tiles), put(struct.pack("<I", len(block)) * tiles)
    scale, tie = put(struct.pack("<3d", cell_m, cell_m, 0)), put(struct.pack("<6d", 0, 0, 0, *CORNER, 0))
    crs = put(struct.pack("<16H", 1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, EPSG))
    short, long, double = 3, 4, 12
    tags = [
        (256, long, 1, side), (257, long, 1, side), (258, short, 1, 32), (259, short, 1, 8),
        (262, short, 1, 1), (277, short, 1, samples), (322, long, 1, tile), (323, long, 1, tile),
        (324, long, tiles, offsets),
        (325, long, tiles, sizes), (339, short, 1, 3), (33550, double, 3, scale), (33922, double, 6, tie),
        (34735, short, 16, crs),
    ]  # fmt: skip
    start = put(
        struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags) + bytes(4)
    )
    data[4:8] = struct.pack("<I", start)
    path.write_bytes(data)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process is read from /proc")
def test_bombs_are_refused_with_little_memory(tmp_path: Path) -> None:
    packed = {"compress": "deflate", "tiled": True}
    side = {"width": 60_000, "height": 60_000}
    one_block_for_all(tmp_path / "dem_10e10.tif", 100_000, 1024, 0.06)
    one_block_for_all(tmp_path / "dem_small_cells.tif", 60_000, 8192, 0.1)
    one_block_for_all(tmp_path / "dem_samples.tif", 1000, 256, 6, samples=65_535)
    empty_tiff(tmp_path / "dem_sparse.tif", 0.1, **side, **packed, blockxsize=256, blockysize=256)
    empty_tiff(tmp_path / "dem_bands.tif", 500, width=16, height=16, count=60_000, interleave="pixel")
    empty_tiff(tmp_path / "dem_block.tif", 0.3, width=20_000, height=20_000, **packed, blockxsize=20_000,
               blockysize=20_000)  # fmt: skip
    empty_tiff(tmp_path / "dem_row.tif", 0.3, width=20_000, height=20_000, **packed, blockxsize=4096,
               blockysize=4096)  # fmt: skip
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 3_000_000
    write(tmp_path, "县界.geojson", outline().to_crs(4490))
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(tmp_path)], cwd=ROOT, capture_output=True, timeout=300, check=True
    )
    made, megabytes = json.loads(done.stdout.splitlines()[-1])
    assert made == {
        "dem_10e10.tif": "raster_too_large",
        "dem_small_cells.tif": "raster_too_large",
        "dem_samples.tif": "raster_picture",
        "dem_sparse.tif": "raster_too_large",
        "dem_bands.tif": "raster_picture",
        "dem_block.tif": "raster_blocks",
        "dem_row.tif": "raster_blocks",
    }
    assert megabytes < MOST_MEGABYTES


@pytest.mark.parametrize(
    "place",
    [
        (1e300, 0, X, 0, -1e300, Y),
        (1e-300, 0, X, 0, -1e-300, Y),
        (30, 30, X, 30, 30.001, Y),  # so askew that the cells are slivers
        (30, 0, X, 60, 0, Y),  # of no area
        (float("nan"), 0, X, 0, -30, Y),
        (30, 0, float("inf"), 0, -30, Y),
    ],
)
def test_cells_that_are_no_cells_have_no_place(tmp_path: Path, place: Any) -> None:
    rasterio = raster._rasterio()
    write_tiff(tmp_path / "dem.tif", np.ones((50, 50), "float32"), transform=rasterio.Affine(*place))
    assert errors(imported(tmp_path)) == ["raster_no_place"]


def test_numbers_that_are_not_measured_values_are_refused(tmp_path: Path) -> None:
    write_tiff(tmp_path / "dem.tif", np.ones((50, 50), "complex64"), 100.0)
    assert errors(imported(tmp_path)) == ["raster_unreadable"]


@pytest.mark.parametrize("value", [1e308, float("inf"), 3.4e38])
def test_people_beyond_all_bounds_are_no_data_and_told(tmp_path: Path, value: float) -> None:
    cells = np.full((60, 60), 2.0)
    cells[30, 30] = value
    write_tiff(tmp_path / "pop人口.tif", cells, 100.0)
    result = imported(tmp_path)
    line = next(line for line in result.report if line.file == "pop人口.tif")
    assert line.error is None and "people_impossible" in keys(line)
    persons = layers_of(result, line.role)[0].frame["population_persons"]
    assert persons.max() == 2.0 and np.isfinite(persons.sum())


@pytest.mark.parametrize("value", [1e308, float("inf"), -1e308])
def test_heights_beyond_all_bounds_are_no_data_and_told(tmp_path: Path, value: float) -> None:
    heights = np.full((60, 60), 50.0)
    heights[30, 30] = value
    write_tiff(tmp_path / "dem.tif", heights, 100.0)
    line = next(line for line in imported(tmp_path).report if line.file == "dem.tif" and line.error is None)
    assert {"heights_impossible", "dem_gaps"} <= set(keys(line))


def test_what_stands_beside_a_raster_is_neither_read_nor_followed(tmp_path: Path) -> None:
    """Overviews, masks and descriptions of other programs can point anywhere."""
    path = write_tiff(tmp_path / "dem.tif", np.full((60, 60), 50.0), 100.0)
    before = {line.file: keys(line) for line in imported(tmp_path).report}
    write_tiff(path.with_name("dem.tif.ovr"), np.full((30, 30), 9000.0), 200.0)
    write_tiff(path.with_name("dem.tif.msk"), np.zeros((60, 60), "uint8"), 100.0)
    path.with_name("dem.tif.aux.xml").write_text(
        "<PAMDataset><Metadata domain='GEOLOCATION'><MDI key='X_DATASET'>/vsicurl/http://example.invalid/x</MDI>"
        "</Metadata></PAMDataset>",
        encoding="ascii",
    )
    after = {line.file: (line.error and line.error.key, keys(line)) for line in imported(tmp_path).report}
    assert after["dem.tif"] == (None, before["dem.tif"])
