"""Repairs of a road network that need no guess: junctions get a vertex, gaps are closed, doubles dropped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.access.doctor import Fault, FaultKind, Feature
from models.access.roadgraph import SAME_PLACE_M
from models.county.layer import Layer
from models.kernel.arrays import Floats

REMARKS: Mapping[FaultKind, str] = {
    FaultKind.UNSPLIT: "import.problem.roads_joined",
    FaultKind.GAP: "import.problem.roads_closed",
    FaultKind.DOUBLE: "import.problem.roads_dropped",
}
"""What a layer's remarks tell of each kind of repair."""

Spot = tuple[float, float]


@dataclass(frozen=True)
class Repaired:
    """Layers after a repair.

    Attributes
    ----------
    layers
        All layers of the project, the repaired ones in their places.
    counts
        Faults repaired, by kind.
    """

    layers: tuple[Layer, ...]
    counts: Mapping[FaultKind, int]


def repaired(layers: Iterable[Layer], roads: Sequence[Layer], faults: Iterable[Fault]) -> Repaired:
    """Layers of a project with some faults of its roads put right; what cannot be is left alone.

    Parameters
    ----------
    roads
        Road layers in the order in which the faults number them.
    """
    points: dict[Feature, list[Spot]] = {}
    moves: dict[Feature, list[tuple[Spot, Spot]]] = {}
    dropped: set[Feature] = set()
    counts: dict[FaultKind, int] = {}
    by_layer: dict[int, dict[FaultKind, int]] = {}
    for fault in faults:
        if not fault.is_repairable:
            continue
        own = fault.features[0]
        if fault.kind == FaultKind.UNSPLIT:
            for feature in fault.features:
                points.setdefault(feature, []).append(fault.xy)
        elif fault.kind == FaultKind.GAP and fault.target is not None:
            moves.setdefault(own, []).append((fault.xy, fault.target))
            points.setdefault(fault.features[1], []).append(fault.target)
        else:
            dropped.add(own)
        counts[fault.kind] = counts.get(fault.kind, 0) + 1
        of_layer = by_layer.setdefault(own[0], {})
        of_layer[fault.kind] = of_layer.get(fault.kind, 0) + 1
    made: dict[str, Layer] = {}
    for index, layer in enumerate(roads):
        rows = {row for at, row in (*points, *moves) if at == index}
        gone = sorted(row for at, row in dropped if at == index)
        if rows or gone:
            made[layer.id] = _mended(layer, index, rows, points, moves, gone, by_layer.get(index, {}))
    return Repaired(tuple(made.get(layer.id, layer) for layer in layers), counts)


def _mended(
    layer: Layer,
    index: int,
    rows: set[int],
    points: Mapping[Feature, list[Spot]],
    moves: Mapping[Feature, list[tuple[Spot, Spot]]],
    gone: list[int],
    counts: Mapping[FaultKind, int],
) -> Layer:
    shapes = layer.geometries.copy()
    for row in rows:
        shape = with_points(shapes[row], points.get((index, row), ()))
        shapes[row] = with_moved_ends(shape, moves.get((index, row), ()))
    frame = layer.frame.set_geometry(shapes, crs=layer.frame.crs)
    if gone:
        frame = frame.drop(index=frame.index[gone]).reset_index(drop=True)
    problems = list(layer.provenance.problems)
    for kind, count in counts.items():
        key = REMARKS[kind]
        before = sum(int(values.get("count", 0)) for one, values in problems if one == key)
        problems = [one for one in problems if one[0] != key]
        problems.append((key, {"count": before + count}))
    return layer.with_changes(frame=frame, provenance=replace(layer.provenance, problems=tuple(problems)))


def with_points(shape: BaseGeometry, points: Iterable[Spot]) -> BaseGeometry:
    """A line, or several, with more vertices; what is a vertex already stays one."""
    parts = [shapely.get_coordinates(part, include_z=shape.has_z) for part in shapely.get_parts(shape)]
    for spot in points:
        point = shapely.Point(spot)
        part = min(range(len(parts)), key=lambda one: shapely.LineString(parts[one][:, :2]).distance(point))
        parts[part] = _with_point(parts[part], np.array(spot))
    return _joined(shape, parts)


def with_moved_ends(shape: BaseGeometry, moves: Iterable[tuple[Spot, Spot]]) -> BaseGeometry:
    """A line, or several, with some ends elsewhere."""
    parts = [shapely.get_coordinates(part, include_z=shape.has_z) for part in shapely.get_parts(shape)]
    for start, target in moves:
        for xy in parts:
            for end in (0, -1):
                if np.hypot(*(xy[end, :2] - start)) <= SAME_PLACE_M:
                    xy[end, :2] = target
    return _joined(shape, parts)


def _with_point(xy: Floats, spot: Floats) -> Floats:
    apart = np.hypot(*(xy[:, :2] - spot).T)
    if apart.min() < 1e-9:
        return xy
    start, step = xy[:-1, :2], np.diff(xy[:, :2], axis=0)
    length = np.maximum((step**2).sum(axis=1), 1e-30)
    share = np.clip(((spot - start) * step).sum(axis=1) / length, 0.0, 1.0)
    segment = int(np.argmin(np.hypot(*(start + share[:, None] * step - spot).T)))
    made = xy[segment] + share[segment] * (xy[segment + 1] - xy[segment])
    made[:2] = spot
    return np.insert(xy, segment + 1, made, axis=0)


def _joined(shape: BaseGeometry, parts: list[Floats]) -> BaseGeometry:
    lines = [shapely.LineString(xy) for xy in parts]
    return lines[0] if shape.geom_type == "LineString" else shapely.MultiLineString(lines)
