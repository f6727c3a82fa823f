"""Units and sites whose outlines came as lines: closed ones enclose land, others are refused."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.formats.read import problem
from layers.importing.importitem import Item
from layers.recognition.cells import plain
from layers.recognition.layerroles import Recognition, recognise, takes
from layers.recognition.recognise import normalised
from models.county.layer import Role
from models.facilities.gatefile import name_list
from models.kernel.errors import HavenError

_WHOLE = (Role.COUNTY, Role.SEAT, Role.BUILTUP)
"""Roles of which all lines together may be one outline."""
_UNITS = (*_WHOLE, Role.TOWNSHIPS, Role.VILLAGES)
_GAP_SHARE = 0.005


def as_areas(item: Item, seen: Recognition, file: str) -> Recognition:
    """What a layer of lines is once they are outlines; ``seen`` again where it is no layer of outlines.

    Raises
    ------
    HavenError
        ``lines_not_areas``: it should be one, and its lines enclose nothing.
    """
    assert item.raw is not None and item.located is not None
    drawn = recognise(item.raw.frame, "polygon", file, item.layer)
    told = item.choice.role
    role = told or drawn.role
    if role is None or takes(role, "line") or not takes(role, "polygon"):
        return seen
    if told is None and drawn.points <= seen.points:
        return seen
    places, areas, open_places = _enclosed(item, role, drawn)
    if open_places and role not in _UNITS:
        return seen  # paths in a park are no parks
    if open_places:
        names = _names(item, drawn)
        shown = [names[place] or str(item.raw.row_numbers[item.located.rows[place]]) for place in open_places]
        raise HavenError(
            "lines_not_areas",
            file=item.file,
            layer=item.layer,
            count=len(open_places),
            names=name_list(shown),
        )
    geometries = np.empty(len(places), dtype=object)
    geometries[:] = areas
    item.located = replace(
        item.located,
        geometries=geometries,
        rows=item.located.rows[places],
        lonlat=item.located.lonlat[places],
        kind="polygon",
    )
    item.problems.append(problem("lines_to_areas", count=len(places)))
    return drawn


def _enclosed(item: Item, role: Role, seen: Recognition) -> tuple[list[int], list[Any], list[int]]:
    """Features that enclose land with what they enclose, and those that do not.

    Lines that are open alone may close together: those of one name, and all of a county.
    """
    assert item.located is not None
    lines = item.located.geometries
    found = {place: area for place, line in enumerate(lines) if (area := _area(line)) is not None}
    rest = [place for place in range(len(lines)) if place not in found]
    groups: dict[str, list[int]] = defaultdict(list)
    names = _names(item, seen)
    for place in rest:
        if names[place]:
            groups[normalised(names[place])].append(place)
    still = [place for place in rest if not names[place]]
    for places in groups.values():
        area = _area(shapely.union_all(lines[places]))
        if area is None:
            still += places
        else:
            found[places[0]] = area
    if still and role in _WHOLE:
        area = _area(shapely.union_all(lines))
        if area is not None:
            return [0], [area], []
    placed = sorted(found)
    return placed, [found[place] for place in placed], sorted(still)


def _names(item: Item, seen: Recognition) -> list[str]:
    assert item.raw is not None and item.located is not None
    column = item.choice.fields.get("name") or seen.fields.get("name")
    if column is None:
        return [""] * len(item.located.rows)
    return [plain(value) for value in item.raw.frame[column].iloc[item.located.rows]]


def _area(line: Any) -> Any:
    """What a line encloses, closed over a gap that is small beside it; ``None`` for nothing."""
    merged = shapely.line_merge(line) if line.geom_type == "MultiLineString" else line
    parts: NDArray[np.object_] = shapely.get_parts(merged)
    closed = [_closed(part) for part in parts]
    if any(part is None for part in closed):
        return None
    area = shapely.build_area(shapely.union_all(shapely.multilinestrings(closed)))
    return None if area.is_empty else area


def _closed(line: Any) -> Any:
    if line.is_closed:
        return line
    ends = shapely.get_coordinates(line)[[0, -1]]
    gap = float(np.hypot(*(ends[1] - ends[0])))
    if len(line.coords) < 3 or gap > _GAP_SHARE * line.length:
        return None
    return shapely.LineString([*line.coords, line.coords[0]])
