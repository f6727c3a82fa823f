"""Share of residents within a radius beside the share with a place. The small county is described in made.py.

Shelters stand at whole metres; the radius is 500 m for an emergency, 1,000 m for short, 1,500 m for medium
and 2,500 m for long stays. 0.5, 2, 3 and 4.5 m2 give one place.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.access.sited import Counted, Moved
from models.facilities.facility import Facility, Shelter
from models.findings.formulas import caution_text, missing_text
from models.shelters import placing
from models.shelters.assignment import STAYS, served_before, serving
from models.shelters.placing import KINDS, Pairs, fill, placed_of, stays_of, values
from tests.models import made
from tests.models.made import assessed, county, failing, layer, random_county, rules, shelter, value

SHARES = {
    f"shelter__displaced_share__{stay}": share
    for stay, share in zip(STAYS, (1.0, 0.1, 0.03, 0.02), strict=True)
}
RULES = rules(**SHARES)
NEED = 0.15 * 10_500


def test_within_the_radius_is_not_a_place() -> None:
    """Emergency, 600 m2 at 0.5 m2 each: 1,200 places at B.

    Within 500 m lives B alone: 2,000 of 10,500 people. 1,200 of them have a place.
    """
    found = assessed(shelter(1500, 500, shelter_class="emergency", effective_area_m2=600.0), by=RULES)
    assert value(found, "shelter.people_share.emergency") == pytest.approx(100 * 2000 / 10_500)
    assert value(found, "shelter.placed_share.emergency") == pytest.approx(100 * 1200 / 10_500)
    # D, C and E are beyond the radius, at B 800 people are left: by people without a place.
    assert failing(found, "shelter.placed_share.emergency") == ["D", "C", "A", "B", "E"]
    told = caution_text(found.figures["shelter.people_share.emergency"], "en")
    assert told == "of those in need, 11.4 % have a place within the radius"


def test_long_stays_come_first_and_leave_room_for_shorter_ones() -> None:
    """Long, 450 m2 at B: 100 places within 2,500 m, which A, B and C are (6,000 residents); D is 2,236 m off.

    Long stays of A, B, C and D: 2 % of 10,000 = 200; B's 40 and A's 20 are nearest, then C's 40 of 60.
    Nothing is left for medium and short stays.

    With 1,350 m2 there are 300: 200 for long stays, 100 for medium ones (B 60, A 30, C 10).
    """
    small = assessed(shelter(1500, 500, shelter_class="long", effective_area_m2=450.0), by=RULES)
    assert value(small, "shelter.people_share.fixed") == pytest.approx(100 * 10_000 / 10_500)
    assert value(small, "shelter.placed_share.fixed") == pytest.approx(100 * 100 / NEED)
    large = shelter(1500, 500, shelter_class="long", effective_area_m2=1350.0)
    assert value(assessed(large, by=RULES), "shelter.placed_share.fixed") == pytest.approx(100 * 300 / NEED)
    sited = Counted(county(), RULES, (large,))
    # A 20 + 30, B 40 + 60, C 60 + 10, D 80, E 0.
    assert placed_of(sited, "fixed").placed_persons.tolist() == pytest.approx([50, 100, 70, 80, 0])


def test_a_short_stay_shelter_has_no_room_for_long_stays() -> None:
    # 5,000 places at A reach A and B: of 15 % of 3,000 people only the 10 % of short stays.
    found = assessed(shelter(500, 500, effective_area_m2=10_000.0), by=RULES)
    assert value(found, "shelter.placed_share.fixed") == pytest.approx(100 * 300 / NEED)


def test_who_finds_the_nearest_full_goes_on_to_the_next_within_its_radius() -> None:
    """Short stays: A 100, B 200, C 300 people. 50 places at A, 500 at B; both reach A and B, B's reaches C.

    A fills its own 50, its other 50 go on to B: 200 + 300 + 50 > 500, and by distance B comes first, then A
    and C equally far, A by its row: 200 + 50 + 250. 50 + 500 have a place; 50 of C have none.
    """
    found = assessed(shelter(500, 500, effective_area_m2=100.0), shelter(1500, 500, id="b"), by=RULES)
    assert value(found, "shelter.placed_share.fixed") == pytest.approx(100 * 550 / NEED)


def test_what_is_not_known_is_told_and_never_a_place() -> None:
    unknown = shelter(500, 500, effective_area_m2=None)
    found = assessed(unknown, by=RULES).figures["shelter.placed_share.fixed"]
    assert (found.value, found.missing) == (None, ("shelter_area",))
    assert value(assessed(by=RULES), "shelter.placed_share.fixed") == 0
    unclassed = assessed(shelter(500, 500, shelter_class="unknown"), by=RULES).figures
    for figure_id in ("shelter.placed_share.emergency", "shelter.capacity"):
        assert unclassed[figure_id].value is None
        assert missing_text(unclassed[figure_id], "en") == "classes of shelters"
    nobody = assessed(unknown, of=county(villages=None), by=RULES).figures["shelter.placed_share.fixed"]
    assert (nobody.value, nobody.missing) == (None, ("demand",))
    beside = assessed(unknown, shelter(500, 500, id="b"), by=RULES).figures["shelter.placed_share.fixed"]
    assert (beside.inputs["unknown_shelters"], beside.is_estimated) == (1, True)


def test_the_order_of_stays() -> None:
    assert serving("short") == ("short", "medium", "long") and served_before("short") == ("long", "medium")
    assert serving("emergency") == STAYS and served_before("emergency") == ()
    assert stays_of("emergency") == ("emergency",) and stays_of("fixed") == ("long", "medium", "short")


# -- what must always hold -----------------------------------------------------------------------------------
def one_by_one(
    persons: Sequence[float], room: Sequence[float], pairs: Sequence[tuple[int, int, float]]
) -> tuple[list[float], list[float]]:
    """The rule as it is written, pair by pair: people placed of each point, and people in each site."""
    waiting, free = list(persons), list(room)
    for point, site, _ in sorted(pairs, key=lambda one: (one[2], one[0], one[1])):
        moved = min(waiting[point], free[site])
        waiting[point] -= moved
        free[site] -= moved
    placed = [before - after for before, after in zip(persons, waiting, strict=True)]
    return placed, [before - after for before, after in zip(room, free, strict=True)]


@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=7),
    st.lists(st.integers(0, 14), min_size=1, max_size=5),
    st.data(),
)
def test_pairs_bring_what_the_rule_brings_as_it_is_written(
    persons: list[int], room: list[int], data: st.DataObject
) -> None:
    every = [(point, site) for point in range(len(persons)) for site in range(len(room))]
    chosen = data.draw(st.lists(st.sampled_from(every), unique=True))
    pairs = [(point, site, float(data.draw(st.integers(0, 4)))) for point, site in chosen]
    columns = np.array(pairs, dtype=np.float64).reshape(-1, 3)
    point, site, cost = columns[:, 0].astype(np.intp), columns[:, 1].astype(np.intp), columns[:, 2]
    rooms = np.array(room, dtype=np.float64)
    people = np.array(persons, dtype=np.float64)
    every_one = Pairs(np.full(len(room), 1), rooms, point, site, cost)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(placing, "_FIRST_LOOK", data.draw(st.integers(1, 9)))
        points, placed, load = fill(people[point], rooms, every_one)
    found = np.zeros(len(persons))
    found[points] = placed
    wanted = one_by_one([float(one) for one in persons], [float(one) for one in room], pairs)
    assert (found.tolist(), load.tolist()) == wanted


@given(st.integers(0, 10_000))
def test_no_more_have_a_place_than_live_in_the_radius_and_one_more_site_lowers_nothing(seed: int) -> None:
    random = np.random.default_rng(seed)
    of = random_county(random, 40)
    before: dict[str, float] = dict.fromkeys(KINDS, 0.0)
    shelters: list[Facility] = []
    for number in range(6):
        made_class = str(random.choice(["emergency", "short", "medium", "long", "central"]))
        shelters.append(
            shelter(
                *random.integers(0, 8000, 2),
                id=f"s{number}",
                shelter_class=made_class,
                effective_area_m2=float(random.integers(0, 9000)),
            )
        )
        found = assessed(*shelters, of=of, by=RULES)
        for kind in KINDS:
            share = value(found, f"shelter.placed_share.{kind}")
            assert share is not None and share <= value(found, f"shelter.people_share.{kind}") + 1e-6
            assert share >= before[kind] - 1e-6
            before[kind] = share


def test_a_place_is_given_once() -> None:
    """All shelters hold 500 together; nobody is placed twice and no shelter holds more than its room."""
    rows: list[Shelter] = [
        shelter(1500, 500, id="a", shelter_class="long", effective_area_m2=900.0),
        shelter(2500, 500, id="b", shelter_class="medium", effective_area_m2=600.0),
        shelter(1500, 500, id="c", effective_area_m2=200.0),
    ]
    placed = placed_of(Counted(county(), RULES, tuple(rows)), "fixed")
    assert placed.placed_persons.sum() == pytest.approx(500)
    assert (placed.placed_persons <= placed.needing_persons + 1e-6).all()


def test_unknown_residents_need_no_place_and_are_told() -> None:
    villages = layer(
        made.Role.VILLAGES,
        [made.at(500, 500), made.at(600, 500)],
        name=["A", "B"],
        population_persons=[1000.0, None],
    )
    figure = assessed(shelter(500, 500), of=county(villages=villages), by=RULES).figures[
        "shelter.placed_share.fixed"
    ]
    assert figure.inputs["needing_persons"] == pytest.approx(150) and figure.inputs["unknown_places"] == 1


def test_a_drag_over_many_places_says_nothing_until_the_drop(monkeypatch: pytest.MonkeyPatch) -> None:
    one = shelter(1500, 500)
    moved = Moved(Counted(county(), RULES, (shelter(500, 500),)), one)
    assert values(moved)["shelter.placed_share.fixed"] is not None
    monkeypatch.setattr(placing, "_LIVE_PAIRS", 2)
    assert values(moved)["shelter.placed_share.fixed"] is None
    assert values(Counted(county(), RULES, moved.facilities))["shelter.placed_share.fixed"] is not None
