"""Finding features of layers near a point, through one search tree per layer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.county.layer import Layer
from models.facilities.facility import Facility


@dataclass(frozen=True)
class Feature:
    """One feature of a layer."""

    layer_id: str
    row: int


class LayerIndex:
    """Search trees of layers, made when first needed and kept as long as the layer's features stay."""

    def __init__(self) -> None:
        self._trees: dict[str, tuple[object, shapely.STRtree]] = {}
        self._edges: dict[str, tuple[object, shapely.STRtree]] = {}
        self._placed: tuple[tuple[Facility, ...], shapely.STRtree] = (), shapely.STRtree([])

    def forget_others(self, layers: Iterable[Layer]) -> None:
        """Drop what was kept of layers that are not among these."""
        kept = {layer.id for layer in layers}
        for trees in (self._trees, self._edges):
            for layer_id in trees.keys() - kept:
                del trees[layer_id]

    def feature_at(
        self,
        layers: Iterable[Layer],
        xy_m: tuple[float, float],
        tolerance_m: float,
        *,
        dimensions: tuple[int, ...] = (0, 1, 2),
    ) -> Feature | None:
        """Feature under a point: points before lines before areas, then the topmost layer, then the nearest.

        Of overlapping areas of one layer it is the smallest.

        Parameters
        ----------
        layers
            Layers to look at, topmost first; hidden ones are passed over.
        dimensions
            Which of points (0), lines (1) and areas (2) to look for.
        """
        point = shapely.Point(xy_m)
        best: tuple[int, int, float] | None = None
        found: Feature | None = None
        for position, layer in enumerate(layers):
            if not layer.visible or len(layer) == 0:
                continue
            rows = self._tree(layer).query(point, predicate="dwithin", distance=tolerance_m)
            if len(rows) == 0:
                continue
            shapes = layer.geometries[rows]
            kinds = shapely.get_dimensions(shapes)
            inside = (kinds < 2) | (shapely.distance(shapes, point) == 0)
            rank = np.where(kinds == 2, shapely.area(shapes), shapely.distance(shapes, point))
            for row, kind, value, counts in zip(rows, kinds, rank, inside, strict=True):
                key = (int(kind), position, float(value))
                if counts and int(kind) in dimensions and (best is None or key < best):
                    best, found = key, Feature(layer.id, int(row))
        return found

    def edges_near(
        self, layers: Iterable[Layer], xy_m: tuple[float, float], distance_m: float
    ) -> list[BaseGeometry]:
        """Lines, and borders of areas, of shown layers within a distance of a point."""
        near: list[BaseGeometry] = []
        for layer in layers:
            if layer.visible and len(layer):
                near.extend(_within(self._edge_tree(layer), xy_m, distance_m))
        return near

    def placed_near(
        self, facilities: tuple[Facility, ...], xy_m: tuple[float, float], distance_m: float
    ) -> list[BaseGeometry]:
        """Positions and outlines of facilities within a distance of a point; their tree serves a drag."""
        if self._placed[0] != facilities:
            shapes = np.array([facility.geometry for facility in facilities], dtype=object)
            edges = np.where(shapely.get_dimensions(shapes) == 2, shapely.boundary(shapes), shapes)
            self._placed = facilities, shapely.STRtree(edges)
        return _within(self._placed[1], xy_m, distance_m)

    def _tree(self, layer: Layer) -> shapely.STRtree:
        kept = self._trees.get(layer.id)
        if kept is None or kept[0] is not layer.features:
            kept = (layer.features, shapely.STRtree(layer.geometries))
            self._trees[layer.id] = kept
        return kept[1]

    def _edge_tree(self, layer: Layer) -> shapely.STRtree:
        kept = self._edges.get(layer.id)
        if kept is None or kept[0] is not layer.features:
            shapes = layer.geometries
            kinds = shapely.get_dimensions(shapes)
            edges = np.concatenate((shapes[kinds == 1], shapely.boundary(shapes[kinds == 2])))
            kept = (layer.features, shapely.STRtree(edges))
            self._edges[layer.id] = kept
        return kept[1]


def _within(tree: shapely.STRtree, xy_m: tuple[float, float], distance_m: float) -> list[BaseGeometry]:
    """What of a tree lies within a distance of a point.

    Asked with every move of the mouse: mostly nothing lies in the box around it, which is told soonest.
    """
    (x, y), far = xy_m, distance_m + 1e-6
    rows = tree.query(shapely.box(x - far, y - far, x + far, y + far))
    if len(rows) == 0:
        return []
    shapes = tree.geometries[np.sort(rows)]
    return list(shapes[shapely.dwithin(shapes, shapely.Point(xy_m), distance_m)])
