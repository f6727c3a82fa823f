"""Live figures of a drag where distances are by road: the same as a full assessment."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest
import shapely

from models.access.roadlabels import Labels
from models.access.roadnet import Network
from models.access.sited import Counted
from models.access.ways import Spot
from models.assessment.assess import assess
from models.assessment.live import DragSession
from models.county.county import County
from models.facilities.facility import Family
from models.rules.rules import load_rules
from models.shelters import service_limits
from tests.bench.made import large_county, many_of, streets_there
from tests.ui.canvas_project import DEPOT_ID, SQUARE_ID, STATION_ID, small_project

RULES = load_rules("national")


@pytest.mark.parametrize("facility_id", [STATION_ID, SQUARE_ID, DEPOT_ID])
def test_a_drag_by_road_tells_what_a_full_assessment_tells(facility_id: str) -> None:
    project = small_project()
    project.apply(project.settings_edit(travel_by="road"))
    county, scenario = project.county, project.active
    facility = scenario.facilities[facility_id]
    drag = DragSession(
        county, scenario, RULES, assess(county, scenario, RULES, project.lacking_in(scenario)), facility
    )
    x, y = facility.location
    for to_x, to_y in ((x + 1500, y + 400), (x, y + 7000)):  # near the road, and far from any
        by = np.array([to_x - x, to_y - y])
        moved = replace(facility, geometry=shapely.transform(facility.geometry, lambda xy, by=by: xy + by))
        step = drag.move(moved)
        there = replace(scenario, facilities=MappingProxyType({**scenario.facilities, facility_id: moved}))
        full = assess(county, there, RULES, project.lacking_in(there))
        for key, figure in full.figures.items():
            if key in step.figures:
                want = None if figure.value is None else pytest.approx(figure.value)
                assert step.figures[key] == want, key


def test_at_the_press_of_a_station_the_roads_are_not_searched_from_all_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    county = County.from_layers([*large_county(900).layers, streets_there(24)]).measured("road")
    scenario = many_of(Family.FIRE_STATION, 12)
    assessment = assess(county, scenario, RULES)
    searched, of = [], Labels.of

    def noted(network: Network, spots: tuple[Spot, ...]) -> Labels:
        searched.append((network, frozenset(spots)))
        return of(network, spots)

    monkeypatch.setattr(Labels, "of", noted)
    DragSession(county, scenario, RULES, assessment, next(iter(scenario.facilities.values())))
    assert searched == []


def test_service_limits_by_road_are_the_same_asked_together_and_one_after_another() -> None:
    layers = [*large_county(900).layers, streets_there(24)]
    shelters = list(many_of(Family.SHELTER, 60).facilities.values())
    found = []
    for few in (0, 10**9):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(service_limits, "_FEW", few)
            county = County.from_layers(layers).measured("road")
            found.append(service_limits.limits_of(Counted(county, RULES, shelters)))
    for together, alone in zip(*found, strict=True):
        assert together.service_persons == pytest.approx(alone.service_persons)
        assert together.service_area_m2 == pytest.approx(alone.service_area_m2)
        assert together.over == alone.over
    assert sum(row.service_area_m2 or 0 for row in found[0]) > 0
