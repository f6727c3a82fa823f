"""Findings of one township: which rows have places there that fall short, and its own figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.assessment.columns import TownshipColumn, township_columns
from models.findings.findings import Finding, Place, Target, Verdict
from models.findings.results import Assessment
from models.kernel.arrays import Bools, Floats
from models.kernel.prepared import holds
from models.plans.plans import verdict_on
from models.rules.rules import Rules


@dataclass(frozen=True)
class UnitFigure:
    """One figure of a township."""

    column: TownshipColumn
    value: float | None
    target: Target | None
    verdict: Verdict


def unit_figures(assessment: Assessment, rules: Rules, index: int) -> tuple[UnitFigure, ...]:
    """The figures of one of the county's places (row ``index`` of the assessment's units)."""
    found = []
    for column in township_columns("panel"):
        number = float(column.values(assessment)[index])
        value = number if math.isfinite(number) else None
        target = Target(">=", rules[column.rule]) if column.rule else None
        found.append(UnitFigure(column, value, target, verdict_on(value, target)))
    return tuple(found)


def is_there(assessment: Assessment, places: Sequence[Place], index: int) -> Bools:
    """Whether each place lies in one of the county's places, shape (n,).

    A township is there if it is that very one; anything else if its middle is, on the edge too. What the map
    does not hold is nowhere.
    """
    units = assessment.county.places
    if not places:
        return np.zeros(0, dtype=np.bool_)
    bounds: Floats = np.array([place.bounds for place in places], dtype=np.float64)
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    there = np.zeros(len(places), dtype=np.bool_)
    known = np.flatnonzero(np.isfinite(middle).all(axis=1))
    if bool(units.has_area[index]):
        there[known] = holds(units.geometries[index], middle[known, 0], middle[known, 1])
    own_key = str(index)
    for position, place in enumerate(places):
        if place.layer_id and place.layer_id == units.layer_id and place.kind in ("township", "county"):
            there[position] = place.key == own_key
    return there


def failing_there(assessment: Assessment, finding: Finding, index: int) -> tuple[Place, ...]:
    """Places of a finding that lie in one of the county's places."""
    failing = finding.figure.failing
    return tuple(failing[position] for position in np.flatnonzero(is_there(assessment, failing, index)))


def found_there(assessment: Assessment, findings: Sequence[Finding], index: int) -> frozenset[str]:
    """Ids of the findings that have a place in one of the county's places."""
    # One look at all places at once: many findings list the same thousands.
    places = [place for finding in findings for place in finding.figure.failing]
    owner = np.repeat(np.arange(len(findings)), [len(finding.figure.failing) for finding in findings])
    hit = np.unique(owner[is_there(assessment, places, index)])
    return frozenset(findings[position].id for position in hit.tolist())
