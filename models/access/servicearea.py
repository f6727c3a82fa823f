"""Who is reached in how many minutes, and whose land each site is: bands and jurisdictions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.access.measures import travel_of
from models.access.nearest import two_nearest
from models.access.ways import Reach, Way
from models.county.county import County
from models.facilities.facility import Facility, Family
from models.kernel.progress import Progress, Work
from models.rules.rules import Rules


@dataclass(frozen=True, eq=False)
class Band:
    """What is reached within so many minutes of the order.

    Attributes
    ----------
    persons
        Known residents; ``None`` if none are known.
    area_m2
        Land of the county.
    """

    minutes: float
    region: BaseGeometry
    places: int
    persons: float | None
    area_m2: float


@dataclass(frozen=True, eq=False)
class Domain:
    """What is nearer to one site than to all others.

    Attributes
    ----------
    persons, second_persons
        Known residents to whom it comes first, and second; ``None`` if none are known.
    farthest_min
        Minutes of the order to the place farthest off; ``None`` without a place.
    """

    site: Facility
    region: BaseGeometry
    area_m2: float
    persons: float | None
    second_persons: float | None
    farthest_min: float | None


@dataclass(frozen=True, eq=False)
class ServiceAreas:
    """Bands from the narrowest, and a jurisdiction a site.

    Attributes
    ----------
    ready_min
        Minutes until whoever goes sets out, which count.
    unreached, unreached_persons
        Places that nobody can reach, and their known residents.
    """

    county: County
    family: Family
    way: Way
    ready_min: float
    bands: tuple[Band, ...]
    domains: tuple[Domain, ...]
    unreached: int
    unreached_persons: float


def service_areas(
    county: County, rules: Rules, family: Family, sites: Sequence[Facility], minutes: Sequence[float]
) -> Work[ServiceAreas]:
    """Bands and jurisdictions of some sites of a family.

    Parameters
    ----------
    minutes
        Where bands end, from the order to set out.
    """
    way, ready_min = travel_of(county, rules, family)
    spots = tuple(site.location for site in sites)
    total = len(minutes) + len(sites)
    yield Progress(0, total, "progress.roads.areas")
    found, demand = two_nearest(county, way, spots), county.demand
    land = county.land("county")
    known = demand.known_persons if demand.has_population else None

    def measured(region: BaseGeometry) -> float:
        return float(shapely.area(region)) if land is None else land.area_within(region)

    bands = []
    for done, most in enumerate(sorted(set(minutes))):
        yield Progress(done, total, "progress.roads.areas")
        reach = Reach(way, way.limit(max(most - ready_min, 0.0)))
        inside = reach.holds(found.first_cost) & (most >= ready_min)
        region = way.together(spots, reach.limit) if most > ready_min else shapely.Polygon()
        persons = None if known is None else float(known[inside].sum())
        bands.append(Band(most, region, int(inside.sum()), persons, measured(region)))
    box = _box(county, spots)
    domains = []
    for row, (site, spot) in enumerate(zip(sites, spots, strict=True)):
        yield Progress(len(minutes) + row, total, "progress.roads.areas")
        region = way.cell(spot, spots, box)
        if county.boundary is not None:
            region = shapely.intersection(region, county.boundary)
        first, second = found.first == row, found.second == row
        domains.append(
            Domain(
                site=site,
                region=region,
                area_m2=float(shapely.area(region)),
                persons=None if known is None else float(known[first].sum()),
                second_persons=None if known is None else float(known[second].sum()),
                farthest_min=ready_min + way.minutes(float(found.first_cost[first].max()))
                if first.any()
                else None,
            )
        )
    out = ~np.isfinite(found.first_cost)
    return ServiceAreas(
        county=county,
        family=family,
        way=way,
        ready_min=ready_min,
        bands=tuple(bands),
        domains=tuple(domains),
        unreached=int(out.sum()),
        unreached_persons=float(demand.known_persons[out].sum()),
    )


def _box(county: County, spots: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    shape = (
        county.boundary if county.boundary is not None else shapely.multipoints([*spots, *county.demand.xy])
    )
    left, bottom, right, top = (float(value) for value in shapely.bounds(shape))
    return left, bottom, right, top
