"""Streets of the seat, the industrial park and the towns: grids, a little bent, some side streets missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.sample.shapes import Warp
from models.kernel.arrays import Floats, Objects

CLASSES = {
    "national": 0,
    "provincial": 1,
    "county": 2,
    "primary": 3,
    "secondary": 4,
    "township": 5,
    "residential": 6,
    "village": 7,
    "motorway_link": 8,
}
"""Classes of roads that meet at grade, most important first: where two run together, the first one counts."""


@dataclass(frozen=True, eq=False)
class Lines:
    """Roads before they are cut at their junctions.

    Attributes
    ----------
    shapes, road_class, names, refs
        Lines and strings, shape (n,).
    """

    shapes: Objects
    road_class: Objects
    names: Objects
    refs: Objects

    @classmethod
    def of(cls, shapes: Sequence[BaseGeometry], road_class: str, name: str = "", ref: str = "") -> Lines:
        """Lines that share class and name."""
        count = len(shapes)
        array = np.empty(count, dtype=object)
        array[:] = list(shapes)
        return cls(array, *(np.full(count, value, dtype=object) for value in (road_class, name, ref)))

    @classmethod
    def joined(cls, *groups: Lines) -> Lines:
        """All lines of several groups."""
        return cls(
            *(
                np.concatenate([getattr(group, part) for group in groups])
                for part in ("shapes", "road_class", "names", "refs")
            )
        )

    def kept(self, keep: np.ndarray) -> Lines:
        """Lines where ``keep`` (shape (n,)) holds."""
        return replace(
            self,
            shapes=self.shapes[keep],
            road_class=self.road_class[keep],
            names=self.names[keep],
            refs=self.refs[keep],
        )


def grid(
    rng: np.random.Generator,
    area: BaseGeometry,
    centre: Floats,
    angle_deg: float,
    block_m: float,
    levels: tuple[str, ...],
    names: tuple[Sequence[str], Sequence[str]] = ((), ()),
    missing: float = 0.35,
) -> Lines:
    """Streets of one built-up area, as pieces from crossing to crossing, cut off at its edge.

    Parameters
    ----------
    levels
        Class of every line (last), every second, every fourth and so on (first).
    names
        Names for the west-east and the south-north streets above the last level.
    missing
        Share of the pieces of the last level that was never built.
    """
    reach = int(np.ceil(np.hypot(*np.ptp(np.array(area.bounds).reshape(2, 2), axis=0)) / 2 / block_m)) + 1
    index = np.arange(-reach, reach + 1)
    east = index * block_m + rng.uniform(-0.1, 0.1, len(index)) * block_m
    north = index * block_m * 0.92 + rng.uniform(-0.1, 0.1, len(index)) * block_m
    level = _level(index, len(levels))

    turn = np.radians(angle_deg)
    x, y = np.meshgrid(east, north)
    corners = np.column_stack((x.ravel(), y.ravel()))
    rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    bend = Warp.made(rng, (3600.0, 70.0), (1400.0, 16.0))
    xy = bend(centre + corners @ rotation).reshape(len(index), len(index), 2)

    pieces = np.concatenate(
        (
            np.stack((xy[:, :-1], xy[:, 1:]), axis=2).reshape(-1, 2, 2),  # along the rows: west to east
            np.stack((xy[:-1, :], xy[1:, :]), axis=2).reshape(-1, 2, 2),  # along the columns: south to north
        )
    )
    rows = np.repeat(index, len(index) - 1)
    columns = np.tile(index, len(index) - 1)
    line_level = np.concatenate((np.repeat(level, len(index) - 1), np.tile(level, len(index) - 1)))
    line_name = np.concatenate(
        (
            _names(names[0], rows, _level(rows, len(levels)), len(levels)),
            _names(names[1], columns, _level(columns, len(levels)), len(levels)),
        )
    )
    built = (line_level < len(levels) - 1) | (rng.random(len(pieces)) >= missing)
    shapes = shapely.intersection(shapely.linestrings(pieces[built]), area)
    line_level, line_name = line_level[built], line_name[built]
    keep = shapely.length(shapes) > 25.0
    classes = np.array(levels, dtype=object)[line_level]
    return Lines(shapes, classes, line_name, np.full(len(shapes), "", dtype=object)).kept(keep)


def _level(index: np.ndarray, levels: int) -> np.ndarray:
    """0 for every 2^(levels-1)-th line, up to levels-1 for every line."""
    level = np.full(len(index), levels - 1)
    for power in range(1, levels):
        level[index % 2**power == 0] = levels - 1 - power
    return level


def _names(names: Sequence[str], lines: np.ndarray, level: np.ndarray, levels: int) -> Objects:
    """Name of the street each piece belongs to; the middle street has the first name."""
    found = np.full(len(lines), "", dtype=object)
    if names:
        chief = np.unique(lines[level < levels - 1])
        order = np.argsort(np.abs(chief) * 2 + (chief < 0), kind="stable")
        for name, line in zip(names, chief[order], strict=False):
            found[(lines == line) & (level < levels - 1)] = name
    return found
