"""Custody of shelters by hand: what is overdue, who is missing, how full they are."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.kernel.text import LANGUAGES, has_text, t
from models.project.settings import Override
from models.rules.rules import load_rules
from models.shelters.custody import CUSTODIANS, DueState, SeismicState, custody_rows, due, occupancy
from models.shelters.occupancy import OccupancyState
from tests.models.made import assessed, failing, rules, shelter, value

DAY = date(2025, 6, 1)
RULES = load_rules(
    "national",
    {"shelter.inspection_age_days": Override(365.0), "shelter.drill_age_days": Override(180.0)},
)
GOOD = {
    "builder": "B",
    "manager": "M",
    "maintainer": "C",
    "seismic_adequate": True,
    "is_signed": True,
    "last_inspection": "2025-05-01",
    "last_drill": "2025-05-01",
}


@pytest.mark.parametrize(
    ("text", "state", "age", "overdue"),
    [
        ("2024-06-01", "current", 365, 0),  # exactly a year
        ("2024-05-31", "overdue", 366, 1),
        ("2023-06-02", "overdue", 730, 365),
        ("2025-06-01", "current", 0, 0),
        ("2025-06-02", "future", -1, None),
        ("2024-06", "current", 365, 0),  # only a month: its first day
        ("", "missing", None, None),
        (None, "missing", None, None),
        ("last spring", "missing", None, None),
    ],
)
def test_how_long_overdue(text: str | None, state: str, age: int | None, overdue: int | None) -> None:
    found = due(text, 365, DAY)
    assert (found.state, found.age_days, found.overdue_days) == (state, age, overdue)


def test_without_a_day_nobody_can_say() -> None:
    assert due("2024-06-01", 365, None).state == "undated"


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(1, 2000), st.integers(0, 500))
def test_a_longer_interval_never_makes_it_more_overdue(day: date, longest: int, more: int) -> None:
    one, other = due(day.isoformat(), longest, DAY), due(day.isoformat(), longest + more, DAY)
    assert (other.overdue_days or 0) <= (one.overdue_days or 0)


def test_the_most_overdue_comes_first_and_complete_ones_last() -> None:
    good = GOOD
    rows = custody_rows(
        [
            shelter(0, 0, id="good", **good),
            shelter(0, 1, id="late", **(good | {"last_drill": "2024-06-01"})),  # 365 days, 180 allowed
            shelter(0, 2, id="later", **(good | {"last_inspection": "2023-06-01"})),  # 731 days, 365 allowed
            shelter(0, 3, id="nobody", **(good | {"maintainer": " ", "builder": ""})),
        ],
        RULES,
        DAY,
    )
    assert [(row.shelter.id, row.overdue_days) for row in rows] == [
        ("later", 366),
        ("late", 185),
        ("nobody", 0),
        ("good", 0),
    ]
    assert rows[2].lacking == ("builder", "maintainer")
    assert [row.is_complete for row in rows] == [False, False, False, True]


@pytest.mark.parametrize(
    ("adequate", "state"), [(True, "adequate"), (False, "inadequate"), (None, "unassessed")]
)
def test_not_assessed_is_not_adequate(adequate: bool | None, state: str) -> None:
    (row,) = custody_rows([shelter(seismic_adequate=adequate)], RULES, DAY)
    assert row.seismic == state
    assert not row.is_complete


@pytest.mark.parametrize(
    ("change", "is_complete"),
    [
        ({}, True),
        ({"is_signed": False}, False),
        ({"is_signed": None}, False),
        ({"seismic_adequate": False}, False),
        ({"last_drill": "2024-01-01"}, False),
        ({"last_inspection": ""}, False),
        ({"manager": ""}, False),
        ({"status": "planned", "last_drill": "", "last_inspection": ""}, True),  # yet to be built
    ],
)
def test_one_thing_to_see_to_is_enough(change: dict[str, object], is_complete: bool) -> None:
    (row,) = custody_rows([shelter(**(GOOD | change))], RULES, DAY)
    assert row.is_complete == is_complete


@pytest.mark.parametrize(
    ("persons", "area_m2", "state", "share"),
    [
        (None, 1000.0, "unknown", None),
        (0, 1000.0, "empty", 0.0),
        (499, 1000.0, "partial", 0.998),
        (500, 1000.0, "full", 1.0),  # exactly its room
        (501, 1000.0, "over", 1.002),
        (10, None, "uncapped", None),
        (1, 1.0, "over", None),  # 1 m2 holds nobody at 2 m2 each
    ],
)
def test_how_full(persons: int | None, area_m2: float | None, state: str, share: float | None) -> None:
    found = occupancy(shelter(occupancy_persons=persons, effective_area_m2=area_m2), rules())
    assert found.state == state
    assert found.share == (None if share is None else pytest.approx(share))


def test_people_placed_and_overloaded_shelters_are_figures() -> None:
    found = assessed(
        shelter(0, 0, name="Full", occupancy_persons=500),
        shelter(0, 1, name="Over", occupancy_persons=501),
        shelter(0, 2, name="Worse", occupancy_persons=900),
        shelter(0, 3, name="Unknown"),
    )
    assert value(found, "shelter.occupied_persons") == 1901
    assert found.figures["shelter.occupied_persons"].is_estimated
    assert value(found, "shelter.overloaded_count") == 2
    assert failing(found, "shelter.overloaded_count") == ["Worse", "Over"]
    assert found.figures["shelter.overloaded_count"].is_estimated  # the fourth may be over too
    known = assessed(shelter(occupancy_persons=500)).figures["shelter.overloaded_count"]
    assert (known.value, known.is_estimated) == (0, False)


def test_a_shelter_that_holds_nobody_adds_nobody() -> None:
    found = assessed(shelter(0, 0, occupancy_persons=0), shelter(0, 1, occupancy_persons=7))
    assert value(found, "shelter.occupied_persons") == 7
    assert value(assessed(shelter(0, 0, occupancy_persons=0)), "shelter.occupied_persons") == 0


def test_without_records_there_is_no_data() -> None:
    for figure_id in ("shelter.occupied_persons", "shelter.overloaded_count"):
        assert assessed(shelter()).figures[figure_id].missing == ("shelter_occupancy",)
        assert assessed().figures[figure_id].missing == ("shelters",)


def test_every_state_has_words() -> None:
    keys = [
        *(f"custody.due.{state}" for state in get_args(DueState)),
        *(f"custody.seismic.{state}" for state in get_args(SeismicState)),
        *(f"occupancy.{state}" for state in get_args(OccupancyState)),
        *(f"custody.{name}" for name in CUSTODIANS),
    ]
    assert [key for key in keys if not has_text(key)] == []
    for lang in LANGUAGES:  # an empty field tells of no assessment, made or not
        assert t("custody.seismic.unassessed", lang) == t("custody.signs.unknown", lang)


def test_what_is_yet_to_be_built_is_due_for_nothing() -> None:
    good = {"builder": "a", "manager": "b", "maintainer": "c", "seismic_adequate": True, "is_signed": True}
    (row,) = custody_rows([shelter(status="planned", **good)], RULES, DAY)
    assert (row.inspection.state, row.drill.state, row.overdue_days) == ("unbuilt", "unbuilt", 0)
    assert row.is_complete
