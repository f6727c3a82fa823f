"""Geometry on its way to the page, and the layers that the page's script makes a map of."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import folium
import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.kernel.arrays import Objects
from reports.webmap.limits import page_size

Kind = Literal["unit", "place", "site", "area", "line"]
"""What the page's script makes of a layer's features, ``resources/webmap/page.js``."""


@dataclass(frozen=True)
class Detail:
    """How much of the county the page holds (``resources/webmap/size.toml``).

    Parameters
    ----------
    simplify_m
        Vertices that move a line by less are left out.
    most_places
        Places at most; those with most people are kept.
    road_classes
        Classes of roads, from the largest.
    is_reduced
        Less than the page would like to show, to keep the file small.
    """

    simplify_m: float
    most_places: int
    road_classes: int
    is_reduced: bool = False


def details() -> tuple[Detail, ...]:
    """Steps from most detail to least."""
    return tuple(
        Detail(step.simplify_m, step.most_places, step.road_classes, number > 0)
        for number, step in enumerate(page_size().step)
    )


class TooMuchError(Exception):
    """The lines of one layer alone make the page larger than it may be."""


class Shapes:
    """Geometry in degrees, simplified and rounded.

    Parameters
    ----------
    most_letters
        Letters that the page may have while it could be made with less detail.
    """

    def __init__(self, crs_epsg: int, detail: Detail, most_letters: float = math.inf) -> None:
        self._crs = f"EPSG:{crs_epsg}"
        self.detail = detail
        self.most_letters = most_letters
        self._joined: dict[Hashable, BaseGeometry] = {}

    def at(self, detail: Detail, most_letters: float = math.inf) -> Shapes:
        """The same with more or less detail; what needs none is not computed again."""
        made = copy(self)
        made.detail, made.most_letters = detail, most_letters
        return made

    def check_letters(self, lines: Iterable[BaseGeometry]) -> None:
        """Raise :class:`TooMuchError` before the lines of a layer are written out in vain."""
        if sum(map(letters_of, lines)) > self.most_letters:
            raise TooMuchError

    def joined(self, key: Hashable, lines: Callable[[], Objects]) -> BaseGeometry:
        """Lines that meet end to end as one; kept by a key, for joining them takes long and no detail."""
        if key not in self._joined:
            parts = shapely.get_parts(lines())
            is_line = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
            self._joined[key] = shapely.line_merge(shapely.multilinestrings(parts[is_line]))
        return self._joined[key]

    def degrees(self, geometries: Sequence[BaseGeometry], *, simplify: bool = True) -> list[BaseGeometry]:
        """Geometry as longitude and latitude with six decimals (about 0.1 m); no heights."""
        # Edges and fills of roads are the same lines: each is computed once.
        once = {id(shape): shape for shape in geometries}
        array = shapely.force_2d(np.array(list(once.values()), dtype=object))
        if simplify and len(array):
            array = _simplified(array, self.detail.simplify_m)
        series = gpd.GeoSeries(array, crs=self._crs).to_crs("EPSG:4326")
        rounded = shapely.transform(np.asarray(series.values, dtype=object), lambda xy: np.round(xy, 6))
        found = dict(zip(once, rounded.tolist(), strict=True))
        return [found[id(shape)] for shape in geometries]


def _simplified(shapes: Objects, tolerance_m: float) -> Objects:
    """Shapes with fewer vertices. Lines one by one: of many together GEOS also asks who would cross whom."""
    is_many = shapely.get_type_id(shapes) == shapely.GeometryType.MULTILINESTRING
    found: Objects = shapes.copy()
    found[~is_many] = shapely.simplify(shapes[~is_many], tolerance_m)
    for row in np.flatnonzero(is_many).tolist():
        found[row] = shapely.multilinestrings(shapely.simplify(shapely.get_parts(shapes[row]), tolerance_m))
    return found


@dataclass(frozen=True)
class MapLayer:
    """One entry of the layer list.

    Attributes
    ----------
    name
        As text, not yet safe.
    parts
        Features, drawn in this order.
    swatch
        Its sign in the layer list, as HTML that is safe.
    while_known
        What its name says further while a scenario is shown that knows who is covered; as text.
    """

    name: str
    kind: Kind
    parts: tuple[folium.GeoJson, ...]
    swatch: str
    show: bool = True
    while_known: str = ""


def letters_of(lines: BaseGeometry) -> int:
    """Letters of the coordinates of lines in degrees, without the blanks and brackets between them."""
    millionths = np.abs(np.rint(shapely.get_coordinates(lines) * 1e6)).astype(np.int64)
    found = millionths.size * 2  # at least one digit before the point, and it
    for power in range(1, 4):
        found += int((millionths >= 10 ** (6 + power)).sum())
    is_open = np.ones(millionths.shape, dtype=np.bool_)
    found += millionths.size * 6
    for power in range(1, 6):  # noughts at the end are not written, but for the one behind the point
        is_open &= millionths % 10**power == 0
        found -= int(is_open.sum())
    return found


def _mapping(shape: BaseGeometry) -> Mapping[str, Any]:
    """A shape as GeoJSON has it."""
    if shape.geom_type != "MultiLineString":
        found: Mapping[str, Any] = shapely.geometry.mapping(shape)
        return found
    # A class of roads is one shape of very many lines, which shapely would go through vertex by vertex.
    xy = shapely.get_coordinates(shape).tolist()
    ends = [0, *np.cumsum(shapely.get_num_coordinates(shapely.get_parts(shape))).tolist()]
    return {"type": "MultiLineString", "coordinates": [xy[begin:end] for begin, end in pairwise(ends)]}


def geojson(
    shapes: Iterable[BaseGeometry],
    properties: Iterable[Mapping[str, Any]],
    *,
    smooth: float = 0.5,
    interactive: bool = True,
    marker: folium.Marker | folium.CircleMarker | None = None,
) -> folium.GeoJson:
    """Features for the page, not yet on the map: its script puts them there."""
    data = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": dict(values), "geometry": _mapping(shape)}
            for shape, values in zip(shapes, properties, strict=True)
            if shape is not None and not shape.is_empty
        ],
    }
    return folium.GeoJson(
        data, show=False, control=False, smooth_factor=smooth, interactive=interactive, marker=marker
    )


def split_opacity(colour: str) -> tuple[str, float]:
    """Split #rrggbbaa into a colour and an opacity."""
    return (colour[:7], round(int(colour[7:], 16) / 255, 3)) if len(colour) == 9 else (colour, 1.0)
