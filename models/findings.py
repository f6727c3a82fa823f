"""What a computation says: figures with their inputs, findings against targets, the places they are about.

These are the only carriers of numbers to screen, workbook, web map, print and command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from models.text import Lang, t


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
        ``facility``, ``township``, ``demand``, ``county``, ``feature``.
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
    """

    id: str
    value: float | None
    unit: str
    inputs: Mapping[str, float | int | str | None] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    failing: tuple[Place, ...] = ()
    rules: tuple[str, ...] = ()
    is_estimated: bool = False


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


@dataclass(frozen=True)
class Finding:
    """One row of a plan: figure, target, verdict, places, source."""

    id: str
    names: Mapping[str, str]
    family: str
    figure: Figure
    target: Target | None
    verdict: Verdict
    source: str

    def name(self, lang: Lang) -> str:
        """Name of the row in a language."""
        return self.names[lang]

    def as_json(self, lang: Lang) -> dict[str, Any]:
        """Finding as the command line prints it."""
        target = self.target
        return {
            "id": self.id,
            "name": self.name(lang),
            "figure": self.figure.value,
            "unit": t(f"unit.{self.figure.unit}", lang) if self.figure.unit else "",
            "target": {"operator": target.operator, "value": target.value} if target else None,
            "verdict": str(self.verdict),
            "failing": [place.name for place in self.figure.failing],
            "missing": [t(f"missing.{item}", lang) for item in self.figure.missing],
            "source": self.source,
        }
