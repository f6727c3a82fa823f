"""A county as its city sees it: its own case, its own depots, where loads go."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.city.county import CityCounty, county_of, reception_of
from models.facilities.facility import Depot
from models.project.local import LocalFacts
from models.project.settings import Override
from models.supplies.need import State
from tests.models.supplies.test_need import FULL, VALUES, depot, full, row
from tests.models.toy import X, Y, county, layer, layers, project

DAY = date(2026, 8, 1)
OVERRIDES = {key: Override(value) for key, value in VALUES.items()}


def seen(
    depots: tuple[Depot, ...],
    *stock: Any,
    city: tuple[Depot, ...] = (),
    taken: frozenset[str] = frozenset(),
    **more: Any,
) -> CityCounty:
    local = LocalFacts(is_cold=False)
    found = project(depots, stock=tuple(stock), overrides=OVERRIDES, local=local, **more)
    return county_of(found, "toy.gpkg", DAY, city, taken)


def test_need_and_own_stock_are_those_of_the_county_itself() -> None:
    found = seen((depot(),), *full(bed=40), row("tent", 5, expires="2026-07-31"))
    assert (found.name, found.persons, found.days) == ("Toy", 53, 3)
    assert {key: found.need[key] for key in FULL} == FULL
    assert found.own["bed"] == 40
    assert found.own["toilet"] == 0  # the ledger does not list any
    assert (found.lack("bed"), found.lack("quilt")) == (13, 0)
    assert found.rows_left == {State.EXPIRED: 1}


def test_what_is_the_citys_or_the_neighbours_is_not_the_countys() -> None:
    others = (
        depot(id="b", name="B", level="city"),
        depot(id="c", name="C", level="province"),
        depot(25, 5, id="d", name="Outside"),
        depot(id="e", name="Central store"),
        depot(id="f", name="F"),
        depot(id="g", name="G"),
    )
    stock = tuple(row("bed", 10, one.id) for one in (depot(), *others))
    central = (depot(id="z", name=" Central store ", level="city"), depot(id="f", name="other", level="city"))
    found = seen((depot(), *others), *stock, city=central, taken=frozenset({"g"}))
    assert [one.id for one in found.depots] == ["a"]
    assert found.own["bed"] == 10
    assert sorted(found.left_out) == ["B", "C", "Central store", "F", "G", "Outside"]


def test_no_ledger_and_unknown_quantities_are_not_zero() -> None:
    assert set(seen((depot(),)).own.values()) == {None}
    assert seen((depot(),), row("bed", None), row("coat", 3)).own["bed"] is None
    assert seen((depot(),), row("bed", None), row("coat", 3)).own["coat"] == 3


def test_unknown_residents_have_no_need() -> None:
    blank = {**{"name": "Toy", "code": "371599"}, "geometry": county().boundary}
    only = layers(county=[blank], townships=[], villages=[], seat=[])
    found = county_of(project((), *only), "toy.gpkg", DAY, ())
    assert (found.persons, found.need) == (None, {})


def test_loads_go_to_the_middle_of_the_largest_township() -> None:
    told = reception_of(county())
    assert told is not None
    (x, y), name = told
    # East has 3,800 of 5,300: B's 800 at 12 km, C's 3,000 at 18 km.
    assert ((x - X) / 1000, (y - Y) / 1000) == (pytest.approx((800 * 12 + 3000 * 18) / 3800), 5.0)
    assert name == "East"


def test_without_people_loads_go_into_the_area_and_without_area_nowhere() -> None:
    from models.county.layer import Role

    rows = [{"name": "Toy", "code": "371599", "geometry": county().boundary}]
    told = reception_of(type(county()).from_layers([layer(Role("county"), rows)]))
    assert told is not None
    assert told[1] == ""
    assert reception_of(type(county()).from_layers([])) is None
