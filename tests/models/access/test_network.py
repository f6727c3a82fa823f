"""Lines as a network, by hand, on a small cross of streets."""

from __future__ import annotations

import numpy as np
import shapely

from models.access.network import components, ends, noded, shortest_gap, shortest_paths, snapped


def lines(*shapes: list[tuple[float, float]]) -> np.ndarray:
    return np.array([shapely.LineString(shape) for shape in shapes], dtype=object)


CROSS = lines([(0, 0), (200, 0)], [(100, -50), (100, 50)], [(500, 0), (600, 0)])


def cut() -> np.ndarray:
    return noded(CROSS, np.zeros(3, dtype=np.intp), grid_m=0.1)[0]


def test_lines_are_cut_where_they_cross() -> None:
    pieces, source = noded(CROSS, np.zeros(3, dtype=np.intp), grid_m=0.1)
    assert sorted(zip(source.tolist(), shapely.length(pieces).tolist(), strict=True)) == [
        (0, 100.0),
        (0, 100.0),
        (1, 50.0),
        (1, 50.0),
        (2, 100.0),
    ]


def test_of_two_lines_along_each_other_the_one_of_least_rank_remains() -> None:
    both = lines([(0, 0), (100, 0)], [(0, 0), (100, 0)])
    for rank, kept in (([2, 1], 1), ([1, 2], 0)):
        pieces, source = noded(both, np.array(rank), grid_m=0.1)
        assert len(pieces) == 1 and source.tolist() == [kept]


def test_what_hangs_together_is_one_component_and_the_largest_comes_first() -> None:
    start, stop, places = ends(cut())
    label = components(start, stop, len(places))
    east = places[:, 0] >= 500
    assert (label[east] == 1).all() and (label[~east] == 0).all()
    assert len(places) == 7


def test_the_shortest_gap_joins_two_components() -> None:
    start, stop, places = ends(cut())
    own, other = shortest_gap(places, np.flatnonzero(components(start, stop, len(places)) == 1))
    assert places[[own, other]].tolist() == [[500, 0], [200, 0]]


def test_paths_are_the_least_and_end_where_no_line_leads() -> None:
    start, stop, places = ends(cut())
    at = {tuple(place): row for row, place in enumerate(places.tolist())}
    length = shapely.length(cut())
    (cost,), (before,) = shortest_paths(start, stop, length, len(places), np.array([at[0.0, 0.0]]))
    assert cost[at[100.0, 0.0]] == 100 and cost[at[100.0, 50.0]] == 150 and cost[at[200.0, 0.0]] == 200
    assert np.isinf(cost[at[500.0, 0.0]]) and before[at[500.0, 0.0]] < 0
    assert before[at[100.0, 50.0]] == at[100.0, 0.0] and before[at[0.0, 0.0]] < 0


def test_of_two_lines_between_the_same_nodes_the_cheaper_one_counts() -> None:
    """They were added up before: a bypass beside a road made the way longer."""
    start, stop = np.array([0, 1, 0]), np.array([1, 0, 1])
    (cost,), _ = shortest_paths(start, stop, np.array([5.0, 3.0, 9.0]), 2, np.array([0]))
    assert cost.tolist() == [0.0, 3.0]


def test_points_stand_at_the_nearest_node() -> None:
    places = np.array([[0.0, 0.0], [100.0, 0.0]])
    assert snapped(places, np.array([[49.0, 9.0], [51.0, 9.0]])).tolist() == [0, 1]
