"""People to sites with limited room: by hand, against brute force, and what must always hold."""

from __future__ import annotations

import time
from itertools import product

import numpy as np
import pytest

from models.access import rings, transport
from models.access.straight import StraightLine
from models.access.transport import Flows, least_cost, nearest_first
from models.kernel.progress import run_to_end

METHODS = {"nearest": nearest_first, "exact": least_cost}


def line(*km: float) -> np.ndarray:
    """Points on a line, at kilometres from the first."""
    return np.array([(1000.0 * x, 0.0) for x in km], dtype=np.float64).reshape(-1, 2)


def run(method: str, xy, persons, sites, room, largest_m=None) -> Flows:
    people, held = np.array(persons, dtype=np.int64), np.array(room, dtype=np.int64)
    return run_to_end(METHODS[method](StraightLine(), xy, people, sites, held, largest_m))


def entries(flows: Flows) -> list[tuple[int, int, int, float]]:
    columns = (flows.point, flows.site, flows.persons, flows.distance_m)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def total_m(flows: Flows) -> float:
    return float((flows.persons * flows.distance_m).sum())


def plain_nearest_first(xy, persons, sites, room, largest_m=None) -> list[tuple[int, int, int]]:
    """The rule as it is written: all pairs by distance, row, site."""
    waiting, free = list(persons), list(room)
    squared = ((xy[:, None, :] - sites[None, :, :]) ** 2).sum(axis=2)
    pairs = sorted((squared[i, j], i, j) for i in range(len(xy)) for j in range(len(sites)))
    flows = []
    for distance_m2, i, j in pairs:
        moved = min(waiting[i], free[j])
        if moved and (largest_m is None or distance_m2 <= largest_m**2 + 1e-6):
            waiting[i] -= moved
            free[j] -= moved
            flows.append((i, j, moved))
    return sorted(flows)


def least_by_trying_all(xy, persons, sites, room, largest_m=None) -> tuple[int, float]:
    """Most people that can be placed, and the least total distance at which they can."""
    distance = np.hypot(*(xy[:, None, :] - sites[None, :, :]).transpose(2, 0, 1))
    allowed = np.full(distance.shape, True) if largest_m is None else distance <= largest_m + 1e-6
    best = {tuple(room): (0, 0.0)}  # free room left -> most placed, least distance
    for i, waiting in enumerate(persons):
        after: dict[tuple[int, ...], tuple[int, float]] = {}
        choices = [range(min(waiting, room[j]) + 1 if allowed[i, j] else 1) for j in range(len(sites))]
        for moved in product(*choices):
            if sum(moved) > waiting:
                continue
            for free, (placed, far) in best.items():
                left = tuple(f - k for f, k in zip(free, moved, strict=True))
                if min(left, default=0) < 0:
                    continue
                now = (placed + sum(moved), far + float(np.dot(moved, distance[i])))
                known = after.get(left)
                if known is None or (-now[0], now[1]) < (-known[0], known[1]):
                    after[left] = now
        best = after
    placed = max(result[0] for result in best.values())
    return placed, min(far for count, far in best.values() if count == placed)


# -- by hand -------------------------------------------------------------------------------------------------
def test_overflow_goes_on_to_the_next_site_with_room() -> None:
    """60 at 1 km and 60 at 2 km from a site for 100: 40 of the farther go on, 8 km, to the one at 10 km."""
    flows = run("nearest", line(1, 2), [60, 60], line(0, 10), [100, 100])
    assert entries(flows) == [(0, 0, 60, 1000.0), (1, 0, 40, 2000.0), (1, 1, 20, 8000.0)]


def test_nearest_first_is_not_always_the_least_cost() -> None:
    """Sites at 0 and 3 km for 1 each; people at 1 km and at -5 km.

    Nearest first: 1 + 8 = 9 km. Better: 1 km goes to 3 km (2), -5 km to 0 (5) = 7 km.
    """
    xy, sites = line(1, -5), line(0, 3)
    assert total_m(run("nearest", xy, [1, 1], sites, [1, 1])) == 9000.0
    exact = run("exact", xy, [1, 1], sites, [1, 1])
    assert entries(exact) == [(0, 1, 1, 2000.0), (1, 0, 1, 5000.0)]


