"""Service limits by hand. The small county is in made.py; built-up is its first square kilometre."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.access.coverage import cover
from models.access.sited import Counted, Moved
from models.access.ways import Reach, Spot
from models.county.county import County
from models.findings.formulas import formula_text
from models.shelters import service_limits as room
from models.shelters.service_limits import ServiceLimit, service_limits
from models.shelters.values import sites_for
from tests.models.made import assessed, county, failing, random_county, rules, shelter, value

FREE = {
    "shelter__short__capacity_max_persons": 500,
    "shelter__short__service_area_max_km2": 1,
    "shelter__short__service_population_max_persons": 3000,
}


def one_limit(*shelters, of=None, **values: float) -> ServiceLimit:
    return service_limits(of or county(), shelters, rules(**(FREE | values)))[0]


def test_what_a_shelter_serves_by_hand() -> None:
    # Within 1000 m of (500, 500): all the built-up square; A (1000 people) and B (2000, at exactly 1000 m).
    row = one_limit(shelter(500, 500))
    assert row.service_area_m2 == pytest.approx(1e6)
    assert (row.service_persons, row.capacity_persons) == (3000, 500)
    assert row.over == ()  # each exactly at its limit


@pytest.mark.parametrize(
    ("values", "over"),
    [
        ({"shelter__short__capacity_max_persons": 499}, ("capacity",)),
        ({"shelter__short__service_area_max_km2": 0.99}, ("area",)),
        ({"shelter__short__service_population_max_persons": 2999}, ("persons",)),
    ],
)
def test_one_more_than_a_limit_is_over_it(values: dict[str, float], over: tuple[str, ...]) -> None:
    assert one_limit(shelter(500, 500), **values).over == over


def test_neighbours_of_the_class_share_the_land_and_the_people() -> None:
    rows = service_limits(county(), [shelter(250, 500, id="w"), shelter(750, 500, id="e")], rules(**FREE))
    assert [row.service_area_m2 for row in rows] == pytest.approx([5e5, 5e5])
    # A at (500, 500) is as far from both: the western one serves it. B is within 1000 m of the other only.
    assert [row.service_persons for row in rows] == [1000, 2000]


def test_at_one_spot_they_share_equally_and_other_classes_do_not_count() -> None:
    twins = [shelter(500, 500, id="a"), shelter(500, 500, id="b")]
    other = shelter(500, 500, id="c", shelter_class="long")
    rows = service_limits(county(), [*twins, other], rules(**FREE))
    assert [row.service_persons for row in rows[:2]] == [1500, 1500]
    assert [row.service_area_m2 for row in rows[:2]] == pytest.approx([5e5, 5e5])
    # The long-stay one within 2500 m: A, B, C; D is 3162 m off.
    assert rows[2].service_persons == 6000


def test_the_limit_on_room_is_about_short_stays() -> None:
    # A medium-stay shelter of 3000 m2 holds 1000 people at 3 m2, but 1500 for a short stay at 2 m2.
    row = one_limit(shelter(500, 500, shelter_class="medium", effective_area_m2=3000.0))
    assert (row.capacity_persons, row.capacity_max_persons) == (1500, 23_000)


def test_a_central_shelter_has_no_limit_on_room() -> None:
    row = one_limit(shelter(500, 500, shelter_class="central", effective_area_m2=1e7))
    assert (row.capacity_max_persons, row.over) == (None, ())


def test_what_is_unknown_is_not_over() -> None:
    row = one_limit(shelter(500, 500, effective_area_m2=None), of=county(builtup=None, villages=None))
    assert (row.capacity_persons, row.service_area_m2, row.service_persons, row.over) == (
        None,
        None,
        None,
        (),
    )
    none_known = assessed(
        shelter(500, 500, effective_area_m2=None), of=county(builtup=None, villages=None), by=rules(**FREE)
    )
    assert value(none_known, "shelter.over_limit_count") is None


def test_a_limit_that_no_shelter_could_be_held_against_is_no_data_in_the_working() -> None:
    of = county(builtup=None, villages=None)
    large = shelter(500, 500, effective_area_m2=2000.0)
    figure = assessed(large, of=of, by=rules(**FREE)).figures["shelter.over_limit_count"]
    assert figure.value == 1
    over = [figure.inputs[f"over_{what}"] for what in ("capacity", "area", "persons")]
    assert over == [1, None, None]
    assert "capacity 1, built-up land no data, people no data" in formula_text(figure, "en").lower()
    central = shelter(500, 500, shelter_class="central", effective_area_m2=1e7)
    figure = assessed(central, by=rules(shelter__central__service_population_max_persons=1)).figures[
        "shelter.over_limit_count"
    ]
    assert [figure.inputs[f"over_{what}"] for what in ("capacity", "persons")] == [None, 1], "no such limit"


def test_none_over_a_limit_is_no_data_while_something_is_unknown() -> None:
    known, unknown = shelter(500, 500), shelter(3500, 100, effective_area_m2=None)

    def told(*shelters, of=None, **changed: float):
        figure = assessed(*shelters, of=of, by=rules(**(FREE | changed))).figures["shelter.over_limit_count"]
        return figure.value, figure.missing, figure.is_estimated

    assert told(known) == (0, (), False)
    assert told(known, unknown) == (None, ("shelter_area",), True)
    assert told(known, of=county(builtup=None)) == (None, ("builtup",), True)
    # What is over stays over, whatever else is unknown.
    assert told(known, unknown, shelter__short__capacity_max_persons=499) == (1, (), True)
    # A central shelter has no limit on room, so that its area may be unknown.
    assert told(shelter(500, 500, shelter_class="central", effective_area_m2=None)) == (0, (), False)


def test_the_figure_counts_and_lists() -> None:
    by = rules(**(FREE | {"shelter__short__capacity_max_persons": 499}))
    found = assessed(
        shelter(500, 500, name="Large"), shelter(3500, 100, name="Small", effective_area_m2=2.0), by=by
    )
    assert value(found, "shelter.over_limit_count") == 1
    assert failing(found, "shelter.over_limit_count") == ["Large"]
    assert found.figures["shelter.over_limit_count"].inputs["over_capacity"] == 1
    assert assessed(by=by).figures["shelter.over_limit_count"].missing == ("fixed_shelters",)
    # Emergency shelters have no service limit.
    only = assessed(shelter(500, 500, shelter_class="emergency"), by=by)
    assert only.figures["shelter.over_limit_count"].missing == ("fixed_shelters",)


COUNTY = random_county(np.random.default_rng(3), 80)
SPOTS = st.lists(st.tuples(st.integers(0, 16), st.integers(0, 16)), min_size=1, max_size=9)


@given(SPOTS)
def test_together_they_serve_what_the_class_covers(spots: list[tuple[int, int]]) -> None:
    by = rules()
    rows = [shelter(x * 500, y * 500, id=f"{number}") for number, (x, y) in enumerate(spots)]
    found = service_limits(COUNTY, rows, by)
    whole = cover(COUNTY, sites_for(COUNTY, "short", rows, by))
    land = COUNTY.land("builtup")
    assert sum(row.service_persons or 0 for row in found) == pytest.approx(whole.persons)
    # Discs are polygons whose edges differ a little where two of them meet.
    assert sum(row.service_area_m2 or 0 for row in found) == pytest.approx(
        whole.area_m2(land), rel=2e-3, abs=50
    )


@given(SPOTS, st.tuples(st.integers(0, 16), st.integers(0, 16)))
def test_what_is_kept_for_the_others_changes_nothing(
    spots: list[tuple[int, int]], last: tuple[int, int]
) -> None:
    by = rules()
    others = [shelter(x * 500, y * 500, id=f"{number}") for number, (x, y) in enumerate(spots)]
    moved = shelter(last[0] * 500, last[1] * 500, id="moved")
    kept = random_county(np.random.default_rng(3), 80)
    service_limits(kept, others, by)
    step = service_limits(kept, [*others, moved], by)
    fresh = service_limits(random_county(np.random.default_rng(3), 80), [*others, moved], by)
    assert [(row.shelter.id, row.service_persons, row.over) for row in step] == [
        (row.shelter.id, row.service_persons, row.over) for row in fresh
    ]
    assert [row.service_area_m2 for row in step] == pytest.approx([row.service_area_m2 for row in fresh])


@given(SPOTS, st.lists(st.tuples(st.integers(0, 8), st.integers(0, 16), st.integers(0, 16)), max_size=6))
def test_after_some_came_or_went_all_limits_are_those_of_a_fresh_county(
    spots: list[tuple[int, int]], edits: list[tuple[int, int, int]]
) -> None:
    by, kept = rules(), random_county(np.random.default_rng(3), 80)
    there = {number: shelter(x * 500, y * 500, id=f"{number}") for number, (x, y) in enumerate(spots)}
    service_limits(kept, list(there.values()), by)
    for number, x, y in edits:
        if number in there and (x + y) % 2:
            del there[number]
        else:
            there[number] = shelter(x * 500, y * 500, id=f"{number}")
        found = service_limits(kept, list(there.values()), by)
        fresh = service_limits(random_county(np.random.default_rng(3), 80), list(there.values()), by)
        assert [(row.shelter.id, row.over) for row in found] == [(row.shelter.id, row.over) for row in fresh]
        for name in ("service_persons", "service_area_m2"):
            want = [getattr(row, name) for row in fresh]
            assert [getattr(row, name) for row in found] == pytest.approx(want)


def test_a_new_name_is_told() -> None:
    made = county()
    for name in ("Old", "New"):
        (row,) = service_limits(made, [shelter(500, 500, name=name)], rules(**FREE))
        assert row.shelter.name == name


def test_of_one_that_moves_only_those_near_it_are_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made, by = random_county(np.random.default_rng(3), 80), rules()
    others = Counted(made, by, [shelter(x, y, id=f"{x} {y}") for x in (0, 4e3, 8e3) for y in (0, 4e3, 8e3)])
    room.limits_of(Moved(others, shelter(100, 100, id="moved")))
    look, looked_at = room._served, []

    def looked(county: County, near: tuple[Spot, ...], spot: Spot, reach: Reach) -> room.Served:
        looked_at.append(spot)
        return look(county, near, spot, reach)

    monkeypatch.setattr(room, "_served", looked)
    moved = shelter(4100, 4100, id="moved")
    assert len(room.limits_of(Moved(others, moved))) == 10
    assert looked_at == [shelter(4000, 4000).location, moved.location]


def test_of_one_that_is_taken_up_only_those_near_it_are_looked_at_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made, by = random_county(np.random.default_rng(3), 80), rules()
    rows = [shelter(x, y, id=f"{x} {y}") for x in (0, 4e3, 8e3) for y in (0, 1e3, 4e3, 8e3)]
    every = Counted(made, by, rows)
    room.limits_of(every)
    look, looked_at = room._served, []

    def looked(county: County, near: tuple[Spot, ...], spot: Spot, reach: Reach) -> room.Served:
        looked_at.append(spot)
        return look(county, near, spot, reach)

    monkeypatch.setattr(room, "_served", looked)
    assert len(room.limits_of(every.without(rows[1].id))) == 11
    assert looked_at == [rows[0].location]
