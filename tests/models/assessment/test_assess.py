"""The assessment as a whole: what counts, what is missing, and that nothing depends on what came before."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from models.assessment.assess import assess
from models.county.county import County
from models.county.layer import Role
from models.facilities.facility import Helipad, Team
from models.findings.findings import Figure
from models.findings.formulas import figure_name
from models.kernel.text import has_text
from tests.models.made import (
    assessed,
    at,
    box,
    county,
    depot,
    layer,
    micro,
    random_county,
    rules,
    scenario,
    shelter,
    station,
    value,
)

OURS = (
    "shelter.area_",
    "shelter.people_",
    "shelter.capacity",
    "shelter.fixed_",
    "fire.",
    "micro.",
    "depot.",
    "hazard.",
)


def some_of_everything(random: np.random.Generator, count: int = 24):
    made = []
    for index in range(count):
        x, y = random.integers(0, 8000, 2)
        make = (shelter, shelter, station, depot, micro)[index % 5]
        values = {"id": f"{make.__name__}{index}", "name": f"No. {index}"}
        if make is shelter:
            values["shelter_class"] = ("emergency", "short", "medium", "long", "central")[index % 4]
            values["effective_area_m2"] = None if index % 7 == 0 else 3000.0
        made.append(make(float(x), float(y), **values))
    return made


def plain(figure: Figure):
    return (
        figure.value,
        figure.unit,
        dict(figure.inputs),
        figure.missing,
        figure.failing,
        figure.is_estimated,
    )


def test_an_empty_project_has_no_figure_but_says_what_is_missing() -> None:
    found = assess(County.from_layers([]), scenario([]), rules())
    ours = [figure for figure in found.figures.values() if figure.id.startswith(OURS)]
    assert len(ours) > 30
    for figure in ours:
        if figure.id.startswith(("depot.count", "fire.count")):  # registers: nothing is on record
            continue
        assert figure.value is None or figure.unit in ("count", "places"), figure.id
        if figure.value is None:
            assert figure.missing, figure.id
            assert all(has_text(f"missing.{item}") for item in figure.missing), figure.missing
    assert found.units.names.tolist() == []
    assert all(region.is_empty for region in found.regions.values())
    assert all(mask.shape == (0,) for mask in found.covered.values())


def test_facilities_without_a_county_are_still_described() -> None:
    found = assess(
        County.from_layers([]), scenario([shelter(0, 0, id="s"), depot(1, 1), station(2, 2, id="f")]), rules()
    )
    assert found.shelters["s"].effective_area_m2 == 1000
    assert found.shelters["s"].persons_in_radius is None
    assert found.shelters["s"].unit_index == -1
    assert found.stations["f"].jurisdiction_area_m2 is None
    assert value(found, "fire.jurisdiction") is None
    assert value(found, "shelter.people_share.fixed") is None


def test_today_counts_existing_and_a_plan_counts_planned_ones_too() -> None:
    facilities = [
        shelter(500, 500, id="now", status="existing"),
        shelter(500, 500, id="soon", status="planned"),
        shelter(500, 500, id="maybe", status="candidate"),
        shelter(500, 500, id="no", status="rejected"),
    ]
    today = assess(county(), scenario(facilities), rules())
    plan = assess(county(), scenario(facilities, "plan"), rules())
    assert [facility.id for facility in today.facilities] == ["now"]
    assert [facility.id for facility in plan.facilities] == ["now", "soon"]
    assert value(today, "shelter.area_per_resident.seat") == pytest.approx(1.0)
    assert value(plan, "shelter.area_per_resident.seat") == pytest.approx(2.0)


def test_every_figure_of_ours_has_a_name_and_a_formula_in_both_languages() -> None:
    for figure_id in assessed().figures:
        assert figure_name(figure_id, "zh") != figure_id
        assert has_text(f"figure.{figure_id}.formula"), figure_id


def test_what_was_computed_before_changes_nothing() -> None:
    random = np.random.default_rng(3)
    facilities = some_of_everything(random)
    warm = random_county(np.random.default_rng(5), 50)
    for count in range(len(facilities), 0, -5):
        assess(warm, scenario(facilities[:count]), rules())
    cold = random_county(np.random.default_rng(5), 50)
    again, first = (assess(made, scenario(facilities), rules()) for made in (warm, cold))
    assert first.figures.keys() == again.figures.keys()
    for figure_id, figure in first.figures.items():
        assert plain(figure) == plain(again.figures[figure_id])
    for key in first.covered:
        assert (first.covered[key] == again.covered[key]).all()
        assert shapely.equals(first.regions[key], again.regions[key])


def test_order_of_facilities_does_not_matter() -> None:
    facilities = some_of_everything(np.random.default_rng(4))
    made = random_county(np.random.default_rng(6), 50)
    forward, backward = (
        assess(made, scenario(order), rules()) for order in (facilities, list(reversed(facilities)))
    )
    for figure_id, figure in forward.figures.items():
        other = backward.figures[figure_id].value
        assert (figure.value is None) == (other is None), figure_id
        if figure.value is not None:
            assert figure.value == pytest.approx(other, rel=1e-9), figure_id


def test_other_rules_give_other_figures_from_the_same_county() -> None:
    made = county()
    rows = scenario([shelter(500, 500)])
    near = assess(made, rows, rules(shelter__short__service_radius_m=999))
    far = assess(made, rows, rules(shelter__short__service_radius_m=1000))
    assert value(near, "shelter.people_share.short") < value(far, "shelter.people_share.short")


def test_shares_stay_between_nothing_and_all() -> None:
    for seed in range(6):
        random = np.random.default_rng(seed)
        found = assess(random_county(random, 30), scenario(some_of_everything(random)), rules())
        for figure in found.figures.values():
            if figure.unit == "percent" and figure.value is not None:
                assert 0.0 <= figure.value <= (1e9 if "capacity" in figure.id else 100.0), figure.id


def test_many_facilities_on_one_spot() -> None:
    pile = [
        make(500, 500, id=f"{make.__name__}{i}")
        for make in (shelter, depot, station, micro)
        for i in range(3)
    ]
    found = assessed(*pile)
    assert value(found, "shelter.people_share.short") == pytest.approx(100 * 3000 / 10_500)
    assert value(found, "shelter.area_per_resident.seat") == pytest.approx(3.0)
    areas = [result.jurisdiction_area_m2 for result in found.stations.values()]
    assert areas == pytest.approx([1e6 / 3] * 3)


def test_facilities_far_outside_the_county() -> None:
    found = assessed(shelter(90_000, 90_000), station(90_000, 90_000), depot(90_000, 90_000))
    assert value(found, "shelter.people_share.fixed") == 0.0
    assert value(found, "shelter.area_per_resident.county") == 0.0
    assert value(found, "fire.people_share") == 0.0
    assert value(found, "depot.township_share") == 0.0


def test_teams_and_helipads_do_not_disturb() -> None:
    found = assessed(
        Team(geometry=at(1, 1), status="existing"),
        Helipad(geometry=at(2, 2), status="existing"),
        shelter(500, 500),
    )
    assert len(found.facilities) == 3
    assert value(found, "shelter.area_per_resident.seat") == pytest.approx(1.0)


def test_villages_without_people_layer_but_with_townships_stated() -> None:
    towns = layer(
        Role.TOWNSHIPS,
        [box(0, 0, 2000, 2000), box(2000, 0, 4000, 2000)],
        name=["West", "East"],
        population_persons=[3000.0, 7000.0],
    )
    found = assessed(shelter(500, 500), of=county(villages=None, townships=towns))
    assert value(found, "shelter.area_per_resident.county") == pytest.approx(0.1)
    assert value(found, "shelter.people_share.emergency") is None  # nobody knows where they live
    assert value(found, "shelter.area_share.emergency") is not None


@pytest.mark.parametrize("points", [0, 1])
def test_counties_with_hardly_any_point(points: int) -> None:
    villages = layer(
        Role.VILLAGES, [at(1, 1)] * points, name=["V"] * points, population_persons=[5.0] * points
    )
    found = assessed(shelter(500, 500), depot(1, 1), station(1, 1), of=county(villages=villages))
    assert value(found, "fire.p90_min") == (rules()["fire.turnout_min"] if points else None)


def test_places_without_a_number_of_people_are_told_from_no_places() -> None:
    villages = layer(Role.VILLAGES, [at(500, 500)], name=["A"])
    found = assessed(shelter(500, 500), depot(1, 1), station(1, 1), of=county(villages=villages)).figures
    for figure_id in (
        "shelter.people_share.emergency",
        "fire.people_share",
        "fire.people_seat_share",
        "depot.people_max",
        "hazard.people_inside",
    ):
        assert (found[figure_id].value, found[figure_id].missing) == (None, ("demand_population",)), figure_id
