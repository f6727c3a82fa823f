"""Whether the units of a county fit together: townships that overlap, land that no township holds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyproj
import shapely

from models.county.county import County
from models.county.units import Units
from models.facilities.gatefile import gate_table, name_list
from models.gate.remark import DataRemark


def unit_remarks(county: County) -> Iterator[DataRemark]:
    """What to say of the outlines of units."""
    for units in (county.units, county.townships):
        pairs = _overlaps(units)
        if pairs:
            layer = next(one for one in county.layers if one.id == units.layer_id)
            yield DataRemark(
                "data.units.overlap",
                layer.provenance.file or layer.name,
                {"names": name_list(pairs)},
                count=len(pairs),
            )


def beyond_remarks(county: County) -> Iterator[DataRemark]:
    """Townships of other counties, whose people do not count unless wished."""
    outside = county.townships_outside
    if outside.any() and not county.people.counts_outside:
        units = county.townships
        layer = next(one for one in county.layers if one.id == units.layer_id)
        values = {
            "names": name_list([str(name) for name in units.names[outside]]),
            "persons": float(np.nansum(units.population_persons[outside])),
        }
        yield DataRemark(
            "data.units.outside", layer.provenance.file or layer.name, values, count=int(outside.sum())
        )


def zone_remarks(county: County, epsg: int) -> Iterator[DataRemark]:
    """Data that reach so far from the middle of their projection that lengths and areas come out wrong."""
    shapes = [layer.geometries for layer in county.layers] if county.boundary is None else [county.boundary]
    bounds = np.vstack([np.empty((0, 4)), *(shapely.bounds(one) for one in shapes)])
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    if len(bounds) == 0:
        return
    (west, south), (east, north) = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    limit = gate_table().units.scale_share
    x = np.array([west, west, west, east, east, east])
    y = np.array([south, (south + north) / 2, north] * 2)
    crs = pyproj.CRS.from_epsg(epsg)
    to_degrees = pyproj.Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    lon, lat = to_degrees.transform(x, y)
    factors = pyproj.Proj(crs).get_factors(lon, lat, errcheck=False)
    scales = np.abs(np.concatenate([factors.meridional_scale, factors.parallel_scale]) - 1.0)
    worst = float(scales[np.isfinite(scales)].max(initial=0.0))
    if worst > limit:
        values = {"percent": f"{100 * worst:.2g}", "metres": round(1000 * worst)}
        yield DataRemark("data.units.outgrown", f"EPSG:{epsg}", values)


def _overlaps(units: Units) -> list[str]:
    """Pairs of units that share more land than outlines of different sources do."""
    limit = gate_table().units.overlap_share
    shapes = units.geometries
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    found = []
    for a, b in zip(first.tolist(), second.tolist(), strict=True):
        if a >= b or not (units.has_area[a] and units.has_area[b]):
            continue
        shared = float(shapely.area(shapely.intersection(shapes[a], shapes[b])))
        smaller = min(units.area_m2[a], units.area_m2[b])
        if shared > limit * smaller:
            names = (units.names[one] or units.codes[one] or "—" for one in (a, b))
            found.append(f"{'／'.join(names)}（{100 * shared / smaller:.0f}%）")
    return found
