"""Hold one scenario against the county: every figure, per place and per facility.

A pure function of its inputs. Pieces are kept on the county by what they were made from (where the sites of
a class stand and how far they reach), so after an edit only what it touched is computed again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

import numpy as np

from models.access.coverage import Cover, cover, persons_within
from models.access.measures import shelter_reach
from models.assessment import reaching
from models.assessment.ledger import ledger_figures
from models.county.county import County
from models.facilities.facility import Brigade, Depot, Facility, Family, FireStation, Shelter
from models.findings.doubled import with_doubles
from models.findings.formulas import PEOPLE_KIND
from models.findings.lacking import Lacking, known_figures
from models.findings.results import Assessment, DepotResult, ShelterResult, UnitResults
from models.fire import figures as fire_figures
from models.fire import values as fire
from models.fire.results import station_results
from models.hazards import zones as hazards
from models.kernel.arrays import Floats, Ints
from models.locate.candidates import candidate_figure, candidates_of
from models.project.scenario import Scenario
from models.rules.rules import Rules
from models.rules.scope import LEFT_OUT, Scope, left_out_figure
from models.shelters import figures as shelter_figures
from models.shelters import values as shelters
from models.shelters.values import ShelterTable
from models.supplies import depot_figures
from models.supplies.depots import DepotTable, needed_m2_per_resident

Kind = TypeVar("Kind", bound=Facility)

_FAMILY_OF_COVER = {family.spec.coverage: family for family in Family} | {"micro": Family.BRIGADE}


def assess(
    county: County, scenario: Scenario, rules: Rules, lacking: Lacking = MappingProxyType({})
) -> Assessment:
    """Compute every figure of a scenario.

    Parameters
    ----------
    scenario
        Only the facilities that count in it are looked at; see :mod:`models.rules.scope`.
    lacking
        Families of which the project holds no list: nothing is known of them.

    Returns
    -------
    Assessment
        Figures without the data they need have no value and name what is missing.
    """
    scope, unread = Scope(county, scenario, rules), county.unread
    counted = scope.counted
    shelter_rows, depot_rows = _of(counted, Shelter), _of(counted, Depot)
    station_rows, brigade_rows = _of(counted, FireStation), _of(counted, Brigade)
    table = ShelterTable.of(county, rules, shelter_rows)
    shelter_covers = shelters.covers(county, shelter_rows, rules)
    depot_table = DepotTable.of(county, rules, depot_rows)
    fire_cover = cover(county, fire.station_sites(county, station_rows, rules))
    micro_cover = cover(county, fire.micro_sites(county, brigade_rows, rules))
    fire_state = fire.state_of(county, rules, station_rows, brigade_rows)
    hazard_kinds = dict(
        zip((facility.id for facility in counted), hazards.zones(county).at(counted), strict=True)
    )
    station_place = place_of(county, station_rows)
    covers = {f"shelter.{key}": item for key, item in shelter_covers.items()}
    covers |= {"fire": fire_cover, "micro": micro_cover}
    in_time = reaching.covers_in_time(county, counted, rules)
    covers |= {family.spec.coverage: item for family, item in in_time.items()}
    units = _units(
        county,
        rules,
        table,
        depot_table,
        station_place,
        place_of(county, [row for row in brigade_rows if row.brigade_class != "micro"]),
        covers,
    )
    figures = {
        **shelter_figures.figures(county, rules, shelter_rows, table, shelter_covers),
        **fire_figures.figures(county, rules, station_rows, fire_state, fire_cover, micro_cover),
        **depot_figures.figures(county, rules, depot_rows, depot_table),
        **hazards.figures(county, counted, hazard_kinds),
        **reaching.figures_in_time(county, counted, rules, in_time),
    }
    figures |= ledger_figures(county, counted, rules)
    candidates = candidate_figure(candidates_of(scenario))
    figures[candidates.id] = candidates
    figures[LEFT_OUT] = left_out_figure(county, rules, scope.left_out)
    figures = with_doubles(figures, counted)
    if county.has_registered_people:
        figures = {
            key: replace(figure, inputs={**figure.inputs, PEOPLE_KIND: "registered"})
            for key, figure in figures.items()
        }
    known = {
        key: item for key, item in covers.items() if _FAMILY_OF_COVER[key.partition(".")[0]] not in unread
    }
    return Assessment(
        county=county,
        scenario_id=scenario.id,
        scenario_name=scenario.name,
        facilities=counted,
        figures=MappingProxyType(known_figures(figures, lacking, unread)),
        units=units.without(unread),
        covered=MappingProxyType({key: item.mask for key, item in known.items()}),
        regions=MappingProxyType({key: item.region for key, item in known.items()}),
        shelters=_shelter_results(county, rules, shelter_rows, table, hazard_kinds),
        depots=_depot_results(rules, depot_rows, depot_table, hazard_kinds),
        stations=station_results(county, rules, station_rows, station_place),
        lacking=lacking,
        reached_persons=MappingProxyType(reaching.reached_persons(county, counted, rules)),
    )


def place_of(county: County, facilities: Sequence[Facility]) -> Ints:
    """Which of the county's places holds each facility, shape (m,); -1 outside all."""
    xy = np.array([facility.location for facility in facilities], dtype=np.float64).reshape(-1, 2)
    return county.places.index_at(xy)


