"""Roads closed in a plan, to see what would follow: barriers drawn by hand, or areas of a hazard layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from shapely.geometry.base import BaseGeometry

Bridges = Literal["closed", "open", "only"]
"""Bridges inside a barrier are closed like all roads, stay open, or are the only ones that are closed."""

BRIDGES: tuple[Bridges, ...] = get_args(Bridges)


@dataclass(frozen=True)
class Closure:
    """One barrier: roads inside it are closed for vehicles.

    Parameters
    ----------
    shape
        Drawn area, or a line that closes what crosses it; metres. ``None`` for a hazard layer's areas.
    layer_id
        Hazard layer whose areas it is; it follows the layer.
    stops_feet
        Whether nobody walks through either.
    """

    id: str
    name: str
    shape: BaseGeometry | None = None
    layer_id: str = ""
    is_on: bool = True
    bridges: Bridges = "closed"
    stops_feet: bool = False
