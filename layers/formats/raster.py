"""The one way to rasters: GeoTIFF and ASCII grids, nothing else, and never more of one than is needed.

A raster is opened by rasterio, with a GDAL of its own or the other's. As :mod:`layers.formats.gdal` says,
every driver but the few that are needed is switched off before any GDAL starts. Nothing beside the file is
read by it (a sidecar can point anywhere), and the file's header is looked at before memory is asked for.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely
from pyproj.exceptions import ProjError

from layers.coordinates import crs as crs_of
from layers.formats import gdal, shapefile
from layers.formats.crsclaims import check_claims
from layers.formats.limits import import_limits
from models.kernel.arrays import Bools, Floats
from models.kernel.errors import HavenError
from models.kernel.progress import Progress, Work

_SETTINGS = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_PAM_ENABLED": "NO",
    "GDAL_CACHEMAX": 300,  # megabytes: a row of blocks as large as may be, so that each is unpacked once
    "GTIFF_HONOUR_NEGATIVE_SCALEY": "NO",
}
_WORLD_FILES = (".tfw", ".tifw", ".wld")

Affine = tuple[float, float, float, float, float, float]
"""x = a*column + b*row + c, y = d*column + e*row + f, of the upper left corner of a cell."""


@dataclass(frozen=True)
class RasterInfo:
    """What a raster says of itself.

    Parameters
    ----------
    crs
        Its coordinate system as text; empty when it says nothing.
    transform
        Where its cells lie; ``None`` when it does not say.
    nodata
        Value that stands for no data.
    block
        Rows and columns of the blocks in which it is packed.
    unit, description
        Unit and description of its values, as the file states them.
    is_picture
        Whether it holds colours and not measured values.
    """

    path: Path
    file: str
    width: int
    height: int
    crs: str
    transform: Affine | None
    nodata: float | None
    dtype: str
    block: tuple[int, int]
    unit: str
    description: str
    is_picture: bool


@dataclass(frozen=True, eq=False)
class Grid:
    """Values of the cells of a part of a raster.

    Attributes
    ----------
    values
        Shape (rows, columns); NaN where there is no data.
    transform
        Where the cells lie, in ``crs``.
    coarsened
        How many cells of the file, in each direction, became one.
    """

    values: Floats
    transform: Affine
    crs: pyproj.CRS
    coarsened: int = 1

    def centres(self, rows: Any, columns: Any) -> tuple[Floats, Floats]:
        """Coordinates of the middle of some cells."""
        a, b, c, d, e, f = self.transform
        column, row = np.asarray(columns) + 0.5, np.asarray(rows) + 0.5
        return a * column + b * row + c, d * column + e * row + f


def open_info(path: Path, file: str, *, checks_size: bool = True) -> RasterInfo:
    """Read a raster's header.

    Parameters
    ----------
    checks_size
        Refuse one of more cells than could be computed with; else it is only shown.

    Raises
    ------
    HavenError
        It cannot be read (``raster_unreadable``) or is too large (``raster_too_large``).
    """
    limits = import_limits().raster
    with opened(path, file) as source:
        if checks_size and source.width * source.height > limits.cells:
            raise _too_large(file, source.width, source.height, limits.cells)
        if np.dtype(source.dtypes[0]).kind not in "iuf":
            raise HavenError("raster_unreadable", file=file, details=str(source.dtypes[0]))
        # A band of transparency says where there is no data, and is no picture's.
        bands = sum(kind.name != "alpha" for kind in source.colorinterp)
        is_picture = bands > 1 or _has_colours(source)
        own = tuple(source.transform)[:6]
        is_placed = own != (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
        return RasterInfo(
            path=path,
            file=file,
            width=source.width,
            height=source.height,
            crs=source.crs.to_wkt() if source.crs is not None else _prj(path),
            transform=_usable(own if is_placed else _world_file(path)),
            nodata=None if source.nodata is None else float(source.nodata),
            dtype=str(source.dtypes[0]),
            block=(int(source.block_shapes[0][0]), int(source.block_shapes[0][1])),
            unit=str(source.units[0] or ""),
            description=" ".join([str(source.descriptions[0] or ""), *map(str, source.tags(1).values())])[
                :500
            ],
            is_picture=is_picture,
        )


def _too_large(file: str, width: int, height: int, most_cells: int) -> HavenError:
    return HavenError("raster_too_large", file=file, size=f"{width:,} × {height:,}", limit=f"{most_cells:,}")


def crs_of_raster(info: RasterInfo, told: str = "", nearby_epsg: int | None = None) -> pyproj.CRS:
    """Coordinate system of a raster: as told, as it states, or as its corner can only be read.

    Raises
    ------
    HavenError
        ``raster_no_place``: the file does not say where its cells lie; ``crs_missing``: nor in which system.
    """
    if info.transform is None:
        raise HavenError("raster_no_place", file=info.file)
    text = told or info.crs
    if text:
        if not told:
            check_claims(text, "", info.file)
        try:
            return crs_of.parse_crs(text)
        except HavenError as error:
            raise HavenError(
                "file_crs_unknown", file=info.file, crs=text[:60], details=error.details
            ) from error
    x, y = info.transform[2], info.transform[5]
    guess = crs_of.guess_crs(np.array([[x, y]]), nearby_epsg)
    if guess.epsg is None or guess.swapped:
        raise HavenError("crs_missing", file=info.file, layer="", x=f"{x:,.6g}", y=f"{y:,.6g}")
    return pyproj.CRS.from_epsg(guess.epsg)


def read_part(
    info: RasterInfo,
    crs: pyproj.CRS,
    bounds: tuple[float, float, float, float],
    epsg: int,
    *,
    most_cells: int,
    is_sum: bool = False,
    clean: Callable[[Floats, Floats], Floats] | None = None,
) -> Work[Grid]:
    """Read the part of a raster that holds some bounds, strip by strip.

    Parameters
    ----------
    bounds
        (minx, miny, maxx, maxy) in the system ``epsg``.
    most_cells
        Where there are more, so many of them become one that there are not.
    is_sum
        Whether cells that become one are added up; else their mean is taken.
    clean
        Puts NaN for values that cannot be. It is given the cells of the file, before any become one: their
        values, and the numbers that are written for them.

    Raises
    ------
    HavenError
        ``raster_elsewhere``: no cell lies there; ``raster_too_large``: too many do; ``raster_blocks``: the
        file is packed in blocks so large that reading them strip by strip would unpack each many times.
    """
    assert info.transform is not None
    left, top, right, bottom = _window(info, crs, bounds, epsg)
    limits = import_limits().raster
    if (right - left) * (bottom - top) > limits.county_cells:
        raise _too_large(info.file, right - left, bottom - top, limits.county_cells)
    block_rows, block_columns = info.block
    across = (right - 1) // block_columns - left // block_columns + 1
    if block_rows * block_columns * across * np.dtype(info.dtype).itemsize > limits.blocks_bytes:
        raise HavenError("raster_blocks", file=info.file, size=f"{block_columns:,} × {block_rows:,}")
    factor = 1
    while -(-(right - left) // factor) * -(-(bottom - top) // factor) > most_cells:
        factor += 1
    columns = -(-(right - left) // factor)
    parts: list[Floats] = []
    step = max(factor, (1_000_000 // max(right - left, 1)) // factor * factor)
    with opened(info.path, info.file) as source:
        for row in range(top, bottom, step):
            yield Progress(row - top, bottom - top, "progress.import.raster", {"file": info.file})
            count = min(step, bottom - row)
            try:
                cells = source.read(1, window=((row, row + count), (left, right)), masked=True)
            except Exception as error:
                raise HavenError("raster_unreadable", file=info.file, details=str(error)) from error
            scale, offset = float(source.scales[0]), float(source.offsets[0])
            written = np.where(np.ma.getmaskarray(cells), np.nan, cells.data.astype(np.float64))
            values = written * scale + offset
            values = values if clean is None else clean(values, written)
            parts.append(_coarser(values, factor, columns, is_sum=is_sum))
    a, b, c, d, e, f = info.transform
    corner = (a * left + b * top + c, d * left + e * top + f)
    transform = (a * factor, b * factor, corner[0], d * factor, e * factor, corner[1])
    return Grid(np.concatenate(parts), transform, crs, factor)


def to_metres(grid: Grid, epsg: int) -> Grid:
    """Grid with square cells in a metric system, each value taken between its four neighbours."""
    rasterio = _rasterio()
    from rasterio.warp import Resampling, reproject

    a, b, _, d, e, _ = grid.transform
    if grid.crs.to_epsg() == epsg and b == 0 and d == 0 and a == -e:
        return grid
    cell_m, (left, bottom, right, top) = _metric_extent(grid, epsg)
    width, height = max(1, round((right - left) / cell_m)), max(1, round((top - bottom) / cell_m))
    target: Affine = (cell_m, 0.0, left, 0.0, -cell_m, top)
    values = np.full((height, width), np.nan)
    with _surroundings():
        reproject(
            grid.values,
            values,
            src_transform=rasterio.Affine(*grid.transform),
            src_crs=grid.crs.to_wkt(),
            src_nodata=np.nan,
            dst_transform=rasterio.Affine(*target),
            dst_crs=pyproj.CRS.from_epsg(epsg).to_wkt(),
            dst_nodata=np.nan,
            resampling=Resampling.bilinear,
        )
    return Grid(values, target, pyproj.CRS.from_epsg(epsg), grid.coarsened)


def _metric_extent(grid: Grid, epsg: int) -> tuple[float, tuple[float, float, float, float]]:
    """Side of a square as large as a cell in the middle, and the bounds of all cells, metres."""
    rows, columns = grid.values.shape
    change = crs_of.transformer(grid.crs, epsg)
    # Edges of the grid, many points of each: a straight edge is bent in another system.
    along = np.linspace(0, 1, 50)
    ends = np.zeros_like(along)
    column = np.concatenate([along, along, ends, ends + 1]) * columns - 0.5
    row = np.concatenate([ends, ends + 1, along, along]) * rows - 0.5
    x, y = change.transform(*grid.centres(row, column))
    middle_row, middle_column = rows / 2 - 0.5, columns / 2 - 0.5
    cell_x, cell_y = change.transform(
        *grid.centres(
            [middle_row, middle_row, middle_row + 1], [middle_column, middle_column + 1, middle_column]
        )
    )
    width_m = np.hypot(cell_x[1] - cell_x[0], cell_y[1] - cell_y[0])
    height_m = np.hypot(cell_x[2] - cell_x[0], cell_y[2] - cell_y[0])
    bounds = (float(np.min(x)), float(np.min(y)), float(np.max(x)), float(np.max(y)))
    return float(np.sqrt(width_m * height_m)), bounds


def merge_small(classes: Any, valid: Bools, cells: int) -> Any:
    """Classes with every patch of fewer than ``cells`` cells taken into the largest patch beside it."""
    if cells <= 1:
        return classes
    _rasterio()
    from rasterio.features import sieve

    with _surroundings():
        return np.where(valid, sieve(classes, size=cells, mask=valid, connectivity=8), classes)


def share_covered(shape: Any, info: RasterInfo, crs: pyproj.CRS, epsg: int) -> float:
    """Share of a polygon's area that lies under a raster, whatever its cells hold."""
    assert info.transform is not None
    a, b, c, d, e, f = info.transform
    along = np.linspace(0, 1, 20)
    ends = np.zeros_like(along)
    column = np.concatenate([along, ends + 1, along[::-1], ends]) * info.width
    row = np.concatenate([ends, along, ends + 1, along[::-1]]) * info.height
    x, y = crs_of.transformer(crs, epsg).transform(a * column + b * row + c, d * column + e * row + f)
    if not (np.isfinite(x).all() and np.isfinite(y).all()):  # of the whole earth
        return 1.0
    extent = shapely.make_valid(shapely.Polygon(np.column_stack([x, y])))
    return float(shapely.intersection(shape, extent).area / shape.area)