@pytest.mark.parametrize("method", METHODS)
def test_exactly_full_counts_as_placed(method: str) -> None:
    flows = run(method, line(1, 2), [70, 30], line(0, 9), [100, 50])
    assert entries(flows) == [(0, 0, 70, 1000.0), (1, 0, 30, 2000.0)]
    flows = run(method, line(1, 2), [70, 31], line(0, 9), [100, 50])
    assert entries(flows)[-1] == (1, 1, 1, 7000.0)


@pytest.mark.parametrize("method", METHODS)
def test_without_sites_or_room_nobody_is_placed(method: str) -> None:
    assert len(run(method, line(1, 2), [5, 5], line(), [])) == 0
    assert len(run(method, line(1, 2), [5, 5], line(0), [0])) == 0
    assert len(run(method, line(), [], line(0), [9])) == 0


@pytest.mark.parametrize("method", METHODS)
def test_exactly_at_the_largest_distance_counts(method: str) -> None:
    xy, sites = line(3, 3.001), line(0)
    assert entries(run(method, xy, [5, 5], sites, [9], 3000.0)) == [(0, 0, 5, 3000.0)]


@pytest.mark.parametrize("method", METHODS)
def test_the_farthest_are_left_over_when_room_lacks(method: str) -> None:
    flows = run(method, line(1, 2, 3), [10, 10, 10], line(0), [15])
    assert entries(flows) == [(0, 0, 10, 1000.0), (1, 0, 5, 2000.0)]


def test_equal_distances_go_to_the_first_row_and_the_first_site() -> None:
    flows = run("nearest", line(5, 5, 5), [4, 4, 4], line(0, 10), [6, 6])
    assert [entry[:3] for entry in entries(flows)] == [(0, 0, 4), (1, 0, 2), (1, 1, 2), (2, 1, 4)]


def test_with_a_largest_distance_the_exact_way_may_place_more() -> None:
    """Only the site at 0 is in reach of the second; nearest first gives its room to the first."""
    xy, sites = line(1, -5), line(0, 4)
    assert run("nearest", xy, [1, 1], sites, [1, 1], 5000.0).persons.sum() == 1
    assert run("exact", xy, [1, 1], sites, [1, 1], 5000.0).persons.sum() == 2


# -- against the rule as written and against all possibilities -----------------------------------------------
@pytest.mark.parametrize("seed", range(40))
def test_nearest_first_is_the_rule_as_written(seed: int) -> None:
    random = np.random.default_rng(seed)
    n, m = random.integers(1, 40), random.integers(1, 8)
    xy = random.integers(0, 12, (n, 2)) * 100.0  # coarse, so that many distances are equal
    sites = random.integers(0, 12, (m, 2)) * 100.0
    persons, room = random.integers(0, 9, n), random.integers(0, 30, m)
    largest_m = None if seed % 2 else float(random.integers(1, 9)) * 100.0
    flows = run("nearest", xy, persons, sites, room, largest_m)
    found = sorted(zip(flows.point.tolist(), flows.site.tolist(), flows.persons.tolist(), strict=True))
    assert found == plain_nearest_first(xy, persons.tolist(), sites, room.tolist(), largest_m)


@pytest.mark.parametrize("seed", range(20))
def test_thousands_of_sites_are_filled_by_the_same_rule(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "MANY", 1)
    monkeypatch.setattr(rings, "_PAIRS_AT_ONCE", 12)
    random = np.random.default_rng(300 + seed)
    xy, sites = random.integers(0, 9, (14, 2)) * 100.0, random.integers(0, 9, (8, 2)) * 100.0
    persons, room = random.integers(0, 30, 14), random.integers(0, 60, 8)
    largest_m = None if seed % 2 else 300.0
    flows = run("nearest", xy, persons, sites, room, largest_m)
    expected = plain_nearest_first(xy, persons.tolist(), sites, room.tolist(), largest_m)
    assert sorted((i, j, moved) for i, j, moved, _ in entries(flows)) == expected


