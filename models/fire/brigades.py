"""Township and volunteer brigades: what a town needs by its size, what it has, villages without one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from models.access.ways import Spot
from models.county.county import County
from models.county.layer import Layer, Role
from models.county.points import LIMIT_TOLERANCE_M, PointIndex
from models.facilities.facility import Brigade, Facility, Family, FireStation
from models.findings.features import feature_places
from models.findings.findings import Figure
from models.findings.places import MOST_PLACES, facility_place, largest_first
from models.kernel.arrays import Bools, Floats, Ints, Objects
from models.kernel.order import rising_order
from models.registers.checklists import flags
from models.registers.counting import Inventory
from models.rules.rules import Rules

TOWN_BRIGADES = ("full_time_1", "full_time_2", "volunteer")
"""Classes of brigade that protect a township, best first; a micro station does not."""

RANK = {"": 0, "volunteer": 1, "full_time_2": 2, "full_time_1": 3, "station": 4}
"""What a township has at best: nothing, a brigade by its class, or a fire station, which is more than any."""

SIZE_RULES = tuple(
    f"brigade.{name}.{size}"
    for name in ("full_time_1", "full_time_2", "key_town")
    for size in ("builtup_km2", "residents_persons")
)
NATIONAL_KEY_COLUMNS = ("national_key_town", "全国重点镇")
PROVINCIAL_KEY_COLUMNS = ("provincial_key_town", "省级重点镇")
"""Columns of the townships layer that say yes or no."""


@dataclass(frozen=True, eq=False)
class TownNeeds:
    """What each township needs, arrays of shape (n,) over the county's townships.

    Attributes
    ----------
    builtup_m2
        Built-up land in it; NaN if the county's is unknown.
    persons
        Known residents on that land; NaN where none are known.
    rank
        Least rank that it needs (:data:`RANK`); -1 if its size is unknown or it has no outline.
    """

    builtup_m2: Floats
    persons: Floats
    rank: Ints

    @property
    def is_by_area_only(self) -> Bools:
        """Whether a township's class could be higher by its residents, which are unknown, shape (n,)."""
        by_area_only: Bools = (self.rank >= 0) & (self.rank < RANK["full_time_1"]) & np.isnan(self.persons)
        return by_area_only & (self.builtup_m2 > 0)


def town_needs(county: County, rules: Rules) -> TownNeeds:
    """Class of brigade that each township needs by GB/T 35547, from its built-up land and the people on it.

    Five square kilometres or 50,000 residents ask for a full-time brigade of class 1 (national key towns: two
    or 20,000), two or 20,000 for one of class 2; every other township has a volunteer brigade. Exactly as
    much counts. Kept.
    """
    limits = tuple(rules[key] for key in SIZE_RULES)
    return county.memo.get(("town needs", limits), lambda: _town_needs(county, rules))


def _town_needs(county: County, rules: Rules) -> TownNeeds:
    towns, land = county.townships, county.lands.get("builtup")
    if land is None:
        unknown = np.full(len(towns), np.nan)
        return TownNeeds(unknown, unknown, np.full(len(towns), -1, dtype=np.intp))
    builtup_m2 = np.full(len(towns), np.nan)
    builtup_m2[towns.has_area] = land.area_within_each(list(towns.geometries[towns.has_area]))
    demand = county.demand
    inside = np.zeros(len(demand), dtype=np.bool_)
    inside[demand.index.in_polygon(land.geometry)] = True
    counted = inside & (county.demand_township >= 0)
    persons = np.bincount(
        county.demand_township[counted], weights=demand.known_persons[counted], minlength=len(towns)
    ).astype(np.float64)
    persons[persons == 0] = np.nan

    def reaches(name: str) -> Bools:
        with np.errstate(invalid="ignore"):
            large = builtup_m2 >= rules[f"brigade.{name}.builtup_km2"] * 1e6 * (1 - 1e-9)
            return large | (persons >= rules[f"brigade.{name}.residents_persons"])

    national, provincial = (
        _marked(county, names) for names in (NATIONAL_KEY_COLUMNS, PROVINCIAL_KEY_COLUMNS)
    )
    rank = np.full(len(towns), RANK["volunteer"], dtype=np.intp)
    rank[reaches("full_time_2") | provincial] = RANK["full_time_2"]
    rank[reaches("full_time_1") | (national & reaches("key_town"))] = RANK["full_time_1"]
    rank[~towns.has_area] = -1
    return TownNeeds(builtup_m2, persons, rank)