def inside_of(shape: Any, grid: Grid) -> Bools:
    """Whether the middle of each cell lies in a polygon, shape (rows, columns)."""
    rasterio = _rasterio()
    from rasterio.features import geometry_mask

    with _surroundings():
        inside: Bools = geometry_mask(
            [shape], grid.values.shape, rasterio.Affine(*grid.transform), invert=True
        )
    return inside


def polygons_of(classes: Any, valid: Bools, grid: Grid) -> Iterator[tuple[dict[str, Any], int]]:
    """Areas of equal class as GeoJSON polygons along the edges of the cells, each with its class."""
    rasterio = _rasterio()
    from rasterio.features import shapes

    with _surroundings():
        for shape, value in shapes(classes, mask=valid, transform=rasterio.Affine(*grid.transform)):
            yield shape, int(value)


# -- parts -------------------------------------------------------------------------------------------------
def _window(
    info: RasterInfo, crs: pyproj.CRS, bounds: tuple[float, float, float, float], epsg: int
) -> tuple[int, int, int, int]:
    """First and last columns and rows (left, top, right, bottom) of the cells that touch some bounds."""
    assert info.transform is not None
    a, b, c, d, e, f = info.transform
    try:
        box = crs_of.transformer(epsg, crs).transform_bounds(*bounds, densify_pts=21)
    except ProjError as error:
        raise HavenError("raster_elsewhere", file=info.file, details=str(error)) from error
    x = np.array([box[0], box[2], box[0], box[2]])
    y = np.array([box[1], box[1], box[3], box[3]])
    column, row = np.linalg.solve(np.array([[a, b], [d, e]]), np.stack([x - c, y - f]))
    if not (np.isfinite(column).all() and np.isfinite(row).all()):
        raise HavenError("raster_elsewhere", file=info.file)
    left, right = max(0, int(np.floor(column.min()))), min(info.width, int(np.ceil(column.max())))
    top, bottom = max(0, int(np.floor(row.min()))), min(info.height, int(np.ceil(row.max())))
    if right - left < 1 or bottom - top < 1:
        raise HavenError("raster_elsewhere", file=info.file)
    return left, top, right, bottom


