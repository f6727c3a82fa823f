"""What aircraft reach, by hand: two townships of 10 by 10 km (toy.py), a base in the west."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.access.measures import flight_reach
from models.county.layer import Role
from models.facilities.facility import Helipad
from models.findings.findings import Figure
from models.project.settings import Override
from models.rules.rules import Rules, load_rules
from models.teams.air import air_figures, air_rows, left_min
from tests.models.toy import EAST, WEST, at, county, layer, square


def rules(speed: float = 120.0, turnout: float = 15.0, reach: float = 20.0, radius: float = 50.0) -> Rules:
    """In time: 5 minutes at 120 km/h are 10 km."""
    values = {
        "air.flight_speed_km_h": speed,
        "air.turnout_min": turnout,
        "air.reach_min": reach,
        "air.flight_radius_km": radius,
    }
    return load_rules("national", {key: Override(value) for key, value in values.items()})


def base(x_km: float = 5, y_km: float = 5, **values: Any) -> Helipad:
    return Helipad(
        geometry=at(x_km, y_km), **({"kind": "air_base", "status": "existing", "id": "base"} | values)
    )


def figure(figure_id: str, *pads: Helipad, by: Rules | None = None, **changed: Any) -> Figure:
    return air_figures(county(**changed) if changed else county(), pads, by or rules())[figure_id]


def test_the_farthest_township_by_hand() -> None:
    # From (5, 5) West's middle is 0 km, East's 10 km away: 15 + 5 min, exactly the time asked for.
    found = figure("air.arrival_min", base())
    assert found.value == pytest.approx(20)
    assert (found.inputs["place"], found.inputs["distance_km"]) == ("East", pytest.approx(10))
    assert found.failing == () and found.inputs["late"] == 0
    late = figure("air.arrival_min", base(), by=rules(reach=19.9))
    assert [(place.name, place.value, place.unit) for place in late.failing] == [
        ("East", pytest.approx(20), "min")
    ]


def test_the_nearest_base_counts_and_landing_sites_do_not() -> None:
    assert figure("air.arrival_min", base(), base(15, 5, id="b")).value == pytest.approx(15)
    assert figure("air.arrival_min", base(), base(15, 5, id="b", kind="helipad")).value == pytest.approx(20)
    assert figure("air.arrival_min", base(kind="helipad")).missing == ("air_bases",)
    assert figure("air.arrival_min", base(), county=[], townships=[]).missing == ("townships",)


def test_area_in_time_is_a_disc() -> None:
    # 10 km round (0, 5): its eastern half, between y = 0 and y = 10.
    area = 5 * math.sqrt(75) + 100 * math.asin(0.5)  # the integral of sqrt(100 - y2) from -5 to 5
    found = figure("air.county_time_share", base(0, 5))
    assert found.value == pytest.approx(100 * area / 200, rel=1e-3)
    assert found.inputs["minutes"] == 20


def test_the_flight_radius_limits_the_time_too() -> None:
    tight = figure("air.county_time_share", base(5, 5, flight_radius_km=1.0))
    assert tight.value == pytest.approx(100 * math.pi / 200, rel=1e-3)
    by_radius = figure("air.county_share", base(5, 5, flight_radius_km=1.0))
    assert by_radius.value == pytest.approx(tight.value)
    # The radius alone says nothing of the time: 50 km hold the county, 20 minutes do not.
    assert figure("air.county_share", base()).value == 100
    assert figure("air.county_time_share", base()).value < 100


def test_forest_in_time() -> None:
    forest = layer(Role.FOREST, [{"geometry": square(4, 4, 2)}, {"geometry": square(17, 0, 2)}])
    found = air_figures(county(forest), [base()], rules())["air.forest_time_share"]
    assert found.value == pytest.approx(50)
    assert figure("air.forest_time_share", base()).missing == ("forest",)


def test_key_townships_in_time() -> None:
    marked = [{**WEST, "forest_key": True}, {**EAST, "forest_key": "是"}]
    at_limit = figure("air.forest_townships_share", base(), townships=marked)
    assert at_limit.value == 100
    late = figure("air.forest_townships_share", base(), by=rules(reach=19.9), townships=marked)
    assert (late.value, [place.name for place in late.failing]) == (50, ["East"])
    one = [{**WEST, "forest_key": False}, {**EAST, "forest_key": True}]
    assert figure("air.forest_townships_share", townships=one).value == 0
    assert figure("air.forest_townships_share", base()).missing == ("forest_key",)


def test_who_has_not_taken_off_reaches_nothing() -> None:
    assert left_min(rules(reach=15.0)) == 0
    assert left_min(rules(reach=10.0)) == 0
    assert figure("air.county_time_share", base(), by=rules(reach=10.0)).value == 0


def test_the_shipped_values_give_the_usual_half_hour_for_fifty_kilometres() -> None:
    shipped = load_rules()
    assert flight_reach(shipped, 1000.0, left_min(shipped)).limit == pytest.approx(50_000)


def test_rows_of_bases_and_landing_sites() -> None:
    rows = air_rows(county(), [base(15, 5, id="pad", kind="helipad", name="Pad"), base()], rules())
    assert [row.helipad.id for row in rows] == ["base", "pad"]
    assert (rows[0].radius_km, rows[0].from_base_min) == (50, None)
    assert rows[0].county_share == pytest.approx(figure("air.county_time_share", base()).value)
    assert (rows[1].radius_km, rows[1].from_base_min) == (None, pytest.approx(20))
    (alone,) = air_rows(county(), [base(kind="temporary")], rules())
    assert alone.from_base_min is None


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 10)), min_size=1, max_size=4, unique=True),
    st.tuples(st.integers(0, 20), st.integers(0, 10)),
)
def test_one_more_base_never_reaches_less(spots: list[tuple[int, int]], more: tuple[int, int]) -> None:
    bases = [base(x, y, id=f"{x},{y}") for x, y in spots]
    joined = [*bases, base(*more, id="more")]
    assert figure("air.arrival_min", *joined).value <= figure("air.arrival_min", *bases).value + 1e-9
    for name in ("air.county_time_share", "air.county_share"):
        assert figure(name, *joined).value >= figure(name, *bases).value - 1e-6
