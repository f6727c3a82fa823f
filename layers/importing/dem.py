"""Terrain heights into zones of slope, in the classes that siting asks about."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from layers.formats import raster
from layers.formats.limits import import_limits
from layers.formats.read import Problem, problem
from models.kernel.arrays import Bools, Floats
from models.kernel.errors import HavenError
from models.kernel.progress import Progress, Work, meanwhile
from models.kernel.text import Lang, t

_METRES = ("", "m", "metre", "metres", "meter", "meters", "米")
_FEET = {"ft": 0.3048, "foot": 0.3048, "feet": 0.3048, "us survey foot": 1200 / 3937, "ftus": 1200 / 3937}
_TOLERANCE_DEG = 1e-3  # heights come rounded; ground exactly as steep as a limit is not above it


@dataclass(frozen=True, eq=False)
class SlopeZones:
    """Slope of a county's ground.

    Attributes
    ----------
    gentle
        Ground up to the slope from which sites are rejected; columns ``name``, ``slope_min_deg``,
        ``slope_max_deg``. Where the raster has no heights there is no polygon: nothing is known there.
    steep
        Steeper ground; columns as of ``gentle`` and ``hazard_type``, ``hazard_level``.
    """

    gentle: gpd.GeoDataFrame
    steep: gpd.GeoDataFrame
    problems: tuple[Problem, ...]


def slope_deg(heights_m: Floats, cell_m: float) -> Floats:
    """Slope of square cells by the method of Horn (1981): a plane fitted to the eight neighbours of each.

    Parameters
    ----------
    heights_m
        Shape (rows, columns), NaN where unknown.

    Returns
    -------
    Floats
        Degrees, same shape; NaN at the edge and beside unknown heights.
    """
    slope = np.full(heights_m.shape, np.nan)
    if min(heights_m.shape) < 3:
        return slope
    z = heights_m
    west = z[:-2, :-2] + 2 * z[1:-1, :-2] + z[2:, :-2]
    east = z[:-2, 2:] + 2 * z[1:-1, 2:] + z[2:, 2:]
    north = z[:-2, :-2] + 2 * z[:-2, 1:-1] + z[:-2, 2:]
    south = z[2:, :-2] + 2 * z[2:, 1:-1] + z[2:, 2:]
    rise = np.hypot(east - west, north - south) / (8 * cell_m)
    slope[1:-1, 1:-1] = np.degrees(np.arctan(rise))
    return slope


def slope_zones(
    info: raster.RasterInfo,
    crs: pyproj.CRS,
    county: BaseGeometry,
    epsg: int,
    limits_deg: Sequence[float],
    reject_deg: float,
    lang: Lang,
) -> Work[SlopeZones]:
    """Make zones of slope over a county.

    Parameters
    ----------
    county
        Outline in the system ``epsg``.
    limits_deg
        Borders of the classes, rising; ground exactly as steep belongs to the class below.
    reject_deg
        One of them: ground steeper than this is of ``steep``.

    Raises
    ------
    HavenError
        ``raster_elsewhere``: the raster lies elsewhere; ``dem_no_heights``: it holds no heights there;
        ``dem_unit``: its unit of height is not known.
    """
    limits = import_limits().dem
    area = shapely.buffer(county, limits.margin_m)
    west, south, east, north = shapely.bounds(area).tolist()
    factor, problems = _unit(info)
    wrong = 0

    def clean(values: Floats, _written: Floats) -> Floats:
        nonlocal wrong
        here = (values * factor < limits.lowest_m) | (values * factor > limits.highest_m)
        wrong += int(here.sum())
        return np.where(here, np.nan, values)

    grid = yield from raster.read_part(
        info, crs, (west, south, east, north), epsg, most_cells=limits.cells, clean=clean
    )
    step = Progress(0, 0, "progress.import.slope", {"file": info.file})
    yield step
    heights_m = grid.values * factor
    if wrong:
        problems.append(problem("heights_impossible", count=wrong))
    if not np.isfinite(heights_m).any():
        raise HavenError("dem_no_heights", file=info.file)
    known_heights = raster.Grid(heights_m, grid.transform, crs, grid.coarsened)
    metric = yield from meanwhile(lambda: raster.to_metres(known_heights, epsg), step)
    cell_m = metric.transform[0]
    slope = yield from meanwhile(lambda: slope_deg(metric.values, cell_m), step)
    valid = yield from meanwhile(lambda: np.isfinite(slope) & raster.inside_of(area, metric), step)
    if not valid.any():
        raise HavenError("dem_no_heights", file=info.file)
    least = math.ceil(limits.least_patch_m2 / cell_m**2)

    def classified() -> Any:
        found = np.digitize(slope - _TOLERANCE_DEG, limits_deg, right=True).astype(np.uint8)
        return raster.merge_small(found, valid, least)

    classes = yield from meanwhile(classified, step)
    frame = yield from meanwhile(lambda: _frame(metric, classes, valid, limits_deg, epsg, lang), step)
    is_steep = frame["slope_min_deg"].to_numpy() >= reject_deg
    steep = frame[is_steep].reset_index(drop=True)
    steep.insert(1, "hazard_type", t("import.slope.kind", lang))
    steep.insert(
        2, "hazard_level", steep["name"].str.replace(f"{t('import.slope.kind', lang)} ", "", regex=False)
    )
    inside = raster.inside_of(county, metric)
    known = float((valid & inside).sum() / max(inside.sum(), 1))
    problems.append(
        problem(
            "slope_made",
            cell=f"{cell_m:,.3g}",
            limits=" / ".join(f"{limit:g}°" for limit in limits_deg),
            patch=f"{limits.least_patch_m2:,.0f}",
        )
    )
    if grid.coarsened > 1:
        problems.append(problem("raster_coarsened", factor=grid.coarsened))
    if known < 0.999:
        problems.append(problem("dem_gaps", share=f"{100 * known:.1f}"))
    return SlopeZones(frame[~is_steep].reset_index(drop=True), steep, tuple(problems))


def _unit(info: raster.RasterInfo) -> tuple[float, list[Problem]]:
    """Metres in one of the raster's units of height, and what to tell of it."""
    unit = info.unit.strip().lower()
    if unit in _FEET:
        return _FEET[unit], [problem("heights_in_feet")]
    if unit not in _METRES:
        raise HavenError("dem_unit", file=info.file, unit=info.unit[:40])
    return 1.0, [] if unit else [problem("heights_in_metres")]


