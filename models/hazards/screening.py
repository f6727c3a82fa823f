"""Siting checks: is a site clear of every hazard that a standard names? Unknown is not safe.

A check passes only when the county's layers show hazards of its kind and none is too near. Where no layer
shows any, the check has no data and says which layer to add, unless the planner stated that the county has
none. The checks are data (``resources/siting.toml``), the distances are rule values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from typing import Any

import numpy as np
import shapely

from models.county.county import County
from models.county.layer import Layer, Role
from models.county.points import LIMIT_TOLERANCE_M
from models.facilities.facility import Facility, FireStation
from models.findings.features import feature_places
from models.findings.findings import Place, Verdict
from models.hazards.check import SitingCheck
from models.hazards.edges import Edges
from models.hazards.fire_screening import station_checks
from models.hazards.loss import LOSS_RULE, is_divisible, lost_share
from models.hazards.screening_spec import CheckSpec, asked_of, siting_specs
from models.hazards.zones import Zones, every_zone, terrain, zones_of_rule
from models.kernel.arrays import Bools, Floats, Ints, Objects
from models.project.local import LocalFacts
from models.rules.rules import Rules

FORBIDDEN_SLOPE_RULE = "siting.slope.forbid_deg"

_KEPT = 5_000
"""Sites whose checks are kept at least, 2 KB each; of one that is dragged only the last step."""
_MANY_SITES = 32  # from so many on it pays to cut long outlines


@dataclass(frozen=True, eq=False)
class _Hazards:
    """Features that one check is about, arrays of shape (n,).

    Attributes
    ----------
    certain_m
        A site nearer than this fails whatever is unknown; negative where even a site inside may be right.
    possible_m
        A site at least so far away is right whatever is unknown.
    """

    found: Zones
    certain_m: Floats
    possible_m: Floats
    tree: shapely.STRtree
    note: str = ""

    @cached_property
    def edges(self) -> Edges:
        """Their outlines in pieces."""
        return Edges.of(self.found.geometries)

    @classmethod
    def of(cls, found: Zones, certain_m: Floats, possible_m: Floats, note: str = "") -> _Hazards:
        return cls(found, certain_m, possible_m, shapely.STRtree(found.geometries), note)


def siting_checks(
    county: County, facilities: Iterable[Facility], rules: Rules, local: LocalFacts
) -> Mapping[str, tuple[SitingCheck, ...]]:
    """Hold facilities against every hazard that their family must keep away from.

    Parameters
    ----------
    facilities
        Any, also ones that count in no scenario. A polygon is measured from its edge, a point from itself.
    local
        What no layer tells: the design intensity, and hazards that the county is known not to have.

    Returns
    -------
    Mapping
        Checks by facility id, in the order of ``resources/siting.toml``; none for families without checks.
        Those that are only for fire stations (:mod:`models.hazards.fire_screening`) come last.
    """
    checks: dict[str, tuple[SitingCheck, ...]] = {}
    lacking: dict[tuple[Any, ...], list[Facility]] = {}
    chosen = tuple(facilities)
    for facility in chosen:
        made_from = _made_from(facility, rules, local)
        kept = county.memo.latest(("siting", facility.id), made_from)
        if kept is None:
            lacking.setdefault(made_from[:3], []).append(facility)
        else:
            checks[facility.id] = kept
    for (ids, is_b, _), group in lacking.items():
        sites = np.array([facility.geometry for facility in group], dtype=object)
        made = _measured(county, sites, ids, rules, local, is_b=is_b)
        for facility, found in zip(group, made, strict=True):
            checks[facility.id] = county.memo.get_latest(
                ("siting", facility.id),
                _made_from(facility, rules, local),
                partial(_parted, county, facility, found, rules),
                keep=max(_KEPT, 2 * len(chosen)),
            )
    stations = [facility for facility in chosen if isinstance(facility, FireStation)]
    if stations:
        for station in stations:
            checks[station.id] += station_checks(county, station, rules, local)
    return checks


def is_excluded(checks: Iterable[SitingCheck]) -> bool:
    """Whether a site fails a check."""
    return any(check.fails for check in checks)


def is_unverified(checks: Iterable[SitingCheck]) -> bool:
    """Whether a site fails no check, but one that must be made has no data."""
    found = tuple(checks)
    return is_undecided(found) and not is_excluded(found)


def is_undecided(checks: Iterable[SitingCheck]) -> bool:
    """Whether a check that must be made has no data, whatever the others say."""
    return any(check.is_undecided for check in checks)


def known_hazards(county: County) -> frozenset[str]:
    """Ids of the checks of whose kind of hazard a layer of the county holds at least one."""
    every = every_zone(county)
    return frozenset(
        spec.id
        for spec in siting_specs()
        if every.named(spec.words).any() or (spec.major_only and (every.is_major | every.may_be_major).any())
    )


def _parted(
    county: County, facility: Facility, checks: Sequence[SitingCheck], rules: Rules
) -> tuple[SitingCheck, ...]:
    """Checks of a site of which a part may be lost: up to the share of the rule the rest is in order."""
    if not is_divisible(facility):
        return tuple(checks)
    if not is_excluded(checks):
        return tuple(checks)
    inside = {spec.id for spec in siting_specs() if spec.test == "inside"}
    made = []
    for check in checks:
        if check.fails and check.rule in inside:
            share = lost_share(county, facility.geometry, (check.rule,))
            if share <= rules[LOSS_RULE] + 1e-9:
                values = {"percent": 100.0 * share}
                keys = (*check.rule_keys, LOSS_RULE)
                check = replace(
                    check, verdict=Verdict.PASS, note="partly_inside", values=values, rule_keys=keys
                )
        made.append(check)
    return tuple(made)


# -- one group of sites ------------------------------------------------------------------------------------
def _made_from(facility: Facility, rules: Rules, local: LocalFacts) -> tuple[Any, ...]:
    """What the checks of a facility depend on beside the county; its place is the last member."""
    ids, is_b = asked_of(facility)
    return (ids, is_b, (rules, local), facility.geometry)


def _measured(
    county: County, sites: Objects, ids: Sequence[str], rules: Rules, local: LocalFacts, *, is_b: bool
) -> list[list[SitingCheck]]:
    """Checks of each of some sites that are all held against the same."""
    chosen = [spec for spec in siting_specs() if spec.id in ids]
    columns = [_checks(county, sites, spec, rules, local, is_b=is_b) for spec in chosen]
    return [
        [check for column in columns if (check := column[index]) is not None] for index in range(len(sites))
    ]


def _checks(
    county: County, sites: Objects, spec: CheckSpec, rules: Rules, local: LocalFacts, *, is_b: bool
) -> Sequence[SitingCheck | None]:
    if spec.test == "slope":
        return _slopes(county, sites, spec, rules)
    if spec.test == "fault":
        return _faults(county, sites, spec, rules, local, is_b=is_b)
    keys = tuple(rules[key] for key in spec.rule_keys)
    hazards = county.memo.get(("siting hazards", spec.id, keys), lambda: _hazards(county, spec, rules))
    if not len(hazards.found):
        key = ("siting without", spec.id, rules, local)
        return [county.memo.get(key, lambda: _without(county, spec, rules, local), keep=256)] * len(sites)
    return _distances(county, sites, spec, rules, spec.rule_keys, hazards)


def _without(county: County, spec: CheckSpec, rules: Rules, local: LocalFacts) -> SitingCheck | None:
    """Check of any site where no hazard of its kind is known: the same for all."""
    if _is_below_level(county, spec):
        return _below_level(county, spec, rules)
    if spec.is_optional:
        return None
    if spec.id in local.absent_hazards:
        return _made(spec, rules, (), Verdict.PASS, note="absent")
    return _unknown(spec, rules, (f"siting_{spec.id}",))


def _distances(
    county: County,
    sites: Objects,
    spec: CheckSpec,
    rules: Rules,
    keys: tuple[str, ...],
    hazards: _Hazards,
) -> list[SitingCheck]:
    """Check of each site by distance: fails, cannot be told, or passes."""
    found, reach_m = hazards.found, float(hazards.possible_m.max())
    nearest, nearest_m = _nearest(hazards, sites)
    worst, worst_m = np.full(len(sites), -1), nearest_m.copy()
    is_fail = np.zeros(len(sites), dtype=np.bool_)
    if (nearest_m <= reach_m + 2 * LIMIT_TOLERANCE_M).any():  # nothing else is of a site that is far from all
        site, hazard = hazards.tree.query(sites, predicate="dwithin", distance=reach_m + LIMIT_TOLERANCE_M)
        distance_m = shapely.distance(sites[site], found.geometries[hazard])
        touches = distance_m <= LIMIT_TOLERANCE_M
        fails = (distance_m < hazards.certain_m[hazard] - LIMIT_TOLERANCE_M) | (
            touches & (hazards.certain_m[hazard] >= 0)
        )
        doubtful = ~fails & ((distance_m < hazards.possible_m[hazard] - LIMIT_TOLERANCE_M) | touches)
        for mask in (doubtful, fails):  # what fails for certain is told before what might
            pick = np.flatnonzero(mask)
            # Of several the one that most of its distance is lacking to.
            order = pick[np.argsort((hazards.possible_m[hazard] - distance_m)[pick], kind="stable")]
            worst[site[order]] = hazard[order]
            worst_m[site[order]] = distance_m[order]
        is_fail[site[fails]] = True
    told = np.where(worst >= 0, worst, nearest)
    rows = zip(told.tolist(), worst_m.tolist(), (worst >= 0).tolist(), is_fail.tolist(), strict=True)
    place_of = cache(partial(_place, county, found))
    shared = partial(_made, spec, rules, keys, source=_sources(spec, rules, keys))
    return [
        shared(
            Verdict.FAIL if fail else Verdict.NO_DATA if decides else Verdict.PASS,
            distance_m=metres,
            limit_m=float(hazards.possible_m[index]),
            place=place_of(index),
            missing=(hazards.note,) if decides and not fail else (),
        )
        for index, metres, decides, fail in rows
    ]


def _faults(
    county: County, sites: Objects, spec: CheckSpec, rules: Rules, local: LocalFacts, *, is_b: bool
) -> Sequence[SitingCheck]:
    """Faults: by intensity; below the least one only the rupture zone itself is excluded."""
    hazards = county.memo.get(("hazards named", spec.words), lambda: _named(county, spec))
    intensity = local.seismic_intensity
    if not len(hazards.found) and _is_below_level(county, spec):
        return [_below_level(county, spec, rules)] * len(sites)
    missing = () if len(hazards.found) else (f"siting_{spec.id}",)
    if missing and spec.id in local.absent_hazards:
        return [_made(spec, rules, (), Verdict.PASS, note="absent")] * len(sites)
    if intensity is None:
        return [_unknown(spec, rules, (*missing, "seismic_intensity"))] * len(sites)
    if intensity < spec.intensity_min:
        values = {"intensity": intensity, "least": spec.intensity_min}
        if missing:
            return [_made(spec, rules, (), Verdict.PASS, note="intensity_low", values=values)] * len(sites)
        made = _distances(county, sites, spec, rules, (), hazards)
        return [_noted(check, "intensity_low", values) for check in made]
    if missing:
        return [_unknown(spec, rules, missing)] * len(sites)
    key = spec.fault_limits[f"{'b' if is_b else 'c'}_{min(max(intensity, 8), 9)}"]
    limit_m = np.full(len(hazards.found), rules[key])
    limited = _Hazards(hazards.found, limit_m, limit_m, hazards.tree)
    return _distances(county, sites, spec, rules, (key,), limited)


def _slopes(county: County, sites: Objects, spec: CheckSpec, rules: Rules) -> list[SitingCheck]:
    """Slope: of all classes a site stands on the steepest; ground that no class covers is unknown."""
    ground = county.memo.get(("siting slopes",), lambda: _ground(county))
    if ground is None:
        return [_unknown(spec, rules, (f"siting_{spec.id}",))] * len(sites)
    reject, forbid = rules[spec.limit], rules[FORBIDDEN_SLOPE_RULE]
    keys = (spec.limit, FORBIDDEN_SLOPE_RULE)
    site, zone = ground.tree.query(sites, predicate="intersects")
    of_site = np.full(len(sites), -1)
    order = np.argsort(ground.least_deg[zone], kind="stable")
    of_site[site[order]] = zone[order]  # the steepest is written last
    made: list[SitingCheck] = []
    for steepest in of_site.tolist():
        if steepest < 0:
            made.append(_made(spec, rules, keys, Verdict.NO_DATA, missing=("siting_slope_here",)))
            continue
        least, most = float(ground.least_deg[steepest]), float(ground.most_deg[steepest])
        if least >= reject - 1e-9:
            verdict, note = Verdict.FAIL, "slope_forbidden" if least >= forbid - 1e-9 else "slope_steep"
        elif most <= reject + 1e-9:
            verdict, note = Verdict.PASS, "slope_gentle"
        else:
            verdict, note = Verdict.NO_DATA, ""
        made.append(
            _made(
                spec,
                rules,
                keys,
                verdict,
                place=_place(county, ground.found, steepest),
                missing=() if note else ("siting_slope_classes",),
                note=note,
                values={"least": least, "most": most, "reject": reject, "forbid": forbid},
            )
        )
    return made


# -- features of a check -----------------------------------------------------------------------------------
def _is_below_level(county: County, spec: CheckSpec) -> bool:
    """Whether zones of a check's kind are known, if only of a level from which it does not apply."""
    return county.memo.get(("below level", spec.id), lambda: bool(every_zone(county).named(spec.words).any()))