def _coarser(values: Floats, factor: int, columns: int, *, is_sum: bool) -> Floats:
    """Blocks of ``factor`` by ``factor`` cells as one: their sum or mean, of the known ones."""
    if factor == 1:
        return values
    rows = -(-len(values) // factor)
    padded = np.full((rows * factor, columns * factor), np.nan)
    padded[: values.shape[0], : values.shape[1]] = values
    blocks = padded.reshape(rows, factor, columns, factor)
    known = np.isfinite(blocks).sum(axis=(1, 3))
    total = np.nansum(blocks, axis=(1, 3))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(known > 0, total if is_sum else total / known, np.nan)


def _has_colours(source: Any) -> bool:
    """Whether the only band is a palette of colours."""
    return source.count == 1 and source.colorinterp[0].name == "palette"


def _prj(path: Path) -> str:
    """Text of a ``.prj`` beside the raster, the only word an ASCII grid has on its system."""
    found = shapefile.part(path, ".prj")
    if found is None or found.stat().st_size > 20_000:
        return ""
    return found.read_bytes().decode("utf-8", "replace").strip()


def _world_file(path: Path) -> Affine | None:
    """Where the cells lie by a world file beside the raster: six numbers, of the middle of the first cell."""
    found = next((part for ending in _WORLD_FILES if (part := shapefile.part(path, ending))), None)
    if found is None or found.stat().st_size > 2000:
        return None
    try:
        a, d, b, e, x, y = (float(word) for word in found.read_text(encoding="ascii").split()[:6])
    except ValueError:
        return None
    return a, b, x - (a + b) / 2, d, e, y - (d + e) / 2


def _usable(transform: Affine | None) -> Affine | None:
    """``None`` for cells without an area, or so askew that squares over them would be countless."""
    if transform is None or not np.isfinite(transform).all():
        return None
    a, b, _, d, e, _ = transform
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        area, sides = abs(np.float64(a) * e - np.float64(b) * d), np.hypot(a, d) * np.hypot(b, e)
    return transform if 0 < sides < np.inf and area >= sides / 2 else None


@contextmanager
def opened(path: Path, file: str) -> Iterator[Any]:
    """Open a raster; whatever its library raises becomes one clear error."""
    rasterio = _rasterio()
    driver = "AAIGrid" if path.suffix.lower() == ".asc" else "GTiff"
    with _surroundings():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of a raster without a place, which is told in our own words
                source = rasterio.open(gdal.local_file(path), driver=driver, sharing=False)
        except HavenError:
            raise
        except Exception as error:
            raise HavenError("raster_unreadable", file=file, details=str(error)) from error
        with source:
            yield source


def _surroundings() -> Any:
    """Settings of the raster library's own GDAL while it is used; they hold for one thread."""
    return _rasterio().Env(**_SETTINGS)


@cache
def _rasterio() -> Any:
    """The raster library, started with the few drivers that stay."""
    gdal.start()  # it may share the other's GDAL, which is to be set up by its own library
    talk = logging.getLogger("rasterio._env")  # tells of each driver that it was not even built with
    talk.setLevel(logging.CRITICAL)
    try:
        import rasterio

        with rasterio.Env(**_SETTINGS):
            pass
    finally:
        talk.setLevel(logging.NOTSET)
    return rasterio
