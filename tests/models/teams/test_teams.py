"""Teams by hand: two townships of 10 by 10 km side by side (toy.py)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.assessment.assess import assess
from models.facilities.facility import Family, Team
from models.facilities.registers import Register
from models.findings.findings import Target
from models.project.scenario import Scenario
from models.project.settings import Override
from models.registers.counting import Inventory, register_figure
from models.rules.rules import load_rules
from models.teams.teams import CITY_SPECIALTIES, team_groups, team_times
from tests.models.toy import at, county

RULES = load_rules(
    "national",
    {
        "team.turnout_min": Override(10.0),
        "team.speed_km_h": Override(30.0),
        "team.detour_factor": Override(1.5),
        "team.city_persons": Override(100.0),
        "team.county_persons": Override(50.0),
        "team.township_persons": Override(20.0),
    },
)


def team(x_km: float, y_km: float, **values: Any) -> Team:
    given = {"status": "existing", "id": f"{x_km},{y_km}", "level": "county", "staff_persons": 30}
    return Team(geometry=at(x_km, y_km), **(given | values))


def groups(*teams: Team) -> dict[tuple[str, str], tuple[int | None, bool | None]]:
    return {
        (group.level, group.specialty or (group.place.name if group.place else "")): (
            group.persons,
            group.is_short,
        )
        for group in team_groups(county(), teams, RULES)
    }


def test_head_counts_by_specialty_county_and_township() -> None:
    found = groups(
        team(1, 1, level="city", specialty="forest", staff_persons=60),
        team(2, 1, level="city", specialty="forest", staff_persons=40),
        team(3, 1, level="city", specialty="flood", staff_persons=99),
        team(4, 1, level="city", specialty="medical", staff_persons=5),
        team(5, 1, staff_persons=49),
        team(6, 1, level="township", staff_persons=20),
        team(15, 1, level="township", staff_persons=19),
    )
    assert found[("city", "forest")] == (100, False)  # exactly a hundred together
    assert found[("city", "flood")] == (99, True)
    assert found[("city", "earthquake")] == (0, True)  # none at all
    assert found[("city", "medical")] == (5, False)  # no number is asked of it
    assert found[("county", "Toy")] == (49, True)
    assert found[("township", "West")] == (20, False)
    assert found[("township", "East")] == (19, True)


def test_a_single_county_is_not_asked_for_city_teams() -> None:
    assert not [key for key in groups(team(5, 1)) if key[0] == "city"]


def test_an_unknown_head_count_is_neither_short_nor_enough() -> None:
    found = groups(
        team(1, 1, level="township", staff_persons=None), team(2, 1, level="township", staff_persons=5)
    )
    assert found[("township", "West")] == (None, None)
    # What is known is enough already.
    found = groups(
        team(1, 1, level="township", staff_persons=None), team(2, 1, level="township", staff_persons=20)
    )
    assert found[("township", "West")] == (None, False)


def test_arrival_in_each_township_by_hand() -> None:
    # A team at (2, 5): West's middle 3 km, East's 13 km; at 30 km/h and 1.5 times the way 3 min a km.
    rows = team_times(county(), [team(2, 5, name="T")], RULES)
    assert [row.place.name for row in rows] == ["East", "West"]
    east, west = rows
    assert (east.middle_min, west.middle_min) == (pytest.approx(10 + 39), pytest.approx(10 + 9))
    # C, the farthest village of East, is 16 km off; A lies at the team.
    assert (east.farthest_min, west.farthest_min) == (pytest.approx(10 + 48), pytest.approx(10))
    assert east.nearest is not None and east.nearest.name == "T"


def test_without_teams_nothing_is_known() -> None:
    for row in team_times(county(), [], RULES):
        assert (row.nearest, row.middle_min, row.farthest_min) == (None, None, None)
    assert assess(county(), Scenario("today", ""), RULES).figures["team.worst_township_min"].missing == (
        "teams",
    )


def test_the_figure_is_the_slowest_middle() -> None:
    one = team(2, 5)
    figures = assess(county(), Scenario("today", "", {one.id: one}), RULES).figures
    found = figures["team.worst_township_min"]
    assert (found.value, found.inputs["place"]) == (pytest.approx(49), "East")
    without = assess(county(townships=[]), Scenario("today", "", {one.id: one}), RULES).figures
    assert without["team.worst_township_min"].missing == ("townships",)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 10)), min_size=1, max_size=5, unique=True))
def test_one_more_team_is_never_later(spots: list[tuple[int, int]]) -> None:
    teams = [team(x, y) for x, y in spots]
    before = {row.place.name: row for row in team_times(county(), teams[:-1] or teams, RULES)}
    for row in team_times(county(), teams, RULES):
        assert row.middle_min <= before[row.place.name].middle_min + 1e-9
        assert row.farthest_min <= before[row.place.name].farthest_min + 1e-9


def test_the_lowest_specialty_lists_the_teams_of_those_that_are_short() -> None:
    teams = (
        team(1, 1, level="city", specialty="forest", staff_persons=100, name="Forest"),
        team(2, 1, level="city", specialty="flood", staff_persons=60, name="Flood 1"),
        team(3, 1, level="city", specialty="flood", staff_persons=39, name="Flood 2"),
        team(4, 1, level="city", specialty="earthquake", staff_persons=10, name="Quake"),
    )
    register = Register(
        families=(Family.TEAM,),
        measure="least_sum",
        fields=("staff_persons",),
        by="specialty",
        groups=CITY_SPECIALTIES,
    )
    found = register_figure("x", register, "persons", Inventory(county(), teams), Target(">=", 100))
    assert found.value == 0  # nobody for work safety and for geological hazards
    assert found.inputs["without"] == 2
    assert [(place.name, place.value) for place in found.failing] == [
        ("Quake", 10),
        ("Flood 1", 99),
        ("Flood 2", 99),
    ]
