"""Which class each township falls into: the figures behind the map's ground colours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from models.assessment.columns import TownshipColumn, township_column
from models.findings.results import Assessment
from models.kernel.arrays import Floats, Ints
from models.kernel.text import Lang, t
from models.project.project import Project
from ui.cartography.options import NO_THEME
from ui.cartography.style import Colour, MapStyle, ThemeStyle

NO_DATA = -1
TOLERANCE = 1e-9
"""A value this little under a break, relative to it, counts as having reached it (rounding of sums)."""


@dataclass(frozen=True, eq=False)
class Theme:
    """One figure per unit, put into classes.

    Attributes
    ----------
    values
        Figure of each unit, shape (n,); NaN is no data.
    breaks
        Lower limits of the classes from the second on, growing. A value at a break is in the upper class.
    target
        One of the breaks, or ``None``.
    classes
        Class of each unit, shape (n,); -1 is no data.
    """

    key: str
    layer_id: str
    values: Floats
    breaks: tuple[float, ...]
    target: float | None
    classes: Ints
    colours: tuple[Colour, ...]
    unit: str
    decimals: int

    def of(self, assessment: Assessment) -> Theme:
        """The same colours for other figures of the same units."""
        values = township_column(self.key).values(assessment)
        return replace(self, values=values, classes=classify(values, self.breaks))

    def says_the_same(self, other: Theme) -> bool:
        """Whether another theme of the same units looks the same, in colours and in figures."""
        return bool((self.classes == other.classes).all()) and all(
            self.short_text(row, "en") == other.short_text(row, "en")
            for row in np.flatnonzero(self.values != other.values).tolist()
        )

    def count(self, number: int) -> int:
        """Units in a class (-1: without data)."""
        return int((self.classes == number).sum())

    def title(self, lang: Lang) -> str:
        """Name and unit, as the legend's heading."""
        return t(f"map.theme.{self.key}", lang)

    def number(self, value: float, *, trim: bool = False) -> str:
        """Value in the unit's own numbers, without the unit."""
        shown = value * 100 if self.unit == "share" else value
        text = f"{shown:,.{self.decimals}f}"
        return text.rstrip("0").rstrip(".") if trim and "." in text else text

    def value_text(self, index: int, lang: Lang) -> str:
        """Figure of one unit with its unit, or the word for no data."""
        value = self.values[index]
        if not np.isfinite(value):
            return t("map.no_data", lang)
        return t(f"map.value.{self.unit}", lang, value=self.number(float(value)))

    def short_text(self, index: int, lang: Lang) -> str:
        """Figure of one unit without a unit that the legend names, or the word for no data."""
        value = self.values[index]
        if not np.isfinite(value):
            return t("map.no_data", lang)
        number = self.number(float(value))
        return t("map.value.share", lang, value=number) if self.unit == "share" else number

    def class_text(self, number: int, lang: Lang) -> str:
        """Limits of a class in words."""
        if number == NO_DATA:
            return t("map.no_data", lang)
        low = self.number(self.breaks[number - 1], trim=True) if number > 0 else ""
        high = self.number(self.breaks[number], trim=True) if number < len(self.breaks) else ""
        if not low:
            return t("map.class.below", lang, high=high)
        text = (
            t("map.class.from", lang, low=low)
            if not high
            else t("map.class.between", lang, low=low, high=high)
        )
        if self.target is not None and number > 0 and self.breaks[number - 1] >= self.target:
            return t("map.class.target", lang, limits=text)
        return text

    def is_met(self, index: int) -> bool | None:
        """Whether a unit reaches the target; ``None`` without target or data."""
        if self.target is None or self.classes[index] == NO_DATA:
            return None
        return bool(self.classes[index] >= self.breaks.index(self.target) + 1)


def classify(values: Floats, breaks: tuple[float, ...]) -> Ints:
    """Class of each value, shape (n,): 0 below the first break; a value at a break is in the upper class."""
    limits = np.asarray(breaks) - TOLERANCE * np.maximum(1.0, np.abs(breaks))
    classes = np.searchsorted(limits, values, side="right")
    return np.where(np.isfinite(values), classes, NO_DATA).astype(np.intp)


def make_theme(
    key: str,
    assessment: Assessment,
    style: MapStyle,
    target_of: Callable[[TownshipColumn], float | None],
) -> Theme | None:
    """Theme of a key; ``None`` if there are no units or the key is ``none``."""
    units = assessment.units
    if key == NO_THEME or not units.layer_id or not len(units.names):
        return None
    own, column = style.theme[key], township_column(key)
    values = column.values(assessment)
    target = target_of(column)
    breaks = breaks_for(own, target)
    palette = own.palette if target is not None else own.palette_without_target or own.palette
    return Theme(
        key=key,
        layer_id=units.layer_id,
        values=values,
        breaks=breaks,
        target=target if target in breaks else None,
        classes=classify(values, breaks),
        colours=style.palette.of(palette),
        unit=column.unit,
        decimals=column.decimals,
    )


def breaks_for(own: ThemeStyle, target: float | None) -> tuple[float, ...]:
    """Breaks of a theme; a target is always one of them."""
    if own.breaks_of_target and target:
        scaled = [round(target * share, 6) for share in own.breaks_of_target]
        return tuple(target if abs(value - target) < 1e-6 else value for value in scaled)
    breaks = list(own.breaks or own.breaks_of_target)
    if target is not None and target not in breaks:
        nearest = min(range(len(breaks)), key=lambda index: abs(breaks[index] - target))
        breaks[nearest] = target
    return tuple(breaks)


def target_lookup(project: Project) -> Callable[[TownshipColumn], float | None]:
    """How a theme finds its target: the plan's own row, or the rule value in force in this county."""
    # Imported here: a scene without an assessment needs no rules.
    from models.plans.plans import profile_of, target_year
    from models.rules.rules import load_rules

    settings = project.settings

    def look(own: TownshipColumn) -> float | None:
        rules = load_rules(settings.ruleset_id, settings.overrides)
        if own.figure:
            # Figures of the whole county are per cent, those of single units shares of 1.
            divisor = 100.0 if own.unit == "share" else 1.0
            for row in profile_of(settings).at(target_year(settings, date.today())).rows:
                if row.figure != own.figure or row.target is None:
                    continue
                return row.target.resolve(rules).value / divisor
        return rules[own.rule] if own.rule else None

    return look


def theme_of(project: Project, assessment: Assessment | None, key: str, style: MapStyle) -> Theme | None:
    """Theme ``key`` for an assessed scenario, or ``None``."""
    if assessment is None:
        return None
    return make_theme(key, assessment, style, target_lookup(project))