def _below_level(county: County, spec: CheckSpec, rules: Rules) -> SitingCheck:
    values = {"level_from": county.hazard_levels.of_rule(spec.id)}
    return _made(spec, rules, (), Verdict.PASS, note="below_level", values=values)


def _named(county: County, spec: CheckSpec) -> _Hazards:
    every = zones_of_rule(county, spec.id)
    found = every.chosen(every.named(spec.words))
    none = np.zeros(len(found))
    return _Hazards.of(found, none, none)


def _hazards(county: County, spec: CheckSpec, rules: Rules) -> _Hazards:
    """Features of one check with the distance that each asks for."""
    if spec.test == "collapse":
        return _buildings(county, spec, rules)
    every = zones_of_rule(county, spec.id)
    if spec.test == "voltage":
        found = every.chosen(every.named(spec.words))
        return _by_voltage(county, found, spec, rules)
    limit_m = rules[spec.limit] if spec.limit else 0.0
    mask = every.named(spec.words)
    doubtful = np.zeros(len(every), dtype=np.bool_)
    if spec.major_only:
        doubtful = every.may_be_major & ~mask
        mask = mask | every.is_major | doubtful
    found = every.chosen(mask)
    possible_m = np.full(len(found), limit_m)
    certain_m = np.where(doubtful[mask], -1.0, limit_m)
    return _Hazards.of(found, certain_m, possible_m, "hazard_level")