def test_five_thousand_sites_are_filled_in_seconds() -> None:
    random = np.random.default_rng(1)
    xy, sites = random.uniform(0, 40_000, (2_000, 2)), random.uniform(0, 40_000, (5_000, 2))
    persons, room = random.integers(0, 500, 2_000), random.integers(0, 90, 5_000)
    started = time.process_time()
    flows = run("nearest", xy, persons, sites, room)
    assert time.process_time() - started < 20.0
    assert flows.persons.sum() == min(persons.sum(), room.sum())


@pytest.mark.parametrize("seed", range(60))
def test_the_exact_way_is_the_best_of_all(seed: int) -> None:
    random = np.random.default_rng(1000 + seed)
    n, m = random.integers(1, 5), random.integers(1, 4)
    xy, sites = random.uniform(0, 5000, (n, 2)), random.uniform(0, 5000, (m, 2))
    persons, room = random.integers(0, 5, n).tolist(), random.integers(0, 6, m).tolist()
    largest_m = None if seed % 2 else float(random.uniform(1000, 4000))
    flows = run("exact", xy, persons, sites, room, largest_m)
    placed, least_m = least_by_trying_all(xy, persons, sites, room, largest_m)
    assert int(flows.persons.sum()) == placed
    assert total_m(flows) == pytest.approx(least_m, abs=1e-3)


@pytest.mark.parametrize("seed", range(10))
def test_pairs_left_out_at_first_are_found_by_their_price(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(2000 + seed)
    xy, sites = random.uniform(0, 30_000, (90, 2)), random.uniform(0, 30_000, (12, 2))
    persons, room = random.integers(0, 60, 90), random.integers(0, 400, 12)
    largest_m = None if seed % 2 else 9000.0
    placed, total = [], []
    for first_sites in (1, len(sites)):
        monkeypatch.setattr(transport, "_FIRST_SITES", first_sites)
        flows = run("exact", xy, persons, sites, room, largest_m)
        placed.append(int(flows.persons.sum()))
        total.append(total_m(flows))
    assert placed[0] == placed[1]
    assert total[0] == pytest.approx(total[1], abs=1.0)


# -- what must always hold -----------------------------------------------------------------------------------
@pytest.mark.parametrize("seed", range(15))
def test_what_holds_for_any_county(seed: int) -> None:
    random = np.random.default_rng(seed)
    n, m = 120, 14  # more sites than the exact method begins with
    xy, sites = random.uniform(0, 30_000, (n, 2)), random.uniform(0, 30_000, (m, 2))
    persons = random.integers(0, 60, n)
    room = random.integers(0, int(2.4 * persons.sum() * random.uniform(0.5, 1.2)) // m, m)
    by_method = {method: run(method, xy, persons, sites, room) for method in METHODS}
    for flows in by_method.values():
        assert flows.persons.min() >= 1
        assert (np.bincount(flows.point, flows.persons, minlength=n) <= persons).all()
        assert (np.bincount(flows.site, flows.persons, minlength=m) <= room).all()
        assert flows.persons.sum() == min(persons.sum(), room.sum())
    assert total_m(by_method["exact"]) <= total_m(by_method["nearest"]) + 1e-3
    roomier = room + random.integers(0, 50, m)
    for method, flows in by_method.items():
        assert run(method, xy, persons, sites, roomier).persons.sum() >= flows.persons.sum()


def test_with_a_largest_distance_more_room_never_leaves_more_people_over() -> None:
    random = np.random.default_rng(5)
    for _ in range(20):
        xy, sites = random.uniform(0, 9000, (40, 2)), random.uniform(0, 9000, (6, 2))
        persons, room = random.integers(0, 9, 40), random.integers(0, 40, 6)
        for method in METHODS:
            before = run(method, xy, persons, sites, room, 3000.0).persons.sum()
            after = run(method, xy, persons, sites, room + 5, 3000.0).persons.sum()
            assert after >= before


def test_the_work_can_be_given_up_at_each_step() -> None:
    work = least_cost(StraightLine(), line(1, 2, 3), np.array([9, 9, 9]), line(0, 5), np.array([9, 30]))
    steps = [next(work), next(work)]
    work.close()
    assert {step.key for step in steps} == {"assignment.nearest", "assignment.exact"}
