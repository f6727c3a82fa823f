"""Columns of the townships (or county units), and what covers them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from models.access.coverage import Site
from models.access.measures import radius_rule
from models.access.sited import Sited, SitesOf
from models.assessment import reaching
from models.assessment.usable_area import place_values, usable_of
from models.county.county import County
from models.facilities.facility import FIXED_SHELTER_CLASSES, Brigade, Facility, Family
from models.findings.results import UnitResults
from models.fire import values as fire
from models.kernel.arrays import Bools, Floats, Ints
from models.project.local import NOTHING_STATED, LocalFacts
from models.rules.rules import Rules
from models.shelters import values as shelters
from models.supplies.depots import DepotTable

_FIRE_SHARES = frozenset(
    f"fire.{name}_share" for name in ("people", "people_seat", "builtup", "area", "village")
)


def coverages(county: County, rules: Rules) -> dict[str, SitesOf]:
    """What there is to cover, by key; each says which facilities take part and what each reaches."""
    return {
        **{f"shelter.{key}": partial(_shelter_sites, county, key, rules) for key in shelters.COVERAGE_KEYS},
        "fire": lambda rows: fire.station_sites(county, rows, rules),
        "micro": lambda rows: fire.micro_sites(county, rows, rules),
        **{
            family.spec.coverage: partial(reaching.family_sites, county, rules, family)
            for family in reaching.reaching()
        },
    }


def coverage_of(figure_id: str) -> str | None:
    """Key of the coverage that a figure tells a share of; ``None`` where it is about no reach."""
    subject, _, rest = figure_id.partition(".")
    kind, _, name = rest.partition(".")
    if subject == "shelter" and kind in ("people_share", "area_share", "placed_share"):
        return f"shelter.{name}" if name in shelters.COVERAGE_KEYS else None
    if figure_id in _FIRE_SHARES:
        return "fire"
    own = {reach.figure: family.spec.coverage for family, reach in reaching.reaching().items()}
    return own.get(figure_id)


def cover_rules(key: str) -> tuple[str, ...]:
    """Rule values without which nobody knows how far a kind of coverage goes."""
    kind, _, name = key.partition(".")
    if kind != "shelter":
        return ()
    return tuple(radius_rule(one) for one in (FIXED_SHELTER_CLASSES if name == "fixed" else (name,)))


def _shelter_sites(county: County, key: str, rules: Rules, rows: Sequence[Facility]) -> tuple[Site, ...]:
    return shelters.sites_for(county, key, rows, rules)


def own_coverage(sites: Mapping[str, SitesOf], facility: Facility) -> tuple[str, Site] | None:
    """The coverage that a facility is seen to change, and what it reaches; ``None`` if it covers nobody.

    Of several that it takes part in the narrowest, which stands last: a shelter's own class.
    """
    last_first = reversed([*sites.items()])
    return next(((key, site) for key, sites_of in last_first for site in sites_of((facility,))), None)


def unit_results(sited: Sited, local: LocalFacts = NOTHING_STATED) -> UnitResults:
    """Results per township; those made of families that could not be read have no data."""
    county, sites = sited.county, coverages(sited.county, sited.rules)
    by_place = shelters.place_areas(county, sited.rules, shelters.table_of(sited))
    usable = place_values(county, usable_of(sited, local))
    everyone: Floats = county.memo.get(("persons by place",), lambda: _persons_by_place(county))

    def share(key: str) -> Floats:
        if not sited.rules.are_given(cover_rules(key)):
            return np.full(len(everyone), np.nan)
        with np.errstate(invalid="ignore"):
            return np.where(everyone > 0, sited.cover(key, sites[key]).persons_of_place / everyone, np.nan)

    return UnitResults(
        names=county.places.names,
        codes=county.places.codes,
        population_persons=county.place_population_persons,
        area_m2=np.where(county.places.has_area, county.places.area_m2, np.nan),
        shelters=by_place.shelters,
        shelter_effective_area_m2=by_place.effective_m2,
        shelter_area_per_resident_m2=by_place.per_resident_m2,
        shelter_earthquake_per_resident_m2=usable["earthquake"],
        shelter_flood_per_resident_m2=usable["flood"],
        shelter_area_gap_m2=by_place.gap_m2,
        shelter_capacity_persons=by_place.capacity_persons,
        emergency_covered_share=share("shelter.emergency"),
        fixed_covered_share=share("shelter.fixed"),
        depots=_count_by_place(county, DepotTable.of(sited).place),
        fire_stations=_count_by_place(county, places_of(sited, Family.FIRE_STATION)),
        brigades=_count_by_place(county, places_of(sited, Family.BRIGADE)[~_micro(sited)]),
        fire_reached_share=share("fire"),
        layer_id=county.places.layer_id,
    ).without(county.unread)


def places_of(sited: Sited, family: Family) -> Ints:
    """Which of the county's places holds each facility of a family, shape (m,); -1 outside all."""

    def made(rows: Sequence[Facility]) -> tuple[int, ...]:
        xy = np.array([one.location for one in rows if one.family == family], dtype=np.float64)
        return tuple(sited.county.places.index_at(xy.reshape(-1, 2)).tolist())

    return np.array(sited.summed(("places", family), made), dtype=np.intp)


def _micro(sited: Sited) -> Bools:
    return np.array([fire.is_micro(one) for one in sited.of(Brigade)], dtype=np.bool_)


def _count_by_place(county: County, places: Ints) -> Ints:
    counts: Ints = np.bincount(places[places >= 0], minlength=len(county.places))
    return counts


def _persons_by_place(county: County) -> Floats:
    inside = county.demand_place >= 0
    return np.bincount(
        county.demand_place[inside],
        weights=county.demand.known_persons[inside],
        minlength=len(county.places),
    ).astype(np.float64)
