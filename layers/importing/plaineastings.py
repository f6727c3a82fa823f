"""Eastings of six digits without a system: Gauss-Krueger of the county's zone, or UTM, or of another zone.

All of them begin at 500 km on a meridian. UTM draws everything smaller by 0.04 %, so its numbers taken for
those of a 3-degree zone lie 1 to 2 km too far south: near enough to go unseen. The other layers decide, and
where they cannot, the planner is told how far off the places would be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.coordinates import crs as crs_of
from layers.coordinates.crsfile import crs_table
from layers.formats.read import problem
from layers.importing.importitem import Item
from layers.importing.locate import Located, points_of
from models.county.layer import Role
from models.kernel.errors import HavenError

_OUTLINES = (Role.COUNTY, Role.TOWNSHIPS)


def settle_eastings(items: Sequence[Item], epsg: int, boundary: shapely.Geometry | None) -> None:
    """Say of each layer whose zone was taken from the county what else its numbers may be.

    Parameters
    ----------
    epsg
        System of the project, a 3-degree zone.
    boundary
        Outline of the county in the open project, in that system; ``None`` without one.
    """
    if not crs_of.is_zone(epsg):
        return
    guessed = [
        item for item in items if item.is_usable and item.located is not None and item.located.is_plain
    ]
    for item in guessed:
        outline = _outline([other for other in items if other not in guessed], item, epsg, boundary)
        assert item.located is not None
        utm = as_utm(item.located, epsg)
        if outline is not None and _fits_better(utm, item.located, outline, epsg):
            item.located = utm
            item.problems.append(problem("utm_by_outline", used=crs_of.describe(utm.crs)))
        elif outline is not None and _is_elsewhere(item.located, outline, epsg):
            _leave_out(item, outline, epsg)
        elif outline is None or not _fits_better(item.located, utm, outline, epsg):
            _tell(item, utm, epsg)


def _tell(item: Item, utm: Located, epsg: int) -> None:
    """Say how far off the places are if the numbers are of UTM, of the same meridian."""
    assert item.located is not None
    middles = [points_of(located.at(epsg)) for located in (utm, item.located)]
    off_m = float(np.median(np.hypot(*(middles[0] - middles[1]).T)))
    if off_m < crs_table().utm.same_meridian_m:
        values = {"zone": crs_of.describe(item.located.crs), "utm": crs_of.describe(utm.crs)}
        item.problems.append(problem("maybe_utm", metres=round(off_m, -2), **values))


def as_utm(located: Located, epsg: int) -> Located:
    """The same numbers in the UTM zone that puts them nearest to the county's meridian."""
    middles = points_of(located.geometries)
    system = crs_of.nearest_utm(middles, epsg)
    lonlat = np.column_stack(
        crs_of.transformer(system, crs_of.GEOGRAPHIC_EPSG).transform(middles[:, 0], middles[:, 1])
    )
    return replace(located, crs=system, lonlat=lonlat)


def _outline(
    others: Sequence[Item], item: Item, epsg: int, boundary: shapely.Geometry | None
) -> shapely.Geometry | None:
    """What the layer should lie in: the county by layers whose place is known, else by the open project."""
    for role in _OUTLINES:
        for other in others:
            if other.is_usable and other.role == role and other.located is not None and other is not item:
                return shapely.union_all(other.located.at(epsg))
    return boundary


def _is_elsewhere(located: Located, outline: shapely.Geometry, epsg: int) -> bool:
    limit_m = 1000.0 * crs_table().far.layer_km
    return bool(shapely.distance(located.at(epsg), outline).min() > limit_m)


def _leave_out(item: Item, outline: shapely.Geometry, epsg: int) -> None:
    assert item.located is not None
    distance_m = float(shapely.distance(item.located.at(epsg), outline).min())
    item.error = HavenError(
        "layer_elsewhere",
        file=item.file,
        layer=item.layer,
        crs=item.crs,
        distance=round(distance_m / 1000),
    )


def _fits_better(one: Located, other: Located, outline: shapely.Geometry, epsg: int) -> bool:
    """Whether the layer lies in the outline in one system and partly beside it in the other."""
    limits = crs_table().utm
    shapes = [located.at(epsg) for located in (one, other)]
    inside = [_inside(found, outline) for found in shapes]
    if one.kind == "point":
        return bool(inside[0] == len(one.rows) and inside[1] <= len(one.rows) - limits.points)
    shares = [amount / max(_size(found), 1.0) for amount, found in zip(inside, shapes, strict=True)]
    return bool(shares[0] >= limits.inside_share and shares[0] - shares[1] >= limits.share_gained)


def _inside(shapes: NDArray[np.object_], outline: shapely.Geometry) -> float:
    """How many points, how many metres of lines or square metres of areas lie in an outline."""
    met = shapely.intersection(shapes, outline)
    if shapely.get_dimensions(met).max(initial=0) == 0:
        return float((~shapely.is_empty(met)).sum())
    return float(_size(met))


def _size(shapes: NDArray[np.object_]) -> float:
    areas = float(np.sum(shapely.area(shapes)))
    return areas if areas > 0 else float(np.sum(shapely.length(shapes)))
