"""Named views of the map, kept with the project."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ui.map.mapwindow import Bounds

BOOKMARKS_KEY = "bookmarks"
"""Where the project keeps them, in its ``ui_state``."""
LONGEST_NAME = 60


@dataclass(frozen=True)
class Bookmark:
    """What the map showed when somebody gave it a name.

    Attributes
    ----------
    bounds
        (minx, miny, maxx, maxy), project metres.
    """

    name: str
    bounds: Bounds


def bounds_from(kept: object) -> Bounds | None:
    """Bounds from a project file, which may hold anything; ``None`` if these are none."""
    try:
        min_x, min_y, max_x, max_y = (float(value) for value in kept)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        return None
    is_sound = math.isfinite(min_x + min_y + max_x + max_y) and min_x < max_x and min_y < max_y
    return (min_x, min_y, max_x, max_y) if is_sound else None


def bookmarks_from(kept: object) -> tuple[Bookmark, ...]:
    """Bookmarks from a project file; what is none is passed over."""
    found = []
    for one in kept if isinstance(kept, list) else []:
        if isinstance(one, list) and len(one) == 2 and isinstance(one[0], str) and tidy(one[0]):
            bounds = bounds_from(one[1])
            if bounds is not None:
                found.append(Bookmark(tidy(one[0]), bounds))
    return tuple(found)


def to_plain(bookmarks: Sequence[Bookmark]) -> list[list[object]] | None:
    """The same for the project file; ``None`` for none."""
    return [[one.name, list(one.bounds)] for one in bookmarks] or None


def tidy(name: str) -> str:
    """A name on one line, not too long for a menu."""
    return " ".join(name.split())[:LONGEST_NAME]
