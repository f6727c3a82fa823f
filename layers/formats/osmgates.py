"""Gates, bollards and the like of OpenStreetMap, which are points of their own there.

A road on which one of them stands is cut, and the metre around it becomes a road of its own that says whom it
keeps out: nobody who reads roads later needs to know of points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.formats import gdal
from models.access.roadwords import kept_out_tags
from models.kernel.arrays import Floats, Ints

_HALF_M = 0.5
_METRES_A_DEGREE = 111_320.0


def cut_at_gates(path: Path, roads: gdal.Features) -> gdal.Features:
    """Roads of a file, cut where something stands on them that keeps somebody out."""
    points = gdal.read(path, "points", where="barrier IS NOT NULL")
    if roads.geometry is None or points.geometry is None or not len(points.geometry):
        return roads
    barriers, tags = points.columns["barrier"], points.columns["other_tags"]
    said = [kept_out_tags(str(one), str(its or "")) for one, its in zip(barriers, tags, strict=True)]
    stops = np.array([bool(its) for its in said], dtype=np.bool_)
    at = dict(
        zip(
            _keys(shapely.get_coordinates(shapely.from_wkb(points.geometry[stops]))).tolist(),
            [its for its in said if its],
            strict=True,
        )
    )
    lines = shapely.from_wkb(roads.geometry, on_invalid="ignore")
    xy, line = shapely.get_coordinates(lines, return_index=True)
    key = _keys(xy)
    hit = np.flatnonzero(np.isin(key, np.array(list(at), dtype=np.int64)))
    if not len(hit):
        return roads
    rows: list[int] = []
    shapes: list[BaseGeometry] = []
    more: list[str] = []
    gated = np.unique(line[hit])
    bounds = np.searchsorted(line, [gated, gated + 1]).T.tolist()
    for row, (first, end) in zip(gated.tolist(), bounds, strict=True):
        here = hit[np.searchsorted(hit, first) : np.searchsorted(hit, end)] - first
        for shape, vertex in _pieces(xy[first:end], here.tolist()):
            rows.append(row)
            shapes.append(shape)
            more.append("" if vertex is None else at[int(key[first + vertex])])
    kept = np.setdiff1d(np.arange(len(lines)), gated)
    return _with_pieces(roads, kept, np.array(rows, dtype=np.intp), shapes, more)


def _keys(lonlat: Floats) -> Ints:
    """A number for each place, of the seven decimals that OpenStreetMap has; shape (n,)."""
    grid = np.rint(lonlat * 1e7).astype(np.int64)
    found: Ints = grid[:, 0] * np.int64(2**32) + grid[:, 1]
    return found


def _pieces(xy: Floats, gates: Sequence[int]) -> Iterator[tuple[BaseGeometry, int | None]]:
    """Parts of a line in order: those at a gate with its vertex, those between gates without."""
    scale = _METRES_A_DEGREE * np.array([np.cos(np.radians(xy[0, 1])), 1.0])
    step = np.hypot(*(np.diff(xy, axis=0) * scale).T)
    # Places along the line are told by vertex and share of the way to the next; two gates side by side
    # share what lies between them.
    half = np.minimum(_HALF_M / np.maximum(step, 1e-9), 0.5)
    last, done = len(xy) - 1, 0.0
    for gate in gates:
        begin = gate - half[gate - 1] if gate else 0.0
        end = gate + half[gate] if gate < last else float(last)
        if begin > done:
            yield _part(xy, done, begin), None
        yield _part(xy, max(begin, done), end), gate
        done = end
    if done < last:
        yield _part(xy, done, float(last)), None


def _part(xy: Floats, begin: float, end: float) -> BaseGeometry:
    between = np.arange(int(begin) + 1, int(np.ceil(end)))
    along = np.concatenate(([begin], between, [end]))
    vertex = np.arange(len(xy))
    return shapely.LineString(np.column_stack([np.interp(along, vertex, column) for column in xy.T]))


def _with_pieces(
    roads: gdal.Features, kept: Ints, rows: Ints, shapes: list[BaseGeometry], more: list[str]
) -> gdal.Features:
    """The roads that stay and the pieces, in the order of the file."""
    assert roads.geometry is not None
    source = np.concatenate((kept, rows))
    order = np.argsort(source, kind="stable")
    columns = {name: values[source][order] for name, values in roads.columns.items()}
    tags = [
        ",".join(part for part in (its or "", its_more) if part)
        for its, its_more in zip(columns["other_tags"], np.array([""] * len(kept) + more)[order], strict=True)
    ]
    columns["other_tags"] = np.array(tags, dtype=object)
    geometry = np.concatenate((roads.geometry[kept], np.asarray(shapely.to_wkb(shapes), dtype=object)))
    return replace(roads, geometry=geometry[order], columns=columns)