def _by_voltage(county: County, found: Zones, spec: CheckSpec, rules: Rules) -> _Hazards:
    """Lines by their voltage; an unknown one may be any. A corridor drawn as an area is only not entered."""
    kv = _column(county, found, "voltage_kv")
    tops = np.array([top for top, _ in spec.steps])
    widths = np.array([rules[key] for _, key in spec.steps])
    step = np.minimum(np.searchsorted(tops, np.nan_to_num(kv, nan=0.0), side="left"), len(tops) - 1)
    is_known = kv > 0
    certain_m = np.where(is_known, widths[step], widths.min())
    possible_m = np.where(is_known, widths[step], widths.max())
    return _Hazards.of(
        found,
        np.where(found.is_area, 0.0, certain_m),
        np.where(found.is_area, 0.0, possible_m),
        "voltage",
    )


def _buildings(county: County, spec: CheckSpec, rules: Rules) -> _Hazards:
    """Buildings of known height, from layers whatever their name that state one."""
    parts: list[Zones] = []
    heights: list[Floats] = []
    for layer in county.layers:
        if layer.role not in spec.roles:
            continue
        height_m = _heights(layer, spec)
        mask = (height_m > 0) & (shapely.get_dimensions(layer.geometries) == 2)
        if mask.any():
            rows: Ints = np.flatnonzero(mask)
            parts.append(
                Zones(
                    layer.geometries[rows],
                    layer.text("name")[rows],
                    np.full(len(rows), "", dtype=object),
                    np.full(len(rows), layer.id, dtype=object),
                    rows,
                )
            )
            heights.append(height_m[rows])
    if not parts:
        return _named(county, spec)
    found = Zones(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("geometries", "kinds", "levels", "layer_ids", "rows")
        )
    )
    limit_m = np.concatenate(heights) * rules[spec.limit]
    return _Hazards.of(found, limit_m, limit_m)


