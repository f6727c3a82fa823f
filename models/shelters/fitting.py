"""Which class the size of a shelter suggests: a suggestion beside the stated class, and no verdict.

A class of the rule set in force asks a least effective area. The largest class whose least area a shelter has
is the one that its area makes; emergency shelters need none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.facilities.facility import SHELTER_CLASSES, UNKNOWN_CLASS, Shelter
from models.findings.numbers import figure_text
from models.kernel.text import Lang, t
from models.rules.rules import Rules
from models.shelters.values import areas


@dataclass(frozen=True)
class Fitting:
    """Stated class of a shelter, the class that its effective area makes, and what is lacking.

    Parameters
    ----------
    by_area
        ``None`` while the area, or the least area of a class, is not known.
    lacking_m2
        To the least area of the stated class; 0 where it is that large, ``None`` if that is not known.
    next_class, to_next_m2
        The class above that of its area, and what is lacking to it; ``None`` above the largest.
    """

    shelter: Shelter
    effective_m2: float | None
    by_area: str | None
    lacking_m2: float | None
    next_class: str | None
    to_next_m2: float | None

    @property
    def stated(self) -> str:
        """Class that its list or the planner says."""
        return self.shelter.shelter_class

    @property
    def suggests_larger(self) -> bool:
        """Whether it is large enough for a class above the one that is stated."""
        if self.by_area is None or self.stated == UNKNOWN_CLASS:
            return False
        return SHELTER_CLASSES.index(self.by_area) > SHELTER_CLASSES.index(self.stated)


def fitting(shelter: Shelter, rules: Rules) -> Fitting:
    """How the area of one shelter fits its class; exactly a least area is enough."""
    least_m2 = {name: _least_m2(name, rules) for name in SHELTER_CLASSES}
    area = areas(shelter, rules).effective_m2
    own = least_m2.get(shelter.shelter_class)
    lacking = None if area is None or own is None else max(own - area, 0.0)
    limits = [(name, limit) for name, limit in least_m2.items() if limit is not None]
    if area is None or len(limits) < len(least_m2):
        return Fitting(shelter, area, None, lacking, None, None)
    by_area = max(index for index, (_, limit) in enumerate(limits) if area >= limit - 1e-6)
    above = limits[by_area + 1] if by_area + 1 < len(limits) else None
    return Fitting(
        shelter=shelter,
        effective_m2=area,
        by_area=limits[by_area][0],
        lacking_m2=lacking,
        next_class=None if above is None else above[0],
        to_next_m2=None if above is None else above[1] - area,
    )


def fittings(shelters: Iterable[Shelter], rules: Rules) -> tuple[Fitting, ...]:
    """The same of some shelters, those that suggest a larger class first, then by area."""
    rows = [fitting(one, rules) for one in shelters]
    return tuple(sorted(rows, key=lambda row: (not row.suggests_larger, -(row.effective_m2 or 0.0))))


def fitting_text(found: Fitting, lang: Lang) -> str:
    """The suggestion in a line; empty without one."""
    if found.by_area is None:
        return ""
    line = t("fitting.by_area", lang, name=t(f"choice.shelter_class.{found.by_area}", lang))
    if found.next_class is None or found.to_next_m2 is None:
        return line
    name = t(f"choice.shelter_class.{found.next_class}", lang)
    lacking = figure_text(found.to_next_m2, "m2", lang)
    return line + t("fitting.to_next", lang, name=name, lacking=lacking)


def _least_m2(name: str, rules: Rules) -> float | None:
    """Least effective area of a class, 0 of emergency shelters; ``None`` where nobody gives one."""
    key = f"shelter.{name}.effective_area_min_m2"
    if name == "emergency":
        return 0.0
    return rules[key] if rules.are_given((key,)) else None
