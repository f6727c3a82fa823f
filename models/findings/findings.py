"""What a computation says: figures with their inputs, findings against targets, the places they are about.

These are the only carriers of numbers to screen, workbook, web map, print and command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from models.findings.sources import Source
from models.kernel.text import Lang, t


class Verdict(StrEnum):
    """How a figure stands against its target."""

    PASS = "pass"
    FAIL = "fail"
    NO_DATA = "nodata"
    INFO = "info"


@dataclass(frozen=True)
class Place:
    """Somewhere a figure is about, which a click can zoom to.

    Parameters
    ----------
    kind
        ``facility``, ``township``, ``demand``, ``county``, ``feature``; ``item`` for a kind of supply, which
        stands nowhere on the map.
    key
        Facility id, or row number (as text) in the layer ``layer_id``.
    bounds
        (minx, miny, maxx, maxy) in project metres; NaN of a place that the map does not hold.
    value, unit
        The place's own figure, if it has one.
    """

    kind: str
    key: str
    name: str
    bounds: tuple[float, float, float, float]
    layer_id: str = ""
    value: float | None = None
    unit: str = ""

    def title(self, lang: Lang) -> str:
        """Name in a language: data have one name only, kinds of supply one in each."""
        return t(f"figure_input.supply.{self.key}", lang) if self.kind == "item" else self.name


@dataclass(frozen=True)
class Figure:
    """One computed number with what it was computed from.

    Parameters
    ----------
    id
        Identifier such as ``shelter.area_per_resident.seat``; its name is the text ``figure.<id>.name``, how
        it is computed ``figure.<id>.formula``.
    value
        ``None`` when data are missing: no data is not zero.
    unit
        Unit as in the text catalogue under ``unit``.
    inputs
        The numbers put into the formula, by the placeholder names of ``figure.<id>.formula``.
    missing
        What is lacking: role or field names (text ``missing.<item>``).
    failing
        Places that fall short of the figure's own rule, worst first.
    rules
        Keys of the rule values used.
    is_upper_bound
        The true value can only be lower, by much, since residents are missing in what it is divided by: that
        it reaches a target is then not known.
    """

    id: str
    value: float | None
    unit: str
    inputs: Mapping[str, float | int | str | None] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    failing: tuple[Place, ...] = ()
    rules: tuple[str, ...] = ()
    is_estimated: bool = False
    is_upper_bound: bool = False


OPERATORS = (">=", "<=", ">", "<", "=")


@dataclass(frozen=True)
class Target:
    """What a plan asks of a figure. ``operator`` is one of ``>=``, ``<=``, ``>``, ``<``, ``=``."""

    operator: str
    value: float

    def is_met(self, figure: float) -> bool:
        """Whether a figure meets the target; exactly at the limit counts for ``>=`` and ``<=``."""
        tolerance = 1e-9 * max(1.0, abs(self.value))
        difference = figure - self.value
        match self.operator:
            case ">=":
                return difference >= -tolerance
            case "<=":
                return difference <= tolerance
            case ">":
                return difference > tolerance
            case "<":
                return difference < -tolerance
            case "=":
                return abs(difference) <= tolerance
        raise ValueError(f"unknown operator {self.operator!r}")

    def as_json(self) -> dict[str, Any]:
        """Operator and value."""
        return {"operator": self.operator, "value": self.value}


@dataclass(frozen=True)
class Milestone:
    """One of several targets of a row: what is asked for by the end of a year, and whether it is met."""

    year: int | None
    target: Target
    verdict: Verdict


@dataclass(frozen=True)
class Finding:
    """One row of a plan: figure, target, verdict, places, source.

    Parameters
    ----------
    year
        Year by which the target in force is to be reached, if the plan says.
    target_rule
        Key of the rule value that the target in force is taken from; empty for a number of the plan's own.
    milestones
        All targets by year, where the row has more than one.
    """

    id: str
    names: Mapping[str, str]
    family: str
    figure: Figure
    target: Target | None
    verdict: Verdict
    source: Source
    year: int | None = None
    target_rule: str = ""
    milestones: tuple[Milestone, ...] = ()

    def name(self, lang: Lang) -> str:
        """Name of the row in a language."""
        return self.names[lang]

    @property
    def rules(self) -> tuple[str, ...]:
        """Keys of the rule values behind figure and target."""
        more = (self.target_rule,) if self.target_rule else ()
        return tuple(dict.fromkeys((*self.figure.rules, *more)))

    def as_json(self, lang: Lang) -> dict[str, Any]:
        """What the row says, without its working: see :func:`models.assessment.explain.finding_json`."""
        return {
            "id": self.id,
            "name": self.name(lang),
            "family": self.family,
            "figure": self.figure.value,
            "unit": t(f"unit.{self.figure.unit}", lang) if self.figure.unit else "",
            "target": self.target.as_json() if self.target else None,
            "year": self.year,
            "verdict": str(self.verdict),
            "failing": [place.title(lang) for place in self.figure.failing],
            "missing": [t(f"missing.{item}", lang) for item in self.figure.missing],
            "source": self.source.text(lang),
        }