def _heights(layer: Layer, spec: CheckSpec) -> Floats:
    columns = {str(column).strip().lower(): str(column) for column in layer.columns}
    height_m = np.full(len(layer), np.nan)
    for names, factor in ((spec.heights, 1.0), (spec.storeys, spec.storey_m)):
        for name in names:
            if name in columns:
                height_m = np.where(np.isfinite(height_m), height_m, factor * layer.number(columns[name]))
    return height_m


@dataclass(frozen=True, eq=False)
class _Ground:
    """Classes of slope as polygons, shape (n,): each from ``least_deg`` up to ``most_deg``."""

    found: Zones
    least_deg: Floats
    most_deg: Floats
    tree: shapely.STRtree


def _ground(county: County) -> _Ground | None:
    """Zones of slope: those of the hazard layers, and what the terrain layers say of gentle ground."""
    steep = terrain(county)
    steep = steep.chosen(steep.is_area)
    parts = [(steep, _column(county, steep, "slope_min_deg"), _column(county, steep, "slope_max_deg"))]
    for layer in county.layers:
        if layer.role == Role.DEM:
            none = np.full(len(layer), "", dtype=object)
            ids = np.full(len(layer), layer.id, dtype=object)
            found = Zones(layer.geometries, layer.text("name"), none, ids, np.arange(len(layer)))
            parts.append((found, layer.number("slope_min_deg"), layer.number("slope_max_deg")))
    found = Zones(
        *(
            np.concatenate([getattr(part, name) for part, _, _ in parts])
            for name in ("geometries", "kinds", "levels", "layer_ids", "rows")
        )
    )
    if not len(found):
        return None
    # A zone of slope that does not say how steep it is was drawn because it is too steep.
    least = np.concatenate([least for _, least, _ in parts])
    most = np.concatenate([most for _, _, most in parts])
    return _Ground(
        found,
        np.where(np.isfinite(least), least, 90.0),
        np.where(np.isfinite(most), most, 90.0),
        shapely.STRtree(found.geometries),
    )


