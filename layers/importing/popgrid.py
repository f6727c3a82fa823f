"""A raster of people per cell as points with residents; densities only when they say per which area."""

from __future__ import annotations

import re
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from layers.coordinates import crs as crs_of
from layers.formats import raster
from layers.formats.limits import import_limits
from layers.formats.read import Problem, problem
from layers.recognition.recognise import normalised
from layers.recognition.wordfiles import Density, roles
from models.kernel.arrays import Floats, Ints
from models.kernel.errors import HavenError
from models.kernel.prepared import holds
from models.kernel.progress import Work

_NINES = (9999.0, 99999.0, 999999.0, 9999999.0)


@dataclass(frozen=True, eq=False)
class PopulationCells:
    """Cells of a county where people live, as points in the middle of each; column ``population_persons``."""

    frame: gpd.GeoDataFrame
    problems: tuple[Problem, ...]


def population_cells(
    info: raster.RasterInfo,
    crs: pyproj.CRS,
    county: BaseGeometry,
    epsg: int,
    stated_persons: float | None,
    listed_persons: float | None = None,
) -> Work[PopulationCells]:
    """Read the people of a county from a raster.

    Parameters
    ----------
    county
        Outline in the system ``epsg``; a cell belongs to the county when its middle lies in it.
    stated_persons
        Residents as the county's layers state them, to hold the sum against.
    listed_persons
        Residents of lists of villages, which may not be of all of them: what is far off is only told.

    Raises
    ------
    HavenError
        ``raster_density``: its values are a density and it does not say per which area;
        ``raster_not_counts``: its sum is so far from the stated residents that it cannot hold people per
        cell; ``raster_elsewhere``, ``raster_no_people``: no cell over the county, or nobody in any.
    """
    limits = import_limits().population
    per_m2 = _density_m2(info)
    bounds = tuple(shapely.bounds(county).tolist())
    counts = {"people_impossible": 0, "people_negative": 0, "raster_marks": 0}
    marks = _marks(info)

    def clean(values: Floats, written: Floats) -> Floats:
        # No cell holds that many people: such a value is a mark of no data that the file does not declare.
        wrong = {"people_impossible": values > limits.most_persons, "people_negative": values < 0}
        wrong["raster_marks"] = np.isin(written, marks) & ~wrong["people_impossible"]
        for key, here in wrong.items():
            counts[key] += int(here.sum())
            values = np.where(here, np.nan, values)
        return values

    grid = yield from raster.read_part(
        info, crs, bounds, epsg, most_cells=limits.cells * 20, is_sum=per_m2 is None, clean=clean
    )
    values = grid.values
    problems = [problem(key, count=count) for key, count in counts.items() if count]
    share = raster.share_covered(county, info, crs, epsg)
    if share < limits.least_share:
        problems.append(problem("people_gaps", share=f"{100 * share:.0f}"))
    rows, columns = np.nonzero(values > 0)
    x, y = crs_of.transformer(crs, epsg).transform(*grid.centres(rows, columns))
    inside = holds(county, x, y)
    rows, columns, xy = rows[inside], columns[inside], np.column_stack([x, y])[inside]
    persons = values[rows, columns]
    if per_m2 is not None:
        persons = persons / per_m2 * _cell_m2(grid, rows, columns, epsg)
        problems.append(problem("density_converted", unit=f"{per_m2 / 1e6:g}"))
    if not len(persons):
        raise HavenError("raster_no_people", file=info.file)
    total = float(persons.sum())
    factor = limits.sum_factor
    if stated_persons and not 1 / factor <= total / stated_persons <= factor:
        raise HavenError(
            "raster_not_counts", file=info.file, total=f"{total:,.0f}", stated=f"{stated_persons:,.0f}"
        )
    if len(persons) > limits.cells:
        xy, persons, size = _gathered(xy, persons, rows, columns, limits.cells)
        problems.append(problem("people_gathered", factor=size))
    if grid.coarsened > 1:
        problems.append(problem("raster_coarsened", factor=grid.coarsened))
    if listed_persons and not stated_persons and not 1 / factor <= total / listed_persons <= factor:
        values_far = {"total": f"{total:,.0f}", "listed": f"{listed_persons:,.0f}"}
        problems.append(problem("people_far", **values_far))
    known_persons = stated_persons or listed_persons
    stated = "—" if known_persons is None else f"{known_persons:,.0f}"
    problems.append(problem("people_read", total=f"{total:,.0f}", count=len(persons), stated=stated))
    frame = gpd.GeoDataFrame({"population_persons": persons}, geometry=shapely.points(xy), crs=epsg)
    return PopulationCells(frame, tuple(problems))


def _marks(info: raster.RasterInfo) -> list[float]:
    """Numbers that only mark where there is no data, though the file does not say so.

    These are the highest one that its cells can hold, and those of nines (99999).
    """
    if info.nodata is not None and np.isfinite(info.nodata):
        return []
    kind = np.dtype(info.dtype)
    return [*_NINES, float(np.iinfo(kind).max)] if kind.kind in "iu" else [*_NINES]


def _density_m2(info: raster.RasterInfo) -> float | None:
    """Square metres that the values count people on; ``None`` for people per cell."""
    table = roles().raster_density
    said = f"{info.file} {info.unit} {info.description}"
    plain = normalised(said)
    if not any(normalised(mark) in plain for mark in table.marks) and not _area_unit(info.unit, table):
        return None
    found = _area_unit(info.unit, table) or _area_unit(info.description, table)
    if found is None:
        raise HavenError("raster_density", file=info.file)
    return found


def _area_unit(text: str, table: Density) -> float | None:
    """Area that a unit such as "persons/km2" is of, m2."""
    lower = text.lower().replace("²", "2").replace("^", "")
    for word, area_m2 in table.per_m2.items():
        if re.search(rf"(/|per |每)\s*{re.escape(word)}(?![a-z0-9])", lower):
            return area_m2
    return None


def _cell_m2(grid: raster.Grid, rows: Ints, columns: Ints, epsg: int) -> Floats:
    """Area of cells in a metric system, by their two sides; shape (n,)."""
    change = crs_of.transformer(grid.crs, epsg)
    corner = change.transform(*grid.centres(rows, columns))
    right = change.transform(*grid.centres(rows, columns + 1))
    below = change.transform(*grid.centres(rows + 1, columns))
    ux, uy, vx, vy = right[0] - corner[0], right[1] - corner[1], below[0] - corner[0], below[1] - corner[1]
    return np.abs(ux * vy - uy * vx)


def _gathered(
    xy: Floats, persons: Floats, rows: Ints, columns: Ints, most: int
) -> tuple[Floats, Floats, int]:
    """Blocks of cells as one point each, where their people live on average, so that there are few enough."""
    size, block = 1, rows
    while size == 1 or len(np.unique(block)) > most:
        size += 1
        block = rows // size * (columns.max() // size + 1) + columns // size
    _, member = np.unique(block, return_inverse=True)
    total: Floats = np.bincount(member, weights=persons).astype(np.float64)
    middle = [np.bincount(member, weights=persons * xy[:, axis]) / total for axis in (0, 1)]
    return np.column_stack(middle), total, size
