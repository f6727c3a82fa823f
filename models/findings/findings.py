"""What a computation says: figures with their inputs, findings against targets, the places they are about.

These are the only carriers of numbers to screen, workbook, web map, print and command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from models.findings.sources import Source
from models.findings.whose import of_inputs
from models.kernel.text import Lang, has_text, t


class Verdict(StrEnum):
    """How a figure stands against its target."""

    PASS = "pass"
    FAIL = "fail"
    NO_DATA = "nodata"
    INFO = "info"


class Basis(StrEnum):
    """Where the target of a row is from.

    Only what a plan states, or what follows from it by arithmetic, is judged in the plan's name. National
    standards and reference values of this program are judged apart, under their own name; what a plan asks
    for in words and what it reports as a fact is never judged.
    """

    STATED = "stated"
    DERIVED = "derived"
    QUALITATIVE = "qualitative"
    BASELINE = "baseline"
    STANDARD = "standard"
    PRACTICE = "practice"

    @property
    def is_plans_own(self) -> bool:
        """Whether a verdict is given in the plan's name."""
        return self in (Basis.STATED, Basis.DERIVED)

    @property
    def is_of_plan(self) -> bool:
        """Whether the row is the plan's at all, judged or not."""
        return self not in (Basis.STANDARD, Basis.PRACTICE)


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
class Baseline:
    """A fact that the plan starts from; ``value`` is ``None`` where it prints no number."""

    value: float | None
    year: int | None = None


@dataclass(frozen=True)
class Reference:
    """What a row without a target of the plan can be held against: a standard's or a usual value.

    Its verdict stands beside the row's, never in its place.
    """

    basis: Basis
    target: Target
    verdict: Verdict
    source: Source


@dataclass(frozen=True)
class Finding:
    """One row of a plan: figure, target, verdict, places, source.

    Parameters
    ----------
    basis
        Where the target is from, and so in whose name the verdict is.
    baseline
        What the plan starts from: a change against it is shown.
    reference
        What a row that only asks in words is held against, apart.
    is_soft
        The plan only strives for its number.
    scope
        What the row is about in both languages; empty for all such things of the county.
    note
        How the program reads the row, in both languages.
    clause
        Chapter of the plan.
    is_expired
        The time set for it is over.
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
    basis: Basis = Basis.PRACTICE
    baseline: Baseline | None = None
    reference: Reference | None = None
    is_soft: bool = False
    scope: Mapping[str, str] = field(default_factory=dict)
    note: Mapping[str, str] = field(default_factory=dict)
    clause: str = ""
    is_expired: bool = False

    def name(self, lang: Lang) -> str:
        """Name of the row in a language; it says whose people the figure counts."""
        return of_inputs(self.names[lang], self.figure.inputs, lang)

    def headline(self, lang: Lang) -> str:
        """Name for a narrow tile: a short one where the figure has one and counts the usual people."""
        name, key = self.name(lang), f"headline.{self.figure.id}"
        return t(key, lang) if has_text(key) and name == self.names[lang] else name

    @property
    def rules(self) -> tuple[str, ...]:
        """Keys of the rule values behind figure and target."""
        more = (self.target_rule,) if self.target_rule else ()
        return tuple(dict.fromkeys((*self.figure.rules, *more)))

    @property
    def is_plan_target(self) -> bool:
        """Whether the row counts among the targets of the plan."""
        return self.target is not None and self.basis.is_plans_own

    @property
    def change(self) -> float | None:
        """Figure less baseline; ``None`` while one of them is not known."""
        base = self.baseline.value if self.baseline is not None else None
        return None if base is None or self.figure.value is None else self.figure.value - base

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
            "expired": self.is_expired,
            "verdict": str(self.verdict),
            "basis": str(self.basis),
            "baseline": self._baseline_json(),
            "reference": self._reference_json(lang),
            "is_soft": self.is_soft,
            "scope": self.scope.get(lang, ""),
            "note": self.note.get(lang, ""),
            "clause": self.clause,
            "failing": [place.title(lang) for place in self.figure.failing],
            "missing": [t(f"missing.{item}", lang) for item in self.figure.missing],
            "source": self.source.text(lang),
        }

    def _baseline_json(self) -> dict[str, Any] | None:
        if self.baseline is None:
            return None
        return {"value": self.baseline.value, "year": self.baseline.year, "change": self.change}

    def _reference_json(self, lang: Lang) -> dict[str, Any] | None:
        if self.reference is None:
            return None
        return {
            "basis": str(self.reference.basis),
            "target": self.reference.target.as_json(),
            "verdict": str(self.reference.verdict),
            "source": self.reference.source.text(lang),
        }