def _marked(county: County, names: Sequence[str]) -> Bools:
    """Townships that a column marks, shape (n,)."""
    layer = next((one for one in county.layers if one.id == county.townships.layer_id), None)
    said = None if layer is None else flags(layer, names)
    return np.zeros(len(county.townships), dtype=np.bool_) if said is None else said == 1


def town_ranks(inventory: Inventory) -> Ints:
    """Best that stands inside each township, as a rank; shape (n,)."""
    held = np.zeros(len(inventory.county.townships), dtype=np.intp)
    forces = _forces(inventory)
    ranks = np.array([_rank(inventory.facilities[index]) for index in forces], dtype=np.intp)
    townships = inventory.township[forces]
    inside = townships >= 0
    np.maximum.at(held, townships[inside], ranks[inside])
    return held


def _forces(inventory: Inventory) -> list[int]:
    """Positions of the fire stations and brigades, in order."""
    found = inventory.of_family
    return sorted((*found[Family.FIRE_STATION], *found[Family.BRIGADE]))


def _rank(facility: Facility) -> int:
    if isinstance(facility, FireStation):
        return RANK["station"] if facility.station_class != "support" else 0
    return RANK.get(facility.brigade_class, 0) if isinstance(facility, Brigade) else 0


def class_figure(inventory: Inventory, rules: Rules, *, names_places: bool = True) -> Figure:
    """Number of townships whose brigade is of a lower class than their size asks for, or is not there.

    Parameters
    ----------
    names_places
        List the townships; a drag asks with every step and needs only their number.
    """
    figure_id, county = "brigade.class_short_count", inventory.county
    lacking = [] if len(county.townships) else ["townships"]
    if "builtup" not in county.lands:
        lacking.append("builtup")
    if not lacking and not county.townships.has_area.any():
        lacking.append("township_areas")
    if lacking:
        return Figure(figure_id, None, "towns", missing=tuple(lacking), rules=SIZE_RULES)
    needs, held = town_needs(county, rules), town_ranks(inventory)
    short = np.flatnonzero(held < needs.rank)
    # Those that lack most first, and among them the largest.
    short = largest_first(short, county.township_population_persons)
    short = short[np.argsort(held[short] - needs.rank[short], kind="stable")]
    layer = next((one for one in county.layers if one.id == county.townships.layer_id), None)
    by_area_only = int(needs.is_by_area_only.sum())
    return Figure(
        figure_id,
        float(len(short)),
        "towns",
        {
            "count": len(short),
            "total": int((needs.rank >= 0).sum()),
            **{f"need_{name}": int((needs.rank == RANK[name]).sum()) for name in TOWN_BRIGADES},
            "towns_by_area_only": by_area_only,
        },
        failing=feature_places(county, layer, short) if layer is not None and names_places else (),
        rules=SIZE_RULES,
        is_estimated=by_area_only > 0,
    )


def standard_figure(brigades: Sequence[Brigade], rules: Rules) -> Figure:
    """Share of township brigades whose land, people and vehicles reach their class; unknown ones do not."""
    figure_id = "brigade.standard_share"
    asked = ("site_area_m2", "staff_persons", "vehicles")
    chosen = [brigade for brigade in brigades if brigade.brigade_class in TOWN_BRIGADES]
    if not chosen:
        return Figure(figure_id, None, "percent", missing=("brigades",))
    lacking = tuple(f"field.{name}" for name in asked if all(getattr(one, name) is None for one in chosen))
    if lacking:
        return Figure(figure_id, None, "percent", {"count": len(chosen)}, missing=lacking)

    def meets(brigade: Brigade) -> bool:
        return all(
            (value := getattr(brigade, name)) is not None
            and value >= rules[f"brigade.{brigade.brigade_class}.{name}"]
            for name in asked
        )

    below = [brigade for brigade in chosen if not meets(brigade)]
    return Figure(
        figure_id,
        100.0 * (len(chosen) - len(below)) / len(chosen),
        "percent",
        {"met": len(chosen) - len(below), "count": len(chosen)},
        failing=tuple(facility_place(brigade) for brigade in below),
        rules=tuple(f"brigade.{kind}.{name}" for kind in TOWN_BRIGADES for name in asked),
    )


