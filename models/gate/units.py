"""Whether the units of a county fit together: townships that overlap, land that no township holds."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from models.county.county import County, Units
from models.facilities.gatefile import gate_table
from models.gate.facilities import listed
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
                {"names": listed(pairs)},
                count=len(pairs),
            )


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
            found.append(f"{units.names[a]}／{units.names[b]}（{100 * shared / smaller:.0f}%）")
    return found
