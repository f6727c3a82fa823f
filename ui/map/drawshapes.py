"""Outlines of a given form and size: rectangles, circles, what a free hand drew, ways along a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import hypot, pi, sin, sqrt

import numpy as np
import shapely
from shapely.affinity import scale
from shapely.geometry.base import BaseGeometry

from ui.map.outline import MIN_CORNERS, is_sound

XY = tuple[float, float]
SHAPES = ("polygon", "rectangle", "circle", "freehand", "trace")
CIRCLE_CORNERS = 72
ROUNDING = 1e-9
"""So much more than was typed is drawn: rounded coordinates must not make 1,500 places 1,499."""
_NUMBER = r"(\d+(?:\.\d*)?)"
_SIDES = re.compile(rf"{_NUMBER}x{_NUMBER}?")
_RADIUS = re.compile(rf"r{_NUMBER}?")
_AREA = re.compile(_NUMBER)


@dataclass(frozen=True)
class Size:
    """A size that was typed; of one of the three kinds."""

    area_m2: float = 0.0
    sides_m: tuple[float, float] | None = None
    from_middle_m: float = 0.0


def size_of(typed: str) -> Size | None:
    """What ``5000`` (area), ``120x80`` (sides) or ``r40`` (radius) says; ``None`` while nothing whole."""
    if (found := _SIDES.fullmatch(typed)) and found[2] and float(found[1]) and float(found[2]):
        return Size(sides_m=(float(found[1]), float(found[2])))
    if (found := _RADIUS.fullmatch(typed)) and found[1] and float(found[1]):
        return Size(from_middle_m=float(found[1]))
    if (found := _AREA.fullmatch(typed)) and float(found[1]):
        return Size(area_m2=float(found[1]))
    return None


def may_grow_into_size(typed: str) -> bool:
    """Whether what is typed so far can become a size."""
    return any(pattern.fullmatch(typed) for pattern in (_SIDES, _RADIUS, _AREA)) or not typed


def rectangle(centre: XY, sides_m: tuple[float, float]) -> list[XY]:
    """Corners of an upright rectangle about a point."""
    (x, y), half_x, half_y = centre, sides_m[0] / 2, sides_m[1] / 2
    return [
        (x - half_x, y - half_y),
        (x + half_x, y - half_y),
        (x + half_x, y + half_y),
        (x - half_x, y + half_y),
    ]


def circle(centre: XY, from_middle_m: float) -> list[XY]:
    """Corners of a polygon about a point that has the area of the circle."""
    out_m = from_middle_m * sqrt(2 * pi / (CIRCLE_CORNERS * sin(2 * pi / CIRCLE_CORNERS)))
    angles = 2 * pi * np.arange(CIRCLE_CORNERS) / CIRCLE_CORNERS
    return [(centre[0] + out_m * float(np.cos(a)), centre[1] + out_m * float(np.sin(a))) for a in angles]


def of_size(size: Size | None, shape: str, corners: Sequence[XY], at: XY) -> list[XY]:
    """Corners of the outline drawn so far with a typed size; what has no form yet is made about a point."""
    if size is None:
        return list(corners)
    grown = sqrt(1 + ROUNDING)
    if size.sides_m is not None:
        return rectangle(_middle(corners, at), (size.sides_m[0] * grown, size.sides_m[1] * grown))
    if size.from_middle_m:
        return circle(_middle(corners, at), size.from_middle_m * grown)
    area_m2 = size.area_m2 * (1 + ROUNDING)
    if len(corners) < MIN_CORNERS:
        return circle(at, sqrt(area_m2 / pi)) if shape == "circle" else rectangle(at, (sqrt(area_m2),) * 2)
    polygon = shapely.Polygon(corners)
    if not is_sound(polygon):
        return list(corners)
    factor = sqrt(area_m2 / polygon.area)
    sized = scale(polygon, factor, factor, origin="centroid")
    return [(float(x), float(y)) for x, y in sized.exterior.coords[:-1]]


def _middle(corners: Sequence[XY], at: XY) -> XY:
    if len(corners) < MIN_CORNERS:
        return at
    centre = shapely.centroid(shapely.Polygon(corners))
    return float(centre.x), float(centre.y)


def between(shape: str, start: XY, end: XY) -> list[XY]:
    """Corners of what two points span: a rectangle, or a circle from its middle to its edge."""
    if shape == "circle":
        return circle(start, hypot(end[0] - start[0], end[1] - start[1])) if start != end else [start]
    (x0, y0), (x1, y1) = start, end
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def freehand(points: Sequence[XY], tolerance_m: float) -> list[XY]:
    """Corners of a free hand's way, without those that nobody meant."""
    if len(points) < MIN_CORNERS:
        return list(points)
    simple = shapely.simplify(shapely.LineString([*points, points[0]]), tolerance_m)
    return [(float(x), float(y)) for x, y in simple.coords[:-1]]


def along(lines: Iterable[BaseGeometry], start: XY, end: XY, near_m: float) -> list[XY]:
    """Corners between two points that lie on one line, along it; the shorter way round a closed one.

    Without such a line there is nothing between them.
    """
    points = shapely.Point(start), shapely.Point(end)
    for line in (part for shape in lines for part in shapely.get_parts(shape)):
        if line.geom_type not in ("LineString", "LinearRing"):
            continue
        if any(shapely.distance(line, point) > near_m for point in points):
            continue
        return _way_between(line, *points)
    return []


def _way_between(line: BaseGeometry, start: BaseGeometry, end: BaseGeometry) -> list[XY]:
    from shapely.ops import substring

    begins, ends = (float(shapely.line_locate_point(line, point)) for point in (start, end))
    ways = [substring(line, begins, ends)]
    if line.is_closed:
        low, high = min(begins, ends), max(begins, ends)
        head, tail = substring(line, high, line.length), substring(line, 0, low)
        round_m = [*head.coords, *tail.coords[1:]]
        ways.append(shapely.LineString(round_m if begins > ends else round_m[::-1]))
    shortest = min(ways, key=lambda way: way.length)
    return [(float(x), float(y)) for x, y in list(shortest.coords)[1:-1]]
