"""What a scene shall show, apart from the project itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Flag, auto

from models.kernel.text import Lang

NO_THEME = "none"
DEFAULT_THEME = "area_per_resident"


class Parts(Flag):
    """Parts of a scene that can be drawn one by one, bottom to top."""

    BASE = auto()
    FACILITIES = auto()
    LABELS = auto()
    ALL = BASE | FACILITIES | LABELS


@dataclass(frozen=True)
class SceneOptions:
    """How a project is shown.

    Parameters
    ----------
    theme
        Which figure colours the townships: a key of ``[theme]`` in ``styles/map.toml``, or ``none``.
    hidden_facility_ids
        Facilities left out, for instance the one being dragged, which the canvas draws itself.
    coverage_key
        Coverage whose region is tinted and whose uncovered demand points are marked, a key of
        ``Assessment.regions`` such as ``shelter.fixed`` or ``fire``; ``None`` tints nothing.
    show_uncovered
        Mark demand points outside the coverage, larger for more people; without a ``coverage_key`` that of
        fixed shelters.
    for_print
        Keep everything as lines and letters (no raster points) where that is affordable.
    on_ground
        A basemap lies under it: no paper and no land are drawn, and areas let it through.
    numbers
        (id, number) of facilities whose symbols carry a number, which a schedule beside the map explains.
    numbered_places
        (row, number) of demand points that carry a number.
    left_to_inset
        (minx, miny, maxx, maxy), metres: facilities in there carry their number on another map.
    """

    lang: Lang = "zh"
    theme: str = DEFAULT_THEME
    show_labels: bool = True
    show_facilities: bool = True
    hidden_facility_ids: frozenset[str] = field(default_factory=frozenset)
    coverage_key: str | None = None
    show_uncovered: bool = True
    dark: bool = False
    for_print: bool = False
    black_and_white: bool = False
    on_ground: bool = False
    numbers: tuple[tuple[str, int], ...] = ()
    numbered_places: tuple[tuple[int, int], ...] = ()
    left_to_inset: tuple[float, float, float, float] | None = None
