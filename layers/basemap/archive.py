"""What all tile archives are: pictures by zoom, column and row on web mercator."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from models.kernel.arrays import Floats

HALF_WORLD_M = math.pi * 6378137.0
"""Half the side of web mercator's square (EPSG:3857), metres."""
TILE_BYTES = 8_000_000
"""A larger tile is passed over: no map has one."""
MOST_ZOOM = 24
_MARKUP = re.compile(r"<[^<>]*>")


@dataclass(frozen=True)
class About:
    """What an archive says of itself.

    Attributes
    ----------
    attribution
        Whom to thank, without markup.
    least_zoom, most_zoom
        Zooms that it has tiles of.
    """

    name: str
    attribution: str
    least_zoom: int
    most_zoom: int


class Archive(Protocol):
    """A file of tiles."""

    about: About

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """Picture of a tile (rows from the north) as PNG, JPEG or WebP; ``None`` if there is none.

        Raises
        ------
        HavenError
            The file cannot be read any more.
        """

    def close(self) -> None:
        """Let the file go."""


def picture_kind(data: object) -> str:
    """``png``, ``jpeg`` or ``webp`` by a picture's first bytes; empty for anything else."""
    if not isinstance(data, bytes) or not 12 <= len(data) <= TILE_BYTES:
        return ""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    return "webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else ""


def plain(text: object, longest: int = 200) -> str:
    """Text of a file on one line, without markup."""
    said = _MARKUP.sub("", str(text or "")).replace("&copy;", "©").replace("&amp;", "&")
    return " ".join("".join(one if one.isprintable() else " " for one in said).split())[:longest]


def lines_between(zoom: int, first: int, last: int) -> Floats:
    """Borders of columns (or rows) of tiles as web mercator metres east (or south) of the corner."""
    return np.arange(first, last + 1, dtype=np.float64) * (2 * HALF_WORLD_M / 2**zoom)


def tiles_over(zoom: int, bounds: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
    """First column, first row, last column and last row of the tiles that touch bounds.

    Parameters
    ----------
    bounds
        (minx, miny, maxx, maxy), web mercator metres.
    """
    side = 2 * HALF_WORLD_M / 2**zoom
    most = 2**zoom - 1

    def at(metres: float) -> int:
        return min(max(math.floor(metres / side), 0), most)

    min_x, min_y, max_x, max_y = bounds
    return (
        at(min_x + HALF_WORLD_M),
        at(HALF_WORLD_M - max_y),
        at(max_x + HALF_WORLD_M),
        at(HALF_WORLD_M - min_y),
    )
