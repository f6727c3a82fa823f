"""Two scenarios side by side: difference of each finding and whether it is for the better."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import isclose

from models.facilities.families import family_specs
from models.findings.findings import Finding, Verdict
from models.findings.formulas import EXCESS
from models.findings.standing import asked
from models.kernel.schema import Table, Text, load
from models.kernel.text import LANGUAGES, Lang


class Trend(StrEnum):
    """What became of a figure from the first scenario to the second."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Comparison:
    """One finding in two scenarios.

    Parameters
    ----------
    a, b
        Figure in the first and in the second scenario; ``None`` means no data.
    difference
        ``b - a``; ``None`` where either is unknown.
    trend
        Judged by the target's operator, else by the direction in ``resources/directions.toml``; ``unknown``
        where neither says which way is better. A number of what is over its limit is judged by how much is
        over, since what is built takes of others' excess and may be over itself.
    """

    id: str
    names: Mapping[str, str]
    family: str
    unit: str
    a: float | None
    b: float | None
    difference: float | None
    trend: Trend
    verdict_a: Verdict
    verdict_b: Verdict

    def name(self, lang: Lang) -> str:
        """Name of the row in a language."""
        return self.names[lang]

    @property
    def is_changed(self) -> bool:
        """Whether the figure differs, also where nothing says which way is better; or one has no data."""
        if self.a is None or self.b is None:
            return self.a is not self.b
        return not isclose(self.a, self.b, rel_tol=1e-9, abs_tol=1e-9)


def compare(first: Iterable[Finding], second: Iterable[Finding]) -> tuple[Comparison, ...]:
    """Findings that both hold, in the order of the first."""
    others = {finding.id: finding for finding in second}
    return tuple(_compared(one, others[one.id]) for one in first if one.id in others)


@dataclass(frozen=True)
class CoursePoint:
    """One finding in one scenario of several.

    Parameters
    ----------
    trend
        Against the first scenario; ``None`` for the first itself.
    """

    scenario_id: str
    value: float | None
    verdict: Verdict
    trend: Trend | None


def courses(scenarios: Mapping[str, Iterable[Finding]]) -> dict[str, tuple[CoursePoint, ...]]:
    """How each finding runs through several scenarios, by its id.

    Parameters
    ----------
    scenarios
        Findings of each scenario by its id; the first, usually today, is what the others are held against.
    """
    first: dict[str, Finding] = {}
    found: dict[str, list[CoursePoint]] = {}
    for number, (scenario_id, findings) in enumerate(scenarios.items()):
        for finding in findings:
            value, start = finding.figure.value, first.setdefault(finding.id, finding)
            trend = _trend(start, finding) if number else None
            found.setdefault(finding.id, []).append(CoursePoint(scenario_id, value, finding.verdict, trend))
    return {key: tuple(points) for key, points in found.items()}


def _compared(one: Finding, other: Finding) -> Comparison:
    a, b = one.figure.value, other.figure.value
    return Comparison(
        id=one.id,
        names={lang: one.name(lang) for lang in LANGUAGES},
        family=one.family,
        unit=one.figure.unit,
        a=a,
        b=b,
        difference=None if a is None or b is None else b - a,
        trend=_trend(one, other),
        verdict_a=one.verdict,
        verdict_b=other.verdict,
    )


def _trend(finding: Finding, other: Finding) -> Trend:
    a, b = finding.figure.value, other.figure.value
    if a is None or b is None:
        return Trend.UNKNOWN
    over, over_other = finding.figure.inputs.get(EXCESS), other.figure.inputs.get(EXCESS)
    is_moved = not isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
    if is_moved and isinstance(over, float) and isinstance(over_other, float):
        a, b = over, over_other
    if isclose(a, b, rel_tol=1e-9, abs_tol=1e-9):
        return Trend.SAME
    if finding.target is not None and finding.target.operator == "=":
        goal = finding.target.value
        if isclose(abs(b - goal), abs(a - goal), rel_tol=1e-9, abs_tol=1e-9):
            return Trend.SAME
        return Trend.BETTER if abs(b - goal) < abs(a - goal) else Trend.WORSE
    direction = better_direction(finding)
    if direction == 0:
        return Trend.UNKNOWN
    return Trend.BETTER if (b - a) * direction > 0 else Trend.WORSE


def better_direction(finding: Finding) -> int:
    """1 when more is better, -1 when less is, 0 when nothing says, or when just as much is asked for."""
    wanted = asked(finding)
    if (wanted is not None and wanted.operator == "=") or finding.figure.id in _undirected():
        return 0
    if wanted is not None:
        return 1 if wanted.operator in (">=", ">") else -1
    return _directions().get(finding.figure.id, 0)


class _DirectionsTable(Table):
    higher: list[Text]
    lower: list[Text]
    neither: list[Text]


@cache
def _undirected() -> frozenset[str]:
    return frozenset(load(_DirectionsTable, "directions.toml").neither)


@cache
def _directions() -> Mapping[str, int]:
    table = load(_DirectionsTable, "directions.toml")
    families = [spec.better for spec in family_specs().values()]
    higher = [*table.higher, *(key for better in families for key in better.higher)]
    lower = [*table.lower, *(key for better in families for key in better.lower)]
    return {**dict.fromkeys(higher, 1), **dict.fromkeys(lower, -1)}
