"""Work on another thread beside the window: nothing that GEOS changes while it reads is ever shared."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from layers.project.file import load_project
from layers.sample import sample_path
from models.assessment.assess import assess
from models.assessment.live import DragSession
from models.facilities.facility import Facility
from models.kernel.memo import Memo
from models.kernel.prepared import Prepared
from models.plans.localfindings import found_there
from models.plans.plans import check, profile_of
from models.project.project import Project
from models.rules.rules import load_rules
from reports.context import make_context
from tests.helpers import ROOT

SECONDS = 2
"""Where two threads are lent one prepared geometry, the process ends within the first second of them."""
IN_PLACE = {"prepare", "intersects_xy", "contains_xy"}
"""What prepares a geometry where it lies; the last two do so when they are given a single one."""


def test_a_facility_is_dragged_while_other_scenarios_are_computed() -> None:
    command = [sys.executable, "-X", "faulthandler", "-m", "tests.hostile.drag_beside_work", str(SECONDS)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert "rounds" in ended.stdout


def test_only_one_module_prepares_geometries() -> None:
    found = []
    for room in ("models", "layers", "reports", "ui"):
        for path in sorted((ROOT / room).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            if place == "models/kernel/prepared.py" or place.startswith("layers/sample/"):  # made, not shared
                continue
            text = path.read_text(encoding="utf-8")
            for node in ast.walk(ast.parse(text)) if any(f".{name}" in text for name in IN_PLACE) else ():
                if (
                    isinstance(node, ast.Attribute)
                    and node.attr in IN_PLACE
                    and isinstance(node.value, ast.Name)
                    and node.value.id == "shapely"
                ):
                    found.append(f"{place}:{node.lineno} shapely.{node.attr}")
    assert found == []


FILLED_BIT_BY_BIT = {"demand places", "feature places"}
"""Lists of places that are made when first asked for: one Python object each, whoever makes it the same."""


def moved(facility: Facility) -> Facility:
    """The facility as an outline a little away."""
    x, y = facility.location
    return replace(facility, geometry=shapely.Point(x + 150.0, y - 90.0).buffer(60.0))


def used(project: Project) -> list[Any]:
    """Ask a project all that windows, reports and tasks ask; what came of it."""
    rules, today = load_rules(), date(2026, 3, 2)
    kept: list[Any] = [make_context(project, made_on=today)]
    for scenario in project.scenarios:
        assessment = assess(project.county, scenario, rules)
        findings = check(assessment, rules, profile_of(project.settings), project.settings, today)
        kept += [assessment, findings, found_there(assessment, findings, 0)]
        for family in {type(one) for one in assessment.facilities}:
            facility = next(one for one in assessment.facilities if isinstance(one, family))
            session = DragSession(project.county, scenario, rules, assessment, facility, today)
            kept += [session, session.move(moved(facility))]
    return kept


def reachable(*roots: Any) -> Iterator[Any]:
    """Everything that can be reached from some objects, short of what a Prepared lends out."""
    waiting, seen = list(roots), set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, str | bytes | int | float | type):
            continue
        seen.add(id(one))
        yield one
        if isinstance(one, Prepared):
            waiting.append(one._shapes)
        elif isinstance(one, shapely.STRtree):
            waiting.append(one.geometries)
        elif isinstance(one, np.ndarray):
            waiting.extend(one.tolist() if one.dtype == object else ())
        elif isinstance(one, pd.DataFrame):
            waiting.append(np.asarray(one.geometry.values, dtype=object))
        elif isinstance(one, dict) or hasattr(one, "keys"):
            waiting.extend(one.keys())
            waiting.extend(one[key] for key in one.keys())  # noqa: SIM118 - any mapping
        elif isinstance(one, list | tuple | set | frozenset):
            waiting.extend(one)
        elif not isinstance(one, BaseGeometry):
            waiting.extend(getattr(one, "__dict__", {}).values())


@dataclass(frozen=True)
class Used:
    """The sample county after all was asked of it and of a snapshot, what is kept closed to writing."""

    project: Project
    kept: list[Any]
    closed_ids: set[int]


@pytest.fixture(scope="module")
def sample() -> Used:
    project = load_project(sample_path())
    closed_ids: set[int] = set()
    kept_as_it_is = Memo.get

    def get(self: Memo, key: Any, make: Any, **keep: Any) -> Any:
        return kept_as_it_is(self, key, lambda: closed(key, make()), **keep)

    def closed(key: Any, made: Any) -> Any:
        if key[0] in FILLED_BIT_BY_BIT:
            return made
        arrays = [made] if isinstance(made, np.ndarray) else list(vars_of(made))
        for array in arrays:
            array.flags.writeable = False
            closed_ids.add(id(array))
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Memo, "get", get)
        kept = used(project)
        kept.append(used(project.snapshot()))
    return Used(project, kept, closed_ids)


def test_no_geometry_that_a_task_can_reach_is_prepared(sample: Used) -> None:
    found = list(reachable(sample.project, sample.project.snapshot(), sample.kept))
    shapes = [one for one in found if isinstance(one, BaseGeometry)]
    assert len(shapes) > 5000
    assert any(isinstance(one, Memo) for one in found)
    assert any(isinstance(one, Prepared) and one._idle for one in found)
    assert not shapely.is_prepared(np.array(shapes, dtype=object)).any()


def test_what_is_kept_for_all_is_never_written_to(sample: Used) -> None:
    """Else it had ended in an error while all was asked."""
    assert len(sample.closed_ids) > 100


def vars_of(made: Any) -> Iterator[np.ndarray[Any, Any]]:
    """Arrays directly in a result: of a tuple, a mapping or a value class."""
    if isinstance(made, tuple | list):
        parts: list[Any] = list(made)
    elif isinstance(made, dict):
        parts = list(made.values())
    else:
        parts = list(getattr(made, "__dict__", {}).values())
    return (part for part in parts if isinstance(part, np.ndarray))


def test_two_who_ask_at_once_get_different_copies_and_the_same_answer() -> None:
    shapes = np.array([shapely.box(0, 0, 10, 10), None, shapely.box(20, 0, 30, 10)], dtype=object)
    ready = Prepared(shapes)
    with ready._borrowed() as one, ready._borrowed() as other:
        assert one[0] is not other[0] and one[0].equals(other[0])
        assert shapely.is_prepared(one[[0, 2]]).all() and shapely.is_prepared(other[[0, 2]]).all()
    assert len(ready._idle) == 2
    x = np.array([5.0, 10.0, 10.1, 25.0])
    y = np.array([5.0, 10.0, 5.0, 5.0])
    assert ready.holds(0, x, y).tolist() == [True, True, False, False]
    assert ready.holds(np.array([2, 2, 1, 2]), x, y).tolist() == [False, False, False, True]
    points = shapely.points(x, y)
    assert ready.intersects(np.array([0, 0, 0, 2]), points).tolist() == [True, True, False, True]
    assert ready.within(0, points, 0.2).tolist() == [True, True, True, False]
    assert len(ready._idle) == 2
    assert not shapely.is_prepared(shapes).any()


def test_a_copy_that_was_in_use_when_something_went_wrong_is_not_used_again() -> None:
    ready = Prepared(np.array([shapely.box(0, 0, 1, 1)], dtype=object))
    with pytest.raises(IndexError):
        ready.holds(5, np.zeros(1), np.zeros(1))
    assert ready._idle == []
    assert ready.holds(0, np.zeros(1), np.zeros(1)).all()
