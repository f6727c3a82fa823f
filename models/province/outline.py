"""A county's outline as a map of many counties shows it."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from models.province.results import province_spec


def plain_outline(area: BaseGeometry | None) -> BaseGeometry | None:
    """The area (metres) without corners that tell less than ``outline_m`` of ``resources/province.toml``.

    Whole where nothing would be left of it; ``None`` where there is none.
    """
    if area is None or area.is_empty:
        return None
    plain = shapely.simplify(area, province_spec().outline_m)
    return area if plain.is_empty else plain
