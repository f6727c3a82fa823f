"""The ground plan: county outline, seat, towns and waters that everything else has to respect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.sample.shapes import GRID_M, Noise, Warp, bent, blob, meander, rounded
from layers.sample.spec import Spec
from layers.sample.tables import Course
from models.kernel.arrays import Floats


@dataclass(frozen=True, eq=False)
class Land:
    """Ground plan. ``outline`` is only the frame: the county's border follows its villages' land.

    Attributes
    ----------
    towns
        Built-up land of each township's town; ``None`` for street offices, which share the seat.
    river, canal
        Centre lines; ``waters`` are the areas and lines that the water layer shows, by name and kind.
    flood
        (name, level, polygon), most severe first; they do not overlap.
    geology
        (name, type, level, polygon) of ground that sinks, cracks or slides.
    power, pipelines
        (name, kilovolts or what flows, line).
    """

    outline: BaseGeometry
    warp: Warp
    seat: BaseGeometry
    towns: tuple[BaseGeometry | None, ...]
    industry: BaseGeometry
    river: BaseGeometry
    canal: BaseGeometry
    ditches: tuple[tuple[str, BaseGeometry], ...]
    river_area: BaseGeometry
    canal_area: BaseGeometry
    lakes: tuple[tuple[str, BaseGeometry], ...]
    railway: BaseGeometry
    flood: tuple[tuple[str, str, BaseGeometry], ...]
    geology: tuple[tuple[str, str, str, BaseGeometry], ...]
    fault: BaseGeometry
    power: tuple[tuple[str, int, BaseGeometry], ...]
    pipelines: tuple[tuple[str, str, BaseGeometry], ...]
    forests: tuple[tuple[str, BaseGeometry], ...]


def make_land(spec: Spec) -> Land:
    """Ground plan of the sample county."""
    rng = spec.rng("land")
    table = spec.table
    warp = Warp.made(rng, (7000.0, 420.0), (2300.0, 130.0), (800.0, 34.0))
    outline = shapely.Polygon(spec.ground(table.county.outline_km))
    factor = np.sqrt(table.county.area_km2 * 1e6 / outline.area)
    outline = shapely.transform(outline, lambda xy: spec.origin + (xy - spec.origin) * factor)

    seat = blob(rng, spec.origin, _m(table.seat.half_axes_km), 0.07)
    industry = blob(
        rng,
        spec.ground([table.seat.park_centre_km])[0],
        _m(table.seat.park_half_axes_km),
        0.10,
    )
    towns = tuple(
        None
        if township.kind in ("street", "park")
        else blob(rng, office, _m([1.15, 0.9]) * township.town_radius_km, 0.13)
        for township, office in zip(spec.townships, spec.offices, strict=True)
    )

    water = spec.rng("water")
    river = meander(bent(spec.ground(table.river.course_km), 60.0), water, table.river.meander_m, 60.0)
    canal = bent(
        spec.ground(table.canal.course_km),
        80.0,
        Warp.made(water, (3200.0, table.canal.meander_m)),
    )
    # The canal ends in the river, wherever the river has swung to.
    mouth = river.interpolate(river.project(shapely.Point(canal.coords[-1])))
    canal = shapely.LineString([*list(canal.coords)[:-3], mouth])
    river_area = _ribbon(river, water, table.river.width_m)
    canal_area = canal.buffer(table.canal.width_m / 2, cap_style="flat", quad_segs=4).difference(river_area)
    gentle = Warp.made(water, (2600.0, 70.0), (900.0, 18.0))
    ditches = tuple((row.name, bent(spec.ground(row.course_km), 150.0, gentle)) for row in table.ditch)
    railway = bent(spec.ground(table.railway.course_km), 150.0)
    forests = tuple(
        (
            row.name,
            blob(water, spec.ground([row.centre_km])[0], _m(row.half_axes_km), 0.15).difference(
                river_area.buffer(120)
            ),
        )
        for row in table.forest
    )
    ground = spec.rng("hazards")
    return Land(
        outline=outline,
        warp=warp,
        seat=rounded(seat),
        towns=tuple(town if town is None else rounded(town) for town in towns),
        industry=rounded(industry),
        river=river,
        canal=canal,
        ditches=ditches,
        river_area=river_area,
        canal_area=canal_area,
        lakes=_lakes(spec, water),
        railway=railway,
        flood=_flood(spec, water, river, river_area, seat),
        geology=tuple(
            (name, kind, level, rounded(blob(ground, spec.ground([centre])[0], _m(axes), 0.15)))
            for name, kind, level, centre, axes in table.geology.rows
        ),
        fault=rounded(bent(spec.ground(table.fault.course_km), 200.0, gentle)),
        power=_straight(spec, spec.table.power.rows),
        pipelines=_straight(spec, spec.table.pipelines.rows),
        forests=tuple((name, rounded(shape)) for name, shape in forests),
    )


def _ribbon(line: BaseGeometry, rng: np.random.Generator, width_m: float) -> BaseGeometry:
    """Area along a line, wider here and narrower there."""
    along = np.arange(0.0, line.length, 60.0)
    points = shapely.line_interpolate_point(line, along)
    swell = Noise.made(rng, 2200.0)(np.column_stack((along, np.zeros_like(along))))
    discs = shapely.buffer(points, width_m / 2 * (1 + 0.22 * np.clip(swell, -1.5, 1.5)), quad_segs=4)
    hulls = shapely.convex_hull(shapely.union(discs[:-1], discs[1:]))
    return shapely.simplify(shapely.union_all(hulls), 3.0)


def _lakes(spec: Spec, rng: np.random.Generator) -> tuple[tuple[str, BaseGeometry], ...]:
    return tuple(
        (
            row.name,
            rounded(blob(rng, spec.ground([row.centre_km])[0], _m(row.half_axes_km), 0.2)),
        )
        for row in spec.table.lake
    )


def _straight(
    spec: Spec, rows: Sequence[tuple[str, str | int, Course]]
) -> tuple[tuple[str, Any, BaseGeometry], ...]:
    """Lines that run straight from bend to bend, with their name and what they carry."""
    return tuple(
        (name, carried, rounded(shapely.LineString(spec.ground(course_km))))
        for name, carried, course_km in rows
    )


def _m(kilometres: Sequence[float]) -> Floats:
    return 1000.0 * np.asarray(kilometres, dtype=np.float64)


def _flood(
    spec: Spec, rng: np.random.Generator, river: BaseGeometry, river_area: BaseGeometry, seat: BaseGeometry
) -> tuple[tuple[str, str, BaseGeometry], ...]:
    """Land under water in a 20- and a 50-year flood; a levee keeps it out of most of the seat."""
    along = np.arange(0.0, river.length, 120.0)
    points = shapely.line_interpolate_point(river, along)
    reach = Noise.made(rng, 6500.0)(np.column_stack((along, np.zeros_like(along))))
    spread = np.clip(0.5 + 0.32 * reach, 0.12, 1.0)
    south = shapely.transform(points, lambda xy: xy - [0.0, 260.0])
    wide = shapely.union_all(shapely.buffer(south, 380 + 1150 * spread, quad_segs=6))
    near = shapely.union_all(shapely.buffer(points, 190 + 420 * spread, quad_segs=6))
    table = spec.table.flood
    basin = blob(rng, spec.ground([table.basin_centre_km])[0], _m(table.basin_half_axes_km), 0.16)
    near = _plain(near.difference(seat.buffer(-260.0)))
    basin = _plain(basin.difference(river_area)).difference(near, grid_size=GRID_M)
    wide = _plain(wide.difference(seat.buffer(150.0))).difference(
        shapely.union(near, basin), grid_size=GRID_M
    )
    name = spec.table.river.name
    return (
        (f"{name}二十年一遇淹没区", "高", near),
        (table.basin_name, "高", _largest(basin)),
        (f"{name}五十年一遇淹没区", "中", _largest(wide)),
    )


def _plain(area: BaseGeometry) -> BaseGeometry:
    """Area with fewer vertices, in whole decimetres."""
    return shapely.set_precision(shapely.simplify(_largest(area), 12.0), GRID_M)


def _largest(area: BaseGeometry) -> BaseGeometry:
    """Area without crumbs below two hectares."""
    return shapely.union_all([part for part in shapely.get_parts(area) if part.area > 20_000])