@dataclass(frozen=True, eq=False)
class LargeVillages:
    """Villages with more residents than the rule says, largest first.

    Attributes
    ----------
    rows
        Their rows in the layer, shape (n,).
    served
        Whether each has a brigade or station of its own, shape (n,).
    """

    layer: Layer
    rows: Ints
    served: Bools


def large_villages(inventory: Inventory, rules: Rules) -> LargeVillages | None:
    """Large villages, and which of them have a brigade of their own; ``None`` if no residents are known.

    A village has one when a volunteer or full-time brigade, or a fire station that goes out to fires, stands
    inside its polygon or within the set distance of its point.
    """
    county = inventory.county
    size, reach = rules["brigade.village_persons"], rules["brigade.village_distance_m"]
    layer = county.memo.get(("villages",), lambda: _villages(county))
    if layer is None:
        return None
    large = county.memo.get(("large villages", layer.id, size), lambda: _large(layer, size))
    shapes = county.memo.get(
        ("large village shapes", layer.id, size),
        lambda: _Shapes.of(layer.geometries[large], layer.middles[large]),
    )
    facilities = inventory.facilities
    sites = tuple(inventory.location(index) for index in _forces(inventory) if _rank(facilities[index]) > 0)

    def served_by(some: tuple[tuple[float, float], ...]) -> Bools:
        mask = np.zeros(len(large), dtype=np.bool_)
        for site in some:
            mask[shapes.near(site, reach)] = True
        return mask

    # While one is dragged it stands last: those before it are asked for once.
    others: Bools = county.memo.get(
        ("villages served", layer.id, size, reach, *sites[:-1]), lambda: served_by(sites[:-1]), keep=16
    )
    return LargeVillages(layer, large, others | served_by(sites[-1:]))


def village_figure(inventory: Inventory, rules: Rules, *, names_places: bool = True) -> Figure:
    """Share of large villages with a brigade of their own; see :func:`class_figure`."""
    figure_id, keys = "brigade.village_share", ("brigade.village_persons", "brigade.village_distance_m")
    found = large_villages(inventory, rules)
    if found is None:
        return Figure(figure_id, None, "percent", missing=("villages",), rules=keys)
    total, met = len(found.rows), int(found.served.sum())
    if total == 0:
        return Figure(figure_id, None, "percent", {"total": 0}, missing=("large_villages",), rules=keys)
    return Figure(
        figure_id,
        100.0 * met / total,
        "percent",
        {"met": met, "total": total, "persons": rules[keys[0]], "distance_m": rules[keys[1]]},
        failing=feature_places(inventory.county, found.layer, found.rows[~found.served][:MOST_PLACES])
        if names_places
        else (),
        rules=keys,
    )


def _villages(county: County) -> Layer | None:
    """First layer of villages, else of settlements, whose residents are known."""
    for role in (Role.VILLAGES, Role.DEMAND):
        for layer in county.layers:
            if layer.role == role and np.isfinite(layer.number("population_persons")).any():
                return layer
    return None


def _large(layer: Layer, persons: float) -> Ints:
    """Rows of the villages with more than so many residents, largest first."""
    residents = layer.number("population_persons")
    order = rising_order(-np.nan_to_num(residents))
    return order[np.nan_to_num(residents[order]) > persons]


@dataclass(frozen=True, eq=False)
class _Shapes:
    """Villages to be looked for near a site: points by their index, which is made far sooner than a tree.

    Attributes
    ----------
    points, others
        Which of the villages are points, shape (k,), and which are not.
    """

    points: Ints
    index: PointIndex
    others: Ints
    tree: shapely.STRtree

    @classmethod
    def of(cls, shapes: Objects, middles: Floats) -> _Shapes:
        is_point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
        points, others = np.flatnonzero(is_point), np.flatnonzero(~is_point)
        return cls(points, PointIndex(middles[points]), others, shapely.STRtree(shapes[others]))

    def near(self, site: Spot, distance_m: float) -> Ints:
        """Villages whose polygon holds the site, or whose point lies so near to it, shape (k,)."""
        at_points = self.points[self.index.in_disc(site, distance_m)]
        if not len(self.others):
            return at_points
        point = shapely.Point(site)
        found: Ints = self.tree.query(point, predicate="dwithin", distance=distance_m + LIMIT_TOLERANCE_M)
        shapes = self.tree.geometries[found]
        holds = shapely.dwithin(shapes, point, LIMIT_TOLERANCE_M)
        found = self.others[found[holds | (shapely.get_dimensions(shapes) != 2)]]
        return np.concatenate((found, at_points))
