"""What an import brings that the open project holds already: the same facilities, the same layers.

A file added twice would count its stations twice, and everybody reached by them looks better served.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import dist
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from layers.recognition.cells import plain
from models.county.layer import Layer
from models.facilities.doubles import plain_name
from models.facilities.facility import Facility, Family
from models.facilities.gatefile import gate_table

if TYPE_CHECKING:
    import geopandas as gpd

_SAME_CORNER_M = 0.001


def split_known(
    facilities: Sequence[Facility], known: Iterable[Facility]
) -> tuple[list[Facility], list[tuple[Facility, Facility]]]:
    """Facilities that are new, and those of the same family, name and place as a known one, each with it."""
    near_m = gate_table().facilities.same_place_m
    by_name: dict[tuple[Family, str], list[Facility]] = defaultdict(list)
    for facility in known:
        by_name[facility.family, plain_name(facility)].append(facility)
    new: list[Facility] = []
    there: list[tuple[Facility, Facility]] = []
    for facility in facilities:
        alike = by_name.get((facility.family, plain_name(facility)), ())
        near = [one for one in alike if dist(facility.location, one.location) <= near_m]
        if near:
            there.append((facility, near[0]))
        else:
            new.append(facility)
    return new, there


def news_of(read: Facility, known: Facility, fields: Iterable[str]) -> dict[str, Any]:
    """What a file says otherwise of a facility that is there; what it leaves blank is no news."""
    values = {name: getattr(read, name) for name in fields}
    return {name: value for name, value in values.items() if value not in (None, "", getattr(known, name))}


def same_layer(frame: gpd.GeoDataFrame, file: str, file_layer: str, layers: Iterable[Layer]) -> Layer | None:
    """The layer that came from such a layer of a file of this name and has the same features, if any.

    Contents are compared, not bytes: of a file that was changed since, the new state is welcome.
    """
    for layer in layers:
        source = layer.provenance
        is_named_so = _base(source.file) == _base(file) and source.file_layer == file_layer
        if is_named_so and _is_same(frame, layer.frame):
            return layer
    return None


def _base(file: str) -> str:
    return file.rpartition("/")[2]


def _is_same(one: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> bool:
    if len(one) != len(other) or not len(one):
        return False
    columns = [str(name) for name in one.columns if name != one.geometry.name]
    if sorted(columns) != sorted(str(name) for name in other.columns if name != other.geometry.name):
        return False
    pairs = np.asarray(one.geometry), np.asarray(other.geometry)
    if not shapely.equals_exact(*pairs, _SAME_CORNER_M).all():
        return False
    return all([plain(a) for a in one[name]] == [plain(b) for b in other[name]] for name in columns)