def _frame(
    grid: raster.Grid, classes: Any, valid: Bools, limits_deg: Sequence[float], epsg: int, lang: Lang
) -> gpd.GeoDataFrame:
    borders = (0.0, *limits_deg, 90.0)
    found = list(raster.polygons_of(classes, valid, grid))
    shapes = np.empty(len(found), dtype=object)
    shapes[:] = [
        shapely.Polygon(rings[0], rings[1:]) for rings in (shape["coordinates"] for shape, _ in found)
    ]
    number = np.array([value for _, value in found], dtype=np.intp)
    order = np.argsort(number, kind="stable")
    least = np.array(borders[:-1])[number[order]]
    most = np.array(borders[1:])[number[order]]
    names = [_class_name(a, b, lang) for a, b in pairwise(borders)]
    return gpd.GeoDataFrame(
        {
            "name": np.array(names, dtype=object)[number[order]],
            "slope_min_deg": least,
            "slope_max_deg": most,
        },
        geometry=shapes[order],
        crs=epsg,
    )


def _class_name(least: float, most: float, lang: Lang) -> str:
    kind = t("import.slope.kind", lang)
    if least == 0:
        return f"{kind} ≤{most:g}°"
    return f"{kind} >{least:g}°" if most == 90 else f"{kind} {least:g}°–{most:g}°"
