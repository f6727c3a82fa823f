"""What is asked of new sites."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.facilities.facility import Family
from models.locate.problem import Model


class Against(StrEnum):
    """What a front of plans weighs the aim against."""

    COST = "cost"
    LAND = "land"
    NUMBER = "number"
    WORST = "worst"


AGAINST: dict[Model, tuple[Against, ...]] = {
    Model.MCLP: (Against.COST, Against.LAND, Against.NUMBER, Against.WORST),
    Model.PMEDIAN: (Against.COST, Against.LAND, Against.NUMBER, Against.WORST),
    Model.PCENTER: (Against.COST, Against.LAND, Against.NUMBER),
    Model.LSCP: (Against.COST, Against.LAND),
}
"""What goes with each aim; the fewest sites are a number already, and reach everyone within their limit."""


@dataclass(frozen=True)
class Ask:
    """What is asked.

    Parameters
    ----------
    new
        How many new ones; ``None`` for the fewest (LSCP).
    limit
        How far one reaches, in the unit of the family's way; ``None`` for the rule value.
    capacity
        Persons that each place holds, new or kept; people of a village may be shared out.
    must, ban
        Names or ids of places that are to be used, and that are not.
    per_township
        Whether each township needs one at least, kept or new.
    budget, price, price_m2
        Total cost of the new ones, and of each: a sum, and a sum for each m2 of its site.
    quotas
        Class and number of the new ones, largest class first, in place of ``new``: two second-class stations
        and six small ones. Where all classes of a family reach equally far and hold alike, the larger go
        where most people are added; shelters, fire stations that shall cover people, and classes whose
        holding is said, are placed by class in one.
    holds
        Class and the persons that one of it holds: the stock of a level of depots.
    times
        By how many sites people have to be reached to count as covered.
    backs_up
        Whether, of the plans that are best, that one is taken which reaches most people a second time.
    least_m2, most_m2
        Smallest and largest area that a place may have; one whose area is not known may be used, and says so.
    per_resident
        Whether each township is to have the effective area of shelters for each resident that the rules ask
        for; without a number the fewest that give it, and of those the most people.
    against
        What there should be little of beside the aim, for a front of plans; see :class:`Against`.
    areas
        Class of fire stations and the jurisdiction of one of it, km2, where it is not that of the rules; 0
        for none of its own, so that the driving time alone decides. What stands has that of its class too.
    minutes
        Class of fire stations and how long one of it may drive, in place of what its area gives.
    adjoins
        Whether the jurisdiction of each small fire station is to meet one of a larger class, kept or new
        (JB 152-2017, 14); matters where each class has an area of its own.
    """

    family: Family
    model: Model
    new: int | None = None
    limit: float | None = None
    capacity: float | None = None
    must: tuple[str, ...] = ()
    ban: tuple[str, ...] = ()
    per_township: bool = False
    budget: float | None = None
    price: float = 0.0
    price_m2: float = 0.0
    quotas: tuple[tuple[str, int], ...] = ()
    holds: tuple[tuple[str, float], ...] = ()
    times: int = 1
    backs_up: bool = False
    least_m2: float | None = None
    most_m2: float | None = None
    per_resident: bool = False
    against: Against | None = None
    areas: tuple[tuple[str, float], ...] = ()
    minutes: tuple[tuple[str, float], ...] = ()
    adjoins: bool = False

    @property
    def is_by_class(self) -> bool:
        """Whether it matters which place takes which class, so that both are chosen in one."""
        return bool(self.quotas) and (self.family == Family.SHELTER or self.has_own_areas or bool(self.holds))

    @property
    def has_own_areas(self) -> bool:
        """Whether each class of fire stations covers by the area of its own."""
        covers = self.model in (Model.LSCP, Model.MCLP)
        return self.family == Family.FIRE_STATION and bool(self.quotas) and covers and self.limit is None
