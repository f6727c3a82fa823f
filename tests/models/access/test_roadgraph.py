"""Roads become a network: where they meet, where they only cross, what their data say."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from models.access.roadgraph import RoadGraph, build
from models.access.roadwords import Said, class_names, kept_out_tags
from models.county.layer import Layer, Role


def roads(*lines: list[tuple[float, float]], **columns: list[Any]) -> Layer:
    frame = gpd.GeoDataFrame(columns, geometry=[shapely.LineString(line) for line in lines], crs=4548)
    return Layer("道路", Role.ROADS, frame)


def graph(*lines: list[tuple[float, float]], **columns: list[Any]) -> RoadGraph:
    return build([roads(*lines, **columns)])


CROSS = ([(0, 50), (100, 50)], [(50, 0), (50, 100)])


def degrees(made: RoadGraph) -> dict[tuple[float, float], int]:
    ends = np.concatenate((made.start, made.stop))
    count = np.bincount(ends, minlength=len(made.xy))
    return {(round(x, 2), round(y, 2)): int(n) for (x, y), n in zip(made.xy.tolist(), count, strict=True)}


def test_lines_that_cross_on_one_level_meet_and_the_crossing_is_told() -> None:
    made = graph(*CROSS)
    assert len(made) == 4 and degrees(made)[50, 50] == 4
    assert made.unsplit.tolist() == [[50, 50]]
    assert made.length_m.tolist() == [50] * 4


def test_a_shared_vertex_is_a_junction_without_a_word() -> None:
    made = graph([(0, 50), (50, 50), (100, 50)], [(50, 0), (50, 50), (50, 100)])
    assert degrees(made)[50, 50] == 4 and len(made.unsplit) == 0


def test_an_end_within_a_files_decimals_of_a_road_touches_it() -> None:
    made = graph([(0, 0), (100, 0)], [(33.3, 0.02), (33.3, 80)])
    assert 3 in degrees(made).values() and len(made) == 3
    assert len(graph([(0, 0), (100, 0)], [(33.3, 1.0), (33.3, 80)])) == 2  # a gap is not closed in silence


@pytest.mark.parametrize(
    "columns",
    [
        {"bridge": ["", "yes"]},
        {"bridge": [0, 1]},
        {"桥梁": ["否", "是"]},
        {"tunnel": ["F", "T"]},
        {"layer": [0, 1]},
        {"other_tags": [None, '"bridge"=>"viaduct","layer"=>"1"']},
        {"fclass": ["residential", "motorway"]},
    ],
)
def test_a_bridge_is_no_junction_with_what_lies_under_it(columns: dict[str, list[Any]]) -> None:
    assert len(graph(*CROSS, **columns)) == 2
    joined = ([(0, 50), (50, 50), (100, 50)], [(50, 0), (50, 50)])
    assert degrees(graph(*joined, **columns))[50, 50] == 3  # but where it ends it meets the road


def test_two_bridges_of_one_level_meet() -> None:
    assert len(graph(*CROSS, bridge=["yes", "yes"])) == 4


def test_a_crossing_with_vertices_of_two_levels_is_no_junction() -> None:
    made = graph([(0, 50), (50, 50), (100, 50)], [(50, 0), (50, 50), (50, 100)], layer=[0, 1])
    assert len(made) == 2


def test_a_line_meets_itself_where_it_comes_by_again() -> None:
    made = graph([(0, 0), (50, 0), (100, 0), (100, 100), (50, 100), (50, 0), (50, -50)])
    assert degrees(made)[50, 0] == 4


def test_what_is_not_there_yet_and_what_is_no_line_is_left_out() -> None:
    frame = gpd.GeoDataFrame(
        {"fclass": ["primary", "construction", "primary", "primary"]},
        geometry=[
            shapely.LineString([(0, 0), (10, 0)]),
            shapely.LineString([(0, 0), (0, 10)]),
            shapely.Point(3, 3),
            None,
        ],
        crs=4548,
    )
    made = build([Layer("道路", Role.ROADS, frame)])
    assert len(made) == 1 and made.row.tolist() == [0]
    assert len(build([])) == 0


def test_parts_of_one_feature_keep_its_row() -> None:
    parts = shapely.MultiLineString([[(0, 0), (10, 0)], [(20, 0), (30, 0)]])
    frame = gpd.GeoDataFrame(
        {"name": ["甲路", "乙路"]}, geometry=[shapely.LineString([(0, 9), (9, 9)]), parts]
    )
    made = build([Layer("道路", Role.ROADS, frame)])
    assert sorted(made.row.tolist()) == [0, 1, 1] and set(made.layer.tolist()) == {0}


def test_components_are_counted_by_metres() -> None:
    made = graph([(0, 0), (10, 0)], [(10, 0), (20, 0)], [(0, 500), (900, 500)])
    part = {tuple(xy): int(number) for xy, number in zip(made.xy.tolist(), made.component, strict=True)}
    assert part[0, 500] == part[900, 500] == 0 and part[0, 0] == part[20, 0] == 1


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("motorway_link", "motorway"),
        ("高速公路", "motorway"),
        ("城市快速路", "trunk"),
        ("国道", "primary"),
        ("G 省道", "primary"),
        ("一级公路", "primary"),
        ("县道", "secondary"),
        ("次干路", "secondary"),
        ("乡道", "tertiary"),
        ("Unclassified", "tertiary"),
        ("村道", "village"),
        ("四级公路", "tertiary"),
        ("等外公路", "village"),
        ("footway", "path"),
        ("在建道路", "closed"),
        ("什么路", None),
        ("", None),
    ],
)
def test_classes_by_their_words(word: str, expected: str | None) -> None:
    said = Said.of(roads([(0, 0), (1, 0)], road_class=[word]))
    index = int(said.road_class[0])
    assert (None if index < 0 else class_names()[index]) == expected


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"路线编号": ["G210"]}, "primary"),
        ({"路线编号": ["G4012"]}, "motorway"),
        ({"RN": ["S5"]}, "motorway"),
        ({"路线编码": ["X012"]}, "secondary"),
        ({"路线编码": ["X012500999"]}, "secondary"),
        ({"ref": ["Y045;X012"]}, "tertiary"),
        ({"RN": ["C123"]}, "village"),
        ({"rteg": ["四级"], "rn": ["G210"]}, "tertiary"),  # a word goes before the number
        ({"路线编号": ["G210"], "技术等级": ["什么"]}, "primary"),
        ({"路线编号": ["人民路"]}, None),
        ({"编号": ["S001"]}, None),  # may be anything
    ],
)
def test_classes_by_their_numbers(columns: dict[str, list[Any]], expected: str | None) -> None:
    index = int(Said.of(roads([(0, 0), (1, 0)], **columns)).road_class[0])
    assert (None if index < 0 else class_names()[index]) == expected


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"oneway": ["yes"]}, 1),
        ({"oneway": ["F"]}, 1),
        ({"oneway": ["T"]}, -1),
        ({"oneway": ["-1"]}, -1),
        ({"oneway": ["B"]}, 0),
        ({"oneway": ["no"], "fclass": ["motorway"]}, 0),
        ({"fclass": ["motorway"]}, 1),
        ({"dir": [1]}, 1),
        ({"dir": [0]}, 0),
        ({"单行线": ["是"]}, 1),
        ({"other_tags": ['"oneway"=>"yes","lanes"=>"2"']}, 1),
        ({"other_tags": ['"junction"=>"roundabout"']}, 1),
        ({}, 0),
    ],
)
def test_directions_by_their_words(columns: dict[str, list[Any]], expected: int) -> None:
    assert Said.of(roads([(0, 0), (1, 0)], **columns)).direction.tolist() == [expected]


@pytest.mark.parametrize(
    ("column", "words", "expected"),
    [
        ("direction", ["1", "1", "2", "3", "0"], [0, 0, 1, -1, 0]),
        ("Direction", ["1.0", "2.0"], [0, 1]),
        ("dir", ["0", "1"], [0, 1]),
        ("dir", ["0", "1", "-1"], [0, 1, -1]),
        ("oneway", [*"TFFFFFFFFF"], [1, *[0] * 9]),
        ("oneway", [*"TFBBBBBBBB"], [-1, 1, *[0] * 8]),
        ("通行方向", ["双向", "单向通行", "逆方向"], [0, 1, -1]),
        ("oneway", ["Y", "N"], [1, 0]),
    ],
)
def test_what_a_word_of_direction_means_is_told_by_its_column(
    column: str, words: list[str], expected: list[int]
) -> None:
    layer = roads(*[[(0, row), (1, row)] for row in range(len(words))], **{column: words})
    assert Said.of(layer).direction.tolist() == expected


def test_words_that_an_earlier_column_says_already_do_not_tell_what_its_codes_mean() -> None:
    """``yes`` of the second column is nobody's direction: the first one's are codes of navigation maps."""
    lines = [[(0, row), (1, row)] for row in range(3)]
    said = Said.of(roads(*lines, oneway=["1", "2", ""], direction=["yes", "yes", "3"]))
    assert said.direction.tolist() == [0, 1, -1]


def test_what_fills_up_a_field_of_fixed_width_says_nothing() -> None:
    said = Said.of(roads([(0, 0), (1, 0)], highway=["primary\0\0"], oneway=["\0"]))
    assert class_names()[said.road_class[0]] == "primary"
    assert said.direction.tolist() == [0]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, (True, True)),
        ({"access": ["yes"]}, (True, True)),
        ({"access": ["destination"]}, (True, True)),
        ({"access": ["no"]}, (False, False)),
        ({"access": ["private"]}, (False, False)),
        ({"access": ["no"], "foot": ["yes"]}, (False, True)),
        ({"access": ["private"], "motor_vehicle": ["yes"]}, (True, False)),
        ({"motor_vehicle": ["no"]}, (False, True)),
        ({"motor_vehicle": ["no"], "motorcar": ["yes"]}, (True, True)),
        ({"vehicle": ["agricultural;forestry"]}, (False, True)),
        ({"vehicle": ["agricultural;destination"]}, (True, True)),
        ({"foot": ["no"]}, (True, False)),
        ({"other_tags": ['"motor_vehicle"=>"no"']}, (False, True)),
    ],
)
def test_whom_the_tags_of_a_road_let_on(tags: dict[str, list[Any]], expected: tuple[bool, bool]) -> None:
    said = Said.of(roads([(0, 0), (1, 0)], highway=["service"], **tags))
    assert (bool(said.wheels[0]), bool(said.feet[0])) == expected


@pytest.mark.parametrize(
    ("gate", "tags", "expected"),
    [
        ("bollard", "", '"motorcar"=>"no"'),
        ("bollard", '"motor_vehicle"=>"yes"', ""),
        ("gate", "", ""),
        ("gate", '"access"=>"private"', '"motorcar"=>"no","foot"=>"no"'),
        ("lift_gate", '"access"=>"no","foot"=>"yes"', '"motorcar"=>"no"'),
        ("toll_booth", '"foot"=>"no"', '"foot"=>"no"'),
    ],
)
def test_whom_what_stands_on_a_road_keeps_out(gate: str, tags: str, expected: str) -> None:
    assert kept_out_tags(gate, tags) == expected


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"maxspeed": ["50"]}, (50, np.inf, np.inf)),
        ({"maxspeed": ["30 mph"], "maxwidth": ["2.3 m"]}, (48.28032, np.inf, 2.3)),
        ({"maxspeed": ["90;30;90"]}, (30, np.inf, np.inf)),
        ({"maxspeed": ["none"], "maxweight": ["unsigned"]}, (np.inf, np.inf, np.inf)),
        ({"maxspeed": [0.0], "限重": ["10吨"]}, (np.inf, 10, np.inf)),
        ({"限速": [40], "限宽": ["2.5米"]}, (40, np.inf, 2.5)),
        ({"限速": ["60码"], "限宽": ["250cm"]}, (60, np.inf, 2.5)),
        ({"限速": ["60公里"], "限载": ["20 tonnes"]}, (60, 20, np.inf)),
        ({"other_tags": ['"maxspeed"=>"80","maxspeed:hgv"=>"60","maxweight"=>"7500 kg"']}, (60, 7.5, np.inf)),
    ],
)
def test_limits_by_their_words(columns: dict[str, list[Any]], expected: tuple[float, float, float]) -> None:
    assert Said.of(roads([(0, 0), (100, 0)], **columns)).most[0] == pytest.approx(expected)


def test_a_road_is_as_long_as_it_was_drawn_however_near_its_vertices_lie() -> None:
    """Vertices within a file's decimals are one place, but the way between them is not given away."""
    steps = [(0.0, 0.0), (0.0, 0.03), (50.0, 0.03), (50.02, 0.03), (100.0, 0.03), (100.0, 0.06)]
    made = graph(steps, [(50.0, 40.0), (50.0, 0.03)])
    assert made.length_m.sum() == pytest.approx(shapely.LineString(steps).length + 39.97, abs=1e-9)
    assert degrees(made)[50.0, 0.03] == 3
