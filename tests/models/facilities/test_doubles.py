"""Facilities that may be one and the same."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely

from models.facilities.doubles import Double, doubles, plain_name
from models.facilities.facility import Depot, Facility, Shelter
from models.facilities.gatefile import gate_table


def shelter(key: str, name: str, shape: shapely.Geometry) -> Shelter:
    return Shelter(id=key, name=name, status="existing", geometry=shape)


def test_the_same_name_at_one_place_and_outlines_that_overlap() -> None:
    rows: list[Facility] = [
        shelter("a", "中心广场", shapely.box(0, 0, 100, 100)),
        shelter("b", " 中心广场", shapely.Point(50, 50)),
        shelter("c", "公园", shapely.box(5, 0, 105, 100)),
        Depot(id="d", name="中心广场", status="existing", geometry=shapely.Point(50, 50)),
        shelter("e", "", shapely.Point(50, 50)),
        shelter("f", "", shapely.Point(50, 50)),
        shelter("g", "公园", shapely.box(9_000, 0, 9_100, 100)),
    ]
    assert doubles(rows) == (Double(0, 1, "same"), Double(0, 2, "overlap"))
    assert doubles(rows[:1]) == () and doubles([]) == () and doubles([rows[0], rows[6]]) == ()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_pairs_at_once_are_those_found_one_by_one(seed: int) -> None:
    random = np.random.default_rng(seed)
    rows = []
    for row, (x, y) in enumerate(random.random((60, 2)) * 600):
        shape = shapely.box(x, y, x + 90, y + 60) if random.random() < 0.7 else shapely.Point(x, y)
        rows.append(shelter(str(row), random.choice(["", "A", "ａ", "B"]), shape))
    gate, found = gate_table().facilities, []
    for (a, one), (b, other) in itertools.combinations(enumerate(rows), 2):
        if shapely.distance(one.geometry, other.geometry) > gate.same_place_m:
            continue
        shared = one.geometry.intersection(other.geometry).area
        if plain_name(one) and plain_name(one) == plain_name(other):
            found.append(Double(a, b, "same"))
        elif shared > gate.overlap_share * min(one.geometry.area, other.geometry.area) > 0:
            found.append(Double(a, b, "overlap"))
    assert doubles(rows) == tuple(found)
    assert {one.kind for one in found} == {"same", "overlap"}
