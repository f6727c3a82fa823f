"""How figures move when something is other than assumed."""

from __future__ import annotations

import pytest
import shapely

from models.assessment.losses import closing_costs, county_losses
from models.assessment.sensitivity import factors, sensitivity
from models.county.county import County
from models.facilities.facility import Family, FireStation, Shelter, Status
from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from models.kernel.text import LANGUAGES, has_text, t
from models.project.settings import Override
from models.rules.rules import load_rules
from tests.models.test_closures import road_project
from tests.models.toy import X, Y, county

RULES = load_rules("national")
STATION = FireStation(id="f", geometry=shapely.Point(X + 2000, Y + 5000), name="站", status=Status.EXISTING)


def test_more_people_and_less_room_leave_less_for_each() -> None:
    found = run_to_end(sensitivity(road_project().county, {}, RULES, 2.0))
    (area,) = found
    moved = {one.factor.id: one.value for one in area.moved}
    assert area.family is None and area.base == 2.0
    assert moved["people_10_more"] == pytest.approx(2 / 1.1) and moved["capacity_30_less"] == pytest.approx(
        1.4
    )
    assert moved["night"] is None


def test_slower_never_reaches_more_and_closed_roads_neither() -> None:
    (fire,) = run_to_end(sensitivity(road_project().county, {Family.FIRE_STATION: [STATION]}, RULES, None))
    for one in fire.moved:
        if one.value is not None:
            assert one.value <= fire.base if one.factor.change <= 0 else one.value >= fire.base
    # Without hazard zones there is nothing to close.
    assert next(one for one in fire.moved if one.factor.varies == "roads").value is None


def test_snow_counts_as_slower_vehicles_do_and_leaves_walkers_alone() -> None:
    made = road_project().county
    counted = {Family.FIRE_STATION: [STATION], Family.SHELTER: [Shelter(id="s", geometry=STATION.geometry)]}
    longer = {"fire.driving_min": Override(40.0)}
    fire, walk = run_to_end(sensitivity(made, counted, load_rules("national", longer), None))
    snow = next(one for one in factors() if one.varies == "snow")
    by_hand = load_rules("national", {**longer, "road.snow_factor": Override(1 + snow.change)})
    (slower, _) = run_to_end(sensitivity(made, counted, by_hand, None))
    moved = {one.factor.id: one.value for one in fire.moved}
    assert moved[snow.id] == slower.base < fire.base
    assert {one.factor.id: one.value for one in walk.moved}[snow.id] is None


def test_every_factor_is_named() -> None:
    for factor in factors():
        key = f"roads.sensitivity.factor.{factor.id}"
        assert has_text(key) and all(t(key, lang) for lang in LANGUAGES)


def test_without_roads_the_reason_is_said() -> None:
    plain: County = county()
    counted = {Family.FIRE_STATION: [STATION]}
    for work in (
        sensitivity(plain, counted, RULES, None),
        county_losses(plain, counted, RULES),
        closing_costs(plain, plain, counted, RULES),
    ):
        with pytest.raises(HavenError) as caught:
            run_to_end(work)  # type: ignore[arg-type]
        assert caught.value.key == "no_roads"
