"""Geometry on its way to the page, and the layers that the page's script makes a map of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import folium
import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.kernel.resources import load_toml

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
        Detail(float(step["simplify_m"]), int(step["most_places"]), int(step["road_classes"]), number > 0)
        for number, step in enumerate(load_toml("webmap", "size.toml")["step"])
    )


class Shapes:
    """Geometry in degrees, simplified and rounded."""

    def __init__(self, crs_epsg: int, detail: Detail) -> None:
        self._crs = f"EPSG:{crs_epsg}"
        self.detail = detail

    def degrees(self, geometries: Sequence[BaseGeometry], *, simplify: bool = True) -> list[BaseGeometry]:
        """Geometry as longitude and latitude with six decimals (about 0.1 m); no heights."""
        array = shapely.force_2d(np.asarray(geometries, dtype=object))
        if simplify and len(array):
            array = shapely.simplify(array, self.detail.simplify_m)
        series = gpd.GeoSeries(array, crs=self._crs).to_crs("EPSG:4326")
        rounded: list[BaseGeometry] = list(
            shapely.transform(np.asarray(series.values, dtype=object), lambda xy: np.round(xy, 6))
        )
        return rounded


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
    """

    name: str
    kind: Kind
    parts: tuple[folium.GeoJson, ...]
    swatch: str
    show: bool = True


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
            {"type": "Feature", "properties": dict(values), "geometry": shapely.geometry.mapping(shape)}
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
