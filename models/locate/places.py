"""Where a new facility may stand: candidates of the scenario, features of a layer, a grid or the roads.

Each place is a facility of the family, held against the siting checks as any other is. One that a check rules
out stays in the list with its reason; one that a check cannot judge may be used, and says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import shapely
from scipy.spatial import cKDTree

from models.county.county import County
from models.county.layer import Layer
from models.facilities.facility import FACILITY_TYPES, Facility, Family, Shelter, Status
from models.findings.findings import Verdict
from models.hazards.check import SitingCheck
from models.hazards.screening import is_excluded, siting_checks
from models.kernel.arrays import Floats
from models.kernel.errors import HavenError
from models.kernel.text import Lang, t
from models.project.local import LocalFacts
from models.project.scenario import Scenario
from models.rules.rules import Rules

MOST_PLACES = 2_000
_SITE_AREAS = ("gross_area_m2", "site_area_m2")
"""Fields of the ground a facility takes, the first that a family has."""


class Source(StrEnum):
    """Where the places come from."""

    CANDIDATES = "candidates"
    LAYER = "layer"
    GRID = "grid"
    ROADS = "roads"


@dataclass(frozen=True, eq=False)
class SitePlace:
    """A place with what the checks say of it."""

    facility: Facility
    checks: tuple[SitingCheck, ...]
    size: str = ""
    """What is wrong with its area: ``small``, ``large``, or where it has to be known, ``no_area``."""
    is_unmeasured: bool = False
    """Whether its area should be held against a bound and is not known."""

    @property
    def is_rejected(self) -> bool:
        """Whether a check or its size rules it out."""
        return bool(self.size) or is_excluded(self.checks)

    @property
    def failed(self) -> tuple[str, ...]:
        """Rules of the checks that it fails, and what is wrong with its size."""
        rules = tuple(one.rule for one in self.checks if one.verdict == Verdict.FAIL)
        return (*rules, self.size) if self.size else rules

    @property
    def unknown(self) -> tuple[str, ...]:
        """Rules of the checks that must be made and have no data, and its area if that should be held too."""
        rules = tuple(
            one.rule for one in self.checks if one.verdict == Verdict.NO_DATA and not one.is_optional
        )
        return (*rules, "no_area") if self.is_unmeasured else rules

    def why(self, lang: Lang) -> str:
        """Why it is ruled out, or what is not known of it."""
        names = [t(f"siting.{rule}", lang) for rule in (self.failed or self.unknown)]
        return ("、" if lang == "zh" else ", ").join(names)


def places_of(
    county: County,
    scenario: Scenario,
    rules: Rules,
    local: LocalFacts,
    family: Family,
    source: Source,
    *,
    site_class: str = "",
    layers: Sequence[Layer] = (),
    spacing_m: float = 1_000.0,
    lang: Lang = "zh",
) -> tuple[SitePlace, ...]:
    """Places for new facilities of a family.

    Parameters
    ----------
    site_class
        Class of the new facilities; empty leaves that of the candidates, or the family's usual one.
    layers
        Layers whose features are places, for ``layer``.
    spacing_m
        Side of the grid's cells, and least distance of nodes of the road network.

    Raises
    ------
    HavenError
        There is no place (``site_no_places``), or there are too many (``site_too_many``).
    """
    field = family.spec.class_field
    own: dict[str, Any] = {field: site_class} if site_class else {}
    if source == Source.CANDIDATES:
        found = [
            replace(one, **own)
            for one in scenario.facilities.values()
            if one.family == family and one.status == Status.CANDIDATE
        ]
    else:
        if source == Source.LAYER:
            made = [place for layer in layers for place in _features(layer)]
        else:
            spots = _grid(county, spacing_m) if source == Source.GRID else _nodes(county, spacing_m)
            near = _near(county, spots, lang)
            made = [(shapely.Point(*spot), name) for spot, name in zip(spots.tolist(), near, strict=True)]
        kind = FACILITY_TYPES[family]
        found = []
        for at, (shape, name) in enumerate(made, start=1):
            values: dict[str, Any] = {**own}
            if shape.geom_type != "Point":
                area_field = next((one for one in _SITE_AREAS if hasattr(kind, one)), None)
                if area_field is not None:
                    values[area_field] = float(shape.area)
                if kind is not Shelter:
                    shape = shape.centroid
            title = name or t("site.place", lang, number=at)
            # The same place has the same id whenever it is asked for.
            key = f"site-{source}-{round(shape.centroid.x)}-{round(shape.centroid.y)}"
            found.append(kind(id=key, geometry=shape, name=title, status=Status.CANDIDATE.value, **values))
        found = list({one.id: one for one in found if county.in_county(np.array([one.location]))[0]}.values())
    if not found:
        raise HavenError("site_no_places", source=t(f"site.source.{source}", lang))
    if len(found) > MOST_PLACES:
        raise HavenError("site_too_many", count=len(found), most=MOST_PLACES)
    checks = siting_checks(county, found, rules, local)
    return tuple(SitePlace(one, checks.get(one.id, ())) for one in found)


def area_m2(facility: Facility) -> float | None:
    """Ground that a facility takes, as stated or drawn; ``None`` where nothing says it."""
    stated = (getattr(facility, name, None) for name in _SITE_AREAS)
    return next((one for one in stated if one is not None), facility.drawn_area_m2)


def sized(
    places: Sequence[SitePlace], least_m2: float | None, most_m2: float | None, *, needs_area: bool
) -> tuple[SitePlace, ...]:
    """The places, those out of bounds with that as their reason; areas may have to be known."""
    if least_m2 is None and most_m2 is None and not needs_area:
        return tuple(places)

    def held(place: SitePlace) -> SitePlace:
        area = area_m2(place.facility)
        if area is None:
            return replace(place, size="no_area") if needs_area else replace(place, is_unmeasured=True)
        if least_m2 is not None and area < least_m2:
            return replace(place, size="small")
        return replace(place, size="large") if most_m2 is not None and area > most_m2 else place

    return tuple(held(place) for place in places)


def _features(layer: Layer) -> list[tuple[Any, str]]:
    pairs = zip(layer.geometries.tolist(), layer.text("name").tolist(), strict=True)
    return [
        (shape if shape.geom_type in ("Point", "Polygon", "MultiPolygon") else shape.centroid, name)
        for shape, name in pairs
        if shape is not None and not shapely.is_empty(shape)
    ]


def _near(county: County, spots: Floats, lang: Lang) -> list[str]:
    """Names of spots by the nearest place where people live, each once; empty where no place has a name."""
    names = np.array([f"{name or ''}".strip() for name in county.demand.names.tolist()], dtype=object)
    named = np.flatnonzero(names != "")
    if not len(named) or not len(spots):
        return [""] * len(spots)
    _, nearest = cKDTree(county.demand.xy[named]).query(spots)
    counted: Counter[str] = Counter()
    found = []
    for name in names[named[nearest]].tolist():
        counted[name] += 1
        key = "near" if counted[name] == 1 else "near_again"
        found.append(t(f"site.{key}", lang, name=name, number=counted[name]))
    return found


def _grid(county: County, spacing_m: float) -> Floats:
    """Middles of square cells over the county, or over its people where it has no boundary."""
    if county.boundary is not None:
        left, bottom, right, top = county.boundary.bounds
    else:
        xy = county.demand.xy
        (left, bottom), (right, top) = xy.min(axis=0), xy.max(axis=0)
    if (right - left) * (top - bottom) > 20 * MOST_PLACES * spacing_m**2:
        raise HavenError("site_too_many", count=round((right - left) * (top - bottom) / spacing_m**2),
                         most=MOST_PLACES)  # fmt: skip
    x, y = np.meshgrid(
        np.arange(left + spacing_m / 2, right, spacing_m), np.arange(bottom + spacing_m / 2, top, spacing_m)
    )
    spots = np.column_stack([x.ravel(), y.ravel()])
    return spots[county.in_county(spots)]


def _nodes(county: County, spacing_m: float) -> Floats:
    """Ends of roads, one in each cell."""
    shapes = [shape for layer in county.roads for shape in layer.geometries.tolist() if shape is not None]
    lines = shapely.get_parts(np.array(shapes, dtype=object))
    lines = lines[shapely.get_type_id(lines) == 1]
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    if not len(ends):
        return np.zeros((0, 2))
    xy: Floats = shapely.get_coordinates(ends)
    cells = np.floor(xy / spacing_m).astype(np.int64)
    _, first = np.unique(cells, axis=0, return_index=True)
    return xy[np.sort(first)]
