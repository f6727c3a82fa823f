"""What the check of the road network says: each fault in both languages, nothing rounded into everybody."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from models.access.doctor import Checkup, Fault, FaultKind
from models.access.doctorwords import (
    MOST_NAMES,
    RoadNames,
    counts_text,
    detail,
    far_detail,
    near_text,
    network_text,
)
from models.kernel.text import LANGUAGES, Lang
from tests.models.access.test_doctor import roads

FAULT = Fault(FaultKind.GAP, (0.0, 0.0), shapely.Point(0, 0), ((0, 0), (0, 1)), 1.5, distance_m=120.0)
NONE = np.empty(0)
FOUND = Checkup(2.0, (FAULT,), 5000.0, 12, 7, 500.0, 3, 10_000.0, 9_999.0, NONE.astype(int), NONE)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_fault_has_words_of_its_own(lang: Lang) -> None:
    faults = [replace(FAULT, kind=kind) for kind in FaultKind]
    faults.append(replace(FAULT, kind=FaultKind.DOUBLE, is_whole=False))
    for enter, leave in ((True, False), (False, True)):
        faults.append(replace(FAULT, kind=FaultKind.TRAP, can_enter=enter, can_leave=leave))
    said = [detail(fault, lang) for fault in faults]
    assert len(set(said)) == len(said) and all(said)
    assert far_detail(800.0, 500.0, lang) != far_detail(float("inf"), 500.0, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hardly_anybody_left_out_is_not_everybody(lang: Lang) -> None:
    assert "99.9%" in near_text(FOUND, lang) and "9,999" in near_text(FOUND, lang)
    assert "100%" in near_text(replace(FOUND, persons_near=10_000.0), lang)
    assert "%" not in near_text(replace(FOUND, persons=0.0, persons_near=0.0), lang)
    assert "5" in network_text(FOUND, lang) and "12" in network_text(FOUND, lang)


def test_only_kinds_that_there_are_some_of_are_counted() -> None:
    said = counts_text({FaultKind.GAP: 1200, FaultKind.TRAP: 0, FaultKind.ISLAND: 3}, "zh")
    assert "1,200" in said and "3" in said and "0" not in said.replace("1,200", "")


def test_roads_are_named_once_and_not_all_of_them() -> None:
    line = [(0.0, 0.0), (1.0, 0.0)]
    names = RoadNames([roads(*[line] * 6, name=["一路", "一路", "", "二路", "三路", "四路"])])
    assert names.of(FAULT, "zh") == "一路"
    every = names.of(replace(FAULT, features=tuple((0, row) for row in range(6))), "zh")
    assert every.startswith("一路、二路、三路") and "四路" not in every and MOST_NAMES == 3
    nameless = names.of(replace(FAULT, features=((0, 2),)), "zh")
    assert nameless and "路" not in nameless.replace("道路", "")
