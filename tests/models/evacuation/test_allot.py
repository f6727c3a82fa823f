"""Places given out on many small cases: sums, room and the least total against all that is possible."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.evacuation.allot import nearest_whole

_METRES = st.sampled_from([100.0, 200.0, 300.0, 450.0, float("inf")])


@st.composite
def cases(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n, m = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    metres = np.array(draw(st.lists(_METRES, min_size=n * m, max_size=n * m))).reshape(n, m)
    people = np.array(draw(st.lists(st.integers(0, 6), min_size=n, max_size=n)))
    room = np.array(draw(st.lists(st.integers(0, 8), min_size=m, max_size=m)))
    return metres, people, room


@settings(max_examples=150, deadline=None)
@given(cases(), st.booleans())
def test_nobody_counts_twice_and_nobody_waits_before_an_open_place(
    case: tuple[np.ndarray, np.ndarray, np.ndarray], keeps_whole: bool
) -> None:
    metres, people, room = case
    placed, load = np.zeros_like(people), np.zeros_like(room)
    for village, shelter, persons in nearest_whole(metres, people, room, keeps_whole=keeps_whole):
        assert persons > 0 and np.isfinite(metres[village, shelter])
        placed[village] += persons
        load[shelter] += persons
    assert (placed <= people).all() and (load <= room).all()
    waits, is_open = placed < people, load < room
    assert not (np.isfinite(metres) & waits[:, None] & is_open[None, :]).any()


@settings(max_examples=60, deadline=None)
@given(cases())
def test_a_village_that_some_open_place_has_room_for_is_not_divided(
    case: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> None:
    metres, people, room = case
    shares = nearest_whole(metres, people, room, keeps_whole=True)
    to = [[one for one in shares if one[0] == village] for village in range(len(people))]
    for village, its in enumerate(to):
        if len(its) > 1:
            free = room.copy()
            for other, shelter, persons in shares:
                free[shelter] -= persons if other != village and len(to[other]) == 1 else 0
            near = np.isfinite(metres[village])
            assert not (near & (free >= people[village])).any()


def test_the_first_of_two_equals_is_served_first() -> None:
    metres = np.array([[100.0, 100.0], [100.0, 100.0]])
    shares = nearest_whole(metres, np.array([3, 3]), np.array([4, 4]), keeps_whole=True)
    assert shares == [(0, 0, 3), (1, 1, 3)]
