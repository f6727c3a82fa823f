"""While a facility moves, its figures are those that a full assessment gives when it is dropped there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from models.access.sited import Counted
from models.access.straight import StraightLine
from models.access.ways import Nearest, Spot
from models.assessment.assess import assess
from models.assessment.ledger import dated_figures
from models.assessment.live import DragSession, LiveStep
from models.assessment.part import Case
from models.assessment.parts import parts
from models.assessment.screening_figures import siting_figures
from models.county.county import County
from models.county.layer import Layer, Role
from models.county.points import PointIndex
from models.county.travel import TRAVEL_BY, TravelBy
from models.facilities.facility import FACILITY_TYPES, Depot, Facility, Family, Team, field_specs
from models.findings.figures import figure_specs
from models.hazards.screening_spec import siting_specs
from models.project.local import LocalFacts
from models.project.scenario import Scenario
from tests.models.made import (
    ORIGIN,
    at,
    county,
    depot,
    micro,
    moved,
    random_county,
    rules,
    scenario,
    shelter,
    station,
)

RULES = rules()
DAY = date(2025, 6, 1)
# All hazards but floods are known to be absent, so that a site is either in the flood or verified.
ABSENT = tuple(spec.id for spec in siting_specs() if spec.id != "flood")
LOCAL = LocalFacts(seismic_intensity=7, absent_hazards=ABSENT)
COUNTIES = [random_county(np.random.default_rng(seed), 40, townships=4) for seed in range(4)]
COUNTIES.append(county(villages=None))
COUNTIES.append(county(townships=None, seat=None, builtup=None, hazards=None))


def drag(made, rows: Scenario, facility: Facility) -> DragSession:
    return DragSession(made, rows, RULES, assess(made, rows, RULES, local=LOCAL), facility, DAY, LOCAL)


def with_one(rows: Scenario, facility: Facility) -> Scenario:
    return replace(rows, facilities={**rows.facilities, facility.id: facility})


def agrees(step: LiveStep, made, rows: Scenario) -> None:
    """Compare all that a step says with a full assessment of the scenario after the move, all afresh."""
    after = assess(replace(made), with_one(rows, step.facility), RULES, local=LOCAL)
    dated = dated_figures(after.facilities, RULES, DAY)
    expected = {**after.figures, **dated, **siting_figures(made, after.facilities, RULES, LOCAL)}
    assert step.figures.keys() == expected.keys() <= figure_specs().keys()
    for figure_id, figure in expected.items():
        live = step.figures[figure_id]
        assert (live is None) == (figure.value is None), figure_id
        if live is not None:
            is_area = "area" in figure_id or "builtup" in figure_id
            assert live == pytest.approx(figure.value, rel=1e-6 if is_area else 1e-9, abs=1e-9), figure_id
    for name, column in vars(after.units).items():
        if isinstance(column, np.ndarray) and column.dtype.kind in "fi":
            np.testing.assert_allclose(getattr(step.units, name), column, rtol=1e-9, err_msg=name)
    if step.covered is not None:
        assert (step.covered == after.covered[step.coverage_key]).all()
    if step.facility.id in after.depots:
        assert step.persons_served == after.depots[step.facility.id].persons_served
    if step.facility.id in after.reached_persons:
        assert step.persons_in_reach == after.reached_persons[step.facility.id]
    if step.facility.id in after.shelters:
        assert step.persons_in_reach == after.shelters[step.facility.id].persons_in_radius


# Few different places, so that sites coincide, lie at equal distances and on borders.
SPOT = st.tuples(st.integers(-1, 17), st.integers(-1, 17)).map(
    lambda spot: (spot[0] * 500.0, spot[1] * 500.0)
)
STATUS = st.sampled_from(["existing", "existing", "existing", "planned", "candidate"])
# Whatever fields a family has, now or later.
VALUES = {
    "choice": lambda spec: st.sampled_from(spec.values),
    "flag": lambda _: st.sampled_from([None, True]),
    "number": lambda _: st.sampled_from([None, 3.0, 500.0, 20_000.0]),
    "integer": lambda _: st.sampled_from([None, 0, 2, 900]),
    "date": lambda _: st.sampled_from(["", "2025-05-20", "2019-01-01"]),
}
# More of those whose reaches meet, so that there is something to divide.
FAMILIES = [Family.SHELTER] * 6 + [Family.FIRE_STATION] * 4 + [Family.BRIGADE, Family.DEPOT] * 2


@st.composite
def facilities(draw: st.DrawFn, facility_id: str) -> Facility:
    x, y = draw(SPOT)
    geometry = at(x, y)
    if draw(st.booleans()):
        half = draw(st.sampled_from([20.0, 150.0]))
        geometry = shapely.box(geometry.x - half, geometry.y - half, geometry.x + half, geometry.y + half)
    shared = {"id": facility_id, "geometry": geometry, "status": draw(STATUS), "name": facility_id}
    family = draw(st.sampled_from([*FAMILIES, *Family]))
    filled = {spec.name: draw(VALUES[spec.kind](spec)) for spec in field_specs(family) if spec.kind in VALUES}
    return FACILITY_TYPES[family](**{**filled, **shared})


@st.composite
def moves(draw: st.DrawFn):
    count = draw(st.integers(0, 10))
    # Ids on both sides of the moved one's, which decides who serves at equal distance.
    rows = [draw(facilities(f"{'az'[index % 2]}{index}")) for index in range(count)]
    facility = draw(facilities("m"))
    is_placed = draw(st.booleans())
    spots = draw(st.lists(SPOT, min_size=1, max_size=3))
    scenario_id = draw(st.sampled_from(["today", "plan"]))
    return draw(st.sampled_from(COUNTIES)), rows, facility, is_placed, spots, scenario_id


@settings(max_examples=40, deadline=None)
@given(moves())
def test_a_drag_gives_what_a_full_assessment_gives(case) -> None:
    made, rows, facility, is_placed, spots, scenario_id = case
    present = scenario([*rows, *([facility] if is_placed else [])], scenario_id)
    session = drag(made, present, facility)
    for x, y in spots:
        agrees(session.move(moved(facility, x, y)), made, present)


def test_a_whole_drag_of_each_family_over_a_random_county() -> None:
    random = np.random.default_rng(8)
    made = random_county(random, 150, townships=9)
    rows = []
    for index in range(30):
        x, y = random.integers(0, 8000, 2).astype(float)
        make = (shelter, station, depot, micro)[index % 4]
        rows.append(make(x, y, id=f"{make.__name__}{index}"))
    present = scenario(rows)
    for facility in rows[:4]:
        session = drag(made, present, facility)
        for x in np.linspace(0, 8000, 6):
            agrees(session.move(moved(facility, x, 4000 + x / 3)), made, present)


def streets() -> Layer:
    """Roads across the random county, a slow grid with one fast road."""
    lines = [shapely.LineString(np.add(((at, -500), (at + 90, 9500)), ORIGIN)) for at in range(0, 9000, 900)]
    lines += [shapely.LineString(np.add(((-500, at), (9500, at)), ORIGIN)) for at in range(0, 9000, 1100)]
    classes = ["primary", *["village"] * (len(lines) - 1)]
    frame = gpd.GeoDataFrame({"road_class": classes}, geometry=lines, crs=4548)
    return Layer("roads", Role.ROADS, frame)


@pytest.mark.parametrize("family", list(Family))
@pytest.mark.parametrize("travel_by", TRAVEL_BY)
def test_a_drag_follows_whatever_way_distances_are_measured_by(travel_by: TravelBy, family: Family) -> None:
    plain = random_county(np.random.default_rng(5), 60, townships=4)
    made = County.from_layers([*plain.layers, streets()], travel_by=travel_by)
    random = np.random.default_rng(9)
    rows = [
        FACILITY_TYPES[one](
            id=f"{one}{index}", name="", status="existing", geometry=at(*random.integers(0, 8000, 2).tolist())
        )
        for index in range(2)
        for one in Family
    ]
    present = scenario(rows)
    dragged = next(one for one in rows if one.family == family)
    session = drag(made, present, dragged)
    x, y = random.integers(0, 8000, 2).tolist()
    agrees(session.move(moved(dragged, x, y)), made, present)


def test_put_back_where_it_was_nothing_changed() -> None:
    for facility in (shelter(500, 500), depot(500, 500), station(500, 500), micro(500, 500)):
        made, present = (
            county(),
            scenario([facility, shelter(900, 900), station(1500, 700), depot(3000, 1000)]),
        )
        step = drag(made, present, facility).move(facility)
        assert all(delta in (0.0, None) for delta in step.deltas.values())
        assert step.persons_delta in (0.0, None)


def test_people_gained_and_lost_by_hand() -> None:
    # At A the short-term shelter holds A and B (1000 m). At D only D.
    made, facility = county(), shelter(500, 500)
    session = drag(made, scenario([facility]), facility)
    step = session.move(moved(facility, 3500, 1500))
    assert step.coverage_key == "shelter.short"
    assert step.reach is not None and step.reach.limit == 1000
    assert step.persons_in_reach == 4000
    assert step.persons_delta == 4000 - 3000
    assert step.covered.tolist() == [False, False, False, True, False]
    assert step.figures["shelter.people_share.short"] == pytest.approx(100 * 4000 / 10_500)
    assert step.deltas["shelter.people_share.short"] == pytest.approx(100 * 1000 / 10_500)
    assert step.deltas["shelter.area_per_resident.seat"] == pytest.approx(-1.0)  # it left the seat


def test_a_new_shelter_adds_what_it_holds() -> None:
    session = drag(county(), scenario([]), shelter(0, 0, id="new"))
    step = session.move(shelter(500, 500, id="new"))
    assert step.persons_delta == 3000
    assert step.deltas["shelter.area_per_resident.seat"] == pytest.approx(1.0)


def test_reshaping_changes_the_area() -> None:
    drawn = shelter(geometry=at(500, 500).buffer(10), id="s", effective_area_m2=None, kind="park")
    session = drag(county(), scenario([drawn]), drawn)
    x, y = ORIGIN
    step = session.move(replace(drawn, geometry=shapely.box(x + 450, y + 450, x + 550, y + 550)))
    assert step.figures["shelter.area_per_resident.seat"] == pytest.approx(100 * 100 * 0.5 / 1000)


def test_whatever_else_changes_while_it_moves_is_followed() -> None:
    made = random_county(np.random.default_rng(3), 60, townships=4)
    drawn = shelter(geometry=at(500, 500).buffer(20), id="s", effective_area_m2=None, name="S")
    present = scenario([drawn, shelter(900, 900, is_signed=True), shelter(2500, 3000), station(1500, 700)])
    session = drag(made, present, drawn)
    there = replace(drawn, geometry=at(3000, 2000).buffer(20))
    for facility in (
        there,
        replace(there, is_signed=True, last_drill="2025-05-20"),
        replace(there, geometry=at(3000, 2000).buffer(80)),
        replace(there, effective_area_m2=900.0, occupancy_persons=1200),
        replace(there, shelter_class="long"),
        drawn,
    ):
        agrees(session.move(facility), made, present)


@pytest.mark.parametrize("status", ["candidate", "planned", "rejected"])
def test_what_does_not_count_changes_no_figure_but_tells_its_reach(status: str) -> None:
    made, present = county(), scenario([shelter(3500, 1500)])
    facility = shelter(0, 0, id="maybe", status=status)
    step = drag(made, with_one(present, facility), facility).move(moved(facility, 500, 500))
    assert set(step.deltas.values()) <= {0.0, None}
    assert step.persons_delta == 0.0
    assert step.persons_in_reach == 3000
    assert step.covered.tolist() == [False, False, False, True, False]


def test_a_planned_one_counts_in_a_plan() -> None:
    facility = shelter(0, 0, id="soon", status="planned")
    step = drag(county(), scenario([facility], "plan"), facility).move(moved(facility, 500, 500))
    assert step.persons_delta == 3000 - 1000  # at 0, 0 it held A, 707 m off


def test_a_depot_tells_whom_it_serves() -> None:
    made, facility = county(), depot(500, 500, id="one")
    session = drag(made, scenario([facility, depot(3500, 1500, id="two")]), facility)
    assert session.move(facility).persons_served == 3000
    # At C it is nearest to A (2000 against 3162 m), B (1000 against 2236 m) and C, but not to E.
    step = session.move(moved(facility, 2500, 500))
    assert step.persons_served == 6000
    assert (step.covered, step.reach, step.persons_delta) == (None, None, None)


@pytest.mark.parametrize(("other_id", "persons"), [("b", 10_500), ("Z", 0)])
def test_of_two_depots_on_one_spot_the_first_by_id_serves(other_id: str, persons: int) -> None:
    facility, other = depot(0, 0, id="a"), depot(500, 500, id=other_id)
    made, present = county(), scenario([facility, other])
    step = drag(made, present, facility).move(moved(facility, 500, 500))
    assert step.persons_served == persons
    agrees(step, made, present)


def test_a_station_tells_its_reach_and_a_support_station_has_none() -> None:
    facility = station(500, 500)
    session = drag(county(), scenario([facility]), facility)
    step = session.move(moved(facility, 3500, 1500))
    # Within 1667 m of street from D: D itself; to C and E it is 2000 m.
    assert (step.coverage_key, step.persons_in_reach) == ("fire", 4000)
    assert step.persons_delta == 4000 - 3000
    support = session.move(replace(facility, station_class="support"))
    assert (support.coverage_key, support.covered, support.reach) == ("", None, None)
    assert support.figures["fire.people_share"] == 0.0


@pytest.mark.parametrize("kind", [Team, Depot])
def test_a_step_looks_only_at_the_moved_one_again(monkeypatch: pytest.MonkeyPatch, kind: type) -> None:
    made = random_county(np.random.default_rng(3), 60, townships=4)
    rows = [
        kind(id=f"t{index}", name="", status="existing", geometry=at(900.0 * index, 700.0))
        for index in range(6)
    ]
    present = scenario(rows)
    session = drag(made, present, rows[2])

    seek = StraightLine.nearest

    def few(way: StraightLine, places: PointIndex, spots: Sequence[Spot]) -> Nearest:
        assert places is not made.demand.index, "the nearest of all was sought again"
        return seek(way, places, spots)  # middles of townships

    monkeypatch.setattr(StraightLine, "nearest", few)
    steps = [session.move(moved(rows[2], x, 5000.0)) for x in (0.0, 4000.0, 8000.0)]
    monkeypatch.undo()
    for step in steps:
        agrees(step, made, present)


def test_every_figure_stands_in_one_part() -> None:
    case = Case(Counted(county(), RULES, [shelter(), station()]), local=LOCAL, as_of=DAY)
    made = [key for part in parts() for key in part.values_of(case)]
    assert len(made) == len(set(made))
