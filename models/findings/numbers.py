"""Figures as people read them: three significant figures, thousands separated, the unit once."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

from models.findings.findings import Target
from models.kernel.text import Lang, has_text, t

OPERATOR_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "="}
THINGS = frozenset(
    {
        "count",
        "items",
        "kinds",
        "persons",
        "places",
        "rows",
        "stations",
        "teams",
        "towns",
        "vehicles",
        "villages",
    }
)
"""Units that count things, of which there may be none; no increase or no minute is something else."""


FIGURES = 3
"""Significant figures that are shown as long as nothing asks for more."""
MOST_FIGURES = 9
_MOST_DECIMALS = {"m": 1}
"""Decimals beyond which no figure of a unit says anything: nobody sets a site to the millimetre."""


def rounded(value: float, decimals: int = 0) -> float:
    """Return `value` with so many decimals, halves away from zero, as spreadsheets round what they show.

    >>> rounded(75_512.5), rounded(2.675, 2), rounded(-0.5)
    (75513.0, 2.68, -1.0)
    """
    if not math.isfinite(value):
        return value
    step = Decimal(1).scaleb(-decimals)
    return float(Decimal(f"{value:.15g}").quantize(step, rounding=ROUND_HALF_UP))


def fixed(value: float, decimals: int = 0) -> str:
    """Return `value` with so many decimals and separators; see :func:`rounded`."""
    return f"{rounded(value, decimals) + 0.0:,.{decimals}f}"


def significant(value: float, figures: int = FIGURES, most_decimals: int = 12) -> str:
    """Return `value` with so many significant figures, never fewer than its whole part, and separators.

    >>> significant(1.8249), significant(71.449), significant(12463.2), significant(0.0)
    ('1.82', '71.4', '12,463', '0')
    >>> significant(0.00812, most_decimals=1), significant(8.123, most_decimals=1)
    ('0', '8.1')
    """
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else ("∞" if value > 0 else "-∞" if value < 0 else "–")
    magnitude = math.floor(math.log10(abs(value)))
    decimals = min(max(0, figures - 1 - magnitude), most_decimals)
    shown = rounded(value, decimals)
    if shown == int(shown) and (abs(value - shown) < 1e-9 * abs(value) or decimals == 0 or shown == 0):
        return f"{int(shown):,}"
    return f"{shown:,.{decimals}f}"


def exact(value: float) -> str:
    """Return `value` in full, up to six decimals."""
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def unit_name(unit: str, lang: Lang) -> str:
    """Return a unit as people write it; English counts and compares things without one."""
    if unit in ("count", "ratio") and lang == "en":
        return ""
    return t(f"unit.{unit}", lang) if unit and has_text(f"unit.{unit}") else unit


def _figures_beside(value: float, target: Target | None) -> int:
    """How many figures a rounded value needs to stand on the same side of a target as the value."""
    figures = FIGURES
    while target is not None and value and figures < MOST_FIGURES:
        decimals = max(0, figures - 1 - math.floor(math.log10(abs(value))))
        if target.is_met(rounded(value, decimals)) == target.is_met(value):
            break
        figures += 1
    return figures


def most_decimals(value: float, unit: str, target: Target | None = None) -> int:
    """How many decimals a figure has at most; more where it takes them to stand on its side of a target."""
    most = _MOST_DECIMALS.get(unit, 12)
    if target is not None and target.is_met(rounded(value, most)) != target.is_met(value):
        return 12
    return most


def figure_parts(
    value: float | None, unit: str, lang: Lang, *, full: bool = False, target: Target | None = None
) -> tuple[str, str]:
    """Return a figure as (number, unit); no data is said in words, never as zero.

    Areas stand in m2 up to 1 ha, then in ha, then in km2. A share (0..1) stands in per cent. Beside a target
    a figure takes as many digits as it needs not to look met when it is not: 2.497 of 2.5 is never "2.50".
    What is small and known to fewer digits has no zeros behind them: 0.02 is never "0.0200".
    """
    number, name = _parts(value, unit, lang, full=full, target=target)
    if number.lstrip("-").startswith("0.0") and value is not None:
        whole = value * 100 if unit == "share" else value
        if math.isclose(float(number), whole, rel_tol=1e-9):
            return number.rstrip("0"), name
    return number, name


def _parts(
    value: float | None, unit: str, lang: Lang, *, full: bool = False, target: Target | None = None
) -> tuple[str, str]:
    """Return number and unit with the same count of significant figures whatever the value."""
    if value is None or math.isnan(value):
        return t("verdict.nodata", lang), ""
    if unit == "yes_no":
        return t("rule_answer.yes" if value else "rule_answer.no", lang), ""
    figures = _figures_beside(value, target) if math.isfinite(value) else FIGURES
    decimals = most_decimals(value, unit, target)

    def show(number: float) -> str:
        return exact(number) if full else significant(number, figures, decimals)

    if unit == "share":
        return show(value * 100), "%"
    if unit == "m2" and not full and abs(value) >= 10_000:
        if abs(value) < 1_000_000:
            return show(value / 10_000), unit_name("ha", lang)
        return show(value / 1_000_000), unit_name("km2", lang)
    number = show(value)
    if number == "1" and has_text(f"unit_one.{unit}"):
        return number, t(f"unit_one.{unit}", lang)
    return number, unit_name(unit, lang)


def figure_text(
    value: float | None, unit: str, lang: Lang, *, full: bool = False, target: Target | None = None
) -> str:
    """Return a figure with its unit; see :func:`figure_parts`."""
    number, name = figure_parts(value, unit, lang, full=full, target=target)
    return f"{number} {name}".rstrip()


def within_text(distance: str, lang: Lang) -> str:
    """Inside a distance or a time, in words: within 4 min, 4 分钟内, 500 m 内."""
    if lang == "en":
        return f"within {distance}"
    return f"{distance} 内" if distance[-1:].isascii() else f"{distance}内"


def delta_text(value: float, unit: str, lang: Lang) -> str:
    """Return a change with its sign, in two significant figures.

    It stands beside the figure and needs no unit; only an area has one, as it may not be the figure's.
    """
    sign = "+" if value > 0 else "−"
    if unit == "m2":
        return f"{sign}{figure_text(abs(value), unit, lang)}"
    number = significant(abs(value) * (100 if unit == "share" else 1), 2)
    return sign + (number.rstrip("0").rstrip(".") if "." in number else number)


def change_parts(
    before: float, after: float, unit: str, lang: Lang, *, target: Target | None = None
) -> tuple[str, str]:
    """Return the difference of two figures as (number, unit): what a reader of both gets who subtracts.

    Both figures have the digits that :func:`figure_parts` gives them, the second beside its target. Where the
    two stand in different units, or differ in no digit that is shown, the difference is that of the values.
    """
    first, first_unit = _parts(before, unit, lang, target=target)
    second, second_unit = _parts(after, unit, lang, target=target)
    if first_unit == second_unit and math.isfinite(before) and math.isfinite(after) and unit != "yes_no":
        decimals = [len(text.partition(".")[2]) for text in (first, second)]
        # A whole number is exact and does not make the other coarser.
        shown = min(decimals) if all(decimals) else max(decimals)
        difference = rounded(float(second.replace(",", "")) - float(first.replace(",", "")), shown)
        if difference:
            return ("+" if difference > 0 else "−") + fixed(abs(difference), shown), second_unit
    return delta_text(after - before, unit, lang), ""


def asks_for_none(target: Target, unit: str) -> bool:
    """Whether a target wants that there be no such thing: at most 0 of them."""
    return target.value == 0 and target.operator in ("<=", "=") and unit in THINGS


def target_text(target: Target | None, unit: str, lang: Lang) -> str:
    """Return a target with its sign, as exact as it was set; empty without one.

    Where none may be there, it says so: nobody writes "at most 0".
    """
    if target is None:
        return ""
    if asks_for_none(target, unit):
        return t("target.none", lang)
    if unit == "yes_no":  # what is asked is that it be so
        return figure_text(target.value, unit, lang)
    return f"{OPERATOR_SIGNS[target.operator]} {figure_text(target.value, unit, lang, full=True)}"
