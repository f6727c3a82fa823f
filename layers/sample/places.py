"""What else stands in the county: village land, hazardous plants, schools, parks, squares, hospitals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.sample.land import Land
from layers.sample.naming import firm_names
from layers.sample.people import People, thinned
from layers.sample.sites import Sites
from layers.sample.spec import Spec
from layers.sample.streets import Lines
from models.access.network import ends
from models.kernel.arrays import Floats, Objects

_VILLAGE_LAND_M2 = 165.0
"""Village land per resident. Only what the map looks like depends on it."""


_MAJOR = (0, 3, 6, 10, 17)
"""Which of the plants are major hazard sources."""


@dataclass(frozen=True)
class Place:
    """A school, park, square, stadium or hospital, and the plot it stands on."""

    name: str
    kind: str
    plot: BaseGeometry
    township: int


@dataclass(frozen=True)
class Plant:
    """A plant that handles dangerous chemicals."""

    name: str
    kind: str
    substance: str
    is_major: bool
    point: BaseGeometry


def village_land(spec: Spec, people: People) -> Objects:
    """Built-up land of each village, shape (v,)."""
    rng = spec.rng("places").spawn(3)[0]
    rows = np.flatnonzero(people.kind == "village")
    radius = np.sqrt(people.residents_persons[rows] * _VILLAGE_LAND_M2 / np.pi)
    count = 9
    angle = np.arange(count) * 2 * np.pi / count + rng.uniform(0, 2 * np.pi, (len(rows), 1))
    # Longer from west to east, as villages of rows of south-facing houses are.
    reach = radius[:, None] * rng.uniform(0.78, 1.22, (len(rows), count))
    xy = (
        np.stack((1.15 * reach * np.cos(angle), 0.87 * reach * np.sin(angle)), axis=2)
        + people.xy[rows][:, None]
    )
    land: Objects = shapely.polygons(np.round(xy))
    return land


def make_places(spec: Spec, land: Land, people: People, names: Objects, sites: Sites) -> list[Place]:
    """Schools, parks, squares, stadiums and hospitals that are not shelters yet."""
    rng = spec.rng("places").spawn(3)[1]
    plots = _Plots(sites)
    _add_of_communities(plots, rng, land, people, names)
    _add_of_seat(plots, spec, land, people)
    _add_of_towns(plots, rng, spec, land)
    _add_of_villages(plots, rng, people, names)
    return plots.found


class _Plots:
    """Places as they are put on plots, one after the other: each takes ground that later ones cannot have."""

    def __init__(self, sites: Sites) -> None:
        self.found: list[Place] = []
        self._sites = sites

    def add(
        self,
        name: str,
        kind: str,
        near: Floats,
        area_m2: float,
        spread_m: float,
        row: int,
        inside: BaseGeometry | None,
    ) -> None:
        plot = self._sites.plot(near, float(round(area_m2, -2)), spread_m, inside)
        self.found.append(Place(name, kind, plot, row))


def _add_of_communities(
    plots: _Plots, rng: np.random.Generator, land: Land, people: People, names: Objects
) -> None:
    """Small ones of the seat, each of another community."""
    communities = rng.permutation(np.flatnonzero(people.kind == "community"))
    wanted = [
        ("hospital", "卫生服务中心", 3, 2200, 0.2),
        ("school", "小学", 13, 8200, 0.25),
        ("park", "游园", 14, 6800, 0.5),
        ("square", "广场", 9, 4300, 0.4),
        ("stadium", "健身广场", 4, 5200, 0.3),
    ]
    queue = iter(communities)
    for kind, ending, count, usual_m2, sigma in wanted:
        for _ in range(count):
            row = next(queue)
            name = str(names[row]).removesuffix("社区") + ending
            area_m2 = usual_m2 * rng.lognormal(0, sigma)
            plots.add(name, kind, people.xy[row], area_m2, 160.0, people.township[row], land.seat)


def _add_of_seat(plots: _Plots, spec: Spec, land: Land, people: People) -> None:
    """The county's own hospitals and schools."""
    for name, kind, area_m2, at in (
        ("县人民医院", "hospital", 42000, (0.9, -0.4)),
        ("县中医院", "hospital", 21000, (-1.0, -0.6)),
        ("县妇幼保健院", "hospital", 13000, (-0.4, 1.2)),
        ("第三中学", "school", 26000, (-0.9, 1.7)),
        ("第四中学", "school", 23000, (2.2, 1.1)),
        ("高级中学", "school", 48000, (0.4, -2.0)),
    ):
        at_xy = spec.ground([at])[0]
        row = int(people.township[np.argmin(np.hypot(*(people.xy - at_xy).T))])
        plots.add(name, kind, at_xy, area_m2, 320.0, row, land.seat)


