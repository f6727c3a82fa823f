"""What a figure lacks to its target, in what a planner builds or counts: square metres, people, places."""

from __future__ import annotations

from dataclasses import dataclass
from math import isclose, isfinite

from models.findings.findings import Figure, Finding
from models.findings.numbers import figure_text
from models.findings.standing import asked
from models.kernel.text import Lang


@dataclass(frozen=True)
class Gap:
    """Distance from a figure to its target.

    Parameters
    ----------
    amount
        What is lacking; negative where there is more than asked for.
    unit
        Unit as in the text catalogue under ``unit``.
    """

    amount: float
    unit: str

    @property
    def is_lacking(self) -> bool:
        """Whether anything is lacking at all."""
        return self.amount > 0

    def text(self, lang: Lang) -> str:
        """The amount without its sign; things that are counted are never part of one."""
        return figure_text(abs(self.amount), self.unit, lang)


@dataclass(frozen=True)
class _Ratio:
    """A figure that is an amount over another: names of both among its inputs, unit of the first."""

    part: str
    whole: str
    unit: str


_RATIOS = (
    _Ratio("area_m2", "persons", "m2"),
    _Ratio("covered_persons", "persons", "persons"),
    _Ratio("covered_km2", "land_km2", "km2"),
    _Ratio("capacity_persons", "need_persons", "persons"),
    _Ratio("capacity_persons", "persons", "persons"),
    _Ratio("floor_m2", "need_m2", "m2"),
    _Ratio("indoor_m2", "fixed_m2", "m2"),
    _Ratio("reached", "townships", "towns"),
    _Ratio("with_depot", "units", "towns"),
    _Ratio("served", "total", "count"),
    _Ratio("met", "count", "count"),
    _Ratio("met", "total", "count"),
)
_COUNTED = ("towns", "count", "persons")
_SCALE = {"percent": 100.0, "share": 1.0, "m2_per_person": 1.0, "ratio": 1.0}


def gap_of(finding: Finding) -> Gap | None:
    """What a finding's figure lacks to its target.

    A share of people is answered in people, an area for each resident in square metres, a share of townships
    in townships; everything else in the figure's own unit.

    Parameters
    ----------
    finding
        A row with a target, or with a reference value, of at least or at most so much.

    Returns
    -------
    Gap or None
        ``None`` without a target, without a figure, or where exactly so much is asked for.
    """
    figure, target = finding.figure, asked(finding)
    if target is None or figure.value is None or not isfinite(figure.value) or target.operator == "=":
        return None
    sign = 1.0 if target.operator in (">=", ">") else -1.0
    ratio = ratio_of(figure)
    if ratio is None:
        return Gap(sign * (target.value - figure.value), figure.unit)
    amount = target.value / ratio.scale * ratio.whole - ratio.part
    return Gap(sign * _amount(amount, ratio.unit, sign), ratio.unit)


@dataclass(frozen=True)
class Ratio:
    """The numbers whose ratio a figure is, times ``scale``; ``unit`` is that of the part."""

    part: float
    whole: float
    scale: float
    unit: str


def ratio_of(figure: Figure) -> Ratio | None:
    """What a figure is a ratio of; ``None`` for one that is none."""
    scale = _SCALE.get(figure.unit)
    if figure.value is None or scale is None:
        return None
    for ratio in _RATIOS:
        part, whole = figure.inputs.get(ratio.part), figure.inputs.get(ratio.whole)
        if not isinstance(part, (int, float)) or not isinstance(whole, (int, float)) or whole <= 0:
            continue
        # Only where the figure is indeed the one over the other: names of inputs may mean something else.
        if isclose(part / whole * scale, figure.value, rel_tol=1e-6, abs_tol=1e-9):
            return Ratio(part, whole, scale, ratio.unit)
    return None


def _amount(amount: float, unit: str, sign: float) -> float:
    """An amount of things that are counted: as many whole ones as it takes to come to the target."""
    if unit not in _COUNTED or abs(amount - round(amount)) < 1e-6:
        return round(amount) if unit in _COUNTED else amount
    rounded_up = int(sign * amount // 1 + 1) if sign * amount > 0 else int(sign * amount)
    return sign * rounded_up
