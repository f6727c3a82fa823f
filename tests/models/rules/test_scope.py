"""Facilities outside the boundary: counted, or left out by the county's own choice, everywhere alike."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
import shapely

from models.assessment.assess import assess
from models.assessment.live import DragSession
from models.facilities.facility import Depot, Facility, FireStation, Shelter
from models.findings.formulas import formula_text
from models.kernel.progress import run_to_end
from models.kernel.text import LANGUAGES
from models.plans.plans import check, load_profile
from models.project.scenario import Scenario
from models.project.settings import Override, Settings
from models.rules.rules import Rules, check_override, load_rules
from models.rules.scope import LEFT_OUT, RULE, Scope, counted, counts
from models.shelters.assign import assign_nearest
from tests.helpers import ROOT
from tests.models import toy

WITH, WITHOUT = load_rules(), load_rules("national", {RULE: Override(0.0, "县局", "2026-08-01", "只看本县")})
OUTSIDE = "facility.outside_count"


def shelter(x_km: float, y_km: float = 5.0, **fields: object) -> Shelter:
    given = {"status": "existing", "effective_area_m2": 2000.0, "shelter_class": "short", **fields}
    return Shelter(geometry=toy.at(x_km, y_km), **given)  # type: ignore[arg-type]


def scenario(*facilities: Facility, id: str = "today") -> Scenario:
    return Scenario(id, "", {facility.id: facility for facility in facilities})


def test_they_count_unless_the_county_decides_otherwise() -> None:
    inside, outside = shelter(2), shelter(20.5)
    made = scenario(inside, outside)
    assert counted(toy.county(), made, WITH) == (inside, outside)
    assert counted(toy.county(), made, WITHOUT) == (inside,)
    assert Scope(toy.county(), made, WITHOUT).left_out == (outside,)
    assert Scope(toy.county(), made, WITH).left_out == ()


def test_exactly_on_the_boundary_is_inside() -> None:
    # East edge at 20 km, a corner, and 2 mm beyond the edge.
    on, corner, beyond = shelter(20.0, 3.3), shelter(20.0, 10.0), shelter(20.000_002, 5.0)
    assert counted(toy.county(), scenario(on, corner, beyond), WITHOUT) == (on, corner)


def test_on_a_slanting_edge_rounding_does_not_decide() -> None:
    triangle = shapely.Polygon([(toy.X, toy.Y), (toy.X + 7001, toy.Y), (toy.X, toy.Y + 3003)])
    county = toy.county(county=[{**toy.COUNTY, "geometry": triangle}], townships=[], seat=[], villages=[])
    edge = shapely.LineString([(toy.X + 7001, toy.Y), (toy.X, toy.Y + 3003)])
    points = [edge.interpolate(share, normalized=True) for share in np.linspace(0, 1, 97)]
    made = [Shelter(geometry=point, status="existing") for point in points]
    assert counted(county, scenario(*made), WITHOUT) == tuple(made)


def test_without_a_boundary_nothing_is_outside() -> None:
    far = shelter(900)
    county = toy.county(county=[], townships=[])
    assert counted(county, scenario(far), WITHOUT) == (far,)
    figure = assess(county, scenario(far), WITHOUT).figures[LEFT_OUT]
    assert figure.value is None and figure.missing == ("county",)


def test_status_decides_first() -> None:
    planned, candidate = shelter(3, status="planned"), shelter(4, status="candidate")
    assert counted(toy.county(), scenario(planned, candidate), WITHOUT) == ()
    assert counted(toy.county(), scenario(planned, candidate, id="a"), WITHOUT) == (planned,)
    assert not counts(toy.county(), WITH, planned, today=True)
    assert counts(toy.county(), WITHOUT, planned, today=False)
    assert not counts(toy.county(), WITHOUT, shelter(30), today=True)


def test_every_computation_leaves_them_out() -> None:
    # C (18, 5) holds 3,000 people; a short-term shelter 0.5 km beyond the edge at 20 km would hold 1,000.
    inside, outside = shelter(2), shelter(20.5)
    station = FireStation(geometry=toy.at(20.1, 5), status="existing", station_class="first")
    depot = Depot(geometry=toy.at(21, 5), status="existing")
    made = scenario(inside, outside, station, depot)
    county = toy.county()
    both, own = assess(county, made, WITH), assess(county, made, WITHOUT)
    assert (both.figures[OUTSIDE].value, both.figures[LEFT_OUT].value) == (3, 0)
    assert (own.figures[OUTSIDE].value, own.figures[LEFT_OUT].value) == (0, 3)
    assert [place.key for place in own.figures[LEFT_OUT].failing] == [outside.id, station.id, depot.id]
    assert own.facilities == (inside,) and set(own.shelters) == {inside.id} and not own.stations
    assert (both.figures["depot.count"].value, own.figures["depot.count"].value) == (1, 0)
    assert (both.figures["shelter.count"].value, own.figures["shelter.count"].value) == (2, 1)
    for rules, held in ((WITH, 2), (WITHOUT, 1)):
        placed = run_to_end(assign_nearest(county, made, rules, "short"))
        assert len(placed.shelters) == held
    for lang in LANGUAGES:
        assert "3" in formula_text(own.figures[LEFT_OUT], lang)


def test_leaving_out_is_the_same_as_not_having_them() -> None:
    inside, outside = shelter(2), shelter(20.5)
    own = assess(toy.county(), scenario(inside, outside), WITHOUT).figures
    alone = assess(toy.county(), scenario(inside), WITHOUT).figures
    assert {key: value for key, value in own.items() if key != LEFT_OUT} == {
        key: value for key, value in alone.items() if key != LEFT_OUT
    }


@pytest.mark.parametrize("rules", [WITH, WITHOUT], ids=["counted", "left out"])
@pytest.mark.parametrize("start_km", [19.5, 20.0, 20.5])
def test_a_drag_over_the_boundary_says_what_a_full_assessment_says(rules: Rules, start_km: float) -> None:
    county, held, far = toy.county(), shelter(start_km), shelter(25)
    made = scenario(shelter(2), far, held)
    session = DragSession(county, made, rules, assess(county, made, rules), held)
    for x_km in (19.9, 20.0, 20.1, 22.0, 18.0):
        moved = replace(held, geometry=toy.at(x_km, 5))
        after = scenario(*(moved if one is held else one for one in made.facilities.values()))
        full = {key: figure.value for key, figure in assess(county, after, rules).figures.items()}
        live = session.move(moved).figures
        assert {key: live[key] for key in full} == pytest.approx(full)


def test_the_choice_is_a_rule_value_and_shown_as_changed() -> None:
    quantity = WITHOUT.quantity(RULE)
    assert quantity.unit == "yes_no" and quantity.override is not None and quantity in WITHOUT.changed
    assert WITH[RULE] == 1 and RULE in load_rules("gb50413")
    for value in (0.0, 1.0):
        check_override(WITH.quantity(RULE), value)
    unusable = load_rules("national", {RULE: Override(0.5)})
    assert unusable[RULE] == 1 and RULE in unusable.unapplied


def test_the_plan_that_asks_for_cooperation_has_both_numbers() -> None:
    made = scenario(shelter(2), shelter(20.5))
    for rules, expected in ((WITH, (1, 0)), (WITHOUT, (0, 1))):
        found = check(assess(toy.county(), made, rules), rules, load_profile("qinhuangdao"), Settings())
        values = {one.id: one.figure.value for one in found}
        assert (values["qinhuangdao.region"], values["qinhuangdao.region.left_out"]) == expected


def test_nothing_computes_from_facilities_that_the_county_leaves_out() -> None:
    """Who asks a scenario itself for the facilities that count would count those outside all the same."""
    asking = re.compile(r"(?<!session)\.counted\(")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for room in ("models", "layers", "reports", "ui")
        for path in sorted((ROOT / room).rglob("*.py"))
        if path.name not in ("scope.py", "gate.py")  # the gate tells of those outside
        for line in path.read_text(encoding="utf-8").splitlines()
        if asking.search(line)
    ]
    assert found == []
