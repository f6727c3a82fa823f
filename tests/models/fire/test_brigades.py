"""Brigades by the class a town needs, by hand. The small county is described in made.py."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from models.assessment.assess import assess
from models.assessment.live import DragSession
from models.county.layer import Layer, Role
from models.facilities.facility import Brigade, Facility
from models.findings.formulas import formula_text
from models.fire.brigades import RANK, class_figure, large_villages, town_needs, town_ranks
from models.registers.counting import Inventory
from tests.models.made import assessed, at, box, county, layer, moved, rules, scenario, station

BY_RANK = {rank: name for name, rank in RANK.items()}


def brigade(x: float = 0, y: float = 0, **values) -> Brigade:
    given = {"brigade_class": "volunteer", "status": "existing", "id": f"b{x:g},{y:g}"} | values
    return Brigade(geometry=at(x, y), **given)


def towns(**columns) -> Layer:
    """West and East, 2 x 2 km each."""
    return layer(
        Role.TOWNSHIPS,
        [box(0, 0, 2000, 2000), box(2000, 0, 4000, 2000)],
        **({"name": ["West", "East"], "code": ["371500101", "371500102"]} | columns),
    )


def needs(made, **values: float) -> list[str]:
    return [BY_RANK[rank] for rank in town_needs(made, rules(**values)).rank.tolist()]


# -- what a town needs -------------------------------------------------------------------------------------
def test_built_up_land_and_its_residents_of_each_township() -> None:
    # 1.5 km2 of built-up land in the west hold A (1000), 1 km2 in the east C (3000); B and D are outside.
    built = layer(Role.BUILTUP, [box(0, 0, 1000, 1500), box(2000, 0, 3000, 1000)])
    found = town_needs(county(builtup=built), rules())
    assert found.builtup_m2 / 1e6 == pytest.approx([1.5, 1.0])
    assert found.persons.tolist() == [1000, 3000]


@pytest.mark.parametrize(
    ("limit_km2", "needed"), [(1.5, "full_time_1"), (1.5000001, "volunteer"), (1.0, "full_time_1")]
)
def test_exactly_the_area_asks_for_the_class(limit_km2: float, needed: str) -> None:
    built = layer(Role.BUILTUP, [box(0, 0, 1000, 1500)])
    values = {"brigade__full_time_1__builtup_km2": limit_km2, "brigade__full_time_2__builtup_km2": 9}
    assert needs(county(builtup=built), **values) == [needed, "volunteer"]


@pytest.mark.parametrize(("limit", "needed"), [(3000, "full_time_2"), (3001, "volunteer")])
def test_exactly_the_residents_ask_for_the_class(limit: int, needed: str) -> None:
    built = layer(Role.BUILTUP, [box(2000, 0, 3000, 1000)])
    assert needs(county(builtup=built), brigade__full_time_2__residents_persons=limit) == [
        "volunteer",
        needed,
    ]


def test_the_standard_values_by_hand() -> None:
    # 4 x 2 = 8 km2 of the west is built up: class 1; 2 km2 of the east: class 2.
    wide = towns()
    built = layer(Role.BUILTUP, [box(0, 0, 2000, 2000), box(2000, 0, 3000, 2000)])
    assert needs(county(townships=wide, builtup=built)) == ["full_time_2", "full_time_2"]
    large = layer(Role.TOWNSHIPS, [box(0, 0, 4000, 2000)], name=["One"], code=["371500101"])
    all_built = layer(Role.BUILTUP, [box(0, 0, 2500, 2000)])
    assert needs(county(townships=large, builtup=all_built)) == ["full_time_1"]  # exactly 5 km2


@pytest.mark.parametrize(
    ("word", "needed"), [("是", "full_time_1"), ("否", "full_time_2"), ("", "full_time_2")]
)
def test_a_national_key_town_needs_the_higher_class_sooner(word: str, needed: str) -> None:
    made = county(
        townships=towns(全国重点镇=[word, ""]), builtup=layer(Role.BUILTUP, [box(0, 0, 1000, 2000)])
    )
    assert needs(made) == [needed, "volunteer"]  # 2 km2


def test_a_small_national_key_town_is_a_town_like_others_and_a_provincial_one_is_not() -> None:
    made = county(townships=towns(national_key_town=["yes", ""], provincial_key_town=["", "yes"]))
    assert needs(made) == ["volunteer", "full_time_2"]


def test_residents_that_nobody_knows_leave_the_area_and_are_told() -> None:
    unknown = layer(Role.VILLAGES, [at(500, 500)], name=["A"])
    found = town_needs(county(villages=unknown), rules())
    assert np.isnan(found.persons).all()
    assert found.is_by_area_only.tolist() == [True, False]  # the east has no built-up land
    figure = class_figure(Inventory(county(villages=unknown), ()), rules())
    assert figure.is_estimated
    assert "1 个乡镇（街道）建成区人口不明" in formula_text(figure, "zh")


# -- what it has -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("facility", "rank"),
    [
        (brigade(100, 100), "volunteer"),
        (brigade(100, 100, brigade_class="full_time_2"), "full_time_2"),
        (brigade(100, 100, brigade_class="full_time_1"), "full_time_1"),
        (station(100, 100, station_class="small"), "station"),
        (station(100, 100, station_class="support"), ""),
        (brigade(100, 100, brigade_class="micro"), ""),
        (brigade(3000, 100), ""),
        (brigade(-100, 100), ""),
    ],
)
def test_what_counts_as_protection_of_the_west(facility: Facility, rank: str) -> None:
    assert BY_RANK[town_ranks(Inventory(county(), (facility,)))[0]] == rank


def test_the_best_of_a_township_counts() -> None:
    rows = (brigade(1, 1), brigade(2, 2, brigade_class="full_time_1"), brigade(3, 3))
    assert town_ranks(Inventory(county(), rows)).tolist() == [3, 0]


def test_townships_short_of_their_class() -> None:
    built = layer(Role.BUILTUP, [box(0, 0, 1000, 2000)])  # 2 km2: class 2 in the west

    def failing(*rows: Facility) -> list[str]:
        figure = assessed(*rows, of=county(builtup=built)).figures["brigade.class_short_count"]
        assert figure.value == len(figure.failing)
        return [place.name for place in figure.failing]

    assert failing() == ["West", "East"]  # it lacks more
    assert failing(brigade(1, 1), brigade(3000, 1)) == ["West"]
    assert failing(brigade(1, 1, brigade_class="full_time_2"), brigade(3000, 1)) == []
    assert failing(station(1, 1), brigade(3000, 1)) == []
    assert failing(brigade(1, 1, brigade_class="full_time_1")) == ["East"]


def test_what_is_lacking_is_named() -> None:
    figure_id = "brigade.class_short_count"
    assert assessed(of=county(builtup=None)).figures[figure_id].missing == ("builtup",)
    assert assessed(of=county(townships=None, builtup=None)).figures[figure_id].missing == (
        "townships",
        "builtup",
    )
    points = layer(Role.TOWNSHIPS, [at(1, 1)], name=["P"])
    assert assessed(of=county(townships=points)).figures[figure_id].missing == ("township_areas",)


FORCES = st.lists(
    st.tuples(
        st.sampled_from(["full_time_1", "full_time_2", "volunteer", "micro", "station"]),
        st.integers(-100, 4100),
        st.integers(0, 2000),
    ),
    max_size=6,
)


@given(FORCES, FORCES)
def test_one_more_never_leaves_more_townships_short(some, more) -> None:
    def short(rows) -> float:
        facilities = tuple(
            station(x, y, id=str(index))
            if kind == "station"
            else brigade(x, y, id=str(index), brigade_class=kind)
            for index, (kind, x, y) in enumerate(rows)
        )
        return class_figure(Inventory(COUNTY, facilities), rules()).value or 0.0

    assert short(some + more) <= short(some)
    assert 0 <= short(some) <= 2


COUNTY = county(builtup=layer(Role.BUILTUP, [box(0, 0, 1000, 2000)]))


def test_a_dragged_brigade_gives_what_an_assessment_gives() -> None:
    facility = brigade(100, 100, id="m", brigade_class="full_time_2")
    rows = [facility, brigade(3000, 100, id="other")]
    session = DragSession(COUNTY, scenario(rows), rules(), assess(COUNTY, scenario(rows), rules()), facility)
    for x in (100, 1999, 2000, 2001, 5000):
        where = moved(facility, x, 500)
        after = assess(COUNTY, scenario([where, rows[1]]), rules())
        step = session.move(where)
        for figure_id in ("brigade.class_short_count", "brigade.village_share"):
            assert step.figures[figure_id] == after.figures[figure_id].value


# -- villages ----------------------------------------------------------------------------------------------
def test_large_villages_are_listed_largest_first_with_who_serves_them() -> None:
    # More than 1000 residents: B (2000), C (3000), D (4000). A brigade 1000 m from C is C's.
    found = large_villages(Inventory(county(), (brigade(3500, 500),)), rules())
    names = found.layer.text("name")[found.rows].tolist()
    assert names == ["D", "C", "B"]
    assert found.served.tolist() == [True, True, False]  # D too is exactly 1000 m off
    assert large_villages(Inventory(county(villages=None), ()), rules()) is None


@pytest.mark.parametrize(("station_class", "served"), [("second", ["D", "C"]), ("support", [])])
def test_a_support_station_serves_no_village(station_class: str, served: list[str]) -> None:
    one = station(3500, 500, station_class=station_class)
    found = large_villages(Inventory(county(), (one,)), rules())
    assert found.layer.text("name")[found.rows[found.served]].tolist() == served


def test_a_village_with_an_outline_is_served_from_inside_alone() -> None:
    """Near to an outline is not in it; a village drawn as a line or several points has but its distance."""
    shapes = [box(0, 0, 400, 400), shapely.MultiPoint([at(2000, 500), at(2400, 500)])]
    made = county(
        villages=layer(Role.VILLAGES, shapes, name=["甲", "乙"], population_persons=[2000.0, 3000.0])
    )

    def served(x: float, y: float) -> list[str]:
        found = large_villages(Inventory(made, (brigade(x, y),)), rules(brigade__village_distance_m=300))
        assert found is not None
        return found.layer.text("name")[found.rows[found.served]].tolist()

    assert served(200, 200) == ["甲"]
    assert served(400, 200) == ["甲"]  # on its outline
    assert served(410, 200) == []  # ten metres beside it
    assert served(2000, 800) == ["乙"]  # exactly 300 m from a point of it
    assert served(2000, 801) == []