def _add_of_towns(plots: _Plots, rng: np.random.Generator, spec: Spec, land: Land) -> None:
    for row, (township, town) in enumerate(zip(spec.townships, land.towns, strict=True)):
        if town is None:
            continue
        short, square = township.name[:-1], "镇前广场" if township.kind == "town" else "乡前广场"
        for ending, kind, usual_m2, sigma, spread_m in (
            ("卫生院", "hospital", 5200, 0.2, 300.0),
            ("中心小学", "school", 9800, 0.2, 350.0),
            ("第二小学", "school", 7400, 0.2, 450.0),
            (square, "square", 4200, 0.3, 250.0),
            ("初级中学", "school", 19000, 0.15, 600.0),
        ):
            area_m2 = usual_m2 * rng.lognormal(0, sigma)
            plots.add(f"{short}{ending}", kind, spec.offices[row], area_m2, spread_m, row, town.buffer(160.0))


def _add_of_villages(plots: _Plots, rng: np.random.Generator, people: People, names: Objects) -> None:
    """Schools and squares of some of the larger villages."""
    villages = np.flatnonzero(people.kind == "village")
    order = villages[np.argsort(-people.residents_persons[villages], kind="stable")]
    chosen = np.sort(rng.permutation(order[:260])[:96])
    for index, row in enumerate(chosen):
        village = str(names[row]).removesuffix("村")
        if index % 3:
            ending, kind, area_m2, spread_m = "小学", "school", 5400 * rng.lognormal(0, 0.3), 190.0
        else:
            ending, kind, area_m2, spread_m = "文化广场", "square", 2600 * rng.lognormal(0, 0.35), 150.0
        plots.add(f"{village}{ending}", kind, people.xy[row], area_m2, spread_m, people.township[row], None)


def make_plants(spec: Spec, land: Land, people: People, sites: Sites) -> list[Plant]:
    """Hazardous plants: a third in the industrial park, the rest along the edges of towns and of the seat."""
    rng = spec.rng("places").spawn(3)[2]
    firms = firm_names(spec)
    towns = [row for row, town in enumerate(land.towns) if town is not None]
    park = shapely.get_coordinates(shapely.centroid(land.industry))[0]
    near = [park + rng.uniform(-1.0, 1.0, 2) * [900.0, 480.0] for _ in range(9)]
    near += [spec.offices[row] + 1100.0 * _compass(rng) for row in rng.permutation(towns)[:13]]
    near += [spec.origin + 2500.0 * _compass(rng) for _ in range(5)]
    found = []
    for index, at in enumerate(near):
        inside = land.industry if index < 9 else people.county_shape
        point = shapely.centroid(sites.plot(at, 2500.0, 250.0, inside))
        is_major = index in _MAJOR
        name, kind, substance, may_be_major = next(firms)
        while is_major and not may_be_major:
            name, kind, substance, may_be_major = next(firms)
        found.append(Plant(name, kind, substance, is_major, point))
    return found


def make_hydrants(spec: Spec, land: Land, roads: Lines) -> Floats:
    """Hydrants at street corners of the seat, and one in most towns, shape (n, 2)."""
    rng = spec.rng("places").spawn(4)[3]
    start, stop, corners = ends(roads.kept(np.isin(roads.road_class, ("primary", "secondary"))).shapes)
    crossing = np.bincount(np.concatenate((start, stop)), minlength=len(corners)) >= 3
    corners = corners[crossing]
    urban = rng.permutation(corners[shapely.contains_xy(land.seat, corners[:, 0], corners[:, 1])])
    found = [thinned(urban, np.full(len(urban), 430.0))]
    for town in land.towns:
        if town is not None and rng.random() < 0.85:
            inside = corners[shapely.contains_xy(town, corners[:, 0], corners[:, 1])]
            found.append(inside[rng.integers(len(inside))][None])
    return np.vstack(found)


def _compass(rng: np.random.Generator) -> Floats:
    angle = rng.uniform(0, 2 * np.pi)
    return np.array([np.cos(angle), np.sin(angle)])