def count_by_place(county: County, places: Ints) -> Ints:
    """Facilities in each of the county's places, shape (n,)."""
    counts: Ints = np.bincount(places[places >= 0], minlength=len(county.places))
    return counts


def _of(facilities: Sequence[Facility], kind: type[Kind]) -> tuple[Kind, ...]:
    return tuple(facility for facility in facilities if isinstance(facility, kind))


def _units(
    county: County,
    rules: Rules,
    table: ShelterTable,
    depot_table: DepotTable,
    station_place: Ints,
    brigade_place: Ints,
    covers: dict[str, Cover],
) -> UnitResults:
    by_place = shelters.place_areas(county, rules, table)
    everyone: Floats = county.memo.get(("persons by place",), lambda: _persons_by_place(county))

    def share(key: str) -> Floats:
        with np.errstate(invalid="ignore"):
            return np.where(everyone > 0, covers[key].persons_of_place / everyone, np.nan)

    return UnitResults(
        names=county.places.names,
        codes=county.places.codes,
        population_persons=county.place_population_persons,
        area_m2=np.where(county.places.has_area, county.places.area_m2, np.nan),
        shelters=by_place.shelters,
        shelter_effective_area_m2=by_place.effective_m2,
        shelter_area_per_resident_m2=by_place.per_resident_m2,
        shelter_area_gap_m2=by_place.gap_m2,
        shelter_capacity_persons=by_place.capacity_persons,
        emergency_covered_share=share("shelter.emergency"),
        fixed_covered_share=share("shelter.fixed"),
        depots=count_by_place(county, depot_table.place),
        fire_stations=count_by_place(county, station_place),
        brigades=count_by_place(county, brigade_place),
        fire_reached_share=share("fire"),
        layer_id=county.places.layer_id,
    )


def _persons_by_place(county: County) -> Floats:
    inside = county.demand_place >= 0
    return np.bincount(
        county.demand_place[inside],
        weights=county.demand.known_persons[inside],
        minlength=len(county.places),
    ).astype(np.float64)


def _shelter_results(
    county: County,
    rules: Rules,
    rows: Sequence[Shelter],
    table: ShelterTable,
    hazard_kinds: dict[str, tuple[str, ...]],
) -> dict[str, ShelterResult]:
    results = {}
    for row, place in zip(rows, table.place.tolist(), strict=True):
        area = shelters.areas(row, rules)
        reach = shelter_reach(county, row.shelter_class, rules)
        results[row.id] = ShelterResult(
            gross_area_m2=area.gross_m2,
            effective_area_m2=area.effective_m2,
            is_estimated=area.is_estimated,
            capacity_persons=shelters.capacity_persons(row, area.effective_m2, rules),
            persons_in_radius=persons_within(county, (*row.location, reach)),
            unit_index=place,
            hazards=hazard_kinds[row.id],
        )
    return results


def _depot_results(
    rules: Rules, rows: Sequence[Depot], table: DepotTable, hazard_kinds: dict[str, tuple[str, ...]]
) -> dict[str, DepotResult]:
    results = {}
    for row, served, place in zip(rows, table.served_persons.tolist(), table.place.tolist(), strict=True):
        known = np.isfinite(served)
        results[row.id] = DepotResult(
            persons_served=served if known else None,
            required_floor_area_m2=served * needed_m2_per_resident(rules) if known else None,
            unit_index=place,
            hazards=hazard_kinds[row.id],
        )
    return results
