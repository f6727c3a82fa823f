"""Barriers, and jurisdictions that do not cross them, by hand. The small county is described in made.py."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from models.access.barriers import barriers, sides_of
from models.access.jurisdictions import Division, Ground, adjoining
from models.access.straight import StraightLine
from models.assessment.assess import assess
from models.assessment.live import DragSession
from models.county.layer import Layer, Role
from models.facilities.facility import FireStation
from models.findings.formulas import EXCESS, formula_text
from models.fire.results import ADJOINING, released_figures
from models.fire.values import divided
from tests.models.made import ORIGIN, assessed, at, box, county, layer, moved, rules, scenario, station

KM2 = 1e6
WEST, EAST = station(500, 1000, id="west"), station(3500, 1000, id="east")


def line(*corners: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([at(*corner) for corner in corners])


def roads(*shapes: shapely.LineString, road_class: str = "motorway", name: str = "") -> Layer:
    return layer(Role.ROADS, list(shapes), road_class=[road_class] * len(shapes), name=[name] * len(shapes))


def whole(**layers: Layer | None):
    """The small county without built-up land or seat, so that all 8 km2 of it are divided."""
    return county(**({"builtup": None, "seat": None} | layers))


def areas(made, *stations: FireStation) -> list[float]:
    found = divided(made, stations, rules()).area_m2 / KM2
    return [round(float(area), 6) for area in found]


def test_a_county_without_an_outline_has_sides_where_its_people_live() -> None:
    across = roads(line((1500, -3000), (1500, 5000)))
    nowhere = {"county": None, "townships": None}
    found = sides_of(whole(roads=across, **nowhere), rules())
    assert found is not None and len(found) == 2
    assert found.of(*at(500, 1000).coords[0]) != found.of(*at(3500, 1000).coords[0])
    assert sides_of(whole(roads=across, villages=None, **nowhere), rules()) is None


# -- what is a barrier -------------------------------------------------------------------------------------
def test_without_barriers_the_middle_divides() -> None:
    assert areas(whole(), WEST, EAST) == [4, 4]
    assert sides_of(whole(), rules()) is None


def test_barriers_are_the_same_however_distances_are_measured() -> None:
    made = whole(roads=roads(line((1500, -100), (1500, 2100)), road_class="motorway"))
    assert sides_of(made, rules()) is sides_of(made.measured("road"), rules())


@pytest.mark.parametrize(
    "road_class", ["motorway", "expressway", "高速公路", "城市快速路", "railway", "铁路"]
)
def test_a_jurisdiction_does_not_cross_an_expressway_or_a_railway(road_class: str) -> None:
    # The line at x = 1500 leaves 1.5 x 2 km to the west and 2.5 x 2 km to the east.
    made = whole(roads=roads(line((1500, -100), (1500, 2100)), road_class=road_class))
    assert areas(made, WEST, EAST) == [3, 5]
    assert divided(made, (WEST, EAST), rules()).beyond_m2.tolist() == [0, 0]


@pytest.mark.parametrize("road_class", ["primary", "trunk", "motorway_link", "subway", "高速公路连接线", ""])
def test_other_roads_are_crossed(road_class: str) -> None:
    made = whole(roads=roads(line((1500, -100), (1500, 2100)), road_class=road_class))
    assert areas(made, WEST, EAST) == [4, 4]


@pytest.mark.parametrize(
    ("columns", "is_one"),
    [
        ({"kind": ["railway"], "name": ["示例线"]}, True),
        ({"fclass": ["rail"], "name": ["示例线"]}, True),
        ({"fclass": ["subway"], "name": ["示例铁路"]}, False),
        ({"name": ["示例铁路"]}, True),
        ({"name": ["示例铁路专用线"]}, False),
        ({"name": ["示例大街"]}, False),
    ],
)
def test_a_railway_among_reference_layers_is_told_by_class_or_name(columns: dict, is_one: bool) -> None:
    made = whole(rail=layer(Role.REFERENCE, [line((1500, 0), (1500, 2000))], **columns))
    assert areas(made, WEST, EAST) == ([3, 5] if is_one else [4, 4])


def test_a_layer_may_say_for_all_its_features_what_they_are() -> None:
    rails = replace(layer(Role.REFERENCE, [line((1500, 0), (1500, 2000))]), name="国家铁路")
    assert barriers(whole(rails=rails), 30).counts == {"railway": 1}


def test_a_river_known_by_its_banks_goes_to_the_nearest() -> None:
    # Sides of 1.4 x 2 and 2.4 x 2 km; the bed, 0.2 x 2 km, lies nearer to the west (the middle is at 2000).
    made = whole(water=layer(Role.WATER, [box(1400, -50, 1600, 2050)], name=["清泉河"]))
    assert areas(made, WEST, EAST) == [3.2, 4.8]
    assert divided(made, (WEST, EAST), rules()).beyond_m2.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("columns", "is_one"),
    [
        ({"kind": ["river"]}, True),
        ({"kind": ["canal"], "name": ["永济河"]}, False),
        ({"name": ["清泉河"]}, True),
        ({"name": ["东湖"]}, False),
        ({"name": ["沙河水库"]}, False),
    ],
)
def test_only_rivers_are_barriers_among_waters(columns: dict, is_one: bool) -> None:
    made = whole(water=layer(Role.WATER, [line((1500, 0), (1500, 2000))], **columns))
    assert areas(made, WEST, EAST) == ([3, 5] if is_one else [4, 4])


def test_points_are_not_asked_what_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """A county has a hundred thousand of them, and none divides it."""
    text, asked = Layer.text, []
    monkeypatch.setattr(Layer, "text", lambda layer, column: asked.append(layer.name) or text(layer, column))
    signs = layer(Role.REFERENCE, [at(500, 500), at(600, 600)], name=["铁路", "铁路"], kind=["铁路"] * 2)
    made = whole(signs=signs, roads=roads(line((2000, -100), (2000, 2100))))
    asked.clear()
    assert barriers(made, 30).counts == {"expressway": 1}
    assert asked
    assert Role.REFERENCE not in asked


@pytest.mark.parametrize(("width_m", "is_one"), [(30, True), (29.99, False)])
def test_a_river_exactly_as_wide_as_a_large_one_is_large(width_m: float, is_one: bool) -> None:
    river = layer(Role.WATER, [line((1500, 0), (1500, 2000))], name=["清河"], width=[width_m])
    assert rules()["fire.river_width_m"] == 30
    assert areas(whole(water=river), WEST, EAST) == ([3, 5] if is_one else [4, 4])


def test_a_county_asked_again_with_another_width_divides_its_land_anew() -> None:
    river = layer(Role.WATER, [line((1500, 0), (1500, 2000))], name=["清河"], width=[30.0])
    made = whole(water=river)
    for width_m, expected in ((30, [3, 5]), (31, [4, 4]), (30, [3, 5])):
        found = divided(made, (WEST, EAST), rules(**{"fire.river_width_m": width_m}))
        assert [round(float(area) / KM2, 6) for area in found.area_m2] == expected


def test_the_width_of_banks_is_their_mean_width() -> None:
    # 2000 m long: 2 A / P is 2 * 20 * 2000 / 4040 = 19.8 m.
    narrow = layer(Role.WATER, [box(1490, 0, 1510, 2000)], name=["清河"])
    assert areas(whole(water=narrow), WEST, EAST) == [4, 4]
    made = whole(water=narrow)
    assert len(barriers(made, 19.9).areas) == 0
    assert len(barriers(made, 19.7).areas) == 1


# -- what barriers cut -------------------------------------------------------------------------------------
def test_a_barrier_that_ends_in_the_county_is_driven_around() -> None:
    made = whole(roads=roads(line((1500, -100), (1500, 1900))))
    assert areas(made, WEST, EAST) == [4, 4]


@pytest.mark.parametrize(("short_m", "cuts"), [(50, True), (51, False)])
def test_a_line_that_ends_just_short_of_the_outline_reaches_it(short_m: float, cuts: bool) -> None:
    made = whole(roads=roads(line((1500, short_m), (1500, 2000 - short_m))))
    assert areas(made, WEST, EAST) == ([3, 5] if cuts else [4, 4])


def test_two_barriers_that_nearly_meet_cut_together() -> None:
    rail = roads(line((1500, 0), (1500, 980)), line((1500, 1020), (1500, 2000)), road_class="railway")
    assert areas(whole(roads=rail), WEST, EAST) == [3, 5]


def test_a_line_that_ends_exactly_on_the_outline_cuts() -> None:
    slanted = line((1337.1, 0), (1662.9, 2000))
    assert areas(whole(roads=roads(slanted)), WEST, EAST) == [3, 5]


def test_the_strip_between_carriageways_is_no_side() -> None:
    made = whole(roads=roads(line((1500, -9), (1500, 2009)), line((1504, -9), (1504, 2009))))
    assert len(sides_of(made, rules())) == 2  # 4 m x 2000 m is less than a hectare
    assert sum(areas(made, WEST, EAST)) == 8


def test_a_side_without_station_goes_to_the_nearest_across_the_barrier_and_is_told() -> None:
    # From 1500 to 3000 stands no station: the middle at 2000 divides it into 1 and 2 km2.
    made = whole(roads=roads(line((1500, -1), (1500, 2001)), line((3000, -1), (3000, 2001))))
    assert areas(made, WEST, EAST) == [4, 4]
    found = divided(made, (WEST, EAST), rules())
    assert found.beyond_m2 / KM2 == pytest.approx([1, 2])
    figure = assessed(WEST, EAST, of=made).figures["fire.jurisdiction"]
    assert (figure.inputs["barrier_sides"], figure.inputs["beyond_ha"]) == (3, 300)
    assert "300 公顷" in formula_text(figure, "zh")
    # Only what the layers hold divides anything.
    assert "；高速公路把县域分成 3 片" in formula_text(figure, "zh")
    assert "sides that expressways cut the county into" in formula_text(figure, "en")
    assert figure.inputs[EXCESS] == 0.0
    assert "fire.river_width_m" in figure.rules
    # A station there takes all of it, whoever is nearer.
    assert areas(made, WEST, EAST, station(1600, 100, id="middle")) == [3, 2, 3]


def test_two_on_one_side_share_it() -> None:
    made = whole(roads=roads(line((3000, -1), (3000, 2001))))
    # The middle between 500 and 1500 is 1000; east of the line everything is EAST's.
    assert areas(made, WEST, station(1500, 1000, id="b"), EAST) == [2, 4, 2]


def test_land_outside_every_side_has_an_owner_too() -> None:
    # The seat reaches 500 m beyond the outline of the county.
    seat = layer(Role.SEAT, [box(-500, 0, 1000, 1000)])
    made = county(builtup=None, seat=seat, roads=roads(line((500, -1), (500, 2001))))
    assert areas(made, station(200, 500), station(800, 500, id="b")) == [1, 0.5]


def test_built_up_patches_are_divided_by_side() -> None:
    made = county(roads=roads(line((300, -1), (300, 2001))))
    assert areas(made, station(200, 500), station(900, 500, id="b")) == [0.3, 0.7]


def test_jurisdictions_as_polygons_have_their_areas() -> None:
    made = whole(
        roads=roads(line((1500, -1), (1500, 2001)), line((3000, -1), (3000, 2001))),
        water=layer(Role.WATER, [box(700, -50, 800, 2050)], kind=["river"]),
    )
    found = divided(made, (WEST, EAST, station(900, 300, id="c")), rules())
    assert shapely.area(found.jurisdictions) == pytest.approx(found.area_m2)
    assert shapely.area(shapely.union_all(found.jurisdictions)) == pytest.approx(8 * KM2)


CUTS = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 8), st.booleans()).map(
        lambda cut: (cut[0] * 500.0, cut[1] * 500.0, cut[2])
    ),
    max_size=4,
)
SPOTS = st.lists(
    st.tuples(st.integers(-1, 9), st.integers(-1, 5)).map(lambda spot: (spot[0] * 487.0, spot[1] * 491.0)),
    min_size=1,
    max_size=6,
)


def cut_county(cuts: list[tuple[float, float, bool]]):
    lines = [
        line((first, -5), (second, 2005)) if upright else line((-5, first / 2), (4005, second / 2))
        for first, second, upright in cuts
    ]
    patches = layer(Role.BUILTUP, [box(0, 0, 1500, 2000), box(2000, 300, 4000, 1700)])
    return county(builtup=patches, roads=roads(*lines) if lines else None)


@given(CUTS, SPOTS)
def test_all_of_the_land_has_one_owner(cuts, spots) -> None:
    made = cut_county(cuts)
    rows = [station(x, y, id=str(index)) for index, (x, y) in enumerate(spots)]
    found = divided(made, rows, rules())
    assert found.area_m2.sum() == pytest.approx(found.land.area_m2, rel=1e-9)
    assert (found.area_m2 >= 0).all()
    assert (found.beyond_m2 <= found.area_m2 + 1e-6).all()


@given(CUTS, SPOTS)
def test_one_more_station_gives_the_same_as_all_at_once(cuts, spots) -> None:
    made = cut_county(cuts)
    ground = Ground(made.land("builtup"), sides_of(made, rules()))
    where = [(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in spots]
    joined = Division.of(StraightLine(), ground, where[:-1]).areas_with(where[-1])
    assert joined == pytest.approx(Division.of(StraightLine(), ground, where).area_m2, rel=1e-9, abs=1e-3)


def test_a_drag_across_barriers_gives_what_a_full_assessment_gives() -> None:
    made = whole(
        roads=roads(line((1500, -1), (1500, 2001)), line((3000, -1), (3000, 2001))),
        water=layer(Role.WATER, [box(700, -50, 800, 2050)], kind=["river"]),
    )
    facility = station(100, 100, id="m", station_class="small")
    present = scenario([WEST, EAST, facility])
    session = DragSession(made, present, rules(), assess(made, present, rules()), facility)
    for x in np.linspace(-200, 4200, 23):
        where = moved(facility, float(x), 900)
        after = assess(made, scenario([WEST, EAST, where]), rules())
        step = session.move(where)
        for figure_id in (key for key in step.figures if key.startswith("fire.")):
            if figure_id in after.figures:
                expected = after.figures[figure_id].value
                assert step.figures[figure_id] == (
                    None if expected is None else pytest.approx(expected, rel=1e-6)
                ), figure_id


# -- small stations ----------------------------------------------------------------------------------------
def not_adjoining(*stations: FireStation, of=None) -> list[str]:
    figure = released_figures(assessed(*stations, of=of or whole()))[ADJOINING]
    assert figure.value == len(figure.failing)
    return [place.key for place in figure.failing]


def test_a_small_station_must_adjoin_a_larger_one() -> None:
    small, first = station(500, 1000, id="small", station_class="small"), replace(EAST, station_class="first")
    assert not_adjoining(small, first) == []
    assert assessed(small, first, of=whole()).stations["small"].adjoins is True
    assert assessed(small, first, of=whole()).stations["east"].adjoins is None
    # Another small one between them: the cells meet at 1000 and 2500 only.
    between = replace(small, id="between", geometry=at(1500, 1000))
    assert not_adjoining(small, between, first) == ["small"]


def test_small_stations_alone_adjoin_nothing() -> None:
    one, two = (replace(row, station_class="small") for row in (WEST, EAST))
    assert not_adjoining(one, two) == ["west", "east"]
    support = station(2000, 1000, id="support", station_class="support")
    assert not_adjoining(one, two, support) == ["west", "east"]


def test_touching_in_a_corner_is_not_adjoining() -> None:
    # Four cells meet at (2000, 1000); the small one shares borders with two small ones only.
    corners = {"sw": (1000, 500), "se": (3000, 500), "nw": (1000, 1500), "ne": (3000, 1500)}
    rows = [
        station(x, y, id=name, station_class="first" if name == "ne" else "small")
        for name, (x, y) in corners.items()
    ]
    assert not_adjoining(*rows) == ["sw"]


def test_a_railway_between_is_a_border_in_common_and_a_river_is_not() -> None:
    small, first = replace(WEST, station_class="small"), replace(EAST, station_class="first")
    rail = whole(roads=roads(line((1500, -1), (1500, 2001)), road_class="railway"))
    assert not_adjoining(small, first, of=rail) == []
    river = whole(water=layer(Role.WATER, [box(1400, -50, 1600, 2050)], kind=["river"]))
    assert not_adjoining(small, first, of=river) == ["west"]


@pytest.mark.parametrize(("border_m", "count"), [(1.0, 1), (0.9, 0), (0.0, 0)])
def test_a_metre_of_common_border_is_enough(border_m: float, count: int) -> None:
    one = np.array([shapely.box(0, 0, 10, 10)], dtype=object)
    other = np.array([shapely.box(10, 10 - border_m, 20, 30)], dtype=object)
    assert adjoining(one, other).tolist() == [count]


def test_without_stations_or_land_nothing_is_said() -> None:
    assert released_figures(assessed())[ADJOINING].missing == ("fire_stations",)
    nowhere = county(builtup=None, seat=None, county=None, townships=None)
    figure = released_figures(assessed(replace(WEST, station_class="small"), of=nowhere))[ADJOINING]
    assert (figure.value, figure.missing) == (None, ("builtup",))
    assert released_figures(assessed(EAST))[ADJOINING].value == 0
