"""Hold one scenario against the county: every figure, per place and per facility.

A pure function of its inputs. Pieces are kept on the county by what they were made from (where the sites of
a class stand and how far they reach), so after an edit only what it touched is computed again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

import numpy as np

from models.access.coverage import persons_of_each
from models.access.measures import shelter_reach
from models.access.sited import Counted, Sited
from models.assessment import parts, reaching
from models.assessment.part import Case
from models.assessment.units import cover_rules, coverages, places_of, unit_results
from models.county.county import County
from models.facilities.facility import Depot, Family, FireStation, Shelter
from models.findings.doubled import with_doubles
from models.findings.findings import Figure
from models.findings.lacking import Lacking, known_figures
from models.findings.results import Assessment, DepotResult, ShelterResult
from models.findings.whose import BY_UNITS, PEOPLE_KIND, PEOPLE_YEAR
from models.fire.results import station_results
from models.hazards import zones as hazards
from models.kernel.progress import Work, run_to_end
from models.locate.candidates import candidates_of
from models.project.local import NOTHING_STATED, LocalFacts
from models.project.scenario import Scenario
from models.rules.rules import Rules
from models.rules.scope import Scope
from models.shelters import values as shelters
from models.supplies.depots import DepotTable, needed_m2_per_resident

_FAMILY_OF_COVER = {family.spec.coverage: family for family in Family} | {"micro": Family.BRIGADE}


def assess(
    county: County,
    scenario: Scenario,
    rules: Rules,
    lacking: Lacking = MappingProxyType({}),
    local: LocalFacts = NOTHING_STATED,
) -> Assessment:
    """Compute every figure of a scenario.

    Parameters
    ----------
    scenario
        Only the facilities that count in it are looked at; see :mod:`models.rules.scope`.
    lacking
        Families of which the project holds no list: nothing is known of them.
    local
        What the planner knows of the county and no layer holds, for what can be used of shelters.

    Returns
    -------
    Assessment
        Figures without the data they need have no value and name what is missing.
    """
    return run_to_end(assess_in_steps(county, scenario, rules, lacking, local))


def assess_in_steps(
    county: County,
    scenario: Scenario,
    rules: Rules,
    lacking: Lacking = MappingProxyType({}),
    local: LocalFacts = NOTHING_STATED,
) -> Work[Assessment]:
    """The same as :func:`assess`, step by step, so that it can be given up on the way."""
    scope, unread = Scope(county, scenario, rules), county.unread
    counted = scope.counted
    sited = Counted(county, rules, counted)
    figures = yield from _figures(sited, scope, scenario, lacking, local)
    unknown = unread.union(lacking)  # whom these reach nobody knows, which is not nobody
    covers = {
        key: sited.cover(key, sites)
        for key, sites in coverages(county, rules).items()
        if _FAMILY_OF_COVER[key.partition(".")[0]] not in unknown and rules.are_given(cover_rules(key))
    }
    hazard_kinds = hazards.kinds_at(sited)
    return Assessment(
        county=county,
        scenario_id=scenario.id,
        scenario_name=scenario.name,
        facilities=counted,
        figures=MappingProxyType(figures),
        units=unit_results(sited, local).without(frozenset(lacking)),
        covered=MappingProxyType({key: item.mask for key, item in covers.items()}),
        regions=MappingProxyType({key: item.region for key, item in covers.items()}),
        shelters=_shelter_results(sited, hazard_kinds),
        depots=_depot_results(sited, hazard_kinds),
        stations=station_results(county, rules, sited.of(FireStation), places_of(sited, Family.FIRE_STATION)),
        lacking=lacking,
        reached_persons=MappingProxyType(reaching.reached_persons(sited)),
    )


def figures_alone(
    county: County,
    scenario: Scenario,
    rules: Rules,
    lacking: Lacking = MappingProxyType({}),
    local: LocalFacts = NOTHING_STATED,
) -> Mapping[str, Figure]:
    """Figures of :func:`assess` by id, without all that it makes for townships, facilities and maps."""
    scope = Scope(county, scenario, rules)
    return run_to_end(_figures(Counted(county, rules, scope.counted), scope, scenario, lacking, local))


def _figures(
    sited: Counted, scope: Scope, scenario: Scenario, lacking: Lacking, local: LocalFacts
) -> Work[dict[str, Figure]]:
    county = sited.county
    case = Case(sited, candidates=tuple(candidates_of(scenario)), left_out=scope.left_out, local=local)
    made = yield from parts.figures_in_steps(case)
    figures = with_doubles(made, scope.counted)
    if county.people_kind != "resident":
        told: dict[str, float | int | str | None] = {
            PEOPLE_KIND: county.people_kind,
            PEOPLE_YEAR: county.people.year,
        }
        figures = {key: replace(figure, inputs={**figure.inputs, **told}) for key, figure in figures.items()}
    if county.is_by_units:
        figures = {
            key: replace(figure, inputs={**figure.inputs, BY_UNITS: len(county.units)})
            if "township" in key or figure.unit == "towns"
            else figure
            for key, figure in figures.items()
        }
    return dict(known_figures(figures, lacking, county.unread, sited.rules.open))


def _shelter_results(sited: Sited, hazard_kinds: Mapping[str, tuple[str, ...]]) -> dict[str, ShelterResult]:
    county, rules, rows = sited.county, sited.rules, sited.of(Shelter)
    results = {}
    reach_of = cache(lambda name: shelter_reach(county, name, rules))
    sites = [(*row.location, reach_of(row.shelter_class)) for row in rows]
    reached = persons_of_each(county, sites)
    places = shelters.table_of(sited).place.tolist()
    for row, place, site, persons in zip(rows, places, sites, reached, strict=True):
        area = shelters.areas(row, rules)
        results[row.id] = ShelterResult(
            gross_area_m2=area.gross_m2,
            effective_area_m2=area.effective_m2,
            is_estimated=area.is_estimated,
            capacity_persons=shelters.capacity_persons(row, area.effective_m2, rules),
            persons_in_radius=persons if site[2].is_told else None,
            unit_index=place,
            hazards=hazard_kinds[row.id],
        )
    return results


def _depot_results(sited: Sited, hazard_kinds: Mapping[str, tuple[str, ...]]) -> dict[str, DepotResult]:
    rules, rows, table = sited.rules, sited.of(Depot), DepotTable.of(sited)
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