def _column(county: County, found: Zones, column: str) -> Floats:
    """Numbers of a column of the layers that features come from, shape (n,)."""
    values = np.full(len(found), np.nan)
    for layer in county.hazards:
        of_layer: Bools = found.layer_ids == layer.id
        if of_layer.any():
            values[of_layer] = layer.number(column)[found.rows[of_layer]]
    return values


# -- results -----------------------------------------------------------------------------------------------
def _nearest(hazards: _Hazards, sites: Objects) -> tuple[Ints, Floats]:
    """Nearest feature of each site and its distance, shape (m,); of equally near ones the first."""
    if len(sites) >= _MANY_SITES:
        return hazards.edges.nearest(sites)
    (site, hazard), distance = hazards.tree.query_nearest(sites, return_distance=True, all_matches=True)
    index = np.full(len(sites), -1, dtype=np.intp)
    metres = np.full(len(sites), np.nan)
    order = np.lexsort((-hazard, site))
    index[site[order]] = hazard[order]
    metres[site[order]] = distance[order]
    return index, metres


def _place(county: County, found: Zones, index: int) -> Place:
    """A hazard as a place, named by its own name, else by its type."""
    layer_id = found.layer_ids[index]
    layer = next(layer for layer in county.layers if layer.id == layer_id)
    place = feature_places(county, layer, found.rows[index : index + 1])[0]
    if place.name or not found.kinds[index]:
        return place
    return Place(place.kind, place.key, str(found.kinds[index]), place.bounds, place.layer_id)


def _unknown(spec: CheckSpec, rules: Rules, missing: tuple[str, ...]) -> SitingCheck:
    return _made(spec, rules, spec.rule_keys, Verdict.NO_DATA, missing=missing)


def _made(
    spec: CheckSpec,
    rules: Rules,
    keys: tuple[str, ...],
    verdict: Verdict,
    *,
    source: str = "",
    **values: Any,
) -> SitingCheck:
    return SitingCheck(
        rule=spec.id,
        verdict=verdict,
        rule_keys=keys,
        source=source or _sources(spec, rules, keys),
        is_optional=spec.is_optional,
        **values,
    )


def _sources(spec: CheckSpec, rules: Rules, keys: tuple[str, ...]) -> str:
    used = dict.fromkeys(rules.quantity(key).source for key in keys)
    return "；".join((*used, spec.source) if spec.source else tuple(used))


def _noted(check: SitingCheck, note: str, values: Mapping[str, float | str]) -> SitingCheck:
    if check.verdict != Verdict.PASS:
        return check
    return replace(check, note=note, values=values)
