"""What a county keeps never outlives what it was made from: any rule value, any order, any layer.

A county that has answered before must answer exactly as one that has not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.project.file import load_project
from layers.sample import sample_path
from models.assessment.assess import assess
from models.county.county import County
from models.facilities.facility import FACILITY_TYPES, Facility, Family
from models.hazards.screening import siting_checks
from models.hazards.zones import every_zone
from models.plans.plans import check, load_profile, profile_ids
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.settings import Override
from models.rules.rules import Rules, load_rules

DAY = date(2026, 8, 1)
RULES = load_rules()
STEP = 6
"""So many sets of rule values are changed together: which one a result forgot does not matter here."""


@cache
def project() -> Project:
    return load_project(sample_path())


def fresh_county() -> County:
    """The same county, which has computed nothing yet."""
    found = project()
    return County.from_layers(found.layers, name=found.settings.county_name, code=found.settings.county_code)


def changed_rules(keys: Sequence[str], by: float) -> Rules:
    """Rules with the values of some keys changed, each to another that can be."""
    overrides = {}
    for key in keys:
        quantity = RULES.quantity(key)
        value = 1.0 - quantity.value if quantity.unit == "yes_no" else quantity.value * by
        overrides[key] = Override(min(value, 1.0) if quantity.unit == "share" else value)
    return load_rules("national", overrides)


def everything(county: County, scenario: Scenario, rules: Rules) -> Iterator[tuple[str, Any]]:
    """Every number that a scenario gives, by where it stands."""
    assessment = assess(county, scenario, rules)
    for figure in assessment.figures.values():
        yield f"figure {figure.id}", (figure.value, tuple(figure.inputs.items()), figure.missing)
        yield f"failing {figure.id}", tuple((p.kind, p.key, p.name, p.value) for p in figure.failing)
    for name, values in vars(assessment.units).items():
        if isinstance(values, np.ndarray):
            yield f"unit {name}", tuple(map(repr, values.tolist()))
    for results in (assessment.shelters, assessment.depots, assessment.stations):
        for facility_id, result in results.items():
            yield f"facility {facility_id}", repr(result)
    for profile_id in profile_ids():
        for finding in check(assessment, rules, load_profile(profile_id), project().settings, DAY):
            yield f"finding {finding.id}", (finding.figure.value, finding.target, finding.verdict)
    for facility_id, checks in siting_checks(
        county, scenario.facilities.values(), rules, project().settings.local
    ).items():
        yield f"screening {facility_id}", tuple((c.rule, c.verdict, c.distance_m, c.limit_m) for c in checks)


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    return [key for key in {**one, **other} if one.get(key) != other.get(key)]


@cache
def warm_county() -> County:
    county = fresh_county()
    for scenario in project().scenarios:
        dict(everything(county, scenario, RULES))
    return county


@cache
def baseline() -> dict[str, Any]:
    return dict(everything(fresh_county(), project().scenarios[-1], RULES))


@pytest.mark.parametrize("start", range(STEP))
def test_changed_rule_values_reach_every_number(start: int) -> None:
    scenario = project().scenarios[-1]
    rules = changed_rules(list(RULES)[start::STEP], 0.37)
    warm = dict(everything(warm_county(), scenario, rules))
    assert differing(warm, baseline()) != []
    assert differing(warm, dict(everything(fresh_county(), scenario, rules))) == []
    assert differing(dict(everything(warm_county(), scenario, RULES)), baseline()) == []


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=2, deadline=None)
def test_any_few_rule_values_reach_every_number(seed: int) -> None:
    random = np.random.default_rng(seed)
    keys = random.choice(list(RULES), size=5, replace=False).tolist()
    rules, scenario = changed_rules(keys, float(random.uniform(0.2, 3.0))), project().scenarios[-1]
    warm = dict(everything(warm_county(), scenario, rules))
    assert differing(warm, dict(everything(fresh_county(), scenario, rules))) == []


@pytest.mark.parametrize("family", Family)
def test_what_becomes_of_a_facility_reaches_every_figure(family: Family) -> None:
    """What is kept of other families knows nothing of one that is moved into a zone and has a new name."""
    scenario = project().scenarios[-1]
    new = FACILITY_TYPES[family](id="new", status="existing", geometry=scenario.counted()[0].geometry)
    one: Facility = next(iter(scenario.counted(family)), new)
    inside = max(every_zone(warm_county()).geometries, key=shapely.area).representative_point()
    shift = np.array([inside.x, inside.y]) - one.location
    edited = replace(one, name="elsewhere", geometry=shapely.transform(one.geometry, lambda xy: xy + shift))
    after = replace(scenario, facilities={**scenario.facilities, one.id: edited})
    assess(warm_county(), scenario, RULES)
    found, wanted = (assess(county, after, RULES).figures for county in (warm_county(), fresh_county()))
    assert {key for key in wanted if found[key] != wanted[key]} == set()
