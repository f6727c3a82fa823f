"""A scenario: one state of the facilities, today or a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from models.county.closures import Closure
from models.facilities.facility import Facility, Family, counts_in
from models.kernel.text import Lang, t, usual_name
from models.project.evacuation import EvacuationCase

TODAY_ID = "today"


@dataclass(frozen=True)
class Scenario:
    """One state of the facilities: today, or a plan.

    Facilities are shared values: duplicating a scenario copies the mapping only.

    Attributes
    ----------
    closures
        Barriers that close roads in it.
    evacuation
        Who has to leave, and how places are given; ``None`` while nobody asked.
    """

    id: str
    name: str
    facilities: Mapping[str, Facility] = field(default_factory=lambda: MappingProxyType({}))
    note: str = ""
    closures: tuple[Closure, ...] = ()
    evacuation: EvacuationCase | None = None

    @property
    def is_today(self) -> bool:
        """Whether this is the present state, which counts existing facilities only."""
        return self.id == TODAY_ID

    def title(self, lang: Lang) -> str:
        """Name as people read it; today, and plans called by a letter, have one in every language."""
        if self.name:
            return usual_name(self.name, "usual_name.today" if self.is_today else "usual_name.plan", lang)
        return t("scenario.today" if self.is_today else "scenario.plan", lang)

    def counted(self, family: Family | None = None) -> tuple[Facility, ...]:
        """Facilities that count: existing today, existing and planned in a plan, candidates never."""
        return tuple(
            facility
            for facility in self.facilities.values()
            if counts_in(facility.status, today=self.is_today)
            and (family is None or facility.family == family)
        )
